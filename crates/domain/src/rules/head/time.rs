//! Time is an input: each state says when it wants to be woken, and a wake does everything that is due.

use jiff::Timestamp;

use super::HeadMachine;
use crate::order::{OwnRefusal, Status, phone};
use crate::rules::policy::later;
use crate::rules::transition::{By, Event};
use crate::rules::{Effect, FetchReason};

/// An unanswered order is given up this long after the app's deadline, in seconds.
const MISSED_AFTER: i64 = 60;
/// An order whose delivery has ended closes this long after, if the app says nothing, in seconds.
const CLOSE_AFTER_DELIVERED: i64 = 1_800;
/// The app is asked this long after a cancellation it has not settled, in seconds.
const ASK_ABOUT_PENDING: i64 = 60;
/// After this long without an answer, in seconds, a cancellation counts as refused, so that a person can go on.
const STOP_ASKING: i64 = 3_600;
/// What the app shows is compared this often, in seconds: seldom beside its polls, and soon enough to save a meal.
const COMPARE_EVERY: i64 = 300;
/// After this long, in seconds, an unreadable order is given up, and an accepted one is closed, counted from the time when it
/// was to be ready: orders that never close would fill the screen.
const FORGOTTEN_AFTER: i64 = 86_400;

/// See [`HeadMachine::doubtful_miss`].
struct DoubtfulMiss {
    /// When it would be missed by the clock as it was at its arrival.
    by_clock: Timestamp,
    /// When the app was asked about that.
    asked_at: Option<Timestamp>,
    /// When it is missed if the clock is right now.
    until: Timestamp,
    /// How long after the question it is missed in any case, in seconds: no app waits longer, and by a clock that is still
    /// wrong `until` might never come.
    patience: i64,
}

impl HeadMachine<'_, '_> {
    /// When the next deadline is due.
    pub(in crate::rules) fn wake_at(&self) -> Option<Timestamp> {
        let held = [self.missed_at(), self.start_due_at(), self.pending_due_at(), self.close_at()];
        let held = held.map(|due| self.held(due));
        held.into_iter().chain([self.compare_at()]).flatten().min()
    }

    /// Does everything that is due.
    pub(in crate::rules) fn wake(&mut self) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= self.now);
        let missed = due(self.held(self.missed_at()));
        let start = due(self.held(self.start_due_at()));
        let ask = due(self.held(self.pending_due_at()));
        let close = due(self.held(self.close_at()));
        let compare = due(self.compare_at());
        if missed {
            let pending = self.own.pending_action;
            self.own.status = Status::Missed;
            self.close();
            // The app may still agree to our refusal.
            self.own.pending_action = pending;
        }
        if start {
            self.start();
        }
        if ask && let Some(pending) = &mut self.own.pending_action {
            pending.asked_at = self.now;
            let given_up = self.now >= later(pending.since, STOP_ASKING);
            if given_up {
                self.cancellation_denied(OwnRefusal::NoAnswer.as_str().to_owned());
            } else {
                self.queue(Effect::Fetch { why: FetchReason::Silence });
            }
        }
        if close {
            self.out.emit(Event::Arrived(By::App));
            self.own.status = Status::Completed;
            self.close();
        }
        if compare {
            self.compare_with_app();
        }
    }

    /// When the app is to be asked how the order stands there; an unreadable one is asked for anyway.
    fn compare_at(&self) -> Option<Timestamp> {
        let at_app = self.own.channel != phone::CHANNEL;
        let open = at_app && !self.own.status.is_final() && self.own.order.is_some();
        let channel = self.policy.channel(&self.own.channel);
        // Without polls a cancellation has to be found as soon as a poll would have told it.
        let every = match channel.listens {
            true => COMPARE_EVERY,
            false => i64::from(channel.poll_seconds).clamp(1, COMPARE_EVERY),
        };
        let regular = later(self.own.compared_at.unwrap_or(self.own.received_at), every);
        match self.doubtful_miss() {
            Some(doubtful) if doubtful.asked_at.is_some() => None,
            Some(doubtful) => Some(regular.min(doubtful.by_clock)),
            None => open.then_some(regular),
        }
    }

    /// Asks the app how the order stands there.
    pub(in crate::rules) fn compare_with_app(&mut self) {
        if !self.own.status.is_final() && self.own.order.is_some() {
            self.own.compared_at = Some(self.now);
            self.queue(Effect::Fetch { why: FetchReason::Compare });
        }
    }

    fn missed_at(&self) -> Option<Timestamp> {
        match self.own.status {
            Status::Received => match self.doubtful_miss() {
                Some(doubtful) => {
                    let answered =
                        doubtful.asked_at.map_or(doubtful.until, |at| later(at, doubtful.patience));
                    Some(doubtful.until.min(answered))
                }
                None => Some(later(self.own.accept_by?, MISSED_AFTER)),
            },
            Status::Unreadable => Some(later(self.own.received_at, FORGOTTEN_AFTER)),
            _ => None,
        }
    }

    /// An unanswered order that came while our clock was behind the app's. Once that clock is set right, its deadline here
    /// seems to have passed long ago, though the app still waits: the app is asked once before the order is given up.
    fn doubtful_miss(&self) -> Option<DoubtfulMiss> {
        let order = self.own.order.as_ref().filter(|_| self.own.status == Status::Received)?;
        let by_clock = later(self.own.accept_by?, MISSED_AFTER);
        let waits = i64::from(self.policy.channel(&self.own.channel).confirm_within_seconds);
        let patience = waits.saturating_add(MISSED_AFTER);
        let until = later(order.placed_at, patience);
        let asked_at = self.own.compared_at.filter(|at| *at >= by_clock);
        (until > by_clock).then_some(DoubtfulMiss { by_clock, asked_at, until, patience })
    }

    fn start_due_at(&self) -> Option<Timestamp> {
        let waiting = self.own.status.is_accepted() && !self.own.started;
        self.own.starts_at.filter(|_| waiting)
    }

    fn pending_due_at(&self) -> Option<Timestamp> {
        let pending = self.own.pending_action?;
        (!self.own.status.is_final()).then(|| later(pending.asked_at, ASK_ABOUT_PENDING))
    }

    fn close_at(&self) -> Option<Timestamp> {
        if !self.own.status.is_accepted() {
            return None;
        }
        let delivered = self.own.delivered_at.map(|at| later(at, CLOSE_AFTER_DELIVERED));
        // What becomes of the shop's own rider is told only by a person, who may forget.
        let nobody_rides = self.deliveries.is_ridden_by_hand_or_not(self.policy);
        let forgotten = self.own.ready_at.filter(|_| self.own.started && nobody_rides);
        delivered.or(forgotten.map(|at| later(at, FORGOTTEN_AFTER)))
    }
}
