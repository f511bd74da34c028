//! A *node* is one thing that Kratos wants rendered: a field, a button, a picture, a text, a link, a script.

use serde_json::Value;

use super::{Group, Text};
use crate::json;
use crate::kratos::message;

/// What Kratos calls `uiNode`, with everything resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The method that the node belongs to.
    pub group: Group,
    /// What to render.
    pub kind: NodeKind,
    /// What to call it.
    pub label: Option<Text>,
    /// What Kratos says about it, usually about the value that was sent.
    pub messages: Vec<Text>,
}

/// What to render for a [`Node`].
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A field or a button.
    Input(Box<Input>),
    /// A text to read, such as backup codes.
    Text {
        /// The node's id.
        id: String,
        /// The text; its context may hold more of them.
        text: Text,
    },
    /// A picture, such as the QR code of an authenticator app.
    Image {
        /// The node's id.
        id: String,
        /// Its source, not yet checked: see [`SafeUrl::image`](crate::url::SafeUrl::image).
        src: String,
        /// Its width in CSS pixels.
        width: u32,
        /// Its height in CSS pixels.
        height: u32,
    },
    /// A link.
    Anchor {
        /// The node's id.
        id: String,
        /// Where it leads, not yet checked: see [`SafeUrl`](crate::url::SafeUrl).
        href: String,
        /// What it says.
        title: Text,
    },
    /// The script that drives passkeys and security keys.
    Script(Script),
    /// A place for a widget such as a captcha.
    Div {
        /// The node's id.
        id: String,
        /// Its classes.
        class: String,
        /// Its `data-*` attributes, by name without the prefix.
        data: Vec<(String, String)>,
    },
    /// A kind that this version does not know; it is not rendered, its messages are.
    Other {
        /// Kratos' name of the kind.
        kind: String,
        /// The node's id or name.
        id: String,
    },
}

/// A field or a button.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The name that its value is sent under.
    pub name: String,
    /// What it looks like.
    pub kind: InputKind,
    /// Its value: text, number, boolean, or null.
    pub value: Value,
    /// Whether Kratos refuses the form without it.
    pub required: bool,
    /// Whether it can be changed or pressed.
    pub disabled: bool,
    /// The browser's autofill token, if Kratos names one.
    pub autocomplete: Option<String>,
    /// A regular expression of the identity schema, not anchored.
    pub pattern: Option<String>,
    /// The greatest length in UTF-16 code units, 0 for none.
    pub maxlength: u32,
    /// What to run when it is pressed.
    pub onclick: Option<Trigger>,
    /// What to run when it is rendered.
    pub onload: Option<Trigger>,
    /// The values to choose from (newer than Kratos v26.2).
    pub options: Vec<Value>,
}

/// The `type` of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// `text`
    Text,
    /// `password`
    Password,
    /// `number`
    Number,
    /// `checkbox`
    Checkbox,
    /// `hidden`
    Hidden,
    /// `email`
    Email,
    /// `tel`
    Tel,
    /// `submit`
    Submit,
    /// `button`
    Button,
    /// `datetime-local`
    DatetimeLocal,
    /// `date`
    Date,
    /// `url`
    Url,
    /// A type that this version does not know; it is rendered as a text field.
    Other(String),
}

impl InputKind {
    /// Reads Kratos' name; never fails.
    pub fn new(name: &str) -> Self {
        match name {
            "text" => InputKind::Text,
            "password" => InputKind::Password,
            "number" => InputKind::Number,
            "checkbox" => InputKind::Checkbox,
            "hidden" => InputKind::Hidden,
            "email" => InputKind::Email,
            "tel" => InputKind::Tel,
            "submit" => InputKind::Submit,
            "button" => InputKind::Button,
            "datetime-local" => InputKind::DatetimeLocal,
            "date" => InputKind::Date,
            "url" => InputKind::Url,
            other => InputKind::Other(other.to_owned()),
        }
    }

    /// Kratos' name.
    pub fn as_str(&self) -> &str {
        match self {
            InputKind::Text => "text",
            InputKind::Password => "password",
            InputKind::Number => "number",
            InputKind::Checkbox => "checkbox",
            InputKind::Hidden => "hidden",
            InputKind::Email => "email",
            InputKind::Tel => "tel",
            InputKind::Submit => "submit",
            InputKind::Button => "button",
            InputKind::DatetimeLocal => "datetime-local",
            InputKind::Date => "date",
            InputKind::Url => "url",
            InputKind::Other(name) => name,
        }
    }

    /// The `type` attribute to render: a type that no browser may act on in a way we do not know becomes `text`.
    pub fn html(&self) -> &str {
        match self {
            InputKind::Other(_) => "text",
            known => known.as_str(),
        }
    }
}

/// The functions of Kratos' WebAuthn script. It is a closed list: a name that is not on it is ignored, and the
/// deprecated `onclick` source is only ever searched for one of these names, never run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Make a security key credential.
    WebAuthnRegistration,
    /// Sign in with a security key.
    WebAuthnLogin,
    /// Sign in with a passkey, in the browser's dialog.
    PasskeyLogin,
    /// Sign in with a passkey, from the identifier field's autofill.
    PasskeyLoginAutocompleteInit,
    /// Sign up with a passkey.
    PasskeyRegistration,
    /// Add a passkey to one's account.
    PasskeySettingsRegistration,
}

impl Trigger {
    const ALL: [Trigger; 6] = [
        Trigger::WebAuthnRegistration,
        Trigger::WebAuthnLogin,
        Trigger::PasskeyLoginAutocompleteInit,
        Trigger::PasskeyLogin,
        Trigger::PasskeyRegistration,
        Trigger::PasskeySettingsRegistration,
    ];

    /// The name of the global function that Kratos' script defines.
    pub fn as_str(self) -> &'static str {
        match self {
            Trigger::WebAuthnRegistration => "oryWebAuthnRegistration",
            Trigger::WebAuthnLogin => "oryWebAuthnLogin",
            Trigger::PasskeyLogin => "oryPasskeyLogin",
            Trigger::PasskeyLoginAutocompleteInit => "oryPasskeyLoginAutocompleteInit",
            Trigger::PasskeyRegistration => "oryPasskeyRegistration",
            Trigger::PasskeySettingsRegistration => "oryPasskeySettingsRegistration",
        }
    }

    /// The trigger with this name.
    pub fn new(name: &str) -> Option<Self> {
        Trigger::ALL
            .into_iter()
            .find(|trigger| trigger.as_str() == name)
    }

    /// The trigger that a deprecated `onclick` or `onload` source calls (Kratos v1.1 and v1.2): the name between
    /// `window.` (or `window.__`) and the parenthesis.
    pub fn from_source(source: &str) -> Option<Self> {
        let call = source.trim().strip_prefix("window.")?;
        let name = call.split('(').next()?;
        Trigger::new(name.strip_prefix("__").unwrap_or(name))
    }
}

/// The `script` node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The node's id, `webauthn_script`.
    pub id: String,
    /// The script's address, not yet checked.
    pub src: String,
    /// Its subresource integrity.
    pub integrity: String,
}

impl Node {
    /// The input, if the node is one.
    pub fn input(&self) -> Option<&Input> {
        match &self.kind {
            NodeKind::Input(input) => Some(input),
            _ => None,
        }
    }

    /// The input, if it is a field that a user fills in or that is sent along, not a button.
    pub fn field(&self) -> Option<&Input> {
        self.input()
            .filter(|input| !matches!(input.kind, InputKind::Submit | InputKind::Button))
    }

    /// The input, if it is a button.
    pub fn button(&self) -> Option<&Input> {
        self.input()
            .filter(|input| matches!(input.kind, InputKind::Submit | InputKind::Button))
    }

    /// What is said at the node: that its value is missing only as long as it is.
    pub fn texts(&self, missing: bool) -> Vec<Text> {
        let applies = |text: &&Text| missing || !text.is_missing();
        let mut texts: Vec<Text> = self.messages.iter().filter(applies).cloned().collect();
        if missing && !texts.iter().any(Text::is_missing) {
            texts.push(Text::missing(self.id()));
        }
        texts
    }

    /// Whether the node is the button that sends another code or link.
    pub fn is_resend(&self) -> bool {
        self.button().is_some_and(|input| input.name == "resend")
            || self
                .label
                .as_ref()
                .is_some_and(|label| label.id == message::INFO_NODE_LABEL_RESEND_OTP)
    }

    /// Whether the node is a hidden input.
    pub fn is_hidden(&self) -> bool {
        self.input()
            .is_some_and(|input| input.kind == InputKind::Hidden)
    }

    /// Whether Kratos has only added the node to hang a message on something that is not there (a text field of the group
    /// `default` without label and value): its message is said, and it is not rendered.
    pub fn is_message_only(&self) -> bool {
        self.group == Group::Default
            && self.label.is_none()
            && !self.messages.is_empty()
            && self.field().is_some_and(|input| {
                input.kind == InputKind::Text
                    && input.value.is_null()
                    && !input.name.starts_with("traits.")
            })
    }

    /// The name of an input, the id of anything else.
    pub fn id(&self) -> &str {
        match &self.kind {
            NodeKind::Input(input) => &input.name,
            NodeKind::Text { id, .. }
            | NodeKind::Image { id, .. }
            | NodeKind::Anchor { id, .. }
            | NodeKind::Div { id, .. }
            | NodeKind::Other { id, .. } => id,
            NodeKind::Script(script) => &script.id,
        }
    }

    /// Kratos' name of the node's type, as in the test ids: `node/<type>/<id>`.
    pub fn type_name(&self) -> &str {
        match &self.kind {
            NodeKind::Input(_) => "input",
            NodeKind::Text { .. } => "text",
            NodeKind::Image { .. } => "image",
            NodeKind::Anchor { .. } => "anchor",
            NodeKind::Script(_) => "script",
            NodeKind::Div { .. } => "div",
            NodeKind::Other { kind, .. } => kind,
        }
    }

    /// The `type` among the node's attributes, `""` where there is none: what
    /// [`filter_nodes_by_groups`](super::filter_nodes_by_groups) compares.
    pub fn attribute_type(&self) -> &str {
        match &self.kind {
            NodeKind::Input(input) => input.kind.as_str(),
            NodeKind::Script(_) => "text/javascript",
            _ => "",
        }
    }
}

impl Input {
    /// The value as the form would send it: `""` for null.
    pub fn text_value(&self) -> String {
        match &self.value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => json::write(other),
        }
    }

    /// Whether the identity schema may list the values of this field where Kratos does not: a trait that is a text or a
    /// number.
    pub fn may_have_choices(&self) -> bool {
        self.name.starts_with("traits.")
            && matches!(self.kind, InputKind::Text | InputKind::Number)
            && self.options.is_empty()
    }

    /// Whether the value is a secret: never kept after it was refused, never written into an attribute.
    pub fn is_secret(&self) -> bool {
        self.kind == InputKind::Password || self.takes_code()
    }

    /// Whether a code is typed here: a one-time code or a backup code.
    pub fn takes_code(&self) -> bool {
        is_code(&self.name) || self.name == "lookup_secret"
    }
}

/// Whether a field takes a one-time code.
pub fn is_code(name: &str) -> bool {
    matches!(name, "code" | "totp_code")
}
