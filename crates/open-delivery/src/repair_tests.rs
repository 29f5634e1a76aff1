use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(text: &str) -> Value {
    document(text.as_bytes()).unwrap().value
}

#[derive(Debug, Default, PartialEq)]
struct Seen {
    whole: Vec<Value>,
    broken: Vec<String>,
}

fn list(bytes: &[u8]) -> (Seen, Ending, String) {
    elements(
        bytes,
        |value| value.get("id").is_some(),
        |seen: &mut Seen, element| match element {
            Element::Whole(value) => seen.whole.push(value),
            Element::Broken(text) => seen.broken.push(text.to_owned()),
        },
    )
}

fn whole(text: &str) -> Vec<Value> {
    let (seen, ending, _) = list(text.as_bytes());
    assert_eq!((seen.broken.as_slice(), ending), ([].as_slice(), Ending::Complete), "{text}");
    seen.whole
}

#[test]
fn what_every_parser_reads_is_left_as_it_is() {
    let text = r#"{"a": [1, -2.5e3, true, null, "\u00e9\ud83c\udf5c\\"], "b": {"c": "가"}}"#;
    let read = document(text.as_bytes()).unwrap();
    assert_eq!((read.value, read.lost), (serde_json::from_str(text).unwrap(), vec![]));
}

#[test]
fn half_an_emoji_and_bytes_that_are_no_utf_8_become_marks() {
    for (told, read_as) in [
        (r#"{"a":"x\ud83dy"}"#, "x\u{fffd}y"),
        (r#"{"a":"\udf5c"}"#, "\u{fffd}"),
        (r#"{"a":"\ud83d\ud83d\udd25"}"#, "\u{fffd}🔥"),
        (r#"{"a":"\ud83d\n"}"#, "\u{fffd}\n"),
        (r#"{"a":"\ud83d"}"#, "\u{fffd}"),
        (r#"{"a":"\u12g4"}"#, "\u{fffd}12g4"),
        (r#"{"a":"it\'s \x"}"#, "it's x"),
    ] {
        assert_eq!(read(told), json!({"a": read_as}), "{told}");
    }
    let cut = document(b"{\"a\":\"\xed\x95\",\"b\":\"\xff\xc0\xaf\"}").unwrap().value;
    assert_eq!(cut, json!({"a": "\u{fffd}", "b": "\u{fffd}\u{fffd}\u{fffd}"}));
    // A surrogate written as UTF-8 (CESU-8).
    assert!(read_bytes(b"[\"\xed\xa0\xbd\"]")[0].as_str().unwrap().contains('\u{fffd}'));
}

fn read_bytes(bytes: &[u8]) -> Value {
    document(bytes).unwrap().value
}

#[test]
fn raw_controls_go_and_line_ends_stay() {
    assert_eq!(read("{\"a\":\"x\u{0}\u{1b}[31m\ny\tz\u{1f}\"}"), json!({"a": "x[31m\ny\tz"}));
}

#[test]
fn byte_order_marks_are_dropped() {
    assert_eq!(read("\u{feff}{\"a\":1}"), json!({"a": 1}));
    assert_eq!(whole("\u{feff}[{\"id\":1}]"), [json!({"id": 1})]);
    for (mark, order) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let wide: Vec<u8> = "{\"a\":\"가\"}".encode_utf16().flat_map(order).collect();
        assert_eq!(read_bytes(&[mark.as_slice(), &wide].concat()), json!({"a": "가"}));
    }
}

#[test]
fn numbers_that_are_none_are_null_and_told() {
    let text = r#"{"a": {"b": [1, {"n": 1e999}]}, "c": NaN, "d": -Infinity, "e": 01, "f": +1, "g": 5}"#;
    let read = document(text.as_bytes()).unwrap();
    assert_eq!(
        read.value,
        json!({"a": {"b": [1, {"n": null}]}, "c": null, "d": null, "e": null, "f": null, "g": 5})
    );
    assert_eq!(read.lost, ["a.b[1].n", "c", "d", "e", "f"]);
    assert_eq!(
        super::document(b"{\"a\": None, \"b\": True, \"c\": undefined}").unwrap().lost,
        Vec::<String>::new()
    );
}

#[test]
fn commas_too_many_keys_twice_and_words_behind_it_do_no_harm() {
    assert_eq!(read(r#"{,"a":[1,,2,],"a":3,} trailing"#), json!({"a": 3}));
    assert_eq!(
        whole(r#"[{"id":1},,{"id":2},] <!-- served by a proxy -->"#),
        [json!({"id": 1}), json!({"id": 2})]
    );
}

#[test]
fn what_is_nested_too_deep_is_emptied_however_deep() {
    for depth in [101, 129, 200_000] {
        let deep = format!("{{\"a\":{}\"x]\"{},\"b\":1}}", "[".repeat(depth), "]".repeat(depth));
        let read = document(deep.as_bytes()).unwrap();
        assert_eq!(read.value["b"], 1, "{depth}");
        // What serde_json reads is left as it is.
        assert_eq!(read.lost.len(), usize::from(depth != 101), "{depth}");
    }
    let objects = format!("[{}1{},{{\"id\":2}}]", "{\"k\":".repeat(5_000), "}".repeat(5_000));
    assert_eq!(whole(&objects)[1], json!({"id": 2}));
}

#[test]
fn half_a_document_is_told_from_nonsense() {
    let text = r#"{"a": "x", "b": [1, 2]}"#;
    for end in 1..text.len() {
        assert_eq!(document(&text.as_bytes()[..end]), Err(NotJson::Cut), "{}", &text[..end]);
    }
    for odd in ["<html>", "{\"a\" 1}", "{\"a\":\"b\" \"c\":1}", "[1}", "{1:2}", "]", "}"] {
        assert!(matches!(document(odd.as_bytes()), Err(NotJson::Odd(_))), "{odd}");
    }
}

#[test]
fn a_broken_element_hides_no_other() {
    let good = |n: u32| format!("{{\"id\":{n},\"of\":{{\"x\":[\"}},{{\"]}}}}");
    for broken in [
        "{\"id:9,\"x\":\"y\"}",
        "{\"id\":\"9,\"x\":\"y\"}",
        "{\"id\":\"9\" \"x\":1}",
        "{\"id\":\"9\",\"x\":1",
        "{{{{{",
        "}}]]",
        "\"",
        "{\"id\":\"9\\\"}",
        "{\"x\":{\"y\":2},}}",
    ] {
        let text = format!("[{},{broken},{},{}]", good(1), good(2), good(3));
        let (seen, ending, _) = list(text.as_bytes());
        let ids: Vec<_> = seen.whole.iter().filter_map(|value| value.get("id")?.as_u64()).collect();
        assert_eq!(ids, [1, 2, 3], "{broken}: {seen:?}");
        assert_eq!(ending, Ending::Complete, "{broken}");
    }
}

#[test]
fn the_whole_elements_of_half_a_list_are_taken() {
    let text = r#"[{"id":1},{"id":2,"of":"가"},{"id":3,"of":{"id":4}}]"#;
    for end in 1..text.len() {
        let (seen, ending, rest) = list(&text.as_bytes()[..end]);
        assert_eq!(ending, Ending::Cut, "{end}");
        assert!(seen.broken.is_empty(), "{seen:?}");
        let ends = ["[{\"id\":1}", "[{\"id\":1},{\"id\":2,\"of\":\"가\"}", &text[..text.len() - 1]];
        assert_eq!(seen.whole.len(), ends.iter().filter(|whole| whole.len() <= end).count(), "{end} {rest}");
    }
    let (_, _, rest) = list(r#"[{"id":7,"of":{"a":"b"#.as_bytes());
    assert_eq!(beginning(&rest).get("id"), Some(&json!(7)));
}

#[test]
fn what_is_no_list_is_none() {
    for (text, ending) in [
        ("{\"id\": 1}", Ending::NoList),
        ("null", Ending::NoList),
        ("{\"id\": NaN}", Ending::NoList),
        ("<html><script>{\"x\":1}</script>", Ending::NoJson),
        ("\u{1}\u{2}", Ending::NoJson),
        ("", Ending::NoJson),
    ] {
        assert_eq!(list(text.as_bytes()), (Seen::default(), ending, String::new()), "{text}");
    }
    assert_eq!(whole("[]"), Vec::<Value>::new());
    assert_eq!(whole(r#"[1,null,"x"]"#).len(), 3);
}

#[test]
fn hostile_text_ends_soon() {
    for (text, times) in
        [("{\"a\":", 100_000), ("{\"a\":[", 100_000), ("[{\"", 200_000), ("{", 1_000_000), ("\"\\", 300_000)]
    {
        let text = format!("[{{\"id\":1}},{}", text.repeat(times));
        let (seen, _, _) = list(text.as_bytes());
        assert_eq!(seen.whole.len(), 1);
        let _ = (document(text.as_bytes()), beginning(&text));
    }
}

/// A list of so many elements with all that may confuse a reader, and where each lies.
fn told(texts: &[String]) -> (String, Vec<std::ops::Range<usize>>) {
    let mut all = "[".to_owned();
    let mut places = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        if n > 0 {
            all.push(',');
        }
        let from = all.len();
        all.push_str(&json!({"id": n, "memo": text, "of": {"code": [1.5, {"k": text}]}}).to_string());
        places.push(from..all.len());
    }
    all.push(']');
    (all, places)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_wrong_byte_costs_one_element(
        texts in prop::collection::vec("[ -~가-힣🍜]{0,12}", 1..6),
        at in any::<prop::sample::Index>(),
        byte in prop_oneof![any::<u8>(), prop::sample::select(b"{}[],:\"\\ 0x".to_vec())],
        how in 0..3_u8,
    ) {
        let (all, places) = told(&texts);
        let mut bytes = all.into_bytes();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.remove(at)),
        }
        let (seen, _, _) = list(&bytes);
        let flat = seen.whole.iter().flat_map(|value| value.as_array().cloned().unwrap_or(vec![value.clone()]));
        let ids: Vec<u64> = flat.filter_map(|value| value.get("id")?.as_u64()).collect();
        for (n, place) in places.iter().enumerate() {
            // A byte put in before an element may also be its own first.
            let touched = place.contains(&at) || (how == 1 && place.end == at);
            if !touched {
                prop_assert!(ids.contains(&(n as u64)), "{n} of {}", String::from_utf8_lossy(&bytes));
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:\\\\ud8a-z0-9가]{0,60}") {
        for bytes in [bytes, text.into_bytes()] {
            let _ = (document(&bytes), list(&bytes));
        }
    }

    #[test]
    fn what_is_mended_can_be_written_and_read_again(text in "[\\[\\]{}\",:\\\\ud8NaN1e9]{0,40}") {
        if let Ok(read) = document(text.as_bytes()) {
            let again: Value = serde_json::from_str(&read.value.to_string()).unwrap();
            prop_assert_eq!(again, read.value);
        }
    }
}
