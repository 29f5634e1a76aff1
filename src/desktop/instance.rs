//! One running instance per data folder. The lock is the operating system's, on an open file: it ends with the
//! process however that ends, so what a killed instance leaves behind never blocks the next start.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::file;

/// How often, and how far apart, a start tries to get the lock.
const LOOKS: u32 = 4;
const LOOK: Duration = Duration::from_millis(25);

/// The right to be the running instance, held until dropped.
#[derive(Debug)]
pub struct Instance {
    _lock: File,
    data_folder: PathBuf,
}

/// Why this process may not run.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// Another instance runs on this data folder.
    #[error("another instance runs on {0}")]
    Running(PathBuf),
    /// The data folder cannot be used.
    #[error("{path}: {error}")]
    Folder {
        /// The folder or the lock in it.
        path: PathBuf,
        /// The operating system's word.
        error: io::Error,
    },
}

impl Instance {
    /// Takes the lock of `data_folder`, which is created if need be, and makes it its owner's alone. Waits for a moment, because a process that looks
    /// whether another runs holds it for as long as that takes.
    pub fn acquire(data_folder: &Path) -> Result<Instance, InstanceError> {
        let failed = |path: &Path, error| InstanceError::Folder { path: path.to_owned(), error };
        file::create_private(data_folder).map_err(|error| failed(data_folder, error))?;
        let path = data_folder.join("instance.lock");
        let mut options = OpenOptions::new();
        let open = file::open_private(options.read(true).write(true).create(true).truncate(false), &path);
        let lock = open.map_err(|error| failed(&path, error))?;
        for _ in 0..LOOKS {
            match lock.try_lock() {
                Ok(()) => {
                    file::tighten(data_folder);
                    return Ok(Instance { _lock: lock, data_folder: data_folder.to_owned() });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
                Err(TryLockError::Error(error)) => return Err(failed(&path, error)),
            }
        }
        Err(InstanceError::Running(data_folder.to_owned()))
    }

    /// Whether a process holds the lock of `data_folder`. Creates nothing; what cannot be asked is not running.
    pub fn is_running(data_folder: &Path) -> bool {
        let lock = OpenOptions::new().read(true).write(true).open(data_folder.join("instance.lock"));
        // The lock ends with the file, here.
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// The folder this instance owns.
    pub fn data_folder(&self) -> &Path {
        &self.data_folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_refused_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new");
        let first = Instance::acquire(&data).unwrap();
        assert!(matches!(Instance::acquire(&data), Err(InstanceError::Running(path)) if path == data));
        drop(first);
        Instance::acquire(&data).unwrap();
    }

    #[test]
    fn who_runs_is_seen_and_looking_stops_no_start() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!Instance::is_running(folder.path()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "looking creates nothing");
        let instance = Instance::acquire(folder.path()).unwrap();
        assert!(Instance::is_running(folder.path()));
        drop(instance);
        assert!(!Instance::is_running(folder.path()));
        Instance::acquire(folder.path()).unwrap();
    }

    #[test]
    fn a_lock_file_left_behind_blocks_nobody() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("instance.lock"), "left by a killed instance").unwrap();
        Instance::acquire(folder.path()).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = Instance::acquire(&file.join("data")).unwrap_err();
        assert!(matches!(&error, InstanceError::Folder { path, .. } if path.starts_with(&file)), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_folder_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let instance = Instance::acquire(&folder.path().join("data")).unwrap();
        let mode = std::fs::metadata(instance.data_folder()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
