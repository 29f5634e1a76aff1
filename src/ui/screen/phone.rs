//! An order that a customer phones in, typed while they speak: dishes first, then where it goes and how it is paid.

use domain::order::Won;
use domain::order::phone::{Dish, Pays, PhoneOrder};
use iced::widget::{Row, column, container, row, scrollable, space, text_input};
use iced::{Center, Element, Fill, FillPortion};
use jiff::Timestamp;

use super::{Action, Context, Wish};
use crate::ui::key::Key;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push, push_wide};

/// Rows for dishes at the start.
const ROWS: usize = 3;
/// Most rows.
const MOST_ROWS: usize = 30;
/// Longest text in a field, in characters.
const LONGEST: usize = 200;

/// What has been typed so far.
#[derive(Clone, Debug)]
pub struct Phone {
    /// One form is one order, however often it is sent.
    key: String,
    rows: Vec<[String; 3]>,
    fields: [String; 6],
    /// The shop that it belongs to, where there are several.
    shop: Option<String>,
    takeout: bool,
    pays: Pays,
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
    /// The request to the kitchen.
    Memo,
    /// The request to the rider.
    RiderMemo,
    /// Delivery tip.
    Tip,
}

/// What happens on it.
#[derive(Clone, Debug)]
pub enum Message {
    /// A dish's name (0), count (1) or price (2) in a row.
    Row(usize, usize, String),
    /// One row more.
    More,
    /// A field.
    Field(Field, String),
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
        !matches!(self, Message::Row(..) | Message::Field(..) | Message::Key(_))
    }
}

impl Phone {
    /// An empty form, opened now.
    pub fn new(now: Timestamp) -> Phone {
        let row = || [String::new(), "1".to_owned(), String::new()];
        Phone {
            key: format!("form-{}", now.as_millisecond()),
            rows: (0..ROWS).map(|_| row()).collect(),
            fields: Default::default(),
            shop: None,
            takeout: false,
            pays: Pays::default(),
        }
    }

    /// Reacts to one message.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        let cut =
            |text: String| -> String { text.chars().filter(|c| !c.is_control()).take(LONGEST).collect() };
        let digits = |text: String| -> String { text.chars().filter(char::is_ascii_digit).take(8).collect() };
        match message {
            Message::Row(row, place, text) => {
                if let Some(field) = self.rows.get_mut(row).and_then(|row| row.get_mut(place)) {
                    *field = if place == 0 { cut(text) } else { digits(text) };
                }
            }
            Message::More if self.rows.len() < MOST_ROWS => {
                self.rows.push([String::new(), "1".to_owned(), String::new()]);
            }
            Message::More => {}
            Message::Field(Field::Tip, text) => self.fields[Field::Tip as usize] = digits(text),
            Message::Field(field, text) => self.fields[field as usize] = cut(text),
            Message::Shop(shop) => self.shop = Some(shop),
            Message::Takeout(takeout) => self.takeout = takeout,
            Message::Pays(pays) => self.pays = pays,
            Message::Take => return Action::Tell(Wish::Phone(Box::new(self.order()))),
            Message::Close | Message::Key(Key::Escape) => return Action::Close,
            Message::Key(_) => {}
        }
        Action::None
    }

    /// What stands there as an order; the rules say whether it is one. Rows without name and price are empty.
    fn order(&self) -> PhoneOrder {
        let field = |field: Field| self.fields[field as usize].clone();
        let dish = |[name, count, price]: &[String; 3]| Dish {
            name: name.trim().to_owned(),
            count: count.parse().unwrap_or(0),
            // A dish without a price is not free: a free dish has a 0.
            price: Won(price.parse().unwrap_or(-1)),
        };
        let tip = if self.takeout { 0 } else { field(Field::Tip).parse().unwrap_or(0) };
        PhoneOrder {
            key: self.key.clone(),
            shop: self.shop.clone(),
            dishes: self
                .rows
                .iter()
                .filter(|[name, _, price]| !(name.trim().is_empty() && price.is_empty()))
                .map(dish)
                .collect(),
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
        let dishes =
            order.dishes.iter().map(|dish| dish.price.0.max(0).saturating_mul(i64::from(dish.count)));
        Won(dishes.fold(order.tip.0, i64::saturating_add))
    }

    /// The form below the strip.
    pub fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let plain = |id: &str| say::plain(words, id);
        let back = push(plain("ui-back"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::Close));
        let head = row![back, widget::bold(plain("ui-by-phone"), theme::HUGE)].spacing(12).align_y(Center);
        let chosen = |on: bool| if on { Tone::Chosen } else { Tone::Plain };
        let kinds = [(false, "ui-phone-delivery"), (true, "ui-phone-takeout")].map(|(takeout, id)| {
            let tone = chosen(self.takeout == takeout);
            push(plain(id), None, tone, Some(Message::Takeout(takeout))).into()
        });
        let pays =
            [(Pays::Cash, "ui-phone-cash"), (Pays::Card, "ui-phone-card"), (Pays::Already, "ui-phone-paid")];
        let pays = pays.map(|(pays, id)| {
            push(plain(id), None, chosen(self.pays == pays), Some(Message::Pays(pays))).into()
        });
        let mut dishes = column![].spacing(6);
        for (at, [name, count, price]) in self.rows.iter().enumerate() {
            dishes = dishes.push(
                row![
                    field(&plain("ui-phone-dish"), name, move |text| Message::Row(at, 0, text))
                        .width(FillPortion(5)),
                    field(&plain("ui-phone-count"), count, move |text| Message::Row(at, 1, text))
                        .width(FillPortion(1)),
                    field(&plain("ui-phone-price"), price, move |text| Message::Row(at, 2, text))
                        .width(FillPortion(2)),
                ]
                .spacing(6),
            );
        }
        let more = push(plain("ui-phone-more"), None, Tone::Plain, Some(Message::More));
        let text = |name: Field, id: &str| {
            field(&plain(id), &self.fields[name as usize], move |text| Message::Field(name, text)).width(Fill)
        };
        let shops = context.board.shops.iter().enumerate().map(|(at, (id, name))| {
            let on = self.shop.as_ref().map_or(at == 0, |shop| shop == id);
            push(name, None, chosen(on), Some(Message::Shop(id.clone()))).into()
        });
        let shops = (!context.board.shops.is_empty()).then(|| row(shops).spacing(8));
        // Side by side, all of it is seen at once: fields take the press, so that a finger could not scroll to them.
        let left = column![Row::from_vec(kinds.into()).spacing(8), scrollable(dishes).height(Fill), more]
            .spacing(10);
        let mut right = column![Row::from_vec(pays.into()).spacing(8)].spacing(10);
        if !self.takeout {
            right = right
                .push(text(Field::Address, "ui-phone-address"))
                .push(
                    row![text(Field::Detail, "ui-phone-detail"), text(Field::Tip, "ui-phone-tip")].spacing(6),
                )
                .push(text(Field::RiderMemo, "ui-phone-rider-memo"));
        }
        right = right.push(text(Field::Number, "ui-phone-number")).push(text(Field::Memo, "ui-phone-memo"));
        let form = row![left.width(FillPortion(1)), right.width(FillPortion(1))].spacing(16);
        let form = column![shops, form].spacing(10);
        let amount = words.text("ui-phone-amount", &[("won", self.amount().to_string().into())]);
        let take = (!context.stopped).then_some(Message::Take);
        let foot = row![
            widget::bold(amount, theme::HUGE),
            space().width(Fill),
            push_wide(plain("ui-phone-take"), None, Tone::Main(theme::NEW), take).width(280),
        ]
        .spacing(12)
        .align_y(Center);
        let form = container(form).padding(12).style(theme::panel(theme::SURFACE, theme::LINE, theme::INK));
        column![head, form.height(Fill), foot].spacing(8).into()
    }
}

fn field<'a>(
    name: &str,
    value: &str,
    typed: impl Fn(String) -> Message + 'a,
) -> iced::widget::TextInput<'a, Message> {
    text_input(name, value).size(theme::LARGE - 4.0).padding(10).style(theme::field).on_input(typed)
}
