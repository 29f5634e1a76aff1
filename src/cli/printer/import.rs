//! `printer import`: profiles from an escpos-printer-db file into the data folder.

use std::io::Read;
use std::path::PathBuf;

use crate::cli::{Context, Failure};
use crate::file::{create_private, write_private};
use crate::printer::{self, LeftOut};

/// No capabilities file is larger, bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// escpos-printer-db의 dist/capabilities.json
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// 같은 이름의 파일을 덮어쓰기 · overwrite files of the same name
    #[arg(long)]
    force: bool,
}

/// Writes all profiles or, where one of them is there already, none.
pub fn run(context: &Context, args: ImportArgs) -> Result<(), Failure> {
    let words = context.words();
    let about = |path: &std::path::Path, why: &dyn std::fmt::Display| {
        Failure::Failed(format!("{}: {why}", path.display()))
    };
    let mut json = String::new();
    let file = std::fs::File::open(&args.file).map_err(|error| about(&args.file, &error))?;
    file.take(LARGEST + 1).read_to_string(&mut json).map_err(|error| about(&args.file, &error))?;
    if json.len() as u64 > LARGEST {
        return Err(about(&args.file, &words.text("import-too-large", &[])));
    }
    let (drafts, left_out) = printer::import(&json).map_err(|error| about(&args.file, &error))?;
    let folder = context.data_folder.join("printer-profiles");
    let path = |name: &str| folder.join(format!("{name}.toml"));
    let there: Vec<String> =
        drafts.iter().filter(|draft| path(&draft.name).exists()).map(|draft| draft.name.clone()).collect();
    if !there.is_empty() && !args.force {
        let names = [("names", there.join(", ").into())];
        return Err(Failure::Failed(words.text("import-exists", &names)));
    }
    create_private(&folder).map_err(|error| about(&folder, &error))?;
    for draft in &drafts {
        let path = path(&draft.name);
        write_private(&path, draft.text.as_bytes()).map_err(|error| about(&path, &error))?;
        let unknown = words.text("import-unknown", &[("keys", draft.unknown.join(", ").into())]);
        println!("{}\t{unknown}", path.display());
    }
    for (key, why) in &left_out {
        let why = match why {
            LeftOut::Name => words.text("import-bad-name", &[]),
            LeftOut::Twice => words.text("import-twice", &[]),
            LeftOut::Star => words.text("import-star", &[]),
            LeftOut::Unreadable(why) => why.clone(),
        };
        let args = [("key", format!("{key:?}").into()), ("reason", why.into())];
        eprintln!("{}", words.text("import-left-out", &args));
    }
    println!("{}", words.text("import-done", &[("count", drafts.len().to_string().into())]));
    Ok(())
}
