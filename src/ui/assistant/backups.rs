//! The page of backups (백업): those that there are, and one more now.

use std::time::Duration;

use cause::Cause;
use iced::Task;

use super::form::{self, Said};
use super::{Assistant, Message};
use crate::setup::Backup;
use crate::ui::ask::beside;

/// A large database is written twice, onto a slow disk.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// What happens on the page of backups.
#[derive(Clone, Debug)]
pub enum BackupMessage {
    /// One is taken.
    Take,
    /// It was, or why not; `None`: there is nothing to back up yet.
    Taken(Result<Option<Backup>, Cause>),
}

impl BackupMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, BackupMessage::Take)
    }
}

impl Assistant {
    /// Reacts to what happens on the page of backups.
    pub(super) fn back_up(&mut self, message: BackupMessage) -> Task<Message> {
        match message {
            BackupMessage::Take if self.backs_up => {}
            BackupMessage::Take => {
                (self.backs_up, self.said) = (true, None);
                let setup = self.environment.setup.clone();
                let taken = beside(PATIENCE, move || setup.back_up());
                return self.begin(taken, |taken| Message::Backups(BackupMessage::Taken(taken)));
            }
            BackupMessage::Taken(taken) => {
                self.backed_up();
                self.said = Some(match taken {
                    Ok(Some(backup)) => {
                        let day = backup.day.to_string();
                        Said::Good(self.words.text("backups-taken", &[("day", day.into())]))
                    }
                    Ok(None) => Said::Bad(self.words.text("backup-not-yet", &[]), None),
                    Err(cause) => form::because(&cause, &self.words),
                });
            }
        }
        Task::none()
    }

    /// It has ended, also where another page is open by now.
    pub(super) fn backed_up(&mut self) {
        self.backs_up = false;
        self.backups = self.environment.setup.backups();
    }
}
