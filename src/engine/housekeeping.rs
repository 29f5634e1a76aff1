//! What is done about the store a little at a time while nothing else is to be done: old orders are learned from and compressed,
//! customers are taken out, backups are taken.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::board::Warning;
use jiff::Timestamp;

use super::workers::WorkerContext;
use crate::settings::BackupSettings;
use crate::store::{Store, StoreError, backups, copy_to, is_copied};

/// When steps of some work are done.
struct Pace {
    /// Before the first, so that a start is quick.
    after: Duration,
    /// Between two.
    every: Duration,
    /// Where nothing is left, or a step failed.
    look: Duration,
}

/// Of compressing old orders: what an older version left, 550,000 orders, is done in five hours.
const ARCHIVE: Pace =
    Pace { after: Duration::from_secs(30), every: Duration::from_secs(1), look: Duration::from_secs(900) };
/// Of taking customers out of orders that are over: what an older version left, 550,000 orders, is done in ten hours, and a day that
/// was closed is soon without its customers.
const FORGET: Pace =
    Pace { after: Duration::from_secs(10), every: Duration::from_millis(500), look: Duration::from_secs(60) };

/// Old orders are learned from only after this, so that a start is quick.
const LEARN_AFTER: Duration = Duration::from_secs(3);
/// Between two steps of that: the menu of four weeks of 200 orders a day is learned in twenty seconds, and 550,000 orders are
/// found after half an hour.
const LEARN_EVERY: Duration = Duration::from_millis(300);
/// After a step that failed.
const LEARN_AGAIN: Duration = Duration::from_secs(900);
/// A backup is looked for only after this, so that a start is quick.
const BACK_UP_AFTER: Duration = Duration::from_secs(60);
/// How often it is looked whether one is due.
const BACK_UP_LOOK: Duration = Duration::from_secs(10 * 60);

/// Learns the menu from what an older version stored, and then by what those orders are found, a little at a time.
pub(super) async fn learn_past(worker: WorkerContext) {
    let (mut pause, mut has_menu) = (LEARN_AFTER, false);
    while worker.pause(pause).await {
        let now = (worker.clock)();
        let more = match has_menu {
            false => worker.store.learn_past(now).await,
            true => worker.store.fill_history(now).await,
        };
        pause = match more {
            Ok(false) if has_menu => return,
            Ok(more) => {
                has_menu |= !more;
                LEARN_EVERY
            }
            Err(error) => {
                tracing::warn!(%error, "nothing is learned from old orders for now");
                LEARN_AGAIN
            }
        };
    }
}

/// Does steps of some work until the engine stops; a step answers whether more is left.
async fn step_by_step(
    worker: WorkerContext,
    pace: Pace,
    step: impl AsyncFn(&Store, Timestamp) -> Result<bool, StoreError>,
    failed: &str,
) {
    let mut pause = pace.after;
    while worker.pause(pause).await {
        pause = match step(&worker.store, (worker.clock)()).await {
            Ok(true) => pace.every,
            Ok(false) => pace.look,
            Err(error) => {
                tracing::warn!(%error, "{failed}");
                pace.look
            }
        };
    }
}

/// Compresses what is old, a little at a time.
pub(super) async fn archive(worker: WorkerContext) {
    let step = async |store: &Store, now| store.archive(now).await;
    step_by_step(worker, ARCHIVE, step, "old orders stay as large as they are for now").await;
}

/// Takes customers out of orders whose business day is over, a few at a time.
pub(super) async fn forget_customers(worker: WorkerContext) {
    let step = async |store: &Store, now| store.forget_customers(now).await;
    step_by_step(worker, FORGET, step, "customers stay in orders that are over for now").await;
}

/// Takes backups until the engine stops, and copies the newest one to the other disk as soon as that is there.
pub(super) async fn back_up(worker: WorkerContext, settings: BackupSettings) {
    let mut pause = BACK_UP_AFTER;
    let mut warnings = [None, None];
    while worker.pause(pause).await {
        pause = BACK_UP_LOOK;
        let hurry = Arc::<AtomicBool>::default();
        let mut taking = pin!(worker.store.back_up_if_quiet(settings.keep, (worker.clock)(), hurry.clone()));
        let taken = tokio::select! {
            taken = &mut taking => taken,
            _ = worker.stopped() => {
                hurry.store(true, Ordering::Relaxed);
                taking.await
            }
        };
        match taken {
            Ok(Some(backup)) => {
                tracing::info!(file = %backup.path.display(), bytes = backup.bytes, "a backup is taken");
                warnings[0] = None;
            }
            Ok(None) => warnings[0] = None,
            Err(error) => {
                tracing::warn!(%error, "no backup is taken for now");
                warnings[0] = Some(Warning::NoBackup { reason: error.to_string() });
            }
        }
        worker.health.backups(warnings.clone());
        let Some(folder) = settings.copy_to.clone() else { continue };
        let named = folder.display().to_string();
        let (database, keep) = (worker.store.path().to_owned(), settings.keep);
        let copied = tokio::task::spawn_blocking(move || {
            let newest = backups(&database).into_iter().next().filter(|backup| !is_copied(&folder, backup));
            newest.map_or(Ok(()), |backup| copy_to(&folder, &backup, &database, keep))
        });
        match copied.await {
            Ok(Err(error)) => {
                tracing::warn!(%error, "the backup is not copied to the other disk");
                warnings[1] = Some(Warning::NotCopied { folder: named, reason: error.to_string() });
            }
            Ok(Ok(())) => warnings[1] = None,
            Err(error) => tracing::warn!(%error, "the copy of the backup broke off"),
        }
        worker.health.backups(warnings.clone());
    }
}
