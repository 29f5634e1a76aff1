//! What is said to be possible is what the rules take, both ways, on the seeded days of riders.

use fastrand::Rng;

use super::given::OWN;
use super::riders::World;
use crate::order::{CancelCode, DenyCode, TicketKind, Won};
use crate::rules::{self, Input, possible};
use crate::timeline::By;
use crate::{Command, Done, OrderState, Resolution, Verb};

/// Seeded days; each is looked at after every step.
const DAYS: u64 = 60;
const STEPS: usize = 90;

/// What a button or a line of the command line sends for a verb.
fn pressed(verb: Verb, state: &OrderState, rng: &mut Rng) -> Vec<Command> {
    let agencies =
        [None, Some("first"), Some("second"), Some("third"), Some(OWN)].map(|id| id.map(str::to_owned));
    let agency = agencies[rng.usize(..agencies.len())].clone();
    let max_fee = rng.bool().then(|| Won(rng.i64(1_000..20_000)));
    let attempt = rng.bool().then(|| rng.u32(1..4));
    match verb {
        Verb::Accept => vec![
            Command::Accept { prep_minutes: None },
            Command::Accept { prep_minutes: Some(rng.u32(1..=240)) },
        ],
        Verb::Reject => vec![Command::Reject { code: CancelCode::UnavailableItem }],
        Verb::Delay => vec![Command::Delay { minutes: 10 }, Command::Delay { minutes: rng.u32(1..=120) }],
        Verb::Ready => vec![Command::Ready],
        Verb::Pick | Verb::Unpick => state
            .stalls()
            .into_iter()
            .map(|(stall, _)| Command::Pick { stall: stall.to_owned(), undo: verb == Verb::Unpick })
            .collect(),
        Verb::Bump | Verb::Recall => ["soup", "grill"]
            .map(|station| Command::Bump { station: station.to_owned(), undo: verb == Verb::Recall })
            .to_vec(),
        Verb::Short | Verb::Unshort => {
            let line = rng.usize(..4);
            let (substitute, undo) = (rng.bool().then(|| "다른 것".to_owned()), verb == Verb::Unshort);
            vec![Command::Short { line, substitute, also_off_menu: false, undo }]
        }
        Verb::PickedUp => vec![Command::PickedUp],
        Verb::Complete => vec![Command::Complete],
        Verb::Cancel => vec![Command::Cancel { code: CancelCode::UnavailableItem }],
        Verb::AnswerCancel => vec![
            Command::AnswerCancel { deny: None },
            Command::AnswerCancel { deny: Some(DenyCode::OutForDelivery) },
        ],
        Verb::Dispatch => vec![Command::Dispatch { agency, max_fee }],
        Verb::DeliverAgain => vec![Command::DeliverAgain { agency, max_fee, note: "공기밥".to_owned() }],
        Verb::CompareQuotes => vec![Command::CompareQuotes],
        Verb::CalledElsewhere => vec![Command::CalledElsewhere { undo: false }],
        Verb::NotCalledElsewhere => vec![Command::CalledElsewhere { undo: true }],
        Verb::Raise => vec![Command::Raise { fee: Won(rng.i64(1_000..20_000)) }],
        Verb::NameRider => vec![Command::NameRider { name: "김배달".to_owned(), phone: None }],
        Verb::CameBack => vec![Command::CameBack],
        Verb::CancelDispatch => vec![Command::CancelDispatch { attempt }],
        Verb::Reprint => vec![
            Command::Reprint { kind: None },
            Command::Reprint { kind: Some(TicketKind::ALL[rng.usize(..TicketKind::ALL.len())]) },
        ],
        Verb::ResolvePrinted => vec![Command::Resolve { resolution: Resolution::Printed }],
        Verb::ResolveReprint => vec![Command::Resolve { resolution: Resolution::Reprint }],
        Verb::ResolveDispatched => {
            vec![Command::Resolve { resolution: Resolution::Dispatched("T-1".to_owned()) }]
        }
        Verb::ResolveNotDispatched => vec![Command::Resolve { resolution: Resolution::NotDispatched }],
        Verb::ReceiptIssued => vec![Command::ReceiptIssued],
        Verb::Seen => vec![Command::Seen],
    }
}

/// Verbs without parameters, or whose parameters do not decide.
fn is_plain(verb: Verb) -> bool {
    use Verb::*;
    matches!(
        verb,
        Accept
            | Reject
            | Delay
            | Ready
            | PickedUp
            | Complete
            | Cancel
            | AnswerCancel
            | CompareQuotes
            | CalledElsewhere
            | NotCalledElsewhere
            | CameBack
            | ResolvePrinted
            | ResolveReprint
            | ResolveDispatched
            | ResolveNotDispatched
            | ReceiptIssued
            | Seen
    )
}

#[test]
fn what_is_offered_is_taken_and_what_is_taken_is_offered() {
    let mut offered = [0_u32; Verb::ALL.len()];
    for seed in 0..DAYS {
        let mut world = World::new(seed);
        let mut rng = Rng::with_seed(seed);
        for step in 0..STEPS {
            world.step();
            for desk in &world.desks {
                let verbs = possible(&desk.state, world.now, &world.policy);
                for verb in Verb::ALL {
                    offered[verb as usize] += u32::from(verbs.has(verb));
                    for command in pressed(verb, &desk.state, &mut rng) {
                        assert_eq!(command.verb(), verb);
                        let input = Input::Command(By::Person, command.clone());
                        let done =
                            rules::apply(&desk.state, input, world.now, &world.policy).map(|(.., done)| done);
                        let taken = done == Ok(Done::Committed);
                        let place = format!("seed {seed}, step {step}: {command:?} was {done:?}");
                        assert!(!taken || verbs.has(verb), "{place} and not offered");
                        assert!(taken || !verbs.has(verb) || !is_plain(verb), "{place} and offered");
                    }
                }
            }
        }
    }
    // The days hold what riders need; bundles, dishes and receipts have tests of their own.
    for verb in
        [Verb::Ready, Verb::Dispatch, Verb::CancelDispatch, Verb::ResolveNotDispatched, Verb::DeliverAgain]
    {
        assert!(offered[verb as usize] > 0, "{verb:?} was never possible");
    }
}
