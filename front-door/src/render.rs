//! Render: a page is drawn here, with what Kratos has answered, by the same components as in the browser. The form is there
//! after one round trip, and works without JavaScript.
//!
//! Kratos gets the visitor's cookies, the visitor every `Set-Cookie` of its answers. A page that would create a flow for
//! nobody (a crawler, a link preview, a prefetch) is sent undrawn: a person's browser draws it.

use crate::{
    catalogues::Catalogues,
    proxy::{Kratos, Reply, Visitor as Head, hand_on},
    turns::Turns,
};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;
use vestibule::{
    config::Config,
    flow::Failure,
    i18n::Catalogue,
    kratos::Answer,
    route::{FlowRequest, pairs},
    server::{Page, Visit, Visitor},
};

/// How long a visitor waits for their turn when everybody comes at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// After these pauses a question without an answer is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// Draws pages.
pub(crate) struct Renderer {
    config: Arc<Config>,
    kratos: Kratos,
    at_once: Semaphore,
    limit: Duration,
}

/// What a renderer has made of a request.
pub(crate) enum Rendered {
    /// The page in a language, to be put into its document.
    Page(Box<Page>, Arc<Catalogue>, HeaderMap),
    /// The answer as it is.
    Answer(Response),
    /// Nobody is there to see it: the page as it is before anything is known.
    Undrawn,
    /// There are too many at once.
    Busy,
}

impl Renderer {
    /// `at_once` is how many pages are drawn at the same time, `limit` how long Kratos may take for one.
    pub(crate) fn new(
        config: Arc<Config>,
        kratos: Kratos,
        at_once: usize,
        limit: Duration,
    ) -> Self {
        Self {
            config,
            kratos,
            at_once: Semaphore::new(at_once),
            limit,
        }
    }

    /// Draws the page that was asked for.
    pub(crate) async fn render(
        &self,
        method: &Method,
        uri: &Uri,
        head: &Head,
        origin: &str,
        catalogues: &Catalogues,
    ) -> Rendered {
        if *method != Method::GET || is_nobody(&head.headers) {
            return Rendered::Undrawn;
        }
        if let Some(clean) = without_telling(uri) {
            return Rendered::Answer(see_other(&clean, HeaderMap::new()));
        }
        let turn = tokio::time::timeout(PATIENCE, self.at_once.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Rendered::Busy;
        };
        let visitor = Visitor {
            page: page_of(uri),
            origin: origin.to_owned(),
            config: Arc::clone(&self.config),
            catalogue: catalogues.choose(&[], &head.headers),
        };
        let headers = Mutex::new(HeaderMap::new());
        let until = tokio::time::Instant::now() + self.limit;
        let ask = |path: String| {
            let headers = &headers;
            async move {
                let reply = tokio::time::timeout_at(until, self.ask(&path, head)).await;
                let reply = reply.ok()??;
                let mut headers = headers.lock().unwrap_or_else(PoisonError::into_inner);
                hand_on(&reply.headers, &mut headers);
                drop(headers);
                answer(reply)
            }
        };
        let visit = visitor.visit(ask).await;
        let mut headers = headers.into_inner().unwrap_or_else(PoisonError::into_inner);
        match visit {
            Visit::Page(page) if page.languages.is_empty() => {
                Rendered::Page(Box::new(page), visitor.catalogue, headers)
            }
            Visit::Page(page) => {
                // What the client asks for is known only once Kratos has answered.
                let catalogue = catalogues.choose(&page.languages, &head.headers);
                let visitor = Visitor {
                    catalogue,
                    ..visitor
                };
                let page = visitor.redraw(page);
                Rendered::Page(Box::new(page), visitor.catalogue, headers)
            }
            Visit::Go(to) => {
                let mut turns = Turns::read(&head.headers, self.kratos.is_https(&head.headers));
                if turns.is_loop(&to) {
                    let page = visitor.stop(Failure::Loop);
                    headers.append(header::SET_COOKIE, turns.none());
                    return Rendered::Page(Box::new(page), visitor.catalogue, headers);
                }
                headers.append(header::SET_COOKIE, turns.cookie());
                Rendered::Answer(see_other(&to, headers))
            }
        }
    }
}

impl Renderer {
    /// Asks, and asks again where the line breaks.
    async fn ask(&self, path: &str, head: &Head) -> Option<Reply> {
        for pause in PAUSES {
            if let Some(reply) = self.kratos.ask(Method::GET, path, head).await {
                return Some(reply);
            }
            tokio::time::sleep(pause).await;
        }
        self.kratos.ask(Method::GET, path, head).await
    }
}

/// An OAuth2 client's request, sent on to Kratos below `base` where pages are not drawn here: it needs no page, and comes
/// through in a frame that may show none, which is how clients renew a session unseen.
pub(crate) fn oauth2_entry(request: &Request, base: &str) -> Option<Response> {
    if *request.method() != Method::GET || is_nobody(request.headers()) {
        return None;
    }
    let wanted = FlowRequest::from_page(&page_of(request.uri()))?;
    let goes_on = wanted.is_oauth2_entry() && !wanted.is_unusable();
    goes_on.then(|| see_other(&format!("{base}{}", wanted.to_kratos()), HeaderMap::new()))
}

/// The answer that sends a person on.
pub(crate) fn see_other(to: &str, mut headers: HeaderMap) -> Response {
    let Ok(location) = HeaderValue::try_from(to) else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, crate::assets::NO_STORE);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Path and query.
fn page_of(uri: &Uri) -> String {
    uri.path_and_query()
        .map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// What is secret or personal, and no page reads from its address. A browser with scripts takes it out by itself (address.js).
const TELLING: [&str; 3] = ["code", "token", "login_hint"];

/// The address without what is secret or personal, where there is something of it.
fn without_telling(uri: &Uri) -> Option<String> {
    let is_telling = |part: &&str| pairs(part).any(|(name, _)| TELLING.contains(&name.as_str()));
    let (telling, rest): (Vec<&str>, Vec<&str>) = uri.query()?.split('&').partition(is_telling);
    if telling.is_empty() {
        return None;
    }
    Some(match rest.join("&") {
        rest if rest.is_empty() => uri.path().to_owned(),
        rest => format!("{}?{rest}", uri.path()),
    })
}

/// An answer of Kratos as the application reads it. One that is cut short or broken is none.
fn answer(reply: Reply) -> Option<Answer> {
    let header = |name| {
        reply
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let is_json = header(header::CONTENT_TYPE).is_some_and(|kind| kind.contains("json"));
    let retry_after = header(header::RETRY_AFTER).and_then(seconds);
    let json = if is_json {
        Some(serde_json::from_slice(&reply.body).ok()?)
    } else {
        None
    };
    Some(Answer {
        status: reply.status.as_u16(),
        json,
        retry_after,
    })
}

/// The seconds that a `Retry-After` asks for: a number of them, or a time (RFC 9110, 10.2.3).
fn seconds(value: &str) -> Option<u32> {
    let value = value.trim();
    value.parse().ok().or_else(|| {
        let until = httpdate::parse_http_date(value).ok()?;
        let left = until.duration_since(std::time::SystemTime::now());
        u32::try_from(left.unwrap_or_default().as_secs()).ok()
    })
}

/// Signs of programs that fetch pages without a person: search engines, link previews.
const PROGRAMS: [&str; 12] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "facebookexternalhit",
    "whatsapp",
    "embedly",
    "mediapartners",
    "headlesschrome/0",
    "feedfetcher",
    "validator",
];

/// Whether there is no person who would see the page, or not yet.
fn is_nobody(headers: &HeaderMap) -> bool {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let agent = text("user-agent");
    let early = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .any(|name| text(name).contains("prefetch"));
    early || PROGRAMS.iter().any(|sign| agent.contains(sign))
}
