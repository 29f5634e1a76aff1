//! When to ask an app without a call for closing for events, while the shop is closed at it by not polling.
//!
//! Such an app takes a shop that polls for open. It goes on accepting orders until it has missed enough polls, and no call of
//! the standard tells when that is. It is therefore polled once after a pause, again after twice that pause, and so on: orders
//! that came in are heard before they expire, and the app sees longer and longer absences. When no order has come in over the
//! longest of them, the app has closed the shop.

use std::time::Duration;

use tokio::time::Instant;

/// The longest pause between two looks. Known apps let an unanswered order expire after five minutes at the earliest, so one
/// that is heard after four can still be answered.
const LONGEST: Duration = Duration::from_secs(240);

/// The polls of one app since its shop closed.
#[derive(Debug)]
pub(super) struct Away {
    /// The next look; `None` once the app has closed the shop.
    next: Option<Instant>,
    pause: Duration,
    longest: Duration,
}

impl Away {
    /// Closed now, at an app that is otherwise polled `every` so often.
    pub fn new(every: Duration, now: Instant) -> Away {
        let pause = every * 2;
        Away { next: Some(now + pause), pause, longest: LONGEST.max(pause) }
    }

    /// Whether the app is to be asked now.
    pub fn is_due(&self, now: Instant) -> bool {
        self.next.is_some_and(|next| next <= now)
    }

    /// It was asked and has answered; `let_in`: with an order that was not known.
    pub fn looked(&mut self, let_in: bool, now: Instant) {
        let closed = self.pause >= self.longest && !let_in;
        self.pause = (self.pause * 2).min(self.longest);
        self.next = (!closed).then(|| now + self.pause);
    }

    /// It was asked and has not answered; it is asked again after this.
    pub fn failed(&mut self, pause: Duration, now: Instant) {
        self.next = Some(now + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moments at which an app is asked, in seconds after closing; one answer each.
    fn looks(every: u64, answers: &[bool]) -> Vec<u64> {
        let start = Instant::now();
        let mut away = Away::new(Duration::from_secs(every), start);
        let mut answers = answers.iter();
        let mut at = Vec::new();
        for second in 0..10_000 {
            let now = start + Duration::from_secs(second);
            if away.is_due(now) {
                at.push(second);
                away.looked(*answers.next().unwrap_or(&false), now);
            }
        }
        at
    }

    #[test]
    fn looks_are_ever_rarer_and_end_when_the_app_has_closed() {
        assert_eq!(looks(30, &[]), [60, 180, 420]);
        assert_eq!(looks(1, &[]), [2, 6, 14, 30, 62, 126, 254, 494]);
        assert_eq!(looks(200, &[]), [400], "an app that asks for few polls gets few looks");
    }

    #[test]
    fn an_app_that_still_lets_orders_in_is_looked_at_on() {
        assert_eq!(looks(30, &[true, true, true, true, false]), [60, 180, 420, 660, 900]);
        assert_eq!(looks(30, &[true, true, false]), [60, 180, 420]);
    }

    #[test]
    fn a_look_without_an_answer_is_made_again() {
        let start = Instant::now();
        let seconds = Duration::from_secs;
        let mut away = Away::new(seconds(30), start);
        away.failed(seconds(45), start + seconds(60));
        assert!(!away.is_due(start + seconds(104)) && away.is_due(start + seconds(105)));
        away.looked(false, start + seconds(105));
        assert!(away.is_due(start + seconds(225)), "it goes on where it was");
    }
}
