//! What is sold out, from the menu: two taps, at every app, and nothing that moves.

use domain::board::Board;
use domain::order::{MenuItem, Unit};
use domain::sample;
use domain::{AppAck, ShopCommand, SoldOut};

use super::desk::*;
use crate::ui::app::Message;
use crate::ui::feed::News;
use crate::ui::key::Key;
use crate::ui::screen::stock::Message as On;

/// The first dish of the sample menu, by name and number.
fn first() -> (String, i64) {
    let dish = sample::menu(start()).dishes.remove(0);
    (dish.name, dish.id)
}

/// A board on which the dish of this name is sold out at each app, as the app answered.
fn sold_out(name: &str, answers: &[Option<AppAck>]) -> Board {
    let mut board = sample::quiet(start());
    let menu = sample::menu(start());
    let dish = menu.dishes.iter().find(|dish| dish.name == name).unwrap();
    for (channel, told) in board.channels.iter_mut().zip(answers) {
        let app = dish.apps.iter().find(|app| app.channel == channel.id).unwrap();
        let sold = SoldOut { item: app.item.clone(), since: start(), back: false, told: told.clone() };
        channel.opening.sold_out = vec![sold];
    }
    board
}

fn show(desk: &mut Desk, board: Board) {
    desk.wait(1_000);
    desk.tell(Message::News(News::Board(std::sync::Arc::new(board))));
}

/// The names of the menu's dishes that are seen, with where they stand, from the upper left on.
fn seen(desk: &Desk) -> Vec<(String, (i32, i32))> {
    let names: Vec<String> = desk.menu.dishes.iter().map(|dish| dish.name.clone()).collect();
    let places = desk.places().into_iter().filter(|(text, _)| names.contains(text));
    let mut seen: Vec<_> = places
        .filter_map(|(name, bounds)| Some((name, (bounds?.y.round() as i32, bounds?.x.round() as i32))))
        .collect();
    seen.sort_by_key(|(_, place)| *place);
    seen
}

#[test]
fn two_taps_sell_a_dish_out_and_one_brings_it_back() {
    let (name, id) = first();
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("품절");
    desk.tap(&name);
    assert_eq!(desk.stocked, [(id, true)]);
    show(&mut desk, sold_out(&name, &[Some(AppAck::Accepted), None, Some(AppAck::NoCall)]));
    assert!(desk.shows("품절 19:00부터"), "{:?}", desk.texts());
    desk.tap(&name);
    assert_eq!(desk.stocked, [(id, true), (id, false)]);
    assert!(desk.wishes.is_empty() && desk.sent.is_empty());
}

#[test]
fn a_double_tap_sells_out_once() {
    let (name, id) = first();
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("품절");
    desk.tap(&name);
    show(&mut desk, sold_out(&name, &[None, None, None]));
    desk.wait(-700);
    desk.tap_at_once(&name);
    assert_eq!(desk.stocked, [(id, true)]);
}

#[test]
fn what_each_app_answered_stands_on_the_tile() {
    let (name, _) = first();
    let refused = || Some(AppAck::Refused { reason: "no".to_owned() });
    for (answers, said) in [
        ([None, None, None], "알리는 중"),
        ([Some(AppAck::Accepted), Some(AppAck::Accepted), Some(AppAck::Accepted)], "알림: 배달특급"),
        ([Some(AppAck::Accepted), Some(AppAck::NoCall), None], "앱에서 직접: 땡겨요"),
        ([refused(), Some(AppAck::NoCall), None], "앱이 거절: 배달특급"),
    ] {
        let mut desk = Desk::new(sold_out(&name, &answers));
        desk.tap("품절");
        assert!(desk.texts().iter().any(|text| text.starts_with(said)), "{said}: {:?}", desk.texts());
    }
    let mut board = sold_out(&name, &[refused()]);
    board.channels[0].opening.sold_out[0].back = true;
    let mut desk = Desk::new(board);
    desk.tap("품절");
    assert!(desk.shows("다시 판매 안 됨"), "{:?}", desk.texts());
}

#[test]
fn an_app_that_never_sold_the_dish_is_to_be_looked_at() {
    let (name, _) = first();
    let mut board = sold_out(&name, &[Some(AppAck::Accepted)]);
    let stranger = |id: &str, name: &str, shop: Option<&str>| domain::board::ChannelHealth {
        id: id.to_owned(),
        name: name.to_owned(),
        shop: shop.map(str::to_owned),
        ..sample::quiet(start()).channels.remove(0)
    };
    board.channels.extend([stranger("new", "새앱", None), stranger("other", "옆집앱", Some("b"))]);
    let mut desk = Desk::new(board);
    desk.tap("품절");
    let said = "앱에서 확인: 새앱 · 알림:";
    assert!(desk.texts().iter().any(|text| text.starts_with(said)), "{:?}", desk.texts());
}

#[test]
fn what_is_sold_out_stands_first_and_nothing_moves_meanwhile() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("품절");
    let before = seen(&desk);
    let late = before[7].0.clone();
    desk.tap(&late);
    let answers: Vec<_> = vec![None];
    show(&mut desk, sold_out(&late, &answers));
    assert_eq!(seen(&desk), before, "a tile stays under the finger");
    desk.key(Key::Escape);
    desk.key(Key::Function(11));
    assert_eq!(seen(&desk)[0].0, late, "the next time it is the first");
}

#[test]
fn dishes_are_found_by_name_and_initial_consonants() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.key(Key::Function(11));
    let all = seen(&desk).len();
    assert!(all >= 20, "{all}");
    desk.tell(Message::Stock(On::Typed("ㅋㅋ".to_owned())));
    desk.tell(Message::Stock(On::Submitted));
    assert!(desk.shows("그런 메뉴가 없습니다") && desk.stocked.is_empty());
    desk.tell(Message::Stock(On::Typed("국밥".to_owned())));
    desk.tell(Message::Stock(On::Submitted));
    assert!(seen(&desk).len() > 1 && desk.stocked.is_empty(), "which of them is not known");
    desk.tell(Message::Stock(On::Typed("ㅎㅇㄱ".to_owned())));
    assert_eq!(seen(&desk).len(), 1);
    desk.wait(1_000);
    desk.tell(Message::Stock(On::Submitted));
    assert_eq!(desk.stocked, [(first().1, true)]);
}

#[test]
fn later_dishes_are_on_the_next_page() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.tap("품절");
    let one = seen(&desk);
    desk.tap("▼");
    let two = seen(&desk);
    assert!(!two.is_empty() && two.iter().all(|(name, _)| !one.iter().any(|(seen, _)| seen == name)));
    desk.key(Key::Left);
    assert_eq!(seen(&desk), one);
}

#[test]
fn what_the_menu_does_not_know_is_brought_back_at_its_app() {
    let mut board = sample::quiet(start());
    let (id, name) = ("x-1".to_owned(), "사라진 메뉴".to_owned());
    let item = MenuItem { id, name, external_code: None, unit: Unit::Piece };
    board.channels[2].opening.sold_out =
        vec![SoldOut { item, since: start(), back: false, told: Some(AppAck::Accepted) }];
    let mut desk = Desk::new(board);
    desk.tap("품절");
    desk.tap("사라진 메뉴");
    let back = ShopCommand::OnSale { item: "x-1".to_owned() };
    assert_eq!(desk.wishes, [(Some("mukkebi".to_owned()), back)]);
    show(&mut desk, sample::quiet(start()));
    desk.tap("사라진 메뉴");
    assert!(matches!(&desk.wishes[1], (Some(_), ShopCommand::SoldOut { item }) if item.id == "x-1"));
}

#[test]
fn a_shop_without_orders_yet_is_told_how_the_menu_fills() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.menu.dishes.clear();
    desk.tap("품절");
    assert!(desk.shows("아직 배운 메뉴가 없습니다"));
    desk.key(Key::Function(11));
    assert!(!desk.shows("메뉴 찾기"), "the key that opens it closes it");
}
