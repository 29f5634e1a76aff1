//! Dishes found sold out after acceptance, and the stalls of a market's bundle gathered one by one.

use super::Turn;
use crate::engine::{Done, Refused};
use crate::order::{Order, Problem, Shortage, Status, TicketKind};
use crate::ticket::clean;

/// Longest name of a substitute, in characters: it has to stand on a ticket.
const LONGEST_SUBSTITUTE: usize = 60;

impl Turn<'_> {
    /// A stall's things are here, or are not after all. A bundle that is all here is ready by itself.
    pub(super) fn pick(&mut self, stall: &str, undo: bool) -> Result<Done, Refused> {
        let name = self.stall(stall)?;
        self.still_here()?;
        let before = self.state.is_gathered();
        let changed = if undo {
            self.state.picked.remove(&name).is_some()
        } else {
            self.state.picked.insert(name.clone(), self.now).is_none()
        };
        if !changed {
            return Ok(Done::Already);
        }
        self.gathered(before);
        Ok(Done::Committed)
    }

    /// The stall that a person means, as the order names it.
    fn stall(&self, asked: &str) -> Result<String, Refused> {
        let bundle = self.state.order.as_ref().and_then(|order| order.bundle.as_ref());
        let listed = bundle.and_then(|bundle| bundle.stalls.iter().find(|stall| stall.id == asked));
        let wanted = clean(listed.map_or(asked, |stall| &stall.name));
        let known = self.state.stalls();
        match known.iter().find(|(name, _)| clean(name) == wanted) {
            Some((name, _)) => Ok((*name).to_owned()),
            None => Err(Refused::UnknownStall {
                stall: asked.to_owned(),
                known: known.into_iter().map(|(name, _)| name.to_owned()).collect(),
            }),
        }
    }

    /// A dish cannot be had, or can after all: paper says so anew, and the customer has to be called. The standard has
    /// no call that takes one dish out of an order, so the app's sums stay.
    pub(super) fn short(
        &mut self,
        line: usize,
        substitute: Option<String>,
        undo: bool,
    ) -> Result<Done, Refused> {
        let lines = self.state.order.as_ref().map_or(&[][..], |order| order.lines.as_slice());
        let Some(dish) = lines.get(line) else {
            let most = i64::try_from(lines.len()).unwrap_or(i64::MAX);
            return Err(Refused::OutOfRange { what: "item".to_owned(), least: most.min(1), most });
        };
        let (item, name) = (dish.id.clone(), dish.name.clone());
        self.still_here()?;
        let substitute = substitute.map(|text| clean(&text)).filter(|text| !text.is_empty());
        let substitute = substitute.map(|text| text.chars().take(LONGEST_SUBSTITUTE).collect::<String>());
        let wanted = (!undo).then(|| Shortage { line, item, substitute: substitute.clone() });
        if self.state.shortage(line) == wanted.as_ref() {
            return Ok(Done::Already);
        }
        let before = self.state.is_gathered();
        self.state.shortages.retain(|short| short.line != line);
        self.state.shortages.extend(wanted);
        self.state.shortages.sort_by_key(|short| short.line);
        self.solve(|problem| matches!(problem, Problem::ItemShort { item, .. } if *item == name));
        if !undo {
            self.problem(Problem::ItemShort { item: name, substitute });
        }
        self.print_changed(&[TicketKind::Kitchen, TicketKind::Customer, TicketKind::Gather]);
        self.gathered(before);
        Ok(Done::Committed)
    }

    /// Dishes can only be taken out of what is accepted and has not left.
    fn still_here(&self) -> Result<(), Refused> {
        if !matches!(self.state.status, Status::Accepted | Status::Ready) {
            return Err(self.wrong_status());
        }
        self.nothing_pending()
    }

    /// What follows when a stall or a dish stands otherwise than `before`.
    fn gathered(&mut self, before: bool) {
        if self.state.is_gathered() {
            self.solve(|problem| matches!(problem, Problem::NotGathered));
            self.ready_if_gathered();
        } else if before && self.state.status == Status::Ready {
            // The app was told, and there is no call that takes it back.
            self.problem(Problem::NotGathered);
        }
    }

    /// A bundle that is all here is ready by itself: also one that was gathered before its time, or while the app had
    /// not yet refused to cancel it.
    pub(super) fn ready_if_gathered(&mut self) {
        if self.state.started && self.state.status == Status::Accepted && self.state.is_gathered() {
            // Refused while something is under way with the app; whatever ends that comes here again.
            self.ready().ok();
        }
    }

    /// The app changed the order: what is known about its lines and stalls stays with those that are the same.
    pub(super) fn find_again(&mut self, known: Option<&Order>, gathered: bool) {
        let (Some(known), Some(order)) = (known, &self.state.order) else { return };
        let mut found: Vec<Shortage> = Vec::new();
        for short in &self.state.shortages {
            let same = |line: usize| {
                let taken = found.iter().any(|other| other.line == line);
                !taken && order.lines.get(line).is_some_and(|dish| dish.id == short.item)
            };
            let place = std::iter::once(short.line).chain(0..order.lines.len()).find(|line| same(*line));
            found.extend(place.map(|line| Shortage { line, ..short.clone() }));
        }
        found.sort_by_key(|short| short.line);
        let things = |order: &Order, stall: &str| {
            let lines = order.stalls().into_iter().find(|(name, _)| *name == stall).map(|(_, lines)| lines);
            let lines = lines.unwrap_or_default().into_iter();
            lines.filter_map(|line| order.lines.get(line).cloned()).collect::<Vec<_>>()
        };
        let changed: Vec<String> = self
            .state
            .picked
            .keys()
            .filter(|stall| things(known, stall) != things(order, stall))
            .cloned()
            .collect();
        self.state.shortages = found;
        self.state.picked.retain(|stall, _| !changed.contains(stall));
        self.gathered(gathered);
    }
}
