//! What the app says, and how it answers what we say.

use jiff::Timestamp;

use super::HeadMachine;
use crate::order::{AppAction, AppEvent, AppEventKind, DeliveredBy, Food, Order, OrderKind, Problem, Status};
use crate::rules::policy::later;
use crate::rules::transition::{By, Event};
use crate::rules::{Effect, FetchReason, Outcome};
use crate::{Bell, CancellationRequest, PendingKind};

/// Longest pause between two tries to read an unreadable order, in seconds.
const LONGEST_FETCH_PAUSE: i64 = 1_800;

impl HeadMachine<'_, '_> {
    /// One event, new to us.
    pub(in crate::rules) fn event(&mut self, event: &AppEvent) {
        let newest = self.own.last_event_at.is_none_or(|last| event.created_at > last);
        if newest {
            self.own.last_event_at = Some(event.created_at);
        }
        match event.kind {
            // An old CREATED that is sent again means nothing; a newer one means that the app still waits for an answer.
            AppEventKind::Created => {
                if newest && self.own.status == Status::Missed {
                    self.revive();
                }
            }
            AppEventKind::OrderCancellationRequest => self.cancellation_asked(event.reason.clone()),
            AppEventKind::Cancelled => self.cancelled(event.reason.clone()),
            AppEventKind::CancellationRequestDenied => {
                self.cancellation_denied(event.reason.clone().unwrap_or_default());
            }
            kind => self.app_shows(kind),
        }
    }

    /// The app shows that an order stands at this event, by an event or as `lastEvent`.
    pub(super) fn app_shows(&mut self, kind: AppEventKind) {
        use AppEventKind::*;
        match kind {
            Confirmed => self.app_has_confirmation(),
            Preparing => self.app_has_confirmation(),
            ReadyForPickup => self.advance(Status::Ready),
            Dispatched | PickedUp => self.advance(Status::PickedUp),
            // A request to cook also shows that the order is alive.
            PreparationRequested => self.preparation_requested(),
            Delivered => {
                self.advance(Status::PickedUp);
                if self.own.status.is_accepted() {
                    self.own.delivered_at.get_or_insert(self.now);
                }
            }
            Concluded => self.conclude(),
            Cancelled => self.cancelled(None),
            CancelledDenied => {
                self.own.cancel_answered = false;
                self.own.cancellation_request = None;
            }
            Created
            | PickupAreaAssigned
            | CancellationRequested
            | CancellationRequestDenied
            | OrderCancellationRequest
            | Unknown => {}
        }
    }

    fn app_has_confirmation(&mut self) {
        self.own.confirmed = true;
        match self.own.status {
            Status::Missed => self.revive(),
            // Confirmed elsewhere, in the app's own terminal for example: the deadline is gone, but a person must still accept
            // it here.
            Status::Received => self.own.accept_by = None,
            _ => {}
        }
    }

    /// Reopens an order that was given up as missed.
    fn revive(&mut self) {
        if self.own.order.is_none() {
            self.own.status = Status::Unreadable;
            return self.cannot_be_read("given up before".to_owned(), 0);
        }
        let channel = self.policy.channel(&self.own.channel);
        self.own.status = Status::Received;
        self.own.compared_at = Some(self.now);
        self.own.pending_action = None;
        self.own.accept_by =
            (!self.own.confirmed).then(|| later(self.now, i64::from(channel.confirm_within_seconds)));
        if channel.accepts() {
            self.accept(channel.promise());
            self.out.chime();
        }
    }

    /// Moves the order on to the app's status where that is further; never back.
    fn advance(&mut self, to: Status) {
        let rank = |status| match status {
            Status::Accepted => Some(1),
            Status::Ready => Some(2),
            Status::PickedUp => Some(3),
            _ => None,
        };
        if self.own.status.is_accepted() || self.own.status == Status::Received {
            self.app_has_confirmation();
        }
        if let (Some(here), Some(there)) = (rank(self.own.status), rank(to))
            && there > here
        {
            self.own.status = to;
            if to == Status::PickedUp {
                self.out.emit(Event::Left(By::App));
            }
        }
    }

    fn conclude(&mut self) {
        if !self.own.status.is_final() {
            self.out.emit(Event::Arrived(By::App));
            self.own.status = Status::Completed;
            self.close();
        }
    }

    /// Ends the bell and the open questions about the app.
    pub(super) fn close(&mut self) {
        self.own.cancellation_request = None;
        let cancelling = self.own.pending_action.take().is_some();
        *self.out.bell = Bell::Silent;
        self.out.emit(Event::Closed { cancelling });
    }

    fn cancellation_asked(&mut self, reason: Option<String>) {
        if self.own.status.is_final() {
            return;
        }
        self.own.cancel_answered = false;
        self.own.cancellation_request =
            Some(CancellationRequest { requested_at: self.now, reason: reason.clone(), answer_by: None });
        self.out.problem(Problem::CancellationAsked { reason, answer_by: None });
    }

    /// Applies CANCELLED, the only event that cancels an order.
    pub(super) fn cancelled(&mut self, reason: Option<String>) {
        match self.own.status {
            Status::Completed => return self.cancelled_after_completion(reason),
            Status::Rejected | Status::Cancelled => return,
            _ => {}
        }
        let asked_by_us = self.own.pending_action.take().map(|pending| pending.kind);
        let was_accepted = self.own.status.is_accepted();
        let food = match self.own.status {
            Status::Accepted if !self.own.started => Food::Waiting,
            Status::Ready => Food::Ready,
            Status::PickedUp => Food::Gone,
            _ => Food::Cooking,
        };
        let overdue = self.own.accept_by.is_some_and(|at| self.now > at);
        self.own.status = match (was_accepted, asked_by_us, self.own.status) {
            (false, Some(PendingKind::Reject), _) => Status::Rejected,
            (false, None, Status::Missed) => Status::Missed,
            (false, None, _) if overdue => Status::Missed,
            _ => Status::Cancelled,
        };
        self.own.cancelled_at_app = asked_by_us.is_none();
        self.close();
        if was_accepted && asked_by_us.is_none() {
            self.out.problem(Problem::CancelledByApp { reason, food });
        }
        // A cancel ticket for food that has left would send the kitchen looking for something to stop.
        self.out.emit(Event::Cancelled { cooked: was_accepted && food != Food::Gone });
    }

    /// Notes a cancellation after completion. The order stays completed, because the food has left; a person is told once,
    /// because the app may not pay.
    fn cancelled_after_completion(&mut self, reason: Option<String>) {
        if self.own.cancelled_after_completion_at.is_some() {
            return;
        }
        self.own.cancelled_after_completion_at = Some(self.now);
        let amount = self.own.order.as_ref().map(|order| order.total.amount);
        self.out.emit(Event::CancelledAfterCompletion);
        self.out.problem(Problem::CancelledAfterCompletion { reason, amount });
    }

    pub(super) fn cancellation_denied(&mut self, reason: String) {
        if self.own.pending_action.take().is_none() {
            return;
        }
        self.out.problem(Problem::CancellationRefused { reason });
        self.out.chime();
        self.out.emit(Event::CancelDenied);
    }

    fn preparation_requested(&mut self) {
        self.app_has_confirmation();
        match self.own.status {
            Status::Accepted if !self.own.started => {
                self.own.starts_at = Some(self.now);
                self.start();
            }
            // An unanswered order becomes one that starts now.
            Status::Received => self.own.starts_at = Some(self.now),
            _ => {}
        }
    }

    /// Applies the app's answer to a notice.
    pub(super) fn told(&mut self, action: &AppAction, outcome: Outcome) {
        // Tracking is only shown to the customer: nothing here depends on it.
        if matches!(action, AppAction::Track { .. }) {
            return;
        }
        // For any step but a cancellation this means no more than a refusal.
        let outcome = match (action, outcome) {
            (AppAction::RequestCancellation { .. }, outcome) => outcome,
            (_, Outcome::Settled { cancelled: false, reason }) => Outcome::Refused { reason },
            (_, outcome) => outcome,
        };
        match outcome {
            Outcome::Settled { cancelled: true, .. } => self.cancelled(None),
            Outcome::Settled { cancelled: false, reason } => self.cancellation_denied(reason),
            Outcome::Accepted => match action {
                AppAction::Confirm { .. } => self.own.confirmed = true,
                AppAction::AcceptCancellation | AppAction::DenyCancellation { .. } => {
                    self.own.cancellation_request = None;
                }
                _ => {}
            },
            // An accepted notice that is repeated may be refused too, so the order itself is fetched to tell the two apart.
            Outcome::Refused { reason } => {
                let why = match action {
                    AppAction::Confirm { .. } => FetchReason::Confirm { reason },
                    AppAction::RequestCancellation { .. } => FetchReason::Cancellation { reason },
                    AppAction::AcceptCancellation | AppAction::DenyCancellation { .. } => {
                        self.own.cancellation_request = None;
                        return;
                    }
                    AppAction::Preparing => FetchReason::Step { shown_by: AppEventKind::Preparing, reason },
                    AppAction::Ready => FetchReason::Step { shown_by: AppEventKind::ReadyForPickup, reason },
                    AppAction::PickedUp => FetchReason::Step { shown_by: AppEventKind::PickedUp, reason },
                    AppAction::Dispatch => FetchReason::Step { shown_by: AppEventKind::Dispatched, reason },
                    AppAction::Delivered => FetchReason::Step { shown_by: AppEventKind::Delivered, reason },
                    // No event shows a delay, so the person is told that the app does not know of it.
                    AppAction::Delay { .. } => {
                        self.out.problem(Problem::DelayNotTold);
                        return;
                    }
                    AppAction::Track { .. } => return,
                };
                self.queue(Effect::Fetch { why });
            }
            Outcome::Unsupported => self.out.problem(Problem::DelayNotTold),
            // No answer for a day.
            Outcome::NotFetched { reason } => {
                self.out.problem(Problem::StepRefused { step: action.as_str().to_owned(), reason });
            }
            _ => {}
        }
    }

    /// The order as it stands at the app answers the question for which it was fetched.
    pub(super) fn fetched(&mut self, why: FetchReason, outcome: Outcome) {
        match (why, outcome) {
            (FetchReason::Body { .. }, Outcome::Fetched { order, last_event })
                if self.own.status == Status::Unreadable =>
            {
                self.body(*order, last_event, &[]);
            }
            (FetchReason::Body { tries }, Outcome::NotFetched { reason })
                if self.own.status == Status::Unreadable =>
            {
                self.cannot_be_read(reason, tries.saturating_add(1));
            }
            (why, Outcome::Fetched { order, last_event }) => {
                self.compare(why, last_event);
                self.take_changes(*order);
            }
            // An app may stop showing an old order: that changes nothing.
            (FetchReason::Compare, Outcome::NotFetched { .. }) => {}
            (_, Outcome::Settled { cancelled: true, .. }) => self.cancelled(None),
            // The app refused and does not show the order either: the refusal counts.
            (why, Outcome::NotFetched { .. }) => self.compare(why, None),
            _ => {}
        }
    }

    /// Schedules fetch number `tries` for a body that cannot be read, later each time.
    pub(super) fn cannot_be_read(&mut self, reason: String, tries: u32) {
        self.out.renew(Problem::Unreadable { reason });
        let pause = (30_i64 << tries.min(10)).min(LONGEST_FETCH_PAUSE);
        self.queue_at(Effect::Fetch { why: FetchReason::Body { tries } }, later(self.now, pause));
    }

    /// Compares with the app's last event: a refused step may have been done already, the order may be cancelled, or the
    /// refusal is real.
    fn compare(&mut self, why: FetchReason, last_event: Option<AppEventKind>) {
        if let Some(kind) = last_event {
            self.app_shows(kind);
        }
        if self.own.status.is_final() {
            return;
        }
        let shown = last_event.and_then(progress);
        match why {
            FetchReason::Confirm { reason } => {
                if shown >= progress(AppEventKind::Confirmed) {
                    self.app_has_confirmation();
                } else if self.own.status.is_accepted() && !self.own.confirmed {
                    self.out.renew(Problem::ConfirmRefused { reason });
                    self.out.chime();
                    let hopeless = self.own.accept_by.is_some_and(|at| self.now > later(at, 60));
                    if !hopeless && let Some(effect) = self.confirm() {
                        self.queue_at(effect, later(self.now, 20));
                    }
                }
            }
            FetchReason::Cancellation { reason } => {
                if last_event != Some(AppEventKind::CancellationRequested) {
                    self.cancellation_denied(reason);
                }
            }
            FetchReason::Step { shown_by, reason } => {
                if shown < progress(shown_by) {
                    self.out.problem(Problem::StepRefused { step: format!("{shown_by:?}"), reason });
                }
            }
            // A confirmation that the app accepted and no longer shows is sent again; one that is still queued is left to its
            // turn.
            FetchReason::Compare => {
                let asks = last_event == Some(AppEventKind::OrderCancellationRequest);
                // The app goes on showing a request until it has processed our answer.
                if asks && self.own.cancellation_request.is_none() && !self.own.cancel_answered {
                    self.cancellation_asked(None);
                }
                let forgotten = last_event == Some(AppEventKind::Created) && self.own.status.is_accepted();
                if forgotten
                    && self.own.confirmed
                    && self.own.pending_action.is_none()
                    && let Some(confirm) = self.confirm()
                {
                    self.queue(confirm);
                }
            }
            FetchReason::Body { .. } | FetchReason::Silence => {}
        }
    }

    /// Takes over the order as the app shows it now: dishes, money, address or requests may have changed.
    fn take_changes(&mut self, mut order: Order) {
        let Some(known) = &self.own.order else { return };
        order.keep_hidden(known);
        // A start that has passed is kept: an app without a call for delays shows the one from before the delay.
        if self.own.started {
            order.preparation_start = known.preparation_start;
        }
        if self.own.status.is_final() || *known == order {
            return;
        }
        let same = known.is_same_on_paper(&order);
        let news = known.unread != order.unread;
        let placed_at = known.placed_at;
        let moved = (order.preparation_start, order.wanted) != (known.preparation_start, known.wanted);
        let more_left_out = order.left_out != known.left_out;
        if more_left_out {
            self.note_left_out(&order);
        }
        if news {
            self.note_unread(&order);
        }
        let known = self.own.order.replace(Order { placed_at, ..order });
        if moved {
            self.plan_again();
        }
        if !same {
            self.out.problem(Problem::OrderChanged);
            self.out.chime();
        }
        if let Some(known) = known {
            self.out.emit(Event::Changed { known: Box::new(known), on_paper: !same });
        }
    }

    /// Tells a person which parts of the order could not be read: they are on no ticket and have to be looked up at the app.
    pub(super) fn note_unread(&mut self, order: &Order) {
        if !order.unread.is_empty() {
            self.out.problem(Problem::PartlyUnread { places: order.unread.clone() });
        }
    }

    /// Queues an effect for now.
    pub(super) fn queue(&mut self, effect: Effect) {
        self.queue_at(effect, self.now);
    }

    pub(super) fn queue_at(&mut self, effect: Effect, not_before: Timestamp) {
        self.out.enqueue_for_app(self.own, effect, not_before);
    }

    /// The confirmation as it is to be sent now.
    pub(super) fn confirm(&self) -> Option<Effect> {
        let placed_at = self.own.order.as_ref()?.placed_at;
        let prep_minutes = self.own.prep_minutes?;
        let action = AppAction::Confirm { prep_minutes, number: self.own.number.clone(), placed_at };
        Some(Effect::Notify { action })
    }

    /// Notifies the app that the food has left the shop, where it wants to be told.
    pub(super) fn tell_picked_up(&mut self) {
        let action = match &self.own.order {
            Some(Order { kind: OrderKind::Delivery, delivered_by: DeliveredBy::Merchant, .. }) => {
                AppAction::Dispatch
            }
            Some(order) if order.kind != OrderKind::Delivery && order.wants.picked_up => AppAction::PickedUp,
            _ => return,
        };
        self.queue(Effect::Notify { action });
    }

    /// Notes that the customer has the food, and notifies the app where it wants to be told.
    pub(super) fn tell_delivered(&mut self) {
        if self.own.delivered_at.is_none() && self.own.status.is_accepted() {
            self.own.delivered_at = Some(self.now);
            let wanted = self
                .own
                .order
                .as_ref()
                .is_some_and(|order| order.kind == OrderKind::Delivery && order.wants.delivered);
            if wanted {
                self.queue(Effect::Notify { action: AppAction::Delivered });
            }
        }
    }
}

/// The rank of an event on the way of an order; `None` for events that are not steps of it.
fn progress(kind: AppEventKind) -> Option<u8> {
    use AppEventKind::*;
    match kind {
        Created => Some(0),
        Confirmed | PreparationRequested => Some(1),
        Preparing => Some(2),
        ReadyForPickup | PickupAreaAssigned => Some(3),
        Dispatched | PickedUp => Some(4),
        Delivered => Some(5),
        Concluded => Some(6),
        _ => None,
    }
}
