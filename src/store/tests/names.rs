//! What a person calls an order: numbers that two open orders never share, and names that fit several.

use domain::order::phone::{Dish, PhoneOrder};
use domain::order::{Status, Won};
use domain::{Command, Done, Refused};

use super::world::{AUTO, HAND, World, policy};
use crate::settings::Riders;

/// Takes an order of this id.
fn taken(world: &mut World, channel: &str, id: &str) -> String {
    let order = world.order(id);
    world.arrive(channel, order);
    let order = world.state(id);
    if order.head.status == Status::Received {
        return world.accept(id).head.number.clone();
    }
    order.head.number.clone()
}

fn complete(world: &mut World, id: &str) {
    world.command(id, Command::Complete).unwrap();
}

#[test]
fn a_number_that_an_open_order_bears_is_not_given_again() {
    let mut world = World::new(policy());
    assert_eq!(taken(&mut world, HAND, "a"), "손-001");
    assert_eq!(taken(&mut world, HAND, "b"), "손-002");
    complete(&mut world, "b");
    // The next business day: 001 is still cooking, 002 is free again.
    world.pass(60_000);
    assert_eq!(taken(&mut world, HAND, "c"), "손-002");
    assert_eq!(world.state("손-001").head.external_id, "a");
    assert_eq!(world.state("손-002").head.external_id, "c");
    assert_eq!(world.command("손-001", Command::Ready), Ok(Done::Committed));
    assert_eq!(world.state("a").head.status, Status::Ready);
    complete(&mut world, "a");
    // Another app counts for itself.
    assert_eq!(taken(&mut world, AUTO, "d"), "자-001");
}

#[test]
fn an_all_night_shop_passes_over_a_number_still_cooking() {
    let mut world = World::new(policy());
    // 04:59 in Seoul, and two minutes later the day has changed.
    world.now = "2026-11-21T19:59:00Z".parse().unwrap();
    assert_eq!(taken(&mut world, HAND, "a"), "손-001");
    world.pass(120);
    assert_eq!(taken(&mut world, HAND, "b"), "손-002");
}

#[test]
fn two_shops_whose_days_begin_apart_share_no_open_number() {
    let mut policy = policy();
    let mut late = policy.shops[""].clone();
    late.business_day_starts = jiff::civil::Time::constant(6, 0, 0, 0);
    policy.shops.insert("late".to_owned(), late);
    let mut other = policy.channels[HAND].clone();
    other.shop = Some("late".to_owned());
    policy.channels.insert("other".to_owned(), other);
    let mut world = World::new(policy);
    world.now = "2026-11-21T20:30:00Z".parse().unwrap();
    assert_eq!(taken(&mut world, HAND, "a"), "손-001");
    assert_eq!(taken(&mut world, "other", "b"), "손-002", "of the day before, and open at once with 001");
}

#[test]
fn orders_by_phone_keep_to_the_same_rule() {
    let mut world = World::new(policy());
    let phoned = |world: &mut World| {
        let dish = Dish { name: "가상국밥".to_owned(), count: 1, price: Won(9_000), ..Dish::default() };
        let order = PhoneOrder { dishes: vec![dish], takeout: true, ..PhoneOrder::default() };
        world.store.phone(order, world.now).unwrap()
    };
    let first = phoned(&mut world);
    world.pass(60_000);
    assert_ne!(phoned(&mut world), first);
}

#[test]
fn the_apps_display_id_is_understood_by_every_command() {
    let mut world = World::new(policy());
    let mut order = world.order("long-id-of-the-app");
    order.display_id = "B7K2".to_owned();
    world.arrive(HAND, order);
    for command in [
        Command::Accept { prep_minutes: None },
        Command::Ready,
        Command::Reprint { kind: None },
        Command::Complete,
    ] {
        assert!(world.command("B7K2", command.clone()).is_ok(), "{command:?}");
    }
    assert_eq!(world.state("B7K2").head.status, Status::Completed, "today's, though it is closed");
    world.pass(86_400);
    let unknown = Err(Refused::UnknownOrder { order: "B7K2".to_owned() });
    assert_eq!(world.command("B7K2", Command::Ready), unknown, "display ids come round");
}

#[test]
fn a_name_that_fits_several_orders_is_refused_and_says_which() {
    let mut policy = policy();
    policy.channels.get_mut(AUTO).unwrap().riders = Riders::App;
    let mut world = World::new(policy);
    for (channel, id, display) in
        [(HAND, "a", "B7K2"), (AUTO, "b", "B7K2"), (HAND, "c", "손-001"), (AUTO, "B7K9", "x")]
    {
        let mut order = world.order(id);
        order.display_id = display.to_owned();
        world.arrive(channel, order);
    }
    let mut last = world.order("d");
    last.display_id = "B7K9".to_owned();
    world.arrive(HAND, last);
    // The same display id at two apps; a display id that is a number here; one that is another's id at its app.
    for (name, fits) in [("B7K2", ["a", "b"]), ("손-001", ["a", "c"]), ("B7K9", ["B7K9", "d"])] {
        let before: Vec<_> =
            fits.map(|id| world.store.orders().iter().find(|o| o.head.external_id == id).cloned()).into();
        let Err(Refused::AmbiguousOrder { order, candidates }) = world.command(name, Command::Ready) else {
            panic!("{name} fits two");
        };
        assert_eq!((order.as_str(), candidates.len()), (name, 2));
        let mut named: Vec<String> = Vec::new();
        for candidate in &candidates {
            named.push(world.state(&candidate.id).head.external_id.clone());
        }
        named.sort();
        assert_eq!(named, fits);
        let after: Vec<_> =
            fits.map(|id| world.store.orders().iter().find(|o| o.head.external_id == id).cloned()).into();
        assert_eq!(before, after, "nothing was done to either");
    }
}
