//! What a simulated printer has still to say, and when.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::Habits;

/// Answers that are still to come. They outlive the connection, as those of a serial printer behind a network port do.
#[derive(Default)]
pub(super) struct Outgoing {
    queue: VecDeque<(Instant, Vec<u8>)>,
    /// The answer to the last request, which comes with the next one's.
    kept_back: Option<Vec<u8>>,
}

impl Outgoing {
    /// Takes an answer, to be said when its moment has come. `confirms`: it says that a ticket is done.
    pub(super) fn take(&mut self, answer: Vec<u8>, confirms: bool, habits: &Habits) {
        let answer = match habits.behind {
            true => self.kept_back.replace(answer),
            false => Some(answer),
        };
        let now = Instant::now();
        let (from, slow) = match confirms && !habits.confirm_after.is_zero() {
            true => (now, habits.confirm_after),
            false if habits.answer_after.is_zero() => (now, Duration::ZERO),
            // One thing after the other.
            false => {
                let last = self.queue.iter().map(|(due, _)| *due).max();
                (last.map_or(now, |due| due.max(now)), habits.answer_after)
            }
        };
        self.queue.extend(answer.map(|answer| (from + slow, answer)));
    }

    /// The next answer whose moment has come.
    pub(super) fn due(&mut self) -> Option<Vec<u8>> {
        let at = self.queue.iter().position(|(due, _)| *due <= Instant::now())?;
        self.queue.remove(at).map(|(_, answer)| answer)
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.queue.iter().map(|(due, _)| *due).min()
    }
}
