//! Extract: what a handler can take.

use axum::{extract::FromRequestParts, http::request::Parts};
use std::sync::Arc;

use crate::{Rejection, Session, source::Source};

/// The session, if there is one.
///
/// `None` also where Kratos requires a second factor first. An unavailable source is still a 502.
#[derive(Clone, Debug)]
pub struct OptionalSession(pub Option<Session>);

/// A session that two factors have proved.
#[derive(Clone, Debug)]
pub struct Aal2(pub Session);

/// A session whose e-mail address is verified.
#[derive(Clone, Debug)]
pub struct VerifiedEmail {
    /// The session.
    pub session: Session,
    /// The address, as it was typed.
    pub address: String,
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        if let Some(session) = parts.extensions.get::<Self>() {
            return Ok(session.clone());
        }
        let source = parts.extensions.get::<Arc<Source>>().cloned();
        let source = source.ok_or(Rejection::NoLayer)?;
        let session = source.session(&parts.headers).await?;
        parts.extensions.insert(session.clone());
        Ok(session)
    }
}

impl<S: Sync> FromRequestParts<S> for OptionalSession {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        match Session::from_request_parts(parts, state).await {
            Ok(session) => Ok(Self(Some(session))),
            Err(Rejection::NoSession | Rejection::Aal2Required { .. }) => Ok(Self(None)),
            Err(rejection) => Err(rejection),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Aal2 {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let session = Session::from_request_parts(parts, state).await?;
        if !session.is_aal2() {
            return Err(Rejection::Aal2Required {
                redirect_browser_to: None,
            });
        }
        Ok(Self(session))
    }
}

impl<S: Sync> FromRequestParts<S> for VerifiedEmail {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let session = Session::from_request_parts(parts, state).await?;
        let address = session
            .email()
            .filter(|email| email.is_verified)
            .map(|email| email.address.to_owned())
            .ok_or(Rejection::EmailNotVerified)?;
        Ok(Self { session, address })
    }
}
