//! Every sound with a button that plays it, and what to look at where none is heard.

use domain::board::{Ring, Sound};
use iced::widget::text::Wrapping;
use iced::widget::{container, row};
use iced::{Center, Element, Fill};

use super::{GAP, LETTERS, Message, PADDING, SOUND, lines, sentence};
use crate::language;
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// One row of the tab.
pub(super) enum Row {
    /// Lines to read.
    Advice(Vec<String>),
    /// A sound by its name.
    Sound(String, Sound),
}

/// Why nothing is heard or what to look at, then every app's melody and what is no app's.
pub(super) fn rows(context: &Context<'_>) -> Vec<Row> {
    let words = context.words;
    let advice = match (&context.board.mute, context.board.alarm.ring) {
        (Some(why), _) => language::mute(words, why),
        (None, Ring::None) => say::plain(words, "ui-sounds-advice"),
        (None, _) => say::plain(words, "ui-sounds-ringing"),
    };
    let apps = context.board.channels.iter();
    let apps = apps.map(|channel| Row::Sound(channel.name.clone(), Sound::App(channel.bell)));
    let others = [
        ("ui-sound-chime", Sound::Chime),
        ("ui-sound-rider", Sound::Rider),
        ("ui-sound-printer", Sound::Printer),
        ("ui-sound-stop", Sound::Stop),
        ("ui-sound-urgent", Sound::Urgent),
    ];
    let others = others.map(|(id, sound)| Row::Sound(say::plain(words, id), sound));
    [Row::Advice(lines(&advice))].into_iter().chain(apps).chain(others).collect()
}

impl Row {
    pub(super) fn height(&self) -> f32 {
        match self {
            Row::Advice(lines) => 2.0 * PADDING + lines.len() as f32 * LETTERS.1,
            Row::Sound(..) => SOUND,
        }
    }

    pub(super) fn view<'a>(self, context: &Context<'a>) -> Element<'a, Message> {
        let height = self.height();
        let (ground, edge, inside): (_, _, Element<'a, Message>) = match self {
            Row::Advice(lines) => (theme::WARN_GROUND, theme::WARN, sentence(lines)),
            Row::Sound(name, sound) => {
                let free = context.board.mute.is_none() && context.board.alarm.ring == Ring::None;
                let hear = (free && !context.stopped).then_some(Message::Hear(sound));
                let hear = push(say::plain(context.words, "ui-hear"), None, Tone::Plain, hear);
                let name = widget::bold(name, theme::BODY).wrapping(Wrapping::None).width(Fill);
                let line = row![name, hear.height(SOUND - 2.0 * 4.0)].spacing(GAP).align_y(Center);
                (theme::SURFACE, theme::LINE, container(line).center_y(Fill).into())
            }
        };
        container(inside)
            .padding([if ground == theme::SURFACE { 0.0 } else { PADDING }, PADDING])
            .width(Fill)
            .height(height)
            .clip(true)
            .style(theme::panel(ground, edge, theme::INK))
            .into()
    }
}
