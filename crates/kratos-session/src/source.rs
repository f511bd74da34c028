//! Source: where sessions come from, and the HTTP client.

use axum::http::HeaderMap;
use reqwest::{Client, Url, redirect};
use std::time::Duration;

use crate::{Gateway, Kratos, Rejection, Session, SetupError};

/// A user waits for the response.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) enum Source {
    Kratos(Box<Kratos>),
    Gateway(Box<Gateway>),
}

impl Source {
    pub(crate) async fn session(&self, headers: &HeaderMap) -> Result<Session, Rejection> {
        match self {
            Self::Kratos(kratos) => kratos.session(headers).await,
            Self::Gateway(gateway) => gateway.session(headers).await,
        }
    }
}

/// A client for a server of one's own: it follows no redirect and uses no proxy.
pub(crate) fn client() -> Result<Client, SetupError> {
    let client = Client::builder()
        .timeout(TIMEOUT)
        .redirect(redirect::Policy::none())
        .no_proxy();
    Ok(client.build()?)
}

pub(crate) fn address(text: &str) -> Result<Url, SetupError> {
    let url: Url = text
        .parse()
        .map_err(|_| SetupError::Address(text.to_owned()))?;
    match url.scheme() {
        "http" => Ok(url),
        "https" if cfg!(feature = "tls") => Ok(url),
        "https" => Err(SetupError::NoTls(text.to_owned())),
        _ => Err(SetupError::Address(text.to_owned())),
    }
}

/// What went wrong, with its causes: the outermost error of an HTTP client has no details.
pub(crate) fn unavailable(error: &dyn std::error::Error) -> Rejection {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let texts: Vec<_> = causes.map(ToString::to_string).collect();
    Rejection::Unavailable(texts.join(": "))
}
