//! Money. Whole won, checked, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// Whole won. Sums saturate instead of wrapping: an app's absurd number must neither panic nor turn negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Won(pub i64);

impl Won {
    /// 0 won.
    pub const ZERO: Won = Won(0);

    /// The nearest whole won to a decimal from the wire; `None` if it is not a number or beyond ±10¹² won.
    pub fn from_decimal(value: f64) -> Option<Won> {
        (value.is_finite() && value.abs() <= 1e12).then(|| Won(value.round() as i64))
    }
}

impl Add for Won {
    type Output = Won;
    fn add(self, other: Won) -> Won {
        Won(self.0.saturating_add(other.0))
    }
}

impl Sub for Won {
    type Output = Won;
    fn sub(self, other: Won) -> Won {
        Won(self.0.saturating_sub(other.0))
    }
}

impl Neg for Won {
    type Output = Won;
    fn neg(self) -> Won {
        Won(self.0.saturating_neg())
    }
}

impl Sum for Won {
    fn sum<I: Iterator<Item = Won>>(amounts: I) -> Won {
        amounts.fold(Won::ZERO, Add::add)
    }
}

/// The nearest whole number to a quotient, halves away from zero; saturates.
pub(crate) fn nearest(dividend: i128, divisor: i128) -> i64 {
    let whole = (dividend * 2 + dividend.signum() * divisor) / (divisor * 2);
    i64::try_from(whole).unwrap_or(if whole < 0 { i64::MIN } else { i64::MAX })
}

/// Thousands separated by commas, without a unit: `27,500`.
impl fmt::Display for Won {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if self.0 < 0 {
            grouped.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_thousands() {
        assert_eq!(Won(0).to_string(), "0");
        assert_eq!(Won(999).to_string(), "999");
        assert_eq!(Won(27_500).to_string(), "27,500");
        assert_eq!(Won(-1_234_567).to_string(), "-1,234,567");
        assert_eq!(format!("{:>8}", Won(3_000)), "   3,000");
    }

    #[test]
    fn absurd_decimals_are_refused() {
        assert_eq!(Won::from_decimal(1999.6), Some(Won(2000)));
        assert_eq!(Won::from_decimal(f64::NAN), None);
        assert_eq!(Won::from_decimal(-1.7e308), None);
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        let cases =
            [(14, 10, 1), (15, 10, 2), (-14, 10, -1), (-15, 10, -2), (0, 10, 0), (16, 11, 1), (17, 11, 2)];
        for (dividend, divisor, whole) in cases {
            assert_eq!(nearest(dividend, divisor), whole, "{dividend}/{divisor}");
        }
        assert_eq!((nearest(1 << 90, 2), nearest(-(1 << 90), 2)), (i64::MAX, i64::MIN));
    }

    #[test]
    fn sums_saturate() {
        assert_eq!(Won(i64::MAX) + Won(1), Won(i64::MAX));
    }
}
