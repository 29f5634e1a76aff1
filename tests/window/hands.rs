//! Taps and keys on the real window: each does what it was meant for, once, and nothing else.

use std::thread;
use std::time::Duration;

use jumunbell::sim::app::Flavour;
use jumunbell::sim::printer::{PrintedTicket, PrinterSim};
use serde_json::Value;

use super::display::{InputMethod, Window};
use super::picture::{Area, INK};
use super::shop::{Shop, Street, until};
use super::{DEAD_KEYS, SCREENS, accept, accepted, busy, counter, place, soon};

/// A second tap this soon is the same finger: longer than that, and it is another one. Not a wait for luck, as [`DEAD_KEYS`].
const NEXT_TAP: Duration = Duration::from_millis(900);

// Places at 1024×768.
/// The button that accepts on the strip above every screen but the counter.
const STRIP: (i32, i32) = (925, 96);
/// The buttons that accept on the first three cards.
const ACCEPT: [(i32, i32); 3] = [(236, 448), (550, 448), (864, 448)];
/// The bar's button for what needs a person.
const PROBLEMS: (i32, i32) = (980, 32);
/// The bar's button for missed orders, where there are some.
const MISSED: (i32, i32) = (690, 32);
/// On the form of an order by phone: the first dish, two fields of text, and the button that takes it.
const DISH: (i32, i32) = (74, 229);
const ADDRESS: (i32, i32) = (876, 307);
const TO_KITCHEN: (i32, i32) = (876, 526);
const TAKE: (i32, i32) = (876, 641);
/// What is typed there.
const SOUP: &str = "국밥";
const WATER: &str = "물";
/// The lowest strokes of the last consonants of both: drawn by the last key, above the line under a syllable.
const SOUP_ENDS: Area = Area { x: 766..783, y: 316..317 };
const WATER_ENDS: Area = Area { x: 747..764, y: 535..536 };
/// A place of the counter that bears nothing while few orders are open.
const EMPTY: (i32, i32) = (500, 600);
/// The answers of the drawer's first problem.
const ANSWERS: [(i32, i32); 3] = [(606, 268), (766, 268), (924, 268)];

/// Taps until this is so. A tap that comes while the screen changes does not count.
fn tap_until<T>(window: &Window<'_>, at: (i32, i32), what: &str, so: impl Fn() -> Option<T>) -> T {
    until(what, || {
        thread::sleep(NEXT_TAP);
        window.tap(at);
        soon(30, &so)
    })
}

#[test]
fn a_new_order_is_told_and_accepted_on_every_screen() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    // What is sold out, by phone, the shop, the day's closing, the past, an open order.
    for keys in [&["F11"][..], &["9"], &["0"], &["8"], &["F9", "F9"], &["Return"]] {
        for key in keys {
            thread::sleep(DEAD_KEYS);
            window.key(key);
        }
        let id = place(&shop);
        let taken = || shop.order(&id).filter(|order| order["status"] == "accepted");
        tap_until(&window, STRIP, &format!("accepted behind {keys:?}"), taken);
        for _ in keys {
            thread::sleep(DEAD_KEYS);
            window.key("Escape");
        }
    }
}

#[test]
fn the_accept_button_stays_under_the_finger() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    let first = busy(&shop, &window);
    let orders = [place(&shop), place(&shop), place(&shop), place(&shop)];
    thread::sleep(DEAD_KEYS);
    for (taken, id) in orders.iter().enumerate() {
        if taken == 2 {
            // A problem comes up in between, and the finger does not wait for it.
            assert!(shop.manual.ask_to_cancel(&first));
            shop.wait_for("a problem", &first, |order| order["problem_code"] == "cancellation-asked");
        }
        window.tap(ACCEPT[0]);
        shop.wait_for("the first card is accepted", id, |order| order["status"] == "accepted");
        thread::sleep(NEXT_TAP);
    }
    assert_eq!(accepted(&shop), 5);
}

#[test]
fn two_fingers_on_two_cards_accept_two_and_a_double_tap_one() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    let [a, b, c, d, e] = std::array::from_fn(|_| place(&shop));
    thread::sleep(DEAD_KEYS);
    window.tap(ACCEPT[2]);
    window.tap(ACCEPT[0]);
    for id in [&a, &c] {
        shop.wait_for("both count", id, |order| order["status"] == "accepted");
    }
    thread::sleep(NEXT_TAP);
    window.drag(&[ACCEPT[1]]);
    window.drag(&[ACCEPT[1]]);
    thread::sleep(NEXT_TAP);
    let open: Vec<bool> =
        [b, d, e].iter().map(|id| shop.order(id).unwrap()["status"] == "received").collect();
    assert_eq!(open.iter().filter(|open| **open).count(), 2, "a double tap accepts one: {open:?}");
}

#[test]
fn a_wish_to_cancel_is_answered_by_its_own_button_alone() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    let [kept, gone] = std::array::from_fn(|_| busy(&shop, &window));
    let asked = |id: &String| {
        assert!(shop.manual.ask_to_cancel(id));
        shop.wait_for("it is asked", id, |order| order["problem_code"] == "cancellation-asked");
        thread::sleep(DEAD_KEYS);
        for key in ["space", "space", "Escape"] {
            window.key(key);
        }
        assert_eq!(shop.order(id).unwrap()["status"], "accepted");
    };
    let answered = |id: &String, at| {
        // The drawer may be closed by the tap that was meant to open it, where one did not count.
        thread::sleep(DEAD_KEYS);
        window.tap(PROBLEMS);
        thread::sleep(DEAD_KEYS);
        window.tap(at);
        thread::sleep(DEAD_KEYS);
        shop.order(id).filter(|order| order["cancellation_request"].is_null())
    };
    asked(&kept);
    let order = until("the first button refuses", || answered(&kept, ANSWERS[0]));
    assert_eq!(order["status"], "accepted", "{order}");
    asked(&gone);
    until("the last one agrees", || {
        answered(&gone, ANSWERS[2]);
        shop.order(&gone).filter(|order| order["status"] == "cancelled")
    });
}

/// States of an order's riders.
fn riders(order: &Value) -> Vec<String> {
    let deliveries = order["deliveries"].as_array().unwrap();
    deliveries.iter().map(|delivery| delivery["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_key_that_calls_a_rider_never_calls_him_off() {
    let screen = SCREENS[0];
    let Some((display, mut shop)) = counter(screen) else { return };
    drop(shop);
    // Assigned within seconds, at the door in minutes.
    shop = Shop::open(Street { riders: 5.0, ..Street::default() });
    let fee = "dispatch = \"on-accept\"\ncancel_fee = 500";
    shop.write("settings.toml", &shop.settings().replace("dispatch = \"on-accept\"", fee));
    let window = display.start(&shop);
    let id = shop.manual.place_order(Flavour::Plain);
    shop.wait_for("the order is here", &id, |order| order["status"] == "received");
    accept(&shop, &window, &id);
    shop.wait_for("a rider comes", &id, |order| riders(order) == ["assigned"]);
    thread::sleep(DEAD_KEYS);
    window.key("Return");
    thread::sleep(DEAD_KEYS);
    for key in ["F3", "F3", "F3"] {
        window.key(key);
        thread::sleep(NEXT_TAP);
    }
    window.key("Escape");
    // Calling off costs money: it is asked, and what was on its way to another question does not answer it.
    for _ in 0..2 {
        thread::sleep(DEAD_KEYS);
        window.key("F12");
        window.key("Return");
    }
    thread::sleep(DEAD_KEYS);
    assert_eq!(riders(&shop.order(&id).unwrap()), ["assigned"]);
}

#[test]
fn a_missed_order_is_told_until_it_is_looked_at() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    thread::sleep(DEAD_KEYS);
    // The bar behind the states of lines and machines.
    let bar = Area { x: 640..1_010, y: 10..56 };
    let well = window.picture();
    let id = place(&shop);
    assert!(shop.manual.cancel(&id));
    shop.wait_for("the customer gave up", &id, |order| order["status"] == "cancelled");
    let told = || (window.picture().changed(&well, &bar) > 500).then_some(());
    until("it is told in the bar", told);
    drop(window);
    let window = display.start(&shop);
    until("it is told after a restart", || (window.picture().changed(&well, &bar) > 500).then_some(()));
    let seen = || {
        let order = shop.order(&id)?;
        order["timeline"].as_array()?.iter().any(|entry| entry["verb"] == "seen").then_some(())
    };
    tap_until(&window, MISSED, "a tap ends it", seen);
    // A button under the pointer is darker.
    window.tap(EMPTY);
    drop(window);
    let window = display.start(&shop);
    thread::sleep(DEAD_KEYS);
    until("it is told no more", || (window.picture().changed(&well, &bar) < 500).then_some(()));
}

#[test]
fn a_syllable_stays_in_the_field_in_which_it_was_typed() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let _method = InputMethod::start(&display);
    let window = display.start(&shop);
    busy(&shop, &window);
    thread::sleep(DEAD_KEYS);
    window.key("9");
    let lines = Area { x: 430..728, y: 180..300 };
    until("the dish is in the order", || {
        thread::sleep(DEAD_KEYS);
        window.tap(DISH);
        thread::sleep(NEXT_TAP);
        (window.picture().count(&lines, INK) > 100).then_some(())
    });
    // Keys come back from the input method when it is ready: a hand goes on when it sees what it typed.
    let drawn = |end: &Area| until("it is drawn", || (window.picture().count(end, INK) >= 8).then_some(()));
    window.tap(ADDRESS);
    // The input method is closed for one frame; no hand is that fast.
    thread::sleep(DEAD_KEYS);
    window.key("Hangul");
    // On a Korean keyboard of two sets these are the words for soup with rice, and for water.
    window.keys("rnrqkq");
    drawn(&SOUP_ENDS);
    window.tap(TO_KITCHEN);
    thread::sleep(DEAD_KEYS);
    window.keys("anf");
    drawn(&WATER_ENDS);
    window.tap(TAKE);
    let last = |printer: &PrinterSim| printer.tickets().last().map(PrintedTicket::text).unwrap_or_default();
    until("both are printed where they were typed", || {
        let (kitchen, rider) = (last(&shop.kitchen), last(&shop.counter));
        let whole = kitchen.contains(WATER) && rider.contains(SOUP);
        (whole && !kitchen.contains(SOUP) && !rider.contains(WATER)).then_some(())
    });
}
