//! Business days that their owner closes, and what becomes of them later.

use domain::order::{AppEventKind, Won};
use domain::sales::{Counted, DayReport, Outcome};
use domain::{Command, Done, Refused, sample};
use jiff::civil::Date;
use rusqlite::params;

use super::file::{folder, open};
use super::world::{HAND, World, policy};
use crate::store::closed_days;

const DAY: Date = jiff::civil::date(2026, 11, 21);

/// Two orders of the day: the first is completed, the second in the kitchen.
fn evening(world: &mut World) {
    for id in ["a", "b"] {
        let mut order = sample::order(id, world.now, vec![sample::line(2, "순대국밥", 9_000, &[])]);
        order.external_id = id.to_owned();
        world.arrive(HAND, order);
        world.accept(id);
    }
    world.says(HAND, "a", AppEventKind::Concluded);
}

/// The same in a file, and the day is closed.
fn closed_evening(path: &std::path::Path) -> World {
    let mut world = open(path).unwrap();
    evening(&mut world);
    world.store.close_day(DAY, Counted::default(), world.now).unwrap();
    world
}

fn report(path: &std::path::Path) -> DayReport {
    closed_days::report(path, DAY, DAY, &policy()).unwrap()
}

#[test]
fn a_closed_day_stays_and_what_changes_stands_beside_it() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    evening(&mut world);
    let open_day = report(&path);
    assert_eq!((open_day.closed_at, open_day.sales.all.sold().orders), (None, 1));
    let counted = Counted { cash: Some(Won(5_000)), card: None };
    assert_eq!(world.store.close_day(DAY, counted, world.now), Ok(Done::Committed));
    assert_eq!(world.store.close_day(DAY, Counted::default(), world.now), Ok(Done::Already));
    let closed = report(&path);
    assert_eq!((closed.closed_at, &closed.sales), (Some(world.now), &open_day.sales));
    assert_eq!((closed.till.counted, closed.corrections.len()), (counted, 0));
    world.pass(3_600);
    world.says(HAND, "a", AppEventKind::Cancelled);
    world.says(HAND, "b", AppEventKind::Concluded);
    let later = report(&path);
    assert_eq!(later.sales, closed.sales, "its own figures never change");
    let outcomes = later.corrections.iter().map(|correction| correction.is.as_ref().unwrap().outcome);
    let outcomes: Vec<Outcome> = outcomes.collect();
    assert_eq!(outcomes, [Outcome::CancelledAfterCompletion, Outcome::Sold]);
    let sold = closed.sales.all.sold().amount;
    assert_eq!(later.corrections.iter().map(|correction| correction.difference).sum::<Won>(), Won(0));
    assert_eq!(later.corrections[0].difference, -sold);
}

#[test]
fn the_present_day_is_opened_again_and_an_earlier_one_is_not() {
    let mut world = World::new(policy());
    evening(&mut world);
    let close = |world: &mut World| world.store.close_day(DAY, Counted::default(), world.now);
    close(&mut world).unwrap();
    assert_eq!(world.store.reopen_day(DAY, world.now), Ok(Done::Committed));
    assert_eq!(world.store.reopen_day(DAY, world.now), Ok(Done::Already));
    assert_eq!(close(&mut world), Ok(Done::Committed));
    world.pass(24 * 3_600);
    assert_eq!(world.store.reopen_day(DAY, world.now), Err(Refused::DayOver { day: DAY }));
    let ahead = DAY.saturating_add(jiff::Span::new().days(2));
    let refused = world.store.close_day(ahead, Counted::default(), world.now);
    assert_eq!(refused, Err(Refused::DayAhead { day: ahead }));
    assert_eq!(world.store.reopen_day(ahead, world.now), Err(Refused::DayAhead { day: ahead }));
}

#[test]
fn closed_days_outlive_a_damaged_database() {
    let (_folder, path) = folder();
    let mut world = closed_evening(&path);
    let closed = report(&path);
    world.store.rescue("a test", world.now).unwrap();
    let after = report(&path);
    assert_eq!((after.closed_at, &after.sales), (closed.closed_at, &closed.sales));
}

#[test]
fn a_lost_order_is_no_correction_and_a_damaged_one_is_counted() {
    let (_folder, path) = folder();
    let mut world = closed_evening(&path);
    world.command("b", Command::Ready).unwrap();
    world.store.conn().execute("UPDATE states SET state = 'x' WHERE id = 1", params![]).unwrap();
    let report = report(&path);
    assert_eq!((report.corrections.len(), report.damaged), (0, 1));
}

#[test]
fn a_damaged_closing_is_as_if_the_day_had_not_been_closed() {
    let (_folder, path) = folder();
    let mut world = closed_evening(&path);
    world.store.conn().execute("UPDATE closed_days SET closed = x'00'", params![]).unwrap();
    assert_eq!(report(&path).closed_at, None);
    assert_eq!(world.store.close_day(DAY, Counted::default(), world.now), Ok(Done::Committed));
    assert_eq!(report(&path).closed_at, Some(world.now));
}

#[test]
fn no_database_and_one_of_an_older_version_have_no_closed_day() {
    let (_folder, path) = folder();
    let nothing = report(&path);
    assert_eq!((nothing.closed_at, nothing.sales.all.sold().orders), (None, 0));
    let mut world = open(&path).unwrap();
    evening(&mut world);
    world.store.conn().execute_batch("DROP TABLE closed_days").unwrap();
    assert_eq!(report(&path).sales.all.sold().orders, 1);
    let refused = world.store.close_day(DAY, Counted::default(), world.now);
    assert!(matches!(refused, Err(Refused::Store { .. })), "{refused:?}");
}

#[test]
fn an_order_that_was_lost_with_its_record_takes_no_money_back() {
    let (_folder, path) = folder();
    let world = closed_evening(&path);
    world.store.conn().execute("UPDATE states SET state = 'x' WHERE id = 1", params![]).unwrap();
    drop(world);
    let mut world = open(&path).unwrap();
    world.pass(60);
    world.state("a");
    assert_eq!(report(&path).corrections, []);
    assert_eq!(closed_days::sales(&path, DAY, DAY, &policy()).unwrap().corrected, 0);
}

#[test]
fn what_changed_after_closing_is_counted_where_a_period_is_read() {
    let (_folder, path) = folder();
    let mut world = closed_evening(&path);
    world.says(HAND, "b", AppEventKind::Concluded);
    let read = closed_days::sales(&path, DAY, DAY, &policy()).unwrap();
    assert_eq!((read.sales.len(), read.corrected, read.damaged), (2, 1, 0));
}
