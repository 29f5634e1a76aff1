//! What is known of a printer's voice, and what follows from it: what it is asked, how long an answer is waited for, and
//! what silence means. Pure.
//!
//! A printer that answers nothing is never a fact, only a doubt: it may be booting, busy with another program's receipt,
//! or switched off behind a serial port that opens all the same. So it is asked at every connection, and what it
//! ever answered is kept over restarts: from one that was heard before, silence is a reason to wait.

use std::time::Duration;

use domain::board::Assurance;
use serde::{Deserialize, Serialize};

/// What was ever heard of one device. Kept by its address ([`super::Devices`]), because it is the device's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Voice {
    /// Which of `DLE EOT 1` to `4` it ever answered.
    pub status: [bool; 4],
    /// Whether it answers `GS r`.
    pub in_stream: Answered,
    /// Whether it answers `GS ( H`.
    pub process_id: Answered,
    /// It answers with bytes that say nothing: some clones send 0x00 whatever they are asked.
    pub unclear: bool,
    /// Whether it was listened to for long and answered nothing.
    pub mute: bool,
    /// It may sit in the middle of a command of at most this many bytes: a ticket broke off.
    pub torn: usize,
}

/// Whether a kind of request is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// Not known yet.
    #[default]
    Untried,
    /// A request of this kind was answered at least once.
    Ever,
    /// The printer was well, was asked and waited for, and did not answer.
    Never,
}

/// How a printer is asked whether a ticket is on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// `GS ( H`: its answer bears the ticket's own id.
    ProcessId,
    /// `GS r`: its answers are all alike, and told apart by counting.
    InStream,
}

/// What it means that a ticket was not confirmed though it was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lapse {
    /// This printer does not confirm: known from now on.
    DoesNotConfirm,
    /// It says that it is well, but did not confirm as it usually does.
    Well,
    /// It does not say how it is.
    Silent,
}

impl Voice {
    /// Whether it ever said anything: silence then means that it takes nothing now.
    pub fn heard(&self) -> bool {
        self.says_how_it_is() || self.unclear || self.confirms()
    }

    /// How much it says of itself.
    pub fn assurance(&self) -> Assurance {
        if self.confirms() {
            Assurance::Paper
        } else if self.says_how_it_is() {
            Assurance::Status
        } else {
            Assurance::Nothing
        }
    }

    /// Whether it answers any `DLE EOT`.
    pub fn says_how_it_is(&self) -> bool {
        self.status.contains(&true)
    }

    fn confirms(&self) -> bool {
        !self.unclear && [self.in_stream, self.process_id].contains(&Answered::Ever)
    }

    /// Whether it is known to say how it is and never that a ticket is on paper.
    pub fn never_confirms(&self) -> bool {
        let never = [self.in_stream, self.process_id].contains(&Answered::Never);
        never && !self.confirms() && self.says_how_it_is()
    }

    pub(super) fn answered(&self, way: Way) -> Answered {
        match way {
            Way::ProcessId => self.process_id,
            Way::InStream => self.in_stream,
        }
    }

    pub(super) fn answered_mut(&mut self, way: Way) -> &mut Answered {
        match way {
            Way::ProcessId => &mut self.process_id,
            Way::InStream => &mut self.in_stream,
        }
    }

    /// How it is asked whether a ticket is on paper, of the ways that its profile knows; `None`: it is not asked.
    pub(super) fn confirmation(&self, ways: &[Way]) -> Option<Way> {
        // Bytes that say nothing would be taken for a confirmation; and what answers nothing might print the question.
        let able = !self.unclear && (!self.mute || self.heard());
        ways.iter().copied().find(|way| able && self.answered(*way) != Answered::Never)
    }

    /// The `DLE EOT` with which a greeting begins, and what is tried where it is not answered: a printer that is one
    /// request behind answers the first only when the second comes.
    pub(super) fn first_questions(&self) -> [u8; 2] {
        match (1..=4).find(|n| self.status[usize::from(n - 1)]) {
            Some(n) => [n, n],
            // The commonest two; a printer that knows only one `DLE EOT` knows one of these.
            None => [1, 4],
        }
    }

    /// How long a confirmation is waited for, beside the time that the bytes need on the line. `well`: the printer answers
    /// `DLE EOT` and nothing hinders it, so it is only slow. `printing`: what the slowest needs for this ticket.
    pub(super) fn patience(&self, way: Way, well: bool, confirm: Duration, printing: Duration) -> Duration {
        match self.answered(way) {
            Answered::Ever if well => confirm * 4 + printing,
            // Only until a printer has confirmed for the first time: the slowest known confirm after 26 s.
            Answered::Untried => (confirm * 2).max(confirm + printing),
            Answered::Ever | Answered::Never => confirm + printing,
        }
    }

    /// What it means that no confirmation came in that time and nothing hinders the printer.
    pub(super) fn lapse(&self, way: Way, well: bool) -> Lapse {
        match self.answered(way) {
            Answered::Untried | Answered::Never if well => Lapse::DoesNotConfirm,
            _ if well => Lapse::Well,
            _ => Lapse::Silent,
        }
    }
}

/// Whether this answer to `DLE EOT n` is what a printer in good order says, which needs no second look: a drawer that is
/// open (1) and a roll near its end (4) are in good order. Anything else may be the answer to another question.
pub(super) fn is_plain(n: u8, answer: u8) -> bool {
    match n {
        1 => matches!(answer, 0x12 | 0x16),
        4 => matches!(answer, 0x12 | 0x1e),
        _ => answer == 0x12,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAYS: [Way; 2] = [Way::ProcessId, Way::InStream];

    fn status(known: [bool; 4]) -> Voice {
        Voice { status: known, ..Voice::default() }
    }

    #[test]
    fn whatever_was_ever_heard_makes_silence_a_reason_to_wait() {
        assert!(!Voice::default().heard());
        assert!(!Voice { mute: true, torn: 9, in_stream: Answered::Never, ..Voice::default() }.heard());
        for voice in [
            status([false, false, false, true]),
            Voice { in_stream: Answered::Ever, ..Voice::default() },
            Voice { process_id: Answered::Ever, ..Voice::default() },
            Voice { unclear: true, mute: true, ..Voice::default() },
        ] {
            assert!(voice.heard(), "{voice:?}");
        }
    }

    #[test]
    fn only_what_was_heard_assures_anything() {
        let clear = status([true, false, false, false]);
        let never = Voice { in_stream: Answered::Never, ..clear.clone() };
        let paper = Voice { in_stream: Answered::Ever, ..Voice::default() };
        let unclear = Voice { unclear: true, ..Voice::default() };
        assert_eq!(
            [Voice::default(), unclear, clear.clone(), never.clone(), paper].map(|voice| voice.assurance()),
            [Assurance::Nothing, Assurance::Nothing, Assurance::Status, Assurance::Status, Assurance::Paper]
        );
        assert_eq!([clear, never].map(|voice| voice.never_confirms()), [false, true]);
    }

    #[test]
    fn a_way_that_was_never_answered_is_not_asked_again() {
        let mut voice = status([true; 4]);
        assert_eq!(voice.confirmation(&WAYS), Some(Way::ProcessId));
        voice.process_id = Answered::Never;
        assert_eq!(voice.confirmation(&WAYS), Some(Way::InStream));
        voice.in_stream = Answered::Never;
        assert_eq!(voice.confirmation(&WAYS), None);
        assert_eq!(voice.confirmation(&[]), None);
        for silent in [
            Voice { mute: true, ..Voice::default() },
            Voice { unclear: true, in_stream: Answered::Ever, ..Voice::default() },
        ] {
            assert_eq!(silent.confirmation(&WAYS), None, "{silent:?}");
        }
    }

    #[test]
    fn silence_after_a_ticket_means_what_was_heard_before() {
        let confirm = Duration::from_secs(15);
        let printing = Duration::from_secs(20);
        let seconds = |voice: &Voice, well| voice.patience(Way::InStream, well, confirm, printing).as_secs();
        let mut voice = status([true; 4]);
        assert_eq!((seconds(&voice, true), voice.lapse(Way::InStream, true)), (35, Lapse::DoesNotConfirm));
        assert_eq!(voice.lapse(Way::InStream, false), Lapse::Silent);
        voice.in_stream = Answered::Ever;
        assert_eq!((seconds(&voice, true), seconds(&voice, false)), (80, 35));
        assert_eq!(voice.lapse(Way::InStream, true), Lapse::Well);
        assert_eq!(voice.lapse(Way::InStream, false), Lapse::Silent);
    }

    #[test]
    fn a_greeting_begins_with_what_was_answered_before() {
        assert_eq!(Voice::default().first_questions(), [1, 4]);
        assert_eq!(status([false, false, false, true]).first_questions(), [4, 4]);
        assert_eq!(status([true, false, false, true]).first_questions(), [1, 1]);
    }

    #[test]
    fn only_good_news_goes_without_a_second_look() {
        for (n, plain) in [(1, 0x12), (1, 0x16), (2, 0x12), (3, 0x12), (4, 0x12), (4, 0x1e)] {
            assert!(is_plain(n, plain));
        }
        // An open drawer said one question late is an open cover; an empty roll, a fault.
        for (n, other) in [(2, 0x16), (3, 0x32), (4, 0x16), (1, 0x1e), (1, 0x1a), (4, 0x72), (2, 0x36)] {
            assert!(!is_plain(n, other), "{n} {other:x}");
        }
    }

    #[test]
    fn a_voice_is_read_back_from_the_store() {
        let voice = Voice { in_stream: Answered::Ever, torn: 80, ..status([true, false, false, true]) };
        let stored = serde_json::to_string(&voice).unwrap();
        assert_eq!(serde_json::from_str::<Voice>(&stored).unwrap(), voice);
        assert_eq!(serde_json::from_str::<Voice>("{}").unwrap(), Voice::default());
    }
}
