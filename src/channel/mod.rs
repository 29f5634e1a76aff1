//! Public delivery apps. A channel is one app as one shop uses it.
//!
//! Architecture invariant: channels know orders and the wire, never the store, printers or agencies. What differs
//! by app is data: a [`Profile`](crate::settings::app::Profile).

mod events;
mod open_delivery;

pub use open_delivery::OpenDelivery;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::order::{AppAction, AppEvent, AppEventKind, MenuItem, Order, SetAside};
use futures::stream::BoxStream;
use jiff::Timestamp;
use reqwest::Client;

use crate::settings::app::Protocol;
use crate::settings::{ChannelSettings, Shop};

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
    /// How the app tells what is new. It stays the same as long as the program runs.
    fn intake(&self) -> Intake<'_>;

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

/// How an app tells what is new: by the protocol it speaks. Whichever it is, an order is fetched by [`Channel::order`] before
/// anything about it is stored, and an event is acknowledged once it is stored; until then the app tells it again.
#[derive(Clone, Copy)]
pub enum Intake<'c> {
    /// The app answers when it is asked, and takes a shop that stops asking for closed. For a protocol with a call for new
    /// events, also where it offers webhooks besides: those need a public address, which a counter PC does not have.
    Poll(&'c dyn Polls),
    /// The app tells by itself over a line that we open and that stays open (a WebSocket, server-sent events, a message
    /// queue), and takes a shop without such a line for closed.
    Stream(&'c dyn Pushes),
}

/// An app that is polled.
#[async_trait]
pub trait Polls: Send + Sync {
    /// Asks for new events: those that are not acknowledged yet. An empty answer is presence too.
    async fn poll(&self) -> Result<Batch, ChannelError>;
}

/// An app that tells by itself.
#[async_trait]
pub trait Pushes: Send + Sync {
    /// Opens the line, within a bounded time. It tells first what is not acknowledged yet, or an empty batch where there
    /// is nothing, then what happens; and an empty batch as a sign of life at least as often as the profile's
    /// `poll_seconds`. A line that is silent for three times as long is given up like one that ends or fails, and opened
    /// again. Dropped, it is closed: the shop is no longer present.
    ///
    /// It holds a bounded number of events. An event that is too many ends it, because the next line tells it again.
    async fn listen(&self) -> Result<Events, ChannelError>;
}

/// What an app tells on an open line. Its end, or its first error, is the line's end.
pub type Events = BoxStream<'static, Result<Batch, ChannelError>>;

/// The answer to a code named at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// The code is the customer's.
    Right,
    /// The code is not the customer's.
    Wrong {
        /// The app's words.
        reason: String,
    },
}

/// The most events one acknowledgment may carry (Open Delivery 1.7, `AckEvents.maxItems`).
pub const MAX_ACKNOWLEDGED: usize = 100;

/// What an app told at a time: the answer to a poll, or what came over an open line.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Events that could be read, in the order received.
    pub events: Vec<AppEvent>,
    /// What could not be read, bounded; it never holds up the rest.
    pub aside: Vec<SetAside>,
    /// Events beyond what is taken at a time; the app tells them again.
    pub left: usize,
    /// Why it ended in the middle, if it did; what was whole of it was taken.
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
