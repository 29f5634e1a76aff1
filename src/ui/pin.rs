//! The owner's PIN as the window asks for it. What keeps it stands behind [`PinKeeper`].

use std::sync::{Mutex, MutexGuard, PoisonError};

use cause::Cause;
use domain::pin::{Checked, Pin, Tries};
use jiff::Timestamp;

/// Keeps the owner's PIN. All but [`PinKeeper::is_set`] may take a second: the hash is slow on purpose, and the disk may be.
pub trait PinKeeper: Send + Sync {
    /// Whether there is one. One that cannot be read is one.
    fn is_set(&self) -> bool;

    /// Whether these digits are it.
    ///
    /// # Errors
    /// It cannot be read.
    fn check(&self, pin: &Pin, now: Timestamp) -> Result<Checked, Cause>;

    /// Keeps this one from now on.
    ///
    /// # Errors
    /// It cannot be written; the one before stays.
    fn set(&self, pin: &Pin) -> Result<(), Cause>;

    /// Takes it away.
    ///
    /// # Errors
    /// It stays.
    fn clear(&self) -> Result<(), Cause>;
}

/// A PIN that is gone with the program, for windows that have no next start.
#[derive(Debug, Default)]
pub struct PinInMemory {
    kept: Mutex<(Option<Pin>, Tries)>,
}

impl PinInMemory {
    fn kept(&self) -> MutexGuard<'_, (Option<Pin>, Tries)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PinKeeper for PinInMemory {
    fn is_set(&self) -> bool {
        self.kept().0.is_some()
    }

    fn check(&self, pin: &Pin, now: Timestamp) -> Result<Checked, Cause> {
        let mut kept = self.kept();
        let tries = kept.1.by_clock(now);
        if let Some(seconds) = tries.wait(now) {
            return Ok(Checked::Waits { seconds });
        }
        if kept.0.as_ref().is_none_or(|right| right == pin) {
            kept.1 = Tries::default();
            return Ok(Checked::Right);
        }
        kept.1 = tries.one_more(now);
        Ok(Checked::Wrong)
    }

    fn set(&self, pin: &Pin) -> Result<(), Cause> {
        *self.kept() = (Some(pin.clone()), Tries::default());
        Ok(())
    }

    fn clear(&self) -> Result<(), Cause> {
        *self.kept() = (None, Tries::default());
        Ok(())
    }
}
