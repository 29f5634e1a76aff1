//! The way into a running engine: for the window, the control endpoint and tests alike.

use std::sync::Arc;

use jiff::civil::Date;
use tokio::sync::{mpsc, oneshot, watch};

use super::{Board, CodeAnswer, Command, DayClosing, Done, Refused, ShopCommand};
use crate::order::phone::PhoneOrder;
use crate::order::{TicketKind, Won};
pub use crate::printer::Picture;

/// A clonable way to ask the engine. Its queue is bounded; a full one waits.
#[derive(Clone, Debug)]
pub struct Handle {
    asks: mpsc::Sender<Ask>,
    board: watch::Receiver<Arc<Board>>,
}

/// A question to the engine, with the way back.
#[derive(Debug)]
pub enum Ask {
    /// Do something with an order.
    Command {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// What.
        command: Command,
        /// The way back.
        reply: oneshot::Sender<Result<Done, Refused>>,
    },
    /// Open, pause or close the shop, or say what is sold out.
    Shop {
        /// At this app; `None`: at all.
        channel: Option<String>,
        /// What.
        command: ShopCommand,
        /// The way back.
        reply: oneshot::Sender<Result<Done, Refused>>,
    },
    /// Allow a surcharge for this business day, or take that back.
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
        /// The way back.
        reply: oneshot::Sender<Result<Done, Refused>>,
    },
    /// Ask the app whether a code is this order's.
    CheckCode {
        /// Local id, the app's id, or today's short number.
        order: String,
        /// As it was named.
        code: String,
        /// The way back.
        reply: oneshot::Sender<Result<CodeAnswer, Refused>>,
    },
    /// Take an order that was phoned in.
    Phone {
        /// What was typed.
        order: PhoneOrder,
        /// The way back: its short number.
        reply: oneshot::Sender<Result<String, Refused>>,
    },
    /// Close a business day: what riders cost and owe.
    Closing {
        /// Which; `None`: the present one.
        day: Option<Date>,
        /// The way back.
        reply: oneshot::Sender<Result<DayClosing, Refused>>,
    },
    /// Draw a ticket of an order as its printer would print it now.
    Picture {
        /// Local id.
        order: String,
        /// Which ticket.
        kind: TicketKind,
        /// The way back.
        reply: oneshot::Sender<Result<Picture, Refused>>,
    },
}

/// A handle with the two ends that the engine (or a test in its place) holds.
pub fn handle(board: Board) -> (Handle, mpsc::Receiver<Ask>, watch::Sender<Arc<Board>>) {
    let (asks, inbox) = mpsc::channel(64);
    let (show, board) = watch::channel(Arc::new(board));
    (Handle { asks, board }, inbox, show)
}

impl Handle {
    /// Carries out one command. Returns once it is committed.
    pub async fn command(&self, order: &str, command: Command) -> Result<Done, Refused> {
        let order = order.to_owned();
        self.ask(|reply| Ask::Command { order, command, reply }).await
    }

    /// Carries out a wish about one app, or about all. Returns once it is committed; the apps are told after.
    pub async fn shop(&self, channel: Option<&str>, command: ShopCommand) -> Result<Done, Refused> {
        let channel = channel.map(str::to_owned);
        self.ask(|reply| Ask::Shop { channel, command, reply }).await
    }

    /// Allows a surcharge up to so much for one delivery until the business day ends; `None` takes that back.
    pub async fn consent(&self, kind: &str, up_to: Option<Won>) -> Result<Done, Refused> {
        let kind = kind.to_owned();
        self.ask(|reply| Ask::Consent { kind, up_to, reply }).await
    }

    /// Asks the app whether a code is this order's.
    pub async fn check_code(&self, order: &str, code: &str) -> Result<CodeAnswer, Refused> {
        let (order, code) = (order.to_owned(), code.to_owned());
        self.ask(|reply| Ask::CheckCode { order, code, reply }).await
    }

    /// Takes an order that was phoned in; answers its short number once it is committed.
    pub async fn phone(&self, order: PhoneOrder) -> Result<String, Refused> {
        self.ask(|reply| Ask::Phone { order, reply }).await
    }

    /// What riders cost and owe on a business day; `None`: so far on the present one.
    pub async fn closing(&self, day: Option<Date>) -> Result<DayClosing, Refused> {
        self.ask(|reply| Ask::Closing { day, reply }).await
    }

    /// Draws one ticket.
    pub async fn picture(&self, order: &str, kind: TicketKind) -> Result<Picture, Refused> {
        let order = order.to_owned();
        self.ask(|reply| Ask::Picture { order, kind, reply }).await
    }

    /// Puts one question and waits for its answer; an engine that is gone, before or after, is stopping.
    async fn ask<T>(
        &self,
        ask: impl FnOnce(oneshot::Sender<Result<T, Refused>>) -> Ask,
    ) -> Result<T, Refused> {
        let (reply, answer) = oneshot::channel();
        self.asks.send(ask(reply)).await.map_err(|_| Refused::Stopping)?;
        answer.await.unwrap_or(Err(Refused::Stopping))
    }

    /// The board, now and whenever it changes.
    pub fn board(&self) -> watch::Receiver<Arc<Board>> {
        self.board.clone()
    }
}
