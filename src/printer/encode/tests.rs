use domain::order::TicketKind;

use super::*;
use crate::printer::{HangulSet, UserCodes};
use crate::settings::layouts::shipped;
use crate::sim::printer::{Model, PrinterMachine};
use crate::ticket::sample;
use crate::ticket::{Layout, Row, compose, lay_out};
use escpos::utils::{CashDrawer, RealTimeStatusRequest};
use proptest::prelude::*;

fn profile(name: &str) -> Profile {
    Profile::load(name, None).unwrap()
}

fn one_row(text: &str) -> Layout {
    Layout { columns: 42, rows: vec![Row { text: text.into(), ..Row::default() }] }
}

fn count(bytes: &[u8], pattern: &[u8]) -> usize {
    bytes.windows(pattern.len()).filter(|window| window == &pattern).count()
}

/// What the crate sends for one call.
fn crate_bytes(call: impl FnOnce(&mut Printer<Memory>)) -> Vec<u8> {
    let sent = Memory::default();
    let mut printer = Printer::new(sent.clone(), Protocol::default(), None);
    call(&mut printer);
    printer.print().unwrap();
    sent.0.take()
}

/// The defects of escpos 0.20.1 that this file routes around. If one of these fails, the crate was mended: use it.
#[test]
fn defects_of_the_crate() {
    assert_eq!(crate_bytes(|p| drop(p.partial_cut())), b"\x1dVA\x01", "a full cut: 65 for 66");
    assert_eq!(crate_bytes(|p| drop(p.cash_drawer(CashDrawer::Pin2))), b"\x1bp\x00", "without t1 t2");
    assert_eq!(
        crate_bytes(|p| drop(p.real_time_status(RealTimeStatusRequest::Printer))),
        b"\x10\x04\x01\x00",
        "a stray 00"
    );
    assert_eq!(crate_bytes(|p| drop(p.write("\x1bp\x00"))), b"\x1bp\x00", "control bytes pass");
    let korean = Protocol::new(escpos::utils::Encoder::new(encoding_rs::EUC_KR));
    let mut printer = Printer::new(Memory::default(), korean, None);
    assert!(printer.write("콜라 🥤").is_err(), "one character without a code fails the whole write");
}

#[test]
fn a_short_ticket_to_the_byte() {
    let rows = vec![
        Row { text: "배달 1".into(), size: Size::Large, ..Row::default() },
        Row { text: "요청  ".into(), size: Size::Tall, reversed: true, figure: None },
        Row { text: "끝   ".into(), ..Row::default() },
    ];
    let bytes = encode(&Layout { columns: 42, rows }, &profile("generic-80mm"));
    let expected: &[&[u8]] = &[
        b"\x1b@\x1c&\x1bd\x03",
        b"\x1d!\x11\xb9\xe8\xb4\xde 1\x0a",
        b"\x1d!\x01\x1dB\x01\xbf\xe4\xc3\xbb  \x0a",
        b"\x1d!\x00\x1dB\x00\xb3\xa1\x0a",
        b"\x1bd\x05\x1dV\x01",
    ];
    assert_eq!(bytes, expected.concat());
}

#[test]
fn many_indented_rows_share_a_tab_stop() {
    let row = |text: &str, size, reversed| Row { text: text.into(), size, reversed, figure: None };
    let mut rows = vec![row("     + a", Size::Tall, false); 11];
    rows.extend([
        row("     c", Size::Large, false),
        row("     d", Size::Tall, true),
        row("      ", Size::Normal, false),
    ]);
    let encoded =
        |rows: &[Row]| encode(&Layout { columns: 42, rows: rows.to_vec() }, &profile("generic-80mm"));
    let bytes = encoded(&rows[..]);
    assert_eq!((count(&bytes, b"\x1bD"), count(&bytes, b"\t")), (0, 0), "44 spaces are not worth it");
    rows.extend([row("       b", Size::Normal, false), row("     + a", Size::Tall, false)]);
    let bytes = encoded(&rows);
    assert_eq!(count(&bytes, b"\x1bD\x05\x00"), 1);
    assert_eq!(count(&bytes, b"\t+ a\n"), 12);
    for printed in [&b"\x1d!\x11     c\n"[..], b"     d\n", b"\t  b\n"] {
        assert_eq!(count(&bytes, printed), 1, "{printed:x?} in {bytes:x?}");
    }
}

#[test]
fn the_cut_is_the_profiles() {
    assert!(
        encode(&one_row("가"), &Profile { cut: Cut::Full, ..profile("generic-80mm") })
            .ends_with(b"\x1dV\x00")
    );
    assert!(encode(&one_row("가"), &profile("generic-58mm")).ends_with(b"\x1bd\x05"));
}

#[test]
fn cp949_printers_get_rare_syllables_as_text() {
    let bytes = encode(&one_row("똠양꿍"), &profile("generic-80mm"));
    assert_eq!(count(&bytes, &encoding_rs::EUC_KR.encode("똠양꿍").0), 1);
}

#[test]
fn rare_syllables_are_defined_once_and_used() {
    let layout = one_row("똠양꿍 똠 펲시");
    let bytes = encode(&layout, &profile("epson-tm-t88"));
    assert_eq!(count(&bytes, b"\x1c2\xfe\xa1"), 1);
    assert_eq!(count(&bytes, b"\x1c2\xfe\xa2"), 1);
    assert_eq!(count(&bytes, b"\x1c2"), 2);
    assert_eq!(count(&bytes, b"\xfe\xa1\xbe\xe7\xb2\xe1 \xfe\xa1 \xfe\xa2\xbd\xc3\x0a"), 1);
    assert!(definition('똠', [0xFE, 0xA1])[4..].iter().any(|dots| *dots != 0));
    assert_eq!(definition('똠', [0xFE, 0xA1]).len(), 76);
}

#[test]
fn without_user_characters_only_that_row_is_a_picture() {
    let rows = ["뼈해장국", "똠양꿍"].map(|text| Row { text: text.into(), ..Row::default() });
    let bytes = encode(&Layout { columns: 42, rows: rows.into() }, &profile("generic-80mm-ks"));
    assert_eq!(count(&bytes, b"\x1dv0\x00"), 1);
    assert_eq!(count(&bytes, &encoding_rs::EUC_KR.encode("뼈해장국").0), 1);
    assert!(bytes.len() < 500, "{}", bytes.len());
}

#[test]
fn a_row_without_codes_is_one_picture_on_every_printer() {
    for name in Profile::shipped() {
        let profile = profile(name);
        let rows = ["뼈해장국", "ผมแพ้ถั่วลิสง", "您 좀"].map(|text| Row { text: text.into(), ..Row::default() });
        let bytes = encode(&Layout { columns: 32, rows: rows.into() }, &profile);
        assert_eq!(count(&bytes, b"\x1dv0\x00"), 2, "{name}");
        assert_eq!(count(&bytes, &encoding_rs::EUC_KR.encode("뼈해장국").0), 1, "{name}");
        assert!(bytes.len() < 2_400, "{name}: {}", bytes.len());
    }
}

#[test]
fn rows_beyond_94_rare_syllables_become_pictures() {
    let rare: Vec<char> = ('가'..='힣').filter(|c| is_rare(*c, HangulSet::KsX1001)).take(100).collect();
    let rows = rare.chunks(20).map(|chunk| Row { text: chunk.iter().collect(), ..Row::default() });
    let bytes = encode(&Layout { columns: 42, rows: rows.collect() }, &profile("epson-tm-t88"));
    assert_eq!(count(&bytes, b"\x1c2\xfe"), 94);
    assert_eq!(count(&bytes, b"\x1dv0\x00"), 1);
}

#[test]
fn pictures_hold_no_real_time_command() {
    for second in [0x04, 0x05, 0x14] {
        let mut dots = [0x10, 0x10, second, 0x10, second];
        break_real_time(&mut dots);
        assert_eq!(dots, [0x10, 0, second, 0, second]);
        // The same through a whole raster row: dots that spell the command.
        let mut picture = Bitmap { width: 16, height: 1, dots: vec![255; 16] };
        picture.dots[3] = 0;
        for bit in 0..8 {
            if second & (0x80 >> bit) != 0 {
                picture.dots[8 + bit] = 0;
            }
        }
        assert_eq!(raster(&picture)[8..], [0, second]);
    }
}

#[test]
fn codes_and_bell_are_the_profiles() {
    let user_codes = UserCodes { lead: 0xC9, trails: 0xB0..=0xB0 };
    let own = Profile { user_codes, two_byte_mode: TwoByteMode::Always, ..profile("epson-tm-t88") };
    let bytes = encode(&one_row("똠뷁"), &own);
    assert!(bytes.starts_with(b"\x1b@\x1c2\xc9\xb0"), "no FS &, and the profile's code");
    assert_eq!(count(&bytes, b"\x1c2"), 1, "one code, one syllable");
    assert_eq!(count(&bytes, b"\x1dv0"), 1, "the other makes its line a picture");
    let bell = Profile { buzzer: true, buzzer_command: BuzzerCommand::EscParenA, ..profile("generic-80mm") };
    let bytes = encode(&one_row("가"), &bell);
    assert_eq!(count(&bytes, b"\x1b(A\x05\x00\x61\x64\x02\x02\x02"), 1);
    let mut machine = PrinterMachine::new(Model::of(&bell));
    machine.receive(&bytes, jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(machine.take_tickets()[0].errors, [""; 0]);
}

#[test]
fn thirty_items_are_not_more_bytes_than_peers_send() {
    let order = sample::thirty_items();
    let layout = lay_out(&compose(&sample::input(&order, TicketKind::Customer), shipped()), 42);
    let bytes = encode(&layout, &profile("generic-80mm"));
    println!("30 items: {} bytes, {} rows", bytes.len(), layout.rows.len());
    assert!(bytes.len() < 2_989, "{}", bytes.len());
}

/// A long order with choices: looks, feeds and cut are hardly more than its text alone.
#[test]
fn a_ticket_is_at_most_a_tenth_more_bytes_than_its_text() {
    let order = domain::sample::order("B7K2", jiff::Timestamp::UNIX_EPOCH, domain::sample::thirty_dishes());
    // A rider's slip has no dishes: a third of a kilobyte.
    for kind in [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Cancel] {
        let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), 42);
        let rows = layout.rows.iter().map(|row| encoding_rs::EUC_KR.encode(&row.text).0.len() + 1);
        let plain = b"\x1b@".len() + rows.sum::<usize>() + b"\x1dV\x01".len();
        let bytes = encode(&layout, &profile("generic-80mm")).len();
        assert!(10 * bytes <= 11 * plain, "{kind:?}: {bytes} bytes, plain text {plain}");
    }
}

#[test]
fn a_rare_syllable_is_at_most_90_bytes() {
    let length = |text: &str| encode(&one_row(text), &profile("epson-tm-t88")).len();
    let rare: String = ('가'..='힣').filter(|c| is_rare(*c, HangulSet::KsX1001)).take(20).collect();
    let each = (length(&rare) - length("")) / rare.chars().count();
    assert!((72..=90).contains(&each), "{each} bytes");
}

/// The simulated printer reads the bytes on its own terms: what comes out is what was laid out.
#[test]
fn a_strict_printer_prints_the_layout() {
    for (order, kind) in [sample::order(), sample::thirty_items()]
        .iter()
        .flat_map(|order| TicketKind::ALL.map(|kind| (order.clone(), kind)))
    {
        for name in Profile::shipped().filter(|name| !name.contains("58mm")) {
            let profile = profile(name);
            let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), profile.columns);
            let mut machine = PrinterMachine::new(Model::of(&profile));
            machine.receive(&encode(&layout, &profile), jiff::Timestamp::UNIX_EPOCH);
            let tickets = machine.take_tickets();
            let [ticket] = tickets.as_slice() else { panic!("{} tickets", tickets.len()) };
            assert_eq!((ticket.cuts, ticket.pulses), (1, 0));
            assert_eq!(ticket.errors, [""; 0], "{name}");
            let printed: Vec<_> =
                ticket.rows.iter().filter(|row| !row.text.is_empty() || row.picture.is_some()).collect();
            assert_eq!(printed.len(), layout.rows.len(), "{name}");
            for (printed, row) in printed.iter().zip(&layout.rows) {
                let rare = |c: char| is_rare(c, profile.hangul);
                if printed.picture.is_some() {
                    assert!(row.text.chars().any(rare));
                    continue;
                }
                let text: String = row.text.chars().map(|c| if rare(c) { '〓' } else { c }).collect();
                assert_eq!(printed.text.trim_end(), text.trim_end());
                assert_eq!(printed.reversed, row.reversed);
                let size = (u32::from(printed.width_mult), u32::from(printed.height_mult));
                assert_eq!(size, (row.size.width(), row.size.height()));
                assert!(!printed.wrapped);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn one_cut_and_no_drawer_whatever_is_ordered(
        order in sample::any_order(),
        kind in sample::any_kind(),
        name in prop::sample::select(vec!["generic-80mm", "generic-80mm-ks", "epson-tm-t88"]),
    ) {
        let profile = profile(name);
        let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), profile.columns);
        let bytes = encode(&layout, &profile);
        // Every command begins with a byte below 0x20, which no CP949 text has: outside of dots, look at those.
        let mut commands = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let skip = match &bytes[at..] {
                [0x1D, b'v', b'0', _, x, _, y, _, ..] => 8 + usize::from(*x) * usize::from(*y),
                [0x1C, b'2', ..] => 76,
                [0x1B..=0x1D, what, ..] => {
                    commands.push((bytes[at], *what));
                    match what { b'@' | b'&' => 2, b'D' => 4, _ => 3 }
                }
                [byte, ..] => { prop_assert!(*byte >= 0x20 || matches!(byte, 0x09 | 0x0A), "{byte:x}"); 1 }
                [] => 1,
            };
            at += skip;
        }
        prop_assert_eq!(commands.iter().filter(|c| **c == (0x1D, b'V')).count(), 1);
        prop_assert!(!commands.contains(&(0x1B, b'p')));
        prop_assert!(bytes.ends_with(b"\x1dV\x01"));
        for real_time in [b"\x10\x04", b"\x10\x05", b"\x10\x14"] {
            prop_assert_eq!(count(&bytes, real_time), 0);
        }
    }
}
