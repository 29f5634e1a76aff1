//! Logs: files in the data folder's `logs/`, two weeks and 20 MB of them at most; with `-v` also on standard error.

mod limiter;
mod line;
mod roller;

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use tracing::Subscriber;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, fmt};

use super::Context;
use crate::file::create_private;
use line::Lines;
use roller::Roller;

/// Logs of a command that does not run for long: on standard error, and only if asked for.
pub fn to_stderr(context: &Context) {
    if context.verbose > 0 {
        // A second one would change nothing.
        let _ = tracing_subscriber::registry().with(filter(context.verbose)).with(stderr()).try_init();
    }
}

/// Logs of a running instance. Dropped, it writes what is still on its way.
pub fn to_files(context: &Context) -> anyhow::Result<Logs> {
    let folder = context.data_folder.join("logs");
    let (writer, guard) = tracing_appender::non_blocking(appender(&folder)?);
    let lines = Lines::new();
    let file = fmt::layer().event_format(lines.clone()).with_writer(writer.clone());
    let stderr = (context.verbose > 0).then(stderr);
    let _ = tracing_subscriber::registry().with(filter(context.verbose)).with(file).with(stderr).try_init();
    Ok(Logs { lines, writer, _guard: guard })
}

/// The logs of a running instance.
pub struct Logs {
    lines: Lines,
    writer: NonBlocking,
    // Last: what is written above is still on its way.
    _guard: WorkerGuard,
}

impl Drop for Logs {
    fn drop(&mut self) {
        // There is no other place to tell that the log cannot be written.
        let _ = self.writer.write_all(self.lines.rest().as_bytes());
    }
}

fn stderr<S: Subscriber + for<'s> LookupSpan<'s>>() -> impl Layer<S> {
    fmt::layer().event_format(Lines::new()).with_writer(std::io::stderr)
}

fn appender(folder: &Path) -> anyhow::Result<Roller> {
    create_private(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let files = Roller::new(folder, Box::new(Timestamp::now));
    files.with_context(|| format!("cannot write logs to {}", folder.display()))
}

/// What is written: this program's own words one level deeper than its libraries'.
fn filter(verbose: u8) -> Targets {
    let (libraries, ours) = match verbose {
        0 | 1 => (LevelFilter::WARN, LevelFilter::INFO),
        2 => (LevelFilter::INFO, LevelFilter::DEBUG),
        _ => (LevelFilter::DEBUG, LevelFilter::TRACE),
    };
    Targets::new().with_default(libraries).with_target("jumunbell", ours)
}
