//! Rows: breaks a text to a width.
//!
//! Korean wraps between words; a word that is longer than the row is broken between syllables, but an amount, a phone
//! number, a number and its unit or a name in brackets stay together: `18,` over `000원` is how a rider collects eighteen
//! won. What leads a text (a quantity, `요청:`) never stands alone on its row, because a lone `2` is read as two of the
//! dish above it: beside a lead even a word that would fit on a row of its own is broken.

use domain::text::{char_width, width};

/// What is to be broken, and to what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrapped<'a> {
    /// What leads it on its first row, with the space behind it.
    pub(super) lead: &'a str,
    /// Clean text.
    pub(super) text: &'a str,
    /// Columns of a row.
    pub(super) cells: u32,
    /// Columns before the rows after the first; fewer where that would take more than a third of the row.
    pub(super) indent: u32,
}

/// Columns that an indent of more than a third of the row shrinks to.
const SMALL_INDENT: u32 = 2;

/// Columns of space a text begins with.
pub(super) fn lead(text: &str) -> u32 {
    (text.len() - text.trim_start_matches(' ').len()) as u32
}

/// Rows of at most `cells` columns.
pub(super) fn wrap(wrapped: Wrapped<'_>) -> Vec<String> {
    let Wrapped { lead: leads, text, cells, indent } = wrapped;
    if width(leads) + width(text) <= cells && lead(leads).max(lead(text)) <= cells / 2 {
        return vec![format!("{leads}{text}").trim_end_matches(' ').to_owned()];
    }
    let third = cells / 3;
    let indent = if indent > third { SMALL_INDENT.max(lead(leads)).min(third) } else { indent };
    let mut rows = Rows { done: Vec::new(), row: String::new(), used: 0, begun: false, cells, indent };
    // Leading space is the author's indentation, not a gap between words.
    rows.space(lead(leads).min(cells / 2));
    rows.broken(leads.trim_matches(' '));
    // Beside a lead that leaves no room for a syllable there is room for it without the gap.
    let gap = width(leads) - width(leads.trim_end_matches(' '));
    rows.space(gap.min(cells.saturating_sub(rows.used + WIDEST)));
    rows.begun = false;
    rows.space(lead(text).min((cells / 2).saturating_sub(rows.used)));
    for phrase in phrases(text.trim_start_matches(' '), cells - indent) {
        let gap = if rows.begun { phrase.gap } else { 0 };
        if rows.used + gap + width(phrase.text) <= cells {
            rows.space(gap);
            rows.say(phrase.text);
            continue;
        }
        if rows.begun {
            rows.turn();
        }
        rows.broken(phrase.text);
    }
    rows.done.push(rows.row.trim_end_matches(' ').to_owned());
    rows.done
}

/// Whether something that belongs together is torn, because there is no row on which it fits: a number, a name in
/// brackets, or a lead and the first syllable behind it.
pub(super) fn is_torn(wrapped: Wrapped<'_>) -> bool {
    if width(wrapped.lead) + width(wrapped.text) <= wrapped.cells {
        return false;
    }
    if width(wrapped.lead.trim_end_matches(' ')) + WIDEST > wrapped.cells {
        return true;
    }
    let rows = wrap(wrapped);
    let phrases = phrases(wrapped.text, wrapped.cells);
    let mut atoms = phrases.iter().flat_map(|phrase| atoms(phrase.text));
    atoms.any(|atom| atom.chars().nth(1).is_some() && !rows.iter().any(|row| row.contains(atom)))
}

/// Columns of the widest character.
const WIDEST: u32 = 2;

/// Rows being written.
struct Rows {
    done: Vec<String>,
    row: String,
    /// Columns of `row`.
    used: u32,
    /// Something of the text stands in `row`, not only space or the lead.
    begun: bool,
    cells: u32,
    indent: u32,
}

impl Rows {
    fn turn(&mut self) {
        let next = " ".repeat(self.indent as usize);
        self.done.push(std::mem::replace(&mut self.row, next).trim_end_matches(' ').to_owned());
        self.used = self.indent;
        self.begun = false;
    }

    fn space(&mut self, columns: u32) {
        self.row.extend(std::iter::repeat_n(' ', columns as usize));
        self.used += columns;
    }

    fn say(&mut self, text: &str) {
        self.row += text;
        self.used += width(text);
        self.begun = true;
    }

    /// Says a word that has to be broken, as far as possible between what belongs together.
    fn broken(&mut self, word: &str) {
        for atom in atoms(word) {
            if self.begun && self.used + width(atom) > self.cells {
                self.turn();
            }
            // One for which there is no room anywhere is parted at its spaces before anything of it is cut.
            let whole = self.used + width(atom) <= self.cells;
            let parts = atom.split(|c| c == ' ' && !whole);
            for (at, part) in parts.enumerate() {
                if at > 0 && self.used + 1 + width(part) <= self.cells {
                    self.space(1);
                } else if at > 0 {
                    self.turn();
                }
                self.cut(part);
            }
        }
    }

    /// Says a word as far as the row goes, and the rest of it on the next ones.
    fn cut(&mut self, word: &str) {
        for c in word.chars() {
            if self.used + char_width(c) > self.cells {
                self.turn();
            }
            self.row.push(c);
            self.used += char_width(c);
            self.begun = true;
        }
    }
}

/// Words that stay on one row together, and the space before them.
struct Phrase<'a> {
    gap: u32,
    text: &'a str,
}

/// Splits at spaces, except between a number and its unit (`500 ml`, `콜라 x2`), and in square brackets that fit on a
/// row (`[순이네 반찬]`).
fn phrases(text: &str, room: u32) -> Vec<Phrase<'_>> {
    let mut phrases: Vec<Phrase<'_>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let gap = lead(&text[at..]) as usize;
        let start = at + gap;
        let bracketed = bracketed_length(&text[start..]);
        let whole = if width(&text[start..start + bracketed]) <= room { bracketed } else { 0 };
        let end = text[start + whole..].find(' ').map_or(text.len(), |n| start + whole + n);
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

/// Bytes of the name in square brackets that a text begins with, brackets included; 0 if it begins with none.
fn bracketed_length(text: &str) -> usize {
    let close = match text.chars().next() {
        Some('[') => ']',
        Some('【') => '】',
        _ => return 0,
    };
    text.find(close).map_or(0, |at| at + close.len_utf8())
}

/// Pieces that are not broken unless they alone are longer than a row: single characters, a name in square brackets,
/// and numbers with all that belongs to them.
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
    let bracketed = bracketed_length(text);
    if bracketed > 0 {
        return bracketed;
    }
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

    fn plain(text: &str, cells: u32, indent: u32) -> Vec<String> {
        wrap(Wrapped { lead: "", text, cells, indent })
    }

    #[test]
    fn wraps_between_words_and_hangs_the_rest() {
        assert_eq!(plain("2  얼큰한 뼈해장국 대자", 16, 3), ["2  얼큰한", "   뼈해장국 대자"]);
    }

    #[test]
    fn long_words_break_between_syllables() {
        assert_eq!(plain("가나다라마바사아자차", 16, 2), ["가나다라마바사아", "  자차"]);
    }

    #[test]
    fn amounts_and_units_stay_whole() {
        assert_eq!(plain("손님거스름돈돈18,000원!지참", 16, 0), ["손님거스름돈돈", "18,000원!지참"]);
        assert_eq!(plain("아주매운라면땅2인분", 16, 0), ["아주매운라면땅", "2인분"]);
        assert_eq!(plain("시원한 콜라 500 ml", 16, 0), ["시원한 콜라", "500 ml"]);
        assert_eq!(plain("겉절이를 더 많이 x2", 16, 0), ["겉절이를 더", "많이 x2"]);
        assert_eq!(plain("연락처는0504-000-0000", 16, 0), ["연락처는", "0504-000-0000"]);
    }

    #[test]
    fn a_lead_has_the_beginning_of_its_text_beside_it() {
        let rows = |lead, text, cells| wrap(Wrapped { lead, text, cells, indent: width(lead) });
        assert_eq!(rows("2  ", "차돌박이된장찌개", 16), ["2  차돌박이된장", "   찌개"]);
        assert_eq!(rows("1  ", "숯불양념돼지갈비구이정식", 21), ["1  숯불양념돼지갈비구", "   이정식"]);
        assert_eq!(rows("0.5kg  ", "한우국거리용양지", 16), ["0.5kg  한우국거", "  리용양지"]);
        assert_eq!(rows("     + ", "우거지많이많이추가", 16), ["     + 우거지많", "     이많이추가"]);
        let memo = wrap(Wrapped {
            lead: "요청: ",
            text: "리뷰이벤트참여합니다콜라부탁드려요",
            cells: 32,
            indent: 0,
        });
        assert_eq!(memo, ["요청: 리뷰이벤트참여합니다콜라부", "탁드려요"]);
        // What fits beside the lead is not broken, nor what comes after it.
        assert_eq!(rows("2  ", "매운 차돌박이된장", 16), ["2  매운", "   차돌박이된장"]);
        assert_eq!(rows("123456789012  ", "김밥", 16), ["123456789012  김", "  밥"]);
        assert_eq!(rows("12345678901234  ", "김밥", 16), ["12345678901234김", "  밥"]);
    }

    #[test]
    fn a_name_in_brackets_is_not_cut_in_two() {
        let rows = |text| wrap(Wrapped { lead: "2  ", text, cells: 21, indent: 3 });
        assert_eq!(rows("손두부두모 [순이네반찬]"), ["2  손두부두모", "   [순이네반찬]"]);
        assert_eq!(rows("[순이네 반찬 가게] 두부"), ["2  [순이네 반찬 가게]", "   두부"]);
        assert_eq!(rows("두부[순이네반찬]한모"), ["2  두부[순이네반찬]한", "   모"]);
        assert_eq!(rows("아두부[순이네반찬가]"), ["2  아두부", "   [순이네반찬가]"]);
        // One that never closes is no bracket, and one longer than the row has to break.
        assert_eq!(rows("[순이네 반찬가게 두부"), ["2  [순이네 반찬가게", "   두부"]);
        assert!(is_torn(Wrapped {
            lead: "0.5kg  ", text: "[순이네반찬] 손두부", cells: 16, indent: 7
        }));
        assert!(!is_torn(Wrapped {
            lead: "0.5kg  ", text: "[순이네반찬] 손두부", cells: 32, indent: 7
        }));
    }

    #[test]
    fn a_number_and_unit_too_long_beside_a_lead_part_at_their_space() {
        let rows = |text, cells| wrap(Wrapped { lead: "100000 ", text, cells, indent: 0 });
        assert_eq!(rows("0000000000 aaaA", 21), ["100000 0000000000", "aaaA"]);
        assert_eq!(rows("0000000000 aaaA", 22), ["100000 0000000000 aaaA"]);
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
            let rows = plain(&text, cells, indent);
            for row in &rows {
                prop_assert!(width(row) <= cells, "{row:?}");
            }
            for word in words.iter().filter(|word| !letters_only(word)) {
                prop_assert!(rows.iter().any(|row| row.contains(word.as_str())), "{word} is torn: {rows:#?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&rows.concat()), letters(&text), "nothing is lost");
        }

        #[test]
        fn no_lead_stands_alone_and_no_word_is_cut_but_beside_it(
            lead in prop_oneof![
                "[1-9][0-9]{0,5}", "[1-9][0-9]{0,3}\\.[0-9]{1,3}kg", "[가-힣]{1,5}:", " {0,5}[+-]", "□|품절 ×|→ 대체: 2",
            ],
            gap in " {1,2}",
            words in prop::collection::vec(prop_oneof![
                4 => "[가-힣]{1,12}",
                1 => "[가-힣]{13,60}",
                1 => "[A-Za-z]{1,20}",
                1 => "[0-9]{1,12}",
                1 => "[가-힣]{1,4}[0-9]{1,4}[가-힣]{1,4}",
                1 => "\\[[가-힣]{1,6}\\][가-힣]{0,5}",
                1 => "[가-힣]{1,4}\\([가-힣a-z]{1,8}\\)",
            ], 1..6),
            cells in prop::sample::select(vec![16u32, 21, 24, 32, 42, 48]),
            hangs: bool,
        ) {
            let text = words.join(" ");
            let leads = format!("{lead}{gap}");
            let indent = if hangs { width(&leads) } else { 0 };
            let rows = wrap(Wrapped { lead: &leads, text: &text, cells, indent });
            for row in &rows {
                prop_assert!(width(row) <= cells, "{row:?} in {rows:#?}");
                prop_assert!(row.trim() != lead.trim(), "alone: {rows:#?}");
            }
            let letters = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&rows.concat()), letters(&(leads.clone() + &text)), "nothing is lost");
            let indent = rows.iter().skip(1).map(|row| super::lead(row)).max().unwrap_or(0);
            prop_assert!(indent <= cells / 3, "{rows:#?}");
            for word in words.iter().skip(1).filter(|word| width(word) <= cells - indent) {
                prop_assert!(rows.iter().any(|row| row.contains(word.as_str())), "{word} is cut: {rows:#?}");
            }
            if width(&leads) + width(&words[0]) <= cells {
                prop_assert!(rows[0].contains(words[0].as_str()), "{} is cut: {rows:#?}", words[0]);
            }
        }
    }
}
