//! Rules about pages, JSON, forms and flows that are over.

use axum::http::Method;
use serde_json::json;

use super::{Bench, PASSWORD, token};

#[test]
fn a_form_post_ends_on_a_page() {
    let bench = Bench::new(json!({}));
    bench.account("ada@example.com");
    let mut browser = bench.browser();
    let page = [("accept", "text/html")];
    let created = browser.send(Method::GET, "/self-service/login/browser", "", &page);
    assert_eq!(created.status, 303);
    let id = created
        .location
        .strip_prefix("http://localhost:4455/login?flow=")
        .unwrap();
    let flow = browser
        .get(&format!("/self-service/login/flows?id={id}"))
        .body;
    let form = [
        ("accept", "text/html"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let url = format!("/self-service/login?flow={id}");
    for (password, target) in [
        ("wrong", created.location.as_str()),
        (PASSWORD, "http://localhost:4455/"),
    ] {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf_token", &token(&flow))
            .append_pair("method", "password")
            .append_pair("identifier", "ada@example.com")
            .append_pair("password", password)
            .finish();
        let answer = browser.send(Method::POST, &url, &body, &form);
        assert_eq!((answer.status, answer.location.as_str()), (303, target));
    }
    assert!(browser.is_signed_in());
}

#[test]
fn an_expired_flow_is_replaced() {
    let config = json!({"selfservice": {"flows": {"login": {"lifespan": "1ns"}, "verification": {"lifespan": "1ns"}}}});
    let bench = Bench::new(config);
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let id = flow["id"].as_str().unwrap();
    let read = browser.get(&format!("/self-service/login/flows?id={id}"));
    assert_eq!(
        (read.status, read.error()),
        (410, "self_service_flow_expired")
    );
    let answer = browser.submit("login", &flow, json!({"method": "password"}));
    assert_eq!(
        (answer.status, answer.error()),
        (410, "self_service_flow_expired")
    );
    assert!(answer.body["use_flow_id"].is_string());
    let flow = browser.begin("verification");
    let answer = browser.submit(
        "verification",
        &flow,
        json!({"method": "code", "email": "a@example.com"}),
    );
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .location
            .starts_with("http://localhost:4433/self-service/verification/flows?id=")
    );
}

#[test]
fn only_known_places_are_returned_to() {
    let bench = Bench::new(json!({}));
    let mut browser = bench.browser();
    let create = "/self-service/login/browser?return_to=";
    assert_eq!(
        browser
            .get(&format!("{create}http://localhost:4455/inbox"))
            .status,
        200
    );
    assert_eq!(
        browser.get(&format!("{create}/inbox")).body["return_to"],
        "/inbox"
    );
    let evil = browser.get(&format!("{create}https://evil.example/"));
    assert_eq!(
        (evil.status, evil.error()),
        (400, "self_service_flow_return_to_forbidden")
    );
}

#[test]
fn a_disabled_method_is_not_found() {
    let bench = Bench::new(json!({"selfservice": {"methods": {"password": {"enabled": false}}}}));
    let mut browser = bench.browser();
    let flow = browser.begin("login");
    let answer = browser.submit(
        "login",
        &flow,
        json!({"method": "password", "identifier": "a", "password": "b"}),
    );
    assert_eq!(answer.status, 404);
    let answer = browser.submit("login", &flow, json!({"method": "nothing"}));
    assert_eq!((answer.status, answer.messages()), (400, vec![4010002]));
}
