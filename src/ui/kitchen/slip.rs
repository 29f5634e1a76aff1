//! What the kitchen has to cook, read off the Board. Pure.

use std::collections::HashSet;

use domain::board::{Board, Card};
use domain::order::{Line, Order, Problem, Shortage, Status};
use domain::text::legible;
use domain::timeline::What;
use domain::{Command, OrderView, StationView, Verb};
use jiff::{SignedDuration, Timestamp};

/// What was cooked longer ago has left the shop, and comes back by no slip of the finger.
const RECALLED_FOR: SignedDuration = SignedDuration::from_mins(30);

/// What one screen of the kitchen shows, and what it remembers of the orders that it has shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Only this station's dishes; `None`: everything.
    pub station: Option<String>,
    /// Orders that were being cooked here when they were seen last: what is cancelled of them is told until it is read.
    cooking: HashSet<String>,
    /// Cancelled orders whose end was read.
    read: HashSet<String>,
    /// Finished orders that are shown once more.
    recalled: HashSet<String>,
}

/// One order on the kitchen's screen.
#[derive(Clone, Debug)]
pub struct Slip<'a> {
    /// The order.
    pub card: &'a Card,
    /// What was ordered.
    pub order: &'a Order,
    /// Positions of the dishes that are cooked here, in the order's lines.
    pub lines: Vec<usize>,
    /// Where it stands here.
    pub stands: Stands,
    /// When the kitchen was told to begin.
    pub since: Timestamp,
}

/// Where an order stands in the kitchen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// To be cooked.
    Cooking,
    /// To be cooked, but the app asks to cancel it, or is asked to: wait for the counter's word.
    Asked,
    /// Cancelled: not to be cooked any more.
    Stopped,
    /// Cooked, and shown once more.
    Cooked,
}

/// How much time is left, of what was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Enough.
    Calm,
    /// Less than a quarter.
    Soon,
    /// None.
    Late,
}

impl Shown {
    /// A screen that shows this station's dishes.
    pub fn of(station: Option<String>) -> Shown {
        Shown { station, ..Shown::default() }
    }

    /// The orders in the kitchen, in the order in which it was told of them.
    pub fn slips<'a>(&self, board: &'a Board) -> Vec<Slip<'a>> {
        let mut slips: Vec<Slip<'a>> = board.orders.iter().filter_map(|card| self.slip(card)).collect();
        // What is only shown once more pushes nothing aside.
        let order = |slip: &Slip<'_>| (slip.stands == Stands::Cooked, slip.since);
        slips.sort_by(|a, b| (order(a), &a.card.view.id).cmp(&(order(b), &b.card.view.id)));
        slips
    }

    fn slip<'a>(&self, card: &'a Card) -> Option<Slip<'a>> {
        let view = &card.view;
        let order = view.order.as_ref()?;
        let lines = self.lines(card, order);
        if !view.started || lines.is_empty() {
            return None;
        }
        let stands = match view.status {
            Status::Accepted if self.own(card).is_some_and(|own| own.cooked_at.is_some()) => return None,
            Status::Accepted if view.cancellation_request.is_some() || view.pending.is_some() => {
                Stands::Asked
            }
            Status::Accepted => Stands::Cooking,
            Status::Cancelled if self.is_stopped(view) => Stands::Stopped,
            _ if self.recalled.contains(&view.id) => Stands::Cooked,
            _ => return None,
        };
        let since = view.starts_at.or(view.accepted_at).unwrap_or(view.received_at);
        Some(Slip { card, order, lines, stands, since })
    }

    /// Whether the end of a cancelled order is to be told here: it was seen being cooked, or the counter has not seen it either.
    fn is_stopped(&self, view: &OrderView) -> bool {
        let unseen = view.problems.iter().any(|problem| matches!(problem, Problem::CancelledByApp { .. }));
        (unseen || self.cooking.contains(&view.id)) && !self.read.contains(&view.id)
    }

    /// The screen's own station of an order.
    fn own<'a>(&self, card: &'a Card) -> Option<&'a StationView> {
        let station = self.station.as_ref()?;
        card.stations.iter().find(|one| one.id == *station)
    }

    /// The dishes of an order that are cooked here.
    fn lines(&self, card: &Card, order: &Order) -> Vec<usize> {
        match &self.station {
            None => (0..order.lines.len()).collect(),
            Some(_) => self.own(card).map(|own| own.lines.clone()).unwrap_or_default(),
        }
    }

    /// Takes note of a new Board.
    pub fn see(&mut self, board: &Board) {
        // A station that is gone from the settings, while this screen stayed open, would hide everything.
        let known = |asked: &String| {
            let named = board.stations.iter().find(|(id, name)| id == asked || name == asked);
            named.map(|(id, _)| id.clone())
        };
        self.station = self.station.take().and_then(|asked| known(&asked));
        let is =
            |id: &String, of: fn(Status) -> bool| board.card(id).is_some_and(|card| of(card.view.status));
        self.cooking.retain(|id| is(id, |status| status == Status::Cancelled));
        self.read.retain(|id| is(id, |status| status == Status::Cancelled));
        self.recalled.retain(|id| is(id, is_cooked));
        let slips = self.slips(board);
        let cooking: Vec<String> =
            slips.iter().filter(|slip| slip.is_to_cook()).map(|slip| slip.card.view.id.clone()).collect();
        self.cooking.extend(cooking);
    }

    /// Puts away a slip that has nothing to be cooked.
    pub fn put_away(&mut self, order: &str) {
        self.recalled.remove(order);
        self.read.insert(order.to_owned());
    }

    /// What bumping a slip tells the engine; `None` where nothing can be told now.
    pub fn bump(&self, slip: &Slip<'_>) -> Option<Command> {
        if !slip.is_to_cook() {
            return None;
        }
        let can = |verb| slip.card.possible.has(verb);
        match self.own(slip.card) {
            Some(own) if can(Verb::Bump) => Some(Command::Bump { station: own.id.clone(), undo: false }),
            _ => can(Verb::Ready).then_some(Command::Ready),
        }
    }

    /// Brings back what was cooked last and is not shown, within [`RECALLED_FOR`]. Where the app has heard of it already, it is only shown once more;
    /// otherwise the engine is told.
    pub fn recall(&mut self, board: &Board, now: Timestamp) -> Option<(String, Command)> {
        let (_, card) = self.last_cooked(board, now)?;
        let (id, own) = (card.view.id.clone(), self.own(card));
        if card.view.status != Status::Accepted {
            self.recalled.insert(id);
            return None;
        }
        own.map(|own| (id, Command::Bump { station: own.id.clone(), undo: true }))
    }

    /// Whether there is anything to bring back.
    pub fn can_recall(&self, board: &Board, now: Timestamp) -> bool {
        self.last_cooked(board, now).is_some()
    }

    fn last_cooked<'a>(&self, board: &'a Board, now: Timestamp) -> Option<(Timestamp, &'a Card)> {
        let cooked = |card: &'a Card| {
            let order = card.view.order.as_ref()?;
            let hidden = !self.recalled.contains(&card.view.id) && !self.lines(card, order).is_empty();
            let at = match card.view.status {
                Status::Accepted => self.own(card)?.cooked_at?,
                status if is_cooked(status) => ready_since(&card.view),
                _ => return None,
            };
            let lately = now.duration_since(at) < RECALLED_FOR;
            (hidden && lately).then_some((at, card))
        };
        board.orders.iter().filter_map(cooked).max_by_key(|(at, card)| (*at, &card.view.id))
    }
}

fn is_cooked(status: Status) -> bool {
    matches!(status, Status::Ready | Status::PickedUp | Status::Completed)
}

/// When an order was ready, as far as it is known.
fn ready_since(view: &OrderView) -> Timestamp {
    let ready = |what: &What| matches!(what, What::Status { status } if is_cooked(*status));
    let at = view.timeline.iter().find(|entry| ready(&entry.what)).map(|entry| entry.at);
    at.unwrap_or(view.updated_at)
}

impl Slip<'_> {
    /// Whether there is still something to cook, as far as it is known here.
    pub fn is_to_cook(&self) -> bool {
        matches!(self.stands, Stands::Cooking | Stands::Asked)
    }

    /// How much of the promised time is left.
    pub fn age(&self, now: Timestamp) -> Age {
        let Some(by) = self.card.view.ready_at else { return Age::Calm };
        let left = by.as_second() - now.as_second();
        let promised = by.as_second() - self.since.as_second();
        match left {
            ..=0 => Age::Late,
            left if left <= promised / 4 => Age::Soon,
            _ => Age::Calm,
        }
    }

    /// Whether the app changed it while it was cooked.
    pub fn is_changed(&self) -> bool {
        let changed = |entry: &domain::timeline::Entry| entry.what == What::Changed && entry.at > self.since;
        self.card.view.timeline.iter().any(changed)
    }

    /// The dishes that are cooked here, each with what goes out in its place, or that nothing does.
    pub fn dishes(&self) -> impl Iterator<Item = Dish<'_>> {
        self.lines.iter().filter_map(|at| {
            let line = self.order.lines.get(*at)?;
            let short = self.card.view.shortage(*at);
            Some(Dish {
                line,
                instead: short.and_then(|short| short.substitute.as_deref()),
                is_out: short.is_some_and(Shortage::is_left_out),
                is_cooked: self
                    .card
                    .stations
                    .iter()
                    .any(|one| one.cooked_at.is_some() && one.lines.contains(at)),
            })
        })
    }
}

/// A dish of a slip.
#[derive(Clone, Copy, Debug)]
pub struct Dish<'a> {
    /// As it was ordered.
    pub line: &'a Line,
    /// What goes out instead.
    pub instead: Option<&'a str>,
    /// It is sold out, and nothing goes out.
    pub is_out: bool,
    /// Its station has cooked it.
    pub is_cooked: bool,
}

/// How many of a dish are to be cooked, over all orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The dish.
    pub name: String,
    /// How many.
    pub count: i64,
    /// How many of them with which choice, the most first.
    pub options: Vec<(String, i64)>,
}

/// What is still to be cooked of these slips, dish by dish, the most first.
pub fn tallies(slips: &[&Slip<'_>]) -> Vec<Tally> {
    let mut all: Vec<Tally> = Vec::new();
    let cooking = slips.iter().filter(|slip| slip.is_to_cook());
    for dish in cooking.flat_map(|slip| slip.dishes()).filter(|dish| !dish.is_out && !dish.is_cooked) {
        let name = legible(dish.instead.unwrap_or(&dish.line.name).to_owned());
        let count = dish.line.quantity.count();
        let at = all.iter().position(|tally| tally.name == name).unwrap_or_else(|| {
            all.push(Tally { name, count: 0, options: Vec::new() });
            all.len() - 1
        });
        all[at].count += count;
        for option in dish.line.options.iter().filter(|_| dish.instead.is_none()) {
            let (many, name) = (count * option.quantity.count(), legible(option.name.clone()));
            match all[at].options.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known += many,
                None => all[at].options.push((name, many)),
            }
        }
    }
    for tally in &mut all {
        tally.options.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    all
}

#[cfg(test)]
mod tests;
