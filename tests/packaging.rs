//! What a developer's first commands install and build, and what is told of a release, asked of make and of the scripts themselves.

#![cfg(target_os = "linux")]
// In a test a failed helper is a failed test.
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A program that stands before the system's own of that name.
fn stand_in(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// What the script would have apt install on a machine that has Rust and nothing else.
fn installs(arguments: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    stand_in(folder.path(), "dpkg-query", "exit 1");
    stand_in(folder.path(), "cargo", "exit 0");
    stand_in(folder.path(), "id", "echo 0");
    stand_in(folder.path(), "apt-get", &format!("echo \"$@\" >> '{}'", told.display()));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/dev/install-deps.sh");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let output = Command::new(script).args(arguments).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = std::fs::read_to_string(told).unwrap();
    let words = told.lines().filter(|line| line.starts_with("install")).flat_map(str::split_whitespace);
    words.skip(1).filter(|word| !word.starts_with('-')).map(str::to_owned).collect()
}

#[test]
fn building_and_running_install_no_print_system() {
    let packages = installs(&[]);
    assert!(packages.iter().any(|package| package == "gcc"), "{packages:?}");
    let print_system = packages.iter().filter(|package| package.starts_with("cups"));
    assert_eq!(print_system.count(), 0, "{packages:?}");
}

#[test]
fn tests_install_what_running_needs_a_print_system_and_a_screen() {
    let (run, test) = (installs(&[]), installs(&["test"]));
    let more: Vec<_> = test.iter().filter(|package| !run.contains(package)).collect();
    let wanted = "cups cups-client xvfb openbox xdotool x11-utils ibus ibus-hangul dbus minisign";
    assert_eq!(more, wanted.split(' ').collect::<Vec<_>>());
    assert!(run.iter().all(|package| test.contains(package)), "{run:?} {test:?}");
}

#[test]
fn each_package_installs_what_its_scripts_call() {
    for (kind, wanted) in [
        ("windows", &["gcc-mingw-w64-x86-64", "wine64", "nsis", "xvfb", "imagemagick"][..]),
        ("linux", &["gcc", "libasound2-dev", "dpkg-dev", "debootstrap", "minisign"]),
    ] {
        let packages = installs(&[kind]);
        let missing: Vec<_> = wanted.iter().filter(|one| !packages.contains(&(**one).to_owned())).collect();
        assert!(missing.is_empty(), "{kind}: {missing:?}");
    }
}

#[test]
fn a_release_tells_what_it_is_made_of_and_nothing_of_tests() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("sbom.cdx.json");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/dev/sbom.py");
    // A machine without Python makes no release.
    let Ok(output) = Command::new("python3").arg(script).arg("x86_64-unknown-linux-gnu").arg(&out).output()
    else {
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
    assert_eq!(
        (&told["bomFormat"], &told["metadata"]["component"]["name"]),
        (&"CycloneDX".into(), &"jumunbell".into())
    );
    let components = told["components"].as_array().unwrap();
    let names: Vec<&str> = components.iter().map(|one| one["name"].as_str().unwrap()).collect();
    for shipped in ["jumunbell-domain", "rusqlite", "ring", "iced", "cc"] {
        assert!(names.contains(&shipped), "{shipped}");
    }
    for of_tests in ["criterion", "insta", "iced_test", "wiremock"] {
        assert!(!names.contains(&of_tests), "{of_tests}");
    }
    for one in components {
        let licence = one["licenses"][0]["expression"].as_str().unwrap();
        assert!(!licence.is_empty() && !licence.contains('/'), "{one}");
        let of_ours = one["name"].as_str().unwrap().starts_with("jumunbell");
        assert!(of_ours || one["hashes"][0]["content"].as_str().unwrap().len() == 64, "{one}");
    }
}

#[test]
fn a_signed_manifest_is_one_that_the_program_follows() {
    let folder = tempfile::tempdir().unwrap();
    let (key, public) = (folder.path().join("test.key"), folder.path().join("test.pub"));
    let made = Command::new("minisign").args(["-G", "-W", "-s"]).arg(&key).arg("-p").arg(&public).output();
    // A machine without minisign signs no release; CI has one.
    let Ok(made) = made else {
        assert!(std::env::var_os("CI").is_none(), "minisign is missing: packaging/dev/install-deps.sh test");
        return;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let version = env!("CARGO_PKG_VERSION");
    let out = folder.path().join("dist");
    std::fs::create_dir(&out).unwrap();
    let setup = format!("jumunbell-{version}-setup.exe");
    std::fs::write(out.join(&setup), "an installer").unwrap();
    std::fs::write(out.join(format!("jumunbell_{version}_amd64.deb")), "a package").unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/sign.sh");
    let signed = Command::new(script).arg(&out).arg(&key).output().unwrap();
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
    let public = std::fs::read_to_string(public).unwrap();
    let public = public.lines().nth(1).unwrap();
    for name in ["jumunbell.json".to_owned(), format!("jumunbell-{version}.json")] {
        let [text, signature] =
            [name.clone(), format!("{name}.minisig")].map(|file| std::fs::read(out.join(file)).unwrap());
        let manifest = jumunbell::update::Manifest::read(public, &text, &signature).unwrap();
        assert_eq!(manifest.version.to_string(), version);
        let file = manifest.file("windows-x86_64").unwrap();
        assert_eq!((file.name.as_str(), file.bytes), (setup.as_str(), 12));
        assert!(manifest.file("linux-x86_64-deb").is_some() && manifest.file("linux-x86_64").is_none());
    }
}

/// The commands that make would run for a target.
fn recipe(target: &str) -> Option<String> {
    let make = Command::new("make").args(["-n", target]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    Some(String::from_utf8(make.ok()?.stdout).unwrap())
}

#[test]
fn demo_and_test_build_what_the_lock_file_names() {
    for (target, deps) in [("demo", "install-deps.sh"), ("test", "install-deps.sh test")] {
        // A machine without make follows no Makefile.
        let Some(recipe) = recipe(target) else { return };
        assert!(recipe.lines().any(|line| line.trim_end().ends_with(deps)), "{target}: {recipe}");
        let builds = recipe.lines().filter(|line| {
            ["run", "test", "clippy"].iter().any(|verb| line.contains(&format!("cargo {verb}")))
        });
        let builds: Vec<_> = builds.collect();
        assert!(
            !builds.is_empty() && builds.iter().all(|line| line.contains("--locked")),
            "{target}: {recipe}"
        );
    }
}
