//! The service itself: one route for users with a session. The program that starts it chooses the source of sessions.

use axum::{Json, Router, http::header, response::IntoResponse, routing::get};
use kratos_session::{Session, SessionLayer};
use serde_json::json;
use std::env;
use tokio::net::TcpListener;

/// Serves until the program ends, on `LISTEN` or else 127.0.0.1:3000.
///
/// # Errors
///
/// When the port is taken.
#[expect(
    clippy::print_stdout,
    reason = "the address is the output of the program"
)]
pub async fn serve(sessions: SessionLayer) -> std::io::Result<()> {
    let listener = TcpListener::bind(setting("LISTEN", "127.0.0.1:3000")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router(sessions)).await
}

/// An environment variable, or its default.
#[must_use]
pub fn setting(name: &str, default: &str) -> String {
    env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn router(sessions: SessionLayer) -> Router {
    Router::new()
        .route("/users/profile", get(profile))
        .layer(sessions)
}

/// The user of the session. Without one this does not run: the extractor rejects the request.
async fn profile(session: Session) -> impl IntoResponse {
    let email = session.email();
    let profile = json!({
        "id": session.identity_id(),
        "email": email.map(|email| email.address),
        "verified": email.is_some_and(|email| email.is_verified),
    });
    // It is for one user: no shared cache may store it.
    ([(header::CACHE_CONTROL, "no-store")], Json(profile))
}
