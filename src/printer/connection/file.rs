//! `file:///PATH`: tickets are appended. For trying out, and for printers that are a file.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use cause::{Cause, Why};

use super::aside;
use crate::file::open_private;
use crate::printer::{NotReady, PrintOutcome};

/// A file that is open for one ticket.
pub(in crate::printer) struct Open {
    path: PathBuf,
    file: File,
}

/// Opens a file to append to. A path that blocks (a pipe without a reader) is given up after `within`.
pub(in crate::printer) async fn open(path: PathBuf, within: Duration) -> Result<Open, NotReady> {
    let shown = path.display().to_string();
    let not_ready = |error| NotReady::Unreachable(Cause::from(error).about(&shown));
    // Held until the file is open, so that a reader of the pipe does not take it for ended.
    let read = platform::held_for_reading(&path).map_err(not_ready)?;
    let work = move || {
        let opened = open_private(OpenOptions::new().create(true).append(true), &path);
        drop(read);
        opened.map(|file| Open { path, file })
    };
    let opened = aside(within, work).await;
    opened.unwrap_or_else(|| Err(std::io::ErrorKind::TimedOut.into())).map_err(not_ready)
}

#[cfg(unix)]
mod platform {
    use std::io;
    use std::os::unix::fs::FileTypeExt;
    use std::path::Path;

    use tokio::net::unix::pipe::{OpenOptions, Sender};

    /// Opens a named pipe without waiting for a reader, which a plain opening does for ever; nothing for other files.
    pub(super) fn held_for_reading(path: &Path) -> io::Result<Option<Sender>> {
        match path.metadata() {
            Ok(about) if about.file_type().is_fifo() => OpenOptions::new().open_sender(path).map(Some),
            _ => Ok(None),
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::io;
    use std::path::Path;

    /// What is held: nothing.
    pub(super) struct Held;

    /// Other systems keep their pipes apart from files.
    pub(super) fn held_for_reading(_path: &Path) -> io::Result<Held> {
        Ok(Held)
    }
}

/// Appends one ticket; takes at most `within`.
pub(in crate::printer) async fn append(open: Open, bytes: Vec<u8>, within: Duration) -> PrintOutcome {
    let Open { path, mut file } = open;
    let shown = path.display().to_string();
    let work = move || {
        let mut sent = 0;
        while sent < bytes.len() {
            match file.write(&bytes[sent..]) {
                Ok(count) if count > 0 => sent += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                failed => {
                    let why = failed.err().map_or(Cause::of(Why::Stuck), Cause::from);
                    let detail = format!("{} after {sent} bytes", why.detail);
                    let why = why.about(path.display()).with(detail);
                    return if sent == 0 { PrintOutcome::NotSent(why) } else { PrintOutcome::Unknown(why) };
                }
            }
        }
        PrintOutcome::Sent
    };
    let outcome = aside(within, work).await;
    outcome.unwrap_or_else(|| PrintOutcome::Unknown(Cause::of(Why::NoAnswer).about(shown)))
}
