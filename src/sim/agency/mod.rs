//! Simulated delivery agencies: a pure, seeded [`AgencyMachine`] behind a real socket. Each is as strict as the real one,
//! misbehaves on demand, and keeps a [`Journal`] that can say whether one meal ever had two riders.
//!
//! The riders' life is the same everywhere (`life`); each protocol has its own words for it (`gorela`, `kakao` …).

mod fault;
mod gorela;
mod journal;
mod kakao;
mod life;
mod logistics;
mod machine;
mod protocol;

pub use fault::{Fault, Misbehaviour, Mishap, Route, SPELLINGS};
pub use journal::{Event, Journal, Record};
pub use machine::{AgencyMachine, Reply};
pub use protocol::Request;

use std::fs::File;
use std::future::pending;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{DATE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::settings::AgencyKind;
use crate::sim::line::{Cut, CuttableListener};

/// No client waits longer for an answer that never comes.
const HANG: Duration = Duration::from_secs(120);

/// A moment at which a crash test may freeze the agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Point {
    /// A request for a price has arrived.
    QuoteReceived,
    /// A create has arrived and has had no effect yet.
    CreateReceived {
        /// The key sent.
        key: String,
    },
    /// A create has been dealt with; its answer has not left.
    CreateTaken {
        /// The key sent.
        key: String,
    },
    /// A look-up has arrived.
    LookUpReceived {
        /// The key sent.
        key: String,
    },
    /// A cancel has arrived and has had no effect yet.
    CancelReceived {
        /// The key sent.
        key: String,
    },
    /// A cancel has been dealt with; its answer has not left.
    CancelTaken {
        /// The key sent.
        key: String,
    },
    /// A prepare-complete has arrived.
    PrepareReceived {
        /// The key sent.
        key: String,
    },
}

/// Called at each [`Point`]; `true` freezes that request for good, without an answer.
pub type Hook = Arc<dyn Fn(&Point) -> bool + Send + Sync>;

/// How to start one.
#[derive(Clone)]
pub struct AgencyConfig {
    /// Which protocol it speaks.
    pub kind: AgencyKind,
    /// Where to listen; port 0 picks one.
    pub listen: String,
    /// The API key to insist on; `None` takes any.
    pub key: Option<String>,
    /// How many times as fast as real riders.
    pub speed: f64,
    /// Seed of the riders' luck.
    pub seed: u64,
    /// Called at each point of a request, for crash tests.
    pub hook: Option<Hook>,
    /// Where to append the journal as JSON lines.
    pub journal: Option<PathBuf>,
    /// What time it is.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl AgencyConfig {
    /// A Gorela on a free loopback port, with the key `sim-key`, at `speed` times real life.
    pub fn new(speed: f64, seed: u64, now: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> AgencyConfig {
        AgencyConfig {
            kind: AgencyKind::Gorela,
            listen: "127.0.0.1:0".to_owned(),
            key: Some("sim-key".to_owned()),
            speed,
            seed,
            hook: None,
            journal: None,
            now,
        }
    }
}

/// A running simulated agency. Dropping it stops it.
pub struct AgencySim {
    addr: SocketAddr,
    shared: Arc<Shared>,
    lines: Cut,
    stop: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
}

struct Shared {
    machine: Mutex<AgencyMachine>,
    log: Mutex<Option<Log>>,
    hook: Option<Hook>,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

struct Log {
    file: File,
    written: usize,
}

impl AgencySim {
    /// Listens and answers until it is shut down.
    pub async fn start(config: AgencyConfig) -> io::Result<AgencySim> {
        let machine = AgencyMachine::new(config.kind, config.key, config.speed, config.seed)
            .ok_or_else(|| io::Error::other(format!("nobody to play: {}", config.kind.as_str())))?;
        let listener = TcpListener::bind(&config.listen).await?;
        let addr = listener.local_addr()?;
        let log = match &config.journal {
            Some(path) => {
                Some(Log { file: File::options().create(true).append(true).open(path)?, written: 0 })
            }
            None => None,
        };
        let shared = Arc::new(Shared {
            machine: Mutex::new(machine),
            log: Mutex::new(log),
            hook: config.hook,
            now: config.now,
        });
        let app = Router::new()
            .fallback(answer)
            .with_state(shared.clone())
            .into_make_service_with_connect_info::<Cut>();
        let (stop, mut stopped) = watch::channel(false);
        let lines = Cut::default();
        let listener = CuttableListener { listener, all: lines.clone() };
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, app).into_future();
            tokio::select! {
                ended = serving => ended,
                _ = stopped.wait_for(|stop| *stop) => Ok(()),
            }
        });
        Ok(AgencySim { addr, shared, lines, stop, server })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://HOST:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// What happened so far, riders moved up to now.
    pub fn journal(&self) -> Journal {
        let mut machine = self.shared.machine();
        machine.tick((self.shared.now)());
        machine.journal().clone()
    }

    /// Riders under way get as far as they would in this time; what they do bears the time at which it would happen.
    pub fn hurry(&self, by: SignedDuration) {
        let soon = (self.shared.now)().saturating_add(by).unwrap_or(Timestamp::MAX);
        self.shared.machine().tick(soon);
    }

    /// Switches a misbehaviour on for the next `times` chances; 0 switches it off.
    pub fn set_fault(&self, fault: Fault, times: u32) {
        self.shared.machine().set_fault(fault, times);
    }

    /// Stops listening and cuts every line. Returns what happened.
    pub async fn shutdown(mut self) -> Journal {
        self.lines.now();
        let _ = self.stop.send(true);
        let _ = (&mut self.server).await;
        self.shared.write_log();
        self.journal()
    }
}

impl Drop for AgencySim {
    fn drop(&mut self) {
        self.lines.now();
        self.server.abort();
    }
}

/// Runs one alone, for `jumunbell sim agency`; its first line on `out` is `listening HOST:PORT`.
pub async fn run_agency(
    config: AgencyConfig,
    misbehave: Vec<Misbehaviour>,
    mut out: impl Write,
) -> io::Result<()> {
    let mut sim = AgencySim::start(config).await?;
    for Misbehaviour { fault, times } in misbehave {
        sim.set_fault(fault, times);
    }
    writeln!(out, "listening {}", sim.addr())?;
    out.flush()?;
    let mut pace = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            ended = &mut sim.server => return ended.unwrap_or_else(|crash| Err(io::Error::other(crash))),
            _ = pace.tick() => {
                sim.shared.machine().tick((sim.shared.now)());
                sim.shared.write_log();
            }
        }
    }
}

impl Shared {
    fn machine(&self) -> std::sync::MutexGuard<'_, AgencyMachine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the test wants this request to stop here.
    fn freezes(&self, point: Option<Point>) -> bool {
        point.is_some_and(|point| self.hook.as_ref().is_some_and(|hook| hook(&point)))
    }

    /// Appends what is new. A full disk costs the journal file, not the agency.
    fn write_log(&self) {
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(log) = log.as_mut() else { return };
        let new: Vec<Event> = self.machine().journal().events[log.written..].to_vec();
        for event in &new {
            if let Ok(line) = serde_json::to_string(event) {
                let _ = writeln!(log.file, "{line}");
            }
        }
        log.written += new.len();
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body: serde_json::from_slice(&body).ok(),
        raw: String::from_utf8_lossy(&body).into_owned(),
    };
    let (route, key) = shared.machine().route(&request);
    let (before, after) = points(route, key.unwrap_or_default());
    if shared.freezes(before) {
        return pending().await;
    }
    let reply = shared.machine().handle((shared.now)(), &request);
    shared.write_log();
    if shared.freezes(after) {
        return pending().await;
    }
    match reply {
        Reply::Answer { status, body, after } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&(shared.now)());
            let mut answer = (status, [(DATE, date.unwrap_or_default())], axum::Json(body)).into_response();
            answer.headers_mut().extend(after.map(|seconds| (RETRY_AFTER, seconds.into())));
            answer
        }
        Reply::Garbage => "<html>공사 중입니다</html>".into_response(),
        Reply::Reset => {
            cut.now();
            StatusCode::OK.into_response()
        }
        Reply::Hang => {
            tokio::time::sleep(HANG).await;
            cut.now();
            StatusCode::OK.into_response()
        }
    }
}

/// Where a request may be frozen: before and after it takes effect.
fn points(route: Route, key: String) -> (Option<Point>, Option<Point>) {
    match route {
        Route::Quote => (Some(Point::QuoteReceived), None),
        Route::Create => (Some(Point::CreateReceived { key: key.clone() }), Some(Point::CreateTaken { key })),
        Route::LookUp => (Some(Point::LookUpReceived { key }), None),
        Route::Cancel => (Some(Point::CancelReceived { key: key.clone() }), Some(Point::CancelTaken { key })),
        Route::PrepareComplete => (Some(Point::PrepareReceived { key }), None),
        Route::PickupWish
        | Route::Drop
        | Route::Memo
        | Route::Payment
        | Route::Raise
        | Route::Deposit
        | Route::Conditions
        | Route::Other => (None, None),
    }
}
