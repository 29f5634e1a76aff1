//! Everything known about one order, as it is stored. [`super::rules`] alone change it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rules::{Deliveries, Gathering, Head, Tickets};
use super::{Attempt, Purpose, timeline};
use crate::order::{
    CancelCode, DeliveryState, Order, Problem, Quote, Refusal, StallState, TicketKind, TicketState,
};

/// One order's whole life so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
    /// The order at its app.
    pub head: Head,
    /// Its tickets.
    pub tickets: Tickets,
    /// Its delivery attempts.
    pub deliveries: Deliveries,
    /// Stalls that are gathered, and dishes that are sold out.
    pub gathering: Gathering,
    /// What a person has to know or decide, oldest first.
    pub problems: Vec<Problem>,
    /// What the bell does about it.
    pub bell: Bell,
    /// What happened to it, oldest first; see [`timeline`]. Rows of an older version have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<timeline::Entry>,
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
    /// Rings until a person answers the order.
    NewOrder {
        /// When it began.
        since: Timestamp,
    },
    /// Rings urgently until a person has seen it: cancelled after acceptance, a rider too many.
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
    /// Whether it is marked 재출력 if, when it is sent, the same ticket may already be on paper.
    pub may_be_copy: bool,
    /// Whether it is marked 재출력; decided when its first byte is sent.
    pub marked_reprint: bool,
    /// Whether it is marked 변경: it replaces a ticket that may already be in the kitchen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked_changed: bool,
    /// When the order changed, of a ticket that carries 변경.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
    /// Carries 대체 출력, because this printer stands in for another.
    pub backup_for: Option<String>,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When a person is asked what to do with it.
    pub expires_at: Timestamp,
    /// Why it is not printed, for people.
    pub reason: Option<String>,
    /// Only these dishes of the order; `None`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl TicketJob {
    /// The printer that it was meant for, also where another one stands in.
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

/// An agency's price for an order, asked so that a person can compare.
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
    /// An order of which nothing has happened yet.
    pub fn new(head: Head) -> OrderState {
        OrderState {
            head,
            tickets: Tickets::default(),
            deliveries: Deliveries::default(),
            gathering: Gathering::default(),
            problems: Vec::new(),
            bell: Bell::Silent,
            timeline: Vec::new(),
        }
    }

    /// The newest delivery attempt.
    pub fn delivery(&self) -> Option<&Attempt> {
        self.deliveries.last()
    }

    /// The attempt that may still bring a rider. There is never more than one.
    pub fn live_delivery(&self) -> Option<&Attempt> {
        self.deliveries.live()
    }

    /// The order as a rider who comes for this is to know it. Of what was delivered before, nothing is left to pay.
    pub fn carried(&self, purpose: &Purpose) -> Option<Order> {
        let mut order = self.head.order.clone()?;
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

    /// Since when a rider stands at the counter.
    pub fn rider_waits_since(&self) -> Option<Timestamp> {
        let live = self.live_delivery().filter(|live| live.status() == DeliveryState::Arrived)?;
        live.stood_at(DeliveryState::Arrived)
    }

    /// Since when tickets have waited for a printer that a person has to look at.
    pub fn paper_missed_since(&self) -> impl Iterator<Item = Timestamp> {
        let unseen = self.problems.iter().filter_map(|problem| match problem {
            Problem::TicketWaits { ticket, seen: false, .. } => Some(ticket),
            _ => None,
        });
        unseen
            .filter_map(|id| self.tickets.iter().find(|ticket| ticket.id == *id))
            .map(|ticket| ticket.queued_at)
    }

    /// Whether cooking has to stop: the app or the customer has cancelled, or asks to.
    pub fn stops_cooking(&self) -> bool {
        self.problems.iter().any(|problem| {
            matches!(
                problem,
                Problem::CancelledByApp { .. }
                    | Problem::CancelledAfterCompletion { .. }
                    | Problem::CancellationAsked { .. }
            )
        })
    }

    /// How far each stall of a bundle is; none where the order is no bundle.
    pub fn stalls(&self) -> Vec<(&str, StallState)> {
        self.gathering.stalls(self.head.order.as_ref())
    }
}
