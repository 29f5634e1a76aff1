//! When a shop is open by itself: its opening hours by weekday, its holidays, and days with hours of their own. Pure; what follows
//! from them at an app, and what a person's wish means beside them, [`ShopAvailability`](super::ShopAvailability) says.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// How far an opening or closing is looked for while the shop is closed, in days: longer than any season of rest.
const LONGEST_REST: usize = 400;
/// How many spans that follow one another without a pause are looked through, about as many days: of a shop that never closes it
/// is enough to know that it does not close soon.
const LONGEST_OPENING: usize = 35;

/// A stretch of the day in which a shop is open, in local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// From then.
    pub opens: Time,
    /// Until then; on the next day where that is no later than `opens`.
    pub closes: Time,
}

/// The opening hours of a shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// By weekday from Monday, each day's spans in their order; none: it is closed. Spans past midnight stand at the day on which
    /// they begin.
    pub week: [Vec<Span>; 7],
    /// Holidays, first and last day.
    pub holidays: Vec<(Date, Date)>,
    /// Days with hours of their own, also within holidays.
    pub special: BTreeMap<Date, Vec<Span>>,
}

/// What the hours want at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoursNow {
    /// Open, or closed.
    pub open: bool,
    /// Since when; `None`: for longer than is looked for.
    pub since: Option<Timestamp>,
    /// Until when; `None`: for longer than is looked for.
    pub until: Option<Timestamp>,
}

/// A change that comes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextChange {
    /// Whether the shop opens or closes.
    pub open: bool,
    /// When.
    pub at: Timestamp,
}

/// The hours of a shop as they are shown beside an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursToday {
    /// The spans that begin on this business day; none: it is a day off.
    pub spans: Vec<Span>,
    /// Whether they want the shop to be open now.
    pub open: bool,
    /// What the app's state changes to by itself next, with what a person decided taken into account.
    pub next: Option<NextChange>,
}

impl Span {
    /// Minutes from midnight of its day, from and until.
    fn minutes(self) -> (i32, i32) {
        let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
        let (from, until) = (minutes(self.opens), minutes(self.closes));
        (from, if until <= from { until + 24 * 60 } else { until })
    }

    /// Whether two spans of one day have a minute in common.
    pub fn overlaps(self, other: Span) -> bool {
        let ((from, until), (other_from, other_until)) = (self.minutes(), other.minutes());
        from < other_until && other_from < until
    }
}

impl Hours {
    /// The spans that begin on a day; none: it is a day off.
    pub fn on(&self, day: Date) -> &[Span] {
        if let Some(own) = self.special.get(&day) {
            return own;
        }
        if self.holidays.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
            return &[];
        }
        self.of_weekday(day.weekday())
    }

    fn of_weekday(&self, day: Weekday) -> &[Span] {
        let index = usize::from(day.to_monday_zero_offset().unsigned_abs());
        self.week.get(index).map_or(&[], Vec::as_slice)
    }

    /// The same by the world's clock. A time that daylight saving skips is as far behind the gap, one that it repeats the first of
    /// both; a span that lies within a gap is none.
    fn periods(&self, day: Date, zone: &TimeZone) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let at = |day: Date, time: Time| {
            day.to_datetime(time).to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
        };
        let period = move |span: &Span| {
            let last = if span.closes <= span.opens { day.tomorrow().ok()? } else { day };
            let period = (at(day, span.opens)?, at(last, span.closes)?);
            (period.0 < period.1).then_some(period)
        };
        self.on(day).iter().filter_map(period)
    }

    /// The periods that can hold a moment: those of its day and of the day before.
    fn around(&self, at: Timestamp, zone: &TimeZone) -> Vec<(Timestamp, Timestamp)> {
        let today = at.to_zoned(zone.clone()).date();
        let days = [today.yesterday().ok(), Some(today)].into_iter().flatten();
        days.flat_map(|day| self.periods(day, zone)).collect()
    }

    /// What they want at a moment in the shop's zone.
    pub fn at(&self, zone: &TimeZone, now: Timestamp) -> HoursNow {
        let around = self.around(now, zone);
        let open = around.iter().any(|(from, until)| (*from..*until).contains(&now));
        let (since, until) = match open {
            true => (self.opened(zone, now), self.closes(zone, now)),
            false => (self.closed(zone, now), self.opens(zone, now)),
        };
        HoursNow { open, since, until }
    }

    /// The beginning of the opening that runs at a moment, over spans that follow one another without a pause.
    fn opened(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let mut begin = now;
        for _ in 0..LONGEST_OPENING {
            let around = self.around(begin, zone).into_iter();
            let before = around.filter(|(from, until)| *from < begin && begin <= *until);
            match before.map(|(from, _)| from).min() {
                Some(earlier) => begin = earlier,
                None => return Some(begin),
            }
        }
        None
    }

    /// The end of the opening that runs at a moment.
    fn closes(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let mut end = now;
        for _ in 0..LONGEST_OPENING {
            let on = self.around(end, zone).into_iter().filter(|(from, until)| *from <= end && end < *until);
            match on.map(|(_, until)| until).max() {
                Some(later) => end = later,
                None => return Some(end),
            }
        }
        None
    }

    /// The next opening of a closed shop.
    fn opens(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let mut days = now.to_zoned(zone.clone()).date().series(jiff::Span::new().days(1)).take(LONGEST_REST);
        days.find_map(|day| self.periods(day, zone).map(|(from, _)| from).filter(|from| *from > now).min())
    }

    /// The last closing before a moment at which it is closed. A span past midnight may end after one of the next day.
    fn closed(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let ended =
            |day: Date| self.periods(day, zone).map(|(_, until)| until).filter(|until| *until <= now).max();
        let mut days =
            now.to_zoned(zone.clone()).date().series(jiff::Span::new().days(-1)).take(LONGEST_REST);
        days.find_map(|day| ended(day).max(ended(day).and_then(|_| ended(day.yesterday().ok()?))))
    }
}
