//! One *node*, rendered. This is the only place that tells the kinds of nodes apart.

use crate::ui::element::{element, fragment};
use leptos::prelude::*;

use super::field::Field;
use super::form::FormContext;
use super::messages::message;
use super::submit::Submit;
use super::{captcha, credential, rx, secret, use_vestibule};
use crate::browser;
use crate::flow::{Group, InputKind, Node, NodeKind, is_credential};
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
    let vestibule = use_vestibule();
    let name = format!("node/{}/{}", node.type_name(), node.id());
    let label = node
        .label
        .as_ref()
        .map(|label| vestibule.catalogue.text(label));
    let messages = || {
        node.messages
            .iter()
            .map(|text| message(&vestibule.catalogue, text))
            .collect::<Vec<_>>()
    };
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
        NodeKind::Text { text, .. } => {
            let label_id = format!("{name}/label");
            let text_id = format!("{name}/text");
            let label =
                label.map(|label| element("p").test_id(label_id).class("label").child(label));
            let text = match node.id() {
                "totp_secret_key" => secret::totp(text, text_id),
                "lookup_secret_codes" => secret::codes(text, text_id),
                _ => {
                    let text = vestibule.catalogue.text(text);
                    element("p").test_id(text_id).child(text).into_any()
                }
            };
            element("div")
                .test_id(name)
                .class("text-node")
                .child(label)
                .child(text)
                .child(messages())
                .into_any()
        }
        NodeKind::Image {
            src, width, height, ..
        } => {
            let src = SafeUrl::image(src).map(|url| url.as_str().to_owned());
            let alt = label.unwrap_or_else(|| vestibule.t(crate::i18n::phrases::PICTURE));
            fragment(vec![
                element("img")
                    .test_id(name)
                    .class("image-node")
                    .attr("alt", alt)
                    .attr("src", src)
                    .attr("width", *width)
                    .attr("height", *height)
                    .into_any(),
                messages().into_any(),
            ])
        }
        NodeKind::Anchor { href, title, .. } => {
            let title = vestibule.catalogue.text(title);
            // What is not a safe address is not rendered as a link.
            let href = SafeUrl::new(href, "").map(|url| url.as_str().to_owned());
            fragment(vec![
                element("p")
                    .test_id(name.clone())
                    .class("anchor-node")
                    .child(
                        element("a")
                            .class("button")
                            .attr("rel", "external")
                            .attr("href", href)
                            .child(title),
                    )
                    .into_any(),
                messages().into_any(),
            ])
        }
        NodeKind::Div { class, data, .. } => {
            // Only widgets that this version knows are given anything to do; the place itself is harmless.
            let class = format!("div-node {}", safe_class(class));
            let data = data.clone();
            let widget_data = data.clone();
            let place = NodeRef::<leptos::html::Div>::new();
            rx::effect(move || {
                if let Some(element) = place.get() {
                    browser::set_data(&element, &data);
                }
            });
            let widget = (node.group == Group::Captcha).then(|| captcha::view(place, widget_data));
            fragment(vec![
                element("div")
                    .test_id(name)
                    .class(class)
                    .node_ref(place)
                    .into_any(),
                widget.into_any(),
                messages().into_any(),
            ])
        }
        NodeKind::Script(_) => ().into_any(),
        NodeKind::Other { .. } => element("div")
            .test_id(name)
            .class("other-node")
            .child(messages())
            .into_any(),
    }
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
