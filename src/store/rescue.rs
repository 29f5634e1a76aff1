//! Replaces a damaged or vanished database. Another one is filled beside it with what can be saved, and takes its place once it is
//! whole: the newest backup, over that the orders in memory if the program was running and what can still be read of the old
//! file, and the note beside it. The old file is kept under a name with the date.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::OrderState;
use domain::board::{StoreFault, StoreTrouble};
use domain::rules::Policy;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::backup::{self, Backup};
use super::files::Files;
use super::note::{Note, Noted};
use super::salvage::{OPEN_AND_NEWEST, Saved, Since, saved};
use super::stored::{Stored, WITH_STATE};
use super::swap::{self, Why};

use super::unit_of_work::is_open;
use super::{Ids, OrderStore, StoreError, schema};

/// A file up to this size is checked whenever it is opened, bytes: a tenth of a second.
const CHECKED_AT_START: i64 = 16 * 1024 * 1024;

impl OrderStore {
    /// Opens (or creates) a database. A damaged one is set aside, and another one goes on.
    ///
    /// # Errors
    /// See [`super::Store::open`].
    pub fn open_or_rescue(
        path: &Path,
        policy: Arc<Policy>,
        ids: Ids,
        now: Timestamp,
    ) -> Result<OrderStore, StoreError> {
        swap::finish(path)?;
        // An empty file counts as a new database.
        let was_there = std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
        if was_there {
            match schema::open(path).and_then(checked) {
                Ok(conn) => return OrderStore::over(conn, Some(path), policy, ids),
                Err(StoreError::Damaged(reason)) => tracing::error!(%reason, "the database is damaged"),
                Err(error) => return Err(error),
            }
        } else if backup::backups(path).is_empty() {
            // The database is new. A note beside it tells of one that was removed or emptied, and what it says still holds.
            let mut store = OrderStore::over(schema::open(path)?, Some(path), policy, ids)?;
            store.fill(&[], Saved::default(), &Note::read(path), now)?;
            return Ok(store);
        } else {
            tracing::error!("the database vanished");
            let _ = std::fs::remove_file(path);
        }
        let backup = ground(path);
        let mut store = OrderStore::over(schema::open(&swap::repairing(path))?, None, policy, ids)?;
        let saved = if was_there { saved(path, store.since(now)?) } else { Saved::default() };
        store.fill(&[], saved, &Note::read(path), now)?;
        let aside = store.settle(path, Why::Damaged, now)?;
        store.trouble = trouble(backup.as_ref(), aside.as_deref(), now);
        Ok(store)
    }

    /// Does the same while the program runs, when a page turns out to be damaged.
    pub(super) fn rescue(&mut self, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        let Some(path) = self.path() else { return Ok(()) };
        tracing::error!(%reason, "the database is damaged");
        let nothing = Connection::open_in_memory()?;
        // Closing a damaged file may fail; its handle is released all the same.
        let _ = std::mem::replace(&mut self.conn, nothing).close();
        let live = std::mem::take(&mut self.live);
        self.watch = None;
        let rebuilt = self.rebuild(&path, &live.values().cloned().collect::<Vec<_>>(), now);
        if let Err(error) = rebuilt {
            // It is tried again with what is in memory; until then nothing is stored in a file that goes again.
            self.conn = Connection::open_in_memory()?;
            (self.live, self.watch) = (live, Some(Files::new(&path)));
            return Err(error);
        }
        let consents = Vec::clone(&self.consents);
        self.keep_consents(consents)?;
        self.changed = true;
        self.recover(now)
    }

    fn rebuild(&mut self, path: &Path, live: &[Arc<OrderState>], now: Timestamp) -> Result<(), StoreError> {
        swap::remove(&swap::repairing(path));
        let backup = ground(path);
        self.conn = schema::open(&swap::repairing(path))?;
        let mut saved = saved(path, self.since(now)?);
        saved.openings.clear();
        saved.dishes.clear();
        for (id, dish) in self.menu.kept() {
            saved.dishes.push((id, serde_json::to_string(dish)?));
        }
        for (channel, opening) in self.openings.iter() {
            saved.openings.push((channel.clone(), serde_json::to_string(opening)?));
        }
        self.fill(live, saved, &Note::read(path), now)?;
        let aside = self.settle(path, Why::Damaged, now)?;
        self.trouble = trouble(backup.as_ref(), aside.as_deref(), now);
        Ok(())
    }

    fn since(&self, now: Timestamp) -> Result<Option<Since>, StoreError> {
        Since::of(&self.conn, self.policy.business_date(None, now), now)
    }

    /// Closes the repaired database, which this one writes into, and goes on with it in its place; where the other one lies then.
    fn settle(&mut self, path: &Path, why: Why, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
        schema::checkpoint(&self.conn)?;
        let conn = std::mem::replace(&mut self.conn, Connection::open_in_memory()?);
        conn.close().map_err(|(_, error)| error)?;
        let aside = swap::put_in_place(path, why, now)?;
        self.conn = schema::open(path)?;
        self.watch = Some(Files::new(path));
        Ok(aside)
    }

    /// Remembers that a statement met a damaged page.
    pub(super) fn heed(&mut self, error: &StoreError) {
        if let StoreError::Damaged(reason) = error {
            self.broken.get_or_insert_with(|| reason.clone());
        }
    }

    /// A file in which a statement met a damaged page is not written into any more.
    pub(super) fn rescue_if_damaged(&mut self) {
        let Some(reason) = self.broken.take() else { return };
        // What is read from a file that was removed is not reliable, and the file may come back.
        if let Err(gone) = self.is_there() {
            return self.note_health(Some(&gone));
        }
        let now = self.told;
        if let Err(error) = self.rescue(&reason, now) {
            tracing::error!(%error, "the damaged database cannot be set aside");
            self.note_health(Some(&error));
            self.broken = Some(reason);
        }
    }

    /// The note for a new database.
    pub(super) fn note(&self) -> Note {
        // Numbers of the day and of the day before: wherever a shop is, one of them is its present one.
        let recent = self.told.checked_sub(SignedDuration::from_hours(48)).unwrap_or(self.told);
        let recent = recent.to_zoned(TimeZone::UTC).date().to_string();
        let mut shorts: Vec<&str> =
            self.policy.channels.values().map(|channel| channel.short.as_str()).collect();
        shorts.sort_unstable();
        shorts.dedup();
        let numbers = shorts.into_iter().flat_map(|short| self.numbers(short, &recent).unwrap_or_default());
        let open = self.live.values().filter(|state| is_open(state)).map(|state| Noted {
            id: state.head.id.clone(),
            number: state.head.number.clone(),
            channel: state.head.channel.clone(),
            external_id: state.head.external_id.clone(),
            day: self.policy.business_day(state.head.shop.as_deref(), state.head.received_at),
        });
        Note { numbers: numbers.collect(), open: open.collect() }
    }

    fn numbers(&self, short: &str, since: &str) -> rusqlite::Result<Vec<(String, String, i64)>> {
        self.conn()
            .prepare_cached("SELECT short, day, last FROM numbers WHERE short = ?1 AND day >= ?2")?
            .query_map(params![short, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect()
    }

    /// Writes the note where it says something new.
    pub(super) fn write_note(&self, noted: &mut Note) {
        // While the database waits for its repair, nothing in reach knows its numbers.
        let (Some(path), Ok(()), None) = (self.path(), self.is_there(), &self.broken) else { return };
        let note = self.note();
        if note != *noted {
            note.write(&path);
            *noted = note;
        }
    }

    /// Fills a new database: whole orders as they were, of others a stand-in with the number that they bore.
    fn fill(
        &mut self,
        live: &[Arc<OrderState>],
        saved: Saved,
        note: &Note,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.commit(|unit| {
            // Row ids go on counting, so that a late outcome for a lost row is not taken for another row's.
            unit.tx.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'", [])?;
            unit.tx.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?1)",
                params![now.as_millisecond()],
            )?;
            for (short, day, last) in saved.numbers.iter().chain(&note.numbers) {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO numbers (short, day, last) VALUES (?1, ?2, ?3)
                         ON CONFLICT DO UPDATE SET last = max(last, ?3)",
                    )?
                    .execute(params![short, day, last])?;
            }
            for (channel, opening) in &saved.openings {
                unit.tx
                    .prepare_cached("INSERT INTO openings (channel, opening) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                    .execute(params![channel, opening])?;
            }
            unit.restore_menu(&saved.dishes);
            // What was deleted since the backup does not come back with it.
            for (table, is_whole) in
                [("closed_days", saved.closed_days.is_whole), ("statements", saved.statements.is_whole)]
            {
                if is_whole {
                    unit.tx.execute(&format!("DELETE FROM {table}"), [])?;
                }
            }
            unit.restore_closed_days(&saved.closed_days.rows)?;
            unit.restore_statements(&saved.statements.rows)?;
            for (at, noted) in &saved.trail {
                unit.restore_noted(*at, noted)?;
            }
            for state in live {
                unit.restore(OrderState::clone(state))?;
            }
            let known: HashSet<&str> = live.iter().map(|state| state.head.id.as_str()).collect();
            for stored in saved.orders.iter().filter(|stored| !known.contains(stored.id.as_str())) {
                match stored.state() {
                    Ok(state) => unit.restore(state)?,
                    Err(reason) if !unit.is_known(&stored.channel, &stored.external_id)? => {
                        unit.stand_in_for(stored, &reason, now)?;
                    }
                    // It was over when the backup was taken, and something of it is open again.
                    Err(reason) if stored.open => unit.stand_in(stored, &reason, now)?,
                    Err(_) => {}
                }
            }
            let carried = unit.carried();
            for task in saved.tasks.iter().filter(|task| carried.contains(&task.order)) {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO outbox (order_id, target, tag, once, in_sequence, state, effect, not_before,
                                             created_at, waits_since, attempts, id)
                         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
                         WHERE EXISTS (SELECT 1 FROM orders WHERE id = ?1)",
                    )?
                    .execute(params![
                        task.order,
                        task.target,
                        task.tag,
                        task.once,
                        task.in_sequence,
                        task.state,
                        task.effect,
                        task.times[0],
                        task.times[1],
                        task.times[2],
                        task.attempts,
                        task.id
                    ])?;
            }
            for noted in &note.open {
                if !unit.is_known(&noted.channel, &noted.external_id)? {
                    unit.stand_in_for(&Stored::of_note(noted), "the database was damaged", now)?;
                }
            }
            unit.rescued(now)
        })
    }
}

/// Lays the newest backup down as the ground of a repair. Without one it begins with an empty database.
fn ground(path: &Path) -> Option<Backup> {
    backup::lay_newest(path, &swap::repairing(path)).unwrap_or_else(|error| {
        tracing::error!(%error, "no backup can be laid back");
        None
    })
}

/// Puts a backup into the place of the database of a program that does not run. Orders that came or changed later, and what else the
/// database there still tells, are taken over from it; it lies beside the new one then, and its path is answered.
///
/// # Errors
/// The backup is damaged, none, or a newer version's, or the disk does not take it; the database is as it was then.
pub fn restore(
    path: &Path,
    backup: &Path,
    policy: Arc<Policy>,
    ids: Ids,
    now: Timestamp,
) -> Result<Option<PathBuf>, StoreError> {
    swap::finish(path)?;
    let repairing = swap::repairing(path);
    let restored = backup::lay(backup, &repairing).and_then(|()| {
        let mut store = OrderStore::over(schema::open(&repairing)?, None, policy, ids)?;
        let saved = if path.exists() { saved(path, store.since(now)?) } else { Saved::default() };
        store.fill(&[], saved, &Note::read(path), now)?;
        store.settle(path, Why::Replaced, now)
    });
    if restored.is_err() {
        swap::remove(&repairing);
    }
    restored
}

/// What a person is told of a repair: from which backup, or where the damaged file lies.
fn trouble(backup: Option<&Backup>, aside: Option<&Path>, now: Timestamp) -> Option<StoreTrouble> {
    let (fault, path) = match (backup, aside) {
        (Some(backup), _) => (StoreFault::Restored, backup.path.as_path()),
        (None, Some(aside)) => (StoreFault::SetAside, aside),
        (None, None) => return None,
    };
    Some(StoreTrouble { fault, path: path.display().to_string(), since: now })
}

/// A small file is looked through when it is opened; a large one while the program runs.
fn checked(conn: Connection) -> Result<Connection, StoreError> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if pragma("page_count")? * pragma("page_size")? <= CHECKED_AT_START {
        schema::quick_check(&conn)?;
    }
    // What a start reads, row by row.
    conn.prepare(&format!("SELECT {WITH_STATE} {OPEN_AND_NEWEST}"))?
        .query_map([], |_| Ok(()))?
        .collect::<Result<(), _>>()?;
    Ok(conn)
}
