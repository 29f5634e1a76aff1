//! The money of an order: fees, discounts, sums, payments. Everything is taken as told; what does not add up is said.

use domain::order::{
    CashReceipt, Discount, Fee, FeeKind, Line, Odd, Payment, PaymentKind, Personal, Quantity, Sponsor, Total,
    Won,
};

use super::Dialect;
use super::reader::Node;

/// Names under which children's meal cards go in the apps' free texts: every province has its own.
const CHILD_MEAL_CARDS: [&str; 9] = [
    "아동급식",
    "급식카드",
    "꿈나무카드",
    "꿈자람카드",
    "푸르미카드",
    "컬러풀드림",
    "지드림카드",
    "G드림",
    "드림카드",
];
/// What local currencies are called where the profile does not know the name.
const LOCAL_CURRENCIES: [&str; 4] = ["지역화폐", "지역사랑상품권", "사랑상품권", "사랑카드"];

/// `quantity` × `price`, to the nearest won.
pub(super) fn times(quantity: Quantity, price: Won) -> Won {
    let product = i128::from(quantity.thousandths) * i128::from(price.0);
    Won(i64::try_from((product + 500 * product.signum()) / 1000).unwrap_or(i64::MAX))
}

/// Equal but for the rounding of a decimal.
pub(super) fn same(a: Won, b: Won) -> bool {
    (a - b).0.unsigned_abs() <= 1
}

pub(super) fn fees(root: &Node) -> Vec<Fee> {
    let fee = |node: &Node| {
        let kind = node.get("type");
        let (kind, usual) = match kind.text().as_deref() {
            Some("DELIVERY_FEE") => (FeeKind::Delivery, "배달팁"),
            Some("SERVICE_FEE") => (FeeKind::Service, "서비스 이용료"),
            Some("TIP") => (FeeKind::Tip, "봉사료"),
            Some("MIN_ORDER_FEE") => (FeeKind::MinimumOrder, "소액 주문비"),
            other => {
                kind.unknown(other.unwrap_or_default());
                (FeeKind::Other, "기타 비용")
            }
        };
        let amount = amount(node, "price");
        Fee { kind, name: node.get("name").text().unwrap_or_else(|| usual.to_owned()), amount }
    };
    root.get("otherFees").each().iter().map(fee).collect()
}

pub(super) fn discounts(root: &Node, kr: &Node) -> Vec<Discount> {
    let ours = kr.get("discounts").each();
    if !ours.is_empty() {
        return ours.iter().map(korean_discount).collect();
    }
    root.get("discounts").each().iter().flat_map(standard_discounts).collect()
}

fn korean_discount(node: &Node) -> Discount {
    let by = node.get("paid_by");
    Discount {
        name: node.get("name").text().unwrap_or_else(|| "할인".to_owned()),
        amount: Won(amount(node, "amount").0.saturating_abs()),
        paid_by: match by.text().as_deref() {
            Some("APP") => Sponsor::App,
            Some("STORE") => Sponsor::Store,
            Some("CITY") => Sponsor::City,
            None => Sponsor::Unknown,
            Some(other) => {
                by.unknown(other);
                Sponsor::Unknown
            }
        },
    }
}

/// One for each sponsor; the standard has no names for discounts, only codes and what they are taken off.
fn standard_discounts(node: &Node) -> Vec<Discount> {
    let usual = match node.get("target").text().as_deref() {
        Some("DELIVERY_FEE") => "배달팁 할인",
        Some("ITEM") => "메뉴 할인",
        _ => "할인",
    };
    let whole = Won(amount(node, "amount").0.saturating_abs());
    let sponsored = |part: &Node| {
        let by = part.get("name");
        Discount {
            name: part.get("discountCode").text().unwrap_or_else(|| usual.to_owned()),
            amount: Won(amount(part, "amount").0.saturating_abs()),
            paid_by: match by.text().as_deref() {
                Some("MARKETPLACE") => Sponsor::App,
                Some("MERCHANT") => Sponsor::Store,
                Some("CHAIN") | None => Sponsor::Unknown,
                Some(other) => {
                    by.unknown(other);
                    Sponsor::Unknown
                }
            },
        }
    };
    let mut parts: Vec<Discount> = node.get("sponsorshipValues").each().iter().map(sponsored).collect();
    parts.retain(|part| part.amount != Won::ZERO);
    let rest = whole - parts.iter().map(|part| part.amount).sum();
    if rest.0 > 1 {
        parts.push(Discount { name: usual.to_owned(), amount: rest, paid_by: Sponsor::Unknown });
    } else if rest.0 < -1 {
        node.remark(Odd::SharesExceed { discount: whole });
    }
    parts
}

pub(super) fn total(root: &Node, lines: &[Line], fees: &[Fee], discounts: &[Discount]) -> Total {
    let node = root.get("total");
    let told = |key: &str, sum: Won| {
        let told = node
            .get(key)
            .won()
            .map(|told| if key == "discount" { Won(told.0.saturating_abs()) } else { told });
        match told {
            None => node.get(key).remark(Odd::Counted),
            Some(told) if !same(told, sum) => {
                node.get(key).remark(Odd::SumDiffers { told, counted: sum });
            }
            Some(_) => {}
        }
        told.unwrap_or(sum)
    };
    let items = told("itemsPrice", lines.iter().map(|line| line.total).sum());
    let fees = told("otherFees", fees.iter().map(|fee| fee.amount).sum());
    let discount = told("discount", discounts.iter().map(|discount| discount.amount).sum());
    let amount = told("orderAmount", items + fees - discount);
    Total { items, fees, discount, amount }
}

pub(super) fn payments(root: &Node, kr: &Node, dialect: &Dialect, amount: Won) -> Vec<Payment> {
    let node = root.get("payments");
    let ours = kr.get("payments").each();
    let mut payments: Vec<Payment> = match ours.is_empty() {
        false => ours.iter().map(|payment| korean_payment(payment, dialect)).collect(),
        true => node.get("methods").each().iter().map(|method| standard_payment(method, dialect)).collect(),
    };
    let prepaid = node.get("prepaid").won();
    let pending = node.get("pending").won();
    if payments.is_empty() {
        // What is to be taken at the door must not be lost with the list of methods.
        for (value, name, on_delivery) in [(prepaid, "결제완료", false), (pending, "만나서 결제", true)]
        {
            if let Some(amount) = value.filter(|value| *value != Won::ZERO) {
                let name = name.to_owned();
                payments.push(Payment {
                    kind: PaymentKind::Other,
                    name,
                    amount,
                    on_delivery,
                    change_for: None,
                });
            }
        }
    }
    let paid = |on_delivery: bool| -> Won {
        payments
            .iter()
            .filter(|payment| payment.on_delivery == on_delivery)
            .map(|payment| payment.amount)
            .sum()
    };
    for (told, key, sum) in [(prepaid, "prepaid", paid(false)), (pending, "pending", paid(true))] {
        if let Some(told) = told.filter(|told| !same(*told, sum)) {
            node.get(key).remark(Odd::SumDiffers { told, counted: sum });
        }
    }
    let sum = prepaid.zip(pending).map_or(paid(false) + paid(true), |(prepaid, pending)| prepaid + pending);
    if !same(sum, amount) {
        node.remark(Odd::SumDiffers { told: amount, counted: sum });
    }
    payments
}

fn korean_payment(node: &Node, dialect: &Dialect) -> Payment {
    let name = node.get("name").text();
    let named = || kind_by_name(name.as_deref().unwrap_or_default(), dialect);
    let raw = node.get("kind");
    let kind = match raw.text().as_deref() {
        Some("CARD") => PaymentKind::Card,
        Some("CASH") => PaymentKind::Cash,
        Some("LOCAL_CURRENCY") => PaymentKind::LocalCurrency,
        Some("ONNURI") => PaymentKind::Onnuri,
        Some("CHILD_MEAL_CARD") => PaymentKind::ChildMealCard,
        Some("POINT") => PaymentKind::Point,
        Some("COUPON") => PaymentKind::Coupon,
        other => {
            raw.unknown(other.unwrap_or_default());
            named().unwrap_or(PaymentKind::Other)
        }
    };
    // The name shames the child also where the app calls it a card.
    let kind = if named() == Some(PaymentKind::ChildMealCard) { PaymentKind::ChildMealCard } else { kind };
    Payment {
        kind,
        name: name.unwrap_or_else(|| usual_name(kind).to_owned()),
        amount: amount(node, "amount"),
        // Without the field: cash is paid at the door.
        on_delivery: node.get("on_delivery").flag().unwrap_or(kind == PaymentKind::Cash),
        change_for: node.get("change_for").won().filter(|change| change.0 > 0),
    }
}

fn standard_payment(node: &Node, dialect: &Dialect) -> Payment {
    let info = node.get("methodInfo").text();
    let raw = node.get("method");
    let method = raw.text();
    let by_method = match method.as_deref() {
        Some("CREDIT" | "DEBIT" | "CREDIT_DEBIT") => PaymentKind::Card,
        Some("CASH") => PaymentKind::Cash,
        Some("COUPON" | "REDEEM" | "PREPAID_REDEEM" | "MEAL_VOUCHER" | "FOOD_VOUCHER") => PaymentKind::Coupon,
        Some("DIGITAL_WALLET" | "OTHER" | "PIX") => PaymentKind::Other,
        other => {
            raw.unknown(other.unwrap_or_default());
            PaymentKind::Other
        }
    };
    let kind = info.as_deref().and_then(|info| kind_by_name(info, dialect)).unwrap_or(by_method);
    let when = node.get("type");
    let on_delivery = match when.text().as_deref() {
        Some("PENDING") => true,
        Some("PREPAID") => false,
        other => {
            when.unknown(other.unwrap_or_default());
            kind == PaymentKind::Cash
        }
    };
    let name = info.or_else(|| node.get("brand").text().filter(|brand| brand != "OTHER"));
    Payment {
        kind,
        name: name.unwrap_or_else(|| usual_name(kind).to_owned()),
        amount: amount(node, "value"),
        on_delivery,
        change_for: node.get("changeFor").won().filter(|change| change.0 > 0),
    }
}

fn kind_by_name(name: &str, dialect: &Dialect) -> Option<PaymentKind> {
    let close = name.replace(' ', "");
    let has = |words: &[&str]| words.iter().any(|word| close.contains(word));
    if has(&CHILD_MEAL_CARDS) {
        // Before all else: no profile can make this one speak.
        Some(PaymentKind::ChildMealCard)
    } else if let Some(kind) = dialect.payment_kind(name) {
        Some(kind)
    } else if has(&["온누리"]) {
        Some(PaymentKind::Onnuri)
    } else if has(&LOCAL_CURRENCIES) {
        Some(PaymentKind::LocalCurrency)
    } else {
        None
    }
}

fn usual_name(kind: PaymentKind) -> &'static str {
    match kind {
        PaymentKind::Card => "카드",
        PaymentKind::Cash => "현금",
        PaymentKind::LocalCurrency => "지역화폐",
        PaymentKind::Onnuri => "온누리상품권",
        PaymentKind::ChildMealCard => "아동급식카드",
        PaymentKind::Point => "포인트",
        PaymentKind::Coupon => "쿠폰",
        PaymentKind::Other => "기타",
    }
}

pub(super) fn cash_receipt(kr: &Node) -> Option<CashReceipt> {
    let node = kr.get("cash_receipt");
    let text = |key: &str| node.get(key).text().unwrap_or_default();
    let receipt = CashReceipt { kind: text("kind"), id: Personal(text("masked_id")) };
    node.is_object().then_some(receipt)
}

fn amount(node: &Node, key: &str) -> Won {
    node.get(key).won().unwrap_or_else(|| {
        node.get(key).remark(Odd::Missing);
        Won::ZERO
    })
}
