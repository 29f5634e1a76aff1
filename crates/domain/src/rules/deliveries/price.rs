//! What a delivery costs: asked before the call, compared between agencies, and held against what may be paid without asking.

use jiff::Timestamp;

use super::Deliveries;
use super::base::LONGEST_BY_ITSELF;
use super::call::key;
use super::choose::TOO_LATE;
use crate::order::{ExtraCharge, OwnRefusal, Problem, Quote, Quoted, Refusal, Won};
use crate::rules::policy::{AgencyPolicy, later};
use crate::rules::transition::Machine;
use crate::rules::{Effect, Outcome};
use crate::{Attempt, Compared, Done, Fact, Observation, Offer, Prep, Purpose, Refused};

/// A price older than this is asked for again before it is relied on, in seconds. No agency publishes how long its
/// price holds; surcharges for weather and rush come and go within minutes.
const QUOTE_HOLDS: i64 = 180;
/// Unanswered price questions before a person hears of it.
const QUOTES_BEFORE_PROBLEM: u32 = 4;
/// The most that is paid without asking where the settings name no figure, won: dearer than any meal's delivery in one
/// town, so that a person sees a price in error.
const MOST_UNNAMED: Won = Won(30_000);
/// Prices that were asked this recently are not asked again, in seconds.
const COMPARED_JUST_NOW: i64 = 20;
/// Unanswered questions after which an agency counts as silent in a comparison.
const ASKED_ENOUGH: u32 = 2;

impl Machine<'_, '_, Deliveries> {
    pub(super) fn quoted(&mut self, attempt: u32, outcome: Outcome) {
        let now = self.now;
        let Some(delivery) = self.attempt(attempt).filter(|attempt| is_calling(attempt)) else {
            return;
        };
        let agency = delivery.agency.clone();
        match outcome {
            Outcome::Quoted(Quoted::Possible(quote)) => {
                delivery.cost.fee = Some(quote.fee);
                delivery.cost.vat = quote.vat;
                delivery.cost.charges.clone_from(&quote.extra);
                delivery.pickup_expected_at = quote.pickup_expected_at;
                delivery.quoted_at = Some(now);
                delivery.quote = Some(quote.clone());
                self.out.settle(|problem| matches!(problem, Problem::NoRider { .. }));
                self.judge(attempt, &agency, &quote);
            }
            Outcome::Quoted(Quoted::Refused(refusal)) => self.refused(attempt, refusal),
            // A price that never comes creates nothing: the next agency may be asked, or a person decides.
            // A person hears of it once.
            Outcome::NoAnswer { attempts, reason } if attempts >= QUOTES_BEFORE_PROBLEM => {
                let fail_over = delivery.fail_over && !delivery.is_unwanted();
                let refusal = Refusal { message: Some(reason), ..OwnRefusal::NoAnswer.into() };
                if fail_over && self.next_automatic(&agency).is_some() {
                    return self.refused(attempt, refusal);
                }
                if attempts == QUOTES_BEFORE_PROBLEM {
                    self.out.renew(Problem::NoRider { agency, refusal });
                    self.out.chime();
                }
            }
            _ => {}
        }
    }

    /// A price is there: is it near enough, and cheap enough?
    fn judge(&mut self, attempt: u32, agency: &str, quote: &Quote) {
        let Some(policy) = self.policy.agency(agency) else { return };
        let Some(delivery) = self.attempt(attempt) else { return };
        let (fail_over, agreed) = (delivery.fail_over, delivery.agreed_max_fee);
        let far = policy.suits.max_distance.zip(quote.distance_metres).is_some_and(|(most, way)| way > most);
        if far && fail_over {
            return self.refused(attempt, OwnRefusal::UnsuitedDistance.into());
        }
        let max = agreed.unwrap_or_else(|| policy.most_for(&quote.extra));
        let allow = policy.enough(quote).filter(|_| agreed.is_none());
        if quote.fee <= max {
            return self.queue(Effect::Create { attempt });
        }
        self.see(attempt, Observation::Held);
        let extra = quote.extra.clone();
        self.out.problem(Problem::FeeAboveMax {
            agency: agency.to_owned(),
            fee: quote.fee,
            max,
            extra,
            allow,
        });
        self.out.chime();
        self.ask_the_others(agency);
    }

    /// A surcharge was allowed, or is no longer: what waited for it is priced again.
    pub(in crate::rules) fn consented(&mut self) {
        let planned = self.own.live().filter(|live| is_held(live));
        // What is not answered in time still asks its question.
        if let Some(attempt) = planned.map(|live| live.number).filter(|_| !self.is_too_late())
            && self.asks_about_fee()
            && !self.is_dear(attempt)
        {
            self.price_again(attempt);
        }
    }

    fn asks_about_fee(&self) -> bool {
        self.out.problems.iter().any(|problem| matches!(problem, Problem::FeeAboveMax { .. }))
    }

    /// Whether an attempt's last price is more than may be paid for it now.
    fn is_dear(&self, attempt: u32) -> bool {
        let Some(delivery) = self.own.numbered(attempt) else { return false };
        let Some(policy) = self.policy.agency(&delivery.agency) else { return true };
        let most = |quote: &Quote| delivery.agreed_max_fee.unwrap_or_else(|| policy.most_for(&quote.extra));
        delivery.quote.as_ref().is_some_and(|quote| quote.fee > most(quote))
    }

    /// Whether an attempt is priced by the account that stands under its agency's id now.
    fn is_of_this_account(&self, attempt: u32) -> bool {
        let delivery = self.own.numbered(attempt);
        let known = |d: &Attempt| self.policy.agency(&d.agency).map(|policy| policy.account.clone());
        delivery.is_some_and(|d| d.account == known(d))
    }

    /// Asks the price of a planned or priced attempt again, because prices move.
    pub(super) fn price_again(&mut self, attempt: u32) {
        let now = self.now;
        if self.head.pending_action.is_some() || self.riders_are_ours().is_err() {
            return self.hold_uncalled_rider();
        }
        self.see(attempt, Observation::Released);
        if let Some(delivery) = self.attempt(attempt) {
            delivery.since = now;
        }
        self.ask_price(attempt);
    }

    /// Asks for an attempt's price, of the account that stands under its agency's id now; without one no rider is called.
    pub(super) fn ask_price(&mut self, attempt: u32) {
        let policy = self.policy;
        if let Some(delivery) = self.attempt(attempt) {
            delivery.account = policy.agency(&delivery.agency).map(|agency| agency.account.clone());
            // Until it comes there is no call.
            delivery.quote = None;
        }
        self.queue(Effect::Quote { attempt });
    }

    /// We ask the app to cancel the order: a rider who is not called yet is not called meanwhile.
    pub(super) fn hold_uncalled_rider(&mut self) {
        if let Some(attempt) = self.own.live().filter(|live| is_calling(live)).map(|live| live.number) {
            self.see(attempt, Observation::Held);
        }
    }

    /// The app does not cancel, or the program was started again: what was held goes on. What is too dear waits on for its answer.
    pub(super) fn release_uncalled_rider(&mut self) {
        let held = self.own.live().filter(|live| is_held(live));
        let asks = self.asks_about_fee();
        match held.map(|live| live.number) {
            Some(attempt) if self.is_too_late() && !asks => {
                self.cancel_rider();
                let Some(agency) = self.attempt(attempt).map(|d| d.agency.clone()) else { return };
                self.nobody_is_called(agency, OwnRefusal::MissedTime);
            }
            // Its question still stands.
            Some(attempt)
                if asks
                    && (self.is_too_late()
                        || (self.is_of_this_account(attempt) && self.is_dear(attempt))) => {}
            Some(attempt) => self.price_again(attempt),
            None => {
                self.dispatch_if_due();
                // Refused while no other agency was to be called.
                if let Some(attempt) = self.own.last().filter(|d| d.is_unassigned()).map(|d| d.number) {
                    self.tell_if_nobody_comes(attempt);
                }
            }
        }
    }

    /// The meal was to leave so long ago that no rider is called for it without being asked for.
    fn is_too_late(&self) -> bool {
        let meal = self.own.live().is_some_and(|live| live.purpose == Purpose::First);
        meal && self.head.ready_at.is_some_and(|at| self.now > later(at, TOO_LATE))
    }

    /// No price, or no line to call for longer than food waits: a person decides.
    pub(super) fn give_up_uncalled(&mut self) {
        let due = self.uncalled_until().is_some_and(|at| at <= self.now);
        let Some(live) = self.own.live().filter(|_| due) else { return };
        let (attempt, agency) = (live.number, live.agency.clone());
        let refusal = Refusal::from(OwnRefusal::NoAnswer);
        self.see(attempt, Observation::Refused { at: self.now });
        if let Some(delivery) = self.attempt(attempt) {
            delivery.refusal = Some(refusal.clone());
        }
        self.out.renew(Problem::NoRider { agency, refusal });
        self.out.chime();
    }

    /// Until when an attempt that is not at its agency yet is tried without asking anyone.
    pub(super) fn uncalled_until(&self) -> Option<Timestamp> {
        let live = self.own.live().filter(|live| is_calling(live))?;
        Some(later(live.since, LONGEST_BY_ITSELF))
    }

    /// The price of what was called grew above what is paid without asking.
    pub(super) fn tell_if_fee_rose(&mut self, attempt: u32, known: Option<Won>) {
        let Some(delivery) = self.attempt(attempt) else { return };
        let Some((known, fee)) = known.zip(delivery.cost.fee).filter(|(known, fee)| fee > known) else {
            return;
        };
        let (agency, agreed, extra) =
            (delivery.agency.clone(), delivery.agreed_max_fee, delivery.cost.charges.clone());
        let live = (delivery.is_open() || delivery.is_delivered()) && !delivery.is_unwanted();
        let most = agreed.or(self.policy.agency(&agency).map(|policy| policy.most_for(&extra)));
        if live && most.is_some_and(|most| fee > most) {
            self.out.renew(Problem::FeeRose { agency, attempt, fee, known });
            self.out.chime();
        }
    }

    /// Asks every agency what it would cost, so that a person can compare.
    pub(super) fn compare_quotes(&mut self) -> Result<Done, Refused> {
        self.riders_are_ours()?;
        let fresh = |compared: &Compared| later(compared.asked_at, COMPARED_JUST_NOW) > self.now;
        if self.own.quotes.iter().any(fresh) {
            return Ok(Done::Already);
        }
        self.ask_prices(|_| true);
        if self.own.quotes.is_empty() {
            return Err(Refused::UnknownAgency { agency: String::new() });
        }
        Ok(Done::Committed)
    }

    /// The agency that is called is dear: what would the others ask?
    pub(super) fn ask_the_others(&mut self, agency: &str) {
        self.ask_prices(|other| other != agency);
    }

    /// A new comparison; of the one before nothing is awaited any more.
    fn ask_prices(&mut self, wanted: impl Fn(&str) -> bool) {
        self.own.quotes.clear();
        let order = self.head.id.clone();
        for agency in self.policy.carriers(self.head) {
            if agency.can.in_house || !agency.can.quote_first || !wanted(&agency.id) {
                continue;
            }
            let id = agency.id.clone();
            let key = key(&order, agency, 0);
            self.own.quotes.push(Compared { agency: id.clone(), key, asked_at: self.now, answer: None });
            self.queue(Effect::Compare { agency: id });
        }
    }

    /// An agency's price for the comparison. One that comes after the comparison is over is not shown.
    pub(super) fn compared(&mut self, agency: &str, outcome: Outcome) {
        let answer = match outcome {
            Outcome::Quoted(Quoted::Possible(quote)) => Offer::Possible(quote),
            Outcome::Quoted(Quoted::Refused(refusal)) => Offer::Refused(refusal),
            Outcome::NoAnswer { attempts, reason } if attempts >= ASKED_ENOUGH => {
                Offer::Refused(Refusal { message: Some(reason), ..OwnRefusal::NoAnswer.into() })
            }
            _ => return,
        };
        let asked = self.own.quotes.iter_mut().find(|compared| compared.agency == agency);
        if let Some(compared) = asked {
            compared.answer = Some(answer);
        }
    }
}

impl Attempt {
    /// Whether the price that it rests on has to be asked for again before it is called.
    pub fn quote_is_old(&self, now: Timestamp) -> bool {
        is_calling(self) && self.quoted_at.is_some_and(|at| now > later(at, QUOTE_HOLDS))
    }
}

fn is_held(attempt: &Attempt) -> bool {
    attempt.fact() == Fact::NotSent(Prep::Held)
}

fn is_calling(attempt: &Attempt) -> bool {
    attempt.fact() == Fact::NotSent(Prep::Calling)
}

impl AgencyPolicy {
    /// The most that may be paid without asking for a delivery that bears these surcharges, won: `max_fee` and, on top,
    /// of each kind of surcharge what is allowed for now.
    pub(super) fn most_for(&self, extra: &[ExtraCharge]) -> Won {
        let allowed = self.allowed.iter().map(|(kind, most)| {
            let named = extra.iter().filter(|charge| charge.kind == *kind);
            named.map(|charge| charge.amount.max(Won::ZERO)).sum::<Won>().min(*most)
        });
        self.max_fee.unwrap_or(MOST_UNNAMED) + allowed.sum()
    }

    /// The surcharge, as much as there is of it, with which, once it is allowed, a price needs no answer of a person.
    fn enough(&self, quote: &Quote) -> Option<ExtraCharge> {
        let total = |kind: &str| {
            let named = quote.extra.iter().filter(|charge| charge.kind == kind);
            named.map(|charge| charge.amount.max(Won::ZERO)).sum::<Won>()
        };
        let enough = |kind: &str| {
            let mut with = self.clone();
            with.allowed.insert(kind.to_owned(), total(kind));
            quote.fee <= with.most_for(&quote.extra)
        };
        let kinds = quote.extra.iter().map(|charge| charge.kind.as_str()).filter(|kind| enough(kind));
        let least = kinds.min_by_key(|kind| total(kind))?;
        Some(ExtraCharge { kind: least.to_owned(), amount: total(least) })
    }
}
