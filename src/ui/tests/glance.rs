//! Riders at a glance: what an owner sees of them from a metre away, on the smallest screen still found on counters.

use domain::order::*;
use domain::sample;
use domain::{OrderState, Purpose, StatusChange};
use iced::Rectangle;

use super::desk::*;
use super::riders::ridden;
use crate::settings::Language;
use crate::ui::key::Key;

impl Desk {
    /// Where this text is seen, or the first that begins so.
    #[track_caller]
    pub(super) fn place(&self, start: &str) -> Rectangle {
        let places = self.places();
        let alone = places.iter().rfind(|(text, _)| text == start);
        let found = alone.or_else(|| places.iter().find(|(text, _)| text.starts_with(start)));
        let (_, bounds) = found.unwrap_or_else(|| panic!("nothing begins with {start:?}: {places:?}"));
        bounds.unwrap_or_else(|| panic!("{start:?} is out of sight"))
    }
}

/// An order whose rider came so many seconds before the start.
fn waited(number: &str, seconds: i64) -> OrderState {
    let mut state = ridden(DeliveryState::Arrived, super::riders::later(-seconds));
    (state.head.id, state.head.number) = (format!("id-{number}"), number.to_owned());
    state
}

fn board(states: Vec<OrderState>) -> domain::Board {
    domain::Board { orders: states.into_iter().map(sample::card).collect(), ..sample::quiet(start()) }
}

#[test]
fn a_rider_at_the_counter_is_in_sight_wherever_the_order_is() {
    let mut states: Vec<OrderState> = (0..9).map(|_| cooking()).collect();
    assert!(!Desk::new(board(states.clone())).shows("라이더 대기"), "nobody waits");
    let mut far = waited("특급-099", 370);
    far.head.ready_at = Some(super::riders::later(3_600));
    states.extend([waited("특급-098", 20), far]);
    states.extend((0..90).map(|_| cooking()));
    let mut desk = Desk::new(board(states));
    assert!(desk.shows("라이더 대기 2"), "counted above");
    let (long, just) = (desk.place("특급-099"), desk.place("특급-098"));
    assert!(long.x < just.x && long.y == just.y, "who waits longest comes first");
    assert!(desk.shows("barogo 라이더 대기 6분") && desk.shows("barogo 라이더 도착"));
    desk.tap("특급-099");
    assert!(desk.shows("barogo 라이더 대기 6분") && desk.shows("조리완료") && !desk.shows("새 주문"));
}

#[test]
fn what_stands_here_is_above_what_has_left() {
    let mut left = ridden(DeliveryState::PickedUp, start());
    (left.head.status, left.head.number) = (Status::PickedUp, "특급-050".to_owned());
    left.head.ready_at = Some(super::riders::later(-900));
    let mut here = ridden(DeliveryState::Assigned, start());
    (here.head.status, here.head.number) = (Status::Ready, "특급-051".to_owned());
    let desk = Desk::new(board(vec![left, here]));
    let (here, left) = (desk.place("특급-051"), desk.place("특급-050"));
    assert!((here.y, here.x) < (left.y, left.x));
}

#[test]
fn ones_own_rider_is_known_by_name_and_another_is_not_named() {
    let mut desk = Desk::new(sample::riders::evening(start()));
    assert!(desk.shows("우리 라이더 김배달") && !desk.shows("라기사"));
    desk.tap("▼");
    assert!(desk.shows("재배달") && !desk.shows("라기사"));
}

#[test]
fn the_bar_is_as_high_whatever_it_tells() {
    let board = sample::riders::ten_agencies(start());
    assert_eq!(board.agencies.len(), 10);
    for language in [Language::Korean, Language::English] {
        let column = if language == Language::Korean { "새 주문" } else { "New orders" };
        let desk = Desk::speaking(board.clone(), language);
        let quiet = Desk::speaking(sample::quiet(start()), language);
        assert_eq!(desk.place(column).y, quiet.place(column).y, "{language:?}");
        assert!(desk.place("부릉").y < 56.0, "the worst of them is named");
    }
    let mut desk = Desk::new(board);
    desk.states();
    assert!(
        desk.shows("한빛광역시") && !desk.texts().iter().any(|text| text == "우리 라이더"),
        "no line of their own"
    );
    let mut desk = Desk::new(sample::quiet(start()));
    assert!(desk.shows("대행 2"));
    desk.states();
    assert!(desk.shows("barogo") && desk.shows("vroong"));
}

#[test]
fn the_fullest_bar_of_buttons_fits() {
    let mut board = sample::riders::evening(start());
    let policy = sample::policy_of(&board.agencies);
    let own = board.agencies.iter().find(|agency| agency.in_house).unwrap();
    let mut cooking = ridden(DeliveryState::Assigned, start());
    (cooking.head.id, cooking.head.number) = ("id-특급-023".to_owned(), "특급-023".to_owned());
    cooking.deliveries.edit()[0].agency = own.id.clone();
    // The most urgent, so that it is in sight.
    cooking.head.ready_at = Some(super::riders::later(-60));
    board.orders.retain(|card| card.view.number != cooking.head.number);
    board.orders.push(sample::card_by(cooking, &policy));
    let names = [
        (
            Language::Korean,
            ["주문 취소", "라이더 취소", "조리 +10분", "품절·대체", "우리 라이더 정하기", "조리완료"],
        ),
        (
            Language::English,
            ["Cancel order", "Call rider off", "Cooking +10 min", "Sold out", "Choose our rider", "Ready"],
        ),
    ];
    for (language, names) in names {
        let mut desk = Desk::speaking(board.clone(), language);
        desk.tap("특급-023");
        let places: Vec<Rectangle> = names.iter().map(|name| desk.place(name)).collect();
        assert!(places.is_sorted_by(|a, b| a.x + a.width < b.x), "{language:?}: {places:?}");
        let high = places.iter().find(|place| place.height > 52.0 || place.y < SMALL.1 - 90.0);
        assert_eq!(high, None, "{language:?}: two lines and the key are what a button holds");
    }
}

#[test]
fn the_rider_is_read_without_scrolling_below_a_long_note() {
    let mut state = waited("특급-001", 60);
    let delivery = &mut state.deliveries.edit()[0];
    delivery.rider = Some(Rider { name: Some("라기사".into()), phone: None });
    let note = "공기밥 하나와 깍두기 조금 더, 콜라는 제로로 바꿔서 갖다 주세요. 벨은 누르지 말아 주세요. 문 앞에 놓아 주세요";
    delivery.purpose = Purpose::Redelivery { note: note.to_owned() };
    let mut desk = Desk::with(state.clone());
    desk.tap("특급-001");
    desk.tap("손님 주소·전화 보기");
    let said = desk.place("재배달: ");
    assert!(said.x + said.width < 560.0 && said.height > 40.0, "it goes on in a second line: {said:?}");
    assert!(desk.place("라기사").y < desk.place("0504-0000-1234").y);
    assert!(!desk.shows("가게 도착 예정"), "the rider is here");

    let assigned = DeliveryState::Assigned;
    state.deliveries.edit()[0].stand(assigned, vec![StatusChange { status: assigned, at: start() }]);
    let mut desk = Desk::with(state);
    desk.key(Key::Enter);
    assert!(desk.shows("가게 도착 예정"));
}
