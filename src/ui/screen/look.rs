//! How the window looks: its size, its colours, its language. Each button takes effect at once.

use cause::Cause;
use iced::widget::{Row, column, container, row};
use iced::{Center, Element, Fill};

use super::{Action, Context, Place};
use crate::language::{self, Language, Words};
use crate::ui::key::Key;
use crate::ui::practice::Practicable;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push, push_tall};
use crate::ui::{Frame, Look};

/// Sizes in percent; by itself first.
const SIZES: [Option<u32>; 5] = [None, Some(100), Some(125), Some(150), Some(200)];

/// What can be chosen, row by row. The digit on a button is its place among all of them, counted from one.
fn choices() -> [(&'static str, Vec<Look>); 3] {
    [
        ("ui-display-size", SIZES.map(Look::Scale).into()),
        ("ui-display-theme", [false, true].map(Look::Dark).into()),
        ("ui-display-language", Language::ALL.map(Look::Language).into()),
    ]
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// Makes the window look so.
    Choose(Look),
    /// Opens the kitchen's screen.
    OpenKitchen,
    /// What the counter is told of its shop.
    Settings,
    /// Begins to choose a PIN.
    ChoosePin,
    /// Begins to take the PIN away.
    RemovePin,
    /// Back.
    Close,
    /// A key.
    Key(Key),
}

/// What a message asks of the window.
pub fn update(message: Message) -> Action<Message> {
    match message {
        Message::Choose(look) => Action::Look(look),
        Message::OpenKitchen | Message::Key(Key::Digit(0)) => Action::OpenKitchen,
        Message::Settings => Action::Show(Place::Settings),
        Message::ChoosePin => Action::ChoosePin,
        Message::RemovePin => Action::RemovePin,
        Message::Close | Message::Key(Key::Escape) => Action::Close,
        Message::Key(Key::Digit(digit)) => {
            let mut all = choices().into_iter().flat_map(|(_, looks)| looks);
            let look = usize::from(digit).checked_sub(1).and_then(|at| all.nth(at));
            look.map_or(Action::None, Action::Look)
        }
        Message::Key(_) => Action::None,
    }
}

/// The screen. `drawn` is how much larger than its natural size everything is drawn now; `set_up`: there is a shop to set up;
/// `has_pin`: the owner has a PIN.
pub fn view<'a>(
    frame: Frame,
    drawn: f32,
    set_up: bool,
    has_pin: bool,
    unsaved: Option<&Cause>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words;
    let plain = |id: &str| say::plain(words, id);
    let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
    // Beside the heading, because the rows below fill the lowest screen.
    let pin = |name: &str, message| push(plain(name), None, Tone::Plain, Some(message));
    let choose = pin(if has_pin { "ui-pin-change" } else { "ui-pin-set" }, Message::ChoosePin);
    let remove = has_pin.then(|| pin("ui-pin-remove", Message::RemovePin));
    let head = row![back, widget::bold(plain("ui-display"), theme::HUGE).width(Fill), choose].push(remove);
    let head = head.spacing(12).align_y(Center);
    let mut page = column![head].spacing(8);
    let mut digit = 0;
    for (name, looks) in choices() {
        let buttons = looks.iter().map(|look| {
            digit += 1;
            let on = match *look {
                Look::Scale(scale) => scale == frame.scale,
                Look::Dark(dark) => dark == frame.dark,
                Look::Language(language) => language == words.language(),
            };
            let tone = Tone::choice(on);
            let key = digit.to_string();
            push_tall(named(*look, words), Some(&key), tone, Some(Message::Choose(*look))).into()
        });
        let buttons = Row::with_children(buttons).spacing(8).width(Fill);
        let title = widget::bold(plain(name), theme::LARGE).width(140);
        let line = row![title, buttons].spacing(12).align_y(Center);
        let note = matches!(looks.as_slice(), [Look::Scale(_), ..]).then(|| size(frame, drawn, words));
        let note = note.map(|said| widget::label(said, theme::BODY));
        let inside = column![line].push(note).spacing(8);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        page = page.push(container(inside).padding(12).width(Fill).style(style));
    }
    let other = |title: &str, name: &str, key: Option<&str>, note: &str, message| {
        let title = widget::bold(plain(title), theme::LARGE).width(140);
        let open =
            push_tall(plain(name), key, Tone::Plain, Some(message)).width(220).height(theme::TARGET + 4.0);
        let note = widget::label(plain(note), theme::BODY).width(Fill);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        let line = row![title, open, note].spacing(12).align_y(Center);
        container(line).padding([8, 12]).width(Fill).style(style)
    };
    // They are the real counter's, of which a practice opens nothing.
    let real = context.practice != Practicable::On;
    page =
        page.push(real.then(|| {
            other("ui-kitchen", "ui-kitchen-open", Some("0"), "ui-kitchen-note", Message::OpenKitchen)
        }));
    let set_up = set_up && real;
    let assistant =
        set_up.then(|| other("ui-set-up", "ui-set-up-open", None, "ui-set-up-note", Message::Settings));
    page.push(assistant).push(unsaved.map(|why| widget::notice(forgotten(words, why)))).into()
}

fn named(look: Look, words: &Words) -> String {
    match look {
        Look::Scale(None) => say::plain(words, "ui-display-auto"),
        Look::Scale(Some(percent)) => words.text("ui-percent", &[("percent", i64::from(percent).into())]),
        Look::Dark(false) => say::plain(words, "ui-display-light"),
        Look::Dark(true) => say::plain(words, "ui-display-dark"),
        // Each in its own language, for a person who does not read the present one.
        Look::Language(language) => Words::new(language).text("ui-display-own-language", &[]),
    }
}

/// How large it is now, and that no more fits where more was asked for.
fn size(frame: Frame, drawn: f32, words: &Words) -> String {
    let percent = (drawn * 100.0).round() as u32;
    let id = if frame.scale.is_some_and(|asked| asked > percent) {
        "ui-display-no-larger"
    } else {
        "ui-display-drawn"
    };
    words.text(id, &[("percent", i64::from(percent).into())])
}

/// That a choice could not be written down.
pub fn forgotten(words: &Words, why: &Cause) -> String {
    words.text("ui-display-forgotten", &[("reason", language::cause(words, why).into())])
}
