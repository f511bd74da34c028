//! Door: which path is answered by whom.

use crate::{
    assets::{self, Assets, NO_STORE},
    config::{ConfigError, Configuration},
    headers::Profile,
    native,
    page::{Notice, Page},
    proxy::{self, Kratos, Peer, Visitor},
    render::{self, Rendered, Renderer},
    report,
    settings::{Render, Settings},
};
use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use std::{io, path::PathBuf, sync::Arc};
use vestibule::i18n::phrases;

/// Why the door cannot open.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The application's settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Pages are to be drawn here, and the browser's cookies for Kratos do not come here.
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
    /// Draws the pages, where the browser does not.
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
    let profile = Profile::new(&config, &settings.allowed);
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
            post(report::csp).layer(DefaultBodyLimit::max(64 * 1024)),
        )
        .route("/.well-known/change-password", get(change_password))
        .route("/logout", post(sign_out).layer(DefaultBodyLimit::max(FORM)))
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

/// Where password managers send people, <https://w3c.github.io/webappsec-change-password-url/>.
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

/// `/sessions` is a page of the application for a person, and Kratos' API for a program.
async fn sessions(State(door): State<Arc<Door>>, request: Request) -> Response {
    let wants_page = native::wants_page(request.headers());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut answer = if reads && wants_page {
        own(State(door), request).await
    } else if *request.method() == Method::POST && wants_page {
        form(&door, request, "/sessions", async |visitor, form| {
            native::revoke(&door.kratos, &visitor, &form).await
        })
        .await
    } else {
        door.kratos.pass(request).await
    };
    answer
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    answer
}

/// Does what a form of a page without JavaScript asks for, or says that it did not work. Forms of other sites do nothing.
async fn form(
    door: &Door,
    request: Request,
    back: &str,
    act: impl AsyncFnOnce(Visitor, String) -> Option<Response>,
) -> Response {
    let (visitor, body) = visitor(request);
    let asked = visitor.headers.clone();
    let own = native::is_own(&asked, &door.kratos.origin(&asked));
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
            way: (phrases::TRY_AGAIN, back),
            goes_on: false,
        };
        with_status(door.page.notice(&notice, &asked), status)
    })
}

/// Who asks, and what they have sent.
fn visitor(request: Request) -> (Visitor, Body) {
    let (head, body) = request.into_parts();
    let peer = head.extensions.get::<Peer>().copied();
    let headers = head.headers;
    (Visitor { headers, peer }, body)
}

fn with_status(mut answer: Response, status: StatusCode) -> Response {
    *answer.status_mut() = status;
    answer
}

/// Kratos' own paths. A browser that has sent a form by itself gets a page also where Kratos has none for it, or sends it
/// to another origin.
async fn kratos(State(door): State<Arc<Door>>, request: Request) -> Response {
    let asked = request.headers().clone();
    let is_form = *request.method() == Method::POST && native::wants_page(&asked);
    let path = request.uri().path().to_owned();
    let mut answer = door.kratos.pass(request).await;
    native::signed_out(&path, &mut answer);
    if !is_form || door.renderer.is_none() {
        return answer;
    }
    if let Some(to) = native::foreign(&answer, &door.kratos.origin(&asked)) {
        let notice = Notice {
            title: phrases::CONTINUE,
            text: phrases::LEAVING,
            way: (phrases::CONTINUE, &to),
            goes_on: true,
        };
        let mut page = door.page.notice(&notice, &asked);
        proxy::hand_on(answer.headers(), page.headers_mut());
        return page;
    }
    if answer.status().is_server_error() {
        let notice = Notice {
            title: phrases::UNAVAILABLE,
            text: phrases::UNAVAILABLE_TEXT,
            way: (phrases::TO_HOME, "/"),
            goes_on: false,
        };
        return with_status(door.page.notice(&notice, &asked), answer.status());
    }
    answer
}

/// What the door has itself: a file, or the page for every other path.
async fn own(State(door): State<Arc<Door>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let headers = [
            (header::ALLOW, "GET, HEAD"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        return (StatusCode::METHOD_NOT_ALLOWED, headers).into_response();
    }
    if !has_one_reading(request.uri().path()) {
        if assets::is_asset(request.uri().path()) {
            return assets::not_found();
        }
        let notice = Notice {
            title: phrases::NOT_FOUND,
            text: phrases::NOT_FOUND_TEXT,
            way: (phrases::TO_HOME, "/"),
            goes_on: false,
        };
        let answer = door.page.notice(&notice, request.headers());
        return with_status(answer, StatusCode::NOT_FOUND);
    }
    if assets::is_asset(request.uri().path()) {
        return door.assets.file(request).await;
    }
    if let Err(error) = door.page.refresh().await {
        tracing::error!("{}: {error}", door.page.path().display());
    }
    let Some(renderer) = &door.renderer else {
        let entry = render::oauth2_entry(&request, &door.base);
        return entry.unwrap_or_else(|| door.page.answer(request.headers()));
    };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (visitor, _) = visitor(request);
    let origin = door.kratos.origin(&visitor.headers);
    let catalogues = door.page.catalogues();
    let rendered = renderer.render(&method, &uri, &visitor, &origin, catalogues);
    match rendered.await {
        Rendered::Answer(answer) => answer,
        Rendered::Undrawn => door.page.answer(&visitor.headers),
        Rendered::Page(page, catalogue, cookies) => {
            let language = catalogue.language();
            let has_query = uri.query().is_some();
            let mut answer = door
                .page
                .drawn(&page, language, &visitor.headers, has_query);
            answer.headers_mut().extend(cookies);
            if let Some(seconds) = page.retry_after {
                answer
                    .headers_mut()
                    .insert(header::RETRY_AFTER, seconds.into());
            }
            with_status(
                answer,
                StatusCode::from_u16(page.status).unwrap_or_default(),
            )
        }
        Rendered::Busy => {
            let notice = Notice {
                title: phrases::RATE_LIMITED,
                text: phrases::RATE_LIMITED_TEXT,
                way: (phrases::TRY_AGAIN, ""),
                goes_on: false,
            };
            let mut answer = door.page.notice(&notice, &visitor.headers);
            let soon = HeaderValue::from_static("5");
            answer.headers_mut().insert(header::RETRY_AFTER, soon);
            with_status(answer, StatusCode::SERVICE_UNAVAILABLE)
        }
    }
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
    let mut answer = next.run(request).await;
    door.profile
        .protect(answer.headers_mut(), &door.page.policy(), is_https);
    answer
}
