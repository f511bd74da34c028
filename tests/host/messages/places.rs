//! Messages about a flow and about its nodes.

use serde_json::{Value, json};
use vestibule::route::FlowKind;

use super::super::markup::Element;
use super::{MESSAGES, flow, id, input, kind, page, text};

/// A form of its own group, which settings render, and so does every other kind.
pub(super) fn nodes() -> Vec<Value> {
    vec![
        input("password", "password", "password", ""),
        input("password", "method", "submit", "password"),
    ]
}

/// The message in the page: exactly once, with its text and nothing else.
fn status_text<'a>(page: &'a Element, entry: &Value) -> &'a Element {
    let found = page.one(&format!("ui/message/{}", id(entry)));
    assert_eq!(found.text(), entry["text"].as_str().unwrap());
    let class = format!("message message-{}", entry["type"].as_str().unwrap());
    assert_eq!(found.get("class"), Some(class.as_str()), "{entry}");
    // Nor do its words stand anywhere without the id.
    let caption = |paragraph: &&&Element| paragraph.own_text() == found.text();
    assert_eq!(page.tags("p").iter().filter(caption).count(), 1, "{entry}");
    found
}

/// Checks that the message is said once in the page, and inside of what stands first in it with these attributes.
pub(super) fn said_in(page: &Element, entry: &Value, position: &[(&str, &str)]) {
    status_text(page, entry);
    let position = page.with(position);
    assert!(!position.is_empty(), "{entry}: no such place");
    status_text(position[0], entry);
}

/// The region that announces a message of this type.
pub(super) fn role(entry: &Value) -> &'static str {
    if entry["type"] == "error" {
        "alert"
    } else {
        "status"
    }
}

/// The regions of the form.
fn in_form(page: &Element, entry: &Value) {
    let forms = page.tags("form");
    assert_eq!(forms.len(), 1, "{entry}");
    said_in(page, entry, &[]);
    said_in(
        forms[0],
        entry,
        &[("class", "messages"), ("role", role(entry))],
    );
}

/// The kind of the entry, with settings left to a test of their own.
fn form_kind(entry: &Value) -> FlowKind {
    match kind(entry) {
        FlowKind::Settings => FlowKind::Login,
        other => other,
    }
}

#[test]
fn a_message_of_a_flow_stands_in_its_form() {
    for entry in MESSAGES.iter() {
        let kind = form_kind(entry);
        in_form(&page(kind, &flow(kind, &nodes(), &[text(entry)])), entry);
    }
}

#[test]
fn a_message_of_a_field_stands_at_the_field() {
    for entry in MESSAGES.iter() {
        for kind in [form_kind(entry), FlowKind::Settings] {
            let mut nodes = nodes();
            nodes[0]["messages"] = json!([text(entry)]);
            let page = page(kind, &flow(kind, &nodes, &[]));
            said_in(&page, entry, &[("data-testid", "node/input/password")]);
            // The field is tied to it.
            let field = page.with(&[("name", "password")])[0];
            let regions = field.get("aria-describedby").expect("what describes it");
            let region = regions.split(' ').next().unwrap();
            said_in(&page, entry, &[("id", region)]);
            let wrong = (entry["type"] == "error").then_some("true");
            assert_eq!(field.get("aria-invalid"), wrong, "{entry}");
        }
    }
}

#[test]
fn a_message_of_any_kind_of_field_stands_at_it() {
    let fields = [
        ("text", "traits.name"),
        ("email", "traits.email"),
        ("tel", "traits.phone"),
        ("url", "traits.site"),
        ("number", "traits.age"),
        ("date", "traits.born"),
        ("datetime-local", "traits.met"),
        ("checkbox", "traits.terms"),
        ("colour", "traits.colour"),
        ("text", "code"),
    ];
    // In turn: every kind of field has its share of the messages.
    for (entry, (kind, name)) in MESSAGES.iter().zip(fields.into_iter().cycle()) {
        let mut nodes = nodes();
        nodes.push(input("default", name, kind, ""));
        nodes[2]["messages"] = json!([text(entry)]);
        let page = page(
            FlowKind::Registration,
            &flow(FlowKind::Registration, &nodes, &[]),
        );
        said_in(
            &page,
            entry,
            &[("data-testid", &format!("node/input/{name}"))],
        );
    }
}

#[test]
fn a_message_of_a_hidden_node_stands_in_the_form() {
    for entry in MESSAGES.iter() {
        for (node, attributes) in [
            (
                "input",
                json!({"name": "identifier", "type": "hidden", "value": "a"}),
            ),
            (
                "script",
                json!({"id": "webauthn_script", "src": "https://app.example/x.js", "type": "text/javascript"}),
            ),
        ] {
            let mut attributes = attributes;
            attributes["node_type"] = json!(node);
            let mut nodes = nodes();
            nodes.push(json!({"type": node, "group": "default", "attributes": attributes, "messages": [text(entry)]}));
            let kind = form_kind(entry);
            in_form(&page(kind, &flow(kind, &nodes, &[])), entry);
            // In settings: above the forms, although every form has the node.
            let page = page(FlowKind::Settings, &flow(FlowKind::Settings, &nodes, &[]));
            said_in(
                &page,
                entry,
                &[("class", "messages"), ("role", role(entry))],
            );
        }
    }
}

#[test]
fn a_message_of_a_button_stands_at_the_button() {
    for entry in MESSAGES.iter() {
        for kind in [form_kind(entry), FlowKind::Settings] {
            let mut nodes = nodes();
            nodes[1]["messages"] = json!([text(entry)]);
            let page = page(kind, &flow(kind, &nodes, &[]));
            said_in(&page, entry, &[("data-testid", "node/input/method")]);
        }
        let mut nodes = nodes();
        nodes.push(input("passkey", "passkey_remove", "submit", "aa"));
        nodes[2]["messages"] = json!([text(entry)]);
        let page = page(FlowKind::Settings, &flow(FlowKind::Settings, &nodes, &[]));
        said_in(&page, entry, &[("data-testid", "credential")]);
    }
}

#[test]
fn a_message_of_anything_else_is_said_once() {
    let caption = json!({"id": 1, "text": "words", "type": "info"});
    for (node, attributes) in [
        ("text", json!({"id": "x", "text": caption})),
        (
            "a",
            json!({"id": "x", "href": "https://app.example/", "title": caption}),
        ),
        ("div", json!({"id": "x", "class": "x"})),
        ("hologram", json!({"id": "x"})),
    ] {
        let mut attributes = attributes;
        attributes["node_type"] = json!(node);
        for entry in MESSAGES.iter() {
            let mut nodes = nodes();
            nodes.push(json!({"type": node, "group": "password", "attributes": attributes, "messages": [text(entry)]}));
            for kind in [form_kind(entry), FlowKind::Settings] {
                let page = page(kind, &flow(kind, &nodes, &[]));
                status_text(&page, entry);
                said_in(page.tags("form")[0], entry, &[]);
            }
        }
    }
}

#[test]
fn the_same_message_in_two_places_is_said_once() {
    for entry in MESSAGES.iter() {
        let twice = [text(entry), text(entry)];
        let mut nodes = nodes();
        nodes.push(input("default", "identifier", "hidden", "a"));
        nodes[2]["messages"] = json!(twice);
        let kind = form_kind(entry);
        in_form(&page(kind, &flow(kind, &nodes, &twice)), entry);
        let page = page(
            FlowKind::Settings,
            &flow(FlowKind::Settings, &nodes, &twice),
        );
        status_text(&page, entry);
    }
}

#[test]
fn two_messages_of_one_id_are_both_said() {
    // Two fields that are missing are two things to fix.
    let text = |property: &str| json!({"id": 4_000_002, "text": format!("Property {property} is missing."), "type": "error"});
    let page = page(
        FlowKind::Login,
        &flow(
            FlowKind::Login,
            &nodes(),
            &[text("a"), text("b"), text("a")],
        ),
    );
    let status_text: Vec<_> = page
        .test_id("ui/message/4000002")
        .iter()
        .map(|p| p.text())
        .collect();
    assert_eq!(
        status_text,
        ["Property a is missing.", "Property b is missing."]
    );
}
