//! How a new version comes to its place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use keeper::trial::{PATIENCE, Plan, predecessor};

use super::note::create_folder;
use crate::file;
use crate::settings::Version;

/// How this program is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By the installer of Windows, which ends the running program and starts the new one.
    Installer,
    /// By another file in the place of this one.
    File,
    /// By the system's packages: the file is another user's.
    Package,
}

/// How the program at `program` is replaced.
pub fn way(program: &Path) -> Way {
    if cfg!(windows) {
        return Way::Installer;
    }
    // What the system's packages put there is theirs, also where this user may write.
    let is_the_systems = program.starts_with("/usr") && !program.starts_with("/usr/local");
    if !is_the_systems && is_writable(program) { Way::File } else { Way::Package }
}

/// Whether a file may be put beside the program. Trying tells what asking does not.
fn is_writable(program: &Path) -> bool {
    let probe = program.with_file_name(format!(".jumunbell-{}", std::process::id()));
    let made = fs::OpenOptions::new().write(true).create_new(true).open(&probe);
    let _ = fs::remove_file(&probe);
    made.is_ok()
}

/// Keeps the program at `program` for the case that the new one does not come up, and notes that it is to be tried. With `again` the watch
/// of the running program starts the new one, else what installs it.
///
/// # Errors
/// The operating system's; then nothing is tried.
pub fn keep(program: &Path, data_folder: &Path, to: Version, again: bool) -> io::Result<()> {
    let old = predecessor(program);
    file::remove_if_there(&old)?;
    // A second name of the same file where there are such, which costs no room.
    fs::hard_link(program, &old).or_else(|_| fs::copy(program, &old).map(drop))?;
    create_folder(data_folder)?;
    Plan::forget(data_folder);
    let plan =
        Plan { from: env!("CARGO_PKG_VERSION").to_owned(), to: to.to_string(), patience: PATIENCE, again };
    plan.write(data_folder)
}

/// Puts a loaded program in the place of the one at `program`, which is kept.
///
/// # Errors
/// The operating system's; the program that was there is there still.
pub fn put(new: &Path, program: &Path, data_folder: &Path, to: Version) -> io::Result<()> {
    let beside: PathBuf = program.with_extension("new");
    let placed = copy(new, &beside)
        .and_then(|()| keep(program, data_folder, to, true))
        .and_then(|()| fs::rename(&beside, program).inspect_err(|_| Plan::forget(data_folder)));
    if placed.is_err() {
        // Gone or never there.
        let _ = fs::remove_file(&beside);
    }
    placed
}

/// Copies a program to the disk of its place, runnable.
fn copy(new: &Path, beside: &Path) -> io::Result<()> {
    fs::copy(new, beside)?;
    #[cfg(unix)]
    fs::set_permissions(beside, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    fs::File::open(beside)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: Version = Version { major: 0, minor: 9, patch: 0 };

    #[test]
    fn a_program_is_replaced_and_the_old_one_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (program, data) = (folder.path().join("jumunbell"), folder.path().join("data"));
        let new = folder.path().join("loaded");
        fs::write(&program, "old").unwrap();
        fs::write(&new, "new").unwrap();
        put(&new, &program, &data, TO).unwrap();
        assert_eq!(fs::read_to_string(&program).unwrap(), "new");
        assert_eq!(fs::read_to_string(predecessor(&program)).unwrap(), "old");
        let plan = Plan::read(&data).unwrap();
        assert_eq!(
            (plan.from.as_str(), plan.to.as_str(), plan.again),
            (env!("CARGO_PKG_VERSION"), "0.9.0", true)
        );
        // Once more, over what the first one left.
        put(&new, &program, &data, TO).unwrap();
        assert_eq!(fs::read_to_string(predecessor(&program)).unwrap(), "new");
    }

    #[test]
    fn what_cannot_be_put_in_place_leaves_all_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (program, data) = (folder.path().join("jumunbell"), folder.path().join("data"));
        fs::write(&program, "old").unwrap();
        assert!(put(&folder.path().join("none"), &program, &data, TO).is_err());
        let new = folder.path().join("loaded");
        fs::write(&new, "new").unwrap();
        // A file where the data folder should be.
        fs::write(&data, "").unwrap();
        assert!(put(&new, &program, &data, TO).is_err());
        assert_eq!(fs::read_to_string(&program).unwrap(), "old");
        assert!(!folder.path().join("jumunbell.new").exists());
        assert_eq!(Plan::read(&data), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_of_the_system_is_left_to_its_packages() {
        assert_eq!(way(Path::new("/usr/bin/jumunbell")), Way::Package);
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(way(&folder.path().join("jumunbell")), Way::File);
        assert_eq!(way(Path::new("/nowhere/jumunbell")), Way::Package);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
