//! Colours and sizes. Large, dark on light, one colour per step of an order, so that the counter reads from a metre away.

use iced::widget::{button, container, text_input};
use iced::{Background, Border, Color, Font, Theme, font};

/// Everything that is read or tapped often.
pub const FONT: Font = Font::with_name("NanumGothic");
/// Numbers, headings, buttons. The file NanumGothicBold says it weighs 600; asking for 700 would find another font.
pub const BOLD: Font = Font { weight: font::Weight::Semibold, ..FONT };

/// Least height of anything to tap, for a finger that does not aim.
pub const TARGET: f32 = 56.0;

/// Side notes.
pub const SMALL: f32 = 16.0;
/// Running text.
pub const BODY: f32 = 19.0;
/// Headings and buttons.
pub const LARGE: f32 = 24.0;
/// Sums that are compared with one another.
pub const FIGURE: f32 = 30.0;
/// Order numbers and countdowns.
pub const HUGE: f32 = 40.0;

/// Text.
pub const INK: Color = Color::from_rgb8(0x11, 0x18, 0x27);
/// Text beside the matter; still 7:1 on white.
pub const MUTED: Color = Color::from_rgb8(0x47, 0x50, 0x5f);
/// Behind everything.
pub const DESK: Color = Color::from_rgb8(0xe7, 0xea, 0xef);
/// Cards.
pub const WHITE: Color = Color::WHITE;
/// Borders.
pub const LINE: Color = Color::from_rgb8(0xb8, 0xc0, 0xcc);
/// New orders.
pub const NEW: Color = Color::from_rgb8(0xc2, 0x41, 0x0c);
/// In the kitchen.
pub const COOKING: Color = Color::from_rgb8(0x1d, 0x4e, 0xd8);
/// Ready or on the road.
pub const AWAY: Color = Color::from_rgb8(0x0f, 0x6b, 0x4a);
/// Finished.
pub const DONE: Color = Color::from_rgb8(0x4b, 0x55, 0x63);
/// All is well.
pub const GOOD: Color = Color::from_rgb8(0x15, 0x6f, 0x3a);
/// Look soon.
pub const WARN: Color = Color::from_rgb8(0xa1, 0x53, 0x00);
/// Look now.
pub const DANGER: Color = Color::from_rgb8(0xb9, 0x1c, 0x1c);
/// Ground of a warning.
pub const WARN_GROUND: Color = Color::from_rgb8(0xff, 0xf3, 0xd6);
/// Ground of an alarm.
pub const DANGER_GROUND: Color = Color::from_rgb8(0xff, 0xe4, 0xe4);
/// Mark of the selected card.
pub const SELECTED: Color = Color::from_rgb8(0x11, 0x18, 0x27);

/// The window's theme, for scrollbars and text fields.
pub fn theme() -> Theme {
    let palette = iced::theme::Palette {
        background: DESK,
        text: INK,
        primary: COOKING,
        success: GOOD,
        warning: WARN,
        danger: DANGER,
    };
    Theme::custom("jumunbell", palette)
}

/// A channel's `#rrggbb`; grey if it is none.
pub fn channel_color(text: &str) -> Color {
    text.parse().unwrap_or(DONE)
}

/// Least contrast of a text with its ground (WCAG 2.1, 1.4.3).
const READABLE: f32 = 4.5;

/// White where it can be read on `ground`, else black: on any ground one of the two can.
pub fn readable_on(ground: Color) -> Color {
    let readable = |color: &Color| contrast(*color, ground) >= READABLE;
    [WHITE, INK].into_iter().find(readable).unwrap_or(Color::BLACK)
}

/// Contrast as WCAG counts it, 1 to 21.
fn contrast(a: Color, b: Color) -> f32 {
    let (a, b) = (a.relative_luminance() + 0.05, b.relative_luminance() + 0.05);
    a.max(b) / a.min(b)
}

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tone {
    /// The step that comes next, in the colour of that step.
    Main(Color),
    /// Possible.
    Plain,
    /// Cannot be undone for the customer: a rejection or a cancellation.
    Grave,
    /// A choice that is on.
    Chosen,
}

/// Style of a button.
pub fn button_style(tone: Tone) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| {
        let (ground, text, edge) = match tone {
            Tone::Main(color) => (color, WHITE, color),
            Tone::Plain => (WHITE, INK, DONE),
            Tone::Grave => (WHITE, DANGER, DANGER),
            Tone::Chosen => (INK, WHITE, INK),
        };
        let (ground, text, edge) = match status {
            button::Status::Disabled => (DESK, MUTED, LINE),
            button::Status::Hovered => (mix(ground, INK, 0.06), text, edge),
            button::Status::Pressed => (mix(ground, INK, 0.2), text, edge),
            button::Status::Active => (ground, text, edge),
        };
        button::Style {
            background: Some(Background::Color(ground)),
            text_color: text,
            border: Border { color: edge, width: 2.0, radius: 8.0.into() },
            ..button::Style::default()
        }
    }
}

/// Style of a card that is one big button: its ground and edge say how it stands.
pub fn card_style(
    ground: Color,
    edge: Color,
    selected: bool,
) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: Some(Background::Color(match status {
            button::Status::Pressed => mix(ground, INK, 0.12),
            _ => ground,
        })),
        text_color: INK,
        border: Border {
            color: if selected { SELECTED } else { edge },
            width: if selected { 4.0 } else { 2.0 },
            radius: 10.0.into(),
        },
        ..button::Style::default()
    }
}

/// Style of a chip on the bar: white, with a thin edge, so that it reads as a state and not as a step.
pub fn chip_style() -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: Some(Background::Color(match status {
            button::Status::Pressed => mix(WHITE, INK, 0.12),
            _ => WHITE,
        })),
        text_color: INK,
        border: Border { color: LINE, width: 1.0, radius: 8.0.into() },
        ..button::Style::default()
    }
}

/// A box with a ground, an edge and its text colour.
pub fn panel(ground: Color, edge: Color, text: Color) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(Background::Color(ground)),
        text_color: Some(text),
        border: Border { color: edge, width: if ground == edge { 0.0 } else { 2.0 }, radius: 8.0.into() },
        ..container::Style::default()
    }
}

/// A field to write in: white, so that it does not look switched off.
pub fn field(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let focused = matches!(status, text_input::Status::Focused { .. });
    let edge = if focused { COOKING } else { LINE };
    text_input::Style {
        background: Background::Color(WHITE),
        border: Border { color: edge, width: 2.0, radius: 6.0.into() },
        ..text_input::default(theme, status)
    }
}

/// A box filled with one colour.
pub fn filled(color: Color) -> impl Fn(&Theme) -> container::Style {
    panel(color, color, readable_on(color))
}

/// The app's colour along a card's left edge, in the card's round corners.
pub fn stripe(color: Color) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(Background::Color(color)),
        border: Border { radius: iced::border::left(6.0), ..Border::default() },
        ..container::Style::default()
    }
}

/// A square-cornered band of one colour.
pub fn band(color: Color, text: Color) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(Background::Color(color)),
        text_color: Some(text),
        ..container::Style::default()
    }
}

fn mix(a: Color, b: Color, part: f32) -> Color {
    let blend = |a: f32, b: f32| a + (b - a) * part;
    Color { r: blend(a.r, b.r), g: blend(a.g, b.g), b: blend(a.b, b.b), a: a.a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_on_its_ground() {
        for color in [NEW, COOKING, AWAY, DONE, GOOD, WARN, DANGER] {
            assert!(contrast(color, WHITE) >= 4.5, "{color:?}");
        }
        assert!(contrast(MUTED, DESK) >= 4.5);
    }

    #[test]
    fn every_apps_name_reads_on_its_badge() {
        // The shipped apps' colours, and some that their owners may choose.
        let shipped = std::fs::read_dir("assets/channels").unwrap().filter_map(|file| {
            let text = std::fs::read_to_string(file.unwrap().path()).ok()?;
            Some(text.split_once("color = \"")?.1[..7].to_owned())
        });
        let others = ["#ff3c6f", "#ffd400", "#1aa7ec", "#e60012", "#222222", "#00c73c", "#777777", "#757575"];
        let all: Vec<String> = shipped.chain(others.map(str::to_owned)).collect();
        assert!(all.len() > 15);
        for app in all {
            let color = channel_color(&app);
            assert!(contrast(color, readable_on(color)) >= 4.5, "{app}");
        }
    }
}
