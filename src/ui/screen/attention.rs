//! What needs a person, sorted and counted: problems of orders with their answers, what is wrong outside, and what is to be
//! kept in mind.

use domain::board::{Card, ChannelHealth, ConnectionStatus, Warning};
use domain::order::{Problem, Urgency};
use domain::{Board, ShopCommand, Wanted};

use super::{Context, Wish};
use crate::language;
use crate::ui::step::{self, ProblemAnswer};
use crate::ui::text as say;

/// How soon a person has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// A cook, a rider or the customer goes on meanwhile.
    Urgent,
    /// When there is time.
    Look,
    /// To be kept in mind; it is not counted.
    Note,
}

/// One thing that needs a person.
pub struct Item<'a> {
    /// How soon.
    pub grade: Grade,
    /// The order it is about.
    pub about: Option<&'a Card>,
    /// The sentence.
    pub said: String,
    /// What settles it: name and deed, three at most.
    pub answers: Vec<(String, Deed)>,
}

/// What a button on it does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Answers a problem of this order.
    Answer(String, ProblemAnswer),
    /// Tells the engine something about the shop.
    Tell(Wish),
    /// Installs the new version.
    Update,
}

impl<'a> Item<'a> {
    fn trouble(said: String) -> Item<'a> {
        Item { grade: Grade::Urgent, about: None, said, answers: Vec::new() }
    }

    fn note(said: String) -> Item<'a> {
        Item { grade: Grade::Note, ..Item::trouble(said) }
    }

    /// In one line: the order's number and what is wrong.
    pub fn headline(&self) -> String {
        match self.about {
            Some(card) => format!("{} {}", card.view.number, self.said),
            None => self.said.clone(),
        }
    }
}

/// A problem's sentence; a person who agrees to a cancellation should know what that costs.
pub fn sentence(card: &Card, problem: &Problem, context: &Context<'_>) -> String {
    let sentence = language::problem(context.words, problem);
    match (problem, step::calling_off_costs(card, context.board)) {
        (Problem::CancellationAsked { .. }, Some(fee)) => {
            let costs = context.words.text("ui-cancel-costs", &[("amount", fee.into())]);
            format!("{sentence} {costs}")
        }
        _ => sentence,
    }
}

/// The buttons of a problem, by name.
pub fn answers(problem: &Problem, context: &Context<'_>) -> Vec<(String, ProblemAnswer)> {
    let named = |(id, amount, answer): (&str, Option<domain::order::Won>, ProblemAnswer)| {
        let name = match amount {
            Some(amount) => context.words.text(id, &[("amount", amount.into())]),
            None => say::plain(context.words, id),
        };
        (name, answer)
    };
    step::answers(problem).into_iter().map(named).collect()
}

/// Everything, the most pressing first.
pub fn items<'a>(context: &Context<'a>) -> Vec<Item<'a>> {
    let mut all: Vec<Item<'a>> = problems(context).collect();
    all.extend(questions(context));
    all.extend(troubles(context));
    all.extend(warnings(context));
    all.extend(notes(context));
    all.sort_by_key(|item| item.grade);
    all
}

/// How many of them are counted.
pub fn count(items: &[Item<'_>]) -> usize {
    items.iter().filter(|item| item.grade < Grade::Note).count()
}

fn problems<'a>(context: &Context<'a>) -> impl Iterator<Item = Item<'a>> {
    let all = context.board.orders.iter().rev();
    let context = *context;
    all.flat_map(|card| card.view.problems.iter().map(move |problem| (card, problem))).map(
        move |(card, problem)| {
            let order = card.view.id.clone();
            let deed = |(name, answer)| (name, Deed::Answer(order.clone(), answer));
            Item {
                grade: if problem.urgency() > Urgency::Calm { Grade::Urgent } else { Grade::Look },
                about: Some(card),
                said: sentence(card, problem, &context),
                answers: answers(problem, &context).into_iter().map(deed).collect(),
            }
        },
    )
}

/// Store, bell, printers and lines that do not work.
fn troubles<'a>(context: &Context<'a>) -> Vec<Item<'a>> {
    let (board, words) = (context.board, context.words);
    let mut all = Vec::new();
    all.extend(board.store.iter().map(|trouble| language::store_trouble(words, trouble)));
    all.extend(board.mute.iter().map(|why| language::mute(words, why)));
    for printer in &board.printers {
        all.extend(printer.trouble.iter().map(|trouble| language::trouble(words, trouble, &printer.id)));
    }
    for channel in &board.channels {
        if matches!(channel.line, ConnectionStatus::Failing(_) | ConnectionStatus::SignedOut(_)) {
            all.push(match (channel.absent_since, &channel.line) {
                (Some(since), ConnectionStatus::Failing(_)) => {
                    language::absent(words, &channel.name, since, context.now)
                }
                _ => language::line(words, &channel.line, &channel.name),
            });
        }
    }
    for agency in &board.agencies {
        if matches!(agency.line, ConnectionStatus::SignedOut(_)) {
            all.push(language::line(words, &agency.line, words.agency(&agency.id)));
        }
    }
    all.into_iter().map(Item::trouble).collect()
}

/// Settings and backups.
fn warnings<'a>(context: &Context<'a>) -> impl Iterator<Item = Item<'a>> {
    let (words, locked) = (context.words, context.locked);
    context.board.warnings.iter().map(move |warning| {
        let grade = match warning {
            Warning::OldSettings { .. } | Warning::NoBackup { .. } | Warning::NewVersion { .. } => {
                Grade::Look
            }
            // The other disk may be a stick that is plugged in at night.
            Warning::NotCopied { .. } | Warning::MaySleep { .. } => Grade::Note,
        };
        // What runs in the shop is the owner's matter.
        let installs = matches!(warning, Warning::NewVersion { .. }) && !locked;
        let answers = installs.then(|| (say::plain(words, "update-now"), Deed::Update));
        let answers = answers.into_iter().collect();
        Item { grade, answers, ..Item::trouble(language::warning(words, warning)) }
    })
}

/// What is no trouble: the apps' notices, the clock, a shop that is closed, agencies.
fn notes<'a>(context: &Context<'a>) -> Vec<Item<'a>> {
    let (board, words) = (context.board, context.words);
    let mut all: Vec<String> =
        board.channels.iter().flat_map(|channel| language::channel_notices(words, channel)).collect();
    let ahead = board.channels.iter().map(|channel| channel.clock_ahead).max_by_key(|ahead| ahead.abs());
    all.extend(ahead.and_then(|ahead| language::clock(words, ahead)));
    for channel in &board.channels {
        // A shop that is closed and not opened again loses an evening.
        if channel.opening.wanted != Wanted::Open {
            let said = language::opening(words, &channel.opening, context.zone);
            let by_hand = channel.by_hand.map(|what| language::by_hand(words, what, &channel.name));
            let said = [Some(format!("{}: {said}", channel.name)), by_hand];
            all.push(said.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        }
    }
    let notices = |agency| language::agency_notices(words, agency, !context.locked);
    all.extend(board.agencies.iter().flat_map(notices));
    all.into_iter().map(Item::note).collect()
}

/// The answers to the question whether to open.
pub const ANSWERS: [(&str, ShopCommand); 2] =
    [("ui-open-now", ShopCommand::Open), ("ui-stay-closed", ShopCommand::Close)];

/// The question whether to open: on a day off by the shop's hours, or because it is closed still.
fn asks(channel: Option<&ChannelHealth>) -> &'static str {
    let off = channel.and_then(|channel| channel.hours.as_ref()).is_some_and(|hours| !hours.open);
    if off { "ui-asks-day-off" } else { "ui-asks-to-open" }
}

/// The same, where all apps ask.
pub fn asks_to_open(board: &Board) -> Option<&'static str> {
    let all = !board.channels.is_empty() && board.channels.iter().all(|app| app.opening.asks_to_open);
    all.then(|| asks(board.channels.first()))
}

/// Whether to open a shop that is still closed when a business day begins: once, where all apps ask.
fn questions<'a>(context: &Context<'a>) -> Vec<Item<'a>> {
    let (words, channels) = (context.words, &context.board.channels);
    let asking = || channels.iter().filter(|channel| channel.opening.asks_to_open);
    let asked: Vec<Option<&ChannelHealth>> = match asking().count() {
        0 => return Vec::new(),
        many if many == channels.len() => vec![None],
        _ => asking().map(Some).collect(),
    };
    let question = |channel: Option<&ChannelHealth>| {
        let asks = say::plain(words, asks(channel.or(channels.first())));
        let said = channel.map_or(asks.clone(), |channel| format!("{}: {asks}", channel.name));
        let id = channel.map(|channel| channel.id.clone());
        let answers = ANSWERS;
        let deed = |(name, command)| (say::plain(words, name), Deed::Tell(Wish::Shop(id.clone(), command)));
        Item { grade: Grade::Look, about: None, said, answers: answers.map(deed).into() }
    };
    asked.into_iter().map(question).collect()
}
