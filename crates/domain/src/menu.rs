//! The shop's menu as its orders tell it: which dishes there are, what one costs, and by what each app knows it. Nothing of
//! it is about a customer. Pure; the store keeps it beside the orders.
//!
//! No app tells its menu, so a dish is known from the first order that has it. What several apps sell under one name, or
//! under one code of the shop, is one dish for the owner.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::order::phone::{self, DishOption};
use crate::order::{Line, MenuItem, Order, Unit, Won};
use crate::text;
use crate::{ShopAvailability, SoldOut};

/// A dish that no order has had for so long is not offered.
const OFFERED_FOR: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);
/// Orders are counted by the week; those of this week and of so many before it count.
const LATELY: i64 = 4;
/// Most dishes of one shop; those that were not ordered for the longest time go first.
const MOST_DISHES: usize = 300;
/// Most options of one dish.
const MOST_OPTIONS: usize = 24;
/// Most items of apps that are one dish.
const MOST_ITEMS: usize = 24;
/// Longest name that is a dish's or an option's, in characters; a longer one is no name.
const LONGEST_NAME: usize = 200;
/// Highest price that is believed, won.
const DEAREST: i64 = 10_000_000;
/// Seconds of a week.
const WEEK: i64 = 7 * 24 * 3_600;

/// Every dish that is known, by its number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Menu {
    dishes: BTreeMap<i64, Arc<LearnedDish>>,
    last: i64,
    changed: BTreeSet<i64>,
}

/// What is kept of a dish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedDish {
    /// The shop that sells it, where a counter serves several.
    shop: Option<String>,
    /// The market's stall that sells it.
    stall: Option<String>,
    items: Vec<LearnedItem>,
    options: Vec<LearnedOption>,
    /// In how many orders it was, by the week since 1970.
    weeks: Vec<(i64, u32)>,
    seen_at: Timestamp,
}

/// A dish as one app knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LearnedItem {
    channel: String,
    item: MenuItem,
    /// The name as it is compared.
    key: String,
    price: Won,
    orders: u32,
    seen_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LearnedOption {
    name: String,
    key: String,
    price: Won,
    orders: u32,
    seen_at: Timestamp,
}

/// What is offered: of every shop, the most ordered first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopMenu {
    /// The dishes.
    pub dishes: Vec<MenuDish>,
}

/// A dish of the shop's menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuDish {
    /// Its number, by which it is sold out and brought back.
    pub id: i64,
    /// The shop that sells it, where a counter serves several.
    pub shop: Option<String>,
    /// The market's stall that sells it.
    pub stall: Option<String>,
    /// What it is called most often.
    pub name: String,
    /// Last price of one, won: by phone, if it was ever sold so, else at the app that sold it last.
    pub price: Won,
    /// What its quantity counts.
    pub unit: Unit,
    /// In how many orders it was in the last weeks.
    pub orders: u32,
    /// When it was last ordered.
    pub seen_at: Timestamp,
    /// Choices that customers made, the most frequent first.
    pub options: Vec<DishOption>,
    /// The apps that sell it.
    pub apps: Vec<AppDish>,
}

/// A dish as one app sells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppDish {
    /// Channel id.
    pub channel: String,
    /// What it takes to name it to the app.
    pub item: MenuItem,
    /// Last price of one there, won.
    pub price: Won,
}

impl Menu {
    /// The menu of what was kept, by number.
    pub fn of(dishes: impl IntoIterator<Item = (i64, LearnedDish)>) -> Menu {
        let dishes: BTreeMap<_, _> = dishes.into_iter().map(|(id, dish)| (id, Arc::new(dish))).collect();
        let last = dishes.keys().next_back().copied().unwrap_or(0);
        Menu { dishes, last, changed: BTreeSet::new() }
    }

    /// Learns the dishes of an order of this app that came `at` this time; orders may be told in any order.
    pub fn learn(&mut self, shop: Option<&str>, channel: &str, order: &Order, at: Timestamp) {
        let mut counted = BTreeSet::new();
        for line in order.lines.iter().filter(|line| is_name(&line.name)) {
            let id = self.find(shop, channel, line).unwrap_or_else(|| self.add(shop, line, at));
            let first = counted.insert(id);
            if let Some(dish) = self.dishes.get_mut(&id) {
                Arc::make_mut(dish).see(channel, line, first, at);
                self.changed.insert(id);
            }
        }
        self.forget(shop);
    }

    /// What is to be kept since the last call: a dish as it is now, or that its number is free.
    pub fn take_changes(&mut self) -> Vec<(i64, Option<Arc<LearnedDish>>)> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|id| (id, self.dishes.get(&id).cloned())).collect()
    }

    /// Puts back a dish that was kept elsewhere.
    pub fn put(&mut self, id: i64, dish: LearnedDish) {
        self.last = self.last.max(id);
        self.dishes.insert(id, Arc::new(dish));
        self.changed.insert(id);
    }

    /// Every dish that is kept.
    pub fn kept(&self) -> impl Iterator<Item = (i64, &LearnedDish)> {
        self.dishes.iter().map(|(id, dish)| (*id, dish.as_ref()))
    }

    /// What is offered now: what was ordered in the last weeks.
    pub fn offered(&self, now: Timestamp) -> ShopMenu {
        let recent = |seen_at: Timestamp| now.duration_since(seen_at) <= OFFERED_FOR;
        let recent_dishes = self.dishes.iter().filter(|(_, dish)| recent(dish.seen_at));
        let mut dishes: Vec<MenuDish> =
            recent_dishes.filter_map(|(id, dish)| dish.offered(*id, now)).collect();
        dishes.sort_by_cached_key(|dish| (Reverse(dish.orders), dish.name.clone(), dish.id));
        ShopMenu { dishes }
    }

    /// One dish as it is offered, however long ago it was ordered.
    pub fn dish(&self, id: i64, now: Timestamp) -> Option<MenuDish> {
        self.dishes.get(&id)?.offered(id, now)
    }

    /// The dish that a line of an order is. The app's own code of it is sure; so is the same name for a person. A code that
    /// another app has for it counts where the names have something in common, because some apps count their dishes by
    /// numbers of their own.
    fn find(&self, shop: Option<&str>, channel: &str, line: &Line) -> Option<i64> {
        let key = text::key(&line.name);
        let code = code(line.external_code.as_deref());
        let at_home = |dish: &&LearnedDish| {
            dish.shop.as_deref() == shop && dish.stall.as_deref() == line.stall.as_deref()
        };
        let first = |is: &dyn Fn(&LearnedItem) -> bool| {
            let mut dishes = self.dishes.iter().filter(|(_, dish)| at_home(&dish.as_ref()));
            dishes.find(|(_, dish)| dish.items.iter().any(is)).map(|(id, _)| *id)
        };
        let same_code = |item: &LearnedItem| code.is_some() && item.code() == code;
        first(&|item| item.channel == channel && same_code(item))
            .or_else(|| first(&|item| item.key == key))
            .or_else(|| first(&|item| same_code(item) && alike(&item.key, &key)))
    }

    fn add(&mut self, shop: Option<&str>, line: &Line, at: Timestamp) -> i64 {
        self.last += 1;
        let dish = LearnedDish {
            shop: shop.map(str::to_owned),
            stall: line.stall.clone(),
            items: Vec::new(),
            options: Vec::new(),
            weeks: Vec::new(),
            seen_at: at,
        };
        self.dishes.insert(self.last, Arc::new(dish));
        self.last
    }

    /// Drops what a shop has too many of.
    fn forget(&mut self, shop: Option<&str>) {
        let of_shop = || self.dishes.iter().filter(|(_, dish)| dish.shop.as_deref() == shop);
        let surplus = of_shop().count().saturating_sub(MOST_DISHES);
        if surplus == 0 {
            return;
        }
        let mut oldest: Vec<(Timestamp, i64)> = of_shop().map(|(id, dish)| (dish.seen_at, *id)).collect();
        oldest.sort_unstable();
        for (_, id) in oldest.into_iter().take(surplus) {
            self.dishes.remove(&id);
            self.changed.insert(id);
        }
    }
}

impl LearnedDish {
    /// Takes in one line of an order; `first`: no line of this order was this dish.
    fn see(&mut self, channel: &str, line: &Line, first: bool, at: Timestamp) {
        self.seen_at = self.seen_at.max(at);
        if first {
            self.count(at);
        }
        let item = MenuItem::from(line);
        let (key, price) = (text::key(&item.name), believed(line.unit_price));
        let same = |known: &&mut LearnedItem| {
            known.channel == channel && known.code() == code(item.external_code.as_deref())
        };
        match self.items.iter_mut().find(same) {
            Some(known) => {
                known.orders = known.orders.saturating_add(u32::from(first));
                if at >= known.seen_at {
                    (known.item, known.key, known.price, known.seen_at) = (item, key, price, at);
                }
            }
            None => {
                let channel = channel.to_owned();
                self.items.push(LearnedItem { channel, item, key, price, orders: 1, seen_at: at });
            }
        }
        for option in line.options.iter().filter(|option| is_name(&option.name)) {
            let (key, price) = (text::key(&option.name), believed(option.unit_price));
            match self.options.iter_mut().find(|known| known.key == key) {
                Some(known) => {
                    known.orders = known.orders.saturating_add(1);
                    if at >= known.seen_at {
                        (known.name, known.price, known.seen_at) = (option.name.clone(), price, at);
                    }
                }
                None => {
                    let name = option.name.clone();
                    self.options.push(LearnedOption { name, key, price, orders: 1, seen_at: at });
                }
            }
        }
        drop_oldest(&mut self.items, MOST_ITEMS, |item| item.seen_at);
        drop_oldest(&mut self.options, MOST_OPTIONS, |option| option.seen_at);
    }

    fn count(&mut self, at: Timestamp) {
        let week = week(at);
        match self.weeks.iter_mut().find(|(known, _)| *known == week) {
            Some((_, orders)) => *orders = orders.saturating_add(1),
            None => self.weeks.push((week, 1)),
        }
        let newest = self.weeks.iter().map(|(week, _)| *week).max().unwrap_or(week);
        self.weeks.retain(|(week, _)| newest - week <= LATELY);
    }

    fn offered(&self, id: i64, now: Timestamp) -> Option<MenuDish> {
        let named = self.items.iter().max_by_key(|item| (item.orders, Reverse(&item.channel)))?;
        let by_phone = self.items.iter().find(|item| item.channel == phone::CHANNEL);
        let last = self.items.iter().max_by_key(|item| item.seen_at)?;
        let this_week = week(now);
        let lately = self.weeks.iter().filter(|(week, _)| this_week - week <= LATELY);
        let mut options: Vec<&LearnedOption> = self.options.iter().collect();
        options.retain(|option| now.duration_since(option.seen_at) <= OFFERED_FOR);
        options.sort_by_key(|option| (Reverse(option.orders), &option.name));
        let option = |known: &LearnedOption| DishOption { name: known.name.clone(), price: known.price };
        let app = |known: &LearnedItem| AppDish {
            channel: known.channel.clone(),
            item: known.item.clone(),
            price: known.price,
        };
        let at_apps = self.items.iter().filter(|item| item.channel != phone::CHANNEL);
        let mut apps: Vec<AppDish> = at_apps.map(app).collect();
        apps.sort_by(|one, other| one.channel.cmp(&other.channel));
        Some(MenuDish {
            id,
            shop: self.shop.clone(),
            stall: self.stall.clone(),
            name: named.item.name.clone(),
            price: by_phone.unwrap_or(last).price,
            unit: last.item.unit,
            orders: lately.fold(0, |sum, (_, orders)| sum.saturating_add(*orders)),
            seen_at: self.seen_at,
            options: options.into_iter().map(option).collect(),
            apps,
        })
    }
}

impl LearnedItem {
    fn code(&self) -> Option<&str> {
        code(self.item.external_code.as_deref())
    }
}

impl MenuDish {
    /// Whether an app means this dish by an item: by its id, its code or its name.
    pub fn is(&self, channel: &str, item: &MenuItem) -> bool {
        self.apps.iter().filter(|app| app.channel == channel).any(|app| {
            let known = &app.item;
            let code = code(item.external_code.as_deref());
            (!item.id.is_empty() && known.id == item.id)
                || (code.is_some() && code == self::code(known.external_code.as_deref()))
                || text::key(&known.name) == text::key(&item.name)
        })
    }

    /// Why it cannot be had at an app, if it cannot: what was wanted there, and what the app was told.
    pub fn sold_out<'o>(&self, channel: &str, opening: &'o ShopAvailability) -> Option<&'o SoldOut> {
        opening.sold_out.iter().find(|sold| !sold.back && self.is(channel, &sold.item))
    }
}

/// Whether a text can be a name.
fn is_name(text: &str) -> bool {
    !text::is_blank(text) && text.chars().nth(LONGEST_NAME).is_none()
}

/// A code that says something.
fn code(code: Option<&str>) -> Option<&str> {
    code.map(str::trim).filter(|code| !code.is_empty())
}

/// Whether two names have two letters in common that stand side by side, or one of them is a single letter of the other.
fn alike(one: &str, other: &str) -> bool {
    let letters: Vec<char> = one.chars().collect();
    match letters.as_slice() {
        [letter] => other.contains(*letter),
        _ if other.chars().nth(1).is_none() => one.contains(other),
        letters => letters.windows(2).any(|pair| other.contains(&pair.iter().collect::<String>())),
    }
}

/// A price as it may be offered again.
fn believed(price: Won) -> Won {
    Won(price.0.clamp(0, DEAREST))
}

/// The week since 1970.
fn week(at: Timestamp) -> i64 {
    at.as_second().div_euclid(WEEK)
}

fn drop_oldest<T>(all: &mut Vec<T>, most: usize, seen_at: impl Fn(&T) -> Timestamp) {
    while all.len() > most {
        let oldest = all.iter().enumerate().min_by_key(|(_, one)| seen_at(one)).map(|(at, _)| at);
        all.remove(oldest.unwrap_or(0));
    }
}

#[cfg(test)]
mod tests;
