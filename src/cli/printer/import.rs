//! `printer import`: profiles from an escpos-printer-db file into the data folder.

use std::io::Read;
use std::path::PathBuf;

use crate::cli::{Context, Failure, say};
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
    let language = context.language();
    let about = |path: &std::path::Path, why: &dyn std::fmt::Display| {
        Failure::Failed(format!("{}: {why}", path.display()))
    };
    let mut json = String::new();
    let file = std::fs::File::open(&args.file).map_err(|error| about(&args.file, &error))?;
    file.take(LARGEST + 1).read_to_string(&mut json).map_err(|error| about(&args.file, &error))?;
    if json.len() as u64 > LARGEST {
        let why =
            say(language, "8 MB보다 큽니다. 다른 파일 같습니다", "larger than 8 MB; this is another file");
        return Err(about(&args.file, &why));
    }
    let (drafts, left_out) = printer::import(&json).map_err(|error| about(&args.file, &error))?;
    let folder = context.data_folder.join("printer-profiles");
    let path = |name: &str| folder.join(format!("{name}.toml"));
    let there: Vec<String> =
        drafts.iter().filter(|draft| path(&draft.name).exists()).map(|draft| draft.name.clone()).collect();
    if !there.is_empty() && !args.force {
        let names = there.join(", ");
        return Err(Failure::Failed(say(
            language,
            format!("이미 있어서 아무것도 쓰지 않았습니다: {names}\n덮어쓰려면 --force를 붙이세요."),
            format!("already there, so nothing was written: {names}\nAdd --force to overwrite."),
        )));
    }
    std::fs::create_dir_all(&folder).map_err(|error| about(&folder, &error))?;
    for draft in &drafts {
        let path = path(&draft.name);
        std::fs::write(&path, &draft.text).map_err(|error| about(&path, &error))?;
        let unknown = draft.unknown.join(", ");
        println!(
            "{}",
            say(
                language,
                format!("{}\t모르는 것: {unknown}", path.display()),
                format!("{}\tnot known: {unknown}", path.display()),
            )
        );
    }
    for (key, why) in &left_out {
        let why = match why {
            LeftOut::Name => say(language, "파일 이름이 될 수 없는 키", "its key cannot be a file name"),
            LeftOut::Twice => say(language, "대소문자만 다른 키", "differs from another in case only"),
            LeftOut::Star => say(language, "Star 고유 명령만 씀", "speaks Star's own language"),
            LeftOut::Unreadable(why) => why.clone(),
        };
        eprintln!("{}", say(language, format!("건너뜀 {key:?}: {why}"), format!("left out {key:?}: {why}")));
    }
    println!(
        "{}",
        say(
            language,
            format!(
                "{}개를 썼습니다(escpos-printer-db, CC-BY-4.0). 한글과 상태 응답은 그 자료에 없습니다: `jumunbell printer test`로 확인하세요.",
                drafts.len()
            ),
            format!(
                "{} written (escpos-printer-db, CC-BY-4.0). It knows nothing of Hangul and status: see `jumunbell printer test`.",
                drafts.len()
            ),
        )
    );
    Ok(())
}
