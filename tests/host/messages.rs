//! Every message id that Kratos has is rendered in its place exactly once: on the page, in the form, at the field.
//!
//! `tests/fixtures/messages.json` lists the ids with an example of each: its type, its context, the kind of flow that it
//! comes in, and, where it is the label of a node, that node.

mod labels;
mod places;
mod settings;
mod strays;

use std::sync::LazyLock;

use serde_json::{Value, json};
use vestibule::route::FlowKind;

use super::markup::Element;
use super::pages;

/// The ids, with their examples.
static MESSAGES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let list: Value = serde_json::from_str(include_str!("../fixtures/messages.json")).unwrap();
    list.as_array().unwrap().clone()
});

/// The message as it stands in a flow.
fn text(entry: &Value) -> Value {
    json!({"id": entry["id"], "text": entry["text"], "type": entry["type"], "context": entry["context"]})
}

fn id(entry: &Value) -> u64 {
    entry["id"].as_u64().unwrap()
}

fn kind(entry: &Value) -> FlowKind {
    FlowKind::from_name(entry["flow"].as_str().unwrap()).unwrap()
}

/// A flow of this kind as Kratos writes it down.
fn flow(kind: FlowKind, nodes: &[Value], messages: &[Value]) -> Value {
    let action = format!(
        "http://localhost:4433/self-service/{}?flow=f",
        kind.as_str()
    );
    let mut all = vec![input("default", "csrf_token", "hidden", "token")];
    all.extend_from_slice(nodes);
    json!({
        "id": "f",
        "state": "choose_method",
        "identity": {"id": "me", "traits": {"email": "a@example.com"}},
        "ui": {"action": action, "method": "POST", "nodes": all, "messages": messages},
    })
}

fn input(group: &str, name: &str, kind: &str, value: &str) -> Value {
    json!({
        "type": "input", "group": group, "messages": [], "meta": {},
        "attributes": {"node_type": "input", "name": name, "type": kind, "value": value, "disabled": false},
    })
}

/// The whole page, as a server renders it for this answer of Kratos.
fn page(kind: FlowKind, flow: &Value) -> Element {
    let path = format!("/{}", kind.as_str());
    pages::drawn_page(&path, kind, flow)
}

#[test]
fn the_fixture_has_every_id_once() {
    let ids: Vec<u64> = MESSAGES.iter().map(id).collect();
    assert_eq!(ids.len(), 179);
    assert!(ids.is_sorted_by(|a, b| a < b));
    let texts: std::collections::HashSet<_> = MESSAGES.iter().map(|entry| &entry["text"]).collect();
    assert_eq!(texts.len(), 179, "two with the same text");
    for entry in MESSAGES.iter() {
        let expected = match id(entry) {
            1_050_001 | 1_060_001 | 1_080_002 | 1_080_005 => "success",
            ..4_000_000 => "info",
            _ => "error",
        };
        assert_eq!(entry["type"], expected, "{entry}");
    }
}
