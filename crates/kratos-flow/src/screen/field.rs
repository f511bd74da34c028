//! A *field*: an input that the user fills in, with everything that belongs to it decided.

use serde_json::Value;

use crate::flow::{Input, InputKind, Node, autocomplete, is_code, is_exact, is_name, phone};
use crate::route::FlowKind;

/// A field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The input.
    pub input: Input,
    /// What it is filled in with.
    pub control: Control,
    /// The id of the control, by which its label and messages are tied to it.
    pub id: String,
    /// The autofill token.
    pub autocomplete: Option<String>,
    /// Whether a new password is typed here.
    pub is_new_password: bool,
    /// Whether it may stay empty, which is said only of the user's own traits.
    pub is_optional: bool,
    /// Which slips of the hand are pointed out.
    pub typos: Typos,
    /// Whether a phone number may want the code of its country.
    pub asks_country: bool,
}

/// What a field is filled in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A box to tick.
    Checkbox,
    /// A list of values.
    Select,
    /// A text, until the identity schema is known to have a list of values.
    Choices,
    /// A text that is hidden.
    Password,
    /// A phone number.
    Phone,
    /// A text of one line.
    Line,
}

/// Which slips of the hand are pointed out in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typos {
    /// None.
    Unknown,
    /// Those of an e-mail address.
    Address,
    /// Those of an e-mail address or of a phone number.
    Name,
}

/// The field for the name of a new security key.
const KEY_NAME: &str = "webauthn_register_displayname";

impl Field {
    /// The field of a node in a flow of this kind.
    pub fn of(node: &Node, flow: FlowKind) -> Option<Self> {
        let mut input = node.input()?.clone();
        // Kratos refuses a key without a name here, after the ceremony.
        input.required |= flow == FlowKind::Settings && input.name == KEY_NAME;
        let autocomplete = autocomplete(&input, flow);
        let control = Control::of(&input);
        let is_new_password =
            input.name == "password" && autocomplete.as_deref() == Some("new-password");
        let names = is_name(&input.name);
        let typos = match input.kind {
            _ if names => Typos::Name,
            InputKind::Email => Typos::Address,
            _ => Typos::Unknown,
        };
        Some(Field {
            id: format!("{}-{}", flow.as_str(), input.name),
            is_new_password,
            is_optional: !input.required
                && control != Control::Checkbox
                && input.name.starts_with("traits."),
            typos,
            asks_country: input.kind == InputKind::Tel
                || names && phone::is_national(&input.text_value()),
            input,
            control,
            autocomplete,
        })
    }

    /// The `inputmode` of its control.
    pub fn mode(&self) -> Option<&'static str> {
        match self.input.kind {
            InputKind::Number => Some("decimal"),
            _ if is_code(&self.input.name) => Some("numeric"),
            _ => None,
        }
    }

    /// Whether what is typed is taken to the letter: codes, addresses, names of accounts and passwords are no words.
    pub fn is_exact(&self) -> bool {
        self.input.takes_code() || self.autocomplete.as_deref().is_some_and(is_exact)
    }

    /// The value that its control begins with.
    pub fn value(&self) -> Option<String> {
        match (&self.input.kind, &self.input.value) {
            // A password never stands in the markup.
            (InputKind::Password, _) => None,
            (_, Value::Null) if self.input.takes_code() => None,
            // The browser's control wants no zone; the user's own is put in once the form is in the page.
            (InputKind::DatetimeLocal, _) => {
                Some(self.input.text_value().chars().take(16).collect())
            }
            _ => Some(self.input.text_value()),
        }
    }
}

impl Control {
    fn of(input: &Input) -> Self {
        match input.kind {
            InputKind::Checkbox => Control::Checkbox,
            _ if !input.options.is_empty() => Control::Select,
            _ if input.may_have_choices() => Control::Choices,
            InputKind::Password => Control::Password,
            InputKind::Tel => Control::Phone,
            _ => Control::Line,
        }
    }
}
