//! Who asks, and under which name: one address and one origin, whatever a request says.

use crate::stage::{Stage, listen, text};
use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
};
use serde_json::{Value, json};

const NAMES: [&str; 3] = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];

/// Answers with where it was told that the request comes from.
fn kratos() -> Router {
    Router::new().fallback(|headers: HeaderMap| async move {
        let lines = NAMES.map(|name| {
            let lines = headers.get_all(name).iter();
            let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap()).collect();
            lines.join(" | ")
        });
        Json(json!(lines))
    })
}

async fn stage(origins: &[&str], proxies: &[&str]) -> Stage {
    let address = listen(kratos()).await;
    Stage::with(|settings| {
        settings.kratos = address.parse().unwrap();
        settings.edge.origin = origins.iter().map(|it| it.parse().unwrap()).collect();
        settings.edge.trust_proxy = proxies.iter().map(|it| it.parse().unwrap()).collect();
    })
}

fn request(path: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn told(stage: &Stage, peer: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let response = stage
        .fetch_from(peer, request("/sessions/whoami", headers))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    serde_json::from_value::<Vec<String>>(
        serde_json::from_str::<Value>(&text(response).await).unwrap(),
    )
    .unwrap()
}

/// SR-02, SR-04, T-36: whoever reached the port could choose the address, host and scheme that Kratos writes down.
#[tokio::test]
async fn only_named_proxies_are_believed() {
    let stage = stage(&[], &["10.0.0.0/8"]).await;
    let claims = [
        ("host", "door.internal"),
        ("x-forwarded-for", "6.6.6.6, 1.2.3.4"),
        ("x-forwarded-for", "10.0.0.9"),
        ("x-forwarded-host", "auth.example.com"),
        ("x-forwarded-proto", "https"),
    ];
    let by_proxy = told(&stage, "10.0.0.1", &claims).await;
    assert_eq!(by_proxy, ["1.2.3.4", "auth.example.com", "https"]);
    let by_stranger = told(&stage, "192.0.2.7", &claims).await;
    assert_eq!(by_stranger, ["192.0.2.7", "door.internal", "http"]);
}

/// SR-04, T-37: `request_url`, from which mails and hooks build links, was of the host that a request named.
#[tokio::test]
async fn a_host_that_is_not_ours_is_refused() {
    let origins = ["https://auth.example.com", "https://id.example.org:8443"];
    let stage = stage(&origins, &["10.0.0.0/8"]).await;
    for (host, expected) in [
        ("auth.example.com", "auth.example.com"),
        ("AUTH.example.com:443", "auth.example.com"),
        ("id.example.org:8443", "id.example.org:8443"),
    ] {
        let sent = [("host", host)];
        let told = told(&stage, "192.0.2.7", &sent).await;
        assert_eq!(told, ["192.0.2.7", expected, "https"], "{host}");
    }
    for path in [
        "/sessions/whoami",
        "/login",
        "/config.json",
        "/app.js",
        "/logout",
    ] {
        for headers in [
            &[("host", "evil.example")][..],
            &[("host", "id.example.org")],
            &[("host", "auth.example.com.evil.example")],
            &[
                ("host", "auth.example.com"),
                ("x-forwarded-host", "evil.example"),
            ],
            &[],
        ] {
            let response = stage.fetch_from("10.0.0.1", request(path, headers)).await;
            let status = response.status();
            assert_eq!(
                status,
                StatusCode::MISDIRECTED_REQUEST,
                "{path} {headers:?}"
            );
        }
    }
    // Who watches over the program asks it by an address.
    let health = request("/health/ready", &[("host", "10.0.0.5:4455")]);
    assert_eq!(stage.send(health).await.status(), StatusCode::OK);
    // The target's own host counts, not the header's.
    let target = request("http://evil.example/login", &[("host", "auth.example.com")]);
    let response = stage.send(target).await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_host_that_is_none_is_malformed() {
    let stage = stage(&[], &[]).await;
    for host in ["a b", "a/b", "user@host", "a,b", "a\"b", "a?b"] {
        let response = stage.send(request("/login", &[("host", host)])).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{host}");
    }
    let two = request("/login", &[("host", "a"), ("host", "b")]);
    assert_eq!(stage.send(two).await.status(), StatusCode::BAD_REQUEST);
}

/// SR-27, T-19: who came by plain http stayed there.
#[tokio::test]
async fn plain_http_leads_to_https_where_that_is_the_origin() {
    let stage = stage(&["https://auth.example.com"], &["10.0.0.0/8"]).await;
    let plain = [("host", "auth.example.com"), ("x-forwarded-proto", "http")];
    let response = stage
        .fetch_from("10.0.0.1", request("/login?a=1", &plain))
        .await;
    assert_eq!(response.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(
        response.headers()[header::LOCATION],
        "https://auth.example.com/login?a=1"
    );
    let mut post = request("/self-service/login?flow=1", &plain);
    *post.method_mut() = Method::POST;
    let response = stage.fetch_from("10.0.0.1", post).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    // A proxy that ends TLS and does not say so is taken at the operator's word.
    let silent = request("/login", &[("host", "auth.example.com")]);
    let response = stage.fetch_from("10.0.0.1", silent).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_wrong_origin_or_network_is_said_at_start() {
    use clap::Parser as _;
    for (options, part) in [
        (["--origin", "auth.example.com"], "https://auth.example.com"),
        (["--origin", "https://auth.example.com/x"], "without a path"),
        (["--kratos", "http://user:secret@kratos"], "a user name"),
        (["--trust-proxy", "true"], "10.0.0.0/8"),
        (["--trust-proxy", "proxy.internal"], "10.0.0.0/8"),
    ] {
        let all = ["front-door"].iter().chain(&options);
        let said = front_door::settings::Settings::try_parse_from(all).unwrap_err();
        assert!(said.to_string().contains(part), "{said}");
    }
}
