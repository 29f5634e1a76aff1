//! Which problems stand: one that is told stays for as long as what it tells is so, or until a person has seen or answered it.

use super::transition::Transition;
use crate::order::{Problem, Status, TicketState};

impl Transition<'_> {
    /// Removes the problems whose cause is gone.
    pub(super) fn solve(&mut self) {
        let mut problems = std::mem::take(&mut self.state.problems);
        problems.retain(|problem| self.stands(problem));
        self.state.problems = problems;
    }

    /// Whether what a problem tells is so.
    pub(super) fn stands(&mut self, problem: &Problem) -> bool {
        let head = &self.state.head;
        match problem {
            Problem::Unreadable { .. } => head.status == Status::Unreadable,
            Problem::ConfirmRefused { .. } => !head.confirmed && !head.status.is_final(),
            Problem::CancellationRefused { .. } => head.pending_action.is_none() && !head.status.is_final(),
            Problem::CancellationAsked { .. } => head.cancellation_request.is_some(),
            Problem::LeftOut { count } => head.order.as_ref().is_some_and(|order| order.left_out == *count),
            Problem::PartlyUnread { places } => {
                head.order.as_ref().is_some_and(|order| order.unread == *places)
            }
            Problem::TicketUnknown { ticket, .. } => self.tickets().is_in_doubt(ticket, TicketState::Unknown),
            Problem::TicketExpired { ticket, .. } => self.tickets().is_in_doubt(ticket, TicketState::Expired),
            Problem::TicketWaits { ticket, .. } => self.tickets().is_missing(ticket),
            Problem::ItemShort { item, substitute } => {
                self.state.gathering.is_short(head.order.as_ref(), item, substitute.as_deref())
            }
            Problem::NotGathered => !self.state.gathering.is_gathered(head.order.as_ref()),
            Problem::FeeAboveMax { .. }
            | Problem::FeeRose { .. }
            | Problem::RiderNotNeeded { .. }
            | Problem::NoRider { .. }
            | Problem::DeliveryUnknown { .. }
            | Problem::RiderNotCalledOff { .. }
            | Problem::DeliveryEnded { .. }
            | Problem::DeliveryLivesAfterAll { .. }
            | Problem::RiderLate { .. } => self.deliveries().stands(problem),
            // What happened stays told until a person has seen it.
            Problem::StepRefused { .. }
            | Problem::CallingOffCost { .. }
            | Problem::CancelledByApp { .. }
            | Problem::CancelledAfterCompletion { .. }
            | Problem::RiderComesEarly { .. }
            | Problem::RiderNotTold { .. }
            | Problem::FeeNotRaised { .. }
            | Problem::NegativeTotal { .. }
            | Problem::OrderChanged
            | Problem::DelayNotTold
            | Problem::RecordLost { .. }
            | Problem::NotStored => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::order::{DeliveryState, Shortage};
    use crate::rules::Policy;
    use crate::{OrderState, sample};

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn cooking() -> OrderState {
        sample::cooking("특급-001", now())
    }

    fn stands(state: &OrderState, problem: Problem) -> bool {
        let policy = Policy::default();
        let mut transition = Transition::of(state.clone(), now(), &policy);
        transition.state.problems = vec![problem];
        transition.solve();
        !transition.state.problems.is_empty()
    }

    #[test]
    fn a_rider_is_late_only_while_he_is_awaited() {
        let late = || Problem::RiderLate { agency: "barogo".to_owned(), expected_at: None, offer: None };
        for (status, told) in [
            (DeliveryState::Requested, true),
            (DeliveryState::Assigned, true),
            (DeliveryState::Arrived, false),
            (DeliveryState::Rejected, false),
            (DeliveryState::Delivered, false),
        ] {
            let mut state = cooking();
            let mut attempt = sample::delivery("특급-001", now(), status);
            attempt.told.late = true;
            state.deliveries = vec![attempt].into();
            assert_eq!(stands(&state, late()), told, "{status:?}");
        }
    }

    #[test]
    fn a_dish_is_short_only_while_it_is_in_the_order() {
        let mut state = cooking();
        let item = state.head.order.as_ref().unwrap().lines[0].name.clone();
        let short = || Problem::ItemShort { item: item.clone(), substitute: None };
        assert!(!stands(&state, short()));
        *state.gathering.edit_shortages() = vec![Shortage { line: 0, item: String::new(), substitute: None }];
        assert!(stands(&state, short()));
        state.head.order.as_mut().unwrap().lines.remove(0);
        assert!(!stands(&state, short()));
    }

    #[test]
    fn a_question_of_the_app_stands_until_it_is_answered() {
        let mut state = cooking();
        let asked = || Problem::CancellationAsked { reason: None, answer_by: None };
        assert!(!stands(&state, asked()));
        let request = crate::CancellationRequest { requested_at: now(), reason: None, answer_by: None };
        state.head.cancellation_request = Some(request);
        assert!(stands(&state, asked()));
    }

    #[test]
    fn what_happened_stands_until_it_is_seen() {
        for problem in [
            Problem::OrderChanged,
            Problem::DelayNotTold,
            Problem::NegativeTotal { amount: crate::order::Won(-1) },
        ] {
            assert!(stands(&cooking(), problem));
        }
    }
}
