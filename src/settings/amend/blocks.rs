//! The blocks of a layout put into another order, some of them changed, new or gone: each takes along the comment behind it and the
//! comments directly above it.

use toml_edit::{Array, ArrayOfTables, InlineTable, Item, Table, TableLike, Value};

use super::table::change;
use super::{AmendError, Change, edited};

/// A block as it is to stand: one of the file's or a new one, with the keys that are other than there.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its position in the file; `None`: it is new.
    pub from: Option<usize>,
    /// What becomes of its keys.
    pub changes: Vec<Change>,
}

/// The key of a layout's list.
const BLOCKS: &str = "blocks";

/// Before a block on a line of its own, where the file has no other one to go by.
const INDENT: &str = "\n    ";

/// The text of a layout with these blocks, from top to bottom. One whose position the file does not have is left out.
///
/// # Errors
/// It is not TOML, or `blocks` is no list of tables.
pub fn blocks(text: &str, placed: &[Placed]) -> Result<String, AmendError> {
    edited(text, |document| {
        if let Some(Item::ArrayOfTables(tables)) = document.get_mut(BLOCKS) {
            *tables = in_tables(tables, placed);
            return Ok(());
        }
        let list = document.entry(BLOCKS).or_insert_with(|| Item::Value(Value::from(Array::new())));
        let list = list.as_array_mut().ok_or(AmendError::NoTable(BLOCKS))?;
        if list.iter().any(|block| !block.is_inline_table()) {
            return Err(AmendError::NoTable(BLOCKS));
        }
        in_list(list, placed);
        Ok(())
    })
}

/// One block of a list with what stands around it.
struct Around {
    /// What stands before it, from the end of the line above on.
    above: String,
    /// What stands behind it on its line, a comment mostly.
    behind: String,
    block: InlineTable,
}

/// What stands before a block: the rest of the line of the block above, and what is its own.
fn split(before: &str) -> (&str, &str) {
    before.split_at(before.find('\n').unwrap_or(0))
}

fn in_list(list: &mut Array, placed: &[Placed]) {
    let had_comma = list.trailing_comma();
    let mut trailing = list.trailing().as_str().unwrap_or_default().to_owned();
    let mut head = String::new();
    let mut found: Vec<Around> = Vec::new();
    for value in list.iter() {
        let Some(block) = value.as_inline_table() else { continue };
        let decor = value.decor();
        let before = decor.prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let suffix = decor.suffix().and_then(|suffix| suffix.as_str()).unwrap_or_default();
        let (rest, above) = split(before);
        match found.last_mut() {
            Some(last) => last.behind.push_str(rest),
            None => head = rest.to_owned(),
        }
        let mut block = block.clone();
        block.decor_mut().clear();
        found.push(Around { above: above.to_owned(), behind: suffix.trim_end().to_owned(), block });
        if !had_comma && found.len() == list.len() {
            // Without a comma behind the last block, what follows it is counted to it.
            if let Some(last) = found.last_mut() {
                last.behind.clear();
            }
            trailing = suffix.to_owned() + &trailing;
        }
    }
    let (rest, end) = split(&trailing);
    let (rest, end) = (rest.to_owned(), end.to_owned());
    if let Some(last) = found.last_mut() {
        last.behind.push_str(&rest);
    }
    let in_lines =
        found.iter().any(|around| around.above.contains('\n')) || placed.len() > 1 && found.is_empty();
    let usual = found.iter().rev().find_map(|around| around.above.rfind('\n').map(|at| &around.above[at..]));
    let usual = usual.unwrap_or(if in_lines { INDENT } else { " " }).to_owned();
    let mut new = Array::new();
    let mut line = head;
    for (at, Placed { from, changes }) in placed.iter().enumerate() {
        let around = match from {
            Some(from) => found.get(*from),
            None => None,
        };
        if from.is_some() && around.is_none() {
            continue;
        }
        let mut block = around.map(|around| around.block.clone()).unwrap_or_default();
        change(&mut block, changes);
        let above = around.map_or(&usual, |around| &around.above);
        // The first block of a list on one line stands at its bracket.
        let above = if above.trim().is_empty() && !in_lines { if at == 0 { "" } else { " " } } else { above };
        block.decor_mut().set_prefix(std::mem::take(&mut line) + above);
        line = around.map(|around| around.behind.clone()).unwrap_or_default();
        new.push_formatted(Value::InlineTable(block));
    }
    let end = if in_lines && !end.contains('\n') { "\n".to_owned() } else { end };
    // A comment behind the last block would swallow the comma that stood before it.
    new.set_trailing_comma(had_comma || in_lines);
    new.set_trailing(line + &end);
    *new.decor_mut() = list.decor().clone();
    *list = new;
}

/// What stands at the head of the file, over an empty line, before the first block's own comment.
fn head_of(tables: &ArrayOfTables) -> String {
    let prefix = tables.get(0).and_then(|first| first.decor().prefix()?.as_str()).unwrap_or_default();
    let lines = prefix.rfind("\n\n").map(|at| at + 2).or_else(|| prefix.rfind("\r\n\r\n").map(|at| at + 4));
    prefix[..lines.unwrap_or(0)].to_owned()
}

fn in_tables(tables: &ArrayOfTables, placed: &[Placed]) -> ArrayOfTables {
    let mut new = ArrayOfTables::new();
    let head = head_of(tables);
    for (at, Placed { from, changes }) in placed.iter().enumerate() {
        let mut table = match from.map(|from| tables.get(from)) {
            Some(Some(table)) => table.clone(),
            Some(None) => continue,
            None => {
                let mut table = Table::new();
                table.decor_mut().set_prefix("\n");
                table
            }
        };
        change(&mut table as &mut dyn TableLike, changes);
        // The file's head stays there, whichever block is the first.
        let own = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let own = if *from == Some(0) { own.strip_prefix(head.as_str()).unwrap_or(own) } else { own };
        let own = match (new.is_empty(), from) {
            (true, Some(0)) => format!("{head}{own}"),
            (true, _) => format!("{head}{}", own.trim_start_matches(['\r', '\n'])),
            (false, _) if own.starts_with(['\r', '\n']) => own.to_owned(),
            (false, _) => format!("\n{own}"),
        };
        table.decor_mut().set_prefix(own);
        // Tables are written in the order of their positions.
        table.set_position(Some(at as isize));
        new.push(table);
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# 우리 가게 주방 표\nblocks = [   # 위에서 아래로\n    { show = \"number\", size = \"large\" },   # 멀리서 보이게\n\
        \n    # 앱번호는 작게\n    { show = \"app\" },\n    { show = \"dishes\" },   # 메뉴\n    # 끝\n]\n# 그 밖\n";

    fn kept(from: usize) -> Placed {
        Placed { from: Some(from), changes: Vec::new() }
    }

    fn new(word: &str) -> Placed {
        Placed { from: None, changes: vec![("show", Some(Value::from(word)))] }
    }

    #[test]
    fn blocks_that_stay_leave_the_text_as_it_was() {
        for text in [
            FILE,
            "blocks = [{ show = \"number\" }, { show = \"app\" }, { show = \"dishes\" }]\n",
            "blocks = [\n  {show=\"number\"} , # a\n  {show=\"app\"},\n  {show=\"dishes\"},\n]\n",
            "[[blocks]]\nshow = \"number\"   # a\n\n# b\n[[blocks]]\nshow = \"app\"\n\n[[blocks]]\nshow = \"dishes\"\n",
        ] {
            let stayed = blocks(text, &[kept(0), kept(1), kept(2)]).unwrap();
            assert_eq!(stayed, text.replace("} , #", "}, #"));
        }
    }

    #[test]
    fn a_block_that_moves_takes_its_comments_along() {
        let moved = blocks(FILE, &[kept(2), kept(1), kept(0)]).unwrap();
        assert_eq!(
            moved,
            "# 우리 가게 주방 표\nblocks = [   # 위에서 아래로\n    { show = \"dishes\" },   # 메뉴\n\
             \n    # 앱번호는 작게\n    { show = \"app\" },\n    { show = \"number\", size = \"large\" },   # 멀리서 보이게\n    # 끝\n]\n# 그 밖\n"
        );
        let tables = "[[blocks]]\nshow = \"number\"   # a\n\n# b\n[[blocks]]\nshow = \"app\"\n";
        let moved = blocks(tables, &[kept(1), new("dishes"), kept(0)]).unwrap();
        assert_eq!(
            moved,
            "# b\n[[blocks]]\nshow = \"app\"\n\n[[blocks]]\nshow = \"dishes\"\n\n[[blocks]]\nshow = \"number\"   # a\n"
        );
        // The head of a file is no block's.
        let headed = format!("# 우리 가게 주방 표\n\n# 번호\n{tables}");
        let less = blocks(&headed, &[kept(1)]).unwrap();
        assert_eq!(less, "# 우리 가게 주방 표\n\n# b\n[[blocks]]\nshow = \"app\"\n");
        assert_eq!(blocks(&headed, &[kept(0), kept(1)]).unwrap(), headed);
    }

    #[test]
    fn a_block_that_goes_takes_its_comments_along() {
        let less = blocks(FILE, &[kept(0), kept(2)]).unwrap();
        assert_eq!(less, FILE.replace("\n\n    # 앱번호는 작게\n    { show = \"app\" },", ""));
        let less = blocks(FILE, &[kept(0), kept(1)]).unwrap();
        assert_eq!(less, FILE.replace("\n    { show = \"dishes\" },   # 메뉴", ""));
        let less = blocks("blocks = [{ show = \"a\" }, { show = \"b\" }]", &[kept(1), kept(9)]).unwrap();
        assert_eq!(less, "blocks = [{ show = \"b\" }]\n");
    }

    #[test]
    fn a_new_block_stands_on_a_line_like_the_others() {
        let more = blocks(FILE, &[kept(0), new("request"), kept(1), kept(2)]).unwrap();
        let line = "# 멀리서 보이게\n    { show = \"request\" },\n";
        assert_eq!(more, FILE.replace("# 멀리서 보이게\n", line));
        // The comment behind the last block is not taken for the comma.
        let open = "blocks = [\n  { show = \"a\" }, # a\n  { show = \"b\" } # b\n]\n";
        let more = blocks(open, &[kept(0), kept(1), new("c")]).unwrap();
        assert_eq!(
            more,
            "blocks = [\n  { show = \"a\" }, # a\n  { show = \"b\" }, # b\n  { show = \"c\" },\n]\n"
        );
        let one = blocks("blocks = [{ show = \"a\" }]\n", &[new("b"), kept(0)]).unwrap();
        assert_eq!(one, "blocks = [{ show = \"b\" }, { show = \"a\" }]\n");
        assert_eq!(blocks("", &[new("b")]).unwrap(), "blocks = [{ show = \"b\" }]\n");
    }

    #[test]
    fn keys_that_change_leave_the_others() {
        let smaller = Placed { from: Some(0), changes: vec![("size", Some(Value::from("tall")))] };
        let text = blocks(FILE, &[smaller, kept(1), kept(2)]).unwrap();
        assert_eq!(text, FILE.replace("large", "tall"));
        let own = Placed { from: Some(0), changes: vec![("size", None)] };
        let text = blocks(FILE, &[own, kept(1), kept(2)]).unwrap();
        assert_eq!(text, FILE.replace(", size = \"large\"", ""));
        assert!(matches!(blocks("blocks = 3", &[]), Err(AmendError::NoTable(BLOCKS))));
        assert!(matches!(blocks("blocks = [3]", &[]), Err(AmendError::NoTable(BLOCKS))));
    }
}
