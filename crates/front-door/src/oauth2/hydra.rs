//! Hydra: its admin API (v26.2.0), as far as the pages need it. No cookie or header of a user goes there.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Method, Request, StatusCode, Uri, header, uri},
};
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use serde_json::Value;
use std::time::Duration;
use vestibule::route::encoded;

/// A request of an application has a few kB, a list of them some hundred.
const RESPONSE_LIMIT: usize = 4 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The applications of one user that are listed.
const PAGE_SIZE: u32 = 250;

/// What a user is asked about, by its path below `/admin/oauth2/auth/requests/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    Consent,
    Logout,
    Device,
}

impl Matter {
    fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Logout => "logout",
            Self::Device => "device",
        }
    }

    /// The parameter of addresses that has the challenge.
    pub(super) fn challenge(self) -> &'static str {
        match self {
            Self::Consent => "consent_challenge",
            Self::Logout => "logout_challenge",
            Self::Device => "device_challenge",
        }
    }

    fn path(self, verb: &str, challenge: &str) -> String {
        let (name, parameter) = (self.name(), self.challenge());
        let challenge = encoded(challenge);
        format!("/admin/oauth2/auth/requests/{name}{verb}?{parameter}={challenge}")
    }
}

/// Why Hydra has not done what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum HydraError {
    #[error("Hydra did not respond in time.")]
    TimedOut,
    #[error("Hydra cannot be reached.")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("Hydra's response broke off, or is none of its own.")]
    Malformed,
    #[error("Hydra failed with status {0}.")]
    Failed(StatusCode),
    #[error("Hydra refused the request with status {0}.")]
    Refused(StatusCode),
    #[error("Hydra does not know the request, or it has expired.")]
    Unknown,
    /// With where its user goes now.
    #[error("The request has been handled before.")]
    Handled(String),
    #[error("The request cannot be written.")]
    Request(#[from] axum::http::Error),
}

/// Hydra's admin API, seen from here.
pub(super) struct Hydra {
    base: Uri,
    http: Http<HttpConnector, Body>,
    timeout: Duration,
}

impl Hydra {
    pub(super) fn new(base: Uri, timeout: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        let http = Http::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self {
            base,
            http,
            timeout,
        }
    }

    /// What an application asks for.
    ///
    /// # Errors
    /// [`HydraError`].
    pub(super) async fn request(
        &self,
        matter: Matter,
        challenge: &str,
    ) -> Result<Value, HydraError> {
        self.send(Method::GET, &matter.path("", challenge), None)
            .await
    }

    /// Accepts it, and says where its user goes now.
    ///
    /// # Errors
    /// [`HydraError`].
    pub(super) async fn accept(
        &self,
        matter: Matter,
        challenge: &str,
        body: &Value,
    ) -> Result<String, HydraError> {
        let path = matter.path("/accept", challenge);
        let json = self.send(Method::PUT, &path, Some(body)).await?;
        redirect_to(&json).ok_or(HydraError::Malformed)
    }

    /// Rejects it. Of a sign-out Hydra says no place to go to.
    ///
    /// # Errors
    /// [`HydraError`].
    pub(super) async fn reject(
        &self,
        matter: Matter,
        challenge: &str,
        body: &Value,
    ) -> Result<Option<String>, HydraError> {
        let path = matter.path("/reject", challenge);
        let json = self.send(Method::PUT, &path, Some(body)).await?;
        Ok(redirect_to(&json))
    }

    /// What a user has agreed to, an array of consents.
    ///
    /// # Errors
    /// [`HydraError`].
    pub(super) async fn consents(&self, subject: &str) -> Result<Vec<Value>, HydraError> {
        let subject = encoded(subject);
        let path =
            format!("/admin/oauth2/auth/sessions/consent?subject={subject}&page_size={PAGE_SIZE}");
        match self.send(Method::GET, &path, None).await? {
            Value::Array(consents) => Ok(consents),
            _ => Err(HydraError::Malformed),
        }
    }

    /// Takes an application's access to a user's account away, with its tokens.
    ///
    /// # Errors
    /// [`HydraError`].
    pub(super) async fn revoke(&self, subject: &str, client: &str) -> Result<(), HydraError> {
        let (subject, client) = (encoded(subject), encoded(client));
        let path = format!("/admin/oauth2/auth/sessions/consent?subject={subject}&client={client}");
        self.send(Method::DELETE, &path, None).await.map(drop)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<&Value>,
    ) -> Result<Value, HydraError> {
        let result = self.exchange(method, path, json).await;
        if let Err(error) = &result {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            // A challenge is a secret of its user's.
            let path = path.split('?').next();
            tracing::warn!(path, cause, "{error}");
        }
        result
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        json: Option<&Value>,
    ) -> Result<Value, HydraError> {
        let body = json.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let mut request = Request::builder()
            .method(method)
            .uri(self.address(path)?)
            .body(body)?;
        let kind = HeaderValue::from_static("application/json");
        if json.is_some() {
            request
                .headers_mut()
                .insert(header::CONTENT_TYPE, kind.clone());
        }
        request.headers_mut().insert(header::ACCEPT, kind);
        let exchange = async {
            let response = self.http.request(request).await;
            let (head, body) = response.map_err(HydraError::Unreachable)?.into_parts();
            let body = axum::body::to_bytes(Body::new(body), RESPONSE_LIMIT).await;
            let body = body.map_err(|_| HydraError::Malformed)?;
            Ok::<_, HydraError>((head.status, body))
        };
        let (status, body) = tokio::time::timeout(self.timeout, exchange)
            .await
            .map_err(|_| HydraError::TimedOut)??;
        read(status, &body)
    }

    fn address(&self, path: &str) -> Result<Uri, axum::http::Error> {
        let mut parts = self.base.clone().into_parts();
        let base = self.base.path().trim_end_matches('/');
        let path: uri::PathAndQuery = format!("{base}{path}").parse()?;
        parts.path_and_query = Some(path);
        Ok(Uri::from_parts(parts)?)
    }
}

/// What a response means.
fn read(status: StatusCode, body: &Bytes) -> Result<Value, HydraError> {
    let json = || serde_json::from_slice(body).map_err(|_| HydraError::Malformed);
    match status.as_u16() {
        204 => Ok(Value::Null),
        200..=299 => json(),
        // An expired challenge is unauthorized, in Hydra's words.
        401 | 404 => Err(HydraError::Unknown),
        410 => {
            let to = redirect_to(&json()?);
            Err(to.map_or(HydraError::Unknown, HydraError::Handled))
        }
        400..=499 => Err(HydraError::Refused(status)),
        _ => Err(HydraError::Failed(status)),
    }
}

fn redirect_to(json: &Value) -> Option<String> {
    Some(json.get("redirect_to")?.as_str()?.to_owned())
}
