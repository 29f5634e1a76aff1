//! What an app says about an order and what it can be told. Kinds of events and codes are Open Delivery's, because people and
//! scripts name them; how a protocol writes what it is told belongs to its adapter.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Tracking;

/// One event from an app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AppEvent {
    /// The app's id of this event (`eventId`).
    pub id: String,
    /// What happened.
    pub kind: AppEventKind,
    /// The app's spelling, needed to acknowledge also what we do not know.
    pub raw_kind: String,
    /// The app's id of the order.
    pub order_id: String,
    /// When, by the app's clock. Events are applied in this order.
    pub created_at: Timestamp,
    /// The words that came with a cancellation.
    pub reason: Option<String>,
}

/// Something between the events of an app that is none: put aside as it came, so that it hides no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The app's id of it, if that can be read: then it is acknowledged once it is kept. `None` too where it also counts as
    /// an event, which is acknowledged as such.
    pub id: Option<String>,
    /// The app's id of the order it is about, if that can be read.
    pub order_id: Option<String>,
    /// The app's spelling of what happened, if that can be read.
    pub raw_kind: Option<String>,
    /// The beginning of its text as it came.
    pub raw: String,
    /// What is wrong with it, in words for the log.
    pub why: &'static str,
}

/// Kinds of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the standard's own names
pub enum AppEventKind {
    Created,
    Confirmed,
    PreparationRequested,
    Preparing,
    ReadyForPickup,
    Dispatched,
    PickupAreaAssigned,
    PickedUp,
    Delivered,
    Concluded,
    CancellationRequested,
    CancellationRequestDenied,
    Cancelled,
    OrderCancellationRequest,
    /// Our refusal of the app's cancellation stands (`CANCELLED_DENIED` or `CANCELLATION_DENIED`).
    CancelledDenied,
    /// Anything else: acknowledged, otherwise ignored.
    Unknown,
}

impl AppEventKind {
    /// Reads the standard's spelling; both spellings of the one the standard spells in two ways.
    pub fn read(raw: &str) -> AppEventKind {
        use AppEventKind::*;
        match raw {
            "CREATED" => Created,
            "CONFIRMED" => Confirmed,
            "PREPARATION_REQUESTED" => PreparationRequested,
            "PREPARING" => Preparing,
            "READY_FOR_PICKUP" => ReadyForPickup,
            "DISPATCHED" => Dispatched,
            "PICKUP_AREA_ASSIGNED" => PickupAreaAssigned,
            "PICKED_UP" => PickedUp,
            "DELIVERED" => Delivered,
            "CONCLUDED" => Concluded,
            "CANCELLATION_REQUESTED" => CancellationRequested,
            "CANCELLATION_REQUEST_DENIED" => CancellationRequestDenied,
            "CANCELLED" => Cancelled,
            "ORDER_CANCELLATION_REQUEST" => OrderCancellationRequest,
            "CANCELLED_DENIED" | "CANCELLATION_DENIED" => CancelledDenied,
            _ => Unknown,
        }
    }
}

/// Something to tell the app. Each may be repeated: a refusal of a repeat is settled by asking for the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum AppAction {
    /// We cook it.
    Confirm {
        /// Minutes until ready.
        prep_minutes: u32,
        /// Our number for it.
        number: String,
        /// When the order was placed at the app.
        placed_at: Timestamp,
    },
    /// Cooking has begun; only where the app asks for it.
    Preparing,
    /// Ready for the rider or the customer.
    Ready,
    /// The customer has it (takeout); only where the app asks.
    PickedUp,
    /// Out with a rider.
    Dispatch,
    /// At the customer's door; only where the app asks.
    Delivered,
    /// Please cancel it: our refusal or our cancellation.
    RequestCancellation {
        /// The standard's code.
        code: CancelCode,
        /// Whether a person decided, or the program.
        manual: bool,
    },
    /// Agree to the app's cancellation.
    AcceptCancellation,
    /// Refuse the app's cancellation.
    DenyCancellation {
        /// The standard's code.
        code: DenyCode,
    },
    /// Cooking starts later than the app thinks; the app may lack a call for it.
    Delay {
        /// When cooking starts now.
        preparation_start: Timestamp,
    },
    /// How far our rider is; only where the app asks.
    Track {
        /// What is known.
        tracking: Tracking,
    },
}

impl AppAction {
    /// Its name, whatever the app calls it: what is stored and logged.
    pub fn as_str(&self) -> &'static str {
        match self {
            AppAction::Confirm { .. } => "confirm",
            AppAction::Preparing => "preparing",
            AppAction::Ready => "ready",
            AppAction::PickedUp => "picked-up",
            AppAction::Dispatch => "dispatch",
            AppAction::Delivered => "delivered",
            AppAction::RequestCancellation { .. } => "request-cancellation",
            AppAction::AcceptCancellation => "accept-cancellation",
            AppAction::DenyCancellation { .. } => "deny-cancellation",
            AppAction::Delay { .. } => "delay",
            AppAction::Track { .. } => "track",
        }
    }

    /// Whether it changes nothing about how far the order is: the app may lack a call for it, and no other telling
    /// waits for it.
    pub fn is_aside(&self) -> bool {
        matches!(self, AppAction::Delay { .. } | AppAction::Track { .. })
    }
}

/// Why we refuse or cancel: the standard's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the standard's own names
pub enum CancelCode {
    SystemicIssues,
    DuplicateApplication,
    UnavailableItem,
    RestaurantWithoutDeliveryPerson,
    OutdatedMenu,
    OrderOutsideTheDeliveryArea,
    BlockedCustomer,
    OutsideDeliveryHours,
    InternalDifficultiesOfTheRestaurant,
    RiskArea,
    DeliveryProblem,
}

impl CancelCode {
    /// In the order an owner would look for them.
    pub const ALL: [CancelCode; 11] = [
        CancelCode::UnavailableItem,
        CancelCode::InternalDifficultiesOfTheRestaurant,
        CancelCode::OutsideDeliveryHours,
        CancelCode::OrderOutsideTheDeliveryArea,
        CancelCode::RestaurantWithoutDeliveryPerson,
        CancelCode::DeliveryProblem,
        CancelCode::OutdatedMenu,
        CancelCode::DuplicateApplication,
        CancelCode::BlockedCustomer,
        CancelCode::RiskArea,
        CancelCode::SystemicIssues,
    ];

    /// The standard's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            CancelCode::SystemicIssues => "SYSTEMIC_ISSUES",
            CancelCode::DuplicateApplication => "DUPLICATE_APPLICATION",
            CancelCode::UnavailableItem => "UNAVAILABLE_ITEM",
            CancelCode::RestaurantWithoutDeliveryPerson => "RESTAURANT_WITHOUT_DELIVERY_PERSON",
            CancelCode::OutdatedMenu => "OUTDATED_MENU",
            CancelCode::OrderOutsideTheDeliveryArea => "ORDER_OUTSIDE_THE_DELIVERY_AREA",
            CancelCode::BlockedCustomer => "BLOCKED_CUSTOMER",
            CancelCode::OutsideDeliveryHours => "OUTSIDE_DELIVERY_HOURS",
            CancelCode::InternalDifficultiesOfTheRestaurant => "INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT",
            CancelCode::RiskArea => "RISK_AREA",
            CancelCode::DeliveryProblem => "DELIVERY_PROBLEM",
        }
    }

    /// Finds a code by its spelling, in any case.
    pub fn read(text: &str) -> Option<CancelCode> {
        CancelCode::ALL.into_iter().find(|code| code.as_str().eq_ignore_ascii_case(text))
    }

    /// What an owner calls it; also the free-text reason sent along.
    pub fn korean(self) -> &'static str {
        match self {
            CancelCode::SystemicIssues => "시스템 오류",
            CancelCode::DuplicateApplication => "중복 주문",
            CancelCode::UnavailableItem => "재료 소진(품절)",
            CancelCode::RestaurantWithoutDeliveryPerson => "라이더 없음",
            CancelCode::OutdatedMenu => "메뉴·가격 변경",
            CancelCode::OrderOutsideTheDeliveryArea => "배달 불가 지역",
            CancelCode::BlockedCustomer => "거래 제한 고객",
            CancelCode::OutsideDeliveryHours => "영업시간 아님",
            CancelCode::InternalDifficultiesOfTheRestaurant => "주방 사정(주문 밀림)",
            CancelCode::RiskArea => "위험 지역",
            CancelCode::DeliveryProblem => "배달 사고",
        }
    }
}

/// Why we refuse the app's cancellation: the standard's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the standard's own names
pub enum DenyCode {
    DishAlreadyDone,
    OutForDelivery,
}

impl DenyCode {
    /// The standard's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            DenyCode::DishAlreadyDone => "DISH_ALREADY_DONE",
            DenyCode::OutForDelivery => "OUT_FOR_DELIVERY",
        }
    }

    /// What an owner calls it.
    pub fn korean(self) -> &'static str {
        match self {
            DenyCode::DishAlreadyDone => "이미 조리함",
            DenyCode::OutForDelivery => "이미 배달 출발",
        }
    }
}
