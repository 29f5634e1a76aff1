//! The real program with a logistics service for its agency.

use jumunbell::settings::AgencyKind;
use jumunbell::sim::agency::{Fault, Mishap, Route};
use jumunbell::sim::app::Flavour;

use crate::shop::{Shop, Street};

fn street(riders: f64) -> Shop {
    Shop::open(Street { agency: AgencyKind::OpenDeliveryLogistics, riders, ..Street::default() })
}

#[test]
fn the_program_has_every_order_carried_once() {
    let shop = street(100.0);
    // Neither a lost answer nor a rider who is taken away brings a second one.
    let lost = Fault::Mishap { route: Route::Create, what: Mishap::Reset, after_effect: true };
    shop.agency.set_fault(lost, 1);
    shop.agency.set_fault(Fault::Reassign, 1);
    let _instance = shop.start();
    let flavours = [Flavour::Plain, Flavour::Alcohol, Flavour::ChildMealCard, Flavour::Mixed];
    let ids = flavours.map(|flavour| shop.auto.place_order(flavour));
    for id in ids {
        let order =
            shop.wait_for("the meal at the door", &id, |order| order["delivery"]["state"] == "delivered");
        let agency = shop.agency.journal();
        let number = order["number"].as_str().unwrap();
        assert_eq!((agency.ever_live(number), agency.live(number)), (1, 0), "{number}");
    }
    assert_eq!(shop.agency.journal().wrong, Vec::<String>::new());
}

#[test]
fn a_rejection_and_a_later_cancellation_reach_the_program() {
    // Riders as slow as in life: none has picked up what is cancelled.
    let shop = street(1.0);
    shop.agency.set_fault(Fault::Refuse(Route::Create, "REGION_NOT_SERVED".into()), 1);
    let _instance = shop.start();
    let rejected = shop.auto.place_order(Flavour::Plain);
    let order = shop.wait_for("a word about it", &rejected, |order| order["problem_code"] == "no-rider");
    assert_eq!(order["delivery"]["state"], "rejected");
    assert!(order["problem"].as_str().unwrap().contains("do not go there"), "{order}");

    let called = shop.auto.place_order(Flavour::Plain);
    let order = shop.wait_for("a rider called", &called, |order| order["delivery"]["state"] == "requested");
    assert!(shop.auto.cancel(&called));
    shop.wait_for("the rider off", &called, |order| order["delivery"]["state"] == "cancelled");
    let agency = shop.agency.journal();
    let number = order["number"].as_str().unwrap();
    assert_eq!((agency.live(number), agency.ever_live(number)), (0, 1));
    assert_eq!(agency.wrong, Vec::<String>::new());
}
