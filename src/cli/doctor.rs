//! `doctor`: what works and what does not, each with the next step. For an installer on the telephone.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::{Context, Failure, log, runtime, say};
use crate::agency::{self, AgencyError};
use crate::channel::Feature;
use crate::open_delivery::http;
use crate::printer::{Timings, printer};
use crate::settings::secret::{SecretName, Secrets};
use crate::settings::{
    self, AgencyKind, AgencySettings, ChannelSettings, Language, PrinterSettings, Settings,
};
use crate::store;

/// How long one thing outside may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a printer may take to say that it is ready.
const PRINTER_PATIENCE: Duration = Duration::from_secs(15);
/// A clock that is wrong by more makes deadlines wrong, seconds.
const CLOCK_TOLERANCE: i64 = 30;
/// What must be free on the disk to go on for a good while, bytes.
const ROOM: usize = 16 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// JSON으로 · as JSON
    #[arg(long)]
    json: bool,
}

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Ok,
    Warn,
    Fail,
}

/// What was found out about one thing.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    /// `settings`, `channel/teukgeup`, `printer/kitchen` …
    check: String,
    health: Health,
    /// What is so.
    says: String,
    /// What to do; `None` where all is well.
    next: Option<String>,
}

/// Findings so far, worded in one language.
struct Sheet {
    language: Language,
    findings: Vec<Finding>,
}

impl Sheet {
    fn ok(&mut self, check: impl Into<String>, korean: impl Into<String>, english: impl Into<String>) {
        let says = say(self.language, korean, english);
        self.findings.push(Finding { check: check.into(), health: Health::Ok, says, next: None });
    }

    fn not_ok(
        &mut self,
        check: impl Into<String>,
        health: Health,
        says: (impl Into<String>, impl Into<String>),
        next: (&str, &str),
    ) {
        let (korean, english) = says;
        let says = say(self.language, korean, english);
        let next = Some(say(self.language, next.0, next.1));
        self.findings.push(Finding { check: check.into(), health, says, next });
    }
}

pub fn run(context: &Context, args: DoctorArgs) -> Result<(), Failure> {
    log::to_stderr(context);
    let mut sheet = Sheet { language: context.language(), findings: Vec::new() };
    folder(&mut sheet, &context.data_folder);
    orders(&mut sheet, &context.data_folder);
    let settings = context.load_settings();
    match &settings {
        Ok(settings) => {
            let shops = settings.shops.len();
            let (apps, printers) = (settings.channels.len(), settings.printers.len());
            let agencies = settings.agencies.len();
            sheet.ok(
                "settings",
                format!("가게 {shops}, 앱 {apps}, 프린터 {printers}, 대행사 {agencies}"),
                format!("{shops} shops, {apps} apps, {printers} printers, {agencies} agencies"),
            );
            layouts(&mut sheet, settings, &context.data_folder);
            runtime()?.block_on(outside(&mut sheet, settings, &context.secrets()));
        }
        Err(error) => {
            let words = context.word(error);
            let next = ("위의 줄을 고치고 다시 점검하세요", "mend these lines and check again");
            sheet.not_ok("settings", Health::Fail, (words.clone(), words), next);
        }
    }
    sound(&mut sheet);

    if args.json {
        let json = serde_json::to_string_pretty(&sheet.findings).map_err(anyhow::Error::from)?;
        println!("{json}");
    } else {
        sheet.findings.iter().for_each(print);
    }
    // What is wrong stands on the sheet; the exit code alone is left to say.
    match (settings.is_err(), sheet.findings.iter().any(|finding| finding.health == Health::Fail)) {
        (true, _) => Err(Failure::Wrong(String::new())),
        (false, true) => Err(Failure::Failed(String::new())),
        (false, false) => Ok(()),
    }
}

fn print(finding: &Finding) {
    let mark = match finding.health {
        Health::Ok => "  ok",
        Health::Warn => "warn",
        Health::Fail => "FAIL",
    };
    println!("{mark}  {}: {}", finding.check, finding.says);
    if let Some(next) = &finding.next {
        println!("      → {next}");
    }
}

/// The data folder takes what a good while needs.
fn folder(sheet: &mut Sheet, data_folder: &Path) {
    let shown = data_folder.display().to_string();
    if !data_folder.exists() {
        let says = (format!("{shown}: 아직 없습니다"), format!("{shown}: not there yet"));
        let next = ("처음 시작할 때 만들어집니다", "the first start creates it");
        return sheet.not_ok("disk", Health::Warn, says, next);
    }
    // Writing tells what asking does not: quotas, read-only mounts, permissions.
    let probe = data_folder.join("doctor.probe");
    let written = std::fs::write(&probe, vec![0xa5; ROOM]);
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => sheet.ok("disk", format!("{shown}: 쓸 수 있습니다"), format!("{shown}: writable")),
        Err(error) => {
            let says = (
                format!("{shown}에 16 MB를 쓸 수 없습니다: {error}"),
                format!("cannot write 16 MB to {shown}: {error}"),
            );
            let next = (
                "디스크를 비우거나 폴더 권한을 고치세요",
                "free disk space, or mend the folder's permissions",
            );
            sheet.not_ok("disk", Health::Fail, says, next);
        }
    }
}

/// Which printers have a layout of their own, and which layout no printer has: it was meant for one.
fn layouts(sheet: &mut Sheet, settings: &Settings, data_folder: &Path) {
    for name in settings::layouts::names(data_folder) {
        let has = |p: &&PrinterSettings| p.layout.as_ref() == Some(&name);
        let printers: Vec<&str> = settings.printers.iter().filter(has).map(|p| p.id.as_str()).collect();
        let check = format!("layout/{name}");
        if !printers.is_empty() {
            let printers = printers.join(", ");
            sheet.ok(check, format!("프린터: {printers}"), format!("printers: {printers}"));
            continue;
        }
        let next = (
            "쓸 프린터의 [[printers]]에 layout을 적으세요",
            "say it as `layout` under the [[printers]] meant",
        );
        sheet.not_ok(check, Health::Warn, ("쓰는 프린터가 없습니다", "no printer has it"), next);
    }
}

/// The database can be read.
fn orders(sheet: &mut Sheet, data_folder: &Path) {
    let path = data_folder.join("jumunbell.db");
    let filter = store::Filter { limit: Some(1), ..store::Filter::default() };
    match store::list(&path, &filter) {
        Ok(_) if !path.exists() => sheet.ok("store", "아직 주문이 없습니다", "no orders yet"),
        Ok(_) => sheet.ok("store", "읽을 수 있습니다", "readable"),
        Err(error) => {
            let says = format!("{}: {error}", path.display());
            let next = (
                "파일을 지우지 말고, 데이터 폴더를 통째로 복사해 두고 logs/의 기록과 함께 문의하세요",
                "do not delete it; keep a copy of the data folder and ask for help with what logs/ says",
            );
            sheet.not_ok("store", Health::Fail, (says.clone(), says), next);
        }
    }
}

async fn outside(sheet: &mut Sheet, settings: &Settings, secrets: &Secrets) {
    let mut drift = None;
    for channel in &settings.channels {
        let check = format!("channel/{}", channel.id);
        features(sheet, channel);
        secret(sheet, secrets, SecretName::channel(&channel.id)).await;
        drift = server(sheet, check, &channel.base_url).await.or(drift);
    }
    for agency in settings.agencies.iter().filter(|agency| agency.kind != AgencyKind::InHouse) {
        let check = format!("agency/{}", agency.id);
        secret(sheet, secrets, SecretName::agency(&agency.id)).await;
        drift = server(sheet, check, &agency.base_url).await.or(drift);
        signed_in(sheet, settings, agency, secrets).await;
    }
    for printer in &settings.printers {
        connection(sheet, printer).await;
    }
    clock(sheet, drift);
}

/// Whether an agency accepts our account and key, and knows where its riders are to come. Without an answer nothing more
/// is said than [`server`] has said.
async fn signed_in(sheet: &mut Sheet, settings: &Settings, agency: &AgencySettings, secrets: &Secrets) {
    let check = format!("agency/{} key", agency.id);
    let Some(shop) = settings.shop_fetched_from(agency) else { return };
    if agency.kind == AgencyKind::Kakao
        && (shop.address.latitude.is_none() || shop.address.longitude.is_none())
    {
        sheet.not_ok(
            format!("agency/{} place", agency.id),
            Health::Fail,
            (
                "가게의 위치(위도·경도)가 설정에 없어 부를 수 없습니다",
                "the shop's place on the map is not set",
            ),
            (
                "settings.toml의 가게 address에 latitude, longitude를 넣으세요",
                "add latitude and longitude to the shop's address",
            ),
        );
    }
    let name = SecretName::agency(&agency.id);
    let (all, asked) = (secrets.clone(), name.clone());
    let Ok(Ok(Some(key))) = tokio::task::spawn_blocking(move || all.get(&asked)).await else { return };
    let Ok(http) = http::client(&agency.base_url) else { return };
    let timings = agency::Timings::real(Arc::new(Timestamp::now));
    let Ok(open) = agency::open(agency, key.expose().to_owned(), shop, http, timings) else { return };
    match open.check().await {
        Ok(()) => sheet.ok(check, "계정과 키를 받아 줍니다", "accepts the account and key"),
        Err(AgencyError::SignedOut(why)) => sheet.not_ok(
            check,
            Health::Fail,
            (
                format!("계정이나 키를 받아 주지 않습니다: {why}"),
                format!("does not accept the account or key: {why}"),
            ),
            (
                &format!("settings.toml의 account를 보고, 키를 다시 넣으세요: jumunbell secret set {name}"),
                &format!(
                    "check account in settings.toml and store the key again: jumunbell secret set {name}"
                ),
            ),
        ),
        Err(_) => {}
    }
}

/// What the app's profile knows of it, so that an installer sees which of the shop's ways it was looked at for.
fn features(sheet: &mut Sheet, channel: &ChannelSettings) {
    let profile = &channel.profile;
    let list = |word: fn(Feature) -> &'static str| {
        profile.supports.iter().map(|feature| word(*feature)).collect::<Vec<_>>().join(", ")
    };
    let (korean, english) = match profile.supports.is_empty() {
        true => ("알려진 것 없음".to_owned(), "nothing known".to_owned()),
        false => (list(Feature::korean), list(Feature::english)),
    };
    let korean = format!("{}: 특별한 기능 {korean}", profile.name);
    let english = format!("{}: special features: {english}", profile.name);
    sheet.ok(format!("profile/{}", channel.id), korean, english);
}

async fn secret(sheet: &mut Sheet, secrets: &Secrets, name: SecretName) {
    let check = format!("secret {name}");
    let (secrets, asked) = (secrets.clone(), name.clone());
    let found = tokio::task::spawn_blocking(move || secrets.get(&asked)).await;
    let next = (format!("jumunbell secret set {name}"), format!("{}=…", name.variable()));
    let next = format!("{} / {}", next.0, next.1);
    match found {
        Ok(Ok(Some(_))) => sheet.ok(check, "있습니다", "set"),
        Ok(Ok(None)) => sheet.not_ok(check, Health::Fail, ("없습니다", "not set"), (&next, &next)),
        Ok(Err(error)) => {
            let says = (error.worded(Language::Korean), error.worded(Language::English));
            sheet.not_ok(check, Health::Fail, says, (&next, &next));
        }
        Err(error) => {
            let says = error.to_string();
            sheet.not_ok(check, Health::Fail, (says.clone(), says), (&next, &next));
        }
    }
}

/// Any answer will do: what it answers without our key says nothing. Returns how many seconds our clock is ahead.
async fn server(sheet: &mut Sheet, check: String, base_url: &str) -> Option<i64> {
    let next = (
        "인터넷과 settings.toml의 base_url을 확인하고, 운영사에 주소를 물어보세요",
        "check the network and base_url in settings.toml; ask the operator for the address",
    );
    let client = match http::client(base_url) {
        Ok(client) => client,
        Err(error) => {
            let says = error.to_string();
            sheet.not_ok(check, Health::Fail, (says.clone(), says), next);
            return None;
        }
    };
    match client.get(base_url).timeout(PATIENCE).send().await {
        Ok(response) => {
            sheet.ok(check, format!("대답합니다({base_url})"), format!("answers ({base_url})"));
            let theirs = http::server_time(response.headers())?;
            Some(Timestamp::now().as_second() - theirs.as_second())
        }
        Err(error) => {
            let why = http::why(&error);
            let says =
                (format!("대답이 없습니다({base_url}): {why}"), format!("no answer ({base_url}): {why}"));
            sheet.not_ok(check, Health::Fail, says, next);
            None
        }
    }
}

/// Opened and asked as before a ticket; nothing is printed.
async fn connection(sheet: &mut Sheet, settings: &PrinterSettings) {
    let check = format!("printer/{}", settings.id);
    let shown = &settings.connection;
    let printer = printer(&settings.id, shown, false, &settings.profile, Timings::default());
    let trouble = match tokio::time::timeout(PRINTER_PATIENCE, printer.open()).await {
        Ok(Ok(_)) => return sheet.ok(check, format!("{shown}: 준비됨"), format!("{shown}: ready")),
        Ok(Err(not_ready)) => not_ready.to_string(),
        Err(_) => "timeout".to_owned(),
    };
    let says =
        (format!("{shown}: 찍을 수 없습니다({trouble})"), format!("{shown}: cannot print ({trouble})"));
    let next = (
        "전원, 용지, 덮개, 선을 확인하고 `jumunbell printer scan`으로 주소를 찾으세요",
        "check power, paper, cover and cable, and find its address with `jumunbell printer scan`",
    );
    sheet.not_ok(check, Health::Fail, says, next);
}

fn clock(sheet: &mut Sheet, drift: Option<i64>) {
    let next = ("Windows의 '시간 자동 설정'을 켜세요", "turn on automatic time (NTP)");
    match drift {
        None => {
            let says = ("견줄 서버가 없습니다", "no server to compare with");
            sheet.not_ok("clock", Health::Warn, says, next);
        }
        Some(seconds) if seconds.abs() <= CLOCK_TOLERANCE => sheet.ok("clock", "맞습니다", "right"),
        Some(seconds) => {
            let says = (
                format!("앱의 시계와 {seconds}초 다릅니다. 접수 마감이 틀리게 보입니다"),
                format!("{seconds} s off the app's clock; deadlines are shown wrong"),
            );
            sheet.not_ok("clock", Health::Warn, says, next);
        }
    }
}

#[cfg(feature = "sound")]
fn sound(sheet: &mut Sheet) {
    // Drivers may hang; nobody waits for this thread after the patience is over.
    let (answer, wait) = std::sync::mpsc::sync_channel(1);
    let opening = std::thread::Builder::new().name("sound-check".into()).spawn(move || {
        let opened = rodio::DeviceSinkBuilder::open_default_sink().map(drop);
        let _ = answer.send(opened.map_err(|error| error.to_string()));
    });
    let opened = match opening {
        Ok(_) => wait.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("timeout".into())),
        Err(error) => Err(error.to_string()),
    };
    match opened {
        Ok(()) => sheet.ok("sound", "소리를 낼 수 있습니다", "can be heard"),
        Err(why) => {
            let says = (format!("소리를 낼 수 없습니다: {why}"), format!("cannot be heard: {why}"));
            let next = (
                "스피커를 꽂고 기본 출력 장치를 확인하세요",
                "plug in a speaker and check the default output",
            );
            sheet.not_ok("sound", Health::Warn, says, next);
        }
    }
}

#[cfg(not(feature = "sound"))]
fn sound(sheet: &mut Sheet) {
    let says = ("소리 없이 만든 프로그램입니다", "built without sound");
    sheet.not_ok(
        "sound",
        Health::Warn,
        says,
        ("소리가 있는 판을 설치하세요", "install the build with sound"),
    );
}
