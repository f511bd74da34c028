//! A *form* is what goes back to Kratos: the fields of the page and the one button that was pressed, as the JSON object
//! that Kratos decodes like a form (flat keys, `traits.email`).

use serde_json::{Map, Value};

use super::traits::{self, is_changed, is_on, number_value};
use super::{Flow, FormValues, Group, Input, InputKind, Node, Text, is_code, merged, typed};
use crate::json;
use crate::route::FlowKind;

/// What the page's form holds when it is sent: the pairs of the browser's `FormData`, in order.
pub type Fields = [(String, String)];

/// The button that a submit came from, or the ceremony that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitter {
    /// The button's name, usually `method`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The group that the button belongs to.
    pub group: Group,
}

/// A form that was sent: what was in it, and what sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The names and values of the form.
    pub fields: FormValues,
    /// The button, or the ceremony.
    pub submitter: Submitter,
}

/// The hidden inputs that a WebAuthn ceremony leaves its result in.
pub const RESULTS: [&str; 5] = [
    "passkey_login",
    "passkey_register",
    "passkey_settings_register",
    "webauthn_login",
    "webauthn_register",
];

impl Submitter {
    /// The button with this name and value. A button that the flow does not know, because somebody added it to the
    /// page, belongs to no method.
    pub fn button(flow: &Flow, name: &str, value: &str) -> Self {
        let group = flow
            .nodes
            .iter()
            .find(|node| {
                node.button()
                    .is_some_and(|input| input.name == name && input.text_value() == value)
            })
            .map_or(Group::Default, |node| node.group.clone());
        Submitter {
            name: name.to_owned(),
            value: value.to_owned(),
            group,
        }
    }

    /// What stands for a button when a form is sent without one: the ceremony whose result is in the form.
    pub fn ceremony(flow: &Flow, fields: &Fields) -> Option<Self> {
        let result = fields
            .iter()
            .find(|(name, value)| RESULTS.contains(&name.as_str()) && !value.is_empty())?;
        let group = flow.node(&result.0)?.group.clone();
        Some(Submitter {
            name: "method".to_owned(),
            value: group.as_str().to_owned(),
            group,
        })
    }

    /// The button that a browser has sent along with the fields of a form, or what stands for one.
    ///
    /// A hidden field can have the name and the value of a button; then the button is sent beside it.
    pub fn sent(flow: &Flow, fields: &Fields) -> Option<Self> {
        let is = |input: &Input, name: &str, value: &str| {
            input.name == name && input.text_value() == value
        };
        let is_button = |(name, value): &&(String, String)| {
            let mut buttons = flow.nodes.iter().filter_map(|node| node.button());
            buttons.any(|button| is(button, name, value))
        };
        let is_pressed = |pair: &&(String, String)| {
            let (name, value) = pair;
            let inputs = flow.nodes.iter().filter_map(|node| node.field());
            let own = inputs.filter(|input| is(input, name, value)).count();
            is_button(pair) && fields.iter().filter(|other| other == pair).count() > own
        };
        let submitter = || {
            let mut all = fields.iter().filter(is_pressed).peekable();
            let first = all.peek().copied();
            // What is typed can be what a button next to it stands for.
            all.find(|(name, _)| name == "method").or(first)
        };
        // A page from before the last step has buttons that the flow does not have any more.
        let is_known = |(name, _): &&(String, String)| {
            matches!(
                name.as_str(),
                "method" | "provider" | "link" | "unlink" | "screen"
            )
        };
        let made = |(name, value): &(String, String)| {
            let mut submitter = Submitter::button(flow, name, value);
            if submitter.group == Group::Default && name == "method" {
                submitter.group = Group::new(value);
            }
            submitter
        };
        submitter()
            .map(made)
            .or_else(|| Submitter::ceremony(flow, fields))
            .or_else(|| fields.iter().find(is_button).map(made))
            .or_else(|| fields.iter().find(is_known).map(made))
    }

    /// The method that the button stands for, with the provider if there is one: `password`, `oidc/acme`.
    pub fn method(&self) -> String {
        let group = self.group.as_str();
        match self.name.as_str() {
            "provider" => format!("{group}/{}", self.value),
            _ => group.to_owned(),
        }
    }

    /// Whether the button asks for another code.
    pub fn is_resend(&self, flow: &Flow) -> bool {
        self.name == "resend"
            || flow.nodes.iter().any(|node| {
                node.is_resend()
                    && node.button().is_some_and(|input| {
                        input.name == self.name && self.value == input.text_value()
                    })
            })
    }
}

/// The body of a submit: the pressed button, and the fields that belong to it.
///
/// * Fields of another method stay behind: Kratos tries its methods in a fixed order and takes the first that finds
///   something of its own. Fields that the flow does not know are sent, they were added to the page by somebody.
/// * Ceremony results are sent by their own method and never empty.
/// * Numbers go as numbers, ticked boxes as `true` and the others as `false`; an empty number is left out. Empty texts
///   are sent, so that a value that was refused earlier and then removed does not stay in the flow. Where the flow has no
///   value, an empty text is left out: for a list Kratos would make an entry of it.
/// * Codes, numbers and addresses are sent as they are meant ([`typed`]); a code is not sent along when another one is requested.
/// * Settings replace all traits with what they are sent, so these go as a whole: as `flow` has them, which is to be the
///   newest there is, with the fields put in that the user has changed. What they were rendered with stands in
///   [`RENDERED`].
/// * What stands in fields named `transient_payload.…` is handed on as that object.
pub fn body(flow: &Flow, fields: &Fields, submitter: &Submitter) -> Map<String, Value> {
    let mut body = Map::new();
    let mut transient_payload = Map::new();
    let mut edits: Vec<(String, Option<Value>)> = Vec::new();
    let whole_traits = flow.replaces_traits(submitter);
    let rendered = whole_traits.then(|| rendered(flow, fields));
    let rendered = rendered.unwrap_or_default();
    let resend = submitter.is_resend(flow);
    let back = submitter.name == "screen";
    for (name, value) in fields {
        if *name == submitter.name || *name == RENDERED || body.contains_key(name) {
            continue;
        }
        if let Some(key) = name.strip_prefix("transient_payload.") {
            if !value.is_empty() {
                transient_payload.insert(key.to_owned(), Value::String(value.clone()));
            }
            continue;
        }
        let known: Vec<&Node> = flow
            .nodes
            .iter()
            .filter(|node| node.field().is_some_and(|input| input.name == *name))
            .collect();
        let belongs = known.iter().any(|node| goes_along(flow, node, submitter));
        // `method` also stands in the form as a hidden input; the back button is nobody's method.
        let sent_along = known.is_empty() || belongs || back && name == "method";
        let superfluous = (resend || back) && (is_code(name) || name == "password");
        let no_result = RESULTS.contains(&name.as_str()) && value.is_empty();
        // At the second factor the addresses to choose from all stand here under one name.
        let ambiguous = name == "identifier" && known.len() > 1 && !resend;
        if !sent_along || superfluous || no_result || ambiguous {
            continue;
        }
        let input = known.first().and_then(|node| node.input());
        if whole_traits && known.iter().any(|node| flow.is_listed(node)) {
            continue;
        }
        let is_trait = whole_traits && name.starts_with("traits.");
        if is_trait && !is_changed(input, value, traits::find(&rendered, name)) {
            continue;
        }
        let value = typed(input, flow.kind, value);
        if is_trait {
            // An empty text among the traits is a value like any other for Kratos, and mostly a wrong one.
            let value = value.filter(|value| value.as_str() != Some(""));
            edits.push((name.clone(), value));
        } else if let Some(value) = value {
            let is_unset = input.is_some_and(|input| input.text_value().is_empty());
            let value = if name.starts_with("traits.") && is_unset && value == "" {
                flow.only_entry(name)
            } else {
                Some(value)
            };
            body.extend(value.map(|value| (name.clone(), value)));
        }
    }
    for node in &flow.nodes {
        if let Some(input) = node.field()
            && input.kind == InputKind::Checkbox
            && goes_along(flow, node, submitter)
            && !(whole_traits && input.name.starts_with("traits."))
            && !body.contains_key(&input.name)
        {
            body.insert(input.name.clone(), Value::Bool(false));
        }
    }
    if whole_traits {
        let none = Value::Null;
        let current = flow.identity.as_ref().map_or(&none, |own| &own.traits);
        body.insert("traits".to_owned(), merged(current, &edits));
    }
    if !transient_payload.is_empty() {
        body.insert("transient_payload".to_owned(), transient_payload.into());
    }
    body.insert(
        submitter.name.clone(),
        Value::String(submitter.value.clone()),
    );
    body
}

impl Flow {
    /// What was typed into the field of a list in an earlier step: Kratos has it as the list's one entry.
    fn only_entry(&self, name: &str) -> Option<Value> {
        let entry = |at: u8| self.node(&format!("{name}.{at}")).and_then(Node::field);
        let first = entry(0)?.value.clone();
        entry(1).is_none().then_some(first)
    }

    /// Whether Kratos puts what the button sends in place of all traits of the identity.
    pub fn replaces_traits(&self, submitter: &Submitter) -> bool {
        self.kind == FlowKind::Settings && submitter.group == Group::Profile
    }
}

/// The hidden field of the profile's form with the traits that it was rendered with, as JSON.
pub const RENDERED: &str = "rendered_traits";

/// The traits that the fields were rendered with, as far as it is known.
pub fn rendered(flow: &Flow, fields: &Fields) -> Value {
    let field = fields.iter().find(|(name, _)| name == RENDERED);
    field
        .and_then(|(_, text)| json::read(text).ok())
        .or_else(|| Some(flow.identity.as_ref()?.traits.clone()))
        .unwrap_or_default()
}

/// The fields without those of the profile that are as they were rendered: another user may have changed the trait.
pub fn changed(flow: &Flow, mut fields: FormValues) -> FormValues {
    if flow.kind == FlowKind::Settings {
        let rendered = rendered(flow, &fields);
        fields.retain(|(name, text)| {
            let input = flow.node(name).and_then(Node::field);
            let is_trait = name.starts_with("traits.");
            let is_same = || !is_changed(input, text, traits::find(&rendered, name));
            name != RENDERED && !(is_trait && is_same())
        });
    }
    fields
}

/// Whether a node's field is sent when this button is pressed. In settings every group is a form of its own.
fn goes_along(flow: &Flow, node: &Node, submitter: &Submitter) -> bool {
    let shared = match flow.kind {
        FlowKind::Settings => node.group == Group::Default,
        _ => node.group.is_shared(),
    };
    shared || node.group == submitter.group
}

/// The JSON value that a field's text stands for, `None` when it is not to be sent.
fn typed(input: Option<&Input>, kind: FlowKind, text: &str) -> Option<Value> {
    let Some(input) = input else {
        return Some(Value::String(text.to_owned()));
    };
    if input.kind == InputKind::Checkbox {
        return Some(Value::Bool(is_on(text)));
    }
    // A number or a box of an earlier step is hidden now; its value still says what it is.
    if input.kind == InputKind::Number || input.value.is_number() {
        let number = typed::number(text);
        if number.is_empty() {
            return None;
        }
        if let Some(number) = number_value(&number) {
            return Some(number);
        }
    }
    if input.value.is_boolean() && matches!(text, "true" | "false") {
        return Some(Value::Bool(text == "true"));
    }
    Some(Value::String(typed::meant(input, kind, text)))
}

/// What of the fields stays in the page when a flow is rendered: the names and values to put back.
///
/// What a user typed stays, in visible fields and in the traits of an earlier step, where Kratos would otherwise
/// bring back values that it has refused. A secret stays unless the flow is the response to it (`judged` is the group that
/// was sent), and the response refuses it: a wrong password is emptied, one next to a misspelt address or in an expired
/// form is not. What settings have saved is rendered as Kratos has it.
pub fn restored(flow: &Flow, fields: &Fields, judged: Option<&Group>) -> FormValues {
    let refused = flow.messages.iter().any(Text::is_error);
    let saved = flow.kind == FlowKind::Settings && !flow.has_errors();
    let stays = |name: &str, node: &Node| {
        let Some(input) = node.field() else {
            return false;
        };
        let own_error = node.messages.iter().any(Text::is_error);
        let judged = judged.is_some_and(|group| {
            flow.kind != FlowKind::Settings || *group == node.group || node.group == Group::Default
        });
        input.name == name
            && name != "csrf_token"
            && (input.kind != InputKind::Hidden || name.starts_with("traits."))
            && !(judged && input.is_secret() && (refused || own_error))
            && !(judged && saved)
    };
    fields
        .iter()
        .filter(|(name, _)| flow.nodes.iter().any(|node| stays(name, node)))
        .cloned()
        .collect()
}

/// What of the fields is no secret. Kratos' own secrets are known by their names; a flow may have more.
pub fn plain(flow: Option<&Flow>, mut fields: FormValues) -> FormValues {
    let is_secret = |name: &str| {
        let nodes = flow.map_or(&[][..], |flow| &flow.nodes);
        let mut inputs = nodes.iter().filter_map(|node| node.field());
        matches!(name, "password" | "lookup_secret")
            || is_code(name)
            || inputs.any(|input| input.name == name && input.is_secret())
    };
    fields.retain(|(name, _)| !is_secret(name));
    fields
}

/// What of the fields has no place in a flow yet, and waits for the step that asks for it: after a form has expired
/// between the identifier and the password, the password.
pub fn deferred(flow: &Flow, fields: &Fields) -> FormValues {
    let is_typed = |name: &str| {
        matches!(name, "identifier" | "email" | "password") || name.starts_with("traits.")
    };
    let is_rendered = |name: &str| {
        flow.nodes
            .iter()
            .any(|node| node.field().is_some_and(|input| input.name == name))
    };
    fields
        .iter()
        .filter(|(name, value)| is_typed(name) && !value.is_empty() && !is_rendered(name))
        .cloned()
        .collect()
}

/// The fields as the page would send them if nobody touched it: the flow's own values, under what was typed.
pub fn defaults(flow: &Flow, typed: &Fields) -> FormValues {
    flow.nodes
        .iter()
        .filter_map(|node| node.field())
        .map(|input| {
            let typed = typed
                .iter()
                .find(|(name, _)| *name == input.name && name != "csrf_token" && !is_code(name));
            let value = typed.map_or_else(|| input.text_value(), |(_, value)| value.clone());
            (input.name.clone(), value)
        })
        .collect()
}
