//! Unix: connections over the socket at a path, whatever host a request names.

use axum::http::Uri;
use hyper_util::rt::TokioIo;
use std::{
    io,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::net::UnixStream;
use tower::Service;

/// Opens connections to one socket.
#[derive(Clone)]
pub(crate) struct Connector(Arc<Path>);

impl Connector {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.into())
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<UnixStream>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let path = Arc::clone(&self.0);
        Box::pin(async move { UnixStream::connect(path).await.map(TokioIo::new) })
    }
}
