//! The answer to a poll, event by event: what cannot be read is put aside and never hides the others.

use std::collections::VecDeque;

use cause::{Cause, Why};
use domain::order::{AppEvent, AppEventKind, SetAside};
use jiff::Timestamp;
use open_delivery::http::BodyError;
use open_delivery::repair::{self, Element, Ending};
use serde_json::{Value, json};

use super::{Batch, ChannelError};

/// Most events taken of one answer, as many of its beginning as of its end: what has waited longest and what has just
/// happened. An app tells the rest again.
const MOST_EVENTS: usize = 10_000;
/// Most unreadable events put aside of one answer.
const MOST_ASIDE: usize = 100;
/// Most bytes kept of an unreadable event.
const MOST_RAW: usize = 4 * 1024;

/// Reads a moment that an app tells.
type Times<'a> = &'a dyn Fn(&str) -> Option<Timestamp>;

/// Reads the body of a poll's answer. An answer that ends in the middle, or is too long, counts as far as it is whole.
///
/// # Errors
/// Not one event could be taken of a body that is broken or no list.
pub(super) fn read(
    body: Result<Vec<u8>, BodyError>,
    server_time: Option<Timestamp>,
    time: Times<'_>,
) -> Result<Batch, ChannelError> {
    let (bytes, broken, endless) = match body {
        Ok(bytes) => (bytes, None, false),
        Err(BodyError::Broken { reason, read }) => (read, Some(reason), false),
        Err(error @ BodyError::TooLarge { .. }) => {
            let reason = error.to_string();
            let BodyError::TooLarge { read, .. } = error else { return Ok(Batch::default()) };
            (read, Some(reason), true)
        }
    };
    // 204 has no body; some apps send 200 without one.
    if bytes.is_empty() {
        return match broken {
            None => Ok(Batch { server_time, ..Batch::default() }),
            Some(reason) => Err(ChannelError::Retry { reason, after: None }),
        };
    }
    let is_event = |value: &Value| text(value, "eventId").is_some();
    let (mut told, ending, rest) =
        repair::elements(&bytes, is_event, |told: &mut Told, element| match element {
            Element::Whole(value) => told.take(value, server_time, time),
            Element::Broken(raw) => told.take_beginning(raw, "it is no JSON", server_time, time),
        });
    if ending == Ending::Cut && endless && told.is_empty() {
        // Larger than an answer may be, all by itself: it would hide the others for ever.
        told.take_beginning(&rest, "it is too long", server_time, time);
    }
    let nothing = told.is_empty();
    let cut = match (ending, broken) {
        (Ending::NoList, _) => return Err(ChannelError::Unreadable("events: not an array".to_owned())),
        (_, Some(reason)) if nothing => return Err(ChannelError::Retry { reason, after: None }),
        // What is no JSON, or only the beginning of one, the app has not said.
        (Ending::NoJson, None) => {
            return Err(ChannelError::Retry { reason: Cause::of(Why::Unreadable).to_string(), after: None });
        }
        (Ending::Cut, None) if nothing => {
            return Err(ChannelError::Retry {
                reason: Cause::of(Why::Unreadable).with(repair::NotJson::Cut).to_string(),
                after: None,
            });
        }
        (Ending::Cut, broken) => Some(broken.unwrap_or_else(|| repair::NotJson::Cut.to_string())),
        (_, broken) => broken,
    };
    Ok(told.polled(server_time, cut))
}

/// What was told so far.
#[derive(Default)]
struct Told {
    first: Vec<AppEvent>,
    last: VecDeque<AppEvent>,
    left: usize,
    aside: Vec<SetAside>,
    /// When the newest event so far happened, for those that do not say.
    newest: Option<Timestamp>,
}

impl Told {
    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.aside.is_empty()
    }

    fn take(&mut self, value: Value, server_time: Option<Timestamp>, time: Times<'_>) {
        // A list in the list: a bracket too many.
        if let Value::Array(inner) = value {
            return inner
                .into_iter()
                .filter(|value| !value.is_array())
                .for_each(|value| self.take(value, server_time, time));
        }
        let (id, order_id) = match (text(&value, "eventId"), text(&value, "orderId")) {
            (Some(id), Some(order_id)) => (id, order_id),
            (None, _) => return self.set_aside(&value, &value.to_string(), "eventId is missing or not text"),
            (_, None) => return self.set_aside(&value, &value.to_string(), "orderId is missing or not text"),
        };
        let raw_kind = text(&value, "eventType").unwrap_or_default();
        if raw_kind.is_empty() {
            // It is about an order and is taken as that; what it says of it a person has to look up.
            let nameless = json!({ "orderId": order_id });
            self.set_aside(&nameless, &value.to_string(), "eventType is missing or not text");
        }
        let said = text(&value, "createdAt").and_then(|text| time(&text));
        self.newest = self.newest.max(said);
        // One without a time is new to us, so it counts as of now; it must not be lost.
        let created_at = said.or(server_time).or(self.newest).unwrap_or(Timestamp::UNIX_EPOCH);
        let metadata = |key: &str| value.get("metadata")?.get(key)?.as_str().map(str::to_owned);
        let event = AppEvent {
            id,
            kind: AppEventKind::read(&raw_kind),
            raw_kind,
            order_id,
            created_at,
            reason: metadata("reason").or_else(|| metadata("code")),
        };
        if self.first.len() < MOST_EVENTS / 2 {
            return self.first.push(event);
        }
        if self.last.len() == MOST_EVENTS / 2 {
            self.last.pop_front();
            self.left += 1;
        }
        self.last.push_back(event);
    }

    /// An event whose end cannot be read: what stands before the fault may say all that counts.
    fn take_beginning(
        &mut self,
        raw: &str,
        why: &'static str,
        server_time: Option<Timestamp>,
        time: Times<'_>,
    ) {
        let seen = Value::Object(repair::beginning(raw));
        match ["eventId", "orderId"].iter().all(|key| text(&seen, key).is_some()) {
            true => self.take(seen, server_time, time),
            false => self.set_aside(&seen, raw, why),
        }
    }

    fn set_aside(&mut self, seen: &Value, raw: &str, why: &'static str) {
        if self.aside.len() == MOST_ASIDE {
            self.left += 1;
            return;
        }
        self.aside.push(SetAside {
            id: text(seen, "eventId"),
            order_id: text(seen, "orderId"),
            raw_kind: text(seen, "eventType"),
            raw: raw[..raw.floor_char_boundary(MOST_RAW)].to_owned(),
            why,
        });
    }

    fn polled(self, server_time: Option<Timestamp>, cut: Option<String>) -> Batch {
        let mut events = self.first;
        events.extend(self.last);
        Batch { events, aside: self.aside, left: self.left, cut, server_time }
    }
}

/// A text that says something, or a number's digits.
fn text(event: &Value, key: &str) -> Option<String> {
    match event.get(key)? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(id: &str) -> Value {
        json!({"eventId": id, "eventType": "CREATED", "orderId": format!("o-{id}"), "createdAt": "2026-11-21T10:00:00Z"})
    }

    fn now() -> Timestamp {
        "2026-11-21T11:00:00Z".parse().unwrap()
    }

    fn utc(text: &str) -> Option<Timestamp> {
        text.parse().ok()
    }

    fn polled(body: impl Into<Vec<u8>>) -> Batch {
        read(Ok(body.into()), Some(now()), &utc).unwrap()
    }

    fn ids(polled: &Batch) -> Vec<&str> {
        polled.events.iter().map(|event| event.id.as_str()).collect()
    }

    #[test]
    fn one_bad_event_does_not_take_the_others_along() {
        let odd = json!({"eventId": "e", "eventType": "RIDER_WAVED", "orderId": "o", "createdAt": "soon"});
        let told = json!([{"eventId": 7}, event("a"), null, odd, 5, [event("b")], {"orderId": "lost"}]);
        let polled = polled(told.to_string());
        assert_eq!(ids(&polled), ["a", "e", "b"]);
        assert_eq!((polled.events[1].kind, polled.events[1].created_at), (AppEventKind::Unknown, now()));
        assert_eq!(polled.events[1].raw_kind, "RIDER_WAVED");
        let aside: Vec<_> =
            polled.aside.iter().map(|aside| (aside.id.as_deref(), aside.order_id.as_deref())).collect();
        assert_eq!(aside, [(Some("7"), None), (None, None), (None, None), (None, Some("lost"))]);
        assert_eq!(polled.aside[0].raw, "{\"eventId\":7}");
    }

    #[test]
    fn an_event_without_kind_or_time_is_still_about_its_order() {
        let polled = read(Ok(br#"[{"eventId":1,"orderId":2,"eventType":{}}]"#.to_vec()), None, &utc).unwrap();
        let event = &polled.events[0];
        assert_eq!((event.id.as_str(), event.order_id.as_str(), event.raw_kind.as_str()), ("1", "2", ""));
        assert_eq!((event.kind, event.created_at), (AppEventKind::Unknown, Timestamp::UNIX_EPOCH));
        // It is acknowledged with its order, not before.
        assert_eq!((polled.aside.len(), polled.aside[0].id.as_deref()), (1, None));
    }

    #[test]
    fn what_json_forbids_in_one_event_hides_no_other() {
        let bad = |member: &str| {
            format!("{{\"eventId\":\"x\",\"orderId\":\"o\",\"eventType\":\"CREATED\",{member}}}")
        };
        for member in [
            r#""metadata":{"reason":"\ud83d"}"#,
            r#""metadata":{"fee":1e999}"#,
            r#""metadata":NaN"#,
            "\"metadata\":\"a\u{0}b\u{1b}\"",
            &format!("\"metadata\":{}{}", "[".repeat(500), "]".repeat(500)),
            r#""a":1,,"#,
            r#""eventId":"x""#,
        ] {
            let polled = polled(format!("\u{feff}[{},{},{}]", event("a"), bad(member), event("b")));
            assert_eq!(ids(&polled), ["a", "x", "b"], "{member}");
            assert!(polled.aside.is_empty() && polled.cut.is_none(), "{member}");
        }
        for member in ["\"a", "\"a\":\"b\"\"", "\"a\" 1", "}"] {
            let polled = polled(format!("[{},{},{}]", event("a"), bad(member), event("b")));
            assert!(
                ids(&polled).starts_with(&["a"]) && ids(&polled).ends_with(&["b"]),
                "{member}: {polled:?}"
            );
            assert_eq!(ids(&polled), ["a", "x", "b"], "{member}: what it is about stands before the fault");
        }
    }

    #[test]
    fn whole_events_of_half_an_answer_are_taken() {
        let text = json!([event("a"), event("b")]).to_string();
        let half = text.as_bytes()[..text.len() - 20].to_vec();
        let broken = BodyError::Broken { reason: "the answer broke off".to_owned(), read: half.clone() };
        for body in [Ok(half.clone()), Err(broken), Err(BodyError::TooLarge { limit: 1, read: half })] {
            let polled = read(body, None, &utc).unwrap();
            assert_eq!(ids(&polled), ["a"]);
            assert!(polled.cut.is_some() && polled.aside.is_empty());
        }
        for end in 0..40 {
            let broken = BodyError::Broken { reason: String::new(), read: text.as_bytes()[..end].to_vec() };
            assert!(matches!(read(Err(broken), None, &utc), Err(ChannelError::Retry { .. })), "{end}");
        }
        assert!(matches!(
            read(Ok(text.as_bytes()[..40].to_vec()), None, &utc),
            Err(ChannelError::Retry { .. })
        ));
    }

    #[test]
    fn an_event_larger_than_an_answer_is_put_aside() {
        let text = format!("[{{\"eventId\":\"huge\",\"metadata\":\"{}", "x".repeat(10_000));
        let body = Err(BodyError::TooLarge { limit: 10_000, read: text.into_bytes() });
        let polled = read(body, None, &utc).unwrap();
        assert_eq!((polled.aside[0].id.as_deref(), polled.aside[0].raw.len()), (Some("huge"), MOST_RAW));
    }

    #[test]
    fn what_is_no_list_is_told() {
        let fault = |body: &str| read(Ok(body.into()), None, &utc).unwrap_err();
        for body in ["{\"events\":[]}", "null"] {
            assert!(matches!(fault(body), ChannelError::Unreadable(_)), "{body}");
        }
        for body in ["<html>", "\u{1}", "[", "[{\"eventId\":"] {
            assert!(matches!(fault(body), ChannelError::Retry { .. }), "{body}");
        }
        assert!(polled("").events.is_empty() && polled("[]").events.is_empty());
    }

    #[test]
    fn of_too_many_events_the_first_and_the_last_are_taken() {
        let many: Vec<Value> = (0..12_000).map(|n| event(&n.to_string())).collect();
        let many = polled(json!(many).to_string());
        assert_eq!((many.events.len(), many.left), (MOST_EVENTS, 2_000));
        assert_eq!((ids(&many)[0], ids(&many)[MOST_EVENTS - 1]), ("0", "11999"));
        let bad = polled(json!(vec![1; 500]).to_string());
        assert_eq!((bad.aside.len(), bad.left), (MOST_ASIDE, 400));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:a-z0-9]{0,40}") {
            for body in [bytes, text.into_bytes()] {
                let broken = BodyError::TooLarge { limit: 1, read: body.clone() };
                let _ = (read(Ok(body), None, &utc), read(Err(broken), None, &utc));
            }
        }

        #[test]
        fn a_wrong_byte_in_one_event_costs_no_other(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let middle = event("b").to_string();
            let mut body = format!("[{},{middle},{}]", event("a"), event("c")).into_bytes();
            let from = 1 + event("a").to_string().len() + 1;
            body[from + at.index(middle.len())] = byte;
            let polled = read(Ok(body), None, &utc).unwrap();
            prop_assert!(ids(&polled).contains(&"a") && ids(&polled).contains(&"c"), "{:?}", polled);
        }
    }
}
