//! Pieces that several screens show.

mod around;
mod banner;
mod card;
pub mod finger;
mod order_row;
mod pages;
mod paper;
mod states;
pub mod syllable;

pub use banner::{notice, problem, success, trouble};
pub use card::{CardTap, badge, card, color, deadline, delivery_color, waiting};
pub use order_row::order_row;
pub use pages::{places, rail, tile};
pub use paper::{paper, pixels};
pub use states::{State, bell, chips, states};

use domain::text::legible;
use iced::widget::text::Wrapping;
use iced::widget::{Button, Column, Row, Text, TextInput, button, column, container, row, text, text_input};
use iced::{Center, Element, Fill, FillPortion, Pixels};

use super::brief;
use super::theme::{self, Role, Tone};

/// Running text. What customers write may hold signs that the bundled font lacks.
pub fn label<'a>(content: impl ToString, size: f32) -> Text<'a> {
    // Whole pixels: the software renderer leaves stripes where a box begins between two of them.
    text(legible(content.to_string())).size(size).line_height(Pixels((size * 1.3).round()))
}

/// Text that stands out.
pub fn bold<'a>(content: impl ToString, size: f32) -> Text<'a> {
    label(content, size).font(theme::BOLD)
}

/// Buttons in rows of so many, each as wide as the others, so far from one another. Fewer than that share one row.
pub fn rows<'a, M: 'a>(buttons: Vec<Element<'a, M>>, across: usize, gap: f32) -> Element<'a, M> {
    let mut lines = Vec::new();
    let mut buttons = buttons.into_iter().peekable();
    while buttons.peek().is_some() {
        let mut line: Vec<Element<'a, M>> = buttons.by_ref().take(across).collect();
        while !lines.is_empty() && line.len() < across {
            line.push(container(row![]).width(FillPortion(1)).into());
        }
        lines.push(Row::with_children(line).spacing(gap).into());
    }
    Column::with_children(lines).spacing(gap).width(Fill).into()
}

/// Text beside the matter.
pub fn note<'a>(content: impl ToString) -> Text<'a> {
    label(content, theme::SMALL).style(theme::ink(theme::MUTED))
}

/// A word on a coloured ground.
pub fn tag<'a, M: 'a>(content: impl ToString, color: Role) -> Element<'a, M> {
    container(bold(content, theme::SMALL).wrapping(Wrapping::None))
        .padding([3, 8])
        .style(theme::filled(color))
        .into()
}

/// A word on a coloured ground across all of its place: to be read from where one cooks.
pub fn call_out<'a, M: 'a>(content: impl ToString, color: Role) -> Element<'a, M> {
    container(bold(content, theme::LARGE - 4.0))
        .width(Fill)
        .padding([5, 10])
        .style(theme::filled(color))
        .into()
}

/// A name where there is little room for one.
pub fn short(name: &str, most: usize) -> String {
    match name.char_indices().nth(most) {
        Some((end, _)) if name.chars().count() > most + 1 => format!("{}…", name[..end].trim_end()),
        _ => name.to_owned(),
    }
}

/// A button for a finger, with the key that does the same. Without a message it is switched off.
pub fn push<'a, M: Clone + 'a>(
    content: impl ToString,
    key: Option<&str>,
    tone: Tone,
    message: Option<M>,
) -> Button<'a, M> {
    button(container(name(content, key)).center_y(Fill))
        .height(theme::TARGET)
        .padding([0, 16])
        .style(theme::button_style(tone))
        .on_press_maybe(message)
}

/// As [`push`], as wide as its place, its name in the middle.
pub fn push_wide<'a, M: Clone + 'a>(
    content: impl ToString,
    key: Option<&str>,
    tone: Tone,
    message: Option<M>,
) -> Button<'a, M> {
    button(container(name(content, key)).center_x(Fill).center_y(Fill))
        .width(Fill)
        .height(theme::TARGET)
        .padding([0, 6])
        .style(theme::button_style(tone))
        .on_press_maybe(message)
}

/// As [`push`] in little room: below its name stands the key or what it costs.
pub fn push_narrow<'a, M: Clone + 'a>(
    content: impl ToString,
    below: Option<&str>,
    tone: Tone,
    message: Option<M>,
) -> Button<'a, M> {
    button(container(name_above(content, below)).center_y(Fill))
        .height(theme::TARGET)
        .padding([0, 12])
        .style(theme::button_style(tone))
        .on_press_maybe(message)
}

/// As [`push_narrow`], higher and as wide as its place, where its name may take two lines.
pub fn push_tall<'a, M: Clone + 'a>(
    content: impl ToString,
    below: Option<&str>,
    tone: Tone,
    message: Option<M>,
) -> Button<'a, M> {
    button(container(name_above(content, below)).center_x(Fill).center_y(Fill))
        .height(theme::TARGET + 20.0)
        .padding([0, 4])
        .style(theme::button_style(tone))
        .on_press_maybe(message)
}

/// As [`push_tall`], this wide, its name in letters that fit on one line.
pub fn push_fit<'a, M: Clone + 'a>(
    content: impl ToString,
    below: Option<&str>,
    tone: Tone,
    message: Option<M>,
    width: f32,
) -> Button<'a, M> {
    let content = content.to_string();
    let fits = |size: &f32| brief::width(&content, *size) <= width - 10.0;
    let size = [theme::LARGE - 4.0, 17.0, 15.0].into_iter().find(fits);
    let name = bold(content, size.unwrap_or(13.0)).align_x(Center);
    // A name on two lines leaves no room for its key.
    let below = below.filter(|_| size.is_some()).map(|below| label(below, 14.0).wrapping(Wrapping::None));
    button(container(column![name].push(below).align_x(Center)).center_x(Fill).center_y(Fill))
        .width(width)
        .padding([0, 2])
        .style(theme::button_style(tone))
        .on_press_maybe(message)
}

/// A field to write in.
pub fn field<'a, M: Clone + 'a>(
    hint: &str,
    value: &str,
    id: &'static str,
    typed: impl Fn(String) -> M + 'a,
) -> TextInput<'a, M> {
    let input = text_input(hint, value).id(id).size(theme::LARGE - 4.0).padding(10);
    input.style(theme::field).on_input(typed)
}

fn name_above<'a, M: 'a>(content: impl ToString, below: Option<&str>) -> Column<'a, M> {
    let name = bold(content, theme::LARGE - 4.0).align_x(Center);
    let below = below.map(|below| label(below, 14.0).wrapping(Wrapping::None));
    column![name].push(below).align_x(Center)
}

/// A button's name and its key.
fn name<'a, M: 'a>(content: impl ToString, key: Option<&str>) -> Row<'a, M> {
    let part = |content: &str, size: f32| label(content, size).wrapping(Wrapping::None);
    row![part(&content.to_string(), theme::LARGE - 4.0).font(theme::BOLD)]
        .push(key.map(|key| part(key, 14.0)))
        .spacing(8)
        .align_y(Center)
}
