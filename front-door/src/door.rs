//! Door: which path is answered by whom.

use crate::{
    assets::{self, Assets, NO_STORE},
    config::{ConfigError, Configuration},
    headers,
    page::Page,
    proxy::Kratos,
    report,
    settings::Settings,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use std::{io, path::PathBuf, sync::Arc};

/// Why the door cannot open.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The application's settings are wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
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
    page: Page,
    assets: Assets,
    kratos: Kratos,
    config: String,
}

/// Everything that the door answers, as one service.
///
/// # Errors
/// [`Problem`] when the settings of the application are wrong or `dist` has no index.html.
pub fn router(settings: &Settings) -> Result<Router, Problem> {
    let configuration =
        Configuration::load(settings.config.as_deref(), settings.config_json.as_deref())?;
    let json = configuration.json.to_string();
    let page = Page::open(&settings.dist, configuration).map_err(|error| Problem::Page {
        path: settings.dist.join("index.html"),
        error,
    })?;
    let door = Arc::new(Door {
        assets: Assets::new(&settings.dist),
        kratos: Kratos::new(settings),
        config: json,
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

/// `/sessions` is a page of the application for a person, and Kratos' API for a program.
async fn sessions(State(door): State<Arc<Door>>, request: Request) -> Response {
    let wants_page = request
        .headers()
        .get_all(header::ACCEPT)
        .iter()
        .any(|value| {
            value
                .to_str()
                .is_ok_and(|value| value.contains("text/html"))
        });
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut answer = if reads && wants_page {
        own(State(door), request).await
    } else {
        door.kratos.pass(request).await
    };
    answer
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    answer
}

async fn kratos(State(door): State<Arc<Door>>, request: Request) -> Response {
    door.kratos.pass(request).await
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
    if assets::is_asset(request.uri().path()) {
        return door.assets.file(request).await;
    }
    if let Err(error) = door.page.refresh().await {
        tracing::error!("{}: {error}", door.page.path().display());
    }
    door.page.answer(request.headers())
}

async fn protect(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let local = headers::is_local(request.headers());
    let mut answer = next.run(request).await;
    headers::protect(answer.headers_mut(), &door.page.policy(), local);
    answer
}
