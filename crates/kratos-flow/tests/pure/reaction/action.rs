//! What was requested at the beginning is not lost on the way: where the user wants to be, what a sign-in is for, and
//! whose settings they are.

use crate::leads::step;
use kratos_flow::kratos::{Call, wire};
use kratos_flow::machine::{Loading, Reply, View};
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{check, error, flow, read, requested, sent, source};

#[test]
#[rustfmt::skip]
fn an_expired_flow_says_where_the_person_wanted_to_be() {
    // Came by an address with nothing but the flow.
    let gone = |id: &str| json!({"error": {"id": id, "code": 410, "details": {
        "redirect_to": "http://localhost:4433/self-service/login/browser?return_to=%2Finbox", "return_to": "/inbox"}}});
    check(&[
        ("410 get login", "get /login?flow=f", 410, gone("self_service_flow_expired"),
            "Loading notice=Renewed restarts=1 → Load /login?return_to=%2Finbox"),
        ("410 get registration", "get /registration?flow=f", 410, gone("self_service_flow_expired"),
            "Loading notice=Renewed restarts=1 → Load /registration?return_to=%2Finbox"),
        ("410 get settings", "get /settings?flow=f", 410, gone(""), "Loading notice=Renewed restarts=1 → Load /settings?return_to=%2Finbox"),
        ("410 get recovery", "get /recovery?flow=f", 410, gone(""), "Loading notice=Renewed restarts=1 → Load /recovery?return_to=%2Finbox"),
        ("410 get verification", "get /verification?flow=f", 410, gone(""), "Loading notice=Renewed restarts=1 → Load /verification?return_to=%2Finbox"),
        ("410, the page's own goes first", "get /login?flow=f&return_to=%2Fx", 410, gone("self_service_flow_expired"),
            "Loading notice=Renewed restarts=1 → Load /login?return_to=%2Fx"),
    ]);
}

/// The reaction to a submit of a login flow that says these things about itself, at an address with nothing but the flow.
fn submitted(members: &Value, status: u16, body: &Value) -> String {
    let request = requested("submit /login?flow=f").1;
    let mut shown = flow(FlowKind::Login, "f");
    for (name, value) in members.as_object().unwrap() {
        shown[name] = value.clone();
    }
    let loaded = Reply::Loaded(read(Call::Load(FlowKind::Login), 200, &shown));
    let (state, _) = step(View::Loading(Loading::default()), &request, loaded);
    let (state, command) = step(
        state,
        &request,
        sent(read(Call::Submit(FlowKind::Login), status, body)),
    );
    source(&state, command.as_ref())
}

#[test]
fn a_sign_in_without_a_word_of_where_to_go_ends_where_the_flow_says() {
    // Up to v1.2 Kratos does not say after a sign-in; the flow has the address that it has checked.
    let session = json!({"session": {"id": "x", "active": true}});
    assert_eq!(
        submitted(
            &json!({"return_to": "https://app.example/x"}),
            200,
            &session
        ),
        "Leaving → Go https://app.example/x"
    );
    assert_eq!(submitted(&json!({}), 200, &session), "Leaving → Go /");
}

#[test]
fn the_flow_itself_says_what_it_is_for() {
    // Came by way of Kratos, which puts nothing but the flow into the address.
    let expired =
        json!({"error": {"id": "self_service_flow_expired", "code": 410}, "use_flow_id": "n"});
    let csrf = error("security_csrf_violation");
    for (members, request) in [
        (json!({"refresh": true}), "/login?refresh=true"),
        (json!({"requested_aal": "aal2"}), "/login?aal=aal2"),
        (json!({"return_to": "/x"}), "/login?return_to=%2Fx"),
    ] {
        if members.get("return_to").is_none() {
            let source = submitted(&members, 410, &expired);
            assert!(
                source.ends_with(&format!("→ Load {request}")),
                "410: {source}"
            );
        }
        let source = submitted(&members, 403, &csrf);
        assert!(
            source.ends_with(&format!("→ Load {request}")),
            "403: {source}"
        );
    }
}

#[test]
fn an_answer_that_may_be_about_the_session_is_asked_after() {
    // An expired refresh or second-factor flow comes back as it was, as 400 with a message about the session; and so does
    // any sign-in flow where a user has signed in in the meantime.
    let needs_recheck = |kind: FlowKind, message: u32| {
        let mut flow = flow(kind, "f");
        flow["ui"]["messages"] =
            json!([{"id": message, "type": "error", "text": "A valid session was detected."}]);
        wire::flow(&flow, kind).unwrap().needs_recheck()
    };
    assert!(needs_recheck(FlowKind::Login, 4_000_001));
    assert!(needs_recheck(FlowKind::Registration, 4_000_001));
    assert!(!needs_recheck(FlowKind::Login, 4_000_006));
    assert!(!needs_recheck(FlowKind::Verification, 4_000_001));
}

#[test]
#[rustfmt::skip]
fn what_one_person_typed_is_not_put_into_the_form_of_another() {
    check(&[
        ("403 security_identity_mismatch", "submit /settings?flow=f", 403, error("security_identity_mismatch"),
            "Loading notice=ChangeDropped restarts=1 → Load /settings"),
    ]);
    // Signed in as another user in another tab: the old cookie is gone, and the new flow is theirs.
    let request = requested("submit /settings?flow=f").1;
    let refused = read(Call::Submit(FlowKind::Settings), 403, &error("security_csrf_violation"));
    let (state, _) = step(super::showing(&request), &request, sent(refused));
    let mut theirs = flow(FlowKind::Settings, "n");
    theirs["identity"]["id"] = json!("somebody else");
    let loaded = Reply::Loaded(read(Call::Load(FlowKind::Settings), 200, &theirs));
    let (state, _) = step(state, &request.without_flow(), loaded);
    let View::Form(showing) = state else { panic!("a form") };
    assert!(showing.restored.is_empty(), "{:?}", showing.restored);
}

#[test]
#[rustfmt::skip]
fn a_link_that_has_expired_is_said_to_have() {
    let csrf = || error("security_csrf_violation");
    check(&[
        ("403 of an expired recovery link", "get /recovery?flow=f", 403, csrf(),
            "Loading notice=LinkExpired restarts=1 → Load /recovery"),
        ("403 of an expired verification link", "get /verification?flow=f", 403, csrf(),
            "Loading notice=LinkExpired restarts=1 → Load /verification"),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_flow_that_something_has_spoilt_is_made_anew() {
    // Sent without a method once, it takes nothing any more.
    let unusable = |kind: FlowKind, id: u32| {
        let mut flow = flow(kind, "f");
        flow["active"] = json!("default");
        flow["ui"]["messages"] = json!([{"id": id, "text": "text", "type": "error"}]);
        flow
    };
    check(&[
        ("4010005", "submit /recovery?flow=f&return_to=%2Fx", 400, unusable(FlowKind::Recovery, 4_010_005),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /recovery?return_to=%2Fx"),
        ("4010006", "submit /verification?flow=f", 400, unusable(FlowKind::Verification, 4_010_006),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /verification"),
        // The others recover with the next submit.
        ("4010002", "submit /login?flow=f", 400, unusable(FlowKind::Login, 4_010_002), "FlowForm f answer=2 kept=field:typed 4010002"),
        ("4010003", "submit /registration?flow=f", 400, unusable(FlowKind::Registration, 4_010_003), "FlowForm f answer=2 kept=field:typed 4010003"),
        ("4010004", "submit /settings?flow=f", 400, unusable(FlowKind::Settings, 4_010_004), "FlowForm f answer=2 kept=field:typed 4010004"),
    ]);
}
