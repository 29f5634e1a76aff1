use domain::order::{Discount, FeeKind, Order, PaymentKind, Quantity, Sponsor, Unit, Window, Won};

use super::super::discreet::PAID;
use super::*;
use crate::settings::layouts::shipped;
use crate::ticket::{Form, Marks, Part, lay_out, sample};
use proptest::prelude::*;

fn paper(order: &Order, kind: TicketKind, columns: u32) -> String {
    lay_out(&compose(&sample::input(order, kind), shipped()), columns).to_text()
}

#[test]
fn tickets_at_every_width() {
    let orders =
        [("sample", sample::order()), ("thirty", sample::thirty_items()), ("market", sample::market())];
    for (name, order) in orders {
        for kind in TicketKind::ALL {
            // Only a bundle is gathered.
            if kind == TicketKind::Gather && order.bundle.is_none() {
                continue;
            }
            for columns in [42, 48, 32] {
                let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), columns);
                let name = format!("{name}-{}-{columns}", kind.as_str());
                insta::assert_snapshot!(name, sample::shown(&layout));
            }
        }
    }
}

#[test]
fn a_qr_text_too_long_is_written_and_an_empty_one_left_out() {
    let rows = |text: &str, id: &str| {
        let order = Order { external_id: id.into(), ..sample::order() };
        let qr = Part { what: What::Qr(QrText::new(text).unwrap()), look: Look::default() };
        let forms = Forms::of_each(|kind| {
            Form::new(kind, shipped().form(kind).parts().iter().cloned().chain([qr.clone()]).collect())
        });
        let ticket = compose(&sample::input(&order, TicketKind::Customer), &forms.unwrap());
        let without = compose(&sample::input(&order, TicketKind::Customer), shipped()).blocks.len();
        ticket.blocks[without..].to_vec()
    };
    let address = "https://app.example/{external_id}";
    let qr = Drawing::Qr("https://app.example/0199".into());
    assert_eq!(rows(address, "0199"), [Block::Figure(Figure { drawing: qr, centred: true })]);
    let long = "a".repeat(300);
    assert!(matches!(&rows(address, &long)[..], [Block::Text { text, .. }] if text.ends_with(&long)));
    assert_eq!(rows("{external_id}", "\u{1b}"), []);
}

#[test]
fn marks_stand_above_everything() {
    let order = sample::order();
    let marks = Marks { reprint: true, backup: true, changed: true };
    let stands_in_for = Some("주방");
    let input = TicketInput { marks, stands_in_for, ..sample::input(&order, TicketKind::Kitchen) };
    let layout = lay_out(&compose(&input, shipped()), 42);
    let first: Vec<&str> = layout.rows.iter().take(4).map(|row| row.text.trim()).collect();
    assert_eq!(first, ["재출력", "대체 출력", "(주방 프린터 고장)", "변경"]);
    assert!(layout.rows[..4].iter().all(|row| row.reversed && row.size != Size::Normal));
}

#[test]
fn a_second_delivery_says_so_on_the_riders_slip_alone() {
    let order = sample::order();
    for kind in TicketKind::ALL {
        let input = TicketInput { again: Some("공기밥 1\u{1b}p"), ..sample::input(&order, kind) };
        let layout = lay_out(&compose(&input, shipped()), 42);
        let first: Vec<&str> = layout.rows.iter().take(2).map(|row| row.text.trim()).collect();
        assert_eq!(first == ["재배달", "공기밥 1p"], kind == TicketKind::Rider, "{kind:?}: {first:?}");
    }
}

#[test]
fn the_kitchen_learns_neither_phone_nor_address() {
    for kind in [TicketKind::Kitchen, TicketKind::Cancel, TicketKind::Gather] {
        let paper = paper(&sample::order(), kind, 42);
        for private in ["0504", "가나로", "1204", "마바동", "가나다"] {
            assert!(!paper.contains(private), "{private} in\n{paper}");
        }
        assert!(paper.contains("서구-017") && paper.contains("B7K2"));
    }
}

#[test]
fn cancel_slips_are_black_from_edge_to_edge() {
    let order = sample::order();
    let layout = lay_out(&compose(&sample::input(&order, TicketKind::Cancel), shipped()), 42);
    for row in &layout.rows {
        assert!(row.reversed, "{row:?}");
        assert_eq!(domain::text::width(&row.text) * row.size.width(), 42, "{row:?}");
    }
}

#[test]
fn a_childs_meal_card_is_never_named() {
    let mut order = sample::order();
    order.payments = vec![
        sample::payment(PaymentKind::ChildMealCard, "무지개꿈카드", 9_000, false),
        sample::payment(PaymentKind::Other, "경기 G-드림 카드", 8_000, false),
        sample::payment(PaymentKind::Coupon, "아동 급식 쿠폰", 1_000, false),
    ];
    order.fees[0].kind = FeeKind::Other;
    order.fees[0].name = "결식아동 배달비".into();
    order.discounts = vec![Discount {
        name: "아동급식카드 배달비 지원".into(),
        amount: Won(3_000),
        paid_by: Sponsor::City,
    }];
    order.store_memo = Some("꿈나무 카드로 결제했어요. 무지개 꿈카드요! 덜 맵게".into());
    order.rider_memo = Some("아동급식 전자카드 결제, 벨 눌러주세요".into());
    order.lines[0].memo = Some("급식카드".into());
    for kind in TicketKind::ALL {
        let paper = paper(&order, kind, 48);
        for name in ["급식", "아동", "꿈", "드림", "무지개"] {
            assert!(!paper.contains(name), "{name} in\n{paper}");
        }
    }
    let customer = paper(&order, TicketKind::Customer, 48);
    assert_eq!(customer.matches(PAID).count(), 2, "one row for all, one in the fee's name:\n{customer}");
    assert!(customer.contains("18,000원"));
    assert!(paper(&order, TicketKind::Kitchen, 48).contains("결제완료로 결제했어요"));
    assert!(paper(&order, TicketKind::Rider, 48).contains("결제완료 결제, 벨 눌러주세요"));
}

#[test]
fn a_childs_meal_card_looks_like_any_card() {
    let with = |kind, name| {
        let mut order = sample::order();
        order.payments = vec![sample::payment(kind, name, 48_000, false)];
        TicketKind::ALL.map(|ticket| paper(&order, ticket, 42))
    };
    assert_eq!(with(PaymentKind::ChildMealCard, "아동급식카드"), with(PaymentKind::Card, "신용카드"));
}

#[test]
fn money_at_the_door_comes_first_and_contradictions_are_flagged() {
    let mut order = sample::order();
    let rider = paper(&order, TicketKind::Rider, 42);
    let at = |words: &str| rider.find(words).unwrap_or_else(|| panic!("{words} in\n{rider}"));
    assert!(at("현금 18,000원 받기") < at("거스름돈 32,000원 지참"));
    assert!(at("거스름돈 32,000원 지참") < at("가나로"));
    assert!(!rider.contains("'문 앞' 요청"));
    order.rider_memo = Some("문 앞에 두고 벨 눌러주세요".into());
    assert!(paper(&order, TicketKind::Rider, 42).contains("'문 앞' 요청"));
    order.payments[1].on_delivery = false;
    let paid = paper(&order, TicketKind::Rider, 42);
    assert!(paid.contains("받을 돈 없음") && !paid.contains("'문 앞' 요청"), "{paid}");
}

#[test]
fn takeout_alcohol_and_scheduled_orders_say_so() {
    let mut order = sample::order();
    order.kind = OrderKind::Takeout;
    order.timing = Timing::Scheduled;
    order.lines[1].alcohol = true;
    let kitchen = paper(&order, TicketKind::Kitchen, 42);
    assert!(kitchen.starts_with("포장   서구-017"), "{kitchen}");
    assert!(kitchen.contains("주류 신분증 확인") && kitchen.contains("예약 주문"), "{kitchen}");
}

#[test]
fn an_apps_odd_sum_is_shown_beside_ours() {
    let mut order = sample::order();
    order.lines[0].total = Won(21_000);
    let customer = paper(&order, TicketKind::Customer, 42);
    assert!(customer.contains("앱 금액") && customer.contains("21,000"), "{customer}");
}

#[test]
fn a_double_portion_leaves_nothing_out() {
    for (name, left_out) in
        [("들깨가루 빼기", true), ("양파 제외", true), ("곱빼기", false), ("곱빼기, 파 빼기", true)]
    {
        assert_eq!(leaves_out(name), left_out, "{name}");
    }
}

#[test]
fn a_markets_dishes_stand_under_their_stall() {
    let mut order = sample::order();
    let of = |name: &str, stall: Option<&str>| Line {
        stall: stall.map(str::to_owned),
        ..sample::line(1, name, 1_000, &[])
    };
    order.lines = vec![
        of("두부", Some("가상두부")),
        of("한우", Some("없는정육")),
        of("순두부", Some("가상두부")),
        of("장바구니", None),
    ];
    let names = ["장바구니", "[가상두부]", "두부", "순두부", "[없는정육]", "한우"];
    for kind in [TicketKind::Kitchen, TicketKind::Customer] {
        let paper = paper(&order, kind, 42);
        let rows = paper.lines().filter_map(|row| {
            let word = row.trim_start_matches(['1', ' ']).split(' ').next()?;
            names.into_iter().find(|name| *name == word)
        });
        assert_eq!(rows.collect::<Vec<_>>(), names, "{paper}");
    }
}

/// A ticket of the market's bundle with its last dish short and its second replaced: as text, and with its look.
fn short_paper(kind: TicketKind) -> (String, String) {
    let order = sample::market();
    let short = [(1, Some("홍고추")), (3, None)].into();
    let layout = lay_out(&compose(&TicketInput { short, ..sample::input(&order, kind) }, shipped()), 42);
    (layout.to_text(), sample::shown(&layout))
}

#[test]
fn a_sold_out_line_is_struck_with_its_substitute_below() {
    for kind in [TicketKind::Kitchen, TicketKind::Gather, TicketKind::Customer] {
        let (text, shown) = short_paper(kind);
        let rows: Vec<&str> = shown.lines().collect();
        let struck = rows
            .iter()
            .position(|row| row.contains("품절 ×  청양고추 한"))
            .unwrap_or_else(|| panic!("{shown}"));
        assert!(rows[struck].as_bytes()[1] == b'R', "reversed: {shown}");
        // In the kitchen's size the name takes two rows.
        let below = struck + if kind == TicketKind::Kitchen { 2 } else { 1 };
        let tick = if kind == TicketKind::Gather { "□ →" } else { "→" };
        assert!(rows[below].contains(&format!("{tick} 대체: 2 홍고추")), "{shown}");
        let nothing = rows.iter().position(|row| row.contains("품절 ×  들기름 350ml")).unwrap();
        assert!(!rows[nothing + 1].contains("대체"), "{shown}");
        let counted = if kind == TicketKind::Customer { "차액은" } else { "3종 4개" };
        assert_eq!(shown.contains("× 사아기름집"), kind == TicketKind::Gather, "{shown}");
        assert!(text.contains(counted), "of four, one does not go out: {text}");
    }
    let (customer, _) = short_paper(TicketKind::Customer);
    let plain = paper(&sample::market(), TicketKind::Customer, 42);
    for row in plain.lines().filter(|row| row.contains("원") || row.contains("상품")) {
        assert!(customer.contains(row), "the app's sums stay: {row}\nin\n{customer}");
    }
}

#[test]
fn a_bundles_delivery_time_is_on_all_tickets_but_the_cancel_one() {
    for kind in TicketKind::ALL {
        let paper = paper(&sample::market(), kind, 42);
        assert_eq!(paper.contains("배송 20:00 ~ 21:30"), kind != TicketKind::Cancel, "{paper}");
    }
    let mut order = sample::market();
    for (from, until, said) in [(true, false, "배송 20:00 부터"), (false, true, "배송 21:30 까지")] {
        let bundle = sample::market().bundle.unwrap();
        order.bundle = Some(domain::order::Bundle {
            deliver_from: bundle.deliver_from.filter(|_| from),
            deliver_until: bundle.deliver_until.filter(|_| until),
            ..bundle
        });
        assert!(paper(&order, TicketKind::Gather, 32).contains(said));
    }
}

#[test]
fn the_gathering_slip_has_a_box_for_every_stall_and_every_thing() {
    let paper = paper(&sample::market(), TicketKind::Gather, 42);
    assert!(paper.contains("장보기 꾸러미 가상중앙시장"), "{paper}");
    let boxes: Vec<&str> = paper.lines().filter(|row| row.contains('□')).map(str::trim).collect();
    assert_eq!(boxes.len(), 3 + 4, "{paper}");
    assert!(boxes[0].starts_with("□ 다라정육점 1/3") && boxes[1].starts_with("□ 1  한우 국거리"), "{paper}");
    assert!(paper.contains("짐: 4종 5개"), "{paper}");
}

#[test]
fn a_look_that_the_form_asks_for_replaces_the_parts_own() {
    let order = sample::order();
    let look = Look {
        size: Some(Size::Normal),
        options: Some(Size::Large),
        reversed: Some(true),
        ..Look::default()
    };
    let show = |show| Part { what: What::Show(show), look };
    let needed = [Show::Reference, Show::Request, Show::Alcohol, Show::Dishes, Show::Count];
    let forms = Forms::of_each(|kind| match kind {
        TicketKind::Kitchen => Form::new(kind, needed.map(show).to_vec()),
        _ => Ok(shipped().form(kind).clone()),
    });
    let layout = lay_out(&compose(&sample::input(&order, TicketKind::Kitchen), &forms.unwrap()), 42);
    let shown = sample::shown(&layout);
    assert!(layout.rows.iter().all(|row| row.reversed), "{shown}");
    assert!(shown.contains(" R|2  뼈해장국") && shown.contains("XR|     + 우거지"), "{shown}");
}

/// Whether a row holds nothing but what leads a text.
fn is_lead(row: &str) -> bool {
    let row = row.trim();
    let quantity = row.strip_suffix("kg").unwrap_or(row);
    (!row.is_empty() && quantity.chars().all(|c| c.is_ascii_digit() || c == '.'))
        || ["+", "-", "□", "요청:", "라이더:", "품절 ×", "→ 대체:", "배달", "취소", "(지번)", "공동현관"]
            .contains(&row)
}

#[test]
fn no_lead_stands_alone_on_any_ticket_at_any_width() {
    let long = ["숯불양념돼지갈비구이정식특대", "[순이네반찬]손두부두모묶음", "Cheeseburgermenudeluxe", "가"];
    for name in long {
        for thousandths in [1_000, 12_000, 500, 12_345_500] {
            let mut order = sample::market();
            let unit = if thousandths % 1_000 == 0 { Unit::Piece } else { Unit::Kilogram };
            for line in &mut order.lines {
                line.name = name.repeat(2);
                line.quantity = Quantity { thousandths, unit };
                line.memo = Some(name.repeat(3));
                line.options =
                    sample::line(1, "", 0, &[(&name.repeat(3), 0), (&name.repeat(2), 500)]).options;
            }
            order.store_memo = Some(name.repeat(5));
            order.rider_memo = Some(name.repeat(5));
            let address = order.address.as_mut().unwrap();
            address.jibun = Some(name.repeat(4).as_str().into());
            address.entrance = Some(name.repeat(4).as_str().into());
            let substitute = name.repeat(2);
            for kind in TicketKind::ALL {
                for columns in [32, 42, 48] {
                    let short = [(0, Some(substitute.as_str())), (1, None)].into();
                    let input = TicketInput { short, number: "202611210127", ..sample::input(&order, kind) };
                    let text = lay_out(&compose(&input, shipped()), columns).to_text();
                    let alone: Vec<&str> = text.lines().filter(|row| is_lead(row)).collect();
                    assert!(alone.is_empty(), "{alone:?} on {columns} columns:\n{text}");
                }
            }
        }
    }
}

#[test]
fn a_name_in_brackets_beside_a_weight_takes_single_width() {
    let mut order = sample::order();
    order.lines[0].quantity = Quantity { thousandths: 500, unit: Unit::Kilogram };
    order.lines[0].name = "[순이네반찬] 손두부".into();
    let layout = lay_out(&compose(&sample::input(&order, TicketKind::Kitchen), shipped()), 32);
    let row = layout.rows.iter().find(|row| row.text.starts_with("0.5kg")).unwrap();
    assert_eq!((row.text.as_str(), row.size), ("0.5kg  [순이네반찬] 손두부", Size::Tall));
    assert!(layout.rows.iter().any(|row| row.text == "1  수육(소)" && row.size == Size::Large));
}

#[test]
fn dishes_left_out_are_said_on_every_ticket_that_lists_them() {
    let order = Order { left_out: 99_800, ..sample::market() };
    for kind in [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Cancel, TicketKind::Gather] {
        let text = paper(&order, kind, 32);
        assert!(text.contains("이 밖에 99800개 생략: 앱에서"), "{text}");
        assert!(!paper(&sample::market(), kind, 32).contains("생략"));
    }
}

#[test]
fn a_ticket_without_end_is_cut_and_says_so() {
    let mut order = sample::order();
    order.lines = vec![sample::line(1, &"가나다라마바사 ".repeat(100), 1_000, &[]); 200];
    for kind in [TicketKind::Kitchen, TicketKind::Customer] {
        let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), 32);
        assert_eq!(layout.rows.len(), 4_000, "{kind:?}");
        let text = layout.to_text();
        assert!(text.contains("생략: 화면에서 확인"), "{kind:?}");
        assert!(text.contains(if kind == TicketKind::Kitchen { "200종 200개" } else { "합계" }), "{kind:?}");
    }
}

#[test]
fn a_pre_orders_time_is_on_all_tickets_but_the_cancel_one() {
    for (kind, start, end, said) in [
        (OrderKind::Delivery, "22T12:00", "22T12:30", "예약 배달 11/22 12:00 ~ 12:30"),
        (OrderKind::Delivery, "21T20:30", "21T20:30", "예약 배달 20:30"),
        (OrderKind::Takeout, "21T23:50", "22T00:10", "예약 포장 23:50 ~ 11/22 00:10"),
        (OrderKind::Indoor, "23T18:00", "23T18:00", "예약 매장 11/23 18:00"),
    ] {
        let at = |time: &str| format!("2026-11-{time}:00+09:00").parse::<Timestamp>().unwrap();
        let wanted = Some(Window { start: at(start), end: at(end) });
        let mut order = Order { kind, timing: Timing::Scheduled, wanted, ..sample::order() };
        order.preparation_start = order.placed_at;
        for ticket in TicketKind::ALL {
            let text = paper(&order, ticket, 42);
            assert_eq!(
                text.contains(&format!("{said}\n")),
                ticket != TicketKind::Cancel,
                "{ticket:?}\n{text}"
            );
        }
    }
    assert!(!paper(&sample::order(), TicketKind::Kitchen, 42).contains("예약"));
}

#[test]
fn a_name_that_shows_nothing_is_its_code() {
    for blank in
        ["\u{200B}", "  ", "\u{3164}\u{115F}", "\u{A0}\u{2060}", "\u{202E}\u{FE0F}", "\u{1b}\u{7f}", ""]
    {
        let mut order = sample::market();
        for line in &mut order.lines {
            line.name = blank.into();
            line.stall = Some(blank.into());
        }
        order.lines[0].external_code = Some("m77".into());
        order.lines[1].external_code = Some(blank.into());
        order.lines[2].options[0].name = format!("{blank}- ");
        for kind in [TicketKind::Kitchen, TicketKind::Customer, TicketKind::Cancel, TicketKind::Gather] {
            let input = TicketInput { short: [(3, None)].into(), ..sample::input(&order, kind) };
            let text = lay_out(&compose(&input, shipped()), 42).to_text();
            assert!(text.contains("m77"), "{kind:?} {blank:?}\n{text}");
            assert!(
                text.contains("품절 ×  (이름 없음)") && text.contains("+(이름 없음)")
                    || text.contains("+ (이름 없음)"),
                "{kind:?} {blank:?}\n{text}"
            );
            assert!(!text.contains("[]"), "{kind:?} {blank:?}\n{text}");
        }
        let gather = paper(&order, TicketKind::Gather, 42);
        assert!(gather.contains("□ (이름 없음) 1/1"), "{gather}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn no_form_takes_a_tickets_safety_away(
        forms in sample::any_forms(), kind in sample::any_kind(), columns in 24u32..60,
    ) {
        let mut order = sample::order();
        order.lines[0].alcohol = true;
        order.payments.push(sample::payment(PaymentKind::ChildMealCard, "무지개꿈카드", 9_000, false));
        let marks = Marks { reprint: true, backup: true, changed: true };
        let mut layout = lay_out(&compose(&TicketInput { marks, ..sample::input(&order, kind) }, &forms), columns);
        // What is drawn says nothing to a person.
        layout.rows.retain(|row| row.figure.is_none());
        let paper: String = layout.to_text().chars().filter(|c| !c.is_whitespace()).collect();
        for said in ["서구-017", "B7K2", "재출력", "대체출력", "변경"] {
            prop_assert!(paper.contains(said), "{said} not in {paper}");
        }
        prop_assert!(!paper.contains("무지개꿈"), "{paper}");
        for row in &layout.rows {
            prop_assert!(domain::text::width(&row.text) * row.size.width() <= layout.columns, "{row:?}");
            prop_assert!(kind != TicketKind::Cancel || row.reversed, "{row:?}");
        }
        match kind {
            TicketKind::Kitchen | TicketKind::Cancel | TicketKind::Gather => for private in ["0504", "가나로", "1204", "마바동", "5678"] {
                prop_assert!(!paper.contains(private), "{private} in {paper}");
            },
            TicketKind::Rider => prop_assert!(paper.contains("주류신분증확인(직접전달)"), "{paper}"),
            TicketKind::Customer => {}
        }
        prop_assert_eq!(kind == TicketKind::Cancel, paper.contains("취소"));
    }

    #[test]
    fn rows_never_exceed_the_paper_and_no_name_is_lost(
        order in sample::any_order(), kind in sample::any_kind(), columns in 0u32..100,
    ) {
        let layout = lay_out(&compose(&sample::input(&order, kind), shipped()), columns);
        for row in &layout.rows {
            prop_assert!(domain::text::width(&row.text) * row.size.width() <= layout.columns, "{row:?}");
        }
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let paper = domain::text::boxed(&letters(&layout.to_text()));
        if kind != TicketKind::Rider {
            for line in &order.lines {
                prop_assert!(paper.contains(&letters(&domain::text::clean(&line.name))), "{:?} in {paper}", line.name);
            }
        }
    }
}

#[test]
fn paper_says_that_a_part_of_the_order_could_not_be_read() {
    let mut order = sample::order();
    assert!(!paper(&order, TicketKind::Kitchen, 32).contains("읽지 못한"));
    order.unread = vec!["extraInfo".to_owned()];
    assert!(paper(&order, TicketKind::Kitchen, 32).contains("읽지 못한 내용 있음"));
}
