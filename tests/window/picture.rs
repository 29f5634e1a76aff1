//! What a window shows, read from the display itself.

use std::fs::File;
use std::io::BufWriter;
use std::ops::Range;

use x11rb::protocol::xproto::{ConnectionExt, ImageFormat};

/// Red, green and blue.
pub type Color = [u8; 3];

// Colours of the light theme.
/// Letters.
pub const INK: Color = [0x11, 0x18, 0x27];
/// What lies around and between the cards.
pub const DESK: Color = [0xe7, 0xea, 0xef];
/// Cards, and an open order's sheet.
pub const SURFACE: Color = [0xff, 0xff, 0xff];
/// New orders, and the button that takes one.
pub const NEW: Color = [0xc2, 0x41, 0x0c];
/// What a customer asked for.
pub const WARN: Color = [0xa1, 0x53, 0x00];
/// What is taken at the door.
pub const DANGER: Color = [0xb9, 0x1c, 0x1c];
/// What is under trouble that is told.
pub const DANGER_GROUND: Color = [0xff, 0xe4, 0xe4];
/// The band of a practice.
pub const PRACTICE: Color = [0x6b, 0x21, 0xa8];

/// A part of a window, from its left upper edge.
#[derive(Clone, Debug)]
pub struct Area {
    pub x: Range<i32>,
    pub y: Range<i32>,
}

/// A window.
pub struct Picture {
    width: i32,
    height: i32,
    // Blue, green, red and one byte of padding for each pixel, as Xvfb stores 24 bits.
    bytes: Vec<u8>,
}

impl Picture {
    /// What a display shows in one of its windows; `None` where that is gone.
    pub fn of(display: &str, window: u32) -> Option<Picture> {
        let (connection, _) = x11rb::connect(Some(display)).ok()?;
        let place = connection.get_geometry(window).ok()?.reply().ok()?;
        let (width, height) = (place.width, place.height);
        let image = connection.get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX);
        let bytes = image.ok()?.reply().ok()?.data;
        Some(Picture { width: width.into(), height: height.into(), bytes })
    }

    /// The colour of a pixel.
    pub fn at(&self, x: i32, y: i32) -> Color {
        let from = usize::try_from((y * self.width + x) * 4).unwrap();
        [self.bytes[from + 2], self.bytes[from + 1], self.bytes[from]]
    }

    /// The colours of an area, line by line.
    fn colors(&self, area: &Area) -> impl Iterator<Item = Color> {
        let (x, y) = (area.x.clone(), area.y.start..area.y.end.min(self.height));
        y.flat_map(move |y| x.clone().map(move |x| self.at(x, y)))
    }

    /// How many pixels of an area have this colour.
    pub fn count(&self, area: &Area, color: Color) -> usize {
        self.colors(area).filter(|known| *known == color).count()
    }

    /// How many pixels of an area differ from an earlier picture of the same window.
    pub fn changed(&self, before: &Picture, area: &Area) -> usize {
        self.colors(area).zip(before.colors(area)).filter(|(now, before)| now != before).count()
    }

    /// The colours that most pixels of an area have, the most frequent first.
    pub fn main_colors(&self, area: &Area) -> Vec<Color> {
        let mut counts: Vec<(usize, Color)> = Vec::new();
        for color in self.colors(area) {
            match counts.iter_mut().find(|(_, known)| *known == color) {
                Some((count, _)) => *count += 1,
                None => counts.push((1, color)),
            }
        }
        counts.sort_by(|a, b| b.cmp(a));
        counts.into_iter().map(|(_, color)| color).collect()
    }

    /// Writes it as PNG.
    pub fn write(&self, path: &str) {
        let file = BufWriter::new(File::create(path).unwrap());
        let (width, height) = (self.width.unsigned_abs(), self.height.unsigned_abs());
        let mut encoder = png::Encoder::new(file, width, height);
        encoder.set_color(png::ColorType::Rgb);
        let pixels: Vec<u8> =
            self.bytes.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    }
}
