//! Opening the database: pragmas, migrations, and the refusal of what a newer version wrote.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{Error, M, MigrationDefinitionError, Migrations};

use super::StoreError;
use crate::engine::rules::STATE_VERSION;

/// Numbered by position; a released one is never edited.
const STEPS: &[M<'_>] = &[
    M::up(include_str!("migrations/0001-orders-events-outbox.sql")),
    M::up(include_str!("migrations/0002-openings.sql")),
    M::up(include_str!("migrations/0003-deposits.sql")),
    M::up(include_str!("migrations/0004-consents.sql")),
    M::up(include_str!("migrations/0005-deposit-accounts.sql")),
    M::up(include_str!("migrations/0006-outbox-waits-since.sql")),
    M::up(include_str!("migrations/0007-voices.sql")),
    M::up(include_str!("migrations/0008-unread-events.sql")),
];

/// Opens for writing, durable to the last commit.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
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
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        0 => Ok(None),
        version if version > STEPS.len() as i64 => {
            Err(StoreError::Newer(format!("schema {version}, this one knows {}", STEPS.len())))
        }
        _ => {
            refuse_newer_states(&conn)?;
            Ok(Some(conn))
        }
    }
}

/// A state of a newer version may say what this one would not understand.
fn refuse_newer_states(conn: &Connection) -> Result<(), StoreError> {
    let newest: Option<u32> =
        conn.query_row("SELECT max(state_version) FROM orders", [], |row| row.get(0))?;
    match newest {
        Some(version) if version > STATE_VERSION => {
            Err(StoreError::Newer(format!("state {version}, this one knows {STATE_VERSION}")))
        }
        _ => Ok(()),
    }
}

fn prepare(mut conn: Connection) -> Result<Connection, StoreError> {
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    // The answer is the mode in force: "memory" for a database in memory.
    let _: String = conn.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    Migrations::from_slice(STEPS).to_latest(&mut conn).map_err(|error| match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            StoreError::Newer(format!("schema above {}", STEPS.len()))
        }
        error => StoreError::Io(error.to_string()),
    })?;
    refuse_newer_states(&conn)?;
    Ok(conn)
}
