//! What is Kakao Mobility's own: signatures, services, its own words for a refusal, and answers written from what is
//! published.

use domain::order::{DeliveryState, Refusal, Won};
use jumunbell::agency::kakao::Kakao;
use jumunbell::agency::{
    self, AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryAgency, OffReason, Pace, Quoted,
    Timings,
};
use jumunbell::language::{self, Words};
use jumunbell::settings::{
    AgencyKind, AgencyOptions, AgencySettings, KakaoOptions, Language, Service, Signing,
};
use jumunbell::sim::agency::{Fault, Mishap, Route};
use open_delivery::http;

use crate::scene::{Clock, NUMBER, Scene, answering, mount, request, settings, shop, timings};

const KAKAO: AgencyKind = AgencyKind::Kakao;
const CREATED: &str = include_str!("../fixtures/kakao/order-created.json");
const FAULT: &str = include_str!("../fixtures/kakao/fault.json");

async fn scene() -> Scene {
    Scene::of(KAKAO).await
}

/// A client that can be asked whether its key is taken.
fn client(settings: &AgencySettings, key: &str, clock: &Clock) -> Kakao {
    let base_url = &settings.server().unwrap().base_url;
    let (http, timings) = (http::client(base_url).unwrap(), timings(base_url, clock));
    let AgencyOptions::Kakao(options) = &settings.options else { panic!("{settings:?}") };
    Kakao::new(options, key.to_owned(), &shop(), http, timings)
}

/// The same account under another contract.
fn under(settings: &mut AgencySettings, change: impl FnOnce(&mut KakaoOptions)) {
    let AgencyOptions::Kakao(options) = &mut settings.options else { panic!("{settings:?}") };
    change(options);
}

fn refusal(code: &str, message: &str) -> Refusal {
    Refusal { code: code.into(), message: Some(message.into()) }
}

#[tokio::test]
async fn every_service_carries() {
    for service in [Service::Walk, Service::Quick, Service::QuickEconomy, Service::QuickExpress] {
        let scene = scene().await.under(|settings| under(settings, |own| own.service = service));
        let quote = scene.quote("k-1").await;
        let called = scene.agency.create(&request("k-1")).await;
        let way = scene.way("k-1", called).await;
        assert_eq!((way[0].state, way[0].fee), (DeliveryState::Requested, Some(quote.fee)), "{service:?}");
        assert_eq!((way.len(), way[3].state), (4, DeliveryState::Delivered), "{service:?}");
        scene.nothing_wrong();
    }
}

/// A counter PC whose battery is flat tells the year 2019.
#[tokio::test]
async fn a_wrong_clock_here_keeps_nobody_from_calling() {
    let scene = scene().await;
    let wrong = Clock::new();
    wrong.forward(-3 * 3_600);
    let behind = client(&scene.settings, "sim-key", &wrong);
    for hours in [0, 7] {
        // The clock is set meanwhile, and not well either.
        wrong.forward(hours * 3_600);
        let key = format!("k-{hours}");
        assert!(matches!(behind.quote(&request(&key)).await, Ok(Quoted::Possible(_))), "{hours}");
        assert!(matches!(behind.create(&request(&key)).await, Created::Accepted(_)), "{hours}");
        assert_eq!(scene.created(&key), 1);
    }
    let away = scene.sim.journal().events.iter().filter(|e| e.what.starts_with("turned away")).count();
    assert_eq!(away, 2, "once for each time that it was found wrong");
    // A key that is wrong stays wrong, whatever the clock says.
    let stranger = client(&scene.settings, "another", &wrong);
    assert!(matches!(stranger.check().await, Err(AgencyError::SignedOut(_))));
}

/// What one request has found out about the clock is no reason for another to take its key for wrong.
#[tokio::test]
async fn a_wrong_clock_is_found_by_requests_beside_one_another() {
    let scene = scene().await;
    let wrong = Clock::new();
    wrong.forward(-3 * 3_600);
    let behind = client(&scene.settings, "sim-key", &wrong);
    let (one, other) = (request("k-1"), request("k-2"));
    let quotes = tokio::join!(behind.quote(&one), behind.quote(&other));
    assert!(matches!(quotes, (Ok(Quoted::Possible(_)), Ok(Quoted::Possible(_)))), "{quotes:?}");
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

#[tokio::test]
async fn a_wrong_key_or_signature_signs_out() {
    let scene = scene().await;
    let mut hmac = scene.settings.clone();
    under(&mut hmac, |own| own.signing = Signing::Hmac);
    for stranger in
        [client(&scene.settings, "another-key", &scene.clock), client(&hmac, "sim-key", &scene.clock)]
    {
        assert!(matches!(stranger.check().await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.quote(&request("k-1")).await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.look_up("k-1").await, Err(AgencyError::SignedOut(_))));
        assert!(matches!(stranger.cancel("k-1", OffReason::Shop).await, Err(AgencyError::SignedOut(_))));
        let created = stranger.create(&request("k-1")).await;
        assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "signed-out"), "{created:?}");
    }
    // The clock of a counter PC may be a little off without being found wrong.
    let slow = Clock::new();
    slow.forward(-299);
    for clock in [&slow, &scene.clock] {
        client(&scene.settings, "sim-key", clock).check().await.unwrap();
    }
}

/// The simulated Kakao takes no nonce twice in a millisecond, and the clock of this test stands still.
#[tokio::test]
async fn no_two_requests_are_signed_alike() {
    let scene = scene().await;
    let agency = client(&scene.settings, "sim-key", &scene.clock);
    for _ in 0..20 {
        agency.check().await.unwrap();
    }
}

/// What Kakao answers to a cancel is not published: a yes counts only when the order says so too.
#[tokio::test]
async fn a_yes_to_a_cancel_is_believed_when_the_order_is_cancelled() {
    let scene = scene().await;
    scene.call("k-1").await;
    scene.mishap(Route::Cancel, Mishap::Garbage, false);
    let unclear = scene.agency.cancel("k-1", OffReason::Shop).await;
    assert!(
        matches!(&unclear, Err(AgencyError::Pending(reason)) if reason.contains("MATCHING")),
        "{unclear:?}"
    );
    assert_eq!(scene.sim.journal().live(NUMBER), 1);
    scene.mishap(Route::Cancel, Mishap::Garbage, true);
    assert_eq!(
        scene.agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(0)) }
    );
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
        &scene.settings,
        "sim-key".to_owned(),
        &shop(),
        http::client("http://127.0.0.1").unwrap(),
        Timings::real(scene.clock.read()),
    );
    let agency = agency.unwrap();
    for can in [agency.capabilities(), agency::capabilities(&scene.settings, Pace::default())] {
        assert!(can.quote_first, "or the shop's highest fee is not kept");
        assert!(can.look_up && !can.duplicate_guard && !can.in_house && !can.balance && !can.ready_signal);
    }
    assert_eq!(agency.amend(&request("k-1"), Amendment::Pickup).await.unwrap(), Amended::NoCall);
    assert_eq!(agency.balance().await.unwrap(), None);
    agency.prepare_complete("k-1").await.unwrap();
    assert!(scene.sim.journal().events.is_empty(), "nothing was asked");
}

#[tokio::test]
async fn a_price_as_published() {
    let body = include_str!("../fixtures/kakao/price.json");
    let (server, agency) = answering(KAKAO, "POST", "/api/v2/orders/price", 200, body).await;
    let Quoted::Possible(quote) = agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!((quote.fee, quote.vat, quote.distance_metres), (Won(4_800), None, None));
    let sent = &server.received_requests().await.unwrap()[0];
    let body: serde_json::Value = sent.body_json().unwrap();
    assert_eq!(body["dropoff"]["location"]["latitude"], 35.8);
    assert!(!sent.headers["authorization"].to_str().unwrap().contains("secret"));
}

#[tokio::test]
async fn an_order_as_published() {
    let (_server, agency) = answering(KAKAO, "POST", "/api/v2/orders", 200, CREATED).await;
    let Created::Accepted(report) = agency.create(&request("k-1")).await else { panic!("not taken") };
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Requested, "MATCHING"));
    assert_eq!((report.fee, report.cancel_fee), (Some(Won(4_800)), Some(Won(0))));

    let picked_up = include_str!("../fixtures/kakao/order-picked-up.json");
    let (_server, agency) = answering(KAKAO, "GET", "/api/v2/orders/k-1", 200, picked_up).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!((report.state, report.cancel_fee), (DeliveryState::PickedUp, Some(Won(4_800))));
    assert_eq!(report.at, "2026-11-21T11:31:32Z".parse().ok());

    let nobody = include_str!("../fixtures/kakao/order-nobody-found.json");
    let (_server, agency) = answering(KAKAO, "GET", "/api/v2/orders/k-1", 200, nobody).await;
    let report = agency.look_up("k-1").await.unwrap().unwrap();
    assert_eq!(report.state, DeliveryState::Failed);
    assert_eq!(report.reason.unwrap().code, "MATCHING_FAILED");
}

#[tokio::test]
async fn a_refusal_as_published() {
    let (_server, agency) = answering(KAKAO, "POST", "/api/v2/orders/price", 400, FAULT).await;
    let said = refusal("-70003", "필수 값이 없습니다.");
    assert_eq!(agency.quote(&request("k-1")).await.unwrap(), Quoted::Refused(said.clone()));
    let (_server, agency) = answering(KAKAO, "POST", "/api/v2/orders", 400, FAULT).await;
    assert_eq!(agency.create(&request("k-1")).await, Created::Refused(said));
}

#[tokio::test]
async fn a_cancel_as_published() {
    let (server, agency) = answering(KAKAO, "PATCH", "/api/v1/orders/k-1/cancel", 200, "").await;
    let cancelled = include_str!("../fixtures/kakao/order-cancelled.json");
    mount(&server, KAKAO, "GET", "/api/v2/orders/k-1", 200, cancelled).await;
    assert_eq!(
        agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(1_000)) }
    );
    let requests = server.received_requests().await.unwrap();
    assert!(requests[0].body.is_empty());
}

#[tokio::test]
async fn a_duplicate_is_a_conflict() {
    let (_server, agency) = answering(KAKAO, "POST", "/api/v2/orders", 409, FAULT).await;
    assert_eq!(agency.create(&request("k-1")).await, Created::Duplicate);
}

#[tokio::test]
async fn a_404_that_is_not_kakaos_says_nothing() {
    let page = r#"{"status":404,"error":"Not Found","path":"/api/v2/orders/k-1"}"#;
    let (server, agency) = answering(KAKAO, "GET", "/api/v2/orders/k-1", 404, page).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))));
    mount(&server, KAKAO, "PATCH", "/api/v1/orders/k-1/cancel", 404, page).await;
    assert!(matches!(agency.cancel("k-1", OffReason::Shop).await, Err(AgencyError::Unreadable(_))));
    let other = r#"{"partnerOrderId":"k-2","receipt":{"status":"DROPOFF_COMPLETED"}}"#;
    let (_server, agency) = answering(KAKAO, "GET", "/api/v2/orders/k-1", 200, other).await;
    assert!(matches!(agency.look_up("k-1").await, Err(AgencyError::Unreadable(_))), "somebody else's order");
}

/// The check answers at the root of the server, wherever the sandbox is.
#[tokio::test]
async fn the_key_is_checked_at_the_root() {
    let (server, _) = answering(KAKAO, "GET", "/v1/auth/check", 200, "").await;
    let sandbox = settings(KAKAO, &format!("{}/goa-sandbox-service", server.uri()));
    client(&sandbox, "secret", &Clock::new()).check().await.unwrap();
}
