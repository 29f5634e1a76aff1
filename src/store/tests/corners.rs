//! Corners of the order's life in which something once got stuck, was lost, or happened twice.

use domain::order::{AppEventKind, CancelCode, DenyCode, Problem, Status, TicketKind, Timing};
use domain::rules::{Body, Outcome};
use domain::{Bell, Command, Done, PendingKind};

use super::world::{HAND, World, policy};

fn refused() -> Outcome {
    Outcome::Refused { reason: "422".to_owned() }
}

fn not_fetched() -> Outcome {
    Outcome::NotFetched { reason: "404".to_owned() }
}

/// An order that cannot be read.
fn unreadable() -> World {
    let mut world = World::new(policy());
    let created = world.event("a", AppEventKind::Created);
    world.hear(HAND, "a", Some(Body::Unreadable("no items".to_owned())), vec![created]);
    world
}

fn channel() -> String {
    format!("channel:{HAND}")
}

#[test]
fn an_order_rejected_unread_is_not_accepted_once_readable() {
    let mut world = World::new(policy());
    let created = world.event("a", AppEventKind::Created);
    world.hear("auto", "a", Some(Body::Unreadable("no items".to_owned())), vec![created]);
    world.command("a", Command::Reject { code: CancelCode::UnavailableItem }).unwrap();
    world.pass(30);
    let order = world.order("a");
    world.does("channel:auto", "fetch:body", Outcome::Fetched { order: Box::new(order), last_event: None });
    let state = world.state("a");
    assert_eq!((state.head.status, state.bell), (Status::Received, Bell::Silent));
    assert_eq!(state.head.pending_action.unwrap().kind, PendingKind::Reject);
}

#[test]
fn an_unreadable_order_is_fetched_on_after_a_refused_rejection() {
    let mut world = unreadable();
    world.command("a", Command::Reject { code: CancelCode::UnavailableItem }).unwrap();
    world.does(&channel(), "tell:request-cancellation", refused());
    world.does(&channel(), "fetch:cancellation", not_fetched());
    let state = world.state("a");
    assert_eq!(state.head.pending_action, None, "a person may try again");
    assert!(matches!(state.bell, Bell::NewOrder { .. }));
    world.pass(30);
    assert_eq!(world.tags(&channel()), ["fetch:body"]);
}

#[test]
fn an_order_confirmed_while_it_was_unreadable_has_no_deadline() {
    let mut world = unreadable();
    world.says(HAND, "a", AppEventKind::Confirmed);
    world.pass(30);
    let order = world.order("a");
    world.does(&channel(), "fetch:body", Outcome::Fetched { order: Box::new(order), last_event: None });
    world.pass(4_000);
    assert_eq!(world.state("a").head.status, Status::Received);
}

#[test]
fn an_unreadable_order_ends_by_the_app_a_person_or_after_a_day() {
    let mut world = unreadable();
    let state = world.says(HAND, "a", AppEventKind::Concluded);
    assert_eq!((state.head.status, state.bell, state.problems.len()), (Status::Completed, Bell::Silent, 0));

    let mut world = unreadable();
    assert_eq!(world.command("a", Command::Complete), Ok(Done::Committed));
    assert_eq!(world.state("a").head.status, Status::Completed);

    let mut world = unreadable();
    world.pass(86_400);
    assert_eq!(world.state("a").head.status, Status::Missed);
    let state = world.says(HAND, "a", AppEventKind::Confirmed);
    assert_eq!(state.head.status, Status::Unreadable, "alive, and still without a body");
    assert!(matches!(state.bell, Bell::NewOrder { .. }));
}

#[test]
fn one_doubt_never_loses_another() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.command("a", Command::Ready).unwrap();
    world.does(&channel(), "tell:confirm", refused());
    world.does(&channel(), "tell:ready", refused());
    assert_eq!(world.tags(&channel()), ["fetch:confirm", "fetch:ReadyForPickup"]);
}

#[test]
fn a_confirmation_refused_for_an_unshown_order_is_sent_again() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does(&channel(), "tell:confirm", refused());
    world.does(&channel(), "fetch:confirm", not_fetched());
    world.pass(20);
    assert_eq!(world.tags(&channel()), ["tell:confirm"]);
    assert_eq!(world.state("a").problems.len(), 1);
}

#[test]
fn an_order_that_went_on_elsewhere_is_not_missed() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.says(HAND, "a", AppEventKind::ReadyForPickup);
    world.pass(4_000);
    assert_eq!(world.state("a").head.status, Status::Received);
}

#[test]
fn a_call_to_cook_revives_a_missed_order_and_starts_a_new_one() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.pass(400);
    assert_eq!(world.says(HAND, "a", AppEventKind::PreparationRequested).head.status, Status::Received);

    let mut order = world.order("b");
    order.timing = Timing::OnDemand;
    let event = world.event("b", AppEventKind::Created);
    let last_event = Some(AppEventKind::PreparationRequested);
    world.hear(HAND, "b", Some(Body::Read { order: Box::new(order), last_event }), vec![event]);
    assert!(world.accept("b").head.started);
}

#[test]
fn an_unanswered_order_rings_on_after_a_denied_cancellation() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    let state = world.says(HAND, "a", AppEventKind::OrderCancellationRequest);
    assert!(matches!(state.bell, Bell::Urgent { .. }));
    world.command("a", Command::AnswerCancel { deny: Some(DenyCode::DishAlreadyDone) }).unwrap();
    assert!(matches!(world.state("a").bell, Bell::NewOrder { .. }));
}

#[test]
fn the_urgent_bell_ends_with_the_apps_request_not_by_acceptance() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.says(HAND, "a", AppEventKind::OrderCancellationRequest);
    let state = world.accept("a");
    assert!(matches!(state.bell, Bell::Urgent { .. }), "the app still waits for an answer");
    let state = world.says(HAND, "a", AppEventKind::CancelledDenied);
    assert_eq!((state.bell, state.problems.len()), (Bell::Silent, 0));
}

#[test]
fn a_cancellation_the_app_never_settles_is_given_up() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.command("a", Command::Cancel { code: CancelCode::UnavailableItem }).unwrap();
    for _ in 0..60 {
        assert!(world.state("a").head.pending_action.is_some());
        world.pass(60);
    }
    let state = world.state("a");
    assert_eq!(state.head.pending_action, None);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::CancellationRefused { .. })));
    assert!(!world.tags(&channel()).contains(&"tell:request-cancellation".to_owned()));
    assert_eq!(world.command("a", Command::Complete), Ok(Done::Committed));
}

#[test]
fn a_missed_order_leaves_nothing_to_answer() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.says(HAND, "a", AppEventKind::OrderCancellationRequest);
    world.pass(400);
    let state = world.state("a");
    assert_eq!((state.head.status, state.bell), (Status::Missed, Bell::Silent));
    assert!(state.head.cancellation_request.is_none() && state.problems.is_empty());
}

#[test]
fn an_accepted_order_that_nobody_touches_for_a_day_closes() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.kind = domain::order::OrderKind::Takeout;
    world.arrive(HAND, order);
    world.accept("a");
    world.pass(86_000);
    assert_eq!(world.state("a").head.status, Status::Accepted);
    world.pass(2_000);
    assert_eq!(world.state("a").head.status, Status::Completed);
}

/// The app says with its no how our wish ended; no event may ever tell of it.
#[test]
fn a_refused_cancelling_that_says_cancelled_is_granted_and_ours() {
    let ended = |cancelled| Outcome::Settled { cancelled, reason: "HTTP 422".to_owned() };
    let code = CancelCode::UnavailableItem;
    let mut world = World::new(policy());
    for id in ["a", "b", "c"] {
        let order = world.order(id);
        world.arrive(HAND, order);
    }
    world.command("a", Command::Reject { code }).unwrap();
    world.does(&channel(), "tell:request-cancellation", ended(true));
    let state = world.state("a");
    assert_eq!(
        (state.head.status, state.head.pending_action, state.bell),
        (Status::Rejected, None, Bell::Silent)
    );
    assert_eq!(state.problems, [], "our own wish needs no word");

    world.accept("b");
    world.command("b", Command::Cancel { code }).unwrap();
    world.does(&channel(), "tell:confirm", Outcome::Accepted);
    world.does(&channel(), "tell:request-cancellation", ended(true));
    let state = world.state("b");
    assert_eq!((state.head.status, state.head.pending_action), (Status::Cancelled, None));
    assert!(state.tickets.iter().any(|ticket| ticket.kind == TicketKind::Cancel));
    assert!(!state.problems.iter().any(|p| matches!(p, Problem::CancelledByApp { .. })));

    // The app does not agree: that is known at once, without a question.
    world.command("c", Command::Reject { code }).unwrap();
    world.does(&channel(), "tell:request-cancellation", ended(false));
    let state = world.state("c");
    assert_eq!((state.head.status, state.head.pending_action), (Status::Received, None));
    assert!(state.problems.iter().any(|p| matches!(p, Problem::CancellationRefused { .. })));
    assert!(!world.tags(&channel()).iter().any(|tag| tag.starts_with("fetch:")));
}

#[test]
fn a_refused_step_of_a_cancelled_order_is_the_apps_cancellation() {
    let gone = || Outcome::Settled { cancelled: true, reason: "HTTP 422".to_owned() };
    let mut world = World::new(policy());
    for id in ["a", "b"] {
        let order = world.order(id);
        world.arrive(HAND, order);
        world.accept(id);
    }
    world.does(&channel(), "tell:confirm", gone());
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Cancelled);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::CancelledByApp { .. })));
    assert!(matches!(state.bell, Bell::Urgent { .. }), "somebody has to stop cooking");
    // Also where it is only asked how the order stands.
    world.does(&channel(), "tell:confirm", Outcome::Accepted);
    world.pass(301);
    world.does(&channel(), "fetch:compare", gone());
    assert_eq!(world.state("b").head.status, Status::Cancelled);
}
