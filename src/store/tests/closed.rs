//! What is in the one file, and when: at a stop, at the end of a business day, with readers beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{folder, open};
use super::world::{HAND, World};
use crate::store::{Filter, list, schema};

fn wal(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn with_orders(path: &Path, orders: &[&str]) -> World {
    let mut world = open(path).unwrap();
    for id in orders {
        let order = world.order(id);
        world.arrive(HAND, order);
    }
    world
}

/// What a copy of the file alone holds.
fn copied(path: &Path) -> usize {
    let (_folder, copy) = folder();
    std::fs::copy(path, &copy).unwrap();
    list(&copy, &Filter::default()).unwrap().len()
}

#[test]
fn a_closed_store_is_one_file_with_everything() {
    let (folder, path) = folder();
    let world = with_orders(&path, &["a", "b"]);
    assert!(size(&wal(&path)) > 0, "not in the file yet");
    world.store.close(Arc::default());
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["jumunbell.db"]);
    assert_eq!(copied(&path), 2);
}

#[test]
fn a_reader_at_a_stop_neither_delays_it_nor_leaves_a_log() {
    let (folder, path) = folder();
    let mut world = with_orders(&path, &["a"]);
    let reader = schema::open_to_read(&path).unwrap().unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM orders").unwrap();
    let order = world.order("b");
    world.arrive(HAND, order);
    world.store.close(Arc::default());
    drop(reader);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(names, ["jumunbell.db"], "the last to close takes the log away");
    assert_eq!(copied(&path), 2);
}

#[test]
fn a_list_leaves_no_log_beside_a_closed_store() {
    let (folder, path) = folder();
    with_orders(&path, &["a"]).store.close(Arc::default());
    assert_eq!(list(&path, &Filter::default()).unwrap().len(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_business_day_ends_with_everything_in_the_one_file() {
    let (_folder, path) = folder();
    let mut world = with_orders(&path, &["a", "b"]);
    world.pass(60);
    let order = world.order("c");
    world.arrive(HAND, order);
    assert!(size(&wal(&path)) > 0);
    // 2026-11-22 04:59 in Seoul, then 05:00.
    world.pass(9 * 3_600 + 58 * 60);
    assert!(size(&wal(&path)) > 0, "not before the day has ended");
    world.pass(60);
    assert_eq!((size(&wal(&path)), copied(&path)), (0, 3));
}

#[test]
fn a_reader_at_the_end_of_a_day_is_not_waited_for() {
    let (_folder, path) = folder();
    let mut world = with_orders(&path, &["a"]);
    let reader = schema::open_to_read(&path).unwrap().unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM orders").unwrap();
    let order = world.order("b");
    world.arrive(HAND, order);
    world.pass(86_400);
    // Whatever the log still holds, the store goes on, and locks are waited for again.
    let order = world.order("c");
    world.arrive(HAND, order);
    let waits: i64 = world.store.conn().query_row("PRAGMA busy_timeout", [], |row| row.get(0)).unwrap();
    assert_eq!(waits, 5_000);
}

#[test]
fn a_log_that_a_burst_blew_up_shrinks_again() {
    let (_folder, path) = folder();
    let mut world = with_orders(&path, &["a"]);
    world.store.conn().execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
    let ids: Vec<String> = (0..3_000).map(|n| format!("burst-{n}")).collect();
    with_burst(&mut world, &ids);
    let blown = size(&wal(&path));
    assert!(blown > 5_000_000, "{blown}");
    world.store.conn().execute_batch("PRAGMA wal_checkpoint(RESTART)").unwrap();
    let order = world.order("z");
    world.arrive(HAND, order);
    let left = size(&wal(&path));
    assert!(left <= 4 * 1024 * 1024, "{left}");
}

fn with_burst(world: &mut World, ids: &[String]) {
    let heard = ids.iter().map(|id| super::file::heard(world, id)).collect();
    world.store.hear(HAND, heard, 0, world.now).unwrap();
}
