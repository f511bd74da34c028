//! Form: what a request for one of these pages says, in its address and in its body.

use super::hydra::Matter;
use axum::{body::Body, extract::Request};
use vestibule::route::pairs;

/// The challenge in the address of a request, `""` where there is none.
pub(super) fn challenge(request: &Request, matter: Matter) -> String {
    let query = request.uri().query().unwrap_or_default();
    let found = pairs(query).find(|(name, _)| name == matter.challenge());
    found.map(|(_, value)| value).unwrap_or_default()
}

/// What a form says, in its order. The edge has collected it, and knows how long it may be.
pub(super) async fn fields(body: Body) -> Vec<(String, String)> {
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    pairs(&text).collect()
}
