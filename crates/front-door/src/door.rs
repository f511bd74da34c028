//! Door: which path is answered by whom.

use crate::{
    assets::{self, Assets, NO_STORE},
    config::{ConfigError, Configuration},
    headers::Profile,
    native,
    page::{Notice, Page},
    proxy::{self, Kratos, Peer, Visitor},
    render::{self, Rendered, Renderer, see_other},
    report,
    settings::{Render, Settings},
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use std::{io, path::PathBuf, sync::Arc};
use vestibule::{
    i18n::phrases,
    route::{FlowKind, FlowRequest},
    url::SafeUrl,
};

/// Why the door cannot open.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The application's settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Pages are to be rendered here, and the browser's cookies for Kratos do not come here.
    #[error(
        "config.json has Kratos on an origin of its own (`kratos`), whose cookies do not come here: start with --render client"
    )]
    Elsewhere,
    /// Origins are named for a captcha that there is none of.
    #[error(
        "--captcha-origins is for a captcha, and the configuration names none (`captcha.script`)"
    )]
    NoCaptcha,
    /// There is no built application.
    #[error("{}: {error} (build the application first: cargo xtask build)", path.display())]
    Page {
        /// Where index.html was looked for.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

struct Door {
    profile: Profile,
    page: Page,
    assets: Assets,
    kratos: Kratos,
    /// Renders the pages, where the browser does not.
    renderer: Option<Renderer>,
    config: String,
    /// Where the browser finds Kratos.
    base: String,
}

/// Everything that the door answers, as one service.
///
/// # Errors
/// [`Problem`] when the settings of the application are wrong or `dist` has no index.html.
pub fn router(settings: &Settings) -> Result<Router, Problem> {
    let configuration =
        Configuration::load(settings.config.as_deref(), settings.config_json.as_deref())?;
    let json = configuration.json.to_string();
    let config = Arc::new(configuration.config.clone());
    let base = config.kratos.clone();
    let render = match settings.render {
        Some(Render::Server) if !config.kratos.is_empty() => return Err(Problem::Elsewhere),
        Some(render) => render,
        None if config.kratos.is_empty() => Render::Server,
        None => Render::Client,
    };
    if config.captcha.is_empty() && !settings.allowed.captcha_origins.is_empty() {
        return Err(Problem::NoCaptcha);
    }
    let profile = Profile::new(&config, &settings.allowed, render);
    let page = Page::open(
        &settings.dist,
        render,
        configuration,
        settings.allowed.clone(),
    )
    .map_err(|error| Problem::Page {
        path: settings.dist.clone(),
        error,
    })?;
    let proxy = Kratos::new(settings);
    let (at_once, limit) = (settings.render_limit, settings.render_timeout);
    let renderer =
        (render == Render::Server).then(|| Renderer::new(config, proxy.clone(), at_once, limit));
    let door = Arc::new(Door {
        profile,
        assets: Assets::new(&settings.dist),
        kratos: proxy,
        renderer,
        config: json,
        base,
        page,
    });
    Ok(Router::new()
        .route("/config.json", get(config_json))
        .route("/health/alive", get(alive))
        .route("/health/ready", get(ready))
        .route(
            "/csp-report",
            post(report::csp)
                .layer(DefaultBodyLimit::max(64 * 1024))
                .fallback(own),
        )
        .route("/.well-known/change-password", get(change_password))
        .route(
            "/logout",
            post(sign_out)
                .layer(DefaultBodyLimit::max(FORM))
                .fallback(own),
        )
        .route("/self-service/{*path}", any(kratos))
        .route("/sessions", any(sessions))
        .route("/sessions/{*path}", any(kratos))
        .route("/schemas", any(kratos))
        .route("/schemas/{*path}", any(kratos))
        .route("/.well-known/ory/{*path}", any(kratos))
        .fallback(own)
        .layer(middleware::from_fn_with_state(Arc::clone(&door), protect))
        .with_state(door))
}

async fn config_json(State(door): State<Arc<Door>>) -> Response {
    let json = HeaderValue::from_static("application/json");
    (
        [
            (header::CONTENT_TYPE, json),
            (header::CACHE_CONTROL, NO_STORE),
        ],
        door.config.clone(),
    )
        .into_response()
}

/// The process runs.
async fn alive() -> Response {
    (
        [(header::CACHE_CONTROL, NO_STORE)],
        axum::Json(serde_json::json!({"status": "ok"})),
    )
        .into_response()
}

/// The page can be served. Kratos is not asked: without it the page still says what is wrong, a closed door does not.
async fn ready(State(door): State<Arc<Door>>) -> Response {
    match tokio::fs::metadata(door.page.path()).await {
        Ok(_) => alive().await,
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::CACHE_CONTROL, NO_STORE)],
        )
            .into_response(),
    }
}

/// Where password managers send users, <https://w3c.github.io/webappsec-change-password-url/>.
async fn change_password() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/settings")]).into_response()
}

/// The length that the door's own forms may have.
const FORM: usize = 8 * 1024;

/// Signs out without JavaScript.
async fn sign_out(State(door): State<Arc<Door>>, request: Request) -> Response {
    form(&door, request, "/", async |visitor, form| {
        native::sign_out(&door.kratos, &visitor, &form).await
    })
    .await
}

/// `/sessions` is a page of the application for a user, and Kratos' API for a program.
async fn sessions(State(door): State<Arc<Door>>, request: Request) -> Response {
    let is_page_request = native::is_page_request(request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = if reads && is_page_request {
        own(State(door), request).await
    } else if *request.method() == Method::POST && is_page_request {
        form(&door, request, "/sessions", async |visitor, form| {
            native::revoke(&door.kratos, &visitor, &form).await
        })
        .await
    } else {
        door.kratos.pass(request).await
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Does what a form of a page without JavaScript asks for, or says that it did not work. Forms of other sites do nothing.
async fn form(
    door: &Door,
    request: Request,
    back: &str,
    act: impl AsyncFnOnce(Visitor, String) -> Option<Response>,
) -> Response {
    let (visitor, body) = visitor(request);
    let request_headers = visitor.headers.clone();
    let own = native::is_own(&request_headers, &door.kratos.origin(&request_headers));
    let text = match axum::body::to_bytes(body, FORM).await {
        Ok(bytes) if own => String::from_utf8_lossy(&bytes).into_owned(),
        _ => String::new(),
    };
    let done = if own { act(visitor, text).await } else { None };
    done.unwrap_or_else(|| {
        let status = if own {
            StatusCode::BAD_GATEWAY
        } else {
            StatusCode::FORBIDDEN
        };
        let notice = Notice {
            title: phrases::UNEXPECTED,
            text: phrases::SIGN_OUT_FAILED,
            action: (phrases::TRY_AGAIN, back),
            goes_on: false,
        };
        with_status(door.page.notice(&notice, &request_headers), status)
    })
}

/// Who asks, and what they have sent.
fn visitor(request: Request) -> (Visitor, Body) {
    let (head, body) = request.into_parts();
    let peer = head.extensions.get::<Peer>().copied();
    let headers = head.headers;
    (Visitor { headers, peer }, body)
}

fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}

/// Kratos' own paths. Whoever opens one as a page, or sends a form to it by the browser, gets a page also where Kratos has none
/// for them.
async fn kratos(State(door): State<Arc<Door>>, request: Request) -> Response {
    let request_headers = request.headers().clone();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if let Some(renderer) = &door.renderer
        && let Some(kind) = native::form_kind(&method, request.uri(), &request_headers)
    {
        return submit(&door, renderer, kind, request).await;
    }
    let mut response = door.kratos.pass(request).await;
    native::signed_out(&path, &mut response);
    if door.renderer.is_none() || !native::is_page_request(&request_headers) {
        return response;
    }
    if method == Method::POST
        && let Some(to) = native::redirect(&response)
    {
        let origin = door.kratos.origin(&request_headers);
        let is_own = SafeUrl::to_follow(to).is_some_and(|to| native::stays(&to, &origin));
        return if is_own {
            response
        } else {
            door.leave(to, response.headers(), &request_headers)
        };
    }
    if response.status().as_u16() < 400 || has_page(&response) {
        return response;
    }
    let mut page = with_status(
        door.wall(response.status(), &path, &request_headers),
        response.status(),
    );
    proxy::hand_on(response.headers(), page.headers_mut());
    page
}

/// Whether a response is for a user to read.
fn has_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

/// The longest form that a user sends.
const LONGEST: usize = 1024 * 1024;

/// A flow's form, sent by the browser itself.
async fn submit(door: &Door, renderer: &Renderer, kind: FlowKind, request: Request) -> Response {
    let uri = request.uri().clone();
    let (visitor, body) = visitor(request);
    let request_headers = &visitor.headers;
    let origin = door.kratos.origin(request_headers);
    if native::is_foreign(request_headers, &origin) {
        let status = StatusCode::FORBIDDEN;
        return with_status(door.wall(status, uri.path(), request_headers), status);
    }
    let Ok(body) = axum::body::to_bytes(body, LONGEST).await else {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return with_status(door.wall(status, uri.path(), request_headers), status);
    };
    let form = native::form(
        kind,
        &uri,
        request_headers,
        &origin,
        &String::from_utf8_lossy(&body),
    );
    let catalogues = door.page.catalogues();
    let rendered = renderer.submit(form, &visitor, &origin, catalogues).await;
    door.respond(rendered, request_headers, true)
}

impl Door {
    /// Sends a user on from a form, to an address that Kratos has named.
    fn leave(&self, to: &str, restored: &HeaderMap, request_headers: &HeaderMap) -> Response {
        let mut headers = HeaderMap::new();
        proxy::hand_on(restored, &mut headers);
        let to = SafeUrl::to_follow(to);
        let to = to.as_ref();
        if to.is_none_or(|to| native::stays(to, &self.kratos.origin(request_headers))) {
            return see_other(to.map_or("/error", SafeUrl::as_str), headers);
        }
        let notice = Notice {
            title: phrases::CONTINUE,
            text: phrases::LEAVING,
            action: (phrases::CONTINUE, to.map_or("/", SafeUrl::as_str)),
            goes_on: true,
        };
        let mut page = self.page.notice(&notice, request_headers);
        page.headers_mut().extend(headers);
        page
    }

    /// A page for who has come to an address that has none, or could not be served there.
    fn wall(&self, status: StatusCode, path: &str, request_headers: &HeaderMap) -> Response {
        let kind = path
            .strip_prefix("/self-service/")
            .and_then(|rest| FlowKind::from_name(rest.split('/').next()?));
        let page = kind.map_or_else(|| "/".to_owned(), |kind| FlowRequest::new(kind).to_page());
        let (title, text) = match status.as_u16() {
            401 => (phrases::NOT_SIGNED_IN, phrases::NOT_SIGNED_IN),
            404 | 405 => (phrases::NOT_FOUND, phrases::NOT_FOUND_TEXT),
            429 => (phrases::RATE_LIMITED, phrases::RATE_LIMITED_TEXT),
            502..=504 => (phrases::UNAVAILABLE, phrases::UNAVAILABLE_TEXT),
            _ => (phrases::UNEXPECTED, phrases::UNEXPECTED_TEXT),
        };
        let action = match (status.as_u16(), kind) {
            (401, _) => (phrases::TO_SIGN_IN, "/login"),
            (_, Some(_)) => (phrases::START_OVER, page.as_str()),
            _ => (phrases::TO_HOME, "/"),
        };
        let notice = Notice {
            title,
            text,
            action,
            goes_on: false,
        };
        self.page.notice(&notice, request_headers)
    }

    /// The response with what was made of a request.
    fn respond(
        &self,
        rendered: Rendered,
        request_headers: &HeaderMap,
        has_query: bool,
    ) -> Response {
        match rendered {
            Rendered::Response(response) => response,
            Rendered::Leave(to, restored) => self.leave(&to, &restored, request_headers),
            Rendered::SkipSsr => self.page.response(request_headers),
            Rendered::Page(page, catalogue, cookies) => {
                let mut response =
                    self.page
                        .rendered(&page, catalogue.language(), request_headers, has_query);
                response.headers_mut().extend(cookies);
                if let Some(seconds) = page.retry_after {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, seconds.into());
                }
                with_status(
                    response,
                    StatusCode::from_u16(page.status).unwrap_or_default(),
                )
            }
            Rendered::Overloaded => {
                let notice = Notice {
                    title: phrases::RATE_LIMITED,
                    text: phrases::RATE_LIMITED_TEXT,
                    action: (phrases::TRY_AGAIN, ""),
                    goes_on: false,
                };
                let mut response = self.page.notice(&notice, request_headers);
                let soon = HeaderValue::from_static("5");
                response.headers_mut().insert(header::RETRY_AFTER, soon);
                with_status(response, StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

/// What the door has itself: a file, or the page for every other path.
async fn own(State(door): State<Arc<Door>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let headers = [
            (header::ALLOW, "GET, HEAD"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        if !native::is_page_request(request.headers()) {
            return (StatusCode::METHOD_NOT_ALLOWED, headers).into_response();
        }
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let page = door.wall(status, request.uri().path(), request.headers());
        return (status, headers, page).into_response();
    }
    if !has_one_reading(request.uri().path()) {
        if assets::is_asset(request.uri().path()) {
            return assets::not_found();
        }
        let status = StatusCode::NOT_FOUND;
        let response = door.wall(status, request.uri().path(), request.headers());
        return with_status(response, status);
    }
    if assets::is_asset(request.uri().path()) {
        return door.assets.file(request).await;
    }
    if let Err(error) = door.page.refresh().await {
        tracing::error!("{}: {error}", door.page.path().display());
    }
    let Some(renderer) = &door.renderer else {
        let entry = render::oauth2_entry(&request, &door.base);
        return entry.unwrap_or_else(|| door.page.response(request.headers()));
    };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (visitor, _) = visitor(request);
    let origin = door.kratos.origin(&visitor.headers);
    let catalogues = door.page.catalogues();
    let rendered = renderer.render(&method, &uri, &visitor, &origin, catalogues);
    let has_query = uri.query().is_some();
    door.respond(rendered.await, &visitor.headers, has_query)
}

/// Whether everybody reads the path alike: to some `//login` names a host, a backslash is a slash, and `..` leads elsewhere.
fn has_one_reading(path: &str) -> bool {
    let is_dots = |part: &str| {
        matches!(
            part.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    };
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.split('/').any(is_dots)
}

async fn protect(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let is_https = door.kratos.is_https(request.headers());
    let mut response = next.run(request).await;
    door.profile
        .protect(response.headers_mut(), &door.page.policy(), is_https);
    response
}
