//! `backup`: takes one, lists them, lays one back.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::run::{first_instance, store_error};
use super::sales::policy;
use super::{Context, Failure, log};
use crate::engine::{DATABASE, ids};
use crate::language;
use crate::settings::BackupSettings;
use crate::store::{self, Backup, StoreError};

#[derive(Debug, Subcommand)]
pub enum BackupVerb {
    /// 지금 백업하기; 실행 중이어도 됩니다 · take one now, also beside the running counter
    Now,
    /// 있는 백업 · which there are
    List {
        /// JSON으로 · as JSON
        #[arg(long)]
        json: bool,
    },
    /// 되돌리기: 주문벨을 끈 뒤에. 백업 뒤의 주문은 지금 저장소에서 옮깁니다 · lay one back, while the program does not run
    Restore {
        /// 날짜(2026-11-30)나 파일; 없으면 가장 새 백업 · a day or a file; the newest where none is named
        #[arg(value_name = "DAY|FILE")]
        which: Option<String>,
    },
}

pub fn run(context: &Context, verb: BackupVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    match verb {
        BackupVerb::Now => take(context),
        BackupVerb::List { json } => list(context, json),
        BackupVerb::Restore { which } => restore(context, which),
    }
}

fn take(context: &Context) -> Result<(), Failure> {
    let words = context.words();
    // Also where something in the settings is wrong; then nothing is deleted.
    let settings = context.load_settings().map(|settings| settings.backup).unwrap_or_else(|error| {
        eprintln!("{}", context.word(&error));
        BackupSettings { keep: usize::MAX, copy_to: None }
    });
    let database = context.data_folder.join(DATABASE);
    let taken =
        store::back_up(&database, Arc::new(policy(context)), settings.keep, Timestamp::now(), Arc::default());
    let Some(backup) = taken.map_err(|error| failed(context, &error))? else {
        return Err(Failure::Failed(words.text("backup-not-yet", &[])));
    };
    println!("{}", words.text("backup-taken", &shown(&backup)));
    if let Some(folder) = &settings.copy_to {
        let copied = store::copy_to(folder, &backup, &database, settings.keep);
        copied.map_err(|error| failed(context, &error))?;
        let folder = folder.display().to_string();
        println!("{}", words.text("backup-copied", &[("folder", folder.into())]));
    }
    Ok(())
}

fn list(context: &Context, as_json: bool) -> Result<(), Failure> {
    let words = context.words();
    let all = store::backups(&context.data_folder.join(DATABASE));
    if as_json {
        let all = all.iter().map(|backup| {
            json!({ "day": backup.day.to_string(), "path": backup.path.display().to_string(), "bytes": backup.bytes })
        });
        let all = serde_json::to_string_pretty(&all.collect::<Vec<_>>()).map_err(anyhow::Error::from)?;
        println!("{all}");
    } else if all.is_empty() {
        println!("{}", words.text("backup-none", &[]));
    } else {
        all.iter().for_each(|backup| println!("{}", words.text("backup-line", &shown(backup))));
    }
    Ok(())
}

fn restore(context: &Context, which: Option<String>) -> Result<(), Failure> {
    let words = context.words();
    let database = context.data_folder.join(DATABASE);
    let all = store::backups(&database);
    let file = match &which {
        None => all.first().map(|backup| backup.path.clone()),
        Some(which) => match which.parse::<Date>() {
            Ok(day) => all.iter().find(|backup| backup.day == day).map(|backup| backup.path.clone()),
            Err(_) => Some(PathBuf::from(which)),
        },
    };
    let Some(file) = file else {
        return Err(Failure::Failed(words.text("backup-none", &[])));
    };
    let Some(_instance) = first_instance(context)? else {
        return Err(Failure::Failed(words.text("backup-running", &[])));
    };
    let restored = store::restore(&database, &file, Arc::new(policy(context)), ids(), Timestamp::now());
    let path = file.display().to_string();
    let aside = restored.map_err(|error| {
        tracing::warn!(%error, "the backup cannot be laid back");
        Failure::Failed(language::store_error(&words, &path, &error))
    })?;
    println!("{}", words.text("backup-restored", &[("path", path.into())]));
    if let Some(aside) = aside {
        let path = aside.display().to_string();
        println!("{}", words.text("backup-aside", &[("path", path.into())]));
    }
    Ok(())
}

/// What a line says of a backup.
fn shown(backup: &Backup) -> [(&'static str, crate::language::Value<'static>); 3] {
    [
        ("day", backup.day.to_string().into()),
        ("path", backup.path.display().to_string().into()),
        ("size", backup.megabytes().into()),
    ]
}

fn failed(context: &Context, error: &StoreError) -> Failure {
    Failure::Failed(store_error(context, error))
}
