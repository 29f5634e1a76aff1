//! Text from outside, made fit for paper: no control characters, nothing that a Korean printer has no code for.
//!
//! Customers type what they like, and peers pass it through: `ESC p` opens the drawer, `GS V` cuts. Here everything
//! that is not a printable character goes, and what CP949 lacks gets a readable substitute, because a dropped line
//! is a dish not cooked.

use encoding_rs::EUC_KR;
use unicode_normalization::UnicodeNormalization;

/// The longest text kept, in characters. A memo is a few sentences; more is an attack on the paper roll.
const LONGEST: usize = 1000;

/// Stands for what has no readable substitute (an unknown emoji, a rare Hanja).
pub(crate) const SUBSTITUTE: char = '□';

/// Makes outside text printable: NFC, no controls, line breaks as ` / `, single spaces, every character in CP949,
/// at most 1,000 characters. Cleaning twice changes nothing.
pub fn clean(text: &str) -> String {
    if is_clean(text) { text.to_owned() } else { cleaned(text) }
}

/// Outside text as a screen can show it, in the words of the paper: `🙏` is (부탁) on both. Spaces and lines stay.
pub fn legible(text: String) -> String {
    if text.chars().all(is_plain) { text } else { spelled(&text) }
}

fn spelled(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // Bounded before anything grows: a substitute is at most a few characters.
    for c in text.chars().take(4 * LONGEST).collect::<String>().nfc() {
        keep(c, &mut kept);
    }
    kept
}

fn cleaned(text: &str) -> String {
    let kept = spelled(text);
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

/// Columns of clean text: one for ASCII, two for the rest, exactly as CP949 counts bytes.
pub fn width(text: &str) -> u32 {
    text.chars().map(char_width).sum()
}

/// Columns of one clean character.
pub(crate) fn char_width(c: char) -> u32 {
    if c.is_ascii() { 1 } else { 2 }
}

/// Whether CP949 has a code for it.
fn has_code(c: char) -> bool {
    !c.is_control() && !EUC_KR.encode(c.encode_utf8(&mut [0; 4])).2
}

/// Appends what stands for `c` on paper.
fn keep(c: char, kept: &mut String) {
    match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
        _ if c.is_whitespace() => kept.push(' '),
        _ if is_invisible(c) => {}
        _ => match substitute(c) {
            Some(words) => kept.push_str(words),
            None if has_code(c) => kept.push(c),
            None => keep_alike(c, kept),
        },
    }
}

/// Appends the plain form of a character without a code: `é` as e, `ﬁ` as fi, a lone jamo as its letter; the
/// substitute if there is none, once for a run of them.
fn keep_alike(c: char, kept: &mut String) {
    let before = kept.len();
    for part in c.nfkd() {
        match jamo_letter(part).unwrap_or(part) {
            letter if has_code(letter) => kept.push(letter),
            accent if unicode_normalization::char::is_combining_mark(accent) => {}
            part => kept.push_str(substitute(part).unwrap_or_default()),
        }
    }
    if kept.len() == before && !kept.ends_with(SUBSTITUTE) {
        kept.push(SUBSTITUTE);
    }
}

/// Controls and everything that changes other characters without being one: nothing of it may reach a printer.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{2800}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{1F3FB}'..='\u{1F3FF}'
            | '\u{E000}'..='\u{F8FF}' | '\u{E0000}'..='\u{10FFFF}')
}

/// Readable words for what menus and customers really use.
fn substitute(c: char) -> Option<&'static str> {
    Some(match c {
        '₩' => "￦",
        '•' | '‧' | '∙' | '⋅' | '▪' | '◦' => "·",
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '﹣' => "-",
        '〜' => "~",
        '═' => "=",
        '✓' | '✔' | '☑' | '✅' => "v",
        '✕' | '✖' | '✗' | '✘' | '❌' | '❎' => "X",
        '⭕' => "O",
        '❗' | '❕' => "!",
        '❓' | '❔' => "?",
        '❤' | '💕' | '💖' | '💗' | '💓' | '💙' | '💚' | '💛' | '💜' | '🧡' | '🖤' => {
            "♥"
        }
        '⭐' | '🌟' => "★",
        '➡' => "→",
        '⬅' => "←",
        '🙏' => "(부탁)",
        '👍' => "(최고)",
        '🚫' | '⛔' => "(금지)",
        '⚠' => "(주의)",
        '🌶' => "(고추)",
        '🔥' => "(불)",
        '🥜' => "(땅콩)",
        '🥢' => "(젓가락)",
        '🥄' => "(숟가락)",
        _ => return None,
    })
}

/// A conjoining jamo that found no partner, as the letter people type (ㅋ).
fn jamo_letter(c: char) -> Option<char> {
    const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    match c {
        '\u{1100}'..='\u{1112}' => LEADS.chars().nth(c as usize - 0x1100),
        '\u{1161}'..='\u{1175}' => char::from_u32(c as u32 - 0x1161 + 0x314F),
        '\u{11A8}'..='\u{11C2}' => TAILS.chars().nth(c as usize - 0x11A8),
        _ => None,
    }
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
        assert_eq!(clean("👨‍👩‍👧‍👦콜라🥤🥤"), "□콜라□");
        assert_eq!(clean("1️⃣번"), "1번");
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
        }

        #[test]
        fn what_looks_clean_would_be_cleaned_to_itself(text in "[ -~가-힣]{0,30}| ?[가-힣]{1,3} {1,2}[가-힣]{1,3} ?") {
            if is_clean(&text) {
                prop_assert_eq!(cleaned(&text), text);
            }
        }
    }
}
