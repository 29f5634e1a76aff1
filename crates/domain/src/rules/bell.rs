//! The bell of one order. It chimes, or rings urgently, where something is told; it rings for an order that is not
//! answered; and it ends by itself with its cause.

use super::head::Head;
use super::transition::Transition;
use crate::Bell;
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::OrderState;
    use crate::rules::Policy;
    use crate::sample;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn new() -> OrderState {
        OrderState {
            bell: Bell::Silent,
            ..sample::state("특급-001", at(0), sample::order("a", at(0), sample::soup()))
        }
    }

    /// The bell after a minute in which `change` happened to an order whose bell was like this.
    fn bell(state: OrderState, change: impl Fn(&mut OrderState)) -> Bell {
        let policy = Policy::default();
        let mut transition = Transition::of(state, at(60), &policy);
        let waited = transition.state.head.unanswered();
        change(&mut transition.state);
        transition.ring(waited);
        transition.state.bell
    }

    #[test]
    fn an_order_rings_from_when_it_waits_for_an_answer() {
        let unreadable = |state: &mut OrderState| state.head.status = Status::Unreadable;
        let mut other = new();
        unreadable(&mut other);
        assert_eq!(
            bell(other, |state| state.head.status = Status::Received),
            Bell::NewOrder { since: at(60) }
        );
        let mut accepted = new();
        accepted.head.status = Status::Accepted;
        assert_eq!(bell(accepted, |_| {}), Bell::Silent);
        // Silenced by a person, and nothing has changed since.
        assert_eq!(bell(new(), |_| {}), Bell::Silent);
    }

    #[test]
    fn the_bell_of_a_new_order_ends_with_its_answer() {
        let ringing = OrderState { bell: Bell::NewOrder { since: at(0) }, ..new() };
        assert_eq!(bell(ringing.clone(), |_| {}), Bell::NewOrder { since: at(0) });
        assert_eq!(bell(ringing, |state| state.head.status = Status::Accepted), Bell::Silent);
    }

    #[test]
    fn an_urgent_bell_ends_with_its_cause() {
        let asked = Problem::CancellationAsked { reason: None, answer_by: None };
        let urgent = OrderState { bell: Bell::Urgent { since: at(0) }, problems: vec![asked], ..new() };
        assert_eq!(bell(urgent.clone(), |_| {}), Bell::Urgent { since: at(0) });
        // The order behind it still waits.
        assert_eq!(bell(urgent.clone(), |state| state.problems.clear()), Bell::NewOrder { since: at(60) });
        let over = |state: &mut OrderState| {
            state.problems.clear();
            state.head.status = Status::Accepted;
        };
        assert_eq!(bell(urgent, over), Bell::Silent);
    }

    #[test]
    fn a_lost_record_rings_until_the_order_is_read() {
        let lost = Problem::RecordLost { task: None };
        let mut state = OrderState { bell: Bell::Urgent { since: at(0) }, problems: vec![lost], ..new() };
        state.head.status = Status::Unreadable;
        assert_eq!(bell(state.clone(), |_| {}), Bell::Urgent { since: at(0) });
        assert_eq!(
            bell(state, |state| state.head.status = Status::Received),
            Bell::NewOrder { since: at(60) }
        );
    }
}
