//! Kakao's answers in our words.

use domain::order::{DeliveryReport, DeliveryState, Quote, Refusal, Won};
use jiff::Timestamp;

use super::wire::{Offer, OrderDto, Receipt};

/// The price. How far it is and when a rider comes is not in the answer, as far as is published.
pub fn quote(offer: &Offer) -> Option<Quote> {
    Some(Quote { fee: price(offer.total_price)?, ..Quote::default() })
}

/// Where an order stands; `None` where the answer does not say.
pub fn report(order: &OrderDto) -> Option<DeliveryReport> {
    let receipt = order.receipt.as_ref()?;
    let raw = receipt.status.clone()?;
    // An unknown word changes nothing: the delivery stays where the last known word put it, and under way.
    let state = state(&raw).or_else(|| last_known(receipt)).unwrap_or(DeliveryState::Requested);
    let had_rider = || steps(receipt).any(|(_, _, state)| state == Some(DeliveryState::Assigned));
    let told = receipt.price_info.as_ref();
    Some(DeliveryReport {
        assignment_cancelled: state == DeliveryState::Requested && had_rider(),
        at: steps(receipt).filter(|(_, word, _)| *word == raw).filter_map(|(at, ..)| at).max(),
        fee: price(told.and_then(|told| told.total_price)),
        cancel_fee: price(told.and_then(|told| told.cancel_fee)),
        reason: (state == DeliveryState::Failed).then(|| Refusal { code: raw.clone(), message: None }),
        ..DeliveryReport::of(state, raw)
    })
}

/// What is to be paid, won: never below 0, and no more than an amount of money can be.
fn price(amount: Option<i64>) -> Option<Won> {
    Won::from_decimal(amount? as f64).filter(|fee| *fee >= Won::ZERO)
}

/// The documentation names MATCHING, MATCHED, PICKUP_COMPLETED, DROPOFF_COMPLETED and CANCELED; the others were seen in
/// integrations with the sandbox. That no rider was found (MATCHING_FAILED) and that it was ended by force (ABORTED) is for
/// a person to act on: nothing published says that Kakao never looks again.
fn state(raw: &str) -> Option<DeliveryState> {
    Some(match raw {
        "MATCHING" => DeliveryState::Requested,
        "MATCHED" | "PICKUP_WAITING" | "PICKUP_STARTED" => DeliveryState::Assigned,
        "PICKUP_COMPLETED" | "DROPOFF_WAITING" | "DROPOFF_STARTED" => DeliveryState::PickedUp,
        "DROPOFF_COMPLETED" | "COMPLETED" => DeliveryState::Delivered,
        "CANCELED" => DeliveryState::Cancelled,
        "MATCHING_FAILED" | "ABORTED" => DeliveryState::Failed,
        _ => return None,
    })
}

/// The newest live state among those we know. In which order they are listed is not said; without times the last counts.
fn last_known(receipt: &Receipt) -> Option<DeliveryState> {
    let known = steps(receipt).filter_map(|(at, _, state)| Some((at, state?)));
    known.filter(|(_, state)| !state.is_terminal()).max_by_key(|(at, _)| *at).map(|(_, state)| state)
}

fn steps(receipt: &Receipt) -> impl Iterator<Item = (Option<Timestamp>, &str, Option<DeliveryState>)> {
    receipt.histories.iter().flatten().filter_map(|step| {
        let word = step.status.as_deref()?;
        Some((step.updated_at.as_deref().and_then(|at| at.parse().ok()), word, state(word)))
    })
}
