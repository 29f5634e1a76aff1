use domain::order::{OrderKind, PaymentKind, Timing};
use fastrand::Rng;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use open_delivery::read_order;
use serde_json::{Value, json};

use super::*;
use crate::settings::app::Profile;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// A client of the machine, signed in.
struct Shopkeeper {
    app: AppMachine,
    token: String,
}

impl Shopkeeper {
    fn new(config: Config) -> Shopkeeper {
        let mut shop = Shopkeeper { app: AppMachine::new(config), token: String::new() };
        let request = Request {
            content_type: Some("application/x-www-form-urlencoded".to_owned()),
            body: b"grant_type=client_credentials&client_id=a&client_secret=b&scope=od.all".to_vec(),
            ..request("POST", "/oauth/token")
        };
        let reply = shop.app.handle(now(), &request);
        shop.token = json_of(&reply)["access_token"].as_str().unwrap().to_owned();
        shop
    }

    fn ask(&mut self, at: Timestamp, method: &str, path: &str, body: &Value) -> Reply {
        let request = Request {
            token: Some(self.token.clone()),
            content_type: Some("application/json".to_owned()),
            body: body.to_string().into_bytes(),
            ..request(method, path)
        };
        self.app.handle(at, &request)
    }

    fn poll(&mut self, at: Timestamp) -> Vec<Value> {
        let reply = self.ask(at, "GET", "/v1/events:polling", &Value::Null);
        if reply.status == 204 { Vec::new() } else { json_of(&reply).as_array().unwrap().clone() }
    }

    fn kinds(&mut self, at: Timestamp) -> Vec<String> {
        self.poll(at).iter().map(|event| event["eventType"].as_str().unwrap().to_owned()).collect()
    }

    fn acknowledge_all(&mut self, at: Timestamp) {
        let item =
            |e: &Value| json!({"id": e["eventId"], "orderId": e["orderId"], "eventType": e["eventType"]});
        let items: Vec<Value> = self.poll(at).iter().map(item).collect();
        assert_eq!(self.ask(at, "POST", "/v1/events/acknowledgment", &Value::Array(items)).status, 202);
    }

    fn act(&mut self, at: Timestamp, id: &str, action: &str, body: Value) -> u16 {
        self.ask(at, "POST", &format!("/v1/orders/{id}/{action}"), &body).status
    }

    fn confirm(&mut self, at: Timestamp, id: &str) -> u16 {
        let body = json!({"createdAt": at, "orderExternalCode": "서구-001", "preparationTime": 20});
        self.act(at, id, "confirm", body)
    }
}

fn request(method: &str, path: &str) -> Request {
    Request { method: method.to_owned(), path: path.to_owned(), ..Request::default() }
}

fn json_of(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}

fn config() -> Config {
    Config::new(7, Shop::invented())
}

#[test]
fn generated_orders_read_without_remarks_and_have_their_flavour() {
    let profile = Profile::load("baedal-eum", None).unwrap();
    for seed in 0..80 {
        let mut rng = Rng::with_seed(seed);
        for kind in ShopKind::ALL {
            let shop = Shop { kind, ..Shop::invented() };
            for flavour in Flavour::ALL {
                let json = generate(&mut rng, &shop, flavour, now());
                let order = read_order(&json, &profile.dialect(), &TimeZone::UTC).unwrap();
                assert_eq!(order.remarks, [], "{seed} {kind:?} {flavour:?} {json:#}");
                assert!(order.total.amount.0 > 0);
                let has = |kind| order.payments.iter().any(|payment| payment.kind == kind);
                match flavour {
                    Flavour::Takeout => assert_eq!(order.kind, OrderKind::Takeout),
                    Flavour::Scheduled => assert_eq!(order.timing, Timing::Scheduled),
                    Flavour::Market => assert!(order.lines.iter().all(|line| line.stall.is_some())),
                    Flavour::Mixed => assert!(order.to_collect().0 > 0 && has(PaymentKind::Cash)),
                    Flavour::ChildMealCard => assert!(has(PaymentKind::ChildMealCard)),
                    Flavour::Reusable => assert!(order.reusable_container),
                    Flavour::Alcohol if kind == ShopKind::Gukbap => assert!(order.has_alcohol()),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_order() {
    let order = |seed| generate(&mut Rng::with_seed(seed), &Shop::invented(), Flavour::Any, now());
    assert_eq!(order(3), order(3));
    assert_ne!(order(3), order(4));
}

#[test]
fn events_repeat_until_acknowledged() {
    let mut shop = Shopkeeper::new(config());
    let id = shop.app.place_order(now(), Flavour::Plain);
    assert_eq!(shop.kinds(after(1)), ["CREATED"]);
    assert_eq!(shop.poll(after(2))[0]["orderId"], json!(id));
    shop.acknowledge_all(after(3));
    assert_eq!(shop.kinds(after(4)), Vec::<String>::new());
    let journal = shop.app.journal();
    assert_eq!(journal.orders[&id].acknowledged_at, Some(after(3)));
    assert_eq!((journal.last_poll, journal.polls), (Some(after(4)), 4));
    assert_eq!(journal.violations().len(), 0);
}

#[test]
fn confirm_is_taken_once() {
    let mut shop = Shopkeeper::new(config());
    let id = shop.app.place_order(now(), Flavour::Plain);
    assert_eq!(shop.confirm(after(1), &id), 202);
    assert_eq!(shop.confirm(after(2), &id), 422);
    assert_eq!(shop.kinds(after(3)), ["CREATED", "CONFIRMED"]);
    let record = &shop.app.journal().orders[&id];
    assert_eq!((record.confirm_taken(), record.received["confirm"]), (1, 2));
    assert_eq!((record.number.as_deref(), record.prep_minutes), (Some("서구-001"), Some(20)));
    assert_eq!(
        json_of(&shop.ask(after(4), "GET", &format!("/v1/orders/{id}"), &Value::Null))["lastEvent"],
        "CONFIRMED"
    );
}

#[test]
fn an_unanswered_order_is_cancelled_at_its_deadline() {
    let mut shop = Shopkeeper::new(config());
    let id = shop.app.place_order(now(), Flavour::Plain);
    assert_eq!(shop.kinds(after(299)), ["CREATED"]);
    assert_eq!(shop.kinds(after(300)), ["CREATED", "CANCELLED"]);
    assert_eq!(shop.confirm(after(301), &id), 422);
    assert_eq!(shop.app.journal().orders[&id].cancelled_at, Some(after(300)));
}

#[test]
fn results_come_later_where_the_app_is_slow() {
    let mut shop = Shopkeeper::new(Config { event_delay: SignedDuration::from_secs(10), ..config() });
    let id = shop.app.place_order(now(), Flavour::Plain);
    shop.confirm(after(1), &id);
    assert_eq!(shop.kinds(after(10)), ["CREATED"]);
    assert_eq!(shop.kinds(after(11)), ["CREATED", "CONFIRMED"]);
}

#[test]
fn what_breaks_the_standard_is_refused_and_written_down() {
    let mut shop = Shopkeeper::new(config());
    let id = shop.app.place_order(now(), Flavour::Plain);
    assert_eq!(shop.act(now(), &id, "confirm", json!({"createdAt": now()})), 400);
    let reason = json!({"reason": "품절", "code": "NO_MOOD", "mode": "AUTO"});
    assert_eq!(shop.act(now(), &id, "requestCancellation", reason), 400);
    let item = json!({"id": id, "orderId": id, "eventType": "CREATED"});
    assert_eq!(shop.ask(now(), "POST", "/v1/events/acknowledgment", &json!(vec![item; 101])).status, 400);
    let said: Vec<_> = shop.app.journal().violations().iter().map(|e| e.violation.clone().unwrap()).collect();
    assert_eq!(
        said,
        [
            "orderExternalCode: missing or not text",
            "code: NO_MOOD is none",
            "body: 101 items, at most 100 are allowed"
        ]
    );
}

#[test]
fn tokens_expire_and_are_revoked() {
    let mut shop = Shopkeeper::new(config());
    let poll = |shop: &mut Shopkeeper, at| shop.ask(at, "GET", "/v1/events:polling", &Value::Null).status;
    assert_eq!(poll(&mut shop, after(3599)), 204);
    assert_eq!(poll(&mut shop, after(3600)), 401);
    let mut shop = Shopkeeper::new(config());
    shop.app.set_fault(Fault::TokenRevoked, On::Poll, 1);
    assert_eq!((poll(&mut shop, now()), poll(&mut shop, now())), (401, 401));
}

#[test]
fn a_frozen_confirmation_is_taken_or_not_as_the_point_says() {
    for (freeze_taken, taken) in [(false, 0), (true, 1)] {
        let hook: Hook = std::sync::Arc::new(move |point| match point {
            Point::ConfirmReceived { .. } => !freeze_taken,
            Point::ConfirmTaken { .. } => freeze_taken,
            _ => false,
        });
        let mut shop = Shopkeeper::new(Config { hook: Some(hook), ..config() });
        let id = shop.app.place_order(now(), Flavour::Plain);
        let body = json!({"createdAt": now(), "orderExternalCode": "서구-001"});
        let reply = shop.ask(now(), "POST", &format!("/v1/orders/{id}/confirm"), &body);
        assert_eq!(reply.manner, Manner::Never);
        assert_eq!(shop.app.journal().orders[&id].confirm_taken(), taken);
    }
}

#[test]
fn events_are_doubled_disordered_and_resurrected_as_told() {
    let mut shop = Shopkeeper::new(config());
    let id = shop.app.place_order(now(), Flavour::Plain);
    shop.confirm(now(), &id);
    shop.app.set_fault(Fault::Duplicates, On::Poll, 1);
    assert_eq!(shop.kinds(now()), ["CREATED", "CREATED", "CONFIRMED", "CONFIRMED"]);
    shop.app.set_fault(Fault::Disorder, On::Poll, 1);
    assert_eq!(shop.kinds(now()), ["CONFIRMED", "CREATED"]);
    shop.acknowledge_all(now());
    shop.app.set_fault(Fault::Resurrected, On::Poll, 1);
    assert_eq!(shop.kinds(now()), ["CREATED"]);
}

#[test]
fn orders_come_by_themselves_up_to_their_number() {
    let every = Some(SignedDuration::from_secs(10));
    let mut shop = Shopkeeper::new(Config { every, orders: Some(3), ..config() });
    assert_eq!(shop.poll(now()).len(), 1);
    assert_eq!(shop.poll(after(15)).len(), 2);
    assert_eq!(shop.poll(after(100)).len(), 3);
}
