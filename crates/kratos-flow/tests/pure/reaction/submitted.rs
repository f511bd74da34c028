//! Sending a form: the rows of the table of errors, and every kind of success, as the page of a flow meets them.

use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{check, error, flow, nameless, reaction};

/// A flow with a message about the whole.
fn saying(kind: FlowKind, id: &str, message: u32) -> Value {
    let mut flow = flow(kind, id);
    let kind = if message >= 4_000_000 {
        "error"
    } else {
        "info"
    };
    flow["ui"]["messages"] = json!([{"id": message, "text": "text", "type": kind}]);
    flow
}

#[test]
#[rustfmt::skip]
fn a_flow_in_answer_is_drawn_whatever_its_status() {
    let second = {
        let mut flow = flow(FlowKind::Login, "n");
        flow["requested_aal"] = json!("aal2");
        flow
    };
    check(&[
        ("400 flow: wrong password", "submit /login?flow=f", 400, saying(FlowKind::Login, "f", 4_000_006),
            "FlowForm f answer=2 kept=field:typed 4000006"),
        ("400 flow: a step", "submit /login?flow=f", 400, saying(FlowKind::Login, "f", 1_010_014),
            "FlowForm f answer=2 kept=field:typed 1010014"),
        ("400 flow", "submit /registration?flow=f", 400, saying(FlowKind::Registration, "f", 4_000_007),
            "FlowForm f answer=2 kept=field:typed 4000007"),
        ("400 flow", "submit /settings?flow=f", 400, saying(FlowKind::Settings, "f", 4_000_001),
            "FlowForm f answer=2 kept=field:typed 4000001"),
        ("200 flow: wrong code", "submit /recovery?flow=f", 200, saying(FlowKind::Recovery, "f", 4_060_006),
            "FlowForm f answer=2 kept=field:typed 4060006"),
        ("200 flow: wrong code", "submit /verification?flow=f", 200, saying(FlowKind::Verification, "f", 4_070_006),
            "FlowForm f answer=2 kept=field:typed 4070006"),
        ("303 followed: another recovery flow", "submit /recovery?flow=f", 200, saying(FlowKind::Recovery, "n", 4_060_005),
            "FlowForm n answer=2 kept=field:typed 4060005"),
        ("303 followed: another verification flow", "submit /verification?flow=f", 200, saying(FlowKind::Verification, "n", 4_070_005),
            "FlowForm n answer=2 kept=field:typed 4070005"),
        ("200 login flow: linking needs a second factor", "submit /login?flow=f", 200, second,
            "FlowForm n answer=2 kept=field:typed"),
        ("another kind of flow", "submit /registration?flow=f", 200, flow(FlowKind::Login, "n"),
            "Leaving → Go /login?flow=n"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_other_400_of_a_submit() {
    let retry = json!({"error": {"code": 400, "reason": "why", "details": {
        "continue_with": [{"action": "show_recovery_ui", "flow": {"id": "r"}}]}}});
    check(&[
        ("400 session_already_available", "submit /registration?flow=f", 400, error("session_already_available"), "Leaving → Go /"),
        ("400 self_service_flow_disabled", "submit /registration?flow=f", 400, error("self_service_flow_disabled"), "Stopped Disabled"),
        ("400 return_to_forbidden", "submit /login?flow=f&return_to=%2Fx", 400, error("self_service_flow_return_to_forbidden"),
            "Loading notice=ReturnToForbidden(why) typed=field:typed → Load /login"),
        ("400 none: garbage flow id", "submit /login?flow=f", 400, nameless(),
            "FlowForm f answer=1 notice=Refused(why)"),
        ("400 none: recovery retry", "submit /recovery?flow=f", 400, retry, "Leaving → Go /recovery?flow=r"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_401_of_a_submit() {
    check(&[
        ("401 session_inactive", "submit /settings?flow=f", 401, error("session_inactive"),
            "Leaving → Confirm /login?return_to=%2Fsettings%3Fflow%3Df"),
        ("401 none: settings", "submit /settings?flow=f", 401, nameless(),
            "Leaving → Confirm /login?return_to=%2Fsettings%3Fflow%3Df"),
        ("401 none: switched-off account", "submit /login?flow=f", 401, nameless(), "FlowForm f answer=1 notice=AccountOff(why)"),
        ("401 none: switched-off account", "submit /recovery?flow=f", 401, nameless(), "FlowForm f answer=1 notice=AccountOff(why)"),
        ("401 session_aal1_required", "submit /login?flow=f&aal=aal2", 401, error("session_aal1_required"),
            "Leaving → Go /login?return_to=%2Flogin%3Fflow%3Df%26aal%3Daal2"),
        ("401 session_aal_already_fulfilled", "submit /login?flow=f&aal=aal2", 401, error("session_aal_already_fulfilled"),
            "Leaving → Go /"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_403_of_a_submit() {
    let csrf = || error("security_csrf_violation");
    // The error's own code says 400 here.
    let unverified = json!({"error": {"id": "session_verified_address_required", "code": 400, "reason": "why",
        "details": {"continue_with": [{"action": "show_verification_ui", "flow": {"id": "v"}}]}}});
    check(&[
        ("403 security_csrf_violation", "submit /login?flow=f&return_to=%2Fx&aal=aal2&refresh=true", 403, csrf(),
            "Loading notice=Csrf(why) restarts=1 typed=field:typed → Load /login?return_to=%2Fx&aal=aal2&refresh=true"),
        ("403 security_csrf_violation", "submit /registration?flow=f", 403, csrf(),
            "Loading notice=Csrf(why) restarts=1 typed=field:typed → Load /registration"),
        ("403 security_csrf_violation", "submit /recovery?flow=f", 403, csrf(),
            "Loading notice=Csrf(why) restarts=1 typed=field:typed → Load /recovery"),
        ("403 security_csrf_violation", "submit /verification?flow=f", 403, csrf(),
            "Loading notice=Csrf(why) restarts=1 typed=field:typed → Load /verification"),
        ("403 session_aal2_required", "submit /settings?flow=f", 403, error("session_aal2_required"),
            "Leaving → Confirm /login?return_to=http%3A%2F%2Flocalhost%3A4433%2Fself-service%2Fsettings%3Fflow%3Df&aal=aal2"),
        ("403 session_refresh_required", "submit /settings?flow=f", 403, error("session_refresh_required"),
            "Leaving → Confirm /login?return_to=http%3A%2F%2Flocalhost%3A4433%2Fself-service%2Fsettings%3Fflow%3Df&refresh=true"),
        ("403 session_verified_address_required", "submit /login?flow=f", 403, unverified, "Leaving → Go /verification?flow=v"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_flow_that_is_gone_is_made_anew_with_what_was_typed() {
    let expired = |id: &str| {
        json!({"error": {"id": "self_service_flow_expired", "code": 410, "message": "what"}, "use_flow_id": id,
               "expired_at": "2026-01-01T00:00:00Z", "since": 60_000_000_000_u64})
    };
    let replaced = json!({"error": {"id": "self_service_flow_replaced", "code": 410, "message": "what"}, "use_flow_id": "n"});
    check(&[
        ("404 none: unknown flow", "submit /login?flow=f&aal=aal2", 404, nameless(),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /login?aal=aal2"),
        ("404 none: unknown provider, method switched off", "submit /registration?flow=f", 404, nameless(),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /registration"),
        ("404 none: method switched off", "submit /settings?flow=f", 404, nameless(),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /settings"),
        ("410 self_service_flow_expired", "submit /login?flow=f&return_to=%2Fx", 410, expired("n"),
            "Loading typed=field:typed → Load /login?flow=n&return_to=%2Fx"),
        ("410 self_service_flow_expired", "submit /registration?flow=f", 410, expired("n"),
            "Loading typed=field:typed → Load /registration?flow=n"),
        ("410 self_service_flow_expired", "submit /settings?flow=f", 410, expired("n"),
            "Loading typed=field:typed → Load /settings?flow=n"),
        // Kratos' replacement is a plain sign-in; a new flow with the same parameters is not.
        ("410, second factor", "submit /login?flow=f&aal=aal2", 410, expired("n"),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /login?aal=aal2"),
        ("410, refresh", "submit /login?flow=f&refresh=true&return_to=%2Fx", 410, expired("n"),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /login?return_to=%2Fx&refresh=true"),
        ("410, OAuth2", "submit /login?flow=f&login_challenge=c", 410, expired("n"),
            "Leaving → Go /self-service/login/browser?login_challenge=c"),
        ("410 self_service_flow_replaced", "submit /verification?flow=f", 410, replaced,
            "Loading typed=field:typed → Load /verification?flow=n"),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_422_of_a_submit() {
    let away = |to: &str| json!({"error": {"id": "browser_location_change_required", "code": 422}, "redirect_browser_to": to});
    let wrapped = json!({"error": {"id": "browser_location_change_required", "details": {"redirect_browser_to": "https://idp.example/"}}});
    check(&[
        ("422 social sign-in", "submit /login?flow=f", 422, away("https://idp.example/auth?x=1"), "Leaving → Go https://idp.example/auth?x=1"),
        ("422 social sign-up", "submit /registration?flow=f", 422, away("https://idp.example/"), "Leaving → Go https://idp.example/"),
        ("422 linking", "submit /settings?flow=f", 422, away("https://idp.example/"), "Leaving → Go https://idp.example/"),
        ("422 OAuth2", "submit /login?flow=f", 422, away("https://hydra.example/oauth2/auth"), "Leaving → Go https://hydra.example/oauth2/auth"),
        ("422 second factor", "submit /login?flow=f", 422, away("http://localhost:4433/self-service/login/browser?aal=aal2"),
            "Leaving → Go http://localhost:4433/self-service/login/browser?aal=aal2"),
        ("422 recovery → settings", "submit /recovery?flow=f", 422, away("https://app.example/settings?flow=s"),
            "Leaving → Go https://app.example/settings?flow=s"),
        // A security key is requested in the same flow, which has the challenge now.
        ("422 webauthn", "submit /login?flow=f&return_to=%2Fx", 422, away("https://app.example/login?flow=f"),
            "Loading typed=field:typed → Load /login?flow=f&return_to=%2Fx"),
        ("422 without the extras at the top", "submit /login?flow=f", 422, wrapped, "Leaving → Go https://idp.example/"),
        ("422 without an address", "submit /login?flow=f", 422, nameless(), "FlowForm f answer=1 notice=Unexpected(why)"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_failing_server_leaves_the_form_as_it_is() {
    check(&[
        ("500 none: a web hook", "submit /registration?flow=f", 500, nameless(), "FlowForm f answer=1 notice=Unexpected(why)"),
        ("500 none: an old challenge", "submit /settings?flow=f", 500, nameless(), "FlowForm f answer=1 notice=Unexpected(why)"),
        ("500 none: the OAuth2 server", "submit /login?flow=f", 500, nameless(), "FlowForm f answer=1 notice=Unexpected(why)"),
        ("499 client abort", "submit /recovery?flow=f", 499, nameless(), "FlowForm f answer=1 notice=Unexpected(why)"),
        ("502 of a proxy", "submit /verification?flow=f", 502, nameless(), "FlowForm f answer=1 notice=Unavailable"),
        ("429 of a proxy", "submit /login?flow=f", 429, nameless(), "FlowForm f answer=1 notice=RateLimited"),
        ("an id that is not documented", "submit /login?flow=f", 403, error("something_new"), "FlowForm f answer=1 notice=Refused(why)"),
    ]);
}

#[test]
fn entries_that_make_no_sense_are_passed_over() {
    let away = json!({"action": "redirect_browser_to", "redirect_browser_to": "https://app.example/inbox"});
    for broken in [
        json!({"action": "show_verification_ui"}),
        json!({"action": "show_settings_ui", "flow": {"id": "../x"}}),
        json!({"action": "redirect_browser_to", "redirect_browser_to": ""}),
        json!({"action": null}),
        json!("show_settings_ui"),
        Value::Null,
    ] {
        let body = json!({"session": {"id": "x"}, "continue_with": [broken, away.clone()]});
        assert_eq!(
            reaction("submit /login?flow=f", 200, &body),
            "Leaving → Go https://app.example/inbox"
        );
    }
    for none in [json!(null), json!({}), json!("x")] {
        let body = json!({"session": {"id": "x"}, "continue_with": none});
        assert_eq!(
            reaction("submit /login?flow=f", 200, &body),
            "Leaving → Go /"
        );
    }
}
