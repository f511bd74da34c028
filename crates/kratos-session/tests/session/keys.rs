//! How often the keys of a gateway are fetched. Its tokens are tested by `examples/service-axum`.

use axum::{Router, routing::get};
use kratos_session::{Gateway, Session, SessionLayer};
use service_walk::stand_in;

use crate::request::status;

#[tokio::test]
async fn unknown_key_ids_cause_one_request() {
    let gateway = stand_in::Gateway::start().unwrap();
    let layer: SessionLayer = Gateway::new(
        &gateway.jwks(),
        stand_in::Gateway::ISSUER,
        stand_in::Gateway::AUDIENCE,
    )
    .unwrap()
    .into();
    let router = Router::new()
        .route("/", get(|_: Session| async {}))
        .layer(layer);
    let claims = gateway.claims().unwrap();
    let good = format!("Bearer {}", gateway.sign(&claims).unwrap());
    let made_up = gateway.sign_with_unknown_key(&claims).unwrap();
    let made_up = format!("Bearer {made_up}");

    assert_eq!(status(&router, "/", ("authorization", &good)).await, 200);
    assert_eq!(gateway.requests(), 1);
    for _ in 0..3 {
        let response = status(&router, "/", ("authorization", &made_up)).await;
        assert_eq!(response, 401);
    }
    assert_eq!(gateway.requests(), 2, "the first of them may be a new key");

    gateway.is_broken(true);
    let response = status(&router, "/", ("authorization", &good)).await;
    assert_eq!(response, 200, "what is known stays known");
}
