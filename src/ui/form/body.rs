//! The *body* of a form: one answer's worth of it, section by section.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::{FormContext, FormHandle, Restart};
use crate::flow::{
    Filter, Flow, Group, InputKind, Node, NodeKind, RENDERED, Section, SectionKind, Step, is_code,
    layout, needs_script,
};
use crate::i18n::phrases;
use crate::json;
use crate::machine::FlowForm;
use crate::route::{FlowKind, FlowRequest};
use crate::ui::countdown::another_code;
use crate::ui::identity::{RestartLink, identity, open_webmail, restart, sign_up_instead};
use crate::ui::node::{NodeView, hidden};
use crate::ui::{external_link, use_vestibule};
use crate::url::SafeUrl;

/// One answer's worth of form.
pub(super) fn body(
    showing: &FlowForm,
    filter: Option<&Filter>,
    handle: FormHandle,
    on_restart: Option<Callback<Restart>>,
) -> AnyView {
    let vestibule = use_vestibule();
    let form = handle.element;
    let (flow, sections) = shown(showing, filter, handle);
    let has_main = has_main(&sections);
    let methods = methods(&flow, &sections);
    FormContext::find().methods.set_value(methods);
    // Between what is typed and what only needs a press stands an "or", once; and before each further method.
    let divided = sections
        .iter()
        .position(|section| {
            matches!(
                section.kind,
                SectionKind::Alternatives | SectionKind::Providers
            )
        })
        .filter(|_| has_main);
    let only_scripted = sections
        .iter()
        .filter(|section| {
            matches!(
                section.kind,
                SectionKind::Alternatives | SectionKind::Providers
            )
        })
        .all(|section| needs_script(&section.nodes));
    let needed = needs_script(&flow.nodes).then(|| {
        let text = vestibule.t(phrases::NEEDS_SCRIPT);
        element("p")
            .test_id("needs-script")
            .class("hint without-script")
            .child(text)
            .into_any()
    });
    let hint = flow.takes_code();
    let out_of_tries = flow.is_out_of_tries();
    // After a sign-up Kratos sends a link without a word.
    let wordless = flow.takes_code() && flow.messages.is_empty() && flow.node("code").is_none();
    let sent = showing.flow.sent_to().filter(|_| wordless).map(|address| {
        let text = vestibule
            .catalogue
            .t_with(phrases::LINK_SENT, &[("address", &address)]);
        element("p").child(text).into_any()
    });
    let none = (!flow.is_usable() && flow.kind == FlowKind::Login).then(|| {
        let confirms = flow.aal2 || flow.refresh;
        let text = vestibule.t(if confirms {
            phrases::NO_METHOD
        } else {
            phrases::NO_SIGN_IN
        });
        element("p")
            .test_id("no-method")
            .class("hint")
            .child(text)
            .into_any()
    });
    let mut views: Vec<AnyView> = Vec::new();
    for (at, Section { kind, nodes }) in sections.into_iter().enumerate() {
        let scripted = needs_script(&nodes);
        if Some(at) == divided || kind == SectionKind::Method && has_main {
            let class = if scripted && (only_scripted || kind == SectionKind::Method) {
                "divider scripted"
            } else {
                "divider"
            };
            views.push(
                element("p")
                    .class(class)
                    .child(vestibule.t(phrases::OR))
                    .into_any(),
            );
        }
        let mut class = class_of(kind).to_owned();
        if scripted || kind == SectionKind::Main && needed.is_some() {
            class.push_str(" scripted");
        }
        let main = kind == SectionKind::Main;
        // Ways of one kind are a list, so that one hears how many there are.
        let is_list =
            nodes.len() > 1 && matches!(kind, SectionKind::Alternatives | SectionKind::Providers);
        let hint = (hint && main).then(|| {
            let another = flow.has_resend().then(|| another_code(flow.id.clone()));
            fragment(vec![
                open_webmail(&flow).into_any(),
                element("p")
                    .class("hint")
                    .child(vestibule.t(phrases::CODE_HINT))
                    .into_any(),
                another.into_any(),
            ])
        });
        let clock = (main && showing.failed_attempts > 1).then(|| {
            element("p")
                .test_id("clock")
                .class("hint")
                .child(vestibule.t(phrases::CLOCK))
                .into_any()
        });
        let nodes: Vec<AnyView> = nodes
            .into_iter()
            // No code helps here any more, a new flow does.
            .filter(|node| !(out_of_tries && node.is_resend()))
            .map(|node| {
                if out_of_tries {
                    without_code(node)
                } else {
                    node
                }
            })
            .filter(|node| !(flow.verifies_phone() && node.id() == "sms"))
            .map(|node| {
                let node = view! { <NodeView node=node main=main/> }.into_any();
                if is_list {
                    element("div")
                        .attr("role", "listitem")
                        .child(node)
                        .into_any()
                } else {
                    node
                }
            })
            .collect();
        views.push(
            element("div")
                .class(class)
                .attr("role", is_list.then_some("list"))
                .child(nodes)
                .child(hint)
                .child(clock)
                .into_any(),
        );
    }
    let is_profile = handle
        .group
        .with_value(|group| *group == Some(Group::Profile));
    let rendered = flow.identity.as_ref().filter(|_| is_profile);
    let rendered = rendered.map(|own| hidden(RENDERED.to_owned(), json::write(&own.traits), None));
    let over = |on_restart, id, class, caption, to_code| {
        let link = RestartLink {
            id,
            class,
            label: None,
            caption,
            to_code,
        };
        restart(link, &flow, form, on_restart)
    };
    let new_code = on_restart
        .filter(|_| flow.is_out_of_tries())
        .map(|on_restart| over(on_restart, "new-code", "button", phrases::NEW_CODE, true));
    let client = flow.oauth2_client().map(|client| {
        let text = vestibule
            .catalogue
            .t_with(phrases::OAUTH2_CLIENT, &[("client", &client)]);
        let policy = [
            (phrases::TERMS, "tos_uri"),
            (phrases::PRIVACY, "policy_uri"),
        ];
        let links: Vec<AnyView> = policy
            .into_iter()
            .filter_map(|(phrase, name)| {
                let url = SafeUrl::new(&flow.oauth2_address(name)?, "")?;
                let caption = format!(" {client}: {}", vestibule.t(phrase));
                Some(external_link(caption, url.as_str()))
            })
            .collect();
        element("p")
            .test_id("oauth2-client")
            .class("hint")
            .child(text)
            .child(links)
            .into_any()
    });
    // Who waits for a code in vain signs in differently.
    let has_other = match flow.kind {
        FlowKind::Login => true,
        // Kratos' own way back leads to the choice.
        FlowKind::Registration => flow.node("screen").is_none(),
        _ => false,
    };
    let other = on_restart
        .filter(|_| has_other && flow.step == Step::SentEmail)
        .map(|on_restart| {
            let class = "button button-link";
            over(
                on_restart,
                "another-way",
                class,
                phrases::OTHER_METHODS,
                false,
            )
        });
    // Kratos cannot send a second code to a phone, so there is a new start in place of its button.
    let start = flow.verifies_phone().then(|| {
        let page = FlowRequest::new(FlowKind::Verification).to_page();
        let label = vestibule.t(phrases::START_OVER);
        element("a")
            .test_id("start-over")
            .class("button button-link")
            .attr("href", page)
            .child(label)
            .into_any()
    });
    fragment(vec![
        client.into_any(),
        identity(&flow, form, on_restart).into_any(),
        new_code.into_any(),
        sent.into_any(),
        none.into_any(),
        needed.into_any(),
        rendered.into_any(),
        views.into_any(),
        start.into_any(),
        other.into_any(),
        sign_up_instead(&flow, form).into_any(),
    ])
}

/// What is rendered of the flow, and in which sections.
fn shown(showing: &FlowForm, filter: Option<&Filter>, handle: FormHandle) -> (Flow, Vec<Section>) {
    let mut flow = handle.group.with_value(|group| match group {
        Some(group) => showing.flow.only(group),
        None => Flow::clone(&showing.flow),
    });
    flow.normalize();
    if let Some(filter) = filter {
        flow.nodes.retain(|node| filter.keeps(node));
    }
    let sections = layout(&flow);
    (flow, sections)
}

/// Whether there is a button that Enter presses.
fn has_main(sections: &[Section]) -> bool {
    sections.iter().any(|section| {
        section.kind == SectionKind::Main
            && section.nodes.iter().any(|node| node.button().is_some())
    })
}

/// The methods besides the main one whose controls have a form of their own as their owner: a browser presses the first
/// button of the form that a field belongs to. Where all methods share a field there is one form only.
fn methods(flow: &Flow, sections: &[Section]) -> Vec<Group> {
    let shares = flow.nodes.iter().any(|node| {
        let field = node
            .field()
            .is_some_and(|field| field.kind != InputKind::Hidden);
        field && node.group.is_shared()
    });
    sections
        .iter()
        .filter(|section| section.kind == SectionKind::Method && !needs_script(&section.nodes))
        .filter(|_| !shares && has_main(sections))
        .filter_map(|section| Some(section.nodes.first()?.group.clone()))
        .collect()
}

/// The id of the form that a method has of its own.
pub(super) fn method_id(group: &Group) -> String {
    format!("method-{}", group.as_str())
}

/// The forms of the methods that have one of their own. They stand behind the flow's form, in which their controls are, and
/// hold what goes along with every method.
pub(super) fn method_forms(
    showing: &FlowForm,
    filter: Option<&Filter>,
    handle: FormHandle,
    action: Signal<Option<String>>,
    on_submit: impl Fn() -> Box<dyn FnMut(SubmitEvent)>,
) -> AnyView {
    let (flow, sections) = shown(showing, filter, handle);
    let forms: Vec<AnyView> = methods(&flow, &sections)
        .iter()
        .map(|group| {
            let shared: Vec<AnyView> = flow
                .nodes
                .iter()
                .filter(|node| node.is_hidden() && node.group.is_shared())
                .filter_map(|node| node.input())
                .filter(|input| input.name != "identifier" || takes_identifier(group))
                .map(|input| hidden(input.name.clone(), input.text_value(), None))
                .collect();
            element("form")
                .attr("id", method_id(group))
                .attr("method", "post")
                .attr("action", action)
                .attr("novalidate", true)
                .attr("hidden", true)
                .on_submit(on_submit())
                .child(shared)
                .into_any()
        })
        .collect();
    forms.into_any()
}

/// Whether a method wants to be told again whom it is about. The codes of an app or a list are those of whoever is signed in.
fn takes_identifier(group: &Group) -> bool {
    !matches!(group, Group::Totp | Group::LookupSecret)
}

/// The node, with nothing to type or to press where a code was typed.
fn without_code(mut node: Node) -> Node {
    if let NodeKind::Input(input) = &mut node.kind {
        let is_button = input.name == "method" && input.text_value() == "code";
        input.disabled |= is_code(&input.name) || is_button;
    }
    node
}

fn class_of(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Hidden => "section-hidden",
        SectionKind::Owned => "section section-owned",
        SectionKind::Main => "section section-main",
        SectionKind::Method => "section section-method",
        SectionKind::Aside => "section section-aside",
        SectionKind::Alternatives => "section section-alternatives",
        SectionKind::Providers => "section section-providers",
        SectionKind::Rest => "section section-rest",
    }
}
