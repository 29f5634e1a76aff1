//! One meal, one rider, whatever happens: seeded random days of several orders, three agencies, the shop's own riders and
//! a clock, with every fault that a line, an agency, a person or a power cut can bring.
//!
//! After every step: never two live deliveries for one order, counted at the agencies themselves. At the end every
//! order's delivery has come to its end, or a person has been told. A failure prints its seed; `JUMUNBELL_RIDER_RUNS` runs
//! more (or fewer).

use std::time::Duration;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use super::given::{OTHER_ACCOUNT, account, policy};
use super::outside::{Agencies, Agency};
use crate::OrderState;
use crate::order::{AppEventKind, Created, DeliveredBy, OrderKind, Setback};
use crate::rules::{self, Arrival, Body, Change, Effect, Input, Outcome, Policy, Target, next_wake};
use crate::sample;
use crate::timeline::By;

/// Seconds in a debug build; `make test` runs twenty times as many.
const RUNS: u64 = 1_000;
const STEPS: usize = 90;

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
pub(super) struct Row {
    pub(super) effect: Effect,
    pub(super) agency: String,
    pub(super) not_before: Timestamp,
    pub(super) attempts: u32,
    pub(super) started: bool,
}

/// One order with its rows.
pub(super) struct Desk {
    pub(super) state: OrderState,
    pub(super) rows: Vec<Row>,
    pub(super) wake: Option<Timestamp>,
    /// A person has read what stood there, and knows.
    pub(super) seen: bool,
    /// Whether a person said that no rider was called although one was.
    pub(super) misled: bool,
}

pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) policy: Policy,
    /// The settings as they were at first.
    pub(super) settings: Policy,
    pub(super) agencies: Agencies,
    pub(super) desks: Vec<Desk>,
    pub(super) rng: Rng,
    pub(super) events: u32,
    /// Lines and people are at their worst, and it is one order at a time that gets it all.
    pub(super) bad: bool,
}

fn day(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..STEPS {
        world.step();
        world.check();
    }
    world.calm();
}

pub(super) fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap()
}

impl World {
    pub(super) fn new(seed: u64) -> World {
        let mut rng = Rng::with_seed(seed);
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let policy = policy(&mut rng);
        let accounts = policy.agencies.iter().filter(|agency| !agency.can.in_house).flat_map(|agency| {
            let (guard, retakes) = (agency.can.duplicate_guard, agency.id == "second");
            let of = |line| (account(&agency.id, line), Agency::new(guard, retakes));
            [agency.account.as_str(), OTHER_ACCOUNT].map(of)
        });
        let (agencies, settings) = (accounts.collect(), policy.clone());
        let bad = rng.bool();
        World { now, policy, settings, agencies, desks: Vec::new(), rng, events: 0, bad }
    }

    pub(super) fn step(&mut self) {
        // On bad days less is decided and more is asked and lost.
        let what = match (self.bad, self.rng.u32(0..100)) {
            (true, rare @ 6..10) if self.rng.u8(0..4) > 0 => rare + 20,
            (true, rare @ 80..85) if self.rng.u8(0..4) > 0 => rare - 50,
            (true, many @ 10..20) => many + 80,
            (_, what) => what,
        };
        match what {
            0..6 => self.arrive(),
            6..10 => self.app_speaks(),
            10..26 => self.person_acts(),
            26..62 => self.work(false),
            62..80 => self.riders_move(false),
            80..85 => self.restart(),
            _ => {
                let seconds =
                    [1, 5, 12, 12, 30, 61, 200, 700][self.rng.usize(..if self.bad { 6 } else { 8 })];
                self.pass(seconds);
            }
        }
    }

    pub(super) fn arrive(&mut self) {
        let under_way =
            |desk: &Desk| !desk.state.head.status.is_final() || desk.state.live_delivery().is_some();
        if self.desks.len() == 4 || (self.bad && self.desks.iter().any(under_way)) {
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
            by: By::Person,
        };
        let (state, changes) = rules::arrive(arrival, self.now, &self.policy);
        let wake = next_wake(&state, &self.policy);
        self.desks.push(Desk { state, rows: Vec::new(), wake, seen: false, misled: false });
        self.change(n, changes);
    }

    /// One input, one commit; whether a command was refused.
    pub(super) fn apply(&mut self, at: usize, input: Input) -> bool {
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
    pub(super) fn change(&mut self, at: usize, changes: Vec<Change>) {
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
        let Desk { state, rows, .. } = &self.desks[at];
        for row in rows.iter().filter(|row| !row.started) {
            assert!(
                rules::may_stand(state, &row.effect, &self.policy),
                "{} is queued and moot",
                row.effect.tag()
            );
        }
    }

    pub(super) fn any(&mut self) -> Option<usize> {
        (!self.desks.is_empty()).then(|| self.rng.usize(..self.desks.len()))
    }

    /// One due row is done, perhaps badly.
    pub(super) fn work(&mut self, calm: bool) {
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
        let of = |state: &OrderState| state.deliveries.iter().find(|d| Some(d.number) == attempt).cloned();
        let delivery = of(&self.desks[at].state);
        let create = matches!(row.effect, Effect::Create { .. });
        if create {
            if delivery.as_ref().is_some_and(|delivery| delivery.quote_is_old(self.now)) {
                return self.finish(at, &row, Outcome::QuoteExpired);
            }
            // A breaker holds it back before it is started.
            if !calm && self.rng.u8(0..16) == 0 {
                let after = Some(Duration::from_secs(self.rng.u64(1..60)));
                let setback = Setback { reason: "resting".to_owned(), after };
                return self.finish(at, &row, Outcome::Created(Created::NotSent(setback)));
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
        if create {
            self.beside(calm);
        }
        let Some(agency) = account.and_then(|account| self.agencies.get_mut(&account)) else { return };
        let luck = match (calm, self.bad) {
            (true, _) => 99,
            (false, true) => self.rng.u8(0..60),
            (false, false) => self.rng.u8(0..100),
        };
        let outcome = agency.answer(&row.effect, delivery.as_ref(), at, self.now, &mut self.rng, luck);
        if create {
            if !calm && self.rng.u8(0..12) == 0 {
                self.riders_move(false);
            }
            // Requests go out beside one another: a look-up may be back before this answer is.
            self.beside(calm);
            if !calm && self.rng.u8(0..10) == 0 {
                // Killed before the outcome was stored.
                return self.restart();
            }
        }
        self.finish(at, &row, outcome);
    }

    /// What happens while a request is on its way, or its answer.
    fn beside(&mut self, calm: bool) {
        if !calm && self.rng.u8(0..if self.bad { 2 } else { 4 }) == 0 {
            for _ in 0..4 {
                self.now = later(self.now, 5);
                self.riders_move(false);
                self.work(false);
            }
        }
    }

    pub(super) fn finish(&mut self, at: usize, row: &Row, outcome: Outcome) {
        let tag = row.effect.tag();
        let rows = &mut self.desks[at].rows;
        let place = rows.iter().position(|other| other.effect.tag() == tag && other.agency == row.agency);
        // Revoked meanwhile: its outcome is ignored.
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

    pub(super) fn riders_move(&mut self, calm: bool) {
        let ids: Vec<String> = self.agencies.keys().cloned().collect();
        let id = &ids[self.rng.usize(..ids.len())];
        if let Some(agency) = self.agencies.get_mut(id) {
            agency.ride_on(&mut self.rng, calm);
        }
    }

    /// The process is killed and starts again.
    pub(super) fn restart(&mut self) {
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

    pub(super) fn pass(&mut self, seconds: i64) {
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
}
