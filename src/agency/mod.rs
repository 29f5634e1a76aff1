//! Delivery agencies (배달대행사): one trait, one adapter per protocol.
//!
//! Architecture invariant: an adapter says what the agency answered and nothing more. Whether to ask again, to move
//! on to another agency or to show a person is decided by `domain::rules` ("one meal, one rider").

mod ask;
pub mod gorela;
mod in_house;
pub mod kakao;
pub mod open_delivery;
#[cfg(test)]
mod sample;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::open_delivery::http;
use async_trait::async_trait;
use domain::order::{DeliveryReport, Order, Quote, Won};
use jiff::{SignedDuration, Timestamp};

use crate::settings::{AgencyOptions, AgencySettings, Shop};
pub use domain::order::{
    Amended, Amendment, Balance, CancelAnswer, Conditions, Created, OffReason, Quoted, Setback,
};
pub use domain::rules::{Capabilities, Pace};

/// What a protocol is to the rest of the program: each protocol's options know their adapter.
trait Protocol {
    /// What can be done under these options, asked at this pace.
    fn capabilities(&self, pace: Pace) -> Capabilities;

    /// The adapter; `None` where the agency has no server: the shop's own riders.
    fn open(&self, context: AdapterContext<'_>) -> Option<Arc<dyn DeliveryAgency>>;
}

/// What every adapter is given besides its own options.
struct AdapterContext<'a> {
    /// API key or client secret.
    secret: String,
    /// Where riders come.
    shop: &'a Shop,
    http: reqwest::Client,
    timings: Timings,
}

/// The one place that joins protocols and adapters.
fn protocol(options: &AgencyOptions) -> &dyn Protocol {
    match options {
        AgencyOptions::Gorela(own) => own,
        AgencyOptions::Kakao(own) => own,
        AgencyOptions::OpenDeliveryLogistics(own) => own,
        AgencyOptions::InHouse(own) => own,
    }
}

/// The adapter for one configured agency. `secret` is its API key or client secret; `shop` is where riders come.
///
/// # Errors
/// The agency has no server.
pub fn open(
    settings: &AgencySettings,
    secret: String,
    shop: &Shop,
    http: reqwest::Client,
    timings: Timings,
) -> Result<Arc<dyn DeliveryAgency>, NoServer> {
    let open = protocol(&settings.options).open(AdapterContext { secret, shop, http, timings });
    open.ok_or_else(|| NoServer { id: settings.id.clone() })
}

/// What an agency can do under its settings, asked at this pace.
pub fn capabilities(settings: &AgencySettings, pace: Pace) -> Capabilities {
    protocol(&settings.options).capabilities(pace)
}

/// The agency has no server to call riders at.
#[derive(Clone, Debug, thiserror::Error)]
#[error("agency \"{id}\" has no line to call riders over; a person names its riders")]
pub struct NoServer {
    /// The agency's id.
    pub id: String,
}

/// How long to wait for an agency, and what time it is.
#[derive(Clone)]
pub struct Timings {
    /// Longest time until an answer is complete, the connection included.
    pub answer: Duration,
    /// Least pause before anything is repeated after a create without an answer.
    pub settle_after: Duration,
    /// Pause between look-ups of one delivery.
    pub look_up_every: Duration,
    /// Least time between any two requests.
    pub least_between: Duration,
    /// The wall clock, for agencies that want to be told when.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Timings {
    /// What agencies ask for (Gorela: answers may take 12 s, repeats come 10 s later at the earliest), plus a second
    /// for the connection.
    pub fn real(now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Timings {
        let seconds = Duration::from_secs;
        Timings {
            answer: seconds(13),
            settle_after: seconds(10),
            look_up_every: seconds(12),
            least_between: Duration::from_millis(200),
            now,
        }
    }

    /// The same for the rules.
    pub fn pace(&self) -> Pace {
        let signed = |pause: Duration| SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX);
        Pace {
            look_up_every: signed(self.look_up_every),
            settle_after: signed(self.settle_after),
            least_between: signed(self.least_between),
        }
    }

    /// The real waits divided by `shorten`, for simulators on this machine only: towards a real agency it is ignored.
    pub fn for_base_url(
        base_url: &str,
        now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
        shorten: u32,
    ) -> Timings {
        let real = Timings::real(now);
        if shorten <= 1 || !http::is_loopback(base_url) {
            return real;
        }
        Timings {
            answer: real.answer / shorten,
            settle_after: real.settle_after / shorten,
            look_up_every: real.look_up_every / shorten,
            least_between: real.least_between / shorten,
            now: real.now,
        }
    }
}

impl fmt::Debug for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timings {{ {:?}, {:?}, {:?} }}", self.answer, self.settle_after, self.look_up_every)
    }
}

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

    /// Cancels a delivery, and says why where the protocol has a word for it. Repeatable.
    async fn cancel(&self, key: &str, why: OffReason) -> Result<CancelAnswer, AgencyError>;

    /// Tells what has changed of a delivery that was called; `request` is how it is now. Repeatable.
    async fn amend(&self, request: &DeliveryRequest, what: Amendment) -> Result<Amended, AgencyError> {
        let _ = (request, what);
        Ok(Amended::NoCall)
    }

    /// Offers riders more for a delivery that none of them has taken, where the shop names its price; `fee` is the whole
    /// price without VAT. Repeatable.
    async fn raise(&self, key: &str, fee: Won) -> Result<Amended, AgencyError> {
        let _ = (key, fee);
        Ok(Amended::NoCall)
    }

    /// Says that the food is ready. Repeatable; a repeat is no error.
    async fn prepare_complete(&self, key: &str) -> Result<(), AgencyError> {
        let _ = key;
        Ok(())
    }

    /// What is left of the shop's deposits. `None`: this agency keeps none, or does not say.
    async fn balance(&self) -> Result<Option<Balance>, AgencyError> {
        Ok(None)
    }

    /// Whether the agency accepts our account and key: a check while a counter is set up. Calls no rider.
    async fn check(&self) -> Result<(), AgencyError> {
        self.balance().await.map(drop)
    }

    /// How the agency is doing now. `None`: it does not say.
    async fn conditions(&self) -> Result<Option<Conditions>, AgencyError> {
        Ok(None)
    }
}

/// Everything an agency may want to know to carry one order.
#[derive(Clone, Debug)]
pub struct DeliveryRequest {
    /// Our key: stable per order, agency and attempt, at most 50 characters.
    pub key: String,
    /// The short number, for the rider's screen.
    pub number: String,
    /// What is carried, from which shop, to which customer.
    pub order: Order,
    /// What the agency calls the app that the order came from, where the app's profile says so.
    pub app_name: Option<String>,
    /// When the food is ready. A pickup that a person asked for may be earlier than now.
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
    /// The agency answered, and what it was asked for is still to come (a cancellation that it works on): ask again.
    #[error("pending: {0}")]
    Pending(String),
    /// The agency does not accept our key: a person has to look.
    #[error("signed-out: {0}")]
    SignedOut(String),
    /// An answer that cannot be read or was not expected.
    #[error("unreadable: {0}")]
    Unreadable(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::AgencyKind;

    /// Everything outside the adapters goes by this.
    #[test]
    fn each_contract_says_what_it_means() {
        let can = |kind, flexible| {
            let mut settings = AgencySettings::of("a", kind, "https://agency.example");
            if let (AgencyOptions::Gorela(own), true) = (&mut settings.options, flexible) {
                own.fare = crate::settings::Fare::Flexible;
            }
            let can = capabilities(&settings, Pace::default());
            (can.in_house, can.divides, can.raises, can.needs_coordinates)
        };
        assert_eq!(can(AgencyKind::Gorela, false), (false, true, false, false));
        assert_eq!(can(AgencyKind::Gorela, true), (false, true, true, false));
        assert_eq!(can(AgencyKind::Kakao, false), (false, false, false, true));
        assert_eq!(can(AgencyKind::OpenDeliveryLogistics, false), (false, false, false, false));
        assert_eq!(can(AgencyKind::InHouse, false), (true, false, false, false));
        for kind in AgencyKind::ALL {
            let settings = AgencySettings::of("a", *kind, "https://agency.example");
            let in_house = capabilities(&settings, Pace::default()).in_house;
            assert_eq!(settings.is_in_house(), in_house, "{kind:?}: who is asked over a line has an address");
        }
    }

    #[test]
    fn only_this_machine_is_hurried() {
        let now: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(|| Timestamp::UNIX_EPOCH);
        let far = Timings::for_base_url("https://agency.example", now.clone(), 50);
        assert!(far.answer >= Duration::from_secs(12) && far.settle_after >= Duration::from_secs(10));
        let near = Timings::for_base_url("http://127.0.0.1:9", now, 50);
        assert!(near.answer < Duration::from_secs(1) && near.settle_after == Duration::from_millis(200));
    }
}
