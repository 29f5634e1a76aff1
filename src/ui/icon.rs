//! The program's sign in the taskbar: a white bell on the colour of new orders, drawn here so that no file is needed.

use iced::window::Icon;

use super::theme;

/// Pixels of an edge.
const EDGE: u32 = 64;

/// The sign; `None` where the platform takes none.
pub fn icon() -> Option<Icon> {
    let pixels = (0..EDGE * EDGE).flat_map(|at| pixel(at % EDGE, at / EDGE));
    iced::window::icon::from_rgba(pixels.collect(), EDGE, EDGE).ok()
}

/// Red, green, blue and how solid, of one pixel: averaged over a grid of points, so that the edges are smooth.
fn pixel(column: u32, row: u32) -> [u8; 4] {
    const POINTS: u32 = 4;
    let (mut white, mut solid) = (0, 0);
    for point in 0..POINTS * POINTS {
        let across = column as f32 + (point % POINTS) as f32 / POINTS as f32;
        let down = row as f32 + (point / POINTS) as f32 / POINTS as f32;
        let (x, y) = (across / EDGE as f32, down / EDGE as f32);
        solid += u32::from(in_ground(x, y));
        white += u32::from(in_bell(x, y));
    }
    let part = |count: u32| count as f32 / (POINTS * POINTS) as f32;
    let blend = |ground: f32| ((ground + (1.0 - ground) * part(white)) * 255.0).round() as u8;
    let ground = theme::NEW.text(&theme::theme(false));
    [blend(ground.r), blend(ground.g), blend(ground.b), (part(solid) * 255.0).round() as u8]
}

/// A square with round corners; both go from 0 to 1.
fn in_ground(x: f32, y: f32) -> bool {
    const CORNER: f32 = 0.18;
    let beyond = |at: f32| (at - 0.5).abs() - (0.5 - CORNER);
    let (across, down) = (beyond(x).max(0.0), beyond(y).max(0.0));
    across.hypot(down) <= CORNER
}

/// A dome that widens to its rim, a knob above and a clapper below.
fn in_bell(x: f32, y: f32) -> bool {
    let aside = (x - 0.5).abs();
    let dome = (0.24..=0.66).contains(&y)
        && aside <= 0.2 * ((y - 0.24) / 0.2).clamp(0.0, 1.0).sqrt() + (y - 0.44).max(0.0) * 0.25;
    let rim = (0.66..=0.73).contains(&y) && aside <= 0.32;
    let knob = (y - 0.22).hypot(aside) <= 0.05;
    let clapper = y > 0.73 && (y - 0.75).hypot(aside) <= 0.08;
    dome || rim || knob || clapper
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_a_white_bell_on_a_coloured_ground() {
        assert!(icon().is_some());
        assert_eq!(pixel(EDGE / 2, EDGE / 2), [255; 4], "the bell");
        assert_eq!(pixel(0, 0)[3], 0, "round corners");
        let [red, .., solid] = pixel(4, EDGE / 2);
        assert!(solid == 255 && red < 255, "the ground");
    }
}
