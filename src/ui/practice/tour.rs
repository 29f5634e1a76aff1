//! The guided tour: one step after the other of an order's way and a shop's day. A step is over once it was done, as the practice's
//! board and the open screen show.

use domain::order::{DeliveryState, Status, TicketState};
use domain::{Board, Wanted};

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Accept,
    Paper,
    Ready,
    Rider,
    Open,
    Reprint,
    SoldOut,
    Pause,
    Closing,
}

impl Step {
    const ALL: [Step; 9] = [
        Step::Accept,
        Step::Paper,
        Step::Ready,
        Step::Rider,
        Step::Open,
        Step::Reprint,
        Step::SoldOut,
        Step::Pause,
        Step::Closing,
    ];

    /// What a person is told to do.
    pub fn said(self) -> &'static str {
        match self {
            Step::Accept => "practice-tour-accept",
            Step::Paper => "practice-tour-paper",
            Step::Ready => "practice-tour-ready",
            Step::Rider => "practice-tour-rider",
            Step::Open => "practice-tour-open",
            Step::Reprint => "practice-tour-reprint",
            Step::SoldOut => "practice-tour-sold-out",
            Step::Pause => "practice-tour-pause",
            Step::Closing => "practice-tour-closing",
        }
    }

    /// Whether this shop has what it is about.
    fn fits(self, board: &Board) -> bool {
        match self {
            Step::Paper | Step::Reprint => !board.printers.is_empty(),
            Step::Rider => !board.agencies.is_empty(),
            _ => true,
        }
    }

    fn is_done(self, board: &Board, seen: Seen) -> bool {
        let mut orders = board.orders.iter().map(|card| &card.view);
        match self {
            Step::Accept => orders.any(|order| order.accepted_at.is_some()),
            Step::Paper => {
                let out = |state| matches!(state, TicketState::Printed | TicketState::Sent);
                orders.any(|order| order.tickets.iter().any(|ticket| out(ticket.state)))
            }
            Step::Ready => orders
                .any(|order| matches!(order.status, Status::Ready | Status::PickedUp | Status::Completed)),
            Step::Rider => {
                use DeliveryState::*;
                let found = |state| matches!(state, Assigned | Arrived | PickedUp | Delivered);
                orders.any(|order| order.deliveries.iter().any(|delivery| found(delivery.status)))
            }
            Step::Open => seen == Seen::Order,
            Step::Reprint => orders.any(|order| order.tickets.iter().any(|ticket| ticket.marked_reprint)),
            Step::SoldOut => board.channels.iter().any(|channel| !channel.opening.sold_out.is_empty()),
            Step::Pause => {
                let paused = |wanted: &Wanted| matches!(wanted, Wanted::Paused { .. });
                board.channels.iter().any(|channel| paused(&channel.opening.wanted))
            }
            Step::Closing => seen == Seen::Closing,
        }
    }
}

/// The screens that a step asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// An open order.
    Order,
    /// A day's closing.
    Closing,
    /// Any other.
    Other,
}

/// How far the tour is.
#[derive(Clone, Debug)]
pub struct Tour {
    steps: Vec<Step>,
    at: usize,
}

impl Tour {
    /// From the beginning, in a shop with this board.
    pub fn new(board: &Board) -> Tour {
        Tour { steps: Step::ALL.into_iter().filter(|step| step.fits(board)).collect(), at: 0 }
    }

    /// The present step, its number from 1, and how many there are; `None` at the end.
    pub fn step(&self) -> Option<(Step, usize, usize)> {
        self.steps.get(self.at).map(|step| (*step, self.at + 1, self.steps.len()))
    }

    /// Goes on where the present step was done.
    pub fn look(&mut self, board: &Board, seen: Seen) {
        while self.step().is_some_and(|(step, ..)| step.is_done(board, seen)) {
            self.at += 1;
        }
    }

    /// Goes on all the same.
    pub fn skip(&mut self) {
        self.at = (self.at + 1).min(self.steps.len());
    }
}
