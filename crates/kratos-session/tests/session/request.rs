//! Requests to a router without a network.

use axum::{Router, body::Body, http::Request};
use kratos_session::{Kratos, SessionLayer};
use std::time::Duration;
use tower::ServiceExt as _;

/// The status of a request with this header.
pub(crate) async fn status(router: &Router, path: &str, (name, value): (&str, &str)) -> u16 {
    let request = Request::get(path).header(name, value);
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    response.status().as_u16()
}

/// Without a cache.
pub(crate) fn sessions(kratos: &service_walk::stand_in::Kratos) -> SessionLayer {
    let source = Kratos::new(kratos.address()).unwrap();
    SessionLayer::from(source.cache_for(Duration::ZERO))
}
