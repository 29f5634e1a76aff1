//! Opening hours: by weekday, past midnight, on holidays, over daylight saving; what a person's wish means beside them; and seeded
//! hours that are compared, minute by minute, with a rule written in another way.

use fastrand::Rng;
use jiff::SignedDuration;
use jiff::civil::{DateTime, date, time};

use super::*;
use crate::{AppAck, Call, DecidedBy, Done, ShopAvailability, ShopCommand, Wanted};

fn span(opens: &str, closes: &str) -> Span {
    Span { opens: opens.parse().unwrap(), closes: closes.parse().unwrap() }
}

/// Every day from eleven to half past nine; Sundays closed; Fridays with a break and past midnight; Christmas and 설 are holidays,
/// and the last day of the year is short. 2026-11-30 is a Monday.
fn hours() -> Hours {
    let day = vec![span("11:00", "21:30")];
    let mut week: [Vec<Span>; 7] = std::array::from_fn(|_| day.clone());
    week[4] = vec![span("11:00", "15:00"), span("17:00", "02:00")];
    week[6] = Vec::new();
    Hours {
        week,
        holidays: vec![
            (date(2026, 12, 25), date(2026, 12, 25)),
            (date(2027, 2, 6), date(2027, 2, 8)),
            (date(2026, 12, 30), date(2027, 1, 1)),
        ],
        special: [(date(2026, 12, 31), vec![span("11:00", "18:00")])].into(),
    }
}

fn seoul() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

/// A moment in Seoul.
fn at(text: &str) -> Timestamp {
    in_zone(text, &seoul())
}

fn in_zone(text: &str, zone: &TimeZone) -> Timestamp {
    text.parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp()
}

fn now(open: bool, since: &str, until: &str) -> HoursNow {
    HoursNow { open, since: Some(at(since)), until: Some(at(until)) }
}

#[test]
fn a_weekday_opens_and_closes_to_the_second() {
    let hours = hours();
    let zone = seoul();
    let monday = now(true, "2026-11-30T11:00", "2026-11-30T21:30");
    for moment in ["2026-11-30T11:00", "2026-11-30T15:20", "2026-11-30T21:29:59"] {
        assert_eq!(hours.at(&zone, at(moment)), monday, "{moment}");
    }
    let night = now(false, "2026-11-30T21:30", "2026-12-01T11:00");
    for moment in ["2026-11-30T21:30", "2026-12-01T03:00", "2026-12-01T10:59:59"] {
        assert_eq!(hours.at(&zone, at(moment)), night, "{moment}");
    }
    // Saturday evening to Monday, over the day off.
    let off = now(false, "2026-12-05T21:30", "2026-12-07T11:00");
    assert_eq!(hours.at(&zone, at("2026-12-06T12:00")), off);
}

#[test]
fn a_break_is_between_spans_and_a_night_goes_past_midnight() {
    let hours = hours();
    let zone = seoul();
    let pause = now(false, "2026-12-04T15:00", "2026-12-04T17:00");
    assert_eq!(hours.at(&zone, at("2026-12-04T16:00")), pause);
    let night = now(true, "2026-12-04T17:00", "2026-12-05T02:00");
    assert_eq!(hours.at(&zone, at("2026-12-05T01:59")), night);
    assert_eq!(hours.at(&zone, at("2026-12-05T02:00")), now(false, "2026-12-05T02:00", "2026-12-05T11:00"));
}

#[test]
fn holidays_close_and_a_special_day_wins_over_them() {
    let hours = hours();
    let zone = seoul();
    // The night before Christmas is a Thursday's and ends as ever.
    let christmas = now(false, "2026-12-24T21:30", "2026-12-26T11:00");
    assert_eq!(hours.at(&zone, at("2026-12-25T12:00")), christmas);
    let last = now(true, "2026-12-31T11:00", "2026-12-31T18:00");
    assert_eq!(hours.at(&zone, at("2026-12-31T12:00")), last);
    // 설 of 2027 begins on a Saturday: Friday's night ends on it.
    let eve = now(true, "2027-02-05T17:00", "2027-02-06T02:00");
    assert_eq!(hours.at(&zone, at("2027-02-06T01:00")), eve);
    let rest = now(false, "2027-02-06T02:00", "2027-02-09T11:00");
    assert_eq!(hours.at(&zone, at("2027-02-07T12:00")), rest);
}

#[test]
fn spans_that_touch_are_one_and_a_shop_may_never_close() {
    let zone = seoul();
    let mut hours = Hours { week: std::array::from_fn(|_| vec![span("00:00", "00:00")]), ..Hours::default() };
    let never = HoursNow { open: true, since: None, until: None };
    assert_eq!(hours.at(&zone, at("2026-11-30T00:00")), never);
    hours.week[6] = Vec::new();
    let week = now(true, "2026-11-30T00:00", "2026-12-06T00:00");
    assert_eq!(hours.at(&zone, at("2026-12-02T13:00")), week);
    let always_closed = HoursNow { open: false, since: None, until: None };
    assert_eq!(Hours::default().at(&zone, at("2026-11-30T12:00")), always_closed);
}

#[test]
fn daylight_saving_moves_no_door() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let week = std::array::from_fn(|_| vec![span("17:00", "03:00")]);
    let hours = Hours { week, ..Hours::default() };
    let at = |text: &str| in_zone(text, &zone);
    // In spring the night of 2027-03-13 is an hour shorter, in autumn that of 2026-10-31 an hour longer.
    for (from, until, long) in
        [("2027-03-13T17:00", "2027-03-14T03:00", 9), ("2026-10-31T17:00", "2026-11-01T03:00", 11)]
    {
        let open = HoursNow { open: true, since: Some(at(from)), until: Some(at(until)) };
        assert_eq!(at(until).duration_since(at(from)), SignedDuration::from_hours(long));
        for passed in 0..long {
            let moment = at(from).checked_add(SignedDuration::from_hours(passed)).unwrap();
            assert_eq!(hours.at(&zone, moment), open, "{moment}");
        }
        assert!(!hours.at(&zone, at(until)).open);
    }
    // What lies within the hour that is skipped is no opening.
    let hours = Hours { week: std::array::from_fn(|_| vec![span("02:15", "03:00")]), ..Hours::default() };
    let skipped = hours.at(&zone, at("2027-03-14T12:00"));
    assert_eq!((skipped.open, skipped.since), (false, Some(at("2027-03-13T03:00"))));
}

#[test]
fn spans_of_a_day_overlap_also_past_midnight() {
    let (day, night) = (span("11:00", "15:00"), span("17:00", "02:00"));
    assert!(!day.overlaps(night) && !night.overlaps(day) && !day.overlaps(span("15:00", "16:00")));
    assert!(day.overlaps(span("14:59", "16:00")) && night.overlaps(span("23:00", "23:30")));
    assert!(span("00:00", "00:00").overlaps(day));
}

/// A day's spans as minutes from its midnight.
fn some_day(rng: &mut Rng) -> Vec<Span> {
    let mut cuts: Vec<i8> = (0..2 * rng.usize(0..=2)).map(|_| rng.i8(0..26)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let hour = |hour: i8| time(hour % 24, 0, 0, 0);
    let spans = cuts.chunks_exact(2).filter(|pair| pair[0] < 24 && pair[1] - pair[0] <= 24);
    spans.map(|pair| Span { opens: hour(pair[0]), closes: hour(pair[1]) }).collect()
}

/// Whether a moment is within any span of any day around it, by local times alone.
fn is_open(hours: &Hours, local: DateTime) -> bool {
    let day = |back: i64| local.date().checked_sub(jiff::Span::new().days(back)).unwrap();
    [0, 1].into_iter().any(|back| {
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute()) + back as i32 * 24 * 60;
        hours.on(day(back)).iter().any(|span| {
            let (from, until) = span.minutes();
            (from..until).contains(&minute)
        })
    })
}

#[test]
fn seeded_hours_are_open_as_the_clock_on_the_wall_says() {
    for seed in 0..60 {
        let rng = &mut Rng::with_seed(seed);
        let zone = seoul();
        let first = date(2026, 11, 28);
        let mut hours = Hours { week: std::array::from_fn(|_| some_day(rng)), ..Hours::default() };
        let day = |n: i64| first.checked_add(jiff::Span::new().days(n)).unwrap();
        let begin = rng.i64(0..8);
        hours.holidays.push((day(begin), day(begin + rng.i64(0..3))));
        hours.special.insert(day(rng.i64(0..10)), some_day(rng));
        let mut moment = in_zone("2026-11-30T00:00", &zone);
        let mut before: Option<HoursNow> = None;
        for _ in 0..7 * 24 * 2 {
            let local = moment.to_zoned(zone.clone()).datetime();
            let says = hours.at(&zone, moment);
            assert_eq!(says.open, is_open(&hours, local), "seed {seed}, {local}: {hours:?}");
            assert!(says.since.is_none_or(|since| since <= moment), "seed {seed}, {local}");
            assert!(says.until.is_none_or(|until| until > moment), "seed {seed}, {local}");
            // Nothing changes before the change that was told, and it does then.
            if let Some(before) = before {
                let changed = before.until.is_some_and(|until| until <= moment);
                assert_eq!(changed, says.open != before.open, "seed {seed}, {local}: {hours:?}");
                assert!(changed || says == before, "seed {seed}, {local}: {before:?} {says:?}");
                assert!(!changed || says.since == before.until, "seed {seed}, {local}");
            }
            before = Some(says);
            moment = moment.checked_add(SignedDuration::from_mins(30)).unwrap();
        }
    }
}

/// An app of the shop with [`hours`], whose business day begins at five.
struct App {
    own: ShopAvailability,
    hours: Option<Hours>,
}

fn day_of(at: Timestamp) -> Date {
    let local = at.to_zoned(seoul());
    if local.hour() < 5 { local.date().yesterday().unwrap() } else { local.date() }
}

impl App {
    fn new() -> App {
        App { own: ShopAvailability::default(), hours: Some(hours()) }
    }

    /// Time passes, with the program off until then; answers what is wanted.
    fn at(&mut self, moment: &str) -> Wanted {
        let now = at(moment);
        let hours = self.hours.as_ref().map(|hours| hours.at(&seoul(), now));
        self.own.wake(now, hours, |since| day_of(since) == day_of(now));
        self.own.wanted
    }

    fn told(&mut self, command: ShopCommand, moment: &str) -> Done {
        self.own.command(&command, at(moment)).unwrap()
    }

    fn next(&self, moment: &str) -> Option<NextChange> {
        let hours = |at| self.hours.as_ref().map(|hours| hours.at(&seoul(), at));
        self.own.next_change(at(moment), hours, |one, other| day_of(one) == day_of(other))
    }
}

fn next(open: bool, moment: &str) -> Option<NextChange> {
    Some(NextChange { open, at: at(moment) })
}

#[test]
fn a_shop_opens_and_closes_by_its_hours_also_at_a_late_start() {
    let mut app = App::new();
    assert_eq!(app.at("2026-11-30T12:00"), Wanted::Open);
    assert_eq!((app.own.decided_by, app.own.decided_at), (DecidedBy::Hours, Some(at("2026-11-30T11:00"))));
    assert_eq!(app.own.next_call(at("2026-11-30T12:00")), None, "an app is open of itself");
    assert_eq!(app.next("2026-11-30T12:00"), next(false, "2026-11-30T21:30"));
    assert_eq!(app.at("2026-11-30T21:29:59"), Wanted::Open);
    assert_eq!(app.at("2026-11-30T21:30"), Wanted::Closed);
    assert_eq!(app.own.next_call(at("2026-11-30T21:30")), Some(Call::Open(false)));
    app.own.answered(&Call::Open(false), &AppAck::Accepted);
    assert_eq!(app.next("2026-11-30T22:00"), next(true, "2026-12-01T11:00"));
    // The machine slept over the morning, or was started late.
    assert_eq!(app.at("2026-12-01T12:00"), Wanted::Open);
    assert_eq!(app.own.next_call(at("2026-12-01T12:00")), Some(Call::Open(true)));
    assert!(!app.own.asks_to_open);
    // It slept over a whole night: nothing was missed that still counts.
    assert_eq!(app.at("2026-12-02T12:00"), Wanted::Open);
    // And over a closing.
    assert_eq!(app.at("2026-12-03T03:00"), Wanted::Closed);
}

#[test]
fn without_hours_nothing_happens_by_itself() {
    let mut app = App { hours: None, ..App::new() };
    for moment in ["2026-11-30T12:00", "2026-12-01T03:00", "2026-12-25T12:00"] {
        assert_eq!((app.at(moment), app.next(moment)), (Wanted::Open, None));
        assert_eq!(app.own, ShopAvailability::default());
    }
}

#[test]
fn who_closes_by_hand_closes_until_tomorrows_opening() {
    let mut app = App::new();
    app.at("2026-12-04T11:00");
    app.told(ShopCommand::Close, "2026-12-04T14:00");
    // It is Friday: neither the break nor its end opens a shop that may be empty.
    for moment in ["2026-12-04T14:30", "2026-12-04T15:00", "2026-12-04T17:00", "2026-12-05T03:00"] {
        assert_eq!(app.at(moment), Wanted::Closed, "{moment}");
    }
    assert_eq!(app.next("2026-12-05T03:00"), next(true, "2026-12-05T11:00"));
    assert_eq!(app.at("2026-12-05T11:00"), Wanted::Open);
    // Before the day's opening it says the same, though the shop is closed already.
    app.at("2026-12-05T21:30");
    assert_eq!(app.told(ShopCommand::Close, "2026-12-07T10:00"), Done::Committed);
    assert_eq!(app.told(ShopCommand::Close, "2026-12-07T10:01"), Done::Already);
    assert_eq!(app.at("2026-12-07T11:00"), Wanted::Closed);
    assert_eq!(app.next("2026-12-07T11:00"), next(true, "2026-12-08T11:00"));
    assert_eq!(app.at("2026-12-08T11:00"), Wanted::Open);
}

#[test]
fn who_opens_by_hand_opens_until_the_next_closing() {
    let mut app = App::new();
    app.at("2026-12-24T21:30");
    app.told(ShopCommand::Open, "2026-12-24T21:40");
    assert_eq!(app.at("2026-12-24T23:00"), Wanted::Open, "one more guest");
    assert_eq!(app.next("2026-12-24T23:00"), next(false, "2026-12-26T21:30"));
    app.told(ShopCommand::Close, "2026-12-24T23:30");
    // On the holiday.
    app.told(ShopCommand::Open, "2026-12-25T12:00");
    assert_eq!(app.at("2026-12-25T20:00"), Wanted::Open);
    assert_eq!((app.at("2026-12-26T11:00"), app.own.decided_by), (Wanted::Open, DecidedBy::Hours));
    assert_eq!(app.at("2026-12-26T21:30"), Wanted::Closed);
}

#[test]
fn a_pause_ends_open_only_while_the_hours_are() {
    let pause = |minutes| ShopCommand::Pause { minutes };
    let mut app = App::new();
    app.at("2026-11-30T12:00");
    app.told(pause(20), "2026-11-30T12:00");
    assert_eq!(app.next("2026-11-30T12:00"), next(true, "2026-11-30T12:20"));
    assert_eq!(app.at("2026-11-30T12:20"), Wanted::Open);
    app.told(pause(60), "2026-11-30T21:00");
    assert_eq!(app.next("2026-11-30T21:00"), next(true, "2026-12-01T11:00"));
    assert_eq!(app.at("2026-11-30T21:30"), Wanted::Closed);
    assert_eq!(app.at("2026-11-30T22:00"), Wanted::Closed);
    // The program was off over both.
    app.at("2026-12-01T12:00");
    app.told(pause(60), "2026-12-01T21:00");
    assert_eq!(app.at("2026-12-01T23:00"), Wanted::Closed);
    // One that runs over an opening keeps its end.
    app.told(pause(60), "2026-12-02T10:30");
    assert!(matches!(app.at("2026-12-02T11:00"), Wanted::Paused { .. }));
    assert_eq!(app.at("2026-12-02T11:30"), Wanted::Open);
}

#[test]
fn a_pause_of_a_shop_that_the_hours_closed_does_not_open_it() {
    let mut app = App::new();
    app.at("2026-11-30T21:30");
    app.told(ShopCommand::Pause { minutes: 30 }, "2026-11-30T21:40");
    app.told(ShopCommand::Pause { minutes: 30 }, "2026-11-30T21:41");
    assert_eq!(app.at("2026-11-30T22:20"), Wanted::Closed);
    assert_eq!(app.next("2026-11-30T22:20"), next(true, "2026-12-01T11:00"));
    assert_eq!(app.at("2026-12-01T11:00"), Wanted::Open);
}

#[test]
fn who_closes_by_hand_is_not_opened_by_the_next_business_day() {
    let night = Span { opens: "17:00".parse().unwrap(), closes: "06:00".parse().unwrap() };
    let hours = Hours { week: std::array::from_fn(|_| vec![night]), ..Hours::default() };
    let mut app = App { hours: Some(hours), ..App::new() };
    app.at("2026-11-30T06:30");
    app.told(ShopCommand::Close, "2026-11-30T16:00");
    for moment in ["2026-11-30T17:00", "2026-12-01T04:59", "2026-12-01T05:00", "2026-12-01T06:00"] {
        assert_eq!(app.at(moment), Wanted::Closed, "{moment}");
    }
    assert_eq!(app.at("2026-12-01T17:00"), Wanted::Open);
}

#[test]
fn a_day_off_asks_and_a_working_day_does_not() {
    let mut app = App::new();
    app.at("2026-12-24T22:00");
    assert!(!app.own.asks_to_open, "the evening before");
    app.at("2026-12-25T04:59");
    assert!(!app.own.asks_to_open, "the same business day");
    app.at("2026-12-25T05:00");
    assert!(app.own.asks_to_open && app.own.wanted == Wanted::Closed);
    assert_eq!(app.told(ShopCommand::Close, "2026-12-25T09:00"), Done::Committed);
    app.at("2026-12-25T15:00");
    assert!(!app.own.asks_to_open, "answered for today");
    app.at("2026-12-26T05:00");
    assert!(!app.own.asks_to_open, "it will open by itself");
    // The next opening does not wait for an answer.
    app.at("2026-12-27T10:00");
    assert!(app.own.asks_to_open, "a Sunday");
    assert_eq!((app.at("2026-12-28T11:00"), app.own.asks_to_open), (Wanted::Open, false));
    // A first start on a day off asks too.
    let mut app = App::new();
    app.at("2026-12-06T12:00");
    assert!(app.own.asks_to_open && app.own.wanted == Wanted::Closed);
}

#[test]
fn hours_that_are_changed_hold_at_once_and_a_hand_holds_on() {
    let mut app = App::new();
    app.at("2026-11-30T21:45");
    let mut longer = hours();
    longer.week[0] = vec![span("11:00", "22:00")];
    app.hours = Some(longer.clone());
    assert_eq!(app.at("2026-11-30T21:46"), Wanted::Open, "the hours closed it");
    let mut app = App::new();
    app.at("2026-11-30T12:00");
    app.told(ShopCommand::Close, "2026-11-30T21:00");
    app.hours = Some(longer);
    assert_eq!(app.at("2026-11-30T21:46"), Wanted::Closed, "a person did");
}

#[test]
fn a_wish_by_a_clock_that_was_wrong_does_not_bind_for_long() {
    // Closed by hand while the clock stood a year ahead, which was put right while the program was off.
    let mut app = App::new();
    app.told(ShopCommand::Close, "2027-11-30T12:00");
    assert_eq!(app.at("2026-11-30T12:00"), Wanted::Closed);
    // Closed by hand while it was three hours slow; the clock is set, and the wish goes with it.
    let mut app = App::new();
    app.at("2026-12-01T12:00");
    app.told(ShopCommand::Close, "2026-12-01T18:45");
    app.own.move_times(SignedDuration::from_hours(3));
    assert_eq!((app.own.decided_at, app.own.closed_at), (Some(at("2026-12-01T21:45")), app.own.decided_at));
    assert_eq!((app.at("2026-12-01T21:45"), app.own.asks_to_open), (Wanted::Closed, false));
    assert_eq!(app.at("2026-12-02T11:00"), Wanted::Open);
    // What the hours did by a wrong clock they undo by the right one.
    let mut app = App::new();
    assert_eq!(app.at("2026-12-01T22:00"), Wanted::Closed);
    app.own.move_times(SignedDuration::from_hours(-5));
    assert_eq!(app.at("2026-12-01T17:00"), Wanted::Open);
}

#[test]
fn what_an_older_version_stored_is_a_persons_wish() {
    let stored = |json: &str| -> ShopAvailability { serde_json::from_str(json).unwrap() };
    let closed = r#"{"wanted":{"wanted":"closed"},"busy_minutes":0,"told":null,"sold_out":[],
                     "closed_at":"2026-11-30T05:00:00Z"}"#;
    let mut app = App { own: stored(closed), ..App::new() };
    assert_eq!(app.own.decided_by, DecidedBy::Person);
    assert_eq!(app.at("2026-11-30T16:00"), Wanted::Closed, "closed at two in the afternoon");
    assert_eq!(app.at("2026-12-01T11:00"), Wanted::Open);
    let mut app = App {
        own: stored(&closed.replace(",\n                     \"closed_at\":\"2026-11-30T05:00:00Z\"", "")),
        ..App::new()
    };
    assert_eq!(app.at("2026-11-30T16:00"), Wanted::Closed, "it counts from now");
}

#[test]
fn an_app_that_refused_is_asked_again_by_the_next_change() {
    let mut app = App::new();
    app.at("2026-11-30T21:30");
    app.own.answered(&Call::Open(false), &AppAck::Accepted);
    app.at("2026-12-01T11:00");
    app.own.answered(&Call::Open(true), &AppAck::Refused { reason: "no".into() });
    app.at("2026-12-01T21:30");
    assert_eq!(app.own.next_call(at("2026-12-01T21:30")), None, "it is closed there still");
    app.at("2026-12-02T11:00");
    assert_eq!(app.own.next_call(at("2026-12-02T11:00")), Some(Call::Open(true)));
}

#[test]
fn seeded_days_never_open_against_a_hand_nor_forget_the_hours() {
    for seed in 0..200 {
        let rng = &mut Rng::with_seed(seed);
        let mut app = App {
            hours: Some(Hours { week: std::array::from_fn(|_| some_day(rng)), ..hours() }),
            ..App::new()
        };
        let mut now = at("2026-11-30T00:00");
        let mut closed_by_hand: Option<Timestamp> = None;
        for _ in 0..400 {
            now = now.checked_add(SignedDuration::from_mins(rng.i64(1..240))).unwrap();
            let says = app.hours.as_ref().unwrap().at(&seoul(), now);
            let before = app.own.clone();
            let hours = |at| Some(app.hours.as_ref().unwrap().at(&seoul(), at));
            app.own.wake(now, Some(says), |since| day_of(since) == day_of(now));
            let opened = before.wanted == Wanted::Closed && app.own.wanted == Wanted::Open;
            assert!(!opened || says.open, "seed {seed}: opened outside of the hours");
            if let Some(hand) = closed_by_hand.filter(|_| opened) {
                assert!(day_of(hand) != day_of(now), "seed {seed}: {hand} {now}");
            }
            if app.own.decided_by == DecidedBy::Hours {
                assert_eq!(app.own.is_open(now), says.open, "seed {seed}, {now}");
            }
            // Waking twice is waking once, and what is foreseen comes about, where nothing is done meanwhile.
            let mut again = app.own.clone();
            again.wake(now, Some(says), |since| day_of(since) == day_of(now));
            assert_eq!(again, app.own, "seed {seed}, {now}");
            if let Some(next) = app.own.next_change(now, hours, |one, other| day_of(one) == day_of(other)) {
                let mut then = now;
                while then < next.at {
                    let pause = match again.wanted {
                        Wanted::Paused { until } => Some(until).filter(|until| *until > then),
                        _ => None,
                    };
                    let changes = hours(then).and_then(|hours| hours.until);
                    then = changes.into_iter().chain(pause).min().unwrap();
                    again.wake(then, hours(then), |since| day_of(since) == day_of(then));
                }
                assert_eq!(again.is_open(next.at), next.open, "seed {seed}, {now}: {next:?}");
            }
            closed_by_hand = closed_by_hand.filter(|_| app.own.wanted == Wanted::Closed);
            match rng.u8(0..12) {
                0 => drop(app.own.command(&ShopCommand::Open, now).unwrap()),
                1 => {
                    app.own.command(&ShopCommand::Close, now).unwrap();
                    closed_by_hand = Some(now);
                }
                2 => drop(app.own.command(&ShopCommand::Pause { minutes: rng.u32(1..=480) }, now).unwrap()),
                _ => continue,
            }
            closed_by_hand = closed_by_hand.filter(|_| app.own.wanted == Wanted::Closed);
        }
    }
}
