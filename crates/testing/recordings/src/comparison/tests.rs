//! What counts as a difference, and what does not.

use serde_json::{Value, json};

use super::responses;
use crate::recording::Response;

fn response(status: u16, set_cookie: &[&str], body: Value) -> Response {
    let headers = json!({"content-type": "application/json", "set-cookie": set_cookie});
    serde_json::from_value(json!({"status": status, "headers": headers, "body": body})).unwrap()
}

fn flow() -> Value {
    let input = |group: &str, name: &str, kind: &str, value: &str, label: u32| {
        json!({
            "type": "input", "group": group, "messages": [], "meta": {"label": {"id": label}},
            "attributes": {"name": name, "type": kind, "value": value, "node_type": "input"},
        })
    };
    json!({
        "id": "3a669965-7402-468c-9a1d-f7dec489655f", "type": "browser", "state": "choose_method",
        "ui": {
            "action": "http://localhost:5433/self-service/login?flow=3a669965-7402-468c-9a1d-f7dec489655f",
            "method": "POST",
            "messages": [{"id": 4000006, "type": "error", "text": "The provided credentials are invalid"}],
            "nodes": [
                input("default", "csrf_token", "hidden", "one", 0),
                input("default", "identifier", "text", "", 1070002),
                input("password", "method", "submit", "password", 1010022),
            ],
        },
    })
}

/// The paths of the differences that a change of the flow makes.
fn paths(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut changed = flow();
    change(&mut changed);
    let [expected, got] = [flow(), changed].map(|body| response(400, &[], body));
    responses(&expected, &got, &[])
        .into_iter()
        .map(|(path, _, _)| path)
        .collect()
}

fn set(pointer: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |flow| *flow.pointer_mut(pointer).unwrap() = value
}

#[test]
fn ids_tokens_and_texts_are_no_difference() {
    let other = json!("11111111-7402-468c-9a1d-f7dec489655f");
    assert!(paths(set("/id", other)).is_empty());
    assert!(paths(set("/ui/nodes/0/attributes/value", json!("two"))).is_empty());
    assert!(paths(set("/ui/messages/0/text", json!("Other words"))).is_empty());
    let action =
        "http://localhost:5433/self-service/login?flow=11111111-7402-468c-9a1d-f7dec489655f";
    assert!(paths(set("/ui/action", json!(action))).is_empty());
}

#[test]
fn what_is_drawn_is_a_difference() {
    let changes = [
        (paths(set("/state", json!("sent_email"))), "state"),
        (paths(set("/ui/method", json!("GET"))), "ui/method"),
        (
            paths(set("/ui/action", json!("http://localhost:5433/elsewhere"))),
            "ui/action",
        ),
        (
            paths(set("/ui/messages/0/id", json!(4000007))),
            "ui/messages",
        ),
        (
            paths(set("/ui/messages/0/type", json!("info"))),
            "ui/messages",
        ),
        (
            paths(set("/ui/nodes/1/meta/label/id", json!(1))),
            "default/identifier label",
        ),
        (
            paths(set("/ui/nodes/1/attributes/type", json!("email"))),
            "default/identifier type",
        ),
        (
            paths(set("/ui/nodes/1/attributes/value", json!("a@b"))),
            "default/identifier value",
        ),
        (paths(set("/ui/nodes/1/group", json!("code"))), "nodes"),
        (
            paths(|flow| drop(flow.as_object_mut().unwrap().remove("type"))),
            "members missing",
        ),
    ];
    for (paths, expected) in changes {
        assert_eq!(
            paths.first().map(String::as_str),
            Some(expected),
            "{paths:?}"
        );
    }
    let swapped = paths(|flow| {
        flow.pointer_mut("/ui/nodes")
            .unwrap()
            .as_array_mut()
            .unwrap()
            .swap(1, 2)
    });
    assert_eq!(swapped, ["node order"]);
}

#[test]
fn undrawn_nodes_are_passed_over() {
    let mut changed = flow();
    changed
        .pointer_mut("/ui/nodes")
        .unwrap()
        .as_array_mut()
        .unwrap()
        .remove(1);
    let [expected, got] = [flow(), changed].map(|body| response(400, &[], body));
    assert_eq!(responses(&expected, &got, &[]).len(), 1);
    assert!(responses(&expected, &got, &["identifier"]).is_empty());
}

#[test]
fn a_status_is_told_with_what_came_and_hides_the_rest() {
    let error = json!({"error": {"id": "security_csrf_violation", "code": 403}});
    let differences = responses(&response(400, &[], flow()), &response(403, &[], error), &[]);
    let [(path, expected, got)] = differences.as_slice() else {
        panic!("{differences:?}");
    };
    assert_eq!(path, "status");
    assert!(
        expected.contains("choose_method") && expected.contains("4000006"),
        "{expected}"
    );
    assert!(got.contains("403, security_csrf_violation"), "{got}");
}

#[test]
fn cookies_differ_by_name_and_effect_not_by_value() {
    let of = |cookie: &str| response(200, &[cookie], json!({}));
    let [set, other, cleared] = [
        "csrf_token_aa=1; Path=/; Max-Age=31536000; HttpOnly",
        "csrf_token_bb=2; Path=/; Max-Age=7; HttpOnly",
        "csrf_token_aa=; Path=/; Max-Age=0; HttpOnly",
    ]
    .map(of);
    assert!(responses(&set, &other, &[]).is_empty());
    assert_eq!(responses(&set, &cleared, &[]).len(), 1);
    assert_eq!(
        responses(&set, &response(200, &[], json!({})), &[]).len(),
        1
    );
}

#[test]
fn continue_with_is_compared_in_order() {
    let of = |actions: [&str; 2]| {
        let list: Vec<_> = actions
            .iter()
            .map(|action| json!({"action": action}))
            .collect();
        response(200, &[], json!({"continue_with": list}))
    };
    let [one, other] = [["a", "b"], ["b", "a"]].map(of);
    assert!(responses(&one, &one, &[]).is_empty());
    assert_eq!(responses(&one, &other, &[]).len(), 1);
}
