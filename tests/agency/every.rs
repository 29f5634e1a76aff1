//! What holds for every agency, whatever it speaks.

use std::sync::Arc;
use std::time::Duration;

use domain::order::{DeliveryState, Refusal, Won};
use jumunbell::agency::{self, AgencyError, CancelAnswer, Created, OffReason, Timings};
use jumunbell::settings::{AgencyKind, AgencySettings};
use jumunbell::sim::agency::{Fault, Mishap, Point, Route};
use open_delivery::http;

use crate::scene::{Clock, KEY, NUMBER, Scene, by, key, open, request, settings, shop};

/// Each of these tests once for every kind of agency that is spoken to over a line.
macro_rules! for_every_kind {
    ($($test:ident),+ $(,)?) => {
        $crate::every::for_one_kind!(gorela, Gorela, $($test)+);
        $crate::every::for_one_kind!(kakao, Kakao, $($test)+);
        $crate::every::for_one_kind!(logistics, OpenDeliveryLogistics, $($test)+);
    };
}

macro_rules! for_one_kind {
    ($module:ident, $kind:ident, $($test:ident)+) => {
        mod $module {
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test(jumunbell::settings::AgencyKind::$kind).await;
                }
            )+
        }
    };
}

pub(crate) use {for_every_kind, for_one_kind};

for_every_kind! {
    a_meal_goes_all_the_way,
    a_repeated_key_never_brings_a_second_rider,
    a_lost_answer_is_unknown_and_found_by_looking,
    a_request_that_had_no_effect_is_unknown_too_and_not_found,
    what_never_left_may_be_tried_again,
    who_was_turned_away_at_the_door_may_come_again,
    a_delivery_may_be_missing_at_first,
    a_page_of_somebody_elses_is_a_fault_of_the_line,
    an_agency_that_is_busy_is_left_alone_as_long_as_it_asks,
    a_wrong_key_signs_out,
    calling_off_may_come_too_late,
    calling_off_can_be_repeated,
    a_calling_off_says_for_whose_sake,
    a_cancel_whose_answer_is_lost_can_be_repeated,
    a_rider_may_be_lost_again_and_again,
    late_states_and_early_ends,
    a_frozen_agency_may_or_may_not_have_acted,
    the_journal_can_be_kept_as_lines,
}

fn cancelled(fee: Option<i64>) -> CancelAnswer {
    CancelAnswer::Cancelled { fee: fee.map(Won) }
}

async fn a_meal_goes_all_the_way(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    let called = scene.call(KEY).await;
    let way: Vec<_> = scene.way(KEY, called).await.iter().map(|report| report.state).collect();
    let mut expected = vec![
        DeliveryState::Requested,
        DeliveryState::Assigned,
        DeliveryState::Arrived,
        DeliveryState::PickedUp,
        DeliveryState::Delivered,
    ];
    // Kakao's riders do not say that they are at the shop.
    expected.retain(|state| kind != AgencyKind::Kakao || *state != DeliveryState::Arrived);
    assert_eq!(way, expected);
    let journal = scene.sim.shutdown().await;
    assert_eq!((journal.ever_live(NUMBER), journal.live(NUMBER)), (1, 0));
    assert_eq!(journal.wrong, Vec::<String>::new());
}

async fn a_repeated_key_never_brings_a_second_rider(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    assert!(matches!(scene.call(KEY).await, Created::Accepted(_)));
    assert_eq!(scene.agency.create(&request(KEY)).await, Created::Duplicate);
    let journal = scene.sim.journal();
    assert_eq!((journal.ever_live(NUMBER), journal.live(NUMBER)), (1, 1));
    scene.clock.forward(4 * 3600);
    assert_eq!(scene.agency.create(&request(KEY)).await, Created::Duplicate, "a delivered one is known too");
    let journal = scene.sim.shutdown().await;
    let record = &journal.deliveries[KEY];
    assert_eq!((record.asked, record.created, record.duplicates), (3, 1, 2));
    assert_eq!(journal.wrong, Vec::<String>::new());
}

/// An answer that never came says nothing; the agency has it all the same.
async fn a_lost_answer_is_unknown_and_found_by_looking(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    let own: &[Mishap] = by(kind, &[], &[Mishap::Status(408), Mishap::Status(429)], &[Mishap::Status(302)]);
    let mishaps = [Mishap::Hang, Mishap::Reset, Mishap::Status(500), Mishap::Status(503), Mishap::Garbage];
    for (n, what) in (1..).zip(mishaps.iter().chain(own)) {
        let key = key(n);
        scene.mishap(Route::Create, *what, true);
        let created = scene.call(&key).await;
        assert!(matches!(created, Created::Unknown(_)), "{what:?}: {created:?}");
        assert_eq!(scene.look(&key).await.state, DeliveryState::Requested, "{what:?}");
        assert_eq!(scene.created(&key), 1);
        assert_eq!(scene.agency.create(&request(&key)).await, Created::Duplicate, "{what:?}");
    }
}

async fn a_request_that_had_no_effect_is_unknown_too_and_not_found(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    for (n, what) in (1..).zip([Mishap::Hang, Mishap::Reset, Mishap::Status(500)]) {
        let key = key(n);
        scene.mishap(Route::Create, what, false);
        assert!(matches!(scene.call(&key).await, Created::Unknown(_)), "{what:?}");
        assert_eq!(scene.agency.look_up(&key).await.unwrap(), None);
        assert_eq!(scene.created(&key), 0);
    }
}

async fn what_never_left_may_be_tried_again(kind: AgencyKind) {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let agency = open(&settings(kind, &format!("http://{nobody}")), "sim-key", &Clock::new());
    let created = agency.create(&request(KEY)).await;
    assert!(matches!(created, Created::NotSent(_)), "{created:?}");
    assert!(matches!(agency.quote(&request(KEY)).await, Err(AgencyError::Retry { .. })));
    assert!(matches!(agency.cancel(KEY, OffReason::Shop).await, Err(AgencyError::Retry { .. })));
}

/// Kakao does not say what 429 means there, so it may have acted.
async fn who_was_turned_away_at_the_door_may_come_again(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.mishap(Route::Create, Mishap::Status(429), false);
    let created = scene.call(KEY).await;
    let told = match created {
        Created::NotSent(_) => Some(true),
        Created::Unknown(_) => Some(false),
        _ => None,
    };
    assert_eq!(told, Some(by(kind, true, false, true)), "{created:?}");
    assert_eq!(scene.created(KEY), 0);
    assert!(matches!(scene.call(KEY).await, Created::Accepted(_)));
}

async fn a_delivery_may_be_missing_at_first(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    assert_eq!(scene.agency.look_up(KEY).await.unwrap(), None);
    scene.call(KEY).await;
    scene.mishap(Route::LookUp, Mishap::Status(404), false);
    assert_eq!(scene.agency.look_up(KEY).await.unwrap(), None);
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Requested);
    for what in [Mishap::Status(500), Mishap::Hang, Mishap::Reset, Mishap::Status(302), Mishap::Garbage] {
        scene.mishap(Route::LookUp, what, false);
        let look = scene.agency.look_up(KEY).await;
        assert!(matches!(look, Err(AgencyError::Retry { .. })), "{what:?}: {look:?}");
    }
}

/// As a line that fails is, and not as an agency that cannot be understood.
async fn a_page_of_somebody_elses_is_a_fault_of_the_line(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.call(KEY).await;
    for what in [Mishap::Garbage, Mishap::Status(302)] {
        scene.mishap(Route::Quote, what, false);
        let quoted = scene.agency.quote(&request(KEY)).await;
        assert!(matches!(quoted, Err(AgencyError::Retry { .. })), "{what:?}: {quoted:?}");
        scene.mishap(Route::Cancel, what, false);
        let off = scene.agency.cancel(KEY, OffReason::Shop).await;
        // Of Kakao's cancel only what the order shows counts.
        let unclear = kind == AgencyKind::Kakao && matches!(off, Err(AgencyError::Pending(_)));
        assert!(unclear || matches!(off, Err(AgencyError::Retry { .. })), "{what:?}: {off:?}");
        if scene.agency.capabilities().ready_signal {
            scene.mishap(Route::PrepareComplete, what, false);
            let told = scene.agency.prepare_complete(KEY).await;
            assert!(matches!(told, Err(AgencyError::Retry { .. })), "{what:?}: {told:?}");
        }
        scene.mishap(Route::Create, what, false);
        let created = scene.call(&key(2)).await;
        assert!(matches!(created, Created::Unknown(_)), "{what:?}: {created:?}");
    }
}

/// Gorela wants ten seconds before anything is repeated; an agency that asks for longer gets longer.
async fn an_agency_that_is_busy_is_left_alone_as_long_as_it_asks(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    for (what, rest) in [(Mishap::Status(429), 10), (Mishap::Busy(2), 10), (Mishap::Busy(40), 40)] {
        let rest = Some(Duration::from_secs(rest));
        for route in [Route::Quote, Route::LookUp] {
            scene.mishap(route, what, false);
            let error = match route {
                Route::Quote => scene.agency.quote(&request(KEY)).await.map(drop),
                _ => scene.agency.look_up(KEY).await.map(drop),
            };
            let Err(AgencyError::Retry { after, .. }) = error else { panic!("{what:?}: {error:?}") };
            assert_eq!(after, rest, "{what:?} {route:?}");
        }
        scene.mishap(Route::Create, what, false);
        let created = scene.call(KEY).await;
        let (Created::NotSent(setback) | Created::Unknown(setback)) = created else {
            panic!("{what:?}: {created:?}");
        };
        assert_eq!(setback.after, rest, "{what:?}");
    }
}

async fn a_wrong_key_signs_out(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    let stranger = scene.client("another-key");
    assert!(matches!(stranger.quote(&request(KEY)).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.look_up(KEY).await, Err(AgencyError::SignedOut(_))));
    assert!(matches!(stranger.cancel(KEY, OffReason::Shop).await, Err(AgencyError::SignedOut(_))));
    if stranger.capabilities().ready_signal {
        assert!(matches!(stranger.prepare_complete(KEY).await, Err(AgencyError::SignedOut(_))));
    }
    let created = stranger.create(&request(KEY)).await;
    assert!(matches!(&created, Created::Refused(refusal) if refusal.code == "signed-out"), "{created:?}");
    assert_eq!(scene.created(KEY), 0);
}

async fn calling_off_may_come_too_late(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    let (said, code, message) = by(
        kind,
        ("INVALID_STATUS", "INVALID_STATUS", None),
        ("기사가 배정되었습니다.", "-70000", Some("기사가 배정되었습니다.")),
        ("the rider is there", "turned-down", Some("the rider is there")),
    );
    assert_eq!(scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(), CancelAnswer::NotFound);
    scene.call(KEY).await;
    scene.sim.set_fault(Fault::Refuse(Route::Cancel, said.into()), 1);
    let raced = scene.agency.cancel(KEY, OffReason::Shop).await.unwrap();
    let refusal = Refusal { code: code.into(), message: message.map(Into::into) };
    assert_eq!(raced, CancelAnswer::Refused(refusal));
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Assigned, "the rider won the race");
    for late in [DeliveryState::PickedUp, DeliveryState::Delivered] {
        scene.until(KEY, late).await;
        let answer = scene.call_off(KEY).await.unwrap();
        assert!(matches!(&answer, CancelAnswer::Refused(_)), "{late:?}: {answer:?}");
    }
}

async fn calling_off_can_be_repeated(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.call(KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    // The standard says that there is a charge, and no sum.
    let fee = by(kind, Some(500), Some(500), None);
    assert_eq!(scene.call_off(KEY).await.unwrap(), cancelled(fee));
    assert_eq!(scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(), cancelled(fee), "repeatable");
    let report = scene.look(KEY).await;
    let raw = by(kind, "CANCELED", "CANCELED", "CANCELLED");
    assert_eq!((report.state, report.raw_state.as_str()), (DeliveryState::Cancelled, raw));
    assert_eq!(scene.sim.journal().live(NUMBER), 0);
}

/// Each in its own word; of Kakao none is published.
async fn a_calling_off_says_for_whose_sake(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    for (n, why) in (1..).zip([OffReason::Shop, OffReason::Customer]) {
        let key = key(n);
        scene.call(&key).await;
        let _ = scene.agency.cancel(&key, why).await;
        let told = scene.sim.journal().deliveries[&key].off_for.clone();
        let expected = match why {
            OffReason::Shop => by(kind, Some("CANCEL_BY_STORE"), None, Some("OTHER")),
            OffReason::Customer => {
                by(kind, Some("CANCEL_BY_CUSTOMER"), None, Some("CONSUMER_CANCELLATION_REQUESTED"))
            }
        };
        assert_eq!(told.as_deref(), expected, "{why:?}");
    }
    scene.nothing_wrong();
}

async fn a_cancel_whose_answer_is_lost_can_be_repeated(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.call(KEY).await;
    scene.mishap(Route::Cancel, Mishap::Reset, true);
    assert!(matches!(scene.agency.cancel(KEY, OffReason::Shop).await, Err(AgencyError::Retry { .. })));
    // By then it is off everywhere; the standard's order does not tell what that cost.
    scene.clock.forward(10);
    assert_eq!(
        scene.agency.cancel(KEY, OffReason::Shop).await.unwrap(),
        cancelled(by(kind, Some(0), Some(0), None))
    );
}

async fn a_rider_may_be_lost_again_and_again(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.sim.set_fault(Fault::Reassign, 3);
    scene.call(KEY).await;
    for time in 1..=3 {
        scene.until(KEY, DeliveryState::Assigned).await;
        let lost = scene.until(KEY, DeliveryState::Requested).await;
        assert!(lost.assignment_cancelled && lost.rider.is_none(), "{time}: {lost:?}");
    }
    scene.until(KEY, DeliveryState::Delivered).await;
    let journal = scene.sim.journal();
    let named = by(kind, "ALLOCATED", "MATCHED", "PICKUP_ONGOING");
    let history = &journal.deliveries[KEY].history;
    assert_eq!(history.iter().filter(|(_, state)| state == named).count(), 4, "{history:?}");
}

async fn late_states_and_early_ends(kind: AgencyKind) {
    let scene = Scene::of(kind).await;
    scene.call(KEY).await;
    scene.until(KEY, DeliveryState::Assigned).await;
    scene.sim.set_fault(Fault::Stale, 1);
    let stale = scene.look(KEY).await;
    assert_eq!((stale.state, stale.assignment_cancelled), (DeliveryState::Requested, false));
    assert_eq!(scene.look(KEY).await.state, DeliveryState::Assigned);
    let (word, end) = by(
        kind,
        ("FAILED", DeliveryState::Failed),
        ("MATCHING_FAILED", DeliveryState::Failed),
        ("RETURNED_TO_MERCHANT", DeliveryState::Returned),
    );
    scene.sim.set_fault(Fault::End(word.into()), 1);
    scene.clock.forward(3600);
    let report = scene.look(KEY).await;
    assert_eq!((report.state, report.raw_state.as_str()), (end, word));
    // The standard has no field for it.
    assert_eq!(report.reason.is_some(), by(kind, true, true, false), "{report:?}");
}

async fn a_frozen_agency_may_or_may_not_have_acted(kind: AgencyKind) {
    for (taken, created) in [(false, 0), (true, 1)] {
        let scene = Scene::with(kind, |config| {
            config.hook = Some(Arc::new(move |point| match point {
                Point::CreateReceived { .. } => !taken,
                Point::CreateTaken { .. } => taken,
                _ => false,
            }));
        })
        .await;
        assert!(matches!(scene.call(KEY).await, Created::Unknown(_)));
        assert_eq!(scene.created(KEY), created);
    }
}

async fn the_journal_can_be_kept_as_lines(kind: AgencyKind) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agency.jsonl");
    let scene = Scene::with(kind, |config| config.journal = Some(file.clone())).await;
    scene.call(KEY).await;
    scene.sim.shutdown().await;
    let lines = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let what: Vec<&str> = lines.iter().map(|line| line["what"].as_str().unwrap()).collect();
    let waiting = by(kind, "status CREATED", "status MATCHING", "status PENDING");
    assert_eq!(what, ["quote", "created", waiting]);
}

#[test]
fn ones_own_riders_have_no_line() {
    let url = "https://agency.example";
    let timings = Timings::real(Clock::new().read());
    let own = AgencySettings { name: "바로고".into(), ..settings(AgencyKind::InHouse, url) };
    let opened = agency::open(&own, String::new(), &shop(), http::client(url).unwrap(), timings);
    assert!(opened.err().unwrap().to_string().contains("barogo"));
}
