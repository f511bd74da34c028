//! The service behind a gateway.

use serde_json::{Value, json};

use super::{is_private, profile};
use crate::{Program, Response, Result, stand_in::Gateway};

/// Walks a service that `start` starts with the address of the keys.
///
/// # Errors
///
/// When the service cannot be started or reached.
///
/// # Panics
///
/// When a response of the service is not the expected one.
pub fn gateway(start: impl Fn(&str) -> Result<Program>) -> Result<()> {
    let gateway = Gateway::start()?;
    let service = start(&gateway.jwks())?;
    what_a_browser_sends_means_nothing(&service, &gateway)?;
    a_profile_belongs_to_the_token(&service, &gateway)?;
    claims_are_checked(&service, &gateway)?;
    signatures_are_checked(&service, &gateway)?;
    a_new_key_is_fetched(&service, &gateway)?;
    keys_that_cannot_be_had_are_no_sign_out(&gateway, start)
}

fn with_token(service: &Program, token: &str) -> Result<Response> {
    profile(service, ("authorization", &format!("Bearer {token}")))
}

fn what_a_browser_sends_means_nothing(service: &Program, gateway: &Gateway) -> Result<()> {
    let credentials = [
        ("cookie", "ory_kratos_session=x"),
        ("x-session-token", "x"),
        ("authorization", ""),
        ("authorization", "Basic dTpw"),
        ("authorization", "Bearer"),
        ("authorization", "Bearer x.y.z"),
    ];
    for credential in credentials {
        let response = profile(service, credential)?;
        assert_eq!(response.status, 401, "{credential:?}");
        assert_eq!(response.text("/error/id"), "session_inactive");
        assert!(is_private(&response));
    }
    assert_eq!(gateway.requests(), 0);
    Ok(())
}

fn a_profile_belongs_to_the_token(service: &Program, gateway: &Gateway) -> Result<()> {
    let claims = gateway.claims()?;
    let response = with_token(service, &gateway.sign(&claims)?)?;
    assert_eq!(response.status, 200, "{response:?}");
    let expected =
        json!({ "id": claims.get("sub"), "email": "Ada@example.org", "verified": false });
    assert_eq!(response.body, expected);
    assert!(is_private(&response));
    Ok(())
}

fn claims_are_checked(service: &Program, gateway: &Gateway) -> Result<()> {
    let claims = gateway.claims()?;
    let now = claims
        .get("iat")
        .and_then(Value::as_u64)
        .unwrap_or_default();
    let wrong = [
        ("/exp", json!(now - 60)),
        ("/exp", Value::Null),
        ("/nbf", json!(now + 60)),
        ("/iss", json!("https://elsewhere.example.org")),
        ("/iss", Value::Null),
        ("/aud", json!(["https://elsewhere.example.org"])),
        ("/aud", Value::Null),
        ("/sub", json!("somebody else")),
        ("/sub", Value::Null),
        ("/session", Value::Null),
        ("/session/active", json!(false)),
        ("/session/expires_at", json!("2020-01-01T00:00:00Z")),
    ];
    for (pointer, value) in wrong {
        let mut claims = claims.clone();
        if let Some(claim) = claims.pointer_mut(pointer) {
            *claim = value;
        }
        if let Some(members) = claims.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        let response = with_token(service, &gateway.sign(&claims)?)?;
        assert_eq!(
            response.status,
            401,
            "{pointer}: {:?}",
            claims.pointer(pointer)
        );
    }
    Ok(())
}

fn signatures_are_checked(service: &Program, gateway: &Gateway) -> Result<()> {
    let claims = gateway.claims()?;
    let requests = gateway.requests();
    let forged = [
        gateway.forge(&claims)?,
        gateway.sign_with_public_key(&claims)?,
        gateway.unsigned(&claims),
    ];
    for token in forged {
        assert_eq!(with_token(service, &token)?.status, 401, "{token}");
    }
    assert_eq!(gateway.requests(), requests, "the keys are known");
    Ok(())
}

fn a_new_key_is_fetched(service: &Program, gateway: &Gateway) -> Result<()> {
    let claims = gateway.claims()?;
    let before = gateway.sign(&claims)?;
    gateway.rotate();
    let after = gateway.sign(&claims)?;
    assert_eq!(with_token(service, &before)?.status, 200, "still known");
    assert_eq!(with_token(service, &after)?.status, 200, "the new key");
    assert_eq!(with_token(service, &before)?.status, 401, "withdrawn");
    let made_up = gateway.sign_with_unknown_key(&claims)?;
    assert_eq!(with_token(service, &made_up)?.status, 401);
    assert_eq!(with_token(service, &after)?.status, 200);
    Ok(())
}

fn keys_that_cannot_be_had_are_no_sign_out(
    gateway: &Gateway,
    start: impl Fn(&str) -> Result<Program>,
) -> Result<()> {
    let service = start(&gateway.jwks())?;
    let token = gateway.sign(&gateway.claims()?)?;
    gateway.is_broken(true);
    let response = with_token(&service, &token)?;
    assert_eq!(response.status, 502);
    assert_eq!(response.text("/error/id"), "identity_server_unavailable");
    gateway.is_broken(false);
    assert_eq!(with_token(&service, &token)?.status, 200, "it is back");
    Ok(())
}
