//! The window as an owner uses it: what can be read, what a tap or key sends, and what it never sends.

mod assistant;
mod attention;
mod board;
mod bundle;
mod closing;
mod crashed;
mod desk;
mod glance;
mod hands;
mod hours;
mod kitchen;
mod layout;
mod lock;
mod look;
mod past;
mod phone;
mod pictures;
mod practice;
mod privacy;
mod riders;
mod settings;
mod settlement;
mod shop;
mod sounds;
mod stock;

use domain::order::*;
use domain::sample;
use domain::{Command, PendingAction, PendingKind};
use iced::futures::StreamExt;

use super::app::Message;
use super::key::Key;
use super::*;
use crate::settings::Language;

use desk::*;

#[test]
fn a_tap_on_minutes_accepts_with_them() {
    let mut desk = Desk::with(fresh());
    desk.tap("특급-001");
    desk.tap("30분");
    desk.sent(&[(ID, Command::Accept { prep_minutes: Some(30) })]);
    assert!(desk.shows("새 주문"), "the counter is back");
}

#[test]
fn a_tap_on_the_card_accepts_with_the_channels_own_minutes() {
    let mut desk = Desk::with(fresh());
    desk.tap("접수 20분");
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
}

#[test]
fn keys_alone_open_and_accept() {
    let mut desk = Desk::with(fresh());
    desk.key(Key::Enter);
    desk.sent(&[]);
    desk.key(Key::Digit(5));
    desk.sent(&[(ID, Command::Accept { prep_minutes: Some(40) })]);
    let mut desk = Desk::with(fresh());
    desk.key(Key::Enter);
    desk.key(Key::Enter);
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
    let mut desk = Desk::with(fresh());
    desk.key(Key::Space);
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
}

#[test]
fn keys_walk_the_columns() {
    let mut desk = Desk::new(sample::rush(start()));
    desk.key(Key::Right);
    desk.key(Key::Space);
    desk.key(Key::Down);
    desk.key(Key::Right);
    desk.key(Key::Enter);
    desk.key(Key::Enter);
    desk.settle();
    desk.sent(&[("id-땡겨-007", Command::Accept { prep_minutes: None }), ("id-땡겨-005", Command::PickedUp)]);
}

#[test]
fn what_a_customer_writes_in_signs_is_read_in_words() {
    let mut state = fresh();
    let mut order = state.head.order.clone().unwrap();
    order.store_memo = Some("번창하세요 🙏".to_owned());
    order.lines[0].name = "⭐한우국밥".to_owned();
    state.head.order = Some(order);
    let mut desk = Desk::with(state);
    assert!(desk.shows("★한우국밥"));
    desk.tap("특급-001");
    assert!(desk.shows("번창하세요 (부탁)"));
}

#[test]
fn rejecting_takes_two_taps_one_of_them_a_reason() {
    let mut desk = Desk::with(fresh());
    desk.tap("거절");
    assert!(desk.shows("바로 거절됩니다"));
    desk.sent(&[]);
    // A double tap answers nothing.
    desk.wait(300);
    desk.tap_at_once("배달 불가 지역");
    desk.sent(&[]);
    desk.tap("배달 불가 지역");
    desk.sent(&[(ID, Command::Reject { code: CancelCode::OrderOutsideTheDeliveryArea })]);
}

#[test]
fn rejecting_by_keys_and_thinking_better_of_it() {
    let mut desk = Desk::with(fresh());
    for key in [Key::Enter, Key::Function(2), Key::Down, Key::Escape] {
        desk.key(key);
    }
    assert!(!desk.shows("바로 거절됩니다"));
    desk.sent(&[]);
    for key in [Key::Function(2), Key::Down, Key::Right, Key::Enter] {
        desk.key(key);
    }
    desk.sent(&[(ID, Command::Reject { code: CancelCode::ALL[3] })]);
}

#[test]
fn an_accepted_order_is_cancelled_not_rejected() {
    let mut desk = Desk::with(cooking());
    desk.tap("특급-001");
    desk.tap("주문 취소");
    desk.tap("재료 소진(품절)");
    desk.tap("취소합니다");
    desk.sent(&[(ID, Command::Cancel { code: CancelCode::UnavailableItem })]);
}

#[test]
fn each_kind_of_ticket_is_printed_again() {
    let mut desk = Desk::with(cooking());
    desk.tap("특급-001");
    desk.tap("주방 전표 다시 출력");
    desk.tap("손님");
    desk.tap("손님 전표 다시 출력");
    desk.key(Key::Right);
    desk.key(Key::Function(4));
    desk.sent(
        &[TicketKind::Kitchen, TicketKind::Customer, TicketKind::Rider]
            .map(|kind| (ID, Command::Reprint { kind: Some(kind) })),
    );
}

#[test]
fn nobody_at_the_counter_reads_who_ordered() {
    let desk = Desk::new(sample::rush(start()));
    for private in ["0504", "1203", "가나다", "없는길", "0505", "라기사"] {
        assert!(!desk.shows(private), "{private}");
    }
    assert!(desk.shows("배달 없는동"));
}

#[test]
fn a_payment_whose_name_says_where_it_is_made_says_it_once() {
    let mut state = fresh();
    let order = state.head.order.as_mut().unwrap();
    order.payments[0].on_delivery = true;
    for (name, shown) in [("카드(만나서 결제)", "카드(만나서 결제)"), ("카드", "카드 (만나서 결제)")]
    {
        state.head.order.as_mut().unwrap().payments[0].name = name.to_owned();
        let mut desk = Desk::with(state.clone());
        desk.key(Key::Enter);
        assert!(desk.texts().iter().any(|text| text == shown), "{shown}");
    }
}

#[test]
fn a_childs_meal_card_is_never_named() {
    let mut desk = Desk::new(sample::rush(start()));
    assert!(!desk.shows("급식"));
    for key in [Key::Right, Key::Right, Key::Enter] {
        desk.key(key);
    }
    assert!(desk.shows("M7731"), "the right order is open");
    assert!(desk.shows("결제완료"));
    assert!(!desk.shows("급식"));
}

#[test]
fn a_double_tap_sends_once_and_spares_the_next_order() {
    let mut desk = Desk::new(sample::rush(start()));
    desk.tap("접수 20분");
    desk.wait(200);
    desk.tap_at_once("접수 20분");
    assert_eq!(desk.sent.len(), 1);
    // Here the first tap opened the order; the second lands on whatever came up under it.
    desk.tap("특급-012");
    desk.wait(200);
    desk.tap_at_once("접수 20분");
    assert_eq!(desk.sent.len(), 1);
}

#[test]
fn a_command_on_its_way_switches_the_buttons_off() {
    let mut desk = Desk::with(fresh());
    desk.wait(1_000);
    let task = desk.app.update(Message::Key(Key::Space));
    for _ in 0..3 {
        desk.key(Key::Space);
    }
    desk.tap("접수 20분");
    desk.key(Key::Enter);
    desk.finish(task);
    desk.sent(&[(ID, Command::Accept { prep_minutes: None })]);
}

#[test]
fn a_refusal_on_its_way_offers_no_step() {
    let mut state = fresh();
    let code = CancelCode::UnavailableItem;
    state.head.pending_action =
        Some(PendingAction { kind: PendingKind::Reject, code, since: start(), asked_at: start() });
    let mut desk = Desk::with(state);
    assert!(desk.shows("거절 요청 중"));
    assert!(!desk.shows("접수 20분"));
    for key in [Key::Space, Key::Enter, Key::Enter, Key::Digit(3), Key::Function(2), Key::Enter, Key::Enter] {
        desk.key(key);
    }
    desk.sent(&[]);
}

#[test]
fn the_board_is_shown_as_it_changes() {
    let mut desk = Desk::with(fresh());
    desk.show.send_replace(Arc::new(sample::rush(start())));
    let subscription = feed::watch_board(desk.show.subscribe());
    let message = desk.runtime.block_on(std::pin::pin!(subscription).next()).unwrap();
    desk.tell(Message::News(message));
    assert!(desk.shows("특급-012") && !desk.shows("특급-001"));
}

#[test]
fn finished_orders_have_their_own_tab() {
    let mut desk = Desk::new(sample::rush(start()));
    assert!(!desk.shows("특급-007"));
    desk.key(Key::Function(9));
    for number in ["특급-007", "땡겨-004", "특급-011"] {
        assert!(desk.shows(number), "{number}");
    }
    desk.key(Key::Space);
    desk.sent(&[]);
    desk.tap("주문 10");
    assert!(desk.shows("특급-012"));
}

#[test]
fn every_step_has_its_own_button() {
    let takeout = |mut state: domain::OrderState| {
        if let Some(order) = &mut state.head.order {
            order.kind = OrderKind::Takeout;
        }
        state
    };
    let at = |status, mut state: domain::OrderState| {
        state.head.status = status;
        state
    };
    for (state, button, command) in [
        (cooking(), "조리완료", Command::Ready),
        (at(Status::Ready, cooking()), "배달 출발", Command::PickedUp),
        (takeout(at(Status::Ready, cooking())), "손님 수령", Command::PickedUp),
        (at(Status::PickedUp, cooking()), "완료", Command::Complete),
    ] {
        let mut desk = Desk::with(state);
        desk.tap(button);
        desk.settle();
        desk.key(Key::Enter);
        desk.tap(button);
        desk.settle();
        desk.sent(&[(ID, command.clone()), (ID, command)]);
    }
}

#[test]
fn buttons_are_large_enough_on_a_small_screen() {
    let mut desk = Desk::with(fresh());
    desk.key(Key::Enter);
    let mut screen = simulate(desk.app.view());
    for text in ["거절", "10분", "15분", "접수 20분", "30분", "40분", "50분", "60분"] {
        let place = screen.find(text).unwrap();
        let seen = iced_test::selector::Bounded::visible_bounds(&place).unwrap();
        assert!(seen.x >= 0.0 && seen.x + seen.width <= SMALL.0 && seen.y + seen.height <= SMALL.1, "{text}");
        // The name lies in the middle of its button: a finger's width around it is the same button.
        for offset in [-25.0, 25.0] {
            let mut screen = simulate(desk.app.view());
            screen.point_at(iced::Point::new(seen.center_x(), seen.center_y() + offset));
            screen.simulate(iced_test::simulator::click());
            assert_eq!(screen.into_messages().count(), 1, "{text}");
        }
    }
}

#[test]
fn no_text_is_missing_in_either_language() {
    for language in [Language::Korean, Language::English] {
        let mut board = sample::rush(start());
        board.mute = Some("-".to_owned());
        let mut desk = Desk::speaking(board, language);
        let mut texts = desk.texts();
        for key in [
            Key::Digit(0),
            Key::Escape,
            Key::Digit(9),
            Key::Escape,
            Key::Function(9),
            Key::Function(9),
            Key::Enter,
            Key::Function(2),
            Key::Enter,
            Key::Escape,
        ] {
            desk.key(key);
            texts.extend(desk.texts());
        }
        texts.push(desk.app.title());
        for text in texts {
            assert!(!text.contains("ui-") && !text.contains("{$"), "{text}");
        }
    }
}

#[test]
fn a_cash_receipts_number_is_hidden_once_it_was_issued() {
    let mut state = cooking();
    state.head.order.as_mut().unwrap().cash_receipt =
        Some(CashReceipt { kind: "개인".to_owned(), id: Personal::from("010-0000-5678") });
    let mut desk = Desk::with(state.clone());
    desk.key(Key::Enter);
    assert!(desk.shows("010-****-5678"));
    desk.tap("손님 주소·전화 보기");
    assert!(desk.shows("010-0000-5678"));
    desk.tap("현금영수증 발급함");
    desk.sent(&[(ID, Command::ReceiptIssued)]);
    state.head.receipt_issued_at = Some(start());
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    assert!(desk.shows("010-****-5678") && !desk.shows("010-0000-5678"));
}

#[test]
fn a_ticket_that_is_drawn_late_is_not_shown_on_another_order() {
    use super::screen::detail;
    let mut desk = Desk::with(cooking());
    desk.key(Key::Enter);
    desk.tap("손님 주소·전화 보기");
    let failed = |order: &str, kind| {
        let why = ask::Unanswered::Refused(domain::Refused::NothingThere);
        Message::Detail(detail::Message::Drawn(order.to_owned(), kind, Err(why)))
    };
    let said = ask::Unanswered::Refused(domain::Refused::NothingThere).text(&Words::new(Language::Korean));
    desk.tell(failed("id-특급-002", TicketKind::Kitchen));
    desk.tell(failed(ID, TicketKind::Rider));
    assert!(!desk.shows(&said), "of another order, or another ticket of this one");
    desk.tell(failed(ID, TicketKind::Kitchen));
    assert!(desk.shows(&said));
}
