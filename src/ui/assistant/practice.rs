//! The practice order: it is invented, and goes the way of any order to the shop's own printers.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use domain::Board;
use domain::board::Card;
use domain::order::{DeliveryState, Status, TicketKind, TicketState};

use crate::engine::Handle;
use crate::language::Words;

/// A counter that takes orders of a simulated app, and what keeps it running: it ends when the last of these is dropped.
#[derive(Clone)]
pub struct Practice {
    /// The counter.
    pub handle: Handle,
    /// Words that name its printers and agency.
    pub words: Words,
    /// Has one more customer order; `None` where one order is all.
    pub more: Option<Arc<dyn Fn() + Send + Sync>>,
    /// Everything that ends with it.
    pub keeps: Arc<dyn Any + Send + Sync>,
}

impl fmt::Debug for Practice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Practice")
    }
}

/// How far a part of the order's way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It has not begun.
    Open,
    /// It is under way.
    Busy,
    /// It is done.
    Done,
    /// Something is wrong with it.
    Wrong,
}

/// The way of the order as far as it is: it came, was accepted, is on paper, and has its rider; no rider where no agency is set up.
pub fn steps(board: &Board) -> [Step; 4] {
    let Some(card) = order(board) else { return [Step::Busy, Step::Open, Step::Open, Step::Open] };
    let view = &card.view;
    let accepted = view.status != Status::Received;
    let accept = if accepted { Step::Done } else { Step::Busy };
    let cooks = view.tickets.iter().any(|ticket| ticket.kind == TicketKind::Kitchen);
    let mut tickets = view.tickets.iter().map(|ticket| ticket.state).peekable();
    let paper = match tickets.peek() {
        // Paper comes out, and the kitchen gets none of it.
        Some(_) if !cooks => Step::Wrong,
        None => Step::Open,
        Some(_) => tickets.fold(Step::Done, |worst, state| match (worst, state) {
            (Step::Wrong, _) | (_, TicketState::Unknown | TicketState::Failed | TicketState::Expired) => {
                Step::Wrong
            }
            (_, TicketState::Queued | TicketState::Sending) => Step::Busy,
            (worst, TicketState::Printed | TicketState::Sent) => worst,
        }),
    };
    use DeliveryState::*;
    let rider = match view.deliveries.last().map(|delivery| delivery.status) {
        None if accepted && board.agencies.is_empty() => Step::Done,
        None => Step::Open,
        Some(Assigned | Arrived | PickedUp | Delivered) => Step::Done,
        Some(Planned | Quoting | Submitting | Requested) => Step::Busy,
        Some(_) => Step::Wrong,
    };
    [Step::Done, accept, paper, rider]
}

/// Whether the order went all its way.
pub fn is_through(board: &Board) -> bool {
    steps(board) == [Step::Done; 4]
}

/// The order, once it is here.
pub fn order(board: &Board) -> Option<&Card> {
    board.orders.first()
}
