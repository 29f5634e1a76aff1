//! What a person at the counter does about riders, through the command line.

use jumunbell::settings::AgencyKind::{Gorela, Kakao, OpenDeliveryLogistics};
use jumunbell::sim::agency::{Fault, Route};
use serde_json::{Value, json};

use crate::shop::{FIRST, OWN, SECOND, Shop, Street, tickets, until};
use crate::{MEAL, attempts, carried_once, has_problem, street, text};

/// A customer's wish in the standard's word.
const CONSUMER: &str = "CONSUMER_CANCELLATION_REQUESTED";

/// What lies at the printer for riders, of one order.
fn rider_slips(shop: &Shop, number: &str) -> Vec<String> {
    let paper = shop.counter.tickets();
    let texts = paper.iter().map(|ticket| ticket.text());
    texts.filter(|text| text.contains(number) && text.contains("배달   ")).collect()
}

/// An order that neither agency carries.
fn nobody_comes(shop: &Shop) -> String {
    shop.agency.set_fault(Fault::Refuse(Route::Quote, "OVER_CAPACITY".to_owned()), 1);
    shop.second().set_fault(Fault::Refuse(Route::Quote, "-70001".to_owned()), 1);
    let id = shop.auto.place_order(MEAL);
    shop.wait_for("a word about it", &id, |order| has_problem(order, "no-rider"));
    id
}

#[test]
fn quotes_a_call_elsewhere_and_a_redelivery_work_by_hand() {
    let shop = Shop::open(street(Gorela, Kakao));
    let _instance = shop.start();
    let id = nobody_comes(&shop);
    let number = text(&shop.order(&id).unwrap(), "number").to_owned();

    shop.tap(&["quotes", &number]);
    let order = shop.wait_for("both prices", &id, |order| {
        let quotes = order["quotes"].as_array().unwrap();
        quotes.len() == 2 && quotes.iter().all(|quote| quote["answered"] == true)
    });
    for (quote, agency) in order["quotes"].as_array().unwrap().iter().zip([FIRST, SECOND]) {
        assert_eq!(quote["agency"], agency);
        assert!(quote["fee"].as_i64().is_some_and(|fee| fee >= 3_000), "{quote}");
    }
    assert_eq!(shop.riders().ever_live(&number), 0, "asking calls nobody");

    shop.tap(&["called-elsewhere", &number]);
    let order = shop.order(&id).unwrap();
    assert_eq!((&order["called_elsewhere"], &order["problem"]), (&json!(true), &Value::Null));
    let refused = shop.run(&["dispatch", &number]);
    assert_eq!(refused.status.code(), Some(1), "somebody is coming already");
    assert_eq!(shop.riders().ever_live(&number), 0);
    shop.tap(&["called-elsewhere", &number, "--undo"]);
    assert_eq!(shop.order(&id).unwrap()["called_elsewhere"], false);
    shop.tap(&["dispatch", &number, "--agency", SECOND]);
    carried_once(&shop, &id, SECOND);
    until("a slip", || (rider_slips(&shop, &number).len() == 1).then_some(()));

    let early = shop.run(&["dispatch", &number]);
    assert_eq!(early.status.code(), Some(1), "it was delivered");
    shop.tap(&["dispatch", &number, "--agency", FIRST, "--again", "공기밥 1"]);
    let order = shop.wait_for("what was missing", &id, |order| {
        order["delivery"]["agency"] == FIRST && order["delivery"]["state"] == "delivered"
    });
    assert_eq!(order["delivery"]["collect"], json!({ "cash": 0, "card": 0 }), "{order}");
    let riders = shop.riders();
    assert!(!riders.ever_two_at_once(&number));
    assert_eq!((riders.ever_live(&number), riders.live(&number)), (2, 0));
    assert_eq!(riders.wrong, Vec::<String>::new());
    // Both are told on the command line, the newer first, with how it went and what it cost.
    let told = String::from_utf8(shop.run(&["order", &number]).stdout).unwrap();
    let at =
        |agency: &str| told.find(&format!("\n  {agency} ")).unwrap_or_else(|| panic!("{agency}: {told}"));
    assert!(at(FIRST) < at(SECOND) && told.matches(" → ").count() > 6, "{told}");
    let fee = order["delivery"]["fee"].as_i64().unwrap();
    assert!(told.contains(&format!("{},{:03} won", fee / 1_000, fee % 1_000)), "{fee}: {told}");
    let slip = until("its slip", || rider_slips(&shop, &number).into_iter().nth(1));
    assert!(slip.contains("재배달") && slip.contains("공기밥 1") && !slip.contains("재출력"), "{slip}");
}

#[test]
fn the_shops_own_rider_carries_what_no_agency_does() {
    let shop = Shop::open(Street { own_riders: true, ..street(Gorela, Kakao) });
    let _instance = shop.start();
    let id = nobody_comes(&shop);
    let number = text(&shop.order(&id).unwrap(), "number").to_owned();
    shop.tap(&["rider", &number, "--name", "김배달"]);
    let order = shop.wait_for("his slip", &id, |order| tickets(order).contains(&("rider", "printed")));
    assert_eq!(attempts(&order)[2..], [(OWN, "assigned")]);
    assert_eq!(order["problem"], Value::Null, "{order}");
    let slips = rider_slips(&shop, &number);
    assert!(slips.len() == 1 && slips[0].contains("김배달") && !slips[0].contains("재출력"), "{slips:?}");
    shop.tap(&["picked-up", &number]);
    assert_eq!(shop.order(&id).unwrap()["delivery"]["state"], "picked_up");
    shop.tap(&["complete", &number]);
    let order = shop.order(&id).unwrap();
    assert_eq!((text(&order, "status"), text(&order["delivery"], "state")), ("completed", "delivered"));
    assert_eq!(shop.riders().ever_live(&number), 0, "no agency had anything to do with it");
}

#[test]
fn a_surcharge_allowed_for_today_is_paid_without_a_question() {
    let shop = Shop::open(street(Gorela, Kakao));
    let settings = shop.settings().replacen("\"on-accept\"\n", "\"on-accept\"\nmax_fee = 6000\n", 1);
    shop.write("settings.toml", &settings);
    shop.agency.set_fault(Fault::Surge("WEATHER".to_owned(), 5_000), u32::MAX);
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = shop.wait_for("a question, with the other's price", &id, |order| {
        has_problem(order, "fee-above-max") && order["quotes"][0]["answered"] == true
    });
    let number = text(&order, "number");
    assert_eq!(attempts(&order), [(FIRST, "planned")], "it is for a person to decide");
    assert_eq!(order["quotes"][0]["agency"], SECOND);
    assert_eq!(order["delivery"]["charges"][0], json!({ "kind": "WEATHER", "amount": 5_000 }), "{order}");
    assert_eq!(shop.riders().ever_live(number), 0);
    // Not enough, and then enough.
    shop.tap(&["surcharge", "allow", "WEATHER", "--up-to", "100"]);
    shop.tap(&["surcharge", "allow", "WEATHER", "--up-to", "5000"]);
    carried_once(&shop, &id, FIRST);
    let next = shop.auto.place_order(MEAL);
    let order = carried_once(&shop, &next, FIRST);
    assert!(order["delivery"]["fee"].as_i64().is_some_and(|fee| fee > 6_000), "{order}");
}

/// The customer thinks better of it while a rider is on the way: the agency hears whose wish that was, and the counter
/// hears at once what it cost.
#[test]
fn a_customers_cancellation_is_told_on_and_its_fee_back() {
    for (kind, word) in
        [(Gorela, Some("CANCEL_BY_CUSTOMER")), (Kakao, None), (OpenDeliveryLogistics, Some(CONSUMER))]
    {
        let shop = Shop::open(Street { riders: 20.0, agency: kind, ..Street::default() });
        let _instance = shop.start();
        let id = shop.auto.place_order(MEAL);
        shop.wait_for("a rider", &id, |order| order["delivery"]["state"] == "assigned");
        assert!(shop.auto.cancel(&id));
        let order = shop.wait_for("nobody comes", &id, |order| {
            let costs = kind == OpenDeliveryLogistics || has_problem(order, "calling-off-cost");
            order["delivery"]["state"] == "cancelled" && costs
        });
        let journal = shop.agency.journal();
        let told = journal.deliveries.values().next().unwrap().off_for.clone();
        assert_eq!(told.as_deref(), word, "{kind:?}");
        if kind != OpenDeliveryLogistics {
            // The standard says only whether it costs anything.
            assert_eq!(order["delivery"]["cancel_fee"], 500, "{order}");
            let problems = order["problems"].as_array().unwrap();
            let said = problems.iter().find(|problem| problem["code"] == "calling-off-cost").unwrap();
            assert!(text(said, "text").contains("500 won"), "{said}");
        }
    }
}

/// The shop's own wish is no customer's.
#[test]
fn a_rider_whom_the_counter_calls_off_is_called_off_by_the_shop() {
    let shop = Shop::open(Street { riders: 20.0, agency: Gorela, ..Street::default() });
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = shop.wait_for("a rider", &id, |order| order["delivery"]["state"] == "assigned");
    shop.tap(&["cancel-dispatch", text(&order, "number")]);
    let order = shop.wait_for("off", &id, |order| order["delivery"]["state"] == "cancelled");
    let journal = shop.agency.journal();
    let told = journal.deliveries.values().next().unwrap().off_for.clone();
    assert_eq!(told.as_deref(), Some("CANCEL_BY_STORE"));
    assert!(!has_problem(&order, "calling-off-cost"), "the price stood on the button: {order}");
}

/// The agency answers a cancel with a rider who is there.
#[test]
fn a_rider_not_cancelled_is_shown_and_no_second_one_comes() {
    let shop = Shop::open(Street { riders: 1.0, ..street(Gorela, Kakao) });
    shop.agency.set_fault(Fault::Refuse(Route::Cancel, "INVALID_STATUS".to_owned()), 1);
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    shop.wait_for("a rider called", &id, |order| order["delivery"]["state"] == "requested");
    assert!(shop.auto.cancel(&id));
    let order = shop.wait_for("a word about it", &id, |order| has_problem(order, "rider-not-called-off"));
    let number = text(&order, "number");
    assert_eq!(order["status"], "cancelled");
    assert_eq!((shop.riders().live(number), shop.riders().ever_live(number)), (1, 1));
    // He is cancelled by telephone: that is no reason to call another one.
    shop.agency.set_fault(Fault::End("CANCELED".to_owned()), 1);
    shop.hurry_riders();
    shop.wait_for("off, after all", &id, |order| order["delivery"]["state"] == "cancelled");
    assert_eq!(shop.order(&id).unwrap()["deliveries"].as_array().unwrap().len(), 1);
    assert_eq!(shop.second().journal().events, []);
}

#[test]
fn another_address_at_the_app_reaches_the_rider() {
    let shop = Shop::open(Street { riders: 1.0, ..street(Gorela, Kakao) });
    let mut instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = shop.wait_for("a rider called", &id, |order| order["delivery"]["state"] == "requested");
    instance.kill();
    shop.auto.with(|app| {
        app.change(&id, |order| {
            order["kr"]["address"]["detail"] = "999동 9999호".into();
            order["delivery"]["deliveryAddress"]["complement"] = "999동 9999호".into();
        });
    });
    let _instance = shop.start();
    until("the agency knows", || {
        let events = shop.agency.journal().events;
        events.iter().any(|event| event.what == "drop 999동 9999호").then_some(())
    });
    shop.wait_for("paper that says so", &id, |order| has_problem(order, "order-changed"));
    let order = shop.wait_for("nothing untold", &id, |now| {
        !has_problem(now, "rider-not-told")
            && now["delivery"]["external_id"] == order["delivery"]["external_id"]
    });
    assert_eq!(shop.riders().ever_live(text(&order, "number")), 1);
    assert_eq!(shop.riders().wrong, Vec::<String>::new());
}

#[test]
fn a_delivery_of_an_agency_no_longer_set_up_is_for_a_person() {
    let shop = Shop::open(Street { riders: 1.0, ..street(Gorela, Kakao) });
    let mut instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    shop.wait_for("a rider called", &id, |order| order["delivery"]["state"] == "requested");
    instance.kill();
    let settings = shop.settings();
    let (before, agencies) = settings.split_once("[[agencies]]").unwrap();
    let (_, second) = agencies.split_once("[[agencies]]").unwrap();
    shop.write("settings.toml", &format!("{before}[[agencies]]{second}"));
    let _instance = shop.start();
    let order = shop.wait_for("a question", &id, |order| has_problem(order, "delivery-unknown"));
    let number = text(&order, "number");
    assert_eq!(attempts(&order), [(FIRST, "unknown")]);
    let refused = shop.run(&["dispatch", number, "--agency", SECOND]);
    assert_eq!(refused.status.code(), Some(1), "nobody knows whether somebody comes");
    assert_eq!(shop.second().journal().events, []);
    // The person telephones.
    shop.tap(&["resolve", number, "--not-dispatched"]);
    let order = shop.wait_for("nobody by itself", &id, |order| has_problem(order, "no-rider"));
    assert_eq!(attempts(&order).len(), 1);
    shop.tap(&["dispatch", number]);
    shop.wait_for("the other agency", &id, |order| attempts(order).last() == Some(&(SECOND, "requested")));
}
