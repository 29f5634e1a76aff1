//! `diagnostics`: what an expert far away needs, as one file that is safe to mail: no key, no account, no customer.

mod mask;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Zoned;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Context, Failure, crash, log, runtime};
use crate::engine::DATABASE;
use crate::file::{read_text, replace};
use crate::settings::secret::SecretName;
use crate::setup::Setup;
use crate::store;
use mask::Mask;

/// Most bytes of one log, from its end.
const LONGEST_LOG: usize = 2 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct DiagnosticsArgs {
    /// 쓸 파일 · where to
    #[arg(short, long, value_name = "FILE.zip")]
    output: PathBuf,
}

pub fn run(context: &Context, args: DiagnosticsArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let words = context.words();
    let mask = Mask::new(secrets(context));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| -> anyhow::Result<()> {
        zip.start_file(name, SimpleFileOptions::default()).context("zip")?;
        zip.write_all(mask.text(text).as_bytes()).context("zip")
    };
    add("about.txt", &about(context))?;
    add("doctor.json", &doctor(context)?)?;
    add("files.txt", &listing(&context.data_folder))?;
    if let Ok(text) = read_text(&context.data_folder.join("settings.toml")) {
        add("settings.toml", &mask.settings(&text))?;
    }
    for name in [keeper::NOTE, crash::SEEN] {
        if let Ok(text) = read_text(&context.data_folder.join(name)) {
            add(name, &text)?;
        }
    }
    for (name, path) in inside(&context.data_folder.join("logs")) {
        let bytes = fs::read(&path).unwrap_or_default();
        let end = &bytes[bytes.len().saturating_sub(LONGEST_LOG)..];
        add(&format!("logs/{name}"), &String::from_utf8_lossy(end))?;
    }
    let bytes = zip.finish().context("zip")?.into_inner();
    replace(&args.output, &bytes)?;
    let path = args.output.display().to_string();
    println!("{}", words.text("diagnostics-done", &[("path", path.into())]));
    Ok(())
}

/// The keys of this installation, as far as they can be read.
fn secrets(context: &Context) -> Vec<String> {
    let Ok(settings) = context.load_settings() else { return Vec::new() };
    let names = SecretName::all(&settings);
    let readable = context.secrets().readable(&names);
    readable.iter().map(|secret| secret.expose().to_owned()).collect()
}

fn about(context: &Context) -> String {
    let (version, os, arch) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let (now, data) = (Zoned::now(), context.data_folder.display());
    let backups = store::backups(&context.data_folder.join(DATABASE)).len();
    format!("jumunbell {version}\n{os} {arch}\n{now}\ndata folder: {data}\nbackups: {backups}\n")
}

/// What the doctor finds.
fn doctor(context: &Context) -> Result<String, Failure> {
    let runtime = runtime()?;
    let setup = Setup::new(&context.data_folder, context.secrets());
    let findings = runtime.block_on(setup.examine(context.words().language(), |_, _| {}));
    runtime.shutdown_background();
    Ok(serde_json::to_string_pretty(&findings).map_err(anyhow::Error::from)?)
}

/// Names and lengths of what lies in the data folder, two levels deep.
fn listing(folder: &Path) -> String {
    let mut lines = String::new();
    for (name, path) in inside(folder) {
        let Ok(about) = fs::metadata(&path) else { continue };
        if !about.is_dir() {
            lines.push_str(&format!("{:>12} {name}\n", about.len()));
            continue;
        }
        for (within, path) in inside(&path) {
            let length = fs::metadata(&path).map_or(0, |about| about.len());
            lines.push_str(&format!("{length:>12} {name}/{within}\n"));
        }
    }
    lines
}

/// What lies in a folder, by name.
fn inside(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let mut all: Vec<_> = named.collect();
    all.sort();
    all
}
