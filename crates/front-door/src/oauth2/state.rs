//! State: what the pages of OAuth2 are made of.

use super::{hydra::Hydra, options::OAuth2Options};
use axum::http::Uri;
use std::time::Duration;

/// Hydra, and what the operator says of it.
pub(crate) struct OAuth2 {
    pub(super) hydra: Hydra,
    pub(super) options: OAuth2Options,
}

impl OAuth2 {
    /// `admin` is the address of Hydra's admin API, `timeout` how long it may take to respond.
    pub(crate) fn new(admin: Uri, timeout: Duration, options: OAuth2Options) -> Self {
        Self {
            hydra: Hydra::new(admin, timeout),
            options,
        }
    }
}
