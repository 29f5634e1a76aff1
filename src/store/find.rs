//! Which order a person means: the same for every command, whether it acts through the running instance or reads beside it.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use super::{StoreError, ledger, schema};
use crate::engine::OrderState;

/// Every order that bears a name: a local id or an app's id of any time; a short number or an app's display id (앱번호) of an
/// order that is open or of its shop's present business day. `day` tells the day (`YYYY-MM-DD`) of a shop at a time. Reads
/// beside a running program; no database yet is no order.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn find(
    path: &Path,
    name: &str,
    now: Timestamp,
    day: impl Fn(Option<&str>, Timestamp) -> String,
) -> Result<Vec<OrderState>, StoreError> {
    match schema::open_to_read(path)? {
        Some(conn) => named(&conn, name, now, day),
        None => Ok(Vec::new()),
    }
}

/// See [`find`].
pub(super) fn named(
    conn: &Connection,
    name: &str,
    now: Timestamp,
    day: impl Fn(Option<&str>, Timestamp) -> String,
) -> Result<Vec<OrderState>, StoreError> {
    // Wherever the shop is, its business day began less than two days ago.
    let recent = now.checked_sub(SignedDuration::from_hours(48)).unwrap_or(now);
    let recent = recent.to_zoned(TimeZone::UTC).date().to_string();
    // Numbers and display ids come round: only the open orders and those of the last days are looked through, each by its index.
    let mut query = conn.prepare_cached(
        "SELECT state, day, 1 FROM orders WHERE id = ?1 OR external_id = ?1
         UNION ALL
         SELECT state, day, 1 FROM orders INDEXED BY orders_open
         WHERE open = 1 AND (number = ?1 OR display_id = ?1)
         UNION ALL
         SELECT state, day, 0 FROM orders INDEXED BY orders_day
         WHERE day >= ?2 AND open = 0 AND (number = ?1 OR display_id = ?1)",
    )?;
    let read =
        |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?));
    let rows = query.query_map(params![name.trim(), recent], read)?;
    let mut found: Vec<OrderState> = Vec::new();
    for row in rows {
        let (state, of, fits_anyway) = row?;
        let state = ledger::read(&state)?;
        let fits = fits_anyway || day(state.shop.as_deref(), now) == of;
        if fits && found.iter().all(|known| known.id != state.id) {
            found.push(state);
        }
    }
    Ok(found)
}
