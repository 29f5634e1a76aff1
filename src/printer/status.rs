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
//! | `GS r` 1 (paper sensors) | `0xx0xxxx` | 1 |

use super::NotReady;

/// One answer of the printer, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrinterAnswer {
    /// Answers `DLE EOT n`; for which `n` it does not tell.
    RealTime(u8),
    /// Answers `GS r` 1.
    InStream(u8),
    /// Answers `GS ( H` function 48: everything before it is printed.
    Done([u8; 4]),
    /// Automatic status: ours on a held connection, else what a POS program switched on and left so.
    Automatic([u8; 4]),
}

/// Bytes of the longest answer: to `GS ( H`.
const LONGEST: usize = 7;

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
    pub(super) fn take(&mut self) -> Option<PrinterAnswer> {
        loop {
            let (length, answer) = match *self.bytes.as_slice() {
                [] => return None,
                // A stray byte that looks like its beginning must not swallow what follows.
                [0x37, ref rest @ ..] if !begins_done(rest) => (1, None),
                [0x37, 0x22, a, b, c, d, 0, ..] => (LONGEST, Some(PrinterAnswer::Done([a, b, c, d]))),
                [0x37, ..] => return None,
                [first, ..] if first & 0x93 == 0x12 => (1, Some(PrinterAnswer::RealTime(first))),
                [first, ref rest @ ..] if first & 0x93 == 0x10 => {
                    if rest.iter().take(3).any(|byte| byte & 0x90 != 0) {
                        (1, None)
                    } else if let [second, third, fourth, ..] = *rest {
                        (4, Some(PrinterAnswer::Automatic([first, second, third, fourth])))
                    } else {
                        return None;
                    }
                }
                [first, ..] => (1, (first & 0x90 == 0).then_some(PrinterAnswer::InStream(first))),
            };
            self.bytes.drain(..length);
            if answer.is_some() {
                return answer;
            }
        }
    }
}

/// Whether the bytes after 0x37 may be the rest of an answer to `GS ( H`: 0x22, four readable letters, NUL.
fn begins_done(rest: &[u8]) -> bool {
    rest.iter().take(LONGEST - 1).enumerate().all(|(at, &byte)| match at {
        0 => byte == 0x22,
        1..=4 => matches!(byte, 0x20..=0x7e),
        _ => byte == 0,
    })
}

/// Whether the answer to `GS r` 1 says that the roll is near its end.
pub(super) fn paper_low(in_stream: u8) -> bool {
    in_stream & 0x03 != 0
}

/// What a printer said about itself; what it did not say is taken to be in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    /// Offline, for whatever reason: also while someone holds the feed button.
    pub(super) offline: bool,
    pub(super) cover_open: bool,
    pub(super) paper_out: bool,
    /// The roll is near its end; it still prints.
    pub(super) paper_low: bool,
    /// Cutter or mechanics: goes on after `DLE ENQ` once the cause is gone.
    pub(super) jammed: bool,
    /// Head too hot: goes on by itself.
    pub(super) overheated: bool,
    /// Only switching it off and on may help.
    pub(super) broken: bool,
}

impl Status {
    /// From the answers to `DLE EOT 1` to `4`; one that was not given is `None`.
    pub(super) fn of_answers(answers: [Option<u8>; 4]) -> Status {
        let has = |n: usize, bits: u8| answers[n - 1].is_some_and(|byte| byte & bits != 0);
        let (jammed, overheated, broken) = (has(3, 0x0c), has(3, 0x40), has(3, 0x20));
        Status {
            offline: has(1, 0x08),
            cover_open: has(2, 0x04),
            paper_out: has(4, 0x60) || has(2, 0x20),
            paper_low: has(4, 0x0c),
            // An error that is not said which is taken for the commonest.
            jammed: jammed || (has(2, 0x40) && !overheated && !broken),
            overheated,
            broken,
        }
    }

    /// From four bytes of automatic status.
    pub(super) fn automatic(bytes: [u8; 4]) -> Status {
        let [first, errors, paper, _] = bytes;
        Status {
            offline: first & 0x08 != 0,
            cover_open: first & 0x20 != 0,
            paper_out: paper & 0x0c != 0,
            paper_low: paper & 0x03 != 0,
            jammed: errors & 0x0c != 0,
            overheated: errors & 0x40 != 0,
            broken: errors & 0x20 != 0,
        }
    }

    /// What keeps it from printing. An open cover comes first: paper sensors see no paper under it.
    pub(super) fn hindrance(self) -> Option<NotReady> {
        if self.cover_open {
            Some(NotReady::CoverOpen)
        } else if self.paper_out {
            Some(NotReady::PaperOut)
        } else if self.broken {
            Some(NotReady::Broken)
        } else if self.jammed {
            Some(NotReady::Error)
        } else if self.overheated {
            Some(NotReady::Overheated)
        } else {
            None
        }
    }
}

/// How far a jam is cleared. `DLE ENQ` starts the cutter, so it waits until a person opened the cover and closed it
/// again: never while fingers may be inside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Repair {
    /// No jam.
    #[default]
    None,
    /// Jammed, and the cover has not been opened since.
    Jammed,
    /// Jammed, and the cover was seen open.
    Opened,
}

impl Repair {
    /// Takes in what the printer says; true once for each repair: the cause is gone and `DLE ENQ` may be sent.
    pub(super) fn is_done(&mut self, status: Status) -> bool {
        let (next, done) = match (*self, status.jammed, status.cover_open) {
            (Repair::None, false, _) => (Repair::None, false),
            // Some models say nothing else while the cover is open.
            (_, _, true) => (Repair::Opened, false),
            (_, false, false) => (Repair::None, false),
            (Repair::Opened, true, false) => (Repair::Jammed, true),
            (_, true, false) => (Repair::Jammed, false),
        };
        *self = next;
        done
    }

    /// Takes in a status after which no `DLE ENQ` is sent: a finished repair stays on record for the next job, which sends
    /// it.
    pub(super) fn hear(&mut self, status: Status) {
        let before = *self;
        if self.is_done(status) {
            *self = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(chunks: &[&[u8]]) -> Vec<PrinterAnswer> {
        let (mut answers, mut found) = (Answers::default(), Vec::new());
        for chunk in chunks {
            answers.push(chunk);
            found.extend(std::iter::from_fn(|| answers.take()));
        }
        found
    }

    #[test]
    fn answers_of_all_kinds_are_told_apart_mixed_and_in_pieces() {
        use PrinterAnswer::{Automatic, Done, InStream, RealTime};
        let bytes = b"\x12\x10\x00\x0c\x00\x37\x22A1z~\x00\x16\x0c\xff\x11";
        let automatic = Automatic([0x10, 0, 0x0c, 0]);
        let expected = [RealTime(0x12), automatic, Done(*b"A1z~"), RealTime(0x16), InStream(0x0c)];
        assert_eq!(all(&[bytes]), expected);
        let pieces: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(all(&pieces), expected);
        assert_eq!(
            all(&[b"\x37\x12\x37\x22A1\x12\x16"]),
            [RealTime(0x12), InStream(0x22), InStream(0x41), RealTime(0x12), RealTime(0x16)]
        );
        assert_eq!(all(&[b"\x10\x00\x12"]), [InStream(0), RealTime(0x12)], "no automatic status after all");
    }

    #[test]
    fn status_bits_have_the_meaning_of_the_manual() {
        let of = |bytes: [u8; 4]| Status::of_answers(bytes.map(Some));
        assert_eq!(of([0x12; 4]), Status::default());
        let low = of([0x16, 0x12, 0x12, 0x1e]);
        assert_eq!(low, Status { paper_low: true, ..Status::default() }, "an open drawer is none of ours");
        assert_eq!(low.hindrance(), None);
        for (bytes, hindrance) in [
            ([0x1a, 0x32, 0x12, 0x72], NotReady::PaperOut),
            ([0x1a, 0x36, 0x12, 0x72], NotReady::CoverOpen),
            ([0x1a, 0x52, 0x1a, 0x12], NotReady::Error),
            ([0x1a, 0x52, 0x16, 0x12], NotReady::Error),
            ([0x1a, 0x52, 0x12, 0x12], NotReady::Error),
            ([0x1a, 0x52, 0x52, 0x12], NotReady::Overheated),
            ([0x1a, 0x52, 0x32, 0x12], NotReady::Broken),
        ] {
            assert_eq!(of(bytes).hindrance(), Some(hindrance), "{bytes:02x?}");
        }
        assert!(of([0x1a, 0x12, 0x12, 0x12]).offline);
    }

    #[test]
    fn automatic_status_says_the_same_in_other_bits() {
        let hindrance = |bytes| Status::automatic(bytes).hindrance();
        assert_eq!(Status::automatic([0x14, 0, 0, 0x0f]), Status::default());
        assert!(Status::automatic([0x14, 0, 0x03, 0]).paper_low);
        assert!(Status::automatic([0x18, 0, 0, 0]).offline);
        assert_eq!(hindrance([0x38, 0, 0x0c, 0]), Some(NotReady::CoverOpen));
        assert_eq!(hindrance([0x18, 0, 0x0c, 0]), Some(NotReady::PaperOut));
        assert_eq!(hindrance([0x18, 0x08, 0, 0]), Some(NotReady::Error));
        assert_eq!(hindrance([0x18, 0x40, 0, 0]), Some(NotReady::Overheated));
        assert_eq!(hindrance([0x18, 0x20, 0, 0]), Some(NotReady::Broken));
    }

    #[test]
    fn a_jam_is_cleared_only_after_a_hand_was_inside() {
        let fine = Status::default();
        let jam = Status { jammed: true, ..fine };
        let open = Status { cover_open: true, ..fine };
        let mut repair = Repair::default();
        let mut says = |status| repair.is_done(status);
        assert!(![jam, jam, fine].map(&mut says).contains(&true), "went away by itself");
        assert!(![open, fine].map(&mut says).contains(&true), "a new roll is no repair");
        assert_eq!(
            [jam, open, jam, jam].map(&mut says),
            [false, false, true, false],
            "once for each opening"
        );
        assert_eq!([open, fine].map(&mut says), [false, false], "it went on by itself");
        repair = Repair::default();
        [jam, open, jam, jam].into_iter().for_each(|status| repair.hear(status));
        assert!(repair.is_done(jam), "heard where nothing could be sent");
        let mut says = |status| repair.is_done(status);
        let both = Status { jammed: true, ..open };
        assert_eq!([both, jam].map(&mut says), [false, true], "first seen with the cover open");
    }

    proptest! {
        #[test]
        fn noise_never_panics_and_never_piles_up(noise in proptest::collection::vec(any::<u8>(), 0..500)) {
            let mut answers = Answers::default();
            for chunk in noise.chunks(7) {
                answers.push(chunk);
                while answers.take().is_some() {}
                prop_assert!(answers.bytes.len() < LONGEST);
            }
        }
    }
}
