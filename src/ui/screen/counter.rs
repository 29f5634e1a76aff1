//! The counter at a glance: what came in, what cooks, what is on its way.

use std::cmp::Reverse;

use domain::order::Status;
use domain::{Command, ShopCommand, Verb, Wanted};
use iced::widget::{column, container, operation, row, scrollable, space};
use iced::{Center, Element, Fill, FillPortion};
use jiff::Timestamp;

use super::{Action, Context, Place, Wish, attention};
use crate::engine::board::{Card, ChannelHealth, ConnectionStatus};
use crate::ui::key::Key;
use crate::ui::step::{self, Column, ProblemAnswer};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, CardTap};

/// What the counter remembers.
#[derive(Debug, Default)]
pub struct Counter {
    /// The order the keys act on; the first one if it is gone.
    selected: Option<String>,
    /// Shows the finished orders instead of the open ones.
    finished: bool,
}

/// What happens on the counter.
#[derive(Clone, Debug)]
pub enum Message {
    /// A card was tapped.
    Open(String),
    /// A button on a card, and the card's place on the screen.
    Act(String, Command, usize),
    /// The step that is held back for this order is not sent.
    TakeBack(String),
    /// On what needs a person.
    Attention(attention::Message),
    /// Open or finished orders.
    ShowFinished(bool),
    /// Another screen.
    Show(Place),
    /// A wish about the shop.
    Tell(Wish),
    /// A key.
    Key(Key),
}

/// A column and its orders, as they are shown.
type Filled<'a> = (Column, Vec<&'a Card>);

impl Counter {
    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Open(order) | Message::Attention(attention::Message::Open(order)) => {
                self.selected = Some(order.clone());
                open(order)
            }
            Message::Act(order, command, _) => Action::command(&order, command),
            Message::TakeBack(order) => Action::TakeBack(order),
            Message::Attention(attention::Message::Answer(order, answer)) => settle(order, answer, context),
            Message::Attention(attention::Message::Tell(wish)) | Message::Tell(wish) => Action::Tell(wish),
            Message::ShowFinished(finished) => {
                self.finished = finished;
                self.selected = None;
                Action::None
            }
            Message::Show(place) => Action::Show(place),
            Message::Key(key) => self.press(key, context),
        }
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> u8 {
        u8::from(self.finished)
    }

    /// Shows the finished orders.
    pub fn show_finished(&mut self) {
        (self.finished, self.selected) = (true, None);
    }

    /// Once a new order is answered, the keys stand on the next one: never on what was just taken.
    pub fn select_next_new(&mut self, answered: &str, context: &Context<'_>) {
        let new = in_column(context, Column::New);
        let at = new.iter().position(|card| card.view.id == answered).unwrap_or(0);
        let rest = new.iter().skip(at + 1).chain(new.iter().take(at));
        let next = rest.into_iter().find(|card| !context.is_busy(&card.view.id));
        self.selected = next.map(|card| card.view.id.clone());
    }

    fn press(&mut self, key: Key, context: &Context<'_>) -> Action<Message> {
        match key {
            Key::Left => return self.step_across(context, -1),
            Key::Right => return self.step_across(context, 1),
            Key::Up => return self.step_along(context, -1, true),
            Key::Down => return self.step_along(context, 1, true),
            Key::Previous => return self.step_along(context, -1, false),
            Key::Next => return self.step_along(context, 1, false),
            Key::Enter => match self.current(context) {
                Some(card) => return open(card.view.id.clone()),
                None => return Action::None,
            },
            Key::Space => {
                if let Some(card) = self.current(context)
                    && card.possible.has(Verb::Accept)
                {
                    return Action::command(&card.view.id, Command::Accept { prep_minutes: None });
                }
            }
            Key::Function(9) => self.finished = !self.finished,
            Key::Escape => self.finished = false,
            Key::Function(number @ 5..=7) => {
                if let Some((card, problem)) = attention::problems(context).first()
                    && let Some((_, _, answer)) =
                        step::answers(problem).into_iter().nth(usize::from(number) - 5)
                {
                    return settle(card.view.id.clone(), answer, context);
                }
            }
            Key::Digit(0) => return Action::Show(Place::Shop),
            Key::Digit(9) => return Action::Show(Place::Phone),
            Key::Digit(8) => return Action::Show(Place::Closing),
            Key::Function(_) | Key::Digit(_) | Key::Undo => {}
        }
        Action::None
    }

    /// The columns on the screen, each in the order it is shown.
    fn columns<'a>(&self, context: &Context<'a>) -> Vec<Filled<'a>> {
        let shown: &[Column] =
            if self.finished { &[Column::Finished] } else { &[Column::New, Column::Cooking, Column::Away] };
        shown.iter().map(|column| (*column, in_column(context, *column))).collect()
    }

    /// The order the keys act on.
    fn current<'a>(&self, context: &Context<'a>) -> Option<&'a Card> {
        let columns = self.columns(context);
        let all = || columns.iter().flat_map(|(_, cards)| cards.iter().copied());
        all().find(|card| Some(&card.view.id) == self.selected.as_ref()).or_else(|| all().next())
    }

    /// The columns with orders, and where among them the keys stand: column and row.
    fn place<'a>(&self, context: &Context<'a>) -> Option<(Vec<Filled<'a>>, usize, usize)> {
        let current = &self.current(context)?.view.id;
        let mut columns = self.columns(context);
        columns.retain(|(_, cards)| !cards.is_empty());
        let (column, row) = columns.iter().enumerate().find_map(|(column, (_, cards))| {
            Some((column, cards.iter().position(|card| card.view.id == *current)?))
        })?;
        Some((columns, column, row))
    }

    /// Up and down in a column, or on through all of them.
    fn step_along(&mut self, context: &Context<'_>, by: isize, within: bool) -> Action<Message> {
        let Some((columns, column, row)) = self.place(context) else { return Action::None };
        let to = row.checked_add_signed(by).filter(|to| *to < columns[column].1.len());
        match to {
            Some(row) => self.select(&columns[column], row),
            None if within => Action::None,
            None => {
                let Some(next) = column.checked_add_signed(by).and_then(|to| columns.get(to)) else {
                    return Action::None;
                };
                self.select(next, if by < 0 { next.1.len() - 1 } else { 0 })
            }
        }
    }

    /// To the next column that has orders.
    fn step_across(&mut self, context: &Context<'_>, by: isize) -> Action<Message> {
        let Some((columns, column, row)) = self.place(context) else { return Action::None };
        match column.checked_add_signed(by).and_then(|to| columns.get(to)) {
            Some(next) => self.select(next, row.min(next.1.len() - 1)),
            None => Action::None,
        }
    }

    /// Selects one order and brings it into sight: scrolled as far as it stands down the list, it is on the screen.
    fn select(&mut self, (column, cards): &Filled<'_>, row: usize) -> Action<Message> {
        self.selected = Some(cards[row].view.id.clone());
        let far = row as f32 / (cards.len() - 1).max(1) as f32;
        Action::Run(operation::snap_to(scroll_id(*column), operation::RelativeOffset { x: 0.0, y: far }))
    }

    /// The counter below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let current = self.current(context).map(|card| card.view.id.clone());
        let finished = in_column(context, Column::Finished).len();
        let above = attention::view(context).into_iter().map(|shown| shown.map(Message::Attention));
        let mut page = column(above).spacing(8);
        let columns = self.columns(context).into_iter().map(|(kind, cards)| {
            let portion = if kind == Column::New { 5 } else { 4 };
            container(self.column(kind, cards, current.as_deref(), context))
                .width(FillPortion(portion))
                .into()
        });
        page = page.push(row(columns).spacing(8).height(Fill));
        let open = context.board.orders.len() - finished;
        let tab = |id, n: usize, on, key: Option<&str>, message| {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            let tone = if on { Tone::Chosen } else { Tone::Plain };
            widget::push(context.words.text(id, &[("n", n.into())]), key, tone, Some(message))
        };
        let to = |id, key, place| {
            widget::push(say::plain(context.words, id), Some(key), Tone::Plain, Some(Message::Show(place)))
        };
        let tabs = row![
            tab(
                "ui-tab-open",
                open,
                !self.finished,
                self.finished.then_some("F9"),
                Message::ShowFinished(false)
            ),
            tab(
                "ui-tab-finished",
                finished,
                self.finished,
                (!self.finished).then_some("F9"),
                Message::ShowFinished(true)
            ),
            to("ui-shop", "0", Place::Shop),
            to("ui-by-phone", "9", Place::Phone),
            to("ui-closing", "8", Place::Closing),
            space().width(Fill),
            widget::note(say::plain(context.words, "ui-counter-keys")),
        ]
        .spacing(8)
        .align_y(Center);
        page.push(tabs).into()
    }

    fn column<'a>(
        &self,
        kind: Column,
        cards: Vec<&'a Card>,
        current: Option<&str>,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let words = context.words;
        let (id, color) = match kind {
            Column::New => ("ui-column-new", theme::NEW),
            Column::Cooking => ("ui-column-cooking", theme::COOKING),
            Column::Away => ("ui-column-away", theme::AWAY),
            Column::Finished => ("ui-column-finished", theme::DONE),
        };
        let heading = container(
            row![
                widget::bold(say::plain(words, id), theme::LARGE),
                space().width(Fill),
                widget::bold(cards.len(), theme::LARGE),
            ]
            .align_y(Center),
        )
        .padding([6, 12])
        .width(Fill)
        .style(theme::filled(color));
        if cards.is_empty() {
            let (text, size, open) = match kind {
                Column::New => {
                    let (id, may_open) = waiting(context);
                    (say::plain(words, id), theme::LARGE, may_open)
                }
                _ => (say::plain(words, "ui-column-empty"), theme::BODY, false),
            };
            let open = open.then(|| {
                let wish = Message::Tell(Wish::Shop(None, ShopCommand::Open));
                let wish = (!context.stopped).then_some(wish);
                widget::push(say::plain(words, "ui-open-now"), None, Tone::Main(theme::GOOD), wish)
            });
            let inside = column![widget::bold(text, size)].push(open).spacing(16).align_x(Center);
            return column![heading, container(inside).padding([40, 12]).center_x(Fill)].into();
        }
        let card = |(place, card): (usize, &Card)| -> Element<'a, Message> {
            let order = &card.view.id;
            let open = Message::Open(order.clone());
            let place = place + 1_000 * kind as usize;
            widget::card(card, current == Some(order.as_str()), context, open, |tap| match tap {
                CardTap::Act(command) => Message::Act(order.clone(), command, place),
                CardTap::TakeBack => Message::TakeBack(order.clone()),
            })
        };
        let list = if kind == Column::Finished {
            const ACROSS: usize = 3;
            column(cards.chunks(ACROSS).map(|cards| {
                let gaps = (cards.len()..ACROSS).map(|_| space().width(Fill).into());
                row(cards.iter().map(|shown| card((0, shown))).chain(gaps)).spacing(8).into()
            }))
        } else {
            column(cards.into_iter().enumerate().map(card))
        };
        let list = container(list.spacing(8)).padding([0, 2]);
        column![heading, scrollable(list).id(scroll_id(kind)).spacing(2).height(Fill)].spacing(6).into()
    }
}

fn open(order: String) -> Action<Message> {
    Action::Show(Place::Order(order, None))
}

/// What an answer to a problem asks of the window.
fn settle(order: String, answer: ProblemAnswer, context: &Context<'_>) -> Action<Message> {
    match answer {
        ProblemAnswer::Command(command) => Action::command(&order, command),
        ProblemAnswer::Allow { kind, up_to } => Action::Tell(Wish::Consent { kind, up_to: Some(up_to) }),
        ProblemAnswer::Ask(question) => {
            match step::needs_no_question(&question, context.card(&order), context.board) {
                Some(command) => Action::command(&order, command),
                None => Action::Show(Place::Order(order, Some(question))),
            }
        }
    }
}

/// Id of a column's list, for the keys.
fn scroll_id(column: Column) -> &'static str {
    match column {
        Column::New => "new",
        Column::Cooking => "cooking",
        Column::Away => "away",
        Column::Finished => "finished",
    }
}

/// A column's orders, the most pressing first. New ones do not push others down: what a finger aims at stays.
fn in_column<'a>(context: &Context<'a>, column: Column) -> Vec<&'a Card> {
    let mut cards: Vec<&Card> =
        context.board.orders.iter().filter(|card| step::column(&card.view) == column).collect();
    let far = Timestamp::MAX;
    match column {
        Column::New => cards.sort_by_key(|card| (card.view.accept_by.unwrap_or(far), card.view.received_at)),
        Column::Cooking => cards.sort_by_key(|card| {
            (card.view.ready_at.or(card.view.starts_at).unwrap_or(far), card.view.received_at)
        }),
        // What has left asks for nothing more; what stands here does.
        Column::Away => cards.sort_by_key(|card| {
            (card.view.status == Status::PickedUp, card.view.ready_at.unwrap_or(card.view.received_at))
        }),
        Column::Finished => cards.sort_by_key(|card| Reverse(card.view.updated_at)),
    }
    cards
}

/// What stands where no new order is: all is well, or why none can come; and whether opening the shop would help. A shop
/// that is closed on purpose has lost no line.
fn waiting(context: &Context<'_>) -> (&'static str, bool) {
    let channels = &context.board.channels;
    let wanted = || channels.iter().filter(|channel| channel.opening.is_open(context.now));
    let lines = || wanted().map(|channel| &channel.line);
    let paused = |channel: &ChannelHealth| matches!(channel.opening.wanted, Wanted::Paused { .. });
    let id = if channels.is_empty() {
        "ui-no-channels"
    } else if lines().next().is_none() {
        return (if channels.iter().any(paused) { "ui-paused" } else { "ui-closed" }, true);
    } else if lines().any(|line| *line == ConnectionStatus::Connected) {
        "ui-waiting"
    } else if lines().any(|line| *line == ConnectionStatus::Starting) {
        "ui-starting"
    } else {
        "ui-disconnected"
    };
    (id, false)
}
