//! Requests of all kinds: nothing panics, and nothing reaches Kratos that is not a route of its public API.

use crate::stage::{Stage, listen};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use proptest::prelude::*;
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    runtime::Runtime,
};

type Seen = Arc<Mutex<Vec<(Method, Uri, HeaderMap)>>>;

fn kratos(seen: &Seen) -> Router {
    let seen = Arc::clone(seen);
    Router::new().fallback(move |request: Request| {
        let (head, _) = request.into_parts();
        seen.lock()
            .unwrap()
            .push((head.method, head.uri, head.headers));
        async { "kratos" }
    })
}

fn segment() -> impl Strategy<Value = String> {
    let known = [
        "self-service",
        "sessions",
        "schemas",
        ".well-known",
        "ory",
        "login",
        "registration",
        "recovery",
        "settings",
        "browser",
        "flows",
        "api",
        "logout",
        "whoami",
        "methods",
        "oidc",
        "callback",
        "errors",
        "webauthn.js",
        "admin",
        "identities",
    ];
    let odd = [
        "", ".", "..", "%2e%2e", "..%2f", "%5c", "..\\", ";", "..;", "%00", "%25", "%252e", "a;b",
        "@", "*", "%", "~",
    ];
    prop_oneof![
        6 => proptest::sample::select(known.to_vec()).prop_map(ToOwned::to_owned),
        2 => proptest::sample::select(odd.to_vec()).prop_map(ToOwned::to_owned),
        1 => "[!-~]{0,12}",
    ]
}

fn path() -> impl Strategy<Value = String> {
    let segments = proptest::collection::vec(segment(), 0..7);
    let whole = segments.prop_map(|segments| format!("/{}", segments.join("/")));
    let start = proptest::sample::select(vec![
        "",
        "/self-service",
        "/self-service/login",
        "/sessions",
        "/schemas",
        "/.well-known/ory",
        "/self-service/methods/oidc/callback",
        "http://evil.example",
    ]);
    (start, whole, "(\\?[!-~]{0,30})?")
        .prop_map(|(start, path, query)| format!("{start}{path}{query}"))
}

fn header() -> impl Strategy<Value = (String, String)> {
    let names = [
        "host",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "forwarded",
        "true-client-ip",
        "cf-connecting-ip",
        "cf-ipcity",
        "connection",
        "transfer-encoding",
        "content-length",
        "content-type",
        "accept",
        "accept-language",
        "accept-encoding",
        "cookie",
        "origin",
        "referer",
        "sec-fetch-site",
        "upgrade",
        "expect",
        "x-request-id",
        "te",
        "range",
    ];
    let value = prop_oneof![
        "[ -~]{0,40}",
        proptest::sample::select(vec![
            "close, x-forwarded-for",
            "chunked",
            "text/html",
            "application/json",
            "cross-site",
            "6.6.6.6, 7.7.7.7",
            "127.0.0.1",
            "[::1]:1",
            "100-continue",
            "de;q=0.5,*;q=x",
            "websocket",
            "bytes=0-1,3-",
        ])
        .prop_map(ToOwned::to_owned),
    ];
    (
        proptest::sample::select(names.to_vec()).prop_map(ToOwned::to_owned),
        value,
    )
}

/// Written down once more, in another way than where it is decided.
fn is_of_the_public_api(method: &Method, path: &str) -> bool {
    let Some(path) = path.strip_prefix("/base/") else {
        return false;
    };
    let parts: Vec<&str> = path.split('/').collect();
    let flow = |name: &str| {
        [
            "login",
            "registration",
            "recovery",
            "verification",
            "settings",
        ]
        .contains(&name)
    };
    let id = |text: &str| {
        !text.is_empty() && !text.contains("..") && !text.contains('\\') && !text.contains(';')
    };
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let sends = reads || *method == Method::POST;
    let ends = matches!(*method, Method::DELETE | Method::OPTIONS);
    match parts.as_slice() {
        ["self-service", kind] if flow(kind) => sends,
        ["self-service", kind, "browser" | "flows"] if flow(kind) => reads,
        ["self-service", "logout"]
        | ["self-service", "logout", "browser"]
        | ["self-service", "errors"] => reads,
        ["self-service", "methods", "oidc", "callback"] => reads,
        [
            "self-service",
            "methods",
            "oidc" | "saml",
            "callback",
            provider,
        ] => sends && id(provider),
        [
            "self-service",
            "methods",
            "oidc",
            "organization",
            a,
            "callback",
            b,
        ] => sends && id(a) && id(b),
        ["sessions"] => reads || ends,
        ["sessions", "whoami"] => reads || ends,
        ["sessions", session] => ends && id(session),
        ["schemas"] | [".well-known", "ory", "webauthn.js"] => reads,
        ["schemas", schema] => reads && id(schema),
        _ => false,
    }
}

fn check_seen(seen: &Seen) {
    for (method, uri, headers) in std::mem::take(&mut *seen.lock().unwrap()) {
        assert!(is_of_the_public_api(&method, uri.path()), "{method} {uri}");
        let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        assert_eq!(lines, ["192.0.2.1"], "{headers:?}");
        for name in [
            "forwarded",
            "true-client-ip",
            "cf-connecting-ip",
            "cf-ipcity",
            "upgrade",
            "te",
        ] {
            assert!(!headers.contains_key(name), "{name}: {headers:?}");
        }
    }
}

/// T-35, SR-01, SR-02, SR-12.
#[test]
fn whatever_is_sent_nothing_panics_and_kratos_gets_known_routes_only() {
    let runtime = Runtime::new().unwrap();
    let seen = Seen::default();
    let stage = runtime.block_on(async {
        let address = listen(kratos(&seen)).await;
        Stage::with(|settings| {
            settings.kratos = format!("{address}/base").parse().unwrap();
            (
                settings.edge.limit_pages,
                settings.edge.limit_submits,
                settings.edge.limit_codes,
            ) = (0, 0, 0);
        })
    });
    let methods = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "X",
    ];
    let method = proptest::sample::select(methods.to_vec());
    let headers = proptest::collection::vec(header(), 0..6);
    proptest!(|(method in method, path in path(), headers in headers, body in "[ -~]{0,30}")| {
        let mut request = Request::builder().method(method).uri(&path);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let Ok(request) = request.body(Body::from(body)) else { return Ok(()) };
        let response = runtime.block_on(stage.fetch_from("192.0.2.1", request));
        prop_assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        check_seen(&seen);
    });
    drop(stage);
}

#[test]
fn whatever_bytes_arrive_the_next_request_is_answered() {
    let runtime = Runtime::new().unwrap();
    let seen = Seen::default();
    let (stage, address) = runtime.block_on(async {
        let kratos = listen(kratos(&seen)).await;
        let stage =
            Stage::with(|settings| settings.kratos = format!("{kratos}/base").parse().unwrap());
        let address = listen(stage.door()).await;
        (stage, address.trim_start_matches("http://").to_owned())
    });
    let line = "[A-Z]{1,7} [!-~]{1,40}( HTTP/1\\.[01])?\r\n";
    let fields = proptest::collection::vec("[!-9;-~]{1,12}: ?[ -~]{0,20}\r\n", 0..5);
    let config = ProptestConfig::with_cases(64);
    proptest!(config, |(line in line, fields in fields, rest in "[ -~\r\n]{0,40}")| {
        let bytes = format!("{line}{}Connection: close\r\n\r\n{rest}", fields.concat());
        runtime.block_on(async {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let _ = stream.write_all(bytes.as_bytes()).await;
            let _ = stream.shutdown().await;
            let mut response = Vec::new();
            let _ = stream.read_to_end(&mut response).await;
            assert!(!response.starts_with(b"HTTP/1.1 500"));
            let mut stream = TcpStream::connect(&address).await.unwrap();
            let alive = b"GET /health/alive HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            stream.write_all(alive).await.unwrap();
            let mut response = Vec::new();
            stream.read_to_end(&mut response).await.unwrap();
            assert!(response.starts_with(b"HTTP/1.1 200"));
        });
        for (method, uri, _) in std::mem::take(&mut *seen.lock().unwrap()) {
            assert!(is_of_the_public_api(&method, uri.path()), "{method} {uri}");
        }
    });
    drop(stage);
}
