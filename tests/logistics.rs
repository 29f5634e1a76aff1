//! A logistics service as the engine meets it: the real client against the simulated one over sockets, and against
//! answers that no service should give; and the real program with such a service for its agency.

#![allow(clippy::unwrap_used)] // helpers of tests are tests too

mod shop;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jumunbell::agency::open_delivery::DENIALS;
use jumunbell::agency::{
    self, AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, DeliveryRequest, Quoted,
    Timings,
};
use jumunbell::language::{self, Words};
use jumunbell::open_delivery::http;
use jumunbell::order::{DeliveryReport, DeliveryState, Order, Refusal, Won};
use jumunbell::settings::{self, AgencyKind, AgencySettings, Language, ShopAddress};
use jumunbell::sim::agency::{AgencyConfig, AgencySim, Fault, Mishap, Point, Route};
use jumunbell::sim::app::Flavour;
use shop::{Shop, Street};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

const KEY: &str = "01936d5c-0000-7000-8000-000000000001";
const NUMBER: &str = "특급-012";

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

/// The client, with its waits shortened to less than a second.
fn open(base_url: &str, secret: &str) -> Arc<dyn DeliveryAgency> {
    let settings = AgencySettings {
        account: "jumunbell".into(),
        store_id: "00000000000000-dbc7e35a-c936-4665-9e13-eb55eb8b6824".into(),
        ..AgencySettings::of("rider", AgencyKind::OpenDeliveryLogistics, base_url)
    };
    let shop = settings::Shop {
        id: None,
        name: "모의국밥".into(),
        phone: "063-000-0000".into(),
        business_number: "000-00-00000".into(),
        timezone: jiff::tz::TimeZone::UTC,
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress { road: "모의시 시험구 가게로 9".into(), ..ShopAddress::default() },
        footer: Vec::new(),
    };
    let timings = Timings::for_base_url(base_url, Clock::new().read(), 20);
    agency::open(&settings, secret.to_owned(), &shop, http::client(base_url).unwrap(), timings).unwrap()
}

fn request(key: &str) -> DeliveryRequest {
    let order: Order = serde_json::from_str(include_str!("fixtures/gorela/our-order.json")).unwrap();
    DeliveryRequest {
        key: key.into(),
        number: NUMBER.into(),
        order,
        gorela_channel: "SDO".into(),
        pickup_at: "2026-11-21T11:22:03Z".parse().unwrap(),
        quote: None,
    }
}

fn key(n: u32) -> String {
    format!("01936d5c-0000-7000-8000-{n:012}")
}

/// A simulated service with its clock, and the client for it.
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
    config.kind = AgencyKind::OpenDeliveryLogistics;
    change(&mut config);
    let sim = AgencySim::start(config).await.unwrap();
    let agency = open(&sim.base_url(), "sim-key");
    Scene { sim, clock, agency }
}

impl Scene {
    async fn create(&self, key: &str) -> Created {
        self.agency.create(&request(key)).await
    }

    async fn look(&self, key: &str) -> DeliveryReport {
        self.agency.look_up(key).await.unwrap().expect("the service knows it")
    }

    async fn until(&self, key: &str, state: DeliveryState) -> DeliveryReport {
        for _ in 0..2_000 {
            let report = self.look(key).await;
            if report.state == state {
                return report;
            }
            self.clock.forward(3);
        }
        panic!("never {state:?}");
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
    let Quoted::Possible(quote) = scene.agency.quote(&request(KEY)).await.unwrap() else { panic!() };
    assert!(quote.fee >= Won(3_000) && quote.extra.is_empty());
    assert_eq!(quote.pickup_expected_at, Some("2026-11-21T11:10:00Z".parse().unwrap()));
    let Created::Taken(report) = scene.create(KEY).await else { panic!("not taken") };
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Requested, "PENDING"));
    let mut states = vec![report.state];
    for _ in 0..60 {
        scene.clock.forward(60);
        let report = scene.look(KEY).await;
        if states.last() != Some(&report.state) {
            states.push(report.state);
            assert_eq!(report.fee, Some(quote.fee), "what was quoted is what it costs");
            assert!(report.at.is_some());
            assert_eq!(report.rider.unwrap().phone.unwrap().as_str(), "05040000001");
        }
    }
    let way = [DeliveryState::Requested, DeliveryState::Assigned, DeliveryState::Arrived];
    assert_eq!(states[..3], way, "{states:?}");
    assert_eq!(states[3..], [DeliveryState::PickedUp, DeliveryState::Delivered]);
    assert_eq!(scene.sim.journal().wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_repeated_key_never_brings_a_second_rider() {
    let scene = scene().await;
    assert!(matches!(scene.create(KEY).await, Created::Taken(_)));
    assert_eq!(scene.create(KEY).await, Created::Duplicate);
    scene.clock.forward(4 * 3600);
    assert_eq!(scene.create(KEY).await, Created::Duplicate, "a delivered one is known too");
    let journal = scene.sim.shutdown().await;
    let record = &journal.deliveries[KEY];
    assert_eq!((record.asked, record.created, record.duplicates), (3, 1, 2));
    assert_eq!(journal.wrong, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_rejected_may_be_sent_again() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Refuse(Route::Create, "NO_DELIVERYPERSON_AVAILABLE".into()), 1);
    assert!(matches!(scene.create(KEY).await, Created::Taken(_)), "202 is no word about a rider");
    let report = scene.look(KEY).await;
    assert_eq!(report.state, DeliveryState::Rejected);
    assert_eq!(report.reason.unwrap().code, "NO_DELIVERYPERSON_AVAILABLE");
    assert!(matches!(scene.create(KEY).await, Created::Taken(_)));
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Requested);
    let journal = scene.sim.journal();
    assert_eq!((journal.deliveries[KEY].duplicates, journal.live(NUMBER)), (0, 1));
}

#[tokio::test]
async fn every_refusal_is_told_and_worded() {
    let scene = scene().await;
    let words = Words::new(Language::Korean);
    for (n, reason) in (0..).zip(DENIALS) {
        let code = if reason == "OTHER" { "ETC" } else { reason };
        let refusal = Refusal { code: code.into(), message: None };
        assert!(!language::refusal(&words, &refusal).contains(reason), "{reason} has no sentence");
        scene.sim.set_fault(Fault::Refuse(Route::Quote, reason.into()), 1);
        let quoted = scene.agency.quote(&request(KEY)).await.unwrap();
        assert_eq!(quoted, Quoted::Refused(refusal.clone()));
        scene.sim.set_fault(Fault::Refuse(Route::Create, reason.into()), 1);
        assert!(matches!(scene.create(&key(n)).await, Created::Taken(_)));
        assert_eq!(scene.look(&key(n)).await.reason, Some(refusal));
    }
    scene.sim.set_fault(Fault::Refuse(Route::Quote, "closed on Mondays".into()), 1);
    let Quoted::Refused(own) = scene.agency.quote(&request(KEY)).await.unwrap() else { panic!() };
    assert!(language::refusal(&words, &own).contains("closed on Mondays"), "{own:?}");
}

/// An answer that never came says nothing; the service has it all the same.
#[tokio::test]
async fn a_lost_answer_is_unknown_and_found_by_looking() {
    let scene = scene().await;
    let mishaps = [
        Mishap::Hang,
        Mishap::Reset,
        Mishap::Status(500),
        Mishap::Status(503),
        Mishap::Status(302),
        Mishap::Garbage,
    ];
    for (n, what) in (0..).zip(mishaps) {
        scene.mishap(Route::Create, what, true);
        let created = scene.create(&key(n)).await;
        assert!(matches!(created, Created::Unknown(_)), "{what:?}: {created:?}");
        assert_eq!(scene.look(&key(n)).await.state, DeliveryState::Requested, "{what:?}");
        assert_eq!(scene.created(&key(n)), 1);
        assert_eq!(scene.create(&key(n)).await, Created::Duplicate, "{what:?}");
    }
}

#[tokio::test]
async fn a_request_that_had_no_effect_is_unknown_too_and_not_found() {
    let scene = scene().await;
    for (n, what) in (0..).zip([Mishap::Hang, Mishap::Reset, Mishap::Status(500)]) {
        scene.mishap(Route::Create, what, false);
        assert!(matches!(scene.create(&key(n)).await, Created::Unknown(_)), "{what:?}");
        assert_eq!(scene.agency.look_up(&key(n)).await.unwrap(), None);
        assert_eq!(scene.created(&key(n)), 0);
    }
}

/// A status that turns a call down says nothing by itself: what is there, counts.
#[tokio::test]
async fn a_call_that_is_turned_down_is_settled_by_looking() {
    let scene = scene().await;
    for (n, status) in (0..).zip([400, 403, 404, 409, 422]) {
        let (refused, taken) = (key(n), key(n + 10));
        scene.mishap(Route::Create, Mishap::Status(status), false);
        let created = scene.create(&refused).await;
        assert!(matches!(&created, Created::Refused(r) if r.code == "turned-down"), "{status}: {created:?}");
        scene.mishap(Route::Create, Mishap::Status(status), true);
        assert_eq!(scene.create(&taken).await, Created::Duplicate, "{status}");
        // Who cannot be asked has not refused.
        scene.mishap(Route::Create, Mishap::Status(status), false);
        scene.mishap(Route::LookUp, Mishap::Status(503), false);
        assert!(matches!(scene.create(&refused).await, Created::Unknown(_)), "{status}");
        assert_eq!((scene.created(&refused), scene.created(&taken)), (0, 1));
    }
}

/// What comes into sight only after a while is no refusal.
#[tokio::test]
async fn not_to_be_found_at_once_proves_nothing() {
    let scene = scene().await;
    scene.mishap(Route::Create, Mishap::Status(422), true);
    scene.mishap(Route::LookUp, Mishap::Status(404), false);
    assert_eq!(scene.create(KEY).await, Created::Duplicate);
}

#[tokio::test]
async fn what_never_left_may_be_tried_again() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let agency = open(&format!("http://{nobody}"), "sim-key");
    let created = agency.create(&request(KEY)).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert!(matches!(agency.quote(&request(KEY)).await, Err(AgencyError::Retry { .. })));
    // Without a token there is no call, however far signing in came.
    for what in [Mishap::Hang, Mishap::Reset, Mishap::Status(500), Mishap::Garbage] {
        let scene = scene().await;
        scene.mishap(Route::Other, what, true);
        let created = scene.create(KEY).await;
        assert!(matches!(created, Created::NotSent(_)), "{what:?}: {created:?}");
        assert!(matches!(scene.create(KEY).await, Created::Taken(_)));
    }
    let scene = scene().await;
    scene.mishap(Route::Create, Mishap::Status(429), false);
    assert!(matches!(scene.create(KEY).await, Created::NotSent(_)), "turned away at the door");
}

/// A refused token had no effect, so the call goes out again with a new one, and once.
#[tokio::test]
async fn a_token_that_ended_is_renewed() {
    let scene = scene().await;
    assert!(matches!(scene.create(&key(1)).await, Created::Taken(_)));
    scene.clock.forward(2 * 3600);
    assert!(matches!(scene.create(&key(2)).await, Created::Taken(_)));
    assert_eq!((scene.created(&key(1)), scene.created(&key(2))), (1, 1));
    // Without a new one nothing has been called.
    scene.clock.forward(2 * 3600);
    scene.mishap(Route::Other, Mishap::Status(503), true);
    let created = scene.create(&key(3)).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert_eq!(scene.created(&key(3)), 0);
}

#[tokio::test]
async fn a_wrong_secret_signs_out() {
    let scene = scene().await;
    let stranger = open(&scene.sim.base_url(), "another-key");
    assert!(matches!(stranger.quote(&request(KEY)).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.look_up(KEY).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.cancel(KEY).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.prepare_complete(KEY).await, Err(AgencyError::SignedOut(_))));
    let created = stranger.create(&request(KEY)).await;
    assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "signed-out"), "{created:?}");
    assert_eq!(scene.created(KEY), 0);
}

#[tokio::test]
async fn a_delivery_may_be_missing_at_first() {
    let scene = scene().await;
    assert_eq!(scene.agency.look_up(KEY).await.unwrap(), None);
    scene.create(KEY).await;
    scene.mishap(Route::LookUp, Mishap::Status(404), false);
    assert_eq!(scene.agency.look_up(KEY).await.unwrap(), None);
    for what in [Mishap::Status(500), Mishap::Hang, Mishap::Reset] {
        scene.mishap(Route::LookUp, what, false);
        assert!(matches!(scene.agency.look_up(KEY).await, Err(AgencyError::Retry { .. })), "{what:?}");
    }
    scene.mishap(Route::LookUp, Mishap::Status(403), false);
    assert!(matches!(scene.agency.look_up(KEY).await, Err(AgencyError::SignedOut(_))));
    scene.mishap(Route::LookUp, Mishap::Garbage, false);
    assert!(matches!(scene.agency.look_up(KEY).await, Err(AgencyError::Unreadable(_))));
}

/// 202 promises nothing: it is off when a look-up says so, and until then the row is tried again.
#[tokio::test]
async fn calling_off_is_taken_in_and_confirmed_later() {
    let scene = scene().await;
    assert_eq!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::NotFound);
    scene.create(KEY).await;
    for _ in 0..3 {
        let pending = scene.agency.cancel(KEY).await;
        assert!(matches!(pending, Err(AgencyError::Pending(_))), "{pending:?}");
    }
    assert_eq!(scene.sim.journal().live(NUMBER), 1);
    scene.clock.forward(10);
    for _ in 0..2 {
        let off = scene.agency.cancel(KEY).await.unwrap();
        assert_eq!(off, CancelAnswer::Cancelled { fee: Some(Won::ZERO) }, "repeatable");
    }
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Cancelled);
    assert_eq!(scene.sim.journal().live(NUMBER), 0);
    // Another run of the program knows only what it is told.
    let again = open(&scene.sim.base_url(), "sim-key").cancel(KEY).await.unwrap();
    assert_eq!(again, CancelAnswer::Cancelled { fee: None });
}

#[tokio::test]
async fn a_cancellation_with_a_charge_says_no_sum() {
    let scene = scene().await;
    scene.create(KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    assert!(scene.agency.cancel(KEY).await.is_err(), "not confirmed yet");
    scene.clock.forward(10);
    assert_eq!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::Cancelled { fee: None });
}

#[tokio::test]
async fn calling_off_may_come_too_late() {
    let scene = scene().await;
    scene.create(KEY).await;
    scene.sim.set_fault(Fault::Refuse(Route::Cancel, "the rider is there".into()), 1);
    let raced = scene.agency.cancel(KEY).await.unwrap();
    let reason = Refusal { code: "turned-down".into(), message: Some("the rider is there".into()) };
    assert_eq!(raced, CancelAnswer::Refused(reason));
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Assigned, "the rider won the race");
    scene.until(KEY, DeliveryState::PickedUp).await;
    assert!(matches!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::Refused(_)));
    scene.until(KEY, DeliveryState::Delivered).await;
    let over = Refusal { code: "too-late".into(), message: None };
    assert_eq!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::Refused(over));
}

/// Taken in, and then the rider had the food before it took effect.
#[tokio::test]
async fn a_cancellation_that_was_taken_in_may_lose_the_race() {
    let scene = scene().await;
    scene.create(KEY).await;
    scene.until(KEY, DeliveryState::Arrived).await;
    // The next step is the pickup; a second before it the cancellation is taken in.
    let history = |scene: &Scene| scene.sim.journal().deliveries[KEY].history.len();
    let before = history(&scene);
    let (mut early, mut late) = (0, 600);
    while late - early > 1 {
        let middle = (early + late) / 2;
        let probe = scene_with(|_| {}).await;
        probe.create(KEY).await;
        probe.until(KEY, DeliveryState::Arrived).await;
        probe.clock.forward(middle);
        if history(&probe) > before { late = middle } else { early = middle }
    }
    scene.clock.forward(early);
    assert!(scene.agency.cancel(KEY).await.is_err(), "taken in");
    scene.clock.forward(10);
    assert_eq!(scene.look(KEY).await.state, DeliveryState::PickedUp);
    assert!(!matches!(scene.agency.cancel(KEY).await, Ok(CancelAnswer::Cancelled { .. })));
    assert_eq!(scene.sim.journal().live(NUMBER), 1);
}

#[tokio::test]
async fn a_cancel_whose_answer_is_lost_can_be_repeated() {
    let scene = scene().await;
    scene.create(KEY).await;
    scene.mishap(Route::Cancel, Mishap::Reset, true);
    assert!(matches!(scene.agency.cancel(KEY).await, Err(AgencyError::Retry { .. })));
    scene.clock.forward(10);
    assert_eq!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::Cancelled { fee: None });
}

#[tokio::test]
async fn of_what_was_rejected_nobody_comes() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Refuse(Route::Create, "OTHER".into()), 1);
    scene.create(KEY).await;
    assert!(matches!(scene.agency.cancel(KEY).await.unwrap(), CancelAnswer::Cancelled { .. }));
}

/// A rider who is said to wait for it must hear of it, also where it is said too early.
#[tokio::test]
async fn food_is_said_to_be_ready_once_and_in_time() {
    let scene = scene().await;
    assert!(scene.agency.prepare_complete(KEY).await.is_err(), "nobody knows it");
    scene.create(KEY).await;
    assert!(matches!(scene.agency.prepare_complete(KEY).await, Err(AgencyError::Pending(_))), "too early");
    assert!(!scene.sim.journal().deliveries[KEY].prepared);
    scene.until(KEY, DeliveryState::Assigned).await;
    scene.agency.prepare_complete(KEY).await.unwrap();
    assert!(scene.sim.journal().deliveries[KEY].prepared);
    scene.agency.prepare_complete(KEY).await.unwrap();
    scene.until(KEY, DeliveryState::Delivered).await;
    scene.agency.prepare_complete(KEY).await.unwrap();
}

#[tokio::test]
async fn a_rider_may_be_lost_again_and_again() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Reassign, 3);
    scene.create(KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    let lost = scene.until(KEY, DeliveryState::Requested).await;
    assert!(lost.assignment_cancelled && lost.rider.is_none());
    scene.until(KEY, DeliveryState::Delivered).await;
}

#[tokio::test]
async fn late_states_and_early_ends() {
    let scene = scene().await;
    scene.create(KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    scene.sim.set_fault(Fault::Stale, 1);
    let stale = scene.look(KEY).await;
    assert_eq!((stale.state, stale.assignment_cancelled), (DeliveryState::Requested, false));
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Assigned);
    scene.sim.set_fault(Fault::End("RETURNED_TO_MERCHANT".into()), 1);
    scene.clock.forward(3600);
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Returned);
}

#[tokio::test]
async fn a_surcharge_is_named() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Surge("DYNAMIC".into(), 1_500), 1);
    let Quoted::Possible(quote) = scene.agency.quote(&request(KEY)).await.unwrap() else { panic!() };
    let named: Vec<_> = quote.extra.iter().map(|e| (e.kind.as_str(), e.amount)).collect();
    assert_eq!(named, [("DYNAMIC", Won(1_500))]);
    scene.create(KEY).await;
    let report = scene.until(KEY, DeliveryState::Assigned).await;
    assert_eq!((report.fee, report.extra), (Some(quote.fee), Some(quote.extra)));
}

#[tokio::test]
async fn the_simulated_service_is_strict() {
    let scene = scene().await;
    let mut odd = request("no-uuid");
    assert!(!matches!(scene.agency.create(&odd).await, Created::Taken(_)));
    odd = request(KEY);
    odd.number = String::new();
    assert!(matches!(scene.agency.create(&odd).await, Created::Refused(_)));
    let journal = scene.sim.journal();
    assert_eq!(journal.wrong[0], "orderId should be a UUID");
    assert_eq!(journal.wrong.last().unwrap(), "/orderDisplayId should be text of the right length");
}

#[tokio::test]
async fn a_frozen_service_may_or_may_not_have_acted() {
    for (taken, created) in [(false, 0), (true, 1)] {
        let scene = scene_with(|config| {
            config.hook = Some(Arc::new(move |point| match point {
                Point::CreateReceived { .. } => !taken,
                Point::CreateTaken { .. } => taken,
                _ => false,
            }));
        })
        .await;
        assert!(matches!(scene.create(KEY).await, Created::Unknown(_)));
        assert_eq!(scene.created(KEY), created);
    }
}

#[tokio::test]
async fn nothing_is_amended_and_no_deposit_kept() {
    let scene = scene().await;
    scene.create(KEY).await;
    assert_eq!(scene.agency.amend(&request(KEY), Amendment::Pickup).await.unwrap(), Amended::NoCall);
    assert_eq!(scene.agency.balance().await.unwrap(), None);
    assert!(scene.agency.capabilities().uuid_keys && scene.agency.capabilities().amends.is_empty());
}

// --- the real program ---

fn street(riders: f64) -> Shop {
    Shop::open(Street { agency: AgencyKind::OpenDeliveryLogistics, riders, ..Street::default() })
}

#[test]
fn the_program_has_every_order_carried_once() {
    let shop = street(100.0);
    // Neither a lost answer nor a rider who is taken away brings a second one.
    let lost = Fault::Mishap { route: Route::Create, what: Mishap::Reset, after_effect: true };
    shop.agency.set_fault(lost, 1);
    shop.agency.set_fault(Fault::Reassign, 1);
    let _instance = shop.start();
    let flavours = [Flavour::Plain, Flavour::Alcohol, Flavour::ChildMealCard, Flavour::Mixed];
    let ids = flavours.map(|flavour| shop.auto.place_order(flavour));
    for id in ids {
        let order =
            shop.wait_for("the meal at the door", &id, |order| order["delivery"]["state"] == "delivered");
        let agency = shop.agency.journal();
        let number = order["number"].as_str().unwrap();
        assert_eq!((agency.ever_live(number), agency.live(number)), (1, 0), "{number}");
    }
    assert_eq!(shop.agency.journal().wrong, Vec::<String>::new());
}

#[test]
fn the_program_is_told_of_a_rejection_and_of_a_cancellation_afterwards() {
    // Riders as slow as in life: none has picked up what is called off.
    let shop = street(1.0);
    shop.agency.set_fault(Fault::Refuse(Route::Create, "REGION_NOT_SERVED".into()), 1);
    let _instance = shop.start();
    let rejected = shop.auto.place_order(Flavour::Plain);
    let order = shop.wait_for("a word about it", &rejected, |order| order["problem_code"] == "no-rider");
    assert_eq!(order["delivery"]["state"], "rejected");
    assert!(order["problem"].as_str().unwrap().contains("do not go there"), "{order}");

    let called = shop.auto.place_order(Flavour::Plain);
    let order = shop.wait_for("a rider called", &called, |order| order["delivery"]["state"] == "requested");
    assert!(shop.auto.cancel(&called));
    shop.wait_for("the rider off", &called, |order| order["delivery"]["state"] == "cancelled");
    let agency = shop.agency.journal();
    let number = order["number"].as_str().unwrap();
    assert_eq!((agency.live(number), agency.ever_live(number)), (0, 1));
    assert_eq!(agency.wrong, Vec::<String>::new());
}

// --- what no service should answer ---

/// A server that signs everybody in and answers this to one call; everything else it does not know.
async fn answering(
    verb: &str,
    at: &str,
    status: u16,
    body: &'static str,
) -> (MockServer, Arc<dyn DeliveryAgency>) {
    let server = MockServer::start().await;
    let token = ResponseTemplate::new(200).set_body_raw(r#"{"access_token":"t"}"#, "application/json");
    Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
    Mock::given(method(verb))
        .and(path_regex(at))
        .respond_with(ResponseTemplate::new(status).set_body_raw(body, "application/json"))
        .mount(&server)
        .await;
    let agency = open(&server.uri(), "secret");
    (server, agency)
}

/// None of these may be taken for a yes or a no.
#[tokio::test]
async fn odd_answers_to_a_create_are_unknown() {
    for (status, body) in [
        (200, ""),
        (202, ""),
        (202, "{}"),
        (202, "[]"),
        (202, "<html>"),
        (202, r#"{"event":7}"#),
        (302, ""),
        (400, ""),
        (400, "<html>"),
        (404, "<html>"),
        (404, r#"{"message":"no Route matched with those values"}"#),
        (405, r#"{"title":"Method Not Allowed"}"#),
        (409, r#"{"error":"busy"}"#),
        (422, ""),
        // Its own word, but the order cannot be asked for: the mock answers 404 without one.
        (422, r#"{"title":"no"}"#),
        (429, ""),
        (502, r#"{"title":"bad gateway"}"#),
    ] {
        let (_server, agency) = answering("POST", "/v1/logistics/delivery$", status, body).await;
        let created = agency.create(&request(KEY)).await;
        assert!(matches!(created, Created::Unknown(_)), "{status} {body}: {created:?}");
    }
}

#[tokio::test]
async fn a_duplicate_that_is_called_so_needs_no_looking() {
    for body in [r#"{"title":"Duplicate orderId","status":422}"#, r#"{"title":"중복된 주문입니다"}"#]
    {
        let (server, agency) = answering("POST", "/v1/logistics/delivery$", 422, body).await;
        assert_eq!(agency.create(&request(KEY)).await, Created::Duplicate);
        let asked = server.received_requests().await.unwrap();
        assert!(asked.iter().all(|request| request.method != "GET"));
    }
}

#[tokio::test]
async fn a_cancel_is_only_believed_when_shown() {
    for (status, body) in [(202, "{}"), (202, ""), (404, "<html>"), (404, ""), (422, ""), (500, "")] {
        let (_server, agency) = answering("POST", "/v1/logistics/cancel/", status, body).await;
        let answer = agency.cancel(KEY).await;
        assert!(answer.is_err(), "{status} {body}: {answer:?}");
    }
}

#[tokio::test]
async fn a_price_that_is_none_is_not_guessed() {
    for (status, body) in [
        (200, "{}"),
        (200, r#"{"deliveryPrice":{"price":{"value":12,"currency":"BRL"}}}"#),
        (200, "<html>"),
        (404, "<html>"),
        (400, ""),
    ] {
        let (_server, agency) = answering("POST", "/v1/logistics/availability$", status, body).await;
        let quoted = agency.quote(&request(KEY)).await;
        assert!(matches!(quoted, Err(AgencyError::Unreadable(_))), "{status} {body}: {quoted:?}");
    }
}

#[tokio::test]
async fn retry_after_is_passed_on_and_nothing_waits_for_ever() {
    let server = MockServer::start().await;
    let token = ResponseTemplate::new(200).set_body_raw(r#"{"access_token":"t"}"#, "application/json");
    Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(503).insert_header("Retry-After", "30"))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .respond_with(ResponseTemplate::new(200).set_delay(Duration::from_secs(60)))
        .mount(&server)
        .await;
    let agency = open(&server.uri(), "secret");
    let Err(AgencyError::Retry { after, .. }) = agency.quote(&request(KEY)).await else { panic!() };
    assert_eq!(after, Some(Duration::from_secs(30)));
    let asked = Instant::now();
    assert!(matches!(agency.look_up(KEY).await, Err(AgencyError::Retry { .. })));
    assert!(asked.elapsed() < Duration::from_secs(5));
}
