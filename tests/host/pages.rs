//! Every recorded flow as the whole page that a server renders: each node stands in its form once, and what refers to
//! something finds it.

mod references;

use std::sync::{Arc, LazyLock};

use serde_json::Value;
use vestibule::flow::{Flow, InputKind, Node, NodeKind};
use vestibule::kratos::{Call, Outcome, Response, wire};
use vestibule::machine::{Problem, View};
use vestibule::route::FlowKind;
use vestibule::server::{self, Start};
use vestibule::ui::Initial;

use super::markup::Element;
use super::recordings;

/// Every recorded flow with its page.
static PAGES: LazyLock<Vec<(String, Flow, Element)>> = LazyLock::new(drawn_pages);

fn drawn_pages() -> Vec<(String, Flow, Element)> {
    let flows = recordings::responses()
        .into_iter()
        .filter_map(|(name, _, response)| {
            let json = response.json.filter(|json| json.get("ui").is_some())?;
            let flow = wire::flow(&json, FlowKind::Login).expect("a flow");
            let page = page(&flow, &json);
            Some((name, flow, page))
        });
    flows.collect()
}

pub(crate) fn pages(target: impl Fn(&Flow) -> bool) -> Vec<&'static (String, Flow, Element)> {
    PAGES.iter().filter(|(_, flow, _)| target(flow)).collect()
}

/// The page at this path, as a server renders it for this answer of Kratos.
pub(crate) fn drawn_page(path: &str, kind: FlowKind, body: &Value) -> Element {
    let response = Response {
        status: 200,
        json: Some(body.clone()),
        retry_after: None,
    };
    let outcome = Outcome::read(Call::Load(kind), &response);
    let start = Start::Response(Initial::from(vec![outcome]));
    let (config, catalogue) = (Arc::default(), Arc::default());
    Element::read(&server::render(path, &config, &catalogue, start))
}

fn page(flow: &Flow, json: &Value) -> Element {
    // A new flow is shown whatever state it is in.
    let path = format!("/{}", flow.kind.as_str());
    drawn_page(&path, flow.kind, json)
}

/// The nodes that are to be seen, without those that are left out on purpose.
fn visible(flow: &Flow) -> Vec<&Node> {
    let mut nodes: Vec<&Node> = Vec::new();
    for node in &flow.nodes {
        let twice = node.button().is_some_and(|input| {
            let same = |other: &&Node| {
                other
                    .button()
                    .is_some_and(|o| (&o.name, &o.value) == (&input.name, &input.value))
            };
            nodes.iter().any(same)
        });
        if !node.is_hidden() && !is_left_out(flow, node) && !twice {
            nodes.push(node);
        }
    }
    nodes
}

fn is_left_out(flow: &Flow, node: &Node) -> bool {
    let name = node.id();
    let button = node.button().is_some();
    let has_field = |name: &str| {
        flow.nodes
            .iter()
            .any(|node| node.id() == name && node.field().is_some() && !node.is_hidden())
    };
    // The script is no markup.
    matches!(node.kind, NodeKind::Script(_))
        // A list among the traits has no usable field.
        || flow.kind == FlowKind::Settings && name.starts_with("traits.tags")
        // Kratos refuses to send a second code to a phone.
        || flow.kind == FlowKind::Verification && button && name == "sms"
        // After too many wrong codes no code of the flow works.
        || flow.is_out_of_tries() && name == "resend"
        // The field already sends to the same address.
        || button && name == "email" && has_field("email")
        // A node that is there only for its message.
        || node.label.is_none() && matches!(name, "webauthn_remove" | "nowhere") && !button
}

/// The elements that are rendered for a node.
fn rendered<'a>(route: &'a Element, node: &Node) -> Vec<&'a Element> {
    let Some(input) = node.input() else {
        return route.test_id(&format!("node/{}/{}", node.type_name(), node.id()));
    };
    let value = input.text_value();
    if node.button().is_some() {
        let mut buttons = route.tags("button");
        buttons.retain(|button| button.is(&[("name", &input.name), ("value", &value)]));
        return buttons;
    }
    let hidden = (input.kind == InputKind::Hidden).then_some("hidden");
    let mut fields = route.with(&[("name", &input.name)]);
    fields.retain(|field| matches!(field.tag.as_str(), "input" | "select"));
    fields.retain(|field| field.get("type").filter(|kind| *kind == "hidden") == hidden);
    fields
}

#[test]
fn every_node_of_every_settings_flow_stands_in_the_form_of_its_group() {
    let pages = pages(|flow| flow.kind == FlowKind::Settings);
    assert!(pages.len() > 60, "{}", pages.len());
    for (name, flow, page) in pages {
        for node in visible(flow) {
            let section = page.one(&format!("settings/{}", node.group.as_str()));
            let forms = section.tags("form");
            assert_eq!(forms.len(), 1, "{name}: forms of {:?}", node.group);
            assert_eq!(
                rendered(forms[0], node).len(),
                1,
                "{name}: {} in its form",
                node.id()
            );
            assert_eq!(
                rendered(page, node).len(),
                1,
                "{name}: {} in the page",
                node.id()
            );
        }
        for node in flow.nodes.iter().filter(|node| node.is_hidden()) {
            let target = if node.id() == "csrf_token" {
                page.tags("form").len()
            } else {
                1
            };
            assert_eq!(rendered(page, node).len(), target, "{name}: {}", node.id());
        }
        for form in page.tags("form") {
            let token = form.with(&[("name", "csrf_token")]);
            assert_eq!(token.len(), 1, "{name}: the token of a form");
            let expected = flow
                .node("csrf_token")
                .unwrap()
                .input()
                .unwrap()
                .text_value();
            assert_eq!(token[0].get("value"), Some(expected.as_str()), "{name}");
            let action = format!("/self-service/settings?flow={}", flow.id);
            assert!(
                form.is(&[("method", "post"), ("action", &action)]),
                "{name}"
            );
        }
    }
}

#[test]
fn every_node_of_every_other_flow_stands_in_the_one_form() {
    for (kind, least) in [
        (FlowKind::Login, 100),
        (FlowKind::Registration, 100),
        (FlowKind::Recovery, 50),
        (FlowKind::Verification, 20),
    ] {
        let pages = pages(|flow| flow.kind == kind);
        assert!(pages.len() > least, "{kind:?}: {}", pages.len());
        for (name, flow, page) in pages {
            let forms = page.with(&[("class", "form")]);
            assert_eq!(forms.len(), 1, "{name}");
            for node in visible(flow) {
                assert_eq!(rendered(forms[0], node).len(), 1, "{name}: {}", node.id());
                assert_eq!(
                    rendered(page, node).len(),
                    1,
                    "{name}: {} in the page",
                    node.id()
                );
            }
            // A recovery flow that an administrator made has none.
            let token = flow.node("csrf_token").map(|_| 1).unwrap_or_default();
            let rendered = forms[0].with(&[("name", "csrf_token")]);
            assert_eq!(rendered.len(), token, "{name}");
        }
    }
}

#[test]
fn every_flow_of_the_second_factor_can_be_answered_or_left() {
    let pages = pages(|flow| flow.aal2);
    assert!(pages.len() > 20, "{}", pages.len());
    for (name, flow, page) in pages {
        assert_eq!(page.tags("h2").len(), 1, "{name}");
        assert_eq!(
            page.tags("h2")[0].text(),
            "Two-Factor Authentication",
            "{name}"
        );
        let usable = !visible(flow).is_empty();
        assert_eq!(
            page.test_id("no-method").len(),
            usize::from(!usable),
            "{name}"
        );
    }
}

#[test]
fn who_confirms_who_they_are_can_sign_out_instead() {
    // The address may have nothing but the flow; that it is no plain sign-in only the flow says.
    for (name, flow, page) in pages(|flow| flow.kind == FlowKind::Login) {
        let confirms = usize::from(flow.aal2 || flow.refresh);
        assert_eq!(page.test_id("logout-link").len(), confirms, "{name}");
        assert_eq!(page.test_id("cta-link").len(), 1 - confirms, "{name}");
    }
}

#[test]
fn every_message_of_every_flow_is_said_once() {
    for (name, flow, page) in pages(|_| true) {
        let of_nodes = flow.nodes.iter().filter(|node| !is_left_out(flow, node));
        let texts = flow
            .messages
            .iter()
            .chain(of_nodes.flat_map(|node| &node.messages));
        for text in texts {
            // For a phone Kratos has the words of an e-mail; ours are better.
            if flow.verifies_phone() && text.id == 1_080_003 {
                continue;
            }
            let mut status_text = page.test_id(&format!("ui/message/{}", text.id));
            // DX-02: to an address that anybody can type, perhaps nothing was sent.
            let perhaps = flow.is_of_unknown() && matches!(text.id, 1_080_001 | 1_080_003);
            let sent = flow.sent_to().filter(|_| perhaps);
            let caption = sent.map(|to| format!("If {to} belongs to an account, a "));
            status_text.retain(|paragraph| match &caption {
                Some(caption) => paragraph.text().starts_with(caption),
                None => paragraph.text() == text.text.trim(),
            });
            assert_eq!(status_text.len(), 1, "{name}: {} {}", text.id, text.text);
        }
    }
}

/// A server does not know the site by the name that the browser has for it: the sentence reads without it.
#[test]
fn help_with_cookies_is_a_whole_sentence_without_a_script() {
    let problem = View::Problem(Problem::Cookies { reason: None });
    let config = Arc::default();
    let html = server::render(
        "/login",
        &config,
        &Arc::default(),
        Start::View(Box::new(problem)),
    );
    assert!(html.contains("Allow cookies for this site, or"), "{html}");
}
