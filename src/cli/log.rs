//! Logs: one file a day in the data folder's `logs/`, two weeks of them; with `-v` also on standard error.

use std::path::Path;

use anyhow::Context as _;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{Builder, Rotation};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use super::Context;

/// Days that are kept.
const DAYS: usize = 14;

/// Logs of a command that does not run for long: on standard error, and only if asked for.
pub fn to_stderr(context: &Context) {
    if context.verbose > 0 {
        let layer = fmt::layer().with_writer(std::io::stderr);
        // A second one would change nothing.
        let _ = tracing_subscriber::registry().with(filter(context.verbose)).with(layer).try_init();
    }
}

/// Logs of a running instance. Dropping the guard writes what is still on its way.
pub fn to_files(context: &Context) -> anyhow::Result<WorkerGuard> {
    let folder = context.data_folder.join("logs");
    let (writer, guard) = tracing_appender::non_blocking(appender(&folder)?);
    let file = fmt::layer().with_ansi(false).with_writer(writer);
    let stderr = (context.verbose > 0).then(|| fmt::layer().with_writer(std::io::stderr));
    let _ = tracing_subscriber::registry().with(filter(context.verbose)).with(file).with(stderr).try_init();
    Ok(guard)
}

fn appender(folder: &Path) -> anyhow::Result<tracing_appender::rolling::RollingFileAppender> {
    // The appender would count the files of a folder that is not there, and complain about it to standard error.
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let files = Builder::new().rotation(Rotation::DAILY).filename_prefix("jumunbell").filename_suffix("log");
    files
        .max_log_files(DAYS)
        .build(folder)
        .with_context(|| format!("cannot write logs to {}", folder.display()))
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
