//! What was done about the shop and not about one order, and by whom: opened, closed, a day's closing, the PIN, the settings. What was
//! done about an order stands in its own [`timeline`](crate::timeline).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ShopCommand;
use crate::order::Won;
use crate::settlement::Period;
use crate::timeline::By;

/// An entry of the shop's trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// When, by this computer's clock.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub enum Deed {
    /// The shop was opened, paused, closed, or something of one app was sold out.
    Shop {
        /// At this app; `None`: at all.
        channel: Option<String>,
        /// What.
        #[serde(flatten)]
        command: ShopCommand,
    },
    /// A dish of the menu was sold out at every app, or brought back.
    Stock {
        /// Its name.
        dish: String,
        /// Whether it is sold out.
        sold_out: bool,
    },
    /// A surcharge was allowed until the business day ends, or no more.
    Consent {
        /// The agencies' word for it.
        kind: String,
        /// Up to so much for one delivery, won; `None`: no more.
        up_to: Option<Won>,
    },
    /// A business day was closed.
    CloseDay {
        /// Which.
        day: Date,
    },
    /// The closing of a business day was taken back.
    ReopenDay {
        /// Which.
        day: Date,
    },
    /// What an app paid was entered.
    Receive {
        /// Of which app and days.
        #[serde(flatten)]
        period: Period,
    },
    /// What was entered last as paid by an app was taken back.
    ForgetReceived {
        /// Of which app and days.
        #[serde(flatten)]
        period: Period,
    },
    /// Something that only the window or a command knows.
    Told {
        /// What.
        what: Told,
    },
}

/// What the window or a command tells of itself, because the engine has no part in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Told {
    /// A PIN was given that is not the one.
    PinWrong,
    /// A PIN was chosen, the first or another.
    PinSet,
    /// The PIN was taken away.
    PinCleared,
    /// The owner's screens were opened with the PIN.
    Unlocked,
    /// The staff looked at who ordered.
    Uncovered {
        /// The order's short number.
        order: String,
    },
    /// Something was set in the window.
    Settings {
        /// What, as the settings call it: `scale`, `theme`, `language`; `settings.toml` where its pages wrote it.
        key: String,
    },
}

/// The longest text of a [`Told`], in characters.
const LONGEST: usize = 64;

impl Told {
    /// The same with texts that are no longer than what the program itself would write.
    #[must_use]
    pub fn bounded(self) -> Told {
        let cut = |text: String| text.chars().take(LONGEST).collect();
        match self {
            Told::Uncovered { order } => Told::Uncovered { order: cut(order) },
            Told::Settings { key } => Told::Settings { key: cut(key) },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_flat_json_and_read_again() {
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let noted = |deed| Noted { at, by: By::Owner, deed };
        let shop = noted(Deed::Shop { channel: None, command: ShopCommand::Pause { minutes: 20 } });
        let text = serde_json::to_string(&shop).unwrap();
        let expected = r#"{"at":"2026-11-21T10:00:00Z","by":"owner","deed":"shop","channel":null,"do":"pause","minutes":20}"#;
        assert_eq!(text, expected);
        let day = "2026-11-21".parse().unwrap();
        let period = Period { channel: "app".to_owned(), from: day, to: day };
        let told = |what| Deed::Told { what };
        for deed in [
            Deed::Stock { dish: "순대국밥".to_owned(), sold_out: true },
            Deed::Consent { kind: "WEATHER".to_owned(), up_to: Some(Won(1_000)) },
            Deed::CloseDay { day },
            Deed::ReopenDay { day },
            Deed::Receive { period: period.clone() },
            Deed::ForgetReceived { period },
            told(Told::PinWrong),
            told(Told::Uncovered { order: "특급-001".to_owned() }),
        ] {
            let entry = noted(deed);
            let text = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<Noted>(&text).unwrap(), entry, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_told_is_cut() {
        let told = Told::Settings { key: "k".repeat(1_000) }.bounded();
        assert_eq!(told, Told::Settings { key: "k".repeat(LONGEST) });
    }
}
