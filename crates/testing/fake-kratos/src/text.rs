//! A text: what a flow says to a person, with the number, the type and the wording Kratos gives it.

mod credential;
mod flow;
mod label;
mod recovery;
mod schema;
mod second_factor;
mod security_key;
mod settings;
mod step;

pub(crate) use credential::*;
pub(crate) use flow::*;
pub(crate) use label::*;
pub(crate) use recovery::*;
pub(crate) use schema::*;
pub(crate) use second_factor::*;
pub(crate) use security_key::*;
pub(crate) use settings::*;
pub(crate) use step::*;

use serde::Serialize;
use serde_json::{Map, Value};

/// One message or label (`uiText`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Text {
    pub(crate) id: u32,
    pub(crate) text: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) context: Map<String, Value>,
}

impl Text {
    fn new(id: u32, kind: &'static str, text: impl Into<String>, context: Value) -> Self {
        let context = match context {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        Self {
            id,
            text: text.into(),
            kind,
            context,
        }
    }
}

impl Text {
    /// A text that somebody else wrote.
    pub(crate) fn from_outside(message: &Value) -> Self {
        let text = |key: &str| message.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = message
            .get("id")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        let kind = match text("type") {
            "info" => "info",
            "success" => "success",
            _ => "error",
        };
        let context = message.get("context").cloned().unwrap_or_default();
        Self::new(
            u32::try_from(id).unwrap_or_default(),
            kind,
            text("text"),
            context,
        )
    }
}

fn info(id: u32, text: &str) -> Text {
    Text::new(id, "info", text, Value::Null)
}

fn success(id: u32, text: &str) -> Text {
    Text::new(id, "success", text, Value::Null)
}

fn error(id: u32, text: &str) -> Text {
    Text::new(id, "error", text, Value::Null)
}
