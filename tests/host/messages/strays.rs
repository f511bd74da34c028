//! Messages that come in a place where nothing would render them, or several times.

use serde_json::{Value, json};
use vestibule::route::FlowKind;

use super::{flow, input, page};

fn error(id: u64) -> Value {
    json!({"id": id, "text": "words", "type": "error"})
}

fn nodes() -> Vec<Value> {
    vec![
        input("password", "password", "password", ""),
        input("password", "method", "submit", "password"),
        input("profile", "traits.email", "email", "a@example.com"),
        input("profile", "method", "submit", "profile"),
    ]
}

#[test]
fn a_message_that_is_repeated_at_a_field_is_said_once() {
    // Kratos appends to what it said before.
    for kind in FlowKind::ALL {
        let mut nodes = nodes();
        nodes[0]["messages"] = json!([error(4_000_002), error(4_000_002)]);
        nodes[1]["messages"] = json!([error(4_000_001), error(4_000_001)]);
        let page = page(kind, &flow(kind, &nodes, &[]));
        page.one("ui/message/4000002");
        page.one("ui/message/4000001");
    }
}

#[test]
fn a_message_of_a_picture_is_said_once() {
    let attributes = json!({"node_type": "img", "id": "totp_qr", "src": "data:image/png;base64,aGk=", "width": 1, "height": 1});
    for kind in FlowKind::ALL {
        let mut nodes = nodes();
        nodes.push(json!({"type": "img", "group": "totp", "attributes": attributes, "messages": [error(4_000_001)]}));
        page(kind, &flow(kind, &nodes, &[])).one("ui/message/4000001");
    }
}

#[test]
fn a_stray_field_of_settings_is_said_once_and_is_in_no_form() {
    // A message for a node that there is not makes a text field of the group default (`webauthn_remove`, `nowhere`).
    let mut nodes = nodes();
    nodes.push(input("default", "webauthn_remove", "text", ""));
    nodes[4]["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("value");
    nodes[4]["messages"] = json!([error(4_000_001)]);
    let page = page(FlowKind::Settings, &flow(FlowKind::Settings, &nodes, &[]));
    page.one("ui/message/4000001");
    assert!(
        page.with(&[("name", "webauthn_remove"), ("type", "text")])
            .is_empty(),
        "a field that means nothing"
    );
}

#[test]
fn a_trait_without_a_title_is_no_stray_field() {
    let mut nodes = nodes();
    nodes.push(input("default", "traits.plain", "text", ""));
    nodes[4]["attributes"]
        .as_object_mut()
        .unwrap()
        .remove("value");
    nodes[4]["messages"] = json!([error(4_000_002)]);
    let page = page(
        FlowKind::Registration,
        &flow(FlowKind::Registration, &nodes, &[]),
    );
    page.one("node/input/traits.plain")
        .one("ui/message/4000002");
}
