//! The *data* that goes with a page: what Kratos has said, for the application that takes the page over.

use serde_json::{Map, Value, json};

use super::embedded;
use crate::kratos::wire::needed::{self, needed};
use crate::kratos::{Call, Response};

/// What stands for no response: whoever sees the page has reached this server, so it is Kratos that is out of service.
const SILENCE: u16 = 503;

/// What the application begins with.
#[derive(Default)]
pub(super) struct Data<'a> {
    /// What Kratos has answered.
    pub(super) responses: &'a [(Call, Option<Response>)],
    /// The page that was requested, path and query.
    pub(super) page: Option<&'a str>,
    /// What whoever confirms who they are is called by.
    pub(super) identifier: Option<&'a str>,
    /// What is said besides the flow's own messages.
    pub(super) notice: Option<&'a str>,
    /// Whether users may see sessions and errors as a whole.
    pub(super) details: bool,
}

impl Data<'_> {
    /// The text of the JSON, for [`Initial::read`](crate::ui::Initial::read). Nothing of the responses is in it but what is
    /// read of them.
    pub(super) fn write(&self) -> String {
        let responses = self
            .responses
            .iter()
            .map(|(call, response)| written(*call, response.as_ref(), self.details));
        let mut data = json!({ "answers": responses.collect::<Value>() });
        for (key, text) in [
            ("page", self.page),
            ("identifier", self.identifier),
            ("notice", self.notice),
        ] {
            if let (Some(text), Some(data)) = (text, data.as_object_mut()) {
                data.insert(key.to_owned(), Value::from(text));
            }
        }
        embedded(&data)
    }
}

fn written(call: Call, response: Option<&Response>, details: bool) -> Value {
    let name = match call {
        Call::Load(kind) | Call::Submit(kind) => kind.as_str(),
        Call::Session => "session",
        Call::Json => "json",
    };
    let mut json = Map::from_iter([("call".to_owned(), Value::from(name))]);
    let status = response.map_or(SILENCE, |response| response.status);
    let is_good = (200..300).contains(&status);
    json.insert("status".to_owned(), status.into());
    if let Some(body) = response.and_then(|response| response.json.as_ref()) {
        let body = match (call, body) {
            // What an address has said is a list of texts, all others are of sessions.
            (Call::Json, Value::Array(list)) if list.iter().any(Value::is_object) => {
                list.iter().map(needed::listed).collect()
            }
            (Call::Json, Value::Array(_)) => body.clone(),
            // Shown as a whole, and therefore there as a whole.
            (Call::Json | Call::Session, _) if details && is_good => body.clone(),
            (Call::Session, _) if body.get("active").is_some() => needed::session(body),
            _ => needed(body),
        };
        json.insert("body".to_owned(), body);
    }
    if let Some(seconds) = response.and_then(|response| response.retry_after) {
        json.insert("retry_after".to_owned(), seconds.into());
    }
    Value::from(json)
}
