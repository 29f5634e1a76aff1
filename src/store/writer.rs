//! The thread that alone writes: a bounded queue of requests before it, what they changed shown after each.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::board::StoreTrouble;
use domain::menu::Menu;
use domain::rules::Policy;
use tokio::sync::{mpsc, oneshot, watch};

use super::note::Note;
use super::{Consents, Openings, OrderStore, Orders, StoreError, schema};

/// Requests that may wait for the writer; a full queue makes the asker wait.
const QUEUE: usize = 256;

type Job = Box<dyn FnOnce(&mut OrderStore) -> Reply + Send>;
/// Hands the answer to the asker.
type Reply = Box<dyn FnOnce() + Send>;

enum Request {
    Do(Job),
    Close,
}

/// Where the writer shows what changed.
pub(super) struct Shown {
    pub trouble: watch::Sender<Option<StoreTrouble>>,
    pub orders: watch::Sender<Orders>,
    pub openings: watch::Sender<Openings>,
    pub consents: watch::Sender<Consents>,
    pub menu: watch::Sender<Arc<Menu>>,
    pub policy: watch::Sender<Arc<Policy>>,
}

/// The way to the writer thread.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    /// Set when a stop takes too long: work that the next stop can do is left.
    hurry: Arc<AtomicBool>,
    /// Set when the program stops: readers close the file, because the last to close it removes its log.
    stopping: Arc<AtomicBool>,
    reading: Arc<tokio::sync::RwLock<()>>,
}

impl Writer {
    pub fn start(store: OrderStore, shown: Shown) -> Result<Writer, StoreError> {
        let (requests, inbox) = mpsc::channel(QUEUE);
        let hurry = Arc::new(AtomicBool::new(false));
        let told = hurry.clone();
        let thread = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || write(store, inbox, &shown, told))
            .map_err(|error| StoreError::Io(error.to_string()))?;
        Ok(Writer {
            requests,
            thread: Arc::new(Mutex::new(Some(thread))),
            hurry,
            stopping: Arc::default(),
            reading: Arc::default(),
        })
    }

    /// Looks through a large file beside the writer, a little at a time. Ends early at a stop.
    pub async fn check(&self, path: std::path::PathBuf) {
        let stop = self.stopping.clone();
        let found = self.read(move || schema::check_slowly(&path, stop)).await;
        if let Err(StoreError::Damaged(reason)) = found {
            // The writer rescues a file that is reported as damaged to it.
            let _ = self.ask(|_| Err::<(), _>(StoreError::Damaged(reason))).await;
        }
    }

    /// Runs work that reads the file beside the writer. `None`: the program stops, and nothing is read any more.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        let reading = self.reading.clone().read_owned().await;
        if self.stopping.load(Ordering::Relaxed) {
            return Ok(None);
        }
        // The guard goes along: who is closing waits for the work, also where nobody waits for its answer.
        let read = tokio::task::spawn_blocking(move || {
            let read = work();
            drop(reading);
            read
        });
        read.await.map_err(|error| StoreError::Io(error.to_string()))?.map(Some)
    }

    /// Runs the work in the writer. What it changed is shown before the answer is sent, so that the caller sees it then.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut OrderStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            let done = work(store);
            if let Err(error) = &done {
                store.heed(error);
            }
            Box::new(move || {
                // An asker that was cancelled waits no longer; the work is committed all the same.
                let _ = reply.send(done);
            })
        });
        self.requests.send(Request::Do(job)).await.map_err(|_| StoreError::Stopped)?;
        answer.await.map_err(|_| StoreError::Stopped)?
    }

    /// Answers within `patience`. A disk that takes longer keeps a `-wal` file, in which nothing is lost.
    pub async fn close(&self, patience: Duration) {
        self.stopping.store(true, Ordering::Relaxed);
        let ended = async {
            drop(self.reading.write().await);
            // Refused where it has ended already.
            let _ = self.requests.send(Request::Close).await;
            let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(thread) = thread else { return };
            if tokio::task::spawn_blocking(|| thread.join()).await.is_ok_and(|ended| ended.is_err()) {
                tracing::error!("the store's writer failed");
            }
        };
        tokio::pin!(ended);
        if tokio::time::timeout(patience / 2, &mut ended).await.is_ok() {
            return;
        }
        self.hurry.store(true, Ordering::Relaxed);
        if tokio::time::timeout(patience / 2, ended).await.is_err() {
            tracing::warn!("the database could not be closed in time; what is in it is safe");
        }
    }
}

fn write(mut store: OrderStore, mut inbox: mpsc::Receiver<Request>, shown: &Shown, hurry: Arc<AtomicBool>) {
    let (mut noted, mut is_old) = (Note::default(), true);
    while let Some(Request::Do(job)) = inbox.blocking_recv() {
        let reply = job(&mut store);
        store.rescue_if_damaged();
        is_old |= show(&mut store, shown);
        reply();
        // While requests are queued the note is not written.
        if is_old && inbox.is_empty() {
            store.write_note(&mut noted);
            is_old = false;
        }
    }
    // Requests that still wait are answered at once with [`StoreError::Stopped`].
    drop(inbox);
    if is_old {
        store.write_note(&mut noted);
    }
    store.close(hurry);
}

/// Shows what changed; answers whether an order did. Trouble is shown before the orders, so that an order that could not be
/// stored is never shown without it.
fn show(store: &mut OrderStore, shown: &Shown) -> bool {
    let trouble = store.trouble();
    shown.trouble.send_if_modified(|shown| {
        let changed = *shown != trouble;
        *shown = trouble;
        changed
    });
    show_if_changed(&shown.openings, store.openings());
    show_if_changed(&shown.consents, store.consents());
    show_if_changed(&shown.menu, store.menu());
    show_if_changed(&shown.policy, store.policy());
    let changed = store.take_changed();
    if changed {
        shown.orders.send_replace(store.orders());
    }
    changed
}

/// Replaces the value; watchers are woken only where it is another one.
fn show_if_changed<T>(show: &watch::Sender<Arc<T>>, now: Arc<T>) {
    show.send_if_modified(|shown| {
        let changed = !Arc::ptr_eq(shown, &now);
        *shown = now;
        changed
    });
}
