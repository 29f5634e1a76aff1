//! How every app, printer, agency and the bell is doing: each as a name, a word and a colour; and all of them as a few chips.

use domain::Board;
use domain::board::{AgencyHealth, Assurance, ConnectionStatus, PrinterHealth, Ring};

use super::short;
use crate::language::{self, Words};
use crate::ui::text as say;
use crate::ui::theme::{self, Role};

/// Most conditions of an agency that stand beside its name.
const MOST_CONDITIONS: usize = 2;
/// Characters of an agency's name.
const SHORT: usize = 8;

/// How one of them is doing.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What it is called.
    pub name: String,
    /// How it is doing.
    pub word: String,
    /// Green where all is as it should be.
    pub color: Role,
}

impl State {
    fn new(name: impl Into<String>, word: String, color: Role) -> State {
        State { name: name.into(), word, color }
    }

    /// The worse, the smaller.
    fn rank(&self) -> usize {
        let bad = [theme::DANGER, theme::NEW, theme::WARN, theme::DONE, theme::MUTED];
        bad.iter().position(|bad| *bad == self.color).unwrap_or(bad.len())
    }
}

/// All of them: apps, printers, agencies, the bell. `sums`: what is left of deposits is told.
pub fn states(board: &Board, words: &Words, sums: bool) -> Vec<State> {
    let agencies = agencies(board, words, sums);
    [apps(board, words), printers(board, words), agencies, vec![bell(board, words)]].concat()
}

/// One chip for each kind of line: the worst of it by name, or how many are well. `sums` as in [`states`].
pub fn chips(board: &Board, words: &Words, sums: bool) -> Vec<State> {
    let kinds = [
        ("ui-apps", apps(board, words)),
        ("ui-printers", printers(board, words)),
        ("ui-agencies", agencies(board, words, sums)),
    ];
    let chip = |(id, mut all): (&str, Vec<State>)| {
        all.sort_by_key(State::rank);
        let worst = all.first()?.clone();
        let name = words.text(id, &[("n", all.len().into())]);
        Some(match worst.color {
            theme::DANGER | theme::WARN => State { name: short(&worst.name, SHORT), ..worst },
            theme::GOOD => State::new(name, say::plain(words, "ui-printer-good"), theme::GOOD),
            // Not as it should be, but nothing that a person could mend.
            _ => State { name, ..worst },
        })
    };
    kinds.into_iter().filter_map(chip).collect()
}

fn apps(board: &Board, words: &Words) -> Vec<State> {
    let app = |channel: &domain::board::ChannelHealth| {
        let (word, color) = match channel.late {
            true => (say::plain(words, "ui-line-late"), theme::WARN),
            false => (say::line_word(words, &channel.line), line_color(&channel.line)),
        };
        State::new(&channel.name, word, color)
    };
    board.channels.iter().map(app).collect()
}

fn printers(board: &Board, words: &Words) -> Vec<State> {
    let state = |printer: &PrinterHealth| {
        let mut word = say::printer_word(words, printer);
        if printer.waiting > 0 {
            word = format!("{word} · {}", words.text("ui-printer-waiting", &[("n", printer.waiting.into())]));
        }
        let color = match printer {
            PrinterHealth { trouble: Some(_), .. } => theme::DANGER,
            PrinterHealth { paper_low: true, .. } => theme::WARN,
            PrinterHealth { assurance: Assurance::Nothing, .. } => theme::MUTED,
            PrinterHealth { .. } => theme::GOOD,
        };
        State::new(words.text("ui-printer", &[("name", words.printer(&printer.id).into())]), word, color)
    };
    board.printers.iter().map(state).collect()
}

/// The bell.
pub fn bell(board: &Board, words: &Words) -> State {
    let (word, color) = match (&board.mute, board.alarm.ring) {
        (Some(_), _) => ("ui-bell-mute", theme::DANGER),
        (None, Ring::None) => ("ui-bell-on", theme::GOOD),
        (None, Ring::Urgent | Ring::Stop) => ("ui-bell-ringing", theme::DANGER),
        (None, _) => ("ui-bell-ringing", theme::NEW),
    };
    State::new(say::plain(words, "ui-bell"), say::plain(words, word), color)
}

/// The shop's own riders have no line.
fn agencies(board: &Board, words: &Words, sums: bool) -> Vec<State> {
    let others = board.agencies.iter().filter(|agency| !agency.in_house);
    let state = |agency: &AgencyHealth| {
        let (word, color) = agency_word(agency, words, sums);
        State::new(words.agency(&agency.id), word, color)
    };
    others.map(state).collect()
}

/// Its line where that is not as it should be or says all there is; what is left of the deposit; how it is doing.
fn agency_word(agency: &AgencyHealth, words: &Words, sums: bool) -> (String, Role) {
    let deposit = agency.deposit.filter(|_| sums).map(|won| words.text("ui-deposit", &[("won", won.into())]));
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

fn line_color(line: &ConnectionStatus) -> Role {
    match line {
        ConnectionStatus::Connected => theme::GOOD,
        ConnectionStatus::Starting | ConnectionStatus::Away => theme::DONE,
        ConnectionStatus::Failing(_) => theme::WARN,
        ConnectionStatus::SignedOut(_) => theme::DANGER,
    }
}
