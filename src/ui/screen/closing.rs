//! A business day's closing (마감): what was sold and what should be in the till, and what riders cost and owe. Beside it, what an app
//! pays for a period.

mod books;
mod riders;
mod sales;
pub mod settlement;

use std::sync::Arc;
use std::time::Duration;

use domain::Done;
use domain::order::Won;
use domain::sales::{Counted, DayReport, Outcome};
use iced::widget::{column, operation, row, scrollable, space};
use iced::{Center, Element, Fill, Task};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Action, Context};
use crate::engine::Handle;
use crate::language;
use crate::ui::Books;
use crate::ui::ask::{Unanswered, ask, ask_within};
use crate::ui::key::Key;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, finger, push};
use books::Bookkeeping;
use settlement::Settling;

/// While it is open, the engine is asked again after so many seconds.
const OLD_AFTER: i64 = 10;
/// Id of the scrolled panels, for the keys, and how far a key scrolls.
const PANELS: &str = "closing";
const STEP: f32 = 120.0;
/// Width of a figure, so that those of several agencies stand below one another; 9,999,999원 fits.
const FIGURE: f32 = 176.0;
/// How long a slip is waited for; the engine gives up before.
const PRINTS_WITHIN: Duration = Duration::from_secs(200);
/// Longest amount that can be typed, in digits.
const LONGEST: usize = 9;

/// The open closing.
pub struct Closing {
    handle: Handle,
    tab: Tab,
    /// The day that is wanted; `None`: the present one.
    day: Option<Date>,
    /// The present business day, once the engine has said so.
    today: Option<Date>,
    shown: Option<Arc<DayReport>>,
    /// Why it could not be read.
    fault: Option<Unanswered>,
    /// What came of the last tap, until the next one.
    told: Option<Told>,
    asked_at: Timestamp,
    /// What is typed of the till, while the day is being closed.
    counting: Option<Counting>,
    /// The slip is on its way to the printer.
    printing: bool,
    /// What an app pays, once it was looked at.
    settling: Option<Box<Settling>>,
    /// Writes workbooks; `None` where there is no disk for them.
    books: Option<Arc<Books>>,
    /// The panel for a workbook, while it is open.
    bookkeeping: Option<Bookkeeping>,
}

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What was sold.
    Sales,
    /// What riders cost.
    Riders,
    /// What an app pays for a period.
    Settlement,
}

/// What came of a tap.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    /// It was refused, or not answered.
    Refused(Unanswered),
    /// The day had been closed before.
    AlreadyClosed,
}

/// What was counted in the till, as it is typed.
#[derive(Clone, Debug)]
struct Counting {
    /// The day that is closed: another may begin while the till is counted.
    day: Date,
    cash: String,
    card: String,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// Back to the counter.
    Close,
    /// The day before.
    Before,
    /// The day after.
    After,
    /// The other tab.
    Show(Tab),
    /// The day is to be closed: the till is counted first.
    Count,
    /// The cash that was counted.
    Cash(String),
    /// The card slips that were counted.
    Card(String),
    /// The cash is typed: on to the card slips.
    CountCard,
    /// The till is not counted now, and the day stays open.
    StopCounting,
    /// The day is closed with what was typed.
    CloseDay,
    /// The closing of the present day is taken back.
    ReopenDay,
    /// A workbook is wanted: the period is chosen first.
    Keep,
    /// The panel for a workbook is put away.
    StopKeeping,
    /// On that panel.
    Books(books::Message),
    /// The report is printed.
    Print,
    /// It is, or is not.
    Printed(Result<Done, Unanswered>),
    /// The engine has closed the day or opened it again, or not.
    Done(Result<Done, Unanswered>),
    /// The engine has told this day's report, or not.
    Answered(Option<Date>, Result<Arc<DayReport>, Unanswered>),
    /// On the page of what an app pays.
    Settling(settlement::Message),
    /// A key.
    Key(Key),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        if let Message::Settling(message) = self {
            return message.is_tap();
        }
        !matches!(
            self,
            Message::Answered(..)
                | Message::Done(_)
                | Message::Printed(_)
                | Message::Books(books::Message::Written(_))
                | Message::Cash(_)
                | Message::Card(_)
                | Message::Key(_)
        )
    }
}

impl Counting {
    /// What was counted; an empty field was not.
    fn counted(&self) -> Counted {
        let won = |typed: &str| typed.parse().ok().map(Won);
        Counted { cash: won(&self.cash), card: won(&self.card) }
    }
}

impl Closing {
    /// Opens it on the present day.
    pub fn open(handle: Handle, books: Option<Arc<Books>>, now: Timestamp) -> (Closing, Task<Message>) {
        let mut closing = Closing {
            handle,
            tab: Tab::Sales,
            day: None,
            today: None,
            shown: None,
            fault: None,
            told: None,
            asked_at: now,
            counting: None,
            printing: false,
            settling: None,
            books,
            bookkeeping: None,
        };
        let task = closing.ask(now);
        (closing, task)
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> String {
        if let (Tab::Settlement, Some(settling)) = (self.tab, &self.settling) {
            return settling.scene();
        }
        let closed = self.shown.as_ref().map(|report| report.closed_at.is_some());
        let panels = (self.counting.is_some(), self.bookkeeping.is_some());
        format!("closing {:?} {:?} {panels:?} {closed:?}", self.tab, self.day)
    }

    /// Asks again what may have changed meanwhile.
    pub fn refresh(&mut self, now: Timestamp) -> Task<Message> {
        // A clock that was set back is no reason to wait.
        if (0..OLD_AFTER).contains(&(now.as_second() - self.asked_at.as_second())) {
            return Task::none();
        }
        if let (Tab::Settlement, Some(settling)) = (self.tab, &mut self.settling) {
            self.asked_at = now;
            return settling.ask().map(Message::Settling);
        }
        self.ask(now)
    }

    fn ask(&mut self, now: Timestamp) -> Task<Message> {
        self.asked_at = now;
        let (handle, day) = (self.handle.clone(), self.day);
        Task::perform(async move { ask(handle.report(day)).await }, move |report| {
            Message::Answered(day, report.map(Arc::from))
        })
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        let now = context.now;
        match message {
            Message::StopCounting | Message::Key(Key::Escape) if self.is_counting() => {
                self.counting = None;
                Action::None
            }
            Message::StopKeeping | Message::Key(Key::Escape) if self.is_keeping() => {
                self.bookkeeping = None;
                Action::None
            }
            Message::Close | Message::Key(Key::Escape | Key::Digit(8)) => Action::Close,
            Message::Key(key) if self.tab == Tab::Settlement => self.settle(turned(key), context),
            Message::Settling(message) => self.settle(Some(message), context),
            Message::Before | Message::Key(Key::Left) => self.turn(|day| day.yesterday().ok(), now),
            Message::After | Message::Key(Key::Right) => self.turn(|day| day.tomorrow().ok(), now),
            Message::Key(Key::Up) => scroll(-STEP),
            Message::Key(Key::Down) => scroll(STEP),
            Message::Key(Key::Next) if self.counting.is_some() => Action::Run(operation::focus_next()),
            Message::Key(_) | Message::StopCounting | Message::StopKeeping => Action::None,
            Message::Show(tab) => {
                self.tab = tab;
                self.look(context)
            }
            Message::Count => {
                let Some(day) = self.shown.as_ref().map(|report| report.sales.day) else {
                    return Action::None;
                };
                self.counting = Some(Counting { day, cash: String::new(), card: String::new() });
                self.told = None;
                Action::Run(operation::focus(sales::CASH))
            }
            Message::Keep => {
                self.bookkeeping = self.books.clone().map(Bookkeeping::open);
                self.told = None;
                Action::None
            }
            Message::Books(message) => match &mut self.bookkeeping {
                Some(bookkeeping) => Action::Run(bookkeeping.update(message).map(Message::Books)),
                None => Action::None,
            },
            Message::CountCard => Action::Run(operation::focus(sales::CARD)),
            Message::Cash(typed) => {
                self.count(|counting| &mut counting.cash, &typed);
                Action::None
            }
            Message::Card(typed) => {
                self.count(|counting| &mut counting.card, &typed);
                Action::None
            }
            Message::CloseDay => self.close_day(),
            Message::ReopenDay => self.reopen_day(),
            Message::Done(Ok(Done::Already)) if self.counting.is_some() => {
                self.told = Some(Told::AlreadyClosed);
                Action::Run(self.ask(now))
            }
            Message::Done(Ok(_)) => {
                self.counting = None;
                Action::Run(self.ask(now))
            }
            Message::Done(Err(why)) => {
                self.told = Some(Told::Refused(why));
                Action::None
            }
            Message::Print => match self.shown.clone().filter(|_| !self.printing) {
                Some(report) => self.print(&report, context),
                None => Action::None,
            },
            Message::Printed(answer) => {
                (self.printing, self.told) = (false, answer.err().map(Told::Refused));
                Action::None
            }
            // An answer about a day that was left meanwhile.
            Message::Answered(day, _) if day != self.day => Action::None,
            Message::Answered(day, answer) => {
                match answer {
                    Ok(report) => {
                        self.today = if day.is_none() { Some(report.sales.day) } else { self.today };
                        (self.shown, self.fault) = (Some(report), None);
                    }
                    Err(why) => self.fault = Some(why),
                }
                Action::None
            }
        }
    }

    /// Opens the page of what an app pays, or asks once more how it stands.
    fn look(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.tab != Tab::Settlement {
            return Action::None;
        }
        let asked = match &mut self.settling {
            Some(settling) => Some(settling.ask()),
            None => Settling::open(self.handle.clone(), context).map(|(settling, task)| {
                self.settling = Some(Box::new(settling));
                task
            }),
        };
        asked.map_or(Action::None, |task| Action::Run(task.map(Message::Settling)))
    }

    fn settle(&mut self, message: Option<settlement::Message>, context: &Context<'_>) -> Action<Message> {
        match (&mut self.settling, message) {
            (Some(settling), Some(message)) => settling.update(message, context).map(Message::Settling),
            _ => Action::None,
        }
    }

    /// Whether the till is counted on the page that is seen.
    fn is_counting(&self) -> bool {
        self.counting.is_some() && self.tab != Tab::Settlement
    }

    /// Whether the panel for a workbook is seen.
    fn is_keeping(&self) -> bool {
        self.bookkeeping.is_some() && self.counting.is_none() && self.tab == Tab::Sales
    }

    /// Digits of an amount; everything else is left out.
    fn count(&mut self, field: impl Fn(&mut Counting) -> &mut String, typed: &str) {
        if let Some(counting) = &mut self.counting {
            *field(counting) = say::won_digits(typed, LONGEST);
        }
    }

    fn close_day(&mut self) -> Action<Message> {
        let Some(counting) = &self.counting else { return Action::None };
        let (handle, day, counted) = (self.handle.clone(), counting.day, counting.counted());
        self.told = None;
        Action::Run(Task::perform(async move { ask(handle.close_day(day, counted)).await }, Message::Done))
    }

    fn reopen_day(&mut self) -> Action<Message> {
        let Some(day) = self.shown.as_ref().map(|report| report.sales.day) else { return Action::None };
        let handle = self.handle.clone();
        self.told = None;
        Action::Run(Task::perform(async move { ask(handle.reopen_day(day)).await }, Message::Done))
    }

    fn print(&mut self, report: &DayReport, context: &Context<'_>) -> Action<Message> {
        (self.printing, self.told) = (true, None);
        let names = sales::names(context);
        let slip = language::closing_slip(context.words, report, context.zone, &names, context.shop);
        let handle = self.handle.clone();
        Action::Run(Task::perform(
            async move { ask_within(PRINTS_WITHIN, handle.print(slip)).await },
            Message::Printed,
        ))
    }

    fn turn(&mut self, to: impl Fn(Date) -> Option<Date>, now: Timestamp) -> Action<Message> {
        let Some(today) = self.today else { return Action::None };
        let Some(day) = to(self.day.unwrap_or(today)).filter(|day| *day <= today) else {
            return Action::None;
        };
        self.day = (day < today).then_some(day);
        (self.shown, self.counting, self.told, self.bookkeeping) = (None, None, None, None);
        Action::Run(self.ask(now))
    }

    /// The screen below the strip.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let tab = |id: &str, tab: Tab| {
            let tone = if self.tab == tab { Tone::Main(theme::COOKING) } else { Tone::Plain };
            push(plain(id), None, tone, Some(Message::Show(tab)))
        };
        let mut head = row![back, tab("ui-sales", Tab::Sales), tab("ui-closing", Tab::Riders)];
        head = head.push(tab("ui-settlement", Tab::Settlement)).spacing(12).align_y(Center);
        if self.tab == Tab::Settlement {
            let body = match &self.settling {
                Some(settling) => settling.view(context).map(Message::Settling),
                None => widget::bold(plain("ui-no-channels"), theme::LARGE).into(),
            };
            return column![head, body].spacing(8).into();
        }
        if let Some(day) = self.day.or(self.today) {
            let named = language::day(words, day);
            let after = self.day.is_some().then_some(Message::After);
            head = head.push(space().width(Fill)).push(
                row![
                    push(plain("closing-day-before"), Some("◀"), Tone::Plain, Some(Message::Before)),
                    widget::bold(named, theme::FIGURE),
                    push(plain("closing-day-after"), Some("▶"), Tone::Plain, after),
                ]
                .spacing(12)
                .align_y(Center),
            );
        }
        let fault = self.fault.as_ref().map(|why| widget::trouble(why.text(words)));
        let body: Element<'a, Message> = match (&self.shown, self.tab) {
            (Some(report), Tab::Riders) => scrolled(riders::panels(&report.riders, context)),
            (Some(report), Tab::Sales) => {
                let open = report.sales.all.count(Outcome::Open);
                let day = report.sales.day;
                let foot = match (&self.counting, &self.bookkeeping) {
                    (Some(counting), _) => sales::counting(counting, open, context),
                    (None, Some(keeping)) => {
                        let days = (day, self.today.unwrap_or(day));
                        keeping.view(words, days, Message::StopKeeping, Message::Books)
                    }
                    (None, None) => {
                        let keep = self.books.is_some().then_some(Message::Keep);
                        sales::standing(report, self.day.is_none(), self.printing, keep, context)
                    }
                };
                column![foot, scrolled(sales::tables(report, context))].spacing(8).into()
            }
            _ => widget::bold(plain("closing-reading"), theme::LARGE).into(),
        };
        let told = self.told.as_ref().map(|told| {
            widget::trouble(match told {
                Told::Refused(why) => why.text(words),
                Told::AlreadyClosed => plain("closing-already"),
            })
        });
        column![head].push(fault).push(told).push(body).spacing(8).into()
    }
}

/// What a key does on the page of what an app pays.
fn turned(key: Key) -> Option<settlement::Message> {
    match key {
        Key::Left => Some(settlement::Message::Turn(-1)),
        Key::Right => Some(settlement::Message::Turn(1)),
        Key::Up => Some(settlement::Message::Page(-1)),
        Key::Down => Some(settlement::Message::Page(1)),
        _ => None,
    }
}

fn scrolled<'a>(panels: Element<'a, Message>) -> Element<'a, Message> {
    finger::scroll(scrollable(panels).id(PANELS).spacing(4).height(Fill))
}

fn scroll(by: f32) -> Action<Message> {
    Action::Run(operation::scroll_by(PANELS, operation::AbsoluteOffset { x: 0.0, y: by }))
}
