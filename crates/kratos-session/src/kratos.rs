//! Kratos: sessions by `GET /sessions/whoami`, cached for seconds.

use axum::http::{HeaderMap, header};
use moka::{Expiry, future::Cache};
use reqwest::{Client, StatusCode, Url};
use serde::Deserialize;
use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use crate::{
    Rejection, Session, SetupError,
    credential::Credential,
    source::{address, client, unavailable},
};

const COOKIE: &str = "ory_kratos_session";
/// Long enough for the requests of one page, short enough that a sign-out is soon noticed.
const CACHED_FOR: Duration = Duration::from_secs(5);
const CAPACITY: u64 = 10_000;

/// Kratos' public API. A source of sessions by cookie or by `X-Session-Token`.
///
/// Sessions are cached for five seconds, by a hash of the credential, and never beyond their own end. A refusal or a failure is never
/// cached. A session that has been signed out is accepted for those seconds: [`cache_for`](Self::cache_for) changes how long.
pub struct Kratos {
    whoami: Url,
    cookie: String,
    client: Client,
    cached_for: Duration,
    cache: Cache<[u8; 32], Session>,
}

impl Kratos {
    /// The Kratos whose public API is at `url`, as this program reaches it: `http://127.0.0.1:4433`.
    ///
    /// # Errors
    ///
    /// When `url` is no HTTP address.
    pub fn new(url: &str) -> Result<Self, SetupError> {
        let whoami = address(&format!("{}/sessions/whoami", url.trim_end_matches('/')))?;
        Ok(Self {
            whoami,
            cookie: COOKIE.to_owned(),
            client: client()?,
            cached_for: CACHED_FOR,
            cache: cache(CACHED_FOR),
        })
    }

    /// The name of the session cookie, Kratos' `session.cookie.name`: `ory_kratos_session` by default.
    #[must_use]
    pub fn cookie(mut self, name: &str) -> Self {
        name.clone_into(&mut self.cookie);
        self
    }

    /// How long a session is cached. Zero: every request calls Kratos.
    #[must_use]
    pub fn cache_for(mut self, duration: Duration) -> Self {
        self.cached_for = duration;
        self.cache = cache(duration);
        self
    }

    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, Rejection> {
        let credential = Credential::of(headers, &self.cookie).ok_or(Rejection::NoSession)?;
        if self.cached_for.is_zero() {
            return self.fetch(&credential).await?.current();
        }
        // Requests with the same credential at the same time share one call.
        let session = self
            .cache
            .try_get_with(credential.key(), self.fetch(&credential))
            .await;
        session.map_err(Arc::unwrap_or_clone)?.current()
    }

    async fn fetch(&self, credential: &Credential) -> Result<Session, Rejection> {
        let response = self
            .client
            .get(self.whoami.clone())
            .header(header::ACCEPT, "application/json")
            .header(&credential.name, &credential.value)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        match response.status() {
            StatusCode::OK => {
                let session: Session =
                    response.json().await.map_err(|error| unavailable(&error))?;
                session.current()
            }
            StatusCode::UNAUTHORIZED => Err(Rejection::NoSession),
            StatusCode::FORBIDDEN => {
                let refusal: Refusal =
                    response.json().await.map_err(|error| unavailable(&error))?;
                Err(refusal.into())
            }
            status => Err(Rejection::Unavailable(format!("whoami returned {status}"))),
        }
    }
}

/// The body of a 403.
#[derive(Deserialize)]
struct Refusal {
    error: Reason,
    redirect_browser_to: Option<String>,
}

#[derive(Deserialize)]
struct Reason {
    id: String,
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        match refusal.error.id.as_str() {
            "session_aal2_required" => Self::Aal2Required {
                redirect_browser_to: refusal.redirect_browser_to,
            },
            // Not about this session: something in front of Kratos refuses the service itself.
            id => Self::Unavailable(format!("whoami returned 403 {id}")),
        }
    }
}

fn cache(duration: Duration) -> Cache<[u8; 32], Session> {
    Cache::builder()
        .max_capacity(CAPACITY)
        .expire_after(Lifetime(duration))
        .build()
}

/// The shorter of what is configured and what the session has left.
struct Lifetime(Duration);

impl Expiry<[u8; 32], Session> for Lifetime {
    fn expire_after_create(&self, _: &[u8; 32], session: &Session, _: Instant) -> Option<Duration> {
        let remaining = session.remaining(SystemTime::now());
        Some(remaining.unwrap_or(self.0).min(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Lifetime;
    use crate::Session;
    use moka::Expiry as _;
    use serde_json::json;
    use std::time::{Duration, Instant, SystemTime};
    use time::{OffsetDateTime, format_description::well_known::Rfc3339};

    fn lifetime(left: Duration) -> Duration {
        let end = OffsetDateTime::from(SystemTime::now() + left);
        let session: Session = serde_json::from_value(json!({
            "id": "s", "active": true, "expires_at": end.format(&Rfc3339).unwrap(), "identity": { "id": "i" },
        }))
        .unwrap();
        Lifetime(Duration::from_secs(5))
            .expire_after_create(&[0; 32], &session, Instant::now())
            .unwrap()
    }

    #[test]
    fn a_session_is_not_cached_beyond_its_end() {
        assert!(lifetime(Duration::from_secs(2)) <= Duration::from_secs(2));
        assert_eq!(lifetime(Duration::from_secs(3600)), Duration::from_secs(5));
    }
}
