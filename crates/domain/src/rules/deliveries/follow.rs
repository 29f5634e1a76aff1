//! Following an attempt: what its agency shows of it, and what follows from that.

use super::Deliveries;
use crate::order::{AppAction, DeliveryReport, DeliveryState, Problem, Status, Tracking, TrackingEvent};
use crate::rules::Effect;
use crate::rules::policy::later_by;
use crate::rules::transition::{Event, Machine};
use crate::{Attempt, Cancel, End, Fact, Observation, Stage, Standing};

/// An agency's time for a step is taken for true when it is at most this far from when we heard of it, in seconds.
const CREDIBLE: i64 = 3_600;
/// Slips that one attempt may have, however often its agency changes the rider.
const MOST_SLIPS: usize = 5;

impl Attempt {
    /// Takes what the agency says beside where it stands; what it does not say stays as it was.
    fn learn(&mut self, report: &DeliveryReport) {
        self.missed_lookups = 0;
        self.raw_status = Some(report.raw_state.clone());
        self.cost.fee = report.fee.or(self.cost.fee);
        self.cost.vat = report.vat.or(self.cost.vat);
        if let Some(extra) = &report.extra {
            self.cost.charges.clone_from(extra);
        }
        self.cost.cancel_fee = report.cancel_fee.or(self.cost.cancel_fee);
        self.rider = report.rider.clone().or(self.rider.take());
        // What a repeat was refused for is nothing once the first call is seen.
        self.refusal = match report.state {
            DeliveryState::Delivered => self.refusal.take(),
            ended if ended.is_terminal() => report.reason.clone().or(self.refusal.take()),
            _ => None,
        };
    }
}

impl Machine<'_, '_, Deliveries> {
    /// What the agency shows of an attempt.
    pub(super) fn shown(&mut self, number: u32, report: &DeliveryReport) {
        let order_is_ready = self.head.status == Status::Ready;
        let now = self.now;
        let Some(standing) = Standing::of(report.state) else { return };
        let seen = |attempt: &&mut Attempt| attempt.is_open() || attempt.written_off().is_some();
        let Some(attempt) = self.attempt(number).filter(seen) else { return };
        let was = attempt.clone();
        let first_known = was.fact().is_unproven();
        attempt.learn(report);
        // A look-up that is shown late may still tell of the rider before this one.
        // With clocks that are far apart its times say nothing.
        let told_at = report.at.filter(|at| (now.as_second() - at.as_second()).abs() <= CREDIBLE);
        let stale = told_at.zip(attempt.history().last()).is_some_and(|(at, last)| at < last.at);
        let lost_rider =
            report.assignment_cancelled && standing == Standing::Live(Stage::Requested) && !stale;
        let expected = report.pickup_expected_at.or(attempt.pickup_expected_at);
        // A rider who is expected later than was told is late once more, when that time has passed too.
        attempt.told.late &= expected <= attempt.pickup_expected_at && !lost_rider;
        attempt.pickup_expected_at = expected;
        // The slip of another rider is another slip. Another rider is another question, too.
        attempt.told.slip &= !lost_rider;
        attempt.told.left &= !lost_rider;
        let seen = if lost_rider { Observation::RiderLost } else { Observation::Shown(standing) };
        self.change(number, |attempt| attempt.observe(seen, told_at.unwrap_or(now)));
        let Some(attempt) = self.attempt(number) else { return };
        let (fact, status) = (attempt.fact(), attempt.status());
        if attempt.written_off().is_some() && fact == was.fact() && !was.is_found_alive() {
            // It was written off and has ended: nothing is owed but what cancelling it cost.
            attempt.costs_its_cancel_fee();
        }
        let named = matches!(status, DeliveryState::Assigned | DeliveryState::Arrived);
        let slip = named && !attempt.told.slip;
        attempt.told.slip |= slip;
        let slip = slip && attempt.rider_changes() < MOST_SLIPS;
        let asked = attempt.cancel() == Cancel::Asked && was.cancel() != Cancel::Asked;
        let (ready_told, open) = (attempt.told.ready, attempt.is_open());
        let agency = attempt.agency.clone();
        if first_known && open {
            let pause = self.pace(&agency).look_up_every;
            self.queue_at(Effect::LookUp { attempt: number }, later_by(now, pause));
        }
        if order_is_ready && first_known && open && !ready_told && !asked {
            self.tell_rider_ready();
        }
        if slip {
            self.print_slip(number);
        }
        if fact != was.fact() {
            self.tell_tracking(number);
            self.reached(number, &was, report);
        }
        if open && (first_known || lost_rider) {
            self.tell_if_left_without_rider();
        }
        self.tell_if_fee_rose(number, was.cost.fee);
    }

    /// What follows from where an attempt has come to stand; `was`: as it stood before.
    fn reached(&mut self, number: u32, was: &Attempt, report: &DeliveryReport) {
        let Some(attempt) = self.attempt(number) else { return };
        let raw_state = report.raw_state.clone();
        let (agency, fact) = (attempt.agency.clone(), attempt.fact());
        let written_off = was.written_off().is_some();
        let asked_off = was.status() == DeliveryState::CancelRequested;
        let unwanted = asked_off || attempt.is_unwanted();
        if written_off && matches!(fact, Fact::Over(end) if end != End::Delivered) {
            return self.is_gone(number);
        }
        match fact {
            Fact::Exists(_) if written_off && !was.is_found_alive() => self.found_alive(number, agency),
            Fact::Exists(Stage::Requested | Stage::Assigned | Stage::Arrived) => {}
            Fact::Exists(Stage::PickedUp) => self.rider_has_food(number, unwanted, &raw_state),
            Fact::Exists(Stage::Returning) if written_off => {}
            Fact::Over(End::Delivered) => {
                if written_off {
                    self.brought_after_all(number, was.is_found_alive());
                }
                self.rider_has_food(number, unwanted, &raw_state);
                self.out.emit(Event::RiderArrived);
            }
            Fact::Over(End::Rejected) => {
                let refusal = report.reason.clone();
                self.fail_over(number, |agency| match refusal {
                    Some(refusal) => Problem::NoRider { agency, refusal },
                    None => Problem::DeliveryEnded { agency, raw_state },
                });
            }
            Fact::Over(End::Cancelled) => {
                if let Some(attempt) = self.attempt(number).filter(|attempt| attempt.cancel() != Cancel::No) {
                    attempt.costs_its_cancel_fee();
                    self.tell_what_cancelling_cost(number);
                }
                if !asked_off {
                    self.fail_over(number, |agency| Problem::DeliveryEnded { agency, raw_state });
                }
            }
            Fact::Exists(Stage::Returning) | Fact::Over(End::Failed | End::Returned) => {
                self.out.problem(Problem::DeliveryEnded { agency, raw_state });
                self.out.chime();
            }
            Fact::Over(End::Expired) | Fact::NotSent(_) | Fact::InFlight | Fact::MayExist { .. } => {}
        }
    }

    /// How far our rider is, for an app that shows it to its customer.
    pub(super) fn tell_tracking(&mut self, number: u32) {
        let Some(attempt) = self.own.numbered(number) else { return };
        let Some(order) = self.head.order.as_ref().filter(|order| order.wants.tracking) else { return };
        let Some(event) = TrackingEvent::of(attempt.status()).filter(|_| !self.head.status.is_final()) else {
            return;
        };
        let at_shop = event != TrackingEvent::PickupOngoing;
        let tracking = Tracking {
            event,
            at: self.now,
            rider: attempt.rider.as_ref().and_then(|rider| rider.name.clone()),
            pickup_eta: attempt.pickup_expected_at.filter(|_| !at_shop),
            deliver_by: order.promised_at,
        };
        let effect = Effect::Notify { action: AppAction::Track { tracking } };
        self.out.enqueue_for_app(self.head, effect, self.now);
    }

    fn rider_has_food(&mut self, number: u32, unwanted: bool, raw_state: &str) {
        if unwanted {
            self.not_cancelled(number, raw_state.to_owned());
        }
        self.out.emit(Event::RiderHasFood);
    }
}
