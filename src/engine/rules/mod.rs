//! What happens to an order. Pure: a state and an input in, the new state and its effects out.
//!
//! Everything that happens is an [`Input`]: an event from the app, a person's command, the outcome of an effect, a due
//! time. [`arrive`] makes a new state, [`apply`] changes one; both return the [`Change`]s to the outbox that belong to
//! the same commit. The store calls them inside its writer transaction, so a rule never sees half a step.
//!
//! The files follow the order's way: [`arrival`], `app` (what the app says and answers), `person` (commands),
//! `schedule` (when it is cooked), `kitchen` (tickets), `route` (stations), `shortage` (sold out, gathered), `stand_in` (backups), `choose` (which agency,
//! when), `price` (what it costs), `call` (one meal, one rider), `rider` (what a person wants of riders), `follow` (what becomes
//! of them), `late`, `amend`
//! (what they must know), `unneeded` (not waited for any more), `cancel` (cancelled or written off), `time`
//! (wakes), `clock` (clocks that were set), `lost` (what the store could not read).

mod amend;
mod app;
mod arrival;
mod call;
mod cancel;
mod choose;
mod clock;
mod effect;
mod follow;
mod kitchen;
mod late;
mod lost;
mod person;
mod policy;
mod possible;
mod price;
mod restart;
mod rider;
mod route;
mod schedule;
mod shortage;
mod stand_in;
#[cfg(test)]
mod tests;
mod time;
mod unneeded;
mod waiting;

pub use arrival::{Arrival, Body, arrive};
use call::may_dispatch;
pub use effect::{Change, Doubt, Effect, Outcome, Target};
pub use lost::{interrupted, lost};
pub use person::check_prep;
pub use policy::{AgencyPolicy, ChannelPolicy, Policy, PrinterPolicy, ShopPolicy, promise};
pub use possible::possible;
pub use stand_in::is_stood_in_for;
pub use time::next_wake;

pub(super) use policy::later;

use jiff::{SignedDuration, Timestamp};

use super::{Attempt, Bell, Command, Done, OrderState, Refused};
use crate::order::{AppEvent, Problem, Status, Urgency};

/// The version of [`OrderState`] that these rules write. A store that holds a newer one is refused.
pub const STATE_VERSION: u32 = 2;

/// Something that happens to a known order.
#[derive(Clone, Debug)]
pub enum Input {
    /// The app says something. Events come in the order of their `created_at`, each once.
    Event(AppEvent),
    /// A person wants something.
    Command(Command),
    /// A once effect goes out now; its first byte follows the commit.
    Started(Effect),
    /// What became of an effect.
    Outcome(Effect, Box<Outcome>),
    /// A printer takes nothing, and [`is_stood_in_for`] says that another is to.
    NotReady {
        /// Printer id.
        printer: String,
        /// Why it takes nothing, for people.
        reason: String,
    },
    /// A time came that [`next_wake`] asked for.
    Wake,
    /// The program was started again: what happened meanwhile is asked for.
    Restarted,
    /// Our clock was set; the time of this input is by the new one.
    ClockSet {
        /// By how much.
        by: SignedDuration,
    },
    /// The app's clock was heard for the first time since the program was started.
    AppClock {
        /// How far ours is ahead of it, in seconds.
        ahead: i64,
    },
    /// The owner allowed a surcharge for now, or took that back.
    Consented,
    /// What was to be done under this tag was stored and cannot be read.
    TaskLost {
        /// See [`Effect::tag`].
        tag: String,
        /// It was made again from its tag.
        again: bool,
    },
    /// The order was carried from a damaged database into a new one.
    Rescued {
        /// The tags of what is still to be done.
        tasks: Vec<String>,
    },
}

/// Applies one input. `Err` changes nothing.
///
/// # Errors
/// Only commands are refused; everything else is normal life and finds its place or is ignored.
pub fn apply(
    state: &OrderState,
    input: Input,
    now: Timestamp,
    policy: &Policy,
) -> Result<(OrderState, Vec<Change>, Done), Refused> {
    let mut turn = Turn { state: state.clone(), changes: Vec::new(), now, policy };
    let done = match input {
        Input::Event(event) => {
            turn.event(&event);
            Done::Committed
        }
        Input::Command(command) => turn.command(command)?,
        Input::Started(effect) => {
            turn.started(&effect);
            Done::Committed
        }
        Input::Outcome(effect, outcome) => {
            turn.outcome(effect, *outcome);
            Done::Committed
        }
        Input::NotReady { printer, reason } => {
            turn.printer_not_ready(&printer, &reason);
            Done::Committed
        }
        Input::Wake => {
            turn.wake();
            Done::Committed
        }
        Input::ClockSet { by } => {
            turn.clock_was_set(by);
            Done::Committed
        }
        Input::AppClock { ahead } => {
            turn.app_tells_time(ahead);
            Done::Committed
        }
        Input::Restarted => {
            turn.state.unsure_since = Some(now);
            turn.compare_with_app();
            turn.look_again();
            Done::Committed
        }
        Input::Consented => {
            turn.consented();
            Done::Committed
        }
        Input::TaskLost { tag, again } => {
            turn.task_lost(tag, again);
            Done::Committed
        }
        Input::Rescued { tasks } => {
            turn.rescued(&tasks);
            Done::Committed
        }
    };
    let (state, changes) = turn.end();
    Ok((state, changes, done))
}

/// One input being applied: the state as it becomes, and the effects so far.
struct Turn<'a> {
    state: OrderState,
    changes: Vec<Change>,
    now: Timestamp,
    policy: &'a Policy,
}

impl Turn<'_> {
    fn end(mut self) -> (OrderState, Vec<Change>) {
        self.forget_told_tickets();
        self.state.updated_at = self.now;
        (self.state, self.changes)
    }

    /// Queues an effect for now.
    fn queue(&mut self, effect: Effect) {
        self.queue_at(effect, self.now);
    }

    /// Queues an effect for later. A queued repeatable effect of the same name is replaced, never doubled. What is about
    /// a delivery is for nobody but the agency that was called.
    fn queue_at(&mut self, effect: Effect, not_before: Timestamp) {
        let about = |attempt: &&Attempt| Some(attempt.number) == effect.attempt();
        if self.state.deliveries.iter().find(about).is_some_and(|attempt| self.carrier(attempt).is_none()) {
            return;
        }
        if let Some(target) = effect.target(&self.state) {
            self.changes.push(Change::Enqueue { effect, target, not_before });
        }
    }

    /// Takes back a queued effect; one that has started is not touched.
    fn revoke(&mut self, effect: &Effect) {
        self.changes.push(Change::Revoke { tag: effect.tag() });
    }

    fn started(&mut self, effect: &Effect) {
        match effect {
            Effect::Print { ticket } => self.ticket_started(ticket),
            Effect::Create { attempt } => self.create_started(*attempt),
            _ => {}
        }
    }

    fn outcome(&mut self, effect: Effect, outcome: Outcome) {
        match effect {
            Effect::Tell { action } => self.told(&action, outcome),
            Effect::Fetch { doubt } => self.fetched(doubt, outcome),
            Effect::Print { ticket } => self.ticket_outcome(&ticket, outcome),
            Effect::Quote { attempt } => self.quoted(attempt, outcome),
            Effect::Compare { agency } => self.compared(&agency, outcome),
            Effect::Create { attempt } => self.created(attempt, outcome),
            Effect::LookUp { attempt } => self.looked_up(attempt, outcome),
            Effect::CallOff { attempt } => self.called_off(attempt, outcome),
            Effect::Amend { attempt, what } => self.amended(attempt, what, outcome),
            Effect::Raise { attempt, fee } => self.raised(attempt, fee, outcome),
            Effect::PrepareComplete { .. } => {}
        }
    }

    /// Adds a problem unless it stands there already.
    fn problem(&mut self, problem: Problem) {
        if !self.state.problems.contains(&problem) {
            self.state.problems.push(problem);
        }
    }

    /// Removes the problems that `solved` holds of.
    fn solve(&mut self, solved: impl Fn(&Problem) -> bool) {
        self.state.problems.retain(|problem| !solved(problem));
    }

    /// Rings once, unless a louder bell rings already.
    fn stroke(&mut self) {
        if matches!(self.state.bell, Bell::Silent | Bell::Once { .. }) {
            self.state.bell = Bell::Once { at: self.now };
        }
    }

    fn urgent(&mut self) {
        self.state.bell = Bell::Urgent { since: self.now };
    }

    /// One reason to ring is gone: silent, unless another reason is left.
    fn hush(&mut self) {
        if self.state.problems.iter().any(|problem| problem.urgency() == Urgency::Ringing) {
            return;
        }
        let unanswered = matches!(self.state.status, Status::Received | Status::Unreadable);
        let silent = !unanswered || self.state.pending_action.is_some();
        self.state.bell = if silent { Bell::Silent } else { Bell::NewOrder { since: self.now } };
    }
}
