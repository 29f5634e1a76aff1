//! The page of opening hours: a line for each day of the week, then what is otherwise on some dates.

use iced::widget::{Column, column, container, row};
use iced::{Center, Element, Fill, FillPortion};

use super::said;
use crate::setup::CLOSED;
use crate::ui::assistant::form::{DAYS, Form};
use crate::ui::assistant::{Assistant, Message};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push, push_wide};

/// The days' names, from Monday, and the ids of their fields.
const NAMES: [&str; 7] = [
    "settings-monday",
    "settings-tuesday",
    "settings-wednesday",
    "settings-thursday",
    "settings-friday",
    "settings-saturday",
    "settings-sunday",
];

impl Assistant {
    /// The page.
    pub(super) fn hours_view(&self) -> Element<'_, Message> {
        let Some(form) = &self.form else { return row![].into() };
        let days = (0..DAYS.len()).map(|at| self.day(form, at));
        let left = Column::with_children(days).spacing(6).width(FillPortion(3));
        let every =
            push_wide(self.plain("settings-every-day"), None, Tone::Plain, Some(Message::SameEveryDay));
        let dates = form.entry.fields().iter().map(|field| self.field(form, *field));
        let right =
            column![every, Column::with_children(dates).spacing(10)].spacing(16).width(FillPortion(2));
        let said = form.said.as_ref().map(said);
        column![].push(said).push(row![left, right].spacing(24)).spacing(12).into()
    }

    fn day<'a>(&'a self, form: &'a Form, at: usize) -> Element<'a, Message> {
        let (field, id) = (DAYS[at], NAMES[at]);
        let value = form.entry.value(field);
        let closed = value.trim() == CLOSED;
        let name = widget::bold(self.plain(id), theme::LARGE).width(64);
        // What the settings spell in their own word is the button beside it.
        let shown = if closed { "" } else { value };
        let typed = widget::field("", shown, id, move |text| Message::Typed(field, text));
        let typed = container(typed.on_submit(Message::Next)).width(Fill);
        let other = if closed { String::new() } else { CLOSED.to_owned() };
        let off = Message::Typed(field, other);
        let off = push(self.plain("settings-day-off"), None, Tone::choice(closed), Some(off));
        let line = row![name, typed, off].spacing(8).align_y(Center);
        column![line].push(self.fault(form, field)).spacing(2).into()
    }
}
