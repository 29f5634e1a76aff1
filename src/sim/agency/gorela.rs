//! Barogo Gorela's words for the life of riders.

mod strict;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fault::Route;
use super::life::{CalledOff, Life, Way};
use super::machine::{Protocol, Request};

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
    lost: "ALLOCATION_CANCELED",
    cancelled: "CANCELED",
};

/// A simulated Gorela.
pub(super) struct Gorela {
    /// The only API key it takes; `None`: any.
    key: Option<String>,
    /// Won.
    deposit: i64,
    /// Prices by what they were asked for.
    quoted: BTreeMap<String, Value>,
}

impl Protocol for Gorela {
    fn way(&self) -> &'static Way {
        &WAY
    }

    fn route(&self, request: &Request) -> (Route, Option<String>) {
        let path = request.segments();
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["api", "delivery-possible"]) => (Route::Quote, None),
            ("POST", ["api", "orders"]) => {
                let key = request.body.as_ref().and_then(|body| body["orderAgencyOrderId"].as_str());
                (Route::Create, key.map(str::to_owned))
            }
            ("GET", ["api", "orders", key]) => (Route::LookUp, Some((*key).to_owned())),
            ("PUT", ["api", "orders", key, "status", "cancel"]) => (Route::Cancel, Some((*key).to_owned())),
            ("PUT", ["api", "orders", key, "pickup-wish-at"]) => (Route::PickupWish, Some((*key).to_owned())),
            ("POST", ["api", "orders", key, "prepare-complete"]) => {
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
        let wanted = self.key.as_ref().map(|key| format!("Bearer {key}"));
        if wanted.is_some_and(|wanted| request.header("authorization") != Some(&wanted)) {
            return fault(401, "UNAUTHORIZED", "VERIFY_API_KEY_FAIL", "API Key 검증에 실패했습니다.");
        }
        let refusal = life.refusal(route);
        let body = request.body.clone().unwrap_or(Value::Null);
        match (route, key) {
            (Route::Quote, _) => self.quote(life, now, &body, refusal),
            (Route::Create, key) => self.create(life, now, key.unwrap_or_default(), body, refusal),
            (Route::LookUp, Some(key)) => look_up(life, now, key),
            (Route::Cancel, Some(key)) => cancel(life, now, key, &body, refusal),
            (Route::PickupWish, Some(key)) => move_pickup(life, now, key, &body, refusal),
            (Route::PrepareComplete, Some(key)) => prepare_complete(life, now, key, refusal),
            _ => self.elsewhere(life, now, request),
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
        Gorela { key, deposit: 1_000_000_000, quoted: BTreeMap::new() }
    }

    fn quote(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::quote(body) {
            return wrong(life, now, None, &why);
        }
        life.journal.note(now, None, "quote");
        if let Some(reason) = refusal {
            life.journal.note(now, None, format!("refused {reason}"));
            return ok(json!({ "isPossible": false, "reason": reason }));
        }
        let (kind, charge) = life.surge().unwrap_or_default();
        let distance = life.rng.i64(4..40) * 100;
        let price = 3000 + distance / 500 * 100;
        let extra = if charge == 0 {
            json!([])
        } else {
            json!([{ "dataType": "FIXED", "type": kind, "charge": charge }])
        };
        let pickup = life.pickup_from(now);
        let offer = json!({
            "pickupMinimumAt": millis(pickup), "pickupExpectedAt": millis(pickup), "deliveryDistance": distance,
            "delayTime": 10, "totalDeliveryPrice": price + charge, "deliveryPrice": price,
            "totalExtraCharge": charge, "extraCharges": extra, "VATPrice": (price + charge) / 10,
        });
        self.quoted.insert(trip(body), offer.clone());
        ok(json!({ "isPossible": true, "deliveryInfo": offer }))
    }

    fn create(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        key: &str,
        body: Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        if let Err(why) = strict::order(&body) {
            return wrong(life, now, Some(key), &why);
        }
        if life.asked(now, key, body["orderAgencyDailyOrderId"].as_str().unwrap_or_default()) {
            return fault(409, "CONFLICT", "DUPLICATED_ID", "orderAgencyOrderId가 이미 존재합니다.");
        }
        let Some(offer) = self.quoted.get(&trip(&body)).cloned() else {
            return wrong(life, now, Some(key), "delivery-possible must be asked first");
        };
        let fee = offer["totalDeliveryPrice"].as_i64().unwrap_or_default();
        let poor = (self.deposit < fee).then(|| "INSUFFICIENT_DEPOSIT".to_owned());
        if let Some(reason) = refusal.or(poor) {
            life.refuse(now, key, &reason);
            return ok(json!({ "isSuccess": false, "reason": reason }));
        }
        self.deposit -= fee;
        life.begin(now, key, body, offer);
        ok(json!({ "isSuccess": true, "order": shown(life, key, 0) }))
    }

    fn elsewhere(&mut self, life: &mut Life, now: Timestamp, request: &Request) -> (u16, Value) {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/deposit-infos") => ok(json!([{
                "deliveryAgencyId": "sim", "deliveryAgencyName": "모의대행", "deposit": self.deposit,
                "depositor": "모의가게",
            }])),
            ("GET", "/api/delivery-conditions") => ok(json!([{
                "deliveryAgencyId": "sim", "deliveryAgencyName": "모의대행", "isDeliveryPossible": true,
                "delayTime": 10, "totalExtraCharge": 0, "extraCharges": [],
                "pickupMinimumAt": millis(life.pickup_from(now)),
            }])),
            (method, path) => {
                life.journal.wrong.push(format!("{method} {path}: no such call"));
                fault(404, "NOT_FOUND", "NOT_FOUND_API", "존재하지 않는 API입니다.")
            }
        }
    }
}

fn look_up(life: &mut Life, now: Timestamp, key: &str) -> (u16, Value) {
    let back = life.looked_up(now, key);
    if life.ride(key).is_none() {
        return unknown_order();
    }
    ok(shown(life, key, back))
}

fn cancel(life: &mut Life, now: Timestamp, key: &str, body: &Value, refusal: Option<String>) -> (u16, Value) {
    if let Err(why) = strict::cancel(body) {
        return wrong(life, now, Some(key), &why);
    }
    match life.call_off(now, key, Duration::ZERO, refusal, "INVALID_STATUS") {
        CalledOff::Unknown => unknown_order(),
        CalledOff::Already => ok(json!({ "isSuccess": false, "reason": "ALREADY_CANCELED" })),
        CalledOff::Refused(reason) => ok(json!({ "isSuccess": false, "reason": reason })),
        CalledOff::Done => ok(json!({ "isSuccess": true, "order": shown(life, key, 0) })),
    }
}

fn move_pickup(
    life: &mut Life,
    now: Timestamp,
    key: &str,
    body: &Value,
    refusal: Option<String>,
) -> (u16, Value) {
    let Some(wish) = body["pickupWishAt"].as_i64() else {
        life.journal.note(now, Some(key), "wrong pickupWishAt");
        return fault(400, "VALIDATION", "INVALID_PARAMETER", "pickupWishAt");
    };
    if life.ride(key).is_none() {
        return unknown_order();
    }
    let late = life.is_past(key, WAY.allocated).then(|| "INVALID_STATUS".to_owned());
    if let Some(reason) = refusal.or(late) {
        life.journal.note(now, Some(key), format!("refused {reason}"));
        return ok(json!({ "isSuccess": false, "reason": reason }));
    }
    life.journal.note(now, Some(key), format!("pickup wished at {wish}"));
    ok(json!({ "isSuccess": true }))
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
        Some(reason) => ok(json!({ "isSuccess": false, "reason": reason })),
        None => {
            record.prepared = true;
            ok(json!({ "isSuccess": true }))
        }
    }
}

fn wrong(life: &mut Life, now: Timestamp, key: Option<&str>, why: &str) -> (u16, Value) {
    life.journal.wrong.push(why.to_owned());
    life.journal.note(now, key, format!("wrong {why}"));
    fault(400, "BAD_REQUEST", "SCHEMA_VALIDATE", why)
}

/// An order as Gorela shows it, `back` steps ago.
fn shown(life: &Life, key: &str, back: usize) -> Value {
    let Some(order) = life.ride(key) else { return Value::Null };
    let history = order.seen(back);
    let status = history.last().map_or("CREATED", |(_, status)| status.as_str());
    let statuses: Vec<_> = history
        .iter()
        .map(|(at, status)| json!({ "status": status, "createdAt": millis(*at), "changedAt": millis(*at) }))
        .collect();
    let named = matches!(status, "ALLOCATED" | "ARRIVED" | "PICKUP_FINISHED" | "DROP_FINISHED");
    let cancelled = order.ended.as_deref().is_some_and(|e| e != "DROP_FINISHED");
    let mut delivery = json!({
        "orderId": order.number, "deliveryAgencyId": "sim", "status": status, "deliveryType": "AGENCY",
        "pickupExpectedAt": millis(order.pickup_expected), "createdAt": millis(order.created),
        "driverPhone": named.then(|| format!("0504000{:04}", order.number % 10_000)),
        "cancelType": cancelled.then_some("ETC"), "cancelReason": cancelled.then_some("모의 종료"),
        "cancelFee": order.cancel_fee, "statuses": statuses, "payments": [],
    });
    for name in [
        "totalDeliveryPrice",
        "deliveryPrice",
        "totalExtraCharge",
        "extraCharges",
        "VATPrice",
        "deliveryDistance",
    ] {
        delivery[name] = order.offer[name].clone();
    }
    let mut shown = order.body.clone();
    shown["orderId"] = json!(order.number);
    shown["createdAt"] = json!(millis(order.created));
    shown["status"] = json!(match order.ended.as_deref() {
        None => "CREATED",
        Some("DROP_FINISHED") => "FINISHED",
        Some(_) => "CANCELED",
    });
    shown["deliveries"] = json!([delivery]);
    shown
}

/// What ties an order to its quote: where it goes and what it is worth.
fn trip(body: &Value) -> String {
    let parts =
        ["dropRoadAddress", "dropJibunAddress", "dropAddressDetail", "totalPayPrice", "actualPayPrice"];
    parts.map(|name| body[name].to_string()).join("|")
}

fn ok(data: Value) -> (u16, Value) {
    (200, json!({ "statusCode": 200, "data": data }))
}

fn fault(status: u16, category: &str, code: &str, message: &str) -> (u16, Value) {
    let error = json!({ "category": category, "errorCode": code, "message": message });
    (status, json!({ "statusCode": status, "error": error }))
}

fn unknown_order() -> (u16, Value) {
    fault(404, "NOT_FOUND", "NOT_FOUND_RESOURCE", "해당 주문이 존재하지 않습니다.")
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}
