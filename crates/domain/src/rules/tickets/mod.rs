//! An order's tickets: `jobs` are what is printed, `route` says where, `stand_in` moves tickets that a printer does not take,
//! and `waiting` tells a person of tickets that are late.

mod jobs;
mod route;
mod stand_in;
mod waiting;

use std::ops::Deref;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use stand_in::is_stood_in_for;

use super::transition::{Event, Machine};
use super::{Effect, Outcome};
use crate::order::{TicketKind, TicketState};
use crate::{Command, Done, Refused, Resolution, TicketJob};

/// Every ticket of an order, oldest first. Changed by the rules alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tickets {
    jobs: Vec<TicketJob>,
}

impl Deref for Tickets {
    type Target = [TicketJob];

    fn deref(&self) -> &[TicketJob] {
        &self.jobs
    }
}

/// For samples and tests.
impl From<Vec<TicketJob>> for Tickets {
    fn from(jobs: Vec<TicketJob>) -> Tickets {
        Tickets { jobs }
    }
}

impl Tickets {
    /// The tickets, for samples and tests; the rules change them in their own files.
    pub fn edit(&mut self) -> &mut Vec<TicketJob> {
        &mut self.jobs
    }

    /// The effects that may print: a ticket is printed while it waits for its printer.
    pub(super) fn may_be_printed(&self) -> impl Iterator<Item = Effect> {
        let queued = self.jobs.iter().filter(|job| job.state == TicketState::Queued);
        queued.map(|job| Effect::Print { ticket: job.id.clone() })
    }

    /// The times by our clock, for when that clock is set.
    pub(crate) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        self.jobs.iter_mut().flat_map(|TicketJob { queued_at, expires_at, changed_at, .. }| {
            [queued_at, expires_at].into_iter().chain(changed_at)
        })
    }
}

impl Machine<'_, '_, Tickets> {
    /// Something happened to another machine of the order.
    pub(super) fn on(&mut self, event: &Event) {
        match event {
            Event::Started => self.print_for_start(),
            Event::Cancelled { cooked } => {
                self.withdraw_tickets();
                if *cooked {
                    self.print(TicketKind::Cancel);
                }
            }
            Event::CancelledAfterCompletion => {
                self.expire_tickets(|job| matches!(job.kind, TicketKind::Kitchen | TicketKind::Gather));
            }
            Event::Changed { on_paper: true, .. } | Event::DishShort => {
                self.print_changed(&[TicketKind::Kitchen, TicketKind::Customer, TicketKind::Gather]);
            }
            Event::Delayed => self.print_changed(&[TicketKind::Kitchen]),
            Event::SlipOutdated => self.print_changed(&[TicketKind::Rider]),
            Event::SlipWanted { first: true } => self.print_first(TicketKind::Rider),
            Event::SlipWanted { first: false } => self.print(TicketKind::Rider),
            Event::Ready
            | Event::Left(_)
            | Event::Arrived(_)
            | Event::Closed { .. }
            | Event::Cancelling
            | Event::CancelDenied
            | Event::Changed { on_paper: false, .. }
            | Event::Gathered
            | Event::Cooked
            | Event::RiderHasFood
            | Event::RiderArrived => {}
        }
    }

    /// Carries out a person's command about tickets; `None` for another command.
    pub(super) fn command(&mut self, command: &Command) -> Option<Result<Done, Refused>> {
        Some(match command {
            Command::Reprint { kind } => self.reprint(*kind),
            Command::Resolve { resolution: Resolution::Printed } => self.resolve_printed(),
            Command::Resolve { resolution: Resolution::Reprint } => self.resolve_reprint(),
            _ => return None,
        })
    }

    /// The order was carried from a damaged database, and what `is_lost` holds of is not queued any more.
    pub(super) fn rescued(&mut self, is_lost: impl Fn(&Effect) -> bool) {
        for (ticket, state) in self.own.iter().map(|job| (job.id.clone(), job.state)).collect::<Vec<_>>() {
            let effect = Effect::Print { ticket: ticket.clone() };
            match state {
                TicketState::Queued if is_lost(&effect) => self.queue(effect),
                TicketState::Sending if is_lost(&effect) => {
                    self.ticket_outcome(&ticket, Outcome::Interrupted);
                }
                _ => {}
            }
        }
    }

    /// When the next deadline is due.
    pub(super) fn wake_at(&self) -> Option<Timestamp> {
        let queued = self.own.iter().filter(|job| job.state == TicketState::Queued);
        let expires = queued.map(|job| job.expires_at).min();
        [expires, self.waiting_at()].into_iter().flatten().min()
    }

    /// Does everything that is due.
    pub(super) fn wake(&mut self) {
        self.expire_overdue_tickets();
        self.tell_of_waiting_tickets();
    }
}
