//! Sets aside, unchanged, what cannot be read, so that everything else goes on.

use domain::rules::{self, Effect, Input};
use jiff::Timestamp;
use rusqlite::params;

use super::stored::Stored;
use super::unit_of_work::UnitOfWork;
use super::{OrderStore, StoreError, outbox};

/// How many are kept, the newest.
const MOST: i64 = 1_000;

/// Something that was found damaged when the database was opened.
#[derive(Debug)]
pub(super) enum Damage {
    /// An order's state, and why it cannot be read.
    Order(Box<Stored>, String),
    /// What the owner wants of an app.
    ShopAvailability { channel: String, raw: Vec<u8>, reason: String },
}

/// A row of the outbox whose effect cannot be read.
#[derive(Debug)]
pub(super) struct LostTask {
    pub id: i64,
    pub order: String,
    pub tag: String,
    pub raw: Vec<u8>,
    pub reason: String,
}

impl UnitOfWork<'_> {
    /// Keeps bytes that cannot be read as they are, for a person or a later version that can.
    pub(super) fn set_aside(
        &self,
        kind: &str,
        name: &str,
        raw: &[u8],
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        tracing::error!(kind, name, reason, "what is stored is damaged; it is set aside");
        self.tx
            .prepare_cached(
                "INSERT INTO set_aside (kind, name, raw, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![kind, name, raw, reason, now.as_millisecond()])?;
        self.tx
            .prepare_cached("DELETE FROM set_aside WHERE id <= ?1")?
            .execute(params![self.tx.last_insert_rowid() - MOST])?;
        Ok(())
    }

    /// Replaces an order's damaged state by what its row alone says.
    pub(super) fn stand_in(
        &mut self,
        stored: &Stored,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.set_aside("order", &stored.id, &stored.raw, reason, now)?;
        // The tasks that are left were made for the lost state, so they are set aside too.
        let tasks: Vec<Vec<u8>> = self
            .tx
            .prepare_cached("DELETE FROM outbox WHERE order_id = ?1 RETURNING effect")?
            .query_map(params![stored.id], |row| Ok(row.get_ref(0)?.as_bytes()?.to_vec()))?
            .collect::<Result<_, _>>()?;
        for raw in tasks {
            self.set_aside("outbox", &stored.id, &raw, "its order is damaged", now)?;
        }
        let (state, changes) = stored.stand_in(now, self.policy);
        self.update(&state)?;
        self.note_entry(&state, None)?;
        outbox::change(&self.tx, &state.head.id, changes, now)?;
        self.touch(state);
        Ok(())
    }

    /// Queues a damaged task again where its tag determines it; else the order notes that a task was lost.
    pub(super) fn task_lost(&mut self, task: &LostTask, now: Timestamp) -> Result<(), StoreError> {
        self.set_aside("outbox", &task.order, &task.raw, &task.reason, now)?;
        let effect = Effect::of_tag(&task.tag);
        match &effect {
            Some(effect) => self
                .tx
                .prepare_cached("UPDATE outbox SET effect = ?2 WHERE id = ?1")?
                .execute(params![task.id, serde_json::to_string(effect)?])?,
            None => self.tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute(params![task.id])?,
        };
        let lost = Input::TaskLost { tag: task.tag.clone(), again: effect.is_some() };
        self.apply(&task.order, lost, now)?.ok();
        Ok(())
    }

    /// Brings the outcome of a damaged row that a killed process had started; the row is removed already.
    pub(super) fn started_lost(&mut self, task: &LostTask, now: Timestamp) -> Result<(), StoreError> {
        self.set_aside("outbox", &task.order, &task.raw, &task.reason, now)?;
        if let Some((effect, outcome)) = rules::interrupted(&task.tag) {
            self.apply(&task.order, Input::Outcome(effect, Box::new(outcome)), now)?.ok();
        }
        self.apply(&task.order, Input::TaskLost { tag: task.tag.clone(), again: false }, now)?.ok();
        Ok(())
    }
}

impl OrderStore {
    /// Sets aside what was found damaged when the database was opened.
    pub(super) fn set_damage_aside(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let damage = std::mem::take(&mut self.damage);
        if damage.is_empty() {
            return Ok(());
        }
        let done = self.commit(|unit| {
            for damage in &damage {
                match damage {
                    Damage::Order(stored, reason) => unit.stand_in(stored, reason, now)?,
                    Damage::ShopAvailability { channel, raw, reason } => {
                        unit.set_aside("opening", channel, raw, reason, now)?;
                        unit.tx.execute("DELETE FROM openings WHERE channel = ?1", params![channel])?;
                    }
                }
            }
            Ok(())
        });
        if done.is_err() {
            self.damage = damage;
        }
        done
    }
}
