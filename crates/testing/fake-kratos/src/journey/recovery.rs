//! Rules about recovery.

use serde_json::json;

use super::{Bench, Browser};

const ADA: &str = "ada@example.com";

fn bench(transitions: bool) -> Bench {
    Bench::new(json!({
        "selfservice": {"flows": {
            "recovery": {"enabled": true, "ui_url": "http://localhost:4455/recovery"},
            "settings": {"ui_url": "http://localhost:4455/settings"},
        }},
        "feature_flags": {"use_continue_with_transitions": transitions},
    }))
}

fn asked<'a>(bench: &'a Bench) -> (Browser<'a>, serde_json::Value) {
    bench.account(ADA);
    let mut browser = bench.browser();
    let flow = browser.begin("recovery");
    let body = json!({"method": "code", "email": ADA});
    let sent = browser.submit("recovery", &flow, body).body;
    assert_eq!(sent["state"], "sent_email");
    (browser, sent)
}

#[test]
fn the_code_leads_to_the_settings() {
    for transitions in [false, true] {
        let bench = bench(transitions);
        let (mut browser, flow) = asked(&bench);
        let body = json!({"method": "code", "code": bench.code(ADA)});
        let answer = browser.submit("recovery", &flow, body);
        let status = if transitions { 200 } else { 422 };
        assert_eq!(answer.status, status);
        assert!(browser.is_signed_in());
        let place = if transitions {
            answer.body["continue_with"][0]["flow"]["url"].clone()
        } else {
            answer.body["redirect_browser_to"].clone()
        };
        let id = place.as_str().unwrap().split("flow=").nth(1).unwrap();
        let settings = browser.get(&format!("/self-service/settings/flows?id={id}"));
        assert_eq!(settings.messages(), [1060001]);
    }
}

#[test]
fn nobody_learns_which_addresses_have_an_account() {
    let bench = bench(false);
    let (mut browser, known) = asked(&bench);
    let flow = browser.begin("recovery");
    let body = json!({"method": "code", "email": "nobody@example.com"});
    let unknown = browser.submit("recovery", &flow, body).body;
    assert_eq!(unknown["ui"]["messages"], known["ui"]["messages"]);
    assert_eq!(bench.messages(), 1);
}

#[test]
fn a_wrong_code_recovers_nothing() {
    let bench = bench(true);
    let (mut browser, flow) = asked(&bench);
    let wrong = if bench.code(ADA) == "000000" {
        "000001"
    } else {
        "000000"
    };
    for expected in [200, 200, 200, 200, 200, 400] {
        let body = json!({"method": "code", "code": wrong});
        assert_eq!(browser.submit("recovery", &flow, body).status, expected);
    }
    let body = json!({"method": "code", "code": bench.code(ADA)});
    let late = browser.submit("recovery", &flow, body);
    assert_ne!(late.status, 200);
    assert!(!browser.is_signed_in());
}
