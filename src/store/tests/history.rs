//! By what orders of all years are found: written with the order's state, and read back once from an older file.

use std::path::Path;

use domain::history::{PastState, Reach, Search, Turn};
use domain::order::{AppEventKind, PaymentKind, Personal};
use domain::rules::{Body, Outcome};
use domain::{Command, sample};
use jiff::SignedDuration;

use super::file::{BACK_TO_14, folder, older, open};
use super::world::{AUTO, HAND, World};
use crate::store::history::to_fill;
use crate::store::{StoreError, search};

/// An order of two bowls of soup.
fn comes(world: &mut World, id: &str) {
    let mut order = world.order(id);
    order.lines = sample::soup();
    world.arrive(HAND, order);
}

/// The app's ids of the orders that fit, newest first.
fn found(path: &Path, what: &Search) -> Vec<String> {
    let page = search(path, what, None, Turn::Newest, 500).unwrap();
    page.orders.into_iter().map(|state| state.head.external_id).collect()
}

fn text(text: &str) -> Search {
    Search { text: text.to_owned(), ..Search::default() }
}

fn state(state: PastState) -> Search {
    Search { state: Some(state), ..Search::default() }
}

#[test]
fn an_order_is_found_by_how_it_ended_as_soon_as_it_did() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    let is = |wanted| PastState::ALL.into_iter().all(|s| found(&path, &state(s)).is_empty() != (s == wanted));
    assert!(is(PastState::Open));
    world.accept("a");
    assert!(is(PastState::Open));
    world.says(HAND, "a", AppEventKind::Concluded);
    assert!(is(PastState::Completed));
    world.says(HAND, "a", AppEventKind::Cancelled);
    assert!(is(PastState::CancelledAfterCompletion));
    assert_eq!(found(&path, &Search { channel: Some(HAND.to_owned()), ..Search::default() }), ["a"]);
    assert!(found(&path, &Search { channel: Some(AUTO.to_owned()), ..Search::default() }).is_empty());
}

#[test]
fn an_order_that_is_not_stored_is_not_found_either() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("a");
    world.arrive(HAND, order);
    let pragma = |world: &World, sql: &str| -> i64 {
        world.store.conn().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let pages = pragma(&world, "PRAGMA page_count");
    pragma(&world, &format!("PRAGMA max_page_count = {pages}"));
    let many: Vec<_> = (0..40).map(|n| super::file::heard(&mut world, &format!("more-{n}"))).collect();
    assert!(matches!(world.store.hear(HAND, many.clone(), 0, world.now), Err(StoreError::Full(_))));
    assert_eq!(found(&path, &Search::default()), ["a"]);
    pragma(&world, "PRAGMA max_page_count = 100000");
    world.store.hear(HAND, many, 0, world.now).unwrap();
    assert_eq!(found(&path, &Search::default()).len(), 41);
}

#[test]
fn an_order_that_is_read_later_is_found_by_its_dishes_then() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let created = world.event("a", AppEventKind::Created);
    world.hear(HAND, "a", Some(Body::Unreadable("half an order".to_owned())), vec![created]);
    assert_eq!(found(&path, &text("손-001")), ["a"]);
    assert!(found(&path, &text("국밥")).is_empty());
    let order = sample::order("B7K2", world.now, sample::soup());
    world.pass(60);
    let read = Outcome::Fetched { order: Box::new(order), last_event: None };
    world.does("channel:hand", "fetch", read);
    for typed in ["국밥", "ㄱㅂ", "b7k2", "1234"] {
        assert_eq!(found(&path, &text(typed)), ["a"], "{typed}");
    }
}

#[test]
fn dishes_that_the_app_took_back_do_not_find_the_order() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let mut order = world.order("a");
    order.lines = vec![sample::line(1, "순대국밥", 9_000, &[]), sample::line(1, "수육", 25_000, &[])];
    order.payments[0].kind = PaymentKind::Cash;
    world.arrive(HAND, order.clone());
    world.accept("a");
    order.lines.pop();
    order.payments[0].kind = PaymentKind::Onnuri;
    order.customer.phone = Some(Personal::from("050-0000-77**"));
    world.pass(400);
    let read = Outcome::Fetched { order: Box::new(order), last_event: None };
    world.does("channel:hand", "fetch", read);
    let paid = |kind| Search { payment: Some(kind), ..Search::default() };
    assert_eq!(found(&path, &text("순대")), ["a"]);
    assert!(found(&path, &text("수육")).is_empty() && found(&path, &paid(PaymentKind::Cash)).is_empty());
    assert_eq!(found(&path, &paid(PaymentKind::Onnuri)), ["a"]);
    // The app hides the number now; what was known of it is kept with the order.
    assert_eq!(found(&path, &text("1234")), ["a"]);
}

#[test]
fn of_a_telephone_no_more_than_four_digits_are_kept() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for (id, phone) in [("a", "0504-000-0420"), ("b", "050-****-0420"), ("c", "050-0000-04**"), ("d", "420")]
    {
        let mut order = world.order(id);
        order.customer.phone = Some(Personal::from(phone));
        world.arrive(HAND, order);
    }
    assert_eq!(found(&path, &text("0420")), ["b", "a"]);
    let kept: Vec<i64> = world
        .store
        .conn()
        .prepare("SELECT tail FROM history_phones")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(kept, [420, 420]);
}

#[test]
fn a_damaged_order_is_found_by_what_its_row_says() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for id in ["a", "b"] {
        comes(&mut world, id);
        world.says(HAND, id, AppEventKind::Cancelled);
        world.command(id, Command::Seen).unwrap();
    }
    world.store.conn().execute_batch("UPDATE states SET state = 'cut' WHERE id = 1").unwrap();
    assert_eq!(found(&path, &text("손-001")), ["a"]);
    assert_eq!(found(&path, &state(PastState::Cancelled)), ["b", "a"]);
    drop(world);
    // The next start sets it aside; what stands in for it has no dishes.
    let mut world = open(&path).unwrap();
    world.pass(60);
    assert_eq!(found(&path, &text("손-001")), ["a"]);
    assert_eq!(found(&path, &text("국밥")), ["b"]);
}

#[test]
fn an_order_whose_day_is_damaged_is_of_the_day_on_which_it_came() {
    let (_folder, path) = folder();
    older_file(&path, 2);
    let outside = rusqlite::Connection::open(&path).unwrap();
    outside.execute_batch("UPDATE orders SET day = 'cut' WHERE external_id = 'old-0001'").unwrap();
    drop(outside);
    let mut world = open(&path).unwrap();
    let past = to_fill(&path, world.now).unwrap().unwrap();
    world.store.fill_history(past).unwrap();
    let day = Some("2026-11-21".parse().unwrap());
    let what = Search { from: day, to: day, ..Search::default() };
    assert_eq!(found(&path, &what), ["old-0000", "old-0001"]);
}

/// A file with so many orders an hour apart, as a version before the search left it; every seventh was cancelled, the others were completed.
fn older_file(path: &Path, orders: i64) -> jiff::Timestamp {
    drop(older(path, 14));
    let mut world = open(path).unwrap();
    let newest = world.now;
    for n in (0..orders).rev() {
        world.now = newest.checked_sub(SignedDuration::from_hours(n)).unwrap();
        let id = format!("old-{n:04}");
        let order = world.order(&id);
        world.arrive(HAND, order);
        world.says(HAND, &id, if n % 7 == 0 { AppEventKind::Cancelled } else { AppEventKind::Concluded });
    }
    drop(world);
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(&format!("{BACK_TO_14}; PRAGMA user_version = 14")).unwrap();
    newest
}

/// The file with a world whose events are none that were heard before.
fn reopened(path: &Path) -> World {
    let mut world = open(path).unwrap();
    for _ in 0..1_000 {
        world.event("none", AppEventKind::Unknown);
    }
    world
}

#[test]
fn an_older_file_is_found_from_the_newest_back() {
    let (_folder, path) = folder();
    older_file(&path, 250);
    let reach = |path: &Path| search(path, &Search::default(), None, Turn::Newest, 1).unwrap().reach;
    assert_eq!(reach(&path), Reach::Nothing, "no version that knows of it has opened the file");
    let mut world = reopened(&path);
    let opened = found(&path, &Search::default());
    assert!(opened.is_empty(), "the start does not wait for it: {opened:?}");
    // What comes meanwhile is found at once, and what changes too.
    world.pass(60);
    let order = world.order("new");
    world.arrive(AUTO, order);
    world.says(HAND, "old-0240", AppEventKind::Cancelled);
    assert_eq!(found(&path, &Search::default()), ["new", "old-0240"]);
    let mut steps = Vec::new();
    while let Some(past) = to_fill(&path, world.now).unwrap() {
        world.store.fill_history(past).unwrap();
        let page = search(&path, &state(PastState::Cancelled), None, Turn::Newest, 500).unwrap();
        steps.push(page.orders.len());
        if let Reach::Since(since) = page.reach {
            let mut old = |n: &str| world.store.find(n, world.now).unwrap().head.received_at;
            assert_eq!(since, old(&format!("old-{:04}", steps.len() * 100 - 1)));
        }
    }
    assert_eq!(steps, [15, 29, 36]);
    assert_eq!((reach(&path), found(&path, &Search::default()).len()), (Reach::Whole, 251));
    assert!(found(&path, &Search::default()).is_sorted_by(|newer, older| newer == "new" || newer < older));
    assert!(to_fill(&path, world.now).unwrap().is_none(), "it is done once");
}

#[test]
fn what_changes_while_it_is_read_back_is_found_as_it_is_now() {
    let (_folder, path) = folder();
    older_file(&path, 5);
    let mut world = reopened(&path);
    let past = to_fill(&path, world.now).unwrap().unwrap();
    world.says(HAND, "old-0003", AppEventKind::Cancelled);
    world.store.fill_history(past).unwrap();
    assert_eq!(found(&path, &state(PastState::CancelledAfterCompletion)), ["old-0003"]);
    assert_eq!(found(&path, &state(PastState::Completed)), ["old-0001", "old-0002", "old-0004"]);
    assert_eq!(found(&path, &Search::default()).len(), 5);
}

#[test]
fn what_is_found_goes_along_when_a_damaged_file_is_replaced() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for id in ["a", "b"] {
        comes(&mut world, id);
    }
    world.store.rescue("a page is damaged", world.now).unwrap();
    assert_eq!(found(&path, &text("국밥")), ["b", "a"]);
    assert_eq!(found(&path, &text("손-002")), ["b"]);
}
