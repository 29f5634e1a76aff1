//! Orders of all years (내역): one text, buttons for everything else that is looked for, and pages of rows.

use std::sync::Arc;

use domain::board::Card;
use domain::history::{Page, PastState, Reach, Search, Turn};
use domain::order::{PaymentKind, phone};
use iced::widget::text::Wrapping;
use iced::widget::{Row, button, column, container, operation, row, space};
use iced::{Center, Element, Fill, Size, Task};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::{Action, Context, Place};
use crate::engine::Handle;
use crate::language;
use crate::ui::ask::{Unanswered, ask};
use crate::ui::brief;
use crate::ui::key::Key;
use crate::ui::layout::{self, GAP, HEADING, RAIL, Zone};
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, finger, push, push_wide};

/// Id of the field with what is looked for.
const FIELD: &str = "looked-for";
/// Longest text that is looked for, in characters.
const LONGEST: usize = 40;
/// A button that chooses, and the name before a row of them.
const CHOICE: f32 = 44.0;
const NAME: f32 = 56.0;
/// The number and when it came, in a row; and how it ended with what was paid.
const NUMBER: f32 = 126.0;
const END: f32 = 124.0;
/// Letters of a row.
const LETTERS: f32 = 16.0;
/// Ways to pay that are offered. A child's meal card is not: its name would shame the child.
const PAYMENTS: [PaymentKind; 7] = [
    PaymentKind::Card,
    PaymentKind::Cash,
    PaymentKind::LocalCurrency,
    PaymentKind::Onnuri,
    PaymentKind::Point,
    PaymentKind::Coupon,
    PaymentKind::Other,
];

/// The screen. It is kept while one of its orders is open.
pub struct Past {
    handle: Handle,
    search: Search,
    days: Days,
    turn: Turn,
    shown: Option<Arc<Page<Card>>>,
    fault: Option<Unanswered>,
    /// A question is on its way. The next one waits for its answer, so that one screen never has two.
    asking: bool,
    /// What is looked for has changed since the question.
    stale: bool,
    /// Which question the page answers: another page is another scene.
    answered: u64,
}

/// The business days that are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Days {
    /// All.
    #[default]
    All,
    /// So many up to the present one.
    Last(i32),
    /// One.
    One(Date),
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Business days.
    Days(Days),
    /// How it ended.
    State(Option<PastState>),
    /// The app.
    Channel(Option<String>),
    /// The shop.
    Shop(Option<String>),
    /// How it was paid.
    Payment(Option<PaymentKind>),
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The engine has found a page, or not.
    Answered(Result<Arc<Page<Card>>, Unanswered>),
    /// A text is looked for.
    Typed(String),
    /// A choice.
    Choose(Choice),
    /// A newer page (-1) or an older one (1).
    Turn(isize),
    /// An order of the page, by its local id.
    Open(String),
    /// Back to the counter.
    Close,
    /// A key.
    Key(Key),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, Message::Choose(_) | Message::Turn(_) | Message::Open(_) | Message::Close)
    }
}

impl Past {
    /// Opens it on the newest orders.
    pub fn open(handle: Handle, context: &Context<'_>) -> (Past, Task<Message>) {
        let mut past = Past {
            handle,
            search: Search::default(),
            days: Days::All,
            turn: Turn::Newest,
            shown: None,
            fault: None,
            asking: false,
            stale: false,
            answered: 0,
        };
        let asked = past.ask(context);
        (past, Task::batch([asked, operation::focus(FIELD)]))
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> String {
        format!("past {}", self.answered)
    }

    /// Asks for the page that is wanted now, or once the question before is answered.
    fn ask(&mut self, context: &Context<'_>) -> Task<Message> {
        if self.asking {
            self.stale = true;
            return Task::none();
        }
        (self.asking, self.stale) = (true, false);
        let (from, to) = self.days.ends(today(context));
        let search = Search { from, to, ..self.search.clone() };
        let (handle, turn, limit) = (self.handle.clone(), self.turn, zone(context).grid.page());
        let asked = async move { ask(handle.history(search, turn, limit)).await.map(Arc::new) };
        Task::perform(asked, Message::Answered)
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Answered(answer) => {
                self.asking = false;
                if self.stale {
                    return Action::Run(self.ask(context));
                }
                self.answered += 1;
                match answer {
                    Ok(page) => (self.shown, self.fault) = (Some(page), None),
                    Err(why) => self.fault = Some(why),
                }
                Action::None
            }
            Message::Typed(typed) => {
                self.search.text = say::typed(&typed, LONGEST);
                self.turn = Turn::Newest;
                Action::Run(self.ask(context))
            }
            Message::Choose(choice) => {
                match choice {
                    Choice::Days(days) => self.days = days,
                    Choice::State(state) => self.search.state = state,
                    Choice::Channel(channel) => self.search.channel = channel,
                    Choice::Shop(shop) => self.search.shop = shop,
                    Choice::Payment(payment) => self.search.payment = payment,
                }
                self.turn = Turn::Newest;
                Action::Run(self.ask(context))
            }
            Message::Turn(by) => self.turn_page(by, context),
            Message::Key(Key::Left | Key::Up) => self.turn_page(-1, context),
            Message::Key(Key::Right | Key::Down) => self.turn_page(1, context),
            Message::Open(order) => match self.card(&order) {
                Some(card) => Action::Show(Place::Found(Box::new(card.clone()))),
                None => Action::None,
            },
            Message::Close | Message::Key(Key::Escape | Key::Function(9)) => Action::Close,
            Message::Key(_) => Action::None,
        }
    }

    fn card(&self, order: &str) -> Option<&Card> {
        self.shown.as_ref()?.orders.iter().find(|card| card.view.id == order)
    }

    /// Nothing while a page is on its way: a second tap would leave one out.
    fn turn_page(&mut self, by: isize, context: &Context<'_>) -> Action<Message> {
        let Some(page) = self.shown.as_ref().filter(|_| !self.asking) else { return Action::None };
        let to = if by < 0 { page.newer.map(Turn::After) } else { page.older.map(Turn::Before) };
        let Some(to) = to else { return Action::None };
        self.turn = to;
        Action::Run(self.ask(context))
    }

    /// The screen below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let field = widget::field(&plain("ui-past-hint"), &self.search.text, FIELD, Message::Typed);
        let head = row![
            back,
            widget::bold(plain("ui-past"), theme::HUGE),
            space().width(Fill),
            widget::bold(plain("ui-past-search"), theme::BODY),
            field.width(400),
        ];
        let head = head.spacing(12).height(theme::TARGET).align_y(Center);
        column![head].extend(self.choices(context)).push(self.found(context)).spacing(GAP).into()
    }

    /// Every row of choices that there is something to choose in.
    fn choices<'a>(&self, context: &Context<'a>) -> Vec<Element<'a, Message>> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let all = || plain("ui-past-all");
        let today = today(context);
        let one = match self.days {
            Days::One(day) => day,
            Days::All | Days::Last(_) => today,
        };
        let named = match one.year() == today.year() {
            true => language::day(words, one),
            false => one.to_string(),
        };
        let step = |days: i64| Days::One(one.saturating_add(Span::new().days(days)).min(today));
        let days = [
            (all(), Days::All),
            (words.text("ui-past-days", &[("n", 7_i64.into())]), Days::Last(7)),
            (words.text("ui-past-days", &[("n", 30_i64.into())]), Days::Last(30)),
            (words.text("ui-past-days", &[("n", 365_i64.into())]), Days::Last(365)),
            ("◀".to_owned(), step(-1)),
            (named, Days::One(one)),
            ("▶".to_owned(), step(1)),
        ];
        let days = days.into_iter().enumerate().map(|(at, (name, days))| {
            // The arrows lead elsewhere and are never what is chosen.
            (name, self.days == days && ![4, 6].contains(&at), Choice::Days(days))
        });
        let states = [None].into_iter().chain(PastState::ALL.map(Some)).map(|state| {
            let name = state.map_or_else(all, |state| language::past_state(words, state));
            (name, self.search.state == state, Choice::State(state))
        });
        let apps = context.board.channels.iter().map(|app| (app.id.clone(), app.name.clone()));
        let apps = apps.chain([(phone::CHANNEL.to_owned(), plain("ui-past-phone"))]);
        let apps = [(None, all())].into_iter().chain(apps.map(|(id, name)| (Some(id), name)));
        let apps = apps.map(|(id, name)| (name, self.search.channel == id, Choice::Channel(id)));
        let shops = context.board.shops.iter().map(|(id, name)| (Some(id.clone()), name.clone()));
        let shops = [(None, all())].into_iter().chain(shops);
        let shops = shops.map(|(id, name)| (name, self.search.shop == id, Choice::Shop(id)));
        let payments = [None].into_iter().chain(PAYMENTS.map(Some)).map(|payment| {
            let name = payment.map_or_else(all, |kind| language::payment_kind(words, kind));
            (name, self.search.payment == payment, Choice::Payment(payment))
        });
        let mut rows = vec![
            choices("ui-past-when", days, context),
            choices("ui-past-state", states, context),
            choices("ui-past-app", apps, context),
        ];
        if !context.board.shops.is_empty() {
            rows.push(choices("ui-past-shop", shops, context));
        }
        rows.push(choices("ui-past-payment", payments, context));
        rows
    }

    /// What was found, and the buttons that turn pages.
    fn found<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let zone = zone(context);
        let height = zone.height - HEADING;
        let (said, role) = self.standing(context);
        let line = widget::bold(brief::cut(&said, zone.width - 24.0, theme::BODY), theme::BODY);
        let line = container(line.wrapping(Wrapping::None)).padding(iced::padding::left(12));
        let line = line.center_y(HEADING - 6.0).width(Fill).clip(true).style(theme::filled(role));
        let page = self.shown.as_deref();
        let orders = page.iter().flat_map(|page| &page.orders);
        let rows = orders.map(|card| order(card, zone.grid.cell, context)).collect();
        let inside = container(widget::places(rows, zone.grid, zone.grid.gap));
        let inside = inside.width(zone.width - RAIL - GAP).height(height).clip(true);
        let turn = |id: &str, by, on: bool| {
            let name = say::plain(words, id);
            push_wide(name, None, Tone::Plain, on.then_some(Message::Turn(by))).height((height - GAP) / 2.0)
        };
        let free = !self.asking;
        let newer = turn("ui-page-up", -1, free && page.is_some_and(|page| page.newer.is_some()));
        let older = turn("ui-page-down", 1, free && page.is_some_and(|page| page.older.is_some()));
        let rail = column![newer, older].spacing(GAP).width(RAIL);
        let body = row![finger::turn(inside, Message::Turn), rail].spacing(GAP);
        column![container(line).height(HEADING), body].into()
    }

    /// What is to be said of the page.
    fn standing(&self, context: &Context<'_>) -> (String, Role) {
        let words = context.words;
        if let Some(why) = &self.fault {
            return (why.text(words), theme::DANGER);
        }
        let Some(page) = &self.shown else { return (say::plain(words, "ui-past-reading"), theme::DONE) };
        let reach = language::reach(words, page.reach, context.now, context.zone);
        let said = match page.orders.first() {
            None if page.older.is_some() => say::plain(words, "ui-past-go-on"),
            None if page.reach == Reach::Nothing => String::new(),
            None => say::plain(words, "history-none"),
            Some(newest) => {
                let oldest = page.orders.last().unwrap_or(newest);
                let [to, from] = [newest, oldest].map(|card| came(card.view.received_at, context));
                words.text("ui-past-between", &[("from", from.into()), ("to", to.into())])
            }
        };
        let role = if reach.is_some() { theme::WARN } else { theme::DONE };
        let said = [Some(said), reach].into_iter().flatten().filter(|said| !said.is_empty());
        (said.collect::<Vec<_>>().join(" · "), role)
    }
}

impl Days {
    /// The first and the last day.
    fn ends(self, today: Date) -> (Option<Date>, Option<Date>) {
        match self {
            Days::All => (None, None),
            Days::Last(days) => (Some(today.saturating_sub(Span::new().days(days - 1))), Some(today)),
            Days::One(day) => (Some(day), Some(day)),
        }
    }
}

/// The present business day, which begins hours after midnight.
fn today(context: &Context<'_>) -> Date {
    context.board.day.unwrap_or_else(|| context.now.to_zoned(context.zone.clone()).date())
}

/// `2026-11-21 18:58`.
fn came(at: Timestamp, context: &Context<'_>) -> String {
    at.to_zoned(context.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The room below the choices.
fn zone(context: &Context<'_>) -> Zone {
    let screen = layout::screen(context.size);
    let rows = if context.board.shops.is_empty() { 4.0 } else { 5.0 };
    // The strip of new orders that this screen leaves room for lies over it.
    let height = screen.height - rows * (CHOICE + GAP);
    layout::rows(Size::new(screen.width, height))
}

/// A row of buttons behind their name; more than fit stand on the next line.
fn choices<'a>(
    name: &str,
    all: impl Iterator<Item = (String, bool, Choice)>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let buttons = all.map(|(name, on, choice)| {
        let name = widget::bold(widget::short(&name, 10), theme::BODY).wrapping(Wrapping::None);
        button(container(name).center_y(Fill))
            .height(CHOICE)
            .padding([0, 11])
            .style(theme::button_style(Tone::choice(on)))
            .on_press(Message::Choose(choice))
            .into()
    });
    let name = widget::bold(say::plain(context.words, name), theme::BODY).width(NAME);
    let buttons: Vec<Element<'a, Message>> = buttons.collect();
    row![name, Row::with_children(buttons).spacing(4)].spacing(8).height(CHOICE).align_y(Center).into()
}

/// An order in one row: its number and when it came, its dishes, how it ended and for how much.
fn order<'a>(card: &Card, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
    let (view, words) = (&card.view, context.words);
    let line = |said: &str, room: f32, role: Role| {
        widget::bold(brief::cut(said, room, LETTERS), LETTERS)
            .style(theme::ink(role))
            .wrapping(Wrapping::None)
    };
    let state = PastState::told(view.status, view.cancelled_after_completion_at.is_some());
    let role = match state {
        PastState::Completed => theme::GOOD,
        PastState::Open => theme::COOKING,
        _ => theme::DANGER,
    };
    let number = widget::bold(brief::cut(&view.number, NUMBER, 21.0), 21.0).wrapping(Wrapping::None);
    let left =
        column![number, line(&came(view.received_at, context)[2..], NUMBER, theme::MUTED)].width(NUMBER);
    let room = cell.width - NUMBER - END - 44.0;
    let (first, second, total) = match &view.order {
        None => (words.text("ui-app-number", &[("number", (&view.external_id).into())]), String::new(), None),
        Some(order) => {
            let kind = language::order_kind(words, order.kind);
            let about = [kind, say::district(order).unwrap_or_default().to_owned()];
            let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
            (brief::dishes(order), about.join(" · "), Some(order.total.amount))
        }
    };
    let total = total.map(|won| words.text("ui-won", &[("amount", won.into())])).unwrap_or_default();
    let middle = column![line(&first, room, theme::INK), line(&second, room, theme::MUTED)].width(Fill);
    let ended = language::past_state(words, state);
    let right = column![line(&total, END, theme::INK), line(&ended, END, role)].width(END);
    let stripe = container(space()).width(6).height(Fill);
    let stripe = stripe.style(theme::stripe(theme::channel_color(&card.color)));
    button(row![stripe, left, container(middle).clip(true), right].spacing(8).align_y(Center))
        .width(cell.width)
        .height(cell.height)
        .padding([2, 4])
        .style(theme::card_style(theme::SURFACE, theme::LINE, false))
        .on_press(Message::Open(view.id.clone()))
        .into()
}
