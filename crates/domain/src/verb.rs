//! What a person can do with an order as it stands: one set of verbs, which the rules decide and every screen reads.

use serde::{Deserialize, Serialize};

use super::{Command, Resolution};

/// What a [`Command`] does, without its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Take the order.
    Accept,
    /// Turn an unanswered order down.
    Reject,
    /// Put the promise off.
    Delay,
    /// Cooked and packed.
    Ready,
    /// A bundle's stall is gathered.
    Pick,
    /// A gathered stall is not, after all.
    Unpick,
    /// A station has cooked its dishes.
    Bump,
    /// What a station had cooked is to be cooked again.
    Recall,
    /// A dish is sold out, or is replaced by another thing.
    Short,
    /// A dish that was sold out is there.
    Unshort,
    /// Left the shop.
    PickedUp,
    /// Close it.
    Complete,
    /// Ask the app to cancel.
    Cancel,
    /// Answer the app's request to cancel.
    AnswerCancel,
    /// Call a rider.
    Dispatch,
    /// Call a rider once more after the meal was delivered.
    DeliverAgain,
    /// Ask every agency for its price.
    CompareQuotes,
    /// Note that a rider was called by other means.
    CalledElsewhere,
    /// Take that note back.
    NotCalledElsewhere,
    /// Offer riders more.
    Raise,
    /// Name the shop's own rider.
    NameRider,
    /// The rider came back with the food.
    CameBack,
    /// Cancel the rider.
    CancelDispatch,
    /// Print again.
    Reprint,
    /// An unknown ticket did come out.
    ResolvePrinted,
    /// An unknown ticket is printed again.
    ResolveReprint,
    /// An unknown delivery exists.
    ResolveDispatched,
    /// An unknown delivery does not exist.
    ResolveNotDispatched,
    /// The cash receipt was issued.
    ReceiptIssued,
    /// A person has seen what there was to see.
    Seen,
}

impl Verb {
    /// All of them.
    pub const ALL: [Verb; 30] = {
        use Verb::*;
        [
            Accept,
            Reject,
            Delay,
            Ready,
            Pick,
            Unpick,
            Bump,
            Recall,
            Short,
            Unshort,
            PickedUp,
            Complete,
            Cancel,
            AnswerCancel,
            Dispatch,
            DeliverAgain,
            CompareQuotes,
            CalledElsewhere,
            NotCalledElsewhere,
            Raise,
            NameRider,
            CameBack,
            CancelDispatch,
            Reprint,
            ResolvePrinted,
            ResolveReprint,
            ResolveDispatched,
            ResolveNotDispatched,
            ReceiptIssued,
            Seen,
        ]
    };

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl Command {
    /// What this does, without its parameters.
    pub fn verb(&self) -> Verb {
        match self {
            Command::Accept { .. } => Verb::Accept,
            Command::Reject { .. } => Verb::Reject,
            Command::Delay { .. } => Verb::Delay,
            Command::Ready => Verb::Ready,
            Command::Pick { undo: false, .. } => Verb::Pick,
            Command::Pick { undo: true, .. } => Verb::Unpick,
            Command::Bump { undo: false, .. } => Verb::Bump,
            Command::Bump { undo: true, .. } => Verb::Recall,
            Command::Short { undo: false, .. } => Verb::Short,
            Command::Short { undo: true, .. } => Verb::Unshort,
            Command::PickedUp => Verb::PickedUp,
            Command::Complete => Verb::Complete,
            Command::Cancel { .. } => Verb::Cancel,
            Command::AnswerCancel { .. } => Verb::AnswerCancel,
            Command::Dispatch { .. } => Verb::Dispatch,
            Command::DeliverAgain { .. } => Verb::DeliverAgain,
            Command::CompareQuotes => Verb::CompareQuotes,
            Command::CalledElsewhere { undo: false } => Verb::CalledElsewhere,
            Command::CalledElsewhere { undo: true } => Verb::NotCalledElsewhere,
            Command::Raise { .. } => Verb::Raise,
            Command::NameRider { .. } => Verb::NameRider,
            Command::CameBack => Verb::CameBack,
            Command::CancelDispatch { .. } => Verb::CancelDispatch,
            Command::Reprint { .. } => Verb::Reprint,
            Command::Resolve { resolution } => match resolution {
                Resolution::Printed => Verb::ResolvePrinted,
                Resolution::Reprint => Verb::ResolveReprint,
                Resolution::Dispatched(_) => Verb::ResolveDispatched,
                Resolution::NotDispatched => Verb::ResolveNotDispatched,
            },
            Command::ReceiptIssued => Verb::ReceiptIssued,
            Command::Seen => Verb::Seen,
        }
    }
}

/// A set of verbs: what is possible with one order, and would change something. As JSON it is a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Verb>", into = "Vec<Verb>")]
pub struct Verbs(u32);

impl Verbs {
    /// Whether this is possible.
    pub fn has(self, verb: Verb) -> bool {
        self.0 & verb.bit() != 0
    }

    /// What is possible, in the order of [`Verb::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Verb> {
        Verb::ALL.into_iter().filter(move |verb| self.has(*verb))
    }
}

impl From<Vec<Verb>> for Verbs {
    fn from(verbs: Vec<Verb>) -> Verbs {
        verbs.into_iter().collect()
    }
}

impl From<Verbs> for Vec<Verb> {
    fn from(verbs: Verbs) -> Vec<Verb> {
        verbs.iter().collect()
    }
}

impl FromIterator<Verb> for Verbs {
    fn from_iter<I: IntoIterator<Item = Verb>>(verbs: I) -> Verbs {
        Verbs(verbs.into_iter().fold(0, |set, verb| set | verb.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_has_a_bit_of_its_own() {
        for verb in Verb::ALL {
            let alone: Verbs = [verb].into_iter().collect();
            assert_eq!(alone.iter().collect::<Vec<_>>(), [verb]);
        }
        assert_eq!(Verbs::default().iter().count(), 0);
    }
}
