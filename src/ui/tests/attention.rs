//! What needs a person, as an owner sees and settles it: problems, troubles outside, and why nothing comes.

use domain::board::{ConnectionStatus, Trouble, Warning};
use domain::order::*;
use domain::sample;
use domain::{Command, Refused, Resolution, TicketJob};

use super::desk::*;
use super::pictures;
use crate::language::Words;
use crate::settings::Language;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::{feed, step};

#[test]
fn every_problem_is_on_the_counter_with_buttons_to_settle_it() {
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
        (Problem::RiderNotNeeded { agency: agency(), attempt: 1, why: Unneeded::App }, "확인", Command::Seen),
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
        desk.problems();
        let sentence = crate::language::problem(&Words::new(Language::Korean), &problem);
        assert!(desk.shows(&sentence), "{problem:?}");
        desk.tap(button);
        desk.sent(&[(ID, command.clone())]);
        // The keys do the same, and so does the open order.
        let at = step::answers(&problem).iter().position(|(.., answer)| {
            let asked = step::ProblemAnswer::Ask(step::Question::CallOff(command.clone()));
            *answer == step::ProblemAnswer::Command(command.clone()) || *answer == asked
        });
        let key = Key::Function(5 + u8::try_from(at.unwrap()).unwrap());
        desk.key(key);
        desk.sent.clear();
        desk.key(Key::Escape);
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
    desk.problems();
    desk.tap("불렸음");
    desk.sent(&[]);
    assert!(desk.shows("k-1"), "begins with the key we sent");
    desk.key(Key::Enter);
    desk.sent(&[(ID, Command::Resolve { resolution: Resolution::Dispatched("k-1".to_owned()) })]);
}

#[test]
fn a_refusal_is_told_in_plain_words_and_goes_away() {
    let mut desk = Desk::with(cooking());
    desk.answer = Err(Refused::DeliveryUnderWay { state: "assigned".to_owned() });
    desk.tap("조리완료");
    desk.settle();
    assert!(desk.shows("이미 부른 배달이 있습니다"));
    desk.key(Key::Escape);
    assert!(!desk.shows("이미 부른 배달이 있습니다"));
    desk.tap("조리완료");
    desk.settle();
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
    board.agencies[1].line = ConnectionStatus::SignedOut("열쇠 없음".to_owned());
    let mut desk = Desk::new(board);
    for open in [false, true] {
        for word in ["소리 안 남", "용지 없음", "로그인 풀림", "문제 "] {
            assert!(desk.shows(word), "{word}, order open: {open}");
        }
        desk.key(Key::Enter);
    }
    desk.states();
    assert!(
        desk.shows("용지 얼마 안 남음"),
        "of two printers the worse is on the bar, the other one a tap away"
    );
}

#[test]
fn warnings_are_counted_where_something_is_to_be_done() {
    let mut board = sample::quiet(start());
    let full = || "full".to_owned();
    board.warnings = vec![
        Warning::NotCopied { folder: "E:\\".to_owned(), reason: full() },
        Warning::MaySleep { reason: "no logind".to_owned() },
        Warning::OldSettings { faults: "settings.toml 3:1 window.scale".to_owned() },
        Warning::NoBackup { reason: full() },
    ];
    let mut desk = Desk::new(board);
    assert!(desk.shows("문제 2"), "{:?}", desk.texts());
    desk.tap("문제 2");
    for said in ["마지막으로 맞던 설정", "window.scale", "백업하지 못했습니다", "E:\\ 폴더로 복사하지"]
    {
        assert!(desk.shows(said), "{said}: {:?}", desk.texts());
    }
}

#[test]
fn a_ticket_a_backup_printed_is_to_be_carried_and_no_failure() {
    let mut state = cooking();
    let home = &mut state.tickets.edit()[0];
    home.state = TicketState::Failed;
    let stand_in = TicketJob {
        state: TicketState::Printed,
        printer: "counter".to_owned(),
        backup_for: Some(home.printer.clone()),
        ..home.clone()
    };
    state.tickets.edit().push(stand_in);
    let desk = Desk::with(state);
    assert!(desk.shows("주방 전표 대체 출력") && !desk.shows("주방 전표 출력 실패"));
}

#[test]
fn an_empty_counter_says_why_it_is_empty() {
    let mut board = sample::quiet(start());
    assert!(Desk::new(board.clone()).shows("주문을 기다리고 있습니다"));
    board.channels.iter_mut().for_each(|channel| channel.line = ConnectionStatus::Starting);
    assert!(Desk::new(board.clone()).shows("배달앱에 연결하는 중입니다"));
    board.channels.iter_mut().for_each(|channel| channel.line = ConnectionStatus::Failing("끊김".to_owned()));
    assert!(Desk::new(board.clone()).shows("새 주문이 들어오지 않습니다"));
    board.channels.clear();
    assert!(Desk::new(board).shows("아직 연결된 배달앱이 없습니다"));
}

#[test]
fn a_stopped_engine_is_told_and_nothing_is_sent() {
    let mut desk = Desk::with(fresh());
    desk.tell(Message::News(feed::News::Stopped));
    assert!(desk.shows("주문 처리가 멈췄습니다"));
    desk.key(Key::Space);
    desk.sent(&[]);
}

#[test]
fn contradictions_and_wrong_sums_are_seen_before_acceptance() {
    let mut state = fresh();
    let order = state.head.order.as_mut().unwrap();
    order.rider_memo = Some("문 앞에 두고 가세요".to_owned());
    order.payments[0].on_delivery = true;
    order.lines[0].alcohol = true;
    order.total.amount = order.total.amount + Won(700);
    let mut desk = Desk::with(state);
    for warning in ["문 앞 + 만나서 결제", "문 앞 + 주류", "금액 확인"] {
        assert!(desk.shows(warning), "{warning}: {:?}", desk.texts());
    }
    desk.key(Key::Enter);
    assert!(desk.shows("손님께 전화로 확인하세요") && desk.shows("낼 돈이 맞지 않습니다"));
    let desk = Desk::with(fresh());
    assert!(!desk.shows("문 앞") && !desk.shows("금액 확인"));
}

#[test]
fn a_new_version_is_installed_by_the_owner_once_at_a_time() {
    let mut board = sample::quiet(start());
    board.warnings = vec![Warning::NewVersion { version: "0.9.0".to_owned() }];
    let mut desk = Desk::new(board);
    desk.tap("문제 1");
    assert!(desk.shows("새 버전: 0.9.0"), "{:?}", desk.texts());
    desk.tap("지금 설치");
    assert_eq!(desk.installs.load(std::sync::atomic::Ordering::SeqCst), 1);
    assert!(desk.shows("새 버전을 설치했습니다"), "{:?}", desk.texts());
    *desk.disk.lock().unwrap() = Some(cause::Cause::said("진행 중인 주문이 있습니다"));
    desk.wait(20_000);
    desk.tap("지금 설치");
    assert!(desk.shows("설치하지 못했습니다: 진행 중인 주문이"), "{:?}", desk.texts());
}

#[test]
fn warnings_as_a_picture() {
    let (name, size, scale) = pictures::SIZES[0];
    let mut board = sample::quiet(start());
    board.warnings = vec![
        Warning::OldSettings { faults: "settings.toml 12:1 window.scale: 0.5 … 3".to_owned() },
        Warning::NewVersion { version: "0.9.0".to_owned() },
        Warning::NoBackup { reason: "full".to_owned() },
        Warning::MaySleep { reason: "no logind".to_owned() },
    ];
    let mut desk = pictures::desk(board, size, scale);
    desk.tap("문제 3");
    pictures::compare(&desk, &format!("warnings-{name}"), size);
}
