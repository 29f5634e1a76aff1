//! The real channel client against the simulated app over loopback sockets, and against answers no app should give.

#![allow(clippy::unwrap_used)] // the helpers of tests are tests too

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::order::{
    AppAction, AppEvent, AppEventKind, CancelCode, DenyCode, MenuItem, Odd, Personal, Remark, Tracking,
    TrackingEvent, Unit,
};
use jiff::{SignedDuration, Timestamp};
use jumunbell::channel::{Channel, ChannelError, CodeCheck, OpenDelivery, Polls};
use jumunbell::settings::app::Profile;
use jumunbell::settings::{Acceptance, ChannelSettings, Riders};
use jumunbell::sim::app::{AppSim, Clock, Config, DirectApp, Fault, Flavour, Hook, On, Point, Shop, Spec};
use open_delivery::http;
use serde_json::json;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const SECRET: &str = "not-a-real-secret";

/// A clock that stands until it is moved.
#[derive(Clone)]
struct Time(Arc<AtomicI64>);

impl Time {
    fn new() -> Time {
        Time(Arc::new(AtomicI64::new(1_795_255_200)))
    }

    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn clock(&self) -> Clock {
        let time = self.clone();
        Arc::new(move || time.now())
    }
}

fn settings(base_url: &str) -> ChannelSettings {
    ChannelSettings {
        id: "seogu".to_owned(),
        profile: Profile::load("baedal-eum", None::<&Path>).unwrap(),
        bell: Default::default(),
        shop: None,
        base_url: base_url.to_owned(),
        merchant_id: Shop::invented().merchant_id,
        client_id: "client".to_owned(),
        accept: Acceptance::Manual,
        prep_minutes: 20,
        poll_seconds: 30,
        riders: Riders::Us,
        dispatch: None,
        agencies: None,
        rates: Default::default(),
    }
}

fn channel(base_url: &str) -> OpenDelivery {
    OpenDelivery::new(&settings(base_url), SECRET.to_owned(), http::client(base_url).unwrap())
}

/// A client that gives up soon, for answers that never come.
fn hasty(base_url: &str) -> OpenDelivery {
    let _ = http::client(base_url).unwrap(); // installs the crypto provider
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(500)).build().unwrap();
    OpenDelivery::new(&settings(base_url), SECRET.to_owned(), http)
}

fn config() -> Config {
    Config { credentials: Some(("client".to_owned(), SECRET.to_owned())), ..Config::new(1, Shop::invented()) }
}

async fn app(time: &Time) -> AppSim {
    AppSim::start(config(), time.clock()).await.unwrap()
}

fn confirm(time: &Time) -> AppAction {
    AppAction::Confirm { prep_minutes: 20, number: "서구-001".to_owned(), placed_at: time.now() }
}

fn kinds(events: &[AppEvent]) -> Vec<AppEventKind> {
    events.iter().map(|event| event.kind).collect()
}

#[tokio::test]
async fn an_order_lives_from_placed_to_concluded() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    assert!(channel.poll().await.unwrap().events.is_empty(), "204");
    let id = app.place_order(Flavour::Plain);
    let polled = channel.poll().await.unwrap();
    assert_eq!((kinds(&polled.events), polled.server_time), (vec![AppEventKind::Created], Some(time.now())));
    let fetched = channel.order(&id).await.unwrap();
    assert_eq!(
        (fetched.order.external_id.as_str(), fetched.last_event),
        (id.as_str(), Some(AppEventKind::Created))
    );
    assert_eq!(fetched.order.remarks, []);
    channel.acknowledge(&polled.events).await.unwrap();
    for action in
        [confirm(&time), AppAction::Preparing, AppAction::Ready, AppAction::Dispatch, AppAction::Delivered]
    {
        channel.act(&id, &action).await.unwrap();
    }
    let events = channel.poll().await.unwrap().events;
    use AppEventKind::*;
    assert_eq!(kinds(&events), [Confirmed, Preparing, ReadyForPickup, Dispatched, Delivered, Concluded]);
    channel.acknowledge(&events).await.unwrap();
    let journal = app.journal();
    assert_eq!(journal.violations().len(), 0, "{:?}", journal.violations());
    let record = &journal.orders[&id];
    assert_eq!((record.confirm_taken(), record.number.as_deref()), (1, Some("서구-001")));
    assert!(record.acknowledged_at.is_some() && record.concluded_at.is_some());
    assert_eq!(journal.count("POST /oauth/token"), 1, "one token for everything");
}

#[tokio::test]
async fn takeouts_are_picked_up_and_cancellations_answered() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let takeout = app.place_order(Flavour::Takeout);
    for action in [confirm(&time), AppAction::Ready, AppAction::PickedUp] {
        channel.act(&takeout, &action).await.unwrap();
    }
    let refused = app.place_order(Flavour::Plain);
    let code = CancelCode::UnavailableItem;
    channel.act(&refused, &AppAction::RequestCancellation { code, manual: true }).await.unwrap();
    let (given_up, kept) = (app.place_order(Flavour::Plain), app.place_order(Flavour::Plain));
    assert!(app.ask_to_cancel(&given_up) && app.ask_to_cancel(&kept));
    channel.act(&given_up, &AppAction::AcceptCancellation).await.unwrap();
    channel.act(&kept, &AppAction::DenyCancellation { code: DenyCode::DishAlreadyDone }).await.unwrap();
    let events = channel.poll().await.unwrap().events;
    let last = |id: &str| events.iter().rfind(|event| event.order_id == id).map(|event| event.kind);
    assert_eq!(last(&takeout), Some(AppEventKind::Concluded));
    assert_eq!(last(&refused), Some(AppEventKind::Cancelled));
    assert_eq!(last(&given_up), Some(AppEventKind::Cancelled));
    assert_eq!(last(&kept), Some(AppEventKind::CancelledDenied));
    let asked = events.iter().find(|event| event.kind == AppEventKind::OrderCancellationRequest).unwrap();
    assert_eq!(asked.reason.as_deref(), Some("고객이 주소를 잘못 적었대요"));
    assert_eq!(app.journal().violations().len(), 0);
}

#[tokio::test]
async fn a_repeat_is_refused_with_422_and_asking_shows_the_truth() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let id = app.place_order(Flavour::Plain);
    channel.act(&id, &confirm(&time)).await.unwrap();
    let error = channel.act(&id, &confirm(&time)).await.unwrap_err();
    assert!(
        matches!(&error, ChannelError::Refused { status: 422, reason } if reason.contains("taken before")),
        "{error}"
    );
    assert_eq!(channel.order(&id).await.unwrap().last_event, Some(AppEventKind::Confirmed));
}

#[tokio::test]
async fn what_an_app_may_have_calls_for_is_told_and_journalled() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let id = app.place_order(Flavour::Market);
    channel.act(&id, &confirm(&time)).await.unwrap();
    let later = time.now() + SignedDuration::from_mins(10);
    channel.act(&id, &AppAction::Delay { preparation_start: later }).await.unwrap();
    let order = channel.order(&id).await.unwrap().order;
    assert_eq!(order.preparation_start, later, "the app shows the new start");
    for event in TrackingEvent::ALL {
        channel.act(&id, &track(&time, event)).await.unwrap();
    }
    assert_eq!(channel.check_code(&id, "1234").await.unwrap(), CodeCheck::Right);
    let wrong = channel.check_code(&id, "12&deliveryCode=1234 #/").await.unwrap();
    assert_eq!(wrong, CodeCheck::Wrong { reason: "HTTP 400: wrong code".to_owned() });

    channel.set_open(false).await.unwrap();
    assert_eq!(app.journal().open, Some(false));
    channel.set_open(true).await.unwrap();
    let dishes: Vec<MenuItem> = order.lines.iter().map(MenuItem::from).collect();
    channel.set_available(&[], false).await.unwrap();
    channel.set_available(&dishes, false).await.unwrap();
    let names: BTreeSet<String> = dishes.iter().map(|dish| dish.name.clone()).collect();
    assert_eq!(app.journal().sold_out.into_values().collect::<BTreeSet<_>>(), names);
    channel.set_available(&dishes, true).await.unwrap();

    let journal = app.journal();
    assert_eq!((journal.open, journal.sold_out.len()), (Some(true), 0));
    let record = &journal.orders[&id];
    assert_eq!(record.preparation_start, Some(later));
    assert_eq!(record.tracking, TrackingEvent::ALL.map(|event| event.as_str()));
    assert_eq!(journal.violations().len(), 0, "{:?}", journal.violations());
    assert_eq!(journal.count("POST /v1/menuUpdated"), 4, "no dishes, no call");
}

fn track(time: &Time, event: TrackingEvent) -> AppAction {
    let rider = Some(Personal::from("김가상"));
    let (pickup_eta, deliver_by) = (Some(time.now()), Some(time.now()));
    AppAction::Track { tracking: Tracking { event, at: time.now(), rider, pickup_eta, deliver_by } }
}

#[tokio::test]
async fn an_app_without_a_call_says_so_and_one_in_trouble_does_not() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = hasty(&app.url());
    let id = app.place_order(Flavour::Plain);
    let delay = AppAction::Delay { preparation_start: time.now() };
    for status in [404, 405, 501] {
        let unsupported = format!("unsupported {status}");
        app.set_fault(Fault::Status(status), On::Action, 3);
        assert_eq!(said(channel.act(&id, &delay).await), unsupported);
        assert_eq!(said(channel.act(&id, &track(&time, TrackingEvent::OrderPicked)).await), unsupported);
        assert_eq!(said(channel.check_code(&id, "1").await), unsupported);
        // The other spelling is tried, and this app has none of it.
        app.set_fault(Fault::Status(status), On::Menu, 2);
        assert_eq!(said(channel.set_open(true).await), "unsupported 404");
        let dish =
            MenuItem { id: id.clone(), name: "국밥".to_owned(), external_code: None, unit: Unit::Piece };
        assert_eq!(said(channel.set_available(&[dish], true).await), "unsupported 404");
    }
    for (fault, expected) in [
        (Fault::Status(503), "retry"),
        (Fault::TooMany(Some("9".to_owned())), "retry after 9"),
        (Fault::Reset, "retry"),
        (Fault::Status(403), "refused 403"),
        (Fault::TokenRevoked, "ok"),
    ] {
        app.set_fault(fault.clone(), On::Menu, 1);
        assert_eq!(said(channel.set_open(false).await), expected, "{fault:?}");
    }
    // What the standard does demand is refused, not lacking: the order itself has to tell.
    app.set_fault(Fault::Status(404), On::Action, 1);
    assert_eq!(said(channel.act(&id, &confirm(&time)).await), "refused 404");
}

#[tokio::test]
async fn an_app_by_the_standards_prose_is_told_of_the_menu_too() {
    let server = MockServer::start().await;
    let token = ResponseTemplate::new(200).set_body_json(json!({"access_token": "t"}));
    Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
    let menu = Mock::given(path("/v1/merchantUpdate")).respond_with(ResponseTemplate::new(204));
    menu.expect(1).mount(&server).await;
    assert_eq!(said(channel(&server.uri()).set_open(false).await), "ok");
}

/// What the trait answers, in one word.
fn said<T>(result: Result<T, ChannelError>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(ChannelError::Retry { after: None, .. }) => "retry".to_owned(),
        Err(ChannelError::Retry { after: Some(after), .. }) => format!("retry after {}", after.as_secs()),
        Err(ChannelError::SignedOut(_)) => "signed out".to_owned(),
        Err(ChannelError::Refused { status, .. }) => format!("refused {status}"),
        Err(ChannelError::Unsupported { status }) => format!("unsupported {status}"),
        Err(ChannelError::Settled { cancelled, .. }) => format!("settled, cancelled: {cancelled}"),
        Err(ChannelError::Unreadable(_)) => "unreadable".to_owned(),
    }
}

#[tokio::test]
async fn every_misbehaviour_has_its_answer() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = hasty(&app.url());
    let id = app.place_order(Flavour::Plain);
    let in_half_a_minute = time.now() + SignedDuration::from_secs(30);
    let date =
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&in_half_a_minute).unwrap();
    let cases = [
        (Fault::Duplicates, On::Poll, "ok"),
        (Fault::Disorder, On::Poll, "ok"),
        (Fault::Resurrected, On::Poll, "ok"),
        (Fault::UnknownEvent, On::Poll, "ok"),
        (Fault::BrokenEvent, On::Poll, "ok"),
        (Fault::TooMany(None), On::Poll, "retry"),
        (Fault::TooMany(Some("7".to_owned())), On::Poll, "retry after 7"),
        (Fault::TooMany(Some(date)), On::Poll, "retry after 30"),
        (Fault::Status(500), On::Poll, "retry"),
        (Fault::Status(503), On::Poll, "retry"),
        (Fault::Status(302), On::Poll, "retry"),
        (Fault::Status(403), On::Poll, "signed out"),
        (Fault::Status(401), On::Poll, "ok"), // once: renewed
        (Fault::Html, On::Poll, "retry"),
        (Fault::Truncated, On::Poll, "ok"), // the broken event of before is whole
        (Fault::BrokenOff, On::Poll, "retry"),
        (Fault::Slow(Duration::from_millis(50)), On::Poll, "ok"),
        (Fault::Slow(Duration::from_secs(60)), On::Poll, "retry"),
        (Fault::Reset, On::Poll, "retry"),
        (Fault::AnswerLost, On::Poll, "retry"),
        (Fault::TokenRevoked, On::Poll, "ok"),
        (Fault::Status(503), On::Order, "retry"),
        (Fault::NotFoundYet, On::Order, "refused 404"),
        (Fault::Status(403), On::Order, "refused 403"),
        (Fault::Html, On::Order, "retry"),
        (Fault::Truncated, On::Order, "retry"),
        (Fault::BrokenOff, On::Order, "retry"),
        (Fault::Reset, On::Order, "retry"),
        (Fault::TokenRevoked, On::Order, "ok"),
        (Fault::Status(503), On::Acknowledgment, "retry"),
        (Fault::Html, On::Acknowledgment, "retry"),
        (Fault::Status(302), On::Acknowledgment, "retry"),
        (Fault::Reset, On::Acknowledgment, "retry"),
        (Fault::Status(400), On::Acknowledgment, "refused 400"),
        (Fault::Status(403), On::Acknowledgment, "signed out"),
    ];
    for (fault, on, expected) in cases {
        app.set_fault(fault.clone(), on, 1);
        let answer = match on {
            On::Poll => said(channel.poll().await),
            On::Order => said(channel.order(&id).await),
            _ => said(channel.acknowledge(&[]).await.and(acknowledge_one(&app, &channel).await)),
        };
        assert_eq!(answer, expected, "{fault:?} {on:?}");
        assert_eq!(said(channel.poll().await), "ok", "after {fault:?} {on:?}");
    }
    let journal = app.journal();
    assert!(journal.violations().is_empty(), "{:?}", journal.violations());
    assert_eq!(
        journal.entries.iter().filter(|entry| entry.misbehaved.is_some()).count(),
        35,
        "every fault was met"
    );
}

async fn acknowledge_one(app: &AppSim, channel: &OpenDelivery) -> Result<(), ChannelError> {
    let id = app.place_order(Flavour::Plain);
    // The fault waits for the acknowledgment, so the poll before it is well.
    let events = channel.poll().await.unwrap().events;
    let created: Vec<_> = events.into_iter().filter(|event| event.order_id == id).collect();
    channel.acknowledge(&created).await
}

/// A captive portal answers everything with 200 and its own page, or sends everybody to it.
#[tokio::test]
async fn a_page_in_the_place_of_any_answer_is_a_fault_of_the_line() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = hasty(&app.url());
    let id = app.place_order(Flavour::Plain);
    let events = channel.poll().await.unwrap().events;
    let dish = MenuItem { id: id.clone(), name: "국밥".to_owned(), external_code: None, unit: Unit::Piece };
    let reject = AppAction::RequestCancellation { code: CancelCode::UnavailableItem, manual: true };
    for fault in [Fault::Html, Fault::Status(302)] {
        for on in [On::Token, On::Poll, On::Acknowledgment, On::Order, On::Action, On::Menu] {
            app.set_fault(fault.clone(), on, u32::MAX);
        }
        // Signed in already: each call meets the page itself.
        let all = [
            said(channel.poll().await),
            said(channel.acknowledge(&events).await),
            said(channel.order(&id).await),
            said(channel.act(&id, &confirm(&time)).await),
            said(channel.act(&id, &AppAction::Ready).await),
            said(channel.act(&id, &reject).await),
            said(channel.act(&id, &AppAction::Delay { preparation_start: time.now() }).await),
            said(channel.check_code(&id, "1234").await),
            said(channel.set_open(false).await),
            said(channel.set_available(std::slice::from_ref(&dish), false).await),
        ];
        assert_eq!(all, [const { "retry" }; 10], "{fault:?}");
        let signing_in = hasty(&app.url());
        assert_eq!(said(signing_in.poll().await), "retry", "{fault:?}");
        for on in [On::Token, On::Poll, On::Acknowledgment, On::Order, On::Action, On::Menu] {
            app.set_fault(fault.clone(), on, 0);
        }
    }
    let journal = app.journal();
    assert_eq!((journal.orders[&id].acknowledged_at, journal.orders[&id].taken.len()), (None, 0));
}

#[tokio::test]
async fn times_without_an_offset_are_the_shops() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let id = app.place_order(Flavour::Plain);
    let right = channel.order(&id).await.unwrap().order;
    app.set_fault(Fault::Zoneless, On::Order, 1);
    app.set_fault(Fault::Zoneless, On::Poll, 1);
    let events = channel.poll().await.unwrap().events;
    assert_eq!(events[0].created_at, time.now());
    let order = channel.order(&id).await.unwrap().order;
    assert_eq!((order.placed_at, order.preparation_start), (right.placed_at, right.preparation_start));
    assert_eq!((order.promised_at, order.placed_at), (right.promised_at, time.now()));
    assert!(
        order.remarks.iter().any(|remark| matches!(remark, Remark::Noted { odd: Odd::NoZone, .. })),
        "{:?}",
        order.remarks
    );
}

#[tokio::test]
async fn how_a_wish_to_cancel_ended_is_read_from_a_refusal() {
    let time = Time::new();
    let app = app(&time).await;
    let sims = channel(&app.url());
    let id = app.place_order(Flavour::Plain);
    let reject = AppAction::RequestCancellation { code: CancelCode::UnavailableItem, manual: true };
    for cancelled in [true, false] {
        app.set_fault(Fault::CancellationEnded(cancelled), On::Action, 1);
        assert_eq!(said(sims.act(&id, &reject).await), format!("settled, cancelled: {cancelled}"));
    }
    for (status, told, expected) in [
        (409, json!({"cancellationStatus": "canceled"}), "settled, cancelled: true"),
        (404, json!({"title": "gone", "cancellationStatus": "CANCELLED"}), "settled, cancelled: true"),
        (422, json!({"cancellationStatus": "PROCESSING"}), "refused 422"),
        (422, json!({"cancellationStatus": null}), "refused 422"),
        (422, json!({"status": "CANCELLED"}), "refused 422"),
        (503, json!({"cancellationStatus": "CANCELLED"}), "retry"),
    ] {
        let server = MockServer::start().await;
        let token = ResponseTemplate::new(200).set_body_json(json!({"access_token": "t"}));
        Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
        let answer = ResponseTemplate::new(status).set_body_json(told.clone());
        Mock::given(path("/v1/orders/o/requestCancellation")).respond_with(answer).mount(&server).await;
        assert_eq!(said(channel(&server.uri()).act("o", &reject).await), expected, "{status} {told}");
    }
}

#[tokio::test]
async fn an_action_with_a_lost_answer_counts_its_repeat_is_refused() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = hasty(&app.url());
    for fault in [Fault::Reset, Fault::AnswerLost] {
        let id = app.place_order(Flavour::Plain);
        app.set_fault(fault.clone(), On::Action, 1);
        assert_eq!(said(channel.act(&id, &confirm(&time)).await), "retry", "{fault:?}");
        assert_eq!(said(channel.act(&id, &confirm(&time)).await), "refused 422", "{fault:?}");
        assert_eq!(app.journal().orders[&id].confirm_taken(), 1);
    }
}

#[tokio::test]
async fn events_come_as_they_are_and_a_broken_one_is_a_fault() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    app.place_order(Flavour::Plain);
    app.set_fault(Fault::Duplicates, On::Poll, 1);
    assert_eq!(channel.poll().await.unwrap().events.len(), 2);
    app.set_fault(Fault::BrokenEvent, On::Poll, 1);
    let polled = channel.poll().await.unwrap();
    assert_eq!((polled.events.len(), polled.aside.len()), (1, 1));
    app.set_fault(Fault::UnknownEvent, On::Poll, 1);
    let events = channel.poll().await.unwrap().events;
    assert_eq!(kinds(&events), [AppEventKind::Created, AppEventKind::Unknown]);
    channel.acknowledge(&events).await.unwrap();
    assert!(
        channel.poll().await.unwrap().events.is_empty(),
        "an unknown kind is acknowledged in its own spelling"
    );
}

#[tokio::test]
async fn one_poisonous_order_leaves_the_others_readable() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let poison = app.place_order(Spec { poisonous: true, ..Spec::from(Flavour::Plain) });
    let good = app.place_order(Flavour::Plain);
    assert_eq!(channel.poll().await.unwrap().events.len(), 2);
    assert_eq!(said(channel.order(&poison).await), "unreadable");
    assert_eq!(said(channel.order(&good).await), "ok");
    let unusable = Spec { body: Some(json!({"items": {}})), ..Spec::from(Flavour::Plain) };
    let error = channel.order(&app.place_order(unusable)).await.unwrap_err();
    assert_eq!(error.to_string(), "unreadable: items: missing or not an array");
}

#[tokio::test]
async fn more_than_a_hundred_acknowledgments_go_in_parts() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    (0..150).for_each(|_| drop(app.place_order(Flavour::Plain)));
    let events = channel.poll().await.unwrap().events;
    assert_eq!(events.len(), 150);
    channel.acknowledge(&events).await.unwrap();
    assert!(channel.poll().await.unwrap().events.is_empty());
    assert_eq!((app.journal().count("POST /v1/events/ack"), app.journal().violations().len()), (2, 0));
}

#[tokio::test]
async fn a_wrong_secret_is_signed_out_and_never_told() {
    let time = Time::new();
    let config = Config { credentials: Some(("client".to_owned(), "another".to_owned())), ..config() };
    let app = AppSim::start(config, time.clock()).await.unwrap();
    let channel = channel(&app.url());
    let error = channel.poll().await.unwrap_err();
    assert!(matches!(error, ChannelError::SignedOut(_)), "{error}");
    assert!(!format!("{error} {error:?} {channel:?}").contains(SECRET));
}

#[tokio::test]
async fn signing_in_survives_a_server_in_trouble_and_absurd_lives() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = hasty(&app.url());
    for (fault, expected) in [
        (Fault::Status(503), "retry"),
        (Fault::TooMany(Some("5".to_owned())), "retry after 5"),
        (Fault::Html, "retry"),
        (Fault::Reset, "retry"),
        (Fault::AnswerLost, "retry"),
        (Fault::Status(403), "signed out"),
        (Fault::Expiry(f64::MIN), "ok"),
    ] {
        app.set_fault(fault.clone(), On::Token, 1);
        assert_eq!(said(channel.poll().await), expected, "{fault:?}");
    }
    assert_eq!(said(channel.poll().await), "ok");
    assert_eq!(app.journal().count("POST /oauth/token"), 7, "an absurd life is not taken for an ended one");
}

#[tokio::test]
async fn callers_at_once_share_one_token() {
    let time = Time::new();
    let app = app(&time).await;
    let channel = channel(&app.url());
    let polls = futures::future::join_all((0..8).map(|_| channel.poll())).await;
    assert!(polls.iter().all(Result::is_ok));
    assert_eq!(app.journal().count("POST /oauth/token"), 1);
    time.pass(3600);
    let polls = futures::future::join_all((0..8).map(|_| channel.poll())).await;
    assert!(polls.iter().all(Result::is_ok));
    assert_eq!(app.journal().count("POST /oauth/token"), 2, "eight refusals, one renewal");
}

#[tokio::test]
async fn a_token_that_is_always_refused_ends_in_signed_out() {
    let server = MockServer::start().await;
    let token = json!({"access_token": "t", "token_type": "bearer", "expires_in": 3600});
    let tokens =
        Mock::given(path("/oauth/token")).respond_with(ResponseTemplate::new(200).set_body_json(token));
    tokens.expect(2).mount(&server).await;
    let polls = Mock::given(path("/v1/events:polling")).respond_with(ResponseTemplate::new(401));
    polls.expect(2).mount(&server).await;
    assert_eq!(said(channel(&server.uri()).poll().await), "signed out");
}

/// A server that signs us in and answers polls so.
async fn polled(answer: ResponseTemplate) -> Result<usize, ChannelError> {
    let server = MockServer::start().await;
    let token = json!({"access_token": "tok-1"});
    Mock::given(method("POST"))
        .and(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path("/v1/events:polling"))
        .and(header("x-polling-merchants", Shop::invented().merchant_id.as_str()))
        .and(header("authorization", "Bearer tok-1"))
        .respond_with(answer)
        .expect(1)
        .mount(&server)
        .await;
    channel(&server.uri()).poll().await.map(|polled| polled.events.len())
}

#[tokio::test]
async fn nasty_answers() {
    let ok = || ResponseTemplate::new(200);
    assert_eq!(polled(ok()).await.unwrap(), 0, "200 without a body");
    assert_eq!(polled(ok().set_body_json(json!([]))).await.unwrap(), 0);
    assert_eq!(said(polled(ok().set_body_json(json!({"events": []}))).await), "unreadable");
    assert_eq!(said(polled(ok().set_body_json(json!(null))).await), "unreadable");
    assert_eq!(said(polled(ok().set_body_bytes(vec![0xff; 100])).await), "retry", "nobody's JSON");
    assert_eq!(said(polled(ok().set_body_bytes(vec![b' '; 9 * 1024 * 1024])).await), "retry");
    let elsewhere = ResponseTemplate::new(302).insert_header("location", "https://portal.invalid/");
    assert_eq!(said(polled(elsewhere).await), "retry", "our token goes nowhere else");
    assert_eq!(said(polled(ResponseTemplate::new(418)).await), "refused 418");
}

#[tokio::test]
async fn an_unreachable_app_is_a_matter_of_trying_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = channel(&format!("http://{free}")).poll().await.unwrap_err();
    assert!(error.to_string().starts_with("refused"), "{error}");
    assert_eq!(said::<()>(Err(error)), "retry");
}

#[tokio::test]
async fn hooks_see_every_point_and_freeze_where_told() {
    let time = Time::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let hook: Hook = {
        let seen = Arc::clone(&seen);
        Arc::new(move |point| {
            seen.lock().unwrap().push(format!("{point:?}").split([' ', '{']).next().unwrap().to_owned());
            matches!(point, Point::AckReceived { .. })
        })
    };
    let app = AppSim::start(Config { hook: Some(hook), ..config() }, time.clock()).await.unwrap();
    let channel = hasty(&app.url());
    let id = app.place_order(Flavour::Plain);
    let events = channel.poll().await.unwrap().events;
    channel.order(&id).await.unwrap();
    assert_eq!(said(channel.acknowledge(&events).await), "retry");
    assert_eq!(app.journal().orders[&id].acknowledged_at, None, "frozen before the effect");
    channel.act(&id, &confirm(&time)).await.unwrap();
    channel.act(&id, &AppAction::Ready).await.unwrap();
    let seen: BTreeSet<String> = seen.lock().unwrap().iter().cloned().collect();
    let points = [
        "AckReceived",
        "ActionReceived",
        "ActionTaken",
        "ConfirmReceived",
        "ConfirmTaken",
        "OrderFetched",
        "PollAnswered",
    ];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), points);
}

#[tokio::test]
async fn the_same_client_runs_over_the_machine_itself() {
    let time = Time::new();
    let app = DirectApp::new(config(), time.clock());
    let channel =
        OpenDelivery::over(&settings("http://app.invalid"), SECRET.to_owned(), Arc::new(app.clone()));
    let id = app.with(|machine| machine.place_order(time.now(), Flavour::Mixed));
    let events = channel.poll().await.unwrap().events;
    channel.acknowledge(&events).await.unwrap();
    assert!(channel.order(&id).await.unwrap().order.to_collect().0 > 0);
    channel.act(&id, &confirm(&time)).await.unwrap();
    app.with(|machine| machine.set_fault(Fault::Reset, On::Action, 1));
    assert_eq!(said(channel.act(&id, &AppAction::Ready).await), "retry");
    app.with(|machine| {
        assert_eq!(machine.journal().violations().len(), 0);
        assert_eq!(machine.journal().orders[&id].taken.len(), 2);
    });
}
