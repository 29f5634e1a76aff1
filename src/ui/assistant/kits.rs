//! The page of set-up files (설정 파일): one that was prepared elsewhere is taken, or this shop's is made. A stick may sleep, so that nothing
//! of it is waited for by the window.

use std::path::PathBuf;
use std::time::Duration;

use iced::Task;

use super::form::Said;
use super::{Assistant, Message};
use crate::setup::{Kit, KitError, Page, Setup, Told};
use crate::ui::ask::beside;

/// A stick that sleeps, twelve files on it, and a credential store that is asked for keys.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the page remembers.
#[derive(Debug, Default)]
pub struct Kits {
    /// Those that were found, newest first.
    pub found: Vec<PathBuf>,
    /// The one that was looked at, with what it holds.
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
    /// What it holds.
    Chosen(Result<(PathBuf, Told), KitError>),
    /// The chosen one is taken.
    Take,
    /// It was, with the keys that are still to be typed.
    Taken(Result<Told, KitError>),
    /// This shop's is made.
    Make,
    /// It lies there.
    Made(Result<PathBuf, KitError>),
}

impl KitMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        use KitMessage::{Choose, Look, Make, Take};
        matches!(self, Look | Choose(_) | Take | Make)
    }

    /// Whether the settings are others by now.
    pub fn writes(&self) -> bool {
        matches!(self, KitMessage::Taken(Ok(_)))
    }
}

impl Assistant {
    /// Reacts to what happens on the page of set-up files.
    pub(super) fn exchange(&mut self, message: KitMessage) -> Task<Message> {
        if message.is_tap() && self.busy {
            return Task::none();
        }
        match message {
            KitMessage::Look => {
                self.kits.chosen = None;
                return self.on_disk(|setup| KitMessage::Found(setup.find_kits()));
            }
            KitMessage::Choose(at) => {
                let Some(path) = self.kits.found.get(at).cloned() else { return Task::none() };
                return self
                    .on_disk(move |_| KitMessage::Chosen(Kit::check(&path).map(|kit| (path, kit.told()))));
            }
            KitMessage::Take => {
                let Some((path, _)) = self.kits.chosen.take() else { return Task::none() };
                return self.on_disk(move |setup| KitMessage::Taken(setup.import_here(&path, true)));
            }
            KitMessage::Make => return self.on_disk(|setup| KitMessage::Made(setup.make_kit())),
            KitMessage::Found(found) => (self.busy, self.kits.found) = (false, found),
            KitMessage::Chosen(Ok(chosen)) => (self.busy, self.kits.chosen) = (false, Some(chosen)),
            KitMessage::Taken(Ok(told)) => return self.taken(&told),
            KitMessage::Made(Ok(path)) => {
                self.busy = false;
                let made = [("path", path.display().to_string().into())];
                let task = self.exchange(KitMessage::Look);
                self.said = Some(Said::Good(self.words.text("kits-made", &made)));
                return task;
            }
            KitMessage::Chosen(Err(error)) | KitMessage::Taken(Err(error)) | KitMessage::Made(Err(error)) => {
                self.busy = false;
                self.said = Some(Said::Bad(error.worded(&self.words), None));
            }
        }
        Task::none()
    }

    /// Does something with files on a thread that may wait for a disk.
    fn on_disk(&mut self, work: impl FnOnce(Setup) -> KitMessage + Send + 'static) -> Task<Message> {
        (self.busy, self.said) = (true, None);
        let setup = self.environment.setup.clone();
        let done = beside(PATIENCE, move || Ok(work(setup)));
        self.begin(done, |done| {
            let broken = |cause| KitMessage::Made(Err(KitError::File(PathBuf::new(), cause)));
            Message::Kits(done.unwrap_or_else(broken))
        })
    }

    /// The counter goes on with what was taken; the first start with the shop, which is another one than that of the file.
    fn taken(&mut self, told: &Told) -> Task<Message> {
        self.left.clear();
        self.home.is_changed = true;
        let task = self.go(if self.environment.beside { Page::Kits } else { Page::Shop });
        let names: Vec<String> = told.secrets.iter().map(|name| name.id.clone()).collect();
        let (id, args) = match names.is_empty() {
            true => ("kits-taken", Vec::new()),
            false => ("kits-taken-keys", vec![("names", names.join(", ").into())]),
        };
        self.said = Some(Said::Good(self.words.text(id, &args)));
        task
    }
}
