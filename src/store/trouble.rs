//! How the store is doing, as far as a person must know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something about the store that a person must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreTrouble {
    /// What.
    pub fault: StoreFault,
    /// The file that it is about.
    pub path: String,
    /// Since when.
    pub since: Timestamp,
}

/// Kinds of [`StoreTrouble`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum StoreFault {
    /// The database was damaged. It lies at `path` now, and a new one goes on with what could be saved.
    SetAside,
    /// The disk is full: nothing can be stored, and so nothing is answered.
    Full,
    /// The file was removed, emptied or replaced under the running program: nothing is stored or answered any more.
    Gone,
    /// Nothing can be stored for another reason.
    Failing {
        /// The system's words.
        reason: String,
    },
}

impl StoreTrouble {
    /// Whether nothing can be stored.
    pub fn is_stuck(&self) -> bool {
        self.fault != StoreFault::SetAside
    }
}
