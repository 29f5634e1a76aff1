//! The menu: learned with the order that tells it, filled once from an older file, and sold out at every app by its own id.

use domain::order::phone::{self, Dish, PhoneOrder};
use domain::order::{Line, Won};
use domain::rules::{Body, Policy};
use domain::{AppAck, Call, Done, Refused, sample};
use jiff::SignedDuration;

use super::file::{BACK_TO_14, folder, older, open};
use super::world::{AUTO, HAND, World, policy};
use crate::store::{StoreError, menu};

/// A line with the app's id.
fn line(id: &str, name: &str, price: i64) -> Line {
    Line { id: id.to_owned(), ..sample::line(1, name, price, &[]) }
}

fn order_of(world: &mut World, channel: &str, id: &str, lines: Vec<Line>) {
    let mut order = world.order(id);
    order.lines = lines;
    world.arrive(channel, order);
}

fn names(world: &World) -> Vec<String> {
    world.store.menu().offered(world.now).dishes.into_iter().map(|dish| dish.name).collect()
}

fn stored(world: &World) -> i64 {
    world.store.conn().query_row("SELECT count(*) FROM dishes", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_dish_is_learned_with_its_order_and_outlives_a_restart() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    order_of(&mut world, HAND, "a", vec![line("h-1", "순대국밥", 9_500), line("h-2", "콜라", 2_000)]);
    let dishes = world.store.menu().offered(world.now);
    assert_eq!((dishes.dishes.len(), stored(&world)), (2, 2));
    drop(world);
    let world = open(&path).unwrap();
    assert_eq!(world.store.menu().offered(world.now), dishes);
}

#[test]
fn an_order_that_is_not_stored_teaches_nothing() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    order_of(&mut world, HAND, "a", vec![line("h-1", "순대국밥", 9_500)]);
    let pragma = |world: &World, sql: &str| -> i64 {
        world.store.conn().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let pages = pragma(&world, "PRAGMA page_count");
    pragma(&world, &format!("PRAGMA max_page_count = {pages}"));
    let many: Vec<_> = (0..40)
        .map(|n| {
            let mut heard = super::file::heard(&mut world, &format!("more-{n}"));
            if let Some(Body::Read { order, .. }) = &mut heard.body {
                order.lines = vec![line(&format!("h-{n}"), &format!("새 메뉴 {n}"), 1_000)];
            }
            heard
        })
        .collect();
    assert!(matches!(world.store.hear(HAND, many.clone(), 0, world.now), Err(StoreError::Full(_))));
    assert_eq!((names(&world), stored(&world)), (vec!["순대국밥".to_owned()], 1));
    pragma(&world, "PRAGMA max_page_count = 100000");
    world.store.hear(HAND, many, 0, world.now).unwrap();
    assert_eq!((names(&world).len(), stored(&world)), (41, 41));
}

#[test]
fn an_order_teaches_once_and_one_read_later_when_it_is_read() {
    let mut world = World::new(policy());
    let created = world.event("a", domain::order::AppEventKind::Created);
    world.hear(HAND, "a", Some(Body::Unreadable("half an order".to_owned())), vec![created]);
    assert!(names(&world).is_empty());
    let mut order = world.order("a");
    order.lines = vec![line("h-1", "순대국밥", 9_500)];
    world.pass(60);
    let read = domain::rules::Outcome::Fetched { order: Box::new(order), last_event: None };
    world.does("channel:hand", "fetch", read);
    world.accept("a");
    let dishes = world.store.menu().offered(world.now).dishes;
    assert_eq!((dishes.len(), dishes[0].orders), (1, 1));
}

#[test]
fn an_order_by_phone_teaches_its_dishes_and_prices() {
    let mut world = World::new(with_phone());
    order_of(&mut world, HAND, "a", vec![line("h-1", "순대국밥", 10_000)]);
    let dish = Dish { name: "순대 국밥".into(), count: 2, price: Won(9_000), ..Dish::default() };
    let phoned = PhoneOrder { dishes: vec![dish], takeout: true, ..PhoneOrder::default() };
    world.store.phone(phoned, world.now).unwrap();
    let [dish] = world.store.menu().offered(world.now).dishes.try_into().unwrap();
    assert_eq!((dish.price, dish.orders, dish.apps.len()), (Won(9_000), 2, 1));
}

/// The policy of the world with orders by phone.
fn with_phone() -> Policy {
    let mut policy = policy();
    let by_phone = domain::rules::ChannelPolicy::unknown(phone::CHANNEL);
    policy.channels.insert(phone::CHANNEL.to_owned(), by_phone);
    policy
}

/// What each app is to be told next, by the id that it knows the dish by.
fn told(world: &World) -> Vec<(String, String, bool)> {
    let openings = world.store.openings();
    let calls = openings.iter().filter_map(|(channel, opening)| match opening.next_call(world.now)? {
        Call::Available { items, available } => Some((channel.clone(), items[0].id.clone(), available)),
        Call::Open(_) => None,
    });
    calls.collect()
}

#[test]
fn a_dish_is_sold_out_at_every_app_by_the_apps_own_id() {
    let mut world = World::new(with_phone());
    order_of(&mut world, HAND, "a", vec![line("h-1", "순대국밥", 9_500), line("h-2", "콜라", 2_000)]);
    order_of(&mut world, AUTO, "b", vec![line("a-9", "순대국밥", 10_000)]);
    let dish = world.store.menu().offered(world.now).dishes.remove(0);
    assert_eq!(world.store.stock(dish.id, true, world.now), Ok(Done::Committed));
    let off = |id: &str, item: &str, available| (id.to_owned(), item.to_owned(), available);
    assert_eq!(told(&world), [off(AUTO, "a-9", false), off(HAND, "h-1", false)]);
    assert_eq!(world.store.stock(dish.id, true, world.now), Ok(Done::Already));
    for (channel, answer) in [(HAND, AppAck::Accepted), (AUTO, AppAck::NoCall)] {
        let call = world.store.openings()[channel].next_call(world.now).unwrap();
        world.store.shop_told(channel, &call, &answer, world.now).unwrap();
    }
    assert_eq!(world.store.stock(dish.id, false, world.now), Ok(Done::Committed));
    assert_eq!(told(&world), [off(AUTO, "a-9", true), off(HAND, "h-1", true)]);
    assert_eq!(world.store.stock(999, true, world.now), Err(Refused::NothingThere));
}

#[test]
fn a_dish_that_no_app_sells_cannot_be_sold_out() {
    let mut world = World::new(with_phone());
    let dish = Dish { name: "특별 도시락".into(), count: 1, price: Won(9_000), ..Dish::default() };
    let phoned = PhoneOrder { dishes: vec![dish], takeout: true, ..PhoneOrder::default() };
    world.store.phone(phoned, world.now).unwrap();
    let dish = world.store.menu().offered(world.now).dishes.remove(0);
    assert_eq!(world.store.stock(dish.id, true, world.now), Err(Refused::NothingThere));
    assert!(world.store.openings().is_empty());
}

/// A file with so many orders four hours apart, as a version before the menu left it.
fn older_file(path: &std::path::Path, orders: i64) -> jiff::Timestamp {
    drop(older(path, 12));
    let mut world = open(path).unwrap();
    let newest = world.now;
    for n in (0..orders).rev() {
        world.now = newest.checked_sub(SignedDuration::from_hours(4 * n)).unwrap();
        order_of(
            &mut world,
            HAND,
            &format!("old-{n}"),
            vec![line("h-1", &format!("메뉴 {}", n % 7), 1_000 + n)],
        );
    }
    drop(world);
    let conn = rusqlite::Connection::open(path).unwrap();
    let without_menu = "DROP TABLE dishes; DROP TABLE dishes_to_learn; DROP TABLE callers";
    conn.execute_batch(&format!("{BACK_TO_14}; {without_menu}; PRAGMA user_version = 12")).unwrap();
    newest
}

#[test]
fn an_older_file_opens_and_its_menu_is_learned_in_slices() {
    let (_folder, path) = folder();
    let now = older_file(&path, 250);
    let mut world = open(&path).unwrap();
    world.now = now;
    assert!(names(&world).is_empty(), "the start does not wait for it");
    // What comes meanwhile counts once.
    world.pass(60);
    order_of(&mut world, AUTO, "new", vec![line("a-1", "메뉴 0", 9_900)]);
    let mut slices = 0;
    while let Some(past) = menu::past(&path, world.now).unwrap() {
        world.store.learn_past(past).unwrap();
        slices += 1;
    }
    let dishes = world.store.menu().offered(world.now).dishes;
    assert_eq!((dishes.len(), slices), (7, 2), "four weeks are 168 of these orders");
    let first = dishes.iter().find(|dish| dish.name == "메뉴 0").unwrap();
    assert_eq!((first.price, first.orders), (Won(9_900), 25), "its last price, and each order once");
    assert_eq!(dishes.iter().find(|dish| dish.name == "메뉴 6").unwrap().price, Won(1_006));
    drop(world);
    let world = open(&path).unwrap();
    assert!(menu::past(&path, now).unwrap().is_none(), "it is done once");
    assert_eq!(names(&world).len(), 7);
}

#[test]
fn the_menu_goes_along_when_a_damaged_file_is_replaced() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    order_of(&mut world, HAND, "a", vec![line("h-1", "순대국밥", 9_500)]);
    let menu = world.store.menu().offered(world.now);
    world.store.rescue("a page is damaged", world.now).unwrap();
    assert_eq!((world.store.menu().offered(world.now), stored(&world)), (menu, 1));
}
