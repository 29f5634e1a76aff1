//! What was sold on a business day, as tables, and how the day is closed.

use domain::sales::{Count, DayReport};
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row, space};
use iced::{Center, Element, Fill, FillPortion, Right};

use super::{Counting, Message};
use crate::language::{self, BookNames, Table, TableRow};
use crate::ui::layout::GAP;
use crate::ui::screen::Context;
use crate::ui::text as say;
use crate::ui::theme::{self, Tone};
use crate::ui::widget::{self, push};

/// Ids of the fields in which the till is counted.
pub(super) const CASH: &str = "cash-in-the-till";
pub(super) const CARD: &str = "card-slips-in-the-till";
/// Least width of a table: a name, a count and an amount beside one another.
const LEAST: f32 = 460.0;
/// Height of a bar.
const BAR: f32 = 6.0;

/// What the apps and shops are called.
pub(super) fn names(context: &Context<'_>) -> BookNames {
    let channels = context.board.channels.iter();
    BookNames {
        channels: channels.map(|channel| (channel.id.clone(), channel.name.clone())).collect(),
        shops: context.board.shops.iter().cloned().collect(),
    }
}

/// The tables, in as many columns as there is room for.
pub(super) fn tables<'a>(report: &DayReport, context: &Context<'a>) -> Element<'a, Message> {
    let tables = language::report(context.words, report, context.zone, &names(context));
    let across = ((context.size.width / LEAST) as usize).clamp(1, 4);
    // Each table goes to the column that is the shortest so far, so that reading from the left stays roughly in order.
    let mut columns: Vec<(usize, Vec<Element<'a, Message>>)> = (0..across).map(|_| (0, Vec::new())).collect();
    for table in &tables {
        if let Some((height, column)) = columns.iter_mut().min_by_key(|(height, _)| *height) {
            *height += 2 + table.rows.len();
            column.push(panel(table));
        }
    }
    let columns =
        columns.into_iter().map(|(_, tables)| Column::with_children(tables).spacing(GAP).width(Fill).into());
    Row::with_children(columns).spacing(GAP).into()
}

pub(super) fn panel<'a, M: 'a>(table: &Table) -> Element<'a, M> {
    let rows = table.rows.iter().map(line);
    let inside = column![widget::bold(&table.title, theme::LARGE), Column::with_children(rows).spacing(4)];
    container(inside.spacing(8))
        .padding(12)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::LINE, theme::INK))
        .into()
}

fn line<'a, M: 'a>(told: &TableRow) -> Element<'a, M> {
    let ink = |text: iced::widget::Text<'a>| {
        if told.warns { text.style(theme::ink(theme::DANGER)) } else { text }
    };
    let said = row![
        ink(widget::label(&told.name, theme::BODY)).width(Fill),
        ink(widget::label(&told.count, theme::BODY)),
        ink(widget::bold(&told.value, theme::BODY)).width(128).align_x(Right).wrapping(Wrapping::None),
    ];
    let note = (!told.note.is_empty()).then(|| widget::note(&told.note));
    let bar = (told.bar > 0).then(|| {
        let filled = container(space()).height(BAR).width(FillPortion(told.bar));
        row![filled.style(theme::filled(theme::COOKING))]
            .push((told.bar < 1_000).then(|| space().width(FillPortion(1_000 - told.bar))))
    });
    column![said.spacing(8)].push(note).push(bar).spacing(2).into()
}

/// Whether the day is closed, and the button that closes it or takes that back.
pub(super) fn standing<'a>(
    report: &DayReport,
    is_today: bool,
    printing: bool,
    keep: Option<Message>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words;
    let plain = |id: &str| say::plain(words, id);
    let (said, button) = match report.closed_at {
        Some(at) => {
            let time = language::closed_at(words, report.sales.day, at, context.zone);
            let reopen =
                is_today.then(|| push(plain("closing-reopen"), None, Tone::Plain, Some(Message::ReopenDay)));
            (words.text("closing-closed", &[("time", time.into())]), reopen)
        }
        None => {
            let close = (!context.stopped).then_some(Message::Count);
            (
                plain("closing-not-closed"),
                Some(push(plain("closing-close"), None, Tone::Main(theme::GOOD), close)),
            )
        }
    };
    let sold = report.sales.all.sold();
    let sum = words.text("ui-won", &[("amount", sold.amount.into())]);
    let orders = words.text("closing-count", &[("n", i64::from(sold.orders).into())]);
    let sum = widget::bold(format!("{sum} · {orders}"), theme::FIGURE);
    let ready = (!printing && !context.stopped).then_some(Message::Print);
    let print = push(plain("closing-print"), None, Tone::Plain, ready);
    let keep = keep.map(|keep| push(plain("books-open"), None, Tone::Plain, Some(keep)));
    row![sum, widget::label(said, theme::BODY).width(Fill)]
        .push(keep)
        .push(print)
        .push(button)
        .spacing(12)
        .align_y(Center)
        .height(theme::TARGET)
        .into()
}

/// The fields in which the till is counted, before the day is closed.
pub(super) fn counting<'a>(
    counting: &'a Counting,
    open: Count,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let words = context.words;
    let plain = |id: &str| say::plain(words, id);
    let field = |id: &str, typed: &'a str, name, message: fn(String) -> Message, next| {
        let field = widget::field(&plain("till-unit"), typed, name, message).on_submit(next);
        row![widget::bold(plain(id), theme::BODY), field.width(150)].spacing(8).align_y(Center)
    };
    let ready = (!context.stopped).then_some(Message::CloseDay);
    let close = push(plain("closing-close"), None, Tone::Main(theme::GOOD), ready);
    let stop = push(plain("ui-no"), Some(&plain("ui-key-esc")), Tone::Plain, Some(Message::StopCounting));
    let fields = row![
        field("till-counted-cash", &counting.cash, CASH, Message::Cash, Message::CountCard),
        field("till-counted-card", &counting.card, CARD, Message::Card, Message::CloseDay),
        space().width(Fill),
        stop,
        close,
    ];
    let hint = widget::label(plain("closing-count-hint"), theme::BODY);
    let open = (open.orders > 0).then(|| {
        let said = words.text("closing-open-orders", &[("n", i64::from(open.orders).into())]);
        widget::bold(said, theme::BODY).style(theme::ink(theme::DANGER))
    });
    container(column![fields.spacing(16).align_y(Center), hint].push(open).spacing(6))
        .padding(12)
        .width(Fill)
        .style(theme::panel(theme::SURFACE, theme::GOOD, theme::INK))
        .into()
}
