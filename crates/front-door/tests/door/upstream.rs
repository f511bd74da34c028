//! How Kratos is reached: by https, with whose certificates, and over a socket.

use crate::{
    authority::Authority,
    stage::{Stage, text},
};
use axum::{
    Router,
    extract::Request,
    http::{Method, StatusCode, header},
};
use clap::Parser as _;
use front_door::{
    Listener,
    settings::{KratosTls, Settings},
};
use std::path::PathBuf;

/// Says by which version it was asked, and under which name.
fn echo() -> Router {
    Router::new().fallback(|request: Request| async move {
        let host = request.headers().get(header::HOST);
        let host = host.map(|host| host.to_str().unwrap().to_owned());
        let host = host.or_else(|| Some(request.uri().authority()?.to_string()));
        format!("{:?} {}", request.version(), host.unwrap_or_default())
    })
}

fn before(address: &str, tls: KratosTls) -> Stage {
    Stage::with(|settings| {
        settings.kratos = address.parse().unwrap();
        settings.kratos_tls = tls;
    })
}

fn trusting(ca: PathBuf) -> KratosTls {
    KratosTls {
        ca: Some(ca),
        ..KratosTls::default()
    }
}

async fn ask(stage: &Stage) -> (StatusCode, String) {
    let response = stage.get("/sessions/whoami").await;
    (response.status(), text(response).await)
}

/// SR-06: passwords went to Kratos in clear text.
#[tokio::test]
async fn kratos_is_reached_by_https_under_its_own_name() {
    let authority = Authority::new();
    let address = authority.serve("localhost", echo()).await;
    let (status, said) = ask(&before(&address, trusting(authority.ca()))).await;
    assert_eq!(status, StatusCode::OK);
    let host = address.strip_prefix("https://").unwrap();
    assert_eq!(said, format!("HTTP/1.1 {host}"));
}

#[tokio::test]
async fn nobody_else_is_taken_for_kratos() {
    let authority = Authority::new();
    let address = authority.serve("localhost", echo()).await;
    let strangers = before(&address, trusting(Authority::new().ca()));
    assert_eq!(ask(&strangers).await.0, StatusCode::BAD_GATEWAY);
    let systems = before(&address, KratosTls::default());
    assert_eq!(ask(&systems).await.0, StatusCode::BAD_GATEWAY);
    let address = authority.serve("kratos.example", echo()).await;
    let misnamed = before(&address, trusting(authority.ca()));
    assert_eq!(ask(&misnamed).await.0, StatusCode::BAD_GATEWAY);
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    let authority = Authority::new();
    let address = authority.serve_by("h2", false, echo()).await;
    let stage = before(&address, trusting(authority.ca()));
    let host = address.strip_prefix("https://").unwrap();
    assert_eq!(ask(&stage).await.1, format!("HTTP/2.0 {host}"));
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_who_asks_for_one() {
    let authority = Authority::new();
    let address = authority.serve_by("http/1.1", true, echo()).await;
    let without = before(&address, trusting(authority.ca()));
    assert_eq!(ask(&without).await.0, StatusCode::BAD_GATEWAY);
    let (cert, key) = authority.issue("front-door");
    let with = KratosTls {
        ca: Some(authority.ca()),
        cert: Some(cert),
        key: Some(key),
    };
    assert_eq!(ask(&before(&address, with)).await.0, StatusCode::OK);
}

#[test]
fn certificates_that_are_of_no_use_stop_the_start() {
    let authority = Authority::new();
    let (cert, _) = authority.issue("a");
    let (_, key) = authority.issue("b");
    let problem = |tls: KratosTls| {
        let mut settings = Stage::new().settings;
        settings.kratos = "https://localhost".parse().unwrap();
        settings.kratos_tls = tls;
        let stage = Stage::with(|_| ());
        settings.dist = stage.settings.dist.clone();
        front_door::router(&settings, &stage.metrics)
            .unwrap_err()
            .to_string()
    };
    let said = problem(trusting(PathBuf::from("/nowhere/ca.pem")));
    assert!(said.starts_with("/nowhere/ca.pem: "), "{said}");
    let said = problem(trusting(key.clone()));
    assert!(said.ends_with("there is no certificate in it"), "{said}");
    let said = problem(KratosTls {
        ca: Some(authority.ca()),
        cert: Some(cert.clone()),
        key: Some(key),
    });
    assert!(said.starts_with(cert.to_str().unwrap()), "{said}");
    let said = problem(KratosTls {
        ca: Some(authority.ca()),
        cert: Some(cert.clone()),
        key: Some(cert),
    });
    assert!(said.contains("no items"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn kratos_and_the_server_may_be_sockets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kratos.sock");
    // What a program that was killed has left.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let address = format!("unix:{}", path.display());
    let listener = Listener::bind(&address.parse().unwrap()).await.unwrap();
    let limits = Settings::parse_from(["front-door"]).server;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let kratos = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        front_door::serve(listener, echo(), &limits, stopped).await;
    });
    assert!(Listener::bind(&address.parse().unwrap()).await.is_err());
    let stage = before(&address, KratosTls::default());
    assert_eq!(ask(&stage).await.1, "HTTP/1.1 localhost");
    let posted = stage.fetch(Method::DELETE, "/sessions/1", &[]).await;
    assert_eq!(posted.status(), StatusCode::OK);
    stop.send(()).unwrap();
    drop(stage);
    kratos.await.unwrap();
    assert!(!path.exists());
}

#[test]
fn passwords_in_clear_text_are_warned_of() {
    let warns = |kratos: &str| {
        let settings = Settings::parse_from(["front-door", "--kratos", kratos]);
        settings.warnings().concat().contains("clear text")
    };
    assert!(warns("http://kratos:4433"));
    assert!(warns("http://10.0.0.7:4433"));
    for safe in [
        "https://kratos:4433",
        "http://127.0.0.1:4433",
        "http://localhost:4433",
        "http://[::1]:4433",
        "unix:/run/kratos.sock",
    ] {
        assert!(!warns(safe), "{safe}");
    }
}

#[test]
fn addresses_are_read() {
    for wrong in [
        "ftp://a",
        "unix:relative",
        "https://u:p@a",
        "https://a?b",
        "a",
    ] {
        let read = Settings::try_parse_from(["front-door", "--kratos", wrong]);
        assert!(read.is_err(), "{wrong}");
    }
    assert!(Settings::try_parse_from(["front-door", "--kratos-client-cert", "a"]).is_err());
    let settings = Settings::parse_from(["front-door", "--listen", "unix:/run/door.sock"]);
    assert!(settings.listen.is_local());
}
