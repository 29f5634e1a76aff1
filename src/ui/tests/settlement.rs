//! What an app should pay for a period and what came, as an owner looks at it.

use domain::order::Won;
use domain::sample;
use domain::settlement::{Period, Received};
use domain::{Done, Refused};

use super::desk::*;
use super::pictures;
use crate::language::Words;
use crate::settings::Language;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::closing::Message as Closing;
use crate::ui::screen::closing::settlement::Message as On;

/// The page, opened by its tab, with this answer on it.
fn opened(told: domain::settlement::Settlement) -> Desk {
    opened_on(Desk::new(sample::quiet(start())), told, "앱 정산")
}

fn opened_on(mut desk: Desk, told: domain::settlement::Settlement, tab: &str) -> Desk {
    desk.closing = Ok(sample::sales::report(start()));
    desk.settlement = Ok(told);
    desk.key(Key::Digit(8));
    desk.tap(tab);
    desk
}

fn days(desk: &Desk) -> (String, String, String) {
    let Period { channel, from, to } = desk.settled.last().unwrap();
    (channel.clone(), from.to_string(), to.to_string())
}

fn typed(desk: &mut Desk, text: &str) {
    desk.tell(Message::Closing(Closing::Settling(On::Typed(text.to_owned()))));
}

#[test]
fn the_parts_of_a_month_and_what_came_stand_below_one_another() {
    let desk = opened(sample::settlement::short_sum(start()));
    assert_eq!(days(&desk), ("teukgeup".into(), "2026-11-01".into(), "2026-11-30".into()));
    for text in [
        "3,200원 덜 들어왔어요",
        "어느 주문인지는",
        "앱이 줄 돈",
        "손님이 앱에서 낸 돈",
        "중개 수수료",
        "결제 수수료",
        "부가세",
        "받은 돈",
        "-3,200원",
    ] {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    assert!(!desk.shows("전날"), "the day's buttons belong to the other pages");
}

#[test]
fn app_and_period_are_chosen_and_turned() {
    let mut desk = opened(sample::settlement::open(start()));
    let app = sample::quiet(start()).channels[1].clone();
    desk.tap(&app.name);
    desk.tap("지난달");
    assert_eq!(days(&desk), (app.id, "2026-10-01".into(), "2026-10-31".into()));
    desk.key(Key::Left);
    assert_eq!(days(&desk).1, "2026-09-01");
    desk.tap("지난주");
    assert_eq!(
        (days(&desk).1, days(&desk).2),
        ("2026-11-09".into(), "2026-11-15".into()),
        "Monday to Sunday"
    );
    desk.tap("하루");
    desk.tap("◀");
    assert_eq!((days(&desk).1, days(&desk).2), ("2026-11-20".into(), "2026-11-20".into()));
    desk.key(Key::Right);
    let asked = desk.settled.len();
    desk.key(Key::Right);
    assert_eq!((days(&desk).1.as_str(), desk.settled.len()), ("2026-11-21", asked), "not into the future");
    assert!(desk.shows("받은 돈을 아직 적지 않았어요") && !desk.shows("되돌리기"));
    desk.key(Key::Escape);
    assert!(desk.shows("새 주문"));
}

#[test]
fn what_came_is_typed_entered_and_taken_back() {
    let mut desk = opened(sample::settlement::open(start()));
    desk.tell(Message::Closing(Closing::Settling(On::Enter)));
    assert!(desk.entered.is_empty(), "nothing is typed");
    typed(&mut desk, "1,234,500원");
    desk.settlement = Ok(sample::settlement::short_sum(start()));
    desk.wait(1_000);
    desk.tell(Message::Closing(Closing::Settling(On::Enter)));
    let period = desk.settled[0].clone();
    assert_eq!(desk.entered, [(period.clone(), Some(Received::Sum(Won(1_234_500))))]);
    assert!(desk.shows("3,200원 덜 들어왔어요"), "{:?}", desk.texts());
    desk.settlement = Ok(sample::settlement::open(start()));
    desk.tap("되돌리기");
    assert_eq!(desk.entered.last(), Some(&(period.clone(), None)));
    assert!(desk.shows("받은 돈을 아직 적지 않았어요"));
    typed(&mut desk, "-500");
    desk.tap("적기");
    assert_eq!(desk.entered.last(), Some(&(period, Some(Received::Sum(Won(-500))))));
}

/// An amount that was pasted out of a spreadsheet became a hundred times as much.
#[test]
fn amounts_out_of_a_spreadsheet_are_whole_won() {
    for (text, won) in [
        ("12,300.00", 12_300),
        ("(1,200)", -1_200),
        ("−1,200", -1_200),
        ("▲1,200원", -1_200),
        ("₩(1,200)", -1_200),
        ("－1,200", -1_200),
        ("1,200-", -1_200),
        ("1200.5", 1_200),
    ] {
        let mut desk = opened(sample::settlement::open(start()));
        typed(&mut desk, text);
        desk.tap("적기");
        let period = desk.settled[0].clone();
        assert_eq!(desk.entered, [(period, Some(Received::Sum(Won(won))))], "{text}");
    }
    assert_eq!(
        crate::ui::text::won_digits("12,300.00", 8),
        "12300",
        "in the till and for a dish by phone too"
    );
}

#[test]
fn a_refusal_is_told_and_what_was_typed_stays() {
    let mut desk = opened(sample::settlement::open(start()));
    typed(&mut desk, "1000");
    desk.answer = Err(Refused::Store { reason: "disk".to_owned() });
    desk.tap("적기");
    desk.wait(10_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("저장하지 못했습니다"), "{:?}", desk.texts());
    desk.answer = Ok(Done::Committed);
    desk.tap("적기");
    assert_eq!(desk.entered.len(), 2);
    assert!(!desk.shows("저장하지 못했습니다"));
}

#[test]
fn orders_that_differ_stand_on_pages() {
    let mut told = sample::settlement::short(start());
    let desk = opened(told.clone());
    for text in ["다른 주문 4건", "정산서에 없어요", "우리 기록에 없는 주문이에요", "X-999", "정산서 "]
    {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    let one = told.orders[0].clone();
    told.orders = (0..40)
        .map(|n| domain::settlement::Difference { name: format!("특급-{n:03}"), ..one.clone() })
        .collect();
    let mut desk = opened(told);
    assert!(desk.shows("특급-000") && !desk.shows("특급-039"));
    for _ in 0..20 {
        desk.key(Key::Down);
    }
    assert!(desk.shows("특급-039") && !desk.shows("특급-000"));
    desk.key(Key::Up);
    assert!(!desk.shows("특급-039"));
}

#[test]
fn what_is_counted_in_the_till_stays_while_this_page_is_seen() {
    let mut desk = Desk::new(sample::quiet(start()));
    desk.closing = Ok(sample::sales::report(start()));
    desk.settlement = Ok(sample::settlement::open(start()));
    desk.key(Key::Digit(8));
    desk.tap("마감하기");
    desk.tell(Message::Closing(Closing::Cash("52000".to_owned())));
    desk.tap("앱 정산");
    assert!(!desk.shows("센 현금"));
    desk.tap("마감");
    assert!(desk.shows("센 현금") && desk.shows("52000"), "{:?}", desk.texts());
    desk.tap("앱 정산");
    desk.key(Key::Escape);
    assert!(desk.shows("새 주문"), "Esc leads back from this page at once");
}

#[test]
fn an_app_without_rates_says_where_to_write_them() {
    let desk = opened(sample::settlement::without_rates(start()));
    for text in ["떼는 수수료를 몰라", "[channels.rates]", "결제 수수료(payment_fee), 부가세(vat)"]
    {
        assert!(desk.shows(text), "{text}: {:?}", desk.texts());
    }
    assert!(!desk.shows("앱이 줄 돈"));
    let mut board = sample::quiet(start());
    board.channels.clear();
    let desk = opened_on(Desk::new(board), sample::settlement::open(start()), "앱 정산");
    assert!(desk.shows("아직 연결된 배달앱이 없습니다") && desk.settled.is_empty());
}

#[test]
fn an_answer_about_another_period_is_not_shown() {
    let mut desk = opened(sample::settlement::open(start()));
    let other = Period { channel: "mukkebi".to_owned(), ..desk.settled[0].clone() };
    let late = std::sync::Arc::new(sample::settlement::short_sum(start()));
    desk.tell(Message::Closing(Closing::Settling(On::Answered(other, Ok(late)))));
    assert!(desk.shows("받은 돈을 아직 적지 않았어요"));
    desk.settlement = Ok(sample::settlement::short_sum(start()));
    desk.wait(10_000);
    desk.tell(Message::Tick);
    assert!(desk.shows("3,200원 덜 들어왔어요"), "it is asked again while it is open");
}

#[test]
fn the_settlement_is_worded_in_both_languages_and_fits() {
    for language in [Language::Korean, Language::English] {
        for told in [
            sample::settlement::short(start()),
            sample::settlement::without_rates(start()),
            sample::settlement::open(start()),
        ] {
            let tab = Words::new(language).text("ui-settlement", &[]);
            let desk = opened_on(Desk::speaking(sample::quiet(start()), language), told, &tab);
            for (text, area) in desk.places() {
                assert!(
                    !text.contains("settlement-") && !text.contains("ui-") && !text.contains("{$"),
                    "{text}"
                );
                if let Some(area) = area {
                    assert!(area.x + area.width <= SMALL.0 + 0.5, "{text} runs out of the window");
                }
            }
        }
    }
}

#[test]
fn twelve_apps_stand_in_one_row() {
    let mut board = sample::quiet(start());
    let one = board.channels[0].clone();
    let app = |n: usize| domain::board::ChannelHealth {
        id: format!("app-{n}"),
        name: "전주맛배달".to_owned(),
        ..one.clone()
    };
    board.channels = (0..12).map(app).collect();
    let desk = opened_on(Desk::new(board), sample::settlement::open(start()), "앱 정산");
    let places = desk.places();
    let names = places.iter().filter(|(text, _)| text.starts_with("전"));
    let ends: Vec<f32> = names.filter_map(|(_, area)| area.map(|area| area.x + area.width)).collect();
    assert!(ends.len() == 12 && ends.iter().all(|end| *end <= SMALL.0), "{ends:?}");
}

#[test]
fn the_settlement_as_pictures() {
    for (name, size, scale) in pictures::SIZES {
        let desk = pictures::desk(sample::quiet(start()), size, scale);
        let desk = opened_on(desk, sample::settlement::short(start()), "앱 정산");
        pictures::compare(&desk, &format!("settlement-{name}"), size);
    }
    let (name, size, scale) = pictures::SIZES[0];
    for (state, told) in [
        ("sum", sample::settlement::short_sum(start())),
        ("no-rates", sample::settlement::without_rates(start())),
    ] {
        let desk = opened_on(pictures::desk(sample::quiet(start()), size, scale), told, "앱 정산");
        pictures::compare(&desk, &format!("settlement-{state}-{name}"), size);
    }
}
