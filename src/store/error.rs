//! What may go wrong with the store.

use cause::{Cause, Why};
use domain::Refused;
use rusqlite::ErrorCode;

/// Why the store could not do something. Its text is that of a [`Cause`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was written by a newer version of this program.
    #[error("store-newer: {0}")]
    Newer(String),
    /// The disk is full.
    #[error("{0}")]
    Full(String),
    /// The file is no database, or a part of it is damaged.
    #[error("{0}")]
    Damaged(String),
    /// The file was removed, emptied or replaced while it was open.
    #[error("store-failed: {0}")]
    Gone(String),
    /// The file system or SQLite failed otherwise: no permission, locked by another program.
    #[error("store-failed: {0}")]
    Io(String),
    /// A stored value cannot be read.
    #[error("store-damaged: {0}")]
    Corrupt(String),
    /// The writer has ended.
    #[error("store-stopped")]
    Stopped,
}

impl StoreError {
    /// What the file system says of a file.
    pub(super) fn file(error: std::io::Error, path: &std::path::Path) -> StoreError {
        let is =
            if error.kind() == std::io::ErrorKind::StorageFull { StoreError::Full } else { StoreError::Io };
        is(Cause::from(error).about(path.display()).to_string())
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Store { reason: error.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        let (why, is): (Why, fn(String) -> StoreError) = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (Why::StoreBusy, StoreError::Io),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                (Why::StoreDamaged, StoreError::Damaged)
            }
            Some(ErrorCode::DiskFull) => (Why::Full, StoreError::Full),
            Some(ErrorCode::ReadOnly) => (Why::ReadOnly, StoreError::Io),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => (Why::Denied, StoreError::Io),
            _ => (Why::StoreFailed, StoreError::Io),
        };
        is(Cause::of(why).with(error).to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> StoreError {
        StoreError::Corrupt(error.to_string())
    }
}
