//! Pre-orders: cooked for the window that the customer chose, whatever the app suggests.

use domain::order::{AppEventKind, Order, OrderKind, Status, TicketKind, Timing, Window};
use domain::rules::Outcome;
use domain::{Bell, Command};
use jiff::Timestamp;

use super::world::{AUTO, HAND, World, policy};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Wanted twenty hours from now; the app fills its suggestion in with the creation.
fn tomorrow(world: &World) -> Order {
    let mut order = world.order("a");
    order.timing = Timing::Scheduled;
    order.wanted = Some(Window { start: at("2026-11-22T06:00:00Z"), end: at("2026-11-22T06:30:00Z") });
    order
}

/// Passes the time to a moment, in steps as the engine's loop takes them.
fn pass_to(world: &mut World, moment: &str) {
    let left = at(moment).as_second() - world.now.as_second();
    world.pass(left);
}

#[test]
fn a_pre_order_of_tomorrow_is_not_cooked_today() {
    let mut world = World::new(policy());
    let order = tomorrow(&world);
    let state = world.arrive(AUTO, order);
    assert_eq!((state.head.status, state.bell, state.head.started), (Status::Accepted, Bell::Silent, false));
    // Twenty minutes to cook and twenty to the door.
    assert_eq!(state.head.starts_at, Some(at("2026-11-22T05:20:00Z")));
    assert_eq!(
        state.head.ready_at,
        Some(at("2026-11-22T05:40:00Z")),
        "the schedule comes before the estimate"
    );
    pass_to(&mut world, "2026-11-22T05:19:59Z");
    assert!(world.state("a").tickets.is_empty() && world.tags("agency:first").is_empty());
    pass_to(&mut world, "2026-11-22T05:20:00Z");
    let state = world.state("a");
    assert!(state.tickets.iter().any(|ticket| ticket.kind == TicketKind::Kitchen));
    assert_eq!(state.head.ready_at, Some(at("2026-11-22T05:40:00Z")));
    assert!(matches!(state.bell, Bell::Once { .. }));
}

#[test]
fn a_person_who_promises_more_minutes_starts_earlier() {
    let mut world = World::new(policy());
    let mut order = tomorrow(&world);
    order.kind = OrderKind::Takeout;
    world.arrive(HAND, order);
    world.command("a", Command::Accept { prep_minutes: Some(90) }).unwrap();
    let state = world.state("a");
    assert_eq!(
        (state.head.starts_at, state.head.ready_at),
        (Some(at("2026-11-22T04:30:00Z")), Some(at("2026-11-22T06:00:00Z")))
    );
}

#[test]
fn a_window_that_the_app_moves_moves_the_start() {
    let mut world = World::new(policy());
    let order = tomorrow(&world);
    world.arrive(AUTO, order.clone());
    let later = Window { start: at("2026-11-22T08:00:00Z"), end: at("2026-11-22T08:30:00Z") };
    let moved = Order { wanted: Some(later), ..order };
    world.pass(300);
    let shown = Some(AppEventKind::Confirmed);
    world.does(
        "channel:auto",
        "fetch:compare",
        Outcome::Fetched { order: Box::new(moved), last_event: shown },
    );
    let state = world.state("a");
    assert_eq!(state.head.starts_at, Some(at("2026-11-22T07:20:00Z")));
    assert_eq!(state.head.ready_at, Some(at("2026-11-22T07:40:00Z")));
    pass_to(&mut world, "2026-11-22T05:20:00Z");
    assert!(world.state("a").tickets.is_empty());
}

#[test]
fn an_order_stored_without_a_window_is_not_changed_by_one() {
    let mut world = World::new(policy());
    let with = tomorrow(&world);
    world.arrive(AUTO, Order { wanted: None, preparation_start: at("2026-11-22T05:00:00Z"), ..with.clone() });
    world.pass(300);
    let shown = Some(AppEventKind::Confirmed);
    let with = Order { preparation_start: at("2026-11-22T05:00:00Z"), ..with };
    world.does(
        "channel:auto",
        "fetch:compare",
        Outcome::Fetched { order: Box::new(with), last_event: shown },
    );
    let state = world.state("a");
    assert!(state.problems.is_empty(), "{:?}", state.problems);
    assert_eq!(state.head.starts_at, Some(at("2026-11-22T05:20:00Z")), "its start follows all the same");
}
