//! The command line: one file per family of commands. What a person reads goes to standard output in the person's
//! language, what went wrong to standard error with what to do; the exit code is 0, 1 (the work failed) or 2 (usage or
//! settings are wrong).

// First, because its macros stand in for the standard library's in all that follow.
#[macro_use]
mod output;

mod act;
mod assistant;
mod backup;
mod child;
mod counter;
mod crash;
#[cfg(feature = "demo")]
mod demo;
mod diagnostics;
mod doctor;
mod history;
mod kitchen;
mod log;
mod look;
mod menu;
mod orders;
mod phone;
mod pin;
mod plain;
#[cfg(feature = "demo")]
mod practice;
mod printer;
mod reload;
mod riders;
mod run;
mod sales;
mod secret;
mod settlement;
mod setup;
mod shop;
#[cfg(feature = "demo")]
mod sim;
#[cfg(feature = "demo")]
pub mod sim_printer;
mod stop;
mod surcharge;
mod ticket;
mod trail;
mod update;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use cause::Cause;
use clap::{Parser, Subcommand, ValueEnum};

use crate::file;
use crate::language::{self, Words};
use crate::settings::secret::Secrets;
use crate::settings::{Language, Settings, SettingsError};
use crate::setup::Setup;

/// 공공배달앱 주문을 받고, 울리고, 주방에 찍고, 라이더를 부릅니다.
#[derive(Debug, Parser)]
#[command(
    name = "jumunbell",
    version,
    about = "주문벨: 공공배달앱 주문을 받아 울리고, 주방에 찍고, 라이더를 부릅니다\n\
             Takes the orders of public delivery apps, rings, prints kitchen tickets and calls riders",
    after_help = "명령 없이 시작하면 계산대 창이 열립니다. Without a command the counter's window opens.\n\
                  ORDER: 특급-012 같은 오늘의 번호, 앱의 주문 번호, 또는 이 프로그램의 id\n\
                  종료 코드 exit codes: 0 됨 done · 1 안 됨 failed · 2 사용법이나 설정이 틀림 usage or settings are wrong"
)]
struct Cli {
    /// 데이터 폴더 (설정, 주문, 기록) · data folder
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 말 · language of what is shown
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    /// 기록을 화면에도 (두 번: 더 자세히) · logs to stderr too (twice: more)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Option<Verb>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    /// 한국어
    Ko,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 창 없이 실행 (서비스용) · the same counter without a window
    Run(run::RunArgs),
    /// 주방 화면: 켜져 있는 계산대의 두 번째 창 · the kitchen's screen, a second window of the running counter
    Kitchen(kitchen::KitchenArgs),
    /// 모의 앱·대행사·프린터로 가게 하나를 통째로 · a whole shop, simulated
    #[cfg(feature = "demo")]
    Demo(demo::DemoArgs),
    #[command(flatten)]
    Orders(orders::OrdersVerb),
    /// 지난 주문 찾기 (내역): 번호, 전화 끝자리, 메뉴, 날짜, 상태 · find any order of all years
    History(history::HistoryArgs),
    #[command(flatten)]
    Act(act::ActVerb),
    /// 손님이나 라이더가 말한 번호가 이 주문의 것인지 앱에 물어보기 · is this code the order's?
    CheckCode(act::CodeArgs),
    /// 전화로 받은 주문 넣기 (수기 주문) · an order that was phoned in
    Phone(phone::PhoneArgs),
    /// 메뉴: 주문에서 배운 이름, 값, 품절 · what the shop sells, as its orders tell it
    Menu(menu::MenuArgs),
    /// 하루 매출: 앱별, 결제별, 시간대별, 메뉴별; CSV와 엑셀 · what a business day comes to
    Sales(sales::SalesArgs),
    /// 마감: 하루 매출을 그대로 남기기 · close a business day
    Close(sales::CloseArgs),
    /// 정산 대조: 앱이 줄 돈과 받은 돈, 다른 주문 · what an app should pay, and whether it did
    Settlement(settlement::SettlementArgs),
    /// 배달 정산: 대행사마다 요금, 예치금, 라이더가 받은 돈 · what riders cost and owe
    Riders(riders::RidersArgs),
    /// 영업 시작·중지·바쁨·종료, 품절 · open, pause, busy, close, sold out
    #[command(subcommand)]
    Shop(shop::ShopVerb),
    /// 할증을 하루 동안 허용하기 · allow a surcharge for an evening
    #[command(subcommand)]
    Surcharge(surcharge::SurchargeVerb),
    /// 프린터 · printers
    #[command(subcommand)]
    Printer(printer::PrinterVerb),
    /// 주문 파일 하나를 표로 · one order file as paper, without printer, store or clock
    Ticket(ticket::TicketArgs),
    /// 비밀 값 (client_secret, API 키) · secrets
    #[command(subcommand)]
    Secret(secret::SecretVerb),
    /// 사장님 PIN: 창에서 매출, 설정, 지난 주문을 직원에게 가립니다 · the owner's PIN
    #[command(subcommand)]
    Pin(pin::PinVerb),
    /// 가게 기록: 영업, 품절, 마감, PIN, 설정을 누가 언제 · what was done about the shop, when and by whom
    Trail(trail::TrailArgs),
    /// 설정 모음: 체인이 가게마다 나눠 주는 설정 파일 하나 · set-up files for the shops of a chain
    #[command(subcommand)]
    Setup(setup::SetupVerb),
    /// 고친 설정을 켜져 있는 계산대에 바로 쓰기 · let the running counter take changed settings
    Reload,
    /// 백업: 밤마다 저절로, 손님 정보 없이; 손상된 저장소를 되찾습니다 · backups, and the way back
    #[command(subcommand)]
    Backup(backup::BackupVerb),
    /// 새 버전: 서명된 것만, 열린 주문이 없을 때; 켜지지 않으면 되돌립니다 · new versions of this program
    #[command(subcommand)]
    Update(update::UpdateVerb),
    /// 켜져 있는 주문벨 끝내기: 찍던 표를 마치고 · let the running program finish what is in hand and end
    Stop,
    /// 설정, 저장소, 앱, 프린터, 대행사, 소리, 시계, 디스크 점검 · check everything
    Doctor(doctor::DoctorArgs),
    /// 진단 파일: 기록과 점검 결과를 메일로 보낼 수 있게, 열쇠와 손님 정보 없이 · what an expert needs, safe to mail
    Diagnostics(diagnostics::DiagnosticsArgs),
    /// 모의 앱·대행사·프린터 하나만 · one simulator alone
    #[cfg(feature = "demo")]
    #[command(subcommand)]
    Sim(sim::SimVerb),
}

/// What a panic that ends a program of this language leaves.
const BROKEN: u8 = 101;

/// What every command knows.
#[derive(Clone)]
struct Context {
    /// Everything that this installation owns.
    data_folder: PathBuf,
    /// `--lang`.
    asked_language: Option<Language>,
    /// How often `-v`.
    verbose: u8,
}

/// Why a command did not do what it was asked for.
enum Failure {
    /// The work failed: exit code 1.
    Failed(String),
    /// Usage or settings are wrong: exit code 2.
    Wrong(String),
    /// The same as [`Failure::Failed`], not worded yet.
    Cause(Cause),
    /// The window broke down: exit code 101, as after a panic that ends the program, so that it is started again.
    Broken(String),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure::Cause(Cause::behind(error.as_ref()).unwrap_or_else(|| Cause::said(format!("{error:#}"))))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Cause(error.into())
    }
}

impl Context {
    /// A failure of the work in the person's language.
    fn failed(&self, cause: &Cause) -> Failure {
        Failure::Failed(self.explained(cause))
    }

    /// Why, and on a second line what to do. What the system said is for the log.
    fn explained(&self, cause: &Cause) -> String {
        tracing::warn!(%cause, "failed");
        let words = self.words();
        let why = language::cause(&words, cause);
        match language::cure(&words, cause) {
            Some(cure) => format!("{why}\n{cure}"),
            None => why,
        }
    }

    /// What a failure has to say.
    fn message(&self, failure: Failure) -> String {
        match failure {
            Failure::Failed(words) | Failure::Wrong(words) | Failure::Broken(words) => words,
            Failure::Cause(cause) => self.explained(&cause),
        }
    }

    /// The settings of this installation, or what is wrong with them in the person's language.
    fn settings(&self) -> Result<Settings, Failure> {
        self.load_settings().map_err(|error| Failure::Wrong(self.word(&error)))
    }

    fn load_settings(&self) -> Result<Settings, SettingsError> {
        Settings::load(&self.data_folder.join("settings.toml"), &self.data_folder)
    }

    /// The settings that a counter runs with; and what is wrong with the present ones, where those with which it last ran stand in
    /// for them.
    fn running_settings(&self) -> Result<(Settings, Option<SettingsError>), SettingsError> {
        let good = |wrong| Setup::new(&self.data_folder, self.secrets()).load_good(wrong);
        match self.load_settings() {
            Ok(settings) => Ok((settings, None)),
            Err(wrong) if wrong.is_no_file() => Err(wrong),
            Err(wrong) => good(wrong).map(|(settings, wrong)| (settings, Some(wrong))),
        }
    }

    fn word(&self, error: &SettingsError) -> String {
        error.worded(self.asked_language.unwrap_or(error.language))
    }

    /// Words in the language that was asked for, or that the settings say (also where something else in them is wrong).
    fn words(&self) -> Words {
        match self.load_settings() {
            Ok(settings) => settings.words(self.asked_language.unwrap_or(settings.language)),
            Err(error) => Words::new(self.asked_language.unwrap_or(error.language)),
        }
    }

    /// The secrets of this installation; here alone the environment is read for them.
    fn secrets(&self) -> Secrets {
        Secrets::new(Arc::new(|name| std::env::var(name).ok()), &self.data_folder)
    }
}

/// A runtime for commands that wait for something outside.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Reads the arguments and does the one thing they ask for.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // What was asked for: help, the version.
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(error) => {
            // It repeats what was typed.
            eprint!("{}", error.render());
            return ExitCode::from(2);
        }
    };
    let Some(data_folder) = cli.data.or_else(default_data_folder) else {
        eprintln!("사용자 폴더를 찾을 수 없습니다. --data DIR을 주세요 · no home folder; pass --data DIR");
        return ExitCode::from(2);
    };
    file::keep_to_owner();
    let data_folder = std::path::absolute(&data_folder).unwrap_or(data_folder);
    crash::note_panics(&data_folder);
    let asked_language = cli.lang.map(|lang| match lang {
        Lang::Ko => Language::Korean,
        Lang::En => Language::English,
    });
    let context = Context { data_folder, asked_language, verbose: cli.verbose };
    let done = match cli.command {
        None => run::window(&context),
        Some(Verb::Run(args)) => run::run(&context, args),
        Some(Verb::Kitchen(args)) => kitchen::run(&context, args),
        #[cfg(feature = "demo")]
        Some(Verb::Demo(args)) => demo::run(&context, args),
        Some(Verb::Orders(verb)) => orders::run(&context, verb),
        Some(Verb::History(args)) => history::run(&context, args),
        Some(Verb::Act(verb)) => act::run(&context, verb),
        Some(Verb::CheckCode(args)) => act::check_code(&context, args),
        Some(Verb::Phone(args)) => phone::run(&context, args),
        Some(Verb::Menu(args)) => menu::run(&context, args),
        Some(Verb::Sales(args)) => sales::sales(&context, args),
        Some(Verb::Close(args)) => sales::close(&context, args),
        Some(Verb::Settlement(args)) => settlement::run(&context, args),
        Some(Verb::Riders(args)) => riders::run(&context, args),
        Some(Verb::Shop(verb)) => shop::run(&context, verb),
        Some(Verb::Surcharge(verb)) => surcharge::run(&context, verb),
        Some(Verb::Printer(verb)) => printer::run(&context, verb),
        Some(Verb::Ticket(args)) => ticket::run(&context, args),
        Some(Verb::Secret(verb)) => secret::run(&context, verb),
        Some(Verb::Pin(verb)) => pin::run(&context, verb),
        Some(Verb::Trail(args)) => trail::run(&context, args),
        Some(Verb::Setup(verb)) => setup::run(&context, verb),
        Some(Verb::Reload) => reload::run(&context),
        Some(Verb::Backup(verb)) => backup::run(&context, verb),
        Some(Verb::Update(verb)) => update::run(&context, verb),
        Some(Verb::Stop) => stop::run(&context),
        Some(Verb::Doctor(args)) => doctor::run(&context, args),
        Some(Verb::Diagnostics(args)) => diagnostics::run(&context, args),
        #[cfg(feature = "demo")]
        Some(Verb::Sim(verb)) => sim::run(&context, verb),
    };
    match done {
        Ok(()) => match output::unwritten() {
            None => ExitCode::SUCCESS,
            Some(why) => {
                let words = context.words();
                let why = language::cause(&words, &Cause::from(&why));
                complain(&words.text("output-unwritten", &[("reason", why.into())]), 1)
            }
        },
        Err(Failure::Wrong(why)) => complain(&why, 2),
        Err(Failure::Broken(why)) => complain(&why, BROKEN),
        Err(failure) => complain(&context.message(failure), 1),
    }
}

fn complain(why: &str, code: u8) -> ExitCode {
    if !why.is_empty() {
        eprintln!("{why}");
    }
    ExitCode::from(code)
}

/// The platform's place for local data.
fn default_data_folder() -> Option<PathBuf> {
    let folders = directories::ProjectDirs::from("", "", "jumunbell")?;
    Some(folders.data_local_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_one_another() {
        Cli::command().debug_assert();
    }

    #[test]
    fn data_stands_before_or_after_the_command() {
        for line in ["jumunbell --data D orders --json", "jumunbell orders --json --data D"] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(cli.data, Some(PathBuf::from("D")), "{line}");
        }
    }
}
