//! Errors: why a request has no session, and why a source cannot be set up.

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why a handler does not run. Its response is JSON, in the form of Kratos' own errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// 401: there is no credential, or it belongs to no session.
    #[error("The request has no session.")]
    NoSession,
    /// 403: one factor has proved the session, and two are needed.
    #[error("The session needs a second factor.")]
    Aal2Required {
        /// Where Kratos sends a browser for it.
        redirect_browser_to: Option<String>,
    },
    /// 403: the e-mail address of the identity is not verified, or it has none.
    #[error("The e-mail address has to be verified first.")]
    EmailNotVerified,
    /// 502: the source of sessions did not respond, or not with a session or a refusal. The text is for the log.
    #[error("The identity server is unavailable: {0}")]
    Unavailable(String),
    /// 500: there is no [`SessionLayer`](crate::SessionLayer) around the handler.
    #[error("The route has no session layer.")]
    NoLayer,
}

impl Rejection {
    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoSession => StatusCode::UNAUTHORIZED,
            Self::Aal2Required { .. } | Self::EmailNotVerified => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::BAD_GATEWAY,
            Self::NoLayer => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What programs match on: the `id` of Kratos' error where it has one.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoSession => "session_inactive",
            Self::Aal2Required { .. } => "session_aal2_required",
            Self::EmailNotVerified => "verified_email_required",
            Self::Unavailable(_) => "identity_server_unavailable",
            Self::NoLayer => "no_session_layer",
        }
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let status = self.status();
        let message = match &self {
            Self::Unavailable(reason) => {
                tracing::warn!(reason, "no session can be looked up");
                "The identity server is unavailable.".to_owned()
            }
            other => other.to_string(),
        };
        let mut body = json!({ "error": {
            "id": self.id(),
            "code": status.as_u16(),
            "status": status.canonical_reason(),
            "message": message,
        }});
        if let (
            Self::Aal2Required {
                redirect_browser_to: Some(url),
            },
            Some(members),
        ) = (self, body.as_object_mut())
        {
            members.insert("redirect_browser_to".to_owned(), url.into());
        }
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (status, headers, Body::from(body.to_string())).into_response()
    }
}

/// Why a [`Kratos`](crate::Kratos) or a [`Gateway`](crate::Gateway) cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The address is no HTTP URL.
    #[error("{0:?} is no address like http://127.0.0.1:4433")]
    Address(String),
    /// The address is https, which this build does not speak.
    #[error("{0:?} is https: build kratos-session with its feature \"tls\"")]
    NoTls(String),
    /// The HTTP client did not start.
    #[error("the HTTP client does not start")]
    Client(#[from] reqwest::Error),
}
