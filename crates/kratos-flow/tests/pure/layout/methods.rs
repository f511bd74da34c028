//! The layout of a form with several methods, and of the forms of settings.

use kratos_flow::flow::{Flow, Node, Section, layout};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::super::arbitrary::{flow_of, input};

/// The sections in order, each with its kind and the names of its nodes.
fn sections(flow: &Flow) -> Vec<String> {
    let name = |node: &Node| match node.button() {
        Some(input) => format!("{}={}", input.name, input.text_value()),
        None => node.id().to_owned(),
    };
    let line = |section: &Section| {
        let names: Vec<_> = section.nodes.iter().map(name).collect();
        format!("{:?} {}", section.kind, names.join(" "))
    };
    layout(flow).iter().map(line).collect()
}

fn button(group: &str, name: &str, value: &str) -> Value {
    input(group, name, "submit", &json!(value))
}

fn field(group: &str, name: &str) -> Value {
    input(group, name, "text", &Value::Null)
}

/// A button that starts a ceremony.
fn trigger(group: &str, name: &str, function: &str) -> Value {
    let mut node = input(group, name, "button", &json!(""));
    node["attributes"]["onclickTrigger"] = json!(function);
    node
}

#[test]
fn every_method_with_fields_of_its_own_is_a_section() {
    // The second factor of an account that has everything.
    let factors = flow_of(&[
        input("default", "csrf_token", "hidden", &json!("t")),
        button("lookup_secret", "method", "lookup_secret"),
        field("lookup_secret", "lookup_secret"),
        input("webauthn", "webauthn_login", "hidden", &json!("")),
        trigger("webauthn", "webauthn_login_trigger", "oryWebAuthnLogin"),
        button("code", "address", "a@example.com"),
        button("code", "address", "+41"),
        button("totp", "method", "totp"),
        field("totp", "totp_code"),
    ]);
    assert_eq!(
        sections(&factors),
        [
            "Hidden csrf_token webauthn_login",
            "Main totp_code method=totp",
            "Method lookup_secret method=lookup_secret",
            "Alternatives address=a@example.com address=+41 webauthn_login_trigger=",
        ]
    );
}

#[test]
fn a_method_of_a_newer_kratos_is_a_section_too() {
    let login = flow_of(&[
        field("default", "identifier"),
        field("hologram", "hologram_code"),
        button("hologram", "method", "hologram"),
        input("password", "password", "password", &Value::Null),
        button("password", "method", "password"),
        button("morse", "method", "morse"),
        // Without a button of its own the field goes along with the main one.
        field("semaphore", "flags"),
    ]);
    assert_eq!(
        sections(&login),
        [
            "Main identifier flags password method=password",
            "Method hologram_code method=hologram",
            "Alternatives method=morse",
        ]
    );
}

/// A settings flow with one group.
fn settings(nodes: &[Value]) -> Flow {
    let action = "http://localhost/self-service/settings?flow=f";
    let json = json!({"id": "f", "ui": {"action": action, "nodes": nodes}});
    wire::flow(&json, FlowKind::Settings).unwrap()
}

#[test]
fn what_one_has_stands_above_what_one_adds() {
    let keys = settings(&[
        input("default", "csrf_token", "hidden", &json!("t")),
        field("webauthn", "webauthn_register_displayname"),
        trigger(
            "webauthn",
            "webauthn_register_trigger",
            "oryWebAuthnRegistration",
        ),
        button("webauthn", "webauthn_remove", "aa"),
        button("webauthn", "webauthn_remove", "bb"),
    ]);
    assert_eq!(
        sections(&keys),
        [
            "Hidden csrf_token",
            "Owned webauthn_remove=aa webauthn_remove=bb",
            "Main webauthn_register_displayname webauthn_register_trigger=",
        ]
    );
}

#[test]
fn what_switches_a_method_off_stands_aside_and_is_not_what_enter_means() {
    let codes = settings(&[
        button("lookup_secret", "lookup_secret_disable", "true"),
        button("lookup_secret", "lookup_secret_reveal", "true"),
        button("lookup_secret", "lookup_secret_regenerate", "true"),
    ]);
    assert_eq!(
        sections(&codes),
        [
            "Alternatives lookup_secret_reveal=true lookup_secret_regenerate=true",
            "Aside lookup_secret_disable=true",
        ]
    );
    let shown = settings(&[
        button("lookup_secret", "lookup_secret_disable", "true"),
        button("lookup_secret", "lookup_secret_confirm", "true"),
    ]);
    assert_eq!(
        sections(&shown),
        [
            "Main lookup_secret_confirm=true",
            "Aside lookup_secret_disable=true"
        ]
    );
    let app = settings(&[button("totp", "totp_unlink", "true")]);
    assert_eq!(sections(&app), ["Aside totp_unlink=true"]);
}

#[test]
fn what_completes_a_social_sign_up_is_what_enter_means() {
    let mut provider = button("oidc", "provider", "acme");
    let sign_up = |provider: &Value| flow_of(&[provider.clone(), field("oidc", "traits.name")]);
    assert_eq!(
        sections(&sign_up(&provider)),
        ["Method traits.name provider=acme"]
    );
    provider["meta"] = json!({"label": {"id": 1_040_003, "text": "Continue", "type": "info"}});
    assert_eq!(
        sections(&sign_up(&provider)),
        ["Main traits.name provider=acme"]
    );
}
