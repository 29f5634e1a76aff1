//! What one app means where the standard leaves it to the app.

use std::collections::BTreeMap;

use domain::order::PaymentKind;

/// What one app means by words that the standard does not define.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// What its names for payments mean. A payment whose name contains one of these is of that kind, whatever the app
    /// calls its method; of several, the longest counts.
    pub payments: BTreeMap<String, PaymentKind>,
    /// Words in a request that mean reusable containers, where the app has no field for them.
    pub reusable_container_words: Vec<String>,
}

impl Dialect {
    /// What a payment of this name is, if the app is known for it. Blanks do not count.
    pub fn payment_kind(&self, name: &str) -> Option<PaymentKind> {
        let close = |text: &str| text.replace(char::is_whitespace, "");
        let name = close(name);
        let known = self.payments.iter().filter(|(known, _)| name.contains(&close(known)));
        known.max_by_key(|(known, _)| known.chars().count()).map(|(_, kind)| *kind)
    }
}
