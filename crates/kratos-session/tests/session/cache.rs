//! What is cached, and how often whoami is called.

use axum::{Router, routing::get};
use kratos_session::{Kratos, Session, SessionLayer, SetupError};
use service_walk::stand_in::{self, session};
use std::time::Duration;

use crate::request::{sessions, status};

const TOKEN: (&str, &str) = ("x-session-token", "t");

fn router(layer: SessionLayer) -> Router {
    Router::new()
        .route("/", get(|_: Session| async {}))
        .layer(layer)
}

#[tokio::test]
async fn requests_at_the_same_time_share_one_call() {
    let kratos = stand_in::Kratos::start().unwrap();
    kratos.respond_with(200, &session(Duration::from_secs(60)).unwrap());
    let router = router(Kratos::new(kratos.address()).unwrap().into());
    let get = || status(&router, "/", TOKEN);
    let statuses = tokio::join!(get(), get(), get());
    assert_eq!(statuses, (200, 200, 200));
    assert_eq!(kratos.requests().len(), 1);
}

#[tokio::test]
async fn the_cache_can_be_off() {
    let kratos = stand_in::Kratos::start().unwrap();
    kratos.respond_with(200, &session(Duration::from_secs(60)).unwrap());
    let router = router(sessions(&kratos));
    for _ in 0..2 {
        assert_eq!(status(&router, "/", TOKEN).await, 200);
    }
    assert_eq!(kratos.requests().len(), 2);
}

#[tokio::test]
async fn the_cookie_may_have_another_name() {
    let kratos = stand_in::Kratos::start().unwrap();
    kratos.respond_with(200, &session(Duration::from_secs(60)).unwrap());
    let source = Kratos::new(kratos.address()).unwrap().cookie("shop");
    let router = router(source.into());
    assert_eq!(status(&router, "/", ("cookie", "shop=1")).await, 200);
    let default = ("cookie", "ory_kratos_session=1");
    assert_eq!(status(&router, "/", default).await, 401);
}

#[test]
fn an_invalid_address_is_an_error_at_the_start() {
    for address in ["", "kratos:4433", "127.0.0.1", "unix:/run/kratos.sock"] {
        let outcome = Kratos::new(address);
        assert!(matches!(outcome, Err(SetupError::Address(_))), "{address}");
    }
    let https = Kratos::new("https://kratos.example.org");
    match cfg!(feature = "tls") {
        true => assert!(https.is_ok()),
        false => assert!(matches!(https, Err(SetupError::NoTls(_)))),
    }
}
