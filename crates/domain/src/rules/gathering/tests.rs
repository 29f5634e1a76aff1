//! Stations of the kitchen that have cooked; stalls and shortages are tested through the store.

use super::*;
use crate::order::{AppAction, Bundle};
use crate::rules::{Change, Effect, Input, Policy, apply};
use crate::timeline::By;
use crate::{OrderState, StationView, sample};

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn kitchen() -> Policy {
    Policy { stations: sample::stations(), ..sample::policy(Vec::new()) }
}

/// Soup and grilled fish, in the kitchen.
fn cooking() -> OrderState {
    let dish = |name| sample::line(1, name, 9_000, &[]);
    let order = sample::order("a", now(), vec![dish("순대국밥"), dish("삼치구이")]);
    sample::accepted(sample::state("특급-001", now(), order), now(), 600)
}

/// Carries out a command, and says whether the app is told that the order is ready.
fn told(state: &mut OrderState, command: Command) -> (Result<Done, Refused>, bool) {
    match apply(state, Input::Command(By::Person, command), now(), &kitchen()) {
        Ok((after, changes, done)) => {
            *state = after;
            let ready = |change: &Change| {
                matches!(change, Change::Enqueue { effect: Effect::Notify { action: AppAction::Ready }, .. })
            };
            (Ok(done), changes.iter().any(ready))
        }
        Err(refused) => (Err(refused), false),
    }
}

fn bump(station: &str) -> Command {
    Command::Bump { station: station.to_owned(), undo: false }
}

fn recall(station: &str) -> Command {
    Command::Bump { station: station.to_owned(), undo: true }
}

#[test]
fn an_order_is_ready_once_every_station_has_cooked() {
    let mut state = cooking();
    assert_eq!(told(&mut state, bump("soup")), (Ok(Done::Committed), false));
    assert_eq!(told(&mut state, bump("국밥")), (Ok(Done::Already), false), "by its name too");
    assert_eq!((state.head.status, state.gathering.cooked().len()), (Status::Accepted, 1));
    assert_eq!(told(&mut state, bump("grill")), (Ok(Done::Committed), true));
    assert_eq!(state.head.status, Status::Ready);
    assert_eq!(told(&mut state, bump("grill")), (Ok(Done::Already), false));
}

#[test]
fn a_station_is_recalled_until_the_app_is_told() {
    let mut state = cooking();
    assert_eq!(told(&mut state, recall("soup")), (Ok(Done::Already), false));
    told(&mut state, bump("soup")).0.unwrap();
    assert_eq!(told(&mut state, recall("soup")), (Ok(Done::Committed), false));
    told(&mut state, bump("grill")).0.unwrap();
    assert_eq!(state.head.status, Status::Accepted, "the soup is not cooked");
    told(&mut state, bump("soup")).0.unwrap();
    let late = Refused::WrongStatus { status: "ready".to_owned() };
    assert_eq!(told(&mut state, recall("soup")), (Err(late), false));
}

#[test]
fn only_a_station_that_cooks_the_order_is_done_with_it() {
    let mut state = cooking();
    let unknown = |station: &str, known: &[&str]| Refused::UnknownStation {
        station: station.to_owned(),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
    };
    assert_eq!(told(&mut state, bump("튀김")).0, Err(unknown("튀김", &["국밥", "구이"])));
    let command = Input::Command(By::Person, bump("soup"));
    let without = apply(&state, command, now(), &sample::policy(Vec::new())).map(|(.., done)| done);
    assert_eq!(without, Err(unknown("soup", &[])), "no stations are set up");
    state.head.started = false;
    assert!(matches!(told(&mut state, bump("soup")).0, Err(Refused::WrongStatus { .. })), "not begun");
}

#[test]
fn a_station_whose_dishes_are_all_sold_out_is_not_waited_for() {
    let mut state = cooking();
    let short = Command::Short { line: 1, substitute: None, also_off_menu: false, undo: false };
    let mut after = cooking();
    told(&mut state, short.clone()).0.unwrap();
    assert_eq!(told(&mut state, bump("soup")), (Ok(Done::Committed), true));
    // The same the other way round.
    told(&mut after, bump("soup")).0.unwrap();
    assert_eq!(told(&mut after, short), (Ok(Done::Committed), true));
}

#[test]
fn what_goes_out_in_a_dishs_place_is_still_to_be_cooked() {
    let mut state = cooking();
    told(&mut state, bump("soup")).0.unwrap();
    let instead = |undo: bool| Command::Short {
        line: 0,
        substitute: (!undo).then(|| "콩나물국밥".to_owned()),
        also_off_menu: false,
        undo,
    };
    for undo in [false, true] {
        assert_eq!(told(&mut state, instead(undo)), (Ok(Done::Committed), false));
        assert!(state.gathering.cooked().is_empty(), "{undo}");
        told(&mut state, bump("soup")).0.unwrap();
    }
    assert_eq!(told(&mut state, bump("grill")), (Ok(Done::Committed), true));
}

#[test]
fn a_dish_that_moves_to_another_station_is_to_be_cooked() {
    let mut state = cooking();
    told(&mut state, bump("soup")).0.unwrap();
    let mut other = kitchen();
    other.stations[0].names.push("*구이".to_owned());
    let views = StationView::of(&state, &other);
    assert_eq!((views.len(), views[0].lines.len(), views[0].cooked_at), (1, 2, None));
    let again = apply(&state, Input::Command(By::Person, bump("soup")), now(), &other).unwrap();
    assert_eq!((again.0.head.status, again.2), (Status::Ready, Done::Committed));
}

#[test]
fn a_bundle_is_ready_once_gathered_and_not_once_cooked() {
    let mut state = cooking();
    let order = state.head.order.as_mut().unwrap();
    order.bundle = Some(Bundle { id: "b-1".to_owned(), ..Bundle::default() });
    for station in ["soup", "grill"] {
        assert_eq!(told(&mut state, bump(station)), (Ok(Done::Committed), false));
    }
    assert_eq!(state.head.status, Status::Accepted);
}
