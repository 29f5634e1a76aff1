//! A board full of invented orders, for looking at the window and for its tests.

pub mod riders;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::engine::board::{
    AgencyHealth, Alarm, Assurance, Card, ChannelHealth, ConnectionStatus, PrinterHealth, Ring,
};
use crate::engine::closing::{Again, Closing, Movement, Outcomes};
use crate::engine::rules::{
    self, AgencyPolicy, Capabilities, ChannelPolicy, Dispatch, Head, Pace, Policy, PrinterPolicy, Riders,
    ShopPolicy, Suits,
};
use crate::engine::{
    Attempt, Bell, Board, Collect, OrderState, OrderView, ShopAvailability, StatusChange, TicketJob,
};
use crate::order::{
    Address, Amendment, Customer, DeliveredBy, DeliveryState, ExtraCharge, Fee, FeeKind, Food, Line,
    LineOption, Order, OrderKind, Payment, PaymentKind, Personal, Problem, Quantity, Refusal, Rider, Status,
    TicketKind, TicketState, Timing, Total, Wants, Won,
};
use crate::settings::{Shop, ShopAddress};

/// `seconds` after `now`; before it if negative.
fn after(now: Timestamp, seconds: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}

fn dish(name: &str, pieces: i64, price: i64, options: &[(&str, i64)]) -> Line {
    let options: Vec<LineOption> = options
        .iter()
        .map(|(name, price)| LineOption {
            name: (*name).to_owned(),
            quantity: Quantity::pieces(1),
            unit_price: Won(*price),
        })
        .collect();
    let each = price + options.iter().map(|option| option.unit_price.0).sum::<i64>();
    Line {
        id: name.to_owned(),
        name: name.to_owned(),
        external_code: None,
        quantity: Quantity::pieces(pieces),
        unit_price: Won(price),
        total: Won(each * pieces),
        options,
        memo: None,
        alcohol: false,
        stall: None,
    }
}

/// Two bowls of soup with choices.
pub fn soup() -> Vec<Line> {
    vec![dish("한우국밥", 2, 11_000, &[("곱빼기", 2_000), ("파 빼기", 0)])]
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
    dishes.map(|((name, choices), n)| dish(name, 1 + n % 3, 1_000 * (4 + n % 17), choices)).collect()
}

/// A shop that stands nowhere, with its place on the map.
pub fn shop() -> Shop {
    Shop {
        id: None,
        name: "모의국밥".to_owned(),
        phone: "063-000-0000".to_owned(),
        business_number: "000-00-00000".to_owned(),
        timezone: jiff::tz::TimeZone::fixed(jiff::tz::offset(9)),
        business_day_starts: jiff::civil::time(5, 0, 0, 0),
        address: ShopAddress {
            road: "모의시 시험구 가게로 9".to_owned(),
            latitude: Some(35.81),
            longitude: Some(127.11),
            ..ShopAddress::default()
        },
        footer: Vec::new(),
    }
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

/// The rules' view of a shop with one app, a kitchen printer and these agencies.
pub fn policy(agencies: &[AgencyHealth]) -> Policy {
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
    let agency = |shown: &AgencyHealth| {
        let can = if shown.in_house { by_hand() } else { able() };
        AgencyPolicy { max_fee: shown.max_fee, ..agency(&shown.id, can) }
    };
    let shop = ShopPolicy { timezone: TimeZone::UTC, business_day_starts: Time::constant(5, 0, 0, 0) };
    Policy {
        channels: [("teukgeup".to_owned(), app)].into(),
        stations: Vec::new(),
        printers: vec![kitchen],
        agencies: agencies.iter().map(agency).collect(),
        shops: [(String::new(), shop)].into(),
    }
}

/// A card of one of the three sample apps, told by the number's prefix, in a shop with two agencies.
pub fn card(state: OrderState) -> Card {
    let agencies = quiet(state.head.updated_at).agencies;
    card_by(state, &policy(&agencies))
}

/// A card in a shop that is run by this policy.
pub fn card_by(state: OrderState, policy: &Policy) -> Card {
    let (name, color) = match state.head.number.split('-').next() {
        Some("땡겨") => ("땡겨요", "#fb521b"),
        Some("먹깨") => ("먹깨비", "#ffd400"),
        _ => ("배달특급", "#ff3c6f"),
    };
    let possible = rules::possible(&state, state.head.updated_at, policy);
    Card {
        view: Arc::new(OrderView::of(&state)),
        channel_name: name.to_owned(),
        color: color.to_owned(),
        shop_name: None,
        possible,
        prep_minutes: 20,
    }
}

/// A board where all is well and nothing has come in.
pub fn quiet(now: Timestamp) -> Board {
    let channel = |id: &str, name: &str, color: &str| ChannelHealth {
        id: id.to_owned(),
        name: name.to_owned(),
        color: color.to_owned(),
        line: ConnectionStatus::Connected,
        opening: ShopAvailability::default(),
        by_hand: None,
        absent_since: None,
        late: false,
        clock_ahead: 0,
        asks_to_wait: None,
        set_aside: 0,
        last_poll: Some(now),
        next_try: None,
    };
    let assurance = Assurance::Paper;
    let printer = |id: &str| PrinterHealth {
        id: id.to_owned(),
        trouble: None,
        paper_low: false,
        assurance,
        waiting: 0,
    };
    let agency = |id: &str| AgencyHealth {
        id: id.to_owned(),
        line: ConnectionStatus::Connected,
        manual: true,
        in_house: false,
        shop: None,
        max_fee: Some(Won(6_000)),
        cancel_fee: Some(Won(500)),
        riders: Vec::new(),
        deposit: None,
        deposit_low: false,
        conditions: None,
    };
    Board {
        shops: Vec::new(),
        orders: Vec::new(),
        channels: vec![
            channel("teukgeup", "배달특급", "#ff3c6f"),
            channel("ddangyo", "땡겨요", "#fb521b"),
            channel("mukkebi", "먹깨비", "#ffd400"),
        ],
        printers: vec![printer("kitchen"), printer("counter")],
        agencies: vec![agency("barogo"), agency("vroong")],
        consents: Vec::new(),
        alarm: Alarm::default(),
        mute: None,
        store: None,
    }
}

/// A day of two agencies and a rider of the shop's own: one comes out, one does not, one keeps no deposit.
pub fn closings(at: Timestamp) -> Vec<Closing> {
    let deposit = |first: i64, last: i64, top_ups: i64, expected: i64| Movement {
        first: Won(first),
        first_at: at,
        last: Won(last),
        last_at: after(at, 3_600),
        change: Won(last - first),
        top_ups: Won(top_ups),
        spent: Won(first - last + top_ups),
        expected: Won(expected),
        difference: Won(first - last + top_ups - expected),
    };
    let charge = |kind: &str, won| ExtraCharge { kind: kind.to_owned(), amount: Won(won) };
    vec![
        Closing {
            agency: "barogo".to_owned(),
            deliveries: Outcomes { delivered: 23, cancelled: 1, failed: 0, open: 0 },
            fees: Won(89_200),
            surcharges: vec![charge("WEATHER", 8_000), charge("LATE_NIGHT", 1_500)],
            vat: Won(8_920),
            cancel_fees: Won(500),
            again: Again { deliveries: 1, cost: Won(4_180) },
            collected: Collect { cash: Won(142_000), card: Won(57_500) },
            deposit: Some(deposit(120_000, 71_380, 50_000, 98_620)),
            ..Closing::default()
        },
        Closing {
            agency: "vroong".to_owned(),
            deliveries: Outcomes { delivered: 4, cancelled: 0, failed: 1, open: 0 },
            fees: Won(18_000),
            vat: Won(1_800),
            without_fee: 1,
            deposit: Some(deposit(35_000, 11_000, 0, 19_800)),
            ..Closing::default()
        },
        Closing {
            agency: "own-rider".to_owned(),
            deliveries: Outcomes { delivered: 6, cancelled: 0, failed: 0, open: 1 },
            without_fee: 6,
            collected: Collect { cash: Won(31_000), card: Won(0) },
            ..Closing::default()
        },
    ]
}

/// A dinner rush: ten orders in every state a counter sees.
pub fn rush(now: Timestamp) -> Board {
    let fresh = |number: &str, id: &str, lines| state(number, now, order(id, now, lines));

    let mut hurried =
        fresh("특급-012", "T1F9-0012", [soup(), vec![dish("수육 (소)", 1, 25_000, &[])]].concat());
    hurried.head.accept_by = Some(after(now, 48));
    if let Some(order) = &mut hurried.head.order {
        order.store_memo =
            Some("국물 넉넉히 주시고 김치 많이 부탁드려요. 아이가 먹을 거라 맵지 않게 해주세요.".to_owned());
        order.rider_memo = Some("문 앞에 두고 벨 눌러주세요".to_owned());
    }

    let mut cash =
        fresh("땡겨-007", "D-20931", vec![dish("소머리국밥", 1, 12_000, &[]), dish("소주", 1, 5_000, &[])]);
    if let Some(order) = &mut cash.head.order {
        order.lines[1].alcohol = true;
        let payment = &mut order.payments[0];
        (payment.kind, payment.name) = (PaymentKind::Cash, "현금".to_owned());
        (payment.on_delivery, payment.change_for) = (true, Some(Won(50_000)));
    }

    let mut takeout = fresh("먹깨-003", "M7731", [soup(), vec![dish("공깃밥", 3, 1_000, &[])]].concat());
    takeout.head.accept_by = Some(after(now, 265));
    if let Some(order) = &mut takeout.head.order {
        (order.kind, order.address) = (OrderKind::Takeout, None);
        order.payments[0].kind = PaymentKind::ChildMealCard;
        order.payments[0].name = "아동급식카드".to_owned();
    }

    let mut unsure = accepted(fresh("특급-010", "T1F9-0010", soup()), now, 540);
    unsure.tickets = vec![ticket("특급-010", now, TicketKind::Kitchen, TicketState::Unknown)].into();
    unsure.problems = vec![Problem::TicketUnknown {
        ticket: unsure.tickets[0].id.clone(),
        kind: TicketKind::Kitchen,
        printer: "kitchen".to_owned(),
    }];

    let mut dear = accepted(fresh("땡겨-006", "D-20915", vec![dish("갈비탕", 4, 13_000, &[])]), now, 130);
    dear.deliveries = vec![delivery("땡겨-006", now, DeliveryState::Planned)].into();
    dear.problems = vec![Problem::FeeAboveMax {
        agency: "barogo".to_owned(),
        fee: Won(7_400),
        max: Won(6_000),
        extra: vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_500) }],
        allow: Some(ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_500) }),
    }];

    let mut late = accepted(fresh("특급-009", "T1F9-0009", vec![dish("육개장", 1, 10_000, &[])]), now, -240);
    late.deliveries = vec![delivery("특급-009", now, DeliveryState::Assigned)].into();

    let mut scheduled = accepted(fresh("먹깨-002", "M7702", soup()), now, 5_400);
    scheduled.head.started = false;
    scheduled.head.starts_at = Some(after(now, 4_200));
    scheduled.tickets.edit().clear();
    if let Some(order) = &mut scheduled.head.order {
        order.timing = Timing::Scheduled;
    }

    let mut away = accepted(fresh("특급-008", "T1F9-0008", soup()), now, -600);
    away.head.status = Status::PickedUp;
    away.deliveries = vec![delivery("특급-008", now, DeliveryState::PickedUp)].into();

    let mut waiting =
        accepted(fresh("땡겨-005", "D-20899", vec![dish("도가니탕", 1, 16_000, &[])]), now, -60);
    waiting.head.status = Status::Ready;
    if let Some(order) = &mut waiting.head.order {
        (order.kind, order.address) = (OrderKind::Takeout, None);
    }

    let mut cancelled = accepted(fresh("특급-011", "T1F9-0011", soup()), now, 700);
    cancelled.head.status = Status::Cancelled;
    cancelled.problems =
        vec![Problem::CancelledByApp { reason: Some("고객 변심".to_owned()), food: Food::Cooking }];

    let mut refused = accepted(fresh("특급-007", "T1F9-0007", soup()), now, -900);
    refused.head.status = Status::Completed;
    refused.deliveries = vec![delivery("특급-007", now, DeliveryState::Delivered)].into();
    let mut missed = fresh("땡겨-004", "D-20877", soup());
    missed.head.status = Status::Missed;
    missed.head.accept_by = None;

    let mut turned_down = accepted(fresh("먹깨-001", "M7690", soup()), now, 60);
    let mut attempt = delivery("먹깨-001", now, DeliveryState::Rejected);
    let refusal = Refusal { code: "INVALID_AREA".to_owned(), message: None };
    attempt.refusal = Some(refusal.clone());
    turned_down.deliveries = vec![attempt].into();
    turned_down.problems = vec![Problem::NoRider { agency: "barogo".to_owned(), refusal }];

    let orders = [
        hurried,
        cash,
        takeout,
        cancelled,
        unsure,
        dear,
        late,
        scheduled,
        away,
        waiting,
        turned_down,
        refused,
        missed,
    ];
    let mut board = quiet(now);
    board.orders = orders.into_iter().map(card).collect();
    board.alarm = Alarm { ring: Ring::Hurrying, ..Alarm::default() };
    board
}
