//! The number pad on which the owner gives the PIN, or chooses one. A screen like others: the strip of new orders stands above it.

use cause::Cause;
use domain::pin::{Checked, MOST, Pin};
use iced::widget::{center, column, container, row, space};
use iced::{Center, Element, Fill};
use jiff::{SignedDuration, Timestamp};

use super::{Context, Place};
use crate::language;
use crate::ui::key::Key;
use crate::ui::layout::{BAR, GAP, RAIL};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push, push_wide};

/// A digit this soon after the pad has opened is the key that opened it once more, in milliseconds.
const SAME_KEY_MS: i64 = 300;
/// After so long without a digit it closes, in seconds.
const LEFT_AFTER: i64 = 60;
/// Width of a key, and its greatest height.
const KEY: (f32, f32) = (120.0, 92.0);
/// Width of what stands beside the keys.
const ASIDE: f32 = 380.0;

/// What the PIN is given for.
#[derive(Clone, Debug)]
pub enum After {
    /// To see this.
    Show(Box<Place>),
    /// To go on as the owner.
    Counter,
    /// To choose another one.
    Choose,
    /// To have none any more.
    Remove,
}

/// What is asked.
#[derive(Debug)]
enum Asks {
    /// The PIN.
    Give(After),
    /// A new one.
    Choose,
    /// The new one once more.
    Again(Pin),
}

/// What is said below the dots.
#[derive(Debug)]
enum Said {
    Wrong,
    Waits(Timestamp),
    Short,
    Differs,
    Failed(Cause),
}

/// The open pad.
#[derive(Debug)]
pub struct Pad {
    asks: Asks,
    digits: String,
    said: Option<Said>,
    /// What was given is being looked at or written.
    busy: bool,
    opened: Timestamp,
    touched: Timestamp,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A digit.
    Digit(u8),
    /// The last digit goes.
    Erase,
    /// That is all of them.
    Enter,
    /// Away with it.
    Close,
    /// A key.
    Key(Key),
    /// What was given was looked at.
    Checked(Result<Checked, Cause>),
    /// A new one is kept, or not.
    Kept(Result<(), Cause>),
    /// It was taken away, or not.
    Cleared(Result<(), Cause>),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, Message::Digit(_) | Message::Erase | Message::Enter | Message::Close)
    }
}

/// What the pad asks of the window.
#[derive(Debug)]
pub enum Wish {
    /// Nothing.
    None,
    /// To close it.
    Close,
    /// To look whether these digits are the PIN.
    Check(Pin),
    /// To keep this one.
    Keep(Pin),
}

impl Pad {
    /// Opened to give the PIN.
    pub fn give(after: After, now: Timestamp) -> Pad {
        Pad::new(Asks::Give(after), now)
    }

    /// Opened to choose one.
    pub fn choose(now: Timestamp) -> Pad {
        Pad::new(Asks::Choose, now)
    }

    fn new(asks: Asks, now: Timestamp) -> Pad {
        Pad { asks, digits: String::new(), said: None, busy: false, opened: now, touched: now }
    }

    /// Whether the owner stands before it.
    pub fn is_owners(&self) -> bool {
        !matches!(self.asks, Asks::Give(_))
    }

    /// What the PIN was given for, while it is looked at.
    pub fn after(&self) -> Option<After> {
        match &self.asks {
            Asks::Give(after) if self.busy => Some(after.clone()),
            _ => None,
        }
    }

    /// Whether it was left alone, so that it closes.
    pub fn is_left(&self, now: Timestamp) -> bool {
        !self.busy && !(0..LEFT_AFTER).contains(&(now.as_second() - self.touched.as_second()))
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> &'static str {
        match self.asks {
            Asks::Give(_) => "pad",
            Asks::Choose => "pad choose",
            Asks::Again(_) => "pad again",
        }
    }

    /// Reacts to a tap or a key.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Wish {
        match message {
            Message::Close | Message::Key(Key::Escape) => return Wish::Close,
            _ if self.busy => return Wish::None,
            Message::Key(Key::Digit(_))
                if now.as_millisecond() - self.opened.as_millisecond() < SAME_KEY_MS =>
            {
                return Wish::None;
            }
            Message::Digit(digit) | Message::Key(Key::Digit(digit)) if self.digits.len() < MOST => {
                self.digits.push(char::from(b'0' + digit.min(9)));
                self.said.take_if(|said| !matches!(said, Said::Waits(_)));
            }
            Message::Erase | Message::Key(Key::Undo) => drop(self.digits.pop()),
            Message::Enter | Message::Key(Key::Enter) => return self.enter(),
            _ => return Wish::None,
        }
        self.touched = now;
        Wish::None
    }

    fn enter(&mut self) -> Wish {
        let given = std::mem::take(&mut self.digits);
        let Some(pin) = Pin::read(&given) else {
            self.said = Some(Said::Short);
            return Wish::None;
        };
        self.said = None;
        match &self.asks {
            Asks::Give(_) => {
                self.busy = true;
                Wish::Check(pin)
            }
            Asks::Choose => {
                self.asks = Asks::Again(pin);
                Wish::None
            }
            Asks::Again(first) if *first == pin => {
                self.busy = true;
                Wish::Keep(pin)
            }
            Asks::Again(_) => {
                (self.asks, self.said) = (Asks::Choose, Some(Said::Differs));
                Wish::None
            }
        }
    }

    /// It was not the PIN, or that cannot be told now.
    pub fn refuse(&mut self, checked: &Result<Checked, Cause>, now: Timestamp) {
        self.busy = false;
        self.touched = now;
        self.said = match checked {
            Ok(Checked::Right) => None,
            Ok(Checked::Wrong) => Some(Said::Wrong),
            Ok(Checked::Waits { seconds }) => Some(Said::Waits(now + SignedDuration::from_secs(*seconds))),
            Err(why) => Some(Said::Failed(why.clone())),
        };
    }

    /// The pad below the strip: what is asked beside the keys, so that both fit on the lowest screen.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let title = plain(match self.asks {
            Asks::Give(_) => "ui-pin-give",
            Asks::Choose => "ui-pin-choose",
            Asks::Again(_) => "ui-pin-again",
        });
        let dots =
            "●".repeat(self.digits.len()) + &"○".repeat(domain::pin::LEAST.saturating_sub(self.digits.len()));
        let said = match &self.said {
            _ if self.busy => Some(plain("ui-pin-checking")),
            Some(Said::Wrong) => Some(plain("ui-pin-wrong")),
            Some(Said::Waits(until)) => {
                let seconds = (until.as_second() - context.now.as_second()).max(0);
                (seconds > 0).then(|| words.text("ui-pin-waits", &[("seconds", seconds.into())]))
            }
            Some(Said::Short) => Some(plain("ui-pin-short")),
            Some(Said::Differs) => Some(plain("ui-pin-differs")),
            Some(Said::Failed(why)) => {
                let reason = language::cause(words, why);
                Some(words.text("ui-pin-failed", &[("reason", reason.into())]))
            }
            None => None,
        };
        let color = if self.busy { theme::MUTED } else { theme::DANGER };
        let said = said.map(|said| widget::bold(said, theme::BODY).style(theme::ink(color)).width(Fill));
        let about = if self.is_owners() { "ui-pin-note" } else { "ui-pin-forgot" };
        let about = widget::note(plain(about)).width(Fill);
        let close = push(plain("ui-close"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let room = context.size.height - BAR - RAIL - 4.0 * GAP;
        let roomy = room > 360.0;
        let aside = column![
            widget::bold(title, if roomy { theme::FIGURE } else { theme::LARGE }).width(Fill),
            widget::bold(dots, theme::HUGE),
        ]
        .push(said)
        .push(space().height(Fill))
        .push(roomy.then_some(about))
        .push(close)
        .spacing(GAP)
        .width(ASIDE)
        .height(Fill);
        let height = ((room - 5.0 * GAP) / 4.0).min(KEY.1);
        let key = |name: String, below: Option<String>, tone, message: Message| {
            push_wide(name, below.as_deref(), tone, (!self.busy).then_some(message))
                .height(height)
                .width(KEY.0)
        };
        let digit = |digit: u8| key(digit.to_string(), None, Tone::Plain, Message::Digit(digit));
        let keys = column![
            row![digit(1), digit(2), digit(3)].spacing(GAP),
            row![digit(4), digit(5), digit(6)].spacing(GAP),
            row![digit(7), digit(8), digit(9)].spacing(GAP),
            row![
                key(plain("ui-pin-erase"), None, Tone::Plain, Message::Erase),
                digit(0),
                key(plain("ui-pin-enter"), None, Tone::Main(theme::GOOD), Message::Enter),
            ]
            .spacing(GAP),
        ]
        .spacing(GAP);
        let panel = container(row![aside, keys].spacing(3.0 * GAP).align_y(Center))
            .padding(GAP)
            .height(4.0 * height + 5.0 * GAP)
            .style(theme::panel(theme::SURFACE, theme::INK, theme::INK));
        center(panel).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + milliseconds).unwrap()
    }

    fn typed(pad: &mut Pad, digits: &str, milliseconds: i64) -> Wish {
        for digit in digits.bytes() {
            assert!(matches!(pad.update(Message::Digit(digit - b'0'), at(milliseconds)), Wish::None));
        }
        pad.update(Message::Enter, at(milliseconds))
    }

    #[test]
    fn the_key_that_opened_the_pad_is_no_digit_of_it() {
        let mut pad = Pad::give(After::Counter, at(0));
        pad.update(Message::Key(Key::Digit(8)), at(200));
        assert_eq!(pad.digits, "");
        pad.update(Message::Key(Key::Digit(8)), at(300));
        assert_eq!(pad.digits, "8");
    }

    #[test]
    fn a_new_pin_is_typed_twice_alike() {
        let mut pad = Pad::choose(at(0));
        assert!(matches!(typed(&mut pad, "123", 1_000), Wish::None));
        assert!(matches!(pad.said, Some(Said::Short)));
        assert!(matches!(typed(&mut pad, "2580", 1_000), Wish::None));
        assert!(matches!(typed(&mut pad, "2581", 1_000), Wish::None));
        assert!(matches!((&pad.asks, &pad.said), (Asks::Choose, Some(Said::Differs))));
        typed(&mut pad, "2580", 1_000);
        let Wish::Keep(pin) = typed(&mut pad, "2580", 1_000) else { panic!("{pad:?}") };
        assert_eq!(Some(pin), Pin::read("2580"));
    }

    #[test]
    fn a_pad_that_is_left_alone_is_left() {
        let mut pad = Pad::give(After::Counter, at(0));
        pad.update(Message::Digit(1), at(30_000));
        assert!(!pad.is_left(at(89_000)) && pad.is_left(at(90_000)) && pad.is_left(at(-60_000)));
    }
}
