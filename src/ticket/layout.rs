//! Columns: fits a ticket to the width of the paper.

use super::text::{char_width, width};
use super::wrap::{Wrapped, is_torn, lead, wrap};
use super::{Block, Layout, Row, Size, Style, Ticket};

/// The narrowest paper laid out for; anything less is taken as this.
const NARROWEST: u32 = 16;

/// Fits a ticket to `columns` columns (at least 16).
pub fn lay_out(ticket: &Ticket, columns: u32) -> Layout {
    let columns = columns.max(NARROWEST);
    let mut rows = Vec::new();
    for block in &ticket.blocks {
        match block {
            Block::Text { lead, text, style, indent } => {
                let style = fitted(lead, text, *indent, *style, columns);
                let cells = columns / style.size.width();
                for text in wrap(Wrapped { lead, text, cells, indent: *indent }) {
                    rows.push(row(text, style, cells));
                }
            }
            Block::Pair { lead, left, right, style } => {
                let cells = columns / style.size.width();
                for text in pair(lead, left, right, cells) {
                    rows.push(row(text, *style, cells));
                }
            }
            Block::Figure(figure) => {
                rows.push(Row { figure: Some(figure.clone()), ..Row::default() });
            }
            Block::Rule { mark, style } => {
                let cells = columns / style.size.width();
                let times = cells / char_width(*mark);
                rows.push(row(mark.to_string().repeat(times as usize), *style, cells));
            }
        }
    }
    Layout { columns, rows }
}

/// The style, single-width where double width would tear a number or a name in brackets: `0.5kg  [순이네반찬]` is two
/// columns wider than 58 mm paper in double width.
fn fitted(lead: &str, text: &str, indent: u32, style: Style, columns: u32) -> Style {
    let torn = |size: Size| is_torn(Wrapped { lead, text, cells: columns / size.width(), indent });
    let narrower = style.size == Size::Large && torn(Size::Large) && !torn(Size::Tall);
    Style { size: if narrower { Size::Tall } else { style.size }, ..style }
}

impl Layout {
    /// The ticket as plain text, one line a row; sizes and reversal are not shown, and a figure is what it says.
    pub fn to_text(&self) -> String {
        let rows = self.rows.iter().map(|row| match &row.figure {
            Some(figure) => format!("{}\n", figure.words()),
            None => format!("{}\n", row.text.trim_end()),
        });
        rows.collect()
    }
}

fn row(mut text: String, style: Style, cells: u32) -> Row {
    if style.centred {
        text = spaces(cells.saturating_sub(width(&text)) / 2) + &text;
    }
    if style.reversed {
        text += &spaces(cells.saturating_sub(width(&text)));
    }
    Row { text, size: style.size, reversed: style.reversed, figure: None }
}

fn spaces(n: u32) -> String {
    " ".repeat(n as usize)
}

/// Left and right; the right side stands on the left's last row, or alone on the next where it does not fit.
fn pair(leads: &str, left: &str, right: &str, cells: u32) -> Vec<String> {
    let indent = lead(if leads.is_empty() { left } else { leads });
    let mut rows = wrap(Wrapped { lead: leads, text: left, cells, indent });
    let mut rights = wrap(Wrapped { lead: "", text: right, cells, indent: 0 });
    if let (Some(last), [only]) = (rows.last_mut(), rights.as_slice()) {
        let used = width(last) + width(only);
        if used < cells || last.is_empty() {
            *last += &(spaces(cells - used) + only);
            rights.clear();
        }
    }
    rows.extend(rights.into_iter().map(|right| spaces(cells - width(&right)) + &right));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_side_that_does_not_fit_takes_its_own_row() {
        assert_eq!(pair("", "합계", "48,000원", 16), ["합계    48,000원"]);
        assert_eq!(pair("", "가나다라마바", "48,000원", 16), ["가나다라마바", "        48,000원"]);
    }

    #[test]
    fn reversed_rows_are_filled_and_centred_ones_are_in_the_middle() {
        let style = Style { size: Size::Large, reversed: true, centred: true };
        let block = Block::Text { lead: String::new(), text: "취소".into(), style, indent: 0 };
        let layout = lay_out(&Ticket { blocks: vec![block] }, 42);
        assert_eq!(layout.rows[0].text, "        취소         ");
    }
}
