//! Effects: what the rules want done at apps, printers and agencies, and the outcomes that come back.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::{
    Amended, Amendment, AppAction, AppEventKind, CancelAnswer, Created, DeliveryReport, Order, Quoted, Won,
};

/// One thing to do at an app, a printer or an agency. It names a part of the order's state; the worker reads the rest from
/// there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// Notify the app of a step. Repeatable; the notices of one order go out in the order they were queued.
    #[serde(rename = "tell")]
    Notify {
        /// The step.
        action: AppAction,
    },
    /// Ask the app for the order. Repeatable.
    Fetch {
        /// What the answer is to settle.
        #[serde(rename = "doubt")]
        why: FetchReason,
    },
    /// Print a ticket. Once.
    Print {
        /// Ticket id.
        ticket: String,
    },
    /// Ask an agency's price. Repeatable.
    Quote {
        /// Attempt number.
        attempt: u32,
    },
    /// Ask an agency's price without an attempt, so that a person can compare. Repeatable.
    Compare {
        /// Agency id.
        agency: String,
    },
    /// Call a rider. Once.
    Create {
        /// Attempt number.
        attempt: u32,
    },
    /// Look a delivery up. Repeatable.
    LookUp {
        /// Attempt number.
        attempt: u32,
    },
    /// Cancel a delivery. Repeatable.
    #[serde(rename = "call-off")]
    Cancel {
        /// Attempt number.
        attempt: u32,
    },
    /// Tell the agency what has changed, as it is when this goes out. Repeatable.
    Amend {
        /// Attempt number.
        attempt: u32,
        /// What.
        what: Amendment,
    },
    /// Offer riders more. Repeatable.
    Raise {
        /// Attempt number.
        attempt: u32,
        /// The whole price, without VAT.
        fee: Won,
    },
    /// Tell the agency that the food is ready. Repeatable.
    PrepareComplete {
        /// Attempt number.
        attempt: u32,
    },
}

/// Why an order is fetched again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "kebab-case")]
pub enum FetchReason {
    /// Its body could not be read.
    Body {
        /// How often it was fetched since.
        tries: u32,
    },
    /// The app refused our confirmation.
    Confirm {
        /// The app's words.
        reason: String,
    },
    /// The app accepted our rejection or cancellation request, and no event has settled it since.
    Silence,
    /// Nothing is wrong: the app's order and ours are compared every few minutes, because events get lost.
    Compare,
    /// The app refused our rejection or cancellation request.
    Cancellation {
        /// The app's words.
        reason: String,
    },
    /// The app refused another step.
    Step {
        /// The event that would show the step was taken.
        shown_by: AppEventKind,
        /// The app's words.
        reason: String,
    },
}

/// The worker that carries an effect out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The worker of this channel.
    Channel(String),
    /// The worker of this printer.
    Printer(String),
    /// The worker of this agency.
    Agency(String),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Channel(id) => write!(f, "channel:{id}"),
            Target::Printer(id) => write!(f, "printer:{id}"),
            Target::Agency(id) => write!(f, "agency:{id}"),
        }
    }
}

/// A change to the outbox, in the same commit as the state.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Add a row. A queued repeatable row of the same order and tag is replaced.
    Enqueue {
        /// What to do.
        effect: Effect,
        /// Who does it.
        target: Target,
        /// The earliest time to do it.
        not_before: Timestamp,
    },
    /// Remove the order's queued row of this tag, if it has not started.
    Revoke {
        /// See [`Effect::tag`].
        tag: String,
    },
}

/// How an effect ended. A transport failure of a repeatable effect is no outcome: its row is tried again.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The app accepted the notice.
    Accepted,
    /// The app said no.
    Refused {
        /// Its words.
        reason: String,
    },
    /// The app refused, and thereby settled our request to cancel the order.
    Settled {
        /// Whether the order is cancelled; else the app does not agree to cancel it.
        cancelled: bool,
        /// Its words.
        reason: String,
    },
    /// The app's protocol has no such call.
    Unsupported,
    /// The order as it stands at the app.
    Fetched {
        /// What was ordered.
        order: Box<Order>,
        /// The app's last event for it.
        last_event: Option<AppEventKind>,
    },
    /// The app does not know the order, or its answer cannot be read.
    NotFetched {
        /// What happened.
        reason: String,
    },
    /// Printed, as the printer confirmed.
    Printed,
    /// Every byte was sent; this printer never confirms.
    Sent,
    /// Not one byte was sent.
    NotSent {
        /// What happened.
        reason: String,
    },
    /// Some bytes were sent.
    PrintUnknown {
        /// What happened.
        reason: String,
    },
    /// Every byte was sent and the printer reports no error, but the confirmation that it otherwise sends is missing.
    Unconfirmed {
        /// What happened.
        reason: String,
    },
    /// A price or a refusal.
    Quoted(Quoted),
    /// The answer to a create: called, refused, or unknown.
    Created(Created),
    /// The quote that a create rests on is too old, so the create was not sent.
    QuoteExpired,
    /// What the agency knows under our key.
    LookedUp(Option<Box<DeliveryReport>>),
    /// The answer to a cancellation.
    CancelAnswered(CancelAnswer),
    /// The agency's answer to a change.
    Amended(Amended),
    /// The agency knows that the food is ready.
    ReadyTold,
    /// A repeatable effect got no clear answer once more; its row stays queued.
    NoAnswer {
        /// How often so far.
        attempts: u32,
        /// What happened.
        reason: String,
    },
    /// A once effect was found started after a restart: whether it was done is unknown.
    Interrupted,
}

impl Effect {
    /// The effect's name within its order. At most one queued row of an order has it. Each reason to fetch has its own, so that
    /// settling one never loses another.
    pub fn tag(&self) -> String {
        match self {
            Effect::Notify { action } => format!("tell:{}", action.as_str()),
            Effect::Fetch { why } => match why {
                FetchReason::Body { .. } => "fetch:body".to_owned(),
                FetchReason::Confirm { .. } => "fetch:confirm".to_owned(),
                FetchReason::Silence => "fetch:silence".to_owned(),
                FetchReason::Compare => "fetch:compare".to_owned(),
                FetchReason::Cancellation { .. } => "fetch:cancellation".to_owned(),
                FetchReason::Step { shown_by, .. } => format!("fetch:{shown_by:?}"),
            },
            Effect::Print { ticket } => format!("print:{ticket}"),
            Effect::Quote { attempt } => format!("quote:{attempt}"),
            Effect::Compare { agency } => format!("compare:{agency}"),
            Effect::Create { attempt } => format!("create:{attempt}"),
            Effect::LookUp { attempt } => format!("look-up:{attempt}"),
            Effect::Cancel { attempt } => format!("call-off:{attempt}"),
            Effect::Amend { attempt, what } => format!("amend-{}:{attempt}", what.as_str()),
            Effect::Raise { attempt, .. } => format!("raise:{attempt}"),
            Effect::PrepareComplete { attempt } => format!("prepare-complete:{attempt}"),
        }
    }

    /// The delivery attempt that it is about.
    pub fn attempt(&self) -> Option<u32> {
        match self {
            Effect::Quote { attempt }
            | Effect::Create { attempt }
            | Effect::LookUp { attempt }
            | Effect::Cancel { attempt }
            | Effect::Amend { attempt, .. }
            | Effect::Raise { attempt, .. }
            | Effect::PrepareComplete { attempt } => Some(*attempt),
            Effect::Compare { .. } | Effect::Notify { .. } | Effect::Fetch { .. } | Effect::Print { .. } => {
                None
            }
        }
    }

    /// Whether doing it twice does harm. Such a row goes from queued to started before its first byte and is never
    /// taken again by itself.
    pub fn is_once(&self) -> bool {
        matches!(self, Effect::Print { .. } | Effect::Create { .. })
    }

    /// Whether it is given up when no answer came for a day. An effect that may bring or stop a rider never expires.
    pub fn expires(&self) -> bool {
        !matches!(
            self,
            Effect::LookUp { .. } | Effect::Cancel { .. } | Effect::Print { .. } | Effect::Create { .. }
        )
    }

    /// Whether it must wait for earlier effects of its kind on the same order, and later ones for it.
    pub fn in_sequence(&self) -> bool {
        matches!(self, Effect::Notify { action } if !action.is_aside())
    }
}
