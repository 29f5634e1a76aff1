//! Open, pause, busy, close: kept, told to the rules, and over restarts.

use super::world::{AUTO, HAND, World, policy};
use crate::engine::{Call, Command, Done, Refused, ShopCommand, Told, Wanted};
use crate::order::Status;

#[test]
fn a_busy_kitchen_promises_later_where_nobody_says_how_long() {
    let mut world = World::new(policy());
    world.ledger.shop(None, &ShopCommand::Busy { minutes: 15 }, world.now).unwrap();
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).prep_minutes, Some(35));
    let order = world.order("b");
    world.arrive(HAND, order);
    world.command("b", Command::Accept { prep_minutes: None }).unwrap();
    assert_eq!(world.state("b").prep_minutes, Some(35));
    let order = world.order("c");
    world.arrive(HAND, order);
    assert_eq!(world.accept("c").prep_minutes, Some(15), "a person's own word stands");
}

#[test]
fn while_closed_nothing_is_accepted_by_itself_and_a_pause_ends_alone() {
    let mut world = World::new(policy());
    world.ledger.shop(Some(AUTO), &ShopCommand::Pause { minutes: 20 }, world.now).unwrap();
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).status, Status::Received, "for a person to answer");
    world.pass(20 * 60);
    assert_eq!(world.ledger.openings()[AUTO].wanted, Wanted::Open);
    let order = world.order("b");
    assert_eq!(world.arrive(AUTO, order).status, Status::Accepted);
}

#[test]
fn one_app_or_all_and_no_app_that_is_not_there() {
    let mut world = World::new(policy());
    let closed = |world: &World, id: &str| {
        world.ledger.openings().get(id).is_some_and(|opening| opening.wanted == Wanted::Closed)
    };
    let nowhere = world.ledger.shop(Some("nirvana"), &ShopCommand::Close, world.now);
    assert_eq!(nowhere, Err(Refused::UnknownChannel { channel: "nirvana".into() }));
    assert_eq!(world.ledger.shop(Some(HAND), &ShopCommand::Close, world.now), Ok(Done::Committed));
    assert!(closed(&world, HAND) && !closed(&world, AUTO));
    assert_eq!(world.ledger.shop(None, &ShopCommand::Close, world.now), Ok(Done::Committed));
    assert!(closed(&world, HAND) && closed(&world, AUTO));
    assert_eq!(world.ledger.shop(None, &ShopCommand::Close, world.now), Ok(Done::Already));
}

#[test]
fn what_was_wanted_and_told_is_there_after_a_restart() {
    let (_folder, path) = super::file::folder();
    let mut world = super::file::open(&path).unwrap();
    world.ledger.shop(Some(AUTO), &ShopCommand::Close, world.now).unwrap();
    world.ledger.shop_told(AUTO, &Call::Open(false), &Told::NoCall, world.now).unwrap();
    drop(world);
    let mut world = super::file::open(&path).unwrap();
    let opening = world.ledger.openings()[AUTO].clone();
    assert!(opening.is_absent(world.now) && opening.next_call(world.now).is_none());
    let order = world.order("a");
    assert_eq!(world.arrive(AUTO, order).status, Status::Received, "the rules know it too");
}
