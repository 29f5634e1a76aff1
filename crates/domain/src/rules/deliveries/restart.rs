//! A start of the program: what riders did meanwhile is asked at once, and what the settings have taken away meanwhile
//! is settled.

use super::Deliveries;
use crate::order::{OwnRefusal, Problem};
use crate::rules::Effect;
use crate::rules::policy::later_by;
use crate::rules::transition::Machine;
use crate::{Fact, Prep};

impl Machine<'_, '_, Deliveries> {
    /// What riders did meanwhile is asked at once. A call that went out just before waits out its agency's rest.
    pub(in crate::rules) fn look_again(&mut self) {
        let mut quotes = std::mem::take(&mut self.own.quotes);
        quotes.retain(|compared| self.is_called(&compared.agency));
        self.own.quotes = quotes;
        // Other settings may say by now that riders are not ours to call, or that they are again.
        if self.riders_are_ours().is_err() {
            self.hold_uncalled_rider();
        }
        for attempt in 1..=self.own.attempts.len() as u32 {
            self.look_again_at(attempt);
        }
    }

    fn look_again_at(&mut self, number: u32) {
        let now = self.now;
        let Some(attempt) = self.own.numbered(number) else { return };
        match attempt.fact() {
            // Nothing is at the agency yet: another account will do as well, but there has to be one.
            Fact::NotSent(_) if !self.is_called(&attempt.agency) => self.agency_was_removed(number),
            Fact::NotSent(Prep::Held) => self.release_uncalled_rider(),
            // Another account has other prices, and other settings another opinion of them.
            Fact::NotSent(Prep::Calling) if attempt.quote.is_some() => self.ask_price(number),
            Fact::NotSent(Prep::Calling) | Fact::InFlight | Fact::Over(_) => {}
            Fact::MayExist { .. } if attempt.written_off().is_some_and(|off| now >= off.until) => {}
            Fact::MayExist { .. } | Fact::Exists(_) => match self.carrier(attempt) {
                Some(known) if known.can.look_up => {
                    let rest = attempt.sent_at.map(|at| later_by(at, known.can.pace.settle_after));
                    let at = rest.filter(|_| attempt.is_open() && attempt.fact().is_unproven());
                    self.queue_at(Effect::LookUp { attempt: number }, at.unwrap_or(now).max(now));
                }
                Some(_) => {}
                None if attempt.is_found_alive() => self.ask_about(number, true),
                None if attempt.is_open() => self.agency_is_gone(number),
                None => {}
            },
        }
    }

    /// Whether an agency with a line stands under this id.
    fn is_called(&self, id: &str) -> bool {
        self.policy.agency(id).is_some_and(|agency| !agency.can.in_house)
    }

    /// The agency that was to be called is no longer set up: as if it had refused.
    fn agency_was_removed(&mut self, attempt: u32) {
        self.out.settle(|problem| matches!(problem, Problem::NoRider { .. }));
        self.refused(attempt, OwnRefusal::NotSetUp.into());
    }
}
