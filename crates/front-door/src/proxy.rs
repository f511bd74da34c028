//! Proxy: Kratos' public API on the origin of the page.
//!
//! Bodies stream both ways, every `Set-Cookie` passes, a redirect is handed to the browser, never followed. Kratos
//! learns the origin from `X-Forwarded-Host` and `-Proto` (it writes it into `request_url`), and the user's
//! address from `X-Forwarded-For` (it stores it with the session).

use crate::settings::Settings;
use axum::{
    Json,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri},
    response::{IntoResponse as _, Response},
};
use http_body_util::{LengthLimitError, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::{net::SocketAddr, time::Duration};
use tower_http::timeout::TimeoutBody;

/// Flows are a few kB; more than this is no submit of a user.
const REQUEST_LIMIT: usize = 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Headers that belong to one connection only (RFC 9110 §7.6.1), and `Expect`, which this server has answered.
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::EXPECT,
];

/// What a client could say about itself and Kratos would believe.
const CLAIMS: [HeaderName; 7] = [
    X_FORWARDED_FOR,
    X_FORWARDED_HOST,
    X_FORWARDED_PROTO,
    header::FORWARDED,
    HeaderName::from_static("true-client-ip"),
    HeaderName::from_static("cf-connecting-ip"),
    HeaderName::from_static("x-real-ip"),
];

/// The address of whoever is connected, put into each request by [`crate::serve`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// Kratos' public API, seen from here.
#[derive(Clone)]
pub(crate) struct Kratos {
    base: Uri,
    client: Client<HttpConnector, Body>,
    timeout: Duration,
    trust_proxy: bool,
}

/// Who asks for a page.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The head of their request.
    pub(crate) headers: HeaderMap,
    /// Where it came from.
    pub(crate) peer: Option<Peer>,
}

/// A response as a whole.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Hands what the browser is to keep from one answer on to another.
pub(crate) fn hand_on(from: &HeaderMap, to: &mut HeaderMap) {
    for cookie in from.get_all(header::SET_COOKIE) {
        to.append(header::SET_COOKIE, cookie.clone());
    }
}

/// What Kratos is told of a visitor when a page is rendered for them, besides what a proxy in front has said.
const TOLD: [HeaderName; 4] = [
    header::HOST,
    header::COOKIE,
    header::USER_AGENT,
    header::ACCEPT_LANGUAGE,
];

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("Kratos did not answer in time.")]
    TimedOut,
    #[error("Kratos cannot be reached.")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("The request is too large.")]
    TooLarge,
    #[error("The path cannot be passed on.")]
    Path(#[from] axum::http::Error),
}

impl Kratos {
    pub(crate) fn new(settings: &Settings) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        Self {
            base: settings.kratos.clone(),
            client: Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .build(connector),
            timeout: settings.kratos_timeout,
            trust_proxy: settings.trust_proxy,
        }
    }

    /// Hands the request to Kratos and its answer back, or says why there is none: 502, 504 or 413 in Kratos' envelope.
    pub(crate) async fn pass(&self, request: Request) -> Response {
        let path = request.uri().path().to_owned();
        self.exchange(request).await.unwrap_or_else(|failure| {
            let cause = std::error::Error::source(&failure).map(ToString::to_string);
            tracing::warn!(path, cause, "{failure}");
            failure.into_response()
        })
    }

    /// Asks for JSON in the name of a visitor. `None`: there is no answer, or it is not whole.
    pub(crate) async fn fetch(
        &self,
        method: Method,
        path: &str,
        visitor: &Visitor,
    ) -> Option<Reply> {
        self.send(method, path, None, visitor).await
    }

    /// Sends JSON in the name of a visitor, and asks for JSON.
    pub(crate) async fn post(
        &self,
        path: &str,
        json: &serde_json::Value,
        visitor: &Visitor,
    ) -> Option<Reply> {
        self.send(Method::POST, path, Some(json), visitor).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<&serde_json::Value>,
        visitor: &Visitor,
    ) -> Option<Reply> {
        let mut request = Request::builder().method(method).uri(path);
        if json.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = json.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let mut request = request.body(body).ok()?;
        for name in TOLD.iter().chain(&CLAIMS) {
            for value in visitor.headers.get_all(name) {
                request.headers_mut().append(name, value.clone());
            }
        }
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        if let Some(peer) = visitor.peer {
            request.extensions_mut().insert(peer);
        }
        let response = match self.exchange(request).await {
            Ok(response) => response,
            Err(failure) => {
                let cause = std::error::Error::source(&failure).map(ToString::to_string);
                tracing::warn!(path = path.split('?').next(), cause, "{failure}");
                return None;
            }
        };
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, REQUEST_LIMIT).await.ok()?;
        Some(Reply {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    /// The origin under which the browser sees this server: `https://auth.example.com`.
    pub(crate) fn origin(&self, headers: &HeaderMap) -> String {
        let host = self.claimed(headers, &X_FORWARDED_HOST);
        let host = host.or_else(|| {
            headers
                .get(header::HOST)
                .and_then(|host| host.to_str().ok())
        });
        let scheme = if self.is_https(headers) {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", host.unwrap_or_default())
    }

    /// Whether the browser came by https, as a trusted proxy says.
    pub(crate) fn is_https(&self, headers: &HeaderMap) -> bool {
        self.claimed(headers, &X_FORWARDED_PROTO)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
    }

    /// What the first proxy says, where proxies are trusted; those behind it add to the list.
    fn claimed<'a>(&self, headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
        let value = headers.get(name).filter(|_| self.trust_proxy)?;
        value.to_str().ok()?.split(',').next().map(str::trim)
    }

    async fn exchange(&self, mut request: Request) -> Result<Response, Failure> {
        *request.uri_mut() = self.address(request.uri())?;
        let length = request
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: usize| length > REQUEST_LIMIT) {
            return Err(Failure::TooLarge);
        }
        let peer = request.extensions().get::<Peer>().copied();
        let host = request.headers_mut().remove(header::HOST);
        // Pages tell it to this server only.
        request.headers_mut().remove(header::REFERER);
        drop_hop_by_hop(request.headers_mut());
        self.introduce(request.headers_mut(), peer, host);

        let request = request.map(|body| Body::new(Limited::new(body, REQUEST_LIMIT)));
        let response = tokio::time::timeout(self.timeout, self.client.request(request))
            .await
            .map_err(|_| Failure::TimedOut)?
            .map_err(|error| {
                if is_too_large(&error) {
                    Failure::TooLarge
                } else {
                    Failure::Unreachable(error)
                }
            })?;

        let mut response = response.map(|body| Body::new(TimeoutBody::new(self.timeout, body)));
        drop_hop_by_hop(response.headers_mut());
        Ok(response)
    }

    /// The same path and query below Kratos' address, byte for byte.
    fn address(&self, uri: &Uri) -> Result<Uri, axum::http::Error> {
        let path = uri.path_and_query().map_or("/", uri::PathAndQuery::as_str);
        let mut parts = self.base.clone().into_parts();
        parts.path_and_query =
            Some(format!("{}{path}", self.base.path().trim_end_matches('/')).parse()?);
        Ok(Uri::from_parts(parts)?)
    }

    /// Says who is asking and under which name, in our words unless a proxy in front is trusted.
    fn introduce(&self, headers: &mut HeaderMap, peer: Option<Peer>, host: Option<HeaderValue>) {
        if !self.trust_proxy {
            for name in CLAIMS {
                headers.remove(name);
            }
        }
        if let Some(host) = host {
            headers.entry(X_FORWARDED_HOST).or_insert(host);
        }
        headers
            .entry(X_FORWARDED_PROTO)
            .or_insert(HeaderValue::from_static("http"));
        if let Some(Ok(address)) =
            peer.map(|Peer(peer)| HeaderValue::try_from(peer.ip().to_string()))
        {
            headers.append(X_FORWARDED_FOR, address);
        }
    }
}

fn drop_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_owned()))
        .collect();
    for name in named {
        headers.remove(name);
    }
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

fn is_too_large(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .any(|error| error.is::<LengthLimitError>())
}

impl Failure {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Path(_) => StatusCode::BAD_REQUEST,
        };
        let envelope = serde_json::json!({ "error": {
            "code": status.as_u16(),
            "status": status.canonical_reason(),
            "message": self.to_string(),
        }});
        (
            status,
            [(header::CACHE_CONTROL, "no-store")],
            Json(envelope),
        )
            .into_response()
    }
}
