//! Which orders were phoned in from a number: kept with the order, read beside the writer.

use std::path::Path;

use domain::OrderState;
use domain::order::phone::{self, LastOrder, LastOrders, MOST_LAST};
use domain::order::{Order, Personal};
use rusqlite::params;

use super::stored::{Stored, WITH_STATE};
use super::unit_of_work::UnitOfWork;
use super::{Store, StoreError, schema};

/// Orders of a number that are read, the newest: some may be the same, and one may be damaged.
const READ: usize = 10;

/// The number that an order was phoned in from.
fn number(order: &Order) -> Option<String> {
    phone::whole_number(order.customer.phone.as_ref()?.as_str())
}

/// The last orders of a number, each once. Nothing for a part of a number.
pub(super) fn last_orders(path: &Path, number: &str) -> Result<LastOrders, StoreError> {
    let mut last = LastOrders::default();
    let Some(number) = phone::whole_number(number) else { return Ok(last) };
    let Some(conn) = schema::open_to_read(path)? else { return Ok(last) };
    let mut query = conn.prepare(&format!(
        "SELECT {WITH_STATE} WHERE orders.id IN (
             SELECT order_id FROM callers WHERE phone = ?1 ORDER BY order_id DESC LIMIT ?2)
         ORDER BY orders.id DESC"
    ))?;
    for stored in query.query_map(params![number, READ as i64], Stored::of)? {
        // A damaged order is reported when it is opened.
        let Ok(state) = stored?.state() else { continue };
        let Some(order) = &state.head.order else { continue };
        let mut again = LastOrder::of(order, state.head.received_at);
        again.order.shop.clone_from(&state.head.shop);
        if last.orders.iter().all(|known| known.order != again.order) {
            last.orders.push(again);
        }
        if last.orders.len() == MOST_LAST {
            break;
        }
    }
    Ok(last)
}

impl UnitOfWork<'_> {
    /// Keeps from which number an order was phoned in.
    pub(super) fn note_caller(&self, state: &OrderState) -> Result<(), StoreError> {
        let head = &state.head;
        if head.channel != phone::CHANNEL {
            return Ok(());
        }
        if let Some(number) = head.order.as_ref().and_then(number) {
            self.tx
                .prepare_cached(
                    "INSERT INTO callers (phone, order_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                )?
                .execute(params![number, head.id])?;
        }
        Ok(())
    }

    /// Forgets from which number an order was phoned in.
    pub(super) fn forget_caller(&self, state: &OrderState) -> Result<(), StoreError> {
        if let Some(number) = state.head.order.as_ref().and_then(number) {
            self.tx
                .prepare_cached("DELETE FROM callers WHERE phone = ?1 AND order_id = ?2")?
                .execute(params![number, state.head.id])?;
        }
        Ok(())
    }
}

impl Store {
    /// What was phoned in from a number before.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn last_orders(&self, number: &Personal) -> Result<LastOrders, StoreError> {
        let (path, number) = (self.path.clone(), number.as_str().to_owned());
        Ok(self.writer.read(move || last_orders(&path, &number)).await?.unwrap_or_default())
    }
}
