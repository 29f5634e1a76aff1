//! Gorela's answers in our words.

use std::collections::BTreeMap;

use domain::order::{
    Balance, Conditions, DeliveryReport, DeliveryState, ExtraCharge, Personal, Quote, Refusal, Rider, Won,
};
use jiff::Timestamp;

use super::seen::{Charge, DeliveryDto, Deposit, Offer, OrderDto, Standing};

/// Offers are made in whole hundreds (the reference: 100원 단위).
const STEP: i64 = 100;

/// The price with fixed fare. VAT is not in it: it is named apart and the shop gets it back.
pub fn quote(offer: &Offer) -> Option<Quote> {
    Some(Quote {
        fee: price(offer.total_delivery_price)?,
        vat: price(offer.vat_price),
        extra: extra(offer.extra_charges.as_deref().unwrap_or_default(), offer.delivery_price),
        ..without_price(offer)
    })
}

/// What to offer with flexible fare: what Gorela recommends, because for less an order waits for a rider in vain and is
/// cancelled in the end. VAT is a tenth on top (the reference: 부가세 10% 별도).
pub fn proposal(offer: &Offer) -> Option<Quote> {
    let fee = whole_hundreds(price(offer.recommend_delivery_price.max(offer.minimum_delivery_price))?);
    Some(Quote { fee, vat: Some(Won(fee.0 / 10)), ..without_price(offer) })
}

/// Rounded up to what may be offered.
pub fn whole_hundreds(fee: Won) -> Won {
    Won(fee.0.saturating_add(STEP - 1) / STEP * STEP)
}

fn without_price(offer: &Offer) -> Quote {
    Quote {
        distance_metres: offer.delivery_distance.and_then(|metres| u32::try_from(metres).ok()),
        pickup_expected_at: time(offer.pickup_expected_at.or(offer.pickup_minimum_at)),
        ..Quote::default()
    }
}

/// Where an order stands.
///
/// One order may fan out into several deliveries, at once or one after the other. As long as one of them may bring a rider,
/// the most advanced of these is reported, because it is what the shop has to be ready for, and the order must not look
/// finished. When none does, one that was delivered counts; else the last in Gorela's list, with its reason, once the order
/// itself has ended.
///
/// What it costs is the sum over the deliveries under way or delivered, because the shop pays for each of them
/// (Gorela's own 배달 요금 합계 of an order adds its deliveries up too). One that failed costs its cancel fee alone;
/// only where nothing else is left its price is told, as the agency tells it.
pub fn report(order: &OrderDto) -> DeliveryReport {
    let deliveries = order.deliveries.as_deref().unwrap_or_default();
    let reports: Vec<_> = deliveries.iter().map(one).collect();
    let live = reports.iter().filter(|r| !r.state.is_terminal()).max_by_key(|r| r.state.progress());
    let delivered = || reports.iter().find(|r| r.state == DeliveryState::Delivered);
    let told = match live.or_else(delivered) {
        None => in_vain(order, &reports),
        Some(told) => {
            let paid =
                || reports.iter().filter(|r| !r.state.is_terminal() || r.state == DeliveryState::Delivered);
            DeliveryReport {
                fee: sum(paid().map(|r| r.fee)),
                vat: sum(paid().map(|r| r.vat)),
                extra: paid().filter_map(|r| r.extra.clone()).reduce(added),
                ..told.clone()
            }
        }
    };
    let vain = |r: &DeliveryReport| r.state.is_terminal() && r.state != DeliveryState::Delivered;
    let ended = deliveries.iter().zip(&reports).filter(|(_, report)| vain(report));
    let lost: Vec<_> = ended.filter(|(delivery, _)| had_rider(delivery)).map(|(_, report)| report).collect();
    // The rider of a delivery that failed comes no more, and one who comes now is another.
    let lost = Some(lost).filter(|lost| told.state == DeliveryState::Requested && !lost.is_empty());
    DeliveryReport {
        assignment_cancelled: told.assignment_cancelled || lost.is_some(),
        at: told.at.max(lost.and_then(|lost| lost.iter().filter_map(|report| report.at).max())),
        cancel_fee: cancel_fee(order),
        ..told
    }
}

/// The report where each delivery has ended and none was delivered. While the order itself has not ended, in a word that we
/// know, Gorela may give it to another delivery agency (an order ends when all its deliveries have, and not every one of
/// these is its last).
fn in_vain(order: &OrderDto, reports: &[DeliveryReport]) -> DeliveryReport {
    let status = order.status.clone().unwrap_or_default();
    let Some(last) = reports.last() else {
        let state = match status.as_str() {
            "FINISHED" => DeliveryState::Delivered,
            other => state(other).unwrap_or(DeliveryState::Requested),
        };
        return DeliveryReport::of(state, status);
    };
    if matches!(status.as_str(), "" | "CANCELED" | "REJECTED" | "FAILED" | "FINISHED") {
        return last.clone();
    }
    // Neither rider nor price of the next one is known.
    DeliveryReport { at: last.at, ..DeliveryReport::of(DeliveryState::Requested, &last.raw_state) }
}

/// Whether a rider was ever named.
fn had_rider(delivery: &DeliveryDto) -> bool {
    let mut steps = delivery.statuses.iter().flatten().filter_map(|step| state(step.status.as_deref()?));
    let named = delivery.driver_phone.is_some() || delivery.driver_name.is_some();
    named || steps.any(|state| state.progress() >= DeliveryState::Assigned.progress())
}

fn one(delivery: &DeliveryDto) -> DeliveryReport {
    let raw = delivery.status.clone().unwrap_or_default();
    let steps = || delivery.statuses.iter().flatten();
    let history = || steps().filter_map(|s| s.status.as_deref());
    // An unknown word changes nothing: the delivery stays where the last known word put it, and under way.
    let state = state(&raw)
        .or_else(|| history().rev().find_map(state).filter(|s| !s.is_terminal()))
        .unwrap_or(DeliveryState::Requested);
    let lost_rider = || history().any(|status| status == "ALLOCATION_CANCELED");
    let rider = Rider {
        name: delivery.driver_name.as_deref().filter(|n| !n.trim().is_empty()).map(Personal::from),
        phone: delivery.driver_phone.as_deref().map(Personal::from),
    };
    let ended = matches!(state, DeliveryState::Cancelled | DeliveryState::Rejected | DeliveryState::Failed);
    let entered = steps().filter(|step| step.status.as_deref() == Some(&raw));
    DeliveryReport {
        assignment_cancelled: state == DeliveryState::Requested
            && (raw == "ALLOCATION_CANCELED" || lost_rider()),
        rider: (rider.name.is_some() || rider.phone.is_some()).then_some(rider),
        at: time(entered.filter_map(|step| step.changed_at).max()),
        fee: price(delivery.total_delivery_price),
        vat: price(delivery.vat_price),
        extra: delivery.extra_charges.as_ref().map(|charges| extra(charges, delivery.delivery_price)),
        pickup_expected_at: time(delivery.pickup_expected_at),
        reason: ended.then(|| Refusal {
            code: delivery.cancel_type.clone().unwrap_or_else(|| raw.clone()),
            message: delivery.cancel_reason.clone(),
        }),
        ..DeliveryReport::of(state, raw)
    }
}

fn state(raw: &str) -> Option<DeliveryState> {
    Some(match raw {
        "CREATED" | "ASSIGNED" | "ACCEPTED" | "ALLOCATION_CANCELED" => DeliveryState::Requested,
        "ALLOCATED" | "ALLOCATION_CHANGED" => DeliveryState::Assigned,
        "ARRIVED" => DeliveryState::Arrived,
        "PICKUP_FINISHED" => DeliveryState::PickedUp,
        "DROP_FINISHED" => DeliveryState::Delivered,
        "CANCELED" => DeliveryState::Cancelled,
        "REJECTED" => DeliveryState::Rejected,
        "FAILED" => DeliveryState::Failed,
        _ => return None,
    })
}

/// What cancelling cost, over all deliveries.
pub fn cancel_fee(order: &OrderDto) -> Option<Won> {
    sum(order.deliveries.iter().flatten().map(|delivery| price(delivery.cancel_fee)))
}

/// What is left at each delivery agency. One that does not say how much is missing, and so is one of two that bear the same
/// id; `None` where none says.
pub fn balance(deposits: &[Deposit], whole: bool) -> Option<Balance> {
    let amount = |agency: &Deposit| {
        Some((agency.delivery_agency_id.clone().unwrap_or_default(), won(agency.deposit)?))
    };
    let accounts: BTreeMap<String, Won> = deposits.iter().filter_map(amount).collect();
    let complete = whole && accounts.len() == deposits.len();
    (!accounts.is_empty()).then_some(Balance { accounts, complete })
}

/// What riders are offered with flexible fare, without surcharges and VAT: of several deliveries what each of them is
/// offered at least. `None` where none is under way or delivered, or one does not say.
pub fn offered(order: &OrderDto) -> Option<Won> {
    let in_vain = |d: &&DeliveryDto| {
        let state = d.status.as_deref().and_then(state);
        state.is_some_and(|state| state.is_terminal() && state != DeliveryState::Delivered)
    };
    let deliveries = order.deliveries.iter().flatten().filter(|delivery| !in_vain(delivery));
    let offers: Option<Vec<_>> = deliveries.map(|delivery| price(delivery.delivery_price)).collect();
    offers?.into_iter().min()
}

/// How the delivery agencies behind Gorela are doing: of those that take deliveries the one with the least delay, because
/// Gorela chooses among them; else why the first does not. `None` where none says.
pub fn conditions(agencies: &[Standing]) -> Option<Conditions> {
    let says = |possible| agencies.iter().filter(move |a| a.is_delivery_possible == Some(possible));
    let delay = |agency: &Standing| agency.delay_time.and_then(|minutes| u32::try_from(minutes).ok());
    let best = says(true).min_by_key(|agency| delay(agency).unwrap_or_default());
    let agency = best.or_else(|| says(false).next())?;
    Some(Conditions {
        possible: best.is_some(),
        reason: agency.reason.clone(),
        delay_minutes: delay(agency).filter(|minutes| *minutes > 0),
        extra: extra(agency.extra_charges.as_deref().unwrap_or_default(), None),
    })
}

/// Surcharges in won. `base` is what a rate is taken of; without one a rate is left out, because percents are no won, and
/// so is what has no amount at all (`NONE`) or is switched off.
fn extra(charges: &[Charge], base: Option<i64>) -> Vec<ExtraCharge> {
    let amount = |charge: &Charge| match charge.data_type.as_deref() {
        None | Some("FIXED") => charge.charge,
        // A reading: the reference has rates in conditions only and does not say of what.
        Some("RATE") => Some(base?.saturating_mul(charge.charge?) / 100),
        Some(_) => None,
    };
    let on = |charge: &&Charge| charge.status.as_deref().is_none_or(|status| status == "ON");
    let named = charges.iter().filter(on);
    named.filter_map(|c| Some(ExtraCharge { kind: c.kind.clone()?, amount: won(amount(c))? })).collect()
}

/// Surcharges of two deliveries, each kind once.
fn added(mut all: Vec<ExtraCharge>, more: Vec<ExtraCharge>) -> Vec<ExtraCharge> {
    for charge in more {
        match all.iter_mut().find(|known| known.kind == charge.kind) {
            Some(known) => known.amount = known.amount + charge.amount,
            None => all.push(charge),
        }
    }
    all
}

fn sum(amounts: impl Iterator<Item = Option<Won>>) -> Option<Won> {
    amounts.flatten().reduce(|a, b| a + b)
}

/// An amount, if it can be one.
pub fn won(amount: Option<i64>) -> Option<Won> {
    Won::from_decimal(amount? as f64)
}

/// What is to be paid, won: never below 0.
fn price(amount: Option<i64>) -> Option<Won> {
    won(amount).filter(|fee| *fee >= Won::ZERO)
}

fn time(millis: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis?).ok()
}
