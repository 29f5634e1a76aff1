//! The screens as pictures. A picture that changes is looked at, removed, drawn again and committed.

use std::path::{Path, PathBuf};

use domain::order::Won;
use domain::order::phone::{Dish, LastOrder, LastOrders, PhoneOrder};
use domain::{AppAck, Board, SoldOut, sample};
use iced::{Element, Size, Theme};

use super::desk::*;
use super::hands::{board, news, told};
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::settings;

/// Width and height in pixels, and how much larger everything is drawn.
pub(super) const SIZES: [(&str, Size, f32); 2] =
    [("1024", Size::new(1_024.0, 768.0), 1.0), ("1920", Size::new(1_536.0, 864.0), 1.25)];

/// Compares the screen with its picture. A picture that is not there is drawn and fails, so that it is looked at.
#[track_caller]
pub(super) fn compare(desk: &Desk, name: &str, size: Size) {
    compare_view(desk.app.view(), &desk.app.theme(), name, size);
}

/// The same for any window.
#[track_caller]
pub(super) fn compare_view<M>(view: Element<'_, M>, theme: &Theme, name: &str, size: Size) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/tests/pictures");
    // The simulator adds the renderer's name.
    let file: PathBuf = path.join(format!("{name}-tiny-skia.png"));
    let known = file.exists();
    let mut screen = iced_test::Simulator::with_size(settings(), size, view);
    let picture = screen.snapshot(theme).unwrap();
    let same = picture.matches_image(path.join(format!("{name}.png"))).unwrap();
    assert!(known, "{} was drawn: look at it and commit it", file.display());
    assert!(same, "{} is no longer what is shown: remove it, draw it again and look at it", file.display());
}

pub(super) fn desk(board: Board, size: Size, scale: f32) -> Desk {
    let mut desk = Desk::new(board);
    desk.tell(Message::Sized(Size::new(size.width * scale, size.height * scale)));
    desk
}

#[test]
fn the_counter_in_the_rush() {
    let (name, size, scale) = SIZES[0];
    compare(&desk(sample::rush(start()), size, scale), &format!("rush-{name}"), size);
}

#[test]
fn the_counter_with_sixty_new_orders_and_with_twelve() {
    let (name, size, scale) = SIZES[1];
    compare(&desk(board(news(60)), size, scale), &format!("sixty-{name}"), size);
    let mut twelve = sample::rush(start());
    twelve.orders.extend(board(news(9)).orders);
    compare(&desk(twelve, size, scale), &format!("twelve-{name}"), size);
}

#[test]
fn the_counter_with_nothing_to_do() {
    let (name, size, scale) = SIZES[0];
    compare(&desk(sample::quiet(start()), size, scale), &format!("idle-{name}"), size);
}

#[test]
fn the_drawer_over_the_board() {
    let (name, size, scale) = SIZES[0];
    let mut desk = desk(sample::rush(start()), size, scale);
    desk.problems();
    compare(&desk, &format!("problems-{name}"), size);
}

#[test]
fn an_open_order_beside_new_ones() {
    let (name, size, scale) = SIZES[0];
    let mut desk = desk(sample::rush(start()), size, scale);
    desk.key(Key::Down);
    desk.key(Key::Enter);
    compare(&desk, &format!("order-{name}"), size);
}

/// Sold out at all three apps, at one by hand, and refused.
#[test]
fn the_menu_with_what_is_sold_out() {
    let (name, size, scale) = SIZES[0];
    let mut board = sample::quiet(start());
    let refused = AppAck::Refused { reason: "no".to_owned() };
    let answers = [AppAck::Accepted, AppAck::NoCall, refused];
    for (at, dish) in sample::menu(start()).dishes.iter().take(3).enumerate() {
        for (channel, app) in board.channels.iter_mut().zip(&dish.apps) {
            let item = app.item.clone();
            let told = Some(answers[if channel.id == "mukkebi" { at } else { 0 }].clone());
            channel.opening.sold_out.push(SoldOut { item, since: start(), back: false, told });
        }
    }
    let mut desk = desk(board, size, scale);
    desk.key(Key::Function(11));
    compare(&desk, &format!("stock-{name}"), size);
}

/// Two dishes, one with an option, and a dish that an app sells out.
#[test]
fn an_order_by_phone_half_way() {
    use crate::ui::screen::phone::{Field, Message as On};
    let (name, size, scale) = SIZES[0];
    let mut board = sample::quiet(start());
    let item = sample::menu(start()).dishes[4].apps[0].item.clone();
    board.channels[0].opening.sold_out =
        vec![SoldOut { item, since: start(), back: false, told: Some(AppAck::Accepted) }];
    let mut desk = desk(board, size, scale);
    desk.key(Key::Digit(9));
    for tap in ["공깃밥", "순대국밥", "곱빼기"] {
        desk.tap(tap);
    }
    let typed = [(Field::Number, "0504-000-0000"), (Field::Address, "시험시 없는로 1")];
    for (field, text) in typed {
        desk.tell(Message::Phone(On::Field(field, text.to_owned())));
    }
    compare(&desk, &format!("phone-{name}"), size);
    let dish =
        |name: &str, count| Dish { name: name.to_owned(), count, price: Won(9_500), ..Dish::default() };
    let last = |days: i64, dishes: Vec<Dish>| LastOrder {
        at: sample::after(start(), -days * 86_400),
        total: Won(31_500),
        order: PhoneOrder { dishes, ..PhoneOrder::default() },
    };
    let many = vec![dish("순대국밥", 2), dish("얼큰 감자탕 중", 1), dish("공깃밥", 3), dish("콜라 500ml", 1)];
    desk.last = LastOrders { orders: vec![last(3, vec![dish("순대국밥", 1)]), last(20, many)] };
    desk.tell(Message::Phone(On::Field(Field::Number, "0504-000-0001".to_owned())));
    compare(&desk, &format!("phone-last-{name}"), size);
}

#[test]
fn an_order_that_comes_into_an_idle_shop() {
    let (name, size, scale) = SIZES[0];
    let mut desk = desk(sample::quiet(start()), size, scale);
    let came = board(news(2).split_off(1));
    desk.tell(Message::News(crate::ui::feed::News::Board(std::sync::Arc::new(came))));
    compare(&desk, &format!("came-{name}"), size);
}

#[test]
fn what_happened_to_an_order() {
    let (name, size, scale) = SIZES[0];
    let mut desk = desk(board(vec![told()]), size, scale);
    for key in [Key::Enter, Key::Left] {
        desk.key(key);
    }
    compare(&desk, &format!("log-{name}"), size);
}
