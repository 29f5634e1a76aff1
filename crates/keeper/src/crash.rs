//! What an end of the program was, and what follows from it.

use std::collections::VecDeque;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// Exit codes that the program gives by itself: done, failed, wrong usage or settings.
const OWN: std::ops::RangeInclusive<i32> = 0..=2;
/// So many crashes within [`WITHIN`] and it is not started again.
const MOST: usize = 5;
/// The time in which crashes count together.
const WITHIN: Duration = Duration::from_secs(600);
/// The pause after the first of them; each further one is three times as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// How the program ended that did not end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// With a code that it never gives: 101 is a panic's, 0xC0000005 Windows' for a forbidden access.
    Code(i32),
    /// By a signal that no person and no end of a session sends.
    Signal(i32),
}

impl Crash {
    /// The crash that this end was; `None`: it ended by itself, or was told to.
    pub fn of(status: ExitStatus) -> Option<Crash> {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            // HUP, INT, QUIT, TERM and PIPE: a terminal, a session or a person ends it.
            return (![1, 2, 3, 13, 15].contains(&signal)).then_some(Crash::Signal(signal));
        }
        Crash::of_code(status.code()?)
    }

    fn of_code(code: i32) -> Option<Crash> {
        /// `STATUS_CONTROL_C_EXIT` and `DBG_TERMINATE_PROCESS`: a console closes, a session ends
        /// (<https://learn.microsoft.com/openspecs/windows_protocols/ms-erref/596a1078-e883-4972-9bbc-49e60bebca55>).
        const TOLD: [u32; 2] = [0xC000_013A, 0x4001_0004];
        (!OWN.contains(&code) && !TOLD.contains(&code.cast_unsigned())).then_some(Crash::Code(code))
    }

    /// The code that a shell would say.
    pub fn exit_code(self) -> i32 {
        match self {
            Crash::Code(code) => code,
            Crash::Signal(signal) => 128 + signal,
        }
    }
}

/// What follows a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The program is started again after this pause.
    Start(Duration),
    /// It crashes too often.
    GiveUp,
}

/// Counts crashes.
#[derive(Debug, Default)]
pub struct Watch {
    crashes: VecDeque<Instant>,
}

impl Watch {
    /// What follows a crash at this moment.
    pub fn after(&mut self, now: Instant) -> Next {
        self.crashes.retain(|crash| now.saturating_duration_since(*crash) < WITHIN);
        self.crashes.push_back(now);
        match u32::try_from(self.crashes.len()) {
            Ok(many) if self.crashes.len() < MOST => Next::Start(FIRST_PAUSE * 3_u32.pow(many - 1)),
            _ => Next::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_the_fifth_crash_in_ten_minutes_ends_it() {
        let (start, mut watch) = (Instant::now(), Watch::default());
        let next: Vec<_> = (0..5).map(|at| watch.after(start + Duration::from_secs(at * 120))).collect();
        let pause = |seconds| Next::Start(Duration::from_secs(seconds));
        assert_eq!(next, [pause(1), pause(3), pause(9), pause(27), Next::GiveUp]);
    }

    #[test]
    fn crashes_of_another_hour_are_forgotten() {
        let (start, mut watch) = (Instant::now(), Watch::default());
        for at in 0..20 {
            let next = watch.after(start + Duration::from_secs(at * 600));
            assert_eq!(next, Next::Start(Duration::from_secs(1)));
        }
    }

    #[test]
    fn an_end_that_was_wanted_is_no_crash() {
        for code in [0, 1, 2, 0xC000_013A_u32.cast_signed(), 0x4001_0004] {
            assert_eq!(Crash::of_code(code), None, "{code:#x}");
        }
        for code in [3, 101, 134, -1, 0xC000_0005_u32.cast_signed(), 0xC000_0409_u32.cast_signed()] {
            assert_eq!(Crash::of_code(code), Some(Crash::Code(code)), "{code:#x}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_signal_is_a_crash_unless_a_person_sends_it() {
        use std::os::unix::process::ExitStatusExt as _;
        for (signal, is_crash) in [(1, false), (2, false), (15, false), (6, true), (9, true), (11, true)] {
            let crash = Crash::of(ExitStatus::from_raw(signal));
            assert_eq!(crash, is_crash.then_some(Crash::Signal(signal)), "{signal}");
        }
    }
}
