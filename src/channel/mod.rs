//! Public delivery apps. A channel is one app as one shop uses it.
//!
//! Architecture invariant: channels know orders and the wire, never the store, printers or agencies. What differs
//! by app is data: a [`Profile`].

mod events;
mod open_delivery;
mod profile;

pub use open_delivery::OpenDelivery;
pub use profile::{Feature, Pitch, Profile, ProfileError, Signature};

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::Client;

use crate::order::{AppAction, AppEvent, AppEventKind, MenuItem, Order, SetAside};
use crate::settings::{ChannelSettings, Shop};

/// Protocols of apps, in the spelling of the profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The order side of Open Delivery 1.7.
    OpenDelivery,
}

impl Protocol {
    /// Every protocol with its spelling.
    pub const ALL: [(&str, Protocol); 1] = [("open-delivery", Protocol::OpenDelivery)];
}

/// The channel to one configured app, by the protocol of its profile. `secret` is its client secret; `shop` is where it
/// delivers from; `http` comes from `open_delivery::http::client`. Nothing is sent yet.
pub fn open(
    settings: &ChannelSettings,
    secret: String,
    shop: Option<&Shop>,
    http: Client,
) -> Arc<dyn Channel> {
    match settings.profile.protocol {
        Protocol::OpenDelivery => {
            let open = OpenDelivery::new(settings, secret, http);
            Arc::new(match shop {
                Some(shop) => open.in_zone(shop.timezone.clone()),
                None => open,
            })
        }
    }
}

/// One app, spoken to. Every call has its own timeout; none retries by itself, because the outbox does.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Asks for new events. An empty answer is also presence: an app closes a shop that stops asking.
    async fn poll(&self) -> Result<Polled, ChannelError>;

    /// Asks whether the app accepts our key. Changes nothing there and is no presence.
    async fn check(&self) -> Result<(), ChannelError>;

    /// Acknowledges at most [`MAX_ACKNOWLEDGED`] events that are stored.
    async fn acknowledge(&self, events: &[AppEvent]) -> Result<(), ChannelError>;

    /// Fetches one order as it stands at the app now.
    async fn order(&self, external_id: &str) -> Result<FetchedOrder, ChannelError>;

    /// Tells the app something about an order. `Ok` means taken in; the result is a later event.
    async fn act(&self, external_id: &str, action: &AppAction) -> Result<(), ChannelError>;

    /// Asks whether this is the code that the customer was given for the door.
    async fn check_code(&self, external_id: &str, code: &str) -> Result<CodeCheck, ChannelError>;

    /// Opens or closes the shop at the app. [`ChannelError::Unsupported`]: the app goes by our polling alone.
    async fn set_open(&self, open: bool) -> Result<(), ChannelError>;

    /// Takes dishes off the app's menu or puts them back.
    async fn set_available(&self, items: &[MenuItem], available: bool) -> Result<(), ChannelError>;
}

/// The answer to a code named at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// It is the customer's.
    Right,
    /// It is not.
    Wrong {
        /// The app's words.
        reason: String,
    },
}

/// The most events one acknowledgment may carry (Open Delivery 1.7, `AckEvents.maxItems`).
pub const MAX_ACKNOWLEDGED: usize = 100;

/// The answer to a poll.
#[derive(Clone, Debug, Default)]
pub struct Polled {
    /// Events that could be read, in the order received.
    pub events: Vec<AppEvent>,
    /// What could not be read, bounded; it never holds up the rest.
    pub aside: Vec<SetAside>,
    /// Events that this answer held beyond what is taken at a time; the app tells them again.
    pub left: usize,
    /// Why the answer ended in the middle, if it did; what was whole of it was taken.
    pub cut: Option<String>,
    /// The server's clock (`Date` header), to see how wrong ours is.
    pub server_time: Option<Timestamp>,
}

/// An order as it stands at the app.
#[derive(Clone, Debug)]
pub struct FetchedOrder {
    /// What was ordered.
    pub order: Order,
    /// The app's last event for it, to settle doubts.
    pub last_event: Option<AppEventKind>,
}

/// What may go wrong, by what the caller can do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ChannelError {
    /// The line or the server failed: try again, not before `after` if the server said so. A web page or half an answer in
    /// the place of one counts as this, whatever its status.
    #[error("{reason}")]
    Retry {
        /// What happened.
        reason: String,
        /// `Retry-After`.
        after: Option<Duration>,
    },
    /// The app does not accept our key: a person has to look.
    #[error("signed-out: {0}")]
    SignedOut(String),
    /// The app understood and said no (4xx). For a repeated action: ask for the order and compare.
    #[error("HTTP {status}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The app's words, for the person at the counter. They may name a customer, so no log is told.
        reason: String,
    },
    /// The app said no, and that this is how our wish to cancel the order ended (`cancellationStatus` of the standard's
    /// `CancellationError`).
    #[error("{reason}")]
    Settled {
        /// The order is cancelled; else the app does not agree.
        cancelled: bool,
        /// The app's words.
        reason: String,
    },
    /// The app has no such call (404, 405 or 501 where the standard leaves it to the app whether there is one).
    #[error("no-call: status {status}")]
    Unsupported {
        /// HTTP status.
        status: u16,
    },
    /// An answer that cannot be read.
    #[error("unreadable: {0}")]
    Unreadable(String),
}
