//! Source text as code alone, and the names that stand in it.

use std::path::{Path, PathBuf};

/// Tests, and the samples that they are made of, join rooms that the program keeps apart.
pub fn is_test(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/") || ["tests.rs", "sample.rs"].contains(&file) || file.ends_with("_tests.rs")
}

/// One name that a file uses, with `use` lists taken apart, and its line.
pub struct Named {
    pub path: String,
    pub line: usize,
}

/// A string or a character as the code spells it, escapes and all.
pub struct Literal {
    pub line: usize,
    pub text: String,
    /// The code that ends before it, without spaces.
    pub before: String,
}

/// The same text, line by line, with comments, strings and characters blank.
pub fn blanked(text: &str) -> String {
    lexed(text).0
}

/// The strings and characters of a file without those of its tests.
pub fn literals(text: &str) -> Vec<Literal> {
    let (code, mut literals) = lexed(text);
    let lines = without_tests(&code).lines().count();
    literals.retain(|literal| literal.line <= lines);
    literals
}

/// The text [`blanked`], and what was a string or a character in it.
fn lexed(text: &str) -> (String, Vec<Literal>) {
    let mut literals = Vec::new();
    let bytes: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    let skip = |code: &mut String, from: usize, to: usize| {
        bytes[from..to.min(bytes.len())].iter().for_each(|&c| code.push(if c == '\n' { '\n' } else { ' ' }));
        to.min(bytes.len())
    };
    let find = |from: usize, what: &str| {
        let what: Vec<char> = what.chars().collect();
        (from..bytes.len()).find(|&i| bytes[i..].starts_with(&what)).map_or(bytes.len(), |i| i + what.len())
    };
    let literal = |code: &str, from: usize, to: usize| {
        let mut before: Vec<char> = code.chars().rev().filter(|c| !c.is_whitespace()).take(24).collect();
        before.reverse();
        let text = bytes[from.min(bytes.len())..to.min(bytes.len())].iter().collect();
        // The place for now; the line follows once all is read.
        Literal { line: from, text, before: before.into_iter().collect() }
    };
    while at < bytes.len() {
        let rest = &bytes[at..];
        let word_before = at > 0 && (bytes[at - 1].is_alphanumeric() || bytes[at - 1] == '_');
        if rest.starts_with(&['/', '/']) {
            let end = (at..bytes.len()).find(|&i| bytes[i] == '\n').unwrap_or(bytes.len());
            at = skip(&mut code, at, end);
        } else if rest.starts_with(&['/', '*']) {
            at = skip(&mut code, at, find(at + 2, "*/"));
        } else if !word_before && rest[0] == 'r' && matches!(rest.get(1), Some('"' | '#')) {
            let hashes = rest[1..].iter().take_while(|&&c| c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            at = match rest.get(1 + hashes) {
                Some('"') => {
                    let to = find(at + 2 + hashes, &end);
                    literals.push(literal(&code, at + 2 + hashes, to - end.len()));
                    skip(&mut code, at, to)
                }
                _ => skip(&mut code, at, at + 1),
            };
        } else if rest[0] == '"' {
            let mut end = at + 1;
            while end < bytes.len() && bytes[end] != '"' {
                end += if bytes[end] == '\\' { 2 } else { 1 };
            }
            literals.push(literal(&code, at + 1, end));
            at = skip(&mut code, at, end + 1);
        } else if rest[0] == '\'' && (rest.get(2) == Some(&'\'') || rest.get(1) == Some(&'\\')) {
            let quote = (at + 2..bytes.len()).find(|&i| bytes[i] == '\'' && bytes[i - 1] != '\\');
            let quote = quote.unwrap_or(at + 2);
            literals.push(literal(&code, at + 1, quote));
            at = skip(&mut code, at, quote + 1);
        } else {
            code.push(rest[0]);
            at += 1;
        }
    }
    let (mut line, mut at) = (1, 0);
    for literal in &mut literals {
        let from = literal.line.min(bytes.len());
        line += bytes[at..from].iter().filter(|c| **c == '\n').count();
        (literal.line, at) = (line, from);
    }
    (code, literals)
}

/// Without what stands behind the last `#[cfg(test)] mod tests {`, which by our custom ends a file.
pub fn without_tests(code: &str) -> String {
    let ends = code.match_indices("#[cfg(test)]").filter(|(at, _)| {
        let after = code[at + "#[cfg(test)]".len()..].trim_start();
        after.starts_with("mod ") && after.split_once('{').is_some_and(|(head, _)| !head.contains(';'))
    });
    ends.last().map_or(code, |(at, _)| &code[..at]).to_owned()
}

/// Every path in the code: `a::b::{c, d::e}` is `a::b::c` and `a::b::d::e`. A bare first word counts too, so that
/// `use tokio;` and `iced!` are seen.
pub fn names(code: &str) -> Vec<Named> {
    let mut names = Vec::new();
    // What stands before the current brace, where that brace belongs to a `use` list.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut line = 1;
    let mut chars = code.char_indices().peekable();
    let mut prefix = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => line += 1,
            '{' => {
                open.push(prefix.ends_with("::").then(|| prefix.clone()));
                prefix.clear();
            }
            '}' => {
                open.pop();
                prefix.clear();
            }
            ':' if code[at..].starts_with("::") => {
                chars.next();
                if !prefix.is_empty() {
                    prefix.push_str("::");
                }
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut end = at + c.len_utf8();
                while let Some(&(next, c)) = chars.peek()
                    && (c.is_alphanumeric() || c == '_')
                {
                    end = next + c.len_utf8();
                    chars.next();
                }
                if !prefix.ends_with("::") {
                    prefix.clear();
                }
                prefix.push_str(&code[at..end]);
                if !code[end..].trim_start().starts_with("::") {
                    let outer: String = open.iter().flatten().map(String::as_str).collect();
                    names.push(Named { path: format!("{outer}{prefix}"), line });
                }
            }
            c if c.is_whitespace() => {}
            _ => prefix.clear(),
        }
    }
    names
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every file of the program by its path in the project, with its text.
pub fn sources() -> Vec<(String, String)> {
    sources_in(&["src", "crates"])
}

pub fn sources_in(folders: &[&str]) -> Vec<(String, String)> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    folders.iter().for_each(|folder| files(&project.join(folder), &mut paths));
    paths.sort();
    assert!(paths.len() > 300, "the source is not where it was");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(project).unwrap().to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(&path).unwrap())
    };
    paths.into_iter().map(read).collect()
}
