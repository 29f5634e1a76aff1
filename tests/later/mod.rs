//! Orders that are wanted later, are cancelled too late, or share a name: the real program through its command line.

use jiff::{SignedDuration, Timestamp};
use jumunbell::sim::app::{AppSim, Flavour};
use serde_json::{Value, json};

use super::shop::{Shop, Street, tickets, until};
use super::text;

fn after(from: Timestamp, minutes: i64) -> Timestamp {
    from.checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

/// A takeout order for a window that begins in so many minutes; the app suggests to start at once.
fn pre_order(app: &AppSim, minutes: i64) -> (String, [Timestamp; 2]) {
    let id = app.place_order(Flavour::Takeout);
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    let window = [after(now, minutes), after(now, minutes + 30)];
    app.change(&id, |order| {
        order["orderTiming"] = json!("SCHEDULED");
        order["preparationStartDateTime"] = order["createdAt"].clone();
        order["schedule"] = json!({"scheduledDateTimeStart": window[0], "scheduledDateTimeEnd": window[1]});
        order["takeout"]["takeoutDateTime"] = json!(after(now, 20));
    });
    (id, window)
}

fn time(order: &Value, key: &str) -> Timestamp {
    text(order, key).parse().unwrap()
}

#[test]
fn a_pre_order_waits_for_its_window_and_says_when_it_is_wanted() {
    let shop = Shop::open(Street::default());
    let (by_itself, window) = pre_order(&shop.auto, 20 * 60);
    let (by_hand, _) = pre_order(&shop.manual, 20 * 60);
    // Twenty minutes of cooking before the window: this one begins now.
    let (soon, _) = pre_order(&shop.auto, 20);
    let _instance = shop.start();
    shop.wait_for("the one for now", &soon, |order| {
        tickets(order).iter().all(|(_, state)| *state == "printed")
    });
    let order = shop.wait_for("the one for tomorrow", &by_itself, |order| order["confirmed"] == true);
    assert_eq!(order["scheduled"], json!({"start": window[0], "end": window[1]}));
    assert_eq!((tickets(&order), time(&order, "ready_at")), (vec![], window[0]), "{order}");
    let order = shop.wait_for("the one that rings", &by_hand, |_| true);
    shop.tap(&["accept", text(&order, "display_id"), "--prep", "45"]);
    let order = shop.wait_for("taken", &by_hand, |order| order["status"] == "accepted");
    assert_eq!((tickets(&order), time(&order, "ready_at")), (vec![], window[0]), "{order}");
    let listed = shop.run(&["orders"]).stdout;
    assert!(String::from_utf8_lossy(&listed).contains("For "), "{}", String::from_utf8_lossy(&listed));
}

#[test]
fn a_cancellation_after_completion_is_told_and_prints_nothing() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("on paper", &id, |order| {
        tickets(order) == [("kitchen", "printed"), ("customer", "printed")] && order["confirmed"] == true
    });
    let number = text(&order, "number").to_owned();
    shop.tap(&["complete", &number]);
    shop.auto.tell_event(&id, "CANCELLED");
    let late = |order: &Value| order["problem_code"] == "cancelled-after-completion";
    let order = shop.wait_for("its word", &id, |order| late(order) && order["acknowledged"] == true);
    assert_eq!(
        (&order["status"], order["problems"][0]["amount"].as_i64()),
        (&json!("completed"), order["total"].as_i64())
    );
    assert!(order["cancelled_after_completion_at"].is_string(), "{order}");
    instance.kill();
    let _instance = shop.start();
    until("the second start", || shop.run(&["orders"]).status.success().then_some(()));
    assert!(late(&shop.order(&id).unwrap()), "over a power cut");
    let riders = shop.run(&["riders"]).stdout;
    let books = String::from_utf8_lossy(&riders).into_owned();
    assert!(books.contains("Cancelled after completion: 1"), "{books}");
    let seen = || shop.run(&["seen", &number]).status.success().then_some(());
    until("seen", seen);
    let order = shop.wait_for("quiet", &id, |order| order["problem"].is_null());
    assert_eq!(order["status"], "completed");
    assert_eq!(shop.pieces("cancel", &number).len(), 0);
}

#[test]
fn a_name_of_two_orders_is_refused_by_every_command() {
    let shop = Shop::open(Street::default());
    let ids = [shop.auto.place_order(Flavour::Takeout), shop.manual.place_order(Flavour::Takeout)];
    for (app, id) in [(&shop.auto, &ids[0]), (&shop.manual, &ids[1])] {
        app.change(id, |order| order["displayId"] = json!("B7K2"));
    }
    let _instance = shop.start();
    let orders = ids.each_ref().map(|id| shop.wait_for("both", id, |_| true));
    let locals = orders.each_ref().map(|order| text(order, "id").to_owned());
    for command in [
        &["order", "B7K2"][..],
        &["accept", "B7K2"],
        &["reject", "B7K2", "--reason", "UNAVAILABLE_ITEM"],
        &["ready", "B7K2"],
        &["reprint", "B7K2"],
        &["complete", "B7K2"],
        &["check-code", "B7K2", "0000"],
    ] {
        let output = shop.run(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        assert!(locals.iter().all(|id| said.contains(id.as_str())), "{command:?}: {said}");
    }
    assert_eq!(shop.order(&ids[1]).unwrap()["status"], "received", "nothing was done to either");
    shop.tap(&["accept", &locals[1]]);
}
