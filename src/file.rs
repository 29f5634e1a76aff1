//! Files of the data folder, which a person, a broken disk or a joke may have turned into anything.

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

/// Writes beside the file and puts that in its place, so that a full disk leaves no half of it.
///
/// # Errors
/// The operating system's; a file that was there before is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = File::create(&beside).and_then(|mut new| {
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

/// As [`replace`], a file that only its owner may read from its first byte on.
///
/// # Errors
/// The operating system's; a file that was there before is as it was.
pub fn replace_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let written = create_anew(beside).and_then(|mut new| {
        new.write_all(bytes)?;
        new.sync_all()?;
        std::fs::rename(beside, path)
    });
    if written.is_err() {
        // Nothing half-done stays; that it is not there is as well.
        let _ = std::fs::remove_file(beside);
    }
    written
}

/// Creates a file that only its owner may read and that was not there: what lies under its name is taken away, and a link is
/// not followed, because another user may want a file overwritten.
///
/// # Errors
/// The operating system's; so where a folder has the name.
pub fn create_anew(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
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
}
