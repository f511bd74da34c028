//! `screen`: a form as blocks. What stands where is decided here and nowhere else.

use kratos_flow::flow::{Flow, Group};
use kratos_flow::kratos::{Outcome, wire};
use kratos_flow::machine::{Event, FlowForm, Model, Reply, Site, View, update};
use kratos_flow::route::{FlowKind, FlowRequest};
use kratos_flow::screen::{Block, ButtonRole, Change, Frame, screen};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{self, input};

fn form(flow: Flow) -> FlowForm {
    let request = FlowRequest::new(flow.kind);
    let mut model = Model::new(Site::default(), request.clone());
    update(&mut model, Event::open(request));
    let (id, flow) = (model.attempt(), flow.into());
    let reply = Reply::Loaded(Outcome::Flow(flow));
    update(&mut model, Event::Replied { id, reply });
    match model.view {
        View::Form(form) => *form,
        other => panic!("no form: {other:?}"),
    }
}

fn flow(kind: FlowKind, members: &Value, nodes: &[Value]) -> Flow {
    let mut json = json!({"id": "f", "type": "browser", "ui": {"action": "", "method": "post", "nodes": nodes}});
    let members = members.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(members);
    wire::flow(&json, kind).unwrap()
}

/// The blocks by name, with sections as the names of what stands in them.
fn blocks(flow: Flow, frame: &Frame) -> Vec<String> {
    let shown = screen(&form(flow), frame);
    let name = |block: Block| match block {
        Block::Section(section) => {
            let nodes: Vec<&str> = section
                .nodes
                .iter()
                .map(kratos_flow::flow::Node::id)
                .collect();
            nodes.join(" ")
        }
        Block::Divider { scripted: true } => "or, with a script".to_owned(),
        Block::Divider { .. } => "or".to_owned(),
        Block::Identity(line) => format!("{} ({:?})", line.name, line.change),
        other => format!("{other:?}"),
    };
    shown.blocks.into_iter().map(name).collect()
}

fn restartable() -> Frame<'static> {
    Frame {
        may_restart: true,
        ..Frame::default()
    }
}

proptest! {
    #[test]
    fn any_flow_has_a_screen(flow in arbitrary::flow()) {
        for may_restart in [false, true] {
            for unified in [false, true] {
                let frame = Frame { may_restart, unified, ..Frame::default() };
                let shown = screen(&form(flow.clone()), &frame);
                let identities = shown.blocks.iter().filter(|block| matches!(block, Block::Identity(_))).count();
                prop_assert!(identities <= 1);
            }
        }
    }
}

#[test]
fn what_only_needs_a_press_stands_behind_an_or() {
    let nodes = [
        input("default", "identifier", "text", &Value::Null),
        input("password", "password", "password", &Value::Null),
        input("password", "method", "submit", &json!("password")),
        input("oidc", "provider", "submit", &json!("acme")),
    ];
    assert_eq!(
        blocks(flow(FlowKind::Login, &json!({}), &nodes), &restartable()),
        ["identifier password method", "or", "provider"]
    );
}

#[test]
fn a_method_with_fields_of_its_own_has_a_form_of_its_own() {
    let nodes = [
        input("default", "csrf_token", "hidden", &json!("t")),
        input("totp", "totp_code", "text", &Value::Null),
        input("totp", "method", "submit", &json!("totp")),
        input("lookup_secret", "lookup_secret", "text", &Value::Null),
        input("lookup_secret", "method", "submit", &json!("lookup_secret")),
    ];
    let flow = flow(FlowKind::Login, &json!({"requested_aal": "aal2"}), &nodes);
    let shown = screen(&form(flow), &restartable());
    let methods: Vec<_> = shown
        .methods
        .iter()
        .map(|form| (&form.group, form.hidden.as_slice()))
        .collect();
    let token = [("csrf_token".to_owned(), "t".to_owned())];
    assert_eq!(methods, [(&Group::LookupSecret, token.as_slice())]);
}

#[test]
fn who_waits_for_a_code_is_called_by_name_and_can_go_another_way() {
    let nodes = [
        input("default", "identifier", "hidden", &json!("ada@gmail.com")),
        input("code", "code", "text", &Value::Null),
        input("code", "method", "submit", &json!("code")),
        input("code", "resend", "submit", &json!("code")),
    ];
    let sent = flow(FlowKind::Login, &json!({"state": "sent_email"}), &nodes);
    assert_eq!(
        blocks(sent.clone(), &restartable()),
        [
            "ada@gmail.com (Some(Restart))",
            "identifier",
            "code method",
            "resend",
            "OtherMethods"
        ]
    );
    let shown = screen(&form(sent.clone()), &Frame::default());
    let hint = shown.blocks.iter().find_map(|block| match block {
        Block::Section(section) => section.code_hint.clone(),
        _ => None,
    });
    let hint = hint.unwrap();
    assert!(hint.another && hint.mailbox.is_some());
    // In a page that cannot start over nothing offers to.
    assert_eq!(
        blocks(sent, &Frame::default()),
        [
            "ada@gmail.com (None)",
            "identifier",
            "code method",
            "resend"
        ]
    );
}

#[test]
fn an_account_without_a_way_in_is_told_so() {
    let confirms = json!({"refresh": true});
    let none = |members: &Value| blocks(flow(FlowKind::Login, members, &[]), &Frame::default());
    assert_eq!(none(&confirms), ["NoMethod { confirms: true }"]);
    assert_eq!(none(&json!({})), ["NoMethod { confirms: false }"]);
}

#[test]
fn one_door_leads_to_the_sign_up_from_the_first_step_only() {
    let nodes = [
        input("default", "identifier", "text", &Value::Null),
        input("code", "method", "submit", &json!("code")),
    ];
    let frame = Frame {
        unified: true,
        ..Frame::default()
    };
    let last = |members: &Value| {
        let flow = flow(FlowKind::Login, members, &nodes);
        screen(&form(flow), &frame).blocks.pop().unwrap()
    };
    let sign_up = Block::SignUpInstead(FlowRequest::new(FlowKind::Registration));
    assert_eq!(last(&json!({"state": "choose_method"})), sign_up);
    assert_ne!(
        last(&json!({"state": "choose_method", "refresh": true})),
        sign_up
    );
}

#[test]
fn the_address_of_an_account_is_corrected_where_the_account_is() {
    let nodes = [input("code", "code", "text", &Value::Null)];
    let mut flow = flow(
        FlowKind::Verification,
        &json!({"state": "sent_email"}),
        &nodes,
    );
    flow.begun_by = Some(FlowKind::Registration);
    flow.nodes.extend(wire_node(&input(
        "code",
        "resend",
        "submit",
        &json!("ada@example.org"),
    )));
    let shown = screen(&form(flow), &restartable());
    let change = shown.blocks.iter().find_map(|block| match block {
        Block::Identity(line) => line.change,
        _ => None,
    });
    assert_eq!(change, Some(Change::Correct(FlowKind::Registration)));
}

fn wire_node(json: &Value) -> Vec<kratos_flow::flow::Node> {
    flow(
        FlowKind::Verification,
        &json!({}),
        std::slice::from_ref(json),
    )
    .nodes
}

#[test]
fn a_button_is_drawn_by_what_it_is_for() {
    let role = |group, name, value: &str, main| {
        let nodes = wire_node(&input(group, name, "submit", &json!(value)));
        ButtonRole::of(&nodes[0], main)
    };
    assert_eq!(
        role("password", "method", "password", true),
        ButtonRole::Main
    );
    assert_eq!(
        role("oidc", "provider", "acme", false),
        ButtonRole::Provider
    );
    assert_eq!(role("oidc", "unlink", "acme", false), ButtonRole::Danger);
    assert_eq!(
        role("totp", "totp_unlink", "true", false),
        ButtonRole::Danger
    );
    assert_eq!(role("code", "resend", "code", false), ButtonRole::Aside);
    assert_eq!(
        role("passkey", "passkey_login_trigger", "", false),
        ButtonRole::Method
    );
}
