//! Looking for orders of all years (내역): what is asked, and a page of what was found.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::order::{PaymentKind, Status};
use crate::rules::Head;

/// Orders of one page, where nothing else is asked for.
pub const A_PAGE: usize = 50;
/// Most orders of one page.
pub const MOST: usize = 500;

/// Which orders are looked for: those that fit everything that is said here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// What an order bears: its number, the app's number or id, the last four digits of the customer's telephone as long as
    /// they are kept, or a part of a dish's name, also by initial consonants.
    pub text: String,
    /// The first business day.
    pub from: Option<Date>,
    /// The last business day.
    pub to: Option<Date>,
    /// Channel id.
    pub channel: Option<String>,
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// How it ended.
    pub state: Option<PastState>,
    /// Something of it was paid so.
    pub payment: Option<PaymentKind>,
}

/// How an order ended, as it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PastState {
    /// Completed, and the app left it so.
    Completed,
    /// Cancelled, by the shop, the customer or the app.
    Cancelled,
    /// The app cancelled it after it was completed here.
    CancelledAfterCompletion,
    /// The shop said no.
    Rejected,
    /// It was not answered in time.
    Missed,
    /// It has not ended.
    Open,
}

/// Which page of what is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// The newest orders.
    #[default]
    Newest,
    /// Orders older than this place.
    Before(i64),
    /// Orders newer than this place.
    After(i64),
}

/// How far back orders can be found. Only a file of an older version cannot be searched as a whole, until the program has read
/// its orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// All that are stored.
    Whole,
    /// Those that came since; older ones are still being read.
    Since(Timestamp),
    /// None yet: the program was not started since it was updated.
    Nothing,
}

/// A page of what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The orders, newest first. A page may have fewer than asked for, even none, although older ones follow: looking was
    /// broken off because very many orders had to be passed over.
    pub orders: Vec<T>,
    /// The place after which newer ones are; `None`: this is the newest page.
    pub newer: Option<i64>,
    /// The place before which older ones are; `None`: there are none.
    pub older: Option<i64>,
    /// How far back orders can be found.
    pub reach: Reach,
}

impl<T> Page<T> {
    /// The same page with something else for each order.
    pub fn map<U>(self, to: impl FnMut(T) -> U) -> Page<U> {
        let orders = self.orders.into_iter().map(to).collect();
        Page { orders, newer: self.newer, older: self.older, reach: self.reach }
    }
}

impl PastState {
    /// All, as an owner looks for them.
    pub const ALL: [PastState; 6] = [
        PastState::Completed,
        PastState::Cancelled,
        PastState::CancelledAfterCompletion,
        PastState::Rejected,
        PastState::Missed,
        PastState::Open,
    ];

    /// How an order ended.
    pub fn of(head: &Head) -> PastState {
        PastState::told(head.status, head.cancelled_after_completion_at.is_some())
    }

    /// How an order ended that stands so; `late`: the app cancelled it after it was completed.
    pub fn told(status: Status, late: bool) -> PastState {
        match status {
            Status::Completed if late => PastState::CancelledAfterCompletion,
            Status::Completed => PastState::Completed,
            Status::Cancelled => PastState::Cancelled,
            Status::Rejected => PastState::Rejected,
            Status::Missed => PastState::Missed,
            Status::Received | Status::Accepted | Status::Ready | Status::PickedUp | Status::Unreadable => {
                PastState::Open
            }
        }
    }

    /// Its spelling on the command line, in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            PastState::Completed => "completed",
            PastState::Cancelled => "cancelled",
            PastState::CancelledAfterCompletion => "cancelled-after-completion",
            PastState::Rejected => "rejected",
            PastState::Missed => "missed",
            PastState::Open => "open",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn spellings_are_those_of_the_json() {
        for state in PastState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }

    #[test]
    fn an_order_has_not_ended_until_its_status_is_final() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut head = sample::cooking("특급-001", now).head;
        for (status, late, state) in [
            (Status::Accepted, false, PastState::Open),
            (Status::Unreadable, false, PastState::Open),
            (Status::Completed, false, PastState::Completed),
            (Status::Completed, true, PastState::CancelledAfterCompletion),
            (Status::Cancelled, false, PastState::Cancelled),
            (Status::Rejected, false, PastState::Rejected),
            (Status::Missed, false, PastState::Missed),
        ] {
            head.status = status;
            head.cancelled_after_completion_at = late.then_some(now);
            assert_eq!(PastState::of(&head), state, "{status:?}");
        }
    }
}
