//! When an app may see us: not while its shop is closed by our absence, and hardly while nothing can be stored.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::WorkerContext;
use super::away::Away;
use crate::engine::StoreTrouble;
use crate::engine::board::ConnectionStatus;
use crate::store::Openings;

/// Least pause between two looks at the app while nothing can be stored: longer than a shop may be silent and still pass
/// for open.
const UNSTORED_PAUSE: Duration = Duration::from_secs(120);
/// Between two looks at whether something can be stored again.
const LOOK_AT_STORE: Duration = Duration::from_secs(2);
/// Between two looks at whether the shop is to be open again.
const ABSENT_LOOK: Duration = Duration::from_secs(2);

/// Our presence at one app.
pub(super) struct Presence {
    worker: WorkerContext,
    id: String,
    every: Duration,
    openings: watch::Receiver<Openings>,
    trouble: watch::Receiver<Option<StoreTrouble>>,
    away: Option<Away>,
}

impl Presence {
    /// At an app that wants to see us `every` so often.
    pub fn new(worker: WorkerContext, id: String, every: Duration) -> Presence {
        let (openings, trouble) = (worker.store.openings(), worker.store.trouble());
        Presence { worker, id, every, openings, trouble, away: None }
    }

    /// How often the app wants to see us, at least.
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

    /// An app without a call for closing closes a shop that is absent; that is what is wanted now.
    fn is_absent(&self) -> bool {
        let now = (self.worker.clock)();
        self.openings.borrow().get(&self.id).is_some_and(|opening| opening.is_absent(now))
    }

    fn is_stuck(&self) -> bool {
        self.trouble.borrow().as_ref().is_some_and(StoreTrouble::is_stuck)
    }

    /// Whether the app is only to be looked at for a moment.
    pub fn is_limited(&self) -> bool {
        self.away.is_some() || self.is_stuck()
    }

    /// Ends when our presence is no longer wanted.
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

    /// An answer alone does not make us present: the Board goes on saying that the shop is closed by absence.
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

    /// The pause until the app is asked next. Who cannot store must not look present, because the app would send orders into
    /// nowhere: then the app is asked too seldom for that, often enough that what it has already is heard and rings, and as
    /// before once something can be stored. False: stop.
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
            // It says itself what became of it.
            self.worker.store.probe((self.worker.clock)()).await.ok();
            if !self.is_stuck() {
                return true;
            }
            next = LOOK_AT_STORE;
        }
    }
}
