//! Riders in the corners of an order's life: called twice, called for nothing, lost, or never answered for.

use domain::order::{
    Amended, AppEventKind, CancelAnswer, Created, DeliveryState, Problem, Quoted, Refusal, TicketKind, Timing,
};
use domain::rules::{Outcome, Policy};
use domain::{Bell, Command, Done, Refused, Resolution};

use super::world::{HAND, World, found, policy, possible, refusal, report};
use crate::settings::Dispatch;

fn unknown() -> Outcome {
    Outcome::Created(Created::Unknown("hung".into()))
}

fn not_sent() -> Outcome {
    Outcome::Created(Created::NotSent("no line".into()))
}

/// An accepted order whose price is known: the call is queued.
fn priced() -> World {
    priced_by(policy())
}

fn priced_by(policy: Policy) -> World {
    let mut world = World::new(policy);
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_800));
    world
}

fn delivery(world: &mut World) -> DeliveryState {
    world.state("a").delivery().unwrap().status()
}

/// Nothing is found under the key, `times` in a row.
fn finds_nothing(world: &mut World, times: u32) {
    for _ in 0..times {
        world.pass(61);
        world.does("agency:first", "look-up", Outcome::LookedUp(None));
    }
}

#[test]
fn nobody_is_called_for_food_that_has_left() {
    for leave in [Command::PickedUp, Command::Complete] {
        let mut world = priced();
        world.command("a", leave).unwrap();
        assert_eq!(delivery(&mut world), DeliveryState::Cancelled);
        assert!(world.tags("agency:first").is_empty());
    }
    let mut world = priced();
    world.says(HAND, "a", AppEventKind::Concluded);
    assert!(world.tags("agency:first").is_empty());

    // Also not again, under a key that may or may not have arrived.
    let mut world = priced();
    world.does("agency:first", "create", unknown());
    world.command("a", Command::PickedUp).unwrap();
    finds_nothing(&mut world, 5);
    assert!(!world.tags("agency:first").contains(&"create:1".to_owned()));
}

#[test]
fn a_delivery_cancelled_after_the_food_left_calls_no_other() {
    let mut world = priced();
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Assigned))),
    );
    world.command("a", Command::PickedUp).unwrap();
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Cancelled));
    let state = world.state("a");
    assert_eq!(state.deliveries.len(), 1);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::DeliveryEnded { .. })));
}

#[test]
fn a_delivery_cancelled_by_the_agency_before_moves_on() {
    let mut world = priced();
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Assigned))),
    );
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Cancelled));
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn after_a_person_named_the_delivery_no_second_call_goes_out() {
    let mut world = priced();
    world.does("agency:first", "create", unknown());
    finds_nothing(&mut world, 3);
    assert!(world.tags("agency:first").contains(&"create:1".to_owned()));
    let called = Resolution::Dispatched("B-77".to_owned());
    world.command("a", Command::Resolve { resolution: called.clone() }).unwrap();
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);

    // The second call may be on its way when the person speaks.
    let mut world = priced();
    world.does("agency:first", "create", unknown());
    finds_nothing(&mut world, 3);
    let rows = world.due("agency:first");
    let row = rows.iter().find(|row| row.effect.is_once()).unwrap();
    world.store.start(row.id, world.now).unwrap();
    world.command("a", Command::Resolve { resolution: called }).unwrap();
    world.store.finish(row.id, not_sent(), world.now).unwrap();
    world.pass(60);
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);
}

#[test]
fn a_call_unsent_for_ten_minutes_is_left_to_a_person() {
    // Without another agency to ask.
    let mut alone = policy();
    alone.agencies[1].dispatch = Dispatch::Manual;
    let mut world = priced_by(alone);
    for _ in 0..59 {
        world.does("agency:first", "create", not_sent());
        world.pass(10);
    }
    assert_eq!(delivery(&mut world), DeliveryState::Quoting);
    world.pass(10);
    let state = world.state("a");
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::Rejected);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::NoRider { .. })));
    assert!(world.tags("agency:first").is_empty() && world.tags("agency:second").is_empty());
    assert_eq!(world.command("a", Command::Dispatch { agency: None, max_fee: None }), Ok(Done::Committed));
}

#[test]
fn another_agency_may_be_chosen_while_nothing_was_sent() {
    let mut world = priced();
    world.command("a", Command::Dispatch { agency: Some("second".to_owned()), max_fee: None }).unwrap();
    assert!(world.tags("agency:first").is_empty());
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn a_duplicate_key_that_is_never_found_is_put_before_a_person() {
    let mut world = priced();
    world.does("agency:first", "create", Outcome::Created(Created::Duplicate));
    for _ in 0..12 {
        world.pass(61);
        world.does("agency:first", "look-up", Outcome::LookedUp(None));
        if world.tags("agency:first").contains(&"create:1".to_owned()) {
            world.does("agency:first", "create", Outcome::Created(Created::Duplicate));
        }
    }
    let state = world.state("a");
    assert!(state.problems.iter().any(|p| matches!(p, Problem::DeliveryUnknown { .. })));
}

#[test]
fn an_unwanted_unknown_call_ends_by_itself_and_stays_watched() {
    let mut world = priced();
    world.does("agency:first", "create", unknown());
    world.says(HAND, "a", AppEventKind::Cancelled);
    finds_nothing(&mut world, 9);
    assert_eq!(delivery(&mut world), DeliveryState::Unknown, "not too soon");
    finds_nothing(&mut world, 2);
    assert_eq!(delivery(&mut world), DeliveryState::Cancelled);
    world.command("a", Command::Seen).unwrap();
    world.pass(60);
    world.does("agency:first", "look-up", found(DeliveryState::Requested));
    let state = world.state("a");
    assert!(matches!(state.bell, Bell::Urgent { .. }));
    assert!(world.tags("agency:first").contains(&"call-off:1".to_owned()));
}

#[test]
fn a_void_key_is_watched_over_restarts_and_rings_once() {
    let mut world = priced();
    world.does("agency:first", "create", unknown());
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    world.command("a", Command::Complete).unwrap();
    world.restart();
    for _ in 0..3 {
        world.pass(60);
        world.does("agency:first", "look-up", Outcome::LookedUp(None));
    }
    world.pass(60);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
    let no = Outcome::CancelAnswered(CancelAnswer::Refused(Refusal { code: "NO".to_owned(), message: None }));
    world.does("agency:first", "call-off", no);
    world.command("a", Command::Seen).unwrap();
    world.pass(60);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    assert_eq!(world.state("a").bell, Bell::Silent, "it was seen");
    for _ in 0..116 {
        world.pass(60);
        if !world.tags("agency:first").is_empty() {
            world.does("agency:first", "look-up", Outcome::LookedUp(None));
        }
    }
    world.pass(60);
    assert!(world.tags("agency:first").is_empty(), "two hours are over");
}

#[test]
fn one_rider_gets_one_slip_and_the_next_rider_another() {
    let mut world = priced();
    let slips =
        |world: &mut World| world.state("a").tickets.iter().filter(|t| t.kind == TicketKind::Rider).count();
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Assigned))),
    );
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let no = Outcome::CancelAnswered(CancelAnswer::Refused(Refusal { code: "NO".to_owned(), message: None }));
    world.does("agency:first", "call-off", no);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    assert_eq!(slips(&mut world), 1, "the same rider");
    let mut lost = report(DeliveryState::Requested);
    lost.assignment_cancelled = true;
    world.pass(12);
    world.does("agency:first", "look-up", Outcome::LookedUp(Some(Box::new(lost))));
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    assert_eq!(slips(&mut world), 2);
}

#[test]
fn a_rider_called_early_for_a_later_meal_is_looked_up_calmly() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.timing = Timing::Scheduled;
    order.preparation_start = "2026-11-21T14:00:00Z".parse().unwrap();
    world.arrive(HAND, order);
    world.accept("a");
    world.command("a", Command::Dispatch { agency: None, max_fee: None }).unwrap();
    world.does("agency:first", "quote", possible(3_800));
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Requested));
    world.pass(59);
    assert!(world.tags("agency:first").is_empty());
    world.pass(1);
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);
}

#[test]
fn food_that_is_ready_early_calls_its_rider_now() {
    let mut policy = policy();
    for agency in &mut policy.agencies {
        agency.dispatch = Dispatch::BeforeReady(5);
    }
    let mut world = World::new(policy);
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    assert!(world.tags("agency:first").is_empty());
    world.command("a", Command::Ready).unwrap();
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
}

#[test]
fn a_rider_of_an_agency_no_longer_set_up_is_asked_about() {
    let mut world = priced();
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    let mut fewer = policy();
    fewer.agencies.remove(0);
    world.store.set_policy(fewer);
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    let state = world.state("a");
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::Unknown);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::DeliveryUnknown { .. })));
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    world.command("a", Command::Dispatch { agency: None, max_fee: None }).unwrap();
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
}

#[test]
fn what_may_bring_a_rider_is_looked_up_until_there_is_an_answer() {
    let mut world = priced();
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    world.pass(12);
    let row = world.due("agency:first").remove(0);
    world.now = world.now.checked_add(jiff::SignedDuration::from_hours(30)).unwrap();
    let pause = std::time::Duration::from_secs(60);
    world.store.postpone(row.id, "no line".to_owned(), pause, world.now).unwrap();
    world.pass(60);
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);
}

#[test]
fn a_cancelled_order_tells_the_app_nothing_about_its_rider() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.wants.delivered = true;
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_800));
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::PickedUp))),
    );
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.does("channel:hand", "tell:dispatch", Outcome::Accepted);
    world.says(HAND, "a", AppEventKind::Cancelled);
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    assert!(world.tags("channel:hand").is_empty());
}

#[test]
fn an_agency_of_one_shop_is_never_sent_to_another_shops_door() {
    let mut policy = policy();
    policy.agencies[0].shop = Some("market".to_owned());
    let mut world = World::new(policy);
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let state = world.state("a");
    assert_eq!((state.head.shop.as_deref(), state.delivery().unwrap().agency.as_str()), (None, "second"));
    world.does("agency:second", "quote", Outcome::Quoted(Quoted::Refused(refusal("INVALID_AREA"))));
    let named = Command::Dispatch { agency: Some("first".to_owned()), max_fee: None };
    assert_eq!(world.command("a", named), Err(Refused::UnknownAgency { agency: "first".to_owned() }));
}

#[test]
fn a_delay_moves_the_pickup_until_a_rider_is_on_the_way() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_800));
    let delay = || Command::Delay { minutes: 10 };
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    world.command("a", delay()).unwrap();
    assert!(world.tags("agency:first").contains(&"amend-pickup:1".to_owned()));
    world.does("agency:first", "amend-pickup", Outcome::Amended(Amended::Accepted));
    assert!(world.state("a").problems.is_empty());
    world.command("a", delay()).unwrap();
    world.does("agency:first", "amend-pickup", Outcome::Amended(Amended::Refused(refusal("INVALID_STATUS"))));
    let early = Problem::RiderComesEarly { agency: "first".to_owned() };
    assert_eq!(world.state("a").problems, std::slice::from_ref(&early));
    world.command("a", Command::Seen).unwrap();
    world.prints();
    world.pass(60);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    world.command("a", delay()).unwrap();
    assert!(!world.tags("agency:first").contains(&"amend-pickup:1".to_owned()));
    assert_eq!(world.state("a").problems, [early]);
}
