//! How names are compared and looked for: without case, spaces and signs, and by the consonants that syllables begin with.

use super::{is_blank, legible};

/// The consonants that a syllable can begin with, in the order of Unicode.
const LEADS: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ',
    'ㅍ', 'ㅎ',
];
/// Two consonants that an input method may write as one sign.
const PAIRS: [(char, [char; 2]); 11] = [
    ('ㄳ', ['ㄱ', 'ㅅ']),
    ('ㄵ', ['ㄴ', 'ㅈ']),
    ('ㄶ', ['ㄴ', 'ㅎ']),
    ('ㄺ', ['ㄹ', 'ㄱ']),
    ('ㄻ', ['ㄹ', 'ㅁ']),
    ('ㄼ', ['ㄹ', 'ㅂ']),
    ('ㄽ', ['ㄹ', 'ㅅ']),
    ('ㄾ', ['ㄹ', 'ㅌ']),
    ('ㄿ', ['ㄹ', 'ㅍ']),
    ('ㅀ', ['ㄹ', 'ㅎ']),
    ('ㅄ', ['ㅂ', 'ㅅ']),
];
/// What a syllable can end with; the first is nothing.
const TAILS: [&str; 28] = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ",
    "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
];
/// Signs that tell names apart: `1.5L` is not `15L`.
const TELLING: &str = ".+%/";

/// A name as it is compared: the same for all spellings that differ only in case, width, spaces and signs. A name of signs
/// alone stays itself.
pub fn key(name: &str) -> String {
    let told = legible(name.to_owned());
    let letters = told.chars().map(narrow).filter(|c| c.is_alphanumeric() || TELLING.contains(*c));
    let key: String = letters.flat_map(char::to_lowercase).collect();
    if key.is_empty() { told.trim().to_owned() } else { key }
}

/// Whether what is typed is found in a name. A consonant stands for every syllable that begins with it, and the syllable
/// that is being composed for all that it can still become. Nothing typed is found everywhere.
pub fn finds(typed: &str, name: &str) -> bool {
    Typed::new(typed).is_in(&key(name))
}

/// What is typed, prepared to be looked for in many names.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Nothing typed has none.
    letters: Vec<char>,
}

impl Typed {
    /// Of a text as it was typed.
    pub fn new(typed: &str) -> Typed {
        let pair =
            |c| PAIRS.iter().find(|(pair, _)| *pair == c).map_or_else(|| vec![c], |(_, two)| two.to_vec());
        let letters = if is_blank(typed) { Vec::new() } else { key(typed).chars().flat_map(pair).collect() };
        Typed { letters }
    }

    /// Whether it is found in the name that has this [`key`].
    pub fn is_in(&self, key: &str) -> bool {
        let name: Vec<char> = key.chars().collect();
        self.letters.is_empty() || (0..name.len()).any(|at| begins(&name[at..], &self.letters))
    }
}

fn begins(name: &[char], typed: &[char]) -> bool {
    let Some((last, before)) = typed.split_last() else { return true };
    name.len() > before.len()
        && before.iter().zip(name).all(|(typed, c)| fits(*typed, *c))
        && (fits(*last, name[before.len()]) || becomes(*last, &name[before.len()..]))
}

/// The same letter, or the consonant that the syllable begins with; a plain one stands for its doubled one too.
fn fits(typed: char, c: char) -> bool {
    let Some((lead, ..)) = parts(c) else { return typed == c };
    let plain = match LEADS[lead] {
        'ㄲ' => 'ㄱ',
        'ㄸ' => 'ㄷ',
        'ㅃ' => 'ㅂ',
        'ㅆ' => 'ㅅ',
        'ㅉ' => 'ㅈ',
        other => other,
    };
    typed == c || typed == LEADS[lead] || typed == plain
}

/// Whether the last syllable typed can still become what stands here: what it ends with may move on into the next one.
fn becomes(typed: char, name: &[char]) -> bool {
    let (Some((lead, vowel, tail)), Some(first)) = (parts(typed), name.first().and_then(|c| parts(*c)))
    else {
        return false;
    };
    if (lead, vowel) != (first.0, first.1) {
        return false;
    }
    let mut kept = TAILS[tail].chars();
    let Some(moves) = kept.next_back() else { return true };
    let next = name.get(1).is_some_and(|next| fits(moves, *next));
    next && TAILS[first.2] == kept.as_str() || tail != 0 && TAILS[first.2].starts_with(TAILS[tail])
}

/// A syllable's parts as places in the order of Unicode.
fn parts(c: char) -> Option<(usize, usize, usize)> {
    let at = (c as usize).checked_sub('가' as usize).filter(|at| *at <= '힣' as usize - '가' as usize)?;
    Some((at / 588, at / 28 % 21, at % 28))
}

/// A letter of full width as the same one of half width.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for other in ["순대국밥(특)", " 순대 국밥 [특] ", "순대국밥 특!"] {
            assert_eq!(key(other), "순대국밥특", "{other}");
        }
        assert_eq!(key("Ｃｏｌａ 1.25L"), key("cola 1.25l"));
        assert_ne!(key("콜라 1.5L"), key("콜라 15L"));
        assert_ne!(key("후라이드+양념"), key("후라이드 양념"));
        assert_eq!(key("★"), "★");
    }

    #[test]
    fn a_name_is_found_by_parts_and_initial_consonants() {
        for typed in ["", "  ", "국밥", "순대", "ㅅㄷ", "ㄱㅂ", "순ㄷ", "대구", "ㄷㄱ", "국바", "바", "특"]
        {
            assert!(finds(typed, "순대국밥 (특)"), "{typed}");
        }
        assert!(finds("ㄳ", "가상국밥"), "two consonants written as one sign");
        for typed in ["국수", "ㅅㅅ", "밥국", "순대국밥특대", "숭"] {
            assert!(!finds(typed, "순대국밥 (특)"), "{typed}");
        }
        assert!(finds("ㅂ", "뼈해장국") && !finds("ㅃ", "비빔밥"), "a plain consonant stands for both");
        assert!(finds("COLA", "Cola 500ml"));
    }

    #[test]
    fn what_is_being_composed_is_found_at_every_stroke() {
        for (name, strokes) in [
            ("순대국", &["ㅅ", "수", "순", "순ㄷ", "순대"][..]),
            ("수대국", &["ㅅ", "수", "숟", "수대"]),
            ("닭갈비", &["ㄷ", "다", "달", "닭", "닭ㄱ"]),
            ("안주", &["아", "안", "앉", "안주"]),
        ] {
            for typed in strokes {
                assert!(finds(typed, name), "{typed} in {name}");
            }
        }
        assert!(!finds("숟", "순대국") && !finds("닥", "닭갈비") && !finds("앉", "안녕"));
    }
}
