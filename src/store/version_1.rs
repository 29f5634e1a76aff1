//! States as version 1 wrote them, in which one word stood for what is proven about a delivery and for what is wanted of it.
//! They are rewritten when they are read, and stored as they are now with the order's next change.

use serde_json::{Map, Value, json};

/// The state in today's shape; `None`: it is no state of version 1.
pub(super) fn upgrade(state: &[u8]) -> Option<Value> {
    let mut state: Value = serde_json::from_slice(state).ok()?;
    let object = state.as_object_mut()?;
    let mut attempts = Vec::new();
    for delivery in object.remove("deliveries")?.as_array()? {
        attempts.push(attempt(delivery.as_object()?));
    }
    let mut take = |key: &str, without: Value| object.remove(key).unwrap_or(without);
    let deliveries = json!({
        "attempts": attempts,
        "quotes": take("quotes", json!([])),
        "called_elsewhere": take("called_elsewhere", json!(false)),
        "left_to_person": take("left_to_person", json!(false)),
    });
    let gathering = json!({ "shortages": take("shortages", json!([])), "picked": take("picked", json!({})) });
    for ticket in object.get_mut("tickets")?.as_array_mut()? {
        ticket.as_object_mut()?.insert("may_be_copy".to_owned(), json!(true));
    }
    let mut take = |key: &str, without: Value| object.remove(key).unwrap_or(without);
    let [tickets, problems, bell] = ["tickets", "problems", "bell"].map(|key| take(key, Value::Null));
    let mut state = json!({
        "head": object,
        "tickets": tickets,
        "deliveries": deliveries,
        "gathering": gathering,
        "problems": problems,
        "bell": bell,
    });
    let object = state.as_object_mut()?;
    for problem in object.get_mut("problems").and_then(Value::as_array_mut).into_iter().flatten() {
        // Fields that problems have gained since then, with the value for unknown.
        let (key, unknown) = match problem["code"].as_str() {
            Some("fee-above-max") => ("extra", json!([])),
            Some("rider-not-called-off") => ("attempt", json!(0)),
            Some("cancelled-by-app") => ("food", json!("cooking")),
            _ => continue,
        };
        problem.as_object_mut()?.entry(key).or_insert(unknown);
    }
    Some(state)
}

fn attempt(old: &Map<String, Value>) -> Value {
    let get = |key: &str| old.get(key).cloned().unwrap_or_default();
    let is = |key: &str| old.get(key).and_then(Value::as_bool).unwrap_or_default();
    let or = |key: &str, without: Value| old.get(key).cloned().unwrap_or(without);
    let word = old.get("state").and_then(Value::as_str).unwrap_or_default().replace('_', "-");
    let (watched, unwanted) = (get("watched_until"), is("cancel_wanted"));
    let is_over =
        matches!(word.as_str(), "delivered" | "rejected" | "cancelled" | "expired" | "returned" | "failed");
    let written_off = is_over && !watched.is_null();
    let may_exist = json!({ "may-exist": { "resend_refused_at": get("refused_at") } });
    let fact = match word.as_str() {
        _ if written_off && unwanted => json!({ "exists": "requested" }),
        _ if written_off => may_exist,
        "planned" => json!({ "not-sent": "held" }),
        "quoting" => json!({ "not-sent": "calling" }),
        "submitting" => json!("in-flight"),
        "unknown" => may_exist,
        "cancel-requested" => json!({ "exists": "requested" }),
        word if is_over => json!({ "over": word }),
        word => json!({ "exists": word }),
    };
    let is_known = fact.get("exists").is_some();
    let cancel = match () {
        () if unwanted && is_known => "asked",
        () if unwanted || written_off => "when-found",
        () if is("off_asked") => "refused",
        () => "no",
    };
    json!({
        "agency": get("agency"),
        "account": get("line"),
        "number": get("attempt"),
        "idempotency_key": get("key"),
        "purpose": or("errand", json!({ "errand": "meal" })),
        "fact": fact,
        "cancel": cancel,
        "written_off": written_off.then(|| json!({ "end": word, "until": watched })),
        "history": or("steps", json!([])),
        "create_in_flight": is("sending"),
        "send_failures": or("unsent", json!(0)),
        "missed_lookups": or("not_found", json!(0)),
        "sent_at": get("submitted_at"),
        "raw_status": get("raw_state"),
        "quote": get("quote"),
        "quoted_at": get("quoted_at"),
        "agreed_max_fee": get("agreed_max_fee"),
        "cost": {
            "fee": get("fee"),
            "vat": get("vat"),
            "charges": or("charges", json!([])),
            "cancel_fee": get("cancel_fee"),
        },
        "collect": or("collect", json!({ "cash": 0, "card": 0 })),
        "fail_over": is("fail_over"),
        "rider": get("rider"),
        "pickup_expected_at": get("pickup_expected_at"),
        "refusal": get("refusal"),
        "told": {
            "late": is("late_told"),
            "left": is("left_told"),
            "ready": is("ready_told"),
            "slip": is("slip_printed"),
        },
        "since": get("since"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::DeliveryState;
    use domain::{Attempt, Cancel, OrderState};

    /// States as version 1 wrote them. Never edited.
    const WRITTEN: &str = include_str!("tests/state-v1.json");

    fn read(state: &Value) -> OrderState {
        serde_json::from_value(upgrade(state.to_string().as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn every_state_is_read_and_nothing_of_it_is_dropped() {
        let stored: Value = serde_json::from_str(WRITTEN).unwrap();
        for state in stored["states"].as_array().unwrap() {
            let read = read(state);
            let now = serde_json::to_value(&read).unwrap();
            for (key, value) in state.as_object().unwrap() {
                match key.as_str() {
                    "deliveries" => {
                        let old = value.as_array().unwrap();
                        assert_eq!(old.len(), read.deliveries.len());
                        old.iter().zip(&read.deliveries).for_each(|(old, attempt)| is_kept(old, attempt));
                    }
                    "problems" | "tickets" => {
                        let (old, now) = (value.as_array().unwrap(), now[key].as_array().unwrap());
                        for (old, now) in old.iter().zip(now) {
                            old.as_object().unwrap().iter().for_each(|(key, old)| assert_eq!(now[key], *old));
                        }
                    }
                    "bell" => assert_eq!(now[key], *value, "{key}"),

                    _ => assert_eq!(now["head"][key], *value, "{key}"),
                }
            }
        }
    }

    fn is_kept(old: &Value, attempt: &Attempt) {
        assert_eq!(old["state"], serde_json::to_value(attempt.status()).unwrap());
        let now = serde_json::to_value(attempt).unwrap();
        for (key, place) in [
            ("agency", "/agency"),
            ("attempt", "/number"),
            ("key", "/idempotency_key"),
            ("raw_state", "/raw_status"),
            ("quote", "/quote"),
            ("fee", "/cost/fee"),
            ("agreed_max_fee", "/agreed_max_fee"),
            ("fail_over", "/fail_over"),
            ("rider", "/rider"),
            ("pickup_expected_at", "/pickup_expected_at"),
            ("refusal", "/refusal"),
            ("ready_told", "/told/ready"),
            ("slip_printed", "/told/slip"),
            ("not_found", "/missed_lookups"),
            ("submitted_at", "/sent_at"),
            ("since", "/since"),
        ] {
            let now = now.pointer(place).unwrap();
            let kept = |old: &Value| {
                old.as_object().map_or(now == old, |old| old.iter().all(|(key, old)| now[key] == *old))
            };
            assert!(kept(&old[key]), "{key}: {} became {now}", old[key]);
        }
    }

    #[test]
    fn each_word_keeps_its_meaning() {
        let at = "2026-11-21T11:00:00Z";
        let old = |word: &str, with: Value| {
            let mut old = json!({ "agency": "a", "attempt": 1, "key": "k", "state": word, "since": at });
            old.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
            serde_json::from_value::<Attempt>(attempt(old.as_object().unwrap())).unwrap()
        };
        for word in [
            "planned",
            "quoting",
            "submitting",
            "requested",
            "assigned",
            "arrived",
            "picked_up",
            "delivered",
            "rejected",
            "unknown",
            "cancel_requested",
            "cancelled",
            "expired",
            "returning",
            "returned",
            "failed",
        ] {
            let off = word == "cancel_requested";
            let read = old(word, json!({ "cancel_wanted": off }));
            assert_eq!(read.status().as_str(), word);
        }
        assert_eq!(old("unknown", json!({ "cancel_wanted": true })).cancel(), Cancel::WhenFound);
        assert_eq!(old("requested", json!({ "off_asked": true })).cancel(), Cancel::Refused);
        let watched = old("expired", json!({ "watched_until": at }));
        assert!(!watched.is_found_alive() && watched.written_off().is_some());
        let alive = old("cancelled", json!({ "watched_until": at, "cancel_wanted": true }));
        assert!(alive.is_found_alive() && alive.status() == DeliveryState::Cancelled);
    }
}
