//! What an account has, as far as the nodes of its settings tell; and where its mail is read.

use kratos_flow::flow::{Flow, Group, MethodStatus, overview, webmail};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::arbitrary::input;

fn flow(nodes: &[Value]) -> Flow {
    let json = json!({"id": "f", "ui": {"action": "/", "method": "POST", "nodes": nodes}});
    wire::flow(&json, FlowKind::Settings).unwrap()
}

fn button(group: &str, name: &str) -> Value {
    input(group, name, "submit", &json!("x"))
}

#[test]
fn what_is_there_is_counted_and_what_is_missing_is_said() {
    let flow = flow(&[
        button("profile", "method"),
        button("totp", "totp_unlink"),
        button("lookup_secret", "lookup_secret_regenerate"),
        button("passkey", "passkey_remove"),
        button("passkey", "passkey_remove"),
        button("passkey", "passkey_register_trigger"),
        input("password", "password", "password", &Value::Null),
        button("oidc", "link"),
    ]);
    assert_eq!(
        overview(&flow),
        [
            (Group::Passkey, MethodStatus::Count(2)),
            (Group::Password, MethodStatus::Unknown),
            (Group::Oidc, MethodStatus::Count(0)),
            (Group::Totp, MethodStatus::Is(true)),
            (Group::LookupSecret, MethodStatus::Is(false)),
        ]
    );
}

#[test]
fn codes_that_can_be_revealed_or_switched_off_are_there() {
    for name in ["lookup_secret_reveal", "lookup_secret_disable"] {
        let flow = flow(&[button("lookup_secret", name)]);
        assert_eq!(
            overview(&flow),
            [(Group::LookupSecret, MethodStatus::Is(true))]
        );
    }
}

#[test]
fn a_group_of_hidden_nodes_is_no_way_in() {
    let flow = flow(&[input(
        "passkey",
        "passkey_create_data",
        "hidden",
        &json!("{}"),
    )]);
    assert_eq!(overview(&flow), []);
}

#[test]
fn the_mailbox_of_a_known_provider_is_known_and_of_a_masked_address_not() {
    let page = |address: &str| webmail(address).map(|(_, page)| page);
    assert_eq!(page("ada@gmail.com"), Some("https://mail.google.com/"));
    assert_eq!(page("ada@GoogleMail.com"), Some("https://mail.google.com/"));
    assert_eq!(
        page("ada@hotmail.com"),
        Some("https://outlook.live.com/mail/")
    );
    assert_eq!(page("a****@proton.me"), Some("https://mail.proton.me/"));
    for unknown in [
        "ada@g****.com",
        "ada@example.com",
        "ada@notgmail.com",
        "gmail.com",
        "+12025550100",
        "",
    ] {
        assert_eq!(page(unknown), None, "{unknown}");
    }
}
