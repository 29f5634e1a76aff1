//! What orders of all years are found by: written with the order's state in one transaction, and once for what an older version
//! stored. Looked up in [`super::search`].

use std::collections::BTreeSet;
use std::path::Path;

use domain::OrderState;
use domain::history::PastState;
use domain::order::{Order, PaymentKind};
use domain::rules::Policy;
use domain::text;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::stored::{Stored, WITH_STATE};
use super::unit_of_work::UnitOfWork;
use super::{OrderStore, Store, StoreError, order_store, schema};

/// The time of place 0, in milliseconds: 2020-01-01T00:00Z.
const FIRST: i64 = 1_577_836_800_000;
/// From one place to the next, in milliseconds. More orders of one moment take the places after it.
const TICK: i64 = 250;
/// Places that are looked at in one go for a free one.
const PLACES: i64 = 4;
/// Old orders that are read in one go: some milliseconds beside the writer and in it.
const AT_ONCE: i64 = 100;
/// Most dishes by which one order is found.
const MOST_DISHES: usize = 100;
/// Longest name that is a dish's, in characters; a longer one is no name.
const LONGEST_NAME: usize = 200;
/// Most names of dishes that are known. The names of a market's goods over five years are some thousands.
const MOST_NAMES: i64 = 20_000;

/// What an order is found by, as its state says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub channel: String,
    /// Empty where none is named.
    pub shop: String,
    pub state: PastState,
    /// A bit for each kind of [`PaymentKind::ALL`].
    pub payments: i64,
    /// Keys of its dishes' names.
    pub dishes: BTreeSet<String>,
    /// Key of the app's display id.
    pub display_id: Option<String>,
    /// The last four digits of the customer's telephone.
    pub tail: Option<i64>,
}

/// Some orders that an older version stored.
pub(super) struct ToFill {
    orders: Vec<OrderState>,
    /// Those below this id are still to be read; `None`: all were.
    before: Option<String>,
    /// When the oldest of these came, in milliseconds.
    since: i64,
}

impl Entry {
    pub fn of(state: &OrderState) -> Entry {
        let (head, order) = (&state.head, state.head.order.as_ref());
        let dish = |name: &str| Some(text::key(name)).filter(|key| is_name(key));
        let dishes = order.iter().flat_map(|order| &order.lines).filter_map(|line| dish(&line.name));
        Entry {
            channel: head.channel.clone(),
            shop: head.shop.clone().unwrap_or_default(),
            state: PastState::of(head),
            payments: order.map_or(0, payments),
            dishes: dishes.take(MOST_DISHES).collect(),
            display_id: order.map(|order| text::key(&order.display_id)).filter(|key| is_name(key)),
            tail: order.and_then(|order| tail(order.customer.phone.as_ref()?.as_str())),
        }
    }
}

fn is_name(key: &str) -> bool {
    !key.is_empty() && key.chars().nth(LONGEST_NAME).is_none()
}

fn payments(order: &Order) -> i64 {
    order.payments.iter().map(|payment| bit(payment.kind)).fold(0, |bits, bit| bits | bit)
}

/// The bit of a way to pay.
pub(super) fn bit(kind: PaymentKind) -> i64 {
    PaymentKind::ALL.iter().position(|known| *known == kind).map_or(0, |at| 1 << at)
}

/// The last four digits of a telephone number. One whose last four are hidden has none.
fn tail(phone: &str) -> Option<i64> {
    let hidden_or_digit = phone.chars().rev().filter(|c| c.is_ascii_digit() || *c == '*');
    let last: Vec<char> = hidden_or_digit.take(4).collect();
    if last.len() < 4 {
        return None;
    }
    last.into_iter().rev().collect::<String>().parse().ok()
}

const DAY_0: Date = Date::constant(1970, 1, 1);

/// A business day as days since 1970-01-01.
pub(super) fn day_number(day: Date) -> i64 {
    day.duration_since(DAY_0).as_hours() / 24
}

/// The business day that so many days since 1970-01-01 are.
pub(super) fn day_of(number: i64) -> Date {
    DAY_0.saturating_add(SignedDuration::from_hours(number.saturating_mul(24)))
}

/// The first place of a time in milliseconds.
pub(super) fn place_at(milliseconds: i64) -> i64 {
    milliseconds.saturating_sub(FIRST).div_euclid(TICK)
}

impl UnitOfWork<'_> {
    /// Notes by what an order is found now, where an input changed that.
    pub(super) fn follow(&self, before: &OrderState, after: &OrderState) -> Result<(), StoreError> {
        let is_same = before.head.order == after.head.order
            && PastState::of(&before.head) == PastState::of(&after.head)
            && before.head.shop == after.head.shop;
        let known = Entry::of(before);
        if is_same || known == Entry::of(after) { Ok(()) } else { self.note_entry(after, Some(&known)) }
    }

    /// Notes by what an order is found, in the place of what was noted before. By the telephone and the app's number of a state
    /// that is damaged, of which nothing is known, it is still found.
    pub(super) fn note_entry(&self, state: &OrderState, known: Option<&Entry>) -> Result<(), StoreError> {
        let entry = Entry::of(state);
        let (sequence, day, received_at) = self
            .tx
            .prepare_cached("SELECT sequence, day, received_at FROM orders WHERE id = ?1")?
            .query_row(params![state.head.id], |row| {
                Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
            })?;
        let sequence = match sequence {
            Some(sequence) => {
                self.forget_dishes(sequence)?;
                sequence
            }
            None => self.take_place(&state.head.id, received_at)?,
        };
        let kind = self.kind(&entry)?;
        let mut dishes = BTreeSet::new();
        for key in &entry.dishes {
            dishes.extend(self.dish(key)?);
        }
        for dish in &dishes {
            self.tx
                .prepare_cached("INSERT INTO history_dishes (dish, kind, sequence) VALUES (?1, ?2, ?3)")?
                .execute(params![dish, kind, sequence])?;
        }
        let day = match day.parse() {
            Ok(day) => day,
            Err(_) => self.mend_day(&state.head.id, received_at)?,
        };
        let dishes = dishes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        self.tx
            .prepare_cached(
                "INSERT INTO history (sequence, kind, day, dishes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET kind = ?2, dishes = ?4",
            )?
            .execute(params![sequence, kind, day_number(day), dishes])?;
        let gone = known.filter(|known| known.tail != entry.tail).and_then(|known| known.tail);
        if let Some(tail) = gone {
            self.tx
                .prepare_cached("DELETE FROM history_phones WHERE tail = ?1 AND sequence = ?2")?
                .execute(params![tail, sequence])?;
        }
        if let Some(tail) = entry.tail {
            self.tx
                .prepare_cached(
                    "INSERT INTO history_phones (tail, sequence) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                )?
                .execute(params![tail, sequence])?;
        }
        let gone = known.filter(|known| known.display_id != entry.display_id);
        if let Some(display_id) = gone.and_then(|known| known.display_id.as_ref()) {
            self.tx
                .prepare_cached("DELETE FROM history_display_ids WHERE display_id = ?1 AND sequence = ?2")?
                .execute(params![display_id, sequence])?;
        }
        if let Some(display_id) = &entry.display_id {
            self.tx
                .prepare_cached(
                    "INSERT INTO history_display_ids (display_id, sequence) VALUES (?1, ?2)
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![display_id, sequence])?;
        }
        Ok(())
    }

    /// Gives an order whose day is no date, and so damaged, the day on which it came.
    fn mend_day(&self, id: &str, received_at: i64) -> Result<Date, StoreError> {
        let day = order_store::time(received_at).to_zoned(TimeZone::UTC).date();
        self.tx
            .prepare_cached("UPDATE orders SET day = ?2 WHERE id = ?1")?
            .execute(params![id, day.to_string()])?;
        Ok(day)
    }

    /// Gives an order its place in time.
    fn take_place(&self, id: &str, received_at: i64) -> Result<i64, StoreError> {
        let mut first = place_at(received_at);
        let place = loop {
            let last: Option<i64> = self
                .tx
                .prepare_cached("SELECT max(sequence) FROM history WHERE sequence BETWEEN ?1 AND ?2")?
                .query_row(params![first, first + PLACES - 1], |row| row.get(0))?;
            match last {
                None => break first,
                Some(last) if last < first + PLACES - 1 => break last + 1,
                Some(last) => first = last + 1,
            }
        };
        self.tx
            .prepare_cached("UPDATE orders SET sequence = ?2 WHERE id = ?1")?
            .execute(params![id, place])?;
        Ok(place)
    }

    /// Takes out the rows of the dishes that were noted.
    fn forget_dishes(&self, sequence: i64) -> Result<(), StoreError> {
        let known: Option<(i64, String)> = self
            .tx
            .prepare_cached("SELECT kind, dishes FROM history WHERE sequence = ?1")?
            .query_row(params![sequence], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((kind, dishes)) = known else { return Ok(()) };
        for dish in ids(&dishes) {
            self.tx
                .prepare_cached("DELETE FROM history_dishes WHERE dish = ?1 AND kind = ?2 AND sequence = ?3")?
                .execute(params![dish, kind, sequence])?;
        }
        Ok(())
    }

    fn kind(&self, entry: &Entry) -> Result<i64, StoreError> {
        let named = params![entry.channel, entry.shop, entry.state.as_str(), entry.payments];
        let known: Option<i64> = self
            .tx
            .prepare_cached(
                "SELECT id FROM history_kinds
                 WHERE channel = ?1 AND shop = ?2 AND state = ?3 AND payments = ?4",
            )?
            .query_row(named, |row| row.get(0))
            .optional()?;
        if let Some(known) = known {
            return Ok(known);
        }
        self.tx
            .prepare_cached(
                "INSERT INTO history_kinds (channel, shop, state, payments) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(named)?;
        Ok(self.tx.last_insert_rowid())
    }

    /// The id of a dish's name. `None`: there are too many names, and orders are not found by this one.
    fn dish(&self, key: &str) -> Result<Option<i64>, StoreError> {
        let known: Option<i64> = self
            .tx
            .prepare_cached("SELECT id FROM history_dish_names WHERE key = ?1")?
            .query_row(params![key], |row| row.get(0))
            .optional()?;
        if known.is_some() {
            return Ok(known);
        }
        let new = self
            .tx
            .prepare_cached(
                "INSERT INTO history_dish_names (key) SELECT ?1
                 WHERE coalesce((SELECT max(id) FROM history_dish_names), 0) < ?2",
            )?
            .execute(params![key, MOST_NAMES])?;
        Ok((new == 1).then(|| self.tx.last_insert_rowid()))
    }
}

/// The ids of dishes as they are stored.
pub(super) fn ids(dishes: &str) -> impl Iterator<Item = i64> + '_ {
    dishes.split(',').filter_map(|id| id.parse().ok())
}

/// Reads some of the old orders beside the writer. `None`: none are left.
pub(super) fn to_fill(path: &Path, now: Timestamp) -> Result<Option<ToFill>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(None) };
    let left: Option<(String, i64)> = conn
        .prepare("SELECT before, since FROM history_to_fill")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((before, since)) = left else { return Ok(None) };
    let mut query = conn.prepare(&format!(
        "SELECT orders.received_at, {WITH_STATE} WHERE orders.id < ?1 ORDER BY orders.id DESC LIMIT ?2"
    ))?;
    let read: Vec<(i64, Stored)> = query
        .query_map(params![before, AT_ONCE], |row| Ok((row.get(0)?, Stored::read(row, 1)?)))?
        .collect::<Result<_, _>>()?;
    let is_full = read.len() as i64 == AT_ONCE;
    let before = read.last().filter(|_| is_full).map(|(_, oldest)| oldest.id.clone());
    let since = read.iter().map(|(at, _)| *at).min().unwrap_or(since).min(since);
    // A damaged order is found by its number all the same.
    let state =
        |stored: &Stored| stored.state().unwrap_or_else(|_| stored.stand_in(now, &Policy::default()).0);
    // The oldest first, so that those of one moment take their places as they came.
    Ok(Some(ToFill { orders: read.iter().rev().map(|(_, stored)| state(stored)).collect(), before, since }))
}

impl OrderStore {
    /// Notes by what some old orders are found.
    ///
    /// # Errors
    /// The database failed; the same orders are read again.
    pub(super) fn fill_history(&mut self, past: ToFill) -> Result<(), StoreError> {
        self.commit(|unit| {
            for state in &past.orders {
                // What has changed meanwhile has its place already, with what it is found by now.
                let placed = unit
                    .tx
                    .prepare_cached("SELECT 1 FROM orders WHERE id = ?1 AND sequence IS NOT NULL")?
                    .exists(params![state.head.id])?;
                if !placed {
                    unit.note_entry(state, None)?;
                }
            }
            match past.before {
                Some(before) => unit.tx.execute(
                    "UPDATE history_to_fill SET before = ?1, since = ?2",
                    params![before, past.since],
                )?,
                None => unit.tx.execute("DELETE FROM history_to_fill", [])?,
            };
            Ok(())
        })
    }
}

impl Store {
    /// Notes by what some of the orders are found that an older version stored; true if there are more.
    ///
    /// # Errors
    /// The database failed; all is as before.
    pub async fn fill_history(&self, now: Timestamp) -> Result<bool, StoreError> {
        let path = self.path.clone();
        let Some(past) = self.writer.read(move || to_fill(&path, now)).await?.flatten() else {
            return Ok(false);
        };
        let more = past.before.is_some();
        self.ask(move |store| store.fill_history(past)).await?;
        Ok(more)
    }
}
