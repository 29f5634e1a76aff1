//! What agencies said of the shop's deposits, and a business day as its closing is made from it.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Ledger, StoreError, ledger, schema};
use crate::engine::OrderState;
use crate::engine::closing::Deposit;
use crate::order::{Balance, Won};

/// One business day, as far as riders' money goes.
#[derive(Clone, Debug)]
pub struct Day {
    /// Which.
    pub day: Date,
    /// Its orders, oldest first.
    pub orders: Vec<OrderState>,
    /// What agencies said, oldest first; only what differed from the answer before, and the day's first.
    pub deposits: Vec<Deposit>,
}

/// Reads a day beside a running program. No database yet is a day without orders.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn day(path: &Path, day: Date) -> Result<Day, StoreError> {
    match schema::open_to_read(path)? {
        Some(conn) => load(&conn, day),
        None => Ok(Day { day, orders: Vec::new(), deposits: Vec::new() }),
    }
}

fn load(conn: &Connection, day: Date) -> Result<Day, StoreError> {
    let named = day.to_string();
    let mut query =
        conn.prepare_cached("SELECT state FROM orders WHERE day = ?1 ORDER BY received_at, id")?;
    let states = query.query_map(params![named], |row| row.get::<_, String>(0))?;
    let orders = states.map(|state| ledger::read(&state?)).collect::<Result<_, _>>()?;
    // A database that only an older version has opened so far has no deposits, or does not say whose they are.
    let table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'deposits'";
    if conn.query_row(table, [], |_| Ok(())).optional()?.is_none() {
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
        let accounts = serde_json::from_str(&accounts)?;
        Ok(Deposit { agency, at: ledger::time(at)?, won: Won(won), accounts })
    });
    Ok(Day { day, orders, deposits: deposits.collect::<Result<_, StoreError>>()? })
}

impl Ledger {
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
        let known = self.policy.agencies.iter().find(|known| known.id == agency);
        let day = self.policy.business_day(known.and_then(|known| known.shop.as_deref()), now);
        self.commit(|step| {
            step.tx.execute(
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
        let today = || {
            let today = self.policy.business_day(None, now);
            today.parse().map_err(|error| StoreError::Corrupt(format!("{error} in {today}")))
        };
        load(self.conn(), day.map_or_else(today, Ok)?)
    }
}
