//! The logistics part of the Open Delivery 1.7 standard: any service that speaks it carries an order that is told to it.
//!
//! Everything is asynchronous there. 202 to a call means "taken in": whether it is accepted or rejected a look-up shows,
//! and so it is with cancelling. A second call with the same order id is a "duplicate orderId error", unless the first
//! was rejected; the standard names no code for it, and lists 422 for whatever cannot be done. So a call that is turned
//! down is settled by asking for the order: [`Created::Refused`] is said only where the service itself says that it
//! knows no such order, or does not accept our secret.

mod address;
mod answer;
mod report;
mod request;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use domain::order::{DeliveryReport, DeliveryState, Refusal, Won};
use jiff::tz::TimeZone;
use open_delivery::{Body, Call, CallError, HttpResponse, Session, Transport, TransportError};
use reqwest::{Client, Method};
use serde_json::Value;

use super::{
    AdapterContext, AgencyError, CancelAnswer, Capabilities, Created, DeliveryAgency, DeliveryRequest,
    OffReason, Pace, Protocol, Quoted, Setback, Timings,
};
use crate::settings::{LogisticsOptions, Shop};
use answer::Said;
use request::Caller;

/// Why a service rejects a delivery: reasons of the standard's `DeliveryEventDenied`.
pub const DENIALS: [&str; 7] = [
    "PRICE_EXCEEDED",
    "VEHICLE_NOT_AVAILABLE",
    "NO_DELIVERYPERSON_AVAILABLE",
    "DOES_NOT_MEET_REQUESTED_TIMES",
    "REGION_NOT_SERVED",
    "INVALID_ADDRESS",
    "OTHER",
];

/// Cancellations under way that are remembered. A counter has fewer deliveries at a time.
const MOST_REMEMBERED: usize = 64;

impl Protocol for LogisticsOptions {
    fn capabilities(&self, pace: Pace) -> Capabilities {
        capabilities(pace)
    }

    fn open(&self, context: AdapterContext<'_>) -> Option<Arc<dyn DeliveryAgency>> {
        let AdapterContext { secret, shop, http, timings } = context;
        Some(Arc::new(Logistics::new(self, secret, shop, http, timings)))
    }
}

/// What the standard allows: availability and prices, and one delivery per order id, which is a UUID.
fn capabilities(pace: Pace) -> Capabilities {
    Capabilities {
        in_house: false,
        quote_first: true,
        duplicate_guard: true,
        uuid_keys: true,
        look_up: true,
        needs_coordinates: false,
        divides: false,
        raises: false,
        ready_signal: true,
        balance: false,
        amends: &[],
        pace,
    }
}

/// One shop's account at one logistics service.
pub struct Logistics {
    session: Session,
    base_url: String,
    caller: Caller,
    taken_in: TakenIn,
    /// Where the shop is.
    zone: TimeZone,
    timings: Timings,
}

impl Logistics {
    /// Talks as this client for `shop`; nothing is sent yet.
    pub fn new(
        options: &LogisticsOptions,
        secret: String,
        shop: &Shop,
        http: Client,
        timings: Timings,
    ) -> Logistics {
        Logistics::over(options, secret, shop, Arc::new(http), timings)
    }

    /// The same over any transport.
    pub fn over(
        options: &LogisticsOptions,
        secret: String,
        shop: &Shop,
        transport: Arc<dyn Transport>,
        timings: Timings,
    ) -> Logistics {
        let line = Arc::new(Within { limit: timings.answer, transport });
        Logistics {
            session: Session::new(line, &options.server.base_url, &options.server.account, secret),
            base_url: options.server.base_url.clone(),
            caller: Caller::new(options, shop),
            taken_in: TakenIn::default(),
            zone: shop.timezone.clone(),
            timings,
        }
    }

    /// One request about `path` (our keys need no escaping) and its whole answer.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Said, CallError> {
        let url = format!("{}/v1/logistics/{path}", self.base_url);
        let body = body.map_or(Body::Empty, Body::Json);
        Said::read(self.session.call(Call { method, url, headers: Vec::new(), body }).await?)
    }

    async fn find(&self, key: &str) -> Result<Said, CallError> {
        self.ask(Method::GET, &format!("delivery/{key}"), None).await
    }

    /// Looks once more at what an answer has left open, a moment after it.
    async fn look_again(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        tokio::time::sleep(self.timings.least_between).await;
        self.look_up(key).await
    }

    /// A call was turned down: because there is one already, or because it is not wanted. What is there, decides. Not
    /// to find it right after it came in proves nothing, so it is looked for twice.
    async fn settle(&self, key: &str, turned_down: Said) -> Created {
        if turned_down.tells_of_a_duplicate() {
            return Created::Duplicate;
        }
        for rest in [self.timings.least_between, self.timings.settle_after] {
            tokio::time::sleep(rest).await;
            match self.find(key).await {
                Ok(said) if said.disowns() => {}
                Ok(said) if said.details(&self.zone).is_some() => return Created::Duplicate,
                _ => return Created::Unknown(turned_down.setback()),
            }
        }
        Created::Refused(turned_down.refusal())
    }
}

/// A transport on which every exchange ends within a limit.
struct Within {
    limit: Duration,
    transport: Arc<dyn Transport>,
}

#[async_trait]
impl Transport for Within {
    async fn call(&self, call: Call) -> Result<HttpResponse, TransportError> {
        let answer = tokio::time::timeout(self.limit, self.transport.call(call)).await;
        answer.unwrap_or_else(|_| Err(TransportError { sent: true, reason: Cause::of(Why::NoAnswer).into() }))
    }
}

/// Cancellations that the service has taken in, and whether they cost something; the oldest are forgotten. To be asked
/// again it may answer that it cannot, which is then no refusal.
#[derive(Default)]
struct TakenIn(Mutex<VecDeque<(String, Option<bool>)>>);

impl TakenIn {
    fn note(&self, key: &str, charged: Option<bool>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(other, _)| other != key);
        known.push_back((key.to_owned(), charged));
        if known.len() > MOST_REMEMBERED {
            known.pop_front();
        }
    }

    fn get(&self, key: &str) -> Option<Option<bool>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(other, _)| other == key).map(|(_, charged)| *charged)
    }
}

impl From<CallError> for AgencyError {
    fn from(error: CallError) -> AgencyError {
        match error {
            CallError::Retry { reason, after, .. } => AgencyError::Retry { reason, after },
            CallError::SignedOut(why) => AgencyError::SignedOut(why),
        }
    }
}

#[async_trait]
impl DeliveryAgency for Logistics {
    /// Looks up a delivery that does not exist: that it is not found shows that the token is accepted.
    async fn check(&self) -> Result<(), AgencyError> {
        self.look_up("00000000-0000-4000-8000-000000000000").await.map(drop)
    }

    fn capabilities(&self) -> Capabilities {
        capabilities(self.timings.pace())
    }

    /// The standard asks for no token here. Ours goes along, because a service that does not accept it will not carry the
    /// order.
    async fn quote(&self, request: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        let now = (self.timings.now)();
        let said = self.ask(Method::POST, "availability", Some(self.caller.enquiry(request, now))).await?;
        match said.success().map(|json| report::quote(json, now, &self.zone)) {
            Some(Some(quoted)) => Ok(quoted),
            Some(None) => Err(AgencyError::Unreadable(format!("{}: no price in won", said.words))),
            None if said.turned_down() && said.status != 403 => Ok(Quoted::Refused(said.refusal())),
            None => Err(said.failure()),
        }
    }

    async fn create(&self, request: &DeliveryRequest) -> Created {
        let delivery = self.caller.delivery(request, (self.timings.now)());
        let said = match self.ask(Method::POST, "delivery", Some(delivery)).await {
            Ok(said) => said,
            Err(CallError::Retry { sent: false, reason, after }) => {
                return Created::NotSent(Setback { reason, after });
            }
            Err(CallError::Retry { reason, after, .. }) => {
                return Created::Unknown(Setback { reason, after });
            }
            Err(CallError::SignedOut(why)) => {
                return Created::Refused(Refusal { code: "signed-out".to_owned(), message: Some(why) });
            }
        };
        if let Some(report) = said.success().and_then(report::taken) {
            return Created::Accepted(report);
        }
        match said.status {
            // Turned away at the door: as good as never sent.
            429 if said.title().is_some() => Created::NotSent(said.setback()),
            _ if said.turned_down() => self.settle(&request.key, said).await,
            _ => Created::Unknown(said.setback()),
        }
    }

    async fn look_up(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        let said = self.find(key).await?;
        match said.details(&self.zone) {
            Some(report) => Ok(Some(report)),
            // Many services send no body with a 404; an HTML page comes from another server.
            None if said.status == 404 && !said.foreign => Ok(None),
            None => Err(said.failure()),
        }
    }

    /// 202 is not believed before a look-up shows it: until then this asks to be called again.
    async fn cancel(&self, key: &str, why: OffReason) -> Result<CancelAnswer, AgencyError> {
        let said = self.ask(Method::POST, &format!("cancel/{key}"), Some(request::cancellation(why))).await?;
        if said.disowns() {
            return Ok(CancelAnswer::NotFound);
        }
        if said.accepted() {
            let charged = said.json.as_ref().and_then(|json| json.get("additionalCharges")?.as_bool());
            self.taken_in.note(key, charged);
        } else if !said.turned_down() || said.status == 403 {
            return Err(said.failure());
        }
        let taken_in = self.taken_in.get(key);
        let report = self.look_again(key).await?;
        match report.map(|report| report.state) {
            // A rejected delivery brings no rider either.
            Some(DeliveryState::Cancelled | DeliveryState::Rejected) => {
                // How much it costs the standard does not say, only whether.
                let free = taken_in.flatten() == Some(false);
                Ok(CancelAnswer::Cancelled { fee: free.then_some(Won::ZERO) })
            }
            Some(state) if state.is_terminal() => {
                Ok(CancelAnswer::Refused(Refusal { code: "too-late".to_owned(), message: None }))
            }
            Some(_) if taken_in.is_none() => Ok(CancelAnswer::Refused(said.refusal())),
            _ => Err(AgencyError::Pending(format!("{}: not confirmed to be called off", said.words))),
        }
    }

    async fn prepare_complete(&self, key: &str) -> Result<(), AgencyError> {
        let said = self.ask(Method::POST, &format!("readyForPickup/{key}"), None).await?;
        match said.status {
            _ if said.accepted() => Ok(()),
            // It was told before, or the rider has left with the food; or too early, and then it has to be told again,
            // because the rider waits for it.
            409 | 422 => match self.look_again(key).await? {
                Some(report) if report.state != DeliveryState::Requested => Ok(()),
                _ => Err(AgencyError::Pending(said.words)),
            },
            _ => Err(said.failure()),
        }
    }
}
