//! The shop's trail: what was done about the shop, written in the commit that does it, and read beside the program.

use std::path::Path;

use domain::timeline::By;
use domain::trail::{Deed, Noted, Told};
use domain::{Done, Refused};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::stored::text;
use super::unit_of_work::UnitOfWork;
use super::{OrderStore, Store, StoreError, schema};

/// Entries older than this are forgotten, in milliseconds: 400 days, so that a season can be compared with the last.
const KEPT: i64 = 400 * 24 * 3_600_000;

/// The entries of a time, the newest first; at most so many. No database yet has none. One that is damaged is left out.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn trail(path: &Path, from: Timestamp, to: Timestamp, limit: usize) -> Result<Vec<Noted>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(Vec::new()) };
    // A database that only an older version has opened so far lacks the table.
    if !schema::has_table(&conn, "trail")? {
        return Ok(Vec::new());
    }
    let mut query =
        conn.prepare("SELECT noted FROM trail WHERE at >= ?1 AND at < ?2 ORDER BY at DESC LIMIT ?3")?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows =
        query.query_map(params![from.as_millisecond(), to.as_millisecond(), limit], |row| text(row, 0))?;
    let rows: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(rows.iter().filter_map(|noted| serde_json::from_str(noted).ok()).collect())
}

/// Writes what a command tells of itself where no program runs; where there is no database yet, nothing.
///
/// # Errors
/// The database failed.
pub fn note(path: &Path, told: Told, now: Timestamp) -> Result<(), StoreError> {
    if !path.exists() {
        return Ok(());
    }
    let noted = Noted { at: now, by: By::Command, deed: Deed::Told { what: told.bounded() } };
    insert(&schema::open(path)?, &noted)
}

/// Writes an entry.
pub(super) fn insert(conn: &Connection, noted: &Noted) -> Result<(), StoreError> {
    insert_stored(conn, noted.at.as_millisecond(), &serde_json::to_string(noted)?)
}

fn insert_stored(conn: &Connection, at: i64, noted: &str) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO trail (at, noted) VALUES (?1, ?2)")?.execute(params![at, noted])?;
    Ok(())
}

impl UnitOfWork<'_> {
    /// Writes an entry.
    pub(super) fn note(&self, noted: &Noted) -> Result<(), StoreError> {
        insert(&self.tx, noted)
    }

    /// Writes an entry about what was done in this transaction, if anything was.
    pub(super) fn note_if_done(
        &self,
        done: Result<Done, Refused>,
        noted: &Noted,
    ) -> Result<Result<Done, Refused>, StoreError> {
        if done == Ok(Done::Committed) {
            self.note(noted)?;
        }
        Ok(done)
    }

    /// Writes an entry as another database kept it, where it is not there.
    pub(super) fn restore_noted(&self, at: i64, noted: &str) -> Result<(), StoreError> {
        let mut there = self.tx.prepare_cached("SELECT 1 FROM trail WHERE at = ?1 AND noted = ?2")?;
        if there.exists(params![at, noted])? {
            return Ok(());
        }
        insert_stored(&self.tx, at, noted)
    }
}

impl OrderStore {
    /// Does some work whose first commit writes this into the trail; where it commits nothing, nothing is written.
    pub(super) fn noting<T>(
        &mut self,
        deed: Deed,
        now: Timestamp,
        work: impl FnOnce(&mut OrderStore) -> T,
    ) -> T {
        self.to_note = Some(self.noted(deed, now));
        let done = work(self);
        self.to_note = None;
        done
    }

    /// An entry of who asks for what is done now.
    pub(super) fn noted(&self, deed: Deed, now: Timestamp) -> Noted {
        Noted { at: now, by: self.by, deed }
    }

    /// Writes what the window or a command tells of itself.
    ///
    /// # Errors
    /// The database failed.
    pub fn note_told(&mut self, told: Told, now: Timestamp) -> Result<Done, Refused> {
        self.noting(Deed::Told { what: told.bounded() }, now, |store| store.commit(|_| Ok(())))?;
        Ok(Done::Committed)
    }

    /// Deletes what is older than is kept.
    pub(super) fn forget_trail(&self, now: Timestamp) -> Result<(), StoreError> {
        let old = now.as_millisecond().saturating_sub(KEPT);
        self.conn().execute("DELETE FROM trail WHERE at < ?1", params![old])?;
        Ok(())
    }
}

impl Store {
    /// Writes what the window or a command tells of itself; see [`OrderStore::note_told`].
    pub async fn note(&self, told: Told, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.note_told(told, now)).await
    }
}
