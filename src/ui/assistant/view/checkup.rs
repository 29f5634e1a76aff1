//! The page of the doctor: what is not well first, each with what to do and the way there.

use iced::widget::{Column, column, container, progress_bar, row};
use iced::{Center, Element, Fill};

use crate::setup::{Finding, Health};
use crate::ui::assistant::checkup::CheckupMessage;
use crate::ui::assistant::{Assistant, Message};
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

impl Assistant {
    /// The page.
    pub(super) fn checkup_view(&self) -> Element<'_, Message> {
        let checkup = &self.checkup;
        let look = checkup.asking.is_none().then_some(Message::Checkup(CheckupMessage::Look));
        let look = push(self.plain("checkup-again"), None, Tone::Plain, look);
        let said: Element<'_, Message> = match (checkup.asking, checkup.counts()) {
            (Some((done, all)), _) => {
                let said = [("done", (done as i64).into()), ("all", (all as i64).into())];
                let said = widget::bold(self.words.text("doctor-progress", &said), theme::LARGE);
                let bar = progress_bar(0.0..=(all.max(1) as f32), done as f32).girth(12);
                column![said, bar].spacing(6).into()
            }
            (None, (0, 0)) => widget::success(self.plain("checkup-well")),
            (None, (failed, warned)) => {
                let counts = [("failed", (failed as i64).into()), ("warned", (warned as i64).into())];
                let said = self.words.text("checkup-counts", &counts);
                if failed > 0 { widget::trouble(said) } else { widget::notice(said) }
            }
        };
        let head = row![container(said).width(Fill), look].spacing(12).align_y(Center);
        let found = checkup.found.iter().map(|finding| self.finding(finding));
        column![head, Column::with_children(found).spacing(8)].spacing(12).into()
    }

    fn finding<'a>(&'a self, finding: &'a Finding) -> Element<'a, Message> {
        let (mark, color) = match finding.health {
            Health::Ok => ("checkup-ok", theme::GOOD),
            Health::Warn => ("checkup-warn", theme::WARN),
            Health::Fail => ("checkup-fail", theme::DANGER),
        };
        let is_well = finding.health == Health::Ok;
        let mark = container(widget::tag(self.plain(mark), color)).width(72);
        let name = widget::bold(self.examined(&finding.check), theme::BODY).width(220);
        let next = finding.at_counter().filter(|_| !is_well);
        let next = next.map(|next| widget::bold(next, theme::BODY));
        let says = column![widget::label(&finding.says, theme::BODY)].push(next).spacing(4).width(Fill);
        let mend = finding.page().filter(|_| !is_well);
        let mend = mend.map(|page| {
            let name = self.plain(super::name(page));
            let name = self.words.text("checkup-mend", &[("page", name.into())]);
            push(name, None, Tone::Chosen, Some(Message::Show(page)))
        });
        let line = row![mark, name, says].push(mend).spacing(8).align_y(Center);
        let frame = if is_well { theme::LINE } else { color };
        let style = theme::panel(theme::SURFACE, frame, theme::INK);
        container(line).padding([8, 16]).width(Fill).style(style).into()
    }

    /// What people call the thing that was looked at.
    fn examined(&self, check: &str) -> String {
        let (kind, id) = check.split_once('/').unwrap_or((check, ""));
        // Of an agency more than one thing is asked.
        let id = id.split(' ').next().unwrap_or(id);
        let draft = &self.draft;
        let app = || draft.apps.iter().find(|app| app.id == id).map(|app| self.app_name(&app.profile));
        let agency = || draft.agencies.iter().find(|agency| agency.id == id);
        let printer = || draft.printers.iter().find(|printer| printer.id == id);
        let (word, name) = match kind {
            "channel" | "profile" | "hours" => ("checkup-app", app()),
            "secret channel" => ("checkup-app-key", app()),
            "agency" => ("checkup-agency", agency().map(|agency| self.agency_name(agency))),
            "secret agency" => ("checkup-agency-key", agency().map(|agency| self.agency_name(agency))),
            "printer" => ("checkup-printer", printer().map(super::printer_name)),
            "layout" => ("checkup-layout", None),
            "settings" => ("checkup-settings", None),
            "disk" => ("checkup-disk", None),
            "store" => ("checkup-store", None),
            "backup" => ("checkup-backup", None),
            "instance" => ("checkup-instance", None),
            "sound" => ("checkup-sound", None),
            "clock" => ("checkup-clock", None),
            "pc" => ("checkup-pc", None),
            _ => return check.to_owned(),
        };
        self.words.text(word, &[("name", name.unwrap_or(id).into())])
    }
}
