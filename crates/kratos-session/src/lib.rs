//! The session of a request, by [Ory Kratos](https://www.ory.com/kratos) as axum extractors and a tower layer.
//!
//! A [`SessionLayer`] has the source of sessions; an extractor names what a handler needs.
//!
//! | a handler takes | it runs | otherwise |
//! |---|---|---|
//! | [`Session`] | with a session | 401, or 403 where Kratos wants a second factor first |
//! | [`OptionalSession`] | always | – |
//! | [`Aal2`] | with a session that two factors have proved | 401, 403 |
//! | [`VerifiedEmail`] | with a session whose e-mail address is verified | 401, 403 |
//!
//! The source may be out of reach: every extractor responds with 502 then. An outage must not look like a sign-out.
//!
//! [`Kratos`] calls `GET /sessions/whoami` with the cookie or the `X-Session-Token` of the request. [`Gateway`] checks the JWT
//! that a gateway in front of the service puts into `Authorization`, without a request.
//!
//! ```
//! use axum::{Router, body::Body, http::Request, routing::get};
//! use kratos_session::{Kratos, Session, SessionLayer};
//! use tower::ServiceExt as _;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! async fn greet(session: Session) -> String {
//!     format!("You are {}.", session.identity_id())
//! }
//!
//! let app: Router = Router::new()
//!     .route("/", get(greet))
//!     .layer(SessionLayer::from(Kratos::new("http://127.0.0.1:4433")?));
//!
//! let stranger = Request::get("/").body(Body::empty())?;
//! assert_eq!(app.oneshot(stranger).await?.status(), 401);
//! # Ok(())
//! # }
//! ```
//!
//! A test of a handler needs no Kratos: a [`Session`] that is among the extensions of a request is taken from there.

mod credential;
mod error;
mod extract;
mod gateway;
mod keys;
mod kratos;
mod layer;
mod session;
mod source;

pub use error::{Rejection, SetupError};
pub use extract::{Aal2, OptionalSession, VerifiedEmail};
pub use gateway::Gateway;
pub use kratos::Kratos;
pub use layer::{Requirement, SessionLayer, SessionService};
pub use session::{Email, Session};
