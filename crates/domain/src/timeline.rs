//! What happened to an order, in the order in which it happened: for the person who asks afterwards why, when, and by whom.
//!
//! Entries are read off the state before and after each input, so that no rule has to write them. They stand in the order's state:
//! in the same commit, archived with it, and gone with it. What a rider did stands in his delivery's own history, by the agency's
//! times; [`of`] joins the two.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rules::{Effect, Input, Policy};
use super::{Command, OrderState, Verb};
use crate::order::{DeliveryState, Line, Status, TicketKind, TicketState, phone};

/// Most entries of one order; beyond it the oldest but the first go.
const MOST: usize = 120;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, by this computer's clock; of a delivery by its agency's.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// Where something came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actor {
    /// A person, of whom no more is known: at the counter of a shop without a PIN, and in all that an older version wrote.
    Person,
    /// A member of the staff at the counter, where a PIN tells the owner apart.
    Staff,
    /// The owner at the counter, who gave the PIN.
    Owner,
    /// A command of the command line, or a script.
    Command,
    /// A person at a kitchen's screen.
    Kitchen,
    /// The app.
    App,
    /// A delivery agency, or its rider.
    Agency,
    /// A printer.
    Printer,
    /// This program by itself: by a setting, or because a time had come.
    Program,
}

/// Who asks for something to be done: what is known of it where it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// A person at the counter of a shop without a PIN.
    #[default]
    Person,
    /// The staff at the counter.
    Staff,
    /// The owner at the counter.
    Owner,
    /// A command of the command line.
    Command,
    /// A kitchen's screen.
    Kitchen,
}

impl From<By> for Actor {
    fn from(by: By) -> Actor {
        match by {
            By::Person => Actor::Person,
            By::Staff => Actor::Staff,
            By::Owner => Actor::Owner,
            By::Command => Actor::Command,
            By::Kitchen => Actor::Kitchen,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// The order stands there now.
    Status {
        /// Where.
        status: Status,
    },
    /// A person did this, and the order stands where it stood.
    Did {
        /// What.
        verb: Verb,
        /// The name of the kitchen's station that it was about, if it was about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        station: Option<String>,
    },
    /// A ticket stands there now.
    Ticket {
        /// What it is for.
        kind: TicketKind,
        /// Printer id.
        printer: String,
        /// Where it stands.
        state: TicketState,
    },
    /// The app asks to cancel.
    CancellationAsked,
    /// The app changed what was ordered.
    Changed,
    /// A delivery stands there now.
    Delivery {
        /// Agency id.
        agency: String,
        /// 1, 2 … over all agencies of the order.
        attempt: u32,
        /// Where it stands.
        state: DeliveryState,
    },
}

impl What {
    /// What a person does with a command.
    pub(crate) fn doing(command: &Command, policy: &Policy) -> What {
        let station = match command {
            Command::Bump { station, .. } => {
                policy.stations.iter().find(|known| known.is(station)).map(|known| known.name.clone())
            }
            _ => None,
        };
        What::Did { verb: command.verb(), station }
    }
}

impl Actor {
    /// Who is behind an input.
    pub(crate) fn of(input: &Input) -> Actor {
        match input {
            Input::Event(_) | Input::AppClock { .. } => Actor::App,
            Input::Command(by, _) | Input::Consented(by) => Actor::from(*by),
            Input::NotReady { .. } => Actor::Printer,
            Input::Started(effect) | Input::Outcome(effect, _) => match effect {
                Effect::Notify { .. } | Effect::Fetch { .. } => Actor::App,
                Effect::Print { .. } => Actor::Printer,
                Effect::Quote { .. }
                | Effect::Compare { .. }
                | Effect::Create { .. }
                | Effect::LookUp { .. }
                | Effect::Cancel { .. }
                | Effect::Amend { .. }
                | Effect::Raise { .. }
                | Effect::PrepareComplete { .. } => Actor::Agency,
            },
            Input::Wake
            | Input::Restarted
            | Input::ClockSet { .. }
            | Input::TaskLost { .. }
            | Input::Rescued { .. } => Actor::Program,
        }
    }
}

/// Whether a ticket that stands there is worth telling.
fn tells(state: TicketState) -> bool {
    !matches!(state, TicketState::Queued | TicketState::Sending)
}

/// What was ordered, as far as it can be read.
fn lines(state: &OrderState) -> Option<&[Line]> {
    state.head.order.as_ref().map(|order| order.lines.as_slice())
}

/// Writes down that an order came, and where it stands at once. `by` is who took an order that was phoned in.
pub(crate) fn begin(state: &mut OrderState, by: By, now: Timestamp) {
    let status = state.head.status;
    let phoned = state.head.channel == phone::CHANNEL;
    let came = if phoned { Actor::from(by) } else { Actor::App };
    let mut tell = |by, status| state.timeline.push(Entry { at: now, by, what: What::Status { status } });
    tell(came, Status::Received);
    match status {
        Status::Received => {}
        Status::Accepted if !phoned => tell(Actor::Program, status),
        _ => tell(came, status),
    }
}

/// Writes into `after` what `before` did not know yet. `did` is what a person has just done, where that changed something.
pub(crate) fn record(
    before: &OrderState,
    after: &mut OrderState,
    by: Actor,
    did: Option<What>,
    now: Timestamp,
) {
    let mut happened = Vec::new();
    let status = after.head.status;
    let moved = before.head.status != status;
    // Where a person moved the order, its status says what was done; which station was the last one it does not say.
    let of_station = |did: &What| matches!(did, What::Did { station: Some(_), .. });
    happened.extend(did.filter(|did| !moved || of_station(did)));
    happened.extend(moved.then_some(What::Status { status }));
    let asked = |state: &OrderState| state.head.cancellation_request.is_some();
    if asked(after) && !asked(before) {
        happened.push(What::CancellationAsked);
    }
    if by == Actor::App && lines(before).is_some() && lines(before) != lines(after) {
        happened.push(What::Changed);
    }
    let stood = |id: &str| before.tickets.iter().find(|job| job.id == id).map(|job| job.state);
    for job in after.tickets.iter().filter(|job| tells(job.state) && stood(&job.id) != Some(job.state)) {
        // Several copies of one ticket are one thing that happened.
        let what = What::Ticket { kind: job.kind, printer: job.printer.clone(), state: job.state };
        if !happened.contains(&what) {
            happened.push(what);
        }
    }
    after.timeline.extend(happened.into_iter().map(|what| Entry { at: now, by, what }));
    if after.timeline.len() > MOST {
        let over = after.timeline.len() - MOST;
        after.timeline.drain(1..=over);
    }
}

/// All that happened to an order, oldest first.
pub(crate) fn of(state: &OrderState) -> Vec<Entry> {
    let mut all = state.timeline.clone();
    for attempt in state.deliveries.iter() {
        all.extend(attempt.history().iter().map(|change| {
            let (agency, attempt) = (attempt.agency.clone(), attempt.number);
            let what = What::Delivery { agency, attempt, state: change.status };
            Entry { at: change.at, by: Actor::Agency, what }
        }));
    }
    all.sort_by_key(|entry| entry.at);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StatusChange;
    use crate::order::{AppEvent, AppEventKind};
    use crate::rules::{Outcome, apply};
    use crate::sample;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    fn later(seconds: i64) -> Timestamp {
        now() + jiff::SignedDuration::from_secs(seconds)
    }

    fn then(state: &OrderState, input: Input, seconds: i64) -> OrderState {
        apply(state, input, later(seconds), &sample::policy(Vec::new())).unwrap().0
    }

    fn told(state: &OrderState) -> Vec<(i64, Actor, What)> {
        let since = |entry: &Entry| entry.at.as_second() - now().as_second();
        of(state).into_iter().map(|entry| (since(&entry), entry.by, entry.what)).collect()
    }

    fn status(status: Status) -> What {
        What::Status { status }
    }

    #[test]
    fn steps_are_told_with_who_took_them_and_when() {
        let state = sample::state("특급-001", now(), sample::order("a", now(), sample::soup()));
        let accepted =
            then(&state, Input::Command(By::Person, Command::Accept { prep_minutes: Some(20) }), 30);
        let delayed = then(&accepted, Input::Command(By::Person, Command::Delay { minutes: 5 }), 60);
        // What is done already happens no second time.
        let again =
            then(&delayed, Input::Command(By::Person, Command::Accept { prep_minutes: Some(20) }), 90);
        let steps = told(&again).into_iter().filter(|(_, _, what)| !matches!(what, What::Ticket { .. }));
        let delayed = What::Did { verb: Verb::Delay, station: None };
        let expected = [(30, Actor::Person, status(Status::Accepted)), (60, Actor::Person, delayed)];
        assert_eq!(steps.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn whoever_asks_is_told_apart() {
        let state = sample::cooking("특급-001", now());
        for (by, actor) in [
            (By::Person, Actor::Person),
            (By::Staff, Actor::Staff),
            (By::Owner, Actor::Owner),
            (By::Command, Actor::Command),
            (By::Kitchen, Actor::Kitchen),
        ] {
            let delayed = then(&state, Input::Command(by, Command::Delay { minutes: 5 }), 60);
            assert_eq!(told(&delayed).last().map(|(_, by, _)| *by), Some(actor));
        }
    }

    #[test]
    fn a_station_is_told_by_name_and_the_last_makes_the_order_ready() {
        let dish = |name| sample::line(1, name, 9_000, &[]);
        let order = sample::order("a", now(), vec![dish("순대국밥"), dish("삼치구이")]);
        let policy = Policy { stations: sample::stations(), ..sample::policy(Vec::new()) };
        let mut state = sample::accepted(sample::state("특급-001", now(), order), now(), 600);
        state.timeline.clear();
        for (second, station, undo) in
            [(10, "soup", false), (20, "국밥", true), (30, "grill", false), (40, "soup", false)]
        {
            let bump = Command::Bump { station: station.to_owned(), undo };
            state = apply(&state, Input::Command(By::Person, bump), later(second), &policy).unwrap().0;
        }
        let did = |verb, station: &str| What::Did { verb, station: Some(station.to_owned()) };
        let expected = [
            (10, Actor::Person, did(Verb::Bump, "국밥")),
            (20, Actor::Person, did(Verb::Recall, "국밥")),
            (30, Actor::Person, did(Verb::Bump, "구이")),
            (40, Actor::Person, did(Verb::Bump, "국밥")),
            (40, Actor::Person, status(Status::Ready)),
        ];
        assert_eq!(told(&state), expected);
    }

    #[test]
    fn an_entry_of_an_older_version_names_no_station() {
        let old = r#"{"at":"2026-11-21T10:00:00Z","by":"person","what":"did","verb":"bump"}"#;
        let entry: Entry = serde_json::from_str(old).unwrap();
        assert_eq!(entry.what, What::Did { verb: Verb::Bump, station: None });
        assert_eq!(serde_json::to_string(&entry).unwrap(), old);
    }

    #[test]
    fn a_ticket_is_told_once_it_is_on_paper_and_not_before() {
        let mut state = sample::cooking("특급-001", now());
        let ticket = sample::ticket("특급-001", now(), TicketKind::Kitchen, TicketState::Queued);
        let id = ticket.id.clone();
        state.tickets = vec![ticket].into();
        let print = Effect::Print { ticket: id };
        let sending = then(&state, Input::Started(print.clone()), 1);
        assert_eq!(told(&sending), []);
        let printed = then(&sending, Input::Outcome(print, Box::new(Outcome::Printed)), 3);
        let [(3, Actor::Printer, What::Ticket { kind: TicketKind::Kitchen, state, .. })] =
            &told(&printed)[..]
        else {
            panic!("{:?}", told(&printed))
        };
        assert_eq!(*state, TicketState::Printed);
    }

    #[test]
    fn the_apps_cancellation_is_the_apps() {
        let state = sample::cooking("특급-001", now());
        let event = AppEvent {
            id: "e".to_owned(),
            kind: AppEventKind::Cancelled,
            raw_kind: "CANCELLED".to_owned(),
            order_id: state.head.external_id.clone(),
            created_at: later(60),
            reason: None,
        };
        let cancelled = then(&state, Input::Event(event), 60);
        assert_eq!(told(&cancelled).last(), Some(&(60, Actor::App, status(Status::Cancelled))));
    }

    #[test]
    fn what_riders_did_stands_between_at_their_times() {
        let mut state = sample::cooking("특급-001", now());
        let mut delivery = sample::delivery("특급-001", now(), DeliveryState::Assigned);
        let at = |status, seconds| StatusChange { status, at: later(seconds) };
        let history = vec![at(DeliveryState::Requested, 10), at(DeliveryState::Assigned, 50)];
        delivery.stand(DeliveryState::Assigned, history);
        state.deliveries = vec![delivery].into();
        let seen = then(&state, Input::Command(By::Person, Command::Delay { minutes: 5 }), 30);
        let all: Vec<(i64, Actor)> = told(&seen).into_iter().map(|(at, by, _)| (at, by)).collect();
        assert_eq!(all, [(10, Actor::Agency), (30, Actor::Person), (50, Actor::Agency)]);
    }

    #[test]
    fn a_long_life_keeps_its_beginning_and_its_end() {
        let mut state = sample::cooking("특급-001", now());
        for minute in 1..=200 {
            let noted = Command::CalledElsewhere { undo: minute % 2 == 0 };
            state = then(&state, Input::Command(By::Person, noted), minute * 60);
        }
        let all = told(&state);
        assert_eq!(all.len(), MOST);
        assert_eq!((all[0].0, all[1].0, all[MOST - 1].0), (60, 82 * 60, 200 * 60));
    }
}
