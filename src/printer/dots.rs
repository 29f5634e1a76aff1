//! Black and white dots, as a print head burns them.

/// Dots of one character cell, downwards.
pub(super) const CELL_HEIGHT: u32 = 24;
/// Black and white dots of a ticket or of a piece of one: one byte a dot, 0 black, 255 white, row by row. As JSON it is a
/// PNG file in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// width × height bytes.
    pub dots: Vec<u8>,
}

/// A burnt dot.
pub(super) const BLACK: u8 = 0;
/// Bare paper.
pub(super) const WHITE: u8 = 255;

impl Bitmap {
    pub(super) fn blank(width: u32, height: u32) -> Bitmap {
        Bitmap { width, height, dots: vec![WHITE; (width * height) as usize] }
    }

    /// Sets a dot; beside the picture there is none.
    pub(super) fn ink(&mut self, x: u32, y: u32, value: u8) {
        if x < self.width && y < self.height {
            self.dots[(y * self.width + x) as usize] = value;
        }
    }

    /// Burns a dot.
    pub(super) fn blacken(&mut self, x: u32, y: u32) {
        self.ink(x, y, BLACK);
    }

    /// Whether a dot is black.
    pub(super) fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width && y < self.height && self.dots[(y * self.width + x) as usize] == BLACK
    }
}
