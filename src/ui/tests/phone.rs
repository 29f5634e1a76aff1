//! Orders by phone, as they are typed at the counter.

use domain::Refused;
use domain::order::*;
use domain::sample;

use super::desk::*;
use crate::ui::app::Message;
use crate::ui::key::Key;

#[test]
fn an_order_by_phone_is_typed_and_stays_typed_until_it_is_taken() {
    use super::screen::phone::{Field, Message as Typed};
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("전화 주문");
    let mut typed = |message| desk.tell(Message::Phone(message));
    typed(Typed::Row(0, 0, "순대국밥".into()));
    typed(Typed::Row(0, 1, "2그릇".into()));
    typed(Typed::Row(0, 2, "9,000".into()));
    typed(Typed::Field(Field::Address, "시험시 없는로 1".into()));
    typed(Typed::Field(Field::Tip, "3000".into()));
    assert!(desk.shows("받을 돈 21,000원"), "{:?}", desk.texts());
    desk.answer = Err(Refused::Stopping);
    desk.tap("접수");
    assert!(desk.shows("순대국밥"), "refused: nothing typed is lost");
    desk.answer = Ok(domain::Done::Committed);
    desk.tap("만나서 카드");
    desk.tap("접수");
    let order = desk.phoned.last().unwrap();
    assert_eq!((order.dishes.len(), order.dishes[0].count, order.tip), (1, 2, Won(3_000)));
    assert_eq!((order.pays, order.takeout), (domain::order::phone::Pays::Card, false));
    assert!(!desk.shows("만나서 카드"), "back at the counter");
}

#[test]
fn an_order_by_phone_is_given_to_one_of_several_shops() {
    let mut board = sample::quiet(start());
    board.shops =
        vec![("bukmun".to_owned(), "북문국밥".to_owned()), ("nammun".to_owned(), "남문분식".to_owned())];
    let mut desk = Desk::new(board);
    desk.tap("전화 주문");
    desk.tap("남문분식");
    desk.tap("접수");
    assert_eq!(desk.phoned[0].shop.as_deref(), Some("nammun"));
}

#[test]
fn a_phone_order_is_taken_once_and_with_every_dish() {
    use super::screen::phone::{Field, Message as Typed};
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("전화 주문");
    let mut typed = |message| desk.tell(Message::Phone(message));
    typed(Typed::Row(0, 0, "순대국밥".into()));
    typed(Typed::Row(0, 2, "9000".into()));
    typed(Typed::Row(1, 2, "2000".into()));
    typed(Typed::Field(Field::Address, "시험시 없는로 1".into()));
    desk.wait(5_000);
    let slow = desk.app.update(Message::Phone(Typed::Take));
    desk.wait(5_000);
    desk.tell(Message::Phone(Typed::Take));
    assert!(desk.phoned.is_empty(), "the first tap is still under way");
    desk.finish(slow);
    let [order] = desk.phoned.as_slice() else { panic!("{}", desk.phoned.len()) };
    let order = order.clone().into_order("id", start());
    assert_eq!(
        order.err(),
        Some(domain::order::phone::PhoneFault::Dish),
        "a price without a name is asked about"
    );
}

#[test]
fn an_order_taken_after_its_form_was_left_closes_no_screen() {
    use super::screen::phone::Message as Typed;
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(cooking())];
    let mut desk = Desk::new(board);
    desk.key(Key::Digit(9));
    desk.wait(1_000);
    let slow = desk.app.update(Message::Phone(Typed::Take));
    desk.key(Key::Escape);
    desk.key(Key::Enter);
    assert!(desk.shows("조리완료") && !desk.shows("새 주문"), "an order is open");
    desk.finish(slow);
    assert!(desk.shows("조리완료") && !desk.shows("새 주문"), "it still is");
    assert_eq!(desk.phoned.len(), 1);
}
