//! The *summary* of a form's faults: where there are several, they stand together at the top, each as a link to its field
//! in the words that stand there too (WCAG 3.3.1, GOV.UK's error summary).

use leptos::prelude::*;

use super::FormHandle;
use crate::browser;
use crate::flow::{Flow, InputKind, Text};
use crate::i18n::phrases;
use crate::ui::test_id::test_id;
use crate::ui::{erased, use_vestibule};

/// The visible fields that Kratos finds fault with.
pub(super) fn refused(flow: &Flow) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for node in &flow.nodes {
        if let Some(input) = node.field()
            && input.kind != InputKind::Hidden
            && node.messages.iter().any(Text::is_error)
            && !names.contains(&input.name)
        {
            names.push(input.name.clone());
        }
    }
    names
}

/// The faults of a form, where there are several of them. One alone is said at its field, which has the focus then.
pub(super) fn summary(form: FormHandle) -> AnyView {
    let vestibule = use_vestibule();
    let catalogue = vestibule.catalogue.clone();
    erased::view(move || {
        let found = form.problems.get();
        let faults = form.showing.with(|showing| {
            let Some(showing) = showing else {
                return Vec::new();
            };
            let names = if !found.is_empty() {
                found.iter().map(|(name, _)| name.clone()).collect()
            } else if form.is_answered(showing) {
                refused(&showing.flow)
            } else {
                Vec::new()
            };
            let fault = |name: String| {
                let node = showing.flow.nodes.iter().find(|node| {
                    let field = node.field();
                    field.is_some_and(|field| field.name == name)
                });
                let label = node.and_then(|node| node.label.as_ref());
                let label = label.map_or_else(|| name.clone(), |label| catalogue.text(label));
                let problem = found.iter().find(|(other, _)| *other == name);
                let words = match (problem, node) {
                    (Some((_, words)), _) => words.clone(),
                    (None, Some(node)) => {
                        let errors = node.messages.iter().filter(|text| text.is_error());
                        let words: Vec<String> = errors.map(|text| catalogue.text(text)).collect();
                        words.join(" ")
                    }
                    (None, None) => String::new(),
                };
                let id = format!("{}-{name}", showing.flow.kind.as_str());
                (id, format!("{label}: {words}"))
            };
            names.into_iter().map(fault).collect::<Vec<_>>()
        });
        if faults.len() < 2 {
            return ().into_any();
        }
        let count = faults.len().to_string();
        let title = catalogue.say_with(phrases::CHECK_FIELDS, &[("count", &count)]);
        let name = title.clone();
        let links: Vec<AnyView> = faults
            .into_iter()
            .map(|(id, words)| {
                let href = format!("#{id}");
                let go = erased::press(move |event| {
                    event.prevent_default();
                    browser::focus(&id);
                });
                view! { <li><a href=href on:click=go>{words}</a></li> }.into_any()
            })
            .collect();
        // It has the focus and is read then: an alert would say it a second time.
        view! {
            <div {..test_id("summary")} class="summary" role="group" aria-label=name tabindex="-1">
                <h2 class="summary-title">{title}</h2>
                <ul>{links}</ul>
            </div>
        }
        .into_any()
    })
}
