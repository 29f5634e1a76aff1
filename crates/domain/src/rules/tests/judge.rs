//! What has to hold at every moment, and at the end.

use super::given::is_own;
use super::riders::{Row, World};
use crate::order::{Created, DeliveredBy, DeliveryState, OrderKind, Status};
use crate::rules::{self, Dispatch, Effect, Outcome, Riders};
use crate::{Attempt, Fact, Purpose};

impl World {
    /// Only the account that was called may be asked about a delivery.
    pub(super) fn belongs(&self, row: &Row, delivery: Option<&Attempt>) {
        let first = matches!(row.effect, Effect::Quote { .. } | Effect::Create { .. });
        let Some(called) = delivery.filter(|d| !(first && d.status() != DeliveryState::Unknown)) else {
            return;
        };
        let now = self.policy.agencies.iter().find(|agency| agency.id == row.agency);
        assert_eq!(
            called.account.as_ref(),
            now.map(|now| &now.account),
            "{} at another account",
            row.effect.tag()
        );
    }

    /// A rider is only called while one is wanted.
    pub(super) fn welcome(&self, at: usize, delivery: Option<&Attempt>) {
        let state = &self.desks[at].state;
        let off = matches!(state.head.status, Status::Cancelled | Status::Rejected | Status::Missed);
        assert!(!off, "a rider is called for an order that is off");
        assert!(
            !state.deliveries.called_elsewhere(),
            "a rider is called beside the one who was called elsewhere"
        );
        let order = state.head.order.as_ref().unwrap();
        assert!(order.kind == OrderKind::Delivery && order.delivered_by == DeliveredBy::Merchant);
        assert!(
            state.head.pending_action.is_none(),
            "a rider is called while we ask for the order to be cancelled"
        );
        let others =
            || state.deliveries.iter().filter(|other| Some(other.number) != delivery.map(|d| d.number));
        let again = delivery.is_some_and(Attempt::is_redelivery);
        let brought =
            others().any(|other| other.status() == DeliveryState::Delivered && !other.is_redelivery());
        assert!(again || !brought, "a rider is called for a meal that was brought");
        let alive = others().any(|other| other.is_found_alive() && other.is_redelivery() == again);
        assert!(!alive, "a rider is called beside one who was written off and lives");
        let meal = delivery.is_some_and(|delivery| delivery.purpose == Purpose::First);
        let gone = matches!(state.head.status, Status::PickedUp | Status::Completed);
        assert!(!(meal && gone), "a rider is called for food that has left");
    }

    pub(super) fn check(&self) {
        for (at, desk) in self.desks.iter().enumerate() {
            let state = &desk.state;
            let own = state.deliveries.iter().filter(|d| is_own(d) && !d.status().is_terminal()).count();
            let out: usize = self.agencies.values().map(|agency| agency.live(at)).sum();
            assert!(
                own + out <= 1 || desk.misled,
                "{}: {} riders for one meal: {:#?}",
                state.head.number,
                own + out,
                state.deliveries
            );
            let live = state.deliveries.iter().filter(|d| !d.status().is_terminal()).count();
            assert!(live <= 1, "{}: two attempts live here", state.head.number);
            let brought = state.deliveries.iter().filter(|d| {
                d.status() == DeliveryState::Delivered && !matches!(d.purpose, Purpose::Redelivery { .. })
            });
            assert!(
                brought.count() <= 1 || desk.misled,
                "{}: the meal was brought twice: {:#?}",
                state.head.number,
                state.deliveries
            );
            let keys: Vec<&str> = state.deliveries.iter().map(|d| d.idempotency_key.as_str()).collect();
            let mut once = keys.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), keys.len(), "{}: a key was used twice", state.head.number);
            assert!(keys.iter().all(|key| key.len() <= 50));
        }
    }

    /// From here on everything works and no person does anything.
    pub(super) fn calm(&mut self) {
        for _ in 0..240 {
            for _ in 0..self.desks.len() * 3 {
                self.work(true);
            }
            self.riders_move(true);
            self.pass(31);
            self.check();
        }
        for desk in &self.desks {
            let state = &desk.state;
            let live = state.live_delivery();
            let by_hand = live.is_some_and(is_own);
            let told = desk.seen || !state.problems.is_empty();
            assert!(live.is_none() || by_hand || told, "{}: a delivery hangs: {live:#?}", state.head.number);
            let ended = state.deliveries.iter().any(|d| d.status() == DeliveryState::Delivered);
            let off = matches!(state.head.status, Status::Cancelled | Status::Rejected | Status::Missed);
            let gone = matches!(state.head.status, Status::PickedUp | Status::Completed);
            let called_off = state.delivery().is_some_and(|last| {
                last.is_unwanted()
                    || matches!(last.status(), DeliveryState::Cancelled | DeliveryState::Expired)
            });
            let ours =
                rules::may_dispatch(&state.head, state.deliveries.called_elsewhere(), Riders::Us).is_ok();
            // Where riders are called by hand only, no rider comes if no person calls one.
            let by_itself = self.policy.agencies.iter().any(|agency| agency.dispatch != Dispatch::Manual);
            let ours = ours && (by_itself || !state.deliveries.is_empty());
            let fine = ended || off || gone || called_off || told || by_hand || !ours;
            assert!(fine, "{}: nobody comes and nobody knows: {state:#?}", state.head.number);
            for row in &desk.rows {
                let watched = matches!(row.effect, Effect::LookUp { .. });
                assert!(watched, "{}: {} is never done", state.head.number, row.effect.tag());
            }
        }
    }
}

#[test]
fn a_call_that_is_sent_twice_is_caught() {
    // Without this a world that lets everything pass would prove nothing: two agencies called for one order.
    let mut world = World::new(1);
    world.arrive();
    let mut caught = false;
    for id in ["first", "second"] {
        let account = world.answers(id).unwrap();
        let agency = world.agencies.get_mut(&account).unwrap();
        let rogue = Attempt::new(id, 9, format!("rogue-{id}"), Fact::InFlight, world.now);
        let effect = Effect::Create { attempt: 9 };
        let taken = agency.answer(&effect, Some(&rogue), 0, world.now, &mut world.rng, 99);
        assert!(matches!(taken, Outcome::Created(Created::Accepted(_))));
        caught |= std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.check())).is_err();
    }
    assert!(caught);
}
