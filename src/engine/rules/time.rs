//! Time is an input: each state says when it wants to be woken, and a wake does everything that is due.

use jiff::Timestamp;

use super::policy::later;
use super::{Change, Doubt, Effect, Policy, Turn};
use crate::engine::OrderState;
use crate::order::{DeliveryState, Status, TicketState, phone};

/// An unanswered order is given up this long after the app's deadline, in seconds.
const MISSED_AFTER: i64 = 60;
/// An order whose delivery has ended closes this long after, if the app says nothing, in seconds.
const CLOSE_AFTER_DELIVERED: i64 = 1_800;
/// The app is asked this long after a cancellation it has not settled, in seconds.
const ASK_ABOUT_PENDING: i64 = 60;
/// After this long without a word the cancellation counts as refused, so that a person can go on, in seconds.
const STOP_ASKING: i64 = 3_600;
/// What the app shows is compared this often, in seconds: seldom beside its polls, and soon enough to save a meal.
const COMPARE_EVERY: i64 = 300;
/// An unreadable order is given up, and an accepted one that nobody touched since it was ready closes, after a day,
/// in seconds: what is never closed would fill the counter's screen for ever.
const FORGOTTEN_AFTER: i64 = 86_400;

/// The next time at which something is due by itself; `None` if nothing is. Always in the future of the wake that
/// has just been applied, so that the loop cannot spin.
pub fn next_wake(state: &OrderState, policy: &Policy) -> Option<Timestamp> {
    let turn = Turn { state: state.clone(), changes: Vec::new(), now: state.updated_at, policy };
    turn.wakes().into_iter().flatten().min()
}

impl Turn<'_> {
    fn wakes(&self) -> [Option<Timestamp>; 9] {
        [
            self.missed_at(),
            self.start_due_at(),
            self.dispatch_due_at().filter(|_| self.state.started),
            self.state.tickets.iter().filter(|t| t.state == TicketState::Queued).map(|t| t.expires_at).min(),
            self.pending_due_at(),
            self.close_at(),
            self.uncalled_until(),
            self.compare_at(),
            self.late_at(),
        ]
    }

    pub(super) fn wake(&mut self) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= self.now);
        let missed = due(self.missed_at());
        let start = due(self.start_due_at());
        let ask = due(self.pending_due_at());
        let close = due(self.close_at());
        let compare = due(self.compare_at());
        if missed {
            let pending = self.state.pending_action;
            self.state.status = Status::Missed;
            self.close();
            // The app may still agree to our refusal.
            self.state.pending_action = pending;
        }
        if start {
            self.start();
        }
        if ask && let Some(pending) = &mut self.state.pending_action {
            pending.asked_at = self.now;
            let given_up = self.now >= later(pending.since, STOP_ASKING);
            if given_up {
                self.changes.push(Change::Revoke { tag: "tell:requestCancellation".to_owned() });
                self.cancellation_denied("no-answer".to_owned());
            } else {
                self.queue(Effect::Fetch { doubt: Doubt::Silence });
            }
        }
        if close {
            self.own_rider_reaches(DeliveryState::Delivered);
            self.state.status = Status::Completed;
            self.close();
        }
        if compare {
            self.compare_with_app();
        }
        self.give_up_uncalled();
        self.dispatch_if_due();
        self.tell_if_late();
        self.expire_overdue_tickets();
    }

    /// When the app is to be asked how the order stands there; an unreadable one is asked for anyway.
    fn compare_at(&self) -> Option<Timestamp> {
        let at_app = self.state.channel != phone::CHANNEL;
        let open = at_app && !self.state.status.is_final() && self.state.order.is_some();
        open.then(|| later(self.state.compared_at.unwrap_or(self.state.received_at), COMPARE_EVERY))
    }

    /// Asks the app how the order stands there.
    pub(super) fn compare_with_app(&mut self) {
        if !self.state.status.is_final() && self.state.order.is_some() {
            self.state.compared_at = Some(self.now);
            self.queue(Effect::Fetch { doubt: Doubt::Compare });
        }
    }

    fn missed_at(&self) -> Option<Timestamp> {
        match self.state.status {
            Status::Received => Some(later(self.state.accept_by?, MISSED_AFTER)),
            Status::Unreadable => Some(later(self.state.received_at, FORGOTTEN_AFTER)),
            _ => None,
        }
    }

    fn start_due_at(&self) -> Option<Timestamp> {
        let waiting = self.state.status.is_accepted() && !self.state.started;
        self.state.starts_at.filter(|_| waiting)
    }

    fn pending_due_at(&self) -> Option<Timestamp> {
        let pending = self.state.pending_action?;
        (!self.state.status.is_final()).then(|| later(pending.asked_at, ASK_ABOUT_PENDING))
    }

    fn close_at(&self) -> Option<Timestamp> {
        if !self.state.status.is_accepted() {
            return None;
        }
        let delivered = self.state.delivered_at.map(|at| later(at, CLOSE_AFTER_DELIVERED));
        // Nobody tells what becomes of one's own rider but a person, who may have forgotten.
        let nobody_rides = self.state.live_delivery().is_none_or(|live| self.is_in_house(live));
        let forgotten = self.state.ready_at.filter(|_| self.state.started && nobody_rides);
        delivered.or(forgotten.map(|at| later(at, FORGOTTEN_AFTER)))
    }
}
