//! What is written down of new versions, in the folder `update` of the data folder.

use std::io;
use std::path::Path;

use jiff::Timestamp;
use keeper::trial::{self, FAILED, FAILED_VERSIONS, FOLDER};
use serde::{Deserialize, Serialize};

use crate::file::{self, read_text};
use crate::settings::Version;

/// The newest version that is known.
const NEWEST: &str = "newest.json";
/// The note of a version that was taken back, once a person has read it.
const FAILED_SEEN: &str = "failed-seen.json";

/// The newest version that was offered when it was last asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub version: String,
}

/// A version that did not come up and was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Failed {
    /// When.
    pub at: Timestamp,
    /// The version that runs again.
    pub from: String,
    /// The version that did not come up.
    pub to: String,
    /// `ended`, `silent`, `crashed` or `no-copy`.
    pub why: String,
    /// Where the orders lie as the new version left them; `None` where its predecessor goes on with them.
    pub orders: Option<String>,
}

/// Creates the folder of all this.
///
/// # Errors
/// The operating system's.
pub fn create_folder(data_folder: &Path) -> io::Result<()> {
    file::create_private(&data_folder.join(FOLDER))
}

/// Notes what was offered.
///
/// # Errors
/// The operating system's.
pub fn note_newest(data_folder: &Path, newest: &Newest) -> io::Result<()> {
    create_folder(data_folder)?;
    file::replace(&data_folder.join(FOLDER).join(NEWEST), serde_json::to_string(newest)?.as_bytes())
}

/// What was offered when it was last asked for.
pub fn newest_known(data_folder: &Path) -> Option<Newest> {
    serde_json::from_str(&read_text(&data_folder.join(FOLDER).join(NEWEST)).ok()?).ok()
}

/// The version that was taken back, until a person has read it.
pub fn failed(data_folder: &Path) -> Option<Failed> {
    serde_json::from_str(&read_text(&data_folder.join(FOLDER).join(FAILED)).ok()?).ok()
}

/// Puts the note away: a person has read it.
///
/// # Errors
/// The operating system's.
pub fn failure_seen(data_folder: &Path) -> io::Result<()> {
    let folder = data_folder.join(FOLDER);
    std::fs::rename(folder.join(FAILED), folder.join(FAILED_SEEN))
}

/// Versions that did not come up here.
pub fn failed_versions(data_folder: &Path) -> Vec<Version> {
    let text = read_text(&data_folder.join(FOLDER).join(FAILED_VERSIONS)).unwrap_or_default();
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

/// Says that this program has come up, where it is on trial. Who started it without a watch is told nothing: then no one else would
/// end the trial.
///
/// # Errors
/// The operating system's.
pub fn say_up(data_folder: &Path, is_watched: bool) -> io::Result<()> {
    if is_watched {
        return trial::say_up(data_folder, env!("CARGO_PKG_VERSION"));
    }
    trial::Plan::forget(data_folder);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_offered_is_known_until_the_next_answer() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest_known(folder.path()), None);
        let newest = Newest { at: "2026-12-01T03:00:00Z".parse().unwrap(), version: "0.2.0".to_owned() };
        note_newest(folder.path(), &newest).unwrap();
        assert_eq!(newest_known(folder.path()), Some(newest));
        std::fs::write(folder.path().join(FOLDER).join(NEWEST), "{half").unwrap();
        assert_eq!(newest_known(folder.path()), None);
    }

    #[test]
    fn a_version_that_was_taken_back_is_told_once_and_remembered() {
        let folder = tempfile::tempdir().unwrap();
        create_folder(folder.path()).unwrap();
        assert!(failed(folder.path()).is_none() && failed_versions(folder.path()).is_empty());
        let note =
            r#"{"at":"2026-12-01T03:00:00Z","from":"0.1.0","to":"0.2.0","why":"silent","orders":null}"#;
        std::fs::write(folder.path().join(FOLDER).join(FAILED), note).unwrap();
        std::fs::write(folder.path().join(FOLDER).join(FAILED_VERSIONS), "0.2.0\nnone\n0.3.0\n").unwrap();
        assert_eq!(failed(folder.path()).unwrap().to, "0.2.0");
        failure_seen(folder.path()).unwrap();
        assert!(failed(folder.path()).is_none());
        let all: Vec<String> = failed_versions(folder.path()).iter().map(Version::to_string).collect();
        assert_eq!(all, ["0.2.0", "0.3.0"]);
    }
}
