//! Server: accepts connections, with time limits that a plain accept loop lacks, and ends politely.

use axum::{
    Router,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{pin::pin, time::Duration};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// How long a browser may take to send the head of a request, and a kept connection may idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// How long answers under way may take after `stop`.
const FAREWELL: Duration = Duration::from_secs(5);

/// Serves `door` on `listener` until `stop` resolves, then lets answers under way end.
pub async fn serve(listener: TcpListener, door: Router, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    // Mostly "too many open files": give the others time to end.
                    tracing::warn!("cannot accept a connection: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let door = door.clone();
        let response = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            door.clone().oneshot(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), response));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("connection with {peer} ended: {error}");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, open.shutdown()).await;
}
