//! Connections: slow clients, too many of them, and the end.

use crate::stage::Stage;
use axum::{
    Router,
    body::{Body, Bytes},
    routing::get,
};
use clap::Parser as _;
use front_door::settings::{ServerSettings, Settings};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::{Mutex, oneshot},
    task::JoinHandle,
};

const SOON: Duration = Duration::from_secs(20);

/// A server with these limits: its address, what stops it, and its end.
async fn serve(
    router: Router,
    change: impl FnOnce(&mut ServerSettings),
) -> (String, oneshot::Sender<()>, JoinHandle<()>) {
    let mut limits = Settings::parse_from(["front-door"]).server;
    change(&mut limits);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = oneshot::channel();
    let end = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        front_door::serve(listener, router, &limits, stopped).await;
    });
    (address, stop, end)
}

async fn request(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(head).await.unwrap();
    stream
}

async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(SOON, stream.read_to_end(&mut bytes));
    // A connection that is cut off has an end, too.
    let _ = read.await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// SR-03: a head that does not come held a connection for a minute.
#[tokio::test]
async fn a_head_that_does_not_come_is_given_up() {
    let short = |limits: &mut ServerSettings| limits.head_timeout = Duration::from_millis(50);
    let (address, _stop, _) = serve(Router::new(), short).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();
    assert_eq!(rest(stream).await, "");
}

/// SR-19: a head of 400 kB was read.
#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (address, _stop, _) = serve(Router::new(), |_| ()).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}", "x".repeat(70_000));
    let _ = stream.write_all(head.as_bytes()).await;
    let response = rest(stream).await;
    assert!(
        response.is_empty() || response.starts_with("HTTP/1.1 431"),
        "{response}"
    );
}

/// SR-03, T-38: there was no limit on connections.
#[tokio::test]
async fn one_connection_too_many_waits_for_another_to_end() {
    let router = Router::new().route("/", get(|| async { "here" }));
    let (address, _stop, _) = serve(router, |limits| limits.connections = 1).await;
    let mut first = request(&address).await;
    let mut byte = [0];
    first.read_exact(&mut byte).await.unwrap();
    let mut second = request(&address).await;
    let early = tokio::time::timeout(Duration::from_millis(200), second.read(&mut byte));
    assert!(early.await.is_err());
    drop(first);
    let later = tokio::time::timeout(SOON, second.read_exact(&mut byte));
    later.await.unwrap().unwrap();
}

/// SR-03: who does not read held a response for ever.
#[tokio::test]
async fn a_client_that_does_not_read_is_given_up() {
    let (dropped, is_dropped) = oneshot::channel::<()>();
    let dropped = Arc::new(Mutex::new(Some(dropped)));
    let router = Router::new().route(
        "/",
        get(move || async move {
            let held = dropped.lock().await.take();
            let part = Bytes::from(vec![b'x'; 64 * 1024]);
            let endless = tokio_stream::iter(std::iter::repeat_with(move || {
                let _ = &held;
                Ok::<_, Infallible>(part.clone())
            }));
            Body::from_stream(endless)
        }),
    );
    let short = |limits: &mut ServerSettings| limits.write_timeout = Duration::from_millis(50);
    let (address, _stop, _) = serve(router, short).await;
    let _stream = request(&address).await;
    // The sender ends unused when the response is dropped.
    assert!(
        tokio::time::timeout(SOON, is_dropped)
            .await
            .unwrap()
            .is_err()
    );
}

#[tokio::test]
async fn a_response_under_way_ends_before_the_program_does() {
    let (go, wait) = oneshot::channel::<()>();
    let (began, is_under_way) = oneshot::channel::<()>();
    let parts = Arc::new(Mutex::new(Some((began, wait))));
    let router = Router::new().route(
        "/",
        get(move || async move {
            let (began, wait) = parts.lock().await.take().unwrap();
            began.send(()).unwrap();
            wait.await.unwrap();
            "whole"
        }),
    );
    let (address, stop, end) = serve(router, |_| ()).await;
    let stream = request(&address).await;
    is_under_way.await.unwrap();
    stop.send(()).unwrap();
    go.send(()).unwrap();
    assert!(rest(stream).await.ends_with("whole"));
    tokio::time::timeout(SOON, end).await.unwrap().unwrap();
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn metrics_are_counted_by_route() {
    let stage = Stage::new();
    stage.get("/login?code=CANARY").await;
    stage.get("/self-service/login/browser").await;
    stage.get("/self-service/..%2f").await;
    let metrics = front_door::metrics::router(Arc::clone(&stage.metrics));
    let (address, _stop, _) = serve(metrics, |_| ()).await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let counted = rest(stream).await;
    for line in [
        "vestibule_requests_total{route=\"page\",status=\"200\"} 1",
        "vestibule_requests_total{route=\"/self-service/login/browser\",status=\"502\"} 1",
        "vestibule_requests_total{route=\"refused\",status=\"400\"} 1",
        "vestibule_refused_total{status=\"400\"} 1",
        "vestibule_kratos_requests_total{outcome=\"unreachable\"} 1",
        "vestibule_request_seconds_count{route=\"page\"} 1",
    ] {
        assert!(counted.contains(line), "{line} in {counted}");
    }
    assert!(!counted.contains("CANARY"));
}
