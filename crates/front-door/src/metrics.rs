//! Metrics: what is counted, in Prometheus' text format, on a listener of its own.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use prometheus_client::{
    encoding::text::encode,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use std::{sync::Arc, time::Duration};

type Labels = Vec<(&'static str, String)>;

/// What is counted.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
    refused: Family<Labels, Counter>,
    kratos: Family<Labels, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::default();
        let seconds = Family::new_with_constructor(buckets as fn() -> Histogram);
        let refused = Family::default();
        let kratos = Family::default();
        let mut registry = Registry::with_prefix("vestibule");
        registry.register(
            "requests",
            "Requests, by route and status",
            requests.clone(),
        );
        registry.register(
            "request_seconds",
            "Seconds until the head of a response, by route",
            seconds.clone(),
        );
        registry.register(
            "refused",
            "Requests that were refused, by status",
            refused.clone(),
        );
        registry.register(
            "kratos_requests",
            "Requests to Kratos, by outcome",
            kratos.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
            refused,
            kratos,
        }
    }
}

/// From one millisecond to half a minute.
fn buckets() -> Histogram {
    Histogram::new(exponential_buckets(0.001, 2.0, 16))
}

impl Metrics {
    /// Counts a request that was answered.
    pub(crate) fn answered(&self, route: &str, status: StatusCode, elapsed: Duration) {
        let route = ("route", route.to_owned());
        let status = ("status", status.as_str().to_owned());
        self.seconds
            .get_or_create(&vec![route.clone()])
            .observe(elapsed.as_secs_f64());
        self.requests.get_or_create(&vec![route, status]).inc();
    }

    /// Counts a request that was refused.
    pub(crate) fn refused(&self, status: StatusCode) {
        let status = ("status", status.as_str().to_owned());
        self.refused.get_or_create(&vec![status]).inc();
    }

    /// Counts what came of a request to Kratos.
    pub(crate) fn kratos(&self, outcome: &'static str) {
        let outcome = ("outcome", outcome.to_owned());
        self.kratos.get_or_create(&vec![outcome]).inc();
    }
}

/// Answers `GET /metrics`.
pub fn router(metrics: Arc<Metrics>) -> Router {
    Router::new()
        .route("/metrics", get(text))
        .with_state(metrics)
}

async fn text(State(metrics): State<Arc<Metrics>>) -> Response {
    let mut text = String::new();
    if encode(&mut text, &metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
