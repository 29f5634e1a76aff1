//! What is asked of a simulated agency, and what one protocol adds to the life of riders.

use jiff::Timestamp;
use serde_json::Value;

use super::fault::Route;
use super::life::{Life, Way};

/// One HTTP request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET`, `POST`, `PUT`, `PATCH`.
    pub method: String,
    /// Without host and query, as sent; our keys need no escaping.
    pub path: String,
    /// What follows `?`, as sent.
    pub query: String,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body, if it is JSON.
    pub body: Option<Value>,
    /// The body as it came.
    pub raw: String,
}

impl Request {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A text of the body, by its key.
    pub fn text(&self, key: &str) -> Option<String> {
        self.body.as_ref().and_then(|body| body[key].as_str()).map(str::to_owned)
    }

    /// The path's pieces.
    pub fn segments(&self) -> Vec<&str> {
        self.path.trim_matches('/').split('/').collect()
    }
}

/// What one protocol adds to the life of riders.
pub(super) trait Protocol: Send {
    /// The way of a delivery in its words.
    fn way(&self) -> &'static Way;

    /// Which request this is, and the key it is about.
    fn route(&self, request: &Request) -> (Route, Option<String>);

    /// Answers a request that no mishap befell: HTTP status and JSON.
    fn answer(
        &mut self,
        life: &mut Life,
        now: Timestamp,
        request: &Request,
        route: Route,
        key: Option<&str>,
    ) -> (u16, Value);

    /// How it says that something went wrong.
    fn failure(&self, status: u16) -> (u16, Value);
}
