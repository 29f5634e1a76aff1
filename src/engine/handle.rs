//! A client of the engine: for the window, the control endpoint, another process's screen and tests alike.

use std::sync::Arc;

use cause::{Cause, Why};
use domain::Board;
use domain::board::{Card, Sound};
use domain::history::{Page, Search, Turn};
use domain::menu::ShopMenu;
use domain::order::phone::{LastOrders, PhoneOrder};
use domain::order::{TicketKind, Won};
use domain::sales::{Counted, DayReport};
use domain::settlement::{Period, Received, Settlement};
use domain::timeline::By;
use domain::trail::Told;
use domain::{CodeAnswer, Command, Done, Refused, ShopCommand};
use jiff::civil::Date;
use tokio::sync::{mpsc, oneshot, watch};

use super::protocol::{Ask, Reply, Request};
pub use crate::printer::Bitmap;
use crate::ticket::Slip;

/// Requests that may wait for their turn; with a full queue the next one waits outside.
const WAITING: usize = 64;

/// A clonable client of one engine. The two other ends that [`handle`] returns belong to its transport. In the window's process
/// that is the engine itself, so a request is moved and never copied or serialised; in another process it is the control
/// endpoint's client, which sends the same values over the local socket.
#[derive(Clone, Debug)]
pub struct Handle {
    calls: mpsc::Sender<Exchange>,
    board: watch::Receiver<Arc<Board>>,
    by: By,
}

/// A request with the way back.
#[derive(Debug)]
pub struct Exchange {
    /// Who asks.
    pub by: By,
    /// What is asked.
    pub request: Request,
    /// The way back. A caller that is gone by then does not undo what was committed.
    pub reply: oneshot::Sender<Result<Reply, Refused>>,
}

/// A handle with the two ends that its transport holds.
pub fn handle(board: Board) -> (Handle, mpsc::Receiver<Exchange>, watch::Sender<Arc<Board>>) {
    let (calls, inbox) = mpsc::channel(WAITING);
    let (show, board) = watch::channel(Arc::new(board));
    (Handle { calls, board, by: By::default() }, inbox, show)
}

impl Handle {
    /// The same handle for what this one asks for.
    #[must_use]
    pub fn by(&self, by: By) -> Handle {
        Handle { by, ..self.clone() }
    }

    /// Tells something that is only to stand in the shop's trail.
    pub async fn note(&self, told: Told) -> Result<Done, Refused> {
        self.ask(Ask::note(told)).await
    }

    /// Carries out one command. Returns once it is committed.
    pub async fn command(&self, order: &str, command: Command) -> Result<Done, Refused> {
        self.ask(Ask::act(order, command)).await
    }

    /// Carries out a wish about one app, or about all. Returns once it is committed; the apps are told after.
    pub async fn shop(&self, channel: Option<&str>, command: ShopCommand) -> Result<Done, Refused> {
        self.ask(Ask::shop(channel, command)).await
    }

    /// What the shop sells, as its orders tell it.
    pub async fn menu(&self) -> Result<ShopMenu, Refused> {
        self.ask(Ask::menu()).await
    }

    /// Says that a dish of the menu is sold out at every app that sells it, or there again.
    pub async fn stock(&self, dish: i64, sold_out: bool) -> Result<Done, Refused> {
        self.ask(Ask::stock(dish, sold_out)).await
    }

    /// Allows a surcharge up to so much for one delivery until the business day ends; `None` takes that back.
    pub async fn consent(&self, kind: &str, up_to: Option<Won>) -> Result<Done, Refused> {
        self.ask(Ask::consent(kind, up_to)).await
    }

    /// Plays a sound once, unless the bell rings.
    pub async fn hear(&self, sound: Sound) -> Result<Done, Refused> {
        self.ask(Ask::hear(sound)).await
    }

    /// Asks the app whether a code is this order's.
    pub async fn check_code(&self, order: &str, code: &str) -> Result<CodeAnswer, Refused> {
        self.ask(Ask::check_code(order, code)).await
    }

    /// Takes an order that was phoned in; answers its short number once it is committed.
    pub async fn phone(&self, order: PhoneOrder) -> Result<String, Refused> {
        self.ask(Ask::phone(order)).await.map(|taken| taken.number)
    }

    /// What was phoned in from this number before; for a part of a number there is nothing.
    pub async fn last_orders(&self, phone: &str) -> Result<LastOrders, Refused> {
        self.ask(Ask::last_orders(phone)).await
    }

    /// What a business day comes to; `None`: so far the present one.
    pub async fn report(&self, day: Option<Date>) -> Result<Box<DayReport>, Refused> {
        self.ask(Ask::report(day)).await
    }

    /// Closes a business day, with what was counted in the till.
    pub async fn close_day(&self, day: Date, counted: Counted) -> Result<Done, Refused> {
        self.ask(Ask::close_day(day, counted)).await
    }

    /// Takes the closing of the present business day back.
    pub async fn reopen_day(&self, day: Date) -> Result<Done, Refused> {
        self.ask(Ask::reopen_day(day)).await
    }

    /// What an app should pay for a period beside what was entered as received.
    pub async fn settlement(&self, period: Period) -> Result<Box<Settlement>, Refused> {
        self.ask(Ask::settlement(period)).await
    }

    /// Keeps what an app paid for a period.
    pub async fn receive(&self, period: Period, received: Received) -> Result<Done, Refused> {
        self.ask(Ask::receive(period, received)).await
    }

    /// Takes what was entered last for a period back.
    pub async fn forget_received(&self, period: Period) -> Result<Done, Refused> {
        self.ask(Ask::forget_received(period)).await
    }

    /// Prints a slip that belongs to no order.
    pub async fn print(&self, slip: Slip) -> Result<Done, Refused> {
        self.ask(Ask::print(slip)).await
    }

    /// A page of the orders of all years that fit; at most so many.
    pub async fn history(&self, search: Search, turn: Turn, limit: usize) -> Result<Page<Card>, Refused> {
        self.ask(Ask::history(search, turn, limit)).await
    }

    /// Draws one ticket.
    pub async fn picture(&self, order: &str, kind: TicketKind) -> Result<Bitmap, Refused> {
        self.ask(Ask::picture(order, kind)).await
    }

    /// Puts one question and waits for its answer.
    ///
    /// # Errors
    /// The engine's refusal; [`Refused::Stopping`] where it is gone, before or after; [`Refused::Unanswered`] for a reply that
    /// belongs to another question.
    pub async fn ask<A: TryFrom<Reply, Error = Reply>>(&self, ask: Ask<A>) -> Result<A, Refused> {
        let reply = self.send(ask.into_request()).await?;
        Ask::read(reply).map_err(|_| Refused::Unanswered { reason: Cause::of(Why::Unreadable).into() })
    }

    /// Puts one question of any kind, for a transport that only passes it on.
    ///
    /// # Errors
    /// The engine's refusal, and [`Refused::Stopping`] where it is gone.
    pub async fn send(&self, request: Request) -> Result<Reply, Refused> {
        let (reply, answer) = oneshot::channel();
        self.calls.send(Exchange { by: self.by, request, reply }).await.map_err(|_| Refused::Stopping)?;
        answer.await.unwrap_or(Err(Refused::Stopping))
    }

    /// Passes a question on as it was asked; gives it back where the engine is gone.
    pub(super) async fn pass(&self, exchange: Exchange) -> Result<(), Exchange> {
        self.calls.send(exchange).await.map_err(|gone| gone.0)
    }

    /// Whether no question waits to be begun.
    pub(super) fn is_idle(&self) -> bool {
        self.calls.is_closed() || self.calls.capacity() == self.calls.max_capacity()
    }

    /// The board, now and whenever it changes. It ends with the engine, or with the line to it.
    pub fn board(&self) -> watch::Receiver<Arc<Board>> {
        self.board.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reply_to_another_question_is_an_error_and_no_panic() {
        let (handle, mut calls, _show) = handle(Board::default());
        tokio::spawn(async move {
            while let Some(call) = calls.recv().await {
                call.reply.send(Ok(Reply::Done(Done::Committed))).unwrap();
            }
        });
        assert_eq!(handle.command("1", Command::Ready).await, Ok(Done::Committed));
        let odd = handle.picture("1", TicketKind::Kitchen).await;
        assert!(matches!(odd, Err(Refused::Unanswered { .. })), "{odd:?}");
        let odd = handle.report(None).await;
        assert!(matches!(odd, Err(Refused::Unanswered { .. })), "{odd:?}");
    }

    #[tokio::test]
    async fn an_engine_that_is_gone_is_stopping() {
        let (handle, calls, _show) = handle(Board::default());
        drop(calls);
        assert_eq!(handle.command("1", Command::Ready).await, Err(Refused::Stopping));
    }
}
