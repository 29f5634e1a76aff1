//! The settings' pages in the counter's window, and what they ask of it.

use cause::Cause;
use domain::trail::Told;
use iced::Task;

use super::{App, Message, Said, Screen};
use crate::ui::assistant::{self, Asked, Assistant};

impl App {
    /// Opens the list of pages, or the page that was left for something else.
    pub(super) fn open_settings(&mut self) -> Option<(Screen, Task<Message>)> {
        let settings = self.environment.settings.as_ref().filter(|_| self.practice.is_none())?;
        let language = self.words.language();
        let (mut pages, task) = match self.pages.take() {
            Some(pages) => (pages, Task::none()),
            None => {
                let (pages, task) =
                    Assistant::new(settings.pages.clone(), language, crate::setup::Page::Shop);
                (Box::new(pages), task.map(Message::Settings))
            }
        };
        pages.speak(language);
        Some((Screen::Settings(pages), task))
    }

    /// Gives a message to the pages, and does what they ask for.
    pub(super) fn set_up(&mut self, message: assistant::Message) -> Task<Message> {
        let (pages, is_shown) = match (&mut self.screen, &mut self.pages) {
            (Screen::Settings(pages), _) => (pages, true),
            (_, Some(pages)) => (pages, false),
            // What was begun there has come to its end: it may have been written.
            _ if matches!(message, assistant::Message::Came(..)) && message.writes() => return self.reload(),
            _ => return Task::none(),
        };
        let mut tasks = vec![pages.update(message).map(Message::Settings)];
        for asked in pages.take_asked() {
            tasks.push(match asked {
                Asked::Reload => self.reload(),
                Asked::Show(place) if is_shown => {
                    self.screen = Screen::Counter;
                    place.map_or_else(Task::none, |place| self.show(place))
                }
                Asked::Show(_) => Task::none(),
            });
        }
        Task::batch(tasks)
    }

    /// The ticket that the page of layouts shows.
    #[cfg(test)]
    pub(in crate::ui) fn ticket(&self) -> Option<&iced::widget::image::Handle> {
        if let Screen::Settings(pages) = &self.screen { pages.ticket() } else { None }
    }

    /// Lets the counter take what a page has written that was left for something else.
    pub(super) fn take_left_settings(&mut self) -> Task<Message> {
        let changed = self.pages.as_mut().is_some_and(|pages| pages.take_changed());
        if changed { self.reload() } else { Task::none() }
    }

    /// Lets the counter take what was written.
    fn reload(&self) -> Task<Message> {
        let Some(settings) = &self.environment.settings else { return Task::none() };
        let reloaded = Task::perform((settings.reload)(), Message::Reloaded);
        let noted = self.note(Told::Settings { key: "settings.toml".to_owned() });
        Task::batch([noted, reloaded])
    }

    /// The counter goes on with what was written, or does not.
    pub(super) fn reloaded(&mut self, reloaded: Result<(), Cause>) {
        match (&mut self.screen, &mut self.pages) {
            (Screen::Settings(pages), _) => return pages.reloaded(reloaded),
            (_, Some(pages)) => pages.reloaded(reloaded.clone()),
            _ => {}
        }
        if let Err(why) = reloaded {
            self.notify(Said::NotReloaded(why));
        }
    }
}
