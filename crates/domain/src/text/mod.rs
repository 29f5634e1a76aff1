//! Text from outside, made fit for paper: no control characters, and what no Korean printer has a code for spelled, drawn
//! or at least shown as missing.
//!
//! Customers type what they like, and peers pass it through: `ESC p` opens the drawer, `GS V` cuts. Here everything
//! that is not a printable character goes. What CP949 lacks gets a readable substitute; where there is none it is drawn
//! from the bundled glyphs, and what these lack too is a box a character, because an allergy that vanishes quietly is eaten.

mod drawn;
mod search;
mod spelling;

use encoding_rs::EUC_KR;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use drawn::DRAWN;
pub use search::{Typed, finds, key};
use spelling::{hanja, jamo_letter, substitute};

/// The longest text kept, in characters. A memo is a few sentences; more is an attack on the paper roll.
const LONGEST: usize = 1000;

/// Stands on paper for what can be neither said nor drawn, one for each character.
pub const BOX: char = '□';

/// Stands for it until the rows are laid out: a customer may write a box of his own, and that is not missing.
pub const UNSAID: char = char::REPLACEMENT_CHARACTER;

/// Makes outside text printable: NFC, no controls, line breaks as ` / `, single spaces, every character in CP949 or drawn
/// or [`UNSAID`], at most 1,000 characters. Doing it twice changes nothing.
pub fn printable(text: &str) -> String {
    if is_clean(text) { text.to_owned() } else { joined(&spelled(text, Reader::Paper)) }
}

/// [`printable`] text in CP949 alone: a box stands for each character that would be drawn.
pub fn clean(text: &str) -> String {
    if is_clean(text) { text.to_owned() } else { boxed(&printable(text)) }
}

/// Printable text with a box for each character that CP949 lacks.
pub fn boxed(text: &str) -> String {
    let shown = text.chars().filter(|c| has_code(*c) || char_width(*c) > 0);
    shown.map(|c| if has_code(c) { c } else { BOX }).collect()
}

/// Outside text as a screen can show it, in the words of the paper: `🙏` is (부탁) on both. Spaces and lines stay, and so
/// does what paper lacks letters for: the ticket sends people here.
pub fn legible(text: String) -> String {
    if text.chars().all(is_plain) { text } else { spelled(&text, Reader::Screen) }
}

/// Where a text is read: on paper or on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Paper,
    Screen,
}

fn spelled(text: &str, reader: Reader) -> String {
    let mut kept = String::with_capacity(text.len());
    // Bounded before anything grows: a substitute is at most a few characters.
    let chars = text.chars().take(4 * LONGEST).flat_map(widened);
    for c in chars.collect::<String>().nfc() {
        keep(c, reader, &mut kept);
    }
    kept
}

/// Katakana of half width in full width, so that its voice marks join it (`ﾊﾟ` is パ).
fn widened(c: char) -> impl Iterator<Item = char> {
    let half = ('\u{FF61}'..='\u{FF9F}').contains(&c);
    std::iter::once(c).filter(move |_| !half).chain(half.then(|| c.nfkc()).into_iter().flatten())
}

fn joined(kept: &str) -> String {
    let lines = kept.split('\n').map(|line| line.split(' ').filter(|word| !word.is_empty()));
    let lines = lines.map(|words| words.collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty());
    let mut whole = lines.collect::<Vec<_>>().join(" / ");
    if let Some((cut, _)) = whole.char_indices().nth(LONGEST) {
        whole.truncate(cut);
        whole.pop();
        whole.truncate(whole.trim_end().len());
        whole.push('…');
    }
    whole
}

/// Whether a text is certainly clean, as nearly every text is: short, of ASCII and whole syllables, single spaces.
fn is_clean(text: &str) -> bool {
    let spaced = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    text.len() <= LONGEST && !spaced && text.chars().all(is_plain)
}

fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '가'..='힣')
}

/// Whether a text shows nothing: spaces, controls, fillers, marks that only change other characters. Such a name is none.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Columns of printable text: one for ASCII, two for the rest of CP949, exactly as it counts bytes.
pub fn width(text: &str) -> u32 {
    text.chars().map(char_width).sum()
}

/// Columns of one printable character; 0 stands over the one before it.
pub fn char_width(c: char) -> u32 {
    match c {
        _ if c.is_ascii() => 1,
        '가'..='힣' => 2,
        _ => drawn_width(c).unwrap_or(2),
    }
}

/// Columns of a character that CP949 has no code for and that is drawn.
pub fn drawn_width(c: char) -> Option<u32> {
    if c < DRAWN[0].0 || ('가'..='힣').contains(&c) {
        return None;
    }
    let at = DRAWN.partition_point(|(_, last, _)| *last < c);
    let (_, _, columns) = DRAWN.get(at).filter(|(first, ..)| *first <= c)?;
    (!has_code(c)).then_some(*columns)
}

/// Every character that is drawn, in the order of its glyphs.
pub fn drawn() -> impl Iterator<Item = char> {
    DRAWN.iter().flat_map(|(first, last, _)| *first..=*last).filter(|c| !has_code(*c))
}

/// Letters that a shop's staff cannot be expected to read, of what is drawn: those of Armenia, Thailand, Laos, Georgia.
pub fn is_foreign(c: char) -> bool {
    ('\u{530}'..'\u{2000}').contains(&c) && drawn_width(c).is_some()
}

/// Whether CP949 has a code for it.
fn has_code(c: char) -> bool {
    !c.is_control() && !EUC_KR.encode(c.encode_utf8(&mut [0; 4])).2
}

/// Appends what stands for `c`.
fn keep(c: char, reader: Reader, kept: &mut String) {
    match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
        _ if c.is_whitespace() => kept.push(' '),
        _ if is_hidden(c) => {}
        _ if is_combining_mark(c) => keep_mark(c, reader, kept),
        _ => match substitute(c) {
            Some(words) => kept.push_str(words),
            None if has_code(c) => kept.push(c),
            None => keep_alike(c, reader, kept),
        },
    }
}

/// A mark over the letter before it. Letters of CP949 have none; drawn ones and a screen's keep theirs.
fn keep_mark(mark: char, reader: Reader, kept: &mut String) {
    let Some(letter) = kept.chars().next_back() else { return };
    let bears = match reader {
        Reader::Screen => !letter.is_whitespace() && !has_code(letter),
        Reader::Paper => drawn_width(mark) == Some(0) && drawn_width(letter).is_some(),
    };
    if bears {
        kept.push(mark);
    }
}

/// Appends the plain form of a character without a code: `é` as e, `ﬁ` as fi, `过` as 過, a lone jamo as its letter. What
/// has none stays itself where it can be shown.
fn keep_alike(c: char, reader: Reader, kept: &mut String) {
    if let Some(form) = hanja(c) {
        return kept.push(form);
    }
    let before = kept.len();
    let mut whole = true;
    for part in c.nfkd() {
        match jamo_letter(part).unwrap_or(part) {
            letter if has_code(letter) => kept.push(letter),
            mark if is_combining_mark(mark) => {}
            part => match substitute(part) {
                Some(words) => kept.push_str(words),
                None => whole = false,
            },
        }
    }
    if whole && kept.len() > before {
        return;
    }
    kept.truncate(before);
    let shown = reader == Reader::Screen || drawn_width(c).is_some();
    kept.push(if shown { c } else { UNSAID });
}

/// Whether a character shows nothing by itself.
fn is_invisible(c: char) -> bool {
    is_hidden(c) || is_combining_mark(c)
}

/// Controls and everything that changes other characters without being one: nothing of it may reach a printer.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{2800}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{1F3FB}'..='\u{1F3FF}'
            | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn strips_what_could_command_a_printer() {
        assert_eq!(clean("덜\x1bp\x00맵게\x1dV\x00\x10\x14\x01\x7f\u{9b}!"), "덜p맵게V!");
        assert_eq!(clean("\u{202e}뒤집기\u{200b}\u{e000}\u{feff}"), "뒤집기");
    }

    #[test]
    fn what_shows_nothing_is_blank() {
        for blank in [
            "",
            " \t\r\n",
            "\u{200B}\u{200C}\u{200D}\u{FEFF}",
            "\u{3164}",
            "\u{115F}\u{1160}\u{FFA0}",
            "\u{A0}\u{2003}\u{3000}",
            "\u{2060}\u{2063}",
            "\u{202E}\u{2066}\u{2069}\u{61C}",
            "\u{FE0F}\u{E0100}\u{180B}",
            "\u{2800}\u{34F}\u{AD}",
            "\u{0}\u{7F}\u{9F}",
            "\u{301}\u{302}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
            assert_eq!(clean(blank), "", "{blank:?}");
        }
        for seen in ["김밥", "\u{200B}x", "🥤", "ก", ".", "\u{FFFD}"] {
            assert!(!is_blank(seen) && !clean(seen).is_empty(), "{seen:?}");
        }
    }

    #[test]
    fn line_breaks_become_slashes() {
        assert_eq!(clean(" 덜 맵게\r\n\n문\t앞  \u{2028}벨 X\n"), "덜 맵게 / 문 앞 / 벨 X");
    }

    #[test]
    fn mac_names_are_composed() {
        assert_eq!(clean("\u{1104}\u{1169}\u{11B7}얌꿍"), "똠얌꿍");
        assert_eq!(clean("\u{110F}\u{110F}"), "ㅋㅋ");
    }

    #[test]
    fn what_cp949_lacks_stays_readable() {
        assert_eq!(clean("₩1,000 • A–B ═ ✓ ½ ﬁ Café 👍🏽🙏"), "￦1,000 · A-B = v ½ fi Cafe (최고)(부탁)");
        assert_eq!(clean("👨‍👩‍👧‍👦콜라🥤🥤"), "□□□□콜라□□", "one a face");
        assert_eq!(clean("1️⃣번"), "1번");
    }

    #[test]
    fn what_has_a_form_in_cp949_takes_it() {
        for (told, said) in [
            ("ラーメン", "ラ―メン"),
            ("ﾗｰﾒﾝ ﾊﾟﾝ ﾋﾞｰﾙ", "ラ―メン パン ビ―ル"),
            ("Ｃｏｌａ　１００％", "Ｃｏｌａ １００％"),
            ("我对花生过敏，请不要放花生", "我對花生過敏，請不要放花生"),
            ("塩焼き鶏 麺", "鹽燒き鷄 麵"),
            ("dị ứng đậu phộng", "di ung đau phong"),
            ("Crème brûlée, jalapeño, Ångström", "Creme brulee, jalapeno, Angstrom"),
            ("«아» ‹어› „오‟ ‚우‛ 이・요", "《아》 〈어〉 \"오\" '우' 이·요"),
            ("¥1,000 £3 © ⑳ ㍻", "￥1,000 ￡3 (c) 20 平成"),
            ("Ёлка, Москва", "Ёлка, Москва"),
            ("🦐 알레르기 😭", "(새우) 알레르기 ㅠㅠ"),
        ] {
            assert_eq!(printable(told), said);
            assert_eq!(clean(told), said);
        }
    }

    #[test]
    fn what_has_none_is_drawn_mark_by_mark() {
        for (told, columns) in [
            ("ผมแพ้ถั่วลิสง", 9),
            ("Өөх тос, үхэр", 2 * 7 + 3 + 3),
            ("їжа ґрунт є", 0),
            ("您 哪里", 0),
            ("🥤🎉", 4),
            ("გამარჯობა", 9),
        ] {
            assert_eq!(printable(told), told);
            if columns > 0 {
                assert_eq!(width(told), columns, "{told}");
            }
            assert_eq!(
                boxed(told).chars().filter(|c| *c == BOX).count(),
                told.chars().filter(|c| drawn_width(*c).is_some_and(|w| w > 0)).count()
            );
        }
        assert_eq!(printable("กิ กิ\u{301}"), "กิ กิ", "marks of other scripts go");
        assert_eq!(printable("a\u{e34}가\u{e34}"), "a가", "and those without a letter of their own");
    }

    #[test]
    fn what_has_no_glyph_is_a_box_a_character() {
        // Letters, not marks: vowel signs of Nepal stand over and under them.
        for (told, letters) in
            [("لدي حساسية", 9), ("שלום", 4), ("नमस्ते", 4), ("ភាសាខ្មែរ", 5), ("\u{FFFD}", 1), ("𐍈", 1)]
        {
            assert_eq!(clean(told).matches(BOX).count(), letters, "{told}");
            assert_eq!(printable(told).matches(UNSAID).count(), letters, "{told}");
            assert_eq!(legible(told.to_owned()), told, "a screen shows it");
        }
        assert_eq!(printable("□ 하나"), "□ 하나", "a box of the customer's own is said");
    }

    #[test]
    fn a_screen_spells_as_paper_does_and_keeps_its_spaces() {
        assert_eq!(legible("  · 곱빼기 1\n번창하세요 🙏".to_owned()), "  · 곱빼기 1\n번창하세요 (부탁)");
        assert_eq!(legible("  plain ".to_owned()), "  plain ");
    }

    #[test]
    fn absurd_length_is_cut_and_says_so() {
        let long = clean(&"가나 ".repeat(2000));
        assert!(long.chars().count() <= LONGEST && long.ends_with('…'));
    }

    #[test]
    fn columns_are_the_bytes_on_paper() {
        for c in ('\0'..=char::MAX).filter(|&c| has_code(c)) {
            let mut buffer = [0; 4];
            let text = c.encode_utf8(&mut buffer);
            assert_eq!(width(text) as usize, EUC_KR.encode(text).0.len(), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn clean_text_is_printable_and_stays_so(text in any::<String>()) {
            let once = clean(&text);
            prop_assert!(once.chars().all(has_code), "{once:?}");
            prop_assert_eq!(clean(&once), once);
            let once = printable(&text);
            let known = |c: char| has_code(c) || drawn_width(c).is_some() || c == UNSAID;
            prop_assert!(once.chars().all(known), "{once:?}");
            prop_assert_eq!(printable(&once), once.as_str());
            prop_assert_eq!(is_blank(&text), once.is_empty(), "{:?}", once);
        }

        #[test]
        fn what_looks_clean_would_be_cleaned_to_itself(text in "[ -~가-힣]{0,30}| ?[가-힣]{1,3} {1,2}[가-힣]{1,3} ?") {
            if is_clean(&text) {
                prop_assert_eq!(joined(&spelled(&text, Reader::Paper)), text);
            }
        }
    }
}
