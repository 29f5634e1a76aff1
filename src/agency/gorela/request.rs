//! An order in Gorela's words.

use domain::order::{Address, Fee, FeeKind, Line, Order, PaymentKind, Personal, Timing, Unit, Won};
use jiff::{SignedDuration, Timestamp};

use super::wire::{
    Cancel, Drop, DropInfo, Job, Location, MemoInfo, NewOrder, Payment, PaymentInfo, Pickup, PickupWish,
    Product, ProductOption, Terms, Trip,
};
use crate::agency::{DeliveryRequest, OffReason};
use crate::settings::{Fare, GorelaOptions, Shop};
use crate::ticket::discreet;

/// Minutes a reserved delivery is shown to riders before its pickup.
const SHOWN_BEFORE_PICKUP: i64 = 10;
/// Minutes before the customer's time at which riders see it at the earliest, and come for it (the reference).
const LONGEST_SHOWN: i64 = 90;
/// A pickup is wished for from now on and within 90 minutes; what is wanted by the customer later than that is a reservation,
/// whose pickup comes 20 minutes before at the latest (all three by the reference).
const AHEAD: SignedDuration = SignedDuration::from_mins(90);
const ON_THE_WAY: SignedDuration = SignedDuration::from_mins(20);
/// Room for the way of a request and for two clocks that differ, at both ends of those 90 minutes.
const ROOM: SignedDuration = SignedDuration::from_mins(1);

/// Digits of the shortest telephone number that is taken.
const SHORTEST_PHONE: usize = 8;

/// `orderChannel` of an app that Gorela has no name for.
const OTHER_APP: &str = "ETC";

/// The account that calls riders, and the shop to which they come.
#[derive(Clone, Debug)]
pub struct Caller {
    account: String,
    pickup: Pickup,
    phone: String,
}

impl Caller {
    /// A shop without an id at Gorela is found by its address.
    pub fn new(options: &GorelaOptions, shop: &Shop) -> Caller {
        let pickup = if options.store_id.is_empty() {
            Pickup::Address {
                pickup_id: shop.id.clone().unwrap_or_default(),
                pickup_name: cut(&shop.name, 250),
                pickup_phone: digits(&shop.phone),
                pickup_road_address: cut(&shop.address.road, 100),
                pickup_jibun_address: cut(&shop.address.jibun, 100),
                pickup_address_detail: cut(&shop.address.detail, 100),
            }
        } else {
            Pickup::Store { order_agency_store_id: options.store_id.clone() }
        };
        Caller { account: options.server.account.clone(), pickup, phone: digits(&shop.phone) }
    }

    /// Whose orders they are: Gorela looks an order up only for the account that called it.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The account and the shop's id; `None` for a shop that Gorela knows by its address alone.
    pub fn store(&self) -> Option<(&str, &str)> {
        match &self.pickup {
            Pickup::Store { order_agency_store_id } => Some((&self.account, order_agency_store_id)),
            Pickup::Address { .. } => None,
        }
    }

    /// What a quote with fixed fare asks.
    pub fn job(&self, request: &DeliveryRequest, now: Timestamp) -> Job {
        Job {
            trip: self.quoted_trip(request, now),
            payment: payment(&request.order),
            has_alcoholic_beverage: request.order.has_alcohol(),
        }
    }

    /// What a quote with flexible fare asks. For a reservation the price of the latest pickup that can be asked for counts.
    pub fn quoted_trip(&self, request: &DeliveryRequest, now: Timestamp) -> Trip {
        self.trip(request, pickup_wish(request, now))
    }

    fn trip(&self, request: &DeliveryRequest, pickup_wish: Timestamp) -> Trip {
        Trip {
            order_agency_id: self.account.clone(),
            pickup: self.pickup.clone(),
            drop: drop(&request.order),
            pickup_wish_at: pickup_wish.as_millisecond(),
        }
    }

    /// What calls a rider with fixed fare.
    pub fn new_order(&self, request: &DeliveryRequest, now: Timestamp) -> NewOrder {
        let reserved = reservation(&request.order, request.pickup_at, now);
        let wish = reserved.as_ref().map_or(pickup_wish(request, now), |reserved| reserved.pickup_wish);
        let terms = Terms::Fixed {
            is_reservation: reserved.is_some(),
            drop_wish_at: reserved.as_ref().map(|reserved| reserved.wanted.as_millisecond()),
            reserved_order_display_time: reserved.map(|reserved| reserved.shown_minutes),
        };
        self.order(request, wish, terms)
    }

    /// What calls a rider with flexible fare, for this price.
    pub fn offered(&self, request: &DeliveryRequest, now: Timestamp, price: Won) -> NewOrder {
        let wish = pickup_wish(request, now);
        let mut order = self.order(request, wish, Terms::Flexible { request_delivery_price: price.0 });
        order.payment.payment_cash_price = None;
        if self.store().is_some() {
            order.has_alcoholic_beverage = None;
        }
        order
    }

    fn order(&self, request: &DeliveryRequest, pickup_wish: Timestamp, terms: Terms) -> NewOrder {
        let order = &request.order;
        let phone = order.customer.phone.as_ref().map(|phone| digits(phone.as_str()));
        let (password, guide) = entrance(order);
        NewOrder {
            order_type: "FOR_DELIVERY",
            order_agency_order_id: request.key.clone(),
            order_agency_daily_order_id: cut(&request.number, 10),
            trip: self.trip(request, pickup_wish),
            payment: payment(order),
            terms,
            has_alcoholic_beverage: Some(order.has_alcohol()),
            order_products: products(order),
            // Without the customer's number the rider rings the shop, which can always be reached.
            receiver_phone: phone.filter(|p| p.len() >= SHORTEST_PHONE).unwrap_or_else(|| self.phone.clone()),
            receiver_name: said(&order.customer.name, 30).unwrap_or_else(|| cut(&request.number, 30)),
            orderer_order_memo: memo(order),
            order_channel: request.app_name.clone().unwrap_or_else(|| OTHER_APP.to_owned()),
            is_untact: may_leave_at_door(order),
            drop_entrance_password: password,
            drop_guide: guide,
        }
    }
}

/// When the food is ready now. That of a reservation may be further off than this call takes by the reference; it is not
/// brought nearer, because its rider would stand there before the food.
pub fn pickup_moved(request: &DeliveryRequest, fare: Fare, now: Timestamp) -> PickupWish {
    let reserved = reservation(&request.order, request.pickup_at, now).filter(|_| fare == Fare::Fixed);
    let wish = reserved.map_or(pickup_wish(request, now), |reserved| reserved.pickup_wish);
    PickupWish { pickup_wish_at: wish.as_millisecond() }
}

/// Where it goes now.
pub fn drop_moved(order: &Order) -> DropInfo {
    let (password, guide) = entrance(order);
    DropInfo {
        drop: drop(order),
        drop_entrance_password: password.unwrap_or_default(),
        drop_guide: guide.unwrap_or_default(),
    }
}

/// What the customer asks for now.
pub fn memo_changed(order: &Order) -> MemoInfo {
    MemoInfo { orderer_order_memo: memo(order).unwrap_or_default() }
}

/// What is carried and taken at the door now.
pub fn payment_changed(order: &Order) -> PaymentInfo {
    PaymentInfo { payment: payment(order), order_products: products(order) }
}

/// Who wants it cancelled: the reference has a word for the shop and one for its customer.
pub fn cancel(why: OffReason, now: Timestamp) -> Cancel {
    let cancel_type = match why {
        OffReason::Shop => "CANCEL_BY_STORE",
        OffReason::Customer => "CANCEL_BY_CUSTOMER",
    };
    Cancel { time: now.as_millisecond(), cancel_type }
}

/// A pickup "at once" is wished for in a moment, and one that is too far off as late as can be: the past is refused, and
/// so is what is beyond those 90 minutes.
fn pickup_wish(request: &DeliveryRequest, now: Timestamp) -> Timestamp {
    request.pickup_at.min(later(now, AHEAD - ROOM)).max(later(now, ROOM))
}

fn drop(order: &Order) -> Drop {
    let nowhere = Address::default();
    let address = order.address.as_ref().unwrap_or(&nowhere);
    Drop {
        drop_road_address: said(&address.road, 100),
        drop_jibun_address: said(&address.jibun, 100),
        drop_address_detail: said(&address.detail, 100).unwrap_or_default(),
        drop_location: location(address),
    }
}

fn payment(order: &Order) -> Payment {
    let (cash, card) = (to_take(order, true), to_take(order, false));
    let actual = order.total.amount.max(Won::ZERO).max(cash + card);
    let total: Won = products(order).iter().map(|p| Won(p.total_price)).sum();
    Payment {
        total_pay_price: total.0,
        actual_pay_price: actual.0,
        prepaid_price: (actual - cash - card).0,
        payment_cash_price: Some(cash.0),
        payment_card_price: card.0,
    }
}

/// What the rider takes at the door. What is not cash goes over a terminal.
pub fn to_take(order: &Order, cash: bool) -> Won {
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
    let whole = |quantity: domain::order::Quantity| {
        let pieces = matches!(quantity.unit, Unit::Piece | Unit::Other) && quantity.thousandths % 1000 == 0;
        pieces.then_some(quantity.thousandths / 1000)
    };
    let options = line.options.iter().map(|option| {
        let quantity = whole(option.quantity).filter(|quantity| *quantity > 0)?;
        Some(ProductOption {
            name: cut(&discreet(order, &option.name), 100),
            unit_price: option.unit_price.0,
            quantity,
        })
    });
    let kind = if line.alcohol { "ALCOHOLIC" } else { "FOOD" };
    match (whole(line.quantity), options.collect::<Option<Vec<_>>>()) {
        (Some(quantity), Some(options)) if quantity > 0 => {
            product(kind, &name, line.unit_price, quantity, options)
        }
        // Gorela counts in whole pieces from one up, so what is weighed is one piece at its whole price.
        _ => product(kind, &format!("{name} {}", line.quantity), line.total, 1, Vec::new()),
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
fn entrance(order: &Order) -> (Option<String>, Option<String>) {
    let text = order.address.as_ref().and_then(|address| address.entrance.as_ref());
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

/// A delivery for later.
struct Reservation {
    /// When the customer expects it.
    wanted: Timestamp,
    pickup_wish: Timestamp,
    /// Minutes before `wanted` at which riders see it.
    shown_minutes: i64,
}

/// Only what is wanted late enough can be reserved; called shortly before, a scheduled order is like any other.
fn reservation(order: &Order, pickup_at: Timestamp, now: Timestamp) -> Option<Reservation> {
    let scheduled = order.promised_at.filter(|_| order.timing == Timing::Scheduled);
    let wanted = scheduled.filter(|at| *at >= later(now, AHEAD + ROOM))?;
    let earliest = later(wanted, -SignedDuration::from_mins(LONGEST_SHOWN));
    let pickup_wish = pickup_at.min(later(wanted, -ON_THE_WAY)).max(earliest);
    let on_the_way = wanted.as_second() - pickup_wish.as_second();
    let shown_minutes = ((on_the_way + 59) / 60 + SHOWN_BEFORE_PICKUP).min(LONGEST_SHOWN);
    Some(Reservation { wanted, pickup_wish, shown_minutes })
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
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
