//! Clocks that were set, and starts of the program: nothing that waits ends by either.
//!
//! An order's times are by our clock. When that is set, they are moved by as much; so whatever waits, waits as long as it was to.
//! How long the program was off is known only by a clock that may have been set meanwhile. The app's clock tells: what ours
//! was ahead of it then and is now differs by just that much. Until it has spoken, nothing is ended that no person would see.

use jiff::Timestamp;

use super::HeadMachine;
use crate::engine::rules::policy::later;

/// After a start the app's clock is waited for so long, in seconds; an app that does not tell its time has our clock believed.
const UNSURE_FOR: i64 = 300;
/// A clock that differs by less was not set: it drifts, and answers travel. In seconds.
const DRIFT: i64 = 60;

impl HeadMachine<'_, '_> {
    /// The app's first word about the time since the program was started: by how much our times have to be moved for it, in
    /// seconds.
    pub(in crate::engine::rules) fn hear_clock(&mut self, ahead: i64) -> i64 {
        let unsure = self.own.unsure_since.take().is_some();
        let by = ahead.saturating_sub(self.own.clock_ahead);
        if unsure && by.abs() > DRIFT { by } else { 0 }
    }

    /// The order is planned by the clock that was heard.
    pub(in crate::engine::rules) fn trust_clock(&mut self, ahead: i64) {
        if self.own.clock_ahead != ahead {
            self.own.clock_ahead = ahead;
            self.plan_again();
        }
    }

    /// When something is due that no person would see in time: not as long as nobody knows how much time has passed.
    pub(super) fn held(&self, due: Option<Timestamp>) -> Option<Timestamp> {
        let unsure_until = self.own.unsure_since.map(|since| later(since, UNSURE_FOR));
        due.map(|at| unsure_until.map_or(at, |until| at.max(until)))
    }
}
