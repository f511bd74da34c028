//! What is carried from one page to the next: an address that was typed on another page, the OAuth2 client that began it
//! all.

use crate::leads::{Command, step};
use kratos_flow::kratos::Call;
use kratos_flow::machine::{Loading, Reply, View};
use kratos_flow::route::{FlowKind, FlowRequest};
use serde_json::{Value, json};

use super::super::arbitrary::input;
use super::{flow, read, requested, sent, source};

/// A registration flow with these nodes.
fn registration(state: &str, nodes: &[Value]) -> Value {
    let mut flow = flow(FlowKind::Registration, "f");
    flow["state"] = json!(state);
    let mut all = vec![input("default", "csrf_token", "hidden", &json!("t"))];
    all.extend_from_slice(nodes);
    flow["ui"]["nodes"] = json!(all);
    flow
}

fn required(name: &str, kind: &str) -> Value {
    let mut node = input("default", name, kind, &Value::Null);
    node["attributes"]["required"] = json!(true);
    node
}

/// What the sign-up page does when it begins with an address.
fn begin(address: &str, flow: &Value) -> (View, Option<Command>) {
    let state = View::Loading(Loading {
        address: Some(address.to_owned()),
        steps_to_code: 2,
        ..Loading::default()
    });
    let outcome = read(Call::Load(FlowKind::Registration), 200, flow);
    step(
        state,
        &FlowRequest::new(FlowKind::Registration),
        Reply::Loaded(outcome),
    )
}

/// What comes of the submit that was requested.
fn response((state, command): (View, Option<Command>), flow: &Value) -> (View, Option<Command>) {
    let Some(Command::Submit { fields, submitter }) = command else {
        panic!("{command:?}")
    };
    let event = Reply::Submitted {
        outcome: read(Call::Submit(FlowKind::Registration), 400, flow),
        fields,
        submitter,
    };
    step(state, &requested("submit /registration?flow=f").1, event)
}

fn line((state, command): &(View, Option<Command>)) -> String {
    source(state, command.as_ref())
}

#[test]
fn an_address_goes_on_to_a_code_by_itself() {
    let profile = input("profile", "method", "submit", &json!("profile"));
    let first = registration(
        "choose_method",
        &[required("traits.email", "email"), profile],
    );
    let began = begin("a@example.com", &first);
    assert_eq!(
        line(&began),
        "FlowForm f answer=1 kept=traits.email:a@example.com → Submit csrf_token,traits.email method=profile"
    );
    let second = registration(
        "choose_method",
        &[
            input("default", "traits.email", "hidden", &json!("a@example.com")),
            input("code", "method", "submit", &json!("code")),
            input("password", "password", "password", &Value::Null),
            input("password", "method", "submit", &json!("password")),
        ],
    );
    let second_step = response(began, &second);
    assert_eq!(
        line(&second_step),
        "FlowForm f answer=2 kept=traits.email:a@example.com → Submit csrf_token,traits.email,password method=code"
    );
    let code = registration(
        "sent_email",
        &[
            required("code", "text"),
            input("code", "method", "submit", &json!("code")),
        ],
    );
    assert_eq!(line(&response(second_step, &code)), "FlowForm f answer=3");
}

#[test]
fn nothing_is_sent_by_itself_where_more_is_wanted_or_wrong() {
    let profile = input("profile", "method", "submit", &json!("profile"));
    let email = || required("traits.email", "email");
    let asks_more = registration(
        "choose_method",
        &[email(), required("traits.name", "text"), profile.clone()],
    );
    assert_eq!(
        line(&begin("a@example.com", &asks_more)),
        "FlowForm f answer=1 kept=traits.email:a@example.com"
    );
    let no_code = registration(
        "choose_method",
        &[
            email(),
            input("password", "method", "submit", &json!("password")),
        ],
    );
    assert_eq!(
        line(&begin("a@example.com", &no_code)),
        "FlowForm f answer=1 kept=traits.email:a@example.com"
    );
    let no_address = registration(
        "choose_method",
        &[required("traits.age", "number"), profile.clone()],
    );
    assert_eq!(
        line(&begin("a@example.com", &no_address)),
        "FlowForm f answer=1"
    );
    // A refused address stays, and is not sent a second time.
    let first = registration("choose_method", &[email(), profile.clone()]);
    let mut wrong = email();
    wrong["messages"] = json!([{"id": 4_000_040, "text": "no", "type": "error"}]);
    let refused = registration("choose_method", &[wrong, profile]);
    assert_eq!(
        line(&response(begin("a@", &first), &refused)),
        "FlowForm f answer=2 kept=traits.email:a@"
    );
}

#[test]
fn an_address_goes_into_the_trait_for_addresses() {
    for (nodes, expected) in [
        (
            vec![
                required("traits.name", "text"),
                required("traits.email", "email"),
            ],
            "traits.email:x",
        ),
        (
            vec![required("traits.username", "text")],
            "traits.username:x",
        ),
        (
            vec![
                required("identifier", "email"),
                required("traits.login", "text"),
            ],
            "traits.login:x",
        ),
    ] {
        let (state, _) = begin("x", &registration("choose_method", &nodes));
        assert_eq!(
            source(&state, None),
            format!("FlowForm f answer=1 kept={expected}")
        );
    }
}

#[test]
fn an_expired_sign_in_for_a_client_begins_where_the_client_began() {
    let request = requested("submit /login?flow=f&login_challenge=c").1;
    let mut shown = flow(FlowKind::Login, "f");
    shown["oauth2_login_challenge"] = json!("c");
    shown["oauth2_login_request"] = json!({"request_url": "https://hydra.example/oauth2/auth?client_id=x",
        "client": {"client_id": "x", "client_name": "Shop"}});
    let expired = |id: Option<&str>| {
        let mut json = json!({"error": {"id": "self_service_flow_expired", "code": 410}});
        json["use_flow_id"] = json!(id);
        json
    };
    let reaction = |shown: &Value, response: &Value| {
        let loaded = Reply::Loaded(read(Call::Load(FlowKind::Login), 200, shown));
        let (state, _) = step(View::Loading(Loading::default()), &request, loaded);
        let outcome = read(Call::Submit(FlowKind::Login), 410, response);
        line(&step(state, &request, sent(outcome)))
    };
    for id in [Some("n"), None] {
        assert_eq!(
            reaction(&shown, &expired(id)),
            "Leaving → Go https://hydra.example/oauth2/auth?client_id=x"
        );
    }
    // Without its address there is the challenge, with which a new flow is made; Kratos' replacement has lost it.
    for request_url in [json!(""), json!(null)] {
        shown["oauth2_login_request"]["request_url"] = request_url;
        assert_eq!(
            reaction(&shown, &expired(Some("n"))),
            "Leaving → Go /self-service/login/browser?login_challenge=c"
        );
    }
}
