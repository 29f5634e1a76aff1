//! An order in the standard's words (`DeliveryOrder`, `DeliveryAvailabilityPrice`, `DeliveryCancel`).

use domain::order::{Order, PaymentKind, Personal, Unit, Won};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

use super::address::Place;
use crate::agency::{DeliveryRequest, OffReason};
use crate::settings::{LogisticsOptions, Shop, ShopAddress};
use crate::ticket::discreet;

/// What a bag is said to weigh, grams. Weight is required and no app tells it: a meal for a few people with its
/// containers. What is sold by weight counts where it is more.
const BAG_GRAMS: i64 = 3_000;
/// Minutes that a rider may come after the food is ready. A delivery whose limit cannot be kept is rejected, and a late
/// rider is better than none, so this is generous; riders who are too slow are the rules' business. For the same reason
/// no limit is set for the arrival at the customer.
const PATIENCE_MINUTES: i64 = 30;
/// Longest text of a customer that is passed on, characters.
const LONGEST: usize = 250;

/// The account that calls riders, and the shop to which they come.
#[derive(Clone, Debug)]
pub struct Caller {
    merchant_id: String,
    name: String,
    phone: String,
    address: ShopAddress,
    timezone: TimeZone,
}

impl Caller {
    /// Calls to `shop`, as the service knows it.
    pub fn new(options: &LogisticsOptions, shop: &Shop) -> Caller {
        Caller {
            merchant_id: options.merchant_id.clone(),
            name: cut(&shop.name, 500),
            phone: digits(&shop.phone),
            address: shop.address.clone(),
            timezone: shop.timezone.clone(),
        }
    }

    /// What a quote asks: nothing about the customer but the building, because nothing is decided yet.
    pub fn enquiry(&self, request: &DeliveryRequest, now: Timestamp) -> Value {
        let due = to_take(&request.order, true) + to_take(&request.order, false);
        let mut enquiry = self.job(request, now);
        enquiry["deliveryAddress"] = place(&request.order, false);
        enquiry["onlinePayment"] = json!(due == Won::ZERO);
        enquiry
    }

    /// What calls a rider.
    pub fn delivery(&self, request: &DeliveryRequest, now: Timestamp) -> Value {
        let order = &request.order;
        let phone = order.customer.phone.as_ref().map(|phone| digits(phone.as_str()));
        let name = order.customer.name.as_ref().map(|name| cut(name.as_str(), LONGEST));
        let mut delivery = self.job(request, now);
        let more = json!({
            "orderId": request.key,
            "orderDisplayId": request.number,
            "deliveryAddress": place(order, true),
            "customerName": name.filter(|n| !n.is_empty()).unwrap_or_else(|| request.number.clone()),
            // Without the customer's number the rider rings the shop, which can always be reached.
            "customerPhone": phone.filter(|p| !p.is_empty()).unwrap_or_else(|| self.phone.clone()),
            "notifyReadyForPickup": true,
            // Riders take and hand over without us.
            "notifyPickup": false,
            "notifyConclusion": false,
            "preparationStartDateTime": order.preparation_start,
            "payments": payments(order),
            "items": items(order),
        });
        if let (Value::Object(delivery), Value::Object(more)) = (&mut delivery, more) {
            delivery.extend(more);
        }
        if let Some(said) = instructions(order) {
            delivery["specialInstructions"] = json!(said);
        }
        // Ours is another id than the app's, so the standard wants the app's beside it, if it is one of its own kind.
        if let Ok(id) = Uuid::try_parse(&order.external_id) {
            delivery["sourceOrderId"] = json!(id);
        }
        delivery
    }

    /// What both say.
    fn job(&self, request: &DeliveryRequest, now: Timestamp) -> Value {
        let order = &request.order;
        let due = to_take(order, true) + to_take(order, false);
        let ready = request.pickup_at.to_zoned(self.timezone.clone()).strftime("%H:%M").to_string();
        let shop = &self.address;
        let mut pickup = Place {
            road: &shop.road,
            jibun: &shop.jibun,
            detail: &shop.detail,
            district: "",
            position: shop.latitude.zip(shop.longitude),
        }
        .wire();
        pickup["instructions"] = json!(format!("음식 준비 {ready}"));
        let until_ready = (request.pickup_at.as_second() - now.as_second()).max(0);
        json!({
            "merchant": { "id": self.merchant_id, "name": self.name },
            "pickupAddress": pickup,
            "returnToMerchant": false,
            // As Korean agencies' riders do, and are paid for.
            "canCombine": true,
            // What riders here have. To want a thermal or a larger one would only lose riders.
            "vehicle": { "type": ["MOTORBIKE_BAG", "MOTORBIKE_BOX"], "container": "NORMAL" },
            "limitTimes": {
                "pickupLimit": (until_ready + 59) / 60 + PATIENCE_MINUTES,
                "orderCreatedAt": order.placed_at,
            },
            "totalOrderPrice": price(order.total.amount.max(Won::ZERO).max(due)),
            "totalWeight": BAG_GRAMS.max(weighed_grams(order)),
        })
    }
}

/// Calling off, for one of the standard's reasons. It is done before the pickup, so there is nothing to bring back.
pub fn cancellation(why: OffReason) -> Value {
    let (reason, message) = match why {
        OffReason::Shop => ("OTHER", "가게에서 배달 호출을 취소했습니다"),
        OffReason::Customer => ("CONSUMER_CANCELLATION_REQUESTED", "손님이 주문을 취소했습니다"),
    };
    json!({ "reason": reason, "action": "CANCEL_DELIVERY", "message": message })
}

/// Where it goes. Unit and entrance only with `to_the_door`: the rider alone needs them.
fn place(order: &Order, to_the_door: bool) -> Value {
    let Some(address) = &order.address else { return Place::default().wire() };
    let text = |text: &'_ Option<Personal>| text.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default();
    let detail = if to_the_door { text(&address.detail) } else { String::new() };
    let mut place = Place {
        road: &text(&address.road),
        jibun: &text(&address.jibun),
        detail: &detail,
        district: address.district.as_deref().unwrap_or_default(),
        position: address.latitude.zip(address.longitude),
    }
    .wire();
    let entrance = cut(&text(&address.entrance), LONGEST);
    if to_the_door && !entrance.is_empty() {
        place["instructions"] = json!(format!("공동현관 {entrance}"));
    }
    place
}

/// What the rider must do and what the customer asks for.
fn instructions(order: &Order) -> Option<String> {
    let alcohol = order.has_alcohol().then(|| "주류 있음: 신분증을 확인하고 직접 전달".to_owned());
    let memo = order.rider_memo.as_ref().map(|memo| cut(&discreet(order, memo), LONGEST));
    let said: Vec<_> = [alcohol, memo].into_iter().flatten().filter(|text| !text.is_empty()).collect();
    (!said.is_empty()).then(|| said.join(" / "))
}

/// What the rider takes at the door. What is not cash goes over a terminal, and is told as one sum: which card it is,
/// a child's meal card or a city's, is not the rider's to know.
fn payments(order: &Order) -> Value {
    let (cash, card) = (to_take(order, true), to_take(order, false));
    if cash + card == Won::ZERO {
        return json!({ "method": "ONLINE", "wirelessPos": false });
    }
    let parts = [("CASH", cash), ("CREDIT_DEBIT", card)].into_iter().filter(|(_, won)| *won > Won::ZERO);
    let parts: Vec<_> = parts.map(|(kind, won)| json!({ "type": kind, "amount": price(won) })).collect();
    let mut payments =
        json!({ "method": "OFFLINE", "wirelessPos": card > Won::ZERO, "offlineMethod": parts });
    let cash_parts = order.payments.iter().filter(|p| p.on_delivery && p.kind == PaymentKind::Cash);
    let note = cash_parts.filter_map(|p| p.change_for).max();
    if let Some(change) = note.map(|note| note - cash).filter(|change| *change > Won::ZERO) {
        payments["change"] = price(change);
    }
    payments
}

fn to_take(order: &Order, cash: bool) -> Won {
    let parts = order.payments.iter().filter(|p| p.on_delivery && (p.kind == PaymentKind::Cash) == cash);
    parts.map(|p| p.amount.max(Won::ZERO)).sum()
}

fn items(order: &Order) -> Vec<Value> {
    let item = |line: &domain::order::Line| {
        let quantity = line.quantity.thousandths as f64 / 1000.0;
        json!({ "name": cut(&discreet(order, &line.name), LONGEST), "quantity": quantity })
    };
    order.lines.iter().map(item).collect()
}

/// Grams of what is sold by weight; a litre counts as a kilogram.
fn weighed_grams(order: &Order) -> i64 {
    let weighed = order.lines.iter().filter(|l| matches!(l.quantity.unit, Unit::Kilogram | Unit::Litre));
    weighed.fold(0, |sum: i64, line| sum.saturating_add(line.quantity.thousandths))
}

fn price(won: Won) -> Value {
    json!({ "value": won, "currency": "KRW" })
}

/// At most `most` characters.
fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

/// A telephone number's digits.
fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
