//! Orders that have been closed for a while are compressed: a state of 4.5 KB becomes about 0.5 KB.
//!
//! Deflate alone makes 1.7 KB of it. The states of one shop look alike, so each is compressed with a dictionary made of some of
//! the shop's own states, without their customers. The dictionary is made twice a year and kept beside what was compressed with it.
//!
//! Compressing goes in small steps: the writer hands out a few states, another thread compresses them, and the writer puts them
//! back in one transaction, each only if it has not changed meanwhile.

use std::sync::Arc;

use domain::OrderState;
use jiff::{SignedDuration, Timestamp};
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{OrderStore, StoreError};

/// The least age of an order that is compressed.
const AFTER: SignedDuration = SignedDuration::from_hours(48);
/// States handled in one go: a commit of a few milliseconds.
const AT_ONCE: i64 = 32;
/// The least number of states from which a dictionary is made.
const LEAST_FOR_DICTIONARY: usize = 8;
/// Deflate looks back 32,768 bytes; the rest is left for the state itself.
const LONGEST_DICTIONARY: usize = 30_000;
/// How long a dictionary is used: menus change, and so do the fields of a state.
const DICTIONARY_FOR: SignedDuration = SignedDuration::from_hours(182 * 24);
/// Level of deflate, 0 to 10. Beyond this one a state takes twice the time for one per cent.
const LEVEL: i32 = 9;
/// Longer than any state, in bytes; what unpacks to more is damaged.
const LONGEST: usize = 64 * 1024 * 1024;

/// A few states that are being compressed.
pub(super) struct Batch {
    dictionary: Dictionary,
    states: Vec<Loose>,
}

#[derive(Clone)]
struct Dictionary {
    /// `None`: it is new.
    id: Option<i64>,
    text: Arc<Vec<u8>>,
}

/// A state as it was read.
struct Loose {
    place: i64,
    order: String,
    external_id: String,
    text: String,
    packed: Vec<u8>,
}

impl Batch {
    /// Compresses; takes about a millisecond for each, so the writer does not do it.
    ///
    /// # Errors
    /// A compressed state did not unpack to what it was; nothing may be kept then.
    pub fn compress(mut self) -> Result<Batch, StoreError> {
        let primed = primed(&self.dictionary.text);
        for state in &mut self.states {
            let hint = hint(&state.order, &state.external_id);
            state.packed = pack(primed.clone(), &hint, state.text.as_bytes());
            let back = unpack(&state.packed, &self.dictionary.text, &hint);
            if back.as_deref() != Some(state.text.as_bytes()) {
                return Err(StoreError::Corrupt(format!(
                    "{} does not come out of its compression",
                    state.order
                )));
            }
        }
        Ok(self)
    }
}

impl OrderStore {
    /// A few states of orders that closed a while ago. `None`: there is nothing to do for now.
    ///
    /// # Errors
    /// The database failed.
    pub(super) fn loose(&mut self, now: Timestamp) -> Result<Option<Batch>, StoreError> {
        let before = now.checked_sub(AFTER).unwrap_or(now).as_millisecond();
        self.move_old(before)?;
        let states = {
            // The join begins at `states`, which has few rows; SQLite must not reorder it.
            let mut query = self.conn().prepare_cached(
                "SELECT states.id, states.order_id, orders.external_id, states.state
                 FROM states CROSS JOIN orders ON orders.id = states.order_id
                 WHERE orders.open = 0 AND orders.received_at < ?1 ORDER BY states.id LIMIT ?2",
            )?;
            let rows = query.query_map(params![before, AT_ONCE], |row| {
                let (place, order, external_id) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let text = String::from_utf8(row.get_ref(3)?.as_bytes()?.to_vec());
                Ok(text.ok().map(|text| Loose { place, order, external_id, text, packed: Vec::new() }))
            })?;
            // A state that is no text is damaged; that is dealt with when it is read.
            rows.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()?
        };
        let made = now.checked_sub(DICTIONARY_FOR).unwrap_or(now).as_millisecond();
        let known = self
            .conn()
            .prepare_cached("SELECT id, text FROM dictionaries WHERE made_at > ?1 AND of_dishes = 1 ORDER BY id DESC LIMIT 1")?
            .query_row(params![made], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let dictionary = match known {
            Some((id, text)) => Dictionary { id: Some(id), text: Arc::new(text) },
            None if states.len() < LEAST_FOR_DICTIONARY => return Ok(None),
            None => {
                Dictionary { id: None, text: Arc::new(dictionary(states.iter().map(|s| s.text.as_str()))) }
            }
        };
        Ok((!states.is_empty()).then_some(Batch { dictionary, states }))
    }

    /// States that an older version wrote into the rows of their orders get a place of their own.
    fn move_old(&mut self, before: i64) -> Result<(), StoreError> {
        let old: Vec<String> = self
            .conn()
            .prepare_cached(
                "SELECT id FROM orders WHERE place IS NULL AND received_at < ?1 ORDER BY received_at LIMIT ?2",
            )?
            .query_map(params![before, AT_ONCE], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if old.is_empty() {
            return Ok(());
        }
        self.commit(|unit| {
            for id in &old {
                unit.tx
                    .prepare_cached(
                        "INSERT INTO states (order_id, state) SELECT id, state FROM orders WHERE id = ?1",
                    )?
                    .execute(params![id])?;
                unit.tx
                    .prepare_cached("UPDATE orders SET place = ?2, state = '' WHERE id = ?1")?
                    .execute(params![id, unit.tx.last_insert_rowid()])?;
            }
            Ok(())
        })
    }

    /// Keeps what was compressed, where it is still as it was read.
    ///
    /// # Errors
    /// The database failed; all is as before.
    pub(super) fn archive(&mut self, batch: Batch, now: Timestamp) -> Result<(), StoreError> {
        self.commit(|unit| {
            let dictionary = match batch.dictionary.id {
                Some(id) => id,
                None => {
                    unit.tx
                        .prepare_cached(
                            "INSERT INTO dictionaries (made_at, text, of_dishes) VALUES (?1, ?2, 1)",
                        )?
                        .execute(params![now.as_millisecond(), batch.dictionary.text.as_ref()])?;
                    unit.tx.last_insert_rowid()
                }
            };
            for state in batch.states {
                let same = unit
                    .tx
                    .prepare_cached("DELETE FROM states WHERE id = ?1 AND state = ?2")?
                    .execute(params![state.place, state.text])?;
                if same == 1 {
                    unit.tx
                        .prepare_cached("INSERT INTO archive (id, dictionary, state) VALUES (?1, ?2, ?3)")?
                        .execute(params![state.place, dictionary, state.packed])?;
                    unit.tx
                        .prepare_cached(
                            "UPDATE orders SET updated_at = ?2 WHERE id = ?1 AND updated_at IS NULL",
                        )?
                        .execute(params![state.order, updated_at(&state.text)])?;
                }
            }
            Ok(())
        })
    }
}

/// When a state of an older version last changed, milliseconds; `None`: it does not say.
fn updated_at(text: &str) -> Option<i64> {
    let state: Value = serde_json::from_str(text).ok()?;
    // Version 1 had no head.
    let at = state["head"]["updated_at"].as_str().or(state["updated_at"].as_str());
    let at: Timestamp = at?.parse().ok()?;
    Some(at.as_millisecond())
}

/// Text from the order's row that recurs in its state, put before the state when it is compressed.
pub(super) fn hint(order: &str, external_id: &str) -> String {
    format!("{external_id}{}{order}", order.replace('-', ""))
}

/// A dictionary of these states, without their customers.
fn dictionary<'a>(states: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut text = Vec::new();
    for state in states {
        let Ok(mut state) = serde_json::from_str::<OrderState>(state) else { continue };
        state.forget_customer();
        let Ok(state) = serde_json::to_vec(&state) else { continue };
        if text.len() + state.len() > LONGEST_DICTIONARY {
            break;
        }
        text.extend_from_slice(&state);
    }
    text
}

/// A compressor that has seen the dictionary. Its output for the dictionary is dropped: a reader starts after it.
fn primed(dictionary: &[u8]) -> CompressorOxide {
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(LEVEL, 0, 0));
    feed(&mut compressor, dictionary, TDEFLFlush::Sync);
    compressor
}

/// The length of the state in four bytes, little-endian, and a deflate stream that goes on behind dictionary and hint.
fn pack(mut primed: CompressorOxide, hint: &str, state: &[u8]) -> Vec<u8> {
    feed(&mut primed, hint.as_bytes(), TDEFLFlush::Sync);
    let length = u32::try_from(state.len()).unwrap_or(u32::MAX);
    let mut packed = length.to_le_bytes().to_vec();
    packed.extend(feed(&mut primed, state, TDEFLFlush::Finish));
    packed
}

/// Runs until all input is consumed. An error shows when the result is unpacked for comparison.
fn feed(compressor: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut out = Vec::new();
    // What deflate cannot shrink it grows by less than a hundredth, and a flush adds some bytes.
    let mut room = vec![0; bytes.len() + bytes.len() / 64 + 256];
    loop {
        let (status, taken, given) = compress(compressor, bytes, &mut room, flush);
        out.extend_from_slice(&room[..given]);
        bytes = &bytes[taken..];
        let full = given == room.len();
        if status != TDEFLStatus::Okay || (bytes.is_empty() && !full) {
            return out;
        }
    }
}

/// The state that [`pack`] made this of; `None`: it is damaged.
pub(super) fn unpack(packed: &[u8], dictionary: &[u8], hint: &str) -> Option<Vec<u8>> {
    let (length, stream) = packed.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > LONGEST {
        return None;
    }
    let mut text = [dictionary, hint.as_bytes()].concat();
    let begin = text.len();
    text.resize(begin + length, 0);
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, _, written) = decompress(&mut DecompressorOxide::new(), stream, &mut text, begin, flags);
    (status == TINFLStatus::Done && written == length).then(|| text.split_off(begin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::order::{DeliveryState, Rider};
    use domain::{Purpose, sample};

    fn there_and_back(dictionary: &[u8], hint: &str, state: &[u8]) -> usize {
        let packed = pack(primed(dictionary), hint, state);
        assert_eq!(unpack(&packed, dictionary, hint).as_deref(), Some(state));
        packed.len()
    }

    #[test]
    fn whatever_goes_in_comes_out() {
        let mut rng = fastrand::Rng::with_seed(4);
        for length in [0, 1, 255, 4_096, 70_000, 1_000_000] {
            let noise: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(length).collect();
            let words: Vec<u8> = "국밥 두 그릇 ".bytes().cycle().take(length).collect();
            for dictionary in [&[][..], b"x", &noise, &words] {
                there_and_back(dictionary, "", &noise);
                there_and_back(dictionary, "019a-b", &words);
            }
        }
    }

    #[test]
    fn what_stands_in_dictionary_and_hint_costs_almost_nothing() {
        let text = "한우국밥 두 그릇, 곱빼기 하나, 전주시 완산구 가상로 1, 050-0000-0000".as_bytes();
        let alone = there_and_back(b"", "", text);
        let known = there_and_back(text, "", text);
        assert!(known * 4 < alone, "{known} instead of {alone} bytes");
        let id = "0191e5a0-7b1c-7000-8000-0123456789ab";
        let (known, alone) = (there_and_back(b"", id, id.as_bytes()), there_and_back(b"", "", id.as_bytes()));
        assert!(known * 2 < alone, "{known} instead of {alone} bytes");
    }

    #[test]
    fn what_is_damaged_is_told_apart() {
        let state = "{\"id\":\"a\",\"number\":\"특급-001\"}".repeat(20);
        let packed = pack(primed(b"{}"), "a", state.as_bytes());
        assert_eq!(unpack(&[], b"{}", "a"), None);
        assert_eq!(unpack(&packed[..packed.len() - 3], b"{}", "a"), None);
        assert_eq!(unpack(&[&[255; 4], &packed[4..]].concat(), b"{}", "a"), None);
        assert_eq!(unpack(&[&[0; 4], &packed[4..]].concat(), b"{}", "a"), None);
    }

    #[test]
    fn a_dictionary_says_what_dishes_are_and_not_whose() {
        let now = "2026-11-21T10:00:00Z".parse().unwrap();
        let mut order = sample::order("B7K2", now, sample::soup());
        order.customer.name = Some("김가상".into());
        order.customer.phone = Some("0504-000-0000".into());
        order.lines[0].memo = Some("김가상 덜 맵게".to_owned());
        order.store_memo = Some("김가상입니다".to_owned());
        order.rider_memo = Some("김가상 문 앞".to_owned());
        let address = order.address.get_or_insert_default();
        address.road = Some("없는로 1".into());
        (address.detail, address.entrance) = (Some("101동 김가상".into()), Some("김가상 호출".into()));
        let mut state = sample::state("특급-001", now, order);
        let mut delivery = sample::delivery("특급-001", now, DeliveryState::Delivered);
        delivery.rider = Some(Rider { name: Some("김가상".into()), phone: Some("0504-000-0000".into()) });
        delivery.purpose = Purpose::Redelivery { note: "김가상 국물".to_owned() };
        state.deliveries = vec![delivery].into();
        let json = serde_json::to_string(&state).unwrap();
        let text = String::from_utf8(dictionary([json.as_str(), "no state"].into_iter())).unwrap();
        assert!(text.contains("한우국밥") && !text.contains("없는로"), "{text}");
        assert!(!text.contains("김가상") && !text.contains("0504-000"), "{text}");
        // In the order in which states are written: else little of one is found in another.
        assert!(text.starts_with("{\"head\":{\"id\":"), "{text}");
    }
}
