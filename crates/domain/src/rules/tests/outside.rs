//! What is outside the counter, as far as riders go: agencies that lose answers, lose riders and change their minds, and
//! what they have really done.

use std::collections::BTreeMap;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};

use crate::Attempt;
use crate::order::{
    Amended, CancelAnswer, Created, DeliveryReport, DeliveryState, ExtraCharge, Personal, Quote, Quoted,
    Refusal, Rider, Won,
};
use crate::rules::{Effect, Outcome};

/// A delivery that an agency has begun may not be found for so long, in seconds; and at one that refuses its key meanwhile.
const HIDDEN: i64 = 30;
const HIDDEN_AND_GUARDED: i64 = 120;
/// How long a request may still arrive after its sender has given up, in seconds.
const STRAGGLES: i64 = 14;

/// One delivery as its agency has it.
#[derive(Clone, Debug)]
pub struct Ride {
    pub order: usize,
    pub state: DeliveryState,
    /// Where it stood before.
    before: DeliveryState,
    since: Timestamp,
    /// A rider was taken away at some time.
    lost_rider: bool,
}

/// One agency.
#[derive(Debug)]
pub struct Agency {
    /// Refuses a key that it knows; without this a second request brings a second rider.
    guard: bool,
    /// Takes a key once more whose delivery it has ended itself.
    retakes: bool,
    /// By key; every request that took effect.
    pub rides: Vec<(String, Ride)>,
    /// Requests that are still on their way: the key, the order and when they arrive.
    stragglers: Vec<(Timestamp, String, usize)>,
}

impl Agency {
    pub fn new(guard: bool, retakes: bool) -> Agency {
        Agency { guard, retakes, rides: Vec::new(), stragglers: Vec::new() }
    }

    /// Deliveries of an order that may still bring a rider, also those that are about to begin.
    pub fn live(&self, order: usize) -> usize {
        self.rides.iter().filter(|(_, ride)| ride.order == order && !ride.state.is_terminal()).count()
    }

    /// Whether it has this key, or is about to.
    pub fn has(&self, key: &str) -> bool {
        let known = self.rides.iter().any(|(known, ride)| known == key && !ride.state.is_terminal());
        known || self.stragglers.iter().any(|(_, straggler, _)| straggler == key)
    }

    fn ride(&mut self, key: &str) -> Option<&mut Ride> {
        self.rides.iter_mut().rfind(|(known, _)| known == key).map(|(_, ride)| ride)
    }

    /// Whether it turns a key down because it has it.
    fn guards(&mut self, key: &str) -> bool {
        let (guard, retakes) = (self.guard, self.retakes);
        let off = |state| matches!(state, DeliveryState::Rejected | DeliveryState::Cancelled);
        guard && self.ride(key).is_some_and(|ride| !(retakes && off(ride.state)))
    }

    /// The rider is back in the shop with the food, if he is on the way back.
    pub fn comes_back(&mut self, key: &str) -> bool {
        let back =
            |ride: &&mut Ride| matches!(ride.state, DeliveryState::Returning | DeliveryState::Returned);
        self.ride(key).filter(back).map(|ride| ride.state = DeliveryState::Returned).is_some()
    }

    fn begin(&mut self, key: &str, order: usize, now: Timestamp) -> bool {
        if self.guards(key) {
            return false;
        }
        let state = DeliveryState::Requested;
        let ride = Ride { order, state, before: state, since: now, lost_rider: false };
        self.rides.push((key.to_owned(), ride));
        true
    }

    /// What is on its way arrives.
    pub fn arrive(&mut self, now: Timestamp) {
        let (due, left) = std::mem::take(&mut self.stragglers).into_iter().partition(|(at, ..)| *at <= now);
        self.stragglers = left;
        let due: Vec<(Timestamp, String, usize)> = due;
        for (at, key, order) in due {
            self.begin(&key, order, at);
        }
    }

    /// One of its riders moves, or is taken away; `calm`: nothing goes wrong.
    pub fn ride_on(&mut self, rng: &mut Rng, calm: bool) {
        let live: Vec<usize> =
            (0..self.rides.len()).filter(|at| !self.rides[*at].1.state.is_terminal()).collect();
        if live.is_empty() {
            return;
        }
        let ride = &mut self.rides[live[rng.usize(..live.len())]].1;
        let luck = if calm { 9 } else { rng.u8(0..10) };
        let next = match (ride.state, luck) {
            (DeliveryState::Requested, 0) => DeliveryState::Cancelled,
            (DeliveryState::Requested, 1) => DeliveryState::Rejected,
            (DeliveryState::Assigned | DeliveryState::Arrived, 0 | 1) => {
                ride.lost_rider = true;
                DeliveryState::Requested
            }
            (DeliveryState::PickedUp, 0) => DeliveryState::Failed,
            (DeliveryState::PickedUp, 1) => DeliveryState::Returning,
            (DeliveryState::Requested, _) => DeliveryState::Assigned,
            (DeliveryState::Assigned, _) => DeliveryState::Arrived,
            (DeliveryState::Arrived, _) => DeliveryState::PickedUp,
            (DeliveryState::PickedUp, _) => DeliveryState::Delivered,
            (DeliveryState::Returning, _) => DeliveryState::Returned,
            (other, _) => other,
        };
        (ride.before, ride.state) = (ride.state, next);
    }

    /// Answers one request; `luck`: the lower, the worse, and 99 as it should.
    pub fn answer(
        &mut self,
        effect: &Effect,
        delivery: Option<&Attempt>,
        order: usize,
        now: Timestamp,
        rng: &mut Rng,
        luck: u8,
    ) -> Outcome {
        let silence = || Outcome::NoAnswer { attempts: 1, reason: "no line".to_owned() };
        let key = delivery.map(|delivery| delivery.idempotency_key.clone()).unwrap_or_default();
        match effect {
            Effect::Quote { .. } | Effect::Compare { .. } => match luck {
                0..12 => silence(),
                12..30 => Outcome::Quoted(Quoted::Refused(refusal(rng))),
                30..40 => Outcome::Quoted(Quoted::Possible(quote(7_400, 1_500))),
                _ => Outcome::Quoted(Quoted::Possible(quote(3_800, 0))),
            },
            Effect::Create { .. } => self.create(&key, order, now, rng, luck),
            Effect::LookUp { .. } if luck < 10 => silence(),
            Effect::LookUp { .. } => {
                let stale = (10..18).contains(&luck);
                let hidden = luck < 60;
                Outcome::LookedUp(self.look_up(&key, stale, hidden, now).map(Box::new))
            }
            Effect::Cancel { .. } => self.call_off(&key, luck).map_or_else(silence, Outcome::CancelAnswered),
            Effect::Amend { .. } | Effect::Raise { .. } => Outcome::Amended(match luck {
                0..20 => return silence(),
                20..50 => Amended::Refused(refusal(rng)),
                50..60 => Amended::NoCall,
                _ => Amended::Accepted,
            }),
            _ if luck < 20 => silence(),
            _ => Outcome::ReadyTold,
        }
    }

    fn create(&mut self, key: &str, order: usize, now: Timestamp, rng: &mut Rng, luck: u8) -> Outcome {
        let lost = |why: &str| Outcome::Created(Created::Unknown(why.into()));
        match luck {
            0..10 => return Outcome::Created(Created::NotSent("no line".into())),
            // The request itself was lost.
            10..18 => return lost("reset"),
            // It arrives after its sender has given up.
            18..26 => {
                let at = now.checked_add(SignedDuration::from_secs(rng.i64(1..=STRAGGLES))).unwrap_or(now);
                self.stragglers.push((at, key.to_owned(), order));
                return lost("hung");
            }
            _ => {}
        }
        match luck {
            // Some look at the weather before they look at the key.
            40.. if self.guards(key) => return Outcome::Created(Created::Duplicate),
            26..40 => return Outcome::Created(Created::Refused(refusal(rng))),
            _ => {}
        }
        self.begin(key, order, now);
        match luck {
            // Taken, and the answer was lost.
            40..55 => lost("lost"),
            _ => Outcome::Created(Created::Accepted(self.report(key, false))),
        }
    }

    fn look_up(&mut self, key: &str, stale: bool, hidden: bool, now: Timestamp) -> Option<DeliveryReport> {
        let longest = if self.retakes { HIDDEN_AND_GUARDED } else { HIDDEN };
        let ride = self.ride(key)?;
        if hidden && now.as_second() - ride.since.as_second() < longest {
            return None;
        }
        Some(self.report(key, stale))
    }

    /// As it is shown; `stale`: as it stood before.
    fn report(&mut self, key: &str, stale: bool) -> DeliveryReport {
        let Some(ride) = self.ride(key) else { return DeliveryReport::of(DeliveryState::Failed, "GONE") };
        let state = if stale && !ride.state.is_terminal() { ride.before } else { ride.state };
        let named = matches!(state, DeliveryState::Assigned | DeliveryState::Arrived);
        DeliveryReport {
            assignment_cancelled: ride.lost_rider && state == DeliveryState::Requested,
            rider: named.then(|| Rider { name: Some(Personal::from("라기사")), phone: None }),
            ..DeliveryReport::of(state, state.as_str().to_uppercase())
        }
    }

    /// `None`: the answer is lost, before or after it took effect.
    fn call_off(&mut self, key: &str, luck: u8) -> Option<CancelAnswer> {
        if luck < 8 {
            return None;
        }
        let code = || Refusal { code: "INVALID_STATUS".to_owned(), message: None };
        let Some(ride) = self.ride(key) else { return Some(CancelAnswer::NotFound) };
        let answer = match ride.state {
            DeliveryState::Cancelled => CancelAnswer::Cancelled { fee: None },
            DeliveryState::Requested | DeliveryState::Assigned | DeliveryState::Arrived
                if luck >= 30 || luck.is_multiple_of(2) =>
            {
                (ride.before, ride.state) = (ride.state, DeliveryState::Cancelled);
                CancelAnswer::Cancelled { fee: Some(Won(500)) }
            }
            // The race with an assignment is lost.
            DeliveryState::Requested => {
                (ride.before, ride.state) = (ride.state, DeliveryState::Assigned);
                CancelAnswer::Refused(code())
            }
            _ => CancelAnswer::Refused(code()),
        };
        (luck >= 16).then_some(answer)
    }
}

fn refusal(rng: &mut Rng) -> Refusal {
    let codes = ["BAD_WEATHER", "OVER_CAPACITY", "INSUFFICIENT_DEPOSIT", "INVALID_AREA"];
    Refusal { code: codes[rng.usize(..codes.len())].to_owned(), message: None }
}

fn quote(fee: i64, weather: i64) -> Quote {
    let extra = vec![ExtraCharge { kind: "WEATHER".to_owned(), amount: Won(weather) }];
    Quote { fee: Won(fee), extra, ..Quote::default() }
}

/// All agencies by id.
pub type Agencies = BTreeMap<String, Agency>;
