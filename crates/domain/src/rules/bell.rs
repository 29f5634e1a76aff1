//! The bell of one order. It chimes, or rings urgently, where something is told; it rings for an order that is not
//! answered; and it ends by itself with its cause.

use super::head::Head;
use super::transition::Transition;
use crate::engine::Bell;
use crate::order::{Problem, Status, Urgency};

impl Head {
    /// Where it stands if it waits for a person's answer; `None` if it does not.
    pub(super) fn unanswered(&self) -> Option<Status> {
        let waits = matches!(self.status, Status::Received | Status::Unreadable);
        (waits && self.pending_action.is_none()).then_some(self.status)
    }
}

impl Transition<'_> {
    /// Begins to ring for an order that has come to wait for an answer, and ends what rings without a cause.
    pub(super) fn ring(&mut self, waited: Option<Status>) {
        let waits = self.state.head.unanswered();
        self.state.bell = match self.state.bell {
            bell @ Bell::Urgent { .. } if self.rings_urgently() => bell,
            Bell::Urgent { .. } if waits.is_some() => Bell::NewOrder { since: self.now },
            Bell::Urgent { .. } => Bell::Silent,
            _ if waits.is_some() && waits != waited => Bell::NewOrder { since: self.now },
            Bell::NewOrder { .. } if waits.is_none() => Bell::Silent,
            bell => bell,
        };
    }

    fn rings_urgently(&self) -> bool {
        // An order whose record is lost may be in the kitchen.
        let lost = |problem: &Problem| {
            matches!(problem, Problem::RecordLost { task: None })
                && self.state.head.status == Status::Unreadable
        };
        self.state.problems.iter().any(|problem| problem.urgency() == Urgency::Ringing || lost(problem))
    }
}
