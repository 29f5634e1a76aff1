//! Whole tables of a person's file: one that is there is changed key by key, a new one comes behind the last of its kind, and
//! one that goes takes the comments directly above it along. All else stays byte for byte.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{AmendError, edited, within};

/// Keys that one line still shows; a table with more gets lines of its own.
const MOST_ON_A_LINE: usize = 4;

/// A key of a table, dotted where it stands in a table below (`address.road`), and what it is to be; `None`: it goes.
pub type Change = (&'static str, Option<Value>);

/// A text to begin a file with: these lines as comments, and the language that the file is for.
pub fn begun(head: &[String], language: &str) -> String {
    let lines = head.iter().flat_map(|text| text.lines());
    let mut text: String = lines.map(|line| format!("# {line}\n")).collect();
    text += &format!("\nlanguage = {}\n", Value::from(language));
    text
}

/// The text of `settings.toml` with these keys of the table `[name]` changed. Where there is none, it comes last.
///
/// # Errors
/// It is not TOML, or `name` is something else.
pub fn table(text: &str, name: &'static str, changes: &[Change]) -> Result<String, AmendError> {
    within(text, |body| {
        let mut document: DocumentMut = body.parse()?;
        match document.get_mut(name) {
            Some(item) => {
                change(item.as_table_like_mut().ok_or(AmendError::NoTable(name))?, changes);
                Ok(document.to_string())
            }
            None => Ok(added(body, body.len(), &format!("[{name}]\n{}", lines(changes)))),
        }
    })
}

/// The text with these keys of the entry `id` of `[[kind]]` changed. Where there is none, it comes behind the last of its
/// kind, else last; its first key is `id`.
///
/// # Errors
/// It is not TOML, or `kind` is something else than a list of tables.
pub fn entry(text: &str, kind: &'static str, id: &str, changes: &[Change]) -> Result<String, AmendError> {
    within(text, |body| {
        let mut document: DocumentMut = body.parse()?;
        if let Some(found) = find(&mut document, kind, id) {
            change(found, changes);
            return Ok(document.to_string());
        }
        let id = ("id", Some(Value::from(id)));
        let all: Vec<Change> = std::iter::once(id).chain(changes.iter().cloned()).collect();
        match document.get_mut(kind) {
            Some(Item::Value(Value::Array(list))) => {
                push(list, &all);
                Ok(document.to_string())
            }
            Some(Item::ArrayOfTables(_)) => {
                let blocks = blocks(body, kind);
                let end = blocks.last().map_or(body.len(), |block| own_comments(body, block.end));
                Ok(added(body, end, &format!("[[{kind}]]\n{}", lines(&all))))
            }
            None => Ok(added(body, body.len(), &format!("[[{kind}]]\n{}", lines(&all)))),
            Some(_) => Err(AmendError::NoTable(kind)),
        }
    })
}

/// The text without the entry `id` of `[[kind]]`: the comments directly above it go too, and those directly below it, where an
/// empty line or the file's end follows. Where there is no such entry, the text as it is.
///
/// # Errors
/// It is not TOML.
pub fn without(text: &str, kind: &'static str, id: &str) -> Result<String, AmendError> {
    within(text, |body| {
        let mut document: DocumentMut = body.parse()?;
        match document.get_mut(kind) {
            Some(Item::Value(Value::Array(list))) => {
                list.retain(|value| !value.as_inline_table().is_some_and(|table| is_it(table, id)));
                Ok(document.to_string())
            }
            Some(Item::ArrayOfTables(tables)) => match position(tables, id) {
                Some(at) => Ok(cut(body, &blocks(body, kind)[at])),
                None => Ok(body.to_owned()),
            },
            _ => Ok(body.to_owned()),
        }
    })
}

/// The text with every entry of `[[kind]]` rid of `id` under `key`, which is a text or a list of texts. A list that becomes empty
/// goes with its key.
///
/// # Errors
/// It is not TOML.
pub fn unnamed(text: &str, kind: &'static str, key: &str, id: &str) -> Result<String, AmendError> {
    edited(text, |document| {
        for table in entries(document, kind) {
            let gone = match table.get_mut(key) {
                Some(Item::Value(Value::String(named))) => named.value().trim() == id,
                Some(Item::Value(Value::Array(list))) => {
                    let before = list.len();
                    list.retain(|named| named.as_str().map(str::trim) != Some(id));
                    list.is_empty() && before > 0
                }
                _ => false,
            };
            if gone {
                table.remove(key);
            }
        }
        Ok(())
    })
}

/// The entry of `[[kind]]` or `kind = [{ … }]` that has this id.
pub(super) fn find<'d>(
    document: &'d mut DocumentMut,
    kind: &str,
    id: &str,
) -> Option<&'d mut (dyn TableLike + 'd)> {
    entries(document, kind).into_iter().find(|table| is_it(*table, id))
}

fn is_it(table: &dyn TableLike, id: &str) -> bool {
    table.get("id").and_then(Item::as_str).map(str::trim) == Some(id)
}

fn position(tables: &ArrayOfTables, id: &str) -> Option<usize> {
    tables.iter().position(|table| is_it(table, id))
}

fn entries<'d>(document: &'d mut DocumentMut, kind: &str) -> Vec<&'d mut (dyn TableLike + 'd)> {
    match document.get_mut(kind) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.iter_mut().map(|table| table as &mut dyn TableLike).collect()
        }
        Some(Item::Value(Value::Array(list))) => list
            .iter_mut()
            .filter_map(|value| Some(value.as_inline_table_mut()? as &mut dyn TableLike))
            .collect(),
        _ => Vec::new(),
    }
}

/// A value that was there keeps its place and the comment behind it; a new one stands at the table's end.
pub(super) fn change(table: &mut dyn TableLike, changes: &[Change]) {
    let is_below = |below: &str, key: &str| key.split_once('.').is_some_and(|(name, _)| name == below);
    let many = |below: &str| {
        changes.iter().filter(|(key, new)| new.is_some() && is_below(below, key)).count() > MOST_ON_A_LINE
    };
    for (key, new) in changes {
        match key.split_once('.') {
            Some((below, key)) => change_below(table, below, key, new.as_ref(), many(below)),
            None => change_one(table, key, new.as_ref()),
        }
    }
}

/// A table below that is new stands on one line, unless it begins with too many keys for that.
fn change_below(table: &mut dyn TableLike, below: &str, key: &str, new: Option<&Value>, many: bool) {
    if table.get_mut(below).is_none_or(|item| item.as_table_like_mut().is_none()) {
        if new.is_none() {
            return;
        }
        if many {
            let mut own = Table::new();
            own.decor_mut().set_prefix("\n");
            table.insert(below, Item::Table(own));
        } else {
            change_one(table, below, Some(&Value::from(InlineTable::new())));
        }
    }
    let Some(inner) = table.get_mut(below).and_then(Item::as_table_like_mut) else { return };
    change_one(inner, key, new);
    if inner.is_empty() {
        table.remove(below);
    }
}

fn change_one(table: &mut dyn TableLike, key: &str, new: Option<&Value>) {
    let Some(new) = new else {
        remove(table, key);
        return;
    };
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            let around = old.decor().clone();
            *old = new.clone();
            *old.decor_mut() = around;
        }
        _ => {
            let end = end_of_line(table);
            table.insert(key, Item::Value(new.clone()));
            if let (Some(end), Some(Item::Value(last))) = (end, table.get_mut(key)) {
                last.decor_mut().set_prefix(" ");
                last.decor_mut().set_suffix(end);
            }
        }
    }
}

/// Takes the blanks before the closing bracket of a table on one line off its last value, for the value that comes behind it.
/// `None` for tables of other kinds.
fn end_of_line(table: &mut dyn TableLike) -> Option<String> {
    let (_, last) = table.iter_mut().last()?;
    let decor = last.as_value_mut()?.decor_mut();
    let end = decor.suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default().to_owned();
    if end.is_empty() || !end.chars().all(|c| c == ' ') {
        return None;
    }
    decor.set_suffix("");
    Some(end)
}

/// The other way round: what comes last now has the blanks before the closing bracket.
fn remove(table: &mut dyn TableLike, key: &str) {
    let is_last = table.iter().last().is_some_and(|(last, _)| last == key);
    let end = if is_last { end_of_line(table) } else { None };
    table.remove(key);
    if let (Some(end), Some((_, Item::Value(last)))) = (end, table.iter_mut().last()) {
        last.decor_mut().set_suffix(end);
    }
}

/// One more table in `kind = [{ … }]`, on a line of its own where the others are.
fn push(list: &mut Array, changes: &[Change]) {
    let mut table = InlineTable::new();
    change(&mut table, changes);
    table.fmt();
    let before = list.iter().last().and_then(|last| last.decor().prefix()).and_then(|prefix| prefix.as_str());
    let indent = before.filter(|before| before.contains('\n')).and_then(|before| before.rsplit('\n').next());
    let behind = list.trailing().as_str().unwrap_or_default().to_owned();
    let before = match (indent, behind.rsplit_once('\n')) {
        // What stands behind the comma of the last one is said of that one.
        (Some(indent), Some((remark, _))) if list.trailing_comma() => format!("{remark}\n{indent}"),
        (Some(indent), _) => format!("\n{indent}"),
        (None, _) => if list.is_empty() { "" } else { " " }.to_owned(),
    };
    if list.trailing_comma() && before.contains('\n') {
        list.set_trailing("\n");
    }
    let mut value = Value::from(table);
    value.decor_mut().set_prefix(before);
    list.push_formatted(value);
}

/// Keys as lines. Those below (`address.road`) stand in a table on one line.
fn lines(changes: &[Change]) -> String {
    let mut table = Table::new();
    change(&mut table, changes);
    for (_, item) in table.iter_mut() {
        if let Some(table) = item.as_inline_table_mut() {
            table.fmt();
        }
    }
    table.to_string()
}

/// The text with a block of lines more at this place, which begins a line or is the end; an empty line stands before it.
fn added(body: &str, at: usize, block: &str) -> String {
    let (before, behind) = body.split_at(at);
    let mut text = before.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !text.is_empty() && !text.ends_with("\n\n") {
        text.push('\n');
    }
    text += block;
    if !behind.is_empty() && !behind.starts_with('\n') {
        text.push('\n');
    }
    text + behind
}

/// Where each `[[kind]]` stands: from its header's line to the end of its last value's line, bytes.
fn blocks(body: &str, kind: &str) -> Vec<Range<usize>> {
    let Ok(tree) = DeTable::parse(body) else { return Vec::new() };
    let Some(list) = tree.get_ref().get(kind).and_then(|list| list.get_ref().as_array()) else {
        return Vec::new();
    };
    let block = |item: &toml::Spanned<DeValue<'_>>| {
        let begin = body[..item.span().start].rfind('\n').map_or(0, |at| at + 1);
        let last = last_byte(item.get_ref()).max(item.span().end);
        let end = body[last..].find('\n').map_or(body.len(), |at| last + at + 1);
        begin..end
    };
    list.iter().map(block).collect()
}

/// The end of the last value in a value.
fn last_byte(value: &DeValue<'_>) -> usize {
    let all: Vec<&toml::Spanned<DeValue<'_>>> = match value {
        DeValue::Table(table) => table.values().collect(),
        DeValue::Array(list) => list.iter().collect(),
        _ => Vec::new(),
    };
    all.into_iter().map(|value| value.span().end.max(last_byte(value.get_ref()))).max().unwrap_or_default()
}

/// Behind the comments that follow a table directly and are its own: an empty line or the file's end comes behind them.
fn own_comments(body: &str, end: usize) -> usize {
    let mut at = end;
    for line in body[end..].split_inclusive('\n') {
        match line.trim() {
            "" => return at,
            comment if comment.starts_with('#') => at += line.len(),
            // They stand directly above the next table, and are that one's.
            _ => return end,
        }
    }
    at
}

fn cut(body: &str, block: &Range<usize>) -> String {
    let mut begin = block.start;
    while begin > 0 {
        let above = body[..begin - 1].rfind('\n').map_or(0, |at| at + 1);
        if !body[above..begin].trim_start().starts_with('#') {
            break;
        }
        begin = above;
    }
    let end = own_comments(body, block.end);
    let (mut before, behind) = (&body[..begin], &body[end..]);
    // Of the empty lines around it, those behind it stay; at the end of the file none does.
    while behind.trim().is_empty() && before.ends_with("\n\n") {
        before = &before[..before.len() - 1];
    }
    match behind.strip_prefix('\n') {
        Some(rest) if before.is_empty() || before.ends_with("\n\n") => format!("{before}{rest}"),
        _ => format!("{before}{behind}"),
    }
}
