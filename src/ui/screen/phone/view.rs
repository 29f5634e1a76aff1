//! The form as it is drawn: the menu, the order as far as it goes, the customer. `layout` says what stands where.

use domain::menu::MenuDish;
use domain::order::Won;
use domain::order::phone::{DishOption, LastOrder, Pays};
use domain::text;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, button, column, container, row, scrollable, space};
use iced::{Center, Element, Fill, Size};

use super::{Field, Message, Part, Phone, SEARCH};
use crate::language;
use crate::ui::brief;
use crate::ui::layout::{self, GAP, Grid, PhonePlan};
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Role, Tone};
use crate::ui::widget::{self, finger, push, push_fit, push_wide};

/// Letters of a tile.
const NAME: f32 = 17.0;
const BELOW: f32 = 15.0;
/// Inside a tile's edge.
const PADDING: f32 = 8.0;
/// Width of the sign buttons of a line.
const SIGN: f32 = 56.0;
/// Ids of the fields, in the order of [`Field`].
const FIELDS: [&str; 6] =
    ["form-number", "form-address", "form-detail", "form-tip", "form-rider-memo", "form-memo"];
const PRICE: &str = "form-price";
/// Height of the customer's fields with the buttons below them; where there is less room they are scrolled.
const FIELDS_HEIGHT: f32 = 484.0;

impl Phone {
    /// The form below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let plan = layout::phone(context.size);
        let form = row![
            container(self.menu(&plan, context)).width(plan.left),
            container(self.lines(&plan, context)).width(plan.middle),
            container(self.customer(&plan, context)).width(plan.right),
        ];
        let fault = self.fault.as_ref().map(|why| widget::trouble(why.text(context.words)));
        let form = form.spacing(GAP).height(plan.height);
        column![self.head(context)].push(fault).push(form).push(self.foot(context)).spacing(GAP).into()
    }

    fn head<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let plain = |id: &str| say::plain(context.words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let title = widget::bold(plain("ui-by-phone"), theme::HUGE).wrapping(Wrapping::None);
        let own = self.shop(context);
        let shops = context.board.shops.iter().map(|(id, name)| {
            let tone = Tone::choice(own == Some(id.as_str()));
            push(name, None, tone, Some(Message::Shop(id.clone()))).into()
        });
        row![back, title, row(shops).spacing(GAP)].spacing(12).height(theme::TARGET).align_y(Center).into()
    }

    fn foot<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let amount = words.text("ui-phone-amount", &[("won", self.amount().to_string().into())]);
        let take = (!context.stopped).then_some(Message::Take);
        row![
            widget::bold(amount, theme::HUGE),
            space().width(Fill),
            push_wide(say::plain(words, "ui-phone-take"), None, Tone::Main(theme::NEW), take).width(280),
        ]
        .spacing(12)
        .height(theme::TARGET)
        .align_y(Center)
        .into()
    }

    /// The search, the dishes, and below them the options of the picked one or what the number ordered before.
    fn menu<'a>(&self, plan: &PhonePlan, context: &Context<'a>) -> Element<'a, Message> {
        let plain = |id: &str| say::plain(context.words, id);
        let pages = self.page_count(Part::Menu, context);
        let page = self.pages[Part::Menu as usize].min(pages - 1);
        let turn = |id: &str, by: isize, on: bool| {
            let message = on.then_some(Message::Turn(Part::Menu, by));
            push_fit(plain(id), None, Tone::Plain, message, SIGN).height(theme::TARGET)
        };
        let search = widget::field(&plain("ui-search"), &self.search, SEARCH, Message::Search)
            .on_submit(Message::Submitted);
        let at = widget::bold(format!("{}/{pages}", page + 1), theme::BODY).wrapping(Wrapping::None);
        let head = row![
            widget::bold(plain("ui-phone-dish"), theme::BODY).wrapping(Wrapping::None),
            search,
            turn("ui-page-up", -1, page > 0),
            at,
            turn("ui-page-down", 1, page + 1 < pages),
        ];
        let head = head.spacing(6).height(theme::TARGET).align_y(Center);
        let typed = (!text::is_blank(&self.search)).then(|| self.typed_tile(plan.tiles.cell, context));
        let dishes = self.found.iter().filter_map(|at| Some((*at, self.dish(*at)?)));
        let dishes = dishes.map(|(at, dish)| dish_tile(at, dish, plan.tiles.cell, context));
        let shown = dishes.chain(typed).skip(page * plan.tiles.page()).take(plan.tiles.page());
        let tiles: Element<'a, Message> = match &self.menu {
            None if self.fault.is_none() => widget::bold(plain("ui-menu-reading"), theme::BODY).into(),
            _ if self.tiles() == 0 => widget::label(plain("menu-none"), theme::BODY).into(),
            _ => widget::places(shown.collect(), plan.tiles, plan.tiles.gap),
        };
        let room = height_of(plan.tiles);
        let tiles = container(tiles).width(Fill).height(room).clip(true);
        let tiles = finger::turn(tiles, |by| Message::Turn(Part::Menu, by));
        column![head, tiles, self.below(plan, context)].spacing(GAP).into()
    }

    /// What is typed and not in the menu, as a dish.
    fn typed_tile<'a>(&self, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
        let named = [("name", self.search.trim().into())];
        let name =
            brief::wrap(&context.words.text("ui-phone-free", &named), cell.width - 2.0 * PADDING, NAME, 3);
        let name = name.into_iter().map(|line| widget::bold(line, NAME).into());
        tile(Column::with_children(name), cell, (theme::SURFACE, theme::COOKING), Message::AddTyped)
    }

    fn below<'a>(&self, plan: &PhonePlan, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let heading = |said: String| {
            let said = brief::cut(&said, plan.left, theme::SMALL);
            container(widget::bold(said, theme::SMALL).wrapping(Wrapping::None)).height(layout::CAPTION)
        };
        if self.offers {
            let room = Size::new((plan.left - 2.0 * GAP) / 3.0, height_of(plan.options));
            let room = Size::new(room.width.floor(), room.height);
            let last = self.last.iter().enumerate().map(|(at, last)| repeat(at, last, room, context));
            return column![heading(say::plain(words, "ui-phone-last")), row(last).spacing(GAP)].into();
        }
        let Some(line) = self.picked.and_then(|at| self.lines.get(at)) else {
            return heading(say::plain(words, "ui-phone-options-none")).into();
        };
        let options = self.options();
        let name = text::legible(line.name.clone());
        if options.is_empty() {
            return heading(words.text("ui-phone-no-options", &[("name", name.into())])).into();
        }
        let pages = self.page_count(Part::Options, context);
        let grid = plan.options;
        let on_page = if pages == 1 { grid.page() } else { grid.page() - 1 };
        let page = self.pages[Part::Options as usize].min(pages - 1);
        let option = |option: DishOption| {
            let on = line.chosen.iter().any(|chosen| chosen.name == option.name);
            option_tile(option, on, grid.cell, context)
        };
        let more = (pages > 1).then(|| {
            let said = format!("{} {}/{pages}", say::plain(words, "ui-page-on"), page + 1);
            push_fit(said, None, Tone::Plain, Some(Message::Turn(Part::Options, 1)), grid.cell.width)
                .height(grid.cell.height)
                .into()
        });
        let shown = options.into_iter().skip(page * on_page).take(on_page).map(option).chain(more);
        let title = words.text("ui-phone-options", &[("name", name.into())]);
        column![heading(title), widget::places(shown.collect(), grid, grid.gap)].into()
    }

    /// What is ordered so far.
    fn lines<'a>(&self, plan: &PhonePlan, context: &Context<'a>) -> Element<'a, Message> {
        let plain = |id: &str| say::plain(context.words, id);
        if self.lines.is_empty() {
            let said = widget::label(plain("ui-phone-empty"), theme::BODY);
            let panel = container(said).padding(12).width(Fill).height(Fill);
            return panel.style(theme::panel(theme::SURFACE, theme::LINE, theme::INK)).into();
        }
        let pages = self.page_count(Part::Lines, context);
        let page = self.pages[Part::Lines as usize].min(pages - 1);
        let shown = (0..self.lines.len()).skip(page * plan.lines).take(plan.lines);
        let lines = shown.map(|at| self.line(at, plan, context));
        let turn = |id: &str, by: isize, on: bool| {
            let message = on.then_some(Message::Turn(Part::Lines, by));
            push_wide(plain(id), None, Tone::Plain, message)
        };
        let at = widget::bold(format!("{}/{pages}", page + 1), theme::BODY).wrapping(Wrapping::None);
        let foot = (pages > 1).then(|| {
            row![turn("ui-page-up", -1, page > 0), at, turn("ui-page-down", 1, page + 1 < pages)]
                .spacing(GAP)
                .align_y(Center)
        });
        let lines = Column::with_children(lines).spacing(GAP).height(Fill);
        let lines = finger::turn(lines, |by| Message::Turn(Part::Lines, by));
        column![lines].push(foot).into()
    }

    fn line<'a>(&self, at: usize, plan: &PhonePlan, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let line = &self.lines[at];
        let room = plan.middle - 2.0 * PADDING;
        let total = words.text("ui-won", &[("amount", line.total().into())]);
        let left = room - brief::width(&total, BELOW) - 12.0;
        let name = brief::cut(&text::legible(line.name.clone()), left, NAME);
        let beside = left - brief::width(&name, NAME) - 6.0;
        let chosen = line.chosen.iter().map(|option| format!("+{}", option.name)).collect::<Vec<_>>();
        let chosen = brief::cut(&text::legible(chosen.join(" ")), beside.max(0.0), BELOW);
        let chosen = if beside < 30.0 { String::new() } else { chosen };
        let one_line = |text: String, size: f32| widget::bold(text, size).wrapping(Wrapping::None);
        let head = row![
            one_line(name, NAME),
            widget::label(chosen, BELOW).wrapping(Wrapping::None),
            space().width(Fill),
            one_line(total, BELOW),
        ];
        let sign = |id: &str, by: i32| {
            push_fit(say::plain(words, id), None, Tone::Plain, Some(Message::Count(at, by)), SIGN)
                .height(theme::TARGET)
        };
        let count = container(one_line(line.count.to_string(), theme::LARGE)).center_x(36);
        let price = widget::field("", &line.price, PRICE, move |text| Message::Price(at, text)).width(Fill);
        let below = row![
            sign("ui-less", -1),
            count,
            sign("ui-more", 1),
            one_line(say::plain(words, "ui-phone-each"), BELOW),
            price,
        ];
        let inside = column![
            head.spacing(6).height(layout::CAPTION).align_y(Center),
            below.spacing(6).align_y(Center),
        ];
        let edge = if self.picked == Some(at) { theme::COOKING } else { theme::LINE };
        button(inside)
            .width(plan.middle)
            .height(layout::LINE)
            .padding([2.0, PADDING])
            .style(theme::card_style(theme::SURFACE, edge, false))
            .on_press(Message::Pick(at))
            .into()
    }

    /// The customer's number, where it goes, and how it is paid. Each field keeps its name above it.
    fn customer<'a>(&self, plan: &PhonePlan, context: &Context<'a>) -> Element<'a, Message> {
        let plain = |id: &str| say::plain(context.words, id);
        let pair = |width: f32| (width - GAP) / 2.0;
        let kinds = [(false, "ui-phone-delivery"), (true, "ui-phone-takeout")].map(|(takeout, id)| {
            let tone = Tone::choice(self.takeout == takeout);
            push_fit(plain(id), None, tone, Some(Message::Takeout(takeout)), pair(plan.right))
                .height(theme::TARGET)
                .into()
        });
        let pays =
            [(Pays::Cash, "ui-phone-cash"), (Pays::Card, "ui-phone-card"), (Pays::Already, "ui-phone-paid")];
        let third = (plan.right - 2.0 * GAP) / 3.0;
        let pays = pays.map(|(pays, id)| {
            push_fit(plain(id), None, Tone::choice(self.pays == pays), Some(Message::Pays(pays)), third)
                .height(theme::TARGET)
                .into()
        });
        let field = |field: Field, id: &str| self.named(field, &plain(id));
        let mut fields =
            column![Row::from_vec(kinds.into()).spacing(GAP), field(Field::Number, "ui-phone-number"),]
                .spacing(6);
        if !self.takeout {
            let pair = row![field(Field::Detail, "ui-phone-detail"), field(Field::Tip, "ui-phone-tip")];
            fields = fields
                .push(field(Field::Address, "ui-phone-address"))
                .push(pair.spacing(GAP))
                .push(field(Field::RiderMemo, "ui-phone-rider-memo"));
        }
        let fields = fields.push(field(Field::Memo, "ui-phone-memo"));
        let pays = Row::from_vec(pays.into()).spacing(GAP);
        if plan.height >= FIELDS_HEIGHT {
            return fields.push(space().height(Fill)).push(pays).into();
        }
        // How it is paid stays in sight.
        let fields = finger::scroll(scrollable(fields).spacing(4).height(Fill));
        column![fields, pays].spacing(6).into()
    }

    fn named<'a>(&self, field: Field, name: &str) -> Element<'a, Message> {
        let place = field as usize;
        let input =
            widget::field("", &self.fields[place], FIELDS[place], move |text| Message::Field(field, text));
        let name = widget::bold(name, BELOW).wrapping(Wrapping::None);
        column![name, input.width(Fill)].spacing(1).width(Fill).into()
    }
}

fn height_of(grid: Grid) -> f32 {
    grid.down as f32 * (grid.cell.height + grid.gap) - grid.gap
}

fn tile<'a>(
    inside: impl Into<Element<'a, Message>>,
    cell: Size,
    stands: (Role, Role),
    message: Message,
) -> Element<'a, Message> {
    widget::tile(inside, cell, [4.0, PADDING], stands, Some(message))
}

/// A dish with its last price; one that an app sells out says so and can be taken all the same.
fn dish_tile<'a>(at: usize, dish: &MenuDish, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let name = brief::wrap(&text::legible(dish.name.clone()), cell.width - 2.0 * PADDING, NAME, 2);
    let name = name.into_iter().map(|line| widget::bold(line, NAME).into());
    let gone =
        context.board.channels.iter().any(|channel| dish.sold_out(&channel.id, &channel.opening).is_some());
    let price = words.text("ui-won", &[("amount", dish.price.into())]);
    let price = if gone { format!("{} {price}", say::plain(words, "ui-stock")) } else { price };
    let (role, stands) = match gone {
        true => (theme::DANGER, (theme::DANGER_GROUND, theme::DANGER)),
        false => (theme::MUTED, (theme::SURFACE, theme::LINE)),
    };
    let price = widget::bold(price, BELOW).wrapping(Wrapping::None).style(theme::ink(role));
    let inside = column![Column::with_children(name).height(Fill), price];
    tile(inside, cell, stands, Message::Add(at))
}

fn option_tile<'a>(option: DishOption, on: bool, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
    let price = (option.price != Won::ZERO)
        .then(|| context.words.text("ui-phone-plus", &[("amount", option.price.into())]));
    let name = brief::cut(&text::legible(option.name.clone()), cell.width - 12.0, 15.0);
    push_fit(name, price.as_deref(), Tone::choice(on), Some(Message::Choose(option)), cell.width)
        .height(cell.height)
        .into()
}

/// What the number ordered before: when, what, and what it cost.
fn repeat<'a>(at: usize, last: &LastOrder, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let room = cell.width - 2.0 * PADDING;
    let date = language::day(words, last.at.to_zoned(context.zone.clone()).date());
    let dishes = last.order.dishes.iter().map(|dish| {
        let chosen = dish.options.iter().map(|option| format!(" +{}", option.name));
        format!("{} {}{}", dish.name, dish.count, chosen.collect::<String>())
    });
    let dishes = text::legible(dishes.collect::<Vec<_>>().join(", "));
    let dishes =
        brief::wrap(&dishes, room, BELOW, 3).into_iter().map(|line| widget::bold(line, BELOW).into());
    let total = words.text("ui-won", &[("amount", last.total.into())]);
    let small = |said: String| widget::label(said, BELOW).wrapping(Wrapping::None);
    let inside = column![small(date), Column::with_children(dishes).height(Fill), small(total)];
    tile(inside, cell, (theme::SURFACE, theme::COOKING), Message::Repeat(at))
}
