//! What riders cost on a business day and what they owe the shop (배달 정산), a panel for each agency.

use std::sync::Arc;

use domain::DayClosing;
use domain::closing::Verdict;
use iced::widget::{Column, column, container, operation, row, scrollable, space};
use iced::{Center, Element, Fill, Task};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Action, Context};
use crate::engine::Handle;
use crate::language;
use crate::ui::ask::{Unanswered, ask};
use crate::ui::key::Key;
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, finger, push};

/// While it is open, the engine is asked again after so many seconds.
const OLD_AFTER: i64 = 10;
/// Id of the scrolled panels, for the keys, and how far a key scrolls.
const PANELS: &str = "closing";
const STEP: f32 = 120.0;
/// Width of a figure, so that those of several agencies stand below one another; 9,999,999원 fits.
const FIGURE: f32 = 176.0;

/// The open closing.
pub struct Closing {
    handle: Handle,
    /// The day that is wanted; `None`: the present one.
    day: Option<Date>,
    /// The present business day, once the engine has said so.
    today: Option<Date>,
    shown: Option<Arc<DayClosing>>,
    fault: Option<Unanswered>,
    asked_at: Timestamp,
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
    /// The engine has closed this day, or not.
    Answered(Option<Date>, Result<Arc<DayClosing>, Unanswered>),
    /// A key.
    Key(Key),
}

impl Closing {
    /// Opens it on the present day.
    pub fn open(handle: Handle, now: Timestamp) -> (Closing, Task<Message>) {
        let mut closing = Closing { handle, day: None, today: None, shown: None, fault: None, asked_at: now };
        let task = closing.ask(now);
        (closing, task)
    }

    /// Asks again what may have changed meanwhile.
    pub fn refresh(&mut self, now: Timestamp) -> Task<Message> {
        // A clock that was set back is no reason to wait.
        if (0..OLD_AFTER).contains(&(now.as_second() - self.asked_at.as_second())) {
            return Task::none();
        }
        self.ask(now)
    }

    fn ask(&mut self, now: Timestamp) -> Task<Message> {
        self.asked_at = now;
        let (handle, day) = (self.handle.clone(), self.day);
        Task::perform(async move { ask(handle.closing(day)).await }, move |closed| {
            Message::Answered(day, closed.map(Arc::new))
        })
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Action<Message> {
        match message {
            Message::Close | Message::Key(Key::Escape | Key::Digit(8)) => Action::Close,
            Message::Before | Message::Key(Key::Left) => self.turn(|day| day.yesterday().ok(), now),
            Message::After | Message::Key(Key::Right) => self.turn(|day| day.tomorrow().ok(), now),
            Message::Key(Key::Up) => scroll(-STEP),
            Message::Key(Key::Down) => scroll(STEP),
            Message::Key(_) => Action::None,
            // An answer about a day that was left meanwhile.
            Message::Answered(day, _) if day != self.day => Action::None,
            Message::Answered(day, answer) => {
                match answer {
                    Ok(closed) => {
                        self.today = if day.is_none() { Some(closed.day) } else { self.today };
                        (self.shown, self.fault) = (Some(closed), None);
                    }
                    Err(why) => self.fault = Some(why),
                }
                Action::None
            }
        }
    }

    fn turn(&mut self, to: impl Fn(Date) -> Option<Date>, now: Timestamp) -> Action<Message> {
        let Some(today) = self.today else { return Action::None };
        let Some(day) = to(self.day.unwrap_or(today)).filter(|day| *day <= today) else {
            return Action::None;
        };
        self.day = (day < today).then_some(day);
        self.shown = None;
        Action::Run(self.ask(now))
    }

    /// The screen below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let mut head = row![back, widget::bold(plain("ui-closing"), theme::HUGE)].spacing(12).align_y(Center);
        if let Some(day) = self.day.or(self.today) {
            let (month, day_of) = (i64::from(day.month()), i64::from(day.day()));
            let named = words.text("closing-day", &[("month", month.into()), ("day", day_of.into())]);
            let after = self.day.is_some().then_some(Message::After);
            head = head.push(space().width(Fill)).push(
                row![
                    push(plain("closing-day-before"), Some("◀"), Tone::Plain, Some(Message::Before)),
                    widget::bold(named, theme::HUGE),
                    push(plain("closing-day-after"), Some("▶"), Tone::Plain, after),
                ]
                .spacing(12)
                .align_y(Center),
            );
        }
        let fault = self.fault.as_ref().map(|why| widget::trouble(why.text(words)));
        let body: Element<'a, Message> = match &self.shown {
            Some(closed) => {
                finger::scroll(scrollable(panels(closed, context)).id(PANELS).spacing(4).height(Fill))
            }
            None => widget::bold(plain("closing-reading"), theme::LARGE).into(),
        };
        column![head].push(fault).push(body).spacing(8).into()
    }
}

fn scroll(by: f32) -> Action<Message> {
    Action::Run(operation::scroll_by(PANELS, operation::AbsoluteOffset { x: 0.0, y: by }))
}

/// The agencies that are set up, in the order of the settings, then those that only the day knows.
fn panels<'a>(closed: &DayClosing, context: &Context<'a>) -> Element<'a, Message> {
    let ids = context.board.agencies.iter().map(|agency| agency.id.as_str());
    let of = |id: &str| closed.agencies.iter().find(|closing| closing.agency == id);
    let gone = closed.agencies.iter().filter(|closing| ids.clone().all(|id| id != closing.agency));
    let all = ids.clone().map(|id| (id, of(id))).chain(gone.map(|one| (one.agency.as_str(), Some(one))));
    // Agencies without a delivery stand below.
    let (some, none): (Vec<_>, Vec<_>) = all.partition(|(_, closing)| closing.is_some());
    let all = some.into_iter().chain(none);
    let cancelled = language::cancelled_late(context.words, closed.cancelled).map(|said| {
        let said = widget::bold(said, theme::BODY).style(theme::ink(theme::DANGER));
        container(said)
            .padding(12)
            .width(Fill)
            .style(theme::panel(theme::SURFACE, theme::DANGER, theme::INK))
            .into()
    });
    let panels = all.map(|(id, closing)| panel(id, closing, context));
    let panels: Vec<Element<'a, Message>> = cancelled.into_iter().chain(panels).collect();
    if panels.is_empty() {
        return widget::bold(say::plain(context.words, "closing-nothing"), theme::LARGE).into();
    }
    Column::with_children(panels).spacing(8).into()
}

fn panel<'a>(id: &str, closing: Option<&domain::Closing>, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let mut head = row![widget::bold(words.agency(id), theme::LARGE)].spacing(12).align_y(Center);
    let mut body = Column::new().spacing(10);
    match closing {
        None => head = head.push(widget::label(say::plain(words, "closing-none"), theme::BODY)),
        Some(closing) => {
            let verdict = closing.verdict();
            let word = widget::bold(language::verdict(words, verdict), theme::BODY);
            head = head.push(container(word).padding([4, 10]).style(theme::filled(verdict_color(verdict))));
            let shown = language::figures(words, closing).into_iter().filter(|figure| !figure.is_nothing);
            let figures = shown.map(|figure| {
                let value = widget::bold(figure.value, theme::FIGURE);
                column![widget::note(figure.name), value].width(FIGURE).into()
            });
            body = body.push(row(figures).spacing(12).wrap().vertical_spacing(10));
            let said = language::remarks(words, closing);
            let said = said.into_iter().map(|said| widget::label(said, theme::BODY - 2.0).into());
            body = body.push(Column::with_children(said).spacing(2));
        }
    }
    container(column![head, body].spacing(10))
        .padding(12)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
        .into()
}

fn verdict_color(verdict: Verdict) -> Role {
    match verdict {
        Verdict::ComesOut => theme::GOOD,
        Verdict::NoDeposit | Verdict::Open => theme::DONE,
        Verdict::More(_) => theme::DANGER,
        Verdict::Less(_) => theme::WARN,
    }
}
