//! Columns: fits a ticket to the width of the paper.
//!
//! Korean wraps between words; a word that is longer than the row is broken between syllables, but an amount, a phone
//! number, or a number and its unit stay together: `18,` over `000원` is how a rider collects eighteen won.

use super::text::{char_width, width};
use super::{Block, Layout, Row, Style, Ticket};

/// The narrowest paper laid out for; anything less is taken as this.
const NARROWEST: u32 = 16;

/// Fits a ticket to `columns` columns (at least 16).
pub fn lay_out(ticket: &Ticket, columns: u32) -> Layout {
    let columns = columns.max(NARROWEST);
    let mut rows = Vec::new();
    for block in &ticket.blocks {
        match block {
            Block::Text { text, style, indent } => {
                let cells = columns / style.size.width();
                let indent = (*indent).min(cells / 2);
                for text in wrap(text, cells, indent) {
                    rows.push(row(text, *style, cells));
                }
            }
            Block::Pair { left, right, style } => {
                let cells = columns / style.size.width();
                for text in pair(left, right, cells) {
                    rows.push(row(text, *style, cells));
                }
            }
            Block::Figure(figure) => {
                rows.push(Row { figure: Some(figure.clone()), ..Row::default() });
            }
            Block::Rule { mark, style } => {
                let cells = columns / style.size.width();
                let times = cells / char_width(*mark);
                rows.push(row(mark.to_string().repeat(times as usize), *style, cells));
            }
        }
    }
    Layout { columns, rows }
}

impl Layout {
    /// The ticket as plain text, one line a row; sizes and reversal are not shown, and a figure is what it says.
    pub fn to_text(&self) -> String {
        let rows = self.rows.iter().map(|row| match &row.figure {
            Some(figure) => format!("{}\n", figure.words()),
            None => format!("{}\n", row.text.trim_end()),
        });
        rows.collect()
    }
}

fn row(mut text: String, style: Style, cells: u32) -> Row {
    if style.centred {
        text = spaces(cells.saturating_sub(width(&text)) / 2) + &text;
    }
    if style.reversed {
        text += &spaces(cells.saturating_sub(width(&text)));
    }
    Row { text, size: style.size, reversed: style.reversed, figure: None }
}

fn spaces(n: u32) -> String {
    " ".repeat(n as usize)
}

/// Left and right; the right side stands on the left's last row, or alone on the next where it does not fit.
fn pair(left: &str, right: &str, cells: u32) -> Vec<String> {
    let mut rows = wrap(left, cells, lead(left).min(cells / 2));
    let mut rights = wrap(right, cells, 0);
    if let (Some(last), [only]) = (rows.last_mut(), rights.as_slice()) {
        let used = width(last) + width(only);
        if used < cells || last.is_empty() {
            *last += &(spaces(cells - used) + only);
            rights.clear();
        }
    }
    rows.extend(rights.into_iter().map(|right| spaces(cells - width(&right)) + &right));
    rows
}

/// Columns of space a text begins with.
fn lead(text: &str) -> u32 {
    (text.len() - text.trim_start_matches(' ').len()) as u32
}

/// Rows of at most `cells` columns; those after the first start under `indent` columns.
fn wrap(text: &str, cells: u32, indent: u32) -> Vec<String> {
    if width(text) <= cells && lead(text) <= cells / 2 && !text.ends_with(' ') {
        return vec![text.to_owned()];
    }
    let mut rows = Vec::new();
    // Leading space is the author's indentation, not a gap between words.
    let mut used = lead(text).min(cells / 2);
    let mut row = spaces(used);
    let mut fresh = true;
    let mut turn = |row: &mut String, used: &mut u32| {
        rows.push(std::mem::replace(row, spaces(indent)));
        *used = indent;
    };
    for phrase in phrases(text.trim_start_matches(' ')) {
        let gap = if fresh { 0 } else { phrase.gap };
        if used + gap + width(phrase.text) <= cells {
            row += &spaces(gap);
            row += phrase.text;
            used += gap + width(phrase.text);
            fresh = false;
            continue;
        }
        if !fresh {
            turn(&mut row, &mut used);
        }
        for atom in atoms(phrase.text) {
            if used + width(atom) > cells && used > indent {
                turn(&mut row, &mut used);
            }
            for c in atom.chars() {
                if used + char_width(c) > cells {
                    turn(&mut row, &mut used);
                }
                row.push(c);
                used += char_width(c);
            }
        }
        fresh = false;
    }
    rows.push(row);
    rows
}

/// Words that stay on one row together, and the space before them.
struct Phrase<'a> {
    gap: u32,
    text: &'a str,
}

/// Splits at spaces, except between a number and its unit (`500 ml`, `콜라 x2`).
fn phrases(text: &str) -> Vec<Phrase<'_>> {
    let mut phrases: Vec<Phrase<'_>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let gap = lead(&text[at..]) as usize;
        let start = at + gap;
        let end = text[start..].find(' ').map_or(text.len(), |n| start + n);
        let word = &text[start..end];
        match phrases.last_mut() {
            Some(last) if gap == 1 && belong_together(last.text, word) => {
                let begin = start - gap - last.text.len();
                last.text = &text[begin..end];
            }
            _ if !word.is_empty() => phrases.push(Phrase { gap: gap as u32, text: word }),
            _ => {}
        }
        at = end;
    }
    phrases
}

fn belong_together(before: &str, word: &str) -> bool {
    let times = word.strip_prefix('x').is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
    let last = before.rsplit(' ').next().unwrap_or(before);
    times || (last.ends_with(|c: char| c.is_ascii_digit()) && unit_length(word) == word.len())
}

/// Pieces that are not broken unless they alone are longer than a row: single characters, and numbers with all
/// that belongs to them.
fn atoms(text: &str) -> Vec<&str> {
    let mut atoms = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (atom, after) = rest.split_at(atom_length(rest));
        atoms.push(atom);
        rest = after;
    }
    atoms
}

fn atom_length(text: &str) -> usize {
    let signed = text.starts_with(['-', '+', '￦', 'x', '(']);
    let sign = if signed { first_length(text) } else { 0 };
    let number = number_length(&text[sign..]);
    if number == 0 {
        return first_length(text);
    }
    let mut end = sign + number;
    let unit = unit_length(&text[end..]);
    end += if unit > 0 { unit } else { spaced_unit_length(&text[end..]) };
    // What closes or ends a phrase never starts a row.
    end + text[end..].chars().take_while(|c| ")],.!?".contains(*c)).count()
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Digits and the marks between them: `18,000`, `0504-000-0000`, `19:25`, `2~3`.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |i: usize| bytes.get(i).is_some_and(|b| b.is_ascii_digit() || *b == b'*');
    let mut end = 0;
    while digit(end) || (end > 0 && b",.:-/~".contains(bytes.get(end).unwrap_or(&0)) && digit(end + 1)) {
        end += 1;
    }
    end
}

/// A unit that a space sets apart (`500 ml`).
fn spaced_unit_length(text: &str) -> usize {
    let word = text.strip_prefix(' ').map_or("", |rest| rest.split(' ').next().unwrap_or(""));
    if !word.is_empty() && unit_length(word) == word.len() { 1 + word.len() } else { 0 }
}

/// The unit after a number: a known one of several letters, a short Latin one, or one syllable.
fn unit_length(text: &str) -> usize {
    const UNITS: [&str; 12] =
        ["인분", "세트", "박스", "조각", "마리", "접시", "그릇", "번째", "개월", "시간", "만원", "천원"];
    if let Some(unit) = UNITS.iter().find(|unit| text.starts_with(**unit)) {
        return unit.len();
    }
    let latin = text.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '%').count();
    match text.chars().next() {
        Some(c) if latin == 0 && !c.is_ascii() && c.is_alphabetic() => c.len_utf8(),
        _ if latin <= 4 => latin,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ticket::Size;

    #[test]
    fn wraps_between_words_and_hangs_the_rest() {
        assert_eq!(wrap("2  얼큰한 뼈해장국 대자", 16, 3), ["2  얼큰한", "   뼈해장국 대자"]);
    }

    #[test]
    fn long_words_break_between_syllables() {
        assert_eq!(wrap("가나다라마바사아자차", 16, 2), ["가나다라마바사아", "  자차"]);
    }

    #[test]
    fn amounts_and_units_stay_whole() {
        assert_eq!(wrap("손님거스름돈돈18,000원!지참", 16, 0), ["손님거스름돈돈", "18,000원!지참"]);
        assert_eq!(wrap("아주매운라면땅2인분", 16, 0), ["아주매운라면땅", "2인분"]);
        assert_eq!(wrap("시원한 콜라 500 ml", 16, 0), ["시원한 콜라", "500 ml"]);
        assert_eq!(wrap("겉절이를 더 많이 x2", 16, 0), ["겉절이를 더", "많이 x2"]);
        assert_eq!(wrap("연락처는0504-000-0000", 16, 0), ["연락처는", "0504-000-0000"]);
    }

    #[test]
    fn a_right_side_that_does_not_fit_takes_its_own_row() {
        assert_eq!(pair("합계", "48,000원", 16), ["합계    48,000원"]);
        assert_eq!(pair("가나다라마바", "48,000원", 16), ["가나다라마바", "        48,000원"]);
    }

    #[test]
    fn reversed_rows_are_filled_and_centred_ones_are_in_the_middle() {
        let style = Style { size: Size::Large, reversed: true, centred: true };
        let block = Block::Text { text: "취소".into(), style, indent: 0 };
        let layout = lay_out(&Ticket { blocks: vec![block] }, 42);
        assert_eq!(layout.rows[0].text, "        취소         ");
    }

    /// What must never be torn, as menus, memos and addresses have it.
    const WHOLE: [&str; 24] = [
        "18,000원",
        "-3,000",
        "￦9,900",
        "500 ml",
        "1.5L",
        "2인분",
        "x2",
        "0504-000-0000",
        "19:25",
        "103동",
        "1204호",
        "30분",
        "2~3명",
        "(3조각)",
        "12,",
        "50%",
        "3만원",
        "1kg",
        "10 g",
        "2 인분",
        "350ml.",
        "11/21",
        "5개",
        "010-****-5678",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn whatever_belongs_together_stays_on_one_row(
            words in prop::collection::vec(prop_oneof![
                2 => prop::sample::select(WHOLE.to_vec()).prop_map(str::to_owned),
                2 => "[가-힣]{1,12}".prop_map(|word| word),
            ], 1..12),
            glued: bool,
            cells in 16u32..=48,
            indent in 0u32..=2,
        ) {
            let mut text = String::new();
            // Behind letters a number may stand without a space; what is whole ends at one.
            let letters_only = |word: &str| word.starts_with(|c: char| ('가'..='힣').contains(&c));
            for (i, word) in words.iter().enumerate() {
                let apart = i > 0 && !(glued && letters_only(&words[i - 1]));
                text += if apart { " " } else { "" };
                text += word;
            }
            let rows = wrap(&text, cells, indent);
            for row in &rows {
                prop_assert!(width(row) <= cells, "{row:?}");
            }
            for word in words.iter().filter(|word| !letters_only(word)) {
                prop_assert!(rows.iter().any(|row| row.contains(word.as_str())), "{word} is torn: {rows:#?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&rows.concat()), letters(&text), "nothing is lost");
        }
    }
}
