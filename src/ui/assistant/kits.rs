//! The page of set-up files (설정 파일): one that was prepared elsewhere is taken, or this shop's is made.

use std::path::PathBuf;

use iced::Task;

use super::form::Said;
use super::{Assistant, Message};
use crate::setup::{Kit, KitError, Page, Told};

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Kits {
    /// Those that were found, newest first.
    pub found: Vec<PathBuf>,
    /// The one that was looked at, with what it holds; a second tap takes it.
    pub chosen: Option<(PathBuf, Told)>,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum KitMessage {
    /// Looks for files.
    Look,
    /// Those that were found.
    Found(Vec<PathBuf>),
    /// Looks at the one in this position.
    Choose(usize),
    /// The chosen one is taken.
    Take,
    /// This shop's is made.
    Make,
}

impl KitMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        !matches!(self, KitMessage::Found(_))
    }
}

impl Assistant {
    /// Reacts to what happens on the page of set-up files.
    pub(super) fn exchange(&mut self, message: KitMessage) -> Task<Message> {
        let setup = self.environment.setup.clone();
        if !matches!(message, KitMessage::Found(_)) {
            self.said = None;
        }
        match message {
            KitMessage::Look => {
                // A disk that sleeps takes its time.
                let found = async move { tokio::task::spawn_blocking(move || setup.find_kits()).await };
                return self
                    .begin(found, |found| Message::Kits(KitMessage::Found(found.unwrap_or_default())));
            }
            KitMessage::Found(found) => self.kits = Kits { found, chosen: None },
            KitMessage::Choose(at) => {
                let Some(path) = self.kits.found.get(at).cloned() else { return Task::none() };
                match Kit::check(&path) {
                    Ok(kit) => self.kits.chosen = Some((path, kit.told())),
                    Err(error) => self.refuse_kit(&error),
                }
            }
            KitMessage::Take => {
                let Some((path, _)) = self.kits.chosen.take() else { return Task::none() };
                match setup.import_here(&path, true) {
                    Ok(told) => return self.taken(&told),
                    Err(error) => self.refuse_kit(&error),
                }
            }
            KitMessage::Make => match setup.make_kit() {
                Ok(path) => {
                    let made = [("path", path.display().to_string().into())];
                    let task = self.exchange(KitMessage::Look);
                    self.said = Some(Said::Good(self.words.text("kits-made", &made)));
                    return task;
                }
                Err(error) => self.refuse_kit(&error),
            },
        }
        Task::none()
    }

    /// The counter goes on with what was taken; the first start with the page of the apps, whose keys are still to be typed.
    fn taken(&mut self, told: &Told) -> Task<Message> {
        self.left.clear();
        self.home.is_changed = true;
        let page = if self.environment.beside { Page::Kits } else { Page::Apps };
        let task = self.go(page);
        let names: Vec<String> = told.secrets.iter().map(|name| name.id.clone()).collect();
        let (id, args) = match names.is_empty() {
            true => ("kits-taken", Vec::new()),
            false => ("kits-taken-keys", vec![("names", names.join(", ").into())]),
        };
        self.said = Some(Said::Good(self.words.text(id, &args)));
        task
    }

    fn refuse_kit(&mut self, error: &KitError) {
        self.said = Some(Said::Bad(error.worded(&self.words), None));
    }
}
