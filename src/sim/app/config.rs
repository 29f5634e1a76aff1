//! What a simulated app is told: its habits, the orders to place, and where tests may freeze it.

use std::fmt;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::Value;

use super::generate::{Flavour, Shop};

/// A named point in a request's life, for tests that freeze the app there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// Events are chosen, the answer has not left.
    PollAnswered,
    /// An order's body is ready, the answer has not left.
    OrderFetched {
        /// The order.
        id: String,
    },
    /// Before an acknowledgment takes effect.
    AckReceived {
        /// The events.
        ids: Vec<String>,
    },
    /// After it took effect, before the answer.
    AckTaken {
        /// The events.
        ids: Vec<String>,
    },
    /// Before a confirmation takes effect.
    ConfirmReceived {
        /// The order.
        id: String,
    },
    /// After it took effect, before the answer.
    ConfirmTaken {
        /// The order.
        id: String,
    },
    /// Before another action takes effect.
    ActionReceived {
        /// The order.
        id: String,
        /// Its name in the standard.
        action: String,
    },
    /// After it took effect, before the answer.
    ActionTaken {
        /// The order.
        id: String,
        /// Its name in the standard.
        action: String,
    },
}

/// Called at every [`Point`]; `true` freezes the request right there, never to be answered. It runs inside the app
/// and must not call back into it.
pub type Hook = Arc<dyn Fn(&Point) -> bool + Send + Sync>;

/// What a simulated app is like.
#[derive(Clone)]
pub struct Config {
    /// Everything random comes from it.
    pub seed: u64,
    /// The one shop it knows.
    pub shop: Shop,
    /// Client id and secret it accepts; `None`: any.
    pub credentials: Option<(String, String)>,
    /// How long a token is valid.
    pub token_life: SignedDuration,
    /// An unanswered order is cancelled after this.
    pub confirm_within: SignedDuration,
    /// From an action to the event that tells its result.
    pub event_delay: SignedDuration,
    /// How long the app's own riders take.
    pub ride: SignedDuration,
    /// Whether it agrees when the shop wants to cancel.
    pub agrees_to_cancel: bool,
    /// Places an order by itself this often.
    pub every: Option<SignedDuration>,
    /// Places at most so many by itself.
    pub orders: Option<u32>,
    /// See [`Hook`].
    pub hook: Option<Hook>,
}

impl Config {
    /// An app without habits of its own: results at once, five minutes to confirm, nothing placed by itself.
    pub fn new(seed: u64, shop: Shop) -> Config {
        Config {
            seed,
            shop,
            credentials: None,
            token_life: SignedDuration::from_hours(1),
            confirm_within: SignedDuration::from_mins(5),
            event_delay: SignedDuration::ZERO,
            ride: SignedDuration::from_mins(5),
            agrees_to_cancel: true,
            every: None,
            orders: None,
            hook: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("seed", &self.seed).field("shop", &self.shop).finish_non_exhaustive()
    }
}

/// An order to place.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What is special about it.
    pub flavour: Flavour,
    /// This body instead of a generated one; `id` and `createdAt` are replaced.
    pub body: Option<Value>,
    /// Its body is handed out unreadable.
    pub poisonous: bool,
}

impl From<Flavour> for Spec {
    fn from(flavour: Flavour) -> Spec {
        Spec { flavour, body: None, poisonous: false }
    }
}
