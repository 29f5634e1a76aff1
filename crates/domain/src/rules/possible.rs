//! What a person can do with an order now. The rules themselves are asked: a verb is possible where one of its commands
//! would change something, so what a screen offers and what the engine accepts cannot disagree.

use jiff::Timestamp;

use super::transition::Transition;
use super::{Policy, shares};
use crate::order::{CancelCode, DenyCode, TicketKind, Won};
use crate::{Command, Done, OrderState, Purpose, Resolution, Verb, Verbs};

/// The verbs of which at least one command would be carried out and change something.
pub fn possible(state: &OrderState, now: Timestamp, policy: &Policy) -> Verbs {
    // No rule reads what happened before, and the state is copied for every command.
    let state = &OrderState { timeline: Vec::new(), ..state.clone() };
    // The answer is known before what follows from it is worked out.
    let changes =
        |command: Command| Transition::of(state.clone(), now, policy).command(command) == Ok(Done::Committed);
    Verb::ALL.into_iter().filter(|verb| examples(*verb, state, policy).into_iter().any(changes)).collect()
}

/// Commands that stand for a verb: where its parameters decide, one for each that the order or the settings know.
fn examples(verb: Verb, state: &OrderState, policy: &Policy) -> Vec<Command> {
    let agencies = || {
        // A named agency is called also where none of them suits by itself.
        let named = policy.agencies.iter().map(|agency| Some(agency.id.clone()));
        std::iter::once(None).chain(named)
    };
    let stalls = || state.stalls().into_iter().map(|(name, _)| name.to_owned());
    let stations = || {
        let shares = state.head.order.iter().flat_map(|order| shares(policy, order));
        shares.map(|share| share.station.id.clone())
    };
    let resolve = |resolution| vec![Command::Resolve { resolution }];
    match verb {
        Verb::Accept => vec![Command::Accept { prep_minutes: None }],
        Verb::Reject => vec![Command::Reject { code: CancelCode::UnavailableItem }],
        Verb::Delay => vec![Command::Delay { minutes: 1 }],
        Verb::Ready => vec![Command::Ready],
        Verb::Pick => stalls().map(|stall| Command::Pick { stall, undo: false }).collect(),
        Verb::Unpick => stalls().map(|stall| Command::Pick { stall, undo: true }).collect(),
        Verb::Bump => stations().map(|station| Command::Bump { station, undo: false }).collect(),
        Verb::Recall => stations().map(|station| Command::Bump { station, undo: true }).collect(),
        // A dish that is left out already may be replaced, so one line stands for all.
        Verb::Short => {
            let short =
                |substitute| Command::Short { line: 0, substitute, also_off_menu: false, undo: false };
            vec![short(None), short(Some("…".to_owned()))]
        }
        Verb::Unshort => {
            let back = |line| Command::Short { line, substitute: None, also_off_menu: false, undo: true };
            state.gathering.shortages().iter().map(|shortage| back(shortage.line)).collect()
        }
        Verb::PickedUp => vec![Command::PickedUp],
        Verb::Complete => vec![Command::Complete],
        Verb::Cancel => vec![Command::Cancel { code: CancelCode::UnavailableItem }],
        Verb::AnswerCancel => vec![Command::AnswerCancel { deny: Some(DenyCode::DishAlreadyDone) }],
        Verb::Dispatch => agencies().map(|agency| Command::Dispatch { agency, max_fee: None }).collect(),
        Verb::DeliverAgain => {
            // A redelivery that was begun is repeated with the same note; another note would be another delivery.
            let begun = match state.delivery().map(|delivery| &delivery.purpose) {
                Some(Purpose::Redelivery { note }) => note.clone(),
                _ => "…".to_owned(),
            };
            let again = |agency| Command::DeliverAgain { agency, max_fee: None, note: begun.clone() };
            agencies().map(again).collect()
        }
        Verb::CompareQuotes => vec![Command::CompareQuotes],
        Verb::CalledElsewhere => vec![Command::CalledElsewhere { undo: false }],
        Verb::NotCalledElsewhere => vec![Command::CalledElsewhere { undo: true }],
        Verb::Raise => {
            let known = state.live_delivery().and_then(|live| live.cost.fee).unwrap_or_default();
            vec![Command::Raise { fee: known + Won(1) }]
        }
        Verb::NameRider => vec![Command::NameRider { name: "…".to_owned(), phone: None }],
        Verb::CameBack => vec![Command::CameBack],
        Verb::CancelDispatch => {
            let attempts = state.deliveries.iter().map(|delivery| Some(delivery.number));
            let cancel = |attempt| Command::CancelDispatch { attempt };
            std::iter::once(None).chain(attempts).map(cancel).collect()
        }
        Verb::Reprint => {
            let kinds = TicketKind::ALL.into_iter().map(Some);
            std::iter::once(None).chain(kinds).map(|kind| Command::Reprint { kind }).collect()
        }
        Verb::ResolvePrinted => resolve(Resolution::Printed),
        Verb::ResolveReprint => resolve(Resolution::Reprint),
        Verb::ResolveDispatched => resolve(Resolution::Dispatched("…".to_owned())),
        Verb::ResolveNotDispatched => resolve(Resolution::NotDispatched),
        Verb::ReceiptIssued => vec![Command::ReceiptIssued],
        Verb::Seen => vec![Command::Seen],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{DeliveryState, Shortage};
    use crate::sample;
    use crate::{PendingAction, PendingKind};

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn cooking() -> OrderState {
        sample::cooking("특급-001", now())
    }

    fn verbs(state: &OrderState) -> Verbs {
        possible(state, now(), &sample::policy(vec![sample::agency("barogo", sample::able())]))
    }

    #[test]
    fn a_dish_can_be_left_out_and_put_back() {
        let mut state = cooking();
        assert!(verbs(&state).has(Verb::Short) && !verbs(&state).has(Verb::Unshort));
        *state.gathering.edit_shortages() = vec![Shortage { line: 0, item: String::new(), substitute: None }];
        assert!(verbs(&state).has(Verb::Short) && verbs(&state).has(Verb::Unshort));
    }

    #[test]
    fn no_rider_is_offered_while_the_app_is_asked_to_cancel() {
        let mut state = cooking();
        assert!(verbs(&state).has(Verb::Dispatch) && verbs(&state).has(Verb::Cancel));
        let code = CancelCode::UnavailableItem;
        let pending = PendingAction { kind: PendingKind::Cancel, code, since: now(), asked_at: now() };
        state.head.pending_action = Some(pending);
        for verb in [Verb::Dispatch, Verb::Cancel, Verb::Ready, Verb::Delay] {
            assert!(!verbs(&state).has(verb), "{verb:?}");
        }
    }

    #[test]
    fn an_unknown_delivery_can_be_cancelled_and_not_replaced() {
        let mut state = cooking();
        state.deliveries = vec![sample::delivery("특급-001", now(), DeliveryState::Unknown)].into();
        let verbs = verbs(&state);
        assert!(verbs.has(Verb::CancelDispatch) && verbs.has(Verb::ResolveNotDispatched));
        assert!(!verbs.has(Verb::Dispatch));
    }

    #[test]
    fn a_create_in_flight_offers_no_other_rider() {
        let mut state = cooking();
        let mut ended = sample::delivery("특급-001", now(), DeliveryState::Expired);
        ended.create_in_flight = true;
        state.deliveries = vec![ended].into();
        assert!(!verbs(&state).has(Verb::Dispatch));
    }
}
