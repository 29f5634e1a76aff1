//! Rows and files that are damaged, and files that go under a running program.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::board::StoreFault;
use domain::order::{AppEventKind, DeliveryState, Problem, Status, TicketState};
use domain::rules::{Body, Outcome};
use domain::{Bell, Command, OrderState, ShopCommand, Wanted};
use jiff::Timestamp;
use rusqlite::params;

use super::file::{folder, heard, open};
use super::world::{AUTO, HAND, World, policy, possible};
use crate::store::note::Note;
use crate::store::order_store::OrderStore;
use crate::store::{Filter, StoreError, check, list};

/// As the program starts.
pub fn start(path: &Path) -> World {
    let mut ids = 0_u32;
    let ids = Box::new(move |now: Timestamp| {
        ids += 1;
        format!("order-{}-{ids:04}", now.as_second())
    });
    let now: Timestamp = "2026-11-21T10:30:00Z".parse().unwrap();
    let mut world = World::over(OrderStore::open_or_rescue(path, Arc::new(policy()), ids, now).unwrap());
    world.now = now;
    world.restart();
    world
}

/// Three orders, the second accepted.
fn three(path: &Path) -> World {
    let mut world = open(path).unwrap();
    for id in ["a", "b", "c"] {
        let order = world.order(id);
        world.arrive(HAND, order);
    }
    world.accept("b");
    world
}

fn spoil(path: &Path, sql: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

fn is_remade(state: &OrderState) -> bool {
    state.problems.contains(&Problem::RecordLost { task: None })
}

fn count(world: &World, what: &str) -> i64 {
    world.store.conn().query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn an_order_with_a_damaged_state_is_fetched_and_the_rest_starts() {
    for (spoilt, raw) in [
        ("substr(state, 1, 100)", None),
        ("''", Some("")),
        ("'{}'", Some("{}")),
        ("'null'", Some("null")),
        ("CAST(x'7b22ff' AS TEXT)", None),
        ("(SELECT state FROM states AS other WHERE other.id = states.id - 1)", None),
    ] {
        let (_folder, path) = folder();
        let id = three(&path).state("b").head.id.clone();
        spoil(&path, &format!("UPDATE states SET state = {spoilt} WHERE order_id = '{id}'"));
        assert_eq!(check(&path, || false).unwrap().unwrap().damaged, ["손-002"], "{spoilt}");
        assert!(list(&path, &Filter::default()).unwrap().iter().any(|l| is_remade(&l.state)), "{spoilt}");
        let mut world = start(&path);
        let state = world.state("손-002");
        assert_eq!(
            (state.head.id.as_str(), state.head.status),
            (id.as_str(), Status::Unreadable),
            "{spoilt}"
        );
        assert!(
            is_remade(&state)
                && state.deliveries.is_left_to_person()
                && matches!(state.bell, Bell::Urgent { .. })
        );
        assert_eq!(world.state("a").head.status, Status::Received);
        assert_eq!(world.store.orders().len(), 3);
        let kept: (String, Vec<u8>) = world
            .store
            .conn()
            .query_row("SELECT name, raw FROM set_aside WHERE kind = 'order'", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(kept.0, id, "{spoilt}");
        assert!(raw.is_none_or(|raw| kept.1 == raw.as_bytes()), "{spoilt}");
        assert!(world.tags("channel:hand").contains(&"fetch:body".to_owned()), "{spoilt}");
        assert!(world.tags("printer:kitchen").is_empty(), "what was printed before is not printed again");
    }
}

#[test]
fn an_order_that_was_read_again_does_nothing_by_itself() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("x");
    let body = world.order("x");
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Accepted);
    drop(world);
    spoil(&path, "UPDATE states SET state = substr(state, 1, 500)");
    let mut world = start(&path);
    let fetched = Outcome::Fetched { order: Box::new(body), last_event: Some(AppEventKind::Created) };
    world.does("channel:auto", "fetch:body", fetched);
    let state = world.state("x");
    assert_eq!((state.head.status, state.tickets.len(), state.deliveries.len()), (Status::Received, 0, 0));
    assert!(is_remade(&state) && matches!(state.bell, Bell::NewOrder { .. }), "{:?}", state.bell);
    world.command("x", Command::Seen).unwrap();
    let state = world.accept("x");
    assert_eq!((state.tickets.len(), state.deliveries.len()), (2, 0), "riders are left to a person");
    world.restart();
    assert_eq!(world.state("x").head.status, Status::Accepted);
}

#[test]
fn a_closed_order_with_a_damaged_state_is_listed_and_heard_of() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    world.says(HAND, "c", AppEventKind::Cancelled);
    world.pass(3 * 86_400);
    let id = world.state("c").head.id.clone();
    drop(world);
    spoil(&path, &format!("UPDATE states SET state = 'cut' WHERE order_id = '{id}'"));
    let listed = list(&path, &Filter { order: Some(id.clone()), ..Filter::default() }).unwrap();
    assert_eq!(
        (listed[0].state.head.number.as_str(), listed[0].state.head.status),
        ("손-003", Status::Cancelled)
    );
    let mut world = start(&path);
    world.now += jiff::SignedDuration::from_hours(80);
    let state = world.says(HAND, "c", AppEventKind::Cancelled);
    assert!(is_remade(&state), "{:?}", state.problems);
    assert_eq!(count(&world, "set_aside"), 1);
}

#[test]
fn a_damaged_task_is_done_all_the_same_or_told() {
    for (tag, target, done) in [
        ("print:%-t1", "printer:kitchen", true),
        ("quote:1", "agency:first", true),
        ("tell:confirm", "channel:hand", false),
    ] {
        for spoilt in ["'{\"effect\":'", "CAST(x'ff00' AS TEXT)", "''"] {
            let (_folder, path) = folder();
            drop(three(&path));
            spoil(&path, &format!("UPDATE outbox SET effect = {spoilt} WHERE tag LIKE '{tag}'"));
            let mut world = start(&path);
            let begins = tag.split('%').next().unwrap();
            let due = world.tags(target);
            assert_eq!(due.iter().any(|due| due.starts_with(begins)), done, "{tag} {due:?}");
            let told = |p: &Problem| matches!(p, Problem::RecordLost { task: Some(lost) } if lost.starts_with(begins));
            assert!(world.state("b").problems.iter().any(told), "{tag}");
            assert_eq!(count(&world, "set_aside WHERE kind = 'outbox'"), 1);
            assert_eq!(world.state("a").problems, []);
        }
    }
}

#[test]
fn a_damaged_task_that_had_started_is_unknown() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    world.does("agency:first", "quote", possible(3_800));
    let create = world.due("agency:first").remove(0);
    let print = world.due("printer:kitchen").remove(0);
    for row in [create.id, print.id] {
        world.store.start(row, world.now).unwrap().unwrap();
    }
    drop(world);
    spoil(&path, "UPDATE outbox SET effect = substr(effect, 1, 7) WHERE state = 'started'");
    let mut world = start(&path);
    let state = world.state("b");
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::Unknown);
    assert_eq!(state.tickets[0].state, TicketState::Unknown);
}

#[test]
fn a_damaged_wish_is_forgotten_and_kept() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    for app in [HAND, AUTO] {
        world.store.shop(Some(app), &ShopCommand::Close, world.now).unwrap();
    }
    drop(world);
    spoil(&path, "UPDATE openings SET opening = '{' WHERE channel = 'hand'");
    let world = start(&path);
    assert!(!world.store.openings().contains_key(HAND));
    assert_eq!(world.store.openings()[AUTO].wanted, Wanted::Closed);
    assert_eq!(count(&world, "set_aside WHERE kind = 'opening'"), 1);
}

#[test]
fn a_time_that_no_clock_shows_stops_nothing() {
    let (_folder, path) = folder();
    drop(three(&path));
    spoil(
        &path,
        "UPDATE orders SET next_wake = 9223372036854775807; UPDATE events SET created_at = -9223372036854775808;
         INSERT INTO consents VALUES ('WEATHER', 1000, 9223372036854775807)",
    );
    let mut world = start(&path);
    world.pass(1);
    assert_eq!(world.store.unacknowledged(HAND, 10).unwrap().len(), 3);
}

/// What lies in the folder beside the database and its note.
fn aside(path: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(path.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    let mut aside: Vec<_> =
        files.filter(|file| file.to_string_lossy().contains("jumunbell-damaged-20261121T1")).collect();
    aside.sort();
    aside
}

pub fn overwrite(path: &Path, from: u64, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(bytes).unwrap();
}

/// Closed, with the note that the writer keeps beside it.
fn closed(path: &Path) {
    let world = three(path);
    world.store.write_note(&mut Note::default());
    world.store.close(Arc::default());
}

#[test]
fn a_file_that_is_no_database_goes_aside_and_numbers_go_on() {
    for garbage in [&[0xa5; 100][..], "주문이 아니라 쇼핑 목록. ".repeat(100).as_bytes(), &[0; 4_096]]
    {
        let (_folder, path) = folder();
        closed(&path);
        overwrite(&path, 0, garbage);
        assert!(matches!(check(&path, || false), Err(StoreError::Damaged(_))));
        let mut world = start(&path);
        assert_eq!(aside(&path).len(), 1);
        let trouble = world.store.trouble().unwrap();
        assert_eq!((trouble.fault, Path::new(&trouble.path)), (StoreFault::SetAside, &*aside(&path)[0]));
        for (id, number) in [("a", "손-001"), ("b", "손-002"), ("c", "손-003")] {
            let state = world.state(id);
            assert_eq!((state.head.number.as_str(), state.head.status), (number, Status::Unreadable));
            assert!(is_remade(&state));
        }
        assert_eq!(world.tags("channel:hand").len(), 3, "all are asked for");
        let order = world.order("d");
        assert_eq!(world.arrive(HAND, order).head.number, "손-004");
        drop(world);
        assert_eq!(start(&path).store.orders().len(), 4, "the new one is a database like any");
    }
}

#[test]
fn without_a_note_the_new_file_is_empty_and_works() {
    let (_folder, path) = folder();
    three(&path).store.close(Arc::default());
    overwrite(&path, 0, &[0xff; 512]);
    let mut world = start(&path);
    assert!(world.store.orders().is_empty());
    let order = world.order("d");
    assert_eq!(world.arrive(HAND, order).head.number, "손-001");
}

/// Where a table's first page lies in the file.
pub fn page_of(path: &Path, table: &str) -> u64 {
    let conn = rusqlite::Connection::open(path).unwrap();
    let root: i64 = conn
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = ?1", params![table], |row| row.get(0))
        .unwrap();
    (root as u64 - 1) * 4_096
}

#[test]
fn a_torn_page_costs_only_what_stood_on_it() {
    for table in ["orders", "states", "outbox", "numbers", "events", "orders_day"] {
        let (_folder, path) = folder();
        closed(&path);
        let page = page_of(&path, table);
        overwrite(&path, page, &[0x5a; 4_096]);
        let mut world = start(&path);
        assert_eq!(aside(&path).len(), 1, "{table}");
        let numbers: Vec<String> = ["a", "b", "c"].map(|id| world.state(id).head.number.clone()).into();
        assert_eq!(numbers, ["손-001", "손-002", "손-003"], "{table}");
        let order = world.order("d");
        assert_eq!(world.arrive(HAND, order).head.number, "손-004", "{table}");
        if ["outbox", "numbers", "events"].contains(&table) {
            let state = world.state("b");
            assert_eq!(state.head.status, Status::Accepted, "{table}");
            assert!(!world.tags("printer:kitchen").is_empty(), "its ticket is still to be printed: {table}");
        }
    }
}

#[test]
fn a_page_that_is_torn_while_it_runs_costs_no_open_order() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    world.store.shop(Some(AUTO), &ShopCommand::Close, world.now).unwrap();
    let before: Vec<_> = world.store.orders().iter().map(|state| state.head.number.clone()).collect();
    world.pass(60);
    world.store.heed(&StoreError::Damaged("a page".to_owned()));
    world.store.rescue_if_damaged();
    assert!(aside(&path).iter().any(|file| file.extension().unwrap() == "db"));
    let after: Vec<_> = world.store.orders().iter().map(|state| state.head.number.clone()).collect();
    assert_eq!(after, before);
    let state = world.state("b");
    assert_eq!((state.head.status, is_remade(&state)), (Status::Accepted, false), "known from memory");
    let prints = world.tags("printer:kitchen");
    assert_eq!(prints.len(), 1, "{prints:?}");
    assert!(world.tags("channel:hand").contains(&"tell:confirm".to_owned()));
    assert_eq!(world.store.openings()[AUTO].wanted, Wanted::Closed);
    assert_eq!(world.store.trouble().unwrap().fault, StoreFault::SetAside);
    let order = world.order("d");
    assert_eq!(world.arrive(HAND, order).head.number, "손-004");
    drop(world);
    assert_eq!(start(&path).store.orders().len(), 4);
}

#[test]
fn a_file_that_goes_while_it_runs_takes_nothing_more() {
    type Spoil = fn(&Path);
    let wal = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    let cases: [(&str, Spoil); 5] = [
        ("removed", |path| fs::remove_file(path).unwrap()),
        ("emptied", |path| fs::write(path, "").unwrap()),
        ("replaced", |path| {
            fs::rename(path, path.with_extension("old")).unwrap();
            fs::write(path, vec![0; 65_536]).unwrap();
        }),
        ("-wal removed", |path| fs::remove_file(format!("{}-wal", path.display())).unwrap()),
        ("-wal emptied", |path| fs::write(format!("{}-wal", path.display()), "").unwrap()),
    ];
    for (what, spoil) in cases {
        let (_folder, path) = folder();
        let mut world = three(&path);
        assert!(wal(&path).exists());
        assert_eq!(world.store.unacknowledged(HAND, 10).unwrap().len(), 3);
        spoil(&path);
        let order = heard(&mut world, "d");
        let refused = world.store.hear(HAND, vec![order], 0, world.now);
        assert!(matches!(refused, Err(StoreError::Gone(_))), "{what}: {refused:?}");
        assert!(matches!(world.store.unacknowledged(HAND, 10), Err(StoreError::Gone(_))), "{what}");
        assert!(world.command("a", Command::Accept { prep_minutes: None }).is_err(), "{what}");
        let trouble = world.store.trouble().unwrap();
        assert_eq!(trouble.fault, StoreFault::Gone, "{what}");
        let orders = world.store.orders();
        let shown = orders.iter().find(|order| order.head.external_id == "d").unwrap();
        assert!(shown.problems.contains(&Problem::NotStored) && matches!(shown.bell, Bell::NewOrder { .. }));
    }
}

#[test]
fn a_file_that_is_put_back_goes_on() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    let away = path.with_extension("away");
    fs::rename(&path, &away).unwrap();
    let order = heard(&mut world, "d");
    assert!(world.store.hear(HAND, vec![order.clone()], 0, world.now).is_err());
    fs::rename(&away, &path).unwrap();
    world.store.hear(HAND, vec![order], 0, world.now).unwrap();
    assert_eq!((world.store.trouble(), world.store.orders().len()), (None, 4));
}

#[test]
fn a_start_without_its_file_knows_numbers_and_open_orders() {
    let (_folder, path) = folder();
    closed(&path);
    fs::remove_file(&path).unwrap();
    let mut world = start(&path);
    assert_eq!(world.state("b").head.number, "손-002");
    let order = world.order("d");
    assert_eq!(world.arrive(HAND, order).head.number, "손-004");
}

/// As a disk that is full: not one page more.
fn full(world: &World, is_full: bool) {
    let pages: i64 = if is_full {
        world.store.conn().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap()
    } else {
        1_000_000
    };
    let _: i64 = world
        .store
        .conn()
        .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get(0))
        .unwrap();
}

#[test]
fn orders_ring_and_show_while_the_disk_is_full_and_then_go_on() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    full(&world, true);
    let many: Vec<_> = (0..50).map(|n| heard(&mut world, &format!("more-{n}"))).collect();
    for _ in 0..2 {
        let refused = world.store.hear(HAND, many.clone(), 0, world.now);
        assert!(matches!(refused, Err(StoreError::Full(_))), "{refused:?}");
        let orders = world.store.orders();
        let shown: Vec<_> = orders.iter().filter(|o| o.problems.contains(&Problem::NotStored)).collect();
        assert_eq!((orders.len(), shown.len()), (53, 50), "told twice, shown once");
        assert!(shown.iter().all(|order| matches!(order.bell, Bell::NewOrder { .. })));
        assert_eq!(shown[0].head.number, "손-004");
    }
    assert_eq!(world.store.trouble().unwrap().fault, StoreFault::Full);
    assert_eq!(world.store.unacknowledged(HAND, 100).unwrap().len(), 3, "nothing of it is acknowledged");
    assert!(world.store.probe(world.now).is_err());
    assert!(matches!(
        world.command("손-004", Command::Accept { prep_minutes: None }),
        Err(domain::Refused::Store { .. })
    ));
    full(&world, false);
    world.store.probe(world.now).unwrap();
    assert_eq!(world.store.trouble(), None);
    assert_eq!(world.store.orders().len(), 53, "shown until the app has told them again");
    world.store.hear(HAND, many, 0, world.now).unwrap();
    let orders = world.store.orders();
    assert!(orders.len() == 53 && orders.iter().all(|order| order.problems.is_empty()));
    assert_eq!(world.state("more-0").head.number, "손-004");
}

#[test]
fn news_of_a_known_order_is_shown_while_the_disk_is_full() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    full(&world, true);
    let mut events: Vec<_> = (0..400).map(|_| world.event("b", AppEventKind::Unknown)).collect();
    events.push(world.event("b", AppEventKind::Cancelled));
    let said = crate::store::IncomingEvents { external_id: "b".to_owned(), body: None, events };
    assert!(world.store.hear(HAND, vec![said.clone()], 0, world.now).is_err());
    let shown =
        |world: &World| world.store.orders().iter().find(|o| o.head.external_id == "b").unwrap().clone();
    assert_eq!(
        (shown(&world).head.status, world.state("b").head.status),
        (Status::Cancelled, Status::Accepted)
    );
    assert!(matches!(shown(&world).bell, Bell::Urgent { .. }));
    full(&world, false);
    world.store.hear(HAND, vec![said], 0, world.now).unwrap();
    assert_eq!(
        (shown(&world).head.status, world.state("b").head.status),
        (Status::Cancelled, Status::Cancelled)
    );
}

#[test]
fn what_no_app_tells_again_is_not_shown_for_ever() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    full(&world, true);
    let many: Vec<_> = (0..50).map(|n| heard(&mut world, &format!("more-{n}"))).collect();
    assert!(world.store.hear(HAND, many, 0, world.now).is_err());
    full(&world, false);
    world.store.probe(world.now).unwrap();
    world.pass(599);
    assert!(world.store.orders().len() > 50);
    world.pass(2);
    assert_eq!(world.store.orders().len(), 3);
}

#[test]
fn a_body_is_not_needed_for_an_order_that_is_only_shown() {
    let (_folder, path) = folder();
    let mut world = three(&path);
    fs::remove_file(&path).unwrap();
    let created = world.event("poison", AppEventKind::Created);
    let body = Some(Body::Unreadable("HTTP 500".to_owned()));
    let said = crate::store::IncomingEvents { external_id: "poison".to_owned(), body, events: vec![created] };
    assert!(world.store.hear(HAND, vec![said], 0, world.now).is_err());
    let orders = world.store.orders();
    assert!(orders.iter().any(|o| o.head.external_id == "poison" && o.head.status == Status::Unreadable));
}
