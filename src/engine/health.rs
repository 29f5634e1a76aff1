//! The state of the connections to apps, printers and agencies: reported by the workers, shown on the Board.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::board::{Assurance, ConnectionStatus, Trouble, Warning};
use domain::order::{Conditions, Won};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::clock::Drift;

/// The state of every line.
#[derive(Clone, Debug, Default)]
pub(super) struct Health {
    pub channels: BTreeMap<String, ChannelLine>,
    pub printers: BTreeMap<String, PrinterLine>,
    pub agencies: BTreeMap<String, ConnectionStatus>,
    /// What a person should look at since the start.
    pub warnings: Vec<Warning>,
    /// The same of backups, and of their copies, as they last went.
    pub backups: [Option<Warning>; 2],
    /// What agencies said when they were last asked; of one that does not answer it may be old.
    pub words: BTreeMap<String, AgencyWord>,
}

/// The state of one app's line.
#[derive(Clone, Debug)]
pub(super) struct ChannelLine {
    pub line: ConnectionStatus,
    /// Since when it does not answer.
    pub failing_since: Option<Timestamp>,
    /// How far our clock is ahead of the app's, in seconds.
    pub clock_ahead: i64,
    pub last_poll: Option<Timestamp>,
    pub next_try: Option<Timestamp>,
    /// How long it asked to be left alone, in seconds.
    pub asks_to_wait: Option<u64>,
    /// How much of what it told was put aside since the start, and when last.
    pub set_aside: Option<(usize, Timestamp)>,
}

/// The state of one printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PrinterLine {
    pub trouble: Option<Trouble>,
    /// Since when it has failed. One that another program uses has not.
    pub failing_since: Option<Timestamp>,
    pub paper_low: bool,
    pub assurance: Assurance,
}

/// What an agency says of itself, apart from any single delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AgencyWord {
    /// What is left of the shop's largest deposit there.
    pub deposit: Option<Won>,
    pub conditions: Option<Conditions>,
}

/// The health of every line, shared by the workers. Watchers are woken only where a value really changes.
#[derive(Clone, Debug)]
pub(super) struct HealthBook {
    show: Arc<watch::Sender<Health>>,
    drift: Drift,
}

impl HealthBook {
    #[cfg(test)]
    pub fn new() -> HealthBook {
        HealthBook::measuring(Drift::default())
    }

    /// A book that measures this computer's clock into `drift`.
    pub fn measuring(drift: Drift) -> HealthBook {
        HealthBook { show: Arc::new(watch::Sender::new(Health::default())), drift }
    }

    /// How far this computer's clock is off.
    pub fn drift(&self) -> &Drift {
        &self.drift
    }

    pub fn watch(&self) -> watch::Receiver<Health> {
        self.show.subscribe()
    }

    /// Notes an answered poll, and how far our clock is ahead of the app's, in seconds.
    pub fn polled(&self, id: &str, at: Timestamp, clock_ahead: i64) {
        self.show.send_modify(|health| {
            let polled = ChannelLine {
                line: ConnectionStatus::Connected,
                failing_since: None,
                clock_ahead,
                last_poll: Some(at),
                next_try: None,
                asks_to_wait: None,
                set_aside: health.channels.get(id).and_then(|before| before.set_aside),
            };
            health.channels.insert(id.to_owned(), polled);
            let heard = health.channels.values().filter(|channel| channel.last_poll.is_some());
            self.drift.measured(heard.map(|channel| channel.clock_ahead));
        });
    }

    /// How far our clock was ahead of an app's when it last answered a poll, in seconds.
    pub fn clock_ahead(&self, id: &str) -> i64 {
        self.show.borrow().channels.get(id).map_or(0, |channel| channel.clock_ahead)
    }

    /// Moves the noted times by as much as our clock was set.
    pub fn clock_set(&self, by: SignedDuration) {
        self.show.send_modify(|health| {
            for line in health.channels.values_mut() {
                line.clock_ahead = line.clock_ahead.saturating_add(by.as_secs());
                for at in
                    [&mut line.failing_since, &mut line.last_poll, &mut line.next_try].into_iter().flatten()
                {
                    *at = at.checked_add(by).unwrap_or(*at);
                }
            }
            for at in health.printers.values_mut().filter_map(|line| line.failing_since.as_mut()) {
                *at = at.checked_add(by).unwrap_or(*at);
            }
            let heard = health.channels.values().filter(|channel| channel.last_poll.is_some());
            self.drift.measured(heard.map(|channel| channel.clock_ahead));
        });
    }

    /// Notes that an app asked to be left alone for so many seconds.
    pub fn asks_to_wait(&self, id: &str, seconds: u64) {
        self.show.send_modify(|health| {
            if let Some(channel) = health.channels.get_mut(id) {
                channel.asks_to_wait = Some(seconds);
            }
        });
    }

    /// Notes how many of an app's events could not be read and were set aside.
    pub fn set_aside(&self, id: &str, many: usize, now: Timestamp) {
        self.show.send_modify(|health| {
            if let Some(channel) = health.channels.get_mut(id) {
                channel.set_aside = Some((channel.set_aside.map_or(0, |(before, _)| before) + many, now));
            }
        });
    }

    /// A line that is not as it should be.
    pub fn channel(&self, id: &str, line: ConnectionStatus, now: Timestamp, next_try: Option<Timestamp>) {
        self.show.send_modify(|health| {
            let before = health.channels.get(id);
            let failing = matches!(line, ConnectionStatus::Failing(_) | ConnectionStatus::SignedOut(_));
            let since = before.and_then(|channel| channel.failing_since).unwrap_or(now);
            let told = ChannelLine {
                line,
                failing_since: failing.then_some(since),
                clock_ahead: before.map_or(0, |channel| channel.clock_ahead),
                last_poll: before.and_then(|channel| channel.last_poll),
                next_try,
                asks_to_wait: None,
                set_aside: before.and_then(|channel| channel.set_aside),
            };
            health.channels.insert(id.to_owned(), told);
        });
    }

    /// Notes how a printer is doing; since when it has failed is known here.
    pub fn printer(&self, id: &str, line: PrinterLine, now: Timestamp) {
        self.show.send_if_modified(|health| {
            let fails = line.trouble.as_ref().is_some_and(|trouble| !matches!(trouble, Trouble::Busy(_)));
            let before = health.printers.get(id).and_then(|before| before.failing_since);
            let line = PrinterLine { failing_since: fails.then_some(before.unwrap_or(now)), ..line };
            let changed = health.printers.get(id) != Some(&line);
            health.printers.insert(id.to_owned(), line);
            changed
        });
    }

    /// Notes what a person should look at from the start on.
    pub fn warn_from_the_start(&self, warnings: Vec<Warning>) {
        self.show.send_modify(|health| health.warnings = warnings);
    }

    /// Notes how the last backup went, and the last copy of one.
    pub fn backups(&self, warnings: [Option<Warning>; 2]) {
        self.show.send_if_modified(|health| {
            let changed = health.backups != warnings;
            health.backups = warnings;
            changed
        });
    }

    pub fn agency(&self, id: &str, line: ConnectionStatus) {
        self.show.send_if_modified(|health| {
            let changed = health.agencies.get(id) != Some(&line);
            health.agencies.insert(id.to_owned(), line);
            changed
        });
    }

    pub fn agency_says(&self, id: &str, word: AgencyWord) {
        self.show.send_if_modified(|health| {
            let changed = health.words.get(id) != Some(&word);
            health.words.insert(id.to_owned(), word);
            changed
        });
    }
}
