//! Moves everything that waits when this computer's clock was set, in one commit.

use std::sync::Arc;

use domain::OrderState;
use domain::rules::Input;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::unit_of_work::is_open;
use super::{OrderStore, StoreError};

/// Requests reach the writer with the time at which they were made, at most so much later.
const ON_THE_WAY: SignedDuration = SignedDuration::from_secs(15);

/// When the clock was set, by its time before, and by how much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set {
    before: Timestamp,
    by: SignedDuration,
}

impl OrderStore {
    /// Moves all stored times by as much as the clock is set, so that every wait keeps its length, and asks the apps about open
    /// orders. `before` is the time by the clock as it was.
    ///
    /// # Errors
    /// The database failed; nothing was moved, and the clock must not be followed.
    pub fn clock_set(&mut self, by: SignedDuration, before: Timestamp) -> Result<(), StoreError> {
        let now = before.checked_add(by).unwrap_or(before);
        let open = self.open_orders(|_| true);
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(0);
        self.commit(|unit| {
            unit.tx.execute(
                "UPDATE outbox SET not_before = not_before + ?1, waits_since = waits_since + ?1,
                                   created_at = created_at + ?1",
                params![milliseconds],
            )?;
            for order in open {
                unit.apply(&order, Input::ClockSet { by }, now)?.ok();
            }
            Ok(())
        })?;
        self.move_openings(by, now)?;
        self.set = Some(Set { before, by });
        tracing::warn!(seconds = by.as_secs(), "the clock was set; what waits is moved with it");
        Ok(())
    }

    /// Notes the difference to an app's clock, measured for the first time since the start: ours is `ahead` of it, in seconds.
    ///
    /// # Errors
    /// The database failed; deadlines are still held back.
    pub fn app_clock(&mut self, channel: &str, ahead: i64, now: Timestamp) -> Result<(), StoreError> {
        let open = self.open_orders(|state| state.head.channel == channel);
        self.commit(|unit| {
            for order in open {
                unit.apply(&order, Input::AppClock { ahead }, now)?.ok();
            }
            Ok(())
        })
    }

    /// Notices a clock that was set back while the program was off: the start lies before the last stored change.
    pub(super) fn notice_clock_set_back(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let newest = self.orders().iter().map(|state| state.head.updated_at).max();
        match newest.filter(|newest| newest.duration_since(now) > ON_THE_WAY) {
            Some(newest) => self.clock_set(now.duration_since(newest), newest),
            None => Ok(()),
        }
    }

    /// The time of a request by the present clock; one that was queued when the clock was set carries the old time.
    pub(super) fn in_step(&mut self, now: Timestamp) -> Timestamp {
        let Some(Set { before, by }) = self.set else { return now };
        let after = before.checked_add(by).unwrap_or(before);
        let is_old = now.duration_since(before).abs() < now.duration_since(after).abs();
        if is_old {
            return now.checked_add(by).unwrap_or(now);
        }
        if now.duration_since(after) > ON_THE_WAY {
            self.set = None;
        }
        now
    }

    fn open_orders(&self, which: impl Fn(&OrderState) -> bool) -> Vec<String> {
        let open = |state: &&Arc<OrderState>| is_open(state) && which(state);
        self.orders().iter().filter(open).map(|state| state.head.id.clone()).collect()
    }
}
