//! What may be paid without asking, while we cancel, after a start and long after the food was ready.

use domain::Command;
use domain::order::{Amended, AppEventKind, CancelCode, DeliveryReport, DeliveryState, Problem, Won};
use domain::rules::Outcome;
use jiff::SignedDuration;

use super::called::{called, delivery, looks, price, priced_by, problem, taken};
use super::dispatch::{accepted, dear, with};
use super::hand::{nobody, restarted, tells};
use super::world::{HAND, found, policy, refusal, report};

#[test]
fn a_surcharge_allowed_during_a_denied_cancellation_counts() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
    world.store.consent("WEATHER", Some(Won(1_000)), world.now).unwrap();
    world.says(HAND, "a", AppEventKind::CancellationRequestDenied);
    // Tapping it once more does nothing either.
    let once_more = world.store.consent("WEATHER", Some(Won(1_000)), world.now);
    assert!(tells(&mut world, "first", "quote:1"), "{once_more:?} {:?}", world.state("a").problems);
}

#[test]
fn a_shop_that_offers_more_does_not_pay_less_afterwards() {
    let mut policy = policy();
    policy.agencies[0].can.raises = true;
    let mut world = priced_by(policy);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::Raise { fee: Won(4_300) }).unwrap();
    looks(&mut world, found(DeliveryState::Rejected));
    world.does("agency:second", "quote", dear(5_000, 0));
    // 6,000 won are paid without asking.
    assert!(tells(&mut world, "second", "create:2"), "{:?}", world.state("a").problems);
}

#[test]
fn what_was_agreed_to_for_one_agency_is_not_paid_to_another() {
    let mut policy = policy();
    policy.agencies[0].can.raises = true;
    let mut world = priced_by(policy);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::Raise { fee: Won(9_500) }).unwrap();
    looks(&mut world, found(DeliveryState::Rejected));
    world.does("agency:second", "quote", dear(9_400, 0));
    assert!(!tells(&mut world, "second", "create:2"), "6,000 won are the most at the second");
}

#[test]
fn a_raise_that_was_refused_agrees_to_nothing() {
    let mut policy = policy();
    policy.agencies[0].can.raises = true;
    let mut world = priced_by(policy);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::Raise { fee: Won(20_000) }).unwrap();
    let no = Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS")));
    world.does("agency:first", "raise", no);
    let shown = DeliveryReport { fee: Some(Won(19_000)), ..report(DeliveryState::Requested) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(shown))));
    assert!(problem(&mut world, |p| matches!(p, Problem::FeeRose { .. })));
}

#[test]
fn a_cancellation_given_up_calls_no_rider_for_cold_food() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
    assert_eq!(delivery(&mut world).status(), DeliveryState::Planned);
    let denied = |p: &Problem| matches!(p, Problem::CancellationRefused { .. });
    for _ in 0..70 {
        if !problem(&mut world, denied) {
            world.pass(61);
        }
    }
    assert!(problem(&mut world, denied));
    assert!(world.tags("agency:first").is_empty(), "ready 55 minutes ago: {:?}", world.tags("agency:first"));
}

#[test]
fn a_price_from_last_night_calls_no_rider_the_next_morning() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", price());
    assert!(tells(&mut world, "first", "create:1"));
    world.now = world.now.checked_add(SignedDuration::from_hours(14)).unwrap();
    restarted(&mut world, policy());
    assert!(!tells(&mut world, "first", "create:1"));
    world.pass(1);
    assert!(world.tags("agency:first").is_empty() && nobody(&mut world));
}

#[test]
fn a_surcharge_allowed_today_calls_no_rider_for_yesterdays_meal() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", dear(6_800, 800));
    world.pass(14 * 3_600);
    world.store.consent("WEATHER", Some(Won(1_000)), world.now).unwrap();
    assert!(world.tags("agency:first").is_empty(), "{:?}", world.tags("agency:first"));
}

#[test]
fn a_fee_that_grew_with_the_last_word_is_told() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    let shown = DeliveryReport { fee: Some(Won(25_000)), ..report(DeliveryState::Delivered) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(shown))));
    assert!(problem(&mut world, |p| matches!(p, Problem::FeeRose { .. })));
}

#[test]
fn what_one_account_asked_is_not_the_price_of_another() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", price());
    let mut stricter = policy();
    stricter.agencies[0].max_fee = Some(Won(3_000));
    stricter.agencies[0].account = "another account".to_owned();
    restarted(&mut world, stricter);
    assert!(
        !tells(&mut world, "first", "create:1"),
        "3,800 won at another account, of which 3,000 are the most"
    );
}
