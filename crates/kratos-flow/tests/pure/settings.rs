//! Settings: what the form of a group sends.

mod group;
mod newest;

use kratos_flow::flow::{Flow, Group, RENDERED, Submitter, body};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::arbitrary::input;

/// An account with all groups, and traits of every kind.
fn flow() -> Flow {
    let none = Value::Null;
    let nodes = [
        input("default", "csrf_token", "hidden", &json!("t")),
        input("profile", "traits.email", "email", &json!("a@example.com")),
        input("profile", "traits.age", "number", &json!(41)),
        input("profile", "traits.score", "number", &json!(1.5)),
        input("profile", "traits.news", "checkbox", &json!(true)),
        input("profile", "traits.terms", "checkbox", &none),
        input("profile", "traits.name.first", "text", &json!("Ada")),
        input("profile", "traits.name.last", "text", &none),
        input("profile", "traits.phone", "tel", &json!("+41")),
        input("profile", "traits.tags", "text", &json!("[\"one\"]")),
        input("profile", "traits.tags.0", "text", &json!("one")),
        input("profile", "method", "submit", &json!("profile")),
        input("password", "password", "password", &none),
        input("password", "method", "submit", &json!("password")),
        input("totp", "totp_code", "text", &none),
        input("totp", "method", "submit", &json!("totp")),
        input("oidc", "link", "submit", &json!("acme")),
        input("oidc", "unlink", "submit", &json!("other")),
        input(
            "lookup_secret",
            "lookup_secret_disable",
            "submit",
            &json!("true"),
        ),
        input(
            "lookup_secret",
            "lookup_secret_reveal",
            "submit",
            &json!("true"),
        ),
        input("webauthn", "webauthn_register_displayname", "text", &none),
        input("webauthn", "webauthn_register", "hidden", &json!("")),
        input(
            "webauthn",
            "webauthn_register_trigger",
            "button",
            &json!(""),
        ),
        input("webauthn", "webauthn_remove", "submit", &json!("aa")),
        input("passkey", "passkey_settings_register", "hidden", &json!("")),
        input("passkey", "passkey_remove", "submit", &json!("bb")),
    ];
    let json = json!({
        "id": "f", "state": "show_form", "identity": {"id": "me", "schema_id": "s", "traits": traits()},
        "ui": {"action": "http://localhost/self-service/settings?flow=f", "method": "POST", "nodes": nodes},
    });
    wire::flow(&json, FlowKind::Settings).unwrap()
}

fn traits() -> Value {
    json!({
        "email": "a@example.com", "age": 41, "score": 1.5, "news": true,
        "name": {"first": "Ada"}, "phone": "+41", "tags": ["one", "two"], "hidden": {"by": "schema"},
    })
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

/// The body when this button is pressed over these fields.
fn sent(pairs: &[(&str, &str)], name: &str, value: &str) -> Value {
    let flow = flow();
    body(
        &flow,
        &fields(pairs),
        &Submitter::button(&flow, name, value),
    )
    .into()
}

/// The profile's form as the browser sends it when nothing was touched.
const PROFILE: [(&str, &str); 8] = [
    ("csrf_token", "t"),
    ("traits.email", "a@example.com"),
    ("traits.age", "41"),
    ("traits.score", "1.5"),
    ("traits.news", "true"),
    ("traits.name.first", "Ada"),
    ("traits.name.last", ""),
    ("traits.phone", "+41"),
];

/// The profile's form with some values changed; `None` is a box without its tick.
fn profile(changes: &[(&str, Option<&str>)]) -> Value {
    let mut pairs = PROFILE.to_vec();
    for (name, value) in changes {
        pairs.retain(|(other, _)| other != name);
        pairs.push((*name, value.unwrap_or("false")));
    }
    let rendered = traits().to_string();
    pairs.push((RENDERED, &rendered));
    sent(&pairs, "method", "profile")
}

#[test]
fn a_profile_goes_as_a_whole() {
    assert_eq!(
        profile(&[]),
        json!({"csrf_token": "t", "method": "profile", "traits": {
            "email": "a@example.com", "age": 41, "score": 1.5, "news": true,
            "name": {"first": "Ada"}, "phone": "+41", "tags": ["one", "two"], "hidden": {"by": "schema"}}})
    );
}

#[test]
fn a_change_of_the_profile_has_the_type_of_its_field() {
    for (name, value, pointer, expected) in [
        (
            "traits.email",
            Some("b@example.com"),
            "/email",
            Some(json!("b@example.com")),
        ),
        ("traits.age", Some("42"), "/age", Some(json!(42))),
        ("traits.score", Some("2.25"), "/score", Some(json!(2.25))),
        ("traits.score", Some("-3"), "/score", Some(json!(-3))),
        ("traits.news", None, "/news", Some(json!(false))),
        ("traits.terms", Some("true"), "/terms", Some(json!(true))),
        (
            "traits.name.first",
            Some("Grace"),
            "/name/first",
            Some(json!("Grace")),
        ),
        (
            "traits.name.last",
            Some("Hopper"),
            "/name/last",
            Some(json!("Hopper")),
        ),
        // What is emptied is taken away: Kratos would find fault with an empty number or address.
        ("traits.age", Some(""), "/age", None),
        ("traits.phone", Some(""), "/phone", None),
        ("traits.name.first", Some(""), "/name", None),
        // A number that is none is for Kratos to refuse.
        ("traits.age", Some("many"), "/age", Some(json!("many"))),
    ] {
        let body = profile(&[(name, value)]);
        assert_eq!(
            body["traits"].pointer(pointer),
            expected.as_ref(),
            "{name} {value:?}"
        );
        // The rest is not touched.
        assert_eq!(body["traits"]["tags"], json!(["one", "two"]), "{name}");
        assert_eq!(body["traits"]["hidden"], json!({"by": "schema"}), "{name}");
        assert!(
            body.as_object()
                .unwrap()
                .keys()
                .all(|key| !key.contains('.')),
            "{body}"
        );
    }
}

#[test]
fn every_other_button_sends_its_own_and_nothing_else() {
    let mut all = PROFILE.to_vec();
    all.extend([
        ("password", "secret"),
        ("totp_code", "123 456"),
        ("webauthn_register_displayname", "Blue key"),
        ("webauthn_register", ""),
        ("passkey_settings_register", ""),
    ]);
    for (name, value, own) in [
        ("method", "password", json!({"password": "secret"})),
        ("method", "totp", json!({"totp_code": "123456"})),
        ("link", "acme", json!({})),
        ("unlink", "other", json!({})),
        ("lookup_secret_disable", "true", json!({})),
        ("lookup_secret_reveal", "true", json!({})),
        ("passkey_remove", "bb", json!({})),
        // The name of a new key stands in the same form as the buttons of the others.
        (
            "webauthn_remove",
            "aa",
            json!({"webauthn_register_displayname": "Blue key"}),
        ),
    ] {
        let mut expected = own;
        expected["csrf_token"] = json!("t");
        expected[name] = json!(value);
        assert_eq!(sent(&all, name, value), expected, "{name}={value}");
    }
}

#[test]
fn a_new_key_is_sent_by_its_ceremony() {
    let flow = flow();
    let typed = fields(&[
        ("csrf_token", "t"),
        ("webauthn_register_displayname", "Blue key"),
        ("webauthn_register", "{\"id\":\"x\"}"),
        ("password", "half"),
    ]);
    let submitter = Submitter::ceremony(&flow, &typed).unwrap();
    assert_eq!(
        Value::from(body(&flow, &typed, &submitter)),
        json!({"csrf_token": "t", "method": "webauthn", "webauthn_register_displayname": "Blue key",
               "webauthn_register": "{\"id\":\"x\"}"})
    );
}

#[test]
fn what_the_host_application_adds_goes_along() {
    let mut pairs = PROFILE.to_vec();
    pairs.extend([
        ("transient_payload.campaign", "spring"),
        ("transient_payload.empty", ""),
    ]);
    for (name, value) in [
        ("method", "profile"),
        ("method", "password"),
        ("link", "acme"),
    ] {
        let body = sent(&pairs, name, value);
        assert_eq!(
            body["transient_payload"],
            json!({"campaign": "spring"}),
            "{name}={value}"
        );
    }
}

#[test]
fn a_credential_is_removed_once_its_button_is_gone() {
    let response = |nodes: &[Value], messages: &Value| {
        let json = json!({"id": "f", "ui": {"action": "/", "method": "POST", "nodes": nodes, "messages": messages}});
        wire::flow(&json, FlowKind::Settings).unwrap()
    };
    let removes = |flow: &Flow, name: &str, value: &str| {
        flow.has_removed(&Submitter {
            name: name.to_owned(),
            value: value.to_owned(),
            group: Group::Passkey,
        })
    };
    let nodes = [
        input("passkey", "passkey_create_data", "hidden", &json!("{1}")),
        input("passkey", "passkey_remove", "submit", &json!("bb")),
        input(
            "webauthn",
            "webauthn_register_trigger",
            "button",
            &json!("{2}"),
        ),
    ];
    let flow = response(&nodes, &json!([]));
    // What the password manager has to hear needs the options for another credential: they name the relying party.
    assert_eq!(
        removes(&flow, "passkey_remove", "aa").as_deref(),
        Some("{1}")
    );
    assert_eq!(
        removes(&flow, "webauthn_remove", "aa").as_deref(),
        Some("{2}")
    );
    assert_eq!(removes(&flow, "passkey_remove", "bb"), None);
    assert_eq!(removes(&flow, "method", "passkey"), None);
    assert_eq!(
        removes(&response(&[], &json!([])), "passkey_remove", "aa"),
        None
    );
    let refused = json!([{"id": 4_000_001, "text": "no", "type": "error", "context": {}}]);
    assert_eq!(
        removes(&response(&nodes, &refused), "passkey_remove", "aa"),
        None
    );
}

#[test]
fn an_account_goes_by_its_address_or_user_name() {
    for (traits, account) in [
        (
            json!({"born": "2001-02-03", "email": "a@example.com"}),
            Some("a@example.com"),
        ),
        (
            json!({"born": "2001-02-03", "username": "ada"}),
            Some("ada"),
        ),
        (json!({"email": "", "username": "ada"}), Some("ada")),
        (
            json!({"tel": "+41", "nick": "Ada", "age": 41, "name": {"first": "A"}}),
            Some("Ada"),
        ),
        (json!({"nick": "Ada", "tel": "+41"}), Some("Ada")),
        (json!({"age": 41}), None),
        (Value::Null, None),
    ] {
        let identity = json!({"id": "me", "schema_id": "s", "traits": traits});
        let json = json!({"id": "f", "identity": identity, "ui": {"action": "/a", "nodes": []}});
        let flow = wire::flow(&json, FlowKind::Settings).expect("a flow");
        assert_eq!(flow.account().as_deref(), account, "{json}");
    }
}
