//! What happens in the assistant.

use cause::Cause;
use domain::Done;
use iced::{Size, window};

use super::form::{Kept, Typed, Unkept};
use super::practice::Practice;
use super::{AlertMessage, BackupMessage, CheckupMessage, KitMessage, LayoutMessage, PrinterMessage};
use crate::language::Language;
use crate::setup::{Field, Page};
use crate::ui::ask::Unanswered;
use crate::ui::feed::News;
use crate::ui::key::Key;
use crate::ui::screen::Place;

/// What happens in it.
#[derive(Clone, Debug)]
pub enum Message {
    /// This language, and on.
    Language(Language),
    /// The page before.
    Back,
    /// What is typed is tried and kept, and the next page comes.
    Next,
    /// The next page without what is typed.
    Later,
    /// What was tried without success is kept all the same.
    KeepAnyway,
    /// A new entry.
    New,
    /// The entry in this position is changed.
    Change(usize),
    /// The entry in this position is taken out, once it was tapped twice.
    Remove(usize),
    /// This page.
    Show(Page),
    /// A field.
    Typed(Field, String),
    /// Every day is as the first.
    SameEveryDay,
    /// The key.
    Secret(Typed),
    /// What came of something that was begun when so many pages had been opened.
    Came(u64, Box<Message>),
    /// The entry was kept, or why not.
    Kept(Result<Kept, Unkept>),
    /// The printers' part of it.
    Printers(PrinterMessage),
    /// The doctor's part of it.
    Checkup(CheckupMessage),
    /// The backups' part of it.
    Backups(BackupMessage),
    /// The set-up files' part of it.
    Kits(KitMessage),
    /// The layouts' part of it.
    Layout(LayoutMessage),
    /// The notices' part of it.
    Alerts(AlertMessage),
    /// The bell is played.
    Ring,
    /// Whether it was heard.
    Heard(bool),
    /// The practice order begins.
    Practise,
    /// It has begun, or why not.
    Begun(Result<Practice, Cause>),
    /// What the practice counter shows.
    News(News),
    /// The practice order is accepted.
    Accept,
    /// What the practice counter answers.
    Answered(Result<Done, Unanswered>),
    /// A simulated shop.
    Demo,
    /// The counter is to open.
    Finish,
    /// The list of pages.
    Home,
    /// A screen of the counter around it; without one, the counter.
    Elsewhere(Option<Place>),
    /// A key.
    Key(Key),
    /// The window has opened.
    Opened(window::Id),
    /// The window has this size.
    Sized(Size),
}

impl Message {
    /// Whether something may be written in the settings by what came of something else.
    pub fn writes(&self) -> bool {
        match self {
            Message::Came(_, came) => came.writes(),
            Message::Kits(message) => message.writes(),
            Message::Backups(_) | Message::Checkup(_) => false,
            _ => true,
        }
    }

    /// Whether a finger is behind it. What is typed is not: it goes where the cursor stands.
    pub fn is_tap(&self) -> bool {
        match self {
            Message::Printers(message) => message.is_tap(),
            Message::Checkup(message) => message.is_tap(),
            Message::Backups(message) => message.is_tap(),
            Message::Kits(message) => message.is_tap(),
            Message::Layout(message) => message.is_tap(),
            Message::Typed(..)
            | Message::Secret(_)
            | Message::Came(..)
            | Message::Kept(_)
            | Message::Begun(_)
            | Message::News(_)
            | Message::Answered(_)
            | Message::Key(_)
            | Message::Opened(_)
            | Message::Sized(_) => false,
            _ => true,
        }
    }
}
