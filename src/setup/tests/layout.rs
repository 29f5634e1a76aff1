//! Layouts as they are read, chosen and written: a person's file keeps its words, and a wrong one is left alone.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::settings::layouts;

/// A shop with a kitchen's printer of 80 mm and a counter's of 58 mm.
fn with_printers() -> (TempDir, Setup) {
    let (folder, setup) = fresh();
    let file = "[store]\nname = \"가상국밥 시험점\"\nfooter = [\"원산지: 돼지 국내산\"]\n\n\
        [[printers]]   # 주방\nid = \"kitchen\"\nname = \"주방\"\nprofile = \"generic-80mm\"\nconnection = \"tcp://192.0.2.1:9100\"\n\n\
        [[printers]]\nid = \"counter\"\nprofile = \"generic-58mm\"\nconnection = \"tcp://192.0.2.2:9100\"\n";
    fs::write(setup.settings_file(), file).unwrap();
    (folder, setup)
}

fn file(setup: &Setup, name: &str) -> PathBuf {
    setup.data_folder.join("layouts").join(name)
}

/// Puts a file where a person would.
fn put(setup: &Setup, name: &str, text: &str) {
    let path = file(setup, name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(setup: &Setup, name: &str) -> Option<String> {
    fs::read_to_string(file(setup, name)).ok()
}

/// Where the ticket says this about the order.
fn at(draft: &LayoutDraft, show: Show) -> usize {
    draft.pieces().iter().position(|piece| piece.part.what == What::Show(show)).expect("it stands there")
}

fn size(size: Size) -> Look {
    Look { size: Some(size), ..Look::default() }
}

fn kitchen(setup: &Setup) -> LayoutDraft {
    setup.layout(TicketKind::Kitchen, None).unwrap()
}

const OWN: &str = "# 우리 주방 표\nblocks = [\n    { show = \"number\", size = \"large\" },   # 멀리서\n    { show = \"app\" },\n\
    \n    # 눈에 띄게\n    { show = \"request\", size = \"tall\" },\n    { show = \"alcohol\" },\n    { show = \"dishes\", options = \"normal\" },   # 메뉴\n\
    { text = \"맛있게\" },\n    { show = \"count\" },\n]\n";

#[test]
fn what_is_not_changed_is_not_written() {
    let (_folder, setup) = with_printers();
    let before = text(&setup);
    for printer in [None, Some("kitchen")] {
        for kind in TicketKind::ALL {
            let draft = setup.layout(kind, printer).unwrap();
            assert!(draft.is_shipped() && !draft.is_changed(), "{kind:?}");
            setup.save_layout(&draft).unwrap();
        }
    }
    assert!(!setup.data_folder.join("layouts").exists() && text(&setup) == before);
    // Chosen and chosen back again is no change either.
    let mut draft = kitchen(&setup);
    let dishes = at(&draft, Show::Dishes);
    let ready = at(&draft, Show::Ready);
    draft.set(dishes, size(Size::Normal));
    draft.set(ready, size(Size::Large));
    assert!(draft.is_changed());
    draft.set(dishes, size(Size::Large));
    draft.set(ready, size(Size::Tall));
    assert!(!draft.is_changed(), "its own size is as good as none");
}

#[test]
fn a_first_layout_begins_with_what_ships() {
    let (_folder, setup) = with_printers();
    let before = text(&setup);
    let mut draft = kitchen(&setup);
    draft.set(at(&draft, Show::Number), size(Size::Tall));
    draft.set(at(&draft, Show::App), Look { centred: Some(true), ..Look::default() });
    draft.remove(at(&draft, Show::Packing));
    setup.save_layout(&draft).unwrap();
    let written = said(&setup, "kitchen.toml").unwrap();
    assert!(written.starts_with("# 이 표에 찍을 것을"), "{written}");
    let shipped = layouts::shipped_text(TicketKind::Kitchen);
    let body = |text: &str| text[text.find("blocks").unwrap()..].to_owned();
    let packing = shipped.lines().find(|line| line.contains("packing")).unwrap();
    let wanted = body(shipped)
        .replace("\"number\", size = \"large\"", "\"number\", size = \"tall\"")
        .replace("{ show = \"app\" }", "{ show = \"app\", centred = true }")
        .replace(&format!("{packing}\n"), "");
    assert_eq!(body(&written), wanted);
    assert_eq!(text(&setup), before, "it is every printer's");
    let settings = Settings::load(&setup.settings_file(), &setup.data_folder).unwrap();
    let parts = settings.forms.form(TicketKind::Kitchen).parts().to_vec();
    assert_eq!(parts, kitchen(&setup).pieces().iter().map(|piece| piece.part.clone()).collect::<Vec<_>>());
}

#[test]
fn a_persons_layout_keeps_its_words() {
    let (_folder, setup) = with_printers();
    put(&setup, "kitchen.toml", OWN);
    let mut draft = kitchen(&setup);
    draft.set(at(&draft, Show::Request), Look { reversed: Some(false), ..Look::default() });
    let words = at(&draft, Show::Count) - 1;
    // What a file's words lose when they are read was refused as another text than the one that was seen.
    draft.set_text(words, "\"뜨겁게\" ".into());
    setup.save_layout(&draft).unwrap();
    let wanted = OWN
        .replace("\"request\", size = \"tall\"", "\"request\", size = \"tall\", reversed = false")
        .replace("\"맛있게\"", "'\"뜨겁게\"'");
    assert_eq!(said(&setup, "kitchen.toml").unwrap(), wanted);
    assert_eq!(said(&setup, "kitchen.toml.bak").as_deref(), Some(OWN));

    // Moved up, with the comment above it; something new below it.
    let mut draft = kitchen(&setup);
    let mut request = at(&draft, Show::Request);
    request = draft.shift(request, false);
    request = draft.shift(request, false);
    assert_eq!(
        (request, draft.shift(0, false), draft.shift(99, true)),
        (0, 0, 99),
        "no further than to the edge"
    );
    assert_eq!(draft.add(Some(0), What::Show(Show::Packing)), 1);
    setup.save_layout(&draft).unwrap();
    let written = said(&setup, "kitchen.toml").unwrap();
    let begins = "# 우리 주방 표\nblocks = [\n\n    # 눈에 띄게\n    { show = \"request\", size = \"tall\", reversed = false },\n    \
        { show = \"packing\" },\n    { show = \"number\", size = \"large\" },   # 멀리서\n";
    assert!(written.starts_with(begins), "{written}");
    // What ships again: the comments of what stays stay.
    let mut draft = kitchen(&setup);
    draft.choose_shipped();
    setup.save_layout(&draft).unwrap();
    let written = said(&setup, "kitchen.toml").unwrap();
    for kept in
        ["# 우리 주방 표\n", "{ show = \"number\", size = \"large\" },   # 멀리서\n", "    # 눈에 띄게\n"]
    {
        assert!(written.contains(kept), "{kept}: {written}");
    }
    assert!(kitchen(&setup).is_shipped() && !written.contains("맛있게"), "{written}");
}

#[test]
fn what_a_ticket_must_say_stays_on_it() {
    let (_folder, setup) = with_printers();
    for kind in TicketKind::ALL {
        let mut draft = setup.layout(kind, None).unwrap();
        // The first that may go, until none may.
        while let Some(at) = (0..draft.pieces().len()).find(|at| draft.may_go(*at)) {
            draft.remove(at);
        }
        let left = draft.pieces().len();
        (0..left).for_each(|at| draft.remove(at));
        assert!(left > 0 && draft.pieces().len() == left, "{kind:?}");
        setup.save_layout(&draft).unwrap();
        assert_eq!(setup.layout(kind, None).unwrap().pieces().len(), left);
        let all = draft.missing();
        assert!(all.iter().all(|show| show.fits(kind)) && !all.is_empty(), "{kind:?}");
    }
    let mut draft = kitchen(&setup);
    assert!(!draft.missing().contains(&Show::Address), "the kitchen learns no address");
    // What was taken off and put on again is as the file has it.
    put(
        &setup,
        "kitchen.toml",
        &OWN.replace("\"count\"", "\"count\" },\n    { show = \"packing\", centred = true"),
    );
    draft = kitchen(&setup);
    let packing = at(&draft, Show::Packing);
    draft.remove(packing);
    assert!(draft.is_changed());
    draft.add(Some(packing - 1), What::Show(Show::Packing));
    assert!(!draft.is_changed());
}

#[test]
fn a_printers_layout_is_its_own_until_it_is_shared() {
    let (_folder, setup) = with_printers();
    put(&setup, "kitchen.toml", OWN);
    let before = text(&setup);
    let of = |setup: &Setup, id| setup.layout(TicketKind::Kitchen, Some(id)).unwrap();
    let mut draft = of(&setup, "counter");
    assert_eq!(draft.pieces(), kitchen(&setup).pieces(), "the shop's stands in");
    draft.set(at(&draft, Show::Number), size(Size::Tall));
    setup.save_layout(&draft).unwrap();
    assert_eq!(text(&setup), format!("{before}layout = \"counter\"\n"));
    assert_eq!(said(&setup, "counter/kitchen.toml").unwrap(), OWN.replace("large", "tall"));
    assert_eq!(said(&setup, "kitchen.toml").unwrap(), OWN);
    let apart = |kind| {
        let shops = setup.layout(kind, None).unwrap();
        shops.sharers().filter(|sharer| sharer.has_own).map(|sharer| sharer.id).collect::<Vec<_>>()
    };
    assert_eq!(apart(TicketKind::Kitchen), ["counter"], "the shop's is not for that one");
    assert!(apart(TicketKind::Rider).is_empty());
    // The kitchen's printer prints by it too.
    let mut draft = of(&setup, "counter");
    draft.share("kitchen");
    setup.save_layout(&draft).unwrap();
    assert_eq!(text(&setup).matches("layout = \"counter\"").count(), 2);
    let shared = of(&setup, "kitchen");
    assert_eq!(shared.sharers().filter(|sharer| sharer.is_in).count(), 2);
    assert_eq!(shared.look(at(&shared, Show::Number)).size, Some(Size::Tall));
    // As the shop's again; the file stays.
    let mut draft = of(&setup, "counter");
    draft.share("counter");
    draft.share("kitchen");
    draft.set(at(&draft, Show::Number), size(Size::Normal));
    setup.save_layout(&draft).unwrap();
    assert_eq!(text(&setup), before);
    assert_eq!(said(&setup, "counter/kitchen.toml").unwrap(), OWN.replace("large", "tall"));
    // A folder that is there already is a person's.
    let mut draft = of(&setup, "counter");
    draft.set(at(&draft, Show::Number), size(Size::Normal));
    setup.save_layout(&draft).unwrap();
    assert!(
        text(&setup).contains("layout = \"counter-2\"") && said(&setup, "counter-2/kitchen.toml").is_some()
    );
}

#[test]
fn a_wrong_layout_is_told_with_its_place_and_left_alone() {
    let (_folder, setup) = with_printers();
    let wrong = OWN.replace("dishes", "dihses");
    put(&setup, "kitchen.toml", &wrong);
    for printer in [None, Some("kitchen")] {
        let error = setup.layout(TicketKind::Kitchen, printer).unwrap_err();
        let told = error.worded(&Words::new(Language::English));
        assert!(told.contains("kitchen.toml:9: blocks.show: "), "{told}");
    }
    assert!(setup.layout(TicketKind::Customer, None).is_ok(), "the others can be changed");
    put(&setup, "kitchen.toml", OWN);
    // Changed by hand while the page was open.
    let mut draft = kitchen(&setup);
    draft.set(0, size(Size::Normal));
    put(&setup, "kitchen.toml", &wrong);
    assert!(
        matches!(setup.save_layout(&draft), Err(SetupError::Changed(told)) if told == file(&setup, "kitchen.toml"))
    );
    assert_eq!(said(&setup, "kitchen.toml").unwrap(), wrong);
    // Settings that cannot take the printer's layout leave no layout behind.
    fs::remove_file(file(&setup, "kitchen.toml")).unwrap();
    let mut draft = setup.layout(TicketKind::Kitchen, Some("kitchen")).unwrap();
    draft.set(0, size(Size::Normal));
    fs::write(setup.settings_file(), text(&setup).replace("[store]", "[[store]")).unwrap();
    assert!(setup.save_layout(&draft).is_err());
    assert!(!file(&setup, "kitchen").exists());
}

#[test]
fn the_picture_is_the_ticket_as_it_would_be_printed() {
    let (_folder, setup) = with_printers();
    let mut draft = kitchen(&setup);
    let wide = draft.picture(PaperWidth::Wide).unwrap();
    let narrow = draft.picture(PaperWidth::Narrow).unwrap();
    assert_eq!((wide.width, narrow.width), (512, 384));
    draft.set(at(&draft, Show::Dishes), size(Size::Normal));
    let smaller = draft.picture(PaperWidth::Wide).unwrap();
    assert!(smaller.height < wide.height, "{} {}", smaller.height, wide.height);
    // A printer's own paper, whatever is asked for.
    let draft = setup.layout(TicketKind::Kitchen, Some("counter")).unwrap();
    assert_eq!((draft.width(), draft.picture(PaperWidth::Wide).unwrap()), (Some(PaperWidth::Narrow), narrow));
    // Every block has a picture of its own, and what is said of its look is how it is printed.
    for kind in TicketKind::ALL {
        let draft = setup.layout(kind, None).unwrap();
        let whole = draft.picture(PaperWidth::Wide).unwrap();
        for at in 0..draft.pieces().len() {
            let (mut less, own) = (draft.clone(), draft.own(at));
            let silent = own.size.is_none() && matches!(draft.pieces()[at].part.what, What::Show(_));
            if !silent {
                less.set(at, Look { options: None, ..draft.look(at) });
                assert_eq!(less.picture(PaperWidth::Wide).unwrap(), whole, "{kind:?} {at}");
            }
            if draft.may_go(at) {
                less.remove(at);
                let changes = less.picture(PaperWidth::Wide).unwrap() != whole;
                assert_eq!(changes, !silent, "{kind:?} {:?}", draft.pieces()[at].part.what);
            }
        }
    }
}

#[test]
fn a_shops_pictures_are_offered() {
    let (_folder, setup) = with_printers();
    let logo = include_bytes!("../../../docs/layouts/logo-and-qr/logo.png");
    put(&setup, "kitchen.toml", OWN);
    fs::write(file(&setup, "logo.png"), logo).unwrap();
    fs::write(file(&setup, "broken.png"), &logo[..40]).unwrap();
    let logos = setup.logos();
    assert_eq!(logos.iter().map(|logo| logo.name.as_str()).collect::<Vec<_>>(), ["logo.png"]);
    let mut draft = kitchen(&setup);
    draft.add(None, What::Logo(logos[0].clone()));
    draft.add(None, What::Qr(QrText::new(QrText::TRACKING).unwrap()));
    draft.add(None, What::Rule('='));
    setup.save_layout(&draft).unwrap();
    let added = "    { image = \"logo.png\" },\n    { qr = \"tracking\" },\n    { rule = \"=\" },\n]\n";
    assert!(said(&setup, "kitchen.toml").unwrap().ends_with(added));
}
