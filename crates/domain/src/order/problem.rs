//! What a person has to know or decide about an order. Values, not sentences: the `language` room words them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Amendment, ExtraCharge, Refusal, TicketKind, Won};

/// A problem of one order. It stays until the cause is gone or a person has settled it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    /// The body could not be fetched or read.
    Unreadable {
        /// What went wrong.
        reason: String,
    },
    /// The app refused our confirmation and still shows the order as unanswered.
    ConfirmRefused {
        /// The app's words.
        reason: String,
    },
    /// The app does not agree to our refusal or cancellation.
    CancellationRefused {
        /// The app's words.
        reason: String,
    },
    /// Another step (ready, dispatch …) was refused by the app.
    StepRefused {
        /// The step's name ([`AppAction::as_str`](super::AppAction::as_str)), or that of the event that shows it was taken.
        step: String,
        /// The app's words.
        reason: String,
    },
    /// It is unknown whether a ticket came out.
    TicketUnknown {
        /// Ticket id.
        ticket: String,
        /// Its kind.
        kind: TicketKind,
        /// The printer's id.
        printer: String,
    },
    /// A ticket waited too long; it is not printed without being asked for.
    TicketExpired {
        /// Ticket id.
        ticket: String,
        /// Its kind.
        kind: TicketKind,
        /// The printer's id.
        printer: String,
    },
    /// A ticket has waited a minute for its printer, which cannot print it now.
    TicketWaits {
        /// Ticket id.
        ticket: String,
        /// Its kind.
        kind: TicketKind,
        /// The printer's id.
        printer: String,
        /// A person has seen that: it is said, and no longer rung for.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        seen: bool,
    },
    /// The delivery costs more than the owner allows.
    FeeAboveMax {
        /// The agency's id.
        agency: String,
        /// What it asks, won.
        fee: Won,
        /// What is allowed, won.
        max: Won,
        /// The surcharges in `fee`.
        extra: Vec<ExtraCharge>,
        /// The surcharge that is enough if it is allowed for the evening, up to so much.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        allow: Option<ExtraCharge>,
    },
    /// The price of a delivery that was called grew above what is paid without asking.
    FeeRose {
        /// The agency's id.
        agency: String,
        /// Which attempt it is about.
        attempt: u32,
        /// What it asks now, won.
        fee: Won,
        /// What it asked before, won.
        known: Won,
    },
    /// A rider is called who is not needed any more.
    RiderNotNeeded {
        /// The agency's id.
        agency: String,
        /// Which attempt it is about.
        attempt: u32,
        /// Why not.
        why: Unneeded,
    },
    /// No agency takes the delivery.
    NoRider {
        /// The last agency's id.
        agency: String,
        /// Why it refused.
        refusal: Refusal,
    },
    /// It is unknown whether a rider was called.
    DeliveryUnknown {
        /// The agency's id.
        agency: String,
        /// The key we sent.
        key: String,
        /// The agency, or that account of it, is no longer set up, so that it cannot be asked.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gone: bool,
    },
    /// The rider could not be cancelled.
    RiderNotCalledOff {
        /// The agency's id.
        agency: String,
        /// Which attempt it is about; 0: not known.
        attempt: u32,
        /// Why.
        reason: String,
    },
    /// The agency ended the delivery on its own.
    DeliveryEnded {
        /// The agency's id.
        agency: String,
        /// The agency's word.
        raw_state: String,
    },
    /// A delivery that was written off was found at the agency; it is being cancelled.
    DeliveryLivesAfterAll {
        /// The agency's id.
        agency: String,
    },
    /// The order is cancelled, and calling its rider off cost something.
    CallingOffCost {
        /// The agency's id.
        agency: String,
        /// Which attempt it is about.
        attempt: u32,
        /// What it cost, won.
        fee: Won,
    },
    /// An accepted order was cancelled by the app.
    CancelledByApp {
        /// The app's words.
        reason: Option<String>,
        /// How far the food was.
        food: Food,
    },
    /// The app cancelled an order after it was completed here.
    CancelledAfterCompletion {
        /// The app's words.
        reason: Option<String>,
        /// What the customer was to pay, won; `None` where the order could never be read.
        amount: Option<Won>,
    },
    /// Cooking takes longer, and the rider could not be told: he may stand at the counter too early.
    RiderComesEarly {
        /// The agency's id.
        agency: String,
    },
    /// What changed of the order was not taken by the agency: the rider has to be told by telephone.
    RiderNotTold {
        /// The agency's id.
        agency: String,
        /// What.
        what: Amendment,
    },
    /// The agency did not take the higher price.
    FeeNotRaised {
        /// The agency's id.
        agency: String,
        /// Why.
        refusal: Refusal,
    },
    /// A rider is late, or none is found.
    RiderLate {
        /// The agency's id.
        agency: String,
        /// When he was expected at the shop; `None`: no rider is assigned yet.
        expected_at: Option<Timestamp>,
        /// What could be offered so that a rider takes it, won; `None`: the price is not the shop's to name.
        offer: Option<Won>,
    },
    /// The app sent more dishes and choices than one order may have: the rest stand on no ticket.
    LeftOut {
        /// How many.
        count: u32,
    },
    /// The customer would be paid for the order: it is not accepted by itself.
    NegativeTotal {
        /// The app's sum, won.
        amount: Won,
    },
    /// The app shows other dishes, money, address or requests than before.
    OrderChanged,
    /// A part of what the app sent cannot be read: it stands on no ticket and has to be looked up at the app.
    PartlyUnread {
        /// JSON paths of that.
        places: Vec<String>,
    },
    /// Cooking takes longer, and the app has no call for that or did not want to hear it.
    DelayNotTold,
    /// A dish of an accepted order turned out to be sold out: the customer has to be called.
    ItemShort {
        /// Its name.
        item: String,
        /// What goes out instead.
        substitute: Option<String>,
    },
    /// A bundle that was reported ready to the app is not all gathered.
    NotGathered,
    /// The app asks to cancel and waits for an answer.
    CancellationAsked {
        /// The customer's or the app's words.
        reason: Option<String>,
        /// When the app decides by itself, if known.
        answer_by: Option<Timestamp>,
    },
    /// What was stored of it was damaged. What there is was asked for again, and nothing is done by itself that may have been
    /// done before.
    RecordLost {
        /// The one thing that was still to be done (`print:…`, `tell:confirm`); `None`: everything about the order.
        task: Option<String>,
    },
    /// Nothing can be stored for now: it is shown, but nothing about it can be done here, and its app has no answer.
    NotStored,
}

/// How far the food of an order was when the app cancelled it: what a person can still do depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Food {
    /// The kitchen has not begun.
    Waiting,
    /// In the kitchen.
    #[default]
    Cooking,
    /// Cooked and packed, and still here.
    Ready,
    /// Out of the shop.
    Gone,
}

/// Why a rider who is called is not needed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unneeded {
    /// The customer fetches the meal.
    Takeout,
    /// The app brings it.
    App,
    /// It has left by other hands.
    Left,
}

impl Unneeded {
    /// The word in the contract's JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Unneeded::Takeout => "takeout",
            Unneeded::App => "app",
            Unneeded::Left => "left",
        }
    }
}

/// How soon a person has to look at a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// When there is time for it: nothing gets worse meanwhile.
    Calm,
    /// Before the calm ones, in red: a cook, a rider or the customer goes on meanwhile. The bell chimes once at most,
    /// because what would silence it takes longer than a tap (a look into the kitchen, a telephone call), or it has its own
    /// bell.
    Pressing,
    /// The same, and the bell rings until a person has seen it: each minute costs a meal or a rider.
    Ringing,
}

impl Problem {
    /// How soon a person has to look at it.
    pub fn urgency(&self) -> Urgency {
        match self {
            Problem::CancelledByApp { .. }
            | Problem::CancelledAfterCompletion { .. }
            | Problem::CancellationAsked { .. }
            | Problem::RiderNotCalledOff { .. }
            | Problem::DeliveryLivesAfterAll { .. } => Urgency::Ringing,
            // The person who saw the food leave stands at the counter.
            Problem::RiderNotNeeded { why: Unneeded::Left, .. } => Urgency::Pressing,
            Problem::RiderNotNeeded { .. } => Urgency::Ringing,
            Problem::DeliveryUnknown { .. }
            | Problem::TicketUnknown { .. }
            // Rings every three minutes until it is printed.
            | Problem::TicketWaits { .. }
            // These ring as new orders do.
            | Problem::Unreadable { .. }
            | Problem::NotStored
            // Its order rings until it is read again.
            | Problem::RecordLost { .. } => Urgency::Pressing,
            Problem::ConfirmRefused { .. }
            | Problem::CancellationRefused { .. }
            | Problem::StepRefused { .. }
            | Problem::TicketExpired { .. }
            | Problem::FeeAboveMax { .. }
            | Problem::FeeRose { .. }
            | Problem::NoRider { .. }
            | Problem::DeliveryEnded { .. }
            | Problem::CallingOffCost { .. }
            | Problem::RiderComesEarly { .. }
            | Problem::RiderNotTold { .. }
            | Problem::FeeNotRaised { .. }
            | Problem::RiderLate { .. }
            | Problem::LeftOut { .. }
            | Problem::NegativeTotal { .. }
            | Problem::OrderChanged
            | Problem::PartlyUnread { .. }
            | Problem::DelayNotTold
            | Problem::ItemShort { .. }
            | Problem::NotGathered => Urgency::Calm,
        }
    }

    /// Whether seeing it is not enough: it stays until a person has answered it, or until it is no longer so.
    pub fn needs_answer(&self) -> bool {
        matches!(
            self,
            Problem::Unreadable { .. }
                | Problem::TicketUnknown { .. }
                | Problem::TicketWaits { .. }
                | Problem::FeeAboveMax { .. }
                | Problem::DeliveryUnknown { .. }
                | Problem::CancellationAsked { .. }
                | Problem::NotStored
        )
    }

    /// The code in the contract's JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Unreadable { .. } => "unreadable",
            Problem::ConfirmRefused { .. } => "confirm-refused",
            Problem::CancellationRefused { .. } => "cancellation-refused",
            Problem::StepRefused { .. } => "step-refused",
            Problem::TicketUnknown { .. } => "ticket-unknown",
            Problem::TicketExpired { .. } => "ticket-expired",
            Problem::TicketWaits { .. } => "ticket-waits",
            Problem::FeeAboveMax { .. } => "fee-above-max",
            Problem::FeeRose { .. } => "fee-rose",
            Problem::RiderNotNeeded { .. } => "rider-not-needed",
            Problem::NoRider { .. } => "no-rider",
            Problem::DeliveryUnknown { .. } => "delivery-unknown",
            Problem::RiderNotCalledOff { .. } => "rider-not-called-off",
            Problem::DeliveryEnded { .. } => "delivery-ended",
            Problem::DeliveryLivesAfterAll { .. } => "delivery-lives-after-all",
            Problem::CallingOffCost { .. } => "calling-off-cost",
            Problem::CancelledByApp { .. } => "cancelled-by-app",
            Problem::CancelledAfterCompletion { .. } => "cancelled-after-completion",
            Problem::RiderComesEarly { .. } => "rider-comes-early",
            Problem::RiderNotTold { .. } => "rider-not-told",
            Problem::FeeNotRaised { .. } => "fee-not-raised",
            Problem::RiderLate { .. } => "rider-late",
            Problem::DelayNotTold => "delay-not-told",
            Problem::LeftOut { .. } => "left-out",
            Problem::NegativeTotal { .. } => "negative-total",
            Problem::OrderChanged => "order-changed",
            Problem::PartlyUnread { .. } => "partly-unread",
            Problem::ItemShort { .. } => "item-short",
            Problem::NotGathered => "not-gathered",
            Problem::CancellationAsked { .. } => "cancellation-asked",
            Problem::RecordLost { .. } => "record-lost",
            Problem::NotStored => "not-stored",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rider_nobody_waits_for_rings_unless_the_food_just_left() {
        let not_needed = |why| {
            let problem = Problem::RiderNotNeeded { agency: "barogo".to_owned(), attempt: 1, why };
            problem.urgency()
        };
        assert_eq!(
            [Unneeded::App, Unneeded::Takeout, Unneeded::Left].map(not_needed),
            [Urgency::Ringing, Urgency::Ringing, Urgency::Pressing]
        );
    }

    #[test]
    fn what_is_not_settled_by_a_tap_is_red_and_does_not_ring() {
        let (kind, printer) = (TicketKind::Kitchen, "kitchen".to_owned());
        let unknown = Problem::TicketUnknown { ticket: "t".to_owned(), kind, printer };
        let called =
            Problem::DeliveryUnknown { agency: "barogo".to_owned(), key: "k".to_owned(), gone: false };
        for problem in [unknown, called, Problem::NotStored] {
            assert_eq!(problem.urgency(), Urgency::Pressing, "{problem:?}");
        }
        assert!(Urgency::Calm < Urgency::Pressing && Urgency::Pressing < Urgency::Ringing);
    }
}
