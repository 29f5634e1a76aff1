//! Power cuts while riders are called, at either agency.

use jumunbell::settings::AgencyKind::{self, Gorela, Kakao, OpenDeliveryLogistics};
use jumunbell::sim::agency::{Fault, Route};
use serde_json::Value;

use crate::shop::trap::{Moment, Trap};
use crate::shop::{FIRST, SECOND, Shop, Street, until};
use crate::{MEAL, attempts, had_one_rider, has_problem, street, text, went_through};

/// A trap at the first agency, and the shop beside it.
fn shop_with_a_trap(first: AgencyKind) -> (Trap, Shop) {
    let trap = Trap::new();
    let hook = trap.at_agency();
    (trap, Shop::open(Street { agency_hook: hook, ..street(first, OpenDeliveryLogistics) }))
}

/// Lets the program call the first agency and die there.
fn die_calling(shop: &Shop, trap: &Trap, moment: Moment) -> String {
    trap.arm(moment);
    let mut instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    trap.wait();
    instance.kill();
    id
}

/// The meal was carried once; a power cut in the middle of a ticket leaves a question about paper, and no other.
fn carried_on(shop: &Shop, id: &str, agency: &str) -> Value {
    let order = had_one_rider(shop, id, agency);
    let mut problems = order["problems"].as_array().unwrap().iter();
    assert!(problems.all(|problem| problem["code"] == "ticket-unknown"), "{order}");
    order
}

#[test]
fn a_call_cut_short_goes_on_where_the_agency_refuses_duplicates() {
    let (trap, shop) = shop_with_a_trap(Gorela);
    for moment in [Moment::RiderCallReceived, Moment::RiderCallTaken] {
        let id = die_calling(&shop, &trap, moment);
        let _instance = shop.start();
        let order = carried_on(&shop, &id, FIRST);
        assert!(went_through(&order, "unknown"), "{moment:?}: {order}");
        let record = &shop.agency.journal().deliveries[text(&order["delivery"], "external_id")];
        assert_eq!((record.asked, record.created), (1, 1), "{moment:?}: what was taken is not called again");
    }
    assert_eq!(shop.second().journal().events, []);
}

#[test]
fn a_call_cut_short_is_found_or_asked_about_where_it_does_not() {
    let (trap, shop) = shop_with_a_trap(Kakao);
    let id = die_calling(&shop, &trap, Moment::RiderCallTaken);
    let instance = shop.start();
    let order = carried_on(&shop, &id, FIRST);
    assert!(went_through(&order, "unknown"), "{order}");
    drop(instance);

    let id = die_calling(&shop, &trap, Moment::RiderCallReceived);
    let _instance = shop.start();
    let order = shop.wait_for("a question", &id, |order| has_problem(order, "delivery-unknown"));
    let (number, key) = (text(&order, "number"), text(&order["delivery"], "external_id"));
    let looked_up =
        |event: &jumunbell::sim::agency::Event| event.what == "look-up" && event.key.as_deref() == Some(key);
    until("looked for in vain, again and again", || {
        (shop.agency.journal().events.iter().filter(|event| looked_up(event)).count() > 3).then_some(())
    });
    assert_eq!(attempts(&shop.order(&id).unwrap()), [(FIRST, "unknown")]);
    assert_eq!(shop.riders().ever_live(number), 0, "nobody is called while nobody knows");
    assert_eq!(shop.second().journal().events, []);
    // The person telephones, and calls another rider.
    shop.tap(&["resolve", number, "--not-dispatched"]);
    shop.tap(&["dispatch", number, "--agency", SECOND]);
    carried_on(&shop, &id, SECOND);
}

/// Where the power goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    First,
    Second,
}

const MOMENTS: [Moment; 7] = [
    Moment::PriceAsked,
    Moment::RiderCallReceived,
    Moment::RiderCallTaken,
    Moment::LookUpReceived,
    Moment::CallOffReceived,
    Moment::CallOffTaken,
    Moment::RiderReadyReceived,
];

/// Moments at Kakao after which no person has to be asked; it has no call for food that is ready.
const KAKAOS: [Moment; 5] = [
    Moment::PriceAsked,
    Moment::RiderCallTaken,
    Moment::LookUpReceived,
    Moment::CallOffReceived,
    Moment::CallOffTaken,
];

struct Storm {
    shop: Shop,
    /// At the first agency and at the second.
    traps: [Trap; 2],
    placed: Vec<(String, At, Moment)>,
}

/// Whether a rider comes for the meal, or has come.
fn is_called(order: &Value) -> bool {
    let called = ["requested", "assigned", "arrived", "picked_up", "delivered"];
    called.iter().any(|state| order["delivery"]["state"] == *state)
}

fn calls_off(moment: Moment) -> bool {
    matches!(moment, Moment::CallOffReceived | Moment::CallOffTaken)
}

impl Storm {
    fn open(second: AgencyKind) -> Storm {
        let traps = [Trap::new(), Trap::new()];
        let shop = Shop::open(Street {
            // Slow enough that no rider has the food when the power goes.
            riders: 20.0,
            agency_hook: traps[0].at_agency(),
            second_hook: traps[1].at_agency(),
            ..street(Gorela, second)
        });
        Storm { shop, traps, placed: Vec::new() }
    }

    /// Waits until every order before has come to its agency, so that the next moment is the next order's.
    fn settle(&self) {
        for (id, _, moment) in &self.placed {
            let off = |order: &Value| order["delivery"]["state"] == "cancelled";
            let settled = |order: &Value| if calls_off(*moment) { off(order) } else { is_called(order) };
            let order = self.shop.wait_for("an order settled", id, settled);
            if *moment == Moment::RiderReadyReceived {
                until("the rider knows", || self.is_told_ready(text(&order, "number")).then_some(()));
            }
        }
    }

    /// Whether a rider has heard that the food is ready.
    fn is_told_ready(&self, number: &str) -> bool {
        self.shop.riders().deliveries.values().any(|record| record.number == number && record.prepared)
    }

    /// Lets the program run into the moment and kills it there.
    fn strike(&mut self, at: At, moment: Moment) {
        let mut instance = self.shop.start();
        self.settle();
        let (shop, trap) = (&self.shop, &self.traps[at as usize]);
        let refuse = |route| shop.agency.set_fault(Fault::Refuse(route, "OVER_CAPACITY".to_owned()), 1);
        if at == At::Second {
            refuse(Route::Quote);
        }
        let at_once =
            matches!(moment, Moment::PriceAsked | Moment::RiderCallReceived | Moment::RiderCallTaken);
        if at_once {
            trap.arm(moment);
        }
        let id = shop.auto.place_order(MEAL);
        if !at_once {
            let order = shop.wait_for("a rider", &id, is_called);
            trap.arm(moment);
            match moment {
                Moment::RiderReadyReceived => shop.tap(&["ready", text(&order, "number")]),
                Moment::CallOffReceived | Moment::CallOffTaken => assert!(shop.auto.cancel(&id)),
                _ => {}
            }
        }
        trap.wait();
        instance.kill();
        // The agency asked before the cut refuses after it, so that there is another to move on to.
        match (at, moment) {
            (At::First, Moment::PriceAsked) => refuse(Route::Quote),
            (At::First, Moment::RiderCallReceived) => refuse(Route::Create),
            _ => {}
        }
        self.placed.push((id, at, moment));
    }

    /// Every rider arrives, and every order is judged.
    fn end(self) {
        let _instance = self.shop.start();
        self.settle();
        self.shop.hurry_riders();
        for struck in &self.placed {
            self.judge(struck);
        }
        assert_eq!(self.shop.riders().wrong, Vec::<String>::new());
    }

    /// The last word about one order, by the agencies' journals.
    fn judge(&self, (id, at, moment): &(String, At, Moment)) {
        let over = |order: &Value| order["delivery"]["state"] == "delivered" || calls_off(*moment);
        let order = self.shop.wait_for("every rider at the door", id, over);
        let (number, riders) = (text(&order, "number"), self.shop.riders());
        let about = format!("{moment:?} at the {at:?}: {order}");
        assert!(!riders.ever_two_at_once(number), "two riders: {about}");
        assert_eq!((riders.ever_live(number), riders.live(number)), (1, 0), "{about}");
        let moved_on = *at == At::Second || matches!(moment, Moment::PriceAsked | Moment::RiderCallReceived);
        assert_eq!(order["delivery"]["agency"], if moved_on { SECOND } else { FIRST }, "{about}");
        let told = self.is_told_ready(number);
        assert_eq!(told, *moment == Moment::RiderReadyReceived, "{about}");
    }
}

#[test]
fn a_power_loss_between_two_agencies_never_brings_two_riders() {
    let mut storm = Storm::open(OpenDeliveryLogistics);
    for at in [At::First, At::Second] {
        for moment in MOMENTS {
            println!("{moment:?} at the {at:?}");
            storm.strike(at, moment);
        }
    }
    storm.end();
}

#[test]
fn no_meal_has_two_riders_wherever_at_kakao_the_power_goes() {
    let mut storm = Storm::open(Kakao);
    for moment in KAKAOS {
        println!("{moment:?}");
        storm.strike(At::Second, moment);
    }
    storm.end();
}
