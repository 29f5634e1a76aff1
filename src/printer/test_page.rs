//! The page that tells an installer what a printer is: numbered lines, each true only of some printers.
//!
//! Every line is encoded by itself, as another kind of printer would get it.

use domain::text::clean;

use super::encode::{beep, definition};
use super::hangul::is_rare;
use super::{Cut, HangulSet, Profile, RareHangul, UserCodes, encode};
use crate::ticket::{Block, Layout, Row, Size, Style, Ticket, lay_out};

/// Syllables of real menus outside KS X 1001.
const RARE: &str = "똠얌꿍 펲시 뷁 쌰브쌰브";
/// Widths of paper in columns, each with its own ruler.
pub const RULERS: [(u32, u32); 3] = [(4, 32), (5, 42), (6, 48)];

/// Bytes of `ESC @`, which every encoded layout begins with.
const INITIALISE: usize = 2;

/// What a test page does besides printing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// Beeps twice.
    pub buzzer: bool,
    /// Opens the drawer.
    pub drawer: bool,
}

/// The bytes of the test page for a printer with this profile; `heading` says which printer was meant.
pub fn test_page(heading: &[String], profile: &Profile, extras: Extras) -> Vec<u8> {
    let piece = Profile { top_rows: 0, feed_rows: 0, cut: Cut::None, buzzer: false, ..profile.clone() };
    let top = Profile { top_rows: profile.top_rows, ..piece.clone() };
    let all = Profile { hangul: HangulSet::Cp949, ..piece.clone() };
    let picture = Profile { hangul: HangulSet::KsX1001, rare_hangul: RareHangul::Raster, ..piece.clone() };
    let last = Profile { feed_rows: profile.feed_rows, cut: profile.cut, ..piece.clone() };
    let plain = Style::default();
    let mut page = encode(&text("시험 인쇄", Style { size: Size::Large, ..plain }, profile), &top);
    // One ESC @ is enough, and a simulated printer takes every further one for the next ticket.
    let encode = |layout: &Layout, profile: &Profile| encode(layout, profile).split_off(INITIALISE);
    for line in heading {
        page.extend(encode(&text(&clean(line), plain, profile), &picture));
    }
    page.extend(encode(&text(&format!("1) {RARE} - 글자로"), plain, profile), &all));
    if let Some(taught) = harmless_syllable(&profile.user_codes) {
        let own = Profile {
            hangul: HangulSet::KsX1001,
            rare_hangul: RareHangul::UserDefined,
            hangul_dots: [24, 24],
            ..piece.clone()
        };
        page.extend(encode(&text(&format!("2) {taught}{taught}{taught} - 가르쳐서"), plain, profile), &own));
    }
    page.extend(encode(&text(&format!("3) {RARE} - 그림으로"), plain, profile), &picture));
    for (number, columns) in RULERS {
        let row = Row { text: ruler(number, columns), size: Size::Normal, ..Row::default() };
        page.extend(encode(&Layout { columns, rows: vec![row] }, &piece));
    }
    for (line, style) in [
        ("7) 세로 두 배 12,000원", Style { size: Size::Tall, ..plain }),
        ("8) 두 배 12", Style { size: Size::Large, ..plain }),
        ("9) 흰 글자 검은 바탕", Style { reversed: true, ..plain }),
    ] {
        page.extend(encode(&text(line, style, profile), &piece));
    }
    if extras.buzzer {
        page.extend(encode(&text("10) 두 번 울립니다", plain, profile), &piece));
        page.extend(beep(profile.buzzer_command));
    }
    if extras.drawer {
        page.extend(encode(&text("11) 돈통이 열립니다", plain, profile), &piece));
        page.extend(profile.drawer.pulse());
    }
    page.extend(encode(&text("12) 이 줄 아래에서 잘립니다", plain, profile), &last));
    page
}

fn text(text: &str, style: Style, profile: &Profile) -> Layout {
    let block = Block::Text { lead: String::new(), text: text.to_owned(), style, indent: 3 };
    let mut layout = lay_out(&Ticket { blocks: vec![block] }, profile.columns);
    if style.size != Size::Normal {
        // An empty row has no look: what follows begins at normal size again.
        layout.rows.push(Row { text: String::new(), size: Size::Normal, ..Row::default() });
    }
    layout
}

/// `5)-----1---------2---------3---------4-42|`: exactly so many columns.
fn ruler(number: u32, columns: u32) -> String {
    let (head, tail) = (format!("{number})"), format!("{columns}|"));
    let middle = head.len() as u32 + 1..=columns - tail.len() as u32;
    let marks = middle.map(|at| if at % 10 == 0 { char::from(b'0' + (at / 10) as u8) } else { '-' });
    format!("{head}{}{tail}", marks.collect::<String>())
}

/// A syllable outside KS X 1001 whose picture has no control bytes: a printer that does not know `FS 2` then prints it
/// as rubbish, and neither cuts nor opens anything.
fn harmless_syllable(codes: &UserCodes) -> Option<char> {
    let code = [codes.lead, *codes.trails.start()];
    let harmless = |c: &char| definition(*c, code)[4..].iter().all(|byte| *byte == 0 || *byte >= 0x20);
    ('가'..='힣').filter(|c| is_rare(*c, HangulSet::KsX1001)).find(harmless)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::sim::printer::{Model, PrintedTicket, PrinterMachine};

    fn printed(model: Model, profile: &str, extras: Extras) -> PrintedTicket {
        let profile = Profile::load(profile, None).unwrap();
        let mut machine = PrinterMachine::new(model);
        machine.receive(&test_page(&["주방".to_owned()], &profile, extras), Timestamp::UNIX_EPOCH);
        machine.hang_up(Timestamp::UNIX_EPOCH);
        let mut tickets = machine.take_tickets();
        assert_eq!(tickets.len(), 1, "one page, one cut");
        tickets.remove(0)
    }

    fn model(profile: &str) -> Model {
        Model::of(&Profile::load(profile, None).unwrap())
    }

    fn line(ticket: &PrintedTicket, start: &str) -> String {
        let row = ticket.rows.iter().find(|row| row.text.starts_with(start));
        row.map(|row| row.text.trim_end().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_printer_that_holds_everything_prints_every_line_as_it_says() {
        let page = printed(model("generic-80mm-48"), "generic-80mm", Extras::default());
        assert_eq!(page.errors, [""; 0]);
        assert_eq!((page.cuts, page.pulses), (1, 0));
        assert_eq!(line(&page, "1)"), "1) 똠얌꿍 펲시 뷁 쌰브쌰브 - 글자로");
        assert!(line(&page, "2)").ends_with("- 가르쳐서"), "{}", page.text());
        assert!(page.rows.iter().any(|row| row.picture.is_some()), "line 3 is a picture");
        for (number, columns) in RULERS {
            let ruler = line(&page, &format!("{number})"));
            assert_eq!(ruler.len(), columns as usize, "{ruler}");
            assert!(ruler.ends_with('|'));
        }
        assert!(page.rows.iter().any(|row| row.reversed && row.text.starts_with("9)")));
        assert!(!page.rows.iter().any(|row| row.text.starts_with("10)")));
    }

    #[test]
    fn a_printer_of_2350_syllables_fails_line_1_and_no_other() {
        let page = printed(model("generic-80mm-48-ks"), "generic-80mm-48", Extras::default());
        assert!(!page.errors.is_empty(), "line 1 garbles");
        assert!(!line(&page, "1)").contains("똠얌꿍 펲시"));
        assert!(line(&page, "2)").ends_with("- 가르쳐서"), "{}", page.text());
        assert_eq!(line(&page, "12)"), "12) 이 줄 아래에서 잘립니다");
    }

    #[test]
    fn narrow_paper_wraps_the_wide_rulers_only() {
        for (profile, whole) in [("generic-58mm", 1), ("generic-80mm", 2), ("generic-80mm-48", 3)] {
            let page = printed(model(profile), profile, Extras::default());
            let fit = RULERS
                .iter()
                .filter(|(number, columns)| line(&page, &format!("{number})")).len() == *columns as usize);
            assert_eq!(fit.count(), whole, "{profile}");
        }
    }

    #[test]
    fn bell_and_drawer_only_where_asked_for() {
        let page = printed(model("generic-80mm"), "generic-80mm", Extras { buzzer: true, drawer: true });
        assert_eq!((page.pulses, page.cuts), (1, 1));
        assert!(line(&page, "10)").contains("울립니다") && line(&page, "11)").contains("돈통"));
        let profile = Profile::load("generic-80mm", None).unwrap();
        let silent = test_page(&[], &profile, Extras::default());
        assert!(!silent.windows(2).any(|pair| pair == b"\x1bB" || pair == b"\x1bp"));
    }

    #[test]
    fn the_test_pages_rare_syllable_is_harmless_when_read_as_text() {
        let c = harmless_syllable(&UserCodes::default()).expect("some syllable has a harmless picture");
        assert!(is_rare(c, HangulSet::KsX1001));
        assert!(definition(c, [0xFE, 0xA1])[4..].iter().any(|byte| *byte > 0), "not an empty picture");
    }
}
