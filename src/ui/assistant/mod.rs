//! The assistant for the first start (설치 도우미): one page for each thing that a counter needs. A page tries what was typed against
//! the real thing and goes on once it is green, or is told "later"; what is right is written at once, so that an interrupted
//! assistant goes on where it was.
//!
//! [`crate::setup`] knows what is written and tried; here is what a person sees of it.

mod backups;
mod checkup;
mod form;
mod home;
mod kits;
mod layout;
pub mod practice;
mod printers;
mod view;

use std::sync::{Arc, OnceLock};

use cause::Cause;
use domain::{Board, Command, Done};
use iced::futures::future::BoxFuture;
use iced::widget::operation;
use iced::{Size, Subscription, Task, Theme, window};

pub use self::backups::BackupMessage;
use self::checkup::Checkup;
pub use self::checkup::CheckupMessage;
pub use self::form::Typed;
use self::form::{Entry, Form, Kept, Said, Unkept};
pub use self::home::Asked;
use self::home::Home;
pub use self::kits::KitMessage;
use self::kits::Kits;
pub use self::layout::LayoutMessage;
use self::layout::Layouts;
use self::practice::Practice;
pub use self::printers::PrinterMessage;
use self::printers::Printers;
use super::ask::{Unanswered, tell};
use super::feed::{self, News};
use super::key::{self, Key};
use super::screen::Place;
use super::{Frame, layout as window_layout, theme};
use crate::language::{self, Language, Words};
use crate::setup::{
    AgencyEntry, AppEntry, Backup, Choice, Dispatch, Draft, Field, Page, Setup, agency_kinds,
};

/// Begins the practice order, named in these words.
pub type Practise = dyn Fn(Words) -> BoxFuture<'static, Result<Practice, Cause>> + Send + Sync;

/// Opens a simulated shop in another process. It returns at once.
pub type Demo = dyn Fn() -> Result<(), Cause> + Send + Sync;

/// What the assistant is given of the program around it.
#[derive(Clone)]
pub struct Environment {
    /// What it writes and tries.
    pub setup: Setup,
    /// The open page is kept, so that an interrupted assistant goes on there; not at a shop that is set up already, whose next start is
    /// its counter.
    pub keeps: bool,
    /// The counter is running around it: the pages open from a list and lead back to it, and what they wrote is taken by the counter.
    pub beside: bool,
    /// Plays the bell once; why it cannot be heard, if so, as the sound device says it.
    pub ring: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
    /// Begins the practice order; `None` in a program without simulators.
    pub practise: Option<Arc<Practise>>,
    /// Opens a simulated shop beside it; `None` in a program without one.
    pub demo: Option<Arc<Demo>>,
    /// Set once the counter is to open. Where it is not, the window was closed before the end.
    pub finished: Arc<OnceLock<()>>,
}

/// The assistant's window.
pub struct Assistant {
    environment: Environment,
    words: Words,
    page: Page,
    draft: Draft,
    apps: Vec<Choice>,
    kinds: Vec<Choice>,
    /// The open entry of a page that has one.
    form: Option<Form>,
    printers: Printers,
    checkup: Checkup,
    /// The backups that there are, newest first, as of when their page was opened.
    backups: Vec<Backup>,
    /// A backup is being taken, whichever page is open.
    backs_up: bool,
    kits: Kits,
    /// The page of layouts.
    layouts: Layouts,
    /// The practice order, once it was begun, and what its counter shows.
    practice: Option<(Practice, Arc<Board>)>,
    /// The bell was heard, or not.
    heard: Option<bool>,
    /// What is to be read on this page above all else.
    said: Option<Said>,
    /// The entry that is taken out by a second tap.
    removes: Option<usize>,
    /// Something is tried or written; meanwhile nothing else is begun.
    busy: bool,
    /// How often a page was opened. What was begun before the last time changes nothing on the page that is open now.
    opened: u64,
    /// The pages' forms that were left before they were kept.
    left: Vec<(Page, Form)>,
    /// What the list of pages shows and asks of the counter around it.
    home: Home,
    /// How much larger than its natural size everything is drawn.
    scale: f32,
}

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

impl Assistant {
    /// The window on this page.
    pub fn new(environment: Environment, language: Language, page: Page) -> (Assistant, Task<Message>) {
        let words = Words::new(language);
        let mut assistant = Assistant {
            apps: environment.setup.app_profiles(),
            environment,
            kinds: agency_kinds(&words),
            words,
            page,
            draft: Draft::default(),
            form: None,
            printers: Printers::default(),
            checkup: Checkup::default(),
            backups: Vec::new(),
            backs_up: false,
            kits: Kits::default(),
            layouts: Layouts::default(),
            practice: None,
            heard: None,
            said: None,
            removes: None,
            busy: false,
            opened: 0,
            left: Vec::new(),
            home: Home::default(),
            scale: 1.0,
        };
        let begun = if assistant.environment.beside { assistant.show_list() } else { assistant.go(page) };
        (assistant, begun)
    }

    /// The window's title.
    pub fn title(&self) -> String {
        self.words.text("assist-title", &[])
    }

    /// Light letters are for the counter alone.
    pub fn theme(&self) -> Theme {
        theme::theme(false)
    }

    /// How much larger than its natural size everything is drawn.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Keys, the window's size, and the practice counter.
    pub fn subscription(&self) -> Subscription<Message> {
        let board = self.practice.as_ref().map(|(practice, _)| feed::board(practice.handle.board()));
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        let opened = window::open_events().map(Message::Opened);
        let sizes = window::resize_events().map(|(_, size)| Message::Sized(size));
        let board = board.map(|board| board.map(Message::News));
        Subscription::batch([keys, opened, sizes].into_iter().chain(board))
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Language(language) => {
                self.words = Words::new(language);
                self.kinds = agency_kinds(&self.words);
                match self.environment.setup.save_language(language) {
                    Ok(()) => return self.on(),
                    Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
                }
            }
            Message::Back if self.home.is_open => self.home.asked.push(Asked::Show(None)),
            Message::Back => return self.back(),
            Message::Show(page) => return self.go(page),
            Message::Later => return self.on(),
            Message::Next => return self.next(true),
            Message::KeepAnyway => return self.next(false),
            Message::New => {
                self.form = self.taken_up().or_else(|| self.empty());
                return operation::focus_next();
            }
            Message::Change(at) => {
                self.form = self.entry(at).map(Form::new);
                return operation::focus_next();
            }
            Message::Remove(at) if self.removes == Some(at) => return self.remove(at),
            Message::Remove(at) => self.removes = Some(at),
            Message::Typed(field, text) => {
                if let Some(form) = &mut self.form {
                    if field == Field::Kind {
                        form.name_after(&text, &self.kinds);
                    }
                    form.entry.set(field, text);
                    form.is_begun = true;
                    form.faults.retain(|fault| fault.field != field);
                    (form.said, form.may_keep) = (None, false);
                }
            }
            Message::SameEveryDay => {
                if let Some(form) = &mut self.form {
                    form.repeat_first_day();
                }
            }
            Message::Secret(text) => {
                if let Some(form) = &mut self.form {
                    (form.secret, form.said, form.may_keep, form.is_begun) = (text, None, false, true);
                }
            }
            Message::Came(opened, message) if opened == self.opened => return self.update(*message),
            // It moves no other page; what it has written is there all the same.
            Message::Came(_, came) => {
                if matches!(*came, Message::Backups(_)) {
                    self.backed_up();
                } else if came.writes() {
                    self.home.is_changed = true;
                }
                self.read();
            }
            Message::Kept(kept) => return self.kept(kept),
            Message::Printers(message) => return self.print(message),
            Message::Checkup(message) => return self.check_up(message),
            Message::Backups(message) => return self.back_up(message),
            Message::Kits(message) => return self.exchange(message),
            Message::Layout(message) => return self.lay_out(message),
            Message::Ring => return self.ring(),
            Message::Heard(heard) => {
                self.heard = Some(heard);
                if heard {
                    return self.on();
                }
            }
            Message::Practise => {
                if let Some(practise) = self.environment.practise.clone().filter(|_| !self.busy) {
                    (self.busy, self.said, self.practice) = (true, None, None);
                    return self.begin(practise(self.words.clone()), Message::Begun);
                }
            }
            Message::Begun(begun) => {
                self.busy = false;
                match begun {
                    Ok(practice) => {
                        let board = practice.handle.board().borrow().clone();
                        self.practice = Some((practice, board));
                    }
                    Err(cause) => self.said = Some(form::because(&cause, &self.words)),
                }
            }
            Message::News(News::Board(board)) => {
                if let Some((_, shown)) = &mut self.practice {
                    *shown = board;
                }
            }
            Message::News(_) => {}
            Message::Accept => {
                if let Some((practice, board)) = &self.practice
                    && let Some(card) = practice::order(board)
                {
                    let accept = Command::Accept { prep_minutes: None };
                    return tell(&practice.handle, card.view.id.clone(), accept, |_, answer| {
                        Message::Answered(answer)
                    });
                }
            }
            Message::Answered(Ok(_)) => {}
            Message::Answered(Err(why)) => self.said = Some(Said::Bad(why.text(&self.words), None)),
            Message::Demo => {
                let opened = self.environment.demo.as_ref().map_or(Ok(()), |open| open());
                self.said = opened.err().map(|cause| form::because(&cause, &self.words));
            }
            Message::Finish => return self.finish(),
            Message::Home => return self.show_list(),
            Message::Elsewhere(place) => self.home.asked.push(Asked::Show(place)),
            Message::Key(Key::Next) => return operation::focus_next(),
            Message::Key(Key::Previous) => return operation::focus_previous(),
            Message::Key(Key::Escape) => return self.update(Message::Back),
            Message::Key(Key::Enter) => return self.enter(),
            Message::Key(Key::Space) if self.page == Page::Practice => return self.update(Message::Accept),
            Message::Key(Key::Digit(digit)) if self.home.is_open => return self.open_by(digit),
            Message::Key(_) => {}
            Message::Opened(id) => {
                let size = window::size(id).map(Message::Sized);
                return Task::batch([Frame::default().enlarge(id), size]);
            }
            Message::Sized(size) => {
                (_, self.scale) = window_layout::fit(size, self.scale, None);
            }
        }
        Task::none()
    }

    /// What Enter does on a page: what its first button does.
    fn enter(&mut self) -> Task<Message> {
        match self.page {
            _ if self.home.is_open => Task::none(),
            Page::Language => self.update(Message::Language(self.words.language())),
            Page::Done if self.draft.shop.is_none() => self.go(Page::Shop),
            Page::Done => self.update(Message::Finish),
            Page::Printers if self.printers.trial.is_some() => Task::none(),
            Page::Practice if self.practice.is_none() => self.update(Message::Practise),
            Page::Practice if !self.is_through() => Task::none(),
            Page::Layout => self.lay_out(LayoutMessage::Save),
            _ => self.update(Message::Next),
        }
    }

    /// Shows another page.
    fn go(&mut self, page: Page) -> Task<Message> {
        if page != Page::Practice {
            self.practice = None;
        }
        self.keep_form();
        (self.page, self.said, self.busy, self.home.is_open) = (page, None, false, false);
        self.opened += 1;
        self.read();
        if self.environment.keeps
            && let Err(error) = self.environment.setup.keep(page)
        {
            self.said = Some(Said::Bad(error.worded(&self.words), None));
        }
        (self.printers.trial, self.removes) = (None, None);
        self.form = match page {
            Page::Shop => Some(Form::new(Entry::Shop(self.draft.shop.clone().unwrap_or_default()))),
            Page::Apps if self.draft.apps.is_empty() => self.empty(),
            Page::Agencies if self.draft.agencies.is_empty() => self.empty(),
            Page::Hours => Some(Form::new(Entry::Hours(self.draft.hours.clone().unwrap_or_default()))),
            _ => None,
        };
        if self.form.is_some() {
            self.form = self.taken_up().or(self.form.take());
        }
        match page {
            Page::Printers if self.draft.printers.is_empty() => self.print(PrinterMessage::Look),
            Page::Checkup => self.check_up(CheckupMessage::Look),
            Page::Kits => self.exchange(KitMessage::Look),
            Page::Backups => {
                self.backups = self.environment.setup.backups();
                Task::none()
            }
            Page::Sound => self.ring(),
            Page::Layout => self.open_layouts(),
            Page::Shop => operation::focus_next(),
            _ => Task::none(),
        }
    }

    /// From what is open on a page to the page, and from there to the one before.
    fn back(&mut self) -> Task<Message> {
        if self.printers.trial.is_some() {
            return self.print(PrinterMessage::Close);
        }
        let listed = match self.page {
            Page::Apps => !self.draft.apps.is_empty(),
            Page::Printers => true,
            Page::Agencies => !self.draft.agencies.is_empty(),
            _ => false,
        };
        if listed && self.form.is_some() {
            self.keep_form();
            return self.go(self.page);
        }
        if self.environment.beside {
            return self.show_list();
        }
        self.page.previous().map_or_else(Task::none, |page| self.go(page))
    }

    /// The next page; the list of pages, where they were opened from it.
    fn on(&mut self) -> Task<Message> {
        if self.environment.beside {
            return self.show_list();
        }
        self.page.next().map_or_else(Task::none, |page| self.go(page))
    }

    /// Keeps what was typed on the page that is left, if it is nothing that the page's list shows.
    fn keep_form(&mut self) {
        if let Some(form) = self.form.take().filter(|form| form.is_begun && form.entry.is_new()) {
            self.left.retain(|(page, _)| *page != self.page);
            self.left.push((self.page, form));
        }
    }

    /// What was typed on this page and left before it was kept.
    fn taken_up(&mut self) -> Option<Form> {
        let at = self.left.iter().position(|(page, _)| *page == self.page)?;
        Some(self.left.remove(at).1)
    }

    /// What the file says by now.
    fn read(&mut self) {
        match self.environment.setup.draft() {
            Ok(draft) => self.draft = draft,
            Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
        }
    }

    /// A form without anything in it.
    fn empty(&self) -> Option<Form> {
        let entry = match self.page {
            Page::Apps => Entry::App(AppEntry::default()),
            Page::Printers => Entry::Printer(printers::unknown(&self.draft.printers, &self.words)),
            Page::Agencies => {
                Entry::Agency(AgencyEntry { dispatch: Dispatch::OnAccept, ..Default::default() })
            }
            _ => return None,
        };
        Some(Form::new(entry))
    }

    /// What is written already, in this position of the page's list.
    fn entry(&self, at: usize) -> Option<Entry> {
        Some(match self.page {
            Page::Apps => Entry::App(self.draft.apps.get(at)?.clone()),
            Page::Printers => Entry::Printer(self.draft.printers.get(at)?.clone()),
            Page::Agencies => Entry::Agency(self.draft.agencies.get(at)?.clone()),
            _ => return None,
        })
    }

    fn remove(&mut self, at: usize) -> Task<Message> {
        let setup = &self.environment.setup;
        let removed = match self.entry(at) {
            Some(Entry::App(app)) => setup.remove_app(&app.id),
            Some(Entry::Printer(printer)) => setup.remove_printer(&printer.id),
            Some(Entry::Agency(agency)) => setup.remove_agency(&agency.id),
            _ => Ok(()),
        };
        match removed {
            Ok(()) => {
                self.home.is_changed = true;
                return self.go(self.page);
            }
            Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
        }
        Task::none()
    }

    /// Tries and keeps what is typed; the next page, where nothing is.
    fn next(&mut self, tried: bool) -> Task<Message> {
        if self.busy {
            return Task::none();
        }
        let Some(form) = &mut self.form else { return self.on() };
        if form.entry.is_empty() {
            return self.on();
        }
        if let Entry::Printer(printer) = &form.entry
            && tried
        {
            // It is seen on paper before it is kept; the form is there again where the page does not come out.
            let entries = printers::typed(printer, &self.draft.printers, &self.words);
            let begun = self.printers.begin(entries);
            return self.print_page(begun);
        }
        (self.busy, form.said) = (true, None);
        let (entry, secret) = (form.entry.clone(), form.secret.0.clone());
        let keep = form::keep(self.environment.setup.clone(), entry, secret, tried, self.words.clone());
        self.begin(keep, Message::Kept)
    }

    /// Begins what takes time; what comes of it is heard only on the page that is open now.
    fn begin<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
        came: impl Fn(T) -> Message + Send + 'static,
    ) -> Task<Message> {
        let opened = self.opened;
        Task::perform(work, move |answer| Message::Came(opened, Box::new(came(answer))))
    }

    fn kept(&mut self, kept: Result<Kept, Unkept>) -> Task<Message> {
        self.busy = false;
        self.home.is_changed |= kept.is_ok();
        match kept {
            Ok(Kept { said, secret_unkept: None }) => {
                self.form = None;
                let on = self.on();
                self.said = (!said.is_empty()).then_some(Said::Good(said)).or(self.said.take());
                on
            }
            Ok(Kept { said, secret_unkept: Some(error) }) => {
                self.read();
                self.form = None;
                self.said = Some(form::unkept(said, &error, &self.words));
                Task::none()
            }
            Err(why) => {
                if let Some(form) = &mut self.form {
                    form.refuse(&why, &self.words);
                }
                Task::none()
            }
        }
    }

    fn ring(&mut self) -> Task<Message> {
        self.heard = None;
        let mute = (self.environment.ring)().err();
        self.said = mute.map(|why| Said::Bad(language::mute(&self.words, &why), None));
        Task::none()
    }

    /// The assistant is through.
    fn finish(&mut self) -> Task<Message> {
        match self.environment.setup.finish() {
            Ok(()) => {
                let _ = self.environment.finished.set(());
                iced::exit()
            }
            Err(error) => {
                self.said = Some(Said::Bad(error.worded(&self.words), None));
                Task::none()
            }
        }
    }
}
