//! Power cuts. The real program is killed (SIGKILL) again and again at the worst moments, which the simulators know
//! best: they freeze the request and say so. One data folder lives through all of it, and at the end the journals of
//! the apps, the agency and the printers are the judge.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod shop;

use std::collections::BTreeMap;
use std::process::Stdio;

use jumunbell::sim::app::{AppSim, Flavour, OrderRecord};
use serde_json::Value;
use shop::trap::{Moment, Trap};
use shop::{Shop, Street, tickets, until};

/// How often each moment comes up.
const CYCLES: usize = 3;

/// What is expected of an order in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Delivered.
    Carried,
    /// Delivered, after a person has said that it is ready.
    Readied,
    /// Fetched by the customer, who does not come in this test.
    Takeout,
    /// Refused by a person.
    Rejected,
    /// Cancelled by the customer when a rider was on the way.
    Cancelled,
}

impl Fate {
    fn is_delivered(self) -> bool {
        matches!(self, Fate::Carried | Fate::Readied)
    }

    fn is_cooked(self) -> bool {
        self.is_delivered() || self == Fate::Takeout
    }

    fn had_a_rider(self) -> bool {
        self.is_delivered() || self == Fate::Cancelled
    }
}

struct Storm {
    shop: Shop,
    trap: Trap,
    /// By the app's id.
    placed: BTreeMap<String, Fate>,
}

impl Storm {
    fn open() -> Storm {
        let trap = Trap::new();
        // Slow enough that a rider who is cancelled has not picked up.
        let street = Street { riders: 20.0, ..trap.street() };
        Storm { shop: Shop::open(street), trap, placed: BTreeMap::new() }
    }

    fn place(&mut self, flavour: Flavour, fate: Fate) -> String {
        let id = self.shop.auto.place_order(flavour);
        self.placed.insert(id.clone(), fate);
        id
    }

    /// At the app where a person answers.
    fn place_by_hand(&mut self, flavour: Flavour, fate: Fate) -> String {
        let id = self.shop.manual.place_order(flavour);
        self.placed.insert(id.clone(), fate);
        id
    }

    fn fate(&self, order: &Value) -> Fate {
        self.placed[order["external_id"].as_str().unwrap()]
    }

    /// What the app knows of an order.
    fn record(&self, id: &str) -> OrderRecord {
        let find = |app: &AppSim| app.with(|app| app.journal().orders.get(id).cloned());
        find(&self.shop.auto).or_else(|| find(&self.shop.manual)).unwrap()
    }

    /// Starts the program, lets it run into the moment, and kills it there.
    fn strike(&mut self, moment: Moment) {
        let unanswered = |order: &Value| order["status"] == "received";
        match moment {
            Moment::AcceptedByHand => {
                let id = self.place_by_hand(Flavour::Plain, Fate::Carried);
                let stored = |order: &Value| order["status"] == "accepted";
                self.strike_at_tap(moment, &id, &["accept"], unanswered, stored);
            }
            Moment::RefusalReceived | Moment::RefusalTaken => {
                let id = self.place_by_hand(Flavour::Plain, Fate::Rejected);
                let stored = |order: &Value| order["pending_action"] == "reject";
                self.strike_at_tap(
                    moment,
                    &id,
                    &["reject", "--reason", "UNAVAILABLE_ITEM"],
                    unanswered,
                    stored,
                );
            }
            Moment::ReadyReceived | Moment::ReadyTaken | Moment::RiderReadyReceived => {
                let id = self.place(Flavour::Plain, Fate::Readied);
                let stored = |order: &Value| order["status"] == "ready";
                self.strike_at_tap(moment, &id, &["ready"], rider_is_coming, stored);
            }
            Moment::CallOffReceived | Moment::CallOffTaken => {
                let id = self.place(Flavour::Plain, Fate::Cancelled);
                let mut instance = self.shop.start();
                self.shop.wait_for("a rider to call off", &id, rider_is_coming);
                self.trap.arm(moment);
                assert!(self.shop.auto.cancel(&id));
                self.trap.wait();
                instance.kill();
            }
            _ => {
                self.place(Flavour::Plain, Fate::Carried);
                self.place(Flavour::Takeout, Fate::Takeout);
                self.trap.arm(moment);
                let mut instance = self.shop.start();
                self.trap.wait();
                instance.kill();
            }
        }
    }

    /// Strikes while a tap is carried out. One that was answered is stored.
    fn strike_at_tap(
        &self,
        moment: Moment,
        id: &str,
        tap: &[&str],
        due: impl Fn(&Value) -> bool,
        stored: impl Fn(&Value) -> bool,
    ) {
        let mut instance = self.shop.start();
        self.shop.wait_for("an order to tap", id, due);
        self.trap.arm(moment);
        let mut command = self.shop.jumunbell(tap);
        let mut tap = command.arg(id).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.trap.wait();
        instance.kill();
        let answered = tap.wait().unwrap().success();
        let order = self.shop.order(id).unwrap();
        assert!(stored(&order) || !answered, "a tap that was answered is lost: {order}");
    }

    /// Whatever is known outside was stored before. The program is dead; what still travels was sent before, too.
    fn judge_the_dead(&self) {
        let orders = self.shop.orders();
        let stored = |id: &str| orders.iter().find(|order| order["external_id"] == id);
        for id in self.placed.keys() {
            let record = self.record(id);
            let known = stored(id).is_some();
            assert!(known || record.acknowledged_at.is_none(), "{id} was acknowledged before it was stored");
            if record.received.contains_key("confirm") {
                let order = stored(id).unwrap_or_else(|| panic!("{id} was confirmed before it was stored"));
                assert!(order["status"] != "received", "confirmed before it was accepted: {order}");
            }
        }
        for (key, record) in &self.shop.agency.journal().deliveries {
            let known = orders.iter().any(|order| order["delivery"]["external_id"] == **key);
            assert!(known, "a rider was called for {} before that was stored", record.number);
        }
        for piece in [self.shop.paper(&self.shop.kitchen), self.shop.paper(&self.shop.counter)].concat() {
            let Some(number) = &piece.number else { continue };
            let order = orders.iter().find(|order| order["number"] == **number);
            let begun = order.is_some_and(|order| {
                let mut jobs = order["tickets"].as_array().unwrap().iter();
                jobs.any(|job| job["kind"] == piece.kind && job["attempts"] != 0)
            });
            assert!(begun, "printed before that was stored: {piece:?}");
        }
    }

    /// Waits until nothing moves any more but riders.
    fn settle(&self) -> Vec<Value> {
        let calm = |order: &Value| {
            let delivery = &order["delivery"]["state"];
            let moving = ["quoting", "submitting", "unknown", "cancel_requested"];
            let rider = !delivery.is_null() && moving.iter().all(|state| delivery != state);
            let paper = tickets(order).iter().all(|(_, state)| !matches!(*state, "queued" | "sending"));
            let app = order["acknowledged"] == true && order["pending_action"].is_null();
            app && paper && (rider || !self.fate(order).had_a_rider())
        };
        until("calm", || {
            let orders = self.shop.orders();
            (orders.len() == self.placed.len() && orders.iter().all(calm)).then_some(orders)
        })
    }

    /// The last word about one order, by the journals.
    fn judge(&self, order: &Value) {
        let (id, number) = (order["external_id"].as_str().unwrap(), order["number"].as_str().unwrap());
        let (fate, record) = (self.fate(order), self.record(id));
        let taken = |action: &str| record.taken.get(action).copied().unwrap_or(0);
        let accepted = fate != Fate::Rejected;
        assert!(record.acknowledged_at.is_some(), "{number}");
        assert_eq!((taken("confirm"), &order["confirmed"]), (accepted.into(), &accepted.into()), "{number}");
        assert_eq!(taken("requestCancellation"), u32::from(!accepted), "{number}: {record:?}");
        assert_eq!(taken("readyForPickup"), u32::from(fate == Fate::Readied), "{number}: {record:?}");
        let expected = match fate {
            Fate::Carried | Fate::Readied => ["picked_up", "completed"].as_slice(),
            Fate::Takeout => &["accepted"],
            Fate::Rejected => &["rejected"],
            Fate::Cancelled => &["cancelled"],
        };
        assert!(expected.iter().any(|status| order["status"] == *status), "{fate:?}: {order}");

        for kind in ["kitchen", "customer", "rider", "cancel"] {
            let pieces = self.shop.pieces(kind, number);
            let due = match kind {
                "kitchen" | "customer" => fate.is_cooked(),
                "cancel" => fate == Fate::Cancelled,
                _ => false,
            };
            assert!(!due || pieces.iter().any(|piece| piece.whole), "{kind} of {number}: {pieces:?}");
            assert!(accepted || pieces.is_empty(), "paper of a refused order: {pieces:?}");
            let marked = pieces.iter().skip(1).all(|piece| piece.reprint);
            assert!(marked, "a second {kind} of {number} without 재출력: {pieces:?}");
        }

        let agency = self.shop.agency.journal();
        assert_eq!(agency.ever_live(number), usize::from(fate.had_a_rider()), "riders of {number}, {fate:?}");
        assert!(!agency.ever_two_at_once(number), "two riders for {number}");
        assert_eq!(agency.live(number), 0, "a rider still comes for {number}, {fate:?}");
        let told_ready = agency.deliveries.values().any(|r| r.number == number && r.prepared);
        assert_eq!(told_ready, fate == Fate::Readied, "{number}");
    }
}

fn rider_is_coming(order: &Value) -> bool {
    let coming = ["requested", "assigned", "arrived"];
    order["confirmed"] == true && coming.iter().any(|state| order["delivery"]["state"] == *state)
}

/// Whether a person is asked what became of a ticket.
fn asks_about_paper(order: &Value) -> bool {
    order["problems"].as_array().unwrap().iter().any(|problem| problem["code"] == "ticket-unknown")
}

#[test]
fn no_power_loss_loses_doubles_or_carries_an_order_twice() {
    let mut storm = Storm::open();
    for (round, moment) in [Moment::ALL; CYCLES].concat().into_iter().enumerate() {
        println!("round {round}: {moment:?}");
        storm.strike(moment);
        storm.judge_the_dead();
    }

    println!("calm");
    let shop = &storm.shop;
    let _instance = shop.start();
    let mut orders = storm.settle();
    for order in orders.iter().filter(|order| storm.fate(order).is_cooked()) {
        let printed =
            shop.pieces("kitchen", order["number"].as_str().unwrap()).iter().any(|piece| piece.whole);
        assert!(printed || asks_about_paper(order), "neither printed nor in front of a person: {order}");
    }
    // The person at the counter cannot tell, and has everything in doubt printed again.
    while let Some(order) = orders.iter().find(|order| asks_about_paper(order)) {
        shop.tap(&["resolve", order["number"].as_str().unwrap(), "--reprint"]);
        orders = storm.settle();
    }
    shop.hurry_riders();
    let orders = until("every rider at the door", || {
        let orders = shop.orders();
        let arrived = |order: &Value| order["delivery"]["state"] == "delivered";
        orders.iter().all(|order| arrived(order) || !storm.fate(order).is_delivered()).then_some(orders)
    });
    assert_eq!(orders.len(), storm.placed.len(), "no order is lost");
    for order in &orders {
        storm.judge(order);
    }
    for app in [&shop.auto, &shop.manual] {
        assert!(app.journal().violations().is_empty(), "{:?}", app.journal().violations());
    }
    assert_eq!(shop.agency.journal().wrong, Vec::<String>::new());
}
