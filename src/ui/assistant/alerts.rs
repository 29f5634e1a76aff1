//! The page of notices (알림): what the bell plays for each app and for everything else, to be heard and chosen.

use domain::board::{Melody, Sound};
use iced::Task;

use super::{Assistant, Message, Said};
use crate::language;

/// What happens on it.
#[derive(Clone, Debug)]
pub enum AlertMessage {
    /// The app in this position is given this melody, which is played.
    Choose(usize, Melody),
    /// This is played.
    Hear(Sound),
}

impl Assistant {
    /// Reacts to what happens on the page of notices.
    pub(super) fn alert(&mut self, message: AlertMessage) -> Task<Message> {
        let played = match message {
            AlertMessage::Hear(sound) => sound,
            AlertMessage::Choose(at, melody) => {
                let Some(bell) = self.bells.get_mut(at) else { return Task::none() };
                if bell.melody != melody {
                    bell.melody = melody;
                    let saved = self.environment.setup.save_bell(bell);
                    if let Err(error) = saved {
                        self.read_bells();
                        self.said = Some(Said::Bad(error.worded(&self.words), None));
                        return Task::none();
                    }
                    self.home.is_changed = true;
                }
                Sound::App(melody)
            }
        };
        self.hear(played);
        Task::none()
    }

    /// What the file says by now of the melodies.
    pub(super) fn read_bells(&mut self) {
        match self.environment.setup.bells() {
            Ok(bells) => self.bells = bells,
            Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
        }
    }

    /// Plays this, or says why it cannot be heard.
    pub(super) fn hear(&mut self, sound: Sound) {
        let mute = (self.environment.hear)(sound).err();
        self.said = mute.map(|why| Said::Bad(language::mute(&self.words, &why), None));
    }
}
