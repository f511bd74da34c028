//! Flow: the part of a comparison that concerns what is drawn. State, messages, and the nodes in their order.

use serde_json::Value;

use super::Findings;
use super::address::address;
use crate::substitution::node_name;

/// Inputs whose value is different each time.
const CHANGING: [&str; 7] = [
    "csrf_token",
    "code",
    "passkey_challenge",
    "passkey_create_data",
    "webauthn_login_trigger",
    "webauthn_register_trigger",
    "totp_secret_key",
];
/// Attributes that are compared as they are.
const ATTRIBUTES: [&str; 11] = [
    "node_type",
    "type",
    "required",
    "disabled",
    "autocomplete",
    "pattern",
    "maxlength",
    "onclickTrigger",
    "onloadTrigger",
    "async",
    "target",
];

pub(super) fn compare(findings: &mut Findings, expected: &Value, got: &Value, undrawn: &[&str]) {
    for pointer in [
        "/type",
        "/state",
        "/requested_aal",
        "/refresh",
        "/ui/method",
    ] {
        findings.compare_at(pointer, expected, got);
    }
    let action = |flow: &Value| {
        flow.pointer("/ui/action")
            .and_then(Value::as_str)
            .map(address)
    };
    findings.compare("ui/action", action(expected), action(got));
    let list = |flow: &Value| messages(flow.pointer("/ui/messages"));
    findings.compare("ui/messages", list(expected), list(got));
    let drawn = |flow: &Value| {
        let mut nodes = nodes(flow).to_vec();
        nodes.retain(|node| !node_name(node).is_some_and(|name| undrawn.contains(&name)));
        nodes
    };
    let (expected, got) = (&drawn(expected), &drawn(got));
    let names = |nodes: &[Value]| nodes.iter().map(title).collect::<Vec<_>>();
    let (expected_names, got_names) = (names(expected), names(got));
    if expected_names != got_names {
        let without = |these: &[String], those: &[String]| {
            let mut rest = those.to_vec();
            let mut left = these.to_vec();
            left.retain(|title| match rest.iter().position(|other| other == title) {
                Some(place) => {
                    rest.swap_remove(place);
                    false
                }
                None => true,
            });
            left
        };
        let missing = without(&expected_names, &got_names);
        let added = without(&got_names, &expected_names);
        if missing.is_empty() && added.is_empty() {
            findings.compare("node order", expected_names, got_names);
        } else {
            findings.compare("nodes", missing, added);
        }
    }
    let mut rest: Vec<_> = got.iter().collect();
    for node in expected {
        let name = title(node);
        if let Some(place) = rest.iter().position(|other| title(other) == name) {
            compare_nodes(findings, &name, node, rest.remove(place));
        }
    }
}

/// State and messages of a flow, in short.
pub(super) fn summary(flow: &Value) -> String {
    let state = flow
        .get("state")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut said = messages(flow.pointer("/ui/messages"));
    for node in nodes(flow) {
        let of_node = messages(node.get("messages"));
        said.extend(
            of_node
                .into_iter()
                .map(|message| format!("{}: {message}", title(node))),
        );
    }
    format!("a flow in {state} with {said:?}")
}

fn compare_nodes(findings: &mut Findings, name: &str, expected: &Value, got: &Value) {
    let mut read = |what: &str, read: &dyn Fn(&Value) -> String| {
        findings.compare(&format!("{name} {what}"), read(expected), read(got));
    };
    read("kind", &|node| {
        node.get("type").map(Value::to_string).unwrap_or_default()
    });
    read("label", &|node| {
        node.pointer("/meta/label/id")
            .map(Value::to_string)
            .unwrap_or_default()
    });
    read("messages", &|node| {
        messages(node.get("messages")).join(", ")
    });
    for attribute in ATTRIBUTES {
        read(attribute, &|node| {
            node.pointer(&format!("/attributes/{attribute}"))
                .map(Value::to_string)
                .unwrap_or_default()
        });
    }
    for attribute in ["href", "src"] {
        read(attribute, &|node| {
            let text = node
                .pointer(&format!("/attributes/{attribute}"))
                .and_then(Value::as_str);
            text.map(source).unwrap_or_default()
        });
    }
    if !node_name(expected).is_some_and(|name| CHANGING.contains(&name)) {
        read("value", &|node| {
            node.pointer("/attributes/value")
                .map(Value::to_string)
                .unwrap_or_default()
        });
    }
}

/// An address; of an image in itself only its kind.
fn source(text: &str) -> String {
    match text.split_once(',') {
        Some((kind, _)) if kind.starts_with("data:") => kind.to_owned(),
        _ => address(text),
    }
}

/// Group and name of a node, with the value where several nodes share the name.
fn title(node: &Value) -> String {
    let group = node
        .get("group")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let name = node_name(node).unwrap_or_default();
    let attribute = |name: &str| {
        node.pointer(&format!("/attributes/{name}"))
            .and_then(Value::as_str)
    };
    match (attribute("type"), attribute("value")) {
        (Some("submit"), Some(value)) => format!("{group}/{name}={value}"),
        _ => format!("{group}/{name}"),
    }
}

fn messages(list: Option<&Value>) -> Vec<String> {
    let message = |message: &Value| {
        let id = message.get("id").map(Value::to_string).unwrap_or_default();
        let kind = message
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        format!("{id} {kind}")
    };
    (list.and_then(Value::as_array))
        .into_iter()
        .flatten()
        .map(message)
        .collect()
}

fn nodes(flow: &Value) -> &[Value] {
    flow.pointer("/ui/nodes")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
