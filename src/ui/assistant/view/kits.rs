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
        let tell = |message| Some(Message::Kits(message));
        let look = push(self.plain("kits-look"), None, Tone::Plain, tell(KitMessage::Look));
        let made = (self.draft.shop.is_some())
            .then(|| push(self.plain("kits-make"), None, Tone::Plain, tell(KitMessage::Make)));
        let none = self.kits.found.is_empty().then(|| widget::bold(self.plain("kits-none"), theme::BODY));
        let found = self.kits.found.iter().enumerate().map(|(at, path)| self.kit(at, path));
        column![row![look].push(made).spacing(8)]
            .push(none)
            .push(Column::with_children(found).spacing(8))
            .spacing(12)
            .into()
    }

    fn kit<'a>(&'a self, at: usize, path: &Path) -> Element<'a, Message> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let told = self.kits.chosen.as_ref().filter(|(chosen, _)| chosen == path).map(|(_, told)| told);
        let names = column![widget::bold(name, theme::LARGE), widget::note(folder)]
            .push(told.map(|told| widget::label(self.holds(told), theme::BODY)))
            .spacing(2)
            .width(Fill);
        let button = match told {
            None => push(
                self.plain("kits-choose"),
                None,
                Tone::Plain,
                Some(Message::Kits(KitMessage::Choose(at))),
            ),
            Some(_) => {
                push(self.plain("kits-take"), None, Tone::Grave, Some(Message::Kits(KitMessage::Take)))
            }
        };
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        container(row![names, button].spacing(8).align_y(Center))
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
