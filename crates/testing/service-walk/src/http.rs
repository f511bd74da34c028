//! HTTP: requests whose response is taken as it is.

use serde_json::Value;
use std::time::Duration;
use ureq::{Agent, http};

use crate::Result;

/// A response: its status, its headers, and its body if that is JSON.
#[derive(Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: http::HeaderMap,
    /// The body, `null` if it is no JSON.
    pub body: Value,
}

impl Response {
    /// A header, empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// A text in the body, empty if it is not there.
    #[must_use]
    pub fn text(&self, pointer: &str) -> &str {
        let value = self.body.pointer(pointer);
        value.and_then(Value::as_str).unwrap_or_default()
    }

    /// What it sets as cookies, as the header that sends them back.
    #[must_use]
    pub fn cookies(&self) -> String {
        let set = self.headers.get_all("set-cookie").iter();
        let pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next());
        pairs.collect::<Vec<_>>().join("; ")
    }
}

/// Gets JSON.
///
/// # Errors
///
/// When there is no response.
pub fn get(url: &str, headers: &[(&str, &str)]) -> Result<Response> {
    let mut request = agent().get(url).header("accept", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call()?)
}

/// Posts JSON.
///
/// # Errors
///
/// When there is no response.
pub fn post(url: &str, headers: &[(&str, &str)], body: &Value) -> Result<Response> {
    let mut request = agent().post(url).header("accept", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.header("content-type", "application/json");
    read(request.send(body.to_string())?)
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(30)));
    config.build().new_agent()
}

fn read(response: http::Response<ureq::Body>) -> Result<Response> {
    let (head, mut body) = response.into_parts();
    Ok(Response {
        status: head.status.as_u16(),
        headers: head.headers,
        body: serde_json::from_str(&body.read_to_string()?).unwrap_or_default(),
    })
}
