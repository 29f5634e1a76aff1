//! `setup`: set-up files, which a chain hands to its shops.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Context, Failure, assistant};
use crate::file::open_private;
use crate::language::Words;
use crate::settings::secret::SecretName;
use crate::setup::{Kit, KitError, Setup};

#[derive(Debug, Subcommand)]
pub enum SetupVerb {
    /// 설치 도우미: 가게, 앱, 프린터, 대행사를 창에서 하나씩 · the assistant, a page for each thing
    Assistant,
    /// 설정, 표 배치, 프로필을 파일 하나에 담기 (비밀 값은 빼고) · this shop's set-up as one file, without secrets
    Export {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// 설정 모음 파일에 틀린 곳이 있는지, 아무것도 쓰지 않고 · what is wrong with such a file; writes nothing
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// 설정 모음 파일을 이 가게에 쓰기 · takes such a file over
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 있는 설정을 바꾸기 (예전 것은 .bak으로 남습니다) · replace what is there; the old files stay as .bak
        #[arg(long)]
        replace: bool,
    },
}

pub fn run(context: &Context, verb: SetupVerb) -> Result<(), Failure> {
    let words = context.words();
    let setup = Setup::new(&context.data_folder, context.secrets());
    match verb {
        SetupVerb::Assistant => assistant::again(context),
        SetupVerb::Export { file } => export(&words, &setup, &file).map_err(|error| failed(&words, &error)),
        SetupVerb::Check { file } => {
            let told = Kit::check(&file).map_err(|error| failed(&words, &error))?.told();
            println!("{}", words.text("setup-kit-right", &[("files", told.files.into())]));
            to_type(&words, "setup-kit-will-type", &told.secrets);
            Ok(())
        }
        SetupVerb::Import { file, replace } => {
            let told = setup.import(&file, replace).map_err(|error| failed(&words, &error))?;
            let folder = context.data_folder.display().to_string();
            println!(
                "{}",
                words.text("setup-kit-taken", &[("files", told.files.into()), ("folder", folder.into())])
            );
            to_type(&words, "setup-kit-type", &told.secrets);
            Ok(())
        }
    }
}

fn export(words: &Words, setup: &Setup, file: &Path) -> Result<(), KitError> {
    let kit = setup.export()?;
    let told = kit.told();
    // An older one may be the only one that another shop has.
    let new = open_private(OpenOptions::new().write(true).create_new(true), file);
    let written = new.and_then(|mut new| {
        new.write_all(kit.to_string().as_bytes())?;
        new.sync_all()
    });
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => KitError::There(vec![file.to_owned()]),
        _ => KitError::File(file.to_owned(), error.into()),
    })?;
    let args = [("path", file.display().to_string().into()), ("files", told.files.into())];
    println!("{}", words.text("setup-kit-made", &args));
    to_type(words, "setup-kit-will-type", &told.secrets);
    Ok(())
}

/// The keys that a person has to type, by name.
fn to_type(words: &Words, id: &str, secrets: &[SecretName]) {
    if secrets.is_empty() {
        return;
    }
    println!("{}", words.text(id, &[]));
    secrets.iter().for_each(|name| println!("  {name}"));
}

/// Wrong contents are the file's or the settings' fault, as with a start; all else is the work's.
fn failed(words: &Words, error: &KitError) -> Failure {
    let said = error.worded(words);
    match error {
        KitError::File(..) | KitError::Running | KitError::There(_) => Failure::Failed(said),
        _ => Failure::Wrong(said),
    }
}
