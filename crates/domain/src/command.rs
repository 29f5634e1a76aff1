//! What a person can tell the engine about one order, from the window or the command line.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::OrderState;
use crate::order::phone::{self, PhoneFault};
use crate::order::{CancelCode, DenyCode, MenuItem, TicketKind, Won};

/// One tap or one command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// Take the order; without minutes, the channel's own.
    Accept {
        /// Minutes until ready.
        prep_minutes: Option<u32>,
    },
    /// Say no to an unanswered order.
    Reject {
        /// Why.
        code: CancelCode,
    },
    /// Cooking takes longer.
    Delay {
        /// By how many minutes.
        minutes: u32,
    },
    /// Cooked and packed.
    Ready,
    /// Everything of a bundle's stall is here.
    Pick {
        /// The stall's name or the app's id of it.
        stall: String,
        /// It is not, after all.
        #[serde(default)]
        undo: bool,
    },
    /// One of the kitchen's stations has cooked its dishes; once all have, the order is ready.
    Bump {
        /// The station's id or name.
        station: String,
        /// Its dishes are still to be cooked.
        #[serde(default)]
        undo: bool,
    },
    /// A dish of an accepted order is sold out.
    Short {
        /// Its position in the order's lines.
        line: usize,
        /// What goes out instead; `None`: nothing does.
        substitute: Option<String>,
        /// Take it off the app's menu too.
        #[serde(default)]
        also_off_menu: bool,
        /// It is there, after all.
        #[serde(default)]
        undo: bool,
    },
    /// Left the shop (takeout: the customer has it).
    PickedUp,
    /// Close it.
    Complete,
    /// Ask the app to cancel an accepted order.
    Cancel {
        /// Why.
        code: CancelCode,
    },
    /// Answer the app's cancellation request: `None` agrees.
    AnswerCancel {
        /// Why not.
        deny: Option<DenyCode>,
    },
    /// Call a rider.
    Dispatch {
        /// This agency and no other; `None`: by priority.
        agency: Option<String>,
        /// Consent to a fee up to this, won.
        max_fee: Option<Won>,
    },
    /// Call one more rider after the meal was delivered, for what was wrong or missing.
    DeliverAgain {
        /// This agency and no other; `None`: by priority.
        agency: Option<String>,
        /// Consent to a fee up to this, won.
        max_fee: Option<Won>,
        /// What is brought, for the rider and the slip.
        note: String,
    },
    /// Ask every agency what it would cost.
    CompareQuotes,
    /// A rider was called by other means: none is called from here.
    CalledElsewhere {
        /// None was, after all.
        #[serde(default)]
        undo: bool,
    },
    /// Offer riders more for a delivery that none of them has taken.
    Raise {
        /// The whole price without VAT, won.
        fee: Won,
    },
    /// The shop's own rider carries it.
    NameRider {
        /// Name or call sign.
        name: String,
        /// Number to call.
        phone: Option<String>,
    },
    /// The shop's own rider came back with it.
    CameBack,
    /// Call the rider off.
    CancelDispatch {
        /// Of this attempt; `None`: the one who is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempt: Option<u32>,
    },
    /// Print again, marked 재출력; `None`: every kind printed so far.
    Reprint {
        /// Which.
        kind: Option<TicketKind>,
    },
    /// Settle what is unknown.
    Resolve {
        /// How.
        resolution: Resolution,
    },
    /// The cash receipt was issued: its number is hidden from here on.
    ReceiptIssued,
    /// A person has seen the cancellation or the problem: the bell stops.
    Seen,
}

impl Command {
    /// The command as a log may show it: without names, numbers and other text that a person typed.
    pub fn without_words(&self) -> Command {
        let unsaid = || "…".to_owned();
        match self.clone() {
            Command::NameRider { phone, .. } => {
                Command::NameRider { name: unsaid(), phone: phone.map(|_| unsaid()) }
            }
            Command::DeliverAgain { agency, max_fee, .. } => {
                Command::DeliverAgain { agency, max_fee, note: unsaid() }
            }
            other => other,
        }
    }

    /// The dish that this takes off the menu of the order's app. An order by phone has none.
    pub fn off_menu(&self, state: &OrderState) -> Option<MenuItem> {
        match self {
            _ if state.head.channel == phone::CHANNEL => None,
            Command::Short { line, also_off_menu: true, undo: false, .. } => {
                state.head.order.as_ref()?.lines.get(*line).map(MenuItem::from)
            }
            _ => None,
        }
    }
}

/// How a person settles what is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The ticket did come out.
    Printed,
    /// It did not, or that is not known: print it again, marked 재출력.
    Reprint,
    /// A rider was called; the agency's own id of the delivery.
    Dispatched(String),
    /// No rider was called.
    NotDispatched,
}

/// How a command ended: carried out, or already the case. Either way it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    /// Now.
    Committed,
    /// It was so before.
    Already,
}

/// What an app says of a code that was named at the door or at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum CodeAnswer {
    /// It is this order's.
    Right,
    /// It is not; the app's words.
    Wrong {
        /// Why.
        reason: String,
    },
    /// The app could not be asked, or has no codes.
    NoAnswer {
        /// Why.
        reason: String,
    },
}

/// One of several orders that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its local id, which no other order bears.
    pub id: String,
    /// Short number.
    pub number: String,
    /// Channel id.
    pub channel: String,
    /// What the app calls it, where that is known.
    pub display_id: Option<String>,
}

impl Candidate {
    /// The candidate for an order.
    pub fn of(state: &OrderState) -> Candidate {
        Candidate {
            id: state.head.id.clone(),
            number: state.head.number.clone(),
            channel: state.head.channel.clone(),
            display_id: state.head.order.as_ref().map(|order| order.display_id.clone()),
        }
    }
}

/// Why riders for an order are not the shop's to call from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotOurs {
    /// It could not be read.
    Unreadable,
    /// The customer fetches it.
    Takeout,
    /// The app brings it.
    App,
    /// Another program of the shop calls them.
    OtherProgram,
    /// One was called by other means.
    Elsewhere,
    /// Its customer was taken out of it: there is no address to bring it to.
    CustomerGone,
}

impl NotOurs {
    /// The word in the contract's JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            NotOurs::Unreadable => "unreadable",
            NotOurs::Takeout => "takeout",
            NotOurs::App => "app",
            NotOurs::OtherProgram => "other-program",
            NotOurs::Elsewhere => "elsewhere",
            NotOurs::CustomerGone => "customer-gone",
        }
    }
}

/// Why a command was not carried out. Values without wording; `language` words them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refused", rename_all = "kebab-case")]
pub enum Refused {
    /// No such order.
    #[error("no order {order}")]
    UnknownOrder {
        /// What was asked for.
        order: String,
    },
    /// Several orders have this number.
    #[error("{order} names several orders")]
    AmbiguousOrder {
        /// What was asked for.
        order: String,
        /// Which.
        candidates: Vec<Candidate>,
    },
    /// The order's status forbids it.
    #[error("not possible while {status}")]
    WrongStatus {
        /// The status in the contract's spelling.
        status: String,
    },
    /// Something is already under way with the app.
    #[error("waiting for the app ({pending})")]
    Pending {
        /// What: `reject` or `cancel`.
        pending: String,
    },
    /// A value is out of range.
    #[error("{what} must be between {least} and {most}")]
    OutOfRange {
        /// Which value.
        what: String,
        /// At least.
        least: i64,
        /// At most.
        most: i64,
    },
    /// Riders for this order are not called by the shop.
    #[error("riders are not ours to call: {}", why.as_str())]
    NotOurRiders {
        /// Why not.
        why: NotOurs,
    },
    /// No agency is set up, or not this one.
    #[error("no agency {agency}")]
    UnknownAgency {
        /// What was asked for; empty: none at all.
        agency: String,
    },
    /// The shop has no riders of its own in the settings.
    #[error("no riders of our own")]
    NoOwnRiders,
    /// A delivery is under way already.
    #[error("a delivery is under way: {state}")]
    DeliveryUnderWay {
        /// Its state in the contract's spelling.
        state: String,
    },
    /// What was typed is no order.
    #[error("no order: {fault}")]
    NoOrder {
        /// Why.
        fault: PhoneFault,
    },
    /// No such app is set up.
    #[error("no channel {channel}")]
    UnknownChannel {
        /// What was asked for.
        channel: String,
    },
    /// The order's bundle has no such stall, or it is no bundle.
    #[error("no stall {stall}")]
    UnknownStall {
        /// What was asked for.
        stall: String,
        /// Those it has; none where it is no bundle.
        known: Vec<String>,
    },
    /// The order has no dish of such a station, or there is none.
    #[error("no station {station}")]
    UnknownStation {
        /// What was asked for.
        station: String,
        /// The names of those that cook it.
        known: Vec<String>,
    },
    /// A business day that has not come yet cannot be closed.
    #[error("{day} has not come yet")]
    DayAhead {
        /// Which.
        day: Date,
    },
    /// The closing of a business day that is over stays.
    #[error("{day} is over")]
    DayOver {
        /// Which.
        day: Date,
    },
    /// No printer is set up.
    #[error("no printer")]
    NoPrinter,
    /// It could not be printed.
    #[error("not printed: {reason}")]
    NotPrinted {
        /// What happened.
        reason: String,
        /// A part of it may be on paper.
        partly: bool,
    },
    /// There is nothing to do this to (no ticket to reprint, no delivery to cancel, nothing unknown).
    #[error("nothing to do this to")]
    NothingThere,
    /// The store could not take it.
    #[error("the store failed: {reason}")]
    Store {
        /// What happened.
        reason: String,
    },
    /// The engine is stopping.
    #[error("the program is stopping")]
    Stopping,
    /// The engine is in another process and gave no answer that can be used: whether it acted is not known.
    #[error("no answer: {reason}")]
    Unanswered {
        /// What happened.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_nothing_that_a_person_typed() {
        let (agency, note) = (Some("first".to_owned()), "김손님 010-1234-5678".to_owned());
        let commands = [
            Command::NameRider { name: "김배달".to_owned(), phone: Some("010-1234-5678".to_owned()) },
            Command::DeliverAgain { agency, max_fee: Some(Won(5_000)), note },
        ];
        for command in commands {
            let said = format!("{:?}", command.without_words());
            assert!(!said.contains('김') && !said.contains("010"), "{said}");
        }
        assert_eq!(Command::Ready.without_words(), Command::Ready);
    }
}
