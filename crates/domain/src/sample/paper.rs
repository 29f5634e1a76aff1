//! The orders of the sample tickets.

use jiff::Timestamp;

use super::{after, line};
use crate::order::*;

/// A time on the evening of the samples, in Korea.
pub fn at(hour: i64, minute: i64) -> Timestamp {
    const MIDNIGHT: Timestamp = Timestamp::constant(1_795_186_800, 0);
    after(MIDNIGHT, 60 * (60 * hour + minute))
}

/// A part of the payment.
pub fn payment(kind: PaymentKind, name: &str, amount: i64, on_delivery: bool) -> Payment {
    Payment { kind, name: name.into(), amount: Won(amount), on_delivery, change_for: None }
}

/// The order of the design's sample tickets.
pub fn order() -> Order {
    let mut cash = payment(PaymentKind::Cash, "현금", 18_000, true);
    cash.change_for = Some(Won(50_000));
    Order {
        external_id: "0199-sample".into(),
        display_id: "B7K2".into(),
        kind: OrderKind::Delivery,
        timing: Timing::Instant,
        placed_at: at(19, 2),
        preparation_start: at(19, 2),
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
pub fn market() -> Order {
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
            deliver_from: Some(at(20, 0)),
            deliver_until: Some(at(21, 30)),
        }),
        ..order()
    }
}

/// Thirty plain dishes, as peers were measured with.
pub fn thirty_items() -> Order {
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
