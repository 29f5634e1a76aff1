//! No statement of the store takes longer because there is more history: each is explained, and the same life is lived
//! beside years of closed orders and counted in steps of SQLite's machine.
//!
//! Statements are found by a hook on every connection that a test opens; what the source spells and the life here does
//! not run is a failure too, so a new statement cannot be forgotten.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use domain::history::{PastState, Search, Turn};
use domain::order::phone::{Dish, PhoneOrder};
use domain::order::{AppEventKind, Created, DeliveryState, Won};
use domain::rules::Outcome;
use domain::settlement::{Period, Received};
use domain::trail::Told;
use domain::{AppAck, Call, Command, ShopCommand};
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::StatementStatus::VmStep;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::file::{folder, open};
use super::world::{AUTO, HAND, World, policy, possible, report};
use crate::store::callers::last_orders;
use crate::store::{Filter, Row, closed_days, list, money, search, settlement, trail};

/// Tables whose rows stay: what reads one of them from end to end gets slower every day.
const GROWING: [&str; 15] = [
    "orders",
    "archive",
    "events",
    "deposits",
    "numbers",
    "outbox",
    "callers",
    "history",
    "history_dishes",
    "history_display_ids",
    "history_phones",
    "closed_days",
    "statements",
    "trail",
    "customers",
];

/// Statements that may read a growing table from end to end, and why.
const MAY_SCAN: [(&str, &str); 4] = [
    ("DELETE FROM outbox", "all of it, to be written again"),
    ("FROM written_again", "a copy, for a moment, of tables that hold what is not over"),
    ("WHERE ?1 IS NULL", "a list without any filter is a list of everything"),
    ("UPDATE outbox SET not_before = not_before + ?1", "a clock that was set moves all that waits"),
];

/// Statements that the life here cannot run, and why.
const NOT_RUN: [(&str, &str); 27] = [
    (
        "INSERT INTO customers (day, order_id) SELECT",
        "of an order that changes after its customer is gone; by its key",
    ),
    ("DELETE FROM callers", "of an order by phone whose day is over; by its key"),
    ("SELECT 1 FROM history_to_fill", "once after an update; a table of one row"),
    ("SELECT id, day FROM orders WHERE id <", "once after an update; by the key"),
    ("UPDATE customers_to_forget", "once after an update; a table of one row"),
    ("DELETE FROM customers_to_forget", "once after an update; a table of one row"),
    ("DELETE FROM dictionaries", "once after an update; by the index of what is read with one"),
    ("DELETE FROM old_bytes", "once after an update; a table of one row"),
    ("INSERT INTO closed_days", "when a damaged file was replaced; by its key"),
    ("SELECT tag FROM outbox WHERE order_id = ?1", "when a damaged file was replaced; by its index"),
    ("UPDATE outbox SET not_before = not_before + ?1", "a clock that was set moves all that waits"),
    (
        "SELECT NOT EXISTS (SELECT 1 FROM orders WHERE place",
        "at a stop, by the index of what is left to move",
    ),
    ("SELECT max(state_version)", "runs before the hook is set; its index makes it one step"),
    ("SELECT before FROM dishes_to_learn", "once after an update; a table of one row"),
    ("UPDATE dishes_to_learn", "once after an update; a table of one row"),
    ("DELETE FROM dishes_to_learn", "once after an update; a table of one row"),
    ("SELECT before, since FROM history_to_fill", "once after an update; a table of one row"),
    ("SELECT orders.received_at,", "once after an update; by the key"),
    ("SELECT 1 FROM orders WHERE id = ?1 AND sequence", "once after an update; by the key"),
    ("SELECT 1 FROM orders WHERE id = ?1", "fills a database that was repaired; by the key"),
    ("SELECT 1 FROM statements WHERE", "fills a database that was repaired; by its index"),
    ("SELECT 1 FROM trail WHERE", "fills a database that was repaired; by its index"),
    ("UPDATE history_to_fill", "once after an update; a table of one row"),
    ("DELETE FROM history_to_fill", "once after an update; a table of one row"),
    ("UPDATE orders SET day = ?2 WHERE id = ?1", "of an order whose day is damaged; by the key"),
    ("DELETE FROM dishes WHERE id = ?1", "of a dish too many, by its key"),
    ("DELETE FROM outbox WHERE id = ?1", "of a row without an order, which no rule writes; by its key"),
];

/// Files whose statements are not of a running store, and why.
const ELSEWHERE: [(&str, &str); 7] = [
    ("unread.rs", "what could not be read of an app's answers, bounded"),
    ("voices.rs", "a row for each printer, and for each ticket that was torn"),
    ("unstored.rs", "fills a store in memory with what is live; the probe has one row"),
    ("rescue.rs", "reads a damaged file once, and fills a new one"),
    ("salvage.rs", "reads a damaged file once"),
    ("backup.rs", "changes a copy that nothing else reads"),
    ("check.rs", "`doctor` looks through everything, and for no longer than it may"),
];

/// Statements that do more where there is more, and why that is bounded.
const ONCE: [(&str, &str); 4] = [
    ("INSERT INTO history_phones SELECT", "telephones go with their customers; here years of them stay"),
    ("DELETE FROM events", "forgets a day's events each day"),
    ("DELETE FROM trail", "forgets each day what is older than is kept"),
    ("SELECT sequence FROM orders WHERE number = ?3", "a young shop has less than a page of one number"),
];

/// Rows of history that the second life has; the first has none.
const HISTORY: u32 = 2_000;

#[derive(Default)]
struct Steps {
    last: i32,
    total: i64,
}

thread_local! {
    static RUN: RefCell<BTreeMap<String, Steps>> = RefCell::default();
}

/// Counts what is run on this connection, for the thread that runs it.
pub fn watch(conn: &Connection) {
    conn.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note));
}

fn note(event: TraceEvent<'_>) {
    let TraceEvent::Profile(statement, _) = event else { return };
    let sql = one_line(&statement.sql());
    if !is_query(&sql) {
        return;
    }
    let count = statement.get_status(VmStep);
    RUN.with_borrow_mut(|run| {
        let steps = run.entry(sql).or_default();
        // A statement that is kept counts on; one that was prepared again begins at nothing.
        steps.total += i64::from(if count >= steps.last { count - steps.last } else { count });
        steps.last = count;
    });
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_query(sql: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|verb| sql.starts_with(verb))
}

/// Every statement that `life` runs, with its steps.
fn run(life: impl FnOnce()) -> BTreeMap<String, i64> {
    RUN.take();
    life();
    RUN.take().into_iter().map(|(sql, steps)| (sql, steps.total)).collect()
}

/// Everything that a running program and the commands beside it ask of a store.
fn life(path: &Path) {
    let mut world = open(path).unwrap();
    // Ids of orders are made of the time.
    world.pass(60);
    for id in ["a", "b"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
    }
    let order = world.order("c");
    world.arrive(AUTO, order);
    let known = ["a".to_owned(), "never".to_owned()];
    assert_eq!(world.store.known(HAND, &known).unwrap().len(), 1);
    let waiting = world.store.unacknowledged(HAND, 100).unwrap();
    world.store.acknowledged(HAND, &[waiting[0].id.clone()], world.now).unwrap();
    let again = waiting[0].clone();
    world.hear(HAND, "a", None, vec![again]);
    let confirm = world.due("channel:hand").remove(0);
    world.store.postpone(confirm.id, "hung".to_owned(), Duration::from_secs(1), world.now).unwrap();
    world.store.next_due("channel:hand", world.now).unwrap();
    world.does("agency:first", "quote", possible(3_800));
    world.does(
        "agency:first",
        "create",
        Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
    );
    world
        .store
        .not_ready("kitchen", "cover", world.now, world.now + jiff::SignedDuration::from_hours(1))
        .unwrap();
    let print = world.due("printer:counter").remove(0);
    world.store.start(print.id, world.now).unwrap();
    world.restart();
    for says in [AppEventKind::Concluded, AppEventKind::Cancelled] {
        world.says(HAND, "b", says);
    }
    world.store.shop(Some(HAND), &ShopCommand::Close, world.now).unwrap();
    world.store.shop_told(HAND, &Call::Open(false), &AppAck::NoCall, world.now).unwrap();
    world.store.consent("WEATHER", Some(Won(1_000)), world.now).unwrap();
    world.store.deposit("first", Won(90_000), world.now).unwrap();
    let dish = Dish { name: "순대국밥".into(), count: 1, price: Won(9_000), ..Dish::default() };
    let phoned = PhoneOrder {
        dishes: vec![dish],
        takeout: true,
        key: "k".into(),
        phone: "0504-000-0000".into(),
        ..PhoneOrder::default()
    };
    for _ in 0..2 {
        world.store.phone(phoned.clone(), world.now).unwrap();
    }
    last_orders(path, "0504-000-0000").unwrap();
    world.command("손-001", Command::Ready).unwrap();
    world.store.day(None, world.now).unwrap();
    let day = "2026-11-21".parse().unwrap();
    money::day(path, day, |_, at| policy().business_day(None, at)).unwrap();
    closed_days::report(path, day, day, &policy()).unwrap();
    closed_days::sales(path, day, day, &policy()).unwrap();
    let period = Period { channel: HAND.to_owned(), from: day, to: day };
    for won in [1, 2] {
        world.store.receive(&period, &Received::Sum(Won(won)), world.now).unwrap();
    }
    settlement(path, period.clone(), Err(Vec::new()), &policy()).unwrap();
    world.store.forget_received(&period, world.now).unwrap();
    world.store.note_told(Told::Unlocked, world.now).unwrap();
    trail(path, world.now, Timestamp::MAX, 10).unwrap();
    let counted = domain::sales::Counted::default();
    world.store.close_day(day, counted, world.now).unwrap();
    world.store.reopen_day(day, world.now).unwrap();
    world.store.close_day(day, counted, world.now).unwrap();
    for order in ["a", "손-001"] {
        let filter = Filter { order: Some(order.to_owned()), limit: Some(1), ..Filter::default() };
        assert_eq!(list(path, &filter).unwrap().len(), 1);
    }
    let today = Some("2026-11-21".to_owned());
    for (day, open) in [(today.clone(), false), (today, true), (None, true)] {
        list(path, &Filter { day, open, ..Filter::default() }).unwrap();
    }
    world.pass(86_400);
    drop(world);
    open(path).unwrap();
    archived(path);
    damaged(path);
    sought(path);
    forgotten(path);
}

/// Customers go with their day, and what is said of an order later goes too.
fn forgotten(path: &Path) {
    let mut world = open(path).unwrap();
    world.pass(50 * 86_400);
    for id in ["gone", "soon gone"] {
        let mut order = world.order(id);
        order.customer.phone = Some("050-0000-0042".into());
        world.arrive(HAND, order);
        world.says(HAND, id, AppEventKind::Cancelled);
        world.command(id, Command::Seen).unwrap();
        let day = policy().business_date(None, world.now);
        world.store.close_day(day, domain::sales::Counted::default(), world.now).unwrap();
        while world.store.forget_customers(world.now).unwrap() {}
        world.pass(86_400);
    }
    assert!(world.state("gone").head.customer_gone);
    world.says(HAND, "gone", AppEventKind::Cancelled);
}

/// Everything that is looked for in the past, from both ends.
fn sought(path: &Path) {
    let mut world = open(path).unwrap();
    world.pass(40 * 86_400);
    let mut order = world.order("bare");
    order.lines = domain::sample::soup();
    world.arrive(HAND, order.clone());
    world.accept("bare");
    // The app takes the dishes and the number back, and calls it something else.
    order.display_id = "C3".to_owned();
    (order.lines[0].name, order.customer.phone) = ("수육".to_owned(), Some("050-0000-0042".into()));
    world.pass(400);
    let read = Outcome::Fetched { order: Box::new(order), last_event: None };
    let is_fetch = |row: &Row| row.order.head.external_id == "bare" && row.effect.tag().starts_with("fetch");
    let fetch = world.due("channel:hand").into_iter().find(is_fetch).unwrap();
    world.store.finish(fetch.id, read, world.now).unwrap();
    let day = "2026-11-21".parse().ok();
    let state = Some(PastState::Cancelled);
    for text in ["", "손-001", "1234", "수육", "sample-bare", "c3"] {
        for (state, from, to) in [(None, None, None), (state, None, None), (None, day, day)] {
            let what = Search { text: text.to_owned(), state, from, to, ..Search::default() };
            for turn in [Turn::Newest, Turn::Before(i64::MAX), Turn::After(0)] {
                search(path, &what, None, turn, 2).unwrap();
            }
        }
    }
}

/// A week later all is closed and compressed, and one of them changes once more.
fn archived(path: &Path) {
    let mut world = open(path).unwrap();
    world.pass(7 * 86_400);
    for n in 0..8 {
        let id = format!("later-{n}");
        let order = world.order(&id);
        world.arrive(HAND, order);
        world.says(HAND, &id, AppEventKind::Cancelled);
        world.command(&id, Command::Seen).unwrap();
    }
    world.pass(7 * 86_400);
    for id in ["later-1", "later-2"] {
        as_an_older_version(path, id);
    }
    world.says(HAND, "later-2", AppEventKind::Cancelled);
    while let Some(batch) = world.store.loose(world.now).unwrap() {
        world.store.archive(batch.compress().unwrap(), world.now).unwrap();
    }
    world.says(HAND, "later-0", AppEventKind::Cancelled);
}

/// A state, a task and a wish that cannot be read.
fn damaged(path: &Path) {
    let mut world = open(path).unwrap();
    world.pass(30 * 86_400);
    for id in ["spoilt", "whole"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
    }
    let id = world.state("spoilt").head.id.clone();
    world.store.probe(world.now).unwrap();
    world.store.note();
    drop(world);
    // Not of the store's own statements.
    let outside = Connection::open(path).unwrap();
    outside
        .execute_batch(&format!(
            "UPDATE states SET state = 'cut' WHERE order_id = '{id}';
         UPDATE outbox SET effect = 'cut' WHERE order_id <> '{id}';
         UPDATE openings SET opening = 'cut';"
        ))
        .unwrap();
    drop(outside);
    let mut world = open(path).unwrap();
    world.pass(30 * 86_400);
    for target in ["channel:hand", "printer:kitchen"] {
        world.due(target);
    }
    assert!(world.state("spoilt").deliveries.is_left_to_person());
}

/// The state stands in the order's row. Not by the store's own statements.
fn as_an_older_version(path: &Path, id: &str) {
    let outside = Connection::open(path).unwrap();
    outside
        .execute_batch(&format!(
            "UPDATE orders SET place = NULL, state = (SELECT state FROM states WHERE order_id = orders.id)
                 WHERE external_id = '{id}';
             DELETE FROM states WHERE order_id = (SELECT id FROM orders WHERE external_id = '{id}');"
        ))
        .unwrap();
}

/// Years of closed orders that bear the same numbers, their events of the last week and their deposits, as SQL.
fn history(world: &World) {
    world.store.conn().execute_batch(&format!(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {HISTORY})
             SELECT i, date('2026-08-01', '-' || i || ' days') AS day FROM n;
         INSERT INTO dictionaries (id, made_at, text) VALUES (1000000, 0, x'');
         INSERT INTO archive SELECT 1000000 + i, 1000000, x'00' FROM n;
         INSERT INTO orders (id, channel, external_id, display_id, number, day, status, open, received_at,
                             state_version, state, place, updated_at, sequence)
             SELECT 'past-' || i, channel, 'past-' || i, display_id, number, n.day, status, 0,
                    received_at - i * 86400000, state_version, '', 1000000 + i, updated_at,
                    sequence - i * 345600 FROM orders, n;
         INSERT INTO history SELECT sequence - i * 345600, kind,
             CAST(julianday(n.day) - 2440587.5 AS INTEGER), dishes FROM history, n;
         INSERT INTO history_dishes SELECT dish, kind, sequence - i * 345600 FROM history_dishes, n;
         INSERT INTO history_display_ids SELECT display_id, sequence - i * 345600 FROM history_display_ids, n;
         INSERT INTO history_phones SELECT tail, sequence - i * 345600 FROM history_phones, n;
         INSERT INTO events SELECT channel, id || '-' || i, 'past-' || i, kind, created_at, heard_at - i, heard_at
             FROM events, n;
         INSERT INTO deposits (agency, at, day, won) SELECT 'first', i, day, i FROM n;
         INSERT INTO numbers SELECT '손', day, i FROM n;
         INSERT INTO statements (channel, first_day, last_day, entered_at, received) SELECT 'hand', day, day, i, x'00' FROM n;
         INSERT INTO trail (at, noted) SELECT 1700000000000 + i * 86400000, '{{}}' FROM n;
         DROP TABLE n;"
    )).unwrap();
}

/// A file with one closed order and, if wanted, years of such.
fn prepared(path: &Path, with_history: bool) {
    let mut world = open(path).unwrap();
    let mut order = world.order("first of all");
    order.lines = domain::sample::soup();
    world.arrive(HAND, order);
    world.says(HAND, "first of all", AppEventKind::Cancelled);
    let conn = world.store.conn();
    conn.execute_batch(
        "UPDATE numbers SET last = 0; UPDATE orders SET day = '2026-09-01', open = 0, next_wake = NULL",
    )
    .unwrap();
    if with_history {
        history(&world);
    }
}

#[test]
fn no_statement_scans_a_table_that_grows() {
    let (_folder, path) = folder();
    prepared(&path, false);
    let run = run(|| {
        life(&path);
        list(&path, &Filter::default()).unwrap();
    });
    let world = open(&path).unwrap();
    let mut faults = Vec::new();
    for sql in run.keys().filter(|sql| !MAY_SCAN.iter().any(|(part, _)| sql.contains(part))) {
        let mut explain = world.store.conn().prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut rows = explain.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let plan: String = row.get(3).unwrap();
            faults.extend(is_scan(&plan).then(|| format!("{plan}: {sql}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for sql in run.keys() {
        println!("{sql}");
    }
    let forgotten: Vec<String> = spelled().into_iter().filter(|spelled| !ran(&run, spelled)).collect();
    assert!(forgotten.is_empty(), "not run by the life of this test:\n{}", forgotten.join("\n"));
}

/// Also `SEARCH orders` without an index: so SQLite calls looking for the least of a whole table.
fn is_scan(plan: &str) -> bool {
    let mut words = plan.split_whitespace();
    let (verb, table, rest) = (words.next(), words.next(), words.collect::<Vec<_>>());
    let indexed = rest.contains(&"USING");
    let grows = table.is_some_and(|table| GROWING.contains(&table) || table == "earlier");
    grows && (verb == Some("SCAN") || verb == Some("SEARCH") && !indexed)
}

/// Every statement that the store's source spells, up to the first part that is filled in at run time.
fn spelled() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut spelled = BTreeSet::new();
    let elsewhere = |path: &Path| ELSEWHERE.iter().any(|(name, _)| path.ends_with(name));
    for file in files.filter(|path| path.extension().is_some_and(|ext| ext == "rs") && !elsewhere(path)) {
        let text = std::fs::read_to_string(file).unwrap();
        let statements = text.split('"').map(|piece| one_line(&piece.replace("\\\n", " ")));
        spelled.extend(
            statements
                .filter(|piece| is_query(piece))
                .map(|piece| piece.split('{').next().unwrap_or_default().trim_end().to_owned()),
        );
    }
    assert!(spelled.len() > 20, "the source is read");
    spelled
}

fn ran(run: &BTreeMap<String, i64>, spelled: &str) -> bool {
    NOT_RUN.iter().any(|(beginning, _)| spelled.starts_with(beginning))
        || run.keys().any(|sql| sql.starts_with(spelled))
}

#[test]
fn years_of_history_cost_no_statement_a_step() {
    let [young, old] = [false, true].map(|with_history| {
        let (_folder, path) = folder();
        prepared(&path, with_history);
        run(|| life(&path))
    });
    assert_eq!(young.keys().collect::<Vec<_>>(), old.keys().collect::<Vec<_>>());
    let mut slower = Vec::new();
    for (sql, steps) in
        young.iter().filter(|(sql, _)| !ONCE.iter().any(|(begins, _)| sql.starts_with(begins)))
    {
        // A fifth more is what one row more or less on a page of an index may cost.
        if old[sql] > steps + steps / 5 + 20 {
            slower.push(format!("{steps} steps became {}: {sql}", old[sql]));
        }
    }
    assert!(slower.is_empty(), "{}", slower.join("\n"));
}

#[test]
fn plans_that_read_all_of_a_table_are_told_apart() {
    for (plan, scan) in [
        ("SCAN orders", true),
        ("SCAN orders USING COVERING INDEX orders_day", true),
        ("SEARCH orders", true),
        ("SEARCH orders USING INDEX orders_open (open=?)", false),
        ("SEARCH earlier USING INDEX outbox_order (order_id=?)", false),
        ("SCAN consents", false),
        ("SCAN (subquery-1)", false),
        ("USE TEMP B-TREE FOR ORDER BY", false),
    ] {
        assert_eq!(is_scan(plan), scan, "{plan}");
    }
}
