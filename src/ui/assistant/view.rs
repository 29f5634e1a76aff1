//! The assistant as it is drawn: which page of how many, the page, and the buttons that go on and back.

mod alerts;
mod backups;
mod checkup;
mod entry;
mod hours;
mod kits;
mod layout;
mod lists;
mod trial;

use iced::widget::{Row, column, container, row, scrollable};
use iced::{Center, Element, Fill};

use super::form::Said;
use super::practice::{self, Step};
use super::{Assistant, Message};
use crate::language::{self, Language, Words};
use crate::setup::{AgencyEntry, Page, PrinterEntry};
use crate::ui::layout::GAP;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, finger, push, push_wide, syllable};

/// Height of the buttons that go on and back.
const FOOT: f32 = 72.0;

impl Assistant {
    /// What the window shows.
    pub fn view(&self) -> Element<'_, Message> {
        syllable::keep(container(self.inside()).padding(16))
    }

    /// The same inside of another window.
    pub fn inside(&self) -> Element<'_, Message> {
        if self.home.is_open {
            return self.list();
        }
        let page = match self.page {
            Page::Language => self.language(),
            Page::Shop => self.form_view(),
            Page::Hours => self.hours_view(),
            Page::Alerts => self.alerts_view(),
            Page::Checkup => self.checkup_view(),
            Page::Backups => self.backups_view(),
            Page::Kits => self.kits_view(),
            Page::Layout => return self.layout_view(),
            Page::Apps | Page::Agencies => self.list_view(),
            Page::Printers => self.printers_view(),
            Page::Sound => self.sound(),
            Page::Practice => self.practice(),
            Page::Done => self.done(),
        };
        let page = scrollable(container(page).width(Fill).padding(iced::padding::right(12)));
        let page = finger::scroll(page.width(Fill).height(Fill));
        let said = self.said.as_ref().map(said);
        column![self.head()].push(said).push(page).push(self.foot()).spacing(12).into()
    }

    pub(super) fn plain(&self, id: &str) -> String {
        say::plain(&self.words, id)
    }

    /// Which page of how many, and what it asks.
    fn head(&self) -> Element<'_, Message> {
        let steps = Page::ALL.into_iter().map(|page| {
            let name = format!("{} {}", page as usize + 1, self.plain(name(page)));
            match page.cmp(&self.page) {
                std::cmp::Ordering::Less => widget::tag(name, theme::GOOD),
                std::cmp::Ordering::Equal => widget::tag(name, theme::COOKING),
                std::cmp::Ordering::Greater => container(widget::note(name)).padding([3, 8]).into(),
            }
        });
        let steps = Row::with_children(steps).spacing(4).align_y(Center);
        // Beside the counter they are a list and no way.
        let steps = (!self.environment.beside && self.page.is_step()).then_some(steps);
        let title = widget::bold(self.plain(title(self.page)), theme::FIGURE);
        let note = widget::label(self.plain(note(self.page)), theme::BODY);
        column![].push(steps).push(title).push(note).spacing(8).into()
    }

    /// Back, later and on.
    fn foot(&self) -> Element<'_, Message> {
        let beside = self.environment.beside;
        let back = self.page.previous().map(|_| {
            push(self.plain("assist-back"), Some(&self.plain("ui-key-esc")), Tone::Plain, Some(Message::Back))
                .height(FOOT)
        });
        let (on, tone, message) = match self.page {
            Page::Language => return row![].height(FOOT).into(),
            // What came out is told first: it would be lost.
            Page::Printers if self.printers.trial.is_some() => return row![back].height(FOOT).into(),
            Page::Kits if !beside => return row![back].height(FOOT).into(),
            Page::Done if self.draft.shop.is_none() => {
                ("assist-to-shop", Tone::Chosen, Message::Show(Page::Shop))
            }
            Page::Done => ("assist-open", Tone::Chosen, Message::Finish),
            Page::Sound if self.heard != Some(true) => ("assist-later", Tone::Plain, Message::Later),
            Page::Practice if !self.is_through() => ("assist-later", Tone::Plain, Message::Later),
            Page::Printers if self.draft.printers.is_empty() && self.form.is_none() => {
                ("assist-later", Tone::Plain, Message::Later)
            }
            _ => match &self.form {
                Some(form) if form.entry.is_empty() => ("assist-later", Tone::Plain, Message::Next),
                Some(_) if beside => ("settings-check", Tone::Chosen, Message::Next),
                Some(_) => ("assist-check", Tone::Chosen, Message::Next),
                None => ("assist-next", Tone::Chosen, Message::Next),
            },
        };
        // From a page that has nothing to be kept the list is what comes next.
        let on = if beside && matches!(on, "assist-later" | "assist-next") { "settings-list" } else { on };
        let free = !self.busy || matches!(message, Message::Later);
        let enter = self.plain("ui-key-enter");
        let on = push_wide(self.plain(on), Some(&enter), tone, free.then_some(message)).height(FOOT);
        let keep = self.form.as_ref().filter(|form| form.may_keep).map(|_| {
            let keep = (!self.busy).then_some(Message::KeepAnyway);
            push(self.plain("assist-keep-anyway"), None, Tone::Plain, keep).height(FOOT)
        });
        let begun = !beside && self.form.as_ref().is_some_and(|form| !form.entry.is_empty());
        let later = begun
            .then(|| push(self.plain("assist-later"), None, Tone::Plain, Some(Message::Later)).height(FOOT));
        let busy = self.busy.then(|| widget::bold(self.plain("assist-trying"), theme::BODY));
        let left =
            row![].push(back).push(later).push(keep).push(busy).spacing(GAP).align_y(Center).width(Fill);
        row![left, container(on).width(360)].spacing(GAP).align_y(Center).height(FOOT).into()
    }

    fn language(&self) -> Element<'_, Message> {
        let buttons = Language::ALL.map(|language| {
            // Each in its own language, for a person who does not read the other.
            let name = Words::new(language).text("ui-display-own-language", &[]);
            let tone = Tone::choice(language == self.words.language());
            push_wide(name, None, tone, Some(Message::Language(language))).height(120).into()
        });
        let buttons = Row::with_children(buttons).spacing(16);
        let demo = self.environment.demo.as_ref().map(|_| {
            let demo = push(self.plain("assist-demo"), None, Tone::Plain, Some(Message::Demo));
            let note = widget::label(self.plain("assist-demo-note"), theme::BODY);
            row![demo, note].spacing(12).align_y(Center)
        });
        let kit = push(self.plain("kits-first"), None, Tone::Plain, Some(Message::Show(Page::Kits)));
        let kit_note = widget::label(self.plain("kits-first-note"), theme::BODY);
        let kit = row![kit, kit_note].spacing(12).align_y(Center);
        column![buttons, column![kit].push(demo).spacing(16)].spacing(40).into()
    }

    fn sound(&self) -> Element<'_, Message> {
        let again = push_wide(self.plain("assist-ring"), None, Tone::Plain, Some(Message::Ring)).height(96);
        let yes = push_wide(self.plain("ui-volume-yes"), None, Tone::Chosen, Some(Message::Heard(true)));
        let no = push_wide(self.plain("ui-volume-no"), None, Tone::Plain, Some(Message::Heard(false)));
        let buttons = row![again, no.height(96), yes.height(96)].spacing(16);
        let mute = (self.heard == Some(false)).then(|| widget::notice(self.plain("assist-not-heard")));
        column![buttons].push(mute).spacing(16).into()
    }

    /// Whether the practice order went all its way.
    pub(super) fn is_through(&self) -> bool {
        self.practice.as_ref().is_some_and(|(_, board)| practice::is_through(board))
    }

    fn practice(&self) -> Element<'_, Message> {
        let Some((_, board)) = &self.practice else {
            let begin = self.environment.practise.as_ref().filter(|_| !self.busy);
            let begin = begin.filter(|_| self.draft.shop.is_some()).map(|_| Message::Practise);
            let name = self.plain("assist-practise");
            let begin = push_wide(name, None, Tone::Chosen, begin).height(120);
            let papers = self.draft.printers.is_empty();
            let papers = papers.then(|| widget::bold(self.plain("assist-practise-no-printer"), theme::BODY));
            let shop = self.draft.shop.is_none();
            let shop = shop.then(|| widget::bold(self.plain("assist-no-shop"), theme::BODY));
            return column![begin].push(shop).push(papers).spacing(16).into();
        };
        let card = practice::order(board);
        let steps = practice::steps(board);
        let names = ["assist-came", "assist-accepted", "assist-paper", "assist-rider"];
        let lines = names.into_iter().zip(steps).map(|(name, step)| {
            let (mark, color) = match step {
                Step::Open => ("assist-step-open", theme::DONE),
                Step::Busy => ("assist-step-busy", theme::COOKING),
                Step::Done => ("assist-step-done", theme::GOOD),
                Step::Wrong => ("assist-step-wrong", theme::DANGER),
            };
            let name = widget::bold(self.plain(name), theme::LARGE).width(Fill);
            let line = row![name, widget::tag(self.plain(mark), color)].align_y(Center);
            let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
            container(line).padding([10, 16]).width(Fill).style(style).into()
        });
        let lines = iced::widget::Column::with_children(lines).spacing(8);
        let number = card.map(|card| {
            let number = widget::bold(card.view.number.clone(), theme::HUGE);
            row![number, widget::badge(card)].spacing(16).align_y(Center)
        });
        let accepts = steps[1] == Step::Busy && card.is_some();
        let accept = accepts.then(|| {
            let key = self.plain("ui-key-space");
            push_wide(self.plain("assist-accept"), Some(&key), Tone::Main(theme::NEW), Some(Message::Accept))
                .height(96)
        });
        let problems = card
            .into_iter()
            .flat_map(|card| &card.view.problems)
            .map(|problem| widget::trouble(language::problem(&self.words, problem)));
        let problems = iced::widget::Column::with_children(problems).spacing(8);
        let again = steps
            .contains(&Step::Wrong)
            .then(|| push(self.plain("assist-practise-again"), None, Tone::Plain, Some(Message::Practise)));
        column![].push(number).push(accept).push(lines).push(problems).push(again).spacing(16).into()
    }

    fn done(&self) -> Element<'_, Message> {
        let draft = &self.draft;
        let line = |name: Page, what: Vec<&str>| {
            let (said, color) = match what.is_empty() {
                true => (self.plain("assist-nothing"), theme::WARN),
                false => (what.join(", "), theme::GOOD),
            };
            let name = widget::bold(self.plain(self::name(name)), theme::LARGE).width(200);
            let line = row![name, widget::bold(said, theme::LARGE).style(theme::ink(color))];
            let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
            container(line).padding([10, 16]).width(Fill).style(style).into()
        };
        let apps = draft.apps.iter().map(|app| self.app_name(&app.profile)).collect();
        let printers = draft.printers.iter().map(printer_name).collect();
        let agencies = draft.agencies.iter().map(|agency| self.agency_name(agency)).collect();
        let lines = [
            line(Page::Shop, draft.shop.iter().map(|shop| shop.name.as_str()).collect()),
            line(Page::Apps, apps),
            line(Page::Printers, printers),
            line(Page::Agencies, agencies),
        ];
        iced::widget::Column::with_children(lines).spacing(8).into()
    }

    /// What people call an agency: its name, or what it is.
    pub(super) fn agency_name<'a>(&'a self, agency: &'a AgencyEntry) -> &'a str {
        let kind = || self.kinds.iter().find(|kind| kind.id == agency.kind);
        if agency.name.is_empty() { kind().map_or(&agency.kind, |kind| &kind.name) } else { &agency.name }
    }

    /// What people call an app.
    pub(super) fn app_name<'a>(&'a self, profile: &'a str) -> &'a str {
        self.apps.iter().find(|choice| choice.id == profile).map_or(profile, |choice| &choice.name)
    }
}

/// What people call a printer: its name, or its id.
pub(super) fn printer_name(printer: &PrinterEntry) -> &str {
    if printer.name.is_empty() { &printer.id } else { &printer.name }
}

/// What a page is called among the steps.
pub(super) fn name(page: Page) -> &'static str {
    match page {
        Page::Language => "assist-language",
        Page::Shop => "assist-shop",
        Page::Hours => "settings-hours",
        Page::Alerts => "alerts",
        Page::Checkup => "checkup",
        Page::Backups => "backups",
        Page::Kits => "kits",
        Page::Layout => "settings-layout",
        Page::Apps => "assist-apps",
        Page::Printers => "assist-printers",
        Page::Agencies => "assist-agencies",
        Page::Sound => "assist-sound",
        Page::Practice => "assist-practice",
        Page::Done => "assist-done",
    }
}

/// What a page asks, in large letters.
fn title(page: Page) -> &'static str {
    match page {
        Page::Language => "assist-language-title",
        Page::Shop => "assist-shop-title",
        Page::Hours => "settings-hours-title",
        Page::Alerts => "alerts-title",
        Page::Checkup => "checkup-title",
        Page::Backups => "backups-title",
        Page::Kits => "kits-title",
        Page::Layout => "settings-layout-title",
        Page::Apps => "assist-apps-title",
        Page::Printers => "assist-printers-title",
        Page::Agencies => "assist-agencies-title",
        Page::Sound => "assist-sound-title",
        Page::Practice => "assist-practice-title",
        Page::Done => "assist-done-title",
    }
}

/// What helps with it.
fn note(page: Page) -> &'static str {
    match page {
        Page::Language => "assist-language-note",
        Page::Shop => "assist-shop-note",
        Page::Hours => "settings-hours-note",
        Page::Alerts => "alerts-note",
        Page::Checkup => "checkup-note",
        Page::Backups => "backups-note",
        Page::Kits => "kits-note",
        Page::Layout => "settings-layout-note",
        Page::Apps => "assist-apps-note",
        Page::Printers => "assist-printers-note",
        Page::Agencies => "assist-agencies-note",
        Page::Sound => "assist-sound-note",
        Page::Practice => "assist-practice-note",
        Page::Done => "assist-done-note",
    }
}

/// What came of something, in green or red.
pub(super) fn said<'a>(said: &Said) -> Element<'a, Message> {
    match said {
        Said::Good(said) => widget::success(said.clone()),
        Said::Bad(said, next) => {
            widget::trouble(next.iter().fold(said.clone(), |said, next| format!("{said}\n{next}")))
        }
    }
}
