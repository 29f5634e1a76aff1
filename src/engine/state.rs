//! Everything known about one order, as it is stored. [`super::rules`] alone change it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::{
    CancelCode, DeliveryState, Order, Problem, Quote, Refusal, Rider, Shortage, StallState, Status,
    TicketKind, TicketState, Won,
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
    pub deliveries: Vec<Delivery>,
    /// The app asks to cancel.
    pub cancellation_request: Option<CancellationRequest>,
    /// The app's request was answered, and the app has not yet said that it took the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancel_answered: bool,
    /// When the app's view of the order was last asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_at: Option<Timestamp>,
    /// When staff issued the cash receipt; its number is hidden since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_issued_at: Option<Timestamp>,
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

/// One delivery attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Agency id.
    pub agency: String,
    /// 1, 2 … over all agencies of this order.
    pub attempt: u32,
    /// The key we send: stable per order, agency and attempt, at most 50 characters.
    pub key: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// The agency's own word for it.
    pub raw_state: Option<String>,
    /// The quote it rests on.
    pub quote: Option<Quote>,
    /// What it costs, won.
    pub fee: Option<Won>,
    /// The most a person agreed to for this attempt, won.
    pub agreed_max_fee: Option<Won>,
    /// Move on to the next automatic agency when refused.
    pub fail_over: bool,
    /// Its rider.
    pub rider: Option<Rider>,
    /// When the rider is expected at the shop.
    pub pickup_expected_at: Option<Timestamp>,
    /// Why it was refused or failed.
    pub refusal: Option<Refusal>,
    /// We want it called off as soon as it is known to live.
    pub cancel_wanted: bool,
    /// The agency was told that the food is ready.
    pub ready_told: bool,
    /// The slip of its present rider was queued.
    #[serde(default)]
    pub slip_printed: bool,
    /// Look-ups in a row that found nothing.
    pub not_found: u32,
    /// When the create went out, for the pace of look-ups.
    pub submitted_at: Option<Timestamp>,
    /// After a person said it was never called: looked up until then.
    pub watched_until: Option<Timestamp>,
    /// When the attempt began.
    pub since: Timestamp,
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
    pub fn delivery(&self) -> Option<&Delivery> {
        self.deliveries.last()
    }

    /// The attempt that may still bring a rider. There is never more than one.
    pub fn live_delivery(&self) -> Option<&Delivery> {
        self.deliveries.iter().find(|d| !d.state.is_terminal())
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
