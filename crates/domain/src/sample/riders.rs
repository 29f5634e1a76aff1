//! A board full of riders: who waits at the counter, who is late, who was never found, and what they cost.

use crate::order::{
    Amendment, Conditions, DeliveryState, ExtraCharge, Problem, Quote, Refusal, Rider, Status, Unneeded, Won,
};
use crate::{Attempt, Closing, Collect, Compared, Consent, Offer, OrderState, Purpose, StatusChange};
use jiff::Timestamp;

use super::{accepted, after, card_by, order, policy_of, quiet, soup, state};
use crate::board::{AgencyHealth, Board, ConnectionStatus};

/// Minutes that a rider needs from the call to wherever he stands.
const STEPS: [(DeliveryState, i64); 5] = [
    (DeliveryState::Requested, 14),
    (DeliveryState::Assigned, 11),
    (DeliveryState::Arrived, 6),
    (DeliveryState::PickedUp, 5),
    (DeliveryState::Delivered, 0),
];

const NEAR: &str = "바로고";
const FAR: &str = "부릉";
const LONG: &str = "한빛광역시 우리동네배달 협동조합";
const OWN: &str = "우리 라이더";

fn charge(kind: &str, amount: i64) -> ExtraCharge {
    ExtraCharge { kind: kind.to_owned(), amount: Won(amount) }
}

fn refusal(code: &str) -> Refusal {
    Refusal { code: code.to_owned(), message: None }
}

/// Cooking, ready in `left` seconds, with such a delivery on its way through all steps before.
fn ridden(number: &str, now: Timestamp, left: i64, at: DeliveryState) -> OrderState {
    let mut order = accepted(state(number, now, order(number, now, soup())), now, left);
    order.deliveries = vec![ride(number, now, at)].into();
    order
}

fn ride(number: &str, now: Timestamp, at: DeliveryState) -> Attempt {
    let steps = STEPS.iter().take_while(|(state, _)| state.progress() <= at.progress());
    let history = steps.map(|(status, ago)| StatusChange { status: *status, at: after(now, -60 * ago) });
    came(number, now, at, history.collect())
}

/// The same, standing so for that many seconds.
fn ride_for(number: &str, now: Timestamp, at: DeliveryState, seconds: i64) -> Attempt {
    let mut history = ride(number, now, at).history().to_vec();
    if let Some(last) = history.last_mut() {
        last.at = after(now, -seconds);
    }
    came(number, now, at, history)
}

fn came(number: &str, now: Timestamp, at: DeliveryState, history: Vec<StatusChange>) -> Attempt {
    let mut ride = super::ridden(number, now, at, history);
    ride.agency = NEAR.to_owned();
    if at.progress() >= DeliveryState::Assigned.progress() {
        ride.rider = Some(Rider { name: Some("라기사".into()), phone: Some("0505-0000-9876".into()) });
    }
    ride
}

fn agency(id: &str, now: &AgencyHealth) -> AgencyHealth {
    AgencyHealth { id: id.to_owned(), ..now.clone() }
}

/// Three agencies, one with a long name, and two riders of the shop's own.
fn agencies(board: &mut Board) {
    let [mut near, mut far, mut long, mut own] =
        [NEAR, FAR, LONG, OWN].map(|id| agency(id, &board.agencies[0]));
    near.deposit = Some(Won(71_380));
    near.conditions = Some(Conditions {
        possible: true,
        reason: None,
        delay_minutes: Some(10),
        extra: vec![charge("WEATHER", 1_000)],
    });
    (far.deposit, far.deposit_low) = (Some(Won(11_000)), true);
    long.line = ConnectionStatus::Failing("응답 없음".to_owned());
    (own.in_house, own.max_fee, own.cancel_fee) = (true, None, None);
    own.riders = vec!["김배달".to_owned(), "이실버".to_owned()];
    board.agencies = vec![near, far, long, own];
}

/// What the agencies ask for it.
fn quotes(now: Timestamp) -> Vec<Compared> {
    let asked = |agency: &str, ago: i64, answer| Compared {
        agency: agency.to_owned(),
        key: agency.to_owned(),
        asked_at: after(now, -ago),
        answer,
    };
    let quote = |fee, extra| Quote {
        fee: Won(fee),
        vat: Some(Won(fee / 10)),
        extra,
        distance_metres: Some(1_340),
        pickup_expected_at: Some(after(now, 540)),
    };
    let dear = vec![charge("WEATHER", 1_500), charge("HOLIDAY", 500), charge("LATE_NIGHT", 500)];
    vec![
        asked(NEAR, 10, Some(Offer::Possible(quote(7_400, dear)))),
        asked(FAR, 250, Some(Offer::Possible(quote(4_900, Vec::new())))),
        asked(LONG, 10, Some(Offer::Refused(refusal("INCORRECT_STORE_VAN_INFO_SETTING")))),
    ]
}

/// An evening in which most goes well: riders come, wait, ride and have brought it.
pub fn evening(now: Timestamp) -> Board {
    let new = state("특급-031", now, order("T1F9-0031", now, soup()));

    let waits = ridden("특급-024", now, 240, DeliveryState::Arrived);

    let mut late = ridden("땡겨-019", now, 480, DeliveryState::Assigned);
    late.deliveries.edit()[0].pickup_expected_at = Some(after(now, -7 * 60));

    let mut comes = ridden("먹깨-012", now, 660, DeliveryState::Assigned);
    comes.deliveries.edit()[0].agency = FAR.to_owned();

    let mut searched = ridden("특급-026", now, 720, DeliveryState::Requested);
    searched.deliveries = vec![ride_for("특급-026", now, DeliveryState::Requested, 8 * 60)].into();
    searched.deliveries.edit()[0].agency = LONG.to_owned();

    let mut elsewhere = accepted(state("땡겨-020", now, order("D-20931", now, soup())), now, 900);
    elsewhere.deliveries.set_called_elsewhere();

    let mut own = ridden("특급-023", now, -60, DeliveryState::Assigned);
    own.head.status = Status::Ready;
    own.deliveries.edit()[0].agency = OWN.to_owned();
    own.deliveries.edit()[0].cost.fee = None;
    own.deliveries.edit()[0].pickup_expected_at = None;
    own.deliveries.edit()[0].rider = Some(Rider { name: Some("김배달".into()), phone: None });
    own.deliveries.edit()[0].collect = Collect { cash: Won(29_000), card: Won::ZERO };

    let mut here = ridden("먹깨-011", now, -30, DeliveryState::Arrived);
    here.head.status = Status::Ready;
    here.deliveries = vec![ride_for("먹깨-011", now, DeliveryState::Arrived, 20)].into();
    here.deliveries.edit()[0].agency = FAR.to_owned();

    let mut dear = accepted(state("땡겨-021", now, order("D-20944", now, soup())), now, 300);
    dear.deliveries = vec![ride("땡겨-021", now, DeliveryState::Planned)].into();
    *dear.deliveries.edit_quotes() = quotes(now);
    dear.problems = vec![Problem::FeeAboveMax {
        agency: NEAR.to_owned(),
        fee: Won(7_400),
        max: Won(6_000),
        extra: vec![charge("WEATHER", 1_500)],
        allow: Some(charge("WEATHER", 1_500)),
    }];

    let mut away = ridden("특급-022", now, -600, DeliveryState::PickedUp);
    away.head.status = Status::PickedUp;

    let mut again = ridden("땡겨-017", now, -1_500, DeliveryState::Delivered);
    again.head.status = Status::PickedUp;
    let note =
        "공기밥 하나, 깍두기 조금 더, 콜라 제로 500ml로 바꿔서 같이 갖다 주세요. 벨은 누르지 말아 주세요"
            .to_owned();
    let mut second = ride("땡겨-017-2", now, DeliveryState::Assigned);
    (second.number, second.purpose) = (2, Purpose::Redelivery { note });
    again.deliveries.edit().push(second);

    let mut done = ridden("특급-018", now, -2_400, DeliveryState::Delivered);
    done.head.status = Status::Completed;
    let paid = &mut done.deliveries.edit()[0];
    (paid.cost.fee, paid.cost.vat) = (Some(Won(5_300)), Some(Won(530)));
    paid.cost.charges = vec![charge("WEATHER", 1_000), charge("LATE_NIGHT", 500)];
    paid.collect = Collect { cash: Won::ZERO, card: Won(29_000) };

    let mut board = quiet(now);
    agencies(&mut board);
    let orders = [new, waits, late, comes, searched, elsewhere, own, here, dear, away, again, done];
    let policy = policy_of(&board.agencies);
    board.orders = orders.into_iter().map(|state| card_by(state, &policy)).collect();
    board.consents = vec![
        Consent { kind: "WEATHER".to_owned(), up_to: Won(1_500), until: after(now, 18_000) },
        Consent { kind: "LATE_NIGHT".to_owned(), up_to: Won(500), until: after(now, 18_000) },
    ];
    board
}

/// The evening in which everything goes wrong with riders.
pub fn trouble(now: Timestamp) -> Board {
    let wrong = |number: &str, at, problem| {
        let mut order = ridden(number, now, 300, at);
        order.problems = vec![problem];
        order
    };
    let agency = || NEAR.to_owned();
    let mut unknown = wrong(
        "특급-041",
        DeliveryState::Unknown,
        Problem::DeliveryUnknown {
            agency: LONG.to_owned(),
            key: "jm-26112401-0041-1".to_owned(),
            gone: false,
        },
    );
    unknown.deliveries.edit()[0].agency = LONG.to_owned();
    let mut asked = wrong(
        "땡겨-042",
        DeliveryState::Assigned,
        Problem::CancellationAsked {
            reason: Some("주소를 잘못 적었어요".to_owned()), answer_by: None
        },
    );
    asked.deliveries.edit()[0].cost.cancel_fee = Some(Won(1_200));
    let none = Problem::NoRider { agency: agency(), refusal: refusal("TOO_LONG_DELIVERY_DISTANCE") };
    let mut nobody = wrong("특급-043", DeliveryState::Rejected, none);
    nobody.deliveries.edit()[0].refusal = Some(refusal("TOO_LONG_DELIVERY_DISTANCE"));
    nobody.deliveries.edit()[0].cost.fee = None;
    let due = Some(after(now, -7 * 60));
    let mut late = wrong(
        "땡겨-044",
        DeliveryState::Assigned,
        Problem::RiderLate { agency: agency(), expected_at: due, offer: None },
    );
    late.deliveries.edit()[0].pickup_expected_at = due;
    let not_found = wrong(
        "특급-045",
        DeliveryState::Requested,
        Problem::RiderLate { agency: agency(), expected_at: None, offer: Some(Won(4_300)) },
    );
    let not_told = Problem::RiderNotTold { agency: agency(), what: Amendment::Drop };
    let not_told = wrong("먹깨-046", DeliveryState::Assigned, not_told);
    let reason = "INVALID_STATUS".to_owned();
    let refused = Problem::RiderNotCalledOff { agency: agency(), attempt: 1, reason };
    let refused = wrong("먹깨-047", DeliveryState::Arrived, refused);
    let mut ended = wrong(
        "특급-048",
        DeliveryState::Failed,
        Problem::DeliveryEnded { agency: agency(), raw_state: "FAILED".to_owned() },
    );
    ended.head.status = Status::PickedUp;
    ended.deliveries.edit()[0].refusal = Some(refusal("NOT_ANSWER_RECEIVER"));
    let mut back = ridden("특급-049", now, -900, DeliveryState::Cancelled);
    back.head.status = Status::PickedUp;
    back.deliveries.edit()[0].cost.cancel_fee = Some(Won(500));
    let mut again = ride("특급-049-2", now, DeliveryState::Requested);
    (again.number, again.purpose) = (2, Purpose::Retry);
    back.deliveries.edit().push(again);

    let why = Unneeded::App;
    let needless = Problem::RiderNotNeeded { agency: agency(), attempt: 1, why };
    let needless = wrong("땡겨-050", DeliveryState::Requested, needless);
    let rose = Problem::FeeRose { agency: agency(), attempt: 1, fee: Won(9_400), known: Won(5_300) };
    let rose = wrong("특급-051", DeliveryState::Requested, rose);
    let mut on_the_way_back = ridden("특급-052", now, -900, DeliveryState::Returning);
    on_the_way_back.head.status = Status::PickedUp;

    let mut board = quiet(now);
    agencies(&mut board);
    board.agencies[1].conditions = Some(Conditions {
        possible: false,
        reason: Some("BAD_WEATHER".to_owned()),
        delay_minutes: None,
        extra: Vec::new(),
    });
    let orders = [
        unknown,
        asked,
        nobody,
        late,
        not_found,
        not_told,
        refused,
        ended,
        back,
        needless,
        rose,
        on_the_way_back,
    ];
    let policy = policy_of(&board.agencies);
    board.orders = orders.into_iter().map(|state| card_by(state, &policy)).collect();
    board
}

/// The evening in a town with ten agencies.
pub fn ten_agencies(now: Timestamp) -> Board {
    let mut board = evening(now);
    let more = (5..=10).map(|n| agency(&format!("없는시 번개배달 {n}호점"), &board.agencies[1]));
    let more: Vec<AgencyHealth> = more.collect();
    board.agencies.extend(more);
    board
}

/// The sample's day of money, by the names of this board's agencies.
pub fn closings(at: Timestamp) -> Vec<Closing> {
    let days = super::closings(at).into_iter().zip([NEAR, FAR, OWN]);
    days.map(|(day, agency)| Closing { agency: agency.to_owned(), ..day }).collect()
}
