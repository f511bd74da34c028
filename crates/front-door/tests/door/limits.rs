//! What one request may cost: long addresses, large and slow bodies, wishes without end.

use crate::stage::{Stage, listen, text};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{StatusCode, header},
    routing::post,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// SR-19: an address of 64 kB was drawn with twenty thousand fields.
#[tokio::test]
async fn an_address_that_is_too_long_is_refused() {
    let stage = Stage::before(Router::new().fallback(|| async { "kratos" })).await;
    for path in ["/error?id=", "/self-service/login/flows?id=", "/app.js?x="] {
        let fits = format!("{path}{}", "x".repeat(32 * 1024 - path.len()));
        assert_ne!(stage.get(&fits).await.status(), StatusCode::URI_TOO_LONG);
        let long = format!("{fits}x");
        assert_eq!(stage.get(&long).await.status(), StatusCode::URI_TOO_LONG);
    }
    let drawing = Stage::drawing(Router::new(), |_| ()).await;
    let long = format!("/login?login_challenge={}", "x".repeat(60_000));
    let html = [(header::ACCEPT, "text/html")];
    let response = drawing.fetch(axum::http::Method::GET, &long, &html).await;
    assert_eq!(response.status(), StatusCode::URI_TOO_LONG);
    assert!(text(response).await.contains("This link cannot be used"));
}

/// SR-03, T-38: a body that did not come held a connection for ever, and one to Kratos.
#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let kratos = Router::new().route(
        "/self-service/login",
        post(move |_: Bytes| {
            count.fetch_add(1, Ordering::Relaxed);
            async { "kratos" }
        }),
    );
    let address = listen(kratos).await;
    let stage = Stage::with(|settings| {
        settings.kratos = address.parse().unwrap();
        settings.edge.body_timeout = Duration::from_millis(50);
    });
    for path in [
        "/self-service/login?flow=1",
        "/csp-report",
        "/logout",
        "/sessions",
    ] {
        let never = tokio_stream::pending::<Result<Bytes, std::io::Error>>();
        let request = Request::post(path)
            .header("host", "auth.example")
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from_stream(never))
            .unwrap();
        let response = stage.send(request).await;
        assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT, "{path}");
        assert_eq!(response.headers()[header::CONNECTION], "close", "{path}");
    }
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

/// SR-03: a form of another site was read before it was refused.
#[tokio::test]
async fn what_is_refused_by_its_head_is_not_read() {
    let stage = Stage::new();
    for (path, site) in [
        ("/self-service/login", "cross-site"),
        ("/logout", "cross-site"),
        ("/nothing", ""),
    ] {
        let never = tokio_stream::pending::<Result<Bytes, std::io::Error>>();
        let request = Request::post(path)
            .header("sec-fetch-site", site)
            .body(Body::from_stream(never))
            .unwrap();
        let response = tokio::time::timeout(Duration::from_secs(10), stage.send(request)).await;
        assert!(response.unwrap().status().is_client_error(), "{path}");
    }
}

/// SR-25, T-35: what arrives in two lengths is read by its chunks alone, and ends the connection; what is cut is refused.
#[tokio::test]
async fn a_body_has_one_length() {
    let kratos = Router::new().fallback(|request: Request| async move {
        let lengths = request
            .headers()
            .get_all(header::CONTENT_LENGTH)
            .iter()
            .count();
        let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
        let length = request.headers().get(header::CONTENT_LENGTH).cloned();
        let body = axum::body::to_bytes(request.into_body(), 1_000)
            .await
            .unwrap();
        format!(
            "{lengths} {chunked} {length:?} {}",
            String::from_utf8_lossy(&body)
        )
    });
    let stage = Stage::before(kratos).await;
    let door = listen(stage.door()).await;
    let authority = door.trim_start_matches("http://");
    for lengths in [
        "Content-Length: 30\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 30",
    ] {
        let mut stream = tokio::net::TcpStream::connect(authority).await.unwrap();
        let head = format!("POST /self-service/login HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\n");
        let rest = "3\r\nabc\r\n0\r\n\r\nGET /sessions/whoami HTTP/1.1\r\nHost: a\r\n\r\n";
        stream.write_all((head + rest).as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        assert_eq!(response.matches("HTTP/1.1").count(), 1, "{response}");
        assert!(response.ends_with("1 false Some(\"3\") abc"), "{response}");
    }
    let both = Request::post("/self-service/login")
        .header(header::CONTENT_LENGTH, "3")
        .header(header::TRANSFER_ENCODING, "chunked")
        .body(Body::from("abc"))
        .unwrap();
    assert_eq!(stage.send(both).await.status(), StatusCode::BAD_REQUEST);
}
