//! `history` as an owner or a script uses it: the real program, without an instance and beside a store that is open.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use domain::order::{AppEvent, AppEventKind, PaymentKind};
use domain::rules::Body;
use domain::sample;
use jiff::{SignedDuration, Timestamp};
use jumunbell::store::{IncomingEvents, OrderStore};
use serde_json::Value;
use tempfile::TempDir;

fn jumunbell(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumunbell"));
    command.arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"] {
        command.env_remove(variable);
    }
    command.output().unwrap()
}

fn json(data: &Path, arguments: &[&str]) -> Value {
    let all: Vec<&str> = ["history", "--json"].iter().chain(arguments).copied().collect();
    let output = jumunbell(data, &all);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn found(data: &Path, arguments: &[&str]) -> Vec<String> {
    let orders = json(data, arguments)["orders"].take();
    let ids =
        orders.as_array().unwrap().iter().map(|order| order["external_id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// A shop with five orders an hour apart, the second cancelled, the third paid by a child's meal card. The store stays open, as
/// beside a running counter.
fn shop() -> (TempDir, OrderStore) {
    let folder = tempfile::tempdir().unwrap();
    let mut ids = 0;
    let ids = Box::new(move |_| {
        ids += 1;
        format!("order-{ids:03}")
    });
    let mut store = OrderStore::open(&folder.path().join("jumunbell.db"), Default::default(), ids).unwrap();
    let first: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    for n in 0..5 {
        let at = first + SignedDuration::from_hours(n);
        let mut order = sample::order(&format!("B{n}"), at, sample::soup());
        if n == 2 {
            order.payments[0].kind = PaymentKind::ChildMealCard;
        }
        let external_id = order.external_id.clone();
        let event = |kind, raw: &str| AppEvent {
            id: format!("{raw}-{n}"),
            kind,
            raw_kind: raw.to_owned(),
            order_id: external_id.clone(),
            created_at: at,
            reason: None,
        };
        let mut events = vec![event(AppEventKind::Created, "CREATED")];
        if n == 1 {
            events.push(event(AppEventKind::Cancelled, "CANCELLED"));
        }
        let body = Some(Body::Read { order: Box::new(order), last_event: None });
        let heard = IncomingEvents { external_id: external_id.clone(), body, events };
        store.hear("teukgeup", vec![heard], 0, at).unwrap();
    }
    (folder, store)
}

#[test]
fn orders_are_found_beside_an_open_store_and_without_it() {
    let (folder, store) = shop();
    let data = folder.path();
    let look = || {
        assert_eq!(found(data, &[]).len(), 5);
        assert_eq!(found(data, &["ㄱㅂ", "--state", "cancelled"]), ["sample-B1"]);
        assert_eq!(found(data, &["--payment", "child-meal-card"]), ["sample-B2"]);
        assert_eq!(found(data, &["b3"]), ["sample-B3"]);
        assert_eq!(found(data, &["1234", "--app", "teukgeup", "--day", "2026-11-21"]).len(), 5);
        assert!(found(data, &["--app", "other"]).is_empty());
        assert!(found(data, &["--from", "2026-11-23"]).is_empty());
    };
    look();
    drop(store);
    look();
}

#[test]
fn pages_are_turned_by_what_the_page_before_told() {
    let (folder, _store) = shop();
    let page = json(folder.path(), &["--limit", "2"]);
    assert_eq!(page["newer"], Value::Null);
    let older = page["older"].to_string();
    let next = json(folder.path(), &["--limit", "2", "--before", &older]);
    let ids = |page: &Value| -> Vec<String> {
        page["orders"].as_array().unwrap().iter().map(|order| order["external_id"].to_string()).collect()
    };
    assert_eq!(ids(&next), ["\"sample-B2\"", "\"sample-B1\""]);
    let newer = next["newer"].to_string();
    assert_eq!(ids(&json(folder.path(), &["--limit", "2", "--after", &newer])), ids(&page));
    let said = jumunbell(folder.path(), &["history", "--limit", "2"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("한우국밥") && said.contains(&format!("--before {older}")), "{said}");
}

#[test]
fn the_list_names_neither_the_customer_nor_a_childs_card() {
    let (folder, _store) = shop();
    for arguments in [&["history"][..], &["history", "--json"], &["history", "--payment", "child-meal-card"]]
    {
        let said = String::from_utf8(jumunbell(folder.path(), arguments).stdout).unwrap();
        assert!(said.contains("sample-B2") || said.contains("한우국밥"), "{said}");
        for private in ["0504", "가나다", "없는길", "급식", "CHILD", "child"] {
            assert!(!said.contains(private), "{private} in {said}");
        }
    }
}

#[test]
fn nothing_stored_is_nothing_found_and_wrong_use_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let page = json(folder.path(), &["국밥"]);
    assert_eq!(page["orders"], serde_json::json!([]));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "looking leaves nothing behind");
    let said = jumunbell(folder.path(), &["history", "국밥"]);
    assert!(String::from_utf8(said.stdout).unwrap().contains("맞는 주문이 없습니다"));
    for wrong in [
        &["--state", "gone"][..],
        &["--payment", "gold"],
        &["--day", "yesterday"],
        &["--day", "2026-11-21", "--from", "2026-11-20"],
        &["--from", "2026-11-22", "--to", "2026-11-21"],
        &["--before", "soon"],
        &["--before", "1", "--after", "1"],
        &["--limit", "0"],
    ] {
        let output = jumunbell(folder.path(), &[&["history"], wrong].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?}");
    }
    std::fs::write(folder.path().join("jumunbell.db"), "no database at all").unwrap();
    let output = jumunbell(folder.path(), &["history"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains("jumunbell.db"), "{said}");
}
