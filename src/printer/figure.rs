//! QR codes and logos as dots, and the commands of printers that draw QR codes by themselves.

use fast_qr::{ECL, QRBuilder, QRCode};

use super::dots::Bitmap;
use super::profile::COLUMN_DOTS;
use crate::ticket::{Drawing, Figure, Logo};

/// Widest QR code with its quiet zone, dots: 25 mm at 203 dpi.
const QR_ACROSS: u32 = 200;
/// Modules of white around a QR code (ISO/IEC 18004).
const QUIET: u32 = 4;
/// Tallest logo, dots: 30 mm at 203 dpi. A logo is no ticket.
const LOGO_DOWN: u32 = 240;

/// White dots between a logo and what stands below it, as between rows of text.
const LOGO_GAP: u32 = 6;

/// A figure's row over the whole width; `None` for a code that is too long to be one.
pub(super) fn drawn(figure: &Figure, columns: u32) -> Option<Bitmap> {
    let across = columns * COLUMN_DOTS;
    let (width, height, below, black) = match &figure.drawing {
        Drawing::Qr(text) => {
            let (side, black) = qr_dots(&matrix(text)?);
            (side, side, 0, black)
        }
        Drawing::Logo(logo) => {
            let (width, height, black) = logo_dots(logo, across);
            (width, height, LOGO_GAP, black)
        }
    };
    let mut picture = Bitmap::blank(across, height + below);
    let left = if figure.centred { across.saturating_sub(width) / 2 } else { 0 };
    for (i, _) in black.iter().enumerate().filter(|(_, black)| **black) {
        let i = i as u32;
        picture.blacken(left + i % width, i / width);
    }
    Some(picture)
}

/// Level M: what paper loses to grease and folds, a reader finds again.
fn matrix(text: &str) -> Option<QRCode> {
    QRBuilder::new(text).ecl(ECL::M).build().ok()
}

/// Dots of one module: never less than three, so that a phone reads it, and no byte of the picture is a lone dot. A
/// real-time command begins with a lone dot (`10`), so no module has to be broken for one.
fn module_dots(modules: u32) -> u32 {
    (QR_ACROSS / (modules + 2 * QUIET)).clamp(3, 6)
}

/// The side and the dots, with the quiet zone.
fn qr_dots(code: &QRCode) -> (u32, Vec<bool>) {
    let modules = code.size as u32;
    let dots = module_dots(modules);
    let side = (modules + 2 * QUIET) * dots;
    let black = |x: u32, y: u32| {
        let module = |at: u32| (at / dots).checked_sub(QUIET).filter(|at| *at < modules);
        module(x).zip(module(y)).is_some_and(|(x, y)| code[y as usize][x as usize].value())
    };
    let dots = (0..side * side).map(|i| black(i % side, i / side)).collect();
    (side, dots)
}

/// `GS ( k`: model 2, module size, level M, the text, print. The printer leaves no quiet zone: a blank row above and
/// below does.
pub(super) fn native_qr(text: &str, centred: bool) -> Vec<u8> {
    let dots = matrix(text).map_or(3, |code| module_dots(code.size as u32)) as u8;
    let [low, high] = (text.len() as u16 + 3).to_le_bytes();
    let mut bytes = vec![0x1B, b'd', 1];
    if centred {
        bytes.extend([0x1B, b'a', 1]);
    }
    bytes.extend([0x1D, b'(', b'k', 4, 0, 49, 65, 50, 0]);
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 67, dots]);
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 69, 49]);
    bytes.extend([0x1D, b'(', b'k', low, high, 49, 80, 48]);
    bytes.extend(text.bytes());
    bytes.extend([0x1D, b'(', b'k', 3, 0, 49, 81, 48]);
    if centred {
        bytes.extend([0x1B, b'a', 0]);
    }
    bytes.extend([0x1B, b'd', 1]);
    bytes
}

/// The logo as wide as it is, or as the paper is, and at most [`LOGO_DOWN`] high; never larger than it was drawn.
fn logo_dots(logo: &Logo, across: u32) -> (u32, u32, Vec<bool>) {
    let (width, height) = (u64::from(logo.width.max(1)), u64::from(logo.height.max(1)));
    let (widest, tallest) = (u64::from(across).min(width), u64::from(LOGO_DOWN).min(height));
    let (w, h) = if widest * height <= tallest * width {
        (widest, (height * widest / width).max(1))
    } else {
        ((width * tallest / height).max(1), tallest)
    };
    let shade = |x: u64, y: u64| {
        let (xs, ys) = (x * width / w..((x + 1) * width / w), y * height / h..((y + 1) * height / h));
        let count = (xs.end - xs.start) * (ys.end - ys.start);
        let sum: u64 = ys
            .flat_map(|y| xs.clone().map(move |x| (y * width + x) as usize))
            .map(|i| u64::from(logo.shades.get(i).copied().unwrap_or(255)))
            .sum();
        (sum / count.max(1)) as u8
    };
    let shades = (0..w * h).map(|i| shade(i % w, i / w)).collect();
    (w as u32, h as u32, burnt(shades, w as usize))
}

/// How much of a logo is burnt on paper of `across` dots, 0 to 1.
pub fn blackness(logo: &Logo, across: u32) -> f64 {
    let (_, _, black) = logo_dots(logo, across);
    black.iter().filter(|black| **black).count() as f64 / black.len().max(1) as f64
}

/// Which dots to burn: a drawing in black and white by its middle, anything with shades by spreading what each dot is
/// off over its neighbours (Floyd and Steinberg).
fn burnt(shades: Vec<u8>, width: usize) -> Vec<bool> {
    let plain = shades.iter().filter(|shade| !(64..192).contains(*shade)).count();
    if plain * 10 >= shades.len() * 9 {
        return shades.into_iter().map(|shade| shade < 128).collect();
    }
    let mut left: Vec<i32> = shades.into_iter().map(i32::from).collect();
    let mut black = Vec::with_capacity(left.len());
    for i in 0..left.len() {
        let is_black = left[i] < 128;
        let off = if is_black { left[i] } else { left[i] - 255 };
        let column = i % width;
        let mut spread = |to: usize, sixteenths: i32| {
            if let Some(shade) = left.get_mut(to) {
                *shade += off * sixteenths / 16;
            }
        };
        if column + 1 < width {
            spread(i + 1, 7);
            spread(i + width + 1, 1);
        }
        if column > 0 {
            spread(i + width - 1, 3);
        }
        spread(i + width, 5);
        black.push(is_black);
    }
    black
}

#[cfg(test)]
mod tests;
