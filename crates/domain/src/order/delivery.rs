//! One attempt to have an order carried by one agency: its states, prices and refusals.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Personal, Won};

/// Where a delivery attempt stands. Spellings are those of the contract's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Wanted, but a person has to decide something first.
    Planned,
    /// The agency is asked for its price.
    Quoting,
    /// The call is on its way; from here on it may exist at the agency.
    Submitting,
    /// The agency has it and looks for a rider (라이더 요청됨).
    Requested,
    /// A rider is named (배차).
    Assigned,
    /// The rider is at the shop.
    Arrived,
    /// The rider has the food.
    PickedUp,
    /// The customer has the food.
    Delivered,
    /// The agency said no.
    Rejected,
    /// It is unknown whether the agency has it. Looked up, never called again by itself.
    Unknown,
    /// We asked to cancel it; until the agency agrees, a rider may come.
    CancelRequested,
    /// Cancelled.
    Cancelled,
    /// A person said it was never called; the old key is still watched.
    Expired,
    /// On its way back.
    Returning,
    /// Back in the shop.
    Returned,
    /// The agency gave up.
    Failed,
}

impl DeliveryState {
    /// The contract's spelling.
    pub fn as_str(self) -> &'static str {
        use DeliveryState::*;
        match self {
            Planned => "planned",
            Quoting => "quoting",
            Submitting => "submitting",
            Requested => "requested",
            Assigned => "assigned",
            Arrived => "arrived",
            PickedUp => "picked_up",
            Delivered => "delivered",
            Rejected => "rejected",
            Unknown => "unknown",
            CancelRequested => "cancel_requested",
            Cancelled => "cancelled",
            Expired => "expired",
            Returning => "returning",
            Returned => "returned",
            Failed => "failed",
        }
    }

    /// Whether this attempt can no longer bring a rider.
    pub fn is_terminal(self) -> bool {
        use DeliveryState::*;
        matches!(self, Delivered | Rejected | Cancelled | Expired | Returned | Failed)
    }

    /// How far along the way to the customer; `None` for states beside that way.
    pub fn progress(self) -> Option<u8> {
        use DeliveryState::*;
        match self {
            Requested => Some(1),
            Assigned => Some(2),
            Arrived => Some(3),
            PickedUp => Some(4),
            Delivered => Some(5),
            _ => None,
        }
    }
}

/// A price for one delivery.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quote {
    /// The whole fee without VAT, won.
    pub fee: Won,
    /// VAT on top of `fee`, won, where the agency names it; the shop gets it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Won>,
    /// Named surcharges contained in `fee`.
    pub extra: Vec<ExtraCharge>,
    /// Metres.
    pub distance_metres: Option<u32>,
    /// When a rider can be at the shop.
    pub pickup_expected_at: Option<Timestamp>,
}

/// A named surcharge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraCharge {
    /// The agency's word (`WEATHER`, `LATE_NIGHT` …).
    pub kind: String,
    /// Amount.
    pub amount: Won,
}

/// What an agency tells about one delivery when asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// Our reading of the agency's state: one with progress, or `Rejected`, `Cancelled`, `Failed`, `Returning`, `Returned`.
    pub state: DeliveryState,
    /// The agency's own word.
    pub raw_state: String,
    /// 배차취소: the one reason for which a delivery may go back to `Requested`.
    pub assignment_cancelled: bool,
    /// Its rider, once named.
    pub rider: Option<Rider>,
    /// When it reached this state, by the agency's clock, if the agency says.
    pub at: Option<Timestamp>,
    /// What it costs without VAT, if the agency says.
    pub fee: Option<Won>,
    /// VAT on top of `fee`, if the agency names it.
    pub vat: Option<Won>,
    /// Named surcharges contained in `fee`; `None`: the agency does not say.
    pub extra: Option<Vec<ExtraCharge>>,
    /// What calling it off cost, or would cost now, if the agency says.
    pub cancel_fee: Option<Won>,
    /// When the rider is expected at the shop; it moves.
    pub pickup_expected_at: Option<Timestamp>,
    /// Why, for refusals and failures.
    pub reason: Option<Refusal>,
}

impl DeliveryReport {
    /// A report of this state, without anything else.
    pub fn of(state: DeliveryState, raw_state: impl Into<String>) -> DeliveryReport {
        DeliveryReport {
            state,
            raw_state: raw_state.into(),
            assignment_cancelled: false,
            rider: None,
            at: None,
            fee: None,
            vat: None,
            extra: None,
            cancel_fee: None,
            pickup_expected_at: None,
            reason: None,
        }
    }
}

/// A rider, as the agency names one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rider {
    /// Name or call sign.
    pub name: Option<Personal>,
    /// Number to call.
    pub phone: Option<Personal>,
}

/// Why an agency does not carry an order: its own code and, where it gives one, its own message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The agency's code (`INVALID_AREA`, `INSUFFICIENT_DEPOSIT` …), or ours in lower case.
    pub code: String,
    /// The agency's message.
    pub message: Option<String>,
}

/// Why no agency carries an order, as this program says it beside the agencies' own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnRefusal {
    /// The agency does not answer.
    NoAnswer,
    /// No connection to the agency.
    NoLine,
    /// The agency's protocol has no call for it.
    NoCall,
    /// None is called by itself any more; a person has to.
    NotCalled,
    /// The agency is not set up any more.
    NotSetUp,
    /// The time to call a rider has passed.
    MissedTime,
    /// The settings keep alcohol from it.
    UnsuitedAlcohol,
    /// The settings keep cash at the door from it.
    UnsuitedCash,
    /// The settings keep cards at the door from it.
    UnsuitedCard,
    /// The way is longer than the settings allow.
    UnsuitedDistance,
    /// It is not called at this time of day.
    UnsuitedHours,
}

impl OwnRefusal {
    /// Every one.
    pub const ALL: [OwnRefusal; 11] = [
        OwnRefusal::NoAnswer,
        OwnRefusal::NoLine,
        OwnRefusal::NoCall,
        OwnRefusal::NotCalled,
        OwnRefusal::NotSetUp,
        OwnRefusal::MissedTime,
        OwnRefusal::UnsuitedAlcohol,
        OwnRefusal::UnsuitedCash,
        OwnRefusal::UnsuitedCard,
        OwnRefusal::UnsuitedDistance,
        OwnRefusal::UnsuitedHours,
    ];

    /// The code in the contract's JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            OwnRefusal::NoAnswer => "no-answer",
            OwnRefusal::NoLine => "no-line",
            OwnRefusal::NoCall => "no-call",
            OwnRefusal::NotCalled => "not-called",
            OwnRefusal::NotSetUp => "not-set-up",
            OwnRefusal::MissedTime => "missed-time",
            OwnRefusal::UnsuitedAlcohol => "unsuited-alcohol",
            OwnRefusal::UnsuitedCash => "unsuited-cash",
            OwnRefusal::UnsuitedCard => "unsuited-card",
            OwnRefusal::UnsuitedDistance => "unsuited-distance",
            OwnRefusal::UnsuitedHours => "unsuited-hours",
        }
    }
}

impl From<OwnRefusal> for Refusal {
    fn from(own: OwnRefusal) -> Refusal {
        Refusal { code: own.as_str().to_owned(), message: None }
    }
}

impl Refusal {
    /// Whether the code is ours: the agency was not called, or did not answer.
    pub fn is_ours(&self) -> bool {
        let ours = |c: char| c.is_ascii_lowercase() || c == '-';
        self.code.starts_with(|c: char| c.is_ascii_lowercase()) && self.code.chars().all(ours)
    }
}

/// The answer to a price question.
#[derive(Clone, Debug, PartialEq)]
pub enum Quoted {
    /// The agency can deliver it, for this price.
    Possible(Quote),
    /// The agency cannot deliver it.
    Refused(Refusal),
}

/// What became of calling a rider.
#[derive(Clone, Debug, PartialEq)]
pub enum Created {
    /// The agency has it.
    Accepted(DeliveryReport),
    /// The agency said no; nothing was created.
    Refused(Refusal),
    /// The key exists already: fetch it.
    Duplicate,
    /// Not one byte of the request left this machine (no connection), or the agency turned it away at the door (429): it
    /// may be tried again.
    NotSent(Setback),
    /// No clear answer: it may exist.
    Unknown(Setback),
}

/// Why the outcome of a call is not clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setback {
    /// What happened.
    pub reason: String,
    /// How long the agency wants to be left alone (`Retry-After`, or what it expects after a refusal).
    pub after: Option<Duration>,
}

/// The agency asks for no rest.
impl<T: Into<String>> From<T> for Setback {
    fn from(reason: T) -> Setback {
        Setback { reason: reason.into(), after: None }
    }
}

/// Why a delivery is cancelled, as far as its agency cares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OffReason {
    /// The shop wants it so: another rider, another way, or it does not make the meal.
    #[default]
    Shop,
    /// The customer, or the app in his place, has cancelled the order.
    Customer,
}

/// What of a delivery that was called is to be told to its agency because it has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amendment {
    /// When the food is ready.
    Pickup,
    /// Where it goes: address, entrance.
    Drop,
    /// The customer's request to the rider.
    Memo,
    /// What the rider takes at the door.
    Payment,
}

impl Amendment {
    /// Every one.
    pub const ALL: [Amendment; 4] = [Amendment::Pickup, Amendment::Drop, Amendment::Memo, Amendment::Payment];

    /// The spelling in stored rows and texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Amendment::Pickup => "pickup",
            Amendment::Drop => "drop",
            Amendment::Memo => "memo",
            Amendment::Payment => "payment",
        }
    }
}

/// What an agency made of an amendment.
#[derive(Clone, Debug, PartialEq)]
pub enum Amended {
    /// The agency passes the change on.
    Accepted,
    /// Too late for that, or not allowed.
    Refused(Refusal),
    /// The agency's protocol has no call for it.
    NoCall,
}

/// What is left of a shop's deposits (예치금) at an agency: of its only one, or of one at each delivery agency behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Won, by the agency's word for whose it is.
    pub accounts: BTreeMap<String, Won>,
    /// None is missing.
    pub complete: bool,
}

impl Balance {
    /// The largest: a fee is paid out of one deposit, so this and not the sum says whether another delivery can be paid
    /// for. One that is missing carries nothing now either.
    pub fn largest(&self) -> Option<Won> {
        self.accounts.values().copied().max()
    }

    /// All together, for what leaves any of them; `None` while one is missing.
    pub fn sum(&self) -> Option<Won> {
        self.accounts.values().copied().reduce(|a, b| a + b).filter(|_| self.complete)
    }
}

/// The only deposit there is.
impl From<Won> for Balance {
    fn from(won: Won) -> Balance {
        Balance { accounts: BTreeMap::from([(String::new(), won)]), complete: true }
    }
}

/// How an agency is doing at the moment, by its own word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Whether it takes deliveries.
    pub possible: bool,
    /// Why not, or why with delay: the agency's code (`BAD_WEATHER` …).
    pub reason: Option<String>,
    /// Minutes that riders come later than usual.
    pub delay_minutes: Option<u32>,
    /// Surcharges that every delivery bears now.
    pub extra: Vec<ExtraCharge>,
}

/// The answer to cancelling.
#[derive(Clone, Debug, PartialEq)]
pub enum CancelAnswer {
    /// Cancelled, now or before; the fee is what it cost.
    Cancelled {
        /// Cancel fee in won, if the agency says.
        fee: Option<Won>,
    },
    /// Too late or not allowed: the delivery goes on.
    Refused(Refusal),
    /// The agency does not know the key.
    NotFound,
}
