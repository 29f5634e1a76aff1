//! Practice on the real window: begun beside the running counter, with its paper from the shop's own printer, and over at once when a
//! real order comes.

use std::thread;

use super::picture::{Area, PRACTICE};
use super::shop::until;
use super::{DEAD_KEYS, SCREENS, accept, counter, place, soon};

/// The button on the shop's screen, at 1024×768.
const PRACTISE: (i32, i32) = (738, 92);
/// Where the band is on every screen.
const BAND: Area = Area { x: 10..1000, y: 2..58 };

#[test]
fn a_real_order_ends_practice_on_the_real_window() {
    let Some((display, shop)) = counter(SCREENS[0]) else { return };
    let window = display.start(&shop);
    let is_on = || window.picture().count(&BAND, PRACTICE) > 20_000;
    until("practice is on", || {
        thread::sleep(DEAD_KEYS);
        window.key("0");
        thread::sleep(DEAD_KEYS);
        window.tap(PRACTISE);
        soon(60, || is_on().then_some(()))
    });
    let practised = || {
        let papers = shop.kitchen.tickets();
        papers.iter().any(|paper| paper.text().contains("TRY-001")).then_some(())
    };
    until("its order is on paper", || {
        window.key("space");
        soon(10, practised)
    });
    assert!(is_on());
    assert!(shop.orders().is_empty(), "it is in no book");
    assert_eq!(shop.riders().deliveries.len(), 0, "no rider was called");
    let id = place(&shop);
    until("practice is over", || (!is_on()).then_some(()));
    assert_eq!(shop.order(&id).unwrap()["status"], "received", "no key that was meant for practice took it");
    accept(&shop, &window, &id);
    assert_eq!(shop.orders().len(), 1);
}
