//! What a QR code on a ticket says: the shop's text, with the order's ids where it has placeholders.

use domain::text::clean;

use super::TicketInput;

/// The longest text that becomes a QR code, in bytes: what version 10 holds at level M. At three dots a module that is
/// 195 dots, and fits the narrowest paper.
pub const QR_BYTES: usize = 213;

/// A shop's text for a QR code, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrText(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Id(Id),
    /// The app's own tracking page.
    Tracking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Number,
    Display,
    External,
}

/// What is wrong with a text for a QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QrFault {
    /// A placeholder that stands for nothing; empty for a brace without its other half.
    Placeholder(String),
    /// The text holds neither an address nor anything of the order.
    SaysNothing,
    /// Longer than a QR code on a ticket can be.
    TooLong,
}

impl QrText {
    /// The placeholders, as files write them.
    pub const PLACEHOLDERS: [&str; 3] = ["{number}", "{display_id}", "{external_id}"];

    /// The word for the page on which the app shows where an order is; nothing for an app that has none.
    pub const TRACKING: &str = "tracking";

    /// Reads `tracking`, or `https://…/{external_id}`: an address, or a text with a placeholder.
    ///
    /// # Errors
    /// An unknown placeholder, a text without address and placeholder, or one that leaves no room for an id.
    pub fn new(text: &str) -> Result<QrText, QrFault> {
        if text == QrText::TRACKING {
            return Ok(QrText(vec![Piece::Tracking]));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (words, from) = rest.split_at(at);
            let end = from.find('}').filter(|_| from.starts_with('{'));
            let end = end.ok_or_else(|| QrFault::Placeholder(String::new()))?;
            let (placeholder, after) = from.split_at(end + 1);
            let id = match placeholder {
                "{number}" => Id::Number,
                "{display_id}" => Id::Display,
                "{external_id}" => Id::External,
                unknown => return Err(QrFault::Placeholder(unknown.to_owned())),
            };
            pieces.extend((!words.is_empty()).then(|| Piece::Words(words.to_owned())));
            pieces.push(Piece::Id(id));
            rest = after;
        }
        pieces.extend((!rest.is_empty()).then(|| Piece::Words(rest.to_owned())));
        let qr = QrText(pieces);
        let names_order = qr.0.iter().any(|piece| matches!(piece, Piece::Id(_)));
        if !qr.is_address() && !names_order {
            return Err(QrFault::SaysNothing);
        }
        // An app's id is 36 characters.
        let room = if names_order { 40 } else { 0 };
        if text.len() + room > QR_BYTES {
            return Err(QrFault::TooLong);
        }
        Ok(qr)
    }

    fn is_address(&self) -> bool {
        let Some(Piece::Words(first)) = self.0.first() else { return false };
        let scheme = first.split_once(':').map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        })
    }

    /// The text for one order. In an address the order's ids are escaped, so that they cannot lead elsewhere.
    pub(super) fn of(&self, input: &TicketInput<'_>) -> String {
        let address = self.is_address();
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) if address => escape(words, |b| b.is_ascii_graphic(), &mut text),
                Piece::Words(words) => text += words,
                Piece::Tracking => return input.tracking.map(|page| page.of(input)).unwrap_or_default(),
                Piece::Id(id) => {
                    let id = match id {
                        Id::Number => input.number,
                        Id::Display => &input.order.display_id,
                        Id::External => &input.order.external_id,
                    };
                    // RFC 3986, unreserved.
                    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
                    if address { escape(&clean(id), plain, &mut text) } else { text += id }
                }
            }
        }
        clean(&text)
    }
}

/// Appends `text`, percent-escaped but for the bytes that may stand.
fn escape(text: &str, stands: impl Fn(u8) -> bool, out: &mut String) {
    for byte in text.bytes() {
        if stands(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::sample;
    use domain::order::{Order, TicketKind};

    fn said(text: &str, id: &str) -> String {
        let mut order = sample::order();
        order.external_id = id.to_owned();
        QrText::new(text).unwrap().of(&sample::input(&order, TicketKind::Customer))
    }

    #[test]
    fn placeholders_are_the_orders() {
        assert_eq!(
            said("https://app.example/o/{external_id}?n={display_id}", "0199-a"),
            "https://app.example/o/0199-a?n=B7K2"
        );
        assert_eq!(said("{number}", ""), "서구-017");
        assert_eq!(
            said("https://가게.example/{number}", ""),
            "https://%EA%B0%80%EA%B2%8C.example/%EC%84%9C%EA%B5%AC-017"
        );
    }

    #[test]
    fn the_tracking_page_is_the_apps_or_nothing() {
        let order = Order { external_id: "0199-a".to_owned(), ..sample::order() };
        let input = sample::input(&order, TicketKind::Rider);
        let qr = QrText::new("tracking").unwrap();
        assert_eq!(qr.of(&input), "");
        let page = QrText::new("https://app.example/track/{external_id}").unwrap();
        assert_eq!(
            qr.of(&TicketInput { tracking: Some(&page), ..input }),
            "https://app.example/track/0199-a"
        );
    }

    #[test]
    fn an_orders_id_leads_nowhere_else() {
        assert_eq!(
            said("https://app.example/{external_id}/x", "../@evil.example?#\x1bp\n "),
            "https://app.example/..%2F%40evil.example%3F%23p/x"
        );
    }

    #[test]
    fn what_is_no_text_for_a_qr_code_is_refused() {
        let wrong = |text: &str| QrText::new(text).unwrap_err();
        assert_eq!(wrong("https://x.example/{phone}"), QrFault::Placeholder("{phone}".into()));
        for text in ["https://x.example/{number", "https://x.example/}", "a}{number}"] {
            assert_eq!(wrong(text), QrFault::Placeholder(String::new()), "{text}");
        }
        for text in ["", "track", "고맙습니다", "://x"] {
            assert_eq!(wrong(text), QrFault::SaysNothing, "{text}");
        }
        assert_eq!(wrong(&format!("https://x.example/{}", "a".repeat(200))), QrFault::TooLong);
        QrText::new("tel:050-0000-0000").unwrap();
    }
}
