//! Keeping the computer awake while orders may come.

use std::sync::Arc;

use domain::board::Warning;
use tokio::sync::watch;

/// The way to the system, which would put the computer to sleep.
#[derive(Clone)]
pub struct Awake {
    /// Says whether the computer is to stay awake.
    pub want: Arc<dyn Fn(bool) + Send + Sync>,
    /// Why it may sleep all the same, if so.
    pub refused: watch::Receiver<Option<String>>,
    /// What was said last.
    wanted: bool,
}

impl Awake {
    /// Nothing is wanted yet.
    pub fn new(want: Arc<dyn Fn(bool) + Send + Sync>, refused: watch::Receiver<Option<String>>) -> Awake {
        Awake { want, refused, wanted: false }
    }

    /// Asks for it in business hours alone; answers what a person should know of that.
    pub(super) fn follow(&mut self, is_business: bool) -> Option<Warning> {
        if std::mem::replace(&mut self.wanted, is_business) != is_business {
            (self.want)(is_business);
        }
        let refused = self.refused.borrow_and_update().clone();
        refused.filter(|_| is_business).map(|reason| Warning::MaySleep { reason })
    }

    /// Waits until the computer can be kept awake, or cannot any more; for ever where nothing asks for it.
    pub(super) async fn changed(awake: &mut Option<Awake>) {
        let changed = match awake {
            Some(awake) => awake.refused.changed().await.is_ok(),
            None => false,
        };
        if !changed {
            std::future::pending().await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn it_is_wanted_in_business_hours_and_a_refusal_told_then() {
        let asked: Arc<Mutex<Vec<bool>>> = Arc::default();
        let noted = asked.clone();
        let (refuse, refused) = watch::channel(None);
        let mut awake = Awake::new(Arc::new(move |wanted| noted.lock().unwrap().push(wanted)), refused);
        assert_eq!((awake.follow(false), awake.follow(true), awake.follow(true)), (None, None, None));
        assert_eq!(*asked.lock().unwrap(), [true], "the thread is not woken for nothing");
        refuse.send_replace(Some("no logind".to_owned()));
        assert_eq!(awake.follow(true), Some(Warning::MaySleep { reason: "no logind".to_owned() }));
        assert_eq!(awake.follow(false), None);
        assert_eq!(*asked.lock().unwrap(), [true, false]);
    }
}
