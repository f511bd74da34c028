//! Pages as people see them whose browser runs no script: what can be pressed is a link, or sends a form to an address that
//! answers it.

use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::kratos::{Answer, Call, Outcome};
use vestibule::server::{Start, draw};
use vestibule::ui::Initial;

use super::markup::Element;

/// A page with what comes of an answer.
fn page(path: &str, outcome: Outcome) -> Element {
    let html = draw(
        path,
        &Arc::default(),
        &Arc::default(),
        Start::Answer(Initial(outcome)),
    );
    Element::read(&html)
}

fn session(id: &str) -> Value {
    json!({
        "id": id, "active": true, "authenticated_at": "2026-03-01T09:30:12.5Z",
        "identity": {"id": "i", "traits": {"email": "a@example.com"}},
    })
}

/// What Kratos says of who is signed in.
fn whoami(status: u16, json: Value) -> Outcome {
    let answer = Answer {
        status,
        json: Some(json),
        retry_after: None,
    };
    Outcome::read(Call::Session, &answer)
}

fn signed_out() -> Outcome {
    whoami(401, json!({"error": {"code": 401}}))
}

#[test]
fn sessions_are_ended_by_a_form() {
    let list = json!([session("one"), session("two"), session("three")]);
    let page = page("/sessions", Outcome::Json(list));
    let forms = page.tags("form");
    assert_eq!(forms.len(), 1);
    assert!(forms[0].is(&[("method", "post"), ("action", "/sessions")]));
    let buttons = forms[0].tags("button");
    let values: Vec<_> = buttons.iter().map(|button| button.get("value")).collect();
    assert_eq!(values, [Some("two"), Some("three"), Some("others")]);
    for button in buttons {
        assert!(button.is(&[("type", "submit"), ("name", "revoke")]));
    }
}

#[test]
fn who_is_signed_in_signs_out_by_a_form() {
    let page = page("/", whoami(200, session("one")));
    let forms = page.with(&[("class", "logout")]);
    assert_eq!(forms.len(), 1);
    assert!(forms[0].is(&[("method", "post"), ("action", "/logout")]));
    let fields = forms[0].with(&[("type", "hidden"), ("name", "to"), ("value", "/login")]);
    assert_eq!(fields.len(), 1);
    let button = page.one("logout");
    assert!(button.is(&[("type", "submit"), ("class", "button button-link")]));
    assert_eq!(button.get("aria-disabled"), None);
}

#[test]
fn who_is_not_signed_in_cannot_sign_out() {
    let page = page("/", signed_out());
    let button = page.one("logout");
    assert!(button.is(&[
        ("type", "button"),
        ("class", "button button-link disabled"),
        ("aria-disabled", "true")
    ]));
}
