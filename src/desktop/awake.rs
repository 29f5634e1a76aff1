//! Keeps the computer awake while the shop takes orders: one that sleeps hears of none.
//!
//! On Windows the request belongs to the thread that makes it (`SetThreadExecutionState`), on Linux to an open file (an inhibitor lock of
//! logind), so one thread holds it for as long as it is wanted. Closing a lid or pressing the power button is not kept from anyone.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

/// Says whether it is wanted from now on. Dropped, it is not wanted any more.
pub type Want = Arc<dyn Fn(bool) + Send + Sync>;

/// What the system calls the request by.
const REASON: &str = "taking orders";
/// After a request that was refused: the system's service may have been starting.
const TRY_AGAIN: Duration = Duration::from_secs(60);

/// What is wanted now; `None`: nothing will be any more.
struct Wish {
    wanted: Mutex<Option<bool>>,
    changed: Condvar,
}

/// Makes the thread end with what wishes.
struct Wisher(Arc<Wish>);

impl Wish {
    fn set(&self, wanted: Option<bool>) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
        self.changed.notify_all();
    }

    /// Waits until this is wanted, for no longer than `within`; `false`: nothing will be any more.
    fn wait(&self, until: bool, within: Option<Duration>) -> bool {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = |wanted: &mut Option<bool>| wanted.is_some_and(|wanted| wanted != until);
        let wanted = match within {
            Some(within) => {
                let waited = self.changed.wait_timeout_while(wanted, within, goes_on);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.changed.wait_while(wanted, goes_on).unwrap_or_else(PoisonError::into_inner),
        };
        wanted.is_some()
    }
}

impl Drop for Wisher {
    fn drop(&mut self) {
        self.0.set(None);
    }
}

/// Starts the thread. Answers the way to tell it what is wanted, and why the system does not do it, if so.
pub fn start() -> (Want, watch::Receiver<Option<String>>) {
    start_with(ask)
}

/// The same with another way to ask; what that answers is held until it is not wanted any more.
fn start_with<G>(
    ask: impl Fn() -> Result<G, String> + Send + 'static,
) -> (Want, watch::Receiver<Option<String>>) {
    let wish = Arc::new(Wish { wanted: Mutex::new(Some(false)), changed: Condvar::new() });
    let wisher = Wisher(wish.clone());
    let (refuse, refused) = watch::channel(None);
    let held = move || {
        while wish.wait(true, None) {
            let asked = ask();
            let failed = asked.as_ref().err().cloned();
            if let Some(error) = &failed {
                tracing::warn!(%error, "this computer may go to sleep while the shop is open");
            }
            refuse.send_if_modified(|known| std::mem::replace(known, failed.clone()) != failed);
            if !wish.wait(false, asked.is_err().then_some(TRY_AGAIN)) {
                return;
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("awake".to_owned()).spawn(held) {
        tracing::warn!(%error, "this computer may go to sleep while the shop is open");
    }
    (Arc::new(move |wanted| wisher.0.set(Some(wanted))), refused)
}

/// Asks the system; `None` where nothing is there that would put the computer to sleep. On Windows the display stays on, too,
/// because orders are read there; elsewhere that is the desktop's matter.
fn ask() -> Result<Option<keepawake::KeepAwake>, String> {
    // Started by systemd or not, as sd_booted(3) finds out; without it there is no logind.
    if cfg!(target_os = "linux") && !Path::new("/run/systemd/system").exists() {
        return Ok(None);
    }
    let mut request = keepawake::Builder::default();
    request.idle(true).display(cfg!(windows)).reason(REASON).app_name("jumunbell");
    request.app_reverse_domain("kr.jumunbell").create().map(Some).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Counts requests that are held.
    struct Held(watch::Sender<usize>);

    impl Drop for Held {
        fn drop(&mut self) {
            self.0.send_modify(|held| *held -= 1);
        }
    }

    #[tokio::test]
    async fn the_request_is_held_for_as_long_as_it_is_wanted() {
        let (held, mut seen) = watch::channel(0);
        let (want, refused) = start_with(move || {
            held.send_modify(|held| *held += 1);
            Ok(Held(held.clone()))
        });
        want(true);
        seen.wait_for(|held| *held == 1).await.unwrap();
        want(true);
        want(false);
        seen.wait_for(|held| *held == 0).await.unwrap();
        want(true);
        seen.wait_for(|held| *held == 1).await.unwrap();
        assert_eq!(*refused.borrow(), None);
        // The program ends.
        drop(want);
        seen.wait_for(|held| *held == 0).await.unwrap();
    }

    #[tokio::test]
    async fn a_refusal_is_told_until_it_is_not_wanted_or_works() {
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = tries.clone();
        let (want, mut refused) = start_with(move || match counted.fetch_add(1, Ordering::SeqCst) {
            0 => Err("no logind".to_owned()),
            _ => Ok(()),
        });
        want(true);
        let told = refused.wait_for(Option::is_some).await.unwrap().clone();
        assert_eq!(told.as_deref(), Some("no logind"));
        want(false);
        want(true);
        // Whether the thread saw that it was not wanted for a moment or not, it asks once more when it is wanted.
        while tries.load(Ordering::SeqCst) < 2 {
            want(false);
            tokio::task::yield_now().await;
            want(true);
        }
        refused.wait_for(Option::is_none).await.unwrap();
    }
}
