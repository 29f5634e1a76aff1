//! How far a rider of ours is, in the words of Open Delivery 1.7 (`DeliveryTrackingInfo`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DeliveryState, Personal};

/// What an app that shows its customers the way of their food is told (`sendTracking`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tracking {
    /// What happened last.
    pub event: TrackingEvent,
    /// When.
    pub at: Timestamp,
    /// The rider's name or call sign, once there is one.
    pub rider: Option<Personal>,
    /// When the rider is expected at the shop; `None` once there.
    pub pickup_eta: Option<Timestamp>,
    /// When the customer was told to expect the food, at the latest.
    pub deliver_by: Option<Timestamp>,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the standard's own names
pub enum TrackingEvent {
    PickupOngoing,
    ArrivedAtMerchant,
    OrderPicked,
    DeliveryOngoing,
    ArrivedAtCustomer,
    OrderDelivered,
    Cancelled,
}

impl TrackingEvent {
    /// All events.
    pub const ALL: [TrackingEvent; 7] = [
        TrackingEvent::PickupOngoing,
        TrackingEvent::ArrivedAtMerchant,
        TrackingEvent::OrderPicked,
        TrackingEvent::DeliveryOngoing,
        TrackingEvent::ArrivedAtCustomer,
        TrackingEvent::OrderDelivered,
        TrackingEvent::Cancelled,
    ];

    /// The standard's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            TrackingEvent::PickupOngoing => "PICKUP_ONGOING",
            TrackingEvent::ArrivedAtMerchant => "ARRIVED_AT_MERCHANT",
            TrackingEvent::OrderPicked => "ORDER_PICKED",
            TrackingEvent::DeliveryOngoing => "DELIVERY_ONGOING",
            TrackingEvent::ArrivedAtCustomer => "ARRIVED_AT_CUSTOMER",
            TrackingEvent::OrderDelivered => "ORDER_DELIVERED",
            TrackingEvent::Cancelled => "CANCELLED",
        }
    }

    /// What a customer may know about a delivery in this state; `None` while there is no rider, and for an attempt that
    /// ended without one, because another may follow.
    pub fn of(state: DeliveryState) -> Option<TrackingEvent> {
        match state {
            DeliveryState::Assigned => Some(TrackingEvent::PickupOngoing),
            DeliveryState::Arrived => Some(TrackingEvent::ArrivedAtMerchant),
            DeliveryState::PickedUp => Some(TrackingEvent::OrderPicked),
            DeliveryState::Delivered => Some(TrackingEvent::OrderDelivered),
            _ => None,
        }
    }
}
