//! Everything known about one order, as it is stored. [`super::rules`] alone change it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Attempt, End, Purpose};
use crate::order::{
    CancelCode, DeliveryState, Order, Problem, Quote, Refusal, Shortage, StallState, Status, TicketKind,
    TicketState,
};

/// One order's whole life so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
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
    /// Ticket jobs, oldest first.
    pub tickets: Vec<TicketJob>,
    /// Delivery attempts, oldest first.
    pub deliveries: Vec<Attempt>,
    /// What agencies asked when a person wanted to compare, in the order of the settings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Compared>,
    /// A person called a rider by other means: none is called from here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub called_elsewhere: bool,
    /// No agency is called for it without being asked for; a person was told so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_to_person: bool,
    /// The app asks to cancel.
    pub cancellation_request: Option<CancellationRequest>,
    /// It was cancelled at the app without our asking for it: by the customer, or by the app in his place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled_at_app: bool,
    /// The app's request was answered, and the app has not yet said that it took the answer.
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
    /// Lines that cannot be had as they were ordered; every other line is as wanted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortages: Vec<Shortage>,
    /// Stalls of a bundle whose things are here, by name, and since when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub picked: BTreeMap<String, Timestamp>,
    /// What a person has to know or decide, oldest first.
    pub problems: Vec<Problem>,
    /// What the bell does about it.
    pub bell: Bell,
    /// How far our clock, by which these times are, was ahead of the app's when it was last compared, in seconds.
    #[serde(default, skip_serializing_if = "is_zero_seconds")]
    pub clock_ahead: i64,
    /// The program was started then, and the app's clock has not been compared since: nobody knows how much time has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure_since: Option<Timestamp>,
    /// The app's last event seen.
    pub last_event_at: Option<Timestamp>,
    /// Last change.
    pub updated_at: Timestamp,
}

/// What the bell does about one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "bell", rename_all = "kebab-case")]
pub enum Bell {
    /// Nothing.
    #[default]
    Silent,
    /// Rings once for each new `at`.
    Once {
        /// When it began.
        at: Timestamp,
    },
    /// Rings until somebody answers the order.
    NewOrder {
        /// When it began.
        since: Timestamp,
    },
    /// Rings urgently until somebody has seen it: cancelled after acceptance, a rider too many.
    Urgent {
        /// When it began.
        since: Timestamp,
    },
}

/// Our refusal or cancellation on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingAction {
    /// Which.
    pub kind: PendingKind,
    /// Why.
    pub code: CancelCode,
    /// When it was asked for.
    pub since: Timestamp,
    /// When the app was last asked what became of it.
    pub asked_at: Timestamp,
}

/// Kinds of pending action, in the contract's spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PendingKind {
    /// We refuse an unanswered order.
    Reject,
    /// We cancel an accepted one.
    Cancel,
}

/// One ticket on one printer, one copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketJob {
    /// Unique over all orders.
    pub id: String,
    /// What it is for.
    pub kind: TicketKind,
    /// Printer id.
    pub printer: String,
    /// 1, 2 … of the printer's copies.
    pub copy: u32,
    /// Where it stands.
    pub state: TicketState,
    /// How often sending was begun.
    pub attempts: u32,
    /// Carries 재출력.
    pub marked_reprint: bool,
    /// Carries 변경: it takes the place of one that may be in the kitchen already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked_changed: bool,
    /// When the order changed, of a ticket that carries 변경.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// Carries 대체 출력, because this printer stands in for another.
    pub backup_for: Option<String>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it becomes a question.
    pub expires_at: Timestamp,
    /// Why it is not printed, for people.
    pub reason: Option<String>,
    /// Only these dishes of the order; `None`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl TicketJob {
    /// The printer it belongs to, whichever prints it.
    pub fn home(&self) -> &str {
        self.backup_for.as_deref().unwrap_or(&self.printer)
    }
}

/// The dishes of an order that one printer's stations cook. Decided when the ticket is queued, so that other settings
/// at the next start lose none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Names of the stations, for the paper.
    pub station: String,
    /// Which of the order's parts: 1, 2 …
    pub number: u32,
    /// How many parts the order has.
    pub of: u32,
    /// Positions in the order's lines, ascending; none: nothing is left to cook there.
    pub lines: Vec<usize>,
}

fn is_zero_seconds(n: &i64) -> bool {
    *n == 0
}

/// What an agency would ask for an order, so that a person can compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Agency id.
    pub agency: String,
    /// The key of the question, for agencies that want one.
    pub key: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Its answer; `None` while it is awaited.
    pub answer: Option<Offer>,
}

/// An agency's answer to being asked for a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// For so much.
    Possible(Quote),
    /// Not.
    Refused(Refusal),
}

/// The app waits for our answer to its cancellation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancellationRequest {
    /// When it came.
    pub requested_at: Timestamp,
    /// The words that came with it.
    pub reason: Option<String>,
    /// When the app decides by itself, if known.
    pub answer_by: Option<Timestamp>,
}

impl OrderState {
    /// The newest delivery attempt.
    pub fn delivery(&self) -> Option<&Attempt> {
        self.deliveries.last()
    }

    /// The attempt that may still bring a rider. There is never more than one.
    pub fn live_delivery(&self) -> Option<&Attempt> {
        self.deliveries.iter().find(|attempt| attempt.is_open())
    }

    /// The order as a rider who comes for this is to know it. Of what was delivered before, nothing is left to pay.
    pub fn carried(&self, purpose: &Purpose) -> Option<Order> {
        let mut order = self.order.clone()?;
        if let Purpose::Redelivery { note } = purpose {
            for payment in &mut order.payments {
                payment.on_delivery = false;
            }
            let memo = format!("재배달 {note}");
            let memo = memo.trim();
            order.rider_memo = Some(match &order.rider_memo {
                Some(known) => format!("{memo} / {known}"),
                None => memo.to_owned(),
            });
        }
        Some(order)
    }

    /// A rider left with the meal, and it did not arrive: it may be carried once more.
    pub fn came_to_nothing(&self) -> bool {
        let ended = self.delivery().is_some_and(|last| !last.is_open());
        // That a rider had it may not have been seen: look-ups are seconds apart, and lines fail.
        let carried = |attempt: &Attempt| {
            attempt.end() == Some(End::Returned) || attempt.stood_at(DeliveryState::PickedUp).is_some()
        };
        ended && self.deliveries.iter().any(carried) && !self.deliveries.iter().any(Attempt::is_delivered)
    }

    /// Since when a rider stands at the counter.
    pub fn rider_waits_since(&self) -> Option<Timestamp> {
        let live = self.live_delivery().filter(|live| live.status() == DeliveryState::Arrived)?;
        live.stood_at(DeliveryState::Arrived)
    }

    /// Since when tickets wait for a printer that somebody has to look at.
    pub fn paper_missed_since(&self) -> impl Iterator<Item = Timestamp> {
        let unseen = self.problems.iter().filter_map(|problem| match problem {
            Problem::TicketWaits { ticket, seen: false, .. } => Some(ticket),
            _ => None,
        });
        unseen
            .filter_map(|id| self.tickets.iter().find(|ticket| ticket.id == *id))
            .map(|ticket| ticket.queued_at)
    }

    /// What is wrong with the line in this position, if anything.
    pub fn shortage(&self, line: usize) -> Option<&Shortage> {
        self.shortages.iter().find(|short| short.line == line)
    }

    /// How far each stall of a bundle is; none where the order is no bundle.
    pub fn stalls(&self) -> Vec<(&str, StallState)> {
        let Some(order) = self.order.as_ref().filter(|order| order.bundle.is_some()) else {
            return Vec::new();
        };
        let nothing = |line: &usize| self.shortage(*line).is_some_and(|short| short.substitute.is_none());
        let stand = |name: &str, lines: &[usize]| {
            if lines.iter().all(nothing) {
                StallState::Short
            } else if self.picked.contains_key(name) {
                StallState::Picked
            } else {
                StallState::Waiting
            }
        };
        order.stalls().into_iter().map(|(name, lines)| (name, stand(name, &lines))).collect()
    }

    /// Whether a bundle is all here: nothing is waited for, and there is something to carry.
    pub fn is_gathered(&self) -> bool {
        let stalls = self.stalls();
        stalls.iter().all(|(_, state)| *state != StallState::Waiting)
            && stalls.iter().any(|(_, state)| *state == StallState::Picked)
    }
}
