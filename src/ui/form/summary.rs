//! The *summary* of a form's faults: where there are several, they stand together at the top, each as a link to its field
//! in the words that stand there too (WCAG 3.3.1, GOV.UK's error summary).

use crate::ui::element::element;
use leptos::prelude::*;

use super::FormHandle;
use crate::browser;
use crate::flow::{Flow, Node, Text};
use crate::i18n::phrases;
use crate::ui::{rx, use_vestibule};

/// The visible fields that Kratos finds fault with.
pub(super) fn refused(flow: &Flow) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for node in flow.nodes.iter().filter(|node| is_visible(node)) {
        if node.messages.iter().any(Text::is_error) && !names.iter().any(|name| name == node.id()) {
            names.push(node.id().to_owned());
        }
    }
    names
}

fn is_visible(node: &Node) -> bool {
    node.field().is_some() && !node.is_hidden()
}

/// The faults of a form, where there are several of them. One alone is said at its field, which has the focus then.
pub(super) fn summary(form: FormHandle) -> AnyView {
    let vestibule = use_vestibule();
    let catalogue = vestibule.catalogue.clone();
    rx::view(move || {
        let missing = form.missing.get();
        let faults = form.showing.with(|showing| {
            let mut faults: Vec<(String, String)> = Vec::new();
            if let Some(showing) = showing {
                let responded = form.has_response(showing);
                for node in showing.flow.nodes.iter().filter(|node| is_visible(node)) {
                    let name = node.id();
                    let lacks = missing.iter().any(|found| found == name);
                    let caption: Vec<String> = node
                        .texts(lacks)
                        .iter()
                        .filter(|text| text.is_error() && (responded || text.is_missing()))
                        .map(|text| catalogue.text(text))
                        .collect();
                    let id = format!("{}-{name}", showing.flow.kind.as_str());
                    if !caption.is_empty() && !faults.iter().any(|(other, _)| *other == id) {
                        let label = node.label.as_ref();
                        let label =
                            label.map_or_else(|| name.to_owned(), |label| catalogue.text(label));
                        faults.push((id, format!("{label}: {}", caption.join(" "))));
                    }
                }
            }
            faults
        });
        if faults.len() < 2 {
            return ().into_any();
        }
        let count = faults.len().to_string();
        let title = catalogue.t_with(phrases::CHECK_FIELDS, &[("count", &count)]);
        let name = title.clone();
        let links: Vec<AnyView> = faults
            .into_iter()
            .map(|(id, caption)| {
                let href = format!("#{id}");
                let go = rx::click(move |event| {
                    event.prevent_default();
                    browser::focus(&id);
                });
                element("li")
                    .child(element("a").attr("href", href).on_click(go).child(caption))
                    .into_any()
            })
            .collect();
        // It has the focus and is read then: an alert would say it a second time.
        element("div")
            .test_id("summary")
            .class("summary")
            .attr("role", "group")
            .attr("aria-label", name)
            .attr("tabindex", "-1")
            .child(element("h2").class("summary-title").child(title))
            .child(element("ul").child(links))
            .into_any()
    })
}
