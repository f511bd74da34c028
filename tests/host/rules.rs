//! What the page learns about new passwords.

use serde_json::{Value, json};
use vestibule::flow::{Rules, Text, TextKind};

fn said(id: u32, context: Value) -> Text {
    Text {
        id,
        text: String::new(),
        kind: TextKind::Error,
        context,
    }
}

#[test]
fn the_default_until_something_is_learnt() {
    let mut rules = Rules::default();
    assert_eq!(rules.min(), 8);
    rules.learn(&[said(4_000_002, json!({"min_length": 3}))]);
    assert_eq!(rules, Rules::default());
    // Without the number nothing is learnt.
    rules.learn(&[said(4_000_032, json!({"min_length": "many"}))]);
    assert_eq!(rules.min(), 8);
}

#[test]
fn every_refusal_teaches_one_rule_and_takes_none_away() {
    let mut rules = Rules::default();
    rules.learn(&[said(
        4_000_032,
        json!({"min_length": 12, "actual_length": 5}),
    )]);
    assert_eq!(rules.min(), 12);
    rules.learn(&[said(
        4_000_033,
        json!({"max_length": 72, "actual_length": 80}),
    )]);
    rules.learn(&[
        said(4_000_034, json!({"breaches": 7})),
        said(4_000_031, Value::Null),
    ]);
    assert_eq!((rules.min(), rules.max), (12, Some(72)));
    assert!(rules.unbreached && rules.dissimilar);
    rules.learn(&[]);
    assert_eq!(rules.min(), 12);
}

#[test]
fn lengths_are_counted_as_kratos_does() {
    let rules = Rules::default();
    for (password, missing) in [
        ("", 8),
        ("short", 3),
        ("12345678", 0),
        ("123456789", 0),
        ("ääää", 0),
        ("ää", 4),
    ] {
        assert_eq!(rules.missing(password), missing, "{password}");
    }
}
