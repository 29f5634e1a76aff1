//! What has changed of an order whose rider is called: its agency is told as far as it has a call for that, and a person
//! is told what it did not take.

use super::Deliveries;
use crate::order::{Amended, Amendment, DeliveryState, Order, OwnRefusal, Problem, Refusal, Won};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Outcome};
use crate::{Collect, Done, Refused};

/// The most that may be offered to riders, won.
const MOST_OFFERED: Won = Won(1_000_000);

/// Unanswered tries before a person hears of it.
const TRIES_BEFORE_PROBLEM: u32 = 4;

impl Machine<'_, '_, Deliveries> {
    /// The order is ready later: its rider is asked for then. One who is on the way cannot be held up from here.
    pub(super) fn move_pickup(&mut self) {
        let Some(live) = self.own.live() else { return };
        if self.is_in_house(live) {
            return;
        }
        let (attempt, agency, known) = (live.number, live.agency.clone(), self.carrier(live).is_some());
        match live.status() {
            // A call that is being made may bear either time.
            DeliveryState::Submitting | DeliveryState::Requested | DeliveryState::Unknown if known => {
                self.queue(Effect::Amend { attempt, what: Amendment::Pickup });
            }
            DeliveryState::Requested
            | DeliveryState::Unknown
            | DeliveryState::Assigned
            | DeliveryState::Arrived => {
                self.out.problem(Problem::RiderComesEarly { agency });
            }
            _ => {}
        }
    }

    /// The app shows another address, request or payment than `known`: the rider on the way has to know.
    pub(super) fn pass_on(&mut self, known: &Order) {
        if !self.is_carried_as_before(known) {
            return;
        }
        let Some(order) = &self.head.order else { return };
        let changed = [
            (Amendment::Drop, known.address != order.address),
            (Amendment::Memo, known.rider_memo != order.rider_memo),
            (Amendment::Payment, Collect::of(known) != Collect::of(order)),
        ];
        // A rider who is being cancelled need not know.
        let Some(live) = self.own.live().filter(|live| !live.is_unwanted()) else { return };
        let (attempt, agency, state) = (live.number, live.agency.clone(), live.status());
        let (own, carrier) = (self.is_in_house(live), self.carrier(live));
        let has_call = |what| carrier.is_some_and(|agency| agency.can.amends.contains(&what));
        // What was delivered before is paid; the way to another address costs something else.
        let again = live.is_redelivery();
        for (what, _) in changed.into_iter().filter(|(_, changed)| *changed) {
            if what == Amendment::Payment && again {
                continue;
            }
            match state {
                DeliveryState::Planned | DeliveryState::Quoting => {
                    self.will_collect(attempt);
                    self.price_again(attempt);
                }
                // Its new slip tells.
                _ if own => self.will_collect(attempt),
                DeliveryState::Submitting
                | DeliveryState::Unknown
                | DeliveryState::Requested
                | DeliveryState::Assigned
                | DeliveryState::Arrived
                    if has_call(what) =>
                {
                    self.queue(Effect::Amend { attempt, what });
                }
                // What is taken at the door may change until the rider stands there.
                DeliveryState::PickedUp if what == Amendment::Payment && has_call(what) => {
                    self.queue(Effect::Amend { attempt, what });
                }
                _ => self.rider_not_told(agency.clone(), what),
            }
        }
    }

    /// Offers riders more, where the shop names the price and none of them has taken it.
    pub(super) fn raise(&mut self, fee: Won) -> Result<Done, Refused> {
        let live = self.own.live().ok_or(Refused::NothingThere)?;
        let (attempt, known) = (live.number, live.cost.fee.unwrap_or_default());
        if live.status() != DeliveryState::Requested {
            return Err(Refused::DeliveryUnderWay { state: live.status().as_str().to_owned() });
        }
        if !self.carrier(live).is_some_and(|agency| agency.can.raises) {
            return Err(Refused::NothingThere);
        }
        let least = known + Won(1);
        if !(least..=MOST_OFFERED).contains(&fee) {
            return Err(Refused::OutOfRange { what: "fee".to_owned(), least: least.0, most: MOST_OFFERED.0 });
        }
        self.out
            .settle(|problem| matches!(problem, Problem::RiderLate { .. } | Problem::FeeNotRaised { .. }));
        self.queue(Effect::Raise { attempt, fee });
        Ok(Done::Committed)
    }

    pub(super) fn raised(&mut self, attempt: u32, fee: Won, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|attempt| attempt.is_open()) else { return };
        let agency = delivery.agency.clone();
        let refusal = match outcome {
            Outcome::Amended(Amended::Accepted) => {
                delivery.cost.fee = Some(fee);
                self.out.settle(
                    |problem| matches!(problem, Problem::FeeRose { attempt: of, .. } if *of == attempt),
                );
                let Some(delivery) = self.attempt(attempt) else { return };
                // A rider may take it now; if none does, that is told again.
                delivery.told.late = false;
                delivery.looked_for_again(now);
                return self.queue(Effect::LookUp { attempt });
            }
            Outcome::Amended(Amended::Refused(refusal)) => refusal,
            Outcome::Amended(Amended::NoCall) => OwnRefusal::NoCall.into(),
            Outcome::NoAnswer { attempts: TRIES_BEFORE_PROBLEM, reason } => {
                Refusal { message: Some(reason), ..OwnRefusal::NoAnswer.into() }
            }
            _ => return,
        };
        self.out.problem(Problem::FeeNotRaised { agency, refusal });
        self.out.chime();
    }

    /// Its rider takes what the order says now.
    fn will_collect(&mut self, attempt: u32) {
        let collect = self.head.order.as_ref().map(Collect::of).unwrap_or_default();
        if let Some(delivery) = self.attempt(attempt).filter(|attempt| !attempt.is_redelivery()) {
            delivery.collect = collect;
        }
    }

    fn rider_not_told(&mut self, agency: String, what: Amendment) {
        self.out.problem(match what {
            Amendment::Pickup => Problem::RiderComesEarly { agency },
            what => Problem::RiderNotTold { agency, what },
        });
        if what != Amendment::Pickup {
            self.out.chime();
        }
    }

    pub(super) fn amended(&mut self, attempt: u32, what: Amendment, outcome: Outcome) {
        let Some(delivery) = self.attempt(attempt).filter(|attempt| attempt.is_open()) else { return };
        let agency = delivery.agency.clone();
        match outcome {
            Outcome::Amended(Amended::Accepted) => {
                if what == Amendment::Payment {
                    self.will_collect(attempt);
                }
                self.out.settle(|problem| match problem {
                    Problem::RiderNotTold { what: untold, .. } => *untold == what,
                    Problem::RiderComesEarly { .. } => what == Amendment::Pickup,
                    _ => false,
                });
            }
            Outcome::Amended(Amended::Refused(_) | Amended::NoCall) => self.rider_not_told(agency, what),
            Outcome::NoAnswer { attempts: TRIES_BEFORE_PROBLEM, .. } => self.rider_not_told(agency, what),
            _ => {}
        }
    }
}
