//! The pages as the settings of a running counter (설정): a list of them, and what the counter around it is asked to do.

use cause::Cause;
use iced::Task;
use iced::widget::{column, container, row};
use iced::{Center, Element, Fill};

use super::{Assistant, Message};
use crate::language::{self, Language};
use crate::setup::{Page, agency_kinds};
use crate::ui::layout::GAP;
use crate::ui::screen::Place;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// Tiles in one row.
const ACROSS: usize = 4;
/// Height of a tile.
const TILE: f32 = 108.0;

/// What the list shows, and what is to be asked.
#[derive(Debug, Default)]
pub struct Home {
    /// The list is open, and no page.
    pub is_open: bool,
    /// Something was written since the counter has read its settings.
    pub is_changed: bool,
    /// What the counter has not been asked yet.
    pub asked: Vec<Asked>,
    /// What became of the last change.
    taken: Taken,
}

/// What became of the last change.
#[derive(Debug, Default)]
enum Taken {
    /// None was made.
    #[default]
    Nothing,
    /// The counter reads its settings.
    Waits,
    /// It goes on with them.
    Done,
    /// It does not, and why.
    Refused(Cause),
}

/// What the counter around it is asked to do.
#[derive(Clone, Debug)]
pub enum Asked {
    /// To read its settings again.
    Reload,
    /// To show this screen; without one, the counter.
    Show(Option<Place>),
}

/// What a tile leads to.
#[derive(Clone, Copy, Debug)]
enum Tile {
    Page(Page),
    Look,
    Stock,
}

/// The tiles, in the order of their keys.
const TILES: [Tile; 13] = [
    Tile::Page(Page::Shop),
    Tile::Page(Page::Hours),
    Tile::Page(Page::Apps),
    Tile::Page(Page::Printers),
    Tile::Page(Page::Layout),
    Tile::Page(Page::Agencies),
    Tile::Page(Page::Sound),
    Tile::Page(Page::Alerts),
    Tile::Look,
    Tile::Stock,
    Tile::Page(Page::Checkup),
    Tile::Page(Page::Backups),
    Tile::Page(Page::Kits),
];

/// The digit that opens the tile in this position: 1 to 9, then 0.
fn key(at: usize) -> Option<u8> {
    (at < 10).then_some(((at + 1) % 10) as u8)
}

impl Tile {
    fn opens(self) -> Message {
        match self {
            Tile::Page(page) => Message::Show(page),
            Tile::Look => Message::Elsewhere(Some(Place::Look)),
            Tile::Stock => Message::Elsewhere(Some(Place::Stock)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Tile::Page(page) => super::view::name(page),
            Tile::Look => "ui-display",
            Tile::Stock => "ui-stock",
        }
    }
}

impl Assistant {
    /// What the counter is to do, once.
    pub fn take_asked(&mut self) -> Vec<Asked> {
        std::mem::take(&mut self.home.asked)
    }

    /// Whether something was written that the counter was not asked to take, once.
    pub fn take_changed(&mut self) -> bool {
        let changed = std::mem::take(&mut self.home.is_changed);
        if changed {
            self.home.taken = Taken::Waits;
        }
        changed
    }

    /// What became of the settings that were written.
    pub fn reloaded(&mut self, reloaded: Result<(), Cause>) {
        self.home.taken = reloaded.map_or_else(Taken::Refused, |()| Taken::Done);
    }

    /// Speaks this language.
    pub fn speak(&mut self, language: Language) {
        if language != self.words.language() {
            self.words = self.words.speaking(language);
            self.kinds = agency_kinds(&self.words);
        }
    }

    /// What stands under a finger.
    pub fn scene(&self) -> String {
        let list = if self.home.is_open { "list" } else { "page" };
        let chosen = (self.kits.chosen.is_some(), self.printers.trial.is_some());
        let (form, layouts) = (self.form.is_some(), self.layouts.scene());
        format!("settings {list} {} {form} {chosen:?} {layouts}", self.opened)
    }

    /// The list of pages. What a page has written is taken by the counter now.
    pub(super) fn show_list(&mut self) -> Task<Message> {
        self.keep_form();
        (self.said, self.busy, self.removes, self.printers.trial) = (None, false, None, None);
        self.opened += 1;
        self.home.is_open = true;
        self.read();
        if self.take_changed() {
            self.home.asked.push(Asked::Reload);
        }
        Task::none()
    }

    /// Opens the tile with this key.
    pub(super) fn open_by(&mut self, digit: u8) -> Task<Message> {
        let tile = TILES.iter().enumerate().find(|(at, _)| key(*at) == Some(digit)).map(|(_, tile)| tile);
        tile.map_or_else(Task::none, |tile| self.react(tile.opens()))
    }

    /// The list as it is drawn.
    pub(super) fn list(&self) -> Element<'_, Message> {
        let back = push(
            self.plain("ui-back"),
            Some(&self.plain("ui-key-esc")),
            Tone::Plain,
            Some(Message::Elsewhere(None)),
        );
        let title = widget::bold(self.plain("settings-title"), theme::HUGE).width(Fill);
        let head = row![back, title].spacing(12).align_y(Center);
        let note = widget::label(self.plain("settings-note"), theme::BODY);
        let taken = match &self.home.taken {
            Taken::Nothing => None,
            Taken::Waits => Some(widget::notice(self.plain("settings-taking"))),
            Taken::Done => Some(widget::success(self.plain("settings-taken"))),
            Taken::Refused(cause) => {
                let reason = language::cause(&self.words, cause);
                Some(widget::trouble(self.words.text("settings-refused", &[("reason", reason.into())])))
            }
        };
        let tiles = TILES.iter().enumerate().map(|(at, tile)| self.tile(key(at), *tile));
        column![head, note].push(taken).push(widget::rows(tiles.collect(), ACROSS, GAP)).spacing(12).into()
    }

    fn tile(&self, key: Option<u8>, tile: Tile) -> Element<'_, Message> {
        let draft = &self.draft;
        let by_hand = self.plain("settings-by-hand");
        let says: Vec<&str> = match tile {
            Tile::Page(Page::Hours) if draft.hours.is_none() => vec![&by_hand],
            Tile::Page(Page::Shop) => draft.shop.iter().map(|shop| shop.name.as_str()).collect(),
            Tile::Page(Page::Apps) => draft.apps.iter().map(|app| self.app_name(&app.profile)).collect(),
            Tile::Page(Page::Printers) => draft.printers.iter().map(super::view::printer_name).collect(),
            Tile::Page(Page::Agencies) => {
                draft.agencies.iter().map(|agency| self.agency_name(agency)).collect()
            }
            _ => Vec::new(),
        };
        let name = widget::bold(self.plain(tile.name()), theme::FIGURE).width(Fill);
        let name = row![name].push(key.map(widget::note));
        let says = container(widget::label(says.join(", "), theme::BODY)).height(26).clip(true);
        iced::widget::button(column![name, says].spacing(8))
            .padding(14)
            .width(Fill)
            .height(TILE)
            .style(theme::button_style(Tone::Plain))
            .on_press(tile.opens())
            .into()
    }
}
