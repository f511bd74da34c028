//! TLS on the listener.

use crate::{authority::Authority, stage::Stage};
use axum::{Json, Router, http::HeaderMap};
use clap::Parser as _;
use front_door::{Certificate, Listener, settings::Settings};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsConnector;

/// What a browser is told, that trusts the authority and speaks these protocols.
async fn visit(address: &str, authority: &Authority, path: &str) -> (Option<Vec<u8>>, String) {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(authority.ca()).unwrap())
        .unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    let host = address.strip_prefix("https://").unwrap();
    let stream = TcpStream::connect(host).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    let mut stream = connector.connect(name, stream).await.unwrap();
    let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // Not every server says that it ends.
    let _ = stream.read_to_end(&mut bytes).await;
    (protocol, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn who_comes_by_tls_comes_by_https() {
    let kratos = Router::new().fallback(|headers: HeaderMap| async move {
        Json(headers["x-forwarded-proto"].to_str().unwrap().to_owned())
    });
    let stage = Stage::before(kratos).await;
    let authority = Authority::new();
    let address = authority.serve("localhost", stage.door()).await;
    let (protocol, page) = visit(&address, &authority, "/login").await;
    assert_eq!(protocol.as_deref(), Some(&b"http/1.1"[..]));
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("strict-transport-security: "), "{page}");
    let (_, told) = visit(&address, &authority, "/sessions/whoami").await;
    assert!(told.ends_with("\"https\""), "{told}");
}

#[tokio::test]
async fn who_says_nothing_instead_of_tls_is_given_up() {
    let authority = Authority::new();
    let (cert, key) = authority.issue("localhost");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let listener = Listener::from(listener).with_tls(Certificate::read(cert, key).unwrap());
    let mut limits = Settings::parse_from(["front-door"]).server;
    limits.head_timeout = Duration::from_millis(50);
    tokio::spawn(async move {
        front_door::serve(listener, Router::new(), &limits, std::future::pending()).await;
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes));
    let _ = read.await.unwrap();
    assert!(bytes.is_empty());
}

#[tokio::test]
async fn plain_http_is_not_spoken_beside_tls() {
    let authority = Authority::new();
    let address = authority.serve("localhost", Stage::new().door()).await;
    let host = address.strip_prefix("https://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = b"GET /login HTTP/1.1\r\nHost: a\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert!(!bytes.starts_with(b"HTTP/"));
}

#[test]
fn a_certificate_needs_its_key() {
    assert!(Settings::try_parse_from(["front-door", "--tls-cert", "a"]).is_err());
    let both = ["front-door", "--tls-cert", "a", "--tls-key", "b"];
    assert!(Settings::try_parse_from(both).is_ok());
}
