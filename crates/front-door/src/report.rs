//! Report: what browsers tell about blocked content (`report-to csp`).
//!
//! Only the directive and the origin of what was blocked are logged: the page's address holds a flow id. Anybody can send reports,
//! so there are few lines a minute.

use axum::http::Uri;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde_json::Value;
use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
};

/// How many lines a minute may have.
const LINES: NonZeroU32 = match NonZeroU32::new(20) {
    Some(lines) => lines,
    None => NonZeroU32::MIN,
};
/// The longest directive and host in a line, in characters.
const LONGEST: usize = 100;

/// The reports of a while.
pub(crate) struct Reports {
    lines: DefaultDirectRateLimiter,
    unwritten: AtomicU64,
}

impl Default for Reports {
    fn default() -> Self {
        Self {
            lines: RateLimiter::direct(Quota::per_minute(LINES)),
            unwritten: AtomicU64::new(0),
        }
    }
}

impl Reports {
    pub(crate) fn log(&self, report: &Value) {
        let text = |key: &str| {
            report
                .pointer(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let directive = text("/body/effectiveDirective");
        if directive.is_empty() {
            return;
        }
        if self.lines.check().is_err() {
            self.unwritten.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let unwritten = self.unwritten.swap(0, Ordering::Relaxed);
        let directive: String = directive.chars().take(LONGEST).collect();
        let blocked = blocked(text("/body/blockedURL"));
        tracing::warn!(
            ?directive,
            ?blocked,
            unwritten,
            "blocked by the content security policy"
        );
    }
}

/// The host of an address, or the word that stands in place of one.
fn blocked(address: &str) -> String {
    let uri = address.parse::<Uri>().ok();
    match uri.as_ref().and_then(Uri::host) {
        Some(host) => host.chars().take(LONGEST).collect(),
        None => address
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(40)
            .collect(),
    }
}
