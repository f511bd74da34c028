//! Access log: one line for each request, without what is secret or personal in it: no query, no cookie, no body.

use crate::edge::client::Client;
use axum::http::{Method, StatusCode};
use std::time::Duration;

/// The target of its lines, by which a subscriber tells them from other events.
pub const TARGET: &str = "access";

/// The longest path in a line, in characters.
const PATH: usize = 200;

/// Writes the line of a request.
pub(crate) fn write(
    client: &Client,
    (method, path, route): (&Method, &str, &str),
    status: StatusCode,
    elapsed: Duration,
) {
    let path: String = path.chars().take(PATH).collect();
    tracing::info!(
        target: TARGET,
        method = method.as_str(),
        path,
        route,
        status = status.as_u16(),
        milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        client = client.address.map(tracing::field::display),
        host = client.origin.host(),
        request_id = client.request_id,
    );
}
