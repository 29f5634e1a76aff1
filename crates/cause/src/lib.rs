//! Why something outside did not do what it should: a value. `language` alone makes words of it for a person; the system's own
//! words, in whatever tongue, are its detail and stand only in the log.
//!
//! A cause that is stored, or that crosses the control endpoint, is a text: `CODE [about]: detail`. A text that is none
//! of these is in another program's words ([`Why::Said`]).

#![forbid(unsafe_code)]

use std::error::Error;
use std::fmt;
use std::io;

/// What went wrong, where, and what the system said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of thing.
    pub why: Why,
    /// An address, a path, a queue: a name that a person may be shown. Empty where there is none.
    pub about: String,
    /// For the log. Of an answer by HTTP the server's words.
    pub detail: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The kinds of things that go wrong. Each has its words in `assets/i18n`, as `cause-CODE` and `cure-CODE`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Why {
            $($(#[$doc])* $name,)*
            /// A server's answer with this status, which is none to work with.
            Http(u16),
            /// Another program's or a person's words, which are the detail.
            Said,
        }

        impl Why {
            /// Every kind that has a code.
            pub const CODED: &'static [(Why, &'static str)] = &[$((Why::$name, $code),)*];
        }
    };
}

kinds! {
    /// No program listens there.
    Refused = "refused",
    /// No answer in time.
    NoAnswer = "no-answer",
    /// The name has no address.
    NoName = "no-name",
    /// No way leads to the address.
    NoRoute = "no-route",
    /// The connection ended in the middle.
    Cut = "cut",
    /// No permission.
    Denied = "denied",
    /// No such file or device.
    Missing = "missing",
    /// Held by another program.
    Busy = "busy",
    /// The disk is full.
    Full = "full",
    /// The disk or file cannot be written to.
    ReadOnly = "read-only",
    /// Something else of that name is there: a folder for a file.
    WrongKind = "wrong-kind",
    /// A file that is no text.
    NoText = "no-text",
    /// The device or driver failed.
    Device = "device",
    /// The certificate is not to be trusted.
    Certificate = "certificate",
    /// The certificate is not valid at this time; this computer's clock may be wrong.
    CertificateTime = "certificate-time",
    /// The other side does not speak TLS, or not ours.
    NoTls = "no-tls",
    /// The address in the settings cannot be used.
    BadAddress = "bad-address",
    /// The answer is not what that service answers.
    Unreadable = "unreadable",
    /// A page for people in the place of the answer: a captive portal's, a proxy's.
    WebPage = "web-page",
    /// The answer is larger than allowed.
    TooLarge = "too-large",
    /// The key or account is not accepted.
    SignedOut = "signed-out",
    /// The thing that was asked for is still being worked on.
    Pending = "pending",
    /// The app has no call for this.
    NoCall = "no-call",
    /// No key was ever stored for it.
    NoSecret = "no-secret",
    /// This machine has no credential store that answers.
    NoSecretStore = "no-secret-store",
    /// Another program holds the database.
    StoreBusy = "store-busy",
    /// The database cannot be read.
    StoreDamaged = "store-damaged",
    /// The database failed otherwise.
    StoreFailed = "store-failed",
    /// The database is a newer program's.
    StoreNewer = "store-newer",
    /// The store has stopped.
    StoreStopped = "store-stopped",
    /// The agency is left alone for a while, because it did not answer.
    Resting = "resting",
    /// A fault of this program.
    Program = "program",
    /// Nothing more is known of that order or delivery.
    Unknown = "unknown",
    /// The program ended in the middle.
    Interrupted = "interrupted",
    /// A ticket that cannot be laid out.
    NoLayout = "no-layout",
    /// A printer that does not answer though it did before.
    Silent = "silent",
    /// What answers is no printer, or talks without end.
    Nonsense = "nonsense",
    /// Out of paper.
    PaperOut = "paper-out",
    /// Cover open.
    CoverOpen = "cover-open",
    /// It took a part of a ticket and then no more.
    Stuck = "stuck",
    /// Cutter jam or the like.
    PrinterError = "printer-error",
    /// Too hot.
    Overheated = "overheated",
    /// A fault that only switching it off may clear.
    Broken = "broken",
    /// All was sent, and the printer did not say that it is on paper.
    NotConfirmed = "not-confirmed",
    /// Only a part was sent.
    HalfSent = "half-sent",
    /// The ticket was not printed in time.
    NotPrinted = "not-printed",
    /// The ticket was taken out of the print queue by another program or a person.
    Removed = "removed",
    /// The ticket was taken back from the print queue.
    Withdrawn = "withdrawn",
    /// The ticket may still come out of the print queue.
    StillQueued = "still-queued",
    /// No such print queue.
    NoQueue = "no-queue",
    /// The print queue is stopped.
    QueueStopped = "queue-stopped",
    /// The print queue says that its printer is offline.
    QueueOffline = "queue-offline",
    /// No print system runs here.
    NoPrintSystem = "no-print-system",
    /// The print system refused the ticket.
    QueueRefused = "queue-refused",
    /// The USB device is not plugged in.
    NotPluggedIn = "not-plugged-in",
    /// Several USB devices fit.
    SeveralDevices = "several-devices",
    /// This kind of connection does not work on this system.
    WrongConnection = "wrong-connection",
}

impl Cause {
    /// A cause of which nothing more is known.
    pub fn of(why: Why) -> Cause {
        Cause { why, about: String::new(), detail: String::new() }
    }

    /// Another program's words.
    pub fn said(words: impl fmt::Display) -> Cause {
        Cause::of(Why::Said).with(words)
    }

    /// The same about a thing with a name.
    #[must_use]
    pub fn about(mut self, name: impl fmt::Display) -> Cause {
        // The name stands in brackets.
        self.about = name.to_string().replace(']', ")");
        self
    }

    /// The same with what the system said.
    #[must_use]
    pub fn with(mut self, detail: impl fmt::Display) -> Cause {
        self.detail = detail.to_string();
        self
    }

    /// Reads a stored text. One that is no cause is in another program's words.
    pub fn read(text: &str) -> Cause {
        let (head, detail) = text.split_once(": ").unwrap_or((text, ""));
        // A name may hold a colon and a blank.
        let (head, detail) = match text.split_once(" [") {
            Some((code, rest)) if Why::coded(code).is_some() => match rest.split_once(']') {
                Some((_, rest)) => {
                    let end = text.len() - rest.len();
                    (&text[..end], rest.strip_prefix(": ").unwrap_or_default())
                }
                None => (head, detail),
            },
            _ => (head, detail),
        };
        let (code, about) = match head.split_once(" [") {
            Some((code, about)) => (code, about.strip_suffix(']').unwrap_or(about)),
            None => (head, ""),
        };
        let known = Why::coded(code).or_else(|| Why::status(text));
        // What is said of a cause by another one is more than that there is another: `unreadable: HTTP 404`.
        if known.is_some() && !detail.is_empty() {
            let inner = Cause::read(detail);
            if inner.why != Why::Said {
                return if about.is_empty() { inner } else { inner.about(about) };
            }
        }
        match known {
            // What is said of a cause by another one is more than that there is another: `unreadable: HTTP 404`.
            Some(Why::Http(status)) => {
                let said = text.get(8..).unwrap_or_default().trim_start_matches([':', ' ']);
                Cause::of(Why::Http(status)).with(said)
            }
            Some(why) => Cause::of(why).about(about).with(detail),
            None => Cause::said(text),
        }
    }

    /// What lies behind an error: an error of the system, of TLS, or its last words.
    pub fn behind(error: &(dyn Error + 'static)) -> Option<Cause> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return Some(Cause::from(tls));
            }
            if let Some(io) = error.downcast_ref::<io::Error>() {
                // An error of TLS travels inside one of the system's.
                let inner = io.get_ref().map(|inner| inner as &(dyn Error + 'static));
                let cause = inner.and_then(Cause::behind).unwrap_or_else(|| Cause::from(io));
                return Some(cause);
            }
            next = error.source();
        }
        None
    }
}

impl Why {
    fn coded(code: &str) -> Option<Why> {
        Why::CODED.iter().find(|(_, known)| *known == code).map(|(why, _)| *why)
    }

    /// `HTTP 422`, and what the server said behind it.
    fn status(text: &str) -> Option<Why> {
        let status = text.strip_prefix("HTTP ")?.get(..3)?.parse().ok()?;
        Some(Why::Http(status))
    }

    /// Its code; none for what others say.
    pub fn code(self) -> Option<&'static str> {
        Why::CODED.iter().find(|(why, _)| *why == self).map(|(_, code)| *code)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            Why::Said => return f.write_str(&self.detail),
            Why::Http(status) => write!(f, "HTTP {status}")?,
            why => f.write_str(why.code().unwrap_or_default())?,
        }
        if !self.about.is_empty() {
            write!(f, " [{}]", self.about)?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

impl Error for Cause {}

impl From<Why> for Cause {
    fn from(why: Why) -> Cause {
        Cause::of(why)
    }
}

impl From<Cause> for String {
    fn from(cause: Cause) -> String {
        cause.to_string()
    }
}

/// An error of the operating system, by its kind; what it names differently on each system goes by number.
impl From<&io::Error> for Cause {
    fn from(error: &io::Error) -> Cause {
        use io::ErrorKind::*;
        let why = match error.kind() {
            ConnectionRefused => Why::Refused,
            TimedOut | WouldBlock => Why::NoAnswer,
            HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable => Why::NoRoute,
            ConnectionReset | ConnectionAborted | NotConnected | BrokenPipe | UnexpectedEof | WriteZero => {
                Why::Cut
            }
            PermissionDenied => Why::Denied,
            NotFound => Why::Missing,
            ResourceBusy | AddrInUse | ExecutableFileBusy => Why::Busy,
            StorageFull | QuotaExceeded | FileTooLarge => Why::Full,
            ReadOnlyFilesystem => Why::ReadOnly,
            NotADirectory | IsADirectory | AlreadyExists | InvalidFilename => Why::WrongKind,
            InvalidData if error.to_string().contains("UTF-8") => Why::NoText,
            _ => match error.raw_os_error() {
                // ENXIO and ENODEV: the device behind the name is gone. EIO: it failed.
                Some(6 | 19) if cfg!(unix) => Why::Missing,
                Some(5) if cfg!(unix) => Why::Device,
                Some(_) => Why::Device,
                None => Why::Said,
            },
        };
        Cause::of(why).with(error)
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Cause {
        Cause::from(&error)
    }
}

impl From<&rustls::Error> for Cause {
    fn from(error: &rustls::Error) -> Cause {
        use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
        let why = match error {
            rustls::Error::InvalidCertificate(
                Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. },
            ) => Why::CertificateTime,
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => Why::Certificate,
            _ => Why::NoTls,
        };
        Cause::of(why).with(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_cause_is_read_as_what_it_was() {
        let named = Cause::of(Why::Missing).about("usb: /dev/usb/lp0").with("No such device (os error 19)");
        let causes = [
            Cause::of(Why::PaperOut),
            Cause::of(Why::Refused).with("Connection refused (os error 111)"),
            Cause::of(Why::Refused).about("192.168.0.50:9100"),
            Cause::of(Why::Refused).about("[fe80::1)").with("x [y]: z"),
            named,
            Cause::of(Why::Http(503)),
            Cause::of(Why::Http(422)).with("the order is over"),
            Cause::said("점검 중입니다"),
            Cause::said("refused"[1..].to_owned()),
        ];
        for cause in causes {
            assert_eq!(Cause::read(&cause.to_string()), cause, "{cause}");
        }
        for (why, code) in Why::CODED {
            assert_eq!(Cause::read(code).why, *why);
        }
    }

    #[test]
    fn the_innermost_cause_says_most() {
        for (text, why) in [
            ("signed-out: HTTP 401: bad client", Why::Http(401)),
            ("HTTP 422: HTTP 422: the order is over", Why::Http(422)),
            ("store-failed: store-busy: database is locked", Why::StoreBusy),
            ("unreadable: items: missing", Why::Unreadable),
        ] {
            assert_eq!(Cause::read(text).why, why, "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_cause_are_others_words() {
        for text in ["", ":", "HTTP", "HTTP 4", "HTTP abc: x", "no such thing: x", " [", "refusedly"] {
            assert_eq!(Cause::read(text), Cause::said(text), "{text:?}");
        }
        let spelled = Cause::read("HTTP 400 NOT_FOUND_API 없는 주소");
        assert_eq!((spelled.why, spelled.detail.as_str()), (Why::Http(400), "NOT_FOUND_API 없는 주소"));
        assert_eq!(Cause::read("missing [half").why, Why::Missing);
    }

    #[test]
    fn the_systems_errors_have_their_kinds() {
        for (kind, why) in [
            (io::ErrorKind::ConnectionRefused, Why::Refused),
            (io::ErrorKind::TimedOut, Why::NoAnswer),
            (io::ErrorKind::HostUnreachable, Why::NoRoute),
            (io::ErrorKind::BrokenPipe, Why::Cut),
            (io::ErrorKind::PermissionDenied, Why::Denied),
            (io::ErrorKind::NotFound, Why::Missing),
            (io::ErrorKind::StorageFull, Why::Full),
        ] {
            assert_eq!(Cause::from(io::Error::from(kind)).why, why, "{kind:?}");
        }
        assert_eq!(Cause::from(io::Error::other("their words")).why, Why::Said);
        if cfg!(target_os = "linux") {
            assert_eq!(Cause::from(io::Error::from_raw_os_error(19)).why, Why::Missing);
            assert_eq!(Cause::from(io::Error::from_raw_os_error(5)).why, Why::Device);
        }
    }

    #[test]
    fn an_error_of_tls_is_found_inside_the_systems() {
        let expired = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let wrapped = io::Error::new(io::ErrorKind::InvalidData, expired);
        assert_eq!(Cause::behind(&wrapped).map(|cause| cause.why), Some(Why::CertificateTime));
        let unknown = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        assert_eq!(Cause::behind(&unknown).map(|cause| cause.why), Some(Why::Certificate));
    }
}
