//! A *form* is what goes back to Kratos: the fields of the page and the one button that was pressed, as the JSON object
//! that Kratos decodes like a form (flat keys, `traits.email`).

use serde_json::{Map, Value};

use super::{Flow, Group, Input, InputKind, Node, Text, is_code};

/// What the page's form holds when it is sent: the pairs of the browser's `FormData`, in order.
pub type Fields = [(String, String)];

/// The button that a submit came from, or the ceremony that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The button's name, usually `method`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The group that the button belongs to.
    pub group: Group,
}

/// The hidden inputs that a WebAuthn ceremony leaves its result in.
const RESULTS: [&str; 5] = [
    "passkey_login",
    "passkey_register",
    "passkey_settings_register",
    "webauthn_login",
    "webauthn_register",
];

impl Pressed {
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
        Pressed {
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
        Some(Pressed {
            name: "method".to_owned(),
            value: group.as_str().to_owned(),
            group,
        })
    }

    /// Whether the button asks for another code.
    fn is_resend(&self, flow: &Flow) -> bool {
        self.name == "resend"
            || flow.nodes.iter().any(|node| {
                node.button().is_some_and(|input| {
                    input.name == self.name && self.value == input.text_value()
                }) && node
                    .label
                    .as_ref()
                    .is_some_and(|label| label.id == 1_070_008)
            })
    }
}

/// The body of a submit: the pressed button, and the fields that belong to it.
///
/// * Fields of another method stay behind: Kratos tries its methods in a fixed order and takes the first that finds
///   something of its own. Fields that the flow does not know are sent, they were added to the page by somebody.
/// * Ceremony results are sent by their own method and never empty.
/// * Numbers go as numbers, ticked boxes as `true` and the others as `false`; an empty number is left out. Empty texts
///   are sent, so that a value that was refused earlier and then removed does not stay in the flow.
/// * A code loses the spaces and dashes that people type, and is not sent along when another one is asked for.
pub fn body(flow: &Flow, fields: &Fields, pressed: &Pressed) -> Map<String, Value> {
    let mut body = Map::new();
    let resend = pressed.is_resend(flow);
    let back = pressed.name == "screen";
    for (name, value) in fields {
        if *name == pressed.name || body.contains_key(name) {
            continue;
        }
        let known: Vec<&Node> = flow
            .nodes
            .iter()
            .filter(|node| node.field().is_some_and(|input| input.name == *name))
            .collect();
        let belongs = known
            .iter()
            .any(|node| node.group.is_shared() || node.group == pressed.group);
        // `method` also stands in the form as a hidden input; the back button is nobody's method.
        let sent_along = known.is_empty() || belongs || back && name == "method";
        let superfluous = (resend || back) && (is_code(name) || name == "password");
        let no_result = RESULTS.contains(&name.as_str()) && value.is_empty();
        if !sent_along || superfluous || no_result {
            continue;
        }
        let input = known.first().and_then(|node| node.input());
        if let Some(value) = typed(input, name, value) {
            body.insert(name.clone(), value);
        }
    }
    for node in &flow.nodes {
        if let Some(input) = node.field()
            && input.kind == InputKind::Checkbox
            && (node.group.is_shared() || node.group == pressed.group)
            && !body.contains_key(&input.name)
        {
            body.insert(input.name.clone(), Value::Bool(false));
        }
    }
    body.insert(pressed.name.clone(), Value::String(pressed.value.clone()));
    body
}

/// The JSON value that a field's text stands for, `None` when it is not to be sent.
fn typed(input: Option<&Input>, name: &str, text: &str) -> Option<Value> {
    let of_kind = |kind| input.is_some_and(|input| input.kind == kind);
    if of_kind(InputKind::Checkbox) {
        return Some(Value::Bool(matches!(text, "true" | "on" | "1")));
    }
    // A number or a box of an earlier step is hidden now; its value still says what it is.
    let number = of_kind(InputKind::Number) || input.is_some_and(|input| input.value.is_number());
    if number {
        if text.is_empty() {
            return None;
        }
        if let Some(number) = number_value(text) {
            return Some(number);
        }
    }
    if input.is_some_and(|input| input.value.is_boolean()) && matches!(text, "true" | "false") {
        return Some(Value::Bool(text == "true"));
    }
    if is_code(name) {
        let code = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
            .collect();
        return Some(Value::String(code));
    }
    Some(Value::String(text.to_owned()))
}

fn number_value(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::from(whole));
    }
    // The parser for JSON is there anyway; that of the standard library would bring ten kilobytes of tables.
    serde_json::from_str(text).ok().filter(Value::is_number)
}

/// What of the fields stays in the page when a flow is drawn: the names and values to put back.
///
/// What a person typed stays, in visible fields and in the traits of an earlier step, where Kratos would otherwise
/// bring back values that it has refused. A secret stays unless `judged`, the flow is the answer to it, and the answer
/// refuses it: a wrong password is emptied, one next to a misspelt address or in an expired form is not.
pub fn kept(flow: &Flow, fields: &Fields, judged: bool) -> Vec<(String, String)> {
    let refused = flow.messages.iter().any(Text::is_error);
    let stays = |name: &str, node: &Node| {
        let Some(input) = node.field() else {
            return false;
        };
        let own_error = node.messages.iter().any(Text::is_error);
        input.name == name
            && name != "csrf_token"
            && (input.kind != InputKind::Hidden || name.starts_with("traits."))
            && !(judged && input.is_secret() && (refused || own_error))
    };
    fields
        .iter()
        .filter(|(name, _)| flow.nodes.iter().any(|node| stays(name, node)))
        .cloned()
        .collect()
}

/// The fields as the page would send them if nobody touched it: the flow's own values, under what was typed.
pub fn untouched(flow: &Flow, typed: &Fields) -> Vec<(String, String)> {
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
