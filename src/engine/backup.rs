//! Takes a backup of the database once for each business day, when nothing is expected at once.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::workers::WorkerContext;
use crate::settings::BackupSettings;
use crate::store::{backups, copy_to, is_copied};

/// After the start, so that a start is not held up.
const AFTER: Duration = Duration::from_secs(60);
/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// Takes backups until the engine stops, and copies the newest one to the other disk as soon as that is there.
pub(super) async fn back_up(worker: WorkerContext, settings: BackupSettings) {
    let mut pause = AFTER;
    while worker.pause(pause).await {
        pause = LOOK;
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
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "no backup is taken for now"),
        }
        let Some(folder) = settings.copy_to.clone() else { continue };
        let (database, keep) = (worker.store.path().to_owned(), settings.keep);
        let copied = tokio::task::spawn_blocking(move || {
            let newest = backups(&database).into_iter().next().filter(|backup| !is_copied(&folder, backup));
            newest.map_or(Ok(()), |backup| copy_to(&folder, &backup, &database, keep))
        });
        if let Ok(Err(error)) = copied.await {
            tracing::warn!(%error, "the backup is not copied to the other disk");
        }
    }
}
