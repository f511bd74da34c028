//! A node: one element of a form, as Kratos describes it.

mod attributes;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::text::Text;

pub(crate) use attributes::{Anchor, Attributes, Image, Input, Script, TextElement};

/// One node with its group, messages and label.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) group: &'static str,
    pub(crate) attributes: Attributes,
    pub(crate) messages: Vec<Text>,
    pub(crate) label: Option<Text>,
}

impl Node {
    /// An input of a group.
    pub(crate) fn input(group: &'static str, name: &str, kind: &'static str) -> Self {
        Self::new(
            group,
            Attributes::Input(Input {
                name: name.to_owned(),
                kind,
                value: Value::Null,
                required: false,
                autocomplete: "",
                pattern: String::new(),
                max_length: None,
                disabled: false,
                onclick: String::new(),
                onclick_trigger: "",
                onload: String::new(),
                onload_trigger: "",
                node_type: "input",
            }),
        )
    }

    /// A button that submits its name and value.
    pub(crate) fn submit(group: &'static str, name: &str, value: &str, label: Text) -> Self {
        Self::input(group, name, "submit").value(value).label(label)
    }

    /// The token every submit has to carry.
    pub(crate) fn csrf(token: &str) -> Self {
        Self::input("default", "csrf_token", "hidden")
            .value(token)
            .required()
    }

    /// A link.
    pub(crate) fn anchor(group: &'static str, id: &'static str, href: &str, title: Text) -> Self {
        let anchor = Anchor {
            href: href.to_owned(),
            title: title.clone(),
            id,
            node_type: "a",
        };
        Self::new(group, Attributes::Anchor(anchor)).label(title)
    }

    /// A text to read, or to copy.
    pub(crate) fn text(group: &'static str, id: &'static str, text: Text) -> Self {
        let element = TextElement {
            text,
            id,
            node_type: "text",
        };
        Self::new(group, Attributes::Text(element))
    }

    /// A square picture.
    pub(crate) fn image(group: &'static str, id: &'static str, src: String, side: u32) -> Self {
        let image = Image {
            src,
            id,
            width: side,
            height: side,
            node_type: "img",
        };
        Self::new(group, Attributes::Image(image))
    }

    fn new(group: &'static str, attributes: Attributes) -> Self {
        Self {
            group,
            attributes,
            messages: Vec::new(),
            label: None,
        }
    }

    /// The helper script, at its address and with its hash.
    pub(crate) fn script(src: String, integrity: String) -> Self {
        Self::new(
            "webauthn",
            Attributes::Script(Script {
                src,
                asynchronous: true,
                referrerpolicy: "no-referrer",
                crossorigin: "anonymous",
                integrity,
                kind: "text/javascript",
                id: "webauthn_script",
                nonce: uuid::Uuid::new_v4().to_string(),
                node_type: "script",
            }),
        )
    }

    pub(crate) fn label(mut self, label: Text) -> Self {
        self.label = Some(label);
        self
    }

    pub(crate) fn value(mut self, value: impl Into<Value>) -> Self {
        self.set_value(value.into());
        self
    }

    pub(crate) fn required(self) -> Self {
        self.with(|input| input.required = true)
    }

    /// Changes the input; nothing happens to other kinds of nodes.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Input)) -> Self {
        if let Some(input) = self.as_input_mut() {
            change(input);
        }
        self
    }

    pub(crate) fn as_input(&self) -> Option<&Input> {
        match &self.attributes {
            Attributes::Input(input) => Some(input),
            _ => None,
        }
    }

    pub(crate) fn as_input_mut(&mut self) -> Option<&mut Input> {
        match &mut self.attributes {
            Attributes::Input(input) => Some(input),
            _ => None,
        }
    }

    /// The name of an input, the id of anything else.
    pub(crate) fn id(&self) -> &str {
        match &self.attributes {
            Attributes::Input(input) => &input.name,
            Attributes::Anchor(anchor) => anchor.id,
            Attributes::Script(script) => script.id,
            Attributes::Text(element) => element.id,
            Attributes::Image(image) => image.id,
        }
    }

    pub(crate) fn set_value(&mut self, value: Value) {
        if let Some(input) = self.as_input_mut() {
            input.value = value;
        }
    }

    /// Whether this is the node another one describes: same name, kind and group, and value if the other has one.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.group == other.group
            && self.id() == other.id()
            && match (self.as_input(), other.as_input()) {
                (Some(one), Some(two)) => {
                    one.kind == two.kind && (two.value.is_null() || one.value == two.value)
                }
                (None, None) => true,
                _ => false,
            }
    }

    fn kind(&self) -> &'static str {
        match &self.attributes {
            Attributes::Input(input) => input.node_type,
            Attributes::Anchor(anchor) => anchor.node_type,
            Attributes::Script(script) => script.node_type,
            Attributes::Text(element) => element.node_type,
            Attributes::Image(image) => image.node_type,
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Meta<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            label: Option<&'a Text>,
        }
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(rename = "type")]
            kind: &'static str,
            group: &'static str,
            attributes: &'a Attributes,
            messages: &'a [Text],
            meta: Meta<'a>,
        }
        Whole {
            kind: self.kind(),
            group: self.group,
            attributes: &self.attributes,
            messages: &self.messages,
            meta: Meta {
                label: self.label.as_ref(),
            },
        }
        .serialize(serializer)
    }
}
