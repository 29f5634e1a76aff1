//! Which station of the kitchen cooks which dish.

use super::policy::{Policy, Station};
use crate::order::{Line, Order};
use crate::text::clean;

/// What one station cooks of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share<'p> {
    /// The station.
    pub station: &'p Station,
    /// Positions in the order's lines, ascending; never empty.
    pub lines: Vec<usize>,
}

/// An order's dishes by the stations that cook them, in the order of the settings. A dish that no station claims is the first
/// station's, so that it stands on a screen; where no stations are set up there are no shares.
pub fn shares<'p>(policy: &'p Policy, order: &Order) -> Vec<Share<'p>> {
    let cooks = |line: &Line| station_of(policy, line).or(policy.stations.first());
    let cooks: Vec<Option<&Station>> = order.lines.iter().map(cooks).collect();
    let share = |station: &'p Station| {
        let own = |line: &usize| cooks[*line].is_some_and(|cook| cook.id == station.id);
        Share { station, lines: (0..order.lines.len()).filter(own).collect() }
    };
    policy.stations.iter().map(share).filter(|share| !share.lines.is_empty()).collect()
}

/// The first station that claims a dish.
pub(super) fn station_of<'p>(policy: &'p Policy, line: &Line) -> Option<&'p Station> {
    policy.stations.iter().find(|station| claims(station, line))
}

/// Whether a station cooks a dish: by the shop's own code, by its name, or by its stall.
fn claims(station: &Station, line: &Line) -> bool {
    let same = |said: &Option<String>, known: &[String]| {
        said.as_ref()
            .map(|said| clean(said))
            .is_some_and(|said| known.iter().any(|known| clean(known) == said))
    };
    let name = clean(&line.name);
    same(&line.external_code, &station.codes)
        || same(&line.stall, &station.stalls)
        || station.names.iter().any(|pattern| fits(&clean(pattern), &name))
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_pattern_with_many_stars_takes_no_time_and_no_liberties() {
        assert!(fits("*a*b*", "xxaxxb") && fits("a*", "a") && fits("*", "") && fits("", ""));
        assert!(!fits("a*a", "a") && !fits("ab*ba", "aba") && !fits("a", "ab") && !fits("*b*a*", "ab"));
        let (stars, name) = ("a*".repeat(500), "a".repeat(1_000));
        assert!(fits(&stars, &name) && !fits(&format!("{stars}b"), &name));
    }

    #[test]
    fn every_dish_has_one_station_and_an_unclaimed_one_the_first() {
        let now = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        let dish = |name| sample::line(1, name, 9_000, &[]);
        let order =
            sample::order("a", now, vec![dish("순대국밥"), dish("삼치구이"), dish("공깃밥"), dish("국밥")]);
        let mut policy = sample::policy(Vec::new());
        assert_eq!(shares(&policy, &order), [], "no stations");
        policy.stations = sample::stations();
        let shared = |order: &Order| {
            let shares = shares(&policy, order).into_iter();
            shares.map(|share| (share.station.id.clone(), share.lines)).collect::<Vec<_>>()
        };
        assert_eq!(shared(&order), [("soup".to_owned(), vec![0, 2, 3]), ("grill".to_owned(), vec![1])]);
        let grilled = sample::order("b", now, vec![dish("삼치구이")]);
        assert_eq!(
            shared(&grilled),
            [("grill".to_owned(), vec![0])],
            "a station without a dish has no share"
        );
    }
}
