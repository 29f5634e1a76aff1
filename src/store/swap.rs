//! Puts a database that was repaired into the place of the one that is there, in steps after any of which a killed program goes on
//! rightly at its next start.

use std::path::{Path, PathBuf};

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::files::beside;
use crate::file;

/// A database that is taken out of use is kept for so long, so that more of it can be read by other means.
const KEPT_ASIDE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What stands behind the database's name while the repaired one is filled, and once it is whole.
const REPAIRING: &str = "-repairing";
const REPAIRED: &str = "-repaired";
/// What SQLite lays beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Why a database is taken out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is damaged.
    Damaged,
    /// A person laid a backup back.
    Replaced,
}

impl Why {
    fn as_str(self) -> &'static str {
        match self {
            Why::Damaged => "damaged",
            Why::Replaced => "replaced",
        }
    }
}

/// Where the repaired database is filled.
pub fn repairing(path: &Path) -> PathBuf {
    beside(path, REPAIRING)
}

/// Ends or takes back what a killed program left of a repair.
///
/// # Errors
/// A repaired database cannot be put into its place.
pub fn finish(path: &Path) -> Result<(), StoreError> {
    remove(&repairing(path));
    let repaired = beside(path, REPAIRED);
    if !repaired.exists() {
        return Ok(());
    }
    if path.exists() {
        // The one that it was made for is there still: it is repaired once more.
        remove(&repaired);
        return Ok(());
    }
    place(&repaired, path)
}

/// Puts the repaired database, which is closed, into the place of the one that is there; that one lies where is answered then.
///
/// # Errors
/// The disk does not take it, or a part of the repaired one stands in its log; what was there is there still.
pub fn put_in_place(path: &Path, why: Why, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let (repairing, repaired) = (repairing(path), beside(path, REPAIRED));
    if std::fs::metadata(beside(&repairing, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Io(format!("{}-wal is not empty", repairing.display())));
    }
    rename(&repairing, &repaired)?;
    let aside = match path.exists() {
        true => Some(set_aside(path, why, now)?),
        false => None,
    };
    place(&repaired, path).inspect_err(|_| {
        // Better the old one than none.
        if let Some(aside) = &aside {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::rename(beside(aside, suffix), beside(path, suffix));
            }
        }
    })?;
    Ok(aside)
}

/// Gives a database its place. A log that was left there is another one's.
fn place(repaired: &Path, path: &Path) -> Result<(), StoreError> {
    for suffix in BESIDE {
        let log = beside(path, suffix);
        file::remove_if_there(&log).map_err(|error| StoreError::file(error, &log))?;
    }
    rename(repaired, path)
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(|error| StoreError::file(error, to))
}

/// Deletes a database with what lies beside it.
pub fn remove(path: &Path) {
    for suffix in BESIDE.into_iter().chain([""]) {
        let _ = std::fs::remove_file(beside(path, suffix));
    }
}

/// Moves a database with its log out of the way; answers where it lies now.
fn set_aside(path: &Path, why: Why, now: Timestamp) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let when = now.strftime("%Y%m%dT%H%M%SZ");
    let named = |n: u32| {
        let again = if n == 1 { String::new() } else { format!("-{n}") };
        path.with_file_name(format!("{stem}-{}-{when}{again}.db", why.as_str()))
    };
    let aside = (1..).map(named).find(|name| !name.exists()).unwrap_or_else(|| named(1));
    // The database first: one that stayed in its place while its log had gone would lose its last commits.
    rename(path, &aside)?;
    for suffix in ["-wal", "-shm"] {
        match std::fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, suffix, "the log of a database that goes aside cannot be moved");
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// Deletes files that were set aside long ago: nothing takes customers out of what cannot be read.
pub fn remove_old(path: &Path, now: Timestamp) {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let begins = [Why::Damaged, Why::Replaced].map(|why| format!("{stem}-{}-", why.as_str()));
    let folder = path.parent().unwrap_or(Path::new("."));
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rest = begins.iter().find_map(|begins| name.strip_prefix(begins.as_str()));
        let when = rest.and_then(|rest| rest.get(..15));
        let when = when.and_then(|when| civil::DateTime::strptime("%Y%m%dT%H%M%S", when).ok());
        let Some(at) = when.and_then(|when| when.to_zoned(TimeZone::UTC).ok()) else { continue };
        if now.duration_since(at.timestamp()) > KEPT_ASIDE {
            tracing::warn!(file = name, "a database was set aside long ago and is deleted");
            if let Err(error) = std::fs::remove_file(entry.path()) {
                tracing::warn!(%error, "it cannot be deleted");
            }
        }
    }
}
