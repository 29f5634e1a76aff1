//! CUPS, in its own protocol (IPP, RFC 8010 and 8011): its command line tools do not say whether a job was begun, nor
//! whether one that is over was printed.

mod server;

use std::time::Duration;

use async_trait::async_trait;
use cause::{Cause, Why};
use ipp::model::{JobState, Operation, PrinterState, StatusCode};
use ipp::value::IppValue;
use tokio::time::{Instant, sleep};

use self::server::{Attributes, Failed, Request};
use super::watch::{Job, Seen, Stage, Withdrawn};
use crate::printer::connection::tcp;
use crate::printer::device_words::printable;
use crate::printer::{NotReady, PrintOutcome};

/// Longest wait for an answer about a job or the queues.
const ANSWER: Duration = Duration::from_secs(5);
/// Longest wait for a job to stop after it was told to.
const STOP: Duration = Duration::from_secs(5);
/// What the backend `socket` of CUPS says when it has sent all and waits for the printer to hang up, for 90 seconds.
const ALL_SENT: &str = "Waiting for printer to finish.";

/// Asks the queue; and where it leads to a network port that is not in use, whether a printer listens there: CUPS
/// would not say before it has the ticket.
pub(super) async fn ready(queue: &str, within: Duration) -> Result<(), NotReady> {
    let about = about(queue, within).await.map_err(|failed| match failed {
        Failed::Refused(StatusCode::ClientErrorNotFound, _) => {
            NotReady::Unreachable(Cause::of(Why::NoQueue).about(queue))
        }
        failed => NotReady::Unreachable(failed.into()),
    })?;
    if let Some(hindrance) = hindrance(queue, &about) {
        return Err(hindrance);
    }
    if let (true, Some((host, port))) =
        (state(&about) == Some(PrinterState::Idle), port(&about.text("device-uri")))
    {
        drop(tcp::open(&host, port, within).await?);
    }
    Ok(())
}

/// A job in a queue of CUPS.
pub(super) struct CupsJob {
    queue: String,
    id: i32,
}

/// Gives the queue one ticket, as it is.
pub(super) async fn submit(queue: &str, bytes: Vec<u8>, within: Duration) -> Result<CupsJob, PrintOutcome> {
    let request = Request::new(Operation::PrintJob)
        .queue(queue)
        .with("job-name", IppValue::new_name_without_language("jumunbell"))
        .with("document-format", IppValue::new_mime_media_type("application/vnd.cups-raw"));
    match request.send(Some(bytes), within).await {
        Ok(answer) => match answer.jobs.first().and_then(|job| job.number("job-id")) {
            Some(id) => Ok(CupsJob { queue: queue.to_owned(), id }),
            None => {
                Err(PrintOutcome::Unknown(Cause::of(Why::StillQueued).about(queue).with("no job is named")))
            }
        },
        Err(Failed::Perhaps(why)) => Err(PrintOutcome::Unknown(why)),
        // A job that is refused is none.
        Err(failed) => Err(PrintOutcome::NotSent(failed.into())),
    }
}

/// The queues, each with its device.
pub(super) async fn queues() -> Result<Vec<(String, String)>, Cause> {
    let request = Request::new(Operation::CupsGetPrinters).wanting(&["printer-name", "device-uri"]);
    match request.send(None, ANSWER).await {
        Ok(answer) => {
            let queue = |about: &Attributes| {
                (printable(&about.text("printer-name")), printable(&about.text("device-uri")))
            };
            Ok(answer.printers.iter().map(queue).filter(|(name, _)| !name.is_empty()).collect())
        }
        // No CUPS, or one without queues.
        Err(Failed::Absent(_) | Failed::Refused(StatusCode::ClientErrorNotFound, _)) => Ok(Vec::new()),
        Err(failed) => Err(failed.into()),
    }
}

async fn about(queue: &str, within: Duration) -> Result<Attributes, Failed> {
    let wanted = [
        "printer-state",
        "printer-state-reasons",
        "printer-state-message",
        "printer-is-accepting-jobs",
        "device-uri",
    ];
    let answer = Request::new(Operation::GetPrinterAttributes)
        .queue(queue)
        .wanting(&wanted)
        .send(None, within)
        .await?;
    answer
        .printers
        .into_iter()
        .next()
        .ok_or_else(|| Failed::Perhaps(Cause::of(Why::Unreadable).with("nothing about the queue")))
}

fn state(about: &Attributes) -> Option<PrinterState> {
    use PrinterState::{Idle, Processing, Stopped};
    let number = about.number("printer-state")?;
    [Idle, Processing, Stopped].into_iter().find(|state| *state as i32 == number)
}

/// What keeps the queue's printer from printing. Reasons count only while it works: CUPS remembers them from the last
/// job, long after the roll was changed.
fn hindrance(queue: &str, about: &Attributes) -> Option<NotReady> {
    let message = printable(&about.text("printer-state-message"));
    let named = || if message.is_empty() { queue.to_owned() } else { format!("{queue}: {message}") };
    let state = state(about);
    if state == Some(PrinterState::Stopped) || about.text("printer-is-accepting-jobs") == "false" {
        return Some(NotReady::Paused(named()));
    }
    if state != Some(PrinterState::Processing) {
        return None;
    }
    let reasons = about.texts("printer-state-reasons");
    let has = |names: &[&str]| {
        let bare = |reason: &str| {
            let cut = ["-error", "-report", "-warning"].iter().find_map(|level| reason.strip_suffix(level));
            cut.unwrap_or(reason).to_owned()
        };
        reasons.iter().any(|reason| names.contains(&bare(reason).as_str()))
    };
    if has(&["cover-open", "door-open", "interlock-open"]) {
        Some(NotReady::CoverOpen)
    } else if has(&["media-empty", "media-needed"]) {
        Some(NotReady::PaperOut)
    } else if has(&["offline", "shutdown", "timed-out", "connecting-to-device"]) {
        Some(NotReady::Unreachable(Cause::of(Why::QueueOffline).about(queue).with(message)))
    } else if has(&["media-jam"]) || reasons.iter().any(|reason| reason.ends_with("-error")) {
        Some(NotReady::Error)
    } else {
        None
    }
}

/// The port in the network behind a queue: `socket://HOST[:PORT][?…]`, 9100 if none is said (CUPS, *Network Printers*).
fn port(device: &str) -> Option<(String, u16)> {
    let authority = device.strip_prefix("socket://")?.split(['/', '?']).next()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
        _ => (authority, 9100),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

impl CupsJob {
    /// How far the job is; without what its printer says.
    async fn stage(&self) -> Result<(Stage, Option<String>), Cause> {
        let wanted = ["job-state", "time-at-processing", "job-printer-state-message"];
        let answer =
            Request::new(Operation::GetJobAttributes).job(self.id).wanting(&wanted).send(None, ANSWER).await;
        match answer {
            Ok(answer) => {
                let job = answer.jobs.first().ok_or(Why::Unreadable)?;
                Ok((
                    stage(job),
                    Some(printable(&job.text("job-printer-state-message"))).filter(|text| !text.is_empty()),
                ))
            }
            Err(Failed::Refused(StatusCode::ClientErrorNotFound, _)) => Ok((Stage::Gone, None)),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn stage(job: &Attributes) -> Stage {
    let is = |states: &[JobState]| states.iter().any(|state| job.number("job-state") == Some(*state as i32));
    let untouched = job.number("time-at-processing").is_none();
    if is(&[JobState::Completed]) {
        Stage::Printed
    } else if is(&[JobState::Canceled, JobState::Aborted]) {
        Stage::Removed { untouched }
    } else if is(&[JobState::Pending, JobState::PendingHeld]) && untouched {
        Stage::Waiting
    } else if job.text("job-printer-state-message") == ALL_SENT {
        Stage::Left
    } else {
        Stage::Started
    }
}

#[async_trait]
impl Job for CupsJob {
    async fn look(&self) -> Result<Seen, Cause> {
        let (stage, said) = self.stage().await?;
        let hindrance = match stage {
            Stage::Waiting | Stage::Started | Stage::Left => match about(&self.queue, ANSWER).await {
                Ok(about) => hindrance(&self.queue, &about),
                Err(failed) => return Err(failed.into()),
            },
            Stage::Printed | Stage::Removed { .. } | Stage::Gone => None,
        };
        Ok(Seen { stage, hindrance, said })
    }

    async fn withdraw(&self) -> Result<Withdrawn, Cause> {
        let cancelled = Request::new(Operation::CancelJob).job(self.id).send(None, ANSWER).await;
        // Refused: it was over before, or it is not ours to cancel. The job itself tells which.
        let cancelled = match cancelled {
            Err(failed @ (Failed::Absent(_) | Failed::Perhaps(_))) => return Err(failed.into()),
            other => other,
        };
        let until = Instant::now() + STOP;
        loop {
            match self.stage().await? {
                (Stage::Printed, _) => return Ok(Withdrawn::Printed),
                (Stage::Removed { untouched: true }, _) => return Ok(Withdrawn::Untouched),
                (Stage::Removed { untouched: false } | Stage::Gone, _) => return Ok(Withdrawn::Perhaps),
                (Stage::Waiting | Stage::Started | Stage::Left, _) if Instant::now() < until => {}
                (Stage::Waiting | Stage::Started | Stage::Left, said) => {
                    let still = Cause::of(Why::StillQueued).with(said.unwrap_or_default());
                    return Err(cancelled.err().map_or(still, Cause::from));
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(pairs: &[(&str, &[&str])]) -> Attributes {
        let texts = |values: &[&str]| values.iter().map(|text| (*text).to_owned()).collect();
        Attributes(pairs.iter().map(|(name, values)| ((*name).to_owned(), texts(values))).collect())
    }

    #[test]
    fn what_a_queue_says_becomes_what_the_counter_is_told() {
        let said = |state: &'static str, reasons: &[&str], message: &str| {
            let about = attributes(&[
                ("printer-state", &[state]),
                ("printer-state-reasons", reasons),
                ("printer-state-message", &[message]),
                ("printer-is-accepting-jobs", &["true"]),
            ]);
            hindrance("Q", &about)
        };
        assert_eq!(said("3", &["none"], ""), None);
        assert_eq!(said("3", &["media-empty-error"], ""), None, "remembered from a job that is over");
        assert_eq!(said("4", &["none"], "Sending data to printer."), None);
        assert_eq!(said("4", &["media-low-warning"], ""), None);
        assert_eq!(said("4", &["media-empty-error"], ""), Some(NotReady::PaperOut));
        assert_eq!(said("4", &["media-empty-warning", "cover-open"], ""), Some(NotReady::CoverOpen));
        assert_eq!(said("4", &["media-jam-error"], ""), Some(NotReady::Error));
        assert_eq!(said("4", &["other-error"], ""), Some(NotReady::Error));
        let offline = Cause::of(Why::QueueOffline).about("Q").with("The printer is offline.");
        let offline = NotReady::Unreachable(offline);
        assert_eq!(said("4", &["offline-report"], "The printer is offline."), Some(offline));
        assert_eq!(said("5", &["paused"], ""), Some(NotReady::Paused("Q".to_owned())));
        let closed = attributes(&[("printer-state", &["3"]), ("printer-is-accepting-jobs", &["false"])]);
        assert_eq!(hindrance("Q", &closed), Some(NotReady::Paused("Q".to_owned())));
        assert_eq!(hindrance("Q", &attributes(&[])), None);
    }

    #[test]
    fn a_job_is_untouched_only_if_it_was_never_begun() {
        use Stage::{Left, Printed, Removed, Started, Waiting};
        for (state, begun, message, expected) in [
            ("3", false, "", Waiting),
            ("4", false, "", Waiting),
            // Begun, failed, and to be begun again.
            ("3", true, "", Started),
            ("5", true, "Connected to printer.", Started),
            ("5", true, ALL_SENT, Left),
            ("6", true, "", Started),
            ("7", false, "", Removed { untouched: true }),
            ("7", true, ALL_SENT, Removed { untouched: false }),
            ("8", true, "", Removed { untouched: false }),
            ("9", true, "", Printed),
            ("", false, "", Started),
        ] {
            let begun: &[&str] = if begun { &["1700000000"] } else { &[] };
            let job = attributes(&[
                ("job-state", &[state]),
                ("time-at-processing", begun),
                ("job-printer-state-message", &[message]),
            ]);
            assert_eq!(stage(&job), expected, "{state} {begun:?} {message}");
        }
    }

    #[test]
    fn the_port_behind_a_queue() {
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(port("socket://192.168.0.50"), at("192.168.0.50", 9100));
        assert_eq!(port("socket://192.168.0.50:9101/?waiteof=false"), at("192.168.0.50", 9101));
        assert_eq!(port("socket://[fe80::1]?contimeout=3"), at("fe80::1", 9100));
        assert_eq!(port("socket://[fe80::1]:9102"), at("fe80::1", 9102));
        assert_eq!(port("socket://printer.local/"), at("printer.local", 9100));
        assert_eq!(port("usb://BIXOLON/SRP-350III?serial=A1"), None);
        assert_eq!(port("socket://"), None);
        assert_eq!(port("socket://host:x"), None);
    }
}
