//! `ui`: the markup of every kind of node, as a server writes it.

use leptos::prelude::*;
use serde_json::{Value, json};
use vestibule::flow::{Flow, FormValues};
use vestibule::kratos::wire;
use vestibule::machine::FlowForm;
use vestibule::route::FlowKind;
use vestibule::ui::{FlowView, NodeView};

use super::arbitrary::flow_of;
use super::markup::Element;
use super::recordings;

/// The markup without what only hydration reads.
fn html(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let html = owner.with(|| view().to_html());
    html.replace("<!>", "").replace("<!--<() />-->", "")
}

fn node(node: Value) -> String {
    let node = flow_of(&[node]).nodes.remove(0);
    html(move || view! { <NodeView node=node/> }.into_any())
}

fn form(flow: Flow) -> String {
    let showing = FlowForm {
        flow: flow.into(),
        response: 1,
        restored: FormValues::default(),
        failed_attempts: 0,
        deferred: FormValues::default(),
        notice: None,
        restarts: 0,
        steps_to_code: 0,
        submitter: None,
    };
    html(move || {
        view! { <FlowView showing=Signal::stored(Some(showing)) on_submit=|_| ()/> }.into_any()
    })
}

fn input(attributes: Value) -> String {
    let mut attributes = attributes;
    attributes["node_type"] = json!("input");
    node(json!({
        "type": "input", "group": "default", "attributes": attributes,
        "meta": {"label": {"id": 1, "text": "Label", "type": "info"}},
    }))
}

#[test]
fn a_text_field() {
    assert_eq!(
        input(
            json!({"name": "identifier", "type": "text", "value": "a\"b", "required": true, "maxlength": 9,
                     "pattern": "[0-9]+", "autocomplete": "username webauthn"})
        ),
        "<div data-testid=\"node/input/identifier\" class=\"field field-text\">\
         <label class=\"label\" for=\"login-identifier\">Label</label>\
         <input autocorrect=\"off\" class=\"control\" id=\"login-identifier\" name=\"identifier\" type=\"text\" value=\"a&quot;b\" required \
         autocomplete=\"username webauthn\" autocapitalize=\"none\" \
         spellcheck=\"false\">\
         <div class=\"field-status\" role=\"status\"></div>\
         <div class=\"field-messages\" id=\"login-identifier-messages\"></div></div>"
    );
}

#[test]
fn a_field_that_is_wrong_is_tied_to_what_is_said() {
    let html = node(json!({
        "type": "input", "group": "default", "attributes": {"node_type": "input", "name": "traits.email", "type": "email"},
        "messages": [{"id": 4_000_002, "text": "Property email is missing.", "type": "error"}],
        "meta": {"label": {"id": 1, "text": "E-Mail", "type": "info"}},
    }));
    for part in [
        "aria-invalid=\"true\"",
        "aria-describedby=\"login-traits.email-messages\"",
        "autocomplete=\"email\"",
        "<div class=\"field-messages\" id=\"login-traits.email-messages\">\
         <p data-testid=\"ui/message/4000002\" class=\"message message-error\">Property email is missing.</p>",
    ] {
        assert!(html.contains(part), "{part} not in {html}");
    }
}

#[test]
fn every_kind_of_input() {
    for (kind, name, parts) in [
        (
            "hidden",
            "csrf_token",
            vec!["<input type=\"hidden\" name=\"csrf_token\" value=\"v\">"],
        ),
        (
            "password",
            "password",
            vec![
                "type=\"password\"",
                "aria-label=\"Show password\"",
                "type=\"button\"",
            ],
        ),
        (
            "number",
            "traits.age",
            vec!["type=\"text\"", "inputmode=\"decimal\""],
        ),
        (
            "email",
            "traits.email",
            vec!["type=\"email\"", "spellcheck=\"false\""],
        ),
        (
            "tel",
            "traits.phone",
            vec!["type=\"tel\"", "autocomplete=\"tel\""],
        ),
        (
            "url",
            "traits.site",
            vec!["type=\"url\"", "autocomplete=\"url\""],
        ),
        ("date", "traits.born", vec!["type=\"date\""]),
        (
            "datetime-local",
            "traits.met",
            vec!["type=\"datetime-local\""],
        ),
        (
            "text",
            "code",
            vec![
                "inputmode=\"numeric\"",
                "autocomplete=\"one-time-code\"",
                "dir=\"ltr\"",
            ],
        ),
        (
            "text",
            "totp_code",
            vec!["inputmode=\"numeric\"", "autocomplete=\"one-time-code\""],
        ),
        (
            "colour",
            "traits.colour",
            vec!["type=\"text\"", "name=\"traits.colour\""],
        ),
        (
            "submit",
            "method",
            vec![
                "<button class=\"button button-default\" type=\"submit\" name=\"method\" value=\"v\" formnovalidate>Label</button>",
            ],
        ),
        (
            "button",
            "passkey_login_trigger",
            vec!["type=\"button\"", "name=\"passkey_login_trigger\""],
        ),
    ] {
        let html = input(json!({"name": name, "type": kind, "value": "v"}));
        for part in parts {
            assert!(html.contains(part), "{kind}: {part} not in {html}");
        }
        if kind == "password" {
            assert!(
                !html.contains("value=\"v\""),
                "a password in the markup: {html}"
            );
        }
    }
}

#[test]
fn a_box_is_followed_by_its_label() {
    let html =
        input(json!({"name": "traits.terms", "type": "checkbox", "value": true, "required": true}));
    assert!(
        html.contains(
            "name=\"traits.terms\" type=\"checkbox\" value=\"true\" checked required>\
             <label class=\"label\" for=\"login-traits.terms\">"
        ),
        "{html}"
    );
}

#[test]
fn a_choice_lists_its_options() {
    let html = input(json!({"name": "traits.size", "type": "text", "value": "M",
                            "options": [{"value": "S"}, {"value": "M"}, {"value": 3}]}));
    assert!(
        html.contains("<option value=\"S\">S</option><option value=\"M\" selected>M</option>"),
        "{html}"
    );
    assert!(html.contains("<option value=\"3\">3</option>"), "{html}");
}

#[test]
fn disabled_controls_say_so() {
    for kind in ["text", "password", "checkbox", "submit", "button"] {
        let html = input(json!({"name": "x", "type": kind, "disabled": true}));
        assert!(html.contains(" disabled"), "{kind}: {html}");
    }
}

#[test]
fn the_other_kinds_of_nodes() {
    let text = json!({"id": 1, "text": "JBSWY3DP", "type": "info"});
    for (json, parts) in [
        (
            json!({"type": "text", "attributes": {"node_type": "text", "id": "totp_secret_key", "text": text}}),
            vec![
                "<code data-testid=\"node/text/totp_secret_key/text\" class=\"secret\">JBSWY3DP</code>",
            ],
        ),
        (
            json!({"type": "img", "attributes": {"node_type": "img", "id": "totp_qr", "width": 256, "height": 256,
                   "src": "data:image/png;base64,aGk="}}),
            vec![
                "data-testid=\"node/image/totp_qr\"",
                "src=\"data:image/png;base64,aGk=\"",
                "width=\"256\"",
                "alt=",
            ],
        ),
        (
            json!({"type": "a", "attributes": {"node_type": "a", "id": "continue", "href": "https://app.example/",
                   "title": {"id": 1_070_009, "text": "Continue", "type": "info"}}}),
            vec![
                "data-testid=\"node/anchor/continue\"",
                "rel=\"external\"",
                "href=\"https://app.example/\"",
                ">Continue</a>",
            ],
        ),
        (
            json!({"type": "div", "attributes": {"node_type": "div", "id": "captcha", "class": "cf \"><x turnstile"}}),
            vec![
                "data-testid=\"node/div/captcha\"",
                "class=\"div-node cf turnstile\"",
            ],
        ),
        (
            json!({"type": "hologram", "attributes": {"id": "h"}}),
            vec!["data-testid=\"node/hologram/h\""],
        ),
    ] {
        let html = node(json);
        for part in parts {
            assert!(html.contains(part), "{part} not in {html}");
        }
    }
    let script = node(
        json!({"type": "script", "attributes": {"node_type": "script", "id": "webauthn_script", "src": "https://evil.example/x.js"}}),
    );
    assert_eq!(script, "", "a script is never markup");
}

#[test]
fn addresses_that_are_not_safe_are_not_drawn() {
    let anchor = node(
        json!({"type": "a", "attributes": {"node_type": "a", "id": "x", "href": "javascript:alert(1)",
        "title": {"id": 1, "text": "Go", "type": "info"}}}),
    );
    assert!(!anchor.contains("href"), "{anchor}");
    let image = node(
        json!({"type": "img", "attributes": {"node_type": "img", "id": "x", "src": "javascript:alert(1)"}}),
    );
    assert!(!image.contains("src"), "{image}");
}

/// Every string of a flow replaced by markup.
fn hostile(json: &mut Value, key: &str) {
    const KEPT: [&str; 5] = ["id", "type", "node_type", "group", "state"];
    match json {
        Value::String(text) if !KEPT.contains(&key) => {
            *text = "</script><img src=x onerror=\"alert(1)\">'".to_owned();
        }
        Value::Array(list) => list.iter_mut().for_each(|entry| hostile(entry, key)),
        Value::Object(members) => {
            for (key, value) in members {
                hostile(value, key);
            }
        }
        _ => {}
    }
}

#[test]
fn hostile_strings_are_text() {
    for (name, _, mut response) in recordings::responses() {
        let Some(json) = response
            .json
            .as_mut()
            .filter(|json| json.get("ui").is_some())
        else {
            continue;
        };
        hostile(json, "");
        let flow = wire::flow(json, FlowKind::Login).unwrap();
        let html = form(flow);
        assert!(!html.contains("<img src=x"), "{name}: {html}");
        assert!(!html.contains("</script"), "{name}");
    }
}

#[test]
fn every_recorded_flow_is_drawn_with_each_name_once() {
    for (name, flow) in recordings::flows() {
        if flow.kind == FlowKind::Settings {
            continue;
        }
        let html = form(flow.clone());
        // Behind the form stand those of its methods, with what goes along with each of them.
        let html = html.split_inclusive("</form>").next().unwrap().to_owned();
        for node in &flow.nodes {
            let Some(input) = node.field() else { continue };
            if input.name == "nowhere" {
                // A web hook has found fault with nothing that is rendered; only what it says is.
                continue;
            }
            let needle = format!(" name=\"{}\"", input.name);
            let rendered = html.matches(&needle).count();
            let sent = flow
                .nodes
                .iter()
                .filter(|other| other.input().is_some_and(|i| i.name == input.name))
                .count();
            assert_eq!(rendered, sent, "{name}: {}", input.name);
        }
        for text in flow.page_messages() {
            let needle = format!("data-testid=\"ui/message/{}\"", text.id);
            assert!(html.contains(&needle), "{name}: {} is not said", text.id);
        }
    }
}

#[test]
fn the_same_flow_is_always_the_same_markup() {
    for (name, flow) in recordings::flows().into_iter().take(60) {
        assert_eq!(form(flow.clone()), form(flow), "{name}");
    }
}

/// G-16: a keyboard neither capitalises nor corrects what is taken letter by letter, in any flow that Kratos has sent.
#[test]
fn names_addresses_codes_and_passwords_are_left_as_they_are_typed() {
    let names = [
        "identifier",
        "recovery_address",
        "recovery_confirm_address",
        "email",
        "code",
        "totp_code",
        "lookup_secret",
        "password",
        "traits.username",
        "traits.email",
    ];
    let mut seen = Vec::new();
    for (scenario, flow) in recordings::flows() {
        let page = Element::read(&form(flow));
        for input in page.tags("input") {
            let name = input.get("name").unwrap_or_default();
            let kind = input.get("type").unwrap_or_default();
            let exact =
                names.contains(&name) || ["email", "tel", "url", "password"].contains(&kind);
            if kind == "hidden" || kind == "checkbox" || !exact {
                continue;
            }
            let target = [
                ("autocapitalize", "none"),
                ("autocorrect", "off"),
                ("spellcheck", "false"),
            ];
            assert!(input.is(&target), "{scenario}: {input:?}");
            if !seen.contains(&name.to_owned()) {
                seen.push(name.to_owned());
            }
        }
    }
    for name in names {
        assert!(seen.iter().any(|other| other == name), "{name} in no flow");
    }
}

/// G-13: nothing in the markup refuses what Kratos may take.
#[test]
fn no_field_has_a_rule_of_its_own() {
    for (scenario, flow) in recordings::flows() {
        let page = Element::read(&form(flow));
        for form in page.tags("form") {
            assert!(form.get("novalidate").is_some(), "{scenario}");
        }
        for input in page.tags("input") {
            for rule in ["pattern", "minlength", "maxlength", "min", "max"] {
                assert_eq!(input.get(rule), None, "{scenario}: {input:?}");
            }
            assert_ne!(input.get("type"), Some("number"), "{scenario}: {input:?}");
        }
    }
}
