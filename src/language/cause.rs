//! Causes into words: here alone, so that no system's, driver's or server's own tongue reaches a person's sentence.

use cause::{Cause, Why};

use super::Language;
use super::{Value, Words};

/// Why something outside failed, short enough to stand in brackets: `192.168.0.50:9100: 연결을 받아 주는 곳이 없습니다`.
/// What the system said of it is for the log.
pub fn cause(words: &Words, cause: &Cause) -> String {
    let said = Some(cause.detail.trim()).filter(|said| !said.is_empty() && readable(words.language(), said));
    let phrase = match (cause.why, said) {
        (Why::Said, Some(said)) => return said.to_owned(),
        (Why::Said, None) => words.text("cause-other", &[]),
        // A successful answer that cannot be read.
        (Why::Http(200..=299), _) => words.text("cause-unreadable", &[]),
        (Why::Http(status), said) => {
            let phrase = http(words, "cause", status);
            // A server's own words are for the users of its service, so they go with the status.
            said.map_or(phrase.clone(), |said| format!("{phrase} ‘{said}’"))
        }
        (why, _) => words.text(&format!("cause-{}", why.code().unwrap_or("other")), &[]),
    };
    if cause.about.is_empty() { phrase } else { format!("{}: {phrase}", cause.about) }
}

/// The same of a cause that was stored or came over the control endpoint.
pub fn reason(words: &Words, text: &str) -> String {
    cause(words, &Cause::read(text))
}

/// The next thing to do about a cause; `None` where nothing is known to help.
pub fn cure(words: &Words, cause: &Cause) -> Option<String> {
    match cause.why {
        Why::Said => None,
        Why::Http(200..=299) => words.find("cure-unreadable", &[]),
        Why::Http(status) => Some(http(words, "cure", status)),
        why => words.find(&format!("cure-{}", why.code()?), &[]),
    }
}

/// Why a ticket did not come out of the printer it was meant for; where it has moved to another one, to which.
pub fn ticket_reason(words: &Words, stored: &str) -> String {
    match stored.rsplit_once(" → ") {
        Some((why, to)) => format!("{} → {}", reason(words, why), words.printer(to)),
        None => reason(words, stored),
    }
}

/// A status has its own text, or that of its hundred.
fn http(words: &Words, family: &str, status: u16) -> String {
    let args = [("status", Value::from(status.to_string()))];
    let own = words.find(&format!("{family}-http-{status}"), &args);
    own.unwrap_or_else(|| {
        let hundred = match status {
            300..=399 => "3xx",
            500.. => "5xx",
            _ => "4xx",
        };
        words.text(&format!("{family}-http-{hundred}"), &args)
    })
}

/// Whether words of another program say anything to a reader of this language. A person who reads English at a Korean
/// counter knows the apps' Korean; a person who reads Korean is not given a driver's English.
pub fn readable(language: Language, text: &str) -> bool {
    let hangul = |c: char| matches!(c, '가'..='힣' | 'ㄱ'..='ㆎ');
    language == Language::English || text.contains(hangul) || !text.contains(|c: char| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Language; 2] = [Language::Korean, Language::English];

    /// Every kind of cause, with a name and the words of a system that knows no Korean.
    fn causes() -> impl Iterator<Item = Cause> {
        let coded = Why::CODED.iter().map(|(why, _)| *why);
        let http = [301, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 502, 503, 504].map(Why::Http);
        coded.chain(http).chain([Why::Said]).map(|why| Cause::of(why).with("no such thing (os error 2)"))
    }

    #[test]
    fn every_cause_and_cure_has_words_of_its_language() {
        for words in BOTH.map(Words::new) {
            for known in causes() {
                for text in [Some(cause(&words, &known)), cure(&words, &known)].into_iter().flatten() {
                    assert!(!text.contains("cause-") && !text.contains("cure-"), "{known}: {text}");
                    match words.language() {
                        Language::Korean => super::super::tests::korean(&text),
                        Language::English => assert!(text.is_ascii() || text.contains('‘'), "{text}"),
                    }
                }
                let stored = known.to_string();
                assert_eq!(reason(&words, &stored), cause(&words, &known), "{stored}");
                let cure = cure(&words, &known);
                assert!(cure.is_some() || known.why == Why::Said, "{known} has no cure");
            }
        }
    }

    #[test]
    fn a_name_is_shown_and_a_systems_words_are_not() {
        let words = Words::new(Language::Korean);
        let refused =
            Cause::of(Why::Refused).about("192.168.0.50:9100").with("Connection refused (os error 111)");
        let text = cause(&words, &refused);
        assert!(text.starts_with("192.168.0.50:9100: ") && !text.contains("refused"), "{text}");
        let unknown = reason(&words, "database disk image is malformed");
        assert_eq!(unknown, words.text("cause-other", &[]));
    }

    #[test]
    fn a_servers_korean_is_passed_on_and_its_english_is_not() {
        let words = Words::new(Language::Korean);
        let said = reason(&words, "HTTP 422: 이미 끝난 주문입니다");
        assert!(said.ends_with("‘이미 끝난 주문입니다’"), "{said}");
        let english = reason(&words, "HTTP 422: the order is over");
        assert!(english.contains("422") && !english.contains("order"), "{english}");
        let both = reason(&Words::new(Language::English), "HTTP 422: the order is over");
        assert!(both.contains("the order is over"), "{both}");
    }

    #[test]
    fn a_ticket_that_moved_says_why_and_where_to() {
        let words = Words::new(Language::Korean);
        let moved = ticket_reason(&words, "paper-out → counter");
        assert_eq!(moved, format!("{} → counter", words.text("cause-paper-out", &[])));
        assert_eq!(ticket_reason(&words, "not-confirmed"), words.text("cause-not-confirmed", &[]));
        // Stored by an older version.
        assert_eq!(
            ticket_reason(&words, "out of paper → counter"),
            format!("{} → counter", words.text("cause-other", &[]))
        );
    }
}
