//! Links in the label of a checkbox: only the form `[text](address)`, only addresses that are safe.

use leptos::prelude::*;
use serde_json::json;
use vestibule::ui::NodeView;

use super::arbitrary::{flow_of, input};
use super::markup::Element;

/// The label of a checkbox with this text.
fn label(text: &str) -> Element {
    let mut node = input("default", "traits.terms", "checkbox", &json!(null));
    node["meta"] = json!({"label": {"id": 1_070_002, "text": text, "type": "info"}});
    let node = flow_of(&[node]).nodes.remove(0);
    let html = Owner::new().with(|| view! { <NodeView node=node/> }.to_html());
    let field = Element::read(&html);
    let labels = field.tags("label");
    assert_eq!(labels.len(), 1);
    labels[0].clone()
}

#[test]
fn an_address_that_is_safe_becomes_a_link() {
    let label =
        label("I accept the [terms](https://app.example/terms?v=1&l=en) and the [rules](/rules).");
    let links: Vec<_> = label
        .tags("a")
        .into_iter()
        .map(|link| (link.own_text(), link.get("href").unwrap()))
        .collect();
    assert_eq!(
        links,
        [
            ("terms".to_owned(), "https://app.example/terms?v=1&l=en"),
            ("rules".to_owned(), "/rules"),
        ]
    );
    for link in label.tags("a") {
        assert!(link.is(&[("target", "_blank"), ("rel", "noopener")]));
        assert!(link.text().ends_with("(opens in a new tab)"));
    }
    assert!(label.own_text().starts_with("I accept the"));
    assert!(label.own_text().ends_with('.'));
}

#[test]
fn an_address_that_is_not_safe_stays_text() {
    for address in [
        "javascript:alert(1",
        "JavaScript:alert%281%29",
        "data:text/html,<script>alert(1",
        "vbscript:x",
        "https://app.example@evil.example/",
        "https://user:secret@app.example/",
        "http://app.example/",
        "//evil.example/",
        "https:evil.example",
        "https://",
        "https:\\\\evil.example",
        "https://app.example/ x",
        "/x\\y",
        "terms",
        "mailto:a@example.com",
        "",
    ] {
        let text = format!("I accept the [terms]({address}).");
        let label = label(&text);
        assert!(label.tags("a").is_empty(), "{address}");
        assert_eq!(label.text(), text);
    }
}

#[test]
fn anything_else_of_markdown_stays_text() {
    for text in [
        "**I accept**",
        "[terms]",
        "[terms] (https://app.example/)",
        "[terms][1]",
        "<https://app.example/>",
        "https://app.example/",
        "](https://app.example/)",
        "[terms](https://app.example/",
        "<a href=\"https://app.example/\">terms</a>",
        "[[terms](x)",
        "",
    ] {
        let label = label(text);
        assert!(label.tags("a").is_empty(), "{text}");
        assert_eq!(label.text(), text);
    }
}

#[test]
fn what_stands_around_a_link_is_kept_in_its_order() {
    let label = label("[a](javascript:x) [b](https://b.example/) [ [c](https://c.example/)");
    let links: Vec<_> = label.tags("a").into_iter().map(Element::own_text).collect();
    assert_eq!(links, ["b", "c"]);
    let caption = label.text().replace(" (opens in a new tab)", "");
    assert_eq!(caption, "[a](javascript:x) b [ c");
}

#[test]
fn the_label_of_any_other_field_has_no_links() {
    for kind in ["text", "email", "submit"] {
        let mut node = input("default", "x", kind, &json!(null));
        node["meta"] =
            json!({"label": {"id": 1, "text": "[terms](https://app.example/)", "type": "info"}});
        let node = flow_of(&[node]).nodes.remove(0);
        let html = Owner::new().with(|| view! { <NodeView node=node/> }.to_html());
        let rendered = Element::read(&html);
        assert!(rendered.tags("a").is_empty(), "{kind}");
        assert!(
            rendered.text().contains("[terms](https://app.example/)"),
            "{kind}"
        );
    }
}
