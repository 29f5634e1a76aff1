//! Whatever an order says, on whatever printer and layout: the strict printer finds one ticket without an error, the one
//! cut that the profile has, and the drawer stays shut.
#![no_main]

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use domain::order::{Order, Personal, TicketKind, Won};
use jumunbell::printer::{Cut, Profile, encode};
use jumunbell::settings::{app, layouts};
use jumunbell::sim::printer::{Model, PrinterMachine};
use jumunbell::ticket::{
    TicketInput, Form, Forms, Logo, Look, Marks, Part, QrText, ShopHead, Show, Size, What, compose, lay_out,
};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

/// What the fuzzer chooses.
#[derive(Arbitrary, Debug)]
struct Choice {
    texts: Vec<String>,
    won: i64,
    thousandths: u32,
    alcohol: bool,
    kind: u8,
    profile: u8,
    marks: [bool; 3],
    parts: Vec<(u8, String, u8, Option<bool>, Option<bool>)>,
}

static ORDER: LazyLock<Order> = LazyLock::new(|| {
    let json = serde_json::from_str(include_str!("../../tests/fixtures/orders/sample.json")).unwrap();
    let app = app::Profile::load("open-delivery", None).unwrap();
    open_delivery::read_order(&json, &app.dialect(), &jiff::tz::TimeZone::UTC).unwrap()
});

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| Profile::shipped().map(|name| Profile::load(name, None).unwrap()).collect());

fn order(choice: &Choice) -> Order {
    let mut order = ORDER.clone();
    let mut texts = choice.texts.iter().cycle();
    let mut next = || texts.next().cloned().unwrap_or_default();
    for line in &mut order.lines {
        line.name = next();
        line.memo = Some(next());
        line.stall = Some(next());
        line.unit_price = Won(choice.won);
        line.quantity.thousandths = choice.thousandths.into();
        line.alcohol = choice.alcohol;
        line.options.iter_mut().for_each(|option| option.name = next());
    }
    order.display_id = next();
    order.external_id = next();
    order.store_memo = Some(next());
    order.rider_memo = Some(next());
    order.pickup_code = Some(next());
    for payment in &mut order.payments {
        payment.name = next();
        payment.change_for = Some(Won(choice.won));
    }
    order.fees.iter_mut().for_each(|fee| fee.name = next());
    order.customer.phone = Some(Personal(next()));
    if let Some(address) = &mut order.address {
        for part in [&mut address.road, &mut address.jibun, &mut address.detail, &mut address.entrance] {
            *part = Some(Personal(next()));
        }
    }
    order
}

/// A picture 64 dots wide whose shades are the bytes of a text.
fn logo(text: &str) -> Logo {
    let height = (text.len() / 64) as u32;
    let shades = text.as_bytes()[..64 * height as usize].to_vec();
    Logo { name: "logo.png".to_owned(), width: 64, height, shades }
}

/// The parts chosen, as far as they may stand there, above those that ship.
fn forms(choice: &Choice) -> Forms {
    let own = |kind| {
        choice.parts.iter().take(50).filter_map(move |(what, text, size, reversed, centred)| {
            let size = [None, Some(Size::Normal), Some(Size::Tall), Some(Size::Large)][usize::from(size % 4)];
            let look = Look { size, options: size, reversed: *reversed, centred: *centred };
            let what = match Show::ALL.get(usize::from(*what)) {
                Some((_, show)) => show.fits(kind).then_some(What::Show(*show))?,
                None if *what == u8::MAX => What::Rule('='),
                None if *what == u8::MAX - 1 => QrText::new(text).map(What::Qr).ok()?,
                None if *what == u8::MAX - 2 => What::Logo(Arc::new(logo(text))),
                None => What::Text(text.clone()),
            };
            Some(Part { what, look })
        })
    };
    let shipped = |kind| layouts::shipped().form(kind).parts().iter().cloned();
    Forms::of_each(|kind| Form::new(kind, own(kind).chain(shipped(kind)).collect())).unwrap()
}

fuzz_target!(|choice: Choice| {
    let order = order(&choice);
    let text = |n: usize| choice.texts.get(n).cloned().unwrap_or_default();
    let shop = ShopHead { name: text(0), phone: text(1), business_number: text(2), footer: vec![text(3)] };
    let [reprint, backup, changed] = choice.marks;
    let (number, channel, agency, station) = (text(4), text(5), text(6), text(7));
    let input = TicketInput {
        tracking: None,
        several_shops: backup,
        kind: TicketKind::ALL[usize::from(choice.kind) % TicketKind::ALL.len()],
        order: &order,
        number: &number,
        channel: &channel,
        shop: &shop,
        zone: TimeZone::fixed(offset(9)),
        received_at: order.placed_at,
        ready_at: Some(order.placed_at),
        agency: Some(&agency),
        again: changed.then_some(station.as_str()),
        marks: Marks { reprint, backup, changed },
        stands_in_for: Some(&station),
        short: [(0, None), (1, Some(agency.as_str()))].into(),
        station: Some((&station, 1, 2)),
    };
    let profile = &PROFILES[usize::from(choice.profile) % PROFILES.len()];
    let layout = lay_out(&compose(&input, &forms(&choice)), profile.columns);
    let mut printer = PrinterMachine::new(Model::of(profile));
    printer.receive(&encode(&layout, profile), Timestamp::UNIX_EPOCH);
    printer.hang_up(Timestamp::UNIX_EPOCH);
    let tickets = printer.take_tickets();
    let [ticket] = tickets.as_slice() else { panic!("{} tickets", tickets.len()) };
    assert!(ticket.errors.is_empty(), "{:?}", ticket.errors);
    assert_eq!((ticket.cuts, ticket.pulses), (u32::from(profile.cut != Cut::None), 0));
});
