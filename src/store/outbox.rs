//! The outbox: what is still to be done at apps, printers and agencies. The transaction that changes an order's state writes
//! its rows, so neither is ever stored without the other. One worker per app, printer and agency carries them out afterwards.
//!
//! **A row** is one effect of one order, with its worker (`target`), its name within the order (`tag`, as `create:1`) and the
//! time from which it is due (`not_before`). It is `queued`, perhaps `started`, and gone in the transaction in which the rules
//! hear its outcome ([`OrderStore::finish`]).
//! - A *repeatable* row (notify, fetch, price, look up, cancel …) does no harm when it is done twice. It stays queued while it
//!   is sent, and is sent until its outcome is known or the rules take it back: at least once.
//! - A *once* row (print, call a rider) costs a meal or a fee when it is done twice. [`OrderStore::start`] makes it `started`,
//!   for one caller alone, before its first byte leaves, and a started row is never sent again: at most once. Where it is
//!   certain that no byte left, the outcome says so, and the rules queue another row if it is still wanted.
//!
//! **A crash** before the commit leaves neither state nor row: the app has no acknowledgment and sends its event again. After
//! it the row is queued, and is carried out after the next start. A repeatable row that was sent, but whose outcome was not
//! stored, is sent again. A row found started has an unknown outcome, whether a byte left or not: [`OrderStore::recover`]
//! removes it and gives the rules [`Outcome::Interrupted`]. They ask a person about the ticket (or print one marked copy,
//! where that is set), and look the delivery up under its key.
//!
//! **Replaced, taken back.** An order has one row of a tag at most. Queueing a tag replaces its queued row, but adds nothing
//! beside a started one; revoking removes a queued row alone. Ids are never used again, so the outcome of a repeatable row
//! that was replaced or revoked while it was sent finds no row and is ignored.
//!
//! **Pauses.** Of the due rows those that have been due longest come first. A repeatable row without a clear answer is put off
//! ([`OrderStore::postpone`]): 1, 2, 4 … 60 seconds, or as long as the other side asks, an hour at most; the rules hear of each
//! miss ([`Outcome::NoAnswer`]). A miss a day after it was queued gives it up ([`Outcome::NotFetched`]), unless it may find or
//! stop a rider ([`Effect::expires`]). A pause that began in the future (`waits_since`) shows that the clock was set back: it
//! begins again now, so the row is sent neither early nor an hour late. A clock that is set while the program runs moves all.
//!
//! **Order.** Of an order's notices (`in_sequence`; a delay and a rider's position are not) only the oldest may be due, put off
//! or not, so that an app never hears *ready* before *confirmed*. All other rows go out independently of each other.
//!
//! **One order**, its rows after each step (`*` is started). The agency names its price before it is called, and one printer
//! prints the kitchen's ticket (`t1`) and the rider's slip (`t2`):
//!
//! | what happens | rows |
//! |---|---|
//! | a person accepts it | `tell:confirm`, `print:t1`, `quote:1` |
//! | the printer is ready, so the ticket starts | `tell:confirm`, `print:t1`\*, `quote:1` |
//! | it is printed; the app does not answer | `tell:confirm` (due in a second), `quote:1` |
//! | the agency names its price; the app accepts | `create:1` |
//! | the rider is being called | `create:1`\* |
//! | power off and on: the call is unknown | `look-up:1` (due when the agency has settled), `fetch:compare` |
//! | the app's order is the same; the rider is on his way | `look-up:1` (another row, due later), `print:t2` |

use std::sync::Arc;
use std::time::Duration;

use domain::OrderState;
use domain::rules::{Change, Effect, Input, Outcome};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::aside::LostTask;
use super::order_store::time;
use super::stored::{damage, text};
use super::{OrderStore, StoreError};

/// A repeatable row without an answer for this long is given up, in milliseconds.
const GIVE_UP_AFTER: i64 = 24 * 3_600_000;
/// Nothing is put off for longer, in milliseconds.
const LONGEST_PAUSE: i64 = 3_600_000;
/// Requests carry the time at which they were made and may reach the writer out of order. A difference up to this, in
/// milliseconds, is no sign of a clock that was set back.
const OUT_OF_TURN: i64 = 5_000;

/// One effect to carry out.
#[derive(Clone, Debug)]
pub struct Row {
    /// The row's id, for its outcome.
    pub id: i64,
    /// What to do.
    pub effect: Effect,
    /// The order it belongs to, as it stands now.
    pub order: Arc<OrderState>,
    /// Tries so far.
    pub attempts: u32,
}

/// Writes a rule's changes.
pub(super) fn change(
    conn: &Connection,
    order: &str,
    changes: Vec<Change>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for change in changes {
        match change {
            Change::Revoke { tag } => revoke(conn, order, &tag)?,
            Change::Enqueue { effect, target, not_before } => {
                let tag = effect.tag();
                revoke(conn, order, &tag)?;
                // A once effect that has started is not queued a second time.
                conn.prepare_cached(
                    "INSERT INTO outbox (order_id, target, tag, once, in_sequence, state, effect, not_before, created_at, waits_since)
                     SELECT ?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7, ?8, ?8
                     WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE order_id = ?1 AND tag = ?3)",
                )?
                .execute(params![
                    order,
                    target.to_string(),
                    tag,
                    effect.is_once(),
                    effect.in_sequence(),
                    serde_json::to_string(&effect)?,
                    not_before.as_millisecond(),
                    now.as_millisecond()
                ])?;
            }
        }
    }
    Ok(())
}

fn revoke(conn: &Connection, order: &str, tag: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM outbox WHERE order_id = ?1 AND tag = ?2 AND state = 'queued'")?
        .execute(params![order, tag])?;
    Ok(())
}

/// A row that a killed process had started: its effect and its order.
pub(super) type Started = Result<(Effect, String), LostTask>;

/// Removes the rows that a killed process had started, for the rules to decide what became of them.
pub(super) fn take_started(conn: &Connection) -> Result<Vec<Started>, StoreError> {
    let mut query =
        conn.prepare("DELETE FROM outbox WHERE state = 'started' RETURNING id, effect, order_id, tag")?;
    let rows = query.query_map([], read)?;
    let mut started = rows.collect::<Result<Vec<_>, _>>()?;
    started.sort_by_key(|(id, _)| *id);
    Ok(started.into_iter().map(|(_, read)| read).collect())
}

/// Reads the columns id, effect, order, tag.
fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Started)> {
    let (id, order) = (row.get(0)?, text(row, 2)?);
    let raw = row.get_ref(1)?.as_bytes()?;
    let read = match serde_json::from_slice(raw) {
        Ok(effect) => Ok((effect, order)),
        Err(error) => {
            let (raw, reason) = (raw.to_vec(), damage(&error));
            Err(LostTask { id, order, tag: text(row, 3)?, raw, reason })
        }
    };
    Ok((id, read))
}

/// Condition for a row that no earlier notice of the same order has to precede.
const IN_TURN: &str = "NOT (in_sequence = 1 AND EXISTS (
    SELECT 1 FROM outbox AS earlier
    WHERE earlier.order_id = outbox.order_id AND earlier.in_sequence = 1 AND earlier.id < outbox.id))";

impl OrderStore {
    /// Rows of a worker that are due, those that wait longest first, so that rows which fail again and again do not
    /// starve the others.
    ///
    /// # Errors
    /// The database failed.
    pub fn due(&mut self, target: &str, now: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.rows(target, now, limit)?;
        if rows.iter().any(|(_, read, _)| read.is_err()) {
            self.commit(|unit| {
                for (_, read, _) in &rows {
                    if let Err(lost) = read {
                        unit.task_lost(lost, now)?;
                    }
                }
                Ok(())
            })?;
            rows = self.rows(target, now, limit)?;
        }
        let mut due = Vec::with_capacity(rows.len());
        for (id, read, attempts) in rows {
            let Ok((effect, order)) = read else { continue };
            match self.state(&order, now)? {
                Some(order) => due.push(Row { id, effect, order, attempts }),
                // Every effect belongs to an order, so a row without one is never written; it would be removed.
                None => {
                    self.conn().execute("DELETE FROM outbox WHERE id = ?1", params![id])?;
                    self.look();
                }
            }
        }
        Ok(due)
    }

    fn rows(
        &self,
        target: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<(i64, Started, u32)>, StoreError> {
        let mut query = self.conn().prepare_cached(&format!(
            "SELECT id, effect, order_id, tag, attempts FROM outbox
             WHERE target = ?1 AND state = 'queued' AND not_before <= ?2 AND {IN_TURN}
             ORDER BY not_before, id LIMIT ?3"
        ))?;
        let rows = query.query_map(params![target, now.as_millisecond(), limit as i64], |row| {
            let (id, read) = read(row)?;
            Ok((id, read, row.get(4)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When the next queued row of a worker becomes due; rows that are due already do not count.
    ///
    /// # Errors
    /// The database failed.
    pub fn next_due(&mut self, target: &str, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = self
            .conn()
            .prepare_cached(
                "SELECT min(not_before) FROM outbox WHERE target = ?1 AND state = 'queued' AND not_before > ?2",
            )?
            .query_row(params![target, now.as_millisecond()], |row| row.get(0))?;
        Ok(next.map(time))
    }

    /// Restarts the pauses of rows that seem to have been queued in the future, which means that the clock was set back since.
    /// Each waits its whole pause from now: none is sent early, and none waits until the clock reaches the old time again.
    ///
    /// # Errors
    /// The database failed; all wait as before.
    pub(super) fn restart_pauses(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let now = now.as_millisecond();
        let rows = self
            .conn()
            .prepare_cached(
                "UPDATE outbox SET not_before = ?1 + not_before - waits_since, waits_since = ?1
                 WHERE state = 'queued' AND waits_since > ?2",
            )?
            .execute(params![now, now + OUT_OF_TURN])?;
        if rows > 0 {
            self.look();
            tracing::warn!(rows, "the clock was set back; pauses are started again");
        }
        Ok(())
    }

    /// Starts a once row: after this commit its first byte may leave. `None`: taken back, or started before.
    ///
    /// # Errors
    /// The database failed; the row must not be done then.
    pub fn start(&mut self, row: i64, now: Timestamp) -> Result<Option<Arc<OrderState>>, StoreError> {
        let order: Option<String> = self.commit(|unit| {
            let started: Option<(String, String)> = unit
                .tx
                .prepare_cached(
                    "UPDATE outbox SET state = 'started', attempts = attempts + 1
                     WHERE id = ?1 AND state = 'queued' AND once = 1 RETURNING order_id, effect",
                )?
                .query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((order, effect)) = started else { return Ok(None) };
            // Only commands are refused.
            unit.apply(&order, Input::Started(serde_json::from_str(&effect)?), now)?.ok();
            Ok(Some(order))
        })?;
        match order {
            Some(order) => self.state(&order, now),
            None => Ok(None),
        }
    }

    /// Brings a row's outcome to the rules; the row is done. One that was taken back meanwhile is ignored.
    ///
    /// # Errors
    /// The database failed; a once row found started at the next start is then unknown.
    pub fn finish(&mut self, row: i64, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
        self.commit(|unit| {
            let done: Option<(String, String)> = unit
                .tx
                .prepare_cached("DELETE FROM outbox WHERE id = ?1 RETURNING order_id, effect")?
                .query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some((order, effect)) = done {
                unit.apply(&order, Input::Outcome(serde_json::from_str(&effect)?, Box::new(outcome)), now)?
                    .ok();
            }
            Ok(())
        })
    }

    /// Puts a repeatable row off after a try without a clear answer; after a day it is given up, if it is of a kind
    /// that expires.
    ///
    /// # Errors
    /// The database failed.
    pub fn postpone(
        &mut self,
        row: i64,
        reason: String,
        pause: Duration,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX).min(LONGEST_PAUSE);
        let not_before = now.as_millisecond().saturating_add(pause);
        let old = self.commit(|unit| {
            let tried: Option<(String, String, u32, i64)> = unit
                .tx
                .prepare_cached(
                    "UPDATE outbox SET attempts = attempts + 1, not_before = ?2, waits_since = ?3
                     WHERE id = ?1 AND once = 0 RETURNING order_id, effect, attempts, created_at",
                )?
                .query_row(params![row, not_before, now.as_millisecond()], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
                .optional()?;
            let Some((order, effect, attempts, created_at)) = tried else { return Ok(false) };
            let outcome = Outcome::NoAnswer { attempts, reason: reason.clone() };
            let effect: Effect = serde_json::from_str(&effect)?;
            let old = effect.expires() && now.as_millisecond() - created_at > GIVE_UP_AFTER;
            unit.apply(&order, Input::Outcome(effect, Box::new(outcome)), now)?.ok();
            Ok(old)
        })?;
        if old { self.finish(row, Outcome::NotFetched { reason }, now) } else { Ok(()) }
    }
}
