//! Money of riders in words: what an agency says of itself, and a closing as figures and remarks.

use domain::DeliveryView;
use domain::board::AgencyHealth;
use domain::closing::{CancelledLate, Closing, Verdict};
use domain::order::{Conditions, DeliveryState, Refusal, Won};

use super::sentence::{charges, refusal, surcharge};
use super::{Value, Words};

/// What a person at the counter has to know of an agency before calling a rider: no rider comes, or the money ends. `sums`: how much
/// is left is told.
pub fn agency_notices(words: &Words, agency: &AgencyHealth, sums: bool) -> Vec<String> {
    let name = ("agency", Value::from(words.agency(&agency.id)));
    let low = agency.deposit.filter(|_| agency.deposit_low);
    let low = low.map(|won| match sums {
        true => words.text("deposit-low", &[name.clone(), ("won", won.into())]),
        false => words.text("deposit-low-told", std::slice::from_ref(&name)),
    });
    let shut = agency.conditions.as_ref().filter(|conditions| !conditions.possible);
    let shut = shut.map(|conditions| match &conditions.reason {
        Some(code) => {
            let why = refusal(words, &Refusal { code: code.clone(), message: None });
            words.text("agency-shut-why", &[name.clone(), ("why", why.into())])
        }
        None => words.text("agency-shut", std::slice::from_ref(&name)),
    });
    low.into_iter().chain(shut).collect()
}

/// The same in a word or two each, with delays and surcharges: `지연 10분`, `기상 할증 1,000원`.
pub fn conditions(words: &Words, conditions: &Conditions) -> Vec<String> {
    let shut = (!conditions.possible).then(|| words.text("conditions-shut", &[]));
    let delay = conditions.delay_minutes.filter(|minutes| *minutes > 0);
    let delay =
        delay.map(|minutes| words.text("conditions-delay", &[("minutes", i64::from(minutes).into())]));
    let extra = conditions.extra.iter().map(|charge| {
        let kind = surcharge(words, &charge.kind);
        words.text("conditions-extra", &[("kind", kind.into()), ("won", charge.amount.into())])
    });
    shut.into_iter().chain(delay).chain(extra).collect()
}

/// What a delivery costs and what its rider takes at the door, a few words each; nothing where nothing is known.
pub fn delivery_costs(words: &Words, delivery: &DeliveryView) -> Vec<String> {
    let won = |id: &str, amount: Won| words.text(id, &[("amount", amount.into())]);
    let off = delivery.status == DeliveryState::Cancelled;
    let fee = delivery.fee.or(delivery.quoted_fee).filter(|_| !off);
    let charges = (!delivery.charges.is_empty()).then(|| charges(words, &delivery.charges));
    let collect = delivery.collect.cash + delivery.collect.card;
    let costs = [
        fee.map(|fee| won("ui-won", fee)),
        charges,
        delivery.vat.map(|vat| won("ui-vat", vat)),
        delivery.cancel_fee.filter(|_| off).map(|fee| won("ui-cancel-fee", fee)),
        (collect > Won::ZERO).then(|| won("ui-takes", collect)),
    ];
    costs.into_iter().flatten().collect()
}

/// One figure of a closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// How much, with its unit; a dash where there is none.
    pub value: String,
    /// Whether none of it happened.
    pub is_nothing: bool,
}

/// The figures of a closing, the same ones in the same order for every agency.
pub fn figures(words: &Words, closing: &Closing) -> Vec<Figure> {
    let figure =
        |id: &str, value: String, is_nothing| Figure { name: words.text(id, &[]), value, is_nothing };
    let count =
        |id: &str, n: u32| figure(id, words.text("closing-count", &[("n", i64::from(n).into())]), n == 0);
    let won = |id: &str, won: Won| figure(id, amount(words, won), won == Won::ZERO);
    let deposit = closing.deposit.as_ref();
    let left = deposit.map_or_else(|| "–".to_owned(), |deposit| amount(words, deposit.last));
    let (deliveries, collected) = (closing.deliveries, closing.collected);
    vec![
        figure("closing-deposit", left, deposit.is_none()),
        count("closing-delivered", deliveries.delivered),
        count("closing-cancelled", deliveries.cancelled),
        count("closing-failed", deliveries.failed),
        count("closing-open", deliveries.open),
        won("closing-fees", closing.fees),
        won("closing-surcharges", closing.surcharge()),
        won("closing-vat", closing.vat),
        won("closing-cancel-fees", closing.cancel_fees),
        won("closing-cash", collected.cash),
        won("closing-card", collected.card),
    ]
}

/// What apps cancelled after it was completed; `None` where nothing was.
pub fn cancelled_late(words: &Words, cancelled: CancelledLate) -> Option<String> {
    let CancelledLate { orders, amount } = cancelled;
    let said = [("n", i64::from(orders).into()), ("amount", amount.into())];
    (orders > 0).then(|| words.text("closing-late-cancelled", &said))
}

/// Whether a closing comes out, in a few words.
pub fn verdict(words: &Words, verdict: Verdict) -> String {
    let won = |id: &str, won: Won| words.text(id, &[("won", won.into())]);
    match verdict {
        Verdict::NoDeposit => words.text("closing-no-deposit", &[]),
        Verdict::Open => words.text("closing-too-early", &[]),
        Verdict::ComesOut => words.text("closing-comes-out", &[]),
        Verdict::More(more) => won("closing-more", more),
        Verdict::Less(less) => won("closing-less", less),
    }
}

/// What stands behind the figures, a sentence each, and which of it is derived.
pub fn remarks(words: &Words, closing: &Closing) -> Vec<String> {
    let mut said = Vec::new();
    if !closing.surcharges.is_empty() {
        let each = |charge: &domain::order::ExtraCharge| {
            format!("{} {}", surcharge(words, &charge.kind), amount(words, charge.amount))
        };
        said.push(closing.surcharges.iter().map(each).collect::<Vec<_>>().join(", "));
    }
    if closing.again.deliveries > 0 {
        let n = i64::from(closing.again.deliveries);
        said.push(words.text("closing-again", &[("n", n.into()), ("won", closing.again.cost.into())]));
    }
    let Some(deposit) = &closing.deposit else { return said };
    if closing.without_fee > 0 {
        said.push(words.text("closing-without-fee", &[("n", i64::from(closing.without_fee).into())]));
    }
    let (first, last) = (deposit.first.into(), deposit.last.into());
    said.push(words.text("closing-moved", &[("first", first), ("last", last)]));
    if deposit.top_ups > Won::ZERO {
        said.push(words.text("closing-top-ups", &[("won", deposit.top_ups.into())]));
    }
    let (spent, expected) = (deposit.spent.into(), deposit.expected.into());
    said.push(words.text("closing-compared", &[("spent", spent), ("expected", expected)]));
    if matches!(closing.verdict(), Verdict::More(_) | Verdict::Less(_)) {
        said.push(words.text("closing-ask", &[]));
    }
    said
}

fn amount(words: &Words, won: Won) -> String {
    words.text("ui-won", &[("amount", won.into())])
}
