//! A form that has been there for a while: a new flow takes its place, and the user comes back to the page.

use crate::leads::step;
use kratos_flow::flow::FormValues;
use kratos_flow::kratos::{Call, Outcome, wire};
use kratos_flow::machine::{Reply, View};
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::{error, flow, nameless, read, requested, showing, source};

fn typed() -> FormValues {
    vec![("field".to_owned(), "typed".to_owned())].into()
}

/// What is shown of the page, with some members of its own.
fn shown(page: &str, members: &Value) -> View {
    let (_, request) = requested(page);
    let mut state = showing(&request);
    if let View::Form(showing) = &mut state {
        let mut json = flow(request.kind, "f");
        let members = members.as_object().unwrap().clone();
        json.as_object_mut().unwrap().extend(members);
        showing.flow = wire::flow(&json, request.kind).unwrap().into();
    }
    state
}

fn session(identity: &str, aal: &str) -> (u16, Value) {
    let session = json!({"id": "s", "active": true, "identity": {"id": identity}, "authenticator_assurance_level": aal});
    (200, session)
}

/// What the page does when the user comes back to it.
fn seen(page: &str, members: &Value, session: (u16, Value), now: Option<(u16, Value)>) -> String {
    let (_, request) = requested(page);
    let event = Reply::Returned {
        session: read(Call::Session, session.0, &session.1),
        flow: now.map(|(status, body)| read(Call::Load(request.kind), status, &body)),
        fields: typed(),
        near_end: false,
    };
    let (state, command) = step(shown(page, members), &request, event);
    source(&state, command.as_ref())
}

#[test]
#[rustfmt::skip]
fn whoever_has_signed_in_or_out_elsewhere() {
    let none = || (401, nameless());
    let me = || session("me", "aal1");
    let still = "FlowForm f answer=1";
    let rows = [
        ("get /login?flow=f", json!({}), none(), still),
        ("get /login?flow=f", json!({}), me(), "Leaving → Go /"),
        ("get /registration?flow=f", json!({}), me(), "Leaving → Go /"),
        ("get /recovery?flow=f", json!({}), me(), still),
        ("get /recovery?flow=f", json!({"state": "sent_email"}), me(), "Leaving → Go /"),
        ("get /verification?flow=f", json!({}), me(), still),
        ("get /login?flow=f", json!({"refresh": true}), me(), still),
        ("get /login?flow=f", json!({"refresh": true}), none(), "Leaving → Go /login"),
        ("get /login?flow=f&aal=aal2", json!({"requested_aal": "aal2"}), me(), still),
        ("get /login?flow=f&aal=aal2", json!({"requested_aal": "aal2"}), session("me", "aal2"), "Leaving → Go /"),
        ("get /login?flow=f&aal=aal2&return_to=%2Fx", json!({"requested_aal": "aal2"}), none(), "Leaving → Go /login?return_to=%2Fx"),
        ("get /settings?flow=f", json!({}), me(), still),
        ("get /settings?flow=f", json!({}), none(), "Leaving → Confirm /login?return_to=%2Fsettings"),
        // Of what the first person has typed nothing stays.
        ("get /settings?flow=f", json!({}), session("somebody else", "aal1"),
            "Loading notice=IdentityChanged restarts=1 → Load /settings"),
    ];
    for (page, members, session, expected) in rows {
        assert_eq!(seen(page, &members, session.clone(), None), expected, "{page} {members} {session:?}");
    }
}

#[test]
fn whatever_cannot_be_found_out_changes_nothing() {
    for status in [429, 500, 503] {
        for page in ["get /login?flow=f", "get /settings?flow=f"] {
            let gone = (status, error("anything"));
            assert_eq!(
                seen(page, &json!({}), gone.clone(), Some(gone)),
                "FlowForm f answer=1",
                "{page} {status}"
            );
        }
    }
}

#[test]
fn a_code_that_was_used_elsewhere_takes_the_page_on() {
    let page = "get /verification?flow=f";
    let sent = json!({"state": "sent_email"});
    let none = || (401, nameless());
    let mut now = flow(FlowKind::Verification, "f");
    now["state"] = json!("sent_email");
    assert_eq!(
        seen(page, &sent, none(), Some((200, now.clone()))),
        "FlowForm f answer=1"
    );
    now["state"] = json!("passed_challenge");
    now["ui"]["messages"] = json!([{"id": 1_080_002, "type": "success", "text": "verified"}]);
    assert_eq!(
        seen(page, &sent, none(), Some((200, now))),
        "FlowForm f answer=2 kept=field:typed 1080002"
    );
}

#[test]
fn a_flow_that_has_gone_meanwhile_is_begun_anew() {
    let sent = json!({"state": "sent_email"});
    for status in [403, 404, 410] {
        let body = if status == 403 {
            error("security_csrf_violation")
        } else {
            nameless()
        };
        assert_eq!(
            seen(
                "get /verification?flow=f&return_to=%2Fx",
                &sent,
                (401, nameless()),
                Some((status, body))
            ),
            "Loading notice=Renewed restarts=1 typed=field:typed → Load /verification?return_to=%2Fx",
            "{status}"
        );
    }
}

/// The state after a new flow has come in place of the one that is shown.
fn renewed(before: &Value, now: &Value) -> View {
    let (page, request) = requested("get /login?flow=f");
    assert_eq!(page, "get");
    let mut state = shown("get /login?flow=f", &json!({}));
    if let View::Form(showing) = &mut state {
        showing.flow = wire::flow(before, FlowKind::Login).unwrap().into();
    }
    let outcome = read(Call::Load(FlowKind::Login), 200, now);
    let event = Reply::Renewed {
        outcome,
        fields: typed(),
    };
    let (state, command) = step(state, &request, event);
    assert_eq!(command, None);
    state
}

#[test]
fn a_flow_of_the_same_face_takes_the_place_without_a_word() {
    let mut before = flow(FlowKind::Login, "f");
    before["ui"]["messages"] = json!([{"id": 4_000_006, "type": "error", "text": "wrong"}]);
    let state = renewed(&before, &flow(FlowKind::Login, "new"));
    // What was said of the last submit stays, and so does the form.
    assert_eq!(source(&state, None), "FlowForm new answer=1 4000006");
}

#[test]
fn a_flow_of_another_face_is_drawn_with_what_was_typed() {
    let mut now = flow(FlowKind::Login, "new");
    now["ui"]["nodes"].as_array_mut().unwrap().push(json!({
        "type": "input", "group": "password", "messages": [], "meta": {},
        "attributes": {"node_type": "input", "name": "more", "type": "text", "disabled": false}}));
    let state = renewed(&flow(FlowKind::Login, "f"), &now);
    assert_eq!(
        source(&state, None),
        "FlowForm new answer=2 kept=field:typed"
    );
}

#[test]
fn a_flow_that_does_not_come_leaves_everything_as_it_is() {
    let (_, request) = requested("get /login?flow=f");
    for outcome in [
        Outcome::Unreachable,
        Outcome::AlreadySignedIn,
        Outcome::NotFound,
    ] {
        let before = shown("get /login?flow=f", &json!({}));
        let event = Reply::Renewed {
            outcome,
            fields: typed(),
        };
        assert_eq!(step(before.clone(), &request, event), (before, None));
    }
}

#[test]
fn only_what_was_not_begun_is_renewed() {
    let is_renewable = |kind: FlowKind, members: Value| {
        let mut json = flow(kind, "f");
        let members = members.as_object().unwrap().clone();
        json.as_object_mut().unwrap().extend(members);
        wire::flow(&json, kind).unwrap().is_renewable()
    };
    assert!(is_renewable(FlowKind::Login, json!({})));
    assert!(is_renewable(
        FlowKind::Login,
        json!({"requested_aal": "aal2"})
    ));
    assert!(is_renewable(
        FlowKind::Settings,
        json!({"state": "show_form"})
    ));
    assert!(!is_renewable(
        FlowKind::Login,
        json!({"state": "sent_email"})
    ));
    // Asking for it would lead the user to the OAuth2 client.
    assert!(!is_renewable(
        FlowKind::Login,
        json!({"oauth2_login_challenge": "c"})
    ));
    let secret = json!({
        "type": "text", "group": "totp", "messages": [], "meta": {},
        "attributes": {"node_type": "text", "id": "totp_secret_key", "text": {"id": 1_050_006, "type": "info", "text": "SECRET"}}});
    let mut ui = flow(FlowKind::Settings, "f")["ui"].clone();
    ui["nodes"].as_array_mut().unwrap().push(secret);
    assert!(!is_renewable(FlowKind::Settings, json!({"ui": ui})));
}
