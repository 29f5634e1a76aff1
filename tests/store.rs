//! The database from outside: what a stop leaves, what a copy of it holds.

#![allow(clippy::unwrap_used)] // the helpers of tests are tests too
#![cfg(unix)]

mod shop;

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use jumunbell::sim::app::Flavour;
use serde_json::json;
use shop::{Shop, Street};

/// The files of the database in the data folder.
fn files(shop: &Shop) -> Vec<String> {
    let names = fs::read_dir(shop.data()).unwrap().map(|file| file.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("jumunbell") && !name.ends_with(".note"));
    names.sort();
    names
}

/// How many orders a copy of the one file holds.
fn copied(shop: &Shop) -> usize {
    let copy = tempfile::tempdir().unwrap();
    fs::copy(shop.data().join("jumunbell.db"), copy.path().join("jumunbell.db")).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
    let read = program.arg("--data").arg(copy.path()).args(["orders", "--json"]).output().unwrap();
    let orders: Vec<serde_json::Value> = serde_json::from_slice(&read.stdout).unwrap();
    orders.len()
}

#[test]
fn a_stop_leaves_one_file_also_beside_a_reader() {
    let shop = Shop::open(Street::default());
    for (round, beside) in [false, true, false, true].into_iter().enumerate() {
        let mut instance = shop.start();
        let id = shop.auto.place_order(Flavour::Plain);
        shop.wait_for("accepted", &id, |order| order["confirmed"] == true);
        let stopped = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while beside && !stopped.load(Ordering::SeqCst) {
                    shop.orders();
                }
            });
            let (status, took) = instance.terminate();
            stopped.store(true, Ordering::SeqCst);
            assert!(status.success() && took.as_secs() < 15, "{status} after {took:?}");
        });
        assert_eq!(files(&shop), ["jumunbell.db"], "round {round}");
        assert_eq!(copied(&shop), round + 1);
    }
}

#[test]
fn a_program_that_ends_when_idle_leaves_one_file_too() {
    let shop = Shop::open(Street::default());
    shop.manual.place_order(Flavour::Plain);
    let output = shop.run(&["run", "--headless", "--stop-after-idle", "3"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((files(&shop), copied(&shop)), (vec!["jumunbell.db".to_owned()], 1));
}

/// One order that waits for an answer, by its number.
fn waiting(shop: &Shop) -> (String, String) {
    let id = shop.manual.place_order(Flavour::Plain);
    let order = shop.wait_for("rings", &id, |order| order["status"] == "received");
    (id, order["number"].as_str().unwrap().to_owned())
}

fn sql(shop: &Shop, sql: &str) {
    rusqlite::Connection::open(shop.data().join("jumunbell.db")).unwrap().execute_batch(sql).unwrap();
}

fn doctor(shop: &Shop) -> String {
    String::from_utf8(shop.run(&["doctor"]).stdout).unwrap()
}

#[test]
fn a_damaged_file_goes_aside_and_open_orders_come_again() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let orders = [waiting(&shop), waiting(&shop)];
    assert!(instance.terminate().0.success());
    let path = shop.data().join("jumunbell.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[..200].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    assert!(doctor(&shop).contains("FAIL  store"), "{}", doctor(&shop));
    let _instance = shop.start();
    shop::until("set aside", || files(&shop).iter().any(|name| name.contains("-damaged-")).then_some(()));
    for (id, number) in &orders {
        let again = shop.wait_for("read again", id, |order| order["status"] == "received");
        assert_eq!(
            (again["number"].as_str(), &again["problem_code"]),
            (Some(&**number), &json!("record-lost"))
        );
    }
    let aside: Vec<String> = files(&shop).into_iter().filter(|name| name.contains("-damaged-")).collect();
    assert!(aside.len() == 1 && shop.log().contains(&aside[0]), "{aside:?}");
    let (_, number) = waiting(&shop);
    assert!(orders.iter().all(|(_, known)| *known < number), "{number} after {orders:?}");
    shop.tap(&["accept", &orders[0].1]);
    shop.wait_for("confirmed", &orders[0].0, |order| order["confirmed"] == true);
}

#[test]
fn a_cut_state_and_a_cut_task_do_not_close_the_shop() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let [whole, cut] = [waiting(&shop), waiting(&shop)];
    instance.kill();
    sql(
        &shop,
        &format!(
            "UPDATE states SET state = substr(state, 1, 200) WHERE order_id IN
                 (SELECT id FROM orders WHERE number = '{}')",
            cut.1
        ),
    );
    assert!(doctor(&shop).contains(&cut.1), "{}", doctor(&shop));
    let mut instance = shop.start();
    let order = shop.wait_for("read again", &cut.0, |order| order["status"] == "received");
    assert_eq!((order["number"].as_str(), &order["problem_code"]), (Some(&*cut.1), &json!("record-lost")));
    shop.tap(&["accept", &whole.1]);
    assert!(instance.is_running());
}

#[test]
fn a_file_removed_under_the_program_takes_no_more_orders() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let (_, first) = waiting(&shop);
    for name in files(&shop) {
        fs::remove_file(shop.data().join(name)).unwrap();
    }
    let id = shop.manual.place_order(Flavour::Plain);
    let shown = shop.wait_for("shown", &id, |order| order["problem_code"] == "not-stored");
    assert_eq!(shown["acknowledged"], false);
    let answered = || shop.manual.journal().orders[&id].acknowledged_at.is_some();
    assert!(!answered());
    let told = shop.run(&["shop", "status"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("jumunbell.db"), "{told:?}");
    let refused = shop.run(&["accept", shown["number"].as_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    instance.kill();
    assert!(!answered(), "nothing was acknowledged into a file that is gone");
    let _instance = shop.start();
    let again = shop.wait_for("stored", &id, |order| order["status"] == "received");
    assert!(again["number"].as_str().unwrap() > &*first, "{again}");
}
