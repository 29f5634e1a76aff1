//! Dishes that turn out to be sold out, and a market's bundle gathered stall by stall, through the store.

use domain::order::{
    AppEventKind, Bundle, CancelCode, Line, Order, Problem, Shortage, Stall, StallState, Status, TicketKind,
    TicketState, Timing,
};
use domain::rules::{Outcome, Policy};
use domain::{AppAck, Command, Done, OrderState, Refused};

use super::world::{HAND, World, policy};
use crate::ticket::sample::line;

use StallState::{Picked, Short, Waiting};

/// Without riders; the counter's printer prints gathering slips too.
fn market() -> Policy {
    let mut policy = Policy { agencies: Vec::new(), ..policy() };
    policy.printers[1].tickets.push(TicketKind::Gather);
    policy
}

fn of(name: &str, stall: &str) -> Line {
    Line { stall: Some(stall.to_owned()), ..line(1, name, 2_000, &[]) }
}

fn bundle(world: &World) -> Order {
    let mut order = world.order("a");
    order.lines = vec![of("두부", "가상두부"), of("청양고추", "없는채소"), of("순두부", "가상두부")];
    let stall = |id: &str, name: &str| Stall { id: id.to_owned(), name: name.to_owned() };
    order.bundle = Some(Bundle {
        id: "b-1".to_owned(),
        market: Some("가상시장".to_owned()),
        stalls: vec![stall("s1", "가상두부"), stall("s2", "없는채소"), stall("s3", "쉬는정육")],
        ..Bundle::default()
    });
    order
}

/// An accepted bundle whose tickets came out.
fn gathering(world: &mut World) -> Order {
    let order = bundle(world);
    world.arrive(HAND, order.clone());
    world.accept("a");
    world.does("channel:hand", "tell:confirm", Outcome::Accepted);
    world.does("printer:kitchen", "print", Outcome::Printed);
    world.does("printer:counter", "print", Outcome::Printed);
    world.does("printer:counter", "print", Outcome::Printed);
    order
}

fn pick(stall: &str, undo: bool) -> Command {
    Command::Pick { stall: stall.to_owned(), undo }
}

fn short(line: usize, substitute: Option<&str>) -> Command {
    Command::Short { line, substitute: substitute.map(str::to_owned), also_off_menu: false, undo: false }
}

fn there(line: usize) -> Command {
    Command::Short { line, substitute: None, also_off_menu: false, undo: true }
}

fn stalls(state: &OrderState) -> Vec<(&str, StallState)> {
    state.stalls()
}

fn changed(state: &OrderState) -> Vec<TicketKind> {
    let changed = state.tickets.iter().filter(|job| job.marked_changed && job.state == TicketState::Queued);
    changed.map(|job| job.kind).collect()
}

#[test]
fn a_bundle_is_ready_by_itself_when_every_stall_is_picked() {
    let mut world = World::new(market());
    gathering(&mut world);
    let state = world.state("a");
    let kinds: Vec<TicketKind> = state.tickets.iter().map(|job| job.kind).collect();
    assert_eq!(kinds, [TicketKind::Kitchen, TicketKind::Gather, TicketKind::Customer]);
    assert_eq!(
        stalls(&state),
        [("가상두부", Waiting), ("없는채소", Waiting)],
        "a stall with nothing is none"
    );
    assert_eq!(world.command("a", pick("가상두부", false)), Ok(Done::Committed));
    assert_eq!(world.command("a", pick("가상두부", false)), Ok(Done::Already));
    let state = world.state("a");
    assert_eq!((state.head.status, stalls(&state)[0].1), (Status::Accepted, Picked));
    assert!(world.tags("channel:hand").is_empty());
    assert_eq!(world.command("a", pick("s2", false)), Ok(Done::Committed), "by the app's id too");
    assert_eq!(world.state("a").head.status, Status::Ready);
    assert_eq!(world.tags("channel:hand"), ["tell:ready"]);
}

#[test]
fn a_tick_is_undone_until_the_app_is_told_and_is_too_late_after() {
    let mut world = World::new(market());
    gathering(&mut world);
    world.command("a", pick("가상두부", false)).unwrap();
    assert_eq!(world.command("a", pick("가상두부", true)), Ok(Done::Committed));
    assert_eq!(world.command("a", pick("가상두부", true)), Ok(Done::Already));
    assert!(world.state("a").gathering.picked().is_empty() && world.state("a").problems.is_empty());
    for stall in ["가상두부", "없는채소"] {
        world.command("a", pick(stall, false)).unwrap();
    }
    world.command("a", pick("없는채소", true)).unwrap();
    let state = world.state("a");
    assert_eq!((state.head.status, state.problems.as_slice()), (Status::Ready, &[Problem::NotGathered][..]));
    world.command("a", pick("없는채소", false)).unwrap();
    assert!(world.state("a").problems.is_empty(), "all here again");
    world.command("a", Command::PickedUp).unwrap();
    let left = Err(Refused::WrongStatus { status: "picked_up".to_owned() });
    assert_eq!(world.command("a", pick("없는채소", true)), left);
    assert_eq!(world.command("a", short(0, None)), left);
}

#[test]
fn an_empty_stall_is_not_awaited_and_an_empty_bundle_not_ready() {
    let mut world = World::new(market());
    gathering(&mut world);
    world.command("a", short(1, None)).unwrap();
    assert_eq!(stalls(&world.state("a")), [("가상두부", Waiting), ("없는채소", Short)]);
    world.command("a", short(0, Some("판두부"))).unwrap();
    world.command("a", short(2, None)).unwrap();
    assert_eq!(stalls(&world.state("a"))[0].1, Waiting, "its substitute has to be gathered");
    world.command("a", short(0, None)).unwrap();
    let state = world.state("a");
    assert_eq!((state.head.status, stalls(&state)[0].1), (Status::Accepted, Short), "nothing to carry");
    world.command("a", there(0)).unwrap();
    world.command("a", pick("가상두부", false)).unwrap();
    assert_eq!(world.state("a").head.status, Status::Ready);
}

#[test]
fn what_is_gathered_before_its_time_is_ready_when_it_comes() {
    let mut world = World::new(market());
    let start = world.now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap();
    let order = Order { timing: Timing::Scheduled, preparation_start: start, ..bundle(&world) };
    world.arrive(HAND, order);
    world.accept("a");
    for stall in ["가상두부", "없는채소"] {
        world.command("a", pick(stall, false)).unwrap();
    }
    assert_eq!(world.state("a").head.status, Status::Accepted);
    world.pass(3_600);
    let state = world.state("a");
    assert_eq!((state.head.started, state.head.status), (true, Status::Ready));
}

#[test]
fn a_stall_that_is_not_there_is_refused_with_those_that_are() {
    let mut world = World::new(market());
    gathering(&mut world);
    let known = vec!["가상두부".to_owned(), "없는채소".to_owned()];
    let unknown = Refused::UnknownStall { stall: "쉬는정육".to_owned(), known };
    assert_eq!(world.command("a", pick("쉬는정육", false)), Err(unknown));
    let mut plain = world.order("b");
    plain.lines = vec![line(1, "국밥", 9_000, &[])];
    world.arrive(HAND, plain);
    world.accept("b");
    let none = Refused::UnknownStall { stall: "가상두부".to_owned(), known: Vec::new() };
    assert_eq!(world.command("b", pick("가상두부", false)), Err(none));
    let state = world.state("b");
    assert!(state.tickets.iter().all(|job| job.kind != TicketKind::Gather), "no bundle, no slip");
    let slip = Command::Reprint { kind: Some(TicketKind::Gather) };
    assert_eq!(world.command("b", slip), Err(Refused::NothingThere));
}

#[test]
fn a_sold_out_dish_is_reprinted_and_a_problem_until_seen() {
    let mut world = World::new(market());
    gathering(&mut world);
    assert_eq!(world.command("a", short(1, Some("  홍고추 "))), Ok(Done::Committed));
    let state = world.state("a");
    let substitute = Some("홍고추".to_owned());
    let shortage = Shortage { line: 1, item: "청양고추".to_owned(), substitute: substitute.clone() };
    assert_eq!(state.gathering.shortages(), [shortage]);
    assert_eq!(changed(&state), [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Gather]);
    let asked = Problem::ItemShort { item: "청양고추".to_owned(), substitute };
    assert_eq!(state.problems, [asked]);
    assert_eq!(state.head.order, Some(bundle(&world)), "the app's order and its sums stay");
    assert_eq!(world.command("a", short(1, Some("홍고추"))), Ok(Done::Already));
    world.command("a", short(1, None)).unwrap();
    let state = world.state("a");
    assert_eq!(changed(&state).len(), 3, "what had not left was taken back");
    assert_eq!(
        state.problems,
        [Problem::ItemShort { item: "청양고추".to_owned(), substitute: None }],
        "one question a dish"
    );
    world.command("a", Command::Seen).unwrap();
    assert!(world.state("a").problems.is_empty());
    assert_eq!(world.command("a", there(1)), Ok(Done::Committed));
    assert_eq!(world.command("a", there(1)), Ok(Done::Already));
    assert!(world.state("a").gathering.shortages().is_empty());
    assert!(world.tags("channel:hand").is_empty(), "the standard has nothing to tell");
}

#[test]
fn what_is_not_accepted_or_not_there_cannot_be_short() {
    let mut world = World::new(market());
    let order = bundle(&world);
    world.arrive(HAND, order);
    let unanswered = Err(Refused::WrongStatus { status: "received".to_owned() });
    assert_eq!(world.command("a", short(0, None)), unanswered);
    assert_eq!(world.command("a", pick("가상두부", false)), unanswered);
    world.accept("a");
    let outside = Refused::OutOfRange { what: "item".to_owned(), least: 1, most: 3 };
    assert_eq!(world.command("a", short(3, None)), Err(outside));
    world.command("a", Command::Cancel { code: CancelCode::UnavailableItem }).unwrap();
    assert!(matches!(world.command("a", short(0, None)), Err(Refused::Pending { .. })));
}

#[test]
fn a_dish_leaves_the_apps_menu_only_where_that_was_wanted() {
    let mut world = World::new(market());
    gathering(&mut world);
    world.command("a", short(0, None)).unwrap();
    assert!(world.store.openings().get(HAND).is_none_or(|opening| opening.sold_out.is_empty()));
    let off = |line| Command::Short { line, substitute: None, also_off_menu: true, undo: false };
    assert_eq!(world.command("a", off(0)), Ok(Done::Committed), "short already, but not off the menu");
    assert_eq!(world.command("a", off(0)), Ok(Done::Already));
    let opening = world.store.openings()[HAND].clone();
    let call = opening.next_call(world.now).unwrap();
    assert_eq!(opening.sold_out[0].item.name, "두부");
    world.store.shop_told(HAND, &call, &AppAck::Accepted, world.now).unwrap();
    assert!(matches!(world.command("a", off(9)), Err(Refused::OutOfRange { .. })));
    assert_eq!(world.store.openings()[HAND].sold_out.len(), 1);
}

#[test]
fn an_order_by_phone_has_no_menu_to_take_a_dish_off() {
    let order = Order { external_id: "p".to_owned(), ..bundle(&World::new(market())) };
    let mut state = domain::sample::state("전화-001", "2026-11-21T10:00:00Z".parse().unwrap(), order);
    let off = Command::Short { line: 0, substitute: None, also_off_menu: true, undo: false };
    assert_eq!(off.off_menu(&state).map(|item| item.name), Some("두부".to_owned()));
    state.head.channel = domain::order::phone::CHANNEL.to_owned();
    assert_eq!(off.off_menu(&state), None);
}

#[test]
fn a_lines_ticks_and_shortages_follow_it_through_an_app_change() {
    let mut world = World::new(market());
    let mut order = gathering(&mut world);
    for command in [short(1, None), pick("가상두부", false)] {
        world.command("a", command).unwrap();
    }
    assert_eq!(world.state("a").head.status, Status::Ready);
    // One more thing of the stall that was picked, before everything else.
    order.lines.insert(0, of("유부", "가상두부"));
    world.pass(300);
    let outcome =
        Outcome::Fetched { order: Box::new(order.clone()), last_event: Some(AppEventKind::Confirmed) };
    world.does("channel:hand", "fetch:compare", outcome);
    let state = world.state("a");
    assert_eq!(state.gathering.shortages().iter().map(|short| short.line).collect::<Vec<_>>(), [2]);
    assert_eq!(stalls(&state), [("가상두부", Waiting), ("없는채소", Short)]);
    assert!(state.problems.contains(&Problem::NotGathered), "{:?}", state.problems);
    order.lines.retain(|line| line.name != "청양고추");
    world.pass(300);
    let outcome = Outcome::Fetched { order: Box::new(order), last_event: Some(AppEventKind::Confirmed) };
    world.does("channel:hand", "fetch:compare", outcome);
    assert!(world.state("a").gathering.shortages().is_empty(), "taken out by the app itself");
}

#[test]
fn a_bundles_new_delivery_time_is_printed_and_its_new_id_is_not() {
    let mut world = World::new(market());
    let mut order = gathering(&mut world);
    let shows = |order: &Order| Outcome::Fetched { order: Box::new(order.clone()), last_event: None };
    order.bundle.as_mut().unwrap().id = "b-2".to_owned();
    world.pass(300);
    world.does("channel:hand", "fetch:compare", shows(&order));
    assert!(world.state("a").problems.is_empty());
    order.bundle.as_mut().unwrap().deliver_until = Some(world.now);
    world.pass(300);
    world.does("channel:hand", "fetch:compare", shows(&order));
    let state = world.state("a");
    assert_eq!(state.problems, [Problem::OrderChanged]);
    assert_eq!(changed(&state), [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Gather]);
}

#[test]
fn the_version_one_state_has_no_shortages_and_writes_none() {
    let mut world = World::new(market());
    gathering(&mut world);
    let json = serde_json::to_value(&*world.state("a")).unwrap();
    assert!(json.get("shortages").is_none() && json.get("picked").is_none());
    world.command("a", short(1, Some("홍고추"))).unwrap();
    world.command("a", pick("가상두부", false)).unwrap();
    let state = world.state("a");
    let read: OrderState = serde_json::from_value(serde_json::to_value(&*state).unwrap()).unwrap();
    assert_eq!(
        (&read.gathering.shortages(), read.gathering.picked()),
        (&state.gathering.shortages(), state.gathering.picked())
    );
}
