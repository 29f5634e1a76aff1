//! The life of one order at the simulated app: what an action changes and which events follow.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// One order at the app.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) body: Value,
    /// Handed out as bytes that are no JSON.
    pub(super) poisonous: bool,
    pub(super) confirm_by: Timestamp,
    pub(super) last_event: &'static str,
    done: Vec<&'static str>,
    asked_to_cancel: bool,
    pub(super) over: bool,
}

/// An event that will be told after a while.
pub(super) type Follows = (SignedDuration, &'static str);

/// Times and habits of one app.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// From an action to its event.
    pub(super) delay: SignedDuration,
    /// How long the app's own rider takes for one way.
    pub(super) ride: SignedDuration,
    /// Whether it agrees when the shop wants to cancel.
    pub(super) agrees_to_cancel: bool,
}

impl Placed {
    pub(super) fn new(body: Value, poisonous: bool, confirm_by: Timestamp) -> Placed {
        Placed {
            body,
            poisonous,
            confirm_by,
            last_event: "CREATED",
            done: Vec::new(),
            asked_to_cancel: false,
            over: false,
        }
    }

    pub(super) fn confirmed(&self) -> bool {
        self.did("confirm")
    }

    fn did(&self, action: &str) -> bool {
        self.done.contains(&action)
    }

    /// The customer or the app wants to cancel and asks.
    pub(super) fn ask_to_cancel(&mut self) {
        self.asked_to_cancel = true;
    }

    /// Takes an action in: the events that follow, or why not.
    pub(super) fn act(&mut self, action: &str, habits: Habits) -> Result<Vec<Follows>, String> {
        let takeout = self.body["type"] == "TAKEOUT";
        let app_rides = self.body["delivery"]["deliveredBy"] == "MARKETPLACE";
        let soon = habits.delay;
        if self.over {
            return Err("the order is over".to_owned());
        }
        let known = ACTIONS.into_iter().find(|known| *known == action).ok_or("no such action")?;
        if self.did(known) {
            return Err(format!("{action} was taken before"));
        }
        if !self.confirmed() && !BEFORE_CONFIRM.contains(&known) {
            return Err("the order is not confirmed".to_owned());
        }
        let follows = match known {
            "confirm" => vec![(soon, "CONFIRMED")],
            "preparing" => vec![(soon, "PREPARING")],
            "readyForPickup" if app_rides => vec![
                (soon, "READY_FOR_PICKUP"),
                (soon + habits.ride, "DISPATCHED"),
                (soon + habits.ride * 2, "DELIVERED"),
                (soon + habits.ride * 2, "CONCLUDED"),
            ],
            "readyForPickup" => vec![(soon, "READY_FOR_PICKUP")],
            "pickedUp" if !takeout => return Err("not a takeout order".to_owned()),
            "pickedUp" => vec![(soon, "PICKED_UP"), (soon, "CONCLUDED")],
            "dispatch" if takeout => return Err("not a delivery order".to_owned()),
            "dispatch" => vec![(soon, "DISPATCHED")],
            "delivered" if takeout => return Err("not a delivery order".to_owned()),
            "delivered" => vec![(soon, "DELIVERED"), (soon, "CONCLUDED")],
            "requestCancellation" if habits.agrees_to_cancel => {
                vec![(soon, "CANCELLATION_REQUESTED"), (soon, "CANCELLED")]
            }
            "requestCancellation" => {
                vec![(soon, "CANCELLATION_REQUESTED"), (soon, "CANCELLATION_REQUEST_DENIED")]
            }
            _ if !self.asked_to_cancel => return Err("nobody asked to cancel".to_owned()),
            "acceptCancellation" => vec![(soon, "CANCELLED")],
            _ => vec![(soon, "CANCELLED_DENIED")],
        };
        if matches!(known, "acceptCancellation" | "denyCancellation") {
            // It is answered; the app may ask again later.
            self.asked_to_cancel = false;
        } else {
            self.done.push(known);
        }
        Ok(follows)
    }
}

const ACTIONS: [&str; 9] = [
    "confirm",
    "preparing",
    "readyForPickup",
    "pickedUp",
    "dispatch",
    "delivered",
    "requestCancellation",
    "acceptCancellation",
    "denyCancellation",
];
const BEFORE_CONFIRM: [&str; 4] =
    ["confirm", "requestCancellation", "acceptCancellation", "denyCancellation"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HABITS: Habits =
        Habits { delay: SignedDuration::ZERO, ride: SignedDuration::from_mins(5), agrees_to_cancel: true };

    fn placed(kind: &str) -> Placed {
        Placed::new(
            json!({"type": kind, "delivery": {"deliveredBy": "MERCHANT"}}),
            false,
            Timestamp::UNIX_EPOCH,
        )
    }

    fn names(follows: Result<Vec<Follows>, String>) -> Vec<&'static str> {
        follows.unwrap().into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn a_delivery_runs_its_course_and_repeats_are_refused() {
        let mut order = placed("DELIVERY");
        assert!(order.act("dispatch", HABITS).is_err(), "not confirmed");
        assert_eq!(names(order.act("confirm", HABITS)), ["CONFIRMED"]);
        assert!(order.act("confirm", HABITS).is_err(), "a repeat");
        assert_eq!(names(order.act("readyForPickup", HABITS)), ["READY_FOR_PICKUP"]);
        assert!(order.act("pickedUp", HABITS).is_err(), "not a takeout");
        assert_eq!(names(order.act("dispatch", HABITS)), ["DISPATCHED"]);
        assert_eq!(names(order.act("delivered", HABITS)), ["DELIVERED", "CONCLUDED"]);
    }

    #[test]
    fn cancelling_is_agreed_refused_or_answered() {
        assert_eq!(
            names(placed("DELIVERY").act("requestCancellation", HABITS)),
            ["CANCELLATION_REQUESTED", "CANCELLED"]
        );
        let stubborn = Habits { agrees_to_cancel: false, ..HABITS };
        let answer = names(placed("TAKEOUT").act("requestCancellation", stubborn));
        assert_eq!(answer, ["CANCELLATION_REQUESTED", "CANCELLATION_REQUEST_DENIED"]);
        let mut order = placed("DELIVERY");
        assert!(order.act("denyCancellation", HABITS).is_err(), "nobody asked");
        order.ask_to_cancel();
        assert_eq!(names(order.act("denyCancellation", HABITS)), ["CANCELLED_DENIED"]);
        assert!(order.act("acceptCancellation", HABITS).is_err(), "answered already");
    }
}
