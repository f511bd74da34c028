//! Layer: gives the extractors their source, and guards what needs no handler of one's own.

use axum::{
    extract::{FromRequestParts as _, Request},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use tower::{Layer, Service};

use crate::{Aal2, Gateway, Kratos, Rejection, Session, VerifiedEmail, source::Source};

/// Provides the source of sessions to every extractor below it. There is no request until one needs a session.
///
/// ```
/// use kratos_session::{Kratos, Requirement, SessionLayer};
///
/// let sessions = SessionLayer::from(Kratos::new("http://127.0.0.1:4433")?);
/// let guard = sessions.clone().require(Requirement::Aal2);
/// # Ok::<(), kratos_session::SetupError>(())
/// ```
#[derive(Clone)]
pub struct SessionLayer {
    source: Arc<Source>,
    requirement: Option<Requirement>,
}

/// What every request below a layer needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Requirement {
    /// A session.
    Session,
    /// A session that two factors have proved.
    Aal2,
    /// A session whose e-mail address is verified.
    VerifiedEmail,
}

/// The service that [`SessionLayer`] makes of another.
#[derive(Clone)]
pub struct SessionService<S> {
    inner: S,
    layer: SessionLayer,
}

impl SessionLayer {
    /// Refuses requests without it, before anything below is called: for whole routers, and for services that are no handlers.
    #[must_use]
    pub fn require(mut self, requirement: Requirement) -> Self {
        self.requirement = Some(requirement);
        self
    }

    async fn admit(&self, parts: &mut Parts) -> Result<(), Rejection> {
        parts.extensions.insert(Arc::clone(&self.source));
        match self.requirement {
            None => Ok(()),
            Some(Requirement::Session) => Session::from_request_parts(parts, &()).await.map(drop),
            Some(Requirement::Aal2) => Aal2::from_request_parts(parts, &()).await.map(drop),
            Some(Requirement::VerifiedEmail) => VerifiedEmail::from_request_parts(parts, &())
                .await
                .map(drop),
        }
    }
}

impl From<Kratos> for SessionLayer {
    fn from(kratos: Kratos) -> Self {
        Self {
            source: Arc::new(Source::Kratos(Box::new(kratos))),
            requirement: None,
        }
    }
}

impl From<Gateway> for SessionLayer {
    fn from(gateway: Gateway) -> Self {
        Self {
            source: Arc::new(Source::Gateway(Box::new(gateway))),
            requirement: None,
        }
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = SessionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SessionService {
            inner,
            layer: self.clone(),
        }
    }
}

impl<S> Service<Request> for SessionService<S>
where
    S: Service<Request> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // The one that is ready is the one to call; its clone is not.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let layer = self.layer.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if let Err(rejection) = layer.admit(&mut parts).await {
                return Ok(rejection.into_response());
            }
            let response = inner.call(Request::from_parts(parts, body)).await?;
            Ok(response.into_response())
        })
    }
}
