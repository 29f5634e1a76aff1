//! What may go wrong with the store.

use crate::cause::{Cause, Why};

/// Why the store could not do something. Its text is that of a [`Cause`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database was written by a newer version of this program.
    #[error("store-newer: {0}")]
    Newer(String),
    /// The file system or SQLite failed: full disk, broken file, locked by another program.
    #[error("store-failed: {0}")]
    Io(String),
    /// A stored value cannot be read.
    #[error("store-damaged: {0}")]
    Corrupt(String),
    /// The writer has ended.
    #[error("store-stopped")]
    Stopped,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        let why = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Why::StoreBusy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Why::StoreDamaged,
            Some(ErrorCode::DiskFull) => Why::Full,
            Some(ErrorCode::ReadOnly) => Why::ReadOnly,
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Why::Denied,
            _ => Why::StoreFailed,
        };
        StoreError::Io(Cause::of(why).with(error).to_string())
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> StoreError {
        StoreError::Corrupt(error.to_string())
    }
}
