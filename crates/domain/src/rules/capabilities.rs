//! What agencies can do, as far as the rules go by it.

use jiff::SignedDuration;

use crate::order::Amendment;

/// What an agency can do and what its answers mean, by its protocol and contract alone: known before anything is asked.
/// What the program asks of an agency beyond its adapter's calls stands here, so that nothing else asks which protocol it is.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities {
    /// The agency has no server: the shop's own riders, named and followed by a person.
    pub in_house: bool,
    /// A price has to be asked before a rider is called.
    pub quote_first: bool,
    /// The same key twice is refused, so that creating again with it cannot bring a second rider.
    pub duplicate_guard: bool,
    /// Keys have to be UUIDs.
    pub uuid_keys: bool,
    /// A delivery can be looked up by the key we sent.
    pub look_up: bool,
    /// Shop and customer have to be on the map: an address without latitude and longitude is not taken.
    pub needs_coordinates: bool,
    /// It may make several deliveries of one order and call some of them off: what a delivery that ended is said to have
    /// cost by being cancelled was paid then. Of other agencies it is what it would have cost.
    pub divides: bool,
    /// The shop names the price, and may offer more while no rider has taken it.
    pub raises: bool,
    /// Whether it is to be told that the food is ready.
    pub ready_signal: bool,
    /// Whether it keeps a deposit and tells what is left of it.
    pub balance: bool,
    /// What it has calls for.
    pub amends: &'static [Amendment],
    /// How fast it may be asked.
    pub pace: Pace,
}

/// How fast an agency may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Pause between look-ups of one delivery.
    pub look_up_every: SignedDuration,
    /// Rest after a create without an answer.
    pub settle_after: SignedDuration,
    /// Between any two requests.
    pub least_between: SignedDuration,
}

impl Default for Pace {
    /// Gorela's: a calm 12 s, and at least 10 s before anything is repeated.
    fn default() -> Pace {
        Pace {
            look_up_every: SignedDuration::from_secs(12),
            settle_after: SignedDuration::from_secs(10),
            least_between: SignedDuration::from_millis(200),
        }
    }
}
