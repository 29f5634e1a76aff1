//! When an app may see the shop poll: not while the shop is closed by absence, and rarely while nothing can be stored.

use std::time::Duration;

use domain::board::ConnectionStatus;
use domain::board::StoreTrouble;
use tokio::sync::watch;
use tokio::time::Instant;

use super::WorkerContext;
use super::away::Away;
use crate::store::Openings;

/// Least pause between two polls while nothing can be stored: longer than the silence after which apps take a shop for closed.
const UNSTORED_PAUSE: Duration = Duration::from_secs(120);
/// Between two looks at whether something can be stored again.
const LOOK_AT_STORE: Duration = Duration::from_secs(2);
/// Between two looks at whether the shop is to be open again.
const ABSENT_LOOK: Duration = Duration::from_secs(2);

/// The shop's presence at one app.
pub(super) struct Presence {
    worker: WorkerContext,
    id: String,
    every: Duration,
    openings: watch::Receiver<Openings>,
    trouble: watch::Receiver<Option<StoreTrouble>>,
    away: Option<Away>,
}

impl Presence {
    /// The presence at an app that expects a poll `every` so often.
    pub fn new(worker: WorkerContext, id: String, every: Duration) -> Presence {
        let (openings, trouble) = (worker.store.openings(), worker.store.trouble());
        Presence { worker, id, every, openings, trouble, away: None }
    }

    /// How often the app expects a poll, at least.
    pub fn every(&self) -> Duration {
        self.every
    }

    /// Waits until the app is to be asked. False: stop.
    pub async fn wanted(&mut self) -> bool {
        loop {
            let begun = || Away::new(self.every, Instant::now());
            self.away = self.is_absent().then(|| self.away.take().unwrap_or_else(begun));
            if self.away.as_ref().is_none_or(|away| away.is_due(Instant::now())) {
                return true;
            }
            self.worker.health.channel(&self.id, ConnectionStatus::Away, (self.worker.clock)(), None);
            if !self.worker.pause(self.every.min(ABSENT_LOOK)).await {
                return false;
            }
        }
    }

    /// Whether the shop is to be closed by absence: the only way at an app without a call for closing.
    fn is_absent(&self) -> bool {
        let now = (self.worker.clock)();
        self.openings.borrow().get(&self.id).is_some_and(|opening| opening.is_absent(now))
    }

    fn is_stuck(&self) -> bool {
        self.trouble.borrow().as_ref().is_some_and(StoreTrouble::is_stuck)
    }

    /// Whether the app may be polled only rarely and briefly.
    pub fn is_limited(&self) -> bool {
        self.away.is_some() || self.is_stuck()
    }

    /// Ends when the shop must no longer look present.
    pub async fn limited(&self) {
        let (mut openings, mut trouble) = (self.openings.clone(), self.trouble.clone());
        while !self.is_absent() && !self.is_stuck() {
            let changed = tokio::select! {
                changed = openings.changed() => changed,
                changed = trouble.changed() => changed,
            };
            if changed.is_err() {
                // The store is gone, and the engine is about to stop.
                return self.worker.stopped().await;
            }
        }
    }

    /// The app was asked and has answered; `let_in`: with an order that was not known.
    pub fn looked(&mut self, let_in: bool) {
        if let Some(away) = &mut self.away {
            away.looked(let_in, Instant::now());
        }
        self.show();
    }

    /// Shows on the Board that the shop is closed by absence, also after a poll that was answered.
    pub fn show(&self) {
        if self.away.is_some() {
            self.worker.health.channel(&self.id, ConnectionStatus::Away, (self.worker.clock)(), None);
        }
    }

    /// The app was asked and has not answered; it is asked again after this.
    pub fn failed(&mut self, pause: Duration) {
        if let Some(away) = &mut self.away {
            away.failed(pause, Instant::now());
        }
    }

    /// The pause until the app is asked next. While nothing can be stored the shop must not look present, because the app would
    /// send orders that cannot be kept: the app is then polled too rarely for that, yet often enough that its open orders are
    /// heard and ring. False: stop.
    pub async fn pause(&self, pause: Duration) -> bool {
        let begun = Instant::now();
        let mut next = pause;
        loop {
            if !self.worker.pause(next.min(LOOK_AT_STORE.max(pause))).await {
                return false;
            }
            if !self.is_stuck() || begun.elapsed() >= UNSTORED_PAUSE.max(self.every * 4) {
                return true;
            }
            // The probe itself reports its result.
            self.worker.store.probe((self.worker.clock)()).await.ok();
            if !self.is_stuck() {
                return true;
            }
            next = LOOK_AT_STORE;
        }
    }
}
