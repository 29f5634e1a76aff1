//! What was odd in an order as its app sent it, in words.

use domain::order::{Odd, Remark, Won};

use super::Words;

/// What was odd in an order as its app sent it.
pub fn remark(words: &Words, remark: &Remark) -> String {
    let (place, odd) = match remark {
        Remark::Noted { place, odd } => (place, odd),
        Remark::Worded(said) => return said.clone(),
    };
    let plain = |id: &str| words.text(id, &[]);
    let sums = |id: &str, told: Won, counted: Won| {
        words.text(id, &[("told", told.into()), ("counted", counted.into())])
    };
    let said = match odd {
        Odd::NotObject => plain("remark-not-object"),
        Odd::NotList => plain("remark-not-list"),
        Odd::NotText => plain("remark-not-text"),
        Odd::NotNumber => plain("remark-not-number"),
        Odd::NotFlag => plain("remark-not-flag"),
        Odd::NotTime => plain("remark-not-time"),
        Odd::BrokenText => plain("remark-broken-text"),
        Odd::Unreadable => plain("remark-unreadable"),
        Odd::AbsurdAmount => plain("remark-absurd-amount"),
        Odd::AbsurdQuantity => plain("remark-absurd-quantity"),
        Odd::TooMany { sent, read } => {
            let (sent, read) = (sent.to_string(), read.to_string());
            words.text("remark-too-many", &[("sent", sent.into()), ("read", read.into())])
        }
        Odd::NotWon { currency } => words.text("remark-not-won", &[("currency", currency.into())]),
        Odd::NoZone => plain("remark-no-zone"),
        Odd::Unknown { value } => words.text("remark-unknown", &[("value", value.into())]),
        Odd::EndsBefore => plain("remark-ends-before"),
        Odd::Missing => plain("remark-missing"),
        Odd::Counted => plain("remark-counted"),
        Odd::SumDiffers { told, counted } => sums("remark-sum-differs", *told, *counted),
        Odd::SharesExceed { discount } => {
            words.text("remark-shares-exceed", &[("discount", (*discount).into())])
        }
        Odd::OneAssumed => plain("remark-one-assumed"),
        Odd::ShopDelivers => plain("remark-shop-delivers"),
    };
    words.text("remark", &[("place", place.into()), ("said", said.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Language;

    #[test]
    fn a_remark_names_its_place_and_an_old_one_stays_as_it_was() {
        let noted = |odd| Remark::Noted { place: "items[0]".to_owned(), odd };
        let differs = noted(Odd::SumDiffers { told: Won(23_000), counted: Won(24_000) });
        let said = |language| super::remark(&Words::new(language), &differs);
        assert_eq!(said(Language::Korean), "items[0]: 앱의 합계 23,000, 더한 값 24,000");
        assert_eq!(said(Language::English), "items[0]: the app's sum is 23,000, its parts come to 24,000");
        let old = Remark::Worded("kr: 글자여야 하는 자리".to_owned());
        assert_eq!(super::remark(&Words::new(Language::English), &old), "kr: 글자여야 하는 자리");
    }
}
