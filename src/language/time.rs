//! Moments as a person at the counter reads them: the day is said where it is another one.

use domain::order::Window;
use jiff::Timestamp;
use jiff::civil::Date;
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
