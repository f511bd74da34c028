//! A reply: what is sent back, before it becomes an HTTP response.

use serde::Serialize;

/// Status, headers and body of an answer; cookies are added by the exchange.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn new(status: u16, kind: &str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type", kind.to_owned())],
            body,
        }
    }

    /// A JSON document.
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        let text = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, "application/json; charset=utf-8", text)
    }

    /// An error envelope: the same, with another content type and the id as a header.
    pub(crate) fn envelope(status: u16, id: &str, body: &impl Serialize) -> Self {
        let text = serde_json::to_vec(body).unwrap_or_default();
        Self::new(status, "application/json", text).with("ory-error-id", id.to_owned())
    }

    /// A page.
    pub(crate) fn html(status: u16, body: &str) -> Self {
        Self::new(status, "text/html; charset=utf-8", body.as_bytes().to_vec())
    }

    /// See other, or found: the browser goes there with a GET.
    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        let escaped = location.replace('&', "&amp;").replace('"', "&#34;");
        let word = if status == 302 { "Found" } else { "See Other" };
        let body = format!("<a href=\"{escaped}\">{word}</a>.\n\n");
        Self::new(status, "text/html; charset=utf-8", body.into_bytes())
            .with("location", location.to_owned())
    }

    /// Nothing but a status.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// The answer for a path that does not exist.
    pub(crate) fn no_such_path() -> Self {
        Self::new(
            404,
            "text/plain; charset=utf-8",
            b"404 page not found\n".to_vec(),
        )
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
