//! What agencies said of the shop's deposits, and a business day as its closing is made from it.

use std::path::Path;

use domain::OrderState;
use domain::closing::{self, Deposit};
use domain::order::{Balance, Won};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, params};

use super::closed_days::business_day_of;
use super::stored::{Stored, is_before_moving, with_state};
use super::{OrderStore, StoreError, order_store, schema};

/// How long before its last delivery an order may have come, in days: apps take orders for a day weeks ahead.
const LONGEST_AHEAD: i64 = 31;

/// One business day, as far as riders' money goes.
#[derive(Clone, Debug)]
pub struct Day {
    /// Which.
    pub day: Date,
    /// Its orders and those of which a delivery or a late cancellation is of this day, oldest first, with only these.
    pub orders: Vec<OrderState>,
    /// What agencies said, oldest first; only what differed from the answer before, and the day's first.
    pub deposits: Vec<Deposit>,
}

/// Reads a day beside a running program. No database yet is a day without orders. `business_day` tells the day
/// (`YYYY-MM-DD`) of an agency's shop at a time.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn day(
    path: &Path,
    day: Date,
    business_day: impl Fn(&str, Timestamp) -> String,
) -> Result<Day, StoreError> {
    match schema::open_to_read(path)? {
        Some(conn) => load(&conn, day, business_day),
        None => Ok(Day { day, orders: Vec::new(), deposits: Vec::new() }),
    }
}

pub(super) fn load(
    conn: &Connection,
    day: Date,
    business_day: impl Fn(&str, Timestamp) -> String,
) -> Result<Day, StoreError> {
    let named = day.to_string();
    let orders = orders(conn, day, |agency, at| business_day(agency, at) == named)?;
    // A database that only an older version has opened so far has no deposits, or does not say whose they are.
    if !schema::has_table(conn, "deposits")? {
        return Ok(Day { day, orders, deposits: Vec::new() });
    }
    let accounts = "SELECT 1 FROM pragma_table_info('deposits') WHERE name = 'accounts'";
    let accounts =
        if conn.query_row(accounts, [], |_| Ok(())).optional()?.is_some() { "accounts" } else { "'[]'" };
    let mut query = conn.prepare_cached(&format!(
        "SELECT agency, at, won, {accounts} FROM deposits WHERE day = ?1 ORDER BY id"
    ))?;
    let rows = query.query_map(params![named], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
    })?;
    let deposits = rows.map(|row| {
        let (agency, at, won, accounts) = row?;
        // Without accounts it is unknown whose deposits the sum contains, so it is compared with no other.
        let accounts = serde_json::from_str(&accounts).unwrap_or_default();
        Ok(Deposit { agency, at: order_store::time(at), won: Won(won), accounts })
    });
    Ok(Day { day, orders, deposits: deposits.collect::<Result<_, StoreError>>()? })
}

/// The orders of a day, and of the days around it those of which a delivery is of this one.
fn orders(
    conn: &Connection,
    day: Date,
    is_of: impl Fn(&str, Timestamp) -> bool,
) -> Result<Vec<OrderState>, StoreError> {
    let days = |days: i64| day.saturating_add(jiff::Span::new().days(days)).to_string();
    // Shops of one installation may begin their days at other hours: the order's may be the day after its rider's. What
    // has not changed since two days before, in whatever time zone, is of no delivery today.
    // An older version did not note when an order last changed.
    let changed = if is_before_moving(conn)? { "1" } else { "(updated_at >= ?4 OR updated_at IS NULL)" };
    let mut query = conn.prepare_cached(&format!(
        "SELECT {} WHERE day = ?1 OR (day BETWEEN ?2 AND ?3 AND {changed} AND ?4 IS NOT NULL)
         ORDER BY received_at, orders.id",
        with_state(conn)?
    ))?;
    let own = days(0);
    let since = day.saturating_sub(jiff::Span::new().days(2)).to_zoned(TimeZone::UTC);
    let since = since.map_or(i64::MIN, |since| since.timestamp().as_millisecond());
    let rows = query.query_map(params![own, days(-LONGEST_AHEAD), days(1), since], Stored::of)?;
    let mut orders = Vec::new();
    for row in rows {
        let stored = row?;
        // A damaged order is reported when it is opened; the day is closed without it.
        let Ok(state) = stored.state() else { continue };
        let state = closing::of_day(state, &is_of);
        let cancelled = state.head.cancelled_after_completion_at.is_some();
        if stored.day == own || cancelled || !state.deliveries.is_empty() {
            orders.push(state);
        }
    }
    Ok(orders)
}

impl OrderStore {
    /// The business day of an agency's shop at a time.
    fn agencys_day(&self, agency: &str, at: Timestamp) -> String {
        business_day_of(&self.policy, agency, at)
    }

    /// Keeps what an agency said is left of the deposits together, where it is news: another amount, other deposits, or
    /// another business day of the agency's shop. An answer in which a deposit is missing compares with no other, so it is
    /// not kept.
    ///
    /// # Errors
    /// The database failed; nothing is kept.
    pub fn deposit(
        &mut self,
        agency: &str,
        left: impl Into<Balance>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let left = left.into();
        let Some(won) = left.sum() else { return Ok(()) };
        let accounts = serde_json::to_string(&left.accounts.keys().collect::<Vec<_>>())?;
        let day = self.agencys_day(agency, now);
        self.commit(|unit| {
            unit.tx.execute(
                "INSERT INTO deposits (agency, at, day, won, accounts) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                     SELECT 1 FROM (
                         SELECT day, won, accounts FROM deposits WHERE agency = ?1 ORDER BY id DESC LIMIT 1
                     ) WHERE day = ?3 AND won = ?4 AND accounts = ?5)",
                params![agency, now.as_millisecond(), day, won.0, accounts],
            )?;
            Ok(())
        })
    }

    /// A business day; `None`: the first shop's present one.
    ///
    /// # Errors
    /// The database failed.
    pub fn day(&self, day: Option<Date>, now: Timestamp) -> Result<Day, StoreError> {
        load(self.conn(), day.unwrap_or_else(|| self.policy.business_date(None, now)), |agency, at| {
            self.agencys_day(agency, at)
        })
    }
}
