//! Orders by phone: one flow with those of the apps, and nothing that waits for an app.

use std::path::Path;

use domain::order::phone::{self, Dish, DishOption, PhoneFault, PhoneOrder};
use domain::order::{CancelCode, OrderKind, Status, TicketKind, Won};
use domain::rules::{ChannelPolicy, Policy};
use domain::{Command, Done, Refused};

use super::world::{World, policy, possible};
use crate::agency::capabilities;
use crate::settings::Settings;
use crate::store::callers::last_orders;

fn soup() -> PhoneOrder {
    PhoneOrder {
        dishes: vec![Dish { name: "순대국밥".into(), count: 2, price: Won(9_000), ..Dish::default() }],
        address: "시험시 없는로 1".into(),
        prep_minutes: Some(25),
        ..PhoneOrder::default()
    }
}

/// The policy of settings as an owner writes them.
fn policy_of(settings: &str) -> Policy {
    let settings = Settings::parse(settings, "settings.toml", Path::new("/nowhere")).unwrap();
    settings.policy(|agency| capabilities(agency, Default::default()))
}

/// The policy of the world, with what every real one has.
fn world() -> World {
    let settings = "[store]\nname = \"가상국밥\"\n";
    let own = policy_of(settings);
    let mut policy = policy();
    policy.channels.insert(phone::CHANNEL.to_owned(), own.channels[phone::CHANNEL].clone());
    World::new(policy)
}

#[test]
fn it_is_taken_at_once_printed_and_its_rider_called() {
    let mut world = world();
    let number = world.store.phone(soup(), world.now).unwrap();
    assert_eq!(number, "전화-001");
    let state = world.state(&number);
    assert_eq!(
        (state.head.status, state.head.confirmed, state.head.prep_minutes),
        (Status::Accepted, true, Some(25))
    );
    let kinds: Vec<_> = state.tickets.iter().map(|job| job.kind).collect();
    assert_eq!(kinds, [TicketKind::Kitchen, TicketKind::Customer]);
    world.does("agency:first", "quote", possible(3_800));
    for (command, status) in [(Command::Ready, Status::Ready), (Command::PickedUp, Status::PickedUp)] {
        world.command(&number, command).unwrap();
        assert_eq!(world.state(&number).head.status, status);
    }
    world.pass(3_600);
    world.restart();
    assert!(world.tags("channel:by-phone").is_empty(), "no app to tell or to ask");
    world.command(&number, Command::Complete).unwrap();
    assert_eq!(world.state(&number).head.status, Status::Completed);
}

#[test]
fn a_takeout_calls_no_rider() {
    let mut world = world();
    let takeout = PhoneOrder { takeout: true, address: String::new(), ..soup() };
    let number = world.store.phone(takeout, world.now).unwrap();
    let state = world.state(&number);
    assert_eq!(state.head.order.as_ref().unwrap().kind, OrderKind::Takeout);
    assert!(state.deliveries.is_empty());
}

#[test]
fn it_is_cancelled_at_once_with_a_slip_for_the_kitchen() {
    let mut world = world();
    let number = world.store.phone(soup(), world.now).unwrap();
    let cancel = Command::Cancel { code: CancelCode::UnavailableItem };
    assert_eq!(world.command(&number, cancel), Ok(Done::Committed));
    let state = world.state(&number);
    assert_eq!((state.head.status, state.head.pending_action), (Status::Cancelled, None));
    assert!(state.problems.is_empty(), "whoever cancelled it knows");
}

#[test]
fn a_delay_is_told_to_the_kitchen_only() {
    let mut world = world();
    let number = world.store.phone(soup(), world.now).unwrap();
    world.command(&number, Command::Delay { minutes: 10 }).unwrap();
    assert!(world.tags("channel:by-phone").is_empty());
    assert!(world.state(&number).tickets.last().unwrap().marked_changed);
}

#[test]
fn what_is_no_order_is_refused_and_leaves_no_gap_in_the_numbers() {
    let mut world = world();
    let empty = PhoneOrder { dishes: Vec::new(), ..soup() };
    assert_eq!(world.store.phone(empty, world.now), Err(Refused::NoOrder { fault: PhoneFault::NoDish }));
    let never = PhoneOrder { prep_minutes: Some(0), ..soup() };
    assert!(matches!(world.store.phone(never, world.now), Err(Refused::OutOfRange { .. })));
    assert_eq!(world.store.phone(soup(), world.now).unwrap(), "전화-001");
}

#[test]
fn a_phone_order_and_its_riders_belong_to_the_first_shop() {
    let settings =
        "[[shops]]\nid = \"one\"\nname = \"가상국밥\"\n[[shops]]\nid = \"two\"\nname = \"가상분식\"\n";
    let own = policy_of(settings);
    let mut policy = policy();
    (policy.channels, policy.shops) = (own.channels, own.shops);
    policy.agencies[0].shop = Some("two".to_owned());
    policy.agencies[1].shop = Some("one".to_owned());
    let mut world = World::new(policy);
    let number = world.store.phone(soup(), world.now).unwrap();
    assert_eq!(world.state(&number).head.shop.as_deref(), Some("one"));
    world.does("agency:second", "quote", possible(3_800));
}

#[test]
fn one_form_is_one_order_however_often_it_is_sent() {
    let mut world = world();
    let form = |key: &str| PhoneOrder { key: key.to_owned(), ..soup() };
    assert_eq!(world.store.phone(form("form-1"), world.now).unwrap(), "전화-001");
    assert_eq!(
        world.store.phone(form("form-1"), world.now).unwrap(),
        "전화-001",
        "the answer had come too late"
    );
    assert_eq!(world.store.phone(form("form-2"), world.now).unwrap(), "전화-002");
    assert_eq!(world.tags("printer:kitchen").len(), 2);
}

#[test]
fn it_is_of_the_shop_that_was_named_or_of_the_first() {
    let settings =
        "[[shops]]\nid = \"bukmun\"\nname = \"북문국밥\"\n[[shops]]\nid = \"nammun\"\nname = \"남문분식\"\n";
    let mut world = World::new(policy_of(settings));
    let of = |shop: Option<&str>| PhoneOrder { shop: shop.map(str::to_owned), ..soup() };
    for (named, whose) in [(None, "bukmun"), (Some("nammun"), "nammun")] {
        let number = world.store.phone(of(named), world.now).unwrap();
        assert_eq!(world.state(&number).head.shop.as_deref(), Some(whose));
    }
    let nowhere = world.store.phone(of(Some("dongmun")), world.now);
    assert_eq!(nowhere, Err(Refused::NoOrder { fault: PhoneFault::NoShop }));
}

fn called(phone: &str, name: &str) -> PhoneOrder {
    let options = vec![DishOption { name: "곱빼기".into(), price: Won(2_000) }];
    let dish = Dish { name: name.into(), count: 1, price: Won(9_000), options };
    PhoneOrder { dishes: vec![dish], phone: phone.into(), detail: "101동".into(), ..soup() }
}

/// A world in a file, because what a number ordered before is read beside the writer.
fn in_file() -> (tempfile::TempDir, std::path::PathBuf, World) {
    let (folder, path) = super::file::folder();
    let mut world = super::file::open(&path).unwrap();
    let mut policy = policy();
    let by_phone = ChannelPolicy { short: phone::SHORT.to_owned(), ..ChannelPolicy::unknown(phone::CHANNEL) };
    policy.channels.insert(phone::CHANNEL.to_owned(), by_phone);
    world.store.set_policy(policy);
    (folder, path, world)
}

#[test]
fn the_last_three_orders_of_a_number_are_found_newest_first() {
    let (_folder, path, mut world) = in_file();
    for name in ["국밥", "냉면", "국밥", "수육", "만두", "수육"] {
        world.pass(60);
        world.store.phone(called("0504-000-0000", name), world.now).unwrap();
    }
    world.pass(60);
    world.store.phone(called("0504-000-0001", "남의 주문"), world.now).unwrap();
    let found = |number: &str| last_orders(&path, number).unwrap().orders;
    let last = found("05040000000");
    let names: Vec<_> = last.iter().map(|last| last.order.dishes[0].name.as_str()).collect();
    assert_eq!(names, ["수육", "만두", "국밥"], "each once");
    assert_eq!((last[0].total, last[0].order.detail.as_str()), (Won(11_000), "101동"));
    assert_eq!((last[0].order.address.as_str(), last[0].order.key.as_str()), ("시험시 없는로 1", ""));
    for part in ["", "0504", "0504-000-000", "05040000002"] {
        assert!(found(part).is_empty(), "{part}");
    }
    // Over a restart, and a week later, when the orders are compressed.
    for number in 1..=7 {
        let number = format!("전화-{number:03}");
        world.command(&number, Command::Complete).unwrap();
    }
    world.prints();
    world.pass(7 * 86_400);
    while let Some(batch) = world.store.loose(world.now).unwrap() {
        world.store.archive(batch.compress().unwrap(), world.now).unwrap();
    }
    drop(world);
    assert_eq!(found("0504-000-0000"), last);
}

#[test]
fn options_of_a_phone_order_stand_in_its_line() {
    let mut world = world();
    let number = world.store.phone(called("", "국밥"), world.now).unwrap();
    let order = world.state(&number).head.order.clone().unwrap();
    assert_eq!((order.lines[0].options[0].name.as_str(), order.total.amount), ("곱빼기", Won(11_000)));
}
