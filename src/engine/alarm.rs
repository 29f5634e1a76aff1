//! What the bell does, from the orders and the time. Pure.

use std::sync::Arc;

use jiff::Timestamp;

use super::board::{Alarm, Ring};
use super::{Bell, OrderState};

/// The bell hurries when this much or less is left to answer, in seconds …
const HURRY_BEFORE_DEADLINE: i64 = 90;
/// … or when nobody has come for this long, in seconds.
const HURRY_AFTER_RINGING: i64 = 120;

/// A shop that an app may close for absence is rung for this often, in milliseconds.
const ABSENT_EVERY: i64 = 300_000;

/// The loudest of what the orders ask for, and a stroke now and then for each app that has not answered since then.
pub fn alarm<'a>(
    orders: &[Arc<OrderState>],
    absent_since: impl IntoIterator<Item = &'a Timestamp>,
    now: Timestamp,
) -> Alarm {
    let mut alarm = Alarm::default();
    for since in absent_since {
        let (since, now) = (since.as_millisecond(), now.as_millisecond());
        let last = now - (now - since).max(0) % ABSENT_EVERY;
        alarm.strokes = alarm.strokes.max(last.unsigned_abs());
    }
    for order in orders {
        let ring = match order.bell {
            Bell::Silent => Ring::None,
            Bell::Once { at } => {
                alarm.strokes = alarm.strokes.max(at.as_millisecond().unsigned_abs());
                Ring::None
            }
            Bell::NewOrder { since } => {
                let left = order.accept_by.map(|at| at.as_second() - now.as_second());
                let near = left.is_some_and(|left| left <= HURRY_BEFORE_DEADLINE);
                let long = now.as_second() - since.as_second() >= HURRY_AFTER_RINGING;
                if near || long { Ring::Hurrying } else { Ring::Calling }
            }
            Bell::Urgent { .. } => Ring::Urgent,
        };
        alarm.ring = alarm.ring.max(ring);
    }
    alarm
}
