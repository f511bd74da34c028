//! nginx and Caddy in front of the door.

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    door::{Door, build},
    upstream::Upstream,
    web_server::{Behind, HOST, WebServer, can_run},
};

/// Forged headers about the client.
pub(crate) const FORGED: [&str; 8] = [
    "X-Forwarded-For: 203.0.113.6",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: http",
    "Forwarded: for=203.0.113.6;host=evil.example",
    "X-Real-IP: 203.0.113.6",
    "True-Client-IP: 203.0.113.6",
    "CF-Connecting-IP: 203.0.113.6",
    "Accept: application/json",
];

/// The upstream gets the headers of `server`, and no forged ones.
pub(crate) fn replaces_forged_headers(server: &WebServer, path: &str) {
    let got = server.get(path, &FORGED);
    assert_eq!(got.status, 200, "{got:?}");
    let headers: Value = serde_json::from_str(&got.body).unwrap();
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"], "https");
    let host = format!("{HOST}:{}", server.https);
    assert_eq!(headers["x-forwarded-host"], host.as_str());
    assert!(!got.body.contains("203.0.113.6"), "{}", got.body);
    assert!(!got.body.contains("evil.example"), "{}", got.body);
}

fn walk(start: impl Fn(&Behind<'_>) -> WebServer) {
    let folder = TempDir::new().unwrap();
    let dist = folder.path();
    build(dist);

    let upstream = Upstream::start();
    let upstream = &upstream.address;
    let server = start(&Behind { dist, upstream });
    replaces_forged_headers(&server, "/sessions/whoami");
    let challenge = format!("/login?login_challenge={}", "c".repeat(12_000));
    assert_eq!(server.get(&challenge, &[]).status, 200, "of Hydra");
    if let Some(plain) = server.get_plainly("/login?flow=1") {
        assert_eq!(plain.status, 308);
        let place = plain.header("location");
        assert_eq!(place, Some("https://auth.example.com/login?flow=1"));
    }
    drop(server);

    let door = Door::start(dist);
    let upstream = &door.address;
    let server = start(&Behind { dist, upstream });
    let page = server.get("/login", &[]);
    assert_eq!(page.status, 200);
    let hsts = page.header("strict-transport-security");
    assert_eq!(hsts, Some("max-age=63072000"), "the door knows of https");
    let policy = page.header("content-security-policy");
    assert!(policy.is_some(), "the door's headers stand once");
}

#[test]
fn nginx_ends_tls_for_the_door() {
    if can_run("nginx") {
        walk(|behind| WebServer::nginx("door.conf", behind));
    }
}

#[test]
fn caddy_ends_tls_for_the_door() {
    if can_run("caddy") {
        walk(|behind| WebServer::caddy("door.Caddyfile", behind));
    }
}
