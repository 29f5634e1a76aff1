//! The worker of one agency: sends its outbox rows and brings back the outcomes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cause::{Cause, Why};
use domain::board;
use domain::order::{Created, DeliveryReport, DeliveryState, Quote, Quoted, Refusal, Setback};
use domain::rules::{Effect, Outcome, Target};
use domain::{Attempt, OrderState, Purpose};
use jiff::Timestamp;

use super::breaker::{Breaker, Gate};
use super::{STORE_FAILED, WorkerContext, drain, finish, postpone};
use crate::agency::{AgencyError, DeliveryAgency, DeliveryRequest, OffReason};
use crate::store::Row;

/// Requests to one agency at a time.
const AT_ONCE: usize = 4;
/// Pause while the agency does not accept our key.
const SIGNED_OUT_PAUSE: Duration = Duration::from_secs(30);

/// What the worker of one agency needs.
pub struct AgencyContext {
    /// Agency id.
    pub id: String,
    /// The agency itself.
    pub agency: Arc<dyn DeliveryAgency>,
    /// The agency's names for the apps, by channel id, where their profiles give one.
    pub app_names: BTreeMap<String, String>,
}

/// One agency while its worker runs: its context, and what bounds the requests to it.
struct GuardedAgency<'c> {
    context: &'c AgencyContext,
    breaker: Breaker,
    gate: Gate,
}

/// Carries out the rows of one agency until the engine stops.
pub async fn run(worker: WorkerContext, context: AgencyContext) {
    let target = Target::Agency(context.id.clone());
    let guarded = GuardedAgency { context: &context, breaker: Breaker::default(), gate: Gate::default() };
    drain(&worker, target, AT_ONCE, |row| serve(&worker, &guarded, row)).await;
}

/// Answers for an agency that cannot be used (no secret): quotes and calls are refused, so that the next agency is asked.
pub async fn closed(worker: WorkerContext, id: String, why: String) {
    let refuse = |row: Row| {
        let (worker, why) = (&worker, why.clone());
        async move {
            let uncalled =
                |d: &&Attempt| matches!(d.status(), DeliveryState::Quoting | DeliveryState::Planned);
            let uncalled = row.order.live_delivery().filter(uncalled).is_some();
            let refusal = Refusal { code: "signed-out".to_owned(), message: Some(why.clone()) };
            match row.effect {
                Effect::Quote { .. } | Effect::Compare { .. } => {
                    finish(worker, row.id, Outcome::Quoted(Quoted::Refused(refusal))).await;
                }
                Effect::Create { .. } if uncalled => {
                    finish(worker, row.id, Outcome::Created(Created::Refused(refusal))).await;
                }
                _ => {
                    postpone(worker, &row, why, Some(SIGNED_OUT_PAUSE)).await;
                    // A create that may have been sent already cannot be postponed, so the worker pauses.
                    worker.pause(SIGNED_OUT_PAUSE).await;
                }
            }
        }
    };
    drain(&worker, Target::Agency(id), AT_ONCE, refuse).await;
}

async fn serve(worker: &WorkerContext, guarded: &GuardedAgency<'_>, row: Row) {
    let create = matches!(row.effect, Effect::Create { .. });
    if create && row.order.live_delivery().is_some_and(|d| d.quote_is_old((worker.clock)())) {
        return finish(worker, row.id, Outcome::QuoteExpired).await;
    }
    // The agency may ask to be left alone while a request waits for its turn, so the breaker is asked after the wait.
    if !guarded.breaker.rests((worker.clock)()) {
        let between = guarded.context.agency.capabilities().pace.least_between;
        guarded.gate.pass(Duration::try_from(between).unwrap_or_default()).await;
    }
    let asked = (worker.clock)();
    if let Err(left) = guarded.breaker.ask(asked) {
        let reason = Cause::of(Why::Resting).with("it is left alone for a while").to_string();
        if !create {
            return postpone(worker, &row, reason, Some(left)).await;
        }
        tracing::info!(agency = %guarded.context.id, number = %row.order.head.number, %reason, "not called");
        let setback = Setback { reason, after: Some(left) };
        return finish(worker, row.id, Outcome::Created(Created::NotSent(setback))).await;
    }
    if create { call(worker, guarded, row, asked).await } else { ask(worker, guarded, row, asked).await }
}

/// Sends a request that may be repeated.
async fn ask(worker: &WorkerContext, guarded: &GuardedAgency<'_>, row: Row, asked: Timestamp) {
    let (context, agency) = (guarded.context, guarded.context.agency.as_ref());
    let Some(request) = request(worker, context, &row.order, &row.effect) else {
        return postpone(worker, &row, Cause::of(Why::Unknown).into(), None).await;
    };
    let key = request.key.as_str();
    let answer = match row.effect {
        Effect::Quote { .. } | Effect::Compare { .. } => {
            agency.quote(&request).await.map(|quoted| Outcome::Quoted(priced(worker, quoted)))
        }
        Effect::LookUp { .. } => {
            let report = agency.look_up(key).await;
            let known = |told| Box::new(by_our_clock(worker, paid(told, agency.capabilities().divides)));
            report.map(|report| Outcome::LookedUp(report.map(known)))
        }
        Effect::Cancel { .. } => agency.cancel(key, why_off(&row.order)).await.map(Outcome::CancelAnswered),
        Effect::Amend { what, .. } => agency.amend(&request, what).await.map(Outcome::Amended),
        Effect::Raise { fee, .. } => agency.raise(key, fee).await.map(Outcome::Amended),
        _ => agency.prepare_complete(key).await.map(|()| Outcome::ReadyTold),
    };
    match answer {
        Ok(outcome) => {
            guarded.breaker.answered(asked);
            worker.health.agency(&context.id, board::ConnectionStatus::Connected);
            finish(worker, row.id, outcome).await;
        }
        Err(AgencyError::Retry { reason, after }) => {
            guarded.breaker.failed((worker.clock)(), after);
            worker.health.agency(&context.id, board::ConnectionStatus::Failing(reason.clone()));
            postpone(worker, &row, reason, after).await;
        }
        // The connection itself works.
        Err(error @ AgencyError::Pending(_)) => {
            guarded.breaker.answered(asked);
            worker.health.agency(&context.id, board::ConnectionStatus::Connected);
            postpone(worker, &row, error.to_string(), None).await;
        }
        Err(AgencyError::SignedOut(why)) => {
            guarded.breaker.answered(asked);
            worker.health.agency(&context.id, board::ConnectionStatus::SignedOut(why.clone()));
            postpone(worker, &row, why, Some(SIGNED_OUT_PAUSE)).await;
        }
        Err(error @ AgencyError::Unreadable(_)) => {
            guarded.breaker.answered(asked);
            worker.health.agency(&context.id, board::ConnectionStatus::Failing(error.to_string()));
            postpone(worker, &row, error.to_string(), None).await;
        }
    }
}

/// Sends a create. The row is marked as started before the first byte is sent, so that no restart can call a second rider.
async fn call(worker: &WorkerContext, guarded: &GuardedAgency<'_>, row: Row, asked: Timestamp) {
    let context = guarded.context;
    let order = match worker.store.start(row.id, (worker.clock)()).await {
        Ok(Some(order)) => order,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(agency = %context.id, %error, "cannot start a call");
            tokio::time::sleep(STORE_FAILED).await;
            return;
        }
    };
    let created = match request(worker, context, &order, &row.effect) {
        Some(request) => match context.agency.create(&request).await {
            Created::Accepted(report) => Created::Accepted(by_our_clock(worker, report)),
            other => other,
        },
        None => Created::NotSent(Cause::of(Why::Unknown).to_string().into()),
    };
    match &created {
        Created::Accepted(_) | Created::Duplicate | Created::Refused(_) => {
            guarded.breaker.answered(asked);
            worker.health.agency(&context.id, board::ConnectionStatus::Connected);
        }
        Created::NotSent(setback) | Created::Unknown(setback) => {
            guarded.breaker.failed((worker.clock)(), setback.after);
            worker.health.agency(&context.id, board::ConnectionStatus::Failing(setback.reason.clone()));
        }
    }
    let answer = match &created {
        Created::Accepted(report) => report.raw_state.as_str(),
        Created::Refused(refusal) => refusal.code.as_str(),
        Created::Duplicate => "duplicate",
        Created::NotSent(setback) | Created::Unknown(setback) => setback.reason.as_str(),
    };
    let answer = order.without_customer(answer);
    tracing::info!(agency = %context.id, number = %order.head.number, answer, "rider called");
    finish(worker, row.id, Outcome::Created(created)).await;
}

/// Why a delivery of this order is called off now.
fn why_off(state: &OrderState) -> OffReason {
    if state.head.cancelled_at_app { OffReason::Customer } else { OffReason::Shop }
}

/// The report without a cancel fee that was never due: of a delivery that ended without being cancelled, agencies may go on
/// showing what cancelling would have cost. An agency that divides orders may have cancelled a part, whose fee was paid.
fn paid(report: DeliveryReport, divides: bool) -> DeliveryReport {
    use DeliveryState::*;
    if !matches!(report.state, Delivered | Failed | Returned) {
        return report;
    }
    let cancel_fee = Some(report.cancel_fee.filter(|_| divides).unwrap_or_default());
    DeliveryReport { cancel_fee, ..report }
}

/// An agency's report with its times as they are by our clock.
fn by_our_clock(worker: &WorkerContext, report: DeliveryReport) -> DeliveryReport {
    let heard = |at| worker.health.drift().heard(at);
    let (at, pickup_expected_at) = (report.at.map(heard), report.pickup_expected_at.map(heard));
    DeliveryReport { at, pickup_expected_at, ..report }
}

/// A quote with its times as they are by our clock.
fn priced(worker: &WorkerContext, quoted: Quoted) -> Quoted {
    match quoted {
        Quoted::Possible(quote) => {
            let pickup_expected_at = quote.pickup_expected_at.map(|at| worker.health.drift().heard(at));
            Quoted::Possible(Quote { pickup_expected_at, ..quote })
        }
        refused => refused,
    }
}

/// What the agency has to know, as the order stands now. Riders go by their own watches, not by this computer's.
fn request(
    worker: &WorkerContext,
    context: &AgencyContext,
    state: &OrderState,
    effect: &Effect,
) -> Option<DeliveryRequest> {
    let (key, quote, errand) = match effect {
        Effect::Compare { agency } => {
            let compared = state.deliveries.quotes().iter().find(|compared| compared.agency == *agency)?;
            (&compared.key, None, &Purpose::First)
        }
        other => {
            let attempt = other.attempt()?;
            let delivery = state.deliveries.numbered(attempt)?;
            (&delivery.idempotency_key, delivery.quote.clone(), &delivery.purpose)
        }
    };
    let pickup_at = match errand {
        Purpose::First => state.head.ready_at.unwrap_or(state.head.received_at),
        // The food is ready when a person calls this rider.
        Purpose::Retry | Purpose::Redelivery { .. } => state.head.updated_at,
    };
    Some(DeliveryRequest {
        key: key.clone(),
        number: state.head.number.clone(),
        order: state.carried(errand)?,
        app_name: context.app_names.get(&state.head.channel).cloned(),
        pickup_at: worker.health.drift().told(pickup_at),
        quote,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::Won;

    #[test]
    fn what_calling_off_would_have_cost_was_not_paid() {
        use DeliveryState::*;
        let told = |state, cancel_fee: Option<i64>, divides| {
            let report = DeliveryReport { cancel_fee: cancel_fee.map(Won), ..DeliveryReport::of(state, "") };
            paid(report, divides).cancel_fee.map(|fee| fee.0)
        };
        for ended in [Delivered, Failed, Returned] {
            assert_eq!(told(ended, Some(4_800), false), Some(0), "{ended:?}");
            assert_eq!(told(ended, Some(500), true), Some(500), "a part was called off: {ended:?}");
            assert_eq!(told(ended, None, true), Some(0), "what was said before is past: {ended:?}");
        }
        for other in [Requested, Assigned, PickedUp, Cancelled, Rejected] {
            for divides in [false, true] {
                assert_eq!(told(other, Some(900), divides), Some(900), "{other:?}");
                assert_eq!(told(other, None, divides), None, "what nobody said is not nothing: {other:?}");
            }
        }
    }
}
