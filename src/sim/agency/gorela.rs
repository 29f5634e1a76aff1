//! Barogo Gorela's words for the life of riders.

mod change;
mod shown;
mod strict;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::shown::{dearer, fault, millis, ok, paid, refused, unknown_order, whole};
use super::fault::{Fault, Route};
use super::life::{CalledOff, Life, Way};
use super::protocol::{Protocol, Request};

/// What a delivery goes through.
static WAY: Way = Way {
    steps: &[
        ("CREATED", 0, 0),
        ("ASSIGNED", 1, 3),
        ("ACCEPTED", 1, 3),
        ("ALLOCATED", 20, 120),
        ("ARRIVED", 120, 420),
        ("PICKUP_FINISHED", 60, 300),
        ("DROP_FINISHED", 300, 900),
    ],
    allocated: 3,
    picked_up: 5,
    delivered: 6,
    lost: "ALLOCATION_CANCELED",
    cancelled: "CANCELED",
    passes_on: true,
};

/// A simulated Gorela.
pub(super) struct Gorela {
    /// The only API key it takes; `None`: any.
    key: Option<String>,
    /// Before anything was called, won.
    deposit: i64,
    /// Prices by what they were asked for.
    quoted: BTreeMap<String, Value>,
    /// Keys of orders in two deliveries.
    split: BTreeSet<String>,
}

/// Which contract a call goes by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fare {
    Fixed,
    Flexible,
}

impl Fare {
    fn of(request: &Request) -> Fare {
        if request.segments().get(1) == Some(&"flexible") { Fare::Flexible } else { Fare::Fixed }
    }
}

impl Protocol for Gorela {
    fn way(&self) -> &'static Way {
        &WAY
    }

    fn route(&self, request: &Request) -> (Route, Option<String>) {
        let path = request.segments();
        let of = |route, key: &str| (route, Some(key.to_owned()));
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["api", "delivery-possible"] | ["api", "flexible", "delivery-possible"]) => {
                (Route::Quote, None)
            }
            ("POST", ["api", "orders"] | ["api", "flexible", "orders"]) => {
                (Route::Create, request.text("orderAgencyOrderId"))
            }
            ("GET", ["api", "orders", key]) => of(Route::LookUp, key),
            ("PUT", ["api", "orders", key, "status", "cancel"]) => of(Route::Cancel, key),
            ("PUT", ["api", "orders", key, "pickup-wish-at"]) => of(Route::PickupWish, key),
            ("PUT", ["api", "orders", key, "drop-info"]) => of(Route::Drop, key),
            ("PUT", ["api", "orders", key, "memo-info"]) => of(Route::Memo, key),
            ("PUT", ["api", "orders", key, "payment-info"]) => of(Route::Payment, key),
            ("PUT", ["api", "flexible", "orders", key, "delivery-price"]) => of(Route::Raise, key),
            ("POST", ["api", "orders", key, "prepare-complete"]) => of(Route::PrepareComplete, key),
            ("GET", ["api", "deposit-infos"]) => (Route::Deposit, None),
            ("GET", ["api", "delivery-conditions"]) => (Route::Conditions, None),
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
        let wanted = self.key.as_ref().map(|key| format!("Bearer {key}"));
        if wanted.is_some_and(|wanted| request.header("authorization") != Some(&wanted)) {
            return fault(401, "UNAUTHORIZED", "VERIFY_API_KEY_FAIL", "API Key 검증에 실패했습니다.");
        }
        let refusal = life.refusal(route);
        let body = request.body.clone().unwrap_or(Value::Null);
        match (route, key) {
            (Route::Quote, _) => self.quote(life, now, Fare::of(request), &body, refusal),
            (Route::Create, key) => {
                self.create(life, now, (Fare::of(request), key.unwrap_or_default()), body, refusal)
            }
            (Route::LookUp, Some(key)) => self.look_up(life, now, key, &request.query),
            (Route::Cancel, Some(key)) => self.cancel(life, now, key, &body, refusal),
            (Route::PickupWish | Route::Drop | Route::Memo | Route::Payment, Some(key)) => {
                self.change(life, now, (route, key), &body, refusal)
            }
            (Route::Raise, Some(key)) => self.raise(life, now, key, &body, refusal),
            (Route::PrepareComplete, Some(key)) => prepare_complete(life, now, key, refusal),
            (Route::Deposit | Route::Conditions, _) => match strict::about_shop(&request.query) {
                Err(why) => wrong(life, now, None, &why),
                Ok(()) if route == Route::Deposit => ok(json!([{
                    "deliveryAgencyId": "sim", "deliveryAgencyName": "모의대행", "deposit": self.deposit(life),
                    "depositor": "모의가게",
                }])),
                Ok(()) => ok(json!([conditions(life, now)])),
            },
            _ => {
                life.journal.no_such_call(&request.method, &request.path);
                fault(404, "NOT_FOUND", "NOT_FOUND_API", "존재하지 않는 API입니다.")
            }
        }
    }

    fn failure(&self, status: u16) -> (u16, Value) {
        let (category, code) = match status {
            401 => ("UNAUTHORIZED", "EXPIRED_API_KEY"),
            404 => ("NOT_FOUND", "NOT_FOUND_RESOURCE"),
            409 => ("CONFLICT", "DUPLICATED_ID"),
            429 => ("TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS"),
            _ => ("INTERNAL_SERVER_ERROR", "SERVER_ERROR"),
        };
        fault(status, category, code, "모의 오류")
    }
}

impl Gorela {
    pub fn new(key: Option<String>) -> Gorela {
        Gorela { key, deposit: 1_000_000_000, quoted: BTreeMap::new(), split: BTreeSet::new() }
    }

    /// What is left, won.
    fn deposit(&self, life: &Life) -> i64 {
        let times = |key| 1 + i64::from(self.split.contains(key));
        self.deposit - life.rides().map(|(key, ride)| shown::cost(ride) * times(key)).sum::<i64>()
    }

    fn quote(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        fare: Fare,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::quote(body, fare, now) {
            return wrong(life, now, None, &why);
        }
        life.journal.note(now, None, "quote");
        if let Some(reason) = refusal {
            life.journal.note(now, None, format!("refused {reason}"));
            return ok(json!({ "isPossible": false, "reason": reason }));
        }
        let surcharge = life.surge();
        let distance = life.rng.i64(4..40) * 100;
        let deliver = 3000 + distance / 500 * 100;
        let offer = match fare {
            Fare::Fixed => shown::price(distance, deliver, surcharge),
            Fare::Flexible => json!({
                "deliveryDistance": distance, "minimumDeliveryPrice": deliver - 500,
                "recommendDeliveryPrice": deliver + surcharge.map_or(0, |(_, won)| won),
            }),
        };
        self.quoted.insert(trip(body, fare), offer.clone());
        let mut info = offer;
        let pickup = millis(life.pickup_from(now));
        info["pickupMinimumAt"] = json!(pickup);
        info["pickupExpectedAt"] = json!(pickup);
        if fare == Fare::Fixed {
            info["delayTime"] = json!(10);
        }
        ok(json!({ "isPossible": true, "deliveryInfo": info }))
    }

    fn create(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        (fare, key): (Fare, &str),
        body: Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::order(&body, fare, now) {
            return wrong(life, now, Some(key), &why);
        }
        if life.asked(now, key, body["orderAgencyDailyOrderId"].as_str().unwrap_or_default()) {
            return fault(409, "CONFLICT", "DUPLICATED_ID", "orderAgencyOrderId가 이미 존재합니다.");
        }
        let Some(quoted) = self.quoted.get(&trip(&body, fare)).cloned() else {
            return wrong(life, now, Some(key), "delivery-possible must be asked first");
        };
        let offered = whole(&body, "requestDeliveryPrice");
        let offer = match fare {
            Fare::Fixed => quoted,
            Fare::Flexible if offered < whole(&quoted, "minimumDeliveryPrice") => {
                return wrong(life, now, Some(key), "requestDeliveryPrice is below minimumDeliveryPrice");
            }
            Fare::Flexible => shown::price(whole(&quoted, "deliveryDistance"), offered, None),
        };
        let poor = (self.deposit(life) < paid(&offer)).then(|| "INSUFFICIENT_DEPOSIT".to_owned());
        if let Some(reason) = refusal.or(poor) {
            life.refuse(now, key, &reason);
            return refused(&reason);
        }
        if life.faults.take(|fault| (*fault == Fault::FanOut).then_some(())).is_some() {
            self.split.insert(key.to_owned());
        }
        life.begin(now, key, body, offer);
        ok(json!({ "isSuccess": true, "order": self.shown(life, key, 0) }))
    }

    fn look_up(&self, life: &mut Life, now: Timestamp, key: &str, query: &str) -> (u16, Value) {
        if let Err(why) = strict::look_up(query) {
            return wrong(life, now, Some(key), &why);
        }
        let back = life.looked_up(now, key);
        let Some(lives) = life.ride(key).map(|ride| ride.ended.is_none()) else { return unknown_order() };
        let raise = life.faults.take(|fault| match fault {
            Fault::Raise(kind, won) if lives => Some((kind.clone(), *won)),
            _ => None,
        });
        if let (Some(raise), Some(ride)) = (raise, life.ride_mut(key)) {
            ride.offer = dearer(&ride.offer, whole(&ride.offer, "deliveryPrice"), Some(raise));
        }
        let mut shown = self.shown(life, key, back);
        for kept_back in strict::INCLUDES.into_iter().filter(|what| !strict::includes(query, what)) {
            shown::without(&mut shown, kept_back);
        }
        ok(shown)
    }

    fn cancel(
        &self,
        life: &mut Life,
        now: Timestamp,
        key: &str,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::cancel(body) {
            return wrong(life, now, Some(key), &why);
        }
        life.journal.wants_off(key, &body["cancelType"]);
        match life.call_off(now, key, Duration::ZERO, refusal, "INVALID_STATUS") {
            CalledOff::Unknown => unknown_order(),
            CalledOff::Already => refused("ALREADY_CANCELED"),
            CalledOff::Refused(reason) => refused(&reason),
            CalledOff::Done => ok(json!({ "isSuccess": true, "order": self.shown(life, key, 0) })),
        }
    }

    fn shown(&self, life: &Life, key: &str, back: usize) -> Value {
        shown::order(life, key, back, self.split.contains(key))
    }
}

/// How the agency is doing, by what was ordered for it.
fn conditions(life: &mut Life, now: Timestamp) -> Value {
    let (id, name) = ("sim", "모의대행");
    let closed = life.faults.take(|fault| match fault {
        Fault::Condition(reason) => Some(reason.clone()),
        _ => None,
    });
    if let Some(reason) = closed {
        return json!({
            "deliveryAgencyId": id, "deliveryAgencyName": name, "isDeliveryPossible": false, "reason": reason,
        });
    }
    let late = life.faults.take(|fault| match fault {
        Fault::Delay(minutes) => Some(*minutes),
        _ => None,
    });
    json!({
        "deliveryAgencyId": id, "deliveryAgencyName": name, "isDeliveryPossible": true,
        "delayTime": late.unwrap_or_default(), "totalExtraCharge": 0, "extraCharges": [],
        "pickupMinimumAt": millis(life.pickup_from(now)),
    })
}

fn prepare_complete(life: &mut Life, now: Timestamp, key: &str, refusal: Option<String>) -> (u16, Value) {
    life.journal.note(now, Some(key), "prepare-complete");
    let Some(ended) = life.ride(key).map(|ride| ride.ended.is_some()) else { return unknown_order() };
    let record = life.journal.record(key);
    let reason = match () {
        () if record.prepared => Some("ALREADY_COMPLETED_ORDER_PRODUCT_PREPARE".to_owned()),
        () if ended => Some("INVALID_STATUS".to_owned()),
        () => refusal,
    };
    match reason {
        Some(reason) => refused(&reason),
        None => {
            record.prepared = true;
            ok(json!({ "isSuccess": true }))
        }
    }
}

fn wrong(life: &mut Life, now: Timestamp, key: Option<&str>, why: &str) -> (u16, Value) {
    life.journal.complain(now, key, why);
    fault(400, "BAD_REQUEST", "SCHEMA_VALIDATE", why)
}

/// What ties an order to its quote: where it goes and, with fixed fare, what it is worth.
fn trip(body: &Value, fare: Fare) -> String {
    let address = ["dropRoadAddress", "dropJibunAddress", "dropAddressDetail"];
    let worth = ["totalPayPrice", "actualPayPrice"];
    let parts = address.iter().chain(worth.iter().filter(|_| fare == Fare::Fixed));
    parts.map(|name| body[*name].to_string()).collect::<Vec<_>>().join("|")
}
