//! The counter as it is drawn, place by place.

use domain::ShopCommand;
use domain::board::Card;
use domain::order::{Status, Won};
use iced::widget::text::Wrapping;
use iced::widget::{Row, button, column, container, row};
use iced::{Center, Element, Fill, Size};

use super::{Area, Counter, Filter, Message, in_area, waiting};
use crate::language;
use crate::ui::brief;
use crate::ui::layout::{self, Density, GAP, HEADING, RAIL, Zone};
use crate::ui::screen::shop::next_for_all;
use crate::ui::screen::{Context, Place, Wish, attention};
use crate::ui::step;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, CardTap, finger};

/// Headings narrower than this name filters without counts.
const NARROW: f32 = 700.0;
/// Width of an answer to the question whether to open.
const ANSWER: f32 = 300.0;
/// Around a filter's name, with the gap to the next.
const FILTER_EDGES: f32 = 24.0;

impl Counter {
    /// The orders, in the room that the layout gives them.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        if self.finished { self.finished(context) } else { self.open(context) }
    }

    fn open<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let plan = self.plan(context);
        let open = in_area(context, Area::Open);
        let new = match plan.new {
            Some((zone, density)) => self.zone(Area::New, zone, Some(density), context),
            None => self.heading(Area::New, layout::body(context.size).width, context),
        };
        let open: Option<Element<'a, Message>> = plan.open.map(|zone| {
            if open.is_empty() && plan.new.is_none() {
                return idle(zone, context);
            }
            self.zone(Area::Open, zone, None, context)
        });
        let gap = if plan.new.is_none() { 0.0 } else { GAP };
        if plan.beside {
            row![new].push(open).spacing(gap).into()
        } else {
            column![new].push(open).spacing(gap).into()
        }
    }

    fn finished<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        self.zone(Area::Finished, layout::rows(layout::body(context.size)), None, context)
    }

    /// A heading, the places of one page, and the buttons that turn it.
    fn zone<'a>(
        &self,
        area: Area,
        zone: Zone,
        density: Option<Density>,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let cards = self.cards(context, area);
        let grid = zone.grid;
        let pages = grid.pages(cards.len());
        let page = self.page(area, pages);
        let current = self.current(context).map(|card| card.view.id.as_str());
        let shown =
            cards.iter().skip(page * grid.page()).take(grid.page()).enumerate().map(|(place, card)| {
                let order = card.view.id.clone();
                let place = place + 100 * area as usize;
                let selected = current == Some(card.view.id.as_str());
                let on = move |tap| match tap {
                    CardTap::Open => Message::Open(order.clone()),
                    CardTap::Act(command) => Message::Act(order.clone(), command, place),
                    CardTap::Ask(question) => Message::Ask(order.clone(), question),
                    CardTap::TakeBack => Message::TakeBack(order.clone()),
                };
                match density {
                    Some(density @ (Density::Large | Density::Medium)) => {
                        widget::card(card, density, grid.cell, selected, context, on)
                    }
                    _ => widget::order_row(card, grid.cell, selected, context, on),
                }
            });
        let places: Element<'a, Message> = if cards.is_empty() {
            let none = widget::label(say::plain(context.words, "ui-column-empty"), theme::BODY);
            container(none).padding([12, 12]).into()
        } else {
            let cards = area == Area::New && density != Some(Density::Rows);
            widget::places(shown.collect(), grid, if cards { GAP } else { grid.gap })
        };
        let height = zone.height - HEADING;
        let inside = container(places).width(zone.width - RAIL - GAP).height(height).clip(true);
        let inside = finger::turn(inside, move |by| Message::Turn(area, by));
        let rail = widget::rail(page, pages, height, context.words, move |by| Message::Turn(area, by));
        let body = row![inside, rail].spacing(GAP);
        column![self.heading(area, zone.width, context), body].width(zone.width).height(zone.height).into()
    }

    /// How many, and how many of them cannot wait.
    fn heading<'a>(&self, area: Area, width: f32, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let cards = in_area(context, area);
        let many = |id: &str, n: usize| (n > 0).then(|| words.text(id, &[("n", n.into())]));
        let of = |is: &dyn Fn(&Card) -> bool| cards.iter().filter(|card| is(card)).count();
        let (id, color) = match area {
            Area::New => ("ui-column-new", if cards.is_empty() { theme::DONE } else { theme::NEW }),
            Area::Open => ("ui-column-open", theme::COOKING),
            Area::Finished => ("ui-column-finished", theme::DONE),
        };
        let mut said: Vec<Option<String>> = Vec::new();
        match area {
            Area::New => {
                let minute = |card: &Card| {
                    let left = card.view.accept_by.map(|by| by.as_second() - context.now.as_second());
                    left.is_some_and(|left| left <= 60)
                };
                said.push(many("ui-last-minute", of(&minute)));
                if cards.is_empty() {
                    said.push(Some(say::plain(words, waiting(context).0)));
                }
            }
            Area::Open => {
                said.push(many("ui-late-count", of(&|card| step::is_late(&card.view, context.now))));
                said.push(many("ui-riders-here", of(&|card| card.view.rider_waits_since.is_some())));
                said.push(many("ui-riders-missing", of(&step::lacks_rider)));
            }
            Area::Finished => {}
        }
        let said = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let title = format!("{} {}", say::plain(words, id), cards.len());
        let (filters, taken) = match area {
            Area::Open => self.filter_buttons(width < NARROW, context),
            Area::Finished => past_button(context),
            Area::New => (Row::new(), 0.0),
        };
        let room = width - taken - brief::width(&title, theme::LARGE) - 16.0 - 2.0 * 12.0;
        let line = row![
            widget::bold(title, theme::LARGE).wrapping(Wrapping::None),
            widget::bold(brief::cut(&said, room, theme::BODY), theme::BODY).wrapping(Wrapping::None),
        ]
        .spacing(16)
        .align_y(Center);
        let line = row![container(line).width(Fill).clip(true), filters].align_y(Center);
        let line =
            container(line).padding(iced::padding::left(12)).center_y(HEADING - 6.0).width(Fill).clip(true);
        container(line.style(theme::filled(color))).height(HEADING).into()
    }

    /// The buttons that show some of the orders in progress, and how wide they are together; without counts where there is little
    /// room.
    fn filter_buttons<'a>(&self, narrow: bool, context: &Context<'a>) -> (Row<'a, Message>, f32) {
        let mut taken = 0.0;
        let buttons = self.filters(context).into_iter().map(|(filter, n, on)| {
            let name = say::plain(context.words, filter_name(filter));
            let name = if narrow { name } else { format!("{name} {n}") };
            taken += brief::width(&name, theme::BODY) + FILTER_EDGES;
            button(container(widget::bold(name, theme::BODY).wrapping(Wrapping::None)).center_y(Fill))
                .height(HEADING - 6.0)
                .padding([0.0, FILTER_EDGES / 2.0 - 2.0])
                .style(theme::button_style(Tone::choice(on)))
                .on_press_maybe((n > 0).then_some(Message::Filter(filter)))
                .into()
        });
        let buttons: Vec<Element<'a, Message>> = buttons.collect();
        (Row::with_children(buttons).spacing(4), taken)
    }

    /// The buttons at the bottom.
    pub fn tabs<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let count = |area| in_area(context, area).len();
        let tab = |id, n: usize, key, on, message| {
            widget::push_narrow(words.text(id, &[("n", n.into())]), key, Tone::choice(on), Some(message))
        };
        let esc = self.finished.then(|| say::plain(words, "ui-key-esc"));
        let to = |id, key, place| {
            widget::push_narrow(say::plain(words, id), Some(key), Tone::Plain, Some(Message::Show(place)))
        };
        row![
            tab(
                "ui-tab-open",
                count(Area::New) + count(Area::Open),
                esc.as_deref(),
                !self.finished,
                Message::ShowFinished(false)
            ),
            tab(
                "ui-tab-finished",
                count(Area::Finished),
                Some("F9"),
                self.finished,
                Message::ShowFinished(true)
            ),
            to("ui-shop", "0", Place::Shop),
            to("ui-stock", "F11", Place::Stock),
            to("ui-by-phone", "9", Place::Phone),
            to("ui-sales", "8", Place::Closing),
        ]
        .spacing(GAP)
        .into()
    }
}

/// The button behind which the orders of all years are, and how wide it is.
fn past_button<'a>(context: &Context<'a>) -> (Row<'a, Message>, f32) {
    let name = format!("{}  F9", say::plain(context.words, "ui-past"));
    let taken = brief::width(&name, theme::BODY) + FILTER_EDGES;
    let name = widget::bold(name, theme::BODY).wrapping(Wrapping::None);
    let open = button(container(name).center_y(Fill))
        .height(HEADING - 6.0)
        .padding([0.0, FILTER_EDGES / 2.0 - 2.0])
        .style(theme::button_style(Tone::Plain))
        .on_press(Message::Show(Place::Past));
    (Row::new().push(open), taken)
}

fn filter_name(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "ui-filter-all",
        Filter::Cooking => "ui-filter-cooking",
        Filter::Rider => "ui-filter-rider",
        Filter::Takeout => "ui-filter-takeout",
    }
}

/// Nothing to do: the time, what the day has brought, and that all is well, or why no order comes.
fn idle<'a>(zone: Zone, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let sold = context.board.orders.iter().filter(|card| card.view.status == Status::Completed);
    let count = sold.clone().count();
    let total: Won = sold.filter_map(|card| card.view.order.as_ref()).map(|order| order.total.amount).sum();
    let (id, may_open) = waiting(context);
    let told = |command: ShopCommand| (!context.stopped).then_some(Message::Tell(Wish::Shop(None, command)));
    let asks = attention::asks_to_open(context.board);
    let open = (may_open && asks.is_none()).then(|| {
        let name = say::plain(words, "ui-open-now");
        widget::push(name, None, Tone::Main(theme::GOOD), told(ShopCommand::Open))
    });
    let answers = asks.map(|_| {
        let answer = |(at, (name, command)): (usize, (&str, ShopCommand))| {
            let tone = if at == 0 { Tone::Main(theme::GOOD) } else { Tone::Plain };
            widget::push_tall(say::plain(words, name), None, tone, told(command)).width(ANSWER).into()
        };
        row(attention::ANSWERS.into_iter().enumerate().map(answer)).spacing(2.0 * GAP)
    });
    let well = id == "ui-waiting";
    let said = widget::bold(say::plain(words, asks.unwrap_or(id)), theme::FIGURE);
    let said = said.style(theme::ink(if well { theme::GOOD } else { theme::DANGER }));
    let next = next_for_all(context.board).map(|next| {
        widget::bold(language::next_change(words, next, context.now, context.zone), theme::LARGE)
    });
    let today = words.text("ui-today", &[("n", count.into()), ("total", total.into())]);
    let inside = column![
        widget::bold(say::time(context.now, context.zone), 120.0),
        widget::bold(today, theme::FIGURE),
        container(said.align_x(Center)).max_width(zone.width - 80.0),
    ]
    .push(next)
    .push(open)
    .push(answers)
    .spacing(20)
    .align_x(Center);
    container(inside).center_x(Fill).center_y(Size::new(zone.width, zone.height).height).into()
}
