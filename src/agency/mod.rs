//! Delivery agencies (배달대행사): one trait, one adapter per protocol.
//!
//! Architecture invariant: an adapter says what the agency answered and nothing more. Whether to ask again, to move
//! on to another agency or to show a person is decided by `engine::rules` ("one meal, one rider").

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

pub use crate::order::{CancelAnswer, Created, Quoted};
use crate::order::{DeliveryReport, Order, Quote};

/// One agency, spoken to. No call retries by itself.
#[async_trait]
pub trait DeliveryAgency: Send + Sync {
    /// What this agency can do.
    fn capabilities(&self) -> Capabilities;

    /// Asks for the price. Repeatable.
    async fn quote(&self, request: &DeliveryRequest) -> Result<Quoted, AgencyError>;

    /// Calls a rider, once. Anything but a clear answer is [`Created::Unknown`].
    async fn create(&self, request: &DeliveryRequest) -> Created;

    /// Looks a delivery up by the key we sent. Repeatable.
    async fn look_up(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError>;

    /// Calls a delivery off. Repeatable.
    async fn cancel(&self, key: &str) -> Result<CancelAnswer, AgencyError>;

    /// Says that the food is ready. Repeatable; a repeat is no error.
    async fn prepare_complete(&self, key: &str) -> Result<(), AgencyError>;
}

/// What an agency can do.
#[derive(Clone, Copy, Debug)]
pub struct Capabilities {
    /// The same key twice is refused, so that creating again with it cannot bring a second rider.
    pub duplicate_guard: bool,
    /// Pause between look-ups of one delivery.
    pub look_up_every: Duration,
    /// Least pause before anything is repeated after a create without an answer.
    pub settle_after: Duration,
}

/// Everything an agency may want to know to carry one order.
#[derive(Clone, Debug)]
pub struct DeliveryRequest {
    /// Our key: stable per order, agency and attempt, at most 50 characters.
    pub key: String,
    /// The short number, for the rider's screen.
    pub number: String,
    /// What is carried, from whom, to whom.
    pub order: Order,
    /// The app's name at Gorela.
    pub gorela_channel: String,
    /// When the food is ready.
    pub pickup_at: Timestamp,
    /// The quote this call rests on.
    pub quote: Option<Quote>,
}

/// What may go wrong, by what the caller can do.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AgencyError {
    /// The line or the server failed: try again.
    #[error("{reason}")]
    Retry {
        /// What happened.
        reason: String,
        /// `Retry-After`.
        after: Option<Duration>,
    },
    /// The agency does not accept our key: a person has to look.
    #[error("signed out: {0}")]
    SignedOut(String),
    /// An answer that cannot be read or was not expected.
    #[error("unreadable answer: {0}")]
    Unreadable(String),
}
