use super::*;
use crate::settings::{Language, Settings};

const KITCHEN: &str = r#"blocks = [
    { show = "number", size = "large" },
    { show = "app" },
    { show = "request", size = "large", reversed = true },
    { show = "alcohol" },
    { show = "dishes", options = "normal" },
    { show = "count" },
    { rule = "*" },
    { text = "배차 전 확인!", centred = true },
]
"#;

fn kitchen(text: &str) -> Result<Form, SettingsError> {
    parse(text, "kitchen.toml", TicketKind::Kitchen, Path::new(""))
}

#[test]
fn what_ships_is_right() {
    shipped();
}

#[test]
fn a_shops_own_layout_is_read() {
    assert_ne!(kitchen(KITCHEN).unwrap(), kitchen(shipped_text(TicketKind::Kitchen)).unwrap());
}

#[test]
fn wrong_layouts_are_refused_with_line_key_and_cure() {
    let allowed: Vec<_> = Show::ALL.iter().filter(|(_, show)| show.fits(TicketKind::Kitchen)).collect();
    let allowed: Vec<&'static str> = allowed.into_iter().map(|(word, _)| *word).collect();
    assert!(allowed.contains(&"dishes") && !allowed.contains(&"contact") && !allowed.contains(&"stop"));
    let cases = [
        ("\"dishes\"", "\"dihses\"", 6, "blocks.show", Wrong::NotOneOf(allowed), "packing"),
        (
            "{ rule = \"*\" }",
            "{ show = \"address\" }",
            8,
            "blocks",
            Wrong::BlockNotHere,
            "전화와 주소를 찍지 않습니다",
        ),
        ("{ rule = \"*\" }", "{ show = \"stop\" }", 8, "blocks", Wrong::BlockNotHere, "지우세요"),
        (
            "    { show = \"request\", size = \"large\", reversed = true },\n",
            "",
            1,
            "blocks",
            Wrong::BlockMissing(vec!["request"]),
            "{ show = \"request\" }",
        ),
        (
            "    { show = \"app\" },\n",
            "",
            1,
            "blocks",
            Wrong::BlockMissing(vec!["app", "agency", "reference"]),
            "{ show = \"reference\" }",
        ),
        (
            "size = \"large\" },",
            "size = \"huge\" },",
            2,
            "blocks.size",
            Wrong::NotOneOf(vec!["normal", "tall", "large"]),
            "tall",
        ),
        ("\"*\"", "\"\\u001b\"", 8, "blocks.rule", Wrong::NotOneOf(vec!["=", "-", "*", ".", "~", "_"]), "="),
        ("{ rule = \"*\" }", "{ size = \"tall\" }", 8, "blocks.show", Wrong::Missing, "show"),
        (
            "centred = true",
            "centered = true",
            9,
            "blocks.centered",
            Wrong::UnknownKey {
                meant: Some("centred"),
                known: vec!["qr", "image", "text", "size", "reversed", "centred"],
            },
            "centred",
        ),
    ];
    for (from, to, line, key, wrong, cure) in cases {
        assert!(KITCHEN.contains(from), "{from}");
        let error = kitchen(&KITCHEN.replacen(from, to, 1)).unwrap_err();
        let [fault] = error.faults.as_slice() else { panic!("{to}: {error}") };
        assert_eq!((fault.place.line, fault.place.key.as_str()), (line, key), "{to}: {error}");
        assert_eq!(fault.wrong, wrong, "{to}");
        assert!(error.worded(Language::Korean).contains(cure), "{error}");
        assert!(error.to_string().starts_with(&format!("kitchen.toml:{line}: {key}: ")), "{error}");
    }
    assert!(matches!(kitchen("blocks = [").unwrap_err().faults[0].wrong, Wrong::Syntax(_)));
    assert_eq!(kitchen("").unwrap_err().faults.len(), 6, "everything that is missing, at once");
}

#[test]
fn no_layout_takes_a_tickets_safety_away() {
    let rider = shipped_text(TicketKind::Rider);
    let rider = |without: &str| {
        let text: String = rider.lines().filter(|l| !l.contains(without)).map(|l| format!("{l}\n")).collect();
        parse(&text, "rider.toml", TicketKind::Rider, Path::new("")).map(|_| ())
    };
    assert_eq!(rider("nothing"), Ok(()));
    assert_eq!(rider("\"signature\""), Ok(()), "what is only useful may go");
    for needed in ["number", "agency", "collect", "alcohol"] {
        let error = rider(&format!("\"{needed}\"")).unwrap_err();
        assert!(matches!(error.faults[0].wrong, Wrong::BlockMissing(_)), "{needed}: {error}");
    }
    let cancel = shipped_text(TicketKind::Cancel).replace("\"number\"", "\"reference\"");
    parse(&cancel, "cancel.toml", TicketKind::Cancel, Path::new("")).expect_err("it would not say 취소");
}

#[test]
fn the_data_folder_comes_first_and_a_stray_file_is_refused() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(&load(data.path(), None).unwrap(), shipped(), "no folder");
    let folder = data.path().join("layouts");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("README.txt"), "").unwrap();
    assert_eq!(&load(data.path(), None).unwrap(), shipped());
    // As an editor of Windows writes it.
    std::fs::write(folder.join("kitchen.toml"), format!("\u{feff}{}", KITCHEN.replace('\n', "\r\n")))
        .unwrap();
    assert_ne!(&load(data.path(), None).unwrap(), shipped());

    let settings = |folder| Settings::parse("[store]\nname = \"가상국밥\"\n", "settings.toml", folder);
    assert_ne!(&settings(data.path()).unwrap().forms, shipped());
    std::fs::write(folder.join("kitchen.toml"), KITCHEN.replace("dishes", "dihses")).unwrap();
    let error = settings(data.path()).unwrap_err().to_string();
    assert!(error.contains("kitchen.toml:6: blocks.show: "), "{error}");
    std::fs::write(folder.join("kitchen.toml"), KITCHEN).unwrap();
    std::fs::write(folder.join("kichen.toml"), KITCHEN).unwrap();
    let error = settings(data.path()).unwrap_err().to_string();
    assert!(error.contains("kichen.toml: ") && error.contains("rider"), "{error}");
}

#[test]
fn a_printers_own_layout_comes_before_the_shops() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("layouts");
    std::fs::create_dir_all(folder.join("small")).unwrap();
    let settings = |layout: &str| {
        let text = format!(
            "[store]\nname = \"가상국밥\"\n[[printers]]\nid = \"kitchen\"\nprofile = \"generic-80mm\"\n\
             connection = \"file:///x\"\n{layout}[[printers]]\nid = \"counter\"\nprofile = \"generic-80mm\"\n\
             connection = \"file:///y\"\n"
        );
        Settings::parse(&text, "settings.toml", data.path())
    };
    let small = "layout = \"small\"\n";
    let settings_small = settings(small).unwrap();
    assert_eq!(&settings_small.printers[0].forms, shipped(), "an empty folder changes nothing");
    std::fs::write(folder.join("kitchen.toml"), KITCHEN).unwrap();
    assert_eq!(
        settings(small).unwrap().printers[0].forms,
        settings("").unwrap().forms,
        "the shop's stands in"
    );
    std::fs::write(folder.join("small/kitchen.toml"), KITCHEN.replace("large", "tall")).unwrap();
    let settings_small = settings(small).unwrap();
    let form = |forms: &Forms| forms.form(TicketKind::Kitchen).clone();
    assert_ne!(form(&settings_small.printers[0].forms), form(&settings_small.forms));
    assert_eq!(settings_small.printers[1].forms, settings_small.forms, "the other printer's is the shop's");

    for (layout, known) in [("tiny", "small"), ("../layouts", "small"), ("", "small")] {
        let error = settings(&format!("layout = \"{layout}\"\n")).unwrap_err().to_string();
        assert!(error.contains("settings.toml:7: printers.layout: ") && error.contains(known), "{error}");
        assert!(load(data.path(), Some(layout)).is_err(), "{layout}");
    }
    std::fs::write(folder.join("small/kichen.toml"), KITCHEN).unwrap();
    let error = settings(small).unwrap_err().to_string();
    assert!(error.contains("kichen.toml: "), "{error}");
}

#[test]
fn what_is_drawn_is_checked_when_it_is_read() {
    let data = tempfile::tempdir().unwrap();
    let read = |block: &str| {
        let text = KITCHEN.replace("{ rule = \"*\" }", block);
        parse(&text, "kitchen.toml", TicketKind::Kitchen, data.path())
    };
    let logo = include_bytes!("../../../docs/layouts/logo-and-qr/logo.png");
    std::fs::write(data.path().join("logo.png"), logo).unwrap();
    for block in [
        "{ image = \"logo.png\" }",
        "{ image = \"logo.png\", centred = false }",
        "{ qr = \"https://app.example/{external_id}\" }",
    ] {
        let what = read(block).unwrap().parts()[6].what.clone();
        assert!(matches!(what, What::Logo(_) | What::Qr(_)), "{what:?}");
    }
    for (block, key, said) in [
        ("{ qr = \"https://app.example/{phone}\" }", "blocks.qr", "{phone}"),
        ("{ qr = \"track\" }", "blocks.qr", "{external_id}"),
        ("{ qr = 3 }", "blocks.qr", "qr = "),
        ("{ qr = \"{number}\", size = \"large\" }", "blocks.size", "centred"),
        ("{ image = \"none.png\" }", "blocks.image", "none.png"),
        ("{ image = \"../logo.png\" }", "blocks.image", "logo.png"),
    ] {
        let error = read(block).unwrap_err().worded(Language::English);
        assert!(error.starts_with(&format!("kitchen.toml:8: {key}: ")) && error.contains(said), "{error}");
    }
}

#[test]
fn the_layouts_in_the_docs_are_some() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/layouts");
    for (name, kind) in [("combined", TicketKind::Rider), ("logo-and-qr", TicketKind::Customer)] {
        let path = folder.join(name).join(format!("{}.toml", kind.as_str()));
        let text = std::fs::read_to_string(&path).unwrap();
        parse(&text, name, kind, &folder.join(name)).unwrap();
    }
}
