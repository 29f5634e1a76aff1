//! The window, `run` and `demo`: the commands that are a running counter.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Context, Failure, act, log, say};
use crate::desktop::control::Request;
use crate::desktop::{Instance, InstanceError};

#[derive(Debug, Subcommand)]
pub enum RunVerb {
    /// 창 없이 실행 (서비스용) · the same counter without a window
    Run(RunArgs),
    /// 모의 앱·대행사·프린터로 가게 하나를 통째로 · a whole shop, simulated
    Demo(DemoArgs),
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// 창을 열지 않음; SIGINT·SIGTERM으로 끝냄 · no window; ends with SIGINT or SIGTERM
    #[arg(long)]
    pub headless: bool,
    /// 이만큼 할 일이 없으면 끝냄 · ends when there was nothing to do for so long
    #[arg(long, value_name = "SECS", requires = "headless", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub stop_after_idle: Option<u64>,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// 창을 열지 않음; 화면이 없으면 저절로 · no window; by itself where there is no display
    #[arg(long)]
    pub headless: bool,
    /// 주문 수 · how many orders
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub orders: u32,
    /// 난수 씨앗: 같은 씨앗은 같은 하루 · the same seed is the same day
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// 빠르기 · how much faster than life
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    pub speed: f64,
    /// 찍힌 표를 둘 폴더 · where every ticket goes
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    pub out: PathBuf,
}

pub fn run(context: &Context, verb: RunVerb) -> Result<(), Failure> {
    match verb {
        RunVerb::Run(RunArgs { headless: false, .. }) => window(context),
        RunVerb::Run(args) => headless(context, args),
        RunVerb::Demo(args) => demo(context, args),
    }
}

/// Opens the counter's window; where one is open already, brings that one forward.
pub fn window(context: &Context) -> Result<(), Failure> {
    let Some(_instance) = first_instance(context)? else {
        return act::ask(context, &Request::Raise).map(|_| ());
    };
    let _settings = context.settings()?;
    let _logs = log::to_files(context)?;
    Err(Failure::Failed("the window is not wired into this command yet".into()))
}

fn headless(context: &Context, _args: RunArgs) -> Result<(), Failure> {
    let _settings = context.settings()?;
    let Some(_instance) = first_instance(context)? else {
        let folder = context.data_folder.display();
        return Err(Failure::Failed(say(
            context.language(),
            format!(
                "이 데이터 폴더에서 이미 실행 중입니다({folder}). 끄고 다시 하거나 --data로 다른 폴더를 주세요"
            ),
            format!(
                "already running on this data folder ({folder}). Stop it first, or name another with --data"
            ),
        )));
    };
    let _logs = log::to_files(context)?;
    Err(Failure::Failed("the engine is not wired into this command yet".into()))
}

fn demo(context: &Context, _args: DemoArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    Err(Failure::Failed("the simulated shop is not wired into this command yet".into()))
}

/// The right to run on this data folder; `None` where another instance has it.
fn first_instance(context: &Context) -> Result<Option<Instance>, Failure> {
    match Instance::acquire(&context.data_folder) {
        Ok(instance) => Ok(Some(instance)),
        Err(InstanceError::Running(_)) => Ok(None),
        Err(InstanceError::Folder { path, error }) => {
            let path = path.display();
            Err(Failure::Failed(say(
                context.language(),
                format!(
                    "데이터 폴더를 쓸 수 없습니다: {path}({error}). 권한을 확인하거나 --data로 다른 폴더를 주세요"
                ),
                format!(
                    "the data folder cannot be used: {path} ({error}). Check its permissions or pass --data"
                ),
            )))
        }
    }
}
