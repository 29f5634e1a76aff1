//! What is remembered: orders, events, the outbox, and what the owner wants. Everything is committed here before an app, a
//! printer or an agency hears of it.
//!
//! An [`OrderStore`] is synchronous: SQLite (WAL, `synchronous=FULL`) and the rules, one transaction per input.
//! [`Store`] is a handle of the one writer thread that owns it: a bounded queue of typed requests, a reply for each. Tests
//! and simulations call the order store directly, in one thread.
//!
//! Architecture invariant: SQL is named in this module alone.

mod archive;
mod aside;
mod backup;
mod callers;
mod check;
mod clock;
mod closed_days;
mod consent;
mod error;
mod files;
mod find;
mod history;
mod menu;
mod money;
mod note;
mod order_store;
mod outbox;
mod privacy;
mod read;
mod rescue;
mod salvage;
mod schema;
mod search;
mod shop;
mod statements;
mod stored;
mod swap;
#[cfg(test)]
mod tests;
mod trail;
mod unit_of_work;
mod unread;
mod unstored;
mod version_1;
mod voices;
mod writer;

pub use backup::{Backup, back_up, backup_folder, backups, copy_to, is_copied};
pub use check::{Checked, check};
pub use closed_days::{Sales, report, sales};
pub use consent::Consents;
pub use error::StoreError;
pub use find::find;
pub use money::{Day, day};
pub use order_store::{Ids, IncomingEvents, OrderStore};
pub use outbox::Row;
pub use read::{Filter, Listed, list};
pub use rescue::restore;
pub use search::search;
pub use shop::Openings;
pub use statements::{forget_received, receive, settlement, statement};
pub use trail::{note, trail};
pub use voices::{Voices, voices};

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::board::StoreTrouble;
use domain::menu::Menu;
use domain::order::phone::PhoneOrder;
use domain::order::{AppEvent, Balance, SetAside, Won};
use domain::rules::{Outcome, Policy, Target};
use domain::timeline::By;
use domain::{AppAck, Call, Command, Done, OrderState, Refused, ShopCommand};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use writer::Writer;

/// The orders that a person may want to see: open ones and this business day's.
pub type Orders = Arc<Vec<Arc<OrderState>>>;

/// A clonable way to the writer thread, which ends at [`Store::close`] or with the last handle.
#[derive(Clone, Debug)]
pub struct Store {
    path: PathBuf,
    writer: Writer,
    trouble: watch::Receiver<Option<StoreTrouble>>,
    orders: watch::Receiver<Orders>,
    openings: watch::Receiver<Openings>,
    consents: watch::Receiver<Consents>,
    menu: watch::Receiver<Arc<Menu>>,
    policy: watch::Receiver<Arc<Policy>>,
    by: By,
}

impl Store {
    /// Opens (or creates) the database, brings it up to date, settles what a killed process left behind, and starts
    /// the writer. A damaged file is set aside, and a new one goes on with what could be saved ([`Store::trouble`]).
    ///
    /// # Errors
    /// The file cannot be opened or written, or was written by a newer version.
    pub fn open(path: &Path, policy: Arc<Policy>, ids: Ids, now: Timestamp) -> Result<Store, StoreError> {
        let mut store = OrderStore::open_or_rescue(path, policy, ids, now)?;
        match store.recover(now) {
            Ok(()) => {}
            Err(StoreError::Damaged(reason)) => store.rescue(&reason, now)?,
            // Said on the Board; it is done as soon as something can be stored.
            Err(StoreError::Full(_)) => {}
            Err(error) => return Err(error),
        }
        let (shown_trouble, trouble) = watch::channel(store.trouble());
        let (shown, orders) = watch::channel(store.orders());
        let (shown_openings, openings) = watch::channel(store.openings());
        let (shown_consents, consents) = watch::channel(store.consents());
        let (shown_menu, menu) = watch::channel(store.menu());
        let (shown_policy, policy) = watch::channel(store.policy());
        let writer = Writer::start(
            store,
            writer::Shown {
                trouble: shown_trouble,
                orders: shown,
                openings: shown_openings,
                consents: shown_consents,
                menu: shown_menu,
                policy: shown_policy,
            },
        )?;
        Ok(Store {
            path: path.to_owned(),
            writer,
            trouble,
            orders,
            openings,
            consents,
            menu,
            policy,
            by: By::default(),
        })
    }

    /// The same store for what this one asks for, which stands in the trail with what is done.
    #[must_use]
    pub fn by(&self, by: By) -> Store {
        Store { by, ..self.clone() }
    }

    /// Ends the writer after what was asked before, puts everything into the one file and closes it, so that a copy of that
    /// file is a copy of the shop. Answers once that is done, and in time; whatever asks later finds
    /// [`StoreError::Stopped`].
    pub async fn close(&self, patience: Duration) {
        self.writer.close(patience).await;
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What a person must know of the store, now and whenever it changes.
    pub fn trouble(&self) -> watch::Receiver<Option<StoreTrouble>> {
        self.trouble.clone()
    }

    /// Whether anything can be stored; see [`OrderStore::probe`].
    pub async fn probe(&self, now: Timestamp) -> Result<(), StoreError> {
        self.ask(move |store| store.probe(now)).await
    }

    /// Looks through the whole file for damage, a little at a time beside everything else.
    pub async fn check(&self) {
        self.writer.check(self.path.clone()).await;
    }

    /// The orders that a person may want to see, now and whenever they change.
    pub fn orders(&self) -> watch::Receiver<Orders> {
        self.orders.clone()
    }

    /// What the owner wants of each app, now and whenever it changes.
    pub fn openings(&self) -> watch::Receiver<Openings> {
        self.openings.clone()
    }

    /// The surcharges that are allowed for now, now and whenever they change.
    pub fn consents(&self) -> watch::Receiver<Consents> {
        self.consents.clone()
    }

    /// The policy that the rules are given, now and whenever it changes.
    pub fn policy(&self) -> watch::Receiver<Arc<Policy>> {
        self.policy.clone()
    }

    /// Allows a surcharge for an evening, or takes that back; see [`OrderStore::consent`].
    pub async fn consent(&self, kind: String, up_to: Option<Won>, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.consent(&kind, up_to, now)).await
    }

    /// Takes an order that was phoned in; see [`OrderStore::phone`].
    pub async fn phone(&self, order: PhoneOrder, now: Timestamp) -> Result<String, Refused> {
        self.decide(now, move |store, now| store.phone(order, now)).await
    }

    /// Carries out a wish about one app or all; see [`OrderStore::shop`].
    pub async fn shop(
        &self,
        channel: Option<String>,
        command: ShopCommand,
        now: Timestamp,
    ) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.shop(channel.as_deref(), &command, now)).await
    }

    /// Stores an app's answer; see [`OrderStore::shop_told`].
    pub async fn shop_told(
        &self,
        channel: &str,
        call: Call,
        told: AppAck,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let channel = channel.to_owned();
        self.at(now, move |store, now| store.shop_told(&channel, &call, &told, now)).await
    }

    /// Keeps what an agency said is left of the deposit; see [`OrderStore::deposit`].
    pub async fn deposit(&self, agency: &str, left: Balance, now: Timestamp) -> Result<(), StoreError> {
        let agency = agency.to_owned();
        self.at(now, move |store, now| store.deposit(&agency, left, now)).await
    }

    /// A business day's orders and deposits; `None`: the present one.
    pub async fn day(&self, day: Option<Date>, now: Timestamp) -> Result<Day, StoreError> {
        self.at(now, move |store, now| store.day(day, now)).await
    }

    /// Stores what a poll brought; see [`OrderStore::hear`].
    pub async fn hear(
        &self,
        channel: &str,
        incoming: Vec<IncomingEvents>,
        ahead: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let channel = channel.to_owned();
        self.at(now, move |store, now| store.hear(&channel, incoming, ahead, now)).await
    }

    /// Keeps an app's events that cannot be read; see [`OrderStore::set_aside`].
    pub async fn set_aside(
        &self,
        channel: &str,
        aside: Vec<SetAside>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let channel = channel.to_owned();
        self.ask(move |store| store.set_aside(&channel, aside, now)).await
    }

    /// Which of these orders of the app are stored already.
    pub async fn known(
        &self,
        channel: &str,
        external_ids: Vec<String>,
    ) -> Result<HashSet<String>, StoreError> {
        let channel = channel.to_owned();
        self.ask(move |store| store.known(&channel, &external_ids)).await
    }

    /// Events that are stored and not yet acknowledged, oldest first.
    pub async fn unacknowledged(&self, channel: &str, limit: usize) -> Result<Vec<AppEvent>, StoreError> {
        let channel = channel.to_owned();
        self.ask(move |store| store.unacknowledged(&channel, limit)).await
    }

    /// Notes that the app has accepted these acknowledgments.
    pub async fn acknowledged(
        &self,
        channel: &str,
        ids: Vec<String>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let channel = channel.to_owned();
        self.at(now, move |store, now| store.acknowledged(&channel, &ids, now)).await
    }

    /// Carries out a person's command on the order that `order` names.
    pub async fn command(&self, order: &str, command: Command, now: Timestamp) -> Result<Done, Refused> {
        let order = order.to_owned();
        self.decide(now, move |store, now| store.command(&order, command, now)).await
    }

    /// One order by what a person calls it.
    pub async fn find(&self, order: &str, now: Timestamp) -> Result<Arc<OrderState>, Refused> {
        let order = order.to_owned();
        self.decide(now, move |store, now| store.find(&order, now)).await
    }

    /// Rows of a worker that are due, oldest first.
    pub async fn due(&self, target: &Target, now: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        let target = target.to_string();
        self.at(now, move |store, now| store.due(&target, now, limit)).await
    }

    /// When the next row of a worker that is not due yet becomes so.
    pub async fn next_due(&self, target: &Target, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let target = target.to_string();
        self.at(now, move |store, now| store.next_due(&target, now)).await
    }

    /// Starts a once row by compare-and-set. `None`: it is gone or was started before, so do nothing.
    pub async fn start(&self, row: i64, now: Timestamp) -> Result<Option<Arc<OrderState>>, StoreError> {
        self.at(now, move |store, now| store.start(row, now)).await
    }

    /// Feeds a row's outcome to the rules. A row that was revoked meanwhile is ignored.
    pub async fn finish(&self, row: i64, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        self.at(now, move |store, now| store.finish(row, outcome, now)).await
    }

    /// Puts a repeatable row off after a try without a clear answer.
    pub async fn postpone(
        &self,
        row: i64,
        reason: String,
        pause: Duration,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.at(now, move |store, now| store.postpone(row, reason, pause, now)).await
    }

    /// Moves the tickets of a printer that has taken nothing `since`; see [`OrderStore::not_ready`].
    pub async fn not_ready(
        &self,
        printer: &str,
        reason: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (printer, reason) = (printer.to_owned(), reason.to_owned());
        self.at(now, move |store, now| store.not_ready(&printer, &reason, since, now)).await
    }

    /// Compresses a few states of orders that have been closed for a while; true if there are more.
    ///
    /// # Errors
    /// The database failed; all is as before.
    pub async fn archive(&self, now: Timestamp) -> Result<bool, StoreError> {
        let Some(batch) = self.ask(move |store| store.loose(now)).await? else { return Ok(false) };
        let compressed = tokio::task::spawn_blocking(|| batch.compress()).await;
        let batch = compressed.map_err(|error| StoreError::Corrupt(error.to_string()))??;
        self.ask(move |store| store.archive(batch, now)).await?;
        Ok(true)
    }

    /// Applies every due wake; answers when the next one is.
    pub async fn wake(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.at(now, move |store, now| store.wake(now)).await
    }

    /// Moves everything that waits by as much as the clock is set, then calls `follow`, which sets it; no other request comes
    /// between the two.
    pub async fn set_clock(
        &self,
        by: SignedDuration,
        now: Timestamp,
        follow: impl FnOnce() + Send + 'static,
    ) -> Result<(), StoreError> {
        self.ask(move |store| store.clock_set(by, now).map(|()| follow())).await
    }

    /// Notes the difference to an app's clock; see [`OrderStore::app_clock`].
    pub async fn app_clock(&self, channel: &str, ahead: i64, now: Timestamp) -> Result<(), StoreError> {
        let channel = channel.to_owned();
        self.at(now, move |store, now| store.app_clock(&channel, ahead, now)).await
    }

    /// Runs work that has a time, which is corrected to the present clock; see [`OrderStore::in_step`].
    async fn at<T: Send + 'static>(
        &self,
        now: Timestamp,
        work: impl FnOnce(&mut OrderStore, Timestamp) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ask(move |store| {
            let now = store.in_step(now);
            work(store, now)
        })
        .await
    }

    /// The same for what may be refused; a database that failed is a refusal too.
    async fn decide<T: Send + 'static>(
        &self,
        now: Timestamp,
        work: impl FnOnce(&mut OrderStore, Timestamp) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let by = self.by;
        self.at(now, move |store, now| {
            store.by = by;
            let done = work(store, now);
            store.by = By::default();
            Ok(done)
        })
        .await?
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut OrderStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.ask(work).await
    }
}
