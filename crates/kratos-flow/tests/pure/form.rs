//! `flow::form`: what is sent, and what stays.

use kratos_flow::flow::{Group, Submitter, body, restored};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{self, flow_of, input};

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn login() -> kratos_flow::flow::Flow {
    let none = Value::Null;
    flow_of(&[
        input("default", "csrf_token", "hidden", &json!("t")),
        input("default", "identifier", "text", &none),
        input("passkey", "passkey_login", "hidden", &none),
        input("code", "method", "submit", &json!("code")),
        input("code", "resend", "submit", &json!("code")),
        input("code", "code", "text", &none),
        input("password", "password", "password", &none),
        input("password", "method", "submit", &json!("password")),
    ])
}

proptest! {
    /// A password arrives as it was typed, whatever it is.
    #[test]
    fn texts_arrive_as_they_were_typed(identifier in "[a-z0-9._@-]{0,30}", password in "\\PC{0,30}") {
        let flow = login();
        let typed = fields(&[("csrf_token", "t"), ("identifier", &identifier), ("password", &password)]);
        let body = body(&flow, &typed, &Submitter::button(&flow, "method", "password"));
        prop_assert_eq!(
            Value::Object(body),
            json!({"csrf_token": "t", "identifier": identifier, "password": password, "method": "password"})
        );
    }

    /// Exactly one button is sent, whatever the flow, and every number of a body is one.
    #[test]
    fn one_button_is_sent(flow in arbitrary::flow(), value in ".{0,6}") {
        let typed: Vec<_> = flow
            .nodes
            .iter()
            .filter_map(|node| node.field())
            .map(|input| (input.name.clone(), value.clone()))
            .collect();
        for node in flow.nodes.iter().filter(|node| node.button().is_some()) {
            let submitter = node.button().unwrap();
            let submitter = Submitter::button(&flow, &submitter.name, &submitter.text_value());
            let body = body(&flow, &typed, &submitter);
            prop_assert_eq!(body.get(&submitter.name), Some(&Value::from(submitter.value.clone())));
            let others = flow.nodes.iter().filter_map(|node| node.button()).any(|button| {
                button.name != submitter.name
                    && body.contains_key(&button.name)
                    && !flow.nodes.iter().any(|node| node.field().is_some_and(|field| field.name == button.name))
            });
            prop_assert!(!others);
        }
    }

    #[test]
    fn numbers_are_numbers(number in any::<i32>()) {
        let flow = flow_of(&[
            input("default", "traits.age", "number", &Value::Null),
            input("profile", "method", "submit", &json!("profile")),
        ]);
        let submitter = Submitter::button(&flow, "method", "profile");
        let body = body(&flow, &fields(&[("traits.age", &number.to_string())]), &submitter);
        prop_assert_eq!(&body["traits.age"], &json!(number));
    }
}

#[test]
fn the_fields_of_another_method_stay_behind() {
    let flow = login();
    let typed = fields(&[
        ("identifier", "a"),
        ("password", "secret"),
        ("passkey_login", "{}"),
    ]);
    let code = body(&flow, &typed, &Submitter::button(&flow, "method", "code"));
    assert_eq!(
        Value::Object(code),
        json!({"identifier": "a", "method": "code"})
    );
}

#[test]
fn what_others_added_to_the_page_is_sent() {
    let flow = login();
    let typed = fields(&[
        ("identifier", "a"),
        ("campaign", "spring"),
        ("transient_payload.campaign", "spring"),
    ]);
    let body = body(&flow, &typed, &Submitter::button(&flow, "method", "code"));
    assert_eq!(body["campaign"], "spring");
    assert_eq!(body["transient_payload"], json!({"campaign": "spring"}));
}

#[test]
fn a_code_loses_its_spaces_and_keeps_its_zeros() {
    let flow = login();
    let typed = fields(&[("identifier", "a"), ("code", " 012-345 ")]);
    let body = body(&flow, &typed, &Submitter::button(&flow, "method", "code"));
    assert_eq!(body["code"], "012345");
}

#[test]
fn asking_for_another_code_leaves_the_old_one_out() {
    let flow = login();
    let typed = fields(&[("identifier", "a"), ("code", "012345")]);
    let body = body(&flow, &typed, &Submitter::button(&flow, "resend", "code"));
    assert_eq!(
        Value::Object(body),
        json!({"identifier": "a", "resend": "code"})
    );
}

#[test]
fn boxes_and_empty_fields() {
    let none = Value::Null;
    let flow = flow_of(&[
        input("default", "traits.terms", "checkbox", &none),
        input("default", "traits.news", "checkbox", &none),
        input("default", "traits.age", "number", &none),
        input("default", "traits.phone", "tel", &none),
        input("profile", "method", "submit", &json!("profile")),
    ]);
    let typed = fields(&[
        ("traits.terms", "true"),
        ("traits.age", ""),
        ("traits.phone", ""),
    ]);
    let body = body(
        &flow,
        &typed,
        &Submitter::button(&flow, "method", "profile"),
    );
    assert_eq!(
        Value::Object(body),
        json!({"traits.terms": true, "traits.news": false, "method": "profile"})
    );
}

/// G-04: a sign-up that left a list empty stored a list with an empty text in it, also in place of the one that a provider had sent.
#[test]
fn an_empty_text_is_sent_only_in_place_of_another() {
    let flow = |tags: &[&str]| {
        let none = Value::Null;
        let mut nodes = vec![
            input("default", "traits.phone", "tel", &json!("nope")),
            input("default", "traits.nick", "text", &none),
            input("default", "traits.tags", "text", &none),
        ];
        for (at, tag) in tags.iter().enumerate() {
            let name = format!("traits.tags.{at}");
            nodes.push(input("default", &name, "hidden", &json!(tag)));
        }
        nodes.push(input("profile", "method", "submit", &json!("profile")));
        flow_of(&nodes)
    };
    let typed = fields(&[
        ("traits.phone", ""),
        ("traits.nick", ""),
        ("traits.tags", ""),
    ]);
    // A phone number that Kratos refused and that was then removed stays in the flow unless it is sent empty.
    for (tags, expected) in [
        (&[][..], json!({"traits.phone": "", "method": "profile"})),
        // The second step of a sign-up has what was typed in the first; what is more is the provider's.
        (
            &["one"],
            json!({"traits.phone": "", "traits.tags": "one", "method": "profile"}),
        ),
        (
            &["one", "two"],
            json!({"traits.phone": "", "method": "profile"}),
        ),
    ] {
        let flow = flow(tags);
        let body = body(
            &flow,
            &typed,
            &Submitter::button(&flow, "method", "profile"),
        );
        assert_eq!(Value::Object(body), expected, "{tags:?}");
    }
}

#[test]
fn a_ceremony_sends_its_result_as_its_method() {
    let flow = login();
    let typed = fields(&[
        ("identifier", ""),
        ("passkey_login", "{\"id\":\"x\"}"),
        ("password", "half"),
    ]);
    let submitter = Submitter::ceremony(&flow, &typed).unwrap();
    assert_eq!(submitter.group, Group::Passkey);
    let body = body(&flow, &typed, &submitter);
    assert_eq!(
        Value::Object(body),
        json!({"identifier": "", "passkey_login": "{\"id\":\"x\"}", "method": "passkey"})
    );
    assert_eq!(
        Submitter::ceremony(&flow, &fields(&[("passkey_login", "")])),
        None
    );
}

fn response(error_on: Option<&str>, global: bool) -> kratos_flow::flow::Flow {
    let error = json!([{"id": 4_000_002, "text": "wrong", "type": "error"}]);
    let node = |name: &str, kind: &str| {
        let mut node = input("default", name, kind, &Value::Null);
        if error_on == Some(name) {
            node["messages"] = error.clone();
        }
        node
    };
    let nodes = [
        node("csrf_token", "hidden"),
        node("traits.email", "hidden"),
        node("identifier", "text"),
        node("password", "password"),
    ];
    let mut flow = flow_of(&nodes);
    if global {
        flow.messages
            .clone_from(&flow_of(&[error_node(&error)]).nodes[0].messages);
    }
    flow
}

fn error_node(messages: &Value) -> Value {
    let mut node = input("default", "x", "text", &Value::Null);
    node["messages"] = messages.clone();
    node
}

#[test]
fn secrets_stay_unless_they_were_refused() {
    let typed = fields(&[
        ("csrf_token", "t"),
        ("traits.email", "a@example.com"),
        ("identifier", "a"),
        ("password", "secret"),
    ]);
    let names = |flow: &kratos_flow::flow::Flow| -> Vec<String> {
        restored(flow, &typed, Some(&Group::Password))
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    };
    assert_eq!(
        names(&response(None, false)),
        ["traits.email", "identifier", "password"]
    );
    assert_eq!(
        names(&response(Some("identifier"), false)),
        ["traits.email", "identifier", "password"]
    );
    assert_eq!(
        names(&response(Some("password"), false)),
        ["traits.email", "identifier"]
    );
    assert_eq!(names(&response(None, true)), ["traits.email", "identifier"]);
    // The form had expired: nobody has judged the password.
    assert_eq!(restored(&response(None, true), &typed, None).len(), 3);
}

#[test]
fn who_confirms_their_identity_need_not_type_who_they_are() {
    let mut flow = flow_of(&[
        input("default", "identifier", "text", &json!("")),
        input("default", "identifier", "hidden", &json!("")),
    ]);
    flow.fill_identifier("a@example.com");
    flow.fill_identifier("b@example.com");
    let values: Vec<_> = flow
        .nodes
        .iter()
        .map(|node| node.input().unwrap().text_value())
        .collect();
    assert_eq!(values, ["a@example.com", ""]);
}
