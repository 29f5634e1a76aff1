//! The counter at a glance: what came in, and what is in progress. [`crate::ui::layout`] says what stands where.

mod view;

use std::cmp::Reverse;

use domain::board::{Card, ChannelHealth, ConnectionStatus};
use domain::order::{DeliveryState, OrderKind, Status};
use domain::{Command, Verb, Wanted};
use jiff::Timestamp;

use super::{Action, Context, Place, Wish};
use crate::ui::key::Key;
use crate::ui::layout::{self, Grid};
use crate::ui::step::{self, Column, Question};

/// What the counter remembers.
#[derive(Debug, Default)]
pub struct Counter {
    /// The order the keys act on; the first one if it is gone.
    selected: Option<String>,
    /// Shows the finished orders instead of the open ones.
    finished: bool,
    /// The page of each zone.
    pages: [usize; 3],
    /// Which of the orders in progress are shown.
    filter: Filter,
}

/// Which of the orders in progress are shown, where they do not fit on one page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// What is still to be cooked.
    Cooking,
    /// What a rider comes for or carries.
    Rider,
    /// What is fetched, or eaten here.
    Takeout,
}

impl Filter {
    /// All there are, in the order of their buttons and digits.
    pub const EVERY: [Filter; 4] = [Filter::All, Filter::Cooking, Filter::Rider, Filter::Takeout];

    /// Whether an order in progress is shown.
    fn takes(self, card: &Card) -> bool {
        let view = &card.view;
        let fetched = view.kind() != OrderKind::Delivery;
        match self {
            Filter::All => true,
            Filter::Cooking => view.status == Status::Accepted,
            Filter::Rider => {
                let away = matches!(view.status, Status::Ready | Status::PickedUp);
                !fetched && (away || view.live_delivery().is_some())
            }
            Filter::Takeout => fetched,
        }
    }
}

/// A part of the counter that has pages of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// New orders.
    New,
    /// Orders in progress.
    Open,
    /// Finished orders.
    Finished,
}

/// What happens on the counter.
#[derive(Clone, Debug)]
pub enum Message {
    /// A card was tapped.
    Open(String),
    /// A button on a card that asks first.
    Ask(String, Question),
    /// A button on a card, and the card's place on the screen.
    Act(String, Command, usize),
    /// The step that is held back for this order is not sent.
    TakeBack(String),
    /// Another page.
    Turn(Area, isize),
    /// Only these of the orders in progress.
    Filter(Filter),
    /// Open or finished orders.
    ShowFinished(bool),
    /// Another screen.
    Show(Place),
    /// A wish about the shop.
    Tell(Wish),
    /// A key.
    Key(Key),
}

/// An area as it is shown: its orders and their places.
struct Shown<'a> {
    area: Area,
    grid: Grid,
    cards: Vec<&'a Card>,
}

impl Counter {
    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Open(order) => {
                self.selected = Some(order.clone());
                Action::Show(Place::Order(order, None))
            }
            Message::Ask(order, question) => {
                self.selected = Some(order.clone());
                Action::Show(Place::Order(order, Some(question)))
            }
            Message::Act(order, command, _) => Action::command(&order, command),
            Message::TakeBack(order) => Action::TakeBack(order),
            Message::Tell(wish) => Action::Tell(wish),
            Message::Turn(area, by) => {
                self.turn(area, by, context);
                Action::None
            }
            Message::Filter(filter) => {
                self.filter(filter);
                Action::None
            }
            Message::ShowFinished(finished) => {
                self.finished = finished;
                self.selected = None;
                Action::None
            }
            Message::Show(place) => Action::Show(place),
            Message::Key(key) => self.press(key, context),
        }
    }

    /// What stands under a finger here: another page or arrangement is another screen.
    pub fn scene(&self, context: &Context<'_>) -> (bool, [usize; 3], bool, Option<usize>, Filter) {
        let plan = self.plan(context);
        let dense = plan.new.map(|(zone, _)| zone.grid.page());
        (self.finished, self.pages, plan.open.is_some(), dense, self.filtered(context))
    }

    /// Whether there is nothing to do, so that the middle of the screen has room for a question.
    pub fn is_idle(&self, context: &Context<'_>) -> bool {
        let none = |area| in_area(context, area).is_empty();
        !self.finished && none(Area::New) && none(Area::Open)
    }

    /// Shows the finished orders.
    pub fn show_finished(&mut self) {
        (self.finished, self.selected) = (true, None);
    }

    /// Shows the open orders and this one of them.
    pub fn show_open(&mut self, order: String) {
        *self = Counter { selected: Some(order), ..Counter::default() };
    }

    fn filter(&mut self, filter: Filter) {
        (self.filter, self.selected, self.pages[Area::Open as usize]) = (filter, None, 0);
    }

    /// The filter that holds: once none of its orders is left, all are shown again.
    fn filtered(&self, context: &Context<'_>) -> Filter {
        let left = in_area(context, Area::Open).into_iter().any(|card| self.filter.takes(card));
        if left { self.filter } else { Filter::All }
    }

    /// Ends a filter that has no order left, so that it does not come back with the next one.
    pub fn settle(&mut self, context: &Context<'_>) {
        self.filter = self.filtered(context);
    }

    /// The filters, each with how many it shows and whether it is the one that holds; none where one page holds all orders.
    fn filters(&self, context: &Context<'_>) -> Vec<(Filter, usize, bool)> {
        let all = in_area(context, Area::Open);
        let on = self.filtered(context);
        let pages = self.plan(context).open.map_or(1, |zone| zone.grid.pages(all.len()));
        if pages == 1 && on == Filter::All {
            return Vec::new();
        }
        let count = |filter: Filter| all.iter().filter(|card| filter.takes(card)).count();
        Filter::EVERY.into_iter().map(|filter| (filter, count(filter), filter == on)).collect()
    }

    /// The orders that an area shows.
    fn cards<'a>(&self, context: &Context<'a>, area: Area) -> Vec<&'a Card> {
        let mut cards = in_area(context, area);
        if area == Area::Open {
            let filter = self.filtered(context);
            cards.retain(|card| filter.takes(card));
        }
        cards
    }

    /// Once a new order is answered, the keys stand on the next one: never on what was just taken.
    pub fn select_next_new(&mut self, answered: &str, context: &Context<'_>) {
        let new = in_area(context, Area::New);
        let at = new.iter().position(|card| card.view.id == answered).unwrap_or(0);
        let rest = new.iter().skip(at + 1).chain(new.iter().take(at));
        let next = rest.into_iter().find(|card| !context.is_busy(&card.view.id));
        self.selected = next.map(|card| card.view.id.clone());
    }

    fn press(&mut self, key: Key, context: &Context<'_>) -> Action<Message> {
        match key {
            Key::Left => self.step(context, -1, false),
            Key::Right => self.step(context, 1, false),
            Key::Up => self.step(context, -1, true),
            Key::Down => self.step(context, 1, true),
            Key::Previous => self.step(context, -1, false),
            Key::Next => self.step(context, 1, false),
            Key::Enter => {
                if let Some(card) = self.current(context) {
                    return Action::Show(Place::Order(card.view.id.clone(), None));
                }
            }
            Key::Space => {
                if let Some(card) = self.current(context)
                    && card.possible.has(Verb::Accept)
                {
                    return Action::command(&card.view.id, Command::Accept { prep_minutes: None });
                }
            }
            Key::Function(9) if self.finished => return Action::Show(Place::Past),
            Key::Function(9) => self.show_finished(),
            Key::Escape if self.finished => self.finished = false,
            Key::Escape => self.filter(Filter::All),
            Key::Digit(0) => return Action::Show(Place::Shop),
            Key::Digit(9) => return Action::Show(Place::Phone),
            Key::Digit(8) => return Action::Show(Place::Closing),
            Key::Digit(digit @ 1..=4) if !self.finished => {
                let chosen = self.filters(context).into_iter().nth(usize::from(digit) - 1);
                if let Some((filter, 1.., _)) = chosen {
                    self.filter(filter);
                }
            }
            Key::Function(11) => return Action::Show(Place::Stock),
            Key::Function(_) | Key::Digit(_) | Key::Undo => {}
        }
        Action::None
    }

    fn plan(&self, context: &Context<'_>) -> layout::Plan {
        layout::plan(context.size, in_area(context, Area::New).len(), in_area(context, Area::Open).len())
    }

    /// The areas on the screen that have orders, in the order they are shown.
    fn shown<'a>(&self, context: &Context<'a>) -> Vec<Shown<'a>> {
        let part = |area, grid| Shown { area, grid, cards: self.cards(context, area) };
        let mut all = if self.finished {
            vec![part(Area::Finished, layout::rows(layout::body(context.size)).grid)]
        } else {
            let plan = self.plan(context);
            let new = plan.new.map(|(zone, _)| part(Area::New, zone.grid));
            new.into_iter().chain(plan.open.map(|zone| part(Area::Open, zone.grid))).collect()
        };
        all.retain(|shown| !shown.cards.is_empty());
        all
    }

    /// The order the keys act on.
    fn current<'a>(&self, context: &Context<'a>) -> Option<&'a Card> {
        let shown = self.shown(context);
        let all = || shown.iter().flat_map(|shown| shown.cards.iter().copied());
        all().find(|card| Some(&card.view.id) == self.selected.as_ref()).or_else(|| all().next())
    }

    /// To the next place, or to the one below; and on into the next area.
    fn step(&mut self, context: &Context<'_>, by: isize, below: bool) {
        let Some(current) = self.current(context) else { return };
        let shown = self.shown(context);
        let place = shown.iter().enumerate().find_map(|(area, shown)| {
            Some((area, shown.cards.iter().position(|card| card.view.id == current.view.id)?))
        });
        let Some((area, at)) = place else { return };
        let here = &shown[area];
        let far = if below { by * isize::try_from(here.grid.across).unwrap_or(1) } else { by };
        let other = area.checked_add_signed(by).is_some_and(|next| next < shown.len());
        // Down from the last line that is seen is what is seen below it, not another page.
        let turns = |to: usize| below && other && to / here.grid.page() != at / here.grid.page();
        let to = at.checked_add_signed(far).filter(|to| *to < here.cards.len() && !turns(*to));
        let (area, at) = match to {
            Some(to) => (area, to),
            // From the last full line down to the rest of it.
            None if by > 0
                && below
                && !other
                && at / here.grid.across < (here.cards.len() - 1) / here.grid.across =>
            {
                (area, here.cards.len() - 1)
            }
            None => {
                let Some(next) = area.checked_add_signed(by).filter(|next| *next < shown.len()) else {
                    return;
                };
                // To the page that is seen.
                let there = &shown[next];
                let page = self.page(there.area, there.grid.pages(there.cards.len()));
                let first = if below { page * there.grid.page() } else { 0 };
                (next, if by < 0 { there.cards.len() - 1 } else { first })
            }
        };
        let there = &shown[area];
        self.selected = Some(there.cards[at].view.id.clone());
        self.pages[there.area as usize] = at / there.grid.page();
    }

    fn turn(&mut self, area: Area, by: isize, context: &Context<'_>) {
        if let Some(shown) = self.shown(context).into_iter().find(|shown| shown.area == area) {
            let pages = shown.grid.pages(shown.cards.len());
            let page = self.page(area, pages).saturating_add_signed(by).min(pages - 1);
            self.pages[area as usize] = page;
        }
    }

    /// The page that is shown: the last one, where orders have gone.
    fn page(&self, area: Area, pages: usize) -> usize {
        self.pages[area as usize].min(pages - 1)
    }
}

/// An area's orders, the most pressing first. New ones do not push others down: what a finger aims at stays.
fn in_area<'a>(context: &Context<'a>, area: Area) -> Vec<&'a Card> {
    let of = |card: &&Card| match step::column(&card.view) {
        Column::New => area == Area::New,
        Column::Cooking | Column::Away => area == Area::Open,
        Column::Finished => area == Area::Finished,
    };
    let mut cards: Vec<&Card> = context.board.orders.iter().filter(of).collect();
    let far = Timestamp::MAX;
    match area {
        Area::New => cards.sort_by_key(|card| (card.view.accept_by.unwrap_or(far), card.view.received_at)),
        Area::Open => cards.sort_by_key(|card| pressing(card)),
        Area::Finished => cards.sort_by_key(|card| Reverse(card.view.updated_at)),
    }
    cards
}

/// What sorts the orders in progress: a rider who waits, then by what is due first; what has left asks for nothing more.
fn pressing(card: &Card) -> (bool, Timestamp, Timestamp, Timestamp) {
    let view = &card.view;
    let far = Timestamp::MAX;
    let left = view.status == Status::PickedUp;
    let waits = view.rider_waits_since.unwrap_or(far);
    let comes = view
        .live_delivery()
        .filter(|live| matches!(live.status, DeliveryState::Requested | DeliveryState::Assigned));
    let due = match view.status {
        // Until its rider is here, what stands ready asks for nothing.
        Status::Ready => comes.and_then(|live| live.pickup_expected_at).or(view.ready_at),
        _ => view.ready_at.filter(|_| view.started).or(view.starts_at),
    };
    (left, waits, due.unwrap_or(far), view.received_at)
}

/// What stands where no new order is: all is well, or why none can come; and whether opening the shop would help. A shop
/// that is closed on purpose has lost no line.
fn waiting(context: &Context<'_>) -> (&'static str, bool) {
    let channels = &context.board.channels;
    let wanted = || channels.iter().filter(|channel| channel.opening.is_open(context.now));
    let lines = || wanted().map(|channel| &channel.line);
    let paused = |channel: &ChannelHealth| matches!(channel.opening.wanted, Wanted::Paused { .. });
    let id = if channels.is_empty() {
        "ui-no-channels"
    } else if lines().next().is_none() {
        return (if channels.iter().any(paused) { "ui-paused" } else { "ui-closed" }, true);
    } else if lines().any(|line| *line == ConnectionStatus::Connected) {
        "ui-waiting"
    } else if lines().any(|line| *line == ConnectionStatus::Starting) {
        "ui-starting"
    } else if lines().all(|line| matches!(line, ConnectionStatus::SignedOut(_))) {
        "ui-signed-out"
    } else {
        "ui-disconnected"
    };
    (id, false)
}
