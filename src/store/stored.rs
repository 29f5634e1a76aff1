//! Reading an order's row with its state, wherever that is kept: as text, compressed, or as an older version left it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::OrderState;
use domain::order::Status;
use domain::rules::{self, Arrival, Body, Change, Policy};
use domain::timeline::By;
use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::note::Noted;
use super::{StoreError, archive, version_1};

/// Columns and tables of an order with its state, for `SELECT {WITH_STATE} WHERE …`.
pub(super) const WITH_STATE: &str = "orders.id, orders.external_id, orders.day, orders.open, orders.number,
    orders.channel, orders.status, coalesce(states.state, orders.state), archive.state, dictionaries.text
    FROM orders
    LEFT JOIN states ON states.id = orders.place
    LEFT JOIN archive ON archive.id = orders.place
    LEFT JOIN dictionaries ON dictionaries.id = archive.dictionary";

/// The channels of all stored orders, found in as many index steps as there are channels. A query that begins with this finds
/// an order by its app's id without a scan.
pub(super) const APPS: &str = "WITH RECURSIVE apps (channel) AS (
    SELECT min(channel) FROM orders
    UNION ALL
    SELECT (SELECT min(channel) FROM orders WHERE channel > apps.channel) FROM apps WHERE channel IS NOT NULL)";

/// [`WITH_STATE`] of a database that no version since has opened yet.
const WITH_STATE_BEFORE: &str =
    "orders.id, external_id, day, open, number, channel, status, state, NULL, NULL FROM orders";
/// The migration that moved states out of their rows.
const MOVED: i64 = 10;
/// The migration that gave orders their places in time.
const PLACED: i64 = 16;

/// Which of the two this database has.
pub(super) fn with_state(conn: &Connection) -> Result<&'static str, StoreError> {
    Ok(if is_before_moving(conn)? { WITH_STATE_BEFORE } else { WITH_STATE })
}

/// Whether states still stand in the rows of their orders. Only a reader may find such a database: a writer migrates it first.
pub(super) fn is_before_moving(conn: &Connection) -> Result<bool, StoreError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version < MOVED)
}

/// Whether orders have no places in time yet.
pub(super) fn is_before_search(conn: &Connection) -> Result<bool, StoreError> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version < PLACED)
}

/// One order as its row says.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub id: String,
    pub day: String,
    pub open: bool,
    pub number: String,
    pub channel: String,
    pub external_id: String,
    status: String,
    /// Its state as stored.
    pub raw: Vec<u8>,
    /// The state as JSON; `None`: it does not come out of its compression.
    json: Option<Vec<u8>>,
}

impl Stored {
    /// Of the columns of [`WITH_STATE`], of which the first is the row's `first`.
    pub fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Stored> {
        let (id, external_id) = (text(row, first)?, text(row, first + 1)?);
        let (raw, json) = match row.get_ref(first + 8)? {
            ValueRef::Null => {
                let json = row.get_ref(first + 7)?.as_bytes()?.to_vec();
                (json.clone(), Some(json))
            }
            packed => {
                let (packed, dictionary) = (packed.as_bytes()?, row.get_ref(first + 9)?.as_bytes_or_null()?);
                let hint = archive::hint(&id, &external_id);
                let json = archive::unpack(packed, dictionary.unwrap_or_default(), &hint);
                (packed.to_vec(), json)
            }
        };
        Ok(Stored {
            id,
            external_id,
            day: text(row, first + 2)?,
            open: row.get(first + 3)?,
            number: text(row, first + 4)?,
            channel: text(row, first + 5)?,
            status: text(row, first + 6)?,
            raw,
            json,
        })
    }

    /// Reads a row that has only these columns.
    pub fn of(row: &Row<'_>) -> rusqlite::Result<Stored> {
        Stored::read(row, 0)
    }

    /// An order of which only the note beside the database is left.
    pub fn of_note(noted: &Noted) -> Stored {
        let Noted { id, number, channel, external_id, day } = noted.clone();
        let (status, raw) = (String::new(), Vec::new());
        Stored { id, number, channel, external_id, day, open: true, status, raw, json: None }
    }

    /// The order's state.
    ///
    /// # Errors
    /// Why what is stored is damaged.
    pub fn state(&self) -> Result<OrderState, String> {
        let json = self.json.as_deref().ok_or("it does not come out of its compression")?;
        let state: OrderState = serde_json::from_slice(json).or_else(|error| {
            let upgraded = version_1::upgrade(json).and_then(|state| serde_json::from_value(state).ok());
            upgraded.ok_or(damage(&error))
        })?;
        if state.head.id == self.id {
            Ok(state)
        } else {
            Err(format!("it is the state of {}", state.head.id))
        }
    }

    /// A state made from the order's row alone, with the effects that ask for the rest; for an order whose state is damaged.
    pub fn stand_in(&self, now: Timestamp, policy: &Policy) -> (OrderState, Vec<Change>) {
        let arrival = Arrival {
            id: self.id.clone(),
            number: self.number.clone(),
            channel: self.channel.clone(),
            external_id: self.external_id.clone(),
            body: Body::Unreadable(String::new()),
            events: Vec::new(),
            shop: None,
            prep_minutes: None,
            clock_ahead: 0,
            by: By::Person,
        };
        let status = serde_json::from_value(self.status.clone().into())
            .ok()
            .filter(|status: &Status| status.is_final());
        rules::lost(arrival, status.filter(|_| !self.open), now, policy)
    }
}

/// Where JSON is damaged, and how. The error's own words repeat what stands there, which may be about a customer.
pub(super) fn damage(error: &serde_json::Error) -> String {
    format!("{:?} in line {}, column {}", error.classify(), error.line(), error.column())
}

/// A text column; invalid UTF-8 is replaced, so that one broken letter does not hide the rest.
pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(row.get_ref(column)?.as_bytes()?).into_owned())
}

/// What is known of an order by its local id.
pub(super) enum Known {
    Whole(Arc<OrderState>),
    /// Its state is damaged.
    Damaged(Box<Stored>, String),
}

/// Reads one order by its local id, from the live orders if it is among them.
pub(super) fn load(
    conn: &Connection,
    live: &BTreeMap<String, Arc<OrderState>>,
    id: &str,
) -> Result<Option<Known>, StoreError> {
    if let Some(state) = live.get(id) {
        return Ok(Some(Known::Whole(state.clone())));
    }
    let stored = conn
        .prepare_cached(&format!("SELECT {WITH_STATE} WHERE orders.id = ?1"))?
        .query_row(params![id], Stored::of)
        .optional()?;
    Ok(stored.map(|stored| match stored.state() {
        Ok(state) => Known::Whole(Arc::new(state)),
        Err(reason) => Known::Damaged(Box::new(stored), reason),
    }))
}
