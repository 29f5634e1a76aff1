//! Which taps and keys count. A greasy finger taps twice, a screen changes under it, and an Enter that was meant for one
//! question must not answer the next.

use jiff::Timestamp;

use super::key::Key;

/// A second tap this soon, on the same order or in the same spot, is the same finger; and one this soon after the screen has
/// changed was aimed at what stood there before.
const SAME_TAP_MS: i64 = 600;
/// As long after a screen has changed, keys that act are dead.
const DEAD_KEYS_MS: i64 = 1_000;
/// How long it is said that a tap did not count.
const SAID_MS: i64 = 2_500;

/// Places of the drawer's problems begin here: above all of the counter's.
pub const DRAWER: usize = 2_000;
/// The place of the strip with the new order that waits.
pub const STRIP: usize = 3_000;

/// Where a finger or a key came down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A place of the counter, the drawer or the strip: what is done there makes room for another order in the same place.
    Place(usize),
    /// A key.
    Key(Key),
    /// A button that stays what it is.
    Fixed,
}

/// What was tapped last, and when the screen changed last.
#[derive(Debug, Default)]
pub struct Guard {
    last: Option<(String, Spot, Timestamp)>,
    changed: Option<Timestamp>,
    ignored: Option<Timestamp>,
}

/// Whether less than this has passed; a clock that was set back must not lock the counter.
fn within(since: Option<Timestamp>, now: Timestamp, most: i64) -> bool {
    since.is_some_and(|since| (0..most).contains(&(now.as_millisecond() - since.as_millisecond())))
}

impl Guard {
    /// Whether a tap about this order (or app, or screen) would be the same finger once more. One that is, is remembered to
    /// be said.
    pub fn repeats(&mut self, about: &str, spot: Spot, now: Timestamp) -> bool {
        let same = self.last.as_ref().is_some_and(|(last, at, since)| {
            let there = *at == spot && spot != Spot::Fixed;
            (last == about || there) && within(Some(*since), now, SAME_TAP_MS)
        });
        if same {
            self.ignored = Some(now);
        }
        same
    }

    /// A tap has begun something.
    pub fn took(&mut self, about: String, spot: Spot, now: Timestamp) {
        self.last = Some((about, spot, now));
        self.ignored = None;
    }

    /// What lies under a finger has changed.
    pub fn changed(&mut self, now: Timestamp) {
        self.changed = Some(now);
    }

    /// Whether a tap was aimed at what stood there before the change.
    pub fn stale_tap(&mut self, now: Timestamp) -> bool {
        let stale = within(self.changed, now, SAME_TAP_MS);
        if stale {
            self.ignored = Some(now);
        }
        stale
    }

    /// Whether a key that acts was meant for the screen before.
    pub fn stale_key(&mut self, key: Key, now: Timestamp) -> bool {
        let acts = matches!(key, Key::Enter | Key::Space | Key::Digit(_));
        let stale = acts && within(self.changed, now, DEAD_KEYS_MS);
        if stale {
            self.ignored = Some(now);
        }
        stale
    }

    /// Whether a tap has just not counted, which is to be said.
    pub fn has_ignored(&self, now: Timestamp) -> bool {
        within(self.ignored, now, SAID_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn a_tap_on_another_order_elsewhere_counts_at_once() {
        let mut guard = Guard::default();
        assert!(!guard.repeats("a", Spot::Place(0), at(0)));
        guard.took("a".to_owned(), Spot::Place(0), at(0));
        assert!(!guard.repeats("b", Spot::Place(1), at(400)));
        assert!(guard.repeats("a", Spot::Place(5), at(400)), "the same order");
        assert!(guard.repeats("b", Spot::Place(0), at(400)), "what has moved into the same place");
        assert!(guard.has_ignored(at(500)) && !guard.has_ignored(at(9_000)));
        assert!(!guard.repeats("b", Spot::Place(0), at(600)));
        assert!(!guard.repeats("a", Spot::Place(0), at(-5_000)), "the clock was set back");
    }

    #[test]
    fn keys_that_act_are_dead_for_a_second_after_a_change() {
        let mut guard = Guard::default();
        assert!(!guard.stale_key(Key::Enter, at(0)) && !guard.stale_tap(at(0)));
        guard.changed(at(0));
        for key in [Key::Enter, Key::Space, Key::Digit(3)] {
            assert!(guard.stale_key(key, at(999)) && !guard.stale_key(key, at(1_000)), "{key:?}");
        }
        assert!(!guard.stale_key(Key::Escape, at(1)) && !guard.stale_key(Key::Down, at(1)));
        assert!(guard.stale_tap(at(599)) && !guard.stale_tap(at(600)));
    }
}
