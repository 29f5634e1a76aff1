//! What stands on a slip, line by line, in a column of this width. Pure.

use domain::text::legible;
use jiff::Timestamp;

use super::slip::{Dish, Slip, Stands};
use crate::language::{self, Words};
use crate::ui::brief;
use crate::ui::text as say;

/// Letters of a dish, and of what stands below or above it: to be read from where one cooks.
pub const DISH: f32 = 27.0;
/// Letters of a choice.
pub const CHOICE: f32 = 21.0;
/// Where names begin, right of the numbers.
pub const COUNT: f32 = 48.0;
/// Around the rows.
pub const PADDING: f32 = 10.0;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// How many of a dish, on the first line of its name.
    pub count: String,
    /// What it says.
    pub text: String,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is not to be cooked, or perhaps not.
    Stop,
    /// Something else to know before it is cooked.
    Mark,
    /// What the customer asks for.
    Request,
    /// A dish.
    Dish,
    /// A dish that is sold out.
    Out,
    /// A dish that its station has cooked.
    Cooked,
    /// A choice, or words for one dish.
    Choice,
}

impl Row {
    /// Its height.
    pub fn height(&self) -> f32 {
        match self.kind {
            Kind::Stop | Kind::Mark => 40.0,
            Kind::Dish | Kind::Out | Kind::Cooked => 38.0,
            Kind::Request | Kind::Choice => 29.0,
        }
    }
}

/// Lines that belong together: a dish with its choices, a request.
pub type Block = Vec<Row>;

/// How high a block is.
pub fn height(block: &Block) -> f32 {
    block.iter().map(Row::height).sum()
}

/// All lines of a slip. A block that is higher than `most` is divided into its lines.
pub fn blocks(slip: &Slip<'_>, width: f32, most: f32, words: &Words, now: Timestamp) -> Vec<Block> {
    let divided = |block: Block| match height(&block) > most {
        true => block.into_iter().map(|row| vec![row]).collect(),
        false => vec![block],
    };
    whole(slip, width, words, now).into_iter().flat_map(divided).collect()
}

fn whole(slip: &Slip<'_>, width: f32, words: &Words, now: Timestamp) -> Vec<Block> {
    let plain = |id: &str| say::plain(words, id);
    let row = |kind, text: String| Row { kind, count: String::new(), text };
    let inside = width - 2.0 * PADDING;
    let view = &slip.card.view;
    let mut marks = Vec::new();
    match slip.stands {
        Stands::Stopped => marks.push(row(Kind::Stop, plain("kitchen-stopped"))),
        Stands::Asked => marks.push(row(Kind::Stop, plain("kitchen-asked"))),
        Stands::Cooked => marks.push(row(Kind::Mark, plain("kitchen-cooked"))),
        Stands::Cooking => {}
    }
    if slip.is_changed() {
        marks.push(row(Kind::Mark, plain("kitchen-changed")));
    }
    if let Some(since) = view.rider_waits_since.filter(|_| slip.stands == Stands::Cooking) {
        marks.push(row(
            Kind::Mark,
            match (now.as_second() - since.as_second()) / 60 {
                minutes @ 1.. => words.text("ui-rider-here", &[("minutes", minutes.into())]),
                _ => plain("ui-rider-just-here"),
            },
        ));
    }
    let mut blocks = vec![marks];
    if let Some(memo) = slip.order.store_memo.as_ref().filter(|memo| !memo.trim().is_empty()) {
        let said = legible(memo.clone());
        let lines = brief::whole(&said, inside - PADDING, CHOICE);
        blocks.push(lines.into_iter().map(|line| row(Kind::Request, line)).collect());
    }
    blocks.extend(slip.dishes().map(|dish| dish_rows(&dish, inside - COUNT, words)));
    let others = others(slip, words);
    let others = brief::whole(&others, inside - COUNT, CHOICE).into_iter();
    blocks.push(others.filter(|said| !said.is_empty()).map(|said| row(Kind::Choice, said)).collect());
    blocks.retain(|block| !block.is_empty());
    blocks
}

fn dish_rows(dish: &Dish<'_>, room: f32, words: &Words) -> Block {
    let line = dish.line;
    let kind = match dish {
        Dish { is_out: true, .. } => Kind::Out,
        Dish { is_cooked: true, .. } => Kind::Cooked,
        _ => Kind::Dish,
    };
    let mut name = dish.instead.unwrap_or(&line.name).to_owned();
    if dish.is_out {
        name = format!("{name} ({})", say::plain(words, "kitchen-out"));
    } else if dish.instead.is_some() {
        name = words.text("kitchen-instead", &[("dish", name.into()), ("ordered", (&line.name).into())]);
    }
    let mut rows: Vec<Row> = brief::whole(&legible(name), room, DISH)
        .into_iter()
        .map(|text| Row { kind, count: String::new(), text })
        .collect();
    if let Some(first) = rows.first_mut() {
        first.count = line.quantity.to_string();
    }
    if dish.is_out || dish.instead.is_some() {
        return rows;
    }
    let choices = line.options.iter().map(|option| match option.quantity.count() {
        1 => format!("+{}", option.name),
        count => format!("+{} {count}", option.name),
    });
    let choices = choices.chain(line.memo.iter().map(|memo| format!("“{memo}”")));
    // Each choice begins on a line of its own: two that run together are cooked as one.
    let said = choices.flat_map(|choice| brief::whole(&legible(choice), room, CHOICE));
    let choice = |text| Row { kind: Kind::Choice, count: String::new(), text };
    rows.extend(said.map(choice));
    rows
}

/// The other stations that cook the same order, and which of them have.
fn others(slip: &Slip<'_>, words: &Words) -> String {
    let whole = slip.lines.len() == slip.order.lines.len();
    let told = slip.card.stations.iter().filter(|station| match whole {
        true => station.cooked_at.is_some(),
        false => station.lines != slip.lines,
    });
    let told = told.map(|station| {
        let id = if station.cooked_at.is_some() { "kitchen-station-done" } else { "kitchen-station-cooks" };
        words.text(id, &[("station", (&station.name).into())])
    });
    told.collect::<Vec<_>>().join(" · ")
}

/// What stands below an order's number: how it goes out, from which app it came, and whether cutlery goes with it.
pub fn about(slip: &Slip<'_>, words: &Words) -> String {
    let kind = language::order_kind(words, slip.order.kind);
    let cutlery = match slip.order.cutlery {
        Some(true) => format!(" · {}", say::plain(words, "ui-cutlery")),
        _ => String::new(),
    };
    let shop = slip.card.shop_name.as_ref().map(|shop| format!("{shop} · ")).unwrap_or_default();
    format!("{shop}{kind} · {}{cutlery}", slip.card.channel_name)
}
