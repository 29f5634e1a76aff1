//! A workbook of the orders of a day or month, for who keeps the shop's books.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cause::Cause;
use iced::widget::{column, container, row, space};
use iced::{Center, Element, Fill, Task};
use jiff::civil::Date;

use crate::language::{self, Words};
use crate::ui::Books;
use crate::ui::ask::beside;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// How long writing may take: a month of a busy shop takes less than a second, and its disk may be a slow one.
const PATIENCE: Duration = Duration::from_secs(60);

/// The panel in which the period is chosen.
pub struct Bookkeeping {
    books: Arc<Books>,
    state: State,
}

enum State {
    /// Nothing was written yet.
    Choosing,
    Writing,
    /// Where the file is, or why there is none.
    Written(Result<PathBuf, Cause>),
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The orders of these business days are wanted.
    Write(Period),
    /// They stand in a file, or do not.
    Written(Result<PathBuf, Cause>),
}

/// Business days from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Period {
    /// The day that is looked at, its month, and the month before that, none of them beyond today; with the id of each one's name.
    fn offered(day: Date, today: Date) -> impl Iterator<Item = (&'static str, Period)> {
        let month = Period { from: day.first_of_month(), to: day.last_of_month().min(today) };
        let before = month.from.yesterday().ok();
        let before = before.map(|last| Period { from: last.first_of_month(), to: last });
        let offered = [("books-day", Some(Period { from: day, to: day })), ("books-month", Some(month))];
        offered
            .into_iter()
            .chain([("books-month", before)])
            .filter_map(|(name, period)| period.map(|period| (name, period)))
    }

    fn named(self, words: &Words, name: &str) -> String {
        let month = i64::from(self.from.month());
        words.text(name, &[("day", language::day(words, self.from).into()), ("month", month.into())])
    }
}

impl Bookkeeping {
    /// Nothing is written yet.
    pub fn open(books: Arc<Books>) -> Bookkeeping {
        Bookkeeping { books, state: State::Choosing }
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Write(_) if matches!(self.state, State::Writing) => Task::none(),
            Message::Write(Period { from, to }) => {
                self.state = State::Writing;
                let books = self.books.clone();
                Task::perform(beside(PATIENCE, move || books(from, to)), Message::Written)
            }
            Message::Written(written) => {
                self.state = State::Written(written);
                Task::none()
            }
        }
    }

    /// The panel: what can be written, and what came of it. `close` puts it away.
    pub fn view<'a, M: Clone + 'a>(
        &self,
        words: &Words,
        (day, today): (Date, Date),
        close: M,
        say_so: fn(Message) -> M,
    ) -> Element<'a, M> {
        let free = !matches!(self.state, State::Writing);
        let offered = Period::offered(day, today).map(|(name, period)| {
            let wanted = free.then(|| say_so(Message::Write(period)));
            push(period.named(words, name), None, Tone::Main(theme::GOOD), wanted).into()
        });
        let shut = push(say::plain(words, "books-close"), None, Tone::Plain, Some(close));
        let choice = row![widget::bold(say::plain(words, "books-which"), theme::BODY)]
            .extend(offered)
            .push(space().width(Fill))
            .push(shut);
        let told = match &self.state {
            State::Choosing => widget::label(say::plain(words, "books-hint"), theme::BODY),
            State::Writing => widget::label(say::plain(words, "books-writing"), theme::BODY),
            State::Written(Ok(file)) => {
                let file = file.display().to_string();
                widget::bold(words.text("books-written", &[("file", file.into())]), theme::BODY)
            }
            State::Written(Err(why)) => {
                let reason = language::cause(words, why);
                let said = words.text("books-not-written", &[("reason", reason.into())]);
                let said = language::cure(words, why).map_or(said.clone(), |cure| format!("{said} {cure}"));
                widget::bold(said, theme::BODY).style(theme::ink(theme::DANGER))
            }
        };
        container(column![choice.spacing(12).align_y(Center), told].spacing(6))
            .padding(12)
            .width(Fill)
            .style(theme::panel(theme::SURFACE, theme::GOOD, theme::INK))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_its_month_and_the_month_before_are_offered() {
        let date = |date: &str| date.parse::<Date>().unwrap();
        let offered = |day: &str, today: &str| -> Vec<(Date, Date)> {
            Period::offered(date(day), date(today)).map(|(_, period)| (period.from, period.to)).collect()
        };
        let span = |from: &str, to: &str| (date(from), date(to));
        assert_eq!(
            offered("2026-12-01", "2026-12-01"),
            [
                span("2026-12-01", "2026-12-01"),
                span("2026-12-01", "2026-12-01"),
                span("2026-11-01", "2026-11-30")
            ],
            "the settlement of a month is looked at on the first of the next"
        );
        let past = offered("2026-02-14", "2026-12-01");
        assert_eq!(past[1..], [span("2026-02-01", "2026-02-28"), span("2026-01-01", "2026-01-31")]);
    }
}
