//! What a printer says about itself, taken apart.
//!
//! From Epson's *ESC/POS Application Programming Guide* and command reference (DLE EOT, GS a, GS r, GS ( H): every kind
//! of answer is told by fixed bits of its first byte, so that answers of different kinds may come mixed.
//!
//! | answer | first byte | length |
//! |---|---|---|
//! | `GS ( H` function 48 | `37 22` | up to NUL |
//! | `DLE EOT n` | `0xx1xx10` | 1 |
//! | automatic status (`GS a`) | `0xx1xx00` | 4 |
//! | `GS r` | `0xx0xxxx` | 1 |

use super::NotReady;

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// To `DLE EOT n`; which `n` it does not say.
    RealTime(u8),
    /// To `GS r`.
    InStream,
    /// To `GS ( H` function 48: everything before it is printed.
    Done([u8; 4]),
    /// Automatic status, not asked for. POS programs switch it on and leave it so.
    Automatic,
}

/// Longest answer we wait to see the end of.
const LONGEST: usize = 80;

/// Bytes from the printer, as they come.
#[derive(Debug, Default)]
pub(super) struct Answers {
    bytes: Vec<u8>,
}

impl Answers {
    /// Adds what came in.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next whole answer. Bytes that begin none are dropped.
    pub(super) fn take(&mut self) -> Option<Answer> {
        loop {
            let (length, answer) = match *self.bytes.as_slice() {
                [] => return None,
                [0x37, ..] => match self.bytes.iter().position(|&byte| byte == 0) {
                    Some(end) => (end + 1, done(&self.bytes[..=end])),
                    None if self.bytes.len() < LONGEST => return None,
                    None => (1, None),
                },
                [first, ..] if first & 0x93 == 0x12 => (1, Some(Answer::RealTime(first))),
                [first, ref rest @ ..] if first & 0x93 == 0x10 => {
                    if rest.iter().take(3).any(|byte| byte & 0x90 != 0) {
                        (1, None)
                    } else if rest.len() < 3 {
                        return None;
                    } else {
                        (4, Some(Answer::Automatic))
                    }
                }
                [first, ..] => (1, (first & 0x90 == 0).then_some(Answer::InStream)),
            };
            self.bytes.drain(..length);
            if answer.is_some() {
                return answer;
            }
        }
    }
}

fn done(frame: &[u8]) -> Option<Answer> {
    match *frame {
        [0x37, 0x22, a, b, c, d, 0] => Some(Answer::Done([a, b, c, d])),
        _ => None,
    }
}

/// The answers to `DLE EOT 1` to `4`; one that was not given hinders nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    /// By `n - 1`.
    pub(super) bytes: [Option<u8>; 4],
}

impl Status {
    fn has(self, n: usize, bits: u8) -> bool {
        self.bytes[n - 1].is_some_and(|byte| byte & bits != 0)
    }

    /// What keeps it from printing. An open cover comes first: paper sensors see no paper under it.
    pub(super) fn hindrance(self) -> Option<NotReady> {
        if self.has(2, 0x04) {
            Some(NotReady::CoverOpen)
        } else if self.has(4, 0x60) || self.has(2, 0x20) {
            Some(NotReady::PaperOut)
        } else if self.has(2, 0x40) || self.has(3, 0x6c) {
            Some(NotReady::Error)
        } else {
            None
        }
    }

    /// Offline, for whatever reason: also while someone holds the feed button.
    pub(super) fn offline(self) -> bool {
        self.has(1, 0x08)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(chunks: &[&[u8]]) -> Vec<Answer> {
        let (mut answers, mut found) = (Answers::default(), Vec::new());
        for chunk in chunks {
            answers.push(chunk);
            found.extend(std::iter::from_fn(|| answers.take()));
        }
        found
    }

    #[test]
    fn answers_of_all_kinds_are_told_apart_mixed_and_in_pieces() {
        use Answer::{Automatic, Done, InStream, RealTime};
        let bytes = b"\x12\x10\x00\x0c\x00\x37\x22A1z~\x00\x16\x0c\xff\x11";
        let expected = [RealTime(0x12), Automatic, Done(*b"A1z~"), RealTime(0x16), InStream];
        assert_eq!(all(&[bytes]), expected);
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(all(&pieces), expected);
        assert_eq!(all(&[b"\x10\x00\x12"]), [InStream, RealTime(0x12)], "no automatic status after all");
    }

    #[test]
    fn status_bits_have_the_meaning_of_the_manual() {
        let of = |bytes: [u8; 4]| Status { bytes: bytes.map(Some) };
        assert_eq!(of([0x12; 4]).hindrance(), None);
        assert_eq!(
            of([0x16, 0x12, 0x12, 0x1e]).hindrance(),
            None,
            "drawer open and paper near its end are fine"
        );
        assert_eq!(of([0x1a, 0x32, 0x12, 0x72]).hindrance(), Some(NotReady::PaperOut));
        assert_eq!(of([0x1a, 0x36, 0x12, 0x72]).hindrance(), Some(NotReady::CoverOpen));
        assert_eq!(of([0x1a, 0x52, 0x1a, 0x12]).hindrance(), Some(NotReady::Error));
        assert!(of([0x1a, 0x12, 0x12, 0x12]).offline());
    }

    proptest! {
        #[test]
        fn noise_never_panics_and_never_piles_up(noise in proptest::collection::vec(any::<u8>(), 0..500)) {
            let mut answers = Answers::default();
            for chunk in noise.chunks(7) {
                answers.push(chunk);
                while answers.take().is_some() {}
                prop_assert!(answers.bytes.len() <= LONGEST);
            }
        }
    }
}
