//! The settlement check of one app and period, as it is shown, and what is entered for it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Check, Difference, Payout, Rates, Received, check, compare};
use crate::Refused;
use crate::order::Won;
use crate::sales::{Outcome, Sale};

/// Longest period, in days: a year and its leap day.
pub const LONGEST_PERIOD: i64 = 366;
/// Most lines of a statement.
pub const MOST_LINES: usize = 10_000;
/// Longest name of an order in a statement, in characters.
pub const LONGEST_NAME: usize = 100;
/// Most that one line or sum may be, won, either way.
pub const MOST_WON: i64 = 999_999_999_999;

/// Business days of one app, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Channel id.
    pub channel: String,
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// What was entered for a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// When.
    pub at: Timestamp,
    /// What the app paid.
    pub received: Received,
    /// How many that were entered before lie below it: taking it back brings the last of them back.
    #[serde(default)]
    pub below: u32,
}

/// The settlement check of a period. As JSON it is `jumunbell settlement --json`: amounts are whole won; keys may be added and keep their
/// meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Of which app and days.
    #[serde(flatten)]
    pub period: Period,
    /// Orders of it that were sold.
    pub sold: u32,
    /// Orders that are not over: nothing is expected for them so far.
    pub open: u32,
    /// Orders of the days, at any app, whose record is damaged. They are left out.
    pub damaged: u32,
    /// By which contract it is reckoned; `null`: the rates are not known.
    pub rates: Option<Rates>,
    /// Keys of the rates that are written nowhere.
    pub missing_rates: Vec<String>,
    /// What should come; `null`: the rates are not known.
    pub expected: Option<Payout>,
    /// What came; `null`: nothing is entered.
    pub received: Option<Entered>,
    /// `received − expected`; `null` where either is not known.
    pub difference: Option<Won>,
    /// Orders that differ; none of a sum.
    pub orders: Vec<Difference>,
    /// How many more of these there are.
    #[serde(default)]
    pub left_out: u32,
}

/// What came, as it was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// When it was entered.
    pub at: Timestamp,
    /// How much in all.
    pub won: Won,
    /// Lines of the statement; `null`: one sum.
    pub lines: Option<u32>,
    /// How many that were entered before lie below it.
    pub below: u32,
}

impl Period {
    /// Refuses a period that ends before it begins or that is too long.
    ///
    /// # Errors
    /// [`Refused::OutOfRange`] with its days.
    pub fn check(&self) -> Result<(), Refused> {
        let days = i64::from((self.to - self.from).get_days()) + 1;
        if (1..=LONGEST_PERIOD).contains(&days) {
            return Ok(());
        }
        Err(Refused::OutOfRange { what: "days".to_owned(), least: 1, most: LONGEST_PERIOD })
    }
}

impl Received {
    /// Refuses more than a statement may say.
    ///
    /// # Errors
    /// [`Refused::OutOfRange`]: an amount, how many lines there are, or how long a name is.
    pub fn check(&self) -> Result<(), Refused> {
        let within = |what: &str, least: i64, most: i64, is: i64| {
            let refused = || Refused::OutOfRange { what: what.to_owned(), least, most };
            if (least..=most).contains(&is) { Ok(()) } else { Err(refused()) }
        };
        let won = |won: Won| within("won", -MOST_WON, MOST_WON, won.0);
        match self {
            Received::Sum(sum) => won(*sum),
            Received::Orders(rows) => {
                within("lines", 1, MOST_LINES as i64, rows.len() as i64)?;
                rows.iter().try_for_each(|row| {
                    within("name", 1, LONGEST_NAME as i64, row.name.chars().count() as i64)?;
                    won(row.won)
                })
            }
        }
    }

    /// All that came.
    pub fn sum(&self) -> Won {
        match self {
            Received::Sum(won) => *won,
            Received::Orders(rows) => rows.iter().map(|row| row.won).sum(),
        }
    }
}

impl Settlement {
    /// Of the sales of a period, in any order and of any app; `rates` or the keys that are missing; what was entered.
    pub fn of(
        period: Period,
        sales: &[Sale],
        rates: Result<Rates, Vec<String>>,
        entered: Option<&Statement>,
        damaged: u32,
    ) -> Settlement {
        let own = || sales.iter().filter(|sale| sale.channel == period.channel);
        let count = |outcome| own().filter(|sale| sale.outcome == outcome).count() as u32;
        let (sold, open) = (count(Outcome::Sold), count(Outcome::Open));
        let (rates, missing_rates) = match rates {
            Ok(rates) => (Some(rates), Vec::new()),
            Err(missing) => (None, missing),
        };
        let received = entered.map(|statement| Entered {
            at: statement.at,
            won: statement.received.sum(),
            lines: match &statement.received {
                Received::Sum(_) => None,
                Received::Orders(rows) => Some(rows.len() as u32),
            },
            below: statement.below,
        });
        let (due, difference, orders) = match (&rates, entered) {
            (Some(rates), Some(statement)) => {
                let Check { expected, difference, orders, .. } = check(own(), rates, &statement.received);
                (Some(expected), Some(difference), orders)
            }
            (Some(rates), None) => {
                let due = compare(own(), rates, None).sales.iter().map(|one| one.payout).sum();
                (Some(due), None, Vec::new())
            }
            (None, _) => (None, None, Vec::new()),
        };
        let expected = due;
        Settlement {
            sold,
            open,
            damaged,
            rates,
            missing_rates,
            expected,
            received,
            difference,
            orders,
            left_out: 0,
            period,
        }
    }

    /// The same with not more than so many orders.
    #[must_use]
    pub fn at_most(mut self, orders: usize) -> Settlement {
        self.left_out += self.orders.len().saturating_sub(orders) as u32;
        self.orders.truncate(orders);
        self
    }
}
