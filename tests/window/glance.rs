//! What stands on the real window, read from its pixels.

use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jumunbell::sim::app::{self, Flavour, Spec, generate};

use super::display::Window;
use super::picture::{Area, Color, DANGER, DESK, INK, NEW, SURFACE, WARN};
use super::shop::{Shop, until};
use super::{DEAD_KEYS, SCREENS, accept, accepted, busy, counter, place};

/// The button that shows a customer, at the lower end of an order's sheet at 1024×768.
const REVEAL: (i32, i32) = (285, 400);

/// The most that the program may take of a counter's memory, KiB.
const MOST_MEMORY: u64 = 120 * 1_024;

#[test]
fn sixty_new_orders_leave_no_screen_blank() {
    for screen in [SCREENS[0], SCREENS[2]] {
        let Some((display, shop)) = counter(screen) else { return };
        let window = display.start(&shop);
        for _ in 0..60 {
            shop.manual.place_order(Flavour::Takeout);
        }
        until("sixty orders", || (shop.orders().len() == 60).then_some(()));
        let (wide, high) = (screen.0 as i32, screen.1 as i32);
        let body = Area { x: 8..wide - 8, y: 70..high - 100 };
        until("less than a quarter is blank", || {
            // The first one was told over the whole window.
            window.key("Escape");
            thread::sleep(DEAD_KEYS);
            let picture = window.picture();
            let all = body.x.len() * body.y.len();
            let part = |color| picture.count(&body, color) * 100 / all;
            (part(NEW) < 40 && part(SURFACE) > 40 && part(DESK) < 25).then_some(())
        });
    }
}

/// An order whose dishes, payment and request are known.
fn known(shop: &Shop, request: Option<&str>) -> String {
    // With this seed the customer pays in the app.
    let mut rng = fastrand::Rng::with_seed(5);
    let mut body = generate(&mut rng, &app::Shop::invented(), Flavour::Takeout, Timestamp::now());
    body["extraInfo"] = request.into();
    body["kr"]["store_memo"] = request.into();
    let id = shop.manual.place_order(Spec { flavour: Flavour::Takeout, body: Some(body), poisonous: false });
    shop.wait_for("the order is here", &id, |order| order["status"] == "received");
    id
}

#[test]
fn a_card_tells_what_the_customer_asks_for() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    known(&shop, None);
    let request = known(&shop, Some("단무지 많이"));
    thread::sleep(DEAD_KEYS);
    let card = |at: i32| Area { x: 8 + 314 * at..314 + 314 * at, y: 180..410 };
    until("the request stands on the second card", || {
        let picture = window.picture();
        (picture.count(&card(0), WARN) == 0 && picture.count(&card(1), WARN) > 50).then_some(())
    });
    assert!(window.picture().count(&card(0), DANGER) == 0, "paid in the app");
    // The dishes themselves, in ink on white.
    assert!(window.picture().count(&card(0), INK) > 200);
    assert_eq!(shop.order(&request).unwrap()["status"], "received");
}

/// How far two colours stand apart, as WCAG 2.1 measures it.
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |color: Color| {
        let [red, green, blue] = color.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.039_28 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

#[test]
fn badges_and_buttons_can_be_read() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    busy(&shop, &window);
    place(&shop);
    thread::sleep(DEAD_KEYS);
    let places = [
        ("the app's badge", Area { x: 28..82, y: 166..188 }),
        ("the button that accepts", Area { x: 172..300, y: 420..476 }),
        ("the title of new orders", Area { x: 12..200, y: 68..96 }),
    ];
    until("all can be read", || {
        let picture = window.picture();
        let readable = |(_, area): &(&str, Area)| {
            let colors = picture.main_colors(area);
            colors.len() > 1 && contrast(colors[0], colors[1]) >= 4.5
        };
        (picture.count(&places[1].1, NEW) > 3_000 && places.iter().all(readable)).then_some(())
    });
}

/// Opens the order that the keys stand on.
fn open(window: &Window<'_>) {
    thread::sleep(DEAD_KEYS);
    window.key("Return");
    thread::sleep(DEAD_KEYS);
}

#[test]
fn a_customer_is_hidden_until_it_is_tapped() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    let id = place(&shop);
    accept(&shop, &window, &id);
    // The lower end of the sheet: who ordered, and what was printed.
    let opened = || {
        open(&window);
        for _ in 0..9 {
            window.key("Down");
        }
        thread::sleep(DEAD_KEYS);
        window.picture()
    };
    let sheet = Area { x: 12..545, y: 140..640 };
    let hidden = opened();
    window.tap(REVEAL);
    until("it is shown", || (window.picture().changed(&hidden, &sheet) > 500).then_some(()));
    window.key("Escape");
    assert!(opened().changed(&hidden, &sheet) < 100, "it is hidden again");
}

#[test]
fn thirty_opened_orders_leave_the_memory_small() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    for _ in 0..30 {
        shop.auto.place_order(Flavour::Takeout);
    }
    until("thirty orders", || (accepted(&shop) == 30).then_some(()));
    let sheet = Area { x: 8..560, y: 130..650 };
    for _ in 0..30 {
        until("the order is open", || {
            // In an open order this key would report it as cooked, were it not dead for a second.
            window.key("Return");
            thread::sleep(Duration::from_millis(300));
            (window.picture().count(&sheet, SURFACE) > sheet.x.len() * sheet.y.len() / 2).then_some(())
        });
        window.key("Escape");
        window.key("Right");
    }
    assert_eq!(accepted(&shop), 30);
    let memory = window.memory();
    assert!(memory < MOST_MEMORY, "{memory} KiB");
}
