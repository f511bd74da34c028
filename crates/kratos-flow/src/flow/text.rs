//! A *text* is anything that Kratos says: a message, a label, a title. It has an id that never changes its meaning, and
//! a context with the values that the words are about.

use crate::kratos::message;
use serde_json::{Value, json};

/// What Kratos calls `uiText`.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The message id, for translation. Web hooks may send any.
    pub id: u32,
    /// Kratos' own words, in English.
    pub text: String,
    /// How serious it is.
    pub kind: TextKind,
    /// The values that the words are about, by name.
    pub context: Value,
}

/// How serious a [`Text`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// A notice, and whatever kind this version does not know.
    Info,
    /// Something the user has to fix.
    Error,
    /// Something that went well.
    Success,
}

impl TextKind {
    /// Kratos' name of the kind.
    pub fn as_str(self) -> &'static str {
        match self {
            TextKind::Info => "info",
            TextKind::Error => "error",
            TextKind::Success => "success",
        }
    }
}

impl Text {
    /// A text without an id of Kratos' own, for what stands outside of a flow.
    pub fn plain(kind: TextKind, text: String) -> Self {
        Text {
            id: 0,
            text,
            kind,
            context: Value::Null,
        }
    }

    /// What Kratos says of a field without a value.
    pub fn missing(name: &str) -> Self {
        let property = name.rsplit('.').next().unwrap_or(name);
        Text {
            id: message::ERROR_VALIDATION_REQUIRED,
            text: format!("Property {property} is missing."),
            kind: TextKind::Error,
            context: json!({ "property": property }),
        }
    }

    /// Whether it says that a field has no value.
    pub fn is_missing(&self) -> bool {
        self.id == message::ERROR_VALIDATION_REQUIRED
    }

    /// Whether the user has to fix something.
    pub fn is_error(&self) -> bool {
        self.kind == TextKind::Error
    }
}
