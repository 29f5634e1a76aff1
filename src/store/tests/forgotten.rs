//! Deliveries of which their agency says nothing more, or says the same for ever.

use domain::order::{
    Amended, AppEventKind, Created, DeliveryReport, DeliveryState, Problem, TicketKind, Won,
};
use domain::rules::Outcome;
use domain::{Command, Done};

use super::called::{called, delivery, looks, priced_by, problem, taken};
use super::world::{World, found, policy, report};

/// A rider left with the meal and is on his way back.
fn returning() -> World {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Returning));
    world.command("a", Command::Seen).unwrap();
    world
}

fn ended(world: &mut World) -> bool {
    problem(world, |p| matches!(p, Problem::DeliveryEnded { .. }))
}

#[test]
fn a_meal_that_comes_back_is_back_when_a_person_says_so() {
    let mut world = returning();
    assert!(!ended(&mut world));
    assert_eq!(world.command("a", Command::CameBack), Ok(Done::Committed));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Returned);
    assert!(ended(&mut world));
    world.command("a", Command::Dispatch { agency: None, max_fee: None }).unwrap();
}

#[test]
fn a_returning_meal_its_agency_forgets_is_put_before_a_person() {
    let mut world = returning();
    for _ in 0..3 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert!(ended(&mut world));
    world.command("a", Command::Seen).unwrap();
    for _ in 0..20 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    assert!(!ended(&mut world), "said once");
    world.command("a", Command::Complete).unwrap();
    looks(&mut world, Outcome::LookedUp(None));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Failed);
}

#[test]
fn a_delivery_never_reported_delivered_ends_with_its_order() {
    for (last, ends) in [
        (DeliveryState::PickedUp, DeliveryState::Delivered),
        (DeliveryState::Returning, DeliveryState::Failed),
    ] {
        let mut world = called();
        looks(&mut world, found(DeliveryState::PickedUp));
        looks(&mut world, found(last));
        world.pass(4 * 3_600);
        looks(&mut world, found(last));
        assert_eq!(delivery(&mut world).status(), last, "the order is open");
        world.command("a", Command::Complete).unwrap();
        looks(&mut world, found(last));
        assert_eq!(delivery(&mut world).status(), ends);
        assert!(world.tags("agency:first").is_empty());
    }
}

#[test]
fn a_delivery_that_cannot_be_looked_up_is_put_before_a_person() {
    let mut world = priced_by(policy());
    world.does("agency:first", "create", Outcome::Created(Created::Duplicate));
    let unknown = |p: &Problem| matches!(p, Problem::DeliveryUnknown { .. });
    for tries in 1..=4 {
        assert!(!problem(&mut world, unknown), "{tries}");
        world.pass(61);
        let row = world.due("agency:first").into_iter().find(|r| r.effect.tag() == "look-up:1").unwrap();
        let wait = std::time::Duration::from_secs(30);
        world.store.postpone(row.id, "HTTP 400".to_owned(), wait, world.now).unwrap();
    }
    assert!(problem(&mut world, unknown));
}

#[test]
fn an_agency_that_keeps_swapping_riders_prints_few_slips() {
    let mut world = called();
    for n in 0..100 {
        let state = if n % 2 == 0 { DeliveryState::Assigned } else { DeliveryState::Requested };
        let shown = DeliveryReport { assignment_cancelled: n % 2 == 1, ..report(state) };
        looks(&mut world, Outcome::LookedUp(Some(Box::new(shown))));
    }
    let slips = world.state("a").tickets.iter().filter(|t| t.kind == TicketKind::Rider).count();
    assert_eq!(slips, 5);
}

#[test]
fn a_raise_taken_after_a_rider_was_found_keeps_the_rider() {
    let mut policy = policy();
    policy.agencies[0].can.raises = true;
    let mut world = priced_by(policy);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::Raise { fee: Won(4_300) }).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    world.does("agency:first", "raise", Outcome::Amended(Amended::Accepted));
    let own = delivery(&mut world);
    assert_eq!(own.history().last().unwrap().status, own.status());
}

#[test]
fn a_rider_with_the_food_rides_on_when_the_app_concludes() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    world.says(super::world::HAND, "a", AppEventKind::Concluded);
    looks(&mut world, found(DeliveryState::PickedUp));
    assert_eq!(delivery(&mut world).status(), DeliveryState::PickedUp, "he may still be on his way");
}
