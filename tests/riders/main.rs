//! The real program between two agencies: who refuses, who does not answer, who loses an answer, and power cuts in the
//! middle of it. Whatever happens, the agencies' journals say that no meal ever had two riders at once.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod away;
mod counter;
mod killed;
#[path = "../shop/mod.rs"]
mod shop;

use jumunbell::settings::AgencyKind::{self, Gorela, Kakao, OpenDeliveryLogistics};
use jumunbell::sim::agency::{Fault, Mishap, Route};
use jumunbell::sim::app::Flavour;
use serde_json::Value;
use shop::{FIRST, SECOND, Shop, Street};

/// A meal that is paid for: every agency carries it.
const MEAL: Flavour = Flavour::ChildMealCard;

/// Two agencies whose riders are back before anybody has waited for them.
fn street(first: AgencyKind, second: AgencyKind) -> Street {
    Street { riders: 300.0, agency: first, second: Some(second), ..Street::default() }
}

fn text<'o>(order: &'o Value, key: &str) -> &'o str {
    order[key].as_str().unwrap_or_else(|| panic!("{key}: {order}"))
}

/// The attempts of an order: by whom, and how each stands.
fn attempts(order: &Value) -> Vec<(&str, &str)> {
    let attempts = order["deliveries"].as_array().unwrap().iter();
    attempts.map(|d| (text(d, "agency"), text(d, "state"))).collect()
}

fn has_problem(order: &Value, code: &str) -> bool {
    order["problems"].as_array().unwrap().iter().any(|problem| problem["code"] == code)
}

/// Whether the newest attempt ever stood there.
fn went_through(order: &Value, state: &str) -> bool {
    order["delivery"]["steps"].as_array().unwrap().iter().any(|step| step["state"] == state)
}

/// Waits until the meal is at the door, and says that it had one rider, of this agency, and no person has to be asked.
fn carried_once(shop: &Shop, id: &str, agency: &str) -> Value {
    let order = had_one_rider(shop, id, agency);
    assert_eq!(order["problem"], Value::Null, "{order}");
    order
}

/// Waits until the meal is at the door, and says that it had one rider, of this agency.
fn had_one_rider(shop: &Shop, id: &str, agency: &str) -> Value {
    let order = shop.wait_for("the meal at the door", id, |order| order["delivery"]["state"] == "delivered");
    let (number, riders) = (text(&order, "number"), shop.riders());
    assert_eq!(order["delivery"]["agency"], agency, "{order}");
    assert!(!riders.ever_two_at_once(number), "two riders for {number}");
    assert_eq!((riders.ever_live(number), riders.live(number)), (1, 0), "riders of {number}");
    assert_eq!(riders.wrong, Vec::<String>::new());
    order
}

fn refused_by_the_first(second: AgencyKind) {
    let shop = Shop::open(street(Gorela, second));
    let _instance = shop.start();
    for at in [Route::Quote, Route::Create] {
        shop.agency.set_fault(Fault::Refuse(at, "OVER_CAPACITY".to_owned()), 1);
        let id = shop.auto.place_order(MEAL);
        let order = carried_once(&shop, &id, SECOND);
        assert_eq!(attempts(&order), [(FIRST, "rejected"), (SECOND, "delivered")], "{at:?}");
        assert_eq!(order["deliveries"][0]["refusal"]["code"], "OVER_CAPACITY", "{at:?}: {order}");
        assert_eq!(shop.agency.journal().ever_live(text(&order, "number")), 0, "{at:?}");
    }
}

#[test]
fn what_gorela_refuses_kakao_carries() {
    refused_by_the_first(Kakao);
}

#[test]
fn what_gorela_refuses_a_logistics_service_carries() {
    refused_by_the_first(OpenDeliveryLogistics);
}

#[test]
fn what_both_refuse_is_in_front_of_a_person() {
    let shop = Shop::open(street(Gorela, Kakao));
    shop.agency.set_fault(Fault::Refuse(Route::Create, "OVER_CAPACITY".to_owned()), 1);
    shop.second().set_fault(Fault::Refuse(Route::Create, "-70001".to_owned()), 1);
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = shop.wait_for("a word about it", &id, |order| has_problem(order, "no-rider"));
    assert_eq!(attempts(&order), [(FIRST, "rejected"), (SECOND, "rejected")]);
    assert_eq!(shop.riders().ever_live(text(&order, "number")), 0);
}

/// The answer to a create that was taken never comes: it is looked up and found, and no other agency is asked.
#[test]
fn a_lost_answer_is_looked_up_and_no_second_agency_is_asked() {
    for first in [Gorela, Kakao] {
        let shop = Shop::open(street(first, OpenDeliveryLogistics));
        let lost = Fault::Mishap { route: Route::Create, what: Mishap::Hang, after_effect: true };
        shop.agency.set_fault(lost, 1);
        let _instance = shop.start();
        let id = shop.auto.place_order(MEAL);
        let order = carried_once(&shop, &id, FIRST);
        assert!(went_through(&order, "unknown"), "{first:?}: {order}");
        assert_eq!(shop.second().journal().events, [], "{first:?}");
    }
}
