//! The gallery as it goes down the wire, held by snapshots: how each row looks, and each command that makes it so. A
//! change of paper or of one byte is seen in review; a snapshot that is missing, or of no piece, fails too.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::super::decode::{Lexed, Token, lex};
use super::pieces;
use crate::printer::{Profile, encode};
use crate::ticket::sample;

/// Longest command shown byte by byte; of a longer one, its head, its length and what its bytes add up to.
const SHORT: usize = 16;

/// The bytes of a ticket, one command or one row of text a line.
fn shown(bytes: &[u8], profile: &Profile) -> String {
    let mut lines = String::new();
    let mut text = String::new();
    let mut at = 0;
    while at < bytes.len() {
        // From `FS &` on everything is two-byte text; no ticket has text before it.
        let Lexed::Token(length, token) = lex(&bytes[at..], true, profile.hangul) else { break };
        let piece = &bytes[at..at + length];
        at += length;
        match token {
            Token::Narrow(c) | Token::Wide(c) => text.push(c),
            Token::UserDefined(code) => write!(text, "<{:02x}{:02x}>", code[0], code[1]).unwrap(),
            Token::LineFeed => {
                writeln!(lines, "|{text}|").unwrap();
                text.clear();
            }
            _ if piece.len() == 1 => write!(text, "<{:02x}>", piece[0]).unwrap(),
            _ => {
                assert!(text.is_empty(), "{text} before {piece:02x?}");
                writeln!(lines, "{}", command(piece)).unwrap();
            }
        }
    }
    assert_eq!((at, text.as_str()), (bytes.len(), ""), "cut off");
    lines
}

/// `GS ! 11`.
fn command(bytes: &[u8]) -> String {
    let name = match bytes[0] {
        0x1b => "ESC",
        0x1c => "FS",
        0x1d => "GS",
        _ => "?",
    };
    let (head, rest) = if bytes.len() > SHORT { bytes.split_at(8) } else { (bytes, &[][..]) };
    let mut line = format!("{name} {}", char::from(bytes[1]));
    head[2..].iter().for_each(|byte| write!(line, " {byte:02x}").unwrap());
    if !rest.is_empty() {
        let sum = Sha256::digest(rest);
        write!(line, " + {} bytes #{:02x}{:02x}{:02x}{:02x}", rest.len(), sum[0], sum[1], sum[2], sum[3])
            .unwrap();
    }
    line
}

#[test]
fn every_piece_is_written_as_it_was() {
    let mut names = BTreeSet::new();
    for piece in pieces() {
        let profile = piece.profile();
        let layout = piece.layout(profile.columns);
        let bytes = encode(&layout, &profile);
        let (rows, lines) = (sample::shown(&layout), shown(&bytes, &profile));
        let held = format!("{}\n{rows}\n{} bytes\n{lines}", piece.profile, bytes.len());
        insta::with_settings!({ omit_expression => true, description => piece.about }, {
            insta::assert_snapshot!(piece.name.as_str(), held);
        });
        names.insert(format!("jumunbell__sim__printer__gallery__bytes__{}.snap", piece.name));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sim/printer/gallery/snapshots");
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.collect();
    assert_eq!(files, names, "snapshots of no piece, or unseen ones");
}
