//! What the kitchen's screen looks like.

use domain::Command;
use domain::order::Status;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, button, center, column, container, row, space};
use iced::{Center, Element, Fill};

use super::flow::Piece;
use super::pages::{BUTTON, HEAD, MORE, Pages, TALLIES, TOP};
use super::rows::{self, CHOICE, COUNT, DISH, Kind, PADDING};
use super::slip::{Age, Slip, Stands, Tally, tallies};
use super::{Kitchen, Message, Said};
use crate::ui::brief;
use crate::ui::layout::{FOOT, GAP};
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, finger};

/// That the line is cut, with room for the reason; and anything else that is told above the foot.
const TROUBLE: f32 = 84.0;
const LINE: f32 = 28.0;
const NOTICE: f32 = 72.0;
/// Most slips with a digit.
const DIGITS: usize = 9;

impl Kitchen {
    /// What the window shows.
    pub fn view(&self) -> Element<'_, Message> {
        let pages = Pages::of(self);
        let page = self.page.min(pages.count() - 1);
        let body: Element<'_, Message> = if self.board.is_none() {
            space().into()
        } else if pages.slips.is_empty() {
            let idle = widget::bold(say::plain(&self.words, "kitchen-empty"), theme::HUGE);
            center(idle.style(theme::ink(theme::MUTED))).into()
        } else {
            finger::turn(self.columns(&pages, page), Message::Turn)
        };
        let body = container(body).width(Fill).height(pages.height).clip(true);
        let tallies = self.tallies.then(|| self.to_cook(&pages));
        let body = row![body].push(tallies).spacing(GAP);
        // What comes and goes has a line of its own, so that it hides no dish and no button.
        let below = self.trouble().or_else(|| self.notice());
        let below = below.map(|said| container(said).height(self.told_below()).clip(true));
        let all = column![self.top(&pages, page), body].push(below).push(self.foot()).spacing(GAP);
        container(all).padding(GAP).width(Fill).height(Fill).into()
    }

    /// Height of what is told above the foot.
    pub fn told_below(&self) -> f32 {
        match (&self.handle, &self.notice) {
            (None, _) if self.why.is_some() => TROUBLE + LINE,
            (None, _) => TROUBLE,
            (Some(_), Some(_)) => NOTICE,
            (Some(_), None) => 0.0,
        }
    }

    /// The time, how much there is to do, and the buttons that turn pages.
    fn top(&self, pages: &Pages<'_>, page: usize) -> Element<'_, Message> {
        let words = &self.words;
        let part = |said: String, size: f32| widget::bold(said, size).wrapping(Wrapping::None);
        let count = |is: &dyn Fn(&Slip<'_>) -> bool| pages.slips.iter().filter(|slip| is(slip)).count();
        let cooking = count(&|slip| slip.is_to_cook());
        let late = count(&|slip| slip.is_to_cook() && slip.age(self.now) == Age::Late);
        let stopped = count(&|slip| slip.stands == Stands::Stopped);
        let told = |id: &str, n: usize, role: Role| {
            (n > 0).then(|| widget::tag(words.text(id, &[("n", n.into())]), role))
        };
        let mut top = row![part(say::time(self.now, &self.zone), theme::FIGURE)].spacing(12).align_y(Center);
        top = top.push(part(words.text("kitchen-cooking", &[("n", cooking.into())]), theme::LARGE));
        top = top.push(told("kitchen-late", late, theme::DANGER));
        top = top.push(told("kitchen-stopped-count", stopped, theme::DANGER));
        top = top.push(self.next_start().map(|said| widget::note(said).wrapping(Wrapping::None)));
        top = top.push(space().width(Fill));
        if pages.count() > 1 {
            let turn = |id: &str, by, on: bool| {
                let name = say::plain(words, id);
                widget::push_narrow(name, None, Tone::Plain, on.then_some(Message::Turn(by)))
                    .height(TOP)
                    .width(80)
            };
            let at = part(format!("{}/{}", page + 1, pages.count()), theme::LARGE);
            let on = page + 1 < pages.count();
            top = top.push(turn("ui-page-back", -1, page > 0)).push(at).push(turn("ui-page-on", 1, on));
        }
        top.height(TOP).into()
    }

    /// When the next order begins that is for later.
    fn next_start(&self) -> Option<String> {
        let board = self.board.as_deref()?;
        let later = board.orders.iter().filter(|card| {
            let view = &card.view;
            view.status == Status::Accepted && !view.started
        });
        let later: Vec<_> = later.filter_map(|card| card.view.starts_at).collect();
        let first = later.iter().min()?;
        let time = say::time(*first, &self.zone);
        Some(self.words.text("kitchen-later", &[("n", later.len().into()), ("time", time.into())]))
    }

    fn columns<'a>(&'a self, pages: &Pages<'a>, page: usize) -> Element<'a, Message> {
        let mut digit = 0;
        let columns = pages.page(page).iter().map(|pieces| {
            let slips = pieces.iter().map(|piece| {
                digit += usize::from(piece.is_last);
                self.piece(pages, piece, digit)
            });
            Column::with_children(slips).spacing(GAP).width(pages.width).into()
        });
        Row::with_children(columns).spacing(GAP).into()
    }

    /// A slip, or a part of a long one.
    fn piece<'a>(&'a self, pages: &Pages<'a>, piece: &Piece, digit: usize) -> Element<'a, Message> {
        let slip = &pages.slips[piece.slip];
        let words = &self.words;
        let (ground, band) = colors(slip, self);
        let view = &slip.card.view;
        let due = if piece.blocks.start > 0 {
            say::plain(words, "kitchen-goes-on")
        } else {
            let due = say::due(words, view, self.now, &self.zone).filter(|_| slip.is_to_cook());
            due.map(|(due, _)| due).unwrap_or_default()
        };
        let room = pages.width - 2.0 * PADDING;
        let part = |said: &str, size: f32| widget::bold(said, size).wrapping(Wrapping::None);
        let due = part(&due, theme::LARGE);
        let number = row![container(part(&view.number, theme::FIGURE)).width(Fill).clip(true), due];
        let about = brief::cut(&rows::about(slip, words), room - 60.0, theme::SMALL);
        let begun = part(&say::time(slip.since, &self.zone), theme::SMALL);
        let about = row![container(part(&about, theme::SMALL)).width(Fill), begun];
        let head = container(column![number.align_y(Center), about])
            .padding([4.0, PADDING])
            .width(Fill)
            .height(HEAD)
            .style(theme::band(band));
        let lines = pages.blocks(piece).iter().flatten().map(line);
        let lines = container(Column::with_children(lines)).padding([0.0, PADDING]);
        let below: Element<'a, Message> = if piece.is_last {
            container(self.button(slip, digit)).padding([8.0, PADDING]).height(BUTTON).into()
        } else {
            let more = part(&say::plain(words, "kitchen-more"), CHOICE);
            container(more).center_x(Fill).center_y(MORE).style(theme::band(theme::DONE)).into()
        };
        let inside = column![head, space().height(PADDING), lines, below];
        container(inside).width(pages.width).style(theme::panel(ground, band, theme::INK)).clip(true).into()
    }

    /// What can be done with a slip.
    fn button<'a>(&'a self, slip: &Slip<'_>, digit: usize) -> Element<'a, Message> {
        let words = &self.words;
        let id = slip.card.view.id.clone();
        let key = (digit <= DIGITS).then(|| digit.to_string());
        let (name, tone, message) = match self.held.of(&id) {
            Some(held) => {
                let left = held.left(self.now);
                let name = words.text("ui-take-back-in", &[("seconds", left.into())]);
                (name, Tone::Chosen, Some(Message::TakeBack(id, digit)))
            }
            None => match slip.stands {
                Stands::Stopped => {
                    (say::plain(words, "kitchen-read"), Tone::Grave, Some(Message::PutAway(id, digit)))
                }
                Stands::Cooked => {
                    (say::plain(words, "kitchen-put-away"), Tone::Plain, Some(Message::PutAway(id, digit)))
                }
                Stands::Cooking | Stands::Asked => {
                    let all = !matches!(self.shown.bump(slip), Some(Command::Bump { .. }));
                    let name = say::plain(words, if all { "ui-ready" } else { "kitchen-done" });
                    let bump = self.bump_of(slip).map(|_| Message::Bump(id, digit));
                    (name, Tone::Main(theme::AWAY), bump)
                }
            },
        };
        let name = row![widget::bold(name, theme::LARGE).wrapping(Wrapping::None)]
            .push(key.map(|key| widget::label(key, theme::SMALL)))
            .spacing(8)
            .align_y(Center);
        button(container(name).center_x(Fill).center_y(Fill))
            .width(Fill)
            .height(Fill)
            .style(theme::button_style(tone))
            .on_press_maybe(message)
            .into()
    }

    /// What is still to be cooked over all orders, and so at once.
    fn to_cook(&self, pages: &Pages<'_>) -> Element<'_, Message> {
        let words = &self.words;
        // What was bumped a moment ago is no longer to be cooked.
        let slips: Vec<&Slip<'_>> =
            pages.slips.iter().filter(|slip| self.held.of(&slip.card.view.id).is_none()).collect();
        let room = TALLIES - 2.0 * PADDING - COUNT;
        let title = widget::bold(say::plain(words, "kitchen-to-cook"), theme::LARGE);
        let mut list = Column::new().push(title).spacing(4);
        let mut left = pages.height - 3.0 * PADDING - 36.0;
        let all = tallies(&slips);
        for (at, tally) in all.iter().enumerate() {
            let lines = tally_lines(tally, room);
            let height: f32 = lines.iter().map(|(.., size)| (size * 1.3).round()).sum::<f32>() + 8.0;
            if left < height + if at + 1 < all.len() { 30.0 } else { 0.0 } {
                let more = words.text("ui-more-dishes", &[("n", (all.len() - at).into())]);
                list = list.push(widget::bold(more, theme::BODY));
                break;
            }
            left -= height;
            list = list.extend(lines.into_iter().map(|(count, name, size)| {
                let count = widget::bold(count, size).wrapping(Wrapping::None).width(COUNT);
                let name = widget::label(name, size).wrapping(Wrapping::None);
                let name = if size > CHOICE { name.font(theme::BOLD) } else { name };
                row![count, name].into()
            }));
        }
        container(list)
            .padding(PADDING)
            .width(TALLIES)
            .height(pages.height)
            .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
            .clip(true)
            .into()
    }

    /// The stations, and what can be done with the whole screen.
    fn foot(&self) -> Element<'_, Message> {
        let words = &self.words;
        let plain = |id: &str| say::plain(words, id);
        let mut foot = Row::new().spacing(GAP).height(FOOT);
        let stations = self.board.as_ref().map(|board| board.stations.as_slice()).unwrap_or_default();
        if !stations.is_empty() {
            let choice = |name: String, station: Option<&str>| {
                let tone = Tone::choice(self.shown.station.as_deref() == station);
                let message = Message::Station(station.map(str::to_owned));
                widget::push_narrow(name, None, tone, Some(message)).height(FOOT)
            };
            foot = foot.push(choice(plain("kitchen-all"), None));
            let each = stations.iter().map(|(id, name)| choice(widget::short(name, 8), Some(id)).into());
            foot = foot.extend(each);
        }
        let can_recall = !self.held.is_empty()
            || self
                .board
                .as_ref()
                .is_some_and(|board| self.shown.can_recall(board, self.now) && self.handle.is_some());
        let recall = can_recall.then_some(Message::Recall);
        let size = words.text("kitchen-size", &[("percent", ((self.scale * 100.0).round() as i64).into())]);
        let ignored = self.guard.has_ignored(self.now);
        let ignored = ignored.then(|| widget::note(plain("ui-tapped-twice")));
        foot.push(container(column![].push(ignored)).width(Fill).center_y(FOOT).clip(true))
            .push(widget::push_narrow(size, None, Tone::Plain, Some(Message::Larger)).height(FOOT))
            .push({
                let tone = Tone::choice(self.tallies);
                widget::push_narrow(plain("kitchen-to-cook"), None, tone, Some(Message::Tallies)).height(FOOT)
            })
            .push({
                let key = plain("ui-key-backspace");
                widget::push_narrow(plain("kitchen-recall"), Some(&key), Tone::Plain, recall).height(FOOT)
            })
            .into()
    }

    /// That the line to the counter is cut: what stands on the screen may be out of date.
    fn trouble(&self) -> Option<Element<'_, Message>> {
        if self.handle.is_some() {
            return None;
        }
        let words = &self.words;
        let title = widget::bold(say::plain(words, "kitchen-cut-off"), theme::FIGURE);
        let why = self.why.as_ref().map(|why| widget::bold(why, theme::BODY));
        let next = widget::label(say::plain(words, "kitchen-tries"), theme::BODY);
        Some(self.below(column![title].push(why).push(next), theme::DANGER_GROUND, theme::DANGER))
    }

    /// Why what was bumped last was not taken.
    fn notice(&self) -> Option<Element<'_, Message>> {
        let (why, _) = self.notice.as_ref()?;
        let words = &self.words;
        let said = match why {
            Said::Refused(why) => why.text(words),
            Said::Changed(orders) => words.text("kitchen-not-told", &[("orders", orders.into())]),
            Said::Untold(n) => words.text("kitchen-untold", &[("n", (*n).into())]),
        };
        let said = widget::bold(said, theme::BODY).width(Fill);
        let read = widget::push_narrow(
            say::plain(words, "kitchen-read"),
            None,
            Tone::Plain,
            Some(Message::CloseNotice),
        );
        let line = row![said, read].spacing(GAP).align_y(Center);
        Some(self.below(column![line], theme::WARN_GROUND, theme::WARN))
    }

    fn below<'a>(&'a self, said: Column<'a, Message>, ground: Role, edge: Role) -> Element<'a, Message> {
        let said = container(said.spacing(4)).padding([6.0, 12.0]).width(Fill).height(Fill).center_y(Fill);
        said.style(theme::panel(ground, edge, theme::INK)).into()
    }
}

/// A dish's count and name, its choices below: count, name and size of letters of each line.
fn tally_lines(tally: &Tally, room: f32) -> Vec<(String, String, f32)> {
    let name = brief::wrap(&tally.name, room, theme::LARGE, 2);
    let count = |at: usize| if at == 0 { tally.count.to_string() } else { String::new() };
    let name = name.into_iter().enumerate().map(|(at, name)| (count(at), name, theme::LARGE));
    let options = tally.options.iter().map(|(option, many)| {
        let said = brief::cut(&format!("+{option}"), room, theme::BODY);
        (format!("  {many}"), said, theme::BODY)
    });
    name.chain(options).collect()
}

/// One line of a slip.
fn line<'a>(row: &rows::Row) -> Element<'a, Message> {
    let height = row.height();
    let said = |size: f32| widget::bold(&row.text, size).wrapping(Wrapping::None);
    let marked = |role: Role| {
        let said = container(said(CHOICE)).padding([0.0, 8.0]).width(Fill).center_y(height - 6.0);
        container(said.style(theme::filled(role))).height(height).into()
    };
    let beside = |role: Role, size: f32| {
        let count = widget::bold(&row.count, size).wrapping(Wrapping::None);
        // More than one is what is overlooked.
        let count = match row.count.as_str() {
            "" | "1" => container(count.style(theme::ink(role))).padding([0.0, 6.0]),
            _ => container(count).padding([0.0, 6.0]).style(theme::filled(role)),
        };
        let line = row![container(count).width(COUNT), said(size).style(theme::ink(role))];
        container(line).center_y(height).into()
    };
    match row.kind {
        Kind::Stop => marked(theme::DANGER),
        Kind::Mark => marked(theme::WARN),
        Kind::Request => {
            let said = container(said(CHOICE)).padding([0.0, PADDING / 2.0]).width(Fill).center_y(height);
            said.style(theme::band(theme::WARN_GROUND)).into()
        }
        Kind::Dish => beside(theme::INK, DISH),
        Kind::Out => beside(theme::DANGER, DISH),
        Kind::Cooked => beside(theme::GOOD, DISH),
        Kind::Choice => beside(theme::INK, CHOICE),
    }
}

/// A slip's ground, and the colour of its head and edge.
fn colors(slip: &Slip<'_>, kitchen: &Kitchen) -> (Role, Role) {
    if kitchen.held.of(&slip.card.view.id).is_some() {
        return (theme::DESK, theme::DONE);
    }
    match (slip.stands, slip.age(kitchen.now)) {
        (Stands::Stopped | Stands::Asked, _) => (theme::DANGER_GROUND, theme::DANGER),
        (Stands::Cooked, _) => (theme::SURFACE, theme::DONE),
        (Stands::Cooking, Age::Calm) => (theme::SURFACE, theme::COOKING),
        (Stands::Cooking, Age::Soon) => (theme::SURFACE, theme::WARN),
        (Stands::Cooking, Age::Late) => (theme::SURFACE, theme::DANGER),
    }
}
