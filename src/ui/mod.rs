//! The counter's window. For an owner in the dinner rush with greasy hands, on a touch screen or with keys alone.
//!
//! It knows the engine's [`Handle`] and [`domain::Board`], `order` values and the `language` room, and nothing
//! else: never the store, a printer, an agency or a channel. [`app`] is the root; each of [`screen`]'s screens owns its
//! state, `Message`, `update` and `view` and answers with one [`screen::Action`]; everything that a tap begins goes through
//! one gate in [`app`].

pub mod app;
mod ask;
pub mod assistant;
mod brief;
mod feed;
mod guard;
mod held;
mod icon;
mod key;
pub mod kitchen;
mod layout;
mod pin;
pub mod practice;
mod screen;
mod sheet;
mod step;
mod text;
mod theme;
mod widget;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use cause::Cause;
use iced::futures::future::BoxFuture;
use iced::{Size, Task};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::sync::{Notify, watch};

use crate::engine::Handle;
use crate::font;
use crate::language::{Language, Words};
use app::App;
use assistant::Assistant;
use kitchen::Kitchen;
pub use pin::{PinInMemory, PinKeeper};
use screen::broken::Broken;

/// Least size: 1366×768 at 200 %, less what a taskbar takes. Smaller than that, all of it is drawn smaller.
const LEAST: Size = Size::new(640.0, 320.0);

/// Size until the screen's is known.
const START: Size = Size::new(1366.0, 768.0);
/// The program's name among windows.
const APPLICATION: &str = "jumunbell";

/// How the window is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// How much larger than its natural size everything may be drawn, in percent; `None`: as much as suits the screen.
    pub scale: Option<u32>,
    /// Over the whole screen, without a title bar.
    pub kiosk: bool,
    /// Light letters on a dark ground.
    pub dark: bool,
}

impl Frame {
    /// Lets a window that has opened fill its screen.
    fn enlarge<M: Send + 'static>(&self, id: iced::window::Id) -> Task<M> {
        match self.kiosk {
            true => iced::window::set_mode(id, iced::window::Mode::Fullscreen),
            false => iced::window::maximize(id, true),
        }
    }
}

/// What a person chooses while the window is open: it looks so at once, and at the next start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// How much larger than its natural size everything may be drawn, in percent; `None`: as much as suits the screen.
    Scale(Option<u32>),
    /// Light letters on a dark ground.
    Dark(bool),
    /// The language of everything that is read on the screen.
    Language(Language),
}

/// Opens the kitchen's screen, a window of another process. It returns at once.
pub type OpenKitchen = dyn Fn() -> Result<(), Cause> + Send + Sync;

/// Writes choices down.
pub type Save = dyn Fn(&[Look]) -> Result<(), Cause> + Send + Sync;

/// What the window is given of the program around it.
#[derive(Clone)]
pub struct Environment {
    /// Brings the window forward whenever it is notified.
    pub raise: Arc<Notify>,
    /// Closes the window without a question once it is notified: another process ends the program.
    pub stop: Arc<Notify>,
    /// The crash that a person has not been told of yet.
    pub crashed: Option<Crashed>,
    /// Says now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Writes what was chosen where the next start finds it. It may wait for the disk.
    pub save: Arc<Save>,
    /// Opens the kitchen's screen.
    pub open_kitchen: Arc<OpenKitchen>,
    /// The settings' pages; `None` where there is nothing to set up.
    pub settings: Option<Settings>,
    /// What the settings say of the window, now and whenever they are read again.
    pub shown: watch::Receiver<Arc<Shown>>,
    /// Keeps the owner's PIN.
    pub pin: Arc<dyn PinKeeper>,
    /// Begins a practice beside the counter; `None` in a program without simulators.
    pub practise: Option<Arc<assistant::Practise>>,
    /// Writes workbooks; `None` where there is no store of orders.
    pub books: Option<Arc<Books>>,
    /// Installs the new version; `None` where there is none to install. It waits for the network and the installer.
    pub install: Option<Arc<dyn Fn() -> Result<(), Cause> + Send + Sync>>,
}

/// Writes the orders from one business day to another into a workbook where the owner finds it, and says where. It waits for the
/// disk.
pub type Books = dyn Fn(Date, Date) -> Result<PathBuf, Cause> + Send + Sync;

/// A new version that did not come up; its predecessor runs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// Which.
    pub version: String,
    /// Where the orders lie that came to it, if its predecessor cannot read them.
    pub orders: Option<String>,
}

/// The program crashed and was started again.
#[derive(Clone)]
pub struct Crashed {
    /// When.
    pub at: Timestamp,
    /// The new version that this was; `None`: the program that runs.
    pub taken_back: Option<TakenBack>,
    /// Puts the note of it away: a person has read it.
    pub seen: Arc<dyn Fn() + Send + Sync>,
}

/// Lets the running counter take what was written into its settings.
pub type Reload = dyn Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync;

/// The settings of the running counter.
#[derive(Clone)]
pub struct Settings {
    /// What their pages write and try.
    pub pages: assistant::Environment,
    /// Lets the counter take what they wrote.
    pub reload: Arc<Reload>,
}

/// What the settings say of the counter's window.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The language, and what printers and agencies are called.
    pub words: Words,
    /// The shop's name.
    pub shop: String,
    /// The shop's time.
    pub zone: TimeZone,
    /// How the window is shown.
    pub frame: Frame,
}

impl Shown {
    /// The same for as long as the window is open.
    pub fn for_ever(self) -> watch::Receiver<Arc<Shown>> {
        watch::channel(Arc::new(self)).1
    }
}

/// Opens the counter and returns when it is closed.
pub fn run(handle: Handle, environment: Environment) -> iced::Result {
    let frame = environment.shown.borrow().frame;
    let boot = move || {
        let app = App::new(handle.clone(), environment.clone());
        (app, Task::done(app::Message::CheckVolume))
    };
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .subscription(App::subscription)
        .theme(App::theme)
        .scale_factor(App::scale)
        .settings(settings())
        .window(iced::window::Settings { fullscreen: frame.kiosk, ..window() })
        .run()
}

/// Opens the kitchen's screen and returns when it is closed. `zone` is the shop's.
pub fn run_kitchen(
    words: Words,
    shop: String,
    zone: TimeZone,
    frame: Frame,
    placement: Option<kitchen::Placement>,
    environment: kitchen::Environment,
) -> iced::Result {
    let position = placement.map_or(iced::window::Position::Default, |placement| {
        iced::window::Position::Specific(iced::Point::new(placement.x, placement.y))
    });
    let boot = move || Kitchen::new(words.clone(), shop.clone(), zone.clone(), frame, environment.clone());
    iced::application(boot, Kitchen::update, Kitchen::view)
        .title(Kitchen::title)
        .subscription(Kitchen::subscription)
        .theme(Kitchen::theme)
        .scale_factor(Kitchen::scale)
        .settings(settings())
        // It covers a monitor once it is there: created so, it covers the first one.
        .window(iced::window::Settings { position, ..window() })
        .run()
}

/// Opens the assistant on this page and returns when it is closed; [`assistant::Environment::finished`] says whether it is through.
pub fn run_assistant(
    environment: assistant::Environment,
    language: Language,
    page: crate::setup::Page,
) -> iced::Result {
    let boot = move || Assistant::new(environment.clone(), language, page);
    iced::application(boot, Assistant::update, Assistant::view)
        .title(Assistant::title)
        .subscription(Assistant::subscription)
        .theme(Assistant::theme)
        .scale_factor(Assistant::scale)
        .settings(settings())
        // What was right is written already.
        .window(iced::window::Settings { exit_on_close_request: true, ..window() })
        .run()
}

/// Opens a window that says what is wrong in the settings, in place of the counter.
pub fn run_broken(message: String, words: Words) -> iced::Result {
    let boot = move || Broken { message: message.clone(), words: words.clone() };
    iced::application(boot, |_: &mut Broken, ()| {}, Broken::view)
        .title(|broken: &Broken| broken.words.text("ui-broken-title", &[]))
        .theme(|_: &Broken| theme::theme(false))
        .settings(settings())
        .window(iced::window::Settings { exit_on_close_request: true, ..window() })
        .run()
}

fn settings() -> iced::Settings {
    iced::Settings {
        id: Some(APPLICATION.to_owned()),
        fonts: vec![Cow::Borrowed(font::GOTHIC), Cow::Borrowed(font::GOTHIC_BOLD)],
        default_font: theme::FONT,
        default_text_size: theme::BODY.into(),
        antialiasing: true,
        ..iced::Settings::default()
    }
}

/// What window managers know the window by.
#[cfg(target_os = "linux")]
fn platform() -> iced::window::settings::PlatformSpecific {
    iced::window::settings::PlatformSpecific { application_id: APPLICATION.to_owned(), ..Default::default() }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> iced::window::settings::PlatformSpecific {
    iced::window::settings::PlatformSpecific::default()
}

fn window() -> iced::window::Settings {
    iced::window::Settings {
        size: START,
        min_size: Some(LEAST),
        maximized: true,
        icon: icon::icon(),
        platform_specific: platform(),
        // The window asks first while orders are open.
        exit_on_close_request: false,
        ..iced::window::Settings::default()
    }
}
