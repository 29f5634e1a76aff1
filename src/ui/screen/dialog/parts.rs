//! What all dialogs are made of: their messages, a list that the keys walk, a text field, and the buttons below.

use domain::board::Card;
use domain::{Command, ShopCommand};
use iced::Element;
use iced::widget::{Button, Text, TextInput, column, container, row, text_input};

use crate::ui::key::Key;
use crate::ui::layout::RAIL;
use crate::ui::screen::Context;
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, push_wide};

/// Columns of a list of short names.
pub(super) const ACROSS: usize = 2;

/// What happens in a dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// The choice in this place of the list was taken.
    Choose(usize),
    /// Another page of the list, beginning with this choice.
    Turn(usize),
    /// Yes.
    Confirm,
    /// A button that needs no further question.
    Send(Command),
    /// Off the app's menu too, or not.
    OffMenu,
    /// The text as typed.
    Typed(String),
    /// No.
    Close,
    /// A key.
    Key(Key),
}

/// How a dialog goes on.
#[derive(Debug)]
pub enum Answered {
    /// The dialog stays.
    Stay,
    /// The dialog closes.
    Close,
    /// The dialog closes, and the engine is told.
    Command(Command),
    /// The dialog closes, and the engine is told what is wanted of the order's app.
    Shop(ShopCommand),
}

/// A list of choices, and where the keys stand in it.
pub(super) struct List<'l> {
    pub cursor: &'l mut usize,
    /// How many choices there are.
    pub choices: usize,
    /// In so many columns.
    pub across: usize,
}

impl List<'_> {
    pub fn walk(self, key: Key) {
        let at = *self.cursor;
        let to = match key {
            Key::Up => at.checked_sub(self.across),
            Key::Down => Some(at + self.across),
            Key::Left | Key::Previous => at.checked_sub(1),
            Key::Right | Key::Next => Some(at + 1),
            _ => None,
        };
        if let Some(to) = to.filter(|to| *to < self.choices) {
            *self.cursor = to;
        }
    }
}

/// Most choices of a list that are seen at once.
const PAGE: usize = 5;

/// The page of a list on which the keys stand, with the buttons that turn it where there are more.
pub(in crate::ui::screen) fn paged<'a, M: Clone + 'a>(
    choices: Vec<Element<'a, M>>,
    cursor: usize,
    turn: impl Fn(usize) -> M,
    context: &Context<'_>,
) -> Element<'a, M> {
    let pages = choices.len().div_ceil(PAGE).max(1);
    let page = (cursor / PAGE).min(pages - 1);
    let shown = choices.into_iter().skip(page * PAGE).take(PAGE);
    let list = column(shown).spacing(8);
    if pages == 1 {
        return list.into();
    }
    let button = |id: &str, to: Option<usize>| {
        let message = to.filter(|to| *to < pages).map(|to| turn(to * PAGE));
        push_wide(say::plain(context.words, id), None, Tone::Plain, message).height(RAIL)
    };
    let at =
        container(widget::bold(format!("{}/{pages}", page + 1), theme::LARGE)).center_x(80).center_y(RAIL);
    let (back, on) = (button("ui-page-back", page.checked_sub(1)), button("ui-page-on", Some(page + 1)));
    column![list, row![back, at, on].spacing(8)].spacing(8).into()
}

/// The button that leaves it.
pub(super) fn leave<'a>(id: &str, context: &Context<'_>) -> Button<'a, Message> {
    let esc = say::plain(context.words, "ui-key-esc");
    push_wide(say::plain(context.words, id), Some(&esc), Tone::Plain, Some(Message::Close))
}

/// The button that says yes, once that can be said.
pub(super) fn yes<'a>(id: &str, color: Role, on: bool, context: &Context<'_>) -> Button<'a, Message> {
    let enter = say::plain(context.words, "ui-key-enter");
    let message = on.then_some(Message::Confirm);
    push_wide(say::plain(context.words, id), Some(&enter), Tone::Main(color), message)
}

pub(super) fn field<'a>(typed: &str) -> TextInput<'a, Message> {
    text_input("", typed)
        .size(theme::LARGE)
        .padding(14)
        .style(theme::field)
        .on_input(Message::Typed)
        .on_submit(Message::Confirm)
}

/// What cancelling the order's rider costs, or would cost once one is assigned.
pub(super) fn cancel_fee<'a>(card: &Card, context: &Context<'_>) -> Option<Text<'a>> {
    let sure = step::calling_off_costs(card, context.board).map(|fee| ("ui-cancel-costs", fee));
    let may = || step::calling_off_may_cost(card, context.board).map(|fee| ("ui-cancel-may-cost", fee));
    let (id, fee) = sure.or_else(may)?;
    Some(widget::bold(context.words.text(id, &[("amount", fee.into())]), theme::BODY))
}
