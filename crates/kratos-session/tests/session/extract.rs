//! What each extractor lets through.

use axum::{Router, routing::get};
use kratos_session::{Aal2, OptionalSession, Session, VerifiedEmail};
use serde_json::{Value, json};
use service_walk::stand_in::{self, session};
use std::time::Duration;

use crate::request::{sessions, status};

const TOKEN: (&str, &str) = ("x-session-token", "t");
const PATHS: [&str; 4] = ["/session", "/optional", "/aal2", "/verified"];

fn router(kratos: &stand_in::Kratos) -> Router {
    Router::new()
        .route("/session", get(|_: Session| async {}))
        .route("/optional", get(|_: OptionalSession| async {}))
        .route("/aal2", get(|_: Aal2| async {}))
        .route("/verified", get(|_: VerifiedEmail| async {}))
        .layer(sessions(kratos))
}

async fn statuses(response: (u16, Value)) -> [u16; 4] {
    let kratos = stand_in::Kratos::start().unwrap();
    kratos.respond_with(response.0, &response.1);
    let router = router(&kratos);
    let mut statuses = [0; 4];
    for (status_of, path) in statuses.iter_mut().zip(PATHS) {
        *status_of = status(&router, path, TOKEN).await;
    }
    statuses
}

#[tokio::test]
async fn each_extractor_takes_what_it_names() {
    let plain = session(Duration::from_secs(60)).unwrap();
    assert_eq!(statuses((200, plain.clone())).await, [200, 200, 403, 403]);

    let mut two_factors = plain.clone();
    two_factors["authenticator_assurance_level"] = json!("aal2");
    assert_eq!(statuses((200, two_factors)).await, [200, 200, 200, 403]);

    let mut verified = plain;
    verified["identity"]["verifiable_addresses"][1]["verified"] = json!(true);
    assert_eq!(statuses((200, verified)).await, [200, 200, 403, 200]);
}

#[tokio::test]
async fn without_a_session_only_the_optional_one_runs() {
    assert_eq!(statuses((401, json!({}))).await, [401, 200, 401, 401]);
    let half = json!({ "error": { "id": "session_aal2_required" } });
    assert_eq!(statuses((403, half)).await, [403, 200, 403, 403]);
}

#[tokio::test]
async fn an_outage_is_no_sign_out() {
    assert_eq!(statuses((503, json!({}))).await, [502, 502, 502, 502]);
}

#[tokio::test]
async fn without_a_layer_every_request_is_refused() {
    let router = Router::new().route("/", get(|_: Session| async {}));
    assert_eq!(status(&router, "/", TOKEN).await, 500);
}

#[tokio::test]
async fn a_session_among_the_extensions_is_taken() {
    let session: Session =
        serde_json::from_value(session(Duration::from_secs(60)).unwrap()).unwrap();
    let router = Router::new()
        .route("/", get(|_: Session| async {}))
        .layer(axum::Extension(session));
    assert_eq!(status(&router, "/", TOKEN).await, 200);
}
