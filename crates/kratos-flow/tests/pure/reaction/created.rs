//! Creating a flow: the rows of the table of errors, and the forks of a creation, as a page that asks for a new flow meets
//! them.

use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{check, error, flow, nameless};

#[test]
#[rustfmt::skip]
fn a_flow_that_is_created_is_shown() {
    check(&[
        ("200 flow", "create /login", 200, flow(FlowKind::Login, "n"), "FlowForm n answer=1"),
        ("200 flow", "create /registration", 200, flow(FlowKind::Registration, "n"), "FlowForm n answer=1"),
        ("200 flow", "create /recovery", 200, flow(FlowKind::Recovery, "n"), "FlowForm n answer=1"),
        ("200 flow", "create /verification", 200, flow(FlowKind::Verification, "n"), "FlowForm n answer=1"),
        ("200 flow", "create /settings", 200, flow(FlowKind::Settings, "n"), "FlowForm n answer=1"),
        ("200 flow, refresh", "create /login?refresh=true", 200, flow(FlowKind::Login, "n"), "FlowForm n answer=1"),
        ("registration with a challenge becomes a login", "create /registration?login_challenge=c", 200,
            flow(FlowKind::Login, "n"), "Leaving → Go /login?flow=n&login_challenge=c"),
        ("registration with a challenge that is skipped: null", "create /registration?login_challenge=c", 200,
            Value::Null, "Leaving → Go /"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_400_of_a_creation() {
    let there = || error("session_already_available");
    let forbidden = || error("self_service_flow_return_to_forbidden");
    check(&[
        ("400 session_already_available", "create /login", 400, there(), "Leaving → Go /"),
        ("400 session_already_available", "create /registration", 400, there(), "Leaving → Go /"),
        ("400 session_already_available", "create /recovery", 400, there(), "Leaving → Go /"),
        // Kratos has not checked this address, so nobody follows it.
        ("400 session_already_available", "create /login?return_to=https%3A%2F%2Fevil.example", 400, there(), "Leaving → Go /"),
        ("400 return_to_forbidden", "create /login?return_to=%2Fx&aal=aal2", 400, forbidden(),
            "Loading notice=ReturnToForbidden(why) → Load /login?aal=aal2"),
        ("400 return_to_forbidden", "create /registration?return_to=%2Fx", 400, forbidden(),
            "Loading notice=ReturnToForbidden(why) → Load /registration"),
        ("400 return_to_forbidden", "create /recovery?return_to=%2Fx", 400, forbidden(),
            "Loading notice=ReturnToForbidden(why) → Load /recovery"),
        ("400 return_to_forbidden", "create /verification?return_to=%2Fx", 400, forbidden(),
            "Loading notice=ReturnToForbidden(why) → Load /verification"),
        ("400 return_to_forbidden", "create /settings?return_to=%2Fx", 400, forbidden(),
            "Loading notice=ReturnToForbidden(why) → Load /settings"),
        // Nothing left to drop: the configuration is wrong, and asking again would go on for ever.
        ("400 return_to_forbidden", "create /login", 400, forbidden(), "Stopped ReturnToForbidden(why)"),
        ("400 self_service_flow_disabled", "create /registration", 400, error("self_service_flow_disabled"), "Stopped Disabled"),
        ("400 none: switched off", "create /recovery", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: switched off", "create /verification", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: bad aal", "create /login?aal=aal9", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: unknown identity schema", "create /login?identity_schema=x", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: unknown identity schema", "create /registration?identity_schema=x", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: return_to that does not parse", "create /login?return_to=%25", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: the OAuth2 server fails", "create /login?login_challenge=c", 400, nameless(), "Stopped Refused(why)"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_401_and_403_of_a_creation() {
    // Only here the body carries one thing more.
    let mut inactive = error("session_inactive");
    inactive["CredentialsMissing"] = Value::Bool(true);
    let mut aal2 = error("session_aal2_required");
    aal2["redirect_browser_to"] = json!(
        "http://localhost:4433/self-service/login/browser?aal=aal2&return_to=http%3A%2F%2Flocalhost%3A4433%2Fself-service%2Fsettings%2Fbrowser"
    );
    check(&[
        ("401 session_inactive", "create /settings", 401, inactive.clone(), "Leaving → Go /login?return_to=%2Fsettings"),
        ("401 session_inactive", "create /settings?return_to=%2Fx", 401, inactive,
            "Leaving → Go /login?return_to=%2Fsettings%3Freturn_to%3D%252Fx"),
        ("401 session_aal1_required", "create /login?aal=aal2", 401, error("session_aal1_required"), "Leaving → Go /login"),
        ("401 session_aal1_required", "create /login?aal=aal2&return_to=%2Fx", 401, error("session_aal1_required"),
            "Leaving → Go /login?return_to=%2Fx"),
        ("401 session_aal_already_fulfilled", "create /login?aal=aal2", 401, error("session_aal_already_fulfilled"),
            "Leaving → Go /"),
        ("403 security_csrf_violation", "create /login?aal=aal2", 403, error("security_csrf_violation"),
            "Loading restarts=1 → Load /login?aal=aal2"),
        // Kratos' own return_to leads to an endpoint; ours leads to the page.
        ("403 session_aal2_required", "create /settings", 403, aal2, "Leaving → Go /login?return_to=%2Fsettings&aal=aal2"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_other_failure_of_a_creation() {
    check(&[
        ("404 none", "create /verification", 404, nameless(), "Stopped NotFound"),
        ("429 of a proxy", "create /login", 429, nameless(), "Stopped RateLimited"),
        ("499 client abort", "create /login", 499, nameless(), "Stopped Unexpected(why)"),
        ("500 invalid_configuration", "create /login?login_challenge=c", 500, error("invalid_configuration"),
            "Stopped Unexpected(why)"),
        ("500 none", "create /registration", 500, nameless(), "Stopped Unexpected(why)"),
        ("502 of a proxy", "create /login", 502, nameless(), "Stopped Unavailable"),
        ("503 of a proxy", "create /settings", 503, nameless(), "Stopped Unavailable"),
        ("504 of a proxy", "create /recovery", 504, nameless(), "Stopped Unavailable"),
        ("a status that is not documented", "create /login", 418, error("something_new"), "Stopped Unexpected(why)"),
        ("an id that is not documented", "create /login", 403, error("something_new"), "Stopped Refused(why)"),
    ]);
}
