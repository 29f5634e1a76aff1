//! What the window shows, and what it listens to.

use std::time::Duration;

use domain::board::{Card, ChannelHealth, Ring};
use domain::order::Status;
use domain::timeline::By;
use domain::{Command, ShopCommand, Wanted};
use iced::widget::text::Wrapping;
use iced::widget::{button, center, column, container, opaque, row, space, stack};
use iced::{Center, Element, Fill, Subscription, window};
use jiff::SignedDuration;

use super::{App, Message, Said, Screen};
use crate::language;
use crate::ui::guard::STRIP;
use crate::ui::layout::{BAR, FOOT, GAP, RAIL};
use crate::ui::screen::attention::{self, Grade};
use crate::ui::screen::drawer::{self, Tab};
use crate::ui::screen::{Context, Place, Wish, counter, look, shop};
use crate::ui::step::Question;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{State, syllable};
use crate::ui::{TakenBack, brief, feed, key, practice, text as say, widget};

/// Width of the flashing edge.
const EDGE: f32 = 6.0;
/// Beyond this a time without its day says nothing.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// Letters on the bar's chips.
const CHIP: f32 = 16.0;

impl App {
    /// What the window shows. What comes and goes lies over the edges and moves nothing below it.
    pub fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        let mut page = column![self.bar(&context)].spacing(GAP);
        if !matches!(self.screen, Screen::Counter) {
            page = page.push(self.new_orders(&context));
        }
        page = page.push(match &self.screen {
            Screen::Counter => self.counter_view(&context),
            Screen::Order(detail) => detail.view(&context).map(Message::Detail),
            Screen::Shop(shop) => {
                let set_up = self.environment.settings.is_some();
                shop.view(set_up, &context).map(Message::Shop)
            }
            Screen::Stock(stock) => stock.view(&context).map(Message::Stock),
            Screen::Phone(form) => form.view(&context).map(Message::Phone),
            Screen::Closing(closing) => closing.view(&context).map(Message::Closing),
            Screen::Past(past) => past.view(&context).map(Message::Past),
            Screen::Look => {
                let forgotten = self.unsaved.why.as_ref();
                let set_up = self.environment.settings.is_some();
                let has_pin = self.lock.by() != By::Person;
                look::view(self.frame, self.scale, set_up, has_pin, forgotten, &context).map(Message::Look)
            }
            Screen::Settings(pages) => pages.inside().map(Message::Settings),
            Screen::Pad(pad) => pad.view(&context).map(Message::Pad),
        });
        self.above(page.into(), &context)
    }

    fn counter_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let keys = || widget::note(say::plain(&self.words, "ui-counter-keys")).width(Fill).into();
        let foot = self.foot(context).unwrap_or_else(keys);
        let room = crate::ui::layout::body(context.size);
        let tabs = row![self.counter.tabs(context).map(Message::Counter), foot];
        let tabs = tabs.spacing(GAP).height(FOOT).align_y(Center);
        let board = container(self.counter.view(context).map(Message::Counter));
        column![board.height(room.height).width(Fill).clip(true), tabs].spacing(GAP).into()
    }

    /// The page with the drawer, a refusal and a question over it.
    fn above<'a>(&'a self, page: Element<'a, Message>, context: &Context<'a>) -> Element<'a, Message> {
        let page = container(page).padding(GAP).width(Fill).height(Fill);
        let drawer = self.drawer.map(|drawer| {
            let drawer = opaque(drawer.view(context).map(Message::Drawer));
            let under = iced::padding::top(BAR + 2.0 * GAP).bottom(GAP).right(GAP);
            container(drawer).padding(under).width(Fill).height(Fill).align_right(Fill)
        });
        // On the counter it has a place of its own at the bottom.
        let foot = || self.foot(context).filter(|_| !matches!(self.screen, Screen::Counter));
        let notice =
            self.notice().or_else(foot).map(|notice| container(opaque(notice)).padding(GAP).width(Fill));
        let came = self.announced().map(|card| opaque(self.announcement(card, context)));
        let shade = self.leaving.then(|| {
            let shade = container(center(self.leave_question()));
            opaque(shade.style(theme::shade))
        });
        let layers = stack![page].push(drawer).push(came).push(notice).push(self.edge()).push(shade);
        // Above everything, so that nothing is ever over it.
        let band = self.practice.as_ref().map(|on| practice::band(on.tour.as_ref(), &self.words));
        syllable::keep(column![].push(band.map(|band| band.map(Message::Practice))).push(layers))
    }

    /// The window's edge flashes while the bell rings, for people who do not hear it. Four strips, so that only they are drawn each
    /// second.
    fn edge(&self) -> Option<Element<'_, Message>> {
        let color = match self.board.alarm.ring {
            Ring::None => return None,
            Ring::Urgent | Ring::Stop => theme::DANGER,
            Ring::Calling | Ring::Hurrying => theme::NEW,
        };
        let strip = || container(space()).style(theme::band(color));
        let across = || strip().width(Fill).height(EDGE);
        let down = || strip().width(EDGE).height(Fill);
        let edge = column![across(), row![down(), space().width(Fill), down()].height(Fill), across()];
        (self.now.as_second() % 2 == 0).then(|| edge.into())
    }

    /// An order that came while there was nothing to do, over the whole window: to be read from across the room.
    fn announcement<'a>(&'a self, card: &Card, context: &Context<'a>) -> Element<'a, Message> {
        let words = &self.words;
        let order = card.view.id.clone();
        let dishes = card.view.order.iter().flat_map(|order| {
            let room = iced::Size::new(context.size.width - 120.0, 6.0 * 40.0);
            brief::lines(order, &[], room, theme::FIGURE, 40.0, words)
        });
        let dishes =
            dishes.map(|line| widget::bold(format!("{} {}", line.strong, line.soft), theme::FIGURE).into());
        let more = self.waiting().count().saturating_sub(1);
        let more =
            (more > 0).then(|| widget::bold(words.text("ui-came-more", &[("n", more.into())]), theme::LARGE));
        let accept = words.text("ui-accept", &[("minutes", i64::from(card.prep_minutes).into())]);
        let act = counter::Message::Act(order.clone(), Command::Accept { prep_minutes: None }, 0);
        let reject = counter::Message::Ask(order, Question::Reason { accepted: false });
        let tall = |name: String, key: Option<String>, tone, message: Message| {
            let key = key.map(|key| widget::label(key, CHIP));
            let name = column![widget::bold(name, theme::FIGURE)].push(key).align_x(Center);
            let button = button(container(name).center_x(Fill).center_y(Fill)).height(96);
            button.style(theme::button_style(tone)).on_press(message)
        };
        let (space, esc) = (say::plain(words, "ui-key-space"), say::plain(words, "ui-key-esc"));
        let buttons = row![
            tall(say::plain(words, "ui-reject"), None, Tone::Grave, Message::Counter(reject)).width(160),
            tall(say::plain(words, "ui-see"), Some(esc), Tone::Plain, Message::EndAnnouncement).width(160),
            tall(accept, Some(space), Tone::Chosen, Message::Counter(act)).width(Fill),
        ];
        let about = card.view.order.as_ref().map(|order| {
            let kind = language::order_kind(words, order.kind);
            let place = say::district(order).unwrap_or_default().to_owned();
            let parts = [kind, place, say::size_of(words, order), say::paid(words, order)];
            let parts = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            widget::bold(
                brief::cut(&parts.join(" · "), context.size.width - 90.0, theme::FIGURE),
                theme::FIGURE,
            )
        });
        let head = row![widget::bold(say::plain(words, "ui-came"), 60.0).width(Fill)]
            .push(card.view.accept_by.map(|by| widget::deadline(by, self.now, 60.0)))
            .align_y(Center);
        let names = row![widget::bold(card.view.number.clone(), 110.0), widget::badge(card)]
            .spacing(20)
            .align_y(Center);
        let body = column![head, names]
            .push(about)
            .push(column(dishes))
            .push(more)
            .push(container(column![]).height(Fill))
            .push(buttons.spacing(GAP))
            .spacing(12);
        // Below a notice that stands over the edge.
        let over = if self.notice().is_some() { BAR } else { 0.0 };
        let padding = iced::Padding::from(40).top(40.0 + over);
        container(body).padding(padding).width(Fill).height(Fill).style(theme::band(theme::NEW)).into()
    }

    /// The time, the shop, every line and machine, and what needs a person: always the same height.
    fn bar<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = &self.words;
        let clock = widget::bold(say::time(self.now, &self.zone), theme::LARGE).wrapping(Wrapping::None);
        let clock = container(clock).padding([0, 6]).center_y(BAR);
        let (word, color) = shop_word(&self.board.channels);
        let shop = chip(None, self.until(say::plain(words, word)), color, Message::Show(Place::Shop));
        let open = |state: State, tab| {
            let word = brief::cut(&state.word, 150.0, CHIP);
            chip(Some(state.name), word, state.color, Message::Drawer(drawer::Message::Show(tab)))
        };
        let chips = widget::chips(&self.board, words, !context.locked)
            .into_iter()
            .map(|state| open(state, Tab::States));
        let chips = chips.chain([open(widget::bell(&self.board, words), Tab::Sounds)]);
        let mut bar = row![clock].spacing(6).height(BAR).align_y(Center);
        bar = bar.push((!self.board.channels.is_empty()).then_some(shop)).extend(chips);
        bar.push(self.who()).push(self.missed_orders()).push(self.problems(context)).into()
    }

    /// Who stands at the window, where there is a PIN: a tap asks for it, or locks.
    fn who(&self) -> Option<Element<'_, Message>> {
        let (id, color, message) = match self.lock.by() {
            By::Staff => ("ui-role-staff", theme::DONE, Message::AskPin),
            By::Owner => ("ui-lock", theme::WARN, Message::LockUp),
            By::Person | By::Command | By::Kitchen => return None,
        };
        Some(chip(None, say::plain(&self.words, id), color, message))
    }

    /// How the shop stands, and until when by itself, where that is not days away.
    fn until(&self, word: String) -> String {
        let next = shop::next_for_all(&self.board).filter(|next| next.at.duration_since(self.now) <= A_DAY);
        let Some(next) = next else { return word };
        let time = say::time(next.at, &self.zone);
        self.words.text("ui-shop-until", &[("word", word.into()), ("time", time.into())])
    }

    /// How many things need a person, and the first of them.
    fn problems<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = &self.words;
        let items = attention::items(context);
        let count = attention::count(&items);
        let Some(first) = items.first() else {
            return widget::bold(say::plain(words, "ui-all-well"), CHIP)
                .style(theme::ink(theme::GOOD))
                .width(Fill)
                .into();
        };
        let color = match first.grade {
            Grade::Urgent => theme::DANGER,
            Grade::Look => theme::WARN,
            Grade::Note => theme::DONE,
        };
        let said = match first.grade {
            Grade::Note => words.text("ui-notes", &[("n", items.len().into())]),
            _ => words.text("ui-problems", &[("n", count.into())]),
        };
        let line = row![
            widget::bold(said, theme::BODY).wrapping(Wrapping::None),
            widget::label(first.headline(), CHIP).wrapping(Wrapping::None),
        ];
        let line = container(line.spacing(8).align_y(Center)).center_y(Fill).width(Fill).clip(true);
        button(line)
            .height(BAR)
            .width(Fill)
            .padding([0, 10])
            .style(theme::button_style(Tone::Main(color)))
            .on_press(Message::Drawer(drawer::Message::Show(Tab::Problems)))
            .into()
    }

    /// How many orders were missed, until somebody looks.
    fn missed_orders(&self) -> Option<Element<'_, Message>> {
        let count = self.missed().count();
        let said = self.words.text("ui-missed", &[("n", count.into())]);
        let seen = Some(Message::SeeMissed);
        (count > 0).then(|| widget::push(said, None, Tone::Main(theme::DANGER), seen).height(BAR).into())
    }

    /// New orders that wait while another screen is open.
    fn new_orders<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let words = &self.words;
        let new: Vec<&Card> = self.waiting().collect();
        let first = new.first()?;
        let order = first.view.id.clone();
        let title = words.text("ui-new-waiting", &[("n", new.len().into())]);
        let dishes = first.view.order.as_ref().map(brief::dishes).unwrap_or_default();
        let dishes = brief::cut(&dishes, 200.0, theme::BODY);
        let minutes = i64::from(first.prep_minutes);
        let accept = words.text("ui-accept", &[("minutes", minutes.into())]);
        let command = Command::Accept { prep_minutes: None };
        let act = counter::Message::Act(order.clone(), command, STRIP);
        let free = (!context.is_busy(&order)).then_some(Message::Counter(act));
        let short = |said: String, size: f32| widget::bold(said, size).wrapping(Wrapping::None);
        let line = row![short(title, theme::LARGE)]
            .push(first.view.accept_by.map(|by| widget::deadline(by, self.now, theme::LARGE)))
            .push(
                container(short(format!("{} {dishes}", first.view.number), theme::BODY))
                    .width(Fill)
                    .clip(true),
            )
            .push(widget::push(say::plain(words, "ui-see"), None, Tone::Plain, Some(Message::SeeNew(order))))
            .push(widget::push(accept, None, Tone::Plain, free))
            .spacing(10)
            .align_y(Center);
        let line =
            container(line).padding([0, 8]).center_y(RAIL).width(Fill).style(theme::filled(theme::NEW));
        Some(line.into())
    }

    /// The step that is about to be sent, as long as it can be taken back; or that a tap did not count.
    fn foot<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let words = &self.words;
        if self.guard.has_ignored(self.now) {
            let said = widget::bold(say::plain(words, "ui-tapped-twice"), CHIP);
            let said = container(said).padding([0, 10]).center_y(FOOT).width(Fill);
            return Some(said.style(theme::panel(theme::WARN_GROUND, theme::WARN, theme::INK)).into());
        }
        let Some(held) = self.held.last() else {
            return self.opening_question(context).or_else(|| self.volume_question());
        };
        let card = context.card(&held.order)?;
        let named = [
            ("number", card.view.number.as_str().into()),
            ("step", say::held(words, &held.command, &card.view).into()),
            ("seconds", held.left(self.now).into()),
        ];
        let said = widget::bold(words.text("ui-held", &named), CHIP).width(Fill);
        let back = widget::push(
            say::plain(words, "ui-take-back"),
            Some(&say::plain(words, "ui-key-backspace")),
            Tone::Plain,
            Some(Message::TakeBack(held.order.clone())),
        );
        let line = row![said, back.height(FOOT - 4.0)].spacing(8).align_y(Center);
        Some(container(line).padding([2, 8]).width(Fill).style(theme::filled(theme::DONE)).into())
    }

    /// Whether to open a shop that is closed today, where orders in progress take the middle of the counter. It stands where it
    /// hides nothing, and has no key that an order could be taken with.
    fn opening_question<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let elsewhere = !matches!(self.screen, Screen::Counter) || self.counter.is_idle(context);
        let asks = attention::asks_to_open(&self.board).filter(|_| !elsewhere && !self.stopped)?;
        let words = &self.words;
        let said = widget::bold(say::plain(words, asks), CHIP).width(Fill);
        let answer = |(name, command): (&str, ShopCommand)| {
            let wish = Message::Counter(counter::Message::Tell(Wish::Shop(None, command)));
            let name = say::plain(words, name);
            widget::push_narrow(name, None, Tone::Plain, Some(wish)).height(FOOT - 4.0).into()
        };
        let line = row![said].extend(attention::ANSWERS.map(answer));
        let line = container(line.spacing(8).align_y(Center)).padding([2, 8]).width(Fill);
        Some(line.style(theme::filled(theme::DONE)).into())
    }

    /// Whether the bell that has just played was heard. It stands until it is answered, and so only on the counter, where it
    /// hides nothing.
    fn volume_question(&self) -> Option<Element<'_, Message>> {
        let elsewhere = !matches!(self.screen, Screen::Counter);
        if !self.asks_volume || elsewhere || self.board.mute.is_some() || self.stopped {
            return None;
        }
        let words = &self.words;
        let said = widget::bold(say::plain(words, "ui-volume-question"), CHIP).width(Fill);
        let answer = |id: &str, heard| {
            let name = say::plain(words, id);
            widget::push_narrow(name, None, Tone::Plain, Some(Message::Heard(heard))).height(FOOT - 4.0)
        };
        let line = row![said, answer("ui-volume-no", false), answer("ui-volume-yes", true)];
        let line = container(line.spacing(8).align_y(Center)).padding([2, 8]).width(Fill);
        Some(line.style(theme::filled(theme::DONE)).into())
    }

    /// That the engine has stopped, or a refusal: over the bar, so that nothing moves.
    fn notice(&self) -> Option<Element<'_, Message>> {
        if self.stopped {
            let said = widget::bold(say::plain(&self.words, "ui-stopped"), CHIP);
            let line = container(said).padding([0, 10]).center_y(BAR).width(Fill).clip(true);
            return Some(line.style(theme::filled(theme::DANGER)).into());
        }
        if self.notice.is_none() && self.crashed.is_none() {
            return None;
        }
        let said = self.notice.as_ref().map(|notice| &notice.said);
        let key = say::plain(&self.words, "ui-key-esc");
        let name = say::plain(&self.words, "ui-close");
        let close = widget::push(name, Some(&key), Tone::Plain, Some(Message::CloseNotice)).height(BAR);
        let text = match said {
            None => {
                let at = self.crashed.map(|at| language::moment(&self.words, at, self.now, &self.zone));
                let time = ("time", at.unwrap_or_default().into());
                let crashed = self.environment.crashed.as_ref();
                match crashed.and_then(|crashed| crashed.taken_back.as_ref()) {
                    None => self.words.text("ui-crashed", &[time]),
                    Some(TakenBack { version, orders }) => {
                        let lost = if orders.is_some() { "ui-taken-back-orders" } else { "ui-taken-back" };
                        self.words.text(lost, &[time, ("version", version.into())])
                    }
                }
            }
            Some(said) => self.said(said),
        };
        let practice = matches!(said, Some(Said::Practice(_)));
        let text = widget::bold(text, if practice { theme::LARGE } else { CHIP }).width(Fill);
        let line = row![text, close].spacing(10).align_y(Center);
        let line = container(line).padding([0, 10]).center_y(BAR).width(Fill).clip(true);
        let color = match said {
            None => theme::WARN,
            Some(_) if practice => theme::PRACTICE,
            Some(_) => theme::DANGER,
        };
        Some(line.style(theme::filled(color)).into())
    }

    /// What a notice tells, in words.
    fn said(&self, said: &Said) -> String {
        match said {
            Said::Refused(why) => why.text(&self.words),
            Said::Unsaved(why) => look::forgotten(&self.words, why),
            Said::NotReloaded(why) => {
                let reason = language::cause(&self.words, why);
                self.words.text("settings-refused", &[("reason", reason.into())])
            }
            Said::Changed(orders) => self.words.text("kitchen-not-told", &[("orders", orders.into())]),
            Said::Updating => say::plain(&self.words, "update-installing"),
            Said::Updated => say::plain(&self.words, "update-installed"),
            Said::NotUpdated(why) => {
                let reason = language::cause(&self.words, why);
                self.words.text("update-not-installed", &[("reason", reason.into())])
            }
            Said::Practice(id) => say::plain(&self.words, id),
            Said::NoPractice(why) => {
                let reason = language::cause(&self.words, why);
                self.words.text("practice-not-begun", &[("reason", reason.into())])
            }
            Said::NoKitchen(why) => {
                let reason = language::cause(&self.words, why);
                self.words.text("ui-kitchen-not-opened", &[("reason", reason.into())])
            }
        }
    }

    /// Whether the window is really closed while orders are open. What is done without thinking goes on.
    fn leave_question(&self) -> Element<'_, Message> {
        let words = &self.words;
        let open = self.board.orders.iter().filter(|card| !card.view.status.is_final()).count();
        let title = widget::bold(words.text("ui-leave-question", &[("n", open.into())]), theme::LARGE + 2.0);
        let note = widget::label(say::plain(words, "ui-leave-note"), theme::BODY);
        let enter = say::plain(words, "ui-key-enter");
        let stay = say::plain(words, "ui-leave-no");
        let stay = widget::push_wide(stay, Some(&enter), Tone::Main(theme::GOOD), Some(Message::Stay));
        let leave = say::plain(words, "ui-leave-yes");
        let leave = widget::push_wide(leave, Some("F2"), Tone::Grave, Some(Message::Leave));
        container(column![title, note, row![leave, stay].spacing(8)].spacing(20))
            .padding(24)
            .width(720)
            .style(theme::panel(theme::SURFACE, theme::INK, theme::INK))
            .into()
    }

    /// The board, the keys, the window's size and cross, and the time.
    pub fn subscription(&self) -> Subscription<Message> {
        let board = feed::board(self.real_handle().board()).map(Message::News);
        let practice = self.practice.as_ref().map_or_else(Subscription::none, |on| {
            let board = on.practice.handle.board();
            let told = |(which, news)| Message::Practice(practice::Message::News(which, news));
            feed::practice(board, on.which).map(told)
        });
        let raise = feed::raise(self.environment.raise.clone()).map(Message::News);
        let stop = feed::stop(self.environment.stop.clone()).map(Message::News);
        let shown = feed::shown(self.environment.shown.clone()).map(Message::News);
        let keys = iced::event::listen_with(key::read).map(Message::Key);
        let cross = window::close_requests().map(|_| Message::CloseWindow);
        let opened = window::open_events().map(Message::Opened);
        let sizes = window::resize_events().map(|(_, size)| Message::Sized(size));
        // Countdowns go by the second; without one, minutes are enough for a small machine.
        let hurried = self.notice.is_some()
            || !self.held.is_empty()
            || self.guard.has_ignored(self.now)
            || matches!(self.screen, Screen::Pad(_))
            || self.board.orders.iter().any(|card| card.view.status == Status::Received);
        let tick = Duration::from_secs(if hurried { 1 } else { 10 });
        let ticks = iced::time::every(tick).map(|_| Message::Tick);
        Subscription::batch([board, practice, raise, stop, shown, keys, cross, opened, sizes, ticks])
    }
}

/// A button of the bar: what it tells of, and how that is doing. Fine states keep quiet, bad ones shout.
fn chip<'a>(name: Option<String>, word: String, color: Role, message: Message) -> Element<'a, Message> {
    let part = |said: String| widget::bold(said, CHIP).wrapping(Wrapping::None);
    let word = match color {
        theme::GOOD => container(part(word).style(theme::ink(color))),
        bad => container(part(word)).padding([2, 6]).style(theme::filled(bad)),
    };
    let inside = row![].push(name.map(part)).push(word).spacing(6).align_y(Center);
    button(container(inside).center_y(Fill))
        .height(BAR)
        .padding([0, 8])
        .style(theme::chip_style())
        .on_press(message)
        .into()
}

/// Whether the shop takes orders.
fn shop_word(channels: &[ChannelHealth]) -> (&'static str, Role) {
    let count =
        |is: fn(&Wanted) -> bool| channels.iter().filter(|channel| is(&channel.opening.wanted)).count();
    let (open, paused) = (
        count(|wanted| matches!(wanted, Wanted::Open)),
        count(|wanted| matches!(wanted, Wanted::Paused { .. })),
    );
    match (open, paused) {
        (open, _) if open == channels.len() => ("ui-shop-open", theme::GOOD),
        (0, 0) => ("ui-shop-close", theme::DANGER),
        (0, _) => ("ui-shop-paused", theme::WARN),
        _ => ("ui-shop-partly", theme::WARN),
    }
}
