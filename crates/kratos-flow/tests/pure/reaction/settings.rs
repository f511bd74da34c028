//! Settings: a change that waits for the user to confirm who they are, and what is shown after coming back.

use crate::leads::{Command, after, step};
use kratos_flow::flow::{Group, Submitter};
use kratos_flow::kratos::{Call, Outcome};
use kratos_flow::machine::{Event, Loading, Model, PendingChange, Reply, Site, View};
use kratos_flow::route::{FlowKind, FlowRequest};
use serde_json::{Value, json};

use super::{error, flow, nameless, read, requested, sent, showing, source};

fn page() -> FlowRequest {
    requested("get /settings?flow=f").1
}

/// A settings flow of somebody.
fn of(identity: &str, id: &str) -> Value {
    let mut flow = flow(FlowKind::Settings, id);
    flow["identity"]["id"] = json!(identity);
    flow
}

/// The change that a refusal leaves to wait.
fn pending(id: &str) -> PendingChange {
    let outcome = read(Call::Submit(FlowKind::Settings), 403, &error(id));
    match step(showing(&page()), &page(), sent(outcome)) {
        (View::Navigating, Some(Command::Confirm { change, .. })) => change,
        other => panic!("{other:?}"),
    }
}

/// What the page does with a response when it comes back with a change.
fn back(change: &PendingChange, status: u16, body: &Value) -> (View, Option<Command>) {
    let state = View::Loading(Loading {
        change: Some(change.clone()),
        ..Loading::default()
    });
    let outcome = read(Call::Load(FlowKind::Settings), status, body);
    step(state, &page(), Reply::Loaded(outcome))
}

fn line((state, command): (View, Option<Command>)) -> String {
    source(&state, command.as_ref())
}

#[test]
fn a_refused_change_waits_as_it_was_sent() {
    for id in ["session_refresh_required", "session_aal2_required"] {
        let expected = PendingChange {
            flow: "f".to_owned(),
            identity: Some("me".to_owned()),
            fields: vec![("field".to_owned(), "typed".to_owned())].into(),
            submitter: Some(Submitter {
                name: "method".to_owned(),
                value: "password".to_owned(),
                group: Group::Password,
            }),
            confirmed: false,
        };
        assert_eq!(pending(id), expected, "{id}");
    }
}

#[test]
fn only_settings_leave_a_change_to_wait() {
    let request = requested("submit /login?flow=f").1;
    for id in ["session_refresh_required", "session_aal2_required"] {
        let outcome = read(Call::Submit(FlowKind::Login), 403, &error(id));
        let (_, command) = step(showing(&request), &request, sent(outcome));
        assert!(matches!(command, Some(Command::Go(_))), "{command:?}");
    }
}

#[test]
fn who_has_confirmed_who_they_are_has_the_change_made() {
    let change = PendingChange {
        confirmed: true,
        ..pending("session_refresh_required")
    };
    let (state, command) = back(&change, 200, &of("me", "f"));
    // The token is the flow's own: signing in has made another one.
    assert_eq!(
        source(&state, command.as_ref()),
        "FlowForm f answer=1 kept=field:typed → Submit field,csrf_token method=password"
    );
    let Some(Command::Submit { fields, submitter }) = command else {
        panic!("a submit")
    };
    assert_eq!(fields.last().unwrap().1, "token");
    assert_eq!(submitter.group, Group::Password);
    // What comes of it is said at the form that was sent.
    let View::Form(showing) = state else {
        panic!("a form")
    };
    assert_eq!(showing.submitter, Some(Group::Password));
}

#[test]
fn for_somebody_else_the_change_is_not_made() {
    for confirmed in [false, true] {
        let change = PendingChange {
            confirmed,
            ..pending("session_refresh_required")
        };
        // Kratos refuses the flow of another identity; if it does not, we do.
        let mismatch = back(&change, 403, &error("security_identity_mismatch"));
        assert_eq!(
            line(mismatch),
            "Loading notice=ChangeDropped restarts=1 → Load /settings"
        );
        assert_eq!(
            line(back(&change, 200, &of("somebody else", "f"))),
            "FlowForm f answer=1 notice=ChangeDropped"
        );
        let mut nobody = of("me", "f");
        nobody["identity"] = Value::Null;
        assert_eq!(
            line(back(&change, 200, &nobody)),
            "FlowForm f answer=1 notice=ChangeDropped"
        );
    }
}

#[test]
fn who_comes_back_without_signing_in_finds_what_they_typed() {
    let change = pending("session_refresh_required");
    assert_eq!(
        line(back(&change, 200, &of("me", "f"))),
        "Loading typed=field:typed → Load /settings"
    );
    // Kratos remembers the change until there is a new flow, and would make it with the next one.
    let (state, _) = back(&change, 200, &of("me", "f"));
    assert_eq!(
        line(load(state, "create /settings", &of("me", "n"))),
        "FlowForm n answer=1 kept=field:typed"
    );
}

/// G-27: confirmed at a provider, a change was lost in silence. Kratos makes it at this address, whatever the browser forgets.
/// Where the page goes that holds a change, when Kratos leads to an address.
fn signed_in(to: &str, change: PendingChange) -> String {
    let login = FlowRequest::new(FlowKind::Login);
    let mut model = Model::new(Site::default(), login);
    model.draft.change = Some(change);
    let reply = Reply::Loaded(Outcome::Redirect(to.to_owned()));
    let id = model.attempt();
    match after(model, Event::Replied { id, reply }) {
        (View::Navigating, Some(Command::Go(to))) => to,
        (_, command) => panic!("{command:?}"),
    }
}

#[test]
fn a_change_is_confirmed_by_way_of_kratos() {
    for (id, more) in [
        ("session_refresh_required", "refresh=true"),
        ("session_aal2_required", "aal=aal2"),
    ] {
        let outcome = read(Call::Submit(FlowKind::Settings), 403, &error(id));
        let (_, command) = step(showing(&page()), &page(), sent(outcome));
        let Some(Command::Confirm { to, change }) = command else {
            panic!("{command:?}")
        };
        let login = FlowRequest::from_page(&to).unwrap();
        assert!(to.contains(more), "{to}");
        let kratos = login.return_to.unwrap();
        assert!(
            kratos.ends_with("/self-service/settings?flow=f"),
            "{kratos}"
        );
        // This page makes the change itself where it still has it, so that it is made once.
        assert_eq!(signed_in(&kratos, change.clone()), kratos);
        let change = PendingChange {
            confirmed: true,
            ..change
        };
        let other = "http://x/self-service/settings?flow=other";
        let elsewhere = "http://x/elsewhere?flow=f";
        assert_eq!(signed_in(&kratos, change.clone()), "/settings?flow=f");
        assert_eq!(signed_in(other, change.clone()), other);
        assert_eq!(signed_in(elsewhere, change), elsewhere);
    }
}

/// G-27: what could not be carried is said, and Kratos' words about its own request are not.
#[test]
fn a_change_that_nobody_has_any_more_is_said_not_to_be_made() {
    let mut flow = of("me", "f");
    flow["ui"]["messages"] = json!([{"id": 4_000_001, "type": "error",
        "text": "Unable to decode body because HTTP Request Method was \"GET\" but only [POST PUT PATCH] are supported."}]);
    for state in ["show_form", "success"] {
        flow["state"] = json!(state);
        let came = load(
            View::Loading(Loading::default()),
            "get /settings?flow=f",
            &flow,
        );
        assert_eq!(line(came), "Loading notice=NotCompleted → Load /settings");
    }
    let dropped = || {
        View::Loading(Loading {
            dropped: true,
            ..Loading::default()
        })
    };
    let page = "get /settings?flow=f";
    assert_eq!(
        line(load(dropped(), page, &of("me", "f"))),
        "Loading notice=NotCompleted → Load /settings"
    );
    assert_eq!(
        line(load(dropped(), page, &saved(&[1_050_001]))),
        "Loading 1050001 → Load /settings"
    );
    // Codes that were made wait for the user to keep them.
    let mut codes = of("me", "f");
    codes["ui"]["nodes"] = json!([{"type": "text", "group": "lookup_secret",
        "attributes": {"id": "lookup_secret_codes", "node_type": "text", "text": {"id": 1_050_015, "text": "a", "type": "info"}}}]);
    assert_eq!(line(load(dropped(), page, &codes)), "FlowForm f answer=1");
}

#[test]
fn a_change_waits_through_a_second_factor() {
    let change = PendingChange {
        confirmed: true,
        ..pending("session_refresh_required")
    };
    let (state, command) = back(&change, 403, &error("session_aal2_required"));
    assert_eq!(
        source(&state, command.as_ref()),
        "Leaving → Confirm /login?return_to=%2Fsettings%3Fflow%3Df&aal=aal2"
    );
    assert!(
        matches!(command, Some(Command::Confirm { change: restored, .. }) if restored == change)
    );
}

#[test]
fn a_change_that_is_refused_again_waits_again() {
    let change = PendingChange {
        confirmed: true,
        ..pending("session_refresh_required")
    };
    let (state, command) = back(&change, 200, &of("me", "f"));
    let Some(Command::Submit { fields, submitter }) = command else {
        panic!("a submit")
    };
    let outcome = read(
        Call::Submit(FlowKind::Settings),
        403,
        &error("session_refresh_required"),
    );
    let event = Reply::Submitted {
        outcome,
        fields,
        submitter,
    };
    let (_, command) = step(state, &page(), event);
    // By itself nothing goes round and round: the user has to confirm again.
    let Some(Command::Confirm { change: again, .. }) = command else {
        panic!("{command:?}")
    };
    assert!(!again.confirmed);
}

/// A settings flow that was saved once.
fn saved(messages: &[u32]) -> Value {
    let text = |id: &u32| json!({"id": id, "text": "text", "type": "success"});
    let mut flow = of("me", "f");
    flow["state"] = json!("success");
    flow["ui"]["messages"] = messages.iter().map(text).collect();
    flow
}

fn load(state: View, page: &str, body: &Value) -> (View, Option<Command>) {
    let outcome = read(Call::Load(FlowKind::Settings), 200, body);
    step(state, &requested(page).1, Reply::Loaded(outcome))
}

#[test]
fn a_saved_flow_that_one_comes_back_to_is_replaced_and_its_messages_stay() {
    let loading = || View::Loading(Loading::default());
    let page = "get /settings?flow=f&return_to=%2Fx";
    // After linking a provider, or a reload: what the old flow offers is from before.
    let (state, command) = load(loading(), page, &saved(&[1_050_001]));
    assert_eq!(
        source(&state, command.as_ref()),
        "Loading 1050001 → Load /settings?return_to=%2Fx"
    );
    assert_eq!(
        line(load(
            state,
            "create /settings?return_to=%2Fx",
            &of("me", "n")
        )),
        "FlowForm n answer=1 1050001"
    );
    assert_eq!(
        line(load(loading(), page, &saved(&[]))),
        "Loading → Load /settings?return_to=%2Fx"
    );
    // A new flow is shown whatever it says, or this would go on for ever.
    assert_eq!(
        line(load(loading(), "create /settings", &saved(&[1_050_001]))),
        "FlowForm f answer=1 1050001"
    );
}

#[test]
fn a_flow_after_a_recovery_is_shown_with_its_message() {
    let mut flow = of("me", "f");
    flow["state"] = json!("show_form");
    flow["ui"]["messages"] = json!([{"id": 1_060_001, "text": "text", "type": "success"}]);
    let (state, command) = load(
        View::Loading(Loading::default()),
        "get /settings?flow=f",
        &flow,
    );
    assert_eq!(
        source(&state, command.as_ref()),
        "FlowForm f answer=1 1060001"
    );
}

#[test]
fn a_session_that_has_ended_asks_for_a_sign_in() {
    let change = pending("session_refresh_required");
    assert_eq!(
        line(back(&change, 401, &nameless())),
        "Leaving → Go /login?return_to=%2Fsettings%3Fflow%3Df"
    );
}
