//! The window itself: its size and scale, and how it comes before all others.

use iced::{Point, Size, Task, Theme, window};

use super::{App, Message};
use crate::ui::{layout, theme};

impl App {
    /// The colours that it is drawn in.
    pub fn theme(&self) -> Theme {
        theme::theme(self.frame.dark)
    }

    /// How much larger than its logical size the window is drawn.
    pub fn scale(&self) -> f32 {
        self.scale
    }

    /// Takes the window's size, told in pixels of the present scale. Another scale is another size: it is asked for until both
    /// agree, because an event may have been on its way while the scale changed.
    pub(super) fn fit(&mut self, size: Size) -> Task<Message> {
        let fitted = layout::fit(size, self.scale, self.frame.scale);
        if (self.size, self.scale) == fitted {
            return Task::none();
        }
        (self.size, self.scale) = fitted;
        self.ask_size()
    }

    /// Asks how large the window is.
    pub(super) fn ask_size(&self) -> Task<Message> {
        self.window.map_or_else(Task::none, |id| window::size(id).map(Message::Sized))
    }

    /// Puts the window before all others and marks it urgent, because a new order waits. The keys stay where they are: what
    /// is typed elsewhere at that moment must not land here.
    pub(super) fn come_forward(&self) -> Task<Message> {
        let Some(id) = self.window else { return Task::none() };
        Task::batch([
            window::minimize(id, false),
            window::set_level(id, window::Level::AlwaysOnTop)
                .chain(window::set_level(id, window::Level::Normal)),
            window::request_user_attention(id, Some(window::UserAttention::Critical)),
        ])
    }

    /// The window is there: where X11 has forgotten how large it is to be, it is asked again.
    pub(super) fn opened(&mut self, id: window::Id) -> Task<Message> {
        self.window = Some(id);
        let screen = window::monitor_size(id).map(Message::Screen);
        Task::batch([screen, self.frame.enlarge(id), self.ask_size()])
    }

    /// A window that is larger than its screen is cut to it.
    pub(super) fn cut_to(&mut self, screen: Option<Size>) -> Task<Message> {
        self.monitor = screen.map(|screen| Size::new(screen.width * self.scale, screen.height * self.scale));
        match screen.and_then(|screen| layout::clamp(self.size, screen)) {
            Some(size) => self.resize(size),
            None => Task::none(),
        }
    }

    /// Asks once whether the window is maximised by now.
    pub(super) fn look_once(&mut self) -> Task<Message> {
        let Some(id) = self.window.filter(|_| !self.looked) else { return Task::none() };
        self.looked = true;
        window::is_maximized(id).map(Message::Maximized)
    }

    /// Where no window manager maximises it, as on a counter that shows nothing else, the window fills the screen by itself.
    pub(super) fn fill(&self, maximized: bool) -> Task<Message> {
        match self.monitor.filter(|_| !maximized) {
            Some(monitor) => self.resize(Size::new(monitor.width / self.scale, monitor.height / self.scale)),
            None => Task::none(),
        }
    }

    fn resize(&self, size: Size) -> Task<Message> {
        self.window.map_or_else(Task::none, |id| {
            Task::batch([window::resize(id, size), window::move_to(id, Point::ORIGIN)])
        })
    }
}
