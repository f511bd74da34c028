//! What the property tests render from.

use kratos_flow::flow::Flow;
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON, with a taste for the names that Kratos uses.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((word(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "id",
            "ui",
            "nodes",
            "type",
            "group",
            "attributes",
            "name",
            "value",
            "node_type",
            "messages",
            "text",
            "meta",
            "label",
            "input",
            "script",
            "img",
            "a",
            "div",
            "src",
            "error",
            "details",
            "continue_with",
            "action",
            "flow",
            "session",
            "state",
            "data",
            "use_flow_id",
            "redirect_browser_to",
            "show_settings_ui",
            "context",
            "options",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
    ]
}

/// A node as Kratos could send it.
pub(crate) fn node() -> impl Strategy<Value = Value> {
    let group = proptest::sample::select(vec![
        "default",
        "password",
        "oidc",
        "profile",
        "code",
        "totp",
        "webauthn",
        "passkey",
        "identifier_first",
        "lookup_secret",
        "captcha",
        "saml",
        "something_new",
    ]);
    let kind = proptest::sample::select(vec![
        "text",
        "password",
        "number",
        "checkbox",
        "hidden",
        "email",
        "tel",
        "submit",
        "button",
        "datetime-local",
        "date",
        "url",
        "colour",
    ]);
    let name = proptest::sample::select(vec![
        "csrf_token",
        "identifier",
        "password",
        "code",
        "method",
        "resend",
        "screen",
        "provider",
        "traits.email",
        "traits.age",
        "passkey_login",
        "added",
    ]);
    let node_type = proptest::sample::select(vec![
        "input", "input", "input", "text", "img", "a", "script", "div", "hologram",
    ]);
    (group, kind, name, node_type, ".{0,8}").prop_map(|(group, kind, name, node_type, value)| {
        json!({
            "type": node_type,
            "group": group,
            "attributes": {
                "node_type": node_type, "name": name, "id": name, "type": kind, "value": value,
                "text": {"id": 1, "text": value, "type": "info"},
                "title": {"id": 2, "text": value, "type": "info"},
                "src": "https://example.com/", "href": "https://example.com/",
            },
            "messages": [],
            "meta": {},
        })
    })
}

/// A flow with these nodes.
pub(crate) fn flow_of(nodes: &[Value]) -> Flow {
    let json = json!({
        "id": "0d2e2df6-299a-4ec5-8df0-cd3b40d2d824",
        "ui": {"action": "http://localhost/self-service/login?flow=x", "method": "POST", "nodes": nodes},
    });
    wire::flow(&json, FlowKind::Login).expect("a flow")
}

/// An input node.
pub(crate) fn input(group: &str, name: &str, kind: &str, value: &Value) -> Value {
    json!({
        "type": "input",
        "group": group,
        "attributes": {"node_type": "input", "name": name, "type": kind, "value": value},
    })
}

/// Any flow.
pub(crate) fn flow() -> impl Strategy<Value = Flow> {
    proptest::collection::vec(node(), 0..14).prop_map(|nodes| flow_of(&nodes))
}
