//! A small file beside the database with the short numbers in use and the open orders, for the case that the database cannot be
//! read at all. It is written after the commits, so it may lag behind by one.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::file;

/// What a new database has to know of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    /// Short name, business day, the last number given.
    pub numbers: Vec<(String, String, i64)>,
    pub open: Vec<Noted>,
}

/// An order that was open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Noted {
    pub id: String,
    pub number: String,
    pub channel: String,
    pub external_id: String,
    pub day: String,
}

impl Note {
    /// The note beside a database; an empty one where there is none, or none that can be read.
    pub fn read(database: &Path) -> Note {
        let text = std::fs::read(path(database)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Replaces the note as a whole, so that it is never half written.
    pub fn write(&self, database: &Path) {
        let (path, new) = (path(database), database.with_extension("note-new"));
        let written = serde_json::to_vec(self)
            .map_err(std::io::Error::from)
            .and_then(|text| file::write_private(&new, &text))
            .and_then(|()| std::fs::rename(&new, &path));
        if let Err(error) = written {
            tracing::debug!(%error, "the note beside the database is old");
        }
    }
}

fn path(database: &Path) -> PathBuf {
    database.with_extension("note")
}
