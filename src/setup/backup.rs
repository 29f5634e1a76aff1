//! Backups as the settings show them.

use std::sync::Arc;

use cause::Cause;
use jiff::Timestamp;

use super::Setup;
use crate::agency::{self, Pace};
use crate::engine::DATABASE;
use crate::settings::Settings;
pub use crate::store::Backup;
use crate::store::{self, StoreError};

impl Setup {
    /// The backups that there are, newest first.
    pub fn backups(&self) -> Vec<Backup> {
        store::backups(&self.data_folder.join(DATABASE))
    }

    /// Takes one now beside the running counter, and copies it to the other disk that the settings name. `None`: there is nothing to
    /// back up yet. It takes as long as a large database is written twice.
    ///
    /// # Errors
    /// The settings or the database cannot be read, or a disk does not take the copy.
    pub fn back_up(&self) -> Result<Option<Backup>, Cause> {
        let settings = Settings::load(&self.settings_file(), &self.data_folder);
        let settings = settings.map_err(|error| Cause::said(error.worded(error.language)))?;
        let policy = Arc::new(settings.policy(|agency| agency::capabilities(agency, Pace::default())));
        let database = self.data_folder.join(DATABASE);
        let failed = |error: StoreError| Cause::read(&error.to_string());
        let taken = store::back_up(&database, policy, settings.backup.keep, Timestamp::now(), Arc::default());
        let Some(backup) = taken.map_err(failed)? else { return Ok(None) };
        if let Some(folder) = &settings.backup.copy_to {
            store::copy_to(folder, &backup, &database, settings.backup.keep).map_err(failed)?;
        }
        Ok(Some(backup))
    }
}
