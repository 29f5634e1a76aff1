use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let profiles = data.path().join("printer-profiles");
    std::fs::create_dir(&profiles).unwrap();
    for (name, text) in files {
        std::fs::write(profiles.join(format!("{name}.toml")), text).unwrap();
    }
    data
}

#[test]
fn every_shipped_profile_loads() {
    for name in Profile::shipped() {
        Profile::load(name, None).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let ks = Profile::load("generic-80mm-48-ks", None).unwrap();
    assert_eq!((ks.dots, ks.columns, ks.hangul), (576, 48, HangulSet::KsX1001));
    let generic = Profile::load("generic-58mm", None).unwrap();
    assert_eq!((generic.dots, generic.columns, generic.hangul), (384, 32, HangulSet::Cp949));
    assert_eq!(generic.status, ["dle-eot", "gs-r"], "GS ( H to a clone prints rubbish");
}

#[test]
fn the_data_folder_overrides_and_may_be_like_what_it_overrides() {
    let data = folder(&[("generic-80mm", "like = \"generic-80mm\"\ntop_rows = 1\n")]);
    let profile = Profile::load("generic-80mm", Some(data.path())).unwrap();
    assert_eq!((profile.top_rows, profile.columns), (1, 42));
}

#[test]
fn circles_are_refused() {
    let data = folder(&[("a", "like = \"b\""), ("b", "like = \"a\"")]);
    let error = Profile::load("a", Some(data.path())).unwrap_err().to_string();
    assert!(error.contains("b.toml") && error.contains("leads back"), "{error}");
}

#[test]
fn errors_say_file_line_and_key() {
    let wrong = [
        ("like = \"generic-80mm\"\ncolums = 48", "line 2, key `colums`"),
        ("like = \"generic-80mm\"\n\ncut = \"half\"", "line 3, key `cut`"),
        ("like = \"generic-80mm\"\nstatus = [\"gs-x\"]", "line 2, key `status`"),
        ("name = \"x\"", "key `status` is missing"),
        ("like = \"nowhere\"", "key `like`: no printer profile named \"nowhere\""),
        ("like = \"generic-80mm\"\ncolumns = 48", "key `dots`: 512"),
        ("like = \"generic-80mm\"\nusb = [\n  \"04b8\",\n  \"4b8:1\",\n]", "line 2, key `usb`"),
        ("like = \"generic-80mm\"\nstatus = [\n  \"gs-x\",\n]", ", key `status`"),
        ("like = \"generic-80mm\"\nuser_codes = \"A1A1-A1FE\"", "line 2, key `user_codes`"),
        ("like = \"generic-80mm\"\nuser_codes = \"FEFE-FEA1\"", "line 2, key `user_codes`"),
        ("like = \"generic-80mm\"\ndrawer = { pin = 3, on_ms = 50, off_ms = 50 }", "line 2, key `drawer`"),
        ("like = \"generic-80mm\"\ndrawer = { pin = 2, on_ms = 511, off_ms = 50 }", "line 2, key `drawer`"),
        ("like = \"generic-80mm\"\nserial = { baud = 300, flow = \"none\" }", "line 2, key `serial`"),
        ("like = \"generic-80mm\"\nserial = { baud = 9600, flow = \"dtr\" }", "line 2, key `serial`"),
        ("like = \"generic-80mm\"\ntwo_byte_mode = \"fs\"", "line 2, key `two_byte_mode`"),
        ("like = \"generic-80mm\"\nqr = \"yes\"", "line 2, key `qr`"),
        ("like = \"generic-80mm\"\nbuzzer_command = \"bell\"", "line 2, key `buzzer_command`"),
        ("like = \"generic-80mm\"\ndpi = 1200", "key `dpi`: 1200"),
        ("like = \"generic-80mm\"\ncolumns_b = 4", "key `columns_b`: 4"),
        ("like = \"epson-tm-t88\"\nhangul_dots = [16, 24]", "key `rare_hangul`"),
    ];
    for (text, said) in wrong {
        let data = folder(&[("mine", text)]);
        let error = Profile::load("mine", Some(data.path())).unwrap_err().to_string();
        assert!(error.contains("mine.toml") && error.contains(said), "{error}");
    }
}

#[test]
fn a_name_is_not_a_path() {
    let data = folder(&[]);
    std::fs::write(data.path().join("secret.toml"), "").unwrap();
    let error = Profile::load("../secret", Some(data.path())).unwrap_err();
    assert!(matches!(error, ProfileError::Missing { .. }), "{error}");
}

#[test]
fn every_model_says_what_nobody_has_tried() {
    for name in Profile::shipped().filter(|name| !name.starts_with("generic")) {
        let profile = Profile::load(name, None).unwrap();
        assert!(!profile.unverified.is_empty(), "{name}");
        assert!(!profile.models.is_empty(), "{name}: `printer scan` could not guess it");
        let careful = profile.columns == 42 && profile.hangul == HangulSet::KsX1001;
        assert!(careful, "{name}: 48 columns or all syllables, and nobody has tried");
    }
}

#[test]
fn what_a_model_is_known_by_is_not_inherited() {
    let data = folder(&[("mine", "like = \"epson-tm-t88\"\ndrawer = { pin = 5, on_ms = 50, off_ms = 510 }")]);
    let mine = Profile::load("mine", Some(data.path())).unwrap();
    assert_eq!((mine.dpi, mine.columns_b), (Some(180), Some(56)));
    assert_eq!((mine.usb.len(), mine.models.len(), mine.unverified.len()), (0, 0, 0));
    assert_eq!(mine.drawer.pulse(), [0x1b, b'p', 1, 25, 255]);
}

#[test]
fn a_text_is_checked_before_it_becomes_a_file() {
    assert_eq!(Profile::check("x", "like = \"generic-80mm\"\ntop_rows = 2", None).unwrap().top_rows, 2);
    let error = Profile::check("x", "like = \"generic-80mm\"\n\ndots = -3", None).unwrap_err().to_string();
    assert!(error.contains("x.toml") && error.contains("line 3, key `dots`"), "{error}");
    assert!(Profile::check("x", "like = \"x\"", None).is_err());
}
