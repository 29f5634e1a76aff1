//! The shop's opening hours: every app opens and closes by them, also over restarts and a clock that is set; a hand wins until
//! their next change.

use std::sync::Arc;

use domain::order::Status;
use domain::rules::{ChannelPolicy, Policy, ShopPolicy};
use domain::{AppAck, Call, DecidedBy, Hours, ShopCommand, Span, Wanted};
use jiff::SignedDuration;
use jiff::civil::{Time, time};

use super::world::{AUTO, HAND, World, policy};

/// Every day the same hours.
fn daily(opens: Time, closes: Time) -> Option<Arc<Hours>> {
    let week = std::array::from_fn(|_| vec![Span { opens, closes }]);
    Some(Arc::new(Hours { week, ..Hours::default() }))
}

/// From eleven to half past nine. The world begins on a Saturday at seven in the evening.
fn with_hours() -> Policy {
    let mut policy = policy();
    let shop = policy.shops.get_mut("").unwrap();
    shop.hours = daily(time(11, 0, 0, 0), time(21, 30, 0, 0));
    policy
}

fn wanted(world: &World) -> [Wanted; 2] {
    let openings = world.store.openings();
    [HAND, AUTO].map(|id| openings[id].wanted)
}

const HOUR: i64 = 3_600;

#[test]
fn every_app_closes_and_opens_by_the_hours() {
    let mut world = World::new(with_hours());
    world.pass(1);
    assert_eq!(wanted(&world), [Wanted::Open; 2]);
    world.pass(2 * HOUR + 1_800);
    assert_eq!(wanted(&world), [Wanted::Closed; 2]);
    let opening = world.store.openings()[AUTO].clone();
    assert_eq!(
        (opening.decided_by, opening.next_call(world.now)),
        (DecidedBy::Hours, Some(Call::Open(false)))
    );
    world.store.shop_told(AUTO, &Call::Open(false), &AppAck::Accepted, world.now).unwrap();
    let order = world.order("late");
    assert_eq!(
        world.arrive(AUTO, order).head.status,
        Status::Received,
        "a closed shop accepts nothing alone"
    );
    // The machine sleeps until noon.
    world.pass(14 * HOUR + 1_800);
    assert_eq!(wanted(&world), [Wanted::Open; 2]);
    assert_eq!(world.store.openings()[AUTO].next_call(world.now), Some(Call::Open(true)));
    let order = world.order("noon");
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Accepted);
    assert!(!world.store.openings().contains_key(domain::order::phone::CHANNEL), "the telephone has no door");
}

#[test]
fn each_app_goes_by_the_hours_of_its_own_shop() {
    let mut policy = with_hours();
    let night = ShopPolicy { hours: daily(time(17, 0, 0, 0), time(2, 0, 0, 0)), ..policy.shops[""].clone() };
    policy.shops.insert("night".to_owned(), night);
    let channel = policy.channels[AUTO].clone();
    policy.channels.insert(AUTO.to_owned(), ChannelPolicy { shop: Some("night".to_owned()), ..channel });
    let mut world = World::new(policy);
    world.pass(3 * HOUR);
    assert_eq!(wanted(&world), [Wanted::Closed, Wanted::Open]);
    world.pass(4 * HOUR);
    assert_eq!(wanted(&world), [Wanted::Closed; 2]);
    world.pass(10 * HOUR);
    assert_eq!(wanted(&world), [Wanted::Open, Wanted::Closed]);
}

#[test]
fn a_hand_holds_over_a_restart_and_until_the_next_opening() {
    let (_folder, path) = super::file::folder();
    let start = |passed: i64| {
        let mut world = super::file::open(&path).unwrap();
        world.store.set_policy(with_hours());
        world.pass(passed);
        world
    };
    let mut world = start(60);
    world.store.shop(Some(HAND), &ShopCommand::Close, world.now).unwrap();
    drop(world);
    let world = start(HOUR);
    assert_eq!(wanted(&world), [Wanted::Closed, Wanted::Open]);
    drop(world);
    // Started at noon of the next day.
    let world = start(17 * HOUR);
    assert_eq!(wanted(&world), [Wanted::Open; 2]);
    let opening = world.store.openings()[HAND].clone();
    assert_eq!((opening.decided_by, opening.asks_to_open), (DecidedBy::Hours, false));
    // Without hours it is asked instead, as ever.
    drop(world);
    let mut world = super::file::open(&path).unwrap();
    world.store.shop(None, &ShopCommand::Close, world.now).unwrap();
    world.pass(17 * HOUR);
    assert_eq!(wanted(&world), [Wanted::Closed; 2]);
    assert!(world.store.openings()[HAND].asks_to_open);
}

#[test]
fn hours_follow_a_clock_that_is_set() {
    let mut world = World::new(with_hours());
    world.pass(1);
    let mut set = |hours: i64| {
        let by = SignedDuration::from_hours(hours);
        world.store.clock_set(by, world.now).unwrap();
        world.now = world.now.checked_add(by).unwrap();
        world.store.wake(world.now).unwrap();
        wanted(&world)
    };
    assert_eq!(set(4), [Wanted::Closed; 2], "it is eleven at night");
    assert_eq!(set(-4), [Wanted::Open; 2], "it is seven after all");
    assert_eq!(set(-9), [Wanted::Closed; 2], "it is ten in the morning");
    assert_eq!(set(4), [Wanted::Open; 2]);
}
