//! Files that are made when the program starts, and what watches over it.

use crate::{app::AppState, assets::NO_STORE};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use std::sync::Arc;

/// What the application reads when it starts.
pub(crate) async fn config_json(State(app): State<Arc<AppState>>) -> Response {
    let json = HeaderValue::from_static("application/json");
    (
        [
            (header::CONTENT_TYPE, json),
            (header::CACHE_CONTROL, NO_STORE),
        ],
        app.config.clone(),
    )
        .into_response()
}

/// The process runs.
pub(crate) async fn alive() -> Response {
    (
        [(header::CACHE_CONTROL, NO_STORE)],
        axum::Json(serde_json::json!({"status": "ok"})),
    )
        .into_response()
}

/// The page can be served. Kratos is not asked: without it the page still says what is wrong, a closed door does not.
pub(crate) async fn ready(State(app): State<Arc<AppState>>) -> Response {
    match tokio::fs::metadata(app.page.path()).await {
        Ok(_) => alive().await,
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(header::CACHE_CONTROL, NO_STORE)],
        )
            .into_response(),
    }
}

/// Where password managers send users, <https://w3c.github.io/webappsec-change-password-url/>.
pub(crate) async fn change_password() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/settings")]).into_response()
}

/// Where to tell of a weakness (RFC 9116).
pub(crate) async fn security_txt(State(app): State<Arc<AppState>>, request: Request) -> Response {
    match &app.security_txt {
        Some(text) => (
            [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("text/plain; charset=utf-8"),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            ],
            text.clone(),
        )
            .into_response(),
        None => app.assets.file(request).await,
    }
}
