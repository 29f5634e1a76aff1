//! Takes a backup of the database once for each business day, when nothing is expected at once.

use std::time::Duration;

use super::workers::WorkerContext;
use crate::settings::BackupSettings;
use crate::store::copy_to;

/// After the start, so that a start is not held up.
const AFTER: Duration = Duration::from_secs(60);
/// How often it is looked whether one is due.
const LOOK: Duration = Duration::from_secs(10 * 60);

/// Takes backups until the engine stops.
pub(super) async fn back_up(worker: WorkerContext, settings: BackupSettings) {
    let mut pause = AFTER;
    while worker.pause(pause).await {
        pause = LOOK;
        let taken = worker.store.back_up_if_quiet(settings.keep, (worker.clock)()).await;
        let backup = match taken {
            Ok(Some(backup)) => backup,
            Ok(None) => continue,
            Err(error) => {
                tracing::warn!(%error, "no backup is taken for now");
                continue;
            }
        };
        tracing::info!(file = %backup.path.display(), bytes = backup.bytes, "a backup is taken");
        let Some(folder) = settings.copy_to.clone() else { continue };
        let (database, keep) = (worker.store.path().to_owned(), settings.keep);
        let copied = tokio::task::spawn_blocking(move || copy_to(&folder, &backup, &database, keep)).await;
        if let Ok(Err(error)) = copied {
            tracing::warn!(%error, "the backup is not copied to the other disk");
        }
    }
}
