//! Tickets that wait for their printer: a person hears of it before the kitchen misses them.

use jiff::Timestamp;

use super::Tickets;
use crate::TicketJob;
use crate::order::{Problem, TicketKind, TicketState};
use crate::rules::policy::later;
use crate::rules::transition::Machine;

/// A ticket that is not out after so long is a person's concern, in seconds: time enough for a roll and for a backup.
const WAITS_FOR: i64 = 60;

impl Machine<'_, '_, Tickets> {
    /// When the next ticket has waited long enough to be told.
    pub(super) fn waiting_at(&self) -> Option<Timestamp> {
        let untold = self.own.jobs.iter().filter(|ticket| self.is_missed(ticket) && !self.is_told(ticket));
        untold.map(|ticket| later(ticket.queued_at, WAITS_FOR)).min()
    }

    /// Adds a problem, once, for each ticket that has waited too long.
    pub(super) fn tell_of_waiting_tickets(&mut self) {
        let long = |ticket: &&TicketJob| later(ticket.queued_at, WAITS_FOR) <= self.now;
        let untold = self.own.jobs.iter().filter(|ticket| self.is_missed(ticket) && !self.is_told(ticket));
        let told: Vec<Problem> = untold.filter(long).map(ticket_waits).collect();
        if !told.is_empty() {
            self.out.chime();
        }
        for problem in told {
            self.out.problem(problem);
        }
    }

    /// Moves a ticket's problem to the ticket that stands in for it on another printer.
    pub(super) fn waits_elsewhere(&mut self, ticket: &str, stand_in: &TicketJob) {
        for problem in self.out.problems.iter_mut() {
            if let Problem::TicketWaits { ticket: of, printer, .. } = problem
                && *of == *ticket
            {
                (*of, *printer) = (stand_in.id.clone(), stand_in.printer.clone());
            }
        }
    }

    /// Whether a ticket is still missed: every one of an order in progress, and of a finished one only the cancel ticket,
    /// because the kitchen may still be cooking.
    fn is_missed(&self, ticket: &TicketJob) -> bool {
        let waits = matches!(ticket.state, TicketState::Queued | TicketState::Sending);
        waits && (ticket.kind == TicketKind::Cancel || !self.head.status.is_final())
    }

    /// Whether the ticket of this id is still missed.
    pub(in crate::rules) fn is_missing(&self, id: &str) -> bool {
        self.own.jobs.iter().any(|ticket| ticket.id == id && self.is_missed(ticket))
    }

    fn is_told(&self, ticket: &TicketJob) -> bool {
        let of = |problem: &Problem| matches!(problem, Problem::TicketWaits { ticket: of, .. } if *of == ticket.id);
        self.out.problems.iter().any(of)
    }
}

fn ticket_waits(ticket: &TicketJob) -> Problem {
    Problem::TicketWaits {
        ticket: ticket.id.clone(),
        kind: ticket.kind,
        printer: ticket.printer.clone(),
        seen: false,
    }
}
