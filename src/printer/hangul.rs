//! Characters as a Korean printer counts them: CP949 bytes, and which of them an old printer lacks.

use encoding_rs::EUC_KR;

use super::HangulSet;

/// Bytes of one printable character; `None` for controls and for what CP949 has no code for.
pub(super) fn code(c: char) -> Option<Code> {
    if (' '..='~').contains(&c) {
        return Some(Code::One(c as u8));
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = EUC_KR.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [lead, trail] if !unmappable => Some(Code::Two(lead, trail)),
        _ => None,
    }
}

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
    match (set, code(c)) {
        (HangulSet::KsX1001, Some(Code::Two(lead, trail))) => {
            lead < 0xA1 || trail < 0xA1 || (lead == 0xA2 && (0xE6..=0xE8).contains(&trail))
        }
        _ => false,
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
