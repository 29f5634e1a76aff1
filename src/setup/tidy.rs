//! What was typed or pasted, as it is meant: numbers with their hyphens, addresses without what was copied along.

use std::net::{IpAddr, SocketAddr};

use crate::printer::RAW_PORT;

/// A text on one line, without blanks around it.
pub(super) fn plain(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// A server's address: no blank is part of it, and no slash ends it.
pub(super) fn address(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    text.trim_end_matches('/').to_owned()
}

/// A telephone number with its hyphens; what is no number of Korea stays as it was typed.
pub(super) fn phone(text: &str) -> String {
    let text = plain(text);
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ' | '.' | '(' | ')')).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let area = match (digits.get(..2), digits.len()) {
        (Some("02"), 9 | 10) => 2,
        // 0508-1234-5678.
        (Some("05"), 12) => 4,
        (Some(head), 10 | 11) if head.starts_with('0') => 3,
        // 1588-1234.
        (Some("15" | "16" | "18"), 8) => return format!("{}-{}", &digits[..4], &digits[4..]),
        _ => return text,
    };
    let last = digits.len() - 4;
    format!("{}-{}-{}", &digits[..area], &digits[area..last], &digits[last..])
}

/// A business registration number with its hyphens; what is none stays as it was typed.
pub(super) fn business_number(text: &str) -> String {
    let text = plain(text);
    let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    format!("{}-{}-{}", &digits[..3], &digits[3..5], &digits[5..])
}

/// The way to a printer. An address by numbers alone, as its self-test prints it, is one in the network; a port's name alone is a
/// serial one.
pub(super) fn connection(text: &str) -> String {
    let text = plain(text);
    if let Ok(ip) = text.parse::<IpAddr>() {
        return format!("tcp://{}", SocketAddr::new(ip, RAW_PORT));
    }
    let upper = text.to_ascii_uppercase();
    let number = upper.strip_prefix("COM").filter(|number| !number.is_empty() && number.len() < 4);
    if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
        return format!("serial://{upper}");
    }
    match text.parse::<SocketAddr>() {
        Ok(address) => format!("tcp://{address}"),
        Err(_) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_get_their_hyphens_and_others_stay() {
        for (typed, meant) in [
            ("0212345678", "02-1234-5678"),
            ("02 123 4567", "02-123-4567"),
            ("031.123.4567", "031-123-4567"),
            ("(063)1234567", "063-123-4567"),
            ("05012345678", "050-1234-5678"),
            ("050812345678", "0508-1234-5678"),
            ("01012345678", "010-1234-5678"),
            ("15881234", "1588-1234"),
            (" 050-0000-0000\n", "050-0000-0000"),
            ("12", "12"),
            ("031-123-4567 #2", "031-123-4567 #2"),
            ("", ""),
        ] {
            assert_eq!(phone(typed), meant, "{typed}");
        }
        assert_eq!(business_number("0000000000"), "000-00-00000");
        assert_eq!(business_number("000-0"), "000-0");
    }

    #[test]
    fn addresses_lose_what_was_copied_along() {
        assert_eq!(address(" https://app.example/ \n"), "https://app.example");
        assert_eq!(address("https://app.ex ample/v1//"), "https://app.example/v1");
        assert_eq!(connection(" 192.168.0.50 "), "tcp://192.168.0.50:9100");
        assert_eq!(connection("192.168.0.50:9101"), "tcp://192.168.0.50:9101");
        assert_eq!(connection(" com3"), "serial://COM3");
        assert_eq!(connection("COMMON"), "COMMON");
        assert_eq!(connection("spooler://EPSON TM-T82"), "spooler://EPSON TM-T82");
        assert_eq!(plain(" a\tb \r\n"), "a b");
    }
}
