//! `printer`: what is configured and how it is doing, and an installer's tools.

mod import;
mod scan;
mod test;

use clap::Subcommand;
use domain::board::{Assurance, PrinterHealth};

use super::{Context, Failure, log, runtime};
use crate::desktop::control::{self, ControlError};
use crate::language;

#[derive(Debug, Subcommand)]
pub enum PrinterVerb {
    /// 설정된 프린터와 지금 상태 · configured printers and how they are now
    List,
    /// 붙어 있거나 네트워크에 있는 프린터 찾기 · what is attached, or listening in the network
    Scan(scan::ScanArgs),
    /// 직렬 프린터의 속도 찾기 · finds the speed of a serial printer
    Speed(scan::SpeedArgs),
    /// 스스로 설명하는 시험 인쇄 · prints a page that tells which settings are right
    Test(test::TestArgs),
    /// escpos-printer-db의 capabilities.json에서 프로필 만들기 · profiles from an escpos-printer-db file
    Import(import::ImportArgs),
}

pub fn run(context: &Context, verb: PrinterVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    match verb {
        PrinterVerb::List => list(context),
        PrinterVerb::Scan(args) => scan::scan(context, args),
        PrinterVerb::Speed(args) => scan::speed(context, args),
        PrinterVerb::Test(args) => test::run(context, args),
        PrinterVerb::Import(args) => import::run(context, args),
    }
}

/// Live states come from the running instance, because two programs cannot both hold a serial printer.
fn list(context: &Context) -> Result<(), Failure> {
    let settings = context.settings()?;
    let words = context.words();
    let asked = runtime()?.block_on(control::status(&context.data_folder));
    let (live, unknown) = match &asked {
        Ok(status) => (status.printers.as_slice(), "control-printer-silent"),
        Err(ControlError::NoInstance(_)) => (&[][..], "control-printer-none"),
        Err(_) => (&[][..], "control-printer-silent"),
    };
    for printer in &settings.printers {
        let health = live.iter().find(|health| health.id == printer.id);
        let state = match health {
            None => words.text(unknown, &[]),
            Some(PrinterHealth { trouble: Some(trouble), .. }) => {
                language::trouble(&words, trouble, &printer.id)
            }
            Some(PrinterHealth { waiting: 0, paper_low: true, .. }) => {
                words.text("ui-printer-paper-low", &[])
            }
            Some(PrinterHealth { waiting: 0, assurance: Assurance::Nothing, .. }) => {
                words.text("printer-unheard", &[])
            }
            Some(PrinterHealth { waiting: 0, .. }) => words.text("printer-fine", &[]),
            Some(PrinterHealth { waiting, .. }) => {
                words.text("printer-waiting", &[("n", waiting.to_string().into())])
            }
        };
        let columns = printer.profile.columns;
        println!("{}\t{}\t{}\t{columns}\t{state}", printer.id, printer.connection, printer.profile.name);
    }
    match asked {
        Ok(_) | Err(ControlError::NoInstance(_)) => Ok(()),
        Err(error) => Err(Failure::Failed(error.worded(&words))),
    }
}
