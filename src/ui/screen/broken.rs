//! The window when the settings are wrong: nothing runs, and it says what is wrong, where, and what to do.

use iced::Element;
use iced::widget::{center, column, container, scrollable};

use crate::language::Words;
use crate::ui::text as say;
use crate::ui::theme;
use crate::ui::widget;

/// What is wrong.
pub struct Broken {
    /// File, line, key and cure, as the settings room words it.
    pub message: String,
    /// The owner's language.
    pub words: Words,
}

impl Broken {
    /// The window.
    pub fn view(&self) -> Element<'_, ()> {
        let title = container(
            widget::bold(say::plain(&self.words, "ui-broken-title"), theme::HUGE)
                .style(theme::ink(theme::DANGER)),
        );
        let what = container(scrollable(widget::bold(&self.message, theme::LARGE)))
            .padding(20)
            .width(900)
            .max_height(420)
            .style(theme::panel(theme::DANGER_GROUND, theme::DANGER, theme::INK));
        let next = widget::label(say::plain(&self.words, "ui-broken-next"), theme::LARGE);
        center(column![title, what, next].spacing(24).max_width(900)).padding(24).into()
    }
}
