//! `sim`: one simulator alone, until Ctrl-C. The first line on standard output is `listening HOST:PORT`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use tokio::signal::ctrl_c;

use super::sim_printer::{PrinterOptions, run_printer};
use super::{Context, Failure, log, runtime};
use crate::engine::clock;
use crate::printer::Profile;
use crate::settings::AgencyKind;
use crate::sim::agency::{self, AgencyConfig, AgencyMachine, run_agency};
use crate::sim::app::{self, run_app};
use crate::sim::printer::{self, Condition, Faults, Habits, Model};

#[derive(Debug, Subcommand)]
pub enum SimVerb {
    /// 모의 공공앱 (Open Delivery) · a simulated public app
    App(AppArgs),
    /// 모의 배달대행사 · a simulated delivery agency
    Agency(AgencyArgs),
    /// 모의 프린터 (ESC/POS) · a simulated printer
    Printer(PrinterArgs),
}

#[derive(Debug, Args)]
pub struct AppArgs {
    /// 어디서 (포트 0은 아무 곳) · where; port 0 picks one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,
    /// 난수 씨앗 · the same seed places the same orders
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// 몇 초마다 주문 하나 · an order every so many seconds
    #[arg(long, value_name = "SECS")]
    every: Option<u32>,
    /// 주문 수 · how many orders
    #[arg(long, value_name = "N")]
    orders: Option<u32>,
    /// 말썽 (여러 번 가능) · misbehave so, any number of times
    #[arg(long, value_name = "WHAT@WHERE[:TIMES]", long_help = app::SPELLINGS)]
    misbehave: Vec<app::Misbehaviour>,
}

#[derive(Debug, Args)]
pub struct AgencyArgs {
    /// 어느 대행사의 말로 · which protocol it speaks
    #[arg(long, value_name = "KIND", default_value = "gorela", value_parser = agency_kind())]
    kind: AgencyKind,
    /// 어디서 (포트 0은 아무 곳) · where; port 0 picks one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,
    /// 난수 씨앗 · the riders' luck
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// 라이더의 빠르기 · how many times as fast as real riders
    #[arg(long, value_name = "X", default_value_t = 1.0)]
    speed: f64,
    /// 이 API 키만 받음 (없으면 아무 키나) · insist on this API key
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// 일어난 일을 JSON 줄로 덧붙일 파일 · what happened, as JSON lines
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// 말썽 (여러 번 가능) · misbehave so, any number of times
    #[arg(long, value_name = "WHAT[@ROUTE][:TIMES]", long_help = agency::SPELLINGS)]
    misbehave: Vec<agency::Misbehaviour>,
}

#[derive(Debug, Args)]
pub struct PrinterArgs {
    /// 어디서 (포트 0은 아무 곳) · where; port 0 picks one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,
    /// 흉내 낼 기종 · the model it plays
    #[arg(long, value_name = "P", default_value = "generic-80mm")]
    profile: String,
    /// 표마다 NNNN.escpos, .txt, .png · where each ticket goes
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// 아무 대답도 하지 않음 · prints everything, answers nothing
    #[arg(long)]
    mute: bool,
    /// 용지 없음 · out of paper
    #[arg(long)]
    paper_out: bool,
    /// 덮개 열림 · cover open
    #[arg(long)]
    cover_open: bool,
    /// 찍고도 확인을 안 함 · prints, but never confirms
    #[arg(long)]
    swallow_confirmation: bool,
    /// 이만큼 받고 연결을 끊음 · closes the connection after so many bytes of each ticket
    #[arg(long, value_name = "BYTES")]
    close_after: Option<usize>,
    /// 이만큼 받고 꺼졌다 켜짐 · loses its power after so many bytes of each ticket, and comes back
    #[arg(long, value_name = "BYTES")]
    die_after: Option<usize>,
    /// 대답하는 것만 (dle-eot-4,gs-r) · what it answers, instead of what its profile says
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    answers: Option<Vec<String>>,
    /// 1초에 이만큼만 받음 · takes no more bytes in a second
    #[arg(long, value_name = "BYTES")]
    bytes_per_second: Option<u32>,
    /// 이만큼만 쌓아 둠 · holds no more bytes unread
    #[arg(long, value_name = "BYTES")]
    buffer: Option<u32>,
    /// 버릇 (여러 번 가능) · a habit of real printers, any number of times
    #[arg(long, value_name = "HABIT", long_help = printer::SPELLINGS)]
    habit: Vec<printer::Habit>,
}

/// A kind that can be played, in the spelling of the settings.
fn agency_kind() -> impl TypedValueParser<Value = AgencyKind> {
    let kinds = PossibleValuesParser::new(AgencyMachine::kinds().map(AgencyKind::as_str));
    kinds.try_map(|text| AgencyMachine::kinds().find(|kind| kind.as_str() == text).ok_or("no such kind"))
}

pub fn run(context: &Context, verb: SimVerb) -> Result<(), Failure> {
    log::to_stderr(context);
    runtime()?.block_on(async {
        tokio::select! {
            ended = serve(context, verb) => ended,
            stopped = ctrl_c() => Ok(stopped?),
        }
    })
}

async fn serve(context: &Context, verb: SimVerb) -> Result<(), Failure> {
    match verb {
        SimVerb::App(args) => {
            run_app(&args.listen, args.seed, args.every, args.orders, args.misbehave, clock::system())
                .await?;
        }
        SimVerb::Agency(args) => {
            if !(args.speed.is_finite() && args.speed > 0.0) {
                return Err(Failure::Wrong("--speed > 0".into()));
            }
            let config = AgencyConfig::new(args.speed, args.seed, clock::system());
            let AgencyArgs { kind, listen, key, journal, .. } = args;
            let config = AgencyConfig { kind, listen, key, journal, ..config };
            run_agency(config, args.misbehave, std::io::stdout()).await?;
        }
        SimVerb::Printer(args) => {
            let profile = Profile::load(&args.profile, Some(&context.data_folder));
            let profile = profile.map_err(|error| Failure::Wrong(error.to_string()))?;
            let mut habits = Habits::default();
            for habit in &args.habit {
                habit.add_to(&mut habits).map_err(Failure::Wrong)?;
            }
            let faults = Faults {
                condition: Condition {
                    paper_out: args.paper_out,
                    cover_open: args.cover_open,
                    ..Condition::default()
                },
                mute: args.mute,
                swallow_confirmation: args.swallow_confirmation,
                close_after: args.close_after,
                die_after: args.die_after,
                bytes_per_second: args.bytes_per_second,
                habits,
                ..Faults::default()
            };
            let mut model = Model::of(&profile);
            model.answers = args.answers.unwrap_or(model.answers);
            let options = PrinterOptions { model, out: args.out, faults, receive_buffer: args.buffer };
            run_printer(&args.listen, options).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct CommandLine {
        #[command(subcommand)]
        verb: SimVerb,
    }

    #[test]
    fn every_agency_with_a_line_can_be_played() {
        let kind = |text: &str| {
            let line = ["jumunbell", "agency", "--listen", "127.0.0.1:0", "--kind", text];
            match CommandLine::try_parse_from(line) {
                Ok(CommandLine { verb: SimVerb::Agency(args) }) => Ok(args.kind),
                Ok(_) => unreachable!("an agency was asked for"),
                Err(error) => Err(error.to_string()),
            }
        };
        for played in AgencyMachine::kinds() {
            assert_eq!(kind(played.as_str()), Ok(played));
        }
        for unknown in ["in-house", "baemin"] {
            let error = kind(unknown).unwrap_err();
            assert!(AgencyMachine::kinds().all(|kind| error.contains(kind.as_str())), "{error}");
        }
        assert_eq!(AgencyKind::ALL.len() - AgencyMachine::kinds().count(), 1, "but one's own riders");
    }
}
