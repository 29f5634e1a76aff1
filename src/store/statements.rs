//! What the owner entered as received from an app for a period (정산 대조), beside what the period's sales should bring.
//!
//! A later entry lies over an earlier one, which comes back when the later one is taken back.

use std::path::Path;

use domain::order::phone;
use domain::rules::Policy;
use domain::settlement::{Period, Rates, Received, Settlement, Statement};
use domain::timeline::By;
use domain::trail::{Deed, Noted};
use domain::{Done, Refused};
use jiff::Timestamp;
use miniz_oxide::{deflate, inflate};
use rusqlite::{Connection, OptionalExtension, params};

use super::closed_days::{self, Sales};
use super::order_store::time;
use super::unit_of_work::UnitOfWork;
use super::{OrderStore, Store, StoreError, schema, trail};

/// Most statements of one period that are kept, the newest ones.
const MOST_KEPT: u32 = 10;
/// Level of deflate; beyond it a statement takes longer and is hardly smaller.
const LEVEL: u8 = 6;
/// Longer than any statement, in bytes; what unpacks to more is damaged.
const LONGEST: usize = 16 * 1024 * 1024;

/// A statement as another database kept it.
pub(super) struct Kept {
    pub period: [String; 3],
    pub entered_at: i64,
    pub received: Vec<u8>,
}

/// The settlement check of a period, read beside a running program; `rates` or the keys that are missing. No database yet has no sales.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn settlement(
    path: &Path,
    period: Period,
    rates: Result<Rates, Vec<String>>,
    policy: &Policy,
) -> Result<Settlement, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else {
        return Ok(Settlement::of(period, &[], rates, None, 0));
    };
    // One moment for all that is read.
    let conn = conn.unchecked_transaction()?;
    let Sales { sales, damaged, .. } = closed_days::between(&conn, period.from, period.to, policy)?;
    let entered = entered(&conn, &period)?;
    Ok(Settlement::of(period, &sales, rates, entered.as_ref(), damaged))
}

/// What counts of a period, read beside a running program; `None`: nothing is entered.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn statement(path: &Path, period: &Period) -> Result<Option<Statement>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(None) };
    entered(&conn, period)
}

/// Keeps what was received where no program runs; see [`OrderStore::receive`].
///
/// # Errors
/// See there.
pub fn receive(path: &Path, period: &Period, received: &Received, now: Timestamp) -> Result<Done, Refused> {
    let deed = Deed::Receive { period: period.clone() };
    alone(path, deed, now, |conn| keep(conn, period, received, now))
}

/// Takes what was entered last back where no program runs; see [`OrderStore::forget_received`].
///
/// # Errors
/// See there.
pub fn forget_received(path: &Path, period: &Period, now: Timestamp) -> Result<Done, Refused> {
    let deed = Deed::ForgetReceived { period: period.clone() };
    alone(path, deed, now, |conn| forget(conn, period))
}

/// Only a command does that.
fn alone(
    path: &Path,
    deed: Deed,
    now: Timestamp,
    work: impl FnOnce(&Connection) -> Result<Done, Refused>,
) -> Result<Done, Refused> {
    let mut conn = schema::open(path)?;
    let transaction = conn.transaction().map_err(StoreError::from)?;
    let done = work(&transaction)?;
    if done == Done::Committed {
        trail::insert(&transaction, &Noted { at: now, by: By::Command, deed })?;
    }
    transaction.commit().map_err(StoreError::from)?;
    Ok(done)
}

fn keep(conn: &Connection, period: &Period, received: &Received, now: Timestamp) -> Result<Done, Refused> {
    period.check()?;
    received.check()?;
    // The same once more is no other statement: a request may have been sent twice.
    if entered(conn, period)?.is_some_and(|statement| statement.received == *received) {
        return Ok(Done::Already);
    }
    let packed = serde_json::to_vec(received).map_err(StoreError::from)?;
    let packed = deflate::compress_to_vec_zlib(&packed, LEVEL);
    let kept = Kept { period: days(period), entered_at: now.as_millisecond(), received: packed };
    insert(conn, &kept)?;
    Ok(Done::Committed)
}

/// Writes one, over those of its period that are there, of which the oldest goes.
fn insert(conn: &Connection, kept: &Kept) -> Result<(), StoreError> {
    let [channel, from, to] = &kept.period;
    conn.prepare_cached(
        "INSERT INTO statements (channel, first_day, last_day, entered_at, received) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![channel, from, to, kept.entered_at, kept.received])?;
    conn.prepare_cached(
        "DELETE FROM statements WHERE id IN (
             SELECT id FROM statements WHERE channel = ?1 AND first_day = ?2 AND last_day = ?3
             ORDER BY id DESC LIMIT -1 OFFSET ?4)",
    )?
    .execute(params![channel, from, to, MOST_KEPT])?;
    Ok(())
}

fn forget(conn: &Connection, period: &Period) -> Result<Done, Refused> {
    period.check()?;
    let [channel, from, to] = days(period);
    let delete = || {
        conn.prepare_cached(
            "DELETE FROM statements WHERE id = (
                 SELECT max(id) FROM statements WHERE channel = ?1 AND first_day = ?2 AND last_day = ?3)",
        )?
        .execute(params![channel, from, to])
    };
    Ok(if delete().map_err(StoreError::from)? == 0 { Done::Already } else { Done::Committed })
}

fn days(period: &Period) -> [String; 3] {
    [period.channel.clone(), period.from.to_string(), period.to.to_string()]
}

/// What counts of a period; `None`: nothing is entered. One whose record is damaged is as if it had never been entered, and said in
/// the log.
fn entered(conn: &Connection, period: &Period) -> Result<Option<Statement>, StoreError> {
    // A database that only an older version has opened so far lacks the table.
    if !schema::has_table(conn, "statements")? {
        return Ok(None);
    }
    let [channel, from, to] = days(period);
    let row: Option<(i64, Vec<u8>, u32)> = conn
        .prepare_cached(
            "SELECT entered_at, received, (SELECT count(*) - 1 FROM statements
                 WHERE channel = ?1 AND first_day = ?2 AND last_day = ?3)
             FROM statements WHERE channel = ?1 AND first_day = ?2 AND last_day = ?3 ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![channel, from, to], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((at, packed, below)) = row else { return Ok(None) };
    let json = inflate::decompress_to_vec_zlib_with_limit(&packed, LONGEST);
    let received = json.ok().and_then(|json| serde_json::from_slice(&json).ok());
    if received.is_none() {
        tracing::error!(%channel, %from, %to, "the record of a statement is damaged");
    }
    Ok(received.map(|received| Statement { at: time(at), received, below }))
}

impl UnitOfWork<'_> {
    /// Puts back statements that another database kept.
    pub(super) fn restore_statements(&mut self, statements: &[Kept]) -> Result<(), StoreError> {
        for kept in statements {
            let [channel, from, to] = &kept.period;
            let mut there = self.tx.prepare_cached(
                "SELECT 1 FROM statements
                 WHERE channel = ?1 AND first_day = ?2 AND last_day = ?3 AND entered_at = ?4 AND received = ?5",
            )?;
            if !there.exists(params![channel, from, to, kept.entered_at, kept.received])? {
                insert(&self.tx, kept)?;
            }
        }
        Ok(())
    }
}

impl OrderStore {
    /// Keeps what an app paid for a period, over what was entered for it before.
    ///
    /// # Errors
    /// The period or an amount is out of range, no such app is set up, or the database failed; nothing is kept then.
    pub fn receive(&mut self, period: &Period, received: &Received, now: Timestamp) -> Result<Done, Refused> {
        self.is_set_up(&period.channel)?;
        let noted = self.noted(Deed::Receive { period: period.clone() }, now);
        self.commit(|unit| unit.note_if_done(keep(&unit.tx, period, received, now), &noted))?
    }

    /// Takes what was entered last for a period back; what was there before counts again.
    ///
    /// # Errors
    /// The period is out of range, no such app is set up, or the database failed; everything stays then.
    pub fn forget_received(&mut self, period: &Period, now: Timestamp) -> Result<Done, Refused> {
        self.is_set_up(&period.channel)?;
        let noted = self.noted(Deed::ForgetReceived { period: period.clone() }, now);
        self.commit(|unit| unit.note_if_done(forget(&unit.tx, period), &noted))?
    }

    fn is_set_up(&self, channel: &str) -> Result<(), Refused> {
        match channel != phone::CHANNEL && self.policy.channels.contains_key(channel) {
            true => Ok(()),
            false => Err(Refused::UnknownChannel { channel: channel.to_owned() }),
        }
    }
}

impl Store {
    /// The settlement check of a period, read beside the writer; `rates` or the keys that are missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn settlement(
        &self,
        period: Period,
        rates: Result<Rates, Vec<String>>,
    ) -> Result<Settlement, StoreError> {
        let (path, policy) = (self.path.clone(), self.policy.borrow().clone());
        let read = self.writer.read(move || settlement(&path, period, rates, &policy)).await?;
        read.ok_or(StoreError::Stopped)
    }

    /// Keeps what an app paid for a period; see [`OrderStore::receive`].
    pub async fn receive(&self, period: Period, received: Received, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.receive(&period, &received, now)).await
    }

    /// Takes what was entered last for a period back; see [`OrderStore::forget_received`].
    pub async fn forget_received(&self, period: Period, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.forget_received(&period, now)).await
    }
}
