//! What can be read of a database that is damaged, or that another one takes the place of. It is not changed.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, Row};

use super::StoreError;
use super::files::beside;
use super::statements::Kept;
use super::stored::{Stored, text, with_state};

/// The orders that a start needs.
pub const OPEN_AND_NEWEST: &str = "WHERE orders.open = 1 OR orders.day = (SELECT max(day) FROM orders)";

/// From where on a backup lacks something.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    /// The business day of its newest order.
    day: Date,
    /// When an order in it changed last, milliseconds.
    changed: i64,
}

impl Since {
    /// Of the database over which something is put; `None`: it is empty. What a clock that was ahead wrote there counts for no more than
    /// the present.
    pub fn of(conn: &Connection, today: Date, now: Timestamp) -> Result<Option<Since>, StoreError> {
        let newest: (Option<String>, Option<i64>) =
            conn.query_row("SELECT max(day), max(updated_at) FROM orders", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let (Some(day), Some(changed)) = newest else { return Ok(None) };
        let day = day.parse::<Date>().unwrap_or(today).min(today);
        Ok(Some(Since { day, changed: changed.min(now.as_millisecond()) }))
    }

    fn orders(self) -> String {
        format!(
            "WHERE orders.open = 1 OR orders.day >= '{}' OR orders.updated_at >= {}",
            self.day, self.changed
        )
    }
}

/// A row of the outbox as it is stored.
pub struct Task {
    /// Workers report outcomes by this id.
    pub id: i64,
    pub order: String,
    pub target: String,
    pub tag: String,
    pub once: bool,
    pub in_sequence: bool,
    pub state: String,
    pub effect: String,
    pub times: [i64; 3],
    pub attempts: i64,
}

/// Rows of a table that a person may delete from, so that what a backup has of it may be gone by now.
pub struct Whole<T> {
    /// Up to the first that cannot be read.
    pub rows: Vec<T>,
    /// All of them could be.
    pub is_whole: bool,
}

impl<T> Default for Whole<T> {
    fn default() -> Whole<T> {
        Whole { rows: Vec::new(), is_whole: false }
    }
}

/// What could be read.
#[derive(Default)]
pub struct Saved {
    pub numbers: Vec<(String, String, i64)>,
    pub openings: Vec<(String, String)>,
    pub orders: Vec<Stored>,
    pub tasks: Vec<Task>,
    pub dishes: Vec<(i64, String)>,
    pub closed_days: Whole<(String, i64, Vec<u8>)>,
    pub statements: Whole<Kept>,
    pub trail: Vec<(i64, String)>,
}

/// Reads what can be read. Of orders those that a backup lacks, where there is one.
pub fn saved(aside: &Path, since: Option<Since>) -> Saved {
    let saved = read(aside, since);
    // Reading leaves these files: an index that SQLite makes again, and an empty log.
    let _ = std::fs::remove_file(beside(aside, "-shm"));
    let log = beside(aside, "-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() == 0) {
        let _ = std::fs::remove_file(log);
    }
    saved
}

fn read(aside: &Path, since: Option<Since>) -> Saved {
    let Ok(conn) = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return Saved::default();
    };
    let which = since.map_or_else(|| OPEN_AND_NEWEST.to_owned(), Since::orders);
    let orders = with_state(&conn)
        .map(|with_state| readable(&conn, &format!("SELECT {with_state} {which}"), Stored::of));
    Saved {
        numbers: readable(&conn, "SELECT short, day, last FROM numbers ORDER BY day DESC LIMIT 100", |row| {
            Ok((text(row, 0)?, text(row, 1)?, row.get(2)?))
        }),
        openings: readable(&conn, "SELECT channel, opening FROM openings", |row| {
            Ok((text(row, 0)?, text(row, 1)?))
        }),
        orders: orders.unwrap_or_default(),
        dishes: readable(&conn, "SELECT id, dish FROM dishes", |row| Ok((row.get(0)?, text(row, 1)?))),
        closed_days: whole(&conn, "SELECT day, closed_at, closed FROM closed_days", |row| {
            Ok((text(row, 0)?, row.get(1)?, row.get(2)?))
        }),
        statements: whole(
            &conn,
            "SELECT channel, first_day, last_day, entered_at, received FROM statements ORDER BY id",
            |row| {
                let period = [text(row, 0)?, text(row, 1)?, text(row, 2)?];
                Ok(Kept { period, entered_at: row.get(3)?, received: row.get(4)? })
            },
        ),
        trail: readable(&conn, "SELECT at, noted FROM trail ORDER BY id", |row| {
            Ok((row.get(0)?, text(row, 1)?))
        }),
        tasks: readable(
            &conn,
            "SELECT order_id, target, tag, once, in_sequence, state, effect, not_before, created_at,
                    waits_since, attempts, id FROM outbox ORDER BY id",
            |row| {
                Ok(Task {
                    order: text(row, 0)?,
                    target: text(row, 1)?,
                    tag: text(row, 2)?,
                    once: row.get(3)?,
                    in_sequence: row.get(4)?,
                    state: text(row, 5)?,
                    effect: text(row, 6)?,
                    times: [row.get(7)?, row.get(8)?, row.get(9)?],
                    attempts: row.get(10)?,
                    id: row.get(11)?,
                })
            },
        ),
    }
}

/// All rows; `None` where one of them cannot be read, and what a backup has is not replaced.
fn whole<T>(conn: &Connection, sql: &str, map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Whole<T> {
    let mut rows = Vec::new();
    let read = conn
        .prepare(sql)
        .and_then(|mut query| query.query_map([], map)?.try_for_each(|row| row.map(|row| rows.push(row))));
    Whole { rows, is_whole: read.is_ok() }
}

/// Rows up to the first that cannot be read.
fn readable<T>(conn: &Connection, sql: &str, map: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let Ok(mut query) = conn.prepare(sql) else { return Vec::new() };
    let Ok(rows) = query.query_map([], map) else { return Vec::new() };
    rows.map_while(Result::ok).collect()
}
