//! `jumunbell sim printer`: one simulated printer alone, each ticket in three files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::file::{create_private, write_private};
use crate::printer::png;
use crate::sim::printer::{Faults, Model, PrintedTicket, PrinterConfig, bind, serve};
use anyhow::Context;

/// How often finished tickets are written out.
const LOOK: Duration = Duration::from_millis(50);

/// What `sim printer` is told besides its address.
#[derive(Clone, Debug)]
pub struct PrinterOptions {
    /// The model it plays.
    pub model: Model,
    /// Where each ticket goes as `NNNN.escpos`, `.txt` and `.png`.
    pub out: Option<PathBuf>,
    /// What is wrong with it.
    pub faults: Faults,
    /// Bytes it may hold unread; `None`: the system's choice.
    pub receive_buffer: Option<u32>,
}

/// Serves until the process ends. The first line on standard output is `listening HOST:PORT`.
pub async fn run_printer(listen: &str, options: PrinterOptions) -> anyhow::Result<()> {
    if let Some(out) = &options.out {
        create_private(out).with_context(|| format!("cannot create {}", out.display()))?;
    }
    let addresses = tokio::net::lookup_host(listen).await;
    let address = addresses.ok().and_then(|mut found| found.next());
    let address = address.with_context(|| format!("cannot listen on {listen}"))?;
    let listener =
        bind(address, options.receive_buffer).with_context(|| format!("cannot listen on {listen}"))?;
    {
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "listening {}", listener.local_addr()?)?;
        stdout.flush()?;
    }
    let paper = Arc::new(Mutex::new(Vec::new()));
    let mut config = PrinterConfig::new(options.model);
    (config.faults, config.receive_buffer) = (options.faults, options.receive_buffer);
    let port = serve(listener, config, paper.clone());
    tokio::pin!(port);
    let mut count = 0;
    loop {
        tokio::select! {
            end = &mut port => return end.context("the simulated printer stopped"),
            () = tokio::time::sleep(LOOK) => {}
        }
        let tickets = std::mem::take(&mut *paper.lock().unwrap_or_else(PoisonError::into_inner));
        for ticket in tickets {
            count += 1;
            for error in &ticket.errors {
                tracing::warn!(ticket = count, %error, "not clean ESC/POS");
            }
            if let Some(out) = &options.out {
                write_ticket(&out.join(format!("{count:04}")), &ticket)?;
            }
        }
    }
}

/// Writes one ticket as `STEM.escpos`, `.txt` and `.png`.
pub(super) fn write_ticket(stem: &Path, ticket: &PrintedTicket) -> anyhow::Result<()> {
    let write = |kind: &str, bytes: &[u8]| {
        let path = stem.with_extension(kind);
        write_private(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    };
    write("escpos", &ticket.bytes)?;
    write("txt", ticket.text().as_bytes())?;
    write("png", &png(&ticket.picture())?)
}
