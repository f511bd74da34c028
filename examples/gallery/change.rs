//! A *change* makes of a recorded answer what no Kratos at hand answers.

use serde_json::{Value, json};

/// Leaves it as it is.
pub(crate) fn nothing(_: &mut Value) {}

/// Makes everything that Kratos says longer by two fifths.
pub(crate) fn longer(flow: &mut Value) {
    each_node(flow, |node| {
        stretch(node.pointer_mut("/meta/label/text"));
        each(node.get_mut("messages"), |message| {
            stretch(message.pointer_mut("/text"))
        });
    });
    each(flow.pointer_mut("/ui/messages"), |message| {
        stretch(message.pointer_mut("/text"))
    });
}

/// A text longer by about two fifths: every vowel is there twice, except in the names in braces.
pub(crate) fn stretched(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        out.push(letter);
        if depth == 0 && "aeiouyAEIOUY".contains(letter) {
            out.push(letter.to_ascii_lowercase());
        }
    }
    out
}

fn stretch(text: Option<&mut Value>) {
    if let Some(text) = text
        && let Some(plain) = text.as_str()
    {
        *text = stretched(plain).into();
    }
}

/// Puts in what a newer Kratos may send.
pub(crate) fn unknown(flow: &mut Value) {
    let text = |id: u32, text: &str| json!({"id": id, "text": text, "type": "info"});
    let input = |group: &str, attributes: Value, label: Value| json!({"type": "input", "group": group, "attributes": attributes, "messages": [], "meta": {"label": label}});
    put(
        flow.get_mut("ui"),
        "messages",
        json!([text(9_123_456, "Something new.")]),
    );
    add(
        flow,
        [
            json!({"type": "hologram", "group": "default", "attributes": {"node_type": "hologram", "id": "h"},
                   "messages": [text(9_123_457, "Above the hologram.")], "meta": {}}),
            input(
                "telepathy",
                json!({"node_type": "input", "name": "thought", "type": "brainwave", "disabled": false}),
                text(9_123_458, "Think hard"),
            ),
            input(
                "telepathy",
                json!({"node_type": "input", "name": "traits.size", "type": "text", "disabled": false,
                       "options": [{"value": "S"}, {"value": "M"}, {"value": 44}]}),
                text(9_123_459, "Size"),
            ),
            input(
                "telepathy",
                json!({"node_type": "input", "name": "method", "type": "submit", "value": "telepathy", "disabled": false}),
                text(9_123_460, "Sign in by thought"),
            ),
            json!({"type": "a", "group": "default", "messages": [], "meta": {},
                   "attributes": {"node_type": "a", "id": "help", "href": "https://example.com/",
                                  "title": text(9_123_461, "Read about this")}}),
            json!({"type": "text", "group": "default", "messages": [], "meta": {"label": text(9_123_462, "A text")},
                   "attributes": {"node_type": "text", "id": "words", "text": text(9_123_463, "What it says.")}}),
        ],
    );
}

/// A hundred providers of social sign-in.
pub(crate) fn hundred_providers(flow: &mut Value) {
    add(
        flow,
        (1..=100).map(|number| {
            let name = format!("Provider {number}");
            json!({"type": "input", "group": "oidc", "messages": [],
                   "attributes": {"node_type": "input", "name": "provider", "type": "submit", "value": format!("p{number}"),
                                  "disabled": false},
                   "meta": {"label": {"id": 1_010_002, "text": format!("Sign in with {name}"), "type": "info",
                                      "context": {"provider": name, "provider_id": format!("p{number}")}}}})
        }),
    );
}

/// Three passkeys where there is one.
pub(crate) fn three_passkeys(flow: &mut Value) {
    let mut copies = Vec::new();
    each_node(flow, |node| {
        if node.pointer("/attributes/name") == Some(&json!("passkey_remove")) {
            for number in 2..=3 {
                let mut copy = node.clone();
                put(
                    copy.get_mut("attributes"),
                    "value",
                    format!("0{number}").into(),
                );
                copies.push(copy);
            }
        }
    });
    add(flow, copies);
}

/// Nothing that one could sign in with.
pub(crate) fn no_method(flow: &mut Value) {
    if let Some(nodes) = flow.pointer_mut("/ui/nodes").and_then(Value::as_array_mut) {
        nodes.retain(|node| node.pointer("/attributes/type") == Some(&json!("hidden")));
    }
}

fn add(flow: &mut Value, more: impl IntoIterator<Item = Value>) {
    if let Some(nodes) = flow.pointer_mut("/ui/nodes").and_then(Value::as_array_mut) {
        nodes.extend(more);
    }
}

/// Sets a member of an object.
fn put(object: Option<&mut Value>, key: &str, value: Value) {
    if let Some(object) = object.and_then(Value::as_object_mut) {
        object.insert(key.to_owned(), value);
    }
}

fn each_node(flow: &mut Value, change: impl FnMut(&mut Value)) {
    each(flow.pointer_mut("/ui/nodes"), change);
}

fn each(list: Option<&mut Value>, change: impl FnMut(&mut Value)) {
    list.and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .for_each(change);
}
