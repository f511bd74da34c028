//! What the page learns about new passwords.

use kratos_flow::flow::{PasswordPolicy, Text, TextKind};
use serde_json::{Value, json};

fn status_text(id: u32, context: Value) -> Text {
    Text {
        id,
        text: String::new(),
        kind: TextKind::Error,
        context,
    }
}

#[test]
fn the_default_until_something_is_learnt() {
    let mut policy = PasswordPolicy::default();
    assert_eq!(policy.min(), 8);
    policy.learn(&[status_text(4_000_002, json!({"min_length": 3}))]);
    assert_eq!(policy, PasswordPolicy::default());
    // Without the number nothing is learnt.
    policy.learn(&[status_text(4_000_032, json!({"min_length": "many"}))]);
    assert_eq!(policy.min(), 8);
}

#[test]
fn every_refusal_teaches_one_rule_and_takes_none_away() {
    let mut policy = PasswordPolicy::default();
    policy.learn(&[status_text(
        4_000_032,
        json!({"min_length": 12, "actual_length": 5}),
    )]);
    assert_eq!(policy.min(), 12);
    policy.learn(&[status_text(
        4_000_033,
        json!({"max_length": 72, "actual_length": 80}),
    )]);
    policy.learn(&[
        status_text(4_000_034, json!({"breaches": 7})),
        status_text(4_000_031, Value::Null),
    ]);
    assert_eq!((policy.min(), policy.max), (12, Some(72)));
    assert!(policy.unbreached && policy.dissimilar);
    policy.learn(&[]);
    assert_eq!(policy.min(), 12);
}

#[test]
fn lengths_are_counted_as_kratos_does() {
    let policy = PasswordPolicy::default();
    for (password, missing) in [
        ("", 8),
        ("short", 3),
        ("12345678", 0),
        ("123456789", 0),
        ("ääää", 0),
        ("ää", 4),
    ] {
        assert_eq!(policy.missing(password), missing, "{password}");
    }
}
