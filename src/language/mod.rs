//! Everything a person reads, in the person's language. The other rooms speak in values; this one makes sentences.
//!
//! The texts are Fluent files that are part of the program (`assets/i18n/{ko,en}.ftl`), so that a counter PC never
//! lacks them. A missing text shows its id: ugly, but the counter keeps running. A test keeps the two files alike.

mod cause;
mod money;
mod particle;
mod remark;
mod sales;
mod sentence;
mod settlement;
#[cfg(test)]
mod tests;
mod time;
mod timeline;
mod trail;

pub use cause::{cause, cure, readable, reason, ticket_reason};
pub use money::{
    Figure, agency_notices, cancelled_late, conditions, delivery_costs, figures, remarks, verdict,
};
pub use remark::remark;
pub use sales::{BookNames, Table, TableRow, closed_at, closing_slip, outcome, payment_kind, report};
pub use sentence::{
    absent, by_hand, cancel_code, channel_notices, charges, clock, delivery_state, deny_code, line, mismatch,
    mute, mute_reason, opening, order_kind, past_state, pending, problem, reach, refusal, refused,
    stall_state, status, stopped, store_error, store_trouble, surcharge, ticket_kind, ticket_state,
    told_word, trouble, warning,
};
pub use settlement::{Standing, difference, differences, settlement, settlement_remarks, standing};
pub use time::{day, hours, moment, next_change, window};
pub use timeline::{actor, happened};
pub use trail::noted;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use domain::order::Won;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Languages of the program. Paper is always Korean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 한국어.
    #[default]
    Korean,
    /// English.
    English,
}

/// The texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    language: Language,
    bundle: Arc<FluentBundle<FluentResource>>,
    names: Arc<Names>,
}

/// What staff call the printers and agencies, by id.
#[derive(Default)]
struct Names {
    printers: BTreeMap<String, String>,
    agencies: BTreeMap<String, String>,
}

impl Language {
    /// Every language there is.
    pub const ALL: [Language; 2] = [Language::Korean, Language::English];

    /// Its tag in the settings (BCP 47).
    pub fn tag(self) -> &'static str {
        source(self).0
    }
}

impl Words {
    /// The words of `language`, whose texts are read once for all.
    pub fn new(language: Language) -> Words {
        static READ: [OnceLock<Arc<FluentBundle<FluentResource>>>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        let bundle = READ[language as usize].get_or_init(|| Arc::new(Words::read(language)));
        Words { language, bundle: bundle.clone(), names: Arc::default() }
    }

    fn read(language: Language) -> FluentBundle<FluentResource> {
        let (tag, source) = source(language);
        let mut bundle =
            FluentBundle::new_concurrent(vec![tag.parse::<LanguageIdentifier>().unwrap_or_default()]);
        // The marks would end up on terminals and in logs, and neither language is written from right to left.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
        // It fails where the bundle has a function of that name, and a new bundle has none.
        let _ = bundle.add_function("PARTICLE", particle::function);
        bundle
    }

    /// The same words, calling printers and agencies by these names instead of their ids.
    pub fn naming(mut self, printers: BTreeMap<String, String>, agencies: BTreeMap<String, String>) -> Words {
        self.names = Arc::new(Names { printers, agencies });
        self
    }

    /// The same names in another language.
    pub fn speaking(&self, language: Language) -> Words {
        Words { names: self.names.clone(), ..Words::new(language) }
    }

    /// What staff call a printer; one that is no longer set up goes by its id.
    pub fn printer<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.printers.get(id).map_or(id, String::as_str)
    }

    /// What staff call an agency; one that is no longer set up goes by its id.
    pub fn agency<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.agencies.get(id).map_or(id, String::as_str)
    }

    /// Which language this is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text `id` with its places filled. A missing text is its id.
    pub fn text(&self, id: &str, args: &[(&str, Value<'_>)]) -> String {
        self.find(id, args).unwrap_or_else(|| id.to_owned())
    }

    /// The text `id`, if there is one: for ids that are built from words of the outside.
    pub fn find(&self, id: &str, args: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut places = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            places.set(*name, value.to_fluent());
        }
        let mut faults = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&places), &mut faults).into_owned())
    }
}

impl Default for Words {
    fn default() -> Words {
        Words::new(Language::default())
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({:?})", self.language)
    }
}

fn source(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::Korean => ("ko", include_str!("../../assets/i18n/ko.ftl")),
        Language::English => ("en", include_str!("../../assets/i18n/en.ftl")),
    }
}

/// What fills a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text, put in as it is.
    Text(Cow<'a, str>),
    /// A count, by which a text may choose its form.
    Number(i64),
}

impl Value<'_> {
    fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Value::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Value::Number(number) => FluentValue::from(*number),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Value::Number(number)
    }
}

/// What is counted in memory; no count comes near the largest number.
impl From<usize> for Value<'_> {
    fn from(count: usize) -> Self {
        Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// Seconds and the like.
impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Money is a text with its thousands apart; the text around it says "원" or "won".
impl From<Won> for Value<'_> {
    fn from(won: Won) -> Self {
        Value::Text(Cow::Owned(won.to_string()))
    }
}
