//! The window as an owner uses it: what can be read, what a tap or key sends, and what it never sends.

mod bundle;
mod closing;
mod desk;
mod glance;
mod phone;
mod riders;
mod shop;

use iced::futures::StreamExt;

use super::app::Message;
use super::key::Key;
use super::*;
use crate::engine::board::{Line, Trouble};
use crate::engine::{self, Command, PendingAction, PendingKind, Refused, Resolution, TicketJob};
use crate::order::*;
use crate::settings::Language;
use crate::sim::sample;

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
    desk.key(Key::Down);
    desk.key(Key::Space);
    desk.key(Key::Right);
    desk.key(Key::Right);
    desk.key(Key::Up);
    desk.key(Key::Space);
    desk.sent(&[("id-땡겨-007", Command::Accept { prep_minutes: None }), ("id-땡겨-005", Command::PickedUp)]);
}

#[test]
fn what_a_customer_writes_in_signs_is_read_in_words() {
    let mut state = fresh();
    let mut order = state.order.clone().unwrap();
    order.store_memo = Some("번창하세요 🙏".to_owned());
    order.lines[0].name = "⭐한우국밥".to_owned();
    state.order = Some(order);
    let mut desk = Desk::with(state);
    assert!(desk.shows("★한우국밥"));
    desk.tap("특급-001");
    assert!(desk.shows("번창하세요 (부탁)"));
}

#[test]
fn rejecting_takes_a_reason_and_a_yes() {
    let mut desk = Desk::with(fresh());
    desk.tap("특급-001");
    desk.tap("거절");
    desk.tap("배달 불가 지역");
    assert!(desk.shows("정말 거절할까요?"));
    desk.sent(&[]);
    desk.tap("거절합니다");
    desk.sent(&[(ID, Command::Reject { code: CancelCode::OrderOutsideTheDeliveryArea })]);
}

#[test]
fn rejecting_by_keys_and_thinking_better_of_it() {
    let mut desk = Desk::with(fresh());
    for key in [Key::Enter, Key::Function(2), Key::Down, Key::Enter] {
        desk.key(key);
    }
    desk.key(Key::Escape);
    assert!(!desk.shows("정말 거절할까요?"));
    desk.sent(&[]);
    for key in [Key::Function(2), Key::Down, Key::Right, Key::Enter, Key::Enter] {
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
fn every_problem_stands_on_the_counter_with_buttons_that_settle_it() {
    let (agency, reason) = (|| "barogo".to_owned(), || "까닭".to_owned());
    let ticket = || ("t".to_owned(), TicketKind::Rider, "kitchen".to_owned());
    let resolve = |resolution| Command::Resolve { resolution };
    let call = |agency: Option<&str>, fee: Option<i64>| Command::Dispatch {
        agency: agency.map(str::to_owned),
        max_fee: fee.map(Won),
    };
    let deny = |code| Command::AnswerCancel { deny: Some(code) };
    let (id, kind, printer) = ticket();
    let unknown = Problem::TicketUnknown { ticket: id, kind, printer };
    let (id, kind, printer) = ticket();
    let expired = Problem::TicketExpired { ticket: id, kind, printer };
    let fee = Problem::FeeAboveMax {
        agency: agency(),
        fee: Won(7_400),
        max: Won(6_000),
        extra: vec![],
        allow: None,
    };
    let refusal = Refusal { code: "BAD_WEATHER".to_owned(), message: None };
    let cases = [
        (Problem::ItemShort { item: "한우국밥".to_owned(), substitute: None }, "확인", Command::Seen),
        (Problem::NotGathered, "확인", Command::Seen),
        (unknown.clone(), "나왔음", resolve(Resolution::Printed)),
        (unknown, "다시 출력", resolve(Resolution::Reprint)),
        (expired.clone(), "다시 출력", resolve(Resolution::Reprint)),
        (expired, "필요 없음", Command::Seen),
        (fee.clone(), "7,400원에 부르기", call(Some("barogo"), Some(7_400))),
        (fee, "부르지 않음", Command::CancelDispatch { attempt: None }),
        (Problem::NoRider { agency: agency(), refusal }, "다시 부르기", call(None, None)),
        (
            Problem::DeliveryUnknown { agency: agency(), key: "k-1".to_owned(), gone: false },
            "안 불렸음",
            resolve(Resolution::NotDispatched),
        ),
        (
            Problem::RiderNotCalledOff { agency: agency(), attempt: 2, reason: reason() },
            "다시 취소",
            Command::CancelDispatch { attempt: Some(2) },
        ),
        (
            Problem::DeliveryEnded { agency: agency(), raw_state: "FAILED".to_owned() },
            "다시 부르기",
            call(None, None),
        ),
        (Problem::DeliveryLivesAfterAll { agency: agency() }, "확인", Command::Seen),
        (
            Problem::RiderNotNeeded { agency: agency(), attempt: 1, why: "app".to_owned() },
            "확인",
            Command::Seen,
        ),
        (
            Problem::FeeRose { agency: agency(), attempt: 1, fee: Won(7_400), known: Won(3_800) },
            "확인",
            Command::Seen,
        ),
        (
            Problem::CancelledAfterCompletion { reason: reason().into(), amount: Some(Won(21_000)) },
            "확인",
            Command::Seen,
        ),
        (
            Problem::TicketWaits {
                ticket: "t".to_owned(),
                kind: TicketKind::Kitchen,
                printer: "kitchen".to_owned(),
                seen: false,
            },
            "확인",
            Command::Seen,
        ),
        (Problem::CancelledByApp { reason: None, food: Food::Cooking }, "확인", Command::Seen),
        (
            Problem::CancellationAsked { reason: None, answer_by: None },
            "취소 동의",
            Command::AnswerCancel { deny: None },
        ),
        (
            Problem::CancellationAsked { reason: None, answer_by: None },
            "이미 조리함",
            deny(DenyCode::DishAlreadyDone),
        ),
        (Problem::Unreadable { reason: reason() }, "확인", Command::Seen),
        (Problem::PartlyUnread { places: vec!["extraInfo".to_owned()] }, "확인", Command::Seen),
        (Problem::ConfirmRefused { reason: reason() }, "확인", Command::Seen),
        (Problem::CancellationRefused { reason: reason() }, "확인", Command::Seen),
        (Problem::StepRefused { step: "dispatch".to_owned(), reason: reason() }, "확인", Command::Seen),
    ];
    for (problem, button, command) in cases {
        let mut state = cooking();
        state.problems = vec![problem.clone()];
        let mut desk = Desk::with(state);
        let sentence = crate::language::problem(&Words::new(Language::Korean), &problem);
        assert!(desk.shows(&sentence), "{problem:?}");
        desk.tap(button);
        desk.sent(&[(ID, command.clone())]);
        // The keys do the same, and so does the open order.
        let at = step::answers(&problem)
            .iter()
            .position(|(.., answer)| *answer == step::Answer::Command(command.clone()));
        let key = Key::Function(5 + u8::try_from(at.unwrap()).unwrap());
        desk.key(key);
        desk.tap("조리완료");
        desk.sent.clear();
        desk.key(Key::Enter);
        desk.key(key);
        desk.sent(&[(ID, command)]);
    }
}

#[test]
fn a_rider_called_after_all_is_named_by_the_agencys_number() {
    let mut state = cooking();
    state.problems =
        vec![Problem::DeliveryUnknown { agency: "barogo".to_owned(), key: "k-1".to_owned(), gone: false }];
    let mut desk = Desk::with(state);
    desk.tap("불렸음");
    desk.sent(&[]);
    assert!(desk.shows("k-1"), "begins with the key we sent");
    desk.key(Key::Enter);
    desk.sent(&[(ID, Command::Resolve { resolution: Resolution::Dispatched("k-1".to_owned()) })]);
}

#[test]
fn nobody_at_the_counter_reads_who_ordered() {
    let mut desk = Desk::new(sample::rush(start()));
    for private in ["0504", "1203", "가나다", "없는길", "0505", "라기사"] {
        assert!(!desk.shows(private), "{private}");
    }
    assert!(desk.shows("없는동 가상아파트"));
    desk.tap("특급-012");
    for private in ["0504-0000-1234", "1203호", "없는길"] {
        assert!(desk.shows(private), "{private}");
    }
}

#[test]
fn a_childs_meal_card_is_never_named() {
    let mut desk = Desk::new(sample::rush(start()));
    assert!(!desk.shows("급식"));
    for key in [Key::Down, Key::Down, Key::Enter] {
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
fn a_refusal_is_told_in_plain_words_and_goes_away() {
    let mut desk = Desk::with(cooking());
    desk.answer = Err(Refused::DeliveryUnderWay { state: "assigned".to_owned() });
    desk.tap("조리완료");
    assert!(desk.shows("이미 부른 배달이 있습니다"));
    desk.key(Key::Escape);
    assert!(!desk.shows("이미 부른 배달이 있습니다"));
    desk.tap("조리완료");
    desk.wait(11_000);
    desk.tell(Message::Tick);
    assert!(!desk.shows("이미 부른 배달이 있습니다"));
}

#[test]
fn trouble_is_always_in_sight() {
    let mut board = sample::rush(start());
    board.mute = Some("장치 없음".to_owned());
    board.printers[0].trouble = Some(Trouble::PaperOut);
    board.printers[1].paper_low = true;
    board.agencies[1].line = Line::SignedOut("열쇠 없음".to_owned());
    let mut desk = Desk::new(board);
    for open in [false, true] {
        for word in ["소리 안 남", "용지 없음", "용지 얼마 안 남음", "로그인 풀림"] {
            assert!(desk.shows(word), "{word}, order open: {open}");
        }
        desk.key(Key::Enter);
    }
}

#[test]
fn a_ticket_that_a_backup_printed_is_no_failure_but_to_be_carried() {
    let mut state = cooking();
    let home = &mut state.tickets[0];
    home.state = TicketState::Failed;
    let stand_in = TicketJob {
        state: TicketState::Printed,
        printer: "counter".to_owned(),
        backup_for: Some(home.printer.clone()),
        ..home.clone()
    };
    state.tickets.push(stand_in);
    let desk = Desk::with(state);
    assert!(desk.shows("주방 전표 대체 출력") && !desk.shows("주방 전표 출력 실패"));
}

#[test]
fn an_empty_counter_says_why_it_is_empty() {
    let mut board = sample::quiet(start());
    assert!(Desk::new(board.clone()).shows("주문을 기다리고 있습니다"));
    board.channels.iter_mut().for_each(|channel| channel.line = Line::Starting);
    assert!(Desk::new(board.clone()).shows("배달앱에 연결하는 중입니다"));
    board.channels.iter_mut().for_each(|channel| channel.line = Line::Failing("끊김".to_owned()));
    assert!(Desk::new(board.clone()).shows("새 주문이 들어오지 않습니다"));
    board.channels.clear();
    assert!(Desk::new(board).shows("설정된 배달앱이 없습니다"));
}

#[test]
fn a_stopped_engine_is_told_and_nothing_is_sent() {
    let mut desk = Desk::with(fresh());
    desk.tell(Message::Stopped);
    assert!(desk.shows("주문 처리가 멈췄습니다"));
    desk.key(Key::Space);
    desk.sent(&[]);
}

#[test]
fn a_refusal_on_its_way_offers_no_step() {
    let mut state = fresh();
    let code = CancelCode::UnavailableItem;
    state.pending_action =
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
    desk.tell(message);
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
    desk.tap("진행 중 10");
    assert!(desk.shows("특급-012"));
}

#[test]
fn every_step_has_its_own_button() {
    let takeout = |mut state: engine::OrderState| {
        if let Some(order) = &mut state.order {
            order.kind = OrderKind::Takeout;
        }
        state
    };
    let at = |status, mut state: engine::OrderState| {
        state.status = status;
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
        desk.key(Key::Enter);
        desk.tap(button);
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
fn what_contradicts_itself_and_what_does_not_add_up_is_seen_before_it_is_accepted() {
    let mut state = fresh();
    let order = state.order.as_mut().unwrap();
    order.rider_memo = Some("문 앞에 두고 가세요".to_owned());
    order.payments[0].on_delivery = true;
    order.lines[0].alcohol = true;
    order.total.amount = order.total.amount + Won(700);
    let mut desk = Desk::with(state);
    for tag in ["문 앞 + 만나서 결제", "문 앞 + 주류", "금액 확인"] {
        assert!(desk.shows(tag), "{tag}");
    }
    desk.key(Key::Enter);
    assert!(desk.shows("손님께 전화로 확인하세요") && desk.shows("낼 돈이 맞지 않습니다"));
    let desk = Desk::with(fresh());
    assert!(!desk.shows("문 앞") && !desk.shows("금액 확인"));
}

#[test]
fn a_cash_receipts_number_is_hidden_once_it_was_issued() {
    let mut state = cooking();
    state.order.as_mut().unwrap().cash_receipt =
        Some(CashReceipt { kind: "개인".to_owned(), id: Personal::from("010-0000-5678") });
    let mut desk = Desk::with(state.clone());
    desk.key(Key::Enter);
    assert!(desk.shows("010-0000-5678"));
    desk.tap("현금영수증 발급함");
    desk.sent(&[(ID, Command::ReceiptIssued)]);
    state.receipt_issued_at = Some(start());
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    assert!(desk.shows("010-****-5678") && !desk.shows("010-0000-5678"));
}
