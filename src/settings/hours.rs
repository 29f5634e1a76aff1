//! `[store.hours]` and `[shops.hours]`: when a shop opens and closes by itself.

use domain::{Hours, Span};
use jiff::civil::{Date, Time};

use super::fault::Wrong;
use super::parse::clock;
use super::section::{Found, Section};

/// The weekdays' keys, from Monday.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// The key of the days that have none of their own.
pub const EVERY: &str = "every";
/// The key of the holidays.
pub const HOLIDAYS: &str = "holidays";
/// The key of the days with hours of their own.
pub const SPECIAL: &str = "special";
/// What stands in the place of hours where the shop is closed all day.
pub const CLOSED: &str = "closed";
/// Between the first and the last day of holidays.
pub const UNTIL_DAY: &str = "..";

/// Reads the table. A day that is not said is a fault: whether it is closed or forgotten cannot be known.
pub(super) fn read(section: &Section<'_>) -> Hours {
    let day = |key| section.text_or_texts(key).map(|found| spans(section, &found));
    let every = day(EVERY);
    let own = WEEKDAYS.map(day);
    if !section.says(EVERY) && !WEEKDAYS.iter().all(|day| section.says(day)) {
        section.missing(EVERY);
    }
    let week = own.map(|own| own.or_else(|| every.clone()).unwrap_or_default());
    let holidays = section.text_or_texts(HOLIDAYS).map(|found| holidays(section, &found)).unwrap_or_default();
    let special = section.texts_by_key(SPECIAL).into_iter().filter_map(|(day, found)| {
        let spans = spans(section, &found);
        match day.parse::<Date>() {
            Ok(day) => Some((day, spans)),
            Err(_) => {
                section.fault(&found.place, Wrong::BadDate);
                None
            }
        }
    });
    let special = special.collect();
    section.close();
    Hours { week, holidays, special }
}

/// A day's spans in their order: texts, each with one span or with several and commas between them, or [`CLOSED`].
fn spans(section: &Section<'_>, found: &Found<Vec<String>>) -> Vec<Span> {
    if found.value.iter().all(|text| text == CLOSED) && found.value.len() == 1 {
        return Vec::new();
    }
    let texts: Vec<&str> = found.value.iter().flat_map(|text| text.split(',')).map(str::trim).collect();
    let spans: Option<Vec<Span>> = texts.into_iter().map(span).collect();
    let Some(mut spans) = spans.filter(|spans| !spans.is_empty()) else {
        let said_nothing = found.value.iter().all(String::is_empty);
        section.fault(&found.place, if said_nothing { Wrong::Empty } else { Wrong::BadOpeningHours });
        return Vec::new();
    };
    spans.sort_unstable();
    let overlap = |(at, span): (usize, &Span)| spans[at + 1..].iter().any(|other| span.overlaps(*other));
    if spans.iter().enumerate().any(overlap) {
        section.fault(&found.place, Wrong::OverlappingHours);
    }
    spans
}

/// `11:00-21:30`, also with `~` between; a day may end at `24:00`.
fn span(text: &str) -> Option<Span> {
    let (opens, closes) = text.split_once(['-', '~'])?;
    let (opens, ends_the_day) = (clock(opens)?, closes.trim() == "24:00");
    let closes = if ends_the_day { Time::midnight() } else { clock(closes)? };
    // The same time twice may mean all day or nothing.
    (opens != closes || ends_the_day).then_some(Span { opens, closes })
}

/// Dates, and first and last ones with two dots between them; several in one text have commas between them.
fn holidays(section: &Section<'_>, found: &Found<Vec<String>>) -> Vec<(Date, Date)> {
    let texts = found.value.iter().flat_map(|text| text.split(',')).map(str::trim);
    let days: Option<Vec<(Date, Date)>> = texts.filter(|text| !text.is_empty()).map(holiday).collect();
    if days.is_none() {
        section.fault(&found.place, Wrong::BadHoliday);
    }
    days.unwrap_or_default()
}

fn holiday(text: &str) -> Option<(Date, Date)> {
    let (first, last) = text.split_once(UNTIL_DAY).or_else(|| text.split_once('~')).unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::{date, time};

    use super::super::{Settings, SettingsError};
    use super::*;

    fn parse(text: &str) -> Result<Settings, SettingsError> {
        Settings::parse(text, "settings.toml", Path::new("/nowhere"))
    }

    fn store(lines: &str) -> Result<Hours, SettingsError> {
        let settings = parse(&format!("[store]\nname = \"가상국밥 시험점\"\n[store.hours]\n{lines}\n"))?;
        Ok(Hours::clone(settings.shops[0].hours.as_ref().unwrap()))
    }

    fn own(opens: (i8, i8), closes: (i8, i8)) -> Span {
        Span { opens: time(opens.0, opens.1, 0, 0), closes: time(closes.0, closes.1, 0, 0) }
    }

    #[test]
    fn a_week_its_holidays_and_a_special_day_are_read() {
        let hours = store(
            "every = \"11:00-21:30\"\nsunday = \"closed\"\nfriday = [\"17:00-02:00\", \"11:00~15:00\"]\n\
             saturday = \"9:00-12:00, 13:30 - 24:00\"\n\
             holidays = [\"2026-12-25\", \"2027-02-06..2027-02-08\", 2027-03-01]\n\
             special = { \"2026-12-31\" = \"11:00-18:00\", 2027-02-07 = \"closed\" }",
        );
        let hours = hours.unwrap_or_else(|error| panic!("{error}"));
        let day = own((11, 0), (21, 30));
        assert_eq!([&hours.week[0], &hours.week[3]], [&[day], &[day]]);
        assert_eq!(hours.week[4], [own((11, 0), (15, 0)), own((17, 0), (2, 0))], "in their order");
        assert_eq!(hours.week[5], [own((9, 0), (12, 0)), own((13, 30), (0, 0))]);
        assert_eq!(hours.week[6], []);
        let one = |year, month, day| (date(year, month, day), date(year, month, day));
        let days = [one(2026, 12, 25), (date(2027, 2, 6), date(2027, 2, 8)), one(2027, 3, 1)];
        assert_eq!(hours.holidays, days);
        assert_eq!(hours.special[&date(2026, 12, 31)], [own((11, 0), (18, 0))]);
        assert_eq!(hours.special[&date(2027, 2, 7)], []);
        let all = store("every = \"00:00-24:00\"").unwrap();
        assert_eq!(all.week[2], [own((0, 0), (0, 0))]);
    }

    #[test]
    fn each_of_several_shops_has_hours_of_its_own_or_none() {
        let settings = parse(
            "[[shops]]\nid = \"a\"\nname = \"가\"\n[shops.hours]\nevery = \"11:00-21:30\"\n\
             [[shops]]\nid = \"b\"\nname = \"나\"\nhours = { every = \"12:00-20:00\", monday = \"closed\" }\n\
             [[shops]]\nid = \"c\"\nname = \"다\"\n",
        );
        let shops = settings.unwrap_or_else(|error| panic!("{error}")).shops;
        let monday = |at: usize| shops[at].hours.as_ref().map(|hours| hours.week[0].clone());
        assert_eq!(monday(0), Some(vec![own((11, 0), (21, 30))]));
        assert_eq!((monday(1), monday(2)), (Some(Vec::new()), None));
        assert_eq!(shops[1].policy().hours, shops[1].hours);
    }

    #[test]
    fn wrong_hours_are_named_with_their_line_and_cure() {
        for (lines, line, key, wrong, cure) in [
            ("every = \"11-21\"", 4, "every", Wrong::BadOpeningHours, "11:00-21:30"),
            ("every = \"11:00-25:00\"", 4, "every", Wrong::BadOpeningHours, "closed"),
            ("every = \"24:00-02:00\"", 4, "every", Wrong::BadOpeningHours, "11:00-21:30"),
            ("every = \"11:00-11:00\"", 4, "every", Wrong::BadOpeningHours, "24:00"),
            ("every = \"11:00-21:30\"\nsunday = \"\"", 5, "sunday", Wrong::Empty, "값을 넣으세요"),
            ("every = \"11:00-21:30\"\nsunday = []", 5, "sunday", Wrong::Empty, "값을 넣으세요"),
            (
                "every = \"11:00-21:30\"\nmonday = [\"closed\", \"12:00-13:00\"]",
                5,
                "monday",
                Wrong::BadOpeningHours,
                "closed",
            ),
            ("every = [\"11:00-15:00\", \"14:30-02:00\"]", 4, "every", Wrong::OverlappingHours, "겹치"),
            ("monday = \"11:00-21:30\"", 3, "every", Wrong::Missing, "every = …"),
            (
                "every = 11",
                4,
                "every",
                Wrong::WrongType { wanted: super::super::Wanted::TextOrList, found: "integer" },
                "every = [",
            ),
            ("every = \"closed\"\nholidays = [\"12-25\"]", 5, "holidays", Wrong::BadHoliday, "2026-12-25"),
            (
                "every = \"closed\"\nholidays = \"2027-02-08..2027-02-06\"",
                5,
                "holidays",
                Wrong::BadHoliday,
                "2027-02-06..2027-02-08",
            ),
            (
                "every = \"closed\"\nspecial = { \"2026-13-01\" = \"closed\" }",
                5,
                "special.2026-13-01",
                Wrong::BadDate,
                "2026-12-31",
            ),
            (
                "every = \"closed\"\nspecial = { \"2026-12-31\" = \"11-18\" }",
                5,
                "special.2026-12-31",
                Wrong::BadOpeningHours,
                "11:00-21:30",
            ),
            (
                "every = \"closed\"\nsundays = \"closed\"",
                5,
                "sundays",
                Wrong::UnknownKey { meant: Some("sunday"), known: Vec::new() },
                "sunday",
            ),
        ] {
            let error = store(lines).unwrap_err();
            let [fault] = error.faults.as_slice() else { panic!("{lines}: {error}") };
            assert_eq!((fault.place.line, fault.place.key.as_str()), (line, &*format!("store.hours.{key}")));
            match (&fault.wrong, &wrong) {
                (Wrong::UnknownKey { meant, .. }, Wrong::UnknownKey { meant: wanted, .. }) => {
                    assert_eq!(meant, wanted);
                }
                (found, wanted) => assert_eq!(found, wanted, "{lines}"),
            }
            assert!(error.to_string().contains(cure), "{error}");
        }
    }
}
