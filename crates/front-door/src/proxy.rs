//! Proxy: Kratos' public API on the origin of the page.
//!
//! A request is whole before Kratos hears of it, a response streams. Every `Set-Cookie` passes, a redirect is handed to the browser,
//! never followed. Kratos learns the origin from `X-Forwarded-Host` and `-Proto` (it writes it into `request_url`), and the user's
//! address from `X-Forwarded-For` (it stores it with the session).

use crate::{
    edge::{
        client::{Client, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO, X_REQUEST_ID},
        refusal::envelope,
    },
    metrics::Metrics,
    network::Network,
    pem::TlsProblem,
    settings::Settings,
    upstream::Upstream,
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, Version, header, uri},
    response::Response,
};
use std::{sync::Arc, time::Duration};
use tower_http::timeout::TimeoutBody;

/// Flows are a few kB; more than this is none.
const RESPONSE_LIMIT: usize = 1024 * 1024;

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

/// What a response tells of the programs behind, and nobody needs.
const TELLING: [HeaderName; 3] = [
    header::SERVER,
    HeaderName::from_static("x-powered-by"),
    header::VIA,
];

/// Kratos' public API, seen from here.
#[derive(Clone)]
pub(crate) struct Kratos {
    base: Uri,
    upstream: Upstream,
    network: Option<Network>,
    timeout: Duration,
    metrics: Arc<Metrics>,
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
pub(crate) enum Failure {
    #[error("Kratos did not answer in time.")]
    TimedOut,
    #[error("Kratos cannot be reached.")]
    Unreachable(#[source] hyper_util::client::legacy::Error),
    #[error("Kratos' answer broke off.")]
    BrokenOff,
    #[error("The path cannot be passed on.")]
    Path(#[from] axum::http::Error),
}

impl Kratos {
    /// # Errors
    /// [`TlsProblem`] where certificates cannot be read or are of no use.
    pub(crate) fn new(
        settings: &Settings,
        network: Option<Network>,
        metrics: &Arc<Metrics>,
    ) -> Result<Self, TlsProblem> {
        Ok(Self {
            base: settings.kratos.base(),
            upstream: Upstream::new(&settings.kratos, &settings.kratos_tls)?,
            network,
            timeout: settings.kratos_timeout,
            metrics: Arc::clone(metrics),
        })
    }

    /// Hands the request to Kratos and its answer back, or says why there is none: 502 or 504 in Kratos' envelope.
    pub(crate) async fn pass(&self, request: Request) -> Response {
        let path = request.uri().path().to_owned();
        self.exchange(request).await.unwrap_or_else(|failure| {
            failure.log(&path);
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
        self.send(method, path, None, visitor).await.ok()
    }

    /// Asks for JSON in the name of a visitor.
    ///
    /// # Errors
    /// Why there is no answer, or none that is whole.
    pub(crate) async fn fetch_or_fail(
        &self,
        path: &str,
        visitor: &Visitor,
    ) -> Result<Reply, Failure> {
        self.send(Method::GET, path, None, visitor).await
    }

    /// Sends JSON in the name of a visitor, and asks for JSON.
    pub(crate) async fn post(
        &self,
        path: &str,
        json: &serde_json::Value,
        visitor: &Visitor,
    ) -> Option<Reply> {
        self.send(Method::POST, path, Some(json), visitor)
            .await
            .ok()
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        json: Option<&serde_json::Value>,
        visitor: &Visitor,
    ) -> Result<Reply, Failure> {
        let mut request = Request::builder().method(method).uri(path);
        if json.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = json.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        let mut request = request.body(body)?;
        for name in &TOLD {
            for value in visitor.headers.get_all(name) {
                request.headers_mut().append(name, value.clone());
            }
        }
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
        request.extensions_mut().insert(visitor.client.clone());
        let reply = async {
            let (head, body) = self.exchange(request).await?.into_parts();
            let body = axum::body::to_bytes(body, RESPONSE_LIMIT).await;
            Ok(Reply {
                status: head.status,
                headers: head.headers,
                body: body.map_err(|_| Failure::BrokenOff)?,
            })
        };
        let reply: Result<Reply, Failure> = reply.await;
        if let Err(failure) = &reply {
            failure.log(path.split('?').next().unwrap_or_default());
        }
        reply
    }

    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let result = self.try_exchange(request).await;
        let outcome = result.as_ref().err().map_or("answered", Failure::name);
        self.metrics.kratos(outcome);
        result
    }

    async fn try_exchange(&self, mut request: Request) -> Result<Response, Failure> {
        *request.uri_mut() = self.address(request.uri())?;
        // Which version is spoken is settled by each connection.
        *request.version_mut() = Version::HTTP_11;
        let client = request.extensions_mut().remove::<Client>();
        let client = client.unwrap_or_default();
        request.headers_mut().remove(header::HOST);
        // Pages tell it to this server only.
        request.headers_mut().remove(header::REFERER);
        drop_hop_by_hop(request.headers_mut());
        introduce(request.headers_mut(), &client);
        if let Some(network) = &self.network {
            network.introduce(request.headers_mut(), &client.origin);
        }
        let response = tokio::time::timeout(self.timeout, self.upstream.request(request))
            .await
            .map_err(|_| Failure::TimedOut)?
            .map_err(Failure::Unreachable)?;

        let mut response = response.map(|body| Body::new(TimeoutBody::new(self.timeout, body)));
        *response.version_mut() = Version::HTTP_11;
        let headers = response.headers_mut();
        drop_hop_by_hop(headers);
        for name in TELLING {
            headers.remove(name);
        }
        let Some(network) = &self.network else {
            return Ok(response);
        };
        let own = network.localize(response, &client.origin, RESPONSE_LIMIT);
        own.await.map_err(|_| Failure::BrokenOff)
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
        (X_REQUEST_ID, Some(client.request_id.as_str())),
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
    /// Whether nobody was there, or the connection was lost: the same question may have an answer.
    pub(crate) fn is_of_the_line(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::BrokenOff)
    }

    fn name(&self) -> &'static str {
        match self {
            Self::TimedOut => "timed_out",
            Self::Unreachable(_) => "unreachable",
            Self::BrokenOff => "broken_off",
            Self::Path(_) => "not_asked",
        }
    }

    fn log(&self, path: &str) {
        let first = std::error::Error::source(self);
        let causes: Vec<String> = std::iter::successors(first, |error| error.source())
            .map(ToString::to_string)
            .collect();
        let cause = causes.join(": ");
        tracing::warn!(path, cause, "{self}");
    }

    fn into_response(self) -> Response {
        let status = match self {
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::Unreachable(_) | Self::BrokenOff => StatusCode::BAD_GATEWAY,
            Self::Path(_) => StatusCode::BAD_REQUEST,
        };
        envelope(status, &self.to_string())
    }
}
