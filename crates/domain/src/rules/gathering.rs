//! What of an order is here: dishes found sold out after acceptance, the stalls of a market's bundle gathered one by one, and
//! the kitchen's stations that have cooked their dishes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stations::{Share, shares};
use super::transition::{Event, Machine};
use crate::order::{Order, Problem, Shortage, StallState, Status};
use crate::text::clean;
use crate::{Command, Done, Refused};

/// Longest name of a substitute, in characters: it has to stand on a ticket.
const LONGEST_SUBSTITUTE: usize = 60;

/// The gathered stalls, the cooked and the sold-out dishes of an order. Only the rules change it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathering {
    /// Lines that are sold out or replaced.
    shortages: Vec<Shortage>,
    /// Stalls of a bundle whose items are here, by name, with the time.
    picked: BTreeMap<String, Timestamp>,
    /// What stations have cooked, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    cooked: BTreeMap<String, Cooked>,
}

/// What one station has cooked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cooked {
    /// When.
    pub at: Timestamp,
    /// Positions in the order's lines: where other settings give the station other dishes, these are still to be cooked.
    pub lines: Vec<usize>,
}

impl Gathering {
    /// Stalls of a bundle whose items are here, by name, with the time.
    pub fn picked(&self) -> &BTreeMap<String, Timestamp> {
        &self.picked
    }

    /// What stations have cooked, by their ids.
    pub fn cooked(&self) -> &BTreeMap<String, Cooked> {
        &self.cooked
    }

    /// When a station had cooked all that it has to.
    pub fn cooked_at(&self, share: &Share<'_>) -> Option<Timestamp> {
        self.cooked
            .get(&share.station.id)
            .filter(|cooked| cooked.lines == share.lines)
            .map(|cooked| cooked.at)
    }

    /// The shortages, for samples and tests; rules change them in this file only.
    pub fn edit_shortages(&mut self) -> &mut Vec<Shortage> {
        &mut self.shortages
    }

    /// The gathered stalls, for samples and tests.
    pub fn edit_picked(&mut self) -> &mut BTreeMap<String, Timestamp> {
        &mut self.picked
    }

    /// Lines that cannot be had as they were ordered, in the order's order.
    pub fn shortages(&self) -> &[Shortage] {
        &self.shortages
    }

    /// What is wrong with the line in this position, if anything.
    pub fn shortage(&self, line: usize) -> Option<&Shortage> {
        self.shortages.iter().find(|short| short.line == line)
    }

    /// Whether the line in this position is left out.
    pub fn is_left_out(&self, line: usize) -> bool {
        self.shortage(line).is_some_and(Shortage::is_left_out)
    }

    /// Whether a dish of this name is short, with this in its place.
    pub(super) fn is_short(&self, order: Option<&Order>, item: &str, substitute: Option<&str>) -> bool {
        let lines = order.map_or(&[][..], |order| order.lines.as_slice());
        self.shortages.iter().any(|short| {
            let named = lines.get(short.line).is_some_and(|dish| dish.name == item);
            named && short.substitute.as_deref() == substitute
        })
    }

    /// How far each stall of a bundle is; none where the order is no bundle.
    pub fn stalls<'o>(&self, order: Option<&'o Order>) -> Vec<(&'o str, StallState)> {
        let Some(order) = order.filter(|order| order.bundle.is_some()) else {
            return Vec::new();
        };
        let stand = |name: &str, lines: &[usize]| {
            if lines.iter().all(|line| self.is_left_out(*line)) {
                StallState::Short
            } else if self.picked.contains_key(name) {
                StallState::Picked
            } else {
                StallState::Waiting
            }
        };
        order.stalls().into_iter().map(|(name, lines)| (name, stand(name, &lines))).collect()
    }

    /// Whether every stall of a bundle is gathered and at least one has something to carry.
    pub fn is_gathered(&self, order: Option<&Order>) -> bool {
        let stalls = self.stalls(order);
        stalls.iter().all(|(_, state)| *state != StallState::Waiting)
            && stalls.iter().any(|(_, state)| *state == StallState::Picked)
    }

    /// The times by our clock, for when that clock is set.
    pub(crate) fn times(&mut self) -> impl Iterator<Item = &mut Timestamp> {
        self.picked.values_mut().chain(self.cooked.values_mut().map(|cooked| &mut cooked.at))
    }
}

impl Machine<'_, '_, Gathering> {
    /// Something happened to another machine of the order.
    pub(super) fn on(&mut self, event: &Event) {
        match event {
            Event::Started | Event::CancelDenied => {
                self.ready_if_gathered();
                self.ready_if_cooked();
            }
            Event::Changed { known, on_paper: true } => self.find_again(known),
            Event::Changed { on_paper: false, .. }
            | Event::Ready
            | Event::Left(_)
            | Event::Arrived(_)
            | Event::Closed { .. }
            | Event::Cancelling
            | Event::Cancelled { .. }
            | Event::CancelledAfterCompletion
            | Event::Delayed
            | Event::DishShort
            | Event::Gathered
            | Event::Cooked
            | Event::RiderHasFood
            | Event::RiderArrived
            | Event::SlipWanted { .. }
            | Event::SlipOutdated => {}
        }
    }

    /// Carries out a person's command about dishes and stalls; `None` for another command.
    pub(super) fn command(&mut self, command: &Command) -> Option<Result<Done, Refused>> {
        match command {
            Command::Pick { stall, undo } => Some(self.pick(stall, *undo)),
            Command::Bump { station, undo } => Some(self.bump(station, *undo)),
            Command::Short { line, substitute, undo, .. } => {
                Some(self.short(*line, substitute.clone(), *undo))
            }
            _ => None,
        }
    }

    /// Notes that a stall is gathered, or is not after all.
    fn pick(&mut self, stall: &str, undo: bool) -> Result<Done, Refused> {
        let name = self.stall(stall)?;
        self.still_here()?;
        let before = self.own.is_gathered(self.head.order.as_ref());
        let changed = if undo {
            self.own.picked.remove(&name).is_some()
        } else {
            self.own.picked.insert(name.clone(), self.now).is_none()
        };
        if !changed {
            return Ok(Done::Already);
        }
        self.gathered(before);
        Ok(Done::Committed)
    }

    /// The stall that a person means, as the order names it.
    fn stall(&self, asked: &str) -> Result<String, Refused> {
        let bundle = self.head.order.as_ref().and_then(|order| order.bundle.as_ref());
        let listed = bundle.and_then(|bundle| bundle.stalls.iter().find(|stall| stall.id == asked));
        let wanted = clean(listed.map_or(asked, |stall| &stall.name));
        let known = self.own.stalls(self.head.order.as_ref());
        match known.iter().find(|(name, _)| clean(name) == wanted) {
            Some((name, _)) => Ok((*name).to_owned()),
            None => Err(Refused::UnknownStall {
                stall: asked.to_owned(),
                known: known.into_iter().map(|(name, _)| name.to_owned()).collect(),
            }),
        }
    }

    /// Notes that a station has cooked its dishes, or takes that back. With the last one the order is ready; before that the app has
    /// heard of nothing.
    fn bump(&mut self, station: &str, undo: bool) -> Result<Done, Refused> {
        let order = self.head.order.as_ref();
        let shares = order.map_or_else(Vec::new, |order| shares(self.policy, order));
        let Some(share) = shares.iter().find(|share| share.station.is(station)) else {
            let known = shares.iter().map(|share| share.station.name.clone()).collect();
            return Err(Refused::UnknownStation { station: station.to_owned(), known });
        };
        match self.head.status {
            Status::Accepted if self.head.started => self.head.nothing_pending()?,
            Status::Ready | Status::PickedUp | Status::Completed if !undo => return Ok(Done::Already),
            _ => return Err(self.head.wrong_status()),
        }
        if self.own.cooked_at(share).is_some() != undo {
            return Ok(Done::Already);
        }
        let (id, lines) = (share.station.id.clone(), share.lines.clone());
        if undo {
            self.own.cooked.remove(&id);
        } else {
            self.own.cooked.insert(id, Cooked { at: self.now, lines });
            self.ready_if_cooked();
        }
        Ok(Done::Committed)
    }

    /// Reports that an order is ready once every station has cooked what is not sold out; also called where something else than a
    /// bump may have been the last that was missing. A bundle is ready once it is gathered, whatever was cooked of it.
    fn ready_if_cooked(&mut self) {
        let cooking = self.head.started && self.head.status == Status::Accepted;
        let Some(order) = self.head.order.as_ref().filter(|order| cooking && order.bundle.is_none()) else {
            return;
        };
        let shares = shares(self.policy, order);
        let cooked = |share: &Share<'_>| self.own.cooked_at(share).is_some();
        let all = shares
            .iter()
            .all(|share| cooked(share) || share.lines.iter().all(|line| self.own.is_left_out(*line)));
        if all && shares.iter().any(cooked) && self.head.nothing_pending().is_ok() {
            self.out.emit(Event::Cooked);
        }
    }

    /// Notes that a dish is sold out, or is not after all: tickets are printed again, marked 변경, and the counter has to call
    /// the customer. The standard has no call that takes one dish out of an order, so the app's sums stay.
    fn short(&mut self, line: usize, substitute: Option<String>, undo: bool) -> Result<Done, Refused> {
        let lines = self.head.order.as_ref().map_or(&[][..], |order| order.lines.as_slice());
        let Some(dish) = lines.get(line) else {
            let most = i64::try_from(lines.len()).unwrap_or(i64::MAX);
            return Err(Refused::OutOfRange { what: "item".to_owned(), least: most.min(1), most });
        };
        let (item, name) = (dish.id.clone(), dish.name.clone());
        self.still_here()?;
        let substitute = substitute.map(|text| clean(&text)).filter(|text| !text.is_empty());
        let substitute = substitute.map(|text| text.chars().take(LONGEST_SUBSTITUTE).collect::<String>());
        let wanted = (!undo).then(|| Shortage { line, item, substitute: substitute.clone() });
        if self.own.shortage(line) == wanted.as_ref() {
            return Ok(Done::Already);
        }
        let before = self.own.is_gathered(self.head.order.as_ref());
        self.own.shortages.retain(|short| short.line != line);
        self.own.shortages.extend(wanted);
        self.own.shortages.sort_by_key(|short| short.line);
        if !undo {
            self.out.problem(Problem::ItemShort { item: name, substitute });
        }
        // A substitute, or a dish that was brought back, is still to be cooked.
        if !self.own.is_left_out(line) {
            self.own.cooked.retain(|_, cooked| !cooked.lines.contains(&line));
        }
        self.out.emit(Event::DishShort);
        self.gathered(before);
        self.ready_if_cooked();
        Ok(Done::Committed)
    }

    /// Refuses unless the order is accepted and has not left.
    fn still_here(&self) -> Result<(), Refused> {
        if !self.head.food_is_here() {
            return Err(self.head.wrong_status());
        }
        self.head.nothing_pending()
    }

    /// Applies what follows when the bundle is gathered or no longer gathered; `before`: whether it was gathered.
    fn gathered(&mut self, before: bool) {
        if self.own.is_gathered(self.head.order.as_ref()) {
            self.ready_if_gathered();
        } else if before && self.head.status == Status::Ready {
            // The app was told that the order is ready, and has no call that takes it back.
            self.out.problem(Problem::NotGathered);
        }
    }

    /// Reports that a bundle is gathered; also called at its start and when a cancellation was refused, because before that it
    /// could not become ready.
    fn ready_if_gathered(&mut self) {
        let cooking = self.head.started && self.head.status == Status::Accepted;
        if cooking && self.own.is_gathered(self.head.order.as_ref()) {
            self.out.emit(Event::Gathered);
        }
    }

    /// After the app changed the order, keeps what is known of the lines, stalls and stations that stayed the same.
    fn find_again(&mut self, known: &Order) {
        let Some(order) = &self.head.order else { return };
        let gathered = self.own.is_gathered(Some(known));
        let mut found: Vec<Shortage> = Vec::new();
        for short in &self.own.shortages {
            let same = |line: usize| {
                let taken = found.iter().any(|other| other.line == line);
                !taken && order.lines.get(line).is_some_and(|dish| dish.id == short.item)
            };
            let place = std::iter::once(short.line).chain(0..order.lines.len()).find(|line| same(*line));
            found.extend(place.map(|line| Shortage { line, ..short.clone() }));
        }
        found.sort_by_key(|short| short.line);
        let dishes = |order: &Order, lines: &[usize]| {
            lines.iter().filter_map(|line| order.lines.get(*line).cloned()).collect::<Vec<_>>()
        };
        let things = |order: &Order, stall: &str| {
            let lines = order.stalls().into_iter().find(|(name, _)| *name == stall).map(|(_, lines)| lines);
            dishes(order, &lines.unwrap_or_default())
        };
        let changed: Vec<String> = self
            .own
            .picked
            .keys()
            .filter(|stall| things(known, stall) != things(order, stall))
            .cloned()
            .collect();
        let shares = shares(self.policy, order);
        self.own.cooked.retain(|station, cooked| {
            let Some(share) = shares.iter().find(|share| share.station.id == *station) else { return false };
            let before = dishes(known, &cooked.lines);
            cooked.lines.clone_from(&share.lines);
            // Another request changes how all of it is cooked.
            before == dishes(order, &cooked.lines) && known.store_memo == order.store_memo
        });
        self.own.shortages = found;
        self.own.picked.retain(|stall, _| !changed.contains(stall));
        self.gathered(gathered);
        self.ready_if_cooked();
    }
}

#[cfg(test)]
mod tests;
