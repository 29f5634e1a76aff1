//! What is drawn on a ticket instead of written: a QR code, a shop's logo. Their dots are the printer room's; here is
//! what they say and where they stand.

use std::fmt;
use std::sync::Arc;

/// A drawing that is a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is drawn.
    pub drawing: Drawing,
    /// In the middle of the paper, else at its left edge.
    pub centred: bool,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// A QR code of this text, at most [`QR_BYTES`](super::qr::QR_BYTES) long.
    Qr(String),
    /// The shop's picture.
    Logo(Arc<Logo>),
}

/// A shop's picture as it was read, before it is fitted to paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its file.
    pub name: String,
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// width × height shades, 0 black, 255 white, row by row.
    pub shades: Vec<u8>,
}

impl fmt::Debug for Logo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Logo({} {}x{})", self.name, self.width, self.height)
    }
}

impl Figure {
    /// The text in its place where figures cannot be drawn: `[QR https://…]`, `[logo.png]`.
    pub fn words(&self) -> String {
        match &self.drawing {
            Drawing::Qr(text) => format!("[QR {text}]"),
            Drawing::Logo(logo) => format!("[{}]", logo.name),
        }
    }
}
