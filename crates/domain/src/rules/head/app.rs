//! What the app says of an order.

use super::HeadMachine;
use crate::order::{AppEvent, AppEventKind, Food, Problem, Status};
use crate::rules::policy::later;
use crate::rules::transition::{By, Event};
use crate::{Bell, CancellationRequest, PendingKind};

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

    pub(super) fn app_has_confirmation(&mut self) {
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
        self.own.missed_seen = false;
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

    pub(super) fn cancellation_asked(&mut self, reason: Option<String>) {
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
}
