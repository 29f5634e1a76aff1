//! Clocks that were set, and starts of the program: nothing that waits ends by either.
//!
//! An order's times are by our clock. When that is set, they are moved by as much; so whatever waits, waits as long as it was to.
//! How long the program was off is known only by a clock that may have been set meanwhile. The app's clock tells: what ours
//! was ahead of it then and is now differs by just that much. Until it has spoken, nothing is ended that no person would see.

use jiff::{SignedDuration, Timestamp};

use super::Turn;
use super::policy::later;

/// After a start the app's clock is waited for so long, in seconds; an app that does not tell its time has our clock believed.
const UNSURE_FOR: i64 = 300;
/// A clock that differs by less was not set: it drifts, and answers travel. In seconds.
const DRIFT: i64 = 60;

impl Turn<'_> {
    /// Our clock was set by so much; `now` is by the new one.
    pub(super) fn clock_was_set(&mut self, by: SignedDuration) {
        self.state.move_times(by);
        self.compare_with_app();
    }

    /// The app's first word about the time since the program was started.
    pub(super) fn app_tells_time(&mut self, ahead: i64) {
        let unsure = self.state.unsure_since.take().is_some();
        let by = ahead.saturating_sub(self.state.clock_ahead);
        if unsure && by.abs() > DRIFT {
            self.state.move_times(SignedDuration::from_secs(by));
        }
        if self.state.clock_ahead != ahead {
            self.state.clock_ahead = ahead;
            self.plan_again();
        }
    }

    /// When something is due that no person would see in time: not as long as nobody knows how much time has passed.
    pub(super) fn held(&self, due: Option<Timestamp>) -> Option<Timestamp> {
        let unsure_until = self.state.unsure_since.map(|since| later(since, UNSURE_FOR));
        due.map(|at| unsure_until.map_or(at, |until| at.max(until)))
    }
}
