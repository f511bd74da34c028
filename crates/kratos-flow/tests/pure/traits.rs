//! `flow::traits`: what an edit makes of a tree, and which values a schema allows.

use kratos_flow::flow::{choices, merged};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{self, input};

fn edit(name: &str, value: Value) -> (String, Option<Value>) {
    (name.to_owned(), Some(value))
}

fn taken(name: &str) -> (String, Option<Value>) {
    (name.to_owned(), None)
}

/// An identity with everything a schema can have.
fn person() -> Value {
    json!({
        "email": "a@example.com",
        "age": 41,
        "score": 1.5,
        "news": true,
        "tags": ["one", "two"],
        "name": {"first": "Ada", "last": "L", "title": {"short": "Dr", "long": "Doctor"}},
        "places": [{"city": "Bern"}],
        "without_a_node": {"kept": [1, 2]},
    })
}

#[test]
fn what_has_no_edit_stays_as_it_was() {
    assert_eq!(merged(&person(), &[]), person());
}

#[test]
fn an_edit_changes_its_leaf_and_nothing_else() {
    for (name, value, pointer) in [
        ("traits.email", json!("b@example.com"), "/email"),
        ("traits.age", json!(42), "/age"),
        ("traits.score", json!(-0.25), "/score"),
        ("traits.news", json!(false), "/news"),
        ("traits.name.first", json!("Grace"), "/name/first"),
        (
            "traits.name.title.short",
            json!("Prof"),
            "/name/title/short",
        ),
    ] {
        let mut expected = person();
        *expected.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(merged(&person(), &[edit(name, value)]), expected, "{name}");
    }
}

#[test]
fn a_new_leaf_makes_its_branch() {
    let edits = [
        edit("traits.address.street.name", json!("Gasse")),
        edit("traits.phone", json!("+41")),
    ];
    let mut expected = person();
    expected["address"] = json!({"street": {"name": "Gasse"}});
    expected["phone"] = json!("+41");
    assert_eq!(merged(&person(), &edits), expected);
    assert_eq!(
        merged(&Value::Null, &edits),
        json!({"address": {"street": {"name": "Gasse"}}, "phone": "+41"})
    );
}

#[test]
fn what_is_emptied_goes_and_takes_an_empty_branch_with_it() {
    let all = [
        taken("traits.name.first"),
        taken("traits.name.last"),
        taken("traits.name.title.short"),
    ];
    let mut expected = person();
    expected["name"] = json!({"title": {"long": "Doctor"}});
    assert_eq!(merged(&person(), &all), expected);
    let and_the_last = [taken("traits.name.title.long")];
    expected.as_object_mut().unwrap().remove("name");
    assert_eq!(merged(&merged(&person(), &all), &and_the_last), expected);
    // There is nothing to take away, so nothing is made.
    assert_eq!(merged(&json!({}), &all), json!({}));
}

#[test]
fn a_list_is_not_a_branch() {
    let edits = [
        edit("traits.tags.0", json!("x")),
        edit("traits.places.0.city", json!("x")),
        edit("traits.email.domain", json!("x")),
        taken("traits.tags.1"),
    ];
    assert_eq!(merged(&person(), &edits), person());
}

#[test]
fn only_traits_are_edited() {
    let edits = [
        edit("email", json!("x")),
        edit("transient_payload.x", json!("x")),
        edit("traitsemail", json!("x")),
    ];
    assert_eq!(merged(&person(), &edits), person());
}

proptest! {
    #[test]
    fn any_traits_and_any_names_make_an_object(
        traits in arbitrary::json(), path in "traits(\\.[a-z0-9]{0,3}){0,4}", value in proptest::option::of(arbitrary::json()),
    ) {
        let found = merged(&traits, &[(path, value)]);
        prop_assert!(found.is_object());
    }

    #[test]
    fn an_edit_can_be_read_back(path in "[a-z]{1,3}(\\.[a-z]{1,3}){0,3}", value in any::<i64>()) {
        let found = merged(&json!({}), &[(format!("traits.{path}"), Some(json!(value)))]);
        let pointer = format!("/{}", path.replace('.', "/"));
        prop_assert_eq!(found.pointer(&pointer), Some(&json!(value)));
    }

    #[test]
    fn any_schemas_are_read(schemas in arbitrary::json(), name in ".{0,20}") {
        drop(choices(&schemas, Some("x"), &name));
        drop(choices(&schemas, None, &name));
    }
}

/// Kratos' response to `GET /schemas`.
fn schemas() -> Value {
    let schema = |sizes: Value| {
        json!({"properties": {"traits": {"type": "object", "properties": {
            "size": {"type": "string", "enum": sizes},
            "email": {"type": "string"},
            "name": {"type": "object", "properties": {"title": {"enum": ["Dr", "Prof"]}}},
            "level": {"type": "integer", "enum": [1, 2, 3]},
        }}}})
    };
    json!([
        {"id": "customer", "schema": schema(json!(["S", "M"]))},
        {"id": "employee", "schema": schema(json!(["L", "XL"]))},
    ])
}

#[test]
fn the_schema_of_the_identity_counts() {
    let of = |id: Option<&str>, name: &str| choices(&schemas(), id, name).map(Value::from);
    for (id, name, expected) in [
        (Some("customer"), "traits.size", Some(json!(["S", "M"]))),
        (Some("employee"), "traits.size", Some(json!(["L", "XL"]))),
        // Which of them it is nobody knows; where they agree, that does not matter.
        (None, "traits.size", None),
        (None, "traits.level", Some(json!([1, 2, 3]))),
        (
            Some("employee"),
            "traits.name.title",
            Some(json!(["Dr", "Prof"])),
        ),
        (Some("employee"), "traits.level", Some(json!([1, 2, 3]))),
        // No list of values, no such trait, no such schema, no trait at all.
        (Some("employee"), "traits.email", None),
        (Some("employee"), "traits.name", None),
        (Some("employee"), "traits.name.first", None),
        (Some("employee"), "traits.size.x", None),
        (Some("visitor"), "traits.size", None),
        (Some("employee"), "size", None),
    ] {
        assert_eq!(of(id, name), expected, "{id:?} {name}");
    }
}

#[test]
fn what_is_no_list_of_schemas_has_no_choices() {
    for schemas in [
        json!(null),
        json!({}),
        json!([1]),
        json!([{"id": "a"}]),
        json!([{"id": "a", "schema": []}]),
    ] {
        assert_eq!(choices(&schemas, None, "traits.size"), None, "{schemas}");
    }
}

/// What users sign in with was taken by its name: an e-mail address, though the schema says the number of a card.
#[test]
fn the_identifier_is_the_one_that_the_schema_says() {
    let by = |methods: Value| json!({"type": "string", "ory.sh/kratos": {"credentials": methods}});
    let schema = |properties: Value| json!({"properties": {"traits": {"properties": properties}}});
    let is = json!({"identifier": true});
    let schemas = json!([
        {"id": "card", "schema": schema(json!({
            "email": by(json!({"code": is})),
            "card": {"properties": {"number": by(json!({"password": is}))}},
        }))},
        {"id": "mail", "schema": schema(json!({
            "email": by(json!({"password": is, "code": is})),
            "username": by(json!({"password": is})),
        }))},
        {"id": "none", "schema": schema(json!({"email": {"type": "string"}, "phone": by(json!({"code": {"identifier": false}}))}))},
    ]);
    let traits = json!({"email": "a@example.com", "username": "ada", "card": {"number": "4711"}});
    for (id, expected) in [
        ("card", Some("4711")),
        ("mail", Some("a@example.com")),
        ("none", None),
        ("other", None),
    ] {
        let identity = json!({"id": "me", "schema_id": id, "traits": traits});
        let flow = json!({"id": "f", "identity": identity, "ui": {"action": "/a", "nodes": []}});
        let flow = wire::flow(&flow, FlowKind::Settings).unwrap();
        assert_eq!(flow.identifier_by(&schemas).as_deref(), expected, "{id}");
    }
    // A sign-up has the traits in its fields, and may not say which schema it is of.
    let nodes = [
        input("default", "traits.email", "hidden", &json!("a@example.com")),
        input("default", "traits.card.number", "hidden", &json!("4711")),
    ];
    let flow = |schema: Value| {
        let flow =
            json!({"id": "f", "identity_schema": schema, "ui": {"action": "/a", "nodes": nodes}});
        wire::flow(&flow, FlowKind::Registration).unwrap()
    };
    assert_eq!(
        flow(json!("card")).identifier_by(&schemas).as_deref(),
        Some("4711")
    );
    assert_eq!(flow(Value::Null).identifier_by(&schemas), None);
    let only = json!([schemas[0]]);
    assert_eq!(
        flow(Value::Null).identifier_by(&only).as_deref(),
        Some("4711")
    );
}
