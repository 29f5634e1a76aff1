//! What riders cost and owe, as an owner looks at it.

use domain::board::ConnectionStatus;
use domain::closing::CancelledLate;
use domain::order::{Conditions, ExtraCharge, Won};
use domain::sales::{Counted, DayReport};
use domain::sample;
use domain::{DayClosing, Refused};

use super::desk::*;
use super::pictures;
use crate::language::Words;
use crate::settings::Language;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::closing::Message as On;

fn day(day: &str) -> DayReport {
    let mut report = sample::sales::report(start());
    let day = day.parse().unwrap();
    let agencies = sample::closings(start());
    (report.sales.day, report.riders) =
        (day, DayClosing { day, agencies, cancelled: CancelledLate::default() });
    report
}

/// The screen, opened by its key, with the engine's answer about riders on it.
fn opened() -> Desk {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(day("2026-11-21"));
    desk.key(Key::Digit(8));
    desk.tap("배달 정산");
    desk
}

#[test]
fn a_tap_or_a_key_opens_it_and_esc_goes_back() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(day("2026-11-21"));
    desk.tap("마감");
    assert_eq!(desk.asked, [None]);
    assert!(desk.shows("11월 21일") && !desk.shows("새 주문"));
    desk.key(Key::Escape);
    assert!(desk.shows("새 주문") && !desk.shows("11월 21일"));
    desk.key(Key::Digit(8));
    assert!(desk.shows("11월 21일"));
    desk.tap("뒤로");
    assert!(desk.shows("새 주문"));
}

#[test]
fn every_agency_shows_its_figures_and_whether_they_come_out() {
    let desk = opened();
    for text in [
        "barogo",
        "71,380원",
        "23건",
        "89,200원",
        "9,500원",
        "8,920원",
        "500원",
        "142,000원",
        "57,500원",
        "예치금과 맞습니다",
        "vroong",
        "예치금에서 4,200원 더 나갔습니다",
        "정산 내역과 견주어",
        "요금을 알 수 없는 배달이 1건",
        "own-rider",
        "31,000원",
        "예치금 없음",
        "50,000원을 충전한 것으로 보입니다",
    ] {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    let texts = desk.texts();
    let tiles = |name: &str| texts.iter().filter(|text| *text == name).count();
    assert_eq!(
        (tiles("취소 수수료"), tiles("부가세"), tiles("라이더가 받은 현금")),
        (1, 2, 2),
        "only what is something"
    );
}

#[test]
fn agencies_without_deliveries_and_removed_ones_are_listed_too() {
    let mut desk = Desk::new(sample::quiet(start()));
    let mut only_a_gone_one = day("2026-11-21");
    only_a_gone_one.riders.agencies.retain(|closing| closing.agency == "own-rider");
    desk.closing = Ok(only_a_gone_one);
    desk.key(Key::Digit(8));
    desk.tap("배달 정산");
    let nothing = desk.texts().iter().filter(|text| text.contains("기록도 없습니다")).count();
    assert_eq!(nothing, 2, "barogo and vroong");
    assert!(desk.shows("own-rider"));
    let at = |name: &str| desk.texts().iter().rposition(|text| text == name);
    assert!(at("own-rider") < at("barogo"), "who had something to do stands above who had not");
}

#[test]
fn earlier_days_are_a_key_away_and_tomorrow_is_not() {
    let mut desk = opened();
    desk.key(Key::Right);
    assert_eq!(desk.asked, [None], "there is no tomorrow yet");
    desk.closing = Ok(day("2026-11-20"));
    desk.key(Key::Left);
    desk.tap("전날");
    let date = |day: &str| Some(day.parse().unwrap());
    assert_eq!(desk.asked, [None, date("2026-11-20"), date("2026-11-19")]);
    assert!(desk.shows("11월 19일"));
    desk.tap("다음 날");
    desk.key(Key::Right);
    assert_eq!(desk.asked[3..], [date("2026-11-20"), None], "back on the present day");
}

#[test]
fn an_answer_about_a_day_that_was_left_is_not_shown() {
    let mut desk = opened();
    desk.wait(1_000);
    let slow = desk.app.update(Message::Key(Key::Left));
    desk.wait(1_000);
    desk.key(Key::Right);
    let mut other = day("2026-11-20");
    other.riders.agencies.truncate(1);
    desk.closing = Ok(other);
    desk.finish(slow);
    assert!(desk.shows("11월 21일") && desk.shows("31,000원"), "{:?}", desk.texts());
}

#[test]
fn it_is_kept_up_to_date_while_it_is_open() {
    let mut desk = opened();
    desk.tell(Message::Tick);
    assert_eq!(desk.asked.len(), 1, "not at every tick");
    let mut later = day("2026-11-21");
    later.riders.agencies[0].collected.cash = Won(163_000);
    desk.closing = Ok(later);
    desk.wait(10_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("163,000원") && !desk.shows("142,000원"));
    desk.key(Key::Escape);
    desk.wait(60_000);
    desk.tell(Message::Tick);
    assert_eq!(desk.asked.len(), 2, "nobody looks any more");
}

#[test]
fn a_store_that_fails_is_said_and_what_was_read_before_stays() {
    let mut desk = opened();
    desk.closing = Err(Refused::Store { reason: "disk".to_owned() });
    desk.wait(10_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("저장하지 못했습니다") && desk.shows("142,000원"));
}

#[test]
fn a_day_tells_what_was_sold_how_it_was_paid_and_what_moved() {
    let desk = {
        let mut desk = Desk::new(sample::quiet(start()));
        desk.closing = Ok(day("2026-11-21"));
        desk.key(Key::Digit(8));
        desk
    };
    for text in ["매출", "판매", "앱별", "결제별", "금액 내역", "시간대별", "메뉴별", "돈통", "배달특급"]
    {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    for text in
        ["지난주 같은 요일", "앱에서 지역화폐", "만나서 현금", "할인 (지자체 부담)", "놓친 주문", "진행 중"]
    {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
}

#[test]
fn a_childs_meal_card_is_named_on_no_screen() {
    let mut desk = Desk::new(sample::quiet(start()));
    let mut report = day("2026-11-21");
    let count = domain::sales::Count { orders: 2, amount: Won(17_000) };
    report.sales.all.money.paid.before.insert(domain::order::PaymentKind::ChildMealCard, count);
    desk.closing = Ok(report);
    desk.key(Key::Digit(8));
    assert!(!desk.texts().iter().any(|text| text.contains("아동") || text.contains("급식")));
    assert!(desk.shows("앱에서 기타") && desk.shows("17,000원"));
}

#[test]
fn a_day_is_closed_with_what_was_counted_and_opened_again() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(sample::sales::report(start()));
    desk.key(Key::Digit(8));
    desk.tap("마감하기");
    assert!(desk.closed.is_empty() && desk.shows("진행 중인 주문 2건"), "{:?}", desk.texts());
    desk.tell(Message::Closing(On::Cash("52,000원".to_owned())));
    desk.closing = Ok(sample::sales::closed(start()));
    desk.tap("마감하기");
    assert_eq!(desk.closed, [Some(Counted { cash: Some(Won(52_000)), card: None })]);
    assert!(desk.shows("19:00에 마감했습니다") && desk.shows("현금 차이") && desk.shows("마감 뒤 정정"));
    assert!(desk.shows("-3,000원") && !desk.shows("마감하기"), "{:?}", desk.texts());
    desk.tap("마감 취소");
    assert_eq!(desk.closed.last(), Some(&None));
}

#[test]
fn the_slip_is_korean_whatever_the_window_speaks() {
    let mut desk = Desk::speaking(sample::quiet(start()), Language::English);
    desk.closing = Ok(sample::sales::closed(start()));
    desk.key(Key::Digit(8));
    desk.tap("Print slip");
    let [slip] = desk.slips.as_slice() else { panic!("{:?}", desk.slips) };
    assert_eq!((slip.heading.as_str(), slip.below[0].as_str()), ("마감 전표", "없는국밥"));
    let headings: Vec<&str> = slip.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings[..3], ["매출", "마감 뒤 정정", "앱별"]);
    desk.answer = Err(Refused::NotPrinted { reason: "paper-out".to_owned(), partly: false });
    desk.wait(1_000);
    desk.tap("Print slip");
    assert!(desk.shows("Not printed"), "{:?}", desk.texts());
}

#[test]
fn a_workbook_of_a_day_or_month_is_written_by_two_taps() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(day("2026-11-21"));
    desk.key(Key::Digit(8));
    desk.tap("엑셀 파일");
    assert!(desk.shows("11월 전체") && desk.shows("10월 전체"), "{:?}", desk.texts());
    desk.tap("10월 전체");
    let date = |date: &str| date.parse::<jiff::civil::Date>().unwrap();
    assert_eq!(*desk.written.lock().unwrap(), [(date("2026-10-01"), date("2026-10-31"))]);
    assert!(desk.shows("2026-10-01.xlsx"), "{:?}", desk.texts());
    *desk.disk.lock().unwrap() = Some(cause::Why::Full.into());
    desk.wait(1_000);
    desk.tap("11월 전체");
    assert!(desk.shows("파일을 만들지 못했습니다") && !desk.shows("2026-10-01.xlsx"), "{:?}", desk.texts());
    desk.key(Key::Escape);
    assert!(desk.shows("마감하기") && !desk.shows("11월 전체"), "the screen stays");
    desk.key(Key::Escape);
    assert!(desk.shows("새 주문"));
}

#[test]
fn an_earlier_day_stays_closed() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(sample::sales::closed(start()));
    desk.key(Key::Digit(8));
    assert!(desk.shows("마감 취소"));
    desk.key(Key::Left);
    assert!(desk.shows("에 마감했습니다") && !desk.shows("마감 취소") && !desk.shows("마감하기"));
}

#[test]
fn escape_stops_counting_first_and_a_refusal_is_told() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(day("2026-11-21"));
    desk.key(Key::Digit(8));
    desk.tap("마감하기");
    desk.key(Key::Escape);
    assert!(desk.shows("아직 마감하지 않았습니다") && !desk.shows("센 현금"));
    desk.tap("마감하기");
    desk.answer = Err(Refused::Store { reason: "disk".to_owned() });
    desk.tap("마감하기");
    desk.wait(10_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("저장하지 못했습니다") && desk.shows("센 현금"), "not wiped by the next report");
    desk.answer = Ok(domain::Done::Already);
    desk.tap("마감하기");
    assert!(desk.shows("이미 마감했습니다") && desk.shows("센 현금"), "{:?}", desk.texts());
}

#[test]
fn the_day_that_was_shown_is_closed_though_another_has_begun() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(day("2026-11-21"));
    desk.key(Key::Digit(8));
    desk.tap("마감하기");
    desk.closing = Ok(day("2026-11-22"));
    desk.wait(10_000);
    desk.tell(Message::Tick);
    desk.tap("마감하기");
    let shown: jiff::civil::Date = "2026-11-21".parse().unwrap();
    assert_eq!(desk.closed_days, [shown]);
}

#[test]
fn the_days_closing_as_pictures() {
    for (name, size, scale) in pictures::SIZES {
        let mut desk = pictures::desk(sample::quiet(start()), size, scale);
        desk.closing = Ok(sample::sales::report(start()));
        desk.key(Key::Digit(8));
        pictures::compare(&desk, &format!("closing-{name}"), size);
    }
    let (name, size, scale) = pictures::SIZES[0];
    let mut desk = pictures::desk(sample::quiet(start()), size, scale);
    desk.closing = Ok(sample::sales::report(start()));
    desk.key(Key::Digit(8));
    desk.tap("마감하기");
    pictures::compare(&desk, &format!("closing-count-{name}"), size);
    desk.closing = Ok(sample::sales::closed(start()));
    desk.tap("마감하기");
    pictures::compare(&desk, &format!("closing-closed-{name}"), size);
    desk.tap("엑셀 파일");
    desk.tap("11월 전체");
    pictures::compare(&desk, &format!("closing-books-{name}"), size);
}

#[test]
fn the_strip_tells_deposit_delay_and_surcharges() {
    let mut board = sample::quiet(start());
    board.agencies[0].deposit = Some(Won(123_000));
    let rain = ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_000) };
    board.agencies[0].conditions =
        Some(Conditions { possible: true, delay_minutes: Some(10), extra: vec![rain], reason: None });
    let mut desk = Desk::new(board);
    desk.states();
    assert!(desk.shows("예치금 123,000원 · 지연 10분 · 기상 할증 1,000원"), "{:?}", desk.texts());
    assert!(!desk.shows("충전하세요"));
    let mut quiet = Desk::new(sample::quiet(start()));
    quiet.states();
    assert!(!quiet.shows("예치금"));
}

#[test]
fn an_agency_that_nobody_has_called_yet_is_not_waited_for() {
    let mut board = sample::quiet(start());
    board.agencies[0].line = ConnectionStatus::Starting;
    let mut desk = Desk::new(board);
    desk.states();
    assert!(desk.shows("호출 전") && !desk.shows("연결 중"), "{:?}", desk.texts());
}

#[test]
fn a_low_deposit_and_missing_riders_are_told_on_the_counter() {
    let mut board = sample::quiet(start());
    (board.agencies[0].deposit, board.agencies[0].deposit_low) = (Some(Won(12_000)), true);
    let shut = Conditions { reason: Some("BAD_WEATHER".to_owned()), ..Conditions::default() };
    board.agencies[1].conditions = Some(shut);
    let mut desk = Desk::new(board);
    desk.problems();
    assert!(desk.shows("‘barogo’ 예치금이 얼마 남지 않았습니다(12,000원)") && desk.shows("충전하세요"));
    assert!(desk.shows("‘vroong’: 날씨 때문에"));
    desk.states();
    assert!(desk.shows("지금 배달 안 함"));
}

#[test]
fn it_is_worded_in_both_languages_and_fits_a_small_screen() {
    for language in [Language::Korean, Language::English] {
        let mut desk = Desk::speaking(sample::quiet(start()), language);
        desk.closing = Ok(day("2026-11-21"));
        let button = Words::new(language).text("ui-sales", &[]);
        let seen = |desk: &Desk| {
            let inside = |area: iced::Rectangle| area.x + area.width <= SMALL.0;
            desk.places().iter().any(|(text, area)| *text == button && area.is_some_and(inside))
        };
        assert!(seen(&desk), "{button} can be seen on the counter");
        desk.key(Key::Digit(8));
        for text in desk.texts() {
            assert!(
                !text.contains("closing-")
                    && !text.contains("sales-")
                    && !text.contains("till-")
                    && !text.contains("ui-")
                    && !text.contains("{$"),
                "{text}"
            );
        }
        for (text, area) in desk.places() {
            if let Some(area) = area {
                assert!(area.x + area.width <= SMALL.0 + 0.5, "{text} runs out of the window");
            }
        }
    }
}
