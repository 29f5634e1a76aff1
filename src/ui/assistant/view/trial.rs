//! The page of printers: those that are there, those that were found, and what came out of the one that is tried.

use iced::widget::{Column, Row, column, container, progress_bar, row};
use iced::{Center, Element, Fill, FillPortion};

use super::{printer_name, said};
use crate::language;
use crate::setup::{FoundPrinter, rulers};
use crate::ui::assistant::printers::Trial;
use crate::ui::assistant::{Assistant, Message, PrinterMessage};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push, push_tall};

impl Assistant {
    /// The page of printers.
    pub(super) fn printers_view(&self) -> Element<'_, Message> {
        if let Some(trial) = &self.printers.trial {
            return self.trial(trial);
        }
        if self.form.is_some() {
            return self.form_view();
        }
        let there = self.draft.printers.iter().enumerate();
        let there = there.map(|(at, printer)| self.listed(at, printer_name(printer), &printer.connection));
        let there = Column::with_children(there).spacing(8);
        let looking = self.printers.looking.map(|(tried, all)| {
            let said = [("tried", (tried as i64).into()), ("all", (all as i64).into())];
            let said = widget::bold(self.words.text("assist-looking", &said), theme::BODY);
            column![said, progress_bar(0.0..=(all.max(1) as f32), tried as f32).girth(12)].spacing(6)
        });
        let found = self.printers.found.iter().enumerate().map(|(at, found)| self.found(at, found));
        let found = Column::with_children(found).spacing(8);
        let nothing = self.printers.looking.is_none()
            && self.printers.found.is_empty()
            && self.draft.printers.is_empty();
        let nothing = nothing.then(|| widget::bold(self.plain("assist-none-found"), theme::BODY));
        let failed =
            self.printers.failed.iter().map(|cause| widget::note(language::cause(&self.words, cause)).into());
        let look = self.printers.looking.is_none().then_some(Message::Printers(PrinterMessage::Look));
        let look = push(self.plain("assist-look"), None, Tone::Plain, look);
        let by_hand = push(self.plain("assist-by-hand"), None, Tone::Plain, Some(Message::New));
        // The buttons first: what is found comes and goes below them.
        column![row![look, by_hand].spacing(8), there]
            .push(looking)
            .push(found)
            .push(nothing)
            .push(Column::with_children(failed))
            .spacing(12)
            .into()
    }

    fn found<'a>(&self, at: usize, found: &FoundPrinter) -> Element<'a, Message> {
        let unnamed = self.plain("assist-unnamed");
        let name = if found.name.is_empty() { &unnamed } else { &found.name };
        let names = column![widget::bold(name, theme::LARGE), widget::note(&found.connection)].width(Fill);
        let known = self.draft.printers.iter().any(|printer| printer.connection == found.connection);
        let take = (!known && !self.busy).then_some(Message::Printers(PrinterMessage::Take(at)));
        let take = push(self.plain("assist-take"), None, Tone::Chosen, take);
        let style = theme::panel(theme::SURFACE, theme::COOKING, theme::INK);
        container(row![names, take].align_y(Center)).padding([8, 16]).width(Fill).style(style).into()
    }

    /// What came out of the printer that is tried.
    fn trial<'a>(&'a self, trial: &'a Trial) -> Element<'a, Message> {
        let printer = trial.printer();
        let name = printer.map(|printer| widget::bold(&printer.name, theme::FIGURE));
        let at = printer.map(|printer| widget::note(&printer.connection));
        let head = row![].push(name).push(at).spacing(12).align_y(Center);
        let tell = |message| Some(Message::Printers(message));
        let free = |message| (!self.busy).then_some(Message::Printers(message));
        let again = push(self.plain("assist-print-again"), None, Tone::Plain, free(PrinterMessage::Again));
        let close = push(self.plain("assist-other-printer"), None, Tone::Plain, tell(PrinterMessage::Close));
        let speed = trial.is_serial().then(|| {
            push(self.plain("assist-find-speed"), None, Tone::Plain, free(PrinterMessage::FindSpeed))
        });
        let Some(came) = trial.said(&self.words) else {
            let doing = if trial.finds_speed { "assist-finding-speed" } else { "assist-printing" };
            return column![head, widget::bold(self.plain(doing), theme::LARGE), close].spacing(16).into();
        };
        let question = trial.outcome.as_ref().is_some_and(Result::is_ok).then(|| {
            let marks = rulers().into_iter().map(|(number, columns)| {
                let named = [("number", i64::from(number).into()), ("columns", i64::from(columns).into())];
                let name = self.words.text("assist-ruler", &named);
                let read = free(PrinterMessage::Read(columns));
                push_tall(name, None, Tone::Chosen, read).height(84).width(FillPortion(1)).into()
            });
            let none = push_tall(
                self.plain("assist-nothing-came"),
                None,
                Tone::Plain,
                tell(PrinterMessage::NoPaper),
            );
            let marks = Row::with_children(marks).push(none.height(84).width(FillPortion(1))).spacing(8);
            column![widget::bold(self.plain("assist-ruler-question"), theme::LARGE), marks].spacing(12)
        });
        let keep = push(self.plain("assist-keep-anyway"), None, Tone::Plain, free(PrinterMessage::Keep));
        let keep = trial.may_keep().then_some(keep);
        let buttons = row![again].push(speed).push(keep).push(close).spacing(8);
        column![head, said(&came)].push(question).push(buttons).spacing(16).into()
    }
}
