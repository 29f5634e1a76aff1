//! Which problems about riders stand.

use super::Deliveries;
use super::base::not_ours;
use crate::order::{DeliveryState, Problem, Status, Unneeded};
use crate::rules::transition::Machine;
use crate::{Attempt, Fact, Prep, Stage};

impl Machine<'_, '_, Deliveries> {
    /// Whether what a problem about a rider tells is so.
    pub(in crate::rules) fn stands(&self, problem: &Problem) -> bool {
        let live = self.own.live();
        match problem {
            Problem::FeeAboveMax { .. } => live.is_some_and(|live| live.fact() == Fact::NotSent(Prep::Held)),
            Problem::FeeRose { attempt, .. } => self.own.numbered(*attempt).is_some_and(|attempt| {
                (attempt.is_open() || attempt.is_delivered()) && !attempt.is_unwanted()
            }),
            Problem::RiderNotNeeded { attempt, why, .. } => {
                let goes_on = |attempt: &&Attempt| attempt.is_open() && !attempt.is_unwanted();
                let called = self.own.numbered(*attempt).filter(goes_on);
                called.filter(|_| self.head.status != Status::Cancelled).is_some_and(|called| match why {
                    Unneeded::Left => !called.has_food(),
                    Unneeded::Takeout | Unneeded::App => {
                        self.head.order.as_ref().and_then(not_ours).is_some()
                    }
                })
            }
            Problem::NoRider { .. } => {
                let over =
                    self.head.status.is_final() && !self.own.last().is_some_and(Attempt::is_redelivery);
                !over && !self.own.called_elsewhere
            }
            Problem::DeliveryUnknown { key, gone, .. } => {
                let attempt = self.own.iter().find(|attempt| attempt.idempotency_key == *key);
                attempt.is_some_and(|attempt| {
                    let unproven = matches!(attempt.fact(), Fact::MayExist { .. }) && attempt.is_open();
                    let lost = self.carrier(attempt).is_none() && (unproven || attempt.is_found_alive());
                    if *gone { lost } else { unproven }
                })
            }
            Problem::RiderNotCalledOff { attempt: 0, .. } => true,
            Problem::RiderNotCalledOff { attempt, .. } => {
                self.own.numbered(*attempt).is_some_and(|attempt| {
                    attempt.is_open() || attempt.is_found_alive() || attempt.is_delivered()
                })
            }
            Problem::DeliveryEnded { .. } => {
                let back = |live: &Attempt| live.fact() == Fact::Exists(Stage::Returning);
                !self.own.called_elsewhere && live.is_none_or(back)
            }
            Problem::DeliveryLivesAfterAll { agency } => self.own.iter().any(|attempt| {
                attempt.agency == *agency && (attempt.is_found_alive() || attempt.is_delivered())
            }),
            Problem::RiderLate { .. } => live.is_some_and(|live| {
                live.told.late && matches!(live.status(), DeliveryState::Requested | DeliveryState::Assigned)
            }),
            _ => true,
        }
    }
}
