//! What follows from a computer's facts for a shop.

use domain::Hours;
use jiff::civil::Time;

use super::{Facts, Restarts};

/// One thing of the computer that matters to a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concern {
    /// It sleeps.
    Sleep,
    /// It cuts the power of USB devices.
    Usb,
    /// It waits for a password after a power cut.
    SignIn,
    /// Updates start it again.
    Updates,
    /// Another program for orders starts with it.
    Receivers,
}

impl Concern {
    /// Its name in identifiers.
    pub fn as_str(self) -> &'static str {
        match self {
            Concern::Sleep => "sleep",
            Concern::Usb => "usb",
            Concern::SignIn => "sign-in",
            Concern::Updates => "updates",
            Concern::Receivers => "receivers",
        }
    }
}

/// How one thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What.
    pub concern: Concern,
    /// `Some(true)`: a shop can rely on it; `None`: it cannot be found out.
    pub fine: Option<bool>,
    /// What is so: minutes, hours or names, as far as there are any.
    pub what: String,
}

/// Parts of names of programs that receive orders, with remarks.
const RECEIVERS: &str = include_str!("../../assets/receivers.txt");

/// Judges everything. `hours` are the shop's, where it has any.
pub fn judge(facts: &Facts, hours: Option<&Hours>) -> Vec<Judged> {
    let judged = |concern, fine, what| Judged { concern, fine, what };
    let minutes = facts.sleeps_after.filter(|after| *after > 0).map(|after| after.div_ceil(60).to_string());
    let others = facts.starts_with_session.as_ref().map(|names| receivers(names));
    let restarts = facts.restarts.and_then(|restarts| may_restart(restarts, hours));
    vec![
        judged(Concern::Sleep, facts.sleeps_after.map(|after| after == 0), minutes.unwrap_or_default()),
        judged(Concern::Usb, facts.suspends_usb.map(|suspends| !suspends), String::new()),
        judged(Concern::SignIn, facts.signs_in, String::new()),
        judged(Concern::Updates, restarts.map(|may| !may), facts.restarts.map(told).unwrap_or_default()),
        judged(Concern::Receivers, others.as_ref().map(Vec::is_empty), others.unwrap_or_default().join(", ")),
    ]
}

fn receivers(names: &[String]) -> Vec<String> {
    let is_one = |name: &&String| {
        let name = name.to_lowercase();
        let mut known = RECEIVERS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        known.any(|part| name.contains(part))
    };
    names.iter().filter(is_one).cloned().collect()
}

/// Hours of the day as people write them.
fn told(restarts: Restarts) -> String {
    match restarts {
        Restarts::Never | Restarts::Chosen => String::new(),
        Restarts::NotBetween(from, to) => format!("{from:02}:00–{to:02}:00"),
        Restarts::At(hour) => format!("{hour:02}:00"),
    }
}

/// Whether the computer may be started again while the shop is open; `None` where the shop's hours, or the system's, are not known.
fn may_restart(restarts: Restarts, hours: Option<&Hours>) -> Option<bool> {
    match restarts {
        Restarts::Never => Some(false),
        Restarts::Chosen => None,
        Restarts::NotBetween(from, to) => {
            hours.map(|hours| open_hours(hours).any(|hour| !between(hour, from, to)))
        }
        Restarts::At(at) => hours.map(|hours| open_hours(hours).any(|hour| hour == at)),
    }
}

/// Whether an hour of the day is from the first to the second, which may be on the next day.
fn between(hour: u8, from: u8, to: u8) -> bool {
    if from <= to { (from..to).contains(&hour) } else { hour >= from || hour < to }
}

/// The hours of the day in which the shop is open for at least some minutes, on any weekday.
fn open_hours(hours: &Hours) -> impl Iterator<Item = u8> + '_ {
    let hour = |time: Time| u8::try_from(time.hour()).unwrap_or(0);
    let is_open = move |at: u8| {
        hours.week.iter().flatten().any(|span| {
            let last =
                if span.closes.minute() == 0 { (hour(span.closes) + 23) % 24 } else { hour(span.closes) };
            let (first, whole_day) = (hour(span.opens), span.opens == span.closes);
            whole_day || between(at, first, (last + 1) % 24) || at == first
        })
    };
    (0..24).filter(move |at| is_open(*at))
}

#[cfg(test)]
mod tests {
    use domain::Span;

    use super::*;

    fn open(from: &str, to: &str) -> Hours {
        let span = Span { opens: from.parse().unwrap(), closes: to.parse().unwrap() };
        Hours { week: std::array::from_fn(|_| vec![span]), ..Hours::default() }
    }

    fn of(concern: Concern, facts: &Facts, hours: Option<&Hours>) -> (Option<bool>, String) {
        let all = judge(facts, hours);
        let found = all.iter().find(|judged| judged.concern == concern).unwrap();
        (found.fine, found.what.clone())
    }

    #[test]
    fn what_cannot_be_found_out_is_never_fine() {
        assert!(
            judge(&Facts::default(), Some(&open("10:00", "22:00")))
                .iter()
                .all(|judged| judged.fine.is_none())
        );
    }

    #[test]
    fn sleep_is_told_in_minutes() {
        let facts = |after| Facts { sleeps_after: Some(after), ..Facts::default() };
        assert_eq!(of(Concern::Sleep, &facts(0), None), (Some(true), String::new()));
        assert_eq!(of(Concern::Sleep, &facts(1_800), None), (Some(false), "30".to_owned()));
        assert_eq!(of(Concern::Sleep, &facts(90), None).1, "2");
    }

    #[test]
    fn updates_restart_the_computer_only_while_the_shop_is_closed() {
        let fine = |restarts, hours: Option<&Hours>| {
            of(Concern::Updates, &Facts { restarts: Some(restarts), ..Facts::default() }, hours).0
        };
        let (day, night) = (open("10:00", "22:00"), open("17:00", "02:30"));
        assert_eq!(fine(Restarts::NotBetween(8, 17), Some(&day)), Some(false), "as Windows comes");
        assert_eq!(fine(Restarts::NotBetween(9, 22), Some(&day)), Some(true));
        assert_eq!(fine(Restarts::NotBetween(10, 21), Some(&day)), Some(false), "the last hour");
        assert_eq!(fine(Restarts::NotBetween(16, 3), Some(&night)), Some(true), "past midnight");
        assert_eq!(fine(Restarts::NotBetween(16, 2), Some(&night)), Some(false), "half an hour is one");
        assert_eq!(
            fine(Restarts::NotBetween(8, 2), Some(&open("00:00", "00:00"))),
            Some(false),
            "day and night"
        );
        assert_eq!(fine(Restarts::At(4), Some(&night)), Some(true));
        assert_eq!(fine(Restarts::At(2), Some(&night)), Some(false));
        assert_eq!(fine(Restarts::Never, None), Some(true));
        assert_eq!(fine(Restarts::Chosen, Some(&day)), None);
        assert_eq!(fine(Restarts::NotBetween(8, 17), None), None, "the shop's hours are not known");
    }

    #[test]
    fn other_programs_for_orders_are_named() {
        let facts = |names: &[&str]| Facts {
            starts_with_session: Some(names.iter().map(|name| (*name).to_owned()).collect()),
            ..Facts::default()
        };
        let found =
            of(Concern::Receivers, &facts(&["OneDrive", "BaeminOrderApp", "주문벨", "요기요 접수"]), None);
        assert_eq!(found, (Some(false), "BaeminOrderApp, 요기요 접수".to_owned()));
        assert_eq!(of(Concern::Receivers, &facts(&["jumunbellw"]), None).0, Some(true));
    }
}
