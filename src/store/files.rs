//! Whether the files under an open database are still those that were opened. SQLite writes on into a file that was
//! removed, and what it commits there is gone with the process.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::StoreError;

/// The database, its log and the log's index.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// The files as they were after the last commit.
#[derive(Debug)]
pub(super) struct Files {
    path: PathBuf,
    files: [Option<Seen>; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    /// Device and inode of the file, on Unix. Windows does not let an open file be removed.
    which: (u64, u64),
    length: u64,
}

impl Files {
    pub fn new(path: &Path) -> Files {
        let mut files = Files { path: path.to_owned(), files: [None; 3] };
        files.look();
        files
    }

    /// The path of the database.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers the files as they are now, after this program has changed them.
    pub fn look(&mut self) {
        let path = self.path.clone();
        for (seen, suffix) in self.files.iter_mut().zip(SUFFIXES) {
            *seen = std::fs::metadata(beside(&path, suffix)).ok().map(|file| of(&file));
        }
    }

    /// Before a commit.
    ///
    /// # Errors
    /// A file is not there any more, is another one, or is shorter than this program left it.
    pub fn check(&self) -> Result<(), StoreError> {
        self.compare(|seen, now| now.which == seen.which && now.length >= seen.length)
    }

    /// After a commit, which may have begun the log again.
    ///
    /// # Errors
    /// A file is not there any more, or is another one.
    pub fn check_committed(&self) -> Result<(), StoreError> {
        self.compare(|seen, now| now.which == seen.which)
    }

    fn compare(&self, is_same: impl Fn(&Seen, &Seen) -> bool) -> Result<(), StoreError> {
        for (seen, suffix) in self.files.iter().zip(SUFFIXES) {
            let Some(seen) = seen else { continue };
            let file = beside(&self.path, suffix);
            let now = std::fs::metadata(&file).ok().map(|file| of(&file));
            if !now.is_some_and(|now| is_same(seen, &now)) {
                return Err(StoreError::Gone(file.display().to_string()));
            }
        }
        Ok(())
    }
}

/// `jumunbell.db`, `jumunbell.db-wal` …
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
fn of(file: &Metadata) -> Seen {
    use std::os::unix::fs::MetadataExt;
    Seen { which: (file.dev(), file.ino()), length: file.len() }
}

#[cfg(not(unix))]
fn of(file: &Metadata) -> Seen {
    Seen { which: (0, 0), length: file.len() }
}
