//! What an app keeps and passes on by its contract: `[rates]` of its profile, and `[channels.rates]` of `settings.toml` over it.

use std::collections::BTreeSet;

use domain::order::Sponsor;
use domain::settlement::{Base, BasisPoints, Rates, Vat};

use super::Riders;
use super::fault::Wrong;
use super::section::Section;

const BASES: [(&str, Base); 2] = [("items", Base::Items), ("items-and-fees", Base::ItemsAndFees)];
const VATS: [(&str, Vat); 2] = [("on-top", Vat::OnTop), ("included", Vat::Included)];
const TIPS: [(&str, bool); 2] = [("passed-on", true), ("kept", false)];
const SPONSORS: [(&str, Sponsor); 4] = [
    ("app", Sponsor::App),
    ("store", Sponsor::Store),
    ("city", Sponsor::City),
    ("unknown", Sponsor::Unknown),
];

/// Whose discounts an app pays to the shop unless it is said: its own, and those of the city that it hands on.
const REIMBURSED: [Sponsor; 2] = [Sponsor::App, Sponsor::City];

/// What is written of an app's rates, as far as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatesTable {
    /// Commission.
    pub commission: Option<BasisPoints>,
    /// What it is a part of; without it, the dishes.
    pub base: Option<Base>,
    /// Fee for payments.
    pub payment_fee: Option<BasisPoints>,
    /// How VAT comes with both.
    pub vat: Option<Vat>,
    /// Whether the shop is paid the delivery tips; without it, where the app's own riders do not deliver.
    pub tips_passed_on: Option<bool>,
    /// Whose discounts the app pays to the shop; without it, the app's and the city's.
    pub reimbursed: Option<BTreeSet<Sponsor>>,
}

impl RatesTable {
    /// Reads the table. What is wrong in it is noted with its place.
    pub(super) fn read(section: &Section<'_>) -> RatesTable {
        let sponsors = section.texts("reimburses").map(|found| {
            let word =
                |value: &String| super::section::Found { value: value.clone(), place: found.place.clone() };
            found.value.iter().filter_map(|sponsor| section.chosen(&word(sponsor), &SPONSORS)).collect()
        });
        let table = RatesTable {
            commission: percent(section, "commission"),
            base: section.choice("commission_of", &BASES),
            payment_fee: percent(section, "payment_fee"),
            vat: section.choice("vat", &VATS),
            tips_passed_on: section.choice("tips", &TIPS),
            reimbursed: sponsors,
        };
        section.close();
        table
    }

    /// The same, with what it leaves open taken from another.
    #[must_use]
    pub fn over(self, below: &RatesTable) -> RatesTable {
        RatesTable {
            commission: self.commission.or(below.commission),
            base: self.base.or(below.base),
            payment_fee: self.payment_fee.or(below.payment_fee),
            vat: self.vat.or(below.vat),
            tips_passed_on: self.tips_passed_on.or(below.tips_passed_on),
            reimbursed: self.reimbursed.or_else(|| below.reimbursed.clone()),
        }
    }

    /// The rates of an app whose deliveries these riders carry.
    ///
    /// # Errors
    /// The keys without which nothing can be reckoned: a rate that is guessed would show as the app's mistake.
    pub fn complete(&self, riders: Riders) -> Result<Rates, Vec<&'static str>> {
        match (self.commission, self.payment_fee, self.vat) {
            (Some(commission), Some(payment_fee), Some(vat)) => Ok(Rates {
                commission,
                base: self.base.unwrap_or(Base::Items),
                payment_fee,
                vat,
                tips_passed_on: self.tips_passed_on.unwrap_or(riders != Riders::App),
                reimbursed: self.reimbursed.clone().unwrap_or_else(|| REIMBURSED.into()),
            }),
            (commission, payment_fee, vat) => {
                let keys = [
                    (commission.is_none(), "commission"),
                    (payment_fee.is_none(), "payment_fee"),
                    (vat.is_none(), "vat"),
                ];
                Err(keys.into_iter().filter(|(missing, _)| *missing).map(|(_, key)| key).collect())
            }
        }
    }
}

/// Per cent with at most two decimals.
fn percent(section: &Section<'_>, key: &'static str) -> Option<BasisPoints> {
    let found = section.number(key)?;
    let points = basis_points(&found.value);
    if points.is_none() {
        section.fault(&found.place, Wrong::BadPercent);
    }
    points
}

/// Reads the digits as they are written: no float stands between, which would make 0.29 something else.
fn basis_points(text: &str) -> Option<BasisPoints> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // A nought after the second decimal says nothing.
    let part = part.trim_end_matches('0');
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let points = whole.parse::<u32>().ok()? * 100 + format!("{part:0<2}").parse::<u32>().ok()?;
    (points <= 10_000).then_some(BasisPoints(points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_read_by_their_digits() {
        let read = |text: &str| basis_points(text).map(|points| points.0);
        let good = [
            ("0", 0),
            ("1", 100),
            ("1.5", 150),
            ("0.29", 29),
            ("6.80", 680),
            ("3.3000", 330),
            ("100", 10_000),
            ("2.05", 205),
        ];
        for (text, points) in good {
            assert_eq!(read(text), Some(points), "{text}");
        }
        for text in ["100.01", "101", "1.005", "-1", "+1", "1e1", "inf", "nan", "", ".5", "1,5", "9999999999"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn one_table_lies_over_another_key_by_key() {
        let below = RatesTable {
            commission: Some(BasisPoints(200)),
            vat: Some(Vat::Included),
            reimbursed: Some([Sponsor::City].into()),
            ..RatesTable::default()
        };
        let over = RatesTable {
            commission: Some(BasisPoints(150)),
            payment_fee: Some(BasisPoints(0)),
            ..RatesTable::default()
        };
        let rates = over.over(&below).complete(Riders::Us).unwrap();
        assert_eq!((rates.commission, rates.payment_fee), (BasisPoints(150), BasisPoints(0)));
        assert_eq!((rates.vat, rates.base, rates.tips_passed_on), (Vat::Included, Base::Items, true));
        assert_eq!(rates.reimbursed, [Sponsor::City].into());
        assert_eq!(below.complete(Riders::Us), Err(vec!["payment_fee"]));
        assert_eq!(RatesTable::default().complete(Riders::Us), Err(vec!["commission", "payment_fee", "vat"]));
    }

    #[test]
    fn an_app_whose_riders_deliver_keeps_the_tips_unless_it_is_said() {
        let whole = |tips_passed_on| RatesTable {
            commission: Some(BasisPoints(200)),
            payment_fee: Some(BasisPoints(220)),
            vat: Some(Vat::OnTop),
            tips_passed_on,
            ..RatesTable::default()
        };
        let passed_on = |tips, riders| whole(tips).complete(riders).unwrap().tips_passed_on;
        assert!(!passed_on(None, Riders::App) && passed_on(Some(true), Riders::App));
        assert!(passed_on(None, Riders::Us) && passed_on(None, Riders::OtherProgram));
        assert!(!passed_on(Some(false), Riders::Us));
    }
}
