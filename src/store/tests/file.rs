//! The database as a file: what a restart finds, what a newer program wrote, readers beside the writer, a full disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::order::{AppEventKind, DeliveryState, Status, TicketState};
use domain::rules::{Body, Effect, Outcome};
use domain::{Bell, Command, Refused};
use jiff::Timestamp;
use tempfile::TempDir;

use super::called::called;
use super::world::{HAND, World, policy};
use crate::store::order_store::OrderStore;
use crate::store::schema::STEPS;
use crate::store::{Filter, IncomingEvents, StoreError, list};

pub fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jumunbell.db");
    (folder, path)
}

pub fn open(path: &Path) -> Result<World, StoreError> {
    let mut ids = 0_u32;
    let ids = Box::new(move |now: Timestamp| {
        ids += 1;
        format!("order-{}-{ids:04}", now.as_second())
    });
    let mut world = World::over(OrderStore::open(path, Arc::new(policy()), ids)?);
    world.restart();
    Ok(world)
}

/// A database as an older version left it: its first so many migrations.
pub fn older(path: &Path, version: usize) -> rusqlite::Connection {
    let mut conn = rusqlite::Connection::open(path).unwrap();
    rusqlite_migration::Migrations::from_slice(&STEPS[..version]).to_latest(&mut conn).unwrap();
    conn
}

/// Takes back what the migrations after the fourteenth brought.
pub const BACK_TO_14: &str = "
    DROP TABLE customers; DROP TABLE customers_to_forget; DROP TABLE old_bytes;
    DROP INDEX archive_dictionary; ALTER TABLE dictionaries DROP COLUMN of_dishes;
    DROP TABLE trail;
    DROP TABLE statements;
    DROP TABLE closed_days;
    DROP INDEX orders_day; CREATE INDEX orders_day ON orders (day);
    DROP INDEX orders_number; CREATE INDEX orders_number ON orders (number, day);
    DROP INDEX orders_state_version; CREATE INDEX orders_state_version ON orders (state_version);
    ALTER TABLE orders DROP COLUMN sequence;
    DROP TABLE history_kinds; DROP TABLE history; DROP TABLE history_dish_names; DROP TABLE history_dishes;
    DROP TABLE history_display_ids; DROP TABLE history_phones; DROP TABLE history_to_fill";

fn all() -> Filter {
    Filter::default()
}

#[test]
fn a_restart_finds_everything_where_it_was() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let print = world.due("printer:kitchen").remove(0);
    world.store.start(print.id, world.now).unwrap();
    drop(world);

    let mut world = open(&path).unwrap();
    let state = world.state("a");
    assert_eq!((state.head.status, state.tickets[0].state), (Status::Accepted, TicketState::Unknown));
    assert_eq!(world.tags("channel:hand"), ["tell:confirm", "fetch:compare"]);
    assert_eq!(world.store.unacknowledged(HAND, 100).unwrap().len(), 1);
    assert_eq!(world.store.orders().len(), 1, "on the screen again");
    world.pass(1);
    let order = world.order("b");
    assert_eq!(world.arrive(HAND, order).head.number, "손-002");
}

/// Else it would be told twice: a row is replaced and taken back by its name.
#[test]
fn what_waits_to_be_told_in_an_older_file_gets_its_new_name() {
    let (_folder, path) = folder();
    let mut conn = older(&path, 11);
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    let names = [
        ("tell:confirm", "tell:confirm"),
        ("tell:readyForPickup", "tell:ready"),
        ("tell:pickedUp", "tell:picked-up"),
        ("tell:dispatch", "tell:dispatch"),
        ("tell:requestCancellation", "tell:request-cancellation"),
        ("tell:acceptCancellation", "tell:accept-cancellation"),
        ("tell:denyCancellation", "tell:deny-cancellation"),
        ("tell:details", "tell:delay"),
        ("tell:tracking", "tell:track"),
        ("print:details", "print:details"),
    ];
    for (old, _) in names {
        let row = "INSERT INTO outbox (order_id, target, tag, once, in_sequence, state, effect, not_before, created_at)
                   VALUES ('a', 'channel:hand', ?1, 0, 1, 'queued', '{}', 0, 0)";
        conn.execute(row, [old]).unwrap();
    }
    rusqlite_migration::Migrations::from_slice(&STEPS[..12]).to_latest(&mut conn).unwrap();
    let mut query = conn.prepare("SELECT tag FROM outbox ORDER BY id").unwrap();
    let tags: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(tags, names.map(|(_, new)| new));
}

#[test]
fn a_call_under_way_at_a_kill_is_looked_up_and_not_made_again() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let quote = domain::order::Quote::default();
    world.does("agency:first", "quote", Outcome::Quoted(domain::order::Quoted::Possible(quote)));
    let create = world.due("agency:first").remove(0);
    world.store.start(create.id, world.now).unwrap();
    drop(world);

    let mut world = open(&path).unwrap();
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Unknown);
    world.pass(10);
    assert_eq!(world.tags("agency:first"), ["look-up:1"]);
}

#[test]
fn what_a_newer_program_wrote_is_refused_and_left_alone() {
    for spoil in ["PRAGMA user_version = 99", "UPDATE orders SET state_version = 99"] {
        let (_folder, path) = folder();
        let mut world = open(&path).unwrap();
        let order = world.order("a");
        world.arrive(HAND, order);
        drop(world);
        rusqlite::Connection::open(&path).unwrap().execute_batch(spoil).unwrap();
        let Err(StoreError::Newer(words)) = open(&path) else { panic!("{spoil} was opened") };
        assert!(!words.is_empty());
        assert!(matches!(list(&path, &all()), Err(StoreError::Newer(_))), "{spoil} was read");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let (_folder, path) = folder();
    std::fs::write(&path, "주문이 아니라 쇼핑 목록. ".repeat(100)).unwrap();
    assert!(matches!(open(&path), Err(StoreError::Damaged(_))));
    assert!(matches!(list(&path, &all()), Err(StoreError::Damaged(_))));
}

#[test]
fn readers_beside_the_writer_see_what_is_committed() {
    let (folder, path) = folder();
    assert!(list(&folder.path().join("none.db"), &all()).unwrap().is_empty());
    let mut world = open(&path).unwrap();
    for id in ["a", "b"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.pass(1);
    }
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || list(&path, &all()).unwrap())
        })
        .collect();
    for reader in readers {
        let listed = reader.join().unwrap();
        let ids: Vec<_> = listed.iter().map(|l| l.state.head.external_id.as_str()).collect();
        assert_eq!(ids, ["b", "a"], "newest first");
        assert!(listed.iter().all(|l| !l.acknowledged));
    }
    let waiting = world.store.unacknowledged(HAND, 100).unwrap();
    let ids: Vec<String> = waiting.into_iter().map(|event| event.id).collect();
    world.store.acknowledged(HAND, &ids, world.now).unwrap();
    assert!(list(&path, &all()).unwrap().iter().all(|l| l.acknowledged));
}

#[test]
fn a_list_is_filtered_by_day_openness_name_and_number() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for id in ["done", "open"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
    }
    world.says(HAND, "done", AppEventKind::Concluded);
    for target in ["printer:kitchen", "printer:counter"] {
        while !world.due(target).is_empty() {
            world.does(target, "print", Outcome::Printed);
        }
    }
    world.pass(86_400);
    let order = world.order("today");
    world.arrive(HAND, order);

    let ids = |filter: &Filter| -> Vec<String> {
        list(&path, filter).unwrap().into_iter().map(|l| l.state.head.external_id).collect()
    };
    assert_eq!(ids(&Filter { limit: Some(1), ..all() }), ["today"]);
    let yesterday = Some("2026-11-21".to_owned());
    assert_eq!(ids(&Filter { day: yesterday, ..all() }), ["open", "done"]);
    let today = Some("2026-11-22".to_owned());
    assert_eq!(ids(&Filter { day: today, open: true, ..all() }), ["today", "open"]);
    assert_eq!(ids(&Filter { order: Some("done".to_owned()), ..all() }), ["done"]);
    assert_eq!(ids(&Filter { order: Some("손-001".to_owned()), ..all() }), ["today", "done"]);
}

#[test]
fn a_number_names_todays_order_then_an_open_one_or_is_ambiguous() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("old");
    world.arrive(HAND, order);
    world.accept("old");
    world.pass(80_000);
    assert_eq!(world.state("손-001").head.external_id, "old", "still open");

    let order = world.order("same");
    for channel in [HAND, "auto"] {
        let body = Body::Read { order: Box::new(order.clone()), last_event: None };
        let created = world.event("same", AppEventKind::Created);
        world.hear(channel, "same", Some(body), vec![created]);
    }
    let Err(Refused::AmbiguousOrder { candidates, .. }) = world.store.find("same", world.now) else {
        panic!("two apps gave the same id");
    };
    assert_eq!(candidates.len(), 2);
    let one = world.store.find(&candidates[0].id, world.now).unwrap();
    assert_eq!(one.head.id, candidates[0].id);
    assert_eq!(
        world.command("손-999", Command::Ready),
        Err(Refused::UnknownOrder { order: "손-999".to_owned() })
    );
}

#[test]
fn a_full_disk_changes_nothing_and_is_said() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let pages: i64 = world.store.conn().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let _: i64 = world
        .store
        .conn()
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))
        .unwrap();

    let before = world.store.orders();
    let many: Vec<IncomingEvents> = (0..50).map(|n| heard(&mut world, &format!("more-{n}"))).collect();
    let refused = world.store.hear(HAND, many.clone(), 0, world.now);
    assert!(matches!(refused, Err(StoreError::Full(_))));
    let stored: Vec<_> = world.store.live.values().cloned().collect();
    assert_eq!(stored, *before, "nothing half done");
    assert_eq!(world.store.unacknowledged(HAND, 1_000).unwrap().len(), 1, "nothing to acknowledge");

    let _: i64 =
        world.store.conn().query_row("PRAGMA max_page_count = 100000", [], |row| row.get(0)).unwrap();
    world.store.hear(HAND, many, 0, world.now).unwrap();
    assert_eq!(world.store.orders().len(), 51);
    assert_eq!(world.state("more-0").head.number, "손-002", "numbers are not used up by what failed");
}

pub fn heard(world: &mut World, id: &str) -> IncomingEvents {
    let order = Box::new(world.order(id));
    let created = world.event(id, AppEventKind::Created);
    let body = Some(Body::Read { order, last_event: Some(AppEventKind::Created) });
    IncomingEvents { external_id: id.to_owned(), body, events: vec![created] }
}

#[test]
fn a_thousand_orders_fit_into_one_commit() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let burst: Vec<IncomingEvents> = (0..1_000).map(|n| heard(&mut world, &format!("burst-{n}"))).collect();
    world.store.hear(HAND, burst, 0, world.now).unwrap();
    let orders = world.store.orders();
    assert_eq!(orders.len(), 1_000);
    assert!(orders.iter().all(|order| matches!(order.bell, Bell::NewOrder { .. })));
    assert_eq!(world.state("burst-999").head.number, "손-1000");
    assert_eq!(world.store.unacknowledged(HAND, 100).unwrap().len(), 100);
    // All are missed at the same time, and other requests come in between.
    world.pass(360);
    let missed =
        |world: &World| world.store.orders().iter().filter(|o| o.head.status == Status::Missed).count();
    assert_eq!(missed(&world), 100);
    (0..9).for_each(|_| world.pass(0));
    assert_eq!(missed(&world), 1_000);
}

#[test]
fn acknowledged_events_are_forgotten_after_a_week_of_running() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    let waiting = world.store.unacknowledged(HAND, 100).unwrap();
    world.store.acknowledged(HAND, &[waiting[0].id.clone()], world.now).unwrap();
    world.says(HAND, "a", AppEventKind::Unknown);
    let events = |world: &World| -> i64 {
        world.store.conn().query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap()
    };
    world.pass(6 * 86_400);
    assert_eq!(events(&world), 2);
    world.pass(2 * 86_400);
    assert_eq!(events(&world), 1, "what the app has not taken is kept");
}

#[test]
fn rows_that_fail_again_and_again_do_not_starve_a_new_one() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for id in ["old", "new"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
        if id == "old" {
            let row = world.due("channel:hand").remove(0);
            let pause = std::time::Duration::from_secs(1);
            world.store.postpone(row.id, "hung".to_owned(), pause, world.now).unwrap();
        }
    }
    world.pass(5);
    let due = world.store.due("channel:hand", world.now, 1).unwrap();
    assert_eq!(due[0].order.head.external_id, "new");
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let row = world.due("channel:hand").remove(0);
    world.store.postpone(row.id, "no line".to_owned(), std::time::Duration::MAX, world.now).unwrap();
    assert!(world.due("channel:hand").is_empty());
    drop(world);
    for start in ["2026-11-21T01:00:00Z", "2026-11-20T10:00:00Z"] {
        let mut world = open(&path).unwrap();
        world.now = start.parse().unwrap();
        world.store.wake(world.now).unwrap();
        assert!(
            !world.tags("channel:hand").contains(&"tell:confirm".to_owned()),
            "it was to wait for an hour"
        );
        world.pass(1_800);
    }
    let mut world = open(&path).unwrap();
    world.now = "2026-11-20T11:00:00Z".parse().unwrap();
    assert_eq!(world.tags("channel:hand"), ["tell:confirm"]);
}

/// Due after so many seconds, the clock set back after so many more, by so many; how many more then pass until it is due.
#[test]
fn a_row_that_waits_when_the_clock_is_set_back_is_due_on_time() {
    for (pause, after, back, waits) in [
        (1, 0, 50 * 60, 1),
        (1, 10, 50 * 60, 1),
        (60, 30, 50 * 60, 60),
        (1_200, 600, 50 * 60, 1_200),
        // It began to wait while the clock showed less: nothing says that it was wrong then.
        (1_200, 600, 300, 900),
        (1_200, 0, 2, 1_202),
        (1_200, 0, -300, 900),
    ] {
        let mut world = called();
        world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
        let row = world.due("agency:first").into_iter().find(|row| row.effect.tag() == "call-off:1").unwrap();
        let pause = std::time::Duration::from_secs(pause);
        world.store.postpone(row.id, "hung".to_owned(), pause, world.now).unwrap();
        world.pass(after);
        world.pass(-back);
        let mut waited = 0;
        while !world.tags("agency:first").contains(&"call-off:1".to_owned()) && waited < 7_200 {
            world.pass(1);
            waited += 1;
        }
        assert_eq!(waited, waits, "{pause:?}, {after} s later, back by {back} s");
    }
}

/// Effects as version 1 wrote them. Never edited: a new field needs a default.
const VERSION_1: &str = include_str!("state-v1.json");

#[test]
fn tasks_of_version_1_are_read_and_none_is_dropped() {
    let stored: serde_json::Value = serde_json::from_str(VERSION_1).unwrap();
    for effect in stored["effects"].as_array().unwrap() {
        let read: Effect = serde_json::from_value(effect.clone()).unwrap();
        keeps(effect, &serde_json::to_value(read).unwrap(), "effect");
    }
}

fn keeps(old: &serde_json::Value, new: &serde_json::Value, place: &str) {
    use serde_json::Value::{Array, Object};
    match (old, new) {
        (Object(old), Object(new)) => {
            for (key, value) in old {
                keeps(
                    value,
                    new.get(key).unwrap_or_else(|| panic!("{place}.{key} is gone")),
                    &format!("{place}.{key}"),
                );
            }
        }
        (Array(old), Array(new)) => {
            assert_eq!(old.len(), new.len(), "{place}");
            old.iter().zip(new).for_each(|(old, new)| keeps(old, new, place));
        }
        _ => assert_eq!(old, new, "{place}"),
    }
}
