//! The keys the window listens to. Only keys that a Korean input method leaves alone: no letters.

use iced::event::Status;
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key as Raw};
use iced::{Event, window};

/// One key press that means something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// ←
    Left,
    /// →
    Right,
    /// ↑
    Up,
    /// ↓
    Down,
    /// Tab
    Next,
    /// Shift+Tab
    Previous,
    /// Enter
    Enter,
    /// Space
    Space,
    /// Esc
    Escape,
    /// Backspace: the last step is not sent.
    Undo,
    /// F1 …
    Function(u8),
    /// 0 … 9
    Digit(u8),
}

impl Key {
    /// Whether it moves the selection and does nothing else.
    pub fn walks(self) -> bool {
        matches!(self, Key::Left | Key::Right | Key::Up | Key::Down | Key::Next | Key::Previous)
    }
}

/// Reads an event of the window; what a text field has taken is not ours, and a key that is held down moves the
/// selection but never acts twice. Esc leads back from a text field too, which takes it for letting go of the cursor.
pub fn read(event: Event, status: Status, _: window::Id) -> Option<Key> {
    let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, repeat, .. }) = event else {
        return None;
    };
    if modifiers.control() || modifiers.alt() {
        return None;
    }
    let read = match key.as_ref() {
        Raw::Named(Named::ArrowLeft) => Key::Left,
        Raw::Named(Named::ArrowRight) => Key::Right,
        Raw::Named(Named::ArrowUp) => Key::Up,
        Raw::Named(Named::ArrowDown) => Key::Down,
        Raw::Named(Named::Tab) if modifiers.shift() => Key::Previous,
        Raw::Named(Named::Tab) => Key::Next,
        Raw::Named(Named::Enter) => Key::Enter,
        Raw::Named(Named::Space) => Key::Space,
        Raw::Named(Named::Escape) => Key::Escape,
        Raw::Named(Named::Backspace) => Key::Undo,
        Raw::Named(Named::F2) => Key::Function(2),
        Raw::Named(Named::F3) => Key::Function(3),
        Raw::Named(Named::F4) => Key::Function(4),
        Raw::Named(Named::F5) => Key::Function(5),
        Raw::Named(Named::F6) => Key::Function(6),
        Raw::Named(Named::F7) => Key::Function(7),
        Raw::Named(Named::F8) => Key::Function(8),
        Raw::Named(Named::F9) => Key::Function(9),
        Raw::Named(Named::F11) => Key::Function(11),
        Raw::Named(Named::F12) => Key::Function(12),
        Raw::Character(" ") => Key::Space,
        Raw::Character(text) => Key::Digit(u8::try_from(text.parse::<u32>().ok()?).ok().filter(|d| *d < 10)?),
        _ => return None,
    };
    let ours = status == Status::Ignored || read == Key::Escape;
    (ours && (read.walks() || !repeat)).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced::keyboard::{Location, Modifiers, key};

    fn pressed(named: Named, status: Status, repeat: bool) -> Option<Key> {
        let key = Raw::Named(named);
        let event = keyboard::Event::KeyPressed {
            modified_key: key.clone(),
            key,
            physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
            location: Location::Standard,
            modifiers: Modifiers::default(),
            text: None,
            repeat,
        };
        read(Event::Keyboard(event), status, window::Id::unique())
    }

    #[test]
    fn a_text_field_keeps_its_keys_and_escape_leads_back() {
        for named in [Named::Enter, Named::Backspace, Named::ArrowLeft, Named::Space] {
            assert!(pressed(named, Status::Ignored, false).is_some());
            assert_eq!(pressed(named, Status::Captured, false), None, "{named:?}");
        }
        assert_eq!(pressed(Named::Escape, Status::Captured, false), Some(Key::Escape));
    }

    #[test]
    fn a_key_that_is_held_down_only_walks() {
        assert_eq!(pressed(Named::ArrowDown, Status::Ignored, true), Some(Key::Down));
        for named in [Named::Enter, Named::Escape, Named::F3] {
            assert_eq!(pressed(named, Status::Ignored, true), None, "{named:?}");
        }
    }
}
