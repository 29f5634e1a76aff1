//! A laid-out ticket as ESC/POS bytes, whole and in memory: the session sends them with one write.
//!
//! The `escpos` crate builds the commands. What it lacks or does wrong in 0.20.1 goes out as raw bytes: `FS &` and
//! `FS 2` (it has neither), the cut (its `partial_cut` is a full one), and the line feed (its own is three bytes).
//! Characters are encoded here, one by one, because one without a code would fail its whole write.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use domain::text::drawn_width;
use escpos::driver::Driver;
use escpos::printer::Printer;
use escpos::utils::Protocol;

use super::dots::{Bitmap, CELL_HEIGHT};
use super::figure::native_qr;
use super::hangul::{Code, code, is_rare};
use super::picture::{glyph, row_picture};
use super::verify;
use super::{BuzzerCommand, Cut, Profile, QrCommand, RareHangul, TwoByteMode};
use crate::ticket::{Drawing, Figure, Layout, Row, Size};

/// `FS &`: two-byte text. Korean models may start in either mode.
const TWO_BYTE_TEXT: [u8; 2] = [0x1C, b'&'];
/// `ESC B 2 2`: two beeps.
const BEEP: [u8; 4] = [0x1B, b'B', 2, 2];
/// `ESC ( A` function 97: two beeps of 200 ms.
const BEEP_97: [u8; 10] = [0x1B, b'(', b'A', 5, 0, 97, 100, 2, 2, 2];
/// `GS V 1` and `GS V 0`: cut here, after our own feed; function B feeds a length that clones disagree about.
const PARTIAL_CUT: [u8; 3] = [0x1D, b'V', 1];
const FULL_CUT: [u8; 3] = [0x1D, b'V', 0];
const LINE_FEED: u8 = 0x0A;
const TAB: u8 = 0x09;
/// `□`, for a character that came here without a code.
const SUBSTITUTE: [u8; 2] = [0xA1, 0xE0];

/// The bytes of one ticket: initialised, with blank rows above, fed and cut below. Never a byte that commands
/// anything else, whatever the rows say.
pub fn encode(layout: &Layout, profile: &Profile) -> Vec<u8> {
    let glyphs = user_glyphs(layout, profile);
    let sent = Memory::default();
    let mut printer = Printer::new(sent.clone(), Protocol::default(), None);
    // Writing to memory does not fail, and every size is 1 or 2; the error type is the crate's.
    let built = build(&mut printer, layout, profile, &glyphs);
    debug_assert!(built.is_ok(), "{built:?}");
    let bytes = sent.0.take();
    verify::only_ours(bytes)
}

fn build(
    printer: &mut Printer<Memory>,
    layout: &Layout,
    profile: &Profile,
    glyphs: &BTreeMap<char, [u8; 2]>,
) -> escpos::errors::Result<()> {
    printer.init()?;
    if profile.two_byte_mode == TwoByteMode::FsAmpersand {
        printer.custom(&TWO_BYTE_TEXT)?;
    }
    for (c, code) in glyphs {
        printer.custom(&definition(*c, *code))?;
    }
    if profile.buzzer {
        printer.custom(beep(profile.buzzer_command))?;
    }
    let stop = tab_stop(layout);
    if let Some(column) = stop {
        printer.custom(&[0x1B, b'D', column, 0])?;
    }
    feed(printer, profile.top_rows)?;
    let mut look = (Size::Normal, false);
    // Rows of one look go to the crate as one, because it keeps a list for every call.
    let mut text = Vec::new();
    for row in &layout.rows {
        let rare = |c| is_rare(c, profile.hangul) && !glyphs.contains_key(&c);
        let untaught = row.text.chars().any(|c| rare(c) || drawn_width(c).is_some());
        if untaught || row.figure.is_some() {
            text.extend(drawn(row, layout.columns, profile));
            continue;
        }
        let shown = shown(row);
        // An empty row has no look: it must not be two rows high only because its neighbour is.
        let wanted = if shown.is_empty() { (Size::Normal, false) } else { (row.size, row.reversed) };
        if wanted != look {
            printer.custom(&text)?;
            text.clear();
        }
        if wanted.0 != look.0 {
            printer.size(wanted.0.width() as u8, wanted.0.height() as u8)?;
        }
        if wanted.1 != look.1 {
            printer.reverse(wanted.1)?;
        }
        look = wanted;
        match stop.filter(|stop| lead(row) >= *stop) {
            Some(stop) => {
                text.push(TAB);
                put(&shown[usize::from(stop)..], glyphs, &mut text);
            }
            None => put(shown, glyphs, &mut text),
        }
        text.push(LINE_FEED);
    }
    printer.custom(&text)?;
    if look.1 {
        printer.reverse(false)?;
    }
    feed(printer, profile.feed_rows)?;
    match profile.cut {
        Cut::Partial => printer.custom(&PARTIAL_CUT)?,
        Cut::Full => printer.custom(&FULL_CUT)?,
        Cut::None => printer,
    };
    printer.print()?;
    Ok(())
}

/// A row that is no text. A QR code is the printer's own command where its profile says so; everything else is a
/// picture.
fn drawn(row: &Row, columns: u32, profile: &Profile) -> Vec<u8> {
    match &row.figure {
        Some(Figure { drawing: Drawing::Qr(text), centred }) if profile.qr == QrCommand::Native => {
            native_qr(text, *centred)
        }
        _ => raster(&row_picture(row, columns)),
    }
}

/// The bytes that make it beep twice.
pub(super) fn beep(command: BuzzerCommand) -> &'static [u8] {
    match command {
        BuzzerCommand::EscB => &BEEP,
        BuzzerCommand::EscParenA => &BEEP_97,
    }
}

fn feed(printer: &mut Printer<Memory>, rows: u32) -> escpos::errors::Result<()> {
    if let Ok(rows @ 1..) = u8::try_from(rows) {
        printer.feeds(rows)?;
    }
    Ok(())
}

/// Which syllables get a code of their own, in order of appearance, as many as there are codes.
fn user_glyphs(layout: &Layout, profile: &Profile) -> BTreeMap<char, [u8; 2]> {
    let mut glyphs = BTreeMap::new();
    if profile.rare_hangul == RareHangul::UserDefined {
        let mut trails = profile.user_codes.trails.clone();
        for c in layout.rows.iter().flat_map(|row| row.text.chars()).filter(|c| is_rare(*c, profile.hangul)) {
            if let Entry::Vacant(free) = glyphs.entry(c) {
                let Some(trail) = trails.next() else { break };
                free.insert([profile.user_codes.lead, trail]);
            }
        }
    }
    glyphs
}

/// The row's text; trailing space only where it is black.
fn shown(row: &Row) -> &str {
    if row.reversed { &row.text } else { row.text.trim_end_matches(' ') }
}

/// The column at which a tab stop (`ESC D`, four bytes) saves most of the spaces that rows begin with. On a kitchen
/// ticket it stands before the choices under the dishes, and what it saves pays for their size. For less than
/// [`WORTH_A_STOP`] there is none: every command is one that some printer gets wrong.
fn tab_stop(layout: &Layout) -> Option<u8> {
    let mut rows = [0_usize; MOST_LEAD as usize + 1];
    layout.rows.iter().for_each(|row| rows[usize::from(lead(row))] += 1);
    let saved = |stop: &u8| usize::from(stop - 1) * rows[usize::from(*stop)..].iter().sum::<usize>();
    (2..=MOST_LEAD).max_by_key(saved).filter(|stop| saved(stop) >= WORTH_A_STOP)
}

/// Bytes saved from which a tab stop is set.
const WORTH_A_STOP: usize = 50;

/// Farthest tab stop.
const MOST_LEAD: u8 = 31;

/// Spaces that a row begins with and a tab could stand for: not black, not wider than the stop was set with, and with
/// something behind them.
fn lead(row: &Row) -> u8 {
    let text = row.text.trim_start_matches(' ');
    let spaces = row.text.len() - text.len();
    let plain = !row.reversed && row.size.width() == 1 && !text.is_empty();
    u8::try_from(spaces).ok().filter(|n| plain && *n <= MOST_LEAD).unwrap_or(0)
}

/// Appends text in CP949.
fn put(text: &str, glyphs: &BTreeMap<char, [u8; 2]>, bytes: &mut Vec<u8>) {
    for c in text.chars() {
        match code(c) {
            Some(Code::One(byte)) => bytes.push(byte),
            Some(Code::Two(lead, trail)) => bytes.extend(glyphs.get(&c).unwrap_or(&[lead, trail])),
            None => bytes.extend(SUBSTITUTE),
        }
    }
}

/// `FS 2 c1 c2 d1…d72`: a 24 × 24 glyph, column by column, the upper dot the higher bit.
pub(super) fn definition(c: char, code: [u8; 2]) -> Vec<u8> {
    let cell = glyph(c);
    let mut dots = Vec::with_capacity(72);
    for x in 0..CELL_HEIGHT {
        for third in 0..3 {
            dots.push((0..8).fold(0, |byte, bit| byte << 1 | u8::from(cell.is_black(x, third * 8 + bit))));
        }
    }
    break_real_time(&mut dots);
    [&[0x1C, b'2'], &code[..], &dots].concat()
}

/// `GS v 0`: a picture as wide as its ink, row by row, the left dot the higher bit.
fn raster(picture: &Bitmap) -> Vec<u8> {
    let inked = |x: &u32| (0..picture.height).any(|y| picture.is_black(*x, y));
    let across = (0..picture.width).rev().find(inked).map_or(1, |x| x / 8 + 1);
    let mut dots = Vec::with_capacity((across * picture.height) as usize);
    for y in 0..picture.height {
        for byte in 0..across {
            dots.push((0..8).fold(0, |bits, bit| bits << 1 | u8::from(picture.is_black(byte * 8 + bit, y))));
        }
    }
    break_real_time(&mut dots);
    let [wide, high] = [across, picture.height].map(|n| (n as u16).to_le_bytes());
    [&[0x1D, b'v', b'0', 0], &wide[..], &high[..], &dots].concat()
}

/// Printers obey `DLE EOT`, `DLE ENQ` and `DLE DC4` even inside image data; one dot less breaks the pattern.
fn break_real_time(dots: &mut [u8]) {
    for i in 1..dots.len() {
        if dots[i - 1] == 0x10 && matches!(dots[i], 0x04 | 0x05 | 0x14) {
            dots[i - 1] = 0;
        }
    }
}

/// Where the crate's commands gather.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Vec<u8>>>);

impl Driver for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> escpos::errors::Result<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> escpos::errors::Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> escpos::errors::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
