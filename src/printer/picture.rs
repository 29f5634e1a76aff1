//! A ticket as dots: for the screen, for PNG files, and for the lines that a printer cannot print as text.
//!
//! The dots are those of the printer: 12 × 24 for a Latin character, 24 × 24 for a Hangul syllable, doubled as
//! `GS !` doubles them.

use std::io::Cursor;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use domain::text::{char_width, drawn_width, width};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::cells;
use super::dots::{BLACK, Bitmap, CELL_HEIGHT, WHITE};
use super::figure::drawn;
use super::foreign;
use super::profile::{COLUMN_DOTS, Profile};
use crate::ticket::{Layout, Row};

/// The printer's default line spacing; taller characters take what they need.
const LINE_SPACING: u32 = 30;
/// White dots above and below the ticket on a picture.
const MARGIN: u32 = 24;

/// The whole ticket as the printer would print it, without the blank rows at its ends.
pub fn picture(layout: &Layout, profile: &Profile) -> Bitmap {
    let rows: Vec<Bitmap> = layout.rows.iter().map(|row| row_picture(row, layout.columns)).collect();
    let height = rows.iter().map(|row| row.height).sum::<u32>() + 2 * MARGIN;
    let width = profile.dots.max(layout.columns * COLUMN_DOTS);
    let mut whole = Bitmap::blank(width, height);
    let mut top = MARGIN;
    for row in rows {
        for y in 0..row.height {
            let from = (y * row.width) as usize;
            let to = ((top + y) * width) as usize;
            let across = row.width as usize;
            whole.dots[to..to + across].copy_from_slice(&row.dots[from..from + across]);
        }
        top += row.height;
    }
    whole
}

/// One row over the whole width, its share of line spacing below it.
pub(super) fn row_picture(row: &Row, columns: u32) -> Bitmap {
    if let Some(figure) = &row.figure {
        // A code that is longer than the ticket module lets through is read as words.
        let words = || row_picture(&Row { text: figure.words(), ..Row::default() }, columns);
        return drawn(figure, columns).unwrap_or_else(words);
    }
    let (wide, high) = (row.size.width(), row.size.height());
    let mut picture = Bitmap::blank(columns * COLUMN_DOTS, LINE_SPACING.max(CELL_HEIGHT * high));
    if row.reversed {
        let across = width(&row.text) * wide * COLUMN_DOTS;
        for y in 0..CELL_HEIGHT * high {
            (0..across).for_each(|x| picture.ink(x, y, BLACK));
        }
    }
    let ink = if row.reversed { WHITE } else { BLACK };
    let mut column = 0_u32;
    for c in row.text.chars() {
        let cell = glyph(c);
        // What stands over the character before it takes no column of its own.
        let over = u32::from(char_width(c) == 0);
        let left = column.saturating_sub(over) * wide * COLUMN_DOTS;
        for y in 0..CELL_HEIGHT * high {
            for x in 0..cell.width * wide {
                if cell.is_black(x / wide, y / high) {
                    picture.ink(left + x, y, ink);
                }
            }
        }
        column += char_width(c);
    }
    picture
}

/// The cell of one character: 12 or 24 dots across, 24 down. What the font lacks is an empty box.
pub(super) fn glyph(c: char) -> Bitmap {
    if let Some(drawn) = drawn_width(c).and_then(|columns| foreign::cell(c, columns)) {
        return drawn;
    }
    if let Some(cell) = cells::cell(c) {
        return cell;
    }
    let across = if c.is_ascii() { COLUMN_DOTS } else { 2 * COLUMN_DOTS };
    let mut cell = Bitmap::blank(across, CELL_HEIGHT);
    for i in 2..across - 2 {
        cell.ink(i, 3, BLACK);
        cell.ink(i, 20, BLACK);
    }
    for i in 3..=20 {
        cell.ink(2, i, BLACK);
        cell.ink(across - 3, i, BLACK);
    }
    cell
}

/// The picture as a PNG file, one bit a dot.
pub fn png(picture: &Bitmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width, picture.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    let across = picture.width.max(1) as usize;
    let bits: Vec<u8> = picture
        .dots
        .chunks(across)
        .flat_map(|row| row.chunks(8))
        .map(|dots| {
            dots.iter().enumerate().fold(0, |byte, (i, dot)| byte | (u8::from(*dot >= 128) << (7 - i)))
        })
        .collect();
    writer.write_image_data(&bits)?;
    writer.finish()?;
    Ok(file)
}

/// The most dots of a picture that is read: five times the longest ticket that fits on a roll of 80 m at its narrowest.
const MOST_DOTS: usize = 16 << 20;

/// A picture from a PNG file in black and white.
fn read_png(file: &[u8]) -> Result<Bitmap, png::DecodingError> {
    let wrong = |what: &str| png::DecodingError::IoError(std::io::Error::other(what.to_owned()));
    let limits = png::Limits { bytes: MOST_DOTS };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST_DOTS);
    let mut dots = vec![WHITE; size.ok_or_else(|| wrong("too large"))?];
    let info = reader.next_frame(&mut dots)?;
    // Colours and shades finer than a byte take more.
    if u64::from(info.width) * u64::from(info.height) != dots.len() as u64 {
        return Err(wrong("not one byte a dot"));
    }
    Ok(Bitmap { width: info.width, height: info.height, dots })
}

impl Serialize for Bitmap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file = png(self).map_err(ser::Error::custom)?;
        serializer.serialize_str(&BASE64_STANDARD.encode(file))
    }
}

impl<'de> Deserialize<'de> for Bitmap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bitmap, D::Error> {
        let text = String::deserialize(deserializer)?;
        let file = BASE64_STANDARD.decode(text).map_err(de::Error::custom)?;
        read_png(&file).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_sent_arrives_as_it_was() {
        for (width, height) in [(1, 1), (9, 3), (576, 40)] {
            let dots = (0..width * height).map(|at| if at % 3 == 0 { BLACK } else { WHITE }).collect();
            let picture = Bitmap { width, height, dots };
            let json = serde_json::to_string(&picture).unwrap();
            assert_eq!(serde_json::from_str::<Bitmap>(&json).unwrap(), picture);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let encoded = |file: &[u8]| format!("\"{}\"", BASE64_STANDARD.encode(file));
        let whole = png(&Bitmap { width: 64, height: 64, dots: vec![BLACK; 64 * 64] }).unwrap();
        let mut huge = whole.clone();
        // The width in the header, and a checksum that no longer fits.
        huge[16..20].copy_from_slice(&u32::MAX.to_be_bytes());
        let mut coloured = Vec::new();
        let mut encoder = png::Encoder::new(&mut coloured, 1, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&[1, 2, 3]).unwrap();
        for text in [
            "\"not base64!\"".to_owned(),
            "7".to_owned(),
            encoded(b"GIF89a"),
            encoded(&whole[..whole.len() / 2]),
            encoded(&huge),
            encoded(&coloured),
        ] {
            assert!(serde_json::from_str::<Bitmap>(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_font_has_every_syllable_and_sign_of_cp949() {
        let lacks = |c: &char| super::super::hangul::code(*c).is_some() && cells::cell(*c).is_none();
        let missing: String = (' '..='\u{FFFF}').filter(lacks).collect();
        assert_eq!(missing, "");
    }

    #[test]
    fn glyphs_stay_in_their_cells() {
        for c in ['뷁', '똠', 'W', 'g', '_', '￦', '★'] {
            let cell = glyph(c);
            let ink = cell.dots.iter().filter(|dot| **dot == BLACK).count();
            assert!(ink > 10, "{c} has {ink} dots");
        }
    }
}
