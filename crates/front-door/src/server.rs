//! Server: accepts connections, with limits that a plain accept loop lacks, and ends politely.

use crate::{
    listener::{Io, Listener},
    settings::ServerSettings,
};
use axum::{
    Router,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{pin::pin, sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// The longest head of a request in bytes: an address that is too long still gets a page that says so.
const HEAD_LIMIT: usize = 64 * 1024;

/// Serves `app` on `listener` until `stop` resolves, then lets responses under way end.
pub async fn serve(
    listener: impl Into<Listener>,
    app: Router,
    settings: &ServerSettings,
    stop: impl Future<Output = ()>,
) {
    let listener = listener.into();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(settings.head_timeout)
        .max_buf_size(HEAD_LIMIT);
    let places = Arc::new(Semaphore::new(settings.connections));
    let open = GracefulShutdown::new();
    let accept = async || {
        let place = Arc::clone(&places).acquire_owned().await;
        (place, listener.accept().await)
    };
    let mut stop = pin!(stop);
    loop {
        let (place, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(connection) => connection,
            Err(error) => {
                // Mostly "too many open files": give the others time to end.
                tracing::warn!("cannot accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let acceptor = listener.certificate.as_ref().map(|it| it.acceptor());
        let (app, http, watcher) = (app.clone(), http.clone(), open.watcher());
        let (head_timeout, write_timeout) = (settings.head_timeout, settings.write_timeout);
        tokio::spawn(async move {
            let is_encrypted = acceptor.is_some();
            let response = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                if is_encrypted {
                    request.extensions_mut().insert(Encrypted);
                }
                app.clone().oneshot(request)
            });
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(write_timeout));
            let Some(stream) = shake_hands(acceptor, Box::pin(stream), head_timeout).await else {
                return;
            };
            let connection = http.serve_connection(TokioIo::new(stream), response);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!("connection with {peer} ended: {error}");
            }
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(settings.drain_timeout, open.shutdown()).await;
}

/// Marks a request that came by TLS to this server.
#[derive(Clone, Copy)]
pub(crate) struct Encrypted;

/// Agrees on TLS where it is spoken. `None`: there is no agreement, or none in time.
async fn shake_hands(
    acceptor: Option<TlsAcceptor>,
    stream: impl Io + 'static,
    limit: Duration,
) -> Option<Box<dyn Io>> {
    let Some(acceptor) = acceptor else {
        return Some(Box::new(stream));
    };
    match tokio::time::timeout(limit, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Some(Box::new(stream)),
        Ok(Err(error)) => {
            tracing::debug!("no TLS with a client: {error}");
            None
        }
        Err(_) => None,
    }
}
