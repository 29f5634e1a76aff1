//! Orders that could not be stored: they ring and are shown, but nothing is answered to their apps.
//!
//! Events that come while nothing can be stored are applied to an order store in memory, which starts with the live orders.
//! Orders that differ there are shown. None of their effects is carried out, and they are dropped once the app sends the events
//! again and they are stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::OrderState;
use domain::board::{StoreFault, StoreTrouble};
use domain::order::Problem;
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::order_store::IncomingEvents;
use super::{OrderStore, StoreError};

/// How long after storing works again an order is shown that its app does not send again.
const SHOWN_FOR: SignedDuration = SignedDuration::from_mins(10);

/// What a probe writes, bytes: as much as a few orders.
const ROOM: i64 = 32 * 1024;

/// Channel and the app's id.
type Key = (String, String);

/// What is shown although it is not stored.
#[derive(Default)]
pub(super) struct Unstored {
    shown: BTreeMap<Key, Arc<OrderState>>,
    shadow: Option<Box<OrderStore>>,
}

impl Unstored {
    /// The live orders with what is shown instead of them or beside them, oldest first.
    pub fn over(&self, live: &BTreeMap<String, Arc<OrderState>>) -> Vec<Arc<OrderState>> {
        let instead = |state: &Arc<OrderState>| self.shown.get(&key(state)).unwrap_or(state).clone();
        let mut orders: Vec<_> = live.values().map(instead).collect();
        orders.extend(self.shown.values().filter(|state| !live.contains_key(&state.head.id)).cloned());
        orders
    }

    /// Whether one of them has this name or number.
    pub fn bears(&self, needle: &str) -> bool {
        let names = |state: &OrderState| {
            [&state.head.id, &state.head.external_id, &state.head.number].map(|name| name == needle)
        };
        self.shown.values().any(|state| names(state).contains(&true))
    }
}

fn key(state: &OrderState) -> Key {
    (state.head.channel.clone(), state.head.external_id.clone())
}

impl OrderStore {
    /// Where the database is.
    pub(super) fn path(&self) -> Option<std::path::PathBuf> {
        self.watch.as_ref().map(|watch| watch.path().to_owned())
    }

    /// # Errors
    /// The files are not those that were opened.
    pub(super) fn is_there(&self) -> Result<(), StoreError> {
        self.watch.as_ref().map_or(Ok(()), super::files::Files::check)
    }

    /// Remembers the files as they are, after they were written without [`OrderStore::commit`].
    pub(super) fn look(&mut self) {
        if let Some(watch) = &mut self.watch {
            watch.look();
        }
    }

    /// Derives the store's trouble from the result of the last commit.
    pub(super) fn note_health(&mut self, error: Option<&StoreError>) {
        let fault = match error {
            None => None,
            Some(StoreError::Full(_)) => Some(StoreFault::Full),
            Some(StoreError::Gone(_)) => Some(StoreFault::Gone),
            Some(StoreError::Io(reason) | StoreError::Damaged(reason)) => {
                Some(StoreFault::Failing { reason: reason.clone() })
            }
            // These concern one value or one request, not the store.
            Some(StoreError::Newer(_) | StoreError::Corrupt(_) | StoreError::Stopped) => return,
        };
        let stuck = self.trouble.as_ref().filter(|trouble| trouble.is_stuck());
        match (fault, stuck) {
            (None, Some(_)) => {
                tracing::info!("orders can be stored again");
                self.trouble = None;
            }
            (Some(fault), stuck) if stuck.is_none_or(|stuck| stuck.fault != fault) => {
                let since = stuck.map_or(self.told, |stuck| stuck.since);
                let path = self.path().unwrap_or_default().display().to_string();
                tracing::error!(?fault, path, "orders cannot be stored");
                self.trouble = Some(StoreTrouble { fault, path, since });
            }
            _ => {}
        }
    }

    /// What a person must know of the store.
    pub fn trouble(&self) -> Option<StoreTrouble> {
        self.trouble.clone()
    }

    /// Whether anything can be stored, found out by storing something.
    ///
    /// # Errors
    /// Nothing can.
    pub fn probe(&mut self, now: Timestamp) -> Result<(), StoreError> {
        self.told = now;
        self.commit(|unit| {
            unit.tx
                .prepare_cached(
                    "INSERT INTO probe (id, at, room) VALUES (1, ?1, zeroblob(?2))
                     ON CONFLICT DO UPDATE SET at = ?1, room = zeroblob(?2)",
                )?
                .execute(params![now.as_millisecond(), ROOM])?;
            Ok(())
        })
    }

    /// Shows what could not be stored.
    pub(super) fn show_unstored(
        &mut self,
        channel: &str,
        incoming: Vec<IncomingEvents>,
        ahead: i64,
        now: Timestamp,
    ) {
        if self.unstored.shadow.is_none() {
            match self.shadow() {
                Ok(shadow) => self.unstored.shadow = Some(Box::new(shadow)),
                Err(error) => return tracing::error!(%error, "what cannot be stored cannot be shown either"),
            }
        }
        let Some(shadow) = &mut self.unstored.shadow else { return };
        if let Err(error) = shadow.hear(channel, incoming, ahead, now) {
            return tracing::error!(%error, "what cannot be stored cannot be shown either");
        }
        for (id, state) in &shadow.live {
            if self.live.get(id) != Some(state) {
                let mut shown = OrderState::clone(state);
                shown.problems.insert(0, Problem::NotStored);
                self.unstored.shown.insert(key(state), Arc::new(shown));
            }
        }
        self.changed = true;
    }

    /// An order store in memory with the live orders and the short numbers in use.
    fn shadow(&self) -> Result<OrderStore, StoreError> {
        let mut n = 0_u32;
        let ids = Box::new(move |at: Timestamp| {
            n += 1;
            format!("unstored-{}-{n:04}", at.as_millisecond())
        });
        let mut shadow = OrderStore::in_memory(self.policy.clone(), ids)?;
        let numbers = self.note().numbers;
        shadow.commit(|unit| {
            for (short, day, last) in numbers {
                unit.tx.execute("INSERT INTO numbers VALUES (?1, ?2, ?3)", params![short, day, last])?;
            }
            for state in self.live.values() {
                unit.restore(OrderState::clone(state))?;
            }
            Ok(())
        })?;
        Ok(shadow)
    }

    /// Stops showing orders whose events are stored now.
    pub(super) fn is_stored(&mut self, channel: &str, incoming: &[IncomingEvents]) {
        for incoming in incoming {
            let key = (channel.to_owned(), incoming.external_id.clone());
            self.changed |= self.unstored.shown.remove(&key).is_some();
        }
        self.drop_shadow();
    }

    /// Stops showing orders that their apps do not send again.
    pub(super) fn forget_unstored(&mut self, now: Timestamp) {
        if self.unstored.shown.is_empty() || self.trouble.as_ref().is_some_and(StoreTrouble::is_stuck) {
            return;
        }
        let before = self.unstored.shown.len();
        self.unstored.shown.retain(|_, state| now.duration_since(state.head.updated_at) < SHOWN_FOR);
        self.changed |= self.unstored.shown.len() != before;
        self.drop_shadow();
    }

    fn drop_shadow(&mut self) {
        if self.unstored.shown.is_empty() {
            self.unstored.shadow = None;
        }
    }
}
