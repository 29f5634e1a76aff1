//! The counter at a glance: what came in, what cooks, what is on its way, and above them what needs a person.

use std::cmp::Reverse;

use iced::widget::{column, container, operation, row, scrollable, space};
use iced::{Center, Element, Fill, FillPortion, Task};
use jiff::Timestamp;

use super::Context;
use crate::engine::board::{Card, ChannelHealth, Line};
use crate::engine::{Command, ShopCommand, Wanted};
use crate::language;
use crate::order::{Problem, Status, Urgency, Won};
use crate::ui::key::Key;
use crate::ui::step::{self, Answer, Column};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget;

/// Most height of what needs a person, so that the orders stay in sight.
const BANNERS: f32 = 168.0;
/// Most riders at the counter that fit side by side.
const MOST_RIDERS: usize = 3;

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
    /// A button on a card.
    Act(String, Command),
    /// A button on a problem.
    Answer(String, Answer),
    /// Open or finished orders.
    ShowFinished(bool),
    /// The shop's screen: open, pause, close.
    Shop,
    /// A wish about the shop, at one app or at all.
    Want(Option<String>, ShopCommand),
    /// The form for an order by phone.
    Phone,
    /// What riders cost and owe.
    Closing,
    /// A key.
    Key(Key),
}

/// What the counter asks of the window.
pub enum Action {
    /// Nothing.
    None,
    /// Show this order.
    Open(String),
    /// Show this order and begin with an answer that needs more to be said.
    Ask(String, Answer),
    /// Tell the engine.
    Command(String, Command),
    /// Allow this surcharge up to so much, won, until the business day ends.
    Allow(String, Won),
    /// Show the shop's screen.
    Shop,
    /// Tell the engine what is wanted of the shop, at one app or at all.
    Want(Option<String>, ShopCommand),
    /// Show the form for an order by phone.
    Phone,
    /// Show what riders cost and owe.
    Closing,
    /// Bring the selected order into sight.
    Run(Task<Message>),
}

/// A column and its orders, as they are shown.
type Filled<'a> = (Column, Vec<&'a Card>);

impl Counter {
    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action {
        match message {
            Message::Open(order) => {
                self.selected = Some(order.clone());
                Action::Open(order)
            }
            Message::Act(order, command) => Action::Command(order, command),
            Message::Answer(order, answer) => settle(order, answer),
            Message::ShowFinished(finished) => {
                self.finished = finished;
                self.selected = None;
                Action::None
            }
            Message::Shop => Action::Shop,
            Message::Want(channel, command) => Action::Want(channel, command),
            Message::Phone => Action::Phone,
            Message::Closing => Action::Closing,
            Message::Key(key) => self.press(key, context),
        }
    }

    fn press(&mut self, key: Key, context: &Context<'_>) -> Action {
        match key {
            Key::Left => return self.step_across(context, -1),
            Key::Right => return self.step_across(context, 1),
            Key::Up => return self.step_along(context, -1, true),
            Key::Down => return self.step_along(context, 1, true),
            Key::Previous => return self.step_along(context, -1, false),
            Key::Next => return self.step_along(context, 1, false),
            Key::Enter => match self.current(context) {
                Some(card) => return Action::Open(card.view.id.clone()),
                None => return Action::None,
            },
            Key::Space => {
                if let Some(card) = self.current(context)
                    && let Some((_, command)) = step::next(card)
                {
                    return Action::Command(card.view.id.clone(), command);
                }
            }
            Key::Function(9) => self.finished = !self.finished,
            Key::Escape => self.finished = false,
            Key::Function(number @ 5..=7) => {
                if let Some((card, problem)) = problems(context).first()
                    && let Some((_, _, answer)) =
                        step::answers(problem).into_iter().nth(usize::from(number) - 5)
                {
                    return settle(card.view.id.clone(), answer);
                }
            }
            Key::Digit(0) => return Action::Shop,
            Key::Digit(9) => return Action::Phone,
            Key::Digit(8) => return Action::Closing,
            Key::Function(_) | Key::Digit(_) => {}
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
    fn step_along(&mut self, context: &Context<'_>, by: isize, within: bool) -> Action {
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
    fn step_across(&mut self, context: &Context<'_>, by: isize) -> Action {
        let Some((columns, column, row)) = self.place(context) else { return Action::None };
        match column.checked_add_signed(by).and_then(|to| columns.get(to)) {
            Some(next) => self.select(next, row.min(next.1.len() - 1)),
            None => Action::None,
        }
    }

    /// Selects one order and brings it into sight: scrolled as far as it stands down the list, it is on the screen.
    fn select(&mut self, (column, cards): &Filled<'_>, row: usize) -> Action {
        self.selected = Some(cards[row].view.id.clone());
        let far = row as f32 / (cards.len() - 1).max(1) as f32;
        Action::Run(operation::snap_to(scroll_id(*column), operation::RelativeOffset { x: 0.0, y: far }))
    }

    /// The counter below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let current = self.current(context).map(|card| card.view.id.clone());
        let finished = in_column(context, Column::Finished).len();
        let here = riders_here(context);
        let room = if here.is_some() { BANNERS - theme::TARGET } else { BANNERS };
        let mut page = column![].push(here).push(banners(context, room)).spacing(8);
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
            widget::push(say::plain(context.words, "ui-shop"), Some("0"), Tone::Plain, Some(Message::Shop)),
            widget::push(
                say::plain(context.words, "ui-by-phone"),
                Some("9"),
                Tone::Plain,
                Some(Message::Phone)
            ),
            widget::push(
                say::plain(context.words, "ui-closing"),
                Some("8"),
                Tone::Plain,
                Some(Message::Closing)
            ),
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
                let wish = (!context.stopped).then_some(Message::Want(None, ShopCommand::Open));
                widget::push(say::plain(words, "ui-open-now"), None, Tone::Main(theme::GOOD), wish)
            });
            let inside = column![widget::bold(text, size)].push(open).spacing(16).align_x(Center);
            return column![heading, container(inside).padding([40, 12]).center_x(Fill)].into();
        }
        let card = |card: &Card| -> Element<'a, Message> {
            let order = &card.view.id;
            let open = Message::Open(order.clone());
            widget::card(card, current == Some(order.as_str()), context, open, |command| {
                Message::Act(order.clone(), command)
            })
        };
        let list = if kind == Column::Finished {
            const ACROSS: usize = 3;
            column(cards.chunks(ACROSS).map(|cards| {
                let gaps = (cards.len()..ACROSS).map(|_| space().width(Fill).into());
                row(cards.iter().map(|shown| card(shown)).chain(gaps)).spacing(8).into()
            }))
        } else {
            column(cards.into_iter().map(card))
        };
        let list = container(list.spacing(8)).padding([0, 2]);
        column![heading, scrollable(list).id(scroll_id(kind)).spacing(2).height(Fill)].spacing(6).into()
    }
}

/// What an answer to a problem asks of the window.
fn settle(order: String, answer: Answer) -> Action {
    match answer {
        Answer::Command(command) => Action::Command(order, command),
        Answer::Allow { kind, up_to } => Action::Allow(kind, up_to),
        answer => Action::Ask(order, answer),
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

/// All problems, those that cannot wait first.
fn problems<'a>(context: &Context<'a>) -> Vec<(&'a Card, &'a Problem)> {
    let mut all: Vec<(&Card, &Problem)> = context
        .board
        .orders
        .iter()
        .rev()
        .flat_map(|card| card.view.problems.iter().map(move |problem| (card, problem)))
        .collect();
    all.sort_by_key(|(_, problem)| problem.urgency() == Urgency::Calm);
    all
}

/// The riders who stand at the counter, the one who waits longest first: whichever order they have come for, and
/// however far down its column that is.
fn riders_here<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let words = context.words;
    let mut cards: Vec<&Card> = context.board.orders.iter().collect();
    cards.retain(|card| card.view.rider_waits_since.is_some());
    cards.sort_by_key(|card| card.view.rider_waits_since);
    let more = cards.len().saturating_sub(MOST_RIDERS);
    let more = (more > 0).then(|| widget::bold(format!("+{more}"), theme::LARGE));
    let riders = cards.into_iter().take(MOST_RIDERS).filter_map(|card| {
        let (said, heed) = say::waiting_rider(words, &card.view, context.now)?;
        let tone = Tone::Main(widget::heed_color(heed));
        Some(widget::push(said, None, tone, Some(Message::Open(card.view.id.clone()))).into())
    });
    let riders: Vec<Element<'a, Message>> = riders.collect();
    let title = widget::bold(say::plain(words, "ui-riders-here"), theme::LARGE);
    (!riders.is_empty()).then(|| row![title].extend(riders).push(more).spacing(8).align_y(Center).into())
}

fn banners<'a>(context: &Context<'a>, room: f32) -> Option<Element<'a, Message>> {
    let (board, words) = (context.board, context.words);
    let mut list: Vec<Element<'a, Message>> = questions(context);
    for (at, (card, problem)) in problems(context).into_iter().enumerate() {
        let order = card.view.id.clone();
        list.push(widget::problem(card, problem, at == 0, context, |answer| {
            Message::Answer(order.clone(), answer)
        }));
    }
    if let Some(trouble) = &board.store {
        list.push(widget::trouble(language::store_trouble(words, trouble)));
    }
    if let Some(why) = &board.mute {
        list.push(widget::trouble(language::mute(words, why)));
    }
    for printer in &board.printers {
        if let Some(trouble) = &printer.trouble {
            list.push(widget::trouble(language::trouble(words, trouble, &printer.id)));
        }
    }
    for channel in &board.channels {
        if matches!(channel.line, Line::Failing(_) | Line::SignedOut(_)) {
            let said = match (channel.absent_since, &channel.line) {
                (Some(since), Line::Failing(_)) => language::absent(words, &channel.name, since, context.now),
                _ => language::line(words, &channel.line, &channel.name),
            };
            list.push(widget::trouble(said));
        }
    }
    let said = board.channels.iter().flat_map(|channel| language::channel_notices(words, channel));
    list.extend(said.map(widget::notice));
    let ahead = board.channels.iter().map(|channel| channel.clock_ahead).max_by_key(|ahead| ahead.abs());
    list.extend(ahead.and_then(|ahead| language::clock(words, ahead)).map(widget::notice));
    for channel in &board.channels {
        // A shop that somebody forgot to open again loses an evening.
        if channel.opening.wanted != Wanted::Open {
            let said = language::opening(words, &channel.opening, context.zone);
            let by_hand = channel.by_hand.map(|what| language::by_hand(words, what, &channel.name));
            let said = [Some(format!("{}: {said}", channel.name)), by_hand];
            list.push(widget::notice(said.into_iter().flatten().collect::<Vec<_>>().join("\n")));
        }
    }
    for agency in &board.agencies {
        if matches!(agency.line, Line::SignedOut(_)) {
            list.push(widget::trouble(language::line(words, &agency.line, words.agency(&agency.id))));
        }
        list.extend(language::agency_notices(words, agency).into_iter().map(widget::notice));
    }
    (!list.is_empty())
        .then(|| container(scrollable(column(list).spacing(6)).spacing(2)).max_height(room).into())
}

/// Whether to open a shop that is still closed when a business day begins: once, where all apps ask.
fn questions<'a>(context: &Context<'a>) -> Vec<Element<'a, Message>> {
    let (words, channels) = (context.words, &context.board.channels);
    let asking = || channels.iter().filter(|channel| channel.opening.asks_to_open);
    let asked: Vec<Option<&ChannelHealth>> = match asking().count() {
        0 => return Vec::new(),
        many if many == channels.len() => vec![None],
        _ => asking().map(Some).collect(),
    };
    let question = |channel: Option<&ChannelHealth>| {
        let asks = say::plain(words, "ui-asks-to-open");
        let sentence = channel.map_or(asks.clone(), |channel| format!("{}: {asks}", channel.name));
        let id = channel.map(|channel| channel.id.clone());
        let answers = [("ui-open-now", ShopCommand::Open), ("ui-stay-closed", ShopCommand::Close)];
        let answers = answers.map(|(name, command)| {
            (say::plain(words, name), (!context.stopped).then(|| Message::Want(id.clone(), command)))
        });
        widget::question(sentence, answers)
    };
    asked.into_iter().map(question).collect()
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
    } else if lines().any(|line| *line == Line::Connected) {
        "ui-waiting"
    } else if lines().any(|line| *line == Line::Starting) {
        "ui-starting"
    } else {
        "ui-disconnected"
    };
    (id, false)
}
