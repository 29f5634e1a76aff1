//! The simulated Ordering App as a pure machine: a request and a moment in, a reply out.

use std::collections::{BTreeMap, HashMap};

use fastrand::Rng;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::config::{Config, Point, Spec};
use super::fault::{Fault, Faults, On};
use super::generate::{Flavour, generate, uuid};
use super::journal::{Entry, Journal, OrderRecord};
use super::life::{Habits, Placed};
use super::message::{
    Done, Manner, Place, Reply, Request, body, done, form, frozen, refused, route, violation,
};
use super::schema;

/// Most events in one answer.
const MOST_EVENTS: usize = 1000;
/// What a rider must name at the door (`validateCode`).
const DELIVERY_CODE: &str = "1234";

struct Event {
    id: String,
    kind: String,
    order: String,
    at: Timestamp,
    metadata: Option<Value>,
    acknowledged: bool,
}

/// The machine. Time comes with every call and never runs backwards by its own doing.
pub struct AppMachine {
    config: Config,
    rng: Rng,
    faults: Faults,
    journal: Journal,
    tokens: HashMap<String, Timestamp>,
    orders: BTreeMap<String, Placed>,
    events: Vec<Event>,
    /// Ids of events without an order that wait to be acknowledged.
    broken: Vec<String>,
    /// Events that wait for their time: when, which order, which event.
    due: Vec<(Timestamp, String, &'static str)>,
    next_order: Option<Timestamp>,
    placed_by_itself: u32,
    root: String,
}

impl AppMachine {
    /// A fresh app.
    pub fn new(config: Config) -> AppMachine {
        AppMachine {
            rng: Rng::with_seed(config.seed),
            config,
            faults: Faults::default(),
            journal: Journal::default(),
            tokens: HashMap::new(),
            orders: BTreeMap::new(),
            events: Vec::new(),
            broken: Vec::new(),
            due: Vec::new(),
            next_order: None,
            placed_by_itself: 0,
            root: "http://app.invalid".to_owned(),
        }
    }

    /// Where it is reached, for `orderURL`.
    pub fn reached_at(&mut self, root: String) {
        self.root = root;
    }

    /// The next `count` requests of that kind meet the fault; zero switches it off.
    pub fn set_fault(&mut self, fault: Fault, on: On, count: u32) {
        self.faults.set(fault, on, count);
    }

    /// What was seen so far.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Places an order and tells its id.
    pub fn place_order(&mut self, now: Timestamp, spec: impl Into<Spec>) -> String {
        let spec = spec.into();
        let generated = generate(&mut self.rng, &self.config.shop, spec.flavour, now);
        let id = generated["id"].as_str().unwrap_or_default().to_owned();
        let body = match spec.body {
            Some(mut body) => {
                body["id"] = json!(id);
                body["createdAt"] = json!(now);
                body
            }
            None => generated,
        };
        let record = OrderRecord {
            display_id: body["displayId"].as_str().unwrap_or_default().to_owned(),
            placed_at: Some(now),
            ..OrderRecord::default()
        };
        self.journal.orders.insert(id.clone(), record);
        let confirm_by = later(now, self.config.confirm_within);
        self.orders.insert(id.clone(), Placed::new(body, spec.poisonous, confirm_by));
        self.tell(now, &id, "CREATED", None);
        id
    }

    /// The app shows an order otherwise from now on, and says nothing about it.
    pub fn change(&mut self, id: &str, how: impl FnOnce(&mut Value)) {
        if let Some(order) = self.orders.get_mut(id) {
            how(&mut order.body);
        }
    }

    /// The app cancels outright. `false`: there is no such open order.
    pub fn cancel(&mut self, now: Timestamp, id: &str) -> bool {
        let open = self.orders.get(id).is_some_and(|order| !order.over);
        if open {
            let reason = cancel_metadata("고객 요청으로 취소", "CONSUMER_CANCELLATION_REQUESTED");
            self.tell(now, id, "CANCELLED", Some(reason));
        }
        open
    }

    /// The app asks whether it may cancel. `false`: there is no such open order.
    pub fn ask_to_cancel(&mut self, now: Timestamp, id: &str) -> bool {
        let Some(order) = self.orders.get_mut(id).filter(|order| !order.over) else { return false };
        order.ask_to_cancel();
        let reason = cancel_metadata("고객이 주소를 잘못 적었대요", "CONSUMER_CANCELLATION_REQUESTED");
        self.tell(now, id, "ORDER_CANCELLATION_REQUEST", Some(reason));
        true
    }

    /// Sends an event of the app's own choosing (`PREPARATION_REQUESTED` of an on-demand order).
    pub fn tell_event(&mut self, now: Timestamp, id: &str, kind: &'static str) {
        self.tell(now, id, kind, None);
    }

    /// Lets time pass: events fall due, unanswered orders are given up, orders come in by themselves.
    pub fn tick(&mut self, now: Timestamp) {
        let mut waiting = std::mem::take(&mut self.due);
        waiting.sort_by_key(|(at, ..)| *at);
        for (at, id, kind) in waiting {
            if at > now {
                self.due.push((at, id, kind));
            } else if self.orders.get(&id).is_some_and(|order| !order.over) {
                let metadata = kind
                    .contains("CANCEL")
                    .then(|| cancel_metadata("가게 사정", "OTHER_CANCELLATION_REASON"));
                self.tell(at, &id, kind, metadata);
            }
        }
        let late = |order: &Placed| !order.over && !order.confirmed() && order.confirm_by <= now;
        let given_up: Vec<_> =
            self.orders.iter().filter(|(_, o)| late(o)).map(|(id, o)| (id.clone(), o.confirm_by)).collect();
        for (id, at) in given_up {
            let reason = cancel_metadata("시간 안에 접수하지 않음", "OTHER_CANCELLATION_REASON");
            self.tell(at, &id, "CANCELLED", Some(reason));
        }
        // A shop that says it is closed gets no orders.
        if let Some(every) = self.config.every.filter(|_| self.journal.open != Some(false)) {
            let mut next = self.next_order.unwrap_or(now);
            while next <= now && self.config.orders.is_none_or(|most| self.placed_by_itself < most) {
                self.place_order(next, Flavour::Any);
                self.placed_by_itself += 1;
                next = later(next, every.max(SignedDuration::from_millis(1)));
            }
            self.next_order = Some(next);
        }
    }

    /// Loses every event that has not been acknowledged: what an app does after hours, and a bad one sooner.
    pub fn forget_events(&mut self) {
        self.events.iter_mut().for_each(|event| event.acknowledged = true);
    }

    /// Answers one request.
    pub fn handle(&mut self, now: Timestamp, request: &Request) -> Reply {
        self.tick(now);
        let place = route(request);
        let fault = place.as_ref().and_then(|place| self.faults.meet(place.on()));
        let mut outcome = match (&place, &fault) {
            (None, _) => refused(404, "no such endpoint"),
            (_, Some(Fault::TooMany(after))) => {
                let mut outcome = refused(429, "too many requests");
                outcome.reply.headers.extend(after.clone().map(|after| ("retry-after", after)));
                outcome
            }
            (_, Some(Fault::Status(status))) => refused(*status, "something is wrong here"),
            (_, Some(Fault::CancellationEnded(cancelled))) => {
                let status = if *cancelled { "CANCELLED" } else { "CANCELLATION_REQUEST_DENIED" };
                let body = json!({"title": "it has ended", "status": 422, "cancellationStatus": status});
                done(Reply::json(422, &body), format!("refused: {status}"))
            }
            (_, Some(Fault::NotFoundYet)) => refused(404, "no such order"),
            (_, Some(Fault::Html)) => done(
                Reply {
                    headers: vec![("content-type", "text/html".to_owned())],
                    body: "<!doctype html><title>공사 중</title>".into(),
                    ..Reply::empty(200)
                },
                "nothing",
            ),
            (Some(place), _) => self.serve(now, request, place, fault.as_ref()),
        };
        match &fault {
            Some(Fault::Truncated) => outcome.reply.body.truncate(outcome.reply.body.len() / 2),
            Some(Fault::Zoneless) => leave_out_offsets(&mut outcome.reply),
            Some(Fault::BrokenOff) => outcome.reply.manner = Manner::BrokenOff,
            Some(Fault::Slow(in_all)) => outcome.reply.manner = Manner::Slow(*in_all),
            Some(Fault::Reset) => outcome.reply.manner = Manner::Reset,
            Some(Fault::AnswerLost) => outcome.reply.manner = Manner::Never,
            _ => {}
        }
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
        outcome.reply.headers.extend(date.ok().map(|date| ("date", date)));
        self.journal.write(Entry {
            at: now,
            request: format!("{} {}", request.method, request.path),
            status: outcome.reply.status,
            effect: outcome.effect,
            violation: outcome.violation,
            misbehaved: fault.map(|fault| format!("{fault:?}")),
        });
        outcome.reply
    }

    fn serve(&mut self, now: Timestamp, request: &Request, place: &Place, fault: Option<&Fault>) -> Done {
        if let Place::Token = place {
            return self.token(now, request, fault);
        }
        if fault == Some(&Fault::TokenRevoked) {
            self.tokens.clear();
        }
        let valid =
            request.token.as_ref().and_then(|token| self.tokens.get(token)).is_some_and(|until| *until > now);
        if !valid {
            return refused(401, "the token is unknown or expired");
        }
        match place {
            Place::Token => refused(404, "no such endpoint"),
            Place::Poll => self.poll(now, request, fault),
            Place::Acknowledgment => self.acknowledge(now, request),
            Place::Order(id) => self.order(id),
            Place::Action(id, action) => self.act(now, request, id, action),
            Place::Menu => self.menu(request),
        }
    }

    fn menu(&mut self, request: &Request) -> Done {
        let update = match body(request).and_then(|body| schema::menu_update(&body)) {
            Ok(update) => update,
            Err(why) => return violation(why),
        };
        self.journal.open = update.open.or(self.journal.open);
        let effect = format!("open: {:?}, {} dishes", update.open, update.items.len());
        for (code, name, available) in update.items {
            match available {
                true => self.journal.sold_out.remove(&code),
                false => self.journal.sold_out.insert(code, name),
            };
        }
        done(Reply::empty(204), effect)
    }

    fn token(&mut self, now: Timestamp, request: &Request, fault: Option<&Fault>) -> Done {
        let is_form = request
            .content_type
            .as_deref()
            .unwrap_or_default()
            .starts_with("application/x-www-form-urlencoded");
        let form: HashMap<String, String> = match is_form {
            true => form(&String::from_utf8_lossy(&request.body)),
            false => return violation("content-type: not a form".to_owned()),
        };
        let field = |key: &str| form.get(key).map(String::as_str).unwrap_or_default();
        for key in ["client_id", "client_secret", "grant_type", "scope"] {
            if field(key).is_empty() {
                return violation(format!("{key}: missing"));
            }
        }
        if field("grant_type") != "client_credentials" || field("scope") != "od.all" {
            return violation("grant_type or scope is not the standard's".to_owned());
        }
        let known =
            |(id, secret): &(String, String)| field("client_id") == id && field("client_secret") == secret;
        if !self.config.credentials.as_ref().is_none_or(known) {
            return refused(401, "unknown client");
        }
        let token = uuid(&mut self.rng);
        self.tokens.retain(|_, until| *until > now);
        self.tokens.insert(token.clone(), later(now, self.config.token_life));
        let expires_in = match fault {
            Some(Fault::Expiry(absurd)) => *absurd,
            _ => self.config.token_life.as_secs_f64(),
        };
        done(
            Reply::json(
                200,
                &json!({"access_token": token, "token_type": "bearer", "expires_in": expires_in}),
            ),
            "token",
        )
    }

    fn poll(&mut self, now: Timestamp, request: &Request, fault: Option<&Fault>) -> Done {
        let ours = |list: &String| list.split(',').any(|id| id.trim() == self.config.shop.merchant_id);
        if self.config.credentials.is_some() && !request.merchants.as_ref().is_none_or(ours) {
            return refused(403, "not a merchant of this client");
        }
        self.journal.last_poll = Some(now);
        self.journal.polls += 1;
        if fault == Some(&Fault::Resurrected) {
            self.events.iter_mut().filter(|e| e.kind == "CREATED").for_each(|e| e.acknowledged = false);
        }
        if fault == Some(&Fault::UnknownEvent) {
            let order = self.orders.keys().next().cloned().unwrap_or_else(|| uuid(&mut self.rng));
            let id = uuid(&mut self.rng);
            let kind = "RIDER_WAVED".to_owned();
            self.events.push(Event { id, kind, order, at: now, metadata: None, acknowledged: false });
        }
        let open = self.events.iter().filter(|event| !event.acknowledged).take(MOST_EVENTS);
        let mut told: Vec<Value> = open.map(|event| self.event_json(event)).collect();
        match fault {
            Some(Fault::Duplicates) => {
                told = told.iter().flat_map(|event| [event.clone(), event.clone()]).collect()
            }
            Some(Fault::Disorder) => told.reverse(),
            Some(Fault::BrokenEvent) => {
                let id = uuid(&mut self.rng);
                self.broken.push(id);
            }
            _ => {}
        }
        let broken = self.broken.iter().map(|id| json!({"eventId": id, "eventType": 7}));
        told.splice(0..0, broken);
        if self.stops_at(&Point::PollAnswered) {
            return frozen("before the answer");
        }
        match told.len() {
            0 => done(Reply::empty(204), "no events"),
            n => done(Reply::json(200, &Value::Array(told)), format!("{n} events")),
        }
    }

    fn event_json(&self, event: &Event) -> Value {
        let mut told = json!({
            "eventId": event.id, "eventType": event.kind, "orderId": event.order, "createdAt": event.at,
            "orderURL": format!("{}/v1/orders/{}", self.root, event.order)
        });
        if let Some(metadata) = &event.metadata {
            told["metadata"] = metadata.clone();
        }
        told
    }

    fn acknowledge(&mut self, now: Timestamp, request: &Request) -> Done {
        let items = match body(request).and_then(|body| schema::acknowledgment(&body, &self.broken)) {
            Ok(items) => items,
            Err(why) => return violation(why),
        };
        for item in items.iter().filter(|item| !self.broken.contains(&item.id)) {
            let told = self.events.iter().find(|event| event.id == item.id);
            let standard = schema::is_event_type(&item.event_type);
            let matches = |e: &Event| e.kind == item.event_type && e.order == item.order_id;
            if !told.map_or(standard, matches) {
                return violation(format!(
                    "event {} is not {} of {}",
                    item.id, item.event_type, item.order_id
                ));
            }
        }
        let ids: Vec<String> = items.into_iter().map(|item| item.id).collect();
        if self.stops_at(&Point::AckReceived { ids: ids.clone() }) {
            return frozen("before the effect");
        }
        self.broken.retain(|id| !ids.contains(id));
        for event in self.events.iter_mut().filter(|event| ids.contains(&event.id)) {
            event.acknowledged = true;
            if let Some(record) =
                self.journal.orders.get_mut(&event.order).filter(|_| event.kind == "CREATED")
            {
                record.acknowledged_at.get_or_insert(now);
            }
        }
        let effect = format!("{} events acknowledged", ids.len());
        if self.stops_at(&Point::AckTaken { ids }) {
            return frozen("after the effect");
        }
        done(Reply::empty(202), effect)
    }

    fn order(&mut self, id: &str) -> Done {
        let Some(order) = self.orders.get(id) else { return refused(404, "no such order") };
        let mut reply = Reply::json(200, &Value::Null);
        reply.body = if order.poisonous {
            // The app's own and whole answer, and no order.
            json!({"id": id, "items": "품절"}).to_string().into_bytes()
        } else {
            let mut body = order.body.clone();
            body["lastEvent"] = json!(order.last_event);
            body.to_string().into_bytes()
        };
        if let Some(record) = self.journal.orders.get_mut(id) {
            record.fetched += 1;
        }
        if self.stops_at(&Point::OrderFetched { id: id.to_owned() }) {
            return frozen("before the answer");
        }
        done(reply, "order told")
    }

    fn act(&mut self, now: Timestamp, request: &Request, id: &str, action: &str) -> Done {
        let needs_body = matches!(
            action,
            "confirm" | "requestCancellation" | "denyCancellation" | "tracking" | "dispatch" | "details"
        );
        let body = match needs_body {
            true => body(request),
            false => Ok(Value::Null),
        };
        let body = match body.and_then(|body| schema::action(action, &body).map(|()| body)) {
            Ok(body) => body,
            Err(why) => return violation(why),
        };
        let (Some(order), Some(record)) = (self.orders.get_mut(id), self.journal.orders.get_mut(id)) else {
            return refused(404, "no such order");
        };
        *record.received.entry(action.to_owned()).or_default() += 1;
        let point = |taken: bool| {
            let id = id.to_owned();
            match (action == "confirm", taken) {
                (true, false) => Point::ConfirmReceived { id },
                (true, true) => Point::ConfirmTaken { id },
                (false, false) => Point::ActionReceived { id, action: action.to_owned() },
                (false, true) => Point::ActionTaken { id, action: action.to_owned() },
            }
        };
        let hook = self.config.hook.clone();
        let stops_at = |point: Point| hook.as_ref().is_some_and(|hook| hook(&point));
        if stops_at(point(false)) {
            return frozen("before the effect");
        }
        match action {
            "validateCode" => {
                let given = form(&request.query).remove("deliveryCode").unwrap_or_default();
                return if given == DELIVERY_CODE {
                    done(Reply::empty(200), "valid")
                } else {
                    refused(400, "wrong code")
                };
            }
            "tracking" if order.confirmed() && !order.over => {
                *record.taken.entry(action.to_owned()).or_default() += 1;
                let event = &body["deliveryTrackingInfo"]["event"]["type"];
                record.tracking.push(event.as_str().unwrap_or_default().to_owned());
                return done(Reply::empty(202), "tracking");
            }
            "details" if order.confirmed() && !order.over => {
                let start = &body["preparationStartDateTime"];
                record.preparation_start = start.as_str().and_then(|text| text.parse().ok());
                order.body["preparationStartDateTime"] = start.clone();
                *record.taken.entry(action.to_owned()).or_default() += 1;
                return done(Reply::empty(200), "details");
            }
            _ => {}
        }
        let habits = Habits {
            delay: self.config.event_delay,
            ride: self.config.ride,
            agrees_to_cancel: self.config.agrees_to_cancel,
        };
        let follows = match order.act(action, habits) {
            Ok(follows) => follows,
            Err(why) => return refused(422, why),
        };
        *record.taken.entry(action.to_owned()).or_default() += 1;
        if action == "confirm" {
            record.confirmed_at = Some(now);
            record.number = body["orderExternalCode"].as_str().map(str::to_owned);
            record.prep_minutes = body["preparationTime"].as_i64();
        }
        self.due.extend(follows.into_iter().map(|(delay, kind)| (later(now, delay), id.to_owned(), kind)));
        if stops_at(point(true)) {
            return frozen("after the effect");
        }
        self.tick(now);
        let status = if matches!(action, "acceptCancellation" | "denyCancellation") { 204 } else { 202 };
        done(Reply::empty(status), format!("{action} taken"))
    }

    fn stops_at(&self, point: &Point) -> bool {
        self.config.hook.as_ref().is_some_and(|hook| hook(point))
    }

    fn tell(&mut self, at: Timestamp, order: &str, kind: &'static str, metadata: Option<Value>) {
        if let (Some(placed), Some(record)) = (self.orders.get_mut(order), self.journal.orders.get_mut(order))
        {
            placed.last_event = kind;
            match kind {
                "CANCELLED" => record.cancelled_at = Some(at),
                "CONCLUDED" => record.concluded_at = Some(at),
                _ => {}
            }
            placed.over |= matches!(kind, "CANCELLED" | "CONCLUDED");
        }
        let (id, order) = (uuid(&mut self.rng), order.to_owned());
        self.events.push(Event { id, kind: kind.to_owned(), order, at, metadata, acknowledged: false });
    }
}

/// Writes every moment of an answer as a clock in Seoul shows it.
fn leave_out_offsets(reply: &mut Reply) {
    fn local(value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Ok(at) = text.parse::<Timestamp>() {
                    let seoul = TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC);
                    *text = at.to_zoned(seoul).datetime().to_string();
                }
            }
            Value::Array(elements) => elements.iter_mut().for_each(local),
            Value::Object(members) => members.values_mut().for_each(local),
            _ => {}
        }
    }
    if let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) {
        local(&mut body);
        reply.body = body.to_string().into_bytes();
    }
}

fn cancel_metadata(reason: &str, code: &str) -> Value {
    json!({"reason": reason, "code": code})
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.saturating_add(by).unwrap_or(Timestamp::MAX)
}
