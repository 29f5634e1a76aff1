//! An order in Gorela's words.

use jiff::Timestamp;

use super::wire::{Job, Location, NewOrder, Pickup, Product, ProductOption};
use crate::agency::DeliveryRequest;
use crate::order::{Address, Fee, FeeKind, Line, Order, PaymentKind, Personal, Timing, Unit, Won};
use crate::settings::{AgencySettings, Shop};
use crate::ticket::discreet;

/// Minutes a reserved delivery is shown to riders before its pickup.
const SHOWN_BEFORE_PICKUP: i64 = 10;

/// Who calls, and from where.
#[derive(Clone, Debug)]
pub struct Caller {
    account: String,
    pickup: Pickup,
    phone: String,
}

impl Caller {
    /// A shop without an id at Gorela is found by its address.
    pub fn new(settings: &AgencySettings, shop: &Shop) -> Caller {
        let pickup = if settings.store_id.is_empty() {
            Pickup::Address {
                pickup_id: shop.id.clone().unwrap_or_default(),
                pickup_name: cut(&shop.name, 250),
                pickup_phone: digits(&shop.phone),
                pickup_road_address: cut(&shop.address.road, 100),
                pickup_jibun_address: cut(&shop.address.jibun, 100),
                pickup_address_detail: cut(&shop.address.detail, 100),
            }
        } else {
            Pickup::Store { order_agency_store_id: settings.store_id.clone() }
        };
        Caller { account: settings.account.clone(), pickup, phone: digits(&shop.phone) }
    }

    /// What a quote asks.
    pub fn job(&self, request: &DeliveryRequest) -> Job {
        let order = &request.order;
        let nowhere = Address::default();
        let address = order.address.as_ref().unwrap_or(&nowhere);
        let cash = to_take(order, true);
        let card = to_take(order, false);
        let actual = order.total.amount.max(Won::ZERO).max(cash + card);
        let products: Won = products(order).iter().map(|p| Won(p.total_price)).sum();
        Job {
            order_agency_id: self.account.clone(),
            pickup: self.pickup.clone(),
            drop_road_address: said(&address.road, 100),
            drop_jibun_address: said(&address.jibun, 100),
            drop_address_detail: said(&address.detail, 100).unwrap_or_default(),
            drop_location: location(address),
            pickup_wish_at: request.pickup_at.as_millisecond(),
            total_pay_price: products.0,
            actual_pay_price: actual.0,
            prepaid_price: (actual - cash - card).0,
            payment_cash_price: cash.0,
            payment_card_price: card.0,
            has_alcoholic_beverage: order.has_alcohol(),
        }
    }

    /// What calls a rider.
    pub fn new_order(&self, request: &DeliveryRequest) -> NewOrder {
        let order = &request.order;
        let phone = order.customer.phone.as_ref().map(|phone| digits(phone.as_str()));
        let (password, guide) = entrance(order.address.as_ref().and_then(|a| a.entrance.as_ref()));
        let reserved = reservation(order, request.pickup_at);
        NewOrder {
            order_type: "FOR_DELIVERY",
            order_agency_order_id: request.key.clone(),
            order_agency_daily_order_id: cut(&request.number, 10),
            job: self.job(request),
            order_products: products(order),
            // Without the customer's number the rider rings the shop, which can always be reached.
            receiver_phone: phone.filter(|p| !p.is_empty()).unwrap_or_else(|| self.phone.clone()),
            receiver_name: said(&order.customer.name, 30).unwrap_or_else(|| cut(&request.number, 30)),
            orderer_order_memo: memo(order),
            order_channel: request.gorela_channel.clone(),
            is_reservation: reserved.is_some(),
            drop_wish_at: reserved.map(|(at, _)| at),
            reserved_order_display_time: reserved.map(|(_, minutes)| minutes),
            is_untact: may_leave_at_door(order),
            drop_entrance_password: password,
            drop_guide: guide,
        }
    }
}

/// What the rider takes at the door. What is not cash goes over a terminal.
fn to_take(order: &Order, cash: bool) -> Won {
    let parts = order.payments.iter().filter(|p| p.on_delivery && (p.kind == PaymentKind::Cash) == cash);
    parts.map(|p| p.amount.max(Won::ZERO)).sum()
}

/// Dishes, and fees under names of our own: an app's name for a waived tip can tell of a child's meal card.
fn products(order: &Order) -> Vec<Product> {
    order
        .lines
        .iter()
        .map(|line| dish(order, line))
        .chain(order.fees.iter().filter(|f| f.amount > Won::ZERO).map(fee))
        .collect()
}

fn dish(order: &Order, line: &Line) -> Product {
    let name = discreet(order, &line.name);
    let whole = |quantity: crate::order::Quantity| {
        let pieces = matches!(quantity.unit, Unit::Piece | Unit::Other) && quantity.thousandths % 1000 == 0;
        pieces.then_some(quantity.thousandths / 1000)
    };
    let options = line.options.iter().map(|option| {
        let quantity = whole(option.quantity)?;
        Some(ProductOption {
            name: cut(&discreet(order, &option.name), 100),
            unit_price: option.unit_price.0,
            quantity,
        })
    });
    match (whole(line.quantity), options.collect::<Option<Vec<_>>>()) {
        (Some(quantity), Some(options)) if quantity > 0 => {
            product("FOOD", &name, line.unit_price, quantity, options)
        }
        // Gorela counts in whole pieces, so what is weighed is one piece at its whole price.
        _ => product("FOOD", &format!("{name} {}", line.quantity), line.total, 1, Vec::new()),
    }
}

fn fee(fee: &Fee) -> Product {
    let (kind, name) = match fee.kind {
        FeeKind::Delivery => ("DELIVERY_TIP", "배달팁"),
        _ => ("FOOD", "기타 요금"),
    };
    product(kind, name, fee.amount, 1, Vec::new())
}

fn product(kind: &'static str, name: &str, unit: Won, quantity: i64, options: Vec<ProductOption>) -> Product {
    let extras = options.iter().map(|o| Won(o.unit_price.saturating_mul(o.quantity))).sum::<Won>();
    let total_price = (unit + extras).0.saturating_mul(quantity);
    Product { kind, name: cut(name, 100), total_price, unit_price: unit.0, quantity, options }
}

/// The customer's request to the rider, and the change to carry.
fn memo(order: &Order) -> Option<String> {
    let change = order.payments.iter().find_map(|p| p.change_for.filter(|_| p.on_delivery));
    let change = change.map(|note| format!("{note}원 내실 예정, 거스름돈 준비"));
    let parts: Vec<_> =
        [order.rider_memo.as_ref().map(|memo| discreet(order, memo)), change].into_iter().flatten().collect();
    Some(cut(&parts.join(" / "), 250)).filter(|memo| !memo.is_empty())
}

/// A code opens the common entrance; anything else tells the way.
fn entrance(text: Option<&Personal>) -> (Option<String>, Option<String>) {
    let Some(text) = text.map(|t| t.as_str().trim()).filter(|t| !t.is_empty()) else { return (None, None) };
    if text.chars().any(|c| c.is_ascii_digit()) && text.chars().count() <= 20 {
        (Some(text.to_owned()), None)
    } else {
        (None, Some(cut(text, 250)))
    }
}

/// Asked for by the customer, and nothing to check or take at the door.
fn may_leave_at_door(order: &Order) -> bool {
    let due = to_take(order, true) + to_take(order, false);
    order.asks_to_leave() && !order.has_alcohol() && due == Won::ZERO
}

/// When a scheduled order is expected (epoch milliseconds), and minutes before that at which riders see it.
fn reservation(order: &Order, pickup_at: Timestamp) -> Option<(i64, i64)> {
    let wanted = order.promised_at.filter(|at| order.timing == Timing::Scheduled && *at > pickup_at)?;
    let on_the_way = wanted.as_second() - pickup_at.as_second();
    Some((wanted.as_millisecond(), (on_the_way + 59) / 60 + SHOWN_BEFORE_PICKUP))
}

fn location(address: &Address) -> Option<Location> {
    let (latitude, longitude) = (address.latitude?, address.longitude?);
    Some(Location { latitude: latitude.to_string(), longitude: longitude.to_string() })
}

fn said(text: &Option<Personal>, most: usize) -> Option<String> {
    text.as_ref().map(|t| cut(t.as_str(), most)).filter(|t| !t.is_empty())
}

/// At most `most` characters, so that a long memo is cut by us and not refused by them.
fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// A telephone number as Gorela wants it: digits, at most 12.
fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).take(12).collect()
}
