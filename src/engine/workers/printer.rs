//! Putting tickets on paper: one worker per printer, so that a slow one delays nobody else.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Bench, LOOK_AGAIN, STORE_FAILED, backoff, finish};
use crate::engine::board::Trouble;
use crate::engine::paper::Press;
use crate::engine::rules::{Effect, Outcome, Target};
use crate::printer::{NotReady, PrintOutcome, Printer};
use crate::store::Row;

/// Longest pause between two looks at a printer that takes nothing.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Prints the tickets of one printer, one after the other, until the engine stops.
pub async fn run(bench: Bench, id: String, printer: Arc<dyn Printer>, press: Arc<Press>) {
    let target = Target::Printer(id.clone());
    let mut orders = bench.store.orders();
    let mut failures = 0;
    // Since when it takes nothing.
    let mut down: Option<Timestamp> = None;
    loop {
        orders.mark_unchanged();
        let now = (bench.clock)();
        let mut pause = LOOK_AGAIN;
        match bench.store.due(&target, now, 1).await {
            Ok(rows) => {
                let row = rows.into_iter().next();
                // One that is down is asked even when its tickets have moved, so that the Board learns of its return.
                if row.is_some() || down.is_some() {
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
                            let since = *down.get_or_insert(now);
                            let moved = bench.store.not_ready(&id, &reason, since, (bench.clock)()).await;
                            if let Err(error) = moved {
                                tracing::error!(printer = %id, %error, "cannot move its tickets");
                            }
                            bench.health.printer(&id, Some(trouble(not_ready)));
                            if !bench.pause(backoff(failures, None).min(LONGEST_PAUSE)).await {
                                return;
                            }
                            failures += 1;
                        }
                    }
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
        tokio::select! {
            changed = orders.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
            () = bench.stopped() => return,
        }
    }
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
    bench.health.printer(id, None);
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
            PrintOutcome::NotSent(reason) => Outcome::NotSent { reason },
            PrintOutcome::Unknown(reason) => Outcome::PrintUnknown { reason },
        },
        // Trying again would change nothing: a person decides.
        None => Outcome::PrintUnknown { reason: "cannot be laid out".to_owned() },
    };
    tracing::info!(printer = %id, number = %order.number, ?outcome, "ticket");
    finish(bench, row.id, outcome).await;
    Ok(())
}

fn trouble(not_ready: NotReady) -> Trouble {
    match not_ready {
        NotReady::Unreachable(why) => Trouble::Unreachable(why),
        NotReady::Busy(who) => Trouble::Busy(who),
        NotReady::Silent => Trouble::Silent,
        NotReady::PaperOut => Trouble::PaperOut,
        NotReady::CoverOpen => Trouble::CoverOpen,
        NotReady::Error => Trouble::Error,
    }
}
