//! Clocks that were set, and restarts: neither lets a deadline pass too early.
//!
//! An order's times are by our clock. When that clock is set, they are moved by as much, so that every wait keeps its length.
//! How long the program was off is measured by a clock that may have been set meanwhile; by how much shows in the difference to
//! the app's clock before and after. Until the app has told its time, deadlines that a person could not see coming are held
//! back.

use jiff::Timestamp;

use super::HeadMachine;
use crate::rules::policy::later;

/// How long the app's clock is waited for after a start, in seconds; then our own clock is trusted.
const UNSURE_FOR: i64 = 300;
/// A clock that differs by less was not set: it drifts, and answers travel. In seconds.
const DRIFT: i64 = 60;

impl HeadMachine<'_, '_> {
    /// Notes the app's time for the first time since a start; answers by how many seconds our times have to be moved.
    pub(in crate::rules) fn hear_clock(&mut self, ahead: i64) -> i64 {
        let unsure = self.own.unsure_since.take().is_some();
        let by = ahead.saturating_sub(self.own.clock_ahead);
        if unsure && by.abs() > DRIFT { by } else { 0 }
    }

    /// Plans the order by this difference to the app's clock, in seconds.
    pub(in crate::rules) fn trust_clock(&mut self, ahead: i64) {
        if self.own.clock_ahead != ahead {
            self.own.clock_ahead = ahead;
            self.plan_again();
        }
    }

    /// A due time, held back while it is unknown how much time passed before the start.
    pub(super) fn held(&self, due: Option<Timestamp>) -> Option<Timestamp> {
        let unsure_until = self.own.unsure_since.map(|since| later(since, UNSURE_FOR));
        due.map(|at| unsure_until.map_or(at, |until| at.max(until)))
    }
}
