//! Settlement checks of an invented shop.

use jiff::Timestamp;
use jiff::civil::date;

use super::sales::{DAY, sales};
use crate::order::{Sponsor, Won};
use crate::sales::{Outcome, Sale};
use crate::settlement::{
    Base, BasisPoints, Period, Rates, Received, ReceivedOrder, Settlement, Statement, Vat, expected,
};

/// The app of every sample here.
const CHANNEL: &str = "teukgeup";

/// 1 % of the dishes and 3.3 % of what is paid in the app, VAT on top.
pub fn rates() -> Rates {
    Rates {
        commission: BasisPoints(100),
        base: Base::Items,
        payment_fee: BasisPoints(330),
        vat: Vat::OnTop,
        tips_passed_on: true,
        reimbursed: [Sponsor::App, Sponsor::City].into(),
    }
}

/// The present month up to [`DAY`].
pub fn period() -> Period {
    Period { channel: CHANNEL.to_owned(), from: date(2026, 11, 1), to: DAY }
}

fn of(rates: Result<Rates, Vec<String>>, entered: Option<Received>, at: Timestamp) -> Settlement {
    let statement = entered.map(|received| Statement { at, received, below: 1 });
    Settlement::of(period(), &sales(DAY, 74), rates, statement.as_ref(), 0)
}

/// Of an app whose rates are known, with nothing entered yet.
pub fn open(now: Timestamp) -> Settlement {
    of(Ok(rates()), None, now)
}

/// Of an app of which the settings say nothing.
pub fn without_rates(now: Timestamp) -> Settlement {
    of(Err(["payment_fee", "vat"].map(str::to_owned).into()), None, now)
}

/// One sum, 3,200 won short.
pub fn short_sum(now: Timestamp) -> Settlement {
    let due = open(now).expected.unwrap_or_default().payout;
    of(Ok(rates()), Some(Received::Sum(due - Won(3_200))), now)
}

/// A statement by orders: one is missing, one came short, one came twice, and one is not known here.
pub fn short(now: Timestamp) -> Settlement {
    let books = sales(DAY, 74);
    let due = |sale: &Sale| expected(sale, &rates()).payout;
    let own = books.iter().filter(|sale| sale.channel == CHANNEL && sale.outcome == Outcome::Sold);
    let row = |name: &str, won| ReceivedOrder { name: name.to_owned(), day: Some(DAY), won };
    let mut rows: Vec<ReceivedOrder> = own.map(|sale| row(&sale.external_id, due(sale))).collect();
    if rows.len() > 3 {
        rows[1].won = rows[1].won - Won(3_200);
        rows.push(rows[3].clone());
        rows.remove(0);
    }
    rows.push(row("X-999", Won(9_000)));
    of(Ok(rates()), Some(Received::Orders(rows)), now)
}
