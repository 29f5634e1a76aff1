//! Old orders are compressed and read back unchanged.

use std::path::Path;
use std::sync::Arc;

use domain::Command;
use domain::order::{AppEventKind, Created, DeliveryState, Problem, Status, TicketState};
use domain::rules::{Body, Outcome};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use open_delivery::read_order;
use rusqlite::params;

use super::file::{folder, older, open};
use super::world::{HAND, World, found, policy, possible, report};
use crate::settings::app::Profile;
use crate::sim::app::{Flavour, Shop, generate};
use crate::store::{Filter, list, money};

/// Compresses whatever may be.
fn archive(world: &mut World) {
    while let Some(batch) = world.store.loose(world.now).unwrap() {
        world.store.archive(batch.compress().unwrap(), world.now).unwrap();
    }
}

/// An everyday order as an app tells it, from its first event to its end.
fn lived(world: &mut World, rng: &mut Rng) -> String {
    let profile = Profile::load("baedal-teukgeup", None).unwrap();
    let told = generate(rng, &Shop::invented(), Flavour::Plain, world.now);
    let order = read_order(&told, &profile.dialect(), &jiff::tz::TimeZone::UTC).unwrap();
    let id = order.external_id.clone();
    let created = world.event(&id, AppEventKind::Created);
    let body = Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Created) };
    world.hear(HAND, &id, Some(body), vec![created]);
    let mut pass = |world: &mut World| {
        world.now += SignedDuration::from_millis(rng.i64(20_000..200_000));
    };
    pass(world);
    world.command(&id, Command::Accept { prep_minutes: Some(15) }).unwrap();
    pass(world);
    for printer in ["printer:kitchen", "printer:counter"] {
        world.does(printer, "print", Outcome::Printed);
    }
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.does("agency:first", "quote", possible(3_800));
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    for state in [DeliveryState::Assigned, DeliveryState::Arrived, DeliveryState::PickedUp] {
        pass(world);
        if state == DeliveryState::PickedUp {
            world.command(&id, Command::Ready).unwrap();
        }
        world.store.wake(world.now).unwrap();
        world.does("agency:first", "look-up", found(state));
    }
    while !world.due("printer:counter").is_empty() {
        world.does("printer:counter", "print", Outcome::Printed);
    }
    pass(world);
    world.store.wake(world.now).unwrap();
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    world.says(HAND, &id, AppEventKind::Concluded);
    for target in ["channel:hand", "agency:first"] {
        for row in world.due(target) {
            world.store.finish(row.id, Outcome::Accepted, world.now).unwrap();
        }
    }
    let waiting = world.store.unacknowledged(HAND, 100).unwrap();
    let waiting: Vec<String> = waiting.into_iter().map(|event| event.id).collect();
    world.store.acknowledged(HAND, &waiting, world.now).unwrap();
    id
}

fn count(world: &World, what: &str) -> i64 {
    world.store.conn().query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0)).unwrap()
}

/// So many closed orders of three days ago.
fn with_history(path: &Path, orders: usize) -> (World, Vec<String>) {
    let mut world = open(path).unwrap();
    let mut rng = Rng::with_seed(7);
    let ids = (0..orders).map(|_| lived(&mut world, &mut rng)).collect();
    world.pass(3 * 86_400);
    (world, ids)
}

#[test]
fn a_compressed_order_reads_as_it_was() {
    let (_folder, path) = folder();
    let (mut world, ids) = with_history(&path, 12);
    let everything = |path: &Path| -> Vec<String> {
        let listed = list(path, &Filter::default()).unwrap();
        listed.iter().map(|l| serde_json::to_string(&l.state).unwrap()).collect()
    };
    let day = |path: &Path| {
        let day = money::day(path, "2026-11-21".parse().unwrap(), |_, at| policy().business_day(None, at));
        format!("{:?}", day.unwrap().orders)
    };
    let (before, day_before) = (everything(&path), day(&path));
    archive(&mut world);
    assert_eq!((count(&world, "archive"), count(&world, "states")), (12, 0));
    assert!(everything(&path) == before && day(&path) == day_before, "beside the writer");
    let number = world.state(&ids[3]).head.number.clone();
    let named = Filter { order: Some(number), limit: Some(1), ..Filter::default() };
    assert_eq!(list(&path, &named).unwrap()[0].state.head.external_id, ids[3]);
    drop(world);
    let mut world = open(&path).unwrap();
    assert_eq!(world.state(&ids[11]).delivery().unwrap().status(), DeliveryState::Delivered);
    assert!(everything(&path) == before, "over a restart");
}

#[test]
fn an_archived_order_that_changes_is_text_until_it_rests_again() {
    let (_folder, path) = folder();
    let (mut world, ids) = with_history(&path, 9);
    archive(&mut world);
    world.command(&ids[2], Command::Reprint { kind: None }).unwrap();
    assert_eq!((count(&world, "archive"), count(&world, "states")), (8, 1));
    archive(&mut world);
    assert_eq!(count(&world, "archive"), 8, "paper is under way");
    for printer in ["printer:kitchen", "printer:counter"] {
        while !world.due(printer).is_empty() {
            world.does(printer, "print", Outcome::Printed);
        }
    }
    archive(&mut world);
    assert_eq!((count(&world, "archive"), count(&world, "states"), count(&world, "dictionaries")), (9, 0, 1));
    let reprinted = world.state(&ids[2]);
    assert!(reprinted.tickets.iter().any(|t| t.marked_reprint && t.state == TicketState::Printed));
}

#[test]
fn open_and_recent_orders_and_the_first_few_stay_text() {
    let (_folder, path) = folder();
    let (mut world, _) = with_history(&path, 7);
    archive(&mut world);
    assert_eq!(count(&world, "archive"), 0, "too few to learn from");
    let mut rng = Rng::with_seed(8);
    lived(&mut world, &mut rng);
    let order = world.order("open");
    world.arrive(HAND, order);
    world.accept("open");
    world.now += SignedDuration::from_hours(47);
    archive(&mut world);
    assert_eq!(count(&world, "archive"), 0, "closed, and not for long enough");
    world.now += SignedDuration::from_hours(2);
    archive(&mut world);
    assert_eq!((count(&world, "archive"), count(&world, "states")), (8, 1));
    assert!(world.store.orders().iter().any(|order| order.head.external_id == "open"));
}

#[test]
fn an_order_changed_during_its_compression_keeps_the_change() {
    let (_folder, path) = folder();
    let (mut world, ids) = with_history(&path, 8);
    let batch = world.store.loose(world.now).unwrap().unwrap();
    world.command(&ids[0], Command::Reprint { kind: None }).unwrap();
    let changed = world.state(&ids[0]).tickets.len();
    world.store.archive(batch.compress().unwrap(), world.now).unwrap();
    assert_eq!((count(&world, "archive"), count(&world, "states")), (7, 1));
    assert_eq!(world.state(&ids[0]).tickets.len(), changed);
}

/// 100 MB for 100,000 orders, with their rows, indexes, events of a week and everything.
#[test]
fn an_old_order_takes_about_a_thousand_bytes() {
    let (_folder, path) = folder();
    const ORDERS: usize = 800;
    let mut world = open(&path).unwrap();
    world.store.conn().execute_batch("PRAGMA synchronous = OFF").unwrap();
    let mut rng = Rng::with_seed(11);
    for n in 0..ORDERS {
        lived(&mut world, &mut rng);
        if n % 100 == 99 {
            // A day of a hundred orders.
            world.pass(12 * 3_600);
            while world.store.forget_customers(world.now).unwrap() {}
            archive(&mut world);
        }
    }
    world.pass(14 * 86_400);
    while world.store.forget_customers(world.now).unwrap() {}
    archive(&mut world);
    world.pass(86_400);
    let states: i64 =
        world.store.conn().query_row("SELECT sum(length(state)) FROM archive", [], |row| row.get(0)).unwrap();
    // The room of two days of states is used again by new orders, and stays free where none come.
    let free: i64 = world.store.conn().query_row("PRAGMA freelist_count", [], |row| row.get(0)).unwrap();
    world.store.close(Arc::default());
    let size = std::fs::metadata(&path).unwrap().len() as i64;
    // What the file of a shop without orders takes, and the dictionary.
    let (_folder, empty) = folder();
    open(&empty).unwrap().store.close(Arc::default());
    let fixed = std::fs::metadata(&empty).unwrap().len() as i64 + 32_768;
    let each = (size - fixed - free * 4_096) / ORDERS as i64;
    println!("{each} bytes an order, {} of them state; {free} pages left over", states / ORDERS as i64);
    // Pages of so small a file are less full than those of a large one, of which `benches/history.rs` says the size.
    assert!(each < 1_020, "{each} bytes an order");
}

/// A file as the version before left it: every state as text in its order's row.
fn of_an_older_version(path: &Path, orders: usize) -> Vec<String> {
    let (_folder, newer) = folder();
    let (mut world, mut ids) = with_history(&newer, 10);
    let states: Vec<String> =
        ids.iter().map(|id| serde_json::to_string(&*world.state(id)).unwrap()).collect();
    let mut old = older(path, 6);
    let tx = old.transaction().unwrap();
    let first: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    ids.clear();
    for n in 0..orders {
        let mut state: serde_json::Value = serde_json::from_str(&states[n % states.len()]).unwrap();
        let id = format!("019ac000-0000-7000-8000-{n:012}");
        state["head"]["id"] = id.clone().into();
        tx.execute(
            "INSERT INTO orders VALUES (?1, 'hand', ?1, NULL, ?2, '2026-11-21', 'completed', 0, ?3, NULL, 1, ?4)",
            params![id, format!("손-{n:03}"), first.as_millisecond() + n as i64, state.to_string()],
        )
        .unwrap();
        ids.push(id);
    }
    tx.commit().unwrap();
    ids
}

#[test]
fn a_file_of_an_older_version_is_moved_and_shrinks_at_a_stop() {
    let (_folder, path) = folder();
    let ids = of_an_older_version(&path, 6_000);
    let size = || std::fs::metadata(&path).unwrap().len();
    let large = size();
    let mut world = open(&path).unwrap();
    world.pass(3 * 86_400);
    assert_eq!(world.state(&ids[4_321]).head.id, ids[4_321], "read before it is moved");
    world.command(&ids[17], Command::Reprint { kind: None }).unwrap();
    archive(&mut world);
    assert_eq!((count(&world, "archive"), count(&world, "orders WHERE place IS NULL")), (5_999, 0));
    world.store.close(Arc::default());
    println!("{large} bytes became {}", size());
    assert!(size() < large / 4, "{large} bytes became {}", size());
    let mut world = open(&path).unwrap();
    assert_eq!(world.state(&ids[4_321]).head.id, ids[4_321]);
    assert_eq!(count(&world, "orders WHERE updated_at IS NULL"), 0);
}

#[test]
fn a_stop_in_a_hurry_leaves_the_file_as_large_as_it_is() {
    let (_folder, path) = folder();
    of_an_older_version(&path, 6_000);
    let mut world = open(&path).unwrap();
    world.pass(3 * 86_400);
    archive(&mut world);
    let hurry = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let before = std::fs::metadata(&path).unwrap().len();
    world.store.close(hurry);
    assert!(std::fs::metadata(&path).unwrap().len() >= before);
    assert_eq!(list(&path, &Filter { limit: Some(1), ..Filter::default() }).unwrap().len(), 1);
}

#[test]
fn a_reader_reads_what_no_newer_version_has_opened_yet() {
    let (_folder, path) = folder();
    let ids = of_an_older_version(&path, 3);
    let listed = list(&path, &Filter { order: Some(ids[1].clone()), ..Filter::default() }).unwrap();
    assert_eq!(listed[0].state.head.id, ids[1]);
    let day = "2026-11-22".parse().unwrap();
    assert!(money::day(&path, day, |_, at| policy().business_day(None, at)).unwrap().orders.is_empty());
}

#[test]
fn a_broken_compression_is_an_order_whose_record_is_lost() {
    let (_folder, path) = folder();
    let (mut world, ids) = with_history(&path, 8);
    archive(&mut world);
    let id = world.state(&ids[0]).head.id.clone();
    world.store.conn().execute_batch("UPDATE archive SET state = substr(state, 1, 40)").unwrap();
    drop(world);
    let listed = list(&path, &Filter { order: Some(id.clone()), ..Filter::default() }).unwrap();
    assert_eq!(
        (listed[0].state.head.id.as_str(), listed[0].state.head.status),
        (id.as_str(), Status::Completed)
    );
    assert!(listed[0].state.problems.iter().any(|p| matches!(p, Problem::RecordLost { task: None })));
}
