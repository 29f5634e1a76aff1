//! Riders who are called and not needed any more: the app carries the order now, the customer fetches it, or the food has
//! left by other hands. Calling one off may cost money, so a person decides; what is not called yet is dropped.

use super::Deliveries;
use super::base::not_ours;
use crate::order::{DeliveryState, Order, OwnRefusal, Problem, Status, Unneeded};
use crate::rules::transition::Machine;
use crate::{Attempt, Cancel, Fact, NotOurs, Purpose, Stage};

impl Machine<'_, '_, Deliveries> {
    /// The app shows the order as it is now, `known` as it was. Whether a rider of ours still carries it as before.
    pub(super) fn is_carried_as_before(&mut self, known: &Order) -> bool {
        let Some(order) = &self.head.order else { return false };
        match (not_ours(known), not_ours(order)) {
            (None, None) => return true,
            (None, Some(NotOurs::Takeout)) => self.carried_otherwise(Unneeded::Takeout),
            (None, Some(_)) => self.carried_otherwise(Unneeded::App),
            (Some(_), None) => self.is_ours_again(),
            (Some(_), Some(_)) => {}
        }
        false
    }

    fn carried_otherwise(&mut self, why: Unneeded) {
        let Some(live) = self.own.live() else { return };
        let number = live.number;
        match live.fact() {
            Fact::NotSent(_) => self.cancel_rider(),
            // Its rider was not named in the shop yet.
            Fact::Exists(Stage::Requested) if self.is_in_house(live) => self.cancel_rider(),
            Fact::Exists(stage) if stage.is_before_pickup() && live.cancel() == Cancel::Asked => {}
            _ => {
                self.not_needed(number, why);
            }
        }
    }

    /// A rider of ours is to bring it after all. One who was called is welcome again; where no agency is called by itself, a person
    /// has to.
    fn is_ours_again(&mut self) {
        // What a person was told about it was about something else.
        self.own.left_to_person = false;
        let Some(last) = self.own.last() else { return self.dispatch_if_due() };
        let (attempt, agency) = (last.number, last.agency.clone());
        let going = last.is_unwanted();
        if going && self.is_wanted(attempt) {
            // It is being cancelled, and no other rider is called in its place.
            self.nobody_is_called(agency, OwnRefusal::NotCalled);
        } else if last.is_unassigned() {
            self.tell_if_nobody_comes(attempt);
        }
    }

    /// The food has left, and the rider who is called cannot have it.
    pub(super) fn tell_if_left_without_rider(&mut self) {
        let status = self.head.status;
        let without = |live: &&Attempt| match live.status() {
            _ if live.is_redelivery() || live.is_unwanted() || live.told.left => false,
            // What came back from the first rider leaves with the second.
            DeliveryState::Requested if live.purpose == Purpose::First && status == Status::PickedUp => true,
            DeliveryState::Requested => status == Status::Completed,
            // Riders tap late; but not so late.
            DeliveryState::Assigned | DeliveryState::Arrived => status == Status::Completed,
            _ => false,
        };
        let Some(live) = self.own.live().filter(without) else { return };
        let (attempt, own) = (live.number, self.is_in_house(live));
        if let Some(delivery) = self.attempt(attempt).filter(|_| !own) {
            delivery.told.left = true;
            self.not_needed(attempt, Unneeded::Left);
            self.out.chime();
        }
    }

    fn not_needed(&mut self, attempt: u32, why: Unneeded) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let agency = delivery.agency.clone();
        self.out.problem(Problem::RiderNotNeeded { agency, attempt, why });
    }
}
