//! The page of backups as it is drawn.

use iced::widget::{Column, column, container, row};
use iced::{Center, Element, Fill};

use crate::setup::Backup;
use crate::ui::assistant::backups::BackupMessage;
use crate::ui::assistant::{Assistant, Message};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

impl Assistant {
    /// The page.
    pub(super) fn backups_view(&self) -> Element<'_, Message> {
        let take = (!self.backs_up).then_some(Message::Backups(BackupMessage::Take));
        let name = if self.backs_up { "backups-taking" } else { "backups-take" };
        let take = push(self.plain(name), None, Tone::Chosen, take);
        let none = self.backups.is_empty().then(|| widget::bold(self.plain("backup-none"), theme::BODY));
        let there = self.backups.iter().map(|backup| self.backup(backup));
        column![take].push(none).push(Column::with_children(there).spacing(8)).spacing(12).into()
    }

    fn backup<'a>(&self, backup: &Backup) -> Element<'a, Message> {
        let size = [("size", backup.megabytes().into())];
        let day = widget::bold(backup.day.to_string(), theme::LARGE).width(180);
        let size = widget::label(self.words.text("backups-size", &size), theme::BODY).width(140);
        let path = widget::note(backup.path.display().to_string());
        let line = row![day, size, path].spacing(8).align_y(Center);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        container(line).padding([10, 16]).width(Fill).style(style).into()
    }
}
