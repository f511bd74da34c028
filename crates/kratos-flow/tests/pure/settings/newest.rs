//! G-04, G-26: two tabs, or a form that a browser sends by itself, took back traits that were changed elsewhere. A save
//! changes what the user has changed and nothing else.

use kratos_flow::flow::{Flow, RENDERED, Submitter, body, changed};
use kratos_flow::kratos::wire;
use kratos_flow::route::FlowKind;
use serde_json::{Value, json};

use super::super::arbitrary::input;

/// The trait, its kind of field, what it was rendered with, what another tab has saved since, what is typed here, and
/// what that stands for.
fn kinds() -> Vec<(
    &'static str,
    &'static str,
    Value,
    Value,
    &'static str,
    Value,
)> {
    vec![
        ("text", "text", json!("a"), json!("b"), "c", json!("c")),
        (
            "two.lines",
            "text",
            json!("a\nb"),
            json!("b"),
            "c",
            json!("c"),
        ),
        ("space", "text", json!(" a "), json!("b"), "a", json!("a")),
        (
            "name",
            "text",
            json!("Zoë 😀"),
            json!("b"),
            "Zoé",
            json!("Zoé"),
        ),
        (
            "mail",
            "email",
            json!("a@x.org"),
            json!("b@x.org"),
            "c@x.org",
            json!("c@x.org"),
        ),
        (
            "tel",
            "tel",
            json!("+41"),
            json!("+42"),
            "+43",
            json!("+43"),
        ),
        (
            "site",
            "url",
            json!("https://a.example"),
            json!("https://b.example"),
            "https://c.example",
            json!("https://c.example"),
        ),
        (
            "born",
            "date",
            json!("1815-12-10"),
            json!("1815-12-11"),
            "1815-12-12",
            json!("1815-12-12"),
        ),
        (
            "seen",
            "datetime-local",
            json!("2026-01-02T12:45:33.25+02:00"),
            json!("2026-01-02T12:45:33Z"),
            "2026-01-03T10:45:00Z",
            json!("2026-01-03T10:45:00Z"),
        ),
        ("whole", "number", json!(41), json!(42), "43", json!(43)),
        (
            "large",
            "number",
            json!(9_007_199_254_740_993_i64),
            json!(1),
            "9007199254740995",
            json!(9_007_199_254_740_995_i64),
        ),
        (
            "exact",
            "number",
            json!(1.50),
            json!(1),
            "2.25",
            json!(2.25),
        ),
        // A phrase is never rendered.
        (
            "password",
            "password",
            json!("a"),
            json!("b"),
            "c",
            json!("c"),
        ),
        (
            "on",
            "checkbox",
            json!(true),
            json!(true),
            "false",
            json!(false),
        ),
        (
            "off",
            "checkbox",
            json!(false),
            json!(false),
            "true",
            json!(true),
        ),
        (
            "unset",
            "checkbox",
            Value::Null,
            Value::Null,
            "true",
            json!(true),
        ),
        ("none", "text", Value::Null, json!("b"), "c", json!("c")),
    ]
}

fn put(traits: &mut Value, path: &str, value: &Value) {
    if !value.is_null() {
        let mut at = traits;
        for key in path.split('.') {
            at = &mut at[key];
        }
        *at = value.clone();
    }
}

/// The traits with one value of each kind: as rendered, or as another tab has left them.
fn traits(of_other_tab: bool) -> Value {
    let mut traits =
        json!({"tags": ["one"], "pets": [{"name": "Rex"}], "void": null, "deep": {"er": {"x": 1}}});
    for (path, _, was, now, ..) in kinds() {
        put(&mut traits, path, if of_other_tab { &now } else { &was });
    }
    if of_other_tab {
        traits["tags"] = json!(["one", "two"]);
        traits["void"] = json!("no more");
    }
    traits
}

fn flow(traits: &Value) -> Flow {
    let mut nodes = vec![input("default", "csrf_token", "hidden", &json!("t"))];
    for (path, kind, was, ..) in kinds() {
        nodes.push(input("profile", &format!("traits.{path}"), kind, &was));
    }
    nodes.push(input("profile", "traits.tags", "text", &Value::Null));
    nodes.push(input("profile", "traits.tags.0", "text", &json!("one")));
    nodes.push(input("profile", "method", "submit", &json!("profile")));
    let json = json!({
        "id": "f", "identity": {"id": "me", "schema_id": "s", "traits": traits},
        "ui": {"action": "/self-service/settings", "method": "POST", "nodes": nodes},
    });
    wire::flow(&json, FlowKind::Settings).unwrap()
}

/// The form as it was rendered, with one value typed.
fn form(typed: Option<(&str, &str)>) -> Vec<(String, String)> {
    let mut fields = vec![
        ("csrf_token".to_owned(), "t".to_owned()),
        (RENDERED.to_owned(), traits(false).to_string()),
    ];
    for (path, kind, was, ..) in kinds() {
        let mut text = match &was {
            Value::String(text) => text.replace('\n', ""),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        if kind == "password" {
            text.clear();
        }
        if kind == "checkbox" && text != "true" {
            text = "false".to_owned();
        }
        if let Some((_, typed)) = typed.filter(|(name, _)| *name == path) {
            text = typed.to_owned();
        }
        fields.push((format!("traits.{path}"), text));
    }
    fields
}

fn saved(newest: &Value, fields: &[(String, String)]) -> Value {
    let flow = flow(newest);
    let submitter = Submitter::button(&flow, "method", "profile");
    let body = body(&flow, fields, &submitter);
    assert!(!body.contains_key(RENDERED));
    body["traits"].clone()
}

#[test]
fn nothing_is_changed_where_nothing_was_typed() {
    for newest in [traits(false), traits(true)] {
        assert_eq!(saved(&newest, &form(None)), newest);
    }
}

#[test]
fn one_value_of_every_kind_is_changed_and_no_other() {
    for newest in [traits(false), traits(true)] {
        for (path, kind, .., typed, expected) in kinds() {
            let mut target = newest.clone();
            put(&mut target, path, &expected);
            let found = saved(&newest, &form(Some((path, typed))));
            assert_eq!(found, target, "{kind} {path}");
        }
    }
}

#[test]
fn one_value_of_every_kind_is_taken_away_and_no_other() {
    for (path, kind, was, ..) in kinds() {
        if matches!(kind, "checkbox" | "password") || was.is_null() {
            continue;
        }
        let found = saved(&traits(true), &form(Some((path, ""))));
        let pointer = format!("/{}", path.replace('.', "/"));
        assert_eq!(found.pointer(&pointer), None, "{path}");
        let mut expected = saved(&traits(true), &form(None));
        let (above, last) = pointer.rsplit_once('/').unwrap();
        let above = expected
            .pointer_mut(above)
            .unwrap()
            .as_object_mut()
            .unwrap();
        above.remove(last);
        if above.is_empty() {
            expected
                .as_object_mut()
                .unwrap()
                .remove(path.split('.').next().unwrap());
        }
        assert_eq!(found, expected, "{path}");
    }
}

/// What goes on from one form to another is what was changed: it is sent from there as it would have been from here.
#[test]
fn only_what_was_changed_goes_on() {
    let before = flow(&traits(false));
    for (path, _, _, _, typed, expected) in kinds() {
        let fields = changed(&before, form(Some((path, typed))).into());
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["csrf_token", &format!("traits.{path}")]);
        let newest = traits(true);
        let mut target = newest.clone();
        put(&mut target, path, &expected);
        assert_eq!(saved(&newest, &fields), target, "{path}");
    }
}

/// Kratos' flow has the fields of when it was made; a page that comes later shows the account as it is.
#[test]
fn a_flow_shows_the_newest_traits_unless_it_was_refused() {
    let value = |flow: &Flow, name: &str| flow.node(name).unwrap().input().unwrap().value.clone();
    let shown = flow(&traits(true));
    assert_eq!(value(&shown, "traits.text"), json!("b"));
    assert_eq!(value(&shown, "traits.large"), json!(1));
    let refused = |of_field: bool| {
        let error = json!([{"id": 4_000_001, "text": "no", "type": "error", "context": {}}]);
        let mut node = input("profile", "traits.text", "text", &json!("typed"));
        let mut ui = json!({"action": "/a", "method": "POST"});
        if of_field {
            node["messages"] = error;
        } else {
            ui["messages"] = error;
        }
        ui["nodes"] = json!([node]);
        let identity = json!({"id": "me", "schema_id": "s", "traits": {"text": "b"}});
        wire::flow(
            &json!({"id": "f", "identity": identity, "ui": ui}),
            FlowKind::Settings,
        )
        .unwrap()
    };
    for of_field in [true, false] {
        assert_eq!(value(&refused(of_field), "traits.text"), json!("typed"));
    }
}

/// Kratos rounds the numbers of its fields, which show again after a refusal, and not those of traits.
#[test]
fn a_number_that_is_shown_rounded_is_not_changed() {
    let error = json!([{"id": 4_000_001, "text": "no", "type": "error", "context": {}}]);
    let mut text = input("profile", "traits.text", "text", &json!("bad"));
    text["messages"] = error;
    let nodes = [
        input(
            "profile",
            "traits.large",
            "number",
            &json!(9_007_199_254_740_992_i64),
        ),
        text,
        input("profile", "method", "submit", &json!("profile")),
    ];
    let traits = json!({"large": 9_007_199_254_740_993_i64, "text": "a"});
    let json = json!({
        "id": "f", "identity": {"id": "me", "schema_id": "s", "traits": traits},
        "ui": {"action": "/a", "method": "POST", "nodes": nodes},
    });
    let flow = wire::flow(&json, FlowKind::Settings).unwrap();
    let submitter = Submitter::button(&flow, "method", "profile");
    let typed = |large: &str| {
        let fields = [("traits.large", large), ("traits.text", "b")];
        let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned()));
        body(&flow, &fields, &submitter)["traits"]["large"].to_string()
    };
    assert_eq!(typed("9007199254740992"), "9007199254740993");
    assert_eq!(typed("9007199254740995"), "9007199254740995");
}

/// Numbers are more than a computer reckons with: what nobody has changed is sent to the last digit.
#[test]
fn numbers_are_kept_to_the_last_digit() {
    let text = r#"{"text":"a","exact":3.141592653589793238462643383279,"list":[123456789012345678901234567890,1e+2,-0.10]}"#;
    let traits: Value = serde_json::from_str(text).unwrap();
    let mut target = traits.clone();
    target["text"] = json!("c");
    let fields = form(Some(("text", "c")));
    let flow = flow(&traits);
    let submitter = Submitter::button(&flow, "method", "profile");
    let fields: Vec<_> = fields
        .into_iter()
        .filter(|(name, _)| name == "traits.text" || name == "csrf_token")
        .collect();
    let sent = body(&flow, &fields, &submitter)["traits"].to_string();
    assert_eq!(sent, target.to_string());
    assert!(
        sent.contains("123456789012345678901234567890,1e+2,-0.10"),
        "{sent}"
    );
    assert!(sent.contains("3.141592653589793238462643383279"), "{sent}");
}
