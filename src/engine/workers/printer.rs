//! Prints tickets: one worker per printer, so that a slow printer does not delay the others. A second task shows each printer's
//! status on the Board, during tickets and between them.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::board::Trouble;
use domain::rules::{Effect, Outcome, Target};
use domain::{Done, Refused};
use jiff::Timestamp;
use tokio::time::Instant;

use super::{LOOK_AGAIN, STORE_FAILED, WorkerContext, backoff, finish};
use crate::engine::health::PrinterLine;
use crate::engine::paper::TicketRenderer;
use crate::printer::{Condition, NotReady, PrintOutcome, Printer};
use crate::store::Row;

/// Between two looks at a printer that reports a fault, while a person is probably mending it.
const AT_IT: Duration = Duration::from_secs(1);
/// The same for a cutter jam, which `DLE ENQ` clears only after the cover was seen open.
const AT_A_JAM: Duration = Duration::from_secs(2);
/// Longest pause between two looks at a printer that has not answered since less than [`NEWS`].
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How long a fault is new. After that looks become rare: many printers' network boards have few sockets and lose one with each
/// connection.
const NEWS: Duration = Duration::from_secs(30);
/// Longest pause between two looks, ever.
const RARELY: Duration = Duration::from_secs(10);
/// Between two looks at a roll that is near its end, or at a printer that closes idle connections.
const LOOK_AT_ROLL: Duration = Duration::from_secs(60);
/// How often a printer may close the connection between two tickets before it is left alone.
const MOST_HANG_UPS: u32 = 2;
/// How many due tickets are looked through for a new one.
const LOOKED_THROUGH: usize = 64;

/// How long a slip waits for a printer that is busy with a ticket.
const SLIP_WAITS: Duration = Duration::from_secs(20);

/// How long the hall's POS may hold a shared printer before the counter is told.
pub(super) const SHARED: Duration = Duration::from_secs(3);

/// Shows a printer's status on the Board until the engine stops.
pub async fn condition(worker: WorkerContext, id: String, printer: Arc<dyn Printer>) {
    let mut condition = printer.condition();
    let mut away: Option<Instant> = None;
    loop {
        let Condition { hindrance, paper_low, assurance } = condition.borrow_and_update().clone();
        let now = Instant::now();
        let wait = not_yet(hindrance.as_ref(), &mut away, now);
        if wait.is_zero() {
            let line = PrinterLine {
                trouble: hindrance.map(trouble),
                paper_low,
                assurance,
                ..PrinterLine::default()
            };
            worker.health.printer(&id, line, (worker.clock)());
        }
        tokio::select! {
            changed = condition.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(wait), if !wait.is_zero() => {}
            () = worker.stopped() => return,
        }
    }
}

/// How long to wait before a fault is shown. A printer that another program uses looks unreachable; `away` remembers since
/// when.
pub(super) fn not_yet(hindrance: Option<&NotReady>, away: &mut Option<Instant>, now: Instant) -> Duration {
    use NotReady::{Busy, Nonsense, Silent, Unreachable};
    if !matches!(hindrance, Some(Unreachable(_) | Busy(_) | Silent | Nonsense)) {
        *away = None;
        return Duration::ZERO;
    }
    SHARED.saturating_sub(now - *away.get_or_insert(now))
}

/// Prints the tickets of one printer, one after the other, until the engine stops.
pub async fn run(
    worker: WorkerContext,
    id: String,
    printer: Arc<dyn Printer>,
    renderer: Arc<TicketRenderer>,
) {
    let target = Target::Printer(id.clone());
    let mut orders = worker.store.orders();
    let mut tries = Tries::default();
    // When to look at it though no ticket waits: at once, so that the Board knows before the first order comes.
    let mut look = Some(Instant::now());
    // The newest ticket that was ever due.
    let mut newest = 0;
    loop {
        orders.mark_unchanged();
        let now = (worker.clock)();
        let mut pause = LOOK_AGAIN;
        match worker.store.due(&target, now, 1).await {
            Ok(rows) => {
                let row = rows.into_iter().next();
                newest = newest.max(row.as_ref().map_or(0, |row| row.id));
                if row.is_some() || look.is_some_and(|at| at <= Instant::now()) {
                    let printed = row.is_some();
                    tries.hung_up = false;
                    let rest = match print(&worker, &id, printer.as_ref(), &renderer, row).await {
                        Ok(()) => {
                            if *worker.stopping.borrow() {
                                printer.release().await;
                                return;
                            }
                            let hindrance = printer.condition().borrow().hindrance.clone();
                            tries.hang_ups = if printed { 0 } else { tries.hang_ups };
                            hindrance.map(|hindrance| tries.failed(&hindrance, now)).unwrap_or_else(|| {
                                tries.worked();
                                Duration::ZERO
                            })
                        }
                        Err(not_ready) => {
                            let reason = not_ready.to_string();
                            let rest = tries.failed(&not_ready, now);
                            tracing::warn!(printer = %id, %reason, ?rest, "not ready");
                            let since = tries.down.unwrap_or(now);
                            let moved = worker.store.not_ready(&id, &reason, since, (worker.clock)()).await;
                            if let Err(error) = moved {
                                tracing::error!(printer = %id, %error, "cannot move its tickets");
                            }
                            rest
                        }
                    };
                    look = next_look(&printer.condition().borrow());
                    let fresh = fresh_ticket(&worker, &target, newest);
                    tokio::select! {
                        () = tokio::time::sleep(rest) => {}
                        // A new ticket waits, and the fault may be gone.
                        () = fresh, if !rest.is_zero() => {}
                        () = worker.stopped() => return,
                    }
                    continue;
                }
                if let Ok(Some(next)) = worker.store.next_due(&target, now).await {
                    let wait = next.as_millisecond().saturating_sub(now.as_millisecond()).max(1);
                    pause = pause.min(Duration::from_millis(wait.unsigned_abs()));
                }
            }
            Err(error) => {
                tracing::error!(printer = %id, %error, "cannot read the outbox");
                pause = STORE_FAILED;
            }
        }
        // Nothing is due, so the printer is left to the hall's POS. A ticket that comes meanwhile does not wait for the
        // connection to close.
        tokio::select! {
            () = printer.release() => {}
            () = fresh_ticket(&worker, &target, newest) => continue,
        }
        if let Some(at) = look {
            pause = pause.min(at.saturating_duration_since(Instant::now()));
        }
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            // The held connection was lost: the printer may be off, or close idle connections. One that always does is not
            // reconnected without end.
            () = printer.listen(), if !tries.hung_up => {
                tries.hung_up = true;
                tries.hang_ups += 1;
                let patience = if tries.hang_ups > MOST_HANG_UPS { LOOK_AT_ROLL } else { AT_IT };
                look = Some(Instant::now() + patience);
            }
            () = tokio::time::sleep(pause) => {}
            () = worker.stopped() => {
                printer.release().await;
                return;
            }
        }
    }
}

/// The result of a printer's last tries.
#[derive(Default)]
struct Tries {
    failures: u32,
    /// Since when it has taken nothing.
    down: Option<Timestamp>,
    /// The held connection was lost, and no other opened since.
    hung_up: bool,
    /// How often that happened since the last ticket.
    hang_ups: u32,
}

impl Tries {
    fn worked(&mut self) {
        (self.failures, self.down) = (0, None);
    }

    /// Counts a failure; how long to leave the printer alone, unless a ticket comes.
    fn failed(&mut self, by: &NotReady, now: Timestamp) -> Duration {
        // After a clock was set back the time since then would seem negative, and the backup would not be used.
        let since = self.down.filter(|since| *since <= now).unwrap_or(now);
        self.down = Some(since);
        let down = now.as_millisecond().saturating_sub(since.as_millisecond()).max(0);
        let rest = rest(by, self.failures, Duration::from_millis(down.unsigned_abs()));
        self.failures += 1;
        rest
    }
}

/// How long to leave a printer alone that has taken nothing for `down`.
pub(super) fn rest(by: &NotReady, failures: u32, down: Duration) -> Duration {
    // One second longer for every ten seconds that the fault lasts.
    let grown = AT_IT + down.saturating_sub(NEWS) / 10;
    match by {
        NotReady::Error => AT_A_JAM.min(grown),
        by if answers(by) => grown.min(RARELY),
        _ => backoff(failures, None).min(LONGEST_PAUSE).max(grown.min(RARELY)),
    }
}

/// Ends when a ticket is due that is newer than these.
async fn fresh_ticket(worker: &WorkerContext, target: &Target, newest: i64) {
    let mut orders = worker.store.orders();
    loop {
        let due = worker.store.due(target, (worker.clock)(), LOOKED_THROUGH).await;
        if due.is_ok_and(|rows| rows.iter().any(|row| row.id > newest)) {
            return;
        }
        if orders.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}

/// Prints what belongs to no order, once. Tickets wait meanwhile; nothing of it is kept, so a person prints it again where it failed.
pub async fn print_slip(printer: &dyn Printer, bytes: Vec<u8>) -> Result<Done, Refused> {
    let not_printed = |reason: String, partly| Err(Refused::NotPrinted { reason, partly });
    // The session ends every wait of its own; a printer that another ticket holds is waited for.
    let session = match tokio::time::timeout(SLIP_WAITS, printer.open()).await {
        Ok(Ok(session)) => session,
        Ok(Err(not_ready)) => return not_printed(not_ready.to_string(), false),
        Err(_) => return not_printed(Cause::of(Why::NoAnswer).to_string(), false),
    };
    let outcome = session.print(bytes).await;
    // A printer that the hall's POS shares is not kept.
    printer.release().await;
    match outcome {
        PrintOutcome::Printed | PrintOutcome::Sent => Ok(Done::Committed),
        PrintOutcome::NotSent(cause) => not_printed(cause.to_string(), false),
        PrintOutcome::Unknown(cause) => not_printed(cause.to_string(), true),
    }
}

/// When to look at a printer that has no ticket. One with a fault is looked at even when its tickets have moved to a backup, so
/// that the Board shows its return; a healthy one is left to the hall's POS.
fn next_look(condition: &Condition) -> Option<Instant> {
    match condition {
        // After a rest.
        Condition { hindrance: Some(_), .. } => Some(Instant::now()),
        Condition { paper_low: true, .. } => Some(Instant::now() + LOOK_AT_ROLL),
        Condition { .. } => None,
    }
}

/// Whether a printer that is not ready said so itself.
fn answers(not_ready: &NotReady) -> bool {
    use NotReady::{Broken, CoverOpen, Error, Overheated, PaperOut};
    matches!(not_ready, PaperOut | CoverOpen | Error | Overheated | Broken)
}

/// Prints one ticket, if there is one. It is started only once the printer is ready for it.
async fn print(
    worker: &WorkerContext,
    id: &str,
    printer: &dyn Printer,
    renderer: &TicketRenderer,
    row: Option<Row>,
) -> Result<(), NotReady> {
    let session = tokio::select! {
        session = printer.open() => session?,
        () = worker.stopped() => return Ok(()),
    };
    let Some(row) = row else { return Ok(()) };
    let Effect::Print { ticket } = &row.effect else { return Ok(()) };
    // From this commit on the ticket may be on paper. It is laid out from the order as it stands now.
    let order = match worker.store.start(row.id, (worker.clock)()).await {
        Ok(Some(order)) => order,
        Ok(None) => return Ok(()),
        Err(error) => {
            tracing::error!(printer = %id, %error, "cannot start a ticket");
            tokio::time::sleep(STORE_FAILED).await;
            return Ok(());
        }
    };
    // An order that breaks the layout must not stop the printer for the others.
    let laid_out = std::panic::catch_unwind(AssertUnwindSafe(|| renderer.bytes(&order, ticket)));
    let mut not_ready = None;
    let outcome = match laid_out.unwrap_or_default() {
        Some(bytes) => match session.print(bytes).await {
            PrintOutcome::Printed => Outcome::Printed,
            PrintOutcome::Sent => Outcome::Sent,
            PrintOutcome::NotSent(cause) => {
                let reason = cause.to_string();
                not_ready = Some(NotReady::Unreachable(cause));
                Outcome::NotSent { reason }
            }
            PrintOutcome::Unknown(cause) if cause.why == Why::NotConfirmed => {
                Outcome::Unconfirmed { reason: cause.to_string() }
            }
            PrintOutcome::Unknown(cause) => Outcome::PrintUnknown { reason: cause.to_string() },
        },
        // Another try would fail the same way, so a person decides.
        None => Outcome::PrintUnknown { reason: Cause::of(Why::NoLayout).to_string() },
    };
    tracing::info!(printer = %id, number = %order.head.number, ?outcome, "ticket");
    finish(worker, row.id, outcome).await;
    // A printer that took nothing although it was ready is treated like one that is not ready.
    not_ready.map_or(Ok(()), Err)
}

fn trouble(not_ready: NotReady) -> Trouble {
    match not_ready {
        NotReady::Unreachable(cause) => Trouble::Unreachable(cause.to_string()),
        NotReady::Busy(who) => Trouble::Busy(who),
        NotReady::Paused(queue) => Trouble::Paused(queue),
        NotReady::Silent => Trouble::Silent,
        NotReady::Nonsense => Trouble::Nonsense,
        NotReady::PaperOut => Trouble::PaperOut,
        NotReady::CoverOpen => Trouble::CoverOpen,
        NotReady::Stuck => Trouble::Stuck,
        NotReady::Error => Trouble::Error,
        NotReady::Overheated => Trouble::Overheated,
        NotReady::Broken => Trouble::Broken,
    }
}
