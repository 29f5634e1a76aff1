//! A fault that repeats is written once, and then at most once a minute with how often it came back: an app that answers
//! nonsense every second must not fill a counter PC's disk.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

/// A line that is repeated within this time is only counted.
const WINDOW: Duration = Duration::from_secs(60);
/// Different lines from one place of the program that are written within the window.
const MOST_FAULTS: u32 = 20;
/// The same of what is no fault: fifty orders in a minute each leave their lines.
const MOST_NEWS: u32 = 600;
/// Lines that are remembered.
const MOST_LINES: usize = 1_024;
/// Between two looks at what has been held back for long enough.
const LOOK: Duration = Duration::from_secs(1);

/// Decides which lines are written.
#[derive(Debug)]
pub struct Limiter {
    lines: HashMap<u64, Held>,
    places: HashMap<&'static str, Place>,
    looked: Instant,
}

/// A line that was written, and how often it came back since.
#[derive(Debug)]
struct Held {
    since: Instant,
    line: String,
    times: u64,
}

/// What one place of the program wrote in this window.
#[derive(Debug)]
struct Place {
    since: Instant,
    written: u32,
    held: u64,
}

impl Limiter {
    pub fn new(now: Instant) -> Limiter {
        Limiter { lines: HashMap::new(), places: HashMap::new(), looked: now }
    }

    /// Whether a line is to be written. `place` is where in the program it comes from, `line` all that it says but the time.
    pub fn admits(&mut self, place: &'static str, line: &str, is_fault: bool, now: Instant) -> bool {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        let key = hasher.finish();
        if let Some(held) = self.lines.get_mut(&key)
            && now.duration_since(held.since) < WINDOW
        {
            held.times += 1;
            return false;
        }
        let most = if is_fault { MOST_FAULTS } else { MOST_NEWS };
        let fresh = || Place { since: now, written: 0, held: 0 };
        let at = self.places.entry(place).or_insert_with(fresh);
        if now.duration_since(at.since) >= WINDOW && at.held == 0 {
            *at = fresh();
        }
        if at.written >= most {
            at.held += 1;
            return false;
        }
        at.written += 1;
        if self.lines.len() < MOST_LINES || self.lines.contains_key(&key) {
            self.lines.insert(key, Held { since: now, line: line.to_owned(), times: 0 });
        }
        true
    }

    /// What is to be written of lines that were held back for a minute.
    pub fn due(&mut self, now: Instant) -> Vec<String> {
        if now.duration_since(self.looked) < LOOK {
            return Vec::new();
        }
        self.looked = now;
        self.take(|since| now.duration_since(since) >= WINDOW, now)
    }

    /// What is to be written of all lines that were held back: the program ends.
    pub fn rest(&mut self, now: Instant) -> Vec<String> {
        self.take(|_| true, now)
    }

    fn take(&mut self, is_over: impl Fn(Instant) -> bool, now: Instant) -> Vec<String> {
        let mut due = Vec::new();
        self.lines.retain(|_, held| {
            let over = is_over(held.since);
            if over && held.times > 0 {
                due.push(format!("{} (repeated {} times)", held.line, held.times));
                (held.since, held.times) = (now, 0);
                return true;
            }
            !over
        });
        self.places.retain(|place, at| {
            let over = is_over(at.since);
            if over && at.held > 0 {
                due.push(format!("{place}: {} more like this", at.held));
            }
            !over
        });
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> (Limiter, Instant) {
        let start = Instant::now();
        (Limiter::new(start), start)
    }

    #[test]
    fn a_line_that_repeats_is_written_once_with_its_count() {
        let (mut limiter, start) = limiter();
        let at = |second| start + Duration::from_secs(second);
        let mut written = Vec::new();
        for second in 0..180 {
            written.extend(limiter.due(at(second)));
            if limiter.admits("poll.rs:1", "poll failed", true, at(second)) {
                written.push("poll failed".to_owned());
            }
        }
        assert_eq!(
            written,
            ["poll failed", "poll failed (repeated 59 times)", "poll failed (repeated 60 times)"]
        );
        assert_eq!(limiter.rest(at(180)), ["poll failed (repeated 60 times)"]);
        assert!(limiter.rest(at(180)).is_empty());
    }

    #[test]
    fn a_hundred_different_faults_a_second_become_few_lines() {
        let (mut limiter, start) = limiter();
        let mut written = 0;
        for n in 0..30_000_u64 {
            let now = start + Duration::from_millis(10 * n);
            written += limiter.due(now).len();
            written +=
                usize::from(limiter.admits("poll.rs:1", &format!("event {n} cannot be read"), true, now));
            written +=
                usize::from(n % 3_000 == 0 && limiter.admits("other.rs:1", &format!("else {n}"), true, now));
        }
        // Five minutes.
        assert!((105..=140).contains(&written), "{written}");
        assert!(limiter.lines.len() <= MOST_LINES);
        assert!(
            limiter
                .rest(start + Duration::from_secs(300))
                .iter()
                .any(|line| line.ends_with("more like this"))
        );
    }

    #[test]
    fn what_is_no_fault_is_written_for_every_order() {
        let (mut limiter, start) = limiter();
        assert!((0..500).all(|n| limiter.admits("printer.rs:1", &format!("ticket {n}"), false, start)));
        assert!(!limiter.admits("printer.rs:1", "ticket 3", false, start));
    }

    #[test]
    fn what_comes_back_after_a_minute_is_new() {
        let (mut limiter, start) = limiter();
        assert!(limiter.admits("a", "x", true, start));
        let later = start + WINDOW;
        assert!(limiter.due(later).is_empty());
        assert!(limiter.admits("a", "x", true, later));
    }

    #[test]
    fn memory_is_bounded_whatever_is_said() {
        let (mut limiter, start) = limiter();
        for n in 0..5_000_u64 {
            let place: &'static str = ["a", "b", "c", "d", "e", "f", "g", "h"][(n % 8) as usize];
            limiter.admits(place, &n.to_string(), false, start);
        }
        assert!(limiter.lines.len() <= MOST_LINES && limiter.places.len() == 8);
    }
}
