//! Messages that are the label of a node, or the text that it is about.

use serde_json::{Value, json};

use super::super::markup::Element;
use super::{MESSAGES, flow, id, input, kind, page, text};

/// The labels among the messages, each with what is special about it.
fn labels(of: &str) -> Vec<(&'static Value, String)> {
    let mut found = Vec::new();
    for entry in MESSAGES.iter() {
        if entry["label"]["of"] == of {
            found.push((entry, entry["label"]["name"].as_str().unwrap().to_owned()));
        }
    }
    assert!(!found.is_empty(), "{of}");
    found
}

fn attribute<'a>(entry: &'a Value, key: &str) -> &'a str {
    entry["label"][key].as_str().unwrap()
}

/// How many elements of the forms have just this text.
fn count(page: &Element, text: &str) -> usize {
    let forms = page.tags("form");
    let inside = forms.iter().flat_map(|form| form.all());
    inside.filter(|element| element.own_text() == text).count()
}

#[test]
fn the_label_of_a_button_is_its_text() {
    for (entry, name) in labels("button") {
        let mut node = input(
            attribute(entry, "group"),
            &name,
            "submit",
            attribute(entry, "value"),
        );
        node["meta"] = json!({"label": text(entry)});
        let page = page(kind(entry), &flow(kind(entry), &[node], &[]));
        let button = page.one(&format!("node/input/{name}")).tags("button");
        assert_eq!(button.len(), 1, "{entry}");
        let caption = entry["text"].as_str().unwrap();
        assert_eq!(button[0].text(), caption, "{entry}");
        assert_eq!(
            button[0].get("value"),
            Some(attribute(entry, "value")),
            "{entry}"
        );
        assert_eq!(count(&page, caption), 1, "{entry}");
    }
}

#[test]
fn the_label_of_a_field_is_tied_to_it() {
    for (entry, name) in labels("field") {
        let mut node = input(
            attribute(entry, "group"),
            &name,
            attribute(entry, "type"),
            "",
        );
        node["attributes"]["required"] = json!(true);
        node["meta"] = json!({"label": text(entry)});
        let button = input(attribute(entry, "group"), "method", "submit", "x");
        let page = page(kind(entry), &flow(kind(entry), &[node, button], &[]));
        let field = page.one(&format!("node/input/{name}"));
        let (label, control) = (field.tags("label"), field.tags("input"));
        assert_eq!((label.len(), control.len()), (1, 1), "{entry}");
        assert_eq!(label[0].text(), entry["text"].as_str().unwrap());
        assert_eq!(label[0].get("for"), control[0].get("id"), "{entry}");
        assert_eq!(
            page.with(&[("for", control[0].get("id").unwrap())]).len(),
            1
        );
        assert_eq!(count(&page, entry["text"].as_str().unwrap()), 1, "{entry}");
    }
}

#[test]
fn the_label_of_a_picture_stands_in_its_place() {
    for (entry, name) in labels("image") {
        let attributes = json!({"node_type": "img", "id": name, "src": "data:image/png;base64,aGk=", "width": 256, "height": 256});
        let node = json!({"type": "img", "group": attribute(entry, "group"), "attributes": attributes,
                          "meta": {"label": text(entry)}, "messages": []});
        let page = page(kind(entry), &flow(kind(entry), &[node], &[]));
        let image = page.one(&format!("node/image/{name}"));
        assert_eq!(image.get("alt"), entry["text"].as_str());
    }
}

/// A text node with this label and text.
fn text_node(group: &str, name: &str, label: &Value, text: &Value) -> Value {
    json!({"type": "text", "group": group, "messages": [], "meta": {"label": label},
           "attributes": {"node_type": "text", "id": name, "text": text}})
}

fn of_id(target: u64) -> &'static Value {
    MESSAGES.iter().find(|entry| id(entry) == target).unwrap()
}

#[test]
fn the_label_of_a_text_stands_above_it() {
    for (entry, name) in labels("text_label") {
        let group = attribute(entry, "group");
        let about = if name == "totp_secret_key" {
            of_id(1_050_006)
        } else {
            of_id(1_050_015)
        };
        let node = text_node(group, &name, &text(entry), &text(about));
        let page = page(kind(entry), &flow(kind(entry), &[node], &[]));
        let label = page.one(&format!("node/text/{name}/label"));
        assert_eq!(label.text(), entry["text"].as_str().unwrap());
        assert_eq!(count(&page, &label.text()), 1, "{entry}");
    }
}

#[test]
fn the_title_of_a_link_is_its_text() {
    for (entry, name) in labels("anchor") {
        let attributes = json!({"node_type": "a", "id": name, "href": "https://app.example/x", "title": text(entry)});
        let node = json!({"type": "a", "group": attribute(entry, "group"), "attributes": attributes, "messages": [], "meta": {}});
        let page = page(kind(entry), &flow(kind(entry), &[node], &[]));
        let link = page.one(&format!("node/anchor/{name}")).tags("a");
        assert_eq!(link.len(), 1);
        assert_eq!(link[0].text(), entry["text"].as_str().unwrap());
        assert_eq!(link[0].get("href"), Some("https://app.example/x"));
    }
}

#[test]
fn every_label_is_drawn_by_one_of_these() {
    let known = [
        "button",
        "field",
        "image",
        "text_label",
        "anchor",
        "text",
        "entry",
    ];
    for entry in MESSAGES.iter().filter(|entry| entry.get("label").is_some()) {
        assert!(known.contains(&attribute(entry, "of")), "{entry}");
    }
    // What is a text itself, and the entries of one, are rendered as secrets.
    let secrets: Vec<u64> = MESSAGES
        .iter()
        .filter(|entry| matches!(entry["label"]["of"].as_str(), Some("text" | "entry")))
        .map(id)
        .collect();
    assert_eq!(secrets, [1_050_006, 1_050_009, 1_050_014, 1_050_015]);
}
