//! Who carries an order: agencies with what they ask for it, the shop's own riders, or a rider who was called elsewhere.

use domain::board::{AgencyHealth, Card, ConnectionStatus};
use domain::order::{Quote, Won};
use domain::{Board, Command, Compared, Offer};
use iced::widget::{button, column, container, row};
use iced::{Center, Element, Fill, Shrink};

use super::Context;
use super::dialog::parts::paged;
use crate::language;
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{bold, label};

/// A price that was told this long ago is said to be old, in seconds.
const OLD: i64 = 180;

/// One choice of who carries the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The agencies in their order.
    Any,
    /// This agency and no other.
    Agency(String),
    /// One of the shop's own riders.
    Own(String),
    /// The shop's own rider, whose name is to be typed.
    OwnByName,
    /// A rider was called by other means.
    Elsewhere,
}

/// Everybody who may carry an order, in the order they are shown.
pub fn choices(card: &Card, board: &Board) -> Vec<Choice> {
    let serves = |agency: &&AgencyHealth| agency.shop.is_none() || agency.shop == card.view.shop;
    let (own, remote): (Vec<&AgencyHealth>, Vec<&AgencyHealth>) =
        board.agencies.iter().filter(serves).partition(|agency| agency.in_house);
    let any = Choice::Any;
    let mut all = vec![any];
    all.extend(remote.iter().map(|agency| Choice::Agency(agency.id.clone())));
    all.extend(own.iter().flat_map(|agency| agency.riders.iter().cloned().map(Choice::Own)));
    all.extend((!own.is_empty()).then_some(Choice::OwnByName));
    all.push(Choice::Elsewhere);
    all
}

impl Choice {
    /// What the engine is told; `None` where more has to be asked.
    pub fn command(&self, card: &Card, board: &Board) -> Option<Command> {
        Some(match self {
            Choice::Any => Command::Dispatch { agency: None, max_fee: None },
            // A person who chooses a price agrees to it, and to no other.
            Choice::Agency(id) => {
                Command::Dispatch { agency: Some(id.clone()), max_fee: dear(id, card, board) }
            }
            Choice::Own(name) => Command::NameRider { name: name.clone(), phone: None },
            Choice::OwnByName => return None,
            Choice::Elsewhere => Command::CalledElsewhere { undo: false },
        })
    }
}

/// What an agency asks, where that is more than it may ask without a word.
fn dear(id: &str, card: &Card, board: &Board) -> Option<Won> {
    let max = board.agencies.iter().find(|agency| agency.id == id)?.max_fee?;
    match &asked(id, card)?.answer {
        Some(Offer::Possible(quote)) if quote.fee > max => Some(quote.fee),
        _ => None,
    }
}

fn asked<'c>(id: &str, card: &'c Card) -> Option<&'c Compared> {
    card.view.quotes.iter().find(|compared| compared.agency == id)
}

/// A button for each, with what is known of its price.
pub fn view<'a, M: Clone + 'a>(
    card: &Card,
    cursor: usize,
    choose: impl Fn(usize) -> M,
    turn: impl Fn(usize) -> M,
    context: &Context<'a>,
) -> Element<'a, M> {
    let words = context.words;
    let plain = |id: &str| say::plain(words, id);
    let buttons = choices(card, context.board).into_iter().enumerate().map(|(at, choice)| {
        let tone = Tone::choice(at == cursor);
        let color = price_color(&choice, card, context.board);
        let (name, price, note) = match &choice {
            Choice::Any => {
                let first = choices(card, context.board).into_iter().find_map(|choice| match choice {
                    Choice::Agency(id) => Some(words.agency(&id).to_owned()),
                    _ => None,
                });
                let name = match first {
                    Some(first) => words.text("ui-agency-first", &[("name", first.into())]),
                    None => plain("ui-agency-any"),
                };
                (name, String::new(), None)
            }
            Choice::Agency(id) => {
                let line = context.board.agencies.iter().find(|agency| agency.id == *id);
                let line =
                    line.map(|agency| &agency.line).filter(|line| **line != ConnectionStatus::Connected);
                let state = line.map_or(String::new(), |line| format!(" · {}", say::line_word(words, line)));
                let (price, note) = asked(id, card).map_or((String::new(), None), |a| answer(a, context));
                (format!("{}{state}", words.agency(id)), price, note)
            }
            Choice::Own(name) => (words.text("ui-own-rider", &[("name", name.into())]), String::new(), None),
            Choice::OwnByName => (plain("ui-own-rider-name"), String::new(), None),
            Choice::Elsewhere => (plain("ui-called-elsewhere"), String::new(), None),
        };
        let size = theme::LARGE - 4.0;
        let price = bold(price, theme::LARGE + 2.0);
        let price = match color.filter(|_| at != cursor) {
            Some(color) => price.style(theme::ink(color)),
            None => price,
        };
        let head = row![bold(name, size).width(Fill), price].spacing(8).align_y(Center);
        let note = note.map(|note| label(note, theme::SMALL));
        button(container(column![head].push(note).spacing(2)).center_y(Shrink))
            .width(Fill)
            .padding([12, 14])
            .style(theme::button_style(tone))
            .on_press(choose(at))
            .into()
    });
    let mut buttons: Vec<Element<'a, M>> = buttons.collect();
    // However many agencies there are, this answer is in sight.
    let elsewhere = buttons.pop();
    column![paged(buttons, cursor, turn, context)].push(elsewhere).spacing(8).into()
}

/// The colour of a price that is more than one is asked for without a word, and of none.
fn price_color(choice: &Choice, card: &Card, board: &Board) -> Option<Role> {
    let Choice::Agency(id) = choice else { return None };
    match asked(id, card)?.answer.as_ref()? {
        Offer::Refused(_) => Some(theme::DANGER),
        Offer::Possible(_) => dear(id, card, board).map(|_| theme::WARN),
    }
}

/// An agency's answer: the price, and a line below it.
fn answer(asked: &Compared, context: &Context<'_>) -> (String, Option<String>) {
    let words = context.words;
    match &asked.answer {
        None => (say::plain(words, "ui-asking-price"), None),
        Some(Offer::Refused(refusal)) => {
            (say::plain(words, "ui-no-price"), Some(language::refusal(words, refusal)))
        }
        Some(Offer::Possible(quote)) => {
            let age = context.now.as_second() - asked.asked_at.as_second();
            let old = (age > OLD).then(|| words.text("ui-price-old", &[("minutes", (age / 60).into())]));
            let parts = [details(quote, context), old.unwrap_or_default()];
            let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
            (words.text("ui-won", &[("amount", quote.fee.into())]), Some(note).filter(|n| !n.is_empty()))
        }
    }
}

/// What stands behind a price: surcharges by name, when a rider can be here, how far it is.
fn details(quote: &Quote, context: &Context<'_>) -> String {
    let words = context.words;
    let mut parts = Vec::new();
    if !quote.extra.is_empty() {
        parts.push(language::charges(words, &quote.extra));
    }
    if let Some(at) = quote.pickup_expected_at {
        parts.push(words.text("ui-rider-at", &[("time", say::time(at, context.zone).into())]));
    }
    if let Some(metres) = quote.distance_metres {
        parts.push(format!("{}.{}km", metres / 1_000, metres % 1_000 / 100));
    }
    parts.join(" · ")
}
