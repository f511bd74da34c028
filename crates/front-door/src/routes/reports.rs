//! Reports: where browsers tell what the policy has blocked.

use crate::app::AppState;
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;
use std::sync::Arc;

/// Logs the reports of one request; whatever was sent, the response is 204.
pub(crate) async fn csp(
    State(app): State<Arc<AppState>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/reports+json")) {
        let reports: Vec<Value> = serde_json::from_slice(&body).unwrap_or_default();
        for report in reports.iter().take(10) {
            app.reports.log(report);
        }
    }
    StatusCode::NO_CONTENT
}
