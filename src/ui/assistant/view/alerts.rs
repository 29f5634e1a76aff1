//! The page of notices: a row of melodies for each app, and the other sounds.

use domain::board::{Melody, Sound};
use iced::widget::{Column, Row, column, container};
use iced::{Element, Fill};

use crate::setup::AppBell;
use crate::ui::assistant::{AlertMessage, Assistant, Message};
use crate::ui::layout::GAP;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push_wide};

/// Height of a button.
const BUTTON: f32 = 56.0;
/// Buttons in one row.
const ACROSS: usize = 5;

/// The sounds that are no app's, with their names.
const OTHERS: [(&str, Sound); 5] = [
    ("ui-sound-chime", Sound::Chime),
    ("ui-sound-rider", Sound::Rider),
    ("ui-sound-printer", Sound::Printer),
    ("ui-sound-stop", Sound::Stop),
    ("ui-sound-urgent", Sound::Urgent),
];

/// What a melody is called.
fn melody(melody: Melody) -> &'static str {
    match melody {
        Melody::Low => "melody-low",
        Melody::Middle => "melody-middle",
        Melody::High => "melody-high",
        Melody::Doorbell => "melody-doorbell",
        Melody::Rising => "melody-rising",
        Melody::Falling => "melody-falling",
        Melody::Trill => "melody-trill",
        Melody::Fanfare => "melody-fanfare",
        Melody::Leaps => "melody-leaps",
    }
}

impl Assistant {
    /// The page of notices.
    pub(super) fn alerts_view(&self) -> Element<'_, Message> {
        let apps = self.bells.iter().enumerate().map(|(at, bell)| self.bell_of(at, bell));
        let none = self.bells.is_empty().then(|| widget::label(self.plain("alerts-no-app"), theme::BODY));
        let others = OTHERS.into_iter().map(|(name, sound)| {
            let hear = Some(Message::Alerts(AlertMessage::Hear(sound)));
            push_wide(self.plain(name), None, Tone::Plain, hear).height(BUTTON).into()
        });
        let others = column![
            widget::bold(self.plain("alerts-others"), theme::LARGE),
            widget::rows(others.collect(), 3, GAP)
        ];
        column![]
            .push(none)
            .push(Column::with_children(apps).spacing(12))
            .push(others.spacing(8))
            .spacing(16)
            .into()
    }

    fn bell_of<'a>(&'a self, at: usize, bell: &'a AppBell) -> Element<'a, Message> {
        let choices = Melody::ALL.into_iter().map(|choice| {
            let mut name = self.plain(melody(choice));
            if choice == bell.usual {
                name = self.words.text("melody-usual", &[("melody", name.into())]);
            }
            let tone = if choice == bell.melody { Tone::Chosen } else { Tone::Plain };
            let choose = Some(Message::Alerts(AlertMessage::Choose(at, choice)));
            push_wide(name, None, tone, choose).height(BUTTON).into()
        });
        let name = widget::bold(self.app_name(&bell.profile), theme::LARGE).width(Fill);
        // Two apps with one melody are told apart by the screen alone.
        let twin =
            self.bells.iter().enumerate().find(|(other, twin)| *other != at && twin.melody == bell.melody);
        let twin = twin.map(|(_, twin)| {
            let twin = self.app_name(&twin.profile).to_owned();
            widget::note(self.words.text("alerts-same", &[("app", twin.into())]))
        });
        let head = Row::new().push(name).push(twin);
        let choices = widget::rows(choices.collect(), ACROSS, GAP);
        let style = theme::panel(theme::SURFACE, theme::LINE, theme::INK);
        container(column![head, choices].spacing(8)).padding(14).width(Fill).style(style).into()
    }
}
