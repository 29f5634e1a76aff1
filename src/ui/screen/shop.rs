//! Open, pause, busy, close, at every app or at one, with what each app was told.

use domain::board::ChannelHealth;
use domain::{Board, HoursToday, NextChange, ShopCommand, Wanted};
use iced::widget::{column, container, row};
use iced::{Center, Element, Fill};

use super::{Action, Context, Place, Wish};
use crate::language;
use crate::ui::key::Key;
use crate::ui::layout::{BAR, GAP, RAIL};
use crate::ui::practice::Practicable;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// Minutes of a pause with one tap.
const PAUSES: [u32; 2] = [20, 60];
/// Minutes that a busy kitchen adds with one tap.
const BUSY: u32 = 10;

/// Height of a line with its gap: an app, a surcharge.
const LINE: f32 = 92.0;
/// The same where each app has hours of its own.
const LINE_WITH_HOURS: f32 = 132.0;

/// The shop's screen. What it shows is on the Board; it remembers only which page is seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shop {
    page: usize,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A wish about the shop or a surcharge.
    Tell(Wish),
    /// This page.
    Turn(usize),
    /// How the window looks.
    Look,
    /// What the counter is told of its shop.
    Settings,
    /// A practice begins.
    Practise,
    /// Back to the counter.
    Close,
    /// A key.
    Key(Key),
}

impl Shop {
    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match message {
            Message::Turn(page) => {
                self.page = page;
                Action::None
            }
            Message::Tell(wish) => Action::Tell(wish),
            Message::Look => Action::Show(Place::Look),
            Message::Settings => Action::Show(Place::Settings),
            Message::Practise => Action::Practise,
            Message::Close | Message::Key(Key::Escape | Key::Digit(0)) => Action::Close,
            Message::Key(_) => Action::None,
        }
    }

    /// The screen below the strip. `set_up`: there are settings to change.
    pub fn view<'a>(&self, set_up: bool, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let look = push(plain("ui-display"), None, Tone::Plain, Some(Message::Look));
        let practise = match context.practice {
            Practicable::No | Practicable::On => None,
            Practicable::Yes => Some(("practice-begin", (!context.stopped).then_some(Message::Practise))),
            Practicable::Begins => Some(("practice-begins", None)),
        };
        let practise = practise.map(|(id, message)| push(plain(id), None, Tone::Plain, message));
        let set_up = set_up && !matches!(context.practice, Practicable::On);
        let settings =
            set_up.then(|| push(plain("settings-title"), None, Tone::Plain, Some(Message::Settings)));
        let head = row![back, widget::bold(plain("ui-shop"), theme::HUGE).width(Fill)];
        let head = head.push(practise).push(settings).push(look);
        let head = head.spacing(12).align_y(Center);
        let mut all_apps = column![widget::bold(plain("ui-shop-all"), theme::LARGE)];
        if let Some(hours) = hours_of_all(context.board) {
            all_apps = all_apps.extend(hours_said(hours, context).map(label));
        }
        let mut list = vec![panel(all_apps.into(), buttons(None, all(context), context))];
        list.extend(context.board.channels.iter().map(|channel| app(channel, context)));
        for consent in &context.board.consents {
            let name = language::surcharge(words, &consent.kind);
            let named = [("kind", name.into()), ("amount", consent.up_to.into())];
            let about = format!("{}: {}", plain("ui-consents"), words.text("ui-consent", &named));
            let kind = consent.kind.clone();
            let end = (!context.stopped).then_some(Message::Tell(Wish::Consent { kind, up_to: None }));
            let end = push(plain("ui-consent-end"), None, Tone::Plain, end);
            list.push(panel(widget::bold(about, theme::LARGE).into(), end.into()));
        }
        // The bar above, the strip of new orders, the heading and the buttons that turn pages.
        let room = context.size.height - BAR - 2.0 * RAIL - theme::TARGET - 6.0 * GAP;
        let own_hours = hours_of_all(context.board).is_none()
            && context.board.channels.iter().any(|channel| channel.hours.is_some());
        let line = if own_hours { LINE_WITH_HOURS } else { LINE };
        let most = ((room / line).floor().max(1.0)) as usize;
        let pages = list.len().div_ceil(most).max(1);
        let page = self.page.min(pages - 1);
        let shown = column(list.into_iter().skip(page * most).take(most)).spacing(8).height(Fill);
        let turn = |id: &str, to: Option<usize>| {
            let message = to.filter(|to| *to < pages).map(Message::Turn);
            widget::push_wide(plain(id), None, Tone::Plain, message).height(RAIL)
        };
        let foot = (pages > 1).then(|| {
            let at = widget::bold(format!("{}/{pages}", page + 1), theme::LARGE);
            let at = container(at).center_x(80).center_y(RAIL);
            row![turn("ui-page-back", page.checked_sub(1)), at, turn("ui-page-on", Some(page + 1))].spacing(8)
        });
        column![head, shown].push(foot).spacing(8).into()
    }
}

/// One app: how it stands, and the same buttons.
fn app<'a>(channel: &ChannelHealth, context: &Context<'a>) -> Element<'a, Message> {
    let said = language::opening(context.words, &channel.opening, context.zone);
    let mut name = column![widget::bold(&channel.name, theme::LARGE), label(said)];
    if let Some(hours) = channel.hours.as_ref().filter(|_| hours_of_all(context.board).is_none()) {
        let said: Vec<String> = hours_said(hours, context).collect();
        name = name.push(label(said.join(" · ")));
    }
    let id = Some(channel.id.clone());
    let lit = (Some(channel.opening.wanted), channel.opening.busy_minutes > 0);
    panel(name.width(Fill).into(), buttons(id, lit, context))
}

fn label<'a>(said: String) -> Element<'a, Message> {
    widget::label(said, theme::BODY).into()
}

/// The hours of all apps with what comes by itself next, where they are alike.
fn hours_of_all(board: &Board) -> Option<&HoursToday> {
    let hours = board.channels.first()?.hours.as_ref()?;
    board.channels.iter().all(|channel| channel.hours.as_ref() == Some(hours)).then_some(hours)
}

/// What all apps do by itself next, where that is the same.
pub fn next_for_all(board: &Board) -> Option<NextChange> {
    let next = |channel: &ChannelHealth| channel.hours.as_ref().and_then(|hours| hours.next);
    let first = next(board.channels.first()?)?;
    board.channels.iter().all(|channel| next(channel) == Some(first)).then_some(first)
}

/// Today's hours, and what comes by itself next.
fn hours_said(hours: &HoursToday, context: &Context<'_>) -> impl Iterator<Item = String> {
    let next = hours.next.map(|next| language::next_change(context.words, next, context.now, context.zone));
    [Some(language::hours(context.words, hours)), next].into_iter().flatten()
}

/// How all apps stand, where they stand alike.
fn all(context: &Context<'_>) -> (Option<Wanted>, bool) {
    let mut openings = context.board.channels.iter().map(|channel| &channel.opening);
    let Some(first) = openings.next() else { return (None, false) };
    let alike = openings.all(|opening| opening.wanted == first.wanted);
    let busy = context.board.channels.iter().all(|channel| channel.opening.busy_minutes > 0);
    (alike.then_some(first.wanted), busy)
}

fn want(channel: Option<String>, command: ShopCommand) -> Message {
    Message::Tell(Wish::Shop(channel, command))
}

fn buttons<'a>(
    channel: Option<String>,
    (wanted, busy): (Option<Wanted>, bool),
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words;
    let wish = |command: ShopCommand| (!context.stopped).then(|| want(channel.clone(), command));
    let tone = |on: bool, color| if on { Tone::Main(color) } else { Tone::Plain };
    let plain = |id: &str| say::plain(words, id);
    let mut bar = row![push(
        plain("ui-shop-open"),
        None,
        tone(wanted == Some(Wanted::Open), theme::GOOD),
        wish(ShopCommand::Open)
    )]
    .spacing(6);
    for minutes in PAUSES {
        let name = words.text("ui-shop-pause", &[("minutes", i64::from(minutes).into())]);
        let on = matches!(wanted, Some(Wanted::Paused { .. })) && minutes == PAUSES[0];
        bar = bar.push(push(name, None, tone(on, theme::WARN), wish(ShopCommand::Pause { minutes })));
    }
    let (name, minutes) = if busy {
        (plain("ui-shop-calm"), 0)
    } else {
        (words.text("ui-shop-busy", &[("minutes", i64::from(BUSY).into())]), BUSY)
    };
    bar = bar.push(push(name, None, tone(busy, theme::WARN), wish(ShopCommand::Busy { minutes })));
    bar = bar.push(push(
        plain("ui-shop-close"),
        None,
        tone(wanted == Some(Wanted::Closed), theme::DANGER),
        wish(ShopCommand::Close),
    ));
    bar.into()
}

fn panel<'a>(about: Element<'a, Message>, buttons: Element<'a, Message>) -> Element<'a, Message> {
    container(row![container(about).width(Fill), buttons].spacing(12).align_y(Center))
        .padding(10)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
        .into()
}
