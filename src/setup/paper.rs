//! The page that explains itself, on a printer that may not be written down yet.

use std::time::Duration;

use cause::{Cause, Why};
use tokio::time::timeout;

use super::fault::TrialFault;
use super::{PrinterEntry, Setup};
use crate::engine::DATABASE;
use crate::printer::{
    self, Device, Extras, NotReady, PrintOutcome, Profile, RULERS, Timings, Voice, test_page,
};
use crate::settings::PrinterSettings;
use crate::store;

/// How long a person stands beside a printer that does not get on.
const PATIENCE: Duration = Duration::from_secs(120);

/// What became of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The printer said that it is on paper.
    Printed,
    /// Everything was sent; this printer does not confirm, so a person looks whether paper came.
    Sent,
}

/// The numbered rulers of the page with the columns that each says: the longest that is whole on one line is the paper's.
pub fn rulers() -> [(u32, u32); 3] {
    RULERS
}

impl Setup {
    /// Prints the page through the same talk as any ticket, within two minutes. A printer that the running counter holds is
    /// busy.
    ///
    /// # Errors
    /// What was typed is wrong, the printer takes nothing, or it is not known whether all is on paper.
    pub async fn print_page(&self, entry: &PrinterEntry) -> Result<Paper, TrialFault> {
        let (settings, id) =
            self.planned_printer(entry).and_then(|planned| self.as_typed(planned)).map_err(TrialFault::of)?;
        let found = settings.printers.iter().find(|printer| printer.id == id);
        let Some(printer) = found else { return Err(TrialFault::Line(Why::Program.into())) };
        let database = self.data_folder.join(DATABASE);
        // A file that is being written to is waited for, which is no work for a runtime's own thread.
        let voices = tokio::task::spawn_blocking(move || store::voices(&database).unwrap_or_default());
        let voices = voices.await.unwrap_or_default();
        let voice = voices.get(&printer::address(&printer.connection)).cloned().unwrap_or_default();
        let printing = print(printer, &printer.profile, Extras::default(), voice);
        let (outcome, _) = match timeout(PATIENCE, printing).await {
            Ok(printed) => printed,
            Err(_) => return Err(TrialFault::Printer(Why::NotConfirmed.into())),
        };
        match outcome {
            Ok(PrintOutcome::Printed) => Ok(Paper::Printed),
            Ok(PrintOutcome::Sent) => Ok(Paper::Sent),
            Ok(PrintOutcome::NotSent(cause) | PrintOutcome::Unknown(cause)) => {
                Err(TrialFault::Printer(cause))
            }
            Err(not_ready) => Err(TrialFault::Printer(bare(&not_ready))),
        }
    }
}

/// Why a printer takes nothing, without its own address, which the page shows anyway.
fn bare(not_ready: &NotReady) -> Cause {
    match not_ready {
        NotReady::Busy(_) | NotReady::Paused(_) => not_ready.cause(),
        _ => Cause { about: String::new(), ..not_ready.cause() },
    }
}

/// Prints the page, and tells what was heard of the printer. Another ticket at the same time, ours or another program's, is waited
/// for or said; it is never torn.
pub(crate) async fn print(
    settings: &PrinterSettings,
    profile: &Profile,
    extras: Extras,
    voice: Voice,
) -> (Result<PrintOutcome, NotReady>, Voice) {
    let heading = [
        format!("{} ({})", settings.name, settings.id),
        settings.connection.to_string(),
        profile.name.clone(),
    ];
    let page = test_page(&heading, profile, extras);
    let device = Device::new(voice);
    // The installer stands beside it, and sees whether paper comes, and how fast.
    let timings = Timings { mute: Duration::ZERO, slowest_paper: 600, ..Timings::default() };
    let printer = device.printer(&settings.id, &settings.connection, false, profile, timings);
    let outcome = match printer.open().await {
        Ok(session) => Ok(session.print(page).await),
        Err(not_ready) => Err(not_ready),
    };
    if outcome.is_ok() {
        printer.release().await;
    }
    let voice = device.voice().borrow().clone();
    (outcome, voice)
}
