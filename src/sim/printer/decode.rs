//! ESC/POS read the other way: bytes to tokens. Written against Epson's command reference and never against our own
//! encoder, so that the two check each other. Strict: what the reference does not allow here is [`Token::Wrong`].

use encoding_rs::EUC_KR;

use super::qr::QrStep;
use crate::printer::HangulSet;

/// What the bytes at the front of the buffer are.
pub(super) enum Lexed {
    /// The beginning of something; wait for more.
    More,
    /// This many bytes are this.
    Token(usize, Token),
}

/// One command or character.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// NUL and CR, which do nothing.
    Nothing,
    /// `DLE …`: was obeyed when it came in.
    RealTime,
    LineFeed,
    /// `HT`: on to the next tab stop.
    Tab,
    /// `ESC D`: tab stops, in columns of the current width.
    TabStops(Vec<u8>),
    /// A character of one column.
    Narrow(char),
    /// A character of two columns.
    Wide(char),
    /// A two-byte code of the user-defined row.
    UserDefined([u8; 2]),
    /// Bytes that print as rubbish of so many columns.
    Garbled(u32, String),
    /// `ESC @`.
    Initialise,
    /// `ESC !`: size and emphasis at once.
    PrintMode(u8),
    /// `GS !`: multiples of width and height, 1–8.
    Size(u8, u8),
    Reverse(bool),
    Bold(bool),
    /// 0 left, 1 centre, 2 right.
    Align(u8),
    FeedDots(u8),
    FeedRows(u8),
    /// Dots from row to row; `None`: the default.
    Spacing(Option<u8>),
    /// `FS &` and `FS .`.
    TwoByte(bool),
    /// `FS 2`.
    Define([u8; 2], Vec<u8>),
    /// `GS V`, with dots fed before it.
    Cut(u8),
    Pulse,
    Beep,
    Raster(Bits),
    /// `GS ( L` function 112.
    Store(Bits),
    /// `GS ( L` function 50.
    PrintStored,
    /// `GS ( k`.
    Qr(QrStep),
    /// `GS r`.
    AskStatus(u8),
    /// `GS a`.
    AutoStatus(u8),
    /// `GS ( H` function 48.
    AskDone([u8; 4]),
    /// Allowed, and without effect on what we record.
    Harmless,
    /// An error; the bytes print nothing.
    Wrong(String),
}

/// A one-bit picture, rows of whole bytes, and how many times each dot is doubled.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bits {
    pub(super) row_bytes: usize,
    pub(super) rows: usize,
    pub(super) across: u32,
    pub(super) down: u32,
    pub(super) bytes: Vec<u8>,
}

const ESC: u8 = 0x1b;
const FS: u8 = 0x1c;
const GS: u8 = 0x1d;
const DLE: u8 = 0x10;

/// Most tab stops of `ESC D`.
const MOST_STOPS: usize = 32;

/// Reads one token from the front.
pub(super) fn lex(bytes: &[u8], two_byte: bool, hangul: HangulSet) -> Lexed {
    let Some(&first) = bytes.first() else { return Lexed::More };
    match first {
        0x00 | 0x0d => Lexed::Token(1, Token::Nothing),
        0x09 => Lexed::Token(1, Token::Tab),
        0x0a => Lexed::Token(1, Token::LineFeed),
        DLE => real_time(bytes),
        ESC | FS | GS => command(bytes),
        0x20..=0x7e => Lexed::Token(1, Token::Narrow(char::from(first))),
        0x80.. if two_byte => pair(bytes, hangul),
        0x80.. => Lexed::Token(1, Token::Garbled(1, format!("byte {first:02x} in single-byte mode"))),
        _ => Lexed::Token(1, Token::Wrong(format!("control byte {first:02x}"))),
    }
}

/// The real-time command that the bytes end with, if any.
pub(super) fn ends_with_real_time(bytes: &[u8]) -> Option<RealTime> {
    match bytes {
        [.., DLE, 0x04, n @ 1..=4] => Some(RealTime::Status(*n)),
        [.., DLE, 0x05, n @ 1..=2] => Some(RealTime::Recover(*n)),
        [.., DLE, 0x14, 1, 0..=1, 1..=8] => Some(RealTime::Pulse),
        _ => None,
    }
}

/// Real-time commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RealTime {
    /// `DLE EOT n`.
    Status(u8),
    /// `DLE ENQ n`.
    Recover(u8),
    /// `DLE DC4 1 m t`.
    Pulse,
}

fn real_time(bytes: &[u8]) -> Lexed {
    let length = match bytes {
        [DLE] | [DLE, 0x04 | 0x05] | [DLE, 0x14] => return Lexed::More,
        [DLE, 0x04 | 0x05, ..] => 3,
        [DLE, 0x14, 1 | 2, ..] => 5,
        [DLE, 0x14, 8, ..] => 10,
        _ => return Lexed::Token(1, Token::Wrong("DLE without a real-time command".to_owned())),
    };
    if bytes.len() < length {
        return Lexed::More;
    }
    let known = length != 3 || ends_with_real_time(&bytes[..3]).is_some();
    Lexed::Token(length, if known { Token::RealTime } else { wrong(&bytes[..length]) })
}

fn command(bytes: &[u8]) -> Lexed {
    let length = match *bytes {
        [_] => return Lexed::More,
        [ESC, b'@' | b'2', ..] | [FS, b'&' | b'.', ..] => 2,
        [ESC, b'D', ref stops @ ..] => match stops.iter().take(MOST_STOPS + 1).position(|stop| *stop == 0) {
            Some(end) => 3 + end,
            None if stops.len() <= MOST_STOPS => return Lexed::More,
            None => return Lexed::Token(2, wrong(bytes)),
        },
        [ESC, b'p', ..] => 5,
        [ESC, b'(', _, pl, ph, ..] => 5 + number(pl, ph),
        [ESC, b'(', ..] => 5,
        [ESC, b'B' | b'c', ..] | [GS, b'L' | b'W', ..] | [FS, b'S' | b'?', ..] => 4,
        [ESC, command, ..] if b"!EGadJ3 -MRtV{=".contains(&command) => 3,
        [FS, b'2', ..] => 4 + 72,
        [FS, b'!' | b'-' | b'C', ..] => 3,
        [GS, b'!' | b'B' | b'b' | b'r' | b'a' | b'I', ..] => 3,
        [GS, b'V', 65 | 66 | 97 | 98 | 103 | 104, ..] => 4,
        [GS, b'V', ..] => 3,
        [GS, b'v', b'0', _, xl, xh, yl, yh, ..] => 8 + number(xl, xh) * number(yl, yh),
        [GS, b'v', b'0', ..] | [GS, b'v'] => 8,
        [GS, b'(', _, pl, ph, ..] => 5 + number(pl, ph),
        [GS, b'(', ..] => 5,
        [GS, b'8', b'L', a, b, c, d, ..] => 7 + u32::from_le_bytes([a, b, c, d]) as usize,
        [GS, b'8', b'L', ..] | [GS, b'8'] => 7,
        _ => return Lexed::Token(2, wrong(&bytes[..2])),
    };
    match bytes.get(..length) {
        None => Lexed::More,
        Some(whole) => Lexed::Token(length, meaning(whole)),
    }
}

fn number(low: u8, high: u8) -> usize {
    usize::from(u16::from_le_bytes([low, high]))
}

fn wrong(bytes: &[u8]) -> Token {
    let shown: Vec<String> = bytes.iter().take(8).map(|b| format!("{b:02x}")).collect();
    Token::Wrong(format!("unknown command {}", shown.join(" ")))
}

/// What a whole command means.
fn meaning(whole: &[u8]) -> Token {
    match *whole {
        [ESC, b'@'] => Token::Initialise,
        [ESC, b'D', ref stops @ .., 0] if stops.is_sorted_by(|a, b| a < b) => Token::TabStops(stops.to_vec()),
        [ESC, b'2'] => Token::Spacing(None),
        [ESC, b'3', n] => Token::Spacing(Some(n)),
        [ESC, b'!', n] => Token::PrintMode(n),
        [ESC, b'E' | b'G', n] => Token::Bold(n & 1 == 1),
        [ESC, b'a', n @ (0..=2 | 48..=50)] => Token::Align(n % 48),
        [ESC, b'd', n] => Token::FeedRows(n),
        [ESC, b'J', n] => Token::FeedDots(n),
        [ESC, b'p', 0 | 1 | 48 | 49, _, _] => Token::Pulse,
        [ESC, b'B', 1..=9, 1..=9] | [ESC, b'(', b'A', 5, 0, 97, 100, 1..=63, 1..=255, 1..=255] => Token::Beep,
        [ESC, b't' | b'R', _] | [ESC, b' ' | b'-' | b'V' | b'{' | b'M', 0 | 48] | [ESC, b'=', 1] => {
            Token::Harmless
        }
        [FS, b'&'] => Token::TwoByte(true),
        [FS, b'.'] => Token::TwoByte(false),
        [FS, b'2', 0xfe, low @ 0xa1..=0xfe, ref dots @ ..] => Token::Define([0xfe, low], dots.to_vec()),
        [FS, b'!' | b'-' | b'C', 0] | [FS, b'S', 0, 0] | [GS, b'b', _] | [GS, b'L', 0, 0] => Token::Harmless,
        [GS, b'!', n] if n & 0x88 == 0 => Token::Size((n >> 4) + 1, (n & 7) + 1),
        [GS, b'B', n] => Token::Reverse(n & 1 == 1),
        [GS, b'V', 0 | 1 | 48 | 49] => Token::Cut(0),
        [GS, b'V', 65 | 66, n] => Token::Cut(n),
        [GS, b'v', b'0', mode @ (0..=3 | 48..=51), xl, xh, yl, yh, ref dots @ ..] => {
            let mode = u32::from(mode % 48);
            let (row_bytes, rows) = (number(xl, xh), number(yl, yh));
            let (across, down) = (1 + (mode & 1), 1 + (mode >> 1));
            if row_bytes * rows == 0 {
                return Token::Wrong("GS v 0 without dots".to_owned());
            }
            Token::Raster(Bits { row_bytes, rows, across, down, bytes: dots.to_vec() })
        }
        [GS, b'(', b'L', _, _, ref rest @ ..] | [GS, b'8', b'L', _, _, _, _, ref rest @ ..] => graphics(rest),
        [GS, b'(', b'H', 6, 0, 48, 48, a, b, c, d] if [a, b, c, d].iter().all(|n| (32..=126).contains(n)) => {
            Token::AskDone([a, b, c, d])
        }
        [GS, b'(', b'k', _, _, ref rest @ ..] => qr(rest),
        [GS, b'(', b'A' | b'E' | b'K', ..] => Token::Harmless,
        [GS, b'r', n @ (1 | 2 | 49 | 50)] => Token::AskStatus(n % 48),
        [GS, b'a', n] => Token::AutoStatus(n),
        _ => wrong(whole),
    }
}

/// The two functions of `GS ( L` that encoders use: 112 stores a raster, 50 prints it.
fn graphics(rest: &[u8]) -> Token {
    match *rest {
        [48, 2 | 50] => Token::PrintStored,
        [48, 112, 48, across @ 1..=2, down @ 1..=2, 49, xl, xh, yl, yh, ref dots @ ..] => {
            let (row_bytes, rows) = (number(xl, xh).div_ceil(8), number(yl, yh));
            if dots.len() != row_bytes * rows || dots.is_empty() {
                return Token::Wrong(format!("GS ( L: {} bytes for {row_bytes}x{rows}", dots.len()));
            }
            let (across, down) = (u32::from(across), u32::from(down));
            Token::Store(Bits { row_bytes, rows, across, down, bytes: dots.to_vec() })
        }
        _ => Token::Wrong("GS ( L with an unknown function".to_owned()),
    }
}

/// The functions of `GS ( k` for QR codes of model 2.
fn qr(rest: &[u8]) -> Token {
    match *rest {
        [49, 65, 50, 0] => Token::Harmless,
        [49, 67, dots @ 1..=16] => Token::Qr(QrStep::Module(dots)),
        [49, 69, level @ 48..=51] => Token::Qr(QrStep::Level(level - 48)),
        [49, 80, 48, ref text @ ..] if !text.is_empty() => Token::Qr(QrStep::Store(text.to_vec())),
        [49, 81, 48] => Token::Qr(QrStep::Print),
        _ => Token::Wrong("GS ( k with an unknown function".to_owned()),
    }
}

/// A two-byte character. A printer that does not know a code takes its lead byte alone and reads on at the trail byte:
/// that is how one missing syllable garbles what follows.
fn pair(bytes: &[u8], hangul: HangulSet) -> Lexed {
    let lead = bytes[0];
    let lowest = if hangul == HangulSet::KsX1001 { 0xa1 } else { 0x81 };
    if lead < lowest || lead == 0xff {
        return Lexed::Token(
            1,
            Token::Garbled(1, format!("lead byte {lead:02x} is not in this printer's set")),
        );
    }
    let Some(&trail) = bytes.get(1) else { return Lexed::More };
    let fits = match hangul {
        HangulSet::KsX1001 => matches!(trail, 0xa1..=0xfe),
        HangulSet::Cp949 => matches!(trail, 0x41..=0x5a | 0x61..=0x7a | 0x81..=0xfe),
    };
    if !fits {
        let what = format!("code {lead:02x}{trail:02x} is not in this printer's set");
        return Lexed::Token(1, Token::Garbled(1, what));
    }
    if lead == 0xfe {
        return Lexed::Token(2, Token::UserDefined([lead, trail]));
    }
    let token = match EUC_KR.decode_without_bom_handling_and_without_replacement(&bytes[..2]) {
        Some(text) if text.chars().count() == 1 => Token::Wide(text.chars().next().unwrap_or('□')),
        _ => Token::Garbled(2, format!("code {lead:02x}{trail:02x} is no character")),
    };
    Lexed::Token(2, token)
}
