//! Refusal: why a request does not come in, with the status and the sentence that its sender gets.

use axum::{
    Json,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("The request is malformed.")]
    Malformed,
    #[error("There is nothing at this path.")]
    Unknown,
    #[error("This path does not take this method.")]
    Method(&'static [Method]),
    #[error("The address is too long.")]
    TargetTooLong,
    #[error("The request is too large.")]
    TooLarge,
    #[error("The request did not arrive in time.")]
    TooSlow,
    #[error("A page of another site cannot send this.")]
    CrossSite,
    #[error("This server does not go by this name.")]
    Misdirected,
    #[error("This server is reached by https.")]
    PlainHttp(Option<HeaderValue>),
    /// With the seconds to wait.
    #[error("Too many requests.")]
    TooMany(u64),
    #[error("Something went wrong here.")]
    Panicked,
}

impl Refusal {
    /// The status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::PlainHttp(Some(_)) => StatusCode::PERMANENT_REDIRECT,
            Self::PlainHttp(None) => StatusCode::FORBIDDEN,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The response in Kratos' envelope, for programs.
    pub(crate) fn response(&self) -> Response {
        let response = envelope(self.status(), &self.to_string());
        self.with_headers(response)
    }

    /// Adds what the sender has to know besides the status.
    pub(crate) fn with_headers(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        match self {
            Self::Method(methods) => {
                let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
                if let Ok(names) = HeaderValue::try_from(names.join(", ")) {
                    headers.insert(header::ALLOW, names);
                }
            }
            Self::PlainHttp(Some(location)) => {
                headers.insert(header::LOCATION, location.clone());
            }
            Self::TooMany(seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            // The rest of the body is not read.
            Self::TooLarge | Self::TooSlow => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}

/// A response in the shape of Kratos' own errors.
pub(crate) fn envelope(status: StatusCode, message: &str) -> Response {
    let envelope = serde_json::json!({ "error": {
        "code": status.as_u16(),
        "status": status.canonical_reason(),
        "message": message,
    }});
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        Json(envelope),
    )
        .into_response()
}
