//! Moments as a person at the counter reads them: the day is said where it is another one.

use domain::order::Window;
use domain::{HoursToday, NextChange, Span};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Words;

/// `18:00`; of another day `11/22(일) 18:00`.
pub fn moment(words: &Words, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (local, today) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()).date());
    let time = local.strftime("%H:%M").to_string();
    if local.date() == today {
        return time;
    }
    let weekday = words.text(&format!("weekday-{}", local.weekday().to_monday_one_offset()), &[]);
    let (month, day) = (i64::from(local.month()), i64::from(local.day()));
    let parts =
        [("month", month.into()), ("day", day.into()), ("weekday", weekday.into()), ("time", time.into())];
    words.text("moment-of-another-day", &parts)
}

/// `11월 22일`.
pub fn day(words: &Words, day: Date) -> String {
    let (month, day) = (i64::from(day.month()), i64::from(day.day()));
    words.text("closing-day", &[("month", month.into()), ("day", day.into())])
}

/// `18:00~18:30`, with its day where that is another one.
pub fn window(words: &Words, window: Window, now: Timestamp, zone: &TimeZone) -> String {
    let start = moment(words, window.start, now, zone);
    if window.end == window.start {
        return start;
    }
    // The end's day is said only where it differs from the start's.
    let end = moment(words, window.end, window.start, zone);
    words.text("window", &[("start", start.into()), ("end", end.into())])
}

/// The opening hours of this business day: `오늘 11:00–15:00, 17:00–02:00`.
pub fn hours(words: &Words, hours: &HoursToday) -> String {
    if hours.spans.is_empty() {
        return words.text("hours-day-off", &[]);
    }
    let spans = hours.spans.iter().map(|span| self::span(words, *span)).collect::<Vec<_>>().join(", ");
    words.text("hours-today", &[("hours", spans.into())])
}

/// `17:00–02:00`; what ends at midnight ends at 24:00.
fn span(words: &Words, span: Span) -> String {
    let ends = if span.closes == Time::midnight() { "24:00".to_owned() } else { clock(span.closes) };
    words.text("hours-span", &[("opens", clock(span.opens).into()), ("closes", ends.into())])
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// What the shop does by itself next: `21:30에 저절로 닫습니다`.
pub fn next_change(words: &Words, next: NextChange, now: Timestamp, zone: &TimeZone) -> String {
    let id = if next.open { "hours-opens" } else { "hours-closes" };
    words.text(id, &[("time", moment(words, next.at, now, zone).into())])
}
