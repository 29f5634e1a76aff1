//! The proof that paper says what the layout says: what the encoder writes, the strict reader reads back, row by row,
//! for every shipped profile, every ticket of the gallery, and whatever an order and a shop's layout may say: no error, the
//! one cut that the profile has, and never the drawer.

use encoding_rs::EUC_KR;
use proptest::prelude::*;

use super::gallery::{self, printed};
use crate::printer::{Cut, HangulSet, Profile};
use crate::ticket::{Drawing, Layout, compose, lay_out, sample};

/// Whether the printer has to be taught this character.
fn rare(c: char, set: HangulSet) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, unknown) = EUC_KR.encode(c.encode_utf8(&mut utf8));
    // What CP949 added, and the signs that KS X 1001 got in 1998 and 2002, after those printers were made.
    let late = matches!(*bytes, [0xa2, 0xe6..=0xe8]);
    unknown
        || set == HangulSet::KsX1001 && bytes.len() == 2 && (late || bytes.iter().any(|&byte| byte < 0xa1))
}

fn compare(layout: &Layout, profile: &Profile) {
    let paper = printed(layout, profile);
    let name = &profile.name;
    assert_eq!(paper.errors, Vec::<String>::new(), "{name}");
    assert_eq!(paper.cuts, u32::from(profile.cut != Cut::None), "{name}");
    assert_eq!(paper.pulses, 0, "{name}: no ticket opens the drawer");
    let (top, feed) = (profile.top_rows as usize, profile.feed_rows as usize);
    assert_eq!(paper.rows.len(), top + layout.rows.len() + feed, "{name}:\n{}", paper.text());
    for (row, printed) in layout.rows.iter().zip(&paper.rows[top..]) {
        let unknown = row.text.chars().any(|c| rare(c, profile.hangul));
        if let Some(picture) = &printed.picture {
            assert!(unknown || row.figure.is_some(), "{name}: a picture of {:?}, which is text", row.text);
            let white = row.figure.as_ref().is_some_and(|figure| matches!(figure.drawing, Drawing::Logo(_)));
            assert!(white || picture.dots.contains(&0), "{name}: an empty picture of {:?}", row.text);
            continue;
        }
        assert!(row.figure.is_none(), "{name}: {:?} was not drawn", row.figure);
        let text = if row.reversed { row.text.as_str() } else { row.text.trim_end_matches(' ') };
        let read: String = printed
            .text
            .chars()
            .zip(text.chars())
            .map(|(read, meant)| if read == '〓' && rare(meant, profile.hangul) { meant } else { read })
            .collect();
        assert_eq!(read, text, "{name}");
        if !text.is_empty() {
            let look = (u32::from(printed.width_mult), u32::from(printed.height_mult), printed.reversed);
            assert_eq!(look, (row.size.width(), row.size.height(), row.reversed), "{name}: {text}");
        }
    }
}

fn compare_everywhere(layout: impl Fn(u32) -> Layout) {
    for name in Profile::shipped() {
        let profile = Profile::load(name, None).unwrap();
        compare(&layout(profile.columns), &profile);
    }
}

#[test]
fn the_gallery_is_read_back_as_it_was_laid_out() {
    for piece in gallery::pieces() {
        compare_everywhere(|columns| piece.layout(columns));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_is_ordered_is_read_back(
        order in sample::any_order(), kind in sample::any_kind(), forms in sample::any_forms(),
    ) {
        let ticket = compose(&sample::input(&order, kind), &forms);
        compare_everywhere(|columns| lay_out(&ticket, columns));
    }
}
