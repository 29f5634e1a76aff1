//! What needs a person, above the orders: riders at the counter, problems with their answers, and what is wrong outside.

use domain::order::{Problem, Urgency};
use domain::{ShopCommand, Wanted};
use iced::widget::{column, container, row, scrollable};
use iced::{Center, Element};

use super::{Context, Wish};
use crate::engine::board::{Card, ChannelHealth, ConnectionStatus};
use crate::language;
use crate::ui::step::ProblemAnswer;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget;

/// Most height of what needs a person, so that the orders stay in sight.
const BANNERS: f32 = 168.0;
/// Most riders at the counter that fit side by side.
const MOST_RIDERS: usize = 3;

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A rider at the counter was tapped: this is the order.
    Open(String),
    /// A button on a problem of this order.
    Answer(String, ProblemAnswer),
    /// A wish about the shop.
    Tell(Wish),
}

/// The riders who stand at the counter and all banners, as far as there are any.
pub fn view<'a>(context: &Context<'a>) -> Vec<Element<'a, Message>> {
    let here = riders_here(context);
    let room = if here.is_some() { BANNERS - theme::TARGET } else { BANNERS };
    here.into_iter().chain(banners(context, room)).collect()
}

/// All problems, those that cannot wait first.
pub fn problems<'a>(context: &Context<'a>) -> Vec<(&'a Card, &'a Problem)> {
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
        if matches!(channel.line, ConnectionStatus::Failing(_) | ConnectionStatus::SignedOut(_)) {
            let said = match (channel.absent_since, &channel.line) {
                (Some(since), ConnectionStatus::Failing(_)) => {
                    language::absent(words, &channel.name, since, context.now)
                }
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
        // A shop that is closed and not opened again loses an evening.
        if channel.opening.wanted != Wanted::Open {
            let said = language::opening(words, &channel.opening, context.zone);
            let by_hand = channel.by_hand.map(|what| language::by_hand(words, what, &channel.name));
            let said = [Some(format!("{}: {said}", channel.name)), by_hand];
            list.push(widget::notice(said.into_iter().flatten().collect::<Vec<_>>().join("\n")));
        }
    }
    for agency in &board.agencies {
        if matches!(agency.line, ConnectionStatus::SignedOut(_)) {
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
            (
                say::plain(words, name),
                (!context.stopped).then(|| Message::Tell(Wish::Shop(id.clone(), command))),
            )
        });
        widget::question(sentence, answers)
    };
    asked.into_iter().map(question).collect()
}
