//! When the kitchen starts, and when the food is ready. A time that the customer chose comes before any estimate.

use jiff::Timestamp;

use super::HeadMachine;
use crate::order::{Order, OrderKind, Timing};
use crate::rules::policy::later;

/// How long a meal is on its way to the door, with the time that its rider waits and climbs stairs, in seconds. No app says
/// so beforehand; a district's riders take 15 to 25 minutes.
const TRAVEL: i64 = 20 * 60;

/// When cooking starts and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub starts_at: Timestamp,
    pub ready_at: Timestamp,
}

/// The plan for a pre-order that is taken `now` by a clock that is `ahead` of the app's; that and `prep` are seconds.
///
/// Many apps fill in `preparationStartDateTime` with the order's creation, the standard's own default. It is therefore used
/// only where a meal that is begun then arrives within the delivery window; else the kitchen starts in time for the window's
/// beginning.
fn pre_order(order: &Order, prep: i64, ahead: i64, now: Timestamp) -> Plan {
    let Some(wanted) = order.wanted else {
        let starts_at = later(order.preparation_start, ahead).max(now);
        return Plan { starts_at, ready_at: later(starts_at, prep) };
    };
    let before = |at: Timestamp| later(at, -travel(order) - prep);
    let (earliest, latest) = (before(wanted.start), before(wanted.end));
    let suggested = Some(order.preparation_start).filter(|at| (earliest..=latest).contains(at));
    let starts_at = later(suggested.unwrap_or(earliest), ahead).max(now);
    Plan { starts_at, ready_at: ready_after(order, starts_at, prep, ahead) }
}

/// When an order whose kitchen starts then is to be ready: not before it has to leave.
fn ready_after(order: &Order, starts_at: Timestamp, prep: i64, ahead: i64) -> Timestamp {
    let cooked = later(starts_at, prep);
    order.wanted.map_or(cooked, |wanted| later(wanted.start, ahead - travel(order)).max(cooked))
}

fn travel(order: &Order) -> i64 {
    if order.kind == OrderKind::Delivery { TRAVEL } else { 0 }
}

impl HeadMachine<'_, '_> {
    fn prep_seconds(&self) -> i64 {
        i64::from(self.own.prep_minutes.unwrap_or_default()) * 60
    }

    /// Sets when an order that was just taken starts and is ready; an on-demand one waits for its call.
    pub(super) fn plan(&mut self) {
        let Some(order) = &self.own.order else { return };
        let (prep, ahead) = (self.prep_seconds(), self.own.clock_ahead);
        // PREPARATION_REQUESTED may have come before the answer; it set the start.
        let plan = match (self.own.starts_at, order.timing) {
            (Some(starts_at), _) => Plan { starts_at, ready_at: ready_after(order, starts_at, prep, ahead) },
            (None, Timing::Instant) => Plan { starts_at: self.now, ready_at: later(self.now, prep) },
            (None, Timing::Scheduled) => pre_order(order, prep, ahead, self.now),
            (None, Timing::OnDemand) => return,
        };
        self.own.starts_at = Some(plan.starts_at);
        self.own.ready_at = Some(plan.ready_at);
    }

    /// The app moved the time of an order that waits for its start, or turned out to have another clock.
    pub(super) fn plan_again(&mut self) {
        let waits = self.own.status.is_accepted() && !self.own.started;
        let Some(order) = self.own.order.as_ref().filter(|order| order.timing == Timing::Scheduled) else {
            return;
        };
        if waits {
            let plan = pre_order(order, self.prep_seconds(), self.own.clock_ahead, self.now);
            self.own.starts_at = Some(plan.starts_at);
            self.own.ready_at = Some(plan.ready_at);
        }
    }

    /// Cooking starts now: when it is ready, where that was not known before.
    pub(super) fn reckon_ready(&mut self) {
        let (prep, ahead) = (self.prep_seconds(), self.own.clock_ahead);
        let ready_at = self.own.order.as_ref().map(|order| ready_after(order, self.now, prep, ahead));
        self.own.ready_at = self.own.ready_at.or(ready_at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::Window;
    use crate::sample;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{}:00Z", text.replace(' ', "T")).parse().unwrap()
    }

    /// When a meal that takes twenty minutes, taken on the 21st at 10:00, starts and is ready.
    fn planned(kind: OrderKind, suggested: &str, window: Option<(&str, &str)>) -> (Timestamp, Timestamp) {
        let now = at("21 10:00");
        let mut order = sample::order("a", now, vec![]);
        (order.kind, order.timing) = (kind, Timing::Scheduled);
        order.preparation_start = at(suggested);
        order.wanted = window.map(|(start, end)| Window { start: at(start), end: at(end) });
        let plan = pre_order(&order, 20 * 60, 0, now);
        (plan.starts_at, plan.ready_at)
    }

    #[test]
    fn a_pre_order_starts_in_time_for_its_window_and_not_before() {
        use OrderKind::{Delivery, Takeout};
        let tomorrow = Some(("22 06:00", "22 06:30"));
        let whole = |start, ready| (at(start), at(ready));
        for (kind, suggested, start, ready) in [
            // The creation, the standard's default.
            (Delivery, "21 10:00", "22 05:20", "22 05:40"),
            (Takeout, "21 10:00", "22 05:40", "22 06:00"),
            // Before the creation, and hours too early.
            (Delivery, "20 10:00", "22 05:20", "22 05:40"),
            (Delivery, "22 04:00", "22 05:20", "22 05:40"),
            // Late enough for the window's end: the app knows the way.
            (Delivery, "22 05:35", "22 05:35", "22 05:55"),
            (Takeout, "22 06:10", "22 06:10", "22 06:30"),
            // So late that it would miss the window.
            (Delivery, "22 06:00", "22 05:20", "22 05:40"),
            (Delivery, "23 06:00", "22 05:20", "22 05:40"),
        ] {
            assert_eq!(planned(kind, suggested, tomorrow), whole(start, ready), "{kind:?} {suggested}");
        }
        // A moment instead of a window, and one that cannot be kept any more.
        let moment = Some(("22 06:00", "22 06:00"));
        assert_eq!(planned(Delivery, "22 05:30", moment), whole("22 05:20", "22 05:40"));
        assert_eq!(
            planned(Delivery, "21 10:00", Some(("21 10:10", "21 10:10"))),
            whole("21 10:00", "21 10:20")
        );
        // Without a wanted time only the app's suggested start is left.
        assert_eq!(planned(Delivery, "21 12:00", None), whole("21 12:00", "21 12:20"));
    }
}
