//! The owner's books: what every order of a business day is in them, and days as they were closed.
//!
//! A day's figures are read off its orders each time. When the owner closes it they are kept as they stand, and what changes later is
//! told beside them.

use std::path::Path;

use domain::closing::{self, CancelledLate};
use domain::order::phone;
use domain::rules::Policy;
use domain::sales::{ClosedDay, Counted, DayReport, DaySales, Sale, Takings};
use domain::trail::Deed;
use domain::{DayClosing, Done, Refused};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use miniz_oxide::{deflate, inflate};
use rusqlite::{Connection, OptionalExtension, params};

use super::stored::{Stored, with_state};
use super::unit_of_work::UnitOfWork;
use super::{Day, OrderStore, Store, StoreError, money, schema};

/// Level of deflate; beyond it a day takes longer and is hardly smaller.
const LEVEL: u8 = 6;
/// Longer than any closed day, in bytes; what unpacks to more is damaged.
const LONGEST: usize = 64 * 1024 * 1024;

/// The orders of some business days, and how many could not be read.
#[derive(Debug, Default)]
pub struct Sales {
    /// What each is in the books, oldest first.
    pub sales: Vec<Sale>,
    /// Orders whose record is damaged.
    pub damaged: u32,
    /// Orders that changed after their day was closed; they stand here as they are now.
    pub corrected: usize,
}

/// Every order of the business days from one to another, both included, read beside a running program. No database yet has none.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn sales(path: &Path, from: Date, to: Date, policy: &Policy) -> Result<Sales, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(Sales::default()) };
    // One moment for all that is read.
    let conn = conn.unchecked_transaction()?;
    let mut read = between(&conn, from, to, policy)?;
    for now in read.sales.chunk_by(|one, next| one.day == next.day) {
        if let Some(closed) = closed_day(&conn, now[0].day)? {
            read.corrected += closed.corrections_but_lost(now).len();
        }
    }
    Ok(read)
}

/// A business day's report, read beside a running program. `today` is the present business day.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn report(path: &Path, day: Date, today: Date, policy: &Policy) -> Result<DayReport, StoreError> {
    let agencys_day = |agency: &str, at: Timestamp| business_day_of(policy, agency, at);
    let Some(conn) = schema::open_to_read(path)? else {
        let nothing = Day { day, orders: Vec::new(), deposits: Vec::new() };
        return Ok(DayReport::of(&[], None, DaySales::of(before(day), []), riders(&nothing), today));
    };
    // One moment for all that is read.
    let conn = conn.unchecked_transaction()?;
    let now = between(&conn, day, day, policy)?;
    let week_before = before(day);
    let last = between(&conn, week_before, week_before, policy)?;
    let closed = closed_day(&conn, day)?;
    let week_before = DaySales::of(week_before, &last.sales);
    let riders = riders(&money::load(&conn, day, agencys_day)?);
    let report = DayReport::of(&now.sales, closed.as_ref(), week_before, riders, today);
    Ok(DayReport { damaged: now.damaged, ..report })
}

/// The same weekday a week before.
fn before(day: Date) -> Date {
    day.saturating_sub(Span::new().days(7))
}

/// What riders cost and owe of a day.
pub fn riders(day: &Day) -> DayClosing {
    DayClosing {
        day: day.day,
        agencies: closing::close(&day.orders, &day.deposits),
        cancelled: CancelledLate::of(&day.orders),
    }
}

/// The business day of an agency's shop at a time.
pub(super) fn business_day_of(policy: &Policy, agency: &str, at: Timestamp) -> String {
    let known = policy.agencies.iter().find(|known| known.id == agency);
    policy.business_day(known.and_then(|known| known.shop.as_deref()), at)
}

pub(super) fn between(conn: &Connection, from: Date, to: Date, policy: &Policy) -> Result<Sales, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "SELECT {} WHERE orders.day BETWEEN ?1 AND ?2 ORDER BY orders.day, received_at, orders.id",
        with_state(conn)?
    ))?;
    let mut sales = Sales::default();
    for row in query.query_map(params![from.to_string(), to.to_string()], Stored::of)? {
        let stored = row?;
        let day = stored.day.parse();
        match (stored.state(), day) {
            (Ok(state), Ok(day)) => {
                let timezone = policy.timezone(state.head.shop.as_deref());
                let mut sale = Sale::of(&state, day, &timezone);
                // An order that names no shop is the first one's, as an order by phone is.
                sale.shop = sale.shop.or_else(|| policy.channel(phone::CHANNEL).shop);
                sales.sales.push(sale);
            }
            // It is reported when it is opened.
            _ => sales.damaged += 1,
        }
    }
    Ok(sales)
}

/// A day as it was closed; `None`: it is not. A day whose record is damaged is as if it had never been closed, and said in the log.
fn closed_day(conn: &Connection, day: Date) -> Result<Option<ClosedDay>, StoreError> {
    if !schema::has_table(conn, "closed_days")? {
        return Ok(None);
    }
    let packed: Option<Vec<u8>> = conn
        .prepare_cached("SELECT closed FROM closed_days WHERE day = ?1")?
        .query_row(params![day.to_string()], |row| row.get(0))
        .optional()?;
    let Some(packed) = packed else { return Ok(None) };
    let json = inflate::decompress_to_vec_zlib_with_limit(&packed, LONGEST);
    let closed = json.ok().and_then(|json| serde_json::from_slice(&json).ok());
    if closed.is_none() {
        tracing::error!(%day, "the record of a closed day is damaged");
    }
    Ok(closed)
}

impl UnitOfWork<'_> {
    /// Puts back days that another database kept.
    pub(super) fn restore_closed_days(&mut self, days: &[(String, i64, Vec<u8>)]) -> Result<(), StoreError> {
        for (day, closed_at, closed) in days {
            self.tx
                .prepare_cached(
                    "INSERT INTO closed_days (day, closed_at, closed) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET closed_at = ?2, closed = ?3",
                )?
                .execute(params![day, closed_at, closed])?;
        }
        Ok(())
    }
}

impl OrderStore {
    /// Closes a business day: keeps its figures as they stand, with what was counted in the till.
    ///
    /// # Errors
    /// The day has not come yet, or the database failed; nothing is kept then.
    pub fn close_day(&mut self, day: Date, counted: Counted, now: Timestamp) -> Result<Done, Refused> {
        let today = self.policy.business_date(None, now);
        if day > today {
            return Err(Refused::DayAhead { day });
        }
        if closed_day(self.conn(), day)?.is_some() {
            return Ok(Done::Already);
        }
        let sales = between(self.conn(), day, day, &self.policy)?.sales;
        let riders = riders(&self.day(Some(day), now)?);
        let riders = Takings::of_riders(&riders.agencies);
        let closed = ClosedDay { day, closed_at: now, counted, riders, sales };
        let keep = |unit: &mut UnitOfWork<'_>| {
            let packed = deflate::compress_to_vec_zlib(&serde_json::to_vec(&closed)?, LEVEL);
            unit.tx.execute(
                "INSERT OR REPLACE INTO closed_days (day, closed_at, closed) VALUES (?1, ?2, ?3)",
                params![day.to_string(), now.as_millisecond(), packed],
            )?;
            Ok(())
        };
        self.noting(Deed::CloseDay { day }, now, |store| store.commit(keep))?;
        Ok(Done::Committed)
    }

    /// Takes the closing of the present business day back. An earlier one stays closed: its figures may have been handed on.
    ///
    /// # Errors
    /// The day is over, or the database failed; it stays closed then.
    pub fn reopen_day(&mut self, day: Date, now: Timestamp) -> Result<Done, Refused> {
        let today = self.policy.business_date(None, now);
        if day > today {
            return Err(Refused::DayAhead { day });
        }
        if day < today {
            return Err(Refused::DayOver { day });
        }
        let noted = self.noted(Deed::ReopenDay { day }, now);
        let delete = |unit: &mut UnitOfWork<'_>| {
            let gone = unit.tx.execute("DELETE FROM closed_days WHERE day = ?1", params![day.to_string()])?;
            let done = if gone == 0 { Done::Already } else { Done::Committed };
            unit.note_if_done(Ok(done), &noted)
        };
        self.commit(delete)?
    }
}

impl Store {
    /// A business day's report, read beside the writer; `None`: the first shop's present day.
    ///
    /// # Errors
    /// The database failed.
    pub async fn report(&self, day: Option<Date>, now: Timestamp) -> Result<DayReport, StoreError> {
        let (path, policy) = (self.path.clone(), self.policy.borrow().clone());
        let today = policy.business_date(None, now);
        let day = day.unwrap_or(today);
        self.writer.read(move || report(&path, day, today, &policy)).await?.ok_or(StoreError::Stopped)
    }

    /// Closes a business day; see [`OrderStore::close_day`].
    pub async fn close_day(&self, day: Date, counted: Counted, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.close_day(day, counted, now)).await
    }

    /// Takes the closing of the present business day back; see [`OrderStore::reopen_day`].
    pub async fn reopen_day(&self, day: Date, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.reopen_day(day, now)).await
    }
}
