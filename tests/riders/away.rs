//! An agency that does not answer, or answers that it cannot now.

use std::net::TcpListener;

use jiff::SignedDuration;
use jumunbell::settings::AgencyKind::{Gorela, OpenDeliveryLogistics};
use jumunbell::sim::agency::{Event, Fault, Mishap, Route};

use crate::shop::{FIRST, SECOND, Shop, Street, tickets, until};
use crate::{MEAL, attempts, carried_once, street, text};

#[test]
fn an_agency_without_a_server_holds_up_no_meal_and_no_order() {
    let shop = Shop::open(street(Gorela, OpenDeliveryLogistics));
    // A port of this machine on which no server listens, held so that no other does.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = shop.settings().replace(&shop.agency.base_url(), &format!("http://{nobody}"));
    shop.write("settings.toml", &settings);
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = shop.wait_for("cooked meanwhile", &id, |order| {
        let printed = |(kind, state): &(&str, &str)| *kind == "rider" || *state == "printed";
        order["confirmed"] == true && tickets(order).len() >= 2 && tickets(order).iter().all(printed)
    });
    assert_eq!(attempts(&order), [(FIRST, "quoting")], "it is still being asked");
    shop.tap(&["ready", text(&order, "number")]);
    until("the app knows", || shop.auto.journal().orders[&id].taken.get("readyForPickup").copied());
    let order = carried_once(&shop, &id, SECOND);
    assert_eq!(attempts(&order), [(FIRST, "rejected"), (SECOND, "delivered")]);
    assert_eq!(order["deliveries"][0]["refusal"]["code"], "no-answer");
}

#[test]
fn an_agency_is_called_again_after_a_storm_of_errors() {
    storms(&[(Route::Quote, 429), (Route::Quote, 503)]);
}

#[test]
fn a_storm_that_meets_the_call_itself_brings_nobody_twice() {
    storms(&[(Route::Create, 429), (Route::Create, 503), (Route::LookUp, 503)]);
}

/// All at a time, because leaving an agency alone takes its time.
fn storms(storms: &[(Route, u16)]) {
    std::thread::scope(|scope| {
        for (route, status) in storms {
            scope.spawn(move || storm(*route, *status));
        }
    });
}

fn storm(route: Route, status: u16) {
    let shop = Shop::open(Street { riders: 300.0, ..Street::default() });
    let storm = Fault::Mishap { route, what: Mishap::Status(status), after_effect: false };
    shop.agency.set_fault(storm.clone(), u32::MAX);
    let _instance = shop.start();
    let ids = [(); 6].map(|()| shop.auto.place_order(MEAL));
    until("it is left alone", || shop.log().contains("it is left alone for a while").then_some(()));
    shop.agency.set_fault(storm, 0);
    for id in &ids {
        let order = carried_once(&shop, id, FIRST);
        assert_eq!(attempts(&order), [(FIRST, "delivered")], "{route:?} {status}");
    }
    let mut events: Vec<Event> = shop.agency.journal().events;
    // What its riders do is no request.
    events.retain(|event| !event.what.starts_with("status"));
    events.sort_by_key(|event| event.at);
    let failed = |event: &Event| event.what.starts_with("mishap");
    let during = &events[events.iter().position(failed).unwrap()..];
    // The longest time without a request is its rest; a machine under load may stand still for shorter ones.
    let rest = |at: &usize| during[at + 1].at.duration_since(during[*at].at);
    let alone = (0..during.len() - 1).max_by_key(rest).unwrap();
    assert!(
        rest(&alone) > SignedDuration::from_secs(5),
        "{route:?} {status}: it never had a rest: {during:?}"
    );
    let before = during[..=alone].iter().filter(|event| failed(event)).count();
    // Five that fail one after the other, and what was under way with the fifth; a request that is turned away is not sent a
    // second time.
    let most = if status == 429 { 1..=4 } else { 5..=8 };
    assert!(most.contains(&before), "{route:?} {status}: {before} failures before it had a rest");
}

/// By the agency's own clock, however fast its riders are.
#[test]
fn a_call_turned_away_is_not_repeated_within_ten_seconds() {
    for (what, least) in [(Mishap::Status(429), 10), (Mishap::Busy(12), 12)] {
        let shop = Shop::open(Street { riders: 300.0, ..Street::default() });
        shop.agency.set_fault(Fault::Mishap { route: Route::Create, what, after_effect: false }, 1);
        let _instance = shop.start();
        let id = shop.auto.place_order(MEAL);
        carried_once(&shop, &id, FIRST);
        let events = shop.agency.journal().events;
        let at = |what: &str| events.iter().find(|event| event.what.starts_with(what)).unwrap().at;
        let rest = at("created").duration_since(at("mishap"));
        assert!(rest >= SignedDuration::from_secs(least), "{what:?}: {rest:?}");
    }
}

/// The food does not wait for an agency that wants to be left alone for long while another one rides.
#[test]
fn a_call_that_is_turned_away_for_long_goes_to_the_next_agency() {
    let shop = Shop::open(street(Gorela, OpenDeliveryLogistics));
    let busy = Fault::Mishap { route: Route::Create, what: Mishap::Busy(90), after_effect: false };
    shop.agency.set_fault(busy, 1);
    let _instance = shop.start();
    let id = shop.auto.place_order(MEAL);
    let order = carried_once(&shop, &id, SECOND);
    assert_eq!(attempts(&order), [(FIRST, "rejected"), (SECOND, "delivered")]);
}
