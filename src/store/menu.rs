//! The menu: learned from each order in the order's own transaction, and once from what an older version stored.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::menu::{LearnedDish, Menu, ShopMenu};
use domain::order::MenuItem;
use domain::trail::Deed;
use domain::{Done, OrderState, Refused, ShopCommand};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::stored::{Stored, WITH_STATE};
use super::unit_of_work::UnitOfWork;
use super::{OrderStore, Store, StoreError, schema};

/// Orders of so long ago are learned from.
const LEARNED_BACK: SignedDuration = SignedDuration::from_hours(4 * 7 * 24);
/// Old orders that are read in one go: some milliseconds beside the writer.
const AT_ONCE: i64 = 100;

/// Some orders that an older version stored.
pub(super) struct Past {
    orders: Vec<OrderState>,
    /// Those below this id are still to be read; `None`: all that count were.
    before: Option<String>,
}

/// Reads what is kept. A dish that cannot be read is dropped, because the next order tells it again.
pub(super) fn load(conn: &Connection) -> Result<Menu, StoreError> {
    let mut query = conn.prepare("SELECT id, dish FROM dishes")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get_ref(1)?.as_bytes()?.to_vec())))?;
    let mut dishes: Vec<(i64, LearnedDish)> = Vec::new();
    for row in rows {
        let (id, dish) = row?;
        match serde_json::from_slice(&dish) {
            Ok(dish) => dishes.push((id, dish)),
            Err(error) => tracing::warn!(id, %error, "a dish of the menu cannot be read"),
        }
    }
    Ok(Menu::of(dishes))
}

/// Reads some of the old orders beside the writer. `None`: none are left.
pub(super) fn past(path: &Path, now: Timestamp) -> Result<Option<Past>, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(None) };
    let before: Option<String> =
        conn.prepare("SELECT before FROM dishes_to_learn")?.query_row([], |row| row.get(0)).optional()?;
    let Some(before) = before else { return Ok(None) };
    let mut query =
        conn.prepare(&format!("SELECT {WITH_STATE} WHERE orders.id < ?1 ORDER BY orders.id DESC LIMIT ?2"))?;
    let read: Vec<Stored> =
        query.query_map(params![before, AT_ONCE], Stored::of)?.collect::<Result<_, _>>()?;
    let before = read.last().filter(|_| read.len() as i64 == AT_ONCE).map(|oldest| oldest.id.clone());
    let since = now.checked_sub(LEARNED_BACK).unwrap_or(now);
    // A damaged order tells nothing; it is reported when it is opened.
    let mut orders: Vec<OrderState> = read.iter().filter_map(|stored| stored.state().ok()).collect();
    let all = orders.len();
    orders.retain(|state| state.head.received_at >= since);
    Ok(Some(Past { before: before.filter(|_| orders.len() == all), orders }))
}

impl UnitOfWork<'_> {
    /// Learns the dishes of an order that is known now and was not before.
    pub(super) fn learn(&mut self, state: &OrderState) {
        let head = &state.head;
        if let Some(order) = &head.order {
            self.menu().learn(head.shop.as_deref(), &head.channel, order, head.received_at);
        }
    }

    /// Puts back what another database kept.
    pub(super) fn restore_menu(&mut self, dishes: &[(i64, String)]) {
        for (id, dish) in dishes {
            if let Ok(dish) = serde_json::from_str(dish) {
                self.menu().put(*id, dish);
            }
        }
    }

    /// Writes what was learned.
    pub(super) fn keep_menu(&mut self) -> Result<(), StoreError> {
        for (id, dish) in self.learned.as_mut().map(Menu::take_changes).unwrap_or_default() {
            match dish {
                Some(dish) => self
                    .tx
                    .prepare_cached(
                        "INSERT INTO dishes (id, dish) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET dish = ?2",
                    )?
                    .execute(params![id, serde_json::to_string(&*dish)?])?,
                None => self.tx.prepare_cached("DELETE FROM dishes WHERE id = ?1")?.execute(params![id])?,
            };
        }
        Ok(())
    }
}

impl OrderStore {
    /// What the shop sells.
    pub fn menu(&self) -> Arc<Menu> {
        self.menu.clone()
    }

    /// Learns from orders that an older version stored.
    ///
    /// # Errors
    /// The database failed; the same orders are read again.
    pub(super) fn learn_past(&mut self, past: Past) -> Result<(), StoreError> {
        self.commit(|unit| {
            for state in &past.orders {
                unit.learn(state);
                unit.note_caller(state)?;
            }
            match past.before {
                Some(before) => unit.tx.execute("UPDATE dishes_to_learn SET before = ?1", params![before])?,
                None => unit.tx.execute("DELETE FROM dishes_to_learn", [])?,
            };
            Ok(())
        })
    }

    /// Sells a dish out at every app that sells it, each by the app's own id of it, or brings it back.
    ///
    /// # Errors
    /// There is no such dish, or no app that is set up sells it; nothing has changed then.
    pub fn stock(&mut self, dish: i64, sold_out: bool, now: Timestamp) -> Result<Done, Refused> {
        let dish = self.menu.dish(dish, now).ok_or(Refused::NothingThere)?;
        let mut openings = BTreeMap::clone(&self.openings);
        let mut done = Err(Refused::NothingThere);
        for app in dish.apps.iter().filter(|app| self.policy.channels.contains_key(&app.channel)) {
            let opening = openings.entry(app.channel.clone()).or_default();
            let named =
                |item: &MenuItem| if item.id.is_empty() { item.name.clone() } else { item.id.clone() };
            let commands: Vec<ShopCommand> = if sold_out {
                vec![ShopCommand::SoldOut { item: app.item.clone() }]
            } else {
                // Under whatever id it was sold out there.
                let off = opening.sold_out.iter().filter(|sold| dish.is(&app.channel, &sold.item));
                off.map(|sold| ShopCommand::OnSale { item: named(&sold.item) }).collect()
            };
            done = done.or(Ok(Done::Already));
            for command in commands {
                if opening.command(&command, now)? == Done::Committed {
                    done = Ok(Done::Committed);
                }
            }
        }
        let done = done?;
        let deed = Deed::Stock { dish: dish.name.clone(), sold_out };
        self.keep_noting(openings, done, deed, now)?;
        Ok(done)
    }
}

impl Store {
    /// What the shop sells and was ordered lately.
    pub fn offered(&self, now: Timestamp) -> ShopMenu {
        let menu = self.menu.borrow().clone();
        menu.offered(now)
    }

    /// Sells a dish of the menu out, or brings it back; see [`OrderStore::stock`].
    pub async fn stock(&self, dish: i64, sold_out: bool, now: Timestamp) -> Result<Done, Refused> {
        self.decide(now, move |store, now| store.stock(dish, sold_out, now)).await
    }

    /// Learns the menu from some of the orders that an older version stored; true if there are more.
    ///
    /// # Errors
    /// The database failed; all is as before.
    pub async fn learn_past(&self, now: Timestamp) -> Result<bool, StoreError> {
        let path = self.path.clone();
        let Some(past) = self.writer.read(move || past(&path, now)).await?.flatten() else {
            return Ok(false);
        };
        let more = past.before.is_some();
        self.ask(move |store| store.learn_past(past)).await?;
        Ok(more)
    }
}
