//! An order that a customer phones in: dishes of the learned menu by a tap, then where it goes and how it is paid. What a
//! number ordered before is offered once the whole number is typed.

mod view;

use std::sync::Arc;

use domain::menu::{MenuDish, ShopMenu};
use domain::order::Won;
use domain::order::phone::{Dish, DishOption, LastOrder, LastOrders, Pays, PhoneOrder, whole_number};
use domain::text;
use iced::Task;
use iced::widget::operation;
use jiff::Timestamp;

use super::{Action, Context, Wish};
use crate::engine::Handle;
use crate::ui::ask::{Unanswered, ask};
use crate::ui::key::Key;
use crate::ui::layout;
use crate::ui::text as say;

/// Most lines.
const MOST_LINES: usize = 50;
/// Most of one dish.
const MOST_OF_ONE: u32 = 99;
/// Longest text in a field, in characters.
const LONGEST: usize = 200;
/// Id of the first field, in which a name of the menu is looked for.
const SEARCH: &str = "form-search";

/// What has been typed and tapped so far.
#[derive(Clone, Debug)]
pub struct Phone {
    handle: Handle,
    /// One form is one order, however often it is sent.
    key: String,
    menu: Option<Arc<ShopMenu>>,
    fault: Option<Unanswered>,
    search: String,
    /// The dishes that are shown, by their places in the menu.
    found: Vec<usize>,
    lines: Vec<Line>,
    /// The line whose options are shown.
    picked: Option<usize>,
    /// Pages of the menu, of the lines and of the options.
    pages: [usize; 3],
    fields: [String; 6],
    /// The shop that it belongs to, where there are several.
    shop: Option<String>,
    takeout: bool,
    pays: Pays,
    /// The number whose orders were asked for.
    asked: Option<String>,
    last: Vec<LastOrder>,
    /// The orders of before stand where the options do.
    offers: bool,
}

/// A dish of the order.
#[derive(Clone, Debug)]
struct Line {
    name: String,
    count: u32,
    /// As it is typed; without one it is no price.
    price: String,
    chosen: Vec<DishOption>,
    /// It came with an order of before, and goes where another one is taken.
    repeated: bool,
}

/// What has pages of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The menu.
    Menu,
    /// The lines of the order.
    Lines,
    /// The options of a dish.
    Options,
}

/// A field of its own; the number is its place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The customer's number.
    Number,
    /// Where it goes.
    Address,
    /// Building, floor, unit.
    Detail,
    /// Delivery tip.
    Tip,
    /// The request to the rider.
    RiderMemo,
    /// The request to the kitchen.
    Memo,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The engine has told the menu, or not.
    Menu(Result<Arc<ShopMenu>, Unanswered>),
    /// A name is looked for.
    Search(String),
    /// Enter in that field.
    Submitted,
    /// One of this dish, by its place in the menu.
    Add(usize),
    /// One of what is typed into the search, which the menu does not have.
    AddTyped,
    /// This line's options.
    Pick(usize),
    /// So many more of a line; below one it goes.
    Count(usize, i32),
    /// A line's price of one.
    Price(usize, String),
    /// An option of the picked line, on or off.
    Choose(DishOption),
    /// Another page.
    Turn(Part, isize),
    /// A field.
    Field(Field, String),
    /// The engine has told what this number ordered before, or not.
    Last(String, Result<LastOrders, Unanswered>),
    /// The same as before, by its place among the last orders.
    Repeat(usize),
    /// The shop that it belongs to.
    Shop(String),
    /// Takeout or not.
    Takeout(bool),
    /// How it is paid.
    Pays(Pays),
    /// Take it.
    Take,
    /// Back to the counter.
    Close,
    /// A key.
    Key(Key),
}

impl Message {
    /// Whether a finger is behind it; what is typed goes where the cursor stands.
    pub fn is_tap(&self) -> bool {
        use Message::*;
        !matches!(self, Menu(_) | Search(_) | Submitted | Price(..) | Field(..) | Last(..) | Key(_))
    }
}

impl Phone {
    /// An empty form, opened now, with the cursor in its first field.
    pub fn open(handle: Handle, now: Timestamp) -> (Phone, Task<Message>) {
        let asked = handle.clone();
        let told = async move { ask(asked.menu()).await.map(Arc::new) };
        let form = Phone {
            handle,
            key: format!("form-{}", now.as_millisecond()),
            menu: None,
            fault: None,
            search: String::new(),
            found: Vec::new(),
            lines: Vec::new(),
            picked: None,
            pages: [0; 3],
            fields: Default::default(),
            shop: None,
            takeout: false,
            pays: Pays::default(),
            asked: None,
            last: Vec::new(),
            offers: false,
        };
        (form, Task::batch([Task::perform(told, Message::Menu), operation::focus(SEARCH)]))
    }

    /// What stands under a finger here.
    pub fn scene(&self) -> String {
        format!("phone {:?} {} {} {:?}", self.pages, self.search, self.offers, self.picked)
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Menu(Ok(menu)) => {
                (self.menu, self.fault) = (Some(menu), None);
                self.look(context);
            }
            Message::Menu(Err(why)) => self.fault = Some(why),
            Message::Search(text) => {
                self.search = say::typed(&text, LONGEST);
                self.look(context);
            }
            Message::Submitted => match self.found.as_slice() {
                _ if text::is_blank(&self.search) => {}
                [] => self.add_typed(context),
                [one] => self.add(*one),
                _ => {}
            },
            Message::Add(at) => self.add(at),
            Message::AddTyped => self.add_typed(context),
            Message::Pick(at) if at < self.lines.len() => self.pick(at),
            Message::Pick(_) => {}
            Message::Count(at, by) => self.count(at, by),
            Message::Price(at, text) => {
                if let Some(line) = self.lines.get_mut(at) {
                    line.price = digits(&text);
                }
            }
            Message::Choose(option) => self.choose(option),
            Message::Turn(part, by) => self.turn(part, by, context),
            Message::Field(Field::Tip, text) => self.fields[Field::Tip as usize] = digits(&text),
            Message::Field(Field::Number, text) => {
                self.fields[Field::Number as usize] = say::typed(&text, LONGEST);
                // Where a number's meals went is no matter of the staff.
                return if context.locked { Action::None } else { self.ask_last() };
            }
            Message::Field(field, text) => self.fields[field as usize] = say::typed(&text, LONGEST),
            // An answer about another number than the one that stands there now is late.
            Message::Last(number, Ok(last)) if self.asked.as_ref() == Some(&number) => {
                (self.offers, self.last) = (!last.orders.is_empty(), last.orders);
            }
            Message::Last(..) => {}
            Message::Repeat(at) => self.repeat(at),
            Message::Shop(shop) => {
                self.shop = Some(shop);
                self.look(context);
            }
            Message::Takeout(takeout) => self.takeout = takeout,
            Message::Pays(pays) => self.pays = pays,
            Message::Take => return Action::Tell(Wish::Phone(Box::new(self.order()))),
            Message::Key(Key::Next) => return Action::Run(operation::focus_next()),
            Message::Key(Key::Previous) => return Action::Run(operation::focus_previous()),
            Message::Close | Message::Key(Key::Escape) => return Action::Close,
            Message::Key(_) => {}
        }
        Action::None
    }

    /// Which dishes are shown: those of the shop that have what is typed in their names.
    fn look(&mut self, context: &Context<'_>) {
        let shop = self.shop(context);
        let dishes = self.menu.iter().flat_map(|menu| &menu.dishes).enumerate();
        let fits = |dish: &MenuDish| {
            (shop.is_none() || dish.shop.is_none() || dish.shop.as_deref() == shop)
                && text::finds(&self.search, &dish.name)
        };
        self.found = dishes.filter(|(_, dish)| fits(dish)).map(|(at, _)| at).collect();
        self.pages[Part::Menu as usize] = 0;
    }

    /// The shop whose order it is, where there are several.
    fn shop<'s>(&'s self, context: &'s Context<'_>) -> Option<&'s str> {
        let first = || context.board.shops.first().map(|(id, _)| id.as_str());
        self.shop.as_deref().or_else(first)
    }

    fn dish(&self, at: usize) -> Option<&MenuDish> {
        self.menu.as_ref()?.dishes.get(at)
    }

    /// One more of the dish, or a line of its own.
    fn add(&mut self, at: usize) {
        let Some(dish) = self.dish(at) else { return };
        let (name, price) = (dish.name.clone(), dish.price.0.to_string());
        self.put(name, price);
    }

    /// One of what the menu does not have; its price is typed into the line.
    fn add_typed(&mut self, context: &Context<'_>) {
        let name = self.search.trim().to_owned();
        if !text::is_blank(&name) {
            self.put(name, String::new());
            self.search.clear();
            self.look(context);
        }
    }

    fn put(&mut self, name: String, price: String) {
        let same = |line: &Line| line.name == name && line.chosen.is_empty();
        match self.lines.iter().position(same) {
            Some(at) => {
                self.count(at, 1);
                self.pick(at);
            }
            None if self.lines.len() < MOST_LINES => {
                self.lines.push(Line { name, count: 1, price, chosen: Vec::new(), repeated: false });
                self.pick(self.lines.len() - 1);
                // The page of the new line.
                self.pages[Part::Lines as usize] = usize::MAX;
            }
            None => {}
        }
    }

    fn pick(&mut self, at: usize) {
        if self.picked != Some(at) {
            self.pages[Part::Options as usize] = 0;
        }
        (self.picked, self.offers) = (Some(at), false);
    }

    fn count(&mut self, at: usize, by: i32) {
        let Some(line) = self.lines.get_mut(at) else { return };
        line.count = line.count.saturating_add_signed(by).min(MOST_OF_ONE);
        if line.count == 0 {
            self.lines.remove(at);
            self.picked = None;
        }
    }

    fn choose(&mut self, option: DishOption) {
        let Some(line) = self.picked.and_then(|at| self.lines.get_mut(at)) else { return };
        match line.chosen.iter().position(|chosen| chosen.name == option.name) {
            Some(at) => drop(line.chosen.remove(at)),
            None => line.chosen.push(option),
        }
    }

    /// The options of the picked line: those of its dish, and those that came with a repeated order.
    fn options(&self) -> Vec<DishOption> {
        let Some(line) = self.picked.and_then(|at| self.lines.get(at)) else { return Vec::new() };
        let key = text::key(&line.name);
        let dishes = self.menu.iter().flat_map(|menu| &menu.dishes);
        let dish = dishes.into_iter().find(|dish| text::key(&dish.name) == key);
        let mut options = dish.map_or_else(Vec::new, |dish| dish.options.clone());
        let of_dish = |chosen: &&DishOption| !options.iter().any(|option| option.name == chosen.name);
        let own: Vec<DishOption> = line.chosen.iter().filter(of_dish).cloned().collect();
        options.extend(own);
        options
    }

    fn turn(&mut self, part: Part, by: isize, context: &Context<'_>) {
        let pages = self.page_count(part, context);
        let page = &mut self.pages[part as usize];
        // The options have one button, which goes on from the last page to the first.
        *page = match part {
            Part::Options => ((*page).min(pages - 1) + 1) % pages,
            Part::Menu | Part::Lines => (*page).min(pages - 1).saturating_add_signed(by).min(pages - 1),
        };
    }

    fn page_count(&self, part: Part, context: &Context<'_>) -> usize {
        let plan = layout::phone(context.size);
        match part {
            Part::Menu => plan.tiles.pages(self.tiles()),
            Part::Lines => self.lines.len().div_ceil(plan.lines).max(1),
            Part::Options => {
                let (options, page) = (self.options().len(), plan.options.page());
                if options <= page { 1 } else { options.div_ceil(page - 1) }
            }
        }
    }

    /// How many tiles the menu has: its dishes, and what is typed.
    fn tiles(&self) -> usize {
        self.found.len() + usize::from(!text::is_blank(&self.search))
    }

    /// Asks what a number ordered before, once all of it is typed. Until then nothing is shown.
    fn ask_last(&mut self) -> Action<Message> {
        let number = whole_number(&self.fields[Field::Number as usize]);
        if number == self.asked {
            return Action::None;
        }
        (self.asked, self.last, self.offers) = (number.clone(), Vec::new(), false);
        let Some(number) = number else { return Action::None };
        let (handle, named) = (self.handle.clone(), number.clone());
        let told = async move { ask(handle.last_orders(&named)).await };
        Action::Run(Task::perform(told, move |answer| Message::Last(number.clone(), answer)))
    }

    /// Shows nothing more of what a number ordered before.
    pub fn forget_last(&mut self) {
        (self.asked, self.last, self.offers) = (None, Vec::new(), false);
    }

    /// Puts in what the number ordered before, and where it went, in place of what another such tap has put in.
    fn repeat(&mut self, at: usize) {
        let Some(LastOrder { order, .. }) = self.last.get(at).cloned() else { return };
        let line = |dish: Dish| Line {
            name: dish.name,
            count: dish.count,
            price: dish.price.0.to_string(),
            chosen: dish.options,
            repeated: true,
        };
        self.lines.retain(|line| !line.repeated);
        self.lines.extend(order.dishes.into_iter().map(line));
        (self.picked, self.offers, self.pages) = (None, false, [0; 3]);
        (self.takeout, self.pays) = (order.takeout, order.pays);
        self.shop = order.shop.or(self.shop.take());
        let tip = if order.tip == Won::ZERO { String::new() } else { order.tip.0.to_string() };
        for (field, text) in [
            (Field::Address, order.address),
            (Field::Detail, order.detail),
            (Field::RiderMemo, order.rider_memo),
            (Field::Tip, tip),
        ] {
            self.fields[field as usize] = text;
        }
    }

    /// What stands there as an order; the rules say whether it is one.
    fn order(&self) -> PhoneOrder {
        let field = |field: Field| self.fields[field as usize].clone();
        let tip = if self.takeout { 0 } else { field(Field::Tip).parse().unwrap_or(0) };
        PhoneOrder {
            key: self.key.clone(),
            shop: self.shop.clone(),
            dishes: self.lines.iter().map(Line::dish).collect(),
            takeout: self.takeout,
            tip: Won(tip),
            pays: self.pays,
            phone: field(Field::Number),
            address: field(Field::Address),
            detail: field(Field::Detail),
            memo: field(Field::Memo),
            rider_memo: field(Field::RiderMemo),
            prep_minutes: None,
        }
    }

    /// What the customer is to pay so far.
    fn amount(&self) -> Won {
        let order = self.order();
        self.lines.iter().map(Line::total).sum::<Won>() + order.tip
    }
}

impl Line {
    fn dish(&self) -> Dish {
        Dish {
            name: self.name.clone(),
            count: self.count,
            // A dish without a price is not free: a free dish has a 0.
            price: Won(self.price.parse().unwrap_or(-1)),
            options: self.chosen.clone(),
        }
    }

    fn total(&self) -> Won {
        let dish = self.dish();
        Dish { price: dish.price.max(Won::ZERO), ..dish }.total()
    }
}

fn digits(text: &str) -> String {
    say::won_digits(text, 8)
}
