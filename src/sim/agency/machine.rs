//! The simulated agency itself: requests and time in, answers out. Pure and seeded; a socket is somebody else's work.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fault::{Fault, Faults, Mishap, Route};
use super::journal::Journal;
use super::strict;

/// What a delivery goes through, with the seconds each step takes at least and at most after the one before.
const STEPS: [(&str, i64, i64); 7] = [
    ("CREATED", 0, 0),
    ("ASSIGNED", 1, 3),
    ("ACCEPTED", 1, 3),
    ("ALLOCATED", 20, 120),
    ("ARRIVED", 120, 420),
    ("PICKUP_FINISHED", 60, 300),
    ("DROP_FINISHED", 300, 900),
];
const ALLOCATED: usize = 3;
const PICKED_UP: usize = 5;
/// Won for calling off a delivery whose rider is on the way.
const CANCEL_FEE: i64 = 500;

/// One HTTP request.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, `PUT`.
    pub method: String,
    /// Without host and query, as sent; our keys need no escaping.
    pub path: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The body, if it is JSON.
    pub body: Option<Value>,
}

impl Request {
    /// Which request this is, and the key it is about.
    pub fn route(&self) -> (Route, Option<&str>) {
        let path: Vec<_> = self.path.trim_matches('/').split('/').collect();
        match (self.method.as_str(), path.as_slice()) {
            ("POST", ["api", "delivery-possible"]) => (Route::Quote, None),
            ("POST", ["api", "orders"]) => {
                (Route::Create, self.body.as_ref().and_then(|b| b["orderAgencyOrderId"].as_str()))
            }
            ("GET", ["api", "orders", key]) => (Route::LookUp, Some(key)),
            ("PUT", ["api", "orders", key, "status", "cancel"]) => (Route::Cancel, Some(key)),
            ("PUT", ["api", "orders", key, "pickup-wish-at"]) => (Route::PickupWish, Some(key)),
            ("POST", ["api", "orders", key, "prepare-complete"]) => (Route::PrepareComplete, Some(key)),
            _ => (Route::Other, None),
        }
    }
}

/// What goes back.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// An answer in Gorela's envelope.
    Answer {
        /// HTTP status.
        status: u16,
        /// The envelope.
        body: Value,
    },
    /// No answer, ever.
    Hang,
    /// The connection is cut.
    Reset,
    /// 200 with something that is not JSON.
    Garbage,
}

/// The simulated agency.
pub struct AgencyMachine {
    key: Option<String>,
    speed: f64,
    rng: fastrand::Rng,
    faults: Faults,
    deposit: i64,
    quoted: BTreeMap<String, Value>,
    orders: BTreeMap<String, Order>,
    journal: Journal,
}

struct Order {
    body: Value,
    offer: Value,
    number: usize,
    created: Timestamp,
    step: usize,
    next: Option<Timestamp>,
    ended: Option<String>,
    cancel_fee: Option<i64>,
    pickup_expected: Timestamp,
    history: Vec<(Timestamp, String)>,
}

impl Order {
    fn status(&self) -> &str {
        self.history.last().map_or("CREATED", |(_, status)| status)
    }
}

impl AgencyMachine {
    /// An agency that accepts `key` (any, if `None`), whose riders go `speed` times as fast as real ones.
    pub fn new(key: Option<String>, speed: f64, seed: u64) -> AgencyMachine {
        AgencyMachine {
            key,
            speed: if speed.is_finite() && speed > 0.0 { speed } else { 1.0 },
            rng: fastrand::Rng::with_seed(seed),
            faults: Faults::default(),
            deposit: 1_000_000_000,
            quoted: BTreeMap::new(),
            orders: BTreeMap::new(),
            journal: Journal::default(),
        }
    }

    /// Switches a misbehaviour on for the next `times` chances; 0 switches it off.
    pub fn set_fault(&mut self, fault: Fault, times: u32) {
        self.faults.set(fault, times);
    }

    /// What happened so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// When the next rider moves.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.orders.values().filter_map(|order| order.next).min()
    }

    /// Moves every rider whose time has come.
    pub fn tick(&mut self, now: Timestamp) {
        let keys: Vec<_> = self.orders.keys().cloned().collect();
        for key in keys {
            while self.orders.get(&key).and_then(|order| order.next).is_some_and(|next| next <= now) {
                self.advance(&key, now);
            }
        }
    }

    /// Answers one request.
    pub fn handle(&mut self, now: Timestamp, request: &Request) -> Reply {
        self.tick(now);
        let (route, key) = request.route();
        let mishap = self.faults.take(|fault| match fault {
            Fault::Mishap { route: at, what, after_effect } if *at == route => Some((*what, *after_effect)),
            _ => None,
        });
        if let Some((what, false)) = mishap {
            self.journal.note(now, key, format!("mishap {what:?} before {route:?}"));
            return spoilt(what);
        }
        let (status, body) = self.answer(now, request, route, key);
        match mishap {
            Some((what, _)) => {
                self.journal.note(now, key, format!("mishap {what:?} after {route:?}"));
                spoilt(what)
            }
            None => Reply::Answer { status, body },
        }
    }

    fn answer(&mut self, now: Timestamp, request: &Request, route: Route, key: Option<&str>) -> (u16, Value) {
        let wanted = self.key.as_ref().map(|key| format!("Bearer {key}"));
        if wanted.is_some() && request.authorization != wanted {
            return fault(401, "UNAUTHORIZED", "VERIFY_API_KEY_FAIL", "API Key 검증에 실패했습니다.");
        }
        let refusal = self.faults.take(|fault| match fault {
            Fault::Refuse(at, reason) if *at == route => Some(reason.clone()),
            _ => None,
        });
        let body = request.body.clone().unwrap_or(Value::Null);
        match (route, key) {
            (Route::Quote, _) => self.quote(now, &body, refusal),
            (Route::Create, key) => self.create(now, key.unwrap_or_default(), body, refusal),
            (Route::LookUp, Some(key)) => self.look_up(now, key),
            (Route::Cancel, Some(key)) => self.cancel(now, key, &body, refusal),
            (Route::PickupWish, Some(key)) => self.move_pickup(now, key, &body, refusal),
            (Route::PrepareComplete, Some(key)) => self.prepare_complete(now, key, refusal),
            _ => self.elsewhere(now, request),
        }
    }

    fn quote(&mut self, now: Timestamp, body: &Value, refusal: Option<String>) -> (u16, Value) {
        if let Err(why) = strict::quote(body) {
            return self.wrong(now, None, &why);
        }
        self.journal.note(now, None, "quote");
        if let Some(reason) = refusal {
            self.journal.note(now, None, format!("refused {reason}"));
            return ok(json!({ "isPossible": false, "reason": reason }));
        }
        let (kind, charge) = self
            .faults
            .take(|fault| match fault {
                Fault::Surge(kind, charge) => Some((kind.clone(), *charge)),
                _ => None,
            })
            .unwrap_or_default();
        let distance = self.rng.i64(4..40) * 100;
        let price = 3000 + distance / 500 * 100;
        let extra = if charge == 0 {
            json!([])
        } else {
            json!([{ "dataType": "FIXED", "type": kind, "charge": charge }])
        };
        let pickup = later(now, Duration::from_secs(600).div_f64(self.speed));
        let offer = json!({
            "pickupMinimumAt": millis(pickup), "pickupExpectedAt": millis(pickup), "deliveryDistance": distance,
            "delayTime": 10, "totalDeliveryPrice": price + charge, "deliveryPrice": price,
            "totalExtraCharge": charge, "extraCharges": extra, "VATPrice": (price + charge) / 10,
        });
        self.quoted.insert(trip(body), offer.clone());
        ok(json!({ "isPossible": true, "deliveryInfo": offer }))
    }

    fn create(&mut self, now: Timestamp, key: &str, body: Value, refusal: Option<String>) -> (u16, Value) {
        if let Err(why) = strict::order(&body) {
            return self.wrong(now, Some(key), &why);
        }
        let record = self.journal.record(key);
        record.asked += 1;
        record.number = body["orderAgencyDailyOrderId"].as_str().unwrap_or_default().to_owned();
        if self.orders.contains_key(key) {
            record.duplicates += 1;
            self.journal.note(now, Some(key), "duplicate");
            return fault(409, "CONFLICT", "DUPLICATED_ID", "orderAgencyOrderId가 이미 존재합니다.");
        }
        let Some(offer) = self.quoted.get(&trip(&body)).cloned() else {
            return self.wrong(now, Some(key), "delivery-possible must be asked first");
        };
        let fee = offer["totalDeliveryPrice"].as_i64().unwrap_or_default();
        let poor = (self.deposit < fee).then(|| "INSUFFICIENT_DEPOSIT".to_owned());
        if let Some(reason) = refusal.or(poor) {
            self.journal.record(key).refused += 1;
            self.journal.note(now, Some(key), format!("refused {reason}"));
            return ok(json!({ "isSuccess": false, "reason": reason }));
        }
        self.deposit -= fee;
        let record = self.journal.record(key);
        record.created += 1;
        record.live = true;
        self.journal.note(now, Some(key), "created");
        let order = Order {
            body,
            offer,
            number: self.orders.len() + 1,
            created: now,
            step: 0,
            next: None,
            ended: None,
            cancel_fee: None,
            pickup_expected: later(now, Duration::from_secs(600).div_f64(self.speed)),
            history: Vec::new(),
        };
        self.orders.insert(key.to_owned(), order);
        self.enter(key, now, "CREATED");
        self.schedule(key, now);
        ok(json!({ "isSuccess": true, "order": self.shown(key, 0) }))
    }

    fn look_up(&mut self, now: Timestamp, key: &str) -> (u16, Value) {
        self.journal.note(now, Some(key), "look-up");
        if !self.orders.contains_key(key) {
            return unknown_order();
        }
        let back = self.faults.take(|fault| (*fault == Fault::Stale).then_some(1)).unwrap_or(0);
        ok(self.shown(key, back))
    }

    fn cancel(&mut self, now: Timestamp, key: &str, body: &Value, refusal: Option<String>) -> (u16, Value) {
        if let Err(why) = strict::cancel(body) {
            return self.wrong(now, Some(key), &why);
        }
        self.journal.note(now, Some(key), "cancel");
        let Some(order) = self.orders.get_mut(key) else { return unknown_order() };
        let reason = match &order.ended {
            Some(ended) if ended == "CANCELED" => Some("ALREADY_CANCELED".to_owned()),
            Some(_) => Some("INVALID_STATUS".to_owned()),
            None if order.step >= PICKED_UP => Some("INVALID_STATUS".to_owned()),
            None => refusal,
        };
        if let Some(reason) = reason {
            // The race: a rider is named just as we call off.
            if order.ended.is_none() && order.step < ALLOCATED {
                order.step = ALLOCATED;
                self.enter(key, now, "ALLOCATED");
                self.schedule(key, now);
            }
            self.journal.note(now, Some(key), format!("refused {reason}"));
            return ok(json!({ "isSuccess": false, "reason": reason }));
        }
        order.cancel_fee = Some(if order.step >= ALLOCATED { CANCEL_FEE } else { 0 });
        self.end(key, now, "CANCELED");
        ok(json!({ "isSuccess": true, "order": self.shown(key, 0) }))
    }

    fn move_pickup(
        &mut self,
        now: Timestamp,
        key: &str,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        let Some(wish) = body["pickupWishAt"].as_i64() else {
            self.journal.note(now, Some(key), "wrong pickupWishAt");
            return fault(400, "VALIDATION", "INVALID_PARAMETER", "pickupWishAt");
        };
        let Some(order) = self.orders.get(key) else { return unknown_order() };
        let late = order.ended.is_some() || order.step >= ALLOCATED;
        if let Some(reason) = refusal.or(late.then(|| "INVALID_STATUS".to_owned())) {
            self.journal.note(now, Some(key), format!("refused {reason}"));
            return ok(json!({ "isSuccess": false, "reason": reason }));
        }
        self.journal.note(now, Some(key), format!("pickup wished at {wish}"));
        ok(json!({ "isSuccess": true }))
    }

    fn prepare_complete(&mut self, now: Timestamp, key: &str, refusal: Option<String>) -> (u16, Value) {
        self.journal.note(now, Some(key), "prepare-complete");
        let Some(order) = self.orders.get(key) else { return unknown_order() };
        let ended = order.ended.is_some();
        let record = self.journal.record(key);
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

    fn elsewhere(&mut self, now: Timestamp, request: &Request) -> (u16, Value) {
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/api/deposit-infos") => ok(json!([{
                "deliveryAgencyId": "sim", "deliveryAgencyName": "모의대행", "deposit": self.deposit,
                "depositor": "모의가게",
            }])),
            ("GET", "/api/delivery-conditions") => ok(json!([{
                "deliveryAgencyId": "sim", "deliveryAgencyName": "모의대행", "isDeliveryPossible": true,
                "delayTime": 10, "totalExtraCharge": 0, "extraCharges": [],
                "pickupMinimumAt": millis(later(now, Duration::from_secs(600).div_f64(self.speed))),
            }])),
            (method, path) => {
                self.journal.wrong.push(format!("{method} {path}: no such call"));
                fault(404, "NOT_FOUND", "NOT_FOUND_API", "존재하지 않는 API입니다.")
            }
        }
    }

    fn wrong(&mut self, now: Timestamp, key: Option<&str>, why: &str) -> (u16, Value) {
        self.journal.wrong.push(why.to_owned());
        self.journal.note(now, key, format!("wrong {why}"));
        fault(400, "BAD_REQUEST", "SCHEMA_VALIDATE", why)
    }

    /// One step of one delivery.
    fn advance(&mut self, key: &str, now: Timestamp) {
        let Some(order) = self.orders.get(key) else { return };
        let (step, due) = (order.step, order.next.unwrap_or(now));
        let lost = step == ALLOCATED && order.status() != "ALLOCATION_CANCELED";
        if let Some(status) = self.faults.take(|fault| match fault {
            Fault::End(status) => Some(status.clone()),
            _ => None,
        }) {
            return self.end(key, due, &status);
        }
        if lost && self.faults.take(|fault| (*fault == Fault::Reassign).then_some(())).is_some() {
            // Looks for a rider again from here.
            if let Some(order) = self.orders.get_mut(key) {
                order.step = ALLOCATED - 1;
            }
            self.enter(key, due, "ALLOCATION_CANCELED");
            return self.schedule(key, due);
        }
        let step = step + 1;
        if let Some(order) = self.orders.get_mut(key) {
            order.step = step;
        }
        let (status, ..) = STEPS[step];
        if step == STEPS.len() - 1 {
            self.end(key, due, status);
        } else {
            self.enter(key, due, status);
            self.schedule(key, due);
        }
    }

    fn schedule(&mut self, key: &str, from: Timestamp) {
        let Some(order) = self.orders.get_mut(key) else { return };
        let Some((_, least, most)) = STEPS.get(order.step + 1).copied() else { return };
        let pause = Duration::from_secs_f64(self.rng.i64(least..=most) as f64 / self.speed);
        order.next = Some(later(from, pause));
        if order.step == ALLOCATED {
            order.pickup_expected = later(from, pause);
        }
    }

    fn end(&mut self, key: &str, now: Timestamp, status: &str) {
        if let Some(order) = self.orders.get_mut(key) {
            order.ended = Some(status.to_owned());
            order.next = None;
        }
        self.enter(key, now, status);
        self.journal.record(key).live = false;
    }

    fn enter(&mut self, key: &str, now: Timestamp, status: &str) {
        if let Some(order) = self.orders.get_mut(key) {
            order.history.push((now, status.to_owned()));
        }
        self.journal.record(key).history.push((now, status.to_owned()));
        self.journal.note(now, Some(key), format!("status {status}"));
    }

    /// An order as Gorela shows it, `back` steps ago.
    fn shown(&self, key: &str, back: usize) -> Value {
        let Some(order) = self.orders.get(key) else { return Value::Null };
        let history = &order.history[..order.history.len().saturating_sub(back).max(1)];
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
}

fn spoilt(what: Mishap) -> Reply {
    match what {
        Mishap::Hang => Reply::Hang,
        Mishap::Reset => Reply::Reset,
        Mishap::Garbage => Reply::Garbage,
        Mishap::Status(status) => {
            let (category, code) = match status {
                401 => ("UNAUTHORIZED", "EXPIRED_API_KEY"),
                404 => ("NOT_FOUND", "NOT_FOUND_RESOURCE"),
                409 => ("CONFLICT", "DUPLICATED_ID"),
                429 => ("TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS"),
                _ => ("INTERNAL_SERVER_ERROR", "SERVER_ERROR"),
            };
            let (status, body) = fault(status, category, code, "모의 오류");
            Reply::Answer { status, body }
        }
    }
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

fn later(from: Timestamp, pause: Duration) -> Timestamp {
    let pause = jiff::SignedDuration::try_from(pause).unwrap_or(jiff::SignedDuration::MAX);
    from.saturating_add(pause).unwrap_or(Timestamp::MAX)
}

fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}
