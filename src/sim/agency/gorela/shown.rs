//! An order as Gorela shows it, what it costs, and the envelopes of answers.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sim::agency::life::{Life, Ride};

/// What stands in a price as well as in a delivery.
const PRICE: [&str; 6] = [
    "totalDeliveryPrice",
    "deliveryPrice",
    "totalExtraCharge",
    "extraCharges",
    "VATPrice",
    "deliveryDistance",
];

/// An order, `back` steps ago; in two deliveries if it was `split`, of which the second is a step behind.
pub(super) fn order(life: &Life, key: &str, back: usize, split: bool) -> Value {
    let Some(ride) = life.ride(key) else { return Value::Null };
    let behind = back + usize::from(ride.ended.is_none());
    let given_up = ride.before().map(|history| (history, None));
    let own = [back, behind].into_iter().take(1 + usize::from(split));
    let all = given_up.chain(own.map(|back| (ride.seen(back), ride.cancel_fee)));
    let deliveries: Vec<_> =
        (1..).zip(all).map(|(n, (history, fee))| delivery(ride, n, history, fee)).collect();
    let mut shown = ride.body.clone();
    shown["orderId"] = json!(ride.number);
    shown["createdAt"] = json!(millis(ride.created));
    shown["status"] = json!(match ride.ended.as_deref() {
        None => "CREATED",
        Some("DROP_FINISHED") => "FINISHED",
        Some(_) => "CANCELED",
    });
    shown["deliveries"] = json!(deliveries);
    shown
}

/// Takes what was not asked for out of an order and its deliveries.
pub(super) fn without(order: &mut Value, what: &str) {
    let take = |of: &mut Value| of.as_object_mut().and_then(|fields| fields.remove(what));
    order["deliveries"].as_array_mut().into_iter().flatten().for_each(|delivery| drop(take(delivery)));
    take(order);
}

/// The `n`th delivery of an order; what calling it off cost.
fn delivery(ride: &Ride, n: usize, history: &[(Timestamp, String)], cancel_fee: Option<i64>) -> Value {
    let agency = if n == 1 { "sim".to_owned() } else { format!("sim-{n}") };
    let status = history.last().map_or("CREATED", |(_, status)| status.as_str());
    let statuses: Vec<_> = history
        .iter()
        .map(|(at, status)| json!({ "status": status, "createdAt": millis(*at), "changedAt": millis(*at) }))
        .collect();
    let named = matches!(status, "ALLOCATED" | "ARRIVED" | "PICKUP_FINISHED" | "DROP_FINISHED");
    let in_vain = matches!(status, "CANCELED" | "REJECTED" | "FAILED");
    let mut delivery = json!({
        "orderId": ride.number, "deliveryAgencyId": agency, "status": status, "deliveryType": "AGENCY",
        "pickupExpectedAt": millis(ride.pickup_expected), "createdAt": millis(ride.created),
        "driverPhone": named.then(|| format!("0504000{:04}", ride.number % 10_000)),
        "cancelType": in_vain.then_some("ETC"), "cancelReason": in_vain.then_some("모의 종료"),
        "cancelFee": cancel_fee, "statuses": statuses, "payments": [],
    });
    for name in PRICE {
        delivery[name] = ride.offer[name].clone();
    }
    delivery
}

/// A price for a way of so many metres, with one surcharge at most. VAT is a tenth on top.
pub(super) fn price(distance: i64, deliver: i64, surcharge: Option<(String, i64)>) -> Value {
    let charges: Vec<_> = surcharge.into_iter().filter(|(_, won)| *won != 0).collect();
    let extra: i64 = charges.iter().map(|(_, won)| won).sum();
    let named: Vec<_> = charges
        .iter()
        .map(|(kind, won)| json!({ "dataType": "FIXED", "type": kind, "charge": won }))
        .collect();
    json!({
        "deliveryDistance": distance, "totalDeliveryPrice": deliver + extra, "deliveryPrice": deliver,
        "totalExtraCharge": extra, "extraCharges": named, "VATPrice": (deliver + extra) / 10,
    })
}

/// A price with one more surcharge, or with another price for the way.
pub(super) fn dearer(offer: &Value, deliver: i64, surcharge: Option<(String, i64)>) -> Value {
    let mut offer = offer.clone();
    if let Some((kind, won)) = surcharge {
        if let Some(charges) = offer["extraCharges"].as_array_mut() {
            charges.push(json!({ "dataType": "FIXED", "type": kind, "charge": won }));
        }
        offer["totalExtraCharge"] = json!(whole(&offer, "totalExtraCharge") + won);
    }
    let total = deliver + whole(&offer, "totalExtraCharge");
    offer["deliveryPrice"] = json!(deliver);
    offer["totalDeliveryPrice"] = json!(total);
    offer["VATPrice"] = json!(total / 10);
    offer
}

/// What a delivery takes from the deposit: its price and VAT, or what calling it off cost.
pub(super) fn cost(ride: &Ride) -> i64 {
    if in_vain(ride) { ride.cancel_fee.unwrap_or_default() } else { paid(&ride.offer) }
}

/// A price with its VAT.
pub(super) fn paid(offer: &Value) -> i64 {
    whole(offer, "totalDeliveryPrice") + whole(offer, "VATPrice")
}

pub(super) fn whole(of: &Value, name: &str) -> i64 {
    of[name].as_i64().unwrap_or_default()
}

fn in_vain(ride: &Ride) -> bool {
    ride.ended.as_deref().is_some_and(|ended| ended != "DROP_FINISHED")
}

pub(super) fn ok(data: Value) -> (u16, Value) {
    (200, json!({ "statusCode": 200, "data": data }))
}

/// A refusal, which is a 200.
pub(super) fn refused(reason: &str) -> (u16, Value) {
    ok(json!({ "isSuccess": false, "reason": reason }))
}

pub(super) fn fault(status: u16, category: &str, code: &str, message: &str) -> (u16, Value) {
    let error = json!({ "category": category, "errorCode": code, "message": message });
    (status, json!({ "statusCode": status, "error": error }))
}

pub(super) fn unknown_order() -> (u16, Value) {
    fault(404, "NOT_FOUND", "NOT_FOUND_RESOURCE", "해당 주문이 존재하지 않습니다.")
}

pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}
