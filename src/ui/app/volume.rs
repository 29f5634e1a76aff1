//! Whether the bell can be heard: it plays once and asks when the window opens and when the shop opens for the day, because a
//! speaker that was turned down loses the first order and says nothing.

use domain::board::{Ring, Sound};
use domain::{Board, Wanted};
use iced::Task;

use super::{App, Message};
use crate::ui::screen::Wish;
use crate::ui::screen::drawer::{Drawer, Tab};

/// Whether the shop has just been opened for the day: after a pause it is not asked again.
pub(super) fn opens(before: &Board, now: &Board) -> bool {
    let wanted = |board: &Board, wanted: Wanted| {
        board.channels.iter().filter(|channel| channel.opening.wanted == wanted).count()
    };
    let closed = !before.channels.is_empty() && wanted(before, Wanted::Closed) == before.channels.len();
    closed && wanted(now, Wanted::Open) > 0
}

impl App {
    /// Plays the bell once and asks whether it was heard; not where it rings anyway or is known to be mute.
    pub(super) fn check_volume(&mut self) -> Task<Message> {
        // In a practice the orders tell.
        if self.practice.is_some() || self.board.mute.is_some() || self.board.alarm.ring != Ring::None {
            return Task::none();
        }
        (self.asks_volume, self.tried_bell_on) = (true, self.board.day);
        let melody = self.board.channels.first().map(|channel| channel.bell).unwrap_or_default();
        self.say(Wish::Hear(Sound::App(melody))).unwrap_or_else(Task::none)
    }

    /// On a counter that is never closed the first tap of a business day asks: at the hour at which the day begins the bell
    /// would ring in an empty shop.
    pub(super) fn check_volume_on_a_new_day(&mut self) -> Task<Message> {
        match self.board.day {
            Some(today) if self.tried_bell_on != Some(today) => self.check_volume(),
            _ => Task::none(),
        }
    }

    /// A person has heard it, or is shown what to look at; then the question stands until it is.
    pub(super) fn hears(&mut self, heard: bool) {
        self.asks_volume = !heard;
        if !heard {
            self.drawer = Some(Drawer::open(Tab::Sounds));
        }
    }
}
