//! Files of the data folder, which a person, a broken disk or a joke may have turned into anything, and which only their owner may
//! read: names, addresses and telephone numbers stand in them.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The largest text, bytes. A shop with every key for twenty printers has a hundredth of that.
const MOST_BYTES: u64 = 1024 * 1024;
/// Its most lines.
const MOST_LINES: usize = 20_000;

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The operating system's word, also where it is no UTF-8.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A folder, a pipe, a device: reading it may never end.
    #[error("not a plain file")]
    NoPlainFile,
    /// More than anybody wrote.
    #[error("larger than {} KB or {MOST_LINES} lines", MOST_BYTES / 1024)]
    TooLarge,
}

impl TextError {
    /// Whether there is no file of that name.
    pub fn is_missing(&self) -> bool {
        matches!(self, TextError::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }
}

/// Reads a text that a person may have written. Never waits.
pub fn read_text(path: &Path) -> Result<String, TextError> {
    // Asked before it is opened: opening a pipe waits for a program at its other end.
    if !std::fs::metadata(path)?.is_file() {
        return Err(TextError::NoPlainFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    if bytes.len() as u64 > MOST_BYTES || lines > MOST_LINES {
        return Err(TextError::TooLarge);
    }
    String::from_utf8(bytes)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()).into())
}

/// Writes beside the file and puts that in its place, so that a full disk leaves no half of it. Only its owner may read it, from its
/// first byte on.
///
/// # Errors
/// The operating system's; a file that was there before is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = create_anew(Path::new(&beside)).and_then(|mut new| {
        new.write_all(bytes)?;
        new.sync_all()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // Nothing half-done stays; that it is not there is as well.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// Creates a file that only its owner may read and that was not there: what lies under its name is taken away, and a link is
/// not followed, because another user may want a file overwritten.
///
/// # Errors
/// The operating system's; so where a folder has the name.
pub fn create_anew(path: &Path) -> io::Result<File> {
    remove_if_there(path)?;
    open_private(OpenOptions::new().write(true).create_new(true), path)
}

/// Removes a file. That there is none is no error.
///
/// # Errors
/// The operating system's; so where a folder has the name.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Opens a file so that only its owner may read it, whether it is new or was there. A device or a pipe stays as it is.
///
/// On Windows a file has the access list of its folder.
///
/// # Errors
/// The operating system's; also where a file that was there belongs to another user.
pub fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        let about = file.metadata()?;
        if about.is_file() {
            unix::tighten(&about, |only_owner| file.set_permissions(only_owner))?;
        }
    }
    Ok(file)
}

/// Writes a whole file that only its owner may read.
///
/// # Errors
/// The operating system's; then a part of it may be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    open_private(OpenOptions::new().write(true).create(true).truncate(true), path)?.write_all(bytes)
}

/// Creates a folder that only its owner may look into, with those above it. One that is there stays as it is.
///
/// # Errors
/// The operating system's: no permission, no room, a file in the way.
pub fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes from everybody but the owner what they may do with a data folder and with what lies in it, as an older version, a copy or
/// a restored backup left it. Links are not followed. Of folders in it only those that this program knows are gone through: the
/// rest cannot be reached any more, and may be something else.
///
/// What cannot be changed is left and noted in the log: the folder may be another user's, or on a disk that keeps no owners.
pub fn tighten(data_folder: &Path) {
    #[cfg(unix)]
    unix::tighten_folder(data_folder, 0);
    #[cfg(not(unix))]
    let _ = data_folder;
}

/// Makes what this process and the libraries in it create from now on readable by its owner alone, where they do not ask for that
/// themselves: log files, the database's own.
pub fn keep_to_owner() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        // What it was before is of no use.
        let _ = rustix::process::umask(Mode::RWXG | Mode::RWXO);
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::{Metadata, Permissions};
    use std::io;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::path::Path;

    /// Folders of a data folder that hold files of this program.
    const KNOWN: [&str; 6] = ["logs", "layouts", "channels", "printer-profiles", "backups", "last-good"];
    /// How deep they are gone into: layouts have folders of their own.
    const DEEPEST: usize = 3;
    /// Others' rights, and those of the owner's group.
    const OTHERS: u32 = 0o077;
    /// Of a folder that all users share, such as `/tmp`.
    const SHARED: u32 = 0o1000;

    /// Takes others' rights away where there are any.
    pub(super) fn tighten(
        about: &Metadata,
        set: impl FnOnce(Permissions) -> io::Result<()>,
    ) -> io::Result<()> {
        let mode = about.mode();
        if mode & OTHERS == 0 { Ok(()) } else { set(Permissions::from_mode(mode & 0o7777 & !OTHERS)) }
    }

    pub(super) fn tighten_folder(folder: &Path, depth: usize) {
        let Ok(about) = std::fs::symlink_metadata(folder) else { return };
        if !about.is_dir() || about.mode() & SHARED != 0 {
            return;
        }
        tighten_path(folder, &about);
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let (Ok(about), path) = (entry.metadata(), entry.path()) else { continue };
            let is_known = depth > 0 || KNOWN.iter().any(|known| entry.file_name() == *known);
            if about.is_dir() && is_known && depth < DEEPEST {
                tighten_folder(&path, depth + 1);
            } else if about.is_file() {
                tighten_path(&path, &about);
            }
        }
    }

    fn tighten_path(path: &Path, about: &Metadata) {
        if let Err(error) = tighten(about, |only_owner| std::fs::set_permissions(path, only_owner)) {
            tracing::warn!(%error, path = %path.display(), "other users of this computer may read it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_file_of_some_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let said = |name: &str| read_text(&at(name)).unwrap_err().to_string();
        std::fs::write(at("plain"), "a = 1\n").unwrap();
        assert_eq!(read_text(&at("plain")).unwrap(), "a = 1\n");
        std::fs::write(at("lines"), "\n".repeat(MOST_LINES + 1)).unwrap();
        std::fs::write(at("bytes"), vec![b'#'; MOST_BYTES as usize + 1]).unwrap();
        for name in ["lines", "bytes"] {
            assert_eq!(said(name), "larger than 1024 KB or 20000 lines", "{name}");
        }
        assert_eq!(said("."), "not a plain file");
        assert!(read_text(&at("nothing")).unwrap_err().is_missing());
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_links_to_them_are_no_plain_files() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("settings.toml");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        for path in [Path::new("/dev/zero"), &link] {
            assert!(matches!(read_text(path), Err(TextError::NoPlainFile)));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed_when_a_file_is_created() {
        use std::io::Write as _;
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (victim, path) = (folder.path().join("victim"), folder.path().join("file"));
        std::fs::write(&victim, "precious").unwrap();
        std::os::unix::fs::symlink(&victim, &path).unwrap();
        create_anew(&path).unwrap().write_all(b"new").unwrap();
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "precious");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("loose")).unwrap();
        create_anew(&folder.path().join("loose")).unwrap();
        assert!(create_anew(folder.path()).is_err());
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[cfg(unix)]
    fn set_mode(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_is_the_owners_also_where_it_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("old"), "something longer").unwrap();
        set_mode(&at("old"), 0o644);
        for name in ["old", "new"] {
            write_private(&at(name), b"ticket").unwrap();
            assert_eq!((std::fs::read(at(name)).unwrap(), mode(&at(name))), (b"ticket".to_vec(), 0o600));
        }
        write_private(Path::new("/dev/null"), b"ticket").unwrap();
        create_private(&at("one/two")).unwrap();
        assert_eq!((mode(&at("one")), mode(&at("one/two"))), (0o700, 0o700));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_of_an_older_version_is_tightened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join("data").join(name);
        for name in ["layouts/small", "logs", "backups", "photos"] {
            std::fs::create_dir_all(at(name)).unwrap();
            set_mode(&at(name), 0o755);
        }
        let files =
            ["jumunbell.db", "jumunbell.db-wal", "copy of jumunbell.db", "layouts/small/kitchen.toml"];
        for name in files.into_iter().chain(["logs/jumunbell.log", "photos/shop.png"]) {
            std::fs::write(at(name), "").unwrap();
            set_mode(&at(name), 0o664);
        }
        let outside = folder.path().join("outside");
        std::fs::write(&outside, "").unwrap();
        set_mode(&outside, 0o644);
        std::os::unix::fs::symlink(&outside, at("settings.toml")).unwrap();
        set_mode(&at(""), 0o755);
        tighten(&at(""));
        for name in ["", "layouts", "layouts/small", "logs", "backups"] {
            assert_eq!(mode(&at(name)) & 0o077, 0, "{name}");
        }
        for name in files.into_iter().chain(["logs/jumunbell.log"]) {
            assert_eq!(mode(&at(name)), 0o600, "{name}");
        }
        // Behind a closed door, and not ours.
        assert_eq!((mode(&at("photos/shop.png")), mode(&outside)), (0o664, 0o644));
        // What all users share stays as it is.
        set_mode(folder.path(), 0o1777);
        tighten(folder.path());
        assert_eq!(mode(folder.path()), 0o777);
    }
}
