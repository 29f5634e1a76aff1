//! Gorela's answers in our words.

use jiff::Timestamp;

use super::wire::{DeliverySeen, Offer, OrderSeen};
use crate::order::{DeliveryReport, DeliveryState, ExtraCharge, Personal, Quote, Refusal, Rider, Won};

/// The price. VAT is not in it: it is named apart and the shop gets it back.
pub fn quote(offer: &Offer) -> Option<Quote> {
    let extra = offer.extra_charges.iter().flatten();
    Some(Quote {
        fee: Won(offer.total_delivery_price?),
        vat: None,
        extra: extra
            .filter_map(|c| Some(ExtraCharge { kind: c.kind.clone()?, amount: Won(c.charge?) }))
            .collect(),
        distance_metres: offer.delivery_distance.and_then(|metres| u32::try_from(metres).ok()),
        pickup_expected_at: time(offer.pickup_expected_at.or(offer.pickup_minimum_at)),
    })
}

/// Where an order stands.
///
/// One order may fan out into several deliveries. As long as one of them may bring a rider, the most advanced of these
/// is reported, because it is what the shop has to be ready for, and the order must not look finished. When none does,
/// one that was delivered counts; else the last in Gorela's list, with its reason.
pub fn report(order: &OrderSeen) -> DeliveryReport {
    let deliveries = order.deliveries.as_deref().unwrap_or_default();
    let reports: Vec<_> = deliveries.iter().map(one).collect();
    let live = reports.iter().filter(|r| !r.state.is_terminal()).max_by_key(|r| r.state.progress());
    let delivered = || reports.iter().find(|r| r.state == DeliveryState::Delivered);
    live.or_else(delivered).or(reports.last()).cloned().unwrap_or_else(|| {
        let raw = order.status.clone().unwrap_or_default();
        let state = match raw.as_str() {
            "FINISHED" => DeliveryState::Delivered,
            other => state(other).unwrap_or(DeliveryState::Requested),
        };
        DeliveryReport::of(state, raw)
    })
}

fn one(delivery: &DeliverySeen) -> DeliveryReport {
    let raw = delivery.status.clone().unwrap_or_default();
    let history = || delivery.statuses.iter().flatten().filter_map(|s| s.status.as_deref());
    // A word we do not know stands where the last known one stood; it is alive until they say otherwise.
    let state = state(&raw)
        .or_else(|| history().rev().find_map(state).filter(|s| !s.is_terminal()))
        .unwrap_or(DeliveryState::Requested);
    let lost_rider = || history().any(|status| status == "ALLOCATION_CANCELED");
    let rider = Rider {
        name: delivery.driver_name.as_deref().filter(|n| !n.trim().is_empty()).map(Personal::from),
        phone: delivery.driver_phone.as_deref().map(Personal::from),
    };
    let ended = matches!(state, DeliveryState::Cancelled | DeliveryState::Rejected | DeliveryState::Failed);
    DeliveryReport {
        assignment_cancelled: state == DeliveryState::Requested
            && (raw == "ALLOCATION_CANCELED" || lost_rider()),
        rider: (rider.name.is_some() || rider.phone.is_some()).then_some(rider),
        fee: delivery.total_delivery_price.map(Won),
        pickup_expected_at: time(delivery.pickup_expected_at),
        reason: ended.then(|| Refusal {
            code: delivery.cancel_type.clone().unwrap_or_else(|| raw.clone()),
            message: delivery.cancel_reason.clone(),
        }),
        ..DeliveryReport::of(state, raw)
    }
}

fn state(raw: &str) -> Option<DeliveryState> {
    Some(match raw {
        "CREATED" | "ASSIGNED" | "ACCEPTED" | "ALLOCATION_CANCELED" => DeliveryState::Requested,
        "ALLOCATED" | "ALLOCATION_CHANGED" => DeliveryState::Assigned,
        "ARRIVED" => DeliveryState::Arrived,
        "PICKUP_FINISHED" => DeliveryState::PickedUp,
        "DROP_FINISHED" => DeliveryState::Delivered,
        "CANCELED" => DeliveryState::Cancelled,
        "REJECTED" => DeliveryState::Rejected,
        "FAILED" => DeliveryState::Failed,
        _ => return None,
    })
}

/// What calling off cost, over all deliveries.
pub fn cancel_fee(order: &OrderSeen) -> Option<Won> {
    let fees = order.deliveries.iter().flatten().filter_map(|d| d.cancel_fee);
    fees.map(Won).reduce(|a, b| a + b)
}

fn time(millis: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis?).ok()
}
