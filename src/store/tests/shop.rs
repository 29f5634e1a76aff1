//! Open, pause, busy, close: kept, told to the rules, and over restarts.

use domain::order::{AppEventKind, Status};
use domain::rules::Outcome;
use domain::{AppAck, Call, Command, Done, OrderState, Refused, ShopCommand, Wanted};

use super::world::{AUTO, HAND, World, policy};

#[test]
fn a_busy_kitchen_promises_later_where_nobody_says_how_long() {
    let mut world = World::new(policy());
    world.store.shop(None, &ShopCommand::Busy { minutes: 15 }, world.now).unwrap();
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).head.prep_minutes, Some(35));
    let order = world.order("b");
    world.arrive(HAND, order);
    world.command("b", Command::Accept { prep_minutes: None }).unwrap();
    assert_eq!(world.state("b").head.prep_minutes, Some(35));
    let order = world.order("c");
    world.arrive(HAND, order);
    assert_eq!(world.accept("c").head.prep_minutes, Some(15), "a person's own word stands");
}

#[test]
fn while_closed_nothing_is_auto_accepted_and_a_pause_ends_alone() {
    let mut world = World::new(policy());
    world.store.shop(Some(AUTO), &ShopCommand::Pause { minutes: 20 }, world.now).unwrap();
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Received, "for a person to answer");
    world.pass(20 * 60);
    assert_eq!(world.store.openings()[AUTO].wanted, Wanted::Open);
    let order = world.order("b");
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Accepted);
}

#[test]
fn one_app_or_all_and_no_app_that_is_not_there() {
    let mut world = World::new(policy());
    let closed = |world: &World, id: &str| {
        world.store.openings().get(id).is_some_and(|opening| opening.wanted == Wanted::Closed)
    };
    let nowhere = world.store.shop(Some("nirvana"), &ShopCommand::Close, world.now);
    assert_eq!(nowhere, Err(Refused::UnknownChannel { channel: "nirvana".into() }));
    assert_eq!(world.store.shop(Some(HAND), &ShopCommand::Close, world.now), Ok(Done::Committed));
    assert!(closed(&world, HAND) && !closed(&world, AUTO));
    assert_eq!(world.store.shop(None, &ShopCommand::Close, world.now), Ok(Done::Committed));
    assert!(closed(&world, HAND) && closed(&world, AUTO));
    assert_eq!(world.store.shop(None, &ShopCommand::Close, world.now), Ok(Done::Already));
}

#[test]
fn what_was_wanted_and_told_is_there_after_a_restart() {
    let (_folder, path) = super::file::folder();
    let mut world = super::file::open(&path).unwrap();
    world.store.shop(Some(AUTO), &ShopCommand::Close, world.now).unwrap();
    world.store.shop_told(AUTO, &Call::Open(false), &AppAck::NoCall, world.now).unwrap();
    drop(world);
    let mut world = super::file::open(&path).unwrap();
    let opening = world.store.openings()[AUTO].clone();
    assert!(opening.is_absent(world.now) && opening.next_call(world.now).is_none());
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Received, "the rules know it too");
}

#[test]
fn orders_of_an_app_without_polls_are_fetched_as_often() {
    let mut world = World::new(policy());
    for (id, channel) in [("a", HAND), ("b", AUTO)] {
        let order = world.order(id);
        world.arrive(channel, order);
    }
    world.accept("a");
    world.store.shop(None, &ShopCommand::Pause { minutes: 60 }, world.now).unwrap();
    // One app takes the word and goes on being polled; the other has no call for it.
    world.store.shop_told(AUTO, &Call::Open(false), &AppAck::Accepted, world.now).unwrap();
    world.store.shop_told(HAND, &Call::Open(false), &AppAck::NoCall, world.now).unwrap();
    let asked = |world: &mut World, channel: &str| {
        world.tags(&format!("channel:{channel}")).contains(&"fetch:compare".to_owned())
    };
    world.pass(29);
    assert!(!asked(&mut world, HAND));
    for _ in 0..3 {
        world.pass(1);
        assert!(asked(&mut world, HAND) && !asked(&mut world, AUTO));
        let order = Box::new(OrderState::clone(&world.state("a")).head.order.unwrap());
        let shown = Outcome::Fetched { order, last_event: Some(AppEventKind::Confirmed) };
        world.does("channel:hand", "fetch:compare", shown);
        world.pass(29);
    }
    world.pass(1);
    let order = Box::new(OrderState::clone(&world.state("a")).head.order.unwrap());
    let off = Outcome::Fetched { order, last_event: Some(AppEventKind::Cancelled) };
    world.does("channel:hand", "fetch:compare", off);
    assert_eq!(world.state("a").head.status, Status::Cancelled, "heard within a poll");
    // What ended is asked about no more.
    world.pass(60);
    assert!(!asked(&mut world, HAND));
}

#[test]
fn an_opened_shops_orders_are_compared_as_seldom_as_before() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.store.shop(Some(HAND), &ShopCommand::Close, world.now).unwrap();
    world.store.shop_told(HAND, &Call::Open(false), &AppAck::NoCall, world.now).unwrap();
    world.pass(30);
    let order = Box::new(OrderState::clone(&world.state("a")).head.order.unwrap());
    let shown = Outcome::Fetched { order, last_event: Some(AppEventKind::Confirmed) };
    world.does("channel:hand", "fetch:compare", shown);
    world.store.shop(Some(HAND), &ShopCommand::Open, world.now).unwrap();
    world.pass(299);
    assert!(!world.tags("channel:hand").contains(&"fetch:compare".to_owned()));
    world.pass(1);
    assert!(world.tags("channel:hand").contains(&"fetch:compare".to_owned()));
}
