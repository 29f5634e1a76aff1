//! How the window looks, chosen while it is open: at once, and written into the settings.

use std::mem::{discriminant, take};
use std::time::Duration;

use cause::Cause;
use domain::trail::Told;
use iced::Task;

use super::{App, Message, Said};
use crate::ui::ask::beside;
use crate::ui::practice::Ended;
use crate::ui::{Look, Shown};

/// How long the disk may take to keep a choice.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was chosen and is not in the settings yet.
#[derive(Default)]
pub(super) struct Unsaved {
    /// The last choice of each kind.
    waiting: Vec<Look>,
    /// Something is being written.
    writing: bool,
    /// Why the last of it could not be written.
    pub(super) why: Option<Cause>,
}

impl Unsaved {
    fn add(&mut self, look: Look) {
        self.waiting.retain(|other| discriminant(other) != discriminant(&look));
        self.waiting.push(look);
    }
}

impl App {
    /// Makes the window look so.
    pub(super) fn choose(&mut self, look: Look) -> Task<Message> {
        let fitted = match look {
            Look::Scale(scale) => {
                self.frame.scale = scale;
                self.fit(self.size)
            }
            Look::Dark(dark) => {
                self.frame.dark = dark;
                Task::none()
            }
            Look::Language(language) => {
                self.words = self.words.speaking(language);
                Task::none()
            }
        };
        self.unsaved.add(look);
        let key = match look {
            Look::Scale(_) => "scale",
            Look::Dark(_) => "theme",
            Look::Language(_) => "language",
        };
        let noted = self.note(Told::Settings { key: key.to_owned() });
        Task::batch([fitted, self.save(), noted])
    }

    /// Shows the shop as the settings say by now. What was chosen in the window and is not written there yet stays.
    pub(super) fn show_as(&mut self, shown: &Shown) -> Task<Message> {
        // Another engine has begun, and a practice would go on with the printers of the one before.
        let ended = self.end_practice(Ended::ByHand);
        let Shown { words, shop, zone, frame } = shown;
        let language = self.words.language();
        (self.words, self.shop, self.zone) = (words.clone(), shop.clone(), zone.clone());
        if self.unsaved.writing || !self.unsaved.waiting.is_empty() {
            self.words = self.words.speaking(language);
            return ended;
        }
        let kiosk = self.frame.kiosk;
        self.frame = *frame;
        let enlarged = self.window.filter(|_| frame.kiosk != kiosk).map(|id| frame.enlarge(id));
        Task::batch([ended, self.fit(self.size), enlarged.unwrap_or_else(Task::none)])
    }

    /// Writes down what was chosen, one after the other.
    fn save(&mut self) -> Task<Message> {
        if self.unsaved.writing || self.unsaved.waiting.is_empty() {
            return Task::none();
        }
        self.unsaved.writing = true;
        let looks = take(&mut self.unsaved.waiting);
        let (save, chosen) = (self.environment.save.clone(), looks.clone());
        let written = beside(PATIENCE, move || save(&chosen));
        Task::perform(written, move |result| Message::Saved(looks.clone(), result))
    }

    /// It is written down, or will be forgotten: then the next choice tries again.
    pub(super) fn saved(&mut self, looks: Vec<Look>, result: Result<(), Cause>) -> Task<Message> {
        self.unsaved.writing = false;
        let newer = take(&mut self.unsaved.waiting);
        let again = !newer.is_empty();
        if let Err(why) = &result {
            looks.into_iter().for_each(|look| self.unsaved.add(look));
            self.notify(Said::Unsaved(why.clone()));
        }
        newer.into_iter().for_each(|look| self.unsaved.add(look));
        self.unsaved.why = result.err();
        if again { self.save() } else { Task::none() }
    }
}
