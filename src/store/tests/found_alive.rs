//! Written-off deliveries that are found alive: no other rider is called until they have ended, and one is called, or a person
//! asked, afterwards.

use domain::order::{CancelAnswer, Created, DeliveryReport, DeliveryState, Problem, Status, Won};
use domain::rules::Outcome;
use domain::{Bell, Command, Done, Resolution};

use super::called::{called, delivery, looks, price, problem, taken, unanswered};
use super::hand::{again, delivered, nobody, off, restarted, states, stray, tells, without_first};
use super::world::{found, policy, refusal, report};
use super::written_off::{not_dispatched, to};

#[test]
fn a_stray_whose_agency_was_away_for_one_start_is_called_off() {
    let mut world = stray();
    restarted(&mut world, without_first());
    restarted(&mut world, policy());
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(tells(&mut world, "first", "call-off:1"), "{:?}", world.tags("agency:first"));
}

#[test]
fn a_stray_call_of_a_gone_agency_does_not_block_the_meal() {
    let mut world = stray();
    restarted(&mut world, without_first());
    world.command("a", Command::Seen).unwrap();
    let problems = world.state("a").problems.clone();
    let call_off = world.command("a", off(Some(1)));
    let settle = world.command("a", Command::Resolve { resolution: Resolution::NotDispatched });
    let call = world.command("a", to("second"));
    assert_eq!(call, Ok(Done::Committed), "{problems:?} call-off: {call_off:?} settle: {settle:?}");
}

#[test]
fn a_call_declared_void_is_the_one_that_is_asked_about() {
    // The second one is unknown while the first lives though it was declared void.
    let mut world = unanswered();
    not_dispatched(&mut world);
    world.command("a", to("second")).unwrap();
    world.does("agency:second", "quote", price());
    world.does("agency:second", "create", Outcome::Created(Created::Unknown("hung".into())));
    looks(&mut world, found(DeliveryState::Assigned));
    not_dispatched(&mut world);
    assert_eq!(states(&mut world), [DeliveryState::Expired, DeliveryState::Expired]);
    assert!(world.state("a").deliveries[0].is_found_alive(), "that one still lives");
}

#[test]
fn a_stray_that_outlives_its_watch_is_looked_up_on_or_forgotten() {
    let mut world = stray();
    let no = Outcome::CancelAnswered(CancelAnswer::Refused(refusal("INVALID_STATUS")));
    world.does("agency:first", "call-off", no);
    for _ in 0..125 {
        world.pass(61);
        if tells(&mut world, "first", "look-up:1") {
            world.does("agency:first", "look-up", found(DeliveryState::Assigned));
        }
    }
    world.command("a", Command::Seen).unwrap();
    world.pass(61);
    let watched = tells(&mut world, "first", "look-up:1");
    let call = world.command("a", to("second"));
    assert!(watched || call == Ok(Done::Committed), "nobody looks, and nobody may be called: {call:?}");
}

#[test]
fn a_stray_call_its_agency_does_not_know_reports_no_rider() {
    let mut world = stray();
    world.command("a", Command::Seen).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::NotFound));
    for _ in 0..3 {
        looks(&mut world, Outcome::LookedUp(None));
    }
    let state = world.state("a");
    assert!(nobody(&mut world), "{:?} {:?}", states(&mut world), state.problems);
}

#[test]
fn that_a_stray_is_off_and_nobody_comes_is_heard() {
    let mut world = stray();
    world.command("a", Command::Seen).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    assert!(nobody(&mut world));
    assert!(!matches!(world.state("a").bell, Bell::Silent), "minutes later, in silence");
}

#[test]
fn an_extra_brought_under_a_void_key_is_not_brought_twice() {
    let mut world = delivered();
    world.command("a", again(None)).unwrap();
    world.does("agency:first", "quote", price());
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    not_dispatched(&mut world);
    world.command("a", to("second")).unwrap();
    looks(&mut world, found(DeliveryState::Delivered));
    assert_eq!(delivery(&mut world).status(), DeliveryState::Cancelled, "{:?}", states(&mut world));
}

#[test]
fn a_stray_that_is_off_rings_no_more() {
    let mut world = stray();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    let state = world.state("a");
    assert!(!matches!(state.bell, Bell::Urgent { .. }), "{:?} {:?}", state.bell, state.problems);
}

#[test]
fn called_elsewhere_while_a_void_key_lives_still_calls_it_off() {
    let mut world = unanswered();
    not_dispatched(&mut world);
    world.command("a", Command::CalledElsewhere { undo: false }).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(tells(&mut world, "first", "call-off:1"));
}

#[test]
fn a_stray_that_is_off_after_the_second_gave_up_is_told() {
    // The second was called; the stray is refused to be called off; the second gives up.
    let mut world = unanswered();
    not_dispatched(&mut world);
    world.command("a", to("second")).unwrap();
    world.does("agency:second", "quote", price());
    world.does("agency:second", "create", taken(DeliveryState::Requested));
    looks(&mut world, found(DeliveryState::Assigned));
    world.pass(12);
    world.does("agency:second", "look-up", found(DeliveryState::Cancelled));
    // The only rider left is the stray; it is being called off. Then it is off, too.
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    assert!(nobody(&mut world) || problem(&mut world, |p| matches!(p, Problem::DeliveryEnded { .. })));
}

#[test]
fn food_that_leaves_with_a_stray_moves_the_order() {
    let mut world = stray();
    let no = Outcome::CancelAnswered(CancelAnswer::Refused(refusal("INVALID_STATUS")));
    world.does("agency:first", "call-off", no);
    looks(&mut world, found(DeliveryState::PickedUp));
    assert_eq!(world.state("a").head.status, Status::PickedUp, "{:?}", states(&mut world));
}

#[test]
fn a_cancel_without_a_number_means_the_rider_who_may_come() {
    let mut world = stray();
    world.does(
        "agency:first",
        "call-off",
        Outcome::CancelAnswered(CancelAnswer::Refused(refusal("INVALID_STATUS"))),
    );
    let said = world.command("a", off(None));
    assert!(tells(&mut world, "first", "call-off:1"), "{said:?}");
}

#[test]
fn a_delivery_that_was_called_off_and_lives_is_told() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::Assigned));
    world.command("a", off(None)).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    for _ in 0..6 {
        world.pass(61);
        if tells(&mut world, "first", "look-up:1") {
            world.does("agency:first", "look-up", found(DeliveryState::PickedUp));
        }
    }
    assert!(!world.state("a").problems.is_empty(), "a rider has the food, and nobody is told");
}

#[test]
fn one_that_was_called_off_and_delivered_is_paid_for_and_told() {
    let mut world = called();
    looks(&mut world, found(DeliveryState::Assigned));
    world.command("a", off(None)).unwrap();
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    world.command("a", to("second")).unwrap();
    world.does("agency:second", "quote", price());
    let shown = DeliveryReport { fee: Some(Won(3_800)), ..report(DeliveryState::Delivered) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(shown))));
    let state = world.state("a");
    assert!(
        !tells(&mut world, "second", "create:2"),
        "the second rider is called: {:?} {:?}",
        states(&mut world),
        state.problems
    );
}
