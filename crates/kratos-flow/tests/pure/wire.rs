//! `kratos::wire` and `kratos::outcome` read anything without panicking.

use kratos_flow::flow::{NodeKind, Submitter, Trigger, body, layout, restored};
use kratos_flow::kratos::{Call, Outcome, Response, wire};
use kratos_flow::route::FlowKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary;

proptest! {
    /// T-29, T-34: whatever a Kratos of tomorrow sends, nothing panics.
    #[test]
    fn any_json_is_read(json in arbitrary::json(), status in 100u16..600) {
        for call in [Call::Load(FlowKind::Login), Call::Submit(FlowKind::Registration), Call::Session] {
            let response = Response { status, json: Some(json.clone()), retry_after: None };
            drop(Outcome::read(call, &response));
        }
    }

    #[test]
    fn any_nodes_are_read_and_laid_out(nodes in proptest::collection::vec(arbitrary::json(), 0..8)) {
        let json = json!({"id": "a", "ui": {"nodes": nodes, "messages": nodes}});
        let flow = wire::flow(&json, FlowKind::Login).expect("an id and a ui are a flow");
        prop_assert_eq!(flow.nodes.len(), nodes.len());
        drop(layout(&flow));
        let fields = vec![("a".to_owned(), "b".to_owned())];
        let submitter = Submitter::button(&flow, "method", "x");
        drop(restored(&flow, &fields, Some(&submitter.group)));
        drop(body(&flow, &fields, &submitter));
    }
}

#[test]
fn missing_members_are_as_good_as_null() {
    let bare =
        json!({"id": "a", "ui": {"nodes": [{"type": "input", "attributes": {"name": "x"}}]}});
    let null = json!({"id": "a", "state": null, "active": null, "ui": {"messages": null, "nodes": [
        {"type": "input", "messages": null, "meta": null, "attributes": {"name": "x", "value": null, "pattern": null}}]}});
    assert_eq!(
        wire::flow(&bare, FlowKind::Login),
        wire::flow(&null, FlowKind::Login)
    );
}

#[test]
fn an_id_that_is_none_is_refused() {
    for id in ["", "a/b", "../x", "a?b", "a b", &"a".repeat(65)] {
        let json = json!({"id": id, "ui": {}});
        assert_eq!(wire::flow(&json, FlowKind::Login), None, "{id}");
    }
}

#[test]
fn the_action_tells_the_kind() {
    let json = json!({"id": "a", "ui": {"action": "https://x/.ory/self-service/login?flow=a"}});
    let flow = wire::flow(&json, FlowKind::Registration).unwrap();
    assert_eq!(flow.kind, FlowKind::Login);
    assert_eq!(flow.action("/.ory"), "/.ory/self-service/login?flow=a");
}

#[test]
fn triggers_are_a_closed_list() {
    let trigger = |attributes: Value| {
        let mut attributes = attributes;
        attributes["node_type"] = json!("input");
        let json = json!({"id": "a", "ui": {"nodes": [{"attributes": attributes}]}});
        let flow = wire::flow(&json, FlowKind::Login).unwrap();
        let NodeKind::Input(input) = &flow.nodes[0].kind else {
            panic!("an input");
        };
        input.onclick
    };
    let login = Some(Trigger::PasskeyLogin);
    assert_eq!(trigger(json!({"onclickTrigger": "oryPasskeyLogin"})), login);
    assert_eq!(
        trigger(json!({"onclick": "window.oryPasskeyLogin()"})),
        login
    );
    assert_eq!(
        trigger(json!({"onclick": "window.__oryPasskeyLogin()"})),
        login
    );
    assert_eq!(
        trigger(json!({"onclick": "window.oryWebAuthnLogin({\"publicKey\":{}})"})),
        Some(Trigger::WebAuthnLogin)
    );
    assert_eq!(trigger(json!({"onclickTrigger": "alert"})), None);
    assert_eq!(
        trigger(json!({"onclick": "alert(1);window.oryPasskeyLogin()"})),
        None
    );
}

/// UX-27: what nobody knows is left out.
#[test]
fn actions_of_continue_with_that_make_no_sense_are_dropped() {
    let json = json!({"continue_with": [
        {"action": "set_ory_session_token", "ory_session_token": "x"},
        {"action": "show_verification_ui", "flow": {"id": "../settings"}},
        {"action": "show_verification_ui"},
        {"action": "brew_coffee", "flow": {"id": "a"}},
        17,
        {"action": "redirect_browser_to", "redirect_browser_to": "https://example.com/"},
    ]});
    assert_eq!(
        wire::continue_with(&json),
        [kratos_flow::flow::ContinueWith::Redirect {
            to: "https://example.com/".to_owned()
        }]
    );
}
