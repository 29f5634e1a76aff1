//! What is proven about one delivery attempt at its agency, and what each observation makes of it.
//!
//! As long as a fact does not exclude it, a rider may be on the way. The facts are therefore no finer than what can be proven:
//! a create without an answer is [`Fact::MayExist`] until the agency itself shows or denies the delivery. The contract's word
//! for a fact is [`Attempt::status`](super::Attempt::status).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::DeliveryState;

/// What is proven about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// Nothing has left for the agency.
    NotSent(Prep),
    /// The first call has left, and its answer is awaited.
    InFlight,
    /// A create was sent and may have arrived; the agency has neither shown the delivery nor denied it.
    MayExist {
        /// When a repeated create under the same key was refused, which proves nothing about the first one.
        resend_refused_at: Option<Timestamp>,
    },
    /// The agency has it.
    Exists(Stage),
    /// It has ended; no rider comes for it.
    Over(End),
}

/// What an attempt waits for before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prep {
    /// A person has to decide something, or the app has to answer, before it goes on.
    Held,
    /// Its price is awaited, or the call is queued.
    Calling,
}

/// How far a delivery that exists at its agency is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// A rider is looked for (라이더 요청됨).
    Requested,
    /// A rider is named (배차).
    Assigned,
    /// The rider is at the shop.
    Arrived,
    /// The rider has the food.
    PickedUp,
    /// The food is on its way back.
    Returning,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The customer has the food.
    Delivered,
    /// The agency said no.
    Rejected,
    /// Cancelled, or never sent.
    Cancelled,
    /// A person said that it was never called, and the agency has not shown otherwise.
    Expired,
    /// The food is back in the shop.
    Returned,
    /// The agency gave up.
    Failed,
}

/// How an agency shows an attempt that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is under way.
    Live(Stage),
    /// It has ended.
    Ended(End),
}

/// Something learnt about an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// It is to wait, for a person's decision or for the app's answer.
    Held,
    /// It goes on: its price is asked for, or it is called.
    Released,
    /// It is not to be sent any more.
    Dropped,
    /// Its call leaves.
    Leaves,
    /// Not one byte of its call left.
    NotSent,
    /// The agency refused it: its price, its call or a repeat of its call.
    Refused {
        /// When.
        at: Timestamp,
    },
    /// The answer to its call is not clear, or says that its key is taken already.
    Unclear,
    /// The agency shows it so.
    Shown(Standing),
    /// The agency took its rider away and looks for another one (배차취소).
    RiderLost,
    /// The agency shows nothing under its key.
    NotFound,
    /// The agency agreed to cancel it.
    CancelGranted,
    /// The agency can no longer be asked about it, or does not know what it is to cancel.
    Lost,
    /// A person says that it was called.
    SaidCalled,
    /// A person or the clock says how it ended.
    SaidEnded(End),
}

/// What an observation makes of a fact.
pub fn observe(fact: Fact, seen: Observation) -> Fact {
    use Fact::{Exists, InFlight, MayExist, NotSent, Over};
    use Observation as O;
    let may_exist = MayExist { resend_refused_at: None };
    match (fact, seen) {
        (NotSent(_), O::Held) => NotSent(Prep::Held),
        (NotSent(_), O::Released | O::NotSent) => NotSent(Prep::Calling),
        (NotSent(_), O::Dropped | O::CancelGranted) => Over(End::Cancelled),
        (NotSent(_), O::Refused { .. }) => Over(End::Rejected),
        (NotSent(_), O::Leaves) => InFlight,
        // After a restored backup an answer may belong to a call that is not recorded here: the agency's word counts.
        (NotSent(_), O::Unclear) => may_exist,
        (NotSent(_), O::NotFound | O::Lost) => fact,

        (InFlight, O::NotSent) => NotSent(Prep::Calling),
        (InFlight, O::Refused { .. }) => Over(End::Rejected),
        (InFlight, O::Unclear) => may_exist,
        (InFlight, O::Held | O::Released | O::Dropped | O::Leaves | O::NotFound | O::Lost) => fact,

        // That a repeat was refused, or did not leave, proves nothing about the first call.
        (MayExist { .. }, O::Refused { at }) => MayExist { resend_refused_at: Some(at) },
        (MayExist { .. }, O::Held | O::Released | O::Dropped | O::Leaves | O::NotSent) => fact,
        (MayExist { .. }, O::Unclear | O::NotFound | O::Lost) => fact,

        (InFlight | MayExist { .. }, O::CancelGranted) => Over(End::Cancelled),
        (NotSent(_) | InFlight | MayExist { .. }, O::Shown(Standing::Live(stage))) => Exists(stage),
        (NotSent(_) | InFlight | MayExist { .. }, O::RiderLost | O::SaidCalled) => Exists(Stage::Requested),

        // The delivery is known to exist, so the fate of its create adds nothing.
        (Exists(_), O::Held | O::Released | O::Dropped | O::Leaves | O::NotSent) => fact,
        (Exists(_), O::Refused { .. } | O::Unclear | O::NotFound | O::SaidCalled) => fact,
        (Exists(stage), O::Shown(Standing::Live(seen))) => Exists(stage.forward(seen)),
        // A rider who has the food keeps it, whatever the agency says of cancelling.
        (Exists(Stage::PickedUp), O::RiderLost | O::CancelGranted) => fact,
        (Exists(_), O::RiderLost) => Exists(Stage::Requested),
        (Exists(_), O::CancelGranted) => Over(End::Cancelled),
        (Exists(_), O::Lost) => may_exist,

        (NotSent(_) | InFlight | MayExist { .. } | Exists(_), O::Shown(Standing::Ended(end))) => Over(end),
        (NotSent(_) | InFlight | MayExist { .. } | Exists(_), O::SaidEnded(end)) => Over(end),

        (
            Over(_),
            O::Held
            | O::Released
            | O::Dropped
            | O::Leaves
            | O::NotSent
            | O::Refused { .. }
            | O::Unclear
            | O::Shown(_)
            | O::RiderLost
            | O::NotFound
            | O::CancelGranted
            | O::Lost
            | O::SaidCalled
            | O::SaidEnded(_),
        ) => fact,
    }
}

impl Stage {
    /// Every one.
    pub const ALL: [Stage; 5] =
        [Stage::Requested, Stage::Assigned, Stage::Arrived, Stage::PickedUp, Stage::Returning];

    /// The stage after a report, which may be older than what is known: a later stage is never replaced by an earlier one,
    /// except that any stage may change to and from the way back to the shop.
    fn forward(self, seen: Stage) -> Stage {
        let beside = self == Stage::Returning || seen == Stage::Returning;
        if beside { seen } else { self.max(seen) }
    }

    /// The contract's word.
    pub fn status(self) -> DeliveryState {
        match self {
            Stage::Requested => DeliveryState::Requested,
            Stage::Assigned => DeliveryState::Assigned,
            Stage::Arrived => DeliveryState::Arrived,
            Stage::PickedUp => DeliveryState::PickedUp,
            Stage::Returning => DeliveryState::Returning,
        }
    }

    /// Whether it can still be cancelled: no rider has the food.
    pub fn is_before_pickup(self) -> bool {
        self < Stage::PickedUp
    }
}

impl End {
    /// Every one.
    pub const ALL: [End; 6] =
        [End::Delivered, End::Rejected, End::Cancelled, End::Expired, End::Returned, End::Failed];

    /// The contract's word.
    pub fn status(self) -> DeliveryState {
        match self {
            End::Delivered => DeliveryState::Delivered,
            End::Rejected => DeliveryState::Rejected,
            End::Cancelled => DeliveryState::Cancelled,
            End::Expired => DeliveryState::Expired,
            End::Returned => DeliveryState::Returned,
            End::Failed => DeliveryState::Failed,
        }
    }
}

impl Standing {
    /// What an agency shows under this word; `None`: the word is about our side of a call.
    pub fn of(word: DeliveryState) -> Option<Standing> {
        let stage = Stage::ALL.into_iter().find(|stage| stage.status() == word).map(Standing::Live);
        stage.or_else(|| End::ALL.into_iter().find(|end| end.status() == word).map(Standing::Ended))
    }

    /// Whether it shows that a call arrived and was taken: what is refused or cancelled may be called under its key again.
    pub fn is_sign_of_life(self) -> bool {
        matches!(self, Standing::Live(_) | Standing::Ended(End::Delivered))
    }
}

impl Fact {
    /// How far it is, where its agency has it.
    pub fn stage(self) -> Option<Stage> {
        match self {
            Fact::Exists(stage) => Some(stage),
            Fact::NotSent(_) | Fact::InFlight | Fact::MayExist { .. } | Fact::Over(_) => None,
        }
    }

    /// Whether a call has left and nothing shows yet what became of it.
    pub fn is_unproven(self) -> bool {
        matches!(self, Fact::InFlight | Fact::MayExist { .. })
    }

    /// Whether nothing has left for the agency.
    pub fn is_not_sent(self) -> bool {
        matches!(self, Fact::NotSent(_))
    }
}
