//! Pages as users see them whose browser runs no script: what can be pressed is a link, or sends a form to an address that
//! answers it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use vestibule::kratos::{Call, Outcome, Response};
use vestibule::route::FlowKind;
use vestibule::server::{Start, render};
use vestibule::ui::Initial;

use super::markup::Element;
use super::pages::pages;

/// A page with what comes of a response.
fn page(path: &str, outcome: Outcome) -> Element {
    let html = render(
        path,
        &Arc::default(),
        &Arc::default(),
        Start::Response(Initial::from(vec![outcome])),
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
    let response = Response {
        status,
        json: Some(json),
        retry_after: None,
    };
    Outcome::read(Call::Session, &response)
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
fn a_time_is_one_that_everybody_can_read() {
    let page = page("/sessions", Outcome::Json(json!([session("one")])));
    let time = page.tags("time")[0];
    assert_eq!(time.get("datetime"), Some("2026-03-01T09:30:12.5Z"));
    assert_eq!(time.text(), "Signed in since 2026-03-01 09:30 UTC");
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

#[test]
fn where_it_cannot_be_found_out_who_is_signed_in_the_page_can_be_opened_again() {
    let page = page("/", whoami(503, json!({})));
    let forms = page.with(&[("class", "again")]);
    assert_eq!(forms.len(), 1);
    assert!(forms[0].is(&[("action", "/")]));
    assert_eq!(forms[0].tags("button")[0].get("type"), Some("submit"));
}

#[test]
fn a_failure_opens_the_page_again_with_what_was_asked_for() {
    let response = Response {
        status: 503,
        json: None,
        retry_after: None,
    };
    let outcome = Outcome::read(Call::Load(FlowKind::Login), &response);
    let page = page("/login?flow=f&return_to=%2Fa%3Fb&aal=aal2", outcome);
    let form = page.with(&[("class", "again")])[0];
    assert_eq!(form.get("action"), Some("/login"));
    assert_eq!(form.get("method"), None);
    let fields: Vec<_> = form
        .tags("input")
        .iter()
        .map(|field| (field.get("name").unwrap(), field.get("value").unwrap()))
        .collect();
    assert_eq!(fields, [("return_to", "/a?b"), ("aal", "aal2")]);
}

#[test]
fn what_only_a_script_can_serve_is_marked() {
    let mut seen = 0;
    for (name, flow, page) in pages(|_| true) {
        for button in page.with(&[("type", "button")]) {
            let class = button.get("class").unwrap();
            let is_trigger = button
                .get("name")
                .and_then(|name| flow.node(name))
                .is_some_and(|node| node.input().unwrap().onclick.is_some());
            let marked = class
                .split(' ')
                .any(|class| matches!(class, "reveal" | "scripted"));
            assert!(is_trigger || marked, "{name}: {class}");
            seen += 1;
        }
        for ceremony in page.with(&[("class", "submit submit-ceremony")]) {
            assert_eq!(ceremony.tags("button").len(), 1, "{name}");
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn where_a_script_is_needed_the_form_says_so() {
    let mut source = 0;
    for (name, _, page) in pages(|_| true) {
        for form in page.with(&[("class", "form")]) {
            let submits = form.with(&[("type", "submit")]);
            let needs = form.with(&[("data-testid", "needs-script")]);
            let ways = submits.iter().filter(|button| {
                let name = button.get("name").unwrap_or_default();
                !name.ends_with("_remove") && !matches!(name, "screen" | "resend")
            });
            let triggers = form.with(&[("class", "submit submit-ceremony")]);
            let expected = usize::from(ways.count() == 0 && !triggers.is_empty());
            assert_eq!(needs.len(), expected, "{name}");
            source += expected;
        }
    }
    assert!(source > 5, "{source}");
}

#[test]
fn a_way_out_of_a_step_is_a_link() {
    let mut seen = 0;
    for (name, flow, page) in pages(|flow| flow.kind != FlowKind::Settings) {
        for id in ["another-way", "new-code", "change-identifier"] {
            for link in page.test_id(id) {
                assert_eq!(link.tag, "a", "{name}");
                let to = link.get("href").unwrap();
                // DX-02: the address of an account is corrected where the account has it.
                let settings = flow.corrected_at().map(|_| "/settings".to_owned());
                let start = settings.unwrap_or_else(|| format!("/{}", flow.kind.as_str()));
                assert!(to.starts_with(&start), "{name}: {to}");
                assert!(!to.contains("flow="), "{name}: {to}");
                assert_eq!(to.contains("aal=aal2"), flow.aal2, "{name}: {to}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// The id of the form that owns a control, nothing for the one that it stands in.
fn owner(control: &Element) -> &str {
    control.get("form").unwrap_or_default()
}

#[test]
fn enter_means_the_method_that_is_typed_into() {
    let (mut of_methods, mut seen) = (0, 0);
    for (name, flow, page) in pages(|_| true) {
        let group = |control: &Element| {
            let nodes = flow.nodes.iter().filter(|node| node.input().is_some());
            let mut same = nodes.filter(|node| Some(node.id()) == control.get("name"));
            let value = control.get("value").unwrap_or_default();
            let button = control.tag == "button";
            let same = same
                .find(|node| !button || node.input().unwrap().text_value() == value)
                .unwrap_or_else(|| panic!("{name}: {control:?}"));
            same.group.clone()
        };
        for form in page.with(&[("class", "form")]) {
            let hidden: Vec<&Element> = form
                .all()
                .filter(|part| {
                    let class = part.get("class").unwrap_or_default();
                    class.split(' ').any(|class| class == "scripted")
                })
                .flat_map(Element::all)
                .collect();
            for field in form.tags("input") {
                let kind = field.get("type").unwrap();
                let is_hidden = hidden.iter().any(|part| std::ptr::eq(*part, field));
                if kind == "hidden" || field.get("name").is_none() || is_hidden {
                    continue;
                }
                let buttons = form.with(&[("type", "submit")]);
                let Some(first) = buttons.iter().find(|button| owner(button) == owner(field))
                else {
                    continue;
                };
                seen += 1;
                let (of_field, of_button) = (group(field), group(first));
                let is_main = first.get("class").unwrap().contains("button-main");
                if owner(field).is_empty() {
                    assert!(of_field == of_button || is_main, "{name}: {first:?}");
                } else {
                    assert_eq!(of_field, of_button, "{name}");
                    of_methods += 1;
                }
            }
        }
    }
    assert!(seen > 1_000 && of_methods > 1, "{seen} {of_methods}");
}

#[test]
fn a_method_with_a_form_of_its_own_sends_what_all_methods_do() {
    for (name, _, page) in pages(|_| true) {
        let owners: BTreeSet<&str> = page
            .all()
            .map(owner)
            .filter(|owner| !owner.is_empty())
            .collect();
        let main = page.with(&[("class", "form")]);
        for form in page.tags("form") {
            let is_flow = form
                .get("action")
                .is_some_and(|action| action.contains("/self-service/"));
            assert_eq!(form.get("novalidate").is_some(), is_flow, "{name}");
            let Some(id) = form.get("id") else { continue };
            assert!(owners.contains(id), "{name}: {id}");
            assert_eq!(form.get("action"), main[0].get("action"), "{name}");
            assert!(form.is(&[("method", "post"), ("hidden", "")]), "{name}");
            let token = form.with(&[("name", "csrf_token")]);
            assert_eq!(token.len(), 1, "{name}");
        }
        for id in owners {
            assert_eq!(page.with(&[("id", id)]).len(), 1, "{name}: {id}");
        }
    }
}
