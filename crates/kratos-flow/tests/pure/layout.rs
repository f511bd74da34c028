//! `flow::layout` loses nothing and repeats nothing.

mod methods;

use kratos_flow::flow::{SectionKind, layout};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{self, flow_of, input};

proptest! {
    #[test]
    fn each_node_stands_exactly_once(flow in arbitrary::flow()) {
        let mut placed: Vec<_> = layout(&flow).into_iter().flat_map(|section| section.nodes).collect();
        for node in &flow.nodes {
            let at = placed.iter().position(|other| other == node);
            prop_assert!(at.is_some(), "{:?} is lost", node);
            placed.remove(at.unwrap());
        }
        prop_assert!(placed.is_empty());
    }

    #[test]
    fn sections_are_in_order_and_none_is_empty(flow in arbitrary::flow()) {
        let sections = layout(&flow);
        prop_assert!(sections.iter().all(|section| !section.nodes.is_empty()));
        prop_assert!(sections.is_sorted_by(|a, b| a.kind < b.kind || a.kind == b.kind && a.kind == SectionKind::Method));
    }
}

fn names(nodes: &[Value], kind: SectionKind) -> Vec<String> {
    layout(&flow_of(nodes))
        .into_iter()
        .filter(|section| section.kind == kind)
        .flat_map(|section| section.nodes)
        .map(|node| {
            let value = node
                .button()
                .map(|input| input.text_value())
                .unwrap_or_default();
            format!("{}{value}", node.id())
        })
        .collect()
}

/// UX-05: next to social sign-in and every other way.
#[test]
fn enter_means_the_password_where_there_is_one() {
    // Kratos sends social sign-in first; Enter in the password field once went to the provider (UX-05).
    let none = Value::Null;
    let login = [
        input("oidc", "provider", "submit", &json!("acme")),
        input("default", "csrf_token", "hidden", &json!("t")),
        input("default", "identifier", "text", &none),
        input("passkey", "passkey_login_trigger", "button", &none),
        input("code", "method", "submit", &json!("code")),
        input("password", "password", "password", &none),
        input("password", "method", "submit", &json!("password")),
    ];
    assert_eq!(
        names(&login, SectionKind::Main),
        ["identifier", "password", "methodpassword"]
    );
    assert_eq!(
        names(&login, SectionKind::Alternatives),
        ["passkey_login_trigger", "methodcode"]
    );
    assert_eq!(names(&login, SectionKind::Providers), ["provideracme"]);
}

/// UX-05: and not another code.
#[test]
fn enter_means_the_code_that_was_typed() {
    let none = Value::Null;
    let sent = [
        input("code", "code", "text", &none),
        input("code", "resend", "submit", &json!("code")),
        input("code", "method", "hidden", &json!("code")),
        input("code", "method", "submit", &json!("code")),
    ];
    assert_eq!(names(&sent, SectionKind::Main), ["code", "methodcode"]);
    assert_eq!(names(&sent, SectionKind::Aside), ["resendcode"]);
}

#[test]
fn a_page_without_a_form_to_fill_in_still_has_its_buttons() {
    let login = [input(
        "passkey",
        "passkey_login_trigger",
        "button",
        &Value::Null,
    )];
    assert_eq!(
        names(&login, SectionKind::Alternatives),
        ["passkey_login_trigger"]
    );
}
