//! The assistant on the real window: from an empty data folder to a practice order on paper, with the pointer and typed texts; and
//! again as a person does it wrong.

use std::fs;
use std::thread;
use std::time::Duration;

use jumunbell::sim::app::{self, Flavour};

use super::display::{Display, Window};
use super::picture::{Area, DANGER_GROUND};
use super::shop::{Shop, until};
use super::{SCREENS, counter, soon};

/// What a hand takes from one field to the next.
const HAND: Duration = Duration::from_millis(600);

// Places at 1024×768.
/// On: tries and keeps what is typed, or goes on without it.
const ON: (i32, i32) = (828, 697);
const ENGLISH: (i32, i32) = (755, 196);
/// Fields of the shop.
const NAME: (i32, i32) = (250, 182);
const PHONE: (i32, i32) = (250, 262);
const ROAD: (i32, i32) = (250, 422);
/// 배달특급 among the apps, and the fields beside them from the top; the same as of an agency.
const TEUKGEUP: (i32, i32) = (255, 368);
const FIELDS: [(i32, i32); 5] = [(750, 182), (750, 262), (750, 342), (750, 422), (750, 502)];
/// A printer by hand, and its address.
const BY_HAND: (i32, i32) = (200, 164);
const CONNECTION: (i32, i32) = (500, 182);
/// The ruler of 42 characters of a page that has come out.
const RULER: (i32, i32) = (374, 339);
/// Print again, of a page that has not.
const AGAIN: (i32, i32) = (70, 320);
/// The first kind of agency.
const GORELA: (i32, i32) = (92, 203);
/// What is told above a printer's buttons.
const TOLD: Area = Area { x: 20..900, y: 150..276 };
/// The practice order begins.
const PRACTISE: (i32, i32) = (500, 230);

/// A shop that is not set up yet, with its street around it.
fn empty() -> Option<(Display, Shop)> {
    let (display, shop) = counter(SCREENS[0])?;
    fs::remove_file(shop.data().join("settings.toml")).unwrap();
    Some((display, shop))
}

fn fill(window: &Window<'_>, at: (i32, i32), text: &str) {
    window.tap(at);
    thread::sleep(HAND);
    window.text(text);
    thread::sleep(HAND);
}

/// The settings as they are written by now.
fn settings(shop: &Shop) -> String {
    fs::read_to_string(shop.data().join("settings.toml")).unwrap_or_default()
}

/// Waits until the settings say this.
fn says(shop: &Shop, part: &str) {
    until(part, || settings(shop).contains(part).then_some(()));
}

/// Which page is kept to go on with.
fn page(shop: &Shop, name: &str) {
    until(name, || kept(shop).contains(&format!("\"{name}\"")).then_some(()));
    thread::sleep(HAND);
}

fn kept(shop: &Shop) -> String {
    fs::read_to_string(shop.data().join("setup.json")).unwrap_or_default()
}

fn language_and_shop(window: &Window<'_>, shop: &Shop) {
    page(shop, "language");
    window.tap(ENGLISH);
    page(shop, "shop");
    fill(window, NAME, "Invented Gukbap");
    fill(window, PHONE, "05000000000");
    fill(window, ROAD, "Nowhere-ro 1");
    window.tap(ON);
    says(shop, "phone = \"050-0000-0000\"");
    page(shop, "apps");
}

fn app(window: &Window<'_>, shop: &Shop) {
    window.tap(TEUKGEUP);
    fill(window, FIELDS[0], &format!("{}/", shop.auto.url()));
    fill(window, FIELDS[1], &app::Shop::invented().merchant_id);
    fill(window, FIELDS[2], "client");
}

/// Types a printer's address and has its page printed, until this is so. A tap that came before the page leaves the page.
fn printer(window: &Window<'_>, shop: &Shop, what: &str, so: impl Fn() -> bool) {
    page(shop, "printers");
    until(what, || {
        if kept(shop).contains("agencies") {
            window.key("Escape");
            thread::sleep(HAND);
        }
        window.tap(BY_HAND);
        thread::sleep(HAND);
        fill(window, CONNECTION, &shop.kitchen.addr().to_string());
        window.tap(ON);
        soon(50, || so().then_some(()))
    });
}

/// Whether something is told in red above the page.
fn is_red(window: &Window<'_>) -> bool {
    window.picture().count(&TOLD, DANGER_GROUND) > 5_000
}

#[test]
fn an_empty_folder_becomes_a_counter_that_takes_orders() {
    let Some((display, shop)) = empty() else { return };
    let window = display.start_with(&shop, &[]);
    language_and_shop(&window, &shop);
    app(&window, &shop);
    window.tap(ON);
    says(&shop, "id = \"teukgeup\"");
    printer(&window, &shop, "the test page", || !shop.kitchen.tickets().is_empty());
    until("the printer is kept", || {
        thread::sleep(HAND);
        window.tap(RULER);
        thread::sleep(HAND);
        settings(&shop).contains("columns = 42").then_some(())
    });
    window.tap(ON);
    page(&shop, "agencies");
    window.tap(GORELA);
    fill(&window, FIELDS[1], &shop.agency.base_url());
    fill(&window, FIELDS[2], "A-0");
    fill(&window, FIELDS[3], "S-0");
    window.tap(ON);
    says(&shop, "kind = \"gorela\"");
    page(&shop, "sound");
    window.tap(ON);
    page(&shop, "practice");
    let pages = shop.kitchen.tickets().len();
    let asked = shop.auto.journal().polls;
    assert_eq!(asked, 1, "at the sign-in, whether the app knows the shop");
    window.tap(PRACTISE);
    let practised = |text: &String| text.contains("TRY-001");
    until("kitchen, customer and rider on paper", || {
        window.key("space");
        thread::sleep(HAND);
        let paper: Vec<String> =
            shop.kitchen.tickets().iter().skip(pages).map(|paper| paper.text()).collect();
        (paper.iter().filter(|text| practised(text)).count() == 3).then_some(paper)
    });
    assert_eq!(shop.auto.journal().polls, asked, "no app heard of the practice");
    assert_eq!(shop.riders().deliveries.len(), 0, "no rider was called");
    until("the last page", || {
        window.tap(ON);
        thread::sleep(HAND);
        kept(&shop).contains("done").then_some(())
    });
    window.tap(ON);
    until("the assistant is through", || (!shop.data().join("setup.json").exists()).then_some(()));
    let id = shop.auto.place_order(Flavour::Takeout);
    let order = shop.wait_for("the counter takes orders", &id, |order| order["status"] == "received");
    assert_eq!(order["number"], "특급-001");
    assert_eq!(shop.orders().len(), 1, "the practice order is in no book");
}

#[test]
fn a_wrong_key_no_paper_and_a_crash_end_no_assistant() {
    let Some((display, shop)) = empty() else { return };
    let window = display.start_with(&shop, &[]);
    language_and_shop(&window, &shop);
    app(&window, &shop);
    fill(&window, FIELDS[3], "wrong");
    window.tap(ON);
    until("the key was tried", || {
        let tried =
            |entry: &jumunbell::sim::app::Entry| entry.request.contains("token") && entry.status == 401;
        shop.auto.journal().entries.iter().any(tried).then_some(())
    });
    thread::sleep(HAND);
    assert!(!settings(&shop).contains("channels"), "a wrong key is not kept by itself");
    // The key that this computer has is the right one. What is told of the trial stands above the field now.
    let (x, y) = FIELDS[3];
    window.tap((x, y + 86));
    window.key("ctrl+a");
    window.key("BackSpace");
    thread::sleep(HAND);
    window.tap(ON);
    says(&shop, "id = \"teukgeup\"");
    // The cable is out: the program ends in the middle, and goes on where it was.
    page(&shop, "printers");
    drop(window);
    let window = display.start_with(&shop, &[]);
    shop.kitchen.set_faults(|faults| faults.condition.paper_out = true);
    printer(&window, &shop, "it is told that paper is missing", || is_red(&window));
    assert!(!settings(&shop).contains("printers"), "a printer that takes nothing is not kept by itself");
    // Now its cable is out.
    shop.kitchen.set_faults(|faults| {
        faults.condition.paper_out = false;
        faults.refuse = true;
    });
    let paper = window.picture();
    until("another trouble is told", || {
        window.tap(AGAIN);
        thread::sleep(HAND);
        (is_red(&window) && window.picture().changed(&paper, &TOLD) > 100).then_some(())
    });
    assert!(!settings(&shop).contains("printers"), "a printer that is not there is not kept by itself");
    shop.kitchen.set_faults(|faults| faults.refuse = false);
    until("the printer is kept", || {
        if shop.kitchen.tickets().is_empty() {
            window.tap(AGAIN);
            thread::sleep(Duration::from_secs(2));
        }
        thread::sleep(HAND);
        window.tap(RULER);
        thread::sleep(HAND);
        settings(&shop).contains("columns = 42").then_some(())
    });
}
