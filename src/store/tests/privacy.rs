//! Customers are gone once their business day is over: marked values go in by every way there is, and every byte of every file that is
//! left is looked through for them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::order::phone::{self, Dish, PhoneOrder};
use domain::order::{
    AppEventKind, Created, DeliveryReport, DeliveryState, Quoted, Refusal, Rider, SetAside, Won,
};
use domain::rules::{Body, ChannelPolicy, Effect, FetchReason, Outcome, Policy};
use domain::sales::Counted;
use domain::{Command, NotOurs, Refused};
use encoding_rs::EUC_KR;
use jiff::SignedDuration;
use open_delivery::read_order;
use serde_json::{Value, json};

use super::file::{BACK_TO_14, folder, open};
use super::world::{HAND, World, policy, possible, report};
use crate::settings::app::Profile;
use crate::store::callers::last_orders;
use crate::store::order_store::OrderStore;
use crate::store::schema::STEPS;
use crate::store::unit_of_work::is_open;
use crate::store::{Filter, Row, list};

/// Marked values by what they are.
#[derive(Default)]
pub struct Marks {
    made: Vec<(String, String)>,
    /// Numbers of other marks, which these do not bear.
    first: usize,
}

impl Marks {
    fn next(&self) -> usize {
        self.first + self.made.len()
    }

    /// A text that stands nowhere else.
    fn text(&mut self, what: &str) -> String {
        let text = format!("표식손{:05}끝", self.next());
        self.made.push((what.to_owned(), text.clone()));
        text
    }

    /// A safe number that stands nowhere else, as it is written; digits alone are looked for too.
    fn phone(&mut self, what: &str) -> String {
        let n = self.next();
        let phone = format!("0508-77{:02}-{:04}", n / 10_000, n % 10_000);
        self.made.push((what.to_owned(), phone.clone()));
        self.made.push((format!("{what}, its digits"), phone.replace('-', "")));
        phone
    }

    /// Degrees that stand nowhere else.
    fn degrees(&mut self, what: &str, whole: u32) -> f64 {
        let text = format!("{whole}.77{:05}1", self.next());
        self.made.push((what.to_owned(), text.clone()));
        text.parse().unwrap()
    }

    /// What of it stands in the files of a folder: what it is, and the file; `of`: only marks of what begins so.
    pub fn found(&self, folder: &Path, of: Option<&str>) -> Vec<String> {
        let mut found = Vec::new();
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                continue;
            }
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
        assert!(!files.is_empty());
        // Whole files are looked through for how marks begin, by SQLite, which is fast; for each mark only where one does.
        let looking = rusqlite::Connection::open_in_memory().unwrap();
        let mut instr = looking.prepare("SELECT instr(?1, ?2)").unwrap();
        for (name, file) in &files {
            let begins: Vec<Vec<u8>> = BEGINNINGS.iter().flat_map(|text| spellings(text)).collect();
            let mut is_in = |bytes: &Vec<u8>| {
                instr.query_row(rusqlite::params![file, bytes], |row| row.get::<_, i64>(0)).unwrap() > 0
            };
            if !begins.iter().any(&mut is_in) {
                continue;
            }
            for (what, text) in self.made.iter().filter(|(what, _)| of.is_none_or(|of| what.starts_with(of)))
            {
                if spellings(text).iter().any(&mut is_in) {
                    found.push(format!("{what} ({text}) in {name}"));
                }
            }
        }
        found
    }
}

/// How marks begin.
const BEGINNINGS: [&str; 5] = ["표식손", "0508-77", "050877", "35.77", "127.77"];

/// A text in UTF-8, UTF-16, CP949, and as JSON may escape it.
fn spellings(text: &str) -> [Vec<u8>; 4] {
    let escaped = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    [
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        EUC_KR.encode(text).0.into_owned(),
        escaped.into_bytes(),
    ]
}

/// The world's policy, with orders by phone.
pub fn with_phone(keep_days: u32) -> Policy {
    let mut policy = policy();
    let by_phone =
        ChannelPolicy { short: phone::SHORT.to_owned(), auto: true, ..policy.channels[HAND].clone() };
    policy.channels.insert(phone::CHANNEL.to_owned(), by_phone);
    policy.keep_days = keep_days;
    policy
}

pub fn opened(path: &Path, keep_days: u32) -> World {
    let mut ids = 0_u32;
    let ids = Box::new(move |now: jiff::Timestamp| {
        ids += 1;
        format!("order-{}-{ids:04}", now.as_second())
    });
    let mut world = World::over(OrderStore::open(path, Arc::new(with_phone(keep_days)), ids).unwrap());
    world.restart();
    world
}

/// An order as an app tells it, with everything that it can tell of a customer.
fn told(id: &str, kind: &str, marks: &mut Marks) -> Value {
    let mut text = |what: &str| marks.text(&format!("{kind}: {what}"));
    let mut told = json!({
        "id": id, "type": kind, "displayId": id, "createdAt": "2026-11-21T10:00:00Z", "orderTiming": "INSTANT",
        "preparationStartDateTime": "2026-11-21T10:00:00Z", "sendTracking": true,
        "merchant": {"id": "M", "name": "가상국밥"},
        "items": [{
            "id": "i1", "name": "순대국밥", "unit": "UN", "quantity": 1, "unitPrice": {"value": 9000},
            "totalPrice": {"value": 9000}, "specialInstructions": text("memo of a dish"),
            "options": [{"id": "o1", "name": "곱빼기", "quantity": 1, "unitPrice": {"value": 0},
                "specialInstructions": text("memo of an option")}],
        }],
        "otherFees": [], "discounts": [], "total": {"orderAmount": {"value": 9000}},
        "payments": {"prepaid": 9000, "pending": 0, "methods": []},
        "customer": {"name": text("name"), "ordersCountOnMerchant": 3},
        "extraInfo": text("extra info"),
        "kr": {
            "store_memo": text("memo"), "rider_memo": text("rider's memo"),
            "reusable_container": {"code": text("return code")},
            "cash_receipt": {"kind": "소득공제", "masked_id": text("receipt")},
            "address": {"road": text("road"), "jibun": text("jibun"), "detail": text("detail"),
                "entrance": text("entrance")},
        },
        "delivery": {
            "deliveredBy": "MERCHANT", "pickupCode": text("pickup code"),
            "deliveryAddress": {"district": text("district"), "formattedAddress": text("formatted"),
                "complement": text("complement"), "reference": text("reference")},
        },
        "category": text("an unknown key"),
    });
    told["customer"]["phone"] = json!({"number": marks.phone(&format!("{kind}: phone"))});
    told["kr"]["safe_number"] = json!({"number": marks.phone(&format!("{kind}: safe number"))});
    told["delivery"]["deliveryAddress"]["coordinates"] = json!({
        "latitude": marks.degrees("latitude", 35), "longitude": marks.degrees("longitude", 127)
    });
    // A value that is not known is repeated in what is odd about it.
    told["items"][0]["unit"] = json!(marks.text("an odd value"));
    told
}

fn heard(world: &mut World, told: &Value) -> String {
    let profile = Profile::load("baedal-teukgeup", None).unwrap();
    let order = read_order(told, &profile.dialect(), &jiff::tz::TimeZone::UTC).unwrap();
    let id = order.external_id.clone();
    let created = world.event(&id, AppEventKind::Created);
    let body = Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Created) };
    world.hear(HAND, &id, Some(body), vec![created]);
    id
}

/// Does what waits outside until nothing does: apps accept, printers print, riders deliver what they were called for.
fn outside(world: &mut World, marks: &mut Marks) {
    for _ in 0..90 {
        world.pass(60);
        let mut rows: Vec<Row> = Vec::new();
        for target in ["channel:hand", "agency:first", "agency:second"] {
            rows.extend(world.due(target));
        }
        world.prints();
        for row in rows {
            if row.effect.is_once() && world.store.start(row.id, world.now).unwrap().is_none() {
                continue;
            }
            let outcome = match &row.effect {
                Effect::Notify { .. } => Outcome::Accepted,
                Effect::Fetch { why: FetchReason::Compare } => changed(&row, marks),
                Effect::Fetch { .. } => Outcome::NotFetched { reason: marks.text("the app's words") },
                Effect::Quote { .. } if row.attempts == 0 && row.id % 5 == 0 => {
                    let message = Some(marks.text("the agency's words"));
                    Outcome::Quoted(Quoted::Refused(Refusal { code: "INVALID_AREA".to_owned(), message }))
                }
                Effect::Quote { .. } | Effect::Compare { .. } => possible(3_800),
                Effect::Create { .. } => {
                    Outcome::Created(Created::Accepted(report(DeliveryState::Requested)))
                }
                Effect::LookUp { attempt } => ridden(&row, *attempt, marks),
                _ => Outcome::ReadyTold,
            };
            world.store.finish(row.id, outcome, world.now).unwrap();
        }
    }
}

/// The app shows another address and another wish.
fn changed(row: &Row, marks: &mut Marks) -> Outcome {
    let Some(mut order) = row.order.head.order.clone() else {
        return Outcome::NotFetched { reason: marks.text("the app's words") };
    };
    if row.order.head.number.ends_with('3') {
        order.rider_memo = Some(marks.text("a changed memo"));
        order.customer.name = Some(marks.text("a changed name").as_str().into());
    }
    Outcome::Fetched { order: Box::new(order), last_event: None }
}

/// A rider goes one step further.
fn ridden(row: &Row, attempt: u32, marks: &mut Marks) -> Outcome {
    let known = row.order.deliveries.numbered(attempt).map(|known| known.status());
    let state = match known {
        Some(DeliveryState::Requested) => DeliveryState::Assigned,
        Some(DeliveryState::Assigned) => DeliveryState::PickedUp,
        _ => DeliveryState::Delivered,
    };
    let rider = match row.order.deliveries.numbered(attempt).and_then(|known| known.rider.clone()) {
        Some(rider) => rider,
        None => Rider {
            name: Some(marks.text("rider's name").as_str().into()),
            phone: Some(marks.phone("rider's phone").as_str().into()),
        },
    };
    Outcome::LookedUp(Some(Box::new(DeliveryReport { rider: Some(rider), ..report(state) })))
}

/// An evening of every kind of order, until all of it is over; answers the marks.
pub fn evening(world: &mut World, rounds: u32) -> Marks {
    let mut marks = Marks::default();
    for round in 0..rounds {
        for kind in ["DELIVERY", "TAKEOUT", "INDOOR"] {
            let told = told(&format!("{kind}-{}-{round}", world.now.as_second()), kind, &mut marks);
            let id = heard(world, &told);
            world.pass(7);
            if round % 4 == 3 {
                continue;
            }
            world.accept(&id);
            if kind == "DELIVERY" && round % 4 == 1 {
                let mut event = world.event(&id, AppEventKind::OrderCancellationRequest);
                event.reason = Some(marks.text("why the app asks to cancel"));
                world.hear(HAND, &id, None, vec![event]);
                world.command(&id, Command::AnswerCancel { deny: None }).unwrap();
            }
            if round % 4 == 2 {
                let mut event = world.event(&id, AppEventKind::Cancelled);
                event.reason = Some(marks.text("why the app cancelled"));
                world.hear(HAND, &id, None, vec![event]);
                world.pass(5);
                world.command(&id, Command::Seen).unwrap();
            }
        }
        by_phone(world, round, &mut marks);
        let raw = marks.text("an event that cannot be read");
        let aside = SetAside { id: None, order_id: None, raw_kind: None, raw, why: "no object" };
        world.store.set_aside(HAND, vec![aside], world.now).unwrap();
    }
    outside(world, &mut marks);
    finish(world, &mut marks);
    marks
}

fn by_phone(world: &mut World, round: u32, marks: &mut Marks) {
    let dish = Dish { name: "순대국밥".into(), count: 1, price: Won(9_000), ..Dish::default() };
    let order = PhoneOrder {
        key: format!("key-{}-{round}", world.now.as_second()),
        dishes: vec![dish],
        phone: marks.phone("caller"),
        address: marks.text("caller's address"),
        detail: marks.text("caller's detail"),
        memo: marks.text("caller's memo"),
        rider_memo: marks.text("caller's rider memo"),
        ..PhoneOrder::default()
    };
    world.store.phone(order, world.now).unwrap();
}

/// What is still open ends: apps conclude, missed orders are seen, riders bring something again.
fn finish(world: &mut World, marks: &mut Marks) {
    for again in 0..3 {
        for state in world.store.orders().iter() {
            let id = state.head.id.clone();
            let is_carried = again == 0 && state.deliveries.iter().any(|attempt| attempt.is_delivered());
            if is_carried {
                let note = marks.text("what is brought again");
                let again = Command::DeliverAgain { agency: None, max_fee: None, note };
                world.command(&id, again).unwrap();
            }
            let verb = if state.head.status.is_final() { Command::Seen } else { Command::PickedUp };
            let _ = world.command(&id, Command::Ready);
            let _ = world.command(&id, verb);
            let _ = world.command(&id, Command::Complete);
            if state.head.channel == HAND && !state.head.status.is_final() {
                world.says(HAND, &state.head.external_id, AppEventKind::Concluded);
            }
            let _ = world.command(&id, Command::Seen);
        }
        outside(world, marks);
    }
    let open: Vec<_> = world
        .store
        .orders()
        .iter()
        .filter(|state| is_open(state))
        .map(|state| (state.head.number.clone(), state.head.status, state.problems.clone()))
        .collect();
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(count(world, "outbox"), 0);
}

fn count(world: &World, table: &str) -> i64 {
    world.store.conn().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Takes out all customers that may be taken out; answers in how many steps.
fn forget(world: &mut World) -> u32 {
    let mut steps = 0;
    while world.store.forget_customers(world.now).unwrap() {
        steps += 1;
    }
    steps
}

/// To the morning after.
pub fn next_day(world: &mut World) {
    world.pass(24 * 3_600);
}

fn assert_gone(marks: &Marks, folder: &Path) {
    let found = marks.found(folder, None);
    assert!(found.is_empty(), "{} are left:\n{}", found.len(), found.join("\n"));
}

#[test]
fn no_byte_of_a_customer_is_left_when_the_day_is_over() {
    let (folder, path) = folder();
    let mut world = opened(&path, 0);
    let marks = evening(&mut world, 12);
    // Else nothing is proven: what was put in stands there.
    for what in
        ["DELIVERY: name", "caller, its digits", "rider's name", "an event", "longitude", "DELIVERY: receipt"]
    {
        assert!(!marks.found(folder.path(), Some(what)).is_empty(), "{what} was never stored");
    }
    assert_eq!(forget(&mut world), 0, "the day is not over");
    let before: BTreeMap<String, _> =
        world.store.orders().iter().map(|state| (state.head.id.clone(), state.clone())).collect();
    next_day(&mut world);
    assert!(forget(&mut world) > 4, "in small steps");
    assert_gone(&marks, folder.path());
    for table in ["customers", "callers", "history_phones", "unread_events"] {
        assert_eq!(count(&world, table), 0, "{table}");
    }
    // What was sold, and how it went, stays.
    let after = list(&path, &Filter::default()).unwrap();
    assert_eq!(after.len(), before.len());
    for listed in after {
        let (order, known) = (listed.state.head.order.unwrap(), &before[&listed.state.head.id]);
        let was = known.head.order.as_ref().unwrap();
        assert_eq!(
            (order.total, &order.payments, &order.display_id),
            (was.total, &was.payments, &was.display_id)
        );
        assert_eq!((listed.state.head.status, &listed.state.timeline), (known.head.status, &known.timeline));
    }
    // Compressed and closed it is the same.
    next_day(&mut world);
    next_day(&mut world);
    while let Some(batch) = world.store.loose(world.now).unwrap() {
        world.store.archive(batch.compress().unwrap(), world.now).unwrap();
    }
    assert!(count(&world, "archive") > 0);
    world.store.close(Default::default());
    assert_gone(&marks, folder.path());
    let shown = serde_json::to_string(&list(&path, &Filter::default()).unwrap()[0].state).unwrap();
    assert!(marks.made.iter().all(|(_, text)| !shown.contains(text.as_str())));
}

#[test]
fn closing_the_day_takes_its_customers_out() {
    let (folder, path) = folder();
    let mut world = opened(&path, 0);
    let marks = evening(&mut world, 5);
    let day = with_phone(0).business_date(None, world.now);
    world.store.close_day(day, Counted::default(), world.now).unwrap();
    // What comes after is of the same day, and still needed.
    world.pass(60);
    let mut late = Marks { first: 50_000, ..Marks::default() };
    let told = told("late", "TAKEOUT", &mut late);
    heard(&mut world, &told);
    world.says(HAND, "late", AppEventKind::Cancelled);
    world.command("late", Command::Seen).unwrap();
    forget(&mut world);
    let left: Vec<_> = marks.found(folder.path(), None);
    // What could not be read has no order, and goes with the day itself.
    assert!(left.iter().all(|found| found.starts_with("an event that")), "{left:?}");
    assert!(world.state("late").head.order.as_ref().unwrap().customer.name.is_some());
    next_day(&mut world);
    forget(&mut world);
    assert_gone(&marks, folder.path());
    assert_gone(&late, folder.path());
}

#[test]
fn customers_are_kept_for_as_long_as_is_set() {
    let (folder, path) = folder();
    let mut world = opened(&path, 3);
    let marks = evening(&mut world, 2);
    for day in 0..=3 {
        assert_eq!(forget(&mut world), 0, "day {day}");
        assert!(
            last_orders(&path, &marks.made.iter().find(|(what, _)| what == "caller").unwrap().1)
                .is_ok_and(|last| !last.orders.is_empty())
        );
        // They are compressed meanwhile.
        while let Some(batch) = world.store.loose(world.now).unwrap() {
            world.store.archive(batch.compress().unwrap(), world.now).unwrap();
        }
        next_day(&mut world);
    }
    assert!(forget(&mut world) > 0);
    assert_gone(&marks, folder.path());
    for listed in list(&path, &Filter::default()).unwrap() {
        assert!(listed.state.head.customer_gone, "{}", listed.state.head.number);
    }
}

#[test]
fn an_open_order_keeps_its_customer_and_is_not_held_up() {
    let (_folder, path) = folder();
    let mut world = opened(&path, 0);
    let mut marks = Marks::default();
    let told = told("open", "DELIVERY", &mut marks);
    heard(&mut world, &told);
    world.accept("open");
    next_day(&mut world);
    forget(&mut world);
    let order = world.state("open").head.order.clone().unwrap();
    assert!(order.address.is_some() && order.customer.phone.is_some() && order.rider_memo.is_some());
    assert_eq!(count(&world, "customers"), 1);
}

#[test]
fn no_rider_is_called_for_an_order_without_its_customer() {
    let (_folder, path) = folder();
    let mut world = opened(&path, 0);
    evening(&mut world, 1);
    let id = world
        .store
        .orders()
        .iter()
        .find(|state| state.live_delivery().is_none() && !state.deliveries.is_empty())
        .unwrap()
        .head
        .id
        .clone();
    next_day(&mut world);
    forget(&mut world);
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "국물".to_owned() };
    let refused = world.command(&id, again).unwrap_err();
    assert_eq!(refused, Refused::NotOurRiders { why: NotOurs::CustomerGone });
    // What an app says of it later does not stay either.
    let external_id = world.state(&id).head.external_id.clone();
    let mut event = world.event(&external_id, AppEventKind::Cancelled);
    event.reason = Some("가상손님이 취소".to_owned());
    world.hear(HAND, &external_id, None, vec![event]);
    assert_eq!(count(&world, "customers"), 1, "noted again");
}

/// The file as the version before left it: nothing is noted, and what it deleted was not overwritten.
fn as_older(path: &Path, marks: &mut Marks) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.pragma_update(None, "secure_delete", false).unwrap();
    let drop = BACK_TO_14.split("DROP TABLE trail").next().unwrap();
    conn.execute_batch(&format!("{drop} PRAGMA user_version = {}", STEPS.len() - 1)).unwrap();
    for _ in 0..40 {
        let text = marks.text("what was deleted").repeat(300);
        conn.execute("INSERT INTO states (order_id, state) VALUES ('x', ?1)", [text]).unwrap();
        conn.execute("DELETE FROM states WHERE order_id = 'x'", []).unwrap();
    }
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

#[test]
fn a_file_of_an_older_version_is_cleaned_across_restarts() {
    let (folder, path) = folder();
    let mut world = opened(&path, 0);
    let mut marks = evening(&mut world, 8);
    let (then, orders) = (world.now, world.store.orders().len());
    world.store.close(Default::default());
    as_older(&path, &mut marks);
    assert!(!marks.found(folder.path(), Some("what was deleted")).is_empty());
    // Every start takes out a few, and is killed.
    for start in 1.. {
        let mut world = opened(&path, 0);
        world.now = then + SignedDuration::from_hours(24 * 40);
        world.store.wake(world.now).unwrap();
        let more = (0..3).all(|_| world.store.forget_customers(world.now).unwrap());
        assert!(start < 40, "it ends");
        if !more {
            assert!(start > 1, "it was interrupted");
            assert_eq!(count(&world, "old_bytes"), 0);
            break;
        }
    }
    assert_gone(&marks, folder.path());
    assert_eq!(list(&path, &Filter::default()).unwrap().len(), orders);
    assert!(open(&path).is_ok());
}
