//! Invented orders in every state, for tests, the window's pictures and benchmarks.

mod boards;
pub mod kitchen;
mod menu;
pub mod paper;
pub mod riders;
pub mod sales;
pub mod settlement;

pub use boards::{card, card_by, closings, policy_of, quiet, rush};
pub use menu::menu;

use std::collections::BTreeMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::order::{
    Address, Amendment, Customer, DeliveredBy, DeliveryState, Fee, FeeKind, Line, Order, OrderKind, Payment,
    PaymentKind, Personal, Rider, Status, TicketKind, TicketState, Timing, Total, Wants, Won,
};
use crate::rules::{
    AgencyPolicy, Capabilities, ChannelPolicy, Dispatch, Head, Pace, Policy, PrinterPolicy, Riders,
    ShopPolicy, Station, Suits,
};
use crate::{Attempt, Bell, OrderState, StatusChange, TicketJob};

/// `seconds` after `now`; before it if negative.
pub fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

/// A dish with its options, by name and price.
pub fn line(pieces: i64, name: &str, price: i64, options: &[(&str, i64)]) -> Line {
    Line::new(pieces, name, price, options)
}

/// Two bowls of soup with choices.
pub fn soup() -> Vec<Line> {
    vec![line(2, "한우국밥", 11_000, &[("곱빼기", 2_000), ("파 빼기", 0)])]
}

/// A long order for the benchmark: thirty dishes, each with one or two choices.
pub fn thirty_dishes() -> Vec<Line> {
    const NAMES: [&str; 8] = [
        "뼈해장국",
        "순대국밥",
        "수육 (소)",
        "얼큰 감자탕 중",
        "모둠순대",
        "공깃밥",
        "콜라 500ml",
        "들깨수제비",
    ];
    const CHOICES: [&[(&str, i64)]; 4] = [
        &[("우거지 추가", 1_000), ("들깨가루 빼기", 0)],
        &[("곱빼기", 2_000)],
        &[("맵기: 보통", 0), ("당면 추가", 1_500)],
        &[("따로 담아 주세요", 0)],
    ];
    let dishes = NAMES.iter().cycle().zip(CHOICES.iter().cycle()).zip(0..30);
    dishes.map(|((name, choices), n)| line(1 + n % 3, name, 1_000 * (4 + n % 17), choices)).collect()
}

/// An order of `lines`, delivered to an invented flat and paid in the app.
pub fn order(display_id: &str, now: Timestamp, lines: Vec<Line>) -> Order {
    let items: Won = lines.iter().map(|line| line.total).sum();
    let tip = Won(3_000);
    Order {
        external_id: format!("sample-{display_id}"),
        display_id: display_id.to_owned(),
        kind: OrderKind::Delivery,
        timing: Timing::Instant,
        placed_at: now,
        preparation_start: now,
        promised_at: Some(after(now, 45 * 60)),
        wanted: None,
        lines,
        fees: vec![Fee { kind: FeeKind::Delivery, name: "배달팁".to_owned(), amount: tip }],
        discounts: Vec::new(),
        total: Total { items, fees: tip, discount: Won::ZERO, amount: items + tip },
        payments: vec![Payment {
            kind: PaymentKind::Card,
            name: "신용카드".to_owned(),
            amount: items + tip,
            on_delivery: false,
            change_for: None,
        }],
        customer: Customer {
            name: Some(Personal::from("가나다")),
            phone: Some(Personal::from("0504-0000-1234")),
            safe_number: true,
            safe_number_expires: None,
            orders_here: Some(3),
        },
        address: Some(Address {
            road: Some(Personal::from("전주시 완산구 없는길 12")),
            jibun: Some(Personal::from("없는동 34-5")),
            detail: Some(Personal::from("가상아파트 101동 1203호")),
            entrance: Some(Personal::from("#1203 호출")),
            district: Some("없는동 가상아파트".to_owned()),
            latitude: None,
            longitude: None,
        }),
        delivered_by: DeliveredBy::Merchant,
        store_memo: None,
        rider_memo: None,
        cutlery: Some(false),
        reusable_container: false,
        return_code: None,
        bundle: None,
        cash_receipt: None,
        pickup_code: None,
        wants: Wants::default(),
        remarks: Vec::new(),
        left_out: 0,
        unread: Vec::new(),
    }
}

/// An order's state: new, with three minutes left, ringing.
pub fn state(number: &str, now: Timestamp, order: Order) -> OrderState {
    let (id, number, external_id) = (format!("id-{number}"), number.to_owned(), order.external_id.clone());
    let head = Head {
        order: Some(order),
        status: Status::Received,
        received_at: after(now, -120),
        accept_by: Some(after(now, 180)),
        ..Head::new(id, number, "teukgeup".to_owned(), external_id, now)
    };
    OrderState { bell: Bell::NewOrder { since: after(now, -120) }, ..OrderState::new(head) }
}

/// An order of soup in the kitchen, ready in ten minutes.
pub fn cooking(number: &str, now: Timestamp) -> OrderState {
    accepted(state(number, now, order("T-1", now, soup())), now, 600)
}

/// Takes a new order: in the kitchen, ready in `left` seconds, kitchen ticket printed.
pub fn accepted(mut state: OrderState, now: Timestamp, left: i64) -> OrderState {
    state.head.status = Status::Accepted;
    state.head.confirmed = true;
    state.head.accept_by = None;
    state.head.accepted_at = Some(after(now, -300));
    state.head.prep_minutes = Some(20);
    state.head.ready_at = Some(after(now, left));
    state.head.starts_at = state.head.accepted_at;
    state.head.started = true;
    state.bell = Bell::Silent;
    state.tickets = vec![ticket(&state.head.number, now, TicketKind::Kitchen, TicketState::Printed)].into();
    state
}

/// One ticket job of an order.
pub fn ticket(number: &str, now: Timestamp, kind: TicketKind, state: TicketState) -> TicketJob {
    TicketJob {
        id: format!("ticket-{number}-{}", kind.as_str()),
        kind,
        printer: "kitchen".to_owned(),
        copy: 1,
        state,
        attempts: 1,
        may_be_copy: true,
        marked_reprint: false,
        marked_changed: false,
        changed_at: None,
        backup_for: None,
        queued_at: now,
        expires_at: after(now, 1_800),
        reason: None,
        part: None,
    }
}

/// One delivery attempt of an order.
pub fn delivery(number: &str, now: Timestamp, state: DeliveryState) -> Attempt {
    ridden(number, now, state, Vec::new())
}

/// One that came to stand so in these steps.
pub fn ridden(number: &str, now: Timestamp, state: DeliveryState, history: Vec<StatusChange>) -> Attempt {
    let mut attempt = Attempt::standing(state, history, now);
    (attempt.agency, attempt.idempotency_key) = ("barogo".to_owned(), format!("key-{number}"));
    attempt.cost.fee = Some(Won(3_800));
    (attempt.told.slip, attempt.sent_at, attempt.fail_over) = (true, Some(now), true);
    attempt.rider = matches!(state, DeliveryState::Assigned | DeliveryState::PickedUp).then(|| Rider {
        name: Some(Personal::from("라기사")),
        phone: Some(Personal::from("0505-0000-9876")),
    });
    attempt.pickup_expected_at = Some(after(now, 420));
    attempt
}

/// What an agency can do that asks for every price first, refuses a key that it knows, and is told of every change.
pub fn able() -> Capabilities {
    Capabilities {
        in_house: false,
        quote_first: true,
        duplicate_guard: true,
        uuid_keys: false,
        look_up: true,
        needs_coordinates: false,
        divides: true,
        raises: false,
        ready_signal: true,
        balance: true,
        amends: &[Amendment::Pickup, Amendment::Drop, Amendment::Memo, Amendment::Payment],
        pace: Pace::default(),
    }
}

/// What the shop's own riders can do: a person names and follows them.
pub fn by_hand() -> Capabilities {
    Capabilities {
        in_house: true,
        quote_first: false,
        duplicate_guard: false,
        look_up: false,
        divides: false,
        ready_signal: false,
        balance: false,
        amends: &[],
        ..able()
    }
}

/// An agency that is called by hand, for anything and at any fee.
pub fn agency(id: &str, can: Capabilities) -> AgencyPolicy {
    AgencyPolicy {
        id: id.to_owned(),
        account: "known".to_owned(),
        shop: None,
        dispatch: Dispatch::Manual,
        max_fee: None,
        allowed: BTreeMap::new(),
        suits: Suits::default(),
        can,
    }
}

/// A kitchen with a station for soup and one for the grill.
pub fn stations() -> Vec<Station> {
    let station = |id: &str, name: &str, dishes: &str| Station {
        id: id.to_owned(),
        name: name.to_owned(),
        codes: Vec::new(),
        names: vec![dishes.to_owned()],
        stalls: Vec::new(),
    };
    vec![station("soup", "국밥", "*국밥"), station("grill", "구이", "*구이")]
}

/// The rules' view of a shop with one app, a kitchen printer and these agencies.
pub fn policy(agencies: Vec<AgencyPolicy>) -> Policy {
    let app = ChannelPolicy { riders: Riders::Us, ..ChannelPolicy::unknown("teukgeup") };
    let kitchen = PrinterPolicy {
        id: "kitchen".to_owned(),
        tickets: vec![TicketKind::Kitchen, TicketKind::Cancel],
        copies: 1,
        stations: Vec::new(),
        backup: None,
        reprint_unknown: false,
        expire_minutes: 30,
    };
    let shop =
        ShopPolicy { timezone: TimeZone::UTC, business_day_starts: Time::constant(5, 0, 0, 0), hours: None };
    Policy {
        channels: [("teukgeup".to_owned(), app)].into(),
        stations: Vec::new(),
        printers: vec![kitchen],
        agencies,
        shops: [(String::new(), shop)].into(),
        keep_days: 0,
    }
}
