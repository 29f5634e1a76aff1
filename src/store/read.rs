//! Reading beside a running program: `jumunbell orders` needs no instance and no settings.

use std::path::Path;

use domain::OrderState;
use domain::rules::Policy;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::stored::{APPS, Stored, is_before_search, with_state};
use super::{StoreError, schema};

/// Which orders to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// This business day (`YYYY-MM-DD`).
    pub day: Option<String>,
    /// Open orders too, whatever their day.
    pub open: bool,
    /// Only the order with this local id, app's id or short number.
    pub order: Option<String>,
    /// At most this many, the newest.
    pub limit: Option<usize>,
}

/// One order with what the store alone knows.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Everything known.
    pub state: OrderState,
    /// Every event of it heard so far has been acknowledged to the app.
    pub acknowledged: bool,
}

/// Lists orders, newest first. No database yet is an empty list.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn list(path: &Path, filter: &Filter) -> Result<Vec<Listed>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(Vec::new()) };
    let limit = Value::from(filter.limit.map_or(-1, |limit| limit as i64));
    let Some(order) = &filter.order else {
        let (which, day) = match (&filter.day, filter.open) {
            (Some(day), true) => ("open = 1 OR day = ?1", Value::from(day.clone())),
            (Some(day), false) => ("day = ?1", Value::from(day.clone())),
            (None, true) => ("open = 1 OR day = ?1", Value::Null),
            (None, false) => ("?1 IS NULL", Value::Null),
        };
        return query(&conn, &format!("{which} ORDER BY received_at DESC, orders.id DESC"), [day, limit]);
    };
    let named = [Value::from(order.clone()), limit];
    let by_id = format!(
        "orders.id = ?1 OR orders.id IN (
             {APPS} SELECT orders.id FROM apps JOIN orders ON orders.channel = apps.channel WHERE external_id = ?1)
         ORDER BY received_at DESC, orders.id DESC"
    );
    let mut found = query(&conn, &by_id, named.clone())?;
    if found.is_empty() {
        // A short number exists once per day: sorted in the order of its index, so that a limit ends the search. Orders without a
        // place, of an older version, came before all that have one.
        let newest = if is_before_search(&conn)? { "day" } else { "sequence" };
        let which = format!("number = ?1 ORDER BY {newest} DESC, received_at DESC, orders.id DESC");
        found = query(&conn, &which, named)?;
    }
    Ok(found)
}

/// `which` are the conditions and the order; `?2` is the limit.
fn query(conn: &Connection, which: &str, values: [Value; 2]) -> Result<Vec<Listed>, StoreError> {
    let acknowledged = "NOT EXISTS (
        SELECT 1 FROM events INDEXED BY events_unacknowledged
        WHERE events.channel = orders.channel AND events.order_id = orders.external_id
              AND acknowledged_at IS NULL)";
    let mut query =
        conn.prepare(&format!("SELECT {acknowledged}, {} WHERE {which} LIMIT ?2", with_state(conn)?))?;
    let rows = query.query_map(params_from_iter(values), |row| Ok((Stored::read(row, 1)?, row.get(0)?)))?;
    rows.map(|row| {
        let (stored, acknowledged) = row?;
        let damaged = |_| stored.stand_in(Timestamp::UNIX_EPOCH, &Policy::default()).0;
        Ok(Listed { state: stored.state().unwrap_or_else(damaged), acknowledged })
    })
    .collect()
}
