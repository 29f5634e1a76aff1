//! Riders that were cancelled by a person or as unneeded, and orders that change once more after that.

use domain::order::{AppEventKind, CancelAnswer, DeliveredBy, DeliveryState, Order, Problem, Status, Won};
use domain::rules::Outcome;
use domain::{Bell, Command};

use super::called::{called, delivery, looks, price, problem, refused, sends_again, taken, unanswered};
use super::dispatch::{accepted, with};
use super::hand::{
    again, by_priority, delivered, nobody, not_needed, off, restarted, shows, states, takeout, tells,
    without_first,
};
use super::world::{HAND, World, found, policy};
use crate::settings::Riders;

#[test]
fn after_a_persons_cancel_a_refused_repeat_calls_no_other_rider() {
    let mut world = unanswered();
    let row = sends_again(&mut world);
    world.command("a", off(None)).unwrap();
    world.store.finish(row.id, refused(), world.now).unwrap();
    for _ in 0..3 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert!(
        world.tags("agency:second").is_empty(),
        "{:?} {:?}",
        states(&mut world),
        world.tags("agency:second")
    );
}

#[test]
fn a_delivery_found_late_is_not_replaced_after_a_refused_repeat() {
    for off_wanted in [false, true] {
        let mut world = unanswered();
        let row = sends_again(&mut world);
        world.store.finish(row.id, refused(), world.now).unwrap();
        if off_wanted {
            world.command("a", off(None)).unwrap();
        }
        // For nearly two minutes it is not shown.
        for _ in 0..9 {
            world.pass(12);
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
        assert_eq!(states(&mut world), [DeliveryState::Unknown]);
        world.pass(12);
        world.does("agency:first", "look-up", found(DeliveryState::Requested));
        let stands = if off_wanted { DeliveryState::CancelRequested } else { DeliveryState::Requested };
        assert_eq!(states(&mut world), [stands]);
    }
}

#[test]
fn a_refused_repeat_settles_nothing_about_a_rider_seen_since() {
    let mut world = unanswered();
    let row = sends_again(&mut world);
    world.store.finish(row.id, refused(), world.now).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    restarted(&mut world, without_first());
    restarted(&mut world, policy());
    for _ in 0..3 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert!(world.tags("agency:second").is_empty(), "{:?}", states(&mut world));
}

#[test]
fn after_a_persons_cancel_a_lost_delivery_calls_no_other_rider() {
    let mut world = unanswered();
    let row = sends_again(&mut world);
    world.store.finish(row.id, refused(), world.now).unwrap();
    looks(&mut world, found(DeliveryState::Requested));
    world.command("a", off(None)).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::NotFound));
    for _ in 0..3 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert!(world.tags("agency:second").is_empty(), "{:?}", states(&mut world));
}

#[test]
fn a_cancelled_rider_who_is_needed_again_is_reported_missing() {
    let mut world = called();
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &takeout(&order));
    assert!(not_needed(&mut world));
    world.command("a", off(None)).unwrap();
    shows(&mut world, &order);
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    world.pass(600);
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Accepted);
    assert!(nobody(&mut world), "{:?} {:?}", states(&mut world), state.problems);
}

#[test]
fn an_unwanted_unknown_call_needed_again_is_reported_missing() {
    let mut world = unanswered();
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &takeout(&order));
    world.command("a", off(None)).unwrap();
    shows(&mut world, &order);
    for _ in 0..12 {
        world.pass(61);
        if tells(&mut world, "first", "look-up:1") {
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
    }
    assert!(delivery(&mut world).status().is_terminal());
    assert!(nobody(&mut world), "{:?} {:?}", states(&mut world), world.state("a").problems);
}

#[test]
fn an_order_left_to_a_person_that_is_ours_again_is_told() {
    let mut world = with(|policy| policy.agencies.iter_mut().for_each(|a| a.suits.alcohol = false));
    accepted(&mut world, |order| {
        order.lines = vec![crate::ticket::sample::line(1, "막걸리", 4_000, &[])];
        order.lines[0].alcohol = true;
    });
    assert!(nobody(&mut world));
    // The customer is telephoned and fetches it; then not.
    world.command("a", Command::Seen).unwrap();
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &takeout(&order));
    shows(&mut world, &order);
    world.pass(60);
    assert!(nobody(&mut world), "{:?}", world.state("a").problems);
}

#[test]
fn after_one_start_without_riders_one_is_called_or_reported() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    let mut theirs = policy();
    theirs.channels.get_mut(HAND).unwrap().riders = Riders::App;
    restarted(&mut world, theirs);
    restarted(&mut world, policy());
    world.pass(60);
    let called = !world.tags("agency:first").is_empty();
    assert!(called || nobody(&mut world), "{:?} {:?}", states(&mut world), world.state("a").problems);
}

#[test]
fn called_elsewhere_taken_back_calls_a_rider_or_reports_none() {
    let mut world = with(|_| {});
    accepted(&mut world, |_| {});
    world.command("a", Command::CalledElsewhere { undo: false }).unwrap();
    world.command("a", Command::CalledElsewhere { undo: true }).unwrap();
    world.pass(60);
    assert!(!world.tags("agency:first").is_empty() || nobody(&mut world), "{:?}", states(&mut world));
}

#[test]
fn a_delivered_extra_is_not_missed_when_the_order_is_ours_again() {
    let mut world = delivered();
    world.command("a", again(None)).unwrap();
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &takeout(&order));
    shows(&mut world, &order);
    assert!(!nobody(&mut world), "{:?}", world.state("a").problems);
}

/// Neither that he does not come nor whom to call instead.
fn leaves_no_question(world: &mut World) {
    let asked = |p: &Problem| matches!(p, Problem::DeliveryEnded { .. } | Problem::NoRider { .. });
    let told = problem(world, asked);
    let button = world.command("a", by_priority());
    assert!(!told, "{:?}; its button: {button:?}", world.state("a").problems);
}

#[test]
fn an_unneeded_rider_cancelled_by_his_agency_leaves_no_question() {
    // It is fetched now, and its rider is cancelled by his agency.
    let mut world = called();
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &takeout(&order));
    looks(&mut world, found(DeliveryState::Cancelled));
    leaves_no_question(&mut world);
}

#[test]
fn a_rider_left_without_food_and_cancelled_leaves_no_question() {
    let mut world = called();
    world.command("a", Command::PickedUp).unwrap();
    looks(&mut world, found(DeliveryState::Cancelled));
    leaves_no_question(&mut world);
}

#[test]
fn an_unneeded_rider_rings_no_more_once_the_order_is_over() {
    let mut world = called();
    let order = world.state("a").head.order.clone().unwrap();
    let by_app = Order { delivered_by: DeliveredBy::Marketplace, ..order };
    shows(&mut world, &by_app);
    assert!(not_needed(&mut world));
    world.says(HAND, "a", AppEventKind::Cancelled);
    world.does(
        "agency:first",
        "call-off",
        Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: Some(Won(0)) }),
    );
    world.command("a", Command::Seen).unwrap();
    let state = world.state("a");
    assert!(state.problems.is_empty() && state.bell == Bell::Silent, "{:?} {:?}", state.problems, state.bell);
}

#[test]
fn cancelling_a_returning_rider_changes_something_or_is_refused() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Returning));
    let before = world.state("a");
    let said = world.command("a", off(None));
    let after = world.state("a");
    assert!(said.is_err() || before.deliveries != after.deliveries, "{said:?}, and nothing happens");
}

#[test]
fn a_rider_who_is_being_called_off_need_not_be_told() {
    let mut world = called();
    world.command("a", off(None)).unwrap();
    let order = world.state("a").head.order.clone().unwrap();
    shows(&mut world, &Order { rider_memo: Some("문 앞".to_owned()), ..order });
    assert!(!problem(&mut world, |p| matches!(p, Problem::RiderNotTold { .. })));
}
