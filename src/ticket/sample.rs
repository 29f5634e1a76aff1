//! Invented orders for tests of this room and the printer's.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::order::*;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{
    Figure, Form, Forms, Layout, Logo, Look, Marks, Part, QrText, Row, ShopHead, Show, Size, TicketInput,
    What,
};
use crate::settings::layouts::shipped;
pub(crate) use domain::sample::line;
pub(crate) use domain::sample::paper::*;

/// An input with the sample's shop and times.
pub(crate) fn input(order: &Order, kind: TicketKind) -> TicketInput<'_> {
    static SHOP: std::sync::LazyLock<ShopHead> = std::sync::LazyLock::new(|| ShopHead {
        name: "한옥국밥 서구점".into(),
        phone: "032-000-0000".into(),
        business_number: "000-00-00000".into(),
        footer: vec!["원산지: 돼지 국내산, 배추 국내산".into()],
    });
    TicketInput {
        tracking: None,
        several_shops: false,
        kind,
        order,
        number: "서구-017",
        channel: "배달e음",
        shop: &SHOP,
        zone: TimeZone::fixed(Offset::constant(9)),
        received_at: at(19, 2),
        ready_at: Some(at(19, 25)),
        agency: Some("바로고"),
        again: None,
        marks: Marks::default(),
        stands_in_for: None,
        short: BTreeMap::new(),
        station: Some(("주방", 1, 1)),
    }
}

/// An order in which an app or a customer may have written anything.
pub(crate) fn any_order() -> impl Strategy<Value = Order> {
    let of_chars = |chars: Vec<char>| chars.into_iter().collect::<String>();
    // Ordinary text, syllables in pieces as a Mac sends them, single letters, arbitrary characters (also those that are
    // none: private, unassigned), faces, what a prankster types, and memos without end.
    let text = prop_oneof![
        "[가-힣a-z0-9 ,()]{0,60}",
        "[가-힣a-z ]{0,60}".prop_map(|text| text.nfd().collect()),
        "[\u{1100}-\u{11FF}\u{302E}\u{302F}ㄱ-ㅣ가]{0,40}",
        prop::collection::vec(any::<char>(), 0..60).prop_map(of_chars),
        "[😀-🙏🏻-🏿\u{200D}\u{FE0F}\u{20E3}1가]{0,40}",
        "[\u{E000}-\u{F8FF}\u{FFFE}\u{FFFF}\u{100000}-\u{10FFFF}가]{0,40}",
        "[\u{0}-\u{20}\u{7F}-\u{9F}pVdvB@&가]{0,60}",
        Just("\x1bp\x00\x19\x19\x1dV\x42\x00\x10\x14\x01\x00\x05똠펲👍".to_owned()),
        "[가-힣\n 0-9a-z\u{1b}]{1,8}".prop_map(|text| text.repeat(5_000)),
    ];
    let texts = prop::collection::vec(text, 12);
    (texts, any::<i64>(), 0i64..2_000_000_000, any::<bool>()).prop_map(|(texts, won, thousandths, flag)| {
        let mut order = order();
        let mut texts = texts.into_iter().cycle();
        let mut next = || texts.next().unwrap_or_default();
        for line in &mut order.lines {
            line.name = next();
            line.unit_price = Won(won);
            line.quantity = Quantity { thousandths, unit: Unit::Kilogram };
            line.memo = Some(next());
            line.stall = Some(next());
            line.alcohol = flag;
            for option in &mut line.options {
                option.name = next();
            }
        }
        order.display_id = next();
        order.external_id = next();
        order.store_memo = Some(next());
        order.rider_memo = Some(next());
        order.pickup_code = Some(next());
        order.fees[0].kind = FeeKind::Other;
        order.fees[0].name = next();
        order.payments[0].name = next();
        order.payments[1].change_for = Some(Won(won));
        order.customer.phone = Some(Personal(next()));
        let address = order.address.as_mut().unwrap();
        address.road = Some(Personal(next()));
        address.detail = Some(Personal(next()));
        address.entrance = Some(Personal(next()));
        order
    })
}

/// Any kind of ticket.
pub(crate) fn any_kind() -> impl Strategy<Value = TicketKind> {
    prop::sample::select(TicketKind::ALL.to_vec())
}

/// Any form that is one: what this kind needs, and anything that fits it, in any look.
pub(crate) fn any_forms() -> impl Strategy<Value = Forms> {
    let size = || prop::option::of(prop::sample::select(vec![Size::Normal, Size::Tall, Size::Large]));
    let look = (size(), size(), any::<Option<bool>>(), any::<Option<bool>>())
        .prop_map(|(size, options, reversed, centred)| Look { size, options, reversed, centred });
    let all: Vec<Show> = Show::ALL.iter().map(|(_, show)| *show).collect();
    let what = prop_oneof![
        8 => prop::sample::select(all).prop_map(What::Show),
        1 => any::<String>().prop_map(What::Text),
        1 => Just(What::Rule('=')),
        1 => prop::sample::select(vec!["https://app.example/{external_id}/{number}", "{display_id}"])
            .prop_map(|text| What::Qr(QrText::new(text).unwrap())),
        1 => (1u32..600, 1u32..300, any::<u8>(), 1u32..4000).prop_map(|(width, height, shade, step)| {
            let shades = (0..width * height).map(|i| (i * step) as u8 ^ shade).collect();
            What::Logo(Arc::new(Logo { name: "logo.png".into(), width, height, shades }))
        }),
    ];
    let parts = prop::collection::vec((what, look), 0..40);
    parts.prop_map(|parts| {
        let fitting = |kind: TicketKind| {
            let own = parts.iter().map(|(what, look)| Part { what: what.clone(), look: *look });
            let shipped = shipped().form(kind).parts().iter().cloned();
            let fits = |part: &Part| !matches!(part.what, What::Show(show) if !show.fits(kind));
            own.filter(fits).chain(shipped).collect()
        };
        Forms::of_each(|kind| Form::new(kind, fitting(kind))).unwrap()
    })
}

/// The rows with their look: X large, T tall; R reversed.
pub(crate) fn shown(layout: &Layout) -> String {
    let row = |row: &Row| {
        let size = match row.size {
            Size::Normal => ' ',
            Size::Tall => 'T',
            Size::Large => 'X',
        };
        let text = row.figure.as_ref().map_or(row.text.clone(), Figure::words);
        format!("{size}{}|{text}|\n", if row.reversed { 'R' } else { ' ' })
    };
    layout.rows.iter().map(row).collect()
}
