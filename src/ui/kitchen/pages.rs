//! The slips in columns and pages, for the window as it is. Pure.

use super::Kitchen;
use super::flow::{self, Measure, Piece};
use super::rows::{self, Block, PADDING};
use super::slip::Slip;
use crate::ui::layout::{FOOT, GAP};

/// Narrowest column: a number of 30 px beside the time that is left.
const COLUMN: f32 = 300.0;
/// Width of what is to be cooked over all orders.
pub const TALLIES: f32 = 240.0;
/// A slip's number and how it goes out.
pub const HEAD: f32 = 72.0;
/// The button below a slip, with the space around it.
pub const BUTTON: f32 = 80.0;
/// That a slip goes on in the next column.
pub const MORE: f32 = 40.0;
/// The line with the time and the counts.
pub const TOP: f32 = 44.0;

/// The pages of the kitchen, as far as they are needed to draw one and to know what a key means.
pub struct Pages<'a> {
    /// All slips, in the order of the kitchen.
    pub slips: Vec<Slip<'a>>,
    blocks: Vec<Vec<Block>>,
    columns: Vec<Vec<Piece>>,
    /// Columns on a page.
    across: usize,
    /// Width of a column.
    pub width: f32,
    /// Height of a column.
    pub height: f32,
}

impl<'a> Pages<'a> {
    /// Lays all slips out for the window as it is.
    pub fn of(kitchen: &'a Kitchen) -> Pages<'a> {
        let board = kitchen.board.as_deref();
        let slips = board.map(|board| kitchen.shown.slips(board)).unwrap_or_default();
        let tallies = if kitchen.tallies { TALLIES + GAP } else { 0.0 };
        let room = kitchen.size.width - 2.0 * GAP - tallies;
        let across = (((room + GAP) / (COLUMN + GAP)).floor() as usize).max(1);
        let width = ((room - GAP * (across - 1) as f32) / across as f32).floor();
        let told = match kitchen.told_below() {
            0.0 => 0.0,
            told => told + GAP,
        };
        let height = (kitchen.size.height - TOP - FOOT - told - 4.0 * GAP).floor().max(HEAD + BUTTON);
        let (words, now) = (&kitchen.words, kitchen.now);
        let blocks = |slip| rows::blocks(slip, width, height / 2.0, words, now);
        let blocks: Vec<Vec<Block>> = slips.iter().map(blocks).collect();
        let heights: Vec<Vec<f32>> =
            blocks.iter().map(|blocks| blocks.iter().map(rows::height).collect()).collect();
        let head = HEAD + PADDING;
        let columns =
            flow::flow(&heights, Measure { column: height, head, foot: BUTTON, more: MORE, gap: GAP });
        Pages { slips, blocks, columns, across, width, height }
    }

    /// How many there are, one at least.
    pub fn count(&self) -> usize {
        self.columns.len().div_ceil(self.across).max(1)
    }

    /// What stands on a piece.
    pub fn blocks(&self, piece: &Piece) -> &[Block] {
        &self.blocks[piece.slip][piece.blocks.clone()]
    }

    /// The columns of a page.
    pub fn page(&self, page: usize) -> &[Vec<Piece>] {
        self.columns.chunks(self.across).nth(page).unwrap_or_default()
    }

    /// What stands where on a page: by columns, the order and the height of each piece.
    pub fn places(&self, page: usize) -> Vec<Vec<(String, u32)>> {
        let place = |piece: &Piece| {
            let height: f32 = self.blocks(piece).iter().map(rows::height).sum();
            (self.slips[piece.slip].card.view.id.clone(), height.round() as u32)
        };
        self.page(page).iter().map(|column| column.iter().map(place).collect()).collect()
    }

    /// The slips whose button stands on a page, in the order of their digits.
    pub fn ends(&self, page: usize) -> impl Iterator<Item = &Slip<'a>> {
        let pieces = self.page(page).iter().flatten().filter(|piece| piece.is_last);
        pieces.filter_map(|piece| self.slips.get(piece.slip))
    }
}
