//! What the app shows and we know is compared, and put right: lost cancellations, confirmations that did not land,
//! orders that changed; and promises that a person puts off.

use domain::order::{
    AppAction, AppEventKind, Odd, Order, Personal, Problem, Quantity, Remark, Status, TicketKind,
    TicketState, Timing, Unit,
};
use domain::rules::{Body, Effect, Outcome, Policy};
use domain::{Bell, Command, Done, OrderState, Refused};

use super::world::{AUTO, HAND, World, policy};
use crate::store::IncomingEvents;

const EVERY: i64 = 300;

fn without_riders() -> Policy {
    Policy { agencies: Vec::new(), ..policy() }
}

/// The app shows this order, with this as its last event.
fn shows(order: &Order, last_event: AppEventKind) -> Outcome {
    Outcome::Fetched { order: Box::new(order.clone()), last_event: Some(last_event) }
}

/// An accepted order whose kitchen and customer tickets came out, five minutes later.
fn cooking(world: &mut World) -> Order {
    let mut order = world.order("a");
    order.lines = vec![crate::ticket::sample::line(2, "순대국밥", 9_000, &[])];
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.does("printer:counter", "print", Outcome::Printed);
    world.pass(EVERY);
    order
}

fn newest(state: &OrderState, kind: TicketKind) -> (TicketState, bool, bool) {
    let job = state.tickets.iter().rev().find(|job| job.kind == kind).unwrap();
    (job.state, job.marked_changed, job.marked_reprint)
}

#[test]
fn open_orders_are_compared_every_few_minutes_finished_ones_not() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    assert_eq!(world.tags("channel:hand"), ["fetch:compare"]);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    assert!(world.tags("channel:hand").is_empty());
    world.pass(EVERY - 1);
    assert!(world.tags("channel:hand").is_empty(), "once in a while");
    world.pass(1);
    assert_eq!(world.tags("channel:hand"), ["fetch:compare"]);
    world.says(HAND, "a", AppEventKind::Concluded);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Concluded));
    world.pass(10 * EVERY);
    assert!(world.tags("channel:hand").is_empty());
}

#[test]
fn a_restart_asks_about_every_open_order_at_once() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    world.restart();
    assert_eq!(world.tags("channel:hand"), ["fetch:compare"]);
}

#[test]
fn a_cancellation_that_was_never_heard_is_found() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Cancelled));
    let state = world.state("a");
    assert_eq!(state.head.status, Status::Cancelled);
    assert!(matches!(state.bell, Bell::Urgent { .. }));
    assert_eq!(newest(&state, TicketKind::Cancel), (TicketState::Queued, false, false));
}

#[test]
fn a_confirmation_that_did_not_land_is_sent_again() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Created));
    assert_eq!(world.tags("channel:hand"), ["tell:confirm"]);
    assert!(world.state("a").problems.is_empty());
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.pass(EVERY);
    let silent = Outcome::Fetched { order: Box::new(order), last_event: None };
    world.does("channel:hand", "fetch:compare", silent);
    assert!(world.tags("channel:hand").is_empty(), "an app that does not say how far it is proves nothing");
}

#[test]
fn an_app_that_no_longer_shows_the_order_changes_nothing() {
    let mut world = World::new(without_riders());
    cooking(&mut world);
    let before = world.state("a");
    world.does("channel:hand", "fetch:compare", Outcome::NotFetched { reason: "HTTP 404".to_owned() });
    let after = world.state("a");
    assert_eq!((after.head.status, &after.problems), (before.head.status, &before.problems));
}

#[test]
fn a_changed_order_is_reprinted_and_a_new_safe_number_is_not() {
    let mut world = World::new(without_riders());
    let mut order = cooking(&mut world);
    order.customer.phone = Some(Personal("0504-111-1111".to_owned()));
    order.remarks = vec![Remark::Noted { place: "displayId".to_owned(), odd: Odd::Missing }];
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let state = world.state("a");
    assert_eq!(state.head.order.as_ref().unwrap().customer.phone, order.customer.phone);
    assert_eq!((state.tickets.len(), state.problems.len()), (2, 0));

    order.lines[0].quantity = Quantity { thousandths: 3_000, unit: Unit::Piece };
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let state = world.state("a");
    assert_eq!(state.problems, [Problem::OrderChanged]);
    assert!(matches!(state.bell, Bell::Once { .. }));
    for kind in [TicketKind::Kitchen, TicketKind::Customer] {
        assert_eq!(newest(&state, kind), (TicketState::Queued, true, false), "{kind:?}");
    }
    world.command("a", Command::Seen).unwrap();
    assert!(world.state("a").problems.is_empty());
}

#[test]
fn a_change_takes_back_tickets_that_have_not_left() {
    let mut world = World::new(without_riders());
    let mut order = world.order("a");
    world.arrive(AUTO, order.clone());
    world.pass(EVERY);
    order.store_memo = Some("덜 맵게".to_owned());
    world.does("channel:auto", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let state = world.state("a");
    let kitchen: Vec<_> = state.tickets.iter().filter(|job| job.kind == TicketKind::Kitchen).collect();
    assert_eq!(kitchen.len(), 2);
    assert_eq!(kitchen[0].state, TicketState::Expired, "what is no longer true is not printed");
    assert_eq!(world.tags("printer:kitchen"), [format!("print:{}", kitchen[1].id)]);
    assert_eq!(state.problems, [Problem::OrderChanged], "and nobody is asked about it");
}

#[test]
fn a_reprint_after_a_change_is_one_copy_of_what_is_true_now() {
    let mut world = World::new(without_riders());
    let mut order = cooking(&mut world);
    order.lines[0].name = "모둠순대".to_owned();
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    world.does("printer:kitchen", "print", Outcome::Printed);
    assert_eq!(world.command("a", Command::Reprint { kind: Some(TicketKind::Kitchen) }), Ok(Done::Committed));
    assert_eq!(world.tags("printer:kitchen").len(), 1);
    assert_eq!(newest(&world.state("a"), TicketKind::Kitchen), (TicketState::Queued, false, true));
}

#[test]
fn an_order_that_changes_before_it_is_answered_only_says_so() {
    let mut world = World::new(without_riders());
    let mut order = world.order("a");
    world.arrive(HAND, order.clone());
    order.placed_at = world.now.checked_sub(jiff::SignedDuration::from_secs(60)).unwrap();
    order.store_memo = Some("덜 맵게".to_owned());
    world.restart();
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Created));
    let state = world.state("a");
    assert_eq!(
        (state.head.status, state.problems.as_slice()),
        (Status::Received, &[Problem::OrderChanged][..])
    );
    assert!(state.tickets.is_empty());
    assert!(matches!(state.bell, Bell::NewOrder { .. }), "it still rings");
}

#[test]
fn a_delay_moves_the_promise_tells_the_app_and_reprints() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let before = world.state("a").head.ready_at.unwrap();
    assert_eq!(world.command("a", Command::Delay { minutes: 10 }), Ok(Done::Committed));
    let state = world.state("a");
    assert_eq!(state.head.ready_at.unwrap().duration_since(before).as_secs(), 600);
    assert_eq!(state.head.prep_minutes, Some(25));
    assert_eq!(world.tags("channel:hand"), ["tell:delay"]);
    assert_eq!(newest(&state, TicketKind::Kitchen), (TicketState::Queued, true, false));
    assert_eq!(
        newest(&state, TicketKind::Customer).0,
        TicketState::Printed,
        "no new promise to the customer's bag"
    );
    // What we told the app is no change of the app's.
    let told = state.head.order.clone().unwrap();
    world.does("channel:hand", "tell:delay", Outcome::Accepted);
    world.prints();
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", shows(&told, AppEventKind::Confirmed));
    assert!(world.state("a").problems.is_empty());
}

#[test]
fn an_app_without_a_call_for_delays_is_said_to_know_nothing() {
    let mut world = World::new(without_riders());
    cooking(&mut world);
    world.command("a", Command::Delay { minutes: 5 }).unwrap();
    world.does("channel:hand", "tell:delay", Outcome::Refused { reason: "HTTP 404".to_owned() });
    assert_eq!(world.state("a").problems, [Problem::DelayNotTold]);
    world.command("a", Command::Seen).unwrap();
    world.command("a", Command::Delay { minutes: 5 }).unwrap();
    world.does("channel:hand", "tell:delay", Outcome::Unsupported);
    assert_eq!(world.state("a").problems, [Problem::DelayNotTold]);
}

#[test]
fn a_delay_of_an_unstarted_scheduled_order_prints_nothing_yet() {
    let mut world = World::new(without_riders());
    let start = world.now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let order = Order { timing: Timing::Scheduled, preparation_start: start, ..world.order("a") };
    world.arrive(HAND, order);
    world.accept("a");
    let before = world.state("a").head.ready_at.unwrap();
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    let state = world.state("a");
    assert_eq!(state.head.ready_at.unwrap().duration_since(before).as_secs(), 600);
    assert!(state.tickets.is_empty());
}

#[test]
fn a_delay_is_refused_outside_cooking_and_beyond_the_maximum() {
    let mut world = World::new(without_riders());
    let order = world.order("a");
    world.arrive(HAND, order);
    let refused = |answer| matches!(answer, Err(Refused::WrongStatus { .. }));
    assert!(refused(world.command("a", Command::Delay { minutes: 10 })));
    world.accept("a");
    for minutes in [0, 121] {
        let answer = world.command("a", Command::Delay { minutes });
        assert!(matches!(answer, Err(Refused::OutOfRange { .. })), "{minutes}");
    }
    world.command("a", Command::Ready).unwrap();
    assert!(refused(world.command("a", Command::Delay { minutes: 10 })));
}

#[test]
fn a_second_delay_tells_the_app_the_whole_of_both() {
    let mut world = World::new(without_riders());
    cooking(&mut world);
    let start = world.state("a").head.starts_at.unwrap();
    for (minutes, whole) in [(10, 600), (5, 900)] {
        world.command("a", Command::Delay { minutes }).unwrap();
        let row = world.due("channel:hand").into_iter().find(|row| row.effect.tag() == "tell:delay").unwrap();
        let Effect::Notify { action: AppAction::Delay { preparation_start } } = row.effect else { panic!() };
        assert_eq!(preparation_start.duration_since(start).as_secs(), whole);
    }
}

#[test]
fn an_app_that_took_no_delay_has_changed_no_order() {
    let mut world = World::new(without_riders());
    let order = Order { timing: Timing::Scheduled, preparation_start: world.now, ..world.order("a") };
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.command("a", Command::Delay { minutes: 10 }).unwrap();
    world.does("channel:hand", "tell:delay", Outcome::Unsupported);
    world.prints();
    world.pass(EVERY);
    let tickets = world.state("a").tickets.len();
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let state = world.state("a");
    assert_eq!((state.problems.as_slice(), state.tickets.len()), (&[Problem::DelayNotTold][..], tickets));
}

#[test]
fn a_scheduled_order_moved_by_the_app_starts_at_its_new_time() {
    let mut world = World::new(without_riders());
    let hours =
        |world: &World, hours| world.now.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
    let (start, later) = (hours(&world, 1), hours(&world, 2));
    let mut order = Order { timing: Timing::Scheduled, preparation_start: start, ..world.order("a") };
    world.arrive(HAND, order.clone());
    let before = world.accept("a").head.ready_at.unwrap();
    order.preparation_start = later;
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Confirmed));
    let state = world.state("a");
    assert_eq!(
        (state.head.starts_at, state.problems.as_slice()),
        (Some(later), &[Problem::OrderChanged][..])
    );
    assert_eq!(state.head.ready_at.unwrap().duration_since(before).as_secs(), 3_600);
}

#[test]
fn a_confirmation_that_still_waits_for_the_line_keeps_its_turn() {
    let mut world = World::new(without_riders());
    let order = world.order("a");
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.command("a", Command::Ready).unwrap();
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Created));
    assert_eq!(world.tags("channel:hand"), ["tell:confirm"], "an app refuses to hear of ready first");
}

#[test]
fn what_an_app_hides_of_the_customer_is_kept_and_is_no_change() {
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    let mut hidden = order.clone();
    hidden.customer.name = None;
    hidden.customer.phone = Some(Personal("0504-****-1234".to_owned()));
    let address = hidden.address.as_mut().unwrap();
    (address.road, address.detail) = (Some(Personal("전주시 ***".to_owned())), None);
    world.does("channel:hand", "fetch:compare", shows(&hidden, AppEventKind::Confirmed));
    let state = world.state("a");
    assert_eq!((state.head.order.as_ref(), state.problems.len()), (Some(&order), 0));
    hidden.address = None;
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", shows(&hidden, AppEventKind::Confirmed));
    assert_eq!(world.state("a").head.order.as_ref(), Some(&order));
}

#[test]
fn an_unheard_request_to_cancel_is_found_and_asked_once() {
    use domain::order::DenyCode;
    let mut world = World::new(without_riders());
    let order = cooking(&mut world);
    let asks = shows(&order, AppEventKind::OrderCancellationRequest);
    world.does("channel:hand", "fetch:compare", asks.clone());
    assert!(world.state("a").head.cancellation_request.is_some());
    assert!(matches!(world.state("a").bell, Bell::Urgent { .. }));
    world.command("a", Command::AnswerCancel { deny: Some(DenyCode::DishAlreadyDone) }).unwrap();
    world.does("channel:hand", "tell:deny-cancellation", Outcome::Accepted);
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", asks.clone());
    assert_eq!(world.state("a").head.cancellation_request, None, "the app has not caught up with our answer");
    world.says(HAND, "a", AppEventKind::CancelledDenied);
    world.pass(EVERY);
    world.does("channel:hand", "fetch:compare", asks);
    assert!(world.state("a").head.cancellation_request.is_some(), "asked anew");
}

/// An order that the app shows since this moment, heard by a clock that is so many seconds ahead of the app's.
fn heard_by_a_wrong_clock(ahead: i64) -> (World, Order) {
    let mut world = World::new(without_riders());
    let order = world.order("a");
    world.now = world.now.checked_add(jiff::SignedDuration::from_secs(ahead)).unwrap();
    let created = world.event("a", AppEventKind::Created);
    let body = Body::Read { order: Box::new(order.clone()), last_event: Some(AppEventKind::Created) };
    let heard = IncomingEvents { external_id: "a".to_owned(), body: Some(body), events: vec![created] };
    world.store.hear(HAND, vec![heard], ahead, world.now).unwrap();
    (world, order)
}

const SIX_YEARS: i64 = 6 * 365 * 86_400;

#[test]
fn a_corrected_clock_misses_no_order_the_app_still_waits_for() {
    // The machine's battery is flat; seconds later the network tells the time.
    for behind in [600, SIX_YEARS] {
        let (mut world, order) = heard_by_a_wrong_clock(-behind);
        world.pass(behind + 10);
        assert_eq!(world.state("a").head.status, Status::Received, "it waits for four minutes more");
        assert_eq!(world.tags("channel:hand"), ["fetch:compare"], "the app is asked");
        world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Created));
        world.pass(349);
        assert_eq!(world.state("a").head.status, Status::Received);
        assert!(world.tags("channel:hand").is_empty(), "once");
        assert!(matches!(world.state("a").bell, Bell::NewOrder { .. }));
        world.pass(1);
        assert_eq!(world.state("a").head.status, Status::Missed, "five minutes and one after it was placed");
    }
    let (mut world, _) = heard_by_a_wrong_clock(-SIX_YEARS);
    world.pass(SIX_YEARS + 10);
    world.accept("a");
    world.pass(600);
    assert_eq!(world.state("a").head.status, Status::Accepted);
    // The app has given it up.
    let (mut world, order) = heard_by_a_wrong_clock(-SIX_YEARS);
    world.pass(SIX_YEARS + 10);
    world.does("channel:hand", "fetch:compare", shows(&order, AppEventKind::Cancelled));
    assert_eq!(world.state("a").head.status, Status::Missed);
    // Set right long after: there is nothing to ask.
    let (mut world, _) = heard_by_a_wrong_clock(-SIX_YEARS);
    world.pass(SIX_YEARS + 360);
    assert_eq!(world.state("a").head.status, Status::Missed);
}

#[test]
fn a_clock_that_stays_wrong_keeps_no_order_ringing_for_ever() {
    for (ahead, rings) in [(-SIX_YEARS, 720), (-60, 420), (0, 360), (60, 360)] {
        let (mut world, _) = heard_by_a_wrong_clock(ahead);
        let mut rung = 0;
        while world.state("a").head.status == Status::Received && rung < 2_000 {
            world.pass(1);
            rung += 1;
        }
        assert_eq!((world.state("a").head.status, rung), (Status::Missed, rings), "{ahead} s ahead");
    }
}
