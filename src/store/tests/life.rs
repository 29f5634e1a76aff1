//! The order's life as the contract tells it, one sentence a test.

use domain::order::{
    AppEventKind, CancelAnswer, CancelCode, Created, DeliveryState, OrderKind, Problem, Quoted, Status,
    TicketKind, TicketState, Timing, Won,
};
use domain::rules::{Body, Outcome};
use domain::{Bell, Command, Done, PendingKind, Refused, Resolution};

use super::world::{AUTO, HAND, World, found, policy, possible, refusal, report};

fn taken(state: DeliveryState) -> Outcome {
    Outcome::Created(Created::Accepted(report(state)))
}

/// An accepted order with its first delivery on the way to the agency.
fn submitted(world: &mut World) {
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(3_800));
}

#[test]
fn a_new_order_rings_until_accepted_then_prints_and_confirms() {
    let mut world = World::new(policy());
    let order = world.order("a");
    let state = world.arrive(HAND, order);
    assert_eq!((state.head.number.as_str(), state.head.status), ("손-001", Status::Received));
    assert!(matches!(state.bell, Bell::NewOrder { .. }));
    assert!(world.tags("printer:kitchen").is_empty());

    let state = world.accept("a");
    assert_eq!(
        (state.head.status, state.bell, state.head.confirmed),
        (Status::Accepted, Bell::Silent, false)
    );
    assert_eq!(state.head.ready_at.unwrap(), "2026-11-21T10:15:00Z".parse().unwrap());
    assert_eq!(world.tags("channel:hand"), ["tell:confirm"]);
    assert_eq!(world.tags("printer:kitchen"), ["print:order-0001-t1"]);

    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    assert!(world.state("a").head.confirmed);
    assert_eq!(world.command("a", Command::Accept { prep_minutes: None }), Ok(Done::Already));
}

#[test]
fn an_automatic_order_is_taken_at_once_and_rings_once() {
    let mut world = World::new(policy());
    let order = world.order("a");
    let state = world.arrive(AUTO, order);
    assert_eq!(state.head.status, Status::Accepted);
    assert!(matches!(state.bell, Bell::Once { .. }));
}

#[test]
fn a_negative_total_is_never_taken_without_a_person() {
    for (amount, timing) in [(-1, Timing::Instant), (-3_000, Timing::Scheduled), (i64::MIN, Timing::OnDemand)]
    {
        let mut world = World::new(policy());
        let mut order = world.order("a");
        order.total.amount = Won(amount);
        order.timing = timing;
        let state = world.arrive(AUTO, order);
        assert_eq!(state.head.status, Status::Received, "{amount}");
        assert!(matches!(state.bell, Bell::NewOrder { .. }), "{amount}");
        assert_eq!(state.problems, [Problem::NegativeTotal { amount: Won(amount) }]);
        assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
        assert_eq!(world.accept("a").head.status, Status::Accepted, "a person may");
    }
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.total.amount = Won::ZERO;
    assert_eq!(world.arrive(AUTO, order).head.status, Status::Accepted, "paid for by points");
}

#[test]
fn dishes_that_are_left_out_are_a_problem_until_seen() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.left_out = 99_800;
    let state = world.arrive(AUTO, order);
    assert_eq!(state.problems, [Problem::LeftOut { count: 99_800 }]);
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
    assert_eq!(world.state("a").problems, []);
}

#[test]
fn every_event_is_acknowledged_also_repeated_and_unknown_ones() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    let odd = world.event("a", AppEventKind::Unknown);
    world.hear(HAND, "a", None, vec![odd.clone()]);
    let waiting = world.store.unacknowledged(HAND, 100).unwrap();
    assert_eq!(waiting.len(), 2);
    let ids: Vec<String> = waiting.into_iter().map(|event| event.id).collect();
    world.store.acknowledged(HAND, &ids, world.now).unwrap();
    assert!(world.store.unacknowledged(HAND, 100).unwrap().is_empty());

    world.hear(HAND, "a", None, vec![odd]);
    assert_eq!(world.store.unacknowledged(HAND, 100).unwrap().len(), 1, "the app has not heard us");
}

#[test]
fn events_of_an_order_without_a_body_are_not_acknowledged() {
    let mut world = World::new(policy());
    let event = world.event("nowhere", AppEventKind::Confirmed);
    world.hear(HAND, "nowhere", None, vec![event]);
    assert!(world.store.unacknowledged(HAND, 100).unwrap().is_empty());
}

#[test]
fn an_order_cancelled_in_the_same_poll_makes_no_noise() {
    let mut world = World::new(policy());
    let order = world.order("a");
    let created = world.event("a", AppEventKind::Created);
    let cancelled = world.event("a", AppEventKind::Cancelled);
    let body = Body::Read { order: Box::new(order), last_event: Some(AppEventKind::Cancelled) };
    world.hear(AUTO, "a", Some(body), vec![cancelled, created]);
    let state = world.state("a");
    assert_eq!((state.head.status, state.bell), (Status::Cancelled, Bell::Silent));
    assert!(world.tags("printer:kitchen").is_empty());
}

#[test]
fn an_unanswered_order_is_missed_a_minute_after_its_deadline() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.pass(300 + 59);
    assert_eq!(world.state("a").head.status, Status::Received);
    world.pass(1);
    assert_eq!(world.state("a").head.status, Status::Missed);
}

#[test]
fn a_missed_order_is_unseen_until_a_person_has_looked_at_it() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    let unseen = |world: &mut World| domain::OrderView::of(&world.state("a")).missed_unseen;
    assert!(!unseen(&mut world), "it still waits");
    world.pass(360);
    assert!(unseen(&mut world));
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
    world.restart();
    assert!(!unseen(&mut world));
    assert_eq!(world.command("a", Command::Seen), Ok(Done::Already));
    // The app confirms it after all, and its customer gives it up: it is missed once more.
    world.says(HAND, "a", AppEventKind::Confirmed);
    world.says(HAND, "a", AppEventKind::Cancelled);
    assert!(unseen(&mut world));
}

#[test]
fn a_missed_order_is_revived_by_a_later_event_not_by_an_old_one() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    let mut old = world.event("a", AppEventKind::Created);
    world.pass(400);
    old.id = "resurrected".to_owned();
    old.created_at = old.created_at.checked_sub(jiff::SignedDuration::from_secs(10)).unwrap();
    world.hear(HAND, "a", None, vec![old]);
    assert_eq!(world.state("a").head.status, Status::Missed);

    let state = world.says(HAND, "a", AppEventKind::Confirmed);
    assert_eq!((state.head.status, state.head.confirmed), (Status::Received, true));
    assert!(matches!(state.bell, Bell::NewOrder { .. }));
    world.pass(4_000);
    assert_eq!(world.state("a").head.status, Status::Received, "a confirmed order has no deadline");
}

#[test]
fn cancelled_after_our_reject_is_rejected() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.command("a", Command::Reject { code: CancelCode::UnavailableItem }).unwrap();
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Received);
    assert_eq!(state.head.pending_action.unwrap().kind, PendingKind::Reject);
    let refused = world.command("a", Command::Accept { prep_minutes: None });
    assert_eq!(refused, Err(Refused::Pending { pending: "reject".to_owned() }));
    let state = world.says(HAND, "a", AppEventKind::Cancelled);
    assert_eq!((state.head.status, state.head.pending_action), (Status::Rejected, None));
}

#[test]
fn an_order_the_app_cancels_is_missed_only_past_its_deadline() {
    for (wait, expected) in [(10, Status::Cancelled), (301, Status::Missed)] {
        let mut world = World::new(policy());
        let order = world.order("a");
        world.arrive(HAND, order);
        world.pass(wait);
        assert_eq!(world.says(HAND, "a", AppEventKind::Cancelled).head.status, expected);
    }
}

#[test]
fn cancelled_after_acceptance_prints_rings_and_cancels_a_rider() {
    let mut world = World::new(policy());
    submitted(&mut world);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.does("printer:kitchen", "print", Outcome::Printed);
    let state = world.says(HAND, "a", AppEventKind::Cancelled);
    assert_eq!(state.head.status, Status::Cancelled);
    assert!(matches!(state.bell, Bell::Urgent { .. }));
    let kitchen: Vec<_> = state.tickets.iter().map(|t| (t.kind, t.state)).collect();
    assert!(kitchen.contains(&(TicketKind::Cancel, TicketState::Queued)));
    assert!(kitchen.contains(&(TicketKind::Customer, TicketState::Expired)), "not printed for nothing");
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::CancelRequested);
    world.does(
        "agency:first",
        "call-off",
        Outcome::CancelAnswered(CancelAnswer::Cancelled { fee: Some(Won(500)) }),
    );
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Cancelled);

    assert_eq!(world.command("a", Command::Seen), Ok(Done::Committed));
    assert_eq!(world.state("a").bell, Bell::Silent);
}

#[test]
fn a_refused_confirmation_is_settled_by_asking_for_the_order() {
    for (last_event, status, confirmed) in [
        (AppEventKind::Confirmed, Status::Accepted, true),
        (AppEventKind::Dispatched, Status::PickedUp, true),
        (AppEventKind::Cancelled, Status::Cancelled, false),
        (AppEventKind::Created, Status::Accepted, false),
    ] {
        let mut world = World::new(policy());
        let order = world.order("a");
        world.arrive(HAND, order.clone());
        world.accept("a");
        world.does("channel:hand", "tell:confirm", Outcome::Refused { reason: "422".to_owned() });
        let answer = Outcome::Fetched { order: Box::new(order), last_event: Some(last_event) };
        world.does("channel:hand", "fetch", answer);
        let state = world.state("a");
        assert_eq!((state.head.status, state.head.confirmed), (status, confirmed), "{last_event:?}");
        let problem = state.problems.iter().any(|p| matches!(p, Problem::ConfirmRefused { .. }));
        assert_eq!(problem, last_event == AppEventKind::Created);
        world.pass(20);
        let again = world.tags("channel:hand").contains(&"tell:confirm".to_owned());
        assert_eq!(again, last_event == AppEventKind::Created);
    }
}

#[test]
fn a_scheduled_order_is_quiet_until_its_start() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.timing = Timing::Scheduled;
    order.preparation_start = "2026-11-21T12:00:00Z".parse().unwrap();
    let state = world.arrive(AUTO, order);
    assert_eq!((state.head.status, state.bell), (Status::Accepted, Bell::Silent));
    assert!(world.tags("printer:kitchen").is_empty());
    assert!(world.tags("agency:first").is_empty());
    world.pass(7_199);
    assert!(world.tags("printer:kitchen").is_empty());
    world.pass(1);
    assert_eq!(world.tags("printer:kitchen").len(), 1);
    assert_eq!(world.tags("agency:first"), ["quote:1"]);
    assert!(matches!(world.state("a").bell, Bell::Once { .. }));
}

#[test]
fn an_on_demand_order_starts_when_the_app_says_so() {
    let mut world = World::new(policy());
    let mut order = world.order("a");
    order.timing = Timing::OnDemand;
    world.arrive(HAND, order);
    world.accept("a");
    world.pass(3_600);
    assert!(world.tags("printer:kitchen").is_empty());
    world.says(HAND, "a", AppEventKind::PreparationRequested);
    assert_eq!(world.tags("printer:kitchen").len(), 1);
}

#[test]
fn an_unreadable_order_rings_and_is_an_order_once_fetched() {
    let mut world = World::new(policy());
    let created = world.event("a", AppEventKind::Created);
    world.hear(HAND, "a", Some(Body::Unreadable("no items".to_owned())), vec![created]);
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Unreadable);
    assert!(matches!(state.bell, Bell::NewOrder { .. }));
    assert_eq!(world.store.unacknowledged(HAND, 100).unwrap().len(), 1);
    world.pass(30);
    world.does("channel:hand", "fetch", Outcome::NotFetched { reason: "still no items".to_owned() });
    assert!(world.tags("channel:hand").is_empty(), "at growing intervals");
    world.pass(60);
    let order = world.order("a");
    let answer = Outcome::Fetched { order: Box::new(order), last_event: None };
    world.does("channel:hand", "fetch", answer);
    let state = world.state("a");
    assert_eq!((state.head.status, state.problems.len()), (Status::Received, 0));
}

#[test]
fn a_ticket_under_way_at_a_crash_is_unknown_and_not_sent_again() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    let row = world.due("printer:kitchen").remove(0);
    assert!(world.store.start(row.id, world.now).unwrap().is_some());
    assert!(world.store.start(row.id, world.now).unwrap().is_none(), "compare-and-set");
    world.restart();
    let state = world.state("a");
    assert_eq!(state.tickets[0].state, TicketState::Unknown);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::TicketUnknown { .. })));
    assert!(world.tags("printer:kitchen").is_empty());

    world.command("a", Command::Resolve { resolution: Resolution::Reprint }).unwrap();
    let state = world.state("a");
    let again = state.tickets.last().unwrap();
    assert!(again.marked_reprint && again.kind == TicketKind::Kitchen && state.problems.is_empty());
    assert_eq!(world.tags("printer:kitchen").len(), 1);
}

#[test]
fn a_printer_told_to_reprint_what_is_unknown_marks_it() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("printer:counter", "print", Outcome::PrintUnknown { reason: "closed".to_owned() });
    let state = world.state("a");
    assert!(state.tickets.last().unwrap().marked_reprint);
    assert!(state.problems.is_empty());
}

#[test]
fn a_ticket_that_waited_too_long_becomes_a_question() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.pass(30 * 60);
    let state = world.state("a");
    assert_eq!(state.tickets[0].state, TicketState::Expired);
    assert!(world.tags("printer:kitchen").is_empty());
    assert!(state.problems.iter().any(|p| matches!(p, Problem::TicketExpired { .. })));
    world.command("a", Command::Resolve { resolution: Resolution::Printed }).unwrap();
    assert_eq!(world.state("a").tickets[0].state, TicketState::Printed);
}

#[test]
fn a_refused_delivery_moves_on_and_an_unanswered_one_does_not() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", Outcome::Quoted(Quoted::Refused(refusal("OVER_CAPACITY"))));
    assert_eq!(world.tags("agency:second"), ["quote:2"]);
    world.does("agency:second", "quote", possible(3_000));
    world.does("agency:second", "create", Outcome::Created(Created::Unknown("hung".into())));
    let state = world.state("a");
    assert_eq!(state.deliveries.len(), 2);
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::Unknown);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::DeliveryUnknown { .. })));
    world.pass(10);
    world.does("agency:second", "look-up", found(DeliveryState::Assigned));
    let state = world.state("a");
    assert_eq!((state.delivery().unwrap().status(), state.problems.len()), (DeliveryState::Assigned, 0));
    assert!(state.tickets.iter().any(|t| t.kind == TicketKind::Rider));
}

#[test]
fn a_key_the_agency_never_saw_is_sent_again_under_the_same_key() {
    let mut world = World::new(policy());
    submitted(&mut world);
    let key = world.state("a").delivery().unwrap().idempotency_key.clone();
    assert!(key.len() <= 50);
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    for _ in 0..2 {
        world.pass(12);
        world.does("agency:first", "look-up", Outcome::LookedUp(None));
        assert!(
            !world.tags("agency:first").contains(&"create:1".to_owned()),
            "a 404 right after proves nothing"
        );
    }
    world.pass(12);
    world.does("agency:first", "look-up", Outcome::LookedUp(None));
    assert!(world.tags("agency:first").contains(&"create:1".to_owned()));
    assert_eq!(world.state("a").delivery().unwrap().idempotency_key, key);
    world.does("agency:first", "create", Outcome::Created(Created::Duplicate));
    world.does("agency:first", "look-up", found(DeliveryState::Requested));
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Requested);
}

#[test]
fn a_dear_delivery_waits_for_consent() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.does("agency:first", "quote", possible(7_500));
    let state = world.state("a");
    assert_eq!(state.delivery().unwrap().status(), DeliveryState::Planned);
    let asked = Problem::FeeAboveMax {
        agency: "first".to_owned(),
        fee: Won(7_500),
        max: Won(6_000),
        extra: vec![],
        allow: None,
    };
    assert_eq!(state.problems, [asked]);
    assert!(world.tags("agency:first").is_empty());
    world.command("a", Command::Dispatch { agency: None, max_fee: Some(Won(8_000)) }).unwrap();
    world.does("agency:first", "quote", possible(7_500));
    assert_eq!(world.tags("agency:first"), ["create:1"]);
}

#[test]
fn a_cancel_that_loses_the_race_leaves_the_delivery_alive() {
    let mut world = World::new(policy());
    submitted(&mut world);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.command("a", Command::CancelDispatch { attempt: None }).unwrap();
    world.does(
        "agency:first",
        "call-off",
        Outcome::CancelAnswered(CancelAnswer::Refused(refusal("INVALID_STATUS"))),
    );
    let state = world.state("a");
    assert_eq!(state.live_delivery().unwrap().status(), DeliveryState::Requested);
    assert!(state.problems.iter().any(|p| matches!(p, Problem::RiderNotCalledOff { .. })));
    let second = world.command("a", Command::Dispatch { agency: Some("second".to_owned()), max_fee: None });
    assert_eq!(second, Err(Refused::DeliveryUnderWay { state: "requested".to_owned() }));
}

#[test]
fn a_delivery_declared_void_that_lives_after_all_is_called_off() {
    let mut world = World::new(policy());
    submitted(&mut world);
    world.does("agency:first", "create", Outcome::Created(Created::Unknown("hung".into())));
    world.command("a", Command::Resolve { resolution: Resolution::NotDispatched }).unwrap();
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Expired);
    world.command("a", Command::Dispatch { agency: Some("second".to_owned()), max_fee: None }).unwrap();
    world.pass(60);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    let state = world.state("a");
    assert!(matches!(state.bell, Bell::Urgent { .. }));
    assert!(state.problems.iter().any(|p| matches!(p, Problem::DeliveryLivesAfterAll { .. })));
    assert_eq!(world.tags("agency:first"), ["call-off:1"]);
}

#[test]
fn a_late_status_moves_no_delivery_back_but_a_lost_rider_does() {
    let mut world = World::new(policy());
    submitted(&mut world);
    world.does("agency:first", "create", taken(DeliveryState::Arrived));
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Assigned));
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Arrived);
    world.pass(12);
    let mut again = report(DeliveryState::Requested);
    again.assignment_cancelled = true;
    world.does("agency:first", "look-up", Outcome::LookedUp(Some(Box::new(again))));
    assert_eq!(world.state("a").delivery().unwrap().status(), DeliveryState::Requested);
}

#[test]
fn takeouts_and_the_apps_deliveries_never_get_a_rider_of_ours() {
    let mut world = World::new(policy());
    let mut takeout = world.order("a");
    takeout.kind = OrderKind::Takeout;
    let mut theirs = world.order("b");
    theirs.delivered_by = domain::order::DeliveredBy::Marketplace;
    for order in [takeout, theirs] {
        let id = order.external_id.clone();
        world.arrive(HAND, order);
        world.accept(&id);
        let asked = world.command(&id, Command::Dispatch { agency: None, max_fee: None });
        assert!(matches!(asked, Err(Refused::NotOurRiders { .. })));
    }
    assert!(world.tags("agency:first").is_empty());
}

#[test]
fn a_riders_pickup_moves_the_order_and_tells_the_app() {
    let mut world = World::new(policy());
    submitted(&mut world);
    world.does("agency:first", "create", taken(DeliveryState::Requested));
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.command("a", Command::Ready).unwrap();
    assert_eq!(world.tags("agency:first"), ["prepare-complete:1"]);
    world.does("channel:hand", "tell:ready", Outcome::Accepted);
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::PickedUp));
    assert_eq!(world.state("a").head.status, Status::PickedUp);
    assert_eq!(world.tags("channel:hand"), ["tell:dispatch"]);
    world.pass(12);
    world.does("agency:first", "look-up", found(DeliveryState::Delivered));
    assert!(world.state("a").live_delivery().is_none());
    assert_eq!(world.says(HAND, "a", AppEventKind::Concluded).head.status, Status::Completed);
}

#[test]
fn tellings_of_one_order_go_out_in_turn() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.command("a", Command::Ready).unwrap();
    assert_eq!(world.tags("channel:hand"), ["tell:confirm"], "ready waits for the confirmation");
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    assert_eq!(world.tags("channel:hand"), ["tell:ready"]);
}

#[test]
fn short_numbers_count_per_business_day() {
    let mut world = World::new(policy());
    let order = world.order("a");
    assert_eq!(world.arrive(HAND, order).head.number, "손-001");
    let order = world.order("b");
    assert_eq!(world.arrive(AUTO, order).head.number, "자-001");
    // 03:00 in Seoul is still the same business day, 05:00 is the next.
    world.pass(8 * 3_600);
    let order = world.order("c");
    assert_eq!(world.arrive(HAND, order).head.number, "손-002");
    world.pass(2 * 3_600);
    let order = world.order("d");
    let state = world.arrive(HAND, order);
    assert_eq!(state.head.number, "손-001");
    assert_eq!(world.state("손-001").head.external_id, "d", "today's comes first");
}
