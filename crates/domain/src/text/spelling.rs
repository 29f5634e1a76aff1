//! How what a Korean printer has no code for is spelled with what it has.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The form of a Hanja that CP949 has: 过 is 過.
pub(super) fn hanja(c: char) -> Option<char> {
    static FORMS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let lines =
            include_str!("../../../../assets/hanja.txt").lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.flat_map(|line| line.split(' '));
        pairs.filter_map(|pair| pair.chars().next().zip(pair.chars().nth(1))).collect()
    });
    FORMS.get(&c).copied()
}

/// Readable words for what menus and customers really use.
pub(super) fn substitute(c: char) -> Option<&'static str> {
    Some(match c {
        '₩' => "￦",
        '¥' => "￥",
        '£' => "￡",
        '¢' => "￠",
        '¬' => "￢",
        '¦' => "|",
        '©' => "(c)",
        'ー' | '⸺' | '⸻' | '⎯' => "―",
        '«' => "《",
        '»' => "》",
        '‹' => "〈",
        '›' => "〉",
        '‚' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' => "'",
        '„' | '‟' | '〝' | '〞' | '〟' => "\"",
        '•' | '‧' | '∙' | '⋅' | '▪' | '◦' | '・' | '᛫' => "·",
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
        '🍴' | '🍽' => "(식기)",
        '🥛' => "(우유)",
        '🥚' | '🍳' => "(계란)",
        '🦐' | '🍤' => "(새우)",
        '🦀' => "(게)",
        '🦑' => "(오징어)",
        '🐙' => "(문어)",
        '🐟' | '🐠' => "(생선)",
        '🐷' | '🐖' => "(돼지)",
        '🐮' | '🐄' => "(소)",
        '🐔' | '🐓' => "(닭)",
        '🍑' => "(복숭아)",
        '🍅' => "(토마토)",
        '🧀' => "(치즈)",
        '🌾' => "(밀)",
        '🧄' => "(마늘)",
        '🧅' => "(양파)",
        '🥒' => "(오이)",
        '🥕' => "(당근)",
        '🍄' => "(버섯)",
        '🙇' => "(꾸벅)",
        '😊' | '😀' | '😃' | '😄' | '😁' | '😆' | '😅' | '🙂' | '☺' | '😍' | '🥰' => {
            "^^"
        }
        '😂' | '🤣' => "ㅋㅋ",
        '😭' | '😢' | '😥' => "ㅠㅠ",
        _ => return None,
    })
}

/// A conjoining jamo that found no partner, as the letter people type (ㅋ).
pub(super) fn jamo_letter(c: char) -> Option<char> {
    const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
    match c {
        '\u{1100}'..='\u{1112}' => LEADS.chars().nth(c as usize - 0x1100),
        '\u{1161}'..='\u{1175}' => char::from_u32(c as u32 - 0x1161 + 0x314F),
        '\u{11A8}'..='\u{11C2}' => TAILS.chars().nth(c as usize - 0x11A8),
        _ => None,
    }
}
