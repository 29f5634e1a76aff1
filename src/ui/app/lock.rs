//! Who stands at the window: the staff, until the owner gives the PIN, and again once the owner has gone.

use std::time::Duration;

use cause::Cause;
use domain::Command;
use domain::pin::Checked;
use domain::timeline::By;
use domain::trail::Told;
use iced::Task;
use jiff::Timestamp;

use super::{App, Message, Screen};
use crate::ui::ask::{ask, beside};
use crate::ui::guard::STRIP;
use crate::ui::screen::pad::{self, After, Pad, Wish};
use crate::ui::screen::{Place, counter};

/// After so long without a touch the window is the staff's again, in milliseconds.
const LEFT_AFTER_MS: i64 = 5 * 60 * 1_000;
/// How long looking at a PIN may take: a hash that is slow on purpose, on an old machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether the owner's screens are open.
#[derive(Debug)]
pub(super) struct Lock {
    is_set: bool,
    /// When the owner touched the window last, while the screens are open.
    open: Option<Timestamp>,
}

impl Lock {
    /// At the start it is the staff's, where there is a PIN.
    pub(super) fn new(is_set: bool) -> Lock {
        Lock { is_set, open: None }
    }

    /// Who asks for what is done at the window.
    pub(super) fn by(&self) -> By {
        match (self.is_set, self.open) {
            (false, _) => By::Person,
            (true, None) => By::Staff,
            (true, Some(_)) => By::Owner,
        }
    }

    /// Whether the owner's screens ask for the PIN.
    pub(super) fn is_locked(&self) -> bool {
        self.by() == By::Staff
    }

    /// Looks whether the owner has gone, or a PIN was set or cleared elsewhere; a touch shows that the owner is there.
    fn look(&mut self, is_set: bool, touched: bool, now: Timestamp) {
        if self.is_set != is_set {
            *self = Lock::new(is_set);
        }
        let there =
            |last: Timestamp| (0..LEFT_AFTER_MS).contains(&(now.as_millisecond() - last.as_millisecond()));
        match self.open.map(there) {
            Some(false) => self.open = None,
            Some(true) if touched => self.open = Some(now),
            _ => {}
        }
    }
}

impl App {
    /// Looks who stands there, before anything is done for a tap or a key, and as time passes.
    pub(super) fn look_who(&mut self, message: &Message, touched: bool) {
        if !touched && !matches!(message, Message::Tick) {
            return;
        }
        let was = self.lock.by();
        self.lock.look(self.environment.pin.is_set(), touched, self.now);
        if self.lock.by() != was {
            self.changed_hands();
        }
        if matches!(&self.screen, Screen::Pad(pad) if pad.is_left(self.now)) {
            self.go(Screen::Counter);
        }
    }

    /// What follows from another person at the window: what is done from here on is this one's, and the staff see nothing of the owner's.
    fn changed_hands(&mut self) {
        self.handle = self.handle.by(self.lock.by());
        if !self.lock.is_locked() {
            return;
        }
        let is_owners = match &self.screen {
            Screen::Closing(_) | Screen::Past(_) | Screen::Look | Screen::Settings(_) => true,
            Screen::Order(_) => self.found.is_some(),
            Screen::Pad(pad) => pad.is_owners(),
            Screen::Counter | Screen::Shop(_) | Screen::Stock(_) | Screen::Phone(_) => false,
        };
        if is_owners {
            self.go(Screen::Counter);
        }
        if let Screen::Phone(form) = &mut self.screen {
            form.forget_last();
        }
        // What was kept of a form may name a customer's orders of before.
        for form in self.form.iter_mut().chain(self.practice.iter_mut().filter_map(|on| on.form_aside())) {
            form.forget_last();
        }
    }

    /// Locks the owner's screens.
    pub(super) fn lock_up(&mut self) {
        self.lock = Lock::new(self.lock.is_set);
        self.changed_hands();
    }

    /// Asks for the PIN.
    pub(super) fn ask_pin(&mut self, after: After) {
        (self.drawer, self.announced) = (None, None);
        self.go(Screen::Pad(Pad::give(after, self.now)));
    }

    /// Begins to choose a PIN: with the one there is, where there is one.
    pub(super) fn choose_pin(&mut self) {
        match self.lock.is_set {
            true => self.ask_pin(After::Choose),
            false => self.go(Screen::Pad(Pad::choose(self.now))),
        }
    }

    /// The PIN is asked for before this is shown.
    pub(super) fn keeps(&self, place: &Place) -> bool {
        self.lock.is_locked() && place.is_owners()
    }

    /// Takes the first new order that the strip shows.
    pub(super) fn accept_waiting(&mut self) -> Task<Message> {
        let Some(order) = self.waiting().next().map(|card| card.view.id.clone()) else { return Task::none() };
        let accept = Command::Accept { prep_minutes: None };
        self.deliver(Message::Counter(counter::Message::Act(order, accept, STRIP)))
    }

    /// Writes into the shop's trail.
    pub(super) fn note(&self, told: Told) -> Task<Message> {
        // Also while a practice is on: the trail is the shop's.
        let handle = self.real_handle().by(self.lock.by());
        Task::perform(async move { ask(handle.note(told)).await }, Message::Wished)
    }

    /// What happens on the pad.
    pub(super) fn pad(&mut self, message: pad::Message) -> Task<Message> {
        let pin = self.environment.pin.clone();
        let wish = match (message, &mut self.screen) {
            (pad::Message::Checked(checked), Screen::Pad(pad)) => {
                // Whose pad was closed meanwhile does not want it any more.
                let Some(after) = pad.after() else { return Task::none() };
                pad.refuse(&checked, self.now);
                return match checked {
                    Ok(Checked::Right) => self.unlocked(after),
                    Ok(Checked::Wrong) => self.note(Told::PinWrong),
                    Ok(Checked::Waits { .. }) | Err(_) => Task::none(),
                };
            }
            (pad::Message::Kept(Ok(())), _) => return self.has_pin(true),
            (pad::Message::Cleared(Ok(())), _) => return self.has_pin(false),
            (pad::Message::Kept(Err(why)) | pad::Message::Cleared(Err(why)), Screen::Pad(pad)) => {
                pad.refuse(&Err(why), self.now);
                return Task::none();
            }
            (message, Screen::Pad(pad)) => pad.update(message, self.now),
            _ => return Task::none(),
        };
        match wish {
            Wish::None => Task::none(),
            Wish::Close => {
                self.go(Screen::Counter);
                Task::none()
            }
            Wish::Check(given) => {
                let now = self.now;
                perform(move || pin.check(&given, now), pad::Message::Checked)
            }
            Wish::Keep(new) => perform(move || pin.set(&new), pad::Message::Kept),
        }
    }

    /// The PIN was right.
    fn unlocked(&mut self, after: After) -> Task<Message> {
        self.lock = Lock { is_set: self.environment.pin.is_set(), open: Some(self.now) };
        self.changed_hands();
        let noted = self.note(Told::Unlocked);
        let then = match after {
            After::Show(place) => self.show(*place),
            After::Counter => {
                self.go(Screen::Counter);
                Task::none()
            }
            After::Choose => {
                self.go(Screen::Pad(Pad::choose(self.now)));
                Task::none()
            }
            After::Remove => {
                let pin = self.environment.pin.clone();
                perform(move || pin.clear(), pad::Message::Cleared)
            }
        };
        Task::batch([noted, then])
    }

    /// There is a new PIN, or none any more; the one who did that is the owner.
    fn has_pin(&mut self, is_set: bool) -> Task<Message> {
        self.lock = Lock { is_set, open: Some(self.now).filter(|_| is_set) };
        self.changed_hands();
        if matches!(self.screen, Screen::Pad(_)) {
            self.go(Screen::Look);
        }
        self.note(if is_set { Told::PinSet } else { Told::PinCleared })
    }
}

/// Does what takes time beside the window.
fn perform<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Cause> + Send + 'static,
    told: fn(Result<T, Cause>) -> pad::Message,
) -> Task<Message> {
    Task::perform(beside(PATIENCE, work), move |done| Message::Pad(told(done)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn five_minutes_without_a_touch_lock_and_a_touch_puts_it_off() {
        let mut lock = Lock { is_set: true, open: Some(at(0)) };
        lock.look(true, true, at(299));
        lock.look(true, false, at(598));
        assert_eq!(lock.by(), By::Owner);
        lock.look(true, true, at(599));
        assert_eq!(lock.by(), By::Staff, "the touch that comes too late is the staff's");
    }

    #[test]
    fn a_clock_that_was_set_back_locks() {
        let mut lock = Lock { is_set: true, open: Some(at(0)) };
        lock.look(true, true, at(-1));
        assert!(lock.is_locked());
    }

    #[test]
    fn a_pin_that_is_set_or_cleared_elsewhere_counts_at_once() {
        let mut lock = Lock::new(false);
        assert_eq!(lock.by(), By::Person);
        lock.look(true, true, at(0));
        assert_eq!(lock.by(), By::Staff);
        lock.look(false, false, at(1));
        assert_eq!(lock.by(), By::Person);
    }
}
