//! Talking to a delivery agency.

use std::sync::Arc;
use std::time::Duration;

use super::{Bench, STORE_FAILED, drain, finish, postpone};
use crate::agency::{AgencyError, DeliveryAgency, DeliveryRequest};
use crate::engine::board::Line;
use crate::engine::rules::{Effect, Outcome, Target};
use crate::engine::{Delivery, OrderState};
use crate::order::{Created, DeliveryState, Quoted, Refusal};
use crate::store::Row;

/// Requests to one agency at a time.
const AT_ONCE: usize = 4;
/// Pause while the agency does not accept our key.
const SIGNED_OUT_PAUSE: Duration = Duration::from_secs(30);

/// What the worker of one agency needs.
pub struct AgencyDesk {
    /// Agency id.
    pub id: String,
    /// The agency itself.
    pub agency: Arc<dyn DeliveryAgency>,
    /// Each channel's name at Gorela.
    pub gorela_channels: std::collections::BTreeMap<String, String>,
}

/// Does the rows of one agency until the engine stops.
pub async fn run(bench: Bench, desk: AgencyDesk) {
    let target = Target::Agency(desk.id.clone());
    drain(&bench, target, AT_ONCE, |row| serve(&bench, &desk, row)).await;
}

/// Answers for an agency that cannot be used (no secret): nothing reaches it, so that the next one may be asked.
pub async fn closed(bench: Bench, id: String, why: String) {
    let refuse = |row: Row| {
        let (bench, why) = (&bench, why.clone());
        async move {
            let uncalled = |d: &&Delivery| matches!(d.state, DeliveryState::Quoting | DeliveryState::Planned);
            let uncalled = row.order.live_delivery().filter(uncalled).is_some();
            let refusal = Refusal { code: "signed-out".to_owned(), message: Some(why.clone()) };
            match row.effect {
                Effect::Quote { .. } => {
                    finish(bench, row.id, Outcome::Quoted(Quoted::Refused(refusal))).await;
                }
                Effect::Create { .. } if uncalled => {
                    finish(bench, row.id, Outcome::Created(Created::Refused(refusal))).await;
                }
                _ => {
                    postpone(bench, &row, why, Some(SIGNED_OUT_PAUSE)).await;
                    // A call that may exist already is not put off: nothing is taken up meanwhile.
                    bench.pause(SIGNED_OUT_PAUSE).await;
                }
            }
        }
    };
    drain(&bench, Target::Agency(id), AT_ONCE, refuse).await;
}

async fn serve(bench: &Bench, desk: &AgencyDesk, row: Row) {
    let agency = desk.agency.as_ref();
    let (Effect::Quote { attempt }
    | Effect::Create { attempt }
    | Effect::LookUp { attempt }
    | Effect::CallOff { attempt }
    | Effect::Amend { attempt, .. }
    | Effect::PrepareComplete { attempt }) = row.effect
    else {
        return postpone(bench, &row, "not for an agency".to_owned(), None).await;
    };
    let Some(delivery) = row.order.deliveries.iter().find(|d| d.attempt == attempt) else {
        return postpone(bench, &row, "no such delivery".to_owned(), None).await;
    };
    let answer = match row.effect {
        Effect::Create { .. } => return create(bench, desk, row, attempt).await,
        Effect::Quote { .. } => match request(desk, &row.order, attempt) {
            Some(request) => agency.quote(&request).await.map(Outcome::Quoted),
            None => return postpone(bench, &row, "the order cannot be read".to_owned(), None).await,
        },
        Effect::LookUp { .. } => {
            agency.look_up(&delivery.key).await.map(|report| Outcome::LookedUp(report.map(Box::new)))
        }
        Effect::CallOff { .. } => agency.cancel(&delivery.key).await.map(Outcome::CalledOff),
        Effect::Amend { what, .. } => match request(desk, &row.order, attempt) {
            Some(request) => agency.amend(&request, what).await.map(Outcome::Amended),
            None => return postpone(bench, &row, "the order cannot be read".to_owned(), None).await,
        },
        _ => agency.prepare_complete(&delivery.key).await.map(|()| Outcome::ReadyTold),
    };
    match answer {
        Ok(outcome) => {
            bench.health.agency(&desk.id, Line::Connected);
            finish(bench, row.id, outcome).await;
        }
        Err(AgencyError::Retry { reason, after }) => {
            bench.health.agency(&desk.id, Line::Failing(reason.clone()));
            postpone(bench, &row, reason, after).await;
        }
        Err(AgencyError::SignedOut(why)) => {
            bench.health.agency(&desk.id, Line::SignedOut(why.clone()));
            postpone(bench, &row, why, Some(SIGNED_OUT_PAUSE)).await;
        }
        Err(error @ AgencyError::Unreadable(_)) => {
            bench.health.agency(&desk.id, Line::Failing(error.to_string()));
            postpone(bench, &row, error.to_string(), None).await;
        }
    }
}

/// Calls a rider. The row is started before the first byte, so that no restart can call a second one.
async fn create(bench: &Bench, desk: &AgencyDesk, row: Row, attempt: u32) {
    let order = match bench.store.start(row.id, (bench.clock)()).await {
        Ok(Some(order)) => order,
        Ok(None) => return,
        Err(error) => {
            tracing::error!(agency = %desk.id, %error, "cannot start a call");
            tokio::time::sleep(STORE_FAILED).await;
            return;
        }
    };
    let created = match request(desk, &order, attempt) {
        Some(request) => desk.agency.create(&request).await,
        None => Created::NotSent("the order cannot be read".to_owned()),
    };
    match &created {
        Created::Taken(_) | Created::Duplicate | Created::Refused(_) => {
            bench.health.agency(&desk.id, Line::Connected);
        }
        Created::NotSent(reason) | Created::Unknown(reason) => {
            bench.health.agency(&desk.id, Line::Failing(reason.clone()));
        }
    }
    tracing::info!(agency = %desk.id, number = %order.number, ?created, "rider called");
    finish(bench, row.id, Outcome::Created(created)).await;
}

fn request(desk: &AgencyDesk, state: &OrderState, attempt: u32) -> Option<DeliveryRequest> {
    let delivery = state.deliveries.iter().find(|d| d.attempt == attempt)?;
    Some(DeliveryRequest {
        key: delivery.key.clone(),
        number: state.number.clone(),
        order: state.order.clone()?,
        gorela_channel: desk.gorela_channels.get(&state.channel).cloned().unwrap_or_else(|| "ETC".to_owned()),
        pickup_at: state.ready_at.unwrap_or(state.received_at),
        quote: delivery.quote.clone(),
    })
}
