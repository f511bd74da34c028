//! Rules about settings and second factors.

use serde_json::{Value, json};

use super::{Bench, Browser, PASSWORD, node};

const ADA: &str = "ada@example.com";

fn config() -> Value {
    json!({"selfservice": {
        "flows": {"settings": {"ui_url": "http://localhost:4455/settings"}},
        "methods": {"totp": {"enabled": true}, "lookup_secret": {"enabled": true}},
    }})
}

fn sign_in(bench: &Bench) -> Browser<'_> {
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let body = json!({"method": "password", "identifier": ADA, "password": PASSWORD});
    browser.submit("login", &flow, body);
    browser
}

/// Sets backup codes up and returns them.
fn enrol(browser: &mut Browser<'_>) -> Vec<String> {
    let flow = browser.begin("settings");
    let body = json!({"lookup_secret_regenerate": true});
    let shown = browser.submit("settings", &flow, body).body;
    let nodes = shown["ui"]["nodes"].as_array().unwrap().iter();
    let list = nodes
        .filter_map(|node| node["attributes"]["text"]["context"]["secrets"].as_array())
        .next()
        .unwrap();
    let texts = list.iter().map(|secret| secret["text"].as_str().unwrap());
    let texts = texts.map(str::to_owned).collect();
    let saved = browser.submit("settings", &flow, json!({"lookup_secret_confirm": true}));
    assert_eq!(saved.messages(), [1050001]);
    texts
}

#[test]
fn whoami_asks_for_the_second_factor_there_is() {
    let bench = Bench::new(config());
    bench.account(ADA);
    let codes = enrol(&mut sign_in(&bench));
    assert_eq!(codes.len(), 12);
    let mut browser = sign_in(&bench);
    let answer = browser.get("/sessions/whoami");
    assert_eq!(
        (answer.status, answer.error()),
        (403, "session_aal2_required")
    );
    for (code, expected) in [("00000000", vec![4000016]), (&codes[0], vec![])] {
        let flow = browser.get("/self-service/login/browser?aal=aal2").body;
        let body = json!({"method": "lookup_secret", "lookup_secret": code});
        assert_eq!(browser.submit("login", &flow, body).messages(), expected);
    }
    assert!(browser.is_signed_in());
    // Each code is good for one use.
    let mut browser = sign_in(&bench);
    let flow = browser.get("/self-service/login/browser?aal=aal2").body;
    let body = json!({"method": "lookup_secret", "lookup_secret": codes[0]});
    assert_eq!(browser.submit("login", &flow, body).messages(), [4000012]);
}

#[test]
fn codes_that_were_not_confirmed_change_nothing() {
    let bench = Bench::new(config());
    bench.account(ADA);
    let mut browser = sign_in(&bench);
    let flow = browser.begin("settings");
    browser.submit("settings", &flow, json!({"lookup_secret_regenerate": true}));
    assert!(sign_in(&bench).is_signed_in());
    let other = browser.begin("settings");
    let answer = browser.submit("settings", &other, json!({"lookup_secret_confirm": true}));
    assert_eq!((answer.status, answer.messages()), (400, vec![4000001]));
}

#[test]
fn a_stale_session_changes_no_password_until_it_is_renewed() {
    let mut config = config();
    config["selfservice"]["flows"]["settings"]["privileged_session_max_age"] = json!("1ns");
    let bench = Bench::new(config);
    bench.account(ADA);
    let mut browser = sign_in(&bench);
    let flow = browser.begin("settings");
    let body = json!({"method": "password", "password": "another-horse-battery-9"});
    let answer = browser.submit("settings", &flow, body);
    assert_eq!(
        (answer.status, answer.error()),
        (403, "session_refresh_required")
    );
    assert!(sign_in(&bench).is_signed_in());
    // What is no key is changed all the same.
    let body = json!({"method": "profile", "traits.email": ADA, "traits.age": 20});
    assert_eq!(
        browser.submit("settings", &flow, body).messages(),
        [1050001]
    );
}

#[test]
fn somebody_else_s_settings_are_closed() {
    let bench = Bench::new(config());
    bench.account(ADA);
    let flow = sign_in(&bench).begin("settings");
    bench.account("bob@example.com");
    let mut bob = bench.browser();
    let login = bob.begin("login");
    let body = json!({"method": "password", "identifier": "bob@example.com", "password": PASSWORD});
    bob.submit("login", &login, body);
    let answer = bob.submit("settings", &flow, json!({"method": "profile"}));
    assert_eq!(
        (answer.status, answer.error()),
        (403, "security_identity_mismatch")
    );
}

#[test]
fn an_authenticator_app_needs_the_code_of_its_secret() {
    let bench = Bench::new(config());
    bench.account(ADA);
    let mut browser = sign_in(&bench);
    let flow = browser.begin("settings");
    assert!(node(&flow, "totp_code").is_some());
    let body = json!({"method": "totp", "totp_code": "abcdef"});
    let answer = browser.submit("settings", &flow, body);
    assert_eq!(answer.messages(), [4000008]);
    assert!(sign_in(&bench).is_signed_in());
}
