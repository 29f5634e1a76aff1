//! Tickets per second and bytes per ticket, for an order of thirty dishes with choices: the whole way from an order to
//! bytes (compose, lay out, encode) on one core, beside a plain program that prints the finished rows with the `escpos`
//! crate and does nothing else. What is kept is the ratio of the two, taken in one run.
//!
//! `cargo bench --bench ticket`

// A benchmark that cannot run shall say so at once.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use domain::order::{Order, TicketKind};
use domain::sample;
use encoding_rs::EUC_KR;
use escpos::driver::Driver;
use escpos::printer::Printer;
use escpos::utils::{Encoder, Protocol};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use jumunbell::printer::{Profile, encode};
use jumunbell::settings::layouts::shipped;
use jumunbell::ticket::{Layout, Marks, Row, ShopHead, TicketInput, compose, lay_out};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let now: Timestamp = "2026-11-21T10:02:00Z".parse().unwrap();
    let order = sample::order("B7K2", now, sample::thirty_dishes());
    let shop = ShopHead {
        name: "한옥국밥 서구점".to_owned(),
        phone: "032-000-0000".to_owned(),
        business_number: "000-00-00000".to_owned(),
        footer: vec!["원산지: 돼지 국내산, 배추 국내산".to_owned()],
    };
    let profile = Profile::load("generic-80mm", None).unwrap();
    let mut said = Vec::new();
    for kind in [TicketKind::Kitchen, TicketKind::Customer] {
        let input = input(&order, &shop, kind, now);
        let layout = lay_out(&compose(&input, shipped()), profile.columns);
        let whole = || encode(&lay_out(&compose(&input, shipped()), profile.columns), &profile);
        let mut group = criterion.benchmark_group(kind.as_str());
        group.throughput(Throughput::Elements(1));
        let ours = seconds(&mut group, "jumunbell", || drop(black_box(whole())));
        // Without the words, which are the same whatever the paper: what laying out and encoding take alone.
        let words = compose(&input, shipped());
        let laid = || encode(&lay_out(&words, profile.columns), &profile);
        let laid = seconds(&mut group, "jumunbell-layout-encode", || drop(black_box(laid())));
        let plain = seconds(&mut group, "escpos", || drop(black_box(plain_program(&layout))));
        group.finish();
        let (bytes, stream) = (whole().len(), text_stream(&layout));
        said.push(format!(
            "{} ticket, {} rows: {:.0} tickets/s ({:.0} without composing), plain escpos loop {:.0}/s, ratio {:.2}; {bytes} bytes, plain text {stream}, \
             ratio {:.3}",
            kind.as_str(),
            layout.rows.len(),
            1.0 / ours,
            1.0 / laid,
            1.0 / plain,
            plain / ours,
            bytes as f64 / stream as f64
        ));
    }
    said.push(format!("rare syllables: {:.1} bytes each", rare_syllable()));
    println!("{}", said.join("\n"));
}

fn input<'a>(order: &'a Order, shop: &'a ShopHead, kind: TicketKind, now: Timestamp) -> TicketInput<'a> {
    TicketInput {
        tracking: None,
        several_shops: false,
        kind,
        order,
        number: "서구-017",
        channel: "배달e음",
        shop,
        zone: TimeZone::fixed(offset(9)),
        received_at: now,
        ready_at: Some(now),
        agency: Some("바로고"),
        again: None,
        marks: Marks::default(),
        stands_in_for: None,
        short: Default::default(),
        station: Some(("주방", 1, 1)),
    }
}

/// Measures, and tells the seconds of the fastest fifty in a row: whatever else the machine does only makes the others
/// slower.
fn seconds(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut once: impl FnMut()) -> f64 {
    const IN_A_ROW: u64 = 50;
    let mut fastest = Duration::MAX;
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let mut all = Duration::ZERO;
            for begun in (0..times).step_by(IN_A_ROW as usize) {
                let row = IN_A_ROW.min(times - begun);
                let start = Instant::now();
                (0..row).for_each(|_| once());
                let took = start.elapsed();
                if row == IN_A_ROW {
                    fastest = fastest.min(took);
                }
                all += took;
            }
            all
        });
    });
    fastest.as_secs_f64() / IN_A_ROW as f64
}

/// What one would write with the crate alone: every row one `writeln`, through its own encoder. Every row can be encoded,
/// because ours were cleaned; a memo with an emoji in it would be an error here.
fn plain_program(layout: &Layout) -> Vec<u8> {
    let sent = Memory::default();
    let mut printer = Printer::new(sent.clone(), Protocol::new(Encoder::new(EUC_KR)), None);
    printer.init().unwrap();
    for row in &layout.rows {
        printer.writeln(&row.text).unwrap();
    }
    printer.print_cut().unwrap();
    sent.0.take()
}

/// Bytes of the same rows as text without any look: initialise, CP949, a line feed each, cut.
fn text_stream(layout: &Layout) -> usize {
    let rows = layout.rows.iter().map(|row| EUC_KR.encode(&row.text).0.len() + 1);
    b"\x1b@".len() + rows.sum::<usize>() + b"\x1dV\x01".len()
}

/// Bytes that a syllable costs which the printer does not hold, where it can be taught.
fn rare_syllable() -> f64 {
    let profile = Profile::load("epson-tm-t88", None).unwrap();
    let length = |text: &str| {
        let row = Row { text: text.to_owned(), ..Row::default() };
        encode(&Layout { columns: 42, rows: vec![row] }, &profile).len() as f64
    };
    let rare = "똠펲뷁쌰햏쏼슾숖";
    (length(rare) - length("")) / rare.chars().count() as f64
}

/// Where the plain program prints.
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
