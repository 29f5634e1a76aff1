//! Barogo Gorela (order agency API, developer reference of June 2026): the published contract from a POS to 배달대행.
//!
//! A shop's contract has one of two fares. *Fixed* (고정 요금 | 의무 수행): Gorela names the price and sees to it that the food
//! is delivered. *Flexible* (유연 요금 | 자율 수행): the shop offers a price, riders take it or not, and what no rider takes
//! is cancelled in the end; until a rider is allocated the shop may offer more. With either the price can change later
//! (another way, more to carry, other surcharges), so what an order shows always counts more than what a quote said.
//!
//! What the reference says was read in its public transcription of August 2026 (github.com/api-evangelist/barogo); what it
//! leaves open and we had to decide is called a reading where it stands.
//!
//! Gorela has no idempotency; what keeps two riders apart is that it refuses a second order with the same key
//! (409 `DUPLICATED_ID`). A refusal is HTTP 200 with `isSuccess: false` or `isPossible: false`. So [`create`] calls
//! only these two, and a request that never left, a clear answer; all else may have brought a rider.
//!
//! [`create`]: crate::agency::DeliveryAgency::create

mod answer;
mod report;
mod request;
mod seen;
#[cfg(test)]
mod tests;
pub mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use cause::{Cause, Why};
use domain::order::{Balance, DeliveryReport, Order, Refusal, Won};
use jiff::Timestamp;
use open_delivery::{TransportError, http};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ask::lost_create;
use super::{
    AdapterContext, AgencyError, Amended, Amendment, CancelAnswer, Capabilities, Conditions, Created,
    DeliveryAgency, DeliveryRequest, OffReason, Pace, Protocol, Quoted, Timings,
};
use crate::settings::{Fare, GorelaOptions, Shop};
use answer::GorelaResponse;
use request::Caller;
use seen::{Deposit, OrderDto, Standing, Verdict};
use wire::PriceOffer;

/// No answer of Gorela's is near this large.
const LARGEST_ANSWER: usize = 1 << 20;

/// What a look-up asks for besides: since when a delivery stands where it does and whether it had a rider is read from its
/// steps, which Gorela tells only then.
const HISTORY: (&str, &str) = ("_includes", "statuses");

impl Protocol for GorelaOptions {
    fn capabilities(&self, pace: Pace) -> Capabilities {
        capabilities(self.fare, pace)
    }

    fn open(&self, context: AdapterContext<'_>) -> Option<Arc<dyn DeliveryAgency>> {
        let AdapterContext { secret, shop, http, timings } = context;
        Some(Arc::new(Gorela::new(self, secret, shop, http, timings)))
    }
}

/// What Gorela can do: it has no idempotency and refuses a key that it knows.
fn capabilities(fare: Fare, pace: Pace) -> Capabilities {
    Capabilities {
        in_house: false,
        quote_first: true,
        duplicate_guard: true,
        uuid_keys: false,
        look_up: true,
        needs_coordinates: false,
        divides: true,
        raises: fare == Fare::Flexible,
        ready_signal: true,
        balance: true,
        amends: &[Amendment::Pickup, Amendment::Drop, Amendment::Memo, Amendment::Payment],
        pace,
    }
}

/// One shop's account at Gorela.
pub struct Gorela {
    base_url: String,
    api_key: String,
    caller: Caller,
    fare: Fare,
    http: Client,
    timings: Timings,
}

impl Gorela {
    /// Talks as this account for `shop`; nothing is sent yet.
    pub fn new(
        options: &GorelaOptions,
        api_key: String,
        shop: &Shop,
        http: Client,
        timings: Timings,
    ) -> Gorela {
        Gorela {
            base_url: options.server.base_url.clone(),
            api_key,
            caller: Caller::new(options, shop),
            fare: options.fare,
            http,
            timings,
        }
    }

    fn now(&self) -> Timestamp {
        (self.timings.now)()
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, TransportError> {
        let mut url = Url::parse(&self.base_url)
            .map_err(|e| TransportError::not_sent(Cause::of(Why::BadAddress).with(e).into()))?;
        url.path_segments_mut()
            .map_err(|()| TransportError::not_sent(Cause::of(Why::BadAddress).into()))?
            .pop_if_empty()
            .push("api")
            .extend(path);
        Ok(self.http.request(method, url).bearer_auth(&self.api_key).timeout(self.timings.answer))
    }

    /// Sends one request and waits for its answer, within the time allowed.
    async fn tell(
        &self,
        method: Method,
        path: &[&str],
        body: impl Serialize,
    ) -> Result<GorelaResponse, TransportError> {
        answer_to(self.request(method, path)?.json(&body)).await
    }

    /// Why an order's money cannot be taken at its door: orders with flexible fare have no field for cash, and those of a
    /// shop that is found by its address none for cash or card.
    fn takes_too_much(&self, order: &Order) -> Option<&'static str> {
        let takes = |cash| request::to_take(order, cash) > Won::ZERO;
        match self.caller.store() {
            None if takes(true) || takes(false) => Some("INVALID_GOODS_PAY_TYPE_ONLY_PREPAID"),
            _ if self.fare == Fare::Flexible && takes(true) => {
                Some("INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD")
            }
            _ => None,
        }
    }

    /// Tells one change of an order that was called.
    async fn change(&self, key: &str, call: &str, body: impl Serialize) -> Result<Amended, AgencyError> {
        self.tell(Method::PUT, &["orders", key, call], body).await?.amended(key)
    }

    /// The order under this key; `None`: Gorela knows none.
    async fn find(&self, key: &str) -> Result<Option<OrderDto>, AgencyError> {
        let query = [("orderAgencyId", self.caller.account()), HISTORY];
        let answer = answer_to(self.request(Method::GET, &["orders", key])?.query(&query)).await?;
        if answer.no_such_order() {
            return Ok(None);
        }
        answer.order(key).map(Some).ok_or_else(|| answer.failure())
    }

    /// Looks at what a refusal leaves open, a moment after it: what is refused now may have been granted before, in an
    /// answer that was lost.
    async fn look_after(&self, key: &str) -> Result<Option<OrderDto>, AgencyError> {
        tokio::time::sleep(self.timings.least_between).await;
        self.find(key).await
    }

    /// Asks all delivery agencies behind Gorela for something about the shop; answers too whether all of them are in the
    /// list. `None`: it is asked by the shop's id, and this one has none.
    async fn ask_about_shop<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Option<(Vec<T>, bool)>, AgencyError> {
        let Some((account, store)) = self.caller.store() else { return Ok(None) };
        let shop = [("orderAgencyId", account), ("orderAgencyStoreId", store)];
        let answer = answer_to(self.request(Method::GET, &[path])?.query(&shop)).await?;
        let list = answer.list().ok_or_else(|| answer.failure())?;
        Ok(Some((list, answer.is_whole())))
    }
}

async fn answer_to(request: RequestBuilder) -> Result<GorelaResponse, TransportError> {
    let response = request.send().await?;
    let status = response.status();
    let after = http::rest(status.as_u16(), response.headers());
    let body = http::body(response, LARGEST_ANSWER)
        .await
        .map_err(|error| TransportError { sent: true, reason: error.to_string() })?;
    Ok(GorelaResponse::new(status, after, &body))
}

#[async_trait]
impl DeliveryAgency for Gorela {
    fn capabilities(&self) -> Capabilities {
        capabilities(self.fare, self.timings.pace())
    }

    /// With flexible fare the price is what had better be offered. What its riders could not know that they are to take is
    /// refused here, in Gorela's own word.
    async fn quote(&self, request: &DeliveryRequest) -> Result<Quoted, AgencyError> {
        let now = self.now();
        if let Some(code) = self.takes_too_much(&request.order) {
            return Ok(Quoted::Refused(Refusal { code: code.to_owned(), message: None }));
        }
        let answer = match self.fare {
            Fare::Fixed => {
                self.tell(Method::POST, &["delivery-possible"], self.caller.job(request, now)).await?
            }
            Fare::Flexible => {
                let trip = self.caller.quoted_trip(request, now);
                self.tell(Method::POST, &["flexible", "delivery-possible"], trip).await?
            }
        };
        if answer.signed_out() {
            return Err(answer.failure());
        }
        if let Some(refusal) = answer.turned_down() {
            return Ok(Quoted::Refused(refusal));
        }
        match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_possible == Some(false) => Ok(Quoted::Refused(verdict.refusal())),
            Some(Verdict { delivery_info: Some(offer), .. }) => {
                let quote = match self.fare {
                    Fare::Fixed => report::quote(&offer),
                    Fare::Flexible => report::proposal(&offer),
                };
                quote.map(Quoted::Possible).ok_or_else(|| answer.failure())
            }
            _ => Err(answer.failure()),
        }
    }

    async fn create(&self, request: &DeliveryRequest) -> Created {
        let now = self.now();
        let told = match (self.fare, &request.quote) {
            (Fare::Fixed, _) => {
                self.tell(Method::POST, &["orders"], self.caller.new_order(request, now)).await
            }
            (Fare::Flexible, Some(quote)) => {
                let order = self.caller.offered(request, now, report::whole_hundreds(quote.fee));
                self.tell(Method::POST, &["flexible", "orders"], order).await
            }
            (Fare::Flexible, None) => Err(TransportError::not_sent("no price to offer".to_owned())),
        };
        let answer = match told {
            Ok(answer) => answer,
            Err(error) => return lost_create(error),
        };
        match answer.code() {
            "DUPLICATED_ID" | "DUPLICATED" => return Created::Duplicate,
            // Turned away at the door: as good as never sent.
            "TOO_MANY_REQUESTS" => return Created::NotSent(answer.setback()),
            _ if answer.signed_out() => {
                return Created::Refused(Refusal {
                    code: "signed-out".into(),
                    message: Some(answer.described()),
                });
            }
            _ => {}
        }
        if let Some(refusal) = answer.turned_down() {
            return Created::Refused(refusal);
        }
        match answer.data::<Verdict>() {
            // Of several agencies (207) another may have taken it.
            Some(verdict) if verdict.is_success == Some(false) && answer.status == StatusCode::OK => {
                Created::Refused(verdict.refusal())
            }
            Some(verdict) if verdict.is_success == Some(true) && verdict.may_be(&request.key) => {
                Created::Accepted(report::report(&verdict.order.unwrap_or_default()))
            }
            _ => Created::Unknown(answer.setback()),
        }
    }

    async fn look_up(&self, key: &str) -> Result<Option<DeliveryReport>, AgencyError> {
        Ok(self.find(key).await?.as_ref().map(report::report))
    }

    async fn cancel(&self, key: &str, why: OffReason) -> Result<CancelAnswer, AgencyError> {
        let body = request::cancel(why, self.now());
        let answer = self.tell(Method::PUT, &["orders", key, "status", "cancel"], body).await?;
        let refusal = match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => verdict.refusal(),
            Some(_) if answer.status == StatusCode::MULTI_STATUS => {
                Refusal { code: "partly-cancelled".to_owned(), message: None }
            }
            Some(verdict) if verdict.is_success == Some(true) && verdict.may_be(key) => {
                let fee = verdict.order.as_ref().and_then(report::cancel_fee);
                return Ok(CancelAnswer::Cancelled { fee });
            }
            _ if answer.no_such_order() => return Ok(CancelAnswer::NotFound),
            _ if answer.signed_out() => return Err(answer.failure()),
            _ => answer.turned_down().ok_or_else(|| answer.failure())?,
        };
        if refusal.code.starts_with("ALREADY_CANCEL") {
            // What that cost stood in the answer to the first time; the order shows it too. It is off in any case.
            let order = self.look_after(key).await.ok().flatten();
            return Ok(CancelAnswer::Cancelled { fee: order.as_ref().and_then(report::cancel_fee) });
        }
        Ok(CancelAnswer::Refused(refusal))
    }

    /// The pickup until a rider is allocated, the drop until the food is picked up, the payment until the end; for the memo the
    /// reference names no limit. Another drop or payment may cost more: the next look-up tells. What change to carry stands
    /// in the memo, so that another payment is another memo too.
    async fn amend(&self, request: &DeliveryRequest, what: Amendment) -> Result<Amended, AgencyError> {
        let (key, order) = (request.key.as_str(), &request.order);
        match what {
            Amendment::Pickup => {
                let wish = request::pickup_moved(request, self.fare, self.now());
                self.change(key, "pickup-wish-at", wish).await
            }
            Amendment::Drop => self.change(key, "drop-info", request::drop_moved(order)).await,
            Amendment::Memo => self.change(key, "memo-info", request::memo_changed(order)).await,
            Amendment::Payment => {
                match self.change(key, "payment-info", request::payment_changed(order)).await? {
                    Amended::Accepted => self.change(key, "memo-info", request::memo_changed(order)).await,
                    not_taken => Ok(not_taken),
                }
            }
        }
    }

    /// With flexible fare, until a rider is allocated, and only upwards: what was granted before in an answer that was lost
    /// is refused when it is repeated. So the order tells whether it stands.
    async fn raise(&self, key: &str, fee: Won) -> Result<Amended, AgencyError> {
        if self.fare == Fare::Fixed {
            return Ok(Amended::NoCall);
        }
        let fee = report::whole_hundreds(fee);
        let path = ["flexible", "orders", key, "delivery-price"];
        let told = self.tell(Method::PUT, &path, PriceOffer { request_delivery_price: fee.0 }).await?;
        let Amended::Refused(refusal) = told.amended(key)? else { return Ok(Amended::Accepted) };
        let offered = self.look_after(key).await?.as_ref().and_then(report::offered);
        let stands = offered.is_some_and(|offered| offered >= fee);
        Ok(if stands { Amended::Accepted } else { Amended::Refused(refusal) })
    }

    async fn prepare_complete(&self, key: &str) -> Result<(), AgencyError> {
        let path = ["orders", key, "prepare-complete"];
        let answer = self.tell(Method::POST, &path, serde_json::json!({})).await?;
        match answer.data::<Verdict>() {
            Some(verdict) if verdict.is_success == Some(false) => {
                // It was told before, or the rider has left with the food: either way it need not be told again.
                let code = verdict.refusal().code;
                let settled = code.starts_with("ALREADY") || code == "INVALID_STATUS";
                if settled {
                    Ok(())
                } else {
                    Err(AgencyError::Unreadable(format!("prepare-complete: {code}")))
                }
            }
            Some(verdict) if verdict.is_success == Some(true) => Ok(()),
            _ => Err(answer.failure()),
        }
    }

    /// The deposits at the delivery agencies behind Gorela.
    async fn balance(&self) -> Result<Option<Balance>, AgencyError> {
        let told = self.ask_about_shop::<Deposit>("deposit-infos").await?;
        Ok(told.and_then(|(deposits, whole)| report::balance(&deposits, whole)))
    }

    async fn conditions(&self) -> Result<Option<Conditions>, AgencyError> {
        let told = self.ask_about_shop::<Standing>("delivery-conditions").await?;
        Ok(told.and_then(|(agencies, _)| report::conditions(&agencies)))
    }
}
