//! What the window shows, and what it listens to.

use std::time::Duration;

use domain::order::Status;
use iced::widget::{center, column, container, opaque, row, stack};
use iced::{Center, Color, Element, Fill, Subscription, window};

use super::{App, Message, Screen};
use crate::ui::screen::Context;
use crate::ui::screen::shop::Shop;
use crate::ui::theme::{self, Tone};
use crate::ui::{feed, key, text as say, widget};

impl App {
    /// What the window shows.
    pub fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        let clock = widget::bold(say::time(self.now, &self.zone), theme::LARGE);
        let strip = row![container(widget::strip(&self.board, &self.words)).width(Fill)]
            .push(self.missed_orders())
            .push(clock)
            .spacing(10)
            .align_y(Center);
        let mut page = column![strip].spacing(8);
        if self.stopped {
            page = page.push(widget::trouble(say::plain(&self.words, "ui-stopped")));
        }
        page = page.push(match &self.screen {
            Screen::Counter => self.counter.view(&context).map(Message::Counter),
            Screen::Order(detail) => detail.view(&context).map(Message::Detail),
            Screen::Shop => Shop.view(&context).map(Message::Shop),
            Screen::Phone(form) => form.view(&context).map(Message::Phone),
            Screen::Closing(closing) => closing.view(&context).map(Message::Closing),
        });
        page = page.push(self.take_back(&context)).push(self.told());
        let page: Element<'_, Message> = container(page).padding(8).width(Fill).height(Fill).into();
        if !self.leaving {
            return page;
        }
        let shade = container(center(self.leave_question()));
        let shade = shade.style(theme::band(Color { a: 0.55, ..theme::INK }, theme::INK));
        stack![page, opaque(shade)].into()
    }

    /// How many orders were missed, until somebody looks.
    fn missed_orders(&self) -> Option<Element<'_, Message>> {
        let count = i64::try_from(self.missed().count()).unwrap_or(i64::MAX);
        let said = self.words.text("ui-missed", &[("n", count.into())]);
        (count > 0)
            .then(|| widget::push(said, None, Tone::Main(theme::DANGER), Some(Message::SeeMissed)).into())
    }

    /// The step that is about to be sent, as long as it can be taken back.
    fn take_back<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let held = self.held.last()?;
        let card = context.card(&held.order)?;
        let named = [
            ("number", card.view.number.as_str().into()),
            ("step", say::held(&self.words, &held.command, &card.view).into()),
            ("seconds", held.left(self.now).into()),
        ];
        let said = widget::bold(self.words.text("ui-held", &named), theme::BODY).width(Fill);
        let back = widget::push(
            say::plain(&self.words, "ui-take-back"),
            Some(&say::plain(&self.words, "ui-key-backspace")),
            Tone::Plain,
            Some(Message::TakeBack(held.order.clone())),
        );
        let line = row![said, back].spacing(10).align_y(Center);
        Some(container(line).padding([4, 10]).width(Fill).style(theme::filled(theme::DONE)).into())
    }

    /// A refusal, or that a tap did not count.
    fn told(&self) -> Option<Element<'_, Message>> {
        let Some(notice) = &self.notice else {
            let ignored = self.guard.has_ignored(self.now);
            return ignored.then(|| widget::notice(say::plain(&self.words, "ui-tapped-twice")));
        };
        let key = say::plain(&self.words, "ui-key-esc");
        let close = widget::push(
            say::plain(&self.words, "ui-close"),
            Some(&key),
            Tone::Plain,
            Some(Message::CloseNotice),
        );
        let text = widget::bold(&notice.text, theme::BODY).width(Fill);
        let line = row![text, close].spacing(10).align_y(Center);
        Some(container(line).padding(10).width(Fill).style(theme::filled(theme::DANGER)).into())
    }

    /// Whether the window is really closed while orders are open. What is done without thinking goes on.
    fn leave_question(&self) -> Element<'_, Message> {
        let words = &self.words;
        let open = self.board.orders.iter().filter(|card| !card.view.status.is_final()).count();
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        let title = widget::bold(words.text("ui-leave-question", &[("n", open.into())]), theme::LARGE + 2.0);
        let note = widget::label(say::plain(words, "ui-leave-note"), theme::BODY);
        let enter = say::plain(words, "ui-key-enter");
        let stay = say::plain(words, "ui-leave-no");
        let stay = widget::push_wide(stay, Some(&enter), Tone::Main(theme::GOOD), Some(Message::Stay));
        let leave = say::plain(words, "ui-leave-yes");
        let leave = widget::push_wide(leave, Some("F2"), Tone::Grave, Some(Message::Leave));
        container(column![title, note, row![leave, stay].spacing(8)].spacing(20))
            .padding(24)
            .width(720)
            .style(theme::panel(theme::WHITE, theme::INK, theme::INK))
            .into()
    }

    /// The board, the keys, the window's cross and the time.
    pub fn subscription(&self) -> Subscription<Message> {
        let board = feed::board(self.handle.board()).map(Message::News);
        let raise = feed::raise(self.raise.clone()).map(Message::News);
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        let cross = window::close_requests().map(|_| Message::CloseWindow);
        // Countdowns go by the second; without one, minutes are enough for a small machine.
        let hurried = self.notice.is_some()
            || !self.held.is_empty()
            || self.guard.has_ignored(self.now)
            || self.board.orders.iter().any(|card| card.view.status == Status::Received);
        let tick = Duration::from_secs(if hurried { 1 } else { 10 });
        Subscription::batch([board, raise, keys, cross, iced::time::every(tick).map(|_| Message::Tick)])
    }
}
