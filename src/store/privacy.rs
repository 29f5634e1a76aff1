//! Takes customers out of orders that are over, and their bytes out of the files.
//!
//! Orders whose customer still stands in them have a row in `customers`. When the business day on which an order was over has ended
//! ([`is_over`]), its state is written without the customer, in the same commit with all that it was found by, a few orders at a
//! time. SQLite overwrites what it deletes (`secure_delete`); after the last order the tables in which customers stand are written
//! again, and the log beside the file is written into it and emptied. Orders of an older version are gone through once, in the same
//! way, and the file is then written once more without its unused room, because that version did not overwrite.

use std::time::{Duration, Instant};

use domain::OrderState;
use domain::order::{OrderKind, Status};
use domain::rules::Policy;
use jiff::{SignedDuration, Span, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::stored::{Known, load};
use super::unit_of_work::{UnitOfWork, is_moving, is_open};
use super::{OrderStore, Store, StoreError, schema, swap};

/// Orders handled in one go: a commit of some milliseconds.
const AT_ONCE: usize = 8;
/// Most orders that are looked at for those. There are no more in thirty-one days of a busy shop.
const MOST_LOOKED_AT: i64 = 20_000;
/// Tables in which customers, or words about them, stand for as long as they are kept; and whether they hold years of an older
/// version until that is gone through.
const WITH_CUSTOMERS: [(&str, bool); 6] = [
    ("states", false),
    ("outbox", false),
    ("set_aside", false),
    ("unread_events", false),
    ("callers", true),
    ("history_phones", true),
];
/// The most that the settings may say, days.
const LONGEST: u32 = 30;
/// So long after the newest order came, with none open, nothing is expected at once, and a file may be written once more.
const QUIET: SignedDuration = SignedDuration::from_hours(1);
/// Writing it once more is given up after this.
const REWRITE: Duration = Duration::from_secs(20);

/// How long customers are kept after a business day.
fn keep(policy: &Policy) -> Span {
    Span::new().days(policy.keep_days.min(LONGEST))
}

/// Whether an order still needs its customer: it is open, and no takeout that its customer has by now.
fn needs_customer(state: &OrderState) -> bool {
    let takeout = state.head.order.as_ref().is_some_and(|order| order.kind == OrderKind::Takeout);
    let fetched = takeout && state.head.status == Status::PickedUp;
    if fetched { is_moving(state) } else { is_open(state) }
}

/// Whether the time has come to take the customer out of an order of which nothing is open.
fn is_over(
    conn: &Connection,
    policy: &Policy,
    state: &OrderState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let shop = state.head.shop.as_deref();
    let today = policy.business_date(shop, now);
    let last = policy.business_date(shop, state.head.updated_at);
    let kept_until = last.saturating_add(keep(policy));
    if kept_until != today {
        return Ok(kept_until < today);
    }
    // The day is not over. Its owner may have closed it; what had come by then goes.
    let closed_at: Option<i64> = conn
        .prepare_cached("SELECT closed_at FROM closed_days WHERE day = ?1")?
        .query_row(params![today.to_string()], |row| row.get(0))
        .optional()?;
    Ok(closed_at.is_some_and(|at| state.head.received_at.as_millisecond() <= at))
}

/// Whether something is still to be done outside for an order.
fn is_awaited(conn: &Connection, id: &str) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached("SELECT 1 FROM outbox WHERE order_id = ?1")?;
    Ok(query.exists(params![id])?)
}

/// Whether an order goes without its customer from now on.
fn may_forget(
    conn: &Connection,
    policy: &Policy,
    state: &OrderState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(!needs_customer(state) && is_over(conn, policy, state, now)? && !is_awaited(conn, &state.head.id)?)
}

/// Deletes an older version's dictionaries, which bear the streets of customers, where nothing is read with them any more.
pub(super) fn forget_streets(conn: &Connection) -> Result<(), StoreError> {
    conn.execute(
        "DELETE FROM dictionaries WHERE of_dishes = 0
         AND NOT EXISTS (SELECT 1 FROM archive WHERE archive.dictionary = dictionaries.id)",
        [],
    )?;
    Ok(())
}

impl UnitOfWork<'_> {
    /// Notes that a customer may stand in an order.
    pub(super) fn note_customer(&self, id: &str, day: &str) -> Result<(), StoreError> {
        self.tx
            .prepare_cached("INSERT INTO customers (day, order_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![day, id])?;
        Ok(())
    }

    /// Notes it again of one that changes after its customer was taken out: what is written then may be about a person.
    pub(super) fn note_customer_again(&self, id: &str) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(
                "INSERT INTO customers (day, order_id) SELECT day, id FROM orders WHERE id = ?1
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![id])?;
        Ok(())
    }

    /// Takes the customer out of an order, and what the order is found by with him.
    pub(super) fn forget_customer(&mut self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let Some(before) = self.state(id, now)? else { return Ok(()) };
        let mut after = OrderState::clone(&before);
        after.forget_customer();
        // Pages of the archive are too many to be written again each day; see `rewrite_old`.
        self.tx
            .prepare_cached(
                "INSERT INTO old_bytes (id) SELECT 1 FROM orders JOIN archive ON archive.id = orders.place
                 WHERE orders.id = ?1 ON CONFLICT DO NOTHING",
            )?
            .execute(params![id])?;
        self.update(&after)?;
        self.follow(&before, &after)?;
        self.forget_caller(&before)?;
        // One that is not shown is not shown because of this.
        if self.is_live(id) {
            self.touch(after);
        }
        Ok(())
    }

    /// Goes on from an order of an older version to the next older one: its customer is taken out, or noted to be.
    fn forget_past(&mut self, id: &str, day: &str, now: Timestamp) -> Result<(), StoreError> {
        let Some(state) = self.state(id, now)? else { return Ok(()) };
        if may_forget(&self.tx, self.policy, &state, now)? {
            self.forget_customer(id, now)
        } else {
            self.note_customer(id, day)
        }
    }
}

impl OrderStore {
    /// Takes the customers out of a few orders that are over; true if there are more. When there are none, what the file still
    /// bears of those before is removed.
    ///
    /// # Errors
    /// The database failed; the same orders are tried again.
    pub fn forget_customers(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        self.told = now;
        let due = self.due_to_forget(now)?;
        if !due.is_empty() {
            self.commit(|unit| {
                for (day, id) in &due {
                    unit.forget_customer(id, now)?;
                    unit.tx
                        .prepare_cached("DELETE FROM customers WHERE day = ?1 AND order_id = ?2")?
                        .execute(params![day, id])?;
                }
                Ok(())
            })?;
            self.is_wiped = false;
            return Ok(true);
        }
        if self.forget_past(now)? {
            self.is_wiped = false;
            return Ok(true);
        }
        self.forget_set_aside(now)?;
        if !self.is_wiped {
            self.write_again()?;
            self.is_wiped = schema::checkpoint(&self.conn)?;
            self.look();
        }
        self.rewrite_old(now)?;
        Ok(false)
    }

    /// A few orders that are over, with the days under which their customers are noted.
    fn due_to_forget(&self, now: Timestamp) -> Result<Vec<(String, String)>, StoreError> {
        let last = self.policy.business_date(None, now).saturating_sub(keep(&self.policy));
        // Another shop's business day may be a day ahead of the first one's.
        let until = last.saturating_add(Span::new().days(1));
        let mut query = self.conn.prepare_cached(
            "SELECT customers.day, customers.order_id
             FROM customers CROSS JOIN orders ON orders.id = customers.order_id
             WHERE customers.day <= ?1 AND (orders.open = 0 OR orders.status = 'picked_up') ORDER BY customers.day, customers.order_id LIMIT ?2",
        )?;
        let mut rows = query.query(params![until.to_string(), MOST_LOOKED_AT])?;
        let mut due = Vec::new();
        while let Some(row) = rows.next()? {
            let (day, id): (String, String) = (row.get(0)?, row.get(1)?);
            let goes = match load(&self.conn, &self.live, &id)? {
                Some(Known::Whole(state)) => may_forget(&self.conn, &self.policy, &state, now)?,
                // What is damaged may bear a customer too.
                Some(Known::Damaged(..)) => day < last.to_string() && !is_awaited(&self.conn, &id)?,
                None => !is_awaited(&self.conn, &id)?,
            };
            if goes {
                due.push((day, id));
                if due.len() == AT_ONCE {
                    break;
                }
            }
        }
        Ok(due)
    }

    /// Goes through a few orders that an older version stored; false: none are left, or it is not their turn yet.
    fn forget_past(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let before: Option<String> = self
            .conn
            .prepare_cached("SELECT before FROM customers_to_forget")?
            .query_row([], |row| row.get(0))
            .optional()?;
        let Some(before) = before else { return Ok(false) };
        // What orders are found by is read from states beside the writer: a customer who is gone would come back with it.
        if self.conn.prepare_cached("SELECT 1 FROM history_to_fill")?.exists([])? {
            return Ok(false);
        }
        let orders: Vec<(String, String)> = self
            .conn
            .prepare_cached("SELECT id, day FROM orders WHERE id < ?1 ORDER BY id DESC LIMIT ?2")?
            .query_map(params![before, AT_ONCE as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        self.commit(|unit| {
            for (id, day) in &orders {
                unit.forget_past(id, day, now)?;
            }
            match orders.last() {
                Some((oldest, _)) => {
                    unit.tx.execute("UPDATE customers_to_forget SET before = ?1", params![oldest])?
                }
                None => unit.tx.execute("DELETE FROM customers_to_forget", [])?,
            };
            Ok(())
        })?;
        Ok(true)
    }

    /// Deletes what could not be read and was kept to be read by other means, as a customer may stand in it.
    fn forget_set_aside(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let keep = keep(&self.policy);
        let today = self.policy.business_date(None, now);
        let mut gone = Vec::new();
        for table in ["set_aside", "unread_events"] {
            let mut query = self.conn.prepare_cached(&format!("SELECT id, at FROM {table}"))?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (id, at): (i64, i64) = (row.get(0)?, row.get(1)?);
                let day = self.policy.business_date(None, super::order_store::time(at));
                if day.saturating_add(keep) < today {
                    gone.push((table, id));
                }
            }
        }
        if !gone.is_empty() {
            self.commit(|unit| {
                for (table, id) in &gone {
                    unit.tx
                        .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?
                        .execute(params![id])?;
                }
                Ok(())
            })?;
            self.is_wiped = false;
        }
        if let Some(path) = self.path() {
            swap::remove_old(&path, now);
        }
        Ok(())
    }

    /// Writes the tables in which customers stand again. That SQLite overwrites what it moves when it divides a page is promised
    /// nowhere; pages that become free are overwritten as a whole.
    fn write_again(&mut self) -> Result<(), StoreError> {
        let has_past = self.conn.prepare_cached("SELECT 1 FROM customers_to_forget")?.exists([])?;
        self.commit(|unit| {
            let tables = WITH_CUSTOMERS.iter().filter(|(_, grows)| !(*grows && has_past));
            for (table, _) in tables {
                unit.tx.execute_batch(&format!("CREATE TABLE written_again AS SELECT * FROM {table}"))?;
                unit.tx.execute(&format!("DELETE FROM {table}"), [])?;
                unit.tx.execute(&format!("INSERT INTO {table} SELECT * FROM written_again"), [])?;
                unit.tx.execute_batch("DROP TABLE written_again")?;
            }
            Ok(())
        })
    }

    /// Writes the whole file once more, as an older version left it or where customers stood in the archive, when nothing is expected at once.
    fn rewrite_old(&mut self, now: Timestamp) -> Result<(), StoreError> {
        if !schema::has_old_bytes(&self.conn)? {
            return Ok(());
        }
        forget_streets(&self.conn)?;
        let newest = self.live.values().map(|state| state.head.received_at).max();
        let is_quiet = newest.is_none_or(|at| now.duration_since(at) > QUIET)
            && !self.live.values().any(|state| is_open(state));
        if is_quiet {
            let until = Instant::now() + REWRITE;
            if let Err(error) = schema::rewrite(&self.conn, move || Instant::now() > until) {
                tracing::info!(%error, "the database's file is not written once more for now");
            }
            self.is_wiped = schema::checkpoint(&self.conn)?;
            self.look();
        }
        Ok(())
    }
}

impl Store {
    /// Takes the customers out of a few orders that are over; true if there are more. See [`OrderStore::forget_customers`].
    ///
    /// # Errors
    /// The database failed; all is as before.
    pub async fn forget_customers(&self, now: Timestamp) -> Result<bool, StoreError> {
        self.at(now, |store, now| store.forget_customers(now)).await
    }
}
