//! What was odd in an order as its app sent it, and did not keep it from being read.

use serde::{Deserialize, Serialize};

use super::Won;

/// Something odd, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Remark {
    /// As it is noted now.
    Noted {
        /// JSON path in what the app sent; `$` for all of it.
        place: String,
        /// What is odd there.
        #[serde(flatten)]
        odd: Odd,
    },
    /// As an older version kept it: place and sentence, in Korean.
    Worded(String),
}

/// What is odd about a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "odd", rename_all = "kebab-case")]
pub enum Odd {
    /// It is no object where one belongs.
    NotObject,
    /// It is no list where one belongs.
    NotList,
    /// It is no text where one belongs.
    NotText,
    /// It is no number where one belongs.
    NotNumber,
    /// It is neither yes nor no where one belongs.
    NotFlag,
    /// It is no time where one belongs.
    NotTime,
    /// Letters of it are damaged.
    BrokenText,
    /// It could not be read at all.
    Unreadable,
    /// No amount of money is so large.
    AbsurdAmount,
    /// Nothing is ordered in such a quantity.
    AbsurdQuantity,
    /// Only the first elements of a list are read.
    TooMany {
        /// How many the app sent.
        sent: usize,
        /// How many are read.
        read: usize,
    },
    /// It is money, and not won.
    NotWon {
        /// The currency, as the app spells it.
        currency: String,
    },
    /// A time without an offset; the shop's is taken.
    NoZone,
    /// A value that this program does not know.
    Unknown {
        /// Its beginning.
        value: String,
    },
    /// A stretch of time ends before it begins.
    EndsBefore,
    /// It is missing.
    Missing,
    /// A sum is missing; it is counted from its parts.
    Counted,
    /// A sum is not what its parts come to.
    SumDiffers {
        /// The app's sum.
        told: Won,
        /// What the parts come to.
        counted: Won,
    },
    /// Those who bear a discount bear more than it is.
    SharesExceed {
        /// The discount.
        discount: Won,
    },
    /// How many is not known; one is taken.
    OneAssumed,
    /// Whose riders carry it is not said; the shop's are taken.
    ShopDelivers,
}

impl Remark {
    /// Where it is odd; an older version's remark begins with its place.
    pub fn place(&self) -> &str {
        match self {
            Remark::Noted { place, .. } => place,
            Remark::Worded(said) => said.split(": ").next().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_kept_and_those_of_an_older_version_are_read() {
        let noted = |odd| Remark::Noted { place: "items[0]".to_owned(), odd };
        let differs = noted(Odd::SumDiffers { told: Won(9_000), counted: Won(8_000) });
        for remark in [noted(Odd::NotText), differs, Remark::Worded("kr: 글자여야 하는 자리".to_owned())]
        {
            let json = serde_json::to_string(&remark).unwrap();
            assert_eq!(serde_json::from_str::<Remark>(&json).unwrap(), remark, "{json}");
        }
        assert_eq!(Remark::Worded("kr.cutlery: 글자여야 하는 자리".to_owned()).place(), "kr.cutlery");
    }
}
