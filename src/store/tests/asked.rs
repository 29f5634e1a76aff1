//! Questions that are asked once, while they matter, and time that always goes on.

use domain::Command;
use domain::order::{AppEventKind, CancelAnswer, CancelCode, Created, DeliveryState, Quoted, Won};
use domain::rules::Outcome;
use jiff::SignedDuration;
use jiff::civil::Time;

use super::called::{price, refused, taken};
use super::dispatch::{accepted, with};
use super::hand::{by_priority, nobody, states, tells};
use super::world::{HAND, World, policy, refusal};
use crate::settings::Dispatch;

#[test]
fn nobody_is_missed_for_an_order_that_is_over() {
    let mut seen = Vec::new();
    for way in [0, 1, 2] {
        let mut world = with(|policy| policy.agencies.truncate(1));
        accepted(&mut world, |_| {});
        world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("BAD_WEATHER"))));
        assert!(nobody(&mut world));
        match way {
            0 => drop(world.says(HAND, "a", AppEventKind::Cancelled)),
            1 => drop(world.command("a", Command::Complete)),
            _ => drop(world.says(HAND, "a", AppEventKind::Concluded)),
        }
        let button = world.command("a", by_priority());
        if nobody(&mut world) {
            seen.push((way, button));
        }
    }
    assert!(seen.is_empty(), "{seen:?}");
}

#[test]
fn an_agency_that_does_not_answer_is_told_once() {
    let mut world = with(|policy| policy.agencies.truncate(1));
    accepted(&mut world, |_| {});
    let fails = |world: &mut World| {
        let row = world.due("agency:first").into_iter().find(|r| r.effect.tag() == "quote:1").unwrap();
        world
            .store
            .postpone(row.id, "no line".to_owned(), std::time::Duration::from_secs(1), world.now)
            .unwrap();
        world.pass(1);
    };
    (0..4).for_each(|_| fails(&mut world));
    assert!(nobody(&mut world));
    world.command("a", Command::Seen).unwrap();
    fails(&mut world);
    assert!(!nobody(&mut world), "told again with each try");
}

#[test]
fn once_the_app_denies_a_cancel_a_refused_call_goes_to_the_next() {
    let mut world = World::new(policy());
    accepted(&mut world, |_| {});
    world.does("agency:first", "quote", price());
    let row = world.due("agency:first").remove(0);
    world.store.start(row.id, world.now).unwrap();
    world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
    world.store.finish(row.id, refused(), world.now).unwrap();
    world.command("a", Command::Seen).unwrap();
    world.says(HAND, "a", AppEventKind::CancellationRequestDenied);
    world.pass(60);
    let called = !world.tags("agency:second").is_empty();
    assert!(called || nobody(&mut world), "{:?} {:?}", states(&mut world), world.state("a").problems);
}

#[test]
fn a_call_answered_during_a_cancel_is_settled_or_asked_about() {
    for answer in [
        taken(DeliveryState::Requested),
        Outcome::Created(Created::Unknown("hung".into())),
        Outcome::Created(Created::Duplicate),
        Outcome::Created(Created::NotSent("no line".into())),
        refused(),
    ] {
        for over in
            [AppEventKind::Cancelled, AppEventKind::Concluded, AppEventKind::CancellationRequestDenied]
        {
            let mut world = World::new(policy());
            accepted(&mut world, |_| {});
            world.does("agency:first", "quote", price());
            let row = world.due("agency:first").remove(0);
            world.store.start(row.id, world.now).unwrap();
            world.command("a", Command::Cancel { code: CancelCode::ALL[0] }).unwrap();
            world.says(HAND, "a", over);
            world.store.finish(row.id, answer.clone(), world.now).unwrap();
            if tells(&mut world, "first", "call-off:1") {
                let gone = Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: Some(Won(0)) });
                world.does("agency:first", "call-off", gone);
            }
            for _ in 0..40 {
                world.pass(61);
                if tells(&mut world, "first", "look-up:1") {
                    world.does("agency:first", "look-up", Outcome::LookedUp(None));
                }
            }
            let state = world.state("a");
            let settled = state.deliveries.iter().all(|d| d.status().is_terminal());
            let called = !world.tags("agency:first").is_empty() || !world.tags("agency:second").is_empty();
            assert!(
                settled || called || !state.problems.is_empty(),
                "{answer:?} {over:?} {:?}",
                states(&mut world)
            );
        }
    }
}

#[test]
fn no_wake_is_due_after_a_wake_and_somebody_is_called_or_told() {
    let hours = Some((Time::constant(17, 0, 0, 0), Time::constant(2, 0, 0, 0)));
    for dispatch in [Dispatch::OnAccept, Dispatch::BeforeReady(0), Dispatch::BeforeReady(90)] {
        for start in 0..48 {
            let mut world = with(|policy| {
                for agency in &mut policy.agencies {
                    agency.dispatch = dispatch;
                    agency.suits.hours = hours;
                }
            });
            world.now = world.now.checked_add(SignedDuration::from_mins(30 * start)).unwrap();
            accepted(&mut world, |_| {});
            for _ in 0..60 {
                world.now = world.now.checked_add(SignedDuration::from_mins(3)).unwrap();
                let next = world.store.wake(world.now).unwrap();
                assert!(next.is_none_or(|at| at > world.now), "{dispatch:?} {start} {next:?}");
            }
            let state = world.state("a");
            assert!(!state.deliveries.is_empty() || nobody(&mut world), "{dispatch:?} {start}");
        }
    }
}
