//! Practice beside the running counter: the band that marks it over every screen, and the guided tour in it.

mod tour;

use cause::Cause;
use iced::widget::{column, container, row};
use iced::{Center, Element, Fill};

pub use self::tour::{Seen, Tour};
use super::assistant::practice::Practice;
use super::feed::News;
use super::text as say;
use super::theme::{self, Tone};
use super::widget::{bold, push};
use crate::language::Words;

/// Height of the band.
pub const BAND: f32 = 60.0;
/// Height of the tour below it.
pub const TOUR: f32 = 60.0;

/// Whether a practice can be begun from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practicable {
    /// No simulators are built in.
    No,
    /// It can.
    Yes,
    /// It is being started.
    Begins,
    /// It is on.
    On,
}

/// What happens about a practice.
#[derive(Clone, Debug)]
pub enum Message {
    /// It runs, or cannot be started.
    Begun(Result<Practice, Cause>),
    /// Its board has changed or ended; of the so many-th practice.
    News(u64, News),
    /// One more order.
    More,
    /// The tour goes on to its next step.
    Skip,
    /// The tour ends, or begins again.
    Guide(bool),
    /// It ends.
    End,
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, Message::More | Message::Skip | Message::Guide(_) | Message::End)
    }
}

/// Why it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// A person ended it.
    ByHand,
    /// A real order came.
    NewOrder,
    /// The real bell rings about an order that was there before.
    Bell,
    /// It has stopped by itself.
    Broken,
}

impl Ended {
    /// Why, for the person who practised; one who ended it knows.
    pub fn told(self) -> Option<&'static str> {
        match self {
            Ended::ByHand => None,
            Ended::NewOrder => Some("practice-ended-order"),
            Ended::Bell => Some("practice-ended-bell"),
            Ended::Broken => Some("practice-ended-broken"),
        }
    }
}

/// Height that the band takes of every screen, with the tour if it is on.
pub fn height(tour: Option<&Tour>) -> f32 {
    BAND + tour.map_or(0.0, |_| TOUR)
}

/// The band: that this is practice, how it goes on, and how it ends. Below it what the tour says.
pub fn band<'a>(tour: Option<&Tour>, words: &Words) -> Element<'a, Message> {
    let plain = |id: &str| say::plain(words, id);
    let button = |id: &str, message| push(plain(id), None, Tone::Plain, Some(message)).height(BAND - 8.0);
    let guide = tour.is_none().then(|| button("practice-guide", Message::Guide(true)));
    let line = row![bold(plain("practice-band"), theme::FIGURE).width(Fill)]
        .push(guide)
        .push(button("practice-more", Message::More))
        .push(button("practice-end", Message::End))
        .spacing(8)
        .align_y(Center);
    let band =
        container(line).padding([0, 12]).center_y(BAND).width(Fill).style(theme::band(theme::PRACTICE));
    column![band].push(tour.map(|tour| guided(tour, words))).into()
}

/// What the tour says now.
fn guided<'a>(tour: &Tour, words: &Words) -> Element<'a, Message> {
    let plain = |id: &str| say::plain(words, id);
    let button = |id: &str, message| push(plain(id), None, Tone::Plain, Some(message)).height(TOUR - 8.0);
    let (said, at) = match tour.step() {
        Some((step, at, of)) => (step.said(), Some(bold(format!("{at}/{of}"), theme::LARGE))),
        None => ("practice-tour-over", None),
    };
    let skip = tour.step().map(|_| button("practice-skip", Message::Skip));
    let line = row![]
        .push(at)
        .push(bold(plain(said), theme::BODY).width(Fill))
        .push(skip)
        .push(button("practice-guide-end", Message::Guide(false)))
        .spacing(10)
        .align_y(Center);
    let style = theme::panel(theme::SURFACE, theme::PRACTICE, theme::INK);
    container(line).padding([0, 12]).center_y(TOUR).width(Fill).clip(true).style(style).into()
}
