//! Steps that are held back for a moment, because the app that hears of them takes nothing back.

use std::collections::HashSet;

use domain::order::{Line, Shortage};
use domain::{Board, Command};
use jiff::Timestamp;

/// How long a step can be taken back, in seconds.
const SECONDS: i64 = 5;

/// A step that is not sent yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The order's local id.
    pub order: String,
    /// What the engine will be told.
    pub command: Command,
    since: Timestamp,
}

impl Held {
    /// Whole seconds until it is sent.
    pub fn left(&self, now: Timestamp) -> i64 {
        // A clock that was set back holds a step no longer than it would have been.
        (SECONDS - (now.as_second() - self.since.as_second())).clamp(0, SECONDS)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        now < self.since || self.left(now) == 0
    }
}

/// All of them, the newest last.
#[derive(Debug, Default)]
pub struct Steps(Vec<Held>);

impl Steps {
    /// Whether an app is told of this step for good.
    pub fn holds(command: &Command) -> bool {
        matches!(
            command,
            Command::Ready | Command::Bump { undo: false, .. } | Command::PickedUp | Command::Complete
        )
    }

    /// Holds a step back.
    pub fn hold(&mut self, order: String, command: Command, now: Timestamp) {
        self.0.push(Held { order, command, since: now });
    }

    /// The step that is held back for an order.
    pub fn of(&self, order: &str) -> Option<&Held> {
        self.0.iter().find(|held| held.order == order)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The one that was tapped last.
    pub fn last(&self) -> Option<&Held> {
        self.0.last()
    }

    /// None.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes an order's step back.
    pub fn take_back(&mut self, order: &str) {
        self.0.retain(|held| held.order != order);
    }

    /// Takes back what was said to be cooked of orders that have changed meanwhile; answers their numbers.
    pub fn drop_changed(&mut self, before: &Board, after: &Board) -> Vec<String> {
        let has_changed = |held: &Held| {
            let cooks = matches!(held.command, Command::Ready | Command::Bump { .. });
            cooks && to_cook(before, &held.order) != to_cook(after, &held.order)
        };
        let changed = self.0.iter().filter(|held| has_changed(held));
        let numbers = changed.filter_map(|held| Some(after.card(&held.order)?.view.number.clone())).collect();
        self.0.retain(|held| !has_changed(held));
        numbers
    }

    /// Those whose moment is over, except of orders that are `busy` with another command: these wait for its answer.
    pub fn release_due(
        &mut self,
        board: &Board,
        now: Timestamp,
        busy: &HashSet<String>,
    ) -> Vec<(String, Command)> {
        self.release(board, |held| held.is_due(now) && !busy.contains(&held.order))
    }

    /// All of them, because there is no time to wait.
    pub fn release_all(&mut self, board: &Board) -> Vec<(String, Command)> {
        self.release(board, |_| true)
    }

    /// What has become impossible meanwhile, because the app was faster, is dropped.
    fn release(&mut self, board: &Board, which: impl Fn(&Held) -> bool) -> Vec<(String, Command)> {
        let (due, stay) = std::mem::take(&mut self.0).into_iter().partition(which);
        self.0 = stay;
        let possible =
            |held: &Held| board.card(&held.order).is_some_and(|card| card.possible.has(held.command.verb()));
        let due: Vec<Held> = due;
        due.into_iter().filter(possible).map(|held| (held.order, held.command)).collect()
    }
}

/// What the kitchen is told of an order: its dishes, the request, and what is sold out.
fn to_cook<'b>(board: &'b Board, order: &str) -> Option<(&'b [Line], Option<&'b str>, &'b [Shortage])> {
    let view = &board.card(order)?.view;
    let order = view.order.as_ref()?;
    Some((&order.lines, order.store_memo.as_deref(), &view.shortages))
}
