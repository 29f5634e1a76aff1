use super::*;

const SETTINGS: &str = r#"# 우리 가게
[store]
name = "가상국밥"   # 간판 그대로

[[printers]]
# 주방: 3번 콘센트
profile   = "generic-80mm"      # 모델은 아직 모름
id = "kitchen"
connection = "tcp://192.168.0.50:9100"
columns = 42 # 시험 인쇄 전
# 끝에 남긴 말

[[printers]]
id = "counter" # columns = 42
profile = 'generic-80mm'
connection = "tcp://192.168.0.51:9100"
"#;

fn keys(columns: i64) -> Vec<Key> {
    vec![("columns", columns.into()), ("profile", "kitchen".into())]
}

/// Lines that differ, old and new.
fn changed(old: &str, new: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(old, new);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changes.map(|change| format!("{}{}", change.tag(), change.value().trim_end())).collect()
}

#[test]
fn only_those_keys_of_that_printer_change() {
    let new = printer(SETTINGS, "kitchen", &keys(48)).unwrap();
    assert_eq!(
        changed(SETTINGS, &new),
        [
            "-profile   = \"generic-80mm\"      # 모델은 아직 모름",
            "+profile   = \"kitchen\"      # 모델은 아직 모름",
            "-columns = 42 # 시험 인쇄 전",
            "+columns = 48 # 시험 인쇄 전"
        ]
    );
    let new = printer(SETTINGS, "counter", &[("columns", 48.into())]).unwrap();
    assert_eq!(changed(SETTINGS, &new), ["+columns = 48"], "{new}");
    assert!(new.ends_with("51:9100\"\ncolumns = 48\n"), "under its own printer: {new}");
    assert!(matches!(printer(SETTINGS, "bar", &keys(48)), Err(AmendError::NoPrinter(_))));
    assert!(matches!(printer("[[printers]", "kitchen", &keys(48)), Err(AmendError::Syntax(_))));
}

#[test]
fn files_of_windows_and_tables_on_one_line_keep_their_look() {
    let windows = format!("\u{feff}{}", SETTINGS.replace('\n', "\r\n"));
    let new = printer(&windows, "kitchen", &keys(48)).unwrap();
    assert_eq!(
        new,
        format!("\u{feff}{}", printer(SETTINGS, "kitchen", &keys(48)).unwrap()).replace('\n', "\r\n")
    );
    let inline = "printers = [\n  { id = \"bar\" },\n  { id = \"kitchen\", columns = 42 }, # 주방\n]\n";
    let new = printer(inline, "kitchen", &[("columns", 48.into())]).unwrap();
    assert_eq!(new, inline.replace("42", "48"));
    assert_eq!(root("cut = \"full\" # x\n", &[("cut", "none".into())]).unwrap(), "cut = \"none\" # x\n");
    let last = printer(SETTINGS.trim_end(), "counter", &[("columns", 48.into())]).unwrap();
    assert!(last.contains("51:9100\"\ncolumns = 48"), "no end of line before it: {last}");
}

#[test]
fn the_windows_keys_change_and_nothing_else() {
    let keys: [Key; 2] = [("theme", "dark".into()), ("scale", 150.into())];
    let new = window(SETTINGS, &keys).unwrap();
    assert_eq!(new, format!("{SETTINGS}\n[window]\ntheme = \"dark\"\nscale = 150\n"));
    let set = "# 가게\n[window] # 계산대\n# 큰 글씨\nscale = 125 # 어머니\n\n[store]\nname = \"가\"\n";
    let dark = set.replace("어머니\n", "어머니\ntheme = \"dark\"\n");
    assert_eq!(window(set, &keys[..1]).unwrap(), dark);
    assert_eq!(window(set, &keys[1..]).unwrap(), set.replace("125", "150"));
    for one_line in ["window = { scale = 125 }\n", "window.scale = 125 # x\n"] {
        assert_eq!(window(one_line, &keys[1..]).unwrap(), one_line.replace("125", "150"));
    }
    assert!(matches!(window("window = 1\n", &keys), Err(AmendError::NoTable("window"))));
    let english = root(SETTINGS, &[("language", "en".into())]).unwrap();
    assert_eq!(changed(SETTINGS, &english), ["+language = \"en\""]);
}

#[test]
fn a_file_is_replaced_whole_and_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    replace(&path, None, "a = 1\n").unwrap();
    assert!(!backup(&path).exists(), "there was nothing to keep");
    replace(&path, Some("a = 1\n"), "a = 2\n").unwrap();
    let text = |path: &Path| fs::read_to_string(path).unwrap();
    assert_eq!((text(&path), text(&backup(&path))), ("a = 2\n".into(), "a = 1\n".into()));
    // It was saved in an editor while we asked.
    fs::write(&path, "a = 3\n").unwrap();
    assert!(matches!(replace(&path, Some("a = 2\n"), "a = 4\n"), Err(AmendError::Changed)));
    assert!(matches!(replace(&path, None, "a = 4\n"), Err(AmendError::Changed)));
    assert_eq!((text(&path), text(&backup(&path))), ("a = 3\n".into(), "a = 1\n".into()));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left lying about: {names:?}");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("real.toml"), folder.path().join("settings.toml"));
    fs::write(&path, "a = 1\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&path, &link).unwrap();
    replace(&link, Some("a = 1\n"), "a = 2\n").unwrap();
    assert!(link.is_symlink());
    for path in [&path, &backup(&link)] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "a = 2\n");
}

const PRINTER: [Change; 0] = [];

fn named(name: &str) -> Vec<Change> {
    vec![("name", Some(name.into())), ("columns", Some(48.into()))]
}

#[test]
fn a_new_entry_comes_behind_the_last_of_its_kind() {
    let file = "[store]\nname = \"가\"\n\n[[printers]]\nid = \"a\" # 첫째\n#| columns = 48\n\n# 대행사\n[[agencies]]\nid = \"x\"\n# 끝";
    let new = entry(file, "printers", "b", &named("나")).unwrap();
    let block = "[[printers]]\nid = \"b\"\nname = \"나\"\ncolumns = 48\n";
    assert_eq!(new, file.replace("#| columns = 48\n\n", &format!("#| columns = 48\n\n{block}\n")));
    let last = entry(file, "agencies", "y", &named("다")).unwrap();
    assert_eq!(last, format!("{file}\n\n[[agencies]]\nid = \"y\"\nname = \"다\"\ncolumns = 48\n"));
    let first = entry(file, "channels", "t", &PRINTER).unwrap();
    assert_eq!(first, format!("{file}\n\n[[channels]]\nid = \"t\"\n"));
    // A remark directly above a header is that table's.
    let tight = "[[printers]]\nid = \"a\"\n# 대행사\n[[agencies]]\nid = \"x\"\n";
    let new = entry(tight, "printers", "b", &PRINTER).unwrap();
    assert_eq!(
        new,
        "[[printers]]\nid = \"a\"\n\n[[printers]]\nid = \"b\"\n\n# 대행사\n[[agencies]]\nid = \"x\"\n"
    );
    let windows = format!("\u{feff}{}", file.replace('\n', "\r\n"));
    let expected = entry(file, "printers", "b", &named("나")).unwrap();
    let expected = format!("\u{feff}{}", expected.replace('\n', "\r\n"));
    assert_eq!(entry(&windows, "printers", "b", &named("나")).unwrap(), expected);
    assert!(matches!(
        entry("printers = 1\n", "printers", "b", &PRINTER),
        Err(AmendError::NoTable("printers"))
    ));
    assert_eq!(entry("", "printers", "b", &PRINTER).unwrap(), "[[printers]]\nid = \"b\"\n");
}

#[test]
fn an_entry_that_is_there_changes_key_by_key() {
    let changes = [("name", Some("나".into())), ("profile", None), ("address.road", Some("길".into()))];
    let new = entry(SETTINGS, "printers", "kitchen", &changes).unwrap();
    assert_eq!(
        changed(SETTINGS, &new),
        [
            "-# 주방: 3번 콘센트",
            "-profile   = \"generic-80mm\"      # 모델은 아직 모름",
            "+name = \"나\"",
            "+address = { road = \"길\" }"
        ]
    );
    let gone = entry(&new, "printers", "kitchen", &[("address.road", None)]).unwrap();
    assert!(!gone.contains("address"), "an empty table goes with its last key: {gone}");
    let line = "[store]\naddress = { road = \"길\", jibun = \"동\" } # 이전\n";
    let more = table(line, "store", &[("address.detail", Some("1".into()))]).unwrap();
    assert_eq!(more, line.replace("\"동\" }", "\"동\", detail = \"1\" }"));
    assert_eq!(table(&more, "store", &[("address.detail", None)]).unwrap(), line);
    assert_eq!(
        table("# 가\n", "store", &[("name", Some("나".into()))]).unwrap(),
        "# 가\n\n[store]\nname = \"나\"\n"
    );
    assert!(matches!(table("store = 1\n", "store", &[]), Err(AmendError::NoTable("store"))));
}

#[test]
fn tables_on_one_line_grow_and_shrink_in_their_own_way() {
    let long = "printers = [\n  { id = \"a\" }, # 첫째\n  { id = \"b\", name = \"나\" }, # 둘째\n]\n";
    let new = entry(long, "printers", "c", &named("다")).unwrap();
    assert_eq!(new, long.replace("\n]", "\n  { id = \"c\", name = \"다\", columns = 48 },\n]"));
    let short = "printers = [{ id = \"a\" }]\n";
    let new = entry(short, "printers", "b", &PRINTER).unwrap();
    assert_eq!(new, "printers = [{ id = \"a\" }, { id = \"b\" }]\n");
    assert_eq!(without(&new, "printers", "b").unwrap(), short);
}

#[test]
fn an_entry_goes_with_the_remarks_above_it_and_no_others() {
    let file = "# 머리\n\n# 하나\n[[printers]]\nid = \"a\"\n#| columns = 48\n\n# 둘\n# 둘째 줄\n[[printers]]\nid = \"b\"\nnames = [\n  \"x\",\n] # 뒤\n# 끝\n\n# 셋\n[[agencies]]\nid = \"x\"\n";
    let without_a = without(file, "printers", "a").unwrap();
    assert_eq!(without_a, file.replace("# 하나\n[[printers]]\nid = \"a\"\n#| columns = 48\n\n", ""));
    let b = "# 둘\n# 둘째 줄\n[[printers]]\nid = \"b\"\nnames = [\n  \"x\",\n] # 뒤\n# 끝\n\n";
    assert_eq!(without(file, "printers", "b").unwrap(), file.replace(b, ""));
    assert_eq!(
        without(file, "agencies", "x").unwrap(),
        file.replace("\n# 셋\n[[agencies]]\nid = \"x\"\n", "")
    );
    assert_eq!(without(file, "printers", "c").unwrap(), file);
    assert_eq!(without(file, "channels", "a").unwrap(), file);
    assert!(matches!(without("[[printers]", "printers", "a"), Err(AmendError::Syntax(_))));
    let windows = file.replace('\n', "\r\n");
    assert_eq!(without(&windows, "printers", "a").unwrap(), without_a.replace('\n', "\r\n"));
}

#[test]
fn the_shipped_example_survives_every_change() {
    let example = include_str!("../../../assets/settings.example.toml");
    for (kind, id) in [("channels", "teukgeup"), ("printers", "kitchen"), ("printers", "counter")] {
        let cut = without(example, kind, id).unwrap();
        assert!(changed(example, &cut).iter().all(|line| line.starts_with('-')), "{kind} {id}");
        assert!(!cut.contains(&format!("\nid = \"{id}\"")), "{kind} {id}");
    }
    for kind in ["channels", "printers", "agencies"] {
        let more = entry(example, kind, "new", &named("새것")).unwrap();
        let lines = changed(example, &more);
        assert!(lines.iter().all(|line| line.starts_with('+')) && lines.len() == 5, "{kind}: {lines:?}");
        assert_eq!(without(&more, kind, "new").unwrap(), example, "{kind}");
    }
}
