//! Rules about the CSRF cookie and the session cookie.

use serde_json::{Value, json};

use super::{Bench, PASSWORD};

fn credentials() -> Value {
    json!({"method": "password", "identifier": "Ada@Example.com", "password": PASSWORD})
}

#[test]
fn signing_in_replaces_the_secret_and_sets_a_session() {
    let bench = Bench::new(json!({}));
    bench.account("ada@example.com");
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let other = browser.begin("registration");
    let answer = browser.submit("login", &flow, credentials());
    assert_eq!(answer.status, 200);
    assert_eq!(answer.sets, ["csrf", "ory_kratos_session"]);
    assert!(browser.is_signed_in());
    // The flow of another tab belongs to the old secret.
    let id = other["id"].as_str().unwrap();
    let answer = browser.get(&format!("/self-service/registration/flows?id={id}"));
    assert_eq!(
        (answer.status, answer.error()),
        (403, "security_csrf_violation")
    );
}

#[test]
fn a_foreign_or_missing_token_is_refused() {
    let bench = Bench::new(json!({}));
    bench.account("ada@example.com");
    let (mut mine, mut foreign) = (bench.browser(), bench.browser());
    let flow = mine.begin("login");
    let others = foreign.begin("login");
    for token in ["", "nonsense", &super::token(&others)] {
        let mut body = credentials();
        body["csrf_token"] = json!(token);
        let answer = mine.submit("login", &flow, body);
        assert_eq!(
            (answer.status, answer.error()),
            (403, "security_csrf_violation"),
            "{token}"
        );
    }
    assert_eq!(mine.submit("login", &flow, credentials()).status, 200);
}

#[test]
fn a_flow_is_read_only_by_the_browser_that_has_its_cookie() {
    let bench = Bench::new(json!({}));
    let (mut mine, mut foreign) = (bench.browser(), bench.browser());
    let flow = mine.begin("login");
    foreign.begin("login");
    let url = format!(
        "/self-service/login/flows?id={}",
        flow["id"].as_str().unwrap()
    );
    assert_eq!(mine.get(&url).status, 200);
    assert_eq!(foreign.get(&url).status, 403);
    assert_eq!(
        mine.get("/self-service/registration/flows?id=x").status,
        404
    );
}

#[test]
fn a_refresh_keeps_the_secret_and_the_session() {
    let bench = Bench::new(json!({}));
    bench.account("ada@example.com");
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    browser.submit("login", &flow, credentials());
    let before = browser.get("/sessions/whoami").body;
    let flow = browser.get("/self-service/login/browser?refresh=true").body;
    assert_eq!(flow["refresh"], true);
    let answer = browser.submit("login", &flow, credentials());
    assert_eq!(answer.sets, ["ory_kratos_session"]);
    assert_eq!(answer.body["session"]["id"], before["id"]);
    assert_ne!(
        answer.body["session"]["authenticated_at"],
        before["authenticated_at"]
    );
}

#[test]
fn a_logout_needs_the_token_of_its_session() {
    let bench = Bench::new(json!({}));
    bench.account("ada@example.com");
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    browser.submit("login", &flow, credentials());
    let created = browser.get("/self-service/logout/browser").body;
    assert_eq!(browser.get("/self-service/logout?token=x").status, 403);
    assert!(browser.is_signed_in());
    let url = format!(
        "/self-service/logout?token={}",
        created["logout_token"].as_str().unwrap()
    );
    assert_eq!(browser.get(&url).status, 204);
    assert!(!browser.is_signed_in());
}
