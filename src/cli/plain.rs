//! Text from elsewhere on a terminal or in the log: nothing in it may act.

use std::fmt::Write as _;

/// As it was, but with everything escaped that is not seen, moves the cursor, ends a line or turns the direction of writing.
/// After `most` characters it ends with `…`.
pub fn escaped(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == most {
            shown.push('…');
            break;
        }
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            c => push(&mut shown, c),
        }
    }
    shown
}

/// A message of lines and columns with everything else in it [`escaped`]. JSON stays the same JSON.
pub fn lines(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| if matches!(c, '\n' | '\t') { shown.push(c) } else { push(&mut shown, c) });
    shown
}

fn push(shown: &mut String, c: char) {
    if c.is_control() || is_hidden(c) {
        // A string takes everything.
        let _ = write!(shown, "\\u{:04x}", u32::from(c));
    } else {
        shown.push(c);
    }
}

/// Characters without a place of their own: zero width, marks and overrides of direction, line and paragraph ends. What
/// joins the parts of an emoji is none of these.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_shown_instead() {
        let evil = "특급-001 \u{1b}]0;x\u{7}\u{9b}2J\u{0}";
        assert_eq!(escaped(evil, 99), "특급-001 \\u001b]0;x\\u0007\\u009b2J\\u0000");
        assert_eq!(escaped("a\u{202e}b\u{2067}c\u{200f}\u{feff}", 99), "a\\u202eb\\u2067c\\u200f\\ufeff");
        assert_eq!(escaped("a\nb\r\t", 99), "a\\nb\\u000d\\t");
        assert_eq!(escaped("가나다라", 3), "가나다…");
        assert_eq!(lines("가\nb\tc\r\u{1b}"), "가\nb\tc\\u000d\\u001b");
        assert_eq!(lines("한옥국밥 ‘a’ → 1 👨\u{200d}🍳"), "한옥국밥 ‘a’ → 1 👨\u{200d}🍳");
    }

    #[test]
    fn json_says_the_same_when_it_is_shown() {
        let value = serde_json::json!({"a\u{202e}": "\u{9b}\u{1b}\n\t\u{2066}가"});
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let shown = lines(&json);
            assert!(!shown.contains(['\u{202e}', '\u{9b}', '\u{2066}']), "{shown}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        }
    }
}
