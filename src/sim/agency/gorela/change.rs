//! Changes of an order that was called, each in its window.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::shown::{self, dearer, ok, paid, refused, unknown_order, whole};
use super::{Gorela, WAY, strict, wrong};
use crate::sim::agency::fault::Route;
use crate::sim::agency::life::Life;

impl Gorela {
    /// A changed pickup, drop, memo or payment.
    pub(super) fn change(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        (route, key): (Route, &str),
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        let (checked, window) = match route {
            Route::PickupWish => (strict::pickup_wish(body, now), WAY.allocated),
            Route::Drop => (strict::drop_info(body), WAY.picked_up),
            Route::Memo => (strict::memo_info(body), usize::MAX),
            _ => (strict::payment_info(body), usize::MAX),
        };
        if let Err(why) = checked {
            return wrong(life, now, Some(key), &why);
        }
        let Some(offer) = life.ride(key).map(|ride| ride.offer.clone()) else { return unknown_order() };
        let elsewhere = route == Route::Drop && self.goes_elsewhere(life, key, body);
        let moved = if elsewhere { self.drop_price(life, &offer) } else { offer.clone() };
        let late = life.is_past(key, window).then(|| "INVALID_STATUS".to_owned());
        let poor = || {
            let more = paid(&moved) - paid(&offer);
            (self.deposit(life) < more).then(|| "INSUFFICIENT_DEPOSIT".to_owned())
        };
        if let Some(reason) = refusal.or(late).or_else(poor) {
            life.journal.note(now, Some(key), format!("refused {reason}"));
            return refused(&reason);
        }
        if let (Some(ride), Some(changed)) = (life.ride_mut(key), body.as_object()) {
            for (name, value) in changed {
                ride.body[name] = value.clone();
            }
            ride.offer = moved;
        }
        life.journal.note(now, Some(key), told(route, body));
        let order = shown::order(life, key, 0, self.split.contains(key));
        // As printed: a moved drop is answered with a verdict, everything else with the order itself.
        ok(if route == Route::Drop { json!({ "isSuccess": true, "order": order }) } else { order })
    }

    fn goes_elsewhere(&self, life: &Life, key: &str, body: &Value) -> bool {
        let address = |of: &Value| {
            ["dropRoadAddress", "dropJibunAddress", "dropAddressDetail"].map(|name| of[name].clone())
        };
        life.ride(key).is_some_and(|ride| address(&ride.body) != address(body))
    }

    /// Another way has another price.
    fn drop_price(&self, life: &mut Life, offer: &Value) -> Value {
        let further = life.rng.i64(1..20) * 100;
        let mut moved = dearer(offer, whole(offer, "deliveryPrice") + further, None);
        moved["deliveryDistance"] = json!(whole(offer, "deliveryDistance") + further * 5);
        moved
    }

    /// More is offered with flexible fare, until a rider is allocated.
    pub(super) fn raise(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        key: &str,
        body: &Value,
        refusal: Option<String>,
    ) -> (u16, Value) {
        let price = match strict::delivery_price(body) {
            Ok(price) => price,
            Err(why) => return wrong(life, now, Some(key), &why),
        };
        let Some(ride) = life.ride(key) else { return unknown_order() };
        let reason = if life.is_past(key, WAY.allocated) || ride.body["requestDeliveryPrice"].is_null() {
            Some("INVALID_STATUS".to_owned())
        } else if self.split.contains(key) {
            Some("MULTIPLE_DELIVERY_IN_PROGRESS".to_owned())
        } else if price <= whole(&ride.offer, "deliveryPrice") {
            Some("INVALID_DELIVERY_PRICE_ONLY_ALLOW_INCREMENTAL".to_owned())
        } else {
            refusal
        };
        if let Some(reason) = reason {
            life.journal.note(now, Some(key), format!("refused {reason}"));
            return refused(&reason);
        }
        if let Some(ride) = life.ride_mut(key) {
            ride.offer = dearer(&ride.offer, price, None);
        }
        life.journal.note(now, Some(key), format!("offered {price}"));
        ok(json!({ "isSuccess": true }))
    }
}

/// For the journal.
fn told(route: Route, body: &Value) -> String {
    match route {
        Route::PickupWish => format!("pickup wished at {}", whole(body, "pickupWishAt")),
        Route::Drop => format!("drop {}", body["dropAddressDetail"].as_str().unwrap_or_default()),
        Route::Memo => format!("memo {}", body["ordererOrderMemo"].as_str().unwrap_or_default()),
        _ => format!("to take {}", whole(body, "paymentCashPrice") + whole(body, "paymentCardPrice")),
    }
}
