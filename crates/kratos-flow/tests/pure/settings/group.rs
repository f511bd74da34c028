//! What belongs to the form of a group, and what stays in it when another one is sent.

use kratos_flow::flow::{Flow, Group, InputKind, restored};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::super::arbitrary::{flow_of, input};
use super::{fields, flow};

#[test]
fn a_group_is_a_form_of_its_own() {
    let names = |group: Group| -> Vec<String> {
        let nodes = flow().only(&group).nodes;
        nodes.iter().map(|node| node.id().to_owned()).collect()
    };
    assert_eq!(names(Group::Password), ["csrf_token", "password", "method"]);
    assert_eq!(names(Group::Oidc), ["csrf_token", "link", "unlink"]);
    // The lists among the traits have no field that would do them justice.
    assert_eq!(
        names(Group::Profile),
        [
            "csrf_token",
            "traits.email",
            "traits.age",
            "traits.score",
            "traits.news",
            "traits.terms",
            "traits.name.first",
            "traits.name.last",
            "traits.phone",
            "method"
        ]
    );
    assert_eq!(names(Group::Saml), ["csrf_token"]);
}

#[test]
fn a_saved_group_is_drawn_as_kratos_has_it_and_the_others_keep_what_was_typed() {
    let typed = fields(&[
        ("csrf_token", "old"),
        ("traits.email", "b@example.com"),
        ("password", "secret"),
        ("totp_code", "123456"),
        ("webauthn_register", "{}"),
    ]);
    let names = |flow: &Flow, judged: Option<Group>| -> Vec<String> {
        let restored = restored(flow, &typed, judged.as_ref());
        restored.iter().map(|(name, _)| name.clone()).collect()
    };
    let saved = flow();
    assert_eq!(
        names(&saved, Some(Group::Profile)),
        ["password", "totp_code"]
    );
    assert_eq!(
        names(&saved, Some(Group::Password)),
        ["traits.email", "totp_code"]
    );
    // Nobody has judged anything: a form that was renewed.
    assert_eq!(
        names(&saved, None),
        ["traits.email", "password", "totp_code"]
    );
    // Refused: only the secret that was refused goes.
    let mut refused = flow();
    refused.messages = error();
    assert_eq!(
        names(&refused, Some(Group::Password)),
        ["traits.email", "totp_code"]
    );
    assert_eq!(
        names(&refused, Some(Group::Profile)),
        ["traits.email", "password", "totp_code"]
    );
}

fn error() -> Vec<kratos_flow::flow::Text> {
    let text = json!([{"id": 4_000_001, "text": "no", "type": "error"}]);
    let json = json!({"id": "f", "ui": {"messages": text}});
    wire::flow(&json, FlowKind::Settings).unwrap().messages
}

#[test]
fn only_texts_and_numbers_of_traits_may_have_choices() {
    for (name, kind, options, expected) in [
        ("traits.size", "text", json!([]), true),
        ("traits.name.title", "text", json!([]), true),
        ("traits.level", "number", json!([]), true),
        ("traits.size", "text", json!([{"value": "S"}]), false),
        ("traits.email", "email", json!([]), false),
        ("traits.terms", "checkbox", json!([]), false),
        ("traits.size", "hidden", json!([]), false),
        ("identifier", "text", json!([]), false),
        ("size", "text", json!([]), false),
    ] {
        let mut node = input("profile", name, kind, &Value::Null);
        node["attributes"]["options"] = options;
        let flow = flow_of(&[node]);
        let input = flow.nodes[0].input().unwrap();
        assert_eq!(input.kind, InputKind::new(kind));
        assert_eq!(input.may_have_choices(), expected, "{name} {kind}");
    }
}
#[test]
fn fields_of_a_list_do_not_reach_it() {
    let body = super::profile(&[
        ("traits.tags", Some("[\"evil\"]")),
        ("traits.tags.0", Some("evil")),
    ]);
    assert_eq!(body["traits"]["tags"], json!(["one", "two"]));
}
