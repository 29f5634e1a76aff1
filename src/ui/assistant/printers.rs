//! The page of printers: what was found, the page that was printed, and what of it came out.

use cause::Cause;
use iced::Task;

use super::form::{Said, Unkept};
use super::{Assistant, Message};
use crate::language::Words;
use crate::setup::{FoundPrinter, Page, Paper, PrinterEntry, Scan, SetupError, TrialFault, suggest};
use crate::ui::ask::with_progress;

/// What the page of printers remembers.
#[derive(Debug, Default)]
pub struct Printers {
    /// What is looked for: how many addresses of how many were tried; `None`: nothing is looked for now.
    pub looking: Option<(usize, usize)>,
    /// What was found.
    pub found: Vec<FoundPrinter>,
    /// What could not be looked at.
    pub failed: Vec<Cause>,
    /// What is tried on paper: the entries that will be written, the printer itself last.
    pub trial: Option<Trial>,
}

/// A printer whose page is printed.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What is written once the page is right; the printer is the last one.
    pub entries: Vec<PrinterEntry>,
    /// What became of the page; `None`: it is on its way.
    pub outcome: Option<Result<Paper, TrialFault>>,
    /// The speed of a serial port is looked for.
    pub finds_speed: bool,
}

impl Trial {
    /// The printer.
    pub fn printer(&self) -> Option<&PrinterEntry> {
        self.entries.last()
    }

    /// Whether it can be written as it is, although its page did not come out.
    pub fn may_keep(&self) -> bool {
        matches!(self.outcome, Some(Err(TrialFault::Printer(_) | TrialFault::Line(_))))
    }

    /// Whether it hangs on a serial port, whose speed may be another.
    pub fn is_serial(&self) -> bool {
        self.printer().is_some_and(|printer| printer.connection.starts_with("serial://"))
    }

    /// The entries, the printer with as many columns as were read on paper.
    pub fn read(&self, columns: u32) -> Vec<PrinterEntry> {
        let mut entries = self.entries.clone();
        if let Some(printer) = entries.last_mut() {
            printer.columns = columns.to_string();
        }
        entries
    }

    /// What became of the page, in words; `None` while it is printed.
    pub fn said(&self, words: &Words) -> Option<Said> {
        Some(match self.outcome.as_ref()? {
            Ok(Paper::Printed) => Said::Good(words.text("assist-page-printed", &[])),
            Ok(Paper::Sent) => Said::Good(words.text("assist-page-sent", &[])),
            Err(fault) => Said::Bad(fault.says(words), fault.next(words)),
        })
    }
}

impl Printers {
    /// Takes what was found.
    pub fn found(&mut self, scan: Scan) {
        (self.looking, self.found, self.failed) = (None, scan.found, scan.failed);
    }

    /// Begins to try one that was found, beside those that are there.
    pub fn take(&mut self, at: usize, there: &[PrinterEntry], words: &Words) -> Option<PrinterEntry> {
        let entries = suggest(words, there, self.found.get(at)?);
        self.begin(entries)
    }

    /// Begins to try these.
    pub fn begin(&mut self, entries: Vec<PrinterEntry>) -> Option<PrinterEntry> {
        let trial = Trial { entries, outcome: None, finds_speed: false };
        let printer = trial.printer().cloned();
        self.trial = Some(trial);
        printer
    }
}

/// What stands in the form of a printer of which nothing is known yet.
pub fn unknown(there: &[PrinterEntry], words: &Words) -> PrinterEntry {
    suggest(words, there, &nothing_known()).pop().unwrap_or_default()
}

/// What is written of a printer that was typed: a new one divides the work with those that are there, as one that was found.
pub fn typed(printer: &PrinterEntry, there: &[PrinterEntry], words: &Words) -> Vec<PrinterEntry> {
    if !printer.id.is_empty() {
        return vec![printer.clone()];
    }
    let mut entries = suggest(words, there, &nothing_known());
    if let Some(last) = entries.last_mut() {
        *last = printer.clone();
    }
    entries
}

fn nothing_known() -> FoundPrinter {
    FoundPrinter { connection: String::new(), name: String::new(), profile: None }
}

/// What happens on the page of printers.
#[derive(Clone, Debug)]
pub enum PrinterMessage {
    /// Looks for printers.
    Look,
    /// So many addresses of so many were tried.
    Tried(usize, usize),
    /// What was found.
    Found(Scan),
    /// The one in this position of what was found.
    Take(usize),
    /// The page was printed, or why not.
    Printed(Result<Paper, TrialFault>),
    /// It is printed once more.
    Again,
    /// So many characters stand on a line of it.
    Read(u32),
    /// Nothing came out.
    NoPaper,
    /// It is kept without having been seen on paper.
    Keep,
    /// Another printer.
    Close,
    /// The speed of its serial port is looked for.
    FindSpeed,
    /// At which speed it was understood.
    Speed(Result<Option<String>, TrialFault>),
    /// It was written.
    Saved(Result<(), SetupError>),
}

impl PrinterMessage {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        use PrinterMessage::{Found, Printed, Saved, Speed, Tried};
        !matches!(self, Tried(..) | Found(_) | Printed(_) | Speed(_) | Saved(_))
    }
}

impl Assistant {
    /// Reacts to what happens on the page of printers.
    pub(super) fn print(&mut self, message: PrinterMessage) -> Task<Message> {
        match message {
            PrinterMessage::Look => {
                self.printers.looking = Some((0, 0));
                let setup = self.environment.setup.clone();
                let look = move |told| async move { setup.scan(told).await };
                return with_progress(look, PrinterMessage::Tried, PrinterMessage::Found)
                    .map(Message::Printers);
            }
            PrinterMessage::Tried(tried, all) if self.printers.looking.is_some() => {
                self.printers.looking = Some((tried, all));
            }
            PrinterMessage::Tried(..) => {}
            PrinterMessage::Found(scan) => self.printers.found(scan),
            PrinterMessage::Take(at) => {
                let begun = self.printers.take(at, &self.draft.printers, &self.words);
                return self.print_page(begun);
            }
            PrinterMessage::Again => {
                let begun = self.printers.trial.take().and_then(|trial| self.printers.begin(trial.entries));
                return self.print_page(begun);
            }
            // What cannot be tried is mended in its field.
            PrinterMessage::Printed(Err(fault @ TrialFault::Entry(_))) if self.form.is_some() => {
                (self.busy, self.printers.trial) = (false, None);
                if let Some(form) = &mut self.form {
                    form.refuse(&Unkept::Trial(fault), &self.words);
                }
            }
            PrinterMessage::Printed(outcome) => {
                self.busy = false;
                if let Some(trial) = &mut self.printers.trial {
                    trial.outcome = Some(outcome);
                }
            }
            PrinterMessage::NoPaper => {
                self.said = Some(Said::Bad(
                    self.words.text("assist-no-paper", &[]),
                    Some(self.words.text("assist-no-paper-next", &[])),
                ));
            }
            PrinterMessage::Read(columns) => {
                let entries = self.printers.trial.as_ref().map(|trial| trial.read(columns));
                return self.write(entries.unwrap_or_default());
            }
            PrinterMessage::Keep => {
                let entries = self.printers.trial.as_ref().map(|trial| trial.entries.clone());
                return self.write(entries.unwrap_or_default());
            }
            PrinterMessage::Close => {
                // What is still being printed is no matter of this page any more.
                self.opened += 1;
                (self.printers.trial, self.said, self.busy) = (None, None, false);
            }
            PrinterMessage::FindSpeed => {
                if let Some(Trial { entries, finds_speed, outcome }) = &mut self.printers.trial
                    && let Some(printer) = entries.last()
                    && !self.busy
                {
                    (*finds_speed, *outcome, self.busy) = (true, None, true);
                    let (setup, connection) = (self.environment.setup.clone(), printer.connection.clone());
                    let find = async move { setup.find_speed(&connection).await };
                    return self.begin(find, |found| Message::Printers(PrinterMessage::Speed(found)));
                }
            }
            PrinterMessage::Speed(found) => return self.speed(found),
            PrinterMessage::Saved(saved) => {
                self.busy = false;
                match saved {
                    Ok(()) => {
                        (self.form, self.home.is_changed) = (None, true);
                        return self.go(Page::Printers);
                    }
                    Err(error) => self.said = Some(Said::Bad(error.worded(&self.words), None)),
                }
            }
        }
        Task::none()
    }

    pub(super) fn print_page(&mut self, printer: Option<PrinterEntry>) -> Task<Message> {
        let Some(printer) = printer else { return Task::none() };
        (self.busy, self.said) = (true, None);
        let setup = self.environment.setup.clone();
        let print = async move { setup.print_page(&printer).await };
        self.begin(print, |printed| Message::Printers(PrinterMessage::Printed(printed)))
    }

    fn speed(&mut self, found: Result<Option<String>, TrialFault>) -> Task<Message> {
        self.busy = false;
        let Some(trial) = &mut self.printers.trial else { return Task::none() };
        trial.finds_speed = false;
        match found {
            Ok(Some(connection)) => {
                if let Some(printer) = trial.entries.last_mut() {
                    printer.connection = connection;
                }
                self.print(PrinterMessage::Again)
            }
            Ok(None) => {
                let next = self.words.text("assist-no-speed-next", &[]);
                self.said = Some(Said::Bad(self.words.text("assist-no-speed", &[]), Some(next)));
                Task::none()
            }
            Err(fault) => {
                trial.outcome = Some(Err(fault));
                Task::none()
            }
        }
    }

    /// Writes these printers, one after another.
    fn write(&mut self, entries: Vec<PrinterEntry>) -> Task<Message> {
        if self.busy {
            return Task::none();
        }
        self.busy = true;
        let setup = self.environment.setup.clone();
        let written = async move { entries.iter().try_for_each(|entry| setup.save_printer(entry).map(drop)) };
        self.begin(written, |saved| Message::Printers(PrinterMessage::Saved(saved)))
    }
}
