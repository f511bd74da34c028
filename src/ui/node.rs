//! One *node*, rendered. This is the only place that tells the kinds of nodes apart.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::field::Field;
use super::form::FormContext;
use super::messages::message;
use super::submit::Submit;
use super::{captcha, credential, rx, secret, use_vestibule};
use crate::browser;
use crate::flow::{Group, InputKind, Node, NodeKind, Text, is_credential};
use crate::i18n::phrases;
use crate::url::SafeUrl;

/// Renders one node of a flow. Inside of a [`FlowView`](super::FlowView) it takes part in its form; alone it is a field
/// or a button of whatever form it stands in.
#[component]
pub fn NodeView(
    /// The node.
    node: Node,
    /// Whether the node belongs to the main part of the form; a button there is the one that Enter presses.
    #[prop(default = false)]
    main: bool,
) -> impl IntoView {
    match &node.kind {
        NodeKind::Input(input) => match &input.kind {
            InputKind::Hidden => {
                let value = input.text_value();
                let owner = FormContext::find().owner(&node.group);
                hidden(input.name.clone(), value, owner)
            }
            InputKind::Submit | InputKind::Button if is_credential(&node) => credential::view(node),
            InputKind::Submit | InputKind::Button => {
                view! { <Submit node=node main=main/> }.into_any()
            }
            _ => view! { <Field node=node/> }.into_any(),
        },
        NodeKind::Text { text, .. } => text_node(&node, text),
        NodeKind::Image {
            src, width, height, ..
        } => image(&node, src, (*width, *height)),
        NodeKind::Anchor { href, title, .. } => anchor(&node, href, title),
        NodeKind::Div { class, data, .. } => div(&node, class, data),
        NodeKind::Script(_) => ().into_any(),
        NodeKind::Other { .. } => element("div")
            .test_id(name(&node))
            .class("other-node")
            .child(messages(&node))
            .into_any(),
    }
}

/// The customary name of a node.
fn name(node: &Node) -> String {
    format!("node/{}/{}", node.type_name(), node.id())
}

fn label(node: &Node) -> Option<String> {
    let label = node.label.as_ref()?;
    Some(use_vestibule().catalogue.text(label))
}

/// What Kratos says about a node.
fn messages(node: &Node) -> Vec<AnyView> {
    let catalogue = use_vestibule().catalogue;
    let view = |text| message(&catalogue, text);
    node.messages.iter().map(view).collect()
}

fn text_node(node: &Node, text: &Text) -> AnyView {
    let name = name(node);
    let text_id = format!("{name}/text");
    let label = label(node).map(|label| {
        element("p")
            .test_id(format!("{name}/label"))
            .class("label")
            .child(label)
    });
    let text = match node.id() {
        "totp_secret_key" => secret::totp(text, text_id),
        "lookup_secret_codes" => secret::codes(text, text_id),
        _ => {
            let text = use_vestibule().catalogue.text(text);
            element("p").test_id(text_id).child(text).into_any()
        }
    };
    element("div")
        .test_id(name)
        .class("text-node")
        .child(label)
        .child(text)
        .child(messages(node))
        .into_any()
}

fn image(node: &Node, src: &str, (width, height): (u32, u32)) -> AnyView {
    let src = SafeUrl::image(src).map(|url| url.as_str().to_owned());
    let alt = label(node).unwrap_or_else(|| use_vestibule().t(phrases::PICTURE));
    let image = element("img")
        .test_id(name(node))
        .class("image-node")
        .attr("alt", alt)
        .attr("src", src)
        .attr("width", width)
        .attr("height", height);
    fragment(vec![image.into_any(), messages(node).into_any()])
}

fn anchor(node: &Node, href: &str, title: &Text) -> AnyView {
    // What is not a safe address is not rendered as a link.
    let href = SafeUrl::new(href, "").map(|url| url.as_str().to_owned());
    let link = element("a")
        .class("button")
        .attr("rel", "external")
        .attr("href", href)
        .child(use_vestibule().catalogue.text(title));
    let anchor = element("p").test_id(name(node)).class("anchor-node");
    fragment(vec![
        anchor.child(link).into_any(),
        messages(node).into_any(),
    ])
}

/// A place for a widget. Only widgets that this version knows are given anything to do; the place itself is harmless.
fn div(node: &Node, class: &str, data: &[(String, String)]) -> AnyView {
    let class = format!("div-node {}", safe_class(class));
    let (data, widget_data) = (data.to_vec(), data.to_vec());
    let place = NodeRef::<leptos::html::Div>::new();
    rx::effect(move || {
        if let Some(element) = place.get() {
            browser::set_data(&element, &data);
        }
    });
    let widget = (node.group == Group::Captcha).then(|| captcha::view(place, widget_data));
    let div = element("div").test_id(name(node)).class(class);
    fragment(vec![
        div.node_ref(place).into_any(),
        widget.into_any(),
        messages(node).into_any(),
    ])
}

/// A hidden field: of the form that it stands in, or of the one with the id `owner`.
pub(super) fn hidden(name: String, value: String, owner: Option<String>) -> AnyView {
    element("input")
        .attr("type", "hidden")
        .attr("name", name)
        .attr("value", value)
        .attr("form", owner)
        .into_any()
}

/// A class list from a flow, without anything that is not a plain class name.
fn safe_class(class: &str) -> String {
    class
        .split_ascii_whitespace()
        .filter(|name| {
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
        .collect::<Vec<_>>()
        .join(" ")
}
