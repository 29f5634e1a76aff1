//! The staff and the owner at one window: what asks for the PIN, what goes on above the pad, and when the window is the staff's again.

use domain::history::{Page, Reach};
use domain::order::phone::LastOrders;
use domain::pin::Pin;
use domain::sales::DayReport;
use domain::timeline::By;
use domain::trail::Told;
use domain::{Command, sample};

use super::desk::*;
use super::hands::{board, news};
use super::pictures::{SIZES, compare, desk as sized};
use crate::ui::PinKeeper;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::{Place, phone};

const GIVE: &str = "사장님 PIN을 누르세요";

fn report() -> DayReport {
    sample::sales::report(start())
}

/// A window whose owner has this PIN, as it is at its start.
fn locked(board: domain::Board) -> Desk {
    let mut desk = Desk::new(board);
    desk.closing = Ok(report());
    desk.past = Ok(Page { orders: Vec::new(), newer: None, older: None, reach: Reach::Whole });
    desk.pin.set(&Pin::read("2580").unwrap()).unwrap();
    desk.tell(Message::Tick);
    desk
}

/// Types digits on the keyboard, as fast as fingers do.
fn types(desk: &mut Desk, digits: &str) {
    for digit in digits.bytes() {
        desk.wait(400);
        desk.tell(Message::Key(Key::Digit(digit - b'0')));
    }
    desk.tell(Message::Key(Key::Enter));
}

fn unlocked(board: domain::Board) -> Desk {
    let mut desk = locked(board);
    desk.tap("직원");
    types(&mut desk, "2580");
    desk
}

#[test]
fn without_a_pin_nothing_asks_and_nothing_is_said_of_one() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(report());
    assert!(!desk.shows("직원") && !desk.shows("잠그기"));
    desk.key(Key::Digit(8));
    assert!(!desk.shows(GIVE) && desk.shows("11월 21일"));
    assert_eq!(desk.asked_by.last(), Some(&By::Person));
}

#[test]
fn each_screen_of_the_owner_is_behind_the_pad() {
    for place in [Place::Closing, Place::Past, Place::Look, Place::Settings] {
        let mut desk = locked(sample::quiet(start()));
        desk.wait(1_000);
        desk.tell(Message::Show(place.clone()));
        assert!(desk.shows(GIVE), "{place:?}");
        assert!(desk.asked.is_empty() && desk.sought.is_empty(), "nothing is even asked for");
        types(&mut desk, "2580");
        assert!(!desk.shows(GIVE) && desk.shows("잠그기"), "{place:?}: {:?}", desk.texts());
        assert_eq!(desk.noted, [Told::Unlocked]);
        assert_eq!(desk.asked_by.last(), Some(&By::Owner));
    }
    for key in [Key::Digit(8), Key::Function(9)] {
        let mut desk = locked(sample::quiet(start()));
        desk.key(key);
        desk.key(key);
        assert!(desk.shows(GIVE), "{key:?}");
    }
}

#[test]
fn the_staff_do_their_work_and_it_is_theirs() {
    let mut desk = locked(board(news(1)));
    for place in [Place::Shop, Place::Stock, Place::Phone, Place::Order("id-특급-001".to_owned(), None)] {
        desk.wait(1_000);
        desk.tell(Message::Show(place.clone()));
        assert!(!desk.shows(GIVE), "{place:?}");
    }
    let mut desk = locked(board(news(1)));
    desk.key(Key::Space);
    assert_eq!(desk.sent.len(), 1);
    assert_eq!(desk.asked_by.last(), Some(&By::Staff));
}

#[test]
fn the_pads_own_keys_are_tapped_too() {
    let mut desk = locked(sample::quiet(start()));
    desk.tap("마감");
    for digit in ["2", "5", "9"] {
        desk.tap(digit);
    }
    assert!(desk.shows("●●●○"));
    desk.tap("지우기");
    for digit in ["8", "0"] {
        desk.tap_at_once(digit);
    }
    desk.tap("확인");
    assert!(desk.shows("11월 21일"), "{:?}", desk.texts());
}

#[test]
fn escape_closes_the_pad_and_what_was_typed_is_gone() {
    let mut desk = locked(sample::quiet(start()));
    desk.key(Key::Digit(8));
    desk.wait(400);
    desk.tell(Message::Key(Key::Digit(2)));
    assert!(desk.shows("●○○○"));
    desk.key(Key::Escape);
    assert!(!desk.shows(GIVE) && desk.shows("새 주문"));
    desk.key(Key::Digit(8));
    assert!(desk.shows("○○○○"));
}

#[test]
fn new_orders_are_taken_over_the_pad() {
    let mut desk = locked(sample::quiet(start()));
    desk.key(Key::Digit(8));
    desk.wait(400);
    desk.tell(Message::Key(Key::Digit(2)));
    let came = board(news(2));
    desk.tell(Message::News(crate::ui::feed::News::Board(std::sync::Arc::new(came))));
    assert!(desk.shows(GIVE) && desk.shows("새 주문 2"), "{:?}", desk.texts());
    // The digits go on at once, although the strip has come up.
    types(&mut desk, "580");
    assert!(desk.shows("11월 21일"), "{:?}", desk.texts());

    let mut desk = locked(board(news(2)));
    desk.key(Key::Digit(8));
    desk.key(Key::Space);
    assert_eq!(desk.sent.len(), 1, "Space takes the first of them");
    assert!(matches!(desk.sent[0].1, Command::Accept { prep_minutes: None }));
    desk.tap("접수 20분");
    assert_eq!(desk.sent.len(), 2, "the strip's button too");
    assert!(desk.shows(GIVE));
}

#[test]
fn five_wrong_pins_wait_and_the_wait_is_counted_down() {
    let mut desk = locked(sample::quiet(start()));
    desk.key(Key::Digit(8));
    for _ in 0..5 {
        types(&mut desk, "1111");
        assert!(desk.shows("PIN이 다릅니다"));
    }
    assert_eq!(desk.noted, vec![Told::PinWrong; 5]);
    assert_eq!(desk.asked_by.last(), Some(&By::Staff));
    types(&mut desk, "2580");
    assert!(desk.shows("초 뒤에 다시 누르세요") && desk.shows(GIVE), "{:?}", desk.texts());
    assert!(desk.asked.is_empty());
    desk.wait(30_000);
    desk.tell(Message::Tick);
    assert!(!desk.shows("초 뒤에 다시"));
    types(&mut desk, "2580");
    assert!(desk.shows("11월 21일"));
}

#[test]
fn it_locks_after_five_minutes_from_any_screen_of_the_owner() {
    for place in [Place::Closing, Place::Past, Place::Look] {
        let mut desk = unlocked(sample::quiet(start()));
        desk.wait(1_000);
        desk.tell(Message::Show(place.clone()));
        let title = |desk: &Desk| !desk.shows("새 주문");
        assert!(title(&desk), "{place:?}");
        desk.wait(299_000);
        desk.tell(Message::Tick);
        assert!(title(&desk), "{place:?}: not yet");
        desk.wait(1_000);
        desk.tell(Message::Tick);
        assert!(!title(&desk) && desk.shows("직원"), "{place:?}: {:?}", desk.texts());
        desk.key(Key::Digit(8));
        assert!(desk.shows(GIVE));
    }
}

#[test]
fn a_touch_puts_the_lock_off_and_one_too_late_opens_nothing() {
    let mut desk = unlocked(sample::quiet(start()));
    for _ in 0..3 {
        desk.wait(200_000);
        desk.key(Key::Down);
    }
    assert!(desk.shows("잠그기"));
    desk.wait(299_000);
    desk.key(Key::Digit(8));
    assert!(desk.shows(GIVE), "no second has passed in which a tick came");
}

#[test]
fn a_key_that_finds_the_owner_gone_accepts_nothing() {
    let mut desk = unlocked(board(news(1)));
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Look));
    assert!(desk.shows("잠그기"));
    desk.wait(5 * 60_000);
    desk.tell(Message::Key(Key::Space));
    desk.wait(300);
    desk.tell(Message::Key(Key::Space));
    assert!(desk.sent.is_empty() && desk.shows("직원"), "{:?}", desk.sent);
    desk.key(Key::Space);
    assert_eq!(desk.sent.len(), 1);
}

#[test]
fn a_button_locks_and_the_order_of_the_past_is_gone() {
    let mut desk = unlocked(sample::quiet(start()));
    desk.past = Ok(Page {
        orders: vec![sample::card(sample::cooking("특급-777", start()))],
        newer: None,
        older: None,
        reach: Reach::Whole,
    });
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Past));
    desk.tap("특급-777");
    assert!(desk.shows("기록"), "the order is open");
    desk.tap("잠그기");
    assert!(!desk.shows("특급-777") && desk.shows("직원"));
    desk.key(Key::Escape);
    assert!(!desk.shows("특급-777"));
}

#[test]
fn the_staff_see_who_ordered_while_it_goes_on_and_it_is_noted() {
    let mut board = sample::quiet(start());
    board.orders = vec![sample::card(cooking())];
    let mut desk = locked(board.clone());
    desk.key(Key::Enter);
    desk.tap("손님 주소·전화 보기");
    assert!(desk.shows("0504-0000-1234"));
    assert_eq!(desk.noted, [Told::Uncovered { order: "특급-001".to_owned() }]);
    let mut desk = unlocked(board);
    desk.key(Key::Enter);
    desk.tap("손님 주소·전화 보기");
    assert_eq!(desk.noted, [Told::Unlocked], "the owner's own look is not noted");
}

#[test]
fn the_staff_take_a_phoned_order_without_the_numbers_past() {
    let typed = |desk: &mut Desk| {
        desk.last = LastOrders::default();
        desk.wait(1_000);
        desk.tell(Message::Show(Place::Phone));
        let number = phone::Message::Field(phone::Field::Number, "050-0000-0000".to_owned());
        desk.tell(Message::Phone(number));
        desk.numbers.len()
    };
    assert_eq!(typed(&mut locked(sample::quiet(start()))), 0);
    assert_eq!(typed(&mut unlocked(sample::quiet(start()))), 1);
}

#[test]
fn what_is_left_of_deposits_is_the_owners() {
    let mut board = sample::quiet(start());
    board.agencies[0].deposit = Some(domain::order::Won(123_000));
    board.agencies[0].deposit_low = true;
    let mut staff = locked(board.clone());
    staff.problems();
    assert!(staff.shows("예치금이 얼마 남지") && !staff.shows("123,000"), "{:?}", staff.texts());
    staff.states();
    let mut owner = unlocked(board);
    owner.states();
    assert!(!staff.shows("123,000") && owner.shows("예치금 123,000"), "{:?}", owner.texts());
    owner.problems();
    assert!(owner.shows("123,000"));
}

#[test]
fn a_pin_is_set_changed_and_removed_in_the_window() {
    let mut desk = Desk::new(sample::quiet(start()));
    let display = |desk: &mut Desk| {
        desk.wait(1_000);
        desk.tell(Message::Show(Place::Look));
    };
    display(&mut desk);
    desk.tap("PIN 정하기");
    types(&mut desk, "2580");
    assert!(desk.shows("새 PIN을 한 번 더 누르세요"));
    types(&mut desk, "2580");
    assert!(desk.shows("PIN 바꾸기") && desk.shows("잠그기"), "the owner goes on: {:?}", desk.texts());
    assert_eq!(desk.noted, [Told::PinSet]);
    desk.tap("PIN 바꾸기");
    assert!(desk.shows(GIVE), "the present one is asked for, also of the owner");
    types(&mut desk, "2580");
    types(&mut desk, "13579");
    types(&mut desk, "13579");
    assert_eq!(desk.noted, [Told::PinSet, Told::Unlocked, Told::PinSet]);
    desk.tap("PIN 없애기");
    types(&mut desk, "2580");
    assert!(desk.shows("PIN이 다릅니다") && desk.pin.is_set());
    types(&mut desk, "13579");
    assert!(!desk.pin.is_set() && desk.shows("PIN 정하기") && !desk.shows("잠그기"), "{:?}", desk.texts());
    assert_eq!(desk.noted.last(), Some(&Told::PinCleared));
}

#[test]
fn a_pin_that_a_command_sets_locks_an_open_window() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(report());
    desk.key(Key::Digit(8));
    assert!(desk.shows("11월 21일"));
    desk.pin.set(&Pin::read("2580").unwrap()).unwrap();
    desk.tell(Message::Tick);
    assert!(!desk.shows("11월 21일") && desk.shows("직원"));
    desk.pin.clear().unwrap();
    desk.key(Key::Digit(8));
    assert!(desk.shows("11월 21일"));
}

#[test]
fn the_pad_that_is_left_alone_goes() {
    let mut desk = locked(sample::quiet(start()));
    desk.key(Key::Digit(8));
    desk.wait(60_000);
    desk.tell(Message::Tick);
    assert!(!desk.shows(GIVE) && desk.shows("새 주문"));
}

#[test]
fn the_pad_and_the_bar_as_pictures() {
    let (name, size, scale) = SIZES[0];
    let mut desk = sized(board(news(2)), size, scale);
    desk.pin.set(&Pin::read("2580").unwrap()).unwrap();
    desk.tell(Message::Tick);
    compare(&desk, &format!("staff-{name}"), size);
    desk.key(Key::Digit(8));
    types(&mut desk, "1111");
    desk.wait(400);
    desk.tell(Message::Key(Key::Digit(2)));
    desk.wait(3_000);
    compare(&desk, &format!("pad-{name}"), size);
    types(&mut desk, "580");
    desk.wait(1_000);
    desk.tell(Message::Show(Place::Look));
    desk.wait(3_000);
    compare(&desk, &format!("owner-look-{name}"), size);
}
