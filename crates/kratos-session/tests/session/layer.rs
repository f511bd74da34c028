//! What a layer that requires something lets through.

use axum::{Router, routing::get};
use kratos_session::{Requirement, Session};
use serde_json::json;
use service_walk::stand_in::{self, session};
use std::time::Duration;

use crate::request::{sessions, status};

const TOKEN: (&str, &str) = ("x-session-token", "t");

#[tokio::test]
async fn a_layer_guards_a_handler_without_extractors() {
    let kratos = stand_in::Kratos::start().unwrap();
    let mut account = session(Duration::from_secs(60)).unwrap();
    let guarded = |requirement: Option<Requirement>| {
        let layer = sessions(&kratos);
        let layer = match requirement {
            Some(requirement) => layer.require(requirement),
            None => layer,
        };
        Router::new().route("/", get(|| async {})).layer(layer)
    };
    let open = guarded(None);
    let signed_in = guarded(Some(Requirement::Session));
    let two_factors = guarded(Some(Requirement::Aal2));
    let verified = guarded(Some(Requirement::VerifiedEmail));

    assert_eq!(status(&open, "/", TOKEN).await, 200);
    assert_eq!(kratos.requests(), [], "no extractor needs it");
    assert_eq!(status(&signed_in, "/", TOKEN).await, 401);

    kratos.respond_with(200, &account);
    assert_eq!(status(&signed_in, "/", TOKEN).await, 200);
    assert_eq!(status(&two_factors, "/", TOKEN).await, 403);
    assert_eq!(status(&verified, "/", TOKEN).await, 403);

    account["authenticator_assurance_level"] = json!("aal2");
    account["identity"]["verifiable_addresses"][1]["verified"] = json!(true);
    kratos.respond_with(200, &account);
    assert_eq!(status(&two_factors, "/", TOKEN).await, 200);
    assert_eq!(status(&verified, "/", TOKEN).await, 200);
}

#[tokio::test]
async fn layer_and_extractor_share_one_call() {
    let kratos = stand_in::Kratos::start().unwrap();
    kratos.respond_with(200, &session(Duration::from_secs(60)).unwrap());
    let router = Router::new()
        .route("/", get(|_: Session| async {}))
        .layer(sessions(&kratos).require(Requirement::Session));
    assert_eq!(status(&router, "/", TOKEN).await, 200);
    assert_eq!(kratos.requests().len(), 1);
}
