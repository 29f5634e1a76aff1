//! Invented orders for tests of this room and the printer's.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{
    Figure, Form, Forms, Layout, Logo, Look, Marks, Part, QrText, Row, ShopHead, Show, Size, TicketInput,
    What,
};
use crate::order::*;
use crate::settings::layouts::shipped;

fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}:00+09:00").parse().unwrap()
}

pub(crate) fn line(n: i64, name: &str, price: i64, options: &[(&str, i64)]) -> Line {
    let extra: i64 = options.iter().map(|(_, price)| price).sum();
    Line {
        id: name.into(),
        name: name.into(),
        external_code: None,
        quantity: Quantity::pieces(n),
        unit_price: Won(price),
        total: Won(n * (price + extra)),
        options: options
            .iter()
            .map(|(name, price)| LineOption {
                name: (*name).into(),
                quantity: Quantity::pieces(1),
                unit_price: Won(*price),
            })
            .collect(),
        memo: None,
        alcohol: false,
        stall: None,
    }
}

pub(crate) fn payment(kind: PaymentKind, name: &str, amount: i64, on_delivery: bool) -> Payment {
    Payment { kind, name: name.into(), amount: Won(amount), on_delivery, change_for: None }
}

/// The order of the design's sample tickets.
pub(crate) fn order() -> Order {
    let mut cash = payment(PaymentKind::Cash, "현금", 18_000, true);
    cash.change_for = Some(Won(50_000));
    Order {
        external_id: "0199-sample".into(),
        display_id: "B7K2".into(),
        kind: OrderKind::Delivery,
        timing: Timing::Instant,
        placed_at: at("19:02"),
        preparation_start: at("19:02"),
        promised_at: None,
        wanted: None,
        lines: vec![
            line(2, "뼈해장국", 10_000, &[("우거지 추가", 1_000), ("들깨가루 빼기", 0)]),
            line(1, "수육(소)", 25_000, &[("겉절이 추가", 2_000)]),
        ],
        fees: vec![Fee { kind: FeeKind::Delivery, name: "배달팁".into(), amount: Won(3_000) }],
        discounts: vec![
            Discount { name: "앱 쿠폰".into(), amount: Won(3_000), paid_by: Sponsor::App },
            Discount { name: "가게 쿠폰".into(), amount: Won(1_000), paid_by: Sponsor::Store },
        ],
        total: Total { items: Won(49_000), fees: Won(3_000), discount: Won(4_000), amount: Won(48_000) },
        payments: vec![payment(PaymentKind::LocalCurrency, "서로e음", 30_000, false), cash],
        customer: Customer {
            name: Some("가나다".into()),
            phone: Some("0504-000-0000".into()),
            safe_number: true,
            safe_number_expires: None,
            orders_here: None,
        },
        address: Some(Address {
            road: Some("인천 서구 가나로 12, 다라아파트".into()),
            jibun: Some("마바동 34-5".into()),
            detail: Some("103동 1204호".into()),
            entrance: Some("1204 호출".into()),
            district: Some("마바동".into()),
            latitude: None,
            longitude: None,
        }),
        delivered_by: DeliveredBy::Merchant,
        store_memo: Some("덜 맵게 해주세요. 리뷰이벤트 콜라!".into()),
        rider_memo: Some("도착 5분 전 문자 주세요".into()),
        cutlery: Some(false),
        reusable_container: true,
        return_code: None,
        bundle: None,
        cash_receipt: Some(CashReceipt { kind: "소득공제".into(), id: "010-0000-5678".into() }),
        pickup_code: None,
        wants: Wants::default(),
        remarks: Vec::new(),
        left_out: 0,
        unread: Vec::new(),
    }
}

/// A market's bundle of three stalls.
pub(crate) fn market() -> Order {
    const STALLS: [&str; 3] = ["다라정육점", "마바채소", "사아기름집"];
    let of = |stall: usize, n, name, price, options: &[(&str, i64)]| Line {
        stall: Some(STALLS[stall].into()),
        ..line(n, name, price, options)
    };
    let lines = vec![
        of(0, 1, "한우 국거리 500g", 24_000, &[]),
        of(1, 2, "청양고추 한 봉지", 3_000, &[]),
        of(0, 1, "돼지 앞다리살 1kg", 12_000, &[("수육용으로 썰기", 0)]),
        of(2, 1, "들기름 350ml", 22_000, &[]),
    ];
    Order {
        lines,
        store_memo: Some("고추는 덜 매운 것으로 부탁드려요".into()),
        cash_receipt: None,
        payments: vec![payment(PaymentKind::Card, "무지개꿈카드", 48_000, false)],
        discounts: vec![Discount {
            name: "배달비 지원".into(), amount: Won(4_000), paid_by: Sponsor::City
        }],
        bundle: Some(Bundle {
            id: "bundle-1".into(),
            market: Some("가상중앙시장".into()),
            stalls: STALLS.map(|name| Stall { id: name.into(), name: name.into() }).to_vec(),
            deliver_from: Some(at("20:00")),
            deliver_until: Some(at("21:30")),
        }),
        ..order()
    }
}

/// Thirty plain dishes, as peers were measured with.
pub(crate) fn thirty_items() -> Order {
    let names =
        ["뼈해장국", "순대국밥", "수육(소)", "얼큰 감자탕 중", "모둠순대", "공기밥", "콜라 500ml", "똠얌꿍"];
    let lines: Vec<Line> = (0..30)
        .map(|i| line(1 + i % 3, names[i as usize % names.len()], 1_000 * (1 + i % 17), &[]))
        .collect();
    let items: Won = lines.iter().map(|line| line.total).sum();
    let total = Total { items, fees: Won(3_000), discount: Won::ZERO, amount: items + Won(3_000) };
    let payments = vec![payment(PaymentKind::Card, "신용카드", total.amount.0, false)];
    Order { lines, total, payments, discounts: Vec::new(), cash_receipt: None, ..order() }
}

/// An input with the sample's shop and times.
pub(crate) fn input(order: &Order, kind: TicketKind) -> TicketInput<'_> {
    static SHOP: std::sync::LazyLock<ShopHead> = std::sync::LazyLock::new(|| ShopHead {
        name: "한옥국밥 서구점".into(),
        phone: "032-000-0000".into(),
        business_number: "000-00-00000".into(),
        footer: vec!["원산지: 돼지 국내산, 배추 국내산".into()],
    });
    TicketInput {
        tracking: None,
        several_shops: false,
        kind,
        order,
        number: "서구-017",
        channel: "배달e음",
        shop: &SHOP,
        zone: TimeZone::fixed(Offset::constant(9)),
        received_at: at("19:02"),
        ready_at: Some(at("19:25")),
        agency: Some("바로고"),
        again: None,
        marks: Marks::default(),
        stands_in_for: None,
        short: BTreeMap::new(),
        station: Some(("주방", 1, 1)),
    }
}

/// An order in which an app or a customer may have written anything.
pub(crate) fn any_order() -> impl Strategy<Value = Order> {
    let of_chars = |chars: Vec<char>| chars.into_iter().collect::<String>();
    // Ordinary text, syllables in pieces as a Mac sends them, single letters, arbitrary characters (also those that are
    // none: private, unassigned), faces, what a prankster types, and memos without end.
    let text = prop_oneof![
        "[가-힣a-z0-9 ,()]{0,60}",
        "[가-힣a-z ]{0,60}".prop_map(|text| text.nfd().collect()),
        "[\u{1100}-\u{11FF}\u{302E}\u{302F}ㄱ-ㅣ가]{0,40}",
        prop::collection::vec(any::<char>(), 0..60).prop_map(of_chars),
        "[😀-🙏🏻-🏿\u{200D}\u{FE0F}\u{20E3}1가]{0,40}",
        "[\u{E000}-\u{F8FF}\u{FFFE}\u{FFFF}\u{100000}-\u{10FFFF}가]{0,40}",
        "[\u{0}-\u{20}\u{7F}-\u{9F}pVdvB@&가]{0,60}",
        Just("\x1bp\x00\x19\x19\x1dV\x42\x00\x10\x14\x01\x00\x05똠펲👍".to_owned()),
        "[가-힣\n 0-9a-z\u{1b}]{1,8}".prop_map(|text| text.repeat(5_000)),
    ];
    let texts = prop::collection::vec(text, 12);
    (texts, any::<i64>(), 0i64..2_000_000_000, any::<bool>()).prop_map(|(texts, won, thousandths, flag)| {
        let mut order = order();
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().unwrap_or_default();
        for line in &mut order.lines {
            line.name = next();
            line.unit_price = Won(won);
            line.quantity = Quantity { thousandths, unit: Unit::Kilogram };
            line.memo = Some(next());
            line.stall = Some(next());
            line.alcohol = flag;
            for option in &mut line.options {
                option.name = next();
            }
        }
        order.display_id = next();
        order.external_id = next();
        order.store_memo = Some(next());
        order.rider_memo = Some(next());
        order.pickup_code = Some(next());
        order.fees[0].kind = FeeKind::Other;
        order.fees[0].name = next();
        order.payments[0].name = next();
        order.payments[1].change_for = Some(Won(won));
        order.customer.phone = Some(Personal(next()));
        let address = order.address.as_mut().unwrap();
        address.road = Some(Personal(next()));
        address.detail = Some(Personal(next()));
        address.entrance = Some(Personal(next()));
        order
    })
}

/// Any kind of ticket.
pub(crate) fn any_kind() -> impl Strategy<Value = TicketKind> {
    prop::sample::select(TicketKind::ALL.to_vec())
}

/// Any form that is one: what this kind needs, and anything that fits it, in any look.
pub(crate) fn any_forms() -> impl Strategy<Value = Forms> {
    let size = || prop::option::of(prop::sample::select(vec![Size::Normal, Size::Tall, Size::Large]));
    let look = (size(), size(), any::<Option<bool>>(), any::<Option<bool>>())
        .prop_map(|(size, options, reversed, centred)| Look { size, options, reversed, centred });
    let all: Vec<Show> = Show::ALL.iter().map(|(_, show)| *show).collect();
    let what = prop_oneof![
        8 => prop::sample::select(all).prop_map(What::Show),
        1 => any::<String>().prop_map(What::Text),
        1 => Just(What::Rule('=')),
        1 => prop::sample::select(vec!["https://app.example/{external_id}/{number}", "{display_id}"])
            .prop_map(|text| What::Qr(QrText::new(text).unwrap())),
        1 => (1u32..600, 1u32..300, any::<u8>(), 1u32..4000).prop_map(|(width, height, shade, step)| {
            let shades = (0..width * height).map(|i| (i * step) as u8 ^ shade).collect();
            What::Logo(Arc::new(Logo { name: "logo.png".into(), width, height, shades }))
        }),
    ];
    let parts = prop::collection::vec((what, look), 0..40);
    parts.prop_map(|parts| {
        let fitting = |kind: TicketKind| {
            let own = parts.iter().map(|(what, look)| Part { what: what.clone(), look: *look });
            let shipped = shipped().form(kind).parts().iter().cloned();
            let fits = |part: &Part| !matches!(part.what, What::Show(show) if !show.fits(kind));
            own.filter(fits).chain(shipped).collect()
        };
        Forms::of_each(|kind| Form::new(kind, fitting(kind))).unwrap()
    })
}

/// The rows with their look: X large, T tall; R reversed.
pub(crate) fn shown(layout: &Layout) -> String {
    let row = |row: &Row| {
        let size = match row.size {
            Size::Normal => ' ',
            Size::Tall => 'T',
            Size::Large => 'X',
        };
        let text = row.figure.as_ref().map_or(row.text.clone(), Figure::words);
        format!("{size}{}|{text}|\n", if row.reversed { 'R' } else { ' ' })
    };
    layout.rows.iter().map(row).collect()
}
