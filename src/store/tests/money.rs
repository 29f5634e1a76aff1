//! Deposits over hours, days and restarts, and the day a closing is made from.

use domain::Command;
use domain::closing::{self, Verdict};
use domain::order::{Balance, Created, DeliveryState, Won};
use domain::rules::Outcome;
use jiff::Timestamp;

use super::file::{folder, older, open};
use super::world::{AUTO, HAND, World, found, policy, possible, report};
use crate::store::money;

/// A day's deposits of an agency, in won.
fn kept(world: &World, agency: &str, day: &str) -> Vec<i64> {
    let day = world.store.day(Some(day.parse().unwrap()), world.now).unwrap();
    day.deposits.iter().filter(|kept| kept.agency == agency).map(|kept| kept.won.0).collect()
}

/// The day of every agency's shop, as the world's policy has it.
fn seoul(_: &str, at: Timestamp) -> String {
    policy().business_day(None, at)
}

fn says(world: &mut World, agency: &str, won: i64) {
    world.store.deposit(agency, Won(won), world.now).unwrap();
    world.pass(600);
}

#[test]
fn only_what_is_new_is_kept() {
    let mut world = World::new(policy());
    for won in [90_000, 90_000, 86_700, 86_700, 90_000] {
        says(&mut world, "first", won);
        says(&mut world, "second", 5_000);
    }
    assert_eq!(kept(&world, "first", "2026-11-21"), [90_000, 86_700, 90_000]);
    assert_eq!(kept(&world, "second", "2026-11-21"), [5_000]);
    let today = world.store.day(None, world.now).unwrap();
    assert_eq!((today.day.to_string().as_str(), today.deposits.len()), ("2026-11-21", 4));
}

/// A sum of which a part is missing compares with nothing; the same sum of other deposits is another answer.
#[test]
fn only_whole_sums_are_kept_and_whose_they_are() {
    let mut world = World::new(policy());
    let mut says = |ids: &[&str], complete| {
        let accounts = ids.iter().map(|&id| (id.to_owned(), Won(60_000 / ids.len() as i64))).collect();
        world.store.deposit("first", Balance { accounts, complete }, world.now).unwrap();
        world.pass(600);
    };
    says(&["two", "one"], true);
    says(&["one", "two"], true);
    says(&["one"], false);
    says(&["three"], true);
    let kept: Vec<_> = world.store.day(None, world.now).unwrap().deposits;
    assert!(kept.iter().all(|kept| kept.won == Won(60_000)));
    let whose: Vec<Vec<String>> = kept.into_iter().map(|kept| kept.accounts).collect();
    assert_eq!(whose, [&["one", "two"][..], &["three"][..]]);
}

#[test]
fn what_an_older_version_kept_is_read_and_compares_with_no_sum() {
    let (_folder, path) = folder();
    older(&path, 4)
        .execute_batch(
            "INSERT INTO deposits (agency, at, day, won) VALUES ('first', 1795255200000, '2026-11-21', 90000)",
        )
        .unwrap();
    let read = |path| money::day(path, "2026-11-21".parse().unwrap(), seoul).unwrap().deposits;
    assert_eq!(read(&path).iter().map(|kept| kept.accounts.len()).collect::<Vec<_>>(), [0]);
    let mut world = open(&path).unwrap();
    says(&mut world, "first", 70_000);
    let kept = read(&path);
    assert_eq!(kept.iter().map(|kept| kept.accounts.len()).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(closing::close(&[], &kept)[0].deposit.as_ref().unwrap().change, Won(0));
}

#[test]
fn every_business_day_begins_with_an_answer() {
    let mut world = World::new(policy());
    says(&mut world, "first", 90_000);
    // Five in the morning in Seoul; midnight is not the end of a day.
    world.now = "2026-11-21T19:59:00Z".parse().unwrap();
    says(&mut world, "first", 90_000);
    says(&mut world, "first", 90_000);
    assert_eq!(kept(&world, "first", "2026-11-21"), [90_000]);
    assert_eq!(kept(&world, "first", "2026-11-22"), [90_000]);
}

#[test]
fn a_deposit_follows_the_day_of_its_agencys_shop() {
    let mut policy = policy();
    let mut night = policy.shops[""].clone();
    night.business_day_starts = jiff::civil::time(23, 0, 0, 0);
    policy.shops.insert("night".to_owned(), night);
    policy.agencies[0].shop = Some("night".to_owned());
    let mut world = World::new(policy);
    for agency in ["first", "second", "unknown"] {
        world.store.deposit(agency, Won(1), world.now).unwrap();
    }
    assert_eq!(kept(&world, "first", "2026-11-20"), [1]);
    assert_eq!(
        (kept(&world, "second", "2026-11-21"), kept(&world, "unknown", "2026-11-21")),
        (vec![1], vec![1])
    );
}

#[test]
fn a_restart_neither_forgets_nor_repeats() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    says(&mut world, "first", 90_000);
    let now = world.now;
    drop(world);
    let mut world = open(&path).unwrap();
    world.now = now;
    says(&mut world, "first", 90_000);
    says(&mut world, "first", 80_000);
    assert_eq!(kept(&world, "first", "2026-11-21"), [90_000, 80_000]);
}

#[test]
fn a_day_is_its_orders_and_deposits_beside_the_writer_too() {
    let (folder, path) = folder();
    let date = |day: &str| day.parse().unwrap();
    let none = money::day(&folder.path().join("none.db"), date("2026-11-21"), seoul).unwrap();
    assert!(none.orders.is_empty() && none.deposits.is_empty());
    let mut world = open(&path).unwrap();
    for (id, channel) in [("a", AUTO), ("b", HAND)] {
        let order = world.order(id);
        world.arrive(channel, order);
        says(&mut world, "first", 90_000);
    }
    world.pass(24 * 3600);
    let order = world.order("c");
    world.arrive(HAND, order);
    let ids = |day| {
        let read = money::day(&path, date(day), seoul).unwrap();
        let own = world.store.day(Some(date(day)), world.now).unwrap();
        assert_eq!((&own.orders, &own.deposits), (&read.orders, &read.deposits));
        read.orders.into_iter().map(|state| state.head.external_id).collect::<Vec<_>>()
    };
    assert_eq!(ids("2026-11-21"), ["a", "b"]);
    assert_eq!(ids("2026-11-22"), ["c"]);
}

#[test]
fn a_delivery_that_went_its_way_is_closed_with_its_fee() {
    let mut world = World::new(policy());
    says(&mut world, "first", 90_000);
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_000));
    let taken = Created::Accepted(report(DeliveryState::Requested));
    world.does("agency:first", "create", Outcome::Created(taken));
    let closed = |world: &World| {
        let day = world.store.day(None, world.now).unwrap();
        closing::close(&day.orders, &day.deposits).remove(0)
    };
    assert_eq!((closed(&world).verdict(), closed(&world).fees), (Verdict::Open, Won(0)));
    world.pass(600);
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    let before = closed(&world);
    assert_eq!((before.deliveries.delivered, before.fees), (1, Won(3_000)));
    assert_eq!(before.verdict(), Verdict::Less(Won(3_000)), "not taken yet");
    says(&mut world, "first", 87_000);
    assert_eq!(closed(&world).verdict(), Verdict::ComesOut);
}

/// Ordered before five in the morning and brought after; and an order of days before, for today.
#[test]
fn an_order_across_the_days_end_counts_on_one_day() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let closed = |world: &World, day: &str| {
        let date = day.parse().unwrap();
        let own = world.store.day(Some(date), world.now).unwrap();
        let beside = money::day(&path, date, seoul).unwrap();
        let closings = closing::close(&own.orders, &own.deposits);
        assert_eq!(closing::close(&beside.orders, &beside.deposits), closings);
        let told = closings.iter().map(|day| (day.deliveries.open, day.deliveries.delivered, day.verdict()));
        told.collect::<Vec<_>>()
    };
    let at = |time: &str| time.parse().unwrap();
    world.now = at("2026-11-21T19:40:00Z"); // 04:40 in Seoul
    world.store.deposit("first", Won(100_000), world.now).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_000));
    let taken = Created::Accepted(report(DeliveryState::Requested));
    world.does("agency:first", "create", Outcome::Created(taken));
    world.now = at("2026-11-21T20:05:00Z");
    world.store.deposit("first", Won(100_000), world.now).unwrap();
    assert_eq!(closed(&world, "2026-11-21"), [(1, 0, Verdict::Open)], "it stands as it stood last night");
    world.now = at("2026-11-21T20:20:00Z");
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    world.store.deposit("first", Won(97_000), world.now).unwrap();
    assert_eq!(closed(&world, "2026-11-21"), [(0, 0, Verdict::ComesOut)]);
    assert_eq!(closed(&world, "2026-11-22"), [(0, 1, Verdict::ComesOut)]);
    // A dish of it was missing, and is brought ten days later.
    world.now = at("2026-12-01T10:00:00Z");
    world.store.deposit("first", Won(97_000), world.now).unwrap();
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥".to_owned() };
    world.command("a", again).unwrap();
    world.does("agency:first", "quote", possible(2_000));
    let taken = Created::Accepted(report(DeliveryState::PickedUp));
    world.does("agency:first", "create", Outcome::Created(taken));
    world.pass(600);
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    world.store.deposit("first", Won(95_000), world.now).unwrap();
    assert_eq!(closed(&world, "2026-11-22"), [(0, 1, Verdict::ComesOut)]);
    assert_eq!(closed(&world, "2026-12-01"), [(0, 1, Verdict::ComesOut)]);
    assert_eq!(closed(&world, "2026-11-30"), []);
}

#[test]
fn a_database_of_an_older_version_has_orders_and_no_deposits() {
    let (_folder, path) = folder();
    let order = World::new(policy()).order("a");
    let now = order.placed_at;
    let mut state = domain::sample::state("손-001", now, order);
    state.head.external_id = "a".to_owned();
    older(&path, 2)
        .execute(
            "INSERT INTO orders VALUES (?1, 'hand', 'a', NULL, '손-001', '2026-11-21', 'received', 1, ?2, NULL, 1, ?3)",
            rusqlite::params![state.head.id, now.as_millisecond(), serde_json::to_string(&state).unwrap()],
        )
        .unwrap();
    let day = money::day(&path, "2026-11-21".parse().unwrap(), seoul).unwrap();
    assert_eq!((day.orders.len(), day.deposits.len()), (1, 0));
    // The next start brings it up to date.
    let mut world = open(&path).unwrap();
    says(&mut world, "first", 1);
    assert_eq!(kept(&world, "first", "2026-11-21"), [1]);
}
