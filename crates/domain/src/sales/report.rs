//! A business day as its owner reads it: sales, till and riders, beside the same weekday a week before.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ClosedDay, Correction, Counted, DaySales, Sale, Takings, Till};
use crate::DayClosing;

/// A business day's report. As JSON it is the answer of `jumunbell sales --json`: amounts are whole won, keys may be added and keep
/// their meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayReport {
    /// What was sold: of a closed day as it was closed, of another as it is now.
    pub sales: DaySales,
    /// Whether its business day is over, so that it compares with a whole one.
    pub is_over: bool,
    /// When the day was closed; `None`: it is not.
    pub closed_at: Option<Timestamp>,
    /// What changed since it was closed, oldest first.
    pub corrections: Vec<Correction>,
    /// What should be in the till, and what was counted when the day was closed.
    pub till: Till,
    /// The same weekday a week before, as it is now.
    pub week_before: DaySales,
    /// What riders cost and owe, as it is now.
    pub riders: DayClosing,
    /// Orders whose record is damaged; they are in no figure.
    pub damaged: u32,
}

impl DayReport {
    /// Of the day's orders as they are `now`, of the day as it was closed if it was, and of the orders of a week before. `today` is the
    /// present business day.
    pub fn of(
        now: &[Sale],
        closed: Option<&ClosedDay>,
        week_before: DaySales,
        riders: DayClosing,
        today: Date,
    ) -> DayReport {
        let day = riders.day;
        let (sales, till, corrections) = match closed {
            Some(closed) => (closed.figures(), closed.till(), closed.corrections_but_lost(now)),
            None => {
                let till = Till::of(now, Takings::of_riders(&riders.agencies), Counted::default());
                (DaySales::of(day, now), till, Vec::new())
            }
        };
        let closed_at = closed.map(|closed| closed.closed_at);
        DayReport {
            sales,
            is_over: day < today,
            closed_at,
            corrections,
            till,
            week_before,
            riders,
            damaged: 0,
        }
    }
}
