//! Seeded random lives: several orders, people, apps, printers and agencies that misbehave, and restarts at any step.
//!
//! The outside is modelled by what it has really done (paper that came out, riders that were really called), and
//! after every step the store is held against it. A failure prints its seed; `JUMUNBELL_MODEL_RUNS` runs more.

use std::collections::{BTreeMap, HashMap};

use domain::order::{
    AppEventKind, Bundle, CancelAnswer, CancelCode, Created, DeliveryState, DenyCode, Line, OrderKind,
    Quoted, StallState, Status, TicketState, Timing, Won,
};
use domain::rules::{Body, Effect, Outcome, Policy, next_wake};
use domain::{Command, OrderState, Resolution, StationView, TicketJob};
use fastrand::Rng;

use super::world::{AUTO, HAND, World, policy, possible, refusal, report};
use crate::store::Row;

const RUNS: u64 = 60;
const STEPS: usize = 160;
const TARGETS: [&str; 7] = [
    "channel:hand",
    "channel:auto",
    "printer:kitchen",
    "printer:counter",
    "printer:spare",
    "agency:first",
    "agency:second",
];
/// Each stands in for the one before it.
const PRINTERS: [&str; 3] = ["kitchen", "counter", "spare"];

/// What really happened outside.
#[derive(Default)]
struct Outside {
    /// Ticket id → how often it came out of a printer, at least in part.
    paper: HashMap<String, u32>,
    /// Agency and key → the delivery as the agency has it.
    deliveries: BTreeMap<(String, String), DeliveryState>,
}

struct Model {
    world: World,
    outside: Outside,
    rng: Rng,
    orders: Vec<(String, &'static str)>,
    last: HashMap<String, Status>,
}

#[test]
fn one_meal_one_ticket_one_rider_whatever_happens() {
    let runs = std::env::var("JUMUNBELL_MODEL_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(RUNS);
    for seed in 0..runs {
        let outcome = std::panic::catch_unwind(|| life(seed));
        assert!(outcome.is_ok(), "seed {seed} failed, see above");
    }
}

/// The world's shop with a station for soup and one for the grill.
fn kitchen() -> Policy {
    Policy { stations: domain::sample::stations(), ..policy() }
}

fn life(seed: u64) {
    let mut model = Model {
        world: World::new(kitchen()),
        outside: Outside::default(),
        rng: Rng::with_seed(seed),
        orders: Vec::new(),
        last: HashMap::new(),
    };
    for _ in 0..STEPS {
        model.step();
        model.check();
    }
    model.calm();
}

impl Model {
    fn step(&mut self) {
        match self.rng.u32(0..100) {
            0..12 => self.arrive(),
            12..24 => self.app_speaks(),
            24..40 => self.person_acts(),
            40..80 => {
                let target = TARGETS[self.rng.usize(..TARGETS.len())];
                self.work(target, true);
            }
            80..85 => self.world.restart(),
            85..90 => self.not_ready(),
            _ => {
                let seconds = [1, 12, 30, 120, 400, 2_000][self.rng.usize(..6)];
                self.world.pass(seconds);
            }
        }
    }

    fn arrive(&mut self) {
        let id = format!("app-{}", self.orders.len());
        let channel = if self.rng.bool() { HAND } else { AUTO };
        let mut order = self.world.order(&id);
        order.kind = if self.rng.u8(0..4) == 0 { OrderKind::Takeout } else { OrderKind::Delivery };
        order.timing =
            [Timing::Instant, Timing::Instant, Timing::Scheduled, Timing::OnDemand][self.rng.usize(..4)];
        if self.rng.u8(0..3) == 0 {
            let of = |name: &str, stall: &str| Line {
                stall: Some(stall.to_owned()),
                ..crate::ticket::sample::line(1, name, 2_000, &[])
            };
            order.lines = vec![of("두부", "가상두부"), of("청양고추", "없는채소")];
            order.bundle = Some(Bundle { id: id.clone(), ..Bundle::default() });
        } else if self.rng.bool() {
            let dish = |name| crate::ticket::sample::line(1, name, 9_000, &[]);
            order.lines = vec![dish("순대국밥"), dish("삼치구이")];
        }
        if order.timing == Timing::Scheduled {
            order.preparation_start =
                self.world.now.checked_add(jiff::SignedDuration::from_mins(20)).unwrap();
        }
        let created = self.world.event(&id, AppEventKind::Created);
        let body = if self.rng.u8(0..8) == 0 {
            Body::Unreadable("poison".to_owned())
        } else {
            Body::Read { order: Box::new(order), last_event: None }
        };
        self.orders.push((id.clone(), channel));
        self.world.hear(channel, &id, Some(body), vec![created]);
    }

    /// A printer takes nothing for a while, perhaps long enough for another to stand in.
    fn not_ready(&mut self) {
        let printer = PRINTERS[self.rng.usize(..PRINTERS.len())];
        let down = jiff::SignedDuration::from_secs([3, 19, 20, 600][self.rng.usize(..4)]);
        let (now, since) = (self.world.now, self.world.now.checked_sub(down).unwrap());
        self.world.store.not_ready(printer, "no paper", since, now).unwrap();
    }

    fn any_order(&mut self) -> Option<(String, &'static str)> {
        (!self.orders.is_empty()).then(|| self.orders[self.rng.usize(..self.orders.len())].clone())
    }

    fn app_speaks(&mut self) {
        use AppEventKind::*;
        let Some((id, channel)) = self.any_order() else { return };
        let kinds = [
            Created,
            Confirmed,
            PreparationRequested,
            OrderCancellationRequest,
            Cancelled,
            CancellationRequestDenied,
            Concluded,
            Delivered,
            Unknown,
        ];
        let kind = kinds[self.rng.usize(..kinds.len())];
        let event = self.world.event(&id, kind);
        let repeated = vec![event.clone(), event];
        self.world.hear(channel, &id, None, repeated);
    }

    fn person_acts(&mut self) {
        let Some((id, _)) = self.any_order() else { return };
        let command = match self.rng.u8(0..24) {
            0..5 => Command::Accept { prep_minutes: None },
            5 => Command::Reject { code: CancelCode::UnavailableItem },
            6 => Command::Ready,
            7 => Command::PickedUp,
            8 => Command::Complete,
            9 => Command::Cancel { code: CancelCode::UnavailableItem },
            10 => Command::AnswerCancel { deny: self.rng.bool().then_some(DenyCode::DishAlreadyDone) },
            11 => Command::Dispatch {
                agency: self.rng.bool().then(|| "second".to_owned()),
                max_fee: self.rng.bool().then_some(Won(9_000)),
            },
            12 => Command::CancelDispatch { attempt: None },
            13 => Command::Reprint { kind: None },
            14 => return self.resolve(&id),
            15..18 => return self.gather(&id),
            18..20 => Command::Bump {
                station: ["soup", "grill"][self.rng.usize(..2)].to_owned(),
                undo: self.rng.u8(0..4) == 0,
            },
            20..22 => Command::Short {
                line: self.rng.usize(..3),
                substitute: self.rng.bool().then(|| "홍고추".to_owned()),
                also_off_menu: self.rng.bool(),
                undo: self.rng.u8(0..4) == 0,
            },
            _ => Command::Seen,
        };
        // Refusals are part of life; what they must not do is checked after each step.
        let before = self.world.state(&id);
        if self.world.command(&id, command).is_err() {
            assert_eq!(before, self.world.state(&id), "a refused command changes nothing");
        }
    }

    /// A person comes back from the market with what was found.
    fn gather(&mut self, id: &str) {
        for stall in ["가상두부", "없는채소"] {
            if self.rng.u8(0..4) > 0 {
                let undo = self.rng.u8(0..6) == 0;
                self.world.command(id, Command::Pick { stall: stall.to_owned(), undo }).ok();
            }
        }
    }

    /// A person tells the truth about a rider, and anything about paper.
    fn resolve(&mut self, id: &str) {
        let state = self.world.state(id);
        let unknown = state.deliveries.iter().find(|d| d.status() == DeliveryState::Unknown);
        let resolution = match unknown {
            Some(delivery) => {
                let key = (delivery.agency.clone(), delivery.idempotency_key.clone());
                match self.outside.deliveries.get(&key) {
                    Some(state) if !state.is_terminal() => Resolution::Dispatched("seen".to_owned()),
                    Some(_) => return,
                    None => Resolution::NotDispatched,
                }
            }
            None if self.rng.bool() => Resolution::Printed,
            None => Resolution::Reprint,
        };
        self.world.command(id, Command::Resolve { resolution }).ok();
    }

    /// Does one due row of a target, perhaps badly.
    fn work(&mut self, target: &str, faults: bool) {
        let rows = self.world.due(target);
        if rows.is_empty() {
            return;
        }
        let row = rows[self.rng.usize(..rows.len())].clone();
        if row.effect.is_once() {
            // What moves to another printer may do so in any moment, also between two steps of its own one.
            if faults && self.rng.u8(0..4) == 0 {
                self.not_ready();
            }
            let started = self.world.store.start(row.id, self.world.now).unwrap();
            let Some(order) = started else { return };
            if faults && self.rng.u8(0..4) == 0 {
                self.not_ready();
            }
            let fault = if faults { self.rng.u8(0..8) } else { 7 };
            let outcome = match &row.effect {
                Effect::Print { ticket } => self.print(ticket, fault),
                _ => self.create(&order, &row, fault),
            };
            // Killed before the outcome was stored: the row stays started.
            if faults && self.rng.u8(0..10) == 0 {
                self.world.restart();
                return;
            }
            self.world.store.finish(row.id, outcome, self.world.now).unwrap();
            return;
        }
        if faults && self.rng.u8(0..6) == 0 {
            let pause = std::time::Duration::from_secs(2);
            self.world.store.postpone(row.id, "no line".to_owned(), pause, self.world.now).unwrap();
            return;
        }
        let outcome = self.repeatable(&row, faults);
        self.world.store.finish(row.id, outcome, self.world.now).unwrap();
    }

    fn print(&mut self, ticket: &str, fault: u8) -> Outcome {
        if fault == 0 {
            return Outcome::NotSent { reason: "refused".to_owned() };
        }
        *self.outside.paper.entry(ticket.to_owned()).or_default() += 1;
        match fault {
            1 => Outcome::PrintUnknown { reason: "closed".to_owned() },
            2 => Outcome::Sent,
            _ => Outcome::Printed,
        }
    }

    fn create(&mut self, order: &OrderState, row: &Row, fault: u8) -> Outcome {
        let attempt = row.effect.attempt().unwrap();
        let delivery = order.deliveries.iter().find(|d| d.number == attempt).unwrap();
        let key = (delivery.agency.clone(), delivery.idempotency_key.clone());
        let exists = self.outside.deliveries.contains_key(&key);
        let lost = Outcome::Created(Created::Unknown("lost".into()));
        match fault {
            0 => Outcome::Created(Created::NotSent("no line".into())),
            // The request itself was lost.
            1 => lost,
            _ if exists => Outcome::Created(Created::Duplicate),
            2 => Outcome::Created(Created::Refused(refusal("OVER_CAPACITY"))),
            _ => {
                self.outside.deliveries.insert(key, DeliveryState::Requested);
                match fault {
                    // It was taken and the answer was lost.
                    3 | 4 => lost,
                    _ => Outcome::Created(Created::Accepted(report(DeliveryState::Requested))),
                }
            }
        }
    }

    fn repeatable(&mut self, row: &Row, faults: bool) -> Outcome {
        let delivery = row
            .effect
            .attempt()
            .and_then(|attempt| row.order.deliveries.iter().find(|d| d.number == attempt))
            .map(|d| (d.agency.clone(), d.idempotency_key.clone()));
        match (&row.effect, delivery) {
            (Effect::Notify { .. }, _) if faults && self.rng.u8(0..5) == 0 => {
                Outcome::Refused { reason: "422".to_owned() }
            }
            (Effect::Notify { .. }, _) => Outcome::Accepted,
            (Effect::Fetch { .. }, _) => self.fetch(row),
            (Effect::Quote { .. }, _) => match faults.then(|| self.rng.u8(0..6)) {
                Some(0) => Outcome::Quoted(Quoted::Refused(refusal("OVER_CAPACITY"))),
                Some(1) => possible(7_000),
                _ => possible(3_800),
            },
            (Effect::LookUp { .. }, Some(key)) => self.look_up(&key, faults),
            (Effect::Cancel { .. }, Some(key)) => self.call_off(&key),
            _ => Outcome::ReadyTold,
        }
    }

    fn fetch(&mut self, row: &Row) -> Outcome {
        if self.rng.u8(0..4) == 0 {
            return Outcome::NotFetched { reason: "404".to_owned() };
        }
        let mut order =
            row.order.head.order.clone().unwrap_or_else(|| self.world.order(&row.order.head.external_id));
        if self.rng.u8(0..8) == 0 {
            order.store_memo = Some(format!("바뀐 요청 {}", self.rng.u8(..)));
        }
        if order.bundle.is_none() && order.lines.len() > 1 && self.rng.u8(0..8) == 0 {
            order.lines.pop();
        }
        let shown =
            [None, Some(AppEventKind::Created), Some(AppEventKind::Confirmed), Some(AppEventKind::Cancelled)];
        Outcome::Fetched { order: Box::new(order), last_event: shown[self.rng.usize(..4)] }
    }

    fn look_up(&mut self, key: &(String, String), faults: bool) -> Outcome {
        let Some(state) = self.outside.deliveries.get_mut(key) else { return Outcome::LookedUp(None) };
        let mut assignment_cancelled = false;
        *state = match (*state, self.rng.u8(0..8)) {
            (DeliveryState::Assigned, 0) if faults => {
                assignment_cancelled = true;
                DeliveryState::Requested
            }
            (DeliveryState::Requested, 0) if faults => DeliveryState::Cancelled,
            (DeliveryState::Requested, _) => DeliveryState::Assigned,
            (DeliveryState::Assigned, _) => DeliveryState::Arrived,
            (DeliveryState::Arrived, _) => DeliveryState::PickedUp,
            (DeliveryState::PickedUp, _) => DeliveryState::Delivered,
            (state, _) => state,
        };
        let mut report = report(*state);
        report.assignment_cancelled = assignment_cancelled;
        Outcome::LookedUp(Some(Box::new(report)))
    }

    fn call_off(&mut self, key: &(String, String)) -> Outcome {
        Outcome::CancelAnswered(match self.outside.deliveries.get_mut(key) {
            None => CancelAnswer::NotFound,
            Some(state @ (DeliveryState::Requested | DeliveryState::Cancelled)) => {
                *state = DeliveryState::Cancelled;
                CancelAnswer::Cancelled { fee: None }
            }
            Some(_) => CancelAnswer::Refused(refusal("OVER_CAPACITY")),
        })
    }

    /// What must hold after every step.
    fn check(&mut self) {
        for (id, _) in self.orders.clone() {
            let state = self.world.state(&id);
            let live: Vec<_> = state.deliveries.iter().filter(|d| !d.status().is_terminal()).collect();
            assert!(live.len() <= 1, "{id}: two attempts live here");
            let riders = state
                .deliveries
                .iter()
                .filter(|d| {
                    let key = (d.agency.clone(), d.idempotency_key.clone());
                    self.outside.deliveries.get(&key).is_some_and(|state| !state.is_terminal())
                })
                .count();
            assert!(riders <= 1, "{id}: two riders for one meal");
            if let Some(order) = &state.head.order {
                assert!(
                    order.kind == OrderKind::Delivery || state.deliveries.is_empty(),
                    "{id}: a rider for takeout"
                );
            }
            let mut unmarked = HashMap::new();
            for ticket in state.tickets.iter() {
                let copies = self.outside.paper.get(&ticket.id).copied().unwrap_or_default();
                assert!(copies <= 1, "{id}: {} came out twice", ticket.id);
                let waits = matches!(ticket.state, TicketState::Queued | TicketState::Failed);
                assert!(copies == 0 || !waits, "{id}: on paper and {:?}", ticket.state);
                // 대체 출력 does not make it a second copy: it is the one that its own printer did not print.
                if copies == 1 && !ticket.marked_reprint && !ticket.marked_changed {
                    *unmarked.entry((ticket.kind, ticket.home(), ticket.copy)).or_insert(0) += 1;
                }
                let place = |printer: &str| PRINTERS.iter().position(|id| *id == printer);
                assert!(
                    ticket.backup_for.is_none() || place(ticket.home()) < place(&ticket.printer),
                    "{id}: came back"
                );
            }
            assert!(unmarked.values().all(|n| *n == 1), "{id}: a second copy without a mark");
            let lines = state.head.order.as_ref().map_or(0, |order| order.lines.len());
            assert!(
                state.gathering.shortages().iter().all(|short| short.line < lines),
                "{id}: short of nothing"
            );
            assert!(
                state.head.accepted_at.is_some() || state.gathering.picked().is_empty(),
                "{id}: gathered unasked"
            );
            let waiting = state.stalls().iter().any(|(_, stall)| *stall == StallState::Waiting);
            let all_here =
                !waiting && state.gathering.is_gathered(state.head.order.as_ref()) && state.head.started;
            let settled = state.head.pending_action.is_none();
            assert!(
                !all_here || !settled || state.head.status != Status::Accepted,
                "{id}: all here and not ready"
            );
            let stations = StationView::of(&state, &kitchen());
            let out = |line: &usize| state.gathering.is_left_out(*line);
            let done = |station: &StationView| station.cooked_at.is_some() || station.lines.iter().all(out);
            let cooked = stations.iter().all(done) && stations.iter().any(|one| one.cooked_at.is_some());
            let bundle = state.head.order.as_ref().is_some_and(|order| order.bundle.is_some());
            let cooks = state.head.status == Status::Accepted && settled && !bundle;
            assert!(!cooked || !cooks, "{id}: all cooked and not ready");
            let wake = next_wake(&state, &policy());
            assert!(wake.is_none_or(|at| at > state.head.updated_at), "{id}: would wake for ever");
            if let Some(last) = self.last.insert(id.clone(), state.head.status) {
                let ended = matches!(last, Status::Completed | Status::Rejected | Status::Cancelled);
                assert!(!ended || last == state.head.status, "{id}: {last:?} became {:?}", state.head.status);
            }
        }
    }

    /// Everything works from here on: every order must end, or stand in front of a person.
    fn calm(&mut self) {
        for _ in 0..60 {
            for target in TARGETS {
                for _ in 0..20 {
                    self.work(target, false);
                }
            }
            self.world.pass(61);
            self.check();
        }
        for (id, _) in self.orders.clone() {
            let state = self.world.state(&id);
            for ticket in state.tickets.iter() {
                let asked =
                    state.problems.iter().any(|p| format!("{p:?}").contains(&format!("{:?}", ticket.id)));
                let moving = matches!(ticket.state, TicketState::Queued | TicketState::Sending);
                assert!(!moving, "{id}: {} still {:?}", ticket.id, ticket.state);
                let settled = ticket.state != TicketState::Unknown
                    || asked
                    || state.head.status.is_final()
                    || state
                        .tickets
                        .iter()
                        .any(|t| t.kind == ticket.kind && (t.marked_reprint || t.marked_changed));
                assert!(settled, "{id}: {} is unknown and nobody is asked", ticket.id);
            }
            if state.head.started {
                assert!(!state.tickets.is_empty(), "{id}: started without paper");
            }
            for moved in state.tickets.iter().filter(|t| t.state == TicketState::Failed) {
                let follows = |t: &TicketJob| {
                    t.home() == moved.home() && t.kind == moved.kind && t.backup_for.is_some()
                };
                assert!(state.tickets.iter().any(follows), "{id}: {} moved nowhere", moved.id);
            }
            let ended = state.live_delivery().is_none();
            let shown = !state.problems.is_empty();
            assert!(ended || shown, "{id}: a delivery hangs: {:?}", state.live_delivery());
        }
    }
}
