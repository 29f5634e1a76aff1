//! An order at its app: its arrival, its status, the notices to the app, and when its kitchen starts.
//!
//! `arrival` makes a new one; `app` takes what the app says, `answers` how it answers, and `notices` are what it is told;
//! `person` does what a person wants, `schedule` plans the kitchen, `time` holds what is due by the clock, and `clock` handles
//! clocks that were set.

mod answers;
mod app;
mod arrival;
mod clock;
mod notices;
mod person;
mod schedule;
mod time;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use arrival::{Arrival, Body, arrive};
pub use person::check_prep;

use super::deliveries::Deliveries;
use super::transition::{Event, Out};
use super::{Effect, FetchReason, Outcome, Policy};
use crate::order::{Order, Status};
use crate::{CancellationRequest, PendingAction, PendingKind, Refused};

/// An order at its app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Our id (uuid v7).
    pub id: String,
    /// Short number (`특급-012`).
    pub number: String,
    /// Channel id.
    pub channel: String,
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// The app's id.
    pub external_id: String,
    /// What was ordered; `None` while it cannot be read.
    pub order: Option<Order>,
    /// Where it stands.
    pub status: Status,
    /// The app has our confirmation.
    pub confirmed: bool,
    /// Our refusal or cancellation that the app has not settled yet.
    pub pending_action: Option<PendingAction>,
    /// When it was first stored here.
    pub received_at: Timestamp,
    /// When the app gives up on an unanswered order, by our clock.
    pub accept_by: Option<Timestamp>,
    /// When it was taken.
    pub accepted_at: Option<Timestamp>,
    /// Promised minutes.
    pub prep_minutes: Option<u32>,
    /// When it is to be ready.
    pub ready_at: Option<Timestamp>,
    /// When the kitchen starts; in the future for scheduled orders, `None` while an on-demand one waits for its call.
    pub starts_at: Option<Timestamp>,
    /// Kitchen tickets were queued.
    pub started: bool,
    /// When the rider's part ended; closes the order if the app says nothing more.
    pub delivered_at: Option<Timestamp>,
    /// The app asks to cancel.
    pub cancellation_request: Option<CancellationRequest>,
    /// Whether it was cancelled at the app without our request: by the customer, or by the app on their behalf.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled_at_app: bool,
    /// Whether the app's request was answered and the app has not yet confirmed the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel_answered: bool,
    /// When the app's view of the order was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_at: Option<Timestamp>,
    /// When staff issued the cash receipt; its number is hidden since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_issued_at: Option<Timestamp>,
    /// When the app cancelled it after it was completed here: the food is gone, and so may be the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_after_completion_at: Option<Timestamp>,
    /// Whether a person has looked at this order that was missed, or that its customer gave up unanswered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missed_seen: bool,
    /// Whether its customer was taken out of it because its business day is over; see [`OrderState::forget_customer`].
    ///
    /// [`OrderState::forget_customer`]: crate::OrderState::forget_customer
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub customer_gone: bool,
    /// How far our clock, by which these times are, was ahead of the app's when it was last compared, in seconds.
    #[serde(default, skip_serializing_if = "is_zero_seconds")]
    pub clock_ahead: i64,
    /// When the program was started, until the app's clock is compared: how much time has passed is unknown so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure_since: Option<Timestamp>,
    /// The app's last event seen.
    pub last_event_at: Option<Timestamp>,
    /// Last change.
    pub updated_at: Timestamp,
}

impl Head {
    /// An order that came `now`, of which nothing else is known yet.
    pub fn new(id: String, number: String, channel: String, external_id: String, now: Timestamp) -> Head {
        Head {
            id,
            number,
            channel,
            shop: None,
            external_id,
            order: None,
            status: Status::Unreadable,
            confirmed: false,
            pending_action: None,
            received_at: now,
            accept_by: None,
            accepted_at: None,
            prep_minutes: None,
            ready_at: None,
            starts_at: None,
            started: false,
            delivered_at: None,
            cancellation_request: None,
            cancelled_at_app: false,
            cancel_answered: false,
            compared_at: None,
            receipt_issued_at: None,
            cancelled_after_completion_at: None,
            missed_seen: false,
            customer_gone: false,
            clock_ahead: 0,
            unsure_since: None,
            last_event_at: None,
            updated_at: now,
        }
    }

    /// Whether the meal has not left the shop.
    pub(super) fn food_is_here(&self) -> bool {
        matches!(self.status, Status::Accepted | Status::Ready)
    }

    /// Whether the meal has left the shop.
    pub(super) fn has_left(&self) -> bool {
        matches!(self.status, Status::PickedUp | Status::Completed)
    }

    /// That a command does not fit where the order stands.
    pub(super) fn wrong_status(&self) -> Refused {
        Refused::WrongStatus { status: self.status.as_str().to_owned() }
    }

    /// Refuses while our refusal or cancellation is under way.
    pub(super) fn nothing_pending(&self) -> Result<(), Refused> {
        let pending = match self.pending_action.map(|pending| pending.kind) {
            None => return Ok(()),
            Some(PendingKind::Reject) => "reject",
            Some(PendingKind::Cancel) => "cancel",
        };
        Err(Refused::Pending { pending: pending.to_owned() })
    }

    /// The steps of which the app may be told ([`AppAction::as_str`]). It is told of none that the order's cancellation has
    /// overtaken, and asked to cancel only as long as that is pending.
    pub(super) fn may_be_told(&self) -> impl Iterator<Item = &'static str> {
        let off = matches!(self.status, Status::Cancelled | Status::Rejected | Status::Missed);
        let steps = ["confirm", "preparing", "ready", "picked-up", "dispatch", "delay", "track"];
        let always = ["delivered", "accept-cancellation", "deny-cancellation"];
        let asked = self.pending_action.map(|_| "request-cancellation");
        steps.into_iter().filter(move |_| !off).chain(always).chain(asked)
    }

    /// The times by our clock, for when that clock is set. What the app wrote is by the app's.
    pub(crate) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        let optional = [
            &mut self.accept_by,
            &mut self.accepted_at,
            &mut self.ready_at,
            &mut self.starts_at,
            &mut self.delivered_at,
            &mut self.compared_at,
            &mut self.receipt_issued_at,
            &mut self.cancelled_after_completion_at,
            &mut self.unsure_since,
        ];
        let pending =
            self.pending_action.iter_mut().flat_map(|pending| [&mut pending.since, &mut pending.asked_at]);
        let request = self
            .cancellation_request
            .iter_mut()
            .flat_map(|request| [&mut request.requested_at].into_iter().chain(&mut request.answer_by));
        let fixed = [&mut self.received_at, &mut self.updated_at];
        fixed.into_iter().chain(optional.into_iter().flatten()).chain(pending).chain(request)
    }

    /// Whether it was not answered in time, or the customer gave up before it was answered.
    pub fn is_missed(&self) -> bool {
        let given_up = self.status == Status::Cancelled && self.accepted_at.is_none();
        self.status == Status::Missed || given_up
    }
}

/// The head while an input is applied. It reads the deliveries, to know who carries the order.
pub(super) struct HeadMachine<'t, 'p> {
    pub own: &'t mut Head,
    pub deliveries: &'t Deliveries,
    pub now: Timestamp,
    pub policy: &'p Policy,
    pub out: Out<'t>,
}

impl HeadMachine<'_, '_> {
    /// Something happened to another machine of the order.
    pub(super) fn on(&mut self, event: &Event) {
        match event {
            Event::RiderHasFood => self.left_the_shop(),
            Event::RiderArrived => self.tell_delivered(),
            // Refused while a cancellation is open; when that ends, the bundle is looked at again.
            Event::Gathered | Event::Cooked => {
                self.ready().ok();
            }
            Event::Started
            | Event::Ready
            | Event::Left(_)
            | Event::Arrived(_)
            | Event::Closed { .. }
            | Event::Cancelling
            | Event::CancelDenied
            | Event::Cancelled { .. }
            | Event::CancelledAfterCompletion
            | Event::Changed { .. }
            | Event::Delayed
            | Event::DishShort
            | Event::SlipWanted { .. }
            | Event::SlipOutdated => {}
        }
    }

    /// What became of an effect.
    pub(super) fn outcome(&mut self, effect: Effect, outcome: Outcome) {
        match effect {
            Effect::Notify { action } => self.told(&action, outcome),
            Effect::Fetch { why } => self.fetched(why, outcome),
            _ => {}
        }
    }

    /// The program was started again: how much time has passed is known once the app tells its own.
    pub(super) fn restarted(&mut self) {
        self.own.unsure_since = Some(self.now);
        self.compare_with_app();
    }

    /// Asks the app for a lost body.
    pub(super) fn ask_for_body(&mut self) {
        self.queue(Effect::Fetch { why: FetchReason::Body { tries: 0 } });
    }
}

fn is_zero_seconds(n: &i64) -> bool {
    *n == 0
}
