//! Delivery agencies as the engine meets them: the real client against the simulated Gorela over sockets, and against
//! answers as the developer reference prints them.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jumunbell::agency::gorela::wire::REFUSALS;
use jumunbell::agency::{
    self, AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, Quoted,
    Timings,
};
use jumunbell::language::{self, Words};
use jumunbell::open_delivery::http;
use jumunbell::order::{DeliveryReport, DeliveryState, Order, Refusal, Won};
use jumunbell::settings::{AgencyKind, AgencySettings, Language, Shop, ShopAddress};
use jumunbell::sim::agency::{AgencyConfig, AgencySim, Fault, Mishap, Point, Route};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A clock that a test moves, so that riders ride without waiting.
#[derive(Clone)]
struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    fn new() -> Clock {
        Clock(Arc::new(Mutex::new("2026-11-21T11:00:00Z".parse().unwrap())))
    }

    fn forward(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now += jiff::SignedDuration::from_secs(seconds);
    }

    fn read(&self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        let clock = self.0.clone();
        Arc::new(move || *clock.lock().unwrap())
    }
}

fn open(base_url: &str, key: &str, shorten: u32) -> Arc<dyn DeliveryAgency> {
    let settings = settings(base_url, AgencyKind::Gorela);
    let timings = Timings::for_base_url(base_url, Clock::new().read(), shorten);
    agency::open(&settings, key.to_owned(), &shop(), http::client(base_url).unwrap(), timings).unwrap()
}

fn settings(base_url: &str, kind: AgencyKind) -> AgencySettings {
    AgencySettings {
        name: "바로고".to_owned(),
        account: "jumunbell".into(),
        store_id: "store-1".into(),
        ..AgencySettings::of("barogo", kind, base_url)
    }
}

fn shop() -> Shop {
    Shop {
        id: None,
        name: "모의국밥".into(),
        phone: "063-000-0000".into(),
        business_number: "000-00-00000".into(),
        timezone: jiff::tz::TimeZone::UTC,
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress::default(),
        footer: Vec::new(),
    }
}

fn request(key: &str) -> DeliveryRequest {
    let order: Order = serde_json::from_str(include_str!("fixtures/gorela/our-order.json")).unwrap();
    DeliveryRequest {
        key: key.into(),
        number: "특급-012".into(),
        order,
        gorela_channel: "SDO".into(),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

/// A simulated agency with its clock, and the client for it.
struct Scene {
    sim: AgencySim,
    clock: Clock,
    agency: Arc<dyn DeliveryAgency>,
}

async fn scene() -> Scene {
    scene_with(|_| {}).await
}

async fn scene_with(change: impl FnOnce(&mut AgencyConfig)) -> Scene {
    let clock = Clock::new();
    let mut config = AgencyConfig::new(1.0, 7, clock.read());
    change(&mut config);
    let sim = AgencySim::start(config).await.unwrap();
    let agency = open(&sim.base_url(), "sim-key", 20);
    Scene { sim, clock, agency }
}

impl Scene {
    /// Quotes, then calls.
    async fn call(&self, key: &str) -> Created {
        let quoted = self.agency.quote(&request(key)).await.unwrap();
        assert!(matches!(quoted, Quoted::Possible(_)), "{quoted:?}");
        self.agency.create(&request(key)).await
    }

    async fn look(&self, key: &str) -> DeliveryReport {
        self.agency.look_up(key).await.unwrap().expect("the agency knows it")
    }

    fn mishap(&self, route: Route, what: Mishap, after_effect: bool) {
        self.sim.set_fault(Fault::Mishap { route, what, after_effect }, 1);
    }

    fn created(&self, key: &str) -> u32 {
        self.sim.journal().deliveries.get(key).map_or(0, |record| record.created)
    }
}

#[tokio::test]
async fn a_meal_goes_all_the_way() {
    let scene = scene().await;
    let Created::Taken(report) = scene.call("k-1").await else { panic!("not taken") };
    assert_eq!(report.state, DeliveryState::Requested);
    let mut states = vec![report.state];
    for _ in 0..60 {
        scene.clock.forward(60);
        let report = scene.look("k-1").await;
        if states.last() != Some(&report.state) {
            states.push(report.state);
        }
    }
    let way = [DeliveryState::Requested, DeliveryState::Assigned, DeliveryState::Arrived];
    assert_eq!(states[..3], way, "{states:?}");
    assert_eq!(states[3..], [DeliveryState::PickedUp, DeliveryState::Delivered]);
}

#[tokio::test]
async fn a_repeated_key_never_brings_a_second_rider() {
    let scene = scene().await;
    assert!(matches!(scene.call("k-1").await, Created::Taken(_)));
    assert_eq!(scene.agency.create(&request("k-1")).await, Created::Duplicate);
    let journal = scene.sim.shutdown().await;
    assert_eq!((journal.ever_live("특급-012"), journal.live("특급-012")), (1, 1));
    assert_eq!(journal.wrong, Vec::<String>::new());
}

#[tokio::test]
async fn every_refusal_is_told_and_worded() {
    let scene = scene().await;
    let words = Words::new(Language::Korean);
    for reason in REFUSALS {
        let refusal = Refusal { code: reason.into(), message: None };
        scene.sim.set_fault(Fault::Refuse(Route::Quote, reason.into()), 1);
        let quoted = scene.agency.quote(&request("k-1")).await.unwrap();
        assert_eq!(quoted, Quoted::Refused(refusal.clone()));
        scene.sim.set_fault(Fault::Refuse(Route::Create, reason.into()), 1);
        assert_eq!(scene.call("k-1").await, Created::Refused(refusal.clone()));
        assert!(!language::refusal(&words, &refusal).contains(reason), "{reason} has no sentence");
    }
    assert_eq!(scene.created("k-1"), 0);
}

/// An answer that never came says nothing; the agency has it all the same.
#[tokio::test]
async fn a_lost_answer_is_unknown_and_found_by_looking() {
    let scene = scene().await;
    for (key, what) in [
        ("k-hang", Mishap::Hang),
        ("k-reset", Mishap::Reset),
        ("k-500", Mishap::Status(500)),
        ("k-503", Mishap::Status(503)),
        ("k-garbage", Mishap::Garbage),
    ] {
        scene.mishap(Route::Create, what, true);
        let created = scene.call(key).await;
        assert!(matches!(created, Created::Unknown(_)), "{what:?}: {created:?}");
        assert_eq!(scene.look(key).await.state, DeliveryState::Requested, "{what:?}");
        assert_eq!(scene.created(key), 1);
    }
}

#[tokio::test]
async fn a_request_that_had_no_effect_is_unknown_too_and_not_found() {
    let scene = scene().await;
    for (key, what) in [("k-hang", Mishap::Hang), ("k-reset", Mishap::Reset), ("k-500", Mishap::Status(500))]
    {
        scene.mishap(Route::Create, what, false);
        assert!(matches!(scene.call(key).await, Created::Unknown(_)), "{what:?}");
        assert_eq!(scene.agency.look_up(key).await.unwrap(), None);
        assert_eq!(scene.created(key), 0);
    }
}

#[tokio::test]
async fn what_never_left_may_be_tried_again() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let agency = open(&format!("http://{nobody}"), "sim-key", 20);
    let created = agency.create(&request("k-1")).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert!(matches!(agency.quote(&request("k-1")).await, Err(AgencyError::Retry { .. })));
    let scene = scene().await;
    scene.mishap(Route::Create, Mishap::Status(429), false);
    assert!(matches!(scene.call("k-1").await, Created::NotSent(_)));
}

#[tokio::test]
async fn a_delivery_may_be_missing_at_first() {
    let scene = scene().await;
    assert_eq!(scene.agency.look_up("k-1").await.unwrap(), None);
    scene.call("k-1").await;
    scene.mishap(Route::LookUp, Mishap::Status(404), false);
    assert_eq!(scene.agency.look_up("k-1").await.unwrap(), None);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Requested);
    scene.mishap(Route::LookUp, Mishap::Status(500), false);
    assert!(matches!(scene.agency.look_up("k-1").await, Err(AgencyError::Retry { .. })));
    scene.mishap(Route::LookUp, Mishap::Garbage, false);
    assert!(matches!(scene.agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))));
}

#[tokio::test]
async fn a_wrong_key_signs_out() {
    let scene = scene().await;
    let stranger = open(&scene.sim.base_url(), "another-key", 20);
    assert!(matches!(stranger.quote(&request("k-1")).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.look_up("k-1").await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.cancel("k-1").await, Err(AgencyError::SignedOut(_))));
    let created = stranger.create(&request("k-1")).await;
    assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "signed-out"), "{created:?}");
}

#[tokio::test]
async fn calling_off_may_come_too_late() {
    let scene = scene().await;
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::NotFound);
    scene.call("k-1").await;
    scene.sim.set_fault(Fault::Refuse(Route::Cancel, "INVALID_STATUS".into()), 1);
    let raced = scene.agency.cancel("k-1").await.unwrap();
    assert_eq!(raced, CancelAnswer::Refused(Refusal { code: "INVALID_STATUS".into(), message: None }));
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Assigned, "the rider won the race");
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(500)) });
    assert_eq!(
        scene.agency.cancel("k-1").await.unwrap(),
        CancelAnswer::Cancelled { fee: None },
        "repeatable"
    );
    let report = scene.look("k-1").await;
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Cancelled, "CANCELED"));
    assert_eq!(scene.sim.journal().live("특급-012"), 0);
}

#[tokio::test]
async fn a_cancel_whose_answer_is_lost_can_be_repeated() {
    let scene = scene().await;
    scene.call("k-1").await;
    scene.mishap(Route::Cancel, Mishap::Reset, true);
    assert!(matches!(scene.agency.cancel("k-1").await, Err(AgencyError::Retry { .. })));
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: None });
}

#[tokio::test]
async fn a_rider_may_be_lost_again_and_again() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Reassign, 3);
    scene.call("k-1").await;
    scene.clock.forward(4 * 3600);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Delivered);
    let history = scene.sim.journal().deliveries["k-1"].history.clone();
    let lost = history.iter().filter(|(_, status)| status == "ALLOCATION_CANCELED").count();
    assert_eq!(lost, 3);
}

#[tokio::test]
async fn late_states_and_early_ends() {
    let scene = scene().await;
    scene.call("k-1").await;
    while scene.look("k-1").await.state != DeliveryState::Assigned {
        scene.clock.forward(5);
    }
    scene.sim.set_fault(Fault::Stale, 1);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Requested);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Assigned);
    scene.sim.set_fault(Fault::End("FAILED".into()), 1);
    scene.clock.forward(3600);
    let report = scene.look("k-1").await;
    assert_eq!(report.state, DeliveryState::Failed);
    assert!(report.reason.is_some());
}

#[tokio::test]
async fn a_surcharge_is_named() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Surge("WEATHER".into(), 1500), 1);
    let Quoted::Possible(quote) = scene.agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!(
        quote.extra.iter().map(|e| (e.kind.as_str(), e.amount)).collect::<Vec<_>>(),
        [("WEATHER", Won(1500))]
    );
    let Created::Taken(report) = scene.agency.create(&request("k-1")).await else { panic!() };
    assert_eq!(report.fee, Some(quote.fee), "what was quoted is what it costs");
}

#[tokio::test]
async fn the_simulated_agency_is_strict() {
    let scene = scene().await;
    let unasked = scene.agency.create(&request("k-1")).await;
    assert!(
        matches!(&unasked, Created::Refused(refusal) if refusal.code == "SCHEMA_VALIDATE"),
        "{unasked:?}"
    );
    assert_eq!(scene.sim.journal().wrong, ["delivery-possible must be asked first"]);
}

#[tokio::test]
async fn a_frozen_agency_may_or_may_not_have_acted() {
    for (taken, created) in [(false, 0), (true, 1)] {
        let scene = scene_with(|config| {
            config.hook = Some(Arc::new(move |point| match point {
                Point::CreateReceived { .. } => !taken,
                Point::CreateTaken { .. } => taken,
                _ => false,
            }));
        })
        .await;
        assert!(matches!(scene.call("k-1").await, Created::Unknown(_)));
        assert_eq!(scene.created("k-1"), created);
    }
}

#[tokio::test]
async fn the_journal_can_be_kept_as_lines() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agency.jsonl");
    let scene = scene_with(|config| config.journal = Some(file.clone())).await;
    scene.call("k-1").await;
    scene.sim.shutdown().await;
    let lines = std::fs::read_to_string(&file).unwrap();
    let what: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["what"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(what, ["quote", "created", "status CREATED"]);
}

#[tokio::test]
async fn food_is_said_to_be_ready_once() {
    let scene = scene().await;
    scene.call("k-1").await;
    scene.agency.prepare_complete("k-1").await.unwrap();
    scene.agency.prepare_complete("k-1").await.unwrap();
    assert!(scene.sim.journal().deliveries["k-1"].prepared);
}

// --- as the developer reference prints it ---

async fn answering(
    verb: &str,
    at: &str,
    status: u16,
    body: &'static str,
) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = MockServer::start().await;
    Mock::given(method(verb))
        .and(path(at))
        .and(header("authorization", "Bearer secret"))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let agency = open(&server.uri(), "secret", 20);
    (server, agency)
}

#[tokio::test]
async fn a_price_as_printed() {
    let body = include_str!("fixtures/gorela/quote-possible.json");
    let (server, agency) = answering("POST", "/api/delivery-possible", 200, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.distance_metres), (Won(3800), Some(1320)));
    assert_eq!(quote.pickup_expected_at, Some(Timestamp::from_millisecond(1_795_259_400_000).unwrap()));
    let sent: serde_json::Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!(sent["pickupWishAt"], 1_795_260_123_000_i64);
    assert_eq!(sent["orderAgencyStoreId"], "store-1");
}

#[tokio::test]
async fn an_order_as_printed() {
    let body = include_str!("fixtures/gorela/order-created.json");
    let (server, agency) = answering("POST", "/api/orders", 200, body).await;
    let Created::Taken(report) = agency.create(&request("k-1")).await else { panic!() };
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Requested, "ACCEPTED"));
    let sent: serde_json::Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    for (name, value) in [
        ("orderType", "FOR_DELIVERY"),
        ("orderAgencyOrderId", "k-1"),
        ("orderAgencyDailyOrderId", "특급-012"),
        ("receiverPhone", "05040000000"),
        ("orderChannel", "SDO"),
        ("dropEntrancePassword", "#1234"),
    ] {
        assert_eq!(sent[name], value, "{name}");
    }
}

#[tokio::test]
async fn a_finished_delivery_as_printed() {
    let body = include_str!("fixtures/gorela/order-delivered.json");
    let (_server, agency) = answering("GET", "/api/orders/k-1", 200, body).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!((report.state, report.fee), (DeliveryState::Delivered, Some(Won(3800))));
    assert_eq!(report.rider.unwrap().phone.unwrap().as_str(), "05040000001");
}

#[tokio::test]
async fn a_cancellation_as_printed() {
    let body = include_str!("fixtures/gorela/order-cancelled.json");
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 200, body).await;
    assert_eq!(agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(500)) });
}

/// None of these may be taken for a yes or a no.
#[tokio::test]
async fn odd_answers_to_a_create_are_unknown() {
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, r#"{"statusCode":200,"data":{}}"#),
        (200, r#"{"statusCode":200,"data":[]}"#),
        (200, r#"{"data":{"isSuccess":true,"order":{"deliveries":"none"}}}"#),
        (207, r#"{"statusCode":207,"data":{"isSuccess":false,"reason":"ETC"}}"#),
        (302, ""),
        (404, "<html>"),
        (409, r#"{"error":{"errorCode":"BUSY"}}"#),
        (429, ""),
        (502, r#"{"error":{"errorCode":"EXTERNAL_SERVER_ERROR"}}"#),
    ] {
        let (_server, agency) = answering("POST", "/api/orders", status, body).await;
        let created = agency.create(&request("k-1")).await;
        assert!(matches!(created, Created::Unknown(_)), "{status} {body}: {created:?}");
    }
}

#[tokio::test]
async fn a_cancel_is_only_believed_when_said() {
    for (status, body) in [(200, "{}"), (200, r#"{"data":{}}"#), (404, "<html>"), (500, "")] {
        let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", status, body).await;
        assert!(agency.cancel("k-1").await.is_err(), "{status} {body}");
    }
    let partly = r#"{"statusCode":207,"data":{"isSuccess":true}}"#;
    let (_server, agency) = answering("PUT", "/api/orders/k-1/status/cancel", 207, partly).await;
    assert!(matches!(agency.cancel("k-1").await.unwrap(), CancelAnswer::Refused(_)));
}

#[tokio::test]
async fn retry_after_is_passed_on() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503).insert_header("Retry-After", "30"))
        .mount(&server)
        .await;
    let agency = open(&server.uri(), "secret", 20);
    let Err(AgencyError::Retry { after, .. }) = agency.quote(&request("k-1")).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(30)));
}

#[test]
fn ones_own_riders_have_no_line() {
    let url = "https://agency.example";
    let timings = Timings::real(Clock::new().read());
    let own = settings(url, AgencyKind::InHouse);
    let opened = agency::open(&own, String::new(), &shop(), http::client(url).unwrap(), timings);
    assert!(opened.err().unwrap().to_string().contains("barogo"));
}

#[tokio::test]
async fn the_pickup_moves_until_a_rider_is_allocated() {
    let scene = scene().await;
    let at: Timestamp = "2026-11-21T11:40:00Z".parse().unwrap();
    let moved = |key: &str| DeliveryRequest { pickup_at: at, ..request(key) };
    assert!(matches!(scene.call("key-1").await, Created::Taken(_)));
    let amend = |key: &str| {
        let (agency, moved) = (scene.agency.clone(), moved(key));
        async move { agency.amend(&moved, Amendment::Pickup).await.unwrap() }
    };
    assert_eq!(amend("key-1").await, Amended::Taken);
    let wished = format!("pickup wished at {}", at.as_millisecond());
    assert!(scene.sim.journal().events.iter().any(|event| event.what == wished));
    // Hours later its rider has long been under way.
    scene.clock.forward(3 * 3600);
    assert!(matches!(amend("key-1").await, Amended::Refused(_)));
    assert!(matches!(amend("nobody's").await, Amended::Refused(_)));
}
