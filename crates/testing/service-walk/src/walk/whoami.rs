//! The service that calls whoami.

use serde_json::{Value, json};
use std::time::Duration;

use super::{is_private, profile};
use crate::{
    Program, Result,
    stand_in::{Kratos, session},
};

const HOUR: Duration = Duration::from_secs(3600);

/// Walks a service that `start` starts with the address of a Kratos.
///
/// # Errors
///
/// When the service cannot be started or reached.
///
/// # Panics
///
/// When a response of the service is not the expected one.
pub fn whoami(start: impl Fn(&str) -> Result<Program>) -> Result<()> {
    let kratos = Kratos::start()?;
    let service = start(kratos.address())?;
    no_credential_makes_no_request(&service, &kratos)?;
    refusals_stay_what_they_are(&service, &kratos)?;
    a_profile_belongs_to_the_credential(&service, &kratos)?;
    a_session_is_cached_and_a_failure_is_not(&service, &kratos)?;
    an_outage_is_no_sign_out(&service, &kratos)?;
    drop(kratos);
    let gone = profile(&service, ("x-session-token", "gone"))?;
    assert_eq!(gone.status, 502, "Kratos is gone: {gone:?}");
    assert!(is_private(&gone));
    Ok(())
}

fn no_credential_makes_no_request(service: &Program, kratos: &Kratos) -> Result<()> {
    for cookie in ["theme=dark", "ory_kratos_session=", "xory_kratos_session=x"] {
        let response = profile(service, ("cookie", cookie))?;
        assert_eq!(response.status, 401, "{cookie}");
        assert_eq!(response.text("/error/id"), "session_inactive");
        assert!(is_private(&response));
    }
    assert_eq!(service.get("/nothing/here", &[])?.status, 404);
    assert_eq!(kratos.requests(), []);
    Ok(())
}

fn refusals_stay_what_they_are(service: &Program, kratos: &Kratos) -> Result<()> {
    kratos.respond_with(
        401,
        &json!({ "error": { "code": 401, "status": "Unauthorized" } }),
    );
    let response = profile(service, ("x-session-token", "unknown"))?;
    assert_eq!(response.status, 401);

    let place = "http://localhost:4455/self-service/login/browser?aal=aal2";
    let refusal = json!({
        "error": { "id": "session_aal2_required", "code": 403, "status": "Forbidden" },
        "redirect_browser_to": place,
    });
    kratos.respond_with(403, &refusal);
    let response = profile(service, ("x-session-token", "half"))?;
    assert_eq!(response.status, 403);
    assert_eq!(response.text("/error/id"), "session_aal2_required");
    assert_eq!(response.text("/redirect_browser_to"), place);

    kratos.respond_with(200, &session(Duration::ZERO)?);
    let response = profile(service, ("x-session-token", "ended"))?;
    assert_eq!(response.status, 401, "the session has ended");
    Ok(())
}

fn a_profile_belongs_to_the_credential(service: &Program, kratos: &Kratos) -> Result<()> {
    let mut account = session(HOUR)?;
    kratos.respond_with(200, &account);
    drop(kratos.requests());
    let response = profile(
        service,
        ("cookie", "theme=dark; ory_kratos_session=one; other=1"),
    )?;
    assert_eq!(response.status, 200);
    assert!(is_private(&response));
    let id = account.pointer("/identity/id").cloned();
    let expected = json!({ "id": id, "email": "Ada@example.org", "verified": false });
    assert_eq!(response.body, expected, "the other address is verified");
    let cookie = "ory_kratos_session=one".to_owned();
    assert_eq!(kratos.requests(), [(Some(cookie), None)], "no other cookie");

    if let Some(verified) = account.pointer_mut("/identity/verifiable_addresses/1/verified") {
        *verified = Value::Bool(true);
    }
    kratos.respond_with(200, &account);
    let response = profile(service, ("x-session-token", "one"))?;
    assert_eq!(response.body.get("verified"), Some(&Value::Bool(true)));
    assert_eq!(kratos.requests(), [(None, Some("one".to_owned()))]);

    if let Some(traits) = account.pointer_mut("/identity/traits") {
        *traits = json!({ "phone": "+49301234567" });
    }
    kratos.respond_with(200, &account);
    let response = profile(service, ("x-session-token", "no address"))?;
    let expected = json!({ "id": id, "email": null, "verified": false });
    assert_eq!(response.body, expected);
    Ok(())
}

fn a_session_is_cached_and_a_failure_is_not(service: &Program, kratos: &Kratos) -> Result<()> {
    let token = ("x-session-token", "cached");
    let failures = [
        (401, 401, json!({ "error": { "code": 401 } })),
        (500, 502, json!({})),
    ];
    for (status, expected, body) in failures {
        kratos.respond_with(status, &body);
        assert_eq!(profile(service, token)?.status, expected);
    }
    kratos.respond_with(200, &session(HOUR)?);
    drop(kratos.requests());
    assert_eq!(profile(service, token)?.status, 200);
    kratos.respond_with(500, &json!({}));
    assert_eq!(profile(service, token)?.status, 200);
    assert_eq!(
        kratos.requests().len(),
        1,
        "the second response comes from the cache"
    );

    let cookie = ("cookie", "ory_kratos_session=cached");
    assert_eq!(profile(service, cookie)?.status, 502, "not the same");
    Ok(())
}

fn an_outage_is_no_sign_out(service: &Program, kratos: &Kratos) -> Result<()> {
    let nonsense = [
        (429, json!({})),
        (302, json!({})),
        (404, json!("404 page not found")),
        (503, json!("<html>")),
        (200, json!("<html>")),
        (200, json!({})),
        (200, json!([])),
        (403, json!("<html>")),
        (403, json!({ "error": { "id": "security_csrf_violation" } })),
    ];
    for (status, body) in nonsense {
        kratos.respond_with(status, &body);
        let response = profile(service, ("x-session-token", "lost"))?;
        assert_eq!(response.status, 502, "after {status} {body}");
        assert_eq!(response.text("/error/id"), "identity_server_unavailable");
    }
    Ok(())
}
