//! Rules about passkeys. Credentials that fit are made by real browsers, in the end-to-end tests.

use serde_json::{Value, json};

use super::{Bench, node};

#[test]
fn a_credential_that_was_not_made_for_this_is_refused() {
    let bench = Bench::new(json!({}));
    let mut browser = bench.browser();
    let flow = browser.begin("registration");
    let body =
        json!({"method": "passkey", "traits.email": "ada@example.com", "passkey_register": "{}"});
    assert_eq!(
        browser.submit("registration", &flow, body).messages(),
        [4000001]
    );
    let flow = browser.begin("login");
    let body = json!({"method": "passkey", "passkey_login": "nonsense"});
    assert_eq!(browser.submit("login", &flow, body).messages(), [4000001]);
    let unknown = json!({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AAAA"}});
    let body = json!({"method": "passkey", "passkey_login": unknown.to_string()});
    assert_eq!(browser.submit("login", &flow, body).messages(), [4000015]);
}

#[test]
fn every_login_has_a_challenge_of_its_own_and_keeps_it() {
    let bench = Bench::new(json!({}));
    let mut browser = bench.browser();
    let challenge =
        |flow: &Value| node(flow, "passkey_challenge").unwrap()["attributes"]["value"].clone();
    let (one, two) = (browser.begin("login"), browser.begin("login"));
    assert_ne!(challenge(&one), challenge(&two));
    let refused = browser.submit(
        "login",
        &one,
        json!({"method": "password", "identifier": "a", "password": "b"}),
    );
    assert_eq!(challenge(&refused.body), challenge(&one));
}

#[test]
fn the_script_has_the_hash_its_node_names() {
    use sha2::Digest as _;
    let bench = Bench::new(json!({}));
    let flow = bench.browser().begin("login");
    let nodes = flow["ui"]["nodes"].as_array().unwrap();
    let script = nodes.iter().find(|node| node["type"] == "script").unwrap();
    let hash = sha2::Sha512::digest(crate::webauthn::SCRIPT);
    let expected = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hash);
    assert_eq!(
        script["attributes"]["integrity"],
        format!("sha512-{expected}")
    );
    assert_eq!(
        script["attributes"]["src"],
        "http://localhost:4433/.well-known/ory/webauthn.js"
    );
}

/// Shown by a Kratos v26.2.0 with passkeys and a schema in which nothing names one: no sign-up is made, a sign-in is.
#[test]
fn g_38_without_a_name_for_passkeys_there_is_no_sign_up() {
    use base64::Engine as _;
    let schema = serde_json::json!({"type": "object", "properties": {"traits": {"type": "object", "properties": {
        "phone": {"type": "string", "title": "Phone", "ory.sh/kratos": {"credentials": {"password": {"identifier": true}}}},
    }}}});
    let encoded = base64::engine::general_purpose::STANDARD.encode(schema.to_string());
    let config = |style: &str| {
        serde_json::json!({
            "identity": {"schemas": [{"id": "person", "url": format!("base64://{encoded}")}]},
            "selfservice": {"flows": {"registration": {"style": style}}},
        })
    };
    for style in ["unified", "profile_first"] {
        let bench = super::Bench::new(config(style));
        let answer = bench.browser().get("/self-service/registration/browser");
        let message = answer.body["error"]["message"].as_str();
        assert_eq!((answer.status, message), (500, Some("no identifier found")));
        let login = bench.browser().get("/self-service/login/browser");
        assert_eq!(login.status, 200);
    }
}
