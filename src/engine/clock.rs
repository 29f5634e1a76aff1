//! The engine's one clock, and how far it is from the apps' clocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time. The system's in life, a test's own in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock, cut to milliseconds, which is the precision of stored times.
pub fn system() -> Clock {
    Arc::new(|| {
        let now = Timestamp::now();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    })
}

/// How far this computer's clock is ahead of the world's, in seconds, as the apps' answers show it. The engine keeps its own
/// clock's time; times are converted where they leave it or come in.
#[derive(Clone, Debug, Default)]
pub struct Drift(Arc<AtomicI64>);

impl Drift {
    /// Notes what was measured at each app. Where they differ, the one that agrees with our clock most is believed: a server
    /// whose clock is wrong is rarer than an app whose answers travel.
    pub fn measured(&self, ahead: impl IntoIterator<Item = i64>) {
        let least = ahead.into_iter().min_by_key(|seconds| seconds.unsigned_abs());
        self.0.store(least.unwrap_or(0), Ordering::Relaxed);
    }

    /// Seconds.
    pub fn ahead(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// A moment of our clock by the world's.
    pub fn told(&self, at: Timestamp) -> Timestamp {
        moved(at, self.ahead().saturating_neg())
    }

    /// A moment of the world's clock by ours.
    pub fn heard(&self, at: Timestamp) -> Timestamp {
        moved(at, self.ahead())
    }

    /// A clock that shows the world's time.
    pub fn right(&self, clock: Clock) -> Clock {
        let drift = self.clone();
        Arc::new(move || drift.told(clock()))
    }
}

fn moved(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_wrong_is_set_right_for_those_outside() {
        let ours: Timestamp = "2026-11-21T11:10:00Z".parse().unwrap();
        let drift = Drift::default();
        let right = drift.right(Arc::new(move || ours));
        assert_eq!((right(), drift.told(ours)), (ours, ours), "nothing was measured yet");
        drift.measured([605, 600]);
        let theirs: Timestamp = "2026-11-21T11:00:00Z".parse().unwrap();
        assert_eq!((right(), drift.told(ours), drift.heard(theirs)), (theirs, theirs, ours));
        drift.measured([-90]);
        assert_eq!(drift.told(ours), "2026-11-21T11:11:30Z".parse().unwrap());
        drift.measured([7_200, 0, -40]);
        assert_eq!(drift.ahead(), 0, "one app of three has a wrong clock");
        drift.measured([]);
        assert_eq!(drift.ahead(), 0);
        drift.measured([i64::MIN]);
        assert_eq!(drift.heard(Timestamp::MIN), Timestamp::MIN, "no clock is that wrong");
    }
}
