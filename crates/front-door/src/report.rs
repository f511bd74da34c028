//! Report: what browsers tell about blocked content (`report-to csp`).
//!
//! Only the directive and the origin of what was blocked are logged: the page's address holds a flow id.

use axum::{
    body::Bytes,
    http::{StatusCode, Uri},
};
use serde_json::Value;

/// Logs the reports of one request; whatever was sent, the response is 204.
pub(crate) async fn csp(body: Bytes) -> StatusCode {
    let reports: Vec<Value> = serde_json::from_slice(&body).unwrap_or_default();
    for report in reports.iter().take(10) {
        let text = |key: &str| {
            report
                .pointer(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let blocked = text("/body/blockedURL");
        let blocked = match blocked.parse::<Uri>() {
            Ok(uri) if uri.host().is_some() => uri.host().unwrap_or_default().to_owned(),
            _ => blocked
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                .take(40)
                .collect(),
        };
        let directive: String = text("/body/effectiveDirective").chars().take(60).collect();
        tracing::warn!(
            ?directive,
            ?blocked,
            "blocked by the content security policy"
        );
    }
    StatusCode::NO_CONTENT
}
