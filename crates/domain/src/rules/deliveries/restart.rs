//! A start of the program: what riders did meanwhile is asked at once, and what the settings have taken away meanwhile
//! is settled.

use super::Deliveries;
use crate::engine::rules::Effect;
use crate::engine::rules::policy::later_by;
use crate::engine::rules::transition::Machine;
use crate::engine::{Attempt, Cancel, Fact, Prep};
use crate::order::{Problem, Refusal};

impl Machine<'_, '_, Deliveries> {
    /// What riders did meanwhile is asked at once. A call that went out just before waits out its agency's rest.
    pub(in crate::rules) fn look_again(&mut self) {
        self.forget_prices();
        self.settle_with_carriers();
        // Other settings may say by now that riders are not ours to call, or that they are again.
        if self.riders_are_ours().is_err() {
            self.hold_uncalled_rider();
        }
        let Some(live) = self.own.live() else { return };
        let (attempt, fact, sent_at) = (live.number, live.fact(), live.sent_at);
        let asked_off = live.cancel() == Cancel::Asked;
        match fact {
            // Nothing is at the agency yet: another account will do as well, but there has to be one.
            Fact::NotSent(prep) => {
                if !self.is_called(&live.agency) {
                    return self.agency_was_removed(attempt);
                }
                // Another account has other prices, and other settings another opinion of them.
                match (prep, live.quote.is_some()) {
                    (Prep::Held, _) => self.release_uncalled_rider(),
                    (Prep::Calling, true) => self.ask_price(attempt),
                    (Prep::Calling, false) => {}
                }
                return;
            }
            Fact::InFlight => return,
            Fact::MayExist { .. } | Fact::Exists(_) | Fact::Over(_) => {}
        }
        let Some(known) = self.carrier(live) else { return self.agency_is_gone(attempt) };
        if !known.can.look_up {
            return;
        }
        let settled = sent_at.map(|at| later_by(at, known.can.pace.settle_after));
        let at = settled.filter(|_| fact.is_unproven()).unwrap_or(self.now).max(self.now);
        self.queue_at(Effect::LookUp { attempt }, at);
        if asked_off {
            self.queue(Effect::CallOff { attempt });
        }
    }

    /// Whether an agency with a line stands under this id.
    fn is_called(&self, id: &str) -> bool {
        self.policy.agency(id).is_some_and(|agency| !agency.can.in_house)
    }

    /// Prices of agencies that are no longer asked.
    fn forget_prices(&mut self) {
        let mut quotes = std::mem::take(&mut self.own.quotes);
        quotes.retain(|compared| self.is_called(&compared.agency));
        self.own.quotes = quotes;
    }

    /// What was written off is watched on by an agency that is back, and asked about where its agency is gone.
    fn settle_with_carriers(&mut self) {
        let now = self.now;
        let orphaned = |d: &Attempt| {
            let alive = d.is_found_alive();
            let watched = alive || d.written_off().is_some_and(|off| now < off.until);
            (d.number, self.carrier(d).is_none(), watched, alive)
        };
        let deliveries: Vec<_> = self.own.attempts.iter().map(orphaned).collect();
        for (attempt, orphaned, watched, alive) in deliveries {
            if orphaned {
                if alive {
                    self.ask_about(attempt, true);
                }
                continue;
            }
            if watched {
                self.queue(Effect::LookUp { attempt });
            }
            if alive {
                self.queue(Effect::CallOff { attempt });
            }
        }
    }

    /// The agency that was to be called is no longer set up: as if it had refused.
    fn agency_was_removed(&mut self, attempt: u32) {
        self.out.answered(|problem| matches!(problem, Problem::NoRider { .. }));
        self.refused(attempt, Refusal { code: "not-set-up".to_owned(), message: None });
    }
}
