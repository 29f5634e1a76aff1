//! One meal, one rider, whatever happens: seeded random days of several orders, three agencies, the shop's own riders and
//! a clock, with every fault that a line, an agency, a person or a power cut can bring.
//!
//! After every step: never two live deliveries for one order, counted at the agencies themselves. At the end every
//! order's delivery has come to its end, or a person has been told. A failure prints its seed; `JUMUNBELL_RIDER_RUNS` runs
//! more (or fewer).

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::outside::{Agencies, Agency};
use crate::agency::{self, Capabilities, Pace};
use crate::engine::rules::{
    self, AgencyPolicy, Arrival, Body, Change, ChannelPolicy, Effect, Input, Outcome, Policy, PrinterPolicy,
    ShopPolicy, Target, next_wake,
};
use crate::engine::{Command, Delivery, Errand, OrderState, Resolution};
use crate::order::{
    AppEvent, AppEventKind, CancelCode, Created, DeliveredBy, DeliveryState, OrderKind, Personal, Status,
    TicketKind, Won,
};
use crate::settings::AgencySettings;
use crate::settings::{AgencyKind, Dispatch, Riders};
use crate::sim::sample;

const RUNS: u64 = 20_000;
const STEPS: usize = 90;
const OWN: &str = "uncle";
/// Agencies with a line, in the order of the settings.
const LINES: [&str; 3] = ["first", "second", "third"];
/// Under an agency's id may stand, from some start of the program on, another account, or the shop's own riders.
const OTHER_ACCOUNT: &str = "other";
const OWN_RIDERS: &str = "own";

#[test]
fn one_meal_one_rider_whatever_happens() {
    let runs = std::env::var("JUMUNBELL_RIDER_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(RUNS);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    std::thread::scope(|scope| {
        let days = |first: u64| {
            for seed in (first..runs).step_by(threads as usize) {
                let day = std::panic::catch_unwind(|| day(seed));
                assert!(day.is_ok(), "seed {seed} failed, see above");
            }
        };
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || days(first))).collect();
        for thread in running {
            assert!(thread.join().is_ok(), "a seed failed, see above");
        }
    });
}

/// A row of the outbox.
#[derive(Clone, Debug)]
struct Row {
    effect: Effect,
    agency: String,
    not_before: Timestamp,
    attempts: u32,
    started: bool,
}

/// One order with its rows.
struct Desk {
    state: OrderState,
    rows: Vec<Row>,
    wake: Option<Timestamp>,
    /// A person has read what stood there, and knows.
    seen: bool,
}

struct World {
    now: Timestamp,
    policy: Policy,
    /// The settings as they were at first.
    settings: Policy,
    agencies: Agencies,
    desks: Vec<Desk>,
    rng: Rng,
    events: u32,
}

fn day(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
        world.check();
    }
    world.calm();
}

/// The account behind an agency's id.
fn account(id: &str, line: &str) -> String {
    format!("{id} {line}")
}

/// Whether the shop's own rider carries it.
fn is_own(delivery: &Delivery) -> bool {
    delivery.agency == OWN || delivery.line.as_deref() == Some(OWN_RIDERS)
}

fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

impl World {
    fn new(seed: u64) -> World {
        let mut rng = Rng::with_seed(seed);
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let policy = policy(&mut rng);
        let accounts = policy.agencies.iter().filter(|agency| !agency.can.in_house).flat_map(|agency| {
            let guard = agency.can.duplicate_guard;
            [agency.line.as_str(), OTHER_ACCOUNT].map(|line| (account(&agency.id, line), Agency::new(guard)))
        });
        let (agencies, settings) = (accounts.collect(), policy.clone());
        World { now, policy, settings, agencies, desks: Vec::new(), rng, events: 0 }
    }

    /// Somebody changes under an agency's id whom it stands for, or changes it back.
    fn resettle(&mut self) {
        let at = self.rng.usize(..LINES.len());
        let known = self.settings.agencies[at].clone();
        let allowed = self.policy.agencies[at].allowed.clone();
        let own = agency::capabilities(AgencyKind::InHouse, Pace::default());
        let settled = match self.rng.u8(0..4) {
            0 => AgencyPolicy { line: OTHER_ACCOUNT.to_owned(), ..known },
            1 => AgencyPolicy { line: OWN_RIDERS.to_owned(), can: own, raises: false, ..known },
            _ => known,
        };
        self.policy.agencies[at] = AgencyPolicy { allowed, ..settled };
    }

    /// Who answers under an agency's id now; nobody where it stands for the shop's own riders.
    fn answers(&self, id: &str) -> Option<String> {
        let known = self.policy.agencies.iter().find(|agency| agency.id == id && !agency.can.in_house);
        known.map(|known| account(id, &known.line))
    }

    fn step(&mut self) {
        match self.rng.u32(0..100) {
            0..6 => self.arrive(),
            6..10 => self.app_speaks(),
            10..26 => self.person_acts(),
            26..62 => self.work(false),
            62..80 => self.riders_move(false),
            80..85 => self.restart(),
            _ => {
                let seconds = [1, 5, 12, 12, 30, 61, 200, 700][self.rng.usize(..8)];
                self.pass(seconds);
            }
        }
    }

    fn arrive(&mut self) {
        if self.desks.len() == 4 {
            return;
        }
        let n = self.desks.len();
        let mut order = sample::order(&format!("app-{n}"), self.now, vec![]);
        order.external_id = format!("app-{n}");
        match self.rng.u8(0..12) {
            0 => order.kind = OrderKind::Takeout,
            1 => order.delivered_by = DeliveredBy::Marketplace,
            _ => {}
        }
        let arrival = Arrival {
            id: format!("0199{n:028}"),
            number: format!("가나-{n:03}"),
            channel: "app".to_owned(),
            external_id: order.external_id.clone(),
            body: Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Created) },
            events: Vec::new(),
            shop: None,
            prep_minutes: None,
            clock_ahead: 0,
        };
        let (state, changes) = rules::arrive(arrival, self.now, &self.policy);
        let wake = next_wake(&state, &self.policy);
        self.desks.push(Desk { state, rows: Vec::new(), wake, seen: false });
        self.change(n, changes);
    }

    /// One input, one commit; whether a command was refused.
    fn apply(&mut self, at: usize, input: Input) -> bool {
        let before = &self.desks[at].state;
        match rules::apply(before, input, self.now, &self.policy) {
            Ok((state, changes, _)) => {
                self.desks[at].wake = next_wake(&state, &self.policy);
                self.desks[at].state = state;
                self.change(at, changes);
                true
            }
            Err(_) => false,
        }
    }

    /// As the store keeps its outbox.
    fn change(&mut self, at: usize, changes: Vec<Change>) {
        let rows = &mut self.desks[at].rows;
        for change in changes {
            match change {
                Change::Revoke { tag } => rows.retain(|row| row.started || row.effect.tag() != tag),
                Change::Enqueue { effect, target: Target::Agency(agency), not_before } => {
                    let tag = effect.tag();
                    rows.retain(|row| row.started || row.effect.tag() != tag);
                    if rows.iter().all(|row| row.effect.tag() != tag) {
                        rows.push(Row { effect, agency, not_before, attempts: 0, started: false });
                    }
                }
                Change::Enqueue { .. } => {}
            }
        }
    }

    fn any(&mut self) -> Option<usize> {
        (!self.desks.is_empty()).then(|| self.rng.usize(..self.desks.len()))
    }

    fn app_speaks(&mut self) {
        let Some(at) = self.any() else { return };
        let kinds = [
            AppEventKind::Cancelled,
            AppEventKind::Concluded,
            AppEventKind::Delivered,
            AppEventKind::Dispatched,
        ];
        if self.rng.bool() {
            // It moved.
            let Some(mut order) = self.desks[at].state.order.clone() else { return };
            if let Some(address) = &mut order.address {
                address.detail = Some(Personal::from(format!("{}호", self.rng.u8(..)).as_str()));
            }
            let fetched =
                Outcome::Fetched { order: Box::new(order), last_event: Some(AppEventKind::Confirmed) };
            let fetch = Effect::Fetch { doubt: rules::Doubt::Compare };
            self.apply(at, Input::Outcome(fetch, Box::new(fetched)));
            return;
        }
        self.events += 1;
        let kind = kinds[self.rng.usize(..kinds.len())];
        let event = AppEvent {
            id: format!("e-{}", self.events),
            kind,
            raw_kind: String::new(),
            order_id: self.desks[at].state.external_id.clone(),
            created_at: self.now,
            reason: None,
        };
        self.apply(at, Input::Event(event));
    }

    fn person_acts(&mut self) {
        let Some(at) = self.any() else { return };
        let some =
            |rng: &mut Rng| [None, Some("first"), Some("second"), Some("third"), Some(OWN)][rng.usize(..5)];
        let agency = some(&mut self.rng).map(str::to_owned);
        let max_fee = self.rng.bool().then_some(Won(9_000));
        let command = match self.rng.u8(0..27) {
            0..3 => Command::Ready,
            3 => Command::PickedUp,
            4 => Command::Complete,
            5 => Command::Cancel { code: CancelCode::UnavailableItem },
            6..9 => Command::Dispatch { agency, max_fee },
            9..12 => Command::CancelDispatch,
            12..14 => Command::DeliverAgain { agency, max_fee, note: "공기밥".to_owned() },
            14 => Command::CompareQuotes,
            15 => Command::CalledElsewhere { undo: false },
            16..18 => Command::CalledElsewhere { undo: true },
            18 => Command::NameRider { name: "김배달".to_owned(), phone: None },
            19 => Command::CameBack,
            20..23 => return self.resolve(at),
            23 => return self.consent(at),
            24 => Command::Delay { minutes: 5 },
            25 => Command::Raise { fee: Won(5_000) },
            _ => Command::Seen,
        };
        let before = self.desks[at].state.clone();
        let looked = matches!(command, Command::Seen | Command::CalledElsewhere { .. });
        self.desks[at].seen |= looked && !before.problems.is_empty();
        if !self.apply(at, Input::Command(command)) {
            assert_eq!(before, self.desks[at].state, "a refused command changes nothing");
        }
    }

    /// A person telephones the agency and tells what is true.
    fn resolve(&mut self, at: usize) {
        let open = |d: &&Delivery| matches!(d.state, DeliveryState::Unknown | DeliveryState::CancelRequested);
        let Some(delivery) = self.desks[at].state.deliveries.iter().find(open) else { return };
        let exists = self.agencies.values().any(|agency| agency.has(&delivery.key));
        let unknown = delivery.state == DeliveryState::Unknown;
        let resolution = match (exists, unknown) {
            (true, true) => Resolution::Dispatched("T-1".to_owned()),
            (true, false) => return,
            (false, _) => Resolution::NotDispatched,
        };
        // What is on its way to the agency cannot be known on the telephone.
        let sending = self.desks[at].rows.iter().any(|row| row.started);
        if !sending {
            self.apply(at, Input::Command(Command::Resolve { resolution }));
            self.desks[at].seen = true;
        }
    }

    fn consent(&mut self, at: usize) {
        let allowed: BTreeMap<String, Won> =
            if self.rng.bool() { [("WEATHER".to_owned(), Won(2_000))].into() } else { BTreeMap::new() };
        self.policy.agencies.iter_mut().for_each(|agency| agency.allowed = allowed.clone());
        self.apply(at, Input::Consented);
    }

    /// One due row is done, perhaps badly.
    fn work(&mut self, calm: bool) {
        let due: Vec<(usize, usize)> = self
            .desks
            .iter()
            .enumerate()
            .flat_map(|(at, desk)| {
                let due = |row: &Row| {
                    !row.started && row.not_before <= self.now && self.answers(&row.agency).is_some()
                };
                desk.rows.iter().enumerate().filter(move |(_, row)| due(row)).map(move |(n, _)| (at, n))
            })
            .collect();
        if due.is_empty() {
            return;
        }
        let (at, n) = due[self.rng.usize(..due.len())];
        let row = self.desks[at].rows[n].clone();
        let attempt = row.effect.attempt();
        let of = |state: &OrderState| state.deliveries.iter().find(|d| Some(d.attempt) == attempt).cloned();
        let delivery = of(&self.desks[at].state);
        let create = matches!(row.effect, Effect::Create { .. });
        if create {
            if delivery.as_ref().is_some_and(|delivery| delivery.quote_is_old(self.now)) {
                return self.finish(at, &row, Outcome::QuoteExpired);
            }
            self.welcome(at, delivery.as_ref());
            self.desks[at].rows[n].started = true;
            self.apply(at, Input::Started(row.effect.clone()));
            // Anything may happen before the first byte leaves, and before its answer is here.
            if !calm && self.rng.u8(0..12) == 0 {
                self.person_acts();
            }
        }
        self.belongs(&row, delivery.as_ref());
        let account = self.answers(&row.agency);
        let Some(agency) = account.and_then(|account| self.agencies.get_mut(&account)) else { return };
        let outcome = agency.answer(&row.effect, delivery.as_ref(), at, self.now, &mut self.rng, calm);
        if create {
            if !calm && self.rng.u8(0..12) == 0 {
                self.riders_move(false);
            }
            // Requests go out beside one another: a look-up may be back before this answer is.
            if !calm && self.rng.u8(0..4) == 0 {
                self.now = later(self.now, 12);
                for _ in 0..3 {
                    self.work(false);
                }
            }
            if !calm && self.rng.u8(0..10) == 0 {
                // Killed before the outcome was stored.
                return self.restart();
            }
        }
        self.finish(at, &row, outcome);
    }

    /// Nobody but the account that was called hears of a delivery.
    fn belongs(&self, row: &Row, delivery: Option<&Delivery>) {
        let first = matches!(row.effect, Effect::Quote { .. } | Effect::Create { .. });
        let Some(called) = delivery.filter(|d| !(first && d.state != DeliveryState::Unknown)) else { return };
        let now = self.policy.agencies.iter().find(|agency| agency.id == row.agency);
        assert_eq!(called.line.as_ref(), now.map(|now| &now.line), "{} at another account", row.effect.tag());
    }

    /// Whoever is called has to be wanted at that moment.
    fn welcome(&self, at: usize, delivery: Option<&Delivery>) {
        let state = &self.desks[at].state;
        let off = matches!(state.status, Status::Cancelled | Status::Rejected | Status::Missed);
        assert!(!off, "a rider is called for an order that is off");
        assert!(!state.called_elsewhere, "a rider is called beside the one who was called elsewhere");
        let order = state.order.as_ref().unwrap();
        assert!(order.kind == OrderKind::Delivery && order.delivered_by == DeliveredBy::Merchant);
        let meal = delivery.is_some_and(|delivery| delivery.errand == Errand::Meal);
        let gone = matches!(state.status, Status::PickedUp | Status::Completed);
        assert!(!(meal && gone), "a rider is called for food that has left");
    }

    fn finish(&mut self, at: usize, row: &Row, outcome: Outcome) {
        let tag = row.effect.tag();
        let rows = &mut self.desks[at].rows;
        let place = rows.iter().position(|other| other.effect.tag() == tag && other.agency == row.agency);
        // Taken back meanwhile: nobody waits for it any more.
        let Some(place) = place else { return };
        if let Outcome::NoAnswer { reason, .. } = outcome {
            let row = &mut rows[place];
            row.attempts += 1;
            row.not_before = later(self.now, 1 << row.attempts.min(6));
            let attempts = row.attempts;
            let effect = row.effect.clone();
            self.apply(at, Input::Outcome(effect, Box::new(Outcome::NoAnswer { attempts, reason })));
            return;
        }
        let row = rows.remove(place);
        self.apply(at, Input::Outcome(row.effect, Box::new(outcome)));
    }

    fn riders_move(&mut self, calm: bool) {
        let ids: Vec<String> = self.agencies.keys().cloned().collect();
        let id = &ids[self.rng.usize(..ids.len())];
        if let Some(agency) = self.agencies.get_mut(id) {
            agency.ride_on(&mut self.rng, calm);
        }
    }

    /// The process is killed and starts again.
    fn restart(&mut self) {
        for at in 0..self.desks.len() {
            let rows = std::mem::take(&mut self.desks[at].rows);
            let (started, left) = rows.into_iter().partition(|row| row.started);
            self.desks[at].rows = left;
            let started: Vec<Row> = started;
            for row in started {
                self.apply(at, Input::Outcome(row.effect, Box::new(Outcome::Interrupted)));
            }
        }
        if self.rng.u8(0..6) == 0 {
            self.resettle();
        }
        for at in 0..self.desks.len() {
            self.apply(at, Input::Restarted);
        }
    }

    fn pass(&mut self, seconds: i64) {
        let until = later(self.now, seconds);
        // Each thing at its time.
        for _ in 0..200 {
            let wakes = self.desks.iter().filter_map(|desk| desk.wake).filter(|wake| *wake <= until).min();
            let Some(wake) = wakes else { break };
            self.now = self.now.max(wake);
            for at in 0..self.desks.len() {
                if self.desks[at].wake.is_some_and(|wake| wake <= self.now) {
                    self.apply(at, Input::Wake);
                    assert!(self.desks[at].wake.is_none_or(|wake| wake > self.now), "it wakes for ever");
                }
            }
        }
        self.now = until;
        for agency in self.agencies.values_mut() {
            agency.arrive(self.now);
        }
    }

    fn check(&self) {
        for (at, desk) in self.desks.iter().enumerate() {
            let state = &desk.state;
            let own = state.deliveries.iter().filter(|d| is_own(d) && !d.state.is_terminal()).count();
            let out: usize = self.agencies.values().map(|agency| agency.live(at)).sum();
            assert!(
                own + out <= 1,
                "{}: {} riders for one meal: {:#?}",
                state.number,
                own + out,
                state.deliveries
            );
            let live = state.deliveries.iter().filter(|d| !d.state.is_terminal()).count();
            assert!(live <= 1, "{}: two attempts live here", state.number);
            let brought = state
                .deliveries
                .iter()
                .filter(|d| d.state == DeliveryState::Delivered && !matches!(d.errand, Errand::Again { .. }));
            assert!(
                brought.count() <= 1,
                "{}: the meal was brought twice: {:#?}",
                state.number,
                state.deliveries
            );
            let keys: Vec<&str> = state.deliveries.iter().map(|d| d.key.as_str()).collect();
            let mut once = keys.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), keys.len(), "{}: a key was used twice", state.number);
            assert!(keys.iter().all(|key| key.len() <= 50));
        }
    }

    /// From here on everything works, and nobody touches anything.
    fn calm(&mut self) {
        for _ in 0..240 {
            for _ in 0..self.desks.len() * 3 {
                self.work(true);
            }
            self.riders_move(true);
            self.pass(31);
            self.check();
        }
        for desk in &self.desks {
            let state = &desk.state;
            let live = state.live_delivery();
            let by_hand = live.is_some_and(is_own);
            let told = desk.seen || !state.problems.is_empty();
            assert!(live.is_none() || by_hand || told, "{}: a delivery hangs: {live:#?}", state.number);
            let ended = state.deliveries.iter().any(|d| d.state == DeliveryState::Delivered);
            let off = matches!(state.status, Status::Cancelled | Status::Rejected | Status::Missed);
            let gone = matches!(state.status, Status::PickedUp | Status::Completed);
            let called_off = state.delivery().is_some_and(|last| {
                last.cancel_wanted || matches!(last.state, DeliveryState::Cancelled | DeliveryState::Expired)
            });
            let ours = rules::may_dispatch(state, Riders::Us).is_ok();
            // Where everything is called by hand, nobody who called has nothing to wait for.
            let by_itself = self.policy.agencies.iter().any(|agency| agency.dispatch != Dispatch::Manual);
            let ours = ours && (by_itself || !state.deliveries.is_empty());
            let fine = ended || off || gone || called_off || told || by_hand || !ours;
            assert!(fine, "{}: nobody comes and nobody knows: {state:#?}", state.number);
            for row in &desk.rows {
                let watched = matches!(row.effect, Effect::LookUp { .. });
                assert!(watched, "{}: {} is never done", state.number, row.effect.tag());
            }
        }
    }
}

/// One app, no paper but slips, three agencies and the shop's own riders; who is called when is a matter of luck.
fn policy(rng: &mut Rng) -> Policy {
    let channel = ChannelPolicy {
        short: "가나".to_owned(),
        auto: true,
        riders: Riders::Us,
        ..ChannelPolicy::unknown("app")
    };
    let mut agency = |id: &str, kind, guard| {
        let dispatch = [Dispatch::OnAccept, Dispatch::OnAccept, Dispatch::BeforeReady(10), Dispatch::Manual]
            [rng.usize(..4)];
        let can = agency::capabilities(kind, Pace::default());
        let can = Capabilities { duplicate_guard: guard, ..can };
        let called = AgencyPolicy::of(&AgencySettings::of(id, kind, ""), can);
        AgencyPolicy { dispatch, max_fee: Some(Won(6_000)), raises: guard, ..called }
    };
    let agencies = vec![
        agency("first", AgencyKind::Gorela, true),
        agency("second", AgencyKind::OpenDeliveryLogistics, true),
        agency("third", AgencyKind::Kakao, false),
        AgencyPolicy { dispatch: Dispatch::Manual, ..agency(OWN, AgencyKind::InHouse, false) },
    ];
    let shop = ShopPolicy { timezone: TimeZone::UTC, business_day_starts: Time::constant(5, 0, 0, 0) };
    let slips = PrinterPolicy {
        id: "counter".to_owned(),
        tickets: vec![TicketKind::Rider],
        copies: 1,
        stations: Vec::new(),
        backup: None,
        reprint_unknown: false,
        expire_minutes: 600,
    };
    Policy {
        channels: [("app".to_owned(), channel)].into(),
        stations: Vec::new(),
        printers: vec![slips],
        agencies,
        shops: [(String::new(), shop)].into(),
    }
}

#[test]
fn a_call_that_is_sent_twice_is_caught() {
    // Without this a world that lets everything pass would prove nothing: two agencies called for one order.
    let mut world = World::new(1);
    world.arrive();
    let mut caught = false;
    for id in ["first", "second"] {
        let account = world.answers(id).unwrap();
        let agency = world.agencies.get_mut(&account).unwrap();
        let rogue = Delivery::new(id, 9, format!("rogue-{id}"), DeliveryState::Submitting, world.now);
        let effect = Effect::Create { attempt: 9 };
        let taken = agency.answer(&effect, Some(&rogue), 0, world.now, &mut world.rng, true);
        assert!(matches!(taken, Outcome::Created(Created::Taken(_))));
        caught |= std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.check())).is_err();
    }
    assert!(caught);
}
