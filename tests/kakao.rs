//! Kakao Mobility as the engine meets it: the real client against the simulated one over sockets, and against answers
//! written from what is published.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use jumunbell::agency::kakao::Kakao;
use jumunbell::agency::{
    self, AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, Pace,
    Quoted, Timings,
};
use jumunbell::language::{self, Words};
use jumunbell::open_delivery::http;
use jumunbell::order::{DeliveryReport, DeliveryState, Order, Refusal, Won};
use jumunbell::settings::{self, AgencyKind, AgencySettings, Language, Service, Shop, ShopAddress, Signing};
use jumunbell::sim::agency::{AgencyConfig, AgencySim, Fault, Mishap, Point, Route};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A clock that a test moves, so that riders ride without waiting and signatures grow old.
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

fn client(base_url: &str, key: &str, clock: &Clock, how: settings::Kakao) -> Kakao {
    let settings = AgencySettings {
        account: "VENDOR".into(),
        kakao: how,
        ..AgencySettings::of("kakao", AgencyKind::Kakao, base_url)
    };
    let timings = Timings::for_base_url(base_url, clock.read(), 20);
    Kakao::new(&settings, key.to_owned(), &shop(), http::client(base_url).unwrap(), timings)
}

fn open(base_url: &str, key: &str, clock: &Clock) -> Kakao {
    client(base_url, key, clock, settings::Kakao::default())
}

fn shop() -> Shop {
    Shop {
        id: None,
        name: "모의국밥".into(),
        phone: "063-000-0000".into(),
        business_number: "000-00-00000".into(),
        timezone: jiff::tz::TimeZone::fixed(jiff::tz::offset(9)),
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress {
            road: "모의시 가게로 9".into(),
            latitude: Some(35.81),
            longitude: Some(127.11),
            ..ShopAddress::default()
        },
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

/// A simulated Kakao with its clock, and the client for its sandbox.
struct Scene {
    sim: AgencySim,
    clock: Clock,
    agency: Kakao,
}

async fn scene() -> Scene {
    scene_with(|_| {}).await
}

async fn scene_with(change: impl FnOnce(&mut AgencyConfig)) -> Scene {
    let clock = Clock::new();
    let mut config = AgencyConfig { kind: AgencyKind::Kakao, ..AgencyConfig::new(1.0, 7, clock.read()) };
    change(&mut config);
    let sim = AgencySim::start(config).await.unwrap();
    let agency = open(&sandbox(&sim), "sim-key", &clock);
    Scene { sim, clock, agency }
}

fn sandbox(sim: &AgencySim) -> String {
    format!("{}/goa-sandbox-service", sim.base_url())
}

impl Scene {
    /// Asks the price, then calls.
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

fn refusal(code: &str, message: &str) -> Refusal {
    Refusal { code: code.into(), message: Some(message.into()) }
}

#[tokio::test]
async fn a_meal_goes_all_the_way() {
    for service in [Service::Walk, Service::Quick, Service::QuickEconomy, Service::QuickExpress] {
        let scene = scene().await;
        let how = settings::Kakao { service, ..settings::Kakao::default() };
        let agency = client(&sandbox(&scene.sim), "sim-key", &scene.clock, how);
        let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
        let Created::Taken(report) = agency.create(&request("k-1")).await else { panic!("{service:?}") };
        assert_eq!((report.state, report.fee), (DeliveryState::Requested, Some(quote.fee)));
        let mut states = vec![report.state];
        for _ in 0..60 {
            scene.clock.forward(60);
            let report = agency.look_up("k-1").await.unwrap().unwrap();
            if states.last() != Some(&report.state) {
                states.push(report.state);
            }
        }
        let way = [
            DeliveryState::Requested,
            DeliveryState::Assigned,
            DeliveryState::PickedUp,
            DeliveryState::Delivered,
        ];
        assert_eq!(states, way);
        let journal = scene.sim.shutdown().await;
        assert_eq!(journal.wrong, Vec::<String>::new(), "{service:?}");
        assert_eq!((journal.ever_live("특급-012"), journal.live("특급-012")), (1, 0));
    }
}

#[tokio::test]
async fn a_repeated_key_never_brings_a_second_rider() {
    let scene = scene().await;
    assert!(matches!(scene.call("k-1").await, Created::Taken(_)));
    assert_eq!(scene.agency.create(&request("k-1")).await, Created::Duplicate);
    assert_eq!((scene.created("k-1"), scene.sim.journal().ever_live("특급-012")), (1, 1));
}

/// Kakao publishes no list of codes, so its own words go to the owner; what we know beforehand is worded by us.
#[tokio::test]
async fn every_refusal_is_told_and_worded() {
    let scene = scene().await;
    let words = Words::new(Language::Korean);
    let said = refusal("-70000", "배송 지역이 아닙니다.");
    scene.sim.set_fault(Fault::Refuse(Route::Quote, "배송 지역이 아닙니다.".into()), 1);
    assert_eq!(scene.agency.quote(&request("k-1")).await.unwrap(), Quoted::Refused(said.clone()));
    scene.sim.set_fault(Fault::Refuse(Route::Create, "배송 지역이 아닙니다.".into()), 1);
    assert_eq!(scene.call("k-1").await, Created::Refused(said.clone()));
    assert!(language::refusal(&words, &said).contains("배송 지역이 아닙니다."));
    let mut nowhere = request("k-1");
    nowhere.order.address.as_mut().unwrap().latitude = None;
    let own = Refusal { code: "no-coordinates".into(), message: None };
    assert_eq!(scene.agency.quote(&nowhere).await.unwrap(), Quoted::Refused(own.clone()));
    assert_eq!(scene.agency.create(&nowhere).await, Created::Refused(own.clone()));
    assert!(!language::refusal(&words, &own).contains("no-coordinates"));
    let journal = scene.sim.shutdown().await;
    assert_eq!(journal.deliveries["k-1"].created, 0);
    assert_eq!(journal.wrong, Vec::<String>::new(), "what cannot be asked is not sent");
}

/// An answer that never came says nothing; Kakao has it all the same.
#[tokio::test]
async fn a_lost_answer_is_unknown_and_found_by_looking() {
    let scene = scene().await;
    for (key, what) in [
        ("k-hang", Mishap::Hang),
        ("k-reset", Mishap::Reset),
        ("k-500", Mishap::Status(500)),
        ("k-503", Mishap::Status(503)),
        ("k-408", Mishap::Status(408)),
        ("k-429", Mishap::Status(429)),
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
async fn a_frozen_kakao_may_or_may_not_have_acted() {
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
async fn what_never_left_may_be_tried_again() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let agency = open(&format!("http://{nobody}"), "sim-key", &Clock::new());
    let created = agency.create(&request("k-1")).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert!(matches!(agency.quote(&request("k-1")).await, Err(AgencyError::Retry { .. })));
    assert!(matches!(agency.cancel("k-1").await, Err(AgencyError::Retry { .. })));
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
async fn a_wrong_key_or_signature_signs_out() {
    let scene = scene().await;
    let url = sandbox(&scene.sim);
    let hmac = settings::Kakao { signing: Signing::Hmac, ..settings::Kakao::default() };
    let late = Clock::new();
    late.forward(-301);
    for stranger in [
        open(&url, "another-key", &scene.clock),
        client(&url, "sim-key", &scene.clock, hmac),
        open(&url, "sim-key", &late),
    ] {
        assert!(matches!(stranger.check().await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.quote(&request("k-1")).await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.look_up("k-1").await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.cancel("k-1").await, Err(AgencyError::SignedOut(_))));
        let created = stranger.create(&request("k-1")).await;
        assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "signed-out"), "{created:?}");
    }
    // The clock of a counter PC may be a little off.
    let slow = Clock::new();
    slow.forward(-299);
    open(&url, "sim-key", &slow).check().await.unwrap();
    scene.agency.check().await.unwrap();
}

/// The simulated Kakao takes no nonce twice in a millisecond, and the clock of this test stands still.
#[tokio::test]
async fn no_two_requests_are_signed_alike() {
    let scene = scene().await;
    for _ in 0..20 {
        scene.agency.check().await.unwrap();
    }
}

#[tokio::test]
async fn calling_off_may_come_too_late() {
    let scene = scene().await;
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::NotFound);
    scene.call("k-1").await;
    scene.sim.set_fault(Fault::Refuse(Route::Cancel, "기사가 배정되었습니다.".into()), 1);
    let raced = scene.agency.cancel("k-1").await.unwrap();
    assert_eq!(raced, CancelAnswer::Refused(refusal("-70000", "기사가 배정되었습니다.")));
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Assigned, "the rider won the race");
    let cancelled = CancelAnswer::Cancelled { fee: Some(Won(500)) };
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), cancelled);
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), cancelled, "repeatable");
    let report = scene.look("k-1").await;
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Cancelled, "CANCELED"));
    assert_eq!(scene.sim.journal().live("특급-012"), 0);

    scene.call("k-2").await;
    scene.clock.forward(4 * 3600);
    let late = scene.agency.cancel("k-2").await.unwrap();
    assert!(matches!(&late, CancelAnswer::Refused(_)), "{late:?}");
}

#[tokio::test]
async fn a_cancel_whose_answer_is_lost_can_be_repeated() {
    let scene = scene().await;
    scene.call("k-1").await;
    scene.mishap(Route::Cancel, Mishap::Reset, true);
    assert!(matches!(scene.agency.cancel("k-1").await, Err(AgencyError::Retry { .. })));
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(0)) });
}

/// What Kakao answers to a cancel is not published: a yes counts only when the order says so too.
#[tokio::test]
async fn a_yes_to_a_cancel_is_believed_when_the_order_is_cancelled() {
    let scene = scene().await;
    scene.call("k-1").await;
    scene.mishap(Route::Cancel, Mishap::Garbage, false);
    let unclear = scene.agency.cancel("k-1").await;
    assert!(
        matches!(&unclear, Err(AgencyError::Pending(reason)) if reason.contains("MATCHING")),
        "{unclear:?}"
    );
    assert_eq!(scene.sim.journal().live("특급-012"), 1);
    scene.mishap(Route::Cancel, Mishap::Garbage, true);
    assert_eq!(scene.agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(0)) });
}

#[tokio::test]
async fn a_rider_may_be_lost_again_and_again() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Reassign, 3);
    scene.call("k-1").await;
    let mut lost = 0;
    let mut was = false;
    while lost < 3 {
        scene.clock.forward(5);
        let now = scene.look("k-1").await;
        lost += u32::from(now.assignment_cancelled && !was);
        was = now.assignment_cancelled;
    }
    scene.clock.forward(4 * 3600);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Delivered);
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
    scene.sim.set_fault(Fault::End("MATCHING_FAILED".into()), 1);
    scene.clock.forward(3600);
    let report = scene.look("k-1").await;
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Failed, "MATCHING_FAILED"));
}

#[tokio::test]
async fn the_simulated_kakao_is_strict() {
    let scene = scene().await;
    let mut silent = request("k-1");
    silent.order.customer.phone = Some("1".into());
    let created = scene.agency.create(&silent).await;
    assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "-70003"), "{created:?}");
    assert_eq!(scene.sim.journal().wrong, ["dropoff.contact.phone should be a telephone number"]);
    assert_eq!(scene.created("k-1"), 0);
}

#[tokio::test]
async fn what_kakao_has_no_call_for_is_said() {
    let scene = scene().await;
    let agency = agency::open(
        &AgencySettings::of("kakao", AgencyKind::Kakao, &sandbox(&scene.sim)),
        "sim-key".to_owned(),
        &shop(),
        http::client("http://127.0.0.1").unwrap(),
        Timings::real(scene.clock.read()),
    );
    let agency = agency.unwrap();
    for can in [agency.capabilities(), agency::capabilities(AgencyKind::Kakao, Pace::default())] {
        assert!(can.quote_first, "or the shop's highest fee is not kept");
        assert!(can.look_up && !can.duplicate_guard && !can.in_house && !can.balance && !can.ready_signal);
    }
    assert_eq!(agency.amend(&request("k-1"), Amendment::Pickup).await.unwrap(), Amended::NoCall);
    assert_eq!(agency.balance().await.unwrap(), None);
    agency.prepare_complete("k-1").await.unwrap();
    assert!(scene.sim.journal().events.is_empty(), "nothing was asked");
}

// --- answers written from what is published ---

async fn answering(verb: &str, at: &str, status: u16, body: &str) -> (MockServer, Kakao) {
    let server = MockServer::start().await;
    mount(&server, verb, at, status, body).await;
    let agency = open(&server.uri(), "secret", &Clock::new());
    (server, agency)
}

async fn mount(server: &MockServer, verb: &str, at: &str, status: u16, body: &str) {
    Mock::given(method(verb))
        .and(path(at))
        .and(header("vendor", "VENDOR"))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(server)
        .await;
}

const CREATED: &str = include_str!("fixtures/kakao/order-created.json");
const FAULT: &str = include_str!("fixtures/kakao/fault.json");

#[tokio::test]
async fn a_price_as_published() {
    let body = include_str!("fixtures/kakao/price.json");
    let (server, agency) = answering("POST", "/api/v2/orders/price", 200, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat, quote.distance_metres), (Won(4_800), None, None));
    let sent = &server.received_requests().await.unwrap()[0];
    let body: serde_json::Value = sent.body_json().unwrap();
    assert_eq!(body["dropoff"]["location"]["latitude"], 35.8);
    assert!(!sent.headers["authorization"].to_str().unwrap().contains("secret"));
}

#[tokio::test]
async fn an_order_as_published() {
    let (_server, agency) = answering("POST", "/api/v2/orders", 200, CREATED).await;
    let Created::Taken(report) = agency.create(&request("k-1")).await else { panic!("not taken") };
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Requested, "MATCHING"));
    assert_eq!((report.fee, report.cancel_fee), (Some(Won(4_800)), Some(Won(0))));

    let picked_up = include_str!("fixtures/kakao/order-picked-up.json");
    let (_server, agency) = answering("GET", "/api/v2/orders/k-1", 200, picked_up).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!((report.state, report.cancel_fee), (DeliveryState::PickedUp, Some(Won(4_800))));
    assert_eq!(report.at, "2026-11-21T11:31:32Z".parse().ok());

    let nobody = include_str!("fixtures/kakao/order-nobody-found.json");
    let (_server, agency) = answering("GET", "/api/v2/orders/k-1", 200, nobody).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!(report.state, DeliveryState::Failed);
    assert_eq!(report.reason.unwrap().code, "MATCHING_FAILED");
}

#[tokio::test]
async fn a_refusal_as_published() {
    let (_server, agency) = answering("POST", "/api/v2/orders/price", 400, FAULT).await;
    let said = refusal("-70003", "필수 값이 없습니다.");
    assert_eq!(agency.quote(&request("k-1")).await.unwrap(), Quoted::Refused(said.clone()));
    let (_server, agency) = answering("POST", "/api/v2/orders", 400, FAULT).await;
    assert_eq!(agency.create(&request("k-1")).await, Created::Refused(said));
}

#[tokio::test]
async fn a_cancel_as_published() {
    let (server, agency) = answering("PATCH", "/api/v1/orders/k-1/cancel", 200, "").await;
    let cancelled = include_str!("fixtures/kakao/order-cancelled.json");
    mount(&server, "GET", "/api/v2/orders/k-1", 200, cancelled).await;
    assert_eq!(agency.cancel("k-1").await.unwrap(), CancelAnswer::Cancelled { fee: Some(Won(1_000)) });
    let requests = server.received_requests().await.unwrap();
    assert!(requests[0].body.is_empty());
}

/// Only what Kakao clearly says about this very order counts.
#[tokio::test]
async fn odd_answers_to_a_create_are_unknown() {
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, "[]"),
        (200, "null"),
        (200, "<html>"),
        (200, r#"{"partnerOrderId":"k-1"}"#),
        (200, r#"{"partnerOrderId":"k-1","receipt":{"orderId":"OS1"}}"#),
        (200, r#"{"partnerOrderId":"k-2","receipt":{"status":"MATCHING"}}"#),
        (200, FAULT),
        (202, r#"{"requestId":"a"}"#),
        (302, CREATED),
        (400, ""),
        (400, "<html>"),
        (404, r#"{"timestamp":"x","status":404,"error":"Not Found","path":"/api/v2/orders"}"#),
        (408, FAULT),
        (429, FAULT),
        (500, FAULT),
        (502, "<html>"),
    ] {
        let (_server, agency) = answering("POST", "/api/v2/orders", status, body).await;
        let created = agency.create(&request("k-1")).await;
        assert!(matches!(created, Created::Unknown(_)), "{status} {body}: {created:?}");
    }
    let (_server, agency) = answering("POST", "/api/v2/orders", 409, FAULT).await;
    assert_eq!(agency.create(&request("k-1")).await, Created::Duplicate);
}

#[tokio::test]
async fn a_404_that_is_not_kakaos_says_nothing() {
    let page = r#"{"status":404,"error":"Not Found","path":"/api/v2/orders/k-1"}"#;
    let (server, agency) = answering("GET", "/api/v2/orders/k-1", 404, page).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))));
    mount(&server, "PATCH", "/api/v1/orders/k-1/cancel", 404, page).await;
    assert!(matches!(agency.cancel("k-1").await, Err(AgencyError::Unreadable(_))));
    let other = r#"{"partnerOrderId":"k-2","receipt":{"status":"DROPOFF_COMPLETED"}}"#;
    let (_server, agency) = answering("GET", "/api/v2/orders/k-1", 200, other).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))), "somebody else's order");
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "30"))
        .mount(&server)
        .await;
    let agency = open(&server.uri(), "secret", &Clock::new());
    let Err(AgencyError::Retry { after, .. }) = agency.quote(&request("k-1")).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(30)));
}

/// The check answers at the root of the server, wherever the sandbox is.
#[tokio::test]
async fn the_key_is_checked_at_the_root() {
    let (server, _) = answering("GET", "/v1/auth/check", 200, "").await;
    let agency = open(&format!("{}/goa-sandbox-service", server.uri()), "secret", &Clock::new());
    agency.check().await.unwrap();
}
