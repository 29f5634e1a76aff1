//! Reading beside a running program: `jumunbell orders` needs no instance and no settings.

use std::path::Path;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{StoreError, schema};
use crate::engine::OrderState;

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
    let mut which = Vec::new();
    let mut values = Vec::new();
    if let Some(day) = &filter.day {
        values.push(Value::from(day.clone()));
        which.push("day = ?".to_owned());
    }
    if filter.open {
        which.push("open = 1".to_owned());
    }
    if let Some(order) = &filter.order {
        which.push("id = ? OR external_id = ? OR number = ?".to_owned());
        values.extend(std::iter::repeat_n(Value::from(order.clone()), 3));
    }
    let which = if which.is_empty() { "1".to_owned() } else { which.join(" OR ") };
    values.push(Value::from(filter.limit.map_or(-1, |limit| limit as i64)));
    let mut query = conn.prepare(&format!(
        "SELECT state, NOT EXISTS (SELECT 1 FROM events WHERE events.channel = orders.channel
                 AND events.order_id = orders.external_id AND acknowledged_at IS NULL)
         FROM orders WHERE {which} ORDER BY received_at DESC, id DESC LIMIT ?"
    ))?;
    let rows = query
        .query_map(params_from_iter(values), |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?;
    rows.map(|row| {
        let (state, acknowledged) = row?;
        Ok(Listed { state: super::ledger::read(&state)?, acknowledged })
    })
    .collect()
}
