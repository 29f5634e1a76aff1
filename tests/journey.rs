//! The real program through whole days: against simulated apps, an agency and printers that keep journals, and by
//! these journals it is judged.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod later;
mod settled;
mod shop;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jumunbell::sim::app::{self, AppSim, Flavour, Spec, generate};
use jumunbell::sim::printer::PrinterSim;
use serde_json::{Value, json};
use shop::{Shop, Street, tickets, until};

/// Everything that is cooked at once.
const FLAVOURS: [Flavour; 6] = [
    Flavour::Plain,
    Flavour::Takeout,
    Flavour::Mixed,
    Flavour::ChildMealCard,
    Flavour::Alcohol,
    Flavour::Reusable,
];

/// The keys of one order in `orders --json` that others rely on.
const KEYS: [&str; 19] = [
    "id",
    "number",
    "channel",
    "shop",
    "external_id",
    "display_id",
    "type",
    "status",
    "confirmed",
    "pending_action",
    "placed_at",
    "accept_by",
    "ready_at",
    "total",
    "acknowledged",
    "tickets",
    "delivery",
    "cancellation_request",
    "problem",
];

fn text<'o>(order: &'o Value, key: &str) -> &'o str {
    order[key].as_str().unwrap_or_else(|| panic!("{key}: {order}"))
}

/// Confirmed, every ticket on paper, the rider at the door.
fn is_through(order: &Value) -> bool {
    let delivery = &order["delivery"]["state"];
    let carried = if order["type"] == "TAKEOUT" { delivery.is_null() } else { delivery == "delivered" };
    order["confirmed"] == true && carried && tickets(order).iter().all(|(_, state)| *state == "printed")
}

#[test]
fn fifty_orders_are_each_confirmed_printed_and_carried_once() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    let mut flavours: BTreeMap<String, (bool, Flavour)> = BTreeMap::new();
    for n in 0..50 {
        let by_hand = n % 2 == 1;
        let app = if by_hand { &shop.manual } else { &shop.auto };
        let flavour = FLAVOURS[n / 2 % FLAVOURS.len()];
        flavours.insert(app.place_order(flavour), (by_hand, flavour));
    }
    let later = shop.auto.place_order(Flavour::Scheduled);
    let received = until("51 orders", || Some(shop.orders()).filter(|orders| orders.len() == 51));
    for order in received.iter().filter(|order| order["channel"] == "meokkaebi") {
        assert_eq!((text(order, "status"), &order["confirmed"]), ("received", &Value::Bool(false)));
        assert_eq!(tickets(order), [], "nothing is cooked before somebody takes it");
        shop.tap(&["accept", text(order, "number"), "--prep", "25"]);
    }
    let orders = until("50 orders through", || {
        let mut orders = shop.orders();
        orders.retain(|order| order["external_id"] != later);
        orders.iter().all(is_through).then_some(orders)
    });

    let (auto, manual, agency) = (shop.auto.journal(), shop.manual.journal(), shop.agency.journal());
    for order in &orders {
        let (number, id) = (text(order, "number"), text(order, "external_id"));
        let (by_hand, flavour) = flavours[id];
        let record = if by_hand { &manual.orders[id] } else { &auto.orders[id] };
        assert_eq!((record.received["confirm"], record.confirm_taken()), (1, 1), "{number}");
        assert_eq!(record.number.as_deref(), Some(number));
        assert_eq!(record.prep_minutes, Some(if by_hand { 25 } else { 20 }), "{number}");
        assert!(record.acknowledged_at.is_some() && order["acknowledged"] == true, "{number}");

        let takeout = flavour == Flavour::Takeout;
        assert_eq!(text(order, "type"), if takeout { "TAKEOUT" } else { "DELIVERY" });
        for (kind, copies) in
            [("kitchen", 1), ("customer", 1), ("rider", usize::from(!takeout)), ("cancel", 0)]
        {
            let pieces = shop.pieces(kind, number);
            assert_eq!(pieces.len(), copies, "{kind} of {number}: {pieces:?}");
            assert!(
                pieces.iter().all(|piece| piece.whole && !piece.reprint),
                "{kind} of {number}: {pieces:?}"
            );
        }
        assert_eq!(agency.ever_live(number), usize::from(!takeout), "riders of {number}");
        assert_eq!(agency.live(number), 0, "{number} has arrived");

        let found: BTreeSet<&str> = order.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(KEYS.iter().all(|key| found.contains(key)), "{found:?}");
        assert!(order["total"].is_i64() && order["shop"].is_null() && order["problem"].is_null(), "{order}");
    }
    let deliveries = flavours.values().filter(|(_, flavour)| *flavour != Flavour::Takeout).count();
    assert_eq!(shop.kitchen.tickets().len(), 50, "nothing else came out in the kitchen");
    assert_eq!(shop.counter.tickets().len(), 50 + deliveries);
    assert_eq!(agency.deliveries.len(), deliveries);
    let numbers: BTreeSet<&str> = orders.iter().map(|order| text(order, "number")).collect();
    assert_eq!(numbers.len(), 50);

    let later = shop.order(&later).unwrap();
    assert_eq!((text(&later, "status"), &later["confirmed"]), ("accepted", &Value::Bool(true)));
    assert_eq!((tickets(&later), &later["delivery"]), (vec![], &Value::Null), "its time has not come");

    assert!(auto.violations().is_empty() && manual.violations().is_empty(), "the apps had to complain");
    assert_eq!(agency.wrong, Vec::<String>::new());
    let listed = String::from_utf8(shop.run(&["orders"]).stdout).unwrap();
    assert_eq!(listed.lines().count(), 51);
    assert!(numbers.iter().all(|number| listed.contains(number)), "{listed}");
}

#[test]
fn a_printer_that_is_off_holds_up_no_other_printer_and_no_app() {
    let shop = Shop::open(Street::default());
    shop.kitchen.set_faults(|faults| faults.refuse = true);
    let _instance = shop.start();
    for round in 1..=3 {
        let id = shop.auto.place_order(Flavour::Takeout);
        let order = shop.wait_for("the counter's ticket", &id, |order| {
            order["confirmed"] == true && tickets(order).contains(&("customer", "printed"))
        });
        assert!(tickets(&order).contains(&("kitchen", "queued")), "round {round}: {order}");
    }
    assert_eq!(shop.kitchen.tickets().len(), 0);
    shop.kitchen.set_faults(|faults| faults.refuse = false);
    until("three kitchen tickets", || (shop.kitchen.tickets().len() == 3).then_some(()));
    assert!(shop.paper(&shop.kitchen).iter().all(|piece| piece.whole && !piece.reprint));
}

/// What `printer list` says about the kitchen's printer.
fn kitchen_line(shop: &Shop) -> String {
    let listed = String::from_utf8(shop.run(&["printer", "list"]).stdout).unwrap();
    listed.lines().find(|line| line.contains("kitchen")).unwrap_or_default().to_owned()
}

#[test]
fn a_printer_without_paper_says_so_waits_and_goes_on_by_itself() {
    let shop = Shop::open(Street::default());
    shop.kitchen.set_faults(|faults| faults.condition.paper_out = true);
    let _instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("the counter's ticket", &id, |order| {
        tickets(order) == [("kitchen", "queued"), ("customer", "printed")]
    });
    until("words about the paper", || kitchen_line(&shop).contains("out of paper").then_some(()));
    assert_eq!(shop.kitchen.tickets().len(), 0);
    shop.kitchen.set_faults(|faults| faults.condition.paper_out = false);
    shop.wait_for("the ticket on paper", &id, |order| tickets(order).contains(&("kitchen", "printed")));
    let pieces = shop.pieces("kitchen", text(&order, "number"));
    assert!(pieces.len() == 1 && pieces[0].whole && !pieces[0].reprint, "{pieces:?}");
    assert!(!kitchen_line(&shop).contains("out of paper"), "{}", kitchen_line(&shop));
    assert_eq!(shop.kitchen.tickets().len(), 1);
}

#[test]
fn a_broken_printers_ticket_comes_out_of_its_backup_once() {
    let shop = Shop::open(Street::default());
    let asks = "after_unknown = \"ask\"\n";
    let settings =
        shop.settings().replacen(asks, &format!("{asks}backup = \"counter\"\nname = \"주방\"\n"), 1);
    shop.write("settings.toml", &settings);
    shop.kitchen.set_faults(|faults| faults.condition.cover_open = true);
    let _instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("the stand-in", &id, |order| {
        tickets(order) == [("kitchen", "failed"), ("customer", "printed"), ("kitchen", "printed")]
    });
    assert_eq!((&order["tickets"][2]["printer"], &order["problem"]), (&"counter".into(), &Value::Null));
    let number = text(&order, "number");
    let stand_ins = |printer: &PrinterSim| {
        let mut paper: Vec<String> = printer.tickets().iter().map(|ticket| ticket.text()).collect();
        paper.retain(|text| text.contains(number) && text.contains("대체 출력"));
        paper
    };
    let paper = stand_ins(&shop.counter);
    assert!(paper.len() == 1 && paper[0].contains("(주방 프린터 고장)"), "{paper:?}");

    // Nothing waits for it any more, and yet its return is noticed; what moved stays where it came out.
    let trouble = kitchen_line(&shop);
    shop.kitchen.set_faults(|faults| faults.condition.cover_open = false);
    until("the printer is back", || (kitchen_line(&shop) != trouble).then_some(()));
    let next = shop.auto.place_order(Flavour::Takeout);
    shop.wait_for("the next order", &next, |order| {
        tickets(order) == [("kitchen", "printed"), ("customer", "printed")]
    });
    assert_eq!((shop.kitchen.tickets().len(), shop.pieces("kitchen", number).len()), (1, 0));
    assert_eq!((shop.counter.tickets().len(), stand_ins(&shop.counter).len()), (3, 1));
}

#[cfg(unix)]
#[test]
fn a_stop_leaves_unfinished_work_for_the_next_start() {
    let shop = Shop::open(Street::default());
    shop.kitchen.set_faults(|faults| faults.refuse = true);
    let mut instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let waiting = |order: &Value| {
        order["confirmed"] == true
            && tickets(order) == [("kitchen", "queued"), ("customer", "printed")]
            && order["acknowledged"] == true
    };
    let order = shop.wait_for("a ticket that waits", &id, waiting);
    let (ended, took) = instance.terminate();
    assert_eq!(ended.code(), Some(0));
    assert!(took < std::time::Duration::from_secs(15), "{took:?}");
    assert!(waiting(&shop.order(&id).unwrap()), "{}", shop.order(&id).unwrap());

    shop.kitchen.set_faults(|faults| faults.refuse = false);
    let _instance = shop.start();
    shop.wait_for("the ticket on paper", &id, |order| tickets(order).contains(&("kitchen", "printed")));
    let pieces = shop.pieces("kitchen", text(&order, "number"));
    assert!(pieces.len() == 1 && pieces[0].whole && !pieces[0].reprint, "{pieces:?}");
    assert_eq!(shop.auto.journal().orders[&id].received["confirm"], 1);
}

#[test]
fn a_second_instance_is_refused_and_harms_nothing() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    until("the first poll", || (shop.auto.journal().polls > 0).then_some(()));
    let second = shop.run(&["run", "--headless"]);
    assert_eq!(second.status.code(), Some(1));
    let says = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(says.contains("already running"), "{says}");
    assert!(instance.is_running());
    let id = shop.manual.place_order(Flavour::Takeout);
    let order = shop.wait_for("an order", &id, |_| true);
    shop.tap(&["accept", text(&order, "number")]);
}

#[test]
fn a_rejected_order_ends_by_the_apps_word_and_is_never_cooked() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    let id = shop.manual.place_order(Flavour::Plain);
    let order = shop.wait_for("an order", &id, |_| true);
    shop.tap(&["reject", text(&order, "number"), "--reason", "UNAVAILABLE_ITEM"]);
    let order = shop.wait_for("the app's word", &id, |order| order["status"] == "rejected");
    assert!(order["pending_action"].is_null() && order["delivery"].is_null(), "{order}");
    let record = &shop.manual.journal().orders[&id];
    assert_eq!((record.taken["requestCancellation"], record.confirm_taken()), (1, 0));
    assert!(record.cancelled_at.is_some());
    let late = shop.run(&["accept", text(&order, "number")]);
    assert_eq!(late.status.code(), Some(1), "what is rejected cannot be accepted");
    assert_eq!((shop.kitchen.tickets().len(), shop.counter.tickets().len()), (0, 0));
    assert_eq!(shop.agency.journal().events, []);
}

#[test]
fn a_cancellation_after_acceptance_stops_kitchen_and_rider() {
    // Riders as slow as in life: none has picked up what is cancelled.
    let shop = Shop::open(Street { riders: 1.0, ..Street::default() });
    let _instance = shop.start();
    let id = shop.auto.place_order(Flavour::Plain);
    let order = shop.wait_for("a rider on the way", &id, |order| {
        order["delivery"]["state"] == "requested" && tickets(order).contains(&("kitchen", "printed"))
    });
    let number = text(&order, "number");
    assert_eq!(shop.agency.journal().live(number), 1);
    assert!(shop.auto.cancel(&id));
    let order = shop.wait_for("everything stopped", &id, |order| {
        order["status"] == "cancelled"
            && order["delivery"]["state"] == "cancelled"
            && tickets(order).contains(&("cancel", "printed"))
    });
    assert_eq!(order["problem_code"], "cancelled-by-app");
    let pieces = shop.pieces("cancel", number);
    assert!(pieces.len() == 1 && pieces[0].whole, "{pieces:?}");
    let agency = shop.agency.journal();
    assert_eq!((agency.live(number), agency.ever_live(number)), (0, 1));
}

/// Takes a minute: an order that has just come in leaves a person at least so long, whatever the app's deadline.
#[test]
fn an_order_that_nobody_answers_is_missed() {
    let shop = Shop::open(Street::default());
    let profile = "name = \"먹깨비\"\nshort = \"먹깨\"\ncolor = \"#7c3aed\"\nprotocol = \"open-delivery\"\n\
                   poll_seconds = 1\nconfirm_within_seconds = 30\ngorela_channel = \"MUKKEBI\"\n";
    shop.write("channels/meokkaebi.toml", profile);
    let _instance = shop.start();
    let id = shop.manual.place_order(Flavour::Plain);
    let order = shop.wait_for("an order", &id, |order| order["status"] == "received");
    let accept_by: Timestamp = text(&order, "accept_by").parse().unwrap();
    until("the deadline", || (Timestamp::now() > accept_by).then_some(()));
    assert!(shop.manual.cancel(&id), "the app gives up");
    let order = shop.wait_for("the app's word", &id, |order| order["status"] != "received");
    assert_eq!((text(&order, "status"), order["confirmed"].as_bool()), ("missed", Some(false)));
    assert!(order["problem"].is_null(), "nobody has to do anything about it: {order}");
    let late = shop.run(&["accept", text(&order, "number")]);
    assert_eq!(late.status.code(), Some(1), "what is missed cannot be accepted");
    assert_eq!(shop.kitchen.tickets().len(), 0);
    assert_eq!(shop.agency.journal().events, []);
}

#[test]
fn an_unreadable_order_is_in_sight_and_holds_up_no_other() {
    let shop = Shop::open(Street::default());
    let place = |app: &AppSim, poisonous| app.place_order(Spec { poisonous, ..Spec::from(Flavour::Takeout) });
    let before = place(&shop.auto, false);
    let poison = place(&shop.auto, true);
    let after = place(&shop.auto, false);
    let _instance = shop.start();
    for id in [&before, &after] {
        shop.wait_for("a good order through", id, is_through);
    }
    let order = shop.wait_for("the unreadable one", &poison, |order| order["acknowledged"] == true);
    assert_eq!((text(&order, "status"), text(&order, "problem_code")), ("unreadable", "unreadable"));
    assert!(!text(&order, "problem").is_empty() && !text(&order, "number").is_empty(), "{order}");
    assert!(tickets(&order).is_empty() && order["display_id"].is_null(), "{order}");
    let record = &shop.auto.journal().orders[&poison];
    assert!(record.acknowledged_at.is_some() && record.fetched >= 1, "{record:?}");
    assert_eq!(shop.kitchen.tickets().len(), 2);
    // A good one after it comes in as fast as ever.
    let id = place(&shop.auto, false);
    shop.wait_for("an order after the poison", &id, is_through);
}

#[test]
fn a_phone_order_is_cooked_printed_and_carried_like_any_other() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    until("the instance", || shop.run(&["shop", "status"]).status.success().then_some(()));
    let nothing = shop.run(&["phone", "--dish", "순대국밥*2=9000"]);
    assert_eq!(nothing.status.code(), Some(1), "a delivery without an address");
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("address"));
    let phone = ["phone", "--dish", "순대국밥*2=9000", "--tip", "3000", "--address", "시험시 없는로 1"];
    let taken = shop.run(&phone);
    assert!(String::from_utf8_lossy(&taken.stdout).contains("전화-001"), "{taken:?}");
    let order = until("printed, and a rider called", || {
        let order = shop.orders().into_iter().find(|order| order["number"] == "전화-001")?;
        let printed =
            tickets(&order).len() >= 2 && tickets(&order).iter().all(|(_, state)| *state == "printed");
        (printed && order["delivery"]["state"] != "submitting").then_some(order)
    });
    assert_eq!((text(&order, "channel"), &order["total"]), ("by-phone", &Value::from(21_000)));
    assert_eq!(shop.pieces("kitchen", "전화-001").len(), 1);
    shop.tap(&["ready", "전화-001"]);
    shop.hurry_riders();
    until("delivered", || {
        let order = shop.orders().into_iter().find(|order| order["number"] == "전화-001")?;
        (order["delivery"]["state"] == "delivered").then_some(())
    });
}

#[test]
fn a_delay_reaches_the_app_and_a_lost_cancellation_is_found() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("confirmed and printed", &id, |order| {
        order["confirmed"] == true && tickets(order).iter().all(|(_, state)| *state == "printed")
    });
    shop.tap(&["delay", text(&order, "number"), "--minutes", "10"]);
    let told = |count: u32| {
        shop.auto.journal().orders[&id].taken.get("details").copied().unwrap_or_default() == count
    };
    until("the app knows", || told(1).then_some(()));
    until("paper that says 변경", || {
        shop.kitchen.tickets().iter().any(|ticket| ticket.text().contains("변경")).then_some(())
    });
    assert!(shop.order(&id).unwrap()["ready_at"].as_str() > order["ready_at"].as_str());
    // The app cancels while the counter is off, and its event is never heard.
    instance.kill();
    assert!(shop.auto.cancel(&id));
    shop.auto.with(|app| app.forget_events());
    let _instance = shop.start();
    shop.wait_for("cancelled", &id, |order| order["status"] == "cancelled");
    until("a cancel slip", || (shop.pieces("cancel", text(&order, "number")).len() == 1).then_some(()));
}

#[test]
fn a_pause_reaches_every_app_and_new_orders_wait_for_a_person() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    until("the instance", || shop.run(&["shop", "status"]).status.success().then_some(()));
    assert_eq!(shop.run(&["shop", "close", "--channel", "nirvana"]).status.code(), Some(1));
    shop.tap(&["shop", "pause", "--minutes", "20"]);
    until("told", || {
        let status = shop.run(&["shop", "status", "--json"]).stdout;
        let channels: Vec<Value> = serde_json::from_slice(&status).unwrap();
        let told = |channel: &Value| channel["opening"]["told"][1]["told"] == "taken";
        (channels.len() == 2 && channels.iter().all(told)).then_some(())
    });
    let id = shop.auto.place_order(Flavour::Plain);
    shop.wait_for("rings, though this app is accepted by itself", &id, |order| order["status"] == "received");
    shop.tap(&["shop", "open"]);
    let next = shop.auto.place_order(Flavour::Plain);
    shop.wait_for("accepted by itself again", &next, |order| order["status"] == "accepted");
}

#[test]
fn a_dish_of_the_learned_menu_is_sold_out_at_both_apps_and_back() {
    let shop = Shop::open(Street::default());
    let mut instance = shop.start();
    for app in [&shop.auto, &shop.manual] {
        (0..6).for_each(|_| drop(app.place_order(Flavour::Plain)));
    }
    let menu = || -> Vec<Value> {
        serde_json::from_slice(&shop.run(&["menu", "--json"]).stdout).unwrap_or_default()
    };
    let sold_by = |dish: &Value| dish["apps"].as_array().unwrap().len();
    let dish = until("a dish of both apps", || menu().into_iter().find(|dish| sold_by(dish) == 2));
    let name = text(&dish, "name");
    let off = |app: &AppSim| app.journal().sold_out.values().any(|known| known == name);
    shop.tap(&["menu", "sold-out", name]);
    until("both apps know", || (off(&shop.auto) && off(&shop.manual)).then_some(()));
    instance.kill();
    let _instance = shop.start();
    let again =
        until("the menu after a power cut", || menu().into_iter().find(|again| again["id"] == dish["id"]));
    assert_eq!(again["sold_out"].as_array().unwrap().len(), 2, "{again}");
    shop.tap(&["menu", "on-sale", &again["id"].to_string()]);
    until("it is there again", || (!off(&shop.auto) && !off(&shop.manual)).then_some(()));
    assert_eq!(shop.run(&["menu", "sold-out", "nectar"]).status.code(), Some(1));
}

#[test]
fn a_code_named_at_the_counter_is_checked_with_the_app() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("confirmed", &id, |order| order["confirmed"] == true);
    let number = text(&order, "number");
    shop.tap(&["check-code", number, "1234"]);
    let wrong = shop.run(&["check-code", number, "0000"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("wrong"), "{wrong:?}");
}

#[test]
fn a_market_bundle_is_gathered_stall_by_stall_and_then_is_ready() {
    let shop = Shop::open(Street::default());
    let settings =
        shop.settings().replacen("\"kitchen\", \"cancel\"", "\"kitchen\", \"cancel\", \"gather\"", 1);
    shop.write("settings.toml", &settings);
    let _instance = shop.start();
    // Ordered for now, because a test does not wait until the evening.
    let mut rng = fastrand::Rng::with_seed(3);
    let mut body = generate(&mut rng, &app::Shop::invented(), Flavour::Market, Timestamp::now());
    body["orderTiming"] = "INSTANT".into();
    let spec = Spec { flavour: Flavour::Market, body: Some(body), poisonous: false };
    let id = shop.auto.place_order(spec);
    let order = shop.wait_for("printed", &id, |order| {
        let printed = |(_, state): &(&str, &str)| *state == "printed";
        tickets(order).iter().any(|(kind, _)| *kind == "gather") && tickets(order).iter().all(printed)
    });
    let number = text(&order, "number");
    let stalls: Vec<String> = order["bundle"]["stalls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stall| stall["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(stalls.len() > 1, "{order}");
    for stall in &stalls {
        assert_eq!(shop.order(&id).unwrap()["status"], "accepted", "before {stall}");
        shop.tap(&["pick", number, "--stall", stall]);
    }
    shop.wait_for("ready once every stall is", &id, |order| order["status"] != "accepted");
    until("the app knows", || {
        let taken = shop.auto.journal().orders[&id].taken.get("readyForPickup").copied();
        (taken == Some(1)).then_some(())
    });
    let slips =
        shop.kitchen.tickets().iter().filter(|ticket| ticket.text().contains("장보기 꾸러미")).count();
    assert!(slips >= 1, "a slip to gather it with");
}

#[test]
fn a_day_is_closed_printed_and_written_for_the_books() {
    let shop = Shop::open(Street::default());
    let _instance = shop.start();
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("the order on paper", &id, is_through);
    for step in ["ready", "complete"] {
        shop.tap(&[step, text(&order, "number")]);
    }
    shop.wait_for("the order completed", &id, |order| order["status"] == "completed");
    let report = || -> Value {
        let told = shop.run(&["sales", "--json"]);
        serde_json::from_slice(&told.stdout).unwrap()
    };
    let sold = json!({"orders": 1, "amount": order["total"]});
    assert_eq!(report()["sales"]["all"]["outcomes"]["sold"], sold);
    assert_eq!(report()["closed_at"], Value::Null);
    shop.tap(&["close", "--cash", "1000"]);
    let closed = report();
    assert!(closed["closed_at"].is_string(), "{closed}");
    assert_eq!(closed["till"]["counted"], json!({"cash": 1000, "card": null}));
    assert_eq!(closed["sales"]["all"]["outcomes"]["sold"], sold);

    shop.tap(&["sales", "--print"]);
    let slip = until("the slip", || {
        shop.counter.tickets().into_iter().find(|ticket| ticket.text().contains("마감 전표"))
    });
    assert!(slip.cuts == 1 && slip.errors.is_empty(), "{:?}", slip.errors);
    assert!(slip.text().contains("센 현금") && slip.text().contains("1,000원"), "{}", slip.text());

    let (csv, xlsx) = (shop.data().join("a.csv"), shop.data().join("a.xlsx"));
    let files = ["--csv", csv.to_str().unwrap(), "--xlsx", xlsx.to_str().unwrap()];
    shop.tap(&[&["sales"], &files[..]].concat());
    let written = std::fs::read_to_string(&csv).unwrap();
    assert!(written.lines().count() == 2 && written.contains(text(&order, "number")), "{written}");
    assert!(std::fs::read(&xlsx).unwrap().starts_with(b"PK"));

    shop.tap(&["close", "--undo"]);
    assert_eq!(report()["closed_at"], Value::Null);
}
