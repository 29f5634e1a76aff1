//! Second tries, second deliveries and own riders, while the order itself goes on or is closed.

use domain::order::{AppEventKind, CancelCode, DeliveryReport, DeliveryState, Status};
use domain::rules::Outcome;
use domain::{Command, Done, Resolution};

use super::called::{called, delivery, looks, price, priced_by, taken, unanswered};
use super::dispatch::accepted;
use super::hand::{again, by_priority, not_needed, states, tells};
use super::world::{HAND, World, found, in_house, policy, report};

#[test]
fn an_own_riders_extra_is_not_delivered_by_closing_the_order() {
    let own = || {
        let mut own = policy();
        own.agencies.push(in_house("own"));
        own
    };
    let mut seen = Vec::new();
    for by_the_app in [true, false] {
        let mut world = priced_by(own());
        world.does("agency:first", "create", taken(DeliveryState::Requested));
        looks(&mut world, found(DeliveryState::PickedUp));
        looks(&mut world, found(DeliveryState::Delivered));
        world.command("a", again(Some("own"))).unwrap();
        assert_eq!(delivery(&mut world).status(), DeliveryState::Requested, "nobody is named yet");
        if by_the_app {
            world.says(HAND, "a", AppEventKind::Concluded);
        } else {
            world.pass(1_801);
        }
        assert_eq!(world.state("a").head.status, Status::Completed);
        if delivery(&mut world).status() != DeliveryState::Requested {
            seen.push((by_the_app, delivery(&mut world).status(), world.state("a").problems.clone()));
        }
    }
    assert!(seen.is_empty(), "{seen:?}");
}

#[test]
fn an_own_riders_extra_for_a_closed_order_comes_to_an_end() {
    let mut own = policy();
    own.agencies.push(in_house("own"));
    let mut world = priced_by(own);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Delivered));
    world.command("a", Command::Complete).unwrap();
    world.command("a", again(Some("own"))).unwrap();
    world.command("a", Command::NameRider { name: "김배달".to_owned(), phone: None }).unwrap();
    let away = world.command("a", Command::PickedUp);
    let done = world.command("a", Command::Complete);
    world.pass(3 * 86_400);
    assert!(
        delivery(&mut world).status().is_terminal(),
        "{away:?} {done:?} {:?}",
        delivery(&mut world).status()
    );
}

#[test]
fn a_second_try_with_the_meal_is_not_needless() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::PickedUp));
    looks(&mut world, found(DeliveryState::Returned));
    world.command("a", by_priority()).unwrap();
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    assert!(!not_needed(&mut world), "{:?}", world.state("a").problems);
}

#[test]
fn ones_own_rider_who_comes_back_a_second_time_has_come_back() {
    let mut own = policy();
    own.agencies = vec![in_house("own")];
    let mut world = World::new(own);
    accepted(&mut world, |_| {});
    let name = || Command::NameRider { name: "김배달".to_owned(), phone: None };
    world.command("a", name()).unwrap();
    world.command("a", Command::PickedUp).unwrap();
    world.command("a", Command::CameBack).unwrap();
    world.command("a", name()).unwrap();
    assert_eq!(world.command("a", Command::CameBack), Ok(Done::Committed), "{:?}", states(&mut world));
}

#[test]
fn a_second_try_that_is_held_goes_on_or_ends_with_its_order() {
    for over in [AppEventKind::Cancelled, AppEventKind::Concluded, AppEventKind::CancellationRequestDenied] {
        let mut world = called();
        looks(&mut world, found(DeliveryState::PickedUp));
        looks(&mut world, found(DeliveryState::Returned));
        world.command("a", by_priority()).unwrap();
        world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
        assert!(world.tags("agency:first").is_empty());
        world.says(HAND, "a", over);
        let denied = over == AppEventKind::CancellationRequestDenied;
        assert_eq!(tells(&mut world, "first", "quote:2"), denied, "{over:?}");
        assert_eq!(delivery(&mut world).status().is_terminal(), !denied, "{over:?}");
    }
}

#[test]
fn a_rider_who_is_left_without_food_is_asked_about_once() {
    let mut world = called();
    world.command("a", Command::PickedUp).unwrap();
    assert!(not_needed(&mut world));
    world.command("a", Command::Seen).unwrap();
    world.command("a", Command::Complete).unwrap();
    assert!(!not_needed(&mut world), "asked twice");
}

#[test]
fn a_rider_named_by_a_person_hears_that_the_food_is_ready() {
    let mut world = unanswered();
    world.command("a", Command::Ready).unwrap();
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(tells(&mut world, "first", "prepare-complete:1"), "{:?}", world.tags("agency:first"));
}

#[test]
fn a_call_a_person_confirms_for_a_closed_order_is_asked_about() {
    let mut world = unanswered();
    world.command("a", Command::Complete).unwrap();
    let resolution = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution }).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(not_needed(&mut world), "{:?} {:?}", states(&mut world), world.state("a").problems);
}

#[test]
fn a_search_for_another_rider_after_pickup_is_asked_about() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::Assigned));
    world.command("a", Command::PickedUp).unwrap();
    let lost = DeliveryReport { assignment_cancelled: true, ..report(DeliveryState::Requested) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(lost))));
    assert_eq!(states(&mut world), [DeliveryState::Requested]);
    assert!(not_needed(&mut world), "{:?}", world.state("a").problems);
}
