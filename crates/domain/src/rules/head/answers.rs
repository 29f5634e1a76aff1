//! How the app answers: to what it was told, and to being asked for the order.

use super::HeadMachine;
use crate::order::{AppAction, AppEventKind, Order, Problem, Status};
use crate::rules::policy::later;
use crate::rules::transition::Event;
use crate::rules::{Effect, FetchReason, Outcome};

impl HeadMachine<'_, '_> {
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
