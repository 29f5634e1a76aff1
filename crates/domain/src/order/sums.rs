//! Whether an order's money adds up. Everything is shown as the app told it; what does not add up is shown as that.

use super::{Order, Won};

/// Decimals are rounded here and there: a won for each is no fault.
pub(crate) const ROUNDING: i64 = 1;

/// One sum that does not come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which.
    pub sum: Sum,
    /// The sum that the app says, won.
    pub told: Won,
    /// What its parts come to.
    pub counted: Won,
}

/// Sums that an order carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// The lines.
    Items,
    /// The fees.
    Fees,
    /// The discounts.
    Discount,
    /// items + fees − discounts.
    Amount,
    /// Paid beforehand + to be paid.
    Payments,
}

impl Order {
    /// The sums that do not come out, each within a won of rounding.
    pub fn mismatches(&self) -> Vec<Mismatch> {
        let total = self.total;
        let sum = |won: &mut dyn Iterator<Item = Won>| -> Won { won.sum() };
        let mut sums = vec![
            (Sum::Items, total.items, sum(&mut self.lines.iter().map(|line| line.total))),
            (Sum::Fees, total.fees, sum(&mut self.fees.iter().map(|fee| fee.amount))),
            (Sum::Discount, total.discount, sum(&mut self.discounts.iter().map(|discount| discount.amount))),
            (Sum::Amount, total.amount, total.items + total.fees - total.discount),
        ];
        if !self.payments.is_empty() {
            let paid = sum(&mut self.payments.iter().map(|payment| payment.amount));
            sums.push((Sum::Payments, total.amount, paid));
        }
        let wrong = |(_, told, counted): &(Sum, Won, Won)| (*told - *counted).0.abs() > ROUNDING;
        sums.into_iter().filter(wrong).map(|(sum, told, counted)| Mismatch { sum, told, counted }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::paper;

    #[test]
    fn a_sum_that_adds_up_has_no_remark_nor_has_a_won_of_rounding() {
        let mut order = paper::order();
        assert_eq!(order.mismatches(), []);
        order.total.amount = order.total.amount + Won(1);
        assert_eq!(order.mismatches(), []);
    }

    #[test]
    fn each_sum_that_does_not_come_out_is_named_with_both_figures() {
        let good = paper::order();
        let amount = good.total.amount;
        type Change = fn(&mut Order);
        let change: [(Sum, Change); 5] = [
            (Sum::Items, |order| order.lines[0].total = order.lines[0].total + Won(500)),
            (Sum::Fees, |order| order.fees[0].amount = Won(9_999)),
            (Sum::Discount, |order| order.discounts[0].amount = Won(9_999)),
            (Sum::Payments, |order| order.payments[0].amount = Won(1)),
            (Sum::Amount, |order| order.total.items = order.total.items + Won(2)),
        ];
        for (sum, change) in change {
            let mut order = good.clone();
            change(&mut order);
            assert!(order.mismatches().iter().any(|wrong| wrong.sum == sum), "{sum:?}");
        }
        let mut order = good;
        order.total.amount = amount + Won(1_000);
        let both: Vec<Sum> = order.mismatches().iter().map(|wrong| wrong.sum).collect();
        assert_eq!(both, [Sum::Amount, Sum::Payments]);
        assert_eq!(
            (order.mismatches()[0].told, order.mismatches()[0].counted),
            (amount + Won(1_000), amount)
        );
    }
}
