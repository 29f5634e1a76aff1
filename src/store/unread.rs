//! App events that cannot be read: kept as they came, and acknowledged, so that the app does not send them for ever.

use domain::order::{AppEvent, AppEventKind, SetAside};
use jiff::Timestamp;
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::{OrderStore, StoreError};

/// Rows that are kept, the newest.
const MOST: i64 = 1_000;

impl OrderStore {
    /// Keeps what could not be read, all in one commit; answers how much of it was not known yet. What has an id is to be
    /// acknowledged from here on.
    ///
    /// # Errors
    /// The database failed; nothing is kept and nothing may be acknowledged.
    pub fn set_aside(
        &mut self,
        channel: &str,
        aside: Vec<SetAside>,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        self.commit(|unit| {
            let mut new = 0;
            for one in aside {
                let hash = || {
                    let digest = Sha256::digest(one.raw.as_bytes());
                    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>()
                };
                let key = one.id.clone().unwrap_or_else(hash);
                new += unit
                    .tx
                    .prepare_cached(
                        "INSERT INTO unread_events (channel, key, raw, why, at) VALUES (?1, ?2, ?3, ?4, ?5)
                         ON CONFLICT DO NOTHING",
                    )?
                    .execute(params![channel, key, one.raw, one.why, now.as_millisecond()])?;
                if let Some(id) = one.id {
                    let event = AppEvent {
                        id,
                        kind: AppEventKind::Unknown,
                        raw_kind: one.raw_kind.unwrap_or_default(),
                        order_id: one.order_id.unwrap_or_default(),
                        created_at: now,
                        reason: None,
                    };
                    unit.note_event(channel, &event, now)?;
                }
            }
            unit.tx.execute(
                "DELETE FROM unread_events WHERE id <= (SELECT max(id) FROM unread_events) - ?1",
                params![MOST],
            )?;
            Ok(new)
        })
    }
}
