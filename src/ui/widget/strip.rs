//! The strip that is always in sight: every app, printer, agency and the bell, each as a colour and a word.

use iced::widget::text::Wrapping;
use iced::widget::{container, row};
use iced::{Center, Color, Element};

use super::{bold, short};
use crate::engine::Board;
use crate::engine::board::{AgencyHealth, Assurance, ConnectionStatus, PrinterHealth, Ring};
use crate::language::{self, Words};
use crate::ui::text as say;
use crate::ui::theme;

/// Most conditions of an agency that fit on its chip.
const MOST_CONDITIONS: usize = 2;
/// Most chips of agencies, so that the strip does not grow into the orders.
const MOST_AGENCIES: usize = 4;
/// Characters of an agency's name.
const SHORT: usize = 8;

/// All states.
pub fn strip<'a, M: 'a>(board: &Board, words: &Words) -> Element<'a, M> {
    let mut chips = row![].spacing(6);
    for channel in &board.channels {
        let (word, color) = match channel.late {
            true => (say::plain(words, "ui-line-late"), theme::WARN),
            false => (say::line_word(words, &channel.line), line_color(&channel.line)),
        };
        chips = chips.push(chip(&channel.name, &word, color));
    }
    for printer in &board.printers {
        let mut word = say::printer_word(words, printer);
        if printer.waiting > 0 {
            let waiting = i64::try_from(printer.waiting).unwrap_or(i64::MAX);
            word = format!("{word} · {}", words.text("ui-printer-waiting", &[("n", waiting.into())]));
        }
        let color = match printer {
            PrinterHealth { trouble: Some(_), .. } => theme::DANGER,
            PrinterHealth { paper_low: true, .. } => theme::WARN,
            PrinterHealth { assurance: Assurance::Nothing, .. } => theme::MUTED,
            PrinterHealth { .. } => theme::GOOD,
        };
        chips = chips.push(chip(
            &words.text("ui-printer", &[("name", words.printer(&printer.id).into())]),
            &word,
            color,
        ));
    }
    for (name, word, color) in agencies(board, words) {
        chips = chips.push(chip(&name, &word, color));
    }
    let (word, color) = match (&board.mute, board.alarm.ring) {
        (Some(_), _) => ("ui-bell-mute", theme::DANGER),
        (None, Ring::None) => ("ui-bell-on", theme::GOOD),
        (None, Ring::Urgent) => ("ui-bell-ringing", theme::DANGER),
        (None, _) => ("ui-bell-ringing", theme::NEW),
    };
    chips = chips.push(chip(&say::plain(words, "ui-bell"), &say::plain(words, word), color));
    chips.wrap().vertical_spacing(6).into()
}

/// Name, word and colour of the agencies' chips. The shop's own riders have no line. Of many agencies, those stand for
/// themselves that have more to tell.
fn agencies(board: &Board, words: &Words) -> Vec<(String, String, Color)> {
    let mut all: Vec<(String, String, Color)> = board
        .agencies
        .iter()
        .filter(|agency| !agency.in_house)
        .map(|agency| {
            let (word, color) = agency_word(agency, words);
            (short(words.agency(&agency.id), SHORT), word, color)
        })
        .collect();
    if all.len() <= MOST_AGENCIES {
        return all;
    }
    let quiet = |color: Color| [theme::DANGER, theme::WARN, theme::DONE].iter().position(|bad| *bad == color);
    all.sort_by_key(|(.., color)| quiet(*color).unwrap_or(usize::MAX));
    let rest = all.split_off(MOST_AGENCIES - 1);
    let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
    let name = words.text("ui-agencies-more", &[("n", count.into())]);
    let worst = rest[0].2;
    let word = if worst == theme::GOOD { "ui-printer-good" } else { "ui-agencies-look" };
    all.push((name, say::plain(words, word), worst));
    all
}

/// Its line where that is not as it should be or says all there is; what is left of the deposit; how it is doing.
fn agency_word(agency: &AgencyHealth, words: &Words) -> (String, Color) {
    let deposit = agency.deposit.map(|won| words.text("ui-deposit", &[("won", won.into())]));
    let conditions = agency.conditions.iter().flat_map(|said| language::conditions(words, said));
    let mut said: Vec<String> = deposit.into_iter().chain(conditions.take(MOST_CONDITIONS)).collect();
    if agency.line != ConnectionStatus::Connected || said.is_empty() {
        let word = match agency.line {
            // Some are not spoken to before a rider is called: there is no connection to wait for.
            ConnectionStatus::Starting => say::plain(words, "ui-line-uncalled"),
            ref line => say::line_word(words, line),
        };
        said.insert(0, word);
    }
    let shut = agency.conditions.as_ref().is_some_and(|conditions| !conditions.possible);
    let color = match line_color(&agency.line) {
        theme::GOOD if agency.deposit_low || shut => theme::WARN,
        color => color,
    };
    (said.join(" · "), color)
}

fn line_color(line: &ConnectionStatus) -> Color {
    match line {
        ConnectionStatus::Connected => theme::GOOD,
        ConnectionStatus::Starting | ConnectionStatus::Away => theme::DONE,
        ConnectionStatus::Failing(_) => theme::WARN,
        ConnectionStatus::SignedOut(_) => theme::DANGER,
    }
}

/// Name on white, state on its colour: fine states stay quiet, bad ones shout.
fn chip<'a, M: 'a>(name: &str, word: &str, color: Color) -> Element<'a, M> {
    let part = |content: &str| bold(content, 15.0).wrapping(Wrapping::None);
    let word = match color {
        theme::GOOD => container(part(word).color(color)),
        bad => container(part(word)).style(theme::band(bad, theme::WHITE)),
    };
    container(row![container(part(name)).padding([4, 6]), word.padding([4, 6])].align_y(Center))
        .style(theme::panel(theme::WHITE, color, theme::INK))
        .padding(2)
        .into()
}
