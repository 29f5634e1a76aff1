//! A clock that is wrong by the app's: what starts, ends and is told goes by the app's.

use domain::Command;
use domain::order::{AppAction, AppEventKind, Order, Status, Timing};
use domain::rules::{Body, Effect, Outcome};
use jiff::SignedDuration;

use super::world::{HAND, World, policy};
use crate::store::IncomingEvents;

/// How far ours is ahead, in seconds.
const AHEAD: i64 = 600;

/// The app's time when ours is that of the world.
fn theirs(world: &World) -> jiff::Timestamp {
    world.now - SignedDuration::from_secs(AHEAD)
}

fn hear(world: &mut World, body: Body) {
    let mut created = world.event("a", AppEventKind::Created);
    created.created_at = theirs(world);
    let heard = IncomingEvents { external_id: "a".to_owned(), body: Some(body), events: vec![created] };
    world.store.hear(HAND, vec![heard], AHEAD, world.now).unwrap();
}

fn read(order: Order) -> Body {
    Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Created) }
}

fn told_start(world: &mut World) -> jiff::Timestamp {
    let row = world.due("channel:hand").into_iter().find(|row| row.effect.tag() == "tell:delay").unwrap();
    let Effect::Notify { action: AppAction::Delay { preparation_start } } = row.effect else { panic!() };
    preparation_start
}

#[test]
fn a_delay_is_told_by_the_apps_clock() {
    let mut world = World::new(policy());
    let placed_at = theirs(&world);
    let order = Order { placed_at, preparation_start: placed_at, ..world.order("a") };
    hear(&mut world, read(order));
    world.accept("a");
    let cooking_since = theirs(&world);
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    assert_eq!(told_start(&mut world), cooking_since + SignedDuration::from_mins(10));
    world.command("a", Command::Delay { minutes: 5 }).unwrap();
    assert_eq!(told_start(&mut world), cooking_since + SignedDuration::from_mins(15));
}

#[test]
fn an_order_for_later_starts_when_the_apps_clock_says_so() {
    let mut world = World::new(policy());
    let placed_at = theirs(&world);
    let preparation_start = placed_at + SignedDuration::from_mins(60);
    let timing = Timing::Scheduled;
    let order = Order { timing, placed_at, preparation_start, ..world.order("a") };
    hear(&mut world, read(order));
    world.accept("a");
    world.pass(59 * 60);
    assert!(!world.state("a").head.started, "ten minutes early by the world's clock");
    world.pass(60);
    assert!(world.state("a").head.started);
}

#[test]
fn an_order_read_late_has_its_deadline_by_the_apps_clock() {
    let mut world = World::new(policy());
    hear(&mut world, Body::Unreadable("no items".to_owned()));
    let placed_at = theirs(&world);
    let order = Box::new(Order { placed_at, ..world.order("a") });
    world.pass(30);
    let last_event = Some(AppEventKind::Created);
    world.does("channel:hand", "fetch:body", Outcome::Fetched { order, last_event });
    let state = world.state("a");
    let left = state.head.accept_by.unwrap().as_second() - world.now.as_second();
    assert_eq!(
        (state.head.status, left),
        (Status::Received, 300 - 30),
        "five minutes from when it was placed"
    );
}
