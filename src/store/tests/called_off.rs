//! Deliveries that were asked to be called off: whether they are, what that cost, and what a person hears of it.

use domain::Command;
use domain::order::{AppEventKind, CancelAnswer, CancelCode, DeliveryReport, DeliveryState, Problem, Won};
use domain::rules::Outcome;

use super::books::closed;
use super::called::{called, delivery, looks, problem};
use super::world::{HAND, World, found, refusal, report};

/// Its agency said no to calling it off.
fn not_off(code: &str) -> World {
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Refused(refusal(code))));
    world
}

/// It ended, and still bears its price.
fn priced(state: DeliveryState) -> Outcome {
    let ended = DeliveryReport { fee: Some(Won(3_800)), vat: Some(Won(380)), ..report(state) };
    Outcome::LookedUp(Some(Box::new(ended)))
}

#[test]
fn a_delivery_that_has_ended_is_no_longer_said_to_be_on() {
    for ended in [DeliveryState::Cancelled, DeliveryState::Failed, DeliveryState::Rejected] {
        let mut world = not_off("MATCHING_FAILED");
        looks(&mut world, found(ended));
        assert!(!problem(&mut world, |p| matches!(p, Problem::RiderNotCalledOff { .. })), "{ended:?}");
    }
}

#[test]
fn a_rider_kept_by_a_refused_cancel_is_missed_if_he_fails() {
    for ended in [DeliveryState::Cancelled, DeliveryState::Rejected] {
        let mut world = not_off("INVALID_STATUS");
        // So be it: the rider comes.
        world.command("a", Command::Seen).unwrap();
        looks(&mut world, found(DeliveryState::Assigned));
        world.command("a", Command::Ready).unwrap();
        looks(&mut world, found(ended));
        assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryEnded { .. })), "{ended:?}");
        assert!(world.tags("agency:second").is_empty(), "whom a person did not want is not replaced unasked");
    }
}

#[test]
fn what_the_agency_ended_by_itself_costs_nothing() {
    let mut world = not_off("INVALID_STATUS");
    looks(&mut world, priced(DeliveryState::Cancelled));
    assert_eq!(closed(&world).cancel_fees, Won(0));
    // Not found at first, and then found cancelled.
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::NotFound));
    looks(&mut world, priced(DeliveryState::Cancelled));
    assert_eq!(closed(&world).cancel_fees, Won(0));
}

#[test]
fn what_calling_off_cost_is_asked_for_where_nobody_said() {
    let off = || {
        let mut world = called();
        looks(&mut world, found(DeliveryState::Assigned));
        world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
        world.does(
            "agency:first",
            "call-off",
            Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }),
        );
        world
    };
    let mut world = off();
    // Shown once more as it stood before, and then with what it cost.
    looks(&mut world, found(DeliveryState::Assigned));
    let ended = DeliveryReport { cancel_fee: Some(Won(500)), ..report(DeliveryState::Cancelled) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(ended))));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled);
    assert_eq!(closed(&world).cancel_fees, Won(500));
    world.pass(3_600);
    assert!(world.tags("agency:first").is_empty(), "that is enough");
    // An agency that shows nothing of it is not asked for ever.
    let mut world = off();
    for _ in 0..5 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    world.pass(3_600);
    assert!(world.tags("agency:first").is_empty());
}

#[test]
fn what_calling_off_cost_a_cancelled_order_is_told_once() {
    let cost = |fee: Option<i64>| Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: fee.map(Won) });
    let told = |world: &mut World| {
        let state = world.state("a");
        let fees = state.problems.iter().filter_map(|problem| match problem {
            Problem::CallingOffCost { attempt, fee, .. } => Some((*attempt, fee.0)),
            _ => None,
        });
        fees.collect::<Vec<_>>()
    };
    let cancelled = || {
        let mut world = called();
        world.says(HAND, "a", AppEventKind::Cancelled);
        assert!(world.state("a").head.cancelled_at_app);
        world
    };
    // With the answer.
    let mut world = cancelled();
    world.does("agency:first", "call-off", cost(Some(500)));
    assert_eq!(told(&mut world), [(1, 500)]);
    world.command("a", Command::Seen).unwrap();
    world.pass(61);
    assert_eq!(told(&mut world), [], "seen is seen");
    // Only after it.
    let mut world = cancelled();
    world.does("agency:first", "call-off", cost(None));
    assert_eq!(told(&mut world), []);
    let report = DeliveryReport { cancel_fee: Some(Won(700)), ..report(DeliveryState::Cancelled) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(report))));
    assert_eq!(told(&mut world), [(1, 700)]);
    // Nothing to tell.
    let mut world = cancelled();
    world.does("agency:first", "call-off", cost(Some(0)));
    assert_eq!(told(&mut world), []);
    // The price stood on the button.
    let mut world = called();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.does("agency:first", "call-off", cost(Some(500)));
    assert_eq!((told(&mut world), world.state("a").head.cancelled_at_app), (vec![], false));
    // The shop's own cancellation costs it the same, and is not the customer's wish.
    let mut world = called();
    world.command("a", Command::Cancel { code: CancelCode::UnavailableItem }).unwrap();
    world.says(HAND, "a", AppEventKind::Cancelled);
    world.does("agency:first", "call-off", cost(Some(500)));
    assert_eq!((told(&mut world), world.state("a").head.cancelled_at_app), (vec![(1, 500)], false));
}
