//! Browser: a client that keeps cookies and never follows a redirect.

use std::io::Read;
use std::time::Duration;

use serde_json::{Map, Value};
use ureq::Agent;
use ureq::config::AutoHeaderValue;
use ureq::http;

use crate::Error;
use crate::recording::Response;

/// Response headers that say nothing about Kratos and are not recorded.
const NOT_RECORDED: [&str; 5] = [
    "date",
    "content-length",
    "connection",
    "keep-alive",
    "transfer-encoding",
];

/// The address at which every server believes to be, whatever its port.
const HOST: &str = "localhost:5433";

/// What is sent: a recorded request with everything dynamic replaced.
#[derive(Debug, Clone)]
pub struct Sending {
    /// HTTP method.
    pub method: String,
    /// Path and query as sent, starting with `/`.
    pub target: String,
    /// Headers besides cookies, host and user agent.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<Vec<u8>>,
}

/// One browser: a label and its cookies.
#[derive(Debug, Clone)]
pub struct Browser {
    label: String,
    cookies: Vec<(String, String)>,
}

/// A pool of connections that reports every status as it is and follows nothing.
pub(crate) fn connections() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .accept(AutoHeaderValue::None)
        .user_agent(AutoHeaderValue::None)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .new_agent()
}

impl Browser {
    /// A browser without cookies.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            cookies: Vec::new(),
        }
    }

    /// The names of the cookies it holds, oldest first.
    pub fn cookie_names(&self) -> impl Iterator<Item = &str> {
        self.cookies.iter().map(|(name, _)| name.as_str())
    }

    /// Takes over the cookies of another browser, as a second request of the same one would.
    pub fn share_cookies_of(&mut self, other: &Self) {
        self.cookies.clone_from(&other.cookies);
    }

    /// Sends a request to `server` (scheme, host and port) with the cookies that `chosen` accepts,
    /// and stores the cookies of the answer.
    ///
    /// # Errors
    /// When there is no answer at all.
    pub fn send(
        &mut self,
        agent: &Agent,
        server: &str,
        sending: &Sending,
        chosen: impl Fn(&str) -> bool,
    ) -> Result<Response, Error> {
        let failed = |source: ureq::Error| Error::NoAnswer {
            request: format!("{} {}", sending.method, sending.target),
            source: Box::new(source),
        };
        let mut request = http::Request::builder()
            .method(sending.method.as_str())
            .uri(format!("{server}{}", sending.target))
            .header("host", HOST)
            .header(
                "user-agent",
                format!("Mozilla/5.0 (X11; Linux x86_64) recorder/{}", self.label),
            );
        let cookies: Vec<_> = (self.cookies.iter())
            .filter(|(name, _)| chosen(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        for (name, value) in &sending.headers {
            request = request.header(name, value);
        }
        let answer = match &sending.body {
            Some(body) => agent.run(
                request
                    .body(body.as_slice())
                    .map_err(|e| failed(e.into()))?,
            ),
            None => agent.run(request.body(()).map_err(|e| failed(e.into()))?),
        };
        let response = recorded(answer.map_err(failed)?).map_err(|e| failed(e.into()))?;
        self.keep(&response);
        Ok(response)
    }

    fn keep(&mut self, response: &Response) {
        for header in response.set_cookies() {
            let (cookie, attributes) = header.split_once(';').unwrap_or((header, ""));
            let Some((name, value)) = cookie.split_once('=') else {
                continue;
            };
            if clears(attributes) {
                self.cookies.retain(|(kept, _)| kept != name);
            } else if let Some(kept) = self.cookies.iter_mut().find(|(kept, _)| kept == name) {
                value.clone_into(&mut kept.1);
            } else {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// Whether the attributes of a `set-cookie` header delete the cookie.
#[must_use]
pub fn clears(attributes: &str) -> bool {
    attributes.split(';').map(str::trim).any(|attribute| {
        attribute.eq_ignore_ascii_case("Max-Age=0") || attribute.starts_with("Max-Age=-")
    })
}

/// An answer in the form of a recording.
fn recorded(mut answer: http::Response<ureq::Body>) -> std::io::Result<Response> {
    let mut headers = Map::new();
    let mut names: Vec<_> = answer
        .headers()
        .keys()
        .map(http::HeaderName::as_str)
        .collect();
    names.sort_unstable();
    names.retain(|name| !NOT_RECORDED.contains(name));
    for name in names {
        let values: Vec<_> = (answer.headers().get_all(name).iter())
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        let value = if name == "set-cookie" {
            Value::from(values)
        } else {
            Value::from(values.join(", "))
        };
        headers.insert(name.to_owned(), value);
    }
    let status = answer.status().as_u16();
    let mut bytes = Vec::new();
    answer.body_mut().as_reader().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let kind = headers
        .get("content-type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if kind.starts_with("text/javascript") {
        // Kratos' own script is not ours to keep.
        let length = text.chars().count();
        return Ok(Response {
            status,
            headers,
            body: None,
            body_text: Some(format!("({length} characters left out)")),
        });
    }
    let is_json = kind.starts_with("application/json");
    let body = is_json.then(|| serde_json::from_str(&text).ok()).flatten();
    let body_text = (body.is_none() && !text.is_empty()).then_some(text);
    Ok(Response {
        status,
        headers,
        body,
        body_text,
    })
}
