//! How many or how much: `2`, `0.5kg`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A quantity in thousandths of its unit, because markets sell by weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Thousandths of the unit: two pieces are 2,000.
    pub thousandths: i64,
    /// Pieces, kilograms, litres …
    pub unit: Unit,
}

/// Units of Open Delivery 1.7 (`items[].unit`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)]
pub enum Unit {
    Piece,
    Kilogram,
    Litre,
    Ounce,
    Pound,
    Gallon,
    /// A unit this program does not know; shown as a bare number.
    Other,
}

impl Quantity {
    /// `n` pieces.
    pub fn pieces(n: i64) -> Quantity {
        Quantity { thousandths: n.saturating_mul(1000), unit: Unit::Piece }
    }

    /// From a decimal of the wire; `None` if it is not a number, negative, or above a million.
    pub fn from_decimal(value: f64, unit: Unit) -> Option<Quantity> {
        (value.is_finite() && (0.0..=1e6).contains(&value))
            .then(|| Quantity { thousandths: (value * 1000.0).round() as i64, unit })
    }

    /// Whole pieces, for counting dishes: a weighed line counts as one.
    pub fn count(&self) -> i64 {
        if self.unit == Unit::Piece && self.thousandths % 1000 == 0 { self.thousandths / 1000 } else { 1 }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.thousandths / 1000;
        let rest = (self.thousandths % 1000).abs();
        let mut text = whole.to_string();
        if rest != 0 {
            let decimals = format!("{rest:03}");
            text.push('.');
            text.push_str(decimals.trim_end_matches('0'));
        }
        text.push_str(match self.unit {
            Unit::Piece | Unit::Other => "",
            Unit::Kilogram => "kg",
            Unit::Litre => "L",
            Unit::Ounce => "oz",
            Unit::Pound => "lb",
            Unit::Gallon => "gal",
        });
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_as_staff_would_write_it() {
        assert_eq!(Quantity::pieces(2).to_string(), "2");
        assert_eq!(Quantity::from_decimal(0.5, Unit::Kilogram).unwrap().to_string(), "0.5kg");
        assert_eq!(Quantity::from_decimal(1.25, Unit::Litre).unwrap().to_string(), "1.25L");
        assert_eq!(Quantity::from_decimal(-1.0, Unit::Piece), None);
        assert_eq!(Quantity::from_decimal(0.3, Unit::Kilogram).unwrap().count(), 1);
    }
}
