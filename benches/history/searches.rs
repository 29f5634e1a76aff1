//! What an owner looks for in five years, each several times, and how long a page took.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::history::{A_PAGE, PastState, Search, Turn};
use domain::order::PaymentKind;
use jumunbell::store;

use super::past::dish;

/// Pages of one search that are timed.
const PAGES: usize = 20;

/// How long pages took, sorted.
pub struct Taken(Vec<(Duration, String)>);

impl Taken {
    /// The longest but for one in a hundred.
    pub fn p99(&self) -> Duration {
        self.at(0.99)
    }

    /// In words.
    pub fn told(&self) -> String {
        let (longest, what) = self.0.last().unwrap();
        format!(
            "{} pages: median {:.1} ms, p99 {:.1} ms, longest {:.1} ms ({what})",
            self.0.len(),
            self.at(0.5).as_secs_f64() * 1e3,
            self.p99().as_secs_f64() * 1e3,
            longest.as_secs_f64() * 1e3
        )
    }

    fn at(&self, share: f64) -> Duration {
        self.0[((self.0.len() - 1) as f64 * share) as usize].0
    }
}

fn text(text: &str) -> Search {
    Search { text: text.to_owned(), ..Search::default() }
}

/// Rare and common dishes, states and payments, alone and together; what is not there; a year ago; the oldest pages.
fn searches(days: &[jiff::civil::Date; 2]) -> Vec<Search> {
    let mut all = vec![Search::default()];
    // A common dish, a rare one, one of the first month, parts that many have, and what none has.
    all.extend([0, 100, 239].map(|n| text(&dish(n))));
    all.extend(
        [
            "국밥",
            "ㄱㅂ",
            "ㅅ",
            "ㄱ",
            "정식",
            "냉면",
            "특급-012",
            "12",
            "땡겨-200",
            "0420",
            "4F2A",
            "없는 번호",
        ]
        .map(text),
    );
    for state in PastState::ALL {
        all.push(Search { state: Some(state), ..Search::default() });
        all.push(Search { state: Some(state), ..text("국밥") });
        all.push(Search { state: Some(state), ..text("12") });
        all.push(Search { state: Some(state), channel: Some("by-phone".to_owned()), ..text("ㄱ") });
    }
    for payment in PaymentKind::ALL {
        all.push(Search { payment: Some(payment), ..Search::default() });
        all.push(Search { payment: Some(payment), state: Some(PastState::Missed), ..Search::default() });
        all.push(Search { payment: Some(payment), ..text(&dish(100)) });
    }
    let [from, to] = *days;
    let (mut within, late) = (Vec::new(), Some(PastState::CancelledAfterCompletion));
    for what in all.iter().step_by(3) {
        within.push(Search { from: Some(from), to: Some(to), ..what.clone() });
        within.push(Search { from: Some(from), to: Some(from), ..what.clone() });
    }
    within.push(Search { to: Some(from), state: late, ..text("ㅅ") });
    all.extend(within);
    all
}

/// Turns pages of each search from the newest and from the oldest order on.
pub fn run(database: &Path, days: &[jiff::civil::Date; 2]) -> Taken {
    let mut taken = Vec::new();
    for what in searches(days) {
        for begin in [Turn::Newest, Turn::After(i64::MIN)] {
            let mut turn = begin;
            for at in 0..PAGES {
                let begun = Instant::now();
                let page = store::search(database, &what, None, turn, A_PAGE).unwrap();
                let name = format!("{turn:?} page {at} of {} {what:?}", page.orders.len());
                taken.push((begun.elapsed(), name));
                let next = match begin {
                    Turn::After(_) => page.newer.map(Turn::After),
                    _ => page.older.map(Turn::Before),
                };
                let Some(next) = next else { break };
                turn = next;
            }
        }
    }
    taken.sort();
    Taken(taken)
}
