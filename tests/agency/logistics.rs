//! What is a logistics service's own: tokens, an answer that promises nothing yet, cancellations that take effect later.

use domain::order::{DeliveryState, Refusal, Won};
use jumunbell::agency::open_delivery::DENIALS;
use jumunbell::agency::{AgencyError, Amended, Amendment, CancelAnswer, Created, OffReason, Quoted};
use jumunbell::language::{self, Words};
use jumunbell::settings::{AgencyKind, Language};
use jumunbell::sim::agency::{Fault, Mishap, Route};

use crate::scene::{KEY, NUMBER, Scene, answering, key, request};

const LOGISTICS: AgencyKind = AgencyKind::OpenDeliveryLogistics;

async fn scene() -> Scene {
    Scene::of(LOGISTICS).await
}

/// Calls without asking the price, which is not needed here.
async fn create(scene: &Scene, key: &str) -> Created {
    scene.agency.create(&request(key)).await
}

#[tokio::test]
async fn price_and_rider_are_told() {
    let scene = scene().await;
    let quote = scene.quote(KEY).await;
    assert!(quote.fee >= Won(3_000) && quote.extra.is_empty());
    assert_eq!(quote.pickup_expected_at, Some("2026-11-21T11:10:00Z".parse().unwrap()));
    let called = create(&scene, KEY).await;
    let way = scene.way(KEY, called).await;
    assert_eq!(way[0].raw_state, "PENDING");
    for report in &way[1..] {
        assert_eq!(report.fee, Some(quote.fee), "what was quoted is what it costs");
        assert!(report.at.is_some());
        assert_eq!(report.rider.as_ref().unwrap().phone.as_ref().unwrap().as_str(), "05040000001");
    }
    assert_eq!(way.len(), 5);
}

#[tokio::test]
async fn what_was_rejected_may_be_sent_again() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Refuse(Route::Create, "NO_DELIVERYPERSON_AVAILABLE".into()), 1);
    assert!(matches!(create(&scene, KEY).await, Created::Accepted(_)), "202 is no word about a rider");
    let report = scene.look(KEY).await;
    assert_eq!(report.state, DeliveryState::Rejected);
    assert_eq!(report.reason.unwrap().code, "NO_DELIVERYPERSON_AVAILABLE");
    assert!(matches!(create(&scene, KEY).await, Created::Accepted(_)));
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
        assert!(matches!(create(&scene, &key(n)).await, Created::Accepted(_)));
        assert_eq!(scene.look(&key(n)).await.reason, Some(refusal));
    }
    scene.sim.set_fault(Fault::Refuse(Route::Quote, "closed on Mondays".into()), 1);
    let Quoted::Refused(own) = scene.agency.quote(&request(KEY)).await.unwrap() else { panic!() };
    assert!(language::refusal(&words, &own).contains("closed on Mondays"), "{own:?}");
}

/// A status that turns a call down says nothing by itself: what is there, counts.
#[tokio::test]
async fn a_call_that_is_turned_down_is_settled_by_looking() {
    let scene = scene().await;
    for (n, status) in (0..).zip([400, 403, 404, 409, 422]) {
        let (refused, taken) = (key(n), key(n + 10));
        scene.mishap(Route::Create, Mishap::Status(status), false);
        let created = create(&scene, &refused).await;
        assert!(matches!(&created, Created::Refused(r) if r.code == "turned-down"), "{status}: {created:?}");
        scene.mishap(Route::Create, Mishap::Status(status), true);
        assert_eq!(create(&scene, &taken).await, Created::Duplicate, "{status}");
        // Who cannot be asked has not refused.
        scene.mishap(Route::Create, Mishap::Status(status), false);
        scene.mishap(Route::LookUp, Mishap::Status(503), false);
        assert!(matches!(create(&scene, &refused).await, Created::Unknown(_)), "{status}");
        assert_eq!((scene.created(&refused), scene.created(&taken)), (0, 1));
    }
}

/// What comes into sight only after a while is no refusal.
#[tokio::test]
async fn not_to_be_found_at_once_proves_nothing() {
    let scene = scene().await;
    scene.mishap(Route::Create, Mishap::Status(422), true);
    scene.mishap(Route::LookUp, Mishap::Status(404), false);
    assert_eq!(create(&scene, KEY).await, Created::Duplicate);
}

/// Without a token there is no call, however far signing in came.
#[tokio::test]
async fn who_is_not_signed_in_has_not_called() {
    for what in [Mishap::Hang, Mishap::Reset, Mishap::Status(500), Mishap::Garbage] {
        let scene = scene().await;
        scene.mishap(Route::Other, what, true);
        let created = create(&scene, KEY).await;
        assert!(matches!(created, Created::NotSent(_)), "{what:?}: {created:?}");
        assert!(matches!(create(&scene, KEY).await, Created::Accepted(_)));
    }
}

/// A refused token had no effect, so the call goes out again with a new one, and once.
#[tokio::test]
async fn a_token_that_ended_is_renewed() {
    let scene = scene().await;
    assert!(matches!(create(&scene, &key(1)).await, Created::Accepted(_)));
    scene.clock.forward(2 * 3600);
    assert!(matches!(create(&scene, &key(2)).await, Created::Accepted(_)));
    assert_eq!((scene.created(&key(1)), scene.created(&key(2))), (1, 1));
    // Without a new one nothing has been called.
    scene.clock.forward(2 * 3600);
    scene.mishap(Route::Other, Mishap::Status(503), true);
    let created = create(&scene, &key(3)).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert_eq!(scene.created(&key(3)), 0);
}

#[tokio::test]
async fn who_may_not_look_is_signed_out() {
    let scene = scene().await;
    create(&scene, KEY).await;
    scene.mishap(Route::LookUp, Mishap::Status(403), false);
    assert!(matches!(scene.agency.look_up(KEY).await, Err(AgencyError::SignedOut(_))));
}

/// 202 promises nothing: it is off when a look-up says so, and until then the row is tried again.
#[tokio::test]
async fn calling_off_is_taken_in_and_confirmed_later() {
    let scene = scene().await;
    assert_eq!(scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(), CancelAnswer::NotFound);
    create(&scene, KEY).await;
    for _ in 0..3 {
        let pending = scene.agency.cancel(KEY, OffReason::Shop).await;
        assert!(matches!(pending, Err(AgencyError::Pending(_))), "{pending:?}");
    }
    assert_eq!(scene.sim.journal().live(NUMBER), 1);
    scene.clock.forward(10);
    for _ in 0..2 {
        let off = scene.agency.cancel(KEY, OffReason::Shop).await.unwrap();
        assert_eq!(off, CancelAnswer::Cancelled { fee: Some(Won::ZERO) }, "repeatable");
    }
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Cancelled);
    assert_eq!(scene.sim.journal().live(NUMBER), 0);
    // Another run of the program knows only what it is told.
    let again = scene.client("sim-key").cancel(KEY, OffReason::Shop).await.unwrap();
    assert_eq!(again, CancelAnswer::Cancelled { fee: None });
}

#[tokio::test]
async fn a_cancellation_with_a_charge_says_no_sum() {
    let scene = scene().await;
    create(&scene, KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    assert!(scene.agency.cancel(KEY, OffReason::Shop).await.is_err(), "not confirmed yet");
    scene.clock.forward(10);
    assert_eq!(
        scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: None }
    );
}

#[tokio::test]
async fn what_was_delivered_is_not_called_off() {
    let scene = scene().await;
    create(&scene, KEY).await;
    scene.until(KEY, DeliveryState::Delivered).await;
    let over = Refusal { code: "too-late".into(), message: None };
    assert_eq!(scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(), CancelAnswer::Refused(over));
}

/// Taken in, and then the rider had the food before it took effect.
#[tokio::test]
async fn a_cancellation_that_was_taken_in_may_lose_the_race() {
    let scene = scene().await;
    create(&scene, KEY).await;
    scene.until(KEY, DeliveryState::Arrived).await;
    // The next step is the pickup; a second before it the cancellation is taken in.
    let history = |scene: &Scene| scene.sim.journal().deliveries[KEY].history.len();
    let before = history(&scene);
    let (mut early, mut late) = (0, 600);
    while late - early > 1 {
        let middle = (early + late) / 2;
        let probe = Scene::of(LOGISTICS).await;
        create(&probe, KEY).await;
        probe.until(KEY, DeliveryState::Arrived).await;
        probe.clock.forward(middle);
        if history(&probe) > before { late = middle } else { early = middle }
    }
    scene.clock.forward(early);
    assert!(scene.agency.cancel(KEY, OffReason::Shop).await.is_err(), "taken in");
    scene.clock.forward(10);
    assert_eq!(scene.look(KEY).await.state, DeliveryState::PickedUp);
    assert!(!matches!(scene.agency.cancel(KEY, OffReason::Shop).await, Ok(CancelAnswer::Cancelled { .. })));
    assert_eq!(scene.sim.journal().live(NUMBER), 1);
}

#[tokio::test]
async fn of_what_was_rejected_nobody_comes() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Refuse(Route::Create, "OTHER".into()), 1);
    create(&scene, KEY).await;
    assert!(matches!(
        scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { .. }
    ));
}

/// A rider who is said to wait for it must hear of it, also where it is said too early.
#[tokio::test]
async fn food_is_said_to_be_ready_once_and_in_time() {
    let scene = scene().await;
    assert!(scene.agency.prepare_complete(KEY).await.is_err(), "nobody knows it");
    create(&scene, KEY).await;
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
async fn a_surcharge_is_named() {
    let scene = scene().await;
    scene.sim.set_fault(Fault::Surge("DYNAMIC".into(), 1_500), 1);
    let Quoted::Possible(quote) = scene.agency.quote(&request(KEY)).await.unwrap() else { panic!() };
    let named: Vec<_> = quote.extra.iter().map(|e| (e.kind.as_str(), e.amount)).collect();
    assert_eq!(named, [("DYNAMIC", Won(1_500))]);
    create(&scene, KEY).await;
    let report = scene.until(KEY, DeliveryState::Assigned).await;
    assert_eq!((report.fee, report.extra), (Some(quote.fee), Some(quote.extra)));
}

#[tokio::test]
async fn the_simulated_service_is_strict() {
    let scene = scene().await;
    let mut odd = request("no-uuid");
    assert!(!matches!(scene.agency.create(&odd).await, Created::Accepted(_)));
    odd = request(KEY);
    odd.number = String::new();
    assert!(matches!(scene.agency.create(&odd).await, Created::Refused(_)));
    let journal = scene.sim.journal();
    assert_eq!(journal.wrong[0], "orderId should be a UUID");
    assert_eq!(journal.wrong.last().unwrap(), "/orderDisplayId should be text of the right length");
}

#[tokio::test]
async fn nothing_is_amended_and_no_deposit_kept() {
    let scene = scene().await;
    create(&scene, KEY).await;
    assert_eq!(scene.agency.amend(&request(KEY), Amendment::Pickup).await.unwrap(), Amended::NoCall);
    assert_eq!(scene.agency.balance().await.unwrap(), None);
    assert!(scene.agency.capabilities().uuid_keys && scene.agency.capabilities().amends.is_empty());
}

#[tokio::test]
async fn a_duplicate_that_is_called_so_needs_no_looking() {
    for body in [r#"{"title":"Duplicate orderId","status":422}"#, r#"{"title":"중복된 주문입니다"}"#]
    {
        let (server, agency) = answering(LOGISTICS, "POST", "/v1/logistics/delivery", 422, body).await;
        assert_eq!(agency.create(&request(KEY)).await, Created::Duplicate);
        let asked = server.received_requests().await.unwrap();
        assert!(asked.iter().all(|request| request.method != "GET"));
    }
}

#[tokio::test]
async fn a_price_that_is_none_is_not_guessed() {
    for (status, body) in [
        (200, "{}"),
        (200, r#"{"deliveryPrice":{"price":{"value":12,"currency":"BRL"}}}"#),
        (404, "<html>"),
        (400, ""),
    ] {
        let (_server, agency) =
            answering(LOGISTICS, "POST", "/v1/logistics/availability", status, body).await;
        let quoted = agency.quote(&request(KEY)).await;
        assert!(matches!(quoted, Err(AgencyError::Unreadable(_))), "{status} {body}: {quoted:?}");
    }
}
