//! What the simulated app saw: every request with its effect, and what became of each order. Tests judge by it.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::Serialize;

/// Most requests remembered.
const MOST_ENTRIES: usize = 100_000;

/// Everything seen so far.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Journal {
    /// Requests, oldest first; only the newest 100,000 are kept.
    pub entries: VecDeque<Entry>,
    /// What happened to each order, by its id.
    pub orders: BTreeMap<String, OrderRecord>,
    /// When the shop last asked for events: its presence.
    pub last_poll: Option<Timestamp>,
    /// How often it asked.
    pub polls: u64,
    /// What the shop said last about being open; `None`: nothing, so its polling decides.
    pub open: Option<bool>,
    /// Dishes that the shop took off the menu, by their code.
    pub sold_out: BTreeMap<String, String>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// `POST /v1/orders/…/confirm`.
    pub request: String,
    /// The status answered.
    pub status: u16,
    /// What it changed, or why it changed nothing.
    pub effect: String,
    /// How the request broke the standard.
    pub violation: Option<String>,
    /// Answered only in part, late or never.
    pub misbehaved: Option<String>,
}

/// What became of one order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OrderRecord {
    /// What the customer calls it.
    pub display_id: String,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// How often its body was handed out.
    pub fetched: u32,
    /// Accepted actions by their name in the standard, and how often each took effect.
    pub taken: BTreeMap<String, u32>,
    /// Actions that arrived, whether they took effect or not.
    pub received: BTreeMap<String, u32>,
    /// When its first CREATED event was acknowledged.
    pub acknowledged_at: Option<Timestamp>,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// Our number for it (`orderExternalCode`).
    pub number: Option<String>,
    /// Minutes promised.
    pub prep_minutes: Option<i64>,
    /// When the shop said it would begin.
    pub preparation_start: Option<Timestamp>,
    /// How far its rider was, in the order told.
    pub tracking: Vec<String>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// When it was closed.
    pub concluded_at: Option<Timestamp>,
}

impl OrderRecord {
    /// How often `confirm` took effect; more than once never happens, because the app refuses it.
    pub fn confirm_taken(&self) -> u32 {
        self.taken.get("confirm").copied().unwrap_or(0)
    }
}

impl Journal {
    pub(super) fn write(&mut self, entry: Entry) {
        if self.entries.len() == MOST_ENTRIES {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Requests that broke the standard.
    pub fn violations(&self) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.violation.is_some()).collect()
    }

    /// Requests whose line begins so (`POST /v1/events/ack`).
    pub fn count(&self, beginning: &str) -> usize {
        self.entries.iter().filter(|entry| entry.request.starts_with(beginning)).count()
    }
}
