//! Kakao Mobility's words for the life of riders. What a signature is good for, which error codes there are and what a
//! cancel answers is not public; here it is as narrow as anything published allows, and the codes are made up.

mod strict;

use std::collections::{BTreeMap, BTreeSet};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use super::fault::Route;
use super::life::{CalledOff, Life, Way};
use super::protocol::{Protocol, Request};

/// What a delivery goes through.
static WAY: Way = Way {
    steps: &[
        ("MATCHING", 0, 0),
        ("MATCHED", 20, 120),
        ("PICKUP_STARTED", 120, 420),
        ("PICKUP_COMPLETED", 60, 300),
        ("DROPOFF_STARTED", 10, 60),
        ("DROPOFF_COMPLETED", 300, 900),
    ],
    allocated: 1,
    picked_up: 3,
    delivered: 5,
    lost: "MATCHING",
    cancelled: "CANCELED",
    passes_on: false,
};

/// Seconds that a signature is good for.
const FRESH: i64 = 300;

/// A simulated Kakao Mobility, sandbox and all.
pub(super) struct Kakao {
    /// The only API key it takes; `None`: any.
    key: Option<String>,
    /// Times and nonces that were used.
    used: BTreeSet<(i64, u64)>,
    /// Prices by where from and where to, won.
    quoted: BTreeMap<String, i64>,
}

impl Protocol for Kakao {
    fn way(&self) -> &'static Way {
        &WAY
    }

    fn route(&self, request: &Request) -> (Route, Option<String>) {
        let path = request.segments();
        let path = path.strip_prefix(&["goa-sandbox-service"]).unwrap_or(&path);
        match (request.method.as_str(), path) {
            ("POST", ["api", "v2", "orders", "price"]) => (Route::Quote, None),
            ("POST", ["api", "v2", "orders"]) => (Route::Create, request.text("partnerOrderId")),
            ("GET", ["api", "v2", "orders", key]) => (Route::LookUp, Some((*key).to_owned())),
            ("PATCH", ["api", "v1", "orders", key, "cancel"]) => (Route::Cancel, Some((*key).to_owned())),
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
        if let Err(why) = self.admit(now, request) {
            life.journal.note(now, key, format!("turned away: {why}"));
            return fault(401, -401, why);
        }
        let refusal = life.refusal(route);
        let body = request.body.clone().unwrap_or(Value::Null);
        match (route, key) {
            (Route::Quote, _) => self.quote(life, now, &body, refusal),
            (Route::Create, key) => self.create(life, now, key.unwrap_or_default(), body, refusal),
            (Route::LookUp, Some(key)) => {
                let back = life.looked_up(now, key);
                if life.ride(key).is_some() { (200, shown(life, key, back)) } else { unknown_order() }
            }
            (Route::Cancel, Some(key)) => {
                match life.call_off(now, key, Duration::ZERO, refusal, "이미 픽업한 주문입니다.") {
                    CalledOff::Unknown => unknown_order(),
                    CalledOff::Already => fault(400, -70030, "이미 취소된 주문입니다."),
                    CalledOff::Refused(reason) => refused(&reason),
                    CalledOff::Done => (200, json!({ "requestId": 1 })),
                }
            }
            _ if (request.method.as_str(), request.path.as_str()) == ("GET", "/v1/auth/check") => {
                (200, json!({ "requestId": 1 }))
            }
            _ => {
                life.journal.no_such_call(&request.method, &request.path);
                (404, json!({ "status": 404, "error": "Not Found", "path": request.path }))
            }
        }
    }

    fn failure(&self, status: u16) -> (u16, Value) {
        fault(status, -i64::from(status), "모의 오류")
    }
}

impl Kakao {
    pub fn new(key: Option<String>) -> Kakao {
        Kakao { key, used: BTreeSet::new(), quoted: BTreeMap::new() }
    }

    /// Signed with SHA-512 as in the sample code, a short while ago, and never seen before.
    fn admit(&mut self, now: Timestamp, request: &Request) -> Result<(), &'static str> {
        if request.header("vendor").unwrap_or_default().is_empty() {
            return Err("vendor 헤더가 없습니다.");
        }
        if request.header("content-type") != Some("application/json") {
            return Err("Content-Type은 application/json이어야 합니다.");
        }
        let sent = request.header("authorization").ok_or("Authorization 헤더가 없습니다.")?;
        let plain = BASE64_STANDARD.decode(sent).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let plain = plain.ok_or("Authorization을 읽을 수 없습니다.")?;
        let parts: Vec<_> = plain.split("$$").collect();
        let [at, nonce, sign] = parts[..] else { return Err("Authorization을 읽을 수 없습니다.") };
        let (Ok(millis), Ok(number)) = (at.parse::<i64>(), nonce.parse::<u64>()) else {
            return Err("Authorization을 읽을 수 없습니다.");
        };
        if (now.as_millisecond() - millis).abs() > FRESH * 1000 {
            return Err("타임스탬프가 만료되었습니다.");
        }
        if let Some(key) = &self.key {
            let right = Sha512::digest(format!("{at}{nonce}{key}"));
            if sign != format!("{right:x}") {
                return Err("서명이 올바르지 않습니다.");
            }
        }
        if self.used.insert((millis, number)) { Ok(()) } else { Err("이미 사용한 논스입니다.") }
    }

    fn quote(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::price(body, now) {
            return wrong(life, now, None, &why);
        }
        life.journal.note(now, None, "quote");
        if let Some(reason) = refusal {
            life.journal.note(now, None, format!("refused {reason}"));
            return refused(&reason);
        }
        let (_, charge) = life.surge().unwrap_or_default();
        let price = 3000 + life.rng.i64(1..20) * 100 + charge;
        self.quoted.insert(trip(body), price);
        (200, json!({ "requestId": 1, "totalPrice": price }))
    }

    fn create(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        key: &str,
        body: Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::order(&body, now) {
            return wrong(life, now, Some(key), &why);
        }
        let note = body["pickup"]["note"].as_str().unwrap_or_default();
        if life.asked(now, key, note.rsplit(' ').next().unwrap_or_default()) {
            return fault(409, -70009, "partnerOrderId가 이미 있습니다.");
        }
        if let Some(reason) = refusal {
            life.refuse(now, key, &reason);
            return refused(&reason);
        }
        let price = self.quoted.get(&trip(&body)).copied().unwrap_or(3500);
        life.begin(now, key, body, json!(price));
        (200, shown(life, key, 0))
    }
}

/// A refusal that was ordered: its code, or a code and its words.
fn refused(reason: &str) -> (u16, Value) {
    fault(400, reason.parse().unwrap_or(-70000), reason)
}

fn wrong(life: &mut Life, now: Timestamp, key: Option<&str>, why: &str) -> (u16, Value) {
    life.journal.complain(now, key, why);
    fault(400, -70003, why)
}

/// An order as Kakao shows it, `back` steps ago.
fn shown(life: &Life, key: &str, back: usize) -> Value {
    let Some(ride) = life.ride(key) else { return Value::Null };
    let histories: Vec<_> = ride
        .seen(back)
        .iter()
        .map(|(at, status)| json!({ "status": status, "updatedAt": at.to_string() }))
        .collect();
    let status = histories.last().map(|step| step["status"].clone());
    json!({
        "requestId": ride.number, "partnerOrderId": key,
        "pickup": ride.body["pickup"], "dropoff": ride.body["dropoff"],
        "receipt": {
            "orderId": format!("SIM{:04}", ride.number), "orderType": ride.body["orderType"],
            "priceInfo": { "totalPrice": ride.offer, "cancelFee": ride.cancel_fee.unwrap_or_default() },
            "status": status, "histories": histories,
        },
    })
}

/// What ties an order to its price: where from, where to.
fn trip(body: &Value) -> String {
    format!("{} {}", body["pickup"]["location"], body["dropoff"]["location"])
}

fn fault(status: u16, code: i64, message: &str) -> (u16, Value) {
    (status, json!({ "requestId": 1, "code": code, "status": status, "message": message }))
}

fn unknown_order() -> (u16, Value) {
    fault(404, -70004, "주문을 찾을 수 없습니다.")
}
