//! What is sold out: every dish of the learned menu as a tile. One tap sells it out at every app that sells it, another one
//! brings it back.

use std::sync::Arc;

use domain::board::ChannelHealth;
use domain::menu::{MenuDish, ShopMenu};
use domain::order::MenuItem;
use domain::{AppAck, ShopCommand, SoldOut, text};
use iced::widget::text::Wrapping;
use iced::widget::{Column, column, container, operation, row, space};
use iced::{Center, Element, Fill, Size, Task};

use super::{Action, Context, Wish};
use crate::engine::Handle;
use crate::ui::ask::{Unanswered, ask};
use crate::ui::brief;
use crate::ui::key::Key;
use crate::ui::layout::{self, GAP, Grid, RAIL};
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, finger, push};

/// Id of the field with the name that is looked for.
const SEARCH: &str = "stock-search";
/// Longest name that is looked for, in characters.
const LONGEST: usize = 40;
/// Letters of a tile: its name, and what stands below.
const NAME: f32 = 20.0;
const BELOW: f32 = 15.0;
/// Inside a tile's edge.
const PADDING: f32 = 10.0;

/// The screen. What is sold out is on the Board; it keeps the menu as it was when it was opened, so that no tile moves.
pub struct Stock {
    menu: Option<Arc<ShopMenu>>,
    fault: Option<Unanswered>,
    typed: String,
    /// What is shown, in order.
    shown: Vec<Tile>,
    page: usize,
}

/// What a tile is.
#[derive(Clone, Debug, PartialEq)]
pub enum Tile {
    /// A dish of the menu, by its place in it.
    Dish(usize),
    /// Something that is sold out at an app and that the menu does not have.
    Item {
        /// The app.
        channel: String,
        /// As the app knows it.
        item: MenuItem,
    },
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The engine has told the menu, or not.
    Answered(Result<Arc<ShopMenu>, Unanswered>),
    /// A name is looked for.
    Typed(String),
    /// Enter in the field.
    Submitted,
    /// A tile.
    Tap(Tile),
    /// Another page.
    Turn(isize),
    /// Back to the counter.
    Close,
    /// A key.
    Key(Key),
}

impl Message {
    /// Whether a finger is behind it.
    pub fn is_tap(&self) -> bool {
        matches!(self, Message::Tap(_) | Message::Turn(_) | Message::Close)
    }
}

/// Where a tile cannot be had, with what the app was told.
type Off<'a> = Vec<(&'a ChannelHealth, &'a SoldOut)>;

impl Stock {
    /// Opens it with the menu as it is now.
    pub fn open(handle: Handle) -> (Stock, Task<Message>) {
        let told = async move { ask(handle.menu()).await.map(Arc::new) };
        let stock = Stock { menu: None, fault: None, typed: String::new(), shown: Vec::new(), page: 0 };
        (stock, Task::batch([Task::perform(told, Message::Answered), operation::focus(SEARCH)]))
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> String {
        format!("stock {} {} {}", self.page, self.typed, self.menu.is_some())
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Answered(Ok(menu)) => {
                (self.menu, self.fault) = (Some(menu), None);
                self.arrange(context);
            }
            Message::Answered(Err(why)) => self.fault = Some(why),
            Message::Typed(typed) => {
                self.typed = say::typed(&typed, LONGEST);
                self.page = 0;
                self.arrange(context);
            }
            Message::Submitted | Message::Key(Key::Enter) => {
                // Only where no other dish may be meant.
                if let (false, [one]) = (text::is_blank(&self.typed), self.shown.as_slice()) {
                    return self.tap(&one.clone(), context);
                }
            }
            Message::Tap(tile) => return self.tap(&tile, context),
            Message::Turn(by) => self.turn(by, context),
            Message::Key(Key::Left | Key::Up) => self.turn(-1, context),
            Message::Key(Key::Right | Key::Down) => self.turn(1, context),
            Message::Close | Message::Key(Key::Escape | Key::Function(11)) => return Action::Close,
            Message::Key(_) => {}
        }
        Action::None
    }

    fn turn(&mut self, by: isize, context: &Context<'_>) {
        let pages = grid(context).pages(self.shown.len());
        self.page = self.page.saturating_add_signed(by).min(pages - 1);
        self.arrange(context);
    }

    /// What is sold out now comes first, what is sold most next. Not while a page is looked at: a tile that is tapped stays.
    fn arrange(&mut self, context: &Context<'_>) {
        let menu = self.menu.clone().unwrap_or_default();
        let channels = &context.board.channels;
        let sold_by_app = |dish: &MenuDish| {
            dish.apps.iter().any(|app| channels.iter().any(|channel| channel.id == app.channel))
        };
        let dishes = menu.dishes.iter().enumerate().filter(|(_, dish)| sold_by_app(dish));
        let mut all: Vec<Tile> = Vec::new();
        for channel in channels {
            let known = |item: &MenuItem| menu.dishes.iter().any(|dish| dish.is(&channel.id, item));
            let unknown = channel.opening.sold_out.iter().filter(|sold| is_off(sold) && !known(&sold.item));
            all.extend(
                unknown.map(|sold| Tile::Item { channel: channel.id.clone(), item: sold.item.clone() }),
            );
        }
        all.extend(dishes.map(|(at, _)| Tile::Dish(at)));
        all.retain(|tile| text::finds(&self.typed, self.name(tile)));
        all.sort_by_cached_key(|tile| self.off(tile, context).is_empty());
        self.shown = all;
    }

    fn dish(&self, at: usize) -> Option<&MenuDish> {
        self.menu.as_ref()?.dishes.get(at)
    }

    fn name<'t>(&'t self, tile: &'t Tile) -> &'t str {
        match tile {
            Tile::Dish(at) => self.dish(*at).map_or("", |dish| dish.name.as_str()),
            Tile::Item { item, .. } => &item.name,
        }
    }

    /// The apps at which a tile cannot be had.
    fn off<'a>(&self, tile: &Tile, context: &Context<'a>) -> Off<'a> {
        let meant = |channel: &ChannelHealth, sold: &SoldOut| match tile {
            Tile::Dish(at) => self.dish(*at).is_some_and(|dish| dish.is(&channel.id, &sold.item)),
            Tile::Item { channel: app, item } => channel.id == *app && sold.item == *item,
        };
        let mut off = Off::new();
        for channel in &context.board.channels {
            let of_app = channel.opening.sold_out.iter().filter(|sold| is_off(sold) && meant(channel, sold));
            // Of several items that are one dish here, the one that is not settled is told.
            off.extend(of_app.max_by_key(|sold| gravity(sold)).map(|sold| (channel, sold)));
        }
        off
    }

    /// Sells it out, or brings it back where it is.
    fn tap(&self, tile: &Tile, context: &Context<'_>) -> Action<Message> {
        let sold_out = self.off(tile, context).is_empty();
        Action::Tell(match tile {
            Tile::Dish(at) => match self.dish(*at) {
                Some(dish) => Wish::Stock { dish: dish.id, name: dish.name.clone(), sold_out },
                None => return Action::None,
            },
            Tile::Item { channel, item } if sold_out => {
                Wish::Shop(Some(channel.clone()), ShopCommand::SoldOut { item: item.clone() })
            }
            Tile::Item { channel, item } => {
                let named = if item.id.is_empty() { &item.name } else { &item.id };
                Wish::Shop(Some(channel.clone()), ShopCommand::OnSale { item: named.clone() })
            }
        })
    }

    /// The screen below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let search = widget::field(&plain("ui-search"), &self.typed, SEARCH, Message::Typed)
            .on_submit(Message::Submitted);
        let head = row![
            back,
            widget::bold(plain("ui-stock"), theme::HUGE),
            space().width(Fill),
            widget::bold(plain("ui-search-name"), theme::BODY),
            search.width(320),
        ];
        let head = head.spacing(12).height(theme::TARGET).align_y(Center);
        let fault = self.fault.as_ref().map(|why| widget::trouble(why.text(words)));
        column![head].push(fault).push(self.tiles(context)).spacing(GAP).into()
    }

    fn tiles<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let said = |id: &str| widget::bold(say::plain(words, id), theme::LARGE).into();
        match &self.menu {
            None if self.fault.is_some() => return column![].into(),
            None => return said("ui-menu-reading"),
            Some(_) if self.shown.is_empty() && text::is_blank(&self.typed) => return said("menu-none"),
            Some(_) if self.shown.is_empty() => return said("ui-search-none"),
            Some(_) => {}
        }
        let grid = grid(context);
        let pages = grid.pages(self.shown.len());
        let page = self.page.min(pages - 1);
        let shown = self.shown.iter().skip(page * grid.page()).take(grid.page());
        let tiles = shown.map(|tile| self.tile(tile, grid.cell, context)).collect();
        let height = layout::screen(context.size).height;
        let inside = container(widget::places(tiles, grid, grid.gap)).width(Fill).height(height);
        let inside = finger::turn(inside, Message::Turn);
        let rail = container(widget::rail(page, pages, height, words, Message::Turn)).width(RAIL);
        row![inside, rail].spacing(GAP).into()
    }

    fn tile<'a>(&self, tile: &Tile, cell: Size, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let room = cell.width - 2.0 * PADDING;
        let off = self.off(tile, context);
        let name = brief::wrap(&text::legible(self.name(tile).to_owned()), room, NAME, 2);
        let (below, role) = if off.is_empty() {
            let price = match tile {
                Tile::Dish(at) => self.dish(*at).map(|dish| dish.price),
                Tile::Item { .. } => None,
            };
            let price = price.map(|won| words.text("ui-won", &[("amount", won.into())]));
            let said: Vec<String> = price.into_iter().chain(self.whose(tile, context)).collect();
            (vec![brief::cut(&said.join(" · "), room, BELOW)], theme::MUTED)
        } else {
            // A short name leaves two lines for what the apps answered.
            let told = brief::wrap(&self.told(tile, &off, context), room, BELOW, 3 - name.len().min(2));
            ([standing(&off, context)].into_iter().chain(told).collect(), theme::DANGER)
        };
        let name = name.into_iter().map(|line| widget::bold(line, NAME).into());
        let below = below.into_iter().map(|line| {
            let line = widget::bold(line, BELOW).wrapping(Wrapping::None);
            line.style(theme::ink(role)).into()
        });
        let stands = match off.is_empty() {
            true => (theme::SURFACE, theme::LINE),
            false => (theme::DANGER_GROUND, theme::DANGER),
        };
        let inside = column![Column::with_children(name).height(Fill), Column::with_children(below)];
        let tap = (!context.stopped).then(|| Message::Tap(tile.clone()));
        widget::tile(inside, cell, [6.0, PADDING], stands, tap)
    }

    /// What the apps were told: first where a person has to do something.
    fn told(&self, tile: &Tile, off: &Off<'_>, context: &Context<'_>) -> String {
        let by_answer = |grave: u8| -> Vec<&ChannelHealth> {
            let apps = off.iter().filter(|(_, sold)| gravity(sold) == grave);
            apps.map(|(channel, _)| *channel).collect()
        };
        let groups = [
            ("ui-stock-refused", by_answer(3)),
            ("ui-stock-by-hand", by_answer(2)),
            ("ui-stock-unknown", self.strangers(tile, context)),
            ("ui-stock-telling", by_answer(1)),
            ("ui-stock-told", by_answer(0)),
        ];
        let said = groups.into_iter().filter(|(_, apps)| !apps.is_empty()).map(|(id, apps)| {
            let apps: Vec<&str> = apps.into_iter().map(|channel| channel.name.as_str()).collect();
            context.words.text(id, &[("apps", apps.join(", ").into())])
        });
        said.collect::<Vec<_>>().join(" · ")
    }

    /// The shop's apps that have never sold this dish. An app names its dishes by ids of its own, so these cannot be told: where
    /// they sell it, a person has to say so there.
    fn strangers<'a>(&self, tile: &Tile, context: &Context<'a>) -> Vec<&'a ChannelHealth> {
        let Tile::Dish(at) = tile else { return Vec::new() };
        let Some(dish) = self.dish(*at) else { return Vec::new() };
        let first = context.board.shops.first().map(|(id, _)| id);
        let stranger = |channel: &&ChannelHealth| {
            let at_home = channel.shop.as_ref().or(first) == dish.shop.as_ref().or(first);
            at_home && dish.apps.iter().all(|app| app.channel != channel.id)
        };
        context.board.channels.iter().filter(stranger).collect()
    }

    /// The stall and, where there are several, the shop that sells it.
    fn whose(&self, tile: &Tile, context: &Context<'_>) -> Option<String> {
        let Tile::Dish(at) = tile else { return None };
        let dish = self.dish(*at)?;
        let shop = context.board.shops.iter().find(|(id, _)| Some(id) == dish.shop.as_ref());
        let whose: Vec<&str> =
            dish.stall.as_deref().into_iter().chain(shop.map(|(_, name)| name.as_str())).collect();
        (!whose.is_empty()).then(|| whose.join(" "))
    }
}

fn grid(context: &Context<'_>) -> Grid {
    layout::tiles(layout::screen(context.size))
}

/// Whether it cannot be had: one that the app would not take back is still sold out there.
fn is_off(sold: &SoldOut) -> bool {
    !sold.back || matches!(sold.told, Some(AppAck::Refused { .. }))
}

/// How much an app's answer asks of a person.
fn gravity(sold: &SoldOut) -> u8 {
    match sold.told {
        Some(AppAck::Accepted) => 0,
        None => 1,
        Some(AppAck::NoCall) => 2,
        Some(AppAck::Refused { .. }) => 3,
    }
}

/// Since when it is sold out, or that an app does not sell it again.
fn standing(off: &Off<'_>, context: &Context<'_>) -> String {
    let since = off.iter().filter(|(_, sold)| !sold.back).map(|(_, sold)| sold.since).min();
    match since {
        Some(since) => {
            let time = say::time(since, context.zone);
            context.words.text("ui-stock-since", &[("time", time.into())])
        }
        None => say::plain(context.words, "ui-stock-not-back"),
    }
}
