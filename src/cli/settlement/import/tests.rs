//! Statements as apps and spreadsheets write them, whole and with every fault.

use super::*;
use crate::settings::Language;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// A statement with a title above and a sum below, as apps send it.
const KOREAN: &str = "가상배달 정산 내역,,,\n2026-11-01 ~ 2026-11-21,,,\n\
    주문번호,주문일시,주문금액,정산금액(원)\n\
    A1B2,2026-11-21 18:03,\"18,000\",\"17,340\"\n\
    특급-002,2026.11.21,9000,8670원\n\
    0007,20261122,12000,-1200\n\
    ,,,\n\
    합계,,\"39,000\",\"24,810\"\n";

fn order(name: &str, day: Option<&str>, won: i64) -> ReceivedOrder {
    ReceivedOrder { name: name.to_owned(), day: day.map(|day| day.parse().unwrap()), won: Won(won) }
}

fn orders() -> Vec<ReceivedOrder> {
    vec![
        order("A1B2", Some("2026-11-21"), 17_340),
        order("특급-002", Some("2026-11-21"), 8_670),
        order("0007", Some("2026-11-22"), -1_200),
    ]
}

#[test]
fn a_statement_reads_alike_in_every_encoding() {
    let text = KOREAN.to_owned();
    let cp949 = EUC_KR.encode(&text).0.into_owned();
    assert!(String::from_utf8(cp949.clone()).is_err(), "it is no UTF-8");
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let wide = text.replace(',', "\t").replace("\"18\t000\"\t\"17\t340\"", "18,000\t17,340");
    let wide = wide.replace("\"39\t000\"\t\"24\t810\"", "\t");
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let dos = text.replace('\n', "\r\n").into_bytes();
    for (name, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("mark", marked),
        ("CP949", cp949),
        ("UTF-16", utf16),
        ("CRLF", dos),
    ] {
        assert_eq!(rows(&bytes), Ok(orders()), "{name}");
    }
}

#[test]
fn an_english_statement_and_one_without_days_are_read() {
    let english = "Order Number;Order Date;Payout\nA1B2;2026-11-21;17340.00\n";
    assert_eq!(rows(english.as_bytes()), Ok(vec![order("A1B2", Some("2026-11-21"), 17_340)]));
    let bare = "번호,금액\n특급-002,₩8,670\n".replace("₩8,670", "\"₩8,670\"");
    assert_eq!(rows(bare.as_bytes()), Ok(vec![order("특급-002", None, 8_670)]));
}

#[test]
fn of_several_amounts_the_one_that_reached_the_shop_counts() {
    let text = "주문번호,금액,입금액,주문금액\nA,9000,8670,9500\n";
    assert_eq!(rows(text.as_bytes()), Ok(vec![order("A", None, 8_670)]));
}

#[test]
fn a_workbook_reads_like_a_text() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write_string(0, 0, "표지").unwrap();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for (column, head) in (0_u16..).zip(["주문번호", "주문일시", "정산금액"]) {
        sheet.write_string(2, column, head).unwrap();
    }
    let at = ExcelDateTime::from_ymd(2026, 11, 21).unwrap().and_hms(18, 3, 0).unwrap();
    sheet.write_string(3, 0, "A1B2").unwrap();
    sheet.write_datetime_with_format(3, 1, &at, &date).unwrap();
    sheet.write_number(3, 2, 17_340.0).unwrap();
    sheet.write_number(4, 0, 7.0).unwrap();
    sheet.write_string(4, 1, "2026-11-22").unwrap();
    sheet.write_string(4, 2, "-1,200").unwrap();
    let whole = workbook.save_to_buffer().unwrap();
    let expected = vec![order("A1B2", Some("2026-11-21"), 17_340), order("7", Some("2026-11-22"), -1_200)];
    assert_eq!(rows(&whole), Ok(expected));
    workbook.worksheet_from_index(1).unwrap().write_number(4, 2, 1_200.5).unwrap();
    let wrong = rows(&workbook.save_to_buffer().unwrap());
    assert_eq!(wrong, Err(Fault::Lines(vec![(5, LineFault::Won("1200.5".to_owned()))])));
    let cut = rows(&whole[..whole.len() / 2]);
    assert!(matches!(cut, Err(Fault::Workbook(_))), "{cut:?}");
}

#[test]
fn a_quote_that_is_not_closed_is_told_with_its_line() {
    let text = "주문번호,주문일자,정산금액\nA,2026-11-21,9000\nB,2026-11-21,\"9,000\nC,2026-11-21,9000\n";
    let fault = rows(text.as_bytes()).unwrap_err();
    assert_eq!(fault, Fault::Lines(vec![(3, LineFault::Quote)]));
    let said = fault.worded(&Words::new(Language::Korean));
    assert!(said.contains("3번째 줄: 따옴표"), "{said}");
    // One over two lines that is closed, and a mark that quotes nothing.
    let whole = "주문번호,정산금액,메모\nA,9000,\"두\n줄\"\nB,8000,5\"\n";
    assert_eq!(rows(whole.as_bytes()).unwrap().len(), 2);
}

#[test]
fn every_wrong_line_is_named_and_nothing_is_read() {
    let text = "주문번호,주문일자,정산금액\nA,2026-11-21,9000\n,2026-11-21,9000\nB,어제,9000\nC,2026-11-21,9천원\n\
                D,2026-11-31,9000\nE,2026-11-21,\n";
    for bytes in [text.as_bytes().to_vec(), EUC_KR.encode(text).0.into_owned()] {
        let fault = rows(&bytes).unwrap_err();
        let expected = vec![
            (3, LineFault::NoOrder),
            (4, LineFault::Day("어제".to_owned())),
            (5, LineFault::Won("9천원".to_owned())),
            (6, LineFault::Day("2026-11-31".to_owned())),
            (7, LineFault::Won(String::new())),
        ];
        assert_eq!(fault, Fault::Lines(expected));
        let said = fault.worded(&Words::new(Language::Korean));
        for part in ["3번째 줄: 주문 번호가 없습니다", "4번째 줄: ‘어제’", "한 줄도 적지 않았습니다"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let many = format!("order,won\n{}", "A,x\n".repeat(50));
    let said = rows(many.as_bytes()).unwrap_err().worded(&Words::new(Language::English));
    assert_eq!(said.lines().count(), MOST_NAMED + 2, "{said}");
    assert!(said.contains("30 more lines"), "{said}");
}

#[test]
fn a_file_that_is_no_statement_says_what_is_missing() {
    let long = format!("order,won\n{}", "A,1\n".repeat(MOST_LINES + 1));
    for (bytes, fault) in [
        (b"".as_slice(), Fault::NoHeadings),
        (b"\x00\x01\x02\xff\xfe\xff".as_slice(), Fault::Encoding),
        ("손님,메뉴\n가,나\n".as_bytes(), Fault::NoHeadings),
        ("주문번호,정산금액\n합계,9000\n".as_bytes(), Fault::NoLines),
        ("주문번호,정산금액,정산금액\nA,1,2\n".as_bytes(), Fault::TwoColumns("정산금액".to_owned())),
        (long.as_bytes(), Fault::TooMany),
    ] {
        let read = rows(bytes).unwrap_err();
        assert_eq!(read, fault);
        for words in Language::ALL.map(Words::new) {
            let said = read.worded(&words);
            assert!(!said.contains("statement-") && !said.contains('{'), "{said}");
        }
    }
    assert!(matches!(read(Path::new("/no/such/file.csv")), Err(Fault::Unreadable(_))));
}

#[test]
fn amounts_are_whole_won_in_every_spelling() {
    let good = [
        ("12,300", 12_300),
        ("12300.0", 12_300),
        ("₩ 1,234,567", 1_234_567),
        ("8,670원", 8_670),
        ("(1,200)", -1_200),
        ("△1,200", -1_200),
        ("-1200", -1_200),
        ("0", 0),
        ("KRW 500", 500),
    ];
    for (text, won) in good {
        assert_eq!(amount(text), Some(Won(won)), "{text}");
    }
    for text in ["", "-", "1.5", "12,30", "1,2345", "1e3", "9천", "--5", "9999999999999", "0x10", "1 원 2.5"]
    {
        assert_eq!(amount(text), None, "{text}");
    }
}

/// What a spreadsheet makes of a period's lines is read back as it was, whichever amounts, names and encoding.
#[test]
fn seeded_statements_come_back_as_they_were() {
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let day: Date = "2026-11-01".parse().unwrap();
        let lines: Vec<ReceivedOrder> = (0..rng.usize(1..80))
            .map(|n| ReceivedOrder {
                name: format!("{}-{n:03}", ["특급", "A", "주문, \"급\""][rng.usize(..3)]),
                day: rng.bool().then(|| day.saturating_add(jiff::Span::new().days(rng.i64(0..30)))),
                won: Won(rng.i64(-50_000..2_000_000)),
            })
            .collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["주문일자", "받은 돈", "주문 번호"]).unwrap();
        for line in &lines {
            let day = line.day.map(|day| day.to_string()).unwrap_or_default();
            writer.write_record([&day, &line.won.0.to_string(), &line.name]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let bytes = if rng.bool() { text.into_bytes() } else { EUC_KR.encode(&text).0.into_owned() };
        assert_eq!(rows(&bytes), Ok(lines), "seed {seed}");
    }
}
