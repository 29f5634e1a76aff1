//! The gallery in `docs/tickets/`: orders of every sort on paper of every width, as the strict printer printed them from
//! the bytes it was sent. They are looked at after every change of paper: the test draws again what differs, and fails once
//! for it.

mod bytes;

use std::path::Path;

use domain::order::{
    Discount, Line, Order, OrderKind, PaymentKind, Quantity, Sponsor, TicketKind, Timing, Unit, Window, Won,
};
use jiff::{SignedDuration, Timestamp};

use super::{Model, PrintedTicket, PrinterMachine};
use crate::printer::{Bitmap, Profile, encode, png};
use crate::settings::layouts::{self, shipped};
use crate::ticket::{Forms, Layout, Marks, TicketInput, compose, lay_out, sample};

/// One ticket of the gallery.
pub(super) struct Piece {
    /// The picture's name.
    name: String,
    /// What it shows.
    about: &'static str,
    order: Order,
    kind: TicketKind,
    profile: &'static str,
    marks: Marks,
    station: Option<(&'static str, u32, u32)>,
    forms: Forms,
    short: &'static [(usize, Option<&'static str>)],
}

impl Piece {
    pub(super) fn layout(&self, columns: u32) -> Layout {
        let input = sample::input(&self.order, self.kind);
        let scheduled = self.order.timing == Timing::Scheduled;
        let ready_at =
            if scheduled { Some(self.order.preparation_start + READY_AFTER) } else { input.ready_at };
        let stands_in_for = self.marks.backup.then_some("주방");
        let short = self.short.iter().copied().collect();
        let input =
            TicketInput { marks: self.marks, stands_in_for, station: self.station, ready_at, short, ..input };
        lay_out(&compose(&input, &self.forms), columns)
    }

    fn profile(&self) -> Profile {
        Profile::load(self.profile, None).unwrap()
    }
}

const READY_AFTER: SignedDuration = SignedDuration::from_mins(23);

fn piece(name: &str, about: &'static str, order: &Order, kind: TicketKind) -> Piece {
    Piece {
        name: format!("{name}-{}", kind.as_str()),
        about,
        order: order.clone(),
        kind,
        profile: "generic-80mm",
        marks: Marks::default(),
        station: None,
        forms: shipped().clone(),
        short: &[],
    }
}

/// A ticket as the strict printer prints it: one, and as it was encoded.
pub(super) fn printed(layout: &Layout, profile: &Profile) -> PrintedTicket {
    let mut printer = PrinterMachine::new(Model::of(profile));
    let bytes = encode(layout, profile);
    printer.receive(&bytes, Timestamp::UNIX_EPOCH);
    printer.hang_up(Timestamp::UNIX_EPOCH);
    let mut tickets = printer.take_tickets();
    assert_eq!(tickets.len(), 1, "one ticket, one cut");
    let ticket = tickets.remove(0);
    assert_eq!(ticket.bytes, bytes);
    ticket
}

/// Every piece, in the order of the README.
pub(super) fn pieces() -> Vec<Piece> {
    use TicketKind::*;
    let mut pieces = Vec::new();
    let (order, thirty) = (sample::order(), sample::thirty_items());
    for (profile, columns) in [("generic-80mm-48", 48), ("generic-80mm", 42), ("generic-58mm", 32)] {
        for kind in [Kitchen, Customer, Rider, Cancel] {
            let about = match columns {
                48 => "본보기 주문, 80 mm 48칸 · the sample on 48 columns",
                42 => "본보기 주문, 80 mm 42칸 · the sample on 42 columns",
                _ => "본보기 주문, 58 mm 32칸 · the sample on 32 columns",
            };
            let name = format!("sample-{columns}");
            pieces.push(Piece {
                profile,
                station: Some(("주방", 1, 1)),
                ..piece(&name, about, &order, kind)
            });
        }
    }
    let mut add = |name, about, order: &Order, kinds: &[TicketKind]| {
        pieces.extend(kinds.iter().map(|kind| piece(name, about, order, *kind)));
    };
    add("thirty", "서른 가지 메뉴 · thirty dishes", &thirty, &[Kitchen, Customer]);
    add(
        "market",
        "장보기 꾸러미: 점포별로, 그리고 모음 표 · a market bundle, by stall, and the slip to gather it with",
        &sample::market(),
        &[Kitchen, Customer, Rider, Gather],
    );
    let takeout = Order {
        kind: OrderKind::Takeout,
        address: None,
        fees: Vec::new(),
        pickup_code: Some("7712".into()),
        ..order.clone()
    };
    add("takeout", "포장 주문과 픽업번호 · takeout with the app's pickup number", &takeout, &[Kitchen]);
    add(
        "alcohol",
        "주류, 그리고 만나서 결제인데 문 앞 요청 · alcohol, and cash with a request to leave it at the door",
        &alcohol(),
        &[Kitchen, Rider],
    );
    let scheduled = Order {
        timing: Timing::Scheduled,
        preparation_start: "2026-11-22T11:30:00+09:00".parse().unwrap(),
        wanted: Some(Window {
            start: "2026-11-22T12:30:00+09:00".parse().unwrap(),
            end: "2026-11-22T13:00:00+09:00".parse().unwrap(),
        }),
        ..order.clone()
    };
    add("scheduled", "예약 주문 · a scheduled order", &scheduled, &[Kitchen, Rider]);
    add(
        "child",
        "아동급식카드: 여느 카드와 같습니다 · a child's meal card looks like any card",
        &child(),
        &[Customer],
    );
    pieces.push(Piece {
        profile: "generic-80mm-ks",
        ..piece(
            "rare",
            "한글 2,350자 프린터에서 똠 펲 뷁 쌰 · syllables that this printer does not hold",
            &rare(),
            Kitchen,
        )
    });
    let stations = "세 곳에서 만드는 주문의 두 번째 표 · the second of three stations";
    pieces.push(Piece { station: Some(("면", 2, 3)), ..piece("station", stations, &order, Kitchen) });
    for (name, about, marks) in [
        ("reprint", "다시 찍은 표 · a reprint", Marks { reprint: true, ..Marks::default() }),
        (
            "backup",
            "주방 프린터 대신 나온 표 · out of the backup printer",
            Marks { backup: true, ..Marks::default() },
        ),
        ("changed", "바뀐 주문 · a changed order", Marks { changed: true, ..Marks::default() }),
    ] {
        pieces.push(Piece { marks, ..piece(name, about, &order, Kitchen) });
    }
    let about = "접수 뒤에 품절된 메뉴와 대체 · dishes found sold out after acceptance, one of them replaced";
    for kind in [Kitchen, Customer, Gather] {
        let marks = Marks { changed: true, ..Marks::default() };
        let short = &[(1, Some("홍고추 한 봉지")), (3, None)];
        pieces.push(Piece { marks, short, ..piece("short", about, &sample::market(), kind) });
    }
    pieces.push(Piece {
        profile: "generic-58mm",
        ..piece("market-32", "모음 표, 58 mm 32칸 · the slip on 32 columns", &sample::market(), Gather)
    });
    for kind in [Kitchen, Customer] {
        let about = "긴 이름, 58 mm 32칸: 수량은 이름과 한 줄에 섭니다 · long names on 32 columns, never a quantity alone";
        pieces.push(Piece { profile: "generic-58mm", ..piece("long", about, &long(), kind) });
    }
    for kind in [Kitchen, Rider] {
        let about = "외국어 요청: 글자로, 그림으로, 그래도 안 되면 화면에서 · foreign requests: as text, drawn, or seen on the screen";
        pieces.push(piece("foreign", about, &foreign(), kind));
    }
    let combined = include_str!("../../../docs/layouts/combined/rider.toml");
    let combined = Forms::of_each(|kind| match kind {
        Rider => layouts::parse(combined, "combined/rider.toml", kind, Path::new("")),
        _ => Ok(shipped().form(kind).clone()),
    });
    let about =
        "[손님과 라이더를 한 장에](../layouts/combined/rider.toml) · one paper for both, by a shop's layout";
    pieces.push(Piece { forms: combined.unwrap(), ..piece("combined", about, &order, Rider) });
    let drawn = include_str!("../../../docs/layouts/logo-and-qr/customer.toml");
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/layouts/logo-and-qr");
    let drawn = Forms::of_each(|kind| match kind {
        Customer => layouts::parse(drawn, "logo-and-qr/customer.toml", kind, &pictures),
        _ => Ok(shipped().form(kind).clone()),
    });
    let drawn = drawn.unwrap();
    for (name, profile) in [("drawn", "generic-80mm"), ("drawn-32", "generic-58mm")] {
        let about =
            "[로고와 QR](../layouts/logo-and-qr/customer.toml) · a logo and a QR code, by a shop's layout";
        pieces.push(Piece { forms: drawn.clone(), profile, ..piece(name, about, &order, Customer) });
    }
    pieces
}

fn rare() -> Order {
    let lines = vec![
        sample::line(1, "똠얌꿍", 12_000, &[("펲시 355ml", 2_000)]),
        sample::line(3, "쌰브쌰브 뷁", 9_000, &[("숖 소스 추가", 0), ("햏 빼기", 0)]),
    ];
    Order { lines, store_memo: Some("됬어요! 췍 부탁".into()), ..sample::order() }
}

fn long() -> Order {
    let weighed = Quantity { thousandths: 500, unit: Unit::Kilogram };
    let lines = vec![
        sample::line(2, "차돌박이된장찌개", 9_000, &[("우렁이듬뿍넣은된장으로바꾸기", 1_000)]),
        sample::line(1, "숯불양념돼지갈비구이정식", 15_000, &[("양파없이해주시고마늘많이", 0)]),
        Line {
            quantity: weighed, total: Won(4_000), ..sample::line(1, "[순이네반찬] 손두부", 8_000, &[])
        },
        Line {
            quantity: weighed,
            total: Won(15_000),
            ..sample::line(1, "한우국거리용양지머리", 30_000, &[])
        },
    ];
    let memo = "리뷰이벤트참여합니다콜라부탁드려요감사합니다";
    Order { lines, store_memo: Some(memo.into()), ..sample::order() }
}

fn foreign() -> Order {
    let mut order = sample::order();
    order.lines = vec![
        sample::line(1, "ラーメン", 9_000, &[("塩味", 0)]),
        sample::line(2, "마라탕 麻辣烫", 12_000, &[("您喜欢的辣度", 0)]),
    ];
    order.lines[0].memo = Some("我对花生过敏，请不要放花生".into());
    order.lines[1].memo = Some("Самарнаас харшилтай, үхрийн мах өгөөч 🥤".into());
    order.store_memo = Some("ผมแพ้ถั่วลิสง กรุณาอย่าใส่ถั่ว".into());
    order.rider_memo = Some("لدي حساسية من الفول السوداني".into());
    order
}

fn alcohol() -> Order {
    let mut order = sample::order();
    order.lines.push(Line { alcohol: true, ..sample::line(2, "막걸리 750ml", 4_000, &[]) });
    order.rider_memo = Some("문 앞에 두고 벨 눌러주세요".into());
    order
}

fn child() -> Order {
    paid_by_card(PaymentKind::ChildMealCard)
}

fn paid_by_card(kind: PaymentKind) -> Order {
    let mut order = Order { cash_receipt: None, ..sample::order() };
    order.payments = vec![sample::payment(kind, "무지개꿈카드", 48_000, false)];
    order.discounts =
        vec![Discount { name: "배달비 지원".into(), amount: Won(4_000), paid_by: Sponsor::City }];
    order
}

fn readme(pieces: &[Piece]) -> String {
    let mut text = "# 표 모음 · Tickets\n\n모의 프린터가 받은 바이트를 해석해 찍은 그림입니다. 주문은 모두 지어낸 것입니다. \
        `cargo test --lib gallery`가 다시 그립니다.\n\nWhat the simulated printer printed from the bytes it was sent; every \
        order is invented. `cargo test --lib gallery` draws again\nwhat has changed, and fails once, so that the change is looked at.\n"
        .to_owned();
    let mut last = "";
    for piece in pieces {
        if piece.about != last {
            text += &format!("\n## {}\n\n", piece.about);
            last = piece.about;
        }
        text += &format!("![{}]({}.png)\n", piece.name, piece.name);
    }
    text
}

fn dots(file: &[u8]) -> Option<Bitmap> {
    let mut decoder = png_file(file)?;
    let mut dots = vec![0; decoder.output_buffer_size()?];
    let info = decoder.next_frame(&mut dots).ok()?;
    Some(Bitmap { width: info.width, height: info.height, dots })
}

fn png_file(file: &[u8]) -> Option<::png::Reader<std::io::Cursor<&[u8]>>> {
    let mut decoder = ::png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(::png::Transformations::EXPAND);
    decoder.read_info().ok()
}

#[test]
fn the_gallery_shows_what_is_printed_now() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tickets");
    std::fs::create_dir_all(&folder).unwrap();
    let pieces = pieces();
    let mut stale = Vec::new();
    for piece in &pieces {
        let profile = piece.profile();
        let paper = printed(&piece.layout(profile.columns), &profile);
        assert_eq!(paper.errors, Vec::<String>::new(), "{}", piece.name);
        let path = folder.join(format!("{}.png", piece.name));
        let drawn = paper.picture();
        if std::fs::read(&path).ok().and_then(|file| dots(&file)) != Some(drawn.clone()) {
            std::fs::write(&path, png(&drawn).unwrap()).unwrap();
            stale.push(path);
        }
    }
    let (path, text) = (folder.join("README.md"), readme(&pieces));
    // As a checkout on Windows has it.
    if std::fs::read_to_string(&path).ok().map(|old| old.replace("\r\n", "\n")).as_ref() != Some(&text) {
        std::fs::write(&path, text).unwrap();
        stale.push(path);
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap_or_default();
        if path.extension().is_some_and(|e| e == "png") && !pieces.iter().any(|piece| *stem == *piece.name) {
            stale.push(path);
        }
    }
    assert!(
        stale.is_empty(),
        "drawn anew, or no longer drawn: look at them, and commit or remove them: {stale:#?}"
    );
}
