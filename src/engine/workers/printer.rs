//! Putting tickets on paper: one worker per printer, so that a slow one delays nobody else. Beside it, what each printer
//! says of itself goes to the Board, also under a ticket and between tickets.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{Bench, LOOK_AGAIN, STORE_FAILED, backoff, finish};
use crate::cause::{Cause, Why};
use crate::engine::board::Trouble;
use crate::engine::health::PrinterLine;
use crate::engine::paper::Press;
use crate::engine::rules::{Effect, Outcome, Target};
use crate::printer::{Condition, NotReady, PrintOutcome, Printer};
use crate::store::Row;

/// Longest pause between two looks at a printer that takes nothing.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The same, while a person is at it: a cover that was opened and closed must be seen open.
const AT_IT: Duration = Duration::from_secs(1);
/// Between two looks at a roll that is near its end.
const LOOK_AT_ROLL: Duration = Duration::from_secs(60);

/// How long the hall's POS may have a shared printer to itself before the counter hears of it.
pub(super) const SHARED: Duration = Duration::from_secs(3);

/// Tells the Board how a printer is, until the engine stops.
pub async fn condition(bench: Bench, id: String, printer: Arc<dyn Printer>) {
    let mut condition = printer.condition();
    let mut away: Option<Instant> = None;
    loop {
        let Condition { hindrance, paper_low } = condition.borrow_and_update().clone();
        let now = Instant::now();
        let wait = not_yet(hindrance.as_ref(), &mut away, now);
        if wait.is_zero() {
            bench.health.printer(&id, PrinterLine { trouble: hindrance.map(trouble), paper_low });
        }
        tokio::select! {
            changed = condition.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(wait), if !wait.is_zero() => {}
            () = bench.stopped() => return,
        }
    }
}

/// How long to wait before the counter hears of it. A printer that another program just uses looks as if it were away;
/// `away` remembers since when.
pub(super) fn not_yet(hindrance: Option<&NotReady>, away: &mut Option<Instant>, now: Instant) -> Duration {
    use NotReady::{Busy, Silent, Unreachable};
    if !matches!(hindrance, Some(Unreachable(_) | Busy(_) | Silent)) {
        *away = None;
        return Duration::ZERO;
    }
    SHARED.saturating_sub(now - *away.get_or_insert(now))
}

/// Prints the tickets of one printer, one after the other, until the engine stops.
pub async fn run(bench: Bench, id: String, printer: Arc<dyn Printer>, press: Arc<Press>) {
    let target = Target::Printer(id.clone());
    let mut orders = bench.store.orders();
    let mut failures = 0;
    // Since when it takes nothing.
    let mut down: Option<Timestamp> = None;
    // When to look at it though no ticket waits: at once, so that the Board knows before the first order comes.
    let mut look = Some(Instant::now());
    loop {
        orders.mark_unchanged();
        let now = (bench.clock)();
        let mut pause = LOOK_AGAIN;
        match bench.store.due(&target, now, 1).await {
            Ok(rows) => {
                let row = rows.into_iter().next();
                if row.is_some() || look.is_some_and(|at| at <= Instant::now()) {
                    match print(&bench, &id, printer.as_ref(), &press, row).await {
                        Ok(()) => {
                            (failures, down) = (0, None);
                            if *bench.stopping.borrow() {
                                return;
                            }
                        }
                        Err(not_ready) => {
                            let reason = not_ready.to_string();
                            tracing::warn!(printer = %id, %reason, "not ready");
                            // A clock that was set back would keep the backup waiting.
                            let since = down.filter(|since| *since <= now).unwrap_or(now);
                            down = Some(since);
                            let moved = bench.store.not_ready(&id, &reason, since, (bench.clock)()).await;
                            if let Err(error) = moved {
                                tracing::error!(printer = %id, %error, "cannot move its tickets");
                            }
                            let longest = if answers(&not_ready) { AT_IT } else { LONGEST_PAUSE };
                            if !bench.pause(backoff(failures, None).min(longest)).await {
                                return;
                            }
                            failures += 1;
                        }
                    }
                    look = next_look(&printer.condition().borrow());
                    continue;
                }
                if let Ok(Some(next)) = bench.store.next_due(&target, now).await {
                    let wait = next.as_millisecond().saturating_sub(now.as_millisecond()).max(1);
                    pause = pause.min(Duration::from_millis(wait.unsigned_abs()));
                }
            }
            Err(error) => {
                tracing::error!(printer = %id, %error, "cannot read the outbox");
                pause = STORE_FAILED;
            }
        }
        if let Some(at) = look {
            pause = pause.min(at.saturating_duration_since(Instant::now()));
        }
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            // A held connection is lost: is the printer gone, or only tired of waiting? One that hangs up on everybody is
            // not to be called without end.
            () = printer.listen() => {
                look = Some(Instant::now());
                if !bench.pause(AT_IT).await {
                    return;
                }
            }
            () = tokio::time::sleep(pause) => {}
            () = bench.stopped() => return,
        }
    }
}

/// When to look at a printer that has no ticket. One that is down is asked even when its tickets have moved, so that the
/// Board learns of its return; a healthy one is left to the hall's POS.
fn next_look(condition: &Condition) -> Option<Instant> {
    match condition {
        Condition { hindrance: Some(hindrance), .. } if answers(hindrance) => Some(Instant::now() + AT_IT),
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

/// One ticket, if there is one. Nothing is started before the printer is ready for it.
async fn print(
    bench: &Bench,
    id: &str,
    printer: &dyn Printer,
    press: &Press,
    row: Option<Row>,
) -> Result<(), NotReady> {
    let session = tokio::select! {
        session = printer.open() => session?,
        () = bench.stopped() => return Ok(()),
    };
    let Some(row) = row else { return Ok(()) };
    let Effect::Print { ticket } = &row.effect else { return Ok(()) };
    // From this commit on a copy may exist; the paper says what the order says now.
    let order = match bench.store.start(row.id, (bench.clock)()).await {
        Ok(Some(order)) => order,
        Ok(None) => return Ok(()),
        Err(error) => {
            tracing::error!(printer = %id, %error, "cannot start a ticket");
            tokio::time::sleep(STORE_FAILED).await;
            return Ok(());
        }
    };
    // A dish that breaks the layout must not stop the printer for everybody else.
    let laid_out = std::panic::catch_unwind(AssertUnwindSafe(|| press.bytes(&order, ticket)));
    let outcome = match laid_out.unwrap_or_default() {
        Some(bytes) => match session.print(bytes).await {
            PrintOutcome::Printed => Outcome::Printed,
            PrintOutcome::Sent => Outcome::Sent,
            PrintOutcome::NotSent(cause) => Outcome::NotSent { reason: cause.to_string() },
            PrintOutcome::Unknown(cause) => Outcome::PrintUnknown { reason: cause.to_string() },
        },
        // Trying again would change nothing: a person decides.
        None => Outcome::PrintUnknown { reason: Cause::of(Why::NoLayout).to_string() },
    };
    tracing::info!(printer = %id, number = %order.number, ?outcome, "ticket");
    finish(bench, row.id, outcome).await;
    Ok(())
}

fn trouble(not_ready: NotReady) -> Trouble {
    match not_ready {
        NotReady::Unreachable(cause) => Trouble::Unreachable(cause.to_string()),
        NotReady::Busy(who) => Trouble::Busy(who),
        NotReady::Paused(queue) => Trouble::Paused(queue),
        NotReady::Silent => Trouble::Silent,
        NotReady::PaperOut => Trouble::PaperOut,
        NotReady::CoverOpen => Trouble::CoverOpen,
        NotReady::Stuck => Trouble::Stuck,
        NotReady::Error => Trouble::Error,
        NotReady::Overheated => Trouble::Overheated,
        NotReady::Broken => Trouble::Broken,
    }
}
