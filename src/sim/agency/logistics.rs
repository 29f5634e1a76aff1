//! A service that speaks the logistics part of Open Delivery 1.7, in its words for the life of riders.
//!
//! What it is told to refuse at a call it takes in (202) and rejects afterwards, as the standard has it; a refused
//! enquiry is a 400. A cancellation takes a while.

mod strict;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fault::Route;
use super::life::{CalledOff, Life, Ride, Way};
use super::protocol::{Protocol, Request};

/// What a delivery goes through.
static WAY: Way = Way {
    steps: &[
        ("PENDING", 0, 0),
        ("ACCEPTED", 2, 6),
        ("PICKUP_ONGOING", 20, 120),
        ("ARRIVED_AT_MERCHANT", 120, 420),
        ("ORDER_PICKED", 60, 300),
        ("DELIVERY_ONGOING", 5, 20),
        ("ARRIVED_AT_CUSTOMER", 240, 840),
        ("ORDER_DELIVERED", 10, 60),
        ("DELIVERY_FINISHED", 1, 10),
    ],
    allocated: 2,
    picked_up: 4,
    delivered: 7,
    lost: "ACCEPTED",
    cancelled: "CANCELLED",
    passes_on: false,
};
const REJECTED: &str = "REJECTED";
/// Between taking a cancellation in and confirming it.
const CANCEL_TAKES: Duration = Duration::from_secs(3);
/// Seconds that a token is good for.
const TOKEN_LIFE: i64 = 3600;

/// A simulated logistics service.
pub(super) struct Logistics {
    /// The only client secret it takes; `None`: any, and any token.
    secret: Option<String>,
    /// Tokens given out, with the end of their life.
    tokens: BTreeMap<String, Timestamp>,
    /// Prices by what they were asked for.
    quoted: BTreeMap<String, Value>,
    /// Why keys were rejected.
    denied: BTreeMap<String, String>,
}

impl Protocol for Logistics {
    fn way(&self) -> &'static Way {
        &WAY
    }

    fn route(&self, request: &Request) -> (Route, Option<String>) {
        let path = request.segments();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["v1", "logistics", "availability"]) => (Route::Quote, None),
            ("POST", ["v1", "logistics", "delivery"]) => (Route::Create, request.text("orderId")),
            ("GET", ["v1", "logistics", "delivery", key]) => (Route::LookUp, Some((*key).to_owned())),
            ("POST", ["v1", "logistics", "cancel", key]) => (Route::Cancel, Some((*key).to_owned())),
            ("POST", ["v1", "logistics", "readyForPickup", key]) => {
                (Route::PrepareComplete, Some((*key).to_owned()))
            }
            _ => (Route::Other, None),
        }
    }

    fn answer(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        request: &Request,
        route: Route,
        key: Option<&str>,
    ) -> (u16, Value) {
        if route == Route::Other {
            return self.elsewhere(life, now, request);
        }
        // The standard asks for no token where a price is asked for.
        if route != Route::Quote && !self.knows(request, now) {
            return problem(401, "the token is missing, unknown or over");
        }
        if let Some(key) = key.filter(|key| Uuid::try_parse(key).is_err()) {
            return wrong(life, now, Some(key), "orderId should be a UUID");
        }
        let refusal = life.refusal(route);
        let body = request.body.clone().unwrap_or(Value::Null);
        match (route, key) {
            (Route::Quote, _) => self.quote(life, now, &body, refusal),
            (Route::Create, key) => self.create(life, now, key.unwrap_or_default(), body, refusal),
            (Route::LookUp, Some(key)) => self.look_up(life, now, key),
            (Route::Cancel, Some(key)) => cancel(life, now, key, &body, refusal),
            (Route::PrepareComplete, Some(key)) => ready(life, now, key, refusal),
            _ => self.elsewhere(life, now, request),
        }
    }

    fn failure(&self, status: u16) -> (u16, Value) {
        problem(status, "simulated trouble")
    }
}

impl Logistics {
    pub fn new(secret: Option<String>) -> Logistics {
        let (tokens, quoted, denied) = Default::default();
        Logistics { secret, tokens, quoted, denied }
    }

    fn knows(&self, request: &Request, now: Timestamp) -> bool {
        let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let known = |bearer: &str| self.tokens.get(bearer).is_some_and(|until| *until > now);
        bearer.is_some_and(|bearer| self.secret.is_none() || known(bearer))
    }

    fn elsewhere(&mut self, life: &mut Life, now: Timestamp, request: &Request) -> (u16, Value) {
        if (request.method.as_str(), request.path.as_str()) != ("POST", "/oauth/token") {
            life.journal.no_such_call(&request.method, &request.path);
            return problem(404, "no such call");
        }
        let form: BTreeMap<_, _> = request.raw.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let kind = request.header("content-type").unwrap_or_default();
        let asked =
            ["grant_type", "scope", "client_id"].map(|name| form.get(name).copied().unwrap_or_default());
        if !kind.starts_with("application/x-www-form-urlencoded")
            || asked[..2] != ["client_credentials", "od.all"]
            || asked[2].is_empty()
        {
            return wrong(life, now, None, "a token is asked for with client credentials, in a form");
        }
        let secret = form.get("client_secret").copied();
        if self.secret.is_some() && secret != self.secret.as_deref() {
            return (401, json!({ "error": "invalid_client" }));
        }
        let token = format!("sim-token-{}", self.tokens.len() + 1);
        let until = now.saturating_add(jiff::SignedDuration::from_secs(TOKEN_LIFE));
        self.tokens.insert(token.clone(), until.unwrap_or(Timestamp::MAX));
        (200, json!({ "access_token": token, "token_type": "bearer", "expires_in": TOKEN_LIFE }))
    }

    fn quote(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::enquiry(body) {
            return wrong(life, now, None, &why);
        }
        life.journal.note(now, None, "quote");
        if let Some(reason) = refusal {
            life.journal.note(now, None, format!("refused {reason}"));
            return problem(400, &reason);
        }
        let offer = offer(life);
        self.quoted.insert(trip(body), offer.clone());
        let eta = eta(now, life.pickup_from(now));
        (200, json!({ "deliveryPrice": offer, "vehicles": { "availableVehicles": 3 }, "ETAs": eta }))
    }

    fn create(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        key: &str,
        body: Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::delivery(&body) {
            return wrong(life, now, Some(key), &why);
        }
        // Only what was rejected may be asked for again.
        if life.ride(key).is_some_and(|ride| ride.ended.as_deref() == Some(REJECTED)) {
            life.forget(key);
            self.denied.remove(key);
        }
        if life.asked(now, key, body["orderDisplayId"].as_str().unwrap_or_default()) {
            return problem(422, "this orderId is known and was not rejected");
        }
        let offer = self.quoted.get(&trip(&body)).cloned().unwrap_or_else(|| offer(life));
        life.begin(now, key, body, offer);
        if let Some(reason) = refusal {
            life.refuse(now, key, &reason);
            self.denied.insert(key.to_owned(), reason);
            life.end(key, now, REJECTED);
        }
        let number = life.ride(key).map_or(0, |ride| ride.number);
        let answer = json!({
            "deliveryId": delivery_id(number), "event": "PENDING",
            "completion": { "estimate": now, "rejectAfter": life.pickup_from(now) },
        });
        (202, answer)
    }

    fn look_up(&self, life: &mut Life, now: Timestamp, key: &str) -> (u16, Value) {
        let back = life.looked_up(now, key);
        match life.ride(key) {
            Some(ride) => (200, self.shown(ride, key, back)),
            None => unknown_order(),
        }
    }

    /// `DeliveryOrderDetails` of `back` steps ago.
    fn shown(&self, ride: &Ride, key: &str, back: usize) -> Value {
        let history = ride.seen(back);
        let now = history.last().map_or("", |(_, word)| word.as_str());
        let events: Vec<_> = history.iter().map(|(at, word)| self.event(key, *at, word)).collect();
        let mut shown = json!({
            "deliveryId": delivery_id(ride.number), "orderId": key, "events": events,
            "orderDisplayId": ride.body["orderDisplayId"], "merchant": ride.body["merchant"],
            "customerName": ride.body["customerName"],
        });
        if !matches!(now, "PENDING" | REJECTED | "CANCELLED") {
            shown["vehicle"] = json!({ "type": "MOTORBIKE_BAG", "container": "NORMAL" });
            shown["deliveryPrice"] = ride.offer.clone();
            shown["times"] = json!({
                "deliveryEtaDate": ride.pickup_expected, "maxDeliveryTime": ride.pickup_expected,
                "isDeliveryFinished": ride.ended.is_some(),
            });
        }
        if WAY.steps[WAY.allocated..].iter().any(|(word, ..)| *word == now) {
            shown["deliveryPerson"] = json!({
                "id": format!("sim-{}", ride.number), "name": "김모의",
                "phone": format!("0504000{:04}", ride.number % 10_000),
            });
        }
        shown
    }

    fn event(&self, key: &str, at: Timestamp, word: &str) -> Value {
        let mut event = json!({ "type": word, "datetime": at });
        if word == REJECTED {
            let reason = self.denied.get(key).map_or("OTHER", String::as_str);
            event["rejectionInfo"] = json!({ "reason": reason });
        }
        event
    }
}

fn cancel(life: &mut Life, now: Timestamp, key: &str, body: &Value, refusal: Option<String>) -> (u16, Value) {
    if let Err(why) = strict::cancellation(body) {
        return wrong(life, now, Some(key), &why);
    }
    life.journal.wants_off(key, &body["reason"]);
    match life.call_off(now, key, CANCEL_TAKES, refusal, "the order is with the rider") {
        CalledOff::Unknown => unknown_order(),
        CalledOff::Already => problem(422, "it is cancelled already, or being cancelled"),
        CalledOff::Refused(reason) => problem(422, &reason),
        CalledOff::Done => {
            let fee = life.ride(key).and_then(|ride| ride.cancel_fee);
            (202, json!({ "additionalCharges": fee.is_some_and(|fee| fee > 0) }))
        }
    }
}

/// Only what is accepted can be ready, and once.
fn ready(life: &mut Life, now: Timestamp, key: &str, refusal: Option<String>) -> (u16, Value) {
    life.journal.note(now, Some(key), "prepare-complete");
    let Some(ride) = life.ride(key) else { return unknown_order() };
    let early = ride.history.len() < 2;
    let late = life.is_past(key, WAY.picked_up);
    let record = life.journal.record(key);
    if early || late || record.prepared || refusal.is_some() {
        return problem(422, refusal.as_deref().unwrap_or("not now"));
    }
    record.prepared = true;
    (200, json!({}))
}

/// A price of the usual list, or of a dynamic one where a surcharge was ordered.
fn offer(life: &mut Life) -> Value {
    let (_, charge) = life.surge().unwrap_or_default();
    let price = 3000 + life.rng.i64(0..8) * 100;
    json!({
        "price": { "value": price + charge, "currency": "KRW" },
        "pricingList": if charge == 0 { "NORMAL" } else { "DYNAMIC" },
        "additionalPricePercentual": charge as f64 * 100.0 / price as f64,
    })
}

fn eta(now: Timestamp, pickup: Timestamp) -> Value {
    let minutes = (pickup.as_second() - now.as_second()) / 60;
    json!({
        "updateMethod": "ONLINE", "pickupEtaInMinutes": minutes, "pickupEtaDatetime": pickup,
        "deliveryEtaInMinutes": minutes * 2, "deliveryEtaDatetime": pickup, "maxDeliveryTime": pickup,
    })
}

/// What ties a call to its price: where it goes and what it is worth.
fn trip(body: &Value) -> String {
    let address = &body["deliveryAddress"];
    [&address["city"], &address["street"], &address["number"], &body["totalOrderPrice"]["value"]]
        .map(Value::to_string)
        .join("|")
}

fn delivery_id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}

fn wrong(life: &mut Life, now: Timestamp, key: Option<&str>, why: &str) -> (u16, Value) {
    life.journal.complain(now, key, why);
    problem(400, why)
}

/// The standard's `Error`.
fn problem(status: u16, title: &str) -> (u16, Value) {
    (status, json!({ "title": title, "status": status }))
}

fn unknown_order() -> (u16, Value) {
    problem(404, "there is no such order")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivered_meal_has_no_live_rider_while_its_delivery_closes() {
        let mut life = Life::new(&WAY, 1.0, 7);
        life.asked(Timestamp::UNIX_EPOCH, "key", "특급-004");
        life.begin(Timestamp::UNIX_EPOCH, "key", Value::Null, Value::Null);
        for (state, ..) in &WAY.steps[1..] {
            let due = life.next_wake().unwrap();
            life.tick(due);
            assert_eq!(life.ride("key").unwrap().history.last().unwrap().1, *state);
            let done = matches!(*state, "ORDER_DELIVERED" | "DELIVERY_FINISHED");
            assert_eq!(life.journal.live("특급-004"), usize::from(!done), "{state}");
        }
        assert_eq!(life.next_wake(), None);
    }
}
