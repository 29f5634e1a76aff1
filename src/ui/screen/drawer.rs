//! The drawer over the right edge: what needs a person, with the buttons that settle it, and how every line and machine is
//! doing. It lies over the board and moves nothing on it.

mod sounds;

use std::ops::Range;

use domain::board::Sound;
use iced::widget::text::Wrapping;
use iced::widget::{Column, column, container, row, space};
use iced::{Center, Element, Fill, FillPortion};

use super::attention::{self, Deed, Grade, Item};
use super::{Action, Context, Place, Wish, settle};
use crate::ui::brief;
use crate::ui::guard::DRAWER;
use crate::ui::layout::{BAR, GAP, RAIL};
use crate::ui::step::{ProblemAnswer, Question};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, State, finger, push, push_narrow, push_tall};

/// Width of the drawer.
const WIDTH: f32 = 500.0;
/// Letters of a sentence, and the height of one of its lines.
const LETTERS: (f32, f32) = (17.0, 22.0);
/// The order that it is about, and its buttons.
const ABOUT: f32 = 44.0;
const BUTTONS: f32 = 60.0;
/// Around what stands in it.
const PADDING: f32 = 8.0;
/// Most lines of one sentence.
const MOST_LINES: usize = 6;
/// Height of one state.
const STATE: f32 = 40.0;
/// Height of one sound.
const SOUND: f32 = 56.0;

/// What the drawer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// What needs a person.
    #[default]
    Problems,
    /// Apps, printers, agencies, the bell.
    States,
    /// Every sound, to be heard.
    Sounds,
}

/// The open drawer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawer {
    tab: Tab,
    page: usize,
}

/// What happens in it.
#[derive(Clone, Debug)]
pub enum Message {
    /// Shows this, or closes it if it is shown.
    Show(Tab),
    /// Away with it.
    Close,
    /// The page before or after.
    Turn(isize),
    /// This order.
    Open(String),
    /// A button, and its place.
    Do(Deed, usize),
    /// Plays this.
    Hear(Sound),
}

impl Drawer {
    /// Opened here.
    pub fn open(tab: Tab) -> Drawer {
        Drawer { tab, page: 0 }
    }

    /// What it shows.
    pub fn tab(self) -> Tab {
        self.tab
    }

    /// Which page of what, so that the window knows when something else stands there.
    pub fn scene(self) -> (Tab, usize) {
        (self.tab, self.page)
    }

    /// Turns the page.
    pub fn turn(&mut self, by: isize, context: &Context<'_>) {
        let pages = self.pages(context);
        self.page = self.page(&pages).saturating_add_signed(by).min(pages.len() - 1);
    }

    /// What F5 to F7 do: the answers to the first thing on the page.
    pub fn key(self, number: u8, context: &Context<'_>) -> Option<Message> {
        let pages = self.pages(context);
        let first = pages[self.page(&pages)].start;
        let items = attention::items(context);
        let item = (self.tab == Tab::Problems).then(|| items.get(first)).flatten()?;
        let (_, deed) = item.answers.get(usize::from(number).checked_sub(5)?)?;
        let busy = item.about.is_some_and(|card| context.is_busy(&card.view.id));
        (!busy).then(|| Message::Do(deed.clone(), 0))
    }

    /// The pages of what it shows, as ranges.
    fn pages(self, context: &Context<'_>) -> Vec<Range<usize>> {
        let room = context.size.height - BAR - 3.0 * GAP - 2.0 * (RAIL + GAP);
        let heights: Vec<f32> = match self.tab {
            Tab::Problems => attention::items(context).iter().map(height).collect(),
            Tab::States => {
                widget::states(context.board, context.words, !context.locked).iter().map(|_| STATE).collect()
            }
            Tab::Sounds => sounds::rows(context).iter().map(sounds::Row::height).collect(),
        };
        paginate(&heights, room)
    }

    /// The page that is shown: the last one, where some have gone.
    fn page(self, pages: &[Range<usize>]) -> usize {
        self.page.min(pages.len() - 1)
    }

    /// What a button in it asks of the window.
    pub fn update(message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Open(order) => Action::Show(Place::Order(order, None)),
            Message::Do(Deed::Answer(order, answer), _) => settle(order, answer, context),
            Message::Do(Deed::Tell(wish), _) => Action::Tell(wish),
            Message::Do(Deed::Update, _) => Action::Tell(Wish::Update),
            Message::Hear(sound) => Action::Tell(Wish::Hear(sound)),
            Message::Show(_) | Message::Close | Message::Turn(_) => Action::None,
        }
    }

    /// The drawer.
    pub fn view<'a>(self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let items = attention::items(context);
        let ranges = self.pages(context);
        let (page, pages) = (self.page(&ranges), ranges.len());
        let range = ranges[page].clone();
        let tab = |tab: Tab, name: String| {
            push_narrow(
                name,
                None,
                Tone::choice(tab == self.tab),
                (tab != self.tab).then_some(Message::Show(tab)),
            )
        };
        let count = attention::count(&items);
        let close = push(
            say::plain(words, "ui-close"),
            Some(&say::plain(words, "ui-key-esc")),
            Tone::Plain,
            Some(Message::Close),
        );
        let head = row![
            tab(Tab::Problems, words.text("ui-problems", &[("n", count.into())])),
            tab(Tab::States, say::plain(words, "ui-states")),
            tab(Tab::Sounds, say::plain(words, "ui-sounds")),
            space().width(Fill),
            close,
        ]
        .spacing(GAP)
        .height(RAIL)
        .align_y(Center);
        let list: Column<'a, Message> = match self.tab {
            Tab::Problems => {
                let shown = items[range].iter().enumerate();
                let list = column(shown.map(|(at, shown)| item(shown, at, context)));
                let none =
                    items.is_empty().then(|| widget::bold(say::plain(words, "ui-all-well"), theme::LARGE));
                list.push(none)
            }
            Tab::States => {
                let states = widget::states(context.board, words, !context.locked);
                column(states[range].iter().map(state))
            }
            Tab::Sounds => column(sounds::rows(context).drain(range).map(|row| row.view(context))),
        };
        let turn = |id: &str, by, on: bool| {
            widget::push_wide(say::plain(words, id), None, Tone::Plain, on.then_some(Message::Turn(by)))
                .height(RAIL)
        };
        let foot = (pages > 1).then(|| {
            let at = widget::bold(format!("{}/{pages}", page + 1), theme::LARGE);
            let at = container(at).center_x(80).center_y(RAIL);
            let (back, on) = (turn("ui-page-back", -1, page > 0), turn("ui-page-on", 1, page + 1 < pages));
            row![back, at, on].spacing(GAP)
        });
        let list = finger::turn(list.spacing(GAP).height(Fill), Message::Turn);
        let inside = column![head, list].push(foot).spacing(GAP);
        container(inside)
            .width(WIDTH)
            .height(Fill)
            .padding(GAP)
            .style(theme::panel(theme::DESK, theme::INK, theme::INK))
            .into()
    }
}

/// A text as it is read here, line by line.
fn lines(said: &str) -> Vec<String> {
    let room = WIDTH - 2.0 * GAP - 2.0 * PADDING - 4.0;
    said.lines().flat_map(|part| brief::wrap(part, room, LETTERS.0, MOST_LINES)).collect()
}

fn sentence<'a>(lines: Vec<String>) -> Element<'a, Message> {
    let line = |line: String| {
        let line = widget::label(line, LETTERS.0).wrapping(Wrapping::None);
        container(line).height(LETTERS.1).into()
    };
    column(lines.into_iter().map(line)).into()
}

/// How high one thing is: as high as its sentence needs.
fn height(item: &Item<'_>) -> f32 {
    let about = if item.about.is_some() { ABOUT } else { 0.0 };
    let buttons = if item.answers.is_empty() { 0.0 } else { BUTTONS + 4.0 };
    2.0 * PADDING + about + lines(&item.said).len() as f32 * LETTERS.1 + buttons
}

/// As many as fit on a page, one at least; one page, where there is nothing.
fn paginate(heights: &[f32], room: f32) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (at, height) in heights.iter().enumerate() {
        if at > start && used + height > room {
            pages.push(start..at);
            (start, used) = (at, 0.0);
        }
        used += height + GAP;
    }
    pages.push(start..heights.len());
    pages
}

/// One thing: which order, what is wrong, and its buttons on a line of their own.
fn item<'a>(item: &Item<'a>, at: usize, context: &Context<'a>) -> Element<'a, Message> {
    let (ground, edge) = match item.grade {
        Grade::Urgent => (theme::DANGER_GROUND, theme::DANGER),
        Grade::Look | Grade::Note => (theme::WARN_GROUND, theme::WARN),
    };
    let busy = context.stopped || item.about.is_some_and(|card| context.is_busy(&card.view.id));
    let buttons = item.answers.iter().enumerate().map(|(n, (name, deed))| {
        let ends = matches!(deed, Deed::Answer(_, ProblemAnswer::Ask(Question::CallOff(_))));
        let tone = match n {
            _ if ends => Tone::Grave,
            0 => Tone::Main(theme::INK),
            _ => Tone::Plain,
        };
        let key = (at == 0).then(|| format!("F{}", 5 + n));
        let message = (!busy).then(|| Message::Do(deed.clone(), DRAWER + at));
        push_tall(name, key.as_deref(), tone, message).height(BUTTONS).width(FillPortion(1)).into()
    });
    let open = item.about.map(|card| {
        let open = Message::Open(card.view.id.clone());
        let head = row![
            widget::bold(&card.view.number, theme::LARGE),
            widget::badge(card),
            space().width(Fill),
            push(say::plain(context.words, "ui-look"), None, Tone::Plain, Some(open)).height(ABOUT - 2.0),
        ];
        head.height(ABOUT - 2.0).spacing(GAP).align_y(Center)
    });
    let buttons = (!item.answers.is_empty()).then(|| row(buttons).spacing(6));
    container(column![].push(open).push(sentence(lines(&item.said))).push(buttons).spacing(2))
        .padding(PADDING)
        .width(Fill)
        .height(height(item))
        .clip(true)
        .style(theme::panel(ground, edge, theme::INK))
        .into()
}

/// One line or machine.
fn state<'a>(state: &State) -> Element<'a, Message> {
    let name = widget::bold(&state.name, theme::BODY).width(Fill);
    let word = widget::tag(&state.word, state.color);
    container(row![name, word].align_y(Center))
        .padding([0, 10])
        .center_y(STATE)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_what_fits_and_one_thing_at_least() {
        let pages = |heights: &[f32], room| -> Vec<(usize, usize)> {
            paginate(heights, room).into_iter().map(|page| (page.start, page.end)).collect()
        };
        assert_eq!(pages(&[], 500.0), [(0, 0)]);
        assert_eq!(pages(&[100.0; 3], 500.0), [(0, 3)]);
        assert_eq!(pages(&[200.0; 3], 450.0), [(0, 2), (2, 3)]);
        assert_eq!(pages(&[900.0, 100.0], 500.0), [(0, 1), (1, 2)], "higher than the page");
    }
}
