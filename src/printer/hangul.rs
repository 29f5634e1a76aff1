//! Characters as a Korean printer counts them: CP949 bytes, and which of them an old printer lacks.

use std::sync::LazyLock;

use encoding_rs::EUC_KR;

use super::HangulSet;

/// Bytes of one printable character; `None` for controls and for what CP949 has no code for.
pub(super) fn code(c: char) -> Option<Code> {
    if (' '..='~').contains(&c) {
        return Some(Code::One(c as u8));
    }
    match CODES.get(c as usize)?.to_be_bytes() {
        [0, 0] => None,
        [lead, trail] => Some(Code::Two(lead, trail)),
    }
}

/// The two-byte code of every character below U+10000, where all are that CP949 has; 0 for none. A table, because
/// each character on a ticket is asked for.
static CODES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut codes = vec![0; 0x10000];
    for code in (0x81..=0xFE).flat_map(|lead| (0x41..=0xFE).map(move |trail| [lead, trail])) {
        let text = EUC_KR.decode_without_bom_handling_and_without_replacement(&code);
        let mut chars = text.iter().flat_map(|text| text.chars());
        if let (Some(c), None) = (chars.next(), chars.next()) {
            codes[c as usize] = u16::from_be_bytes(code);
        }
    }
    codes
});

/// One character's bytes, which are also its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// ASCII.
    One(u8),
    /// Lead and trail byte.
    Two(u8, u8),
}

/// Whether a printer with this set has no glyph for `c`: everything CP949 added to KS X 1001, the two signs of 1998
/// and the postal mark of 2002 included.
pub(super) fn is_rare(c: char, set: HangulSet) -> bool {
    match (set, c) {
        (HangulSet::Cp949, _) | (_, ' '..='~') => false,
        (HangulSet::KsX1001, _) => matches!(code(c), Some(Code::Two(lead, trail))
            if lead < 0xA1 || trail < 0xA1 || (lead == 0xA2 && (0xE6..=0xE8).contains(&trail))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ks_x_1001_has_2350_syllables() {
        let held = ('가'..='힣').filter(|&c| !is_rare(c, HangulSet::KsX1001)).count();
        assert_eq!(held, 2350);
        assert!("똠펲뷁쌰햏쏼슾숖됬콬켘썪췍€".chars().all(|c| is_rare(c, HangulSet::KsX1001)));
        assert!(('가'..='힣').all(|c| !is_rare(c, HangulSet::Cp949) && code(c).is_some()));
    }

    #[test]
    fn codes_are_what_the_encoder_says() {
        for c in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let (bytes, _, unmappable) = EUC_KR.encode(c.encode_utf8(&mut buffer));
            let told = match *bytes {
                _ if unmappable || c.is_control() => None,
                [byte] => Some(Code::One(byte)),
                [lead, trail] => Some(Code::Two(lead, trail)),
                _ => panic!("{c:?} has {} bytes", bytes.len()),
            };
            assert_eq!(code(c), told, "{c:?}");
        }
    }

    #[test]
    fn no_code_has_a_control_byte() {
        for c in '\0'..=char::MAX {
            match code(c) {
                Some(Code::One(byte)) => assert!((0x20..0x7F).contains(&byte)),
                Some(Code::Two(lead, trail)) => assert!(lead >= 0x81 && trail >= 0x41, "{c:?}"),
                None => {}
            }
        }
    }
}
