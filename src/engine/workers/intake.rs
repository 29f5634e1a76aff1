//! Receives an app's events, by polling it or over a connection on which it pushes them.

use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use futures::StreamExt;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};

use super::presence::Presence;
use super::reception::{Reception, asked_rest};
use super::{WorkerContext, backoff, rest};
use crate::channel::{Channel, ChannelError, Intake, Polls, Pushes};

/// Longest pause between polls while the app does not answer.
const LONGEST_POLL_PAUSE: Duration = Duration::from_secs(120);
/// A connection on which so many keep-alives in a row are missing counts as broken.
const SIGNS_MISSED: u32 = 3;
/// How long a connection stays open where the shop must not look present: an app sends unacknowledged events first.
const LOOK_FOR: Duration = Duration::from_secs(5);

/// Receives one app's events until the engine stops. `every` is the shortest pause between polls, or the longest between
/// keep-alives on a connection; jitter only lengthens pauses.
pub async fn run(
    worker: WorkerContext,
    id: String,
    channel: Arc<dyn Channel>,
    every: Duration,
    heard: Arc<Notify>,
    rng: fastrand::Rng,
) {
    let presence = Presence::new(worker.clone(), id.clone(), every);
    let mut hearing = Hearing {
        reception: Reception::new(worker.clone(), id, channel.clone(), heard),
        presence,
        worker,
        rng,
    };
    match channel.intake() {
        Intake::Poll(app) => hearing.poll(app).await,
        Intake::Stream(app) => hearing.stream(app).await,
    }
    hearing.reception.close().await;
}

struct Hearing {
    worker: WorkerContext,
    reception: Reception,
    presence: Presence,
    rng: fastrand::Rng,
}

/// Why a connection ended.
enum Ended {
    /// The engine stops.
    Stopped,
    /// We closed it; it is opened again after this.
    Closed(Duration),
    /// It could not be opened, or broke.
    Failed(ChannelError),
}

impl Hearing {
    async fn poll(&mut self, app: &dyn Polls) {
        let every = self.presence.every();
        let mut failures = 0_u32;
        while self.presence.wanted().await {
            let answer = tokio::select! {
                answer = app.poll() => answer,
                () = self.worker.stopped() => return,
            };
            let jitter = self.jitter(every);
            let pause = match answer {
                Ok(batch) => {
                    failures = 0;
                    let Ok(let_in) = self.reception.take(batch).await else { return };
                    self.presence.looked(let_in);
                    every + jitter
                }
                Err(error) => {
                    failures += 1;
                    let pause =
                        (every * 2_u32.pow(failures.min(4) - 1)).min(LONGEST_POLL_PAUSE).max(every) + jitter;
                    self.failed(error, pause)
                }
            };
            if !self.presence.pause(pause).await {
                return;
            }
        }
    }

    async fn stream(&mut self, app: &dyn Pushes) {
        let mut failures = 0_u32;
        while self.presence.wanted().await {
            let pause = match self.listen(app, &mut failures).await {
                Ended::Stopped => return,
                Ended::Closed(pause) => pause,
                Ended::Failed(error) => {
                    let pause = backoff(failures, None);
                    failures += 1;
                    let pause = pause + self.jitter(pause);
                    self.failed(error, pause)
                }
            };
            if !self.presence.pause(pause).await {
                return;
            }
        }
    }

    /// Opens a connection and stores what the app pushes until it ends. Where the shop must not look present it is closed soon.
    async fn listen(&mut self, app: &dyn Pushes, failures: &mut u32) -> Ended {
        let every = self.presence.every();
        let looks = self.presence.is_limited();
        let mut events = tokio::select! {
            opened = app.listen() => match opened {
                Ok(events) => events,
                Err(error) => return Ended::Failed(error),
            },
            () = self.worker.stopped() => return Ended::Stopped,
        };
        let opened = Instant::now();
        let mut let_in = false;
        self.reception.forget_lost();
        let over = sleep(LOOK_FOR);
        tokio::pin!(over);
        loop {
            let told = tokio::select! {
                told = timeout(every * SIGNS_MISSED, events.next()) => told,
                // Where the store is the cause, it reports when things can be stored again.
                () = self.reception.lost() => return match !looks && self.presence.is_limited() {
                    true => Ended::Closed(Duration::ZERO),
                    false => Ended::Closed(every + self.jitter(every)),
                },
                () = self.presence.limited(), if !looks => return Ended::Closed(Duration::ZERO),
                () = &mut over, if looks => {
                    self.presence.looked(let_in);
                    return Ended::Closed(every + self.jitter(every));
                }
                () = self.worker.stopped() => return Ended::Stopped,
            };
            match told {
                Ok(Some(Ok(batch))) => {
                    // A connection that breaks at once counts as one that could not be opened.
                    if opened.elapsed() >= every {
                        *failures = 0;
                    }
                    match self.reception.take(batch).await {
                        Ok(new) => let_in |= new,
                        Err(_) => return Ended::Stopped,
                    }
                    self.presence.show();
                }
                Ok(Some(Err(error))) => return Ended::Failed(error),
                Ok(None) => return Ended::Failed(of_the_line(Why::Cut)),
                Err(_) => return Ended::Failed(of_the_line(Why::NoAnswer)),
            }
        }
    }

    /// Shows the failure on the Board; answers the pause, which is at least as long as the app asks for.
    fn failed(&mut self, error: ChannelError, pause: Duration) -> Duration {
        let pause = pause.max(rest(asked_rest(&error)).unwrap_or_default());
        self.presence.failed(pause);
        self.reception.failed(error, pause, self.presence.every());
        pause
    }

    fn jitter(&mut self, pause: Duration) -> Duration {
        pause.mul_f64(0.1 * self.rng.f64())
    }
}

fn of_the_line(why: Why) -> ChannelError {
    ChannelError::Retry { reason: Cause::of(why).with("a line that stays open").into(), after: None }
}
