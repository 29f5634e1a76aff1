//! The owner's PIN: which digits may be one, and how long is waited after wrong ones. It keeps the staff out of a window; it keeps out no
//! one who has the computer's account.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Fewest digits.
pub const LEAST: usize = 4;
/// Most digits.
pub const MOST: usize = 8;
/// Wrong tries that cost nothing: a finger slips.
pub const FREE: u32 = 5;
/// The wait after them, in seconds; each further wrong try doubles it.
const FIRST_WAIT: i64 = 30;
/// The longest wait, in seconds: an owner who forgot waits no night.
const LONGEST_WAIT: i64 = 1_800;

/// Digits that may be a PIN. They are never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl Pin {
    /// Reads digits; `None` where they are no PIN: too few, too many, or something else than digits.
    pub fn read(text: &str) -> Option<Pin> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (LEAST..=MOST).contains(&text.len())).then(|| Pin(text.to_owned()))
    }

    /// The digits, to be hashed.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is the PIN, or none is set.
    Right,
    /// It is not.
    Wrong,
    /// It was not looked at, because too many before it were wrong.
    Waits {
        /// Seconds until the next try.
        seconds: i64,
    },
}

/// Wrong tries since the last right one. Kept with the PIN, so that a restart forgives none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// How many.
    #[serde(default)]
    pub wrong: u32,
    /// When the last of them was.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Tries {
    /// The wait after so many wrong tries, in seconds.
    fn pause(self) -> i64 {
        let over = match self.wrong.checked_sub(FREE) {
            Some(over) => over.min(16),
            None => return 0,
        };
        (FIRST_WAIT << over).min(LONGEST_WAIT)
    }

    /// Seconds until the next try counts; `None`: now. A clock that was set back does not lengthen the wait.
    pub fn wait(self, now: Timestamp) -> Option<i64> {
        let until = self.at? + SignedDuration::from_secs(self.pause());
        let left = (until.as_millisecond() - now.as_millisecond() + 999).div_euclid(1_000);
        (left > 0).then(|| left.min(self.pause())).filter(|left| *left > 0)
    }

    /// The same where the clock stands before the last wrong try: it is counted from now, so that a clock that was set back by a year
    /// locks the owner out for one wait and not for that year.
    #[must_use]
    pub fn by_clock(self, now: Timestamp) -> Tries {
        Tries { at: self.at.map(|at| at.min(now)), ..self }
    }

    /// One more wrong try.
    #[must_use]
    pub fn one_more(self, now: Timestamp) -> Tries {
        Tries { wrong: self.wrong.saturating_add(1), at: Some(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn four_to_eight_digits_are_a_pin_and_nothing_else() {
        for right in ["0000", "1234", "12345678"] {
            assert!(Pin::read(right).is_some(), "{right}");
        }
        for wrong in ["", "123", "123456789", "12a4", "12 4", "１２３４", "-123", "1234\n"] {
            assert!(Pin::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_pin_never_shows_its_digits() {
        assert!(!format!("{:?}", Pin::read("2580").unwrap()).contains("2580"));
    }

    #[test]
    fn five_wrong_tries_are_free_and_each_after_doubles_the_wait() {
        let mut tries = Tries::default();
        let mut waits = Vec::new();
        for second in 0..14 {
            tries = tries.one_more(at(second));
            waits.push(tries.wait(at(second)).unwrap_or(0));
        }
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800, 1_800]);
        assert_eq!(tries.wait(at(13 + 1_799)), Some(1));
        assert_eq!(tries.wait(at(13 + 1_800)), None);
        let many = Tries { wrong: u32::MAX, at: Some(at(0)) };
        assert_eq!(many.one_more(at(0)).wait(at(0)), Some(1_800));
    }

    #[test]
    fn a_clock_that_was_set_back_costs_one_wait_at_most() {
        let tries = Tries { wrong: FREE, at: Some(at(86_400)) };
        assert_eq!(tries.wait(at(0)), Some(30));
        assert_eq!(tries.by_clock(at(0)).wait(at(30)), None);
        assert_eq!(tries.wait(at(30)), Some(30), "without it the wait never ends");
    }

    #[test]
    fn tries_of_a_shorter_record_are_read() {
        assert_eq!(serde_json::from_str::<Tries>("{}").unwrap(), Tries::default());
    }
}
