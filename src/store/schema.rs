//! Opening the database: pragmas, migrations, and the refusal of what a newer version wrote.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::rules::STATE_VERSION;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{Error, M, MigrationDefinitionError, Migrations};

use super::StoreError;
use crate::file;

/// Numbered by position; a released one is never edited.
pub(super) const STEPS: &[M<'_>] = &[
    M::up(include_str!("migrations/0001-orders-events-outbox.sql")),
    M::up(include_str!("migrations/0002-openings.sql")),
    M::up(include_str!("migrations/0003-deposits.sql")),
    M::up(include_str!("migrations/0004-consents.sql")),
    M::up(include_str!("migrations/0005-deposit-accounts.sql")),
    M::up(include_str!("migrations/0006-outbox-waits-since.sql")),
    M::up(include_str!("migrations/0007-voices.sql")),
    M::up(include_str!("migrations/0008-unread-events.sql")),
    M::up(include_str!("migrations/0009-history.sql")),
    M::up(include_str!("migrations/0010-archive.sql")),
    M::up(include_str!("migrations/0011-set-aside.sql")),
    M::up(include_str!("migrations/0012-step-names.sql")),
    M::up(include_str!("migrations/0013-menu.sql")),
    M::up(include_str!("migrations/0014-callers.sql")),
    M::up(include_str!("migrations/0015-closed-days.sql")),
    M::up(include_str!("migrations/0016-search.sql")),
    M::up(include_str!("migrations/0017-statements.sql")),
    M::up(include_str!("migrations/0018-trail.sql")),
    M::up(include_str!("migrations/0019-privacy.sql")),
];

/// Statements that are kept prepared: an order's way through a day takes about so many.
const PREPARED: usize = 64;
/// How long a lock of another connection is waited for.
const BUSY: Duration = Duration::from_secs(5);
/// What a `-wal` file that a burst has blown up shrinks to when it is begun again, bytes.
const LONGEST_WAL: i64 = 4 * 1024 * 1024;

/// `auto_vacuum` of files that this version made.
const INCREMENTAL: i64 = 2;
/// Unused room below which the file is not worth shrinking, bytes.
const LEAST_TO_SHRINK: i64 = 16 * 1024 * 1024;

/// Opens for writing, durable to the last commit.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    // SQLite gives the files beside it the rights of the database itself.
    let _ = file::open_private(OpenOptions::new().append(true).create(true), path);
    prepare(Connection::open(path)?)
}

/// A database in memory, for tests and simulations.
pub(super) fn open_in_memory() -> Result<Connection, StoreError> {
    prepare(Connection::open_in_memory()?)
}

/// Opens for reading beside a running writer. `None` if there is no database yet.
pub(super) fn open_to_read(path: &Path) -> Result<Option<Connection>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    // Only one that may write can take the `-wal` file away again when it is the last to close; a read-only one leaves an
    // empty one behind. Where the file may not be written SQLite opens it for reading by itself.
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "query_only", true)?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => Ok(None),
        version if version > STEPS.len() as i64 => {
            Err(StoreError::Newer(format!("schema {version}, this one knows {}", STEPS.len())))
        }
        _ => {
            refuse_newer_states(&conn)?;
            #[cfg(test)]
            super::tests::plans::watch(&conn);
            Ok(Some(conn))
        }
    }
}

/// Whether there is such a table: a database that only an older version has opened so far may lack it.
pub(super) fn has_table(conn: &Connection, table: &str) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    Ok(query.exists([table])?)
}

/// Refuses a database with a state of a newer version, which this one could misread.
pub(super) fn refuse_newer_states(conn: &Connection) -> Result<(), StoreError> {
    // The index has only what is newer than version 2, and is used only where the query says so.
    let newest: Option<u32> =
        conn.query_row("SELECT max(state_version) FROM orders WHERE state_version > 2", [], |row| {
            row.get(0)
        })?;
    match newest {
        Some(version) if version > STATE_VERSION => {
            Err(StoreError::Newer(format!("state {version}, this one knows {STATE_VERSION}")))
        }
        _ => Ok(()),
    }
}

fn prepare(mut conn: Connection) -> Result<Connection, StoreError> {
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    // Of a new file only; see `shrink`.
    conn.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    // The answer is the mode in force: "memory" for a database in memory.
    let _: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten, also in pages that become free: it is about customers. The answer is the mode in force.
    let _: i64 = conn.pragma_update_and_check(None, "secure_delete", "on", |row| row.get(0))?;
    // The answer is the limit in force.
    let _: i64 = conn.pragma_update_and_check(None, "journal_size_limit", LONGEST_WAL, |row| row.get(0))?;
    Migrations::from_slice(STEPS).to_latest(&mut conn).map_err(|error| match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            StoreError::Newer(format!("schema above {}", STEPS.len()))
        }
        Error::RusqliteError { err, .. } => err.into(),
        error => StoreError::Io(error.to_string()),
    })?;
    refuse_newer_states(&conn)?;
    #[cfg(test)]
    super::tests::plans::watch(&conn);
    Ok(conn)
}

/// Writes the log into the database's file and empties the `-wal` file. Readers are not waited for; what they still need stays
/// in the log. False: something does.
pub(super) fn checkpoint(conn: &Connection) -> Result<bool, StoreError> {
    conn.busy_timeout(Duration::ZERO)?;
    let kept = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    conn.busy_timeout(BUSY)?;
    let kept = kept?;
    if kept {
        tracing::info!("a reader keeps a part of the database's log for now");
    }
    Ok(!kept)
}

/// Whether an older version left bytes in the file that it had deleted, and all customers of its time are taken out.
pub(super) fn has_old_bytes(conn: &Connection) -> Result<bool, StoreError> {
    let mut query =
        conn.prepare_cached("SELECT 1 FROM old_bytes WHERE NOT EXISTS (SELECT 1 FROM customers_to_forget)")?;
    Ok(query.exists([])?)
}

/// Rewrites the file without its unused room (`VACUUM`): once for a file of an older version, whose pages are nearly empty
/// after the states were moved and bear what was deleted, and where at least a quarter of the file and [`LEAST_TO_SHRINK`] are
/// free. `hurry` interrupts it; the file is unchanged then.
pub(super) fn shrink(conn: &Connection, hurry: Arc<AtomicBool>) -> Result<(), StoreError> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (pages, free, size) = (pragma("page_count")?, pragma("freelist_count")?, pragma("page_size")?);
    let is_old = pragma("auto_vacuum")? == 0;
    let is_moved = || {
        conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM orders WHERE place IS NULL)", [], |row| row.get(0))
    };
    let is_loose = if is_old { pages * size > LEAST_TO_SHRINK && is_moved()? } else { free * 4 > pages };
    let is_worth_it = is_loose && (is_old || free * size >= LEAST_TO_SHRINK);
    if !is_worth_it && !has_old_bytes(conn)? {
        return Ok(());
    }
    rewrite(conn, move || hurry.load(Ordering::Relaxed))
}

/// Writes the file once more without its unused room, and with that without anything that was ever deleted in it. `give_up`
/// interrupts it; the file is unchanged then.
pub(super) fn rewrite(
    conn: &Connection,
    give_up: impl FnMut() -> bool + Send + 'static,
) -> Result<(), StoreError> {
    let is_clean = has_old_bytes(conn)?;
    interruptible(conn, give_up, || {
        // Takes effect with the `VACUUM`, and marks the file as one of this version.
        conn.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
        conn.execute_batch("VACUUM")
    })?;
    if is_clean {
        conn.execute("DELETE FROM old_bytes", [])?;
    }
    Ok(())
}

/// Does long work of this connection, which `give_up` interrupts; it has changed nothing then.
pub(super) fn interruptible(
    conn: &Connection,
    give_up: impl FnMut() -> bool + Send + 'static,
    work: impl FnOnce() -> rusqlite::Result<()>,
) -> Result<(), StoreError> {
    conn.progress_handler(10_000, Some(give_up))?;
    let done = work();
    conn.progress_handler(0, None::<fn() -> bool>)?;
    Ok(done?)
}

/// Checks the whole file for damaged pages.
pub(super) fn quick_check(conn: &Connection) -> Result<(), StoreError> {
    let found: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged(found)) }
}

/// Checks the whole file beside a writer, using at most a fifth of a processor. `stop` ends it early without a finding.
pub(super) fn check_slowly(path: &Path, stop: Arc<AtomicBool>) -> Result<(), StoreError> {
    let Some(conn) = open_to_read(path)? else { return Ok(()) };
    let stopped = stop.clone();
    conn.progress_handler(
        2_000,
        Some(move || {
            std::thread::sleep(Duration::from_millis(1));
            stop.load(Ordering::Relaxed)
        }),
    )?;
    let checked = quick_check(&conn);
    if stopped.load(Ordering::Relaxed) { Ok(()) } else { checked }
}
