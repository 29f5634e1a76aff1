//! The Korean particle behind a name: its form hangs on the sound that the name ends with, and names come from outside. A
//! text asks for it by `{ PARTICLE($name, "을/를") }`: the form behind a consonant, and the one behind a vowel.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};

/// What a word ends with, as it is read aloud.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel,
    /// ㄹ, behind which 로 stands as behind a vowel.
    Rieul,
    Consonant,
    /// Latin letters are read now by their names and now as a word, and other scripts not at all.
    Unknown,
}

/// The function of the texts.
pub(super) fn function<'a>(places: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let [word, FluentValue::String(forms)] = places else { return FluentValue::Error };
    let word = match word {
        FluentValue::String(text) => Cow::Borrowed(&**text),
        FluentValue::Number(number) => number.as_string(),
        _ => return FluentValue::Error,
    };
    forms.split_once('/').map_or(FluentValue::Error, |forms| FluentValue::from(behind(&word, forms)))
}

/// The form that stands behind `word`; where its sound is not known, both: `을(를)`, `(으)로`.
fn behind(word: &str, (consonant, vowel): (&str, &str)) -> String {
    match end(word) {
        Sound::Vowel => vowel.to_owned(),
        Sound::Rieul if vowel.starts_with('로') => vowel.to_owned(),
        Sound::Rieul | Sound::Consonant => consonant.to_owned(),
        Sound::Unknown => match consonant.strip_suffix(vowel) {
            Some(more) => format!("({more}){vowel}"),
            None => format!("{consonant}({vowel})"),
        },
    }
}

/// The sound of the last letter or digit; quotes and brackets behind it are not read.
fn end(word: &str) -> Sound {
    let Some(last) = word.chars().rev().find(|c| c.is_alphanumeric()) else { return Sound::Unknown };
    match last {
        // Syllables stand in the order of their final consonants: none, then ㄱ and so on; ㄹ is the eighth.
        '가'..='힣' => match (u32::from(last) - u32::from('가')) % 28 {
            0 => Sound::Vowel,
            8 => Sound::Rieul,
            _ => Sound::Consonant,
        },
        // 일, 칠, 팔; 영, 삼, 육; 이, 사, 오, 구.
        '1' | '7' | '8' => Sound::Rieul,
        '0' | '3' | '6' => Sound::Consonant,
        '2' | '4' | '5' | '9' => Sound::Vowel,
        // By name or in a word, these end alike: 엘 and 호텔, 엠 and 팀, 엔 and 치킨.
        'l' | 'L' => Sound::Rieul,
        'm' | 'n' | 'M' | 'N' => Sound::Consonant,
        'a' | 'i' | 'o' | 'u' | 'y' | 'A' | 'I' | 'O' | 'U' | 'Y' => Sound::Vowel,
        _ => Sound::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_follows_the_sound_of_the_name() {
        let pairs = ["을/를", "이/가", "은/는", "과/와", "으로/로", "이라는/라는"];
        for (word, forms) in [
            ("배달특급", ["을", "이", "은", "과", "으로", "이라는"]),
            ("땡겨요", ["를", "가", "는", "와", "로", "라는"]),
            ("서울", ["을", "이", "은", "과", "로", "이라는"]),
            ("특급-012", ["를", "가", "는", "와", "로", "라는"]),
            ("특급-011", ["을", "이", "은", "과", "로", "이라는"]),
            ("특급-010", ["을", "이", "은", "과", "으로", "이라는"]),
            ("kitchen", ["을", "이", "은", "과", "으로", "이라는"]),
            ("HOTEL", ["을", "이", "은", "과", "로", "이라는"]),
            ("주방 (2층)", ["을", "이", "은", "과", "으로", "이라는"]),
            ("pizza", ["를", "가", "는", "와", "로", "라는"]),
            ("phone", ["을(를)", "이(가)", "은(는)", "과(와)", "(으)로", "(이)라는"]),
            ("廚房", ["을(를)", "이(가)", "은(는)", "과(와)", "(으)로", "(이)라는"]),
            ("", ["을(를)", "이(가)", "은(는)", "과(와)", "(으)로", "(이)라는"]),
        ] {
            assert_eq!(pairs.map(|pair| behind(word, pair.split_once('/').unwrap())), forms, "{word}");
        }
    }
}
