//! The database and the live orders. Every input is one transaction: read the order's state, apply the rule, write the
//! state, its outbox rows and its next wake. The live orders in memory change only after its commit.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::board::StoreTrouble;
use domain::menu::Menu;
use domain::order::phone::{self, PhoneFault, PhoneOrder};
use domain::order::{AppEvent, AppEventKind};
use domain::rules::{self, Body, Input, Policy, Target};
use domain::timeline::By;
use domain::trail::Noted;
use domain::{Candidate, Command, Done, OrderState, Refused, ShopCommand};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::aside::Damage;
use super::consent::{self, Consents};
use super::files::Files;
use super::shop::{self, Openings};
use super::stored::{Known, Stored, WITH_STATE, load, text};
use super::unit_of_work::{UnitOfWork, is_open};
use super::unstored::Unstored;
use super::{Orders, StoreError, find, menu, outbox, schema, voices};

/// Makes ids of new orders: uuid v7 in the product, anything unique in a simulation.
pub type Ids = Box<dyn FnMut(Timestamp) -> String + Send>;

/// Orders that are woken before other requests get their turn.
const WOKEN_AT_ONCE: usize = 100;
/// Events older than this are forgotten once acknowledged, in milliseconds: apps keep theirs for hours.
const FORGET_EVENTS_AFTER: i64 = 7 * 24 * 3_600_000;

/// What one poll or push brought of one order.
#[derive(Clone, Debug)]
pub struct IncomingEvents {
    /// The app's id of the order.
    pub external_id: String,
    /// Its body, if it was not known before.
    pub body: Option<Body>,
    /// Its events, in any order.
    pub events: Vec<AppEvent>,
}

/// The database and the live orders.
pub struct OrderStore {
    pub(super) conn: Connection,
    pub(super) policy: Arc<Policy>,
    ids: Ids,
    pub(super) live: BTreeMap<String, Arc<OrderState>>,
    pub(super) openings: Openings,
    pub(super) consents: Consents,
    pub(super) menu: Arc<Menu>,
    pub(super) changed: bool,
    /// The last time that the clock was set, while requests may be under way from before.
    pub(super) set: Option<super::clock::Set>,
    /// The business day that was tidied up for last.
    tidied: Option<String>,
    /// What was found damaged when the database was opened, until it is set aside.
    pub(super) damage: Vec<Damage>,
    /// Whether the files are still those that were opened; `None`: it is in memory.
    pub(super) watch: Option<Files>,
    /// What a person must know of the store.
    pub(super) trouble: Option<StoreTrouble>,
    /// What is shown although it could not be stored.
    pub(super) unstored: Unstored,
    /// The time of the latest request.
    pub(super) told: Timestamp,
    /// Why the file is not to be written into any more.
    pub(super) broken: Option<String>,
    /// Whether what a killed process left could not be settled yet.
    to_recover: bool,
    /// Who asks for what is done now.
    pub(super) by: By,
    /// What the next commit writes into the shop's trail.
    pub(super) to_note: Option<Noted>,
    /// Whether nothing of the customers who were taken out is left in the log beside the file.
    pub(super) is_wiped: bool,
}

impl OrderStore {
    /// Opens (or creates) a database.
    ///
    /// # Errors
    /// See [`super::Store::open`].
    pub fn open(path: &Path, policy: Arc<Policy>, ids: Ids) -> Result<OrderStore, StoreError> {
        OrderStore::over(schema::open(path)?, Some(path), policy, ids)
    }

    /// An order store in memory, for tests and for showing what cannot be stored.
    ///
    /// # Errors
    /// SQLite could not be started.
    pub fn in_memory(policy: Arc<Policy>, ids: Ids) -> Result<OrderStore, StoreError> {
        OrderStore::over(schema::open_in_memory()?, None, policy, ids)
    }

    pub(super) fn over(
        conn: Connection,
        path: Option<&Path>,
        mut policy: Arc<Policy>,
        ids: Ids,
    ) -> Result<OrderStore, StoreError> {
        let (openings, mut damage) = shop::load(&conn)?;
        // Pauses that have ended meanwhile end at the first wake.
        shop::refresh(&mut policy, &openings, Timestamp::MIN);
        let consents = consent::load(&conn)?;
        consent::refresh(&mut policy, &consents);
        let menu = Arc::new(menu::load(&conn)?);
        let mut live = BTreeMap::new();
        let newest_day: Option<String> =
            conn.query_row("SELECT max(day) FROM orders", [], |row| row.get(0))?;
        let mut query =
            conn.prepare(&format!("SELECT {WITH_STATE} WHERE orders.open = 1 OR orders.day = ?1"))?;
        let orders = query.query_map(params![newest_day], Stored::of)?;
        for order in orders {
            let order = order?;
            match order.state() {
                Ok(state) => drop(live.insert(state.head.id.clone(), Arc::new(state))),
                Err(reason) => damage.push(Damage::Order(Box::new(order), reason)),
            }
        }
        drop(query);
        Ok(OrderStore {
            conn,
            policy,
            ids,
            live,
            openings: Arc::new(openings),
            consents: Arc::new(consents),
            menu,
            changed: true,
            set: None,
            tidied: None,
            damage,
            watch: path.map(Files::new),
            trouble: None,
            unstored: Unstored::default(),
            told: Timestamp::UNIX_EPOCH,
            broken: None,
            to_recover: false,
            by: By::default(),
            to_note: None,
            is_wiped: false,
        })
    }

    /// Changes the policy, as a restart with other settings does.
    #[cfg(test)]
    pub(super) fn set_policy(&mut self, policy: Policy) {
        self.policy = Arc::new(policy);
    }

    /// What the rules are given: the settings, a busy kitchen, allowed surcharges.
    pub fn policy(&self) -> Arc<Policy> {
        self.policy.clone()
    }

    /// Open orders and this business day's, oldest first.
    pub fn orders(&self) -> Orders {
        Arc::new(self.unstored.over(&self.live))
    }

    /// Whether [`OrderStore::orders`] changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// One transaction. What `work` touched becomes visible only if it commits.
    pub(super) fn commit<T>(
        &mut self,
        work: impl FnOnce(&mut UnitOfWork<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let result = self.try_commit(work);
        if let Err(error) = &result {
            self.heed(error);
        }
        self.note_health(result.as_ref().err());
        result
    }

    fn try_commit<T>(
        &mut self,
        work: impl FnOnce(&mut UnitOfWork<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.is_there()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut unit = UnitOfWork::new(tx, &self.policy, &self.live, &self.menu);
        let result = work(&mut unit)?;
        if let Some(noted) = self.to_note.take() {
            unit.note(&noted)?;
        }
        let changed = unit.commit()?;
        if let Some(watch) = &mut self.watch {
            // What was committed to a file that has been removed is lost, so it must not be reported as stored.
            watch.check_committed()?;
            watch.look();
        }
        for state in changed.orders {
            self.live.insert(state.head.id.clone(), state);
            self.changed = true;
        }
        if let Some(menu) = changed.menu {
            self.menu = Arc::new(menu);
        }
        Ok(result)
    }

    /// Settles what a killed process left: the outcome of a once row that is found started is unknown, and the apps are asked
    /// about every open order.
    ///
    /// # Errors
    /// The database failed.
    pub fn recover(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.told = now;
        self.to_recover = true;
        self.set_damage_aside(now)?;
        self.notice_clock_set_back(now)?;
        let open: Vec<String> =
            self.live.values().filter(|state| is_open(state)).map(|state| state.head.id.clone()).collect();
        let recovered = self.commit(|unit| {
            for started in outbox::take_started(&unit.tx)? {
                let (effect, order) = match started {
                    Ok(started) => started,
                    Err(lost) => {
                        unit.started_lost(&lost, now)?;
                        continue;
                    }
                };
                voices::note_torn(&unit.tx, &order, &effect)?;
                unit.apply(&order, Input::Outcome(effect, Box::new(rules::Outcome::Interrupted)), now)?.ok();
            }
            for order in open {
                unit.apply(&order, Input::Restarted, now)?.ok();
            }
            Ok(())
        });
        self.to_recover = recovered.is_err();
        recovered
    }

    /// At the first wake of a business day deletes old events and writes the log into the database's file.
    fn tidy(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let day = self.policy.business_day(None, now);
        if self.tidied.as_ref() == Some(&day) {
            return Ok(());
        }
        let old = now.as_millisecond() - FORGET_EVENTS_AFTER;
        self.conn.execute(
            "DELETE FROM events WHERE heard_at < ?1 AND acknowledged_at IS NOT NULL",
            params![old],
        )?;
        self.forget_trail(now)?;
        let _ = schema::checkpoint(&self.conn)?;
        self.look();
        self.tidied = Some(day);
        Ok(())
    }

    /// Shrinks the file where much of it is unused, writes the log into it and closes it. `hurry` ends the shrinking, which the
    /// next stop then does.
    pub fn close(self, hurry: Arc<AtomicBool>) {
        if let Err(error) = schema::shrink(&self.conn, hurry) {
            tracing::info!(%error, "the database's file stays as large as it is");
        }
        if let Err(error) = schema::checkpoint(&self.conn) {
            tracing::warn!(%error, "the database's log stays beside it");
        }
        // The last connection to close takes the `-wal` file away.
        if let Err((_, error)) = self.conn.close() {
            tracing::warn!(%error, "the database could not be closed");
        }
    }

    /// Stores what one poll brought, all in one commit: new orders, new events of known orders, and the fact that the
    /// rest was heard before. Every event stored is to be acknowledged from here on. Events of an order that is
    /// neither known nor given a body are left for the next poll.
    ///
    /// `ahead` is how far our clock is ahead of the app's, in seconds.
    ///
    /// # Errors
    /// The database failed; nothing is stored and nothing may be acknowledged.
    pub fn hear(
        &mut self,
        channel: &str,
        incoming: Vec<IncomingEvents>,
        ahead: i64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.told = now;
        let mut ids: Vec<String> = incoming.iter().map(|_| (self.ids)(now)).collect();
        let stored = self.commit(|unit| {
            for (incoming, id) in incoming.iter().cloned().zip(ids.drain(..)) {
                unit.hear_one(channel, incoming, id, ahead, now)?;
            }
            Ok(())
        });
        match stored {
            Ok(()) => self.is_stored(channel, &incoming),
            Err(_) => self.show_unstored(channel, incoming, ahead, now),
        }
        stored
    }

    /// Which of these orders of the app are stored.
    ///
    /// # Errors
    /// The database failed.
    pub fn known(&mut self, channel: &str, external_ids: &[String]) -> Result<HashSet<String>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT 1 FROM orders WHERE channel = ?1 AND external_id = ?2")?;
        let mut known = HashSet::new();
        for id in external_ids {
            if query.exists(params![channel, id])? {
                known.insert(id.clone());
            }
        }
        Ok(known)
    }

    /// Events stored and not yet acknowledged, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn unacknowledged(&mut self, channel: &str, limit: usize) -> Result<Vec<AppEvent>, StoreError> {
        // Events that were written to a file that has been removed must not be acknowledged.
        self.is_there()?;
        let mut query = self.conn.prepare_cached(
            "SELECT id, order_id, kind, created_at FROM events
             WHERE channel = ?1 AND acknowledged_at IS NULL ORDER BY heard_at LIMIT ?2",
        )?;
        let rows = query.query_map(params![channel, limit as i64], |row| {
            let raw_kind = text(row, 2)?;
            let kind = AppEventKind::read(&raw_kind);
            let created_at = time(row.get(3)?);
            Ok(AppEvent {
                id: text(row, 0)?,
                kind,
                raw_kind,
                order_id: text(row, 1)?,
                created_at,
                reason: None,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that the app has accepted these acknowledgments.
    ///
    /// # Errors
    /// The database failed; they will be sent again, which does no harm.
    pub fn acknowledged(&mut self, channel: &str, ids: &[String], now: Timestamp) -> Result<(), StoreError> {
        self.commit(|unit| {
            let mut update = unit
                .tx
                .prepare_cached("UPDATE events SET acknowledged_at = ?3 WHERE channel = ?1 AND id = ?2")?;
            for id in ids {
                update.execute(params![channel, id, now.as_millisecond()])?;
            }
            Ok(())
        })
    }

    /// Takes an order that was phoned in; answers its short number.
    ///
    /// # Errors
    /// Something is missing or impossible; nothing is stored then.
    pub fn phone(&mut self, order: PhoneOrder, now: Timestamp) -> Result<String, Refused> {
        let id = (self.ids)(now);
        let prep_minutes = order.prep_minutes;
        prep_minutes.map_or(Ok(()), rules::check_prep)?;
        // An order by phone has no app, so its key stands for the app's id.
        let key = if order.key.is_empty() { id.clone() } else { order.key.clone() };
        if let Some(number) = self.phoned(&key)? {
            return Ok(number);
        }
        let shop = order.shop.clone();
        if shop.as_ref().is_some_and(|shop| !self.policy.shops.contains_key(shop)) {
            return Err(Refused::NoOrder { fault: PhoneFault::NoShop });
        }
        let by = self.by;
        let order = order.into_order(&key, now).map_err(|fault| Refused::NoOrder { fault })?;
        self.commit(|unit| unit.phone(id, order, shop, prep_minutes, by, now)).map_err(Refused::from)
    }

    /// The number of an order that was phoned in under this key.
    fn phoned(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT number FROM orders WHERE channel = ?1 AND external_id = ?2")?;
        Ok(query.query_row(params![phone::CHANNEL, key], |row| row.get(0)).optional()?)
    }

    /// Carries out a person's command.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub fn command(&mut self, order: &str, command: Command, now: Timestamp) -> Result<Done, Refused> {
        let state = self.find(order, now)?;
        let off_menu = command.off_menu(&state);
        if off_menu.is_some() && !self.policy.channels.contains_key(&state.head.channel) {
            return Err(Refused::UnknownChannel { channel: state.head.channel.clone() });
        }
        let by = self.by;
        let done = self.commit(|unit| unit.apply(&state.head.id, Input::Command(by, command), now))??;
        // A transaction of its own: if the program is killed between the two, the command is given again, and its first half is
        // already done.
        match off_menu.map(|item| self.shop(Some(&state.head.channel), &ShopCommand::SoldOut { item }, now)) {
            Some(Ok(Done::Committed)) => Ok(Done::Committed),
            Some(Err(refused)) => Err(refused),
            Some(Ok(Done::Already)) | None => Ok(done),
        }
    }

    /// One order by what a person calls it; see [`super::find`].
    ///
    /// # Errors
    /// None or several orders bear it.
    pub fn find(&mut self, needle: &str, now: Timestamp) -> Result<Arc<OrderState>, Refused> {
        let named = find::named(&self.conn, needle, now, |shop, at| self.policy.business_day(shop, at));
        let mut found = named?;
        if found.is_empty() && self.unstored.bears(needle) {
            return Err(Refused::Store { reason: "not stored".to_owned() });
        }
        match (found.pop(), found.as_slice()) {
            (None, _) => Err(Refused::UnknownOrder { order: needle.to_owned() }),
            (Some(one), []) => {
                let state = self.state(&one.head.id, now)?;
                state.ok_or_else(|| Refused::UnknownOrder { order: needle.to_owned() })
            }
            (Some(last), others) => {
                let candidates = others.iter().chain([&last]).map(Candidate::of).collect();
                Err(Refused::AmbiguousOrder { order: needle.to_owned(), candidates })
            }
        }
    }

    /// Applies the wake to every order that is due, one commit each; answers when the next one is.
    ///
    /// # Errors
    /// The database failed.
    pub fn wake(&mut self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.told = now;
        if self.to_recover {
            self.recover(now)?;
        }
        self.forget_unstored(now);
        self.restart_pauses(now)?;
        let due: Vec<String> = {
            let mut query = self
                .conn
                .prepare_cached("SELECT id FROM orders WHERE next_wake <= ?1 ORDER BY next_wake LIMIT ?2")?;
            query
                .query_map(params![now.as_millisecond(), WOKEN_AT_ONCE as i64], |row| row.get(0))?
                .collect::<Result<_, _>>()?
        };
        for id in due {
            self.commit(|unit| unit.apply(&id, Input::Wake, now))?.ok();
        }
        self.wake_openings(now)?;
        self.wake_consents(now)?;
        self.forget_yesterday(now);
        self.tidy(now)?;
        // The partial index is used only where the query says its condition.
        let next: Option<i64> = self
            .conn
            .prepare_cached("SELECT min(next_wake) FROM orders WHERE next_wake IS NOT NULL")?
            .query_row([], |row| row.get(0))?;
        Ok(next.map(time))
    }

    /// Moves the queued tickets of a printer that has taken nothing `since` to its backup, in one commit, where it has one and
    /// waited long enough.
    ///
    /// # Errors
    /// The database failed; nothing has moved then.
    pub fn not_ready(
        &mut self,
        printer: &str,
        reason: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if !rules::is_stood_in_for(&self.policy, printer, since, now) {
            return Ok(());
        }
        let target = Target::Printer(printer.to_owned()).to_string();
        self.commit(|unit| {
            let waiting: Vec<String> = unit
                .tx
                .prepare_cached(
                    "SELECT order_id FROM outbox WHERE target = ?1 AND state = 'queued'
                     GROUP BY order_id ORDER BY min(id)",
                )?
                .query_map(params![target], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for order in waiting {
                let (printer, reason) = (printer.to_owned(), reason.to_owned());
                unit.apply(&order, Input::NotReady { printer, reason }, now)?.ok();
            }
            Ok(())
        })
    }

    /// Removes closed orders of past business days from memory, not from the database.
    fn forget_yesterday(&mut self, now: Timestamp) {
        let (policy, before) = (&self.policy, self.live.len());
        self.live.retain(|_, state| {
            let shop = state.head.shop.as_deref();
            is_open(state)
                || policy.business_day(shop, state.head.received_at) == policy.business_day(shop, now)
        });
        self.changed |= self.live.len() != before;
    }

    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }

    /// One order by its local id. One whose state is damaged gets a stand-in, in a transaction of its own.
    pub(super) fn state(&mut self, id: &str, now: Timestamp) -> Result<Option<Arc<OrderState>>, StoreError> {
        match load(&self.conn, &self.live, id)? {
            None => Ok(None),
            Some(Known::Whole(state)) => Ok(Some(state)),
            Some(Known::Damaged(..)) => self.commit(|unit| unit.state(id, now)),
        }
    }
}

/// A stored time; one outside the calendar becomes the nearest in it.
pub(super) fn time(milliseconds: i64) -> Timestamp {
    let nearest = if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(milliseconds).unwrap_or(nearest)
}
