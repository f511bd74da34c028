//! The *wire* is the JSON that Kratos sends. This module reads it and gives it the meaning of [`crate::flow`].
//!
//! Reading is tolerant: a member that is missing, null or of another type is as good as absent, a node that makes no
//! sense is kept as an unknown one, an unknown member is passed over. Only a flow without an id or without a known kind
//! is none. A new version of Kratos ends here.

pub mod needed;

use serde_json::Value;

use crate::flow::{
    ContinueWith, Flow, Group, Identity, Input, InputKind, Node, NodeKind, Script, Step, Text,
    TextKind, Trigger,
};
use crate::route::FlowKind;

/// More nodes than this are cut off: no form has them, and a page that renders them freezes.
const MOST_NODES: usize = 500;

/// The string at `key`, `""` if there is none.
pub fn string(json: &Value, key: &str) -> String {
    optional(json, key).unwrap_or_default()
}

/// The string at `key`, if there is one and it is not empty.
pub fn optional(json: &Value, key: &str) -> Option<String> {
    json.get(key)?
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The elements of the array at `key`, none if there is no array.
pub(crate) fn list<'a>(json: &'a Value, key: &str) -> &'a [Value] {
    json.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn flag(json: &Value, key: &str) -> bool {
    json.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn number(json: &Value, key: &str) -> u32 {
    json.get(key)
        .and_then(Value::as_u64)
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or_default()
}

/// Reads a flow of the given kind. The kind cannot be told from the flow itself in every version, but its action names
/// it: requested a registration, Kratos may answer with a login.
pub fn flow(json: &Value, requested: FlowKind) -> Option<Flow> {
    let ui = json.get("ui")?;
    let id = optional(json, "id").filter(|id| is_id(id))?;
    let ui_action = string(ui, "action");
    let step = match string(json, "state").as_str() {
        "sent_email" | "recovery_awaiting_code" => Step::SentEmail,
        "passed_challenge" => Step::PassedChallenge,
        "success" => Step::Success,
        "choose_method" | "show_form" | "" => Step::ChooseMethod,
        _ => Step::Other,
    };
    let mut flow = Flow {
        id,
        kind: kind_of(&ui_action).unwrap_or(requested),
        is_post: !string(ui, "method").eq_ignore_ascii_case("get"),
        nodes: list(ui, "nodes")
            .iter()
            .take(MOST_NODES)
            .map(node)
            .collect(),
        messages: texts(ui, "messages"),
        step,
        active: optional(json, "active"),
        refresh: flag(json, "refresh"),
        aal2: string(json, "requested_aal") == "aal2",
        return_to: optional(json, "return_to"),
        login_challenge: optional(json, "oauth2_login_challenge"),
        oauth2_login_request: json
            .get("oauth2_login_request")
            .filter(|r| r.is_object())
            .cloned(),
        continue_with: continue_with(json),
        identity: json.get("identity").and_then(identity),
        begun_by: kind_of(&string(json, "request_url")),
        identity_schema: optional(json, "identity_schema"),
        issued_at: optional(json, "issued_at"),
        expires_at: optional(json, "expires_at"),
        ui_action,
    };
    // A server has put in what the user has typed.
    if !flag(json, "typed") {
        flow.take_newest_traits();
    }
    flow.fill_hint();
    Some(flow)
}

fn identity(json: &Value) -> Option<Identity> {
    Some(Identity {
        id: optional(json, "id")?,
        schema_id: string(json, "schema_id"),
        traits: json.get("traits").cloned().unwrap_or_default(),
    })
}

/// Flow ids are UUIDs. They are put into addresses, so nothing else is let in.
fn is_id(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

pub(crate) fn kind_of(action: &str) -> Option<FlowKind> {
    let (_, rest) = action.split_once("/self-service/")?;
    FlowKind::from_name(rest.split(['?', '/']).next()?)
}

/// Reads the `continue_with` array of a response, of a flow or of an error's details.
pub fn continue_with(json: &Value) -> Vec<ContinueWith> {
    list(json, "continue_with")
        .iter()
        .filter_map(|entry| {
            let flow = || {
                entry
                    .get("flow")
                    .and_then(|flow| optional(flow, "id"))
                    .filter(|id| is_id(id))
            };
            match string(entry, "action").as_str() {
                "show_settings_ui" => Some(ContinueWith::Settings { flow: flow()? }),
                "show_recovery_ui" => Some(ContinueWith::Recovery { flow: flow()? }),
                "show_verification_ui" => Some(ContinueWith::Verification { flow: flow()? }),
                "redirect_browser_to" => Some(ContinueWith::Redirect {
                    to: optional(entry, "redirect_browser_to")?,
                }),
                _ => None,
            }
        })
        .collect()
}

/// The texts at `key`. Kratos repeats some; each is told once.
fn texts(json: &Value, key: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for text in list(json, key).iter().filter_map(text) {
        let again = |seen: &Text| seen.id == text.id && seen.text == text.text;
        if !texts.iter().any(again) {
            texts.push(text);
        }
    }
    texts
}

fn text(json: &Value) -> Option<Text> {
    json.is_object().then(|| Text {
        id: number(json, "id"),
        text: string(json, "text"),
        kind: match string(json, "type").as_str() {
            "error" => TextKind::Error,
            "success" => TextKind::Success,
            _ => TextKind::Info,
        },
        context: json.get("context").cloned().unwrap_or_default(),
    })
}

fn node(json: &Value) -> Node {
    let none = Value::Null;
    let attributes = json.get("attributes").unwrap_or(&none);
    let label = json
        .get("meta")
        .and_then(|meta| meta.get("label"))
        .or_else(|| attributes.get("label"))
        .and_then(text);
    Node {
        group: Group::new(&string(json, "group")),
        kind: node_kind(json, attributes),
        label,
        messages: texts(json, "messages"),
    }
}

fn node_kind(json: &Value, attributes: &Value) -> NodeKind {
    let id = || optional(attributes, "id").unwrap_or_else(|| string(attributes, "name"));
    let kind = optional(attributes, "node_type").unwrap_or_else(|| string(json, "type"));
    match kind.as_str() {
        "input" => NodeKind::Input(Box::new(input(attributes))),
        "text" => match attributes.get("text").and_then(text) {
            Some(text) => NodeKind::Text { id: id(), text },
            None => NodeKind::Other { kind, id: id() },
        },
        "img" => NodeKind::Image {
            id: id(),
            src: string(attributes, "src"),
            width: number(attributes, "width"),
            height: number(attributes, "height"),
        },
        "a" => match attributes.get("title").and_then(text) {
            Some(title) => NodeKind::Anchor {
                id: id(),
                href: string(attributes, "href"),
                title,
            },
            None => NodeKind::Other { kind, id: id() },
        },
        "script" => NodeKind::Script(Script {
            id: id(),
            src: string(attributes, "src"),
            integrity: string(attributes, "integrity"),
        }),
        "div" => NodeKind::Div {
            id: id(),
            class: string(attributes, "class"),
            data: attributes
                .get("data")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                .collect(),
        },
        _ => NodeKind::Other { kind, id: id() },
    }
}

fn input(attributes: &Value) -> Input {
    let trigger = |name: &str, source: &str| {
        optional(attributes, name)
            .and_then(|name| Trigger::new(&name))
            .or_else(|| Trigger::from_source(&optional(attributes, source)?))
    };
    Input {
        name: string(attributes, "name"),
        kind: InputKind::new(&string(attributes, "type")),
        value: attributes.get("value").cloned().unwrap_or_default(),
        required: flag(attributes, "required"),
        disabled: flag(attributes, "disabled"),
        autocomplete: optional(attributes, "autocomplete"),
        pattern: optional(attributes, "pattern"),
        maxlength: number(attributes, "maxlength"),
        onclick: trigger("onclickTrigger", "onclick"),
        onload: trigger("onloadTrigger", "onload"),
        options: list(attributes, "options")
            .iter()
            .filter_map(|option| option.get("value").cloned())
            .collect(),
    }
}
