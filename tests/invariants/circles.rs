//! Which module or file leads to which, and the widest circle that leads back to itself.

use super::source::{blanked, is_test, names, sources, without_tests};

/// The names that stand behind `before` and end with an opening bracket.
fn called<'c>(code: &'c str, before: &str) -> Vec<(&'c str, &'c str)> {
    let name = |at: usize| {
        let rest = &code[at + before.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some((&rest[..end], &rest[end..]))
    };
    code.match_indices(before).filter_map(|(at, _)| name(at)).collect()
}

/// Which file of a folder of the rules calls a method of which other one. A machine has no way to another one's methods, so
/// calls stay within a folder.
fn calls(files: &[(String, String)]) -> Vec<(usize, usize)> {
    let has_self = |rest: &str| {
        let parameters = rest.trim_start_matches(['(', '&', ' ', '\n']).trim_start_matches("mut ");
        rest.starts_with('(') && parameters.starts_with("self")
    };
    let mut edges = Vec::new();
    for (from, (_, code)) in files.iter().enumerate() {
        for (name, _) in called(code, "self.").into_iter().filter(|(_, rest)| rest.starts_with('(')) {
            let defines = |(_, code): &&(String, String)| {
                called(code, "fn ").into_iter().any(|(fun, rest)| fun == name && has_self(rest))
            };
            edges
                .extend(files.iter().enumerate().filter(|(_, file)| defines(file)).map(|(to, _)| (from, to)));
        }
    }
    edges
}

/// Of so many things and what leads from one to another: the widest circle there is.
fn widest(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut reaches = vec![vec![false; count]; count];
    edges.iter().for_each(|(from, to)| reaches[*from][*to] = true);
    for by in 0..count {
        for from in 0..count {
            for to in 0..count {
                reaches[from][to] |= reaches[from][by] && reaches[by][to];
            }
        }
    }
    let circle = |at: usize| -> Vec<usize> {
        (0..count).filter(|to| *to == at || (reaches[at][*to] && reaches[*to][at])).collect()
    };
    (0..count).map(circle).max_by_key(Vec::len).unwrap_or_default()
}

/// The files that call one another in a circle, for the widest circle there is.
fn widest_circle(files: &[(String, String)]) -> Vec<&str> {
    widest(files.len(), &calls(files)).into_iter().map(|at| files[at].0.as_str()).collect()
}

/// The modules of the program that import one another, however long the way round, for the widest circle there is.
fn modules_in_circle(sources: &[(String, String)]) -> Vec<String> {
    let module = |path: &str| {
        let first = path.strip_prefix("src/")?.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first).to_owned())
    };
    let sources: Vec<_> = sources.iter().filter(|(path, _)| !is_test(path)).collect();
    let mut modules: Vec<String> = sources.iter().filter_map(|(path, _)| module(path)).collect();
    modules.sort();
    modules.dedup();
    let mut edges = Vec::new();
    for (path, text) in sources {
        let Some(from) = module(path).and_then(|from| modules.binary_search(&from).ok()) else { continue };
        for name in names(&without_tests(&blanked(text))) {
            let named = name.path.strip_prefix("crate::").and_then(|rest| rest.split("::").next());
            let to = named.and_then(|to| modules.binary_search_by(|module| module.as_str().cmp(to)).ok());
            edges.extend(to.filter(|to| *to != from).map(|to| (from, to)));
        }
    }
    let circle = widest(modules.len(), &edges);
    circle.into_iter().map(|at| modules[at].clone()).collect()
}

/// So each can be read with those below it in mind, and none of those above.
#[test]
fn modules_import_one_another_in_no_circle() {
    let circle = modules_in_circle(&sources());
    assert_eq!(circle.len(), 1, "{circle:?} import one another");
    let file = |path: &str, code: &str| (path.to_owned(), code.to_owned());
    let ring = [
        file("src/a/mod.rs", "use crate::b::B;"),
        file("src/b.rs", "fn f() { crate::c::g() }"),
        file("src/c/d.rs", "use crate::{a::A, e};"),
        file("src/e.rs", "// use crate::a;"),
        file("src/e/tests.rs", "use crate::a;"),
    ];
    assert_eq!(modules_in_circle(&ring), ["a", "b", "c"]);
}

#[test]
fn the_rules_call_one_another_in_no_wide_circle() {
    let sources = sources();
    for folder in ["deliveries", "head", "tickets"] {
        let within = format!("crates/domain/src/rules/{folder}/");
        let file = |(path, text): &(String, String)| {
            let name = path.strip_prefix(&within)?;
            Some((name.to_owned(), without_tests(&blanked(text))))
        };
        let files: Vec<_> = sources.iter().filter_map(file).collect();
        assert!(!calls(&files).is_empty(), "{folder}: nothing is read");
        let circle = widest_circle(&files);
        assert!(circle.len() <= 3, "{folder}: {circle:?} call one another");
    }
    let file = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let ring = [
        file("a.rs", "fn one(&mut self) { self.two() }"),
        file("b.rs", "fn two(&self) { self.three(1) }"),
        file("c.rs", "fn three(&mut self, n: u8) { self.one() }"),
        file("d.rs", "fn four(&mut self) { self.one() }"),
    ];
    assert_eq!(widest_circle(&ring), ["a.rs", "b.rs", "c.rs"]);
}
