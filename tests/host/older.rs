//! Older and newer versions of Kratos: what they do not send, and what nobody knows yet.

use serde_json::{Value, json};
use vestibule::flow::{Group, Input, Step, Trigger};
use vestibule::kratos::wire;
use vestibule::route::FlowKind;

use super::arbitrary::{flow_of, input};
use super::markup::Element;
use super::pages;

fn attributes(attributes: &Value) -> Input {
    let mut node = input("webauthn", "x", "button", &json!(""));
    let own = node["attributes"].as_object_mut().unwrap();
    own.extend(attributes.as_object().unwrap().clone());
    flow_of(&[node]).nodes[0].input().unwrap().clone()
}

#[test]
fn a_trigger_is_read_out_of_the_source_where_there_is_no_other() {
    let login = Some(Trigger::WebAuthnLogin);
    for (given, onclick) in [
        // v1.3 and later; both at once; v1.2 and v1.1.
        (json!({"onclickTrigger": "oryWebAuthnLogin"}), login),
        (
            json!({"onclickTrigger": "oryWebAuthnLogin", "onclick": "window.oryPasskeyLogin()"}),
            login,
        ),
        (
            json!({"onclick": "window.oryWebAuthnLogin({\"publicKey\":{\"challenge\":\"x\"}})"}),
            login,
        ),
        (
            json!({"onclick": "window.__oryWebAuthnLogin({\"publicKey\":{}})"}),
            login,
        ),
        (
            json!({"onclick": "window.__oryPasskeyLogin()"}),
            Some(Trigger::PasskeyLogin),
        ),
        (
            json!({"onclick": "window.__oryPasskeyRegistration()"}),
            Some(Trigger::PasskeyRegistration),
        ),
        (
            json!({"onclick": "window.__oryPasskeySettingsRegistration()"}),
            Some(Trigger::PasskeySettingsRegistration),
        ),
        (
            json!({"onclick": "window.oryWebAuthnRegistration({})"}),
            Some(Trigger::WebAuthnRegistration),
        ),
        // A trigger of a newer version, with the source that still says it.
        (
            json!({"onclickTrigger": "oryHologram", "onclick": "window.oryWebAuthnLogin()"}),
            login,
        ),
        // Nothing of this is ever run.
        (json!({"onclick": "alert(1)"}), None),
        (json!({"onclick": "window.alert(1)"}), None),
        (json!({"onclick": "oryWebAuthnLogin()"}), None),
        (
            json!({"onclick": "window.eval(\"window.oryWebAuthnLogin()\")"}),
            None,
        ),
        (json!({"onclick": ""}), None),
        (json!({"onclick": null, "onclickTrigger": null}), None),
    ] {
        assert_eq!(attributes(&given).onclick, onclick, "{given}");
    }
    let load = attributes(&json!({"onload": "window.__oryPasskeyLoginAutocompleteInit()"}));
    assert_eq!(load.onload, Some(Trigger::PasskeyLoginAutocompleteInit));
    assert_eq!(load.onclick, None);
}

/// A sign-in page of v1.0: no state, null for empty lists.
fn bare() -> Value {
    let node = |group: &str, name: &str, kind: &str, value: Value, label: Value| {
        json!({"type": "input", "group": group, "messages": null, "meta": label,
            "attributes": {"node_type": "input", "name": name, "type": kind, "value": value, "disabled": false}})
    };
    let label = |id: u32, text: &str| json!({"label": {"id": id, "text": text, "type": "info"}});
    json!({
        "id": "f", "type": "browser", "active": null,
        "ui": {"action": "http://localhost/self-service/login?flow=f", "method": "POST", "messages": null, "nodes": [
            node("default", "csrf_token", "hidden", json!("t"), Value::Null),
            node("default", "identifier", "text", Value::Null, label(1_070_004, "ID")),
            node("password", "password", "password", Value::Null, label(1_070_001, "Password")),
            node("password", "method", "submit", json!("password"), label(1_010_001, "Sign in")),
        ]},
    })
}

fn page(kind: FlowKind, flow: &Value) -> Element {
    let path = format!("/{}", kind.as_str());
    pages::drawn_page(&path, kind, flow)
}

#[test]
fn a_flow_without_a_state_is_at_its_beginning() {
    let flow = wire::flow(&bare(), FlowKind::Login).unwrap();
    assert_eq!(flow.step, Step::ChooseMethod);
    assert!(flow.messages.is_empty() && flow.continue_with.is_empty() && flow.active.is_none());
    assert!(flow.nodes.iter().all(|node| node.messages.is_empty()));
    let page = page(FlowKind::Login, &bare());
    let names: Vec<_> = page.tags("form")[0]
        .all()
        .filter_map(|element| element.get("name"))
        .collect();
    assert_eq!(names, ["csrf_token", "identifier", "password", "method"]);
    assert_eq!(page.tags("h1")[0].text(), "Sign in");
}

#[test]
fn a_state_that_nobody_knows_is_no_reason_to_fail() {
    for state in [
        json!("hologram_sent"),
        json!(7),
        json!(["x"]),
        json!({"a": 1}),
    ] {
        let mut flow = bare();
        flow["state"] = state.clone();
        let page = page(FlowKind::Login, &flow);
        assert_eq!(page.with(&[("name", "password")]).len(), 1, "{state}");
    }
}

/// UX-40: unknown inputs are text fields, unknown groups other ways.
#[test]
fn groups_and_nodes_that_nobody_knows_are_drawn_as_far_as_they_can_be() {
    let mut flow = bare();
    let nodes = flow["ui"]["nodes"].as_array_mut().unwrap();
    nodes.push(input("hologram", "hologram_code", "retina", &json!("x")));
    nodes.push(input("hologram", "method", "submit", &json!("hologram")));
    nodes.push(
        json!({"type": "hologram", "group": "hologram", "attributes": {"id": "h"},
        "messages": [{"id": 9_999_999, "text": "From the future.", "type": "prophecy"}]}),
    );
    nodes.push(json!({}));
    nodes.push(json!(null));
    nodes.push(json!("node"));
    for kind in [FlowKind::Login, FlowKind::Settings] {
        flow["ui"]["action"] = json!(format!(
            "http://localhost/self-service/{}?flow=f",
            kind.as_str()
        ));
        let page = page(kind, &flow);
        let field = page.one("node/input/hologram_code").tags("input");
        assert!(field[0].is(&[("type", "text"), ("value", "x")]), "{kind:?}");
        assert_eq!(
            page.with(&[("name", "method"), ("value", "hologram")])
                .len(),
            1,
            "{kind:?}"
        );
        assert_eq!(
            page.one("ui/message/9999999").text(),
            "From the future.",
            "{kind:?}"
        );
        if kind == FlowKind::Settings {
            assert_eq!(page.one("settings/hologram").tags("form").len(), 1);
        }
    }
    assert_eq!(Group::new("hologram").as_str(), "hologram");
}

#[test]
fn a_registration_before_the_groups_changed_sends_all_traits() {
    use vestibule::flow::{Submitter, body};
    // Up to v1.3 the traits of a sign-up in one step belong to the group of the method.
    for group in ["password", "default"] {
        let nodes = [
            input("default", "csrf_token", "hidden", &json!("t")),
            input(group, "traits.email", "email", &Value::Null),
            input("password", "password", "password", &Value::Null),
            input("password", "method", "submit", &json!("password")),
        ];
        let flow = flow_of(&nodes);
        let typed = [
            ("csrf_token", "t"),
            ("traits.email", "a@example.com"),
            ("password", "p"),
        ];
        let typed: Vec<_> = typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(
            Value::from(body(
                &flow,
                &typed,
                &Submitter::button(&flow, "method", "password")
            )),
            json!({"csrf_token": "t", "traits.email": "a@example.com", "password": "p", "method": "password"}),
            "{group}"
        );
    }
}
