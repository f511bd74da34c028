//! Fetching a flow by its id: the rows of the table of errors as a page with `?flow=` in its address meets them.

use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{check, error, flow, nameless};

#[test]
#[rustfmt::skip]
fn a_flow_that_is_fetched_is_shown() {
    check(&[
        ("200 flow", "get /login?flow=f", 200, flow(FlowKind::Login, "f"), "FlowForm f answer=1"),
        ("200 flow", "get /registration?flow=f", 200, flow(FlowKind::Registration, "f"), "FlowForm f answer=1"),
        ("200 flow", "get /recovery?flow=f", 200, flow(FlowKind::Recovery, "f"), "FlowForm f answer=1"),
        ("200 flow", "get /verification?flow=f", 200, flow(FlowKind::Verification, "f"), "FlowForm f answer=1"),
        ("200 flow", "get /settings?flow=f", 200, flow(FlowKind::Settings, "f"), "FlowForm f answer=1"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_flow_of_another_browser_is_replaced() {
    let csrf = || error("security_csrf_violation");
    check(&[
        ("403 security_csrf_violation", "get /login?flow=f&return_to=%2Fx&aal=aal2&refresh=true&login_challenge=c&organization=o",
            403, csrf(),
            "Leaving → Go /self-service/login/browser?return_to=%2Fx&aal=aal2&refresh=true&login_challenge=c&organization=o"),
        ("403 security_csrf_violation", "get /registration?flow=f&after_verification_return_to=%2Fx&identity_schema=s", 403, csrf(),
            "Loading restarts=1 → Load /registration?identity_schema=s&after_verification_return_to=%2Fx"),
        ("403 security_identity_mismatch", "get /settings?flow=f&return_to=%2Fx", 403, error("security_identity_mismatch"),
            "Loading restarts=1 → Load /settings?return_to=%2Fx"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_session_that_is_missing_or_too_weak() {
    let aal2 = || error("session_aal2_required");
    check(&[
        ("401 none", "get /settings?flow=f", 401, nameless(), "Leaving → Go /login?return_to=%2Fsettings%3Fflow%3Df"),
        ("403 session_aal2_required", "get /settings?flow=f", 403, aal2(),
            "Leaving → Go /login?return_to=%2Fsettings%3Fflow%3Df&aal=aal2"),
        ("400 session_already_available", "get /login?flow=f", 400, error("session_already_available"), "Leaving → Go /"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_kind_that_is_switched_off() {
    check(&[
        ("400 self_service_flow_disabled", "get /registration?flow=f", 400, error("self_service_flow_disabled"), "Stopped Disabled"),
        ("400 none", "get /recovery?flow=f", 400, nameless(), "Stopped Refused(why)"),
        ("400 none", "get /verification?flow=f", 400, nameless(), "Stopped Refused(why)"),
        ("400 none: the OAuth2 server fails", "get /login?flow=f", 400, nameless(), "Stopped Refused(why)"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_flow_that_is_unknown_is_replaced_without_a_word() {
    check(&[
        ("404 none", "get /login?flow=f&aal=aal2", 404, nameless(), "Loading restarts=1 → Load /login?aal=aal2"),
        ("404 none", "get /registration?flow=f", 404, nameless(), "Loading restarts=1 → Load /registration"),
        ("404 none", "get /recovery?flow=f", 404, nameless(), "Loading restarts=1 → Load /recovery"),
        ("404 none", "get /verification?flow=f", 404, nameless(), "Loading restarts=1 → Load /verification"),
        ("404 none", "get /settings?flow=f&return_to=%2Fx", 404, nameless(), "Loading restarts=1 → Load /settings?return_to=%2Fx"),
    ]);
}

/// What Kratos says of an expired flow: where it could be made again, without most of what it was made with.
fn gone(id: Option<&str>) -> Value {
    let mut gone = json!({"error": {"code": 410, "message": "what", "details": {
        "redirect_to": "http://localhost:4433/self-service/login/browser"}}});
    if let Some(id) = id {
        gone["error"]["id"] = json!(id);
    }
    gone
}

#[test]
#[rustfmt::skip]
fn a_flow_that_has_expired_is_made_anew_with_all_it_was_made_with() {
    let named = || gone(Some("self_service_flow_expired"));
    check(&[
        ("410 self_service_flow_expired", "get /login?flow=f&return_to=%2Fx&refresh=true", 410, named(),
            "Loading notice=Renewed restarts=1 → Load /login?return_to=%2Fx&refresh=true"),
        ("410 self_service_flow_expired", "get /login?flow=f&aal=aal2", 410, named(),
            "Loading notice=Renewed restarts=1 → Load /login?aal=aal2"),
        ("410 self_service_flow_expired", "get /registration?flow=f&return_to=%2Fx", 410, named(),
            "Loading notice=Renewed restarts=1 → Load /registration?return_to=%2Fx"),
        ("410 none", "get /settings?flow=f&return_to=%2Fx", 410, gone(None),
            "Loading notice=Renewed restarts=1 → Load /settings?return_to=%2Fx"),
        ("410 none", "get /recovery?flow=f", 410, gone(None), "Loading notice=Renewed restarts=1 → Load /recovery"),
        ("410 none", "get /verification?flow=f", 410, gone(None), "Loading notice=Renewed restarts=1 → Load /verification"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_failing_server_stops_the_page() {
    check(&[
        ("500 none", "get /login?flow=f", 500, nameless(), "Stopped Unexpected(why)"),
        ("503 of a proxy", "get /settings?flow=f", 503, nameless(), "Stopped Unavailable"),
        ("429 of a proxy", "get /verification?flow=f", 429, nameless(), "Stopped RateLimited"),
    ]);
}
