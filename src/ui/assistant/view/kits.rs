//! The page of set-up files as it is drawn.

use std::path::Path;

use iced::widget::{Column, column, container, row};
use iced::{Center, Element, Fill};

use crate::setup::Told;
use crate::ui::assistant::kits::KitMessage;
use crate::ui::assistant::{Assistant, Message};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

impl Assistant {
    /// The page.
    pub(super) fn kits_view(&self) -> Element<'_, Message> {
        let tell = |message| (!self.busy).then_some(Message::Kits(message));
        let look = push(self.plain("kits-look"), None, Tone::Plain, tell(KitMessage::Look));
        let made = (self.draft.shop.is_some())
            .then(|| push(self.plain("kits-make"), None, Tone::Plain, tell(KitMessage::Make)));
        let chosen = self.kits.chosen.as_ref().map(|(path, told)| {
            // On the left, where no button of the list stands: the second half of a double tap changes nothing.
            let take = push(self.plain("kits-take"), None, Tone::Grave, tell(KitMessage::Take));
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let says = column![widget::bold(name, theme::BODY), widget::label(self.holds(told), theme::BODY)];
            row![take, says].spacing(12).align_y(Center)
        });
        let none = self.kits.found.is_empty() && !self.busy;
        let none = none.then(|| widget::bold(self.plain("kits-none"), theme::BODY));
        let found = self.kits.found.iter().enumerate().map(|(at, path)| self.kit(at, path));
        column![row![look].push(made).spacing(8)]
            .push(chosen)
            .push(none)
            .push(Column::with_children(found).spacing(8))
            .spacing(12)
            .into()
    }

    fn kit<'a>(&'a self, at: usize, path: &Path) -> Element<'a, Message> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let names = column![widget::bold(name, theme::LARGE), widget::note(folder)].spacing(2).width(Fill);
        let choose = (!self.busy).then_some(Message::Kits(KitMessage::Choose(at)));
        let choose = push(self.plain("kits-choose"), None, Tone::Plain, choose);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        container(row![names, choose].spacing(8).align_y(Center))
            .padding([8, 16])
            .width(Fill)
            .style(style)
            .into()
    }

    /// What a set-up file holds, in a sentence.
    fn holds(&self, told: &Told) -> String {
        let counts = [("files", (told.files as i64).into()), ("keys", (told.secrets.len() as i64).into())];
        self.words.text("kits-holds", &counts)
    }
}
