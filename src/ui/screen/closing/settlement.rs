//! What an app should pay for a period and what came (정산 대조): the owner types what came, and orders that differ stand beside it.

use std::sync::Arc;

use domain::Done;
use domain::order::Won;
use domain::settlement::{Period, Received, Settlement};
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, button, column, container, operation, row, scrollable, space};
use iced::{Center, Element, Fill, FillPortion, Right, Size, Task};
use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::sales;
use crate::engine::Handle;
use crate::language::{self, Standing, Table, TableRow};
use crate::ui::ask::{Unanswered, ask};
use crate::ui::brief;
use crate::ui::layout::{self, GAP, HEADING, RAIL, ROW};
use crate::ui::screen::{Action, Context};
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, finger, push};

/// Id of the field in which it is typed what came.
const CAME: &str = "came-from-the-app";
/// Longest amount that can be typed, in signs.
const LONGEST: usize = 12;
/// A button that chooses, and the name before a row of them.
const CHOICE: f32 = 44.0;
const NAME: f32 = 56.0;
/// Longest name on a button that chooses, and what a button has around it.
const WIDEST: f32 = 200.0;
const AROUND: f32 = 28.0;

/// The page.
pub struct Settling {
    handle: Handle,
    period: Period,
    length: Length,
    /// The present business day.
    today: Date,
    shown: Option<Arc<Settlement>>,
    /// Why it could not be read.
    fault: Option<Unanswered>,
    /// Why the last tap came to nothing, until the next one.
    refused: Option<Unanswered>,
    /// What is typed of what came.
    typed: String,
    /// The page of the orders that differ.
    page: usize,
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// A calendar month.
    Month,
    /// Monday to Sunday.
    Week,
    /// One business day.
    Day,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// This app.
    App(String),
    /// A period of this length: so many before the present one.
    Choose(Length, i64),
    /// The period before (-1) or after (1).
    Turn(i64),
    /// What came is typed.
    Typed(String),
    /// It is entered.
    Enter,
    /// What was entered last is taken back.
    TakeBack,
    /// The engine has kept it or taken it back, or not.
    Done(Result<Done, Unanswered>),
    /// The engine has told how a period stands, or not.
    Answered(Period, Result<Arc<Settlement>, Unanswered>),
    /// An earlier page (-1) or a later one (1) of the orders that differ.
    Page(isize),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        !matches!(self, Message::Answered(..) | Message::Done(_) | Message::Typed(_))
    }
}

impl Length {
    /// The days of such a period, the first and the last, around a day.
    fn around(self, day: Date) -> (Date, Date) {
        match self {
            Length::Month => (day.first_of_month(), day.last_of_month()),
            Length::Week => {
                let since = i64::from(day.weekday().since(Weekday::Monday));
                let monday = day.saturating_sub(Span::new().days(since));
                (monday, monday.saturating_add(Span::new().days(6)))
            }
            Length::Day => (day, day),
        }
    }

    /// The days of the period so many later.
    fn later(self, from: Date, by: i64) -> (Date, Date) {
        self.around(match self {
            Length::Month => from.saturating_add(Span::new().months(by)),
            Length::Week => from.saturating_add(Span::new().weeks(by)),
            Length::Day => from.saturating_add(Span::new().days(by)),
        })
    }
}

impl Settling {
    /// Opens it on the first app and the present month; `None` where there is no app.
    pub fn open(handle: Handle, context: &Context<'_>) -> Option<(Settling, Task<Message>)> {
        let channel = context.board.channels.first()?.id.clone();
        let today = context.board.day.unwrap_or_else(|| context.now.to_zoned(context.zone.clone()).date());
        let (from, to) = Length::Month.around(today);
        let mut settling = Settling {
            handle,
            period: Period { channel, from, to },
            length: Length::Month,
            today,
            shown: None,
            fault: None,
            refused: None,
            typed: String::new(),
            page: 0,
        };
        let task = settling.ask();
        Some((settling, task))
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> String {
        let Period { channel, from, to } = &self.period;
        let entered = self.shown.as_ref().map(|told| told.received.is_some());
        format!("settlement {channel} {from} {to} {} {entered:?}", self.page)
    }

    /// Asks how the period stands now.
    pub fn ask(&mut self) -> Task<Message> {
        let (handle, period) = (self.handle.clone(), self.period.clone());
        let asked = period.clone();
        Task::perform(async move { ask(handle.settlement(asked)).await }, move |told| {
            Message::Answered(period, told.map(Arc::from))
        })
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::App(channel) => self.show(Period { channel, ..self.period.clone() }),
            Message::Choose(length, before) => {
                self.length = length;
                let (from, _) = length.around(self.today);
                let (from, to) = length.later(from, -before);
                self.show(Period { from, to, ..self.period.clone() })
            }
            Message::Turn(by) => {
                let (from, to) = self.length.later(self.period.from, by);
                if from > self.today {
                    return Action::None;
                }
                self.show(Period { from, to, ..self.period.clone() })
            }
            Message::Typed(typed) => {
                self.typed = amount(&typed);
                Action::None
            }
            Message::Enter => match self.typed.parse::<i64>() {
                Ok(won) if !context.stopped => {
                    self.refused = None;
                    let (handle, period) = (self.handle.clone(), self.period.clone());
                    let received = Received::Sum(Won(won));
                    let told = async move { ask(handle.receive(period, received)).await };
                    Action::Run(Task::perform(told, Message::Done))
                }
                _ => Action::Run(operation::focus(CAME)),
            },
            Message::TakeBack => {
                self.refused = None;
                let (handle, period) = (self.handle.clone(), self.period.clone());
                let told = async move { ask(handle.forget_received(period)).await };
                Action::Run(Task::perform(told, Message::Done))
            }
            Message::Done(Ok(_)) => {
                (self.typed, self.page) = (String::new(), 0);
                Action::Run(self.ask())
            }
            Message::Done(Err(why)) => {
                self.refused = Some(why);
                Action::None
            }
            // An answer about a period that was left meanwhile.
            Message::Answered(period, _) if period != self.period => Action::None,
            Message::Answered(_, answer) => {
                match answer {
                    Ok(told) => (self.shown, self.fault) = (Some(told), None),
                    Err(why) => self.fault = Some(why),
                }
                Action::None
            }
            Message::Page(by) => {
                let pages = self.pages(context);
                self.page = self.page.min(pages - 1).saturating_add_signed(by).min(pages - 1);
                Action::None
            }
        }
    }

    fn show(&mut self, period: Period) -> Action<Message> {
        self.period = period;
        (self.shown, self.fault, self.refused, self.page) = (None, None, None, 0);
        self.typed.clear();
        Action::Run(self.ask())
    }

    fn pages(&self, context: &Context<'_>) -> usize {
        let orders = self.shown.as_ref().map_or(0, |told| told.orders.len());
        orders.div_ceil(rows(context)).max(1)
    }

    /// The page below the tabs.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let fault = self.fault.as_ref().or(self.refused.as_ref());
        let mut page = column![self.apps(context), self.periods(context)].spacing(GAP);
        page = page.push(fault.map(|why| widget::trouble(why.text(words))));
        let Some(told) = &self.shown else {
            let reading =
                fault.is_none().then(|| widget::bold(say::plain(words, "closing-reading"), theme::LARGE));
            return page.push(reading).into();
        };
        let (standing, sentence) = language::standing(words, told, &self.app(context));
        if standing == Standing::NoRates {
            page = page.push(widget::notice(sentence.clone()));
        }
        let left = finger::scroll(scrollable(self.figures(told, context)).spacing(4).height(Fill));
        let right: Element<'a, Message> = match told.orders.is_empty() {
            true => space().into(),
            false => self.differences(told, context),
        };
        let left = container(left).width(FillPortion(4));
        let parts = row![left, container(right).width(FillPortion(5))].spacing(GAP);
        page.push(self.entry(told, standing, sentence, context)).push(parts).into()
    }

    fn app(&self, context: &Context<'_>) -> String {
        sales::names(context).channel(context.words, &self.period.channel)
    }

    fn apps<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let apps = context.board.channels.iter();
        let apps = apps
            .map(|app| (app.name.clone(), app.id == self.period.channel, Some(Message::App(app.id.clone()))));
        choices("ui-past-app", apps, context)
    }

    fn periods<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let chosen = |length: Length, before: i64| {
            let (from, _) = length.around(self.today);
            self.length == length && self.period.from == length.later(from, -before).0
        };
        let choice = |id: &str, length, before| {
            (say::plain(words, id), chosen(length, before), Some(Message::Choose(length, before)))
        };
        let (next, _) = self.length.later(self.period.from, 1);
        let [from, to] =
            [self.period.from, self.period.to].map(|day| match day.year() == self.today.year() {
                true => language::day(words, day),
                false => day.to_string(),
            });
        let named = if from == to { from } else { format!("{from} ~ {to}") };
        let all = [
            choice("settlement-this-month", Length::Month, 0),
            choice("settlement-last-month", Length::Month, 1),
            choice("settlement-last-week", Length::Week, 1),
            choice("settlement-one-day", Length::Day, 0),
            ("◀".to_owned(), false, Some(Message::Turn(-1))),
            ("▶".to_owned(), false, (next <= self.today).then_some(Message::Turn(1))),
        ];
        let named = widget::bold(named, theme::LARGE).wrapping(Wrapping::None);
        row![choices("ui-past-when", all.into_iter(), context), named].spacing(12).align_y(Center).into()
    }

    /// How the period stands, and the field for what came.
    fn entry<'a>(
        &'a self,
        told: &Settlement,
        standing: Standing,
        sentence: String,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let said: Element<'a, Message> = match standing {
            Standing::NoRates => space().width(Fill).into(),
            _ => {
                let said = widget::bold(sentence, theme::LARGE);
                container(said)
                    .padding([0, 12])
                    .width(Fill)
                    .center_y(theme::TARGET)
                    .style(theme::filled(role(standing)))
                    .into()
            }
        };
        let field = widget::field(&plain("till-unit"), &self.typed, CAME, Message::Typed);
        let field = field.on_submit(Message::Enter).width(150);
        let ready = !context.stopped;
        let enter = (ready && !self.typed.is_empty()).then_some(Message::Enter);
        let back = told.received.is_some().then(|| {
            push(plain("settlement-take-back"), None, Tone::Plain, ready.then_some(Message::TakeBack))
        });
        row![
            said,
            widget::bold(plain("settlement-received"), theme::BODY),
            field,
            push(plain("settlement-enter"), None, Tone::Main(theme::GOOD), enter),
        ]
        .push(back)
        .spacing(GAP)
        .align_y(Center)
        .height(theme::TARGET)
        .into()
    }

    /// Part by part what should come, then what came, and what else has to be known.
    fn figures<'a>(&self, told: &Settlement, context: &Context<'a>) -> Element<'a, Message> {
        let tables = language::settlement(context.words, told);
        let mut tables = tables.into_iter();
        let table = tables.next().map(|first| {
            let rest = tables.flat_map(|table| table.rows);
            Table { title: first.title, rows: first.rows.into_iter().chain(rest).collect() }
        });
        let remarks = language::settlement_remarks(context.words, told);
        let remarks = remarks.into_iter().map(|said| widget::label(said, theme::BODY - 2.0).into());
        Column::new()
            .push(table.map(|table| sales::panel(&table)))
            .extend(remarks)
            .spacing(GAP)
            .width(Fill)
            .into()
    }

    /// A page of the orders that differ.
    fn differences<'a>(&self, told: &Settlement, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let (pages, down) = (self.pages(context), rows(context));
        let page = self.page.min(pages - 1);
        let shown = told.orders.iter().skip(page * down).take(down);
        let lines = shown.map(|order| line(&language::difference(words, order)));
        let n = told.orders.len() as i64 + i64::from(told.left_out);
        let head = widget::bold(words.text("settlement-orders", &[("n", n.into())]), theme::LARGE);
        let height = room(context);
        let list = Column::with_children(lines).spacing(4).width(Fill);
        let list = container(list).height(height).width(Fill).clip(true);
        let rail = container(widget::rail(page, pages, height, words, Message::Page)).width(RAIL);
        let body = row![finger::turn(list, Message::Page), rail].spacing(GAP);
        column![container(head).height(HEADING - GAP), body].spacing(GAP).into()
    }
}

/// An order that differs: its number and day, by how much, and what is wrong below.
fn line<'a>(told: &TableRow) -> Element<'a, Message> {
    let role = if told.warns { theme::DANGER } else { theme::INK };
    let above = row![
        widget::bold(&told.name, theme::BODY).wrapping(Wrapping::None).width(Fill),
        widget::note(&told.count),
        widget::bold(&told.value, theme::BODY)
            .style(theme::ink(role))
            .width(120)
            .align_x(Right)
            .wrapping(Wrapping::None),
    ];
    let edge = if told.warns { theme::DANGER } else { theme::LINE };
    let below = widget::note(&told.note).wrapping(Wrapping::None);
    container(column![above.spacing(8).align_y(Center), container(below).clip(true)])
        .padding([3, 10])
        .height(ROW)
        .width(Fill)
        .clip(true)
        .style(theme::panel(theme::SURFACE, edge, theme::INK))
        .into()
}

/// The room for orders that differ, below everything else.
fn room(context: &Context<'_>) -> f32 {
    let Size { height, .. } = layout::screen(context.size);
    height - 2.0 * (CHOICE + GAP) - theme::TARGET - GAP - HEADING
}

/// Orders on one page.
fn rows(context: &Context<'_>) -> usize {
    (((room(context) + 4.0) / (ROW + 4.0)).floor() as usize).max(1)
}

/// A whole amount, also one below zero, as it is typed or comes out of a spreadsheet (`12,300.00`, `₩(1,200)`, `−1,200`, `1,200-`);
/// everything else is left out.
fn amount(typed: &str) -> String {
    let signs = ['-', '−', '－', '–', '△', '▲'];
    let first = typed.find(|c: char| c.is_ascii_digit()).unwrap_or(typed.len());
    let negative =
        typed[..first].contains(signs) || typed[..first].contains('(') || typed.trim_end().ends_with(signs);
    let digits = say::won_digits(typed, LONGEST);
    if negative { format!("-{digits}") } else { digits }
}

fn role(standing: Standing) -> Role {
    match standing {
        Standing::ComesOut => theme::GOOD,
        Standing::NotEntered | Standing::NoRates => theme::DONE,
        Standing::Short => theme::DANGER,
        Standing::Over | Standing::OrdersDiffer => theme::WARN,
    }
}

/// A row of buttons behind their name.
fn choices<'a>(
    name: &str,
    all: impl Iterator<Item = (String, bool, Option<Message>)>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let all: Vec<_> = all.collect();
    // All of them stand in one row, however many apps there are.
    let each = (context.size.width - 2.0 * GAP - NAME - GAP) / all.len().max(1) as f32 - AROUND;
    let buttons = all.into_iter().map(|(name, on, message)| {
        let name = brief::cut(&name, each.clamp(theme::BODY, WIDEST), theme::BODY);
        let name = widget::bold(name, theme::BODY).wrapping(Wrapping::None);
        button(container(name).center_y(Fill))
            .height(CHOICE)
            .padding([0, 11])
            .style(theme::button_style(Tone::choice(on)))
            .on_press_maybe(message)
            .into()
    });
    let name = widget::bold(say::plain(context.words, name), theme::BODY).width(NAME);
    let buttons: Vec<Element<'a, Message>> = buttons.collect();
    row![name, Row::with_children(buttons).spacing(4)].spacing(8).height(CHOICE).align_y(Center).into()
}
