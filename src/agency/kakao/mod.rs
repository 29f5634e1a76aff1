//! Kakao Mobility (카카오 T 퀵·도보 배송 API): riders on foot and on motorcycles, with a public sandbox.
//!
//! The documentation says that `partnerOrderId` has to be unique, and not what becomes of one that is used twice; so a
//! create is never repeated here ([`Capabilities::duplicate_guard`]). Which error codes there are is not public either:
//! a 4xx with Kakao's own error means that it understood and turned the request down, everything else may have brought a
//! rider.

mod report;
mod request;
mod sign;
#[cfg(test)]
mod tests;
pub mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use async_trait::async_trait;
use domain::order::{DeliveryReport, DeliveryState, Refusal};
use jiff::SignedDuration;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Method, StatusCode, Url};
use serde::Serialize;

use super::ask::{self, JsonResponse, TransportError, lost_create};
use super::{
    AdapterContext, AgencyError, CancelAnswer, Capabilities, Created, DeliveryAgency, DeliveryRequest,
    OffReason, Pace, Protocol, Quoted, Setback, Timings,
};
use crate::settings::{KakaoOptions, Shop, Signing};
use request::Caller;
pub use request::REFUSALS;
use wire::{Fault, Offer, OrderDto};

impl Protocol for KakaoOptions {
    fn capabilities(&self, pace: Pace) -> Capabilities {
        capabilities(pace)
    }

    fn open(&self, context: AdapterContext<'_>) -> Option<Arc<dyn DeliveryAgency>> {
        let AdapterContext { secret, shop, http, timings } = context;
        Some(Arc::new(Kakao::new(self, secret, shop, http, timings)))
    }
}

fn capabilities(pace: Pace) -> Capabilities {
    Capabilities {
        in_house: false,
        // Kakao would come without it, but the shop's highest fee holds only where the price is known beforehand.
        quote_first: true,
        duplicate_guard: false,
        uuid_keys: false,
        look_up: true,
        needs_coordinates: true,
        // It goes on showing its whole price as what cancelling would cost.
        divides: false,
        raises: false,
        ready_signal: false,
        balance: false,
        amends: &[],
        pace,
    }
}

/// One shop's account at Kakao Mobility.
pub struct Kakao {
    base_url: String,
    /// The Vendor ID.
    vendor: String,
    api_key: String,
    signing: Signing,
    caller: Caller,
    http: Client,
    timings: Timings,
    requests: AtomicU64,
    /// Seconds by which Kakao's clock was found to be ahead of ours.
    ahead: AtomicI64,
}

/// A clock that is further off than this, in seconds, may be why a signature is not taken.
const CLOCK_OFF: u64 = 60;

impl Kakao {
    /// Talks as this vendor for `shop`; nothing is sent yet.
    pub fn new(
        options: &KakaoOptions,
        api_key: String,
        shop: &Shop,
        http: Client,
        timings: Timings,
    ) -> Kakao {
        Kakao {
            base_url: options.server.base_url.clone(),
            vendor: options.server.account.clone(),
            api_key,
            signing: options.signing,
            caller: Caller::new(options.service, shop),
            http,
            timings,
            requests: AtomicU64::new(0),
            ahead: AtomicI64::new(0),
        }
    }

    async fn ask(
        &self,
        method: Method,
        path: &[&str],
        body: Option<impl Serialize>,
    ) -> Result<JsonResponse, TransportError> {
        self.send(method, ask::url(&self.base_url, path)?, body).await
    }

    /// Sends, and once more where the signature was turned away because the clock of this computer is wrong: nothing has
    /// happened then. A key that is really wrong is turned away again.
    async fn send(
        &self,
        method: Method,
        url: Url,
        body: Option<impl Serialize>,
    ) -> Result<JsonResponse, TransportError> {
        let known = self.ahead.load(Ordering::Relaxed);
        let answer = self.send_at(known, method.clone(), url.clone(), body.as_ref()).await?;
        let server = answer.server_time.filter(|_| answer.status == StatusCode::UNAUTHORIZED);
        let ahead = server.map(|server| server.as_second() - (self.timings.now)().as_second());
        match ahead.filter(|ahead| ahead.abs_diff(known) > CLOCK_OFF) {
            Some(ahead) => {
                self.ahead.store(ahead, Ordering::Relaxed);
                self.send_at(ahead, method, url, body.as_ref()).await
            }
            None => Ok(answer),
        }
    }

    /// Sends once, signed at so many seconds ahead of our clock.
    async fn send_at(
        &self,
        ahead: i64,
        method: Method,
        url: Url,
        body: Option<&impl Serialize>,
    ) -> Result<JsonResponse, TransportError> {
        let now = (self.timings.now)();
        let now = now.checked_add(SignedDuration::from_secs(ahead)).unwrap_or(now);
        let request = self
            .http
            .request(method, url)
            .header("vendor", &self.vendor)
            .header(AUTHORIZATION, sign::authorization(self.signing, now, self.nonce(), &self.api_key))
            .header(CONTENT_TYPE, "application/json");
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        ask::ask(request, self.timings.answer).await
    }

    /// Six digits as in Kakao's examples; the same again only after 900,000 requests.
    fn nonce(&self) -> u64 {
        100_000 + self.requests.fetch_add(1, Ordering::Relaxed) % 900_000
    }
}

/// What Kakao says went wrong, if it is Kakao that speaks.
fn fault(answer: &JsonResponse) -> Option<(String, Option<String>)> {
    let fault: Fault = answer.read()?;
    Some((fault.code?, fault.message))
}

/// Kakao understood the request and turned it down, so nothing happened.
fn turned_down(answer: &JsonResponse) -> Option<Refusal> {
    let refused = answer.status.is_client_error() && !answer.come_back();
    let (code, message) = fault(answer).filter(|_| refused)?;
    Some(Refusal { code, message })
}

/// The order in an answer, if it is the one with this key.
fn seen(answer: &JsonResponse, key: &str) -> Option<DeliveryReport> {
    let order: OrderDto = answer.read().filter(|_| answer.status.is_success())?;
    let ours = order.partner_order_id.as_deref().is_none_or(|id| id == key);
    report::report(&order).filter(|_| ours)
}

/// In words, for the log and the screen.
fn described(answer: &JsonResponse) -> String {
    let (code, message) = fault(answer).unwrap_or_default();
    let said = format!("HTTP {} {code} {}", answer.status.as_u16(), message.unwrap_or_default());
    said.trim_end().to_owned()
}

fn failure(answer: &JsonResponse) -> AgencyError {
    answer.failure(described(answer))
}

#[async_trait]
impl DeliveryAgency for Kakao {
    /// Whether Kakao takes our vendor and key. It answers at the root of its server, sandbox or not.
    async fn check(&self) -> Result<(), AgencyError> {
        let mut url = ask::url(&self.base_url, &[])?;
        url.set_path("/v1/auth/check");
        let answer = self.send(Method::GET, url, None::<()>).await?;
        if answer.status.is_success() && !answer.foreign { Ok(()) } else { Err(failure(&answer)) }
    }

    fn capabilities(&self) -> Capabilities {
        capabilities(self.timings.pace())
    }

    async fn quote(&self, request: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        let question = match self.caller.question(request, (self.timings.now)()) {
            Ok(question) => question,
            Err(refusal) => return Ok(Quoted::Refused(refusal)),
        };
        let answer = self.ask(Method::POST, &["api", "v2", "orders", "price"], Some(question)).await?;
        if answer.signed_out() {
            return Err(failure(&answer));
        }
        if let Some(refusal) = turned_down(&answer) {
            return Ok(Quoted::Refused(refusal));
        }
        let offer: Option<Offer> = answer.read().filter(|_| answer.status.is_success());
        let quote = offer.as_ref().and_then(report::quote);
        quote.map(Quoted::Possible).ok_or_else(|| failure(&answer))
    }

    async fn create(&self, request: &DeliveryRequest) -> Created {
        let order = match self.caller.new_order(request, (self.timings.now)()) {
            Ok(order) => order,
            Err(refusal) => return Created::Refused(refusal),
        };
        let answer = match self.ask(Method::POST, &["api", "v2", "orders"], Some(order)).await {
            Ok(answer) => answer,
            Err(error) => return lost_create(error),
        };
        if answer.signed_out() {
            let message = Some(described(&answer));
            return Created::Refused(Refusal { code: "signed-out".into(), message });
        }
        if answer.status == StatusCode::CONFLICT {
            return Created::Duplicate;
        }
        if let Some(refusal) = turned_down(&answer) {
            return Created::Refused(refusal);
        }
        let unclear = || Created::Unknown(Setback { reason: described(&answer), after: answer.after });
        seen(&answer, &request.key).map_or_else(unclear, Created::Accepted)
    }

    async fn look_up(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        let answer = self.ask(Method::GET, &["api", "v2", "orders", key], None::<()>).await?;
        // Only Kakao's own word counts: a path that does not exist says nothing about the order.
        if answer.status == StatusCode::NOT_FOUND && fault(&answer).is_some() {
            return Ok(None);
        }
        seen(&answer, key).map(Some).ok_or_else(|| failure(&answer))
    }

    /// Neither what a cancel answers nor how it is refused is published, so what counts is how the order stands after it.
    /// Nor is there a published field for the reason, and none is sent.
    async fn cancel(&self, key: &str, _why: OffReason) -> Result<CancelAnswer, AgencyError> {
        let answer = self.ask(Method::PATCH, &["api", "v1", "orders", key, "cancel"], None::<()>).await?;
        let refusal = turned_down(&answer);
        if answer.signed_out() || (refusal.is_none() && !answer.status.is_success()) {
            return Err(failure(&answer));
        }
        match (self.look_up(key).await?, refusal) {
            (Some(report), _) if report.state == DeliveryState::Cancelled => {
                Ok(CancelAnswer::Cancelled { fee: report.cancel_fee })
            }
            (Some(_), Some(refusal)) => Ok(CancelAnswer::Refused(refusal)),
            (Some(report), None) if report.state.is_terminal() => {
                Ok(CancelAnswer::Refused(Refusal { code: report.raw_state, message: None }))
            }
            (None, Some(_)) if answer.status == StatusCode::NOT_FOUND => Ok(CancelAnswer::NotFound),
            (report, _) => {
                let raw = report.map(|report| report.raw_state).unwrap_or_default();
                let reason = format!("{}, but the order stands at {raw:?}", described(&answer));
                // Its line is well: other orders must not wait for this one.
                Err(AgencyError::Pending(reason))
            }
        }
    }
}
