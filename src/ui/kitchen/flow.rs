//! Which slip stands in which column: from the top down, the next column where one is full. Pure.
//!
//! A slip that fits a column is never divided; one that is longer than a column begins at a column's top and goes on in the
//! next, divided between two of its blocks. All lengths are logical pixels.

use std::ops::Range;

/// What a slip is made of, and the column that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Height of a column.
    pub column: f32,
    /// Above the first block of each piece.
    pub head: f32,
    /// Below a slip's last block.
    pub foot: f32,
    /// Below the last block of a piece that goes on.
    pub more: f32,
    /// Between two slips.
    pub gap: f32,
}

/// A slip, or a part of a long one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which slip.
    pub slip: usize,
    /// Which of its blocks.
    pub blocks: Range<usize>,
    /// It ends here.
    pub is_last: bool,
}

/// Lets slips, given by the heights of their blocks, flow through columns.
pub fn flow(slips: &[Vec<f32>], measure: Measure) -> Vec<Vec<Piece>> {
    let Measure { column, head, foot, more, gap } = measure;
    let mut columns: Vec<Vec<Piece>> = Vec::new();
    // What is used of the last column.
    let mut used = f32::INFINITY;
    for (slip, blocks) in slips.iter().enumerate() {
        let height = |from: usize| head + blocks[from..].iter().sum::<f32>() + foot;
        if used + gap + height(0) <= column {
            used += gap + height(0);
            place(&mut columns, Piece { slip, blocks: 0..blocks.len(), is_last: true });
            continue;
        }
        let mut from = 0;
        loop {
            columns.push(Vec::new());
            let rest = &blocks[from..];
            let taken = if height(from) <= column {
                rest.len()
            } else {
                let fits = rest.iter().scan(head + more, |height, block| {
                    *height += block;
                    Some(*height)
                });
                let fits = fits.take_while(|height| *height <= column).count();
                // One block at least, so that it ends in a column of any height; the last one stays with the foot.
                fits.clamp(1, rest.len().saturating_sub(1).max(1))
            };
            let is_last = from + taken == blocks.len();
            place(&mut columns, Piece { slip, blocks: from..from + taken, is_last });
            used = if is_last { height(from) } else { column };
            from += taken;
            if is_last {
                break;
            }
        }
    }
    columns
}

fn place(columns: &mut [Vec<Piece>], piece: Piece) {
    if let Some(column) = columns.last_mut() {
        column.push(piece);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MEASURE: Measure = Measure { column: 400.0, head: 80.0, foot: 70.0, more: 20.0, gap: 10.0 };

    fn flowed(slips: &[Vec<f32>]) -> Vec<Vec<(usize, Range<usize>, bool)>> {
        let piece = |piece: Piece| (piece.slip, piece.blocks, piece.is_last);
        flow(slips, MEASURE).into_iter().map(|column| column.into_iter().map(piece).collect()).collect()
    }

    #[test]
    fn short_slips_share_a_column_and_are_never_divided() {
        let short = vec![30.0];
        assert_eq!(
            flowed(&[short.clone(), short.clone(), short]),
            [vec![(0, 0..1, true), (1, 0..1, true)], vec![(2, 0..1, true)]]
        );
        assert_eq!(flowed(&[]), Vec::<Vec<_>>::new());
    }

    #[test]
    fn a_long_slip_goes_on_at_the_top_of_the_next_column() {
        let long = vec![30.0; 20];
        let columns = flowed(&[vec![30.0], long, vec![30.0]]);
        assert_eq!(columns[0], [(0, 0..1, true)]);
        assert_eq!(columns[1], [(1, 0..10, false)]);
        assert_eq!(columns[2], [(1, 10..19, false)], "the last block stays with the foot");
        assert_eq!(columns[3], [(1, 19..20, true), (2, 0..1, true)]);
    }

    proptest! {
        #[test]
        fn every_block_of_every_slip_stands_once_and_nothing_runs_over(
            slips in prop::collection::vec(prop::collection::vec(20.0_f32..40.0, 1..40), 0..12),
            column in 200.0_f32..900.0,
        ) {
            let measure = Measure { column, ..MEASURE };
            let columns = flow(&slips, measure);
            let mut next: Vec<usize> = vec![0; slips.len()];
            let mut ended = vec![false; slips.len()];
            for column in &columns {
                let mut height = -measure.gap;
                for piece in column {
                    prop_assert_eq!(piece.blocks.start, next[piece.slip]);
                    prop_assert!(!ended[piece.slip]);
                    next[piece.slip] = piece.blocks.end;
                    ended[piece.slip] = piece.is_last;
                    height += measure.gap + measure.head + slips[piece.slip][piece.blocks.clone()].iter().sum::<f32>();
                    height += if piece.is_last { measure.foot } else { measure.more };
                }
                prop_assert!(height <= measure.column + 0.5, "{height} of {column:?}");
            }
            prop_assert_eq!(next, slips.iter().map(Vec::len).collect::<Vec<_>>());
            prop_assert!(ended.iter().all(|ended| *ended));
        }
    }
}
