//! Rules about one-time codes.

use serde_json::{Value, json};

use super::{Bench, Browser, node};

const ADA: &str = "ada@example.com";

fn asked<'a>(bench: &'a Bench) -> (Browser<'a>, Value) {
    bench.account(ADA);
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let answer = browser.submit("login", &flow, json!({"method": "code", "identifier": ADA}));
    assert_eq!(
        (answer.status, &answer.body["state"]),
        (400, &json!("sent_email"))
    );
    (browser, answer.body)
}

fn try_code(browser: &mut Browser<'_>, flow: &Value, code: &str) -> super::Answer {
    browser.submit(
        "login",
        flow,
        json!({"method": "code", "identifier": ADA, "code": code}),
    )
}

/// A code that is not the right one.
fn wrong(bench: &Bench) -> &'static str {
    if bench.code(ADA) == "000000" {
        "000001"
    } else {
        "000000"
    }
}

#[test]
fn the_code_signs_in_once_and_proves_the_address() {
    let bench = Bench::new(json!({}));
    let (mut browser, flow) = asked(&bench);
    assert_eq!(
        try_code(&mut browser, &flow, wrong(&bench)).messages(),
        [4010008]
    );
    let answer = try_code(&mut browser, &flow, &bench.code(ADA));
    assert_eq!(answer.status, 200);
    let address = &browser.get("/sessions/whoami").body["identity"]["verifiable_addresses"][0];
    assert_eq!(address["verified"], true);
    browser.cookies.remove("ory_kratos_session");
    assert_ne!(try_code(&mut browser, &flow, &bench.code(ADA)).status, 200);
}

#[test]
fn the_sixth_wrong_code_ends_codes_in_that_flow() {
    let bench = Bench::new(json!({}));
    let (mut browser, flow) = asked(&bench);
    for _ in 0..5 {
        assert_eq!(
            try_code(&mut browser, &flow, wrong(&bench)).messages(),
            [4010008]
        );
    }
    assert_eq!(
        try_code(&mut browser, &flow, wrong(&bench)).messages(),
        [4000001]
    );
    browser.submit(
        "login",
        &flow,
        json!({"method": "code", "identifier": ADA, "resend": "code"}),
    );
    assert_eq!(
        try_code(&mut browser, &flow, &bench.code(ADA)).messages(),
        [4000001]
    );
    let password = json!({"method": "password", "identifier": ADA, "password": super::PASSWORD});
    assert_eq!(browser.submit("login", &flow, password).status, 200);
}

#[test]
fn a_resend_makes_the_earlier_code_worthless() {
    let bench = Bench::new(json!({}));
    let (mut browser, flow) = asked(&bench);
    let first = bench.code(ADA);
    browser.submit(
        "login",
        &flow,
        json!({"method": "code", "identifier": ADA, "resend": "code"}),
    );
    assert_eq!(bench.messages(), 2);
    if first != bench.code(ADA) {
        assert_eq!(try_code(&mut browser, &flow, &first).messages(), [4010008]);
    }
    assert_eq!(try_code(&mut browser, &flow, &bench.code(ADA)).status, 200);
}

#[test]
fn an_expired_code_names_another_flow() {
    let config = json!({"selfservice": {"methods": {"code": {"config": {"lifespan": "1ns"}}}}});
    let bench = Bench::new(config);
    let (mut browser, flow) = asked(&bench);
    let answer = try_code(&mut browser, &flow, &bench.code(ADA));
    assert_eq!(
        (answer.status, answer.error()),
        (410, "self_service_flow_expired")
    );
    let id = answer.body["use_flow_id"].as_str().unwrap();
    let fresh = browser.get(&format!("/self-service/login/flows?id={id}"));
    assert_eq!(fresh.messages(), [4010001]);
}

#[test]
fn nobody_gets_a_code_for_an_address_without_an_account() {
    let bench = Bench::new(json!({}));
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let body = json!({"method": "code", "identifier": "nobody@example.com"});
    assert_eq!(browser.submit("login", &flow, body).messages(), [4000035]);
    let flow = browser.begin("verification");
    let body = json!({"method": "code", "email": "nobody@example.com"});
    assert_eq!(
        browser.submit("verification", &flow, body).body["state"],
        "sent_email"
    );
    assert_eq!(bench.messages(), 0);
}

#[test]
fn with_codes_only_the_identifier_sends_one_at_once() {
    let config = json!({"selfservice": {
        "flows": {"login": {"style": "identifier_first"}},
        "methods": {"password": {"enabled": false}, "passkey": {"enabled": false}},
    }});
    let bench = Bench::new(config);
    bench.account(ADA);
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    assert!(node(&flow, "password").is_none());
    let body = json!({"method": "identifier_first", "identifier": ADA});
    let answer = browser.submit("login", &flow, body);
    assert_eq!(
        (answer.body["state"].as_str(), bench.messages()),
        (Some("sent_email"), 1)
    );
}
