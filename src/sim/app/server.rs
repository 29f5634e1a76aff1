//! The machine behind a socket.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{Request as HttpRequest, Response};
use jiff::Timestamp;
use serde_json::Value;
use tokio::net::TcpListener;

use super::config::{Config, Spec};
use super::fault::{Fault, On};
use super::journal::Journal;
use super::machine::AppMachine;
use super::message::{Manner, Reply, Request};
use crate::sim::line::{Cut, CuttableListener};

/// Most bytes of a request body.
const MOST_BODY: usize = 1024 * 1024;
/// Pieces of a slow body.
const SLOW_PIECES: usize = 10;

/// Tells the moment.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A simulated app on a socket. Dropping it closes the socket and every frozen request.
pub struct AppSim {
    addr: SocketAddr,
    shared: Shared,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    machine: Arc<Mutex<AppMachine>>,
    clock: Clock,
}

impl Shared {
    /// The machine stays usable when a test's hook panicked inside it.
    fn lock(&self) -> MutexGuard<'_, AppMachine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AppSim {
    /// Starts on a free port of the loopback address.
    pub async fn start(config: Config, clock: Clock) -> io::Result<AppSim> {
        AppSim::listen("127.0.0.1:0", config, clock).await
    }

    /// Starts on `listen` (`HOST:PORT`).
    pub async fn listen(listen: &str, config: Config, clock: Clock) -> io::Result<AppSim> {
        let tcp = TcpListener::bind(listen).await?;
        let addr = tcp.local_addr()?;
        let mut machine = AppMachine::new(config);
        machine.reached_at(format!("http://{addr}"));
        let shared = Shared { machine: Arc::new(Mutex::new(machine)), clock };
        let service = Router::new().fallback(answer).with_state(shared.clone());
        let service = service.into_make_service_with_connect_info::<Cut>();
        let task = tokio::spawn(async move {
            // Only an error that axum itself cannot outlive ends it; the caller then sees refused connections.
            let _ = axum::serve(CuttableListener { listener: tcp, all: Cut::default() }, service).await;
        });
        Ok(AppSim { addr, shared, task })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its root, for `base_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Places an order and tells its id.
    pub fn place_order(&self, spec: impl Into<Spec>) -> String {
        let now = (self.shared.clock)();
        self.shared.lock().place_order(now, spec)
    }

    /// The app shows an order otherwise from now on, and says nothing about it.
    pub fn change(&self, id: &str, how: impl FnOnce(&mut Value)) {
        self.shared.lock().change(id, how);
    }

    /// An event of the app's own choosing.
    pub fn tell_event(&self, id: &str, kind: &'static str) {
        let now = (self.shared.clock)();
        self.shared.lock().tell_event(now, id, kind);
    }

    /// The app cancels outright. `false`: there is no such open order.
    pub fn cancel(&self, id: &str) -> bool {
        let now = (self.shared.clock)();
        self.shared.lock().cancel(now, id)
    }

    /// The app asks whether it may cancel. `false`: there is no such open order.
    pub fn ask_to_cancel(&self, id: &str) -> bool {
        let now = (self.shared.clock)();
        self.shared.lock().ask_to_cancel(now, id)
    }

    /// The next `count` requests of that kind meet the fault; zero switches it off.
    pub fn set_fault(&self, fault: Fault, on: On, count: u32) {
        self.shared.lock().set_fault(fault, on, count);
    }

    /// What was seen so far, as of now.
    pub fn journal(&self) -> Journal {
        let now = (self.shared.clock)();
        let mut machine = self.shared.lock();
        machine.tick(now);
        machine.journal().clone()
    }

    /// Anything else, inside the machine.
    pub fn with<T>(&self, look: impl FnOnce(&mut AppMachine) -> T) -> T {
        look(&mut self.shared.lock())
    }

    /// Closes the socket.
    pub fn shutdown(self) {}

    /// Serves until the task is cancelled.
    pub async fn serve(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for AppSim {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    State(shared): State<Shared>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: HttpRequest<Body>,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let token = header("authorization");
    // A request that breaks off while it is sent counts as not sent.
    let Ok(body) = axum::body::to_bytes(body, MOST_BODY).await else {
        return send(Reply::empty(400), &cut).await;
    };
    let request = Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        token: token.and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
        merchants: header("x-polling-merchants"),
        content_type: header("content-type"),
        body: body.into(),
    };
    let now = (shared.clock)();
    let reply = shared.lock().handle(now, &request);
    send(reply, &cut).await
}

async fn send(reply: Reply, cut: &Cut) -> Response<Body> {
    let body = match reply.manner {
        Manner::Never => std::future::pending().await,
        Manner::Reset => {
            cut.now();
            Body::empty()
        }
        Manner::Whole => Body::from(reply.body),
        Manner::BrokenOff => {
            let half = reply.body[..reply.body.len() / 2].to_vec();
            let pieces = [Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
            Body::from_stream(futures::stream::iter(pieces))
        }
        Manner::Slow(in_all) => {
            let size = reply.body.len().div_ceil(SLOW_PIECES).max(1);
            let pieces: Vec<Vec<u8>> = reply.body.chunks(size).map(<[u8]>::to_vec).collect();
            let pause = in_all / SLOW_PIECES as u32;
            let stream = futures::stream::unfold(pieces.into_iter(), move |mut pieces| async move {
                tokio::time::sleep(pause).await;
                Some((Ok::<_, Infallible>(pieces.next()?), pieces))
            });
            Body::from_stream(stream)
        }
    };
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(body).unwrap_or_else(|e| Response::new(Body::from(e.to_string())))
}
