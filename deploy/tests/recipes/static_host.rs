//! nginx and Caddy as hosts of `dist`, compared with the door.

use service_walk::Response;
use tempfile::TempDir;

use crate::{
    door::{Door, SCRIPT, build},
    proxy::replaces_forged_headers,
    upstream::Upstream,
    web_server::{Behind, Got, WebServer, can_run},
};

const POLICY: &str = "content-security-policy";
/// Of the connection and of the file, not of the page's safety.
const NOT_COMPARED: [&str; 9] = [
    POLICY,
    "accept-ranges",
    "connection",
    "content-length",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "vary",
];
/// What only the door has: it takes reports, and numbers requests.
const OF_THE_DOOR: [&str; 2] = ["reporting-endpoints", "x-request-id"];
/// What depends on the build, and where reports go.
const NOT_IN_THE_RECIPE: [&str; 4] = ["default-src", "script-src", "style-src", "report-to"];

fn directives(policy: &str) -> Vec<&str> {
    let name = |directive: &&str| {
        let name = directive.split(' ').next();
        name.is_some_and(|name| !NOT_IN_THE_RECIPE.contains(&name))
    };
    let mut directives: Vec<_> = policy.split("; ").filter(name).collect();
    directives.sort_unstable();
    directives
}

fn same_headers(path: &str, door: &Response, host: &Got) {
    assert_eq!(host.status, door.status, "{path}: {host:?}");
    let mut compared = 0;
    for name in door.headers.keys().map(|name| name.as_str()) {
        if OF_THE_DOOR.contains(&name) || NOT_COMPARED.contains(&name) {
            continue;
        }
        let is_same = host.header(name) == Some(door.header(name));
        assert!(is_same, "{path}, {name}: {} {host:?}", door.header(name));
        compared += 1;
    }
    assert!(compared >= 9, "{path}: the door has few headers: {door:?}");
    assert_eq!(
        directives(host.header(POLICY).unwrap()),
        directives(door.header(POLICY)),
        "{path}"
    );
}

fn walk(start: impl Fn(&Behind<'_>) -> WebServer) {
    let folder = TempDir::new().unwrap();
    let dist = folder.path();
    build(dist);
    let door = Door::start(dist);
    let upstream = Upstream::start();
    let upstream = &upstream.address;
    let host = start(&Behind { dist, upstream });
    for path in [
        "/",
        "/login",
        "/settings",
        SCRIPT,
        "/icons.svg",
        "/missing.js",
    ] {
        same_headers(path, &door.get(path), &host.get(path, &[]));
    }
    assert!(host.get("/login", &[]).body.contains("<title>T</title>"));
    assert_eq!(host.get("/server.html", &[]).status, 404, "is the door's");
    let missing = host.get("/missing-0123456789abcdef.js", &[]);
    assert_eq!(
        (missing.status, missing.header("cache-control")),
        (404, Some("no-store"))
    );
    assert_eq!(host.get("/.well-known/change-password", &[]).status, 303);

    for path in [
        "/sessions",
        "/sessions/whoami",
        "/schemas/x",
        "/self-service/login.x",
        "/.well-known/ory/webauthn.js",
    ] {
        replaces_forged_headers(&host, path);
    }
    let api = host.get("/sessions/whoami", &[]);
    assert_eq!(api.header("cache-control"), None, "set by Kratos");
    assert_eq!(api.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn nginx_serves_files_with_the_headers_of_the_door() {
    if can_run("nginx") {
        walk(|behind| WebServer::nginx("static.conf", behind));
    }
}

#[test]
fn caddy_serves_files_with_the_headers_of_the_door() {
    if can_run("caddy") {
        walk(|behind| WebServer::caddy("static.Caddyfile", behind));
    }
}
