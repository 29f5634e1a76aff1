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
