//! Guard: what every request passes, and every response leaves with: checks, headers, a line in the log, a count.

use crate::{
    access_log,
    app::AppState,
    edge::{
        client::{Client, X_REQUEST_ID},
        refusal::{Refusal, envelope},
    },
};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode},
    middleware::Next,
    response::Response,
};
use std::{any::Any, sync::Arc, time::Instant};
use tower_http::catch_panic::CatchPanicLayer;

/// Marks the response in place of one that was never made.
#[derive(Clone, Copy)]
struct Panicked;

/// Lets a request in, or says why not.
pub(crate) async fn guard(
    State(app): State<Arc<AppState>>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let (mut head, body) = request.into_parts();
    let (method, path) = (head.method.clone(), head.uri.path().to_owned());
    let inspected = app.edge.inspect(&mut head);
    let client = head.extensions.get::<Client>().cloned().unwrap_or_default();
    let route = inspected.as_ref().map_or("refused", |place| place.label());
    let collected = match inspected {
        Ok(place) => app.edge.collect(place, &head, body).await,
        Err(refusal) => Err(refusal),
    };
    let headers = head.headers.clone();
    let refuse = |refusal: &Refusal| {
        app.metrics.refused(refusal.status());
        app.refuse(refusal, &path, &headers)
    };
    let mut response = match collected {
        Ok(body) => next.run(Request::from_parts(head, body)).await,
        Err(refusal) => refuse(&refusal),
    };
    if response.extensions().get::<Panicked>().is_some() {
        response = refuse(&Refusal::Panicked);
    }
    if let Ok(id) = HeaderValue::from_str(&client.request_id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    let is_https = client.origin.is_https();
    app.profile
        .protect(&mut response, &app.page.policy(), is_https);
    let (status, elapsed) = (response.status(), began.elapsed());
    app.metrics.answered(route, status, elapsed);
    access_log::write(&client, (&method, &path, route), status, elapsed);
    response
}

/// Answers where a handler panics.
pub(crate) fn catch_panic() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(panicked as fn(Box<dyn Any + Send>) -> Response)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let mut response = envelope(status, &Refusal::Panicked.to_string());
    response.extensions_mut().insert(Panicked);
    response
}

#[cfg(test)]
mod tests {
    use super::{Panicked, catch_panic};
    use axum::{
        Router,
        body::Body,
        http::{Request, StatusCode},
        routing::get,
    };
    use tower::ServiceExt as _;

    async fn broken() -> &'static str {
        panic!("CANARY")
    }

    /// SR-31: a panic ended the connection without a response.
    #[tokio::test]
    async fn a_panic_is_answered() {
        let router = Router::new().route("/", get(broken)).layer(catch_panic());
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.extensions().get::<Panicked>().is_some());
        let body = axum::body::to_bytes(response.into_body(), 1_000)
            .await
            .unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(body.contains("Something went wrong here.") && !body.contains("CANARY"));
    }
}
