//! Tickets: what stands on paper, before any printer is involved. Pure.
//!
//! Three steps, each a value to look at: [`TicketInput`] (what is known), by its [`Form`] → [`compose`] → [`Ticket`]
//! (what to say) → [`lay_out`] → [`Layout`] (rows of columns). The printer room turns a layout into bytes or into a picture;
//! text is the layout itself.

mod compose;
mod discreet;
mod figure;
mod form;
mod layout;
mod qr;
#[cfg(test)]
pub(crate) mod sample;
mod slip;
mod specimen;
mod wrap;

pub use compose::{compose, own_look};
pub use discreet::discreet;
pub use figure::{Drawing, Figure, Logo};
pub use form::{Form, FormFault, Forms, Look, Part, Show, What};
pub use layout::lay_out;
pub use qr::{QR_BYTES, QrFault, QrText};
pub use slip::{Section, Slip, SlipLine, slip};
pub use specimen::Specimen;

use std::collections::BTreeMap;

use domain::order::{Order, TicketKind};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Everything a ticket may say.
#[derive(Clone, Debug)]
pub struct TicketInput<'a> {
    /// What the ticket is for.
    pub kind: TicketKind,
    /// The order.
    pub order: &'a Order,
    /// Our short number (`특급-012`).
    pub number: &'a str,
    /// The app's Korean name.
    pub channel: &'a str,
    /// The page on which the app shows where an order is, if it has one.
    pub tracking: Option<&'a QrText>,
    /// The shop.
    pub shop: &'a ShopHead,
    /// The counter serves other shops too: every ticket says whose it is.
    pub several_shops: bool,
    /// Local time of the shop.
    pub zone: TimeZone,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it is to be ready, once accepted.
    pub ready_at: Option<Timestamp>,
    /// The agency that carries it, once called; the shop's own rider with their name.
    pub agency: Option<&'a str>,
    /// The rider brings something more after the meal was delivered: what.
    pub again: Option<&'a str>,
    /// Marks over the ticket.
    pub marks: Marks,
    /// The printer that this one stands in for, as staff call it.
    pub stands_in_for: Option<&'a str>,
    /// Positions in the order's lines that cannot be had, with what goes out instead.
    pub short: BTreeMap<usize, Option<&'a str>>,
    /// Station name, this station's number and how many stations cook this order; `None` prints no count.
    pub station: Option<(&'a str, u32, u32)>,
}

/// What stands at the head and foot of a customer's ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShopHead {
    /// Shop name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Business registration number.
    pub business_number: String,
    /// Lines at the foot: 원산지 (a legal duty) and whatever the shop wants.
    pub footer: Vec<String>,
}

/// Marks that keep staff from cooking twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// 재출력.
    pub reprint: bool,
    /// 대체 출력 (주방 프린터 고장).
    pub backup: bool,
    /// 변경.
    pub changed: bool,
}

/// What to say, row by row, before columns are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// One piece of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// One text, wrapped where it must be; the rows after the first start under `indent` columns.
    Text {
        /// What leads it on its first row, with the space behind it: a quantity, `요청: `. Never alone on a row.
        lead: String,
        /// Clean text.
        text: String,
        /// Look.
        style: Style,
        /// Columns (of the style's own size) before follow-on rows.
        indent: u32,
    },
    /// Left and right on one row, wrapped on the left if they do not fit.
    Pair {
        /// What leads the left, as in a text.
        lead: String,
        /// Clean text.
        left: String,
        /// Clean text, kept whole.
        right: String,
        /// Look.
        style: Style,
    },
    /// A rule over the whole width.
    Rule {
        /// What it is made of.
        mark: char,
        /// Look.
        style: Style,
    },
    /// Something drawn.
    Figure(Figure),
}

/// How a row looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Character size.
    pub size: Size,
    /// White on black.
    pub reversed: bool,
    /// In the middle.
    pub centred: bool,
}

/// Character sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 12×24 dots.
    #[default]
    Normal,
    /// Double height.
    Tall,
    /// Double both ways.
    Large,
}

impl Size {
    /// How many columns one character cell takes.
    pub fn width(self) -> u32 {
        if self == Size::Large { 2 } else { 1 }
    }

    /// How many rows it takes.
    pub fn height(self) -> u32 {
        if self == Size::Normal { 1 } else { 2 }
    }
}

/// Rows that fit the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns of the paper.
    pub columns: u32,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// One printed row: at most `columns / size.width()` columns of text, already aligned by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Text without control characters, in CP949 or with a [`drawn_width`](domain::text::drawn_width); such a row is drawn.
    pub text: String,
    /// Character size.
    pub size: Size,
    /// White on black.
    pub reversed: bool,
    /// What is drawn in this row; it has no text then.
    pub figure: Option<Figure>,
}
