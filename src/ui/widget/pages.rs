//! Places on pages, and the buttons that turn them: lists here have pages, because a finger on a button cannot scroll.

use iced::widget::{Column, Row, button, column, container, space};
use iced::{Center, Element, Fill, Size};

use super::{bold, push_wide};
use crate::language::Words;
use crate::ui::layout::{GAP, Grid, RAIL};
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};

/// The page between the two buttons.
const PAGE: f32 = 28.0;
/// Highest button.
const BUTTON: f32 = 160.0;

/// The places of a page, line by line, with this gap between lines.
pub fn places<'a, M: 'a>(shown: Vec<Element<'a, M>>, grid: Grid, gap: f32) -> Element<'a, M> {
    let mut lines = Column::new().spacing(gap);
    let mut line = Row::new().spacing(GAP);
    for (at, place) in shown.into_iter().enumerate() {
        if at > 0 && at % grid.across == 0 {
            lines = lines.push(std::mem::replace(&mut line, Row::new().spacing(GAP)));
        }
        line = line.push(place);
    }
    lines.push(line).into()
}

/// A place that is one button. Its ground and edge say how it stands; without a message it is switched off.
pub fn tile<'a, M: Clone + 'a>(
    inside: impl Into<Element<'a, M>>,
    cell: Size,
    padding: [f32; 2],
    (ground, edge): (Role, Role),
    message: Option<M>,
) -> Element<'a, M> {
    button(container(inside).width(Fill).height(Fill).clip(true))
        .width(cell.width)
        .height(cell.height)
        .padding(padding)
        .style(theme::card_style(ground, edge, false))
        .on_press_maybe(message)
        .into()
}

/// The buttons that turn pages, at the right edge of their places; the message says by how many pages.
pub fn rail<'a, M: Clone + 'a>(
    page: usize,
    pages: usize,
    height: f32,
    words: &Words,
    turn: impl Fn(isize) -> M,
) -> Element<'a, M> {
    if pages == 1 {
        return space().width(RAIL).into();
    }
    let button = |id: &str, by, on: bool| {
        let height = ((height - PAGE) / 2.0).min(BUTTON);
        push_wide(say::plain(words, id), None, Tone::Plain, on.then(|| turn(by))).height(height)
    };
    let at = bold(format!("{}/{pages}", page + 1), theme::BODY);
    let at = container(at).center_x(RAIL).center_y(PAGE);
    column![button("ui-page-up", -1, page > 0), at, button("ui-page-down", 1, page + 1 < pages)]
        .width(RAIL)
        .align_x(Center)
        .into()
}
