//! A circuit breaker for agencies that do not answer, and a gate that keeps the least time between two requests.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Failures in a row after which an agency is left alone.
const FAILURES: u32 = 5;
/// How long it is left alone at first; twice as long after each try that fails too.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(10);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(2);

/// A circuit breaker. Only a line that fails trips it (no connection, no answer, 5xx, 429); a refusal is an answer.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<Tripped>);

#[derive(Debug, Default)]
struct Tripped {
    failures: u32,
    alone: Option<Alone>,
}

/// A pause in which an agency gets no requests.
#[derive(Clone, Copy, Debug)]
struct Alone {
    /// When it began; a clock that shows less was set back.
    since: Timestamp,
    until: Timestamp,
}

impl Breaker {
    /// Whether a request may go out now; how long it has to wait if not. After a pause one request tries; the others
    /// wait for one pause more.
    ///
    /// # Errors
    /// The time left.
    pub fn ask(&self, now: Timestamp) -> Result<(), Duration> {
        let mut tripped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut tripped.alone {
            Some(alone) if now < alone.until => {
                if now < alone.since {
                    // A clock that was set back by hours would shut the agency out for hours, so the pause is started again
                    // from now.
                    let whole = alone.since.duration_until(alone.until).max(LONGEST_PAUSE);
                    *alone = Alone::from(now, now.duration_until(alone.until).min(whole));
                }
                let left = now.duration_until(alone.until).min(LONGEST_PAUSE);
                Err(Duration::try_from(left).unwrap_or_default())
            }
            Some(_) => {
                tripped.alone = Some(Alone::from(now, pause(tripped.failures)));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Whether it is left alone now. Unlike [`Breaker::ask`] this lets no request try.
    pub fn rests(&self, now: Timestamp) -> bool {
        let tripped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tripped.alone.is_some_and(|alone| alone.since <= now && now < alone.until)
    }

    /// It answered a request that was let out at `asked`, whatever it said. A pause that the agency asked for since then stays,
    /// because this request was sent before it.
    pub fn answered(&self, asked: Timestamp) {
        let mut tripped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tripped.alone.is_none_or(|alone| alone.since <= asked) {
            *tripped = Tripped::default();
        }
    }

    /// It did not; `after` is how long it asked to be left alone.
    pub fn failed(&self, now: Timestamp, after: Option<Duration>) {
        let mut tripped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tripped.failures = tripped.failures.saturating_add(1);
        let wished = after.and_then(|after| SignedDuration::try_from(after).ok());
        if tripped.failures >= FAILURES {
            let pause = pause(tripped.failures).max(wished.unwrap_or_default());
            tripped.alone = Some(Alone::from(now, pause));
        } else if let Some(wished) = wished.filter(|wished| !wished.is_zero()) {
            tripped.alone = Some(Alone::from(now, wished.min(LONGEST_PAUSE)));
        }
    }
}

fn pause(failures: u32) -> SignedDuration {
    let doublings = failures.saturating_sub(FAILURES).min(8);
    FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}

impl Alone {
    fn from(now: Timestamp, pause: SignedDuration) -> Alone {
        Alone { since: now, until: now.checked_add(pause).unwrap_or(Timestamp::MAX) }
    }
}

/// Keeps the least time between any two requests to one agency.
#[derive(Debug, Default)]
pub(super) struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Waits for its turn; turns are `between` apart.
    pub async fn pass(&self, between: Duration) {
        let turn = {
            let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + between);
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn an_agency_without_answers_is_left_alone_then_tried_singly() {
        let breaker = Breaker::default();
        for second in 0..4 {
            breaker.failed(at(second), None);
            assert_eq!(breaker.ask(at(second)), Ok(()));
        }
        breaker.failed(at(4), None);
        assert_eq!(breaker.ask(at(5)), Err(Duration::from_secs(9)));
        assert_eq!(breaker.ask(at(14)), Ok(()), "one tries");
        assert!(breaker.ask(at(14)).is_err(), "the others wait");
        breaker.failed(at(15), None);
        assert_eq!(breaker.ask(at(15)), Err(Duration::from_secs(20)), "longer each time");
        for second in 16..40 {
            breaker.failed(at(second), None);
        }
        assert_eq!(breaker.ask(at(39)), Err(Duration::from_secs(120)), "but never for long");
        breaker.answered(at(40));
        assert_eq!(breaker.ask(at(40)), Ok(()));
    }

    #[test]
    fn what_an_agency_asks_for_is_kept() {
        let breaker = Breaker::default();
        breaker.failed(at(0), Some(Duration::from_secs(30)));
        assert_eq!(breaker.ask(at(1)), Err(Duration::from_secs(29)));
        assert_eq!(breaker.ask(at(30)), Ok(()));
        let clock_set_back = breaker.ask(at(-100_000));
        assert_eq!(clock_set_back, Err(Duration::from_secs(120)));
    }

    #[test]
    fn an_answer_to_an_earlier_request_ends_no_rest() {
        let breaker = Breaker::default();
        breaker.failed(at(5), Some(Duration::from_secs(10)));
        breaker.answered(at(4));
        assert!(breaker.rests(at(6)) && breaker.ask(at(6)).is_err());
        assert!(!breaker.rests(at(15)) && breaker.ask(at(15)).is_ok(), "one tries");
        breaker.answered(at(15));
        assert_eq!(breaker.ask(at(16)), Ok(()));
    }

    #[test]
    fn a_clock_set_back_holds_no_request_longer_than_one_pause() {
        let tripped = || {
            let breaker = Breaker::default();
            (0..5).for_each(|second| breaker.failed(at(second), None));
            breaker
        };
        let waits = |breaker: &Breaker, start: i64| {
            let mut waited = 0;
            while let Err(left) = breaker.ask(at(start + waited)) {
                waited += i64::try_from(left.as_secs()).unwrap().max(1);
                if waited > 10 * 3_600 {
                    break;
                }
            }
            waited
        };
        // A machine whose hardware clock runs in local time: nine hours.
        assert_eq!(waits(&tripped(), -9 * 3_600), 120);
        assert_eq!(waits(&tripped(), -1), 15, "a little back, a little longer");
        // Once set back it goes on from there, also when it is set back once more.
        let breaker = tripped();
        assert!(breaker.ask(at(-9 * 3_600)).is_err() && breaker.ask(at(-18 * 3_600)).is_err());
        assert_eq!(waits(&breaker, -18 * 3_600 + 60), 60);
        // An agency that asks for an hour keeps it.
        let breaker = tripped();
        breaker.failed(at(5), Some(Duration::from_secs(3_600)));
        assert_eq!(waits(&breaker, -9 * 3_600), 3_600);
    }

    #[tokio::test]
    async fn requests_keep_their_distance() {
        let (gate, start, between) = (Gate::default(), Instant::now(), Duration::from_millis(20));
        for _ in 0..4 {
            gate.pass(between).await;
        }
        // At least: a slow machine makes it longer, nothing makes it shorter.
        assert!(start.elapsed() >= between * 3);
    }
}
