//! `sim`: one simulator alone. The first line on standard output is `listening HOST:PORT`.

use clap::{Args, Subcommand};

use super::{Context, Failure, log};

#[derive(Debug, Subcommand)]
pub enum SimVerb {
    /// 모의 공공앱 · a simulated public app
    App(Listen),
    /// 모의 배달대행사 · a simulated delivery agency
    Agency(Listen),
    /// 모의 프린터 · a simulated printer
    Printer(Listen),
}

#[derive(Debug, Args)]
pub struct Listen {
    /// 어디서 (포트 0은 아무 곳) · where; port 0 picks one
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: String,
}

pub fn run(context: &Context, _verb: SimVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    Err(Failure::Failed("this simulator is not wired into this command yet".into()))
}
