//! What happened at the simulated agency: enough to say whether a meal ever had two riders.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// Everything so far.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// Deliveries, by the key that was sent.
    pub deliveries: BTreeMap<String, Record>,
    /// Requests that broke the contract, in words.
    pub wrong: Vec<String>,
    /// Everything in its order.
    pub events: Vec<Event>,
}

/// One key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The shop's short number for the order.
    pub number: String,
    /// Creates that arrived.
    pub asked: u32,
    /// Creates that took effect: never more than one.
    pub created: u32,
    /// Creates turned away because the key exists.
    pub duplicates: u32,
    /// Creates refused.
    pub refused: u32,
    /// From when on it can bring no rider any more: delivered, cancelled or failed.
    pub over: Option<Timestamp>,
    /// Why it was to be cancelled, in the word of the last request for that.
    pub off_for: Option<String>,
    /// The food was said to be ready.
    pub prepared: bool,
    /// Every state with its time.
    pub history: Vec<(Timestamp, String)>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// The key, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What: `create`, `status ALLOCATED`, `refused BAD_WEATHER`, `wrong …`.
    pub what: String,
}

impl Record {
    /// Whether it may still bring a rider.
    pub fn is_live(&self) -> bool {
        self.created > 0 && self.over.is_none()
    }
}

impl Journal {
    /// Deliveries of one order that may still bring a rider.
    pub fn live(&self, number: &str) -> usize {
        self.of(number).filter(|record| record.is_live()).count()
    }

    /// Deliveries of one order that could ever have brought a rider.
    pub fn ever_live(&self, number: &str) -> usize {
        self.of(number).filter(|record| record.created > 0).count()
    }

    /// Whether one order had two deliveries under way at the same time, at any moment.
    pub fn ever_two_at_once(&self, number: &str) -> bool {
        let span = |record: &Record| {
            let (from, _) = record.history.first()?;
            Some((*from, record.over.unwrap_or(Timestamp::MAX)))
        };
        let mut spans: Vec<_> = self.of(number).filter_map(span).collect();
        spans.sort();
        spans.windows(2).any(|pair| pair[1].0 < pair[0].1)
    }

    fn of<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Record> {
        self.deliveries.values().filter(move |record| record.number == number)
    }

    pub(super) fn record(&mut self, key: &str) -> &mut Record {
        self.deliveries.entry(key.to_owned()).or_default()
    }

    /// A delivery that it knows is to be cancelled, for this reason.
    pub(super) fn wants_off(&mut self, key: &str, why: &Value) {
        if let Some(record) = self.deliveries.get_mut(key) {
            record.off_for = why.as_str().map(str::to_owned);
        }
    }

    pub(super) fn note(&mut self, at: Timestamp, key: Option<&str>, what: impl Into<String>) {
        self.events.push(Event { at, key: key.map(str::to_owned), what: what.into() });
    }

    /// A request broke the protocol.
    pub(super) fn complain(&mut self, at: Timestamp, key: Option<&str>, why: &str) {
        self.wrong.push(why.to_owned());
        self.note(at, key, format!("wrong {why}"));
    }

    /// A request that the protocol does not know.
    pub(super) fn no_such_call(&mut self, method: &str, path: &str) {
        self.wrong.push(format!("{method} {path}: no such call"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(from: i64, over: Option<i64>) -> Record {
        let at = |s| Timestamp::from_second(s).unwrap();
        let history = vec![(at(from), "CREATED".into())];
        Record { number: "특급-001".into(), created: 1, over: over.map(at), history, ..Record::default() }
    }

    #[test]
    fn two_riders_at_once_are_seen() {
        let mut journal = Journal::default();
        journal.deliveries.insert("a".into(), record(0, Some(10)));
        journal.deliveries.insert("b".into(), record(20, Some(30)));
        assert_eq!((journal.ever_live("특급-001"), journal.live("특급-001")), (2, 0));
        assert!(!journal.ever_two_at_once("특급-001"));
        journal.deliveries.insert("c".into(), record(25, None));
        assert!(journal.ever_two_at_once("특급-001"));
        assert_eq!(journal.live("특급-001"), 1);
    }
}
