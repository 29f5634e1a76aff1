//! How each character looks in dots. The cells are drawn beforehand from the bundled fonts, because a parsed font takes
//! eighty megabytes for as long as the program runs, and the cells of all its characters take one.

use super::dots::{Bitmap, CELL_HEIGHT};
use super::profile::COLUMN_DOTS;

/// All cells: how many, the characters' code points in rising order (`u32`), then for each 24 rows of 24 dots, one bit a dot.
/// Numbers have their low byte first.
static CELLS: &[u8] = include_bytes!("../../assets/fonts/cells.bin");

/// Bytes of a row of dots, and of a cell.
const ROW: usize = 3;
const CELL: usize = ROW * CELL_HEIGHT as usize;

/// The cell of one character, 12 or 24 dots across and 24 down; `None` for one that the fonts lack.
pub(super) fn cell(c: char) -> Option<Bitmap> {
    let dots = find(CELLS, c)?;
    let mut cell = Bitmap::blank(across(c), CELL_HEIGHT);
    for y in 0..CELL_HEIGHT {
        for x in 0..cell.width {
            let byte = dots.get(y as usize * ROW + x as usize / 8)?;
            if byte & (0x80 >> (x % 8)) != 0 {
                cell.blacken(x, y);
            }
        }
    }
    Some(cell)
}

/// Dots across: Latin takes one column, all else two.
fn across(c: char) -> u32 {
    if c.is_ascii() { COLUMN_DOTS } else { 2 * COLUMN_DOTS }
}

fn find(cells: &[u8], c: char) -> Option<&[u8]> {
    let number = |at: usize| {
        let bytes = cells.get(at * 4..at * 4 + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let count = usize::try_from(number(0)?).ok()?;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if number(1 + middle)? < u32::from(c) { low = middle + 1 } else { high = middle }
    }
    (low < count && number(1 + low)? == u32::from(c)).then_some(())?;
    let first = 4 * (1 + count) + low * CELL;
    cells.get(first..first + CELL)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use fontdue::{Font, FontSettings};

    use super::*;
    use crate::font;

    fn parse(bytes: &[u8]) -> Font {
        Font::from_bytes(bytes, FontSettings { scale: CELL_HEIGHT as f32, ..FontSettings::default() })
            .unwrap()
    }

    /// One character of a font in its cell.
    fn draw(c: char, font: &Font) -> [u8; CELL] {
        /// Size of the letters: one em is two columns.
        const EM: f32 = 2.0 * COLUMN_DOTS as f32;
        /// Dots from the top of the cell to the baseline.
        const BASELINE: i32 = 20;
        /// Coverage from which a dot is burnt; below a half, because thin strokes must not break.
        const THRESHOLD: u8 = 96;
        let mut dots = [0; CELL];
        let (metrics, coverage) = font.rasterize(c, EM);
        let across = across(c) as i32;
        // A glyph whose advance is not the cell's (a symbol) stands in the middle.
        let shift = (across - metrics.advance_width.round() as i32) / 2;
        let top = BASELINE - metrics.ymin - metrics.height as i32;
        for (i, _) in coverage.iter().enumerate().filter(|(_, ink)| **ink >= THRESHOLD) {
            let x = shift + metrics.xmin + (i % metrics.width) as i32;
            let y = top + (i / metrics.width) as i32;
            if (0..across).contains(&x) && (0..CELL_HEIGHT as i32).contains(&y) {
                dots[y as usize * ROW + x as usize / 8] |= 0x80 >> (x % 8);
            }
        }
        dots
    }

    /// NanumGothicCoding, as on paper; NanumGothic for Hanja and the few signs that the other lacks.
    fn drawn() -> Vec<u8> {
        let (coding, gothic) = (parse(font::CODING), parse(font::GOTHIC));
        let mut cells: BTreeMap<char, [u8; CELL]> = BTreeMap::new();
        for font in [&coding, &gothic] {
            for c in font.chars().keys() {
                cells.entry(*c).or_insert_with(|| draw(*c, font));
            }
        }
        let mut file = u32::try_from(cells.len()).unwrap().to_le_bytes().to_vec();
        file.extend(cells.keys().flat_map(|c| u32::from(*c).to_le_bytes()));
        file.extend(cells.values().flatten());
        file
    }

    #[test]
    fn the_cells_are_those_of_the_fonts() {
        let drawn = drawn();
        if drawn != CELLS {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts/cells.bin");
            std::fs::write(&path, &drawn).unwrap();
            panic!("{} was drawn anew from the fonts: build again and commit it", path.display());
        }
    }

    #[test]
    fn every_character_is_found_and_no_other() {
        for c in [' ', '0', 'W', '가', '힣', '똠', '韓', '★'] {
            assert!(find(CELLS, c).is_some(), "{c}");
        }
        for c in ['\u{E000}', '🙏', '\u{10FFFF}'] {
            assert!(find(CELLS, c).is_none(), "{c:?}");
        }
        assert!(find(&[], 'a').is_none() && find(&[1, 0, 0, 0], 'a').is_none(), "a file that is cut short");
        let ink = |c| cell(c).unwrap().dots.iter().filter(|dot| **dot == 0).count();
        assert!(ink(' ') == 0 && ink('가') > 40 && ink('W') > 20);
    }
}
