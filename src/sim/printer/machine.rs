//! The printer itself, without a wire: bytes in, answers and paper out. Pure.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::decode::{self, Bits, Lexed, RealTime, Token};
use super::qr::QrMemory;
use super::ticket::{Cell, PrintedRow, PrintedTicket};
use crate::printer::{Bitmap, Cut, HangulSet, Profile};

/// What kind of printer is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Printable width in dots.
    pub dots: u32,
    /// Which Hangul it holds.
    pub hangul: HangulSet,
    /// Whether it can cut.
    pub cutter: bool,
    /// What it answers: `dle-eot` (or one number of it, `dle-eot-4`), `asb`, `gs-r`, `gs-h`.
    pub answers: Vec<String>,
    /// Whether it starts, and starts again at `ESC @`, in two-byte mode. Korean models do either.
    pub two_byte: bool,
}

impl Model {
    /// The printer that a profile describes, starting in single-byte mode.
    pub fn of(profile: &Profile) -> Model {
        Model {
            dots: profile.dots,
            hangul: profile.hangul,
            cutter: profile.cut != Cut::None,
            answers: profile.status.clone(),
            two_byte: false,
        }
    }
}

/// What keeps a printer from printing. It still takes bytes and answers real-time requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// Out of paper.
    pub paper_out: bool,
    /// Cover open.
    pub cover_open: bool,
    /// Cutter jam.
    pub error: bool,
    /// The head is too hot.
    pub overheated: bool,
    /// A fault that only switching off and on clears.
    pub broken: bool,
    /// The roll is near its end: it still prints.
    pub paper_low: bool,
}

impl Condition {
    fn offline(self) -> bool {
        self.paper_out || self.cover_open || self.error || self.overheated || self.broken
    }
}

/// What a printer does on some bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reaction {
    /// Bytes to the host.
    pub answer: Vec<u8>,
    /// Whether the answer says that a ticket is done.
    pub confirms: bool,
}

/// A simulated printer.
#[derive(Debug)]
pub struct PrinterMachine {
    model: Model,
    condition: Condition,
    /// Stays in error after a jam is cleared until `DLE ENQ` comes, as many do.
    pub waits_after_jam: bool,
    /// The jam is gone, and it waits.
    waiting: bool,
    /// Prints but does not answer `GS r` and `GS ( H`.
    pub swallow_confirmation: bool,
    /// Answers 0x00 whatever it is asked.
    pub zero: bool,
    /// Says that the drawer is open.
    pub drawer_open: bool,
    /// Received and not obeyed.
    buffer: Vec<u8>,
    /// The last bytes received, for real-time commands.
    recent: Vec<u8>,
    mode: Mode,
    line: Vec<Cell>,
    paper: PrintedTicket,
    finished: Vec<PrintedTicket>,
    count: usize,
}

/// What `ESC @` puts back.
#[derive(Debug)]
struct Mode {
    two_byte: bool,
    width: u8,
    height: u8,
    reversed: bool,
    bold: bool,
    align: u8,
    spacing: u32,
    /// Dots from the left edge, ascending.
    tabs: Vec<u32>,
    patterns: HashMap<[u8; 2], Arc<[u8]>>,
    stored: Option<Bits>,
    qr: QrMemory,
    automatic: u8,
}

/// One sixth of an inch at 180 dpi; most models come with it.
const SPACING: u32 = 30;
/// Dots of one column.
const COLUMN: u32 = 12;

impl Mode {
    fn new(two_byte: bool) -> Mode {
        Mode {
            two_byte,
            width: 1,
            height: 1,
            reversed: false,
            bold: false,
            align: 0,
            spacing: SPACING,
            tabs: (1..=32).map(|n| 8 * n * COLUMN).collect(),
            patterns: HashMap::new(),
            stored: None,
            qr: QrMemory::new(),
            automatic: 0,
        }
    }
}

impl PrinterMachine {
    /// A printer, switched on, with paper.
    pub fn new(model: Model) -> PrinterMachine {
        PrinterMachine {
            condition: Condition::default(),
            waits_after_jam: false,
            waiting: false,
            swallow_confirmation: false,
            zero: false,
            drawer_open: false,
            buffer: Vec::new(),
            recent: Vec::new(),
            mode: Mode::new(model.two_byte),
            line: Vec::new(),
            paper: blank_paper(model.dots),
            finished: Vec::new(),
            count: 0,
            model,
        }
    }

    /// Takes bytes, as they come off the wire.
    pub fn receive(&mut self, bytes: &[u8], now: Timestamp) -> Reaction {
        let mut reaction = Reaction::default();
        for &byte in bytes {
            self.buffer.push(byte);
            self.recent.push(byte);
            if let Some(command) = decode::ends_with_real_time(&self.recent) {
                self.obey_at_once(command, &mut reaction);
                self.recent.clear();
            } else if self.recent.len() > 8 {
                self.recent.drain(..4);
            }
            self.work(now, &mut reaction);
        }
        reaction
    }

    /// Changes what keeps it from printing; with the hindrance gone it prints what it holds.
    pub fn set_condition(&mut self, condition: Condition, now: Timestamp) -> Reaction {
        let mut reaction = Reaction::default();
        if condition != self.condition {
            self.waiting |= self.waits_after_jam && self.condition.error;
            self.condition = condition;
            if self.mode.automatic != 0 {
                reaction.answer.extend(self.automatic_status());
            }
            self.work(now, &mut reaction);
        }
        reaction
    }

    /// Off and on again: what is on paper stays there, everything else is gone.
    pub fn power_cycle(&mut self) {
        self.buffer.clear();
        self.recent.clear();
        self.line.clear();
        self.waiting = false;
        self.mode = Mode::new(self.model.two_byte);
    }

    /// Whether it neither prints nor obeys.
    fn offline(&self) -> bool {
        self.condition.offline() || self.waiting
    }

    /// The host closed the connection: without a cutter, that is where one tears.
    pub fn hang_up(&mut self, now: Timestamp) {
        if !self.model.cutter && (self.end_line(false) || !self.paper.rows.is_empty()) {
            self.finish(now);
        }
    }

    /// Tickets finished since the last call, in order.
    pub fn take_tickets(&mut self) -> Vec<PrintedTicket> {
        std::mem::take(&mut self.finished)
    }

    /// How many tickets are finished, and how many bytes of the next have come in.
    pub fn progress(&self) -> (usize, usize) {
        let begun = !self.paper.bytes.is_empty();
        let waiting = match self.buffer.first() {
            Some(0x00 | 0x10) | None => 0,
            Some(0x1d) if !begun => 0,
            Some(_) => self.buffer.len(),
        };
        (self.count, self.paper.bytes.len() + waiting)
    }

    /// Obeys what is in the buffer, as long as nothing hinders.
    fn work(&mut self, now: Timestamp, reaction: &mut Reaction) {
        let mut done = 0;
        while !self.offline() {
            let rest = &self.buffer[done..];
            let Lexed::Token(length, token) = decode::lex(rest, self.mode.two_byte, self.model.hangul) else {
                break;
            };
            let bytes = rest[..length].to_vec();
            done += length;
            self.obey(token, &bytes, now, reaction);
        }
        self.buffer.drain(..done);
    }

    fn answers(&self, what: &str) -> bool {
        self.model.answers.iter().any(|a| a == what)
    }

    fn obey_at_once(&mut self, command: RealTime, reaction: &mut Reaction) {
        match command {
            RealTime::Status(_) if self.zero => reaction.answer.push(0),
            RealTime::Status(n) if self.answers("dle-eot") || self.answers(&format!("dle-eot-{n}")) => {
                reaction.answer.push(self.status(n));
            }
            RealTime::Pulse => self.paper.pulses += 1,
            // Before the cause is gone it does nothing.
            RealTime::Recover(how) if self.waiting && !self.condition.error => {
                self.waiting = false;
                if how == 2 {
                    self.buffer.clear();
                    self.line.clear();
                }
            }
            RealTime::Status(_) | RealTime::Recover(_) => {}
        }
    }

    /// The answer to `DLE EOT n`.
    fn status(&self, n: u8) -> u8 {
        let Condition { paper_out, cover_open, paper_low, .. } = self.condition;
        0x12 | match n {
            1 => u8::from(self.offline()) << 3 | u8::from(self.drawer_open) << 2,
            2 => u8::from(cover_open) << 2 | u8::from(paper_out) << 5 | u8::from(self.errors() != 0) << 6,
            3 => self.errors(),
            _ => (u8::from(paper_out) * 0x60) | (u8::from(paper_low) * 0x0c),
        }
    }

    /// Error bits, the same in `DLE EOT 3` and in automatic status.
    fn errors(&self) -> u8 {
        let Condition { error, overheated, broken, .. } = self.condition;
        u8::from(error || self.waiting) << 3 | u8::from(broken) << 5 | u8::from(overheated) << 6
    }

    /// What it says by itself (`GS a`).
    pub fn automatic_status(&self) -> [u8; 4] {
        let first = 0x10 | u8::from(self.offline()) << 3 | u8::from(self.condition.cover_open) << 5;
        [first, self.errors(), (u8::from(self.condition.paper_out) * 0x0c) | self.low(), 0]
    }

    /// The near-end sensors' bits in `GS r` and in automatic status.
    fn low(&self) -> u8 {
        u8::from(self.condition.paper_low) * 0x03
    }

    fn obey(&mut self, token: Token, bytes: &[u8], now: Timestamp, reaction: &mut Reaction) {
        let talk = matches!(
            token,
            Token::Nothing | Token::RealTime | Token::AskStatus(_) | Token::AutoStatus(_) | Token::AskDone(_)
        );
        if token == Token::Initialise {
            self.begin(now);
        }
        if !talk {
            self.paper.bytes.extend_from_slice(bytes);
            if bytes.windows(3).any(|w| decode::ends_with_real_time(w).is_some()) {
                self.wrong("a real-time command hides inside other data".to_owned());
            }
        }
        match token {
            Token::Nothing | Token::RealTime | Token::Harmless | Token::Initialise => {}
            Token::LineFeed => self.feed_rows(1),
            Token::FeedRows(rows) => self.feed_rows(u32::from(rows)),
            Token::FeedDots(dots) => {
                self.end_line(false);
                self.paper.rows.push(PrintedRow::blank(u32::from(dots), None));
            }
            Token::Tab => self.tab(),
            Token::TabStops(stops) => {
                let column = COLUMN * u32::from(self.mode.width);
                self.mode.tabs = stops.into_iter().map(|stop| column * u32::from(stop)).collect();
            }
            Token::Narrow(char) => self.put(char, 1, None),
            Token::Wide(char) => self.put(char, 2, None),
            Token::UserDefined(code) => match self.mode.patterns.get(&code).cloned() {
                Some(pattern) => self.put('〓', 2, Some(pattern)),
                None => {
                    self.wrong(format!("user-defined character {code:02x?} was never defined"));
                    self.put('□', 2, None);
                }
            },
            Token::Garbled(columns, what) => {
                self.wrong(what);
                self.put('□', columns, None);
            }
            Token::PrintMode(n) => {
                if n & 0x81 != 0 {
                    self.wrong(format!("ESC ! {n:02x}: font B or underline"));
                }
                self.mode.bold = n & 8 != 0;
                self.mode.height = 1 + (n >> 4 & 1);
                self.mode.width = 1 + (n >> 5 & 1);
            }
            Token::Size(width, height) => (self.mode.width, self.mode.height) = (width, height),
            Token::Reverse(on) => self.mode.reversed = on,
            Token::Bold(on) => self.mode.bold = on,
            Token::Align(to) if self.line.is_empty() => self.mode.align = to,
            Token::Align(_) => self.wrong("ESC a in the middle of a line".to_owned()),
            Token::Spacing(dots) => self.mode.spacing = dots.map_or(SPACING, u32::from),
            Token::TwoByte(on) => self.mode.two_byte = on,
            Token::Define(code, pattern) => {
                self.mode.patterns.insert(code, pattern.into());
            }
            Token::Cut(feed) => self.cut(feed, now),
            Token::Pulse => self.paper.pulses += 1,
            Token::Beep => self.paper.beeps += 1,
            Token::Raster(bits) => self.print_bits(&bits),
            Token::Store(bits) => self.mode.stored = Some(bits),
            Token::PrintStored => match self.mode.stored.take() {
                Some(bits) => self.print_bits(&bits),
                None => self.wrong("GS ( L prints, but nothing is stored".to_owned()),
            },
            Token::Qr(step) => match self.mode.qr.step(step) {
                Ok(Some(picture)) => self.print_picture(picture),
                Ok(None) => {}
                Err(what) => self.wrong(what),
            },
            Token::AutoStatus(n) => {
                self.mode.automatic = if self.answers("asb") { n } else { 0 };
                if self.mode.automatic != 0 {
                    reaction.answer.extend(self.automatic_status());
                }
            }
            Token::AskStatus(_) => self.confirm("gs-r", &[self.low()], reaction),
            Token::AskDone([a, b, c, d]) => self.confirm("gs-h", &[0x37, 0x22, a, b, c, d, 0], reaction),
            Token::Wrong(what) => self.wrong(what),
        }
    }

    fn confirm(&mut self, what: &str, answer: &[u8], reaction: &mut Reaction) {
        if (self.answers(what) || self.zero) && !self.swallow_confirmation {
            reaction.answer.extend_from_slice(if self.zero { &[0] } else { answer });
            reaction.confirms = true;
        }
    }

    /// `ESC @` starts a ticket and drops a line that was not printed; what hangs uncut is a torn piece of its own.
    fn begin(&mut self, now: Timestamp) {
        let dropped = !self.line.is_empty();
        self.line.clear();
        if self.paper.rows.iter().any(|row| !row.text.is_empty() || row.picture.is_some()) {
            if dropped {
                self.wrong("ESC @ drops a line that was not printed".to_owned());
            }
            self.finish(now);
        } else if dropped || !self.paper.errors.is_empty() {
            // No dot of the torn piece came out, so its errors do not count.
            let PrintedTicket { pulses, beeps, .. } = self.paper;
            self.paper = PrintedTicket { pulses, beeps, ..blank_paper(self.model.dots) };
        }
        // Automatic status too: what the manuals do not promise to keep, some printer forgets.
        self.mode = Mode::new(self.model.two_byte);
    }

    fn wrong(&mut self, what: String) {
        self.paper.errors.push(format!("byte {}: {what}", self.paper.bytes.len()));
    }

    fn put(&mut self, char: char, columns: u32, pattern: Option<Arc<[u8]>>) {
        let Mode { width, height, reversed, bold, .. } = self.mode;
        let cell = Cell { char, columns, width, height, reversed, bold, pattern };
        let used: u32 = self.line.iter().map(Cell::dots).sum();
        if used + cell.dots() > self.model.dots {
            let columns = self.model.dots / COLUMN;
            self.wrong(format!("row {} does not fit {columns} columns", self.paper.rows.len() + 1));
            self.end_line(true);
        }
        self.line.push(cell);
    }

    /// Blank columns up to the next stop; they stay white in reversed text.
    fn tab(&mut self) {
        let used: u32 = self.line.iter().map(Cell::dots).sum();
        let column = COLUMN * u32::from(self.mode.width);
        match self.mode.tabs.iter().find(|stop| **stop > used) {
            Some(stop) if (stop - used).is_multiple_of(column) => {
                let reversed = std::mem::replace(&mut self.mode.reversed, false);
                (0..(stop - used) / column).for_each(|_| self.put(' ', 1, None));
                self.mode.reversed = reversed;
            }
            Some(stop) => self.wrong(format!("HT from dot {used} to {stop}: not whole columns")),
            None => self.wrong(format!("HT at dot {used}: no tab stop behind it")),
        }
    }

    /// Prints what stands in the line, if anything does.
    fn end_line(&mut self, wrapped: bool) -> bool {
        if self.line.is_empty() {
            return false;
        }
        let cells = std::mem::take(&mut self.line);
        self.paper.rows.push(PrintedRow::of(cells, self.mode.align, self.mode.spacing, wrapped));
        true
    }

    fn feed_rows(&mut self, rows: u32) {
        let first = u32::from(self.end_line(false));
        for _ in first..rows {
            self.paper.rows.push(PrintedRow::blank(self.mode.spacing, None));
        }
    }

    fn print_bits(&mut self, bits: &Bits) {
        let width = bits.row_bytes as u32 * 8 * bits.across;
        let height = bits.rows as u32 * bits.down;
        let mut dots = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                let (row, column) = ((y / bits.down) as usize, (x / bits.across) as usize);
                let byte = bits.bytes[row * bits.row_bytes + column / 8];
                dots.push(if byte >> (7 - column % 8) & 1 == 1 { 0 } else { 255 });
            }
        }
        self.print_picture(Bitmap { width, height, dots });
    }

    /// What stands beyond the paper's edge is lost.
    fn print_picture(&mut self, picture: Bitmap) {
        if self.end_line(false) {
            self.wrong("a picture in the middle of a line".to_owned());
        }
        let (paper, width) = (self.model.dots, picture.width);
        if width > paper {
            self.wrong(format!("picture of {width} dots on {paper} dots of paper"));
        }
        let mut row = PrintedRow::blank(picture.height, Some(clipped(picture, paper)));
        row.align = self.mode.align;
        self.paper.rows.push(row);
    }

    fn cut(&mut self, feed: u8, now: Timestamp) {
        if !self.model.cutter {
            self.wrong("a cut, but this printer has no cutter".to_owned());
        }
        if self.end_line(false) {
            self.wrong("a cut in the middle of a line".to_owned());
        }
        if feed > 0 {
            self.paper.rows.push(PrintedRow::blank(u32::from(feed), None));
        }
        self.paper.cuts += 1;
        self.finish(now);
    }

    fn finish(&mut self, now: Timestamp) {
        let ticket = std::mem::replace(&mut self.paper, blank_paper(self.model.dots));
        self.finished.push(PrintedTicket { at: now, ..ticket });
        self.count += 1;
    }
}

fn clipped(picture: Bitmap, width: u32) -> Bitmap {
    if picture.width <= width {
        return picture;
    }
    let rows = picture.dots.chunks(picture.width as usize);
    let dots = rows.flat_map(|row| &row[..width as usize]).copied().collect();
    Bitmap { width, height: picture.height, dots }
}

fn blank_paper(dots: u32) -> PrintedTicket {
    PrintedTicket {
        at: Timestamp::UNIX_EPOCH,
        bytes: Vec::new(),
        rows: Vec::new(),
        cuts: 0,
        pulses: 0,
        beeps: 0,
        errors: Vec::new(),
        dots,
    }
}
