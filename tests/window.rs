//! The real window on a real display, driven by real pointer and key events under a window manager. What came of them is
//! read from `orders --json`, from paper, from the window's properties and from its pixels.

#![cfg(target_os = "linux")]
// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

#[path = "window/display.rs"]
mod display;
#[path = "window/glance.rs"]
mod glance;
#[path = "window/hands.rs"]
mod hands;
#[path = "window/picture.rs"]
mod picture;
#[path = "window/practice.rs"]
mod practice;
#[path = "window/setup.rs"]
mod setup;
mod shop;

use std::thread;
use std::time::Duration;

use display::{Display, Window, can_be_driven};
use jumunbell::sim::app::Flavour;
use serde_json::Value;
use shop::{Shop, Street, until};

/// Screens that are found on counters.
const SCREENS: [(u32, u32); 3] = [(1_024, 768), (1_366, 768), (1_920, 1_080)];

/// Keys that act are dead for so long after the screen has changed: a person sees first what came up. Not a wait for luck: without
/// it the key is ignored on purpose.
const DEAD_KEYS: Duration = Duration::from_millis(1_300);

/// A place on the first card of new orders that bears no button, from the window's upper left edge.
const CARD: (i32, i32) = (150, 300);

/// The first dish on the screen of what is sold out, where no new order is told above it.
const TILE: (i32, i32) = (120, 190);

fn accepted(shop: &Shop) -> usize {
    shop.orders().iter().filter(|order| order["status"] == "accepted").count()
}

/// A screen of this size and a street; `None` where the window cannot be driven.
fn counter(screen: (u32, u32)) -> Option<(Display, Shop)> {
    can_be_driven().then(|| (Display::open(screen), Shop::open(Street::default())))
}

/// Places an order that a person has to accept, and waits until it is here. It is fetched, so that no rider moves it on.
fn place(shop: &Shop) -> String {
    let id = shop.manual.place_order(Flavour::Takeout);
    shop.wait_for("the order is here", &id, |order| order["status"] == "received");
    id
}

/// Accepts by Space until the order is taken; on a screen that has just changed the key is dead at first.
fn accept(shop: &Shop, window: &Window<'_>, id: &str) -> Value {
    until("the order is accepted", || {
        window.key("space");
        thread::sleep(Duration::from_millis(300));
        shop.order(id).filter(|order| order["status"] != "received")
    })
}

/// An order that the shop has accepted, so that the next one is not told over the whole window.
fn busy(shop: &Shop, window: &Window<'_>) -> String {
    let id = place(shop);
    accept(shop, window, &id);
    id
}

/// What this says within so many tenths of a second, if anything.
fn soon<T>(tenths: u32, so: impl Fn() -> Option<T>) -> Option<T> {
    (0..tenths).find_map(|_| {
        thread::sleep(Duration::from_millis(100));
        so()
    })
}

#[test]
fn the_window_fills_each_screen_and_ends_within_it() {
    if !can_be_driven() {
        return;
    }
    let shop = Shop::open(Street::default());
    for screen in SCREENS {
        let display = Display::open(screen);
        let window = display.start(&shop);
        let inside = || {
            let [left, upper, width, height] = window.place();
            let (right, lower) = (left + width, upper + height);
            let (wide, high) = (screen.0 as i32, screen.1 as i32);
            let fits = left >= 0 && upper >= 0 && right <= wide && lower <= high;
            (fits && width >= wide - 8 && height >= high - 60).then_some(())
        };
        until("the window fills its screen", inside);
        let id = place(&shop);
        let order = accept(&shop, &window, &id);
        assert_eq!(order["status"], "accepted", "{screen:?}");
    }
}

#[test]
fn a_kiosk_covers_the_screen_without_a_frame() {
    let Some((display, shop)) = counter(SCREENS[1]) else { return };
    shop.write("settings.toml", &format!("{}\n[window]\nkiosk = true\n", shop.settings()));
    let window = display.start(&shop);
    let whole = [0, 0, SCREENS[1].0 as i32, SCREENS[1].1 as i32];
    until("the whole screen", || (window.place() == whole).then_some(()));
    assert!(window.state("_NET_WM_STATE_FULLSCREEN").is_some());
}

#[test]
fn the_kitchens_screen_comes_back_where_it_was_left() {
    let Some((display, shop)) = counter(SCREENS[2]) else { return };
    let _running = shop.start();
    let mut kitchen = display.start_with(&shop, &["kitchen"]);
    kitchen.key("F11");
    until("over the whole screen", || kitchen.state("_NET_WM_STATE_FULLSCREEN"));
    kitchen.key("alt+F4");
    until("it is closed", || (!kitchen.is_running()).then_some(()));
    let kept = std::fs::read_to_string(shop.data().join("kitchen-windows.json")).unwrap();
    assert!(kept.contains(r#""full_screen":true"#), "{kept}");
    drop(kitchen);
    let kitchen = display.start_with(&shop, &["kitchen"]);
    until("over the whole screen again", || kitchen.state("_NET_WM_STATE_FULLSCREEN"));
}

#[test]
fn space_again_and_again_only_accepts() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    for _ in 0..6 {
        window.key("space");
    }
    // Another order goes the whole way after it; had Space reported the first as cooked, that would be told by then.
    busy(&shop, &window);
    thread::sleep(Duration::from_secs(6));
    let orders = shop.orders();
    assert!(orders.iter().all(|order| order["status"] == "accepted"), "{orders:?}");
}

#[test]
fn one_tap_sells_a_dish_out_and_another_brings_it_back() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    thread::sleep(DEAD_KEYS);
    window.key("F11");
    let sold_out = || shop.manual.journal().sold_out.len();
    for there in [1, 0] {
        // On a slow machine the tiles may not be there yet when the first tap comes.
        until("the app is told", || {
            thread::sleep(DEAD_KEYS);
            window.tap(TILE);
            soon(60, || (sold_out() == there).then_some(()))
        });
    }
}

#[test]
fn a_drag_of_25_pixels_opens_no_order_and_a_tap_does() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    let id = place(&shop);
    thread::sleep(DEAD_KEYS);
    let (x, y) = CARD;
    window.drag(&[CARD, (x + 12, y + 4), (x + 25, y)]);
    thread::sleep(DEAD_KEYS);
    // In an open order this digit accepts with 40 minutes; on the counter it does nothing.
    window.key("5");
    thread::sleep(Duration::from_millis(500));
    assert_eq!(shop.order(&id).unwrap()["status"], "received", "the drag opened the order");
    until("a tap opens the order", || {
        window.tap(CARD);
        thread::sleep(DEAD_KEYS);
        window.key("5");
        shop.order(&id).filter(|order| order["status"] == "accepted")
    });
}

#[test]
fn a_new_order_brings_the_window_forward_and_marks_it_urgent() {
    let Some((display, shop)) = counter(SCREENS[1]) else { return };
    let window = display.start(&shop);
    window.minimize();
    let id = place(&shop);
    until("the window is back", || window.state("window state: Normal"));
    let urgent = || window.state("DEMANDS_ATTENTION").or_else(|| window.state("urgency hint bit is set"));
    until("the window is urgent", urgent);
    assert_eq!(shop.order(&id).unwrap()["status"], "received");
}

#[test]
fn closing_the_window_with_open_orders_asks_first() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let mut window = display.start(&shop);
    busy(&shop, &window);
    window.key("alt+F4");
    thread::sleep(DEAD_KEYS);
    // What is done without thinking goes on.
    window.key("Return");
    busy(&shop, &window);
    assert!(window.is_running());
    window.key("alt+F4");
    thread::sleep(DEAD_KEYS);
    window.key("F2");
    until("the program ends", || (!window.is_running()).then_some(()));
    assert_eq!(accepted(&shop), 2);
}

#[test]
fn stop_closes_the_window_with_open_orders_without_a_question() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let mut window = display.start(&shop);
    busy(&shop, &window);
    shop.tap(&["stop"]);
    until("the program ends", || (!window.is_running()).then_some(()));
    assert_eq!(accepted(&shop), 1);
}

#[test]
fn the_kitchens_screen_bumps_and_outlives_the_counter() {
    let Some((display, shop)) = counter(SCREENS[2]) else { return };
    let mut running = shop.start();
    let kitchen = display.start_with(&shop, &["kitchen"]);
    let bumped = |id: &str| {
        shop.wait_for("the order is accepted", id, |order| order["status"] == "accepted");
        until("the order is ready", || {
            kitchen.key("1");
            // It can be taken back for five seconds; meanwhile the key does nothing.
            thread::sleep(Duration::from_millis(500));
            shop.order(id).filter(|order| order["status"] == "ready")
        });
    };
    let first = place(&shop);
    shop.tap(&["accept", &first]);
    bumped(&first);
    running.kill();
    let _running = shop.start();
    let second = place(&shop);
    shop.tap(&["accept", &second]);
    bumped(&second);
}

#[test]
fn sixty_orders_are_accepted_by_sixty_taps_of_one_key() {
    let Some((display, shop)) = counter(SCREENS[2]) else { return };
    let window = display.start(&shop);
    for _ in 0..60 {
        shop.manual.place_order(Flavour::Takeout);
    }
    until("sixty orders", || (shop.orders().len() == 60).then_some(()));
    // The same key counts once within 600 ms, so that this takes a minute.
    for taken in 1..=60 {
        until("one more is accepted", || {
            window.key("space");
            (accepted(&shop) >= taken).then_some(())
        });
    }
    let confirmed = |orders: &[Value]| orders.iter().all(|order| order["confirmed"] == true);
    until("all are confirmed", || confirmed(&shop.orders()).then_some(()));
}
