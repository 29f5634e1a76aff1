//! What is Gorela's own: both fares, changes in their windows, deposit, conditions and prices that move.

mod printed;

use domain::order::{DeliveryReport, DeliveryState, Payment, PaymentKind, Quote, Refusal, Timing, Won};
use jiff::Timestamp;
use jumunbell::agency::gorela::wire::REFUSALS;
use jumunbell::agency::{
    AgencyError, Amended, Amendment, CancelAnswer, Created, DeliveryRequest, OffReason, Quoted,
};
use jumunbell::language::{self, Words};
use jumunbell::settings::{AgencyKind, AgencyOptions, AgencySettings, Fare, GorelaOptions, Language};
use jumunbell::sim::agency::{Fault, Mishap, Route};

use crate::scene::{NUMBER, Scene, request};

const GORELA: AgencyKind = AgencyKind::Gorela;
const ALL: [Amendment; 4] = [Amendment::Pickup, Amendment::Drop, Amendment::Memo, Amendment::Payment];

/// Our order with 15,000 won to take in cash.
fn with_cash() -> DeliveryRequest {
    let mut request = request("k-1");
    request.order.payments = vec![Payment {
        kind: PaymentKind::Cash,
        name: "현장".into(),
        amount: Won(15_000),
        on_delivery: true,
        change_for: None,
    }];
    request
}

/// What only Gorela is told.
fn own(settings: &mut AgencySettings) -> &mut GorelaOptions {
    match &mut settings.options {
        AgencyOptions::Gorela(own) => own,
        other => panic!("{other:?}"),
    }
}

async fn scene(fare: Fare) -> Scene {
    Scene::of(GORELA).await.under(|settings| own(settings).fare = fare)
}

/// Calls a rider at the price that was asked for.
async fn called(scene: &Scene) -> (Quote, DeliveryReport) {
    match scene.call_quoted("k-1").await {
        (quote, Created::Accepted(report)) => (quote, report),
        (_, other) => panic!("{other:?}"),
    }
}

async fn balance(scene: &Scene) -> Won {
    scene.agency.balance().await.unwrap().unwrap().sum().unwrap()
}

/// Which changes are taken now; the others must be refused with `INVALID_STATUS`.
async fn taken(scene: &Scene, request: &DeliveryRequest) -> Vec<Amendment> {
    let mut taken = Vec::new();
    for what in ALL {
        match scene.agency.amend(request, what).await.unwrap() {
            Amended::Accepted => taken.push(what),
            Amended::Refused(refusal) => assert_eq!(refusal.code, "INVALID_STATUS", "{what:?}"),
            Amended::NoCall => panic!("{what:?} has a call"),
        }
    }
    taken
}

#[tokio::test]
async fn every_change_has_its_window() {
    let scene = scene(Fare::Fixed).await;
    assert_eq!(scene.agency.capabilities().amends, ALL);
    called(&scene).await;
    let mut changed = with_cash();
    changed.order.rider_memo = Some("경비실에 맡겨 주세요".into());
    changed.order.address.as_mut().unwrap().detail = Some("99층".into());
    assert_eq!(taken(&scene, &changed).await, ALL);
    for told in ["drop 99층", "memo 경비실에 맡겨 주세요", "to take 15000"] {
        assert!(scene.happened(told), "{told}");
    }
    scene.until("k-1", DeliveryState::Assigned).await;
    assert_eq!(taken(&scene, &changed).await, ALL[1..], "the pickup moves until a rider is allocated");
    scene.until("k-1", DeliveryState::PickedUp).await;
    assert_eq!(taken(&scene, &changed).await, ALL[2..], "the drop until the food is picked up");
    scene.until("k-1", DeliveryState::Delivered).await;
    assert_eq!(taken(&scene, &changed).await, []);
    scene.nothing_wrong();
}

/// The rider carries the change that the customer needs now.
#[tokio::test]
async fn another_payment_brings_another_memo() {
    let scene = scene(Fare::Fixed).await;
    called(&scene).await;
    let mut changed = with_cash();
    changed.order.payments[0].change_for = Some(Won(50_000));
    assert_eq!(scene.agency.amend(&changed, Amendment::Payment).await.unwrap(), Amended::Accepted);
    assert!(
        scene.sim.journal().events.iter().any(|e| e.what.starts_with("memo") && e.what.contains("50,000원"))
    );
    scene.sim.set_fault(Fault::Refuse(Route::Payment, "ETC".into()), 1);
    let told = scene.sim.journal().events.len();
    assert!(matches!(scene.agency.amend(&changed, Amendment::Payment).await.unwrap(), Amended::Refused(_)));
    assert_eq!(scene.sim.journal().events.len(), told + 1, "no memo about a payment that stays");
}

#[tokio::test]
async fn a_change_may_be_refused_or_lost_and_can_be_repeated() {
    let scene = scene(Fare::Fixed).await;
    called(&scene).await;
    let routes = [Route::PickupWish, Route::Drop, Route::Memo, Route::Payment];
    for (what, route) in ALL.into_iter().zip(routes) {
        scene.sim.set_fault(Fault::Refuse(route, "INVALID_ADDRESS".into()), 1);
        let Amended::Refused(refusal) = scene.agency.amend(&request("k-1"), what).await.unwrap() else {
            panic!()
        };
        assert_eq!(refusal.code, "INVALID_ADDRESS");
        for what_happens in [Mishap::Reset, Mishap::Status(500), Mishap::Hang] {
            let mishap = Fault::Mishap { route, what: what_happens, after_effect: true };
            scene.sim.set_fault(mishap, 1);
            let lost = scene.agency.amend(&request("k-1"), what).await;
            assert!(matches!(lost, Err(AgencyError::Retry { .. })), "{lost:?}");
        }
        let mishap = Fault::Mishap { route, what: Mishap::Garbage, after_effect: true };
        scene.sim.set_fault(mishap, 1);
        assert!(matches!(scene.agency.amend(&request("k-1"), what).await, Err(AgencyError::Retry { .. })));
        assert_eq!(scene.agency.amend(&request("k-1"), what).await.unwrap(), Amended::Accepted);
    }
}

/// What is shown and booked is what the order says, not what the quote said.
#[tokio::test]
async fn the_agency_has_the_last_word_on_the_price() {
    for fare in [Fare::Fixed, Fare::Flexible] {
        let scene = scene(fare).await;
        let (quote, called) = called(&scene).await;
        assert_eq!((called.fee, called.vat), (Some(quote.fee), quote.vat));
        scene.sim.set_fault(Fault::Raise("OVERLOAD".into(), 700), 1);
        let dearer = scene.look("k-1").await;
        assert_eq!(dearer.fee, Some(quote.fee + Won(700)), "{fare:?}");
        assert_eq!(dearer.vat, Some(Won((quote.fee.0 + 700) / 10)));
        let extra = dearer.extra.unwrap();
        assert!(extra.iter().any(|charge| charge.kind == "OVERLOAD" && charge.amount == Won(700)));
    }
}

#[tokio::test]
async fn another_drop_costs_what_the_agency_says() {
    let scene = scene(Fare::Fixed).await;
    let (quote, _) = called(&scene).await;
    let mut moved = request("k-1");
    assert_eq!(scene.agency.amend(&moved, Amendment::Drop).await.unwrap(), Amended::Accepted);
    assert_eq!(scene.look("k-1").await.fee, Some(quote.fee), "the same place");
    moved.order.address.as_mut().unwrap().road = Some("모의시 시험구 가상로 99".into());
    assert_eq!(scene.agency.amend(&moved, Amendment::Drop).await.unwrap(), Amended::Accepted);
    assert!(scene.look("k-1").await.fee > Some(quote.fee));
}

#[tokio::test]
async fn the_deposit_moves_with_fees_vat_and_cancel_fees() {
    let scene = scene(Fare::Fixed).await;
    let before = balance(&scene).await;
    let (quote, _) = called(&scene).await;
    assert_eq!(balance(&scene).await, before - quote.fee - quote.vat.unwrap());
    scene.until("k-1", DeliveryState::Assigned).await;
    assert_eq!(
        scene.agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(500)) }
    );
    assert_eq!(balance(&scene).await, before - Won(500));
    assert_eq!(scene.look("k-1").await.cancel_fee, Some(Won(500)));
    scene.nothing_wrong();
}

/// The repeat is told only that it is off already; what that cost the order shows, if it can be seen.
#[tokio::test]
async fn what_calling_off_cost_is_told_after_a_lost_answer_too() {
    let scene = scene(Fare::Fixed).await;
    called(&scene).await;
    scene.until("k-1", DeliveryState::Assigned).await;
    scene.mishap(Route::Cancel, Mishap::Reset, true);
    assert!(matches!(scene.agency.cancel("k-1", OffReason::Shop).await, Err(AgencyError::Retry { .. })));
    assert_eq!(
        scene.agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(500)) }
    );
    for unseen in [Mishap::Status(404), Mishap::Status(500), Mishap::Reset, Mishap::Garbage] {
        scene.mishap(Route::LookUp, unseen, false);
        let off = scene.agency.cancel("k-1", OffReason::Shop).await.unwrap();
        assert_eq!(off, CancelAnswer::Cancelled { fee: None }, "{unseen:?}: off all the same");
    }
    scene.nothing_wrong();
}

#[tokio::test]
async fn conditions_are_told() {
    let scene = scene(Fare::Fixed).await;
    let now = || async { scene.agency.conditions().await.unwrap().unwrap() };
    scene.sim.set_fault(Fault::Condition("BAD_WEATHER".into()), 1);
    let closed = now().await;
    assert_eq!((closed.possible, closed.reason.as_deref()), (false, Some("BAD_WEATHER")));
    scene.sim.set_fault(Fault::Delay(30), 1);
    let late = now().await;
    assert_eq!((late.possible, late.delay_minutes), (true, Some(30)));
    assert_eq!(now().await.delay_minutes, None);
    scene.nothing_wrong();
}

/// The shop offers what Gorela recommends, and more while no rider takes it.
#[tokio::test]
async fn with_flexible_fare_the_shop_names_the_price() {
    let scene = scene(Fare::Flexible).await;
    let (quote, called) = called(&scene).await;
    assert_eq!((called.fee, called.vat), (Some(quote.fee), Some(Won(quote.fee.0 / 10))));
    assert_eq!(scene.agency.raise("k-1", quote.fee + Won(450)).await.unwrap(), Amended::Accepted);
    assert_eq!(scene.look("k-1").await.fee, Some(quote.fee + Won(500)), "by whole hundreds");
    scene.until("k-1", DeliveryState::Assigned).await;
    let late = scene.agency.raise("k-1", quote.fee + Won(1_000)).await.unwrap();
    assert!(matches!(late, Amended::Refused(_)));
    assert!(matches!(scene.agency.raise("nobody", Won(5_000)).await.unwrap(), Amended::Refused(_)));
    scene.nothing_wrong();
}

/// The repeat is refused, because the price is what it asks for already.
#[tokio::test]
async fn a_raise_whose_answer_was_lost_is_taken() {
    for found_meanwhile in [false, true] {
        let scene = scene(Fare::Flexible).await;
        let (quote, _) = called(&scene).await;
        let more = quote.fee + Won(450);
        scene.mishap(Route::Raise, Mishap::Reset, true);
        assert!(matches!(scene.agency.raise("k-1", more).await, Err(AgencyError::Retry { .. })));
        if found_meanwhile {
            scene.until("k-1", DeliveryState::Assigned).await;
        }
        scene.mishap(Route::LookUp, Mishap::Status(500), false);
        let unseen = scene.agency.raise("k-1", more).await;
        assert!(matches!(unseen, Err(AgencyError::Retry { .. })), "neither is known: {unseen:?}");
        assert_eq!(scene.agency.raise("k-1", more).await.unwrap(), Amended::Accepted, "{found_meanwhile}");
        scene.nothing_wrong();
    }
}

/// What more was never offered does not become so because surcharges or a second delivery make up for it.
#[tokio::test]
async fn a_raise_that_was_refused_is_not_taken_for_another_sum() {
    for dear in [Fault::Raise("OVERLOAD".into(), 700), Fault::FanOut] {
        let scene = scene(Fare::Flexible).await;
        scene.sim.set_fault(dear.clone(), 1);
        let (quote, _) = called(&scene).await;
        let more = quote.fee + Won(500);
        scene.until("k-1", DeliveryState::Assigned).await;
        let refused = scene.agency.raise("k-1", more).await.unwrap();
        assert!(matches!(refused, Amended::Refused(_)), "{dear:?}: {refused:?}");
        assert!(scene.look("k-1").await.fee > Some(more), "{dear:?}");
    }
    let scene = scene(Fare::Flexible).await;
    let (quote, _) = called(&scene).await;
    let more = quote.fee + Won(500);
    scene.agency.raise("k-1", more).await.unwrap();
    scene.agency.cancel("k-1", OffReason::Shop).await.unwrap();
    let off = scene.agency.raise("k-1", more).await.unwrap();
    assert!(matches!(off, Amended::Refused(_)), "nobody is offered anything any more: {off:?}");
}

#[tokio::test]
async fn with_fixed_fare_there_is_no_price_to_raise() {
    let scene = scene(Fare::Fixed).await;
    called(&scene).await;
    assert_eq!(scene.agency.raise("k-1", Won(9_000)).await.unwrap(), Amended::NoCall);
    assert!(!scene.happened("offered 9000"));
}

/// Riders could not know of the cash; and without a price there is nothing to offer.
#[tokio::test]
async fn with_flexible_fare_nothing_is_sent_that_has_no_field() {
    let scene = scene(Fare::Flexible).await;
    let Quoted::Refused(refusal) = scene.agency.quote(&with_cash()).await.unwrap() else { panic!() };
    assert_eq!(refusal.code, "INVALID_GOODS_PAY_TYPE_ONLY_PREPAID_OR_CARD");
    assert!(!scene.happened("quote"));
    scene.quote("k-1").await;
    assert!(matches!(scene.agency.create(&request("k-1")).await, Created::NotSent(_)));
    assert_eq!(scene.sim.journal().deliveries.len(), 0);
}

/// Such a shop owes other fields than one that Gorela knows by its id.
#[tokio::test]
async fn a_shop_that_is_found_by_its_address_is_served_too() {
    for fare in [Fare::Fixed, Fare::Flexible] {
        let scene = scene(fare).await.under(|settings| own(settings).store_id.clear());
        called(&scene).await;
        assert_eq!(scene.look("k-1").await.state, DeliveryState::Requested);
        scene.nothing_wrong();
        // Its orders have no field for what is taken at the door.
        let mut by_card = with_cash();
        by_card.order.payments[0].kind = PaymentKind::Card;
        for at_the_door in [with_cash(), by_card] {
            let Quoted::Refused(why) = scene.agency.quote(&at_the_door).await.unwrap() else { panic!() };
            assert_eq!(why.code, "INVALID_GOODS_PAY_TYPE_ONLY_PREPAID");
        }
    }
}

#[tokio::test]
async fn an_order_in_two_deliveries_costs_both() {
    let scene = scene(Fare::Fixed).await;
    let before = balance(&scene).await;
    scene.sim.set_fault(Fault::FanOut, 1);
    let (quote, called) = called(&scene).await;
    let both = |won: Won| won + won;
    assert_eq!((called.fee, called.vat), (Some(both(quote.fee)), quote.vat.map(both)));
    assert_eq!(balance(&scene).await, before - both(quote.fee) - both(quote.vat.unwrap()));
    scene.until("k-1", DeliveryState::Assigned).await;
    assert_eq!(scene.look("k-1").await.raw_state, "ALLOCATED", "the most advanced of them is told");
    scene.until("k-1", DeliveryState::Delivered).await;
}

/// One agency's no is not the order's end: Gorela looks for another one, and a shop that called a rider elsewhere meanwhile
/// would have two.
#[tokio::test]
async fn an_order_lives_on_at_another_agency_when_the_first_gives_up() {
    for word in ["REJECTED", "CANCELED", "FAILED"] {
        let scene = scene(Fare::Fixed).await;
        called(&scene).await;
        scene.until("k-1", DeliveryState::Assigned).await;
        scene.sim.set_fault(Fault::PassOn(word.into()), 1);
        let between = scene.until("k-1", DeliveryState::Requested).await;
        assert_eq!((between.raw_state.as_str(), between.assignment_cancelled), (word, true));
        assert!(between.rider.is_none(), "he comes no more");
        assert_eq!(scene.sim.journal().live(NUMBER), 1);
        // With the other agency everything starts again.
        while scene.look("k-1").await.raw_state == word {
            scene.clock.forward(3);
        }
        let mut way = Vec::new();
        while way.last() != Some(&DeliveryState::Delivered) {
            let report = scene.look("k-1").await;
            assert!(!report.assignment_cancelled || report.state == DeliveryState::Requested);
            if way.last() != Some(&report.state) {
                way.push(report.state);
            }
            scene.clock.forward(3);
        }
        let whole = [
            DeliveryState::Requested,
            DeliveryState::Assigned,
            DeliveryState::Arrived,
            DeliveryState::PickedUp,
            DeliveryState::Delivered,
        ];
        assert_eq!(way, whole, "{word}");
        scene.nothing_wrong();
    }
}

/// While no rider has it, it can be cancelled, and then it is over.
#[tokio::test]
async fn an_order_that_no_agency_has_can_be_called_off() {
    let scene = scene(Fare::Fixed).await;
    called(&scene).await;
    scene.sim.set_fault(Fault::PassOn("REJECTED".into()), 1);
    scene.clock.forward(5);
    assert_eq!(scene.look("k-1").await.raw_state, "REJECTED");
    assert_eq!(
        scene.agency.cancel("k-1", OffReason::Shop).await.unwrap(),
        CancelAnswer::Cancelled { fee: Some(Won(0)) }
    );
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Cancelled);
    scene.clock.forward(3_600);
    assert_eq!(scene.look("k-1").await.state, DeliveryState::Cancelled);
    assert_eq!(scene.sim.journal().live(NUMBER), 0);
}

#[tokio::test]
async fn a_reservation_is_taken_and_one_too_soon_is_called_as_usual() {
    let reserved = |wanted: &str, ready: &str| {
        let mut request = request("k-1");
        request.order.timing = Timing::Scheduled;
        request.order.promised_at = Some(wanted.parse().unwrap());
        request.pickup_at = ready.parse().unwrap();
        async move {
            let scene = scene(Fare::Fixed).await;
            assert!(matches!(scene.agency.quote(&request).await.unwrap(), Quoted::Possible(_)));
            let created = scene.agency.create(&request).await;
            assert!(matches!(created, Created::Accepted(_)), "{created:?}");
            scene.nothing_wrong();
        }
    };
    reserved("2026-11-21T15:00:00Z", "2026-11-21T14:20:00Z").await;
    reserved("2026-11-21T15:00:00Z", "2026-11-21T14:55:00Z").await;
    reserved("2026-11-21T15:00:00Z", "2026-11-21T11:10:00Z").await;
    reserved("2026-11-21T11:50:00Z", "2026-11-21T11:20:00Z").await;
}

/// It is called for as late as Gorela takes a call, and a delay moves it no further.
#[tokio::test]
async fn food_that_is_ready_in_two_hours_is_called_for() {
    for fare in [Fare::Fixed, Fare::Flexible] {
        let scene = scene(fare).await;
        let mut far =
            DeliveryRequest { pickup_at: "2026-11-21T13:00:00Z".parse().unwrap(), ..request("k-1") };
        let Quoted::Possible(quote) = scene.agency.quote(&far).await.unwrap() else { panic!() };
        far.quote = Some(quote);
        let created = scene.agency.create(&far).await;
        assert!(matches!(created, Created::Accepted(_)), "{created:?}");
        far.pickup_at = "2026-11-21T13:10:00Z".parse().unwrap();
        assert_eq!(scene.agency.amend(&far, Amendment::Pickup).await.unwrap(), Amended::Accepted);
        scene.nothing_wrong();
    }
}

#[tokio::test]
async fn every_refusal_is_told_and_worded() {
    let scene = scene(Fare::Fixed).await;
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

#[tokio::test]
async fn a_surcharge_is_named() {
    let scene = scene(Fare::Fixed).await;
    scene.sim.set_fault(Fault::Surge("WEATHER".into(), 1500), 1);
    let Quoted::Possible(quote) = scene.agency.quote(&request("k-1")).await.unwrap() else { panic!() };
    assert_eq!(
        quote.extra.iter().map(|e| (e.kind.as_str(), e.amount)).collect::<Vec<_>>(),
        [("WEATHER", Won(1500))]
    );
    let Created::Accepted(report) = scene.agency.create(&request("k-1")).await else { panic!() };
    assert_eq!(report.fee, Some(quote.fee), "what was quoted is what it costs");
}

#[tokio::test]
async fn the_simulated_agency_is_strict() {
    let scene = scene(Fare::Fixed).await;
    let unasked = scene.agency.create(&request("k-1")).await;
    assert!(
        matches!(&unasked, Created::Refused(refusal) if refusal.code == "SCHEMA_VALIDATE"),
        "{unasked:?}"
    );
    assert_eq!(scene.sim.journal().wrong, ["delivery-possible must be asked first"]);
}

#[tokio::test]
async fn food_is_said_to_be_ready_once() {
    let scene = scene(Fare::Fixed).await;
    scene.call("k-1").await;
    scene.agency.prepare_complete("k-1").await.unwrap();
    scene.agency.prepare_complete("k-1").await.unwrap();
    assert!(scene.sim.journal().deliveries["k-1"].prepared);
}

#[tokio::test]
async fn the_pickup_moves_until_a_rider_is_allocated() {
    let scene = scene(Fare::Fixed).await;
    let at: Timestamp = "2026-11-21T11:40:00Z".parse().unwrap();
    let moved = |key: &str| DeliveryRequest { pickup_at: at, ..request(key) };
    assert!(matches!(scene.call("key-1").await, Created::Accepted(_)));
    let amend = |key: &str| {
        let (agency, moved) = (scene.agency.clone(), moved(key));
        async move { agency.amend(&moved, Amendment::Pickup).await.unwrap() }
    };
    assert_eq!(amend("key-1").await, Amended::Accepted);
    let wished = format!("pickup wished at {}", at.as_millisecond());
    assert!(scene.happened(&wished));
    // Hours later its rider has long been under way.
    scene.clock.forward(3 * 3600);
    assert!(matches!(amend("key-1").await, Amended::Refused(_)));
    assert!(matches!(amend("nobody's").await, Amended::Refused(_)));
}
