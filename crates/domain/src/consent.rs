//! Surcharges that the owner allows on top of an agency's `max_fee` until the business day ends, instead of answering for each
//! order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::order::Won;

/// One surcharge that is allowed for now, at every agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The agencies' word for it (`WEATHER`, `LATE_NIGHT` …).
    pub kind: String,
    /// At most so much for one delivery, won.
    pub up_to: Won,
    /// The end of the business day.
    pub until: Timestamp,
}
