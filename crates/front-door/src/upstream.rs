//! Upstream: the connections to Kratos, by http, by https, or over a Unix socket.
//!
//! By https HTTP/2 is spoken where Kratos' side offers it (ALPN).

#[cfg(unix)]
mod unix;

use crate::{
    pem::{self, TlsProblem},
    settings::{KratosAddress, KratosTls},
};
use axum::{body::Body, extract::Request, http::Response};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Builder, Client, Error, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{sync::Arc, time::Duration};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What requests to Kratos are sent by.
#[derive(Clone)]
pub(crate) enum Upstream {
    Tcp(Client<HttpsConnector<HttpConnector>, Body>),
    #[cfg(unix)]
    Unix(Client<unix::Connector, Body>),
}

impl Upstream {
    /// # Errors
    /// [`TlsProblem`] where certificates cannot be read or are of no use.
    pub(crate) fn new(address: &KratosAddress, tls: &KratosTls) -> Result<Self, TlsProblem> {
        #[cfg(unix)]
        if let KratosAddress::Socket(path) = address {
            return Ok(Self::Unix(builder().build(unix::Connector::new(path))));
        }
        let mut tcp = HttpConnector::new();
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        tcp.set_nodelay(true);
        tcp.enforce_http(false);
        let config = client_config(address, tls)?;
        let connector = HttpsConnectorBuilder::new().with_tls_config(config);
        let connector = if address.is_https() {
            connector.https_only()
        } else {
            connector.https_or_http()
        };
        let connector = connector.enable_all_versions().wrap_connector(tcp);
        Ok(Self::Tcp(builder().build(connector)))
    }

    /// Sends a request whose address is whole.
    pub(crate) async fn request(&self, request: Request) -> Result<Response<Incoming>, Error> {
        match self {
            Self::Tcp(client) => client.request(request).await,
            #[cfg(unix)]
            Self::Unix(client) => client.request(request).await,
        }
    }
}

fn builder() -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new());
    builder
}

fn client_config(address: &KratosAddress, tls: &KratosTls) -> Result<ClientConfig, TlsProblem> {
    let roots = match &tls.ca {
        _ if !address.is_https() => RootCertStore::empty(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for certificate in pem::certificates(path, &pem::read(path)?)? {
                roots.add(certificate).map_err(pem::rejected(path))?;
            }
            roots
        }
        None => system_roots(),
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    match (&tls.cert, &tls.key) {
        (Some(cert), Some(key)) => config
            .with_client_auth_cert(
                pem::certificates(cert, &pem::read(cert)?)?,
                pem::key(key, &pem::read(key)?)?,
            )
            .map_err(pem::rejected(cert)),
        _ => Ok(config.with_no_client_auth()),
    }
}

/// The authorities that this machine trusts; where it has no list, as an image from scratch, those that browsers trust.
fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!("certificates of the system: {error}");
    }
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}
