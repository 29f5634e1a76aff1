//! The life of an agency's riders: it begins with a call, goes its way in the protocol's own words, can be cancelled,
//! and goes wrong as told. Pure and seeded.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::fault::{Fault, Faults, Mishap, Route};
use super::journal::Journal;

/// Won for cancelling a delivery whose rider is on the way.
const CANCEL_FEE: i64 = 500;
/// Time until another rider has a delivery that was passed on.
const PASSED_ON_IN: Duration = Duration::from_secs(60);

/// The way of a delivery in a protocol's words.
#[derive(Debug)]
pub(super) struct Way {
    /// Each step, with the seconds it takes at least and at most after the one before.
    pub steps: &'static [(&'static str, i64, i64)],
    /// The step at which a rider is named.
    pub allocated: usize,
    /// The step at which the rider has the food.
    pub picked_up: usize,
    /// The step at which the customer has it; protocols may say more after it.
    pub delivered: usize,
    /// What is said of a delivery whose rider was taken away again.
    pub lost: &'static str,
    /// What is said of one that was cancelled.
    pub cancelled: &'static str,
    /// Whether an order goes on when its delivery fails: it may get another one.
    pub passes_on: bool,
}

/// Everything that was called, and what becomes of it.
pub(super) struct Life {
    pub way: &'static Way,
    pub speed: f64,
    pub rng: fastrand::Rng,
    pub faults: Faults,
    pub journal: Journal,
    rides: BTreeMap<String, Ride>,
}

/// One delivery.
pub(super) struct Ride {
    /// What was asked for.
    pub body: Value,
    /// The price it rests on.
    pub offer: Value,
    /// 1, 2 … at this agency.
    pub number: usize,
    pub created: Timestamp,
    step: usize,
    next: Option<Timestamp>,
    /// When a cancellation that was taken in takes effect, if the rider does not have the food by then.
    called_off: Option<Timestamp>,
    /// Its delivery failed, and the next one has not begun.
    passed_on: bool,
    /// The histories of deliveries that failed before this one, oldest first.
    before: Vec<Vec<(Timestamp, String)>>,
    /// The word it ended with.
    pub ended: Option<String>,
    /// Won.
    pub cancel_fee: Option<i64>,
    pub pickup_expected: Timestamp,
    /// Every state with its time, oldest first; never empty.
    pub history: Vec<(Timestamp, String)>,
}

/// What became of calling a delivery off.
pub(super) enum CalledOff {
    /// The key is unknown.
    Unknown,
    /// It was cancelled before, or is being cancelled.
    Already,
    /// Why it was not cancelled: it goes on, or ended otherwise.
    Refused(String),
    /// Done, or taken in; what it cost is the ride's `cancel_fee`.
    Done,
}

impl Life {
    /// Riders who go `speed` times as fast as real ones.
    pub fn new(way: &'static Way, speed: f64, seed: u64) -> Life {
        Life {
            way,
            speed: if speed.is_finite() && speed > 0.0 { speed } else { 1.0 },
            rng: fastrand::Rng::with_seed(seed),
            faults: Faults::default(),
            journal: Journal::default(),
            rides: BTreeMap::new(),
        }
    }

    pub fn ride(&self, key: &str) -> Option<&Ride> {
        self.rides.get(key)
    }

    pub fn ride_mut(&mut self, key: &str) -> Option<&mut Ride> {
        self.rides.get_mut(key)
    }

    /// Everything that was ever called.
    pub fn rides(&self) -> impl Iterator<Item = (&str, &Ride)> {
        self.rides.iter().map(|(key, ride)| (key.as_str(), ride))
    }

    /// When the next rider moves.
    pub fn next_wake(&self) -> Option<Timestamp> {
        self.rides.values().filter_map(Ride::due).min()
    }

    /// Moves every rider whose time has come.
    pub fn tick(&mut self, now: Timestamp) {
        let keys: Vec<_> = self.rides.keys().cloned().collect();
        for key in keys {
            while let Some(due) = self.rides.get(&key).and_then(Ride::due).filter(|due| *due <= now) {
                self.advance(&key, due);
            }
        }
    }

    /// The mishap that befalls this request, and whether only after it took effect.
    pub fn mishap(&mut self, route: Route) -> Option<(Mishap, bool)> {
        self.faults.take(|fault| match fault {
            Fault::Mishap { route: at, what, after_effect } if *at == route => Some((*what, *after_effect)),
            _ => None,
        })
    }

    /// The refusal that was ordered for this request.
    pub fn refusal(&mut self, route: Route) -> Option<String> {
        self.faults.take(|fault| match fault {
            Fault::Refuse(at, reason) if *at == route => Some(reason.clone()),
            _ => None,
        })
    }

    /// The surcharge that was ordered for the next quote, won.
    pub fn surge(&mut self) -> Option<(String, i64)> {
        self.faults.take(|fault| match fault {
            Fault::Surge(kind, charge) => Some((kind.clone(), *charge)),
            _ => None,
        })
    }

    /// When a rider who is called now is at the shop.
    pub fn pickup_from(&self, now: Timestamp) -> Timestamp {
        later(now, Duration::from_secs(600).div_f64(self.speed))
    }

    /// A call arrived under this key; whether the key is known.
    pub fn asked(&mut self, now: Timestamp, key: &str, number: &str) -> bool {
        let known = self.rides.contains_key(key);
        let record = self.journal.record(key);
        record.asked += 1;
        number.clone_into(&mut record.number);
        if known {
            record.duplicates += 1;
            self.journal.note(now, Some(key), "duplicate");
        }
        known
    }

    /// A call is refused; nothing begins.
    pub fn refuse(&mut self, now: Timestamp, key: &str, reason: &str) {
        self.journal.record(key).refused += 1;
        self.journal.note(now, Some(key), format!("refused {reason}"));
    }

    /// A rider is looked for from now on.
    pub fn begin(&mut self, now: Timestamp, key: &str, body: Value, offer: Value) {
        let record = self.journal.record(key);
        record.created += 1;
        record.over = None;
        self.journal.note(now, Some(key), "created");
        let ride = Ride {
            body,
            offer,
            number: self.rides.len() + 1,
            created: now,
            step: 0,
            next: None,
            called_off: None,
            passed_on: false,
            before: Vec::new(),
            ended: None,
            cancel_fee: None,
            pickup_expected: self.pickup_from(now),
            history: Vec::new(),
        };
        self.rides.insert(key.to_owned(), ride);
        self.enter(key, now, self.way.steps[0].0);
        self.schedule(key, now);
    }

    /// A look-up arrived; how many steps back it is to show the delivery.
    pub fn looked_up(&mut self, now: Timestamp, key: &str) -> usize {
        self.journal.note(now, Some(key), "look-up");
        if !self.rides.contains_key(key) {
            return 0;
        }
        self.faults.take(|fault| (*fault == Fault::Stale).then_some(1)).unwrap_or(0)
    }

    /// Whether what is allowed until `step` comes too late.
    pub fn is_past(&self, key: &str, step: usize) -> bool {
        self.rides.get(key).is_none_or(|ride| ride.ended.is_some() || ride.step >= step)
    }

    /// A delivery that ended is as if it had never been; its journal stays.
    pub fn forget(&mut self, key: &str) {
        self.rides.remove(key);
    }

    /// Calls a delivery off, which takes effect after `pause`; a `refusal` is a lost race: a rider is named at that
    /// moment.
    pub fn call_off(
        &mut self,
        now: Timestamp,
        key: &str,
        pause: Duration,
        refusal: Option<String>,
        late: &str,
    ) -> CalledOff {
        self.journal.note(now, Some(key), "cancel");
        let way = self.way;
        let Some(ride) = self.rides.get_mut(key) else { return CalledOff::Unknown };
        let reason = match &ride.ended {
            Some(ended) if ended == way.cancelled => return CalledOff::Already,
            None if ride.called_off.is_some() => return CalledOff::Already,
            Some(_) => Some(late.to_owned()),
            None if ride.step >= way.picked_up => Some(late.to_owned()),
            None => refusal,
        };
        if let Some(reason) = reason {
            if ride.ended.is_none() && ride.step < way.allocated {
                ride.step = way.allocated;
                self.enter(key, now, way.steps[way.allocated].0);
                self.schedule(key, now);
            }
            self.journal.note(now, Some(key), format!("refused {reason}"));
            return CalledOff::Refused(reason);
        }
        ride.cancel_fee = Some(if ride.step >= way.allocated { CANCEL_FEE } else { 0 });
        if pause.is_zero() {
            self.end(key, now, way.cancelled);
        } else {
            ride.called_off = Some(later(now, pause.div_f64(self.speed)));
        }
        CalledOff::Done
    }

    /// One step of one delivery.
    fn advance(&mut self, key: &str, due: Timestamp) {
        let way = self.way;
        let Some(ride) = self.rides.get_mut(key) else { return };
        let step = ride.step;
        if ride.called_off == Some(due) {
            ride.called_off = None;
            if step < way.picked_up {
                self.end(key, due, way.cancelled);
            }
            return;
        }
        if ride.passed_on {
            ride.begin_again();
            self.enter(key, due, way.steps[0].0);
            return self.schedule(key, due);
        }
        if let Some(status) = self.faults.take(|fault| match fault {
            Fault::End(status) => Some(status.clone()),
            _ => None,
        }) {
            return self.end(key, due, &status);
        }
        if let Some(status) = self.faults.take(|fault| match fault {
            Fault::PassOn(status) if way.passes_on => Some(status.clone()),
            _ => None,
        }) {
            return self.pass_on(key, due, &status);
        }
        let named = step == way.allocated;
        if named && self.faults.take(|fault| (*fault == Fault::Reassign).then_some(())).is_some() {
            // Looks for a rider again from here.
            if let Some(ride) = self.rides.get_mut(key) {
                ride.step = way.allocated - 1;
            }
            self.enter(key, due, way.lost);
            return self.schedule(key, due);
        }
        let step = step + 1;
        if let Some(ride) = self.rides.get_mut(key) {
            ride.step = step;
        }
        if step == way.delivered {
            self.journal.record(key).over = Some(due);
        }
        let (status, ..) = way.steps[step];
        if step == way.steps.len() - 1 {
            self.end(key, due, status);
        } else {
            self.enter(key, due, status);
            self.schedule(key, due);
        }
    }

    fn schedule(&mut self, key: &str, from: Timestamp) {
        let way = self.way;
        let Some(ride) = self.rides.get_mut(key) else { return };
        let Some((_, least, most)) = way.steps.get(ride.step + 1).copied() else { return };
        let pause = Duration::from_secs_f64(self.rng.i64(least..=most) as f64 / self.speed);
        ride.next = Some(later(from, pause));
        if ride.step == way.allocated {
            ride.pickup_expected = later(from, pause);
        }
    }

    /// Ends a delivery with this word; what was called goes on.
    fn pass_on(&mut self, key: &str, now: Timestamp, status: &str) {
        let next = later(now, PASSED_ON_IN.div_f64(self.speed));
        if let Some(ride) = self.rides.get_mut(key) {
            (ride.passed_on, ride.step, ride.next) = (true, 0, Some(next));
        }
        self.enter(key, now, status);
    }

    /// Ends a delivery with this word.
    pub fn end(&mut self, key: &str, now: Timestamp, status: &str) {
        if let Some(ride) = self.rides.get_mut(key) {
            if ride.passed_on {
                ride.begin_again();
            }
            ride.ended = Some(status.to_owned());
            (ride.next, ride.called_off) = (None, None);
        }
        self.enter(key, now, status);
        self.journal.record(key).over.get_or_insert(now);
    }

    fn enter(&mut self, key: &str, now: Timestamp, status: &str) {
        if let Some(ride) = self.rides.get_mut(key) {
            ride.history.push((now, status.to_owned()));
        }
        self.journal.record(key).history.push((now, status.to_owned()));
        self.journal.note(now, Some(key), format!("status {status}"));
    }
}

impl Ride {
    /// The histories of the deliveries it has had before the one it has now.
    pub fn before(&self) -> impl Iterator<Item = &[(Timestamp, String)]> {
        self.before.iter().map(Vec::as_slice)
    }

    /// Another delivery takes the place of the one that failed.
    fn begin_again(&mut self) {
        self.passed_on = false;
        self.before.push(std::mem::take(&mut self.history));
    }

    /// When something happens to it next.
    fn due(&self) -> Option<Timestamp> {
        [self.next, self.called_off].into_iter().flatten().min()
    }

    /// Its states up to `back` steps ago; never none.
    pub fn seen(&self, back: usize) -> &[(Timestamp, String)] {
        &self.history[..self.history.len().saturating_sub(back).max(1)]
    }
}

fn later(from: Timestamp, pause: Duration) -> Timestamp {
    let pause = jiff::SignedDuration::try_from(pause).unwrap_or(jiff::SignedDuration::MAX);
    from.saturating_add(pause).unwrap_or(Timestamp::MAX)
}
