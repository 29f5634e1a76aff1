//! Who ordered: hidden from everybody who passes the counter, read with a tap, and gone once the order is over.

use domain::order::*;

use super::desk::*;
use crate::ui::key::Key;

const PRIVATE: [&str; 4] = ["0504-0000-1234", "1203호", "없는길", "가나다"];

#[test]
fn who_ordered_is_hidden_until_it_is_tapped() {
    for state in [fresh(), cooking()] {
        let mut desk = Desk::with(state);
        desk.key(Key::Enter);
        for private in PRIVATE {
            assert!(!desk.shows(private), "{private}");
        }
        assert!(desk.shows("050*-****-1234") || desk.shows("-1234"), "the last digits tell two orders apart");
        desk.tap("손님 주소·전화 보기");
        for private in PRIVATE {
            assert!(desk.shows(private), "{private}");
        }
        // The next one who opens it taps again.
        desk.key(Key::Escape);
        desk.key(Key::Enter);
        assert!(!desk.shows(PRIVATE[0]));
    }
}

#[test]
fn who_ordered_is_masked_once_the_order_is_over() {
    for status in [Status::Completed, Status::Rejected, Status::Cancelled, Status::Missed] {
        let mut state = cooking();
        state.head.status = status;
        let mut desk = Desk::with(state);
        desk.key(Key::Function(9));
        desk.key(Key::Enter);
        assert!(desk.shows("끝난 주문이라 손님 정보를 가렸습니다"), "{status:?}");
        assert!(!desk.shows("손님 주소·전화 보기"));
        for private in PRIVATE {
            assert!(!desk.shows(private), "{status:?}: {private}");
        }
    }
}

#[test]
fn an_order_that_is_over_while_it_is_read_is_hidden_again() {
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    desk.tap("손님 주소·전화 보기");
    let mut over = cooking();
    over.head.status = Status::Completed;
    let board = super::hands::board(vec![over]);
    desk.tell(crate::ui::app::Message::News(crate::ui::feed::News::Board(std::sync::Arc::new(board))));
    assert!(!desk.shows(PRIVATE[0]) && !desk.shows(PRIVATE[1]));
}

#[test]
fn tickets_that_bear_an_address_are_hidden_too() {
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    assert!(!desk.shows("손님 주소와 전화가 적힌 전표입니다"), "the kitchen's bears none");
    for kind in ["손님", "라이더"] {
        desk.tap(kind);
        assert!(desk.shows("손님 주소와 전화가 적힌 전표입니다"), "{kind}");
    }
    desk.tap("손님 주소·전화 보기");
    assert!(!desk.shows("손님 주소와 전화가 적힌 전표입니다"));
}
