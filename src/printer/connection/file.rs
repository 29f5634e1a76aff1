//! `file:///PATH`: tickets are appended. For trying out, and for printers that are a file.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use super::aside;
use crate::cause::{Cause, Why};
use crate::printer::PrintOutcome;

/// Appends one ticket. A path that blocks (a pipe nobody reads) is given up after `within`.
pub(in crate::printer) async fn append(path: PathBuf, bytes: Vec<u8>, within: Duration) -> PrintOutcome {
    let shown = path.display().to_string();
    let work = move || {
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        let mut file = match opened {
            Ok(file) => file,
            Err(error) => return PrintOutcome::NotSent(Cause::from(error).about(path.display())),
        };
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
