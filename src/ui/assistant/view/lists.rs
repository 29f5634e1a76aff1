//! What is there already, with a way to change it, and the form of a new entry.

use iced::widget::{Column, column, container, row};
use iced::{Center, Element, Fill};

use crate::setup::Page;
use crate::ui::assistant::{Assistant, Message};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

impl Assistant {
    /// The apps or agencies that are there, or the form of one.
    pub(super) fn list_view(&self) -> Element<'_, Message> {
        if self.form.is_some() {
            return self.form_view();
        }
        let rows: Vec<Element<'_, Message>> = match self.page {
            Page::Apps => {
                let apps = self.draft.apps.iter().enumerate();
                apps.map(|(at, app)| self.listed(at, self.app_name(&app.profile), &app.base_url)).collect()
            }
            _ => {
                let agencies = self.draft.agencies.iter().enumerate();
                let row = agencies.map(|(at, agency)| {
                    let name = self.agency_name(agency);
                    self.listed(at, name, &agency.base_url)
                });
                row.collect()
            }
        };
        let more = if self.page == Page::Apps { "assist-more-apps" } else { "assist-more-agencies" };
        let more = push(self.plain(more), None, Tone::Plain, Some(Message::New));
        column![Column::with_children(rows).spacing(8), more].spacing(12).into()
    }

    /// One that is there.
    pub(super) fn listed<'a>(&self, at: usize, name: &str, about: &str) -> Element<'a, Message> {
        let names = column![widget::bold(name, theme::LARGE), widget::note(about)].width(Fill);
        let change = push(self.plain("assist-change"), None, Tone::Plain, Some(Message::Change(at)));
        let sure = self.removes == Some(at);
        let remove = if sure { "assist-remove-sure" } else { "assist-remove" };
        let remove = push(self.plain(remove), None, Tone::Grave, Some(Message::Remove(at)));
        let line = row![names, change, remove].spacing(8).align_y(Center);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        container(line).padding([8, 16]).width(Fill).style(style).into()
    }
}
