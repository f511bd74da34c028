//! Proxy: Kratos' public API on the origin of the page.
//!
//! A request is whole before Kratos hears of it, a response streams. Every `Set-Cookie` passes, a redirect is handed to the browser,
//! never followed. Kratos learns the origin from `X-Forwarded-Host` and `-Proto` (it writes it into `request_url`), and the user's
//! address from `X-Forwarded-For` (it stores it with the session).

use crate::{
    edge::{
        client::{Client, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO},
        refusal::envelope,
    },
    settings::Settings,
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, uri},
    response::Response,
};
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::time::Duration;
use tower_http::timeout::TimeoutBody;

/// Flows are a few kB; more than this is none.
const RESPONSE_LIMIT: usize = 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

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

/// Kratos' public API, seen from here.
#[derive(Clone)]
pub(crate) struct Kratos {
    base: Uri,
    client: Http<HttpConnector, Body>,
    timeout: Duration,
}

/// Who asks for a page.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The head of their request.
    pub(crate) headers: HeaderMap,
    /// Where it came from.
    pub(crate) client: Client,
}

impl Visitor {
    /// Who sends a request.
    pub(crate) fn before(request: &Request) -> Self {
        let client = request.extensions().get::<Client>().cloned();
        Self {
            headers: request.headers().clone(),
            client: client.unwrap_or_default(),
        }
    }

    /// Who sends a request, and what.
    pub(crate) fn of(request: Request) -> (Self, Body) {
        let (mut head, body) = request.into_parts();
        let client = head.extensions.remove::<Client>().unwrap_or_default();
        let headers = head.headers;
        (Self { headers, client }, body)
    }
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

/// What Kratos is told of a visitor when a page is rendered for them, besides where they come from.
const TOLD: [HeaderName; 3] = [header::COOKIE, header::USER_AGENT, header::ACCEPT_LANGUAGE];

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("Kratos did not answer in time.")]
    TimedOut,
    #[error("Kratos cannot be reached.")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
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
            client: Http::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .build(connector),
            timeout: settings.kratos_timeout,
        }
    }

    /// Hands the request to Kratos and its answer back, or says why there is none: 502 or 504 in Kratos' envelope.
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
        for name in &TOLD {
            for value in visitor.headers.get_all(name) {
                request.headers_mut().append(name, value.clone());
            }
        }
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        request.extensions_mut().insert(visitor.client.clone());
        let response = match self.exchange(request).await {
            Ok(response) => response,
            Err(failure) => {
                let cause = std::error::Error::source(&failure).map(ToString::to_string);
                tracing::warn!(path = path.split('?').next(), cause, "{failure}");
                return None;
            }
        };
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, RESPONSE_LIMIT).await.ok()?;
        Some(Reply {
            status: head.status,
            headers: head.headers,
            body,
        })
    }

    async fn exchange(&self, mut request: Request) -> Result<Response, Failure> {
        *request.uri_mut() = self.address(request.uri())?;
        let client = request.extensions_mut().remove::<Client>();
        request.headers_mut().remove(header::HOST);
        // Pages tell it to this server only.
        request.headers_mut().remove(header::REFERER);
        drop_hop_by_hop(request.headers_mut());
        introduce(request.headers_mut(), &client.unwrap_or_default());
        let response = tokio::time::timeout(self.timeout, self.client.request(request))
            .await
            .map_err(|_| Failure::TimedOut)?
            .map_err(Failure::Unreachable)?;

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
}

/// Says who is asking and under which name, in our words alone: whatever else says so has been removed.
fn introduce(headers: &mut HeaderMap, client: &Client) {
    let origin = &client.origin;
    let address = client.address.map(|address| address.to_string());
    let host = Some(origin.host()).filter(|host| !host.is_empty());
    for (name, value) in [
        (X_FORWARDED_FOR, address.as_deref()),
        (X_FORWARDED_HOST, host),
        (X_FORWARDED_PROTO, Some(origin.scheme().as_str())),
    ] {
        if let Some(Ok(value)) = value.map(HeaderValue::from_str) {
            headers.insert(name, value);
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

impl Failure {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::Path(_) => StatusCode::BAD_REQUEST,
        };
        envelope(status, &self.to_string())
    }
}
