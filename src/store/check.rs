//! Checks a store beside a running program.

use std::path::Path;

use rusqlite::ErrorCode;

use super::stored::{Stored, with_state};
use super::{StoreError, schema};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Whether the whole file was checked; else there was not enough time.
    pub whole: bool,
    /// Numbers of open orders whose state cannot be read.
    pub damaged: Vec<String>,
    /// How many things that could not be read were set aside so far.
    pub set_aside: i64,
}

/// Checks the file until `enough` is true. `None`: there is no database yet.
///
/// # Errors
/// The file cannot be read, is damaged, or was written by a newer version.
pub fn check(
    path: &Path,
    enough: impl FnMut() -> bool + Send + 'static,
) -> Result<Option<Checked>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(None) };
    let which = format!("SELECT {} WHERE open = 1", with_state(&conn)?);
    let mut query = conn.prepare(&which)?;
    let mut damaged = Vec::new();
    for stored in query.query_map([], Stored::of)? {
        let stored = stored?;
        if stored.state().is_err() {
            damaged.push(stored.number);
        }
    }
    // An older version set nothing aside.
    let set_aside = conn.query_row("SELECT count(*) FROM set_aside", [], |row| row.get(0)).unwrap_or(0);
    conn.progress_handler(10_000, Some(enough))?;
    let found = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    let whole = match found {
        Ok(found) if found == "ok" => true,
        Ok(found) => return Err(StoreError::Damaged(found)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => false,
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Checked { whole, damaged, set_aside }))
}
