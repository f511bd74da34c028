//! Limits: how long an address may be, how large a body, and how long it may take to arrive.

use super::refusal::Refusal;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header, request::Parts},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::time::Duration;

/// The longest path and query in bytes: what the application takes. Challenges of OAuth2 have several thousand.
const TARGET: usize = 32 * 1024;

/// Checks what no handler has to look at.
///
/// # Errors
/// [`Refusal::Malformed`] and [`Refusal::TargetTooLong`].
pub(crate) fn check(head: &Parts) -> Result<(), Refusal> {
    // Two servers could read a body of two lengths differently; hyper itself counts chunks alone.
    let has = |name| head.headers.contains_key(name);
    if has(header::CONTENT_LENGTH) && has(header::TRANSFER_ENCODING) {
        return Err(Refusal::Malformed);
    }
    if super::paths::path_and_query(&head.uri).len() > TARGET {
        return Err(Refusal::TargetTooLong);
    }
    Ok(())
}

/// What bodies of requests are held to.
pub(crate) struct Bodies {
    /// In bytes.
    pub(crate) limit: usize,
    /// For the whole of one.
    pub(crate) deadline: Duration,
}

impl Bodies {
    /// The whole body.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`] and [`Refusal::TooSlow`], and [`Refusal::Malformed`] where it breaks off.
    pub(crate) async fn collect(&self, headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
        let length = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > self.limit) {
            return Err(Refusal::TooLarge);
        }
        let whole = Limited::new(body, self.limit).collect();
        match tokio::time::timeout(self.deadline, whole).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
            Ok(Err(_)) => Err(Refusal::Malformed),
            Err(_) => Err(Refusal::TooSlow),
        }
    }
}
