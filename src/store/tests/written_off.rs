//! Written-off deliveries that may exist after all: no second rider is called beside them for the same meal.

use domain::closing;
use domain::order::{CancelAnswer, Created, DeliveryReport, DeliveryState, Problem, Status, Won};
use domain::rules::Outcome;
use domain::{Bell, Command, Done, Refused, Resolution};

use super::called::{called, looks, price, problem, sends_again, taken, unanswered, unknown};
use super::hand::{by_priority, states};
use super::world::{World, found, refusal, report};

pub(super) fn not_dispatched(world: &mut World) {
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
}

pub(super) fn to(agency: &str) -> Command {
    Command::Dispatch { agency: Some(agency.to_owned()), max_fee: None }
}

/// The first attempt was declared void, and the second agency's price is awaited.
fn void_and_asking() -> World {
    let mut world = unanswered();
    not_dispatched(&mut world);
    world.command("a", to("second")).unwrap();
    world
}

/// The first attempt was declared void, and the second agency was called.
fn void_and_called() -> World {
    let mut world = void_and_asking();
    world.does("agency:second", "quote", price());
    world.does("agency:second", "create", taken(DeliveryState::Requested));
    world
}

#[test]
fn while_a_repeat_is_on_its_way_nobody_else_is_called() {
    for shown in [Outcome::LookedUp(None), found(DeliveryState::Rejected), found(DeliveryState::Cancelled)] {
        let mut world = unanswered();
        // An agency may take a key again whose last word was a refusal.
        let row = sends_again(&mut world);
        for _ in 0..4 {
            looks(&mut world, shown.clone());
        }
        assert_eq!(states(&mut world), [DeliveryState::Unknown]);
        world.store.finish(row.id, taken(DeliveryState::Requested), world.now).unwrap();
        assert_eq!(states(&mut world), [DeliveryState::Requested]);
        assert!(world.tags("agency:second").is_empty());
    }
    // With its answer here, what is shown counts again.
    let mut world = unanswered();
    let row = sends_again(&mut world);
    looks(&mut world, found(DeliveryState::Rejected));
    world.store.finish(row.id, Outcome::Created(Created::Duplicate), world.now).unwrap();
    looks(&mut world, found(DeliveryState::Rejected));
    assert_eq!(states(&mut world), [DeliveryState::Rejected, DeliveryState::Quoting]);
}

#[test]
fn a_repeat_that_is_taken_after_its_end_is_called_off() {
    // The repeated create and the cancellation cross: it was cancelled, then created again.
    let crossed = || {
        let mut world = unanswered();
        let row = sends_again(&mut world);
        looks(&mut world, found(DeliveryState::Requested));
        world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
        world.does(
            "agency:first",
            "call-off",
            Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }),
        );
        let busy = Refused::DeliveryUnderWay { state: "submitting".to_owned() };
        assert_eq!(world.command("a", by_priority()), Err(busy), "not before its answer is here");
        (world, row)
    };
    let (mut world, row) = crossed();
    world.store.finish(row.id, taken(DeliveryState::Requested), world.now).unwrap();
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
    assert!(problem(&mut world, |p| matches!(p, Problem::DeliveryLivesAfterAll { .. })));
    // The fate of the repeated create is unknown: the key is looked up.
    let (mut world, row) = crossed();
    world.store.finish(row.id, unknown(), world.now).unwrap();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
    // The process was killed meanwhile.
    let (mut world, _) = crossed();
    world.restart();
    looks(&mut world, found(DeliveryState::Assigned));
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
}

#[test]
fn nobody_else_is_called_for_a_meal_that_a_void_key_brought() {
    // The next one was asked for its price only.
    let mut world = void_and_asking();
    looks(&mut world, found(DeliveryState::Delivered));
    assert_eq!(states(&mut world), [DeliveryState::Delivered, DeliveryState::Cancelled]);
    assert!(world.tags("agency:second").is_empty());
    // It was called: it is called off, and not replaced when it does not come.
    let mut world = void_and_called();
    looks(&mut world, found(DeliveryState::Delivered));
    assert_eq!(world.state("a").head.status, Status::PickedUp);
    assert_eq!(states(&mut world), [DeliveryState::Delivered, DeliveryState::CancelRequested]);
    world.does("agency:second", "look-up", found(DeliveryState::Rejected));
    assert_eq!(states(&mut world), [DeliveryState::Delivered, DeliveryState::Rejected]);
    assert!(world.command("a", by_priority()).is_err());
    assert!(!problem(&mut world, |p| matches!(p, Problem::NoRider { .. } | Problem::DeliveryEnded { .. })));
}

#[test]
fn nobody_is_called_beside_a_void_key_that_lives() {
    let mut world = void_and_asking();
    looks(&mut world, found(DeliveryState::Arrived));
    assert_eq!(states(&mut world), [DeliveryState::Expired, DeliveryState::Cancelled]);
    let lives = Refused::DeliveryUnderWay { state: "cancel_requested".to_owned() };
    assert_eq!(world.command("a", to("second")), Err(lives));
    // It is cancelled in the end: another rider is needed, and a person is told.
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    assert!(problem(&mut world, |p| matches!(p, Problem::NoRider { .. })));
    assert_eq!(world.command("a", to("second")), Ok(Done::Committed));
    // Also where only a look-up says so.
    let mut world = void_and_asking();
    looks(&mut world, found(DeliveryState::Assigned));
    looks(&mut world, found(DeliveryState::Cancelled));
    assert!(!world.tags("agency:first").contains(&"call-off:1".to_owned()));
    assert_eq!(world.command("a", to("second")), Ok(Done::Committed));
    // Its agency refuses: it is said of that one, and only that one is called off once more.
    let mut world = void_and_called();
    looks(&mut world, found(DeliveryState::Assigned));
    world.does(
        "agency:first",
        "call-off",
        Outcome::CancelAnswered(CancelAnswer::Refused(refusal("INVALID_STATUS"))),
    );
    let told = |p: &Problem| matches!(p, Problem::RiderNotCalledOff { attempt: 1, .. });
    assert!(problem(&mut world, told));
    assert_eq!(world.command("a", Command::CancelDispatch { attempt: Some(1) }), Ok(Done::Committed));
    assert!(!problem(&mut world, told));
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
    assert_eq!(states(&mut world), [DeliveryState::Expired, DeliveryState::Requested]);
    world.does("agency:first", "call-off", Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: None }));
    assert_eq!(states(&mut world), [DeliveryState::Expired, DeliveryState::Requested]);
}

#[test]
fn what_a_void_key_cost_in_the_end_is_in_the_books() {
    // The agency does not answer; the owner telephones, has it called off and says so.
    let mut world = called();
    world.prints();
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    not_dispatched(&mut world);
    let off = DeliveryReport { cancel_fee: Some(Won(500)), ..report(DeliveryState::Cancelled) };
    looks(&mut world, Outcome::LookedUp(Some(Box::new(off))));
    let day = world.store.day(None, world.now).unwrap();
    let fees: Won = closing::close(&day.orders, &day.deposits).iter().map(|c| c.cancel_fees).sum();
    assert_eq!(fees, Won(500));
    assert_eq!(world.state("a").bell, Bell::Silent, "nobody has to know that");
}
