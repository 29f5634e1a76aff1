//! What came out of a simulated printer: the paper, as rows and as dots.

use std::sync::{Arc, LazyLock};

use fontdue::{Font, FontSettings};
use jiff::Timestamp;
use serde::Serialize;

use crate::font;
use crate::printer::Bitmap;

/// One piece of paper, from the end of the one before to its cut.
#[derive(Clone, Debug)]
pub struct PrintedTicket {
    /// When it was cut, by the clock the machine was given.
    pub at: Timestamp,
    /// The bytes that made it, without status talk and without NULs between commands.
    pub bytes: Vec<u8>,
    /// From top to bottom.
    pub rows: Vec<PrintedRow>,
    /// Cuts: 1, or 0 for a piece that the next ticket's `ESC @` or a closed connection ended.
    pub cuts: u32,
    /// Drawer pulses.
    pub pulses: u32,
    /// Beeps.
    pub beeps: u32,
    /// What a strict printer would object to; empty for a good ticket.
    pub errors: Vec<String>,
    /// Dots across the paper.
    pub(super) dots: u32,
}

/// One printed row.
#[derive(Clone, Debug)]
pub struct PrintedRow {
    /// Text; a user-defined character is `〓`, rubbish `□`. Empty for a feed and for a picture.
    pub text: String,
    /// Character width, 1–8 (the widest of the row).
    pub width_mult: u8,
    /// Character height, 1–8 (the tallest of the row).
    pub height_mult: u8,
    /// White on black (any of it).
    pub reversed: bool,
    /// Emphasised (any of it).
    pub bold: bool,
    /// 0 left, 1 centre, 2 right.
    pub align: u8,
    /// The text did not fit and went on in the next row.
    pub wrapped: bool,
    /// Dots of paper it took.
    pub height: u32,
    /// The picture, if it is one.
    pub picture: Option<Bitmap>,
    pub(super) cells: Vec<Cell>,
}

/// One character on paper.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) char: char,
    /// Columns before multiplication: 1 or 2.
    pub(super) columns: u32,
    pub(super) width: u8,
    pub(super) height: u8,
    pub(super) reversed: bool,
    pub(super) bold: bool,
    /// The pattern of a user-defined character, 24 columns of 3 bytes.
    pub(super) pattern: Option<Arc<[u8]>>,
}

impl Cell {
    /// Dots across.
    pub(super) fn dots(&self) -> u32 {
        12 * self.columns * u32::from(self.width)
    }
}

impl PrintedRow {
    /// A row without characters.
    pub(super) fn blank(height: u32, picture: Option<Bitmap>) -> PrintedRow {
        PrintedRow {
            text: String::new(),
            width_mult: 1,
            height_mult: 1,
            reversed: false,
            bold: false,
            align: 0,
            wrapped: false,
            height,
            picture,
            cells: Vec::new(),
        }
    }

    /// A row of characters, `spacing` dots high unless they are taller.
    pub(super) fn of(cells: Vec<Cell>, align: u8, spacing: u32, wrapped: bool) -> PrintedRow {
        let height_mult = cells.iter().map(|c| c.height).max().unwrap_or(1);
        PrintedRow {
            text: cells.iter().map(|c| c.char).collect(),
            width_mult: cells.iter().map(|c| c.width).max().unwrap_or(1),
            height_mult,
            reversed: cells.iter().any(|c| c.reversed),
            bold: cells.iter().any(|c| c.bold),
            align,
            wrapped,
            height: spacing.max(24 * u32::from(height_mult)),
            picture: None,
            cells,
        }
    }
}

impl PrintedTicket {
    /// Every row on its own line; a picture as `[picture WxH]`.
    pub fn text(&self) -> String {
        let rows = self.rows.iter().map(|row| match &row.picture {
            Some(picture) => format!("[picture {}x{}]\n", picture.width, picture.height),
            None => format!("{}\n", row.text.trim_end()),
        });
        rows.collect()
    }

    /// Draws what was decoded, dot by dot.
    pub fn picture(&self) -> Bitmap {
        // A cut without a row is a picture of one empty line of dots: PNG knows no picture without any.
        let height = self.rows.iter().map(|row| row.height).sum::<u32>().max(1);
        let mut paper =
            Bitmap { width: self.dots, height, dots: vec![255; self.dots as usize * height as usize] };
        let mut top = 0;
        for row in &self.rows {
            let wide = row.picture.as_ref().map_or(row.cells.iter().map(Cell::dots).sum(), |p| p.width);
            let mut left = self.dots.saturating_sub(wide) * u32::from(row.align) / 2;
            if let Some(picture) = &row.picture {
                blit(&mut paper, picture, left, top, 1, 1);
            }
            for cell in &row.cells {
                let down = u32::from(row.height_mult - cell.height) * 24;
                blit(
                    &mut paper,
                    &glyph(cell),
                    left,
                    top + down,
                    u32::from(cell.width),
                    u32::from(cell.height),
                );
                left += cell.dots();
            }
            top += row.height;
        }
        paper
    }

    /// A line for a journal.
    pub(super) fn note(&self, index: usize) -> impl Serialize {
        serde_json::json!({
            "index": index, "at": self.at, "bytes": self.bytes.len(), "text": self.text(), "cuts": self.cuts,
            "pulses": self.pulses, "beeps": self.beeps, "errors": self.errors,
        })
    }
}

/// Copies a picture, each dot `across` × `down` times, clipped at the paper's edge.
fn blit(paper: &mut Bitmap, from: &Bitmap, left: u32, top: u32, across: u32, down: u32) {
    for y in 0..from.height * down {
        for x in 0..from.width * across {
            let (to_x, to_y) = (left + x, top + y);
            if to_x < paper.width && to_y < paper.height {
                let dot = from.dots[((y / down) * from.width + x / across) as usize];
                paper.dots[(to_y * paper.width + to_x) as usize] = dot;
            }
        }
    }
}

/// The cell of one character at its smallest size, 12 or 24 by 24 dots.
fn glyph(cell: &Cell) -> Bitmap {
    let (width, height) = (12 * cell.columns, 24);
    let mut dots = vec![255; (width * height) as usize];
    if let Some(pattern) = &cell.pattern {
        for (x, column) in pattern.chunks(3).enumerate() {
            for y in 0..24 {
                if column[y / 8] >> (7 - y % 8) & 1 == 1 {
                    dots[y * width as usize + x] = 0;
                }
            }
        }
    } else if let Some(font) = FONTS.iter().find(|font| font.lookup_glyph_index(cell.char) != 0) {
        draw(font, cell, width as i32, &mut dots);
    }
    if cell.reversed {
        dots.iter_mut().for_each(|dot| *dot = 255 - *dot);
    }
    Bitmap { width, height, dots }
}

fn draw(font: &Font, cell: &Cell, width: i32, dots: &mut [u8]) {
    let (metrics, ink) = font.rasterize(cell.char, 22.0);
    let left = metrics.xmin.max(0) + (width - metrics.advance_width.round() as i32).max(0) / 2;
    let top = 19 - metrics.ymin - metrics.height as i32;
    for (at, &ink) in ink.iter().enumerate() {
        let (x, y) = (left + (at % metrics.width) as i32, top + (at / metrics.width) as i32);
        let thickness = if cell.bold { 2 } else { 1 };
        for x in x..(x + thickness) {
            if ink > 110 && (0..width).contains(&x) && (0..24).contains(&y) {
                dots[(y * width + x) as usize] = 0;
            }
        }
    }
}

/// The printer's own letters, and its Hanja. Fonts that ship inside the program are readable; were they not, letters stay
/// blank.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let fonts = [font::CODING, font::GOTHIC].into_iter();
    fonts.filter_map(|font| Font::from_bytes(font, FontSettings::default()).ok()).collect()
});
