//! Orders from a seed, as an Open Delivery app with the Korean extension would send them. All sums add up.

use domain::order::Unit;
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::menu::{Dish, NAMES, PLACES, RIDER_MEMOS, STALLS, STORE_MEMOS, ShopKind, dishes};

/// The shop that a simulated app knows.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The app's id of it.
    pub merchant_id: String,
    /// Its name at the app.
    pub name: String,
    /// What it cooks.
    pub kind: ShopKind,
    /// City, the beginning of every address.
    pub city: String,
    /// Where it is: degrees north and east.
    pub place: (f64, f64),
    /// The city's local currency ("서로e음").
    pub local_currency: String,
    /// Who carries deliveries: `MERCHANT` or `MARKETPLACE`.
    pub delivered_by: &'static str,
}

/// What is special about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Whatever comes.
    Any,
    /// An everyday delivery, paid beforehand.
    Plain,
    /// Fetched by the customer.
    Takeout,
    /// For later.
    Scheduled,
    /// A market's bundle.
    Market,
    /// Local currency beforehand, the rest in cash with change.
    Mixed,
    /// A child's meal card.
    ChildMealCard,
    /// With a bottle.
    Alcohol,
    /// In reusable containers.
    Reusable,
}

impl Flavour {
    /// All but [`Flavour::Any`].
    pub const ALL: [Flavour; 8] = [
        Flavour::Plain,
        Flavour::Takeout,
        Flavour::Scheduled,
        Flavour::Market,
        Flavour::Mixed,
        Flavour::ChildMealCard,
        Flavour::Alcohol,
        Flavour::Reusable,
    ];

    /// Weighted as a day goes.
    fn pick(rng: &mut Rng) -> Flavour {
        match rng.u8(0..20) {
            0..=7 => Flavour::Plain,
            8..=10 => Flavour::Takeout,
            11 => Flavour::Scheduled,
            12..=15 => Flavour::Mixed,
            16 => Flavour::ChildMealCard,
            17..=18 => Flavour::Alcohol,
            _ => Flavour::Reusable,
        }
    }
}

/// One order placed at `placed_at`.
pub fn generate(rng: &mut Rng, shop: &Shop, flavour: Flavour, placed_at: Timestamp) -> Value {
    let flavour = match flavour {
        Flavour::Any if shop.kind == ShopKind::Market => Flavour::Market,
        Flavour::Any => Flavour::pick(rng),
        given => given,
    };
    let market = flavour == Flavour::Market;
    let takeout = flavour == Flavour::Takeout;
    let items = items(rng, if market { ShopKind::Market } else { shop.kind }, flavour);
    let items_price: i64 = items.iter().filter_map(|item| item["totalPrice"]["value"].as_i64()).sum();
    let fee = if takeout { 0 } else { 500 * rng.i64(4..10) };
    let discounts = discounts(rng, flavour, items_price, fee);
    let discount: i64 = discounts.iter().map(|(_, amount, _)| amount).sum();
    let amount = items_price + fee - discount;
    let payments = payments(rng, shop, flavour, amount);
    let later = flavour == Flavour::Scheduled || market;
    let start = after(placed_at, if later { 90 + 30 * rng.i64(0..4) } else { 0 });
    let promised = after(start, 40);
    let (road, jibun, district) = *pick(rng, &PLACES);
    let road = format!("{} {road}", shop.city);
    let detail = format!("{}동 {}호", rng.u32(101..112), rng.u32(1..16) * 100 + rng.u32(1..5));
    let phone = format!("0504-000-{:04}", rng.u32(0..10_000));
    let store_memo = rng.bool().then(|| *pick(rng, &STORE_MEMOS));
    let sum = |on_delivery: bool| -> i64 {
        payments.iter().filter(|paid| paid.on_delivery == on_delivery).map(|paid| paid.amount).sum()
    };
    let mut order = json!({
        "id": uuid(rng),
        "type": if takeout { "TAKEOUT" } else { "DELIVERY" },
        "displayId": display_id(rng),
        "category": if market { "GROCERY" } else { "FOOD" },
        "createdAt": placed_at,
        "orderTiming": if later { "SCHEDULED" } else { "INSTANT" },
        "preparationStartDateTime": start,
        "merchant": {"id": shop.merchant_id, "name": shop.name},
        "items": items,
        "otherFees": fees(fee),
        "discounts": discounts.iter().map(|(_, amount, by)| standard_discount(*amount, by)).collect::<Vec<_>>(),
        "total": {
            "itemsPrice": won(items_price), "otherFees": won(fee), "discount": won(discount), "orderAmount": won(amount)
        },
        "payments": {
            "prepaid": sum(false), "pending": sum(true),
            "methods": payments.iter().map(Paid::standard).collect::<Vec<_>>()
        },
        "customer": {
            "id": uuid(rng), "name": *pick(rng, &NAMES), "phone": {"number": phone},
            "ordersCountOnMerchant": rng.u32(0..30)
        },
        "sendDelivered": !takeout && shop.delivered_by == "MERCHANT",
        "sendPickedUp": takeout,
        "extraInfo": store_memo,
        "kr": {
            "safe_number": {"number": phone, "expires_at": after(placed_at, 240)},
            "store_memo": store_memo,
            "cutlery": rng.bool(),
            "reusable_container": flavour == Flavour::Reusable,
            "payments": payments.iter().map(Paid::korean).collect::<Vec<_>>(),
            "discounts": discounts.iter().map(|(name, amount, by)| json!({
                "name": name, "amount": amount, "paid_by": by
            })).collect::<Vec<_>>(),
        },
    });
    if later {
        order["schedule"] =
            json!({"scheduledDateTimeStart": promised, "scheduledDateTimeEnd": after(promised, 30)});
    }
    if takeout {
        order["takeout"] = json!({"mode": "DEFAULT", "takeoutDateTime": after(start, 20)});
    } else {
        let near = |rng: &mut Rng, degrees: f64| degrees + (rng.f64() - 0.5) * 0.03;
        order["delivery"] = json!({
            "deliveredBy": shop.delivered_by,
            "estimatedDeliveryDateTime": promised,
            "deliveryAddress": {
                "country": "KR", "state": "KR", "city": shop.city, "district": district, "street": road,
                "number": "-", "complement": detail, "formattedAddress": road, "postalCode": "00000",
                "coordinates": {"latitude": near(rng, shop.place.0), "longitude": near(rng, shop.place.1)}
            }
        });
        order["kr"]["rider_memo"] = json!(rng.bool().then(|| *pick(rng, &RIDER_MEMOS)));
        order["kr"]["address"] = json!({
            "road": road, "jibun": jibun, "detail": detail, "entrance": rng.bool().then_some("1층 호출 후 #")
        });
    }
    if market {
        order["kr"]["bundle"] = json!({
            "id": uuid(rng), "market": "가나시장", "deliver_between": [promised, after(promised, 180)],
            "stalls": STALLS.map(|(id, name)| json!({"id": id, "name": name}))
        });
    }
    if payments.iter().any(|paid| paid.kind == "CASH") && rng.bool() {
        order["kr"]["cash_receipt"] = json!({"kind": "소득공제", "masked_id": "010-****-5678"});
    }
    order
}

fn items(rng: &mut Rng, kind: ShopKind, flavour: Flavour) -> Vec<Value> {
    let menu = dishes(kind);
    let sober: Vec<&Dish> = menu.iter().filter(|dish| !dish.alcohol).collect();
    let mut chosen: Vec<&Dish> = (0..rng.usize(1..5)).map(|_| *pick(rng, &sober)).collect();
    if flavour == Flavour::Alcohol {
        chosen.extend(menu.iter().find(|dish| dish.alcohol));
    }
    let item = |(index, dish): (usize, &&Dish)| {
        let mut options = Vec::new();
        for (name, price) in dish.options {
            if rng.u8(0..3) == 0 {
                options.push(json!({
                    "id": uuid(rng), "name": name, "externalCode": "", "unit": "UN", "quantity": 1,
                    "unitPrice": won(*price), "totalPrice": won(*price)
                }));
            }
        }
        let options_price: i64 = options.iter().filter_map(|o| o["totalPrice"]["value"].as_i64()).sum();
        // Weighed goods go by half units, so that their prices stay whole.
        let weighed = dish.unit != Unit::Piece;
        let halves = if weighed { rng.i64(1..5) } else { 2 * (1 + rng.i64(0..8) / 5) };
        let mut item = json!({
            "id": uuid(rng), "index": index, "name": dish.name, "externalCode": "", "unit": unit(dish.unit),
            "quantity": if halves % 2 == 0 { json!(halves / 2) } else { json!(halves as f64 / 2.0) },
            "unitPrice": won(dish.price), "optionsPrice": won(options_price),
            "totalPrice": won(halves * (dish.price + options_price) / 2), "options": options
        });
        let mut extension = serde_json::Map::new();
        if dish.alcohol {
            extension.insert("alcohol".to_owned(), json!(true));
        }
        if kind == ShopKind::Market {
            extension.insert("stall".to_owned(), json!(STALLS[index % STALLS.len()].0));
        }
        if !extension.is_empty() {
            item["kr"] = Value::Object(extension);
        }
        item
    };
    chosen.iter().enumerate().map(item).collect()
}

fn fees(fee: i64) -> Value {
    match fee {
        0 => json!([]),
        fee => {
            json!([{"name": "배달팁", "type": "DELIVERY_FEE", "receivedBy": "MERCHANT", "price": won(fee)}])
        }
    }
}

/// Name, won, who pays.
type Discount = (&'static str, i64, &'static str);

fn discounts(rng: &mut Rng, flavour: Flavour, items: i64, fee: i64) -> Vec<Discount> {
    let mut discounts = Vec::new();
    if fee > 0 && (flavour == Flavour::ChildMealCard || rng.u8(0..3) == 0) {
        discounts.push(("배달팁 할인", fee, "APP"));
    }
    if items >= 8_000 && rng.u8(0..3) == 0 {
        discounts.push(("단골 쿠폰", 1_000, "STORE"));
    }
    if flavour == Flavour::Market && items >= 8_000 {
        discounts.push(("장보기 지원", 2_000, "CITY"));
    }
    discounts
}

fn standard_discount(amount: i64, by: &str) -> Value {
    let sponsor = if by == "STORE" { "MERCHANT" } else { "MARKETPLACE" };
    json!({
        "amount": won(amount), "target": "CART", "sponsorshipValues": [{"name": sponsor, "amount": won(amount)}]
    })
}

struct Paid {
    kind: &'static str,
    name: String,
    amount: i64,
    on_delivery: bool,
    change_for: Option<i64>,
}

impl Paid {
    fn before(kind: &'static str, name: &str, amount: i64) -> Paid {
        Paid { kind, name: name.to_owned(), amount, on_delivery: false, change_for: None }
    }

    fn standard(&self) -> Value {
        let method = match self.kind {
            "CARD" => "CREDIT",
            "CASH" => "CASH",
            "LOCAL_CURRENCY" => "DIGITAL_WALLET",
            _ => "OTHER",
        };
        let mut paid = json!({
            "value": self.amount, "currency": "KRW", "method": method, "methodInfo": self.name,
            "type": if self.on_delivery { "PENDING" } else { "PREPAID" }
        });
        if let Some(change_for) = self.change_for {
            paid["changeFor"] = json!(change_for);
        }
        paid
    }

    fn korean(&self) -> Value {
        json!({
            "kind": self.kind, "name": self.name, "amount": self.amount, "on_delivery": self.on_delivery,
            "change_for": self.change_for
        })
    }
}

fn payments(rng: &mut Rng, shop: &Shop, flavour: Flavour, amount: i64) -> Vec<Paid> {
    match flavour {
        Flavour::Mixed if amount > 1_000 => {
            let before = amount / 2 / 1_000 * 1_000;
            let rest = amount - before;
            let cash = Paid {
                kind: "CASH",
                name: "현금".to_owned(),
                amount: rest,
                on_delivery: true,
                change_for: Some((rest / 50_000 + 1) * 50_000),
            };
            let wallet = Paid::before("LOCAL_CURRENCY", &shop.local_currency, before);
            if before > 0 { vec![wallet, cash] } else { vec![cash] }
        }
        Flavour::ChildMealCard => {
            let card = amount.min(9_500);
            let mut paid = vec![Paid::before("CHILD_MEAL_CARD", "아동급식카드", card)];
            if amount > card {
                paid.push(Paid::before("CARD", "카드", amount - card));
            }
            paid
        }
        Flavour::Market => vec![Paid::before("ONNURI", "온누리상품권", amount)],
        _ => match rng.u8(0..4) {
            0 => vec![Paid::before("LOCAL_CURRENCY", &shop.local_currency, amount)],
            1 => vec![Paid { on_delivery: true, ..Paid::before("CARD", "카드(만나서 결제)", amount) }],
            _ => vec![Paid::before("CARD", "카드", amount)],
        },
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Kilogram => "KG",
        Unit::Litre => "L",
        _ => "UN",
    }
}

fn won(value: i64) -> Value {
    json!({"value": value, "currency": "KRW"})
}

fn after(time: Timestamp, minutes: i64) -> Timestamp {
    time.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(time)
}

fn display_id(rng: &mut Rng) -> String {
    let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    (0..4).map(|_| char::from(*pick(rng, letters))).collect()
}

/// A random (version 4) id.
pub(super) fn uuid(rng: &mut Rng) -> String {
    uuid::Builder::from_random_bytes(rng.u128(..).to_be_bytes()).into_uuid().to_string()
}

fn pick<'a, T>(rng: &mut Rng, from: &'a [T]) -> &'a T {
    &from[rng.usize(0..from.len())]
}
