//! Looking for orders of all years: each thing that is asked, pages in both directions, and everything at once beside a filter
//! that knows no index.

use std::collections::BTreeSet;
use std::path::Path;

use domain::OrderState;
use domain::history::{Page, PastState, Search, Turn};
use domain::order::phone::{self, Dish, PhoneOrder};
use domain::order::{AppEventKind, CancelCode, PaymentKind, Personal, Won};
use domain::rules::{ChannelPolicy, Policy};
use domain::{Command, sample, text};
use fastrand::Rng;
use jiff::civil::Date;

use super::file::{folder, open};
use super::world::{AUTO, HAND, World, policy};
use crate::store::{Filter, OrderStore, list, search};

const RUNS: u64 = 3;
const ORDERS: usize = 90;
const SEARCHES: usize = 50;

fn ids(page: &Page<OrderState>) -> Vec<&str> {
    page.orders.iter().map(|state| state.head.external_id.as_str()).collect()
}

fn newest(path: &Path, what: &Search) -> Page<OrderState> {
    search(path, what, None, Turn::Newest, 500).unwrap()
}

fn typed(path: &Path, text: &str) -> Vec<String> {
    let page = newest(path, &Search { text: text.to_owned(), ..Search::default() });
    page.orders.into_iter().map(|state| state.head.external_id).collect()
}

fn day(day: &str) -> Option<Date> {
    Some(day.parse().unwrap())
}

/// An order with these dishes, from a telephone that ends so.
fn comes(world: &mut World, channel: &str, id: &str, dishes: &[&str], phone: &str) {
    let mut order = world.order(id);
    order.display_id = format!("APP-{id}");
    order.lines = dishes.iter().map(|dish| sample::line(1, dish, 9_000, &[])).collect();
    order.customer.phone = Some(Personal(format!("0504-0000-{phone}")));
    world.arrive(channel, order);
}

#[test]
fn a_text_finds_numbers_telephones_and_dishes() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    comes(&mut world, HAND, "a1", &["순대국밥", "콜라 500ml"], "0420");
    world.pass(1);
    comes(&mut world, AUTO, "b2", &["수육 (소)"], "7788");
    world.pass(86_400);
    comes(&mut world, HAND, "c3", &["순대국밥"], "0002");
    for (said, found) in [
        ("손-001", &["c3", "a1"][..]),
        ("손 1", &["c3", "a1"]),
        ("손001", &["c3", "a1"]),
        ("자-001", &["b2"]),
        // Of every app, and no telephone's.
        ("1", &["c3", "b2", "a1"]),
        ("001", &["c3", "b2", "a1"]),
        ("0420", &["a1"]),
        ("0002", &["c3"]),
        ("app-b2", &["b2"]),
        ("c3", &["c3"]),
        ("국밥", &["c3", "a1"]),
        ("ㅅㄷㄱㅂ", &["c3", "a1"]),
        ("수육소", &["b2"]),
        ("500ML", &["a1"]),
        ("ㅅ", &["c3", "b2", "a1"]),
        ("  ", &["c3", "b2", "a1"]),
        ("", &["c3", "b2", "a1"]),
        ("냉면", &[]),
        ("손-002", &[]),
        ("9999", &[]),
        ("0504-0000-0420", &[]),
        ("%", &[]),
        ("' OR 1 --", &[]),
    ] {
        assert_eq!(typed(&path, said), found, "{said}");
    }
    let id = world.state("c3").head.id.clone();
    assert_eq!(typed(&path, &id), ["c3"]);
}

#[test]
fn each_filter_leaves_what_fits_and_all_of_them_what_fits_all() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for (id, kind) in
        [("card", PaymentKind::Card), ("cash", PaymentKind::Cash), ("meal", PaymentKind::ChildMealCard)]
    {
        let mut order = world.order(id);
        order.payments[0].kind = kind;
        let mut points = order.payments[0].clone();
        points.kind = PaymentKind::Point;
        order.payments.push(points);
        order.lines = sample::soup();
        world.arrive(HAND, order);
        world.pass(1);
    }
    world.says(HAND, "cash", AppEventKind::Cancelled);
    world.pass(86_400);
    let order = world.order("later");
    world.arrive(AUTO, order);
    let found = |what: Search| ids(&newest(&path, &what)).join(" ");
    let paid = |kind| Search { payment: Some(kind), ..Search::default() };
    assert_eq!(found(paid(PaymentKind::Point)), "meal cash card");
    assert_eq!(found(paid(PaymentKind::ChildMealCard)), "meal");
    assert_eq!(found(paid(PaymentKind::Card)), "later card");
    assert_eq!(found(paid(PaymentKind::Coupon)), "");
    let days = |from: &str, to: &str| Search { from: day(from), to: day(to), ..Search::default() };
    assert_eq!(found(days("2026-11-21", "2026-11-21")), "meal cash card");
    assert_eq!(found(days("2026-11-22", "2026-11-30")), "later");
    assert_eq!(found(days("2026-11-01", "2026-11-20")), "");
    assert_eq!(found(Search { from: day("2026-11-22"), ..Search::default() }), "later");
    assert_eq!(found(Search { to: day("2026-11-21"), ..Search::default() }), "meal cash card");
    let all = Search {
        text: "국밥".to_owned(),
        from: day("2026-11-21"),
        to: day("2026-11-21"),
        channel: Some(HAND.to_owned()),
        shop: None,
        state: Some(PastState::Cancelled),
        payment: Some(PaymentKind::Cash),
    };
    assert_eq!(found(all.clone()), "cash");
    assert_eq!(found(Search { channel: Some(AUTO.to_owned()), ..all.clone() }), "");
    assert_eq!(found(Search { state: Some(PastState::Completed), ..all }), "");
}

#[test]
fn orders_that_name_no_shop_are_the_first_ones() {
    let (_folder, path) = folder();
    let mut world =
        World::over(OrderStore::open(&path, std::sync::Arc::new(with_shops()), numbered()).unwrap());
    let order = world.order("app");
    world.arrive(HAND, order);
    phones(&mut world, "k", Some("second"));
    let found = |shop: &str, first: &str| -> Vec<String> {
        let what = Search { shop: Some(shop.to_owned()), ..Search::default() };
        let page = search(&path, &what, Some(first), Turn::Newest, 10).unwrap();
        page.orders.iter().map(|state| state.head.external_id.clone()).collect()
    };
    assert_eq!(found("second", "first"), ["k"]);
    assert_eq!(found("first", "first"), ["app"]);
    assert_eq!(found("second", "second"), ["k", "app"]);
}

/// The world's policy with orders by phone and a second shop.
fn with_shops() -> Policy {
    let mut policy = policy();
    policy.channels.insert(phone::CHANNEL.to_owned(), ChannelPolicy::unknown(phone::CHANNEL));
    let shop = policy.shops[""].clone();
    policy.shops.insert("second".to_owned(), shop);
    policy
}

fn numbered() -> crate::store::Ids {
    let mut ids = 0_u32;
    Box::new(move |_| {
        ids += 1;
        format!("order-{ids:05}")
    })
}

fn phones(world: &mut World, key: &str, shop: Option<&str>) {
    let dish = Dish { name: "전화 국밥".into(), count: 1, price: Won(9_000), ..Dish::default() };
    let order = PhoneOrder {
        dishes: vec![dish],
        takeout: true,
        key: key.into(),
        shop: shop.map(str::to_owned),
        phone: "0504-000-0042".into(),
        ..PhoneOrder::default()
    };
    world.store.phone(order, world.now).unwrap();
}

#[test]
fn pages_follow_each_other_over_orders_of_the_same_moment() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    // More than a millisecond has places for.
    let many: Vec<_> = (0..200).map(|n| super::file::heard(&mut world, &format!("n-{n:03}"))).collect();
    world.store.hear(HAND, many, 0, world.now).unwrap();
    let order = world.order("next");
    world.arrive(HAND, order);
    let all: Vec<String> =
        std::iter::once("next".to_owned()).chain((0..200).rev().map(|n| format!("n-{n:03}"))).collect();
    assert_eq!(ids(&newest(&path, &Search::default())), all);
    let what = Search { state: Some(PastState::Open), channel: Some(HAND.to_owned()), ..Search::default() };
    let (mut pages, mut turn) = (Vec::new(), Turn::Newest);
    loop {
        let page = search(&path, &what, None, turn, 30).unwrap();
        pages.push(page.clone());
        let Some(older) = page.older else { break };
        turn = Turn::Before(older);
    }
    let forward: Vec<&str> = pages.iter().flat_map(ids).collect();
    assert_eq!((forward.len(), pages.len()), (201, 7));
    assert_eq!(forward, all, "each once, none left out");
    // And back again.
    for at in (0..6).rev() {
        let newer = pages[at + 1].newer.unwrap();
        let page = search(&path, &what, None, Turn::After(newer), 30).unwrap();
        assert_eq!((ids(&page), page.newer.is_some()), (ids(&pages[at]), at > 0), "page {at}");
        assert_eq!(page.older, pages[at].older);
    }
    // What comes while pages are turned moves none of them.
    world.pass(60);
    let order = world.order("newest");
    world.arrive(HAND, order);
    let again = search(&path, &what, None, Turn::Before(pages[2].older.unwrap()), 30).unwrap();
    assert_eq!(ids(&again), ids(&pages[3]));
}

#[test]
fn orders_stand_in_their_time_whatever_the_clock_did() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for (id, back) in [("a", 0), ("b", -7_200), ("c", 3_600)] {
        world.pass(back);
        let order = world.order(id);
        world.arrive(HAND, order);
    }
    assert_eq!(ids(&newest(&path, &Search::default())), ["a", "c", "b"]);
}

/// Many dishes fit: orders are looked through, and nothing is left out.
#[test]
fn a_letter_that_hundreds_of_dishes_have_finds_every_order() {
    let (_folder, path) = folder();
    let mut world = open(&path).unwrap();
    for n in 0..200 {
        let dish = if n % 4 == 0 { format!("갈비 {n}") } else { format!("국수 {n}") };
        comes(&mut world, HAND, &format!("n-{n}"), &[&dish], "0001");
    }
    assert_eq!(typed(&path, "ㄱ").len(), 200);
    assert_eq!(typed(&path, "국수").len(), 150);
    assert_eq!(typed(&path, "ㄱㅂ").len(), 50);
    let what = Search { text: "국수".to_owned(), state: Some(PastState::Completed), ..Search::default() };
    assert!(newest(&path, &what).orders.is_empty());
}

/// What `search` should find, without any index.
fn fits(listed: &(OrderState, Date), what: &Search, shorts: &[&str]) -> bool {
    let (state, day) = listed;
    let (head, order) = (&state.head, state.head.order.as_ref());
    let typed = what.text.trim();
    let has_text = typed.is_empty() || {
        let key = text::key(typed);
        let padded: Option<String> = key.parse::<u32>().ok().map(|n| format!("{n:03}"));
        let numbers =
            shorts.iter().filter_map(|short| Some(text::key(&format!("{short}{}", padded.as_ref()?))));
        let bears = |name: &str| text::key(name) == key;
        bears(&head.number)
            || numbers.into_iter().any(|number| text::key(&head.number) == number)
            || order.is_some_and(|order| {
                let phone = order.customer.phone.as_ref().map_or("", |phone| phone.as_str());
                bears(&order.display_id)
                    || order.lines.iter().any(|line| text::finds(typed, &line.name))
                    || (typed.len() == 4 && typed.parse::<u32>().is_ok() && phone.ends_with(typed))
            })
    };
    let paid = |kind| order.is_some_and(|order| order.payments.iter().any(|payment| payment.kind == kind));
    has_text
        && what.from.is_none_or(|from| *day >= from)
        && what.to.is_none_or(|to| *day <= to)
        && what.channel.as_ref().is_none_or(|channel| *channel == head.channel)
        && what.shop.as_ref().is_none_or(|shop| head.shop.as_ref() == Some(shop))
        && what.state.is_none_or(|state| state == PastState::of(head))
        && what.payment.is_none_or(paid)
}

const DISHES: [&str; 7] =
    ["순대국밥", "뼈해장국", "수육 (소)", "콜라 1.25L", "공깃밥", "갈비탕 12", "Cola Zero"];
const PAYMENTS: [PaymentKind; 4] =
    [PaymentKind::Card, PaymentKind::Cash, PaymentKind::Onnuri, PaymentKind::ChildMealCard];

fn one<T: Clone>(rng: &mut Rng, of: &[T]) -> T {
    of[rng.usize(..of.len())].clone()
}

/// Orders over a month, each with a life of its own.
fn lived(world: &mut World, rng: &mut Rng) {
    for n in 0..ORDERS {
        world.pass(rng.i64(0..18_000));
        let id = format!("n{n}");
        if rng.u8(0..8) == 0 {
            phones(world, &id, Some("second").filter(|_| rng.bool()));
        } else {
            let mut order = world.order(&id);
            order.display_id = format!("{:03}", rng.u16(0..900));
            order.lines =
                (0..rng.usize(1..4)).map(|_| sample::line(1, one(rng, &DISHES), 9_000, &[])).collect();
            order.payments[0].kind = one(rng, &PAYMENTS);
            order.customer.phone = Some(Personal(format!("050-0000-{:04}", rng.u16(0..20))));
            world.arrive(one(rng, &[HAND, AUTO]), order);
        }
        for _ in 0..rng.u8(0..4) {
            let id = format!("n{}", rng.usize(..=n));
            let channel = world.state(&id).head.channel.clone();
            match rng.u8(0..6) {
                0 => drop(world.command(&id, Command::Accept { prep_minutes: None })),
                1 => drop(world.command(&id, Command::Reject { code: CancelCode::UnavailableItem })),
                2 => drop(world.command(&id, Command::Complete)),
                _ if channel == phone::CHANNEL => {}
                3 => drop(world.says(&channel, &id, AppEventKind::Concluded)),
                4 => drop(world.says(&channel, &id, AppEventKind::Cancelled)),
                _ => drop(world.says(&channel, &id, AppEventKind::Confirmed)),
            }
        }
    }
}

fn any_search(rng: &mut Rng) -> Search {
    let texts = [
        "",
        "",
        "",
        "국밥",
        "ㄱ",
        "콜라",
        "손-003",
        "12",
        "0007",
        "123",
        "순대국밥",
        "없음",
        "cola",
        "전화 1",
    ];
    let days = ["2026-11-20", "2026-11-22", "2026-11-25", "2026-11-29", "2026-12-03"];
    let mut maybe = |n: u8| rng.u8(0..n) == 0;
    let (ch, sh, st, pa, fr, to) = (maybe(3), maybe(8), maybe(2), maybe(3), maybe(4), maybe(4));
    Search {
        text: one(rng, &texts).to_owned(),
        channel: ch.then(|| one(rng, &[HAND, AUTO, phone::CHANNEL]).to_owned()),
        shop: sh.then(|| "second".to_owned()),
        state: st.then(|| one(rng, &PastState::ALL)),
        payment: pa.then(|| one(rng, &PAYMENTS)),
        from: fr.then(|| one(rng, &days).parse().unwrap()),
        to: to.then(|| one(rng, &days).parse().unwrap()),
    }
}

#[test]
fn whatever_is_asked_is_what_a_plain_filter_finds() {
    for seed in 0..RUNS {
        let (_folder, path) = folder();
        let mut rng = Rng::with_seed(seed);
        let mut world =
            World::over(OrderStore::open(&path, std::sync::Arc::new(with_shops()), numbered()).unwrap());
        world.store.conn().execute_batch("PRAGMA synchronous = OFF").unwrap();
        lived(&mut world, &mut rng);
        let listed = list(&path, &Filter::default()).unwrap();
        let policy = with_shops();
        let all: Vec<(OrderState, Date)> = listed
            .into_iter()
            .map(|listed| {
                let head = &listed.state.head;
                let day = policy.business_day(head.shop.as_deref(), head.received_at).parse().unwrap();
                (listed.state, day)
            })
            .collect();
        let shorts = ["손", "자", policy.channels[phone::CHANNEL].short.as_str()];
        let ended: BTreeSet<&str> =
            all.iter().map(|(state, _)| PastState::of(&state.head).as_str()).collect();
        assert!(ended.len() >= 5, "seed {seed}: {ended:?}");
        for n in 0..SEARCHES {
            let what = any_search(&mut rng);
            let right: Vec<&str> = all
                .iter()
                .filter(|one| fits(one, &what, &shorts))
                .map(|(state, _)| state.head.external_id.as_str())
                .collect();
            // By pages of any size, there and back.
            let limit = rng.usize(1..40);
            let (mut there, mut turn, mut last) = (Vec::new(), Turn::Newest, None);
            loop {
                let page = search(&path, &what, None, turn, limit).unwrap();
                there.extend(ids(&page).into_iter().map(str::to_owned));
                last = page.newer.or(last);
                let Some(older) = page.older else { break };
                turn = Turn::Before(older);
            }
            assert_eq!(there, right, "seed {seed}, search {n}: {what:?}");
            if let Some(newer) = last {
                let back = search(&path, &what, None, Turn::After(newer), 500).unwrap();
                assert!(right.starts_with(&ids(&back)), "seed {seed}, search {n}: {what:?}");
            }
        }
    }
}
