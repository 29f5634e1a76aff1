//! One line of the log. Whatever was said outside comes to it as data: bounded, on one line, with nothing in it that moves a
//! cursor or turns the direction of writing.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use super::limiter::Limiter;
use crate::cli::plain::escaped;

/// Characters of an id that others gave.
const LONGEST_ID: usize = 64;
/// Characters of anything else.
const LONGEST_VALUE: usize = 400;
/// Fields that are ids.
const IDS: [&str; 5] = ["order", "event", "id", "number", "channel"];

/// Writes lines as `TIME LEVEL TARGET: MESSAGE NAME=VALUE …`, those that repeat seldom.
#[derive(Clone, Debug)]
pub struct Lines(Arc<Mutex<Limiter>>);

impl Lines {
    pub fn new() -> Lines {
        Lines(Arc::new(Mutex::new(Limiter::new(Instant::now()))))
    }

    /// What has been held back, as lines.
    pub fn rest(&self) -> String {
        let rest = self.0.lock().unwrap_or_else(PoisonError::into_inner).rest(Instant::now());
        let mut lines = String::new();
        for line in rest {
            // A string takes everything.
            let _ = stamp(&mut Writer::new(&mut lines), &line);
        }
        lines
    }
}

fn stamp(writer: &mut Writer<'_>, line: &str) -> fmt::Result {
    SystemTime.format_time(writer)?;
    writeln!(writer, " {line}")
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let about = event.metadata();
        let mut said = Said::default();
        event.record(&mut said);
        let line = format!("{:>5} {}: {}{}", about.level(), about.target(), said.message, said.values);
        // More verbose levels are switched on by a person, who gets all of them.
        if *about.level() > Level::INFO {
            return stamp(&mut writer, &line);
        }
        let now = Instant::now();
        let (due, admitted) = {
            let mut limiter = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            (limiter.due(now), limiter.admits(about.name(), &line, *about.level() <= Level::WARN, now))
        };
        due.iter().try_for_each(|line| stamp(&mut writer, line))?;
        if admitted { stamp(&mut writer, &line) } else { Ok(()) }
    }
}

/// What an event says.
#[derive(Debug, Default)]
struct Said {
    message: String,
    values: String,
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = without_words(&format!("{value:?}"));
        match field.name() {
            "message" => self.message = escaped(&value, LONGEST_VALUE),
            name => {
                let most = if IDS.contains(&name) { LONGEST_ID } else { LONGEST_VALUE };
                self.values += &format!(" {name}={}", escaped(&value, most));
            }
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

/// Without what a server said in its own words, which may name a customer: of `HTTP 500 CODE: words` the status and the code
/// stay. This program's own errors put a server's words nowhere else.
fn without_words(value: &str) -> String {
    let mut kept = String::new();
    let mut rest = value;
    while let Some(at) = rest.find("HTTP ") {
        let (before, status) = rest.split_at(at);
        kept += before;
        let end = "HTTP 000".len();
        if !status.get("HTTP ".len()..end).is_some_and(|code| code.bytes().all(|b| b.is_ascii_digit())) {
            kept += "HTTP ";
            rest = &status["HTTP ".len()..];
            continue;
        }
        kept += &status[..end];
        rest = &status[end..];
        let code =
            rest.strip_prefix(' ').map(|rest| rest.split([' ', '"', ':', ',']).next().unwrap_or_default());
        if let Some(code) = code.filter(|code| is_code(code)) {
            kept.push(' ');
            kept += code;
            rest = &rest[1 + code.len()..];
        }
        // A text within a value ends with its quote.
        rest = rest.find('"').map_or("", |quote| &rest[quote..]);
    }
    kept + rest
}

/// A word as programs write them: `ORDER_NOT_FOUND`, `-1201`. A telephone number is none, nor is a name.
fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let sign = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.');
    (1..=40).contains(&word.len())
        && digits < 7
        && (word.bytes().all(sign)
            || word.contains('_') && word.bytes().all(|b| sign(b) || b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracing_subscriber::prelude::*;

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(say: impl FnOnce()) -> String {
        let (paper, lines) = (Paper::default(), Lines::new());
        let to = paper.clone();
        let layer =
            tracing_subscriber::fmt::layer().event_format(lines.clone()).with_writer(move || to.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), say);
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap() + &lines.rest()
    }

    #[test]
    fn what_others_said_is_one_short_line_of_plain_signs() {
        let evil = "a\u{1b}[31m\r\nb\u{202e}c\u{2066}d\u{7f}\u{85}\u{200b}";
        let log = written(|| {
            tracing::warn!(event = evil, why = %evil, "an event cannot be read: {evil}");
            tracing::warn!(order = "가".repeat(1_000_000), reason = "나".repeat(1_000_000), "long");
        });
        let lines: Vec<&str> = log.lines().collect();
        assert_eq!(lines.len(), 2, "{log}");
        let hidden = |c: char| c.is_control() && c != '\n' || "\u{200b}\u{202e}\u{2066}".contains(c);
        assert!(!log.contains(hidden));
        assert!(lines[0].contains("WARN") && lines[0].contains("a\\u001b[31m\\u000d\\nb\\u202ec"), "{log}");
        let many = |sign| lines[1].chars().filter(|c| *c == sign).count();
        assert_eq!((many('가'), many('나')), (64, 400));
    }

    #[test]
    fn of_a_servers_words_the_status_and_the_code_stay() {
        for (said, left) in [
            ("HTTP 500: cannot notify 홍길동 05041234567", "HTTP 500"),
            ("HTTP 422 ORDER_NOT_FOUND: no such order", "HTTP 422 ORDER_NOT_FOUND"),
            ("HTTP 400 -1201 홍길동 님", "HTTP 400 -1201"),
            ("HTTP 401 invalid_client", "HTTP 401 invalid_client"),
            ("HTTP 400 05041234567", "HTTP 400"),
            ("HTTP 400 Hong called", "HTTP 400"),
            (
                "Err(Refused { reason: \"HTTP 422: 홍길동\", n: 1 })",
                "Err(Refused { reason: \"HTTP 422\", n: 1 })",
            ),
            ("signing in: HTTP 503", "signing in: HTTP 503"),
            ("HTTP 가", "HTTP 가"),
            ("HTTP", "HTTP"),
        ] {
            assert_eq!(without_words(said), left, "{said}");
        }
    }

    #[test]
    fn a_fault_every_second_is_one_line_and_a_count() {
        let log = written(|| {
            for _ in 0..1_000 {
                tracing::error!(channel = "teukgeup", "poll failed");
            }
            for n in 0..1_000 {
                tracing::warn!(event = n, "acknowledgment refused");
            }
        });
        assert!(log.lines().count() < 30, "{log}");
        assert!(log.contains("poll failed channel=teukgeup (repeated 999 times)"), "{log}");
        assert!(log.contains("980 more like this"), "{log}");
    }
}
