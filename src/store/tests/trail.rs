//! Who did what: in an order's timeline, and in the shop's trail.

use domain::order::phone::{Dish, PhoneOrder};
use domain::order::{Status, Won};
use domain::rules::Policy;
use domain::sales::Counted;
use domain::settlement::{Period, Received};
use domain::timeline::{Actor, By, What};
use domain::trail::{Deed, Noted, Told};
use domain::{Command, Done, ShopCommand};
use jiff::Timestamp;
use rusqlite::params;

use super::file::{folder, open};
use super::world::{HAND, World, policy};
use crate::store::{Store, note, trail};

fn all(path: &std::path::Path) -> Vec<Noted> {
    trail(path, Timestamp::MIN, Timestamp::MAX, 1_000).unwrap()
}

/// Who brought the order where it stands, newest last.
fn by(world: &mut World, order: &str) -> Vec<(Actor, Status)> {
    let entries = world.state(order).timeline.clone();
    let status = entries.into_iter().filter_map(|entry| match entry.what {
        What::Status { status } => Some((entry.by, status)),
        _ => None,
    });
    status.collect()
}

#[test]
fn an_order_says_who_took_it() {
    for (asks, told) in [
        (By::Person, Actor::Person),
        (By::Staff, Actor::Staff),
        (By::Owner, Actor::Owner),
        (By::Command, Actor::Command),
        (By::Kitchen, Actor::Kitchen),
    ] {
        let mut world = World::new(policy());
        let order = world.order("a");
        world.arrive(HAND, order);
        world.store.by = asks;
        world.accept("a");
        assert_eq!(by(&mut world, "a"), [(Actor::App, Status::Received), (told, Status::Accepted)]);
    }
}

#[tokio::test]
async fn who_asks_goes_with_the_question_and_no_further() {
    let (_folder, path) = folder();
    let mut ids = 0;
    let ids = Box::new(move |_| {
        ids += 1;
        format!("order-{ids}")
    });
    let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    let store = Store::open(&path, policy().into(), ids, now).unwrap();
    let dish = |key: &str| PhoneOrder {
        dishes: vec![Dish { name: "국밥".to_owned(), count: 1, price: Won(9_000), options: Vec::new() }],
        phone: "050-0000-0000".into(),
        takeout: true,
        key: key.to_owned(),
        ..PhoneOrder::default()
    };
    store.by(By::Staff).phone(dish("one"), now).await.unwrap();
    store.phone(dish("two"), now).await.unwrap();
    let orders = store.orders().borrow().clone();
    let took: Vec<Actor> = orders.iter().map(|state| state.timeline[0].by).collect();
    assert_eq!(took, [Actor::Staff, Actor::Person]);
}

#[test]
fn what_concerns_the_shop_is_noted_as_it_happens() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let (now, day) = (world.now, "2026-11-21".parse().unwrap());
    let period = Period { channel: HAND.to_owned(), from: day, to: day };
    world.store.by = By::Staff;
    let pause = ShopCommand::Pause { minutes: 20 };
    assert_eq!(world.store.shop(None, &pause, now), Ok(Done::Committed));
    world.store.by = By::Command;
    assert_eq!(world.store.consent("WEATHER", Some(Won(1_000)), now), Ok(Done::Committed));
    world.store.by = By::Owner;
    assert_eq!(world.store.close_day(day, Counted::default(), now), Ok(Done::Committed));
    assert_eq!(world.store.reopen_day(day, now), Ok(Done::Committed));
    assert_eq!(world.store.receive(&period, &Received::Sum(Won(5)), now), Ok(Done::Committed));
    assert_eq!(world.store.forget_received(&period, now), Ok(Done::Committed));
    assert_eq!(world.store.note_told(Told::Unlocked, now), Ok(Done::Committed));
    let mut told: Vec<(By, Deed)> = all(&path).into_iter().map(|noted| (noted.by, noted.deed)).collect();
    told.reverse();
    let expected = [
        (By::Staff, Deed::Shop { channel: None, command: pause }),
        (By::Command, Deed::Consent { kind: "WEATHER".to_owned(), up_to: Some(Won(1_000)) }),
        (By::Owner, Deed::CloseDay { day }),
        (By::Owner, Deed::ReopenDay { day }),
        (By::Owner, Deed::Receive { period: period.clone() }),
        (By::Owner, Deed::ForgetReceived { period }),
        (By::Owner, Deed::Told { what: Told::Unlocked }),
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_changes_nothing_is_not_noted() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    let (now, day) = (world.now, "2026-11-21".parse().unwrap());
    let period = Period { channel: HAND.to_owned(), from: day, to: day };
    let much = Received::Sum(Won(i64::MAX));
    assert_eq!(world.store.shop(None, &ShopCommand::Open, now), Ok(Done::Already));
    assert!(world.store.shop(Some("nowhere"), &ShopCommand::Close, now).is_err());
    assert_eq!(world.store.reopen_day(day, now), Ok(Done::Already));
    assert_eq!(world.store.forget_received(&period, now), Ok(Done::Already));
    assert!(world.store.receive(&period, &much, now).is_err());
    // What commits next is not mistaken for it.
    let order = world.order("a");
    world.arrive(HAND, order);
    assert_eq!(all(&path), []);
}

#[test]
fn the_trail_is_read_by_days_and_forgets_after_400() {
    let (_folder, path) = folder();
    assert_eq!(all(&path), [], "no database yet");
    assert!(
        note(&path, Told::PinSet, Timestamp::UNIX_EPOCH).is_ok(),
        "where there is none, nothing is noted"
    );
    let mut world = open(&path).unwrap();
    let first = world.now;
    world.store.note_told(Told::PinSet, first).unwrap();
    world.pass(86_400);
    note(&path, Told::PinCleared, world.now).unwrap();
    assert_eq!(trail(&path, first, world.now, 10).unwrap().len(), 1, "the end is not included");
    assert_eq!(all(&path)[0].deed, Deed::Told { what: Told::PinCleared }, "the newest first");
    assert_eq!(trail(&path, Timestamp::MIN, Timestamp::MAX, 1).unwrap().len(), 1);
    world
        .store
        .conn()
        .execute("INSERT INTO trail (at, noted) VALUES (?1, '{half')", params![first.as_millisecond()])
        .unwrap();
    assert_eq!(all(&path).len(), 2, "what is damaged is left out");
    world.pass(401 * 86_400);
    world.store.wake(world.now).unwrap();
    assert_eq!(all(&path), []);
}

#[test]
fn the_trail_outlives_a_damaged_file() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    world.store.note_told(Told::PinSet, world.now).unwrap();
    let before = all(&path);
    world.store.rescue("damaged", world.now).unwrap();
    assert_eq!((all(&path), before.len()), (before, 1));
}

#[test]
fn an_older_versions_timeline_names_a_person() {
    let mut world = World::new(Policy::clone(&policy()));
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let state = world.state("a");
    let json = serde_json::to_string(&*state).unwrap();
    assert!(json.contains(r#""by":"person""#), "{json}");
    assert!(world.command("a", Command::Ready).is_ok());
}
