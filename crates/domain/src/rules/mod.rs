//! What happens to an order. Pure: a state and an input in, the new state and its effects out.
//!
//! Everything that happens is an [`Input`]: an event from the app, a person's command, the outcome of an effect, a due
//! time. [`arrive`] makes a new state, [`apply`] changes one; both return the [`Change`]s to the outbox that belong to
//! the same commit. The store calls them inside its writer transaction, so a rule never sees half a step.
//!
//! An order is four machines, each with its own private state: [`head`] (the order at its app), [`tickets`] (its paper),
//! [`deliveries`] (its riders) and [`gathering`] (what of it is here). [`transition`] takes an input through them: a machine
//! changes its own state alone, reads the head, and tells the others by events. `effect` is what they want done outside;
//! at the end `outbox` takes back what is wrong by now, and `problems` and `bell` what is no longer so. `policy` is what the
//! rules know of the settings, `stations` which of the kitchen's stations cooks what, `possible` what a person can do now, `lost`
//! what the store could not read.

mod bell;
mod capabilities;
mod deliveries;
mod effect;
mod gathering;
mod head;
mod lost;
mod outbox;
mod policy;
mod possible;
mod problems;
mod stations;
#[cfg(test)]
mod tests;
mod tickets;
mod transition;

pub use capabilities::{Capabilities, Pace};
pub use deliveries::{Deliveries, may_dispatch};
pub use effect::{Change, Effect, FetchReason, Outcome, Target};
pub use gathering::{Cooked, Gathering};
pub use head::{Arrival, Body, Head, arrive, check_prep};
pub use lost::{interrupted, lost};
pub use policy::{
    AgencyPolicy, ChannelPolicy, Dispatch, Policy, PrinterPolicy, Riders, ShopPolicy, Station, Suits, promise,
};
pub use possible::possible;
pub use stations::{Share, shares};
pub use tickets::{Tickets, is_stood_in_for};

pub use policy::later;

use outbox::Plan;
use transition::Transition;

use jiff::{SignedDuration, Timestamp};

use super::{Command, Done, OrderState, Refused};
use crate::order::AppEvent;
use crate::timeline::{self, Actor, By, What};

/// The version of [`OrderState`] that these rules write. A store that holds a newer one is refused.
pub const STATE_VERSION: u32 = 2;

/// Something that happens to a known order.
#[derive(Clone, Debug)]
pub enum Input {
    /// An event of the app. Events come in the order of their `created_at`, each once.
    Event(AppEvent),
    /// A person's command, and who gave it.
    Command(By, Command),
    /// A once effect was started; its first byte is sent after the commit.
    Started(Effect),
    /// An effect's outcome.
    Outcome(Effect, Box<Outcome>),
    /// A printer has taken nothing for so long that its backup takes over; see [`is_stood_in_for`].
    NotReady {
        /// Printer id.
        printer: String,
        /// Why it takes nothing, for people.
        reason: String,
    },
    /// A time came that [`next_wake`] asked for.
    Wake,
    /// The program was started again, and asks what happened meanwhile.
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
    Consented(By),
    /// The stored task of this tag cannot be read.
    TaskLost {
        /// See [`Effect::tag`].
        tag: String,
        /// Whether it was queued again from its tag.
        again: bool,
    },
    /// The order was carried from a damaged database into a new one.
    Rescued {
        /// The tags of the tasks that were saved.
        tasks: Vec<String>,
    },
}

/// Applies one input. `Err` changes nothing.
///
/// # Errors
/// A command's refusal. Every other input is applied or ignored.
pub fn apply(
    state: &OrderState,
    input: Input,
    now: Timestamp,
    policy: &Policy,
) -> Result<(OrderState, Vec<Change>, Done), Refused> {
    let mut transition = Transition::of(state.clone(), now, policy);
    let restarted = matches!(input, Input::Restarted);
    let by = Actor::of(&input);
    let (done, did) = match input {
        Input::Command(_, command) => {
            let did = What::doing(&command, policy);
            let done = transition.command(command)?;
            (done, Some(did).filter(|_| done == Done::Committed))
        }
        input => {
            transition.take(input);
            (Done::Committed, None)
        }
    };
    let before = if restarted { Plan::unknown } else { Plan::of };
    let (mut after, changes) = transition.end(before(state, now, policy));
    timeline::record(state, &mut after, by, did, now);
    Ok((after, changes, done))
}

/// Whether an effect may stand in the outbox of an order.
#[cfg(test)]
pub(crate) fn may_stand(state: &OrderState, effect: &Effect, policy: &Policy) -> bool {
    Plan::of(state, state.head.updated_at, policy).allows(effect)
}

/// The next time at which a rule is due without an input; `None` if nothing is. Always in the future of the wake that has just
/// been applied, so that the loop cannot spin.
pub fn next_wake(state: &OrderState, policy: &Policy) -> Option<Timestamp> {
    let mut transition = Transition::of(state.clone(), state.head.updated_at, policy);
    let wakes =
        [transition.head().wake_at(), transition.deliveries().wake_at(), transition.tickets().wake_at()];
    wakes.into_iter().flatten().min()
}

impl Transition<'_> {
    /// A person's command goes to the machine that it is about.
    fn command(&mut self, command: Command) -> Result<Done, Refused> {
        if let Some(answer) = self.gathering().command(&command) {
            return answer;
        }
        if let Some(answer) = self.tickets().command(&command) {
            return answer;
        }
        match self.deliveries().command(&command) {
            Some(answer) => answer,
            None => self.head().command(command),
        }
    }

    /// Applies every input but a command; none of them can be refused.
    fn take(&mut self, input: Input) {
        match input {
            Input::Command(..) => {}
            Input::Event(event) => self.head().event(&event),
            Input::Started(Effect::Print { ticket }) => self.tickets().ticket_started(&ticket),
            Input::Started(Effect::Create { attempt }) => self.deliveries().create_started(attempt),
            Input::Started(_) => {}
            Input::Outcome(effect, outcome) => self.outcome(effect, *outcome),
            Input::NotReady { printer, reason } => self.tickets().printer_not_ready(&printer, &reason),
            Input::Wake => {
                self.head().wake();
                self.drain();
                self.deliveries().wake();
                self.tickets().wake();
            }
            Input::ClockSet { by } => {
                self.state.move_times(by);
                self.head().compare_with_app();
            }
            Input::AppClock { ahead } => {
                let by = self.head().hear_clock(ahead);
                self.state.move_times(SignedDuration::from_secs(by));
                self.head().trust_clock(ahead);
            }
            Input::Restarted => {
                self.head().restarted();
                self.deliveries().look_again();
            }
            Input::Consented(_) => self.deliveries().consented(),
            Input::TaskLost { tag, again } => self.task_lost(tag, again),
            Input::Rescued { tasks } => {
                let is_lost = |effect: &Effect| !tasks.contains(&effect.tag());
                self.tickets().rescued(is_lost);
                self.deliveries().rescued(is_lost);
            }
        }
    }

    fn outcome(&mut self, effect: Effect, outcome: Outcome) {
        match &effect {
            Effect::Notify { .. } | Effect::Fetch { .. } => self.head().outcome(effect, outcome),
            Effect::Print { ticket } => self.tickets().ticket_outcome(ticket, outcome),
            Effect::Quote { .. }
            | Effect::Compare { .. }
            | Effect::Create { .. }
            | Effect::LookUp { .. }
            | Effect::Cancel { .. }
            | Effect::Amend { .. }
            | Effect::Raise { .. }
            | Effect::PrepareComplete { .. } => self.deliveries().outcome(&effect, outcome),
        }
    }
}
