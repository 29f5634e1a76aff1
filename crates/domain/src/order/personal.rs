//! Names, phone numbers and addresses: readable where they are needed, silent in logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A piece of text that tells who a person is. Its `Debug` never shows it, so no log line can.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(pub String);

impl Personal {
    /// The text itself, for paper, the rider and the screen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

impl From<&str> for Personal {
    fn from(text: &str) -> Personal {
        Personal(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Personal::from("0504-000-0000")), "Personal(…)");
    }
}
