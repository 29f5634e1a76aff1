//! How the lines to the outside are doing, told by the workers and shown on the Board.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::watch;

use super::board::{Line, Trouble};

/// The state of every line.
#[derive(Clone, Debug, Default)]
pub(super) struct Health {
    pub channels: BTreeMap<String, ChannelLine>,
    pub printers: BTreeMap<String, PrinterLine>,
    pub agencies: BTreeMap<String, Line>,
}

/// The state of one app's line.
#[derive(Clone, Debug)]
pub(super) struct ChannelLine {
    pub line: Line,
    pub last_poll: Option<Timestamp>,
    pub next_try: Option<Timestamp>,
}

/// The state of one printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PrinterLine {
    pub trouble: Option<Trouble>,
    pub paper_low: bool,
}

/// Shared by the workers; a change that changes nothing wakes nobody.
#[derive(Clone, Debug)]
pub(super) struct HealthBook(Arc<watch::Sender<Health>>);

impl HealthBook {
    pub fn new() -> HealthBook {
        HealthBook(Arc::new(watch::Sender::new(Health::default())))
    }

    pub fn watch(&self) -> watch::Receiver<Health> {
        self.0.subscribe()
    }

    pub fn channel(&self, id: &str, line: Line, polled: Option<Timestamp>, next_try: Option<Timestamp>) {
        self.0.send_modify(|health| {
            let last_poll = polled.or_else(|| health.channels.get(id).and_then(|channel| channel.last_poll));
            health.channels.insert(id.to_owned(), ChannelLine { line, last_poll, next_try });
        });
    }

    pub fn printer(&self, id: &str, line: PrinterLine) {
        self.0.send_if_modified(|health| {
            let changed = health.printers.get(id) != Some(&line);
            health.printers.insert(id.to_owned(), line);
            changed
        });
    }

    pub fn agency(&self, id: &str, line: Line) {
        self.0.send_if_modified(|health| {
            let changed = health.agencies.get(id) != Some(&line);
            health.agencies.insert(id.to_owned(), line);
            changed
        });
    }
}
