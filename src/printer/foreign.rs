//! Glyphs of what no Korean printer has a code for: 16 dots high as GNU Unifont draws them, for cells of 24.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::LazyLock;

use domain::text::drawn;

use super::dots::{Bitmap, CELL_HEIGHT};
use super::profile::COLUMN_DOTS;
use crate::font;

/// Dots of one glyph, both ways.
const SIDE: usize = 16;
/// Glyphs beside one another in the picture they come in.
const ACROSS: usize = 64;

/// The cell of a drawn character, as wide as it is counted; a mark stands in a cell of one column.
pub(super) fn cell(c: char, columns: u32) -> Option<Bitmap> {
    let glyph = GLYPHS.get(&c)?;
    let across = columns.max(1) * COLUMN_DOTS;
    let mut cell = Bitmap::blank(across, CELL_HEIGHT);
    for y in 0..CELL_HEIGHT {
        for x in (0..across).filter(|x| is_inked(glyph, *x, y)) {
            cell.blacken(x, y);
        }
    }
    Some(cell)
}

/// Whether a dot of the cell is burnt: half as many dots again both ways, each between the nearest four, weighed in
/// sixths. Below a half, because thin strokes must not break.
fn is_inked(glyph: &[u16; SIDE], x: u32, y: u32) -> bool {
    const LEAST: i32 = 14;
    // The middle of dot n lies at (2n + 1) / 3 − 1 / 2 of the glyph's dots: sixths (4n − 1).
    let (x, y) = (4 * x as i32 - 1, 4 * y as i32 - 1);
    let (left, top) = (x.div_euclid(6), y.div_euclid(6));
    let (right_part, lower_part) = (x.rem_euclid(6), y.rem_euclid(6));
    let ink = |column: i32, row: i32| {
        let row = usize::try_from(row).ok().and_then(|row| glyph.get(row));
        let column = u32::try_from(column).ok().filter(|column| *column < SIDE as u32);
        i32::from(row.zip(column).is_some_and(|(row, column)| row & (0x8000 >> column) != 0))
    };
    let upper = ink(left, top) * (6 - right_part) + ink(left + 1, top) * right_part;
    let lower = ink(left, top + 1) * (6 - right_part) + ink(left + 1, top + 1) * right_part;
    upper * (6 - lower_part) + lower * lower_part >= LEAST
}

/// Each glyph, row by row, the left dot the highest bit. None if the picture is not what the ticket room counts on, which
/// a test rules out.
static GLYPHS: LazyLock<HashMap<char, [u16; SIDE]>> = LazyLock::new(|| {
    let rows = rows().unwrap_or_default();
    let glyph = |i: usize| {
        let mut glyph = [0; SIDE];
        for (y, dots) in glyph.iter_mut().enumerate() {
            let at = ((i / ACROSS * SIDE + y) * ACROSS + i % ACROSS) * 2;
            // 1 is white.
            *dots = !u16::from_be_bytes([*rows.get(at)?, *rows.get(at + 1)?]);
        }
        Some(glyph)
    };
    drawn().enumerate().filter_map(|(i, c)| Some((c, glyph(i)?))).collect()
});

/// The picture's rows, eight dots a byte.
fn rows() -> Option<Vec<u8>> {
    let mut reader = png::Decoder::new(Cursor::new(font::DRAWN)).read_info().ok()?;
    let one_bit =
        reader.info().bit_depth == png::BitDepth::One && reader.info().width as usize == ACROSS * SIDE;
    let mut rows = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut rows).ok().filter(|_| one_bit)?;
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawn_character_has_a_glyph_of_its_own() {
        let all: Vec<char> = drawn().collect();
        assert_eq!(GLYPHS.len(), all.len());
        let rows = rows().unwrap().len() / 2 / ACROSS / SIDE;
        assert_eq!(rows, all.len().div_ceil(ACROSS), "no glyph is left over");
        let empty: String = all.iter().filter(|c| GLYPHS[c].iter().all(|row| *row == 0)).collect();
        assert_eq!(empty, "");
    }

    #[test]
    fn glyphs_stand_at_their_characters() {
        for (c, rows) in [
            (
                'ก',
                [
                    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x3C00, 0x4200, 0x6200, 0x2200, 0x2200,
                    0x2200, 0x2200, 0x2200, 0x0000, 0x0000,
                ],
            ),
            (
                'ө',
                [
                    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x3C00, 0x4200, 0x4200, 0x7E00, 0x4200,
                    0x4200, 0x4200, 0x3C00, 0x0000, 0x0000,
                ],
            ),
            (
                '您',
                [
                    0x0900, 0x0900, 0x11FC, 0x3204, 0x5448, 0x9950, 0x1148, 0x1244, 0x1444, 0x1140, 0x1080,
                    0x0200, 0x5104, 0x5112, 0x9012, 0x0FF0,
                ],
            ),
        ] {
            assert_eq!(GLYPHS[&c], rows, "{c}");
        }
    }
}
