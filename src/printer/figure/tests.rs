use std::sync::Arc;

use super::*;
use crate::printer::{Profile, QrCommand, encode, picture};
use crate::sim::printer::{Model, PrintedRow, PrintedTicket, PrinterMachine};
use crate::ticket::{Layout, QR_BYTES, Row, Size};
use proptest::prelude::*;

fn layout(drawing: Drawing, centred: bool, columns: u32) -> Layout {
    let text = |text: &str| Row { text: text.into(), size: Size::Tall, ..Row::default() };
    let figure = Row { figure: Some(Figure { drawing, centred }), ..Row::default() };
    Layout { columns, rows: vec![text("위"), figure, text("아래")] }
}

fn printed(layout: &Layout, profile: &Profile) -> PrintedTicket {
    let mut machine = PrinterMachine::new(Model::of(profile));
    machine.receive(&encode(layout, profile), jiff::Timestamp::UNIX_EPOCH);
    machine.hang_up(jiff::Timestamp::UNIX_EPOCH);
    let mut tickets = machine.take_tickets();
    assert_eq!(tickets.len(), 1);
    let ticket = tickets.remove(0);
    assert_eq!(ticket.errors, [""; 0]);
    assert!(ticket.rows.iter().all(|row| row.text.is_empty() || row.align == 0), "text stays at the left");
    let at = |what: &dyn Fn(&PrintedRow) -> bool| ticket.rows.iter().position(what);
    let drawn = at(&|row| row.picture.is_some());
    assert!(at(&|row| row.text == "위") < drawn && drawn < at(&|row| row.text == "아래"), "in its place");
    assert_eq!(ticket.text().lines().filter(|row| ["위", "아래"].contains(row)).count(), 2, "text around it");
    ticket
}

/// What a reader of QR codes, written by others, finds on a picture.
fn read_back(picture: &Bitmap) -> Vec<String> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let shade = |x: usize, y: usize| picture.dots[y * width + x];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, shade);
    image.detect_grids().iter().map(|grid| grid.decode().map(|(_, text)| text).unwrap_or_default()).collect()
}

fn profiles() -> [Profile; 3] {
    ["generic-58mm", "generic-80mm", "generic-80mm-48"].map(|name| Profile::load(name, None).unwrap())
}

#[test]
fn a_printed_qr_code_reads_back_on_every_paper() {
    let longest = format!("https://app.example/track?order={}", "a1B".repeat(100));
    let texts =
        ["https://app.example/o/0199f3a2-0000-7000-8000-000000000001", &longest[..QR_BYTES], "특급-012"];
    for profile in profiles() {
        for text in texts {
            for (qr, centred) in
                [(QrCommand::Raster, true), (QrCommand::Raster, false), (QrCommand::Native, true)]
            {
                let profile = Profile { qr, ..profile.clone() };
                let layout = layout(Drawing::Qr(text.to_owned()), centred, profile.columns);
                let paper = printed(&layout, &profile).picture();
                assert_eq!(read_back(&paper), [text], "{} {qr:?}", profile.columns);
                assert_eq!(read_back(&picture(&layout, &profile)), [text], "on screen");
            }
        }
    }
}

#[test]
fn a_qr_code_stays_small_and_stands_in_the_middle() {
    for length in [1, 20, 60, 120, QR_BYTES] {
        let figure = Figure { drawing: Drawing::Qr("a".repeat(length)), centred: true };
        for columns in [32, 42, 48] {
            let drawn = drawn(&figure, columns).unwrap();
            assert!((90..=QR_ACROSS).contains(&drawn.height), "{length}: {}", drawn.height);
            let black = |x: &u32| (0..drawn.height).any(|y| drawn.is_black(*x, y));
            let first = (0..drawn.width).find(black).unwrap();
            let last = (0..drawn.width).rev().find(black).unwrap();
            assert!(first.abs_diff(drawn.width - 1 - last) <= 1, "{first} {last}");
        }
    }
}

#[test]
fn a_printer_draws_by_its_own_command_only_if_the_profile_says() {
    let [profile, ..] = profiles();
    let layout = layout(Drawing::Qr("https://app.example/1".into()), true, profile.columns);
    let is_native = |bytes: &[u8]| bytes.windows(3).any(|command| command == b"\x1d(k");
    let native = encode(&layout, &Profile { qr: QrCommand::Native, ..profile.clone() });
    assert!(is_native(&native) && !is_native(&encode(&layout, &profile)));
    assert!(native.len() < 200, "{}", native.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// No module is ever broken for a real-time command: there is none in the dots before anything looks for one.
    #[test]
    fn no_qr_code_holds_a_real_time_command(text in "[ -~]{1,213}", columns in 32u32..=64, centred: bool) {
        let drawn = drawn(&Figure { drawing: Drawing::Qr(text), centred }, columns).unwrap();
        let black = |x: u32, y: u32| u8::from(drawn.is_black(x, y));
        let bytes: Vec<u8> = (0..drawn.height)
            .flat_map(|y| (0..drawn.width.div_ceil(8)).map(move |byte| (y, byte)))
            .map(|(y, byte)| (0..8).fold(0, |bits, bit| bits << 1 | black(byte * 8 + bit, y)))
            .collect();
        prop_assert!(!bytes.contains(&0x10), "a lone dot");
    }
}

fn logo(width: u32, height: u32, shade: impl Fn(u32, u32) -> u8) -> Drawing {
    let shades = (0..width * height).map(|i| shade(i % width, i / width)).collect();
    Drawing::Logo(Arc::new(Logo { name: "logo.png".into(), width, height, shades }))
}

#[test]
fn a_logo_fits_the_paper_and_is_never_the_whole_ticket() {
    let sizes =
        [((100, 40), (100, 40)), ((1152, 96), (384, 32)), ((500, 1000), (120, 240)), ((2000, 1), (384, 1))];
    for ((width, height), fitted) in sizes {
        let Drawing::Logo(logo) = logo(width, height, |_, _| 0) else { unreachable!() };
        let (w, h, black) = logo_dots(&logo, 384);
        assert_eq!((w, h), fitted);
        assert!(black.len() == (w * h) as usize && black.iter().all(|black| *black), "{w}x{h}");
    }
    for profile in profiles() {
        let drawing = logo(1500, 1500, |x, y| if (x / 100 + y / 100) % 2 == 0 { 0 } else { 255 });
        let paper = printed(&layout(drawing, true, profile.columns), &profile);
        let picture = paper.rows.iter().find_map(|row| row.picture.as_ref()).unwrap();
        assert_eq!(picture.height, LOGO_DOWN + LOGO_GAP);
    }
}

#[test]
fn black_and_white_keeps_its_edges_and_shades_are_spread() {
    let ink = |drawing: &Drawing| {
        let Drawing::Logo(logo) = drawing else { unreachable!() };
        let (.., black) = logo_dots(logo, 384);
        black
    };
    let half = ink(&logo(40, 40, |x, _| if x < 20 { 20 } else { 230 }));
    assert!(half.iter().enumerate().all(|(i, black)| *black == (i % 40 < 20)), "not a dot out of place");
    let grey = ink(&logo(40, 40, |_, _| 128));
    let share = grey.iter().filter(|black| **black).count();
    assert!((700..=900).contains(&share), "{share} of 1600 dots");
}

#[test]
fn dots_of_a_logo_never_command_the_printer() {
    // Rows of 10 04, 10 05, 10 14, as a prankster would draw them.
    let profile = &profiles()[0];
    for second in [0x04u8, 0x05, 0x14] {
        let bit = move |x: u32| [0x10, second][(x / 8 % 2) as usize] >> (7 - x % 8) & 1 == 1;
        let drawing = logo(384, 100, |x, _| if bit(x) { 0 } else { 255 });
        let bytes = encode(&layout(drawing.clone(), false, 32), profile);
        assert!(!bytes.windows(2).any(|pair| pair == [0x10, second]));
        printed(&layout(drawing, false, 32), profile);
    }
}
