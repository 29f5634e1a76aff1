//! `setup`: the real program hands one shop's set-up to another.

// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

mod program;

use std::path::Path;
use std::process::Output;

use jumunbell::sim::TestShop;
use program::{Running, english, jumunbell, korean, nobody, stderr, stdout, with_settings};

fn run(data: &Path, verb: &str, file: &Path) -> Output {
    jumunbell(data, &["setup", verb]).arg(file).output().unwrap()
}

fn shop() -> String {
    TestShop::complete()
        .app("x-app", "baedal-teukgeup", format_args!("http://{}", nobody()))
        .printer("x-kitchen", "generic-80mm", "file:///dev/null")
        .own_riders("x-own")
        .to_string()
}

#[test]
fn a_set_up_goes_from_one_shop_to_an_empty_one() {
    let shop = shop();
    let (from, elsewhere) = (with_settings(&shop), tempfile::tempdir().unwrap());
    let (file, to) = (elsewhere.path().join("x-chain.toml"), elsewhere.path().join("x-data"));
    for (data, verb) in [(from.path(), "export"), (to.as_path(), "check"), (to.as_path(), "import")] {
        let output = run(data, verb, &file);
        assert_eq!(output.status.code(), Some(0), "{verb}: {}", stderr(&output));
        korean(&stdout(&output));
        assert!(
            stdout(&output).contains("jumunbell secret set") && stdout(&output).contains("channel/x-app"),
            "{}",
            stdout(&output)
        );
        assert_eq!(to.join("settings.toml").exists(), verb == "import", "{verb}");
    }
    assert_eq!(std::fs::read_to_string(to.join("settings.toml")).unwrap(), shop);
    // What is there is not written over, by neither side.
    std::fs::write(to.join("settings.toml"), "[store]\nname = \"x\"\n").unwrap();
    for (data, verb) in [(from.path(), "export"), (to.as_path(), "import")] {
        let output = run(data, verb, &file);
        assert_eq!(output.status.code(), Some(1), "{verb}");
        korean(&stderr(&output));
        english(&stderr(&jumunbell(data, &["--lang", "en", "setup", verb]).arg(&file).output().unwrap()));
    }
    let output = jumunbell(&to, &["setup", "import", "--replace"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(to.join("settings.toml.bak").exists());
}

#[test]
fn a_set_up_file_that_is_wrong_exits_2_with_its_place() {
    let (from, elsewhere) = (with_settings(&shop()), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("x-chain.toml");
    assert_eq!(run(from.path(), "export", &file).status.code(), Some(0));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("profile = \"generic-80mm\"", "profil = \"generic-80mm\"")).unwrap();
    for verb in ["check", "import"] {
        let output = run(&elsewhere.path().join("x-data"), verb, &file);
        assert_eq!(output.status.code(), Some(2), "{verb}");
        assert!(stderr(&output).contains("(settings.toml):15: printers.profil: "), "{}", stderr(&output));
        assert!(!elsewhere.path().join("x-data").exists(), "{verb}: nothing is written");
    }
    let wrong = with_settings("[store]\n");
    assert_eq!(run(wrong.path(), "export", &elsewhere.path().join("x-other.toml")).status.code(), Some(2));
    assert!(!elsewhere.path().join("x-other.toml").exists());
}

#[test]
fn a_running_counter_is_set_up_by_nobody() {
    let shop = shop();
    let (data, elsewhere) = (with_settings(&shop), tempfile::tempdir().unwrap());
    let file = elsewhere.path().join("x-chain.toml");
    let running = Running::headless(data.path());
    assert_eq!(run(data.path(), "export", &file).status.code(), Some(0), "looking is free");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("x-kitchen", "x-other")).unwrap();
    let output = jumunbell(data.path(), &["setup", "import", "--replace"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    korean(&stderr(&output));
    assert_eq!(std::fs::read_to_string(data.path().join("settings.toml")).unwrap(), shop);
    drop(running);
    let output = jumunbell(data.path(), &["setup", "import", "--replace"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
