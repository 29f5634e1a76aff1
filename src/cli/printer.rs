//! `printer`: what is configured and how it is doing.

use clap::Subcommand;

use super::{Context, Failure, act, log, say};
use crate::desktop::control::{Reply, Request};
use crate::engine::board::PrinterHealth;
use crate::language;

#[derive(Debug, Subcommand)]
pub enum PrinterVerb {
    /// 설정된 프린터와 지금 상태 · configured printers and how they are now
    List,
}

pub fn run(context: &Context, verb: PrinterVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    match verb {
        PrinterVerb::List => list(context),
    }
}

/// Live states come from the running instance, because two programs cannot both hold a serial printer.
fn list(context: &Context) -> Result<(), Failure> {
    let settings = context.settings()?;
    let words = context.words();
    let live = match act::ask(context, &Request::Status) {
        Ok(Reply::Status(status)) => status.printers,
        _ => Vec::new(),
    };
    for printer in &settings.printers {
        let health = live.iter().find(|health| health.id == printer.id);
        let state = match health {
            None => say(words.language(), "실행 중이 아님", "not running"),
            Some(PrinterHealth { trouble: Some(trouble), .. }) => {
                language::trouble(&words, trouble, &printer.id)
            }
            Some(PrinterHealth { waiting: 0, .. }) => say(words.language(), "이상 없음", "fine"),
            Some(PrinterHealth { waiting, .. }) => {
                say(words.language(), format!("대기 {waiting}장"), format!("{waiting} waiting"))
            }
        };
        let columns = printer.profile.columns;
        println!("{}\t{}\t{}\t{columns}\t{state}", printer.id, printer.connection, printer.profile.name);
    }
    Ok(())
}
