//! Requests and replies as the machine sees them, whatever carries them.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::fault::On;

/// A request as the machine sees it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET`, `POST` …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Without the question mark.
    pub query: String,
    /// The bearer token.
    pub token: Option<String>,
    /// `x-polling-merchants`.
    pub merchants: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the machine answers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers besides the usual.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How it goes out.
    pub manner: Manner,
}

/// How a reply goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// The whole message, undamaged.
    Whole,
    /// The body takes this long.
    Slow(Duration),
    /// The connection breaks in the middle of the body.
    BrokenOff,
    /// The connection closes before the first byte.
    Reset,
    /// Never.
    Never,
}

impl Reply {
    pub(super) fn json(status: u16, body: &Value) -> Reply {
        let headers = vec![("content-type", "application/json".to_owned())];
        Reply { status, headers, body: body.to_string().into_bytes(), manner: Manner::Whole }
    }

    pub(super) fn error(status: u16, title: &str) -> Reply {
        Reply::json(status, &json!({"title": title, "status": status}))
    }

    pub(super) fn empty(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Vec::new(), manner: Manner::Whole }
    }

    pub(super) fn never() -> Reply {
        Reply { manner: Manner::Never, ..Reply::empty(0) }
    }
}

/// A reply and what the journal says about it.
pub(super) struct Done {
    pub(super) reply: Reply,
    pub(super) effect: String,
    pub(super) violation: Option<String>,
}

pub(super) fn done(reply: Reply, effect: impl Into<String>) -> Done {
    Done { reply, effect: effect.into(), violation: None }
}

pub(super) fn refused(status: u16, why: impl Into<String>) -> Done {
    let why = why.into();
    done(Reply::error(status, &why), format!("refused: {why}"))
}

pub(super) fn violation(why: String) -> Done {
    Done { reply: Reply::error(400, &why), effect: "refused".to_owned(), violation: Some(why) }
}

pub(super) fn frozen(effect: &str) -> Done {
    done(Reply::never(), format!("frozen {effect}"))
}

/// An endpoint of the standard.
pub(super) enum Place {
    Token,
    Poll,
    Acknowledgment,
    Order(String),
    Action(String, String),
    Menu,
}

impl Place {
    pub(super) fn on(&self) -> On {
        match self {
            Place::Token => On::Token,
            Place::Poll => On::Poll,
            Place::Acknowledgment => On::Acknowledgment,
            Place::Order(_) => On::Order,
            Place::Action(..) => On::Action,
            Place::Menu => On::Menu,
        }
    }
}

pub(super) fn route(request: &Request) -> Option<Place> {
    let parts: Vec<&str> = request.path.trim_start_matches('/').split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["oauth", "token"]) => Some(Place::Token),
        ("GET", ["v1", "events:polling"]) => Some(Place::Poll),
        ("POST", ["v1", "events", "acknowledgment"]) => Some(Place::Acknowledgment),
        ("GET", ["v1", "orders", id]) => Some(Place::Order((*id).to_owned())),
        ("PATCH", ["v1", "orders", id, "details"]) => {
            Some(Place::Action((*id).to_owned(), "details".to_owned()))
        }
        ("POST", ["v1", "menuUpdated"]) => Some(Place::Menu),
        ("POST", ["v1", "orders", id, action]) => Some(Place::Action((*id).to_owned(), (*action).to_owned())),
        _ => None,
    }
}

pub(super) fn body(request: &Request) -> Result<Value, String> {
    if !request.content_type.as_deref().unwrap_or_default().starts_with("application/json") {
        return Err("content-type: not application/json".to_owned());
    }
    serde_json::from_slice(&request.body).map_err(|e| format!("body: {e}"))
}

pub(super) fn form(text: &str) -> HashMap<String, String> {
    // A URL's query is a form; its parser does the unescaping.
    let url = reqwest::Url::parse(&format!("http://form.invalid/?{text}"));
    url.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}
