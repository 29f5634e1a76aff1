//! A clock that does not jump.
//!
//! A counter PC's clock is set now and then: after its battery died, when the network comes back, by mistake. Deadlines and
//! pauses must not end by that. The engine's time therefore follows the machine's uptime ([`Timekeeper`]). A clock that was set
//! is followed once it has kept its new time for a minute; then everything that waits is moved by as much
//! ([`Input::ClockSet`](super::rules::Input::ClockSet)) and every app is asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::clock::{Clock, system};

/// How long the machine has been running, from wherever it began to count; never goes back, and goes on while it sleeps.
pub type Elapsed = Arc<dyn Fn() -> Duration + Send + Sync>;

/// A clock that is off by less is followed at once: the network's time puts clocks right by seconds.
const STEP: SignedDuration = SignedDuration::from_secs(30);
/// A clock that was set is followed after it has kept its new time for this long.
const HOLDS: Duration = Duration::from_secs(60);

/// The machine's running time. On Linux the monotonic clock stands still while the machine sleeps, its uptime does not.
fn running() -> Elapsed {
    let start = Instant::now();
    Arc::new(move || uptime().unwrap_or_else(|| start.elapsed()))
}

#[cfg(target_os = "linux")]
fn uptime() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    Duration::try_from_secs_f64(text.split_whitespace().next()?.parse().ok()?).ok()
}

#[cfg(not(target_os = "linux"))]
fn uptime() -> Option<Duration> {
    None
}

/// A clock that does not jump when the machine's is set.
#[derive(Clone)]
pub struct Timekeeper {
    wall: Clock,
    elapsed: Elapsed,
    hands: Arc<Mutex<Hands>>,
}

/// Where the clock stood when it was last looked at.
struct Hands {
    at: Timestamp,
    elapsed: Duration,
    /// By how much the machine's clock is off since when.
    off: Option<(SignedDuration, Duration)>,
}

impl Timekeeper {
    /// A timekeeper over the machine's own clocks.
    pub fn system() -> Timekeeper {
        Timekeeper::new(system(), running())
    }

    /// A timekeeper over these clocks.
    pub fn new(wall: Clock, elapsed: Elapsed) -> Timekeeper {
        let hands = Hands { at: wall(), elapsed: elapsed(), off: None };
        Timekeeper { wall, elapsed, hands: Arc::new(Mutex::new(hands)) }
    }

    /// The time by this timekeeper.
    pub fn clock(&self) -> Clock {
        let own = self.clone();
        Arc::new(move || own.look().0)
    }

    /// By how much the machine's clock was set, once that may be believed.
    pub fn was_set(&self) -> Option<SignedDuration> {
        self.look().1
    }

    /// From here on the time is the machine's again, which was set by so much.
    pub fn follow(&self, by: SignedDuration) {
        let mut hands = self.hands.lock().unwrap_or_else(PoisonError::into_inner);
        hands.at = hands.at.checked_add(by).unwrap_or(hands.at);
        hands.off = None;
    }

    fn look(&self) -> (Timestamp, Option<SignedDuration>) {
        let mut hands = self.hands.lock().unwrap_or_else(PoisonError::into_inner);
        let (wall, elapsed) = ((self.wall)(), (self.elapsed)());
        let gone = SignedDuration::try_from(elapsed.saturating_sub(hands.elapsed)).unwrap_or_default();
        let steady = hands.at.checked_add(gone).unwrap_or(hands.at);
        let by = wall.duration_since(steady);
        if by.abs() < STEP {
            (hands.at, hands.elapsed, hands.off) = (wall, elapsed, None);
            return (wall, None);
        }
        match hands.off {
            Some((known, since)) if (known - by).abs() < STEP => {
                let believed = elapsed.saturating_sub(since) >= HOLDS;
                (steady, believed.then_some(by))
            }
            _ => {
                hands.off = Some((by, elapsed));
                (steady, None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// A machine whose clock and running time are moved by hand.
    struct Machine {
        wall: Arc<AtomicI64>,
        elapsed: Arc<AtomicI64>,
        keeper: Timekeeper,
    }

    impl Machine {
        fn new() -> Machine {
            let (wall, elapsed) = (Arc::new(AtomicI64::new(1_000_000)), Arc::new(AtomicI64::new(77)));
            let (of_wall, of_elapsed) = (wall.clone(), elapsed.clone());
            let clock: Clock =
                Arc::new(move || Timestamp::from_second(of_wall.load(Ordering::SeqCst)).unwrap());
            let running: Elapsed =
                Arc::new(move || Duration::from_secs(of_elapsed.load(Ordering::SeqCst).unsigned_abs()));
            Machine { keeper: Timekeeper::new(clock, running), wall, elapsed }
        }

        fn pass(&self, seconds: i64) {
            self.wall.fetch_add(seconds, Ordering::SeqCst);
            self.elapsed.fetch_add(seconds, Ordering::SeqCst);
        }

        fn set(&self, by: i64) {
            self.wall.fetch_add(by, Ordering::SeqCst);
        }

        fn now(&self) -> i64 {
            (self.keeper.clock())().as_second()
        }
    }

    const TWO_DAYS: i64 = 172_800;

    #[test]
    fn a_clock_set_ahead_for_a_moment_is_not_followed() {
        for days in [TWO_DAYS, -TWO_DAYS, 3_600, 31] {
            let machine = Machine::new();
            machine.set(days);
            assert_eq!(machine.now(), 1_000_000);
            machine.pass(8);
            assert_eq!((machine.now(), machine.keeper.was_set()), (1_000_008, None));
            machine.set(-days);
            machine.pass(600);
            assert_eq!((machine.now(), machine.keeper.was_set()), (1_000_608, None));
        }
    }

    #[test]
    fn a_clock_that_stands_for_a_minute_is_followed() {
        let machine = Machine::new();
        machine.set(TWO_DAYS);
        machine.now();
        machine.pass(59);
        assert_eq!(machine.keeper.was_set(), None);
        // Set once more, it has to stand again.
        machine.set(3_600);
        assert_eq!(machine.keeper.was_set(), None);
        machine.pass(60);
        let by = machine.keeper.was_set().unwrap();
        assert_eq!((by.as_secs(), machine.now()), (TWO_DAYS + 3_600, 1_000_119));
        machine.keeper.follow(by);
        assert_eq!((machine.now(), machine.keeper.was_set()), (1_000_119 + TWO_DAYS + 3_600, None));
    }

    #[test]
    fn seconds_and_a_machines_sleep_are_followed_at_once() {
        let machine = Machine::new();
        machine.set(12);
        assert_eq!(machine.now(), 1_000_012);
        machine.set(-20);
        assert_eq!(machine.now(), 999_992);
        machine.pass(8 * 3_600);
        assert_eq!((machine.now(), machine.keeper.was_set()), (999_992 + 8 * 3_600, None));
    }

    #[test]
    fn the_machines_running_time_goes_on() {
        let running = running();
        let before = running();
        assert!(before > Duration::ZERO || uptime().is_none());
        assert!(running() >= before);
    }
}
