//! Text from outside.

/// Makes outside text printable.
pub fn clean(text: &str) -> String {
    text.to_owned()
}
