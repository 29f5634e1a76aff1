//! Which status answers each printer has given, and which tickets a killed process left half sent. Both are kept over restarts,
//! so that a printer that answered once is never taken for one that cannot, and a command that was cut off is completed before
//! anything is printed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use domain::OrderState;
use domain::rules::Effect;
use rusqlite::{Connection, params};

use super::{OrderStore, Store, StoreError, schema};
use crate::printer::Voice;

/// By the address of the device.
pub type Voices = BTreeMap<String, Voice>;

/// Reads beside a running program. Empty where there is no database yet, or one without the table.
///
/// # Errors
/// The file cannot be read, or was written by a newer version.
pub fn voices(path: &Path) -> Result<Voices, StoreError> {
    let Some(conn) = schema::open_to_read(path)? else { return Ok(Voices::new()) };
    let table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'voices'";
    if !conn.prepare(table)?.exists([])? {
        return Ok(Voices::new());
    }
    load(&conn)
}

/// Reads the stored voices. One that cannot be read is left out: the printer will answer again.
fn load(conn: &Connection) -> Result<Voices, StoreError> {
    let mut query = conn.prepare("SELECT address, voice FROM voices")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut voices = Voices::new();
    for row in rows {
        let (address, voice) = row?;
        match serde_json::from_str(&voice) {
            Ok(voice) => drop(voices.insert(address, voice)),
            Err(error) => tracing::warn!(%address, %error, "what was heard of a printer cannot be read"),
        }
    }
    Ok(voices)
}

/// Notes a ticket that a killed process was sending.
pub(super) fn note_torn(conn: &Connection, order: &str, effect: &Effect) -> Result<(), StoreError> {
    if let Effect::Print { ticket } = effect {
        conn.prepare_cached("INSERT OR IGNORE INTO torn_tickets (order_id, ticket) VALUES (?1, ?2)")?
            .execute(params![order, ticket])?;
    }
    Ok(())
}

impl OrderStore {
    /// Tickets that killed processes were sending, each with its order; those that [`OrderStore::keep_voices`] settled are gone.
    ///
    /// # Errors
    /// The database failed.
    pub fn torn(&mut self) -> Result<Vec<(Arc<OrderState>, String)>, StoreError> {
        let rows: Vec<(String, String)> = {
            let mut query = self.conn().prepare("SELECT order_id, ticket FROM torn_tickets")?;
            query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
        };
        let mut torn = Vec::new();
        for (order, ticket) in rows {
            let now = self.told;
            torn.extend(self.state(&order, now)?.map(|state| (state, ticket)));
        }
        Ok(torn)
    }

    /// Keeps what was heard of printers. `torn_settled`: they account for every half-sent ticket, so those are forgotten.
    ///
    /// # Errors
    /// The database failed; nothing is kept then.
    pub fn keep_voices(&mut self, voices: &Voices, torn_settled: bool) -> Result<(), StoreError> {
        self.commit(|unit| {
            for (address, voice) in voices {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO voices (address, voice) VALUES (?1, ?2)
                         ON CONFLICT (address) DO UPDATE SET voice = excluded.voice",
                    )?
                    .execute(params![address, serde_json::to_string(voice)?])?;
            }
            if torn_settled {
                unit.tx.execute("DELETE FROM torn_tickets", [])?;
            }
            Ok(())
        })
    }
}

impl Store {
    /// See [`OrderStore::torn`].
    pub async fn torn(&self) -> Result<Vec<(Arc<OrderState>, String)>, StoreError> {
        self.ask(OrderStore::torn).await
    }

    /// See [`OrderStore::keep_voices`].
    pub async fn keep_voices(&self, voices: Voices, torn_settled: bool) -> Result<(), StoreError> {
        self.ask(move |store| store.keep_voices(&voices, torn_settled)).await
    }
}
