//! An invented order that has everything a ticket can say, so that a layout can be looked at before a customer orders. It is printed
//! nowhere by itself, and no store has it.

use std::collections::BTreeMap;

use domain::order::{
    Address, Bundle, CashReceipt, Customer, DeliveredBy, Discount, Fee, FeeKind, Line, Order, OrderKind,
    Payment, PaymentKind, Sponsor, Stall, TicketKind, Timing, Total, Wants, Won,
};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::{Marks, QrText, ShopHead, TicketInput};

/// The invented order of one kind of ticket, with the shop that it stands for.
#[derive(Clone, Debug)]
pub struct Specimen {
    kind: TicketKind,
    order: Order,
    shop: ShopHead,
    tracking: Option<QrText>,
}

/// Midnight of the invented day in Korea.
const MIDNIGHT: i64 = 1_795_186_800;

fn at(hour: i64, minute: i64) -> Timestamp {
    Timestamp::from_second(MIDNIGHT + 60 * (60 * hour + minute)).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Specimen {
    /// The order for this kind of ticket of this shop: a market's bundle for the gatherers, an ordinary one otherwise.
    pub fn new(kind: TicketKind, shop: ShopHead) -> Specimen {
        let order = if kind == TicketKind::Gather { bundle() } else { order() };
        let tracking = QrText::new("https://app.example/orders/{external_id}").ok();
        Specimen { kind, order, shop, tracking }
    }

    /// What a ticket of it is made from.
    pub fn input(&self) -> TicketInput<'_> {
        TicketInput {
            kind: self.kind,
            order: &self.order,
            number: "배달-012",
            channel: "배달앱",
            tracking: self.tracking.as_ref(),
            shop: &self.shop,
            several_shops: false,
            zone: TimeZone::fixed(Offset::constant(9)),
            received_at: at(19, 2),
            ready_at: Some(at(19, 25)),
            agency: Some("배달대행"),
            again: None,
            marks: Marks::default(),
            stands_in_for: None,
            short: BTreeMap::new(),
            station: Some(("주방", 1, 1)),
        }
    }
}

fn order() -> Order {
    let beer = Line { alcohol: true, ..Line::new(1, "맥주 500ml", 5_000, &[]) };
    let lines = vec![
        Line::new(2, "뼈해장국", 10_000, &[("우거지 추가", 1_000), ("들깨가루 빼기", 0)]),
        Line {
            memo: Some("마늘은 따로 주세요".to_owned()), ..Line::new(1, "수육(소)", 25_000, &[])
        },
        beer,
    ];
    let items: Won = lines.iter().map(|line| line.total).sum();
    let total = Total { items, fees: Won(3_000), discount: Won(4_000), amount: items - Won(1_000) };
    let cash = Payment {
        kind: PaymentKind::Cash,
        name: "현금".to_owned(),
        amount: total.amount - Won(30_000),
        on_delivery: true,
        change_for: Some(Won(50_000)),
    };
    let paid = Payment {
        kind: PaymentKind::LocalCurrency,
        name: "지역화폐".to_owned(),
        amount: Won(30_000),
        on_delivery: false,
        change_for: None,
    };
    let discount = |name: &str, amount, paid_by| Discount { name: name.to_owned(), amount, paid_by };
    Order {
        external_id: "0199-specimen".to_owned(),
        display_id: "B7K2".to_owned(),
        kind: OrderKind::Delivery,
        timing: Timing::Instant,
        placed_at: at(19, 2),
        preparation_start: at(19, 2),
        promised_at: None,
        wanted: None,
        lines,
        fees: vec![Fee { kind: FeeKind::Delivery, name: "배달팁".to_owned(), amount: Won(3_000) }],
        discounts: vec![
            discount("앱 쿠폰", Won(3_000), Sponsor::App),
            discount("가게 쿠폰", Won(1_000), Sponsor::Store),
        ],
        total,
        payments: vec![paid, cash],
        customer: Customer {
            name: Some("가나다".into()),
            phone: Some("0504-000-0000".into()),
            safe_number: true,
            safe_number_expires: None,
            orders_here: None,
        },
        address: Some(Address {
            road: Some("시험시 가상구 없는로 12, 가나아파트".into()),
            jibun: Some("가나동 34-5".into()),
            detail: Some("103동 1204호".into()),
            entrance: Some("1204 호출".into()),
            district: Some("가나동".into()),
            latitude: None,
            longitude: None,
        }),
        delivered_by: DeliveredBy::Merchant,
        store_memo: Some("덜 맵게 해주세요. 단무지 많이요!".to_owned()),
        rider_memo: Some("도착 5분 전 문자 주세요".to_owned()),
        cutlery: Some(false),
        reusable_container: true,
        return_code: None,
        bundle: None,
        cash_receipt: Some(CashReceipt { kind: "소득공제".to_owned(), id: "010-0000-5678".into() }),
        pickup_code: Some("4821".to_owned()),
        wants: Wants::default(),
        remarks: Vec::new(),
        left_out: 0,
        unread: Vec::new(),
    }
}

fn bundle() -> Order {
    const STALLS: [&str; 2] = ["가나정육점", "다라채소"];
    let of = |stall: usize, line: Line| Line { stall: Some(STALLS[stall].to_owned()), ..line };
    Order {
        lines: vec![
            of(0, Line::new(1, "돼지 앞다리살 1kg", 12_000, &[("수육용으로 썰기", 0)])),
            of(0, Line::new(1, "한우 국거리 500g", 24_000, &[])),
            of(1, Line::new(2, "청양고추 한 봉지", 3_000, &[])),
        ],
        store_memo: Some("고추는 덜 매운 것으로 부탁드려요".to_owned()),
        bundle: Some(Bundle {
            id: "bundle-specimen".to_owned(),
            market: Some("가상시장".to_owned()),
            stalls: STALLS.map(|name| Stall { id: name.to_owned(), name: name.to_owned() }).to_vec(),
            deliver_from: Some(at(20, 0)),
            deliver_until: Some(at(21, 30)),
        }),
        ..order()
    }
}
