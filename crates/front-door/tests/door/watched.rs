//! What an operator sees: request ids, the access log, reports, and where to tell of a weakness.

use crate::stage::{Stage, listen, text};
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
};
use std::{
    io::Write,
    sync::{Arc, Mutex, MutexGuard},
};

/// What was logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap()
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes().clone()).unwrap()
    }

    /// Until the guard is dropped, on this thread.
    fn capture(&self) -> tracing::subscriber::DefaultGuard {
        let lines = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(move || lines.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// SR-32: nothing tied a line of this server's to one of Kratos', and a client chose the id in Kratos' log.
#[tokio::test]
async fn a_request_has_one_id_in_every_log() {
    let kratos = Router::new().fallback(|headers: HeaderMap| async move {
        let names = ["x-request-id", "traceparent"];
        names
            .map(|name| {
                headers
                    .get(name)
                    .map_or("-", |id| id.to_str().unwrap())
                    .to_owned()
            })
            .join(" ")
    });
    let address = listen(kratos).await;
    let stage = Stage::with(|settings| {
        settings.kratos = address.parse().unwrap();
        settings.edge.trust_proxy = vec!["10.0.0.0/8".parse().unwrap()];
    });
    let long = "x".repeat(65);
    for (peer, id, is_kept) in [
        ("10.0.0.1", "proxy-1.a_b", true),
        ("10.0.0.1", "a b", false),
        ("10.0.0.1", long.as_str(), false),
        ("192.0.2.1", "chosen", false),
    ] {
        let request = Request::get("/sessions/whoami")
            .header("x-request-id", id)
            .header("traceparent", "00-1-2-01")
            .body(Body::empty())
            .unwrap();
        let response = stage.fetch_from(peer, request).await;
        let said = response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(said == id, is_kept, "{said}");
        let trace = if peer.starts_with("10.") {
            "00-1-2-01"
        } else {
            "-"
        };
        assert_eq!(text(response).await, format!("{said} {trace}"));
    }
    let (one, other) = (stage.get("/").await, stage.get("/").await);
    assert_ne!(
        one.headers()["x-request-id"],
        other.headers()["x-request-id"]
    );
}

/// SR-32, T-12, T-41: there was no access log; one that has queries in it has codes in it.
#[tokio::test]
async fn the_access_log_says_who_and_what_and_nothing_secret() {
    let lines = Lines::default();
    let stage = Stage::new();
    let guard = lines.capture();
    let request = Request::get("/verification?code=CANARY")
        .header(header::HOST, "auth.example")
        .header(header::COOKIE, "session=CANARY")
        .body(Body::empty())
        .unwrap();
    let response = stage.fetch_from("192.0.2.1", request).await;
    stage.get(&format!("/{}", "x".repeat(5_000))).await;
    drop(guard);
    let text = lines.text();
    let line = text
        .lines()
        .find(|line| line.contains("/verification"))
        .unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    for (name, value) in [
        ("method", "GET"),
        ("path", "/verification"),
        ("route", "page"),
        ("client", "192.0.2.1"),
        ("host", "auth.example"),
        ("target", front_door::access_log::TARGET),
        (
            "request_id",
            response.headers()["x-request-id"].to_str().unwrap(),
        ),
    ] {
        assert_eq!(line[name], value, "{line}");
    }
    assert_eq!(line["status"], 200);
    assert!(!text.contains("CANARY"), "{text}");
    assert!(!text.contains(&"x".repeat(201)), "{text}");
}

/// SR-15, T-41: one client filled the disk with reports.
#[tokio::test]
async fn reports_fill_no_disk() {
    let lines = Lines::default();
    let stage = Stage::new();
    let guard = lines.capture();
    let host = "h".repeat(5_000);
    let report = serde_json::json!({ "body": {
        "effectiveDirective": "script-src-elem", "blockedURL": format!("https://{host}/CANARY"),
    }});
    for kind in ["application/reports+json", "application/json"] {
        for _ in 0..20 {
            let request = Request::post("/csp-report")
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(serde_json::json!([report, report]).to_string()))
                .unwrap();
            assert_eq!(stage.send(request).await.status(), StatusCode::NO_CONTENT);
        }
    }
    drop(guard);
    let text = lines.text();
    let written = text
        .lines()
        .filter(|line| line.contains("blocked by"))
        .count();
    assert_eq!(written, 20, "{text}");
    assert!(!text.contains(&"h".repeat(101)) && !text.contains("CANARY"));
}

/// SR-36: nobody was told where to tell of a weakness.
#[tokio::test]
async fn security_txt_is_the_operators() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "Contact: mailto:security@auth.example\n").unwrap();
    let stage = Stage::with(|settings| settings.security_txt = Some(file.path().to_owned()));
    let response = stage.get("/.well-known/security.txt").await;
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/plain; charset=utf-8"
    );
    assert!(text(response).await.starts_with("Contact: "));
    let mut settings = stage.settings.clone();
    settings.security_txt = Some("/no/such/file".into());
    let said = front_door::router(&settings, &stage.metrics).unwrap_err();
    assert!(said.to_string().starts_with("/no/such/file: "), "{said}");
}
