//! Render: a page is rendered here, with what Kratos has answered, by the same components as in the browser. The form is there
//! after one round trip, and works without JavaScript.
//!
//! Kratos gets the visitor's cookies, the visitor every `Set-Cookie` of its responses. A page that would create a flow for
//! nobody (a crawler, a link preview, a prefetch) is sent unrendered: a user's browser renders it.
//!
//! A form that a browser has sent by itself is sent to Kratos as the application sends it, and its answer read the same way.

use crate::{
    catalogues::Catalogues,
    flash,
    jar::Jar,
    pool::Pool,
    proxy::{Kratos, Reply, Visitor as Head},
    redirects::RedirectGuard,
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
use tower::retry::budget::{Budget as _, TpsBudget};
use vestibule::{
    config::Config,
    i18n::Catalogue,
    kratos::Response as KratosResponse,
    machine::Problem,
    route::{FlowRequest, pairs},
    server::{Form, Page, Visit, Visitor},
};

/// How long a visitor waits for their turn when everybody comes at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// After these pauses a question without a response is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// Of so many seconds no more than this share of questions is asked again, and this many a second.
const BUDGET_WINDOW: Duration = Duration::from_secs(10);
const RETRY_SHARE: f32 = 0.1;
const RETRIES_PER_SECOND: u32 = 3;

/// Renders pages.
pub(crate) struct Renderer {
    config: Arc<Config>,
    kratos: Kratos,
    pub(crate) pool: Pool,
    at_once: Semaphore,
    limit: Duration,
    retries: TpsBudget,
}

/// What a renderer has made of a request.
pub(crate) enum Rendered {
    /// The page in a language, to be put into its document.
    Page(Box<Page>, Arc<Catalogue>, HeaderMap),
    /// The response as it is.
    Response(Response),
    /// The user goes elsewhere, and their browser keeps this.
    Leave(String, HeaderMap),
    /// Nobody is there to see it: the page as it is before anything is known.
    SkipSsr,
    /// There are too many at once.
    Overloaded,
}

impl Renderer {
    /// `at_once` is how many pages are rendered at the same time, `limit` how long Kratos may take for one.
    pub(crate) fn new(
        config: Arc<Config>,
        kratos: Kratos,
        pool: Pool,
        (at_once, limit): (usize, Duration),
    ) -> Self {
        Self {
            config,
            kratos,
            pool,
            at_once: Semaphore::new(at_once),
            limit,
            retries: TpsBudget::new(BUDGET_WINDOW, RETRIES_PER_SECOND, RETRY_SHARE),
        }
    }

    /// Renders the page that was requested.
    pub(crate) async fn render(
        &self,
        method: &Method,
        uri: &Uri,
        head: &Head,
        catalogues: &Catalogues,
    ) -> Rendered {
        if *method != Method::GET || is_nobody(&head.headers) {
            return Rendered::SkipSsr;
        }
        if let Some(clean) = without_telling(uri) {
            return Rendered::Response(see_other(&clean, HeaderMap::new()));
        }
        let permit = tokio::time::timeout(PATIENCE, self.at_once.acquire()).await;
        let Ok(Ok(_permit)) = permit else {
            return Rendered::Overloaded;
        };
        let catalogue = catalogues.choose(&[], &head.headers);
        let visitor = self.visitor(page_of(uri), head, catalogue);
        let errand = Errand::new(self, head);
        let visit = visitor.visit(|path| errand.fetch(path, None)).await;
        let mut headers = errand.done();
        match visit {
            Visit::Page(page) => {
                if page.has_flash {
                    headers.append(header::SET_COOKIE, flash::forget());
                }
                if page.languages.is_empty() {
                    return Rendered::Page(Box::new(page), visitor.catalogue, headers);
                }
                // What the client asks for is known only once Kratos has answered.
                let catalogue = catalogues.choose(&page.languages, &head.headers);
                let visitor = Visitor {
                    catalogue,
                    ..visitor
                };
                let page = visitor.rerender(page);
                Rendered::Page(Box::new(page), visitor.catalogue, headers)
            }
            Visit::Tell { to, flash } => {
                headers.append(header::SET_COOKIE, flash::leave(flash));
                Rendered::Response(see_other(&to, headers))
            }
            Visit::Go(to) => {
                let mut redirects =
                    RedirectGuard::read(&head.headers, head.client.origin.is_https());
                if redirects.is_loop(&to) {
                    let page = visitor.stop(Problem::Loop);
                    headers.append(header::SET_COOKIE, redirects.none());
                    return Rendered::Page(Box::new(page), visitor.catalogue, headers);
                }
                headers.append(header::SET_COOKIE, redirects.cookie());
                Rendered::Response(see_other(&to, headers))
            }
        }
    }

    /// Sends a form of the browser's own.
    pub(crate) async fn submit(
        &self,
        form: Form,
        head: &Head,
        catalogues: &Catalogues,
    ) -> Rendered {
        let page = form.request.to_page();
        let catalogue = catalogues.choose(&[], &head.headers);
        let visitor = self.visitor(page, head, catalogue);
        let errand = Errand::new(self, head);
        let visit = visitor
            .submit(form, |path, json| errand.fetch(path, json))
            .await;
        let mut headers = errand.done();
        match visit {
            Visit::Page(page) => Rendered::Page(Box::new(page), visitor.catalogue, headers),
            Visit::Go(to) => Rendered::Leave(to, headers),
            Visit::Tell { to, flash } => {
                headers.append(header::SET_COOKIE, flash::leave(flash));
                Rendered::Leave(to, headers)
            }
        }
    }

    fn visitor(&self, page: String, head: &Head, catalogue: Arc<Catalogue>) -> Visitor {
        Visitor {
            page,
            origin: head.client.origin.to_string(),
            config: Arc::clone(&self.config),
            catalogue,
            flash: flash::read(&head.headers),
        }
    }

    /// Asks, and asks again where the line breaks: a Kratos that fails for everybody is not asked by everybody thrice.
    async fn get(&self, path: &str, head: &Head) -> Option<Reply> {
        self.retries.deposit();
        let mut pauses = PAUSES.into_iter();
        loop {
            let failure = match self.kratos.fetch_or_fail(path, head).await {
                Ok(reply) => return Some(reply),
                Err(failure) => failure,
            };
            let pause = pauses.next().filter(|_| failure.is_of_the_line())?;
            if !self.retries.withdraw() {
                return None;
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// What is asked of Kratos for one request of a visitor.
struct Errand<'a> {
    renderer: &'a Renderer,
    jar: Mutex<Jar>,
    until: Mutex<tokio::time::Instant>,
}

impl<'a> Errand<'a> {
    fn new(renderer: &'a Renderer, head: &Head) -> Self {
        Self {
            renderer,
            jar: Mutex::new(Jar::new(head.clone())),
            until: Mutex::new(tokio::time::Instant::now() + renderer.limit),
        }
    }

    /// Asks for a path, or sends something to it, once.
    async fn fetch(&self, path: String, json: Option<serde_json::Value>) -> Option<KratosResponse> {
        let Some(json) = json else {
            return self.get(&path).await;
        };
        // A submit has the time that Kratos has, and what is asked after it has its own.
        let head = lock(&self.jar).visitor();
        let reply = self.renderer.kratos.post(&path, &json, &head).await;
        *lock(&self.until) = tokio::time::Instant::now() + self.renderer.limit;
        let reply = reply?;
        lock(&self.jar).keep(&reply.headers);
        // Kratos leads from a recovery or a verification that has ended to the one in its place, as a browser's fetch would.
        match redirect(&reply) {
            Some(to) => match flow_at(&to) {
                Some(path) => self.get(path).await,
                None => Some(KratosResponse {
                    status: 422,
                    json: Some(serde_json::json!({ "redirect_browser_to": to })),
                    retry_after: None,
                }),
            },
            None => response(reply),
        }
    }

    async fn get(&self, path: &str) -> Option<KratosResponse> {
        let head = lock(&self.jar).visitor();
        let until = *lock(&self.until);
        let reply = tokio::time::timeout_at(until, self.renderer.get(path, &head)).await;
        let reply = reply.ok()??;
        lock(&self.jar).keep(&reply.headers);
        response(reply)
    }

    /// What the browser is to keep.
    fn done(self) -> HeaderMap {
        let jar = self.jar.into_inner();
        jar.unwrap_or_else(PoisonError::into_inner).into_kept()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where a response leads.
fn redirect(reply: &Reply) -> Option<String> {
    let to = reply.headers.get(header::LOCATION)?.to_str().ok()?;
    reply.status.is_redirection().then(|| to.to_owned())
}

/// The path and query of Kratos' that fetches a flow, in an address of such a one.
fn flow_at(to: &str) -> Option<&str> {
    let path = to.get(to.find("/self-service/")?..)?;
    path.contains("/flows?id=").then_some(path)
}

/// An OAuth2 client's request, sent on to Kratos below `base` where pages are not rendered here: it needs no page, and comes
/// through in a frame that may show none, which is how clients renew a session unseen.
pub(crate) fn oauth2_entry(request: &Request, base: &str) -> Option<Response> {
    if *request.method() != Method::GET || is_nobody(request.headers()) {
        return None;
    }
    let target = FlowRequest::from_page(&page_of(request.uri()))?;
    let goes_on = target.is_oauth2_entry() && !target.is_unusable();
    goes_on.then(|| see_other(&format!("{base}{}", target.to_kratos()), HeaderMap::new()))
}

/// The response that sends a user on.
pub(crate) fn see_other(to: &str, mut headers: HeaderMap) -> Response {
    let location = ascii(to);
    let Ok(location) = HeaderValue::try_from(location) else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, crate::assets::NO_STORE);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// An address with everything else than ASCII percent-encoded, as a header wants it.
fn ascii(to: &str) -> String {
    let mut out = String::with_capacity(to.len());
    for c in to.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&vestibule::route::encoded(c.encode_utf8(&mut [0; 4])));
        }
    }
    out
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

/// A response of Kratos as the application reads it. One that is cut short or broken is none.
fn response(reply: Reply) -> Option<KratosResponse> {
    let header = |name| {
        reply
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let is_json = header(header::CONTENT_TYPE).is_some_and(|kind| kind.contains("json"));
    let retry_after = header(header::RETRY_AFTER).and_then(seconds);
    let body = if is_json {
        Some(std::str::from_utf8(&reply.body).ok()?)
    } else {
        None
    };
    KratosResponse::new(reply.status.as_u16(), body, retry_after)
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

/// Signs of programs that fetch pages without a user: search engines, link previews.
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
