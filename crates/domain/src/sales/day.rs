//! Sales of a day, or of any other stretch, added up.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::AddAssign;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Dish, Fate, Money, Outcome, Sale};
use crate::order::{Quantity, Unit, Won, nearest};
use crate::text;

/// A business day's sales.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySales {
    /// Which day.
    pub day: Date,
    /// All shops together.
    pub all: Figures,
    /// Each shop that has an order of this day, by its id; one without an id first.
    pub shops: Vec<ShopSales>,
}

/// A shop's part of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopSales {
    /// Shop id, where there are several.
    pub shop: Option<String>,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of a closing. `outcomes` and `unread` are of all orders, everything else is of what was sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Every order, by what became of it.
    pub outcomes: BTreeMap<Outcome, Count>,
    /// Orders that could not be read: they are counted with no money.
    pub unread: u32,
    /// By channel id.
    pub channels: BTreeMap<String, Count>,
    /// By the hour of the shop's clock at which the order came, 0 to 23.
    pub hours: BTreeMap<i8, Count>,
    /// Sums, fees, discounts and payments.
    pub money: Money,
    /// Orders of which a sum does not come out; what is missing of one may hide what is too much of another.
    pub odd: u32,
    /// By dish, the most won first, then by name.
    pub dishes: Vec<DishSales>,
}

/// Orders and their money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many.
    pub orders: u32,
    /// What their customers were to pay, or what of it is meant here, won.
    pub amount: Won,
}

/// One dish: all spellings that differ only in case, width, spaces and signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DishSales {
    /// Its name in the spelling that brought the most.
    pub name: String,
    /// What went out for it, itself or something in its place.
    pub sold: Part,
    /// What of `sold` was something in its place.
    pub replaced: Part,
    /// What was paid for and did not go out, because it was sold out: the app takes no single dish back.
    pub left_out: Part,
}

/// How much of a dish, and what it cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many or how much.
    pub quantity: Quantity,
    /// With options, won.
    pub won: Won,
}

/// How a figure moved against another day, such as the same weekday a week before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// By so many orders.
    pub orders: i64,
    /// By so many thousandths of the orders before, to the nearest; `None` where there were none.
    pub orders_per_mille: Option<i64>,
    /// By so much, won.
    pub amount: Won,
    /// By so many thousandths of the amount before, to the nearest; `None` where there was none.
    pub amount_per_mille: Option<i64>,
}

impl DaySales {
    /// Adds up the sales of a day, in any order.
    pub fn of<'a>(day: Date, sales: impl IntoIterator<Item = &'a Sale>) -> DaySales {
        let mut shops: BTreeMap<Option<&str>, Vec<&Sale>> = BTreeMap::new();
        let sales: Vec<&Sale> = sales.into_iter().collect();
        for sale in &sales {
            shops.entry(sale.shop.as_deref()).or_default().push(sale);
        }
        let shop = |(shop, sales): (Option<&str>, Vec<&Sale>)| ShopSales {
            shop: shop.map(str::to_owned),
            figures: Figures::of(sales),
        };
        DaySales { day, all: Figures::of(sales), shops: shops.into_iter().map(shop).collect() }
    }
}

impl Figures {
    /// Adds up sales of any days and shops, in any order.
    pub fn of<'a>(sales: impl IntoIterator<Item = &'a Sale>) -> Figures {
        let (mut figures, mut dishes) = (Figures::default(), Dishes::default());
        for sale in sales {
            let amount = sale.money.total.amount;
            *figures.outcomes.entry(sale.outcome).or_default() += Count::one(amount);
            figures.unread = figures.unread.saturating_add(u32::from(sale.is_unread()));
            if sale.outcome != Outcome::Sold {
                continue;
            }
            *figures.channels.entry(sale.channel.clone()).or_default() += Count::one(amount);
            *figures.hours.entry(sale.hour).or_default() += Count::one(amount);
            figures.money += &sale.money;
            figures.odd = figures.odd.saturating_add(u32::from(sale.money.unexplained.is_odd()));
            sale.dishes.iter().for_each(|dish| dishes.enter(dish));
        }
        figures.dishes = dishes.into_rows();
        figures
    }

    /// The orders with this outcome.
    pub fn count(&self, outcome: Outcome) -> Count {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// What was sold.
    pub fn sold(&self) -> Count {
        self.count(Outcome::Sold)
    }
}

impl Count {
    /// One order.
    pub(super) fn one(amount: Won) -> Count {
        Count { orders: 1, amount }
    }

    /// How it moved since `before`.
    pub fn since(self, before: Count) -> Change {
        Change {
            orders: i64::from(self.orders) - i64::from(before.orders),
            orders_per_mille: per_mille(i64::from(self.orders), i64::from(before.orders)),
            amount: self.amount - before.amount,
            amount_per_mille: per_mille(self.amount.0, before.amount.0),
        }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, more: Count) {
        self.orders = self.orders.saturating_add(more.orders);
        self.amount = self.amount + more.amount;
    }
}

/// By how many thousandths of `before` it changed, to the nearest, halves away from zero.
fn per_mille(now: i64, before: i64) -> Option<i64> {
    if before <= 0 {
        return None;
    }
    let (now, before) = (i128::from(now), i128::from(before));
    Some(nearest((now - before) * 1_000, before))
}

impl Part {
    fn none(unit: Unit) -> Part {
        Part { quantity: Quantity { thousandths: 0, unit }, won: Won::ZERO }
    }

    fn add(&mut self, dish: &Dish) {
        let thousandths = &mut self.quantity.thousandths;
        *thousandths = thousandths.saturating_add(dish.quantity.thousandths);
        self.won = self.won + dish.won;
    }
}

/// Dishes while they are added up, by how their names are compared, and by what they are counted in.
#[derive(Default)]
struct Dishes<'a>(BTreeMap<(String, Unit), Row<'a>>);

struct Row<'a> {
    /// What each spelling brought.
    spellings: BTreeMap<&'a str, Won>,
    sold: Part,
    replaced: Part,
    left_out: Part,
}

impl<'a> Dishes<'a> {
    fn enter(&mut self, dish: &'a Dish) {
        let unit = dish.quantity.unit;
        let none = Part::none(unit);
        let new = Row { spellings: BTreeMap::new(), sold: none, replaced: none, left_out: none };
        let row = self.0.entry((text::key(&dish.name), unit)).or_insert(new);
        let spelling = row.spellings.entry(&dish.name).or_default();
        *spelling = *spelling + dish.won;
        match dish.fate {
            Fate::AsOrdered => row.sold.add(dish),
            Fate::Replaced => {
                row.sold.add(dish);
                row.replaced.add(dish);
            }
            Fate::LeftOut => row.left_out.add(dish),
        }
    }

    fn into_rows(self) -> Vec<DishSales> {
        let row = |(_, row): ((String, Unit), Row<'_>)| {
            let Row { spellings, sold, replaced, left_out } = row;
            let name = spellings.iter().max_by_key(|(name, won)| (**won, Reverse(**name)));
            let name = name.map(|(name, _)| (*name).to_owned()).unwrap_or_default();
            DishSales { name, sold, replaced, left_out }
        };
        let mut rows: Vec<DishSales> = self.0.into_iter().map(row).collect();
        rows.sort_by(|a, b| (b.sold.won, &a.name).cmp(&(a.sold.won, &b.name)));
        rows
    }
}
