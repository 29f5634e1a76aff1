//! A board full of invented orders, for looking at the window and for its tests.

use std::sync::Arc;

use jiff::Timestamp;

use super::{able, accepted, after, agency, by_hand, delivery, line, order, soup, state, ticket};
use crate::board::{
    AgencyHealth, Alarm, Assurance, Board, Card, ChannelHealth, ConnectionStatus, Melody, PrinterHealth, Ring,
};
use crate::closing::{Again, Closing, Movement, Outcomes};
use crate::order::{
    DeliveryState, ExtraCharge, Food, OrderKind, PaymentKind, Problem, Refusal, Status, TicketKind,
    TicketState, Timing, Won,
};
use crate::rules::{self, AgencyPolicy, Policy};
use crate::{Collect, OrderState, OrderView, ShopAvailability, StationView};

/// The rules' view of a shop with one app, a kitchen printer and these agencies.
pub fn policy_of(agencies: &[AgencyHealth]) -> Policy {
    let agency = |shown: &AgencyHealth| {
        let can = if shown.in_house { by_hand() } else { able() };
        AgencyPolicy { max_fee: shown.max_fee, ..agency(&shown.id, can) }
    };
    super::policy(agencies.iter().map(agency).collect())
}

/// A card of one of the three sample apps, told by the number's prefix, in a shop with two agencies.
pub fn card(state: OrderState) -> Card {
    let agencies = quiet(state.head.updated_at).agencies;
    card_by(state, &policy_of(&agencies))
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
        stations: StationView::of(&state, policy),
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
        bell: Melody::default(),
        id: id.to_owned(),
        name: name.to_owned(),
        color: color.to_owned(),
        shop: None,
        line: ConnectionStatus::Connected,
        opening: ShopAvailability::default(),
        hours: None,
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
        day: None,
        shops: Vec::new(),
        stations: Vec::new(),
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
        warnings: Vec::new(),
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
        fresh("특급-012", "T1F9-0012", [soup(), vec![line(1, "수육 (소)", 25_000, &[])]].concat());
    hurried.head.accept_by = Some(after(now, 48));
    if let Some(order) = &mut hurried.head.order {
        order.store_memo =
            Some("국물 넉넉히 주시고 김치 많이 부탁드려요. 아이가 먹을 거라 맵지 않게 해주세요.".to_owned());
        order.rider_memo = Some("문 앞에 두고 벨 눌러주세요".to_owned());
    }

    let mut cash =
        fresh("땡겨-007", "D-20931", vec![line(1, "소머리국밥", 12_000, &[]), line(1, "소주", 5_000, &[])]);
    if let Some(order) = &mut cash.head.order {
        order.lines[1].alcohol = true;
        let payment = &mut order.payments[0];
        (payment.kind, payment.name) = (PaymentKind::Cash, "현금".to_owned());
        (payment.on_delivery, payment.change_for) = (true, Some(Won(50_000)));
    }

    let mut takeout = fresh("먹깨-003", "M7731", [soup(), vec![line(3, "공깃밥", 1_000, &[])]].concat());
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

    let mut dear = accepted(fresh("땡겨-006", "D-20915", vec![line(4, "갈비탕", 13_000, &[])]), now, 130);
    dear.deliveries = vec![delivery("땡겨-006", now, DeliveryState::Planned)].into();
    dear.problems = vec![Problem::FeeAboveMax {
        agency: "barogo".to_owned(),
        fee: Won(7_400),
        max: Won(6_000),
        extra: vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_500) }],
        allow: Some(ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(1_500) }),
    }];

    let mut late = accepted(fresh("특급-009", "T1F9-0009", vec![line(1, "육개장", 10_000, &[])]), now, -240);
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
        accepted(fresh("땡겨-005", "D-20899", vec![line(1, "도가니탕", 16_000, &[])]), now, -60);
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
