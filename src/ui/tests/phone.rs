//! Orders by phone, as they are tapped and typed at the counter.

use domain::order::phone::{Dish, DishOption, LastOrder, LastOrders, PhoneOrder};
use domain::order::*;
use domain::sample;
use domain::{Board, Refused};

use super::desk::*;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::phone::{Field, Message as On};

fn open(board: Board) -> Desk {
    let mut desk = Desk::new(board);
    desk.tap("전화 주문");
    desk
}

fn typed(desk: &mut Desk, field: Field, text: &str) {
    desk.tell(Message::Phone(On::Field(field, text.to_owned())));
}

fn search(desk: &mut Desk, text: &str) {
    desk.tell(Message::Phone(On::Search(text.to_owned())));
}

/// Taps the tile of this dish, which stands before its line.
fn add(desk: &mut Desk, name: &str) {
    let place = desk.places().into_iter().find(|(text, _)| text == name).and_then(|(_, bounds)| bounds);
    desk.tap_at(place.expect("in sight").center());
}

#[test]
fn a_dish_is_added_by_a_tap_with_its_last_price_and_options() {
    let mut desk = open(sample::quiet(start()));
    desk.tap("한우국밥");
    assert!(desk.shows("받을 돈 11,000원"), "{:?}", desk.texts());
    desk.tap("곱빼기");
    desk.tap("파 빼기");
    desk.tap("파 빼기");
    desk.tap("+");
    desk.tap("공깃밥");
    assert!(desk.shows("받을 돈 27,000원"), "{:?}", desk.texts());
    typed(&mut desk, Field::Address, "시험시 없는로 1");
    typed(&mut desk, Field::Tip, "3,000");
    desk.tap("접수");
    let order = desk.phoned[0].clone();
    let option = DishOption { name: "곱빼기".into(), price: Won(2_000) };
    let soup = Dish { name: "한우국밥".into(), count: 2, price: Won(11_000), options: vec![option] };
    assert_eq!((&order.dishes[0], order.dishes.len(), order.tip), (&soup, 2, Won(3_000)));
    assert_eq!(order.into_order("id", start()).unwrap().total.amount, Won(30_000));
}

#[test]
fn the_same_dish_counts_up_and_a_line_below_one_goes() {
    let mut desk = open(sample::quiet(start()));
    desk.tap("공깃밥");
    desk.wait(1_000);
    add(&mut desk, "공깃밥");
    add(&mut desk, "공깃밥");
    assert!(desk.shows("받을 돈 2,000원"), "a double tap counts once: {:?}", desk.texts());
    desk.tap("-");
    desk.tap("-");
    assert!(desk.shows("받을 돈 0원") && desk.shows("메뉴를 누르면"), "{:?}", desk.texts());
}

#[test]
fn a_dish_that_the_menu_does_not_have_is_typed_with_its_price() {
    let mut desk = open(sample::quiet(start()));
    search(&mut desk, "특별 도시락");
    desk.tell(Message::Phone(On::Submitted));
    desk.answer = Err(Refused::Stopping);
    desk.tap("접수");
    assert_eq!(desk.phoned[0].dishes[0].price, Won(-1), "without one it is refused");
    desk.tell(Message::Phone(On::Price(0, "15,000원".to_owned())));
    assert!(desk.shows("받을 돈 15,000원"));
    search(&mut desk, "ㅎㅇㄱ");
    desk.wait(1_000);
    desk.tell(Message::Phone(On::Submitted));
    assert!(desk.shows("받을 돈 26,000원"), "the only one that fits: {:?}", desk.texts());
}

#[test]
fn the_last_orders_of_a_number_are_offered_once_it_is_whole() {
    let mut desk = Desk::new(sample::quiet(start()));
    let dish = Dish { name: "순대국밥".into(), count: 2, price: Won(9_000), ..Dish::default() };
    let order = PhoneOrder {
        dishes: vec![dish.clone()],
        address: "시험시 없는로 1".into(),
        detail: "101동 1203호".into(),
        tip: Won(3_000),
        pays: domain::order::phone::Pays::Card,
        ..PhoneOrder::default()
    };
    let last = LastOrder { at: start(), total: Won(21_000), order: order.clone() };
    desk.last = LastOrders { orders: vec![last] };
    desk.tap("전화 주문");
    for part in ["0", "050", "0504-000-00", "0504-000-000"] {
        typed(&mut desk, Field::Number, part);
        assert!(desk.numbers.is_empty() && !desk.shows("지난 주문"), "{part}");
    }
    typed(&mut desk, Field::Number, "0504-000-0000");
    assert_eq!(desk.numbers, ["05040000000"]);
    assert!(desk.shows("지난 주문") && desk.shows("11월 21일"), "{:?}", desk.texts());
    desk.tap("순대국밥 2");
    assert!(desk.shows("받을 돈 21,000원") && desk.shows("시험시 없는로 1"), "{:?}", desk.texts());
    desk.tap("접수");
    let again = PhoneOrder { phone: "0504-000-0000".into(), key: desk.phoned[0].key.clone(), ..order };
    assert_eq!(desk.phoned, [again]);
    typed(&mut desk, Field::Number, "0504-000-000");
    assert!(!desk.shows("지난 주문"), "a part of a number shows nothing");
}

#[test]
fn what_is_typed_stays_until_the_order_is_taken() {
    let mut desk = open(sample::quiet(start()));
    desk.tap("한우국밥");
    typed(&mut desk, Field::Address, "시험시 없는로 1");
    desk.answer = Err(Refused::Stopping);
    desk.tap("접수");
    assert!(desk.shows("시험시 없는로 1") && desk.shows("받을 돈 11,000원"), "refused: nothing is lost");
    desk.answer = Ok(domain::Done::Committed);
    desk.tap("만나서 카드");
    desk.tap("접수");
    let order = desk.phoned.last().unwrap();
    assert_eq!((order.pays, order.takeout), (domain::order::phone::Pays::Card, false));
    assert!(!desk.shows("만나서 카드"), "back at the counter");
}

#[test]
fn every_field_keeps_its_name() {
    let mut desk = open(sample::quiet(start()));
    for (field, name) in [
        (Field::Number, "손님 전화"),
        (Field::Address, "배달 주소"),
        (Field::Detail, "동, 호"),
        (Field::Tip, "배달팁(원)"),
        (Field::RiderMemo, "라이더 요청"),
        (Field::Memo, "주방 요청"),
    ] {
        typed(&mut desk, field, "7");
        assert!(desk.shows(name), "{name}");
    }
    desk.tap("포장");
    assert!(!desk.shows("배달 주소") && desk.shows("손님 전화"));
    desk.tap("접수");
    assert_eq!((desk.phoned[0].takeout, desk.phoned[0].tip), (true, Won::ZERO));
}

#[test]
fn an_order_by_phone_is_given_to_one_of_several_shops() {
    let mut board = sample::quiet(start());
    board.shops =
        vec![("bukmun".to_owned(), "북문국밥".to_owned()), ("nammun".to_owned(), "남문분식".to_owned())];
    let mut desk = Desk::new(board);
    desk.menu.dishes[0].shop = Some("bukmun".to_owned());
    desk.menu.dishes[1].shop = Some("nammun".to_owned());
    let (first, second) = (desk.menu.dishes[0].name.clone(), desk.menu.dishes[1].name.clone());
    desk.tap("전화 주문");
    assert!(desk.texts().contains(&first) && !desk.texts().contains(&second));
    desk.tap("남문분식");
    assert!(desk.texts().contains(&second) && !desk.texts().contains(&first));
    desk.tap("접수");
    assert_eq!(desk.phoned[0].shop.as_deref(), Some("nammun"));
}

#[test]
fn a_phone_order_is_taken_once() {
    let mut desk = open(sample::quiet(start()));
    desk.tap("한우국밥");
    desk.wait(5_000);
    let slow = desk.app.update(Message::Phone(On::Take));
    desk.wait(5_000);
    desk.tell(Message::Phone(On::Take));
    assert!(desk.phoned.is_empty(), "the first tap is still under way");
    desk.finish(slow);
    assert_eq!(desk.phoned.len(), 1);
}

#[test]
fn an_order_taken_after_its_form_was_left_closes_no_screen() {
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(cooking())];
    let mut desk = Desk::new(board);
    desk.key(Key::Digit(9));
    desk.wait(1_000);
    let slow = desk.app.update(Message::Phone(On::Take));
    desk.key(Key::Escape);
    desk.key(Key::Enter);
    assert!(desk.shows("조리완료") && !desk.shows("새 주문"), "an order is open");
    desk.finish(slow);
    assert!(desk.shows("조리완료") && !desk.shows("새 주문"), "it still is");
    assert_eq!(desk.phoned.len(), 1);
}
