//! A failure: why something did not succeed. Some become a message in the flow, some an error envelope.

use serde_json::{Map, Value, json};

use crate::instant::Instant;
use crate::payload::Payload;
use crate::reply::Reply;
use crate::text::Text;

/// An error envelope in the making.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    pub(crate) status: u16,
    /// The number in the body, when it differs from the status.
    code: Option<u16>,
    pub(crate) id: &'static str,
    pub(crate) reason: String,
    message: String,
    details: Map<String, Value>,
    /// Members that stand next to `error`.
    beside: Map<String, Value>,
}

impl Envelope {
    pub(crate) fn new(status: u16, reason: impl Into<String>) -> Self {
        let message = match status {
            400 => "The request was malformed or contained invalid parameters",
            401 => "The request could not be authorized",
            403 => "The requested action was forbidden",
            404 => "The requested resource could not be found",
            410 => {
                "The requested resource is no longer available because it has expired or is otherwise invalid."
            }
            _ => "An internal server error occurred, please contact the system administrator",
        };
        Self {
            status,
            code: None,
            id: "",
            reason: reason.into(),
            message: message.to_owned(),
            details: Map::new(),
            beside: Map::new(),
        }
    }

    pub(crate) fn id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    pub(crate) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    pub(crate) fn code(mut self, code: u16) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn beside(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.beside.insert(key.to_owned(), value.into());
        self
    }

    /// Where it sends the browser, if it does.
    pub(crate) fn redirect(&self) -> Option<&str> {
        self.beside.get("redirect_browser_to")?.as_str()
    }

    /// The `error` member alone, as the error endpoint keeps it.
    pub(crate) fn error(&self) -> Value {
        let mut error = Map::new();
        if !self.id.is_empty() {
            error.insert("id".into(), json!(self.id));
        }
        let code = self.code.unwrap_or(self.status);
        error.insert("code".into(), json!(code));
        error.insert("status".into(), json!(status_text(code)));
        if !self.reason.is_empty() {
            error.insert("reason".into(), json!(self.reason));
        }
        if !self.details.is_empty() {
            error.insert("details".into(), Value::Object(self.details.clone()));
        }
        error.insert("message".into(), json!(self.message));
        Value::Object(error)
    }

    pub(crate) fn reply(&self) -> Reply {
        let mut body = Map::new();
        body.insert("error".into(), self.error());
        body.extend(self.beside.clone());
        Reply::envelope(self.status, self.id, &body)
    }
}

fn status_text(code: u16) -> &'static str {
    axum::http::StatusCode::from_u16(code)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

/// A text and the node it belongs to; no pointer puts it on top of the flow.
pub(crate) type Complaint = (String, Text);

/// What ended the handling of a request early.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// Not for this strategy: ask the next.
    NotResponsible,
    /// Answered already.
    Completed(Reply),
    /// Too long after the last sign-in: what was sent waits until somebody has proven again who they are.
    Stale(Box<Payload>),
    /// The flow is over since then.
    Expired(Instant),
    /// The body did not pass; the texts go to their nodes.
    Invalid(Vec<Complaint>),
    /// An error of its own; with status 400 a submit turns it into a text.
    Rejected(Box<Envelope>),
}

impl Failure {
    /// One text on top of the flow.
    pub(crate) fn says(text: Text) -> Self {
        Self::Invalid(vec![(String::new(), text)])
    }

    /// One text on a node.
    pub(crate) fn on(node: &str, text: Text) -> Self {
        Self::Invalid(vec![(node.to_owned(), text)])
    }
}

impl From<Box<Envelope>> for Failure {
    fn from(envelope: Box<Envelope>) -> Self {
        Self::Rejected(envelope)
    }
}

impl From<Envelope> for Failure {
    fn from(envelope: Envelope) -> Self {
        Self::Rejected(Box::new(envelope))
    }
}

/// Nothing of that id.
pub(crate) fn not_found() -> Envelope {
    Envelope::new(404, "").message("Unable to locate the resource")
}

/// A submit names a method that is off.
pub(crate) fn method_disabled() -> Envelope {
    Envelope::new(
        404,
        "This endpoint was disabled by system administrator. Please check your url or contact the system administrator to enable it.",
    )
}

/// The browser has to go elsewhere.
pub(crate) fn location_change(url: &str) -> Envelope {
    Envelope::new(
        422,
        format!("In order to complete this flow please redirect the browser to: {url}"),
    )
    .id("browser_location_change_required")
    .message("browser location change required")
    .beside("redirect_browser_to", url)
}
