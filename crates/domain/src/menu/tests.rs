//! What is one dish, what it costs, what is forgotten.

use super::*;
use crate::sample;

const DAY: i64 = 24 * 3_600;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    sample::after(now(), -days * DAY)
}

/// A line with the app's id and the shop's code.
fn line(id: &str, code: &str, name: &str, price: i64) -> Line {
    let external_code = Some(code.to_owned()).filter(|code| !code.is_empty());
    Line { id: id.to_owned(), external_code, ..sample::line(1, name, price, &[]) }
}

/// Learns an order of these lines.
fn learn(menu: &mut Menu, channel: &str, lines: Vec<Line>, at: Timestamp) {
    menu.learn(None, channel, &sample::order("T-1", at, lines), at);
}

fn names(menu: &Menu) -> Vec<String> {
    menu.offered(now()).dishes.into_iter().map(|dish| dish.name).collect()
}

#[test]
fn a_dish_is_known_from_the_first_order_that_has_it() {
    let mut menu = Menu::default();
    let soup = sample::line(2, "한우국밥", 11_000, &[("곱빼기", 2_000), ("파 빼기", 0)]);
    learn(&mut menu, "teukgeup", vec![soup.clone()], days_ago(1));
    let dish = menu.offered(now()).dishes.remove(0);
    assert_eq!((dish.name.as_str(), dish.price, dish.orders), ("한우국밥", Won(11_000), 1));
    assert_eq!((dish.unit, dish.seen_at), (Unit::Piece, days_ago(1)));
    let options: Vec<_> = dish.options.iter().map(|option| (option.name.as_str(), option.price.0)).collect();
    assert_eq!(options, [("곱빼기", 2_000), ("파 빼기", 0)]);
    assert_eq!(dish.apps[0].item, MenuItem::from(&soup));
    for name in ["\u{200b} ".to_owned(), "가".repeat(201)] {
        learn(&mut menu, "teukgeup", vec![Line { name, ..soup.clone() }], now());
        assert_eq!(names(&menu), ["한우국밥"], "a blank or endless name is no dish");
    }
}

#[test]
fn one_name_at_several_apps_is_one_dish_of_each_apps_own_id() {
    let mut menu = Menu::default();
    learn(&mut menu, "teukgeup", vec![line("t-1", "", "순대국밥(특)", 10_000)], days_ago(3));
    learn(&mut menu, "ddangyo", vec![line("d-9", "77", "순대국밥 특", 10_500)], days_ago(2));
    let [dish] = menu.offered(now()).dishes.try_into().unwrap();
    let ids: Vec<_> = dish.apps.iter().map(|app| (app.channel.as_str(), app.item.id.as_str())).collect();
    assert_eq!(ids, [("ddangyo", "d-9"), ("teukgeup", "t-1")]);
    assert_eq!((dish.orders, dish.price), (2, Won(10_500)));
}

#[test]
fn a_code_joins_names_that_have_something_in_common() {
    let mut menu = Menu::default();
    learn(&mut menu, "teukgeup", vec![line("t-1", "m01", "순대국밥", 10_000)], now());
    learn(&mut menu, "ddangyo", vec![line("d-1", "m01", "[대표] 토종순대국밥", 10_000)], now());
    assert_eq!(menu.offered(now()).dishes.len(), 1);
    learn(&mut menu, "mukkebi", vec![line("k-1", "m01", "콜라", 2_000)], now());
    assert_eq!(menu.offered(now()).dishes.len(), 2, "that app counts its dishes by numbers of its own");
    learn(&mut menu, "mukkebi", vec![line("k-1", "m01", "사이다", 2_000)], now());
    assert_eq!(menu.offered(now()).dishes.len(), 2, "an app that calls its own item otherwise");
}

#[test]
fn shops_and_stalls_keep_their_dishes_apart() {
    let mut menu = Menu::default();
    let stalled = |stall: &str| Line { stall: Some(stall.to_owned()), ..line("1", "", "대파", 2_500) };
    for shop in ["bukmun", "nammun"] {
        let order = sample::order("T-1", now(), vec![line("1", "", "콜라", 2_000)]);
        menu.learn(Some(shop), "teukgeup", &order, now());
    }
    learn(&mut menu, "teukgeup", vec![stalled("마바채소"), stalled("라라채소")], now());
    let of: Vec<_> =
        menu.offered(now()).dishes.into_iter().map(|dish| (dish.shop, dish.stall, dish.name)).collect();
    assert_eq!(of.len(), 4, "{of:?}");
}

#[test]
fn a_price_is_the_last_one_and_by_phone_the_phones() {
    let mut menu = Menu::default();
    let sold = |menu: &mut Menu, channel, price, at| {
        learn(menu, channel, vec![line("1", "", "국밥", price)], at);
        menu.offered(now()).dishes[0].price.0
    };
    assert_eq!(sold(&mut menu, "teukgeup", 9_500, days_ago(5)), 9_500);
    assert_eq!(sold(&mut menu, "teukgeup", 8_000, days_ago(9)), 9_500, "an older order is told later");
    assert_eq!(sold(&mut menu, phone::CHANNEL, 8_500, days_ago(4)), 8_500);
    assert_eq!(sold(&mut menu, "ddangyo", 10_000, days_ago(1)), 8_500, "apps cost more than the phone");
    assert_eq!(sold(&mut menu, "ddangyo", -5, now()), 8_500);
    let dish = menu.offered(now()).dishes.remove(0);
    let apps: Vec<_> = dish.apps.iter().map(|app| (app.channel.as_str(), app.price.0)).collect();
    assert_eq!(apps, [("ddangyo", 0), ("teukgeup", 9_500)], "no app is told of an order by phone");
}

#[test]
fn what_is_ordered_most_lately_stands_first() {
    let mut menu = Menu::default();
    for day in 0..10 {
        learn(&mut menu, "teukgeup", vec![line("1", "", "육개장", 9_000)], days_ago(40 + day % 3));
    }
    for day in [1, 8] {
        let twice = vec![line("2", "", "국밥", 9_000), line("2", "", "국밥", 9_000)];
        learn(&mut menu, "teukgeup", twice, days_ago(day));
    }
    let dishes = menu.offered(now()).dishes;
    let orders: Vec<_> = dishes.iter().map(|dish| (dish.name.as_str(), dish.orders)).collect();
    assert_eq!(orders, [("국밥", 2), ("육개장", 0)], "a dish twice in an order counts once");
}

#[test]
fn a_dish_that_was_not_ordered_for_eight_weeks_is_not_offered() {
    let mut menu = Menu::default();
    learn(&mut menu, "teukgeup", vec![line("1", "", "냉면", 9_000)], days_ago(57));
    learn(&mut menu, "teukgeup", vec![line("2", "", "국밥", 9_000)], days_ago(55));
    assert_eq!(names(&menu), ["국밥"]);
    assert_eq!(menu.kept().count(), 2, "it is known when it comes back");
    learn(&mut menu, "teukgeup", vec![line("1", "", "냉면", 9_500)], now());
    assert_eq!((menu.offered(now()).dishes.len(), menu.kept().count()), (2, 2));
}

#[test]
fn of_too_many_dishes_those_go_that_were_unseen_longest() {
    let mut menu = Menu::default();
    for n in 0..MOST_DISHES as i64 + 5 {
        let name = format!("메뉴{n}");
        learn(&mut menu, "teukgeup", vec![line(&n.to_string(), "", &name, 1_000)], sample::after(now(), n));
    }
    assert_eq!(menu.kept().count(), MOST_DISHES);
    let kept = menu.offered(sample::after(now(), DAY));
    assert!(!kept.dishes.iter().any(|dish| dish.name == "메뉴4"), "the first five are gone");
    let gone = menu.take_changes().into_iter().filter(|(_, dish)| dish.is_none()).count();
    assert_eq!((gone, menu.take_changes().len()), (5, 0));
    let choices: Vec<(String, i64)> = (0..60).map(|n| (format!("선택{n}"), 0)).collect();
    let choices: Vec<(&str, i64)> = choices.iter().map(|(name, won)| (name.as_str(), *won)).collect();
    learn(&mut menu, "teukgeup", vec![sample::line(1, "메뉴9", 1_000, &choices)], days_ago(-1));
    let many = menu.offered(days_ago(-1)).dishes.into_iter().find(|dish| dish.name == "메뉴9").unwrap();
    assert_eq!(many.options.len(), MOST_OPTIONS);
}

#[test]
fn what_is_kept_makes_the_same_menu_again() {
    let mut menu = Menu::default();
    learn(&mut menu, "teukgeup", sample::thirty_dishes(), now());
    let json = |dish: &LearnedDish| serde_json::to_string(dish).unwrap();
    let kept: Vec<(i64, String)> = menu.kept().map(|(id, dish)| (id, json(dish))).collect();
    let mut again = Menu::of(kept.into_iter().map(|(id, dish)| (id, serde_json::from_str(&dish).unwrap())));
    assert_eq!(again.offered(now()), menu.offered(now()));
    learn(&mut again, "teukgeup", vec![line("9", "", "새 메뉴", 1_000)], now());
    let new = again.take_changes();
    assert!(new.len() == 1 && menu.dish(new[0].0, now()).is_none(), "a number is not given twice");
}

#[test]
fn what_is_sold_out_at_an_app_is_known_by_id_code_or_name() {
    let mut menu = Menu::default();
    learn(&mut menu, "teukgeup", vec![line("t-1", "m01", "순대국밥", 10_000)], now());
    let dish = menu.offered(now()).dishes.remove(0);
    let item = |id: &str, code: Option<&str>, name: &str| MenuItem {
        id: id.to_owned(),
        name: name.to_owned(),
        external_code: code.map(str::to_owned),
        unit: Unit::Piece,
    };
    for (item, is) in [
        (item("t-1", None, "?"), true),
        (item("x", Some("m01"), "?"), true),
        (item("x", None, "순대 국밥"), true),
        (item("", Some(""), "국밥"), false),
    ] {
        assert_eq!(dish.is("teukgeup", &item), is, "{item:?}");
        assert!(!dish.is("ddangyo", &item), "another app's ids say nothing");
        let mut opening = ShopAvailability::default();
        opening.command(&crate::ShopCommand::SoldOut { item: item.clone() }, now()).unwrap();
        assert_eq!(dish.sold_out("teukgeup", &opening).is_some(), is);
        opening.command(&crate::ShopCommand::OnSale { item: item.name }, now()).unwrap();
        assert_eq!(dish.sold_out("teukgeup", &opening), None, "it is brought back");
    }
}
