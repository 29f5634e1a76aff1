//! Columns: fits a ticket to the width of the paper.

use domain::text::{BOX, UNSAID, boxed, char_width, drawn_width, is_foreign, width};

use super::wrap::{Wrapped, is_torn, lead, wrap};
use super::{Block, Layout, Row, Size, Style, Ticket};

/// The narrowest paper laid out for; anything less is taken as this.
const NARROWEST: u32 = 16;

/// Most rows of a ticket that are drawn because their words cannot be printed as text. One is 2 to 3.5 KB, two seconds at
/// 19,200 baud; the rest of what a customer writes is boxes, and the screen has it.
const MOST_DRAWN: usize = 10;

/// Most rows of a ticket: 15 m of paper, far more than the longest order that was meant as one.
const MOST_ROWS: usize = 4000;
/// Rows at its end that stay, whatever is cut.
const TAIL_ROWS: usize = 40;

/// What stands under words that paper cannot say, or that staff cannot be expected to read.
const SEE_SCREEN: &str = "화면에서 확인";

/// Fits a ticket to `columns` columns (at least 16).
pub fn lay_out(ticket: &Ticket, columns: u32) -> Layout {
    let mut rows = Rows { columns: columns.max(NARROWEST), rows: Vec::new(), drawn: 0 };
    for block in &ticket.blocks {
        match block {
            Block::Text { lead, text, style, indent } => rows.text(lead, text, *indent, *style),
            Block::Pair { lead, left, right, style } => rows.pair(lead, left, right, *style),
            Block::Figure(figure) => {
                rows.rows.push(Row { figure: Some(figure.clone()), ..Row::default() });
            }
            Block::Rule { mark, style } => {
                let cells = rows.columns / style.size.width();
                let times = cells / char_width(*mark);
                rows.rows.push(row(mark.to_string().repeat(times as usize), *style, cells));
            }
        }
    }
    rows.cut();
    Layout { columns: rows.columns, rows: rows.rows }
}

/// A ticket on its way to rows.
struct Rows {
    columns: u32,
    rows: Vec<Row>,
    /// How many of them are drawn.
    drawn: usize,
}

impl Rows {
    /// Takes out of the middle what is more than a ticket may have: what ends it (sums, counts) is needed.
    fn cut(&mut self) {
        if self.rows.len() > MOST_ROWS {
            let style = Style { size: Size::Tall, reversed: true, centred: true };
            let gone = self.rows.len() - MOST_ROWS + 1;
            let notice = row(format!("생략: {SEE_SCREEN}"), style, self.columns);
            self.rows.splice(MOST_ROWS - 1 - TAIL_ROWS..MOST_ROWS - 1 - TAIL_ROWS + gone, [notice]);
        }
    }

    fn text(&mut self, lead: &str, text: &str, indent: u32, style: Style) {
        let wrapped = |lead: &str, text: &str| {
            let style = fitted(lead, text, indent, style, self.columns);
            let cells = self.columns / style.size.width();
            let texts = wrap(Wrapped { lead, text, cells, indent });
            texts.into_iter().map(|text| row(text, style, cells)).collect()
        };
        let rows = self.within_bounds(wrapped(lead, text), || wrapped(&boxed(lead), &boxed(text)));
        self.say([lead, text], rows, style);
    }

    fn pair(&mut self, lead: &str, left: &str, right: &str, style: Style) {
        let cells = self.columns / style.size.width();
        let paired = |lead: &str, left: &str, right: &str| {
            pair(lead, left, right, cells).into_iter().map(|text| row(text, style, cells)).collect()
        };
        let in_boxes = || paired(&boxed(lead), &boxed(left), &boxed(right));
        let rows = self.within_bounds(paired(lead, left, right), in_boxes);
        self.say([left, right], rows, style);
    }

    /// The rows, or what stands for them once too many are drawn.
    fn within_bounds(&self, rows: Vec<Row>, in_boxes: impl Fn() -> Vec<Row>) -> Vec<Row> {
        let drawn = rows.iter().filter(|row| is_drawn(row)).count();
        if drawn > 0 && self.drawn + drawn > MOST_DRAWN { in_boxes() } else { rows }
    }

    /// Adds the rows of `texts`, and under them where else to look if these do not say it.
    fn say(&mut self, texts: [&str; 2], rows: Vec<Row>, style: Style) {
        let drawn = rows.iter().filter(|row| is_drawn(row)).count();
        let mut chars = texts.iter().flat_map(|text| text.chars());
        let unread = chars.any(|c| c == UNSAID || is_foreign(c) || (drawn == 0 && drawn_width(c).is_some()));
        self.drawn += drawn;
        self.rows.extend(rows);
        if unread {
            let style = Style { reversed: true, ..style };
            let notice =
                Wrapped { lead: "", text: SEE_SCREEN, cells: self.columns / style.size.width(), indent: 0 };
            let texts = wrap(notice);
            self.rows.extend(texts.into_iter().map(|text| row(text, style, notice.cells)));
        }
    }
}

/// Whether a printer cannot print a row as text.
fn is_drawn(row: &Row) -> bool {
    row.text.chars().any(|c| drawn_width(c).is_some())
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
    if text.contains(UNSAID) {
        text = text.replace(UNSAID, &BOX.to_string());
    }
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

    fn said(text: &str, columns: u32) -> Layout {
        let style = Style { size: Size::Tall, reversed: true, centred: false };
        let text = domain::text::printable(text);
        lay_out(
            &Ticket { blocks: vec![Block::Text { lead: "요청: ".into(), text, style, indent: 0 }] },
            columns,
        )
    }

    #[test]
    fn what_paper_cannot_say_sends_people_to_the_screen() {
        for (memo, shown) in [
            ("لدي حساسية", "요청: □□□ □□□□□□"),
            ("ผมแพ้ถั่วลิสง", "요청: ผมแพ้ถั่วลิสง"),
            ("땅콩 \u{FFFD}", "요청: 땅콩 □"),
        ] {
            let layout = said(memo, 42);
            let rows: Vec<&str> = layout.rows.iter().map(|row| row.text.trim_end()).collect();
            assert_eq!(rows, [shown, SEE_SCREEN], "{memo}");
            assert!(layout.rows.iter().all(|row| row.reversed), "{memo}");
        }
        for memo in ["我对花生过敏", "ラーメン", "哪 하나", "Өөх", "🥤", "□"] {
            assert_eq!(said(memo, 42).rows.len(), 1, "{memo}: said or drawn");
        }
    }

    #[test]
    fn only_so_many_rows_are_drawn() {
        let layout = said(&"ถั่วลิสง ".repeat(100), 32);
        let drawn = layout.rows.iter().filter(|row| is_drawn(row)).count();
        assert!(drawn <= MOST_DRAWN, "{drawn}");
        let text = layout.to_text();
        assert!(text.matches(BOX).count() == 500 && text.ends_with("화면에서 확인\n"), "{text}");
        let blocks = (0..30).map(|i| Block::Text {
            lead: format!("{i}  "),
            text: "您".into(),
            style: Style::default(),
            indent: 3,
        });
        let layout = lay_out(&Ticket { blocks: blocks.collect() }, 42);
        assert_eq!(layout.rows.iter().filter(|row| is_drawn(row)).count(), MOST_DRAWN);
        assert_eq!(layout.to_text().matches("□\n화면에서 확인").count(), 20);
    }
}
