//! How far an order and its tickets have come. Spellings are those of the contract's JSON.

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for an answer.
    Received,
    /// A person (or the setting) accepted it.
    Accepted,
    /// Cooked and packed.
    Ready,
    /// Left the shop (takeout: 손님 수령).
    PickedUp,
    /// Closed.
    Completed,
    /// We said no and the app agreed.
    Rejected,
    /// Cancelled after or before an answer.
    Cancelled,
    /// It was not answered in time.
    Missed,
    /// Came in a form that could not be read.
    Unreadable,
}

impl Status {
    /// The contract's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::Accepted => "accepted",
            Status::Ready => "ready",
            Status::PickedUp => "picked_up",
            Status::Completed => "completed",
            Status::Rejected => "rejected",
            Status::Cancelled => "cancelled",
            Status::Missed => "missed",
            Status::Unreadable => "unreadable",
        }
    }

    /// Nothing more is expected to happen.
    pub fn is_final(self) -> bool {
        matches!(self, Status::Completed | Status::Rejected | Status::Cancelled | Status::Missed)
    }

    /// Taken and not yet closed.
    pub fn is_accepted(self) -> bool {
        matches!(self, Status::Accepted | Status::Ready | Status::PickedUp)
    }
}

/// What a ticket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// For the kitchen: number, dishes, requests. No phone, no address.
    Kitchen,
    /// For the customer's bag: prices, payment, 원산지.
    Customer,
    /// For the rider: what to collect, where to go.
    Rider,
    /// Tells the kitchen to stop.
    Cancel,
    /// For the person who gathers a market's bundle: every stall with its things, to be ticked off.
    Gather,
}

impl TicketKind {
    /// All kinds.
    pub const ALL: [TicketKind; 5] = [
        TicketKind::Kitchen,
        TicketKind::Customer,
        TicketKind::Rider,
        TicketKind::Cancel,
        TicketKind::Gather,
    ];

    /// The contract's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            TicketKind::Kitchen => "kitchen",
            TicketKind::Customer => "customer",
            TicketKind::Rider => "rider",
            TicketKind::Cancel => "cancel",
            TicketKind::Gather => "gather",
        }
    }
}

/// Where a ticket job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Waits for its printer; no byte has left.
    Queued,
    /// Bytes may have left.
    Sending,
    /// The printer confirmed it.
    Printed,
    /// All bytes left; this printer cannot confirm.
    Sent,
    /// Some bytes left and the rest is unknown. Never sent again by itself.
    Unknown,
    /// Given up before the first byte.
    Failed,
    /// Waited too long, or was taken back before its first byte.
    Expired,
}

impl TicketState {
    /// The contract's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            TicketState::Queued => "queued",
            TicketState::Sending => "sending",
            TicketState::Printed => "printed",
            TicketState::Sent => "sent",
            TicketState::Unknown => "unknown",
            TicketState::Failed => "failed",
            TicketState::Expired => "expired",
        }
    }
}
