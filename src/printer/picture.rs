//! A ticket as dots: for the screen, for PNG files, and for the lines that a printer cannot print as text.

/// A picture of a ticket: one byte a dot, 0 black, 255 white, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// width × height bytes.
    pub dots: Vec<u8>,
}
