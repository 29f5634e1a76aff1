//! Profiles from a capabilities file of escpos-printer-db
//! (<https://github.com/receipt-print-hq/escpos-printer-db>, CC-BY-4.0).
//!
//! That file knows widths, fonts and cutters of many models and nothing of Hangul or status. What it does not say, or
//! says beyond what can be, is taken from the careful generic profile and named. Its text is data: a key becomes a file
//! name only if it is plain, under a prefix that no shipped profile and no Windows device has.

use std::collections::HashSet;

use domain::text::clean;
use serde_json::Value;

use super::Profile;

/// What is taken over from where the file is silent.
const BASE: &str = "generic-80mm-ks";
/// Before every name: nothing imported may stand in for a profile that ships.
const PREFIX: &str = "db-";
/// Dots across one column.
const COLUMN: u64 = 12;

/// One profile to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its name, which is the file's stem.
    pub name: String,
    /// The file.
    pub text: String,
    /// Keys that the capabilities file does not know.
    pub unknown: Vec<&'static str>,
}

/// Why a model was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Its key cannot be a file name.
    Name,
    /// Another key has the same name but for the case.
    Twice,
    /// The printer speaks Star's own language.
    Star,
    /// The entry is not an object, or makes no profile.
    Unreadable(String),
}

/// Why no profile was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON of another kind.
    #[error("not a capabilities file of escpos-printer-db: it has no object `profiles`")]
    NotCapabilities,
}

/// The profiles in a capabilities file, and the keys that were left out.
#[allow(clippy::type_complexity)]
pub fn import(json: &str) -> Result<(Vec<Draft>, Vec<(String, LeftOut)>), ImportError> {
    let whole: Value = serde_json::from_str(json)?;
    let models = whole.get("profiles").and_then(Value::as_object).ok_or(ImportError::NotCapabilities)?;
    let (mut drafts, mut left_out) = (Vec::new(), Vec::new());
    let mut names = HashSet::new();
    for (key, model) in models {
        match draft(key, model) {
            Ok(draft) if names.insert(draft.name.clone()) => drafts.push(draft),
            Ok(_) => left_out.push((clean(key), LeftOut::Twice)),
            Err(why) => left_out.push((clean(key), why)),
        }
    }
    drafts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok((drafts, left_out))
}

fn draft(key: &str, model: &Value) -> Result<Draft, LeftOut> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if key.is_empty() || key.len() > 48 || !key.chars().all(plain) {
        return Err(LeftOut::Name);
    }
    if !model.is_object() {
        return Err(LeftOut::Unreadable("not an object".to_owned()));
    }
    let feature = |name: &str| model["features"][name].as_bool();
    if feature("starCommands") == Some(true) {
        return Err(LeftOut::Star);
    }
    // Numbers are numbers or the word "Unknown"; beyond these bounds they are no printer's.
    let number = |value: &Value, least: u64, most: u64| value.as_u64().filter(|n| (least..=most).contains(n));
    let mut unknown = vec!["hangul", "status"];
    let mut keys = Vec::new();
    let dots = number(&model["media"]["width"]["pixels"], 16 * COLUMN, 2400);
    let columns = number(&model["fonts"]["0"]["columns"], 16, 96);
    if dots.is_none() {
        unknown.push("dots");
    }
    if columns.is_none() {
        unknown.push("columns");
    }
    let (dots, columns) = match (dots, columns) {
        // Narrower fonts fit more columns than ours of 12 dots.
        (Some(dots), Some(columns)) => (dots, columns.min(dots / COLUMN)),
        (Some(dots), None) => (dots, (dots / COLUMN).min(42)),
        (None, Some(columns)) => (columns * COLUMN, columns),
        (None, None) => (512, 42),
    };
    keys.push(format!("dots = {dots}\ncolumns = {columns}"));
    match number(&model["media"]["dpi"], 60, 600) {
        Some(dpi) => keys.push(format!("dpi = {dpi}")),
        None => unknown.push("dpi"),
    }
    match number(&model["fonts"]["1"]["columns"], 16, 160) {
        Some(columns) => keys.push(format!("columns_b = {columns}")),
        None => unknown.push("columns_b"),
    }
    match (feature("paperPartCut"), feature("paperFullCut")) {
        (Some(true), _) => keys.push("cut = \"partial\"".to_owned()),
        (_, Some(true)) => keys.push("cut = \"full\"".to_owned()),
        (Some(false), Some(false)) => keys.push("cut = \"none\"".to_owned()),
        _ => unknown.push("cut"),
    }
    let word = |name: &str| clean(model[name].as_str().unwrap_or_default());
    let called = format!("{} {}", word("vendor"), word("name"));
    let called = if called.trim().is_empty() { key } else { called.trim() };
    let called: String = called.chars().take(60).collect();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let name = format!("{PREFIX}{}", key.to_ascii_lowercase());
    let text = format!(
        "# From the profile \"{key}\" of escpos-printer-db, https://github.com/receipt-print-hq/escpos-printer-db,\n\
         # under CC-BY-4.0 (https://creativecommons.org/licenses/by/4.0/). Changed: reduced to the keys below.\n\
         name = {}\nlike = \"{BASE}\"\n{}\nsources = [\"escpos-printer-db, {key} (CC-BY-4.0)\"]\n\
         unverified = [{}]\n",
        quoted(&called),
        keys.join("\n"),
        quoted(&unknown.join(", ")),
    );
    Profile::check(&name, &text, None).map_err(|error| LeftOut::Unreadable(error.to_string()))?;
    Ok(Draft { name, text, unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::{Cut, HangulSet};

    fn one(model: &str) -> Result<(Profile, Draft), LeftOut> {
        let (mut drafts, mut left_out) = import(&format!(r#"{{"profiles":{{"X1":{model}}}}}"#)).unwrap();
        match drafts.pop() {
            Some(draft) => Ok((Profile::check(&draft.name, &draft.text, None).unwrap(), draft)),
            None => Err(left_out.pop().unwrap().1),
        }
    }

    #[test]
    fn a_capabilities_file_becomes_profiles() {
        let json = include_str!("../../tests/fixtures/printers/capabilities.json");
        let (drafts, left_out) = import(json).unwrap();
        let names: Vec<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
        assert_eq!(names, ["db-default", "db-invented-58", "db-invented-80"]);
        assert_eq!(left_out, [("INVENTED-STAR".to_owned(), LeftOut::Star)]);
        let profile = Profile::check("x", &drafts[2].text, None).unwrap();
        assert_eq!((profile.dots, profile.columns, profile.columns_b), (576, 48, Some(64)));
        assert_eq!((profile.dpi, profile.cut, profile.hangul), (Some(203), Cut::Full, HangulSet::KsX1001));
        assert_eq!(profile.name, "가상기기 \"빠른\" 80");
        assert_eq!(drafts[2].unknown, ["hangul", "status"]);
        let small = Profile::check("x", &drafts[1].text, None).unwrap();
        assert_eq!((small.dots, small.columns, small.cut), (384, 32, Cut::None));
        let careful = Profile::check("x", &drafts[0].text, None).unwrap();
        assert_eq!((careful.dots, careful.columns, careful.dpi), (512, 42, None));
        assert!(drafts.iter().all(|draft| draft.text.contains("CC-BY-4.0")));
    }

    #[test]
    fn hostile_keys_become_no_files() {
        for key in
            ["../../etc/passwd", "..", "a/b", r"c:\\x", "", "한글", "a\\nb", "a\\u0000", &"x".repeat(49)]
        {
            let json = format!(r#"{{"profiles":{{"{key}":{{}}}}}}"#);
            let (drafts, left_out) = import(&json).unwrap();
            assert_eq!((drafts.len(), left_out.len()), (0, 1), "{key}");
            assert_eq!(left_out[0].1, LeftOut::Name, "{key}");
        }
        let (drafts, left_out) = import(r#"{"profiles":{"CON":{},"con":{},"generic-80mm":{}}}"#).unwrap();
        assert!(drafts.iter().all(|draft| draft.name.starts_with("db-")), "{drafts:?}");
        assert_eq!((drafts.len(), left_out.len(), &left_out[0].1), (2, 1, &LeftOut::Twice));
    }

    #[test]
    fn impossible_numbers_are_unknown_and_contradictions_fitted() {
        for huge in ["1e300", "99999999999999999999", "-5", "\"Unknown\"", "null", "[]", "2147483648", "0"] {
            let model = format!(
                r#"{{"media":{{"dpi":{huge},"width":{{"pixels":{huge}}}}},"fonts":{{"0":{{"columns":{huge}}}}}}}"#
            );
            let (profile, draft) = one(&model).unwrap();
            assert_eq!((profile.dots, profile.columns, profile.dpi), (512, 42, None), "{huge}");
            assert_eq!(draft.unknown, ["hangul", "status", "dots", "columns", "dpi", "columns_b", "cut"]);
        }
        let (profile, _) = one(r#"{"media":{"width":{"pixels":240}},"fonts":{"0":{"columns":40}}}"#).unwrap();
        assert_eq!((profile.dots, profile.columns), (240, 20));
        let (profile, _) = one(r#"{"fonts":{"0":{"columns":32}}}"#).unwrap();
        assert_eq!((profile.dots, profile.columns), (384, 32));
    }

    #[test]
    fn names_cannot_leave_their_quotes() {
        let (profile, draft) = one(r#"{"name":"a\"\nbuzzer = true\n#","vendor":"\u001b@"}"#).unwrap();
        assert!(!profile.buzzer, "{}", draft.text);
        assert!(!draft.text.contains('\x1b'));
    }

    #[test]
    fn other_files_are_refused() {
        assert!(matches!(import("{"), Err(ImportError::Json(_))));
        for other in ["[]", "{}", r#"{"profiles":[]}"#, "7"] {
            assert!(matches!(import(other), Err(ImportError::NotCapabilities)), "{other}");
        }
        assert!(matches!(one("[]"), Err(LeftOut::Unreadable(_))));
    }
}
