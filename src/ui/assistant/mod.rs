//! The assistant for the first start (설치 도우미): one page for each thing that a counter needs. A page tries what was typed against
//! the real thing and goes on once it is green, or is told "later"; what is right is written at once, so that an interrupted
//! assistant goes on where it was.
//!
//! [`crate::setup`] knows what is written and tried; here is what a person sees of it.

mod alerts;
mod backups;
mod checkup;
mod entries;
mod form;
mod home;
mod kits;
mod layout;
mod message;
pub mod practice;
mod printers;
mod view;

use std::sync::{Arc, OnceLock};

use cause::Cause;
use domain::board::{Melody, Sound};
use domain::{Board, Command};
use iced::futures::future::BoxFuture;
use iced::widget::operation;
use iced::{Subscription, Task, Theme, window};
use jiff::Timestamp;

pub use self::alerts::AlertMessage;
pub use self::backups::BackupMessage;
use self::checkup::Checkup;
pub use self::checkup::CheckupMessage;
pub use self::form::Typed;
use self::form::{Entry, Form, Said};
pub use self::home::Asked;
use self::home::Home;
pub use self::kits::KitMessage;
use self::kits::Kits;
pub use self::layout::LayoutMessage;
use self::layout::Layouts;
pub use self::message::Message;
use self::practice::Practice;
pub use self::printers::PrinterMessage;
use self::printers::Printers;
use super::ask::tell;
use super::feed::{self, News};
use super::guard::Guard;
use super::key::{self, Key};
use super::{Frame, layout as window_layout, theme};
use crate::language::{Language, Words};
use crate::setup::{AppBell, Backup, Choice, Draft, Field, Page, Setup, agency_kinds};

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
    /// Plays a sound once; why it cannot be heard, if so, as the sound device says it.
    pub hear: Arc<dyn Fn(Sound) -> Result<(), String> + Send + Sync>,
    /// Begins the practice order; `None` in a program without simulators.
    pub practise: Option<Arc<Practise>>,
    /// Opens a simulated shop beside it; `None` in a program without one.
    pub demo: Option<Arc<Demo>>,
    /// The time now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
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
    /// What the bell plays for each app, as of when its page was opened.
    bells: Vec<AppBell>,
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
    /// Which taps and keys count; beside the counter its own guard watches.
    guard: Guard,
    /// How much larger than its natural size everything is drawn.
    scale: f32,
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
            bells: Vec::new(),
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
            guard: Guard::default(),
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

    /// Reacts to one message, unless it is a finger that came down twice or was aimed at the page before.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        if self.environment.beside {
            return self.react(message);
        }
        let now = (self.environment.clock)();
        let stale = match &message {
            Message::Key(key) => self.guard.stale_key(*key, now),
            message => message.is_tap() && self.guard.stale_tap(now),
        };
        if stale {
            return Task::none();
        }
        let before = self.scene();
        let task = self.react(message);
        if self.scene() != before {
            self.guard.changed(now);
        }
        task
    }

    pub(super) fn react(&mut self, message: Message) -> Task<Message> {
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
            Message::Came(opened, message) if opened == self.opened => return self.react(*message),
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
            Message::Alerts(message) => return self.alert(message),
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
            Message::Key(Key::Escape) => return self.react(Message::Back),
            Message::Key(Key::Enter) => return self.enter(),
            Message::Key(Key::Space) if self.page == Page::Practice => return self.react(Message::Accept),
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
            Page::Language => self.react(Message::Language(self.words.language())),
            Page::Done if self.draft.shop.is_none() => self.go(Page::Shop),
            Page::Done => self.react(Message::Finish),
            Page::Printers if self.printers.trial.is_some() => Task::none(),
            Page::Practice if self.practice.is_none() => self.react(Message::Practise),
            Page::Practice if !self.is_through() => Task::none(),
            Page::Layout => self.lay_out(LayoutMessage::Save),
            _ => self.react(Message::Next),
        }
    }

    /// Shows another page.
    pub(super) fn go(&mut self, page: Page) -> Task<Message> {
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
            Page::Alerts => {
                self.read_bells();
                Task::none()
            }
            Page::Layout => self.open_layouts(),
            Page::Shop => operation::focus_next(),
            _ => Task::none(),
        }
    }

    /// From what is open on a page to the page, and from there to the one before.
    pub(super) fn back(&mut self) -> Task<Message> {
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
    pub(super) fn on(&mut self) -> Task<Message> {
        if self.environment.beside {
            return self.show_list();
        }
        self.page.next().map_or_else(Task::none, |page| self.go(page))
    }

    /// What the file says by now.
    pub(super) fn read(&mut self) {
        match self.environment.setup.draft() {
            Ok(draft) => self.draft = draft,
            Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
        }
    }

    fn ring(&mut self) -> Task<Message> {
        self.heard = None;
        self.hear(Sound::App(Melody::default()));
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
