//! A syllable that is being composed stays in the field in which it is typed.
//!
//! The last syllable of a Korean word is composed until the next key comes. iced 0.14 moves the cursor on a tap and leaves
//! the composition open, so that the input method ends it in the field that was tapped. This widget stands around a
//! screen: before a tap or a Tab reaches the fields, it commits the syllable where it stands, closes the input method for a
//! moment, so that it forgets it, and drops the same syllable where the input method sends it all the same.

use iced::advanced::{InputMethod, Shell, input_method, mouse};
use iced::keyboard::{self, key::Named};
use iced::{Element, Event, touch, window};

use super::around::{Watch, Within, around};

/// Keeps syllables in their fields.
pub fn keep<'a, M: 'a>(screen: impl Into<Element<'a, M>>) -> Element<'a, M> {
    around(screen, Keep)
}

struct Keep;

/// What is being composed.
#[derive(Debug, Default)]
struct Composition {
    /// The syllable as the input method shows it; empty: none.
    preedit: String,
    /// A syllable that was committed here and that the input method may still send.
    committed: Option<String>,
    /// The input method is to be closed for a frame.
    closes: bool,
}

/// Whether the cursor may be somewhere else after this.
fn moves_on(event: &Event) -> bool {
    matches!(
        event,
        Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Touch(touch::Event::FingerPressed { .. })
            | Event::Keyboard(keyboard::Event::KeyPressed { key: keyboard::Key::Named(Named::Tab), .. })
    )
}

impl Composition {
    /// Takes notice of an event; whether the screen is to see it.
    fn hears(&mut self, event: &Event) -> bool {
        match event {
            Event::InputMethod(input_method::Event::Preedit(text, _)) => {
                if !text.is_empty() {
                    self.committed = None;
                }
                self.preedit.clone_from(text);
                true
            }
            Event::InputMethod(input_method::Event::Commit(text)) => {
                self.preedit.clear();
                self.committed.take().is_none_or(|known| known != *text)
            }
            Event::Keyboard(keyboard::Event::KeyPressed { .. }) => {
                self.committed = None;
                true
            }
            _ => true,
        }
    }

    /// The syllable to be committed before the cursor moves on.
    fn commits(&mut self) -> Option<Event> {
        let syllable = std::mem::take(&mut self.preedit);
        if syllable.is_empty() {
            return None;
        }
        self.committed = Some(syllable.clone());
        self.closes = true;
        Some(Event::InputMethod(input_method::Event::Commit(syllable)))
    }
}

impl<M> Watch<M> for Keep {
    type State = Composition;

    fn see(
        &self,
        composition: &mut Composition,
        event: &Event,
        cursor: mouse::Cursor,
        within: &mut Within<'_, '_, M>,
        shell: &mut Shell<'_, M>,
    ) {
        if let Some(commit) = moves_on(event).then(|| composition.commits()).flatten() {
            // In a shell of its own: that the field takes the syllable must not keep the tap from the others.
            let mut messages = Vec::new();
            within.pass(&commit, cursor, &mut Shell::new(&mut messages));
            messages.into_iter().for_each(|message| shell.publish(message));
            shell.request_redraw();
        }
        if !composition.hears(event) {
            return;
        }
        within.pass(event, cursor, shell);
        if matches!(event, Event::Window(window::Event::RedrawRequested(_))) && composition.closes {
            composition.closes = false;
            *shell.input_method_mut() = InputMethod::Disabled;
            shell.request_redraw();
        }
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::{column, text_input};
    use iced::{Point, Settings};
    use iced_test::Simulator;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Typed(&'static str, String);

    /// Two fields, one below the other.
    fn form() -> Simulator<'static, Typed> {
        let field = |name| text_input("", "").on_input(move |text| Typed(name, text)).width(200);
        let form = column![field("dish"), field("price")].spacing(20);
        Simulator::with_size(Settings::default(), (220.0, 120.0), keep(form))
    }

    const DISH: Point = Point::new(50.0, 15.0);
    const PRICE: Point = Point::new(50.0, 65.0);

    fn tap(screen: &mut Simulator<'_, Typed>, at: Point) {
        screen.point_at(at);
        screen.simulate(iced_test::simulator::click());
    }

    fn composes(screen: &mut Simulator<'_, Typed>, text: &str) {
        let event = input_method::Event::Preedit(text.to_owned(), None);
        screen.simulate([Event::InputMethod(event)]);
    }

    fn commits(screen: &mut Simulator<'_, Typed>, text: &str) {
        screen.simulate([Event::InputMethod(input_method::Event::Commit(text.to_owned()))]);
    }

    fn typed(screen: Simulator<'_, Typed>) -> Vec<Typed> {
        screen.into_messages().collect()
    }

    #[test]
    fn a_tap_commits_the_syllable_where_it_was_typed() {
        let mut screen = form();
        tap(&mut screen, DISH);
        composes(&mut screen, "밥");
        tap(&mut screen, PRICE);
        assert_eq!(typed(screen), [Typed("dish", "밥".to_owned())]);
    }

    #[test]
    fn what_the_input_method_sends_late_is_typed_once() {
        let mut screen = form();
        tap(&mut screen, DISH);
        composes(&mut screen, "밥");
        tap(&mut screen, PRICE);
        composes(&mut screen, "");
        commits(&mut screen, "밥");
        // A syllable that is composed in the next field is its own, also the same one.
        composes(&mut screen, "밥");
        commits(&mut screen, "밥");
        assert_eq!(typed(screen), [Typed("dish", "밥".to_owned()), Typed("price", "밥".to_owned())]);
    }

    #[test]
    fn tab_commits_it_too_and_other_keys_leave_it() {
        let mut screen = form();
        tap(&mut screen, DISH);
        composes(&mut screen, "바");
        screen.tap_key(keyboard::Key::Named(Named::Shift));
        composes(&mut screen, "밥");
        screen.tap_key(keyboard::Key::Named(Named::Tab));
        assert_eq!(typed(screen), [Typed("dish", "밥".to_owned())]);
    }

    #[test]
    fn without_a_composition_nothing_is_committed() {
        let mut screen = form();
        tap(&mut screen, DISH);
        composes(&mut screen, "밥");
        commits(&mut screen, "밥");
        tap(&mut screen, PRICE);
        assert_eq!(typed(screen), [Typed("dish", "밥".to_owned())]);
    }
}
