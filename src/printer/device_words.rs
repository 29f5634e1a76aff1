//! What a device says of itself.

use super::UsbId;

/// A USB device's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsbDevice {
    /// Vendor and product.
    pub id: UsbId,
    /// Serial number.
    pub serial: Option<String>,
    /// Maker and product name.
    pub name: String,
}

/// A device's words, short and without anything that a terminal obeys.
pub(super) fn printable(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control()).take(120).collect();
    kept.trim().to_owned()
}
