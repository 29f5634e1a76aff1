//! Asking an agency what is left of the shop's deposit, and how it is doing.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::board::ConnectionStatus;
use domain::order::Balance;
use tokio::time::{Instant, sleep_until};

use super::{LONGEST_PAUSE, STORE_FAILED, WorkerContext, backoff};
use crate::agency::{AgencyError, DeliveryAgency};
use crate::engine::health::AgencyWord;
use crate::store::Orders;

/// When an agency is asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Pause between two questions.
    pub every: Duration,
    /// From the end of a delivery to the question what it cost: the agency has to book it first. Deliveries that end
    /// meanwhile are asked about together.
    pub after_end: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { every: Duration::from_secs(600), after_end: Duration::from_secs(5) }
    }
}

/// Asks one agency at start, then at its pace and after each delivery that ended, until the engine stops. An agency that keeps
/// no deposit is asked too, because its adapter answers without a request.
pub async fn run(worker: WorkerContext, id: String, agency: Arc<dyn DeliveryAgency>, pace: Pace) {
    let mut orders = worker.store.orders();
    let mut known = ended(&orders.borrow_and_update(), &id);
    let mut word = AgencyWord::default();
    let mut failures = 0;
    let mut next = Instant::now();
    loop {
        tokio::select! {
            () = sleep_until(next) => {
                let asked = tokio::select! {
                    asked = ask(&worker, &id, agency.as_ref(), &mut word) => asked,
                    // The request may be dropped: nothing depends on its answer.
                    () = worker.stopped() => return,
                };
                let pause = match asked {
                    Ok(()) => {
                        failures = 0;
                        pace.every
                    }
                    Err(Again { after }) => {
                        failures += 1;
                        backoff(failures - 1, after)
                    }
                };
                next = Instant::now() + pause;
            }
            changed = orders.changed() => {
                if changed.is_err() {
                    return;
                }
                let now = ended(&orders.borrow_and_update(), &id);
                // While the agency does not answer, only the growing pauses decide when it is asked.
                if failures == 0 && !now.is_subset(&known) {
                    next = next.min(Instant::now() + pace.after_end);
                }
                known = now;
            }
            () = worker.stopped() => return,
        }
    }
}

/// Asking failed; `after`: not sooner than that.
struct Again {
    after: Option<Duration>,
}

async fn ask(
    worker: &WorkerContext,
    id: &str,
    agency: &dyn DeliveryAgency,
    word: &mut AgencyWord,
) -> Result<(), Again> {
    // A value that the agency no longer tells is no longer shown: neither the deposit nor its notices.
    let balance = if agency.capabilities().balance { agency.balance().await } else { Ok(None) };
    let left = heard(worker, id, balance)?;
    word.deposit = left.as_ref().and_then(Balance::largest);
    worker.health.agency_says(id, word.clone());
    if let Some(left) = left
        && let Err(error) = worker.store.deposit(id, left, (worker.clock)()).await
    {
        tracing::error!(agency = id, %error, "cannot keep what is left of the deposit");
        return Err(Again { after: Some(STORE_FAILED) });
    }
    word.conditions = heard(worker, id, agency.conditions().await)?;
    worker.health.agency_says(id, word.clone());
    Ok(())
}

/// An answer, or that there is none for now. An answer that cannot be read is no failure of the connection, and asking again
/// soon would not help.
fn heard<T>(
    worker: &WorkerContext,
    id: &str,
    answer: Result<Option<T>, AgencyError>,
) -> Result<Option<T>, Again> {
    match answer {
        Ok(answer) => {
            if answer.is_some() {
                worker.health.agency(id, ConnectionStatus::Connected);
            }
            Ok(answer)
        }
        Err(AgencyError::Retry { reason, after }) => {
            tracing::warn!(agency = id, %reason, "the agency does not say how it is doing");
            worker.health.agency(id, ConnectionStatus::Failing(reason));
            Err(Again { after })
        }
        Err(AgencyError::SignedOut(why)) => {
            worker.health.agency(id, ConnectionStatus::SignedOut(why));
            Err(Again { after: Some(LONGEST_PAUSE) })
        }
        Err(error @ (AgencyError::Unreadable(_) | AgencyError::Pending(_))) => {
            tracing::warn!(agency = id, %error, "what the agency says of itself cannot be read");
            Ok(None)
        }
    }
}

/// Keys of an agency's deliveries that have ended.
fn ended(orders: &Orders, id: &str) -> HashSet<String> {
    let deliveries = orders.iter().flat_map(|state| &state.deliveries);
    deliveries
        .filter(|d| d.agency == id && d.status().is_terminal())
        .map(|d| d.idempotency_key.clone())
        .collect()
}
