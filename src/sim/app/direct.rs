//! The machine without a socket: a [`Transport`] to build a channel over, for whole days in one thread.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use open_delivery::http::BodyError;
use open_delivery::{Body, Call, HttpResponse, Transport, TransportError};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::config::Config;
use super::machine::AppMachine;
use super::message::{Manner, Reply, Request};
use super::server::Clock;

/// A simulated app that is called directly. Nothing ever waits: what would be slow or lost on a line is told at once.
#[derive(Clone)]
pub struct DirectApp {
    machine: Arc<Mutex<AppMachine>>,
    clock: Clock,
}

impl DirectApp {
    /// A fresh app.
    pub fn new(config: Config, clock: Clock) -> DirectApp {
        DirectApp { machine: Arc::new(Mutex::new(AppMachine::new(config))), clock }
    }

    /// Anything, inside the machine.
    pub fn with<T>(&self, look: impl FnOnce(&mut AppMachine) -> T) -> T {
        look(&mut self.machine.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Transport for DirectApp {
    async fn call(&self, call: Call) -> Result<HttpResponse, TransportError> {
        let url = reqwest::Url::parse(&call.url).map_err(|e| TransportError::not_sent(e.to_string()))?;
        let header = |name: &str| {
            let found = call.headers.iter().find(|(header, _)| header.as_str() == name);
            found.map(|(_, value)| value.clone())
        };
        let (content_type, body) = match &call.body {
            Body::Empty => (None, Vec::new()),
            Body::Json(json) => (Some("application/json"), json.to_string().into_bytes()),
            Body::Form(fields) => {
                let mut form = url.clone();
                form.query_pairs_mut().clear().extend_pairs(fields);
                (Some("application/x-www-form-urlencoded"), form.query().unwrap_or_default().into())
            }
        };
        let request = Request {
            method: call.method.to_string(),
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            token: header("authorization").and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
            merchants: header("x-polling-merchants"),
            content_type: content_type.map(str::to_owned),
            body,
        };
        let now = (self.clock)();
        answer(self.with(|machine| machine.handle(now, &request)))
    }
}

fn answer(reply: Reply) -> Result<HttpResponse, TransportError> {
    let broken = |read: Vec<u8>| BodyError::Broken { reason: "the answer broke off".to_owned(), read };
    let body = match reply.manner {
        Manner::Never => return Err(lost("no answer in time")),
        Manner::Reset => return Err(lost("the connection was reset")),
        Manner::BrokenOff => Err(broken(reply.body[..reply.body.len() / 2].to_vec())),
        Manner::Whole | Manner::Slow(_) => Ok(reply.body),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in reply.headers {
        let value = HeaderValue::from_str(&value).map_err(|e| lost(&e.to_string()))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(HttpResponse { status: reply.status, headers, body })
}

fn lost(reason: &str) -> TransportError {
    TransportError { sent: true, reason: reason.to_owned() }
}
