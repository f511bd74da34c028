//! Attributes: what a node is drawn from, one kind for each element.

use serde::Serialize;
use serde_json::Value;

use crate::text::Text;

/// What kind of element it is.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Attributes {
    Input(Input),
    Anchor(Anchor),
    Script(Script),
    Text(TextElement),
    Image(Image),
}

/// An input, button or hidden value.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Input {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    #[serde(skip_serializing_if = "Value::is_null")]
    pub(crate) value: Value,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) required: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) autocomplete: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) pattern: String,
    #[serde(rename = "maxlength", skip_serializing_if = "Option::is_none")]
    pub(crate) max_length: Option<u32>,
    pub(crate) disabled: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) onclick: String,
    #[serde(rename = "onclickTrigger", skip_serializing_if = "str::is_empty")]
    pub(crate) onclick_trigger: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) onload: String,
    #[serde(rename = "onloadTrigger", skip_serializing_if = "str::is_empty")]
    pub(crate) onload_trigger: &'static str,
    pub(crate) node_type: &'static str,
}

/// A link.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Anchor {
    pub(crate) href: String,
    pub(crate) title: Text,
    pub(crate) id: &'static str,
    pub(crate) node_type: &'static str,
}

/// The helper script of WebAuthn.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Script {
    pub(crate) src: String,
    #[serde(rename = "async")]
    pub(crate) asynchronous: bool,
    pub(crate) referrerpolicy: &'static str,
    pub(crate) crossorigin: &'static str,
    pub(crate) integrity: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) id: &'static str,
    pub(crate) nonce: String,
    pub(crate) node_type: &'static str,
}

/// A text to read, or to copy.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TextElement {
    pub(crate) text: Text,
    pub(crate) id: &'static str,
    pub(crate) node_type: &'static str,
}

/// A picture.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Image {
    pub(crate) src: String,
    pub(crate) id: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) node_type: &'static str,
}
