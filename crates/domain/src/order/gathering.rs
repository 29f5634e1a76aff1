//! What becomes of an order's things after acceptance: found sold out, replaced, gathered stall by stall.

use serde::{Deserialize, Serialize};

use super::Order;

/// Heads a bundle's lines that name no stall.
const NO_STALL: &str = "기타";

/// A line of an accepted order that cannot be had as it was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortage {
    /// Its position in the order's lines.
    pub line: usize,
    /// The app's item id of that line, to find it again when the app changes the order.
    pub item: String,
    /// What goes out instead; `None`: the dish is left out.
    pub substitute: Option<String>,
}

impl Shortage {
    /// Whether nothing goes out in the dish's place.
    pub fn is_left_out(&self) -> bool {
        self.substitute.is_none()
    }
}

/// How far one stall of a bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StallState {
    /// Still to be gathered.
    Waiting,
    /// Everything that it has is here.
    Picked,
    /// The stall has none of the dishes that were ordered.
    Short,
}

impl Order {
    /// The stalls that have something to give, each with the positions of its lines: in the order of the app's own
    /// list, then those that only the lines name.
    pub fn stalls(&self) -> Vec<(&str, Vec<usize>)> {
        let listed = self.bundle.iter().flat_map(|bundle| &bundle.stalls).map(|stall| stall.name.as_str());
        let mut stalls: Vec<(&str, Vec<usize>)> = Vec::new();
        for name in listed {
            if !stalls.iter().any(|(known, _)| *known == name) {
                stalls.push((name, Vec::new()));
            }
        }
        for (position, line) in self.lines.iter().enumerate() {
            let name = line.stall.as_deref().unwrap_or(NO_STALL);
            match stalls.iter_mut().find(|(known, _)| *known == name) {
                Some((_, lines)) => lines.push(position),
                None => stalls.push((name, vec![position])),
            }
        }
        stalls.retain(|(_, lines)| !lines.is_empty());
        stalls
    }
}
