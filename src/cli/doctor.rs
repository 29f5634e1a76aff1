//! `doctor`: what works and what does not, each with the next step. For an installer on the telephone.

use std::io::IsTerminal;

use clap::Args;

use super::{Context, Failure, log, runtime};
use crate::language::Words;
use crate::setup::{Finding, Health, Setup};

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(context: &Context, args: DoctorArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let words = context.words();
    let runtime = runtime()?;
    let setup = Setup::new(&context.data_folder, context.secrets());
    let shows = std::io::stderr().is_terminal();
    let progress = |done: usize, all: usize| {
        if shows && all > 0 {
            let said = words.text("doctor-progress", &[("done", done.into()), ("all", all.into())]);
            // Over the line, and off it after the last.
            eprint!("\r{said}{}", if done == all { "\r\x1b[K" } else { "" });
        }
    };
    let findings = runtime.block_on(setup.examine(words.language(), progress));
    // What hangs in a driver is not waited for.
    runtime.shutdown_background();

    if args.json {
        let json = serde_json::to_string_pretty(&findings).map_err(anyhow::Error::from)?;
        println!("{json}");
    } else {
        findings.iter().for_each(|finding| print(&words, finding, context.verbose > 0));
    }
    // What is wrong stands on the sheet; the exit code alone is left to say.
    let failed: Vec<&Finding> = findings.iter().filter(|finding| finding.health == Health::Fail).collect();
    if failed.iter().any(|finding| finding.check == "settings") {
        return Err(Failure::Wrong(String::new()));
    }
    if failed.is_empty() { Ok(()) } else { Err(Failure::Failed(String::new())) }
}

fn print(words: &Words, finding: &Finding, verbose: bool) {
    let mark = match finding.health {
        Health::Ok => "  ok",
        Health::Warn => "warn",
        Health::Fail => "FAIL",
    };
    println!("{mark}  {}: {}", finding.check, finding.says);
    if let Some(next) = &finding.next {
        println!("      → {next}");
    }
    if verbose && !finding.detail.is_empty() {
        println!("      {}: {}", words.text("doctor-detail", &[]), finding.detail);
    }
}
