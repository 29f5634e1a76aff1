//! A slip of figures that belongs to no order, such as a day's closing: a heading, and names with their amounts.

use domain::text::clean;
use serde::{Deserialize, Serialize};

use super::{Block, Size, Style, Ticket};

/// What stands on a slip.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// What it is, in large letters.
    pub heading: String,
    /// Whose and of when.
    pub below: Vec<String>,
    /// Figures under headings of their own.
    pub sections: Vec<Section>,
}

/// Figures under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What they are.
    pub heading: String,
    /// One line each.
    pub lines: Vec<SlipLine>,
}

/// One figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipLine {
    /// What it is.
    pub name: String,
    /// How much, with its unit.
    pub value: String,
    /// What has to be known of it, on a row below.
    pub note: String,
}

/// What to say, row by row.
pub fn slip(slip: &Slip) -> Ticket {
    let text =
        |text: &str, style: Style| Block::Text { lead: String::new(), text: clean(text), style, indent: 0 };
    let large = Style { size: Size::Large, centred: true, ..Style::default() };
    let middle = Style { centred: true, ..Style::default() };
    let rule = |mark| Block::Rule { mark, style: Style::default() };
    let mut blocks = vec![text(&slip.heading, large)];
    blocks.extend(slip.below.iter().map(|below| text(below, middle)));
    for section in &slip.sections {
        blocks.push(rule('-'));
        blocks.push(text(&section.heading, Style { size: Size::Tall, ..Style::default() }));
        for SlipLine { name, value, note } in &section.lines {
            let (left, right) = (clean(name), clean(value));
            blocks.push(Block::Pair { lead: String::new(), left, right, style: Style::default() });
            if !note.is_empty() {
                let (lead, text) = ("  ".to_owned(), clean(note));
                blocks.push(Block::Text { lead, text, style: Style::default(), indent: 2 });
            }
        }
    }
    blocks.push(rule('='));
    Ticket { blocks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::lay_out;

    #[test]
    fn amounts_stand_at_the_right_edge_of_every_paper() {
        let line = |name: &str, value: &str, note: &str| SlipLine {
            name: name.to_owned(),
            value: value.to_owned(),
            note: note.to_owned(),
        };
        let lines = vec![
            line("판매 62건", "1,497,000원", "지난주 1,375,000원보다 ▲ 9%"),
            line("이름이 아주 길어서 한 줄에 다 들어가지 않는 메뉴 하나 12", "325,500원", ""),
        ];
        let sections = vec![Section { heading: "매출".to_owned(), lines }];
        let told = Slip { heading: "마감".to_owned(), below: vec!["없는국밥".to_owned()], sections };
        for columns in [32, 42, 48] {
            let rows = lay_out(&slip(&told), columns).rows;
            let texts: Vec<&str> = rows.iter().map(|row| row.text.trim_end()).collect();
            for amount in ["1,497,000원", "325,500원"] {
                let row = texts.iter().find(|text| text.ends_with(amount)).unwrap();
                assert_eq!(domain::text::width(row), columns, "{texts:?}");
            }
            assert!(texts[0].trim_start() == "마감" && rows[0].size == Size::Large, "{texts:?}");
            assert!(texts.iter().any(|text| text.contains("지난주")), "{texts:?}");
        }
    }

    #[test]
    fn nothing_on_a_slip_acts_on_the_printer() {
        let below = vec!["\u{1b}@\u{1d}V".to_owned()];
        let rows = lay_out(&slip(&Slip { below, ..Slip::default() }), 32).rows;
        assert!(rows.iter().all(|row| !row.text.contains(char::is_control)));
    }
}
