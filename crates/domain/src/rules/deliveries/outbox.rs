//! What may still be asked and told of riders' agencies.

use super::Deliveries;
use super::look_up::COST_ASKED;
use crate::order::{Amendment, Won};
use crate::rules::Effect;
use crate::rules::transition::Machine;
use crate::{Attempt, Cancel, End, Fact, Prep};

impl Deliveries {
    /// Every effect that may ever have been queued for a rider.
    pub(in crate::rules) fn every_effect(&self) -> impl Iterator<Item = Effect> {
        let prices = self.quotes.iter().map(|compared| Effect::Compare { agency: compared.agency.clone() });
        self.attempts.iter().flat_map(|attempt| every_effect(attempt.number)).chain(prices)
    }
}

fn every_effect(attempt: u32) -> impl Iterator<Item = Effect> {
    let others = [
        Effect::Quote { attempt },
        Effect::Create { attempt },
        Effect::LookUp { attempt },
        Effect::Cancel { attempt },
        Effect::Raise { attempt, fee: Won::ZERO },
        Effect::PrepareComplete { attempt },
    ];
    others.into_iter().chain(Amendment::ALL.map(|what| Effect::Amend { attempt, what }))
}

impl Machine<'_, '_, Deliveries> {
    /// Every effect that may stand in the outbox for a rider's sake.
    pub(in crate::rules) fn may_be_done(&self) -> impl Iterator<Item = Effect> {
        let asked = self.own.quotes.iter().filter(|compared| compared.answer.is_none());
        let prices = asked.map(|compared| Effect::Compare { agency: compared.agency.clone() });
        let of = |attempt: &'_ Attempt| {
            every_effect(attempt.number).filter(|effect| self.may_stand(effect, attempt)).collect::<Vec<_>>()
        };
        self.carried().flat_map(of).chain(prices)
    }

    /// The attempts whose agency is to be asked to cancel.
    pub(in crate::rules) fn to_be_cancelled(&self) -> impl Iterator<Item = u32> {
        self.carried().filter(|attempt| is_to_be_cancelled(attempt)).map(|attempt| attempt.number)
    }

    /// The attempts that can be spoken about. Nothing about a delivery is said to another account under its agency's id.
    fn carried(&self) -> impl Iterator<Item = &Attempt> {
        self.own.attempts.iter().filter(|attempt| self.carrier(attempt).is_some())
    }

    /// Whether an effect may stand, as far as this attempt goes, which it is about.
    fn may_stand(&self, effect: &Effect, attempt: &Attempt) -> bool {
        match effect {
            Effect::Quote { .. } => attempt.fact() == Fact::NotSent(Prep::Calling),
            Effect::Create { .. } => self.may_be_called(attempt),
            Effect::LookUp { .. } => may_be_looked_up(attempt),
            Effect::Cancel { .. } => is_to_be_cancelled(attempt) || attempt.is_found_alive(),
            Effect::Amend { .. } | Effect::Raise { .. } | Effect::PrepareComplete { .. } => attempt.is_open(),
            Effect::Compare { .. } | Effect::Notify { .. } | Effect::Fetch { .. } | Effect::Print { .. } => {
                false
            }
        }
    }

    /// A first call rests on a price where its agency names one. A repeat under the same key is welcome for as long as the
    /// rider is.
    fn may_be_called(&self, attempt: &Attempt) -> bool {
        match attempt.fact() {
            Fact::NotSent(Prep::Calling) => {
                attempt.quote.is_some() || self.carrier(attempt).is_some_and(|agency| !agency.can.quote_first)
            }
            Fact::MayExist { .. } => {
                let wanted = attempt.is_open() && !attempt.is_unwanted() && self.is_wanted(attempt.number);
                wanted && self.head.pending_action.is_none()
            }
            Fact::NotSent(Prep::Held) | Fact::InFlight | Fact::Exists(_) | Fact::Over(_) => false,
        }
    }
}

fn may_be_looked_up(attempt: &Attempt) -> bool {
    match attempt.fact() {
        Fact::InFlight | Fact::MayExist { .. } | Fact::Exists(_) => true,
        // What cancelling cost is still to be learnt.
        Fact::Over(End::Cancelled) => {
            attempt.cost.cancel_fee.is_none() && attempt.missed_lookups < COST_ASKED
        }
        Fact::NotSent(_) | Fact::Over(_) => false,
    }
}

fn is_to_be_cancelled(attempt: &Attempt) -> bool {
    let here = attempt.fact().stage().is_some_and(|stage| stage.is_before_pickup());
    here && attempt.cancel() == Cancel::Asked
}
