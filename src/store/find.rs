//! Which order a person means: the same for every command, whether it acts through the running instance or reads beside it.

use std::path::Path;

use domain::OrderState;
use domain::rules::Policy;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::stored::{APPS, Stored, with_state};
use super::{StoreError, schema};

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
    // Short numbers and display ids repeat from day to day, so only open orders and those of the last days are searched, each
    // by its index.
    let with_state = with_state(conn)?;
    let mut query = conn.prepare_cached(&format!(
        "{APPS} SELECT 1, {with_state} WHERE orders.id IN (
             SELECT id FROM orders WHERE id = ?1
             UNION ALL
             SELECT orders.id FROM apps JOIN orders ON orders.channel = apps.channel WHERE external_id = ?1
             UNION ALL
             SELECT id FROM orders INDEXED BY orders_open WHERE open = 1 AND (number = ?1 OR display_id = ?1))
         UNION ALL
         SELECT 0, {with_state} WHERE orders.id IN (
             SELECT id FROM orders INDEXED BY orders_day
             WHERE day >= ?2 AND open = 0 AND (number = ?1 OR display_id = ?1))"
    ))?;
    let rows = query
        .query_map(params![name.trim(), recent], |row| Ok((row.get::<_, bool>(0)?, Stored::read(row, 1)?)))?;
    let mut found: Vec<OrderState> = Vec::new();
    for row in rows {
        let (fits_anyway, stored) = row?;
        // The row of a damaged order is enough to name it.
        let state = stored.state().unwrap_or_else(|_| stored.stand_in(now, &Policy::default()).0);
        let fits = fits_anyway || day(state.head.shop.as_deref(), now) == stored.day;
        if fits && found.iter().all(|known| known.head.id != state.head.id) {
            found.push(state);
        }
    }
    Ok(found)
}
