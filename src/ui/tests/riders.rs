//! Riders, as an owner uses the window: who is called and for how much, the shop's own, and what became of them.

use domain::Board;
use domain::order::*;
use domain::sample;
use domain::{Command, Compared, Consent, Offer, OrderState, Purpose, StatusChange};
use jiff::{SignedDuration, Timestamp};

use super::desk::*;
use crate::ui::app::Message;
use crate::ui::key::Key;
use crate::ui::screen::{detail, dialog};

pub(super) fn later(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

/// An order whose rider stands so, since `since`.
pub(super) fn ridden(state: DeliveryState, since: Timestamp) -> OrderState {
    let mut order = cooking();
    let history = vec![StatusChange { status: state, at: since }];
    order.deliveries = vec![sample::ridden("특급-001", start(), state, history)].into();
    order
}

/// A counter with an agency and the shop's own riders.
fn with_own(state: OrderState) -> Desk {
    let mut board = sample::quiet(start());
    let mut own = board.agencies[0].clone();
    (own.id, own.in_house) = ("uncle".to_owned(), true);
    own.riders = vec!["김배달".to_owned(), "이실버".to_owned()];
    board.agencies[1] = own;
    board.orders = vec![sample::card_by(state, &sample::policy_of(&board.agencies))];
    Desk::new(board)
}

fn board_of(state: OrderState) -> Board {
    Board { orders: vec![sample::card(state)], ..sample::quiet(start()) }
}

fn call(agency: Option<&str>, max_fee: Option<i64>) -> Command {
    Command::Dispatch { agency: agency.map(str::to_owned), max_fee: max_fee.map(Won) }
}

fn types(desk: &mut Desk, text: &str) {
    let typed = dialog::Message::Typed(text.to_owned());
    desk.tell(Message::Detail(detail::Message::Dialog(typed)));
}

fn asked(agency: &str, answer: Option<Offer>) -> Compared {
    Compared { agency: agency.to_owned(), key: "k".to_owned(), asked_at: start(), answer }
}

fn price(fee: i64, weather: i64) -> Option<Offer> {
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(weather) }];
    let pickup_expected_at = Some("2026-11-21T10:35:00Z".parse().unwrap());
    let quote = Quote { fee: Won(fee), extra, distance_metres: Some(1_340), pickup_expected_at, vat: None };
    Some(Offer::Possible(quote))
}

#[test]
fn a_rider_is_called_from_the_agency_that_was_chosen() {
    let mut desk = Desk::with(cooking());
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    desk.tap("vroong");
    for key in [Key::Function(3), Key::Enter] {
        desk.key(key);
    }
    let compare = || (ID, Command::CompareQuotes);
    desk.sent(&[compare(), (ID, call(Some("vroong"), None)), compare(), (ID, call(None, None))]);
}

#[test]
fn prices_stand_side_by_side_with_their_surcharges() {
    let mut state = cooking();
    let refusal = Refusal { code: "OVER_CAPACITY".to_owned(), message: None };
    *state.deliveries.edit_quotes() =
        vec![asked("barogo", price(7_400, 1_500)), asked("vroong", Some(Offer::Refused(refusal)))];
    let mut desk = Desk::with(state.clone());
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    assert!(desk.shows("7,400원") && desk.shows("기상 할증 1,500원") && desk.shows("1.3km"));
    assert!(desk.shows("불가") && desk.shows("주문이 밀려"));
    // A person who taps a price above the limit agrees to this price.
    desk.tap("barogo");
    desk.sent(&[(ID, Command::CompareQuotes), (ID, call(Some("barogo"), Some(7_400)))]);

    *state.deliveries.edit_quotes() = vec![asked("barogo", price(4_400, 0)), asked("vroong", None)];
    let mut desk = Desk::with(state);
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    assert!(desk.shows("요금 확인 중"));
    desk.wait(200_000);
    assert!(!desk.shows("3분 전 요금"));
    desk.key(Key::Down);
    assert!(desk.shows("3분 전 요금"), "an old price is said to be old");
    desk.key(Key::Enter);
    desk.sent(&[(ID, Command::CompareQuotes), (ID, call(Some("barogo"), None))]);
}

#[test]
fn called_elsewhere_is_one_tap_and_can_be_taken_back() {
    let mut desk = Desk::with(cooking());
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    desk.tap("다른 곳에서 이미 호출함");
    desk.sent(&[(ID, Command::CompareQuotes), (ID, Command::CalledElsewhere { undo: false })]);

    let mut state = cooking();
    state.deliveries.set_called_elsewhere();
    let mut desk = Desk::new(board_of(state));
    assert!(desk.shows("다른 곳에서 부름"));
    desk.tap("특급-001");
    assert!(!desk.shows("라이더 부르기"));
    desk.tap("여기서 부르기");
    desk.sent(&[(ID, Command::CalledElsewhere { undo: true })]);
}

#[test]
fn called_elsewhere_is_in_sight_however_many_agencies_there_are() {
    let mut board = board_of(cooking());
    board.agencies = sample::riders::ten_agencies(start()).agencies;
    let mut desk = Desk::new(board);
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    let places = desk.places();
    let (_, seen) = places.iter().find(|(text, _)| text == "다른 곳에서 이미 호출함").unwrap();
    assert!(seen.is_some_and(|seen| seen.height > 10.0), "{seen:?}");
}

#[test]
fn ones_own_rider_is_chosen_by_name() {
    let name = |name: &str| Command::NameRider { name: name.to_owned(), phone: None };
    let mut desk = with_own(cooking());
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    desk.tap("우리 라이더 이실버");
    desk.tap("라이더 부르기");
    desk.tap("우리 라이더 정하기");
    types(&mut desk, " 박도보 ");
    desk.key(Key::Enter);
    let compare = || (ID, Command::CompareQuotes);
    desk.sent(&[compare(), (ID, name("이실버")), compare(), (ID, name("박도보"))]);

    // The shop's own rider is chosen already: only the name is missing, and no price is asked for.
    let mut state = ridden(DeliveryState::Requested, start());
    state.deliveries.edit()[0].agency = "uncle".to_owned();
    state.deliveries.edit()[0].rider = None;
    let mut desk = with_own(state.clone());
    desk.tap("특급-001");
    assert!(!desk.shows("라이더 부르기"));
    desk.key(Key::Function(3));
    types(&mut desk, "  ");
    desk.key(Key::Enter);
    desk.sent(&[]);
    desk.tap("김배달");
    desk.tap("라이더 취소");
    desk.sent(&[(ID, name("김배달")), (ID, Command::CancelDispatch { attempt: None })]);

    state.head.status = Status::PickedUp;
    state.deliveries.edit()[0].stand(DeliveryState::PickedUp, Vec::new());
    let mut desk = with_own(state);
    desk.tap("특급-001");
    desk.tap("되돌아옴");
    desk.sent(&[(ID, Command::CameBack)]);
}

#[test]
fn a_called_rider_is_called_off_not_called_twice() {
    for (state, below, cost) in [
        (DeliveryState::Requested, "F12", "라이더가 이미 잡혔으면 취소하는 데 500원이 듭니다."),
        (DeliveryState::Assigned, "F12 · 수수료 500원", "부른 라이더를 취소하면 500원이 듭니다."),
    ] {
        let mut desk = Desk::with(ridden(state, start()));
        desk.tap("특급-001");
        assert!(!desk.shows("라이더 부르기") && desk.texts().iter().any(|text| text == below), "{below}");
        desk.tap("라이더 취소");
        // Where money is or may be due, a mistaken tap cancels nothing.
        assert!(desk.shows("라이더를 정말 취소할까요?") && desk.shows(cost), "{state:?}");
        desk.sent(&[]);
        desk.tap("취소합니다");
        desk.sent(&[(ID, Command::CancelDispatch { attempt: None })]);
    }
}

#[test]
fn cancelling_a_coming_rider_takes_a_yes_on_every_screen() {
    let sure = "라이더를 정말 취소할까요?";
    let mut state = ridden(DeliveryState::Arrived, start());
    let mut desk = Desk::with(state.clone());
    for key in [Key::Enter, Key::Function(3)] {
        desk.key(key);
    }
    assert!(!desk.shows(sure), "what calls a rider never calls him off");
    desk.key(Key::Function(12));
    assert!(desk.shows(sure));
    desk.key(Key::Escape);
    assert!(!desk.shows(sure));
    desk.sent(&[]);
    // The counter's banner opens the order with the question.
    let late = Problem::RiderLate { agency: "barogo".to_owned(), expected_at: None, offer: None };
    state.problems = vec![late];
    let mut desk = Desk::with(state);
    desk.problems();
    desk.tap("라이더 취소");
    assert!(desk.shows(sure));
    desk.key(Key::Enter);
    desk.sent(&[(ID, Command::CancelDispatch { attempt: None })]);
}

#[test]
fn the_fee_for_cancelling_a_rider_is_shown_before_the_yes() {
    let costs = "부른 라이더를 취소하면 500원이 듭니다.";
    let mut state = ridden(DeliveryState::Assigned, start());
    state.problems = vec![Problem::CancellationAsked { reason: None, answer_by: None }];
    let mut desk = Desk::with(state.clone());
    desk.problems();
    assert!(desk.shows(costs));
    desk.key(Key::Escape);
    desk.key(Key::Enter);
    desk.tap("주문 취소");
    desk.tap("재료 소진(품절)");
    assert!(desk.shows("정말 취소할까요?") && desk.shows(costs));
    // What the agency itself says counts more; where no rider is under way, nothing is said.
    state.deliveries.edit()[0].cost.cancel_fee = Some(Won(1_200));
    let mut desk = Desk::with(state.clone());
    desk.problems();
    assert!(desk.shows("1,200원이 듭니다"));
    state.deliveries.edit().clear();
    let mut desk = Desk::with(state);
    desk.problems();
    assert!(!desk.shows("원이 듭니다"));
}

#[test]
fn riders_that_are_not_ours_are_not_offered() {
    let mut state = cooking();
    if let Some(order) = &mut state.head.order {
        order.delivered_by = DeliveredBy::Marketplace;
    }
    let mut desk = Desk::with(state);
    desk.tap("특급-001");
    assert!(!desk.shows("라이더 부르기"));
    let mut state = cooking();
    state.head.status = Status::PickedUp;
    let mut desk = Desk::with(state);
    desk.tap("특급-001");
    assert!(!desk.shows("라이더 부르기"), "the food has left");
}

#[test]
fn a_surcharge_is_allowed_for_the_evening_and_disallowed_again() {
    let mut state = cooking();
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_000) }];
    let (fee, max, allow) = (Won(6_800), Won(6_000), extra.first().cloned());
    state.problems = vec![Problem::FeeAboveMax { agency: "barogo".to_owned(), fee, max, extra, allow }];
    let mut desk = Desk::with(state.clone());
    desk.problems();
    assert!(desk.shows("기상 할증 1,000원"));
    desk.tap("오늘 할증 1,000원까지 허용");
    desk.key(Key::Escape);
    desk.key(Key::Enter);
    desk.key(Key::Function(6));
    let allowed = ("WEATHER".to_owned(), Some(Won(1_000)));
    assert_eq!(desk.consents, [allowed.clone(), allowed]);
    desk.sent(&[]);

    let mut board = board_of(state);
    board.consents = vec![Consent { kind: "WEATHER".to_owned(), up_to: Won(1_000), until: later(36_000) }];
    let mut desk = Desk::new(board);
    desk.key(Key::Digit(0));
    assert!(desk.shows("오늘 허용한 할증: 기상 할증 1,000원까지"));
    desk.tap("거두기");
    assert_eq!(desk.consents, [("WEATHER".to_owned(), None)]);
}

#[test]
fn the_counter_tells_who_waits_and_who_is_late() {
    let shown = |state: OrderState, after: i64| {
        let mut desk = Desk::with(state);
        desk.wait(after * 1_000);
        desk.tell(Message::Tick);
        desk.texts()
            .into_iter()
            .find(|text| text.starts_with("barogo") && text.len() > 10)
            .unwrap_or_default()
    };
    assert_eq!(shown(ridden(DeliveryState::Arrived, start()), 30), "barogo 라이더 도착");
    assert_eq!(shown(ridden(DeliveryState::Arrived, start()), 190), "barogo 라이더 대기 3분");
    assert_eq!(shown(ridden(DeliveryState::Requested, start()), 250), "barogo 라이더 요청됨 4분째");
    let mut assigned = ridden(DeliveryState::Assigned, start());
    assigned.deliveries.edit()[0].pickup_expected_at = Some(later(420));
    assert!(
        shown(assigned.clone(), 10).starts_with("barogo 배차됨 ")
            && shown(assigned.clone(), 10).ends_with("도착 예정")
    );
    assert_eq!(shown(assigned, 420 + 360), "barogo 배차됨 6분 늦음");
}

#[test]
fn the_open_order_tells_each_step_and_what_it_costs() {
    let mut state = ridden(DeliveryState::Assigned, start());
    let delivery = &mut state.deliveries.edit()[0];
    let steps = [DeliveryState::Requested, DeliveryState::Assigned];
    let steps = steps.map(|status| StatusChange { status, at: start() });
    delivery.stand(DeliveryState::Assigned, steps.into());
    delivery.cost.charges = vec![ExtraCharge { kind: "LATE_NIGHT".to_owned(), amount: Won(500) }];
    delivery.cost.vat = Some(Won(380));
    delivery.collect.cash = Won(27_500);
    delivery.purpose = Purpose::Redelivery { note: "공기밥 1".to_owned() };
    let mut desk = Desk::with(state);
    desk.tap("특급-001");
    assert!(desk.shows("재배달: 공기밥 1"));
    assert!(desk.shows("3,800원 · 심야 할증 500원 · 부가세 380원 · 라이더가 받을 돈 27,500원"));
    assert!(desk.shows("라이더 요청됨 → ") && desk.shows("배차됨"));
}

#[test]
fn something_more_is_brought_after_the_meal_has_arrived() {
    let mut state = ridden(DeliveryState::Delivered, start());
    let mut desk = Desk::with(state.clone());
    desk.tap("특급-001");
    assert!(!desk.shows("한 번 더 배달"), "the meal is still here");
    state.head.status = Status::Completed;
    let mut desk = Desk::with(state);
    desk.key(Key::Function(9));
    desk.tap("특급-001");
    desk.tap("한 번 더 배달");
    types(&mut desk, "공기밥 1");
    desk.tap("라이더 부르기");
    let again = Command::DeliverAgain { agency: None, max_fee: None, note: "공기밥 1".to_owned() };
    desk.sent(&[(ID, again)]);
}

#[test]
fn an_own_rider_bringing_an_extra_leaves_and_returns_by_button() {
    let mut state = ridden(DeliveryState::Assigned, start());
    state.head.status = Status::Completed;
    state.deliveries.edit()[0].purpose = Purpose::Redelivery { note: "공기밥 1".to_owned() };
    state.deliveries.edit()[0].agency = "uncle".to_owned();
    for (at, step, command) in [
        (DeliveryState::Assigned, "배달 출발", Command::PickedUp),
        (DeliveryState::PickedUp, "완료", Command::Complete),
    ] {
        state.deliveries.edit()[0].stand(at, Vec::new());
        let mut desk = with_own(state.clone());
        desk.key(Key::Function(9));
        desk.tap("특급-001");
        desk.tap(step);
        desk.settle();
        desk.sent(&[(ID, command)]);
    }
}

#[test]
fn it_is_said_who_is_called_first_and_one_dish_is_one() {
    let mut desk = Desk::with(cooking());
    desk.tap("특급-001");
    desk.tap("라이더 부르기");
    assert!(desk.shows("누구를 부를까요?") && desk.shows("자동(barogo 먼저)"));
    let mut state = fresh();
    if let Some(order) = &mut state.head.order {
        order.lines[0].quantity = Quantity::pieces(1);
    }
    let board = board_of(state);
    let desk = Desk::speaking(board.clone(), crate::settings::Language::English);
    assert!(desk.shows("1 dish ·") && !desk.shows("1 dishes"));
    assert!(Desk::new(board).shows("1개 ·"));
}
