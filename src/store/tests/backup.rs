//! Backups: whole, without customers, one for each business day, and what a damaged or vanished database is repaired from.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use domain::board::StoreFault;
use domain::order::{AppEventKind, Status};
use domain::rules::Policy;

use super::damage::{overwrite, page_of, start};
use super::file::{folder, open};
use super::privacy::{evening, next_day, opened, with_phone};
use super::world::{HAND, World, policy};
use crate::store::files::beside;
use crate::store::swap;
use crate::store::{
    Backup, Filter, Store, StoreError, back_up, backup_folder, backups, copy_to, list, restore,
};

fn taken(path: &Path, policy: Policy, world: &World) -> Backup {
    back_up(path, Arc::new(policy), 7, world.now, Arc::default()).unwrap().unwrap()
}

/// Orders that are over, on a day that is over.
fn yesterday(path: &Path) -> World {
    let mut world = open(path).unwrap();
    for id in ["a", "b", "c"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.says(HAND, id, AppEventKind::Cancelled);
        world.pass(5);
        world.command(id, domain::Command::Seen).unwrap();
    }
    world
}

fn numbers(path: &Path) -> Vec<String> {
    let mut all: Vec<String> =
        list(path, &Filter::default()).unwrap().iter().map(|l| l.state.head.number.clone()).collect();
    all.sort();
    all
}

/// Starts again at the same time, over a file of which a page is damaged.
fn repaired(world: World, path: &Path) -> World {
    let now = world.now;
    drop(world);
    let page = page_of(path, "events");
    overwrite(path, page, &[0x5a; 4096]);
    let mut world = start(path);
    world.now = now;
    assert_eq!(world.store.trouble().unwrap().fault, StoreFault::Restored);
    world
}

fn ids() -> crate::store::Ids {
    Box::new(|_| "another".to_owned())
}

#[test]
fn a_backup_is_whole_and_bears_no_customer() {
    let (folder, path) = folder();
    let mut world = opened(&path, 30);
    let marks = evening(&mut world, 3);
    next_day(&mut world);
    let order = world.order("open");
    world.arrive(HAND, order);
    world.accept("open");
    let backup = taken(&path, with_phone(30), &world);
    assert_eq!(marks.found(&backup_folder(&path), None), [] as [&str; 0]);
    assert!(
        !marks.found(folder.path(), None).is_empty(),
        "they are kept for thirty days more in the database"
    );
    let left: Vec<String> = fs::read_dir(backup_folder(&path))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "backups.lock")
        .collect();
    assert_eq!(left, [format!("jumunbell-{}.db", backup.day)], "and nothing unfinished");
    let mut over = numbers(&path);
    let open = world.state("open").head.number.clone();
    // Numbers come round each day.
    over.remove(over.iter().position(|number| *number == open).unwrap());
    assert_eq!(numbers(&backup.path), over, "every order is in it but the open one");
    let in_it = |table: &str| {
        let conn = rusqlite::Connection::open(&backup.path).unwrap();
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    for table in ["outbox", "openings", "set_aside", "callers", "history_phones", "customers"] {
        assert_eq!(in_it(table), 0, "{table}");
    }
}

#[test]
fn one_backup_is_kept_for_each_day_and_so_many_days() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    for _ in 0..5 {
        next_day(&mut world);
        for _ in 0..2 {
            back_up(&path, Arc::new(policy()), 3, world.now, Arc::default()).unwrap().unwrap();
        }
    }
    let days: Vec<String> = backups(&path).iter().map(|backup| backup.day.to_string()).collect();
    assert_eq!(days, ["2026-11-26", "2026-11-25", "2026-11-24"]);
    assert!(backups(&path).iter().all(|backup| backup.bytes > 0));
    // What a person put there is no backup, and stays.
    let strange = backup_folder(&path).join("jumunbell-old.db");
    fs::write(&strange, "mine").unwrap();
    next_day(&mut world);
    back_up(&path, Arc::new(policy()), 1, world.now, Arc::default()).unwrap().unwrap();
    assert!(strange.exists() && backups(&path).len() == 1);
}

#[test]
fn a_database_that_vanished_goes_on_with_its_backup() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    taken(&path, policy(), &world);
    let order = world.order("later");
    world.arrive(HAND, order);
    let before = numbers(&path);
    world.store.note().write(&path);
    drop(world);
    swap::remove(&path);
    let mut world = start(&path);
    let trouble = world.store.trouble().unwrap();
    assert_eq!(trouble.fault, StoreFault::Restored);
    assert!(!trouble.is_stuck() && trouble.path.contains("backups"), "{trouble:?}");
    for id in ["a", "b", "c"] {
        assert_eq!(world.state(id).head.status, Status::Cancelled);
    }
    assert!(
        world.store.orders().iter().all(|state| !state.problems.is_empty() || state.head.status.is_final())
    );
    let order = world.order("next");
    let next = world.arrive(HAND, order);
    assert!(!before.contains(&next.head.number), "{} is no number that was given", next.head.number);
}

#[test]
fn a_damaged_database_is_repaired_from_its_backup() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    taken(&path, policy(), &world);
    next_day(&mut world);
    let order = world.order("later");
    world.arrive(HAND, order);
    world.accept("later");
    let tickets = world.tags("printer:kitchen");
    assert_eq!(tickets.len(), 1);
    let mut world = repaired(world, &path);
    assert_eq!(world.state("a").head.status, Status::Cancelled, "out of the backup");
    assert_eq!(world.state("later").head.status, Status::Accepted, "out of the damaged file");
    assert_eq!(world.tags("printer:kitchen"), tickets, "its paper comes once");
}

#[test]
fn a_damaged_backup_is_passed_over() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    let older = taken(&path, policy(), &world);
    next_day(&mut world);
    let newer = taken(&path, policy(), &world);
    drop(world);
    fs::write(&newer.path, "no database").unwrap();
    swap::remove(&path);
    let mut world = start(&path);
    assert_eq!(world.store.trouble().unwrap().path, older.path.display().to_string());
    assert_eq!(world.state("a").head.status, Status::Cancelled);
    drop(world);
    let told =
        restore(&path, &newer.path, Arc::new(policy()), ids(), "2026-11-24T10:00:00Z".parse().unwrap());
    assert!(matches!(told, Err(StoreError::Damaged(_))), "{told:?}");
    assert_eq!(numbers(&path).len(), 3, "the database is as it was");
}

#[test]
fn what_came_after_a_backup_is_taken_over_when_it_is_laid_back() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    let backup = taken(&path, policy(), &world);
    world.says(HAND, "a", AppEventKind::Cancelled);
    for id in ["d", "e"] {
        next_day(&mut world);
        let order = world.order(id);
        world.arrive(HAND, order);
        world.says(HAND, id, AppEventKind::Cancelled);
    }
    let order = world.order("open");
    world.arrive(HAND, order);
    let (before, now) = (numbers(&path), world.now);
    drop(world);
    let aside = restore(&path, &backup.path, Arc::new(policy()), ids(), now).unwrap().unwrap();
    assert!(aside.exists() && aside != path);
    assert_eq!(numbers(&path), before, "also the orders of a day between");
    let mut world = start(&path);
    assert_eq!(world.state("open").head.status, Status::Received);
    assert_eq!(world.state("a").head.status, Status::Cancelled);
}

#[tokio::test]
async fn a_backup_is_taken_once_a_day_while_nothing_is_expected() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("open");
    world.arrive(HAND, order);
    let now = world.now;
    drop(world);
    let hours = |hours: i64| now.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
    let store = Store::open(&path, Arc::new(policy()), ids(), now).unwrap();
    let taken = async |at| {
        store.back_up_if_quiet(7, at, Arc::default()).await.unwrap().map(|backup| backup.day.to_string())
    };
    assert_eq!(taken(now).await, None, "an order came just now");
    assert_eq!(taken(hours(2)).await, None, "it is open");
    assert_eq!(
        taken(hours(24)).await.as_deref(),
        Some("2026-11-22"),
        "what hangs since yesterday is no reason"
    );
    assert_eq!(taken(hours(25)).await, None, "the day has its backup");
    assert_eq!(taken(hours(48)).await.as_deref(), Some("2026-11-23"));
    store.close(std::time::Duration::from_secs(5)).await;
}

#[test]
fn a_backup_is_copied_to_another_disk_and_old_ones_go_there_too() {
    let (folder, path) = folder();
    let mut world = yesterday(&path);
    // The disk that the folder is on is not there at first; the folder on it is made.
    let stick = folder.path().join("stick");
    let disk = stick.join("jumunbell");
    let backup = taken(&path, policy(), &world);
    let told = copy_to(&disk, &backup, &path, 2).unwrap_err();
    assert!(told.to_string().contains("stick"), "{told}");
    fs::create_dir(&stick).unwrap();
    for _ in 0..3 {
        next_day(&mut world);
        copy_to(&disk, &taken(&path, policy(), &world), &path, 2).unwrap();
    }
    let mut copies: Vec<_> = fs::read_dir(&disk).unwrap().map(|file| file.unwrap().file_name()).collect();
    copies.sort();
    assert_eq!(copies, ["jumunbell-2026-11-23.db", "jumunbell-2026-11-24.db"]);
    assert_eq!(backups(&path).len(), 4, "the first disk has its own number of them");
}

/// An order that was open when the backup was taken came back as it was then, and its ticket was printed once more.
#[test]
fn an_order_that_was_open_in_a_backup_is_not_cooked_again() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let order = world.order("ahead");
    let number = world.arrive(HAND, order).head.number.clone();
    world.accept("ahead");
    world.prints();
    let backup = taken(&path, policy(), &world);
    assert!(!numbers(&backup.path).contains(&number));
    world.pass(60);
    world.says(HAND, "ahead", AppEventKind::Cancelled);
    world.pass(5);
    world.command("ahead", domain::Command::Seen).unwrap();
    world.prints();
    let mut world = repaired(world, &path);
    assert_eq!(world.state("ahead").head.status, Status::Cancelled, "out of the damaged file");
    assert_eq!(world.tags("printer:kitchen"), [] as [&str; 0]);
}

#[test]
fn a_repair_that_was_killed_is_ended_or_begun_again() {
    let (_folder, path) = folder();
    let world = yesterday(&path);
    taken(&path, policy(), &world);
    drop(world);
    // While the repaired one was filled.
    fs::write(beside(&path, "-repairing"), "half").unwrap();
    fs::write(beside(&path, "-repairing-wal"), "half").unwrap();
    let mut world = start(&path);
    assert_eq!(world.store.trouble(), None);
    assert_eq!(world.state("a").head.status, Status::Cancelled);
    drop(world);
    assert!(!beside(&path, "-repairing").exists() && !beside(&path, "-repairing-wal").exists());
    // When the old one had gone aside and the repaired one had not its place. The log that is left is another one's.
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(beside(&path, suffix));
    }
    fs::rename(&path, beside(&path, "-repaired")).unwrap();
    fs::write(beside(&path, "-wal"), "another database's").unwrap();
    let mut world = start(&path);
    assert_eq!(world.store.trouble(), None, "it is the whole one, and no backup");
    assert_eq!(world.state("a").head.status, Status::Cancelled);
    drop(world);
    assert!(!beside(&path, "-repaired").exists());
}

#[test]
fn a_wrong_clock_neither_stops_backups_nor_deletes_them() {
    let (_folder, path) = folder();
    let mut world = yesterday(&path);
    taken(&path, policy(), &world);
    let now = world.now;
    world.now = "2030-01-01T10:00:00Z".parse().unwrap();
    taken(&path, policy(), &world);
    world.now = now;
    next_day(&mut world);
    back_up(&path, Arc::new(policy()), 2, world.now, Arc::default()).unwrap().unwrap();
    let days: Vec<String> = backups(&path).iter().map(|backup| backup.day.to_string()).collect();
    assert_eq!(days, ["2026-11-22", "2026-11-21"], "that of a day that has not come goes first");
    // Far behind all others: what was just written stays.
    world.now = "2015-01-01T10:00:00Z".parse().unwrap();
    let written = back_up(&path, Arc::new(policy()), 1, world.now, Arc::default()).unwrap().unwrap();
    assert!(written.path.exists());
}

#[test]
fn two_programs_do_not_take_a_backup_at_once() {
    let (_folder, path) = folder();
    let world = yesterday(&path);
    taken(&path, policy(), &world);
    let lock = fs::File::options().write(true).open(backup_folder(&path).join("backups.lock")).unwrap();
    lock.lock().unwrap();
    let told = back_up(&path, Arc::new(policy()), 7, world.now, Arc::default());
    assert!(matches!(told, Err(StoreError::Io(_))), "{told:?}");
    drop(lock);
    taken(&path, policy(), &world);
}
