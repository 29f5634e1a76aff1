//! A clock that is set, while the program runs or while it is off, ends nothing by itself.

use domain::order::{AppEventKind, Problem, Status, TicketKind, TicketState, Timing, Window};
use domain::rules::Outcome;
use domain::{Bell, ShopCommand, Wanted};
use jiff::SignedDuration;

use super::world::{AUTO, HAND, World, policy};

const DAY: i64 = 86_400;

impl World {
    /// The computer's clock is set while the program runs.
    fn set_clock(&mut self, seconds: i64) {
        let by = SignedDuration::from_secs(seconds);
        self.store.clock_set(by, self.now).unwrap();
        self.now = self.now.checked_add(by).unwrap();
        self.store.wake(self.now).unwrap();
    }

    /// The program is off for so long, by a clock that was set meanwhile; the app's word comes later.
    fn starts_again(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
        self.store.recover(self.now).unwrap();
        self.store.wake(self.now).unwrap();
    }
}

/// An order that waits for its answer, one that cooks, one that was delivered, and a pre-order for in three days.
fn shop() -> World {
    let mut world = World::new(policy());
    for id in ["new", "cooks", "delivered", "later"] {
        let mut order = world.order(id);
        if id == "later" {
            order.timing = Timing::Scheduled;
            let wanted = world.now.checked_add(SignedDuration::from_secs(3 * DAY)).unwrap();
            order.wanted = Some(Window { start: wanted, end: wanted });
        }
        world.arrive(HAND, order);
        if id != "new" {
            world.accept(id);
        }
    }
    world.prints();
    world.says(HAND, "delivered", AppEventKind::Delivered);
    world
}

/// Status of each order, and whether the pre-order has begun.
fn stand(world: &mut World) -> (Vec<Status>, bool) {
    let states: Vec<Status> = ["new", "cooks", "delivered"].map(|id| world.state(id).head.status).into();
    (states, world.state("later").head.started)
}

const AS_IT_WAS: [Status; 3] = [Status::Received, Status::Accepted, Status::PickedUp];

#[test]
fn a_clock_set_ahead_or_back_while_running_ends_nothing() {
    for days in [2 * DAY, -2 * DAY, 400 * DAY, 3_600] {
        let mut world = shop();
        world.set_clock(days);
        assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false), "{days}");
        // The apps are asked about every open order at once.
        let asked = world.tags("channel:hand").iter().filter(|tag| *tag == "fetch:compare").count();
        assert_eq!(asked, 4, "{days}");
        world.pass(120);
        assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false), "{days}");
        world.set_clock(-days);
        assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false), "{days}");
        // Waiting goes on where it was: half an hour after it was delivered, and not before.
        world.pass(1_679);
        assert_eq!(world.state("delivered").head.status, Status::PickedUp, "{days}");
        world.pass(1);
        assert_eq!(world.state("delivered").head.status, Status::Completed, "{days}");
        assert_eq!(world.state("new").head.status, Status::Missed, "{days}");
    }
}

#[test]
fn a_ticket_and_a_pause_wait_as_long_as_they_were_to() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    let pause = ShopCommand::Pause { minutes: 30 };
    world.store.shop(Some(HAND), &pause, world.now).unwrap();
    world.set_clock(DAY);
    let state = world.state("a");
    assert_eq!(state.tickets[0].state, TicketState::Queued);
    assert!(matches!(world.store.openings()[HAND].wanted, Wanted::Paused { .. }));
    assert_eq!(world.tags("printer:kitchen").len(), 1, "it is still due");
    world.pass(30 * 60);
    assert_eq!(world.state("a").tickets[0].state, TicketState::Expired);
    assert_eq!(world.store.openings()[HAND].wanted, Wanted::Open);
    // Set back, it does not wait for the clock to come round.
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(AUTO, order);
    world.does("printer:kitchen", "print", Outcome::NotSent { reason: "refused".to_owned() });
    world.set_clock(-DAY);
    world.pass(2);
    assert_eq!(world.tags("printer:kitchen").len(), 1);
}

#[test]
fn a_request_made_before_the_clock_was_set_ends_nothing() {
    for days in [-2 * DAY, 2 * DAY] {
        let mut world = shop();
        let before = world.now;
        world.set_clock(days);
        // It was made by the clock as it was before.
        let now = world.store.in_step(before);
        assert_eq!(now, world.now, "{days}");
        world.store.wake(now).unwrap();
        assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false), "{days}");
        world.pass(60);
        assert_eq!(world.store.in_step(world.now), world.now, "{days}");
    }
}

#[test]
fn a_start_with_a_clock_days_ahead_ends_nothing() {
    let mut world = shop();
    world.starts_again(2 * DAY + 60);
    assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false), "nobody knows how much time has passed");
    world.pass(5);
    // The app's clock says that one minute has.
    world.store.app_clock(HAND, 2 * DAY, world.now).unwrap();
    world.store.wake(world.now).unwrap();
    assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false));
    world.pass(1_735 - 1);
    assert_eq!(world.state("delivered").head.status, Status::PickedUp);
    world.pass(1);
    assert_eq!(world.state("delivered").head.status, Status::Completed);
    // What the app wrote is by the app's clock: the pre-order starts by ours, which is two days ahead.
    let state = world.state("later");
    let wanted = state.head.order.as_ref().unwrap().wanted.unwrap().start;
    let starts_at = wanted.checked_add(SignedDuration::from_secs(2 * DAY - 35 * 60)).unwrap();
    assert_eq!(state.head.starts_at, Some(starts_at));
}

#[test]
fn a_start_after_a_night_goes_on_as_the_app_says() {
    let mut world = shop();
    world.starts_again(8 * 3_600);
    assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false));
    world.store.app_clock(HAND, 0, world.now).unwrap();
    world.store.wake(world.now).unwrap();
    let ended = vec![Status::Missed, Status::Accepted, Status::Completed];
    assert_eq!(stand(&mut world), (ended.clone(), false));
    // An app that does not tell its time has ours believed, after a while.
    let mut world = shop();
    world.starts_again(8 * 3_600);
    world.pass(299);
    assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false));
    world.pass(1);
    assert_eq!(stand(&mut world), (ended, false));
}

#[test]
fn a_start_with_a_clock_set_back_goes_on_from_where_it_was() {
    let mut world = shop();
    world.starts_again(-2 * DAY);
    assert_eq!(stand(&mut world), (AS_IT_WAS.into(), false));
    world.pass(300);
    world.store.app_clock(HAND, -2 * DAY, world.now).unwrap();
    world.pass(1_500);
    assert_eq!(world.state("delivered").head.status, Status::Completed, "half an hour by its own time");
    assert_eq!(world.state("cooks").head.status, Status::Accepted);
}

#[test]
fn a_start_hours_later_asks_about_paper_and_prints_none() {
    let mut world = World::new(policy());
    let order = world.order("a");
    world.arrive(HAND, order);
    world.accept("a");
    world.starts_again(8 * 3_600);
    let state = world.state("a");
    assert!(state.tickets.iter().all(|ticket| ticket.state == TicketState::Expired));
    let asks = |p: &Problem| matches!(p, Problem::TicketExpired { kind: TicketKind::Kitchen, .. });
    assert!(state.problems.iter().any(asks) && state.bell != Bell::Silent);
}
